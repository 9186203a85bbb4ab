package room

import (
	"slices"
	"time"
	"unicode/utf8"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// presence is who is in the rooms of a record, as latest state. Room.mu guards it.
type presence struct {
	alarm alarm
	over  bool // the room has closed: nothing is due any more
	woken time.Time
	stale bool // the presence has changed and nobody was woken for it yet
	all   *everyone

	people   map[meeting.ID]*attender
	hands    []raised
	proposed map[[2]meeting.ID]bool // meeting and member whose attendance was proposed

	live, chair meeting.ID // the live meeting and its chair
	gone        time.Time  // since when that chair is not in that meeting; zero: the chair is there
	away        bool       // for longer than AwayAfter
}

// attender is somebody who is in a meeting's room, or was until a moment ago.
type attender struct {
	meeting meeting.ID
	conns   int
	since   time.Time
	left    time.Time // when the last connection ended; zero while there is one
}

// raised is a raised hand and where it is up.
type raised struct {
	meeting.Hand
	meeting meeting.ID
}

func (p *presence) begin(r *Room) {
	p.people, p.proposed = map[meeting.ID]*attender{}, map[[2]meeting.ID]bool{}
	p.alarm = alarm{after: r.hub.opt.AfterFunc, ring: r.rang}
}

// rang is called when something in the room is due.
func (r *Room) rang() {
	now := r.hub.opt.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.alarm.off()
	r.attend(now)
	if r.stale && now.Sub(r.woken) >= r.hub.opt.PresenceEvery {
		r.wake(now)
	}
	r.setAlarm(now)
}

func (r *Room) setAlarm(now time.Time) {
	if r.over {
		return
	}
	if r.stale {
		r.alarm.set(now, r.woken.Add(r.hub.opt.PresenceEvery))
	}
	for _, p := range r.people {
		if !p.left.IsZero() {
			r.alarm.set(now, p.left.Add(r.hub.opt.AwayAfter))
		}
	}
	if !r.gone.IsZero() && !r.away {
		r.alarm.set(now, r.gone.Add(r.hub.opt.AwayAfter))
	}
}

// moved notes that the presence has changed. Who looks sees it; the others are woken now, or after a moment
// if they have just been.
func (r *Room) moved(now time.Time) {
	r.all = nil
	r.n++
	r.stale = true
	if now.Sub(r.woken) >= r.hub.opt.PresenceEvery {
		r.wake(now)
	}
	r.setAlarm(now)
}

// member returns the seat's membership, or nil if its access has ended.
func (r *Room) member(s *Seat) *meeting.Member {
	if _, err := s.authority(r.hub.Directory()); err != nil {
		return nil
	}
	return r.state.MemberOf(s.who.Person)
}

// follow takes over what the new state means for who is here.
func (r *Room) follow(old *meeting.State, now time.Time) {
	was, is := meeting.ID(0), meeting.ID(0)
	if old != nil {
		if m := old.Live(); m != nil {
			was = m.ID
		}
	}
	r.chair = 0
	if m := r.state.Live(); m != nil {
		is, r.chair = m.ID, m.Chair
	}
	r.live = is
	r.hands = slices.DeleteFunc(r.hands, func(h raised) bool {
		m := r.state.Member(h.Member)
		return m == nil || !m.Current() || was != is && h.meeting == was
	})
	r.all = nil // memberships may have changed, and what somebody may see of it
	r.attend(now)
	r.setAlarm(now)
}

// attend counts who is here: in at the first connection, out when the last one has been gone for AwayAfter.
func (r *Room) attend(now time.Time) {
	changed := false
	for _, p := range r.people {
		p.conns = 0
	}
	chair := false
	for _, s := range r.seats {
		m := r.member(s)
		if m == nil || s.at.Meeting == 0 {
			continue
		}
		p := r.people[m.ID]
		anew := p == nil || !p.left.IsZero()
		if p == nil {
			p = &attender{since: now}
			r.people[m.ID], changed = p, true
		}
		changed = changed || !p.left.IsZero() || p.meeting != s.at.Meeting
		p.conns++
		p.meeting, p.left = s.at.Meeting, time.Time{}
		if s.at.Meeting == r.live {
			chair = chair || m.ID == r.chair
			r.propose(m.ID, s.who.Shared, anew)
		}
	}
	for id, p := range r.people {
		m := r.state.Member(id)
		if p.conns == 0 && p.left.IsZero() {
			p.left, changed = now, true
		}
		if p.conns == 0 && (m == nil || !m.Current() || r.revoked(m) || now.Sub(p.left) >= r.hub.opt.AwayAfter) {
			delete(r.people, id)
			r.lower(id)
			changed = true
		}
	}
	if r.attendChair(chair, now) || changed {
		r.all = nil
		r.hub.homes.touch(r.name, nil, r.state)
		r.moved(now)
	}
}

func (r *Room) revoked(m *meeting.Member) bool {
	a := r.hub.Directory().Account(m.Person)
	return m.Person != "" && (a == nil || a.Revoked)
}

// attendChair follows whether the live meeting's chair is here, and reports whether ChairAway has changed.
func (r *Room) attendChair(here bool, now time.Time) bool {
	was := r.away
	switch {
	case r.live == 0 || r.chair == 0 || here:
		r.gone, r.away = time.Time{}, false
	default:
		if r.gone.IsZero() {
			r.gone = now
		}
		r.away = now.Sub(r.gone) >= r.hub.opt.AwayAfter
	}
	return was != r.away
}

// chairAway reports whether the live meeting is this one and its chair has been gone for long.
func (r *Room) chairAway(m meeting.ID) bool {
	now := r.hub.opt.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.attend(now)
	return r.away && r.live == m
}

// propose puts a member on the attendance list of the live meeting, for the chair to confirm. Whoever the chair took off
// the list, or has confirmed as there, is left alone. Whoever stands there as gone and comes anew is back, since a shared screen has
// to ask what they may see.
func (r *Room) propose(member meeting.ID, shared, anew bool) {
	key := [2]meeting.ID{r.live, member}
	again := r.proposed[key]
	if again && !anew || !r.state.ShowsPresence(member) {
		return
	}
	r.proposed[key] = true
	at := meeting.Attendance{Member: member, Way: meeting.OwnScreen, Proposed: true}
	if shared {
		at.Way = meeting.SharedScreen
	}
	r.askIf(func(s *meeting.State) []meeting.Command {
		m := s.Meeting(key[0])
		if m == nil || m.Stage != meeting.Live {
			return nil
		}
		switch old := m.Attending(member); {
		case old == nil && again || old != nil && old.Here():
			return nil
		case old != nil:
			at.Note = old.Note
		}
		return []meeting.Command{meeting.SetAttendance{Meeting: m.ID, Attendance: at}}
	})
}

// lower takes a member's hand down and reports whether it was up.
func (r *Room) lower(member meeting.ID) bool {
	n := len(r.hands)
	r.hands = slices.DeleteFunc(r.hands, func(h raised) bool { return h.Member == member })
	return len(r.hands) != n
}

// typed notes that a seat has changed a text. It is rounded, so that it moves once a second at most.
func (r *Room) typed(s *Seat, f meeting.Field, now time.Time) {
	at := now.Truncate(time.Second)
	i := slices.IndexFunc(s.typing, func(t typing) bool { return t.field == f })
	if i >= 0 && s.typing[i].at.Equal(at) {
		return
	}
	if i >= 0 {
		s.typing = slices.Delete(s.typing, i, i+1)
	}
	if len(s.typing) == maxTyping {
		s.typing = s.typing[1:]
	}
	s.typing = append(s.typing, typing{f, at})
	r.all = nil
}

// carry takes a seat's caret along behind what it has just inserted, so that both are seen at once: its screen would tell of the
// caret only after it has seen the words itself, and everybody's would be drawn twice for each key.
func (r *Room) carry(s *Seat, e meeting.TextEdited) {
	n := utf8.RuneCountInString(e.Edit.Insert)
	if n == 0 || s.at.Field != e.Field || s.at.Caret != s.at.Anchor {
		return
	}
	s.at.Caret = text.Caret{ID: text.ID{Site: e.Edit.Gesture.Site, N: e.Edit.First + uint32(n) - 1}} //nolint:gosec // an edit is short
	s.at.Anchor = s.at.Caret
	r.all = nil
}

// typing is when a seat last changed one text.
type typing struct {
	field meeting.Field
	at    time.Time
}

// maxTyping is how many texts of a seat's are remembered.
const maxTyping = 4

// everyone is the presence as somebody would see it who may see everything, with what is needed to leave out what others
// may not. It is immutable.
type everyone struct {
	meeting.Presence
	typing [][]typing   // of each of Here
	hands  []meeting.ID // the meeting of each of Hands
	left   []meeting.ID // the meeting of each of Left
	live   meeting.ID   // the meeting of ChairAway
}

// everyone returns the newest presence.
func (r *Room) everyone() *everyone {
	if r.all != nil {
		return r.all
	}
	e := &everyone{live: r.live}
	e.ChairAway = r.away
	for _, s := range r.seats {
		m := r.member(s)
		if m == nil || s.at == (meeting.Pointer{}) { // in no room, nor at the record between meetings
			continue
		}
		h := meeting.Here{Conn: s.conn, Member: m.ID, Shared: s.who.Shared, Pointer: s.at}
		if p := r.people[m.ID]; p != nil {
			h.Since = p.since
		}
		for _, t := range s.typing {
			if t.at.After(h.Typed) {
				h.Typed = t.at
			}
		}
		e.Here = append(e.Here, h)
		e.typing = append(e.typing, slices.Clone(s.typing))
	}
	for _, h := range r.hands {
		e.Hands = append(e.Hands, h.Hand)
		e.hands = append(e.hands, h.meeting)
	}
	for id, p := range r.people {
		if !p.left.IsZero() {
			e.Left = append(e.Left, meeting.Hand{Member: id, Since: p.left})
		}
	}
	slices.SortFunc(e.Left, func(a, b meeting.Hand) int {
		if c := a.Since.Compare(b.Since); c != 0 {
			return c
		}
		return int(a.Member) - int(b.Member)
	})
	for _, l := range e.Left {
		e.left = append(e.left, r.people[l.Member].meeting)
	}
	r.all = e
	return e
}
