package screen

import (
	"fmt"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// workRows makes the rows of one page of My work.
type workRows struct {
	env  *Env
	home *Home
	w    int
	rows []workRow
}

// buildWork makes the rows of the page in front. What is selected shows whole.
func (s *Home) buildWork(env *Env, w int) {
	if was := s.work.at; s.makeWork(env, w) != was {
		s.makeWork(env, w)
	}
}

// makeWork makes the rows, and returns which is selected then.
func (s *Home) makeWork(env *Env, w int) string {
	m := &workRows{env: env, home: s, w: w}
	switch s.work.tab {
	case workMine:
		m.mine()
	case workAdvice:
		m.advice()
	case workTeam:
		m.team()
	}
	s.work.rows = m.rows
	if s.work.index() < 0 {
		s.work.at = ""
		for _, r := range m.rows {
			if r.key != "" {
				s.work.at = r.key
				break
			}
		}
	}
	return s.work.at
}

// views returns the records that home shows.
func (s *Home) views() []*meeting.View {
	var out []*meeting.View
	for _, r := range s.h.Records {
		out = append(out, r.View)
	}
	return out
}

// waiting counts what others asked this person or answered them, and waits for them.
func (s *Home) waiting() int {
	n := 0
	for _, x := range s.h.Advice {
		if x.Waits {
			n++
		}
	}
	return n
}

func (m *workRows) add(r workRow) { m.rows = append(m.rows, r) }

func (m *workRows) head(head, note string) {
	t := m.env.Theme
	if len(m.rows) > 0 {
		m.add(workRow{lines: [][]widget.Run{{}}})
	}
	m.add(workRow{lines: [][]widget.Run{{{Text: head, Style: t.Accent}, {Text: "  " + note, Style: t.Muted, Grow: true}}}})
}

// lines wraps words behind a mark.
func (m *workRows) lines(mark string, markStyle, style uv.Style, said string) [][]widget.Run {
	var out [][]widget.Run
	in := widget.Width(mark)
	for i, l := range widget.Wrap(said, max(1, m.w-in-3)) {
		if i > 0 {
			mark = strings.Repeat(" ", in)
		}
		out = append(out, []widget.Run{{Text: " " + mark + "  ", Style: markStyle}, {Text: l, Style: style, Grow: true}})
	}
	return out
}

func (m *workRows) say(said string) {
	m.add(workRow{lines: m.lines(" ", m.env.Theme.Muted, m.env.Theme.Muted, said)})
}

// mine is the page of one's own work.
func (m *workRows) mine() {
	env, s, t, today := m.env, m.home, m.env.Theme, m.env.Today()
	w := s.h.Work
	if w == nil {
		return
	}
	cases := meeting.Cases(s.views(), today)
	n := meeting.Keyworks(cases)
	if w.Limit > 0 && n > w.Limit {
		m.add(workRow{lines: m.lines("!", t.Warn, t.Text, env.T("You are the keyworker of %d plans, and %d were agreed at most: talk to a service manager.", n, w.Limit))})
	}
	for _, p := range w.Attention(s.h.Weeks, today) {
		m.add(workRow{lines: m.lines("!", t.Warn, t.Text, env.Words.Say(p))})
	}
	note := env.N(n, "keyworker of %d plan", "keyworker of %d plans")
	if w.Limit > 0 {
		note = env.T("%s, %d agreed at most", note, w.Limit)
	}
	if w.Protected.Minutes > 0 {
		note = env.T("%s, with %s a week for it", note, meeting.HoursWords(w.Protected.Minutes))
	}
	m.head(env.T("Children I work with"), note)
	for _, c := range cases {
		m.child(c)
	}
	if len(cases) == 0 {
		m.say(env.T("You are no keyworker or deputy now."))
	}
	m.support(w)
}

// child is one plan of the caseload, and what waits there.
func (m *workRows) child(c *meeting.Case) {
	env, t, today, v := m.env, m.env.Theme, m.env.Today(), c.View
	mark, style := "●", t.Muted
	late := env.T("nothing waits")
	if n := c.Overdue(); n > 0 {
		mark, style, late = "!", t.Warn, env.N(n, "%d thing waits", "%d things wait")
	}
	role := env.T(v.Me.Role.Msg())
	if c.Covers {
		role = env.T("covering")
	}
	next := env.T("no meeting planned")
	if !c.Next.IsZero() {
		next = env.T("next meeting %s", meeting.DayOf(c.Next.In(env.Zone)).When(today))
	}
	runs := []widget.Run{
		{Text: " " + mark + "  ", Style: style},
		{Text: v.Called() + " · " + v.Name, Style: t.Strong, Grow: true},
		{Text: "  "},
		{Text: late, Style: style, Width: 18},
	}
	row := workRow{key: "case " + v.Name, opens: "open", lines: [][]widget.Run{runs}, open: func(env *Env) []Action {
		env.First = ""
		return []Action{OpenRecord{Record: v.Name}}
	}}
	contact := env.T("no contact noted yet")
	if c.Contact != "" {
		contact = env.T("last contact %s", c.Contact.When(today))
	}
	row.lines = append(row.lines, m.lines(" ", t.Muted, t.Muted, strings.Join([]string{role, next, contact}, " · "))...)
	m.add(row)
	if at := m.home.work.at; at != row.key && !strings.HasPrefix(at, row.key+" ") {
		return
	}
	for i, x := range c.Late {
		m.add(workRow{key: fmt.Sprintf("%s late %d %d", row.key, i, x.Entry), opens: "open", lines: m.lines("  !", t.Warn, t.Text, x.Text), open: func(*Env) []Action {
			return []Action{OpenRecord{Record: v.Name, Entry: x.Entry}}
		}})
	}
	for _, a := range c.Actions {
		said := strings.Join(strings.Fields(v.Text(meeting.Field{ID: a.ID, Part: meeting.What}).String()), " ")
		m.add(workRow{key: fmt.Sprintf("%s action %d", row.key, a.ID), opens: "open", lines: m.lines("  !", t.Warn, t.Text, env.T("Yours, was due %s: %s", a.Due.When(today), said)), open: func(*Env) []Action {
			return []Action{OpenRecord{Record: v.Name, Entry: a.ID}}
		}})
	}
}

// support is time, supervision and training.
func (m *workRows) support(w *meeting.Work) {
	env, s, t, today := m.env, m.home, m.env.Theme, m.env.Today()
	m.head(env.T("Time for it"), "")
	said := env.T("No time is kept free for it: h says how much was agreed.")
	if p := w.Protected; p.Minutes > 0 {
		said = env.T("%s a week", meeting.HoursWords(p.Minutes))
		if p.Agreed != "" {
			said = env.T("%s, agreed with %s", said, p.Agreed)
		}
		if p.Since != "" {
			said = env.T("%s, since %s", said, p.Since.When(today))
		}
	}
	m.add(workRow{key: "hours", opens: "change", lines: m.lines("◷", t.Muted, t.Text, said), open: s.editHours})

	m.head(env.T("Supervision"), env.N(s.h.Weeks, "every %d week at most", "every %d weeks at most"))
	for i := len(w.Supervision) - 1; i >= 0; i-- {
		x := w.Supervision[i]
		mark, style, said := "✓", t.Good, x.Day.In(env.Words, today)
		switch {
		case !x.Held && x.Day < today:
			mark, style, said = "!", t.Warn, env.T("%s, was planned", x.Day.When(today))
		case !x.Held:
			mark, style, said = "◌", t.Accent, env.T("%s, planned", x.Day.When(today))
		}
		if x.With != "" {
			said = env.T("%s, with %s", said, x.With)
		}
		m.add(workRow{
			key: fmt.Sprint("n ", x.N), opens: "change", lines: m.lines(mark, style, t.Text, said), drop: meeting.DropWork{N: x.N},
			back: meeting.SetSupervision{Supervision: meeting.Supervision{Day: x.Day, With: x.With, Held: x.Held}},
			open: func(env *Env) []Action { return s.editSupervision(env, x) },
		})
	}
	if len(w.Supervision) == 0 {
		m.say(env.T("None noted or planned: v adds one. Only the day is kept, never what was said."))
	}
	m.head(env.T("Training"), "")
	for i := len(w.Training) - 1; i >= 0; i-- {
		x := w.Training[i]
		mark, style, said := "✓", t.Good, x.What
		if x.Day != "" {
			said = env.T("%s, on %s", said, x.Day.When(today))
		}
		switch {
		case x.Until == "":
		case x.Until < today:
			mark, style, said = "!", t.Warn, env.T("%s, ran out on %s", said, x.Until.When(today))
		default:
			said = env.T("%s, counts until %s", said, x.Until.When(today))
		}
		m.add(workRow{
			key: fmt.Sprint("n ", x.N), opens: "change", lines: m.lines(mark, style, t.Text, said), drop: meeting.DropWork{N: x.N},
			back: meeting.SetTraining{Training: meeting.Training{What: x.What, Day: x.Day, Until: x.Until}},
			open: func(env *Env) []Action { return s.editTraining(env, x) },
		})
	}
	if len(w.Training) == 0 {
		m.say(env.T("None noted: t adds one."))
	}
}

// advice is the page of what this person asked others, and was asked.
func (m *workRows) advice() {
	env, s, t, today := m.env, m.home, m.env.Theme, m.env.Today()
	m.say(env.T(adviceWords))
	if len(s.h.Advice) == 0 {
		m.head(env.T("Nothing asked yet"), "")
		m.say(env.T("a asks a colleague or a service manager. In a record, its page “Keyworker” asks about that record."))
		return
	}
	part := ""
	for _, x := range s.h.Advice {
		head := env.T("Before")
		switch {
		case x.Waits:
			head = env.T("Waits for you")
		case x.Advice.Closed.IsZero():
			head = env.T("Open")
		}
		if head != part {
			part = head
			m.head(head, "")
		}
		key := fmt.Sprint("advice ", x.Advice.N)
		mark, style := "?", t.Accent
		switch {
		case x.Waits:
			mark, style = "!", t.Warn
		case !x.Advice.Closed.IsZero():
			mark, style = "✓", t.Good
		}
		other := called(x.With.Name, x.Title, x.Agency)
		first := env.T("%s asks you, %s", other, meeting.DayOf(x.Advice.At.In(env.Zone)).When(today))
		if x.Mine {
			first = env.T("You asked %s, %s", other, meeting.DayOf(x.Advice.At.In(env.Zone)).When(today))
		}
		if x.Advice.Record != "" {
			first = env.T("%s, about %s", first, x.Advice.Record)
		}
		row := workRow{key: key, lines: m.lines(mark, style, t.Strong, first)}
		if s.work.at == key || x.Waits { // what is selected shows whole
			row.lines = append(row.lines, m.lines(" ", t.Muted, t.Text, x.Advice.Words)...)
			for _, r := range x.Advice.Said {
				who := x.With.Name
				if r.By == s.h.Me.ID {
					who = env.T("You")
				}
				row.lines = append(row.lines, m.lines("›", t.Accent, t.Text, env.T("%s, %s: %s", who, meeting.DayOf(r.At.In(env.Zone)).When(today), r.Words))...)
			}
		} else {
			row.lines = append(row.lines, []widget.Run{{Text: "    "}, {Text: strings.Join(strings.Fields(x.Advice.Words), " "), Style: t.Muted, Grow: true}})
		}
		switch {
		case x.Waits && x.Mine:
			n := x.Advice.N
			row.opens, row.open = "I have read it", func(*Env) []Action { return s.work.serve(meeting.ReadAdvice{N: n}) }
		case x.Advice.Closed.IsZero():
			row.opens, row.open = "write", func(env *Env) []Action { return s.answerAdvice(env, x) }
		}
		if x.Advice.Closed.IsZero() {
			row.close = x.Advice.N
		}
		m.add(row)
	}
}

// adviceWords says what asking is.
const adviceWords words.Msg = "You ask one person, and nobody else reads it. They get your words and your name, and nothing of a record."

// team is the page of how much the keyworkers have to do whom this person looks after.
func (m *workRows) team() {
	env, s, t, today := m.env, m.home, m.env.Theme, m.env.Today()
	p := s.work
	switch {
	case p.waiting && p.team == nil:
		m.say(env.T("Counting over all records …"))
		return
	case p.why != "":
		m.add(workRow{lines: m.lines("!", t.Warn, t.Warn, p.why)})
		return
	case p.team == nil:
		return
	}
	m.say(env.T("Numbers that name no child: of how many plans each is the keyworker, and on how many something waits."))
	if p.team.Unread > 0 {
		m.add(workRow{lines: m.lines("!", t.Warn, t.Warn, env.N(p.team.Unread, "Not all is counted: %d record cannot be read, please tell whoever runs the service.", "Not all is counted: %d records cannot be read, please tell whoever runs the service."))})
	}
	line := func(mark string, style, text uv.Style, name, title, plans, waits, hours string) []widget.Run {
		runs := []widget.Run{{Text: " " + mark + "  ", Style: style}, {Text: name, Style: text, Width: 18}, {Text: "  "}}
		if m.w >= 100 {
			runs = append(runs, widget.Run{Text: title, Style: t.Muted, Grow: true}, widget.Run{Text: "  "})
		}
		return append(runs, widget.Run{Text: plans, Style: text, Width: 14}, widget.Run{Text: "  "}, widget.Run{Text: waits, Style: text, Width: 16}, widget.Run{Text: "  "},
			widget.Run{Text: hours, Style: t.Muted, Width: 15, Grow: m.w < 100})
	}
	m.head(env.N(len(p.team.List), "%d keyworker", "%d keyworkers"), p.team.Day.In(env.Words, today))
	m.add(workRow{lines: [][]widget.Run{line(" ", t.Muted, t.Muted, "", "", env.T("plans"), env.T("something waits"), env.T("time a week"))}})
	for _, x := range p.team.List {
		mark, style := "●", t.Muted
		if x.Load == meeting.LoadOver || len(x.Attends) > 0 {
			mark, style = "!", t.Warn
		}
		hours := env.T("none agreed")
		if x.Work.Protected.Minutes > 0 {
			hours = env.Words.Say(meeting.HoursWords(x.Work.Protected.Minutes))
		}
		runs := line(mark, style, t.Strong, x.Person.Name, called(x.Title, x.Agency), env.Words.Say(x.Plans.Phrase()), env.Words.Say(x.Late.Phrase()), hours)
		row := workRow{key: "of " + string(x.ID), opens: "what was agreed", lines: [][]widget.Run{runs}, open: func(env *Env) []Action { return s.editAgreed(env, x) }}
		if x.Load != meeting.LoadUnder {
			row.lines = append(row.lines, m.lines(" ", t.Muted, t.Text, env.T("%s: %d", x.Load.Msg(), x.Work.Limit))...)
		}
		for _, a := range x.Attends {
			row.lines = append(row.lines, m.lines(" ", t.Muted, t.Text, env.Words.Say(a))...)
		}
		m.add(row)
	}
	if len(p.team.List) == 0 {
		m.say(env.T("Nobody is a keyworker yet."))
	}
}
