package room

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// Seat is one connection's place in a record. Its methods are safe for concurrent use.
type Seat struct {
	room    *Room
	who     Identity
	conn    uint32
	came    time.Time
	from    *source
	news    chan struct{} // one slot
	waiters atomic.Int32
	closed  chan struct{}

	// guarded by room.mu
	site   text.Site
	former []text.Site // sites it lost to another node before it had written
	wrote  bool        // its site is in the log
	at     meeting.Pointer
	inside bool // it has been in a meeting's room
	typing []typing
	class  *class

	looking sync.Mutex // held while the newest is worked out, so that a newer Rev never stands for something older

	mu    sync.Mutex
	rev   meeting.Rev
	shown shown

	told     int // how much was narrowed that the person has written
	narrowed []meeting.Narrowed
	pointed  bool // it is a screen, which has said where it is; guarded by room.mu

	service *meeting.Service // what the next two were made from
	proved  meeting.Authority
	ended   error
}

// shown is what a seat's Rev stands for.
type shown struct {
	class        *class
	views, moves uint64
	saved        meeting.Saved
	stopping     bool
	told         int
}

// poke makes the seat look for news. It never blocks.
func (s *Seat) poke() {
	select {
	case s.news <- struct{}{}:
	default:
	}
}

func (s *Seat) isClosed() bool {
	select {
	case <-s.closed:
		return true
	default:
		return false
	}
}

// authority says who sits here, as the service has it.
func (s *Seat) authority(service *meeting.Service) (meeting.Authority, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.service != service {
		s.service = service
		s.proved, s.ended = authority(service, s.who)
	}
	return s.proved, s.ended
}

// Site returns the site that this connection's edits are made at. It can change while there is nothing of
// the connection in the log yet, so ask for it with each edit.
func (s *Seat) Site() text.Site {
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	return s.site
}

// Do asks for what the commands say, as one batch: it is one row of the log, and the next Do of this seat comes
// after it. It returns once what was accepted is durable, which can take as long as the log cannot write, or when ctx
// ends; whether anything was written is open then, unless Result says so. A refusal is a *meeting.Error: Result says how many
// commands before it were accepted. ErrStopping and ErrClosed mean that nothing was written.
func (s *Seat) Do(ctx context.Context, cmds ...meeting.Command) (meeting.Result, error) {
	if s.isClosed() {
		return meeting.Result{}, ErrClosed
	}
	if err := s.room.tellLeads(ctx, s.who, cmds); err != nil {
		return meeting.Result{}, err
	}
	return s.room.do(ctx, &batch{who: s.who, seat: s, from: s.from, cmds: cmds})
}

// own returns the seat's site and the command as it is meant at that site.
func (s *Seat) own(c meeting.Command) (text.Site, meeting.Command) {
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	if e, ok := c.(meeting.EditText); ok && slices.Contains(s.former, e.Edit.Gesture.Site) {
		return s.site, moveSite(e, e.Edit.Gesture.Site, s.site)
	}
	return s.site, c
}

// moveSite returns the edit as if it had been made at another site.
func moveSite(c meeting.EditText, from, to text.Site) meeting.EditText {
	move := func(s *text.Site) {
		if *s == from {
			*s = to
		}
	}
	e := c.Edit
	move(&e.Gesture.Site)
	move(&e.After.Site)
	move(&e.Target.Site)
	e.Delete = slices.Clone(e.Delete)
	for i := range e.Delete {
		move(&e.Delete[i].Site)
	}
	return meeting.EditText{Field: c.Field, Edit: e}
}

// Wait returns the newest of what this seat may see, as soon as that differs from what it was at the Rev
// after; with 0, at once. Whatever came in between is skipped. It fails with a *meeting.Error with code Ended once the
// access has ended, and with ErrStopping, ErrClosed or ctx's error.
func (s *Seat) Wait(ctx context.Context, after meeting.Rev) (meeting.Update, error) {
	s.waiters.Add(1)
	defer func() {
		if s.waiters.Add(-1) > 0 {
			s.poke() // the news may have been another call's
		}
	}()
	for {
		select {
		case <-s.closed:
			return meeting.Update{}, ErrClosed
		case <-s.room.ended:
			if s.room.erasing.Load() {
				return meeting.Update{}, errErasing
			}
			return meeting.Update{}, ErrStopping
		default:
		}
		u, err := s.look()
		if err != nil || u.Rev != after {
			return u, err
		}
		select {
		case <-s.news:
		case <-s.closed:
		case <-s.room.ended:
		case <-ctx.Done():
			return meeting.Update{}, ctx.Err()
		}
	}
}

