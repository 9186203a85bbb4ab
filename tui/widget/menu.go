package widget

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/sahilm/fuzzy"

	"oneplan/tui/theme"
)

// Option is one of several things to choose from.
type Option struct {
	ID    string
	Label string
	Note  string // beside it, quieter: an agency, a key
}

// Menu is a list of options that typing narrows: the command palette, a picker
// of people. Letters of the label in order find it, best match first.
type Menu struct {
	Theme   *theme.Theme
	Title   string // of the box
	Prompt  string // before what is typed
	Empty   string // shown when nothing matches
	Options []Option

	input *TextBox
	list  List
	box   Box
	row   Row
	now   []Option // as last filtered
	of    string   // the query they were filtered by
	ready bool
}

// filter narrows options to those that match a query.
func filter(options []Option, query string) []Option {
	query = strings.TrimSpace(query)
	if query == "" {
		return options
	}
	labels := make([]string, len(options))
	for i, o := range options {
		labels[i] = o.Label + " " + o.Note
	}
	var out []Option
	for _, m := range fuzzy.Find(query, labels) {
		out = append(out, options[m.Index])
	}
	return out
}

// Refilter shows Options anew after they changed.
func (m *Menu) Refilter() { m.ready = false }

func (m *Menu) fill() {
	if m.input == nil {
		m.input = NewTextBox()
		m.input.Single = true
	}
	m.input.Theme, m.input.Focus, m.list.Theme, m.list.Focus, m.list.Empty = m.Theme, true, m.Theme, true, m.Empty
	if q := m.input.Value(); !m.ready || q != m.of {
		first := !m.ready
		m.of, m.ready = q, true
		m.now = filter(m.Options, q)
		m.list.SetItems(optionItems(m.now, m.Theme))
		if !first {
			m.list.step(-len(m.now)) // the best match
		}
	}
}

// optionItems returns list rows for options.
func optionItems(options []Option, t *theme.Theme) []*Item {
	items := make([]*Item, len(options))
	for i, o := range options {
		items[i] = &Item{ID: o.ID, Runs: []Run{
			{Text: " "},
			{Text: o.Label, Grow: true},
			{Text: "  " + o.Note, Style: t.Muted, Optional: true},
			{Text: " ", Optional: true},
		}}
	}
	return items
}

// Chosen returns the option under the selection.
func (m *Menu) Chosen() (Option, bool) {
	id := m.list.SelectedID()
	for _, o := range m.now {
		if o.ID == id {
			return o, true
		}
	}
	return Option{}, false
}

// Select puts the selection on an option.
func (m *Menu) Select(id string) {
	m.fill()
	m.list.Select(id)
}

// Update narrows, moves and chooses; esc is Cancelled.
func (m *Menu) Update(msg tea.Msg, now time.Time) Outcome {
	m.fill()
	if k, ok := msg.(tea.KeyPressMsg); ok && k.String() == "esc" {
		return Cancelled
	}
	if k, ok := msg.(tea.KeyPressMsg); !ok || !k.Mod.Contains(tea.ModShift) || k.Text != "" {
		switch o := m.list.Update(msg); {
		case o == Chosen:
			return Chosen
		case o == Used && !isTyping(msg):
			return Used
		}
	}
	o := m.input.Update(msg, now)
	m.fill()
	return o
}

// isTyping reports whether a message belongs to an input rather than to a list
// beside it.
func isTyping(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return typed(msg) != ""
	case tea.PasteMsg:
		return true
	}
	return false
}

// Draw draws the menu in a box in the middle of an area.
func (m *Menu) Draw(scr uv.Screen, area uv.Rectangle) {
	m.fill()
	w := Width(m.Title) + 8
	for _, o := range m.Options {
		w = max(w, Width(o.Label)+Width(o.Note)+8)
	}
	in := drawDialogBox(scr, centre(area, max(32, min(w, 72)), len(m.Options)+4), m.Theme, &m.box, m.Title)
	if in.Dy() < 1 {
		return
	}
	m.drawInput(scr, uv.Rect(in.Min.X, in.Min.Y, in.Dx(), 1))
	body := uv.Rect(in.Min.X, in.Min.Y+1, in.Dx(), in.Dy()-1)
	m.list.Draw(scr, body)
}

// drawInput draws the prompt and what is typed.
func (m *Menu) drawInput(scr uv.Screen, area uv.Rectangle) {
	w := min(Width(m.Prompt)+1, area.Dx()/2)
	m.row.Draw(scr, uv.Rect(area.Min.X, area.Min.Y, w, 1), uv.Style{}, Run{Text: " " + m.Prompt, Style: m.Theme.Key, Grow: true})
	m.input.Draw(scr, uv.Rect(area.Min.X+w, area.Min.Y, area.Dx()-w, 1))
}
