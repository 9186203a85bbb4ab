package screen

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// An agenda item has the notes that everyone sees and, beside them, notes for fewer: asides. The notes pane shows one
// of them at a time. What is typed in an aside never ends up in the notes that everyone sees because something moved
// meanwhile: an aside that has the keys stays in front until it is left.

// noteField is the text that the notes pane shows: the notes of the item in front, or an aside.
func (r *Room) noteField() meeting.Field {
	if r.aside != 0 {
		return meeting.Field{ID: r.aside, Part: meeting.Aside}
	}
	return notesField(r.item)
}

// noteAudience is who sees what the notes pane shows.
func (r *Room) noteAudience() meeting.Audience {
	if n := r.view().Note(r.aside); n != nil {
		return n.Audience
	}
	return meeting.Everyone
}

// asides returns the notes for fewer that can be in front with the item: its own, and those whose item is off the agenda.
func (r *Room) asides() []*meeting.Note {
	m := r.meeting()
	var out []*meeting.Note
	for _, n := range r.view().Notes {
		if n.Meeting == r.id && (n.Item == r.item || m.Index(n.Item) < 0) {
			out = append(out, n)
		}
	}
	return out
}

// mayAside reports whether notes for fewer can be written now. Who may type in everybody's notes does not matter there.
func (r *Room) mayAside() bool {
	if r.view().Viewer().Shared {
		return false
	}
	switch r.meeting().Stage {
	case meeting.Live, meeting.Preparing:
		return r.may(meeting.WriteNotes)
	case meeting.Tidying:
		return r.may(meeting.WriteSummary)
	}
	return false
}

// mayWriteHere reports whether the notes in front can be written in now.
func (r *Room) mayWriteHere() bool {
	if r.aside != 0 {
		return r.mayAside()
	}
	return r.mayNotes()
}

// checkAside leaves an aside that is not there any more, or not with the item in front. Keys that were meant for it then
// go nowhere until that was read.
func (r *Room) checkAside() {
	if r.aside == 0 || slices.ContainsFunc(r.asides(), func(n *meeting.Note) bool { return n.ID == r.aside }) {
		return
	}
	was, draft := r.editing, r.notes.Discard()
	r.aside, r.editing, r.atEnd, r.notes.Focus = 0, false, false, false
	if !was && draft == "" {
		return
	}
	said := r.T("The notes that you had in front are not there for you any more. You are back at the notes that everyone sees.")
	if draft != "" {
		r.notes.Clip.Text = draft
		said += " " + r.T("What you had typed and was not saved can be put elsewhere with ctrl+v.")
	}
	r.dialogs = append(r.dialogs, &told{ask: widget.Dialog{Text: said, Buttons: []widget.Button{{Label: r.T("All right")}}}})
}

// told says something that has to be read before keys mean anything again.
type told struct{ ask widget.Dialog }

// Update closes with enter, esc or a click on the button; letters do nothing.
func (d *told) Update(_ *Env, _ *Room, msg tea.Msg) ([]Action, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok && k.String() != "enter" && k.String() != "esc" {
		return nil, false
	}
	switch d.ask.Update(msg) {
	case widget.Chosen, widget.Cancelled:
		return nil, true
	}
	return nil, false
}

// Set does nothing.
func (d *told) Set(*Env, *Room) ([]Action, bool) { return nil, false }

// Sent does nothing: it sends nothing.
func (d *told) Sent(*Env, *Room, meeting.Result, error) ([]Action, bool) { return nil, false }

// Draw draws the sentence.
func (d *told) Draw(env *Env, _ *Room, scr uv.Screen, area uv.Rectangle) {
	d.ask.Theme = env.Theme
	d.ask.Draw(scr, area)
}

// Keys are the keys that close it.
func (d *told) Keys() []key.Binding { return []key.Binding{bind("⏎", "all right", "enter")} }

