package screen

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/tui/widget"
)

// handoverDialog goes through a handover: section by section what the record says, beside each what both keyworkers write, live; the
// new keyworker takes it on item by item.
type handoverDialog struct {
	r    *Room
	id   meeting.ID
	page listPage
	box  widget.Box
	sum  string // how much is taken on
}

// openHandover shows a handover.
func openHandover(env *Env, r *Room, id meeting.ID) []Action {
	d := &handoverDialog{r: r, id: id}
	d.page.owner = d
	d.page.rows = d.rows
	d.ready(env, r)
	return r.show(d)
}

func (d *handoverDialog) handover() *meeting.Handover {
	h, _ := d.r.view().Entry(d.id).(*meeting.Handover)
	return h
}

// takes reports whether the viewer is who takes it on.
func (d *handoverDialog) takes() bool {
	h := d.handover()
	return h != nil && h.DoneAt.IsZero() && h.To != 0 && h.To == d.r.me().ID
}

func itemKey(k meeting.ItemKey) string { return fmt.Sprintf("item %d %d %d", k.Section, k.ID, k.Part) }

// rows are the sections.
func (d *handoverDialog) rows(env *Env, r *Room, w int) []pageRow {
	m := &rowMaker{env: env, r: r, t: env.Theme, w: w}
	h, t, today := d.handover(), env.Theme, env.Today()
	if h == nil {
		return nil
	}
	brief := r.view().BriefIn(env.Words, h, today, env.Zone)
	all, left := 0, meeting.Left(brief)
	for _, s := range brief {
		all += len(s.Items)
	}
	d.sum = m.T("%d of %d taken on", all-left, all)
	if !h.DoneAt.IsZero() {
		d.sum = m.T("taken on %s", m.on(h.DoneAt))
	}
	switch {
	case !h.DoneAt.IsZero():
		m.say(m.T("This handover is done. It stays here to be read."), t.Muted)
	case d.takes() && left == 0:
		m.say(m.T("You have taken on everything in it: f says that the handover is done."), t.Good)
	case d.takes():
		m.say(m.T("Read each thing, and take it on with ⏎ once you know it. Ask %s about what you do not. What you write beside it is seen as you type.", nameOrNone(r.view(), h.From)), t.Text)
	default:
		m.say(m.T("It writes itself from the record. Write beside each part what the record does not say."), t.Text)
	}
	if h.JointOn != "" {
		m.say(m.T("Both meet the family together on %s.", m.when(h.JointOn)), t.Muted)
	}
	if len(h.Met) > 0 {
		m.say(m.T("Introduced to %s.", r.idsNames(h.Met)), t.Muted)
	}
	for i, s := range brief {
		on := 0
		for _, x := range s.Items {
			if x.Accepted != nil {
				on++
			}
		}
		note := ""
		if len(s.Items) > 0 && h.DoneAt.IsZero() {
			note = m.T("%d of %d", on, len(s.Items))
		}
		m.head(s.Title, note)
		for _, x := range s.Items {
			mark, markStyle := "◌", t.Muted
			if x.Accepted != nil {
				mark, markStyle = "✓", t.Good
			}
			more := x.More
			row := pageRow{key: itemKey(x.Key), more: func(int) [][]widget.Run {
				var out [][]widget.Run
				for _, s := range more {
					out = append(out, m.wrapped(s, 5, t.Muted)...)
				}
				if x.Accepted != nil {
					out = append(out, m.wrapped(m.T("taken on by %s on %s", r.view().NameOf(x.Accepted.By), m.on(x.Accepted.At)), 5, t.Faint)...)
				}
				return out
			}}
			if d.takes() {
				row.opens = "take it on"
				if x.Accepted != nil {
					row.opens = "put it back"
				}
				row.open = func(*Env, *Room) []Action {
					if x.Accepted == nil {
						d.page.step(1) // on to the next: it is a list to work through
					}
					return send("", meeting.AcceptHandover{Handover: h.ID, Items: []meeting.ItemKey{x.Key}, Back: x.Accepted != nil})
				}
			}
			row.lines = m.readWhole(mark, markStyle, x.Text, joinWords(x.Who, m.day(x.Day)))
			m.add(row)
		}
		if len(s.Items) == 0 {
			m.say(m.T("The record says nothing of this yet."), t.Faint)
		}
		m.text(meeting.Field{ID: h.ID, Part: meeting.HandoverSections[i].Part}, m.T("Besides, in our own words"), m.T("what the record does not say"))
	}
	return m.rows
}

