package screen

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// atWork is Priya, the keyworker, at home, with something of everything that supports her.
func atWork(h *table, w, height int) (*seat, *Home) {
	h.t.Helper()
	s, home := h.home("priya", w, height)
	v := h.view("priya")
	home.Set(s.env, meeting.Home{
		Rev: meeting.Rev(h.seq) + 1, Me: meeting.Account{ID: "priya", Name: "Priya", Agency: v.Me.Agency, Manager: true}, Records: []meeting.HomeRecord{{View: v}}, Weeks: 6, Team: true,
		Work: &meeting.Work{
			Person: "priya", Limit: 4, Protected: meeting.Protected{Minutes: 210, Agreed: "Ms Hart", Since: "2026-09-01"}, Last: 3,
			Supervision: []meeting.Supervision{{N: 1, Day: "2026-09-20", With: "Wendy", Held: true}},
			Training:    []meeting.Training{{N: 2, What: "Safeguarding, level 3", Day: "2025-12-01", Until: "2026-12-01"}},
		},
		Advisers: []meeting.Adviser{{ID: "wendy", Name: "Wendy Marsh", Title: "service manager", Agency: "Eastbank Council", Manager: true}},
		Advice: []meeting.Consulted{
			{No: 2, Advice: meeting.Advice{N: 9, By: "tess", To: "priya", Words: "Who knows the sleep clinic?", At: h.now.Add(-24 * time.Hour)}, With: meeting.Person{Name: "Tess"}, Waits: true},
			{No: 1, Advice: meeting.Advice{N: 4, By: "priya", To: "wendy", Record: "sunflower", Words: "May I ask for a second opinion?", At: h.now.Add(-48 * time.Hour), Closed: h.now}, With: meeting.Person{Name: "Wendy Marsh"}, Mine: true},
		},
	})
	return s, home
}

// TestWork goes through My work: what waits, what is noted and taken out again, what colleagues ask, and how much a team has to do.
func TestWork(t *testing.T) {
	h := newTable(t)
	s, home := atWork(h, 110, 34)
	s.shows("For you", "Tess asks you: Who knows the sleep clinic?", "Supervision was due on", "Training runs out", "w my work")
	give := func(k string) []Action { return home.Update(s.env, widget.Press(k)) }
	give("w")
	s.shows("Children I work with", "keyworker of 1 plan, 4 agreed at most, with 3 h 30 min a week", "Supervision was due on", "every 6 weeks at most", "Safeguarding, level 3", "⏎ open")
	give("h")
	s.shows("Hours a week", "3.5", "You, whoever supervises you and the service managers see this.")
	acts := give("ctrl+s")
	if c, ok := acts[len(acts)-1].(Serve); !ok || c.Command != (meeting.SetProtected{Protected: meeting.Protected{Minutes: 210, Agreed: "Ms Hart", Since: "2026-09-01"}}) {
		t.Errorf("it sends %#v", acts)
	}
	home.Notice("The service says no.")
	s.shows("The service says no.", "Hours a week") // and the form stays
	give("ctrl+s")
	home.Served()
	s.shows("Your hours are noted.")
	give("end")
	acts = give("x")
	if c, ok := acts[0].(Serve); !ok || c.Command != (meeting.DropWork{N: 2}) {
		t.Errorf("taking out sends %#v", acts)
	}
	home.Served()
	acts = give("u")
	if c, ok := acts[0].(Serve); !ok || c.Command != (meeting.SetTraining{Training: meeting.Training{What: "Safeguarding, level 3", Day: "2025-12-01", Until: "2026-12-01"}}) {
		t.Errorf("undo sends %#v", acts)
	}
	home.Served()
	give("tab")
	s.shows("Waits for you", "Tess asks you", "Who knows the sleep clinic?", "Before", "You asked Wendy Marsh", "about sunflower", "c close it")
	acts = give("c")
	if c, ok := acts[0].(Serve); !ok || c.Command != (meeting.CloseAdvice{N: 9}) {
		t.Errorf("closing sends %#v", acts)
	}
	home.Served()
	give("a")
	s.shows("Ask for advice", "Leave the child's name out")
	give("esc")
	if acts = give("tab"); len(acts) != 1 || acts[0] != (CountTeam{}) {
		t.Errorf("the team asks for %#v", acts)
	}
	s.shows("Counting over all records")
	home.TeamCounted(meeting.Team{}, errors.New("It cannot be counted now."))
	s.shows("It cannot be counted now.")
	home.TeamCounted(meeting.Team{Day: "2026-11-24", Weeks: 6, List: []meeting.TeamMember{{
		ID: "sal", Person: meeting.Person{Name: "Sal"}, Plans: meeting.Band{From: 5, To: 9}, Late: meeting.Band{From: 1, To: 4}, Load: meeting.LoadOver, Work: &meeting.Work{Limit: 4},
		Attends: []words.Phrase{words.P("Supervision was due on %s, and none is planned.", meeting.Day("2026-11-01").When("2026-11-24"))},
	}}}, nil)
	s.shows("Sal", "5 to 9", "fewer than 5", "over the most agreed: 4", "none agreed", "Supervision was due on Sun 1 Nov")
	s.hides("Sam", "sunflower")
	give("esc")
	s.shows("For you")
}

// TestWorkGolden keeps My work as it was looked at.
func TestWorkGolden(t *testing.T) {
	h := newTable(t)
	for _, size := range [][2]int{{80, 24}, {110, 34}} {
		for tab, name := range []string{"mine", "advice"} {
			s, home := atWork(h, size[0], size[1])
			home.Update(s.env, widget.Press("w"))
			for range tab {
				home.Update(s.env, widget.Press("tab"))
			}
			path, got := filepath.Join("testdata", fmt.Sprintf("work-%s-%dx%d.golden", name, s.w, s.h2)), s.screen()+"\n"
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s has changed (go test -run %s -update, and look at it):\n%s", path, t.Name(), got)
			}
		}
	}
}

// TestConsult asks a colleague from the record: what is typed is kept until the service has it.
func TestConsult(t *testing.T) {
	h := newTable(t)
	p := h.read("priya", 0)
	p.env.Advisers = func() []meeting.Adviser {
		return []meeting.Adviser{{ID: "wendy", Name: "Wendy Marsh", Title: "service manager"}}
	}
	p.press("5")
	p.shows("w ask a colleague")
	p.press("w")
	p.shows("Ask for advice", "Leave the child's name out")
	p.write("Wendy")
	p.press("enter", "tab")
	p.write("How long may Sam wait?")
	p.shows("Sam is named in it")
	child := h.sit("sara")
	if r := child.room; r != nil && r.mayConsult() {
		t.Error("a parent can ask colleagues")
	}
	if !strings.Contains(p.screen(), "Wendy Marsh") {
		t.Error("whom to ask is not chosen")
	}
}
