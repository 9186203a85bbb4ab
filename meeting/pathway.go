package meeting

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"oneplan/meeting/words"
)

// PathStage is a stage of a child's way through the team's help.
type PathStage string

// The stages of the pathway. After a review comes more help, less help or the end.
const (
	Identified  PathStage = "identified"
	HelpAgreed  PathStage = "agreed"
	Assessing   PathStage = "assessment"
	TeamMeeting PathStage = "team meeting"
	Planning    PathStage = "plan"
	Reviewing   PathStage = "review"
	MoreHelp    PathStage = "more help"
	LessHelp    PathStage = "less help"
	PathClosed  PathStage = "closed"
)

// Pathway lists the stages in order.
var Pathway = []PathStage{Identified, HelpAgreed, Assessing, TeamMeeting, Planning, Reviewing, MoreHelp, LessHelp, PathClosed}

// PathStep is a stage that the record has come to. It lasts until the next PathStep begins. Remarks are shared text.
type PathStep struct {
	Head
	Stage PathStage `json:"stage"`
	From  Day       `json:"from"`
	Due   Day       `json:"due,omitempty"` // by when it should be done; from the clocks unless somebody says otherwise
}

// Clocks are what the record's clocks are set to: they differ by area. What is 0 is as DefaultClocks has it.
type Clocks struct {
	Stages     map[PathStage]int `json:"stages,omitempty"`     // days that a stage should last at most
	Wait       int               `json:"wait,omitempty"`       // days within which a child should be seen
	Review     int               `json:"review,omitempty"`     // days from one review to the next
	Reply      int               `json:"reply,omitempty"`      // working days to answer a question of the family
	Contact    int               `json:"contact,omitempty"`    // days without contact before somebody is reminded
	Escalation int               `json:"escalation,omitempty"` // days that each stage of an escalation has to answer
	Again      int               `json:"again,omitempty"`      // days after a handover to ask the family whether they had to start again
	Access     int               `json:"access,omitempty"`     // days that practitioners keep access after the plan has closed
	Ahead      int               `json:"ahead,omitempty"`      // days before a change at which its preparation is looked at
}

// DefaultClocks are the clocks of a record where nobody has said otherwise.
func DefaultClocks() Clocks {
	return Clocks{
		Stages: map[PathStage]int{Identified: 14, HelpAgreed: 28, Assessing: 42, TeamMeeting: 28, Planning: 28, Reviewing: 84, MoreHelp: 84, LessHelp: 84},
		Wait:   126, Review: 84, Reply: 3, Contact: 28, Escalation: 14, Again: 42, Access: 90, Ahead: 180,
	}
}

// longestClock is how many days a clock runs at most: ten years.
const longestClock = 3660

// Clocks returns what the record's clocks are set to: its own, then those of the service's settings, then the defaults.
func (s *State) Clocks() Clocks {
	out := s.settings.StandardClocks()
	if s.clocks != nil {
		out = s.clocks.over(out)
	}
	return out
}

// over returns the clocks with those of under where they are not set. It may write to under's stages.
func (c *Clocks) over(under Clocks) Clocks {
	for stage, days := range c.Stages {
		if days != 0 {
			under.Stages[stage] = days
		}
	}
	for _, x := range clockNames {
		*x.of(&under) = cmp.Or(*x.of(c), *x.of(&under))
	}
	return under
}

// errClock refuses a clock that nobody can mean.
var errClock = refuse(Invalid, "A clock is set to a number of days, up to ten years.")

// check refuses clocks of stages that there are not, and what is no number of days.
func (c *Clocks) check() error {
	for stage := range c.Stages {
		if err := oneOf(stage, Pathway); err != nil {
			return err
		}
	}
	for _, days := range c.Days {
		if days < 0 || days > longestClock {
			return errClock
		}
	}
	return nil
}

