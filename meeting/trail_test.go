package meeting_test

import (
	"testing"

	"pgregory.net/rapid"

	"oneplan/meeting"
)

// TestNarrowingHidesThePast follows one need and what stands under it through narrowing, widening, moving and being taken
// out.
func TestNarrowingHidesThePast(t *testing.T) {
	d := deskAt(t, live)
	d.need = d.do(keyworker, meeting.AddNeed{Statement: "Rest"})
	d.outcome = d.do(keyworker, meeting.AddOutcome{Outcome: meeting.Outcome{Need: d.need}, What: "Rests"})
	d.action = d.do(keyworker, meeting.AddAction{Action: meeting.Action{Under: d.outcome}, What: "Ask"})
	now := func() meeting.Seq { return d.state().Seq }
	turn := func(a meeting.Audience) meeting.Seq {
		n := *d.state().Need(d.need)
		n.Audience = a
		d.do(keyworker, meeting.SetNeed{Need: n})
		return now()
	}
	sees := func(name string, p meeting.PersonID, id meeting.ID, at meeting.Seq, want bool) {
		t.Helper()
		if got := d.view(p).SeesAt(id, at); got != want {
			t.Errorf("%s: the %s sees %d at %d: %v", name, p, id, at, got)
		}
	}
	open := now()
	for _, id := range []meeting.ID{d.need, d.outcome, d.action, d.m, d.item(0), d.shown, d.who[gran], d.state().Children[0].ID} {
		sees("open", parent, id, open, true)
		sees("before anything", parent, id, 0, true)
	}
	sees("never", parent, 9999, open, false)
	sees("hidden", parent, d.hidden, open, false)
	sees("under what is hidden", parent, d.secret, open, false)
	sees("hidden", practitioner, d.secret, open, true)
	if v := d.view(parent); v.SeesPlaceAt(d.m, open) || !d.view(practitioner).SeesPlaceAt(d.m, open) {
		t.Error("the place is for practitioners")
	}

	narrow := turn(meeting.Practitioners)
	for _, id := range []meeting.ID{d.need, d.outcome, d.action} {
		sees("narrowed", parent, id, open, false)
		sees("narrowed", parent, id, narrow, false)
		sees("narrowed", practitioner, id, open, true)
	}
	if d.view(parent).SeesFieldAt(d.of(d.outcome, meeting.What), open) || !d.view(parent).SeesFieldAt(d.notes(0), open) ||
		!d.view(parent).SeesFieldAt(meeting.Field{Part: meeting.Why}, open) || d.view(parent).SeesFieldAt(d.of(d.m, 0), open) {
		t.Error("the texts of a narrowed need's outcome show, or the notes do not")
	}
	wide := turn(meeting.Everyone)
	for _, id := range []meeting.ID{d.need, d.outcome, d.action} {
		sees("widened", parent, id, wide, true)
		sees("widened", parent, id, wide-1, false)
		sees("widened", parent, id, open, false)
	}

	// What moves out of a hidden need shows from then on.
	x := *d.state().Action(d.secret)
	x.Under = d.need
	d.do(practitioner, meeting.SetAction{Action: x})
	sees("moved out", parent, d.secret, now(), true)
	sees("moved out", parent, d.secret, now()-1, false)

	// What is taken out goes on with its last audience, and what stood under it with it.
	before := now()
	d.do(keyworker, meeting.RemoveEntry{ID: d.need})
	sees("taken out", parent, d.outcome, before, true)
	sees("taken out", parent, d.need, now(), true)
	d.do(practitioner, meeting.RemoveEntry{ID: d.hidden})
	sees("taken out", parent, d.hidden, now(), false)

	pass := d.authority(parent)
	pass.Meeting = d.m
	s := d.state()
	v := s.View(s.ViewerOf(pass), nil)
	past := s.Meeting(d.past)
	if v.SeesAt(d.past, open) || v.SeesAt(past.Agenda[0].ID, open) || !v.SeesAt(d.item(0), open) || !v.SeesAt(d.shown, open) {
		t.Error("a pass is for the past of one meeting")
	}
}

// TestTrailAgainstEveryState: what may be shown of the past was open to the viewer in every state since, and survives a
// snapshot.
func TestTrailAgainstEveryState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(rapidly(t))
		states := []*meeting.State{h.d.state()}
		for range 60 {
			h.step()
			if s := h.d.state(); s != states[len(states)-1] {
				states = append(states, s)
			}
		}
		s := states[len(states)-1]
		snap, err := h.d.r.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		again, err := meeting.RestoreRecord(snap)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []meeting.PersonID{keyworker, parent, practitioner} {
			v := s.View(s.ViewerOf(meeting.Authority{Person: p}), nil)
			if v == nil {
				continue
			}
			twin := again.State().View(v.Viewer(), nil)
			for id := range h.last + 1 {
				for i, was := range states {
					sees := v.SeesAt(id, was.Seq)
					if sees != twin.SeesAt(id, was.Seq) {
						t.Fatalf("%d at %d: another answer from a snapshot", id, was.Seq)
					}
					if !sees {
						continue
					}
					for _, since := range states[i:] {
						if a, there := audienceIn(since, id); there && !a.Admits(v.Viewer()) {
							t.Fatalf("%s may be shown %d at %d, and at %d it was for %q", p, id, was.Seq, since.Seq, a)
						}
					}
				}
				if now := v.Need(id) != nil || v.Outcome(id) != nil || v.Action(id) != nil || v.Decision(id) != nil; now && !v.SeesAt(id, s.Seq) {
					t.Fatalf("%s sees %d, and not as it is now", p, id)
				}
			}
		}
	})
}

func audienceIn(s *meeting.State, id meeting.ID) (meeting.Audience, bool) {
	if s.Meeting(id) != nil {
		return "", false
	}
	return s.AudienceOf(id)
}
