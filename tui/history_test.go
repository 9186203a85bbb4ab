package tui_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/tui"
)

// pastTable is a table at which something has happened, a few minutes apart: a plan, notes that were changed, and a worry that the family
// does not see.
func pastTable(t *testing.T) *meetingtest.Table {
	t.Helper()
	tb := meetingtest.New(t)
	tb.Opens()
	ben, nia := tb.Sit("ben"), tb.Sit("nia")
	fill(t, ben)
	tb.Passes(3 * time.Minute)
	ben.Does(meeting.AddNeed{Need: meeting.Need{Audience: meeting.Practitioners}, Statement: "Worry among us"})
	tb.Passes(2 * time.Minute)
	nia.Types(tb.Notes(0), "The blanket helps. Four nights in seven.")
	tb.Passes(4 * time.Minute)
	f := tb.Notes(0)
	nia.Deletes(f, 19, 40)
	nia.TypesAt(f, 19, "He slept five nights in seven.")
	tb.Passes(5 * time.Minute)
	for _, a := range ben.View().Actions() {
		if a.Due == "2026-11-27" {
			x := *a
			x.Due = "2026-12-11"
			ben.Does(meeting.SetAction{Action: x})
		}
	}
	tb.Passes(time.Minute)
	return tb
}

func TestHistoryStepByStep(t *testing.T) {
	tb := pastTable(t)
	nia := sit(t, tb, "nia", 110, 34, nil)
	nia.Sees("saved ✓", "Sleep")
	nia.Press("y")
	nia.Sees("last changed on", "changed the action", "by when: −Fri 27 Nov  +Fri 11 Dec")
	nia.Press("left")
	nia.Sees("AS IT WAS on", "Nia wrote in", "−Four +He slept five")
	nia.Press("left")
	nia.Sees("+   The blanket helps. Four nights in seven.")
	nia.Press("left")
	nia.Sees("Ben added")
	nia.Loses("Worry among us")
	nia.Press("home")
	nia.Sees("Nothing in the plan yet.")
	nia.Press("end")
	nia.Sees("last changed on")
	nia.Press("esc")
	nia.Loses("last changed on")
	ben := sit(t, tb, "ben", 110, 34, nil)
	ben.Sees("saved ✓")
	ben.Press("y")
	ben.Sees("last changed on")
	ben.Press("left")
	ben.Sees("AS IT WAS on", "−Four")
	ben.Press("left")
	ben.Sees("+   The blanket helps.")
	ben.Press("left")
	ben.Sees("Worry among us")
}

// TestHistoryOnTheTrack: a finger on the track goes there, and drags along it.
func TestHistoryOnTheTrack(t *testing.T) {
	tb := pastTable(t)
	nia := sit(t, tb, "nia", 110, 34, nil)
	nia.Sees("saved ✓", "Sleep")
	nia.Press("y")
	nia.Sees("last changed on", "by when:")
	nia.Click(1, 2)
	nia.Sees("AS IT WAS on", "Nothing in the plan yet.")
	nia.Click(108, 2)
	nia.Sees("last changed on")
}

func TestWhatChangedAndBringingBack(t *testing.T) {
	tb := pastTable(t)
	nia := sit(t, tb, "nia", 110, 34, nil)
	nia.Sees("saved ✓", "Sleep")
	nia.Press("Y")
	nia.Sees("What changed since", "new: need", "Sleep")
	nia.Loses("Worry among us")
	nia.Press("esc")
	nia.Loses("What changed since")
	nia.Press("y")
	nia.Sees("last changed on", "by when:")
	nia.Press("left")
	nia.Sees("−Four")
	nia.Press("left")
	nia.Sees("+   The blanket helps. Four nights in seven.")
	nia.Press("r")
	nia.Sees("This is what changes", "notes: The blanket helps. −He slept five +Four")
	nia.Press("esc")
	nia.Loses("This is what changes")
	nia.Press("r")
	nia.Sees("This is what changes")
	nia.Press("enter")
	nia.Sees("is again what it was", "AS IT WAS on")
	tb.Sees(tb.Notes(0), "The blanket helps. Four nights in seven.")
	nia.Press("esc")
	nia.Loses("AS IT WAS on")
	nia.Press("u")
	nia.Sees("He slept five nights in seven.")
	tb.Sees(tb.Notes(0), "The blanket helps. He slept five nights in seven.")
}

// TestNarrowingTakesThePastAway also from whoever is looking at it.
func TestNarrowingTakesThePastAway(t *testing.T) {
	tb := pastTable(t)
	nia := sit(t, tb, "nia", 110, 34, nil)
	nia.Sees("saved ✓", "Sleep")
	nia.Press("y")
	nia.Sees("last changed on", "by when:")
	nia.Press("left")
	nia.Sees("AS IT WAS on", "Quiet time after lunch")
	ben := tb.Sit("ben")
	for _, n := range ben.View().Plan {
		if n.Audience == meeting.Everyone {
			ben.Does(meeting.SetAudience{Entry: n.ID, Audience: meeting.Practitioners})
		}
	}
	nia.Loses("Quiet time after lunch", "Sleep clinic")
	nia.Press("home", "end")
	nia.Sees("last changed on")
	nia.Loses("Quiet time after lunch")
}

