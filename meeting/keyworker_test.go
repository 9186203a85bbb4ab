package meeting_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

func TestTenuresFollowTheRole(t *testing.T) {
	d := deskAt(t, preparing)
	tenures := func() []meeting.Tenure { return values(d.state().Tenures) }
	if ts := tenures(); len(ts) != 1 || ts[0].Member != d.who[keyworker] || ts[0].From != "2026-11-24" || !ts[0].Open() {
		t.Fatalf("at first %+v", ts)
	}
	d.at = d.at.AddDate(0, 0, 10)
	change := meeting.ChangeKeyworker{To: d.who[practitioner], Designated: true, Reason: "a new post", Wish: "to keep Anna"}
	d.refused(meeting.Invalid, deputy, change) // the family was not asked
	change.AskedOn = "2026-12-01"
	for p, code := range map[meeting.PersonID]meeting.Code{gran: meeting.Invalid, parent: meeting.Invalid, interpreter: meeting.Invalid, gone: meeting.NotFound, keyworker: meeting.Invalid} {
		c := change
		c.To = d.who[p]
		d.refused(code, deputy, c)
	}
	d.do(keyworker, change)
	ts := tenures()
	if len(ts) != 2 || ts[0].To != "2026-12-04" || ts[0].Reason != "a new post" || ts[0].AskedOn != "2026-12-01" || ts[0].Wish != "to keep Anna" ||
		ts[1].Member != d.who[practitioner] || !ts[1].Designated || !ts[1].Open() || ts[1].From != "2026-12-04" {
		t.Fatalf("changed to %+v", ts)
	}
	// What the keyworker may do has ended with the tenure, the membership has not.
	if v := d.view(keyworker); v == nil || v.May(meeting.LeadRecord, nil) || v.May(meeting.ChangeTeam, nil) || !v.May(meeting.KeepRecord, nil) {
		t.Error("the keyworker until now has the rights of one, or has none at all")
	}
	d.refused(meeting.Forbidden, keyworker, meeting.AddEntry{Entry: &meeting.PathStep{Stage: meeting.Reviewing}})
	if v := d.view(practitioner); !v.May(meeting.LeadRecord, nil) || v.Keyworker().ID != d.who[practitioner] || v.Tenure().Member != d.who[practitioner] {
		t.Error("the new keyworker has no rights")
	}

	// Nobody for a while, then by other ways than a change: the tenures still follow.
	d.at = d.at.AddDate(0, 0, 10)
	d.do(deputy, meeting.EndMember{Member: d.who[practitioner]})
	d.at = d.at.AddDate(0, 0, 20)
	c := d.view(parent).Continuity("2027-01-03")
	if c.Keyworkers != 2 || c.Changes != 1 || c.DaysNow != 20 || c.DaysWithout != 20 || c.LastContact != "2026-11-02" || c.DaysSince != 62 {
		t.Errorf("counted %+v", c)
	}
	m := *d.state().Member(d.who[chair])
	m.Role = meeting.Keyworker
	d.do(deputy, meeting.SetMember{Member: m})
	if c = d.view(parent).Continuity("2027-01-13"); c.Keyworkers != 3 || c.Changes != 2 || c.DaysNow != 0 || c.DaysWithout != 20 {
		t.Errorf("counted %+v", c)
	}
	d.do(chair, meeting.AddMember{Member: meeting.Member{Person: "new", Name: "Nia", Role: meeting.Keyworker, Agency: "health"}})
	if ts = tenures(); len(ts) != 4 || ts[2].Open() || !ts[3].Open() || d.state().Member(d.who[chair]).Role != meeting.Practitioner {
		t.Errorf("added as keyworker: %+v", ts)
	}
	if open := slices.DeleteFunc(ts, func(x meeting.Tenure) bool { return !x.Open() }); len(open) != 1 {
		t.Errorf("%d tenures are open", len(open))
	}
	d.do("new", meeting.ChangeKeyworker{NotAsked: "the family is away"})
	if d.view(parent).Keyworker() != nil || d.view(parent).Tenure() != nil || len(d.state().Tenures) != 4 {
		t.Error("there is still a keyworker")
	}
	d.refused(meeting.Invalid, deputy, meeting.ChangeKeyworker{NotAsked: "x"})

	x := *d.state().Tenures[0]
	x.Cover, x.CoverFrom, x.CoverTo, x.To, x.Member = d.who[deputy], "2026-11-26", "2026-11-28", "2026-12-02", d.who[chair]
	d.do(deputy, meeting.SetTenure{Tenure: x})
	if y := d.state().Tenures[0]; y.Cover != d.who[deputy] || y.To != "2026-12-02" || y.Member != d.who[keyworker] {
		t.Errorf("set to %+v", y)
	}
	x = *d.state().Tenures[0]
	x.To = ""
	d.refused(meeting.Invalid, deputy, meeting.SetTenure{Tenure: x})
	d.refused(meeting.Invalid, deputy, meeting.RemoveEntry{ID: x.ID})
}

