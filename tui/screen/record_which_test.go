package screen

import (
	"slices"
	"strings"
	"testing"

	"oneplan/meeting"
)

// TestWithWhom names any mix of people and agencies, in a form and afterwards.
func TestWithWhom(t *testing.T) {
	h := newTable(t)
	child := h.rec.State().Children[0].ID
	p := h.read("priya", 0)
	p.w, p.h2 = 80, 24
	p.press("5", "a", "enter")
	p.write("We all met.")
	p.press("tab", "tab", "tab") // to with whom
	p.shows("With whom", "the whole family", "choose…")
	p.press("right", "right")
	p.shows("⏎ asks which")
	p.press("enter")
	p.shows("With whom?", "[ ] The family", "[ ] Health", "[ ] Sam", "nobody is ticked")
	p.press("space") // the whole family
	p.shows("[✓] The family", "[✓] Sam", "✓ Sam, Sara and Bea")
	p.press("down", "down", "space")
	p.shows("[-] The family")
	for range 2 {
		p.press("down")
	}
	p.press("space") // and all of an agency
	p.shows("[✓] Health", "[✓] Dr Osei")
	p.press("enter")
	p.shows("New contact", "With whom")
	p.press("esc") // it is kept as a draft, its label too
	p.press("a", "enter")
	p.shows("here again")
	p.press("ctrl+s")
	c := h.rec.State().Contacts[0]
	has := func(want ...meeting.ID) {
		t.Helper()
		got := slices.Sorted(slices.Values(h.rec.State().Contacts[0].With))
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("it was with %v, want %v", got, want)
		}
	}
	if len(c.With) < 3 {
		t.Fatalf("it was with %v", c.With)
	}
	p.shows("with ")

	p.press("enter", "tab", "tab", "tab", "right", "right")
	for range 8 {
		if strings.Contains(p.screen(), "⏎ asks which") {
			break
		}
		p.press("right")
	}
	p.press("enter")
	p.shows("With whom?", "[✓] Health")
	p.press("home", "space", "enter", "ctrl+s") // the rest of the family as well
	has(child, h.sara, h.bea, h.priya, h.osei)
}

// TestShareWith says with which agencies an assessment may be shared: any of them.
func TestShareWith(t *testing.T) {
	h := newTable(t)
	p := h.read("priya", 0)
	p.press("3", "a")
	p.write("assessment")
	p.press("enter")
	p.write("Sleep")
	for range 6 {
		p.press("tab")
	}
	p.press("right", "right", "enter")
	p.shows("May be shared?", "[ ] School", "Tom")
	p.press("home", "space", "end", "space", "enter", "ctrl+s")
	if got := h.rec.State().Assessments[0].Share; len(got) != 2 {
		t.Errorf("it may be shared with %v:\n%s", got, p.screen())
	}
}
