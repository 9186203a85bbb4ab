package screen

import (
	"strings"
	"testing"

	"oneplan/meeting"
)

func TestDecisionFromProposalToWhatFollows(t *testing.T) {
	h := newTable(t)
	jo, tom, priya, sara := h.sit("jo"), h.sit("tom"), h.sit("priya"), h.sit("sara")

	// Sara proposes; only the chair and the minute taker see it in front.
	sara.press("d")
	sara.shows("New decision", "The chair and the minute taker see what you propose")
	sara.write("Ask the managers about the clinic")
	sara.press("enter")
	sara.write("It has been six weeks")
	sara.press("enter")
	sara.shows("It is proposed to the chair")
	id := h.rec.State().Decisions[0].ID
	if d := h.rec.State().Decision(id); d.Stage != meeting.Proposed || d.By != h.sara || d.Item == 0 {
		t.Fatalf("the decision is %+v", *d)
	}

	// Sara edits her words while the chair looks at them, and the chair puts it.
	jo.press("enter")
	jo.shows("Proposed by Sara", "Ask the managers about the clinic", "It has been six weeks", "Asked are those who are here", "Put it to everyone", "p put it to everyone")
	sara.press("d", "down", "enter", "e", "ctrl+end")
	sara.write(" wait")
	sara.press("ctrl+s")
	jo.shows("clinic wait”")
	sara.press("esc")
	jo.press("p")
	jo.shows("To decide", "0 of 5 have answered", "y agree", "r with reservations", "n disagree", "l not now")

	// Everybody answers privately.
	priya.press("enter")
	priya.shows("private until all are shown together")
	priya.press("y")
	priya.shows("Your answer is private until all are shown together.")
	priya.press("enter")
	priya.shows("you: agree")
	if priya.sheet() != nil {
		t.Errorf("the decision is still in front:\n%s", priya.screen())
	}
	sara.press("enter", "n")
	sara.write("They will put us off again")
	sara.press("enter")
	tom.press("enter", "r")
	tom.write("Ring first")
	tom.press("enter")
	for _, s := range []*seat{tom, sara} {
		s.press("enter")
		s.shows("3 of 5 have answered")
	}
	jo.shows("3 of 5 have answered")
	tom.press("esc")
	jo.hides("put us off", "Ring first")
	sara.shows("You answered: disagree, “They will put us off again”")

	// Sara thinks again; Bea has no screen and is answered for; the chair shows the answers.
	sara.press("n", "backspace")
	sara.press("enter")
	jo.press("b")
	jo.shows("Answer for Bea", "Read it back")
	jo.press("enter", "enter") // the answer first: it is not Jo's own
	jo.shows("You answered for Bea: agree", "4 of 5")
	jo.press("s")
	jo.shows("Show the answers now? 4 of 5 have answered")
	jo.press("y")
	jo.shows("all answers", "2 agree · 1 agree with reservations · 1 disagree · 1 no",
		"Jo: no answer", "Priya: agree", "Sara: disagree, “They will put us off agai”", "Bea: agree (written by Jo)", "Tom: agree with reservations, “Ring first”")

	// What follows.
	jo.press("f")
	jo.shows("Somebody disagreed", "not yet")
	jo.press("right", "tab", "right", "tab")
	jo.write("Jo writes to the manager by Friday")
	jo.press("enter")
	jo.shows("What follows: escalate. Jo writes to the manager by Friday", "The family was told of an advocate")
	d := h.rec.State().Decision(id)
	if d.Follow != meeting.Escalate || !d.Advocate || d.Words != "Jo writes to the manager by Friday" {
		t.Errorf("the decision is %+v", *d)
	}
	jo.press("esc")

	// The list of decisions.
	priya.press("d")
	priya.shows("Propose a new decision", "Ask the managers about the clinic wait", "3 agree, 1 disagree")
	priya.press("down", "enter")
	priya.shows("Sara: disagree", "What follows: escalate")
	priya.hides("f Say", "f Change")
}

func TestChairPutsAtOnceAndAllAnswersShow(t *testing.T) {
	h := newTable(t)
	for _, id := range []meeting.ID{h.tom, h.priya, h.bea} {
		h.tell("jo", meeting.RemoveAttendance{Meeting: h.meeting, Member: id})
	}
	jo, sara := h.sit("jo"), h.sit("sara")
	jo.press("d")
	jo.shows("Asked are those who are here: Jo and Sara.")
	jo.write("Meet again in January")
	jo.press("ctrl+s")
	jo.shows("It is put to everyone", "To decide: ")
	jo.press("enter", "y", "enter")
	jo.shows("1 of 2")
	sara.press("enter", "y", "enter") // the last answer
	sara.shows("all answers", "2 agree", "Jo: agree", "Sara: agree")
	sara.press("esc")
	if sara.sheet() != nil {
		t.Error("esc does not close the decision")
	}
	h.tell("jo", meeting.RemoveAttendance{Meeting: h.meeting, Member: h.jo})
	h.tell("jo", meeting.RemoveAttendance{Meeting: h.meeting, Member: h.sara})
	jo.press("d", "enter")
	jo.shows("Nobody who answers is on the attendance list yet")
	jo.write("Another")
	jo.press("ctrl+s")
	jo.shows("It is noted and waits")
}

func TestProposalTakenBack(t *testing.T) {
	h := newTable(t)
	jo, sara := h.sit("jo"), h.sit("sara")
	h.tell("sara", meeting.ProposeDecision{Meeting: h.meeting, Wording: "Something else"})
	jo.room.pane = paneDecision
	jo.press("enter")
	jo.shows("Something else")
	sara.press("d", "down", "enter", "t")
	sara.shows("Take this decision back?")
	sara.press("y")
	sara.shows("The decision is taken back.")
	jo.shows("This decision was taken back.")
	jo.press("enter")
	if sara.sheet() != nil || jo.sheet() != nil || len(h.rec.State().Decisions) != 0 {
		t.Errorf("the decision is still there:\n%s", sara.screen())
	}
}

