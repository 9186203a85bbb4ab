package command

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/words"
)

// Post is what sends mail. A service without one sends none.
type Post interface {
	// Box returns somebody's mailbox, with an empty Address if they have none.
	Box(ctx context.Context, p meeting.PersonID) (meeting.Mailbox, error)
	// Ask notes an address and mails a code there, with which Prove shows that it is theirs.
	Ask(ctx context.Context, p meeting.PersonID, address string) (meeting.Mailbox, error)
	Prove(ctx context.Context, p meeting.PersonID, code string) (meeting.Mailbox, error)
	// Choose changes what somebody gets.
	Choose(ctx context.Context, p meeting.PersonID, change func(*meeting.Mailbox)) (meeting.Mailbox, error)
	// Forget takes out somebody's mailbox, and what waits for it.
	Forget(ctx context.Context, p meeting.PersonID) error
	// To returns the mail to somebody, the newest first.
	To(ctx context.Context, p meeting.PersonID, limit int) ([]meeting.Mail, error)
	// Of returns the newest edition of every mail about a meeting.
	Of(ctx context.Context, record string, m meeting.ID) ([]meeting.Mail, error)
	// Again sends mail of one kind about a meeting once more to those people whose mail has failed, and, if sent, that which was sent but not
	// just now; it returns how many that is.
	Again(ctx context.Context, record string, m meeting.ID, k meeting.MailKind, to []meeting.PersonID, sent bool) (int, error)
	// Health tells how mail goes.
	Health(ctx context.Context) (meeting.MailHealth, error)
	// Test sends one mail at once, and returns what the mail server said against it.
	Test(ctx context.Context, address string) error
}

// errNoPost is what somebody is told where no mail is sent.
var errNoPost = phrase(words.P("this service sends no mail: “minutes MEETING” shows the minutes, “calendar” what comes, and “actions --mine” what you are to do"))

// post returns what sends mail, or refuses.
func (s *session) post() (Post, error) {
	if s.Post == nil {
		return nil, errNoPost
	}
	return s.Post, nil
}

// ownPost is post for whoever has a mailbox of their own here: nobody with a pass for one meeting, and no screen that everybody sees.
func (s *session) ownPost() (Post, error) {
	p, err := s.post()
	if err == nil && s.Identity.Limited() {
		return nil, refuse(meeting.Forbidden, "Mail is for people with access of their own: whoever invited you can hand you a copy")
	}
	return p, err
}

type mailShow struct {
	Format string `enum:"table,json" default:"table" help:"The form of the answer."`
}

// mailbox is the caller's mailbox as JSON.
type mailbox struct {
	Address  string           `json:"address"`
	Status   string           `json:"status"` // none | asked | confirmed
	Minutes  bool             `json:"minutes"`
	Meetings bool             `json:"meetings"`
	Reminder bool             `json:"reminder"`
	Form     meeting.MailForm `json:"form"`
	Sent     []mailLine       `json:"sent"`
}

// mailLine is one mail.
type mailLine struct {
	Name   string            `json:"name"`   // what it is about: a meeting as it is called; "" for what is about none
	Status meeting.MailState `json:"status"` // waiting | sent | failed | dropped
	Kind   meeting.MailKind  `json:"kind"`
	At     time.Time         `json:"at"` // when it was tried last, else when it was first wanted
	Due    time.Time         `json:"due,omitzero"`
	Why    string            `json:"why,omitempty"`
}

// lately is how many of the newest mails are listed.
const lately = 10

