package text

import (
	"encoding/binary"
	"errors"
	"unicode/utf8"
)

// snapshotVersion is the first byte of a snapshot. Snapshots are never migrated:
// another version is refused, and the text is built from the log again.
const snapshotVersion = 1

// ErrSnapshot means that a snapshot is damaged or of another version.
var ErrSnapshot = errors.New("the saved copy of this text could not be read, so it was left alone: build it from the log again")

// AppendBinary appends a snapshot of the whole engine to b: every character and
// delete mark with its place in the log, and every gesture in its undo order. Equal
// histories give equal bytes, however often they went through a snapshot. The error
// is always nil.
func (t *Text) AppendBinary(b []byte) ([]byte, error) {
	u := func(v uint64) { b = binary.AppendUvarint(b, v) }
	b = append(b, snapshotVersion)
	u(t.tick)
	u(uint64(len(t.sites)))
	for _, s := range t.sites {
		u(uint64(s.id))
		u(uint64(s.last))
		u(uint64(len(s.text.b)))
		b = append(b, s.text.b...)
	}
	u(uint64(len(t.gestures)))
	for i := range t.gestures {
		g := &t.gestures[i]
		u(uint64(t.index(g.Site)))
		u(uint64(g.N))
		u(g.edited)
		u(g.turned)
		u(uint64(len(g.turns)))
		// Turns alternate, starting with off.
		seq := uint64(0)
		for _, x := range g.turns {
			u(x.seq - seq)
			seq = x.seq
		}
		u(uint64(len(g.cuts)))
		seq = 0
		for _, c := range g.cuts {
			u(c.seq - seq)
			seq = c.seq
			u(uint64(c.site))
			u(uint64(c.n))
			u(uint64(c.k))
		}
	}
	for _, s := range t.sites {
		u(uint64(len(s.births)))
		n, seq := uint32(1), uint64(0)
		for _, x := range s.births {
			u(uint64(x.n - n))
			u(uint64(x.gesture))
			u(x.seq - seq)
			n, seq = x.n, x.seq
		}
	}
	var runs []piece
	t.root.each(func(p piece) {
		if i := len(runs) - 1; i >= 0 && runs[i].site == p.site && runs[i].end() == p.n {
			runs[i].k += p.k
		} else {
			runs = append(runs, p)
		}
	})
	u(uint64(len(runs)))
	for _, p := range runs {
		u(uint64(p.site))
		u(uint64(p.n))
		u(uint64(p.k))
	}
	return b, nil
}

// UnmarshalBinary makes t the text of a snapshot, which must be all of data. It
// returns ErrSnapshot and leaves t alone if that does not hold together. Memory
// stays within a small multiple of data's length.
func (t *Text) UnmarshalBinary(data []byte) error {
	d := &decoder{data: data}
	x := New()
	if d.byte() != snapshotVersion {
		return ErrSnapshot
	}
	x.tick = d.uint64()
	x.readSites(d)
	x.readGestures(d)
	x.readBirths(d)
	x.readOrder(d)
	if d.failed || len(d.data) > 0 {
		return ErrSnapshot
	}
	for i := range x.gestures {
		for _, c := range x.gestures[i].cuts {
			x.each(c.site, c.n, c.n+c.k, true, func(p *piece) { p.marks = x.marked(p.marks, uint32(i)) })
		}
	}
	for i := range x.gestures {
		if x.gestures[i].undone {
			x.show(&x.gestures[i])
		}
	}
	x.changed = x.total > 0
	*t = *x
	return nil
}

func (t *Text) readSites(d *decoder) {
	for range d.count(3) {
		id, last := Site(d.uint32()), d.uint32()
		text := d.bytes(MaxLen * utf8.UTFMax)
		n := utf8.RuneCount(text)
		if d.failed || id == 0 || last == 0 || t.site(id) != nil || !utf8.Valid(text) || t.total+n > MaxLen {
			d.fail()
			return
		}
		s := t.sites[t.openSite(id)]
		s.last = last
		if n > 0 {
			s.text.add(string(text))
			s.leaf = make([]uint32, n)
		}
		t.total += n
	}
}

