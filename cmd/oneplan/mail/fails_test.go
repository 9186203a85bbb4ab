package mail_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"oneplan/cmd/oneplan/mail/mailtest"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

// moody is a server's answers, which a test changes while it runs.
type moody struct {
	mu     sync.Mutex
	answer func(mailtest.Step) error
}

func (m *moody) is(answer func(mailtest.Step) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answer = answer
}

func (m *moody) says(s mailtest.Step) error {
	m.mu.Lock()
	f := m.answer
	m.mu.Unlock()
	if f == nil {
		return nil
	}
	return f(s)
}

// invites has Nia and Tess give addresses, and lets the time pass until they are invited to the meeting. The server has the mood by then.
func invites(t *testing.T, o mailtest.Options, mood func(mailtest.Step) error) (*rig, *moody) {
	t.Helper()
	m := &moody{}
	o.Answer = m.says
	r := newRig(t, o)
	r.gives(meetingtest.Nia, meetingtest.Tess)
	m.is(mood)
	r.changed()
	r.later(2 * time.Minute)
	return r, m
}

// sole is the one mail of a kind to somebody, once nothing is due.
func (r *rig) sole(p meeting.PersonID, k meeting.MailKind) meeting.Mail {
	r.t.Helper()
	all := r.settled(p, k)
	if len(all) != 1 {
		r.t.Fatalf("%d mails of the kind %s to %s: %+v", len(all), k, p, all)
	}
	return all[0]
}

// once are the mails to somebody about the meeting, of which there is to be one.
func (r *rig) once(p meeting.PersonID) {
	r.t.Helper()
	n := 0
	for _, m := range r.server.To(string(p) + "@example.org") {
		if strings.Contains(m.Subject, "sunflower-1") {
			n++
		}
	}
	if n != 1 {
		r.t.Errorf("%s was invited %d times", p, n)
	}
}

// TestLater: a mail that is not taken yet is tried again after a minute, then after five, and is one mail then.
func TestLater(t *testing.T) {
	r, mood := invites(t, mailtest.Options{}, func(s mailtest.Step) error {
		if s.Verb == "RCPT" && strings.HasPrefix(s.To, "nia@") {
			return mailtest.Refuse(451, 4, 7, 1, "greylisted nia@example.org")
		}
		return nil
	})
	r.gets(meetingtest.Tess, "sunflower-1")
	if m := r.sole(meetingtest.Nia, meeting.MailMeeting); m.State != meeting.MailWaiting || m.Tries != 1 || m.Due.Sub(r.Clock.Now()) != time.Minute || strings.Contains(m.Why, "@") || m.Why == "" {
		t.Errorf("after one try: %+v", m)
	}
	r.later(time.Minute)
	if m := r.sole(meetingtest.Nia, meeting.MailMeeting); m.Tries != 2 || m.Due.Sub(r.Clock.Now()) != 5*time.Minute {
		t.Errorf("after two tries: %+v", m)
	}
	mood.is(nil)
	r.later(5 * time.Minute)
	r.gets(meetingtest.Nia, "sunflower-1")
	r.sole(meetingtest.Nia, meeting.MailMeeting)
	r.once(meetingtest.Nia)
	r.once(meetingtest.Tess)
	if strings.Contains(r.log.String(), "@example.org") {
		t.Errorf("the log has an address:\n%s", r.log)
	}
}

// TestFiveDays: a mail that is never taken has failed after about five days, and is sent once somebody has it tried again.
func TestFiveDays(t *testing.T) {
	r, mood := invites(t, mailtest.Options{}, func(s mailtest.Step) error {
		if s.Verb == "DATA" {
			return mailtest.Refuse(452, 4, 3, 1, "full")
		}
		return nil
	})
	sara := r.Sit(meetingtest.Sara)
	m := *sara.View().Meeting(r.Meeting)
	m.At = r.Clock.Now().AddDate(0, 0, 20)
	sara.Does(meeting.SetMeeting{Meeting: m})
	began := r.Clock.Now()
	r.changed()
	r.later(2 * time.Minute)
	for range 60 {
		m := r.settled(meetingtest.Nia, meeting.MailMeeting)[0]
		if m.State != meeting.MailWaiting {
			break
		}
		r.later(m.Due.Sub(r.Clock.Now()))
	}
	last := r.settled(meetingtest.Nia, meeting.MailMeeting)[0]
	if took := r.Clock.Now().Sub(began); last.State != meeting.MailFailed || took < 4*24*time.Hour || took > 6*24*time.Hour {
		t.Fatalf("after %v: %+v", took, last)
	}
	if h, err := r.post.Health(t.Context()); err != nil || h.Failed != 2 || h.Waiting != 0 {
		t.Errorf("health is %+v, %v", h, err)
	}
	mood.is(nil)
	if n, err := r.post.Again(t.Context(), meetingtest.Sunflower, r.Meeting, meeting.MailMeeting, []meeting.PersonID{meetingtest.Nia, meetingtest.Tess}, false); n != 2 || err != nil {
		t.Fatalf("%d are sent again, %v", n, err)
	}
	r.gets(meetingtest.Nia, "sunflower-1")
	r.gets(meetingtest.Tess, "sunflower-1")
}

