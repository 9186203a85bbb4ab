package meetingtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"oneplan/meeting"
)

// Log is a meeting.Log and a meeting.Audit in memory, with faults to order. It keeps what a real one keeps of the contract, and
// nothing durable.
type Log struct {
	mu        sync.Mutex
	streams   map[string][]meeting.Row
	commands  map[string]bool
	snapshots map[string]meeting.Snapshot
	members   map[string][]meeting.PersonID // by record
	left      map[string][]meeting.PersonID // by record: members once
	syncs     map[string]meeting.Seq
	looks     []meeting.Look

	next   []fault       // of the next Appends, in order
	broken error         // of every Append and Recover
	doubt  bool          // nothing is written until Recover
	gate   chan struct{} // closed to let Appends go on; nil: there is none
}

// fault is what becomes of one Append.
type fault struct {
	err     error
	written bool
}

var _ meeting.Log = (*Log)(nil)

// NewLog returns an empty log.
func NewLog() *Log {
	return &Log{
		streams: map[string][]meeting.Row{}, commands: map[string]bool{},
		snapshots: map[string]meeting.Snapshot{}, members: map[string][]meeting.PersonID{}, left: map[string][]meeting.PersonID{}, syncs: map[string]meeting.Seq{},
	}
}

// FailNext has the next Append that no earlier call has taken fail with err, and write nothing. After
// meeting.ErrDoubt (wrapped or not) every Append is refused until Recover, as a real store does.
func (l *Log) FailNext(err error) { l.fault(fault{err: err}) }

// DoubtNext has the next Append that no earlier call has taken fail with meeting.ErrDoubt, having
// written all of its commit or nothing.
func (l *Log) DoubtNext(written bool) { l.fault(fault{meeting.ErrDoubt, written}) }

func (l *Log) fault(f fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next = append(l.next, f)
}

// Break has every Append and every Recover fail with err, until Mend.
func (l *Log) Break(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = err
}

// Mend ends what Break began. After an err that was meeting.ErrDoubt it still takes a Recover.
func (l *Log) Mend() { l.Break(nil) }

// Hold makes commits slow: every Append from now on waits until release is called. Calling
// release again does nothing.
func (l *Log) Hold() (release func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	gate := make(chan struct{})
	l.gate = gate
	return sync.OnceFunc(func() { close(gate) })
}

// Rows returns what the log holds of a stream.
func (l *Log) Rows(stream string) []meeting.Row {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.streams[stream])
}

// Synced returns the Seq of the last Sync of a record, 0 if there was none.
func (l *Log) Synced(stream string) meeting.Seq {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.syncs[stream]
}

// Append implements meeting.Log.
func (l *Log) Append(ctx context.Context, c meeting.Commit) error {
	l.mu.Lock()
	gate := l.gate
	l.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", meeting.ErrRefused, err)
	}
	if l.doubt {
		return fmt.Errorf("%w: recover first", meeting.ErrRefused)
	}
	f := fault{err: l.broken}
	if f.err == nil && len(l.next) > 0 {
		f, l.next = l.next[0], l.next[1:]
	}
	if f.err != nil && !f.written {
		l.doubt = errors.Is(f.err, meeting.ErrDoubt)
		return f.err
	}
	if err := l.check(c); err != nil {
		return err
	}
	for _, r := range c.Rows {
		r.At = r.At.UTC().Truncate(time.Millisecond)
		r.Body = append([]byte{}, r.Body...)
		l.streams[c.Stream] = append(l.streams[c.Stream], r)
		l.commands[r.Command] = true
	}
	if c.Record != nil {
		var now, left []meeting.PersonID
		for _, m := range c.Record.Members {
			if m.Current() {
				now = append(now, m.Person)
			} else {
				left = append(left, m.Person)
			}
		}
		l.members[c.Stream] = now
		l.left[c.Stream] = slices.DeleteFunc(left, func(p meeting.PersonID) bool { return slices.Contains(now, p) })
	}
	l.doubt = f.err != nil
	return f.err
}

// check returns why c cannot be appended.
func (l *Log) check(c meeting.Commit) error {
	if c.Stream == "" || len(c.Rows) == 0 || (c.Record == nil) == (c.Service == nil) {
		return fmt.Errorf("%w: a commit has a stream, rows and one state", meeting.ErrRefused)
	}
	if end := meeting.Seq(len(l.streams[c.Stream])); end != c.After {
		return fmt.Errorf("%w: %s ends at row %d, not %d", meeting.ErrConflict, c.Stream, end, c.After)
	}
	seen := map[string]bool{}
	for i, r := range c.Rows {
		if r.Seq != c.After+meeting.Seq(i)+1 || r.Command == "" {
			return fmt.Errorf("%w: row %d has no command or is out of order", meeting.ErrRefused, r.Seq)
		}
		if l.commands[r.Command] || seen[r.Command] {
			return fmt.Errorf("%w: the command %q is in it already", meeting.ErrConflict, r.Command)
		}
		seen[r.Command] = true
	}
	return nil
}

// Load implements meeting.Log.
func (l *Log) Load(ctx context.Context, stream string, after meeting.Seq) iter.Seq2[meeting.Row, error] {
	return func(yield func(meeting.Row, error) bool) {
		rows := l.Rows(stream)
		if after > meeting.Seq(len(rows)) {
			yield(meeting.Row{}, fmt.Errorf("%s ends at row %d, before %d", stream, len(rows), after))
			return
		}
		for _, r := range rows[after:] {
			if err := ctx.Err(); err != nil {
				yield(meeting.Row{}, err)
				return
			}
			r.Body = bytes.Clone(r.Body)
			if !yield(r, nil) {
				return
			}
		}
	}
}

// LoadSnapshot implements meeting.Log.
func (l *Log) LoadSnapshot(ctx context.Context, stream string) (meeting.Snapshot, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.snapshots[stream]
	s.Data = bytes.Clone(s.Data)
	return s, ok, ctx.Err()
}

// SaveSnapshot implements meeting.Log.
func (l *Log) SaveSnapshot(ctx context.Context, stream string, s meeting.Snapshot) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if old, ok := l.snapshots[stream]; !ok || old.Version != s.Version || old.Seq < s.Seq {
		s.Data = bytes.Clone(s.Data)
		l.snapshots[stream] = s
	}
	return nil
}

// Sync implements meeting.Log.
func (l *Log) Sync(ctx context.Context, stream string, state *meeting.State) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	l.syncs[stream] = max(l.syncs[stream], state.Seq)
	return nil
}

// RecordsOf implements meeting.Log.
func (l *Log) RecordsOf(ctx context.Context, person meeting.PersonID) ([]string, error) {
	return l.recordsIn(ctx, l.members, person)
}

// RecordsLeft implements meeting.Log.
func (l *Log) RecordsLeft(ctx context.Context, person meeting.PersonID) ([]string, error) {
	return l.recordsIn(ctx, l.left, person)
}

func (l *Log) recordsIn(ctx context.Context, all map[string][]meeting.PersonID, person meeting.PersonID) ([]string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for record, members := range all {
		if person != "" && slices.Contains(members, person) {
			out = append(out, record)
		}
	}
	slices.Sort(out)
	return out, ctx.Err()
}

// Recover implements meeting.Log.
func (l *Log) Recover(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return l.broken
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	l.doubt = false
	return nil
}
