package screen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/tui/widget"
)

// closeMeeting runs the closing checks and shows what is missing.
func (r *Room) closeMeeting(env *Env) []Action {
	t := &tableDialog{title: env.T("Before we close"), note: env.T("⏎ goes to what is missing")}
	t.rows = func(env *Env, r *Room) []*widget.Item {
		var out []*widget.Item
		th := env.Theme
		checks := r.view().Checks(r.id)
		if len(checks) == 0 {
			out = append(out, &widget.Item{ID: "none", Runs: []widget.Run{{Text: "✓ ", Style: th.Good}, {Text: env.T("Nothing is missing: every action has an owner and a date, and the family has been heard."), Style: th.Text, Grow: true}}})
		}
		for i, c := range checks {
			for k, l := range widget.Wrap(env.Words.Say(c.Said), 92) {
				it := &widget.Item{ID: fmt.Sprintf("%d/%d", i, k), Runs: []widget.Run{{Text: "◌ ", Style: th.Warn}, {Text: l, Style: th.Text, Grow: true}}}
				if k > 0 {
					it.ID, it.Still = "", true
					it.Runs[0] = widget.Run{Text: "  "}
				}
				out = append(out, it)
			}
		}
		return out
	}
	t.open = func(env *Env, r *Room, id string) []Action {
		n, _, _ := strings.Cut(id, "/")
		checks := r.view().Checks(r.id)
		i := int(idOf(n))
		if id == "none" || i >= len(checks) {
			return nil
		}
		return r.mend(env, t, checks[i])
	}
	t.keys = []tableKey{
		{bind("c", "close the meeting", "c"), func(env *Env, r *Room, _ string) ([]Action, bool) { return r.reallyClose(env, t), false }},
		{bind("n", "next date", "n"), func(env *Env, r *Room, _ string) ([]Action, bool) { return r.nextDate(env), false }},
		{bind("w", "last word", "w"), func(env *Env, r *Room, _ string) ([]Action, bool) {
			return r.editText(env, meeting.Field{ID: r.id, Part: meeting.LastWord}, env.T("The family's last word")), false
		}},
		{bind("v", "child's views", "v"), func(env *Env, r *Room, _ string) ([]Action, bool) { return r.childViews(env), false }},
		{bind("p", "attendance", "p"), func(env *Env, r *Room, _ string) ([]Action, bool) { return r.openAttendance(env), false }},
	}
	return r.show(t)
}

// mend goes to where a missing thing can be put right.
func (r *Room) mend(env *Env, t *tableDialog, c meeting.Check) []Action {
	switch c.Kind {
	case meeting.NoNextDate:
		return r.nextDate(env)
	case meeting.LastWordGone, meeting.FamilySilent:
		return r.editText(env, meeting.Field{ID: r.id, Part: meeting.LastWord}, env.T("The family's last word"))
	case meeting.Unconfirmed, meeting.FamilyAway:
		return r.openAttendance(env)
	case meeting.OpenDecision:
		r.drop(t)
		r.pane = paneDecision
		return r.openDecision(env)
	}
	if r.view().Action(c.Entry) != nil {
		r.pane, r.entry = panePlan, c.Entry
		r.unfold(c.Entry)
		return r.editEntry(env)
	}
	return nil
}

// reallyClose closes the meeting, asking for a reason where something is missing.
func (r *Room) reallyClose(env *Env, t *tableDialog) []Action {
	missing := len(r.view().Checks(r.id))
	if missing == 0 {
		return r.show(newConfirm(env.T("Close the meeting? The notes are then tidied, and the minutes go out."), env.T("Close it"), env.T("Not yet"), func(_ *Env, r *Room) []Action {
			r.drop(t)
			return send("", meeting.CloseMeeting{Meeting: r.id})
		}))
	}
	f := widget.NewForm(env.Theme, env.N(missing, "%d thing still missing", "%d things still missing"), env.T("Close anyway"), env.T("Go back"),
		&widget.Field{ID: "reason", Label: env.T("Why close now?"), Hint: env.T("the minutes say what was missing, and this reason"), Kind: widget.TextField})
	return r.ask(env, f, "close", func(_ *Env, r *Room) ([]meeting.Command, error) {
		if strings.TrimSpace(f.Value("reason")) == "" {
			return nil, refuse("Say why, or go back and mend what is missing.")
		}
		return []meeting.Command{meeting.CloseMeeting{Meeting: r.id, Reason: f.Value("reason")}}, nil
	}, func(_ *Env, r *Room, _ meeting.Result) []Action {
		r.drop(t)
		return nil
	})
}

