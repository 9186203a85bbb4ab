package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/store"
)

var mailed = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func mailKey(kind meeting.MailKind, person, record string, m meeting.ID) meeting.MailKey {
	return meeting.MailKey{Kind: kind, Person: meeting.PersonID(person), Record: record, Meeting: m}
}

// want is WantMail of one mail, due two minutes later.
func want(t testing.TB, s *store.Store, k meeting.MailKey, of string, now time.Time) int {
	t.Helper()
	n, err := s.WantMail(t.Context(), []meeting.Mail{{MailKey: k, Of: of}}, now, now.Add(2*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func settle(t testing.TB, s *store.Store, m meeting.Mail) {
	t.Helper()
	if err := s.SettleMail(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}

// mails writes mail as a line each.
func mails(t testing.TB) func([]meeting.Mail, error) string {
	return func(all []meeting.Mail, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, m := range all {
			out = append(out, fmt.Sprintf("%s %s %s-%d #%d %s %s", m.Kind, m.Person, m.Record, m.Meeting, m.Edition, m.Of, m.State))
		}
		return strings.Join(out, "\n")
	}
}

func TestMailboxes(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if got, err := s.Mailbox(t.Context(), "jo"); err != nil || got != (meeting.Mailbox{Person: "jo"}) {
		t.Fatalf("before anything: %+v, %v", got, err)
	}
	jo := meeting.NewMailbox("jo", "jo@example.org", mailed)
	proved := jo
	proved.Address, proved.Wrong, proved.Proved, proved.Reminder, proved.Meetings, proved.Form = "jo@work.example.org", 2, mailed.Add(time.Hour), true, false, meeting.MailLarge
	ben := meeting.NewMailbox("ben", "ben@example.org", mailed)
	for _, b := range []meeting.Mailbox{jo, proved, ben} {
		if err := s.KeepMailbox(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Mailbox(t.Context(), b.Person); err != nil || got != b {
			t.Errorf("kept %+v, got %+v, %v", b, got, err)
		}
	}
	mustClose(t, s)
	s = open(t, dir)
	if got, err := s.Mailboxes(t.Context()); err != nil || !slices.Equal(got, []meeting.Mailbox{ben, proved}) {
		t.Errorf("opened again: %+v, %v", got, err)
	}
}

// TestForgetMailbox also looks for the address in what the disk has.
func TestForgetMailbox(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for i := range 200 { // so that the table has several pages
		b := meeting.NewMailbox(meeting.PersonID(fmt.Sprintf("somebody%03d", i)), fmt.Sprintf("address%03d@example.org", i), mailed)
		if err := s.KeepMailbox(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	waits, other := mailKey(meeting.MailMinutes, "somebody100", "fern", 1), mailKey(meeting.MailMinutes, "somebody101", "fern", 1)
	sent := mailKey(meeting.MailMeeting, "somebody100", "fern", 2)
	for _, k := range []meeting.MailKey{waits, other, sent} {
		want(t, s, k, "1", mailed)
	}
	settle(t, s, meeting.Mail{MailKey: sent, Edition: 1, State: meeting.MailSent, Due: mailed, Tried: mailed, Tries: 1})
	if err := s.ForgetMailbox(t.Context(), "somebody100"); err != nil {
		t.Fatal(err)
	}
	if err := s.KeepMailbox(t.Context(), meeting.NewMailbox("somebody102", "changed@example.org", mailed)); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Mailbox(t.Context(), "somebody100"); err != nil || got.Address != "" {
		t.Errorf("forgotten: %+v, %v", got, err)
	}
	if got := mails(t)(s.MailOf(t.Context(), "fern", 0)); got != "meeting somebody100 fern-2 #1 1 sent\nminutes somebody100 fern-1 #1 1 dropped\nminutes somebody101 fern-1 #1 1 waiting" {
		t.Errorf("the mail after it:\n%s", got)
	}
	if err := s.ForgetMailbox(t.Context(), "nobody"); err != nil {
		t.Errorf("a mailbox that there is not: %v", err)
	}
	mustClose(t, s)
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, gone := range []string{"address100@", "address102@"} {
			if bytes.Contains(b, []byte(gone)) {
				t.Errorf("%s is in %s still", gone, filepath.Base(f))
			}
		}
		found += bytes.Count(b, []byte("address101@"))
	}
	if found == 0 {
		t.Error("the addresses cannot be found in the files at all")
	}
}

func TestWantMail(t *testing.T) {
	k := mailKey(meeting.MailMeeting, "jo", "fern", 3)
	state := func(state meeting.MailState, tries int) func(*meeting.Mail) {
		return func(m *meeting.Mail) {
			m.State, m.Tries, m.Due = state, tries, mailed.Add(time.Hour)
			if tries > 0 {
				m.Tried = mailed.Add(3 * time.Minute)
			}
		}
	}
	minute := func(n int) time.Time { return mailed.Add(time.Duration(n) * time.Minute) }
	for _, c := range []struct {
		name    string
		kind    meeting.MailKind
		then    func(*meeting.Mail) // what becomes of the first
		of      string
		isNew   int
		edition int
		is      meeting.MailState
		due     time.Time
	}{
		{"the same", k.Kind, nil, "a", 0, 1, meeting.MailWaiting, minute(2)},
		{"another, before the first try", k.Kind, nil, "b", 1, 1, meeting.MailWaiting, minute(12)},
		{"the same, between two tries", k.Kind, state(meeting.MailWaiting, 1), "a", 0, 1, meeting.MailWaiting, minute(60)},
		{"another, between two tries", k.Kind, state(meeting.MailWaiting, 1), "b", 1, 2, meeting.MailWaiting, minute(12)},
		{"the same, sent", k.Kind, state(meeting.MailSent, 1), "a", 0, 1, meeting.MailSent, minute(60)},
		{"another, after one that was sent", k.Kind, state(meeting.MailSent, 1), "b", 1, 2, meeting.MailWaiting, minute(12)},
		{"the same, failed", k.Kind, state(meeting.MailFailed, 9), "a", 0, 1, meeting.MailFailed, minute(60)},
		{"another, after one that failed", k.Kind, state(meeting.MailFailed, 9), "b", 1, 2, meeting.MailWaiting, minute(12)},
		{"the same, dropped", k.Kind, state(meeting.MailDropped, 0), "a", 1, 1, meeting.MailWaiting, minute(12)},
		{"the same, dropped after a try", k.Kind, state(meeting.MailDropped, 2), "a", 1, 1, meeting.MailWaiting, minute(12)},
		{"another, after one that was dropped", k.Kind, state(meeting.MailDropped, 0), "b", 1, 2, meeting.MailWaiting, minute(12)},
		{"the week's reminder, dropped", meeting.MailReminder, state(meeting.MailDropped, 0), "a", 0, 1, meeting.MailDropped, minute(60)},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			k := mailKey(c.kind, "jo", "fern", 3)
			if n := want(t, s, k, "a", mailed); n != 1 {
				t.Fatalf("the first: %d are new", n)
			}
			if c.then != nil {
				m := meeting.Mail{MailKey: k, Edition: 1}
				c.then(&m)
				settle(t, s, m)
			}
			mustClose(t, s) // and it is so after a crash
			s = open(t, dir)
			if n := want(t, s, k, c.of, minute(10)); n != c.isNew {
				t.Errorf("%d are new, want %d", n, c.isNew)
			}
			if n := want(t, s, k, c.of, minute(10)); n != 0 {
				t.Errorf("asked again, %d are new", n)
			}
			all, err := s.MailOf(t.Context(), "fern", 3)
			if err != nil || len(all) != 1 {
				t.Fatalf("%+v, %v", all, err)
			}
			if m := all[0]; m.MailKey != k || m.Of != c.of || m.Edition != c.edition || m.State != c.is || !m.Due.Equal(c.due) {
				t.Errorf("it is %+v", m)
			}
			mustVerify(t, s)
		})
	}
}

// TestMailTakenBack moves a meeting and moves it back before anybody hears of it.
func TestMailTakenBack(t *testing.T) {
	s := open(t, t.TempDir())
	k := mailKey(meeting.MailMeeting, "jo", "fern", 3)
	want(t, s, k, "tuesday", mailed)
	settle(t, s, meeting.Mail{MailKey: k, Edition: 1, State: meeting.MailSent, Due: mailed, Tried: mailed, Tries: 1})
	for _, step := range []struct{ of, is string }{
		{"friday", "#2 friday waiting"}, {"monday", "#2 monday waiting"}, {"tuesday", "#1 tuesday sent"}, {"tuesday", "#1 tuesday sent"}, {"friday", "#2 friday waiting"},
	} {
		want(t, s, k, step.of, mailed)
		if got := mails(t)(s.MailOf(t.Context(), "fern", 3)); !strings.HasSuffix(got, step.is) {
			t.Errorf("after %s it is %s, want %s", step.of, got, step.is)
		}
	}
}

// TestMailWantedByTwoAtOnce has two want the same mail, while rooms commit.
func TestMailWantedByTwoAtOnce(t *testing.T) {
	s := open(t, t.TempDir())
	y := newTyped("fern")
	appendAll(t, s, y.begin(1))
	var all []meeting.Mail
	for i := range 40 {
		all = append(all, meeting.Mail{MailKey: mailKey(meeting.MailMinutes, fmt.Sprintf("p%02d", i), "fern", 1), Of: "9"})
	}
	counts := make(chan int, 2)
	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() {
			n, err := s.WantMail(t.Context(), all, mailed, mailed)
			if err != nil {
				t.Error(err)
			}
			counts <- n
		})
	}
	for range 20 {
		appendAll(t, s, y.key())
	}
	wait.Wait()
	if n := <-counts + <-counts; n != len(all) {
		t.Errorf("%d are new, want %d", n, len(all))
	}
	if got, n, err := s.MailIn(t.Context(), meeting.MailWaiting, 3); err != nil || n != len(all) || len(got) != 3 {
		t.Errorf("%d wait, %+v, %v", n, got, err)
	}
	mustVerify(t, s)
}

func TestMailLists(t *testing.T) {
	s := open(t, t.TempDir())
	if at, err := s.NextMail(t.Context()); err != nil || !at.IsZero() {
		t.Errorf("the next of none: %v, %v", at, err)
	}
	later := mailed.Add(time.Hour)
	want(t, s, mailKey(meeting.MailMeeting, "jo", "fern", 2), "x", later)
	want(t, s, mailKey(meeting.MailMinutes, "jo", "fern", 1), "1", mailed)
	want(t, s, mailKey(meeting.MailMinutes, "ben", "fern", 1), "1", mailed)
	want(t, s, mailKey(meeting.MailMinutes, "ben", "willow", 1), "1", mailed)
	want(t, s, mailKey(meeting.MailCode, "jo", "", 0), "asked", mailed.Add(2*time.Hour))
	if at, err := s.NextMail(t.Context()); err != nil || !at.Equal(mailed.Add(2*time.Minute)) {
		t.Errorf("the next: %v, %v", at, err)
	}
	tried := mailed.Add(4 * time.Minute)
	settle(t, s, meeting.Mail{MailKey: mailKey(meeting.MailMinutes, "ben", "fern", 1), Edition: 1, State: meeting.MailFailed, Due: tried, Tried: tried, Tries: 3, Why: "The server refused it."})
	settle(t, s, meeting.Mail{MailKey: mailKey(meeting.MailMinutes, "nobody", "fern", 1), Edition: 1, State: meeting.MailSent})
	settle(t, s, meeting.Mail{MailKey: mailKey(meeting.MailMinutes, "ben", "fern", 1), Edition: 2, State: meeting.MailSent})

	show := mails(t)
	for _, c := range []struct{ name, got, want string }{
		{"due", show(s.DueMail(t.Context(), tried, 9)), "minutes ben willow-1 #1 1 waiting\nminutes jo fern-1 #1 1 waiting"},
		{"due, one", show(s.DueMail(t.Context(), tried, 1)), "minutes ben willow-1 #1 1 waiting"},
		{"due, none", show(s.DueMail(t.Context(), tried, 0)), ""},
		{"due too early", show(s.DueMail(t.Context(), mailed.Add(119*time.Second), 9)), ""},
		{"due at its time", show(s.DueMail(t.Context(), later.Add(2*time.Minute), 9)), "minutes ben willow-1 #1 1 waiting\nminutes jo fern-1 #1 1 waiting\nmeeting jo fern-2 #1 x waiting"},
		{"of a record", show(s.MailOf(t.Context(), "fern", 0)), "meeting jo fern-2 #1 x waiting\nminutes ben fern-1 #1 1 failed\nminutes jo fern-1 #1 1 waiting"},
		{"of a meeting", show(s.MailOf(t.Context(), "fern", 1)), "minutes ben fern-1 #1 1 failed\nminutes jo fern-1 #1 1 waiting"},
		{"of no record", show(s.MailOf(t.Context(), "", 0)), "code jo -0 #1 asked waiting"},
		{"to jo", show(s.MailTo(t.Context(), "jo", 2)), "code jo -0 #1 asked waiting\nmeeting jo fern-2 #1 x waiting"},
		{"to nobody", show(s.MailTo(t.Context(), "nobody", 2)), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, c.got, c.want)
		}
	}
	failed, n, err := s.MailIn(t.Context(), meeting.MailFailed, 5)
	if err != nil || n != 1 || len(failed) != 1 {
		t.Fatalf("%d failed, %+v, %v", n, failed, err)
	}
	if m := failed[0]; m.Why != "The server refused it." || m.Tries != 3 || !m.Tried.Equal(tried) || !m.Made.Equal(mailed) {
		t.Errorf("it failed as %+v", m)
	}
	if _, n, err := s.MailIn(t.Context(), meeting.MailWaiting, 0); err != nil || n != 4 {
		t.Errorf("%d wait, %v", n, err)
	}
}

func TestForgetMail(t *testing.T) {
	sent := func(m meeting.MailKey, at time.Time) meeting.Mail {
		return meeting.Mail{MailKey: m, Edition: 1, State: meeting.MailSent, Due: at, Tried: at, Tries: 1}
	}
	old, later := mailKey(meeting.MailMinutes, "jo", "fern", 1), mailKey(meeting.MailMinutes, "jo", "fern", 2)
	waits, reminder := mailKey(meeting.MailMinutes, "jo", "willow", 1), mailKey(meeting.MailReminder, "jo", "", 0)
	for _, c := range []struct {
		name   string
		record string
		before time.Time
		left   int
		is     string
	}{
		{"nothing", "", time.Time{}, 4, ""},
		{"a record's", "fern", time.Time{}, 2, ""},
		{"old mail", "", mailed.Add(time.Hour), 2, "minutes jo fern-2 #1 1 sent"},
		{"both", "fern", mailed.Add(time.Hour), 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, t.TempDir())
			for _, k := range []meeting.MailKey{old, later, waits, reminder} {
				want(t, s, k, "1", mailed)
			}
			settle(t, s, sent(old, mailed))
			settle(t, s, sent(later, mailed.Add(time.Hour)))
			settle(t, s, meeting.Mail{MailKey: reminder, Edition: 1, State: meeting.MailDropped, Due: mailed})
			if err := s.ForgetMail(t.Context(), c.record, c.before); err != nil {
				t.Fatal(err)
			}
			all, err := s.MailTo(t.Context(), "jo", 9)
			if err != nil || len(all) != c.left {
				t.Errorf("%d are left, want %d:\n%s", len(all), c.left, mails(t)(all, err))
			}
			if got := mails(t)(s.MailOf(t.Context(), "fern", 2)); c.is != "" && got != c.is {
				t.Errorf("got %s", got)
			}
		})
	}
}

