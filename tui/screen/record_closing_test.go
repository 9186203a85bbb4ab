package screen

import (
	"testing"

	"oneplan/meeting"
)

// TestClosePlan closes a plan by form, with a home for each open action, and the family opens it again.
func TestClosePlan(t *testing.T) {
	h := newTable(t)
	h.tell("jo", meeting.CloseMeeting{Meeting: h.meeting, Reason: "enough"})
	p := h.read("priya", 0)
	p.w, p.h2 = 80, 24
	p.press("4", "a")
	p.write("end of")
	p.press("enter")
	p.shows("Closing the plan of Sam", "not said yet", "not asked yet", "0 of 2 have a home", "not closed yet")
	p.press("c")
	p.shows("Say why the plan closes first")
	p.press("enter")
	p.shows("Why the plan closes")
	p.write("other") // "another reason" needs words
	p.press("enter", "ctrl+s")
	p.shows("what the other reason is")
	p.write("They moved to Wales")
	p.press("ctrl+s")
	p.shows("another reason", "They moved to Wales")
	p.press("down", "enter", "tab", "tab")
	p.write("Only if I can still ring.")
	p.press("ctrl+s")
	p.shows("Sara · agree", "Only if I can still ring.")
	p.press("c")
	p.shows("2 open actions without a home yet")
	p.press("o") // the owners go on
	p.shows("2 actions stay with who has them", "Dr Osei, Health", "2 of 2 have a home")
	p.press("enter") // one of them is the school's from now on
	p.shows("Who does", "has it now")
	p.write("School")
	p.press("down", "enter")
	p.press("end")
	p.shows("Practitioners can read and write here until", "keep reading for as long")
	p.press("enter")
	p.write("soon or so")
	p.press("esc")

	p.press("esc") // it waits
	p.shows("kept for you")
	if p.last.Closed() {
		t.Fatal("the plan is closed by leaving")
	}
	p.press("a")
	p.write("end of")
	p.press("enter")
	p.shows("They moved to Wales", "all of it is said")
	p.press("c")
	p.shows("Close the plan: another reason?", "2 open actions have a home", "The day after, their part on the team ends")
	p.press("n", "c", "y")
	p.shows("the plan is closed", "Closed: another reason", "keep reading for as long")
	c := p.last.Closing()
	if c == nil || len(c.Rehomed) != 2 || c.FamilyFor != h.sara || c.FamilyWords != "Only if I can still ring." || c.AccessUntil != p.env.Today().Add(p.last.Clocks().Access) {
		t.Fatalf("the plan was closed with %+v", c)
	}

	sara := h.read("sara", c.ID)
	sara.shows("Closed: another reason", "“Only if I can still ring.”", "Refer to the sleep clinic → ", "open it again")
	sara.press("enter")
	sara.press("enter")
	sara.shows("Say why")
	sara.write("We are back")
	sara.press("ctrl+s")
	sara.shows("The plan is open again")
	p.shows("opened again on")
	if p.last.Closed() {
		t.Error("the plan is closed still")
	}
	jo := h.read("jo", 0) // leads nothing here
	jo.press("4", "a")
	jo.hides("the end of the plan")
}
