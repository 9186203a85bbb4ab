package widget

import (
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Surface is a screen in memory. Its rows can be drawn elsewhere by pointer once
// drawing on it is done.
type Surface struct {
	width  int
	lines  []uv.Line
	own    []bool // the line was made here, so its cells may still be set
	cursor uv.Position
	placed bool
}

var _ uv.Screen = (*Surface)(nil)

// NewSurface returns an empty surface of a size in cells.
func NewSurface(width, height int) *Surface {
	s := &Surface{width: max(0, width), lines: make([]uv.Line, max(0, height)), own: make([]bool, max(0, height))}
	for y := range s.lines {
		s.lines[y] = blankLine(s.width, uv.Style{})
	}
	return s
}

// Bounds returns the surface's area, with its origin at (0, 0).
func (s *Surface) Bounds() uv.Rectangle { return uv.Rect(0, 0, s.width, len(s.lines)) }

// WidthMethod returns grapheme clusters.
func (s *Surface) WidthMethod() uv.WidthMethod { return ansi.GraphemeWidth }

// Line returns row y. It must not be changed.
func (s *Surface) Line(y int) uv.Line { return s.lines[y] }

// Cursor returns where the cursor was placed.
func (s *Surface) Cursor() (at uv.Position, placed bool) { return s.cursor, s.placed }

// CellAt returns the cell at a place, nil outside. It must not be changed.
func (s *Surface) CellAt(x, y int) *uv.Cell {
	if !uv.Pos(x, y).In(s.Bounds()) {
		return nil
	}
	return &s.lines[y][x]
}

// SetCell sets one cell; nil means an empty one.
func (s *Surface) SetCell(x, y int, c *uv.Cell) {
	if uv.Pos(x, y).In(s.Bounds()) {
		s.keep(y)
		s.lines[y].Set(x, c)
	}
}

// keep makes row y the surface's own.
func (s *Surface) keep(y int) {
	if !s.own[y] {
		s.lines[y], s.own[y] = append(make(uv.Line, 0, s.width), s.lines[y]...), true
	}
}

// PutLine draws a row; one that is as wide as the surface is kept by pointer.
func (s *Surface) PutLine(x, y int, line uv.Line) {
	if y < 0 || y >= len(s.lines) || x >= s.width {
		return
	}
	if x == 0 && len(line) == s.width {
		s.lines[y], s.own[y] = line, false
		return
	}
	s.keep(y)
	for i := range line {
		if at := x + i; at >= 0 && at < s.width && line[i].Width > 0 {
			s.lines[y].Set(at, &line[i])
		}
	}
}

// PlaceCursor remembers where the cursor is.
func (s *Surface) PlaceCursor(x, y int) {
	s.cursor, s.placed = uv.Pos(x, y), uv.Pos(x, y).In(s.Bounds())
}

// Pane keeps what was drawn in an area. While the key and the size stay the same
// nothing is drawn again, and when they change, rows that look the same keep
// their pointer, so the screen under it sees only what really changed. The zero
// value is ready.
type Pane struct {
	key     any
	surface *Surface
	rows    []*drawn // of the surface, with those who see the same
}

// Draw draws the area with draw, or as it was if key is equal to the last one.
// The key must be comparable and stand for everything draw reads, the theme
// included. draw gets a surface whose origin is the area's corner.
func (p *Pane) Draw(scr uv.Screen, area uv.Rectangle, key any, draw func(scr uv.Screen, area uv.Rectangle)) {
	old := p.surface
	if old == nil || p.key != key || old.Bounds().Size() != area.Size() {
		s := NewSurface(area.Dx(), area.Dy())
		draw(s, s.Bounds())
		rows := make([]*drawn, len(s.lines))
		for y, l := range s.lines {
			if y < len(p.rows) && equal(l, p.rows[y].line) {
				rows[y] = p.rows[y]
			} else {
				rows[y] = one(l)
			}
			s.lines[y], s.own[y] = rows[y].line, false
		}
		p.key, p.surface, p.rows = key, s, rows
	}
	for y, l := range p.surface.lines {
		Put(scr, area.Min.X, area.Min.Y+y, l)
	}
	if at, ok := p.surface.Cursor(); ok {
		PlaceCursor(scr, area.Min.X+at.X, area.Min.Y+at.Y)
	}
}

// Forget makes the next Draw draw again.
func (p *Pane) Forget() { p.surface, p.rows = nil, nil }

// equal reports whether two rows look the same.
func equal(a, b uv.Line) bool {
	if len(a) != len(b) {
		return false
	}
	if len(a) > 0 && &a[0] == &b[0] {
		return true
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
