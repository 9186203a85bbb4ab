package meeting

import (
	"slices"
	"time"
)

// The commands about a handover.
type (
	// BeginHandover begins a handover to a member (0: not known yet), from the keyworker or else the last one. There is one at a time.
	BeginHandover struct {
		To       ID
		Audience Audience
	}
	// SetHandover changes to whom (unless something has been accepted), when both met the family together, and who was introduced; by
	// both of them or whoever leads the record. Only these fields are read, the audience, and Rev for Stale.
	SetHandover struct{ Handover Handover }
	// AcceptHandover is the new keyworker's word that they have taken on these items; with Back, that they have not after all.
	AcceptHandover struct {
		Handover ID
		Items    []ItemKey
		Back     bool
	}
	// FinishHandover is the new keyworker's word that the handover is done: every item that they see is accepted. Today and Zone are
	// those of the brief that they saw.
	FinishHandover struct {
		Handover ID
		Zone     *time.Location
	}
	// AnswerAgain is the family's answer to "did you have to start again?": at their own screen, or asked by somebody who is neither the
	// old keyworker nor the new one, on behalf of For.
	AnswerAgain struct {
		Handover ID
		Answer   Again
		Words    string
		For      ID
	}
)

func (BeginHandover) command()  {}
func (SetHandover) command()    {}
func (AcceptHandover) command() {}
func (FinishHandover) command() {}
func (AnswerAgain) command()    {}

// handover returns the handover with this id if the author may see it.
func (d *decider) handover(id ID) (*Handover, error) {
	if x, ok := d.entry(id).(*Handover); ok {
		return x, nil
	}
	return nil, errGone
}

// canTake refuses who cannot be the new keyworker.
func (d *decider) canTake(id ID, a Audience) error {
	m := d.s.Member(id)
	switch {
	case id == 0:
		return nil
	case m == nil || !d.s.belongs(m):
		return errNotOnTeam
	case m.Guest != 0 || !slices.Contains([]Role{Keyworker, Deputy, Practitioner}, m.Role):
		return refuse(Invalid, "%s is here as %s and cannot be the keyworker.", m.Name, m.Role.Msg())
	case !a.Admits(Viewer{Person: personOf(m), Agency: m.Agency}):
		return refuse(Invalid, "%s would not see this: let them see it, or choose somebody else.", m.Name)
	}
	return nil
}

func (d *decider) beginHandover(c BeginHandover) ([]Event, error) {
	if err := d.may(LeadRecord, nil); err != nil {
		return nil, err
	}
	if x := openHandover(d.s.Handovers); x != nil && d.sees(x.Audience) {
		return nil, refuse(Invalid, "A handover is on its way already: finish that one first.")
	}
	x := Handover{To: c.To}
	x.Audience = c.Audience
	if m := d.s.keyworker(); m != nil {
		x.From = m.ID
	}
	if x.From == 0 || x.From == x.To { // the role has passed on already
		x.From = 0
		for _, t := range slices.Backward(d.s.Tenures) {
			if !t.Open() && t.Member != x.To {
				x.From = t.Member
				break
			}
		}
	}
	if err := first(d.audience(x.Audience), d.canTake(x.To, x.Audience)); err != nil {
		return nil, err
	}
	d.begin(&x)
	return []Event{HandoverSet{x}}, nil
}

// takes reports whether the author hands over or takes on.
func (d *decider) takes(x *Handover) bool {
	return d.me.ID != 0 && (d.me.ID == x.From || d.me.ID == x.To)
}

// changed is the event that makes a handover what it is from now on. What was accepted has events of its own.
func (d *decider) handed(x Handover) []Event {
	x.Accepted, x.Rev = nil, d.nextRev(1)
	return []Event{HandoverSet{x}}
}

func (d *decider) setHandover(c SetHandover) ([]Event, error) {
	old, err := d.handover(c.Handover.ID)
	if err != nil {
		return nil, err
	}
	if !d.takes(old) || !d.s.May(d.a, KeepRecord, nil) {
		if err := d.may(LeadRecord, nil); err != nil {
			return nil, err
		}
	}
	if c.Handover.Rev != old.Rev {
		return nil, errStale
	}
	x := *old
	x.To, x.JointOn, x.Met, x.Audience = c.Handover.To, c.Handover.JointOn, slices.Clone(c.Handover.Met), c.Handover.Audience
	if x.To != old.To && (len(old.Accepted) > 0 || !old.DoneAt.IsZero()) {
		return nil, refuse(Invalid, "Somebody has taken things on already: finish this handover and begin another.")
	}
	if len(x.Met) > maxMany {
		return nil, refuse(Invalid, "That is more people than one team can hold.")
	}
	for _, id := range x.Met {
		if _, child := d.s.Child(id); !child && d.s.Member(id) == nil {
			return nil, errNotOnTeam
		}
	}
	if err := first(d.audience(x.Audience), checkDays(x.JointOn)); err != nil {
		return nil, err
	}
	if x.To != old.To || x.Audience != old.Audience {
		if err := d.canTake(x.To, x.Audience); err != nil {
			return nil, err
		}
	}
	return d.handed(x), nil
}

