package screen

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"oneplan/meeting"
)

func TestAddActionUnderSelection(t *testing.T) {
	h := newTable(t)
	priya, sara := h.sit("priya"), h.sit("sara")
	priya.choose(h.clinic)
	priya.press("a")
	priya.shows("New action")
	priya.hides("not added yet")
	priya.write("Ring the school about the classroom")
	priya.shows("New action · not added yet")
	sara.hides("Ring the school")
	priya.press("tab")
	priya.write("sara")
	priya.shows("parent or carer")
	priya.press("enter")
	priya.write("in 6 weeks")
	priya.shows("Tue 5 Jan 2027")
	priya.press("enter", "right", "ctrl+s")

	v := h.view("sara")
	id := priya.room.entry
	a := v.Action(id)
	if a == nil {
		t.Fatalf("the new entry %d is not selected:\n%s", id, priya.screen())
	}
	if a.Under != h.sleeps || a.Owner != h.sara || a.Due != "2027-01-05" || a.Status != meeting.InProgress || a.Consent != meeting.Asked || a.Audience != meeting.Everyone {
		t.Errorf("the action is %+v", *a)
	}
	if got := h.words(id, meeting.What); got != "Ring the school about the classroom" {
		t.Errorf("it says %q", got)
	}
	if priya.sheet() != nil || len(priya.drafts) != 0 {
		t.Errorf("the form is still there, or its draft: %v", priya.drafts)
	}
	sara.choose(id)
	sara.shows("Ring")
}

func TestAddActionForms(t *testing.T) {
	for _, tt := range []struct {
		name string
		on   func(*table) meeting.ID
		keys func(*seat)
		want func(*table, *meeting.Action) bool
	}{
		{
			"nothing selected stands under the plan as a whole", func(*table) meeting.ID { return 0 },
			func(s *seat) {}, func(_ *table, a *meeting.Action) bool {
				return a.Under == 0 && a.Owner == 0 && a.Due == "" && a.Status == meeting.NotStarted
			},
		},
		{
			"on a need", func(h *table) meeting.ID { return h.sleep },
			func(s *seat) {}, func(h *table, a *meeting.Action) bool { return a.Under == h.sleep },
		},
		{
			"an agency's manager is asked", func(*table) meeting.ID { return 0 },
			func(s *seat) { s.press("tab"); s.write("ask health"); s.press("enter") },
			func(_ *table, a *meeting.Action) bool { return a.Owner == 0 && a.Ask == "health" },
		},
		{
			"for practitioners only", func(*table) meeting.ID { return 0 },
			func(s *seat) { s.press("shift+tab", "shift+tab", "right") },
			func(_ *table, a *meeting.Action) bool { return a.Audience == meeting.Practitioners },
		},
		{
			"one's own is agreed at once", func(*table) meeting.ID { return 0 },
			func(s *seat) { s.press("tab"); s.write("priya"); s.press("enter") },
			func(h *table, a *meeting.Action) bool { return a.Owner == h.priya && a.Consent == meeting.Agreed },
		},
		{
			"somewhere else in the plan", func(h *table) meeting.ID { return 0 },
			func(s *seat) { s.press("tab", "tab", "tab", "tab"); s.write("sleeps"); s.press("enter") },
			func(h *table, a *meeting.Action) bool { return a.Under == h.sleeps },
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newTable(t)
			s := h.sit("priya")
			s.choose(tt.on(h))
			s.press("a")
			s.write("Something")
			tt.keys(s)
			s.press("ctrl+s")
			a := s.room.view().Action(s.room.entry)
			if a == nil {
				t.Fatalf("nothing was added:\n%s", s.screen())
			}
			if !tt.want(h, a) {
				t.Errorf("the action is %+v", *a)
			}
		})
	}
}

