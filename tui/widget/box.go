package widget

import (
	"slices"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/tui/theme"
)

// Box draws a border with a title in its first line. The zero value is ready; it
// keeps its rows from frame to frame.
type Box struct {
	// Foot is written into the last line, as the title is into the first.
	Foot []Run

	theme       *theme.Theme
	focus       bool
	width       int
	title       []Run
	foot        []Run
	top, bottom *drawn
	side        *drawn
	scroll      [2]uv.Line
}

// Draw draws the border around an area and returns what is inside it. The title
// is cut with `…`; with focus the border is the accent's. Runs of the title with
// no style of their own take the title's. An area too small for a border has
// nothing inside.
func (b *Box) Draw(scr uv.Screen, area uv.Rectangle, t *theme.Theme, focus bool, title ...Run) uv.Rectangle {
	w, h := area.Dx(), area.Dy()
	if w < 2 || h < 2 {
		return uv.Rect(area.Min.X, area.Min.Y, 0, 0)
	}
	if b.theme != t || b.focus != focus || b.width != w || !slices.Equal(b.title, title) || !slices.Equal(b.foot, b.Foot) {
		b.build(t, focus, w, title)
	}
	Put(scr, area.Min.X, area.Min.Y, b.top.line)
	Put(scr, area.Min.X, area.Max.Y-1, b.bottom.line)
	for y := area.Min.Y + 1; y < area.Max.Y-1; y++ {
		Put(scr, area.Min.X, y, b.side.line)
		Put(scr, area.Max.X-1, y, b.side.line)
	}
	return uv.Rect(area.Min.X+1, area.Min.Y+1, w-2, h-2)
}

// Scroll draws a scroll bar over the right border of an area that Draw drew, for
// what shows the part [from, to) of size rows; nothing if that is all.
func (b *Box) Scroll(scr uv.Screen, area uv.Rectangle, from, to, size int) {
	if b.theme != nil && area.Dy() > 2 {
		drawScroll(scr, uv.Rect(area.Max.X-1, area.Min.Y+1, 1, area.Dy()-2), b.theme, &b.scroll, from, to, size)
	}
}

func (b *Box) build(t *theme.Theme, focus bool, w int, title []Run) {
	b.theme, b.focus, b.width = t, focus, w
	b.title = append(b.title[:0], title...)
	b.foot = append(b.foot[:0], b.Foot...)
	b.scroll = [2]uv.Line{}
	border, words := t.Border, t.Title
	if focus {
		border, words = t.BorderFocus, t.TitleFocus
	}
	rule := func(left, right string) uv.Line {
		l := make(uv.Line, w)
		for x := range l {
			l[x] = uv.Cell{Content: "─", Width: 1, Style: border}
		}
		l[0].Content, l[w-1].Content = left, right
		return l
	}
	top, bottom := rule("┌", "┐"), rule("└", "┘")
	inset(top, title, words)
	inset(bottom, b.Foot, words)
	b.top, b.bottom = one(top), one(bottom)
	b.side = one(uv.Line{{Content: "│", Width: 1, Style: border}})
}

// inset writes runs into a border.
func inset(border uv.Line, runs []Run, style uv.Style) {
	w, n := len(border), 0
	runs = slices.Clone(runs)
	for i := range runs {
		if runs[i].Style == (uv.Style{}) {
			runs[i].Style = style
		}
		n += Width(runs[i].Text)
	}
	if n == 0 || w < 8 {
		return
	}
	n = min(n, w-6)
	border[2], border[3+n] = uv.EmptyCell, uv.EmptyCell
	copy(border[3:], Line(n, uv.Style{}, runs...))
}

// Rule draws a section's head, a title and a line to the right end of the row, as
// on home: `Now  1 meeting ────`.
func Rule(width int, t *theme.Theme, runs ...Run) uv.Line {
	n := 1
	for _, r := range runs {
		n += Width(r.Text)
	}
	if n >= width {
		return Line(width, uv.Style{}, runs...)
	}
	l := Line(width, uv.Style{}, runs...)
	for x := n; x < width; x++ {
		l[x] = uv.Cell{Content: "─", Width: 1, Style: t.Border}
	}
	return l
}
