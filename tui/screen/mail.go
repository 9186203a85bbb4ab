package screen

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// Mail of one's own: where somebody gets it, what for, and what became of it. It is a page over home.

type (
	// AskMailbox asks about the person's own mail, and changes it first if Change is not nil. What it says comes to Home.MailTold.
	AskMailbox struct{ Change *MailChange }
	// MailChange is what somebody changes about their mail. What they choose is changed before the address is.
	MailChange struct {
		Choose  *meeting.Mailbox // Minutes, Meetings, Reminder and Form of it
		Address string           // to which a code is mailed
		Code    string           // that shows that the address is theirs
		Forget  bool             // they get no more mail
	}
	// MailNow is the person's own mail as it is.
	MailNow struct {
		Box    meeting.Mailbox
		Lately []meeting.Mail      // to them, the newest first
		Papers bool                // this service attaches papers
		Health *meeting.MailHealth // for an administrator
	}
)

func (AskMailbox) action() {}

// mailKey opens it.
var mailKey = bind("m", "mail", "m")

// The fields of the page.
const (
	mailAddress  = "address"
	mailCode     = "code"
	mailMinutes  = "minutes"
	mailMeetings = "meetings"
	mailReminder = "reminder"
	mailForm     = "form"
)

// mailDraft names the draft of what was typed there.
const mailDraft = "mail"

// mailPage is the page. Its form is nil until it is known what the mailbox is like.
type mailPage struct {
	form *widget.Form
	said string // why something was refused, or news
	good bool   // it is news
	sent bool   // a change is on its way
	kept string // the draft as last kept
}

// mails reports whether this person can get mail here.
func (s *Home) mails() bool { return s.posts && s.h.Me.ID != "" }

// openMail shows the page.
func (s *Home) openMail(env *Env) []Action {
	s.mail = &mailPage{}
	if s.mailNow != nil {
		s.mail.build(env, *s.mailNow)
	}
	return []Action{AskMailbox{}}
}

// mailEvery is how long home, at least, waits before it asks again how mail goes.
const mailEvery = 20 * time.Second

// watchMail asks how mail goes, for whoever looks after the service.
func (s *Home) watchMail(env *Env) []Action {
	if !s.mails() || !s.h.Me.Admin || !s.mailAt.IsZero() && env.Now.Sub(s.mailAt) < mailEvery {
		return nil
	}
	s.mailAt = env.Now
	return []Action{AskMailbox{}}
}

// MailTold takes the person's own mail as it is, or why it is not told or not changed: the form stays then, with what was typed.
func (s *Home) MailTold(env *Env, change *MailChange, now MailNow, err error) []Action {
	p := s.mail
	if err != nil {
		switch {
		case p != nil && (change != nil || p.form != nil):
			p.sent, p.said, p.good = false, env.Refusal(err), false
		case p != nil:
			s.mail = nil
			s.Notice(env.Refusal(err))
		}
		return nil
	}
	was := s.mailNow
	s.mailNow = &now
	s.build(env)
	if p == nil {
		return nil
	}
	if change == nil {
		if p.form == nil || !p.form.Changed() && (was == nil || now.Box != was.Box || now.Papers != was.Papers) {
			p.build(env, now)
		}
		return nil
	}
	p.sent, p.good, p.kept = false, true, ""
	said := words.Msg("It is saved.")
	switch {
	case change.Forget:
		said = "You get no more mail: your address is forgotten. Type it again to come back."
	case change.Address != "":
		said = "A code is on its way to your address: type it here. Nothing else is sent there before."
	case change.Code != "":
		said = "Your address is confirmed. Choose what you want to get."
	}
	p.build(env, now)
	p.said = env.T(said)
	return []Action{Keep{Name: mailDraft}}
}

