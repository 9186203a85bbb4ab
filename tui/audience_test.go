package tui_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/tui"
)

// TestNarrowingAtTwoScreens narrows an entry while it is on somebody's screen.
func TestNarrowingAtTwoScreens(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	bo := tb.Sit(meetingtest.Sara)
	fill(t, bo)
	sara, nia := sit(t, tb, "sara", 110, 34, nil), sit(t, tb, "nia", 110, 34, nil)
	nia.Sees("Sleep clinic")
	nia.Press("2", "down", "down")
	nia.Sees("Sleep clinic")
	sara.Sees("Sleep clinic")
	sara.Press("2")
	sara.Sees("v who sees this")
	sara.Press("down", "down", "v")
	sara.Sees("Who sees “Sleep clinic referral”?")
	sara.Golden("sees-menu-110x34")
	sara.Press("down", "enter")
	sara.Sees("Practitioners see", "Leave it")
	sara.Golden("sees-asks-110x34")
	sara.Press("y")
	nia.Loses("Sleep clinic")
	sara.Sees("practitioners only", "Nia", "until just now")
	sara.Press("v")
	sara.Sees("Who sees “Sleep clinic referral”?", "as it is now")
	sara.Press("home", "enter")
	sara.Sees("Everyone sees", "not what it said before")
	sara.Press("y")
	nia.Sees("Sleep clinic")
}

// TestNotesForSomeShowNobodyElse writes notes for practitioners beside a parent.
func TestNotesForSomeShowNobodyElse(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	fill(t, tb.Sit(meetingtest.Sara))
	sara, ben, nia := sit(t, tb, "sara", 110, 34, nil), sit(t, tb, "ben", 80, 24, nil), sit(t, tb, "nia", 110, 34, nil)
	sara.Sees("saved ✓", "Sleep")
	ben.Sees("saved ✓")
	nia.Sees("saved ✓")
	sara.Press("N")
	sara.Sees("Notes for whom?", "new, for practitioners only")
	sara.Golden("notes-for-whom-110x34")
	sara.Press("enter")
	sara.Type("Nia looks worn out.")
	sara.Sees("Nia looks worn out.")
	ben.Sees("everyone   practitioners only")
	ben.Press("n")
	ben.Sees("stop writing")
	ben.Type("Good news first.")
	nia.Sees("Good news first.")
	nia.Loses("practitioners only", "worn out", "Sara typing")
	ben.Press("esc", "right")
	ben.Sees("Nia looks worn out.")
}

// TestGoldenAudience keeps narrower notes and the choice of people as they were looked at.
func TestGoldenAudience(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	fill(t, tb.Sit(meetingtest.Sara))
	bo := tb.Sit(meetingtest.Ben)
	bo.Does(meeting.AddNote{Item: bo.Meets().Item, Audience: meeting.Practitioners, Text: "Between us"})
	for _, size := range [][2]int{{60, 16}, {80, 24}, {200, 60}} {
		w, h := size[0], size[1]
		t.Run(fmt.Sprintf("%dx%d", w, h), func(t *testing.T) {
			ben := sit(t, tb, "ben", w, h, nil)
			ben.Sees("saved ✓", "Sleep")
			ben.Press("right")
			ben.Sees("Between us")
			ben.Golden(fmt.Sprintf("notes-for-some-%dx%d", w, h))
			ben.Press("2")
			ben.Sees("e edit")
			ben.Press("v")
			ben.Sees("Who sees “Sleep”?")
			ben.Type("peop")
			ben.Press("enter")
			ben.Sees("Which people see this?")
			ben.Golden(fmt.Sprintf("which-people-%dx%d", w, h))
		})
	}
}

// OpenUrgently gives urgent access.
func (h *host) OpenUrgently(ctx context.Context, record, reason string) error {
	return h.hub.OpenUrgently(ctx, h.who, record, reason, 0)
}

// Serve gives a command to the service.
func (h *host) Serve(ctx context.Context, c meeting.Command) error {
	_, err := h.hub.DoService(ctx, h.who, c)
	return err
}

