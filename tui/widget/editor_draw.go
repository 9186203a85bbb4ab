package widget

import (
	"slices"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/tui/theme"
)

// rowKey is everything that decides how a row of text looks, so that a row which
// looks the same as on another screen is the same row.
type rowKey struct {
	theme      *theme.Theme
	width      int
	text       string
	left       int
	authors    string // the looks of those who wrote it
	selA, selB int    // selected runes, counted from the row's first, equal without any
	marks      string // carets on the row
}

// rowsDrawn are the rows of texts that are on somebody's screen.
var rowsDrawn interned[rowKey, drawn]

// drawnRow is a row as it was drawn in the last frame, and what it was drawn from.
type drawnRow struct {
	*drawn
	p          *paragraph
	row, left  int
	authors    string
	selA, selB int
	marks      []mark
}

// authorKey returns a string that is equal for rows whose parts, [r0, r1) of the
// line, have the same looks of authors.
func (e *Editor) authorKey(looks []look, r0, r1 int) string {
	var b []byte
	for _, l := range looks {
		if l.end <= r0 {
			continue
		}
		end := min(l.end, r1) - r0
		style := e.Author(l.site)
		b = append(b, byte(end), byte(end>>8), byte(end>>16), style.Attrs, style.Underline)
		b = coloursOf(b, &style)
		if l.end >= r1 {
			break
		}
	}
	return string(b)
}

// caretAt is where a peer's caret shows.
type caretAt struct{ y, col, peer int }

// mark is a coloured piece over a row: a caret or its label.
type mark struct {
	col   int
	label string // what is written there; "" colours what is there
	style uv.Style
}

// Draw draws the text in an area, and the cursor if the editor has the focus.
// Where the text does not fit, the last column becomes a scroll bar. The draft,
// if it is to show, takes the last rows.
func (e *Editor) Draw(scr uv.Screen, area uv.Rectangle) {
	l := &e.layout
	if area.Dx() < 1 || area.Dy() < 1 {
		l.area, l.rows = uv.Rectangle{}, nil
		return
	}
	area.Max.Y -= e.drawDraft(scr, area)
	type looked struct {
		theme any
		w     int
	}
	if k := (looked{e.Theme, area.Dx()}); l.looked != any(k) {
		l.reset()
		l.looked, l.width = k, max(1, area.Dx()-1) // the last column is the caret's
		l.follow = l.follow || !l.scrolled
	}
	if l.height != area.Dy() {
		l.height = area.Dy()
		l.follow = l.follow || !l.scrolled
	}
	l.area = area
	e.fill()
	pos := -1 // what is to be in view
	switch {
	case e.Single:
		e.slide()
	case !e.Focus && e.Tail && !l.scrolled:
		pos = e.view.Len()
	case l.follow || e.Focus && !l.scrolled:
		pos = e.Pos()
	}
	if pos >= 0 {
		if _, shown := rowOf(l.rows, pos); !shown {
			e.reveal(pos)
			e.fill()
		}
	}
	if l.follow {
		l.follow, l.scrolled = false, false
	}
	e.drawRows(scr)
}

// slide scrolls a field of one line so that the caret shows.
func (e *Editor) slide() {
	l := &e.layout
	line := e.line(0)
	col := line.p.column(0, e.Pos())
	if !e.Focus {
		col = 0
	}
	if col < l.left {
		l.left = col
	}
	if col > l.left+l.width {
		l.left = col - l.width
	}
	l.left = max(0, min(l.left, line.p.rows[0].cols-l.width))
}

// fill collects the rows that show.
func (e *Editor) fill() {
	l := &e.layout
	if e.Single {
		l.page, l.rows = nil, []shownRow{{e.line(0), 0}}
		return
	}
	i, row := e.topRow()
	l.page = e.sheet().page(place{i, row}, l.height)
	if top := l.page.top; top != (place{i, row}) {
		e.setTop(top.line, top.row)
	}
	l.rows = l.page.rows
}

// screenPlace returns where on the drawn rows a position is: row index and column.
func (e *Editor) screenPlace(pos int) (y, col int, ok bool) {
	at := standingOf(e.layout.rows, pos)
	return at.y, at.col - e.layout.left, at.shows
}

// places returns where the peers' carets are on the drawn rows.
func (e *Editor) places() []standing {
	l := &e.layout
	out := l.places[:0]
	if l.page != nil {
		out = e.sheet().place(l.page, e.peers, out)
	} else {
		for i := range e.peers {
			out = append(out, standingOf(l.rows, e.view.Pos(e.peers[i].Caret)))
		}
	}
	l.places = out
	return out
}