func TestRefusedFormKeepsWhatWasTyped(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.press("a")
	s.write("Look at the file together")
	s.press("tab")
	s.write("sara")
	s.press("enter", "tab", "tab", "tab", "right", "ctrl+s")
	s.shows("Sara would not see this", "Look at the file together", "not added yet")
	s.press("left", "ctrl+s")
	if a := s.room.view().Action(s.room.entry); a == nil || a.Owner != h.sara {
		t.Errorf("it was not added once mended: %+v\n%s", a, s.screen())
	}

	s.press("a", "ctrl+s")
	s.shows("Say what is to be done.")
	s.write("x")
	s.press("tab", "tab")
	s.write("32 foo")
	s.press("ctrl+s")
	s.shows("not understood as a date")
	if s.sheet() == nil {
		t.Error("a date that is none was accepted")
	}
}

func TestFormIsKeptAsDraft(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.choose(h.sleeps)
	s.press("a")
	s.write("Ring the clinic")
	s.press("esc")
	s.shows("It is kept for you")
	if s.sheet() != nil {
		t.Fatal("esc does not close the form")
	}
	again := h.sitAgain("priya", s.drafts) // the connection was lost
	again.choose(h.sleep)
	again.press("a")
	again.shows("Ring the clinic", "not added yet", "is here again")
	again.press("ctrl+s")
	if a := again.room.view().Action(again.room.entry); a == nil || a.Under != h.sleep {
		t.Errorf("the action is %+v", a)
	}
	if len(again.drafts) != 0 {
		t.Errorf("drafts are left: %v", again.drafts)
	}
	again.press("a")
	again.hides("Ring the clinic")
}

func TestNothingIsSentWhileNothingCanBeSaved(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.press("a")
	s.write("Ring the clinic")
	h.refused = "NOT SAVED: the disk is full."
	h.show()
	s.press("ctrl+s")
	s.shows("Nothing can be saved just now", "Ring the clinic")
	h.refused = ""
	h.show()
	s.press("ctrl+s")
	if a := s.room.view().Action(s.room.entry); a == nil {
		t.Errorf("it was not added once saving worked:\n%s", s.screen())
	}
}

func TestFormIsAddedOnce(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.press("a")
	s.write("Ring the clinic")
	s.held = true
	s.press("ctrl+s", "ctrl+s", "enter")
	s.write("more")
	if len(s.outbox) != 1 {
		t.Errorf("%d batches were sent", len(s.outbox))
	}
	s.held = false
	s.deliver()
	if got := h.words(s.room.entry, meeting.What); got != "Ring the clinic" {
		t.Errorf("what was added is %q", got)
	}
}

func TestAddOutcomeAndNeed(t *testing.T) {
	h := newTable(t)
	s := h.sit("sara")
	s.press("w")
	s.shows("New need")
	s.write("Getting about")
	s.press("tab", "right", "tab")
	s.write("sam")
	s.press("enter", "right", "right", "ctrl+s")
	n := s.room.view().Need(s.room.entry)
	if n == nil {
		t.Fatalf("no need was added:\n%s", s.screen())
	}
	child := h.rec.State().Children[0].ID
	if n.Kind != meeting.Worry || n.View != child || n.Domain != "healthy" || n.About != child || h.words(n.ID, meeting.Statement) != "Getting about" {
		t.Errorf("the need is %+v", *n)
	}

	s.press("o")
	s.shows("New outcome", "Getting about")
	s.write("Walks to school twice a week")
	s.press("tab")
	s.write("I want to walk with Amy")
	s.press("tab")
	s.write("Amy's mother counts")
	s.press("enter")
	s.write("2")
	s.press("enter")
	s.write("4")
	s.press("enter")
	s.write("8")
	s.press("enter")
	s.write("in 6 weeks")
	s.press("ctrl+s")
	o := s.room.view().Outcome(s.room.entry)
	if o == nil {
		t.Fatalf("no outcome was added:\n%s", s.screen())
	}
	if o.Need != n.ID || o.Baseline != 2 || o.Now != 4 || o.Target != 8 || o.Day != "2027-01-05" ||
		h.words(o.ID, meeting.Words) != "I want to walk with Amy" || h.words(o.ID, meeting.Measure) != "Amy's mother counts" {
		t.Errorf("the outcome is %+v", *o)
	}

	h2 := newTable(t)
	h2.tell("priya", meeting.RemoveEntry{ID: h2.sleep})
	s = h2.sit("priya")
	s.press("o")
	s.shows("w adds one")
}