// nextDate asks when the next meeting is, or why there is none.
func (r *Room) nextDate(env *Env) []Action {
	m := r.meeting()
	now := env.Now.In(env.Zone)
	f := widget.NewForm(env.Theme, env.T("The next date"), env.T("Set it"), env.T("Back"),
		&widget.Field{ID: "next", Label: env.T("When do we meet next?"), Hint: env.T("in 6 weeks 14:00, or 12 jan 10am"), Kind: widget.LineField, Check: func(v string) (string, error) {
			if strings.TrimSpace(v) == "" {
				return "", nil
			}
			t, err := meeting.ParseTime(v, now)
			if err != nil {
				return "", err
			}
			return env.Words.Time(t, "Monday 2 January 2006 at 15:04"), nil
		}},
		&widget.Field{ID: "none", Label: env.T("Or why there is none"), Kind: widget.LineField})
	if !m.Next.IsZero() {
		f.Set("next", m.Next.In(env.Zone).Format("2006-01-02 15:04"))
	}
	f.Set("none", m.NoNext)
	return r.ask(env, f, "next", func(_ *Env, r *Room) ([]meeting.Command, error) {
		m := *r.meeting() // the newest: only the date is changed
		m.Next, m.NoNext = time.Time{}, f.Value("none")
		if v := strings.TrimSpace(f.Value("next")); v != "" {
			t, err := meeting.ParseTime(v, now)
			if err != nil {
				return nil, err
			}
			m.Next, m.NoNext = t.UTC(), ""
		}
		return []meeting.Command{meeting.SetMeeting{Meeting: m}}, nil
	}, nil)
}

// childViews asks how the child's views were obtained, then opens them to write.
func (r *Room) childViews(env *Env) []Action {
	m := r.meeting()
	f := widget.NewForm(env.Theme, env.T("The child's views"), env.T("Next"), env.T("Back"),
		&widget.Field{ID: "how", Label: env.T("How were they obtained?"), Hint: env.T("said so here; drew it with the teaching assistant; by a video"), Kind: widget.LineField})
	f.Set("how", m.ViewsHow)
	return r.ask(env, f, "views", func(_ *Env, r *Room) ([]meeting.Command, error) {
		m := *r.meeting() // the newest: only this is changed
		m.ViewsHow = f.Value("how")
		return []meeting.Command{meeting.SetMeeting{Meeting: m}}, nil
	}, func(env *Env, r *Room, _ meeting.Result) []Action {
		return r.editText(env, meeting.Field{ID: r.id, Part: meeting.Views}, env.T("The child's views, in their own words"))
	})
}

// textDialog edits one shared text, with everybody's carets.
type textDialog struct {
	field  meeting.Field
	title  string
	editor *widget.Editor
	kept   string // the draft as last kept
	box    widget.Box
	notes  widget.Box // of the notes that a summary sums up
}

// editText opens a shared text of the meeting.
func (r *Room) editText(env *Env, f meeting.Field, title string) []Action {
	d := &textDialog{field: f, title: title, editor: r.newEditor(env)}
	d.editor.Focus = true
	d.editor.Open(r.view().Text(f))
	if kept := env.Draft(r.draftName(f)); kept != "" {
		d.editor.Type(kept, env.Now)
		return append(r.show(d), d.pump(r)...)
	}
	return r.show(d)
}

func (d *textDialog) pump(r *Room) []Action {
	var acts []Action
	if in, ok := d.editor.Take(); ok {
		acts = append(acts, Send{Commands: []meeting.Command{intentCommand(in, d.field)}, Tag: d, Draft: Keep{r.draftName(d.field), in.Edit.Insert}})
	}
	if draft := d.editor.Draft(); draft != d.kept {
		d.kept = draft
		acts = append(acts, Keep{r.draftName(d.field), draft})
	}
	return acts
}

