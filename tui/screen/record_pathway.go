package screen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// pathway is the page of where the help is: the stage with its clocks, the changes that are coming, what is stuck and who may do what.
func (s *recordPages) pathway(m *rowMaker) {
	r, v, t, today := m.r, m.r.view(), m.t, m.env.Today()
	m.head(m.T("Where we are"), "")
	now := v.Stage()
	m.add(pageRow{lines: stageLines(m, now)})
	if now != nil {
		say := m.T("“%s” since %s.", now.Stage.Msg(), m.when(now.From))
		switch {
		case now.Due != "" && now.Due < today:
			say = m.T("“%s” since %s, was to be done by %s.", now.Stage.Msg(), m.when(now.From), m.when(now.Due))
		case now.Due != "":
			say = m.T("“%s” since %s, to be done by %s.", now.Stage.Msg(), m.when(now.From), m.when(now.Due))
		}
		m.say(say, t.Text)
	}
	s.closings(m)
	if len(v.Closings) > 0 {
		m.head(m.T("The stages"), "")
	}
	steps := v.PathSteps()
	for _, x := range slices.Backward(steps) {
		l := line{mark: "✓", markStyle: t.Muted, what: capital(m.T(x.Stage.Msg())), when: m.T("from %s", m.when(x.From)), style: t.Muted}
		if x == now {
			l.mark, l.markStyle, l.style = "▸", t.Accent, t.Strong
		}
		m.item(pageRow{key: entryKey(x.ID), entry: x.ID, opens: "open", adds: addStage, more: m.under(x.ID), open: s.opener(x.ID)}, l)
	}
	m.empty(len(steps), m.T("No stage noted yet."))
	m.head(m.T("Changes coming"), "")
	for _, x := range slices.SortedStableFunc(slices.Values(v.Transitions), func(a, b *meeting.Transition) int { return cmp.Compare(a.Day, b.Day) }) {
		done := 0
		for _, id := range x.Actions {
			if a := v.Action(id); a != nil && !a.Status.Open() {
				done++
			}
		}
		l := line{mark: "◌", markStyle: t.Accent, what: capital(x.WhatIn(m.env.Words)), whose: cmp.Or(m.with("led by %s", nameOrNone(v, x.Lead)), m.T("nobody leads it")), when: m.day(x.Day)}
		if n := len(x.Actions); n > 0 {
			l.what += " · " + m.T("%d of %d prepared", done, n)
		}
		switch {
		case x.Over:
			l.mark, l.markStyle, l.style = "✓", t.Good, t.Muted
		case x.Lead == 0, x.Day < today:
			l.mark, l.markStyle = "!", t.Warn
		}
		var acts []string
		for _, id := range x.Actions {
			if a := v.Action(id); a != nil {
				acts = append(acts, actionMark(a, today)+" "+r.text(id, meeting.What)+prefixWords(" · ", actionWhen(r.words, a, today)))
			}
		}
		m.item(pageRow{key: entryKey(x.ID), entry: x.ID, opens: "open", adds: addTransition, more: m.under(x.ID, acts...), open: s.opener(x.ID)}, l)
	}
	for _, x := range v.ExpectedChanges(today) {
		expected := m.T("%s? %s will be %d on %s", capital(m.T(x.Kind.Msg())), v.NameOf(x.Child), x.Age, m.when(x.Day))
		row := pageRow{key: fmt.Sprintf("expected %d %s", x.Child, x.Kind), adds: addTransition}
		if v.May(meeting.KeepRecord, nil) {
			row.opens = "prepare it"
			row.open = func(env *Env, r *Room) []Action {
				return transitionForm.openWith(env, r, map[string]string{"kind": string(x.Kind), "day": x.Day.In(env.Words, env.Today())})
			}
		}
		m.item(row, line{mark: "?", markStyle: t.Muted, what: expected, style: t.Muted, when: m.T("by age")})
	}
	m.empty(len(v.Transitions)+len(v.ExpectedChanges(today)), m.T("No change is coming that is known."))
	m.head(m.T("What is stuck, and with whom"), m.T("escalations"))
	for _, x := range v.Escalations {
		l := line{mark: "⚑", markStyle: t.Warn, what: r.text(x.ID, meeting.Remarks), whose: r.agencyWords(x.Agency) + prefixWords(", ", x.Manager), whoseIs: x.Agency, when: m.T("answer by %s", m.when(x.Due))}
		if l.what == "" {
			l.what = capital(m.T(x.Stuck.Msg()))
		}
		switch {
		case !x.Open():
			l.mark, l.markStyle, l.style, l.when = "✓", t.Good, t.Muted, m.T("over %s", m.when(x.ClosedOn))
		case x.RespondedOn != "":
			l.when = m.T("answered %s", m.when(x.RespondedOn))
		case x.Due < today:
			l.when, l.whenStyle = m.T("was due %s", m.when(x.Due)), t.Warn
		}
		told := m.T("the family has not been told yet")
		if x.ToldOn != "" {
			told = m.T("the family was told on %s", m.when(x.ToldOn))
		}
		facts := []string{m.T("%s, with the %s", x.Stuck.Msg(), x.Level.Msg())}
		for _, b := range x.Before {
			facts = append(facts, m.T("before with the %s from %s", m.T(b.Level.Msg())+prefixWords(" ", b.Manager), m.when(b.On)))
		}
		facts = append(facts, m.with("answer: %s", r.text(x.ID, meeting.Answered)), m.with("what came of it: %s", r.text(x.ID, meeting.CameOf)), told)
		m.item(pageRow{key: entryKey(x.ID), entry: x.ID, opens: "open", adds: addEscalation, more: m.under(x.ID, facts...), open: s.opener(x.ID)}, l)
	}
	m.empty(len(v.Escalations), m.T("Nothing has been escalated."))
	m.head(m.T("What the keyworker may do"), m.T("mandates"))
	for _, x := range v.Mandates {
		vests := make([]string, len(x.Vests))
		for i, what := range x.Vests {
			vests[i] = meeting.Word(m.env.Words, what)
		}
		l := line{mark: "✓", markStyle: t.Good, what: strings.Join(vests, "; "), whose: r.agencyWords(x.Agency), whoseIs: x.Agency, when: m.T("signed %s", m.when(x.SignedOn))}
		if !x.Holds(today) {
			l.mark, l.markStyle, l.style, l.when = "–", t.Muted, t.Muted, m.T("ended %s", m.when(x.Until))
		}
		m.item(pageRow{key: entryKey(x.ID), entry: x.ID, opens: "open", adds: addMandate, more: m.under(x.ID, m.T("signed by %s", x.SignedBy), m.dated("until %s", x.Until)), open: s.opener(x.ID)}, l)
	}
	m.empty(len(v.Mandates), m.T("No agency has signed what the keyworker may do."))
}

