package mail

import (
	"context"
	"errors"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/room"
	"oneplan/meeting/words"
)

// waits are how long a mail waits after each failed try; after that, the last of them (RFC 5321, section 4.5.4.1).
var waits = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}

// maxTries is after how many tries a mail has failed: with the waits between them, about five days.
const maxTries = 34

// The times for which a mail server is left alone that cannot be reached, or takes no mail: the first, doubled up to the last.
const (
	firstWait = time.Minute
	lastWait  = 30 * time.Minute
)

// deliver sends the mail that is due, unless the server is left alone. It returns when there is more.
func (p *Post) deliver(ctx context.Context) (time.Time, error) {
	for len(p.owed) > 0 { // first, lest what was sent is sent again
		if err := p.opt.Mails.SettleMail(context.WithoutCancel(ctx), p.owed[0]); err != nil {
			return time.Time{}, err
		}
		p.owed = p.owed[1:]
	}
	for ctx.Err() == nil {
		now := p.opt.Now()
		if until := p.alone(); until.After(now) {
			return until, nil
		}
		due, err := p.opt.Mails.DueMail(ctx, now, batch)
		if err != nil {
			return time.Time{}, err
		}
		if len(due) == 0 {
			break
		}
		if err := p.send(ctx, due); err != nil {
			return time.Time{}, err
		}
	}
	return p.opt.Mails.NextMail(ctx)
}

// alone is until when the server is left alone.
func (p *Post) alone() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.until
}

// fell notes that the server takes no mail now.
func (p *Post) fell(why words.Msg) {
	now := p.opt.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.wait = min(2*p.wait, lastWait); p.wait == 0 {
		p.wait = firstWait
	}
	if p.down.IsZero() {
		p.down = now
	}
	p.why, p.until = why, now.Add(p.wait)
}

// stands notes that the server took a mail.
func (p *Post) stands() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.down.IsZero() {
		p.opt.Log.Info("the mail server takes mail again")
	}
	p.down, p.why, p.wait, p.until = time.Time{}, "", 0, time.Time{}
}

// send sends mails over one connection, and writes down of each what became of it. An error means that this could not be written down.
func (p *Post) send(ctx context.Context, due []meeting.Mail) error {
	var l *line
	defer func() {
		if l != nil {
			l.end()
		}
	}()
	took := false // the server has taken or refused a mail on this connection: it is there
	for _, m := range due {
		if ctx.Err() != nil {
			return nil
		}
		b, why, err := p.reason(ctx, m)
		o := outcome{fate: over, why: why}
		if errors.As(err, new(unread)) && ctx.Err() == nil {
			o = outcome{fate: later, why: whyNotMade}
		} else if err != nil {
			return err
		}
		if o.why != "" {
			if err := p.settle(ctx, m, o); err != nil {
				return err
			}
			continue
		}
		if l == nil {
			if l, err = p.opt.Server.dial(ctx); err != nil {
				l = nil
				if ctx.Err() == nil {
					p.downFor(err, outcome{why: whyNetwork(err)})
				}
				return nil
			}
		}
		if o, err = p.sendOne(ctx, l, m, b); err != nil {
			return err
		}
		switch {
		case o.fate == down:
			p.downFor(nil, o)
			return nil
		case ctx.Err() != nil && o.fate != sent: // it was cut off by us: it is as if it had not been tried
			return nil
		}
		if err := p.settle(ctx, m, o); err != nil {
			return err
		}
		if o.broken {
			l.end()
			l = nil
			if !took {
				p.downFor(nil, o)
				return nil
			}
		}
		took = took || o.fate != later
	}
	return nil
}

// downFor leaves the server alone for a while, and says so to whoever looks after the service.
func (p *Post) downFor(err error, o outcome) {
	p.fell(o.why)
	args := []any{"why", string(o.why), "until", p.alone().Format(time.RFC3339)}
	if o.code != 0 {
		args = append(args, "code", o.code, "status", o.status)
	}
	if err != nil {
		args = append(args, "err", logged(err))
	}
	p.opt.Log.Error("the mail server takes no mail: all of it waits, and none is lost", args...)
}

