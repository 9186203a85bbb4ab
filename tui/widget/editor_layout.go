package widget

import (
	"math"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting/text"
)

// wheelRows is how many rows one step of the wheel goes.
const wheelRows = 3

// line is a line of the text, laid out.
type line struct {
	start int // position of its first character
	p     *paragraph
}

// look is who wrote a line's characters up to a rune offset.
type look struct {
	end  int
	site text.Site
}

// runes returns how many characters the line has.
func (l line) runes() int { return l.p.rows[len(l.p.rows)-1].r1 }

// editorLayout is what an editor knows about where its text shows. It is a cache
// but for the scroll place.
type editorLayout struct {
	area   uv.Rectangle // where the text was drawn last
	width  int          // columns text is broken at
	height int          // rows that show text

	top      text.Caret // what the first row starts after
	left     int        // columns scrolled off on one line
	follow   bool       // the caret is to be in view
	scrolled bool       // somebody looked elsewhere with the wheel
	dragging bool

	sheet *sheet // the text as it is laid out

	page   *page      // what of the sheet shows; nil for a field of one line
	rows   []shownRow // that show: never changed
	drawn  []drawnRow // as they were in the last frame
	marks  [][]mark
	carets []caretAt  // of peers, while they are placed
	places []standing // the same
	bars   [2]uv.Line // scroll bar: track and thumb
	looked any        // what the caches depend on: theme and size
	strip  Pane       // the draft
	hint   Row        // the placeholder
}

// shownRow is a row on the screen.
type shownRow struct {
	line line
	row  int
}

// reset drops everything that depends on the width or the theme.
func (l *editorLayout) reset() {
	l.sheet, l.page, l.drawn = nil, nil, nil
	l.bars = [2]uv.Line{}
}

// has reports whether a place on the screen is in the drawn text.
func (l *editorLayout) has(x, y int) bool { return uv.Pos(x, y).In(l.area) }

// lineCount, lineAt and line see the text as lines; a field of one line is one.
func (e *Editor) lineCount() int {
	if e.Single {
		return 1
	}
	return e.view.Lines()
}

func (e *Editor) lineAt(pos int) int {
	if e.Single {
		return 0
	}
	return e.view.LineAt(pos)
}

func (e *Editor) line(i int) line { return e.sheet().line(i) }

// sheet returns the text as it is laid out, which every editor that shows it in the same width has in common.
func (e *Editor) sheet() *sheet {
	l := &e.layout
	k := sheetKey{e.view, l.width, e.Single}
	if e.Single || l.width < 1 {
		k.width = math.MaxInt32
	}
	if l.sheet == nil || l.sheet.sheetKey != k {
		l.sheet = layOut(k, l.sheet)
	}
	return l.sheet
}

// at returns the line and the row of a position.
func (e *Editor) at(pos int) (line, int) {
	l := e.line(e.lineAt(pos))
	return l, l.p.rowAt(pos - l.start)
}

// authors returns who wrote a range of the text.
func (e *Editor) authors(from, to int) []look {
	if e.Author == nil || from == to {
		return nil
	}
	var looks []look
	at := 0
	for r := range e.view.Runs(from, to) {
		at += runeCount(r.Text)
		looks = append(looks, look{at, r.Site})
	}
	return looks
}

// pointAt returns the position that a place on the screen stands for.
func (e *Editor) pointAt(x, y int) int {
	l := &e.layout
	if len(l.rows) == 0 {
		return e.view.Len()
	}
	i := y - l.area.Min.Y
	switch {
	case i < 0: // dragged out: one row further
		first := l.rows[0]
		return e.vertical(first.line.start+first.line.p.rows[first.row].r0, -1, max(0, x-l.area.Min.X))
	case i >= len(l.rows):
		return e.view.Len()
	}
	r := l.rows[i]
	return r.line.start + r.line.p.offset(r.row, max(0, x-l.area.Min.X+l.left))
}

// click puts the caret where the mouse points.
func (e *Editor) click(x, y int, extend bool, now time.Time) {
	e.push(op{kind: opPlace, caret: e.view.CaretAt(e.pointAt(x, y)), extend: extend, at: now})
}

// wheel scrolls without moving the caret.
func (e *Editor) wheel(b tea.MouseButton) Outcome {
	n := wheelRows
	switch b {
	case tea.MouseWheelUp:
		n = -n
	case tea.MouseWheelDown:
	default:
		return Ignored
	}
	if e.Single {
		return Ignored
	}
	e.Scroll(n)
	return Used
}

// Scroll moves what shows n rows down, or up when negative, and leaves the caret
// where it is.
func (e *Editor) Scroll(n int) {
	l := &e.layout
	i, row := e.topRow()
	i, row = e.walk(i, row, n)
	if n > 0 { // no further than the last rows
		li, lr := e.walk(e.lineCount()-1, math.MaxInt32, -(l.height - 1))
		if i > li || i == li && row > lr {
			i, row = li, lr
		}
	}
	e.setTop(i, row)
	l.follow, l.scrolled = false, true
}

// Reveal scrolls so that a caret shows, somebody else's for instance.
func (e *Editor) Reveal(c text.Caret) {
	e.reveal(e.view.Pos(c))
	e.layout.follow = false
}

// topRow returns the line and row that show first.
func (e *Editor) topRow() (i, row int) {
	at := e.sheet().rowAt(e.layout.top)
	return at.line, at.row
}

func (e *Editor) setTop(i, row int) {
	l := e.line(i)
	e.layout.top = e.view.CaretAt(l.start + l.p.rows[row].r0)
}

// walk goes n rows down from a row, or up when negative, and stops at the ends. A
// row beyond its line means the line's last.
func (e *Editor) walk(i, row, n int) (int, int) {
	s := e.sheet()
	s.mu.Lock()
	defer s.mu.Unlock()
	to := s.walk(place{i, row}, n)
	return to.line, to.row
}

// reveal scrolls as little as shows the row of a position.
func (e *Editor) reveal(pos int) {
	l := &e.layout
	ci := e.lineAt(pos)
	cl := e.line(ci)
	cr := cl.p.rowAt(pos - cl.start)
	ti, tr := e.topRow()
	if ci < ti || ci == ti && cr <= tr {
		e.setTop(ci, cr)
		return
	}
	bi, br := e.walk(ci, cr, -(max(1, l.height) - 1))
	if bi > ti || bi == ti && br > tr {
		e.setTop(bi, br)
	}
}
