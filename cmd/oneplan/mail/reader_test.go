package mail_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"oneplan/cmd/oneplan/mail"
	"oneplan/cmd/oneplan/mail/mailtest"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

// final has the meeting held, with these people there, and its minutes final.
func (r *rig) final(there ...meeting.PersonID) {
	r.t.Helper()
	ben := r.Sit(meetingtest.Ben)
	for _, p := range there {
		ben.Does(meeting.SetAttendance{Meeting: r.Meeting, Attendance: meeting.Attendance{Member: r.Member(p), Way: meeting.InPerson}})
	}
	ben.Does(meeting.OpenMeeting{Meeting: r.Meeting})
	ben.Does(meeting.CloseMeeting{Meeting: r.Meeting, Reason: "a test"})
	tess := r.Sit(meetingtest.Tess)
	tess.Does(meeting.SendMinutes{Meeting: r.Meeting, ReplyBy: meeting.DayOf(r.Clock.Now().AddDate(0, 0, 10))})
	r.Clock.Advance(11 * 24 * time.Hour)
	r.Service(meetingtest.Sunflower, meeting.FinaliseMinutes{Meeting: r.Meeting, Today: meeting.DayOf(r.Clock.Now())})
}

// TestPapers: where mail brings papers, each gets the one for their own audience, in the form that they chose.
func TestPapers(t *testing.T) {
	r := newRig(t, mailtest.Options{})
	var asked []string
	r.paper = func(p meeting.PersonID, words ...string) ([]byte, error) {
		asked = append(asked, string(p)+": "+strings.Join(words, " "))
		return []byte("the paper for " + p), nil
	}
	r.gives(meetingtest.Nia, meetingtest.Tess, meetingtest.Sara)
	if _, err := r.post.Choose(t.Context(), meetingtest.Sara, func(b *meeting.Mailbox) { b.Form = meeting.MailNone }); err != nil {
		t.Fatal(err)
	}
	if _, err := r.post.Choose(t.Context(), meetingtest.Nia, func(b *meeting.Mailbox) { b.Form, b.Address = meeting.MailLarge, "x@example.org" }); err != nil {
		t.Fatal(err)
	}
	r.Service(meeting.ServiceStream, meeting.ChangeSetting{Name: "mail.carries", Value: "papers"})
	r.final(meetingtest.Nia, meetingtest.Tess, meetingtest.Sara)
	r.changed()
	r.later(2 * time.Minute)
	nia, tess, sara := r.gets(meetingtest.Nia, "final"), r.gets(meetingtest.Tess, "final"), r.gets(meetingtest.Sara, "final")
	slices.Sort(asked)
	if want := []string{"nia: minutes sunflower-1 --format pdf --large", "tess: minutes sunflower-1 --audience practitioners --format pdf"}; !slices.Equal(asked, want) {
		t.Errorf("asked for were %q", asked)
	}
	for who, m := range map[string]mailtest.Mail{"nia": nia, "tess": tess} {
		if len(m.Files) != 1 || m.Files[0].Name != "minutes-sunflower-1.pdf" || string(m.Files[0].Body) != "the paper for "+who {
			t.Errorf("%s gets %+v", who, m.Files)
		}
	}
	if len(sara.Files) != 0 || !strings.Contains(sara.Text, "\r\n  ssh plan.example.org minutes sunflower-1 --audience practitioners\r\n") {
		t.Errorf("sara gets %+v\n%s", sara.Files, sara.Text)
	}
}

// TestNotice: without that, mail is word that there is something, and holds nothing of the record.
func TestNotice(t *testing.T) {
	r := newRig(t, mailtest.Options{})
	r.gives(meetingtest.Nia, meetingtest.Tess)
	r.final(meetingtest.Nia, meetingtest.Tess)
	r.changed()
	r.later(2 * time.Minute)
	nia := r.gets(meetingtest.Nia, "The minutes of sunflower-1 are final")
	if len(nia.Files) != 0 || !strings.Contains(nia.Text, "\r\n  ssh plan.example.org minutes sunflower-1\r\n") {
		t.Errorf("nia gets %+v\n%s", nia.Files, nia.Text)
	}
	for line := range strings.Lines(nia.Text) {
		if !strings.HasPrefix(line, "  ") && len([]rune(strings.TrimRight(line, "\r\n"))) > 72 {
			t.Errorf("a line is too long: %q", line)
		}
	}
	// An amendment is told too.
	r.Sit(meetingtest.Tess).Does(meeting.AmendMinutes{Meeting: r.Meeting, Words: "a canary"})
	r.changed()
	r.later(2 * time.Minute)
	if m := r.gets(meetingtest.Nia, "Something was added to the minutes of sunflower-1"); strings.Contains(string(m.Raw), "canary") {
		t.Errorf("the mail says what was added:\n%s", m.Raw)
	}
}

