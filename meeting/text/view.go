package text

import (
	"iter"
	"sort"
	"strings"
	"unicode/utf8"
)

// View is a text as it was when it was published: immutable, safe for concurrent
// use, and cheap to copy. It gives out visible characters only. Two Views of one
// text are equal (==) if and only if nothing that shows changed between them. The
// zero value is the empty text.
//
// Positions count visible characters (runes) from 0; one outside the text means
// the nearer end. Lines are what newlines part: a text has one line more than
// newlines, and its last line may be empty.
type View struct{ s *state }

// state is what a View points to.
type state struct {
	root  *page
	sites []Site   // by the index that pieces use
	next  []uint32 // by site: the number of its next character
}

// page is the published copy of a node, with the text of its visible characters.
type page struct {
	runes, lines, bytes int

	kids   []*page
	pieces []piece
	text   string

	// Which characters may be below: the range of their numbers, and for each site
	// the bit of its index modulo 64.
	lo, hi uint32
	sites  uint64
}

// View publishes the text as it is now. Parts that have not changed since the last
// View are shared with it.
func (t *Text) View() View {
	if !t.changed {
		return t.view
	}
	t.changed = false
	s := &state{root: t.publish(t.root)}
	if old := t.view.s; old != nil && len(old.sites) == len(t.sites) {
		s.sites = old.sites
	} else {
		for _, x := range t.sites {
			s.sites = append(s.sites, x.id)
		}
	}
	s.next = make([]uint32, len(t.sites))
	for i, x := range t.sites {
		s.next[i] = uint32(len(x.text)) + 1
	}
	t.view = View{s}
	return t.view
}

// publish returns the node's page, making those that are missing.
func (t *Text) publish(n *node) *page {
	if n.page != nil {
		return n.page
	}
	p := &page{lo: 1<<32 - 1}
	n.page = p
	if n.kids != nil {
		p.kids = make([]*page, len(n.kids))
		for i, k := range n.kids {
			q := t.publish(k)
			p.kids[i] = q
			p.runes += q.runes
			p.lines += q.lines
			p.bytes += q.bytes
			p.lo, p.hi, p.sites = min(p.lo, q.lo), max(p.hi, q.hi), p.sites|q.sites
		}
		return p
	}
	p.pieces = append(make([]piece, 0, len(n.pieces)), n.pieces...)
	var buf [2 * maxRunes]byte
	b := buf[:0]
	for _, x := range p.pieces {
		p.lo, p.hi = min(p.lo, x.n), max(p.hi, x.end())
		p.sites |= 1 << (x.site % 64)
		if x.hidden {
			continue
		}
		p.runes += int(x.k)
		for _, r := range t.sites[x.site].text[x.n-1 : x.end()-1] {
			if r == '\n' {
				p.lines++
			}
			if r < utf8.RuneSelf {
				b = append(b, byte(r))
			} else {
				b = utf8.AppendRune(b, r)
			}
		}
	}
	p.text, p.bytes = string(b), len(b)
	return p
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
		if start+k.runes > from && !k.leaves(start, from, to, yield) {
			return false
		}
		start += k.runes
	}
	return true
}

// Len returns the number of visible characters.
func (v View) Len() int {
	if v.s == nil {
		return 0
	}
	return v.s.root.runes
}

// Next returns the number that the site's next inserted character gets, so that a
// connection can name what it has sent before it is back: see Edit.First.
func (v View) Next(site Site) uint32 {
	if v.s != nil {
		for i, id := range v.s.sites {
			if id == site {
				return v.s.next[i]
			}
		}
	}
	return 1
}

// clamp returns positions within the text, the first one not after the second.
func (v View) clamp(from, to int) (int, int) {
	from = min(max(from, 0), v.Len())
	return from, min(max(to, from), v.Len())
}

// String returns the whole text.
func (v View) String() string { return v.Slice(0, v.Len()) }

