package meeting_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"oneplan/meeting"
)

func TestWork(t *testing.T) {
	o := newOffice(t)
	system := meeting.Authority{System: true, At: o.at}
	o.do(system, meeting.AddPerson{Account: meeting.Account{ID: "mina", Name: "Mina", Agency: "health", Manager: true}})
	o.do(system, meeting.AddPerson{Account: meeting.Account{ID: "sue", Name: "Sue", Agency: "health"}})
	manager := o.as("mina")
	manager.Manager = true
	o.do(o.as(maria), meeting.SetProtected{Protected: meeting.Protected{Minutes: 210, Agreed: "Ms Hart", Since: "2026-09-01"}})
	o.do(manager, meeting.SetLimit{Person: maria, Limit: 6})
	o.refused(meeting.Forbidden, o.as(maria), meeting.SetLimit{Limit: 7}) // their own, too
	o.refused(meeting.Forbidden, o.as("sue"), meeting.SetProtected{Person: maria, Protected: meeting.Protected{Minutes: 1}})
	o.refused(meeting.Forbidden, o.as(jo), meeting.SetProtected{Protected: meeting.Protected{Minutes: 60}}) // of the family
	o.refused(meeting.Forbidden, o.as(maria), meeting.SetProtected{Person: "nobody", Protected: meeting.Protected{}})
	o.refused(meeting.Forbidden, manager, meeting.SetProtected{Person: jo, Protected: meeting.Protected{Minutes: 60}})
	o.refused(meeting.Invalid, o.as(maria), meeting.SetProtected{Protected: meeting.Protected{Minutes: 41 * 60}})
	o.refused(meeting.NotFound, o.as(maria), meeting.SetSupervisor{Supervisor: maria})
	o.refused(meeting.NotFound, o.as(maria), meeting.SetSupervisor{Supervisor: jo})

	o.do(o.as(maria), meeting.SetSupervisor{Supervisor: "sue"})
	o.do(o.as("sue"), meeting.SetSupervision{Person: maria, Supervision: meeting.Supervision{Day: "2026-10-01", With: "Sue", Held: true}})
	o.do(o.as(maria), meeting.SetSupervision{Supervision: meeting.Supervision{Day: "2026-12-01"}})
	o.do(o.as(maria), meeting.SetSupervision{Supervision: meeting.Supervision{N: 2, Day: "2026-12-08"}})
	o.refused(meeting.Invalid, o.as(maria), meeting.SetSupervision{Supervision: meeting.Supervision{Day: "2026-12-01", Held: true}})
	o.refused(meeting.Invalid, o.as(maria), meeting.SetSupervision{})
	o.refused(meeting.NotFound, o.as(maria), meeting.SetSupervision{Supervision: meeting.Supervision{N: 9, Day: "2026-12-01"}})
	o.refused(meeting.Forbidden, o.as(maria), meeting.SetSupervision{Person: "sue", Supervision: meeting.Supervision{Day: "2026-12-01"}})

	o.do(o.as(maria), meeting.SetTraining{Training: meeting.Training{What: "First aid", Day: "2023-12-20", Until: "2026-12-20"}})
	o.do(o.as(maria), meeting.SetTraining{Training: meeting.Training{What: "Safeguarding, level 3", Day: "2026-01-05", Until: "2027-01-05"}})
	o.do(o.as(maria), meeting.SetTraining{Training: meeting.Training{What: "Signs of Safety", Day: "2020-01-05", Until: "2022-01-05"}})
	o.do(o.as(maria), meeting.SetTraining{Training: meeting.Training{What: "signs of safety", Day: "2022-01-05", Until: "2028-01-05"}})
	o.refused(meeting.Invalid, o.as(maria), meeting.SetTraining{Training: meeting.Training{What: "First aid", Day: "2026-12-20", Until: "2026-12-19"}})
	o.refused(meeting.Invalid, o.as(maria), meeting.SetTraining{Training: meeting.Training{What: " "}})

	w := o.r.State().WorkOf(maria)
	last, next := w.Supervised()
	if last == nil || next == nil || last.Day != "2026-10-01" || next.Day != "2026-12-08" || next.N != 2 {
		t.Errorf("supervised %+v, then %+v", last, next)
	}
	if due := w.SupervisionDue(6); due != "2026-11-12" {
		t.Errorf("supervision is due on %s", due)
	}
	if out := w.RunsOut("2026-11-24"); len(out) != 2 || out[0].What != "First aid" || out[1].What != "Safeguarding, level 3" {
		t.Errorf("running out: %+v", out)
	}
	if w.Limit != 6 || w.Protected.Minutes != 210 || w.Supervisor != "sue" {
		t.Errorf("the work is %+v", w)
	}
	o.do(o.as(maria), meeting.DropWork{N: 1})
	o.refused(meeting.NotFound, o.as(maria), meeting.DropWork{N: 1})
	if last, _ := o.r.State().WorkOf(maria).Supervised(); last != nil || o.r.State().WorkOf(maria).SupervisionDue(6) != "" {
		t.Error("what was taken out is still there")
	}
	o.do(o.as(maria), meeting.SetSupervision{Supervision: meeting.Supervision{Day: "2026-11-02", Held: true}})
	if last, _ := o.r.State().WorkOf(maria).Supervised(); last.N <= 6 { // no number twice
		t.Errorf("the next got number %d", last.N)
	}
	for p, want := range map[meeting.PersonID]bool{maria: true, "sue": true, root: true, jo: false, "nobody": false} {
		if got := o.r.State().KeepsWork(o.as(p), maria); got != want {
			t.Errorf("%s keeps maria's work: %v", p, got)
		}
	}
	if got := o.r.State().Supervises("sue"); !slices.Equal(got, []meeting.PersonID{maria}) {
		t.Errorf("Sue supervises %v", got)
	}
}

