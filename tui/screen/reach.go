package screen

import (
	"fmt"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// How to reach somebody of the team: phone, email and address, each with who sees it, so that an address can be hidden from
// one parent and not from the others. At one's own entry there is also to whom one shows that one is here.

// reach returns a contact detail that the viewer may see, or nil.
func (r *Room) reach(id meeting.ID) *meeting.Reach {
	for _, x := range r.view().Reaches {
		if x.ID == id {
			return x
		}
	}
	return nil
}

// whose names the owner of something in a sentence: "Sara's", "your".
func (r *Room) whose(id meeting.ID) string {
	if id == r.me().ID {
		return "your"
	}
	return r.view().NameOf(id) + "'s"
}

// mayReach reports whether the viewer notes how to reach a member.
func (r *Room) mayReach(id meeting.ID) bool { return id == r.me().ID || r.may(meeting.ChangeTeam) }

// openReaches shows how to reach the selected member.
func (r *Room) openReaches(env *Env) []Action {
	id := r.person
	t := &tableDialog{title: "How to reach " + r.view().NameOf(id)}
	if id == r.me().ID {
		t.title = "How to reach you"
	}
	t.rows = func(env *Env, r *Room) []*widget.Item {
		th := env.Theme
		var out []*widget.Item
		for _, x := range r.view().ReachesOf(id) {
			by := ""
			if x.By != id && x.By != 0 {
				by = "noted by " + r.view().NameOf(x.By)
			}
			out = append(out, &widget.Item{ID: optionID(x.ID), Runs: []widget.Run{
				{Text: string(x.Kind), Style: th.Muted, Width: 9},
				{Text: x.Text, Style: th.Text, Grow: true},
				{Text: "  " + r.audienceWords(x.Audience), Style: th.Muted},
				{Text: "  " + by, Style: th.Faint, Optional: true},
			}})
		}
		if len(out) == 0 {
			out = append(out, &widget.Item{Still: true, Runs: []widget.Run{{Text: "Nothing is noted that you may see.", Style: th.Muted, Grow: true}}})
		}
		if id == r.me().ID {
			out = append(out, &widget.Item{Still: true}, &widget.Item{ID: "here", Runs: []widget.Run{
				{Text: "that you are here", Style: th.Muted, Width: 19}, {Text: r.shownTo(), Style: th.Text, Grow: true},
			}})
		}
		return out
	}
	if r.mayReach(id) {
		t.open = func(env *Env, r *Room, row string) []Action {
			if row == "here" {
				return r.showHere(env)
			}
			return r.editReach(env, t, id, r.reach(idOf(row)))
		}
		t.keys = []tableKey{
			{bind("a", "add", "a"), func(env *Env, r *Room, _ string) ([]Action, bool) { return r.editReach(env, t, id, nil), false }},
			{bind("v", "who sees it", "v"), func(env *Env, r *Room, row string) ([]Action, bool) {
				if row == "here" {
					return r.showHere(env), false
				}
				return r.changeAudience(env, idOf(row)), false
			}},
			{bind("x", "take away", "x", "delete"), func(_ *Env, r *Room, row string) ([]Action, bool) {
				x := r.reach(idOf(row))
				if x == nil {
					return nil, false
				}
				gone := *x
				gone.Text = ""
				return r.show(newConfirm(fmt.Sprintf("Take away %s %s, %s?", r.whose(id), x.Kind, x.Text), "Take it away", "Keep it", func(*Env, *Room) []Action {
					return send("It is not noted any more.", meeting.SetReach{Reach: gone})
				})), false
			}},
		}
	}
	return r.show(t)
}

// editReach shows the form for a contact detail; nil: a new one.
func (r *Room) editReach(env *Env, t *tableDialog, id meeting.ID, old *meeting.Reach) []Action {
	x := meeting.Reach{Member: id, Kind: meeting.ReachPhone}
	title, submit := "How to reach "+r.view().NameOf(id), "Add"
	if old != nil {
		x, submit = *old, "Change"
	}
	var fields []*widget.Field
	if old == nil {
		fields = append(fields, &widget.Field{ID: fieldKind, Label: "What it is", Kind: widget.ChoiceField, Options: wordOptions(meeting.ReachKinds)})
	}
	fields = append(fields, &widget.Field{ID: fieldWhat, Label: capital(string(x.Kind)), Kind: widget.LineField, Check: required("Write it down, or go back.")})
	if old == nil {
		fields[1].Label = "Number or address"
		fields = append(fields, r.audienceField(x.Audience))
	}
	f := widget.NewForm(env.Theme, "", submit, "", fields...)
	f.Set(fieldWhat, x.Text)
	d := &formDialog{form: f, title: title, draft: r.record + "/reach/" + optionID(id) + "/" + optionID(x.ID)}
	d.note = func(*Room) string {
		if old != nil {
			return "v, a step back, says who sees it."
		}
		return "Who does not see it finds it nowhere: no screen, no paper, no search."
	}
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		n := x
		n.Text = f.Value(fieldWhat)
		if old == nil {
			n.Kind, n.Audience = meeting.ReachKind(f.Value(fieldKind)), audienceOf(f.Value(fieldAudience))
		}
		return []meeting.Command{meeting.SetReach{Reach: n}}, nil
	}
	d.added = func(env *Env, r *Room, _ meeting.Result) []Action {
		r.Notice("It is noted.")
		t.list.SetItems(t.rows(env, r))
		if rs := r.view().ReachesOf(id); old == nil && len(rs) > 0 {
			t.list.Select(optionID(rs[len(rs)-1].ID))
		}
		return nil
	}
	return d.open(env, r)
}

// shownTo says to whom the viewer shows that they are here.
func (r *Room) shownTo() string {
	if a := r.view().ShowsTo(); a != meeting.Everyone {
		return "shows to " + r.audienceMark(a)
	}
	return "shows to everyone"
}

// showHere asks to whom the viewer shows that they are here.
func (r *Room) showHere(env *Env) []Action {
	was := r.view().ShowsTo()
	options := r.audienceOptions(was)
	for i, o := range options {
		switch {
		case asksOn(o.ID):
			options[i].Note = "choose which"
		case audienceOf(o.ID) == was:
			options[i].Note = "as it is now"
		}
	}
	shows := func(a meeting.Audience) []Action {
		if a == was {
			return nil
		}
		who := capital(r.audienceSees(a))
		return r.show(newConfirm(who+" that you are here from now on. Others do not see you in the room or on the attendance list; what you say or write shows as anybody's.",
			"Change it", "Leave it", func(*Env, *Room) []Action {
				return send(who+" that you are here.", meeting.ShowPresence{Audience: a})
			}))
	}
	p := newPick(env, "Who sees that you are here?", options, func(_ *Env, r *Room, option string) ([]Action, bool) {
		if asksOn(option) {
			return r.show(newWhich(r, option, was, func(_ *Env, _ *Room, a meeting.Audience) []Action { return shows(a) })), true
		}
		return shows(audienceOf(option)), true
	})
	p.menu.Select(audienceOption(was))
	return r.show(p)
}