// taking returns a handover that its new keyworker, the author, may take things on from.
func (d *decider) taking(id ID) (*Handover, error) {
	x, err := d.handover(id)
	switch {
	case err != nil:
		return nil, err
	case d.me.ID == 0 || d.me.ID != x.To:
		return nil, refuse(Forbidden, "Only the new keyworker can take this on: say who it is first.")
	case !x.DoneAt.IsZero():
		return nil, refuse(Stage, "This handover is done already.")
	}
	return x, d.may(KeepRecord, nil)
}

// longestBrief is how many items a handover has at most.
const longestBrief = 20000

func (d *decider) acceptHandover(c AcceptHandover) ([]Event, error) {
	x, err := d.taking(c.Handover)
	if err != nil {
		return nil, err
	}
	if len(c.Items) == 0 || len(x.Accepted)+len(c.Items) > longestBrief {
		return nil, refuse(Invalid, "Choose what you take on.")
	}
	view := d.s.View(d.viewer, nil)
	if view == nil {
		return nil, errGone
	}
	has := map[ItemKey]bool{}
	for _, a := range x.Accepted {
		has[a.ItemKey] = true
	}
	var keys []ItemKey
	for _, k := range c.Items {
		if k.Section < 0 || k.Section >= len(HandoverSections) || !view.seesItem(k) || !d.s.knows(k.ID) {
			return nil, errGone
		}
		if has[k] == c.Back {
			has[k] = !c.Back
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return nil, nil
	}
	return []Event{HandoverAccepted{Handover: x.ID, Items: keys, By: d.me.ID, Back: c.Back}}, nil
}

// knows reports whether an ID has been given.
func (s *State) knows(id ID) bool { return id <= s.last }

func (d *decider) finishHandover(c FinishHandover) ([]Event, error) {
	old, err := d.taking(c.Handover)
	if err != nil {
		return nil, err
	}
	zone := c.Zone
	if zone == nil {
		zone = time.UTC
	}
	view := d.r.State().View(d.viewer, nil) // with the texts as they are in this batch
	if view == nil {
		return nil, errGone
	}
	if n := Left(view.Brief(old, DayOf(d.a.At.In(zone)), zone)); n > 0 {
		return nil, refuse(Invalid, "There are %d things in it that you have not taken on yet: look at them first.", n)
	}
	x := *old
	x.DoneAt = d.a.At
	x.AskAgainOn = d.today().Add(d.s.Clocks().Again)
	return d.handed(x), nil
}

func (d *decider) answerAgain(c AnswerAgain) ([]Event, error) {
	old, err := d.handover(c.Handover)
	if err != nil {
		return nil, err
	}
	who := c.For
	or(&who, d.me.ID)
	if who == d.me.ID {
		err = d.may(AnswerThings, nil)
	} else {
		err = d.may(WriteFor, nil)
	}
	if err != nil {
		return nil, err
	}
	m := d.s.Member(who)
	if m == nil || !d.s.belongs(m) {
		return nil, errNotOnTeam
	}
	switch {
	case !m.Role.Family():
		return nil, refuse(Forbidden, "This is a question to the family: only they can answer it.")
	case d.takes(old):
		return nil, refuse(Forbidden, "Somebody else asks the family this, neither the old keyworker nor the new one.")
	case old.DoneAt.IsZero():
		return nil, refuse(Stage, "The family is asked once the handover is done.")
	case who != d.me.ID && old.AgainFor != 0 && old.AgainBy == 0:
		return nil, refuse(Forbidden, "%s has answered already: only they can change it.", d.s.nameOf(old.AgainFor))
	}
	if err := first(oneOf(c.Answer, AgainAnswers), lines(short{"answer in words", &c.Words, false})); err != nil {
		return nil, err
	}
	x := *old
	x.Again, x.AgainWords, x.AgainFor, x.AgainBy, x.AgainAt = c.Answer, c.Words, who, 0, d.a.At
	if who != d.me.ID {
		x.AgainBy = d.me.ID
	}
	return d.handed(x), nil
}