// Pointing tells the others where this caret is.
func (d *textDialog) Pointing() (meeting.Field, text.Caret) { return d.field, d.editor.Caret() }

// Update edits.
func (d *textDialog) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok && (k.String() == "esc" || k.String() == "ctrl+s") {
		return nil, true
	}
	if r.locked() {
		return nil, false
	}
	d.editor.Update(msg, env.Now)
	if s := d.editor.Notice(); s != "" {
		r.Notice(s)
	}
	return d.pump(r), false
}

// Set shows the newer text.
func (d *textDialog) Set(_ *Env, r *Room) ([]Action, bool) {
	d.editor.SetView(r.view().Text(d.field))
	d.editor.SetPeers(r.peers(d.field))
	return d.pump(r), false
}

// Sent goes on with what was typed meanwhile.
func (d *textDialog) Sent(_ *Env, r *Room, _ meeting.Result, err error) ([]Action, bool) {
	r.reportEditor(d.editor, d.field, err)
	return d.pump(r), false
}

// Draw draws the text.
func (d *textDialog) Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	d.editor.Theme = env.Theme
	d.editor.ShowDraft = r.u.Saved.Slow || r.locked()
	area = centred(area, 100)
	if d.field.Part == meeting.Summary && area.Dy() >= 10 { // what it sums up stands above it
		top := uv.Rect(area.Min.X, area.Min.Y, area.Dx(), area.Dy()/2)
		area.Min.Y = top.Max.Y
		in := padded(d.notes.Draw(scr, top, env.Theme, false, widget.Run{Text: env.T("Notes")}, widget.Run{Text: "  " + env.T("as they were written"), Style: env.Theme.Muted}))
		said := widget.Wrap(strings.TrimSpace(r.view().Text(notesField(d.field.ID)).String()), max(1, in.Dx()))
		for y := range min(len(said), in.Dy()) {
			l := said[y]
			if y == in.Dy()-1 && len(said) > in.Dy() {
				l = env.T("… the rest: esc, then n")
			}
			widget.Text(scr, in.Min.X, in.Min.Y+y, in.Dx(), env.Theme.Muted, l)
		}
	}
	in := d.box.Draw(scr, area, env.Theme, true, widget.Run{Text: d.title}, widget.Run{Text: "  " + env.T("everyone sees this"), Style: env.Theme.Muted})
	d.editor.Draw(scr, padded(in))
}

// Keys are the keys of the text.
func (d *textDialog) Keys() []key.Binding {
	return []key.Binding{bind("type", "it is saved as you type", ""), bind("ctrl+z", "undo", "ctrl+z"), bind("esc", "back", "esc")}
}

// tidy opens the items with their notes and summaries, for the minute taker.
func (r *Room) tidy(env *Env) []Action {
	t := &tableDialog{title: env.T("Tidying"), note: env.T("a summary for each item; everybody sees your changes")}
	t.rows = func(env *Env, r *Room) []*widget.Item {
		var out []*widget.Item
		th := env.Theme
		for i, it := range r.meeting().Agenda {
			mark, sum := "◌", r.text(it.ID, meeting.Summary)
			if sum != "" {
				mark = "✓"
			} else {
				sum = env.N(len(lines(r.view().Text(notesField(it.ID)).String())), "%d line of notes", "%d lines of notes")
			}
			out = append(out, &widget.Item{ID: optionID(it.ID), Runs: []widget.Run{
				{Text: fmt.Sprintf("%s %2d  ", mark, i+1), Style: th.Muted}, {Text: it.Title, Style: th.Text, Width: 36}, {Text: "  "}, {Text: sum, Style: th.Muted, Grow: true},
			}})
		}
		return out
	}
	t.open = func(env *Env, r *Room, id string) []Action {
		i, title := r.itemTitle(idOf(id))
		return r.editText(env, meeting.Field{ID: idOf(id), Part: meeting.Summary}, env.T("Summary · %d %s", i+1, title))
	}
	t.keys = []tableKey{
		{bind("n", "its notes", "n"), func(env *Env, r *Room, id string) ([]Action, bool) {
			i, title := r.itemTitle(idOf(id))
			return r.editText(env, notesField(idOf(id)), env.T("Notes · %d %s", i+1, title)), false
		}},
		{bind("m", "send the minutes", "m"), func(env *Env, r *Room, _ string) ([]Action, bool) { return r.sendMinutes(env), false }},
	}
	return r.show(t)
}

