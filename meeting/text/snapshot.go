package text

import (
	"encoding/binary"
	"errors"
	"unicode/utf8"
)

// snapshotVersion is the first byte of a snapshot. Snapshots are never migrated:
// another version is refused, and the text is built from the log again.
const snapshotVersion = 2

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
	u(t.seq)
	u(uint64(len(t.sites)))
	for _, s := range t.sites {
		u(uint64(s.id))
		u(uint64(s.last))
		u(uint64(len(s.text.b)))
		b = append(b, s.text.b...)
		u(uint64(len(s.births)))
		n, seq := uint32(1), uint64(0)
		for _, x := range s.births {
			u(uint64(x.n - n))
			u(x.seq - seq)
			u(uint64(x.step))
			n, seq = x.n, x.seq
		}
	}
	u(uint64(len(t.gestures)))
	for i := range t.gestures {
		g := &t.gestures[i]
		u(uint64(g.site))
		u(uint64(g.n))
		u(uint64(g.hi - g.lo))
		u(g.edited)
		u(g.turned)
		turns := t.turns[uint32(i)]
		u(uint64(len(turns)))
		// Turns alternate, starting with off.
		seq := uint64(0)
		for _, x := range turns {
			u(x.seq - seq)
			seq = x.seq
		}
		cuts := t.sites[g.site].cuts[g.cutLo:g.cutHi]
		u(uint64(len(cuts)))
		seq = 0
		for _, c := range cuts {
			u(c.seq - seq)
			seq = c.seq
			u(uint64(c.site))
			u(uint64(c.n))
			b = binary.AppendVarint(b, int64(c.k))
			u(uint64(c.step))
		}
	}
	var runs []Span
	last := -1
	t.root.each(func(p *piece) {
		if i := len(runs) - 1; i >= 0 && last == int(p.site) && runs[i].N+runs[i].Len == p.n {
			runs[i].Len += uint32(p.k)
		} else {
			runs = append(runs, Span{ID{Site(p.site), p.n}, uint32(p.k)})
			last = int(p.site)
		}
	})
	u(uint64(len(runs)))
	for _, p := range runs {
		u(uint64(p.Site))
		u(uint64(p.N))
		u(uint64(p.Len))
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
	x.tick, x.seq = d.uint64(), d.uint64()
	x.readSites(d)
	x.readGestures(d)
	x.readOrder(d)
	if d.failed || d.left() > 0 {
		return ErrSnapshot
	}
	x.root.recount()
	for i := range x.gestures {
		g := &x.gestures[i]
		for _, c := range x.sites[g.site].cuts[g.cutLo:g.cutHi] {
			lo, hi := c.span()
			x.each(c.site, lo, hi, true, func(p *piece) { p.marks = x.marked(p.marks, uint32(i)) })
		}
	}
	for i := range x.gestures {
		if x.gestures[i].undone {
			x.adjust(&x.gestures[i])
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
			s.homes.add(n, 0)
		}
		t.total += n
		t.readBirths(d, s)
	}
}

// readBirths reads a site's births.
func (t *Text) readBirths(d *decoder, s *site) {
	b := birth{n: 1}
	for i := range d.count(3) {
		had, more := b, d.uint64()
		if more > MaxLen || (more == 0) != (i == 0) {
			d.fail()
			return
		}
		b.n += uint32(more)
		b.seq = d.upTo(b.seq, t.seq)
		b.step = d.uint32()
		if d.failed || b.n > s.text.n || i > 0 && !reaches(had.seq, b.n-1-had.n, had.step, b.seq) {
			d.fail()
			return
		}
		s.births = append(s.births, b)
	}
	if (len(s.births) == 0) != (s.text.n == 0) || !reaches(b.seq, s.text.n-b.n, b.step, t.seq) {
		d.fail()
	}
}

// reaches reports whether k steps from seq on end at limit or before. Seq is not
// above limit.
func reaches(seq uint64, k, step uint32, limit uint64) bool {
	return uint64(k)*uint64(step) <= limit-seq
}

