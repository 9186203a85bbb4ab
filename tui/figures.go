package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"oneplan/meeting"
	"oneplan/tui/screen"
)

// Counting is what a Host can do for a service manager: a host that is none has no figures.
type Counting interface {
	// Figures counts over all records, or refuses with a *meeting.Error.
	Figures(ctx context.Context) (meeting.Figures, error)
}

// figuresMsg is what the service has counted.
type figuresMsg struct {
	gen     int
	figures meeting.Figures
	err     error
}

// goFigures goes to the service manager's screen.
func (a *App) goFigures() tea.Cmd {
	a.enter()
	s, acts := screen.NewFigures(&a.env)
	a.screen = s
	return a.do(acts)
}

// count has the service count for the screen in front.
func (a *App) count() tea.Cmd {
	c, ok := a.host.(Counting)
	if !ok {
		return nil
	}
	gen, ctx := a.gen, a.ctx
	return func() tea.Msg {
		f, err := c.Figures(ctx)
		return figuresMsg{gen, f, err}
	}
}

// counted shows what the service has counted, if its screen is still in front.
func (a *App) counted(m figuresMsg) {
	if s, ok := a.screen.(*screen.Figures); ok && m.gen == a.gen {
		s.Counted(m.figures, m.err)
	}
}
