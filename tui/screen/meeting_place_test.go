package screen

import (
	"strings"
	"testing"

	"oneplan/meeting"
)

// place says where the table's meeting is, and who sees that.
func (h *table) place(where string, a meeting.Audience) {
	h.t.Helper()
	m := *h.view("priya").Meeting(h.meeting)
	m.Place, m.PlaceFor = where, a
	h.tell("jo", meeting.SetMeeting{Meeting: m})
}

// TestWhoSeesThePlace narrows where a meeting is: whom it is not for sees what stands where no place is noted.
func TestWhoSeesThePlace(t *testing.T) {
	h := newTable(t)
	jo, sara, tom := h.sit("jo"), h.sit("sara"), h.sit("tom")
	sara.h2 = 34
	sara.press("1")
	h.sit("priya")
	h.show()
	none := sara.screen()
	h.place("12 Oak Lane, by the back door", meeting.Everyone)
	sara.shows("Where", "12 Oak Lane")
	sara.press("i")
	sara.says("Where: 12 Oak Lane, by the back door")
	sara.hides("Change it")
	sara.press("enter")

	jo.press("1")
	jo.shows("v who sees this")
	jo.press("v")
	jo.shows("Who sees the place?")
	jo.press("down", "enter")
	jo.says("Practitioners see the place from now on.", "Sara and Bea see it no more.")
	jo.press("y")
	jo.says("the place is changed: practitioners see this")
	tom.press("1")
	tom.shows("Where  12 Oak Lane, b…")
	priya := h.seats[3]
	priya.press("1", "i")
	priya.says("Where: 12 Oak Lane, by the back door Practitioners see this.")
	if now := sara.screen(); now != none {
		t.Errorf("without a place her screen is\n%s\nand with one she may not see\n%s", none, now)
	}
	sara.press("i")
	sara.hides("Where", "Oak", "not shown")
	sara.press("enter")
	sara.press(":")
	sara.write("when and")
	sara.hides("Oak")
	sara.press("esc", "1", "v")
	if sara.sheet() != nil {
		t.Errorf("she is asked who sees it:\n%s", sara.screen())
	}
	if s := h.view("sara").Meeting(h.meeting); s.Place != "" || s.PlaceFor != meeting.Everyone {
		t.Errorf("she is given %q for %q", s.Place, s.PlaceFor)
	}
}

// TestWhenAndWhere changes the place and its audience in one step, so that an address never shows to more.
func TestWhenAndWhere(t *testing.T) {
	h := newTable(t)
	for _, size := range [][2]int{{60, 16}, {80, 24}, {110, 34}, {200, 60}} {
		s := h.sit("jo")
		s.w, s.h2 = size[0], size[1]
		s.command("when and where")
		s.shows("When and where", "Where", "Who sees where")
		s.says("Who does not see the place finds it nowhere")
		s.press("esc")
	}
	s := h.sit("jo")
	s.press("1", "i")
	s.hides("When  ") // it is live
	s.write("The library")
	s.press("tab", "right", "ctrl+s")
	s.says("It is changed: practitioners see the place.")
	if m := h.view("tom").Meeting(h.meeting); m.Place != "The library" || m.PlaceFor != meeting.Practitioners {
		t.Errorf("the place is %q, for %q", m.Place, m.PlaceFor)
	}
	s.press("i")
	s.write(" at 3")
	h.place("The hall", meeting.Practitioners)
	s.press("ctrl+s")
	s.says("Somebody else has changed the place meanwhile")
	s.shows("The library at 3")
}

// TestPlanAMeeting plans one from the record, with a place that a parent is not to find.
func TestPlanAMeeting(t *testing.T) {
	h := newTable(t)
	r := h.read("priya", 0)
	r.press("3", "a")
	r.shows("a meeting")
	r.write("meeting")
	r.press("enter")
	r.shows("A new meeting")
	f := r.sheet().(*formDialog).form
	f.FocusOn(fieldAt)
	r.write("14 dec 10am")
	f.FocusOn(fieldPlace)
	r.write("12 Oak Lane")
	f.FocusOn(fieldAudience)
	r.press("right")
	f.FocusOn(fieldTaker)
	r.press("ctrl+s")
	r.says("sunflower-2 is planned: Review meeting, Mon 14 Dec, 10:00.")
	v := h.view("tom")
	m := v.Meetings[len(v.Meetings)-1]
	if m.Place != "12 Oak Lane" || m.PlaceFor != meeting.Practitioners || m.Chair != h.priya {
		t.Errorf("the meeting is %+v", m)
	}
	sara := h.read("sara", 0)
	sara.press("3")
	for range 30 {
		if strings.Contains(sara.screen(), "Oak Lane") {
			t.Fatalf("a parent finds the place:\n%s", sara.screen())
		}
		sara.press("down")
	}
	sara.press("a")
	sara.hides("a meeting")
}
