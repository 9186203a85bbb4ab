package screen

import (
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/tui/widget"
)

// Cover hides the screen of somebody who has not touched a key for a while: it shows nothing of any record.
type Cover struct{}

// Title is the window's title.
func (Cover) Title() string { return "oneplan" }

// Draw draws the cover.
func (Cover) Draw(env *Env, scr uv.Screen, area uv.Rectangle) {
	w := max(1, area.Dx()-4)
	for i, l := range []string{"oneplan", "", env.T("Covered, since no key was pressed for a while."), env.T("Press ⏎ to go on. What you were typing is kept.")} {
		for _, line := range widget.Wrap(l, w) {
			widget.Text(scr, area.Min.X+2, area.Min.Y+2+i, w, env.Theme.Muted, line)
		}
	}
}

// InLiveMeeting reports whether the room is that of a meeting that is going on.
func (r *Room) InLiveMeeting() bool {
	m := r.u.View.Live()
	return m != nil && m.ID == r.id
}
