package screen

import (
	"cmp"
	"slices"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// The IDs of the fields of forms about decisions and minutes.
const (
	fieldWording   = "wording"
	fieldRationale = "rationale"
	fieldSays      = "says"
	fieldFollow    = "follow"
	fieldAdvocate  = "advocate"
	fieldReadBack  = "read back"
)

// What a field says that is either so or not.
const (
	saidYes = "yes"
	saidNo  = "no"
)

// propose shows the form for a new decision, or first the decisions that there are.
func (r *Room) propose(env *Env) []Action {
	options := r.decisionOptions()
	if len(options) == 1 && options[0].ID == nobody {
		return r.proposeForm(env)
	}
	p := newPick(env, env.T("Decisions of this meeting"), options, func(env *Env, r *Room, id string) ([]Action, bool) {
		if id == nobody {
			return r.proposeForm(env), true
		}
		return r.showDecision(env, idOf(id)), true
	})
	p.fill = (*Room).decisionOptions
	return r.show(p)
}

// decisionOptions returns what d offers: the decision that waits, a new one, and those of this meeting so far.
func (r *Room) decisionOptions() []widget.Option {
	label := r.T("Propose a new decision")
	if r.may(meeting.KeepList) {
		label = r.T("Put a new decision")
	}
	var out []widget.Option
	if r.mayPropose() {
		out = append(out, widget.Option{ID: nobody, Label: label})
	}
	for _, d := range r.view().Decisions {
		if d.Meeting != r.id {
			continue
		}
		note := ""
		switch d.Stage {
		case meeting.Proposed:
			note = r.T("proposed by %s", r.view().NameOf(d.By))
		case meeting.Put:
			note = r.T("%d of %d have answered", r.view().Given(d.ID), len(d.Asked))
		case meeting.Shown:
			agree, disagree := 0, 0
			for _, g := range d.Answers {
				switch g.Answer {
				case meeting.Agree, meeting.Reservations:
					agree++
				case meeting.Disagree:
					disagree++
				}
			}
			note = r.T("%d agree, %d disagree", agree, disagree)
		}
		o := widget.Option{ID: optionOf(d.ID), Label: widget.Truncate(r.named(d.ID), 40), Note: note}
		if d == r.open() {
			out = slices.Insert(out, 0, o)
		} else {
			out = append(out, o)
		}
	}
	return out
}

// proposeForm shows the form for a new decision.
func (r *Room) proposeForm(env *Env) []Action {
	submit := env.T("Propose it")
	if r.may(meeting.KeepList) {
		submit = env.T("Put it")
	}
	f := widget.NewForm(env.Theme, "", submit, "",
		r.audienceField(meeting.Everyone), // first, so that what most decisions need is in front and ends the form
		&widget.Field{ID: fieldWording, Label: env.T("What to decide"), Kind: widget.TextField, Rows: 2, Check: required(env.T("Say what is to be decided."))},
		&widget.Field{ID: fieldRationale, Label: env.T("Why"), Kind: widget.TextField, Rows: 2},
	)
	f.FocusOn(fieldWording)
	item := r.item
	d := &formDialog{form: f, title: env.T("New decision"), draft: r.record + "/new decision", enter: true}
	d.note = func(r *Room) string {
		if r.may(meeting.KeepList) {
			if asksOn(f.Value(fieldAudience)) {
				return ""
			}
			return r.askedWords(audienceOf(f.Value(fieldAudience)))
		}
		if audienceOf(f.Value(fieldAudience)) != meeting.Everyone {
			return r.T("The chair or the minute taker puts it, if they are among those who see it.")
		}
		return r.T("The chair and the minute taker see what you propose, and put it to everyone.")
	}
	d.commands = func(_ *Env, r *Room) ([]meeting.Command, error) {
		if r.meeting().Index(item) < 0 {
			item = 0
		}
		return []meeting.Command{meeting.ProposeDecision{
			Meeting: r.id, Item: item, Wording: f.Value(fieldWording), Rationale: f.Value(fieldRationale),
			Audience: audienceOf(f.Value(fieldAudience)),
		}}, nil
	}
	d.added = func(_ *Env, r *Room, res meeting.Result) []Action {
		x := r.view().Decision(res.Added())
		switch {
		case x == nil:
		case x.Stage == meeting.Put:
			said := r.T("It is put to everyone who is here.")
			if x.Audience != meeting.Everyone {
				said = r.T("It is put to everyone who is here and sees it.")
			}
			r.pane = paneDecision
			r.Notice(said)
		case r.may(meeting.KeepList):
			r.Notice(r.T("It is noted and waits, since nobody is on the attendance list yet: fill it in with p, then put it."))
		default:
			r.Notice(r.T("It is proposed to the chair and the minute taker."))
		}
		return nil
	}
	return d.open(env, r)
}

// editDecision changes the words of a decision that has not been put.
func (r *Room) editDecision(env *Env, id meeting.ID) []Action {
	l := &liveForm{id: id, title: env.T("Proposed decision"), gone: "This decision was put or taken back meanwhile, so its words stay as they are."}
	l.there = func(r *Room) bool {
		d := r.view().Decision(id)
		return d != nil && d.Stage == meeting.Proposed
	}
	fields := []*widget.Field{l.text(env, r, meeting.Wording, env.T("What to decide"), 3), l.text(env, r, meeting.Rationale, env.T("Why"), 3)}
	fields = append(fields, l.audience(r, func(r *Room) meeting.Audience {
		a, _, _, _ := r.audienceOfEntry(id)
		return a
	})...)
	l.send = func(_ *Room, facts []*fact) []meeting.Command {
		var out []meeting.Command
		for _, f := range facts {
			out = append(out, meeting.SetAudience{Entry: id, Was: audienceOf(f.base), Audience: audienceOf(f.want)})
		}
		return out
	}
	return l.open(env, r, fields...)
}

// answer shows the form that gives an answer: the viewer's own, or that of a member for whom they write.
func (r *Room) answer(env *Env, from *decisionDialog, whose meeting.ID, a meeting.Answer) []Action {
	label, title, draft := env.T("Your answer"), env.T("Your answer"), r.record+"/answer/"+optionOf(from.id)
	note := env.T("Your answer is private until all are shown together. You can change it until then.")
	words := env.T("In your own words, if you like")
	if whose != 0 {
		name := r.view().NameOf(whose)
		label, title, draft = env.T("%s's answer", name), env.T("Answer for %s", name), draft+"/"+optionOf(whose)
		note = env.T("It says that you wrote it for %s. Read it back before you give it. It is private until all are shown together.", name)
		words = env.T("In %s's own words", name)
	}
	var options []widget.Option
	for _, x := range meeting.Answers {
		options = append(options, widget.Option{ID: string(x), Label: env.T(answerLabel(x))})
	}
	f := widget.NewForm(env.Theme, "", env.T("Give this answer"), "",
		&widget.Field{ID: fieldSays, Label: label, Kind: widget.ChoiceField, Options: options},
		&widget.Field{ID: fieldWords, Label: words, Kind: widget.TextField, Rows: 2},
	)
	f.Set(fieldSays, string(a))
	if whose == 0 { // chosen already; for somebody else the answer comes first
		f.FocusOn(fieldWords)
	}
	if x := r.view().Decision(from.id); x != nil {
		if g, ok := x.Answered(cmp.Or(whose, r.me().ID)); ok {
			f.Set(fieldWords, g.Words)
		}
	}
	d := &formDialog{form: f, title: title, draft: draft, loose: []string{fieldSays}, enter: true, note: func(*Room) string { return note }}
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		return []meeting.Command{meeting.AnswerDecision{
			Decision: from.id, Answer: meeting.Answer(f.Value(fieldSays)), Words: f.Value(fieldWords), For: whose,
		}}, nil
	}
	d.added = func(_ *Env, r *Room, _ meeting.Result) []Action {
		x := r.view().Decision(from.id)
		if whose == 0 && x != nil && x.Stage == meeting.Put {
			r.drop(d)
			r.drop(from) // back to the meeting
			r.Notice(r.T("Your answer is given. It shows when all are shown together."))
		}
		return nil
	}
	return d.open(env, r)
}

