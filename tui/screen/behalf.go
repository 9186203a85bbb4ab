package screen

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// memberOptions returns people to choose from.
func (r *Room) memberOptions(ms []*meeting.Member) []widget.Option {
	var out []widget.Option
	for _, m := range ms {
		out = append(out, widget.Option{ID: optionOf(m.ID), Label: m.Name, Note: memberNote(r.words, m)})
	}
	return out
}

// withoutScreen returns who is at the meeting without a screen of their own and can be written for.
func (r *Room) withoutScreen() []*meeting.Member {
	var out []*meeting.Member
	for _, at := range r.meeting().Attendance {
		m := r.view().Member(at.Member)
		if m == nil || !m.Current() || m.ID == r.me().ID || m.Role == meeting.Interpreter || m.Role == meeting.Observer ||
			!at.Way.Present() || at.Way == meeting.OwnScreen || r.atOwnScreen(m.ID) {
			continue
		}
		out = append(out, m)
	}
	return out
}

// atOwnScreen reports whether a member is in this room at a screen of their own.
func (r *Room) atOwnScreen(id meeting.ID) bool {
	return r.u.Presence != nil && slices.ContainsFunc(r.u.Presence.Here, func(h meeting.Here) bool {
		return h.Member == id && h.Meeting == r.id && !h.Shared
	})
}

// writtenFor reports whether the viewer may answer for somebody: they are there and have no screen of
// their own.
func (r *Room) writtenFor(id meeting.ID) bool {
	return r.may(meeting.WriteFor) && slices.ContainsFunc(r.withoutScreen(), func(m *meeting.Member) bool { return m.ID == id })
}

// behalf asks for whom to write.
func (r *Room) behalf(env *Env) []Action {
	people := r.withoutScreen()
	switch len(people) {
	case 0:
		r.Notice(env.T("Nobody on the attendance list is here without a screen of their own."))
		return nil
	case 1:
		return r.behalfOf(env, people[0].ID)
	}
	return r.show(newPick(env, env.T("For whom do you write?"), r.memberOptions(people), func(env *Env, r *Room, id string) ([]Action, bool) {
		return r.behalfOf(env, idOf(id)), true
	}))
}

// behalfOf asks what to write for somebody, where there is more than the notes.
func (r *Room) behalfOf(env *Env, id meeting.ID) []Action {
	name, m := r.view().NameOf(id), r.meeting()
	var options []widget.Option
	does := map[string]func(*Env, *Room) []Action{}
	add := func(option, label, note string, do func(*Env, *Room) []Action) {
		options = append(options, widget.Option{ID: option, Label: label, Note: note})
		does[option] = do
	}
	if r.mayPassage() {
		add("notes", env.T("Write in the notes"), r.itemWords(r.item), func(env *Env, r *Room) []Action { return r.passageFor(env, id) })
	}
	if d := r.open(); d != nil && d.Stage == meeting.Put && slices.ContainsFunc(r.answerable(d), func(m *meeting.Member) bool { return m.ID == id }) {
		add("answer", env.T("Answer the decision"), r.named(d.ID), func(env *Env, r *Room) []Action {
			return r.answer(env, &decisionDialog{id: d.ID}, id, meeting.Agree)
		})
	}
	if m.Stage == meeting.Sent {
		add("sign", env.T("Answer the minutes"), "", func(env *Env, r *Room) []Action { return r.signFor(env, id) })
	}
	switch len(options) {
	case 0:
		r.Notice(env.T("There is nothing to write for %s just now.", name))
		return nil
	case 1:
		return does[options[0].ID](env, r)
	}
	return r.show(newPick(env, env.T("For %s", name), options, func(env *Env, r *Room, option string) ([]Action, bool) {
		return does[option](env, r), true
	}))
}

// itemWords names an agenda item: "3 Actions since last time".
func (r *Room) itemWords(id meeting.ID) string {
	m := r.meeting()
	i := m.Index(id)
	if i < 0 {
		return ""
	}
	return fmt.Sprintf("%d %s", i+1, widget.Truncate(m.Agenda[i].Title, 40))
}

// passage is a text that is written apart and then added to the notes of one item.
type passage struct {
	*formDialog
	item meeting.ID
}

// newPassage returns a form whose first field, fieldWhat, goes into the notes of the item in front. While the
// room shows another item, ctrl+t takes the text there.
func newPassage(r *Room, d *formDialog) *passage {
	p := &passage{formDialog: d, item: r.item}
	d.also = func(_ *Env, r *Room, k tea.KeyPressMsg) bool {
		if k.String() != "ctrl+t" || r.item == p.item {
			return false
		}
		p.item = r.item
		return true
	}
	d.refresh = func(r *Room) {
		if r.meeting().Index(p.item) < 0 {
			p.item = r.item
		}
		d.extra = nil
		if r.item != p.item {
			d.extra = []key.Binding{bindSaid("ctrl+t", r.T("to %s instead", widget.Truncate(r.itemWords(r.item), 24)), "ctrl+t")}
		}
	}
	d.added = func(_ *Env, r *Room, _ meeting.Result) []Action {
		r.Notice(r.T("It is in the notes of %s.", r.itemWords(p.item)))
		return nil
	}
	return p
}

// passageFor shows the form for a passage in somebody else's name.
func (r *Room) passageFor(env *Env, id meeting.ID) []Action {
	name := r.view().NameOf(id)
	f := widget.NewForm(env.Theme, "", env.T("Add"), "",
		&widget.Field{ID: fieldWhat, Label: env.T("What %s says", name), Kind: widget.TextField, Rows: 5, Check: required(env.T("There is nothing to add yet."))},
		&widget.Field{ID: fieldReadBack, Label: env.T("Read back"), Kind: widget.ChoiceField, Options: []widget.Option{
			{ID: saidNo, Label: env.T("not yet")}, {ID: saidYes, Label: env.T("yes, and %s agrees with the words", name)},
		}},
	)
	d := &formDialog{form: f, title: env.T("For %s", name), draft: r.record + "/for/" + optionOf(id), enter: true}
	p := newPassage(r, d)
	d.note = func(r *Room) string {
		return r.T("It goes into the notes of %s, as %s's words, written by you.", r.itemWords(p.item), name)
	}
	d.commands = func(env *Env, _ *Room) ([]meeting.Command, error) {
		return []meeting.Command{meeting.AddPassage{
			Item: p.item, For: id, ReadBack: f.Value(fieldReadBack) == saidYes, Text: f.Value(fieldWhat), Gesture: env.Gestures.Next().N,
		}}, nil
	}
	return d.open(env, r)
}
