package meeting_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
)

// atTheTable reports whether somebody attends the live meeting (only, if that is not 0) and sees holds for all who do; nil stands for
// somebody of whom nothing is known.
func atTheTable(s *meeting.State, only meeting.ID, sees func(*meeting.Member) bool) bool {
	n := 0
	for _, m := range s.Meetings {
		if m.Stage != meeting.Live || only != 0 && m.ID != only {
			continue
		}
		for _, at := range m.Attendance {
			if at.Way == meeting.Apologies || at.Way == meeting.Absent || !at.To.IsZero() {
				continue
			}
			who := s.Member(at.Member)
			if at.Way == meeting.Substitute || who == nil || !who.Current() || who.Guest != 0 && s.Meeting(who.Guest).Stage == meeting.Final {
				who = nil
			}
			if n++; !sees(who) {
				return false
			}
		}
	}
	return n > 0
}

// showing is to whom a member shows that they are there.
func showing(s *meeting.State, id meeting.ID) meeting.Audience {
	_, showings, _, _ := meeting.GuardOf(s)
	for _, x := range showings {
		if x.Member == id {
			return x.Audience
		}
	}
	return meeting.Everyone
}

// guardedFor is what somebody may see of what is guarded.
func guardedFor(s *meeting.State, a meeting.Authority, may func(meeting.Audience) bool) meeting.Guarded {
	reaches, _, leads, concerns := meeting.GuardOf(s)
	out := meeting.Guarded{Leads: leads}
	for _, r := range reaches {
		if may(r.Audience) {
			out.Reaches = append(out.Reaches, r)
		}
	}
	for _, c := range concerns {
		if !a.Shared && (c.By == a.Person || slices.Contains(c.Leads, a.Person)) {
			out.Concerns = append(out.Concerns, c)
		}
	}
	return out
}

// guarded is a command about what is guarded.
func (r dice) guarded() meeting.Command {
	reaches, _, _, concerns := meeting.GuardOf(r.s)
	switch r.n(11) {
	case 9:
		return meeting.KeepMissed{Missed: meeting.Missed{Author: r.member(), Entry: r.need(), By: r.member(), Audience: r.audience()}}
	case 10:
		return meeting.TellMissed{Author: r.member()}
	case 0, 1:
		return meeting.SetReach{Reach: meeting.Reach{
			Member: r.member(), Kind: odd[meeting.ReachKind](r, "?", meeting.ReachKinds...), Text: r.words(), Audience: r.audience(),
		}}
	case 2:
		if len(reaches) == 0 {
			return meeting.SetReach{}
		}
		x := *one(r, reaches...)
		x.Rev, x.Text, x.Audience = r.stale(x.Rev), r.words(), r.audience()
		return meeting.SetReach{Reach: x}
	case 3, 4:
		return meeting.ShowPresence{Audience: r.audience()}
	case 5:
		return meeting.RaiseConcern{Text: r.words(), Rung: r.words(), Advice: r.words(), FamilyTold: r.flag(), WhyNot: r.words(), Leads: []meeting.PersonID{r.person(), stranger}}
	case 6:
		if len(concerns) == 0 {
			return meeting.AmendConcern{}
		}
		x := one(r, concerns...)
		return meeting.AmendConcern{Concern: x.ID, Rev: r.stale(x.Rev), More: r.words(), Advice: r.words()}
	case 7:
		return meeting.SetLeads{Leads: []meeting.ID{r.member(), r.d.who[deputy]}}
	}
	return meeting.PauseMeeting{Meeting: r.meeting(), Paused: !r.oneIn(3)}
}

func TestHowToReachPeople(t *testing.T) {
	d := deskAt(t, live)
	only := meeting.OnlyPeople(parent, keyworker)
	id := d.do(parent, meeting.SetReach{Reach: meeting.Reach{Member: d.who[parent], Kind: meeting.ReachAddress, Text: "12 Canary Row", Audience: only}})
	if id == 0 {
		t.Fatal("nothing was added")
	}
	d.do(keyworker, meeting.SetReach{Reach: meeting.Reach{Member: d.who[gran], Kind: meeting.ReachPhone, Text: "0123 456"}})
	for p, n := range map[meeting.PersonID]int{parent: 1, keyworker: 1, child: 0, deputy: 0, chair: 0} {
		if got := d.view(p).ReachesOf(d.who[parent]); len(got) != n {
			t.Errorf("the %s sees %v", p, got)
		}
		if len(d.view(p).ReachesOf(d.who[gran])) != 1 {
			t.Errorf("the %s does not see how to ring her", p)
		}
	}
	x := *d.view(keyworker).ReachesOf(d.who[parent])[0]
	x.Text = "13 Canary Row"
	d.refused(meeting.Forbidden, keyworker, meeting.SetReach{Reach: x}) // the parent noted it
	d.refused(meeting.NotFound, chair, meeting.SetReach{Reach: x})
	d.refused(meeting.NotFound, chair, meeting.SetAudience{Entry: id, Was: only})
	d.refused(meeting.Forbidden, practitioner, meeting.SetReach{Reach: meeting.Reach{Member: d.who[child], Kind: meeting.ReachPhone, Text: "1"}})
	d.refused(meeting.Invalid, parent, meeting.SetReach{Reach: meeting.Reach{Member: d.who[parent], Kind: "pigeon", Text: "1"}})
	d.refused(meeting.Invalid, parent, meeting.SetReach{Reach: meeting.Reach{Member: d.who[parent], Kind: meeting.ReachPhone}})
	d.do(parent, meeting.SetAudience{Entry: id, Was: only, Audience: meeting.OnlyPeople(parent)})
	if len(d.view(keyworker).ReachesOf(d.who[parent])) != 0 {
		t.Error("narrowed, it still shows")
	}
	x = *d.view(parent).ReachesOf(d.who[parent])[0]
	x.Text = ""
	d.do(parent, meeting.SetReach{Reach: x})
	if len(d.view(parent).Reaches) != 1 {
		t.Error("taken away, it is still there")
	}
}

