package screen

import (
	"strings"
	"testing"

	"oneplan/meeting"
)

// command gives one of the commands behind ":" by its words.
func (s *seat) command(words string) {
	s.press(":")
	s.write(asMade(words))
	s.press("enter")
}

func TestWhoHereMaySeeWhat(t *testing.T) {
	h := newTable(t)
	for _, size := range [][2]int{{60, 16}, {80, 24}, {110, 34}, {200, 60}} {
		s := h.sit("priya")
		s.w, s.h2 = size[0], size[1]
		s.command("who may see what")
		s.shows("Who here may see what", "On the team", "what everyone sees", "a note an agreement")
		s.press("a")
		s.shows("What the family agrees to", "Sam")
		s.press("esc", "b")
		s.shows("On what ground an agency shares", "Social care")
	}
	s := h.sit("priya")
	s.h2 = 50
	s.command("who may see what")
	s.shows("! nothing is noted yet", "! Health", "no ground is noted yet")
	s.press("a", "tab")
	s.write("that everyone here talks about sleep")
	f := s.sheet().(*formDialog).form
	f.FocusOn(fieldWith + "school")
	s.press("right")
	f.FocusOn(fieldWithheld)
	s.write("the hospital letters")
	f.FocusOn(fieldReview)
	s.write("in 6 months")
	s.press("ctrl+s")
	s.says("✓ Sam ask again Mon 24 May 2027", "with Health and Social care", "not the hospital letters", "noted by Priya")
	if x := h.view("sara").Agreements; len(x) != 1 || x[0].For != "that everyone here talks about sleep" || x[0].Given != "2026-11-24" {
		t.Errorf("the agreement is %+v", x)
	}
	s.press("b", "tab", "tab")
	s.write("we run the sleep clinic")
	s.press("ctrl+s")
	if x := h.view("sara").Bases; len(x) != 1 || x[0].Agency != "health" || x[0].Basis != "public task" {
		t.Errorf("the basis is %+v", x)
	}
	s.shows("✓ Health", "public task · we run the sleep clinic")
	s.says("we run the sleep clinic · noted by Priya")

	sara := h.sit("sara")
	sara.command("who may see what")
	sara.shows("public task · we run the sleep clinic", "What the family agrees to")
	sara.hides("b note a basis")
}

func TestTheEndOfAPart(t *testing.T) {
	h := newTable(t)
	tom, priya := h.sit("sara"), h.sit("priya")
	tom.command("who may see what")
	tom.press("e")
	tom.shows("Whose part ends?", "School", "all its people")
	tom.hides("Bea")
	tom.write("School")
	tom.press("enter")
	tom.shows("The end of School's part", "Nothing ends yet")
	tom.press("tab")
	tom.write("We go to another school")
	tom.press("ctrl+s")
	tom.shows("Whose part ends", "! School", "waits for the keyworker or the chair")
	priya.says("Sara asks that the part of School ends")

	priya.command("who may see what")
	for !strings.HasPrefix(priya.sheet().(*tableDialog).list.SelectedID(), rowWithdrawal) {
		priya.press("end")
		if priya.sheet().(*tableDialog).list.SelectedID() == "" {
			t.Fatalf("the row is not there:\n%s", priya.screen())
		}
	}
	priya.press("enter")
	priya.says("School's part ends on Tue 24 Nov", "What was written stays", "We go to another school")
	priya.press("ctrl+s")
	priya.shows("They have to be able to ring somebody.")
	priya.write("Priya")
	priya.press("tab")
	priya.write("01632 960 002")
	priya.press("ctrl+s")
	priya.says("It is confirmed.", "they are told to ring Priya, 01632 960 002")
	if h.rec.State().MemberOf("tom") != nil {
		t.Error("the school's teacher is still on the team")
	}
	if err := h.rec.State().PartEnded("tom"); err == nil || !strings.Contains(err.Error(), "ring Priya") {
		t.Errorf("he is told %v", err)
	}
}

func TestExpiryIsWarnedOf(t *testing.T) {
	h := newTable(t)
	h.tell("priya", meeting.SetBasis{Basis: meeting.Basis{Agency: "health", Basis: "public task", Reason: "it is ours", Since: "2026-01-01", Review: "2026-12-01"}})
	h.sit("priya").says("Health's ground for sharing is to be looked at by Tue 1 Dec")
	h.sit("sara").hides("ground for sharing")
}