func TestAdvice(t *testing.T) {
	o := newOffice(t)
	system := meeting.Authority{System: true, At: o.at}
	o.do(system, meeting.AddPerson{Account: meeting.Account{ID: "sue", Name: "Sue", Title: "nurse", Agency: "health"}})
	ask := meeting.AskAdvice{To: "sue", Record: "sunflower", Words: "  Who knows the sleep clinic?\x1b "}
	o.do(o.as(root), meeting.AskAdvice{To: "sue", Words: "another"})
	o.do(o.as(maria), ask)
	for _, c := range []meeting.Command{
		meeting.AskAdvice{To: jo, Words: "?"},
		meeting.AskAdvice{To: maria, Words: "?"},
		meeting.AskAdvice{To: "nobody", Words: "?"},
		meeting.AskAdvice{To: "sue", Record: "kestrel", Words: "?"},
		meeting.SayAdvice{N: 1, Words: "mine?"},
		meeting.CloseAdvice{N: 1},
		meeting.ReadAdvice{N: 1},
		meeting.SayAdvice{N: 7, Words: "?"},
	} {
		o.refused(meeting.NotFound, o.as(maria), c)
	}
	o.refused(meeting.Forbidden, o.as(jo), meeting.AskAdvice{To: "sue", Words: "?"})
	o.refused(meeting.Invalid, o.as(maria), meeting.AskAdvice{To: "sue", Words: " \n"})
	o.refused(meeting.Invalid, o.as(maria), meeting.AskAdvice{To: "sue", Words: strings.Repeat("long ", 1000)})

	see := func(p meeting.PersonID, records ...string) []meeting.Consulted {
		return o.r.State().AdviceFor(p, func(r string) bool { return slices.Contains(records, r) })
	}
	mine, hers := see(maria, "sunflower"), see("sue")
	if len(mine) != 1 || mine[0].No != 1 || !mine[0].Mine || mine[0].Waits || mine[0].With.Name != "Sue" || mine[0].Advice.Record != "sunflower" {
		t.Errorf("Maria sees %+v", mine)
	}
	if mine[0].Advice.Words != "Who knows the sleep clinic?" {
		t.Errorf("what was asked is kept as %q", mine[0].Advice.Words)
	}
	if len(hers) != 2 || !hers[0].Waits || hers[0].With.Name != "Maria" || hers[0].Advice.Record != "" || hers[0].No != 2 {
		t.Errorf("Sue sees %+v", hers)
	}
	if got := see("sue", "sunflower"); got[0].Advice.Record != "sunflower" {
		t.Error("on the team, Sue does not see what it is about")
	}
	if len(see(jo, "sunflower")) != 0 {
		t.Error("somebody of the family sees advice")
	}
	o.do(o.as("sue"), meeting.SayAdvice{N: 2, Words: "Ring Obi before nine."})
	if x := see(maria, "sunflower"); !x[0].Waits || see("sue")[0].No == 2 {
		t.Error("the answer waits for nobody")
	}
	o.do(o.as(maria), meeting.ReadAdvice{N: 2})
	if see(maria)[0].Waits {
		t.Error("what was read still waits")
	}
	o.do(o.as(maria), meeting.SayAdvice{N: 2, Words: "And if he is away?"})
	if x := see("sue"); !x[0].Waits || x[0].No != 2 {
		t.Error("what was asked back waits for nobody")
	}
	o.do(o.as("sue"), meeting.CloseAdvice{N: 2})
	o.refused(meeting.Stage, o.as(maria), meeting.SayAdvice{N: 2, Words: "But"})
	if len(see(maria)) != 1 || len(see(maria)[0].Advice.Said) != 2 {
		t.Error("what is closed is not kept")
	}
	for range 49 {
		o.do(o.as(maria), ask)
	}
	o.do(o.as(maria), ask)
	o.refused(meeting.Invalid, o.as(maria), ask)
	o.do(system, meeting.RevokePerson{Person: "sue"})
	o.refused(meeting.NotFound, o.as(maria), ask)
}