func TestShowingThatOneIsThere(t *testing.T) {
	d := deskAt(t, live)
	d.do(parent, meeting.ShowPresence{Audience: meeting.OnlyPeople(parent, keyworker)})
	for p, sees := range map[meeting.PersonID]bool{parent: true, keyworker: true, child: false, chair: false, supporter: false} {
		v := d.view(p)
		if v.SeesPresence(d.who[parent]) != sees || (v.Meeting(d.m).Attending(d.who[parent]) != nil) != sees {
			t.Errorf("the %s sees that the parent is there: %v", p, !sees)
		}
		if p != parent && !v.SeesPresence(d.who[child]) {
			t.Errorf("the %s does not see the child", p)
		}
	}
	if v := d.view(parent).For(meeting.Everyone); v.Meeting(d.m).Attending(d.who[parent]) != nil {
		t.Error("everyone's paper lists the parent")
	}
	d.refused(meeting.Invalid, parent, meeting.ShowPresence{Audience: meeting.Practitioners})
	id := d.do(chair, meeting.ProposeDecision{Meeting: d.m, Wording: "A walk"})
	if slices.Contains(d.state().Decision(id).Asked, d.who[parent]) {
		t.Error("who is asked tells that the parent is there")
	}
	d.do(parent, meeting.AnswerDecision{Decision: id, Answer: meeting.Agree})
	d.do(parent, meeting.ShowPresence{})
	if d.view(child).Meeting(d.m).Attending(d.who[parent]) == nil || d.view(parent).ShowsTo() != meeting.Everyone {
		t.Error("the parent shows themselves and is not seen")
	}
}

// TestSharedScreenShowsWhatTheWholeTableMaySee: whatever each of those attending may see, with and without accounts, and nothing while
// somebody attends of whom nothing is known.
func TestSharedScreenShowsWhatTheWholeTableMaySee(t *testing.T) {
	d := deskAt(t, preparing)
	d.do(chair, meeting.OpenMeeting{Meeting: d.m})
	note := d.do(chair, meeting.AddNote{Item: d.item(0), Audience: meeting.Practitioners, Text: "canary"})
	table := d.do(chair, meeting.AddNeed{Need: meeting.Need{Audience: meeting.OnlyPeople(chair, practitioner)}})
	attends := func(p meeting.PersonID, way meeting.Way) {
		d.do(chair, meeting.SetAttendance{Meeting: d.m, Attendance: meeting.Attendance{Member: d.who[p], Way: way, Note: "somebody"}})
	}
	sees := func(when string, practitioners, named bool) {
		t.Helper()
		a := d.authority(chair)
		a.Shared = true
		s := d.state()
		v := s.View(s.ViewerOf(a), nil)
		if got := v.Need(d.hidden) != nil; got != practitioners {
			t.Errorf("%s: what is for practitioners shows: %v", when, got)
		}
		if got := v.Need(table) != nil; got != named {
			t.Errorf("%s: what is for two shows: %v", when, got)
		}
		past := v.At(chronicle(t, d).State(s.Seq))
		if cs := meeting.Changes(past, v, d.at); len(cs) > 0 || !past.SameEntries(v) || (past.Need(table) != nil) != named || past.Note(note) != nil {
			t.Errorf("%s: the newest past differs from now: %s", when, changesInWords(cs))
		}
		if v.SeesFieldAt(d.of(note, meeting.Aside), s.Seq) {
			t.Errorf("%s: the past of a narrower note is told", when)
		}
		if v.Need(d.need) == nil || v.Note(note) != nil {
			t.Errorf("%s: what is for everyone, or a narrower note", when)
		}
	}
	sees("with nobody on the list", false, false)
	attends(chair, meeting.InPerson)
	attends(practitioner, meeting.ByPhone)
	sees("with two practitioners", true, true)
	attends(parent, meeting.Apologies)
	sees("with a parent's apologies", true, true)
	attends(deputy, meeting.OwnScreen)
	sees("with a third", true, false)
	d.do(chair, meeting.AddNeed{Need: meeting.Need{Audience: meeting.Practitioners}, Statement: "from the shared screen"})
	attends(gran, meeting.InPerson)
	sees("with the grandmother, who has no account", false, false)
	d.do(chair, meeting.RemoveAttendance{Meeting: d.m, Member: d.who[gran]})
	sees("without her", true, false)
	attends(taker, meeting.Substitute)
	sees("with somebody's substitute", false, false)
	attends(taker, meeting.InPerson)
	d.do(chair, meeting.CloseMeeting{Meeting: d.m, Reason: "late"})
	sees("closed", false, false)
}