// stageLines draws the stages in a row, the one of now marked.
func stageLines(m *rowMaker, now *meeting.PathStep) [][]widget.Run {
	t := m.t
	var out [][]widget.Run
	line, left := []widget.Run{{Text: "   "}}, m.w-6
	at := -1
	if now != nil {
		at = slices.Index(meeting.Pathway, now.Stage)
	}
	for i, x := range meeting.Pathway {
		mark, st := "○ ", t.Muted
		switch {
		case i == at:
			mark, st = "▸ ", t.Accent
		case i < at && i < 6: // after a review comes more help, less help or the end
			mark, st = "✓ ", t.Good
		}
		word := mark + m.T(x.Msg())
		n := widget.Width(word) + 3
		if n > left {
			out, line, left = append(out, line), []widget.Run{{Text: "   "}}, m.w-6
		}
		line = append(line, widget.Run{Text: word, Style: st}, widget.Run{Text: "   "})
		left -= n
	}
	return append(out, line)
}

// What can be added to the pathway.
const (
	addStage      words.Msg = "a stage: where we are now"
	addTransition words.Msg = "a change that is coming"
	addEscalation words.Msg = "something stuck: an escalation"
	addMandate    words.Msg = "a mandate: what an agency lets the keyworker do"
	addClosing    words.Msg = "the end of the plan: close it"
	addReopen     words.Msg = "open the plan again"
)

func pathwayAdds(r *Room) []adding {
	v := r.view()
	var out []adding
	if v.May(meeting.KeepRecord, nil) {
		out = append(out, adding{addTransition, transitionForm.openNew}, adding{addEscalation, escalationForm.openNew})
	}
	if v.May(meeting.LeadRecord, nil) {
		out = append(out, adding{addStage, pathStepForm.openNew}, adding{addMandate, mandateForm.openNew})
	}
	switch {
	case v.Closed() && v.May(meeting.ReopenRecord, nil):
		out = append([]adding{{addReopen, reopenPlan}}, out...)
	case !v.Closed() && v.May(meeting.LeadRecord, nil):
		out = append(out, adding{addClosing, closePlan})
	}
	return out
}

