package meeting

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"oneplan/meeting/words"
)

// MailFate is what becomes of the mail to one person about a meeting.
type MailFate string

// What becomes of a mail.
const (
	FateSent      MailFate = "sent"
	FateWaits     MailFate = "waits"
	FateFailed    MailFate = "failed"
	FateSoon      MailFate = "soon"       // they get mail, and nothing is noted yet: nothing is needed
	FateDropped   MailFate = "not needed" // before it was sent there was no reason any more to send it
	FateNoMail    MailFate = "no mail"    // no address that is confirmed, or they want no mail of this kind: they read it with the line
	FateNoAccount MailFate = "no account" // somebody hands them a copy
	FateGone      MailFate = "gone"       // they belong to the team no longer
)

// Said is the fate in words.
func (f MailFate) Said() words.Msg {
	switch f {
	case FateSent:
		return "sent"
	case FateWaits:
		return "waits to be sent"
	case FateFailed:
		return "failed"
	case FateSoon:
		return "will be sent by itself"
	case FateDropped:
		return "was not needed any more"
	case FateNoMail:
		return "gets no mail: reads it with the line"
	case FateNoAccount:
		return "has no access: needs a copy from you"
	case FateGone:
	}
	return "not on the team any more"
}

// MailWhy says the Why of a Mail or of a MailHealth as it stands within a sentence; "" is not known.
func MailWhy(l *words.Language, why string) string {
	said := strings.TrimRight(l.T(words.Msg(cmp.Or(why, "no answer"))), ".")
	first, n := utf8.DecodeRuneInString(said)
	return string(unicode.ToLower(first)) + said[n:]
}

// Mailed is what became of the mail to somebody about a meeting. It tells nobody's address.
type Mailed struct {
	Member ID
	Person PersonID // "" for somebody without an account
	Fate   MailFate
	Mail   Mail // zero where there is none
}

// MailFor returns what mail about a meeting is about as it stands: that it is to take place, that its minutes are to be answered, or that
// they are final.
func MailFor(m *Meeting) MailKind {
	switch m.Stage {
	case Sent:
		return MailAnswer
	case Final:
		return MailMinutes
	case Preparing, CalledOff, Live, Tidying:
	}
	return MailMeeting
}

// Mailed returns what became, or will become, of the mail of one kind about a meeting, in the order of the team: for minutes of everybody
// who was there or sent apologies, for minutes to answer of those who were there and may answer, for a meeting of the team. box returns
// somebody's mailbox, had is the newest edition of every mail about the meeting, and now is in the service's zone.
func (v *View) Mailed(id ID, kind MailKind, box func(PersonID) Mailbox, had []Mail, now time.Time) []Mailed {
	m := v.Meeting(id)
	if m == nil {
		return nil
	}
	comes := func(PersonID) bool { return true } // while it is to come
	if MailFor(m) == kind {
		wanted := v.s.MailWanted(now, had)
		comes = func(p PersonID) bool {
			return slices.ContainsFunc(wanted, func(w Mail) bool { return w.Person == p && w.Meeting == id && w.Kind == kind })
		}
	}
	var out []Mailed
	for _, w := range v.Members {
		if kind != MailMeeting && !v.SeesPresence(w.ID) { // that there is mail to them tells that they were there
			continue
		}
		x := Mailed{Member: w.ID, Person: w.Person}
		i := slices.IndexFunc(had, func(h Mail) bool { return w.Person != "" && h.Person == w.Person && h.Kind == kind && h.Meeting == id })
		if i < 0 && !v.mails(w, m, kind) {
			continue
		}
		switch {
		case i >= 0:
			x.Mail = had[i]
			x.Fate = map[MailState]MailFate{MailWaiting: FateWaits, MailSent: FateSent, MailFailed: FateFailed, MailDropped: FateDropped}[had[i].State]
		case w.Person == "":
			x.Fate = FateNoAccount
		case !v.s.belongs(w):
			x.Fate = FateGone
		case box(w.Person).Gets(kind) && comes(w.Person):
			x.Fate = FateSoon
		default:
			x.Fate = FateNoMail
		}
		out = append(out, x)
	}
	return out
}

// mails reports whether a mail of a kind about a meeting is meant for somebody.
func (v *View) mails(w *Member, m *Meeting, kind MailKind) bool {
	switch kind {
	case MailMinutes:
		at := m.Attending(w.ID)
		return at != nil && (at.Way.Present() || at.Way == Apologies)
	case MailAnswer:
		return slices.ContainsFunc(v.s.silent(m), func(x *Member) bool { return x.ID == w.ID })
	case MailMeeting:
		return w.Current() && (w.Guest == 0 || w.Guest == m.ID)
	case MailCode, MailReminder:
	}
	return false
}

// Gets reports whether mail of a kind goes to this mailbox.
func (b Mailbox) Gets(kind MailKind) bool {
	switch kind {
	case MailMinutes, MailAnswer:
		return !b.Proved.IsZero() && b.Minutes
	case MailMeeting:
		return !b.Proved.IsZero() && b.Meetings
	case MailReminder:
		return !b.Proved.IsZero() && b.Reminder
	case MailCode:
		return b.Address != ""
	}
	return false
}

// MayMail reports whether the viewer may have mail about a meeting sent again: as its chair or minute taker, the keyworker or the deputy,
// or as an administrator who is on the team.
func (v *View) MayMail(m *Meeting, admin bool) bool {
	return m != nil && !v.viewer.Shared && v.viewer.Meeting == 0 && v.Me != nil &&
		(admin || v.Me.ID == m.Chair || v.Me.ID == m.MinuteTaker || v.Me.Role == Keyworker || v.Me.Role == Deputy)
}

// Mails returns to whom the viewer may have mail of MailFor about a meeting sent again: to those with an account, but to nobody whose being
// there they may not know of, which mail about minutes would tell.
func (v *View) Mails(m *Meeting) []PersonID {
	var out []PersonID
	for _, w := range v.Members {
		if w.Person != "" && (MailFor(m) == MailMeeting || v.SeesPresence(w.ID)) && !slices.Contains(out, w.Person) {
			out = append(out, w.Person)
		}
	}
	return out
}
