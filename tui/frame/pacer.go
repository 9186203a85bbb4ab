package frame

import "time"

// A Pacer says how long to wait before the next frame: not at all for the
// first ones after quiet, then so long that frames come steadily, no matter how
// much happens. It keeps no timer; an idle terminal costs nothing. It is not
// safe for concurrent use.
//
//	if wait := pacer.Wait(now, out.Pending()); wait > 0 {
//		// remember that something changed and ask again after wait
//	} else {
//		frame.Draw(screen)
//		pacer.Drew(now, time.Now())
//	}
type Pacer struct {
	last time.Time     // when the last frame was done
	next time.Time     // when it would be the next one's turn, had all come steadily
	cost time.Duration // what a frame costs, smoothed
}

const (
	least  = time.Millisecond      // between any two frames
	steady = 33 * time.Millisecond // between two frames while there is always something new
	most   = 50 * time.Millisecond // while the terminal is behind, or frames are dear
	burst  = 4                     // frames that may come before their turn, as after a key or two
	share  = 4                     // drawing takes at most one part in so many more of a terminal's time
)

// Wait returns how long to wait before drawing; 0 means draw now. While bytes
// of earlier frames are still pending, the terminal is behind, and the gap is
// the longest one: a frame it has not taken yet need not be followed at once.
func (p *Pacer) Wait(now time.Time, pending int) time.Duration {
	turn := p.next.Add(-burst * p.gap())
	return max(p.WaitOwn(now, pending), turn.Sub(now), 0)
}

// WaitOwn is Wait for a frame that shows somebody what they have just done themselves: it takes no turns with
// what others do.
func (p *Pacer) WaitOwn(now time.Time, pending int) time.Duration {
	gap := least
	if pending > 0 {
		gap = most
	}
	return max(0, gap-now.Sub(p.last))
}

// Drew tells the pacer about a frame: when its drawing began and ended.
func (p *Pacer) Drew(began, ended time.Time) {
	p.DrewOwn(began, ended)
	if p.next.Before(began) {
		p.next = began
	}
	p.next = p.next.Add(p.gap())
}

// DrewOwn is Drew for a frame that WaitOwn was asked for.
func (p *Pacer) DrewOwn(began, ended time.Time) {
	took := max(0, ended.Sub(began))
	if began.Sub(p.last) > most {
		p.cost = took // after quiet, what was costs no longer count
	} else {
		p.cost += (took - p.cost) / 4
	}
	p.last = ended
}

// gap is the time between two frames while there is always something new.
func (p *Pacer) gap() time.Duration { return min(most, max(steady, share*p.cost)) }
