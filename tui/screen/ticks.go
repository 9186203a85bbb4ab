package screen

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// ticks is what all dialogs of rows to tick have in common.
type ticks struct {
	list widget.List
	box  widget.Box
}

// press moves, or turns the row in front; it reports whether the keys that finish the dialog, or the one that leaves it, were pressed.
func (d *ticks) press(msg tea.Msg, items []*widget.Item, turn func(), finish ...string) (finished, left bool) {
	d.list.SetItems(items)
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch s := msg.String(); {
		case s == "esc":
			return false, true
		case slices.Contains(finish, s):
			return true, false
		case s == "space", s == "x":
			turn()
			return false, false
		}
	case tea.MouseClickMsg:
		was := d.list.SelectedID()
		if d.list.Update(msg) == widget.Chosen || d.list.SelectedID() != was {
			turn()
		}
		return false, false
	}
	d.list.Update(msg)
	return false, false
}

// Set does nothing: the rows are made anew for each frame.
func (d *ticks) Set(*Env, *Room) ([]Action, bool) { return nil, false }

// Sent does nothing: it sends nothing itself.
func (d *ticks) Sent(*Env, *Room, meeting.Result, error) ([]Action, bool) { return nil, false }

// drawTicks draws the rows, and in the border what is ticked, in words.
func (d *ticks) drawTicks(env *Env, scr uv.Screen, area uv.Rectangle, items []*widget.Item, title string, foot widget.Run) {
	area = centred(area, formWidth)
	if h := max(len(items), 3) + 2; h < area.Dy() {
		area.Min.Y += (area.Dy() - h) / 2
		area.Max.Y = area.Min.Y + h
	}
	d.box.Foot = []widget.Run{foot}
	in := d.box.Draw(scr, area, env.Theme, true, widget.Run{Text: title})
	d.list.Theme, d.list.Focus = env.Theme, true
	d.list.SetItems(items)
	d.list.Draw(scr, padded(in))
}

// Keys are the keys of the rows.
func (d *ticks) Keys() []key.Binding {
	return []key.Binding{bind("↑↓", "move", "up"), bind("space", "tick", "space"), bind("⏎", "done", "enter"), bind("esc", "back", "esc")}
}