func (t *Text) readGestures(d *decoder) {
	for range d.count(6) {
		si := d.uint32()
		if d.failed || int(si) >= len(t.sites) {
			d.fail()
			return
		}
		s := t.sites[si]
		g := gesture{Gesture: Gesture{Site: s.id, N: d.uint32()}, edited: d.uint64(), turned: d.uint64()}
		if i := len(s.made) - 1; g.N == 0 || g.N > s.last || g.edited > t.tick || g.turned > t.tick ||
			i >= 0 && t.gestures[s.made[i]].N >= g.N {
			d.fail()
			return
		}
		seq := uint64(0)
		for range d.count(1) {
			seq += d.uint64()
			g.undone = !g.undone
			g.turns = append(g.turns, turn{seq: seq, off: g.undone})
		}
		seq = 0
		for range d.count(4) {
			seq += d.uint64()
			c := cut{seq: seq, site: d.uint32(), n: d.uint32(), k: d.uint32()}
			if d.failed || int(c.site) >= len(t.sites) || c.k == 0 || !t.knows(ID{t.sites[c.site].id, c.n}, c.k) {
				d.fail()
				return
			}
			g.cuts = append(g.cuts, c)
		}
		s.made = append(s.made, uint32(len(t.gestures)))
		t.gestures = append(t.gestures, g)
	}
}

func (t *Text) readBirths(d *decoder) {
	for _, s := range t.sites {
		n, seq, made := uint64(1), uint64(0), 0
		for i := range d.count(3) {
			step, gi := d.uint64(), d.uint32()
			n, seq = n+step, seq+d.uint64()
			// Characters are born in order, by the site's own gestures in order.
			for made < len(s.made) && s.made[made] != gi {
				made++
			}
			if d.failed || (step == 0) != (i == 0) || step > MaxLen || n > uint64(s.text.n) || made == len(s.made) {
				d.fail()
				return
			}
			b := birth{n: uint32(n), gesture: gi, seq: seq}
			if i > 0 {
				t.gestures[s.births[i-1].gesture].hi = b.n
			}
			if g := &t.gestures[gi]; g.lo == 0 {
				g.lo = b.n
			}
			t.gestures[gi].hi = s.text.n + 1
			s.births = append(s.births, b)
		}
		if (len(s.births) == 0) != (s.text.n == 0) {
			d.fail()
			return
		}
	}
}

// readOrder builds the tree.
func (t *Text) readOrder(d *decoder) {
	seen := make([][]bool, len(t.sites))
	for i, s := range t.sites {
		seen[i] = make([]bool, s.text.n)
	}
	left := t.total
	leaf := t.first
	for range d.count(3) {
		p := piece{site: d.uint32(), n: d.uint32(), k: d.uint32()}
		if d.failed || int(p.site) >= len(t.sites) || p.k == 0 || !t.knows(ID{t.sites[p.site].id, p.n}, p.k) {
			d.fail()
			return
		}
		for n := p.n; n < p.end(); n++ {
			if seen[p.site][n-1] {
				d.fail()
				return
			}
			seen[p.site][n-1] = true
		}
		left -= int(p.k)
		for rest := p; rest.k > 0; {
			q := rest
			q.k = min(q.k, maxRunes)
			rest.n, rest.k = q.end(), rest.k-q.k
			leaf = t.push(leaf, q)
		}
	}
	if left != 0 {
		d.fail()
	}
}

// push puts a piece at the end of the text, given its last leaf, and returns the
// leaf that is last then.
func (t *Text) push(leaf *node, p piece) *node {
	if len(leaf.pieces) >= maxPieces*3/4 || len(leaf.pieces) > 0 && leaf.size+int(p.k) > maxRunes {
		next := t.newLeaf()
		t.hang(leaf, next)
		leaf = next
	}
	leaf.pieces = append(leaf.pieces, p)
	t.settle(leaf, p)
	return leaf
}
