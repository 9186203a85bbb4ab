package sshd

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// Input is what a person types, made safe to decode: no invalid UTF-8, no C1
// controls, no endless escape sequences or pastes. Read it from one goroutine.
type Input struct {
	chunks chan []byte
	closed chan struct{}
	once   sync.Once
	rest   []byte
	cuts   chan int
}

// readChunk is how much is read from the client at a time.
const readChunk = 4096

// newInput starts to read from r. The reading ends with ctx, on Close, or with
// r; a read that is under way then lasts until r ends. contain is deferred in
// the goroutine that reads.
func newInput(ctx context.Context, r io.Reader, limits Limits, contain func()) *Input {
	in := &Input{chunks: make(chan []byte), closed: make(chan struct{}), cuts: make(chan int, 1)}
	go func() {
		defer in.Close() //nolint:errcheck // never fails
		defer contain()
		in.pump(ctx, r, limits)
	}()
	return in
}

func (in *Input) pump(ctx context.Context, r io.Reader, limits Limits) {
	clean := cleaner{limit: limits.PasteBytes, pause: limits.StringPause}
	pace := rate.NewLimiter(rate.Limit(limits.InputRate), max(limits.InputBurst, 2*readChunk))
	buf := make([]byte, readChunk)
	last := time.Now()
	for {
		n, err := r.Read(buf)
		if n > 0 {
			now := time.Now()
			clean.paused(now.Sub(last))
			last = now
			chunk := clean.clean(nil, buf[:n])
			if cut := clean.takeDropped(); cut > 0 {
				in.reportCut(cut)
			}
			if len(chunk) > 0 && (pace.WaitN(ctx, len(chunk)) != nil || !in.pass(ctx, chunk)) {
				return
			}
		}
		if err != nil || ctx.Err() != nil {
			return
		}
	}
}

func (in *Input) pass(ctx context.Context, chunk []byte) bool {
	select {
	case in.chunks <- chunk:
		return true
	case <-in.closed:
	case <-ctx.Done():
	}
	return false
}

// reportCut adds up cuts that nobody has taken yet. The pump is the only
// sender.
func (in *Input) reportCut(n int) {
	select {
	case before := <-in.cuts:
		n += before
	default:
	}
	in.cuts <- n
}

// Read reads cleaned input. It returns io.EOF at the end of the client's
// input and, at once, after Close.
func (in *Input) Read(p []byte) (int, error) {
	if !in.await() {
		return 0, io.EOF
	}
	n := copy(p, in.rest)
	in.rest = in.rest[n:]
	return n, nil
}

// await waits until there is something to read, and reports whether there is.
func (in *Input) await() bool {
	for len(in.rest) == 0 {
		select {
		case in.rest = <-in.chunks:
		case <-in.closed:
			return false
		}
	}
	return true
}

// spell reads an input until nothing more comes for some time, as if that were its end. A paste whose end has not come is waited for.
type spell struct {
	in      *Input
	rest    time.Duration
	pasting atomic.Bool
}

// Read reads from the input.
func (s *spell) Read(p []byte) (int, error) {
	timer := time.NewTimer(s.rest)
	defer timer.Stop()
	for len(s.in.rest) == 0 {
		select {
		case s.in.rest = <-s.in.chunks:
		case <-s.in.closed:
			return 0, io.EOF
		case <-timer.C:
			if !s.pasting.Load() {
				return 0, io.EOF
			}
			timer.Reset(s.rest)
		}
	}
	return s.in.Read(p)
}

// Close ends the input for its reader. What was not read is lost.
func (in *Input) Close() error {
	in.once.Do(func() { close(in.closed) })
	return nil
}

// Cuts delivers how many bytes were dropped from pastes that were too long,
// added up since it was last received from.
func (in *Input) Cuts() <-chan int { return in.cuts }