// OwnClocks returns what somebody has set this record's clocks to, nil where nobody has.
func (s *State) OwnClocks() *Clocks { return s.clocks }

// Days calls yield for every clock with its name, as the settings have it ("wait", "stage.assessment"), and what it is set to; 0: not set.
func (c *Clocks) Days(yield func(name string, days int) bool) {
	for _, x := range clockNames {
		if !yield(x.name, *x.of(c)) {
			return
		}
	}
	for _, stage := range Pathway {
		if !yield(stageClock(stage), c.Stages[stage]) {
			return
		}
	}
}

// clockNames are the clocks but those of the stages.
var clockNames = []struct {
	name string
	of   func(*Clocks) *int
}{
	{"wait", func(c *Clocks) *int { return &c.Wait }},
	{"review", func(c *Clocks) *int { return &c.Review }},
	{"reply", func(c *Clocks) *int { return &c.Reply }},
	{"contact", func(c *Clocks) *int { return &c.Contact }},
	{"escalation", func(c *Clocks) *int { return &c.Escalation }},
	{"again", func(c *Clocks) *int { return &c.Again }},
	{"access", func(c *Clocks) *int { return &c.Access }},
	{"ahead", func(c *Clocks) *int { return &c.Ahead }},
}

// stageClock is the name of a stage's clock: "stage.team-meeting".
func stageClock(s PathStage) string { return "stage." + strings.ReplaceAll(string(s), " ", "-") }

// Clocks returns what the record's clocks are set to.
func (v *View) Clocks() Clocks { return v.s.Clocks() }

func (d *decider) setClocks(c SetClocks) ([]Event, error) {
	if err := d.may(LeadRecord, nil); err != nil {
		return nil, err
	}
	x := c.Clocks
	if err := x.check(); err != nil {
		return nil, err
	}
	x.Stages = maps.Clone(x.Stages)
	return []Event{ClocksSet{x}}, nil
}

// Stage returns the step that the record is at, as far as the viewer sees; nil if none is noted.
func (v *View) Stage() *PathStep {
	steps := v.PathSteps()
	if len(steps) == 0 {
		return nil
	}
	return steps[len(steps)-1]
}

// PathSteps returns the steps that the viewer sees, in the order in which they began.
func (v *View) PathSteps() []*PathStep {
	return slices.SortedStableFunc(slices.Values(v.Steps), func(a, b *PathStep) int { return cmp.Compare(a.From, b.From) })
}

func (d *decider) checkPathStep(x, _ *PathStep) error {
	or(&x.From, d.today())
	if err := first(oneOf(x.Stage, Pathway), checkDays(x.From, x.Due)); err != nil {
		return err
	}
	if days := d.s.Clocks().Stages[x.Stage]; days > 0 {
		or(&x.Due, x.From.Add(days))
	}
	return inOrder(x.From, x.Due, "The stage would be due before it begins: please check the dates.")
}

// TransitionKind says what kind of change lies ahead.
type TransitionKind string

// The kinds of change: "changes coming" in plain words.
const (
	StartingNursery   TransitionKind = "starting nursery"
	StartingSchool    TransitionKind = "starting school"
	ChangingSchool    TransitionKind = "changing school"
	AfterSchool       TransitionKind = "college or work"
	AdultServices     TransitionKind = "adult services"
	MovingArea        TransitionKind = "moving area"
	ComingHome        TransitionKind = "coming home from hospital"
	AnotherTransition TransitionKind = "another change"
)

// TransitionKinds lists the kinds of change.
var TransitionKinds = []TransitionKind{
	StartingNursery, StartingSchool, ChangingSchool, AfterSchool, AdultServices, MovingArea, ComingHome, AnotherTransition,
}