// TestRefusedIsToldOfUrgentAccess says to a practitioner who is refused how a record is opened that cannot wait, whatever they named, and to
// nobody of the family.
func TestRefusedIsToldOfUrgentAccess(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	for _, record := range []string{"sunflower", "marigold"} {
		ivy := sit(t, tb, "ivy", 80, 24, func(o *tui.Options) { o.Record = record })
		ivy.Sees("nothing of that name that you may see", "u opens a record of others to read", "tells its keyworker", "u urgent access")
		ivy.Press("u")
		ivy.Sees("Which record", "Why now")
	}
	nia := sit(t, tb, "nia", 80, 24, func(o *tui.Options) { o.Record = "marigold" })
	nia.Sees("nothing of that name that you may see")
	nia.Loses("a record of others", "urgent")
}

// TestUrgentAccess opens a record that cannot wait, and tells the keyworker until she has seen it.
func TestUrgentAccess(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	fill(t, tb.Sit(meetingtest.Sara))
	home := func(o *tui.Options) { o.Record = "" }
	for _, size := range [][2]int{{60, 16}, {80, 24}, {200, 60}} {
		ivy := sit(t, tb, "ivy", size[0], size[1], home)
		ivy.Sees("oneplan", "urgent access")
		ivy.Press("u")
		ivy.Sees("Urgent access", "Which record", "Why now", "The keyworker and the")
		ivy.Golden(fmt.Sprintf("urgent-%dx%d", size[0], size[1]))
	}
	ivy, sara := sit(t, tb, "ivy", 110, 34, home), sit(t, tb, "sara", 110, 34, home)
	ivy.Sees("u urgent access")
	sara.Sees("oneplan", "Now")
	ivy.Press("u")
	ivy.Sees("You can read for 24 hours")
	ivy.Type("sunflowers")
	ivy.Press("tab")
	ivy.Type("She is here and cannot say what she takes")
	ivy.Press("ctrl+s")
	ivy.Sees("nothing of that name", "She is here")
	ivy.Press("tab", "tab")
	ivy.Press("backspace", "ctrl+s")
	ivy.Sees("Sleep clinic", "Urgent access until", "change nothing")
	sara.Sees("Urgent access  1 notice", "opened sunflower urgently")
	sara.Press("down")
	sara.Press("enter")
	sara.Sees("Urgent access: Ivy", "cannot say what she takes", "I have seen this")
	sara.Press("y")
	sara.Loses("I have seen this")
	sara.Sees("Agenda")
	sara.Press("esc")
	sara.Sees("Leave the meeting?")
	sara.Press("y")
	sara.Sees("Children")
	sara.Loses("opened sunflower urgently")
}

// TestWhosePartEndsReadsWhatThatMeans fills the screens of those whose part ends, in the room, at home and when they come back.
func TestWhosePartEndsReadsWhatThatMeans(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	fill(t, tb.Sit(meetingtest.Sara))
	home := func(o *tui.Options) { o.Record = "" }
	tess, back := sit(t, tb, "tess", 80, 24, nil), sit(t, tb, "tess", 110, 34, home)
	tess.Sees("saved ✓", "Sleep")
	back.Sees("Children", "Sam")
	sara := tb.Sit(meetingtest.Sara)
	id := sara.Does(meeting.AskWithdrawal{Agency: meetingtest.School, From: meeting.DayOf(tb.Clock.Now())}).Added()
	sara.Does(meeting.ConfirmWithdrawal{Withdrawal: id, Ring: "Sara Okoro", Phone: "01632 960001"})
	tess.Sees("Your part has ended", "Ring Sara Okoro on 01632 960001", "What you wrote stays", "esc close")
	tess.Loses("Sleep", "Agenda")
	tess.Press("esc")
	tess.Sees("Your part in sunflower has ended")
	tb.Passes(2 * time.Second)
	back.Sees("Your part in sunflower has ended", "ring Sara Okoro, 01632 960001")
	back.Press("enter")
	back.Sees("Your part has ended", "Ring Sara Okoro on 01632 960001")
	again := sit(t, tb, "tess", 60, 16, nil)
	again.Sees("Your part has ended", "Ring Sara Okoro on 01632 960001")
	only := sit(t, tb, "tess", 80, 24, func(o *tui.Options) { o.Only = true })
	only.Sees("has ended on", "Ring Sara Okoro on 01632 960001", "Press any key to leave")
}