func TestQuestions(t *testing.T) {
	d := deskAt(t, preparing)
	x := facts[meeting.Question](d, "question")
	if x.For != d.who[parent] || x.To != d.who[keyworker] || x.Due != "2026-11-27" || !x.Open() {
		t.Errorf("asked as %+v", x)
	}
	d.refused(meeting.Forbidden, practitioner, meeting.AskQuestion{Words: "Mine"})
	d.refused(meeting.Forbidden, practitioner, meeting.AskQuestion{For: d.who[child], Words: "For Sam"})
	d.refused(meeting.Invalid, parent, meeting.AskQuestion{Words: "  "})
	d.refused(meeting.Invalid, parent, meeting.AskQuestion{Words: "x", Audience: meeting.OnlyPeople(parent)})
	d.refused(meeting.NotFound, parent, meeting.AskQuestion{Words: "x", To: d.who[gone]})
	for _, p := range []meeting.PersonID{practitioner, child, keyworker} {
		d.refused(meeting.Forbidden, p, d.edit(p, d.of(x.ID, meeting.Asks), "x"))
	}
	d.do(parent, d.edit(parent, d.of(x.ID, meeting.Asks), " A small one."))
	g := d.do(practitioner, meeting.AskQuestion{For: d.who[gran], Words: "When is the visit?"})
	if a := d.view(parent).AuthorOf(first(d.view(parent), d.of(g, meeting.Asks))); a.Member.ID != d.who[gran] || a.By.ID != d.who[practitioner] {
		t.Errorf("gran's question is %v's", a.Member)
	}
	// Another keyworker is asked for without the keyworker reading it.
	other := d.do(parent, meeting.AskQuestion{Kind: meeting.AskChange, Words: "Please somebody else", Audience: meeting.OnlyPeople(parent, deputy)})
	if y := d.view(deputy).Entry(other).(*meeting.Question); y.To != d.who[deputy] || d.view(keyworker).Entry(other) != nil {
		t.Errorf("asked of %d", y.To)
	}
	d.refused(meeting.Invalid, parent, meeting.SetAudience{Entry: other, Was: meeting.OnlyPeople(parent, deputy), Audience: meeting.OnlyPeople(parent)})

	d.refused(meeting.Invalid, keyworker, meeting.ReplyQuestion{Question: x.ID})
	d.refused(meeting.Forbidden, parent, meeting.ReplyQuestion{Question: x.ID, Words: "yes"})
	d.at = d.at.AddDate(0, 0, 4)
	if r := d.view(parent).Reminders("2026-11-28"); !slices.ContainsFunc(r, func(r meeting.Reminder) bool { return r.Kind == "question" && r.Entry == x.ID }) {
		t.Errorf("nobody is reminded: %v", r)
	}
	d.do(keyworker, meeting.ReplyQuestion{Question: x.ID, Words: "Yes, of course."})
	if y := facts[meeting.Question](d, "question"); y.Open() || y.AnsweredBy != d.who[keyworker] || d.view(parent).Text(d.of(x.ID, meeting.Replies)).String() != "Yes, of course." {
		t.Errorf("answered as %+v", y)
	}
	d.do(deputy, meeting.ReplyQuestion{Question: x.ID, Words: "And a book."})
	if y := facts[meeting.Question](d, "question"); y.AnsweredBy != d.who[keyworker] || d.view(parent).Text(d.of(x.ID, meeting.Replies)).String() != "Yes, of course.\nAnd a book." {
		t.Errorf("answered again as %+v", y)
	}
}

// first returns the site of the first character of a text.
func first(v *meeting.View, f meeting.Field) (at text.Site) {
	for r := range v.Text(f).Runs(0, 1) {
		return r.Site
	}
	return 0
}

