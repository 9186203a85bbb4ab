package screen

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// atMail is Priya at the home of a service that sends mail, with her mail as it is.
func atMail(h *table, now MailNow, admin bool) (*seat, *Home) {
	h.t.Helper()
	s, home := h.home("priya", 80, 24)
	s.env.Mail = true
	home.Set(s.env, meeting.Home{
		Rev: meeting.Rev(h.seq) + 1, Me: meeting.Account{ID: "priya", Name: "Priya", Admin: admin}, Records: []meeting.HomeRecord{{View: h.view("priya")}},
	})
	if now.Box.Address != "" || now.Health != nil {
		home.MailTold(s.env, nil, now, nil)
	}
	return s, home
}

// asked returns the change that actions ask for, nil if they ask for none.
func asked(acts []Action) *MailChange {
	for _, a := range acts {
		if x, ok := a.(AskMailbox); ok {
			return x.Change
		}
	}
	return nil
}

// proved is a mailbox that gets mail.
func proved(h *table) meeting.Mailbox {
	b := meeting.NewMailbox("priya", "priya@example.org", h.now)
	b.Proved = h.now
	return b
}

// TestMailPage goes from no address to a confirmed one and back.
func TestMailPage(t *testing.T) {
	h := newTable(t)
	s, home := atMail(h, MailNow{}, false)
	s.shows("m mail")
	give := func(keys ...string) (acts []Action) {
		for _, k := range keys {
			acts = home.Update(s.env, widget.Press(k))
			s.do(acts)
		}
		return acts
	}
	give("m")
	s.shows("One moment: your mail is being looked up.")
	home.MailTold(s.env, nil, MailNow{}, nil)
	s.shows("Email address", "Only you")

	s.write("priya@example")
	if c := asked(give("ctrl+s")); c != nil {
		t.Errorf("what is no address was sent: %+v", c)
	}
	s.shows("is not an email address")
	s.write(".org")
	c := asked(give("ctrl+s"))
	if c == nil || *c != (MailChange{Address: "priya@example.org"}) {
		t.Fatalf("it sends %+v", c)
	}
	home.MailTold(s.env, c, MailNow{}, errors.New("the disk is full"))
	s.shows("disk is full", "priya@example.org") // the form stays, with what was typed
	give("esc", "m")
	s.shows("priya@example.org", "here again")

	b := meeting.NewMailbox("priya", "priya@example.org", h.now)
	c = asked(give("ctrl+s"))
	s.do(home.MailTold(s.env, c, MailNow{Box: b}, nil))
	s.shows("The code", "A code is on its way", "ctrl+n a new code")
	if len(s.drafts) > 0 {
		t.Errorf("what was sent is still a draft: %v", s.drafts)
	}
	if c := asked(give("ctrl+s")); c != nil {
		t.Errorf("no code was sent as one: %+v", c)
	}
	s.shows("Type the code that was mailed to you.")
	if c := asked(give("ctrl+n")); c == nil || *c != (MailChange{Address: "priya@example.org"}) {
		t.Fatalf("a new code: %+v", c)
	}
	s.do(home.MailTold(s.env, &MailChange{Address: "priya@example.org"}, MailNow{Box: b}, nil))
	s.write("ABCD")
	if c = asked(give("enter")); c == nil || *c != (MailChange{Code: "ABCD"}) {
		t.Fatalf("the code: %+v", c)
	}
	b.Proved = h.now
	s.do(home.MailTold(s.env, c, MailNow{Box: b}, nil))
	s.shows("Your address is confirmed.", "of meetings that you were at", "on Mondays, how much is due")
	s.hides("Papers", "a new code")
	c = asked(give("tab", "right", "ctrl+s"))
	if c == nil || c.Choose == nil || c.Choose.Minutes || !c.Choose.Meetings || c.Address != "" || c.Forget {
		t.Fatalf("no more minutes: %+v", c)
	}
	s.do(home.MailTold(s.env, c, MailNow{Box: *c.Choose, Papers: true}, nil))
	s.shows("It is saved.", "Papers")
	give("shift+tab", "tab", "ctrl+a", "ctrl+k")
	for range b.Address {
		give("backspace")
	}
	c = asked(give("ctrl+s"))
	if c == nil || !c.Forget {
		t.Fatalf("no more mail: %+v", c)
	}
	s.do(home.MailTold(s.env, c, MailNow{}, nil))
	s.shows("You get no more mail")
	give("esc")
	s.shows("Children")
}

