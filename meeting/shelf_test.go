package meeting_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"oneplan/meeting"
)

// shelf holds what stands on a desk's shelf: by name, of some kinds one for everyone and one for practitioners only.
func (d *desk) shelve() {
	d.shelf = map[string]meeting.ID{}
	add := func(name string, p meeting.PersonID, e meeting.Entry, words map[meeting.Part]string) {
		d.shelf[name] = d.do(p, meeting.AddEntry{Entry: e, Words: words})
	}
	child := d.state().Children[0].ID
	hidden := meeting.Head{Audience: meeting.Practitioners}
	about := meeting.Head{About: child}
	add("address", parent, &meeting.Detail{Head: meeting.Head{Audience: meeting.OnlyPeople(parent, keyworker)}, Kind: meeting.Address, Value: "7 Willow Lane"}, nil)
	add("NHS number", keyworker, &meeting.Detail{Head: about, Kind: meeting.NHSNumber, Value: "943 476 5919"}, nil)
	add("relation", parent, &meeting.Relation{Head: about, Name: "Nain", Is: "grandmother", Contact: meeting.AnyContact}, map[meeting.Part]string{meeting.Remarks: "Every Sunday"})
	add("involved", practitioner, &meeting.Involvement{Head: about, Agency: "school", Service: "Hill Lane"}, nil)
	add("wait", keyworker, &meeting.Wait{Head: about, Service: "Sleep clinic", Agency: "hospital", ReferredOn: "2026-07-01", ReferredBy: d.who[keyworker]}, map[meeting.Part]string{meeting.Remarks: "Rang twice"})
	add("hidden wait", practitioner, &meeting.Wait{Head: hidden, Service: "canary clinic", ReferredOn: "2026-07-01"}, map[meeting.Part]string{meeting.Remarks: "canary"})
	add("assessment", practitioner, &meeting.Assessment{Head: about, Kind: "hearing", Day: "2026-10-01", Share: []meeting.AgencyID{"school", "health"}}, map[meeting.Part]string{meeting.Remarks: "Fine"})
	add("appointment", parent, &meeting.Appointment{Head: about, What: "Dentist", At: d.at.AddDate(0, 0, 3), Place: "Town", With: []meeting.ID{d.who[parent]}}, nil)
	add("other plan", practitioner, &meeting.OtherPlan{Head: about, Kind: "health care plan", Review: "2027-01-10"}, nil)
	add("step", keyworker, &meeting.PathStep{Stage: meeting.Planning, From: "2026-09-01"}, nil)
	add("contact", keyworker, &meeting.Contact{Head: about, Day: "2026-11-02", How: meeting.HomeVisit, With: []meeting.ID{d.who[parent], child}, PromiseDue: "2026-12-02"},
		map[meeting.Part]string{meeting.Remarks: "Tea in the kitchen", meeting.Promised: "A letter to the school"})
	add("hidden contact", keyworker, &meeting.Contact{Head: meeting.Head{Audience: meeting.OnlyPeople(keyworker)}, How: meeting.Call}, map[meeting.Part]string{meeting.Remarks: "canary"})
	add("mandate", keyworker, &meeting.Mandate{Agency: "health", Vests: []string{"ask for a report by a date"}, SignedBy: "Dr Okafor", SignedOn: "2026-08-01"}, nil)
	add("escalation", keyworker, &meeting.Escalation{Stuck: meeting.StuckResource, Agency: "school", Of: d.action, Manager: "Ms Hart", RaisedOn: "2026-11-01"}, map[meeting.Part]string{meeting.Remarks: "No quiet room"})
	add("hidden escalation", practitioner, &meeting.Escalation{Head: hidden, Stuck: meeting.StuckCapacity, Agency: "health", Of: d.secret}, map[meeting.Part]string{meeting.Remarks: "canary"})
	d.shelf["change"] = d.do(practitioner, meeting.AddTransition{
		Transition: meeting.Transition{Head: about, Kind: meeting.ChangingSchool, Day: "2027-09-01", Receiving: "Hill Top", Lead: d.who[practitioner]}, Remarks: "By bus", Prepare: true,
	})
	d.shelf["question"] = d.do(parent, meeting.AskQuestion{Words: "May Sam have a night light?"})
	d.shelf["handover"] = d.do(keyworker, meeting.BeginHandover{To: d.who[practitioner]})
	d.shelf["tenure"] = d.state().Tenures[0].ID
	for _, p := range meeting.AboutMe {
		d.do(parent, d.edit(parent, d.of(child, p), "My own words"))
	}
	d.do(practitioner, meeting.AcceptHandover{Handover: d.shelf["handover"], Items: []meeting.ItemKey{{Section: 1, ID: d.who[parent]}, {Section: 5, ID: d.shelf["hidden escalation"]}}})
}

