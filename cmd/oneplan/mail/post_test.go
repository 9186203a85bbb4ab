package mail_test

import (
	"strings"
	"testing"
	"time"

	"oneplan/cmd/oneplan/mail/mailtest"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

// TestInvitation: whoever gave an address and proved it is invited by mail, over TLS and with a login, and nobody else is.
func TestInvitation(t *testing.T) {
	r := newRig(t, mailtest.Options{TLS: true, User: "plan", Password: "a password"})
	r.gives(meetingtest.Nia, meetingtest.Tess)
	r.changed()
	r.later(time.Minute)
	if n := len(r.server.Mails()); n != 2 {
		t.Fatalf("%d mails, of which 2 are codes, before the two minutes are over in which a mistake is taken back", n)
	}
	r.later(time.Minute)
	nia := r.gets(meetingtest.Nia, "Meeting sunflower-1")
	r.gets(meetingtest.Tess, "Meeting sunflower-1")
	if n := len(r.server.Mails()); n != 4 {
		t.Errorf("%d mails; want 4", n)
	}
	if !nia.Secure || nia.User != "plan" {
		t.Errorf("the mail came over TLS: %v, from %q", nia.Secure, nia.User)
	}
	for _, want := range []string{"You are invited to the meeting sunflower-1, on", "\r\n  ssh plan.example.org join sunflower-1\r\n", "\r\n  ssh plan.example.org mail off\r\n", "office@example.org"} {
		if !strings.Contains(nia.Text, want) {
			t.Errorf("the mail does not say %q:\n%s", want, nia.Text)
		}
	}
	if len(nia.Files) != 1 || !strings.HasPrefix(nia.Files[0].Type, "text/calendar; charset=utf-8; method=REQUEST") {
		t.Fatalf("attached is %+v", nia.Files)
	}
	ics := unfolded(nia.Files[0].Body)
	for _, want := range []string{
		"METHOD:REQUEST\r\n", "UID:meeting.sunflower.", "SEQUENCE:0\r\n", "ORGANIZER:mailto:office@example.org\r\n", ";RSVP=false:mailto:nia@example.org\r\n", "DTSTART:20261122T100000Z\r\n",
		"SUMMARY:Meeting sunflower-1\r\n",
	} {
		if !strings.Contains(ics, want) {
			t.Errorf("the invitation does not say %q:\n%s", want, ics)
		}
	}
	for _, secret := range []string{"Hill Lane", "Sam", "Nia", "Tess", "tess@"} {
		if strings.Contains(string(nia.Raw), secret) || strings.Contains(nia.Text, secret) || strings.Contains(ics, secret) {
			t.Errorf("the mail gives %q away:\n%s\n%s", secret, nia.Raw, ics)
		}
	}
	if got := r.settled(meetingtest.Nia, meeting.MailMeeting); len(got) != 1 || got[0].State != meeting.MailSent || got[0].Tries != 1 {
		t.Errorf("noted is %+v", got)
	}
	if strings.Contains(r.log.String(), "@example.org") {
		t.Errorf("the log has an address:\n%s", r.log)
	}
}

// unfolded is a calendar file with each property on one line (RFC 5545, section 3.1).
func unfolded(b []byte) string { return strings.ReplaceAll(string(b), "\r\n ", "") }

// TestWrapped: a server that is encrypted from the first byte is spoken to as one, and a test of an administrator's arrives.
func TestWrapped(t *testing.T) {
	r := newRig(t, mailtest.Options{Wrapped: true, User: "plan", Password: "a password"})
	if err := r.post.Test(t.Context(), "ada@example.org"); err != nil {
		t.Fatal(err)
	}
	if got := r.server.To("ada@example.org"); len(got) != 1 || !got[0].Secure || got[0].User != "plan" || got[0].Subject != "A test of oneplan's mail" {
		t.Errorf("it got %+v", got)
	}
}