// TestTakenBack: what is undone before the mail goes is not told, and nor is anything to somebody who may not see it any more.
func TestTakenBack(t *testing.T) {
	r := newRig(t, mailtest.Options{})
	r.gives(meetingtest.Nia, meetingtest.Tess, meetingtest.Olga)
	r.changed()
	sara := r.Sit(meetingtest.Sara)
	r.later(time.Minute)
	sara.Does(meeting.CallOff{Meeting: r.Meeting, Reason: "planned by mistake"})
	r.changed()
	r.later(2 * time.Minute)
	if m := r.sole(meetingtest.Nia, meeting.MailMeeting); m.State != meeting.MailDropped {
		t.Errorf("noted is %+v", m)
	}
	if n := len(r.server.Mails()); n != 3 {
		t.Fatalf("%d mails, of which 3 are codes", n)
	}
	// It is on again: they are invited. Then it is off again, and they are told.
	sara.Does(meeting.PutOn{Meeting: r.Meeting})
	r.changed()
	r.Service(meetingtest.Sunflower, meeting.EndMember{Member: r.Member(meetingtest.Olga)})
	r.later(2 * time.Minute)
	r.gets(meetingtest.Nia, "Meeting sunflower-1")
	r.gets(meetingtest.Tess, "Meeting sunflower-1")
	r.settled(meetingtest.Olga, meeting.MailMeeting)
	sara.Does(meeting.CallOff{Meeting: r.Meeting, Reason: "the school is shut"})
	r.changed()
	r.later(2 * time.Minute)
	off := r.gets(meetingtest.Nia, "called off")
	if ics := unfolded(off.Files[0].Body); !strings.Contains(ics, "METHOD:CANCEL") || !strings.Contains(ics, "SEQUENCE:1\r\n") || !strings.Contains(ics, "STATUS:CANCELLED") || strings.Contains(string(off.Raw), "shut") {
		t.Errorf("it says %s", ics)
	}
	if n := len(r.server.To("olga@example.org")); n != 1 {
		t.Errorf("olga, who is not on the team any more, got %d mails", n)
	}
}

// TestForgotten: once somebody has taken their address back, nothing is sent there, and nothing of it is kept.
func TestForgotten(t *testing.T) {
	r := newRig(t, mailtest.Options{})
	r.gives(meetingtest.Nia, meetingtest.Tess)
	r.changed()
	if err := r.post.Forget(t.Context(), meetingtest.Nia); err != nil {
		t.Fatal(err)
	}
	r.later(2 * time.Minute)
	r.gets(meetingtest.Tess, "sunflower-1")
	r.settled(meetingtest.Nia, meeting.MailMeeting)
	if n := len(r.server.To("nia@example.org")); n != 1 {
		t.Errorf("nia got %d mails", n)
	}
	if b, err := r.post.Box(t.Context(), meetingtest.Nia); err != nil || b.Address != "" {
		t.Errorf("her mailbox is %+v, %v", b, err)
	}
}

