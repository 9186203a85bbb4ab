package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
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
