package widget

import (
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

// from appends to rows the rows of the text from a row of line i on, until there are so many.
func (s *sheet) from(rows []shownRow, i, row, many int) []shownRow {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 1
	if !s.single {
		n = s.view.Lines()
	}
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
