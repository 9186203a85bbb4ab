package frame

import (
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// piece is an immutable run of cells placed in a row.
type piece struct {
	x    int
	line uv.Line
	kind kind
}

// kind is what is known of a piece's cells.
type kind uint8

const (
	unknown kind = iota
	simple       // every cell is one column, may be written as it is, and all terminals agree about its width
	other
)

// same reports that two pieces are the same cells at the same place, by
// pointer.
func (p piece) same(o piece) bool {
	return p.x == o.x && len(p.line) == len(o.line) && &p.line[0] == &o.line[0]
}

// row is one row of a screen: pieces, later ones over earlier ones, or, once
// somebody set a single cell, cells of its own.
type row struct {
	pieces []piece
	cells  uv.Line // valid when flat; kept for its memory otherwise
	flat   bool
}

func (r *row) clear() { r.pieces, r.flat = r.pieces[:0], false }

// same reports that two rows certainly show the same. Rows with cells of their
// own are compared later, cell by cell.
func (r *row) same(o *row) bool {
	if r.flat || o.flat || len(r.pieces) != len(o.pieces) {
		return false
	}
	for i := range r.pieces {
		if !r.pieces[i].same(o.pieces[i]) {
			return false
		}
	}
	return true
}

// compose writes what the pieces show into dst.
func (r *row) compose(dst uv.Line) {
	x := 0
	if len(r.pieces) > 0 && r.pieces[0].x == 0 {
		x = min(len(r.pieces[0].line), len(dst)) // no need to blank what is covered
	}
	for ; x < len(dst); x++ {
		dst[x] = uv.EmptyCell
	}
	for _, p := range r.pieces {
		copy(dst[p.x:], p.line)
	}
}

// simple reports whether the piece is simple, and remembers it.
func (p *piece) simple(g *gate) bool {
	if p.kind == unknown {
		p.kind = simple
		for i := range p.line {
			c := &p.line[i]
			if c.Width == 1 && plain(c.Content) {
				continue
			}
			if c.Width == 1 && c.Content != "" {
				if v := g.check(c.Content); v.sure && v.width == 1 && v.content == c.Content {
					continue
				}
			}
			p.kind = other
			break
		}
	}
	return p.kind == simple
}

// Screen is the frame being drawn. It satisfies [uv.Screen], and offers two
// things more that callers find by asking for the methods: whole pieces of a
// row by pointer, and the cursor.
type Screen struct {
	width  int
	rows   []row
	cursor uv.Position
	placed bool
}

var _ uv.Screen = (*Screen)(nil)

func (s *Screen) reset() {
	for y := range s.rows {
		s.rows[y].clear()
	}
	s.placed = false
}

// Bounds returns the screen's area, with its origin at (0, 0).
func (s *Screen) Bounds() uv.Rectangle { return uv.Rect(0, 0, s.width, len(s.rows)) }

// WidthMethod returns grapheme clusters, the one measure used everywhere.
func (s *Screen) WidthMethod() uv.WidthMethod { return ansi.GraphemeWidth }

// PutLine shows the cells of line from column x of row y on, over whatever was
// drawn there before, cut at the screen's edges. The line must never change
// after it was handed over: the frame keeps it, and takes the same line at the
// same place as unchanged without looking at its cells.
func (s *Screen) PutLine(x, y int, line uv.Line) {
	if y < 0 || y >= len(s.rows) || x >= s.width {
		return
	}
	if x < 0 {
		if -x >= len(line) {
			return
		}
		line, x = line[-x:], 0
	}
	if len(line) > s.width-x {
		line = line[:s.width-x]
	}
	if len(line) == 0 {
		return
	}
	r := &s.rows[y]
	if r.flat {
		copy(r.cells[x:], line)
		return
	}
	if x == 0 && len(line) == s.width {
		r.pieces = r.pieces[:0] // all that was below is covered
	}
	r.pieces = append(r.pieces, piece{x: x, line: line})
}

// flatten gives the row cells of its own, so that single ones can be changed.
func (s *Screen) flatten(r *row) {
	if r.flat {
		return
	}
	if len(r.cells) != s.width {
		r.cells = uv.NewLine(s.width)
	}
	r.compose(r.cells)
	r.flat, r.pieces = true, r.pieces[:0]
}

// SetCell sets one cell; nil means an empty one. Cells outside are ignored.
func (s *Screen) SetCell(x, y int, c *uv.Cell) {
	if y < 0 || y >= len(s.rows) || x < 0 || x >= s.width {
		return
	}
	r := &s.rows[y]
	s.flatten(r)
	r.cells.Set(x, c)
}

// CellAt returns the cell that would be shown, nil outside. The cell may be
// shared with other screens and must not be changed.
func (s *Screen) CellAt(x, y int) *uv.Cell {
	if y < 0 || y >= len(s.rows) || x < 0 || x >= s.width {
		return nil
	}
	r := &s.rows[y]
	if r.flat {
		return &r.cells[x]
	}
	for i := len(r.pieces) - 1; i >= 0; i-- {
		if p := r.pieces[i]; x >= p.x && x < p.x+len(p.line) {
			return &p.line[x-p.x]
		}
	}
	empty := uv.EmptyCell
	return &empty
}

// PlaceCursor shows the terminal's own cursor at a cell, where screen readers
// and input methods expect the caret. A place outside hides it.
func (s *Screen) PlaceCursor(x, y int) {
	s.placed = uv.Pos(x, y).In(s.Bounds())
	s.cursor = uv.Pos(x, y)
}
