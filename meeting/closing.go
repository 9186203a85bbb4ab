package meeting

import (
	"slices"
	"time"
)

// CloseWhy is why a plan closes.
type CloseWhy string

// The reasons to close a plan.
const (
	NeedsMet     CloseWhy = "needs are met"
	OneAgency    CloseWhy = "one agency can do what is left"
	MovedAway    CloseWhy = "moved away"
	FamilyStops  CloseWhy = "the family wants to stop"
	GrownUp      CloseWhy = "adult services have taken over"
	AnotherCause CloseWhy = "another reason"
)

// CloseWhys lists the reasons to close a plan.
var CloseWhys = []CloseWhy{NeedsMet, OneAgency, MovedAway, FamilyStops, GrownUp, AnotherCause}

// Rehomed says where an open action goes when the plan closes.
type Rehomed struct {
	Action ID     `json:"action"`
	To     string `json:"to"` // who does it from then on, in words
}

// Closing is the end of a plan. The plan after the end and whom to ring (Remarks) are shared text.
type Closing struct {
	Head
	Day         Day       `json:"day"`
	Why         CloseWhy  `json:"why"`
	Words       string    `json:"words,omitempty"`
	Family      Answer    `json:"family"`                 // what the family says to it: agree, with reservations, disagree, not now
	FamilyWords string    `json:"family_words,omitempty"` // in their words
	FamilyFor   ID        `json:"family_for,omitempty"`   // who of the family
	Rehomed     []Rehomed `json:"rehomed,omitempty"`
	AccessUntil Day       `json:"access_until"`      // when the practitioners' access ends; the family keeps reading
	EndedAt     time.Time `json:"ended_at,omitzero"` // when it ended
	ReopenedAt  time.Time `json:"reopened_at,omitzero"`
	ReopenedBy  ID        `json:"reopened_by,omitempty"`
	ReopenedFor string    `json:"reopened_for,omitempty"` // why
}

// Open reports whether the plan is closed by it: it has not been opened again.
func (x *Closing) Open() bool { return x.ReopenedAt.IsZero() }

// The commands about the end of a plan.
type (
	// ClosePlan closes the plan. Rehomed says for every open action that the author sees who does it from then on.
	ClosePlan struct {
		Closing Closing
		Remarks string // the plan after the end, and whom to ring
	}
	// ReopenPlan opens a closed plan again; the family may, too.
	ReopenPlan struct{ Reason string }
	// EndAccess ends the practitioners' memberships once the plan has been closed for the time that was set: by the service.
	EndAccess struct{ Today Day }
)

func (ClosePlan) command()  {}
func (ReopenPlan) command() {}
func (EndAccess) command()  {}

func lastClosing(list []*Closing) *Closing {
	if n := len(list); n > 0 && list[n-1].Open() {
		return list[n-1]
	}
	return nil
}

// Closed reports whether the plan is closed.
func (v *View) Closed() bool { return lastClosing(v.Closings) != nil }

// Closing returns how the plan was closed if it is and the viewer may see that, or nil.
func (v *View) Closing() *Closing { return lastClosing(v.Closings) }

// ToRehome returns the open actions that the viewer sees and that a closing plan has to find a home for.
func (v *View) ToRehome() []*Action {
	return slices.DeleteFunc(v.Actions(), func(x *Action) bool { return !x.Status.Open() })
}

