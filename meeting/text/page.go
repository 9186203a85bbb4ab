package text

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// page is the published copy of a node: never changed once it is made, and with the
// text of visible characters only.
type page struct {
	runes, lines int // visible characters, and newlines among them
	reach        reach

	kids []kid // of an inner node

	pieces []piece // of a leaf
	text   string
}

// kid is a page with its counts, which are thus read without going to it.
type kid struct {
	page         *page
	runes, lines int32
}

// kid returns how the node is listed in its parent.
func (n *node) kid() kid {
	if n.page == nil {
		return kid{}
	}
	return kid{page: n.page, runes: int32(n.page.runes), lines: int32(n.page.lines)}
}

// reach tells cheaply that a character is not below a node. The zero value reaches
// nothing. It may say too much, never too little: characters leave a node only when
// it splits.
type reach struct {
	lo, hi uint32 // the range of numbers
	sites  uint64 // for each site the bit of its index modulo 64
}

// add takes a piece in.
func (r *reach) add(p piece) {
	r.widen(reach{lo: p.n, hi: p.n + uint32(p.k), sites: 1 << (p.site % 64)})
}

// widen takes in all that q reaches.
func (r *reach) widen(q reach) {
	if r.sites == 0 {
		*r = q
	} else if q.sites != 0 {
		r.lo, r.hi, r.sites = min(r.lo, q.lo), max(r.hi, q.hi), r.sites|q.sites
	}
}

// has reports whether the site's character n may be there.
func (r *reach) has(si, n uint32) bool {
	return r.sites&(1<<(si%64)) != 0 && r.lo <= n && n < r.hi
}

// publish makes the pages that are out of date, from the leaves up, and returns the
// root's.
func (t *Text) publish() *page {
	for level := 0; level < len(t.stale); level++ {
		for _, n := range t.stale[level] {
			if level == 0 {
				n.page = t.leafPage(n)
			} else {
				n.page = innerPage(n)
			}
			n.stale = false
			if p := n.parent; p != nil {
				p.pages[slices.Index(p.kids, n)] = n.kid()
				p.reach.widen(n.page.reach)
				t.touch(p)
			}
		}
		clear(t.stale[level])
		t.stale[level] = t.stale[level][:0]
	}
	return t.root.page
}

// innerPage returns a page of what is published below.
func innerPage(n *node) *page {
	var p *page
	if len(n.pages) <= maxKids/4 {
		x := &struct {
			page
			room [maxKids / 4]kid
		}{}
		p = &x.page
		p.kids = x.room[:len(n.pages):len(n.pages)]
	} else {
		x := &struct {
			page
			room [maxKids]kid
		}{}
		p = &x.page
		p.kids = x.room[:len(n.pages):len(n.pages)]
	}
	copy(p.kids, n.pages)
	p.reach = n.reach
	for i := range p.kids {
		p.runes += int(p.kids[i].runes)
		p.lines += int(p.kids[i].lines)
	}
	return p
}

// leafPage returns a page of the leaf as it is. The two share the pieces until the
// leaf changes again.
func (t *Text) leafPage(n *node) *page {
	n.shared = true
	p := &page{runes: int(n.shown), reach: n.reach, pieces: n.pieces}
	var buf [2 * maxRunes]byte
	b := buf[:0]
	for i := range p.pieces {
		if x := &p.pieces[i]; !x.hidden {
			b = append(b, t.sites[x.site].text.slice(x.n-1, x.end()-1)...)
		}
	}
	p.lines = bytes.Count(b, []byte{'\n'})
	p.text = string(b)
	return p
}

// leaf returns the leaf that has a position, or the last one for the end of the text,
// with the position within it and the lines that end before it.
func (p *page) leaf(pos int) (leaf *page, at, lines int) {
	for p.kids != nil {
		i := 0
		for ; i < len(p.kids)-1 && pos >= int(p.kids[i].runes); i++ {
			pos -= int(p.kids[i].runes)
			lines += int(p.kids[i].lines)
		}
		p = p.kids[i].page
	}
	return p, pos, lines
}

// leaves yields the leaves that hold positions from up to to, with the position
// where each starts. It reports whether it may go on.
func (p *page) leaves(start, from, to int, yield func(*page, int) bool) bool {
	if p.kids == nil {
		return yield(p, start)
	}
	for _, k := range p.kids {
		if start >= to {
			return true
		}
		end := start + int(k.runes)
		if end > from && !k.page.leaves(start, from, to, yield) {
			return false
		}
		start = end
	}
	return true
}

// offset returns where in the leaf's text its visible character i starts.
func (p *page) offset(i int) int {
	if len(p.text) == p.runes {
		return i
	}
	at := 0
	for ; i > 0; i-- {
		_, size := utf8.DecodeRuneInString(p.text[at:])
		at += size
	}
	return at
}

// cut returns the leaf's text from visible character i up to j.
func (p *page) cut(i, j int) string {
	from := p.offset(i)
	if j == p.runes {
		return p.text[from:]
	}
	return p.text[from:p.offset(j)]
}

// shown yields the leaf's visible pieces from one position up to another, cut to
// that, each with its first position and the one after its last. It reports whether
// it may go on. The leaf itself starts at start.
func (p *page) shown(start, from, to int, yield func(x piece, i, j int) bool) bool {
	for _, x := range p.pieces {
		if x.hidden {
			continue
		}
		end := start + int(x.k)
		if i, j := max(start, from), min(end, to); i < j {
			x.n += uint32(i - start)
			x.k = uint16(j - i)
			if !yield(x, i, j) {
				return false
			}
		}
		start = end
	}
	return true
}

// locate returns how many visible characters are before a character below the page,
// and whether it shows itself; ok is false if it is not there.
func (p *page) locate(si, n uint32) (pos int, shown, ok bool) {
	if !p.reach.has(si, n) {
		return 0, false, false
	}
	for _, k := range p.kids {
		if at, shown, ok := k.page.locate(si, n); ok {
			return pos + at, shown, true
		}
		pos += int(k.runes)
	}
	for _, x := range p.pieces {
		if x.has(si, n) {
			if x.hidden {
				return pos, false, true
			}
			return pos + int(n-x.n), true, true
		}
		if !x.hidden {
			pos += int(x.k)
		}
	}
	return 0, false, false
}