// pathwayKeys: r takes what is stuck to the next level, k sets the clocks.
func (s *recordPages) pathwayKeys(r *Room) []bound {
	var out []bound
	if x, ok := r.view().Entry(s.chosen(r)).(*meeting.Escalation); ok && x.Open() && r.view().May(meeting.KeepRecord, nil) {
		if i := slices.Index(meeting.Levels, x.Level); i >= 0 && i+1 < len(meeting.Levels) {
			out = append(out, bound{key: bind("r", "raise it further", "r"), do: func(env *Env) []Action { return raise(env, r, x, meeting.Levels[i+1]) }})
		}
	}
	if r.view().May(meeting.LeadRecord, nil) {
		out = append(out, bound{key: bind("c", "clocks", "c"), do: func(env *Env) []Action { return clocks(env, r) }})
	}
	return out
}

// raise asks who is the manager at the next level.
func raise(env *Env, r *Room, x *meeting.Escalation, next meeting.Level) []Action {
	f := widget.NewForm(env.Theme, "", env.T("Raise it"), "", &widget.Field{ID: "manager", Label: env.T("Manager"), Kind: widget.LineField, Hint: env.T("the name of who answers there")})
	d := &formDialog{form: f, title: env.T("To the %s", next.Msg()), draft: r.record + "/raise " + optionOf(x.ID), enter: true}
	d.note = func(*Room) string { return env.T("The clock begins anew. What was answered so far stays.") }
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		return []meeting.Command{meeting.RaiseEscalation{Escalation: x.ID, Manager: f.Value("manager")}}, nil
	}
	d.added = func(_ *Env, r *Room, _ meeting.Result) []Action {
		r.Notice(r.T("It is with the %s now.", next.Msg()))
		return nil
	}
	return d.open(env, r)
}

// clockFields are the clocks of a record, in plain words.
var clockFields = []struct {
	id    string
	label words.Msg
	of    func(*meeting.Clocks) *int
}{
	{"wait", "A wait, days", func(c *meeting.Clocks) *int { return &c.Wait }},
	{"review", "Between reviews", func(c *meeting.Clocks) *int { return &c.Review }},
	{"reply", "Answer, work days", func(c *meeting.Clocks) *int { return &c.Reply }},
	{"contact", "Without contact", func(c *meeting.Clocks) *int { return &c.Contact }},
	{"escalation", "Escalation, days", func(c *meeting.Clocks) *int { return &c.Escalation }},
	{"again", "Ask again after", func(c *meeting.Clocks) *int { return &c.Again }},
	{"access", "Access after end", func(c *meeting.Clocks) *int { return &c.Access }},
	{"ahead", "Look ahead, days", func(c *meeting.Clocks) *int { return &c.Ahead }},
}

// clocks asks what the record's clocks are set to: they differ by area.
func clocks(env *Env, r *Room) []Action {
	now := r.view().Clocks()
	var fields []entryField[meeting.Clocks]
	for _, c := range clockFields {
		fields = append(fields, numbered(c.id, c.label, "", c.of))
	}
	for _, st := range meeting.Pathway {
		if now.Stages[st] > 0 {
			fields = append(fields, entryField[meeting.Clocks]{
				id: "stage " + string(st), label: words.Msg(capital(env.T(st.Msg()))), kind: widget.LineField,
				read:  func(x *meeting.Clocks) string { return itoa(x.Stages[st]) },
				write: func(x *meeting.Clocks, s string) { x.Stages[st] = int(idOf(s)) },
				parse: numbered("", "", "", func(x *meeting.Clocks) *int { return nil }).parse,
			})
		}
	}
	var ws []*widget.Field
	for i := range fields {
		ws = append(ws, fields[i].field(env, r))
	}
	f := widget.NewForm(env.Theme, "", env.T("Set"), "", ws...)
	for i := range fields {
		f.Set(fields[i].id, fields[i].read(&now))
	}
	d := &formDialog{form: f, title: env.T("Clocks of this record, in days"), draft: r.record + "/clocks", enter: true}
	d.commands = func(env *Env, _ *Room) ([]meeting.Command, error) {
		c := meeting.Clocks{Stages: map[meeting.PathStage]int{}}
		for i := range fields {
			s, err := fields[i].parse(env, f.Value(fields[i].id))
			if err != nil {
				return nil, err
			}
			fields[i].write(&c, s)
		}
		return []meeting.Command{meeting.SetClocks{Clocks: c}}, nil
	}
	d.added = func(_ *Env, r *Room, _ meeting.Result) []Action { r.Notice(r.T("The clocks are set.")); return nil }
	return d.open(env, r)
}

