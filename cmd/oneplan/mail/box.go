package mail

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// codeLetters are the letters of codes: none is taken for another, and they spell nothing.
const codeLetters = "BCDFGHJKMNPRSTWXZ"

// askedOf is what the mail with the code for a mailbox is about.
func askedOf(b meeting.Mailbox) string { return b.Asked.UTC().Format(time.RFC3339Nano) }

// codeOf is the code with which somebody shows that a mailbox is theirs. It follows from the mailbox and the service's secret, so it
// is kept nowhere.
func (p *Post) codeOf(b meeting.Mailbox) string {
	h := hmac.New(sha256.New, p.opt.Secret)
	fmt.Fprintf(h, "mail code %q %q %q", b.Person, b.Address, askedOf(b))
	n := binary.BigEndian.Uint64(h.Sum(nil))
	var out []byte
	for i := range 8 {
		if i == 4 {
			out = append(out, '-')
		}
		out = append(out, codeLetters[n%uint64(len(codeLetters))])
		n /= uint64(len(codeLetters))
	}
	return string(out)
}

// Box returns somebody's mailbox, with an empty Address if they have none.
func (p *Post) Box(ctx context.Context, who meeting.PersonID) (meeting.Mailbox, error) {
	return p.opt.Mails.Mailbox(ctx, who)
}

// The bounds of asking for codes: mail to somebody who did not ask for it is a nuisance, to them and to whoever runs the mail server.
const (
	codesApart = time.Minute
	maxCodes   = 5 // in MailCodeLasts
)

// Ask notes an address for somebody and mails a code there, with which Prove shows that it is theirs. Until then they get no other mail.
// What they had chosen stays.
func (p *Post) Ask(ctx context.Context, who meeting.PersonID, address string) (meeting.Mailbox, error) {
	address, err := meeting.CleanAddress(address)
	if err != nil {
		return meeting.Mailbox{}, err
	}
	now := p.opt.Now().UTC().Truncate(time.Millisecond)
	p.boxing.Lock()
	defer p.boxing.Unlock()
	old, err := p.opt.Mails.Mailbox(ctx, who)
	if err != nil {
		return old, err
	}
	had, err := p.opt.Mails.MailTo(ctx, who, 200)
	if err != nil {
		return old, err
	}
	codes := 0
	for _, m := range had {
		ago := now.Sub(m.Made).Abs() // a clock may have been wrong then
		if m.Kind != meeting.MailCode || ago > meeting.MailCodeLasts {
			continue
		}
		if codes++; ago < codesApart {
			return old, meeting.Refuse(meeting.Invalid, sayApart)
		}
	}
	if codes >= maxCodes {
		return old, meeting.Refuse(meeting.Invalid, sayEnough)
	}
	if !p.unasked.may(p.opt.Secret, address, now) {
		return old, meeting.Refuse(meeting.Invalid, sayMuch)
	}
	b := meeting.NewMailbox(who, address, now)
	if old.Address != "" {
		b.Minutes, b.Meetings, b.Reminder, b.Form = old.Minutes, old.Meetings, old.Reminder, old.Form
	}
	if err := p.opt.Mails.KeepMailbox(ctx, b); err != nil {
		return old, err
	}
	code := meeting.Mail{MailKey: meeting.MailKey{Kind: meeting.MailCode, Person: who}, Of: askedOf(b)}
	if _, err := p.opt.Mails.WantMail(ctx, []meeting.Mail{code}, now, now); err != nil {
		return b, err
	}
	p.poke()
	return b, nil
}

// What is said to somebody who asks for too many codes.
const (
	sayApart  words.Msg = "A code was sent a moment ago: look for it in your mail, and in what your mail program takes for spam; another one can be sent in a minute."
	sayMuch   words.Msg = "So much mail went to this address within a day, which nobody there has answered, that no more is sent until tomorrow."
	sayEnough words.Msg = "Five codes were sent within a day, so no more are sent until tomorrow: the last one is still good for a day."
)

// Prove takes the code that somebody typed. Once it was right, they get mail: also what failed in the last days, and what there is to say
// already.
func (p *Post) Prove(ctx context.Context, who meeting.PersonID, code string) (meeting.Mailbox, error) {
	p.boxing.Lock()
	defer p.boxing.Unlock()
	b, err := p.opt.Mails.Mailbox(ctx, who)
	if err != nil {
		return b, err
	}
	now := p.opt.Now().UTC().Truncate(time.Millisecond)
	after, refused := b.Prove(code, p.codeOf(b), now)
	if after != b {
		if err := p.opt.Mails.KeepMailbox(ctx, after); err != nil {
			return b, err
		}
	}
	if refused != nil {
		return after, refused
	}
	had, err := p.opt.Mails.MailTo(ctx, who, 200)
	if err != nil {
		return after, err
	}
	for _, m := range had {
		if m.State == meeting.MailFailed && m.Kind != meeting.MailCode && now.Sub(m.Made) < failedLasts {
			if err := p.anew(ctx, m, now); err != nil {
				return after, err
			}
		}
	}
	names, err := p.opt.Records(ctx, who)
	if err != nil {
		return after, err
	}
	for _, n := range names {
		p.Changed(n)
	}
	p.poke()
	return after, nil
}

