package widget

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"oneplan/tui/theme"
)

const (
	ellipsis    = "…"
	replacement = "\uFFFD"
	circle      = "◌" // carries a mark that has no letter
)

// ascii holds the printable ASCII characters as strings, so that cells share
// them and do not hold on to whole documents.
var ascii = func() (t [128]string) {
	for c := range t {
		t[c] = string(rune(c))
	}
	return t
}()

// cluster returns the first character of s as it is drawn: the bytes it takes
// of s, what a cell shows and the columns that takes, at least 1. What has no
// width of its own is made visible: a mark gets a circle to sit on, and anything
// else becomes U+FFFD.
func cluster(s string) (n int, content string, width int) {
	if c := s[0]; c < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		if c < ' ' || c == 0x7f {
			return 1, replacement, 1
		}
		return 1, ascii[c], 1
	}
	content, width = ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	n = len(content)
	if width > 0 {
		return n, content, width
	}
	if r, _ := utf8.DecodeRuneInString(content); unicode.IsMark(r) {
		return n, circle + content, 1
	}
	return n, replacement, 1
}

// Width returns the columns that s takes when drawn on one line.
func Width(s string) int {
	plain := 0
	for plain < len(s) && s[plain] >= ' ' && s[plain] < 0x7f {
		plain++
	}
	if plain == len(s) {
		return plain
	}
	w := 0
	for s != "" {
		n, _, cw := cluster(s)
		s, w = s[n:], w+cw
	}
	return w
}

// Truncate returns s, or as much of its beginning as leaves room for a final
// `…` within width columns.
func Truncate(s string, width int) string {
	if width <= 0 {
		return ""
	}
	w, cut := 0, 0
	for i := 0; i < len(s); {
		n, _, cw := cluster(s[i:])
		if w+cw > width {
			return s[:cut] + ellipsis
		}
		i, w = i+n, w+cw
		if w < width {
			cut = i
		}
	}
	return s
}

// Wrap breaks s into lines of at most width columns, at spaces where it can,
// and at every newline. There is at least one line.
func Wrap(s string, width int) []string {
	var out []string
	for par := range strings.SplitSeq(s, "\n") {
		for _, r := range wrap(par, width) {
			out = append(out, strings.TrimRight(par[r.b0:r.b1], " "))
		}
	}
	return out
}

// Run is a piece of text with one look, and how it takes part in a row.
type Run struct {
	Text  string
	Style uv.Style
	// Width, if not 0, is the columns the run takes: it is padded or cut with `…`.
	Width int
	// Right puts the text at the right end of Width, or of what Grow gives.
	Right bool
	// Grow gives the run a share of the columns that others leave; it is cut with
	// `…` if that is too little. An empty growing run is a gap.
	Grow bool
	// Optional runs are left out, the last first, when the row is too narrow.
	Optional bool
}

// Gap returns a run that pushes what follows to the right.
func Gap() Run { return Run{Grow: true} }

// measure returns the columns each run takes in a row of a width, -1 for one
// that is left out.
func measure(width int, runs []Run, cols []int) []int {
	used, grow := 0, 0
	for _, r := range runs {
		c := r.Width
		switch {
		case c > 0:
		case r.Grow:
			c = 0
			grow++
		default:
			c = Width(r.Text)
		}
		cols = append(cols, c)
		used += c
	}
	// A growing text is worth some columns before an optional one is kept.
	need := used
	for _, r := range runs {
		if r.Grow && r.Text != "" {
			need += min(Width(r.Text), max(8, width/3))
		}
	}
	for i := len(runs) - 1; i >= 0 && need > width; i-- {
		if runs[i].Optional && cols[i] >= 0 {
			if runs[i].Grow && runs[i].Width == 0 {
				grow--
			}
			used, need = used-cols[i], need-cols[i]
			cols[i] = -1
		}
	}
	rest := max(0, width-used)
	for i, r := range runs {
		if r.Grow && r.Width == 0 && cols[i] >= 0 {
			cols[i] = rest / grow
			rest -= cols[i]
			grow--
		}
	}
	return cols
}

// Line returns a new row of exactly width cells that shows the runs one after
// the other on a base style (see [theme.Over]); what does not fit ends in `…`.
// The row must not be changed once it was drawn with [Put].
func Line(width int, base uv.Style, runs ...Run) uv.Line {
	if width <= 0 {
		return nil
	}
	l := make(uv.Line, width)
	blank := uv.Cell{Content: " ", Width: 1, Style: base}
	for x := range l {
		l[x] = blank
	}
	var few [12]int
	x := 0
	cols := measure(width, runs, few[:0])
	for i, r := range runs {
		c := cols[i]
		if c <= 0 {
			continue
		}
		style := over(base, r.Style)
		at := min(c, width-x)
		if at <= 0 {
			l.Set(width-1, &uv.Cell{Content: ellipsis, Width: 1, Style: style})
			break
		}
		if r.Width > 0 || r.Grow {
			if style != base {
				for j := x; j < x+at; j++ {
					l[j].Style = style
				}
			}
			if w := Width(r.Text); r.Right && w < at {
				put(l[x+at-w:x+at], r.Text, style)
				x += at
				continue
			}
		}
		put(l[x:x+at], r.Text, style)
		x += at
	}
	return l
}