func TestHandover(t *testing.T) {
	d := deskAt(t, preparing)
	id := d.shelf["handover"]
	d.refused(meeting.Invalid, keyworker, meeting.BeginHandover{})
	h := facts[meeting.Handover](d, "handover")
	if h.From != d.who[keyworker] || h.To != d.who[practitioner] || len(h.Accepted) != 2 {
		t.Fatalf("begun as %+v", h)
	}
	if v := d.view(parent); len(v.Handover().Accepted) != 1 {
		t.Error("what was accepted tells of what is hidden")
	}
	h.To = d.who[chair]
	d.refused(meeting.Invalid, keyworker, meeting.SetHandover{Handover: h}) // things are accepted already
	h.To, h.JointOn, h.Met = d.who[practitioner], "2026-12-03", []meeting.ID{d.who[parent], d.state().Children[0].ID}
	d.refused(meeting.Forbidden, chair, meeting.SetHandover{Handover: h})
	d.do(practitioner, meeting.SetHandover{Handover: h})
	d.do(practitioner, d.edit(practitioner, d.of(id, meeting.HandTried), "The chart did not help."))
	d.do(keyworker, d.edit(keyworker, d.of(id, meeting.HandTried), " It made him cross."))

	// The brief is what the new keyworker sees, and nothing of what was private to the old one.
	v := d.view(practitioner)
	today := meeting.DayOf(d.at)
	brief := v.Brief(v.Handover(), today, time.UTC)
	whole := asJSON(brief)
	for _, want := range []string{"My own words", "Nain", "Refer to the clinic", "A letter to the school", "May Sam have a night light?", "Sleep clinic since", "No quiet room", "Changing school, to Hill Top", "Assessed: hearing"} {
		if !strings.Contains(whole, want) {
			t.Errorf("the brief lacks %q:\n%s", want, whole)
		}
	}
	private := d.do(keyworker, meeting.AddEntry{
		Entry: &meeting.Contact{Head: meeting.Head{Audience: meeting.OnlyPeople(keyworker)}, How: meeting.Call, PromiseDue: "2026-12-20"},
		Words: map[meeting.Part]string{meeting.Promised: "private promise"},
	})
	if again := asJSON(d.view(practitioner).Brief(d.view(practitioner).Handover(), today, time.UTC)); again != whole {
		t.Error("what was private to the old keyworker shows in the brief")
	}
	if !strings.Contains(asJSON(d.view(keyworker).Brief(nil, today, time.UTC)), "private promise") {
		t.Error("the old keyworker's own brief lacks what is theirs")
	}
	d.refused(meeting.NotFound, practitioner, meeting.AcceptHandover{Handover: id, Items: []meeting.ItemKey{{Section: 3, ID: private, Part: meeting.Promised}}})
	d.refused(meeting.NotFound, practitioner, meeting.AcceptHandover{Handover: id, Items: []meeting.ItemKey{{Section: 8, ID: d.need}}})
	d.refused(meeting.NotFound, practitioner, meeting.AcceptHandover{Handover: id, Items: []meeting.ItemKey{{Section: 1, ID: 99999}}})
	d.refused(meeting.Invalid, practitioner, meeting.AcceptHandover{Handover: id})
	d.refused(meeting.Forbidden, keyworker, meeting.AcceptHandover{Handover: id, Items: []meeting.ItemKey{{Section: 0, ID: d.need}}})

	_, err := d.r.Decide(d.authority(practitioner), meeting.FinishHandover{Handover: id})
	if meeting.CodeOf(err) != meeting.Invalid {
		t.Errorf("finished with %d things left: %v", meeting.Left(brief), err)
	}
	d.refused(meeting.Stage, parent, meeting.AnswerAgain{Handover: id, Answer: meeting.NotAgain})
	for _, s := range brief {
		for _, x := range s.Items {
			d.do(practitioner, meeting.AcceptHandover{Handover: id, Items: []meeting.ItemKey{x.Key}})
		}
	}
	v = d.view(practitioner)
	if n := meeting.Left(v.Brief(v.Handover(), today, time.UTC)); n != 0 {
		t.Errorf("%d things are left", n)
	}
	back := meeting.ItemKey{Section: 1, ID: d.who[parent]}
	d.do(practitioner, meeting.AcceptHandover{Handover: id, Items: []meeting.ItemKey{back}, Back: true})
	d.refused(meeting.Invalid, practitioner, meeting.FinishHandover{Handover: id})
	d.do(practitioner, meeting.AcceptHandover{Handover: id, Items: []meeting.ItemKey{back, back}})
	d.do(keyworker, meeting.ChangeKeyworker{To: d.who[practitioner], AskedOn: "2026-11-20"})
	if x := d.view(practitioner).Brief(v.Handover(), today, time.UTC); meeting.Left(x) == 0 {
		t.Error("that the old tenure ended is nothing new to take on")
	} else {
		for _, s := range x {
			for _, x := range s.Items {
				if x.Accepted == nil {
					d.do(practitioner, meeting.AcceptHandover{Handover: id, Items: []meeting.ItemKey{x.Key}})
				}
			}
		}
	}
	d.do(practitioner, meeting.FinishHandover{Handover: id})
	h = facts[meeting.Handover](d, "handover")
	if h.DoneAt.IsZero() || h.AskAgainOn != meeting.DayOf(d.at).Add(42) {
		t.Errorf("done as %+v", h)
	}
	d.refused(meeting.Stage, practitioner, meeting.AcceptHandover{Handover: id, Items: []meeting.ItemKey{back}})

	// Six weeks later somebody else asks.
	d.at = d.at.AddDate(0, 0, 43)
	remind := func(p meeting.PersonID) bool {
		return slices.ContainsFunc(d.view(p).Reminders(meeting.DayOf(d.at)), func(r meeting.Reminder) bool { return r.Kind == "start again" })
	}
	if !remind(chair) {
		t.Error("nobody is reminded to ask")
	}
	for _, p := range []meeting.PersonID{practitioner, keyworker} {
		d.refused(meeting.Forbidden, p, meeting.AnswerAgain{Handover: id, Answer: meeting.NotAgain, For: d.who[parent]})
	}
	d.refused(meeting.Forbidden, chair, meeting.AnswerAgain{Handover: id, Answer: meeting.NotAgain})
	d.refused(meeting.Invalid, chair, meeting.AnswerAgain{Handover: id, Answer: "perhaps", For: d.who[parent]})
	d.do(chair, meeting.AnswerAgain{Handover: id, Answer: meeting.PartlyAgain, Words: "the blanket", For: d.who[parent]})
	d.do(parent, meeting.AnswerAgain{Handover: id, Answer: meeting.WhollyAgain, Words: "nearly all of it"})
	d.refused(meeting.Forbidden, chair, meeting.AnswerAgain{Handover: id, Answer: meeting.NotAgain, For: d.who[parent]})
	if h = facts[meeting.Handover](d, "handover"); h.Again != meeting.WhollyAgain || h.AgainBy != 0 || h.AgainFor != d.who[parent] || remind(chair) {
		t.Errorf("answered as %+v", h)
	}
	d.do(practitioner, meeting.BeginHandover{})
	if h := d.view(practitioner).Handover(); h.From != d.who[practitioner] || h.To != 0 {
		t.Errorf("the next handover is %+v", h)
	}
}

