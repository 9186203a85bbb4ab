package sshd

import (
	"sync"
	"time"
)

// lockout keeps a source that gave many wrong codes from giving more for a while, which doubles each time. It counts
// every wrong code, whatever the login name was, so that names cannot be tried either.
type lockout struct {
	mu    sync.Mutex
	wrong int
	last  time.Time // of the wrong codes
	until time.Time
}

// refused counts one wrong code.
func (l *lockout) refused(now time.Time, limits Limits) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.last) >= limits.LockMemory {
		l.wrong = 0
	}
	l.wrong++
	l.last = now
	over := l.wrong - limits.FreeCodes
	if over < 0 {
		return
	}
	wait := limits.LockTime
	for range over {
		if wait *= 2; wait >= limits.LongestLock {
			wait = limits.LongestLock
			break
		}
	}
	l.until = now.Add(wait)
}

// left is how long no code of this source is looked at any more.
func (l *lockout) left(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(0, l.until.Sub(now))
}

// over reports whether nothing is left to remember.
func (l *lockout) over(now time.Time, limits Limits) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return now.Sub(l.last) >= limits.LockMemory && !now.Before(l.until)
}