// look returns the newest Update.
func (s *Seat) look() (meeting.Update, error) {
	s.looking.Lock()
	defer s.looking.Unlock()
	f := s.room.front()
	a, err := s.authority(f.service)
	if err != nil {
		return meeting.Update{}, err
	}
	if !f.state.Admits(s.who.Person, s.room.hub.opt.now()) {
		return meeting.Update{}, ended(f.state, s.who.Person)
	}
	c := s.join(f.state.ViewerOf(a))
	if c == nil {
		return meeting.Update{}, ErrClosed
	}
	see := c.see(f)
	if see.view == nil {
		return meeting.Update{}, errEnded
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	is := shown{c, see.views, see.moves, f.saved, f.stopping, s.told}
	if s.shown != is {
		s.shown = is
		s.rev++
	}
	return meeting.Update{
		Rev: s.rev, View: see.view, Presence: see.presence, Conn: s.conn, Saved: f.saved,
		Now: s.room.hub.opt.now(), Stopping: f.stopping, Narrowed: s.narrowed,
	}, nil
}

// join puts the seat into the class of its viewer. It returns nil once the seat is closed.
func (s *Seat) join(v meeting.Viewer) *class {
	r := s.room
	r.mu.Lock()
	defer r.mu.Unlock()
	if s.isClosed() {
		return nil
	}
	if s.class != nil && s.class.viewer == v {
		return s.class
	}
	s.part()
	c := r.classes[v]
	if c == nil {
		c = &class{viewer: v}
		r.classes[v] = c
	}
	c.seats++
	s.class = c
	return c
}

// part takes the seat out of its class. It is called with room.mu held.
func (s *Seat) part() {
	if c := s.class; c != nil {
		if c.seats--; c.seats == 0 {
			delete(s.room.classes, c.viewer)
		}
		s.class = nil
	}
}

// Point says where this connection is. Its Meeting is what makes somebody be in a meeting's room; a meeting that they may
// not see counts as none.
func (s *Seat) Point(p meeting.Pointer) {
	r := s.room
	if len(p.Pane) > 24 || text.CleanLine(p.Pane) != p.Pane {
		p.Pane = ""
	}
	now := r.hub.opt.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if s.isClosed() {
		return
	}
	r.missed(s)
	if p.Meeting != 0 && !r.admits(s, p.Meeting) {
		p.Meeting = 0
	}
	if p == s.at {
		return
	}
	elsewhere := p.Meeting != s.at.Meeting
	s.at = p
	s.inside = s.inside || p.Meeting != 0
	if elsewhere {
		r.attend(now)
	}
	r.moved(now)
}

// admits reports whether a seat may be in the room of this meeting.
func (r *Room) admits(s *Seat, id meeting.ID) bool {
	a, err := s.authority(r.hub.Directory())
	if err != nil || r.state.Meeting(id) == nil {
		return false
	}
	only := r.state.ViewerOf(a).Meeting
	return only == 0 || only == id
}

// Hand puts a member's hand up or down: one's own (member 0, or one's own ID), or that of somebody without a screen of their
// own for whom one may write. The chair may put down any. It fails with a *meeting.Error.
func (s *Seat) Hand(member meeting.ID, up bool) error {
	r := s.room
	now := r.hub.opt.now()
	a, err := s.authority(r.hub.Directory())
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	me := r.state.MemberOf(s.who.Person)
	if me == nil {
		return errEnded
	}
	if member == 0 {
		member = me.ID
	}
	m := r.state.Meeting(s.at.Meeting)
	if m == nil {
		return refusal(meeting.Stage, "Hands go up in the room of a meeting: go in first.")
	}
	whose := r.state.Member(member)
	if whose == nil || !whose.Current() {
		return refusal(meeting.NotFound, "That person is not on the team.")
	}
	p := r.people[member]
	alone := p == nil || p.conns == 0
	switch {
	case member == me.ID, !up && r.state.May(a, meeting.RunMeeting, m):
	case alone && r.state.May(a, meeting.WriteFor, m):
	default:
		return refusal(meeting.Forbidden, "Everyone puts up their own hand, and the chair takes hands down.")
	}
	if !up {
		if r.lower(member) {
			r.handsMoved(now)
		}
		return nil
	}
	if !slices.ContainsFunc(r.hands, func(h raised) bool { return h.Member == member }) {
		r.hands = append(r.hands, raised{meeting.Hand{Member: member, Since: now}, m.ID})
		r.handsMoved(now)
	}
	return nil
}

func (r *Room) handsMoved(now time.Time) {
	r.hub.homes.touch(r.name, nil, r.state)
	r.moved(now)
}

// Close gives the seat up. What its Do calls have asked for is still done.
func (s *Seat) Close() {
	r := s.room
	now := r.hub.opt.now()
	r.mu.Lock()
	if s.isClosed() {
		r.mu.Unlock()
		return
	}
	close(s.closed)
	r.seats = slices.DeleteFunc(r.seats, func(o *Seat) bool { return o == s })
	s.part()
	r.leaving = true
	r.attend(now)
	r.moved(now)
	inside, seq := s.inside, r.state.Seq
	r.mu.Unlock()
	if inside {
		s.stayed(seq, now)
	}
	r.hub.release(r)
}