// facts returns a copy of an entry of the shelf.
func facts[T any](d *desk, name string) T {
	x, ok := any(d.state().Entry(d.shelf[name])).(*T)
	if !ok {
		d.t.Fatalf("%s is not on the shelf", name)
	}
	return *x
}

func init() {
	keep, lead := acts(meeting.KeepRecord), acts(meeting.LeadRecord)
	adds := func(e meeting.Entry) func(*desk, meeting.PersonID) meeting.Command {
		return func(*desk, meeting.PersonID) meeting.Command { return meeting.AddEntry{Entry: e} }
	}
	writes := func(name string, p meeting.Part) func(*desk, meeting.PersonID) meeting.Command {
		return edits(func(d *desk) meeting.Field { return d.of(d.shelf[name], p) })
	}
	permits = append(permits, []permit{
		{"a detail", live, keep, adds(&meeting.Detail{Kind: meeting.Phone, Value: "01234"})},
		{"a relation", live, keep, adds(&meeting.Relation{Name: "Nain"})},
		{"a service", live, keep, adds(&meeting.Involvement{Service: "Sleep clinic"})},
		{"a wait", live, keep, adds(&meeting.Wait{Service: "Sleep clinic"})},
		{"change a wait", live, keep, func(d *desk, _ meeting.PersonID) meeting.Command {
			x := facts[meeting.Wait](d, "wait")
			x.SeenOn = "2026-11-20"
			return meeting.SetEntry{Entry: &x}
		}},
		{"remove a wait", live, keep, func(d *desk, _ meeting.PersonID) meeting.Command { return meeting.RemoveEntry{ID: d.shelf["wait"]} }},
		{"write about a wait", live, keep, writes("wait", meeting.Remarks)},
		{"an assessment", live, keep, adds(&meeting.Assessment{Kind: "sight"})},
		{"an appointment", live, keep, adds(&meeting.Appointment{What: "Dentist", At: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)})},
		{"another plan", live, keep, adds(&meeting.OtherPlan{Kind: "school plan"})},
		{"a contact", live, keep, adds(&meeting.Contact{How: meeting.Call})},
		{"an escalation", live, keep, adds(&meeting.Escalation{Stuck: meeting.StuckDecision, Agency: "health"})},
		{"escalate further", live, keep, func(d *desk, _ meeting.PersonID) meeting.Command {
			return meeting.RaiseEscalation{Escalation: d.shelf["escalation"], Manager: "Mr Lund"}
		}},
		{"a change that comes", live, keep, func(*desk, meeting.PersonID) meeting.Command {
			return meeting.AddTransition{Transition: meeting.Transition{Kind: meeting.MovingArea, Day: "2027-03-01"}, Prepare: true}
		}},
		{"write about me", live, keep, edits(func(d *desk) meeting.Field { return d.of(d.state().Children[0].ID, meeting.Matters) })},
		{"write about us", live, keep, edits(func(d *desk) meeting.Field { return d.of(0, meeting.WorkWithUs) })},
		{"write beside the handover", live, keep, writes("handover", meeting.HandTried)},
		{"a stage", live, lead, adds(&meeting.PathStep{Stage: meeting.Reviewing})},
		{"a mandate", live, lead, adds(&meeting.Mandate{Agency: "school", Vests: []string{"call a meeting"}, SignedBy: "Ms Hart"})},
		{"change a tenure", live, lead, func(d *desk, _ meeting.PersonID) meeting.Command {
			x := facts[meeting.Tenure](d, "tenure")
			x.Cover = d.who[deputy]
			return meeting.SetTenure{Tenure: x}
		}},
		{"set the clocks", live, lead, func(*desk, meeting.PersonID) meeting.Command {
			return meeting.SetClocks{Clocks: meeting.Clocks{Wait: 90}}
		}},
		{"close the plan", preparing, lead, func(d *desk, p meeting.PersonID) meeting.Command {
			x := meeting.Closing{Why: meeting.NeedsMet, Family: meeting.Agree, FamilyFor: d.who[parent]}
			v := d.view(p)
			if v == nil {
				return meeting.ClosePlan{Closing: x}
			}
			for _, a := range v.ToRehome() {
				x.Rehomed = append(x.Rehomed, meeting.Rehomed{Action: a.ID, To: "the school nurse"})
			}
			return meeting.ClosePlan{Closing: x, Remarks: "Ring the school nurse."}
		}},
		{"open a closed plan again", replied, acts(meeting.ReopenRecord), func(d *desk, _ meeting.PersonID) meeting.Command {
			if len(d.state().Closings) == 0 && d.state().Live() == nil {
				x := meeting.Closing{Why: meeting.NeedsMet, Family: meeting.Agree}
				for _, a := range d.view(keyworker).ToRehome() {
					x.Rehomed = append(x.Rehomed, meeting.Rehomed{Action: a.ID, To: "the school nurse"})
				}
				d.do(keyworker, meeting.ClosePlan{Closing: x})
			}
			return meeting.ReopenPlan{Reason: "it is back"}
		}},
		{"ask for gran", live, acts(meeting.AskThings), func(d *desk, _ meeting.PersonID) meeting.Command {
			return meeting.AskQuestion{For: d.who[gran], Words: "When is the visit?"}
		}},
		{"change the keyworker", live, acts(meeting.ChangeTeam), func(d *desk, _ meeting.PersonID) meeting.Command {
			return meeting.ChangeKeyworker{To: d.who[practitioner], AskedOn: "2026-11-20", Reason: "a new job"}
		}},
	}...)
}

