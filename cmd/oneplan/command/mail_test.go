package command_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// post stands in for what sends mail: the code is always CODE.
type post struct {
	now    func() time.Time
	boxes  map[meeting.PersonID]meeting.Mailbox
	mails  []meeting.Mail
	health meeting.MailHealth
	tested string
	failed error
}

func (p *post) Box(_ context.Context, who meeting.PersonID) (meeting.Mailbox, error) {
	return p.boxes[who], p.failed
}

func (p *post) Ask(_ context.Context, who meeting.PersonID, address string) (meeting.Mailbox, error) {
	address, err := meeting.CleanAddress(address)
	if err != nil {
		return meeting.Mailbox{}, err
	}
	p.boxes[who] = meeting.NewMailbox(who, address, p.now())
	return p.boxes[who], nil
}

func (p *post) Prove(_ context.Context, who meeting.PersonID, code string) (meeting.Mailbox, error) {
	b, err := p.boxes[who].Prove(code, "CODE", p.now())
	p.boxes[who] = b
	return b, err
}

func (p *post) Choose(_ context.Context, who meeting.PersonID, change func(*meeting.Mailbox)) (meeting.Mailbox, error) {
	b := p.boxes[who]
	change(&b)
	p.boxes[who] = b
	return b, nil
}

func (p *post) Forget(_ context.Context, who meeting.PersonID) error {
	delete(p.boxes, who)
	return nil
}

func (p *post) To(_ context.Context, who meeting.PersonID, limit int) (out []meeting.Mail, _ error) {
	for _, m := range p.mails {
		if m.Person == who && len(out) < limit {
			out = append(out, m)
		}
	}
	return out, nil
}

func (p *post) Of(_ context.Context, record string, id meeting.ID) (out []meeting.Mail, _ error) {
	for _, m := range p.mails {
		if m.Record == record && m.Meeting == id {
			out = append(out, m)
		}
	}
	return out, nil
}

func (p *post) Again(_ context.Context, record string, id meeting.ID, k meeting.MailKind, to []meeting.PersonID, _ bool) (n int, _ error) {
	for i, m := range p.mails {
		if m.Record == record && m.Meeting == id && m.Kind == k && slices.Contains(to, m.Person) && m.State == meeting.MailFailed {
			p.mails[i].State, p.mails[i].Due = meeting.MailWaiting, p.now()
			n++
		}
	}
	return n, nil
}

func (p *post) Health(context.Context) (meeting.MailHealth, error) { return p.health, nil }

func (p *post) Test(_ context.Context, address string) error {
	p.tested = address
	return p.failed
}

// postal gives a desk what sends mail.
func postal(d *desk) *post {
	p := &post{now: d.Clock.Now, boxes: map[meeting.PersonID]meeting.Mailbox{}}
	d.post = p
	return p
}

func TestMailbox(t *testing.T) {
	d := newDesk(t)
	d.wrong("sara", "mail", command.Failed, "This service sends no mail: “minutes MEETING”")
	d.wrong("sara", "mail off", command.Failed, "This service sends no mail")
	p := postal(d)
	says(t, d.done("sara", "mail"), "You get no mail. “mail address ADDRESS” begins")
	d.wrong("sara", "mail address sara@example", command.Failed, "is not an email address")
	says(t, d.done("sara", "mail address sara@example.org"), "A code is on its way to sara@example.org.", "“mail confirm CODE”")
	says(t, d.done("sara", "mail"), "not confirmed")
	d.wrong("sara", "mail confirm wrong", command.Failed, "That is not the code in the mail")
	says(t, d.done("sara", "mail confirm co-de"), "sara@example.org, confirmed", "--no-minutes ends it", "--reminder begins it")
	says(t, d.done("sara", "mail choose --reminder --no-meetings --form docx"), "--no-reminder ends it", "--meetings begins it", "attaches no papers")
	if b := p.boxes["sara"]; !b.Minutes || b.Meetings || !b.Reminder || b.Form != meeting.MailWord {
		t.Errorf("the mailbox is %+v", b)
	}
	d.wrong("sara", "mail choose", command.Usage, "Say what to change")
	d.wrong("sara", "mail choose --form gold", command.Usage, "form")
	p.mails = []meeting.Mail{
		{MailKey: meeting.MailKey{Kind: meeting.MailMinutes, Person: "sara", Record: "sunflower", Meeting: d.Meeting}, State: meeting.MailFailed, Made: d.Clock.Now(), Why: "the mailbox is full"},
		{MailKey: meeting.MailKey{Kind: meeting.MailMeeting, Person: "sara", Record: "secret", Meeting: 3}, State: meeting.MailSent, Made: d.Clock.Now(), Tried: d.Clock.Now()},
		{MailKey: meeting.MailKey{Kind: meeting.MailReminder, Person: "sara"}, State: meeting.MailWaiting, Made: d.Clock.Now(), Due: d.Clock.Now().Add(time.Hour), Why: "the server was not reached"},
	}
	got := d.done("sara", "mail")
	says(t, got, "minutes of sunflower-1", "failed: the mailbox is full", "a record that is not yours any more", "waiting: the server was not reached, next try")
	if strings.Contains(got, "secret") {
		t.Errorf("the name of a record of others is told:\n%s", got)
	}
	var out struct {
		Status string
		Sent   []struct{ Name, Status, Why string }
	}
	if err := json.Unmarshal([]byte(d.done("sara", "mail --format json")), &out); err != nil || out.Status != "confirmed" || len(out.Sent) != 3 || out.Sent[0].Name != "sunflower-1" {
		t.Errorf("as JSON: %v, %+v", err, out)
	}
	says(t, d.done("sara", "mail off"), "sara@example.org is forgotten", "“mail address ADDRESS” begins again")
	says(t, d.done("sara", "mail off"), "no address of yours is kept")
}

