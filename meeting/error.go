package meeting

import "errors"

// Code says what kind of refusal an Error is, for machines.
type Code string

// The codes of refusals.
const (
	Forbidden Code = "forbidden" // this person may not do this
	NotFound  Code = "not_found" // nothing of that name that this person may see
	Stale     Code = "stale"     // it was changed by somebody else meanwhile
	Invalid   Code = "invalid"   // the command makes no sense as given
	Stage     Code = "stage"     // not in this stage of the meeting
	Ended     Code = "ended"     // access has ended
)

// Error is a refusal: a code for machines and one sentence for people that says
// what happened and what to do. A refused command changed nothing.
type Error struct {
	Code Code
	Text string
}

func (e *Error) Error() string { return e.Text }

func refuse(c Code, text string) error { return &Error{Code: c, Text: text} }

// CodeOf returns the code of the refusal in err's chain, or "" if err is not a refusal.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
