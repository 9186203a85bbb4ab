package screen

import (
	"slices"
	"strconv"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// The fields of the forms of My work.
const (
	workHours   = "hours"
	workAgreed  = "agreed"
	workSince   = "since"
	workDay     = "day"
	workWith    = "with"
	workHeld    = "held"
	workUntil   = "until"
	workLimit   = "limit"
	workHeldYes = "yes"
	workHeldNo  = "no"
)

// dayAsked is a date of a form.
func dayAsked(env *Env, id string, label, hint words.Msg) *widget.Field {
	return &widget.Field{ID: id, Label: env.T(label), Hint: env.T(hint), Kind: widget.LineField, Check: func(s string) (string, error) {
		d, err := meeting.ParseDay(s, env.Today())
		if err != nil {
			return "", sayIn(env.Words, err)
		}
		return d.In(env.Words, env.Today()), nil
	}}
}

// sayIn is an error in a language.
func sayIn(l *words.Language, err error) error { return sentence(words.P("%s", refusalIn(l, err))) }

func hoursField(env *Env) *widget.Field {
	return &widget.Field{ID: workHours, Label: env.T("Hours a week"), Hint: env.T("kept free for it: 4 or 3.5"), Kind: widget.LineField, Check: func(s string) (string, error) {
		n, err := meeting.ParseHours(s)
		switch {
		case err != nil:
			return "", sayIn(env.Words, err)
		case n == 0:
			return "", nil
		}
		return env.Words.Say(meeting.HoursWords(n)), nil
	}}
}

// hoursText is minutes as the form holds them.
func hoursText(minutes int) string {
	if minutes == 0 {
		return ""
	}
	return strconv.FormatFloat(float64(minutes)/60, 'f', -1, 64)
}

// protectedOf reads the fields of protected time.
func protectedOf(env *Env, f *widget.Form) (p meeting.Protected, err error) {
	if p.Minutes, err = meeting.ParseHours(f.Value(workHours)); err != nil {
		return p, err
	}
	p.Agreed = strings.TrimSpace(f.Value(workAgreed))
	p.Since, err = meeting.ParseDay(f.Value(workSince), env.Today())
	return p, err
}

func setProtected(f *widget.Form, p meeting.Protected) {
	f.Set(workHours, hoursText(p.Minutes))
	f.Set(workAgreed, p.Agreed)
	f.Set(workSince, string(p.Since))
}

// editHours asks how much time is kept free.
func (s *Home) editHours(env *Env) []Action {
	f := widget.NewForm(env.Theme, "", env.T("Save"), "", hoursField(env),
		&widget.Field{ID: workAgreed, Label: env.T("Agreed with"), Hint: env.T("whoever said so, by name"), Kind: widget.LineField},
		dayAsked(env, workSince, "Since", "1 sep"))
	setProtected(f, s.h.Work.Protected)
	return s.work.put(env, &workForm{
		form: f, title: "Time for being a keyworker", done: "Your hours are noted.",
		note: env.T("You, whoever supervises you and the service managers see this."),
		give: func(f *widget.Form) (meeting.Command, error) {
			p, err := protectedOf(env, f)
			return meeting.SetProtected{Protected: p}, err
		},
	})
}

// editSupervision notes or plans a supervision, or changes one.
func (s *Home) editSupervision(env *Env, x meeting.Supervision) []Action {
	f := widget.NewForm(env.Theme, "", env.T("Save"), "", dayAsked(env, workDay, "Day", "today, or 12 dec"),
		&widget.Field{ID: workWith, Label: env.T("With"), Kind: widget.LineField},
		&widget.Field{ID: workHeld, Label: env.T("It"), Kind: widget.ChoiceField, Options: []widget.Option{
			{ID: workHeldYes, Label: env.T("took place")}, {ID: workHeldNo, Label: env.T("is planned")},
		}})
	f.Set(workDay, string(x.Day))
	f.Set(workWith, x.With)
	if x.N != 0 && !x.Held && x.Day >= env.Today() {
		f.Set(workHeld, workHeldNo)
	}
	return s.work.put(env, &workForm{
		form: f, title: "Supervision", done: "The supervision is noted.", note: env.T("Only the day and the name are kept. Write nothing about a child here."),
		give: func(f *widget.Form) (meeting.Command, error) {
			day, err := meeting.ParseDay(f.Value(workDay), env.Today())
			return meeting.SetSupervision{Supervision: meeting.Supervision{
				N: x.N, Day: day, With: strings.TrimSpace(f.Value(workWith)), Held: f.Value(workHeld) == workHeldYes && day <= env.Today(),
			}}, err
		},
	})
}

// editTraining notes a training, or changes one.
func (s *Home) editTraining(env *Env, x meeting.Training) []Action {
	f := widget.NewForm(env.Theme, "", env.T("Save"), "",
		&widget.Field{ID: fieldWords, Label: env.T("Training"), Hint: env.T("safeguarding, level 3"), Kind: widget.LineField, Check: required(env.T("Say which training."))},
		dayAsked(env, workDay, "Done on", "5 jan"), dayAsked(env, workUntil, "Counts until", "empty: always"))
	f.Set(fieldWords, x.What)
	f.Set(workDay, string(x.Day))
	f.Set(workUntil, string(x.Until))
	return s.work.put(env, &workForm{
		form: f, title: "Training", done: "The training is noted.",
		give: func(f *widget.Form) (meeting.Command, error) {
			day, err := meeting.ParseDay(f.Value(workDay), env.Today())
			if err != nil {
				return nil, err
			}
			until, err := meeting.ParseDay(f.Value(workUntil), env.Today())
			return meeting.SetTraining{Training: meeting.Training{N: x.N, What: strings.TrimSpace(f.Value(fieldWords)), Day: day, Until: until}}, err
		},
	})
}

// editAgreed says how many plans one keyworker has at most, or, for whoever only supervises them, how much time is kept free.
func (s *Home) editAgreed(env *Env, x meeting.TeamMember) []Action {
	if s.h.Me.Manager || s.h.Me.Admin {
		f := widget.NewForm(env.Theme, "", env.T("Save"), "",
			&widget.Field{ID: workLimit, Label: env.T("Plans at most"), Hint: env.T("a number; empty: no limit"), Kind: widget.LineField})
		if x.Work.Limit > 0 {
			f.Set(workLimit, itoa(x.Work.Limit))
		}
		return s.work.put(env, &workForm{
			form: f, title: "Plans at most", done: "It is noted.", note: env.T("How many plans %s should be the keyworker of at most. They see this too.", x.Person.Name),
			give: func(f *widget.Form) (meeting.Command, error) {
				v := strings.TrimSpace(f.Value(workLimit))
				if v == "" {
					return meeting.SetLimit{Person: x.ID}, nil
				}
				n, err := strconv.Atoi(v)
				if err != nil || n < 1 {
					return nil, refuse("That is not a number: write it like 8.")
				}
				return meeting.SetLimit{Person: x.ID, Limit: n}, nil
			},
		})
	}
	f := widget.NewForm(env.Theme, "", env.T("Save"), "", hoursField(env),
		&widget.Field{ID: workAgreed, Label: env.T("Agreed with"), Hint: env.T("whoever said so, by name"), Kind: widget.LineField},
		dayAsked(env, workSince, "Since", "1 sep"))
	setProtected(f, x.Work.Protected)
	return s.work.put(env, &workForm{
		form: f, title: "Time for being a keyworker", done: "It is noted.", note: env.T("How much time is kept free for %s. They see this too.", x.Person.Name),
		give: func(f *widget.Form) (meeting.Command, error) {
			p, err := protectedOf(env, f)
			return meeting.SetProtected{Person: x.ID, Protected: p}, err
		},
	})
}

// adviceDraft names the draft of a question that was not sent.
const adviceDraft = "advice"

// askForAdvice asks somebody, about no record.
func (s *Home) askForAdvice(env *Env) []Action {
	f := adviceForm(env, advisersOf(env, s.h.Advisers, s.views()...))
	return s.work.put(env, &workForm{
		form: f, title: "Ask for advice", done: "Your question is sent. The answer comes to your home.", draft: adviceDraft, note: env.T(noNames),
		give: func(f *widget.Form) (meeting.Command, error) {
			return meeting.AskAdvice{To: meeting.PersonID(f.Value(fieldWho)), Words: f.Value(fieldWords)}, nil
		},
	})
}

// noNames stands beside every question for advice.
const noNames words.Msg = meeting.NoNamesInAdvice

// adviceForm is the form of a question.
func adviceForm(env *Env, options []widget.Option) *widget.Form {
	return widget.NewForm(env.Theme, "", env.T("Send"), "",
		&widget.Field{ID: fieldWho, Label: env.T("To"), Hint: env.T("type a name"), Kind: widget.PickField, Options: options, Check: required(env.T("Say whom you ask: choose a name of the list."))},
		&widget.Field{ID: fieldWords, Label: env.T("Your question"), Hint: env.T("without the child's name"), Kind: widget.TextField, Rows: 5, Check: required(env.T("Write your question."))})
}

// advisersOf are the people to choose from: those of the teams, and those whom the service names.
func advisersOf(env *Env, advisers []meeting.Adviser, teams ...*meeting.View) []widget.Option {
	var out []widget.Option
	add := func(id meeting.PersonID, name, note string) {
		if !slices.ContainsFunc(out, func(o widget.Option) bool { return o.ID == string(id) }) {
			out = append(out, widget.Option{ID: string(id), Label: name, Note: note})
		}
	}
	for _, v := range teams {
		for _, m := range v.Members {
			if m.Person != "" && m.ID != v.Me.ID && m.Current() && m.Guest == 0 && !m.Role.Family() && m.Agency != meeting.FamilyAgency && m.Role != meeting.Supporter {
				add(m.Person, m.Name, env.T("%s, on the team of %s", called(m.Title, m.AgencyName), v.Name))
			}
		}
	}
	for _, a := range advisers {
		add(a.ID, a.Name, called(a.Title, a.Agency))
	}
	slices.SortStableFunc(out, func(a, b widget.Option) int {
		return strings.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label))
	})
	return out
}

