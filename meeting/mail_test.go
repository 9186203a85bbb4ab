package meeting

import (
	"strings"
	"testing"
	"time"
)

func TestCleanAddress(t *testing.T) {
	for _, good := range []string{"jo@example.org", " jo.o'neill+plan@mail.example.co.uk ", "x@1.example"} {
		if got, err := CleanAddress(good); err != nil || got != strings.TrimSpace(good) {
			t.Errorf("CleanAddress(%q) = %q, %v", good, got, err)
		}
	}
	for _, bad := range []string{
		"", "jo", "jo@", "@example.org", "jo@localhost", "Jo <jo@example.org>", "jo@example.org,tom@example.org", "jo@example.org\r\nBcc: x@y.org",
		`"jo x"@example.org`, "jo..x@example.org", ".jo@example.org", "jo@[127.0.0.1]", "jo@example..org", "jo@-example.org", "jö@example.org",
		strings.Repeat("a", 65) + "@example.org", "jo@" + strings.Repeat("a.", 130) + "org",
	} {
		if got, err := CleanAddress(bad); CodeOf(err) != Invalid {
			t.Errorf("CleanAddress(%q) = %q, %v: want a refusal", bad, got, err)
		}
	}
}

func TestProve(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	const code = "ABCD-EFGH"
	asked := NewMailbox("jo", "jo@example.org", at)
	if b, err := asked.Prove(" abcd efgh", code, at.Add(time.Hour)); err != nil || !b.Proved.Equal(at.Add(time.Hour)) {
		t.Errorf("the right code in small letters: %+v, %v", b, err)
	}
	if b, err := asked.Prove(code, code, at.Add(MailCodeLasts+time.Second)); err == nil || !b.Proved.IsZero() {
		t.Errorf("an old code counts: %+v", b)
	}
	b, err := asked, error(nil)
	for range 5 {
		if b, err = b.Prove("ABCD-EFGX", code, at); CodeOf(err) != Invalid || !b.Proved.IsZero() {
			t.Fatalf("a wrong code: %+v, %v", b, err)
		}
	}
	if b, err = b.Prove(code, code, at); err == nil || !b.Proved.IsZero() {
		t.Errorf("after five wrong codes the right one counts: %+v", b)
	}
	if _, err := (Mailbox{Person: "jo"}).Prove("", "", at); CodeOf(err) != NotFound {
		t.Errorf("without an address: %v", err)
	}
}