// answerable returns who has no screen of their own and can be answered for: nobody who has answered themselves.
func (r *Room) answerable(x *meeting.Decision) []*meeting.Member {
	if !r.may(meeting.WriteFor) {
		return nil
	}
	return slices.DeleteFunc(r.withoutScreen(), func(m *meeting.Member) bool {
		g, ok := x.Answered(m.ID)
		return ok && g.By == 0
	})
}

// answerFor asks for whom to answer, then what.
func (r *Room) answerFor(env *Env, from *decisionDialog) []Action {
	x := r.view().Decision(from.id)
	if x == nil {
		return nil
	}
	people := r.answerable(x)
	if len(people) == 1 {
		return r.answer(env, from, people[0].ID, meeting.Agree)
	}
	return r.show(newPick(env, env.T("For whom?"), r.memberOptions(people), func(env *Env, r *Room, id string) ([]Action, bool) {
		return r.answer(env, from, idOf(id), meeting.Agree), true
	}))
}

// followForm asks what follows from a disagreement.
func (r *Room) followForm(env *Env, id meeting.ID) []Action {
	x := r.view().Decision(id)
	if x == nil {
		return nil
	}
	fields := []*widget.Field{
		{ID: fieldFollow, Label: env.T("What follows"), Kind: widget.ChoiceField, Options: toldOptions(env.Words, meeting.Follows)},
	}
	family := slices.ContainsFunc(x.Answers, func(g meeting.Given) bool {
		m := r.view().Member(g.Member)
		return g.Answer == meeting.Disagree && m != nil && m.Agency == meeting.FamilyAgency
	})
	if family {
		fields = append(fields, &widget.Field{ID: fieldAdvocate, Label: env.T("The family was told of an advocate, and how to complain"), Kind: widget.ChoiceField, Options: []widget.Option{
			{ID: saidNo, Label: env.T("not yet")}, {ID: saidYes, Label: env.T("yes")},
		}})
	}
	fields = append(fields, &widget.Field{ID: fieldWords, Label: env.T("In words"), Kind: widget.LineField, Hint: env.T("who does what, by when")})
	f := widget.NewForm(env.Theme, "", env.T("Note it"), "", fields...)
	if x.Follow != "" {
		f.Set(fieldFollow, string(x.Follow))
	}
	if x.Advocate {
		f.Set(fieldAdvocate, saidYes)
	}
	f.Set(fieldWords, x.Words)
	d := &formDialog{form: f, title: env.T("Somebody disagreed"), draft: r.record + "/follow/" + optionOf(id)}
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		advocate := x.Advocate
		if family {
			advocate = f.Value(fieldAdvocate) == saidYes
		}
		return []meeting.Command{meeting.FollowDecision{
			Decision: id, Follow: meeting.Follow(f.Value(fieldFollow)), Words: f.Value(fieldWords), Advocate: advocate,
		}}, nil
	}
	d.added = func(*Env, *Room, meeting.Result) []Action { return nil }
	return d.open(env, r)
}