// onShelf is what the design lets a viewer see of a shelf, worked out without the code that shows it.
func onShelf(s *meeting.State, may func(meeting.Audience) bool, sees func(meeting.ID) bool) meeting.Shelf {
	out := meeting.Shelf{
		Details: picked(s.Details, may), Relations: picked(s.Relations, may), Involvements: picked(s.Involvements, may), Waits: picked(s.Waits, may),
		Assessments: picked(s.Assessments, may), Appointments: picked(s.Appointments, may), OtherPlans: picked(s.OtherPlans, may),
		Steps: picked(s.Steps, may), Tenures: picked(s.Tenures, may), Contacts: picked(s.Contacts, may), Questions: picked(s.Questions, may),
		Mandates: picked(s.Mandates, may),
	}
	seesToo := func(id meeting.ID) bool {
		e := s.Entry(id)
		return sees(id) || e != nil && may(meeting.HeadOf(e).Audience)
	}
	for _, x := range picked(s.Transitions, may) {
		c := *x
		c.Actions = slices.DeleteFunc(slices.Clone(x.Actions), func(id meeting.ID) bool { return !sees(id) })
		out.Transitions = append(out.Transitions, &c)
	}
	for _, x := range picked(s.Escalations, may) {
		c := *x
		if c.Of != 0 && !seesToo(c.Of) {
			c.Of = 0
		}
		out.Escalations = append(out.Escalations, &c)
	}
	for _, x := range picked(s.Handovers, may) {
		c := *x
		c.Accepted = slices.DeleteFunc(slices.Clone(x.Accepted), func(a meeting.Accepted) bool {
			_, child := s.Child(a.ID)
			return a.ID != 0 && !child && !seesToo(a.ID) // what is of no entry, or of a child, everybody here may know
		})
		out.Handovers = append(out.Handovers, &c)
	}
	for _, x := range picked(s.Closings, may) {
		c := *x
		c.Rehomed = slices.DeleteFunc(slices.Clone(x.Rehomed), func(r meeting.Rehomed) bool { return !sees(r.Action) })
		out.Closings = append(out.Closings, &c)
	}
	return out
}

