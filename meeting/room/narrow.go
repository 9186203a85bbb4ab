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
	case meeting.MeetingCalledOff:
		return e.Meeting.ID
	case meeting.Undone:
		return e.ID
	}
	if x := meeting.FiledBy(e); x != nil {
		return meeting.HeadOf(x).ID
	}
	return 0
}

// reaudienced returns the entries whose audience a batch has changed.
func (r *Room) reaudienced(old *meeting.State, b *batch) []meeting.ID {
	var out []meeting.ID
	if old == nil {
		return nil
	}
	for _, e := range b.result.Events {
		id := touched(e)
		was, there := old.AudienceOf(id)
		if is, still := r.state.AudienceOf(id); there && still && is != was && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// onScreen returns who could see at their screens, in the state before, what the batch has hidden from them, as far as teller may know who is
// there. Whoever narrows an entry has to know who has read it, and so has its author. It is called with mu held.
func (r *Room) onScreen(old *meeting.State, ids []meeting.ID, teller meeting.PersonID) []meeting.OnScreen {
	var out []meeting.OnScreen
	sees := r.state.View(meeting.Viewer{Person: teller}, nil)
	if sees == nil {
		return nil
	}
	for _, id := range ids {
		for _, s := range r.seats {
			m := r.member(s)
			if s.class == nil || m == nil || m.Person == teller || !sees.SeesPresence(m.ID) {
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

// narrowed tells who had on a screen what a batch has narrowed: whoever gave it, with its answer, and the authors of what they have not written
// themselves, at the screens that they have open, or else when they next come. It is called with mu held.
func (r *Room) narrowed(old *meeting.State, b *batch) {
	ids := r.reaudienced(old, b)
	if len(ids) == 0 {
		return
	}
	b.result.OnScreen = r.onScreen(old, ids, b.who.Person)
	by := r.state.MemberOf(b.who.Person)
	for _, id := range ids {
		author := r.state.Member(r.state.AuthorOfEntry(id))
		if author == nil || author.Person == "" || by == nil || author.ID == by.ID {
			continue
		}
		was, _ := old.AudienceOf(id)
		is, _ := r.state.AudienceOf(id)
		had := r.onScreen(old, []meeting.ID{id}, author.Person)
		if !fewer(r.state, was, is) {
			continue
		}
		here := false
		for _, s := range r.seats {
			if s.who.Person == author.Person && !s.who.Shared {
				here = here || s.pointed
				s.tell(meeting.Narrowed{Entry: id, By: by.ID, Audience: is, OnScreen: had})
			}
		}
		if !here {
			r.ask(meeting.KeepMissed{Missed: meeting.Missed{Author: author.ID, Entry: id, By: by.ID, Audience: is, OnScreen: had}})
		}
	}
}

// missed tells somebody who has come to a screen what others have narrowed of theirs while they were away. It is called with mu held.
func (r *Room) missed(s *Seat) {
	if s.pointed || s.who.Shared {
		return
	}
	s.pointed = true
	var author meeting.ID
	for _, x := range r.state.MissedBy(s.who.Person) {
		s.tell(meeting.Narrowed{Entry: x.Entry, By: x.By, Audience: x.Audience, OnScreen: x.OnScreen})
		author = x.Author
	}
	if author != 0 {
		s.poke()
		r.ask(meeting.TellMissed{Author: author})
	}
}

// fewer reports whether somebody of the team is of the one audience and not of the other.
func fewer(s *meeting.State, was, is meeting.Audience) bool {
	return slices.ContainsFunc(s.Members, func(m *meeting.Member) bool {
		v := meeting.Viewer{Person: m.Person, Agency: m.Agency}
		return m.Current() && was.Admits(v) && !is.Admits(v)
	})
}

// keepNarrowed is how many a seat is told of at a time: more than anybody reads.
const keepNarrowed = 4

// tell tells the seat's screen, with its next Update.
func (s *Seat) tell(n meeting.Narrowed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told++
	n.N = s.told
	s.narrowed = append(slices.Clone(s.narrowed[max(0, len(s.narrowed)-keepNarrowed+1):]), n)
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
