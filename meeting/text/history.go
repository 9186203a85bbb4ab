package text

import (
	"sort"
	"strings"
)

// At returns the text as it was once everything up to seq was applied.
func (t *Text) At(seq uint64) string {
	// shown[site][n-1] becomes whether the character showed then.
	shown := make([][]bool, len(t.sites))
	stood := make([]bool, len(t.gestures))
	for i := range t.gestures {
		stood[i] = t.gestures[i].stoodAt(seq)
	}
	for i, s := range t.sites {
		shown[i] = make([]bool, s.text.n)
		for j, b := range s.births {
			if b.seq > seq {
				break
			}
			end := s.text.n + 1
			if j+1 < len(s.births) {
				end = s.births[j+1].n
			}
			for n := b.n; n < end && stood[b.gesture]; n++ {
				shown[i][n-1] = true
			}
		}
	}
	for i := range t.gestures {
		for _, c := range t.gestures[i].cuts {
			if c.seq > seq || !stood[i] {
				break
			}
			clear(shown[c.site][c.n-1 : c.n-1+c.k])
		}
	}
	var b strings.Builder
	t.root.each(func(p piece) {
		was := shown[p.site][p.n-1 : p.end()-1]
		i := 0
		for _, r := range string(t.sites[p.site].text.slice(p.n-1, p.end()-1)) {
			if was[i] {
				b.WriteRune(r)
			}
			i++
		}
	})
	return b.String()
}

// stoodAt reports whether the gesture, if it was made by then, was not undone at seq.
func (g *gesture) stoodAt(seq uint64) bool {
	i := sort.Search(len(g.turns), func(i int) bool { return g.turns[i].seq > seq })
	return i == 0 || !g.turns[i-1].off
}

// each calls f for the pieces below the node, in text order.
func (n *node) each(f func(piece)) {
	for _, k := range n.kids {
		k.each(f)
	}
	for _, p := range n.pieces {
		f(p)
	}
}
