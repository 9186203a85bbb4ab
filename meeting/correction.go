package meeting

import (
	"slices"
	"time"
)

// Correction is what somebody says is wrong with a service of the information bank, and what became of that.
type Correction struct {
	N       int             `json:"n"`
	Service string          `json:"service"`        // its id in the information bank
	Name    string          `json:"name"`           // what it was called then
	Part    CorrectionPart  `json:"part,omitempty"` // what of it; "": what Words say
	Was     string          `json:"was,omitempty"`  // what Part said then
	Is      string          `json:"is,omitempty"`   // what Part should say
	Words   string          `json:"words,omitempty"`
	By      PersonID        `json:"by"`
	At      time.Time       `json:"at"`
	State   CorrectionState `json:"state"`
	Reason  string          `json:"reason,omitempty"` // of the answer
	Judge   PersonID        `json:"judge,omitempty"`  // who answered
	Judged  time.Time       `json:"judged,omitzero"`
	Seen    bool            `json:"seen,omitempty"` // whoever suggested it has read the answer
}

// CorrectionPart says what of a service is wrong, in words for people.
type CorrectionPart string

// What of a service can be corrected so that everybody sees it at once. Everything else is put in words, for whoever publishes the
// directory.
const (
	CorrectPhone       CorrectionPart = "phone"
	CorrectEmail       CorrectionPart = "email"
	CorrectURL         CorrectionPart = "web page"
	CorrectDescription CorrectionPart = "what it is"
	CorrectEligibility CorrectionPart = "who it is for"
	CorrectApply       CorrectionPart = "how to apply"
	CorrectFees        CorrectionPart = "cost"
	CorrectWaitTime    CorrectionPart = "waiting time"
	CorrectStatus      CorrectionPart = "whether it runs"
)

// CorrectionParts lists what of a service can be corrected, in the order in which screens offer it.
var CorrectionParts = []CorrectionPart{
	CorrectPhone, CorrectEmail, CorrectURL, CorrectDescription, CorrectEligibility, CorrectApply, CorrectFees, CorrectWaitTime, CorrectStatus,
}

// CorrectionState is what became of a correction.
type CorrectionState string

// The states of a correction.
const (
	CorrectionWaiting  CorrectionState = "waiting"
	CorrectionAccepted CorrectionState = "accepted"
	CorrectionRefused  CorrectionState = "refused"
)

// CorrectionSet adds a correction, or says what became of one.
type CorrectionSet struct {
	Correction Correction `json:"correction"`
}

func (CorrectionSet) event() {}

// The commands about corrections.
type (
	// SuggestCorrection says that something of a service is wrong: Service, Name, and Part with Was and Is, or Words.
	SuggestCorrection struct{ Correction Correction }
	// AnswerCorrection accepts or refuses a correction, with a reason for whoever suggested it.
	AnswerCorrection struct {
		N      int
		Accept bool
		Reason string
	}
	// SeeCorrection says that whoever suggested a correction has read what became of it.
	SeeCorrection struct{ N int }
)

func (SuggestCorrection) command() {}
func (AnswerCorrection) command()  {}
func (SeeCorrection) command()     {}

// The bounds of corrections.
const (
	maxWaiting     = 50 // of one person
	maxCorrections = 10_000
	longestService = 200 // bytes of an id
)

// KeepsBank reports whether a person fills the information bank and answers corrections.
func (a *Account) KeepsBank() bool { return a != nil && !a.Revoked && (a.Admin || a.Informs) }

// CorrectionsOf returns what people said is wrong with a service, the oldest first.
func (s *Service) CorrectionsOf(service string) []*Correction {
	var out []*Correction
	for _, c := range s.Corrections {
		if c.Service == service {
			out = append(out, c)
		}
	}
	return out
}

// Correction returns the correction with this number, or nil.
func (s *Service) Correction(n int) *Correction {
	if i := slices.IndexFunc(s.Corrections, func(c *Correction) bool { return c.N == n }); i >= 0 {
		return s.Corrections[i]
	}
	return nil
}

