package screen

import (
	"cmp"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// Looked is one look at a record, as it may be told to whoever asks.
type Looked struct {
	meeting.Look
	Who string // what they are called
	Of  string // their agency, "" for none
}

// looksDialog says who looked at a record, the newest first.
type looksDialog struct {
	page   listPage
	box    widget.Box
	list   []Looked
	come   bool // the list is there
	failed error
	turn   int
}

// openLooks asks who looked.
func openLooks(_ *Env, r *Room) []Action {
	d := &looksDialog{}
	d.page.owner, d.page.rows = d, d.rows
	return append(r.show(d), Recall{Tag: d, Looks: true})
}

// recalled takes the list.
func (d *looksDialog) recalled(a Recalled) {
	d.list, d.come, d.failed = a.Looked, true, a.Err
	d.turn++
}

func (d *looksDialog) rows(env *Env, r *Room, w int) []pageRow {
	m := &rowMaker{env: env, r: r, t: env.Theme, w: w}
	t := env.Theme
	switch {
	case d.failed != nil:
		m.say(refusalIn(env.Words, d.failed), t.Warn)
	case !d.come:
		m.say(m.T("One moment: the list is being read."), t.Muted)
	case len(d.list) == 0:
		m.say(m.T("Nobody has looked in the last three months."), t.Muted)
	default:
		m.say(m.T("Everybody who opened, read or took a copy of anything here in the last three months, the newest first. Ask %s about what you did not expect. What was changed is in the history: y.",
			cmp.Or(nameOfMember(r.view().Keyworker()), m.T("whoever runs the service"))), t.Muted)
	}
	day := meeting.Day("")
	for i := len(d.list) - 1; i >= 0; i-- {
		x := d.list[i]
		if on := meeting.DayOf(x.At.In(env.Zone)); on != day {
			day = on
			m.head(m.day(day), "")
		}
		l := line{mark: "·", markStyle: t.Muted, what: x.Said(env.Words, x.Who), whose: x.Of, when: env.clock(x.At)}
		if x.Person != "" && x.Person == r.me().Person {
			l.what, l.style = x.Said(env.Words, m.T("You")), t.Muted
		}
		switch x.Kind {
		case meeting.LookUrgent, meeting.LookRefused:
			l.mark, l.markStyle = "!", t.Warn
		case meeting.LookExported, meeting.LookSubjectAccess:
			l.mark = "▸"
		}
		m.item(pageRow{key: "look " + itoa(i)}, l)
	}
	return m.rows
}

// Update moves.
func (d *looksDialog) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	d.page.list(env, r, d.page.width(), d.turn)
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch msg.String() {
		case "esc", "ctrl+c", "enter":
			return nil, true
		case "y":
			h := newHistory(0)
			return append(r.show(h), h.begin(env)...), false
		}
		d.page.keys(msg)
	case tea.MouseWheelMsg:
		d.page.wheel(msg)
	case tea.MouseClickMsg:
		d.page.clicked(msg.X, msg.Y)
	}
	return nil, false
}

// Set leaves what is not the viewer's to see any more.
func (d *looksDialog) Set(_ *Env, r *Room) ([]Action, bool) {
	return nil, !r.view().May(meeting.SeeLooks, nil)
}

// Sent does nothing: it sends nothing.
func (d *looksDialog) Sent(*Env, *Room, meeting.Result, error) ([]Action, bool) { return nil, false }

// Draw draws the list.
func (d *looksDialog) Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	in := d.box.Draw(scr, area, env.Theme, true, widget.Run{Text: env.T("Who looked"), Style: env.Theme.TitleFocus}, widget.Run{Text: "  " + env.T("at what is here about %s", r.view().Called()), Style: env.Theme.Muted})
	d.page.draw(env, r, scr, in, d.turn)
}

// Keys are the keys of the list.
func (d *looksDialog) Keys() []key.Binding {
	return []key.Binding{bind("↑↓", "move", "up"), bind("y", "what was changed", "y"), bind("esc", "back", "esc")}
}
