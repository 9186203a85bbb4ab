package meeting

import (
	"reflect"
	"slices"
)

// guard is what a record says about how to reach people, who may know that they are there, and who may come in. It is immutable:
// a change makes a new one.
type guard struct {
	Reaches  []*Reach   `json:"reaches,omitempty"`
	Showings []Showing  `json:"showings,omitempty"`
	Leads    []ID       `json:"leads,omitempty"` // the members named as safeguarding leads
	Concerns []*Concern `json:"concerns,omitempty"`
	Urgent   []*Urgent  `json:"urgent,omitempty"`

	Agreements  []*Agreement  `json:"agreements,omitempty"`
	Bases       []*Basis      `json:"bases,omitempty"`
	Withdrawals []*Withdrawal `json:"withdrawals,omitempty"`
	Missed      []Missed      `json:"missed,omitempty"` // what authors are to be told
}

// Guarded is what a viewer may see of how to reach people, and of what was told in confidence.
type Guarded struct {
	Reaches  []*Reach   // in the order in which they were noted
	Leads    []ID       // the members named as safeguarding leads
	Concerns []*Concern // only those that the viewer raised, or is a lead for
	Urgent   []*Urgent  // urgent access there is and was: for the keyworkers, and one's own

	Agreements  []*Agreement // what the family has agreed to
	Bases       []*Basis     // each agency's lawful basis for sharing
	Withdrawals []*Withdrawal
}

// change returns a copy of what the record guards, to be changed and put back.
func (s *State) openGuard() guard {
	if s.guard == nil {
		return guard{}
	}
	return *s.guard
}

// applyGuard makes an event that is about what the record guards part of it.
func (r *Record) applyGuard(m Meta, e Event) {
	s := r.s
	g := s.openGuard()
	switch e := e.(type) {
	case ReachSet:
		s.seen(e.Reach.ID, e.Reach.Rev)
		g.Reaches = putEntry(g.Reaches, &e.Reach, reachID)
		s.trail(Field{ID: e.Reach.ID}, m.Seq, e.Reach.Audience, 0)
	case ReachRemoved:
		g.Reaches = drop(g.Reaches, e.ID, reachID)
	case PresenceSet:
		g.Showings = slices.DeleteFunc(slices.Clone(g.Showings), func(x Showing) bool { return x.Member == e.Showing.Member })
		if e.Showing.Audience != Everyone {
			g.Showings = append(g.Showings, e.Showing)
		}
	case LeadsSet:
		g.Leads = slices.Clone(e.Leads)
	case ConcernSet:
		s.seen(e.Concern.ID, e.Concern.Rev)
		g.Concerns = putEntry(g.Concerns, &e.Concern, concernID)
	case AgreementSet:
		s.seen(e.Agreement.ID, e.Agreement.Rev)
		g.Agreements = putEntry(g.Agreements, &e.Agreement, agreementID)
	case BasisSet:
		s.seen(e.Basis.ID, e.Basis.Rev)
		g.Bases = putEntry(g.Bases, &e.Basis, basisID)
	case WithdrawalSet:
		s.seen(e.Withdrawal.ID, e.Withdrawal.Rev)
		g.Withdrawals = putEntry(g.Withdrawals, &e.Withdrawal, withdrawalID)
	case NarrowingMissed:
		g.Missed = miss(g.Missed, e.Missed)
	case NarrowingsTold:
		g.Missed = slices.DeleteFunc(slices.Clone(g.Missed), func(x Missed) bool { return x.Author == e.Author })
	case UrgentSet:
		s.seen(e.Urgent.ID, e.Urgent.Rev)
		g.Urgent = putEntry(g.Urgent, &e.Urgent, urgentID)
	default:
		return
	}
	s.guard = &g
}

// decideGuard decides what is about what the record guards.
func (d *decider) decideGuard(c Command) (events []Event, known bool, err error) {
	known = true
	switch c := c.(type) {
	case SetReach:
		events, err = d.setReach(c)
	case ShowPresence:
		events, err = d.showPresence(c)
	case SetLeads:
		events, err = d.setLeads(c)
	case RaiseConcern:
		events, err = d.raiseConcern(c)
	case AmendConcern:
		events, err = d.amendConcern(c)
	case PauseMeeting:
		events, err = d.pauseMeeting(c)
	case KeepMissed:
		events, err = d.keepMissed(c)
	case TellMissed:
		events, err = d.tellMissed(c)
	case EndUrgent:
		events, err = d.endUrgent(c)
	case SeeUrgent:
		events, err = d.seeUrgent(c)
	default:
		return d.decideAgreed(c)
	}
	return events, known, err
}

// unlock fills in what the viewer may see of what the record guards.
func (v *View) unlock() {
	g := v.s.openGuard()
	v.Guarded = Guarded{Leads: g.Leads, Withdrawals: g.Withdrawals}
	for _, r := range g.Reaches {
		if v.sees(r.Audience) {
			v.Reaches = append(v.Reaches, r)
		}
	}
	for _, x := range g.Agreements {
		if v.sees(x.Audience) {
			v.Agreements = append(v.Agreements, x)
		}
	}
	for _, x := range g.Bases {
		if v.sees(x.Audience) {
			v.Bases = append(v.Bases, x)
		}
	}
	for _, u := range g.Urgent {
		if v.alone() && (u.Person == v.viewer.Person || slices.Contains(permissions[LeadRecord], v.Me.Role)) {
			v.Urgent = append(v.Urgent, u)
		}
	}
	for _, c := range g.Concerns {
		if c.reads(v.viewer) {
			v.Concerns = append(v.Concerns, c)
		}
	}
}

// alone reports whether the viewer looks at a screen of their own, and at no paper.
func (v *View) alone() bool { return !v.viewer.Shared && !v.viewer.Paper }

// sameGuarded reports whether the viewer sees no difference in what is guarded.
func (v *View) sameGuarded(w *View) bool {
	if v.s.guard == w.s.guard {
		return true
	}
	return reflect.DeepEqual(v.Guarded, w.Guarded) && slices.EqualFunc(v.Members, w.Members, func(a, b *Member) bool {
		return v.SeesPresence(a.ID) == w.SeesPresence(b.ID)
	})
}

// holes reports whether an entry is missing.
func (g *guard) holes() bool {
	return g != nil && (holes(g.Reaches) || holes(g.Concerns) || holes(g.Urgent) ||
		holes(g.Agreements) || holes(g.Bases) || holes(g.Withdrawals))
}
