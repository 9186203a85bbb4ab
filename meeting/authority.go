package meeting

import (
	"cmp"
	"slices"
	"strings"
)

// Mandate says what an agency lets the keyworker do in its name, and who signed it. Remarks are shared text.
type Mandate struct {
	Head
	Agency   AgencyID `json:"agency"`
	Vests    []string `json:"vests"` // what the keyworker may do
	SignedBy string   `json:"signed_by"`
	SignedOn Day      `json:"signed_on"`
	Until    Day      `json:"until,omitempty"`
}

// Vestable are what mandates usually say that the keyworker may do, for screens to offer; others may be written.
var Vestable = offered(
	"call a team meeting that people have to come to", "ask for a report by a date", "ask why an action is late, and have an answer",
	"see how long the child has to wait, and why", "take what is stuck to a named manager", "speak for the plan at the agency's panels",
	"spend from the plan's budget",
)

// Holds reports whether the mandate holds on that day.
func (x *Mandate) Holds(today Day) bool { return x.Until == "" || x.Until >= today }

// StuckKind says what is stuck.
type StuckKind string

// What can be stuck.
const (
	StuckProgress StuckKind = "plan progress"
	StuckDecision StuckKind = "decision"
	StuckResource StuckKind = "resource"
	StuckCapacity StuckKind = "capacity"
)

// StuckKinds lists what can be stuck.
var StuckKinds = []StuckKind{StuckProgress, StuckDecision, StuckResource, StuckCapacity}

// Level is with whom an escalation is.
type Level string

// The levels of an escalation, in order.
const (
	WithManager Level = "manager"
	WithSenior  Level = "senior manager"
	WithGroup   Level = "management group"
)

// Levels lists the levels of an escalation, in order.
var Levels = []Level{WithManager, WithSenior, WithGroup}

// Escalation is something stuck that goes to somebody who can move it. What is stuck (Remarks), the answer (Answered) and what came of it
// (CameOf) are shared texts.
type Escalation struct {
	Head
	Stuck       StuckKind `json:"stuck"`
	Agency      AgencyID  `json:"agency"`       // against which agency
	Of          ID        `json:"of,omitempty"` // the need, outcome, action, decision or wait that is stuck
	Level       Level     `json:"level"`
	Manager     string    `json:"manager,omitempty"` // the named manager
	RaisedOn    Day       `json:"raised_on"`         // at this level
	Due         Day       `json:"due"`               // when the answer is due
	RespondedOn Day       `json:"responded_on,omitempty"`
	ClosedOn    Day       `json:"closed_on,omitempty"`
	ToldOn      Day       `json:"told_on,omitempty"` // when the family was told what came of it
	Before      []Raised  `json:"before,omitempty"`  // the levels it was at before
}

// Raised is a level that an escalation was at.
type Raised struct {
	Level       Level  `json:"level"`
	Manager     string `json:"manager,omitempty"`
	On          Day    `json:"on"`
	Due         Day    `json:"due"`
	RespondedOn Day    `json:"responded_on,omitempty"`
}

// Open reports whether the escalation goes on.
func (x *Escalation) Open() bool { return x.ClosedOn == "" }

// RaiseEscalation takes an escalation to the next level, with the named manager there. The clock begins anew.
type RaiseEscalation struct {
	Escalation ID
	Manager    string
}

func (RaiseEscalation) command() {}

func (d *decider) checkMandate(x, _ *Mandate) error {
	or(&x.SignedOn, d.today())
	if len(x.Vests) == 0 || len(x.Vests) > 50 {
		return refuse(Invalid, "Say what the agency lets the keyworker do.")
	}
	x.Vests = slices.Clone(x.Vests)
	for i := range x.Vests {
		if err := lines(short{"mandate", &x.Vests[i], true}); err != nil {
			return err
		}
	}
	if x.Agency == "" {
		return refuse(Invalid, "Say which agency gives the mandate.")
	}
	return first(
		agency(x.Agency), lines(short{"name of who signed", &x.SignedBy, true}), checkDays(x.SignedOn, x.Until),
		inOrder(x.SignedOn, x.Until, "The mandate would end before it was signed: please check the dates."),
	)
}