// asideDialog asks which notes are to be in front: those that there are, or new ones for fewer.
func (r *Room) asideDialog(env *Env) []Action {
	item := r.item
	options := []widget.Option{{ID: optionID(0), Label: env.T("everyone"), Note: env.T("the notes that all see")}}
	have := map[meeting.Audience]bool{meeting.Everyone: true}
	for _, n := range r.asides() {
		note := env.N(len(lines(r.view().Text(meeting.Field{ID: n.ID, Part: meeting.Aside}).String())), "%d line", "%d lines")
		if n.Item == item {
			have[n.Audience] = true
		} else {
			note = env.T("of an item that is off the agenda, %s", note)
		}
		options = append(options, widget.Option{ID: optionID(n.ID), Label: r.audienceMark(n.Audience), Note: note})
	}
	if r.mayAside() {
		for _, o := range r.audienceOptions() {
			switch {
			case asksOn(o.ID):
				options = append(options, widget.Option{ID: o.ID, Label: env.T("new, for %s", o.Label), Note: env.T("choose which")})
			case !have[audienceOf(o.ID)]:
				a := audienceOf(o.ID)
				note := r.someNames(r.admitted(a, nil), 2)
				if note == "you" {
					note = ""
				}
				options = append(options, widget.Option{ID: o.ID, Label: env.T("new, for %s", r.audienceMark(a)), Note: note})
			}
		}
	}
	p := newPick(env, env.T("Notes for whom? · %s", r.itemWords(item)), options, func(env *Env, r *Room, option string) ([]Action, bool) {
		switch {
		case asksOn(option):
			return r.show(newWhich(r, option, meeting.Everyone, func(env *Env, r *Room, a meeting.Audience) []Action {
				return r.addAside(item, a)
			})), true
		case idOf(option) != 0 || option == optionID(0):
			return r.toAside(idOf(option), r.mayAside() && idOf(option) != 0), true
		}
		return r.addAside(item, audienceOf(option)), true
	})
	if len(options) > 1 {
		p.menu.Select(options[1].ID)
	}
	return r.show(p)
}

// addAside begins notes for an audience on an item, or goes to those that there are.
func (r *Room) addAside(item meeting.ID, a meeting.Audience) []Action {
	for _, n := range r.view().NotesOf(item) {
		if n.Audience == a {
			return r.toAside(n.ID, true)
		}
	}
	switch {
	case r.locked():
		r.Notice(r.T(lockedWords))
		return nil
	case r.notes.Waiting():
		r.Notice(r.T(stillSaving))
		return nil
	}
	d := &newAside{item: item, audience: a}
	acts := r.show(d)
	return append(acts, Send{Commands: []meeting.Command{meeting.AddNote{Item: item, Audience: a}}, Tag: d})
}

const stillSaving words.Msg = "What you typed here is still being saved: try again in a moment."

// newAside stands in front until notes for fewer are there, and keeps what is typed meanwhile for them: in the notes
// that everyone sees it would be out.
type newAside struct {
	item     meeting.ID
	audience meeting.Audience
	typed    string
	left     bool
}

// Update keeps what is typed.
func (d *newAside) Update(_ *Env, _ *Room, msg tea.Msg) ([]Action, bool) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch k := msg.String(); {
		case k == "esc":
			d.left = true
		case k == "enter":
			d.typed += "\n"
		case k == "backspace" && d.typed != "":
			r := []rune(d.typed)
			d.typed = string(r[:len(r)-1])
		case msg.Mod&(tea.ModCtrl|tea.ModAlt) == 0:
			d.typed += msg.Text
		}
	case tea.PasteMsg:
		d.typed += msg.Content
	}
	return nil, false
}

// Set does nothing: the answer to what it sent ends it.
func (d *newAside) Set(*Env, *Room) ([]Action, bool) { return nil, false }

// Sent goes to the notes, with what was typed.
func (d *newAside) Sent(env *Env, r *Room, res meeting.Result, err error) ([]Action, bool) {
	if err != nil {
		said := r.refusal(err)
		if d.typed != "" {
			env.Clip.Text = d.typed
			said += " " + env.T("ctrl+v puts what you typed elsewhere.")
		}
		r.Notice(said)
		return nil, true
	}
	if d.left && d.typed == "" {
		return send("", meeting.RemoveEntry{ID: res.Added()}), true
	}
	r.item = d.item
	acts := r.toAside(res.Added(), true)
	if d.typed != "" && r.aside == res.Added() {
		r.notes.Type(d.typed, env.Now)
		acts = append(acts, r.pump(env)...)
	}
	return acts, true
}

// Draw draws what is typed meanwhile.
func (d *newAside) Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	in := box(scr, centred(area, formWidth), env.Theme, true, widget.Run{Text: env.T("Notes · %s · saving…", r.audienceMark(d.audience))})
	for i, l := range widget.Wrap(d.typed, max(1, in.Dx())) {
		if i < in.Dy() {
			widget.Text(scr, in.Min.X, in.Min.Y+i, in.Dx(), env.Theme.Muted, l)
		}
	}
}

