package screen

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
)

// changeList is what has changed since some moment, entry by entry, word by word.
type changeList struct {
	from    []since
	at      int
	was     *meeting.View // as it was then; nil while it is on its way
	now     *meeting.View // what the lines were laid out from
	width   int
	theme   *theme.Theme
	words   *words.Language
	page    page
	count   int
	alone   bool // it was opened by itself, so esc closes the history too
	tabs    []uv.Rectangle
	waiting meeting.Seq
}

// since is a moment from which on changes are told.
type since struct {
	label string
	seq   meeting.Seq
}

// openList shows what has changed since one was last here or, if nobody knows that, since the last meeting.
func (h *History) openList(env *Env, _ pastHost) []Action {
	l := &changeList{}
	if p := h.since; !p.At.IsZero() {
		l.from = append(l.from, since{env.T("I was last here (%s)", leftOff(env, p)), p.Seq})
	}
	met := false
	for _, m := range slices.Backward(h.now.Meetings) {
		if m.Closed.IsZero() || m.Stage == meeting.Live || len(l.from) > 5 {
			continue
		}
		if i := h.last(m.Closed); i >= 0 {
			word := fmt.Sprintf("%s-%d", h.now.Name, m.Number)
			if !met {
				word, met = env.T("the last meeting"), true
			}
			l.from = append(l.from, since{word + " (" + dayShort(env.Words, meeting.DayOf(m.Closed.In(env.Zone)), env.Today()) + ")", h.steps[i].Seq})
		}
	}
	l.from = append(l.from, since{env.T("the beginning"), 0})
	h.list = l
	return l.ask(h)
}

// ask asks for the record as it was then.
func (l *changeList) ask(h *History) []Action {
	l.was, l.now = nil, nil
	l.waiting = l.from[l.at].seq
	return []Action{Recall{Tag: h, Seqs: []meeting.Seq{l.waiting}, List: true}}
}

func (l *changeList) recalled(_ *Env, _ *History, a Recalled) {
	if len(a.Views) == 1 && a.Seqs[0] == l.waiting {
		l.was = a.Views[0]
	}
}

func (l *changeList) update(env *Env, h *History, host pastHost, msg tea.Msg) []Action {
	turn := func(by int) []Action {
		l.at = (l.at + by + len(l.from)) % len(l.from)
		return l.ask(h)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch msg.String() {
		case "esc", "c", "q":
			h.list = nil
			return nil
		case "tab", "right":
			return turn(1)
		case "shift+tab", "left":
			return turn(-1)
		case "up", "k":
			l.page.step(-1)
		case "down", "j":
			l.page.step(1)
		case "pgup":
			l.page.step(-8)
		case "pgdown":
			l.page.step(8)
		case "home":
			l.page.step(-1 << 20)
		case "end":
			l.page.step(1 << 20)
		case "enter":
			if id := l.page.at; id != 0 {
				h.list, h.only = nil, id
				h.rewalk()
				if len(h.walk) == 0 {
					h.only = 0
					h.rewalk()
				}
				return h.move(len(h.walk))
			}
		case "r":
			if l.was != nil {
				h.bringBackFrom(env, host, l.page.at, l.was, env.T("then"))
			}
		}
	case tea.MouseWheelMsg:
		if msg.Button == tea.MouseWheelUp {
			l.page.step(-1)
		} else {
			l.page.step(1)
		}
	case tea.MouseClickMsg:
		at := uv.Pos(msg.X, msg.Y)
		for i, t := range l.tabs {
			if at.In(t) && i != l.at {
				l.at = i
				return l.ask(h)
			}
		}
		if id := l.page.rowAt(at); id != 0 {
			l.page.at = id
		}
	}
	return nil
}

func (l *changeList) keys() []key.Binding {
	esc := bind("esc", "to the history", "esc")
	if l.alone {
		esc = bind("esc", "close", "esc")
	}
	return []key.Binding{
		bind("tab", "since when", "tab"), bind("↑↓", "choose", "down"), bind("⏎", "its history", "enter"), bind("r", "bring back", "r"), esc,
	}
}

