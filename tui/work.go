package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"oneplan/meeting"
	"oneplan/tui/screen"
)

// Teaming is what a Host can do for whoever looks after keyworkers: a host that is none has no teams.
type Teaming interface {
	// Team counts how much keyworkers have to do, or refuses with a *meeting.Error.
	Team(ctx context.Context) (meeting.Team, error)
}

type (
	// teamMsg is how much keyworkers have to do.
	teamMsg struct {
		gen  int
		team meeting.Team
		err  error
	}
	// consultMsg is what became of a question to a colleague.
	consultMsg struct {
		gen int
		tag any
		err error
	}
)

// countTeam has the service count how much keyworkers have to do.
func (a *App) countTeam() tea.Cmd {
	c, ok := a.host.(Teaming)
	if !ok {
		return nil
	}
	gen, ctx := a.gen, a.ctx
	return func() tea.Msg {
		t, err := c.Team(ctx)
		return teamMsg{gen, t, err}
	}
}

// consult asks a colleague from the record in front.
func (a *App) consult(act screen.Consult) tea.Cmd {
	d, ok := a.host.(Desk)
	if !ok {
		return nil
	}
	gen, ctx := a.gen, a.ctx
	return func() tea.Msg { return consultMsg{gen, act.Tag, d.Serve(ctx, act.Ask)} }
}
