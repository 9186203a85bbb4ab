package main

import (
	"context"
	"errors"
	"time"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/tui"
	screens "oneplan/tui/screen"
)

var (
	_ tui.Poster = mailHost{}
	_ tui.Posted = (*hostSeat)(nil)
)

// sends is what sends mail; nil: nothing does.
func (s *service) sends() command.Post {
	if s.post == nil {
		return nil
	}
	return s.post
}

// mailHost is a host of a service that sends mail.
type mailHost struct{ *host }

// mailsShown is how many of the newest mails a screen lists.
const mailsShown = 8

// Mailbox returns the person's own mail as it is. It is theirs, and tells nothing of a record but what their home does, so that it
// leaves no trace.
func (h mailHost) Mailbox(ctx context.Context) (screens.MailNow, error) {
	var now screens.MailNow
	if err := h.ownMail(); err != nil {
		return now, err
	}
	var err error
	if now.Box, err = h.svc.post.Box(ctx, h.who.Person); err != nil {
		return now, err
	}
	if now.Lately, err = h.svc.post.To(ctx, h.who.Person, mailsShown); err != nil {
		return now, err
	}
	dir := h.svc.hub.Directory()
	now.Papers = command.PapersByMail(dir)
	if a := dir.Account(h.who.Person); a != nil && a.Admin {
		health, err := h.svc.post.Health(ctx)
		if err != nil {
			return now, err
		}
		now.Health = &health
	}
	return now, nil
}

// ownMail refuses whoever has no mailbox here: somebody with a pass for one meeting, and a screen that everybody sees.
func (h mailHost) ownMail() error {
	if h.who.Limited() {
		return &meeting.Error{Code: meeting.Forbidden, Text: "Mail is for people with access of their own: whoever invited you can hand you a copy."}
	}
	return nil
}

// ChangeMailbox changes the person's own mail, and leaves a trace of that, which tells no address.
func (h mailHost) ChangeMailbox(ctx context.Context, c screens.MailChange) (screens.MailNow, error) {
	if err := h.ownMail(); err != nil {
		return screens.MailNow{}, err
	}
	p, who := h.svc.post, h.who.Person
	var err error
	if c.Choose != nil {
		_, err = p.Choose(ctx, who, func(b *meeting.Mailbox) {
			b.Minutes, b.Meetings, b.Reminder, b.Form = c.Choose.Minutes, c.Choose.Meetings, c.Choose.Reminder, c.Choose.Form
		})
	}
	switch {
	case err != nil:
	case c.Forget:
		err = p.Forget(ctx, who)
	case c.Address != "":
		_, err = p.Ask(ctx, who, c.Address)
	case c.Code != "":
		_, err = p.Prove(ctx, who, c.Code)
	}
	l := meeting.Look{Kind: meeting.LookChanged, About: command.MailChanged}
	if err != nil {
		if !errors.As(err, new(*meeting.Error)) {
			return screens.MailNow{}, err
		}
		l.Kind = meeting.LookRefused
	}
	if err := errors.Join(err, h.noted(ctx, l)); err != nil {
		return screens.MailNow{}, err
	}
	return h.Mailbox(ctx)
}

// Mailed returns what became, or will become, of mail of one kind about a meeting of the record.
func (s *hostSeat) Mailed(ctx context.Context, id meeting.ID, kind meeting.MailKind) (screens.MeetingMail, error) {
	var out screens.MeetingMail
	v, m, err := s.posting(ctx, id)
	if err != nil {
		return out, err
	}
	h := s.host
	if out.All, err = command.MailedOf(ctx, h.svc.post, v, id, kind, time.Now().In(h.svc.zone)); err != nil {
		return out, err
	}
	box, err := h.svc.post.Box(ctx, h.who.Person)
	out.NoBox, out.Resend = box.Address == "", v.MayMail(m, h.admin())
	return out, err
}

// MailAgain sends failed mail about a meeting again, and leaves a trace of that, or of the try.
func (s *hostSeat) MailAgain(ctx context.Context, id, member meeting.ID) (int, error) {
	v, m, err := s.posting(ctx, id)
	if err != nil {
		return 0, err
	}
	h := s.host
	n, err := command.MailAgain(ctx, h.svc.post, v, m, v.Member(member), h.admin())
	l := meeting.Look{Record: s.record, Kind: meeting.LookChanged, About: command.MailAgainAbout(v, m), Seq: v.Seq()}
	if err != nil {
		if !errors.As(err, new(*meeting.Error)) {
			return n, err
		}
		l.Kind = meeting.LookRefused
	}
	return n, errors.Join(err, h.noted(ctx, l))
}

// posting returns a meeting of the record as the person sees it, where this service sends mail.
func (s *hostSeat) posting(ctx context.Context, id meeting.ID) (*meeting.View, *meeting.Meeting, error) {
	if s.host.svc.post == nil {
		return nil, nil, &meeting.Error{Code: meeting.NotFound, Text: "This service sends no mail."}
	}
	u, err := s.Wait(ctx, 0)
	if err != nil {
		return nil, nil, err
	}
	m := u.View.Meeting(id)
	if m == nil {
		return nil, nil, &meeting.Error{Code: meeting.NotFound, Text: "There is no such meeting that you may see."}
	}
	return u.View, m, nil
}

// admin reports whether the person looks after the service.
func (h *host) admin() bool {
	a := h.svc.hub.Directory().Account(h.who.Person)
	return a != nil && a.Admin && !h.who.Limited()
}