func picked[T any, P interface {
	*T
	meeting.Entry
}](list []*T, may func(meeting.Audience) bool) []*T {
	return slices.DeleteFunc(slices.Clone(list), func(x *T) bool { return !may(meeting.HeadOf(P(x)).Audience) })
}

// partsOf are the shared texts that an entry of the shelf has.
func partsOf(e meeting.Entry) []meeting.Part {
	switch e.(type) {
	case *meeting.Detail:
		return nil
	case *meeting.Contact:
		return []meeting.Part{meeting.Remarks, meeting.Promised}
	case *meeting.Question:
		return []meeting.Part{meeting.Asks, meeting.Replies}
	case *meeting.Escalation:
		return []meeting.Part{meeting.Remarks, meeting.Answered, meeting.CameOf}
	case *meeting.Handover:
		var out []meeting.Part
		for _, s := range meeting.HandoverSections {
			out = append(out, s.Part)
		}
		return out
	}
	return []meeting.Part{meeting.Remarks}
}

// filed returns the entry that an event puts on the shelf, or nil.
func filed(e meeting.Event) meeting.Entry {
	if _, ok := e.(meeting.Undone); ok {
		return nil
	}
	r := meeting.NewRecord()
	r.Apply(meeting.Meta{Seq: 1}, e)
	for x := range r.State().Entries {
		return x
	}
	return nil
}

// entryOn is mostly an entry of the shelf.
func (r dice) entryOn() meeting.ID {
	var all []meeting.ID
	for e := range r.s.Entries {
		all = append(all, meeting.HeadOf(e).ID)
	}
	return r.id(append([]meeting.ID{0}, all...))
}

func (r dice) head() meeting.Head {
	return meeting.Head{About: odd(r, 99, 0, r.s.Children[0].ID), Audience: one(r, meeting.Everyone, r.audience()), ID: 3, Rev: 9}
}

func (r dice) members() []meeting.ID {
	var out []meeting.ID
	for range r.n(3) {
		out = append(out, r.member())
	}
	return out
}

func (r dice) agency() meeting.AgencyID {
	return odd[meeting.AgencyID](r, "a,b", "health", "school", "")
}

// newEntry is something new for the shelf.
func (r dice) newEntry() meeting.Entry {
	switch r.n(13) {
	case 0:
		return &meeting.Detail{Head: r.head(), Kind: odd(r, "shoe size", meeting.DetailKinds...), Value: one(r, "943 476 5919", "H801200001001", r.words())}
	case 1:
		return &meeting.Relation{Head: r.head(), Name: odd(r, r.words(), "Nain"), Is: r.words(), Member: one(r, 0, r.member()), Contact: odd(r, "?", meeting.ContactRules...)}
	case 2:
		return &meeting.Involvement{Head: r.head(), Agency: r.agency(), Service: odd(r, r.words(), "Clinic"), From: r.day(), To: r.day()}
	case 3, 4:
		return &meeting.Wait{Head: r.head(), Service: odd(r, r.words(), "Clinic"), For: r.words(), ReferredBy: one(r, 0, r.member()), ReferredOn: r.day(), SeenOn: one(r, "", r.day()), Target: r.scale()}
	case 5:
		return &meeting.Assessment{Head: r.head(), Kind: odd(r, r.words(), "hearing", "sight"), Day: r.day(), Again: one(r, "", "new worry"), Share: []meeting.AgencyID{r.agency()}}
	case 6:
		return &meeting.Appointment{Head: r.head(), What: odd(r, r.words(), "Dentist"), At: r.when(), Place: r.words(), With: r.members(), Minutes: r.scale()}
	case 7:
		return &meeting.OtherPlan{Head: r.head(), Kind: odd(r, r.words(), "health plan"), From: r.day(), Review: r.day()}
	case 8:
		return &meeting.PathStep{Head: r.head(), Stage: odd(r, "?", meeting.Pathway...), From: r.day()}
	case 9:
		return &meeting.Transition{Head: r.head(), Kind: odd(r, "?", meeting.TransitionKinds...), Day: r.day(), Lead: one(r, 0, r.member()), Actions: []meeting.ID{r.action()}}
	case 10:
		return &meeting.Contact{Head: r.head(), Day: one(r, "", r.day()), How: odd(r, "?", meeting.ContactHows...), With: r.members()}
	case 11:
		return &meeting.Mandate{Head: r.head(), Agency: r.agency(), Vests: []string{odd(r, r.words(), "call a meeting")}, SignedBy: odd(r, r.words(), "Ms Hart")}
	}
	return &meeting.Escalation{Head: r.head(), Stuck: odd(r, "?", meeting.StuckKinds...), Agency: r.agency(), Of: one(r, 0, r.action(), r.need(), r.entryOn())}
}

