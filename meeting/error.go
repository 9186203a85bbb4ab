package meeting

import (
	"errors"

	"oneplan/meeting/words"
)

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
	Text string       // the sentence in English
	Said words.Phrase // the same for other languages; where it is zero, Text serves them too
}

// Error returns the sentence in English.
func (e *Error) Error() string { return e.Text }

// In returns the sentence in a language.
func (e *Error) In(l *words.Language) string {
	if e.Said.IsZero() {
		return e.Text
	}
	return l.Say(e.Said)
}

// Refuse returns a refusal that can be said in every language.
func Refuse(c Code, m words.Msg, args ...any) error {
	p := words.P(m, args...)
	return &Error{Code: c, Text: p.String(), Said: p}
}

func refuse(c Code, m words.Msg, args ...any) error { return Refuse(c, m, args...) }

// CodeOf returns the code of the refusal in err's chain, or "" if err is not a refusal.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
