package meeting_test

import (
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

func TestPlanRefusesWhatIsNoChoice(t *testing.T) {
	d := deskAt(t, live)
	for name, c := range map[string]meeting.Command{
		"a kind":             meeting.AddNeed{Need: meeting.Need{Kind: "wish"}},
		"a status":           meeting.AddNeed{Need: meeting.Need{Status: "perhaps"}},
		"a domain":           meeting.AddNeed{Need: meeting.Need{Domain: "\x1b[31m"}},
		"a reason":           meeting.AddNeed{Need: meeting.Need{Status: meeting.NeedUnmet, Unmet: "money"}},
		"a day":              meeting.AddNeed{Need: meeting.Need{Day: "2026-13-01"}},
		"a child":            meeting.AddNeed{Need: meeting.Need{About: d.who[parent]}},
		"a view":             meeting.AddNeed{Need: meeting.Need{View: d.need}},
		"an audience":        meeting.AddNeed{Need: meeting.Need{Audience: "friends"}},
		"an empty audience":  meeting.AddNeed{Need: meeting.Need{Audience: "people:"}},
		"a gap in one":       meeting.AddNeed{Need: meeting.Need{Audience: "people:chair,,parent"}},
		"controls in one":    meeting.AddNeed{Need: meeting.Need{Audience: "people:chair,\x1b[2J"}},
		"a huge audience":    meeting.AddNeed{Need: meeting.Need{Audience: meeting.Audience("people:chair," + strings.Repeat("x", 1<<20))}},
		"others only":        meeting.AddNeed{Need: meeting.Need{Audience: meeting.OnlyPeople(parent, child)}},
		"a long statement":   meeting.AddNeed{Statement: strings.Repeat("x", text.MaxInsert+1)},
		"a huge statement":   meeting.AddNeed{Statement: strings.Repeat("x", 1<<22)},
		"a scale":            meeting.AddOutcome{Outcome: meeting.Outcome{Need: d.need, Target: 11}},
		"a negative scale":   meeting.AddOutcome{Outcome: meeting.Outcome{Need: d.need, Now: -2}},
		"a target date":      meeting.AddOutcome{Outcome: meeting.Outcome{Need: d.need, Day: "soon"}},
		"a score":            meeting.ScoreOutcome{Outcome: d.outcome, Score: meeting.Score{Side: "child", Value: 11}},
		"a side":             meeting.ScoreOutcome{Outcome: d.outcome, Score: meeting.Score{Side: "dog", Value: 1}},
		"nothing to do":      meeting.AddAction{What: "\u200b\u202e"},
		"an owner":           meeting.AddAction{What: "Ring", Action: meeting.Action{Owner: 9999}},
		"one who left":       meeting.AddAction{What: "Ring", Action: meeting.Action{Owner: d.who[gone]}},
		"an observing owner": meeting.AddAction{What: "Ring", Action: meeting.Action{Owner: d.who[observer]}},
		"a blind owner":      meeting.AddAction{What: "Ring", Action: meeting.Action{Owner: d.who[parent], Audience: meeting.Practitioners}},
		"an agency":          meeting.AddAction{What: "Ring", Action: meeting.Action{Ask: "a\nb"}},
		"a huge agency":      meeting.AddAction{What: "Ring", Action: meeting.Action{Ask: meeting.AgencyID(strings.Repeat("x", 1<<20))}},
		"a date":             meeting.AddAction{What: "Ring", Action: meeting.Action{Due: "0000-00-00"}},
		"an action's status": meeting.AddAction{What: "Ring", Action: meeting.Action{Status: "half"}},
		"no command":         nil,
		"another stream's":   meeting.RevokePerson{Person: chair},
		"a second beginning": meeting.CreateRecord{Name: "kestrel"},
	} {
		_, err := d.r.Decide(d.authority(chair), c)
		if meeting.CodeOf(err) != meeting.Invalid {
			t.Errorf("%s: got %q (%v), want %q", name, meeting.CodeOf(err), err, meeting.Invalid)
		}
	}
	for name, c := range map[string]meeting.Command{
		"under no need":       meeting.AddOutcome{Outcome: meeting.Outcome{Need: d.outcome}},
		"under no entry":      meeting.AddAction{What: "Ring", Action: meeting.Action{Under: d.action}},
		"no such need":        meeting.SetNeed{Need: meeting.Need{ID: d.action}},
		"no such outcome":     meeting.SetOutcome{Outcome: meeting.Outcome{ID: d.need}},
		"no such action":      meeting.ToggleAction{Action: d.need},
		"no such entry":       meeting.RemoveEntry{ID: d.m},
		"scored nowhere":      meeting.ScoreOutcome{Outcome: d.outcome, Score: meeting.Score{Side: "child", Meeting: d.need}},
		"no such text":        d.edit(chair, d.of(d.need, meeting.Words), "x"),
		"a text of no entry":  d.edit(chair, d.of(9999, meeting.Statement), "x"),
		"notes of no item":    d.edit(chair, d.of(d.need, meeting.Notes), "x"),
		"views of no meeting": d.edit(chair, d.of(d.need, meeting.Views), "x"),
		"why of an entry":     d.edit(chair, d.of(d.need, meeting.Why), "x"),
	} {
		_, err := d.r.Decide(d.authority(chair), c)
		if meeting.CodeOf(err) != meeting.NotFound {
			t.Errorf("%s: got %q (%v), want %q", name, meeting.CodeOf(err), err, meeting.NotFound)
		}
	}
	d.refused(meeting.Invalid, chair, d.edit(chair, d.of(d.need, 200), "x"))
	d.refused(meeting.Stage, chair, meeting.ScoreOutcome{Outcome: d.outcome, Score: meeting.Score{Side: "child", Meeting: d.past}})
}

func TestNeedsAreUnmetForAReason(t *testing.T) {
	d := deskAt(t, live)
	met := d.do(chair, meeting.AddNeed{Need: meeting.Need{Unmet: "waiting"}})
	unmet := d.do(chair, meeting.AddNeed{Need: meeting.Need{Status: meeting.NeedUnmet, Unmet: "waiting"}})
	n := *d.state().Need(unmet)
	if got := d.state().Need(met); got.Unmet != "" || got.Status != meeting.NeedOpen || got.Kind != meeting.Needed || got.Day != "2026-11-24" {
		t.Errorf("an open need: %+v", got)
	}
	if n.Unmet != "waiting" {
		t.Errorf("an unmet need: %+v", n)
	}
	n.Status = meeting.NeedPartlyMet
	d.do(chair, meeting.SetNeed{Need: n})
	if got := d.state().Need(unmet); got.Unmet != "" || got.By != d.who[chair] {
		t.Errorf("partly met: %+v", got)
	}
}

func TestActionsAreOwnedByAgreement(t *testing.T) {
	d := deskAt(t, live)
	mine := d.do(parent, meeting.AddAction{Action: meeting.Action{Owner: d.who[parent], Consent: meeting.Declined, Meeting: 77, Rev: 99, By: 3, ID: 5}, What: "Ring"})
	x := d.state().Action(mine)
	if x.Consent != meeting.Agreed || x.Meeting != d.m || x.By != d.who[parent] || !x.Added.Equal(d.at) || x.ID != mine {
		t.Errorf("named oneself: %+v", x)
	}
	set := func(by meeting.PersonID, change func(*meeting.Action)) *meeting.Action {
		t.Helper()
		a := *d.state().Action(mine)
		change(&a)
		d.do(by, meeting.SetAction{Action: a})
		return d.state().Action(mine)
	}
	if x = set(chair, func(a *meeting.Action) { a.Owner, a.Consent = d.who[child], meeting.Agreed }); x.Consent != meeting.Asked {
		t.Errorf("naming another makes them %q", x.Consent)
	}
	d.refused(meeting.Forbidden, parent, meeting.AnswerAction{Action: mine, Consent: meeting.Agreed})
	d.refused(meeting.Invalid, child, meeting.AnswerAction{Action: mine, Consent: meeting.Asked})
	d.do(child, meeting.AnswerAction{Action: mine, Consent: meeting.Agreed})
	if x = set(chair, func(a *meeting.Action) { a.Consent = meeting.Declined }); x.Consent != meeting.Agreed {
		t.Errorf("the chair made the owner say %q", x.Consent)
	}
	if x = set(child, func(a *meeting.Action) { a.Status, a.DoneOn = meeting.Done, "1999-01-01" }); x.DoneOn != "2026-11-24" || x.DoneBy != d.who[child] {
		t.Errorf("done: %+v", x)
	}
	if x = set(chair, func(a *meeting.Action) { a.Due = "2026-12-24" }); x.DoneBy != d.who[child] {
		t.Errorf("a change later says that the chair did it: %+v", x)
	}
	d.do(chair, meeting.ToggleAction{Action: mine})
	if x = d.state().Action(mine); x.Status != meeting.InProgress || x.DoneOn != "" || x.DoneBy != 0 {
		t.Errorf("open again: %+v", x)
	}
	// Whoever has left still stands there, until somebody names another.
	d.do(keyworker, meeting.EndMember{Member: d.who[child]})
	set(chair, func(a *meeting.Action) { a.Due = "2026-12-25" })
	a := *d.state().Action(mine)
	a.Owner = d.who[gone]
	d.refused(meeting.Invalid, chair, meeting.SetAction{Action: a})
}

func TestStaleChangesAreRefused(t *testing.T) {
	d := deskAt(t, live)
	n, o, x, w := *d.state().Need(d.need), *d.state().Outcome(d.outcome), *d.state().Action(d.action), *d.state().Member(d.who[gran])
	m := *d.meeting()
	n2, o2, x2, w2, m2 := n, o, x, w, m
	n2.Domain, o2.Target, x2.Due, w2.Title, m2.ViewsHow = "safe", 9, "2026-12-24", "grandmother", "with pictures"
	d.do(chair, meeting.SetNeed{Need: n2})
	d.do(chair, meeting.SetOutcome{Outcome: o2})
	d.do(chair, meeting.SetAction{Action: x2})
	d.do(keyworker, meeting.SetMember{Member: w2})
	d.do(chair, meeting.SetMeeting{Meeting: m2})
	n.Kind, o.Target, x.Due, w.Title, m.ViewsHow = meeting.Worry, 4, "2026-12-26", "nan", "by letter"
	d.refused(meeting.Stale, parent, meeting.SetNeed{Need: n})
	d.refused(meeting.Stale, parent, meeting.SetOutcome{Outcome: o})
	d.refused(meeting.Stale, parent, meeting.SetAction{Action: x})
	d.refused(meeting.Stale, keyworker, meeting.SetMember{Member: w})
	d.refused(meeting.Stale, chair, meeting.SetMeeting{Meeting: m})
	d.refused(meeting.Stale, keyworker, meeting.SetChildren{Children: []meeting.Person{{ID: 9999, Name: "Noor"}}})
	d.refused(meeting.Stale, keyworker, meeting.SetChildren{Children: []meeting.Person{{ID: 1, Name: "Noor"}, {ID: 1, Name: "Noor"}}})

	// A need about a child who has been taken off the record can still be changed, and set to be about another.
	about := d.do(chair, meeting.AddNeed{Need: meeting.Need{About: d.state().Children[1].ID, View: d.state().Children[1].ID}})
	d.do(keyworker, meeting.SetChildren{Children: d.state().Children[:1]})
	n = *d.state().Need(about)
	n.Kind = meeting.Worry
	d.do(chair, meeting.SetNeed{Need: n})
	n = *d.state().Need(about)
	n.About = d.state().Children[0].ID
	d.do(chair, meeting.SetNeed{Need: n})

	// The same once more is no change, and says nothing to anybody.
	for _, c := range []meeting.Command{
		meeting.SetNeed{Need: *d.state().Need(d.need)},
		meeting.SetAction{Action: *d.state().Action(d.action)},
		meeting.SetMember{Member: *d.state().Member(d.who[gran])},
		meeting.SetMeeting{Meeting: *d.meeting()},
		meeting.SetChildren{Children: d.state().Children},
		meeting.SetTyping{Meeting: d.m},
	} {
		if events, err := d.r.Decide(d.authority(chair), c); err != nil || len(events) > 0 {
			t.Errorf("%T with nothing new: %v, %v", c, events, err)
		}
	}
}

func TestHiddenEntriesAreNotThere(t *testing.T) {
	d := deskAt(t, live)
	for _, a := range []meeting.Authority{
		d.authority(parent), d.authority(supporter), // the family's side
		func() meeting.Authority { a := d.authority(chair); a.Shared = true; return a }(),
	} {
		for _, c := range []meeting.Command{
			meeting.SetNeed{Need: *d.state().Need(d.hidden)},
			meeting.RemoveEntry{ID: d.hidden},
			meeting.AddOutcome{Outcome: meeting.Outcome{Need: d.hidden}},
			meeting.AddAction{What: "x", Action: meeting.Action{Under: d.hidden}},
			d.edit(a.Person, d.of(d.hidden, meeting.Statement), "x"),
			// for everyone, but under what is not
			meeting.ToggleAction{Action: d.secret},
			meeting.SetAction{Action: *d.state().Action(d.secret)},
			meeting.RemoveEntry{ID: d.secret},
			meeting.AnswerAction{Action: d.secret, Consent: meeting.Agreed},
			d.edit(a.Person, d.of(d.secret, meeting.Progress), "x"),
			meeting.UndoText{Field: d.of(d.hidden, meeting.Statement)},
		} {
			d.refusedBy(meeting.NotFound, a, c)
		}
	}
	// An entry moves under a hidden one only by somebody who sees both.
	x := *d.state().Action(d.action)
	x.Under = d.hidden
	d.refused(meeting.NotFound, parent, meeting.SetAction{Action: x})
	d.do(chair, meeting.SetAction{Action: x})
	if d.view(parent).Action(d.action) != nil || d.view(parent).Text(d.of(d.action, meeting.What)).Len() > 0 {
		t.Error("an action under a hidden need shows")
	}
	d.refused(meeting.NotFound, parent, meeting.ToggleAction{Action: d.action})
}

func TestUndoOfFactsRestoresTheFormerEntry(t *testing.T) {
	d := deskAt(t, live)
	plan := func() string {
		s := d.state()
		return asJSON([]any{s.Needs, s.Outcomes, s.Actions})
	}
	undo := func(p meeting.PersonID) { t.Helper(); d.do(p, meeting.UndoEntry{}) }
	redo := func(p meeting.PersonID) { t.Helper(); d.do(p, meeting.UndoEntry{Redo: true}) }

	d.refused(meeting.Invalid, guest, meeting.UndoEntry{})
	d.refused(meeting.Invalid, guest, meeting.UndoEntry{Redo: true})
	states := []string{plan()}
	step := func(c meeting.Command) { d.do(guest, c); states = append(states, plan()) }
	step(meeting.AddNeed{Statement: "Getting about"})
	need := d.state().Needs[len(d.state().Needs)-1].ID
	step(meeting.AddOutcome{Outcome: meeting.Outcome{Need: need, Baseline: -1, Now: -1, Target: 6}, What: "Walks"})
	o := d.state().Outcomes[len(d.state().Outcomes)-1].ID
	step(meeting.ScoreOutcome{Outcome: o, Score: meeting.Score{Side: "child", Value: 4}})
	step(meeting.ToggleAction{Action: d.own[gran]})
	n := *d.state().Need(d.need)
	n.Domain = "active"
	step(meeting.SetNeed{Need: n})
	step(meeting.RemoveEntry{ID: d.need})
	step(meeting.RemoveEntry{ID: need})
	for i := len(states) - 2; i >= 0; i-- {
		undo(guest)
		if got := plan(); got != states[i] {
			t.Fatalf("undo to %d gives\n%s\nwant\n%s", i, got, states[i])
		}
	}
	d.refused(meeting.Invalid, guest, meeting.UndoEntry{})
	for i := 1; i < len(states); i++ {
		redo(guest)
		if got := plan(); got != states[i] {
			t.Fatalf("redo to %d gives\n%s\nwant\n%s", i, got, states[i])
		}
	}
	d.refused(meeting.Invalid, guest, meeting.UndoEntry{Redo: true})
	undo(guest)
	undo(guest)
	d.do(guest, meeting.AddNeed{Statement: "Something else"})
	d.refused(meeting.Invalid, guest, meeting.UndoEntry{Redo: true}) // a new change ends redo

	// Never anyone else's, and not what was changed since.
	d.do(child, meeting.ToggleAction{Action: d.own[child]})
	d.refused(meeting.Invalid, supporter, meeting.UndoEntry{})
	d.do(chair, meeting.ToggleAction{Action: d.own[child]})
	d.refused(meeting.Stale, child, meeting.UndoEntry{})
	undo(chair) // now it is again as the child left it
	undo(child)

	// Not what others have put something under, or written in.
	id := d.do(practitioner, meeting.AddNeed{Statement: "Sleep"})
	under := d.do(parent, meeting.AddOutcome{Outcome: meeting.Outcome{Need: id}})
	d.refused(meeting.Stale, practitioner, meeting.UndoEntry{})
	undo(parent)
	d.do(parent, d.edit(parent, d.of(id, meeting.Statement), " at night"))
	d.refused(meeting.Stale, practitioner, meeting.UndoEntry{})
	d.do(parent, meeting.UndoText{Field: d.of(id, meeting.Statement)})
	undo(practitioner)
	d.refused(meeting.Stale, parent, meeting.UndoEntry{Redo: true}) // what it stood under is gone
	redo(practitioner)
	redo(parent)
	if d.state().Outcome(under) == nil {
		t.Error("the outcome did not come back")
	}

	// Not what one no longer sees, is no longer allowed to, or is not to show in the room.
	id = d.do(supporter, meeting.AddNeed{Statement: "Sleep"})
	e := *d.state().Need(id)
	e.Audience = meeting.Practitioners
	d.do(chair, meeting.SetNeed{Need: e})
	d.refused(meeting.NotFound, supporter, meeting.UndoEntry{})
	d.do(deputy, meeting.AddNeed{Need: meeting.Need{Audience: meeting.Practitioners}})
	a := d.authority(deputy)
	a.Shared = true
	d.refusedBy(meeting.NotFound, a, meeting.UndoEntry{})
	w := *d.state().Member(d.who[deputy])
	w.Role = meeting.Observer
	d.do(keyworker, meeting.SetMember{Member: w})
	d.refused(meeting.Forbidden, deputy, meeting.UndoEntry{})

	// What was taken out whole comes back whole, to its place.
	before := asJSON(d.view(chair).Plan)
	d.do(chair, meeting.RemoveEntry{ID: d.need})
	if d.view(chair).Outcome(d.outcome) != nil || d.view(chair).Text(d.of(d.need, meeting.Statement)).Len() > 0 {
		t.Error("what stood under it shows")
	}
	d.refused(meeting.NotFound, chair, d.edit(chair, d.of(d.need, meeting.Statement), "x"))
	d.refused(meeting.NotFound, chair, meeting.UndoText{Field: d.of(d.outcome, meeting.What)})
	undo(chair)
	if got := asJSON(d.view(chair).Plan); got != before {
		t.Errorf("it came back as\n%s\nwas\n%s", got, before)
	}
	redo(chair)
}

func TestTextUndoReachesOwnGesturesOnEveryConnection(t *testing.T) {
	d := deskAt(t, live)
	f := d.notes(0)
	is := func(want string) {
		t.Helper()
		if got := d.text(f); got != want {
			t.Fatalf("the notes say %q, want %q", got, want)
		}
	}
	d.do(parent, d.edit(parent, f, "one "))
	first := d.sites[parent]
	d.sites[parent] = 0 // at another terminal now
	d.do(parent, d.edit(parent, f, "two "))
	d.do(chair, d.edit(chair, f, "chair "))
	d.do(parent, d.edit(parent, f, "three "))
	second := d.sites[parent]
	d.do(parent, meeting.UndoText{Field: f})
	is("one two chair ")
	d.do(parent, meeting.UndoText{Field: f})
	is("one chair ")
	d.sites[parent] = first
	d.do(parent, meeting.UndoText{Field: f})
	is("chair ")
	d.refused(meeting.Invalid, parent, meeting.UndoText{Field: f})
	d.refused(meeting.Invalid, keyworker, meeting.UndoText{Field: f})
	for _, want := range []string{"one chair ", "one two chair ", "one two chair three "} {
		d.do(parent, meeting.UndoText{Field: f, Redo: true})
		is(want)
	}
	d.refused(meeting.Invalid, parent, meeting.UndoText{Field: f, Redo: true})
	d.sites[parent] = second
	d.do(parent, d.edit(parent, f, "four"))
	d.do(parent, meeting.UndoText{Field: f})
	is("one two chair three ")
	d.do(parent, d.edit(parent, f, "five"))
	is("one two chair three five")
}

func TestTheFamilysOwnWordsStay(t *testing.T) {
	d := deskAt(t, live)
	for _, f := range []meeting.Field{d.notes(0), d.of(d.m, meeting.Views), d.of(d.m, meeting.LastWord), d.of(d.outcome, meeting.Words)} {
		at := len([]rune(d.text(f)))
		d.do(child, d.edit(child, f, "I like the dog"))
		for _, p := range []meeting.PersonID{chair, taker, keyworker, parent} {
			d.refused(meeting.Forbidden, p, d.cut(p, f, at, at+1))
		}
		v := d.state().Text(f)
		over := v.Replace(d.gesture(chair), 0, v.Len(), "The child likes animals")
		d.refused(meeting.Forbidden, chair, meeting.EditText{Field: f, Edit: over})
		d.do(chair, meeting.EditText{Field: f, Edit: v.InsertAt(d.gesture(chair), at, "(drawn) ")}) // beside them
		d.do(child, d.cut(child, f, at+len("(drawn) "), at+len("(drawn) ")+2))
		if got := d.text(f)[at:]; got != "(drawn) like the dog" {
			t.Errorf("%v says %q", f, got)
		}
	}
	// A field of facts is everybody's, and so is what a practitioner wrote.
	d.do(child, d.edit(child, d.of(d.need, meeting.Statement), " badly"))
	d.do(chair, d.cut(chair, d.of(d.need, meeting.Statement), 0, 11))
	d.do(practitioner, d.edit(practitioner, d.notes(1), "School says"))
	d.do(parent, d.cut(parent, d.notes(1), 0, 6))
	// Also once they have left the team.
	d.do(keyworker, meeting.EndMember{Member: d.who[child]})
	d.refused(meeting.Forbidden, chair, d.cut(chair, d.notes(0), 8, 12))
}

func TestEditsComeFromTheirOwnConnection(t *testing.T) {
	d := deskAt(t, live)
	c := d.edit(parent, d.notes(0), "words")
	d.do(parent, d.edit(parent, d.notes(1), "x")) // the site is known now
	a := d.authority(chair)
	d.refusedBy(meeting.Invalid, a, c)
	a.Site = d.sites[parent]
	d.refusedBy(meeting.Invalid, a, c) // the parent's site, claimed by another
	a.Site = 0
	d.refusedBy(meeting.Invalid, a, c)
	d.refusedBy(meeting.Invalid, a, meeting.AddNeed{Statement: "x"})
	d.refusedBy(meeting.Invalid, a, meeting.AddPassage{Item: d.item(0), Text: "x"})
	a.Site = 1 << 31
	far := c
	far.Edit.Gesture.Site = a.Site
	d.refusedBy(meeting.Invalid, a, far)
	a = d.authority(taker)
	for _, spare := range []text.Site{0, a.Site, d.sites[parent], 1 << 31} {
		a.Spare = spare
		d.refusedBy(meeting.Invalid, a, meeting.AddPassage{Item: d.item(0), For: d.who[gran], Text: "x"})
	}
	for name, change := range map[string]func(*text.Edit){
		"an unknown place":   func(e *text.Edit) { e.After = text.ID{Site: 77, N: 3} },
		"an unknown delete":  func(e *text.Edit) { e.Delete = []text.Span{{ID: text.ID{Site: 77, N: 3}, Len: 9}} },
		"a control":          func(e *text.Edit) { e.Insert = "\x1b[2J" },
		"bad UTF-8":          func(e *text.Edit) { e.Insert = "\xff" },
		"nothing":            func(e *text.Edit) { e.Insert = "" },
		"too much":           func(e *text.Edit) { e.Insert = strings.Repeat("x", text.MaxInsert+1) },
		"a first that is no": func(e *text.Edit) { e.First = 77 },
		"no gesture":         func(e *text.Edit) { e.Gesture.N = 0 },
		"an undo": func(e *text.Edit) {
			*e = text.Edit{Gesture: e.Gesture, Turn: text.Undo, Target: text.Gesture{Site: d.sites[chair], N: 1}}
		},
	} {
		e := c
		change(&e.Edit)
		_, err := d.r.Decide(d.authority(parent), e)
		if meeting.CodeOf(err) != meeting.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	d.refused(meeting.Invalid, parent, meeting.AddPassage{Item: d.item(0), Text: " \n\u202e "})
	d.refused(meeting.Invalid, parent, meeting.AddPassage{Item: d.item(0), Text: strings.Repeat("x", 1<<20)})
	d.refused(meeting.NotFound, parent, meeting.AddPassage{Item: d.need, Text: "x"})
}

// TestABatchIsDecidedOnItself: what came before in the same batch counts, though nobody has seen it.
func TestABatchIsDecidedOnItself(t *testing.T) {
	d := deskAt(t, live)
	published := d.state()
	was := dumpState(published)
	a := d.authority(parent)
	var batch []meeting.Event
	give := func(c meeting.Command) error {
		events, err := d.r.Decide(a, c)
		for _, e := range events {
			d.r.Apply(meeting.Meta{Seq: d.seq + 1, Actor: a.Person, At: a.At}, e)
		}
		batch = append(batch, events...)
		return err
	}
	must := func(c meeting.Command) {
		t.Helper()
		if err := give(c); err != nil {
			t.Fatalf("%T: %v", c, err)
		}
	}
	must(meeting.AddNeed{Statement: "Sleep"})
	need := meeting.Result{Events: batch}.Added()
	must(meeting.AddOutcome{Outcome: meeting.Outcome{Need: need}, What: "Sleeps"})
	f := d.of(need, meeting.Statement)
	g := text.Gesture{Site: a.Site, N: 5}
	must(meeting.EditText{Field: f, Edit: text.Edit{Gesture: g, After: text.ID{Site: a.Site, N: 5}, Insert: "!", First: 6}})
	must(meeting.EditText{Field: f, Edit: text.Edit{Gesture: g, After: text.ID{Site: a.Site, N: 6}, Insert: "!", First: 7}})
	must(meeting.UndoText{Field: f})
	must(meeting.AddPassage{Item: d.item(0), Text: "First."})
	must(meeting.AddPassage{Item: d.item(0), Text: "Second."})
	must(meeting.UndoEntry{})
	if err := give(meeting.RemoveEntry{ID: need + 1}); meeting.CodeOf(err) != meeting.NotFound {
		t.Errorf("removing what was undone: %v", err)
	}
	a = d.authority(chair)
	if err := give(meeting.RemoveItem{Item: published.Meeting(d.m).Agenda[2].ID}); err != nil {
		t.Errorf("removing an empty item: %v", err)
	}
	if err := give(meeting.MoveItem{Item: published.Meeting(d.m).Agenda[0].ID}); err != nil {
		t.Errorf("moving an item: %v", err)
	}
	if got := d.r.State().Text(f).String(); got != "Sleep" {
		t.Errorf("the statement is %q", got)
	}
	if got := d.r.State().Text(meeting.Field{ID: published.Meeting(d.m).Agenda[0].ID, Part: meeting.Notes}).String(); got != "First.\nSecond." {
		t.Errorf("the notes are %q", got)
	}
	if dumpState(published) != was {
		t.Error("a published state changed")
	}
	// Notes that nobody has seen yet keep their item all the same, and the last word counts for the checks.
	a = d.authority(parent)
	f = meeting.Field{ID: published.Meeting(d.m).Agenda[3].ID, Part: meeting.Notes}
	must(meeting.EditText{Field: f, Edit: text.Edit{Gesture: g, Insert: "x"}})
	must(meeting.EditText{Field: d.of(d.m, meeting.LastWord), Edit: text.Edit{Gesture: g, Insert: "Thank you"}})
	a = d.authority(chair)
	if err := give(meeting.RemoveItem{Item: f.ID}); meeting.CodeOf(err) != meeting.Invalid {
		t.Errorf("removing an item with new notes: %v", err)
	}
	must(meeting.CloseMeeting{Meeting: d.m, Reason: "the room"})
	if got := strings.Join(d.r.State().Meeting(d.m).Missing, "\n"); strings.Contains(got, "last word") {
		t.Errorf("closing missed the last word of its own batch: %s", got)
	}
}

func TestTeam(t *testing.T) {
	d := deskAt(t, live)
	add := func(m meeting.Member) meeting.AddMember { return meeting.AddMember{Member: m} }
	for name, m := range map[string]meeting.Member{
		"no name":           {Role: meeting.Parent},
		"a name of nothing": {Name: "\u202e\x00", Role: meeting.Parent},
		"a long name":       {Name: strings.Repeat("x", 501), Role: meeting.Parent},
		"a huge name":       {Name: strings.Repeat("x", 1<<24), Role: meeting.Parent},
		"no role":           {Name: "Ola"},
		"a role of meeting": {Name: "Ola", Role: "chair"},
		"a comma":           {Name: "Ola", Role: meeting.Observer, Person: "ola,parent"},
		"a comma in agency": {Name: "Ola", Role: meeting.Observer, Agency: "police,health"},
		"a control":         {Name: "Ola", Role: meeting.Observer, Agency: "a\x1bb"},
		"a long id":         {Name: "Ola", Role: meeting.Observer, Person: meeting.PersonID(strings.Repeat("x", 101))},
		"twice":             {Name: "Ola", Role: meeting.Observer, Person: parent},
		"a guest keyworker": {Name: "Ola", Role: meeting.Keyworker, Guest: d.m},
	} {
		if _, err := d.r.Decide(d.authority(keyworker), add(m)); meeting.CodeOf(err) != meeting.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	d.refused(meeting.NotFound, keyworker, add(meeting.Member{Name: "Ola", Role: meeting.Observer, Guest: d.need}))
	d.refused(meeting.Stage, keyworker, add(meeting.Member{Name: "Ola", Role: meeting.Observer, Guest: d.past}))

	if got := d.state().Member(d.who[supporter]).Agency; got != meeting.FamilyAgency {
		t.Errorf("who stands by the family is of %q", got)
	}
	// One keyworker at a time; the record is never left without somebody who can change the team.
	d.do(keyworker, add(meeting.Member{Person: "next", Name: "Next", Role: meeting.Keyworker, Agency: "school"}))
	if got := d.state().Member(d.who[keyworker]).Role; got != meeting.Practitioner {
		t.Errorf("the former keyworker is %s", got)
	}
	d.do("next", meeting.EndMember{Member: d.who[deputy]})
	me := d.state().MemberOf("next")
	d.refused(meeting.Invalid, "next", meeting.EndMember{Member: me.ID})
	w := *me
	w.Role = meeting.Practitioner
	d.refused(meeting.Invalid, "next", meeting.SetMember{Member: w})
	w = *me
	w.Agency = "social-care"
	d.refused(meeting.Forbidden, "next", meeting.SetMember{Member: w}) // would see what is social care's
	w = *d.state().Member(d.who[parent])
	w.AgencyName = "Police"
	d.refused(meeting.Forbidden, parent, meeting.SetMember{Member: w})
	w = *d.state().Member(d.who[gone])
	w.Role = meeting.Keyworker
	d.refused(meeting.NotFound, "next", meeting.SetMember{Member: w})
	d.refused(meeting.NotFound, "next", meeting.EndMember{Member: d.who[gone]})

	// Somebody on the team gets an account, once.
	w = *d.state().Member(d.who[gran])
	w.Person = parent
	d.refused(meeting.Invalid, "next", meeting.SetMember{Member: w})
	w.Person = gran
	d.do("next", meeting.SetMember{Member: w})
	w = *d.state().Member(d.who[gran])
	w.Person = "somebody"
	if events, _ := d.r.Decide(d.authority("next"), meeting.SetMember{Member: w}); len(events) > 0 {
		t.Error("an account can be taken over")
	}
	d.do(gran, meeting.AddNeed{Statement: "Sleep"})

	// Who was on the team and comes back sees the same record, with a membership of its own.
	d.do("next", add(meeting.Member{Person: gone, Name: "Back", Role: meeting.Practitioner, Agency: "health"}))
	d.do(gone, meeting.AddNeed{Statement: "Sleep"})

	many := newDesk(t)
	for i := 0; ; i++ {
		c := add(meeting.Member{Name: "Somebody", Role: meeting.Observer})
		if _, err := many.try(many.authority(keyworker), c); err != nil {
			if i != 499 || meeting.CodeOf(err) != meeting.Invalid {
				t.Errorf("the team ends with %d more: %v", i, err)
			}
			break
		}
	}
}

func TestBeginningARecord(t *testing.T) {
	a := meeting.Authority{Person: keyworker, At: time.Date(2026, 11, 24, 14, 0, 0, 0, time.UTC)}
	ok := meeting.CreateRecord{Name: "kestrel", Children: []meeting.Person{{Name: "Sam"}}, Creator: meeting.Member{Name: "Anna"}}
	for name, tt := range map[string]struct {
		code   meeting.Code
		change func(*meeting.Authority, *meeting.CreateRecord)
	}{
		"nobody":         {meeting.Forbidden, func(a *meeting.Authority, _ *meeting.CreateRecord) { a.Person = "" }},
		"for another":    {meeting.Forbidden, func(_ *meeting.Authority, c *meeting.CreateRecord) { c.Creator.Person = chair }},
		"no child":       {meeting.Invalid, func(_ *meeting.Authority, c *meeting.CreateRecord) { c.Children = nil }},
		"many children":  {meeting.Invalid, func(_ *meeting.Authority, c *meeting.CreateRecord) { c.Children = make([]meeting.Person, 31) }},
		"a child's name": {meeting.Invalid, func(_ *meeting.Authority, c *meeting.CreateRecord) { c.Children = []meeting.Person{{}} }},
		"a birthday": {meeting.Invalid, func(_ *meeting.Authority, c *meeting.CreateRecord) {
			c.Children = []meeting.Person{{Name: "x", Born: "x"}}
		}},
		"the service": {meeting.Invalid, func(_ *meeting.Authority, c *meeting.CreateRecord) { c.Name = meeting.ServiceStream }},
		"a path":      {meeting.Invalid, func(_ *meeting.Authority, c *meeting.CreateRecord) { c.Name = "../etc" }},
		"a role":      {meeting.Invalid, func(_ *meeting.Authority, c *meeting.CreateRecord) { c.Creator.Role = "queen" }},
		"no name":     {meeting.Invalid, func(_ *meeting.Authority, c *meeting.CreateRecord) { c.Creator.Name = "" }},
	} {
		a, c := a, ok
		tt.change(&a, &c)
		if _, err := meeting.NewRecord().Decide(a, c); meeting.CodeOf(err) != tt.code {
			t.Errorf("%s: got %v, want %q", name, err, tt.code)
		}
	}
	if _, err := meeting.NewRecord().Decide(a, meeting.AddNeed{}); meeting.CodeOf(err) != meeting.NotFound {
		t.Errorf("before its beginning: %v", err)
	}
	events, err := meeting.NewRecord().Decide(a, ok)
	if err != nil || len(events) != 3 || events[1].(meeting.MemberSet).Member.Role != meeting.Keyworker {
		t.Errorf("begun with %+v, %v", events, err)
	}
}