// Slice returns the text from one position up to another.
func (v View) Slice(from, to int) string {
	from, to = v.clamp(from, to)
	if from == to {
		return ""
	}
	var b strings.Builder
	b.Grow(min(v.s.root.bytes, (to-from)*utf8.UTFMax))
	v.s.root.leaves(0, from, to, func(p *page, start int) bool {
		b.WriteString(p.cut(max(from-start, 0), min(to-start, p.runes)))
		return true
	})
	return b.String()
}

// At returns the character at a position, or 0 if there is none.
func (v View) At(pos int) rune {
	var c rune
	if pos >= 0 && pos < v.Len() {
		v.s.root.leaves(0, pos, pos+1, func(p *page, start int) bool {
			c, _ = utf8.DecodeRuneInString(p.text[p.offset(pos-start):])
			return false
		})
	}
	return c
}

// Run is consecutive visible characters of one site.
type Run struct {
	Site Site
	Text string
}

// Runs yields the text from one position up to another by who wrote it. Runs that
// follow one another differ in Site.
func (v View) Runs(from, to int) iter.Seq[Run] {
	from, to = v.clamp(from, to)
	return func(yield func(Run) bool) {
		if from == to {
			return
		}
		var site Site
		var b strings.Builder
		more := v.s.root.leaves(0, from, to, func(p *page, start int) bool {
			return p.shown(start, from, to, func(x piece, i, j int) bool {
				if id := v.s.sites[x.site]; id != site {
					if b.Len() > 0 && !yield(Run{site, b.String()}) {
						return false
					}
					site = id
					b.Reset()
				}
				b.WriteString(p.cut(i-start, j-start))
				return true
			})
		})
		if more {
			yield(Run{site, b.String()})
		}
	}
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
			x.k = uint32(j - i)
			if !yield(x, i, j) {
				return false
			}
		}
		start = end
	}
	return true
}

// Lines returns the number of lines, at least 1.
func (v View) Lines() int {
	if v.s == nil {
		return 1
	}
	return v.s.root.lines + 1
}

// LineStart returns the position where line i starts, counted from 0.
func (v View) LineStart(i int) int {
	if i <= 0 || v.s == nil {
		return 0
	}
	if i >= v.Lines() {
		return v.Len()
	}
	// Find the i-th newline, counted from 1.
	p, pos := v.s.root, 0
	for p.kids != nil {
		for _, k := range p.kids {
			if i <= k.lines {
				p = k
				break
			}
			i -= k.lines
			pos += k.runes
		}
	}
	at := 0
	for ; i > 0; i-- {
		at += strings.IndexByte(p.text[at:], '\n') + 1
	}
	return pos + utf8.RuneCountInString(p.text[:at])
}

// LineAt returns the line that a position is on, counted from 0. A newline is the
// last character of its line.
func (v View) LineAt(pos int) int {
	pos, _ = v.clamp(pos, pos)
	if v.s == nil {
		return 0
	}
	p, line := v.s.root, 0
	for p.kids != nil {
		i := 0
		for ; i < len(p.kids)-1 && pos >= p.kids[i].runes; i++ {
			pos -= p.kids[i].runes
			line += p.kids[i].lines
		}
		p = p.kids[i]
	}
	return line + strings.Count(p.cut(0, pos), "\n")
}

// Line returns the text of line i, counted from 0, without its newline.
func (v View) Line(i int) string {
	if i < 0 || i >= v.Lines() {
		return ""
	}
	return strings.TrimSuffix(v.Slice(v.LineStart(i), v.LineStart(i+1)), "\n")
}

// LinesFrom yields the lines from line i on, each with the position where it starts
// and without its newline.
func (v View) LinesFrom(i int) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		start := v.LineStart(i)
		for i := max(i, 0); i < v.Lines(); i++ {
			next := v.LineStart(i + 1)
			if !yield(start, strings.TrimSuffix(v.Slice(start, next), "\n")) {
				return
			}
			start = next
		}
	}
}