// Run tells what the caller gets by mail.
func (c *mailShow) Run(ctx context.Context, s *session) error {
	p, err := s.ownPost()
	if err != nil {
		return err
	}
	b, err := p.Box(ctx, s.Identity.Person)
	if err != nil {
		return err
	}
	mails, err := p.To(ctx, s.Identity.Person, lately)
	if err != nil {
		return err
	}
	views, err := s.look(ctx)
	if err != nil {
		return err
	}
	s.asked = false // but for the names of meetings that are told, nothing of these is looked at
	out := mailbox{Address: b.Address, Status: "none", Minutes: b.Minutes, Meetings: b.Meetings, Reminder: b.Reminder, Form: formOf(b), Sent: []mailLine{}}
	switch {
	case !b.Proved.IsZero():
		out.Status = "confirmed"
	case b.Address != "":
		out.Status = "asked"
	}
	for _, m := range mails {
		l := mailLine{Name: s.mailName(views, m), Status: m.State, Kind: m.Kind, At: cmp.Or(m.Tried, m.Made), Why: m.Why}
		if m.State == meeting.MailWaiting {
			l.Due = m.Due
		}
		out.Sent = append(out.Sent, l)
	}
	s.looks.whole = "their own mail"
	if c.Format == "json" {
		return s.json(out)
	}
	s.tellBox(b)
	if len(mails) == 0 {
		return nil
	}
	t := minutes.Table{Head: s.heads("when", "about", "became")}
	for _, l := range out.Sent {
		name := l.Name
		if name == string(notYours) {
			name = s.T(notYours)
		}
		t.Rows = append(t.Rows, []string{s.moment(l.At), cell(s.mailAbout(l.Kind, name)), s.became(l.Status, l.Due, l.Why)})
	}
	s.write("")
	s.out.WriteString(t.Plain(0))
	return nil
}

// mailAbout says what a mail of a kind is about, with the name of its meeting.
func (s *session) mailAbout(kind meeting.MailKind, name string) string {
	switch kind {
	case meeting.MailCode:
		return s.T("the code for your address")
	case meeting.MailMinutes:
		return s.T("minutes of %s", name)
	case meeting.MailAnswer:
		return s.T("minutes to answer of %s", name)
	case meeting.MailMeeting:
		return s.T("the meeting %s", name)
	case meeting.MailReminder:
	}
	return s.T("what is due this week")
}

// notYours stands in place of the name of a record.
const notYours words.Msg = "a record that is not yours any more"

// mailName is what somebody calls the meeting that a mail is about, if they may still see it.
func (s *session) mailName(views []*meeting.View, m meeting.Mail) string {
	if m.Record == "" {
		return ""
	}
	for _, v := range views {
		if v.Name != m.Record {
			continue
		}
		s.named(v)
		if of := v.Meeting(m.Meeting); of != nil {
			return found{v, of}.name()
		}
		return v.Name
	}
	return string(notYours)
}

// became says what became of a mail.
func (s *session) became(state meeting.MailState, due time.Time, why string) string {
	var out string
	switch state {
	case meeting.MailWaiting:
		out = s.T("waiting")
	case meeting.MailSent:
		out = s.T("sent")
	case meeting.MailFailed:
		out = s.T("failed")
	case meeting.MailDropped:
		out = s.T("not sent: it was not needed any more")
	}
	if why != "" {
		out += ": " + meeting.MailWhy(s.Words, why)
	}
	if state == meeting.MailWaiting && !due.IsZero() {
		out = s.T("%s, next try %s", out, s.moment(due))
	}
	return cell(out)
}

// formOf is the form of papers as it is typed.
func formOf(b meeting.Mailbox) meeting.MailForm { return cmp.Or(b.Form, formPDF) }

// formPDF is what MailPDF is typed as.
const formPDF meeting.MailForm = "pdf"

// tellBox tells of a mailbox.
func (s *session) tellBox(b meeting.Mailbox) {
	switch {
	case b.Address == "":
		s.say("You get no mail. “mail address ADDRESS” begins: a code comes there, which shows that the address is yours.")
		return
	case b.Proved.IsZero():
		s.say("Address:  %s, not confirmed: a code was mailed there %s. “mail confirm CODE” confirms it.", b.Address, s.moment(b.Asked))
		return
	}
	s.say("Address:  %s, confirmed %s. Only you and the service know it.", b.Address, s.moment(b.Proved))
	for _, x := range []struct {
		is   bool
		what words.Msg
		flag string
	}{
		{b.Minutes, "minutes of meetings that you were at, and that they are to be answered", "minutes"},
		{b.Meetings, "invitations, for your calendar", "meetings"},
		{b.Reminder, "once a week how much is due", "reminder"},
	} {
		if x.is {
			s.say("  %s: yes; --no-%s ends it", x.what, x.flag)
		} else {
			s.say("  %s: no; --%s begins it", x.what, x.flag)
		}
	}
	if s.papersByMail() {
		s.say("  papers come as: %s", formOf(b))
	}
	s.say("“mail choose” with these words changes it, “mail off” ends all of it.")
}

