package command

import "oneplan/meeting/words"

// languageOf is the language of a list in a format: the caller's where people read it, English where programs do.
func (s *session) languageOf(format string) *words.Language {
	switch format {
	case "table", "text", "ics":
		return s.Words
	}
	return nil
}

// The words that lists have in English as JSON and CSV, as tables say them.
var (
	recordStandings  = []words.Msg{"live", "planned", "record:\x04open", "closed"}
	personStandings  = []words.Msg{"access:\x04active", "access:\x04invited", "revoked", "expired", "locked"}
	keyStandings     = []words.Msg{"access:\x04active", "in use"}
	waitStandings    = []words.Msg{"waiting", "wait:\x04seen", "ended"}
	erasureStandings = []words.Msg{"erasure:\x04due", "asked", "agreed", "erased"}
	adviceStandings  = []words.Msg{"question:\x04open", "waits for you", "closed"}
	correctionEnds   = []words.Msg{"accepted", "refused"}
	importStandings  = []words.Msg{"line:\x04new", "line:\x04changed", "line:\x04refused"}
	officerRoles     = []words.Msg{"administrator", "information officer"}
	datedKinds       = []words.Msg{
		"appointment", "meeting", "next meeting", "assessment", "assessment due", "expected", "plan review", "change", "action", "outcome", "kind:\x04promise", "reply",
		"escalation", "stage",
	}
	reminderKinds = []words.Msg{
		"stage", "review", "change", "wait", "assessment", "plan", "kind:\x04promise", "question", "escalation", "contact", "keyworker", "handover", "start again", "goodbye", "access",
	}
)

// word says a word of a list in the caller's language; one that is not of the list stays as it is.
func (s *session) word(of []words.Msg, word string) string {
	for _, m := range of {
		if words.P(m).String() == word {
			return s.T(m)
		}
	}
	return word
}