func TestNoMailNoKey(t *testing.T) {
	h := newTable(t)
	s, home := h.home("priya", 80, 24)
	home.Set(s.env, meeting.Home{Rev: 9, Me: meeting.Account{ID: "priya"}, Records: []meeting.HomeRecord{{View: h.view("priya")}}})
	s.hides("m mail")
	home.Update(s.env, widget.Press("m"))
	s.hides("Email address")
}

// TestAdministratorsSeeThatMailFails has home say it to administrators, and to nobody else.
func TestAdministratorsSeeThatMailFails(t *testing.T) {
	h := newTable(t)
	down := &meeting.MailHealth{Waiting: 5, Down: h.now.Add(-time.Hour), Why: "Connection refused."}
	s, home := atMail(h, MailNow{Health: down}, true)
	s.env.Now = s.env.Now.Add(time.Minute)
	s.shows("Mail  5 mails wait", "No mail since 13:00: connection refused.")
	if acts := home.Tick(s.env); asked(acts) != nil || len(acts) != 2 {
		t.Errorf("a minute later it asks %#v", acts)
	}
	home.MailTold(s.env, nil, MailNow{Health: &meeting.MailHealth{Waiting: 5}}, nil)
	s.hides("No mail since")
	home.MailTold(s.env, nil, MailNow{Health: &meeting.MailHealth{Failed: 1}}, nil)
	s.shows("1 mail has failed")
	s, home = atMail(h, MailNow{}, false)
	if acts := home.Tick(s.env); len(acts) != 1 {
		t.Errorf("for nobody else it asks %#v", acts)
	}
}

// someMail is mail about the minutes of the table's meeting: one of everything.
func someMail(h *table) []meeting.Mailed {
	mail := func(who meeting.PersonID, st meeting.MailState) meeting.Mail {
		return meeting.Mail{MailKey: meeting.MailKey{Kind: meeting.MailMinutes, Person: who, Record: "sunflower", Meeting: h.meeting}, State: st, Tried: h.now, Due: h.now.Add(time.Hour), Tries: 1}
	}
	failed := mail("tom", meeting.MailFailed)
	failed.Why = "The server does not know this mailbox."
	return []meeting.Mailed{
		{Member: h.priya, Person: "priya", Fate: meeting.FateSent, Mail: mail("priya", meeting.MailSent)},
		{Member: h.jo, Person: "jo", Fate: meeting.FateWaits, Mail: mail("jo", meeting.MailWaiting)},
		{Member: h.tom, Person: "tom", Fate: meeting.FateFailed, Mail: failed},
		{Member: h.sara, Person: "sara", Fate: meeting.FateNoMail},
		{Member: h.bea, Fate: meeting.FateNoAccount},
		{Member: h.osei, Person: "osei", Fate: meeting.FateSoon},
	}
}

// answer gives a screen what it asked for about mail.
func (s *seat) answer(m MeetingMail, sent int) {
	s.h.t.Helper()
	for i := len(s.acts) - 1; i >= 0; i-- {
		if a, ok := s.acts[i].(AskMailed); ok {
			s.acts = s.acts[:i]
			s.do(MailedSaid{Ask: a, Mail: m, Sent: sent}.Deliver(s.env))
			return
		}
	}
	s.h.t.Fatalf("nothing was asked about mail: %#v", s.acts)
}

// closed is the table with its meeting closed.
func closed(t *testing.T) *table {
	h := newTable(t)
	h.tell("jo", meeting.CloseMeeting{Meeting: h.meeting, Reason: "the time was up"})
	return h
}

// TestMinutesSayWhoWasMailed follows the minutes to their end.
func TestMinutesSayWhoWasMailed(t *testing.T) {
	h := closed(t)
	jo, sara := h.sit("jo"), h.sit("sara")
	jo.env.Mail, sara.env.Mail = true, true
	soon := []meeting.Mailed{
		{Member: h.priya, Fate: meeting.FateSoon}, {Member: h.tom, Fate: meeting.FateSoon}, {Member: h.sara, Fate: meeting.FateNoMail}, {Member: h.bea, Fate: meeting.FateNoAccount},
	}
	jo.do(jo.room.sendMinutes(jo.env))
	jo.answer(MeetingMail{All: soon}, 0)
	jo.shows("People can answer until", "Told by mail: Priya and Tom.", "No mail, read it with the line: Sara.", "need a copy from you: Bea.")
	jo.press("ctrl+s")
	jo.do(jo.room.finalise(jo.env))
	jo.answer(MeetingMail{All: soon}, 0)
	jo.shows("Make the minutes final?", "Told by mail: Priya and Tom.")
	jo.press("y")
	jo.press("r")
	jo.answer(MeetingMail{All: someMail(h), NoBox: true, Resend: true}, 0)
	jo.shows("Mail: 1 sent, 2 wait, 1 failed, 2 get none", "m mail")
	jo.press("m")
	jo.answer(MeetingMail{All: someMail(h), Resend: true}, 0)
	jo.shows("✓ Priya", "sent Tue 24 Nov, 14:", "waits, next try", "! Tom", "failed: the server does not know this mailbox", "Bea", "needs a copy from you", "a send what failed again")
	jo.press("a")
	jo.answer(MeetingMail{All: someMail(h)}, 1)
	jo.shows("1 mail goes out again.")
	jo.hides("a send what failed again")

	sara.press("r")
	sara.answer(MeetingMail{All: someMail(h), NoBox: true}, 0)
	sara.shows("m at home: get minutes by mail.")
	sara.hides("1 failed", "m mail")
	sara.press("esc", "r")
	if len(sara.acts) > 0 {
		if _, ok := sara.acts[len(sara.acts)-1].(AskMailed); ok {
			t.Error("it is told once more")
		}
	}
	sara.hides("m at home")
}

