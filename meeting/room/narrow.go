package room

import (
	"slices"

	"oneplan/meeting"
)

// touched returns the entries whose audience an event may have changed.
func touched(e meeting.Event) meeting.ID {
	switch e := e.(type) {
	case meeting.NeedSet:
		return e.Need.ID
	case meeting.OutcomeSet:
		return e.Outcome.ID
	case meeting.ActionSet:
		return e.Action.ID
	case meeting.DecisionSet:
		return e.Decision.ID
	case meeting.NoteSet:
		return e.Note.ID
	case meeting.ReachSet:
		return e.Reach.ID
	case meeting.MeetingSet:
		return e.Meeting.ID
	case meeting.Undone:
		return e.ID
	}
	return 0
}

// onScreen returns who could see at their screens, in the state before, what the batch has hidden from them. Whoever narrows an
// entry has to know who has read it. It is called with mu held.
func (r *Room) onScreen(old *meeting.State, b *batch) []meeting.OnScreen {
	var out []meeting.OnScreen
	if old == nil {
		return nil
	}
	for _, e := range b.result.Events {
		id := touched(e)
		was, there := old.AudienceOf(id)
		if is, still := r.state.AudienceOf(id); !there || !still || is == was {
			continue
		}
		teller := r.state.View(meeting.Viewer{Person: b.who.Person}, nil)
		for _, s := range r.seats {
			m := r.member(s)
			if s.class == nil || m == nil || m.Person == b.who.Person || teller == nil || !teller.SeesPresence(m.ID) {
				continue
			}
			if had, has := old.View(s.class.viewer, nil), r.state.View(s.class.viewer, nil); !shows(had, id) || shows(has, id) {
				continue
			}
			on := meeting.OnScreen{Entry: id, Member: m.ID, Shared: s.who.Shared, At: s.at.Entry == id || s.at.Field.ID == id}
			if i := slices.IndexFunc(out, func(o meeting.OnScreen) bool { return o.Entry == id && o.Member == m.ID }); i < 0 {
				out = append(out, on)
			} else {
				out[i].At = out[i].At || on.At
				out[i].Shared = out[i].Shared && on.Shared
			}
		}
	}
	return out
}

// shows reports whether the viewer can read what an audience is of: an entry, of a meeting the place.
func shows(v *meeting.View, id meeting.ID) bool {
	if v == nil {
		return false
	}
	if m := v.Meeting(id); m != nil {
		return m.Place != ""
	}
	return v.Sees(id)
}