// papersByMail reports whether this service attaches papers.
func (s *session) papersByMail() bool { return PapersByMail(s.Hub.Directory()) }

// PapersByMail reports whether a service attaches papers to mail.
func PapersByMail(dir *meeting.Service) bool {
	return dir.Settings.MailCarrying() == meeting.MailCarriesPapers
}

type mailAddress struct {
	Address string `arg:"" help:"Where you want to get mail. Only you and the service know it."`
}

// Run has a code mailed to an address.
func (c *mailAddress) Run(ctx context.Context, s *session) error {
	p, err := s.ownPost()
	if err != nil {
		return err
	}
	b, err := p.Ask(ctx, s.Identity.Person, c.Address)
	if err != nil {
		return err
	}
	s.looks.changed = MailChanged
	s.say("A code is on its way to %s. It counts for 24 hours: “mail confirm CODE” confirms the address, and nothing else is sent there before that.", b.Address)
	return nil
}

// MailChanged is what the trace says of somebody who changed their mailbox: never the address.
const MailChanged = "where and what they get by mail"

type mailConfirm struct {
	Code []string `arg:"" help:"The code that was mailed to you; capital or small letters are one."`
}

// Run takes the code.
func (c *mailConfirm) Run(ctx context.Context, s *session) error {
	p, err := s.ownPost()
	if err != nil {
		return err
	}
	b, err := p.Prove(ctx, s.Identity.Person, strings.Join(c.Code, " "))
	if err != nil {
		return err
	}
	s.looks.changed = MailChanged
	s.tellBox(b)
	return nil
}

type mailChoose struct {
	Minutes  *bool  `negatable:"" help:"Minutes of meetings that you were at or sent apologies to, and that they are to be answered."`
	Meetings *bool  `negatable:"" help:"Invitations, which your calendar takes."`
	Reminder *bool  `negatable:"" help:"On Mondays how much is due, without any name."`
	Form     string `enum:",pdf,docx,large,easy-read,none" default:"" placeholder:"pdf|docx|large|easy-read|none" help:"In what form papers come, where this service attaches papers."`
}

// Run changes what the caller gets.
func (c *mailChoose) Run(ctx context.Context, s *session) error {
	p, err := s.ownPost()
	if err != nil {
		return err
	}
	if c.Minutes == nil && c.Meetings == nil && c.Reminder == nil && c.Form == "" {
		return wrong("Say what to change, such as “mail choose --reminder --no-meetings”; “mail” tells what you get")
	}
	b, err := p.Choose(ctx, s.Identity.Person, func(b *meeting.Mailbox) {
		for _, x := range []struct {
			to *bool
			is *bool
		}{{c.Minutes, &b.Minutes}, {c.Meetings, &b.Meetings}, {c.Reminder, &b.Reminder}} {
			if x.to != nil {
				*x.is = *x.to
			}
		}
		switch f := meeting.MailForm(c.Form); f {
		case "":
		case formPDF:
			b.Form = meeting.MailPDF
		default:
			b.Form = f
		}
	})
	if err != nil {
		return err
	}
	s.looks.changed = MailChanged
	s.tellBox(b)
	if c.Form != "" && !s.papersByMail() {
		s.say("This service attaches no papers: its mail says that there is one, and how to read it.")
	}
	return nil
}

type mailOff struct{}

// Run forgets the caller's mailbox. It asks nothing, so that the line in each mail always works.
func (mailOff) Run(ctx context.Context, s *session) error {
	p, err := s.ownPost()
	if err != nil {
		return err
	}
	b, err := p.Box(ctx, s.Identity.Person)
	if err != nil {
		return err
	}
	if b.Address == "" {
		s.say("You get no mail: no address of yours is kept here.")
		return nil
	}
	if err := p.Forget(ctx, s.Identity.Person); err != nil {
		return err
	}
	s.looks.changed = MailChanged
	s.say("You get no more mail. %s is forgotten, and what waited to be sent there. “mail address ADDRESS” begins again.", b.Address)
	return nil
}

type mailSent struct {
	Meeting string `arg:"" help:"The meeting, such as sunflower-3."`
	Format  string `enum:"table,json,csv" default:"table" help:"The form of the list."`
}

