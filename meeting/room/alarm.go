package room

import "time"

// alarm is one timer for many things that are due at some time. It rings at the earliest time it was
// set to, and never otherwise. Its owner guards it, and sets it again when it has rung.
type alarm struct {
	after func(time.Duration, func()) func() bool
	ring  func()
	at    time.Time // when it rings; zero: not set
	stop  func() bool
}

// set makes the alarm ring at this time, unless it rings earlier anyway. A zero time is never.
func (a *alarm) set(now, at time.Time) {
	if at.IsZero() || !a.at.IsZero() && !at.Before(a.at) {
		return
	}
	a.off()
	a.at = at
	a.stop = a.after(max(at.Sub(now), 0), a.ring)
}

// off forgets what the alarm was set to. Its owner calls it when it has rung, too.
func (a *alarm) off() {
	if a.stop != nil {
		a.stop()
	}
	a.at, a.stop = time.Time{}, nil
}

// earliest returns the earlier time; a zero time is never.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
