package meeting_test

import (
	"slices"
	"testing"

	"oneplan/meeting"
)

// TestWhoChoosesTheAudience: an entry's author, an action's owner, the keyworker and the chair; what the family has added is
// opened and closed by its author alone, while they are on the team.
func TestWhoChoosesTheAudience(t *testing.T) {
	d := deskAt(t, live)
	school, care := meeting.Agencies("school"), meeting.OnlyPeople(parent, keyworker, practitioner, chair)
	theirs := d.do(practitioner, meeting.AddNeed{Statement: "Reading"})
	for _, p := range []meeting.PersonID{deputy, keyworker, chair} {
		a := meeting.OnlyPeople(practitioner, deputy, keyworker, chair)
		d.do(p, meeting.SetAudience{Entry: theirs, Audience: a})
		d.do(p, meeting.SetAudience{Entry: theirs, Was: a})
	}
	d.refused(meeting.Forbidden, taker, meeting.SetAudience{Entry: theirs, Audience: meeting.Practitioners})
	d.refused(meeting.Forbidden, parent, meeting.SetAudience{Entry: theirs, Audience: care})
	d.refused(meeting.Forbidden, observer, meeting.SetAudience{Entry: theirs, Audience: meeting.Practitioners})
	d.do(practitioner, meeting.SetAudience{Entry: theirs, Audience: school})
	d.refused(meeting.NotFound, keyworker, meeting.SetAudience{Entry: theirs})
	d.refused(meeting.Stale, practitioner, meeting.SetAudience{Entry: theirs, Was: meeting.Practitioners})
	d.refused(meeting.Invalid, practitioner, meeting.SetAudience{Entry: theirs, Was: school, Audience: "people:"})
	d.refused(meeting.Invalid, practitioner, meeting.SetAudience{Entry: theirs, Was: school, Audience: meeting.Agencies("health")})
	if events, err := d.try(d.authority(practitioner), meeting.SetAudience{Entry: theirs, Was: school, Audience: school}); err != nil || len(events) > 0 {
		t.Errorf("nothing changes: %v, %v", events, err)
	}

	// The family's own.
	for _, p := range []meeting.PersonID{keyworker, chair, practitioner, child} {
		d.refused(meeting.Forbidden, p, meeting.SetAudience{Entry: d.need, Audience: meeting.OnlyPeople(p, parent)})
		n := *d.state().Need(d.need)
		n.Audience = meeting.OnlyPeople(p, parent)
		d.refused(meeting.Forbidden, p, meeting.SetNeed{Need: n})
	}
	d.do(parent, meeting.SetAudience{Entry: d.need, Audience: care})
	if d.view(child).Need(d.need) != nil || d.view(child).Outcome(d.outcome) != nil || d.view(child).Action(d.action) != nil {
		t.Error("what stands under a narrowed need shows")
	}
	d.refused(meeting.NotFound, deputy, meeting.SetAudience{Entry: d.need, Was: care})
	d.do(keyworker, meeting.EndMember{Member: d.who[parent]})
	d.do(keyworker, meeting.SetAudience{Entry: d.need, Was: care, Audience: meeting.Practitioners})

	// An action's owner has to see it, also under a need that has been narrowed.
	d = deskAt(t, live)
	d.refused(meeting.Invalid, keyworker, meeting.SetAudience{Entry: d.own[child], Audience: meeting.Practitioners})
	d.do(practitioner, meeting.SetAudience{Entry: d.own[practitioner], Audience: meeting.Practitioners})
	d.do(parent, meeting.SetAudience{Entry: d.need, Audience: care})
	blind := func(c meeting.Check) bool { return c.Entry == d.own[child] && c.Kind == meeting.NoOwner }
	if !slices.ContainsFunc(d.view(keyworker).Checks(d.m), blind) {
		t.Error("the checks do not miss an owner who cannot see the action any more")
	}

	// Undoing opens nothing that one may not open.
	mine := d.do(taker, meeting.AddNeed{Statement: "Bus"})
	d.do(taker, meeting.SetAudience{Entry: mine, Audience: meeting.Practitioners})
	d.do(taker, meeting.UndoEntry{})
	if d.state().Need(mine).Audience != meeting.Everyone {
		t.Error("one's own narrowing is not undone")
	}
}

func TestDecisionsAndPlacesHaveAnAudience(t *testing.T) {
	d := deskAt(t, live)
	id := d.do(chair, meeting.ProposeDecision{Meeting: d.m, Wording: "canary", Audience: meeting.Practitioners})
	x := d.state().Decision(id)
	if x.Stage != meeting.Put || slices.Contains(x.Asked, d.who[parent]) || slices.Contains(x.Asked, d.who[gran]) || !slices.Contains(x.Asked, d.who[keyworker]) {
		t.Errorf("asked are %v", x.Asked)
	}
	d.refused(meeting.NotFound, parent, meeting.AnswerDecision{Decision: id, Answer: meeting.Agree})
	d.refused(meeting.Invalid, parent, meeting.ProposeDecision{Meeting: d.m, Wording: "x", Audience: meeting.Practitioners})
	hidden := d.do(practitioner, meeting.ProposeDecision{Meeting: d.m, Wording: "canary", Audience: meeting.Practitioners})
	d.refused(meeting.NotFound, chair, meeting.PutDecision{Decision: hidden, Asked: []meeting.ID{d.who[parent]}})
	d.do(chair, meeting.PutDecision{Decision: hidden})

	d.do(chair, meeting.SetAudience{Entry: d.put, Audience: meeting.Practitioners})
	if x := d.state().Decision(d.put); slices.Contains(x.Asked, d.who[child]) || len(x.Answers) == 0 {
		t.Errorf("asked are %v, answers %v", x.Asked, x.Answers)
	}
	d.do(practitioner, meeting.SetAudience{Entry: d.proposed, Audience: meeting.Practitioners})
	d.refused(meeting.Forbidden, taker, meeting.SetAudience{Entry: d.proposed, Was: meeting.Practitioners})

	place := meeting.SetAudience{Entry: d.m, Was: meeting.Practitioners, Audience: meeting.OnlyPeople(taker, chair)}
	d.refused(meeting.NotFound, parent, place)
	d.refused(meeting.Forbidden, practitioner, meeting.SetAudience{Entry: d.m, Was: meeting.Practitioners})
	d.do(taker, place)
	d.refused(meeting.Stale, chair, place)
	if v := d.view(practitioner); v.Meeting(d.m).Place != "" || v.SeesPlaceAt(d.m, 1) {
		t.Error("the place still shows")
	}
}