// drawRows draws the rows that were collected, carets and the scroll bar.
func (e *Editor) drawRows(scr uv.Screen) {
	l := &e.layout
	x, y0, width := l.area.Min.X, l.area.Min.Y, l.area.Dx()
	own := -1
	ownCol := 0
	if e.Focus {
		if y, col, ok := e.screenPlace(e.Pos()); ok {
			own, ownCol = y, min(col, width-1)
			PlaceCursor(scr, x+ownCol, y0+y)
		}
	}
	marks := e.placePeers(own, ownCol)
	from, to := e.Selection()
	for len(l.drawn) < l.height {
		l.drawn = append(l.drawn, drawnRow{})
	}
	clear(l.drawn[l.height:])
	l.drawn = l.drawn[:l.height]
	var looks []look
	for y := range l.height {
		d := &l.drawn[y]
		if y >= len(l.rows) {
			*d = drawnRow{}
			Put(scr, x, y0+y, blankLine(width, uv.Style{}))
			continue
		}
		r := l.rows[y]
		s := r.line.p.rows[r.row]
		is := drawnRow{p: r.line.p, row: r.row, left: l.left}
		if e.Author != nil {
			if y == 0 || l.rows[y-1].line != r.line {
				looks = e.authors(r.line.start, r.line.start+r.line.runes())
			}
			is.authors = e.authorKey(looks, s.r0, s.r1)
		}
		if a, b := max(from-r.line.start, s.r0), min(to-r.line.start, s.r1+1); from < to && a < b {
			is.selA, is.selB = a-s.r0, b-s.r0
		}
		var over []mark
		if marks != nil {
			over = marks[y]
		}
		if !d.looks(&is) || !slices.Equal(d.marks, over) {
			k := rowKey{e.Theme, width, r.line.p.text[s.b0:s.b1], l.left, is.authors, is.selA, is.selB, markKey(over)}
			if is.drawn = rowsDrawn.get(k); is.drawn == nil {
				is.drawn = rowsDrawn.add(k, &drawn{e.buildRow(r, k, looks, over, width)})
			}
			is.marks = append(d.marks[:0], over...) //nolint:gocritic // the array goes on from one to the other
			*d = is
		}
		Put(scr, x, y0+y, d.line)
	}
	e.drawBar(scr)
	if e.Placeholder != "" && e.view.Len() == 0 {
		l.hint.Draw(scr, l.area, uv.Style{}, Run{Text: e.Placeholder, Style: e.Theme.Placeholder, Grow: true})
	}
}

// looks reports whether two rows look alike but for the carets on them.
func (d *drawnRow) looks(o *drawnRow) bool {
	return d.p == o.p && d.row == o.row && d.left == o.left && d.selA == o.selA && d.selB == o.selB && d.authors == o.authors
}

// markKey returns a string that is equal for marks that look the same.
func markKey(marks []mark) string {
	if len(marks) == 0 {
		return ""
	}
	var b []byte
	for _, m := range marks {
		b = append(b, byte(m.col), byte(m.col>>8))
		b = append(b, m.label...)
		b = append(b, 0)
		b = coloursOf(b, &m.style)
		b = append(b, m.style.Attrs)
	}
	return string(b)
}

// placePeers decides where other people's carets and their labels go, by row. A
// label never moves text: it stands where the row is blank, on this row, the one
// above or the one below, or over the text while its owner types and nobody else does further right on that row:
// what somebody is writing is never covered.
func (e *Editor) placePeers(own, ownCol int) [][]mark {
	if len(e.peers) == 0 {
		return nil
	}
	l := &e.layout
	for len(l.marks) < l.height {
		l.marks = append(l.marks, nil)
	}
	marks := l.marks[:l.height]
	for y := range marks {
		marks[y] = marks[y][:0]
	}
	width := l.area.Dx()
	// free reports whether columns [a, b) of row y are blank and unmarked.
	free := func(y, a, b int) bool {
		if y < 0 || y >= len(l.rows) || a < 0 || b > width {
			return false
		}
		r := l.rows[y]
		if s := r.line.p.rows[r.row]; a < s.cols-l.left {
			return false
		}
		if y == own && ownCol >= a && ownCol < b {
			return false
		}
		return !slices.ContainsFunc(marks[y], func(m mark) bool { return m.col < b && a < m.col+max(1, Width(m.label)) })
	}
	l.carets = l.carets[:0]
	for i, at := range e.places() {
		if col := at.col - l.left; at.shows && col >= 0 && col < width {
			l.carets = append(l.carets, caretAt{at.y, col, i})
		}
	}
	// last reports whether nobody writes further right on the row.
	last := func(c caretAt) bool {
		return !(c.y == own && ownCol > c.col) &&
			!slices.ContainsFunc(l.carets, func(o caretAt) bool { return o.y == c.y && o.col > c.col })
	}
	for _, c := range l.carets {
		p, y, col := &e.peers[c.peer], c.y, c.col
		r := l.rows[y]
		w := Width(p.Label)
		if end := r.line.p.rows[r.row].cols - l.left; col >= end && w > 0 {
			// At the end of the row the label itself is the caret, right of others there.
			at := col
			for at < col+16 && !free(y, at, at+w) {
				at++
			}
			if free(y, at, at+w) {
				marks[y] = append(marks[y], mark{at, p.Label, p.Style})
				continue
			}
		}
		marks[y] = append(marks[y], mark{col, "", p.Style})
		switch {
		case w == 0:
		case free(y-1, col, col+w):
			marks[y-1] = append(marks[y-1], mark{col, p.Label, p.Style})
		case free(y+1, col, col+w):
			marks[y+1] = append(marks[y+1], mark{col, p.Label, p.Style})
		case p.Active && col+1+w <= width && last(c):
			marks[y] = append(marks[y], mark{col + 1, p.Label, p.Style})
		}
	}
	return marks
}