// readWhole is something that is read whole: its words in as many lines as they take, and after them what is told of it.
func (m *rowMaker) readWhole(mark string, st uv.Style, words, after string) [][]widget.Run {
	var out [][]widget.Run
	for i, l := range widget.Wrap(strings.Join(strings.Fields(words), " "), max(8, m.w-6)) {
		lead := " " + mark + " "
		if i > 0 {
			lead = "   "
		}
		out = append(out, []widget.Run{{Text: lead, Style: st}, {Text: l, Style: m.t.Text}})
	}
	switch n := len(out); {
	case after == "":
	case n > 0 && 3+widget.Width(out[n-1][1].Text)+3+widget.Width(after) < m.w-2:
		out[n-1] = append(out[n-1], widget.Run{Text: "   " + after, Style: m.t.Muted})
	default:
		out = append(out, []widget.Run{{Text: "   " + after, Style: m.t.Muted, Grow: true}})
	}
	return out
}

// joinWords puts what there is of words beside each other.
func joinWords(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), " · ")
}

// section returns which section the selected row stands in.
func (d *handoverDialog) section() (int, bool) {
	x := d.page.selected()
	if x == nil {
		return 0, false
	}
	var k meeting.ItemKey
	if _, err := fmt.Sscanf(x.key, "item %d %d %d", &k.Section, &k.ID, &k.Part); err == nil {
		return k.Section, true
	}
	for i, s := range meeting.HandoverSections {
		if x.field.Part == s.Part {
			return i, true
		}
	}
	return 0, false
}

func (d *handoverDialog) bindings() []bound {
	r, h := d.r, d.handover()
	if h == nil {
		return []bound{{key: bind("esc", "back", "esc")}}
	}
	var out []bound
	add := func(k key.Binding, do func(*Env) []Action) { out = append(out, bound{key: k, do: do}) }
	x := d.page.selected()
	switch {
	case x == nil:
	case x.open != nil:
		add(bind("⏎", x.opens, "enter", "x", "space"), func(env *Env) []Action { return x.open(env, r) })
	case x.field != (meeting.Field{}) && r.view().May(meeting.KeepRecord, nil) && h.DoneAt.IsZero():
		add(bind("⏎", "write here", "enter", "e"), func(env *Env) []Action { return d.page.start(env, r, x.field) })
	}
	if d.takes() {
		if i, ok := d.section(); ok {
			add(bind("A", "take on all of this part", "A"), func(env *Env) []Action { return d.takeSection(env, i) })
		}
		add(bind("f", "handover done", "f"), func(env *Env) []Action {
			if d.toNext(env) {
				return nil
			}
			said := env.T("The handover is done: you have taken on everything.")
			if kw := r.view().Keyworker(); kw != nil && kw.ID != r.me().ID {
				said += " " + env.T("%s is the keyworker until they say that it is you: page 5, a.", kw.Name)
			}
			return send(said, meeting.FinishHandover{Handover: d.id, Zone: env.Zone})
		})
	}
	if h.DoneAt.IsZero() && (d.takes() || h.From == r.me().ID || r.view().May(meeting.LeadRecord, nil)) {
		add(bind("s", "to whom, met whom", "s"), func(env *Env) []Action { return d.settings(env) })
	}
	add(bind("y", "history", "y"), func(env *Env) []Action { p := newHistory(d.id); return append(r.show(p), p.begin(env)...) })
	return append(out, bound{key: bind("esc", "back", "esc", "ctrl+c")})
}

// toNext goes to the first thing that is not taken on yet; false if there is none.
func (d *handoverDialog) toNext(env *Env) bool {
	brief := d.r.view().Brief(d.handover(), env.Today(), env.Zone)
	for _, s := range brief {
		for _, x := range s.Items {
			if x.Accepted == nil {
				d.page.at, d.page.free = itemKey(x.Key), false
				d.r.Notice(env.N(meeting.Left(brief), "%d thing in it that you have not taken on yet: here it is.", "%d things in it that you have not taken on yet: here is the first."))
				return true
			}
		}
	}
	return false
}

// takeSection takes on what is left of a section.
func (d *handoverDialog) takeSection(env *Env, i int) []Action {
	brief := d.r.view().Brief(d.handover(), env.Today(), env.Zone)
	var keys []meeting.ItemKey
	for _, x := range brief[i].Items {
		if x.Accepted == nil {
			keys = append(keys, x.Key)
		}
	}
	if len(keys) == 0 {
		d.r.Notice(env.T("You have taken on all of this part already."))
		return nil
	}
	return send(env.N(len(keys), "%d thing taken on.", "%d things taken on."), meeting.AcceptHandover{Handover: d.id, Items: keys})
}

// settings asks to whom it goes, when both met the family, and who was introduced.
func (d *handoverDialog) settings(env *Env) []Action { return handoverForm.openEdit(env, d.r, d.id) }

var handoverForm = &entryForm[meeting.Handover]{
	kind:  "Handover",
	head:  func(x *meeting.Handover) *meeting.Head { return &x.Head },
	entry: func(x *meeting.Handover) meeting.Entry { return x },
	set:   func(x meeting.Handover) meeting.Command { return meeting.SetHandover{Handover: x} },
	find: func(v *meeting.View, id meeting.ID) *meeting.Handover {
		x, _ := v.Entry(id).(*meeting.Handover)
		return x
	},
	fields: []entryField[meeting.Handover]{
		memberField("to", "To whom", "not known yet", func(x *meeting.Handover) *meeting.ID { return &x.To }),
		dated("joint", "Meet together", func(x *meeting.Handover) *meeting.Day { return &x.JointOn }),
		withField("Introduced to", true, func(x *meeting.Handover) *[]meeting.ID { return &x.Met }),
	},
}