// TestEraseRecordForgetsItsMail, and no other.
func TestEraseRecordForgetsItsMail(t *testing.T) {
	s := open(t, t.TempDir())
	for _, name := range []string{"fern", "willow"} {
		y := newTyped(name)
		appendAll(t, s, y.begin(1), y.key())
		want(t, s, mailKey(meeting.MailMinutes, "jo", name, 1), "1", mailed)
	}
	if _, err := s.Erase(t.Context(), "willow", meeting.Rest{Seq: 2}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.EraseRecord(t.Context(), "fern"); err != nil {
		t.Fatal(err)
	}
	if got := mails(t)(s.MailTo(t.Context(), "jo", 9)); got != "minutes jo willow-1 #1 1 waiting" {
		t.Errorf("left is:\n%s", got)
	}
}

func TestMailOfAReadOnlyStore(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	want(t, s, mailKey(meeting.MailMinutes, "jo", "fern", 1), "1", mailed)
	mustClose(t, s)
	s, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, s)
	if got := mails(t)(s.MailOf(t.Context(), "fern", 0)); got != "minutes jo fern-1 #1 1 waiting" {
		t.Errorf("read: %s", got)
	}
	_, wanted := s.WantMail(t.Context(), []meeting.Mail{{}}, mailed, mailed)
	for what, err := range map[string]error{
		"WantMail": wanted, "KeepMailbox": s.KeepMailbox(t.Context(), meeting.Mailbox{}), "ForgetMailbox": s.ForgetMailbox(t.Context(), "jo"),
		"SettleMail": s.SettleMail(t.Context(), meeting.Mail{}), "ForgetMail": s.ForgetMail(t.Context(), "fern", time.Time{}),
	} {
		if !errors.Is(err, meeting.ErrRefused) {
			t.Errorf("%s: %v, want a refusal", what, err)
		}
	}
}