// put writes s into cells, cut with `…` if it does not fit.
func put(dst uv.Line, s string, style uv.Style) {
	x := 0
	for s != "" {
		n, content, w := cluster(s)
		if x+w > len(dst) || x+w == len(dst) && len(s) > n {
			// The last cell is for the ellipsis unless the text ends just here.
			for i := x; i < len(dst); i++ {
				dst[i] = uv.Cell{Content: " ", Width: 1, Style: style}
			}
			if x < len(dst) {
				dst[x].Content = ellipsis
			}
			return
		}
		dst[x] = uv.Cell{Content: content, Width: w, Style: style}
		for i := 1; i < w; i++ {
			dst[x+i] = uv.Cell{}
		}
		s, x = s[n:], x+w
	}
}

// A linePutter takes rows by pointer; tui/frame's screen and [Surface] do.
type linePutter interface {
	PutLine(x, y int, line uv.Line)
}

// A cursorPlacer shows the terminal's own cursor.
type cursorPlacer interface {
	PlaceCursor(x, y int)
}

// Put draws a row at (x, y). The row must never change afterwards.
func Put(scr uv.Screen, x, y int, line uv.Line) {
	if p, ok := scr.(linePutter); ok {
		p.PutLine(x, y, line)
		return
	}
	for i := range line {
		if line[i].Width > 0 {
			c := line[i]
			scr.SetCell(x+i, y, &c)
		}
	}
}

// PlaceCursor puts the terminal's own cursor where the caret is, if the screen
// can do that; a place outside the screen hides it.
func PlaceCursor(scr uv.Screen, x, y int) {
	if p, ok := scr.(cursorPlacer); ok {
		p.PlaceCursor(x, y)
	}
}

// Text draws s in a style from (x, y) on, cut with `…` after width columns, and
// returns the columns used. For text that is drawn again and again use [Row].
func Text(scr uv.Screen, x, y, width int, style uv.Style, s string) int {
	w := min(Width(s), width)
	if w <= 0 {
		return 0
	}
	Put(scr, x, y, Line(w, style, Run{Text: s, Style: style, Grow: true}))
	return w
}

// Fill draws blanks of a style over an area.
func Fill(scr uv.Screen, area uv.Rectangle, style uv.Style) {
	if area.Dx() <= 0 {
		return
	}
	l := blankLine(area.Dx(), style)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		Put(scr, area.Min.X, y, l)
	}
}

// blanks is one long blank row in the default style, cut for every use.
var blanks = uv.NewLine(1000)

// blankLine returns a blank row.
func blankLine(width int, style uv.Style) uv.Line {
	if style == (uv.Style{}) && width <= len(blanks) {
		return blanks[:width:width]
	}
	return Line(width, style)
}

// over is [theme.Over], with the usual cases first.
func over(base, top uv.Style) uv.Style {
	if base == (uv.Style{}) {
		return top
	}
	if top == (uv.Style{}) {
		return base
	}
	return theme.Over(base, top)
}

// Row is a row that is built again only when what it shows changes. The zero
// value is ready.
type Row struct {
	width int
	base  uv.Style
	runs  []Run
	row   *drawn
}

// Line returns the row for these runs: the same pointer as last time if nothing
// changed. See [Line].
func (r *Row) Line(width int, base uv.Style, runs ...Run) uv.Line {
	if r.row == nil || r.width != width || r.base != base || !slices.Equal(r.runs, runs) {
		r.width, r.base = width, base
		r.runs = append(r.runs[:0], runs...)
		r.row = one(Line(width, base, r.runs...))
	}
	return r.row.line
}

// Kept returns the row as it was built last, nil if it never was.
func (r *Row) Kept() uv.Line {
	if r.row == nil {
		return nil
	}
	return r.row.line
}

// Draw draws the row across the first line of an area.
func (r *Row) Draw(scr uv.Screen, area uv.Rectangle, base uv.Style, runs ...Run) {
	if area.Dx() > 0 && area.Dy() > 0 {
		Put(scr, area.Min.X, area.Min.Y, r.Line(area.Dx(), base, runs...))
	}
}