// build makes the form for a mailbox: its address, the code once one was sent, and what somebody chooses once the address is theirs.
func (p *mailPage) build(env *Env, now MailNow) {
	b := now.Box
	fields := []*widget.Field{{ID: mailAddress, Label: env.T("Email address"), Hint: env.T("name@example.org"), Kind: widget.LineField, Check: func(v string) (string, error) {
		if strings.TrimSpace(v) == "" && b.Address != "" {
			return env.T("no more mail: your address is forgotten"), nil
		}
		return "", nil
	}}}
	submit := env.T("Send the code")
	switch {
	case !b.Proved.IsZero():
		submit = env.T("Save")
		for _, x := range []struct {
			id         string
			label, yes words.Msg
		}{
			{mailMinutes, "Minutes", "of meetings that you were at"}, {mailMeetings, "Invitations", "with a file for your calendar"}, {mailReminder, "Reminder", "on Mondays, how much is due"},
		} {
			fields = append(fields, &widget.Field{ID: x.id, Label: env.T(x.label), Kind: widget.ChoiceField, Options: []widget.Option{{ID: saidYes, Label: env.T(x.yes)}, {ID: saidNo, Label: env.T("none:\x04no")}}})
		}
		if now.Papers {
			f := &widget.Field{ID: mailForm, Label: env.T("Papers"), Kind: widget.ChoiceField}
			for _, x := range meeting.MailForms {
				f.Options = append(f.Options, widget.Option{ID: "as " + string(x), Label: env.T(mailForms[x])})
			}
			fields = append(fields, f)
		}
	case b.Address != "":
		submit = env.T("Confirm")
		fields = append(fields, &widget.Field{ID: mailCode, Label: env.T("The code"), Hint: env.T("capital or small letters are one"), Kind: widget.LineField})
	}
	p.form = widget.NewForm(env.Theme, "", submit, "", fields...)
	p.form.Set(mailAddress, b.Address)
	for id, is := range map[string]bool{mailMinutes: b.Minutes, mailMeetings: b.Meetings, mailReminder: b.Reminder} {
		p.form.Set(id, map[bool]string{true: saidYes, false: saidNo}[is])
	}
	p.form.Set(mailForm, "as "+string(b.Form))
	if d := env.Draft(mailDraft); d != "" && !p.good {
		values := map[string]string{}
		if json.Unmarshal([]byte(d), &values) == nil {
			p.kept = d
			p.form.Fill(values)
			p.said = env.T("What you had typed before is here again. It is not saved yet.")
		}
	}
	if b.Address != "" && b.Proved.IsZero() {
		p.form.FocusOn(mailCode)
	}
	layOut(env, p.form)
}

// mailForms says in what forms papers come.
var mailForms = map[meeting.MailForm]words.Msg{
	meeting.MailPDF: "PDF", meeting.MailWord: "Word", meeting.MailLarge: "large print", meeting.MailEasy: "easy to read", meeting.MailNone: "not at all",
}

// updateMail gives the page a message.
func (s *Home) updateMail(env *Env, msg tea.Msg) []Action {
	p := s.mail
	msg = s.pressed(msg)
	k, isKey := msg.(tea.KeyPressMsg)
	if p.form == nil || p.sent {
		if isKey && k.String() == "esc" {
			s.mail = nil
		}
		return nil
	}
	if isKey {
		p.said, p.good = "", false
		if key.Matches(k, newCodeKey) && s.mayAskCode() {
			return s.changeMail(env, MailChange{Address: s.mailNow.Box.Address})
		}
	}
	out := p.form.Update(msg, env.Now)
	acts := p.keep()
	switch out {
	case widget.Cancelled:
		s.mail = nil
		if p.form.Changed() {
			s.Notice(env.T("What you typed is not saved. It is kept for you, and here again when you come back."))
		}
	case widget.Chosen:
		acts = append(acts, s.submitMail(env)...)
	}
	return acts
}

// keep keeps what is typed, where it has changed since it was last kept.
func (p *mailPage) keep() []Action { return keepDraft(p.form, mailDraft, &p.kept) }

