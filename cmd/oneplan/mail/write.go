package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/room"
	"oneplan/meeting/words"
)

// errOver is why a mail is not written: what it was to be about is not, or not for this person.
var errOver = errors.New("there is nothing to write any more")

// letter makes what a mail says, of what its person may see now.
func (p *Post) letter(ctx context.Context, m meeting.Mail, b meeting.Mailbox) (letter, error) {
	w := writing{p: p, m: m, box: b, l: p.opt.Words(m.Person)}
	switch m.Kind {
	case meeting.MailCode:
		w.code()
		return w.letter, nil
	case meeting.MailReminder:
		if err := w.reminder(ctx); err != nil {
			return letter{}, err
		}
	case meeting.MailMinutes, meeting.MailAnswer, meeting.MailMeeting:
		if err := w.meeting(ctx); err != nil {
			return letter{}, err
		}
	default:
		return letter{}, errOver
	}
	w.foot()
	return w.letter, nil
}

// writing is one mail being written.
type writing struct {
	letter
	p   *Post
	m   meeting.Mail
	box meeting.Mailbox
	l   *words.Language
}

// say adds a paragraph.
func (w *writing) say(m words.Msg, args ...any) { w.lines = append(w.lines, w.l.T(m, args...)) }

// command adds a line that is to be typed.
func (w *writing) command(of string) { w.lines = append(w.lines, typed+w.p.opt.Line(of)) }

// code writes the mail with which somebody shows that an address is theirs.
func (w *writing) code() {
	code := w.p.codeOf(w.box)
	w.subject = w.l.T("A code to confirm your email address")
	w.say("Somebody who uses oneplan gave this address as theirs. If that was you, type the code where you gave the address, or type this line and press Enter:")
	w.command("mail confirm " + code)
	w.say("The code is %s. It is good for a day.", code)
	w.say("If that was not you, there is nothing to do: nothing more is sent to this address.")
}

// foot ends a mail: whom to tell if it went wrong, how it stops, where a line is typed.
func (w *writing) foot() {
	w.say("If this mail came to you by mistake, please delete it, and tell %s.", w.p.opt.Server.From.Address)
	w.say("You get no more mail after you have typed:")
	w.command("mail off")
	w.say("Where to type a line: on Windows in Terminal or PowerShell, on a Mac in Terminal, on a phone or tablet in an ssh app such as Termius or Blink.")
}

// meeting writes about one meeting.
func (w *writing) meeting(ctx context.Context) error {
	v, err := w.p.look(ctx, w.m.Record, w.m.Person)
	off := w.m.Kind == meeting.MailMeeting && w.m.Of == meeting.MailOff
	switch {
	case off && meeting.CodeOf(err) != "": // they may not see it any more, which is why
		return w.invitation(nil, nil, true)
	case err != nil:
		return err
	}
	m := v.Meeting(w.m.Meeting)
	if m == nil && !off {
		return errOver
	}
	switch w.m.Kind {
	case meeting.MailMinutes:
		return w.minutes(ctx, v, m)
	case meeting.MailAnswer:
		name := nameOf(v, m)
		w.subject = w.l.T("Please look at the minutes of %s", name)
		w.say("The minutes of %s are written. Please read them, and say by %s whether they are right.", name, m.ReplyBy.When(""))
		w.say("To read and answer them, type this line and press Enter:")
		w.command("join " + name)
		return nil
	case meeting.MailMeeting, meeting.MailCode, meeting.MailReminder:
	}
	return w.invitation(v, m, off)
}

// nameOf is what a meeting is called, which names nobody.
func nameOf(v *meeting.View, m *meeting.Meeting) string {
	return fmt.Sprintf("%s-%d", v.Name, m.Number)
}

// minutes writes that minutes are final.
func (w *writing) minutes(ctx context.Context, v *meeting.View, m *meeting.Meeting) error {
	name := nameOf(v, m)
	line := []string{"minutes", name}
	if meeting.Practitioners.Admits(v.Viewer()) {
		line = append(line, "--audience", "practitioners")
	}
	if len(m.Amendments) > 0 {
		w.subject = w.l.T("Something was added to the minutes of %s", name)
		w.say("The minutes of %s are final, and something was added to them.", name)
	} else {
		w.subject = w.l.T("The minutes of %s are final", name)
		w.say("The minutes of %s are final.", name)
	}
	if args, end, kind := attached(w.box.Form); w.p.papers() && args != nil {
		if w.box.Form == meeting.MailEasy {
			line = line[:2] // the copy is for everyone
		}
		body, err := w.p.opt.Paper(ctx, w.m.Person, append(line, args...)...)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil:
			w.files = append(w.files, file{name: "minutes-" + name + end, kind: kind, body: body})
			w.say("They are attached. They are meant for you: please do not pass this mail on.")
		case w.m.Tries < 2:
			return fmt.Errorf("the paper to attach: %w", err)
		default: // what there is to know goes without it
			w.p.opt.Log.Warn("a mail goes without its paper", "record", w.m.Record, "err", err)
		}
	}
	w.say("To read them, type this line and press Enter:")
	w.command(strings.Join(line, " "))
	return nil
}