func TestPathway(t *testing.T) {
	d := deskAt(t, preparing)
	if s := d.view(parent).Stage(); s.Stage != meeting.Planning || s.Due != "2026-09-29" {
		t.Errorf("at %+v", s)
	}
	d.do(keyworker, meeting.SetClocks{Clocks: meeting.Clocks{Stages: map[meeting.PathStage]int{meeting.Reviewing: 30}, Wait: 60}})
	d.refused(meeting.Invalid, keyworker, meeting.SetClocks{Clocks: meeting.Clocks{Wait: -1}})
	d.refused(meeting.Invalid, keyworker, meeting.SetClocks{Clocks: meeting.Clocks{Stages: map[meeting.PathStage]int{"lunch": 1}}})
	c := d.view(parent).Clocks()
	if c.Wait != 60 || c.Stages[meeting.Reviewing] != 30 || c.Stages[meeting.Planning] != 28 || c.Again != 42 {
		t.Errorf("the clocks are %+v", c)
	}
	d.do(keyworker, meeting.AddEntry{Entry: &meeting.PathStep{Stage: meeting.Reviewing, From: "2026-10-10"}})
	if s := d.view(parent).Stage(); s.Stage != meeting.Reviewing || s.Due != "2026-11-09" {
		t.Errorf("at %+v", s)
	}
	x := facts[meeting.Transition](d, "change")
	if len(x.Actions) != len(meeting.Prepare(meeting.ChangingSchool)) || d.view(parent).Text(d.of(x.ID, meeting.Remarks)).String() != "By bus" {
		t.Errorf("prepared by %v", x.Actions)
	}
	for i, id := range x.Actions {
		a := d.state().Action(id)
		if want := max(x.Day.Add(-meeting.Prepare(x.Kind)[i].Before), "2026-11-24"); a.Due != want || a.Owner != d.who[practitioner] || a.Consent != meeting.Agreed {
			t.Errorf("prepared by %+v, want it by %s", a, want)
		}
	}
	// An action that somebody hides from the family is not counted for them.
	d.do(practitioner, meeting.SetAudience{Entry: x.Actions[0], Audience: meeting.Practitioners})
	if y := d.view(parent).Entry(x.ID).(*meeting.Transition); len(y.Actions) != len(x.Actions)-1 {
		t.Error("a hidden action counts")
	}

	cs := slices.Clone(d.state().Children)
	cs[0].Born, cs[1].Born = "2015-08-20", "2008-11-30"
	d.do(keyworker, meeting.SetChildren{Children: cs})
	var got []string
	for _, e := range d.view(parent).ExpectedChanges("2026-11-24") {
		got = append(got, string(e.Kind)+" "+string(e.Day))
	}
	if want := "adult services 2026-11-30"; strings.Join(got, ", ") != want {
		t.Errorf("expected %v, want %s", got, want)
	}
	kinds := map[string]bool{}
	for i, r := range d.view(keyworker).Reminders("2026-12-24") {
		kinds[r.Kind] = true
		all := d.view(keyworker).Reminders("2026-12-24")
		if i > 0 && r.Day < all[i-1].Day || r.Text[len(r.Text)-1] != '.' && r.Text[len(r.Text)-1] != '?' {
			t.Errorf("%+v after %+v", r, all[max(0, i-1)])
		}
	}
	for _, k := range []string{"stage", "wait", "promise", "question", "escalation", "contact", "handover"} {
		if !kinds[k] {
			t.Errorf("no reminder of a %s: %v", k, kinds)
		}
	}
}

