package tui_test

import (
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/tui"
)

// locking makes the screen lock after d. The lock goes by the real clock here: nobody else's depends on it.
func locking(d time.Duration) func(*tui.Options) {
	return func(o *tui.Options) { o.IdleLock, o.Now = d, time.Now }
}

// TestIdleLock: without a key the screen is covered and shows nothing of the record; ⏎ alone brings it back, and what
// was typed blindly goes nowhere.
func TestIdleLock(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	ben := sit(t, tb, "ben", 110, 34, nil)
	nia := sit(t, tb, "nia", 110, 34, locking(6*time.Second))
	nia.Sees("Agenda", "saved ✓")
	nia.Sees("Press ⏎ to go on")
	nia.Loses("Agenda")
	nia.Loses("sunflower")
	ben.Press("n")
	ben.Type("Unseen under the cover.")
	ben.Sees("Unseen under the cover.")
	nia.Press("n")
	nia.Type("blindly")
	nia.Press("enter")
	nia.Sees("Agenda", "Unseen under the cover.")
	nia.Loses("Press ⏎ to go on")
	ben.Loses("blindly")
}

// TestIdleLockEndsTheConnection: a covered screen is not a proof of who sits there for ever.
func TestIdleLockEndsTheConnection(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	nia := sit(t, tb, "nia", 80, 24, locking(100*time.Millisecond))
	nia.Ends()
}

// TestSharedScreenIsNotCovered while the meeting that everybody watches there goes on.
func TestSharedScreenIsNotCovered(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	shared := sit(t, tb, "nia", 80, 24, func(o *tui.Options) {
		locking(50 * time.Millisecond)(o)
		o.Shared, o.Only = true, true
	})
	shared.Sees("Agenda")
	time.Sleep(400 * time.Millisecond) // eight times as long as it takes elsewhere
	shared.Sees("Agenda")
	tb.Sit("ben").Does(meeting.CloseMeeting{Meeting: tb.Meeting, Reason: "It is late."})
	shared.Ends()
}

// TestHomeTellsTheLastTime: home says when the person was here before, and with what.
func TestHomeTellsTheLastTime(t *testing.T) {
	tb := meetingtest.New(t)
	at := tb.Clock.Now().Add(-26 * time.Hour)
	nia := sit(t, tb, "nia", 80, 24, func(o *tui.Options) {
		o.Record, o.Last = "", meeting.Visit{At: at, With: meeting.WithSecurityKey}
	})
	nia.Sees("Last time you were here: "+meeting.TimeWords(at, meeting.DayOf(tb.Clock.Now())), "with a security key.")
	first := sit(t, tb, "ben", 80, 24, func(o *tui.Options) { o.Record = "" })
	first.Sees("oneplan")
	first.Loses("Last time")
}
