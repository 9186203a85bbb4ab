package main

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

// TestCycles has people come, type and leave two thousand times: what that took of the machine is given back.
func TestCycles(t *testing.T) {
	cycles := 2000
	if testing.Short() {
		cycles = 200
	}
	s := serveDemo(t)
	jo := openSeat(t, s, "jo", 80, 24) // somebody stays, so that the room does
	come := func(n int) {
		const atOnce = 8
		work := make(chan int)
		var all sync.WaitGroup
		for range atOnce {
			all.Go(func() {
				for i := range work {
					if err := cycle(s, i); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for i := range n {
			work <- i
		}
		close(work)
		all.Wait()
	}
	come(cycles / 10) // what is kept once and for all, pools and caches, is there after this
	before := settled(t, s, gauge{})
	began := time.Now()
	come(cycles)
	t.Logf("%d cycles in %v", cycles, time.Since(began).Round(time.Second))
	after := settled(t, s, before)
	t.Logf("before: %v", before)
	t.Logf("after:  %v", after)
	if after.Goroutines > before.Goroutines+4 {
		t.Errorf("%d goroutines stay behind:\n%s", after.Goroutines-before.Goroutines, s.goroutines())
	}
	if after.Descriptors > before.Descriptors+2 {
		t.Errorf("%d descriptors stay behind", after.Descriptors-before.Descriptors)
	}
	// The record itself has grown by what was typed; a tenth and a little for that is no leak.
	if limit := before.Heap + before.Heap/10 + 2<<20; after.Heap > limit {
		t.Errorf("the heap grew from %.1f to %.1f MiB", mib(before.Heap), mib(after.Heap))
	}
	must(t, jo.types("n still here"))
	must(t, jo.sees("still here"))
}

// cycle is one person who connects, comes into the room, types a letter and leaves.
func cycle(s *process, i int) error {
	c, err := s.dial("megan")
	if err != nil {
		return err
	}
	l, err := openLine(c, 80, 24, s.room)
	if err != nil {
		_ = c.Close()
		return err
	}
	defer l.close()
	if err := l.sees("─ Notes"); err != nil {
		return fmt.Errorf("cycle %d: %w", i, err)
	}
	if err := l.types("n"); err != nil {
		return err
	}
	if err := l.sees("stop writing"); err != nil {
		return fmt.Errorf("cycle %d: %w", i, err)
	}
	if err := l.types("x"); err != nil {
		return err
	}
	if i%2 == 0 {
		return nil // the line drops
	}
	if err := l.types("\x1b"); err != nil {
		return err
	}
	if err := l.loses("stop writing"); err != nil {
		return fmt.Errorf("cycle %d: %w", i, err)
	}
	return nil
}

// settled reads the gauge once what has just ended has let go: at most as much as before plus a little, or what stays
// after a while.
func settled(t testing.TB, s *process, before gauge) gauge {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		g := s.gauge(t)
		if before.Goroutines > 0 && g.Goroutines <= before.Goroutines+4 && g.Descriptors <= before.Descriptors+2 || time.Now().After(deadline) {
			return g
		}
		if before.Goroutines == 0 {
			next := s.gauge(t)
			if next.Goroutines == g.Goroutines && next.Descriptors == g.Descriptors {
				return next
			}
		}
		time.Sleep(200 * time.Millisecond)
	}
}