var pathStepForm = &entryForm[meeting.PathStep]{
	kind:  "Stage",
	fresh: "New stage",
	needs: meeting.LeadRecord,
	head:  func(x *meeting.PathStep) *meeting.Head { return &x.Head },
	entry: func(x *meeting.PathStep) meeting.Entry { return x },
	find: func(v *meeting.View, id meeting.ID) *meeting.PathStep {
		x, _ := v.Entry(id).(*meeting.PathStep)
		return x
	},
	start: func(env *Env, r *Room) meeting.PathStep {
		next := meeting.Pathway[0]
		if now := r.view().Stage(); now != nil {
			next = meeting.Pathway[min(slices.Index(meeting.Pathway, now.Stage)+1, len(meeting.Pathway)-1)]
		}
		return meeting.PathStep{Stage: next, From: env.Today()}
	},
	fields: []entryField[meeting.PathStep]{
		chosen("stage", "Stage", meeting.Pathway, func(x *meeting.PathStep) *meeting.PathStage { return &x.Stage }),
		dated("from", "From", func(x *meeting.PathStep) *meeting.Day { return &x.From }),
		dated("due", "To be done by", func(x *meeting.PathStep) *meeting.Day { return &x.Due }),
		said[meeting.PathStep](meeting.Remarks, "What else", "", 2),
	},
}

var transitionForm = &entryForm[meeting.Transition]{
	kind:  "Change coming",
	fresh: "New change coming",
	head:  func(x *meeting.Transition) *meeting.Head { return &x.Head },
	entry: func(x *meeting.Transition) meeting.Entry { return x },
	find: func(v *meeting.View, id meeting.ID) *meeting.Transition {
		x, _ := v.Entry(id).(*meeting.Transition)
		return x
	},
	start: func(_ *Env, r *Room) meeting.Transition {
		return meeting.Transition{Kind: meeting.ChangingSchool, Lead: r.me().ID}
	},
	add: func(r *Room, x meeting.Transition, words map[meeting.Part]string, values map[string]string) []meeting.Command {
		return []meeting.Command{meeting.AddTransition{Transition: x, Remarks: words[meeting.Remarks], Prepare: values["prepare"] != "no", Words: r.words}}
	},
	note: func(env *Env, _ *Room, x *meeting.Transition) string {
		return env.N(len(meeting.Prepare(x.Kind)), "%d action prepare it, from “%s” on: the lead is asked to take them on.",
			"%d actions prepare it, from “%s” on: the lead is asked to take them on.", meeting.Prepare(x.Kind)[0].What)
	},
	fields: []entryField[meeting.Transition]{
		{
			id: "kind", label: "Which change", hint: "type a few letters", kind: widget.PickField,
			options: func(r *Room) []widget.Option { return toldOptions(r.words, meeting.TransitionKinds) },
			read:    func(x *meeting.Transition) string { return string(x.Kind) },
			write:   func(x *meeting.Transition, s string) { x.Kind = meeting.TransitionKind(s) },
		},
		dated("day", "When", func(x *meeting.Transition) *meeting.Day { return &x.Day }),
		worded("receiving", "To where", "the school or service that receives", "", func(x *meeting.Transition) *string { return &x.Receiving }),
		agencyField(func(x *meeting.Transition) *meeting.AgencyID { return &x.Agency }),
		memberField("lead", "Who leads it", "nobody yet", func(x *meeting.Transition) *meeting.ID { return &x.Lead }),
		{
			id: "prepare", label: "Prepare it", kind: widget.ChoiceField, only: "add",
			options: func(r *Room) []widget.Option {
				return []widget.Option{{ID: "yes", Label: r.T("with the usual actions")}, {ID: "no", Label: r.T("without")}}
			},
		},
		{
			id: "over", label: "Is it over", kind: widget.ChoiceField, only: "set",
			options: func(r *Room) []widget.Option {
				return []widget.Option{{ID: "no", Label: r.T("not yet")}, {ID: "yes", Label: r.T("yes, over")}}
			},
			read: func(x *meeting.Transition) string {
				if x.Over {
					return "yes"
				}
				return "no"
			},
			write: func(x *meeting.Transition, s string) { x.Over = s == "yes" },
		},
		said[meeting.Transition](meeting.Remarks, "What else", "how it is to go, how it went", 2),
	},
}