// Transition is a change that is coming: its day, who leads it, which service receives the child, and what prepares it. Remarks are
// shared text.
type Transition struct {
	Head
	Kind      TransitionKind `json:"kind"`
	Day       Day            `json:"day"`
	Receiving string         `json:"receiving,omitempty"` // the service that receives the child
	Agency    AgencyID       `json:"agency,omitempty"`    // its agency
	Lead      ID             `json:"lead,omitempty"`      // a member
	Actions   []ID           `json:"actions,omitempty"`   // what prepares it
	Over      bool           `json:"over,omitempty"`
}

// What returns the change in words: "changing school, to Hill Lane".
func (x *Transition) What() string { return x.WhatIn(nil) }

// WhatIn says what What does, in a language.
func (x *Transition) WhatIn(l *words.Language) string {
	if x.Receiving == "" {
		return l.T(x.Kind.Msg())
	}
	return l.T("%s, to %s", x.Kind.Msg(), x.Receiving)
}

// Preparation is something to do before a change.
type Preparation struct {
	What   words.Msg
	Before int // days before the change
}

// Prepare returns the template of what is to be done before a change of this kind.
func Prepare(k TransitionKind) []Preparation {
	switch k {
	case StartingNursery:
		return []Preparation{
			{"Tell the nursery what matters to the child and how they communicate", 84},
			{"Visit the nursery with the family", 42},
			{"Agree care, medicine and equipment with the nursery", 28},
			{"Plan the first week, with shorter days if needed", 14},
		}
	case StartingSchool, ChangingSchool:
		return []Preparation{
			{"Invite the new school to a team meeting", 168},
			{"Visit the new school with the child", 84},
			{"Pass on the plan and About me, with the family's yes", 56},
			{"Agree support, transport and equipment with the new school", 42},
			{"Show the child their class, teacher and way there, in pictures or by a visit", 21},
			{"Ask the child and the school how it goes", -14},
		}
	case AfterSchool:
		return []Preparation{
			{"Ask the young person what they want to do", 540},
			{"Visit colleges, training or work places together", 270},
			{"Agree support and transport with where they are going", 90},
			{"Ask the young person how it goes", -28},
		}
	case AdultServices:
		return []Preparation{
			{"Name who leads the move in adult health and adult social care", 720},
			{"Ask for the adult social care assessment", 540},
			{"Talk with the family about consent and decisions from 16 and 18", 540},
			{"Meet the adult teams together with the young person", 270},
			{"Write down which service takes over what, and from when", 180},
			{"Check that nothing ends before the new service begins", 60},
		}
	case MovingArea:
		return []Preparation{
			{"Tell the new area's services, with the family's yes", 56},
			{"Ask which waits carry over, and have it in writing", 42},
			{"Pass on the handover and introduce the new keyworker", 28},
			{"Register with a doctor and a school there", 28},
		}
	case ComingHome:
		return []Preparation{
			{"Agree the day, and what has to be in place at home", 14},
			{"Get equipment, medicine and training for the family", 7},
			{"Say whom to ring in the first nights", 2},
		}
	}
	return []Preparation{{"Agree who does what before the change", 56}, {"Tell the child what will happen, in their own way", 28}}
}

// AddTransition adds a change that is coming; with Prepare, the actions of its kind's template too, for its lead to take on. Those whose
// day is past already are due at once.
type AddTransition struct {
	Transition Transition
	Remarks    string
	Prepare    bool
	Words      *words.Language // of the template; nil is English
}

func (AddTransition) command() {}