func (t *Text) readGestures(d *decoder) {
	next := make([]uint32, len(t.sites)) // by site: the first character that no gesture has yet
	for i := range next {
		next[i] = 1
	}
	for range d.count(7) {
		si := d.uint32()
		if d.failed || int(si) >= len(t.sites) {
			d.fail()
			return
		}
		s := t.sites[si]
		g := gesture{site: si, n: d.uint32()}
		// Characters are born in order, by the site's own gestures in order.
		k := d.uint32()
		if k > s.text.n+1-next[si] {
			d.fail()
			return
		}
		g.lo, g.hi = next[si], next[si]+k
		next[si] = g.hi
		g.edited, g.turned = d.uint64(), d.uint64()
		if i := len(s.made) - 1; g.n == 0 || g.n > s.last || g.edited > t.tick || g.turned > t.tick ||
			i >= 0 && t.gestures[s.made[i]].n >= g.n {
			d.fail()
			return
		}
		gi := uint32(len(t.gestures))
		seq := uint64(0)
		for range d.count(1) {
			seq = d.upTo(seq, t.seq)
			g.undone = !g.undone
			t.turns[gi] = append(t.turns[gi], turn{seq: seq, off: g.undone})
		}
		g.cutLo = uint32(len(s.cuts))
		t.readCuts(d, s)
		g.cutHi = uint32(len(s.cuts))
		if d.failed {
			return
		}
		s.made = append(s.made, gi)
		s.over = 0
		if g.undone {
			s.over = g.n
		}
		t.gestures = append(t.gestures, g)
	}
	for i, s := range t.sites {
		if next[i] != s.text.n+1 {
			d.fail()
		}
	}
}

// readCuts reads what one gesture deleted.
func (t *Text) readCuts(d *decoder, s *site) {
	seq := uint64(0)
	for range d.count(5) {
		seq = d.upTo(seq, t.seq)
		c := cut{seq: seq, site: d.uint32(), n: d.uint32()}
		k := d.int64()
		c.step = d.uint32()
		if d.failed || int(c.site) >= len(t.sites) || k == 0 || k > MaxLen || -k > int64(c.n) {
			d.fail()
			return
		}
		c.k = int32(k)
		lo, hi := c.span()
		if !t.knows(ID{t.sites[c.site].id, lo}, hi-lo) || !reaches(seq, hi-lo-1, c.step, t.seq) {
			d.fail()
			return
		}
		s.cuts = append(s.cuts, c)
	}
}

// readOrder builds the tree.
func (t *Text) readOrder(d *decoder) {
	seen := make([][]bool, len(t.sites))
	for i, s := range t.sites {
		seen[i] = make([]bool, s.text.n)
	}
	left := uint32(t.total)
	leaf := t.first
	for range d.count(3) {
		si, n, k := d.uint32(), d.uint32(), d.uint32()
		if d.failed || int(si) >= len(t.sites) || k == 0 || !t.knows(ID{t.sites[si].id, n}, k) {
			d.fail()
			return
		}
		for i := range seen[si][n-1 : n-1+k] {
			if seen[si][n-1:][i] {
				d.fail()
				return
			}
			seen[si][n-1:][i] = true
		}
		left -= k
		for k > 0 {
			part := min(k, maxRunes)
			leaf = t.push(leaf, piece{site: si, n: n, k: uint16(part)})
			n, k = n+part, k-part
		}
	}
	if left != 0 {
		d.fail()
	}
}

// push puts a piece at the end of the text, given its last leaf, and returns the
// leaf that is last then. What inner nodes show is yet to be counted.
func (t *Text) push(leaf *node, p piece) *node {
	if len(leaf.pieces) >= maxPieces*3/4 || len(leaf.pieces) > 0 && leaf.size+int32(p.k) > maxRunes {
		next := t.newLeaf()
		t.hang(leaf, next)
		leaf = next
	}
	leaf.add(len(leaf.pieces), p)
	t.settle(leaf, p)
	return leaf
}

// recount counts what the inner nodes below n show.
func (n *node) recount() {
	if n.kids == nil {
		return
	}
	n.shown = 0
	for _, k := range n.kids {
		k.recount()
		n.shown += k.shown
	}
}
