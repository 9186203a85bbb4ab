package main

import (
	"fmt"
	"syscall"
	"testing"
	"time"
)

// spare is how much more heap the service may hold than one that was just started has use for: what it has read
// and keeps at hand, as the record's past. Two thousand visits that left a kilobyte each would be found.
const spare = 2 << 20

// readers is how many descriptors the service's pool of database readers may hold more or less at any moment.
const readers = 8

// TestCycles has people connect, join, type and leave two thousand times, a quarter of them by losing the line, and finds the service as it was:
// goroutines and descriptors back where they were, and the heap within 10 %, and what is kept at hand, of what the same record takes in a service
// that was just started (what they wrote stays, after all).
func TestCycles(t *testing.T) {
	cycles := 2000
	if testing.Short() {
		cycles = 200
	}
	s := serveDemo(t)
	began := time.Now()
	before := settled(t, s, 0, 50)
	after := settled(t, s, 50, cycles)
	t.Logf("%d cycles took %v", cycles, time.Since(began).Round(time.Millisecond))
	t.Logf("before: %v", before)
	t.Logf("after:  %v", after)
	if after.Goroutines > before.Goroutines+2 || after.Descriptors > before.Descriptors+readers {
		t.Errorf("goroutines or descriptors are left behind:\n%s", s.goroutines())
	}
	_, err := s.stop(syscall.SIGTERM)
	must(t, err)
	must(t, s.start())
	fresh := settled(t, s, 50+cycles, 50)
	t.Logf("fresh:  %v", fresh)
	if after.Heap > fresh.Heap+fresh.Heap/10+spare {
		t.Errorf("after %d cycles the heap holds %.2f MiB, and %.2f MiB after a start with the same data", cycles, mib(after.Heap), mib(fresh.Heap))
	}
}

// settled has n people come and go, and returns the gauge once the last of them is gone.
func settled(t *testing.T, s *process, from, n int) gauge {
	t.Helper()
	several(t, n, 10, func(i int) error { return comeAndGo(s, fmt.Sprintf("c%04d ", from+i), i%4 == 3) })
	var g gauge
	eventually(t, "the service to settle", func() bool {
		last := g
		g = s.gauge(t)
		return g.Goroutines == last.Goroutines && g.Descriptors == last.Descriptors
	})
	return g
}

// comeAndGo connects, joins, types a word and leaves as people do, or loses the line.
func comeAndGo(s *process, word string, lost bool) error {
	c, err := s.dial("megan")
	if err != nil {
		return err
	}
	defer c.Close()
	l, err := openLine(c, 80, 24, s.room)
	if err != nil {
		return err
	}
	for _, step := range []struct{ shows, keys string }{
		{"─ Notes", "n"},
		{"stop writing", "\x1b[1;5H" + word}, // at the very beginning, where nobody else's word can be cut in two
		{word[:len(word)-1], "\x1b"},
		{"n notes", "\x1b"},
		{"Leave the meeting?", "y"},
		{"q leave", "q"},
	} {
		if err := l.sees(step.shows); err != nil {
			return err
		}
		if lost && step.shows == word[:len(word)-1] {
			return nil
		}
		if err := l.types(step.keys); err != nil {
			return err
		}
	}
	<-l.gone
	return l.err
}
