package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"oneplan/meeting"
	"oneplan/tui/screen"
)

// Poster is what a Host can do about the person's own mail: a host of a service that sends no mail is none.
type Poster interface {
	// Mailbox returns the person's own mail as it is.
	Mailbox(ctx context.Context) (screen.MailNow, error)
	// ChangeMailbox changes it first, or refuses with a *meeting.Error.
	ChangeMailbox(ctx context.Context, c screen.MailChange) (screen.MailNow, error)
}

// Posted is what a Seat of such a host can do about the mail about a meeting.
type Posted interface {
	// Mailed returns what became, or will become, of mail of one kind.
	Mailed(ctx context.Context, m meeting.ID, kind meeting.MailKind) (screen.MeetingMail, error)
	// MailAgain sends what has failed again, to a member or for 0 to everybody, and returns how many mails that is.
	MailAgain(ctx context.Context, m, member meeting.ID) (int, error)
}

type (
	// mailboxMsg is the person's own mail.
	mailboxMsg struct {
		gen    int
		change *screen.MailChange
		now    screen.MailNow
		err    error
	}
	// mailedMsg is what became of the mail about a meeting.
	mailedMsg struct {
		gen  int
		said screen.MailedSaid
	}
)

// askMailbox asks about the person's own mail, and changes it.
func (a *App) askMailbox(ask screen.AskMailbox) tea.Cmd {
	p, ok := a.host.(Poster)
	if !ok {
		return nil
	}
	gen, ctx := a.gen, a.ctx
	return func() tea.Msg {
		m := mailboxMsg{gen: gen, change: ask.Change}
		if ask.Change != nil {
			m.now, m.err = p.ChangeMailbox(ctx, *ask.Change)
		} else {
			m.now, m.err = p.Mailbox(ctx)
		}
		return m
	}
}

// askMailed asks about the mail about a meeting of the record in front, or sends it again first.
func (a *App) askMailed(ask screen.AskMailed) tea.Cmd {
	p, ok := a.seat.(Posted)
	if !ok {
		return nil
	}
	gen, ctx := a.gen, a.ctx
	return func() tea.Msg {
		said := screen.MailedSaid{Ask: ask}
		if ask.Again {
			said.Sent, said.Err = p.MailAgain(ctx, ask.Meeting, ask.Member)
		}
		if said.Err == nil {
			said.Mail, said.Err = p.Mailed(ctx, ask.Meeting, ask.Kind)
		}
		return mailedMsg{gen, said}
	}
}
