package widget

import (
	"strconv"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/tui/theme"
)

// PlotBar is one bar of a Plot: so many of something, within so many steps of time.
type PlotBar struct {
	N            int
	Steps        int    // at least 1
	Above, Below string // the two lines of its label
}

// eighths are the blocks of one to eight eighths of a row.
var eighths = []rune("▁▂▃▄▅▆▇█")

// The most columns that a step of a Plot takes, and the rows that are no bars: the number over the highest, the axis and two lines of
// labels.
const (
	plotStep = 12
	plotRows = 4
)

// Plot draws bars over time, each as wide as its time is long and as high as its number is for one step: what is put together looks like its
// average. The number stands over each. It is drawn here with block characters because ntcharts has no release for Bubble Tea 2 to build
// on, and its bars are all equally wide.
func Plot(scr uv.Screen, area uv.Rectangle, t *theme.Theme, bars []PlotBar) {
	steps, top := 0, 0.0
	for _, b := range bars {
		steps += b.Steps
		top = max(top, float64(b.N)/float64(b.Steps))
	}
	h := area.Dy() - plotRows
	if steps == 0 || h < 1 || area.Dx() < 2*steps {
		return
	}
	step := min(plotStep, area.Dx()/steps)
	x, axis := area.Min.X, area.Min.Y+1+h
	for _, b := range bars {
		w := b.Steps*step - 1
		high := 0
		if b.N > 0 {
			high = max(1, int(float64(b.N)/float64(b.Steps)/top*float64(h*8)+0.5))
		}
		y := axis
		for left := high; left > 0; left -= 8 {
			y--
			Text(scr, x, y, w, t.BarDone, strings.Repeat(string(eighths[min(left, 8)-1]), w))
		}
		centred(scr, x, y-1, w, t.Strong, strconv.Itoa(b.N))
		Text(scr, x, axis, w, t.Border, strings.Repeat("─", w))
		centred(scr, x, axis+1, w, t.Text, b.Above)
		centred(scr, x, axis+2, w, t.Muted, b.Below)
		x += w + 1
	}
}

// centred writes words in the middle of so many columns.
func centred(scr uv.Screen, x, y, w int, style uv.Style, words string) {
	words = Truncate(words, w)
	Text(scr, x+(w-Width(words))/2, y, w, style, words)
}
