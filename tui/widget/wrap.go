package widget

import (
	"strings"
	"unicode/utf8"
)

// span is one row of a wrapped paragraph: its bytes and its runes within the
// paragraph, and the columns it takes. The spaces a row was broken at belong to
// it, but take no column of the width.
type span struct {
	b0, b1 int // bytes
	r0, r1 int // runes
	cols   int // columns, trailing spaces included
}

// wrap breaks one paragraph (no newline in it) into rows of at most width
// columns: after spaces and hyphens and around wide letters where there are
// any, else anywhere between characters. There is at least one row.
func wrap(par string, width int) []span {
	var rows []span
	wrapFrom(par, 0, 0, width, func(row span) bool {
		rows = append(rows, row)
		return true
	})
	return rows
}

// wrapFrom gives the rows of a paragraph from a row's start on, which is at byte
// b and rune r, until emit returns false.
func wrapFrom(par string, b, r, width int, emit func(span) bool) {
	width = max(width, 1)
	row := span{b0: b, r0: r}
	cols := 0                        // columns of the row so far
	var brk struct{ b, r, cols int } // the last place the row may end at, if after its start
	for b < len(par) {
		n, runes, w := 1, 1, 1
		space, breaks := par[b] == ' ', par[b] == ' ' || par[b] == '-' // the row may end after it
		if par[b] >= utf8.RuneSelf || b+1 < len(par) && par[b+1] >= utf8.RuneSelf {
			n, _, w = cluster(par[b:])
			runes = runeCount(par[b : b+n])
			if n > 1 { // a space with a mark is no space
				space, breaks = false, w > 1
			}
			if w > 1 {
				if cols+w <= width {
					brk.b, brk.r, brk.cols = b, r, cols
				}
			}
		}
		if !space && cols+w > width && b > row.b0 {
			row.b1, row.r1, row.cols = b, r, cols
			if brk.b > row.b0 {
				row.b1, row.r1, row.cols = brk.b, brk.r, brk.cols
			}
			if !emit(row) {
				return
			}
			cols -= row.cols
			row = span{b0: row.b1, r0: row.r1}
			continue // the same character again, on the new row
		}
		b, r, cols = b+n, r+runes, cols+w
		if breaks {
			brk.b, brk.r, brk.cols = b, r, cols
		}
	}
	row.b1, row.r1, row.cols = b, r, cols
	emit(row)
}

// paragraph is a paragraph as it is laid out in a width.
type paragraph struct {
	text string
	rows []span
}

// lay lays a paragraph out. What it has in common with an earlier state of it is
// not broken again: typing into a long paragraph costs the rows near the caret.
func lay(text string, width int, old *paragraph) *paragraph {
	p := &paragraph{text: text}
	if old == nil || len(old.rows) < 8 {
		p.rows = wrap(text, width)
		return p
	}
	same := prefix(old.text, text)
	// Rows that end before the change stay, but for the last of them: a shorter word
	// after it may now fit.
	keep := 0
	for keep < len(old.rows) && old.rows[keep].b1 <= same {
		keep++
	}
	keep = max(0, keep-2)
	from := old.rows[keep]
	p.rows = append(make([]span, 0, len(old.rows)+1), old.rows[:keep]...)
	// From the first row after the change that starts where an old one did, moved by
	// the change, the old rows are right.
	tail := suffix(old.text[same:], text[same:])
	db := len(text) - len(old.text)
	dr := runeCount(text[same:len(text)-tail]) - runeCount(old.text[same:len(old.text)-tail])
	next := keep
	wrapFrom(text, from.b0, from.r0, width, func(row span) bool {
		p.rows = append(p.rows, row)
		if row.b1 < len(text)-tail {
			return true
		}
		for next < len(old.rows) && old.rows[next].b0+db < row.b1 {
			next++
		}
		if next == len(old.rows) || old.rows[next].b0+db != row.b1 {
			return true
		}
		for _, o := range old.rows[next:] {
			p.rows = append(p.rows, span{o.b0 + db, o.b1 + db, o.r0 + dr, o.r1 + dr, o.cols})
		}
		return false
	})
	return p
}

// prefix returns the length of the longest common beginning of whole runes.
func prefix(a, b string) int {
	n := min(len(a), len(b))
	i := 0
	for i+64 <= n && a[i:i+64] == b[i:i+64] {
		i += 64
	}
	for i < n && a[i] == b[i] {
		i++
	}
	for i > 0 && i < len(b) && !utf8.RuneStart(b[i]) {
		i--
	}
	return i
}

// suffix returns the length of the longest common end of whole runes.
func suffix(a, b string) int {
	n := min(len(a), len(b))
	i := 0
	for i+64 <= n && a[len(a)-i-64:len(a)-i] == b[len(b)-i-64:len(b)-i] {
		i += 64
	}
	for i < n && a[len(a)-i-1] == b[len(b)-i-1] {
		i++
	}
	for i > 0 && !utf8.RuneStart(b[len(b)-i]) {
		i--
	}
	return i
}

// rowAt returns the index of the row that holds the rune offset; the offset at a
// break belongs to the row that starts there.
func (p *paragraph) rowAt(off int) int {
	lo, hi := 0, len(p.rows)-1
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if p.rows[mid].r0 <= off {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo
}

// column returns the column of a rune offset within a row. An offset within a
// character is where the character is.
func (p *paragraph) column(row, off int) int {
	s := p.rows[row]
	if len(p.text) == p.rows[len(p.rows)-1].r1 { // ASCII: a byte, a rune and a column are one
		return max(0, min(off, s.r1)-s.r0)
	}
	col, r := 0, s.r0
	for t := p.text[s.b0:s.b1]; t != "" && r < off; {
		n, _, w := cluster(t)
		r += runeCount(t[:n])
		if r > off {
			break
		}
		t, col = t[n:], col+w
	}
	return col
}

// offset returns the rune offset in a row that is nearest to a column, and not
// after the row's end: on a row that was broken at a space, before that space.
func (p *paragraph) offset(row, col int) int {
	s := p.rows[row]
	at, r := 0, s.r0
	last := s.r0
	for t := p.text[s.b0:s.b1]; t != ""; {
		n, _, w := cluster(t)
		if at+w > col && (col-at)*2 < w {
			return r
		}
		last = r
		r += runeCount(t[:n])
		t, at = t[n:], at+w
		if at > col {
			break
		}
	}
	if r == s.r1 && row < len(p.rows)-1 {
		return last // the end itself belongs to the next row
	}
	return r
}

// next returns the offset after the character at a rune offset, prev the one
// before the character left of it.
func (p *paragraph) next(off int) int {
	s := p.rows[p.rowAt(off)]
	r := s.r0
	for t := p.text[s.b0:s.b1]; t != ""; {
		n, _, _ := cluster(t)
		r += runeCount(t[:n])
		if r > off {
			return r
		}
		t = t[n:]
	}
	return off
}

func (p *paragraph) prev(off int) int {
	s := p.rows[p.rowAt(max(off-1, 0))]
	r, last := s.r0, s.r0
	for t := p.text[s.b0:s.b1]; t != "" && r < off; {
		n, _, _ := cluster(t)
		last = r
		r += runeCount(t[:n])
		t = t[n:]
	}
	return last
}

func runeCount(s string) int {
	if len(s) == 1 {
		return 1
	}
	return utf8.RuneCountInString(s)
}

// oneLine returns s as a field of one line shows it: newlines as spaces.
func oneLine(s string) string { return strings.ReplaceAll(s, "\n", " ") }