func TestEditSharedTextTogether(t *testing.T) {
	h := newTable(t)
	priya, sara := h.sit("priya"), h.sit("sara")
	priya.choose(h.clinic)
	sara.choose(h.clinic)
	priya.press("e")
	sara.press("e")
	h.show()
	priya.shows("Action · everyone sees this", "Sara here too")
	priya.press("ctrl+end")
	sara.press("ctrl+home")
	priya.write(" again")
	sara.write("Please: ")
	want := "Please: Refer to the sleep clinic again"
	if got := h.words(h.clinic, meeting.What); got != want {
		t.Errorf("the text is %q", got)
	}
	priya.shows(want)
	sara.shows(want)
	if priya.pointer.Field != (meeting.Field{ID: h.clinic, Part: meeting.What}) {
		t.Errorf("the caret is in %v", priya.pointer.Field)
	}
	priya.press("tab")
	if priya.pointer.Field != (meeting.Field{}) {
		t.Errorf("the caret is still in %v", priya.pointer.Field)
	}
	sara.press("esc")
	priya.press("esc")
	if sara.sheet() != nil || priya.sheet() != nil {
		t.Error("esc does not close the form")
	}
}

func TestTypingWhileSavingIsSlow(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.choose(h.clinic)
	s.press("e", "ctrl+end")
	s.held = true
	s.write(" now")
	s.press("esc")
	if s.sheet() == nil {
		t.Fatal("the form closed with typing on its way")
	}
	s.held = false
	s.deliver()
	if got := h.words(h.clinic, meeting.What); got != "Refer to the sleep clinic now" {
		t.Errorf("the text is %q", got)
	}
	if s.sheet() != nil || len(s.drafts) != 0 {
		t.Errorf("the form is still there, or a draft: %v", s.drafts)
	}
}

func TestTypedTextOutlivesTheConnection(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.choose(h.clinic)
	s.press("e", "ctrl+end")
	s.held = true
	s.write(" now")
	again := h.sitAgain("priya", s.drafts)
	again.choose(h.clinic)
	again.press("e")
	if got := h.words(h.clinic, meeting.What); got != "Refer to the sleep clinic now" {
		t.Errorf("the text is %q", got)
	}
	again.shows("is here again")
	again.press("esc")
	if len(again.drafts) != 0 {
		t.Errorf("drafts are left: %v", again.drafts)
	}
}

func TestEditFacts(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.choose(h.blinds)
	s.press("e", "tab")
	s.press("down")
	s.write("tom")
	s.press("enter") // takes Tom and goes on, which adds him
	a := s.room.view().Action(h.blinds)
	if a.Owner != h.tom || a.Consent != meeting.Asked {
		t.Fatalf("the action is %+v\n%s", *a, s.screen())
	}
	s.press("ctrl+a")
	s.write("in 6 weeks")
	s.shows("not added yet", "Tue 5 Jan 2027")
	if s.room.view().Action(h.blinds).Due != "2026-11-14" {
		t.Error("the date was added before its field was left")
	}
	s.press("tab")
	if d := s.room.view().Action(h.blinds).Due; d != "2027-01-05" {
		t.Errorf("the date is %s\n%s", d, s.screen())
	}
	s.hides("not added yet")
	s.write("b")
	s.press("tab")
	s.write("No van")
	s.press("ctrl+s")
	a = s.room.view().Action(h.blinds)
	if a.Status != meeting.Blocked || h.words(h.blinds, meeting.Blocks) != "No van" {
		t.Errorf("the action is %+v, blocked by %q", *a, h.words(h.blinds, meeting.Blocks))
	}
	if s.sheet() != nil {
		t.Errorf("ctrl+s does not close the form:\n%s", s.screen())
	}
}

