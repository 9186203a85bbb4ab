package screen

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"oneplan/meeting"
)

func TestLiveFormWhileNothingCanBeSaved(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.choose(h.clinic)
	s.press("e", "ctrl+end")
	s.held = true
	s.write(" now")
	h.refused = "The disk is full: nothing can be saved."
	s.held = false
	s.deliver() // what was on its way is refused
	s.shows("The disk is full", " now")
	h.show()
	s.write("x") // typing is locked, and says so
	s.shows("Nothing can be saved just now")
	s.send(tea.PasteMsg{Content: "y"})
	if len(s.outbox) != 0 {
		t.Errorf("%d batches wait to be sent", len(s.outbox))
	}
	s.press("tab", "tab", "tab", "right", "tab")
	if h.rec.State().Action(h.clinic).Status != meeting.NotStarted {
		t.Error("a choice was sent")
	}
	s.shows("not added yet")

	h.refused = ""
	h.show()
	if got := h.words(h.clinic, meeting.What); got != "Refer to the sleep clinic now" {
		t.Errorf("the text is %q\n%s", got, s.screen())
	}
	s.press("ctrl+s")
	if h.rec.State().Action(h.clinic).Status != meeting.InProgress {
		t.Errorf("the choice was not added once saving worked:\n%s", s.screen())
	}
	if s.sheet() != nil || len(s.drafts) != 0 {
		t.Errorf("the form is still there, or a draft: %v", s.drafts)
	}
}

func TestLiveFormByMouse(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.h2 = 60 // room for a box around every field
	s.choose(h.clinic)
	s.press("e")
	s.shows("Dr Osei · asked, no answer yet")
	s.click("blocked")
	s.shows("not added yet")
	s.click("What blocks it")
	if h.rec.State().Action(h.clinic).Status != meeting.Blocked {
		t.Errorf("leaving the field did not add the choice:\n%s", s.screen())
	}
	s.write("No letter yet")
	s.click("  Done  ")
	if got := h.words(h.clinic, meeting.Blocks); got != "No letter yet" || s.sheet() != nil {
		t.Errorf("it is blocked by %q\n%s", got, s.screen())
	}
}

func TestAudiencesOfferedAreOnesOwn(t *testing.T) {
	h := newTable(t)
	for who, want := range map[meeting.PersonID][]string{
		"priya": {"everyone", "practitioners", "only Health", "only you", "agencies…", "people…"},
		"sara":  {"everyone", "only the family", "only you", "agencies…", "people…"},
	} {
		s := h.sit(who)
		var got []string
		for _, o := range s.room.audienceOptions(meeting.Everyone) {
			got = append(got, o.Label)
		}
		if len(got) != len(want) {
			t.Fatalf("%s is offered %q", who, got)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s is offered %q", who, got)
			}
		}
	}
	s := h.sit("priya")
	for a, want := range map[meeting.Audience]string{
		meeting.Everyone:                     "everyone sees this",
		meeting.Practitioners:                "practitioners see this",
		meeting.Agencies("health"):           "only Health sees this",
		meeting.OnlyPeople("jo", "priya"):    "only Jo and you see this",
		meeting.OnlyPeople("priya"):          "only you see this",
		meeting.Agencies("family", "social"): "only the family and Social care see this",
	} {
		if got := s.room.audienceWords(a); got != want {
			t.Errorf("%q is said as %q, want %q", a, got, want)
		}
	}
}

func TestHiddenEntriesAreNowhere(t *testing.T) {
	h := newTable(t)
	n := h.tell("priya", meeting.AddNeed{Need: meeting.Need{Audience: meeting.Practitioners}, Statement: "Hidden from the family"})
	h.tell("priya", meeting.AddOutcome{Outcome: meeting.Outcome{Need: n, Baseline: -1, Now: -1, Target: -1, Audience: meeting.Practitioners}, What: "Hidden too"})
	h.tell("priya", meeting.AddAction{Action: meeting.Action{Under: h.sleeps, Audience: meeting.Practitioners}, What: "A hidden action"})
	sara := h.sit("sara")
	sara.press("a", "tab", "tab", "tab", "tab", "down")
	sara.shows("Sleep")
	sara.hides("idden")
	sara.press("esc", "esc", "o", "shift+tab", "shift+tab", "shift+tab", "down")
	sara.hides("idden")
	sara.press("esc", "esc")
	sara.choose(h.sleep)
	sara.press("delete")
	sara.shows("with 1 outcome and 3 actions")
	sara.press("esc")

	priya := h.sit("priya")
	priya.choose(n)
	priya.press("a")
	if got := field(priya.sheet().(*formDialog).form, fieldAudience).Value(); audienceOf(got) != meeting.Practitioners {
		t.Errorf("an action under a hidden need begins for %q", got)
	}
}
