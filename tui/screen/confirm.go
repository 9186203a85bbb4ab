package screen

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// confirm asks one question before something is done.
type confirm struct {
	ask widget.Dialog
	do  func(*Env, *Room) []Action
	no  func(*Env, *Room) []Action // may be nil
}

// newConfirm returns a dialog that asks a question and does something on yes. Esc and no close it and do
// nothing.
func newConfirm(question, yes, no string, do func(*Env, *Room) []Action) *confirm {
	return &confirm{do: do, ask: widget.Dialog{
		At:      1, // enter loses nothing
		Text:    question,
		Buttons: []widget.Button{{Label: yes, Key: "y"}, {Label: no, Key: "n"}},
	}}
}

// Update chooses yes or no.
func (c *confirm) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	switch c.ask.Update(msg) {
	case widget.Chosen:
		if c.ask.At == 0 {
			return c.do(env, r), true
		}
		return c.leave(env, r), true
	case widget.Cancelled:
		return c.leave(env, r), true
	}
	return nil, false
}

func (c *confirm) leave(env *Env, r *Room) []Action {
	if c.no == nil {
		return nil
	}
	return c.no(env, r)
}

// Set does nothing: a question stays what it is.
func (c *confirm) Set(*Env, *Room) ([]Action, bool) { return nil, false }

// Sent does nothing: a question sends nothing itself.
func (c *confirm) Sent(*Env, *Room, meeting.Result, error) ([]Action, bool) { return nil, false }

// Draw draws the question.
func (c *confirm) Draw(env *Env, _ *Room, scr uv.Screen, area uv.Rectangle) {
	c.ask.Theme = env.Theme
	c.ask.Draw(scr, area)
}

// Keys are the keys of the question.
func (c *confirm) Keys() []key.Binding {
	return []key.Binding{
		bindSaid("y", c.ask.Buttons[0].Label, "y"), bindSaid("n", c.ask.Buttons[1].Label, "n"), bind("←→ ⏎", "choose", "enter"), bind("esc", "back", "esc"),
	}
}