// TestCodes: only who reads the mail with the code gets more, and nobody can have us flood an address with codes.
func TestCodes(t *testing.T) {
	r := newRig(t, mailtest.Options{})
	ask := func() error {
		_, err := r.post.Ask(t.Context(), meetingtest.Nia, "nia@example.org")
		return err
	}
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	if err := ask(); meeting.CodeOf(err) != meeting.Invalid {
		t.Errorf("a second code at once: %v", err)
	}
	r.gets(meetingtest.Nia, "code")
	for range 5 {
		if _, err := r.post.Prove(t.Context(), meetingtest.Nia, "BCDF-GHJK"); meeting.CodeOf(err) != meeting.Invalid {
			t.Errorf("a wrong code: %v", err)
		}
	}
	code := codeIn.FindStringSubmatch(r.server.Mails()[0].Text)[1]
	if _, err := r.post.Prove(t.Context(), meetingtest.Nia, code); err == nil {
		t.Error("after five wrong codes the right one counts")
	}
	r.changed()
	r.later(2 * time.Minute)
	r.settled(meetingtest.Nia, meeting.MailMeeting)
	if n := len(r.server.Mails()); n != 1 {
		t.Errorf("%d mails to an address that nobody proved", n)
	}
	for i := range 4 {
		r.Clock.Advance(2 * time.Minute)
		if err := ask(); err != nil {
			t.Fatalf("code %d: %v", i+2, err)
		}
		r.until("the next code", func() bool { return len(r.server.Mails()) == i+2 })
	}
	r.Clock.Advance(2 * time.Minute)
	if err := ask(); meeting.CodeOf(err) != meeting.Invalid {
		t.Errorf("a sixth code within a day: %v", err)
	}
	for _, bad := range []string{"nia@example.org\r\nBcc: all@example.org", "nia", "a@b.org,c@d.org"} {
		if _, err := r.post.Ask(t.Context(), meetingtest.Tess, bad); meeting.CodeOf(err) != meeting.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestReminder: on Monday at eight whoever wants it is told how much is due, once a week, and nothing where nothing is.
func TestReminder(t *testing.T) {
	r := newRig(t, mailtest.Options{})
	r.gives(meetingtest.Nia, meetingtest.Tess, meetingtest.Ben)
	for _, p := range []meeting.PersonID{meetingtest.Nia, meetingtest.Tess} {
		if _, err := r.post.Choose(t.Context(), p, func(b *meeting.Mailbox) { b.Reminder, b.Meetings = true, false }); err != nil {
			t.Fatal(err)
		}
	}
	sara := r.Sit(meetingtest.Sara)
	m := *sara.View().Meeting(r.Meeting)
	m.At = time.Date(2026, 11, 25, 14, 0, 0, 0, time.UTC)
	sara.Does(meeting.SetMeeting{Meeting: m})
	r.Clock.Set(time.Date(2026, 11, 23, 7, 59, 0, 0, time.UTC))
	r.settled(meetingtest.Nia, meeting.MailReminder)
	if n := len(r.server.To("nia@example.org")); n != 1 {
		t.Fatalf("nia got %d mails before Monday at eight", n)
	}
	r.later(time.Minute)
	nia := r.gets(meetingtest.Nia, "Your week: 1 meeting")
	if !strings.Contains(nia.Text, "\r\n  ssh plan.example.org\r\n") || strings.Contains(nia.Text, "sunflower") {
		t.Errorf("it says:\n%s", nia.Text)
	}
	r.later(5 * time.Hour)
	if all := r.settled(meetingtest.Nia, meeting.MailReminder); len(all) != 1 {
		t.Errorf("she was reminded %d times", len(all))
	}
	if all := r.settled(meetingtest.Ben, meeting.MailReminder); len(all) != 0 {
		t.Error("ben was reminded, who did not want it")
	}
	r.Clock.Set(time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC))
	r.until("the reminder of a week without anything to be dropped", func() bool {
		all := r.settled(meetingtest.Nia, meeting.MailReminder)
		return len(all) == 2 && all[0].State == meeting.MailDropped
	})
}

// TestSameBytes: a mail that is sent again after a crash is the same mail, byte by byte.
func TestSameBytes(t *testing.T) {
	r := newRig(t, mailtest.Options{})
	r.gives(meetingtest.Nia)
	r.changed()
	r.later(2 * time.Minute)
	first := r.gets(meetingtest.Nia, "sunflower-1")
	m := r.sole(meetingtest.Nia, meeting.MailMeeting)
	r.stop()
	m.State, m.Tries = meeting.MailWaiting, 0 // as if the service had been killed before it could note what became of it
	if err := r.mails.SettleMail(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	r.starts()
	r.until("the mail to come again", func() bool { return len(r.server.To("nia@example.org")) == 3 })
	if again := r.server.To("nia@example.org")[2]; !bytes.Equal(again.Raw, first.Raw) {
		t.Errorf("it was\n%s\nand is\n%s", first.Raw, again.Raw)
	}
	if r.settled(meetingtest.Nia, meeting.MailMeeting); len(r.server.To("nia@example.org")) != 3 {
		t.Error("and once more")
	}
}

// TestServers: what cannot be a mail server, or would give a password away, is refused in words.
func TestServers(t *testing.T) {
	for _, bad := range []struct{ at, from string }{
		{"mail.example.org", "office@example.org"},
		{"http://mail.example.org", "office@example.org"},
		{"smtp://", "office@example.org"},
		{"smtp://plan:secret@mail.example.org", "office@example.org"},
		{"smtp://mail.example.org:99999", "office@example.org"},
		{"smtp://mail.example.org/x", "office@example.org"},
		{"smtp://mail.example.org", "office"},
		{"smtp://mail.example.org", "a@example.org, b@example.org"},
		{"smtp://mail.example.org", ""},
		{"smtp://mail.example.org", "x\r\nBcc: y@example.org <office@example.org>"},
		{"smtp://mail.example.org", strings.Repeat("x", 100) + " <office@example.org>"},
	} {
		if s, err := mail.ParseServer(bad.at, bad.from); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q from %q is %+v, %v", bad.at, bad.from, s, err)
		}
	}
	s, err := mail.ParseServer("smtps://plan@mail.example.org", "Tîm \u202eBlodyn\u2066 <office@example.org>")
	if err != nil || s.Port != 465 || !s.TLS || s.User != "plan" || s.From.Address != "office@example.org" || strings.ContainsAny(s.From.Name, "\u202e\u2066") {
		t.Errorf("%+v, %v", s, err)
	}
	for what, s := range map[string]mail.Server{
		"a login in clear":   {Host: "mail.example.org", User: "plan", Password: "x", Plain: true},
		"plain and smtps":    {Host: "mail.example.org", TLS: true, Plain: true},
		"without a password": {Host: "mail.example.org", User: "plan"},
	} {
		if err := s.Check(); err == nil {
			t.Errorf("%s is not refused", what)
		}
	}
}