// decideCorrection decides what is about corrections.
func (r *Directory) decideCorrection(a Authority, c Command) (events []Event, known bool, err error) {
	var x Correction
	switch c := c.(type) {
	case SuggestCorrection:
		x, err = r.suggest(a, c.Correction)
	case AnswerCorrection:
		x, err = r.answerCorrection(a, c)
	case SeeCorrection:
		x, err = r.seeCorrection(a, c.N)
	default:
		return nil, false, nil
	}
	if err != nil {
		return nil, true, err
	}
	return []Event{CorrectionSet{x}}, true, nil
}

func (r *Directory) suggest(a Authority, c Correction) (Correction, error) {
	if !a.System && (r.s.Account(a.Person) == nil || a.Meeting != 0) {
		return c, refuse(Forbidden, "Only somebody with access of their own can suggest a correction: ask the keyworker to.")
	}
	if !isID(c.Service) || len(c.Service) > longestService {
		return c, refuse(Invalid, "Say which service is meant.")
	}
	if c.Part != "" && !slices.Contains(CorrectionParts, c.Part) {
		return c, refuse(Invalid, "That part of a service cannot be corrected by itself: say it in words.")
	}
	if err := lines(short{"name of the service", &c.Name, true}); err != nil {
		return c, err
	}
	for _, s := range []*string{&c.Was, &c.Is, &c.Words} {
		w, err := cleanWords(*s)
		if err != nil {
			return c, err
		}
		*s = w
	}
	switch {
	case c.Part == "" && c.Words == "", c.Part != "" && c.Is == "":
		return c, refuse(Invalid, "Say what is wrong, and what is right.")
	case c.Part != "" && c.Is == c.Was:
		return c, refuse(Invalid, "That is what it says already.")
	}
	waiting := 0
	for _, o := range r.s.Corrections {
		if o.By == a.Person && o.State == CorrectionWaiting {
			waiting++
		}
	}
	if waiting >= maxWaiting || len(r.s.Corrections) >= maxCorrections {
		return c, refuse(Invalid, "There are %d of your corrections waiting already: let those be answered first.", waiting)
	}
	n := 1
	if k := len(r.s.Corrections); k > 0 {
		n = r.s.Corrections[k-1].N + 1
	}
	return Correction{
		N: n, Service: c.Service, Name: c.Name, Part: c.Part, Was: c.Was, Is: c.Is, Words: c.Words, By: a.Person, At: a.At, State: CorrectionWaiting,
	}, nil
}

var errNoCorrection = refuse(NotFound, "There is no such correction: the list of corrections has their numbers.")

func (r *Directory) answerCorrection(a Authority, c AnswerCorrection) (Correction, error) {
	if !a.System && (!r.s.Account(a.Person).KeepsBank() || a.Meeting != 0) {
		return Correction{}, refuse(Forbidden, "Only an administrator or an information officer answers corrections: ask them.")
	}
	old := r.s.Correction(c.N)
	if old == nil {
		return Correction{}, errNoCorrection
	}
	if old.State != CorrectionWaiting {
		return *old, refuse(Stage, "This correction was answered already: it was %s.", old.State.Msg())
	}
	x := *old
	var err error
	if x.Reason, err = cleanWords(c.Reason); err != nil {
		return x, err
	}
	if !c.Accept && x.Reason == "" {
		return x, refuse(Invalid, "Say why, for whoever suggested it.")
	}
	x.State, x.Judge, x.Judged = CorrectionRefused, a.Person, a.At
	if c.Accept {
		x.State = CorrectionAccepted
	}
	return x, nil
}

func (r *Directory) seeCorrection(a Authority, n int) (Correction, error) {
	old := r.s.Correction(n)
	if old == nil || old.By != a.Person {
		return Correction{}, errNoCorrection
	}
	x := *old
	x.Seen = old.State != CorrectionWaiting
	return x, nil
}