func TestAnswerIsRefusedWithASentence(t *testing.T) {
	h := newTable(t)
	jo, sara := h.sit("jo"), h.sit("sara")
	h.tell("jo", meeting.ProposeDecision{Meeting: h.meeting, Wording: "Meet again"})
	sara.room.pane = paneDecision
	sara.press("enter", "n")
	sara.write("I cannot on Mondays")
	jo.room.pane = paneDecision
	jo.press("enter", "s", "y")
	sara.press("enter")
	sara.shows("This decision is not open for answers", "I cannot on Mondays")
	sara.press("esc")
	sara.shows("all answers")
}

func TestMouseAnswers(t *testing.T) {
	h := newTable(t)
	sara := h.sit("sara")
	h.tell("jo", meeting.ProposeDecision{Meeting: h.meeting, Wording: "Meet again"})
	sara.click("To decide")
	sara.click("n disagree")
	sara.shows("Your answer")
	sara.click("agree")
	sara.click("Give this answer")
	if g, ok := h.rec.State().Decisions[0].Answered(h.sara); !ok || g.Answer != meeting.Agree {
		t.Errorf("the answer is %+v\n%s", g, sara.screen())
	}
}

func TestBehalfInTheNotes(t *testing.T) {
	h := newTable(t)
	jo := h.sit("jo")
	item := h.rec.State().Live().Item
	jo.press("b")
	jo.shows("For Bea", "What Bea says", "1 Welcome", "not yet")
	jo.write("He sleeps better at mine")
	jo.press("enter", "right", "enter")
	if got := h.words(item, meeting.Notes); got != "Bea, written by Jo, read back: He sleeps better at mine" {
		t.Errorf("the notes are %q\n%s", got, jo.screen())
	}
	jo.shows("It is in the notes of 1 Welcome")

	// With more people, and something to decide, there is a choice.
	h.tell("jo", meeting.SetAttendance{Meeting: h.meeting, Attendance: meeting.Attendance{Member: h.osei, Way: meeting.ByPhone}})
	h.tell("jo", meeting.ProposeDecision{Meeting: h.meeting, Wording: "Meet again"})
	jo.press("b")
	jo.shows("For whom do you write?", "Bea", "Dr Osei")
	jo.write("osei")
	jo.press("enter")
	jo.shows("For Dr Osei", "Write in the notes", "Answer the decision")
	jo.press("down", "enter")
	jo.shows("Answer for Dr Osei")
	jo.press("enter", "enter")
	if g, ok := h.rec.State().Decisions[0].Answered(h.osei); !ok || g.By != h.jo {
		t.Errorf("the answer is %+v\n%s", g, jo.screen())
	}

	// At a screen of their own they answer themselves.
	h.sit("osei")
	h.show()
	jo.press("b")
	jo.shows("For Bea")
	jo.press("esc")

	h.tell("jo", meeting.RemoveAttendance{Meeting: h.meeting, Member: h.bea})
	jo.press("b")
	jo.shows("without a screen of their own")
}

func TestPrivateIsSharedOnce(t *testing.T) {
	h := newTable(t)
	sara, jo := h.sit("sara"), h.sit("jo")
	first := h.rec.State().Live().Item
	sara.press("n")
	sara.write("Hello.")
	sara.press("ctrl+p")
	sara.shows("Only you see this")
	was := sara.pointer
	sara.write("We are very tired")
	jo.hides("We are very tired")
	if sara.pointer != was {
		t.Errorf("others see the caret move: %v", sara.pointer)
	}
	sara.press("esc")
	jo.hides("We are very tired")
	sara.press("ctrl+p")
	sara.shows("We are very tired")
	sara.press("ctrl+j")
	sara.write("and so is Sam")

	// The meeting moves on meanwhile: what was begun for one item stays with it, unless taken along.
	jo.press("]")
	sara.shows("in the notes of 1 Welcome")
	sara.press("enter")
	if got := h.words(first, meeting.Notes); got != "Hello.\nWe are very tired\nand so is Sam" {
		t.Errorf("the notes are %q", got)
	}
	if sara.sheet() != nil || len(sara.drafts) != 0 {
		t.Errorf("the box is still there, or a draft: %v", sara.drafts)
	}

	sara.room.setItem(first)
	sara.press("esc", "ctrl+p")
	sara.write("Later")
	sara.room.item = h.rec.State().Live().Item
	h.show()
	sara.shows("ctrl+t")
	sara.press("ctrl+t", "enter")
	if got := h.words(h.rec.State().Live().Item, meeting.Notes); got != "Later" {
		t.Errorf("the notes of the item after are %q", got)
	}
}

func TestPrivateRefused(t *testing.T) {
	h := newTable(t)
	sara := h.sit("sara")
	sara.press("ctrl+p")
	sara.write("One more thing")
	h.tell("jo", meeting.CloseMeeting{Meeting: h.meeting, Reason: "Time is up"})
	sara.press("enter")
	sara.shows("The meeting has closed", "One more thing")
}

func TestDialogsSayTheirKeys(t *testing.T) {
	for _, tt := range everyDialog {
		h := newTable(t)
		s := h.sit(meeting.PersonID(tt.who))
		tt.open(s)
		var keys []string
		for _, k := range s.sheet().Keys() {
			keys = append(keys, k.Help().Key)
		}
		if !strings.Contains(strings.Join(keys, " "), "esc") {
			t.Errorf("%s does not say how to leave: %v", tt.name, keys)
		}
	}
}
