package screen

import (
	"slices"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// editEntry shows what there is of the selected entry, to change it.
func (r *Room) editEntry(env *Env) []Action {
	v := r.view()
	switch {
	case v.Need(r.entry) != nil:
		return r.editNeed(env, r.entry)
	case v.Outcome(r.entry) != nil:
		return r.editOutcome(env, r.entry)
	case v.Action(r.entry) != nil:
		return r.editAction(env, r.entry)
	}
	r.Notice(env.T("Choose something in the plan first."))
	return nil
}

// editAction shows an action.
func (r *Room) editAction(env *Env, id meeting.ID) []Action {
	now := func(r *Room) meeting.Action {
		if a := r.view().Action(id); a != nil {
			return *a
		}
		return meeting.Action{}
	}
	a := now(r)
	l := &liveForm{id: id, gone: outOfPlan, title: env.T("Action"), there: func(r *Room) bool { return r.view().Action(id) != nil }}
	fields := []*widget.Field{l.text(env, r, meeting.What, env.T("What to do"), 2)}
	add := func(x *widget.Field, read func(*Room) string) *fact {
		fields = append(fields, x)
		return l.fact(x, read)
	}
	who := r.ownerField()
	who.Check = func(s string) (string, error) {
		if a := now(r); s == ownerOption(&a) {
			return "", nil // the option itself says what they answered
		}
		return r.ownerWords(s), nil
	}
	owner := add(who, func(r *Room) string { a := now(r); return ownerOption(&a) })
	l.offer = func(r *Room) {
		a := now(r)
		who.Options = r.ownerOptions()
		if a.Owner != 0 {
			i := slices.IndexFunc(who.Options, func(o widget.Option) bool { return o.ID == optionOf(a.Owner) })
			if i < 0 { // somebody who has left
				who.Options = append(who.Options, widget.Option{ID: optionOf(a.Owner), Label: r.view().NameOf(a.Owner), Note: r.T("not on the team any more")})
				i = len(who.Options) - 1
			}
			who.Options[i].Note = r.consentWords(a) + " · " + who.Options[i].Note
		}
		field(l.form, fieldPlace).Options = r.placeOptions()
	}
	if a.Owner != 0 {
		if x := r.answerField(a); x != nil {
			said := add(x, func(r *Room) string { return consentOption(now(r).Consent) })
			said.value = func(s string) (string, error) {
				switch {
				case s == said.base:
				case now(r).Owner != a.Owner || owner.changed():
					return s, refuse("This action has another owner now, who answers for themselves.")
				case s == noAnswer:
					return s, refuse("An answer that was given can be changed, but not taken away.")
				}
				return s, nil
			}
		}
	}
	add(dayField(env, env.Today(), "By when"), func(r *Room) string { return string(now(r).Due) }).day(env)
	add(&widget.Field{ID: fieldStatus, Label: env.T("How far it is"), Kind: widget.ChoiceField, Options: toldOptions(env.Words, meeting.ActionStatuses)},
		func(r *Room) string { return string(now(r).Status) })
	fields = append(fields, l.text(env, r, meeting.Blocks, env.T("What blocks it"), 2),
		l.text(env, r, meeting.Progress, env.T("How it goes"), 3), l.text(env, r, meeting.NextStep, env.T("Next step"), 2))
	add(r.placeField(env.T("What it is for"), r.placeOptions()), func(r *Room) string { return optionOf(now(r).Under) })
	fields = append(fields, l.audience(r, func(r *Room) meeting.Audience { return now(r).Audience })...)
	l.send = func(r *Room, facts []*fact) []meeting.Command {
		x := now(r)
		var answer, out []meeting.Command
		for _, f := range facts {
			switch v := f.want; f.field.ID {
			case fieldOwner:
				setOwner(&x, v)
			case fieldDue:
				x.Due = meeting.Day(v)
			case fieldStatus:
				x.Status = meeting.ActionStatus(v)
			case fieldPlace:
				x.Under = idOf(v)
			case fieldAudience:
				x.Audience = audienceOf(v)
			case fieldAnswer:
				c := meeting.AnswerAction{Action: id, Consent: meeting.Consent(v)}
				if a.Owner != r.me().ID {
					c.For = a.Owner
				}
				answer = append(answer, c)
			}
		}
		if len(facts) > len(answer) {
			out = append(out, meeting.SetAction{Action: x})
		}
		return append(out, answer...)
	}
	return l.open(env, r, fields...)
}

// consentWords says what an action's owner has said.
func (r *Room) consentWords(a meeting.Action) string {
	s := r.T("asked, no answer yet")
	switch a.Consent {
	case meeting.Agreed:
		s = r.T("said yes")
	case meeting.Declined:
		s = r.T("said no")
	}
	if a.SaidBy != 0 {
		s = r.T("%s, written by %s", s, r.view().NameOf(a.SaidBy))
	}
	return s
}

func consentOption(c meeting.Consent) string {
	if c == "" {
		return noAnswer
	}
	return string(c)
}

// answerField asks whether the owner takes an action on; nil if the viewer cannot answer that.
func (r *Room) answerField(a meeting.Action) *widget.Field {
	var label string
	yes, no := r.T("yes, I take this on"), r.T("no")
	switch {
	case a.Owner == r.me().ID && r.may(meeting.AnswerThings) && !r.view().Viewer().Shared:
		label = r.T("Your answer")
	case r.writtenFor(a.Owner) && (a.Consent == meeting.Asked || a.SaidBy != 0):
		label = r.T("%s's answer", r.view().NameOf(a.Owner))
		yes, no = r.T("yes, read back"), r.T("no, read back")
	default:
		return nil
	}
	return &widget.Field{ID: fieldAnswer, Label: label, Kind: widget.ChoiceField, Options: []widget.Option{
		{ID: noAnswer, Label: r.T("no answer yet")}, {ID: string(meeting.Agreed), Label: yes}, {ID: string(meeting.Declined), Label: no},
	}}
}

// editOutcome shows an outcome.
func (r *Room) editOutcome(env *Env, id meeting.ID) []Action {
	now := func(r *Room) meeting.Outcome {
		if o := r.view().Outcome(id); o != nil {
			return *o
		}
		return meeting.Outcome{}
	}
	l := &liveForm{id: id, gone: outOfPlan, title: env.T("Outcome"), there: func(r *Room) bool { return r.view().Outcome(id) != nil }}
	fields := []*widget.Field{
		l.text(env, r, meeting.What, env.T("The outcome"), 2),
		l.text(env, r, meeting.Words, env.T("Own words"), 2),
		l.text(env, r, meeting.Measure, env.T("How we'll know"), 2),
	}
	add := func(x *widget.Field, read func(*Room) string) *fact {
		fields = append(fields, x)
		return l.fact(x, read)
	}
	for _, side := range meeting.Sides {
		if r.id == 0 { // a score is one meeting's
			break
		}
		add(scoreField(env, side, sideLabel(side)), func(r *Room) string { return scoreOption(scoreAt(now(r), r.id, side)) })
	}
	add(scoreField(env, fieldBaseline, "At the start"), func(r *Room) string { return scoreOption(now(r).Baseline) })
	add(scoreField(env, fieldNow, "Now"), func(r *Room) string { return scoreOption(now(r).Now) })
	add(scoreField(env, fieldTarget, "Aim"), func(r *Room) string { return scoreOption(now(r).Target) })
	add(dayField(env, env.Today(), "Aimed for by"), func(r *Room) string { return string(now(r).Day) }).day(env)
	add(r.placeField(env.T("For which need"), r.needOptions()), func(r *Room) string { return optionOf(now(r).Need) })
	fields = append(fields, l.audience(r, func(r *Room) meeting.Audience { return now(r).Audience })...)
	l.send = func(r *Room, facts []*fact) []meeting.Command {
		x, set := now(r), false
		var out []meeting.Command
		for _, f := range facts {
			v, side := f.want, slices.Contains(meeting.Sides, f.field.ID)
			set = set || !side
			switch f.field.ID {
			case fieldBaseline:
				x.Baseline = scoreOf(v)
			case fieldNow:
				x.Now = scoreOf(v)
			case fieldTarget:
				x.Target = scoreOf(v)
			case fieldDue:
				x.Day = meeting.Day(v)
			case fieldPlace:
				x.Need = idOf(v)
			case fieldAudience:
				x.Audience = audienceOf(v)
			}
			if side {
				out = append(out, meeting.ScoreOutcome{Outcome: id, Score: meeting.Score{Meeting: r.id, Side: f.field.ID, Value: scoreOf(v)}})
			}
		}
		if set {
			out = slices.Insert(out, 0, meeting.Command(meeting.SetOutcome{Outcome: x}))
		}
		return out
	}
	return l.open(env, r, fields...)
}

// sideLabel asks for one side's score at this meeting.
func sideLabel(side string) words.Msg {
	switch side {
	case "child":
		return "Child's score"
	case "parent":
		return "Parent's score"
	}
	return "Team's score"
}

// scoreAt returns a side's score of an outcome at a meeting, -1 for none.
func scoreAt(o meeting.Outcome, m meeting.ID, side string) int {
	for _, s := range o.Scores {
		if s.Meeting == m && s.Side == side {
			return s.Value
		}
	}
	return -1
}

// editNeed shows a need.
func (r *Room) editNeed(env *Env, id meeting.ID) []Action {
	now := func(r *Room) meeting.Need {
		if n := r.view().Need(id); n != nil {
			return *n
		}
		return meeting.Need{}
	}
	l := &liveForm{id: id, gone: outOfPlan, title: env.T("Need"), there: func(r *Room) bool { return r.view().Need(id) != nil }}
	fields := []*widget.Field{l.text(env, r, meeting.Statement, env.T("The need"), 2)}
	add := func(x *widget.Field, read func(*Room) string) {
		fields = append(fields, x)
		l.fact(x, read)
	}
	add(&widget.Field{ID: fieldKind, Label: env.T("Which it is"), Kind: widget.ChoiceField, Options: toldOptions(env.Words, meeting.NeedKinds)},
		func(r *Room) string { return string(now(r).Kind) })
	add(&widget.Field{ID: fieldStatus, Label: env.T("Met so far"), Kind: widget.ChoiceField, Options: toldOptions(env.Words, meeting.NeedStatuses)},
		func(r *Room) string { return string(now(r).Status) })
	add(&widget.Field{
		ID: fieldUnmet, Label: env.T("Why it is unmet"), Kind: widget.ChoiceField,
		Options: append([]widget.Option{{ID: nobody, Label: "–"}}, offeredOptions(env.Words, meeting.UnmetReasons)...),
	},
		func(r *Room) string { return orNobody(now(r).Unmet) })
	add(&widget.Field{ID: fieldView, Label: env.T("Whose view"), Kind: widget.PickField, Options: r.viewOptions(), Hint: env.T("type a name")},
		func(r *Room) string { return optionOf(now(r).View) })
	add(&widget.Field{ID: fieldDomain, Label: env.T("Part of life"), Kind: widget.ChoiceField, Options: domainOptions(r.words)},
		func(r *Room) string { return orNobody(now(r).Domain) })
	if len(r.view().Children) > 1 {
		add(&widget.Field{ID: fieldAbout, Label: env.T("About whom"), Kind: widget.ChoiceField, Options: r.childOptions()},
			func(r *Room) string { return optionOf(now(r).About) })
	}
	fields = append(fields, l.text(env, r, meeting.Evidence, env.T("What shows it"), 3))
	fields = append(fields, l.audience(r, func(r *Room) meeting.Audience { return now(r).Audience })...)
	l.send = func(r *Room, facts []*fact) []meeting.Command {
		x := now(r)
		for _, f := range facts {
			switch v := f.want; f.field.ID {
			case fieldKind:
				x.Kind = meeting.NeedKind(v)
			case fieldStatus:
				x.Status = meeting.NeedStatus(v)
			case fieldUnmet:
				x.Unmet = strings.TrimPrefix(v, nobody)
			case fieldView:
				x.View = idOf(v)
			case fieldDomain:
				x.Domain = strings.TrimPrefix(v, nobody)
			case fieldAbout:
				x.About = idOf(v)
			case fieldAudience:
				x.Audience = audienceOf(v)
			}
		}
		return []meeting.Command{meeting.SetNeed{Need: x}}
	}
	return l.open(env, r, fields...)
}

// orNobody is the option for a word, and for none.
func orNobody(s string) string {
	if s == "" {
		return nobody
	}
	return s
}