// TestSharedScreensTellOfNoMail has nothing asked about mail where everybody sees the screen.
func TestSharedScreensTellOfNoMail(t *testing.T) {
	h := closed(t)
	jo := h.sit("jo")
	jo.env.Mail, jo.env.Shared = true, true
	h.show()
	jo.press("r")
	jo.do(jo.room.finalise(jo.env))
	for _, a := range jo.acts {
		if _, ok := a.(AskMailed); ok {
			t.Error("a shared screen asks about mail")
		}
	}
}

// TestGoldenMail keeps the pages about mail as they were looked at.
func TestGoldenMail(t *testing.T) {
	for _, x := range []struct {
		name string
		w, h int
		l    *words.Language
	}{{"80x24", 80, 24, nil}, {"110x34", 110, 34, nil}, {"60x16", 60, 16, nil}, {"80x24-cy", 80, 24, words.In("cy")}} {
		t.Run(x.name, func(t *testing.T) {
			h := closed(t)
			b := proved(h)
			box := MailNow{Box: b, Papers: true, Lately: []meeting.Mail{
				{MailKey: meeting.MailKey{Kind: meeting.MailMinutes, Record: "sunflower", Meeting: h.meeting}, State: meeting.MailFailed, Tried: h.now, Why: "the mailbox is full"},
				{MailKey: meeting.MailKey{Kind: meeting.MailMeeting, Record: "sunflower", Meeting: h.meeting}, State: meeting.MailSent, Tried: h.now},
				{MailKey: meeting.MailKey{Kind: meeting.MailCode}, State: meeting.MailSent, Tried: h.now.Add(-time.Hour)},
			}}
			s, home := atMail(h, box, false)
			s.w, s.h2, s.env.Words = x.w, x.h, x.l
			home.Set(s.env, meeting.Home{Rev: 99, Me: meeting.Account{ID: "priya", Name: "Priya"}, Records: []meeting.HomeRecord{{View: h.view("priya")}}})
			s.press("m")
			keepGolden(t, "mail-box-"+x.name, s.screen())
			asked := box
			asked.Box.Proved = time.Time{}
			home.MailTold(s.env, &MailChange{Address: b.Address}, asked, nil)
			keepGolden(t, "mail-code-"+x.name, s.screen())

			jo := h.sit("jo")
			jo.w, jo.h2, jo.env.Words, jo.env.Mail = x.w, x.h, x.l, true
			jo.do(jo.room.sendMinutes(jo.env))
			jo.answer(MeetingMail{All: someMail(h)}, 0)
			keepGolden(t, "mail-send-"+x.name, jo.screen())
			jo.press("ctrl+s")
			jo.press("r")
			jo.answer(MeetingMail{All: someMail(h)}, 0)
			keepGolden(t, "mail-minutes-"+x.name, jo.screen())
			jo.press("m")
			jo.answer(MeetingMail{All: someMail(h), Resend: true}, 0)
			keepGolden(t, "mail-list-"+x.name, jo.screen())
		})
	}
}

// keepGolden compares a screen with how it was looked at.
func keepGolden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update || os.Getenv("ONEPLAN_GOLDEN") == "rewrite" {
		if err := os.WriteFile(file, []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimRight(string(want), "\n") != strings.TrimRight(got, "\n") {
		t.Errorf("%s looks otherwise now; if that is meant, rewrite it with ONEPLAN_GOLDEN=rewrite. It is:\n%s", file, got)
	}
}
