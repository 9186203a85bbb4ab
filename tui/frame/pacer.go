package frame

import "time"

// A Pacer says how long to wait before the next frame: not at all for the
// first one after quiet, then with a gap that grows with what frames cost and
// shrinks again. It keeps no timer; an idle terminal costs nothing. It is not
// safe for concurrent use.
//
//	if wait := pacer.Wait(now, out.Pending()); wait > 0 {
//		// remember that something changed and ask again after wait
//	} else {
//		frame.Draw(screen)
//		pacer.Drew(now, time.Now())
//	}
type Pacer struct {
	// Least and Most bound the time between two frames; zero means 1 ms and
	// 50 ms.
	Least, Most time.Duration

	last time.Time     // when the last frame was done
	cost time.Duration // what a frame costs, smoothed
}

// Defaults of [Pacer.Least] and [Pacer.Most], and how much of the time drawing
// may take under load: one part in share.
const (
	leastGap = time.Millisecond
	mostGap  = 50 * time.Millisecond
	share    = 4
)

// Wait returns how long to wait before drawing; 0 means draw now. While bytes
// of earlier frames are still pending, the terminal is behind, and the gap is
// the longest one: a frame it has not taken yet need not be followed at once.
func (p *Pacer) Wait(now time.Time, pending int) time.Duration {
	return max(0, p.gap(pending)-now.Sub(p.last))
}

// Drew tells the pacer about a frame: when its drawing began and ended.
func (p *Pacer) Drew(began, ended time.Time) {
	took := max(0, ended.Sub(began))
	if began.Sub(p.last) > p.most() {
		p.cost = took // after quiet, what was costs no longer count
	} else {
		p.cost += (took - p.cost) / 4
	}
	p.last = ended
}

func (p *Pacer) gap(pending int) time.Duration {
	most := p.most()
	if pending > 0 {
		return most
	}
	least := p.Least
	if least <= 0 {
		least = leastGap
	}
	return min(most, max(least, share*p.cost))
}

func (p *Pacer) most() time.Duration {
	if p.Most <= 0 {
		return mostGap
	}
	return p.Most
}