// attached is with which words a form of attached papers is asked for, how its file's name ends, and its media type; nil for none.
func attached(f meeting.MailForm) (args []string, end, kind string) {
	const pdf = "application/pdf"
	switch f {
	case meeting.MailPDF:
		return []string{"--format", "pdf"}, ".pdf", pdf
	case meeting.MailWord:
		return []string{"--format", "docx"}, ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case meeting.MailLarge:
		return []string{"--format", "pdf", "--large"}, ".pdf", pdf
	case meeting.MailEasy:
		return []string{"--format", "pdf", "--easy-read"}, "-easy-read.pdf", pdf
	case meeting.MailNone:
	}
	return nil, "", ""
}

// invitation writes that somebody is invited to a meeting, that it has moved, or that it is off. v and m are nil where they may not see
// it any more.
func (w *writing) invitation(v *meeting.View, m *meeting.Meeting, off bool) error {
	name, about := w.m.Record, minutes.Event{UID: w.p.opt.UID(w.m.Record, w.m.Meeting), Changed: w.m.Made.UTC()}
	if m != nil {
		name, about.At, about.Minutes = nameOf(v, m), m.At, m.Planned()
		if w.p.papers() {
			about.Place = m.Place
		}
	}
	at := meeting.TimeWhen(about.At.In(w.p.opt.Zone), "")
	about.Summary = w.l.T("Meeting %s", name)
	switch {
	case off && m == nil:
		w.subject = w.l.T("You need not come to a meeting of %s", name)
		w.say("You were invited to a meeting of %s, and need not come to it any more. What is attached takes it out of your calendar, if you open it.", name)
	case off && m.Stage == meeting.CalledOff:
		w.subject = w.l.T("Meeting %s is called off", name)
		w.say("The meeting %s, on %s, is called off. What is attached takes it out of your calendar, if you open it.", name, at)
	case off:
		w.subject = w.l.T("You need not come to meeting %s", name)
		w.say("You need not come to the meeting %s, on %s, any more. What is attached takes it out of your calendar, if you open it.", name, at)
	default:
		w.subject = w.l.T("Meeting %s: %s", name, at)
		if w.m.Edition > 1 {
			w.subject = w.l.T("Changed: meeting %s, %s", name, at)
			w.say("The meeting %s has changed. It is on %s now.", name, at)
		} else {
			w.say("You are invited to the meeting %s, on %s.", name, at)
		}
		if about.Place != "" {
			w.say("Where: %s", about.Place)
		}
		w.say("What is attached puts it into your calendar, if you open it.")
		w.say("Where it is and what it is about is shown by this line. Type it and press Enter:")
		w.command("join " + name)
		about.Notes = w.l.T("What it is about is shown by this line: %s", w.p.opt.Line("join "+name))
	}
	if m != nil && about.At.IsZero() && !off {
		return errOver
	}
	var b bytes.Buffer
	i := minutes.Invitation{
		Event: about, Sequence: w.m.Edition - 1, Organiser: mailto(w.p.opt.Server.From.Address), To: mailto(w.box.Address), Off: off,
	}
	if err := minutes.WriteInvitation(&b, i); err != nil {
		return err
	}
	w.files = append(w.files, file{name: "invitation.ics", kind: "text/calendar; charset=utf-8; method=" + i.Method(), body: b.Bytes()})
	return nil
}

// reminder writes how much is due this week.
func (w *writing) reminder(ctx context.Context) error {
	due, meetings, err := w.p.opt.Hub.ThisWeek(ctx, w.m.Person)
	if err != nil {
		return err
	}
	if due == 0 && meetings == 0 {
		return errOver
	}
	things, meets := w.l.N(due, "%d thing due", "%d things due"), w.l.N(meetings, "%d meeting", "%d meetings")
	switch {
	case due == 0:
		w.subject = w.l.T("Your week: %s", meets)
	case meetings == 0:
		w.subject = w.l.T("Your week: %s", things)
	default:
		w.subject = w.l.T("Your week: %s, %s", things, meets)
	}
	w.say("This is how much there is for you this week: %s, %s.", things, meets)
	w.say("To see it, type this line and press Enter:")
	w.command("")
	return nil
}

// look returns a record as somebody may see it now.
func (p *Post) look(ctx context.Context, record string, who meeting.PersonID) (*meeting.View, error) {
	s, err := p.opt.Hub.Sit(ctx, record, room.Identity{Person: who})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	u, err := s.Wait(ctx, 0)
	return u.View, err
}

// papers reports whether mail brings papers, and the places of meetings, with it.
func (p *Post) papers() bool {
	return p.opt.Hub.Directory().Settings.MailCarrying() == meeting.MailCarriesPapers
}
