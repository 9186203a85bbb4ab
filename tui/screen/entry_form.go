package screen

import (
	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// A form folds the fields that are not in front to one line each, which has room for a label of 15 columns.

// The IDs of the fields that forms about the plan share.
const (
	fieldWhat     = "what"
	fieldOwner    = "owner"
	fieldAnswer   = "answer"
	fieldDue      = "due"
	fieldStatus   = "status"
	fieldPlace    = "place"
	fieldAudience = "audience"
	fieldWords    = "words"
	fieldMeasure  = "measure"
	fieldBaseline = "baseline"
	fieldNow      = "now"
	fieldTarget   = "target"
	fieldKind     = "kind"
	fieldView     = "view"
	fieldDomain   = "domain"
	fieldAbout    = "about"
	fieldEvidence = "evidence"
	fieldUnmet    = "unmet"
)

func (r *Room) ownerField() *widget.Field {
	return &widget.Field{
		ID: fieldOwner, Label: r.T("Who"), Kind: widget.PickField, Options: r.ownerOptions(), Hint: r.T("type a name"),
		Check: func(s string) (string, error) { return r.ownerWords(s), nil },
	}
}

func dayField(env *Env, today meeting.Day, label words.Msg) *widget.Field {
	return &widget.Field{
		ID: fieldDue, Label: env.T(label), Kind: widget.LineField, Hint: env.T("in 6 weeks, next friday, 24 nov"), Check: readDay(env.Words, today),
	}
}

func (r *Room) placeField(label string, options []widget.Option) *widget.Field {
	return &widget.Field{ID: fieldPlace, Label: label, Kind: widget.PickField, Options: options, Hint: r.T("type a few letters of it")}
}

// planned follows once an entry is in the plan: it is the one selected.
func planned(_ *Env, r *Room, res meeting.Result) []Action {
	if id := res.Added(); id != 0 {
		r.pane, r.entry = panePlan, id
		r.unfold(id)
		r.Notice(r.T("It is in the plan. u takes it back."))
	}
	return nil
}

// addAction shows the form for a new action, under the selection.
func (r *Room) addAction(env *Env) []Action {
	under, today := r.underSelection(), env.Today() // the day that is shown is the day that is meant
	f := widget.NewForm(env.Theme, "", env.T("Add"), "",
		&widget.Field{ID: fieldWhat, Label: env.T("What to do"), Hint: env.T("what is to be done"), Kind: widget.TextField, Rows: 2, Check: required(env.T("Say what is to be done."))},
		r.ownerField(),
		dayField(env, today, "By when"),
		&widget.Field{ID: fieldStatus, Label: env.T("How far it is"), Kind: widget.ChoiceField, Options: toldOptions(env.Words, meeting.ActionStatuses)},
		r.placeField(env.T("What it is for"), r.placeOptions()),
		r.audienceField(r.audienceAt(under)),
	)
	f.Set(fieldOwner, nobody)
	f.Set(fieldPlace, optionOf(under))
	f.Set(fieldAudience, audienceOption(r.audienceAt(under)))
	d := &formDialog{form: f, title: env.T("New action"), draft: r.record + "/new action", added: planned, enter: true}
	if under != 0 {
		d.loose = []string{fieldPlace, fieldAudience}
	}
	d.refresh = func(r *Room) {
		field(f, fieldOwner).Options, field(f, fieldPlace).Options = r.ownerOptions(), r.placeOptions()
	}
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		due, err := meeting.ParseDay(f.Value(fieldDue), today)
		if err != nil {
			return nil, err
		}
		a := meeting.Action{
			Under: idOf(f.Value(fieldPlace)), Due: due, Status: meeting.ActionStatus(f.Value(fieldStatus)),
			Audience: audienceOf(f.Value(fieldAudience)),
		}
		setOwner(&a, f.Value(fieldOwner))
		return []meeting.Command{meeting.AddAction{Action: a, What: f.Value(fieldWhat)}}, nil
	}
	return d.open(env, r)
}

func scoreField(env *Env, id string, label words.Msg) *widget.Field {
	return &widget.Field{ID: id, Label: env.T(label), Kind: widget.ChoiceField, Options: scoreOptions(), Check: func(s string) (string, error) {
		if s == noScore {
			return "", nil
		}
		return env.T("%s out of 10", s), nil
	}}
}