func (d *decider) addTransition(c AddTransition) ([]Event, error) {
	if err := d.may(KeepRecord, nil); err != nil {
		return nil, err
	}
	x := c.Transition
	if err := first(d.checkHead(&x.Head, Head{}), d.checkTransition(&x, nil)); err != nil {
		return nil, err
	}
	d.begin(&x)
	var prepare []Preparation
	if c.Prepare {
		prepare = Prepare(x.Kind)
		if err := d.may(ChangePlan, nil); err != nil {
			return nil, err
		}
	}
	out, err := d.withTexts(TransitionSet{x}, x.ID, map[Part]string{Remarks: c.Remarks})
	if err != nil {
		return nil, err
	}
	if len(prepare) > 0 && len(out) == 1 { // with Remarks the site is open already
		opened, err := d.site()
		if err != nil {
			return nil, err
		}
		out = append(out, opened...)
	}
	for i, p := range prepare {
		a := Action{Owner: x.Lead, Due: max(x.Day.Add(-p.Before), d.today()), Status: NotStarted, Audience: x.Audience}
		if err := d.checkAction(a, nil); err != nil {
			return nil, err
		}
		a = d.consent(a, nil)
		a.ID, a.Rev, a.By, a.Added = d.nextID(i+2), d.nextRev(i+2), d.me.ID, d.a.At
		said, err := d.inserted(Field{a.ID, What}, c.Words.T(p.What))
		if err != nil {
			return nil, err
		}
		x.Actions = append(x.Actions, a.ID)
		out = append(append(out, ActionSet{a}), said...)
	}
	out[0] = TransitionSet{x}
	return out, nil
}

func (d *decider) checkTransition(x, old *Transition) error {
	was := ID(0)
	x.Actions = nil
	if old != nil {
		was, x.Actions = old.Lead, old.Actions
	}
	if x.Day == "" {
		return refuse(Invalid, "Say on which day the change is, as well as you know.")
	}
	return first(
		oneOf(x.Kind, TransitionKinds), checkDays(x.Day), lines(short{"receiving service", &x.Receiving, false}), agency(x.Agency), d.onTeam(x.Lead, was),
	)
}

// Expected is a change that a child's age brings and that is not in the record yet.
type Expected struct {
	Child ID
	Kind  TransitionKind
	Day   Day // the birthday that brings it
	Age   int
}

// byAge are the changes that an age brings.
var byAge = []struct {
	age  int
	kind TransitionKind
}{{3, StartingNursery}, {4, StartingSchool}, {11, ChangingSchool}, {16, AfterSchool}, {18, AdultServices}}

