package tui_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
	"oneplan/meeting/words"
	"oneplan/tui"
	"oneplan/tui/screen"
	"oneplan/tui/tuitest"
)

// posting is a host of a service that sends mail, for somebody who looks after it.
type posting struct {
	host
	box meeting.Mailbox
	ill *meeting.MailHealth
	now func() time.Time
}

func (p *posting) Mailbox(context.Context) (screen.MailNow, error) {
	return screen.MailNow{Box: p.box, Health: p.ill}, nil
}

func (p *posting) ChangeMailbox(ctx context.Context, c screen.MailChange) (screen.MailNow, error) {
	switch {
	case c.Address == "full@example.org":
		return screen.MailNow{}, errors.New("the disk is full")
	case c.Address != "":
		p.box = meeting.NewMailbox(p.who.Person, c.Address, p.now())
	case c.Code != "":
		b, err := p.box.Prove(c.Code, "CODE", p.now())
		if p.box = b; err != nil {
			return screen.MailNow{}, err
		}
	}
	return p.Mailbox(ctx)
}

// posted opens home for somebody at a service that sends mail.
func posted(t *testing.T, tb *meetingtest.Table, who meeting.PersonID, w, h int, ill *meeting.MailHealth, change func(*tui.Options)) *tuitest.Driver {
	t.Helper()
	term := tuitest.NewTerminal(w, h)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	p := &posting{host: host{hub: tb.Hub, who: room.Identity{Person: who}}, ill: ill, now: tb.Clock.Now}
	opt := tui.Options{Out: term, Profile: colorprofile.TrueColor, Width: w, Height: h, Zone: time.UTC, Now: tb.Clock.Now}
	if change != nil {
		change(&opt)
	}
	return tuitest.Drive(t, tui.New(ctx, p, opt), term)
}

func TestMailFromHome(t *testing.T) {
	tb := meetingtest.New(t)
	nia := posted(t, tb, meetingtest.Nia, 80, 24, nil, nil)
	nia.Sees("m mail")
	nia.Press("m")
	nia.Sees("Email address", "Send the code")
	nia.Type("full@example.org")
	nia.Press("enter")
	nia.Sees("disk is full", "full@example.org")
	for range len("full@example.org") {
		nia.Press("backspace")
	}
	nia.Type("nia@example.org")
	nia.Press("enter")
	nia.Sees("A code is on its way", "The code")
	nia.Type("wrong")
	nia.Press("enter")
	nia.Sees("That is not the code in the mail")
	for range len("wrong") {
		nia.Press("backspace")
	}
	nia.Type("co de")
	nia.Press("enter")
	nia.Sees("Your address is confirmed.")
	nia.Press("esc")
	nia.Loses("Email address")
}

// TestGoldenMailIsFailing keeps what an administrator sees at home.
func TestGoldenMailIsFailing(t *testing.T) {
	tb := meetingtest.New(t)
	ill := &meeting.MailHealth{Waiting: 5, Down: tb.Clock.Now().Add(-20 * time.Minute), Why: "The mail server cannot be reached."}
	for _, x := range []struct {
		name   string
		w, h   int
		change func(*tui.Options)
	}{
		{"80x24", 80, 24, nil},
		{"110x34", 110, 34, nil},
		{"80x24-light", 80, 24, func(o *tui.Options) { o.Light = true }},
		{"80x24-cy", 80, 24, func(o *tui.Options) { o.Words = func() *words.Language { return words.In("cy") } }},
	} {
		ada := posted(t, tb, meetingtest.Ada, x.w, x.h, ill, x.change)
		ada.Sees("08:40")
		ada.Golden("mail-failing-" + x.name)
	}
}
