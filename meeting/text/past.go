package text

import "math"

// birth says when the site's characters from n on, up to the next birth, were
// inserted: the first one at seq, each further one step later. Somebody who types
// alone thus takes one birth for a whole line.
type birth struct {
	seq     uint64
	n, step uint32
}

// born records that the site's k characters from n on were inserted at seq.
func (s *site) born(n, k uint32, seq uint64) {
	if i := len(s.births) - 1; i >= 0 {
		b := &s.births[i]
		had := n - b.n
		if had == 1 && (k == 1 || seq == b.seq) && seq-b.seq <= math.MaxUint32 {
			b.step = uint32(seq - b.seq)
			return
		}
		if had > 1 && (k == 1 || b.step == 0) && seq == b.seq+uint64(had)*uint64(b.step) {
			return
		}
	}
	s.births = append(s.births, birth{seq: seq, n: n})
}

// bornAt returns when the site's character n was inserted.
func (s *site) bornAt(n uint32) uint64 {
	lo, hi := 0, len(s.births) // the birth is in [lo, hi)
	for lo+1 < hi {
		if m := (lo + hi) / 2; s.births[m].n <= n {
			lo = m
		} else {
			hi = m
		}
	}
	b := s.births[lo]
	return b.seq + uint64(n-b.n)*uint64(b.step)
}

// bornBy returns how many of the site's characters were inserted by seq. They are
// the first ones.
func (s *site) bornBy(seq uint64) uint32 {
	lo, hi := uint32(0), s.text.n // the answer is in [lo, hi]
	for lo < hi {
		if m := (lo + hi + 1) / 2; s.bornAt(m) <= seq {
			lo = m
		} else {
			hi = m - 1
		}
	}
	return lo
}

// cut says that a gesture put its delete mark on characters: on n at seq and on each
// further one step later, upwards if k is positive, downwards (as the backspace key
// goes) if it is negative.
type cut struct {
	seq           uint64
	site, n, step uint32
	k             int32
}

// len returns how many characters were marked.
func (c *cut) len() uint32 { return uint32(max(c.k, -c.k)) }

// span returns the first character marked, and the one after the last.
func (c *cut) span() (lo, hi uint32) { return c.by(math.MaxUint64) }

// by is span of what was marked by seq, which was at least the first one.
func (c *cut) by(seq uint64) (lo, hi uint32) {
	k := c.len()
	if c.step > 0 {
		k = uint32(min(uint64(k), (seq-c.seq)/uint64(c.step)+1))
	}
	if c.k < 0 {
		return c.n + 1 - k, c.n + 1
	}
	return c.n, c.n + k
}

// takes reports whether c can be made to hold k characters from n on, too, marked at
// seq, and makes it so.
func (c *cut) takes(seq uint64, n, k uint32) bool {
	had := c.len()
	late := seq - c.seq
	switch {
	case k == 1 && had == 1 && late <= math.MaxUint32 && n == c.n+1:
		c.k, c.step = 2, uint32(late)
	case k == 1 && had == 1 && late <= math.MaxUint32 && n+1 == c.n:
		c.k, c.step = -2, uint32(late)
	case (k == 1 || c.step == 0) && late == uint64(had)*uint64(c.step) && c.k > 0 && n == c.n+had:
		c.k += int32(k)
	case k == 1 && late == uint64(had)*uint64(c.step) && c.k < 0 && n+had == c.n:
		c.k--
	default:
		return false
	}
	return true
}

// cut records what the site's latest gesture deleted.
func (t *Text) cut(gi, si, n, k uint32) {
	g := &t.gestures[gi]
	s := t.sites[g.site]
	if g.cutLo < g.cutHi {
		if c := &s.cuts[g.cutHi-1]; c.site == si && c.takes(t.seq, n, k) {
			return
		}
	}
	s.cuts = append(s.cuts, cut{seq: t.seq, site: si, n: n, k: int32(k)})
	g.cutHi++
}