// answerAdvice writes an answer, or asks back.
func (s *Home) answerAdvice(env *Env, x meeting.Consulted) []Action {
	f := widget.NewForm(env.Theme, "", env.T("Send"), "",
		&widget.Field{ID: fieldWords, Label: env.T("To %s", x.With.Name), Kind: widget.TextField, Rows: 5, Check: required(env.T("Write your answer."))})
	last := x.Advice.Words
	if n := len(x.Advice.Said); n > 0 {
		last = x.Advice.Said[n-1].Words
	}
	return s.work.put(env, &workForm{
		form: f, title: "Write", done: "It is sent.", draft: adviceDraft + "/" + itoa(x.Advice.N), note: last,
		give: func(f *widget.Form) (meeting.Command, error) {
			return meeting.SayAdvice{N: x.Advice.N, Words: f.Value(fieldWords)}, nil
		},
	})
}

// Consult asks a colleague from the record in front. Its dialog's Sent gets what became of it.
type Consult struct {
	Ask meeting.AskAdvice
	Tag any
}

func (Consult) action() {}

// consultKey asks a colleague from the record.
var consultKey = bind("w", "ask a colleague", "w")

// mayConsult reports whether the viewer can ask a colleague about the record in front.
func (r *Room) mayConsult() bool {
	return !r.view().Viewer().Shared && r.view().Viewer().Meeting == 0 && !r.me().Role.Family() && r.me().Agency != meeting.FamilyAgency && r.may(meeting.KeepRecord)
}

// consult asks a colleague or a manager about the record in front: they get the words, and what it is about only if they are on its team.
func consult(env *Env, r *Room) []Action {
	var advisers []meeting.Adviser
	if env.Advisers != nil {
		advisers = env.Advisers()
	}
	f := adviceForm(env, advisersOf(env, advisers, r.view()))
	d := &formDialog{form: f, title: env.T("Ask for advice"), draft: r.record + "/" + adviceDraft, enter: true}
	d.note = func(r *Room) string {
		if name := meeting.NamedIn(f.Value(fieldWords), r.view().Children); name != "" {
			return r.T("%s is named in it: whoever you ask should be on the team, or take the name out.", name)
		}
		return r.T(noNames)
	}
	d.ask = func(*Env, *Room) meeting.AskAdvice {
		return meeting.AskAdvice{To: meeting.PersonID(f.Value(fieldWho)), Record: r.record, Words: f.Value(fieldWords)}
	}
	d.added = func(env *Env, r *Room, _ meeting.Result) []Action {
		r.Notice(env.T("Your question is sent. The answer comes to your home."))
		return nil
	}
	return d.open(env, r)
}
