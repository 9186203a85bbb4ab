package screen

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// pick lets somebody choose one of several things.
type pick struct {
	menu   widget.Menu
	fill   func(*Room) []widget.Option // the options, asked again when the view moves on; nil: they stay
	choose func(env *Env, r *Room, id string) ([]Action, bool)
}

// newPick returns a list of options that typing narrows.
func newPick(env *Env, title string, options []widget.Option, choose func(*Env, *Room, string) ([]Action, bool)) *pick {
	return &pick{menu: widget.Menu{Theme: env.Theme, Title: title, Prompt: "› ", Empty: env.T("Nothing matches what you typed."), Options: options}, choose: choose}
}

// Update moves, narrows and chooses.
func (p *pick) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	switch p.menu.Update(msg, env.Now) {
	case widget.Chosen:
		if o, ok := p.menu.Chosen(); ok {
			return p.choose(env, r, o.ID)
		}
	case widget.Cancelled:
		return nil, true
	}
	return nil, false
}

// Set renews the options.
func (p *pick) Set(_ *Env, r *Room) ([]Action, bool) {
	if p.fill != nil {
		p.menu.Options = p.fill(r)
		p.menu.Refilter()
	}
	return nil, false
}

// Sent tells of a refusal and stays; what worked closes the list.
func (p *pick) Sent(_ *Env, r *Room, _ meeting.Result, err error) ([]Action, bool) {
	if err != nil {
		r.Notice(r.refusal(err))
	}
	return nil, err == nil
}

// Draw draws the list.
func (p *pick) Draw(env *Env, _ *Room, scr uv.Screen, area uv.Rectangle) {
	p.menu.Theme = env.Theme
	p.menu.Draw(scr, area)
}

// Keys are the keys of a list.
func (p *pick) Keys() []key.Binding {
	return []key.Binding{bind("↑↓", "move", "up"), bind("⏎", "choose", "enter"), bind("type", "to narrow", ""), bind("esc", "back", "esc")}
}