func TestChoiceThatWasNotAddedIsKept(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.choose(h.blinds)
	s.press("e", "tab", "tab")
	s.press("ctrl+a")
	s.write("next friday")
	s.press("esc")
	s.shows("Not added yet: “By when”")
	if d := s.room.view().Action(h.blinds).Due; d != "2026-11-14" {
		t.Errorf("esc added the date: %s", d)
	}
	s.press("e")
	s.shows("next friday", "Fri 4 Dec")
	s.press("ctrl+s")
	if d := s.room.view().Action(h.blinds).Due; d != "2026-12-04" {
		t.Errorf("the date is %s", d)
	}
	if len(s.drafts) != 0 {
		t.Errorf("drafts are left: %v", s.drafts)
	}
}

func TestSomebodyElseChangedItMeanwhile(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.choose(h.blinds)
	s.press("e", "tab", "tab", "ctrl+a")
	s.write("in 6 weeks")
	set := func(change func(*meeting.Action)) {
		a := *h.rec.State().Action(h.blinds)
		change(&a)
		h.tell("jo", meeting.SetAction{Action: a})
	}
	set(func(a *meeting.Action) { a.Status = meeting.InProgress }) // another fact: no quarrel
	s.shows("in progress", "in 6 weeks")
	s.hides("Somebody else")
	set(func(a *meeting.Action) { a.Due = "2026-12-11" }) // the same
	s.shows("Somebody else changed “By when” to Fri 11 Dec meanwhile", "in 6 weeks", "not added yet")

	// The refusal itself: the change comes while this one is on its way.
	s.held = true
	s.press("ctrl+s")
	set(func(a *meeting.Action) { a.Due = "2026-12-18" })
	s.held = false
	s.deliver()
	s.shows("Somebody else changed “By when” to Fri 18 Dec", "in 6 weeks")
	if d := s.room.view().Action(h.blinds).Due; d != "2026-12-18" {
		t.Errorf("the date is %s", d)
	}
	s.press("ctrl+s")
	if d := s.room.view().Action(h.blinds).Due; d != "2027-01-05" {
		t.Errorf("the date is %s\n%s", d, s.screen())
	}
}

func TestEntryTakenOutWhileEdited(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.choose(h.blinds)
	s.press("e", "ctrl+end")
	s.held = true
	s.write(" for both windows")
	h.tell("jo", meeting.RemoveEntry{ID: h.blinds})
	s.held = false
	s.deliver()
	s.shows("Somebody took this out of the plan", "ctrl+v")
	if s.env.Clip.Text != " for both windows" {
		t.Errorf("the clipboard has %q", s.env.Clip.Text)
	}
	s.press("enter")
	if s.sheet() != nil || len(s.drafts) != 0 {
		t.Errorf("the form is still there, or a draft: %v", s.drafts)
	}
}

func TestFamilysWordsStay(t *testing.T) {
	h := newTable(t)
	sara, priya := h.sit("sara"), h.sit("priya")
	sara.choose(h.sleeps)
	sara.press("e", "tab", "ctrl+end")
	sara.write(" and at home")
	sara.press("esc")
	priya.choose(h.sleeps)
	priya.press("e", "tab", "ctrl+end", "backspace")
	priya.shows("Sara's own words")
	priya.write("!")
	if got := h.words(h.sleeps, meeting.Words); got != "I'm tired at school and at home!" {
		t.Errorf("the words are %q", got)
	}
	priya.press("shift+left", "shift+left", "shift+left")
	priya.write("x") // in place of Sara's words: refused, and not lost
	priya.shows("Sara's own words", "cut what is not added")
	priya.press("ctrl+x", "ctrl+end", "ctrl+v")
	if got := h.words(h.sleeps, meeting.Words); got != "I'm tired at school and at home!x" {
		t.Errorf("the words are %q\n%s", got, priya.screen())
	}
}

