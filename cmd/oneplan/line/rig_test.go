package line_test

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"oneplan/cmd/oneplan/line"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// listener is somebody in line mode at the table's meeting.
type listener struct {
	t    testing.TB
	keys *io.PipeWriter
	gone chan error // what Follow gave

	mu   sync.Mutex
	said strings.Builder
	gate chan struct{} // while not nil, nothing is taken
	read int           // up to where it was heard
}

// Write takes what was said, unless the listener takes nothing now.
func (l *listener) Write(b []byte) (int, error) {
	l.mu.Lock()
	gate := l.gate
	l.mu.Unlock()
	if gate != nil {
		<-gate
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.Write(b)
}

// stalls has the listener take nothing until the returned function is called.
func (l *listener) stalls() (goesOn func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	gate := make(chan struct{})
	l.gate = gate
	return func() {
		l.mu.Lock()
		l.gate = nil
		l.mu.Unlock()
		close(gate)
	}
}

// follow has somebody follow the table's meeting.
func follow(t testing.TB, tb *meetingtest.Table, who meeting.PersonID, with ...func(*line.Options)) *listener {
	t.Helper()
	seat, err := tb.Hub.Sit(t.Context(), meetingtest.Sunflower, room.Identity{Person: who})
	if err != nil {
		t.Fatal(err)
	}
	in, keys := io.Pipe()
	l := &listener{t: t, keys: keys, gone: make(chan error, 1)}
	o := line.Options{In: in, Out: l, Zone: time.UTC, Reach: "ssh host", Now: tb.Clock.Now, AfterFunc: tb.Clock.AfterFunc}
	o.Duty, o.Command = duty, func(_ context.Context, words []string) string { return "ran " + strings.Join(words, " ") }
	for _, f := range with {
		f(&o)
	}
	s := line.NewSession(o)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		err := s.Follow(ctx, seat, meetingtest.Sunflower, tb.Meeting)
		s.Close(context.Background())
		seat.Close()
		l.gone <- err
	}()
	t.Cleanup(func() {
		cancel()
		keys.Close()
		<-ended
	})
	if o.Words != nil {
		l.hears("Teipiwch frawddeg")
	} else {
		l.hears("Type a sentence")
	}
	return l
}

// all is everything that was said so far.
func (l *listener) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.String()
}

// hears waits until each text was said, after what was heard before.
func (l *listener) hears(texts ...string) {
	l.t.Helper()
	for _, text := range texts {
		l.until(text, func(said string) int {
			if i := strings.Index(said, text); i >= 0 {
				return i + len(text)
			}
			return -1
		})
	}
}

// hearsInTime hears a text while time goes by.
func (l *listener) hearsInTime(tb *meetingtest.Table, text string) {
	l.t.Helper()
	for deadline := time.Now().Add(meetingtest.Patience); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if strings.Contains(l.all()[l.read:], text) {
			break
		}
		tb.Clock.Advance(500 * time.Millisecond)
	}
	l.hears(text)
}

func (l *listener) until(what string, found func(string) int) {
	l.t.Helper()
	for deadline := time.Now().Add(meetingtest.Patience); ; time.Sleep(time.Millisecond) {
		said := l.all()
		if n := found(said[l.read:]); n >= 0 {
			l.read += n
			return
		}
		if time.Now().After(deadline) {
			l.t.Fatalf("nobody said %q after this was heard:\n%s\nbut this:\n%s", what, said[:l.read], said[l.read:])
		}
	}
}

// types sends a line and presses enter.
func (l *listener) types(s string) {
	l.t.Helper()
	if _, err := io.WriteString(l.keys, s+"\n"); err != nil {
		l.t.Fatal(err)
	}
}

// says types a line and hears what is said to it.
func (l *listener) says(s string, answers ...string) {
	l.t.Helper()
	l.types(s)
	l.hears(answers...)
}

// leaves waits until following has ended.
func (l *listener) leaves() error {
	l.t.Helper()
	select {
	case err := <-l.gone:
		return err
	case <-time.After(meetingtest.Patience):
		l.t.Fatalf("still there, after:\n%s", l.all())
		return nil
	}
}
