package widget

import (
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// LineInput is a private line of text: the command line, find. While Complete
// gives completions they stand above it, and tab goes through them. Make one with
// [NewLineInput].
type LineInput struct {
	*TextBox
	Prompt string
	// Complete, if not nil, gives the completions of a value; choosing one puts its
	// ID in place of the value.
	Complete func(value string) []Option
	// History is what up and down bring back, the newest last.
	History []string

	list    List
	choices []Option
	of      string // the value they complete
	asked   bool
	back    int // how far into History
	row     Row
}

// maxChoices is the most completions that show at once.
const maxChoices = 8

// NewLineInput returns an empty line with a prompt.
func NewLineInput(prompt string) *LineInput {
	l := &LineInput{TextBox: NewTextBox(), Prompt: prompt}
	l.Single, l.Focus = true, true
	return l
}

// Update edits. Enter is Chosen, esc Cancelled; tab and shift+tab go through the
// completions.
func (l *LineInput) Update(msg tea.Msg, now time.Time) Outcome {
	l.ask()
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch k.String() {
		case "enter":
			return Chosen
		case "esc":
			return Cancelled
		case "tab":
			return l.cycle(1)
		case "shift+tab":
			return l.cycle(-1)
		case "up":
			return l.recall(1)
		case "down":
			return l.recall(-1)
		}
	}
	if m, ok := msg.(tea.MouseClickMsg); ok {
		if o := l.list.Update(m); o != Ignored {
			if it := l.list.Selected(); it != nil {
				l.fill(it.ID)
			}
			return Used
		}
	}
	o := l.TextBox.Update(msg, now)
	l.ask()
	return o
}

// ask gets the completions of a value that was typed, not filled in.
func (l *LineInput) ask() {
	v := l.Value()
	if l.Complete == nil || l.asked && v == l.of {
		return
	}
	l.of, l.asked, l.back = v, true, 0
	l.choices = l.Complete(v)
	l.list = List{Theme: l.Theme, Focus: true, items: optionItems(l.choices, l.Theme), sel: -1}
	l.list.arrange()
}

// cycle fills in the next completion.
func (l *LineInput) cycle(n int) Outcome {
	if len(l.choices) == 0 {
		return Used
	}
	at := l.list.sel + n
	if l.list.sel < 0 && n < 0 {
		at = len(l.choices) - 1
	}
	at = (at + len(l.choices)) % len(l.choices)
	l.list.sel, l.list.follow = at, true
	l.fill(l.choices[at].ID)
	return Used
}

// fill puts a completion in place of the value and keeps the list.
func (l *LineInput) fill(id string) {
	l.SetValue(id)
	l.of = l.Value()
}

// recall brings back what was entered before.
func (l *LineInput) recall(n int) Outcome {
	back := l.back + n
	if back < 0 || back > len(l.History) {
		return Used
	}
	v := ""
	if back > 0 {
		v = l.History[len(l.History)-back]
	}
	l.SetValue(v)
	l.ask()
	l.back = back
	return Used
}

// Draw draws the line in the last row of an area, and the completions over as
// many rows above it as they take.
func (l *LineInput) Draw(scr uv.Screen, area uv.Rectangle) {
	if area.Dx() < 1 || area.Dy() < 1 {
		return
	}
	l.ask()
	y := area.Max.Y - 1
	w := min(Width(l.Prompt), area.Dx()/2)
	l.row.Draw(scr, uv.Rect(area.Min.X, y, w, 1), uv.Style{}, Run{Text: l.Prompt, Style: l.Theme.Key, Grow: true})
	l.TextBox.Draw(scr, uv.Rect(area.Min.X+w, y, area.Dx()-w, 1))
	if n := min(len(l.choices), maxChoices, area.Dy()-1); n > 0 {
		l.list.Draw(scr, uv.Rect(area.Min.X, y-n, area.Dx(), n))
	}
}
