package widget

import (
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting/words"
	"oneplan/tui/theme"
)

// KeyGroup is keys that belong together, under a title or none.
type KeyGroup struct {
	Title words.Msg
	Keys  []key.Binding
}

// Bind makes a binding: what the hints show for it, what it does, and its keys
// as Bubble Tea names them. A binding holds its message in English until it is drawn.
func Bind(show string, does words.Msg, keys ...string) key.Binding { return bind(show, does, keys...) }

// keyNames are the named keys that bindings use.
var keyNames = map[string]rune{
	"left": tea.KeyLeft, "right": tea.KeyRight, "up": tea.KeyUp, "down": tea.KeyDown,
	"home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
	"insert": tea.KeyInsert, "delete": tea.KeyDelete, "backspace": tea.KeyBackspace,
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace,
}

// Press returns the message of a key by the name bindings use: "a", "ctrl+p",
// "shift+tab", "enter".
func Press(name string) tea.KeyPressMsg {
	var k tea.KeyPressMsg
	for {
		mod, rest, ok := strings.Cut(name, "+")
		if !ok || mod == "" || rest == "" {
			break
		}
		switch mod {
		case "ctrl":
			k.Mod |= tea.ModCtrl
		case "alt":
			k.Mod |= tea.ModAlt
		case "shift":
			k.Mod |= tea.ModShift
		}
		name = rest
	}
	if c, ok := keyNames[name]; ok {
		k.Code = c
		if name == "space" && k.Mod == 0 {
			k.Text = " "
		}
		return k
	}
	k.Code, _ = utf8.DecodeRuneInString(name)
	if k.Mod&^tea.ModShift == 0 {
		k.Text = name
	}
	return k
}

// KeyPress returns the message of a binding's first key, for a click on its hint.
func KeyPress(b key.Binding) tea.KeyPressMsg {
	if keys := b.Keys(); len(keys) > 0 {
		return Press(keys[0])
	}
	return tea.KeyPressMsg{}
}

// KeyBar is the last lines of a screen: every key that works here, made from the
// bindings themselves. Disabled bindings are left out. Each group begins a line.
type KeyBar struct {
	Theme  *theme.Theme
	Words  *words.Language
	Groups []KeyGroup
	More   key.Binding // what shows the rest when not all fit, usually `?`

	area  uv.Rectangle
	spots []spot
	rows  []Row
}

// spot is where a binding's hint is.
type spot struct {
	x0, x1, y int
	key       key.Binding
}

// hint is one binding, laid out.
type hint struct {
	spot
	title string // a group's title before it
}

// KeyLabel says which key it is, as hints show it: the name on the key, or that anything may be typed.
func KeyLabel(l *words.Language, k key.Binding) string {
	const anything words.Msg = "type"
	if shown := k.Help().Key; shown != string(anything) {
		return shown
	}
	return l.T(anything)
}

// hinted says what a binding does.
func hinted(l *words.Language, k key.Binding) string { return l.T(words.Msg(k.Help().Desc)) }

// keyGap is the columns between two hints.
const keyGap = 2

// lay lays the hints out in lines of a width, and returns how many lines.
func (b *KeyBar) lay(width int, out []hint) ([]hint, int) {
	y, some := 0, false
	for _, g := range b.Groups {
		x := 1
		title := b.Words.T(g.Title)
		if some {
			y++
		}
		started := false
		for _, k := range g.Keys {
			if !k.Enabled() || k.Help().Key == "" {
				continue
			}
			w := Width(KeyLabel(b.Words, k)) + 1 + Width(hinted(b.Words, k))
			if !started && title != "" {
				w += Width(title) + 1
			}
			if started && x+w > width {
				y, x = y+1, 1
			}
			out = append(out, hint{spot{x, min(x+w, width), y, k}, title})
			x += w + keyGap
			title, started, some = "", true, true
		}
		if !started && some {
			y--
		}
	}
	if !some {
		return out, 0
	}
	return out, y + 1
}

// Height returns the lines that all hints take in a width.
func (b *KeyBar) Height(width int) int {
	_, n := b.lay(width, nil)
	return n
}

// Draw draws the hints. When they take more lines than the area has, the last
// ones are left out and More ends the last line.
func (b *KeyBar) Draw(scr uv.Screen, area uv.Rectangle) {
	b.area, b.spots = area, b.spots[:0]
	if area.Dx() < 1 || area.Dy() < 1 {
		return
	}
	hints, lines := b.lay(area.Dx(), nil)
	if lines > area.Dy() {
		hints = b.fold(hints, area)
	}
	for len(b.rows) < area.Dy() {
		b.rows = append(b.rows, Row{})
	}
	t := b.Theme
	runs := make([]Run, 0, 32)
	for y := range area.Dy() {
		runs = runs[:0]
		x := 0
		for _, h := range hints {
			if h.y != y {
				continue
			}
			runs = append(runs, Run{Width: h.x0 - x})
			if h.title != "" {
				runs = append(runs, Run{Text: h.title + " ", Style: t.Muted})
			}
			runs = append(runs, Run{Text: KeyLabel(b.Words, h.key), Style: t.Key}, Run{Text: " " + hinted(b.Words, h.key), Style: t.KeyText})
			x = h.x1
			b.spots = append(b.spots, spot{area.Min.X + h.x0, area.Min.X + h.x1, area.Min.Y + y, h.key})
		}
		Put(scr, area.Min.X, area.Min.Y+y, b.rows[y].Line(area.Dx(), uv.Style{}, runs...))
	}
}

