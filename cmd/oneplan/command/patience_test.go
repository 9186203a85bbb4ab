package command

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// heard takes what is written, line by line.
type heard struct{ lines chan string }

func (s heard) Write(b []byte) (int, error) {
	s.lines <- string(b)
	return len(b), nil
}

// TestLongPapersSaySo: whoever waits for a paper is told for how long already, ever more seldom, until it is there.
func TestLongPapersSaySo(t *testing.T) {
	out, tick := heard{make(chan string)}, make(chan time.Time)
	var waits []time.Duration
	s := &session{Env: Env{Stderr: out, After: func(d time.Duration) <-chan time.Time { waits = append(waits, d); return tick }}}
	failed := errors.New("the disk is full")
	err := s.patiently(func() error {
		for _, want := range []string{"2", "6", "14"} {
			tick <- time.Time{}
			if got := <-out.lines; got != "The paper is being made: "+want+" seconds so far.\n" {
				t.Errorf("it says %q", got)
			}
		}
		return failed
	})
	if want := []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second}; !errors.Is(err, failed) || !slices.Equal(waits[:3], want[:3]) || len(waits) > 4 {
		t.Errorf("%v, after waits of %v", err, waits)
	}
	quiet := &session{Env: Env{Stderr: out, After: func(time.Duration) <-chan time.Time { return nil }}}
	if err := quiet.patiently(func() error { return nil }); err != nil {
		t.Error(err)
	}
}
