package main

import (
	"strings"
	"testing"

	"oneplan/cmd/oneplan/mail/mailtest"
)

// TestMailBuriesNobody: whoever types the same line again and again, over ssh, has nobody get more than a few mails.
func TestMailBuriesNobody(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	post, err := mailtest.Start(mailtest.Options{})
	must(t, err)
	t.Cleanup(post.Stop)
	s := serveMail(t, post)
	s.says(t, "Jo", "mail address jo@example.org")
	s.says(t, "Jo", "mail confirm "+mailedCode(t, post, "jo@example.org"))
	eventually(t, "the invitation", func() bool { return strings.Contains(s.says(t, "admin", "mail sent sunflower-1"), "sent ") })
	for range 4 {
		if said := s.says(t, "admin", "mail again sunflower-1 Jo"); !strings.Contains(said, "There is no mail to Jo") {
			t.Errorf("told is %s", said)
		}
		_, _, _ = s.asks("Jo", "mail address victim@example.org") // once a minute
	}
	refused := 0
	for range 15 {
		if _, _, err := s.asks("admin", "mail test Victim@example.org"); err != nil {
			refused++
		}
	}
	if n := len(post.To("jo@example.org")); n != 2 { // the code and the invitation
		t.Errorf("%d mails went to Jo", n)
	}
	tests := 0
	for _, m := range post.Mails() {
		if strings.EqualFold(m.To, "victim@example.org") {
			tests++
		}
	}
	if tests != 10 || refused != 15-tests {
		t.Errorf("%d mails went to a stranger, and %d were refused", tests, refused)
	}
}