// changed is an entry as somebody would like it.
func (r dice) changedEntry(e meeting.Entry) meeting.Entry {
	h := func(h meeting.Head) meeting.Head {
		h.Rev = r.stale(h.Rev)
		if r.oneIn(3) {
			h.Audience = r.audience()
		}
		return h
	}
	switch x := e.(type) {
	case *meeting.Detail:
		c := *x
		c.Head, c.Value = h(c.Head), r.words()
		return &c
	case *meeting.Wait:
		c := *x
		c.Head, c.SeenOn, c.Expected = h(c.Head), one(r, "", r.day()), r.day()
		return &c
	case *meeting.Contact:
		c := *x
		c.Head, c.KeptOn, c.How = h(c.Head), r.day(), one(r, meeting.ContactHows...)
		return &c
	case *meeting.Transition:
		c := *x
		c.Head, c.Day, c.Over, c.Actions = h(c.Head), r.day(), r.flag(), nil
		return &c
	case *meeting.Escalation:
		c := *x
		c.Head, c.RespondedOn, c.ClosedOn, c.Of = h(c.Head), r.day(), one(r, "", r.day()), one(r, 0, r.action())
		return &c
	case *meeting.Assessment:
		c := *x
		c.Head, c.Kind, c.Day = h(c.Head), one(r, "hearing", "sight"), r.day()
		return &c
	}
	return e
}

// shelfCommand is a command about the shelf.
func (r dice) shelfCommand() meeting.Command {
	s := r.s
	handover := func() meeting.ID {
		return r.id(ids(s.Handovers, func(x *meeting.Handover) meeting.ID { return x.ID }))
	}
	switch r.n(17) {
	case 0, 1, 2:
		return meeting.AddEntry{Entry: r.newEntry(), Words: map[meeting.Part]string{one(r, meeting.Remarks, meeting.Remarks, meeting.Promised): r.words()}}
	case 3, 4:
		return meeting.SetEntry{Entry: r.changedEntry(s.Entry(r.entryOn()))}
	case 5:
		return meeting.RemoveEntry{ID: r.entryOn()}
	case 6:
		was := meeting.Everyone
		id := r.entryOn()
		if e := s.Entry(id); e != nil {
			was = meeting.HeadOf(e).Audience
		}
		return meeting.SetAudience{Entry: id, Was: was, Audience: r.audience()}
	case 7:
		return meeting.AddTransition{Transition: meeting.Transition{Head: r.head(), Kind: one(r, meeting.TransitionKinds...), Day: r.day(), Lead: one(r, 0, r.member())}, Remarks: r.words(), Prepare: r.flag()}
	case 8:
		return meeting.AskQuestion{Kind: odd(r, "?", meeting.QuestionKinds...), For: r.whose(), To: one(r, 0, r.member()), Audience: one(r, meeting.Everyone, r.audience()), Words: r.words()}
	case 9:
		return meeting.ReplyQuestion{Question: r.id(ids(s.Questions, func(x *meeting.Question) meeting.ID { return x.ID })), Words: r.words(), Gesture: uint32(r.n(5))}
	case 10:
		return meeting.ChangeKeyworker{To: r.member(), AskedOn: one(r, "", r.day()), NotAsked: one(r, "", "ill"), Designated: r.flag(), Wish: r.words()}
	case 11:
		if len(s.Tenures) > 0 {
			x := *one(r, s.Tenures...)
			x.Rev, x.Cover, x.Designated, x.From = r.stale(x.Rev), one(r, 0, r.member()), r.flag(), one(r, x.From, r.day())
			return meeting.SetTenure{Tenure: x}
		}
		return meeting.SetTenure{}
	case 12:
		if x, ok := s.Entry(handover()).(*meeting.Handover); ok && r.flag() {
			c := *x
			c.Rev, c.To, c.JointOn, c.Met = r.stale(c.Rev), one(r, c.To, r.member()), r.day(), r.members()
			return meeting.SetHandover{Handover: c}
		}
		return meeting.BeginHandover{To: r.member(), Audience: one(r, meeting.Everyone, r.audience())}
	case 13:
		c := meeting.AcceptHandover{Handover: handover(), Back: r.oneIn(4)}
		for range 1 + r.n(3) {
			c.Items = append(c.Items, meeting.ItemKey{Section: r.n(9), ID: one(r, r.entryOn(), r.action(), r.need(), r.member())})
		}
		return c
	case 14:
		return one[meeting.Command](r, meeting.FinishHandover{Handover: handover()}, meeting.AnswerAgain{Handover: handover(), Answer: odd(r, "?", meeting.AgainAnswers...), Words: r.words(), For: r.whose()})
	case 15:
		return meeting.RaiseEscalation{Escalation: r.id(ids(s.Escalations, func(x *meeting.Escalation) meeting.ID { return x.ID })), Manager: r.words()}
	}
	x := meeting.Closing{Head: r.head(), Why: one(r, meeting.CloseWhys...), Words: r.words(), Family: one(r, meeting.Answers...), AccessUntil: one(r, "", r.day())}
	for _, a := range s.Actions {
		if a.Status.Open() && !r.oneIn(20) {
			x.Rehomed = append(x.Rehomed, meeting.Rehomed{Action: a.ID, To: "somebody"})
		}
	}
	return one[meeting.Command](r, meeting.ClosePlan{Closing: x, Remarks: r.words()}, meeting.ReopenPlan{Reason: r.words()}, meeting.EndAccess{Today: r.day()},
		meeting.SetClocks{Clocks: meeting.Clocks{Wait: r.n(99), Reply: r.scale(), Stages: map[meeting.PathStage]int{one(r, meeting.Pathway...): r.n(50)}}})
}