// ExpectedChanges returns the changes that the children's ages bring within two years and that the viewer does not see in the record.
func (v *View) ExpectedChanges(today Day) []Expected {
	var out []Expected
	for _, c := range v.Children {
		t := c.Born.Time(time.UTC)
		if t.IsZero() {
			continue
		}
		for _, b := range byAge {
			x := Expected{c.ID, b.kind, DayOf(addMonths(t, 12*b.age)), b.age}
			days := today.Until(x.Day)
			noted := slices.ContainsFunc(v.Transitions, func(o *Transition) bool {
				return o.Kind == b.kind && (o.About == c.ID || o.About == 0 && len(v.Children) == 1)
			})
			if days >= 0 && days <= 730 && !noted {
				out = append(out, x)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Expected) int { return cmp.Compare(a.Day, b.Day) })
	return out
}

// Reminder is something that somebody should look at now.
type Reminder struct {
	Kind  string // stage | review | change | wait | assessment | plan | promise | question | escalation | contact | keyworker | handover | start again | goodbye | access
	Entry ID     // 0: the record
	Day   Day    // since when, or by when
	Text  string // one sentence
}

// Reminders returns what the viewer should look at on this day, the oldest first, in English.
func (v *View) Reminders(today Day) []Reminder { return v.RemindersIn(nil, today) }

// RemindersIn returns what Reminders does, in a language.
func (v *View) RemindersIn(l *words.Language, today Day) []Reminder {
	var out []Reminder
	clocks := v.Clocks()
	add := func(kind string, entry ID, day Day, m words.Msg, args ...any) {
		out = append(out, Reminder{kind, entry, day, l.T(m, args...)})
	}
	past := func(d Day) bool { return d != "" && d < today }
	on := func(d Day) words.When { return d.When(today) }
	closed := v.Closed()
	if x := v.Stage(); x != nil && past(x.Due) && !closed {
		add("stage", x.ID, x.Due, "The stage “%s” was to be done by %s.", x.Stage.Msg(), on(x.Due))
	}
	for _, x := range v.Transitions {
		if x.Over {
			continue
		}
		switch days := today.Until(x.Day); {
		case days < 0:
			add("change", x.ID, x.Day, "%s was on %s: say how it went, or mark it as over.", capitalised(x.WhatIn(l)), on(x.Day))
		case days <= clocks.Ahead && x.Lead == 0:
			add("change", x.ID, x.Day, "%s comes on %s and nobody leads it.", capitalised(x.WhatIn(l)), on(x.Day))
		case days <= clocks.Ahead && len(x.Actions) == 0:
			add("change", x.ID, x.Day, "%s comes on %s and nothing prepares it yet.", capitalised(x.WhatIn(l)), on(x.Day))
		}
	}
	for _, x := range v.ExpectedChanges(today) {
		if today.Until(x.Day) <= clocks.Ahead {
			add("change", 0, x.Day, "%s will be %d on %s: is “%s” coming?", v.NameOf(x.Child), x.Age, on(x.Day), x.Kind.Msg())
		}
	}
	for _, x := range v.Waits {
		if x.Open() && v.Over(x, today) {
			add("wait", x.ID, x.ReferredOn.Add(v.TargetOf(x)), "%s has been waited for since %s, longer than the %d days aimed at.", x.Service, on(x.ReferredOn), v.TargetOf(x))
		} else if x.Open() && past(x.Expected) {
			add("wait", x.ID, x.Expected, "%s was expected by %s: was the child seen?", x.Service, on(x.Expected))
		}
	}
	for _, x := range v.Assessments {
		if past(x.NextDue) && !slices.ContainsFunc(v.Assessments, func(o *Assessment) bool { return typed(o.Kind) == typed(x.Kind) && o.Day > x.Day }) {
			add("assessment", x.ID, x.NextDue, "The next assessment of %s was due on %s.", x.Kind, on(x.NextDue))
		}
	}
	for _, x := range v.OtherPlans {
		if past(x.Review) && x.Open(today) {
			add("plan", x.ID, x.Review, "The review of the %s was due on %s.", x.Kind, on(x.Review))
		}
	}
	for _, x := range v.Contacts {
		if past(x.PromiseDue) && x.KeptOn == "" {
			add("promise", x.ID, x.PromiseDue, "%s promised for %s: %s", v.NameOf(x.By), on(x.PromiseDue), v.sentence(l, x.ID, Promised))
		}
	}
	for _, x := range v.Questions {
		if x.Open() && past(x.Due) {
			add("question", x.ID, x.Due, "A question to %s was to be answered by %s: %s", v.NameOf(x.To), on(x.Due), v.sentence(l, x.ID, Asks))
		}
	}
	for _, x := range v.Escalations {
		switch {
		case x.Open() && past(x.Due):
			add("escalation", x.ID, x.Due, "%s was to answer by %s: %s", capitalised(cmp.Or(x.Manager, l.T(x.Level.Msg()))), on(x.Due), v.sentence(l, x.ID, Remarks))
		case !x.Open() && x.ToldOn == "":
			add("escalation", x.ID, x.ClosedOn, "The family has not been told what came of this: %s", v.sentence(l, x.ID, Remarks))
		}
	}
	out = append(out, v.keyworkerReminders(l, today, closed)...)
	slices.SortStableFunc(out, func(a, b Reminder) int { return cmp.Compare(a.Day, b.Day) })
	return out
}

// sentence returns the beginning of a shared text, with a full stop.
func (v *View) sentence(l *words.Language, id ID, p Part) string {
	s := v.lineOf(id, p)
	if s == "" {
		return l.T("it is not written down.")
	}
	if last := s[len(s)-1]; last == '.' || last == '?' || last == '!' {
		return s
	}
	return s + "."
}