func (d *decider) checkEscalation(x, old *Escalation) error {
	x.Before = nil
	or(&x.Level, WithManager)
	or(&x.RaisedOn, d.today())
	if old != nil {
		x.Before = old.Before
		if x.Level != old.Level {
			return refuse(Invalid, "To go to the next level, escalate it further: that begins its clock anew.")
		}
	} else if x.Level != WithManager {
		return refuse(Invalid, "An escalation begins with the manager: it goes further from there.")
	}
	if err := first(
		oneOf(x.Stuck, StuckKinds), agency(x.Agency), lines(short{"manager", &x.Manager, false}),
		checkDays(x.RaisedOn, x.Due, x.RespondedOn, x.ClosedOn, x.ToldOn),
	); err != nil {
		return err
	}
	if x.Agency == "" {
		return refuse(Invalid, "Say at which agency it is stuck.")
	}
	or(&x.Due, x.RaisedOn.Add(d.s.Clocks().Escalation))
	if x.Of != 0 && (old == nil || x.Of != old.Of) && !d.inPlan(x.Of) && d.decision(x.Of) == nil && d.entry(x.Of) == nil {
		return refuse(NotFound, "What is stuck is not there any more.")
	}
	return first(
		inOrder(x.RaisedOn, x.Due, "The answer would be due before it was asked for: please check the dates."),
		inOrder(x.RaisedOn, x.RespondedOn, "The answer came before it was asked for: please check the dates."),
		inOrder(x.RaisedOn, x.ClosedOn, "The escalation ended before it began: please check the dates."),
	)
}

func (d *decider) raiseEscalation(c RaiseEscalation) ([]Event, error) {
	old, _ := d.entry(c.Escalation).(*Escalation)
	if old == nil {
		return nil, errGone
	}
	if err := d.may(KeepRecord, nil); err != nil {
		return nil, err
	}
	i := slices.Index(Levels, old.Level)
	switch {
	case !old.Open():
		return nil, refuse(Stage, "This escalation is over: raise another one.")
	case i+1 >= len(Levels):
		return nil, refuse(Stage, "It is with the management group already, which is the last level.")
	}
	if err := lines(short{"manager", &c.Manager, false}); err != nil {
		return nil, err
	}
	x := *old
	x.Before = append(slices.Clone(old.Before), Raised{old.Level, old.Manager, old.RaisedOn, old.Due, old.RespondedOn})
	x.Level, x.Manager, x.RaisedOn, x.RespondedOn = Levels[i+1], c.Manager, d.today(), ""
	x.Due, x.Rev = x.RaisedOn.Add(d.s.Clocks().Escalation), d.nextRev(1)
	return []Event{EscalationSet{x}}, nil
}

// showEscalation takes out of an escalation what it is about, where the viewer may not see that.
func showEscalation(v *View, x *Escalation) {
	if x.Of != 0 && !v.seesItem(ItemKey{ID: x.Of}) {
		x.Of = 0
	}
}

// showTransition takes out of a change the actions that the viewer may not see.
func showTransition(v *View, x *Transition) {
	x.Actions = slices.DeleteFunc(slices.Clone(x.Actions), func(id ID) bool { return v.Action(id) == nil })
}

// BlockedAction is an action that is blocked, and at which agency.
type BlockedAction struct {
	Record string
	Called string // whom the record is about
	Agency AgencyID
	*Action
	What, Blocks string // one line each
	Level        Level  // of an open escalation about it; "" for none
}

// BlockedActions returns the blocked actions of all records that the viewer may see, by agency and then by date: for the management
// group. An action without an owner is blocked at the agency that was asked to name one.
func BlockedActions(views []*View) []BlockedAction {
	var out []BlockedAction
	for _, v := range views {
		for _, x := range v.Actions() {
			if x.Status != Blocked {
				continue
			}
			b := BlockedAction{
				Record: v.Name, Called: v.Called(), Agency: cmp.Or(v.agencyOf(x.Owner), x.Ask), Action: x,
				What: v.lineOf(x.ID, What), Blocks: v.lineOf(x.ID, Blocks),
			}
			for _, e := range v.Escalations {
				if e.Of == x.ID && e.Open() {
					b.Level, b.Agency = e.Level, e.Agency
				}
			}
			out = append(out, b)
		}
	}
	slices.SortStableFunc(out, func(a, b BlockedAction) int {
		return cmp.Or(strings.Compare(string(a.Agency), string(b.Agency)), strings.Compare(string(a.Due), string(b.Due)))
	})
	return out
}
