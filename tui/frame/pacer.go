package frame

import (
	"sync/atomic"
	"time"
)

// A Pacer says how long to wait before the next frame: not at all for the
// first ones after quiet, then until the next beat, no matter how much
// happens. The terminals of one meeting have their beats together: what one of
// them has worked out is there for the others, and one waking serves them all.
// It keeps no timer; an idle terminal costs nothing. It is not safe for
// concurrent use.
//
//	if wait := pacer.Wait(now, out.Pending()); wait > 0 {
//		// remember that something changed and ask again after wait
//	} else {
//		frame.Draw(screen)
//		pacer.Drew(now, time.Now())
//	}
type Pacer struct {
	// Phase moves the beats. Terminals that show different things had better
	// not draw at the same time.
	Phase time.Duration

	last time.Time     // when the last frame was done
	next time.Time     // when it would be the next one's turn, had all come steadily
	cost time.Duration // what a frame costs, smoothed
	seen int64         // the window of the crowd that this terminal was counted in
}

const (
	least = time.Millisecond      // between any two frames
	beat  = 20 * time.Millisecond // between two frames while there is always something new
	most  = 3 * beat              // while the terminal is behind, or frames are dear
	burst = 4                     // frames that may come before their turn, as after a key or two
	share = 4                     // drawing takes at most one part in so many more of a terminal's time
	part  = 2                     // and one in so many of a processor's, for all terminals together
)

// epoch is what beats are counted from.
var epoch = time.Now()

// Wait returns how long to wait before drawing; 0 means draw now. While bytes
// of earlier frames are still pending, the terminal is behind, and the gap is
// the longest one: a frame it has not taken yet need not be followed at once.
func (p *Pacer) Wait(now time.Time, pending int) time.Duration {
	gap := p.gap()
	own, turn := p.WaitOwn(now, pending), p.next.Add(-burst*gap).Sub(now)
	if turn <= 0 {
		return own
	}
	at := now.Add(max(own, turn)).Sub(epoch) - p.Phase
	if late := at % gap; late > 0 {
		at += gap - late
	}
	return epoch.Add(at + p.Phase).Sub(now)
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

// Aside returns how long to put off a frame that the answer to what somebody has just asked for will most likely overtake.
func (*Pacer) Aside() time.Duration { return beat }

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
	p.seen = crowd.drew(p.seen, ended, took)
}

// gap is the time between two frames while there is always something new: a whole number of beats.
func (p *Pacer) gap() time.Duration {
	want := max(share*p.cost, part*crowd.cost())
	beats := (want + beat - 1) / beat
	return min(max(beats, 1), most/beat) * beat //nolint:durationcheck // a number of beats, which is no duration though it is typed so
}

// crowd is all terminals of this process that are drawn to now.
var crowd terminals

// terminals knows how many terminals are drawn to, and what it costs to draw to each of them once. It is safe for concurrent use; of
// two who count at the same moment one may be lost.
type terminals struct {
	window     atomic.Int64 // the number of the time in which they are counted
	count, was atomic.Int64 // terminals drawn to in it, and in the one before
	mean       atomic.Int64 // a frame's cost in nanoseconds, smoothed
}

// window is the time in which terminals are counted.
const window = 100 * time.Millisecond

// drew notes a frame. seen is the window in which the same terminal was counted last; it returns the one for the next call.
func (t *terminals) drew(seen int64, at time.Time, took time.Duration) int64 {
	mean := t.mean.Load()
	if mean == 0 {
		mean = int64(took)
	}
	// Once in a while a frame is interrupted by whatever else the machine does: that is not what frames cost.
	t.mean.Store(mean + (min(int64(took), 2*mean+1)-mean)/16)
	now := int64(at.Sub(epoch)/window) + 1
	if w := t.window.Load(); w != now && t.window.CompareAndSwap(w, now) {
		n := t.count.Swap(0)
		if w+1 != now {
			n = 0
		}
		t.was.Store(n)
	}
	if seen != now {
		t.count.Add(1)
	}
	return now
}

// cost is what drawing to all of them once costs.
func (t *terminals) cost() time.Duration {
	return time.Duration(max(t.was.Load(), t.count.Load()) * t.mean.Load())
}