// mailedLine is what became of the mail to one person.
type mailedLine struct {
	Name   string           `json:"name"`
	Status meeting.MailFate `json:"status"` // sent | waits | failed | soon | not needed | no mail | no account | gone
	At     time.Time        `json:"at,omitzero"`
	Due    time.Time        `json:"due,omitzero"`
	Why    string           `json:"why,omitempty"`
}

// Run tells who was mailed about a meeting. It tells nobody's address.
func (c *mailSent) Run(ctx context.Context, s *session) error {
	p, err := s.post()
	if err != nil {
		return err
	}
	f, err := s.meeting(ctx, c.Meeting)
	if err != nil {
		return err
	}
	kind := meeting.MailFor(f.Meeting)
	all, err := MailedOf(ctx, p, f.view, f.ID, kind, s.now)
	if err != nil {
		return err
	}
	var lines []mailedLine
	t := minutes.Table{Head: s.heads("who", "became", "when")}
	for _, x := range all {
		l := mailedLine{Name: f.view.NameOf(x.Member), Status: x.Fate, At: x.Mail.Tried, Why: x.Mail.Why}
		said, when := s.T(x.Fate.Said()), ""
		if !l.At.IsZero() {
			when = s.moment(l.At)
		}
		if x.Fate == meeting.FateWaits {
			l.Due = x.Mail.Due
			if next := s.moment(l.Due); when != "" {
				when = s.T("%s, next try %s", when, next)
			} else {
				when = s.T("next try %s", next)
			}
		}
		if l.Why != "" {
			said += ": " + meeting.MailWhy(s.Words, l.Why)
		}
		lines = append(lines, l)
		t.Rows = append(t.Rows, []string{cell(l.Name), cell(said), when})
	}
	if c.Format != "table" {
		return list(s, c.Format, t, lines, "")
	}
	if len(lines) > 0 {
		s.write("%s\n", s.T(map[meeting.MailKind]words.Msg{
			meeting.MailMinutes: "The minutes are final. Who gets them by mail:", meeting.MailAnswer: "The minutes are to be answered. Who is told by mail:",
			meeting.MailMeeting: "Who gets the invitation by mail:",
		}[kind]))
	}
	if err := list(s, c.Format, t, lines, "Nobody is told by mail about %s: nobody is on the list of who is there.", f.name()); err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(x meeting.Mailed) bool { return x.Fate == meeting.FateNoMail }) {
		line := "minutes " + f.name()
		if kind == meeting.MailMeeting {
			line = "calendar"
		}
		s.say("\nThe line for whoever gets no mail: %s %s", s.reach(), line)
	}
	if slices.ContainsFunc(all, func(x meeting.Mailed) bool { return x.Fate == meeting.FateFailed }) && f.view.MayMail(f.Meeting, s.admin()) {
		s.say("\n“mail again %s” tries what failed anew.", f.name())
	}
	return nil
}

// reach is the ssh command that reaches this service.
func (s *session) reach() string {
	if s.Port != "22" {
		return "ssh -p " + s.Port + " " + s.Host
	}
	return "ssh " + s.Host
}

// MailedOf returns what became of the mail of one kind about a meeting that a view shows.
func MailedOf(ctx context.Context, p Post, v *meeting.View, id meeting.ID, kind meeting.MailKind, now time.Time) ([]meeting.Mailed, error) {
	had, err := p.Of(ctx, v.Name, id)
	if err != nil {
		return nil, err
	}
	var boxErr error
	out := v.Mailed(id, kind, func(who meeting.PersonID) meeting.Mailbox {
		b, err := p.Box(ctx, who)
		boxErr = errors.Join(boxErr, err)
		return b
	}, had, now)
	return out, boxErr
}

type mailAgain struct {
	Meeting string   `arg:"" help:"The meeting, such as sunflower-3."`
	Name    []string `arg:"" optional:"" help:"Somebody on the team; without a name, everybody whose mail has failed."`
}