// beginHandover asks to whom the record is handed over.
func beginHandover(env *Env, r *Room) []Action {
	options := []widget.Option{{ID: nobody, Label: env.T("not known yet")}}
	for _, o := range r.teamOptions("")[1:] {
		if m := r.view().Member(idOf(o.ID)); m != nil && !m.Role.Family() && m.Role != meeting.Supporter && m.Role != meeting.Keyworker {
			options = append(options, o)
		}
	}
	f := widget.NewForm(env.Theme, "", env.T("Begin"), "",
		&widget.Field{ID: "to", Label: env.T("To whom"), Kind: widget.PickField, Options: options, Hint: env.T("type a name")}, r.audienceField(meeting.Everyone))
	f.Set("to", nobody)
	f.Set(fieldAudience, audienceOption(meeting.Everyone))
	d := &formDialog{form: f, title: env.T("New handover"), enter: true}
	d.note = func(*Room) string {
		return env.T("It writes itself from the record, for each reader from what they may see. You both write beside it, and the new keyworker takes it on item by item.")
	}
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		return []meeting.Command{meeting.BeginHandover{To: idOf(f.Value("to")), Audience: audienceOf(f.Value(fieldAudience))}}, nil
	}
	d.added = func(env *Env, r *Room, res meeting.Result) []Action {
		r.Notice(env.T("The handover is begun."))
		if _, ok := r.view().Entry(res.Added()).(*meeting.Handover); ok {
			return openHandover(env, r, res.Added())
		}
		return nil
	}
	return d.open(env, r)
}

// Update takes a key, a paste or a mouse message.
func (d *handoverDialog) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	d.page.list(env, r, d.page.width(), 0)
	if acts, used := d.page.write(env, r, msg); used {
		return acts, false
	} else if len(acts) > 0 {
		more, done := d.Update(env, r, msg)
		return append(acts, more...), done
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if s := msg.String(); s == "esc" || s == "ctrl+c" {
			return nil, true
		}
		if d.page.keys(msg) {
			return nil, false
		}
		if do := pressed(d.bindings(), msg); do != nil {
			return do(env), false
		}
	case tea.MouseWheelMsg:
		d.page.wheel(msg)
	case tea.MouseClickMsg:
		if row, again := d.page.clicked(msg.X, msg.Y); row != nil && msg.Button == tea.MouseLeft && (again || row.field != (meeting.Field{})) {
			if bs := d.bindings(); len(bs) > 0 && bs[0].do != nil && bs[0].key.Help().Key == "⏎" {
				return bs[0].do(env), false
			}
		}
	}
	return nil, false
}

// Set follows what others do.
func (d *handoverDialog) Set(env *Env, r *Room) ([]Action, bool) {
	if d.handover() == nil {
		r.Notice(env.T("This handover is not there any more."))
		return d.page.stop(env, r), true
	}
	return d.page.renew(env, r), false
}

// Sent takes the answer to what was written.
func (d *handoverDialog) Sent(env *Env, r *Room, _ meeting.Result, err error) ([]Action, bool) {
	return d.page.sent(env, r, err), false
}

// Pointing says which shared text is being written, and where.
func (d *handoverDialog) Pointing() (meeting.Field, text.Caret) { return d.page.pointing() }

// ready makes the rows, which say what keys work.
func (d *handoverDialog) ready(env *Env, r *Room) { d.page.list(env, r, d.page.width(), 0) }

// Draw draws the sections.
func (d *handoverDialog) Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	h := d.handover()
	if h == nil {
		return
	}
	t := env.Theme
	d.page.list(env, r, area.Dx()-2, 0)
	title := env.T("Handover")
	switch from := h.From != 0 && area.Dx() >= 76; {
	case from && h.To != 0:
		title = env.T("Handover from %s to %s", r.view().NameOf(h.From), r.view().NameOf(h.To))
	case from:
		title = env.T("Handover from %s", r.view().NameOf(h.From))
	case h.To != 0:
		title = env.T("Handover to %s", r.view().NameOf(h.To))
	}
	in := d.box.Draw(scr, area, t, true, widget.Run{Text: title, Style: t.TitleFocus}, widget.Run{Text: "  " + d.sum + " · " + r.audienceWords(h.Audience), Style: t.Muted})
	d.page.draw(env, r, scr, in, 0)
}

// Keys are the keys that work now.
func (d *handoverDialog) Keys() []key.Binding {
	if d.page.edit != nil {
		return d.page.writingKeys()
	}
	var out []key.Binding
	for _, b := range d.bindings() {
		out = append(out, b.key)
	}
	return slices.Clip(out)
}
