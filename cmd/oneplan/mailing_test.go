package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"oneplan/cmd/oneplan/mail/mailtest"
)

func cmdMailServer(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	switch {
	case len(args) != 1:
		ts.Fatalf("usage: mailserver start|stop")
	case args[0] == "stop" && w.mail != nil:
		w.mails = append(w.mails, w.mail.Mails()...)
		w.mail.Stop()
		w.mail = nil
	case args[0] == "start" && w.mail == nil:
		var err error
		w.mail, err = mailtest.Start(mailtest.Options{Addr: ts.Getenv("SMTP"), TLS: true, Identity: w.mailIdentity, User: "plan", Password: "a password", Answer: func(s mailtest.Step) error {
			switch {
			case s.Verb == "RCPT" && strings.Contains(s.To, "later"):
				return mailtest.Refuse(451, 4, 2, 1, "come back later")
			case s.Verb == "RCPT" && strings.Contains(s.To, "never"):
				return mailtest.Refuse(550, 5, 1, 1, "no such user")
			}
			return nil
		}})
		ts.Check(err)
		w.mailIdentity = w.mail.Identity()
		ts.Setenv("SMTP", w.mail.Addr())
		ts.Check(os.WriteFile(ts.MkAbs("mail.pem"), w.mail.Root(), 0o600))
		ts.Check(os.WriteFile(ts.MkAbs("mail-password"), []byte("a password\n"), 0o600))
	default:
		ts.Fatalf("mailserver %s: it is so already", args[0])
	}
}

// cmdMailed waits for a mail.
func cmdMailed(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: mailed ADDRESS REGEXP…")
	}
	w := worldOf(ts)
	var wants []*regexp.Regexp
	for _, a := range args[1:] {
		re, err := regexp.Compile("(?m)" + a)
		ts.Check(err)
		wants = append(wants, re)
	}
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		mails := slices.Clone(w.mails)
		if w.mail != nil {
			mails = append(mails, w.mail.Mails()...)
		}
		var to []string
		for _, m := range mails {
			if m.To != args[0] {
				continue
			}
			whole := "Subject: " + m.Subject + "\n" + strings.ReplaceAll(m.Text, "\r\n", "\n")
			for _, f := range m.Files {
				whole += fmt.Sprintf("\nAttached: %s, %s\n", f.Name, f.Type)
				if strings.HasPrefix(f.Type, "text/") {
					whole += strings.ReplaceAll(strings.ReplaceAll(string(f.Body), "\r\n ", ""), "\r\n", "\n")
				} else {
					ts.Check(os.WriteFile(ts.MkAbs(f.Name), f.Body, 0o600))
				}
			}
			to = append(to, whole)
			if !slices.ContainsFunc(wants, func(re *regexp.Regexp) bool { return !re.MatchString(whole) }) {
				if neg {
					ts.Fatalf("%s has got\n%s", args[0], whole)
				}
				w.told(ts, whole, "")
				return
			}
		}
		if neg {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("%s has got no such mail; the log:\n%s\nThe mails:\n%s", args[0], w.logged(), strings.Join(to, "\n---\n"))
		}
	}
}

// TestKilledWhileSending: the service is killed when the mail server has a mail, and before the service knows. It is the same mail that comes again, byte
// by byte, so that whoever gets it sees one; and then no more.
func TestKilledWhileSending(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	var armed atomic.Bool
	s := &process{dir: t.TempDir()}
	server, err := mailtest.Start(mailtest.Options{Answer: func(x mailtest.Step) error {
		if x.Verb == "DATA" && armed.CompareAndSwap(true, false) {
			return syscall.Kill(s.cmd.Process.Pid, syscall.SIGKILL)
		}
		return nil
	}})
	must(t, err)
	t.Cleanup(server.Stop)
	s.args = []string{"serve", "--data", "data", "--admin-key", "admin.pub", "--smtp", "smtp://" + server.Addr(), "--mail-from", "office@example.org", "--mail-delay", "1ms"}
	must(t, s.makeKey("admin"))
	t.Cleanup(s.close)
	must(t, s.start())
	s.says(t, "admin", "record new sunflower --child Kit")
	s.says(t, "admin", "mail address admin@example.org")
	eventually(t, "the code", func() bool { return len(server.Mails()) == 1 })
	s.says(t, "admin", regexp.MustCompile("mail confirm [A-Z-]+").FindString(server.Mails()[0].Text))
	armed.Store(true)
	s.says(t, "admin", "meeting new sunflower --at in 2 weeks 14:00 --kind initial")
	select {
	case <-s.ended:
		s.cmd = nil
	case <-time.After(patience):
		t.Fatal("the service was not killed")
	}
	eventually(t, "the mail that the server has", func() bool { return len(server.Mails()) == 2 })
	must(t, s.start())
	eventually(t, "the mail again", func() bool { return len(server.Mails()) == 3 })
	if a, b := server.Mails()[1], server.Mails()[2]; a.ID == "" || !bytes.Equal(a.Raw, b.Raw) {
		t.Errorf("it was\n%s\nand is\n%s", a.Raw, b.Raw)
	}
	eventually(t, "the service to know", func() bool {
		out, err := query(s.data(), "SELECT DISTINCT state FROM mail")
		return err == nil && out == "sent\n"
	})
	if n := len(server.Mails()); n != 3 {
		t.Errorf("%d mails", n)
	}
}