func TestAuthority(t *testing.T) {
	d := deskAt(t, preparing)
	x := facts[meeting.Escalation](d, "escalation")
	if x.Level != meeting.WithManager || x.Due != "2026-11-15" {
		t.Errorf("raised as %+v", x)
	}
	c := x
	c.Level = meeting.WithGroup
	d.refused(meeting.Invalid, keyworker, meeting.SetEntry{Entry: &c})
	d.refused(meeting.Invalid, keyworker, meeting.AddEntry{Entry: &meeting.Escalation{Stuck: meeting.StuckDecision, Agency: "health", Level: meeting.WithGroup}})
	d.refused(meeting.NotFound, parent, meeting.AddEntry{Entry: &meeting.Escalation{Stuck: meeting.StuckDecision, Agency: "health", Of: d.secret}})
	x.RespondedOn = "2026-11-20"
	d.do(keyworker, meeting.SetEntry{Entry: &x})
	d.do(keyworker, d.edit(keyworker, d.of(x.ID, meeting.Answered), "No room is free."))
	d.do(keyworker, meeting.RaiseEscalation{Escalation: x.ID, Manager: "Mr Lund"})
	x = facts[meeting.Escalation](d, "escalation")
	if x.Level != meeting.WithSenior || x.Manager != "Mr Lund" || x.Due != "2026-12-08" || x.RespondedOn != "" || len(x.Before) != 1 || x.Before[0].RespondedOn != "2026-11-20" {
		t.Errorf("escalated to %+v", x)
	}
	d.do(keyworker, meeting.RaiseEscalation{Escalation: x.ID})
	d.refused(meeting.Stage, keyworker, meeting.RaiseEscalation{Escalation: x.ID})
	x = facts[meeting.Escalation](d, "escalation")
	x.ClosedOn = "2026-12-01"
	d.do(keyworker, meeting.SetEntry{Entry: &x})
	if r := d.view(parent).Reminders("2026-12-20"); !slices.ContainsFunc(r, func(r meeting.Reminder) bool { return r.Entry == x.ID && strings.Contains(r.Text, "has not been told") }) {
		t.Errorf("that the family has not been told is not minded: %v", r)
	}
	d.refused(meeting.Stage, keyworker, meeting.RaiseEscalation{Escalation: x.ID})
	// What it is about shows only to those who see that.
	hidden := d.do(practitioner, meeting.AddEntry{Entry: &meeting.Escalation{Stuck: meeting.StuckCapacity, Agency: "health", Of: d.secret}})
	if got := d.view(parent).Entry(hidden).(*meeting.Escalation).Of; got != 0 {
		t.Errorf("the family sees that it is about %d", got)
	}
	if got := d.view(practitioner).Entry(hidden).(*meeting.Escalation).Of; got != d.secret {
		t.Errorf("the practitioner sees that it is about %d", got)
	}

	a := *d.state().Action(d.action)
	a.Status = meeting.Blocked
	d.do(keyworker, meeting.SetAction{Action: a})
	b := *d.state().Action(d.secret)
	b.Status, b.Ask = meeting.Blocked, "school"
	d.do(practitioner, meeting.SetAction{Action: b})
	got := meeting.BlockedActions([]*meeting.View{d.view(practitioner)})
	if len(got) != 2 || got[0].Agency != "health" || got[0].Level != meeting.WithManager || got[1].Agency != "health" && got[1].Agency != "school" {
		t.Errorf("blocked: %+v", got)
	}
	if got = meeting.BlockedActions([]*meeting.View{d.view(parent)}); len(got) != 1 || got[0].What != "Refer to the clinic" {
		t.Errorf("blocked, for the family: %+v", got)
	}
	m := facts[meeting.Mandate](d, "mandate")
	if m.Until = "2026-11-30"; !m.Holds("2026-11-30") || m.Holds("2026-12-01") {
		t.Error("the mandate does not end with its last day")
	}
	m.Vests = nil
	d.refused(meeting.Invalid, keyworker, meeting.SetEntry{Entry: &m})
}