// Run has mail sent again.
func (c *mailAgain) Run(ctx context.Context, s *session) error {
	p, err := s.post()
	if err != nil {
		return err
	}
	f, err := s.meeting(ctx, c.Meeting)
	if err != nil {
		return err
	}
	var who *meeting.Member
	if typed := strings.Join(c.Name, " "); typed != "" {
		if who, err = member(f.view, typed); err != nil {
			return err
		}
	}
	n, err := MailAgain(ctx, p, f.view, f.Meeting, who, s.admin())
	if err != nil {
		return err
	}
	s.looks.kind, s.looks.what = meeting.LookChanged, MailAgainAbout(f.view, f.Meeting)
	switch {
	case n == 0 && who != nil:
		s.say("There is no mail to %s about %s to send again: “mail sent %s” tells why.", who.Name, f.name(), f.name())
	case n == 0:
		s.say("No mail about %s has failed: “mail sent %s” tells what became of each.", f.name(), f.name())
	default:
		s.say("%s about %s again: “mail sent %s” tells what became of it.", s.number(n, "1 mail goes out", "%s mails go out"), f.name(), f.name())
	}
	return nil
}

// MailAgainAbout is what the trace says of mail that is sent again.
func MailAgainAbout(v *meeting.View, m *meeting.Meeting) string {
	return "when mail about " + found{v, m}.name() + " is sent"
}

// MailAgain has mail about a meeting sent again to a member, or for nil to everybody whose mail has failed, and returns how many, if the
// viewer may do that.
func MailAgain(ctx context.Context, p Post, v *meeting.View, m *meeting.Meeting, who *meeting.Member, admin bool) (int, error) {
	if !v.MayMail(m, admin) {
		return 0, refuse(meeting.Forbidden, "Mail about a meeting is sent again by whoever chairs it or takes its minutes, the keyworker or the deputy: ask one of them.")
	}
	to := v.Mails(m)
	if who == nil {
		return p.Again(ctx, v.Name, m.ID, meeting.MailFor(m), to, false)
	}
	if who.Person == "" {
		return 0, refuse(meeting.NotFound, "%s has no access of their own, so there is no mail to them: hand them a copy.", who.Name)
	}
	to = slices.DeleteFunc(to, func(x meeting.PersonID) bool { return x != who.Person })
	return p.Again(ctx, v.Name, m.ID, meeting.MailFor(m), to, true)
}

type mailQueue struct {
	Format string `enum:"table,json" default:"table" help:"The form of the answer."`
}

// Run tells an administrator how mail goes.
func (c *mailQueue) Run(ctx context.Context, s *session) error {
	p, err := s.post()
	if err != nil {
		return err
	}
	if !s.admin() {
		return refuse(meeting.Forbidden, "How mail goes for the whole service is for administrators: “mail” tells how yours goes")
	}
	h, err := p.Health(ctx)
	if err != nil {
		return err
	}
	s.looks.whole = "how mail goes"
	if c.Format == "json" {
		return s.json(struct {
			Waiting int       `json:"waiting"`
			Failed  int       `json:"failed"`
			Down    time.Time `json:"down,omitzero"` // since when the mail server is not reached; not there: it is
			Why     string    `json:"why,omitempty"`
		}{h.Waiting, h.Failed, h.Down, h.Why})
	}
	if !h.Down.IsZero() {
		s.say("The mail server has not been reached since %s: %s. Nothing is lost: it is tried again by itself.", s.moment(h.Down), cell(meeting.MailWhy(s.Words, h.Why)))
	} else {
		s.say("The mail server takes mail.")
	}
	s.say("%s to be sent, %s.", s.number(h.Waiting, "1 mail waits", "%s mails wait"), s.number(h.Failed, "1 has failed", "%s have failed"))
	if h.Failed > 0 {
		s.say("“mail sent MEETING” tells those of a team what failed and why, and “mail again MEETING” tries it anew.")
	}
	return nil
}

// number counts, in either of two ways.
func (s *session) number(n int, one, many words.Msg) string {
	if n == 1 {
		return s.T(one)
	}
	return s.T(many, thousands(n))
}

type mailTest struct {
	Address string `arg:"" help:"Where the mail goes."`
}

// Run sends one mail at once.
func (c *mailTest) Run(ctx context.Context, s *session) error {
	p, err := s.post()
	if err != nil {
		return err
	}
	if !s.admin() {
		return refuse(meeting.Forbidden, "Trying the mail server out is for administrators")
	}
	address, err := meeting.CleanAddress(c.Address)
	if err != nil {
		return err
	}
	s.looks.whole = "whether mail is sent"
	if err := p.Test(ctx, address); err != nil {
		return phrase(words.P("no mail was sent: %s", words.Msg(err.Error())))
	}
	s.say("The mail server has taken a mail to %s. Whether it arrives shows there.", address)
	return nil
}