func TestOwnersAnswer(t *testing.T) {
	h := newTable(t)
	jo := h.sit("jo")
	jo.choose(h.blinds)
	jo.press("e")
	jo.shows("Your answer", "asked, no answer yet")
	jo.press("tab", "tab")
	jo.write("y")
	jo.press("tab")
	if a := jo.room.view().Action(h.blinds); a.Consent != meeting.Agreed || a.SaidBy != 0 {
		t.Errorf("the action is %+v\n%s", *a, jo.screen())
	}
	jo.press("esc")

	a := *h.rec.State().Action(h.clinic)
	a.Owner = h.bea
	h.tell("jo", meeting.SetAction{Action: a})
	jo.choose(h.clinic)
	jo.press("e")
	jo.shows("Bea's answer")
	jo.press("tab", "tab", "right", "ctrl+s")
	if a := jo.room.view().Action(h.clinic); a.Consent != meeting.Agreed || a.SaidBy != h.jo {
		t.Errorf("the action is %+v\n%s", *a, jo.screen())
	}
	jo.choose(h.diary)
	jo.press("e")
	jo.hides("answer")
	jo.press("esc")

	// The owner changes while they answer.
	jo.choose(h.blinds)
	jo.press("e", "tab", "tab", "right")
	b := *h.rec.State().Action(h.blinds)
	b.Owner = h.tom
	h.tell("priya", meeting.SetAction{Action: b})
	jo.press("tab")
	jo.shows("This action has another owner now")
	if a := jo.room.view().Action(h.blinds); a.Owner != h.tom || a.Consent != meeting.Asked {
		t.Errorf("the action is %+v", *a)
	}
}

func TestScoresAndOutcomeFacts(t *testing.T) {
	h := newTable(t)
	s := h.sit("jo")
	s.choose(h.sleeps)
	s.press("e", "tab", "tab", "tab")
	s.shows("Child's score")
	s.write("4")
	s.press("tab")
	s.write("6")
	s.press("tab", "tab", "tab", "tab")
	s.write("9")
	s.press("tab")
	s.write("next friday")
	s.press("ctrl+s")
	o := s.room.view().Outcome(h.sleeps)
	want := []meeting.Score{{Meeting: h.meeting, Side: "child", Value: 4}, {Meeting: h.meeting, Side: "parent", Value: 6}}
	if len(o.Scores) != 2 || o.Scores[0] != want[0] || o.Scores[1] != want[1] || o.Now != 6 || o.Target != 9 || o.Day != "2026-12-04" {
		t.Errorf("the outcome is %+v\n%s", *o, s.screen())
	}
}

func TestEditNeed(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.choose(h.sleep)
	s.press("e")
	s.shows("Need · everyone sees this")
	s.press("ctrl+end")
	s.write(" at night")
	s.press("tab", "tab")
	s.write("u")
	s.press("tab")
	s.write("w")
	s.press("tab", "tab")
	s.write("n")
	s.press("ctrl+s")
	n := s.room.view().Need(h.sleep)
	if n.Status != meeting.NeedUnmet || n.Unmet != "waiting" || n.Domain != "nurtured" || h.words(h.sleep, meeting.Statement) != "Sleep at night" {
		t.Errorf("the need is %+v\n%s", *n, s.screen())
	}
}

func TestRemoveEntry(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.choose(h.sleep)
	s.press("delete")
	s.shows("Take the need “Sleep”, with 1 outcome and 3 actions under", "out of the plan? u brings it back.")
	s.press("enter") // the answer that loses nothing
	if s.room.view().Need(h.sleep) == nil {
		t.Fatal("enter took the need out")
	}
	s.press("delete", "y")
	if len(s.room.view().Plan) != 0 {
		t.Errorf("the need is still there:\n%s", s.screen())
	}
	s.press("u")
	if s.room.view().Need(h.sleep) == nil || s.room.view().Action(h.clinic) == nil {
		t.Errorf("u does not bring it back:\n%s", s.screen())
	}
	s.choose(h.clinic)
	s.press("delete", "y")
	if s.room.view().Action(h.clinic) != nil || s.room.entry != h.blinds {
		t.Errorf("selected is %d", s.room.entry)
	}
}