// shelfField is a text of the shelf, or of a child or the family.
func (r dice) shelfField() meeting.Field {
	if r.oneIn(3) {
		return meeting.Field{ID: one(r, 0, r.s.Children[0].ID, 99), Part: one(r, meeting.AboutMe...)}
	}
	id := r.entryOn()
	if e := r.s.Entry(id); e != nil {
		if parts := partsOf(e); len(parts) > 0 {
			return meeting.Field{ID: id, Part: one(r, parts...)}
		}
	}
	return meeting.Field{ID: id, Part: meeting.Remarks}
}

// everyPart are all the parts of texts, and two that are none.
func everyPart(yield func(meeting.Part) bool) {
	for p := range meeting.HandWork + 2 {
		if !yield(p) {
			return
		}
	}
}

func TestShelfOfAnotherIsNotThere(t *testing.T) {
	d := deskAt(t, live)
	for name, id := range maps.All(d.shelf) {
		if v := d.view(parent); v.Entry(id) != nil != (name != "hidden wait" && name != "hidden contact" && name != "hidden escalation") {
			t.Errorf("%s: the parent sees it: %v", name, v.Entry(id) != nil)
		}
	}
}

// betweenMeetings are the acts that nobody does who is here for one meeting only.
var betweenMeetings = map[meeting.Act]bool{meeting.KeepRecord: true, meeting.LeadRecord: true, meeting.AskThings: true, meeting.ReopenRecord: true}

// toldOf is all that is worked out of a View's shelf.
func toldOf(v *meeting.View) []any {
	today, calendar := meeting.Day("2026-12-20"), v.Calendar("", "", time.UTC)
	last, since := v.SinceMet(nil, v.Me.ID, time.UTC)
	return []any{
		calendar, meeting.Clashes(calendar), meeting.Clusters(calendar), v.Timeline(time.UTC), v.Reminders(today), v.Brief(v.Handover(), today, time.UTC),
		v.Continuity(today), v.ExpectedChanges(today), v.DetailsOf(0), v.Circle(), v.Stage(), v.Tenure(), v.Closed(), v.Closing(), v.Clocks(),
		last, since, meeting.BlockedActions([]*meeting.View{v}),
	}
}
