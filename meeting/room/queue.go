package room

import (
	"context"
	"reflect"
	"sync"
	"sync/atomic"

	"oneplan/meeting"
)

const (
	maxWaiting  = 16      // batches of one seat that wait; the next Do waits until there is room
	maxGroup    = 256     // batches in one commit
	maxCommands = 1024    // commands in one batch, and about as many in one commit
	maxBytes    = 1 << 20 // of words in one batch
	spanSize    = 12      // bytes of a text.Span
)

// batch is what one Do asked for, on its way to one row of the log.
type batch struct {
	id   string
	who  Identity
	seat *Seat // nil where nobody sits
	from *source
	cmds []meeting.Command
	// system marks a batch of the service itself; ask, if set, says what it asks for when its turn has come.
	system bool
	ask    func(*meeting.State) []meeting.Command

	gone atomic.Bool // nobody waits for it any more: it is not tried again
	done chan outcome

	// the writer's own
	result meeting.Result
	err    error
}

type outcome struct {
	result meeting.Result
	err    error
}

func (b *batch) actor() meeting.PersonID {
	if b.system {
		return ""
	}
	return b.who.Person
}

// answer tells the Do what became of the batch. It never blocks.
func (b *batch) answer(r meeting.Result, err error) {
	b.done <- outcome{r, err}
}

// source is where batches come from: a seat, or one call. Sources take turns.
type source struct {
	waiting []*batch // guarded by the queue
	room    chan struct{}
}

func newSource() *source { return &source{room: make(chan struct{}, maxWaiting)} }

// queue holds the batches that wait for a stream's writer. However much one source sends, every other
// one gets its turn.
type queue struct {
	mu     sync.Mutex
	turn   []*source // those with something waiting, in the order of their turns
	closed bool
	wake   chan struct{} // one slot
}

func newQueue() queue { return queue{wake: make(chan struct{}, 1)} }

// poke wakes the writer.
func (q *queue) poke() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// put lines a batch up. It fails once the queue is closed.
func (q *queue) put(b *batch) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return ErrStopping
	}
	if len(b.from.waiting) == 0 {
		q.turn = append(q.turn, b.from)
	}
	b.from.waiting = append(b.from.waiting, b)
	q.poke()
	return nil
}

// take returns the batches for one commit, one of each source in turn, and whether no more will come
// after what is left.
func (q *queue) take() (out []*batch, closed bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	commands := 0
	for len(q.turn) > 0 && len(out) < maxGroup && commands < maxCommands {
		s := q.turn[0]
		q.turn = q.turn[1:]
		b := s.waiting[0]
		s.waiting = s.waiting[1:]
		if len(s.waiting) > 0 {
			q.turn = append(q.turn, s)
		} else {
			s.waiting = nil
		}
		if !b.gone.Load() {
			out = append(out, b)
			commands += len(b.cmds)
		}
	}
	if len(q.turn) == 0 {
		q.turn = nil
	}
	return out, q.closed
}

// close refuses everything from now on; what waits is still taken.
func (q *queue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.poke()
}

// do lines the batch up and waits for what becomes of it.
func (s *stream) do(ctx context.Context, b *batch) (meeting.Result, error) {
	if len(b.cmds) == 0 {
		return meeting.Result{}, nil
	}
	if err := checkSize(b.cmds); err != nil {
		return meeting.Result{}, err
	}
	select {
	case b.from.room <- struct{}{}:
	case <-ctx.Done():
		return meeting.Result{}, s.waited(ctx)
	}
	defer func() { <-b.from.room }()
	b.id, b.done = s.hub.newID(), make(chan outcome, 1)
	if err := s.queue.put(b); err != nil {
		return meeting.Result{}, err
	}
	select {
	case o := <-b.done:
		return o.result, o.err
	case <-ctx.Done():
	}
	b.gone.Store(true)
	select {
	case o := <-b.done:
		return o.result, o.err
	default:
		return meeting.Result{}, s.waited(ctx)
	}
}

// checkSize refuses what would keep the writer busy for long, before it is lined up.
func checkSize(cmds []meeting.Command) error {
	left := maxBytes
	for _, c := range cmds {
		if e, ok := c.(meeting.EditText); ok { // nearly all there is
			left -= len(e.Edit.Insert) + spanSize*len(e.Edit.Delete)
		} else {
			left -= size(reflect.ValueOf(c), left)
		}
		if left < 0 {
			return errTooMuch
		}
	}
	if len(cmds) > maxCommands {
		return errTooMuch
	}
	return nil
}

// size returns about how many bytes v holds, or anything above limit.
func size(v reflect.Value, limit int) int {
	n := 0
	switch v.Kind() {
	case reflect.String:
		n = v.Len()
	case reflect.Slice:
		n = v.Len() * int(v.Type().Elem().Size())
		for i := 0; i < v.Len() && n <= limit; i++ {
			n += size(v.Index(i), limit-n)
		}
	case reflect.Struct:
		for i := 0; i < v.NumField() && n <= limit; i++ {
			n += size(v.Field(i), limit-n)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			n = size(v.Elem(), limit)
		}
	}
	return n
}
