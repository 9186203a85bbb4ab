package screen

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// minutesPage is the minutes of the meeting in front, to read before they are answered.
type minutesPage struct {
	ask  widget.Dialog
	mail *MeetingMail     // nil: not looked up, or not to be told
	of   *meeting.Meeting // as it was when that was looked up
	tell bool             // how minutes come by mail: once, and to whoever gets none
}

// readMinutes shows the minutes as they are now.
func (r *Room) readMinutes(env *Env) []Action {
	p := &minutesPage{}
	p.build(env, r)
	return append(r.show(p), p.askMail(env, r)...)
}

func (p *minutesPage) build(env *Env, r *Room) {
	m := r.meeting()
	p.ask.Title = env.T("Minutes · %s %d", env.T(m.Kind.Heading()), m.Number)
	if m.Stage == meeting.Tidying {
		p.ask.Title += " · " + env.T("not sent yet")
	}
	p.ask.Text = r.minutesWords(env)
	p.ask.Buttons = []widget.Button{{Label: env.T("Close")}}
	if !r.view().Viewer().Shared {
		p.ask.Buttons = append(p.ask.Buttons, widget.Button{Key: "p", Label: env.T("Print")})
	}
	if r.mayAmend() {
		p.ask.Buttons = append(p.ask.Buttons, widget.Button{Key: "a", Label: env.T("Add to them")})
	}
	if p.mail != nil && len(p.mail.All) > 0 && r.mailsHere(env) {
		p.ask.Buttons = append(p.ask.Buttons, widget.Button{Key: "m", Label: env.T("Mail")})
	}
	if r.maySign() {
		p.ask.Buttons = append(p.ask.Buttons, widget.Button{Key: "s", Label: env.T("Answer them")})
	}
	p.ask.At = min(p.ask.At, len(p.ask.Buttons)-1)
}

// maySign reports whether the viewer can answer the minutes now.
func (r *Room) maySign() bool {
	return r.meeting().Stage == meeting.Sent && !r.view().Viewer().Shared && r.may(meeting.AnswerThings)
}

// mayAmend reports whether the viewer can add to the minutes, which are final.
func (r *Room) mayAmend() bool {
	return r.meeting().Stage == meeting.Final && !r.view().Viewer().Shared && r.may(meeting.AnswerThings)
}

// amend adds to final minutes.
func (r *Room) amend(env *Env) []Action {
	f := widget.NewForm(env.Theme, env.T("Add to the final minutes"), env.T("Add"), env.T("Back"),
		&widget.Field{ID: "words", Label: env.T("What to add"), Hint: env.T("it stands after the minutes, under your name; they stay as they are"), Kind: widget.TextField})
	return r.ask(env, f, "amend", func(_ *Env, r *Room) ([]meeting.Command, error) {
		return []meeting.Command{meeting.AmendMinutes{Meeting: r.id, Words: f.Value("words")}}, nil
	}, func(env *Env, r *Room, _ meeting.Result) []Action {
		r.Notice(env.T("Added to the minutes, under your name."))
		return nil
	})
}

// minutesWords are the minutes as text: who was there, item by item, what was decided, what people answered.
func (r *Room) minutesWords(env *Env) string {
	m, v := r.meeting(), r.view()
	var b strings.Builder
	part := func(lines ...string) {
		for _, l := range lines {
			if l != "" {
				b.WriteString(l + "\n")
			}
		}
	}
	full := func(f meeting.Field) string { return strings.TrimSpace(v.Text(f).String()) }
	head := env.Words.Time(m.At.In(env.Zone), "Monday 2 January 2006, 15:04")
	if m.Place != "" {
		head += ", " + m.Place
	}
	part(head, env.T("Chair: %s", v.NameOf(m.Chair)))
	if m.MinuteTaker != 0 {
		part(env.T("Minutes: %s", v.NameOf(m.MinuteTaker)))
	}
	var here, away []string
	for _, at := range m.Attendance {
		name := v.NameOf(at.Member)
		if at.Way.Present() {
			here = append(here, name)
			continue
		}
		if name += ": " + env.T(at.Way.Msg()); at.Note != "" {
			name += " (" + at.Note + ")"
		}
		away = append(away, name)
	}
	if len(here) > 0 {
		part(env.T("There: %s", env.Words.List(here)))
	}
	part(away...)
	if s := full(meeting.Field{ID: m.ID, Part: meeting.Views}); s != "" {
		by := ""
		if m.ViewsHow != "" {
			by = " (" + m.ViewsHow + ")"
		}
		part("\n"+env.T("The child's views")+by, s)
	}
	quiet := false
	for i, it := range m.Agenda {
		words := full(meeting.Field{ID: it.ID, Part: meeting.Summary})
		if words == "" {
			words = full(notesField(it.ID))
		}
		var decided []string
		for _, d := range v.Decisions {
			if d.Meeting == m.ID && d.Item == it.ID {
				decided = append(decided, r.decisionWords(d))
			}
		}
		head := fmt.Sprintf("%d  %s", i+1, it.Title)
		if words == "" && len(decided) == 0 {
			head += " · " + env.T("nothing noted")
			if !quiet {
				head = "\n" + head
			}
			quiet = true
		} else {
			head, quiet = "\n"+head, false
		}
		part(append([]string{head, words}, decided...)...)
	}
	for _, d := range v.Decisions {
		if d.Meeting == m.ID && m.Index(d.Item) < 0 {
			part("\n" + r.decisionWords(d))
		}
	}
	if s := full(meeting.Field{ID: m.ID, Part: meeting.LastWord}); s != "" {
		part("\n"+env.T("The family's last word"), s)
	}
	switch {
	case !m.Next.IsZero():
		part("\n" + env.T("Next meeting: %s", env.Words.Time(m.Next.In(env.Zone), "Monday 2 January 2006, 15:04")))
	case m.NoNext != "":
		part("\n" + env.T("No next date: %s", m.NoNext))
	}
	if len(m.Signed) > 0 {
		part("\n" + env.T("What people answered"))
		for _, s := range m.Signed {
			part(r.signedWords(s)...)
		}
	}
	if len(m.Amendments) > 0 {
		part("\n" + env.T("Added since the minutes became final"))
		for _, a := range m.Amendments {
			who := v.NameOf(a.Member)
			if a.By != 0 {
				who += " " + env.T("(written by %s)", v.NameOf(a.By))
			}
			part(env.T("%s, %s:", who, meeting.TimeIn(env.Words, a.At.In(env.Zone), env.Today())) + " " + a.Words)
		}
	}
	return strings.TrimSpace(b.String())
}