var escalationForm = &entryForm[meeting.Escalation]{
	kind:  "Escalation",
	fresh: "New escalation",
	head:  func(x *meeting.Escalation) *meeting.Head { return &x.Head },
	entry: func(x *meeting.Escalation) meeting.Entry { return x },
	find: func(v *meeting.View, id meeting.ID) *meeting.Escalation {
		x, _ := v.Entry(id).(*meeting.Escalation)
		return x
	},
	start: func(env *Env, _ *Room) meeting.Escalation {
		return meeting.Escalation{Stuck: meeting.StuckProgress, RaisedOn: env.Today()}
	},
	fields: []entryField[meeting.Escalation]{
		said[meeting.Escalation](meeting.Remarks, "What is stuck", "in one or two sentences", 2),
		chosen("stuck", "Which kind", meeting.StuckKinds, func(x *meeting.Escalation) *meeting.StuckKind { return &x.Stuck }),
		agencyField(func(x *meeting.Escalation) *meeting.AgencyID { return &x.Agency }),
		worded("manager", "Manager", "the name of who answers", "", func(x *meeting.Escalation) *string { return &x.Manager }),
		{
			id: "of", label: "About", hint: "type a few letters of it", kind: widget.PickField,
			options: func(r *Room) []widget.Option {
				out := []widget.Option{{ID: nobody, Label: r.T("nothing of the plan")}}
				for _, a := range r.view().Actions() {
					if a.Status.Open() {
						out = append(out, widget.Option{ID: optionOf(a.ID), Label: r.named(a.ID), Note: r.T("action")})
					}
				}
				return append(out, r.needOptions()...)
			},
			read:  func(x *meeting.Escalation) string { return optionOf(x.Of) },
			write: func(x *meeting.Escalation, s string) { x.Of = idOf(s) },
		},
		dated("due", "Answer due", func(x *meeting.Escalation) *meeting.Day { return &x.Due }),
		setOnly(said[meeting.Escalation](meeting.Answered, "The answer", "", 2)),
		setOnly(dated("responded", "Answered on", func(x *meeting.Escalation) *meeting.Day { return &x.RespondedOn })),
		setOnly(said[meeting.Escalation](meeting.CameOf, "What came of it", "", 2)),
		setOnly(dated("closed", "Over on", func(x *meeting.Escalation) *meeting.Day { return &x.ClosedOn })),
		setOnly(dated("told", "Family told on", func(x *meeting.Escalation) *meeting.Day { return &x.ToldOn })),
	},
}

// setOnly keeps a field out of the form for a new entry.
func setOnly[T any](x entryField[T]) entryField[T] {
	x.only = "set"
	return x
}

var mandateForm = &entryForm[meeting.Mandate]{
	kind:  "Mandate",
	fresh: "New mandate",
	needs: meeting.LeadRecord,
	head:  func(x *meeting.Mandate) *meeting.Head { return &x.Head },
	entry: func(x *meeting.Mandate) meeting.Entry { return x },
	find: func(v *meeting.View, id meeting.ID) *meeting.Mandate {
		x, _ := v.Entry(id).(*meeting.Mandate)
		return x
	},
	start: func(env *Env, _ *Room) meeting.Mandate {
		return meeting.Mandate{SignedOn: env.Today(), Vests: slices.Clone(meeting.Vestable[:5])}
	},
	fields: []entryField[meeting.Mandate]{
		agencyField(func(x *meeting.Mandate) *meeting.AgencyID { return &x.Agency }),
		{
			id: "vests", label: "May", hint: "one after the other, with ; between", kind: widget.TextField, rows: 5,
			read: func(x *meeting.Mandate) string { return strings.Join(x.Vests, ";\n") },
			write: func(x *meeting.Mandate, s string) {
				x.Vests = nil
				for one := range strings.SplitSeq(strings.ReplaceAll(s, "\n", ";"), ";") {
					if one = strings.TrimSpace(one); one != "" {
						x.Vests = append(x.Vests, one)
					}
				}
			},
		},
		worded("signed", "Signed by", "a name and what they are", "Say who signed it.", func(x *meeting.Mandate) *string { return &x.SignedBy }),
		dated("on", "Signed on", func(x *meeting.Mandate) *meeting.Day { return &x.SignedOn }),
		dated("until", "Until", func(x *meeting.Mandate) *meeting.Day { return &x.Until }),
		said[meeting.Mandate](meeting.Remarks, "What else", "", 2),
	},
}
