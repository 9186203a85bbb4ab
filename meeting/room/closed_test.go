package room_test

import (
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

func TestAccessToAClosedPlanEndsByItself(t *testing.T) {
	closed := func(table *meetingtest.Table) *meetingtest.Sitter {
		sara, nia := table.Sit(meetingtest.Sara), table.Sit(meetingtest.Nia)
		sara.Does(meeting.ClosePlan{Closing: meeting.Closing{Why: meeting.NeedsMet, Family: meeting.Agree, AccessUntil: "2026-12-06"}})
		return nia
	}
	over := func(u meeting.Update) bool {
		for _, m := range u.View.Members {
			if m.Current() && m.Role == meeting.Keyworker {
				return false
			}
		}
		return u.View.Closed()
	}
	t.Run("while the room is open", func(t *testing.T) {
		table := meetingtest.New(t)
		nia := closed(table)
		table.Passes(14*24*time.Hour + 14*time.Hour + 59*time.Minute)
		if nia.View().Keyworker() == nil {
			t.Error("it is over before the day is")
		}
		table.Passes(time.Minute)
		nia.Sees("the end of the practitioners' access", over)
		nia.Does(meeting.ReopenPlan{Reason: "it is back"})
	})
	t.Run("while nobody looked", func(t *testing.T) {
		table := meetingtest.New(t)
		closed(table)
		table.Restart()
		table.Passes(90 * 24 * time.Hour)
		table.Sit(meetingtest.Nia).Sees("the end of the practitioners' access", over)
	})
}