// fold leaves out what does not fit in the area and puts More at its end.
func (b *KeyBar) fold(hints []hint, area uv.Rectangle) []hint {
	last := area.Dy() - 1
	for i, h := range hints {
		if h.y > last {
			hints = hints[:i]
			break
		}
	}
	if !b.More.Enabled() {
		return hints
	}
	kept := hints[:0]
	for _, h := range hints { // it is put at the end instead
		if h.key.Help() != b.More.Help() {
			kept = append(kept, h)
		}
	}
	hints = kept
	w := Width(b.More.Help().Key) + 1 + Width(hinted(b.Words, b.More))
	x := 1
	for len(hints) > 0 {
		h := hints[len(hints)-1]
		if h.y < last {
			break
		}
		if x = h.x1 + keyGap; x+w <= area.Dx() {
			break
		}
		hints, x = hints[:len(hints)-1], 1
	}
	return append(hints, hint{spot{x, x + w, last, b.More}, ""})
}

// Click returns the binding whose hint was clicked.
func (b *KeyBar) Click(msg tea.MouseClickMsg) (key.Binding, bool) {
	for _, s := range b.spots {
		if msg.Button == tea.MouseLeft && msg.Y == s.y && msg.X >= s.x0 && msg.X < s.x1 {
			return s.key, true
		}
	}
	return key.Binding{}, false
}

// Help is a page of all keys, in groups, over the screen. It scrolls.
type Help struct {
	Theme  *theme.Theme
	Words  *words.Language
	Title  string // of the box
	Close  string // the hint in the last line: "esc close"
	Groups []KeyGroup

	box   Box
	pane  Pane
	top   int
	shown int
	lines int
	area  uv.Rectangle
}

// Update scrolls; any other key closes it: Cancelled.
func (h *Help) Update(msg tea.Msg) Outcome {
	n := 0
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch msg.String() {
		case "up":
			n = -1
		case "down":
			n = 1
		case "pgup":
			n = -h.shown
		case "pgdown", "space":
			n = h.shown
		case "home":
			n = -h.lines
		case "end":
			n = h.lines
		default:
			return Cancelled
		}
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			n = -wheelRows
		case tea.MouseWheelDown:
			n = wheelRows
		}
	case tea.MouseClickMsg:
		if !uv.Pos(msg.X, msg.Y).In(h.area) {
			return Cancelled
		}
	default:
		return Ignored
	}
	h.top = max(0, min(h.top+n, h.lines-h.shown))
	return Used
}

// Draw draws the page in the middle of an area, in as many columns as fit.
func (h *Help) Draw(scr uv.Screen, area uv.Rectangle) {
	const colWidth = 38
	cols := max(1, min(3, (area.Dx()-6)/colWidth))
	rows := h.rows()
	per := (len(rows) + cols - 1) / cols
	h.lines = per
	width := min(area.Dx(), cols*colWidth+4)
	height := min(area.Dy(), per+4)
	h.area = centre(area, width, height)
	in := drawDialogBox(scr, h.area, h.Theme, &h.box, h.Title)
	h.shown = max(1, in.Dy()-1)
	h.top = max(0, min(h.top, h.lines-h.shown))
	type state struct {
		theme       *theme.Theme
		words       *words.Language
		top, n, col int
		title       string
	}
	body := uv.Rect(in.Min.X+1, in.Min.Y, max(0, in.Dx()-2), max(0, in.Dy()))
	h.pane.Draw(scr, body, state{h.Theme, h.Words, h.top, len(rows), cols, h.Title}, func(scr uv.Screen, area uv.Rectangle) {
		w := area.Dx() / cols
		for y := range min(h.shown, area.Dy()) {
			for c := range cols {
				if i := c*per + h.top + y; h.top+y < per && i < len(rows) {
					Put(scr, c*w, y, Line(w, uv.Style{}, rows[i]...))
				}
			}
		}
		foot := []Run{{Text: h.Close, Style: h.Theme.Muted}}
		if h.shown < h.lines {
			foot = append(foot, Gap(), Run{Text: "↑↓", Style: h.Theme.Muted})
		}
		if area.Dy() > 0 {
			Put(scr, 0, area.Dy()-1, Line(area.Dx(), uv.Style{}, foot...))
		}
	})
	h.box.Scroll(scr, h.area, h.top, h.top+h.shown, h.lines)
}

// rows returns the page's rows in one column.
func (h *Help) rows() [][]Run {
	var rows [][]Run
	for _, g := range h.Groups {
		head := false
		for _, k := range g.Keys {
			if !k.Enabled() || k.Help().Key == "" {
				continue
			}
			if !head {
				if len(rows) > 0 {
					rows = append(rows, nil)
				}
				if g.Title != "" {
					rows = append(rows, []Run{{Text: h.Words.T(g.Title), Style: h.Theme.Strong, Grow: true}})
				}
				head = true
			}
			rows = append(rows, []Run{
				{Text: KeyLabel(h.Words, k), Style: h.Theme.Key, Width: 12},
				{Text: " "},
				{Text: hinted(h.Words, k), Style: h.Theme.Text, Grow: true},
			})
		}
	}
	return rows
}

// centre returns an area of a size in the middle of another, no larger than it.
func centre(area uv.Rectangle, w, h int) uv.Rectangle {
	w, h = min(w, area.Dx()), min(h, area.Dy())
	return uv.Rect(area.Min.X+(area.Dx()-w)/2, area.Min.Y+(area.Dy()-h)/2, w, h)
}

// drawDialogBox draws an empty box that stands over the screen and returns its
// inside. The cursor of what is under it is hidden.
func drawDialogBox(scr uv.Screen, area uv.Rectangle, t *theme.Theme, b *Box, title string) uv.Rectangle {
	PlaceCursor(scr, -1, -1)
	Fill(scr, area, uv.Style{})
	return b.Draw(scr, area, t, true, Run{Text: title})
}