// idAt returns the id of the character at a position, which must be in the text.
func (v View) idAt(pos int) ID {
	var id ID
	v.s.root.leaves(0, pos, pos+1, func(p *page, start int) bool {
		return p.shown(start, pos, pos+1, func(x piece, _, _ int) bool {
			id = ID{v.s.sites[x.site], x.n}
			return false
		})
	})
	return id
}

// Caret is a place in a text that stays with its character: directly after ID, or
// directly before it. The zero Caret is the start of the text.
type Caret struct {
	ID     ID
	Before bool
}

// CaretAt returns the caret after the character left of a position, or at the start.
func (v View) CaretAt(pos int) Caret {
	pos, _ = v.clamp(pos, pos)
	if pos == 0 {
		return Caret{}
	}
	return Caret{ID: v.idAt(pos - 1)}
}

// Pos returns the position where a caret is now. If its character is deleted, that
// is the character's place; if it is not known, the end of the text.
func (v View) Pos(c Caret) int {
	if c.ID == (ID{}) || v.s == nil {
		return 0
	}
	for i, id := range v.s.sites {
		if id != c.ID.Site {
			continue
		}
		pos, shown, ok := v.s.root.locate(uint32(i), c.ID.N)
		if ok && shown && !c.Before {
			pos++
		}
		if ok {
			return pos
		}
	}
	return v.Len()
}

// locate returns how many visible characters are before a character below the page,
// and whether it shows itself; ok is false if it is not there.
func (p *page) locate(si, n uint32) (pos int, shown, ok bool) {
	if n < p.lo || n >= p.hi || p.sites&(1<<(si%64)) == 0 {
		return 0, false, false
	}
	for _, k := range p.kids {
		if at, shown, ok := k.locate(si, n); ok {
			return pos + at, shown, true
		}
		pos += k.runes
	}
	for _, x := range p.pieces {
		if x.site == si && n-x.n < x.k {
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

// InsertAt returns the edit that inserts s at a position.
func (v View) InsertAt(g Gesture, pos int, s string) Edit {
	return v.Replace(g, pos, pos, s)
}

// DeleteRange returns the edit that deletes the characters from one position up to
// another.
func (v View) DeleteRange(g Gesture, from, to int) Edit {
	return v.Replace(g, from, to, "")
}

// Replace returns the edit that inserts s at from and deletes the characters from
// there up to to. If s and the range are both empty there is nothing to apply, and
// Check refuses the edit.
func (v View) Replace(g Gesture, from, to int, s string) Edit {
	from, to = v.clamp(from, to)
	e := Edit{Gesture: g, Insert: s}
	if s != "" {
		e.After = v.CaretAt(from).ID
	}
	if from == to {
		return e
	}
	v.s.root.leaves(0, from, to, func(p *page, start int) bool {
		return p.shown(start, from, to, func(x piece, _, _ int) bool {
			id := v.s.sites[x.site]
			if i := len(e.Delete) - 1; i >= 0 && e.Delete[i].Site == id && e.Delete[i].N+e.Delete[i].Len == x.n {
				e.Delete[i].Len += x.k
			} else {
				e.Delete = append(e.Delete, Span{ID: ID{id, x.n}, Len: x.k})
			}
			return true
		})
	})
	return e
}

// At returns the text as it was once everything up to seq was applied.
func (t *Text) At(seq uint64) string {
	// shown[site][n-1] becomes whether the character showed then.
	shown := make([][]bool, len(t.sites))
	stood := make([]bool, len(t.gestures))
	for i := range t.gestures {
		stood[i] = t.gestures[i].stoodAt(seq)
	}
	for i, s := range t.sites {
		shown[i] = make([]bool, len(s.text))
		for j, b := range s.births {
			if b.seq > seq {
				break
			}
			end := uint32(len(s.text)) + 1
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
		for n := p.n; n < p.end(); n++ {
			if shown[p.site][n-1] {
				b.WriteRune(t.sites[p.site].text[n-1])
			}
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