func (d *decider) closePlan(c ClosePlan) ([]Event, error) {
	if err := d.may(LeadRecord, nil); err != nil {
		return nil, err
	}
	if lastClosing(d.s.Closings) != nil {
		return nil, refuse(Stage, "The plan is closed already.")
	}
	if d.s.Live() != nil {
		return nil, refuse(Stage, "A meeting is live: close that first.")
	}
	x := c.Closing
	x.EndedAt, x.ReopenedAt, x.ReopenedBy, x.ReopenedFor = time.Time{}, time.Time{}, 0, ""
	or(&x.Day, d.today())
	or(&x.AccessUntil, x.Day.Add(d.s.Clocks().Access))
	if err := first(
		d.checkHead(&x.Head, Head{}), oneOf(x.Why, CloseWhys), oneOf(x.Family, Answers), checkDays(x.Day, x.AccessUntil),
		lines(short{"reason", &x.Words, x.Why == AnotherCause}, short{"family's answer", &x.FamilyWords, false}),
		inOrder(x.Day, x.AccessUntil, "Access would end before the plan closes: please check the dates."),
	); err != nil {
		return nil, err
	}
	if x.Audience != Everyone {
		return nil, refuse(Invalid, "Everyone is told that the plan closes: nothing of it can be kept from the family.")
	}
	if m := d.s.Member(x.FamilyFor); x.FamilyFor != 0 && (m == nil || !m.Role.Family()) {
		return nil, refuse(Invalid, "Say who of the family answered.")
	}
	if len(x.Rehomed) > len(d.s.Actions) {
		return nil, refuse(Invalid, "That is more actions than there are open.")
	}
	home := map[ID]bool{}
	x.Rehomed = slices.Clone(x.Rehomed)
	for i := range x.Rehomed {
		a := d.s.actionFor(x.Rehomed[i].Action, d.sees)
		if a == nil || !a.Status.Open() || home[a.ID] {
			return nil, refuse(NotFound, "One of these actions is not open any more: look again.")
		}
		if err := lines(short{"new home of an action", &x.Rehomed[i].To, true}); err != nil {
			return nil, err
		}
		home[a.ID] = true
	}
	left := 0
	for _, a := range d.s.Actions {
		if a.Status.Open() && !home[a.ID] && d.s.actionFor(a.ID, d.sees) != nil {
			left++
		}
	}
	if left > 0 {
		return nil, refuse(Invalid, "%d actions are still open: say for each who does it from now on, or that it is done or no longer needed.", left)
	}
	d.begin(&x)
	return d.withTexts(ClosingSet{x}, x.ID, map[Part]string{Remarks: c.Remarks})
}

func (d *decider) reopenPlan(c ReopenPlan) ([]Event, error) {
	if err := d.may(ReopenRecord, nil); err != nil {
		return nil, err
	}
	old := lastClosing(d.s.Closings)
	if old == nil {
		return nil, refuse(Stage, "The plan is not closed.")
	}
	if err := lines(short{"reason", &c.Reason, true}); err != nil {
		return nil, err
	}
	x := *old
	x.ReopenedAt, x.ReopenedBy, x.ReopenedFor, x.Rev = d.a.At, d.me.ID, c.Reason, d.nextRev(1)
	return []Event{ClosingSet{x}}, nil
}

func (d *decider) endAccess(c EndAccess) ([]Event, error) {
	if !d.a.System {
		return nil, refuse(Forbidden, "The service ends access by itself, on the day that was set when the plan closed.")
	}
	old := lastClosing(d.s.Closings)
	if old == nil || !old.EndedAt.IsZero() || c.Today <= old.AccessUntil || !c.Today.Valid() {
		return nil, refuse(Stage, "It is not time yet to end anybody's access.")
	}
	x := *old
	x.EndedAt, x.Rev = d.a.At, d.nextRev(1)
	out := []Event{ClosingSet{x}}
	for _, m := range d.s.Members {
		if m.Current() && !m.Role.Family() && m.Role != Supporter {
			n := *m
			n.Until, n.Rev = d.a.At, d.nextRev(len(out)+1)
			out = append(out, MemberSet{n})
		}
	}
	return d.tenured(out, nil)
}

// showClosing takes out of a closing the actions that the viewer may not see.
func showClosing(v *View, x *Closing) {
	x.Rehomed = slices.DeleteFunc(slices.Clone(x.Rehomed), func(r Rehomed) bool { return v.Action(r.Action) == nil })
}
