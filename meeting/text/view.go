package text

import (
	"iter"
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
	*page          // of the root
	sites []Site   // by the index that pieces use
	next  []uint32 // by site: the number of its next character
	few   [6]uint32
}

// View publishes the text as it is now. Parts that have not changed since the last
// View are shared with it.
func (t *Text) View() View {
	if !t.changed {
		return t.view
	}
	t.changed = false
	s := &state{page: t.publish()}
	if len(t.sites) <= len(s.few) {
		s.next = s.few[:len(t.sites)] // one allocation less
	} else {
		s.next = make([]uint32, len(t.sites))
	}
	if old := t.view.s; old != nil && len(old.sites) == len(t.sites) {
		s.sites = old.sites
	} else {
		for _, x := range t.sites {
			s.sites = append(s.sites, x.id)
		}
	}
	for i, x := range t.sites {
		s.next[i] = x.text.n + 1
	}
	t.view = View{s}
	return t.view
}

// Len returns the number of visible characters.
func (v View) Len() int {
	if v.s == nil {
		return 0
	}
	return v.s.runes
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
	b.Grow(to - from)
	v.s.leaves(0, from, to, func(p *page, start int) bool {
		b.WriteString(p.cut(max(from-start, 0), min(to-start, p.runes)))
		return true
	})
	return b.String()
}

// At returns the character at a position, or 0 if there is none.
func (v View) At(pos int) rune {
	if pos < 0 || pos >= v.Len() {
		return 0
	}
	p, i, _ := v.s.leaf(pos)
	c, _ := utf8.DecodeRuneInString(p.text[p.offset(i):])
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
		more := v.s.leaves(0, from, to, func(p *page, start int) bool {
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

// Lines returns the number of lines, at least 1.
func (v View) Lines() int {
	if v.s == nil {
		return 1
	}
	return v.s.lines + 1
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
	p, pos, at := v.s.page, 0, 0
	for p.kids != nil {
		j := 0
		for ; i > int(p.kids[j].lines); j++ {
			i -= int(p.kids[j].lines)
			pos += int(p.kids[j].runes)
		}
		p = p.kids[j].page
	}
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
	p, i, line := v.s.leaf(pos)
	return line + strings.Count(p.cut(0, i), "\n")
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
	p, i, _ := v.s.leaf(pos)
	for _, x := range p.pieces {
		if x.hidden {
			continue
		}
		if i < int(x.k) {
			return ID{v.s.sites[x.site], x.n + uint32(i)}
		}
		i -= int(x.k)
	}
	panic("text: a leaf has fewer visible characters than it counts")
}