// failedLasts is for how long mail that has failed is of use to whoever gives another address.
const failedLasts = 14 * 24 * time.Hour

// anew has a mail sent once more.
func (p *Post) anew(ctx context.Context, m meeting.Mail, now time.Time) error {
	m.State, m.Due, m.Tries, m.Why = meeting.MailWaiting, now, 0, ""
	return p.opt.Mails.SettleMail(ctx, m)
}

// Choose changes what somebody gets. Their address, and whether it is proved, stay as they are.
func (p *Post) Choose(ctx context.Context, who meeting.PersonID, f func(*meeting.Mailbox)) (meeting.Mailbox, error) {
	p.boxing.Lock()
	defer p.boxing.Unlock()
	b, err := p.opt.Mails.Mailbox(ctx, who)
	if err != nil {
		return b, err
	}
	if b.Address == "" {
		return b, meeting.Refuse(meeting.NotFound, sayNoAddress)
	}
	after := b
	f(&after)
	after.Person, after.Address, after.Asked, after.Wrong, after.Proved = b.Person, b.Address, b.Asked, b.Wrong, b.Proved
	if err := p.opt.Mails.KeepMailbox(ctx, after); err != nil {
		return b, err
	}
	names, err := p.opt.Records(ctx, who)
	if err != nil {
		return after, err
	}
	for _, n := range names { // they may get now what they did not before
		p.Changed(n)
	}
	return after, nil
}

// sayNoAddress is said to somebody who chooses before they have given an address.
const sayNoAddress words.Msg = "You have given no email address yet."

// Forget takes out somebody's mailbox, and what waits for it.
func (p *Post) Forget(ctx context.Context, who meeting.PersonID) error {
	p.boxing.Lock()
	defer p.boxing.Unlock()
	return p.opt.Mails.ForgetMailbox(ctx, who)
}

// To returns the mail to somebody, the newest first, up to limit.
func (p *Post) To(ctx context.Context, who meeting.PersonID, limit int) ([]meeting.Mail, error) {
	return p.opt.Mails.MailTo(ctx, who, limit)
}

// Of returns the newest edition of every mail about a meeting, or about a record with a meeting of 0.
func (p *Post) Of(ctx context.Context, record string, id meeting.ID) ([]meeting.Mail, error) {
	return p.opt.Mails.MailOf(ctx, record, id)
}

// againApart is how long after somebody got a mail it can be sent to them once more.
const againApart = 10 * time.Minute

// Again has mail of one kind about a meeting sent once more to those people whose mail has failed, and, if sent, that which was sent, but not
// just now. It returns how many are.
func (p *Post) Again(ctx context.Context, record string, id meeting.ID, k meeting.MailKind, to []meeting.PersonID, sent bool) (int, error) {
	p.boxing.Lock()
	defer p.boxing.Unlock()
	had, err := p.opt.Mails.MailOf(ctx, record, id)
	if err != nil {
		return 0, err
	}
	now, n := p.opt.Now(), 0
	for _, m := range had {
		rested := now.Sub(m.Tried).Abs() >= againApart
		if m.Kind != k || !slices.Contains(to, m.Person) || m.State != meeting.MailFailed && (!sent || m.State != meeting.MailSent || !rested) {
			continue
		}
		if err := p.anew(ctx, m, now); err != nil {
			return n, err
		}
		n++
	}
	p.poke()
	return n, nil
}

// Health tells how mail goes.
func (p *Post) Health(ctx context.Context) (meeting.MailHealth, error) {
	var out meeting.MailHealth
	for _, x := range []struct {
		state meeting.MailState
		to    *int
	}{{meeting.MailWaiting, &out.Waiting}, {meeting.MailFailed, &out.Failed}} {
		_, n, err := p.opt.Mails.MailIn(ctx, x.state, 1)
		if err != nil {
			return out, err
		}
		*x.to = n
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	out.Down, out.Why = p.down, string(p.why)
	return out, nil
}

// Test sends a mail to an address at once, past all that waits, and returns in plain words why that failed.
func (p *Post) Test(ctx context.Context, address string) error {
	address, err := meeting.CleanAddress(address)
	if err != nil {
		return err
	}
	now := p.opt.Now()
	if !p.unasked.may(p.opt.Secret, address, now) {
		return meeting.Refuse(meeting.Invalid, sayMuch)
	}
	went := false
	defer func() {
		if !went {
			p.unasked.not(p.opt.Secret, address)
		}
	}()
	l, err := p.opt.Server.dial(ctx)
	if err != nil {
		p.opt.Log.Warn("the mail server was tried, and takes no mail", "err", logged(err))
		return errors.New(string(whyNetwork(err)))
	}
	defer l.end()
	w := writing{p: p}
	w.subject = w.l.T("A test of oneplan's mail")
	w.say("This is a test. The service sends mail, and you can read it.")
	m := meeting.Mail{MailKey: meeting.MailKey{Kind: "test"}, Of: now.UTC().Format(time.RFC3339Nano), Made: now}
	msg, err := p.message(m, address, w.letter)
	if err != nil {
		return err
	}
	o := l.send(msg)
	if o.fate != sent {
		return errors.New(string(o.why))
	}
	went = true
	p.stands()
	p.poke() // what waits need not wait longer
	return nil
}
