package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"oneplan/meeting"
	"oneplan/meeting/directory"
	"oneplan/tui/screen"
)

// Bank is what a Host can do with the information bank: a host that is none has none.
type Bank interface {
	// FindServices searches, and returns the needs that services meet and the answers to the person's corrections that they
	// have not read.
	FindServices(ctx context.Context, q directory.Query) (directory.Found, []directory.Term, []*meeting.Correction, error)
	// OneService returns a service as accepted corrections have it, since when the directory does not have it any more ("": it does), and
	// which corrections hold.
	OneService(ctx context.Context, id string) (*directory.Service, meeting.Day, []*meeting.Correction, error)
}

// bankMsg is what the information bank says.
type bankMsg struct {
	gen  int
	said screen.BankSaid
}

// goBank goes to the information bank.
func (a *App) goBank() tea.Cmd {
	a.enter()
	s, acts := screen.NewBank(&a.env)
	a.screen = s
	return a.do(acts)
}

// askBank asks the information bank.
func (a *App) askBank(ask screen.AskBank) tea.Cmd {
	b, ok := a.host.(Bank)
	d, desk := a.host.(Desk)
	if !ok || !desk {
		return nil
	}
	gen, ctx := a.gen, a.ctx
	return func() tea.Msg {
		said := screen.BankSaid{Ask: ask}
		switch {
		case ask.Suggest != nil:
			said.Err = d.Serve(ctx, meeting.SuggestCorrection{Correction: *ask.Suggest})
		case len(ask.Read) > 0:
			for _, n := range ask.Read {
				if said.Err = d.Serve(ctx, meeting.SeeCorrection{N: n}); said.Err != nil {
					break
				}
			}
		case ask.ID != "":
			said.Service, said.Gone, said.Held, said.Err = b.OneService(ctx, ask.ID)
		case ask.Query != nil:
			said.Found, said.Terms, said.Answers, said.Err = b.FindServices(ctx, *ask.Query)
		}
		return bankMsg{gen, said}
	}
}