// buildRow makes the cells of one row.
func (e *Editor) buildRow(r shownRow, k rowKey, looks []look, marks []mark, width int) uv.Line {
	out := slices.Clone(blankLine(width, uv.Style{}))
	r0 := r.line.p.rows[r.row].r0
	off, col := 0, -k.left
	style := e.Theme.Text
	author := style
	until := 0 // the author's part ends
	for t := k.text; t != "" && col < width; {
		n, content, w := cluster(t)
		for len(looks) > 0 && off >= until {
			until, author = looks[0].end-r0, e.Author(looks[0].site)
			looks = looks[1:]
		}
		style = author
		if off >= k.selA && off < k.selB {
			style = e.Theme.Marked
		}
		if col >= 0 && col+w <= width {
			out[col] = uv.Cell{Content: content, Width: w, Style: style}
			for i := 1; i < w; i++ {
				out[col+i] = uv.Cell{}
			}
		}
		off += runeCount(t[:n])
		t, col = t[n:], col+w
	}
	if off >= k.selA && off < k.selB && col >= 0 && col < width {
		out[col].Style = e.Theme.Marked // the newline is selected too
	}
	for _, m := range marks {
		if m.label != "" {
			put(out[m.col:min(width, m.col+Width(m.label))], m.label, m.style)
			continue
		}
		at := m.col
		for at > 0 && out[at].Width == 0 {
			at--
		}
		out[at].Style = m.style
	}
	return out
}

// drawBar draws the scroll bar over the last column if there is more text than
// shows.
func (e *Editor) drawBar(scr uv.Screen) {
	l := &e.layout
	if e.Single || len(l.rows) == 0 || l.area.Dx() < 8 {
		return
	}
	first, last := l.rows[0], l.rows[len(l.rows)-1]
	a := first.line.start + first.line.p.rows[first.row].r0
	b := last.line.start + last.line.p.rows[last.row].r1
	drawScroll(scr, uv.Rect(l.area.Max.X-1, l.area.Min.Y, 1, l.height), e.Theme, &l.bars, a, b, e.view.Len())
}

// drawDraft draws what is not in the text yet over the last rows of the area and
// returns how many rows that took.
func (e *Editor) drawDraft(scr uv.Screen, area uv.Rectangle) int {
	if !e.refused && !e.ShowDraft {
		return 0
	}
	d := e.Draft()
	if d == "" {
		return 0
	}
	rows := max(1, area.Dy()/3)
	if area.Dy() < 2 {
		rows = 1
	}
	type key struct {
		d, word string
		theme   any
		rows    int
	}
	head := e.Words.NotAdded + ": "
	if e.refused && e.Words.Refused != "" {
		head = e.Words.NotAdded + " · " + e.Words.Refused + ": "
	}
	lines := Wrap(head+tailOf(d, rows*area.Dx()), area.Dx())
	if len(lines) > rows {
		lines = lines[len(lines)-rows:]
		lines[0] = Truncate(head+ellipsis+lines[0], area.Dx())
	}
	at := uv.Rect(area.Min.X, area.Max.Y-len(lines), area.Dx(), len(lines))
	e.layout.strip.Draw(scr, at, key{d, head, e.Theme, len(lines)}, func(scr uv.Screen, area uv.Rectangle) {
		for y, s := range lines {
			Put(scr, 0, y, Line(area.Dx(), e.Theme.Draft, Run{Text: s, Style: e.Theme.Draft}))
		}
	})
	return len(lines)
}

// tailOf returns the end of s, as many runes as may show.
func tailOf(s string, runes int) string {
	if len(s) <= runes {
		return s
	}
	r := []rune(s[max(0, len(s)-4*runes):])
	return ellipsis + string(r[max(0, len(r)-runes):])
}