// addOutcome shows the form for a new outcome of the selected need.
func (r *Room) addOutcome(env *Env) []Action {
	needs, today := r.needOptions(), env.Today()
	if len(needs) == 0 {
		r.Notice(env.T("An outcome belongs to a need, and the plan has none yet: w adds one."))
		return nil
	}
	need := r.underSelection()
	if o := r.view().Outcome(need); o != nil {
		need = o.Need
	}
	selected := need != 0
	if !selected {
		need = idOf(needs[0].ID)
	}
	f := widget.NewForm(env.Theme, "", env.T("Add"), "",
		&widget.Field{ID: fieldWhat, Label: env.T("The outcome"), Hint: env.T("what will be different"), Kind: widget.TextField, Rows: 2, Check: required(env.T("Say what will be different."))},
		&widget.Field{ID: fieldWords, Label: env.T("Own words"), Hint: env.T("how the child or the family says it"), Kind: widget.TextField, Rows: 2},
		&widget.Field{ID: fieldMeasure, Label: env.T("How we'll know"), Kind: widget.LineField},
		scoreField(env, fieldBaseline, "At the start"),
		scoreField(env, fieldNow, "Now"),
		scoreField(env, fieldTarget, "Aim"),
		dayField(env, today, "Aimed for by"),
		r.placeField(env.T("For which need"), needs),
		r.audienceField(r.audienceAt(need)),
	)
	f.Set(fieldPlace, optionOf(need))
	f.Set(fieldAudience, audienceOption(r.audienceAt(need)))
	d := &formDialog{form: f, title: env.T("New outcome"), draft: r.record + "/new outcome", added: planned, enter: true}
	if selected {
		d.loose = []string{fieldPlace, fieldAudience}
	}
	d.refresh = func(r *Room) { field(f, fieldPlace).Options = r.needOptions() }
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		day, err := meeting.ParseDay(f.Value(fieldDue), today)
		if err != nil {
			return nil, err
		}
		return []meeting.Command{meeting.AddOutcome{
			Outcome: meeting.Outcome{
				Need: idOf(f.Value(fieldPlace)), Day: day, Audience: audienceOf(f.Value(fieldAudience)),
				Baseline: scoreOf(f.Value(fieldBaseline)), Now: scoreOf(f.Value(fieldNow)), Target: scoreOf(f.Value(fieldTarget)),
			},
			What: f.Value(fieldWhat), Words: f.Value(fieldWords), Measure: f.Value(fieldMeasure),
		}}, nil
	}
	return d.open(env, r)
}

// addNeed shows the form for a new need, worry or strength.
func (r *Room) addNeed(env *Env) []Action {
	children := r.view().Children
	fields := []*widget.Field{
		{ID: fieldWhat, Label: env.T("The need"), Hint: env.T("what is needed, what is a worry, what goes well"), Kind: widget.TextField, Rows: 2, Check: required(env.T("Say it in a few words."))},
		{ID: fieldKind, Label: env.T("Which it is"), Kind: widget.ChoiceField, Options: toldOptions(env.Words, meeting.NeedKinds)},
		{ID: fieldView, Label: env.T("Whose view"), Kind: widget.PickField, Options: r.viewOptions(), Hint: env.T("type a name")},
		{ID: fieldDomain, Label: env.T("Part of life"), Kind: widget.ChoiceField, Options: domainOptions(r.words)},
	}
	if len(children) > 1 {
		fields = append(fields, &widget.Field{ID: fieldAbout, Label: env.T("About whom"), Kind: widget.ChoiceField, Options: r.childOptions()})
	}
	fields = append(fields,
		&widget.Field{ID: fieldEvidence, Label: env.T("What shows it"), Hint: env.T("what somebody saw, measured or was told"), Kind: widget.TextField, Rows: 2},
		r.audienceField(meeting.Everyone))
	f := widget.NewForm(env.Theme, "", env.T("Add"), "", fields...)
	f.Set(fieldView, nobody)
	d := &formDialog{form: f, title: env.T("New need"), draft: r.record + "/new need", added: planned, enter: true}
	d.refresh = func(r *Room) { field(f, fieldView).Options = r.viewOptions() }
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		n := meeting.Need{
			Kind: meeting.NeedKind(f.Value(fieldKind)), View: idOf(f.Value(fieldView)), About: idOf(f.Value(fieldAbout)),
			Audience: audienceOf(f.Value(fieldAudience)),
		}
		if s := f.Value(fieldDomain); s != nobody {
			n.Domain = s
		}
		if len(children) == 1 {
			n.About = children[0].ID
		}
		return []meeting.Command{meeting.AddNeed{Need: n, Statement: f.Value(fieldWhat), Evidence: f.Value(fieldEvidence)}}, nil
	}
	return d.open(env, r)
}
