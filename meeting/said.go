package meeting

import (
	"slices"

	"oneplan/meeting/words"
)

// The kinds, statuses and roles of this package are told to people in their own language by their method Msg. What stands in the log,
// in exports and in commands is the English word itself, in every language.

// Msg returns the Means for people.
func (m Means) Msg() words.Msg { return words.Msg(m) }

// Msg returns the Conn for people.
func (c Conn) Msg() words.Msg { return words.Msg(c) }

// Msg returns the LookKind for people.
func (k LookKind) Msg() words.Msg { return words.Msg(k) }

// Msg returns the StuckKind for people.
func (k StuckKind) Msg() words.Msg { return words.Msg(k) }

// Msg returns the Level for people.
func (l Level) Msg() words.Msg { return words.Msg(l) }

// Msg returns the ChangeKind for people.
func (k ChangeKind) Msg() words.Msg { return words.Msg(k) }

// Msg returns the CloseWhy for people.
func (w CloseWhy) Msg() words.Msg { return words.Msg(w) }

// Msg returns the CorrectionPart for people.
func (p CorrectionPart) Msg() words.Msg { return words.Msg(p) }

// Msg returns the CorrectionState for people.
func (s CorrectionState) Msg() words.Msg { return words.Msg(s) }

// Msg returns the Again for people.
func (a Again) Msg() words.Msg {
	switch a { // "Did you have to start again?"
	case NotAgain:
		return "started again:\x04no"
	case WhollyAgain:
		return "started again:\x04yes"
	}
	return words.Msg(a)
}

// Msg returns the Nation for people.
func (n Nation) Msg() words.Msg { return words.Msg(n) }

// Msg returns the ContactHow for people.
func (h ContactHow) Msg() words.Msg { return words.Msg(h) }

// Msg returns the QuestionKind for people.
func (k QuestionKind) Msg() words.Msg { return words.Msg(k) }

// Msg returns the PathStage for people.
func (s PathStage) Msg() words.Msg { return words.Msg(s) }

// Msg returns the TransitionKind for people.
func (k TransitionKind) Msg() words.Msg { return words.Msg(k) }

// Msg returns the Act for people.
func (a Act) Msg() words.Msg { return words.Msg(a) }

// Msg returns the ReachKind for people.
func (k ReachKind) Msg() words.Msg { return words.Msg(k) }

// Msg returns the DetailKind for people.
func (k DetailKind) Msg() words.Msg { return words.Msg(k) }

// Msg returns the ContactRule for people.
func (r ContactRule) Msg() words.Msg { return words.Msg(r) }

// Msg returns the Role for people.
func (r Role) Msg() words.Msg { return words.Msg(r) }

// Msg returns the NeedKind for people.
func (k NeedKind) Msg() words.Msg { return words.Msg(k) }

// Msg returns the NeedStatus for people.
func (s NeedStatus) Msg() words.Msg {
	if s == NeedOpen {
		return "need:\x04open" // not what one does with a door
	}
	return words.Msg(s)
}

// Msg returns the ActionStatus for people.
func (s ActionStatus) Msg() words.Msg { return words.Msg(s) }

// Msg returns the Consent for people.
func (c Consent) Msg() words.Msg { return words.Msg(c) }

// Msg returns the InvitationStatus for people.
func (s InvitationStatus) Msg() words.Msg {
	if s == "open" {
		return "invitation:\x04open"
	}
	return words.Msg(s)
}

// Msg returns the Kind for people.
func (k Kind) Msg() words.Msg { return words.Msg(k) }

// Msg returns the MeetingStage for people.
func (s MeetingStage) Msg() words.Msg { return words.Msg(s) }

// Msg returns the Way for people.
func (w Way) Msg() words.Msg { return words.Msg(w) }

// Msg returns the Answer for people.
func (a Answer) Msg() words.Msg { return words.Msg(a) }

// Msg returns the DecisionStage for people.
func (s DecisionStage) Msg() words.Msg { return words.Msg(s) }

// Msg returns the Follow for people.
func (f Follow) Msg() words.Msg { return words.Msg(f) }

// Msg returns the SignOff for people.
func (s SignOff) Msg() words.Msg { return words.Msg(s) }

// offered returns the words that a list offers, which Word says in other languages.
func offered(ms ...words.Msg) []string {
	var out []string
	for _, m := range ms {
		out = append(out, string(m))
	}
	offers = append(offers, out...)
	return out
}

// offers are all words that lists offer.
var offers []string

// Word says a word of a list that this package offers (Domains, UnmetReasons, Sides, Bases, Vestable) in a language. Whatever else
// somebody wrote in its place stays as it is.
func Word(l *words.Language, s string) string {
	if !slices.Contains(offers, s) {
		return s
	}
	return l.T(words.Msg(s))
}
