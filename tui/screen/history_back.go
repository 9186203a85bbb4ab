package screen

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// bringBack asks before something of an entry is made again what it was.
type bringBack struct {
	id    meeting.ID
	title string
	when  string
	was   *meeting.View
	items []returning
	at    int
	said  string
	sent  bool
	box   widget.Box
	rows  []uv.Rectangle
}

// returning is one text or fact that can be brought back.
type returning struct {
	name  string
	field meeting.Field // of a text
	fact  meeting.FactChange
	then  string // of a text
	on    bool
}

// bringBack offers what of the chosen entry is different now from what it was after the step in front.
func (h *History) bringBack(env *Env, host pastHost) {
	s := h.front()
	if s == nil || h.view == nil || h.shown != s.Seq {
		return
	}
	h.bringBackFrom(env, host, h.page().at, h.view, env.T("on %s", env.when(s.At, "2 January 2006, 15:04")))
}

func (h *History) bringBackFrom(env *Env, host pastHost, id meeting.ID, was *meeting.View, when string) {
	if id == 0 {
		host.Notice(env.T("Choose something in the plan or the notes first."))
		return
	}
	if host.locked() {
		host.Notice(env.T("Nothing can be saved just now, so nothing can be brought back."))
		return
	}
	v := host.view()
	b := &bringBack{id: id, was: was, when: when}
	for _, p := range v.TextsOf(id) {
		f := meeting.Field{ID: id, Part: p}
		if then := was.Text(f).String(); v.SeesField(f) && was.SeesField(f) && then != v.Text(f).String() {
			b.items = append(b.items, returning{name: env.T(meeting.PartName(p)), field: f, then: then, on: then != ""})
		}
	}
	for _, f := range v.FactsToBringBack(env.Words, was, id, env.Now.In(env.Zone)) {
		b.items = append(b.items, returning{name: env.T(f.Name), fact: f, on: true})
	}
	if len(b.items) == 0 {
		host.Notice(env.T("There is nothing to bring back: it says the same now, or it is not there any more."))
		return
	}
	if len(b.items) == 1 {
		b.items[0].on = true
	}
	b.title = h.entryTitle(env, v, id)
	h.back = b
}

// entryTitle is what people know an entry by.
func (h *History) entryTitle(env *Env, v *meeting.View, id meeting.ID) string {
	for _, p := range []meeting.Part{meeting.Statement, meeting.What, meeting.Wording} {
		if s := oneLine(v.Text(meeting.Field{ID: id, Part: p}).String(), 60); s != "" {
			return "“" + s + "”"
		}
	}
	if e := v.Entry(id); e != nil {
		return env.T("the %s “%s”", meeting.EntryMsg(e), oneLine(v.TitleOf(env.Words, e), 60))
	}
	switch {
	case v.Note(id) != nil:
		return env.T("the note “%s”", oneLine(v.Text(meeting.Field{ID: id, Part: meeting.Aside}).String(), 60))
	case v.Member(id) == nil && slices.ContainsFunc(v.Children, func(c meeting.Person) bool { return c.ID == id }):
		return env.T("what is said about %s", v.NameOf(id))
	}
	for _, m := range v.Meetings {
		if i := m.Index(id); i >= 0 {
			return fmt.Sprintf("“%d %s”", i+1, m.Agenda[i].Title)
		}
	}
	return env.T("this")
}

func (b *bringBack) update(env *Env, h *History, host pastHost, msg tea.Msg) []Action {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch msg.String() {
		case "esc", "q", "n":
			h.back = nil
		case "up", "k":
			b.at = max(0, b.at-1)
		case "down", "j", "tab":
			b.at = min(len(b.items)-1, b.at+1)
		case "space", "x":
			b.items[b.at].on = !b.items[b.at].on
		case "enter", "y":
			return b.send(env, h, host)
		}
	case tea.MouseClickMsg:
		for i, r := range b.rows {
			if uv.Pos(msg.X, msg.Y).In(r) {
				b.at = i
				b.items[i].on = !b.items[i].on
			}
		}
	}
	return nil
}