// submitMail makes a change of what the form says now.
func (s *Home) submitMail(env *Env) []Action {
	f, b := s.mail.form, s.mailNow.Box
	address := strings.TrimSpace(f.Value(mailAddress))
	if _, err := meeting.CleanAddress(address); err != nil && (address != "" || b.Address == "") {
		s.mail.said = env.Refusal(err)
		return nil
	}
	var c MailChange
	switch code := strings.TrimSpace(f.Value(mailCode)); {
	case address == "":
		c.Forget = true
	case !b.Proved.IsZero():
		n := b
		n.Minutes, n.Meetings, n.Reminder = f.Value(mailMinutes) == saidYes, f.Value(mailMeetings) == saidYes, f.Value(mailReminder) == saidYes
		if s.mailNow.Papers {
			n.Form = meeting.MailForm(strings.TrimPrefix(f.Value(mailForm), "as "))
		}
		if n != b {
			c.Choose = &n
		}
		if address != b.Address {
			c.Address = address
		}
	case address != b.Address:
		c.Address = address
	case code == "":
		s.mail.said = env.T("Type the code that was mailed to you. If none came, ctrl+n mails a new one.")
		return nil
	default:
		c.Code = code
	}
	if c == (MailChange{}) {
		s.mail.said, s.mail.good = env.T("That is how it is already."), true
		return nil
	}
	return s.changeMail(env, c)
}

// changeMail sends a change.
func (s *Home) changeMail(env *Env, c MailChange) []Action {
	if s.h.Saved.Refused != "" {
		s.mail.said = env.T(lockedWords)
		return nil
	}
	s.mail.sent = true
	return []Action{AskMailbox{Change: &c}}
}

// newCodeKey mails a new code.
var newCodeKey = bind("ctrl+n", "a new code", "ctrl+n")

// mayAskCode reports whether a code is waited for.
func (s *Home) mayAskCode() bool {
	return s.mailNow != nil && s.mailNow.Box.Address != "" && s.mailNow.Box.Proved.IsZero()
}

// mailKeys are the keys of the page.
func (s *Home) mailKeys() []bound {
	var out []bound
	if s.mail.form != nil {
		for _, k := range formKeys(s.mail.form) {
			if k.Help().Key != "esc" {
				out = append(out, bound{key: k})
			}
		}
	}
	if s.mayAskCode() {
		out = append(out, bound{key: newCodeKey})
	}
	return append(out, bound{key: bind("esc", "close", "esc")})
}

// drawMail draws the form, and under it what was mailed lately.
func (s *Home) drawMail(env *Env, scr uv.Screen, area uv.Rectangle) {
	p, t := s.mail, env.Theme
	if p.form == nil {
		widget.Text(scr, area.Min.X+1, area.Min.Y, area.Dx()-2, t.Muted, env.T("One moment: your mail is being looked up."))
		return
	}
	b := s.mailNow.Box
	p.form.Title = env.T("Mail")
	if p.form.Changed() {
		p.form.Title += " · " + env.T("not saved yet")
	}
	note := env.T("A code comes to this address, which shows that it is yours. Only you and the service know it. The mail only says that there is something to read here, and how: no child's name stands in it.")
	switch {
	case !b.Proved.IsZero():
		note = env.T("Confirmed %s. Only you and the service know the address. Empty it to get no more mail.", meeting.TimeWhen(b.Proved.In(env.Zone), env.Today()))
		if s.mailNow.Papers {
			note += " " + env.T("Papers come as attachments.")
		}
	case b.Address != "":
		note = env.T("A code was mailed there %s. It counts for 24 hours. If it is not there, look among unwanted mail.", meeting.TimeWhen(b.Asked.In(env.Zone), env.Today()))
	}
	said := p.said
	if p.good {
		said, note = "", p.said+" "+note
	}
	if rows := s.mailRows(env); len(rows) > 0 && area.Dy() >= roomForMails {
		n := min(len(rows), max(2, area.Dy()/4))
		w := min(area.Dx(), formWidth)
		x, y := area.Min.X+(area.Dx()-w)/2, area.Max.Y-n-1
		widget.Text(scr, x+1, y, w-2, t.Accent, env.T("Sent to you lately"))
		for i, runs := range rows[:n] {
			widget.Put(scr, x, y+1+i, widget.Line(w, uv.Style{}, runs...))
		}
		area.Max.Y = y
	}
	drawForm(env, scr, area, p.form, said, note)
}

