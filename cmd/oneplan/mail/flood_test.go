package mail_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"oneplan/cmd/oneplan/mail/mailtest"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

// stuck keeps mail on a disk that is full now and then.
type stuck struct {
	meeting.Mails
	full atomic.Bool
}

func (s *stuck) SettleMail(ctx context.Context, m meeting.Mail) error {
	if s.full.Load() {
		return errors.New("no space left on device")
	}
	return s.Mails.SettleMail(ctx, m)
}

// TestDiskFull: what was sent is not sent again each minute for as long as it cannot be written down that it was.
func TestDiskFull(t *testing.T) {
	r := newRig(t, mailtest.Options{})
	r.stop()
	s := &stuck{Mails: r.mails}
	r.opt.Mails = s
	r.starts()
	r.gives(meetingtest.Nia, meetingtest.Tess)
	s.full.Store(true)
	r.changed()
	r.later(2 * time.Minute)
	r.until("a mail", func() bool { return len(r.server.Mails()) == 3 })
	for n := range 5 {
		r.later(2 * time.Minute)
		r.until("it not to be written down", func() bool { return strings.Count(r.log.String(), "no space left") > n+1 })
	}
	s.full.Store(false)
	r.later(2 * time.Minute)
	for _, p := range []meeting.PersonID{meetingtest.Nia, meetingtest.Tess} {
		r.gets(p, "sunflower-1")
		if m := r.sole(p, meeting.MailMeeting); m.State != meeting.MailSent {
			t.Errorf("noted is %+v", m)
		}
		r.once(p)
	}
}

// TestAgainAndAgain: whoever may send mail again buries nobody with it.
func TestAgainAndAgain(t *testing.T) {
	r, _ := invites(t, mailtest.Options{}, nil)
	r.gets(meetingtest.Nia, "sunflower-1")
	r.sole(meetingtest.Nia, meeting.MailMeeting)
	again := func() int {
		n, err := r.post.Again(t.Context(), meetingtest.Sunflower, r.Meeting, meeting.MailMeeting, []meeting.PersonID{meetingtest.Nia}, true)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for range 3 {
		if n := again(); n != 0 {
			t.Fatalf("what was just sent is sent again, %d times", n)
		}
	}
	r.later(10 * time.Minute)
	if n := again(); n != 1 {
		t.Fatalf("later it is sent again %d times", n)
	}
	r.settled(meetingtest.Nia, meeting.MailMeeting)
	if n := again(); n != 0 {
		t.Errorf("and then again, %d times", n)
	}
	if n := len(r.server.To("nia@example.org")); n != 3 { // with the code
		t.Errorf("%d mails", n)
	}
}

// TestManyCallOnOne: however many people type a stranger's address, and whoever tries the mail server out with it, the stranger gets few mails.
func TestManyCallOnOne(t *testing.T) {
	r := newRig(t, mailtest.Options{})
	const victim = "Victim@example.org"
	refused := 0
	for n := range 30 {
		var err error
		switch n % 3 {
		case 0:
			err = r.post.Test(t.Context(), victim)
		case 1:
			_, err = r.post.Ask(t.Context(), meetingtest.Nia, strings.ToLower(victim))
		case 2:
			_, err = r.post.Ask(t.Context(), meetingtest.Tess, victim)
		}
		if err != nil {
			refused++
		}
		r.until("what is due to be sent", func() bool {
			due, err := r.mails.DueMail(t.Context(), r.Clock.Now(), 1)
			return err == nil && len(due) == 0
		})
		r.later(time.Minute)
	}
	if n := len(r.server.Mails()); n != 10 || refused != 20 {
		t.Errorf("%d mails went to a stranger, and %d were refused", n, refused)
	}
	if err := r.post.Test(t.Context(), "another@example.org"); err != nil {
		t.Errorf("somebody else gets none: %v", err)
	}
	r.later(24 * time.Hour)
	if err := r.post.Test(t.Context(), victim); err != nil {
		t.Errorf("nor does anybody a day later: %v", err)
	}
}

// TestTalkativeServer: a mail server whose greeting never ends, or whose line does not, costs little memory, and the log stays readable.
func TestTalkativeServer(t *testing.T) {
	for name, says := range map[string]string{"lines": "220-" + strings.Repeat("x", 500) + "\r\n", "one line": strings.Repeat("x", 1000)} {
		t.Run(name, func(t *testing.T) {
			said := make(chan int64, 10)
			r := newRig(t, mailtest.Options{})
			r.opt.Server.Port = talks(t, func(c net.Conn) {
				n := int64(4)
				_, err := io.WriteString(c, "220-")
				for ; err == nil && n < 64<<20; n += int64(len(says)) {
					_, err = io.WriteString(c, says)
				}
				said <- n
			})
			r.stop()
			r.starts()
			if err := r.post.Test(t.Context(), "jo@example.org"); err == nil || err.Error() != "The connection to the mail server was cut off." {
				t.Errorf("the test says %v", err)
			}
			if n := <-said; n > 16<<20 { // with what the machine keeps of it
				t.Errorf("%d bytes of a greeting were taken", n)
			}
			if n := len(r.log.String()); n > 2000 {
				t.Errorf("%d bytes are logged", n)
			}
		})
	}
}

// TestServerThatRepeats: a server that answers with the password it was told does not bring it into the log.
func TestServerThatRepeats(t *testing.T) {
	r := newRig(t, mailtest.Options{})
	r.opt.Server.Port = talks(t, func(c net.Conn) {
		in := bufio.NewReader(c)
		fmt.Fprint(c, "220 hello\r\n")
		for {
			l, err := in.ReadString('\n')
			switch {
			case err != nil:
				return
			case strings.HasPrefix(l, "EHLO"):
				fmt.Fprint(c, "250-hello\r\n250 AUTH PLAIN\r\n")
			default:
				fmt.Fprint(c, "535 you said "+l)
			}
		}
	})
	r.opt.Server.User, r.opt.Server.Password = "jo", "sesame"
	r.stop()
	r.starts()
	if err := r.post.Test(t.Context(), "jo@example.org"); err == nil || err.Error() != "The mail server refused the user name or the password." {
		t.Errorf("the test says %v", err)
	}
	if log := r.log.String(); strings.Contains(log, "you said") || !strings.Contains(log, "the mail server answered 535") {
		t.Errorf("the log is %s", log)
	}
}

// talks starts a server that says what it likes, and returns its port.
func talks(t *testing.T, says func(net.Conn)) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				says(c)
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

// TestOneHoldsUpNobody: a server that leaves whenever it hears of one recipient costs the others a minute.
func TestOneHoldsUpNobody(t *testing.T) {
	r, mood := invites(t, mailtest.Options{}, func(s mailtest.Step) error {
		if s.Verb == "RCPT" && strings.HasPrefix(s.To, "nia@") {
			return mailtest.Refuse(421, 4, 7, 28, "too much for nia@example.org")
		}
		return nil
	})
	r.until("the server to be left alone", func() bool {
		h, err := r.post.Health(t.Context())
		return err == nil && !h.Down.IsZero()
	})
	r.later(time.Minute)
	r.gets(meetingtest.Tess, "sunflower-1")
	if m := r.sole(meetingtest.Nia, meeting.MailMeeting); m.State != meeting.MailWaiting {
		t.Errorf("noted is %+v", m)
	}
	mood.is(nil)
	r.later(10 * time.Minute) // before the meeting begins
	r.gets(meetingtest.Nia, "sunflower-1")
	r.once(meetingtest.Nia)
	r.once(meetingtest.Tess)
}
