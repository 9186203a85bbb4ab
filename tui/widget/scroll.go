package widget

import (
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/tui/theme"
)

// drawScroll draws a scroll bar down an area one column wide, for what shows the
// part [from, to) of size; nothing if that is all. bars keeps its two cells.
func drawScroll(scr uv.Screen, area uv.Rectangle, t *theme.Theme, bars *[2]uv.Line, from, to, size int) {
	if size <= 0 || from <= 0 && to >= size || area.Dy() < 2 {
		return
	}
	if bars[0] == nil {
		bars[0] = uv.Line{{Content: "│", Width: 1, Style: t.Faint}}
		bars[1] = uv.Line{{Content: "█", Width: 1, Style: t.Faint}}
	}
	h := area.Dy()
	a := from * h / size
	b := min(h, max(a+1, (to*h+size-1)/size))
	a = min(a, h-1)
	if from > 0 {
		a = max(a, 1) // there is more above
		b = max(b, a+1)
	}
	if to < size {
		b = min(b, h-1) // there is more below
		a = min(a, b-1)
	}
	for y := range h {
		l := bars[0]
		if y >= a && y < b {
			l = bars[1]
		}
		Put(scr, area.Min.X, area.Min.Y+y, l)
	}
}