// everyDialog opens each dialog of the entries, for tests of all of them.
var everyDialog = []struct {
	name, who string
	open      func(*seat)
}{
	{"action", "priya", func(s *seat) { s.press("a") }},
	{"outcome", "priya", func(s *seat) { s.press("o") }},
	{"need", "sara", func(s *seat) { s.press("w") }},
	{"edit action", "jo", func(s *seat) { s.choose(s.h.blinds); s.press("e") }},
	{"edit outcome", "jo", func(s *seat) { s.choose(s.h.sleeps); s.press("e") }},
	{"edit need", "jo", func(s *seat) { s.choose(s.h.sleep); s.press("e") }},
	{"remove", "jo", func(s *seat) { s.choose(s.h.sleep); s.press("delete") }},
	{"propose", "sara", func(s *seat) { s.press("d") }},
	{"behalf", "jo", func(s *seat) { s.press("b") }},
	{"private", "sara", func(s *seat) { s.press("ctrl+p") }},
	{"answer", "sara", func(s *seat) {
		s.h.tell("jo", meeting.ProposeDecision{Meeting: s.h.meeting, Wording: "Escalate the clinic wait to the managers?", Rationale: "Nobody has answered since October."})
		s.room.pane = paneDecision
		s.press("enter")
	}},
	{"answer in words", "sara", func(s *seat) {
		s.h.tell("jo", meeting.ProposeDecision{Meeting: s.h.meeting, Wording: "Escalate the clinic wait to the managers?"})
		s.room.pane = paneDecision
		s.press("enter", "n")
	}},
}

// TestRandomHands presses keys at random in every dialog while others change the record, and draws.
func TestRandomHands(t *testing.T) {
	keys := []string{
		"tab", "shift+tab", "enter", "ctrl+s", "left", "right", "up", "down", "backspace", "delete", "ctrl+a", "ctrl+x", "ctrl+v",
		"ctrl+z", "ctrl+r", "ctrl+t", "alt+enter", "space", "a", "y", "n", "1", "é", "世", "esc",
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, tt := range everyDialog {
		h := newTable(t)
		s := h.sit(meeting.PersonID(tt.who))
		s.w, s.h2 = 60+rnd.IntN(80), 16+rnd.IntN(30)
		tt.open(s)
		for i := range 400 {
			s.held = rnd.IntN(4) == 0
			if s.sheet() == nil {
				s.room.stopNotes()
				h.refused = ""
				h.show()
				tt.open(s)
			}
			s.press(keys[rnd.IntN(len(keys))])
			switch rnd.IntN(40) {
			case 0:
				h.refused = "The disk is full."
				h.show()
			case 1:
				h.refused = ""
				h.show()
			case 2:
				if a := h.view("osei").Action(h.blinds); a != nil && h.refused == "" {
					c := *a
					c.Due = meeting.Day(fmt.Sprintf("2026-12-%02d", 1+rnd.IntN(28)))
					h.tell("osei", meeting.SetAction{Action: c})
				}
			}
			if i%5 == 0 {
				s.screen()
			}
			s.deliver()
		}
		h.refused = ""
		h.show()
		s.held = false
		s.deliver()
	}
}

func TestDialogsFitEverywhere(t *testing.T) {
	for _, tt := range everyDialog {
		for _, size := range [][2]int{{60, 16}, {80, 24}, {110, 34}, {300, 100}, {20, 5}, {1, 1}} {
			h := newTable(t)
			s := h.sit(meeting.PersonID(tt.who))
			s.w, s.h2 = size[0], size[1]
			tt.open(s)
			if s.sheet() == nil {
				t.Fatalf("%s: no dialog", tt.name)
			}
			got := s.screen()
			if size[0] >= 60 && (!strings.Contains(got, "esc") || strings.Count(got, "┌") == 0) {
				t.Errorf("%s at %v does not show its box and keys:\n%s", tt.name, size, got)
			}
			for range 12 { // every field can be reached, and drawn
				s.press("tab")
				s.screen()
			}
			s.press("esc")
		}
	}
}