// sendMinutes asks until when people can answer, and sends.
func (r *Room) sendMinutes(env *Env) []Action {
	today := env.Today()
	f := widget.NewForm(env.Theme, env.T("Send the minutes"), env.T("Send"), env.T("Not yet"),
		&widget.Field{ID: "by", Label: env.T("People can answer until"), Kind: widget.LineField, Check: readDay(env.Words, today)})
	f.Set("by", r.view().AddWorking(today, r.view().ReplyDays()).In(env.Words, today))
	d := &formDialog{form: f, title: f.Title, draft: r.record + "/send"}
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		day, err := meeting.ParseDay(f.Value("by"), today)
		if err != nil {
			return nil, err
		}
		return []meeting.Command{meeting.SendMinutes{Meeting: r.id, ReplyBy: day}}, nil
	}
	d.added = func(_ *Env, r *Room, _ meeting.Result) []Action {
		r.dialogs = nil
		return nil
	}
	family := r.view().For(meeting.Everyone)
	written := family.WrittenMinutes(r.id)
	d.over = func(env *Env, w int) []string { return readingLines(env, written, family.Glossary(), w) }
	told := ""
	d.note = func(*Room) string { return told }
	return append(d.open(env, r), r.askMailed(env, r.id, meeting.MailAnswer, func(env *Env, s MailedSaid) []Action {
		told = r.mailWords(env, s.Mail.All)
		return nil
	})...)
}

// afterwards is what the chair can do once the meeting has closed.
func (r *Room) afterwards(env *Env) []Action {
	m := r.meeting()
	options := []widget.Option{{ID: "reopen", Label: env.T("Open the meeting again"), Note: env.T("with a reason")}}
	if m.Stage == meeting.Tidying {
		options = append(options, widget.Option{ID: "send", Label: env.T("Send the minutes"), Note: env.T("people can then answer them")})
	} else {
		for _, s := range m.Signed {
			if s.Says != meeting.AgreeMinutes {
				options = append(options, widget.Option{ID: optionID(s.Member), Label: env.T("Answer %s", r.view().NameOf(s.Member)), Note: env.T(s.Says.Msg()) + ": " + s.Words})
			}
		}
		options = append(options, widget.Option{ID: "final", Label: env.T("Make the minutes final"), Note: env.T("they become so by themselves, too")})
	}
	p := newPick(env, env.T("After the meeting"), options, nil)
	p.choose = func(env *Env, r *Room, id string) ([]Action, bool) {
		r.drop(p)
		switch id {
		case "reopen":
			return r.reopen(env), true
		case "send":
			return r.sendMinutes(env), true
		case "final":
			return r.finalise(env), true
		}
		return r.answerDispute(env, idOf(id)), true
	}
	return r.show(p)
}

// finalise makes the minutes final. Where the service sends mail it says first who will be told.
func (r *Room) finalise(env *Env) []Action {
	final := func(env *Env, r *Room) []Action {
		return send(env.T("The minutes are final."), meeting.FinaliseMinutes{Meeting: r.id, Today: env.Today()})
	}
	ask := r.askMailed(env, r.id, meeting.MailMinutes, func(env *Env, s MailedSaid) []Action {
		question := env.T("Make the minutes final? They stay as they are then; things can only be added.")
		if s.Err == nil {
			question = strings.TrimSpace(question + "\n\n" + r.mailWords(env, s.Mail.All))
		}
		return r.show(newConfirm(question, env.T("Make them final"), env.T("Not yet"), final))
	})
	if ask == nil {
		return final(env, r)
	}
	return ask
}

