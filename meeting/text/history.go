package text

import (
	"bytes"
	"sort"
	"strings"
)

// At returns the text as it was once everything up to seq was applied.
func (t *Text) At(seq uint64) string {
	var b strings.Builder
	b.Grow(int(t.root.shown))
	t.past(seq, func(_ uint32, s []byte) { b.Write(s) })
	return b.String()
}

// RunsAt returns the text as it was once everything up to seq was applied, by who
// wrote it. Runs that follow one another differ in Site.
func (t *Text) RunsAt(seq uint64) []Run {
	var runs []Run
	var b strings.Builder
	last := uint32(none)
	end := func() {
		if last != none {
			runs = append(runs, Run{Site: t.sites[last].id, Text: b.String()})
		}
		b.Reset()
	}
	t.past(seq, func(si uint32, s []byte) {
		if si != last {
			end()
			last = si
		}
		b.Write(s)
	})
	end()
	return runs
}

// Origin returns the gesture that inserted a character and its position in the log,
// or zeros if the text does not have the character.
func (t *Text) Origin(id ID) (Gesture, uint64) {
	if !t.knows(id, 1) {
		return Gesture{}, 0
	}
	s := t.site(id.Site)
	i := sort.Search(len(s.made), func(i int) bool { return t.gestures[s.made[i]].hi > id.N })
	return t.name(&t.gestures[s.made[i]]), s.bornAt(id.N)
}

// past calls yield for what showed at seq, in text order, by the index of its site.
func (t *Text) past(seq uint64, yield func(si uint32, s []byte)) {
	// gone[site][n-1] is 1 if the character did not show then, counted up to born[site].
	gone := make([][]byte, len(t.sites))
	for i, s := range t.sites {
		gone[i] = make([]byte, s.bornBy(seq))
	}
	hide := func(si, lo, hi uint32) {
		g := gone[si]
		lo, hi = min(lo-1, uint32(len(g))), min(hi-1, uint32(len(g)))
		for i := range g[lo:hi] {
			g[lo:hi][i] = 1
		}
	}
	off := map[uint32]bool{}
	for gi, turns := range t.turns {
		if i := sort.Search(len(turns), func(i int) bool { return turns[i].seq > seq }); i > 0 && turns[i-1].off {
			off[gi] = true
			hide(t.gestures[gi].site, t.gestures[gi].lo, t.gestures[gi].hi)
		}
	}
	for gi := range t.gestures {
		if len(off) > 0 && off[uint32(gi)] {
			continue
		}
		g := &t.gestures[gi]
		cuts := t.sites[g.site].cuts[g.cutLo:g.cutHi]
		for i := range cuts {
			if cuts[i].seq > seq {
				break
			}
			lo, hi := cuts[i].by(seq)
			hide(cuts[i].site, lo, hi)
		}
	}
	t.root.each(func(p *piece) {
		g := gone[p.site]
		lo, hi := min(int(p.n-1), len(g)), min(int(p.end()-1), len(g))
		for lo < hi {
			// Each step yields what shows and skips what does not.
			k := bytes.IndexByte(g[lo:hi], 1)
			if k < 0 {
				k = hi - lo
			}
			if k > 0 {
				yield(p.site, t.sites[p.site].text.slice(uint32(lo), uint32(lo+k)))
			}
			lo += k
			for lo < hi && g[lo] == 1 {
				lo++
			}
		}
	})
}

// each calls f for the pieces below the node, in text order.
func (n *node) each(f func(*piece)) {
	for _, k := range n.kids {
		k.each(f)
	}
	for i := range n.pieces {
		f(&n.pieces[i])
	}
}