func TestConcernsAreForTheirAuthorAndTheLeads(t *testing.T) {
	d := deskAt(t, live)
	d.do(keyworker, meeting.SetLeads{Leads: []meeting.ID{d.who[deputy]}})
	before := map[meeting.PersonID]*meeting.View{}
	others := []meeting.PersonID{keyworker, chair, parent, child, taker, observer}
	for _, p := range others {
		before[p] = d.view(p)
	}
	d.do(practitioner, meeting.RaiseConcern{Text: "canary", Rung: "the duty desk", Advice: "refer today", WhyNot: "not safe", Leads: []meeting.PersonID{stranger}})
	for _, p := range others {
		if v := d.view(p); len(v.Concerns) != 0 || !v.Same(before[p]) || dump(v, lastID(d.state())) != dump(before[p], lastID(d.state())) {
			t.Errorf("the %s is touched by it", p)
		}
		if len(d.state().ConcernsFor(p)) != 0 {
			t.Errorf("the %s may read it", p)
		}
	}
	for _, p := range []meeting.PersonID{practitioner, deputy} {
		v := d.view(p)
		if len(v.Concerns) != 1 || len(v.For(meeting.Practitioners).Concerns) != 0 {
			t.Errorf("the %s sees %v, or it is on a paper", p, v.Concerns)
		}
		a := d.authority(p)
		a.Shared = true
		if s := d.state(); len(s.View(s.ViewerOf(a), nil).Concerns) != 0 {
			t.Errorf("the screen that the %s shares shows it", p)
		}
		d.refusedBy(meeting.Forbidden, a, meeting.RaiseConcern{Text: "x"})
	}
	if len(d.state().ConcernsFor(stranger)) != 1 || len(d.state().ConcernsFor("")) != 0 {
		t.Error("the service's lead does not see it, or nobody does")
	}
	c := d.view(practitioner).Concerns[0]
	d.refused(meeting.NotFound, keyworker, meeting.AmendConcern{Concern: c.ID, Rev: c.Rev})
	d.refused(meeting.Forbidden, deputy, meeting.AmendConcern{Concern: c.ID, Rev: c.Rev})
	d.refused(meeting.Stale, practitioner, meeting.AmendConcern{Concern: c.ID})
	d.do(practitioner, meeting.AmendConcern{Concern: c.ID, Rev: c.Rev, More: "rung again", Rung: c.Rung, FamilyTold: true, WhyNot: "x"})
	if now := d.view(deputy).Concerns[0]; now.Text != "canary\nrung again" || !now.FamilyTold || now.WhyNot != "" || now.Changed.IsZero() {
		t.Errorf("it says %+v", now)
	}
	d.refused(meeting.Invalid, practitioner, meeting.RaiseConcern{Text: " \n"})
	d.refused(meeting.Forbidden, practitioner, meeting.SetLeads{})
	d.refused(meeting.Invalid, keyworker, meeting.SetLeads{Leads: []meeting.ID{d.who[parent]}})
	d.refused(meeting.NotFound, keyworker, meeting.SetLeads{Leads: []meeting.ID{d.who[gone]}})
	if strings.Contains(dump(d.view(parent), lastID(d.state())), "canary") {
		t.Error("the parent reads it")
	}
}

func TestAPauseIsNobodysBusiness(t *testing.T) {
	d := deskAt(t, live)
	began := d.meeting().ItemAt
	d.do(parent, meeting.PauseMeeting{Meeting: d.m, Paused: true})
	if d.meeting().Paused.IsZero() {
		t.Fatal("it goes on")
	}
	d.refused(meeting.Forbidden, observer, meeting.PauseMeeting{Meeting: d.m, Paused: true})
	d.refused(meeting.Forbidden, parent, meeting.PauseMeeting{Meeting: d.m})
	d.at = d.at.Add(10 * time.Minute)
	d.do(chair, meeting.PauseMeeting{Meeting: d.m})
	m := d.meeting()
	if !m.Paused.IsZero() || m.ItemAt.Sub(began) < 10*time.Minute {
		t.Errorf("paused %v, the item began at %v", m.Paused, m.ItemAt)
	}
	d.do(chair, meeting.PauseMeeting{Meeting: d.m, Paused: true})
	d.at = d.at.Add(time.Hour)
	d.do(chair, meeting.GoToItem{Item: d.item(1)})
	if m := d.meeting(); !m.Paused.IsZero() || m.Agenda[0].Spent > 120 {
		t.Errorf("the pause is counted: %d seconds, paused %v", m.Agenda[0].Spent, m.Paused)
	}
	d.do(chair, meeting.CloseMeeting{Meeting: d.m, Reason: "late"})
	d.refused(meeting.Stage, chair, meeting.PauseMeeting{Meeting: d.m, Paused: true})
}
