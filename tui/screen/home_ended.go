package screen

import (
	"errors"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// What somebody reads whose part in a record a withdrawal has ended: that it has, since when, whom to ring, and what stays. It fills the
// screen, since a sentence at the foot is soon gone; nothing else of the record is in it.

// partWords says what the end of a part means.
func partWords(env *Env, e *meeting.PartEnd) string {
	return env.T("Your part in the record %s has ended on %s.\n\n"+
		"Questions, or should it not have?\nRing %s on %s.\n\n"+
		"You cannot open it any more, and the minutes of later meetings do not come to you. What you wrote stays, under your name. What you had taken on goes to "+
		"somebody else: if a family waits for something from you, say so when you ring.", e.Record, e.From.When(env.Today()), e.Ring, e.Phone)
}

// endedPage is that page.
func endedPage(e meeting.PartEnd) *homePage {
	return &homePage{build: func(env *Env, ask *widget.Dialog) bool {
		ask.Title, ask.Text = env.T("Your part has ended"), partWords(env, &e)
		return true
	}}
}

// NewRefusal returns a screen that says why what was asked for does not open, for whoever has no home to go to.
func NewRefusal(env *Env, err error) *Notice {
	var end *meeting.PartEnd
	if errors.As(err, &end) {
		return NewNotice(partWords(env, end))
	}
	return NewNotice(refusalIn(env.Words, err))
}

// ended says at home for a while in which records the person's part has ended.
func (s *Home) ended(env *Env) {
	var rows []homeRow
	for i, e := range s.h.Ended {
		rows = append(rows, homeRow{
			mark: "–", style: muted, what: env.T("Your part in %s has ended", e.Record), middle: env.T("ring %s, %s", e.Ring, e.Phone), right: env.T("since %s", e.From.When(env.Today())),
			record: e.Record, ended: &s.h.Ended[i],
		})
	}
	if len(rows) > 0 {
		s.section(env.T("Ended"), "", rows)
	}
}