func TestWhoWroteThis(t *testing.T) {
	tb := pastTable(t)
	ben := sit(t, tb, "ben", 110, 34, nil)
	ben.Sees("saved ✓", "He slept five")
	ben.Press("n")
	ben.Sees("Nia wrote this")
	tb.Passes(time.Second) // the caret rests
	ben.Sees("Nia wrote this at 09:09 today")
}

func TestHistoryFromHome(t *testing.T) {
	tb := pastTable(t)
	nia := sit(t, tb, "nia", 80, 24, func(o *tui.Options) { o.Record = "" })
	nia.Sees("Your plan", "saved ✓")
	nia.Press("down") // from the meeting to the plan
	nia.Sees("y history")
	nia.Press("y")
	nia.Sees("History", "last changed on", "esc home")
	if in := tb.Sit("ben").Newest().Presence.In(tb.Meeting); len(in) > 0 {
		t.Errorf("looking at the history from home puts %v in the room", in)
	}
	nia.Press("esc")
	nia.Sees("Your plan")
}

// TestGoldenHistory keeps the history as it was looked at.
func TestGoldenHistory(t *testing.T) {
	tb := pastTable(t)
	for _, size := range [][2]int{{60, 16}, {80, 24}, {110, 34}, {200, 60}} {
		w, h := size[0], size[1]
		for _, look := range []struct {
			name   string
			change func(*tui.Options)
		}{
			{"", nil},
			{"-nocolor", func(o *tui.Options) { o.Profile = colorprofile.ASCII }},
			{"-light", func(o *tui.Options) { o.Light = true }},
		} {
			if look.name != "" && w != 80 {
				continue
			}
			t.Run(fmt.Sprintf("%dx%d%s", w, h, look.name), func(t *testing.T) {
				d := sit(t, tb, "nia", w, h, look.change)
				d.Sees("saved ✓", "Sleep")
				d.Press("y")
				d.Sees("last changed on", "by when:")
				d.Press("left")
				d.Sees("AS IT WAS on", "+He slept five")
				d.Golden(fmt.Sprintf("history-%dx%d%s", w, h, look.name))
				d.Press("r")
				d.Sees("nothing to bring back")
				d.Press("left")
				d.Sees("+   The blanket helps.")
				d.Press("r")
				d.Sees("This is what changes")
				d.Golden(fmt.Sprintf("history-back-%dx%d%s", w, h, look.name))
				d.Press("esc")
				d.Loses("This is what changes")
				d.Press("c")
				d.Sees("What changed since", "Since the beginning")
				d.Golden(fmt.Sprintf("history-changes-%dx%d%s", w, h, look.name))
			})
		}
	}
}

// TestHistoryBesideThePlan: what is between meetings and notes for some have their past, too, and come back as one's own change.
func TestHistoryBesideThePlan(t *testing.T) {
	tb := pastTable(t)
	ben := tb.Sit("ben")
	ben.Does(meeting.AddEntry{Entry: &meeting.Wait{Service: "Speech therapy", ReferredOn: "2026-01-02"}})
	tb.Passes(time.Minute)
	x := *ben.View().Waits[0]
	x.ReferredOn = "2026-02-03"
	ben.Does(meeting.SetEntry{Entry: &x})
	tb.Passes(time.Minute)
	ben.Does(meeting.AddNote{Item: tb.Notes(0).ID, Audience: meeting.Practitioners, Text: "Among us"})
	tb.Passes(time.Minute)

	d := sit(t, tb, "ben", 110, 34, nil)
	d.Sees("saved ✓")
	d.Press("y")
	d.Sees("last changed on", "added the note “Among us”", "for some: ")
	d.Press("left")
	d.Sees("AS IT WAS on", "changed the wait “Speech therapy”", "referred on: −Fri 2 Jan  +Tue 3 Feb")
	d.Press("left")
	d.Sees("added the wait “Speech therapy”", "referred on: Fri 2 Jan", "bring back")
	d.Press("r")
	d.Sees("Bring back", "the wait “Speech therapy”", "referred on: −Tue 3 Feb  +Fri 2 Jan")
	d.Press("enter")
	d.Sees("is again what it was")
	if got := tb.Sit("ben").View().Waits[0].ReferredOn; got != "2026-01-02" {
		t.Errorf("it was referred on %s", got)
	}

	nia := sit(t, tb, "nia", 80, 24, nil)
	nia.Sees("saved ✓", "Sleep")
	nia.Press("y")
	nia.Sees("last changed on", "changed the wait")
	nia.Press("left")
	nia.Sees("AS IT WAS on", "changed the wait “Speech therapy”")
	nia.Loses("Among us")
}
