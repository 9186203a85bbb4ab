package meeting

import (
	"slices"
)

// The events of the Shelf. Each says what an entry is from then on.
type (
	// DetailSet adds or changes a detail.
	DetailSet struct {
		Detail Detail `json:"detail"`
	}
	// RelationSet adds or changes a relation.
	RelationSet struct {
		Relation Relation `json:"relation"`
	}
	// InvolvementSet adds or changes a service that works with the child.
	InvolvementSet struct {
		Involvement Involvement `json:"involvement"`
	}
	// WaitSet adds or changes a wait.
	WaitSet struct {
		Wait Wait `json:"wait"`
	}
	// AssessmentSet adds or changes an assessment.
	AssessmentSet struct {
		Assessment Assessment `json:"assessment"`
	}
	// AppointmentSet adds or changes an appointment.
	AppointmentSet struct {
		Appointment Appointment `json:"appointment"`
	}
	// OtherPlanSet adds or changes a plan of one agency.
	OtherPlanSet struct {
		OtherPlan OtherPlan `json:"other_plan"`
	}
	// PathStepSet adds or changes a step of the pathway.
	PathStepSet struct {
		PathStep PathStep `json:"path_step"`
	}
	// TransitionSet adds or changes a change that is coming.
	TransitionSet struct {
		Transition Transition `json:"transition"`
	}
	// TenureSet adds or changes a keyworker's tenure.
	TenureSet struct {
		Tenure Tenure `json:"tenure"`
	}
	// ContactSet adds or changes a contact.
	ContactSet struct {
		Contact Contact `json:"contact"`
	}
	// QuestionSet adds or changes a question of the family.
	QuestionSet struct {
		Question Question `json:"question"`
	}
	// HandoverSet adds or changes a handover, but for what was accepted.
	HandoverSet struct {
		Handover Handover `json:"handover"`
	}
	// MandateSet adds or changes a mandate.
	MandateSet struct {
		Mandate Mandate `json:"mandate"`
	}
	// EscalationSet adds or changes an escalation.
	EscalationSet struct {
		Escalation Escalation `json:"escalation"`
	}
	// ClosingSet adds or changes the end of a plan.
	ClosingSet struct {
		Closing Closing `json:"closing"`
	}
	// HandoverAccepted says which items of a handover its new keyworker has taken on, or with Back has not after all.
	HandoverAccepted struct {
		Handover ID        `json:"handover"`
		Items    []ItemKey `json:"items"`
		By       ID        `json:"by"`
		Back     bool      `json:"back,omitempty"`
	}
	// ClocksSet says what the record's clocks are set to.
	ClocksSet struct {
		Clocks Clocks `json:"clocks"`
	}
)

func (DetailSet) event()        {}
func (RelationSet) event()      {}
func (InvolvementSet) event()   {}
func (WaitSet) event()          {}
func (AssessmentSet) event()    {}
func (AppointmentSet) event()   {}
func (OtherPlanSet) event()     {}
func (PathStepSet) event()      {}
func (TransitionSet) event()    {}
func (TenureSet) event()        {}
func (ContactSet) event()       {}
func (QuestionSet) event()      {}
func (HandoverSet) event()      {}
func (MandateSet) event()       {}
func (EscalationSet) event()    {}
func (ClosingSet) event()       {}
func (HandoverAccepted) event() {}
func (ClocksSet) event()        {}

func (e DetailSet) filed() Entry      { return &e.Detail }
func (e RelationSet) filed() Entry    { return &e.Relation }
func (e InvolvementSet) filed() Entry { return &e.Involvement }
func (e WaitSet) filed() Entry        { return &e.Wait }
func (e AssessmentSet) filed() Entry  { return &e.Assessment }
func (e AppointmentSet) filed() Entry { return &e.Appointment }
func (e OtherPlanSet) filed() Entry   { return &e.OtherPlan }
func (e PathStepSet) filed() Entry    { return &e.PathStep }
func (e TransitionSet) filed() Entry  { return &e.Transition }
func (e TenureSet) filed() Entry      { return &e.Tenure }
func (e ContactSet) filed() Entry     { return &e.Contact }
func (e QuestionSet) filed() Entry    { return &e.Question }
func (e HandoverSet) filed() Entry    { return &e.Handover }
func (e MandateSet) filed() Entry     { return &e.Mandate }
func (e EscalationSet) filed() Entry  { return &e.Escalation }
func (e ClosingSet) filed() Entry     { return &e.Closing }

// drawers are the kinds of entry, in the order in which a Shelf has them.
var drawers []drawer

