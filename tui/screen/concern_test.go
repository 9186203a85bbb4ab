package screen

import (
	"slices"
	"strings"
	"testing"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// onDuty says whom everybody rings.
func (s *seat) onDuty() {
	s.env.Duty = func() Duty {
		return Duty{Ring: []meeting.Ring{{Name: "Duty social worker", Phone: "01632 960 001", When: "day and night"}}}
	}
}

func TestConcern(t *testing.T) {
	h := newTable(t)
	h.tell("priya", meeting.SetLeads{Leads: []meeting.ID{h.jo}})
	tom, jo, sara, priya := h.sit("tom"), h.sit("jo"), h.sit("sara"), h.sit("priya")
	tom.onDuty()
	h.show()
	before := [2]string{sara.screen(), priya.screen()}
	tom.shows("! concern", "Sam · sunflower-1")
	tom.press("!")
	tom.says("Somebody in danger this minute?", "Ring Duty social worker 01632 960 001 day and night", "Only you and Jo read this.")
	tom.hides("Sam") // who reads over a shoulder learns no name
	tom.write("A bruise he would not talk about")
	tom.press("esc")
	tom.says("It is kept for you")
	if len(tom.drafts) != 1 {
		t.Errorf("the drafts are %v", tom.drafts)
	}

	again := h.sitAgain("tom", tom.drafts)
	again.onDuty()
	again.says("Something private that you were writing is kept: ! shows it.")
	again.press("!")
	again.shows("A bruise he would not talk about")
	again.press("tab")
	again.write("Duty social worker")
	again.press("ctrl+s")
	again.says("It is with Jo. Nobody else sees that you wrote it", "Everybody sees “paused”, not who asked or why.")
	h.show()
	if after := [2]string{sara.screen(), priya.screen()}; after != before {
		t.Errorf("others' screens were\n%s\nand are\n%s", strings.Join(before[:], "\n"), strings.Join(after[:], "\n"))
	}
	again.press("y")
	sara.shows("‖ paused")
	sara.says("The meeting is paused.")
	sara.hides("bruise", "Tom asked")
	jo.says("P goes on with it")
	jo.shows("P go on")
	sara.press("P")
	if h.rec.State().Live().Paused.IsZero() {
		t.Error("a parent ended the pause")
	}

	jo.press("!")
	jo.shows("write a new concern", "by Tom")
	jo.press("down", "enter")
	jo.shows("Private · by Tom", "A bruise he would not talk about", "Rung: Duty social worker", "why not is not noted")
	jo.hides("Add to it", "Sam")
	jo.press("esc", "P")
	sara.hides("‖ paused")

	again.press("!", "down", "enter", "a")
	again.write("He said he fell")
	again.press("ctrl+s")
	c := h.view("jo").Concerns[0]
	if c.Text != "A bruise he would not talk about\nHe said he fell" || c.Rung != "Duty social worker" {
		t.Errorf("the concern is %+v", c)
	}
	if len(h.view("priya").Concerns) != 0 || len(h.view("sara").Concerns) != 0 {
		t.Error("others read it")
	}
	again.press("ctrl+z", "P")
	again.says("Pause the meeting?")
}

func TestConcernFitsEveryScreen(t *testing.T) {
	h := newTable(t)
	for _, size := range [][2]int{{60, 16}, {80, 24}, {110, 34}, {200, 60}} {
		s := h.sit("tom")
		s.w, s.h2 = size[0], size[1]
		s.press("!")
		s.says("Somebody in danger this minute?", "Whom else to ring is not noted here", "No safeguarding lead is named here")
		s.shows("What worries you")
		s.onDuty()
		s.says("01632 960 001")
		s.write("x")
		for range 4 {
			s.press("tab")
		}
		s.shows("If not, why not")
	}
}

func TestNoConcernOnASharedScreen(t *testing.T) {
	h := newTable(t)
	s := h.sit("tom")
	s.env.Shared = true
	h.show()
	s.hides("! concern")
	s.press("!")
	if s.sheet() != nil {
		t.Errorf("! works on a shared screen:\n%s", s.screen())
	}
}

func TestNameLeads(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.press(":")
	s.write("safeguarding leads")
	s.press("enter")
	s.shows("Safeguarding leads of this record", "[ ] Jo", "[ ] Tom")
	s.hides("] Sara")
	s.press("down", "space")
	s.shows("[✓] Jo")
	if got := h.rec.State().View(meeting.Viewer{Person: "jo"}, nil).Leads; !slices.Contains(got, h.jo) {
		t.Errorf("the leads are %v", got)
	}
	s.press("space")
	s.shows("[ ] Jo")
}

// TestNamingLeadsFast: a second change while the first is on its way would bring back who was just taken out.
func TestNamingLeadsFast(t *testing.T) {
	h := newTable(t)
	h.tell("priya", meeting.SetLeads{Leads: []meeting.ID{h.jo}})
	s := h.sit("priya")
	d := &leadsDialog{}
	first := d.turn(s.env, s.room, optionID(h.jo))
	if len(first) != 1 || len(first[0].(Send).Commands[0].(meeting.SetLeads).Leads) != 0 {
		t.Fatalf("it sends %+v", first)
	}
	tom := optionID(s.room.view().Members[0].ID)
	if second := d.turn(s.env, s.room, tom); second != nil {
		t.Errorf("before it is answered it sends %+v", second)
	}
	d.tableDialog = &tableDialog{}
	d.Sent(s.env, s.room, meeting.Result{}, nil)
	if second := d.turn(s.env, s.room, tom); second != nil {
		t.Errorf("before it shows it sends %+v", second)
	}
	h.tell("priya", meeting.SetLeads{})
	h.show()
	if second := d.turn(s.env, s.room, tom); len(second) != 1 {
		t.Errorf("once it shows it sends %+v", second)
	}
}

// TestPauseStopsTheClock has the chair's clock of the item stand still.
func TestPauseStopsTheClock(t *testing.T) {
	h := newTable(t)
	jo := h.sit("jo")
	h.tell("sara", meeting.PauseMeeting{Meeting: h.meeting, Paused: true})
	was := jo.room.spent(jo.env)
	h.now = h.now.Add(300e9)
	h.show()
	if now := jo.room.spent(jo.env); now != was {
		t.Errorf("the clock went from %d to %d s in a pause", was, now)
	}
}

// TestHomeLeadsToWhatIsPrivate shows a lead what there is, without a child's name.
func TestHomeLeadsToWhatIsPrivate(t *testing.T) {
	h := newTable(t)
	h.tell("priya", meeting.SetLeads{Leads: []meeting.ID{h.jo}})
	h.tell("tom", meeting.RaiseConcern{Text: "A bruise"})
	env := h.sit("jo").env
	home := NewHome()
	home.Set(env, meeting.Home{Rev: 1, Me: meeting.Account{ID: "jo"}, Records: []meeting.HomeRecord{{View: h.view("jo")}}})
	i := slices.IndexFunc(home.rows, func(r homeRow) bool { return r.private })
	if i < 0 {
		t.Fatalf("home has no row of it: %v", home.rows)
	}
	if r := home.rows[i]; strings.Contains(r.what+r.middle+r.right, "Sam") || !strings.Contains(r.right, "1 concern") {
		t.Errorf("the row is %+v", r)
	}
	home.at = i
	if acts := home.open(env); len(acts) != 1 || !env.Private {
		t.Errorf("it opens %v", acts)
	}
	r, _ := NewRoom(env, "sunflower", 0, meeting.Update{Rev: 1, View: h.view("jo"), Now: h.now})
	if len(r.dialogs) != 1 || env.Private {
		t.Error("the room does not begin with it")
	}
	home.Set(env, meeting.Home{Rev: 2, Me: meeting.Account{ID: "tom"}, Records: []meeting.HomeRecord{{View: h.view("tom")}}})
	if slices.ContainsFunc(home.rows, func(r homeRow) bool { return r.private }) {
		t.Error("its author is told of it on home")
	}
}

// TestALeadOnNoTeamReadsAtHome has home itself show a concern about a record that the lead does not see.
func TestALeadOnNoTeamReadsAtHome(t *testing.T) {
	h := newTable(t)
	h.tell("tom", meeting.RaiseConcern{Text: "A bruise he would not talk about", Rung: "Nobody yet", Leads: []meeting.PersonID{"ivy"}})
	s := h.sit("tom")
	s.onDuty()
	home := NewHome()
	told := h.rec.State().ConfidencesFor("ivy")
	home.Set(s.env, meeting.Home{Rev: 1, Me: meeting.Account{ID: "ivy"}, Confided: told})
	look := func(w, hh int) string {
		return strings.Join(drawn(s.env, home, w, hh), "\n")
	}
	for _, size := range [][2]int{{60, 16}, {80, 24}, {110, 34}, {200, 60}} {
		at := look(size[0], size[1])
		for _, want := range []string{"Private", "for you as safeguarding lead", "⏎ read"} {
			if !strings.Contains(at, want) {
				t.Errorf("home does not show %q:\n%s", want, at)
			}
		}
		if strings.Contains(at, "bruise") || strings.Contains(at, "Sam") {
			t.Errorf("home shows what is private:\n%s", at)
		}
		home.Update(s.env, widget.Press("enter"))
		at = look(size[0], size[1])
		for _, want := range []string{"Private · sunflower", "01632 960 001", "Written by Tom, teacher, School", "esc close"} {
			if !strings.Contains(at, want) {
				t.Errorf("the page does not show %q:\n%s", want, at)
			}
		}
		for range 20 {
			home.Update(s.env, widget.Press("down"))
			at += look(size[0], size[1])
		}
		if !strings.Contains(at, "A bruise he would") || !strings.Contains(at, "record to read") {
			t.Errorf("the page does not show all of it:\n%s", at)
		}
		home.Update(s.env, widget.Press("esc"))
	}
	home.Update(s.env, widget.Press("enter"))
	home.Set(s.env, meeting.Home{Rev: 2, Me: meeting.Account{ID: "ivy"}})
	if at := look(80, 24); strings.Contains(at, "bruise") || strings.Contains(at, "Private") {
		t.Errorf("what is gone stays:\n%s", at)
	}
}

// TestTheFamilyIsAskedForWordsAlone: who rang whom and whether the family was told is nothing to ask a young person or a parent.
func TestTheFamilyIsAskedForWordsAlone(t *testing.T) {
	h := newTable(t)
	h.tell("priya", meeting.SetLeads{Leads: []meeting.ID{h.priya}})
	sara := h.sit("sara")
	sara.press("!")
	sara.shows("What worries you")
	sara.hides("Whom you rang", "Family told?", "why not")
	sara.write("He is frightened of the walk")
	sara.press("ctrl+s")
	sara.says("It is with Priya.")
	sara.press("esc", "!", "down", "enter")
	sara.shows("He is frightened of the walk", "Add to it")
	sara.hides("nobody noted", "was not told")
	sara.press("a")
	sara.hides("Whom you rang")
	sara.write("On Mondays")
	sara.press("ctrl+s")
	sara.says("It is added.")
	tom := h.sit("tom")
	tom.press("!")
	tom.shows("Whom you rang", "Family told?")
}
