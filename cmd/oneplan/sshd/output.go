package sshd

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

// Output is the way to a terminal. Writing never blocks: what the client has
// not taken yet waits in a bounded buffer, and a client that takes nothing
// loses its connection. It may be used from several goroutines.
type Output struct {
	w      io.Writer
	limit  int
	stall  time.Duration
	giveUp func(why string) // closes the connection

	mu      sync.Mutex
	err     error         // why nothing more is taken
	buf     []byte        // waiting
	spare   []byte        // the other buffer
	flight  int           // bytes being written
	running bool          // a goroutine is writing
	idle    chan struct{} // closed when all is written; nil when nothing waits
	wanted  bool          // somebody saw that it was busy
	drained chan struct{}
}

// errSlow is what a writer gets once its terminal has fallen too far behind.
var errSlow = errors.New("the terminal does not keep up")

const (
	writeChunk = 16 << 10 // a write that makes no progress is noticed per chunk
	keepBuffer = 32 << 10 // larger buffers are given back
)

func newOutput(w io.Writer, limits Limits, giveUp func(why string)) *Output {
	return &Output{w: w, limit: limits.OutputBuffer, stall: limits.StallTime, giveUp: giveUp, drained: make(chan struct{}, 1)}
}

// Write takes p to be sent and returns at once. Its error means that the
// connection is closed or closing. One write to an idle terminal may exceed
// the buffer's limit, so that a large first frame is no reason to be cut off.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil {
		return 0, o.err
	}
	if len(p) == 0 {
		return 0, nil
	}
	if waiting := len(o.buf) + o.flight; waiting > 0 && waiting+len(p) > o.limit {
		o.failLocked(errSlow, whyBehind)
		return 0, o.err
	}
	o.buf = append(o.buf, p...)
	if !o.running {
		o.running = true
		o.idle = make(chan struct{})
		go o.run()
	}
	return len(p), nil
}

// run writes until there is nothing left.
func (o *Output) run() {
	stalled := time.AfterFunc(o.stall, func() { o.fail(errSlow, whyStuck) })
	defer stalled.Stop()
	for {
		chunk, ok := o.next()
		if !ok {
			return
		}
		for len(chunk) > 0 {
			n := min(len(chunk), writeChunk)
			stalled.Reset(o.stall)
			_, err := o.w.Write(chunk[:n])
			if err != nil {
				o.fail(err, "")
				break
			}
			chunk = chunk[n:]
			o.mu.Lock()
			o.flight -= n
			o.mu.Unlock()
		}
	}
}

// next takes what waits, or ends the run.
func (o *Output) next() ([]byte, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil && len(o.buf) > 0 {
		if cap(o.spare) > keepBuffer {
			o.spare = nil
		}
		o.buf, o.spare = o.spare[:0], o.buf
		o.flight = len(o.spare)
		return o.spare, true
	}
	o.running, o.flight = false, 0
	if cap(o.spare) > keepBuffer {
		o.spare = nil
	}
	close(o.idle)
	o.idle = nil
	if o.wanted {
		o.wanted = false
		select {
		case o.drained <- struct{}{}:
		default:
		}
	}
	return nil, false
}

func (o *Output) fail(err error, why string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.failLocked(err, why)
}

func (o *Output) failLocked(err error, why string) {
	if o.err != nil {
		return
	}
	o.err, o.buf = err, nil
	if why != "" {
		// Not under the lock: closing ends the write that is under way.
		go o.giveUp(why)
	}
}

// Pending is how many bytes the client has not been sent yet.
func (o *Output) Pending() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.buf) + o.flight
}

// Busy reports whether something is still waiting to be sent, so that a new
// frame had better wait too. If it does, Drained will tell when that is over.
func (o *Output) Busy() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wanted = o.running && o.err == nil
	return o.wanted
}

// Drained receives once after Busy reported true and everything was sent.
func (o *Output) Drained() <-chan struct{} { return o.drained }

// Flush waits until everything was sent, the connection failed or ctx ended.
func (o *Output) Flush(ctx context.Context) error {
	o.mu.Lock()
	idle, err := o.idle, o.err
	o.mu.Unlock()
	if idle == nil || err != nil {
		return err
	}
	select {
	case <-idle:
		o.mu.Lock()
		defer o.mu.Unlock()
		return o.err
	case <-ctx.Done():
		return ctx.Err()
	}
}
