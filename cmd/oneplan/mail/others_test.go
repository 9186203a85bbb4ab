package mail_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oneplan/cmd/oneplan/mail/mailtest"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

// TestMailForOtherPrograms writes mail of every kind into the folder ONEPLAN_PAPERS, for `make test-papers` to read it as mail programs do.
func TestMailForOtherPrograms(t *testing.T) {
	folder := os.Getenv("ONEPLAN_PAPERS")
	if folder == "" {
		t.Skip("make test-papers runs it")
	}
	r := newRig(t, mailtest.Options{})
	r.stop()
	r.opt.Server.From.Name = "Tîm y Blodyn, \"Office\" مكتب"
	r.opt.Line = func(words string) string {
		return strings.TrimSpace("ssh -p 2222 " + strings.Repeat("very-", 20) + "long.example.org " + words)
	}
	r.starts()
	r.paper = func(meeting.PersonID, ...string) ([]byte, error) { return []byte("%PDF-\r\n.\r\n\x00\xff\n"), nil }
	r.Service(meeting.ServiceStream, meeting.ChangeSetting{Name: "mail.carries", Value: "papers"})
	nia := r.Hub.Directory().Account(meetingtest.Nia)
	welsh := *nia
	welsh.Language = "cy"
	r.Service(meeting.ServiceStream, meeting.SetPerson{Account: welsh})
	r.gives(meetingtest.Nia, meetingtest.Tess)
	sara := r.Sit(meetingtest.Sara)
	m := *sara.View().Meeting(r.Meeting)
	m.Place = "Neuadd y Dre; room 3, \\ up\r\nATTENDEE:mailto:x@example.org 会議室"
	sara.Does(meeting.SetMeeting{Meeting: m})
	r.changed()
	r.later(2 * time.Minute)
	r.gets(meetingtest.Nia, "sunflower-1")
	r.gets(meetingtest.Tess, "sunflower-1")
	sara.Does(meeting.CallOff{Meeting: r.Meeting, Reason: "a test"})
	r.changed()
	r.later(2 * time.Minute)
	r.gets(meetingtest.Tess, "called off")
	sara.Does(meeting.PutOn{Meeting: r.Meeting})
	r.final(meetingtest.Nia, meetingtest.Tess)
	r.changed()
	r.later(2 * time.Minute)
	r.gets(meetingtest.Nia, "derfynol")
	r.gets(meetingtest.Tess, "final")
	r.settled(meetingtest.Nia, meeting.MailMinutes)
	for i, m := range r.server.Mails() {
		name := string(rune('a'+i)) + "-" + strings.TrimSuffix(m.To, "@example.org") + ".eml"
		if err := os.WriteFile(filepath.Join(folder, name), m.Raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