// send brings back what is ticked.
func (b *bringBack) send(env *Env, h *History, host pastHost) []Action {
	if b.sent {
		return nil
	}
	if host.locked() {
		b.said = env.T("Nothing can be saved just now, so nothing was brought back.")
		return nil
	}
	v := host.view()
	var cs []meeting.Command
	var facts []string
	for _, x := range b.items {
		switch {
		case !x.on:
		case x.field != meeting.Field{}:
			cs = append(cs, meeting.BringBackText(x.field, v.Text(x.field), x.then, env.Gestures.Next())...)
		default:
			facts = append(facts, string(x.fact.Name))
		}
	}
	if len(facts) > 0 {
		if c := v.BringBackFacts(b.was, b.id, facts); c != nil {
			cs = append([]meeting.Command{c}, cs...)
		}
	}
	if len(cs) == 0 {
		b.said = env.T("Nothing is ticked, so nothing was brought back.")
		return nil
	}
	b.sent = true
	return []Action{Send{Commands: cs, Tag: h}}
}

// returned takes the answer to bringing back.
func (h *History) returned(env *Env, host pastHost, err error) []Action {
	b := h.back
	if b == nil {
		return nil
	}
	b.sent = false
	if err != nil {
		b.said = refusalIn(env.Words, err)
		return nil
	}
	h.back = nil
	host.Notice(env.T("%s is again what it was %s, as your own change: u in the plan or the notes takes it back.", b.title, b.when))
	return h.again(env)
}

func (b *bringBack) keys() []key.Binding {
	out := []key.Binding{bind("⏎", "bring it back", "enter")}
	if len(b.items) > 1 {
		out = append(out, bind("↑↓", "choose", "down"), bind("space", "tick", "space"))
	}
	return append(out, bind("esc", "leave it as it is", "esc"))
}

func (b *bringBack) draw(env *Env, _ *History, host pastHost, scr uv.Screen, area uv.Rectangle) {
	t := env.Theme
	in := padded(b.box.Draw(scr, area, t, true, widget.Run{Text: env.T("Bring back"), Style: t.TitleFocus},
		widget.Run{Text: "  " + env.T("%s as it was %s", b.title, b.when), Style: t.Muted}))
	y := in.Min.Y
	put := func(base uv.Style, runs ...widget.Run) {
		if y < in.Max.Y {
			widget.Put(scr, in.Min.X, y, widget.Line(in.Dx(), base, runs...))
			y++
		}
	}
	if b.said != "" {
		for _, l := range widget.Wrap(b.said, in.Dx()) {
			put(t.Notice, widget.Run{Text: l, Grow: true})
		}
	}
	for _, l := range widget.Wrap(env.T("This is what changes. It becomes a change of your own, and can be undone."), in.Dx()) {
		put(uv.Style{}, widget.Run{Text: l, Style: t.Muted})
	}
	y++
	b.rows = b.rows[:0]
	v := host.view()
	for i, x := range b.items {
		from := y
		base := uv.Style{}
		if i == b.at {
			base = t.Selected
		}
		tick := "[ ] "
		if x.on {
			tick = "[x] "
		}
		var runs []widget.Run
		if x.field != (meeting.Field{}) {
			runs = append([]widget.Run{{Text: x.name + ": ", Style: t.Muted}}, pieceRuns(t, meeting.DiffWords(v.Text(x.field).String(), x.then), t.Text)...)
		} else {
			runs = factRuns(env, x.fact)
		}
		for k, l := range wrapRuns(runs, in.Dx()-4) {
			lead := "    "
			if k == 0 {
				lead = tick
			}
			put(base, slices.Concat([]widget.Run{{Text: lead, Style: t.Key}}, l)...)
		}
		b.rows = append(b.rows, uv.Rect(in.Min.X, from, in.Dx(), y-from))
	}
}
