package room

import (
	"context"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

const (
	keepPast  = 2 * time.Minute // how long a past that nobody asks for is kept
	tellEvery = 1000            // how many rows are read between two words on how far it is
)

// past is the record's past, made from its log beside the writer when somebody asks for it. Whoever holds its token has it.
type past struct {
	token     chan struct{}
	chronicle *meeting.Chronicle
	asked     time.Time // when somebody last asked
	stop      func() bool
}

func newPast() past { return past{token: make(chan struct{}, 1)} }

// recall calls f with the chronicle of everything that v shows. It waits for its turn and for the log, and gives up when ctx ends; what has been
// read until then is kept for whoever comes next.
func (r *Room) recall(ctx context.Context, upTo meeting.Seq, progress func(done, total int), f func(*meeting.Chronicle)) error {
	select {
	case r.past.token <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-r.past.token }()
	if r.erasing.Load() {
		return errErasing
	}
	p := &r.past
	if p.chronicle == nil {
		p.chronicle = meeting.NewChronicle()
	}
	p.asked = r.hub.opt.now()
	if p.stop == nil {
		p.stop = r.hub.opt.AfterFunc(keepPast, r.forgetPast)
	}
	for c := p.chronicle; c.Seq() < upTo; {
		from := c.Seq()
		for row, err := range r.hub.log.Load(ctx, r.name, from) {
			if err == nil {
				err = ctx.Err()
			}
			if err == nil {
				err = c.Add(row)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if r.erasing.Load() {
				return errErasing
			}
			if err != nil {
				p.chronicle = nil
				r.hub.opt.Log.Warn("the past of a record cannot be read", "stream", r.name, "error", err)
				return &told{"The history of this record cannot be read just now: nothing was changed, please tell whoever runs the service.", err}
			}
			if progress != nil && int(c.Seq())%tellEvery == 0 {
				progress(int(c.Seq()), int(upTo))
			}
			if c.Seq() >= upTo {
				break
			}
		}
		if c.Seq() == from { // the view shows more than the log has
			return &told{"The history of this record is not complete yet: please try again in a moment.", nil}
		}
	}
	f(p.chronicle)
	return nil
}

// forgetPast drops a past that nobody has asked for lately.
func (r *Room) forgetPast() {
	select {
	case r.past.token <- struct{}{}:
		defer func() { <-r.past.token }()
	case <-r.ended:
		return
	}
	p := &r.past
	p.stop = nil
	if left := p.asked.Add(keepPast).Sub(r.hub.opt.now()); left > 0 && !r.isOver() {
		p.stop = r.hub.opt.AfterFunc(left, r.forgetPast)
		return
	}
	p.chronicle = nil
}

// dropPast drops the past at once, for words of it are about to be erased: from here on recall gives none.
func (r *Room) dropPast() {
	r.past.token <- struct{}{}
	defer func() { <-r.past.token }()
	p := &r.past
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	p.chronicle = nil
}

func (r *Room) isOver() bool {
	select {
	case <-r.ended:
		return true
	default:
		return false
	}
}

// History returns the steps in which what this seat may see came about, and the newest view. progress, if not nil, is told how many of
// how many rows have been read.
func (s *Seat) History(ctx context.Context, progress func(done, total int)) (meeting.History, error) {
	v, err := s.newest()
	if err != nil {
		return meeting.History{}, err
	}
	out := meeting.History{View: v}
	if err := s.room.recall(ctx, v.Seq(), progress, func(c *meeting.Chronicle) { out.Steps = c.Steps(v) }); err != nil {
		return meeting.History{}, err
	}
	if n := len(out.Steps); n > 0 {
		out.Since = s.since(ctx)
	}
	return out, nil
}

// Past returns what this seat may be shown of the record as it was after each of these steps.
func (s *Seat) Past(ctx context.Context, seqs ...meeting.Seq) ([]*meeting.View, error) {
	v, err := s.newest()
	if err != nil {
		return nil, err
	}
	out := make([]*meeting.View, len(seqs))
	err = s.room.recall(ctx, v.Seq(), nil, func(c *meeting.Chronicle) {
		for i, seq := range seqs {
			out[i] = v.At(c.State(min(seq, v.Seq())))
		}
	})
	return out, err
}

// Wrote returns who wrote a character of a text that this seat sees, and when.
func (s *Seat) Wrote(ctx context.Context, f meeting.Field, id text.ID) (out meeting.Wrote, err error) {
	v, err := s.newest()
	if err != nil {
		return out, err
	}
	err = s.room.recall(ctx, v.Seq(), nil, func(c *meeting.Chronicle) { out = c.Wrote(v, f, id) })
	return out, err
}

// newest returns the newest view, if the seat may still see one.
func (s *Seat) newest() (*meeting.View, error) {
	if s.isClosed() {
		return nil, ErrClosed
	}
	u, err := s.look()
	if err != nil {
		return nil, err
	}
	return u.View, nil
}

// since returns when the person at this seat was last here, before this stay.
func (s *Seat) since(ctx context.Context) meeting.Parting {
	stays := s.room.hub.opt.Stays
	if stays == nil || s.who.Shared || s.who.pass() {
		return meeting.Parting{}
	}
	v, err := stays.Stay(ctx, s.room.name, s.who.Person)
	if err != nil {
		s.room.hub.opt.Log.Warn("nobody can tell when somebody was last here", "stream", s.room.name, "error", err)
	}
	s.room.mu.Lock()
	inside := s.inside
	s.room.mu.Unlock()
	if !inside { // only looking in from outside
		return v.Last
	}
	return v.Since(s.came)
}

// stayed keeps that the person at this seat has been in a meeting's room until now.
func (s *Seat) stayed(seq meeting.Seq, now time.Time) {
	hub := s.room.hub
	if hub.opt.Stays == nil || s.who.Shared || s.who.pass() {
		return
	}
	hub.aside(func() {
		hub.staying.Lock() // two seats of one person may be given up at once
		defer hub.staying.Unlock()
		v, err := hub.opt.Stays.Stay(hub.ctx, s.room.name, s.who.Person)
		if err == nil {
			err = hub.opt.Stays.KeepStay(hub.ctx, s.room.name, s.who.Person, v.Left(s.came, meeting.Parting{Seq: seq, At: now}))
		}
		if err != nil {
			hub.opt.Log.Warn("it was not kept when somebody left", "stream", s.room.name, "error", err)
		}
	})
}