func (r *Room) reopen(env *Env) []Action {
	f := widget.NewForm(env.Theme, env.T("Open the meeting again"), env.T("Open it"), env.T("Back"),
		&widget.Field{ID: "reason", Label: env.T("Why?"), Hint: env.T("it stands in the minutes"), Kind: widget.LineField})
	return r.ask(env, f, "reopen", func(_ *Env, r *Room) ([]meeting.Command, error) {
		return []meeting.Command{meeting.ReopenMeeting{Meeting: r.id, Reason: f.Value("reason")}}, nil
	}, nil)
}

func (r *Room) answerDispute(env *Env, who meeting.ID) []Action {
	i := slices.IndexFunc(r.meeting().Signed, func(s meeting.Signed) bool { return s.Member == who })
	if i < 0 {
		return nil
	}
	s := r.meeting().Signed[i]
	f := widget.NewForm(env.Theme, r.view().NameOf(who)+": "+env.T(s.Says.Msg()), env.T("Answer"), env.T("Back"),
		&widget.Field{ID: "words", Label: s.Words, Hint: env.T("your answer stands beside it in the minutes"), Kind: widget.TextField})
	f.Set("words", s.Reply)
	return r.ask(env, f, "dispute/"+optionID(who), func(_ *Env, r *Room) ([]meeting.Command, error) {
		return []meeting.Command{meeting.AnswerDispute{Meeting: r.id, Member: who, Words: f.Value("words")}}, nil
	}, func(_ *Env, r *Room, _ meeting.Result) []Action {
		r.Notice(env.T("Your answer stands beside %s's in the minutes: r reads them.", r.view().NameOf(who)))
		return nil
	})
}

// sign answers the minutes.
func (r *Room) sign(env *Env) []Action { return r.signFor(env, 0) }

// signFor answers the minutes for a member without a keyboard; for oneself if who is 0.
func (r *Room) signFor(env *Env, who meeting.ID) []Action {
	m := r.meeting()
	title := env.T("Your answer to the minutes")
	id := r.me().ID
	if who != 0 {
		title, id = env.T("%s's answer to the minutes", r.view().NameOf(who)), who
	}
	items := []widget.Option{{ID: "0", Label: env.T("the minutes as a whole")}}
	for i, it := range m.Agenda {
		items = append(items, widget.Option{ID: optionID(it.ID), Label: fmt.Sprintf("%d %s", i+1, it.Title)})
	}
	f := widget.NewForm(env.Theme, title, env.T("Answer"), env.T("Back"),
		&widget.Field{ID: "says", Label: env.T("The minutes"), Kind: widget.ChoiceField, Options: toldOptions(env.Words, meeting.SignOffs)},
		&widget.Field{ID: "words", Label: env.T("In words"), Hint: env.T("what should be different"), Kind: widget.TextField, Rows: 2},
		&widget.Field{ID: "item", Label: env.T("About"), Kind: widget.PickField, Options: items})
	f.Set("says", string(meeting.AgreeMinutes))
	f.Set("item", "0")
	for _, s := range m.Signed {
		if s.Member == id {
			f.Set("says", string(s.Says))
			f.Set("words", s.Words)
			f.Set("item", optionID(s.Item))
		}
	}
	d := &formDialog{form: f, title: title, draft: r.record + "/sign/" + optionID(id)}
	d.note = func(r *Room) string {
		for _, s := range r.meeting().Signed {
			if s.Member == id && s.Reply != "" {
				return env.T("The chair answers: %s", s.Reply)
			}
		}
		return env.T("You can change it until %s.", r.meeting().ReplyBy.When(env.Today()))
	}
	d.commands = func(_ *Env, r *Room) ([]meeting.Command, error) {
		return []meeting.Command{meeting.SignMinutes{
			Meeting: r.id, For: who, Says: meeting.SignOff(f.Value("says")), Words: f.Value("words"), Item: idOf(f.Value("item")),
		}}, nil
	}
	d.added = func(env *Env, r *Room, _ meeting.Result) []Action {
		said := env.T("Your answer is noted. You can change it until %s.", r.meeting().ReplyBy.When(env.Today()))
		if who != 0 {
			said = env.T("%s's answer is noted. You can change it until %s.", r.view().NameOf(who), r.meeting().ReplyBy.When(env.Today()))
		}
		r.Notice(said)
		return nil
	}
	return d.open(env, r)
}