// roomForMails is how high the page is at least where it lists mails.
const roomForMails = 14

// mailRows are the mails of lately, one a line.
func (s *Home) mailRows(env *Env) [][]widget.Run {
	var out [][]widget.Run
	for _, m := range s.mailNow.Lately {
		mark, st := "·", env.Theme.Muted
		state := env.T("sent")
		switch m.State {
		case meeting.MailWaiting:
			state = env.T("waits to be sent")
			if m.Tries > 0 {
				state = env.T("waits, next try %s", meeting.TimeWhen(m.Due.In(env.Zone), env.Today()))
			}
		case meeting.MailFailed:
			mark, st, state = "!", env.Theme.Warn, env.T("failed")
		case meeting.MailDropped:
			state = env.T("was not needed any more")
		case meeting.MailSent:
		}
		if m.Why != "" && m.State != meeting.MailSent {
			state += ": " + meeting.MailWhy(env.Words, m.Why)
		}
		out = append(out, []widget.Run{
			{Text: " " + mark + " ", Style: st},
			{Text: env.Words.Time(cmp.Or(m.Tried, m.Made).In(env.Zone), "2 Jan 15:04"), Style: env.Theme.Muted, Width: 14},
			{Text: " "},
			{Text: s.mailAbout(env, m), Style: env.Theme.Text, Grow: true},
			{Text: "  " + state, Style: st},
		})
	}
	return out
}

// mailAbout says what a mail was about, without the name of a record that is not theirs any more.
func (s *Home) mailAbout(env *Env, m meeting.Mail) string {
	name := env.T("a record that is not yours any more")
	for _, r := range s.h.Records {
		if of := r.View.Meeting(m.Meeting); r.View.Name == m.Record && of != nil {
			name = meetingName(r.View, of)
		}
	}
	switch m.Kind {
	case meeting.MailCode:
		return env.T("the code for your address")
	case meeting.MailMinutes:
		return env.T("minutes of %s", name)
	case meeting.MailAnswer:
		return env.T("minutes to answer of %s", name)
	case meeting.MailMeeting:
		return env.T("the meeting %s", name)
	case meeting.MailReminder:
	}
	return env.T("how much is due")
}

// mailing tells an administrator at home that mail is failing.
func (s *Home) mailing(env *Env) {
	if s.mailNow == nil || s.mailNow.Health == nil {
		return
	}
	h := s.mailNow.Health
	var said, note string
	switch {
	case !h.Down.IsZero():
		said = env.T("No mail since %s: %s.", s.mailTime(env, h.Down), meeting.MailWhy(env.Words, h.Why))
		note = env.N(h.Waiting, "%d mail waits", "%d mails wait")
	case h.Failed > 0:
		said = env.N(h.Failed, "%d mail has failed: “mail queue” tells more.", "%d mails have failed: “mail queue” tells more.")
	default:
		return
	}
	s.section(env.T("Mail"), note, []homeRow{{mark: "!", style: warn, what: said, wide: true}})
}

// mailTime is a time of day for today, else the day too.
func (s *Home) mailTime(env *Env, at time.Time) string {
	if meeting.DayOf(at.In(env.Zone)) == env.Today() {
		return env.clock(at)
	}
	return env.Words.Time(at.In(env.Zone), "2 Jan 15:04")
}
