package screen

import (
	"strings"
	"testing"

	"oneplan/meeting"
)

// read puts somebody in front of the record between meetings.
func (h *table) read(who meeting.PersonID, entry meeting.ID) *seat {
	h.t.Helper()
	s := h.sit(who)
	rec, acts := NewRecord(s.env, "sunflower", entry, s.update())
	s.front, s.room = rec, rec.desk
	s.do(acts)
	return s
}

func TestRecordTabs(t *testing.T) {
	h := newTable(t)
	p := h.read("priya", 0)
	p.shows("Sam · sunflower", "saved ✓", "5 Keyworker", "Priya is the keyworker")
	for i, words := range []string{
		"What matters to me", "Keep a sleep diary", "Waits", "Changes coming", "Contacts and promises", "everything · all agencies", "plan sunflower",
	} {
		p.press(itoa(i + 1))
		p.shows(words)
	}
	p.press("tab")
	p.shows("What matters to me")
	p.press("shift+tab")
	p.shows("plan sunflower")
	p.press("esc")
	if n := len(p.acts); n == 0 || p.acts[n-1] != (GoHome{}) {
		t.Errorf("esc did %v", p.acts)
	}
}

// TestAboutMe has two people write the same words where they stand.
func TestAboutMe(t *testing.T) {
	h := newTable(t)
	sara, p := h.read("sara", 0), h.read("priya", 0)
	p.press("1")
	sara.shows("About Sam", "What matters to me")
	sara.press("enter")
	p.press("enter")
	sara.write("My dog. ")
	p.write("And swimming.")
	child := h.rec.State().Children[0].ID
	if got := h.words(child, meeting.Matters); got != "My dog. \nAnd swimming." {
		t.Errorf("what matters is %q", got)
	}
	sara.shows("And swimming.", "Priya here too")
	sara.press("esc")
	sara.shows("And swimming.")
	sara.press("u")
	if got := h.words(child, meeting.Matters); strings.Contains(got, "My dog") || !strings.Contains(got, "swimming") {
		t.Errorf("undone it is %q", got)
	}
}

func TestWaits(t *testing.T) {
	h := newTable(t)
	p := h.read("priya", 0)
	p.press("3", "a", "enter")
	p.shows("New wait")
	p.write("Sleep clinic")
	p.press("ctrl+s")
	p.shows("Sleep clinic", "0 days, aim 126")
	if n := len(p.last.Waits); n != 1 || p.last.Waits[0].Service != "Sleep clinic" {
		t.Fatalf("the waits are %v", p.last.Waits)
	}
	p.press("enter")
	p.shows("Wait", "Referred on")
	p.press("esc")
	p.press("u")
	if n := len(p.last.Waits); n != 0 {
		t.Errorf("undone there are %d waits", n)
	}
	sara := h.read("sara", 0)
	sara.press("3")
	sara.hides("Sleep clinic ·")
}