// TestNever: a recipient who is refused for good has failed at once; the others get theirs, over the same connection.
func TestNever(t *testing.T) {
	r, mood := invites(t, mailtest.Options{}, func(s mailtest.Step) error {
		if s.Verb == "RCPT" && strings.HasPrefix(s.To, "nia@") {
			return mailtest.Refuse(550, 5, 1, 1, "no such user nia@example.org")
		}
		return nil
	})
	r.gets(meetingtest.Tess, "sunflower-1")
	m := r.sole(meetingtest.Nia, meeting.MailMeeting)
	if m.State != meeting.MailFailed || m.Why != "The mail server says that there is no such mailbox, or that it takes no mail." {
		t.Errorf("noted is %+v", m)
	}
	// Another address, once it is proved, gets what failed.
	mood.is(nil)
	r.later(2 * time.Minute)
	r.gives(meetingtest.Nia)
	r.gets(meetingtest.Nia, "sunflower-1")
}

// TestRelayDenied: a server that may not pass mail on is tried again, since whoever runs it can let it, and the mail to others goes meanwhile.
func TestRelayDenied(t *testing.T) {
	r, mood := invites(t, mailtest.Options{}, func(s mailtest.Step) error {
		if s.Verb == "RCPT" && strings.HasPrefix(s.To, "nia@") {
			return mailtest.Refuse(554, 5, 7, 1, "relay access denied")
		}
		return nil
	})
	r.gets(meetingtest.Tess, "sunflower-1")
	if m := r.sole(meetingtest.Nia, meeting.MailMeeting); m.State != meeting.MailWaiting || !strings.Contains(m.Why, "pass mail") {
		t.Errorf("noted is %+v", m)
	}
	mood.is(nil)
	r.later(time.Minute)
	r.gets(meetingtest.Nia, "sunflower-1")
	r.once(meetingtest.Nia)
}

// TestUnreachable: while the server cannot be reached nobody's tries count, whoever looks after the service is told, and all is sent when it is back.
func TestUnreachable(t *testing.T) {
	r := newRig(t, mailtest.Options{})
	r.gives(meetingtest.Nia, meetingtest.Tess)
	addr := r.server.Addr()
	r.server.Stop()
	r.changed()
	r.later(2 * time.Minute)
	r.until("the server to be found down", func() bool {
		h, err := r.post.Health(t.Context())
		return err == nil && !h.Down.IsZero() && h.Why == "The mail server cannot be reached." && h.Waiting == 2
	})
	r.later(time.Minute)
	r.until("the server to be tried again", func() bool { return strings.Count(r.log.String(), "the mail server takes no mail") == 2 })
	var err error
	if r.server, err = mailtest.Start(mailtest.Options{Addr: addr}); err != nil {
		t.Fatal(err)
	}
	r.later(2 * time.Minute)
	r.gets(meetingtest.Nia, "sunflower-1")
	r.gets(meetingtest.Tess, "sunflower-1")
	if m := r.sole(meetingtest.Nia, meeting.MailMeeting); m.Tries != 1 {
		t.Errorf("noted is %+v", m)
	}
	if h, err := r.post.Health(t.Context()); err != nil || !h.Down.IsZero() || h.Why != "" {
		t.Errorf("health is %+v, %v", h, err)
	}
}

