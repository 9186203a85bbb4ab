package screen

import (
	"testing"
	"time"

	"oneplan/meeting"
)

// TestHoldTogether offers to hold what crowds a week together, does it, and takes it back one at a time, saying so.
func TestHoldTogether(t *testing.T) {
	h := newTable(t)
	about := meeting.Head{About: h.rec.State().Children[0].ID}
	monday := time.Date(2026, 12, 7, 10, 0, 0, 0, time.UTC)
	var ids []meeting.ID
	for i, x := range []struct{ what, place string }{{"Eye clinic", "Northtown"}, {"Walking practice", "Hill Lane School"}, {"Dentist", "Southtown"}} {
		at := monday.AddDate(0, 0, i)
		if i == 1 {
			at = monday.Add(30 * time.Minute) // at the same time as the first
		}
		ids = append(ids, h.tell("priya", meeting.AddEntry{Entry: &meeting.Appointment{Head: about, What: x.what, Place: x.place, At: at, Minutes: 45}}))
	}
	is := func(id meeting.ID) (string, string) {
		x, _ := h.rec.State().Entry(id).(*meeting.Appointment)
		return x.At.Format("2 15:04"), x.Place
	}
	p := h.read("priya", 0)
	p.w, p.h2 = 80, 24
	p.press("3")
	p.shows("At the same time on Mon 7 Dec", "3 in one week, in different places", "hold them together")
	p.press("down", "enter")
	p.shows("Which one stays?", "Eye clinic", "Walking practice", "Dentist")
	p.press("enter")
	p.shows("would follow “Eye clinic” on", "Mon 7 Dec, Northtown", "have to agree")
	p.press("y")
	p.shows("Walking practice and Dentist follow “Eye clinic” now", "u takes it back, one at")
	p.hides("in one week", "At the same time")
	for i, want := range []string{"7 10:00", "7 10:45", "7 11:30"} {
		if at, place := is(ids[i]); at != want || place != "Northtown" {
			t.Errorf("%d is at %s in %s, want %s in Northtown", i, at, place, want)
		}
	}
	p.press("u")
	p.shows("Your last change of “Dentist” is undone")
	if at, place := is(ids[2]); at != "9 10:00" || place != "Southtown" {
		t.Errorf("undone the dentist is at %s in %s", at, place)
	}
	if at, _ := is(ids[1]); at != "7 10:45" {
		t.Errorf("the first undo moved the other one too, to %s", at)
	}
	p.press("u")
	p.shows("Your last change of “Walking practice” is undone", "At the same time on Mon 7 Dec")
	p.press("ctrl+r")
	p.shows("Your last change of “Walking practice” is brought back")
	p.press("u")

	// The two that clash can be held together as well.
	p.press("home", "enter")
	p.shows("Which one stays?")
	p.hides("Dentist  ")
	p.press("down", "enter", "y")
	p.shows("Eye clinic follow")
	if at, place := is(ids[0]); at != "7 11:15" || place != "Hill Lane School" {
		t.Errorf("the eye clinic is at %s in %s", at, place)
	}
	p.press("u")

	// The place of what fewer people see is not told by moving something else there.
	h.tell("priya", meeting.SetAudience{Entry: ids[0], Audience: meeting.Practitioners})
	p.press("home", "enter", "enter")
	p.shows("is for fewer people than")
	sara := h.read("sara", 0)
	sara.press("3")
	sara.hides("Northtown", "in one week")
}