func TestClosingThePlan(t *testing.T) {
	d := deskAt(t, preparing)
	x := meeting.Closing{Why: meeting.NeedsMet, Family: meeting.Reservations, FamilyWords: "if it lasts", FamilyFor: d.who[parent]}
	_, err := d.r.Decide(d.authority(keyworker), meeting.ClosePlan{Closing: x})
	if meeting.CodeOf(err) != meeting.Invalid || !strings.Contains(err.Error(), "actions are still open") {
		t.Errorf("with open actions: %v", err)
	}
	for _, a := range d.view(keyworker).ToRehome() {
		x.Rehomed = append(x.Rehomed, meeting.Rehomed{Action: a.ID, To: "the school nurse"})
	}
	narrow := x
	narrow.Audience = meeting.Practitioners
	d.refused(meeting.Invalid, keyworker, meeting.ClosePlan{Closing: narrow})
	twice := x
	twice.Rehomed = append(slices.Clone(x.Rehomed[1:]), x.Rehomed[1])
	d.refused(meeting.NotFound, keyworker, meeting.ClosePlan{Closing: twice})
	id := d.do(keyworker, meeting.ClosePlan{Closing: x, Remarks: "Ring the school nurse."})
	v := d.view(parent)
	if !v.Closed() || v.Closing().AccessUntil != meeting.DayOf(d.at).Add(90) || v.Text(d.of(id, meeting.Remarks)).Len() == 0 {
		t.Errorf("closed as %+v", v.Closing())
	}
	if n := len(v.Closing().Rehomed); n != len(x.Rehomed)-1 {
		t.Errorf("the family sees %d of %d new homes, want all but the hidden one's", n, len(x.Rehomed))
	}
	d.refused(meeting.Stage, keyworker, meeting.ClosePlan{Closing: x})
	d.refused(meeting.Invalid, keyworker, meeting.SetAudience{Entry: id, Audience: meeting.Practitioners})
	d.do(parent, meeting.ReopenPlan{Reason: "it is back"})
	d.refused(meeting.Stage, parent, meeting.ReopenPlan{Reason: "again"})
	if d.view(parent).Closed() || d.state().Closings[0].ReopenedBy != d.who[parent] {
		t.Error("opened again, it is closed")
	}

	// Once the time is over the practitioners are out, and the family reads on.
	d.do(keyworker, meeting.ClosePlan{Closing: x})
	until := d.state().Closings[1].AccessUntil
	d.refusedBy(meeting.Stage, d.authority(""), meeting.EndAccess{Today: until})
	d.refused(meeting.Forbidden, keyworker, meeting.EndAccess{Today: until.Add(1)})
	d.do("", meeting.EndAccess{Today: until.Add(1)})
	d.refusedBy(meeting.Stage, d.authority(""), meeting.EndAccess{Today: until.Add(1)})
	for _, p := range []meeting.PersonID{keyworker, deputy, practitioner, chair, observer} {
		if d.view(p) != nil {
			t.Errorf("the %s still sees the record", p)
		}
	}
	for _, p := range []meeting.PersonID{parent, child, supporter} {
		if v := d.view(p); v == nil || !v.Closed() || len(v.Waits) == 0 {
			t.Errorf("the %s reads nothing any more", p)
		}
	}
	if d.state().Tenures[0].Open() {
		t.Error("the keyworker's tenure goes on")
	}
	d.do(parent, meeting.ReopenPlan{Reason: "it is back"})
}

