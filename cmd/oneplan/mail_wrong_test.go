package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"oneplan/cmd/oneplan/mail/mailtest"
	"oneplan/store"
)

// serveMail serves a record whose administrator has planned a meeting, for which Jo is invited, and sends mail through a server.
func serveMail(t testing.TB, post *mailtest.Server) *process {
	t.Helper()
	s := &process{dir: t.TempDir(), args: []string{
		"serve", "--data", "data", "--admin-key", "admin.pub", "--smtp", "smtp://" + post.Addr(), "--mail-from", "office@example.org", "--mail-delay", "50ms",
	}}
	must(t, s.makeKey("admin"))
	t.Cleanup(s.close)
	must(t, s.start())
	s.says(t, "admin", "record new sunflower --child Quintessa")
	s.says(t, "admin", "meeting new sunflower --at in 2 weeks 14:00 --kind initial --place 7 Quagmire Lane")
	joins(t, s, "Jo")
	return s
}

// mailedCode returns the code in the first mail to an address.
func mailedCode(t testing.TB, post *mailtest.Server, address string) string {
	t.Helper()
	eventually(t, "a code at "+address, func() bool { return len(post.To(address)) > 0 })
	m := regexp.MustCompile(`mail confirm ([A-Z]{4}-[A-Z]{4})`).FindStringSubmatch(post.To(address)[0].Text)
	if m == nil {
		t.Fatalf("no code in %s", post.To(address)[0].Raw)
	}
	return m[1]
}

// TestMailToTheWrongAddress: whoever reads mail at an address that was typed wrongly learns nothing of the record and gets nothing
// more; what goes to the right one names no child and no place; and once somebody's access has ended nothing knows their address.
func TestMailToTheWrongAddress(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	post, err := mailtest.Start(mailtest.Options{})
	must(t, err)
	t.Cleanup(post.Stop)
	s := serveMail(t, post)
	joins(t, s, "Sam")
	s.says(t, "Jo", "mail address wrong@example.org")
	wrong := mailedCode(t, post, "wrong@example.org")
	for range 5 {
		if _, _, err := s.asks("Jo", "mail confirm AAAA-AAAA"); err == nil {
			t.Fatal("any code confirms an address")
		}
	}
	if _, _, err := s.asks("Jo", "mail confirm "+wrong); err == nil {
		t.Error("after five wrong codes the right one counts")
	}
	if _, _, err := s.asks("admin", "mail confirm "+wrong); err == nil {
		t.Error("somebody else's code counts")
	}
	s.says(t, "Sam", "mail address right@example.org")
	s.says(t, "Sam", "mail confirm "+strings.ToLower(mailedCode(t, post, "right@example.org")))
	eventually(t, "the invitation", func() bool { return len(post.To("right@example.org")) > 1 })
	s.says(t, "admin", "people revoke Jo")
	s.says(t, "admin", "people revoke Sam")
	_, err = s.stop(syscall.SIGTERM)
	must(t, err)

	if n := len(post.To("wrong@example.org")); n != 1 {
		t.Errorf("%d mails went to the wrong address, and not the code alone", n)
	}
	for _, m := range post.Mails() {
		for _, word := range []string{"Quintessa", "Quagmire"} {
			if bytes.Contains(m.Raw, []byte(word)) {
				t.Errorf("%s is in the mail to %s:\n%s", word, m.To, m.Raw)
			}
		}
	}
	if m := post.To("wrong@example.org")[0]; bytes.Contains(m.Raw, []byte("sunflower")) {
		t.Errorf("the code tells of a record:\n%s", m.Raw)
	}
	data, err := os.ReadFile(filepath.Join(s.data(), store.Copied[0]))
	must(t, err)
	for _, address := range []string{"wrong@example.org", "right@example.org"} {
		if bytes.Contains(data, []byte(address)) || strings.Contains(s.logged(), address) {
			t.Errorf("%s is known still", address)
		}
	}
}

// TestLyingMailServer: a mail server that refuses somebody in words that are meant for a terminal, costs nothing:
// the mail stands as failed in plain words, the meeting can be read, and once the server behaves, the mail is sent again.
func TestLyingMailServer(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	var behaves atomic.Bool
	post, err := mailtest.Start(mailtest.Options{Answer: func(at mailtest.Step) error {
		if at.Verb == "RCPT" && at.To == "jo@example.org" && !behaves.Load() {
			return mailtest.Refuse(550, 5, 1, 1, "\x1b]0;gotcha\x07\x1b[2Jno such user")
		}
		return nil
	}})
	must(t, err)
	t.Cleanup(post.Stop)
	s := serveMail(t, post)
	behaves.Store(true)
	s.says(t, "Jo", "mail address jo@example.org")
	s.says(t, "Jo", "mail confirm "+mailedCode(t, post, "jo@example.org"))
	eventually(t, "the invitation", func() bool { return len(post.To("jo@example.org")) > 1 })
	behaves.Store(false)
	s.says(t, "admin", "meeting move sunflower-1 --at in 3 weeks 10:00")
	eventually(t, "the failure", func() bool { return strings.Contains(s.says(t, "Jo", "mail"), "failed") })
	for _, said := range []string{s.says(t, "Jo", "mail"), s.says(t, "admin", "mail sent sunflower-1"), s.logged()} {
		if strings.ContainsAny(said, "\x1b\x07") || strings.Contains(said, "jo@example.org") && !strings.Contains(said, "Address:") {
			t.Errorf("told is %q", said)
		}
	}
	behaves.Store(true)
	s.says(t, "admin", "mail again sunflower-1")
	eventually(t, "the mail that had failed", func() bool { return len(post.To("jo@example.org")) > 2 })
}