// Keys are the keys that work meanwhile.
func (d *newAside) Keys() []key.Binding { return []key.Binding{bind("esc", "back", "esc")} }

// toAside puts an aside in front, 0 for the notes that everyone sees, and gives it the keys.
func (r *Room) toAside(id meeting.ID, write bool) []Action {
	if r.notes.Waiting() {
		r.Notice(r.T(stillSaving))
		return nil
	}
	acts := r.stopNotes()
	r.aside, r.pane = id, paneNotes
	r.showNotes()
	if !write || r.locked() {
		return append(acts, r.tell()...)
	}
	return append(acts, r.startNotes()...)
}

// turnAside puts the next or the previous notes of the item in front.
func (r *Room) turnAside(by int) []Action {
	ids := []meeting.ID{0}
	for _, n := range r.asides() {
		ids = append(ids, n.ID)
	}
	if len(ids) == 1 {
		return nil
	}
	return r.toAside(ids[(slices.Index(ids, r.aside)+by+len(ids))%len(ids)], false)
}

// leftAside takes away notes for fewer that their author leaves without a word in them, unless somebody else is there.
func (r *Room) leftAside() []Action {
	n := r.view().Note(r.aside)
	f := r.noteField()
	if n == nil || n.By != r.me().ID || r.view().Text(f).Len() > 0 || r.notes.Waiting() || r.locked() || len(r.peers(f)) > 0 {
		return nil
	}
	return send("", meeting.RemoveEntry{ID: n.ID})
}

// removeAside asks before the notes for fewer in front go.
func (r *Room) removeAside(*Env) []Action {
	n := r.view().Note(r.aside)
	if n == nil {
		return nil
	}
	q := r.T("Take these notes away, for everybody who sees them? %s.", capital(r.audienceWords(n.Audience)))
	return r.show(newConfirm(q, r.T("Take them away"), r.T("Keep them"), func(*Env, *Room) []Action {
		return send(r.T("They are gone."), meeting.RemoveEntry{ID: n.ID})
	}))
}

// mayRemoveAside reports whether the notes for fewer in front are the viewer's to take away.
func (r *Room) mayRemoveAside() bool {
	n := r.view().Note(r.aside)
	if n == nil || !r.mayAside() {
		return false
	}
	author := r.view().Member(n.By)
	return n.By == r.me().ID || r.may(meeting.WriteSummary) && (author == nil || !author.Role.Family())
}

// noteTabs is the row of the notes that there are on the item, each under who sees it, where there are asides and room.
func (r *Room) noteTabs(env *Env, scr uv.Screen, in uv.Rectangle) uv.Rectangle {
	r.draw.noteAt = r.draw.noteAt[:0]
	as := r.asides()
	if len(as) == 0 || in.Dy() < 4 {
		return in
	}
	t := env.Theme
	runs := []widget.Run{}
	x := in.Min.X
	add := func(id meeting.ID, label string) {
		st := t.Muted
		if r.aside == id {
			st = t.Accent
			st.Underline = uv.UnderlineSingle
		}
		if len(runs) > 0 {
			runs, x = append(runs, widget.Run{Text: "   "}), x+3
		}
		runs = append(runs, widget.Run{Text: label, Style: st})
		r.draw.noteAt = append(r.draw.noteAt, notePlace{uv.Rect(x, in.Min.Y, widget.Width(label), 1), id})
		x += widget.Width(label)
	}
	add(0, env.T("everyone"))
	for _, n := range as {
		add(n.ID, r.audienceMark(n.Audience))
	}
	widget.Put(scr, in.Min.X, in.Min.Y, r.draw.noteRow.Line(in.Dx(), uv.Style{}, runs...))
	in.Min.Y++
	return in
}

// notePlace is where the tab of some notes stands on the screen.
type notePlace struct {
	area uv.Rectangle
	id   meeting.ID
}

// noteWords says in the border whose notes these are, and how many there are where no tabs say so.
func (r *Room) noteWords(rows int) string {
	as := r.asides()
	s := r.audienceWords(r.noteAudience())
	if r.aside != 0 {
		s = r.audienceMark(r.noteAudience())
	}
	if len(as) > 0 && rows < 4 {
		at := slices.IndexFunc(as, func(n *meeting.Note) bool { return n.ID == r.aside }) + 2
		if r.aside == 0 {
			at = 1
		}
		s += " · " + r.T("%d of %d", at, len(as)+1)
	}
	return s
}