func TestTimeline(t *testing.T) {
	d := deskAt(t, final)
	all := d.view(keyworker).Timeline(time.UTC)
	for i, h := range all {
		if h.Day == "" || h.Text == "" || h.Kind == "" || i > 0 && h.Day < all[i-1].Day {
			t.Errorf("%+v", h)
		}
	}
	kinds, agencies := meeting.Filters(all)
	for _, k := range []string{
		"need", "action", "decision", "meeting", "wait", "assessment", "appointment", "stage", "change", "keyworker", "contact", "question", "handover", "escalation", "team",
	} {
		if !slices.Contains(kinds, k) {
			t.Errorf("nothing of the kind %s happened: %v", k, kinds)
		}
		if n := len(meeting.Happened(all, k, "")); n == 0 || n == len(all) {
			t.Errorf("%d of %d of the kind %s", n, len(all), k)
		}
	}
	if !slices.Contains(agencies, "school") || len(meeting.Happened(all, "", "school")) == 0 {
		t.Errorf("agencies: %v", agencies)
	}
	if family := asJSON(d.view(parent).Timeline(time.UTC)); strings.Contains(family, "canary") {
		t.Error("the family reads what is hidden")
	}
	last, since := d.view(keyworker).SinceMet(nil, d.who[keyworker], time.UTC)
	if last == nil || last.ID != d.shelf["hidden contact"] || len(since) == 0 || len(since) == len(all) {
		t.Errorf("since %+v: %d of %d", last, len(since), len(all))
	}
	if last, since := d.view(chair).SinceMet(nil, d.who[chair], time.UTC); last != nil || len(since) == 0 {
		t.Error("whoever has not met the family yet is told of a contact")
	}
}

func TestWhatChangedOnTheShelf(t *testing.T) {
	d := deskAt(t, preparing)
	before := d.view(parent)
	x := facts[meeting.Wait](d, "wait")
	x.SeenOn = "2026-11-20"
	d.do(keyworker, meeting.SetEntry{Entry: &x})
	d.do(keyworker, d.edit(keyworker, d.of(x.ID, meeting.Remarks), ", then a letter"))
	d.do(practitioner, meeting.RemoveEntry{ID: d.shelf["appointment"]})
	d.do(keyworker, meeting.AddEntry{Entry: &meeting.Contact{How: meeting.Call, With: []meeting.ID{d.who[gran]}}})
	hidden := facts[meeting.Wait](d, "hidden wait")
	hidden.Expected = "2027-01-01"
	d.do(practitioner, meeting.SetEntry{Entry: &hidden})
	d.do(parent, d.edit(parent, d.of(d.state().Children[0].ID, meeting.Works), ", always"))
	var got []string
	for _, c := range meeting.Changes(before, d.view(parent), d.at) {
		line := string(c.Sign) + " " + string(c.Kind) + " " + c.Title
		for _, f := range c.Facts {
			line += ", " + string(f.Name) + ": " + f.Before + ">" + f.After
		}
		for _, x := range c.Texts {
			line += ", " + string(x.Name) + " is " + x.After.String()
		}
		got = append(got, line)
	}
	want := []string{
		"~ wait Sleep clinic, seen on: >Fri 20 Nov, what else to know is Rang twice, then a letter",
		"− appointment Dentist, about: Sam>, what: Dentist>, at: Fri 27 Nov, 14:00>, place: Town>, with: Parent>",
		"+ contact Anna, phone, day: >Tue 24 Nov, how: >phone, with: >Gran",
		"~ child Sam, what works is My own words, always",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("changed:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