func TestNobodyElsesMailbox(t *testing.T) {
	d := newDesk(t)
	p := postal(d)
	for _, who := range []room.Identity{
		{Person: "sara", Record: "sunflower", Meeting: d.Meeting}, {Person: "sara", Shared: true},
	} {
		for _, line := range []string{"mail", "mail address sara@example.org", "mail confirm CODE", "mail choose --reminder", "mail off"} {
			if a := d.runAs(who, strings.Fields(line)...); a.exit != command.Failed || !strings.Contains(a.err, "access of their own") {
				t.Errorf("%s as %+v: exit %d, %q%q", line, who, a.exit, a.out, a.err)
			}
		}
	}
	if len(p.boxes) > 0 {
		t.Errorf("a mailbox was set: %v", p.boxes)
	}
}

func TestMailOfAMeeting(t *testing.T) {
	d := newDesk(t)
	p := postal(d)
	p.boxes["sara"] = meeting.Mailbox{Person: "sara", Address: "sara@example.org", Proved: d.Clock.Now(), Meetings: true, Minutes: true}
	key := meeting.MailKey{Kind: meeting.MailMeeting, Person: "ben", Record: "sunflower", Meeting: d.Meeting}
	p.mails = []meeting.Mail{{MailKey: key, State: meeting.MailFailed, Tried: d.Clock.Now(), Why: "The server does not know this mailbox."}}
	got := d.done("nia", "mail sent sunflower-1")
	says(t, got, "Who gets the invitation by mail:", "Ben", "failed: the server does not know this mailbox", "will be sent by itself", "gets no mail: reads it with the line", "calendar")
	if strings.Contains(got, "@") {
		t.Errorf("an address is told:\n%s", got)
	}
	d.wrong("ivy", "mail sent sunflower-1", command.Failed, "There is no meeting")
	d.wrong("nia", "mail again sunflower-1", command.Failed, "the keyworker or the deputy")
	says(t, d.done(meetingtest.Sara, "mail again sunflower-1"), "1 mail goes out about sunflower-1 again")
	says(t, d.done(meetingtest.Sara, "mail sent sunflower-1"), "waits to be sent", "next try")
	says(t, d.done(meetingtest.Sara, "mail again sunflower-1"), "No mail about sunflower-1 has failed")
	says(t, d.done(meetingtest.Sara, "mail again sunflower-1 nia"), "There is no mail to Nia")
}

func TestMailOfTheService(t *testing.T) {
	d := newDesk(t)
	p := postal(d)
	d.wrong("sara", "mail queue", command.Failed, "for administrators")
	d.wrong("sara", "mail test a@example.org", command.Failed, "for administrators")
	p.health = meeting.MailHealth{Waiting: 5, Failed: 1, Down: d.Clock.Now(), Why: "connection refused"}
	says(t, d.done("ada", "mail queue"), "has not been reached since", ": connection refused.", "5 mails wait to be sent, 1 has failed.")
	p.health = meeting.MailHealth{Waiting: 1}
	says(t, d.done("ada", "mail queue"), "The mail server takes mail.", "1 mail waits to be sent, 0 have failed.")
	says(t, d.done("ada", "mail test Post@Example.org"), "has taken a mail to Post@Example.org")
	if p.tested != "Post@Example.org" {
		t.Errorf("the test went to %q", p.tested)
	}
	p.failed = errors.New("535 5.7.8 the password is wrong")
	d.wrong("ada", "mail test post@example.org", command.Failed, "No mail was sent: 535 5.7.8")
}

// TestMailLeavesATrace has the trace say that a mailbox was changed, and never the address.
func TestMailLeavesATrace(t *testing.T) {
	d := newDesk(t)
	p := postal(d)
	d.done("sara", "mail address sara@example.org")
	d.done("sara", "mail confirm CODE")
	d.done("sara", "mail off")
	d.done("sara", "mail")
	d.looked("", "sara changed "+command.MailChanged, "sara changed "+command.MailChanged, "sara changed "+command.MailChanged, "sara read their own mail")
	d.looked("sunflower")
	p.mails = []meeting.Mail{{MailKey: meeting.MailKey{Kind: meeting.MailMeeting, Person: "ben", Record: "sunflower", Meeting: d.Meeting}, State: meeting.MailFailed}}
	d.done("sara", "mail again sunflower-1")
	d.looked("sunflower", "sara changed when mail about sunflower-1 is sent")
}
