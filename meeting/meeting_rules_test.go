package meeting_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
)

func (d *desk) line(p meeting.PersonID) meeting.Attendance {
	if a := d.meeting().Attending(d.who[p]); a != nil {
		return *a
	}
	return meeting.Attendance{}
}

func TestAttendanceIsTheChairsList(t *testing.T) {
	d := deskAt(t, preparing)
	d.do(child, attendance(d, child, meeting.Apologies))
	d.do("", attendance(d, parent, meeting.OwnScreen))
	if a := d.line(parent); a.Way != "" {
		t.Errorf("reading beforehand became attending: %+v", a)
	}
	d.do(chair, meeting.OpenMeeting{Meeting: d.m})
	own := attendance(d, parent, meeting.OwnScreen)

	d.do("", own)
	if a := d.line(parent); !a.Proposed || a.Way != meeting.OwnScreen || !a.From.Equal(d.at) {
		t.Errorf("connecting gives %+v, want a proposal from now", a)
	}
	from := d.at
	d.do("", attendance(d, child, meeting.OwnScreen))
	if a := d.line(child); a.Way != meeting.OwnScreen {
		t.Errorf("who apologised and then connects stands as %q", a.Way)
	}
	d.do(chair, own)
	if a := d.line(parent); a.Proposed || !a.From.Equal(from) {
		t.Errorf("confirmed: %+v, want it confirmed from %v", a, from)
	}
	d.do("", attendance(d, parent, meeting.SharedScreen))
	if a := d.line(parent); a.Way != meeting.OwnScreen {
		t.Errorf("connecting once more changed a confirmed line to %q", a.Way)
	}
	d.refused(meeting.Forbidden, parent, attendance(d, parent, meeting.Absent))
	d.refused(meeting.Forbidden, parent, attendance(d, gran, meeting.InPerson))

	for name, a := range map[string]meeting.Attendance{
		"no way":                   {Member: d.who[gran], Way: "by owl"},
		"a substitute without one": {Member: d.who[gran], Way: meeting.Substitute},
		"a long note":              {Member: d.who[gran], Way: meeting.Apologies, Note: strings.Repeat("x", 501)},
		"gone before coming":       {Member: d.who[gran], Way: meeting.InPerson, From: d.at, To: d.at.Add(-time.Hour)},
		"the year 10000":           {Member: d.who[gran], Way: meeting.InPerson, From: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
		"the year -1":              {Member: d.who[gran], Way: meeting.InPerson, To: time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		if _, err := d.r.Decide(d.authority(chair), meeting.SetAttendance{Meeting: d.m, Attendance: a}); meeting.CodeOf(err) != meeting.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	d.refused(meeting.NotFound, chair, meeting.SetAttendance{Meeting: d.m, Attendance: meeting.Attendance{Member: 9999, Way: meeting.ByPhone}})

	zone, came := time.FixedZone("", 3600), d.at
	d.do(chair, meeting.SetAttendance{Meeting: d.m, Attendance: meeting.Attendance{
		Member: d.who[gran], Way: meeting.ByPhone, From: came.In(zone).Add(123 * time.Microsecond),
	}})
	if a := d.line(gran); a.From.Location() != time.UTC || !a.From.Equal(came) {
		t.Errorf("kept %v, want UTC and whole milliseconds", a.From)
	}
	d.do(chair, attendance(d, gran, meeting.Apologies))
	if a := d.line(gran); !a.From.IsZero() || !a.To.IsZero() {
		t.Errorf("apologies with times: %+v", a)
	}
	if events, err := d.try(d.authority(chair), attendance(d, gran, meeting.Apologies)); err != nil || len(events) > 0 {
		t.Errorf("the same again: %v %v", events, err)
	}

	d.do(chair, meeting.CloseMeeting{Meeting: d.m, Reason: "the room"})
	if a := d.line(parent); !a.To.Equal(d.at) {
		t.Errorf("closing leaves %v, want everybody there until then", a.To)
	}
	d.do("", attendance(d, keyworker, meeting.OwnScreen))
	if a := d.line(keyworker); a.Way != "" {
		t.Errorf("reading the minutes became attending: %+v", a)
	}
}

func TestOnBehalfOfWhoeverHasNoKeyboard(t *testing.T) {
	d := deskAt(t, live)
	answer := func(whose meeting.PersonID, a meeting.Answer) meeting.AnswerDecision {
		return meeting.AnswerDecision{Decision: d.put, Answer: a, For: d.who[whose]}
	}
	d.refused(meeting.Forbidden, taker, answer(parent, meeting.Agree)) // has a screen
	d.refused(meeting.Forbidden, taker, meeting.AddPassage{Item: d.item(0), For: d.who[parent], Text: "words"})
	d.refused(meeting.Forbidden, taker, answer(interpreter, meeting.Agree))
	d.refused(meeting.Forbidden, taker, answer(observer, meeting.Agree))
	d.refused(meeting.Forbidden, taker, answer(guest, meeting.Agree)) // not on the list
	d.refused(meeting.NotFound, taker, answer(gone, meeting.Agree))
	d.refused(meeting.NotFound, taker, meeting.AnswerDecision{Decision: d.put, Answer: meeting.Agree, For: 9999})
	d.refused(meeting.Forbidden, child, answer(gran, meeting.Agree))

	d.do(taker, answer(gran, meeting.Agree))
	if g, _ := d.state().Decision(d.put).Answered(d.who[gran]); g.By != d.who[taker] {
		t.Errorf("written by %d, want the minute taker", g.By)
	}
	d.do(taker, answer(gran, meeting.NotNow)) // corrected
	d.do(child, meeting.AnswerDecision{Decision: d.put, Answer: meeting.Disagree})
	d.refused(meeting.Forbidden, taker, answer(child, meeting.Agree)) // has answered themselves

	d.do(taker, answer(supporter, meeting.Agree))
	d.do(supporter, meeting.AnswerDecision{Decision: d.put, Answer: meeting.Disagree}) // corrects it
	if g, _ := d.state().Decision(d.put).Answered(d.who[supporter]); g.By != 0 || g.Answer != meeting.Disagree {
		t.Errorf("corrected to %+v", g)
	}

	d.do(taker, meeting.AddPassage{Item: d.item(0), For: d.who[gran], ReadBack: true, Text: "He sleeps better at mine."})
	v := d.view(child).Text(d.notes(0))
	if got, want := v.String(), "Gran, written by Taker, read back: He sleeps better at mine."; got != want {
		t.Errorf("the notes say %q, want %q", got, want)
	}
	for run := range v.Runs(0, v.Len()) {
		if a := d.view(child).AuthorOf(run.Site); a.Member.ID != d.who[gran] || a.By.ID != d.who[taker] {
			t.Errorf("%q is by %+v", run.Text, a)
		}
	}
	// The writer takes it back as a gesture of theirs; gran's words are nobody else's to delete.
	d.refused(meeting.Invalid, practitioner, meeting.UndoText{Field: d.notes(0)})
	d.refused(meeting.Forbidden, practitioner, d.cut(practitioner, d.notes(0), 0, 4))
	d.refused(meeting.Forbidden, parent, d.cut(parent, d.notes(0), 0, 4))
	d.do(taker, d.cut(taker, d.notes(0), 0, 4))
	d.do(taker, meeting.UndoText{Field: d.notes(0)})
	d.do(taker, meeting.UndoText{Field: d.notes(0)})
	if got := d.text(d.notes(0)); got != "" {
		t.Errorf("after undo the notes say %q", got)
	}

	// A child with an account, written for, corrects it.
	d.do(taker, meeting.AddPassage{Item: d.item(1), For: d.who[child], Text: "I like the dog."})
	d.do(child, d.cut(child, d.notes(1), 0, 5))

	// Taking on an action.
	d.do(taker, meeting.AnswerAction{Action: d.own[gran], Consent: meeting.Agreed, For: d.who[gran]})
	if x := d.state().Action(d.own[gran]); x.Consent != meeting.Agreed || x.SaidBy != d.who[taker] {
		t.Errorf("taken on: %+v", x)
	}
	d.do(child, meeting.AnswerAction{Action: d.own[child], Consent: meeting.Declined})
	d.refused(meeting.Forbidden, taker, meeting.AnswerAction{Action: d.own[child], Consent: meeting.Agreed, For: d.who[child]})
	d.refused(meeting.Forbidden, taker, meeting.AnswerAction{Action: d.own[child], Consent: meeting.Agreed})

	// Outside a meeting: only for those who have no account.
	p := deskAt(t, preparing)
	p.do(keyworker, meeting.AnswerAction{Action: p.own[gran], Consent: meeting.Agreed, For: p.who[gran]})
	p.refused(meeting.Forbidden, keyworker, meeting.AnswerAction{Action: p.own[child], Consent: meeting.Agreed, For: p.who[child]})

	// Signing: also for those who had a screen then, but never over their own word.
	s := deskAt(t, sent)
	s.do(taker, meeting.SignMinutes{Meeting: s.m, Says: meeting.AgreeMinutes, For: s.who[parent]})
	s.do(parent, meeting.SignMinutes{Meeting: s.m, Says: meeting.DontAgree, Words: "that was not me"})
	s.refused(meeting.Forbidden, taker, meeting.SignMinutes{Meeting: s.m, Says: meeting.AgreeMinutes, For: s.who[parent]})
	s.refused(meeting.Forbidden, taker, meeting.SignMinutes{Meeting: s.m, Says: meeting.AgreeMinutes, For: s.who[practitioner]})
}

func TestAnswersArePrivateUntilShownTogether(t *testing.T) {
	d := deskAt(t, live)
	d.do(parent, meeting.AnswerDecision{Decision: d.put, Answer: meeting.Disagree, Words: "canary"})
	d.do(taker, meeting.AnswerDecision{Decision: d.put, Answer: meeting.Agree, For: d.who[gran]})
	for p, want := range map[meeting.PersonID][]meeting.PersonID{
		parent: {parent}, practitioner: {practitioner}, taker: {gran}, chair: nil, keyworker: nil, child: nil,
	} {
		v := d.view(p)
		var got []meeting.PersonID
		for _, g := range v.Decision(d.put).Answers {
			for q, id := range d.who {
				if id == g.Member {
					got = append(got, q)
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("the %s sees the answers of %v, want %v", p, got, want)
		}
		if v.Given(d.put) != 3 {
			t.Errorf("the %s counts %d answers, want 3", p, v.Given(d.put))
		}
	}
	// Nobody's commands show them either.
	d.refused(meeting.Forbidden, parent, meeting.ShowAnswers{Decision: d.put})
	d.refused(meeting.Stage, chair, meeting.FollowDecision{Decision: d.put, Follow: meeting.GoOn})
	events, err := d.try(d.authority(guest), meeting.AnswerDecision{Decision: d.put, Answer: meeting.Agree}) // who came later is asked too
	if err != nil || strings.Contains(asJSON(events), "canary") {
		t.Errorf("answering tells the answers of others: %s %v", asJSON(events), err)
	}

	// Changing one's own answer is nobody's business.
	before := d.view(child)
	d.do(parent, meeting.AnswerDecision{Decision: d.put, Answer: meeting.Agree, Words: "canary two"})
	s := d.state()
	if after := s.View(s.ViewerOf(d.authority(child)), before); !before.Same(after) {
		t.Error("a changed private answer shows to others")
	}

	for _, p := range []meeting.PersonID{keyworker, deputy, child, supporter, chair} {
		if d.state().Decision(d.put).Stage != meeting.Put {
			t.Fatalf("shown before the %s has answered", p)
		}
		d.do(p, meeting.AnswerDecision{Decision: d.put, Answer: meeting.Agree})
	}
	d.do(taker, meeting.AnswerDecision{Decision: d.put, Answer: meeting.Agree})
	x := d.view(observer).Decision(d.put)
	if x.Stage != meeting.Shown || len(x.Answers) != 10 || !x.ShownAt.Equal(d.at) {
		t.Errorf("with the last answer: %s, %d answers", x.Stage, len(x.Answers))
	}
	d.refused(meeting.Stage, parent, meeting.AnswerDecision{Decision: d.put, Answer: meeting.Disagree})

	d.refused(meeting.Invalid, parent, meeting.ProposeDecision{Meeting: d.m, Wording: " \x07\u202e "})
	d.refused(meeting.NotFound, chair, meeting.ProposeDecision{Meeting: d.m, Item: 9999, Wording: "A walk"})
}

func TestDecisionsAreNotPutToNobody(t *testing.T) {
	d := deskAt(t, preparing)
	d.do(chair, meeting.OpenMeeting{Meeting: d.m})
	x := d.do(chair, meeting.ProposeDecision{Meeting: d.m, Wording: "A walk"})
	if got := d.state().Decision(x).Stage; got != meeting.Proposed {
		t.Errorf("put to nobody, it is %s", got)
	}
	d.refused(meeting.Invalid, chair, meeting.PutDecision{Decision: x})
	d.refused(meeting.NotFound, chair, meeting.PutDecision{Decision: x, Asked: []meeting.ID{d.who[observer]}})
	d.refused(meeting.NotFound, chair, meeting.PutDecision{Decision: x, Asked: []meeting.ID{d.who[gone]}})
	d.refused(meeting.NotFound, chair, meeting.PutDecision{Decision: x, Asked: make([]meeting.ID, 1<<20)})
	d.do(chair, meeting.PutDecision{Decision: x, Asked: []meeting.ID{d.who[parent], d.who[child], d.who[parent]}})
	if got := d.state().Decision(x).Asked; len(got) != 2 {
		t.Errorf("asked %v", got)
	}

	// After closing and reopening, those who were there until then are asked.
	d = deskAt(t, tidying)
	d.do(chair, meeting.ReopenMeeting{Meeting: d.m, Reason: "one thing more"})
	x = d.do(chair, meeting.ProposeDecision{Meeting: d.m, Wording: "A walk"})
	if got := len(d.state().Decision(x).Asked); got != 9 {
		t.Errorf("%d are asked in the reopened meeting, want 9", got)
	}
}

func TestWhatFollowsADisagreement(t *testing.T) {
	d := deskAt(t, live)
	kinds := func() (out []meeting.ID) {
		for _, c := range d.view(chair).Checks(d.m) {
			if c.Kind == meeting.OpenDecision {
				out = append(out, c.Entry)
			}
		}
		return out
	}
	if got := kinds(); !slices.Contains(got, d.disagreed) || slices.Contains(got, d.shown) {
		t.Errorf("open decisions: %v", got)
	}
	d.refused(meeting.Invalid, chair, meeting.FollowDecision{Decision: d.shown, Follow: meeting.GoOn})
	d.refused(meeting.Invalid, chair, meeting.FollowDecision{Decision: d.disagreed, Follow: "shrug"})
	d.do(taker, meeting.FollowDecision{Decision: d.disagreed, Follow: meeting.Escalate, Words: "to the panel", Advocate: true})
	x := d.view(parent).Decision(d.disagreed)
	if x.Follow != meeting.Escalate || x.Words != "to the panel" || !x.Advocate || len(x.Answers) != 2 {
		t.Errorf("what follows: %+v", x)
	}
	if got := kinds(); slices.Contains(got, d.disagreed) {
		t.Error("it still counts as open")
	}
}

func TestWhoMayType(t *testing.T) {
	d := deskAt(t, live)
	d.do(chair, meeting.SetTyping{Meeting: d.m, Typing: meeting.MinuteTakerTypes})
	d.refused(meeting.Forbidden, parent, d.edit(parent, d.notes(0), "words"))
	d.do(parent, meeting.AddPassage{Item: d.item(0), Text: "Written privately."})
	d.refused(meeting.Forbidden, parent, meeting.UndoText{Field: d.notes(0)})
	d.do(taker, d.edit(taker, d.notes(0), " typed"))
	d.do(chair, d.edit(chair, d.notes(0), " too"))
	d.do(parent, d.edit(parent, d.of(d.m, meeting.LastWord), "Thank you."))
	d.refused(meeting.Invalid, chair, meeting.SetTyping{Meeting: d.m, Typing: "me"})

	m := *d.meeting()
	m.MinuteTaker = 0
	d.do(chair, meeting.SetMeeting{Meeting: m})
	if d.meeting().Typing != meeting.AnyoneTypes {
		t.Error("without a minute taker nobody could type")
	}
	d.refused(meeting.Invalid, chair, meeting.SetTyping{Meeting: d.m, Typing: meeting.MinuteTakerTypes})

	// A practitioner does not make themselves minute taker of a meeting that is live.
	m = *d.meeting()
	m.MinuteTaker = d.who[practitioner]
	d.refused(meeting.Forbidden, practitioner, meeting.SetMeeting{Meeting: m})
	m.MinuteTaker = d.who[keyworker]
	d.refused(meeting.Invalid, chair, meeting.SetMeeting{Meeting: m}) // not the keyworker
}

func TestTheChairPassesOn(t *testing.T) {
	take := func(d *desk, p meeting.PersonID, away bool) meeting.TakeChair {
		return meeting.TakeChair{Meeting: d.m, To: d.who[p], Away: away}
	}
	d := deskAt(t, live)
	d.refused(meeting.Forbidden, taker, take(d, taker, false))
	d.refused(meeting.Forbidden, practitioner, take(d, practitioner, true))
	d.refused(meeting.Forbidden, taker, take(d, keyworker, true)) // only to oneself
	d.refused(meeting.Invalid, chair, take(d, observer, false))
	d.refused(meeting.Invalid, chair, take(d, interpreter, false))
	d.refused(meeting.Invalid, chair, take(d, gone, false))
	d.refused(meeting.Invalid, chair, meeting.TakeChair{Meeting: d.m})
	d.do(taker, take(d, taker, true))
	d.do(taker, take(d, chair, false))
	d.do(keyworker, take(d, keyworker, true))
	got := d.meeting().Takeovers
	if len(got) != 3 || !got[0].Away || got[1].Away || got[0].From != d.who[chair] || got[2].To != d.who[keyworker] {
		t.Errorf("takeovers: %+v", got)
	}
	d.refused(meeting.Forbidden, chair, meeting.GiveFloor{Meeting: d.m, Member: d.who[child]}) // is none any more

	// Nobody needs the room's word when the chair has left the team, whatever the stage.
	for _, stage := range []stageNow{preparing, live, tidying, sent} {
		d := deskAt(t, stage)
		d.do(keyworker, meeting.EndMember{Member: d.who[chair]})
		d.refused(meeting.Forbidden, parent, take(d, parent, false))
		d.do(keyworker, take(d, keyworker, false))
		if c := d.meeting(); c.Chair != d.who[keyworker] || !c.Takeovers[0].Away {
			t.Errorf("while %s: %+v", stage, c.Takeovers)
		}
	}

	// While preparing a planner does not take the chair by editing the meeting.
	d = deskAt(t, preparing)
	m := *d.meeting()
	m.Chair = d.who[practitioner]
	d.refused(meeting.Forbidden, practitioner, meeting.SetMeeting{Meeting: m})
	d.do(keyworker, meeting.SetMeeting{Meeting: m})
	m = *d.meeting()
	m.Chair = 0
	d.refused(meeting.Invalid, practitioner, meeting.SetMeeting{Meeting: m})
}

func TestClosingChecks(t *testing.T) {
	d := deskAt(t, preparing)
	d.do(chair, meeting.OpenMeeting{Meeting: d.m})
	check := func(want ...meeting.CheckKind) {
		t.Helper()
		var got []meeting.CheckKind
		for _, c := range d.view(chair).Checks(d.m) {
			got = append(got, c.Kind)
		}
		if !slices.Equal(got, want) {
			t.Errorf("missing: %v, want %v", got, want)
		}
	}
	for _, id := range d.own {
		d.do(keyworker, meeting.RemoveEntry{ID: id})
	}
	d.do(practitioner, meeting.RemoveEntry{ID: d.secret})
	check(meeting.FamilyAway, meeting.Unconfirmed, meeting.NoNextDate)
	d.do(chair, attendance(d, practitioner, meeting.InPerson))
	d.do(chair, attendance(d, supporter, meeting.InPerson)) // stands by the family, and is not the family
	d.do(chair, attendance(d, child, meeting.Apologies))
	check(meeting.FamilyAway, meeting.NoNextDate)

	d.do("", attendance(d, parent, meeting.OwnScreen))
	check(meeting.FamilySilent, meeting.LastWordGone, meeting.Unconfirmed, meeting.NoNextDate)
	d.do(chair, attendance(d, parent, meeting.OwnScreen))
	d.do(parent, d.edit(parent, d.notes(1), "Nights are hard."))
	check(meeting.LastWordGone, meeting.NoNextDate)
	d.do(taker, d.edit(taker, d.of(d.m, meeting.LastWord), "Thank you all."))
	m := *d.meeting()
	m.Next = d.at.AddDate(0, 2, 0)
	d.do(taker, meeting.SetMeeting{Meeting: m})
	check()

	x := d.do(chair, meeting.AddAction{What: "Ring the school"})
	check(meeting.NoOwner, meeting.NoDate)
	set := func(change func(*meeting.Action)) {
		t.Helper()
		a := *d.state().Action(x)
		change(&a)
		d.do(chair, meeting.SetAction{Action: a})
	}
	set(func(a *meeting.Action) { a.Due, a.Ask = "2026-12-24", "school" }) // the agency's manager is asked
	check()
	set(func(a *meeting.Action) { a.Owner = d.who[parent] })
	check(meeting.NotAgreed)
	if a := d.state().Action(x); a.Consent != meeting.Asked || a.Ask != "" {
		t.Errorf("named: %+v", a)
	}
	d.do(parent, meeting.AnswerAction{Action: x, Consent: meeting.Declined})
	check(meeting.NoOwner)
	d.do(parent, meeting.AnswerAction{Action: x, Consent: meeting.Agreed})
	check()
	set(func(a *meeting.Action) { a.Owner = d.who[deputy] }) // absent: shows as asked, which is enough
	check()
	if a := d.view(parent).Action(x); a.Consent != meeting.Asked {
		t.Errorf("an absent owner shows %q", a.Consent)
	}
	d.do(keyworker, meeting.EndMember{Member: d.who[deputy]})
	check(meeting.NoOwner)
	set(func(a *meeting.Action) { a.Owner, a.Ask, a.Under = 0, "", d.outcome })
	check(meeting.NoOwner)
	n := *d.state().Need(d.need)
	n.Status, n.Unmet = meeting.NeedUnmet, "no service"
	d.do(chair, meeting.SetNeed{Need: n}) // recorded as unmet
	check()

	p := d.do(parent, meeting.ProposeDecision{Meeting: d.m, Wording: "A walk"})
	check(meeting.OpenDecision)
	d.do(parent, meeting.RemoveEntry{ID: p})
	check()

	// Nobody reads in the minutes what was meant for some.
	hidden := d.do(practitioner, meeting.AddAction{Action: meeting.Action{Audience: meeting.Practitioners}, What: "canary"})
	check(meeting.NoOwner, meeting.NoDate)
	if got := d.view(parent).Checks(d.m); len(got) != 0 {
		t.Errorf("the parent is told of %v", got)
	}
	d.refused(meeting.Invalid, chair, meeting.CloseMeeting{Meeting: d.m})
	d.do(chair, meeting.CloseMeeting{Meeting: d.m, Reason: "the room was needed"})
	if got := d.meeting(); len(got.Missing) != 0 || got.CloseReason == "" {
		t.Errorf("closed with %q", got.Missing)
	}
	d.do(chair, meeting.ReopenMeeting{Meeting: d.m, Reason: "again"})
	d.do(practitioner, meeting.RemoveEntry{ID: hidden})
	d.do(chair, meeting.CloseMeeting{Meeting: d.m}) // nothing is missing: no reason needed

	// What was quoted is hidden with the entry.
	d = deskAt(t, live)
	x = d.do(practitioner, meeting.AddAction{What: "canary"})
	d.do(chair, meeting.CloseMeeting{Meeting: d.m, Reason: "the room"})
	quoted := func(p meeting.PersonID) bool {
		return strings.Contains(strings.Join(d.view(p).Meeting(d.m).Missing, "\n"), "canary")
	}
	if !quoted(parent) {
		t.Fatal("the minutes do not say what was missing")
	}
	a := *d.state().Action(x)
	a.Audience = meeting.Practitioners
	d.do(practitioner, meeting.SetAction{Action: a})
	if quoted(parent) || !quoted(chair) {
		t.Error("narrowing the action did not hide what the minutes quote of it")
	}
}

func TestReopeningKeepsWhatWasSaid(t *testing.T) {
	d := deskAt(t, sent)
	closed := d.meeting().Closed
	d.refused(meeting.Invalid, chair, meeting.ReopenMeeting{Meeting: d.m, Reason: "  "})
	d.do(chair, meeting.ReopenMeeting{Meeting: d.m, Reason: "the date was wrong"})
	m := d.meeting()
	if len(m.Signed) != 0 || !m.Closed.IsZero() || !m.SentAt.IsZero() || m.ReplyBy != "" || m.Item == 0 {
		t.Errorf("reopened: %+v", m)
	}
	if r := m.Reopened[0]; len(r.Said) != 1 || r.Said[0].Words != "I said Tuesday" || r.Reason != "the date was wrong" || !r.Closed.Equal(closed) {
		t.Errorf("the reopening is kept as %+v", r)
	}
	other := d.do(chair, meeting.PlanMeeting{Kind: meeting.Review, At: d.at})
	d.refused(meeting.Stage, chair, meeting.OpenMeeting{Meeting: other}) // one at a time
	d.do(chair, meeting.CloseMeeting{Meeting: d.m, Reason: "again"})
	d.do(chair, meeting.OpenMeeting{Meeting: other})
	d.refused(meeting.Stage, chair, meeting.ReopenMeeting{Meeting: d.m, Reason: "again"})
}

func TestSigningSilenceAndDisputes(t *testing.T) {
	d := deskAt(t, tidying)
	d.refused(meeting.Stage, chair, meeting.SendMinutes{Meeting: d.m, ReplyBy: "2026-12-04"}) // answers are still hidden
	d.do(chair, meeting.ShowAnswers{Decision: d.put})
	for _, day := range []meeting.Day{"", "soon", "2026-11-23", "2026-02-30"} {
		d.refused(meeting.Invalid, chair, meeting.SendMinutes{Meeting: d.m, ReplyBy: day})
	}
	d.do(chair, meeting.SendMinutes{Meeting: d.m, ReplyBy: "2026-12-04"})

	sign := func(says meeting.SignOff, words string) meeting.SignMinutes {
		return meeting.SignMinutes{Meeting: d.m, Says: says, Words: words}
	}
	d.refused(meeting.Invalid, parent, sign(meeting.DontAgree, " "))
	d.refused(meeting.Invalid, parent, sign(meeting.WantChange, ""))
	d.refused(meeting.Invalid, parent, sign("fine by me", ""))
	d.refused(meeting.NotFound, parent, meeting.SignMinutes{Meeting: d.m, Says: meeting.AgreeMinutes, Item: 9999})
	d.do(parent, meeting.SignMinutes{Meeting: d.m, Says: meeting.WantChange, Words: "five, not four", Item: d.item(1)})
	d.refused(meeting.NotFound, chair, meeting.AnswerDispute{Meeting: d.m, Member: d.who[child], Words: "so?"})
	d.refused(meeting.Invalid, chair, meeting.AnswerDispute{Meeting: d.m, Member: d.who[parent], Words: ""})
	d.do(chair, meeting.AnswerDispute{Meeting: d.m, Member: d.who[parent], Words: "five it is"})
	g := d.meeting().Signed[0]
	if g.Reply != "five it is" || g.Item != d.item(1) || g.Words != "five, not four" {
		t.Errorf("the dispute is kept as %+v", g)
	}
	d.refused(meeting.Stage, chair, meeting.FinaliseMinutes{Meeting: d.m}) // most are silent
	system := d.authority("")
	for _, today := range []meeting.Day{"", "2026-12-04", "2026-11-30", "later"} {
		d.refusedBy(meeting.Stage, system, meeting.FinaliseMinutes{Meeting: d.m, Today: today})
	}
	quick := deskAt(t, replied) // who has left the team is not waited for
	quick.do(chair, meeting.ReopenMeeting{Meeting: quick.m, Reason: "a date"})
	quick.do(chair, meeting.CloseMeeting{Meeting: quick.m, Reason: "late"})
	quick.do(chair, meeting.SendMinutes{Meeting: quick.m, ReplyBy: "2026-12-04"})
	for p, id := range quick.who {
		if p != keyworker && p != chair && p != gone {
			quick.do(keyworker, meeting.EndMember{Member: id})
		}
	}
	quick.do(keyworker, meeting.SignMinutes{Meeting: quick.m, Says: meeting.AgreeMinutes})
	quick.refused(meeting.Stage, chair, meeting.FinaliseMinutes{Meeting: quick.m})
	quick.do(chair, meeting.SignMinutes{Meeting: quick.m, Says: meeting.AgreeMinutes})
	quick.do(chair, meeting.FinaliseMinutes{Meeting: quick.m})

	d.do("", meeting.FinaliseMinutes{Meeting: d.m, Today: "2026-12-05"})
	if m := d.meeting(); m.Stage != meeting.Final || len(m.Signed) != 1 {
		t.Errorf("final: %+v", m)
	}
	if d.view(guest) != nil {
		t.Error("the guest still sees the record")
	}
	d.refused(meeting.Ended, guest, meeting.AddNeed{Statement: "Sleep"})
}

func TestAgenda(t *testing.T) {
	d := deskAt(t, preparing)
	d.do(parent, meeting.AddItem{Meeting: d.m, Before: d.item(2), Title: "The bus", Minutes: 5})
	id := d.item(2)
	if it := d.meeting().Agenda[2]; it.Title != "The bus" || it.By != d.who[parent] {
		t.Errorf("the new item: %+v", it)
	}
	d.do(parent, meeting.SetItem{Item: id, Title: "The school bus", Minutes: 3})
	d.do(parent, meeting.MoveItem{Item: id})
	d.refused(meeting.Forbidden, parent, meeting.SetItem{Item: d.item(0), Title: "Mine"})
	d.refused(meeting.Forbidden, child, meeting.RemoveItem{Item: id})
	for _, c := range []meeting.AddItem{
		{Title: ""},
		{Title: "\u202e"},
		{Title: "x", Minutes: -1},
		{Title: "x", Minutes: 481},
		{Title: strings.Repeat("x", 501)},
		{Title: strings.Repeat("x", 1<<20)},
	} {
		c.Meeting = d.m
		d.refused(meeting.Invalid, chair, c)
	}
	d.do(parent, d.edit(parent, meeting.Field{ID: id, Part: meeting.Notes}, "late"))
	d.refused(meeting.Invalid, parent, meeting.RemoveItem{Item: id})
	d.do(parent, meeting.UndoText{Field: meeting.Field{ID: id, Part: meeting.Notes}})
	d.do(parent, meeting.RemoveItem{Item: id})
	d.refused(meeting.NotFound, parent, d.edit(parent, meeting.Field{ID: id, Part: meeting.Notes}, "late"))
	for len(d.meeting().Agenda) < 60 {
		d.do(chair, meeting.AddItem{Meeting: d.m, Title: "More"})
	}
	d.refused(meeting.Invalid, chair, meeting.AddItem{Meeting: d.m, Title: "Too many"})

	d.do(chair, meeting.OpenMeeting{Meeting: d.m})
	d.refused(meeting.Stage, chair, meeting.RemoveItem{Item: d.item(0)}) // the current one
	from := d.at
	d.do(chair, meeting.GoToItem{Item: d.item(1)})
	if a := d.meeting().Agenda; !a[0].Done || a[0].Spent != int(d.at.Sub(from)/time.Second) || a[1].Done {
		t.Errorf("going on: %+v", a[:2])
	}
	for _, id := range []meeting.ID{9999, d.who[gone], d.need} {
		d.refused(meeting.NotFound, chair, meeting.GiveFloor{Meeting: d.m, Member: id})
	}
	d.do(chair, meeting.GiveFloor{Meeting: d.m, Member: d.who[child]})
	if d.meeting().Floor != d.who[child] {
		t.Error("the child does not have the floor")
	}
	d.do(chair, meeting.GiveFloor{Meeting: d.m})
	d.do(chair, meeting.GoToItem{Item: d.item(0)})
	if a := d.meeting().Agenda; a[0].Done || a[1].Done {
		t.Errorf("going back: %+v", a[:2])
	}
	d.attend(d.m)
	d.do(chair, meeting.ProposeDecision{Meeting: d.m, Item: d.item(1), Wording: "A walk"})
	d.refused(meeting.Invalid, chair, meeting.RemoveItem{Item: d.item(1)}) // a decision stands under it
}

func TestSetMeetingLeavesAHiddenPlaceAlone(t *testing.T) {
	d := deskAt(t, preparing)
	d.do(keyworker, meeting.SetMember{Member: func() meeting.Member {
		m := *d.state().Member(d.who[practitioner])
		m.Agency = meeting.FamilyAgency // a practitioner of the family's side
		return m
	}()})
	v := d.view(practitioner)
	m := *v.Meeting(d.m)
	if m.Place != "" {
		t.Fatalf("the place %q shows", m.Place)
	}
	m.ViewsHow = "with pictures"
	d.do(practitioner, meeting.SetMeeting{Meeting: m})
	if got := d.meeting(); got.Place != "the clinic" || got.PlaceFor != meeting.Practitioners || got.ViewsHow != "with pictures" {
		t.Errorf("set by somebody who does not see the place: %+v", got)
	}

	v = d.view(practitioner)
	n := *d.meeting()
	n.Place = "the school"
	d.do(chair, meeting.SetMeeting{Meeting: n})
	s := d.state()
	if w := s.View(v.Viewer(), v); !v.Same(w) || v.Meeting(d.m) != w.Meeting(d.m) {
		t.Error("a change of the hidden place shows")
	}
	n.Place = "the park"
	d.refused(meeting.Stale, chair, meeting.SetMeeting{Meeting: n})

	// Each of the fields alone is a change.
	for name, change := range map[string]func(*meeting.Meeting){
		"kind":         func(m *meeting.Meeting) { m.Kind = meeting.Closure },
		"time":         func(m *meeting.Meeting) { m.At = m.At.Add(time.Hour) },
		"place":        func(m *meeting.Meeting) { m.Place = "the park" },
		"whose place":  func(m *meeting.Meeting) { m.PlaceFor = meeting.Agencies("social-care") },
		"next date":    func(m *meeting.Meeting) { m.Next = m.At.AddDate(0, 1, 0) },
		"no next date": func(m *meeting.Meeting) { m.NoNext = "it is over" },
		"views":        func(m *meeting.Meeting) { m.ViewsHow = "by letter" },
		"chair":        func(m *meeting.Meeting) { m.Chair = d.who[deputy] },
		"minute taker": func(m *meeting.Meeting) { m.MinuteTaker = d.who[deputy] },
	} {
		m, was := *d.meeting(), *d.meeting()
		change(&m)
		events, err := d.r.Decide(d.authority(chair), meeting.SetMeeting{Meeting: m})
		if err != nil || len(events) != 1 {
			t.Errorf("%s: %v, %v", name, events, err)
			continue
		}
		got := events[0].(meeting.MeetingSet).Meeting
		if place := strings.Contains(name, "place"); place != (got.PlaceRev > was.PlaceRev) || place == (got.Rev > was.Rev) {
			t.Errorf("%s: Rev goes from %d, %d to %d, %d", name, was.Rev, was.PlaceRev, got.Rev, got.PlaceRev)
		}
		m.Rev, m.PlaceRev = got.Rev, got.PlaceRev
		if asJSON(m) != asJSON(got) {
			t.Errorf("%s: set to%s", name, differ(asJSON(got), asJSON(m)))
		}
	}

	n = *d.meeting()
	for name, change := range map[string]func(*meeting.Meeting){
		"no time":            func(m *meeting.Meeting) { m.At = time.Time{} },
		"the year 1":         func(m *meeting.Meeting) { m.At = time.Date(1, 2, 3, 0, 0, 0, 0, time.UTC) },
		"the year 20000":     func(m *meeting.Meeting) { m.Next = time.Date(20000, 2, 3, 0, 0, 0, 0, time.UTC) },
		"next before this":   func(m *meeting.Meeting) { m.Next = m.At.Add(-time.Hour) },
		"another kind":       func(m *meeting.Meeting) { m.Kind = "party" },
		"nobody's place":     func(m *meeting.Meeting) { m.PlaceFor = "people:" },
		"others' place":      func(m *meeting.Meeting) { m.PlaceFor = meeting.OnlyPeople(parent) },
		"an observing chair": func(m *meeting.Meeting) { m.Chair = d.who[observer] },
	} {
		m := n
		change(&m)
		if _, err := d.r.Decide(d.authority(chair), meeting.SetMeeting{Meeting: m}); meeting.CodeOf(err) != meeting.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for _, c := range []meeting.PlanMeeting{
		{Kind: meeting.Review},
		{Kind: "party", At: d.at},
		{Kind: meeting.Review, At: time.Unix(-1e12, 0)},
		{Kind: meeting.Review, At: d.at, Chair: d.who[gone]},
		{Kind: meeting.Review, At: d.at, Taker: d.who[keyworker]},
		{Kind: meeting.Review, At: d.at, PlaceFor: "agencies:"},
		{Kind: meeting.Review, At: d.at, Chair: d.who[guest]},
	} {
		d.refused(meeting.Invalid, chair, c)
	}
}
