package widget

import (
	"math"
	"sync"

	"oneplan/meeting/text"
)

// sheets are the texts that are laid out now, each once for everybody who shows it in one width.
var sheets interned[sheetKey, sheet]

// sheetKey is all that a layout depends on.
type sheetKey struct {
	view   text.View
	width  int
	single bool
}

// sheet is a text laid out in a width, as far as anybody has looked. It is safe for concurrent use.
type sheet struct {
	sheetKey

	mu    sync.Mutex
	lines map[int]line
	pages [4]*page              // those that were looked at last
	tops  map[text.Caret]place  // the rows of carets that somebody's page starts after
	was   map[int]*paragraph    // of the sheet before this one, by line
	kept  map[string]*paragraph // the same, by text
}

// layOut returns the sheet of a text, with what it has in common with an older one taken over.
func layOut(k sheetKey, old *sheet) *sheet {
	if s := sheets.get(k); s != nil {
		return s
	}
	s := &sheet{sheetKey: k, lines: map[int]line{}}
	if old != nil && old.width == k.width && old.single == k.single {
		old.mu.Lock()
		s.was, s.kept = make(map[int]*paragraph, len(old.lines)), make(map[string]*paragraph, len(old.lines))
		for i, x := range old.lines {
			s.was[i], s.kept[x.p.text] = x.p, x.p
		}
		old.mu.Unlock()
	}
	return sheets.add(k, s)
}

// line returns line i, counted from 0.
func (s *sheet) line(i int) line {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lay(i)
}

// rowAt returns the row that a caret is on, which is remembered: it is for the few that pages start after.
func (s *sheet) rowAt(c text.Caret) place {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, known := s.tops[c]
	if !known {
		pos := s.view.Pos(c)
		if !s.single {
			at.line = s.view.LineAt(pos)
		}
		l := s.lay(at.line)
		at.row = l.p.rowAt(pos - l.start)
		if s.tops == nil {
			s.tops = map[text.Caret]place{}
		}
		s.tops[c] = at
	}
	return at
}

// page is the rows that one screen shows: those of everybody who looks at the same place are the same.
type page struct {
	asked  place
	many   int
	top    place // where it begins
	rows   []shownRow
	places map[text.Caret]standing // where carets stand that somebody has asked for
}

// standing is where a caret stands on a page, if it does.
type standing struct {
	y, col int
	shows  bool
}

// place appends where carets stand on a page of the sheet: most of those who look at it ask for the same ones.
func (s *sheet) place(p *page, carets []Peer, out []standing) []standing {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.places == nil {
		p.places = make(map[text.Caret]standing, len(carets)+1)
	}
	for i := range carets {
		c := carets[i].Caret
		at, known := p.places[c]
		if !known {
			at = standingOf(p.rows, s.view.Pos(c))
			p.places[c] = at
		}
		out = append(out, at)
	}
	return out
}

// rowOf returns which of some rows a position is on, if it is on any.
func rowOf(rows []shownRow, pos int) (y int, ok bool) {
	lo, hi := 0, len(rows) // the last row that starts at pos or before
	for lo < hi {
		mid := (lo + hi) / 2
		if r := rows[mid]; r.line.start+r.line.p.rows[r.row].r0 <= pos {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if y = lo - 1; y < 0 {
		return 0, false
	}
	r := rows[y]
	end := r.line.start + r.line.p.rows[r.row].r1
	return y, pos < end || pos == end && r.row == len(r.line.p.rows)-1
}

// standingOf returns where a position is on some rows.
func standingOf(rows []shownRow, pos int) standing {
	y, ok := rowOf(rows, pos)
	if !ok {
		return standing{}
	}
	return standing{y, rows[y].line.p.column(rows[y].row, pos-rows[y].line.start), true}
}

// place is a row of a line.
type place struct{ line, row int }

// page returns the rows of the text from a place on, at most so many, and where they begin: above the place if there would be
// empty rows at the end while there is text above. They must not be changed.
func (s *sheet) page(from place, many int) *page {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.pages {
		if p != nil && p.asked == from && p.many == many {
			return p
		}
	}
	top, n := from, s.count()
	if n-from.line <= many {
		last := s.walk(place{n - 1, math.MaxInt32}, -(many - 1))
		if from.line > last.line || from.line == last.line && from.row > last.row {
			top = last
		}
	}
	p := &page{asked: from, many: many, top: top, rows: s.from(top.line, top.row, many)}
	copy(s.pages[1:], s.pages[:])
	s.pages[0] = p
	return p
}

// count returns the number of lines; a field of one line is one.
func (s *sheet) count() int {
	if s.single {
		return 1
	}
	return s.view.Lines()
}

// walk goes n rows down from a place, or up when negative, and stops at the ends. A row beyond its line means the line's last. It is
// called with mu held.
func (s *sheet) walk(at place, n int) place {
	at.row = min(at.row, len(s.lay(at.line).p.rows)-1)
	for ; n < 0 && (at.line > 0 || at.row > 0); n++ {
		if at.row--; at.row < 0 {
			at.line--
			at.row = len(s.lay(at.line).p.rows) - 1
		}
	}
	for ; n > 0; n-- {
		if at.row+1 < len(s.lay(at.line).p.rows) {
			at.row++
		} else if at.line+1 < s.count() {
			at = place{at.line + 1, 0}
		}
	}
	return at
}

// from returns the rows of the text from a row of line i on, at most so many. It is called with mu held.
func (s *sheet) from(i, row, many int) []shownRow {
	rows := make([]shownRow, 0, many)
	n := s.count()
	for ; len(rows) < many && i < n; i, row = i+1, 0 {
		line := s.lay(i)
		for ; row < len(line.p.rows) && len(rows) < many; row++ {
			rows = append(rows, shownRow{line, row})
		}
	}
	return rows
}

// lay lays a line out. It is called with mu held.
func (s *sheet) lay(i int) line {
	if got, ok := s.lines[i]; ok {
		return got
	}
	var out line
	var words string
	if s.single {
		words = oneLine(s.view.String())
	} else {
		out.start, words = s.cut(i)
	}
	if out.p = s.kept[words]; out.p == nil {
		out.p = lay(words, s.width, s.was[i])
	}
	s.lines[i] = out
	return out
}

// cut returns where a line starts and its text.
func (s *sheet) cut(i int) (start int, words string) {
	if prev, ok := s.lines[i-1]; ok {
		start = prev.start + prev.runes() + 1
	} else {
		start = s.view.LineStart(i)
	}
	end := s.view.Len()
	if next, ok := s.lines[i+1]; ok {
		end = next.start - 1
	} else if i < s.view.Lines()-1 {
		end = s.view.LineStart(i+1) - 1
	}
	return start, s.view.Slice(start, end)
}