// lay lays out the list.
func (l *changeList) lay(env *Env, h *History, w int) {
	if l.was == nil || l.now == h.now && l.width == w && l.theme == env.Theme && l.words == env.Words {
		return
	}
	l.now, l.width, l.theme, l.words = h.now, w, env.Theme, env.Words
	t := env.Theme
	cs := meeting.ChangesIn(env.Words, l.was, h.now, env.Now.In(env.Zone))
	l.count = len(cs)
	changes := map[meeting.ID]meeting.Change{}
	for _, c := range cs {
		changes[c.ID] = c
	}
	m := pageMaker{env: env, t: t, today: env.Today(), v: h.now, before: l.was, w: w, changes: changes}
	for i, c := range cs {
		if i > 0 {
			m.gap()
		}
		said := map[meeting.Sign]words.Msg{meeting.Added: "new: %s", meeting.Removed: "taken out: %s", meeting.Altered: "changed: %s"}[c.Sign]
		head := []widget.Run{{Text: env.T(said, c.Kind.Msg()) + "  ", Style: bare(signStyle(t, c.Sign))}, {Text: oneLine(c.Title, 200), Style: t.Strong}}
		if c.Under != "" {
			head = append(head, widget.Run{Text: "  " + env.T("in %s", oneLine(c.Under, 60)), Style: t.Muted})
		}
		m.add(c.ID, 0, head...)
		if s := h.whoChanged(env, c, l.from[l.at].seq); s != "" {
			m.add(c.ID, 2, widget.Run{Text: s, Style: t.Muted})
		}
		for _, f := range c.Told() {
			m.add(c.ID, 2, factRuns(env, f)...)
		}
		for _, x := range c.Texts {
			if c.Sign == meeting.Altered || x.Name != "what" {
				m.add(c.ID, 2, append([]widget.Run{{Text: env.T(x.Name) + ": ", Style: t.Muted}}, pieceRuns(t, x.Words(), t.Text)...)...)
			}
		}
	}
	if len(cs) == 0 {
		m.out = append(m.out, pageLine{sign: meeting.Kept, runs: []widget.Run{{Text: env.T("Nothing has changed since then."), Style: t.Muted}}})
	}
	l.page.lines = m.out
	if !slices.Contains(l.page.ids(), l.page.at) {
		l.page.at, l.page.top = 0, 0
		if ids := l.page.ids(); len(ids) > 0 {
			l.page.at = ids[0]
		}
	}
}

// whoChanged says who made a change, and when the last part of it was made.
func (h *History) whoChanged(env *Env, c meeting.Change, from meeting.Seq) string {
	var who []string
	when := ""
	for _, s := range h.steps {
		if s.Seq <= from || !slices.Contains(s.About, c.ID) {
			continue
		}
		for _, id := range s.By(c.ID) {
			if n := h.now.NameOf(id); !slices.Contains(who, n) {
				who = append(who, n)
			}
		}
		when = meeting.TimeIn(env.Words, s.At.In(env.Zone), env.Today())
	}
	if when == "" || len(who) == 0 {
		return when
	}
	return env.Words.List(who) + ", " + when
}

func (l *changeList) draw(env *Env, h *History, scr uv.Screen, area uv.Rectangle) {
	t, w := env.Theme, area.Dx()
	l.tabs = l.tabs[:0]
	runs := []widget.Run{{Text: " " + env.T("What changed since") + "  ", Style: t.Strong}}
	x, y := area.Min.X+widget.Width(runs[0].Text), area.Min.Y
	rows := [][]widget.Run{runs}
	for i, s := range l.from {
		st := t.Muted
		label := s.label
		if i == l.at {
			st = t.Accent
			st.Underline = uv.UnderlineSingle
		}
		if x+widget.Width(label) > area.Max.X && len(rows) < 3 {
			rows, x = append(rows, []widget.Run{{Text: "   "}}), area.Min.X+3
		}
		l.tabs = append(l.tabs, uv.Rect(x, y+len(rows)-1, widget.Width(label), 1))
		rows[len(rows)-1] = append(rows[len(rows)-1], widget.Run{Text: label, Style: st}, widget.Run{Text: "   "})
		x += widget.Width(label) + 3
	}
	for i, r := range rows {
		widget.Put(scr, area.Min.X, y+i, widget.Line(w, uv.Style{}, r...))
	}
	body := uv.Rect(area.Min.X, y+len(rows), w, max(0, area.Dy()-len(rows)))
	l.lay(env, h, w-4)
	title := []widget.Run{{Text: env.T("Since %s", l.from[l.at].label), Style: t.TitleFocus}}
	if l.was == nil {
		title = append(title, widget.Run{Text: "  …", Style: t.Muted})
	} else {
		title = append(title, widget.Run{Text: "  " + env.N(l.count, "%d change", "%d changes"), Style: t.Muted})
	}
	l.page.draw(t, scr, body, true, title...)
}