// TestRandomWork: whatever is asked, only those who may change anything, and the log says the same again.
func TestRandomWork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := newOffice(t)
		r := rapidly(t)
		o.do(meeting.Authority{System: true}, meeting.AddPerson{Account: meeting.Account{ID: "sue", Name: "Sue", Agency: "health"}})
		people := []meeting.PersonID{root, maria, jo, "sue", "who"}
		for range 60 {
			by, p, n := o.as(one(r, people...)), one(r, append(people, "")...), r.n(6)
			by.Manager = r.oneIn(5)
			day := one(r, "", meeting.Day("2026-11-20"), "2026-12-24", "2023-01-31", "nonsense")
			var c meeting.Command
			switch r.n(10) {
			case 0:
				c = meeting.SetProtected{Person: p, Protected: meeting.Protected{Minutes: r.n(3000) - 10, Since: day}}
			case 1:
				c = meeting.SetLimit{Person: p, Limit: r.n(250) - 10}
			case 2:
				c = meeting.SetSupervisor{Person: p, Supervisor: one(r, people...)}
			case 3, 4:
				c = meeting.SetSupervision{Person: p, Supervision: meeting.Supervision{N: n, Day: day, Held: r.flag()}}
			case 5:
				c = meeting.SetTraining{Person: p, Training: meeting.Training{N: n, What: one(r, "", "First aid"), Day: day, Until: one(r, "", day)}}
			case 6:
				c = meeting.DropWork{Person: p, N: n}
			case 7:
				c = meeting.AskAdvice{To: p, Record: one(r, "", "sunflower", "heron"), Words: r.words()}
			case 8:
				c = meeting.SayAdvice{N: n, Words: r.words()}
			default:
				c = one[meeting.Command](r, meeting.CloseAdvice{N: n}, meeting.ReadAdvice{N: n})
			}
			before := o.r.State()
			was := asJSON(before)
			events, err := o.try(by, c)
			if err != nil && meeting.CodeOf(err) == "" {
				t.Fatalf("%T: refused without a code: %v", c, err)
			}
			if asJSON(before) != was {
				t.Fatalf("%T changed a published state", c)
			}
			for _, e := range events {
				switch e := e.(type) {
				case meeting.WorkSet:
					if !before.KeepsWork(by, e.Work.Person) {
						t.Fatalf("%T by %s about %s", c, by.Person, e.Work.Person)
					}
				case meeting.AdviceSet:
					if !e.Advice.Ends(by.Person) || e.Advice.By == jo || e.Advice.To == jo {
						t.Fatalf("%T by %s: %+v", c, by.Person, e.Advice)
					}
				}
			}
		}
		again := meeting.NewDirectory()
		for _, row := range o.rows {
			for _, e := range decoded(t, row) {
				again.Apply(meeting.Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}, e)
			}
		}
		if got, want := asJSON(again.State()), asJSON(o.r.State()); got != want {
			t.Fatalf("replayed, the log gives%s", differ(got, want))
		}
	})
}
