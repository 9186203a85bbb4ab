package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"oneplan/cmd/oneplan/mail/mailtest"
	"oneplan/store"
)

// TestMailToTheWrongAddress: whoever reads mail at an address that was typed wrongly learns nothing of the record and gets nothing
// more; what goes to the right one names no child and no place; and once somebody's access has ended nothing knows their address.
func TestMailToTheWrongAddress(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	post, err := mailtest.Start(mailtest.Options{})
	must(t, err)
	t.Cleanup(post.Stop)
	s := &process{dir: t.TempDir(), args: []string{
		"serve", "--data", "data", "--admin-key", "admin.pub", "--smtp", "smtp://" + post.Addr(), "--mail-from", "office@example.org", "--mail-delay", "50ms",
	}}
	must(t, s.makeKey("admin"))
	t.Cleanup(s.close)
	must(t, s.start())
	s.says(t, "admin", "record new sunflower --child Quintessa")
	s.says(t, "admin", "meeting new sunflower --at in 2 weeks 14:00 --kind initial --place 7 Quagmire Lane")
	joins(t, s, "Jo")
	code := func(address string) string {
		t.Helper()
		eventually(t, "a code at "+address, func() bool { return len(post.To(address)) > 0 })
		m := regexp.MustCompile(`mail confirm ([A-Z]{4}-[A-Z]{4})`).FindStringSubmatch(post.To(address)[0].Text)
		if m == nil {
			t.Fatalf("no code in %s", post.To(address)[0].Raw)
		}
		return m[1]
	}
	s.says(t, "Jo", "mail address wrong@example.org")
	wrong := code("wrong@example.org")
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
	s.says(t, "Jo", "mail address right@example.org")
	s.says(t, "Jo", "mail confirm "+strings.ToLower(code("right@example.org")))
	eventually(t, "the invitation", func() bool { return len(post.To("right@example.org")) > 1 })
	s.says(t, "admin", "people revoke Jo")
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