// TestMailOfAWrongClock: mail that was noted, or tried, while the clock was years ahead does not wait for that time.
func TestMailOfAWrongClock(t *testing.T) {
	s, show := open(t, t.TempDir()), mails(t)
	k := mailKey(meeting.MailMinutes, "jo", "fern", 1)
	ahead := mailed.AddDate(10, 0, 0)
	want(t, s, k, "1", ahead)
	const line = "minutes jo fern-1 #1 1 waiting"
	if got := show(s.DueMail(t.Context(), mailed, 9)); got != line {
		t.Errorf("noted ahead of time, due is %q", got)
	}
	settle(t, s, meeting.Mail{MailKey: k, Edition: 1, State: meeting.MailWaiting, Due: ahead.Add(time.Hour), Tried: ahead, Tries: 1})
	if got := show(s.DueMail(t.Context(), mailed, 9)); got != line {
		t.Errorf("tried ahead of time, due is %q", got)
	}
	settle(t, s, meeting.Mail{MailKey: k, Edition: 1, State: meeting.MailWaiting, Due: mailed.Add(time.Minute), Tried: mailed, Tries: 2})
	if got := show(s.DueMail(t.Context(), mailed, 9)); got != "" {
		t.Errorf("tried just now, due is %q", got)
	}
}