func init() { // not above, since the checks ask for drawers themselves
	drawers = []drawer{
		drawerOf[Detail, *Detail]{
			name: "detail", needs: KeepRecord,
			list: func(s *Shelf) *[]*Detail { return &s.Details }, event: func(x Detail) Event { return DetailSet{x} },
			checks: (*decider).checkDetail,
		},
		drawerOf[Relation, *Relation]{
			name: "relation", needs: KeepRecord, parts: []Part{Remarks},
			list: func(s *Shelf) *[]*Relation { return &s.Relations }, event: func(x Relation) Event { return RelationSet{x} },
			checks: (*decider).checkRelation,
		},
		drawerOf[Involvement, *Involvement]{
			name: "involvement", needs: KeepRecord, parts: []Part{Remarks},
			list: func(s *Shelf) *[]*Involvement { return &s.Involvements }, event: func(x Involvement) Event { return InvolvementSet{x} },
			checks: (*decider).checkInvolvement,
		},
		drawerOf[Wait, *Wait]{
			name: "wait", needs: KeepRecord, parts: []Part{Remarks},
			list: func(s *Shelf) *[]*Wait { return &s.Waits }, event: func(x Wait) Event { return WaitSet{x} },
			checks: (*decider).checkWait,
		},
		drawerOf[Assessment, *Assessment]{
			name: "assessment", needs: KeepRecord, parts: []Part{Remarks},
			list: func(s *Shelf) *[]*Assessment { return &s.Assessments }, event: func(x Assessment) Event { return AssessmentSet{x} },
			checks: (*decider).checkAssessment,
		},
		drawerOf[Appointment, *Appointment]{
			name: "appointment", needs: KeepRecord, parts: []Part{Remarks},
			list: func(s *Shelf) *[]*Appointment { return &s.Appointments }, event: func(x Appointment) Event { return AppointmentSet{x} },
			checks: (*decider).checkAppointment,
		},
		drawerOf[OtherPlan, *OtherPlan]{
			name: "plan of an agency", needs: KeepRecord, parts: []Part{Remarks},
			list: func(s *Shelf) *[]*OtherPlan { return &s.OtherPlans }, event: func(x OtherPlan) Event { return OtherPlanSet{x} },
			checks: (*decider).checkOtherPlan,
		},
		drawerOf[PathStep, *PathStep]{
			name: "stage", needs: LeadRecord, parts: []Part{Remarks},
			list: func(s *Shelf) *[]*PathStep { return &s.Steps }, event: func(x PathStep) Event { return PathStepSet{x} },
			checks: (*decider).checkPathStep,
		},
		drawerOf[Transition, *Transition]{
			name: "change", needs: KeepRecord, parts: []Part{Remarks},
			list: func(s *Shelf) *[]*Transition { return &s.Transitions }, event: func(x Transition) Event { return TransitionSet{x} },
			checks: (*decider).checkTransition,
			shows:  showTransition,
		},
		drawerOf[Tenure, *Tenure]{
			name: "tenure", needs: LeadRecord, rules: true, parts: []Part{Remarks},
			list: func(s *Shelf) *[]*Tenure { return &s.Tenures }, event: func(x Tenure) Event { return TenureSet{x} },
		},
		drawerOf[Contact, *Contact]{
			name: "contact", needs: KeepRecord, parts: []Part{Remarks, Promised},
			list: func(s *Shelf) *[]*Contact { return &s.Contacts }, event: func(x Contact) Event { return ContactSet{x} },
			checks: (*decider).checkContact,
		},
		drawerOf[Question, *Question]{
			name: "question", needs: AskThings, rules: true, parts: []Part{Asks, Replies},
			list: func(s *Shelf) *[]*Question { return &s.Questions }, event: func(x Question) Event { return QuestionSet{x} },
		},
		drawerOf[Handover, *Handover]{
			name: "handover", needs: LeadRecord, rules: true, parts: []Part{HandMatters, HandWho, HandTried, HandOpen, HandDecisions, HandStuck, HandNext, HandWork},
			list: func(s *Shelf) *[]*Handover { return &s.Handovers }, event: func(x Handover) Event { return HandoverSet{x} },
			shows: showHandover,
		},
		drawerOf[Mandate, *Mandate]{
			name: "mandate", needs: LeadRecord, parts: []Part{Remarks},
			list: func(s *Shelf) *[]*Mandate { return &s.Mandates }, event: func(x Mandate) Event { return MandateSet{x} },
			checks: (*decider).checkMandate,
		},
		drawerOf[Escalation, *Escalation]{
			name: "escalation", needs: KeepRecord, parts: []Part{Remarks, Answered, CameOf},
			list: func(s *Shelf) *[]*Escalation { return &s.Escalations }, event: func(x Escalation) Event { return EscalationSet{x} },
			checks: (*decider).checkEscalation,
			shows:  showEscalation,
		},
		drawerOf[Closing, *Closing]{
			name: "closing", needs: LeadRecord, rules: true, parts: []Part{Remarks},
			list: func(s *Shelf) *[]*Closing { return &s.Closings }, event: func(x Closing) Event { return ClosingSet{x} },
			shows: showClosing,
		},
	}
}

// accept makes what a new keyworker has said of items part of the handover.
func (r *Record) accept(m Meta, e HandoverAccepted) {
	old, ok := r.s.Shelf.Entry(e.Handover).(*Handover)
	if !ok {
		return
	}
	x := *old
	x.Accepted = slices.DeleteFunc(slices.Clone(old.Accepted), func(a Accepted) bool { return slices.Contains(e.Items, a.ItemKey) })
	if !e.Back {
		for _, k := range e.Items {
			x.Accepted = append(x.Accepted, Accepted{k, e.By, m.At})
		}
	}
	r.s.put(&x)
}
