package meetingtest

import (
	"slices"
	"sync"
	"time"
)

// Start is when every Clock begins: a Sunday morning in November, UTC.
var Start = time.Date(2026, time.November, 22, 9, 0, 0, 0, time.UTC)

// Clock is a clock that moves only when it is told to. Its Now and AfterFunc fit room.Options.
type Clock struct {
	mu     sync.Mutex
	now    time.Time
	timers []*timer // in the order in which they were set
}

type timer struct {
	at time.Time
	f  func()
}

// NewClock returns a clock that shows Start.
func NewClock() *Clock { return &Clock{now: Start} }

// Now returns what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// AfterFunc has f called, in a goroutine of its own, once the clock has been moved on by d. stop reports whether it kept f
// from being called.
func (c *Clock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &timer{c.now.Add(d), f}
	if d <= 0 {
		go f()
		return func() bool { return false }
	}
	c.timers = append(c.timers, t)
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		n := len(c.timers)
		c.timers = slices.DeleteFunc(c.timers, func(o *timer) bool { return o == t })
		return len(c.timers) != n
	}
}

// Advance moves the clock on by d, stopping at every timer on the way until what it calls has returned.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	end := c.now.Add(d)
	for {
		var next *timer
		for _, t := range c.timers {
			if !t.at.After(end) && (next == nil || t.at.Before(next.at)) {
				next = t
			}
		}
		if next == nil {
			break
		}
		c.timers = slices.DeleteFunc(c.timers, func(o *timer) bool { return o == next })
		c.now = next.at
		c.mu.Unlock()
		done := make(chan struct{})
		go func() {
			defer close(done)
			next.f()
		}()
		<-done
		c.mu.Lock()
	}
	c.now = end
	c.mu.Unlock()
}

// Set puts the clock to another time, as somebody who corrects a machine's clock does. No timer runs.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Timers returns how many timers are set: an idle service has none that tick.
func (c *Clock) Timers() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.timers)
}
