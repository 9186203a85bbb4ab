package screen

import (
	"slices"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// Mail about a meeting: who is told by it, what became of it, and who needs another way. The family's screens leave it to the others.

type (
	// AskMailed asks what became, or will become, of mail of one kind about a meeting of the record in front, or has it sent again first.
	// What it says comes as MailedSaid.
	AskMailed struct {
		Meeting meeting.ID
		Kind    meeting.MailKind
		Again   bool
		Member  meeting.ID // whose is sent again; 0: everybody's that has failed
		to      func(*Env, MailedSaid) []Action
	}
	// MeetingMail is mail of one kind about a meeting.
	MeetingMail struct {
		All    []meeting.Mailed
		NoBox  bool // the person in front has given no address
		Resend bool // and may have mail sent again
	}
	// MailedSaid is what became of it.
	MailedSaid struct {
		Ask  AskMailed
		Mail MeetingMail
		Sent int // how much is sent again
		Err  error
	}
)

func (AskMailed) action() {}

// Deliver hands an answer to whoever asked.
func (m MailedSaid) Deliver(env *Env) []Action { return m.Ask.to(env, m) }

// mailLine counts what became of mail: "Mail: 4 sent, 1 waits, 1 failed". warns reports whether somebody has to look at it.
func mailLine(env *Env, all []meeting.Mailed) (line string, warns bool) {
	n := map[meeting.MailFate]int{}
	for _, x := range all {
		n[x.Fate]++
	}
	waits, none := n[meeting.FateWaits]+n[meeting.FateSoon], n[meeting.FateNoMail]+n[meeting.FateNoAccount]+n[meeting.FateGone]
	var parts []string
	if x := n[meeting.FateSent]; x > 0 {
		parts = append(parts, env.N(x, "%d sent", "%d sent"))
	}
	if waits > 0 {
		parts = append(parts, env.N(waits, "%d waits", "%d wait"))
	}
	if x := n[meeting.FateFailed]; x > 0 {
		parts = append(parts, env.N(x, "%d failed", "%d failed"))
	}
	if none > 0 {
		parts = append(parts, env.N(none, "%d gets none", "%d get none"))
	}
	if len(parts) == 0 {
		return "", false
	}
	return env.T("Mail: %s", strings.Join(parts, ", ")), n[meeting.FateFailed] > 0
}

// mailWords says before minutes go out who will be told by mail, and who needs another way.
func (r *Room) mailWords(env *Env, all []meeting.Mailed) string {
	by := map[meeting.MailFate][]string{}
	for _, x := range all {
		f := x.Fate
		switch f {
		case meeting.FateSent, meeting.FateWaits, meeting.FateFailed, meeting.FateDropped: // of an earlier time: they get mail
			f = meeting.FateSoon
		case meeting.FateSoon, meeting.FateNoMail, meeting.FateNoAccount, meeting.FateGone:
		}
		by[f] = append(by[f], r.view().NameOf(x.Member))
	}
	var out []string
	for _, x := range []struct {
		fate meeting.MailFate
		says words.Msg
	}{
		{meeting.FateSoon, "Told by mail: %s."},
		{meeting.FateNoMail, "No mail, read it with the line: %s."},
		{meeting.FateNoAccount, "No access, need a copy from you: %s."},
	} {
		if names := by[x.fate]; len(names) > 0 {
			out = append(out, env.T(x.says, env.Words.List(names)))
		}
	}
	return strings.Join(out, " ")
}

// mailsHere reports whether mail about meetings is told of to this person: not to the family, whose screens stay simple.
func (r *Room) mailsHere(env *Env) bool {
	return env.Mail && !r.view().Viewer().Shared && !r.me().Role.Family()
}

// askMailed asks for mail about a meeting, where the service sends any and this person is told of it.
func (r *Room) askMailed(env *Env, id meeting.ID, kind meeting.MailKind, to func(*Env, MailedSaid) []Action) []Action {
	if !r.mailsHere(env) {
		return nil
	}
	return []Action{AskMailed{Meeting: id, Kind: kind, to: to}}
}

// mailed is the list of who was told by mail about a meeting.
type mailed struct {
	tableDialog
	id   meeting.ID
	kind meeting.MailKind
	now  *MeetingMail // nil: not looked up yet
}

// mailKind is what mail about a meeting that is read about now is about: while its minutes are tidied, those that are to be answered.
func mailKind(m *meeting.Meeting) meeting.MailKind {
	if m.Stage == meeting.Tidying {
		return meeting.MailAnswer
	}
	return meeting.MailFor(m)
}

// openMailed shows who was told, or will be, by mail about a meeting.
func (r *Room) openMailed(env *Env, id meeting.ID) []Action {
	m := r.view().Meeting(id)
	if m == nil || !r.mailsHere(env) {
		return nil
	}
	d := &mailed{id: id, kind: mailKind(m)}
	d.title, d.note = env.T("Mail"), env.T("about %s; nobody's address is shown", meetingName(r.view(), m))
	d.rows = d.list
	return append(r.show(d), r.askMailed(env, id, d.kind, d.told(r))...)
}

// told takes what became of mail.
func (d *mailed) told(r *Room) func(*Env, MailedSaid) []Action {
	return func(env *Env, s MailedSaid) []Action {
		if s.Err != nil {
			r.Notice(env.Refusal(s.Err))
			if d.now == nil {
				r.drop(d)
			}
			return nil
		}
		d.now = &s.Mail
		switch {
		case s.Ask.Again && s.Sent == 0:
			r.Notice(env.T("There is no mail to send again."))
		case s.Ask.Again:
			r.Notice(env.N(s.Sent, "%d mail goes out again.", "%d mails go out again."))
		}
		d.keys = nil
		if s.Mail.Resend && slices.ContainsFunc(s.Mail.All, func(x meeting.Mailed) bool { return x.Fate == meeting.FateFailed }) {
			d.keys = []tableKey{{bind("a", "send what failed again", "a"), func(*Env, *Room, string) ([]Action, bool) {
				return []Action{AskMailed{Meeting: d.id, Kind: d.kind, Again: true, to: d.told(r)}}, false
			}}}
		}
		return nil
	}
}

// list is a line for each person.
func (d *mailed) list(env *Env, r *Room) []*widget.Item {
	t := env.Theme
	still := func(s string) []*widget.Item {
		return []*widget.Item{{Still: true, Runs: []widget.Run{{Text: s, Style: t.Muted, Grow: true}}}}
	}
	switch {
	case d.now == nil:
		return still(env.T("One moment: this is being looked up."))
	case len(d.now.All) == 0:
		return still(env.T("Nobody is told by mail: nobody is on the list of who is there."))
	}
	var out []*widget.Item
	for _, x := range d.now.All {
		mark, st, said := "·", t.Muted, env.T(x.Fate.Said())
		switch x.Fate {
		case meeting.FateSent:
			mark, st = "✓", t.Good
			said += " " + meeting.TimeWhen(x.Mail.Tried.In(env.Zone), env.Today()).In(env.Words)
		case meeting.FateWaits:
			mark = "◌"
			if x.Mail.Tries > 0 {
				said = env.T("waits, next try %s", meeting.TimeWhen(x.Mail.Due.In(env.Zone), env.Today()))
			}
		case meeting.FateSoon:
			mark = "◌"
		case meeting.FateFailed:
			mark, st = "!", t.Warn
		case meeting.FateDropped, meeting.FateNoMail, meeting.FateNoAccount, meeting.FateGone:
		}
		if x.Mail.Why != "" && x.Fate != meeting.FateSent {
			said += ": " + meeting.MailWhy(env.Words, x.Mail.Why)
		}
		name := r.view().NameOf(x.Member)
		first := widget.Wrap(said, max(12, d.width-28))
		for i, l := range first {
			it := &widget.Item{ID: optionID(x.Member), Runs: []widget.Run{{Text: mark + " ", Style: st}, {Text: name, Style: t.Text, Width: 22}, {Text: "  "}, {Text: l, Style: st, Grow: true}}}
			if i > 0 {
				it.ID, it.Still = "", true
				it.Runs[0].Text, it.Runs[1].Text = "  ", ""
			}
			out = append(out, it)
		}
	}
	return out
}