// decisionWords says a decision in a few lines.
func (r *Room) decisionWords(d *meeting.Decision) string {
	what := "“" + r.text(d.ID, meeting.Wording) + "”"
	if d.Stage != meeting.Shown {
		return r.T("Not decided: %s", what)
	}
	s := r.T("Decided: %s %s", what, r.tally(d))
	if d.Follow != "" {
		s += "\n" + r.T("What follows: %s", d.Follow.Msg())
		if d.Words != "" {
			s += ", " + d.Words
		}
	}
	return s
}

// signedWords says what somebody answered to the minutes, and the chair's reply.
func (r *Room) signedWords(s meeting.Signed) []string {
	line := r.view().NameOf(s.Member) + ": " + r.T(s.Says.Msg())
	if s.Words != "" {
		line += ", “" + s.Words + "”"
	}
	if s.By != 0 {
		line += " " + r.T("(written by %s)", r.view().NameOf(s.By))
	}
	if i, title := r.itemTitle(s.Item); i >= 0 {
		line = r.T("%s, about %d %s", line, i+1, title)
	}
	if s.Reply == "" {
		return []string{line}
	}
	return []string{line, "   " + r.T("The chair answers: %s", s.Reply)}
}

// Update scrolls, closes, or goes on to printing or answering.
func (p *minutesPage) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	p.build(env, r)
	switch p.ask.Update(msg) {
	case widget.Chosen:
		switch p.ask.Buttons[p.ask.At].Key {
		case "":
			return nil, true
		case "m":
			return r.openMailed(env, r.id), false
		case "p":
			return r.show(newPaperLines(env, "minutes "+meetingName(r.view(), r.meeting()), meetingName(r.view(), r.meeting()), r.me().Role.Family())), false
		}
		r.drop(p)
		if r.mayAmend() {
			return r.amend(env), true
		}
		return r.sign(env), true
	case widget.Cancelled:
		return nil, true
	}
	return nil, false
}

// Set shows what has changed.
func (p *minutesPage) Set(env *Env, r *Room) ([]Action, bool) {
	p.build(env, r)
	if r.meeting() == p.of {
		return nil, false
	}
	return p.askMail(env, r), false
}

// Sent does nothing: reading sends nothing.
func (p *minutesPage) Sent(*Env, *Room, meeting.Result, error) ([]Action, bool) { return nil, false }

// Draw draws the page.
func (p *minutesPage) Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	if line, warns := p.mailLine(env, r); line != "" && area.Dy() > 6 {
		style := env.Theme.Muted
		if warns {
			style = env.Theme.Warn
		}
		area.Max.Y--
		widget.Text(scr, area.Min.X+1, area.Max.Y, area.Dx()-2, style, line)
	}
	p.ask.Theme = env.Theme
	p.ask.Draw(scr, area)
}

// Keys are the keys of the page.
func (p *minutesPage) Keys() []key.Binding {
	out := []key.Binding{bind("↑↓", "scroll", "down"), bind("pgdn", "a page on", "pgdown")}
	for _, b := range p.ask.Buttons {
		switch b.Key {
		case "m":
			out = append(out, bind("m", "mail", "m"))
		case "a":
			out = append(out, bind("a", "add to them", "a"))
		case "s":
			out = append(out, bind("s", "answer them", "s"))
		}
	}
	return append(out, bind("esc", "close", "esc"))
}

// askMail asks what became of the mail about the minutes, and whether the reader gets any.
func (p *minutesPage) askMail(env *Env, r *Room) []Action {
	m := r.meeting()
	p.of = m
	if !env.Mail || r.view().Viewer().Shared || r.view().Viewer().Meeting != 0 || m.Stage == meeting.Live || r.me().Role.Family() && env.NoMail {
		return nil
	}
	return []Action{AskMailed{Meeting: m.ID, Kind: mailKind(m), to: func(env *Env, s MailedSaid) []Action {
		if s.Err == nil {
			p.mail = &s.Mail
			p.tell = p.tell || s.Mail.NoBox && !env.NoMail
			env.NoMail = env.NoMail || p.tell
			p.build(env, r)
		}
		return nil
	}}}
}

// mailLine is the line under the minutes: what became of the mail about them, or how the reader gets them by mail.
func (p *minutesPage) mailLine(env *Env, r *Room) (line string, warns bool) {
	if p.mail == nil {
		return "", false
	}
	if r.mailsHere(env) {
		line, warns = mailLine(env, p.mail.All)
	}
	if p.tell && !warns {
		line = strings.TrimPrefix(line+"  ·  "+env.T("m at home: get minutes by mail."), "  ·  ")
	}
	return line, warns
}
