package frame

import (
	"strconv"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

const (
	// join is how many unchanged cells are written again rather than skipped:
	// moving the cursor takes about as many bytes.
	join = 4
	// erase is how many blank cells make an erase and a move cheaper than
	// spaces.
	erase = 10
)

// flatten returns the cells a row shows, cleaned: every cell may be written as
// it is, wide cells are whole, and a cell of width 0 follows a wide one.
func (f *Frame) flatten(r *row, scratch uv.Line) uv.Line {
	if r.flat {
		copy(scratch, r.cells)
	} else {
		r.compose(scratch)
	}
	for x := 0; x < len(scratch); x++ {
		c := &scratch[x]
		if c.Width == 1 && plain(c.Content) {
			continue
		}
		x += f.clean(scratch, x) - 1
	}
	return scratch
}

// clean makes the cell at x fit to be written and returns the columns it
// takes.
func (f *Frame) clean(line uv.Line, x int) int {
	c := &line[x]
	if c.Width == 0 && c.Content == "" {
		c.Content, c.Width = " ", 1 // half of a wide cell that was covered
		return 1
	}
	g := f.gate.check(c.Content)
	switch {
	case g.width == 0 && c.Content == "":
		g.content = " "
	case g.width == 0, g.width != c.Width:
		g.content = replacement
	case g.width == 1:
	default:
		end := x + g.width
		whole := end <= len(line)
		for i := x + 1; whole && i < end; i++ {
			whole = line[i].Width == 0 && line[i].Content == ""
		}
		if whole {
			c.Content = g.content
			return g.width
		}
		g.content = " " // half of it is covered
	}
	c.Content, c.Width = g.content, 1
	return 1
}

// moveTo appends what moves the cursor to a cell.
func (f *Frame) moveTo(x, y int) {
	at := f.cursor
	switch {
	case at.X == x && at.Y == y:
		return
	case at.Y == y && at.X >= 0 && x > at.X:
		f.csi(x-at.X, 'C')
	case at.Y == y:
		f.csi(x+1, 'G')
	default:
		f.out = append(f.out, "\x1b["...)
		f.out = strconv.AppendInt(f.out, int64(y+1), 10)
		f.out = append(f.out, ';')
		f.out = strconv.AppendInt(f.out, int64(x+1), 10)
		f.out = append(f.out, 'H')
	}
	f.cursor = uv.Pos(x, y)
}

// csi appends a control sequence with one number, left out when it is 1 (as
// ECMA-48 has it for the moves used here).
func (f *Frame) csi(n int, final byte) {
	f.out = append(f.out, "\x1b["...)
	if n != 1 {
		f.out = strconv.AppendInt(f.out, int64(n), 10)
	}
	f.out = append(f.out, final)
}

// emitter writes rows, keeping the style that is set in the terminal.
type emitter struct {
	f   *Frame
	pen uv.Style
	set string // what set the pen, so that equal looks need no bytes
}

// row appends what turns one row into another. Both are clean.
func (e *emitter) row(y int, was, now uv.Line) {
	first := 0
	for first < len(now) && was[first] == now[first] {
		first++
	}
	if first == len(now) {
		return
	}
	if e.unsure(was) || e.unsure(now) {
		// Terminals disagree about how wide something here is: write it all.
		for first > 0 && now[first].Width == 0 {
			first--
		}
		e.span(y, now, first, blankTail(now, first))
		return
	}
	end := blankTail(now, first)
	tail := end < len(now) && differ(was[end:], now[end:])
	e.changes(y, was, now, first, end)
	if tail {
		e.eraseTail(y, end)
	}
}

// changes appends what turns the columns [first, end) of one row into those of another.
func (e *emitter) changes(y int, was, now uv.Line, first, end int) {
	for x := first; x < end; {
		if was[x] == now[x] {
			x++
			continue
		}
		start, last := x, x
		for x++; x < end && x-last <= join; x++ {
			if was[x] != now[x] {
				last = x
			}
		}
		for start > 0 && now[start].Width == 0 {
			start--
		}
		x = last + 1
		for x < end && now[x].Width == 0 {
			x++
		}
		e.cells(y, now, start, x)
	}
}

// differ reports whether any of the cells differ.
func differ(a, b uv.Line) bool {
	for i := range a {
		if a[i] != b[i] {
			return true
		}
	}
	return false
}

// blankTail returns where the row's trailing blanks begin, or the row's end if
// they are too few for an erase to pay.
func blankTail(now uv.Line, first int) int {
	end := len(now)
	for end > first && now[end-1] == uv.EmptyCell {
		end--
	}
	if len(now)-end < join {
		return len(now)
	}
	return end
}

// eraseTail appends an erase to the end of the row, in the default style:
// what an erase leaves in another background is not the same everywhere.
func (e *emitter) eraseTail(y, x int) {
	e.f.moveTo(x, y)
	e.style(uv.Style{})
	e.f.out = append(e.f.out, ansi.EraseLineRight...)
}

// span writes cells to the end of the row, blank tail included.
func (e *emitter) span(y int, now uv.Line, from, end int) {
	e.cells(y, now, from, end)
	if end < len(now) {
		e.eraseTail(y, end)
	}
}

// unsure reports whether a row has a cluster whose width terminals disagree
// about.
func (e *emitter) unsure(line uv.Line) bool {
	for x := range line {
		if c := &line[x]; len(c.Content) > 1 && !e.f.gate.check(c.Content).sure {
			return true
		}
	}
	return false
}

// cells appends the cells [from, to) of a row.
func (e *emitter) cells(y int, now uv.Line, from, to int) {
	f := e.f
	for x := from; x < to; x++ {
		c := &now[x]
		if c.Width == 0 {
			continue
		}
		if *c == uv.EmptyCell {
			n := 1
			for x+n < to && now[x+n] == uv.EmptyCell {
				n++
			}
			if n >= erase {
				f.moveTo(x, y)
				e.style(uv.Style{})
				f.csi(n, 'X')
				x += n - 1
				continue
			}
		}
		f.moveTo(x, y)
		e.style(c.Style)
		if len(c.Content) == 1 || f.gate.check(c.Content).sure {
			f.out = append(f.out, c.Content...)
			f.cursor.X = x + c.Width
		} else {
			e.unsureCell(x, y, c)
		}
		if f.cursor.X >= len(now) {
			f.cursor.X = -1 // at the margin: where a cursor stands differs
		}
	}
}

// unsureCell writes a cluster so that columns stay straight however wide the
// terminal draws it: blanks first, then the cluster, then an absolute move.
func (e *emitter) unsureCell(x, y int, c *uv.Cell) {
	f := e.f
	for range c.Width {
		f.out = append(f.out, ' ')
	}
	f.cursor.X = -1
	f.moveTo(x, y)
	f.out = append(f.out, c.Content...)
	f.cursor.X = -1
}

// style appends what sets the pen to a style.
func (e *emitter) style(s uv.Style) {
	if s == e.pen {
		return
	}
	e.put(s, e.f.style(s))
}

// put appends what sets the pen to a style, which seq does.
func (e *emitter) put(s uv.Style, seq string) {
	e.pen = s
	if seq != e.set {
		if !(e.set == "" && seq == ansi.ResetStyle) {
			e.f.out = append(e.f.out, seq...)
		}
		e.set = seq
	}
}

// done leaves the terminal in its default style.
func (e *emitter) done() {
	e.style(uv.Style{})
}
