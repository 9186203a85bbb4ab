package screen

import (
	"strings"
	"testing"

	"oneplan/meeting"
)

// aside returns the words of the first notes for fewer of the item that is talked about, as somebody sees them.
func (h *table) aside(who meeting.PersonID) string {
	v := h.view(who)
	for _, n := range v.NotesOf(v.Live().Item) {
		return v.Text(meeting.Field{ID: n.ID, Part: meeting.Aside}).String()
	}
	return ""
}

func TestNotesForSome(t *testing.T) {
	h := newTable(t)
	priya, jo, sara := h.sit("priya"), h.sit("jo"), h.sit("sara")
	h.show()
	before := sara.screen()
	priya.press("N")
	priya.shows("Notes for whom? · 1 Welcome", "the notes that all see", "new, for practitioners only", "new, for people…")
	priya.press("enter")
	priya.write("Sara looks worn out.")
	priya.shows("practitioners only", "everyone   practitioners only", "Sara looks worn out.", "esc stop writing")
	if got := h.aside("jo"); got != "Sara looks worn out." {
		t.Errorf("jo reads %q", got)
	}
	if after := sara.screen(); after != before {
		t.Errorf("sara's screen was\n%s\nand is\n%s", before, after)
	}
	sara.hides("worn out", "practitioners only")

	jo.shows("everyone   practitioners only", "←→ other notes")
	jo.hides("worn out")
	jo.press("right")
	jo.shows("Sara looks worn out.")
	jo.press("n")
	jo.write("A break would help.") // begins a line of its own
	priya.shows("Sara looks worn out.", "A break would help.")
	priya.press("esc", "left")
	priya.hides("worn out")
	priya.press("right")
	priya.shows("worn out")
	jo.press("esc", "u")
	if got := h.aside("priya"); !strings.HasPrefix(got, "Sara looks worn out.") || strings.Contains(got, "break") {
		t.Errorf("after jo's undo it says %q", got)
	}
	jo.press("N")
	jo.hides("new, for practitioners only")
	jo.write("everyone")
	jo.press("enter")
	jo.hides("worn out")
	if got := h.words(h.rec.State().Live().Item, meeting.Notes); got != "" {
		t.Errorf("everybody's notes say %q", got)
	}
}

// TestNothingTypedForSomeIsSeenByAll types on while the notes are not there yet, while the chair goes on, and while they are
// taken away.
func TestNothingTypedForSomeIsSeenByAll(t *testing.T) {
	h := newTable(t)
	priya, jo := h.sit("priya"), h.sit("jo")
	all := func() string {
		var out string
		for _, it := range h.rec.State().Live().Agenda {
			out += h.words(it.ID, meeting.Notes)
		}
		return out
	}
	priya.held = true
	priya.press("N", "enter")
	priya.write("no secrets")
	priya.held = false
	priya.deliver()
	priya.write(", please")
	if got := h.aside("priya"); got != "no secrets, please" || all() != "" {
		t.Errorf("typed early, it says %q, and everybody's %q", got, all())
	}
	jo.press("]")
	priya.write(" now")
	if v := h.view("priya"); v.Text(priya.room.noteField()).String() != "no secrets, please now" || all() != "" {
		t.Errorf("typed while the chair went on, it says %q, and everybody's %q\n%s", v.Text(priya.room.noteField()), all(), priya.screen())
	}
	priya.press("esc")
	h.show()
	if priya.room.item != h.rec.State().Live().Item || priya.room.aside != 0 {
		t.Errorf("afterwards it does not follow the chair:\n%s", priya.screen())
	}

	priya.press("N", "enter")
	priya.write("never mind")
	note := h.view("priya").Note(priya.room.aside)
	h.tell("priya", meeting.RemoveEntry{ID: note.ID})
	priya.write("nobody reads this")
	if all() != "" {
		t.Errorf("typed after they were taken away, everybody's notes say %q", all())
	}
	priya.says("not there for you any more")
	priya.press("enter")
	if priya.sheet() != nil || priya.room.editing {
		t.Errorf("in front is\n%s", priya.screen())
	}
}

func TestEmptyNotesForSomeGo(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.press("N", "enter", "esc")
	if n := len(h.rec.State().Notes); n != 0 || s.room.aside != 0 {
		t.Errorf("%d notes stayed\n%s", n, s.screen())
	}
}

func TestNotesForSomeAreTakenAwayAndOpened(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.press("N", "enter")
	s.write("Between us")
	s.press("esc", "v")
	s.shows("Who sees these notes?", "practitioners")
	s.hides("everyone")
	s.press("end", "up", "up", "enter") // whoever stands there
	for s.sheet() != nil {
		s.press("esc")
	}
	s.press("v")
	s.write("health")
	s.press("enter")
	s.says("Only Health sees these notes from now on.", "Jo and Tom see it no more.")
	s.press("y")
	s.says("Only Health sees these notes now.")
	if h.aside("jo") != "" || h.aside("osei") != "Between us" {
		t.Errorf("jo reads %q, Dr Osei %q", h.aside("jo"), h.aside("osei"))
	}
	s.press("delete")
	s.says("Take these notes away, for everybody who sees them?")
	s.press("y")
	if len(h.rec.State().Notes) != 0 {
		t.Errorf("they are still there\n%s", s.screen())
	}
}

func TestDraftOfNotesForSomeComesBackThere(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.press("N", "enter")
	s.write("Between us")
	s.held = true
	s.write(" and more")
	again := h.sitAgain("priya", s.drafts)
	again.shows("back in the notes")
	if got := h.aside("jo"); got != "Between us and more" {
		t.Errorf("it says %q\n%s", got, again.screen())
	}
	if got := h.words(h.rec.State().Live().Item, meeting.Notes); got != "" {
		t.Errorf("everybody's notes say %q", got)
	}
}

func TestNotesForSomeAtEverySize(t *testing.T) {
	h := newTable(t)
	item := h.rec.State().Live().Item
	h.tell("priya", meeting.AddNote{Item: item, Audience: meeting.Practitioners, Text: "Between us"})
	for _, size := range [][2]int{{60, 16}, {80, 24}, {110, 34}, {200, 60}} {
		s := h.sit("jo")
		s.w, s.h2 = size[0], size[1]
		s.room.toPane(paneNotes)
		s.screen()
		if size[1] > 16 {
			s.click("practitioners only")
		} else {
			s.shows("everyone sees this · 1 of 2")
			s.press("right")
			s.shows("practitioners only · 2 of 2")
		}
		s.shows("Between us")
	}
	shared := h.sit("jo")
	shared.env.Shared = true
	h.show()
	shared.hides("practitioners only", "notes for some")
	shared.press("N")
	if shared.sheet() != nil {
		t.Errorf("N works on a shared screen:\n%s", shared.screen())
	}
}
