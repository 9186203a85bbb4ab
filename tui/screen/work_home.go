package screen

import (
	"strings"

	"oneplan/meeting"
)

// asked says on home what colleagues ask this person and answered them, and what of their own supervision and training needs looking at
// if they are a keyworker.
func (s *Home) asked(env *Env) {
	if s.h.Work == nil {
		return
	}
	var rows []homeRow
	for _, x := range s.h.Advice {
		if !x.Waits {
			continue
		}
		words := env.T("%s asks you: %s", x.With.Name, strings.Join(strings.Fields(x.Advice.Words), " "))
		if x.Mine {
			words = env.T("%s has answered your question.", x.With.Name)
		}
		rows = append(rows, homeRow{mark: "?", style: warn, what: words, wide: true, does: s.openAdvice})
	}
	if meeting.Keyworks(meeting.Cases(s.views(), env.Today())) > 0 {
		for _, p := range s.h.Work.Attention(s.h.Weeks, env.Today()) {
			rows = append(rows, homeRow{mark: "!", style: warn, what: env.Words.Say(p), wide: true, does: s.openWork})
		}
	}
	if len(rows) > 0 {
		s.section(env.T("For you"), "", rows)
	}
}
