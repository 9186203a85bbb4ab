package screen

import (
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

// mayReach reports whether the viewer notes how to reach a member.
func (r *Room) mayReach(id meeting.ID) bool { return id == r.me().ID || r.may(meeting.ChangeTeam) }

// openReaches shows how to reach the selected member.
func (r *Room) openReaches(env *Env) []Action {
	id := r.person
	t := &tableDialog{title: env.T("How to reach %s", r.view().NameOf(id))}
	if id == r.me().ID {
		t.title = env.T("How to reach you")
	}
	t.rows = func(env *Env, r *Room) []*widget.Item {
		th := env.Theme
		var out []*widget.Item
		for _, x := range r.view().ReachesOf(id) {
			by := ""
			if x.By != id && x.By != 0 {
				by = env.T("noted by %s", r.view().NameOf(x.By))
			}
			out = append(out, &widget.Item{ID: optionID(x.ID), Runs: []widget.Run{
				{Text: env.T(x.Kind.Msg()), Style: th.Muted, Width: 9},
				{Text: x.Text, Style: th.Text, Grow: true},
				{Text: "  " + r.audienceWords(x.Audience), Style: th.Muted},
				{Text: "  " + by, Style: th.Faint, Optional: true},
			}})
		}
		if len(out) == 0 {
			out = append(out, &widget.Item{Still: true, Runs: []widget.Run{{Text: env.T("Nothing is noted that you may see."), Style: th.Muted, Grow: true}}})
		}
		if id == r.me().ID {
			out = append(out, &widget.Item{Still: true}, &widget.Item{ID: "here", Runs: []widget.Run{
				{Text: env.T("that you are here"), Style: th.Muted, Width: 19}, {Text: r.shownTo(), Style: th.Text, Grow: true},
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
			{bind("x", "take away", "x", "delete"), func(env *Env, r *Room, row string) ([]Action, bool) {
				x := r.reach(idOf(row))
				if x == nil {
					return nil, false
				}
				gone := *x
				gone.Text = ""
				return r.show(newConfirm(env.T("Take away %s, %s?", r.reachName(x), x.Text), env.T("Take it away"), env.T("Keep it"), func(*Env, *Room) []Action {
					return send(env.T("It is not noted any more."), meeting.SetReach{Reach: gone})
				})), false
			}},
		}
	}
	return r.show(t)
}

// reachName names a contact detail in a sentence: "Sara's phone", "your phone".
func (r *Room) reachName(x *meeting.Reach) string {
	if x.Member == r.me().ID {
		return r.T("your %s", x.Kind.Msg())
	}
	return r.T("%s's %s", r.view().NameOf(x.Member), x.Kind.Msg())
}

// editReach shows the form for a contact detail; nil: a new one.
func (r *Room) editReach(env *Env, t *tableDialog, id meeting.ID, old *meeting.Reach) []Action {
	x := meeting.Reach{Member: id, Kind: meeting.ReachPhone}
	title, submit := env.T("How to reach %s", r.view().NameOf(id)), env.T("Add")
	if old != nil {
		x, submit = *old, env.T("Change")
	}
	var fields []*widget.Field
	if old == nil {
		fields = append(fields, &widget.Field{ID: fieldKind, Label: env.T("What it is"), Kind: widget.ChoiceField, Options: toldOptions(env.Words, meeting.ReachKinds)})
	}
	fields = append(fields, &widget.Field{ID: fieldWhat, Label: capital(env.T(x.Kind.Msg())), Kind: widget.LineField, Check: required(env.T("Write it down, or go back."))})
	if old == nil {
		fields[1].Label = env.T("Number or address")
		fields = append(fields, r.audienceField(x.Audience))
	}
	f := widget.NewForm(env.Theme, "", submit, "", fields...)
	f.Set(fieldWhat, x.Text)
	d := &formDialog{form: f, title: title, draft: r.record + "/reach/" + optionID(id) + "/" + optionID(x.ID)}
	d.note = func(*Room) string {
		if old != nil {
			return r.T("v, a step back, says who sees it.")
		}
		return r.T("Who does not see it finds it nowhere: no screen, no paper, no search.")
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
		r.Notice(env.T("It is noted."))
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
		return r.T("shows to %s", r.audienceMark(a))
	}
	return r.T("shows to everyone")
}

// showHere asks to whom the viewer shows that they are here.
func (r *Room) showHere(env *Env) []Action {
	was := r.view().ShowsTo()
	options := r.audienceOptions(was)
	for i, o := range options {
		switch {
		case asksOn(o.ID):
			options[i].Note = env.T("choose which")
		case audienceOf(o.ID) == was:
			options[i].Note = env.T("as it is now")
		}
	}
	shows := func(a meeting.Audience) []Action {
		if a == was {
			return nil
		}
		who := capital(r.audienceSees(a))
		return r.show(newConfirm(env.T("%s that you are here from now on. Others do not see you in the room or on the attendance list; what you say or write shows as anybody's.", who),
			env.T("Change it"), env.T("Leave it"), func(*Env, *Room) []Action {
				return send(env.T("%s that you are here.", who), meeting.ShowPresence{Audience: a})
			}))
	}
	p := newPick(env, env.T("Who sees that you are here?"), options, func(_ *Env, r *Room, option string) ([]Action, bool) {
		if asksOn(option) {
			return r.show(newWhich(r, option, was, func(_ *Env, _ *Room, a meeting.Audience) []Action { return shows(a) })), true
		}
		return shows(audienceOf(option)), true
	})
	p.menu.Select(audienceOption(was))
	return r.show(p)
}