// TestServerRefuses: a server that takes nothing from us is down, whatever it says, and nothing is lost by that.
func TestServerRefuses(t *testing.T) {
	for why, verb := range map[string]string{"The mail server takes no mail from this service.": "MAIL", "The mail server is busy, and asks to be tried later.": "CONNECT"} {
		t.Run(verb, func(t *testing.T) {
			r, mood := invites(t, mailtest.Options{}, func(s mailtest.Step) error {
				switch {
				case s.Verb != verb:
					return nil
				case verb == "CONNECT":
					return mailtest.Refuse(421, 4, 3, 2, "go away")
				}
				return mailtest.Refuse(550, 5, 7, 1, "office@example.org may not")
			})
			r.until("the server to be found down", func() bool {
				h, err := r.post.Health(t.Context())
				return err == nil && !h.Down.IsZero() && h.Why == why && h.Waiting == 2
			})
			mood.is(nil)
			r.later(time.Minute)
			r.gets(meetingtest.Nia, "sunflower-1")
			if m := r.sole(meetingtest.Nia, meeting.MailMeeting); m.Tries != 1 {
				t.Errorf("noted is %+v", m)
			}
		})
	}
}

// TestLogin: a login that is refused is said so, and the password stays out of the log.
func TestLogin(t *testing.T) {
	r := newRig(t, mailtest.Options{TLS: true, User: "plan", Password: "a password"})
	r.stop()
	r.opt.Server.Password = "another password"
	r.starts()
	if err := r.post.Test(t.Context(), "ada@example.org"); err == nil || err.Error() != "The mail server refused the user name or the password." {
		t.Errorf("the test says %v", err)
	}
	if s := r.log.String(); strings.Contains(s, "password=") || strings.Contains(s, "another password") {
		t.Errorf("the log:\n%s", s)
	}
}

// TestNoEncryption: a server that offers no encryption, or has a certificate of somebody else, hears nothing from us: no address, no password.
func TestNoEncryption(t *testing.T) {
	for why, o := range map[string]mailtest.Options{
		"The mail server offers no encryption, so nothing was said to it.": {User: "plan", Password: "a password"},
		"The mail server's certificate is not trusted.":                    {TLS: true, User: "plan", Password: "a password"},
	} {
		r := newRig(t, o)
		other, err := mailtest.Start(mailtest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		other.Stop()
		r.stop()
		r.opt.Server.Roots = roots(other)
		r.starts()
		if err := r.post.Test(t.Context(), "ada@example.org"); err == nil || err.Error() != why {
			t.Errorf("the test says %v; want %q", err, why)
		}
		if len(r.server.Mails()) != 0 {
			t.Error("it heard something")
		}
	}
}

// TestCutOff: a server that breaks the connection while it reads a mail, or never answers after it, costs that mail a try. The others are sent.
func TestCutOff(t *testing.T) {
	for _, verb := range []string{"READ", "DATA"} {
		t.Run(verb, func(t *testing.T) {
			cut := false
			r, mood := invites(t, mailtest.Options{}, func(s mailtest.Step) error {
				if s.Verb == verb && strings.HasPrefix(s.To, "tess@") {
					cut = true
					s.Cut()
					return fmt.Errorf("cut off")
				}
				return nil
			})
			r.gets(meetingtest.Nia, "sunflower-1")
			m := r.sole(meetingtest.Tess, meeting.MailMeeting)
			if m.State != meeting.MailWaiting || m.Tries != 1 || m.Why != "The connection to the mail server was cut off." {
				t.Errorf("noted is %+v", m)
			}
			mood.is(nil)
			r.later(time.Minute)
			r.gets(meetingtest.Tess, "sunflower-1")
			r.once(meetingtest.Tess)
			if !cut {
				t.Error("nothing was cut off")
			}
		})
	}
}

// TestSilence: a server that takes a mail and then says nothing is not given for ever, and may have taken it: it is the same mail that comes again.
func TestSilence(t *testing.T) {
	m := &moody{}
	r := newRig(t, mailtest.Options{Answer: m.says})
	r.gives(meetingtest.Nia)
	r.stop()
	r.opt.Server.Patience = time.Second
	r.starts()
	id := make(chan string, 1)
	over := make(chan struct{})
	defer close(over)
	m.is(func(s mailtest.Step) error {
		if s.Verb == "DATA" {
			id <- s.ID
			<-over
		}
		return nil
	})
	r.changed()
	r.later(2 * time.Minute)
	first := <-id
	if m := r.sole(meetingtest.Nia, meeting.MailMeeting); m.State != meeting.MailWaiting || m.Tries != 1 || m.Why != "The mail server did not answer in time." {
		t.Errorf("noted is %+v", m)
	}
	m.is(nil)
	r.stop()
	r.opt.Server.Patience = 0
	r.starts()
	r.later(time.Minute)
	if again := r.gets(meetingtest.Nia, "sunflower-1").ID; again != first || first == "" {
		t.Errorf("the mail was %q, and is %q", first, again)
	}
}
