package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/tui/theme"
)

// Progress returns the runs of a progress bar: cells of ━, done of total of them
// in the colour of what is done. It is exact at both ends: only a finished bar is
// full and only an empty one empty.
func Progress(t *theme.Theme, cells, done, total int) []Run {
	cells = max(cells, 0)
	n := part(cells, done, total)
	return []Run{
		{Text: strings.Repeat("━", n), Style: t.BarDone},
		{Text: strings.Repeat("─", cells-n), Style: t.BarRest},
	}
}

// Scale returns the runs of a scale: what was reached as █, what is aimed for as
// ▒, the rest as ·. It takes top columns.
func Scale(t *theme.Theme, now, aim, top int) []Run {
	now = max(0, min(now, top))
	aim = max(now, min(aim, top))
	return []Run{
		{Text: strings.Repeat("█", now), Style: t.BarDone},
		{Text: strings.Repeat("▒", aim-now), Style: t.Warn},
		{Text: strings.Repeat("·", top-aim), Style: t.BarRest},
	}
}

// part returns how many of cells stand for done of total.
func part(cells, done, total int) int {
	switch {
	case total <= 0 || done <= 0 || cells <= 0:
		return 0
	case done >= total:
		return cells
	case cells == 1:
		return 0
	}
	n := int(float64(cells) * float64(done) / float64(total))
	return max(1, min(n, cells-1))
}

// Tabs is a row of tabs, of which one is open. The number keys choose them.
type Tabs struct {
	Theme  *theme.Theme
	Labels []string
	Open   int

	area  uv.Rectangle
	ends  []int
	row   Row
	first int // the first tab that shows
}

// Update opens a tab by its number key or a click; Chosen means another one is
// open now, or the same one was asked for again.
func (t *Tabs) Update(msg tea.Msg) Outcome {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if s := msg.String(); len(s) == 1 && s[0] >= '1' && int(s[0]-'1') < len(t.Labels) {
			t.Open = int(s[0] - '1')
			return Chosen
		}
	case tea.MouseClickMsg:
		if msg.Button != tea.MouseLeft || !uv.Pos(msg.X, msg.Y).In(t.area) {
			return Ignored
		}
		for i, end := range t.ends {
			if msg.X-t.area.Min.X < end {
				t.Open = t.first + i
				return Chosen
			}
		}
	}
	return Ignored
}

// Draw draws the tabs in one row. When they do not all fit, those around the open
// one show.
func (t *Tabs) Draw(scr uv.Screen, area uv.Rectangle) {
	t.area, t.ends = uv.Rect(area.Min.X, area.Min.Y, area.Dx(), min(1, area.Dy())), t.ends[:0]
	if area.Empty() {
		return
	}
	widths := make([]int, len(t.Labels))
	for i, l := range t.Labels {
		widths[i] = Width(l) + 4 // number, space, two after it
	}
	t.first = 0
	for t.first < t.Open {
		sum := 0
		for _, w := range widths[t.first : t.Open+1] {
			sum += w
		}
		if sum <= area.Dx() {
			break
		}
		t.first++
	}
	runs := make([]Run, 0, 3*len(t.Labels))
	x := 0
	for i := t.first; i < len(t.Labels); i++ {
		style := t.Theme.Muted
		if i == t.Open {
			style = t.Theme.Accent
			style.Underline = uv.UnderlineSingle
		}
		label := t.Labels[i]
		if i < 9 {
			label = string(rune('1'+i)) + " " + label
		}
		runs = append(runs, Run{Text: label, Style: style}, Run{Text: "  "})
		x += widths[i]
		t.ends = append(t.ends, x)
	}
	t.row.Draw(scr, area, uv.Style{}, runs...)
}
