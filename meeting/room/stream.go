package room

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"oneplan/meeting"
)

// model is the mutable copy of a stream, a *meeting.Record or a *meeting.Directory. It belongs to the
// stream's writer alone.
type model interface {
	Decide(meeting.Authority, meeting.Command) ([]meeting.Event, error)
	Apply(meeting.Meta, meeting.Event)
}

// content is what a stream is of: a record's Room, or the service. All but shown is called by the writer.
type content interface {
	// load reads the stream into a fresh model. known is the last row that this process knew of, or nothingKnown.
	load(ctx context.Context, known meeting.Seq) (loaded, error)
	// commands returns what a batch asks for, now that its turn has come.
	commands(b *batch) []meeting.Command
	// authorise says with what authority a command of the batch is given now, and how it is to be read.
	authorise(b *batch, c meeting.Command, at time.Time) (meeting.Authority, meeting.Command, error)
	// refused may say better why the model refused a command.
	refused(b *batch, err error) error
	// complete notes in the commit what the model is once its rows are applied.
	complete(c *meeting.Commit)
	// publish shows what has become durable: of these batches and, after a reload, perhaps of others.
	publish(done []*batch, reloaded bool)
	// shown is called when the stream's meeting.Saved has changed.
	shown()
	// tend does what is due beside commits and returns when it wants to be called next; zero: only after a commit.
	tend(now time.Time) time.Time
	// end is called once the last commit is done.
	end()
}

const nothingKnown = ^meeting.Seq(0)

// maxConflicts is how often in a row somebody else may be faster. A log that says so more often is broken.
const maxConflicts = 30

// loaded is a stream as load found it.
type loaded struct {
	model    model
	seq      meeting.Seq
	at       time.Time       // of the last row
	snapshot meeting.Seq     // what the model was restored from
	found    map[string]bool // the command ids of the rows after the last one known
}

// stream is one open stream of the log with its single writer.
type stream struct {
	hub   *Hub
	name  string
	of    content
	queue queue

	closing chan struct{} // closed when no new batch is taken
	once    sync.Once
	ended   chan struct{} // closed when the writer has gone

	saved saved

	// the writer's own
	model model
	seq   meeting.Seq // the last row that is durable
	at    time.Time   // of that row: time never goes backwards
	fault error       // why there is no model
}

// saved is how the store is doing for one stream.
type saved struct {
	mu     sync.Mutex
	now    meeting.Saved
	commit uint64 // counts the commits
	busy   bool   // one is under way
}

func (s *saved) get() meeting.Saved {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *stream) init(h *Hub, name string, of content) {
	s.hub, s.name, s.of, s.queue, s.seq = h, name, of, newQueue(), nothingKnown
	s.closing, s.ended = make(chan struct{}), make(chan struct{})
}

// close makes the writer end once it has done what waits.
func (s *stream) close() {
	s.once.Do(func() {
		close(s.closing)
		s.queue.close()
	})
}

// run is the writer.
func (s *stream) run() {
	defer close(s.ended)
	var rang atomic.Bool
	timer := alarm{after: s.hub.opt.AfterFunc, ring: func() {
		rang.Store(true)
		s.queue.poke()
	}}
	for {
		group, closed := s.queue.take()
		if len(group) > 0 {
			s.commit(group)
		}
		if rang.Swap(false) {
			timer.off()
		}
		now := s.hub.opt.now()
		if due := s.of.tend(now); !due.Equal(timer.at) {
			timer.off()
			timer.set(now, due)
		}
		if len(group) > 0 {
			continue
		}
		if closed {
			timer.off()
			s.of.end()
			return
		}
		<-s.queue.wake
	}
}

// commit decides the batches one after the other, makes what they mean durable in one commit, shows it and
// answers. It returns when every batch has been answered.
func (s *stream) commit(group []*batch) {
	conflicts := 0
	for len(group) > 0 {
		if s.model == nil {
			group = s.regain(s.fault, group)
			continue
		}
		c, broken := s.decide(group)
		if broken != nil {
			group = s.without(group, broken)
			continue
		}
		var err error
		if len(c.Rows) > 0 {
			err = s.append(c)
		}
		switch {
		case err == nil:
			if n := len(c.Rows); n > 0 {
				s.seq, s.at = c.Rows[n-1].Seq, c.Rows[n-1].At
				s.of.publish(group, false)
			}
			for _, b := range group {
				b.answer(b.result, b.err)
			}
			return
		case isConflict(err) && conflicts < maxConflicts:
			conflicts++
			group = s.yield(conflicts, group)
		default:
			group = s.regain(err, group)
		}
	}
}

// append makes c durable, and says so when it takes long.
func (s *stream) append(c meeting.Commit) error {
	v := &s.saved
	v.mu.Lock()
	v.commit++
	v.busy = true
	n := v.commit
	v.mu.Unlock()
	stop := s.hub.opt.AfterFunc(s.hub.opt.SlowAfter, func() {
		v.mu.Lock()
		slow := v.busy && v.commit == n
		v.now.Slow = v.now.Slow || slow
		v.mu.Unlock()
		if slow {
			s.of.shown()
		}
	})
	err := s.hub.log.Append(s.hub.ctx, c)
	stop()
	v.mu.Lock()
	was := v.now.Slow
	v.busy, v.now.Slow = false, false
	v.mu.Unlock()
	if was && err != nil {
		s.of.shown()
	}
	return err
}

// decide applies to the model what the batches mean, and returns the commit that makes it durable. A batch that
// made the model panic is returned: the model is spoilt then.
func (s *stream) decide(group []*batch) (c meeting.Commit, broken *batch) {
	c = meeting.Commit{Stream: s.name, After: s.seq}
	at := s.at
	for _, b := range group {
		if now := s.hub.opt.now(); now.After(at) {
			at = now
		}
		row, ok := s.decideBatch(b, meeting.Row{Seq: s.seq + meeting.Seq(len(c.Rows)) + 1, Actor: b.actor(), At: at, Command: b.id})
		if !ok {
			return c, b
		}
		if len(row.Body) > 0 {
			c.Rows = append(c.Rows, row)
		}
	}
	if len(c.Rows) > 0 {
		s.of.complete(&c)
	}
	return c, nil
}

// decideBatch fills in the row of one batch, and leaves what becomes of it in the batch. A row without a body
// stands for nothing.
func (s *stream) decideBatch(b *batch, row meeting.Row) (_ meeting.Row, ok bool) {
	var at meeting.Command
	defer func() {
		if p := recover(); p != nil {
			s.hub.opt.Log.Error("a command broke the domain", "stream", s.name, "command", fmt.Sprintf("%T", at),
				"panic", panicWords(p), "stack", string(debug.Stack()))
			ok = false
		}
	}()
	b.result, b.err = meeting.Result{}, nil
	meta := meeting.Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}
	for _, at = range s.of.commands(b) {
		a, c, err := s.of.authorise(b, at, row.At)
		var events []meeting.Event
		if err == nil {
			events, err = s.model.Decide(a, c)
		}
		if err != nil {
			b.err = s.of.refused(b, err)
			break
		}
		for _, e := range events {
			s.model.Apply(meta, e)
		}
		b.result.Accepted++
		b.result.Events = append(b.result.Events, events...)
	}
	if len(b.result.Events) > 0 {
		var err error
		if row.Body, row.Kinds, err = meeting.Encode(b.result.Events); err != nil {
			panic(err)
		}
	}
	return row, true
}

// panicWords says what a panic was about without quoting anybody.
func panicWords(p any) string {
	if e, ok := p.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("%T", p)
}
