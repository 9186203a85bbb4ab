package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/tui/theme"
)

// Button is one answer to a dialog's question.
type Button struct {
	Label string
	Key   string // the key that chooses it, as Bubble Tea names it; may be ""
}

// Dialog asks a question over the screen, answered by one of its buttons.
type Dialog struct {
	Theme   *theme.Theme
	Title   string
	Text    string // wrapped; newlines part paragraphs
	Buttons []Button
	At      int // the button enter chooses; set it to the one that loses nothing

	box   Box
	pane  Pane
	top   int
	rows  int
	lines int
	area  uv.Rectangle
	spots []spot
}

// Update moves between the buttons and chooses one: Chosen, with At saying which.
// Esc is Cancelled.
func (d *Dialog) Update(msg tea.Msg) Outcome {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return d.key(msg)
	case tea.MouseClickMsg:
		for i, s := range d.spots {
			if msg.Button == tea.MouseLeft && msg.Y == s.y && msg.X >= s.x0 && msg.X < s.x1 {
				d.At = i
				return Chosen
			}
		}
		return Used
	case tea.MouseWheelMsg:
		if msg.Button == tea.MouseWheelUp {
			d.scroll(-wheelRows)
		} else {
			d.scroll(wheelRows)
		}
		return Used
	case tea.PasteMsg:
		return Used
	}
	return Ignored
}

func (d *Dialog) key(msg tea.KeyPressMsg) Outcome {
	s := msg.String()
	for i, b := range d.Buttons {
		if b.Key != "" && s == b.Key {
			d.At = i
			return Chosen
		}
	}
	n := max(1, len(d.Buttons))
	switch s {
	case "esc":
		return Cancelled
	case "enter", "space":
		if len(d.Buttons) == 0 {
			return Cancelled
		}
		return Chosen
	case "left", "shift+tab":
		d.At = (d.At + n - 1) % n
	case "right", "tab":
		d.At = (d.At + 1) % n
	case "up":
		d.scroll(-1)
	case "down":
		d.scroll(1)
	case "pgup":
		d.scroll(-d.rows)
	case "pgdown":
		d.scroll(d.rows)
	}
	return Used // a key that means something elsewhere must not do so now
}

func (d *Dialog) scroll(n int) { d.top = max(0, min(d.top+n, d.lines-d.rows)) }

// Draw draws the dialog in the middle of an area.
func (d *Dialog) Draw(scr uv.Screen, area uv.Rectangle) {
	width := min(area.Dx(), 64)
	if need := d.buttonsWidth() + 4; need > width {
		width = min(area.Dx(), need)
	}
	lines := Wrap(d.Text, max(1, width-4))
	buttons := d.layButtons(width - 4)
	below := 0
	if len(buttons) > 0 {
		below = buttons[len(buttons)-1].y + 1
	}
	d.area = centre(area, width, len(lines)+below+3)
	in := drawDialogBox(scr, d.area, d.Theme, &d.box, d.Title)
	gap := 1
	d.rows, d.lines = in.Dy()-below-gap, len(lines)
	if d.rows < 1 {
		gap = 0
		d.rows = max(0, in.Dy()-below)
	}
	d.scroll(0)
	type state struct {
		theme *theme.Theme
		text  string
		top   int
	}
	body := uv.Rect(in.Min.X+1, in.Min.Y, max(0, in.Dx()-2), max(0, min(d.rows, in.Dy())))
	d.pane.Draw(scr, body, state{d.Theme, d.Text, d.top}, func(scr uv.Screen, area uv.Rectangle) {
		for y := range min(area.Dy(), len(lines)-d.top) {
			Put(scr, 0, y, Line(area.Dx(), uv.Style{}, Run{Text: lines[d.top+y], Style: d.Theme.Text}))
		}
	})
	d.box.Scroll(scr, d.area, d.top, d.top+d.rows, d.lines)
	d.spots = d.spots[:0]
	for i, s := range buttons {
		y := in.Min.Y + body.Dy() + gap + s.y
		if y >= in.Max.Y {
			break
		}
		style := d.Theme.Button
		label := "  " + d.label(i) + "  "
		if i == d.At {
			style = d.Theme.ButtonFocus
			label = "▸ " + d.label(i) + "  "
		}
		x := in.Min.X + 1 + s.x0
		Put(scr, x, y, Line(min(s.x1-s.x0, max(0, in.Max.X-x)), style, Run{Text: label, Style: style, Grow: true}))
		d.spots = append(d.spots, spot{x0: x, x1: x + s.x1 - s.x0, y: y})
	}
}

// label returns what is on a button: its key is shown unless the label begins
// with it.
func (d *Dialog) label(i int) string {
	b := d.Buttons[i]
	if b.Key == "" || strings.HasPrefix(strings.ToLower(b.Label), b.Key) && len(b.Key) == 1 {
		return b.Label
	}
	return b.Key + " " + b.Label
}

func (d *Dialog) buttonsWidth() int {
	w := 0
	for i := range d.Buttons {
		w += Width(d.label(i)) + 5
	}
	return w
}

// layButtons places the buttons in rows of a width.
func (d *Dialog) layButtons(width int) []spot {
	var out []spot
	x, y := 0, 0
	for i := range d.Buttons {
		w := Width(d.label(i)) + 4
		if x > 0 && x+w > width {
			x, y = 0, y+1
		}
		out = append(out, spot{x0: x, x1: x + w, y: y})
		x += w + 1
	}
	return out
}
