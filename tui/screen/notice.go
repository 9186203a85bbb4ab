package screen

import (
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// Notice is a screen of one sentence, for when there is nothing else to show.
type Notice struct{ text string }

// NewNotice returns a screen that shows text and ends with any key.
func NewNotice(text string) *Notice { return &Notice{text} }

// Update ends the connection with any key.
func (n *Notice) Update(_ *Env, msg tea.Msg) []Action {
	if _, ok := msg.(tea.KeyPressMsg); ok {
		return []Action{Quit{}}
	}
	return nil
}

// Sent does nothing: a notice sends nothing.
func (n *Notice) Sent(*Env, any, meeting.Result, error) []Action { return nil }

// Tick does nothing.
func (n *Notice) Tick(*Env) []Action { return nil }

// Title returns the window's title.
func (n *Notice) Title() string { return "oneplan" }

// Draw draws the sentence.
func (n *Notice) Draw(env *Env, scr uv.Screen, area uv.Rectangle) {
	w := max(1, min(area.Dx()-4, 72))
	y := area.Min.Y + 2
	for _, l := range widget.Wrap(n.text, w) {
		widget.Text(scr, area.Min.X+2, y, w, env.Theme.Text, l)
		y++
	}
	widget.Text(scr, area.Min.X+2, y+1, w, env.Theme.Muted, env.T("Press any key to leave."))
}