// reason returns where a mail is to go, or why it is not to go any more.
func (p *Post) reason(ctx context.Context, m meeting.Mail) (b meeting.Mailbox, why words.Msg, err error) {
	if b, err = p.opt.Mails.Mailbox(ctx, m.Person); err != nil {
		return b, "", err
	}
	a := p.opt.Hub.Directory().Account(m.Person)
	switch {
	case a == nil || a.Revoked:
		return b, whyOver, nil
	case b.Address == "" || !b.Gets(m.Kind):
		return b, whyNoBox, nil
	}
	switch m.Kind {
	case meeting.MailCode:
		if !b.Proved.IsZero() || m.Of != askedOf(b) {
			return b, whyOver, nil
		}
	case meeting.MailReminder:
		if m.Of != weekOf(p.opt.Now().In(p.opt.Zone)) {
			return b, whyOver, nil
		}
	case meeting.MailMinutes, meeting.MailAnswer, meeting.MailMeeting:
		wanted, err := p.wanted(ctx, m.Record)
		if err != nil {
			return b, "", err
		}
		for _, w := range wanted {
			if w.MailKey == m.MailKey && w.Of == m.Of {
				return b, "", nil
			}
		}
		p.Changed(m.Record) // what is wanted in its place, if anything is
		return b, whyOver, nil
	}
	return b, "", nil
}

// sendOne makes and sends one mail. An error means that the service itself is at fault or stops.
func (p *Post) sendOne(ctx context.Context, l *line, m meeting.Mail, b meeting.Mailbox) (outcome, error) {
	said, err := p.letter(ctx, m, b)
	switch {
	case ctx.Err() != nil || errors.Is(err, room.ErrStopping):
		return outcome{}, errors.Join(ctx.Err(), room.ErrStopping)
	case errors.Is(err, errOver) || meeting.CodeOf(err) == meeting.NotFound || meeting.CodeOf(err) == meeting.Ended:
		return outcome{fate: over, why: whyOver}, nil
	case err != nil:
		p.opt.Log.Error("a mail could not be made, and is tried again", "kind", m.Kind, "record", m.Record, "err", err)
		return outcome{fate: later, why: whyNotMade}, nil
	}
	msg, err := p.message(m, b.Address, said)
	if err != nil { // it is not logged: it may name the address
		p.opt.Log.Error("a mail could not be made", "kind", m.Kind, "record", m.Record)
		return outcome{fate: never, why: whyNotMade}, nil //nolint:nilerr // what it means for the mail is in the outcome
	}
	return l.send(msg), nil
}

// settle writes down what became of a mail.
func (p *Post) settle(ctx context.Context, m meeting.Mail, o outcome) error {
	now := p.opt.Now()
	m.Why = string(o.why)
	switch o.fate {
	case over:
		m.State = meeting.MailDropped
	case sent:
		m.State, m.Tried, m.Tries, m.Why = meeting.MailSent, now, m.Tries+1, ""
		p.stands()
	case never:
		m.State, m.Tried, m.Tries = meeting.MailFailed, now, m.Tries+1
	default:
		m.Due = now.Add(waits[min(m.Tries, len(waits)-1)])
		m.Tried, m.Tries = now, m.Tries+1
		if m.Tries >= maxTries {
			m.State, m.Why = meeting.MailFailed, string(whyTooLong)
		}
	}
	if err := p.opt.Mails.SettleMail(context.WithoutCancel(ctx), m); err != nil {
		p.owed = append(p.owed, m)
		return err
	}
	if m.State == meeting.MailWaiting || m.State == meeting.MailFailed {
		p.opt.Log.Warn("a mail was not sent", "kind", m.Kind, "record", m.Record, "person", m.Person, "state", m.State, "tries", m.Tries, "code", o.code, "status", o.status, "why", m.Why)
	}
	p.opt.Told(m.State)
	return nil
}
