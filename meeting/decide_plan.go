package meeting

import "slices"

var errGone = refuse(NotFound, "That is not in the plan any more: somebody took it out, nothing of yours was written.")

// noAccount stands for the person of a member without an account where an audience is asked.
const noAccount PersonID = " "

// checkNeed checks what n is to be; old is what it was, about whom and in whose view it may stay.
func (d *decider) checkNeed(n Need, old Need) error {
	if n.About != old.About && n.About != 0 {
		if _, ok := d.s.Child(n.About); !ok {
			return refuse(Invalid, "That child is not of this record.")
		}
	}
	if n.View != old.View && n.View != 0 && d.s.Member(n.View) == nil {
		if _, ok := d.s.Child(n.View); !ok {
			return refuse(Invalid, "That person is not on the team.")
		}
	}
	if !slices.Contains(NeedKinds, n.Kind) || !slices.Contains(NeedStatuses, n.Status) ||
		n.Domain != "" && !slices.Contains(Domains, n.Domain) || !n.Day.Valid() ||
		n.Unmet != "" && !slices.Contains(UnmetReasons, n.Unmet) {
		return refuse(Invalid, "Part of this need is not one of the choices: please choose again.")
	}
	return d.audience(n.Audience)
}

func (d *decider) addNeed(c AddNeed) ([]Event, error) {
	if err := d.may(ChangePlan, nil); err != nil {
		return nil, err
	}
	n := c.Need
	if n.Kind == "" {
		n.Kind = Needed
	}
	if n.Status == "" {
		n.Status = NeedOpen
	}
	if n.Day == "" {
		n.Day = DayOf(d.a.At)
	}
	if err := d.checkNeed(n, Need{}); err != nil {
		return nil, err
	}
	if n.Status != NeedUnmet {
		n.Unmet = ""
	}
	n.ID, n.Rev, n.By = d.nextID(1), d.nextRev(1), d.me.ID
	return d.withTexts(NeedSet{n}, n.ID, map[Part]string{Statement: c.Statement, Evidence: c.Evidence})
}

func (d *decider) setNeed(c SetNeed) ([]Event, error) {
	if err := d.may(ChangePlan, nil); err != nil {
		return nil, err
	}
	n, old := c.Need, d.s.needFor(c.Need.ID, d.sees)
	if old == nil {
		return nil, errGone
	}
	if n.Rev != old.Rev {
		return nil, errStale
	}
	if err := d.checkNeed(n, *old); err != nil {
		return nil, err
	}
	if n.Audience != old.Audience {
		if err := d.mayAudience(old.By, 0, nil); err != nil {
			return nil, err
		}
	}
	if n.Status != NeedUnmet {
		n.Unmet = ""
	}
	if n.By = old.By; n == *old {
		return nil, nil
	}
	n.Rev = d.nextRev(1)
	return []Event{NeedSet{n}}, nil
}

func (d *decider) checkOutcome(o Outcome) error {
	if d.s.needFor(o.Need, d.sees) == nil {
		return refuse(NotFound, "The need that this outcome belongs to is not there.")
	}
	for _, v := range []int{o.Baseline, o.Now, o.Target} {
		if v < -1 || v > 10 {
			return refuse(Invalid, "A scale goes from 0 to 10.")
		}
	}
	if !o.Day.Valid() {
		return refuse(Invalid, "The target date is not a date.")
	}
	return d.audience(o.Audience)
}

func (d *decider) addOutcome(c AddOutcome) ([]Event, error) {
	if err := d.may(ChangePlan, nil); err != nil {
		return nil, err
	}
	o := c.Outcome
	if err := d.checkOutcome(o); err != nil {
		return nil, err
	}
	o.ID, o.Rev, o.By, o.Scores = d.nextID(1), d.nextRev(1), d.me.ID, nil
	return d.withTexts(OutcomeSet{o}, o.ID, map[Part]string{What: c.What, Words: c.Words, Measure: c.Measure})
}

func (d *decider) setOutcome(c SetOutcome) ([]Event, error) {
	if err := d.may(ChangePlan, nil); err != nil {
		return nil, err
	}
	o, old := c.Outcome, d.s.outcomeFor(c.Outcome.ID, d.sees)
	if old == nil {
		return nil, errGone
	}
	if o.Rev != old.Rev {
		return nil, errStale
	}
	if err := d.checkOutcome(o); err != nil {
		return nil, err
	}
	if o.Audience != old.Audience {
		if err := d.mayAudience(old.By, 0, nil); err != nil {
			return nil, err
		}
	}
	o.By, o.Rev, o.Scores = old.By, d.nextRev(1), old.Scores
	return []Event{OutcomeSet{o}}, nil
}

func (d *decider) scoreOutcome(c ScoreOutcome) ([]Event, error) {
	if err := d.may(ChangePlan, nil); err != nil {
		return nil, err
	}
	old := d.s.outcomeFor(c.Outcome, d.sees)
	if old == nil {
		return nil, errGone
	}
	if c.Score.Value < 0 || c.Score.Value > 10 || !slices.Contains(Sides, c.Score.Side) {
		return nil, refuse(Invalid, "A score is a number from 0 to 10, by the child, a parent or the practitioners.")
	}
	if m := d.seen(c.Score.Meeting); c.Score.Meeting != 0 {
		if m == nil {
			return nil, errNoMeeting
		}
		if m.Stage == Sent || m.Stage == Final {
			return nil, errSent
		}
		if m.Stage == CalledOff {
			return nil, errOff
		}
	}
	o := *old
	o.Scores = slices.DeleteFunc(slices.Clone(old.Scores), func(s Score) bool {
		return s.Meeting == c.Score.Meeting && s.Side == c.Score.Side
	})
	o.Scores = append(o.Scores, c.Score)
	o.Now, o.Rev = c.Score.Value, d.nextRev(1)
	if o.Baseline < 0 {
		o.Baseline = c.Score.Value
	}
	return []Event{OutcomeSet{o}}, nil
}

// checkAction checks what x is to be; old is what it was, nil for a new one.
func (d *decider) checkAction(x Action, old *Action) error {
	if !d.s.placed(x.Under, d.sees) {
		return refuse(NotFound, "What this action belongs to is not there.")
	}
	if x.Owner != 0 {
		m := d.s.Member(x.Owner)
		switch {
		case old != nil && old.Owner == x.Owner && old.Audience == x.Audience: // who has left may still stand there
		case m == nil || !d.s.belongs(m):
			return refuse(Invalid, "The owner is not on the team: choose somebody who is, or add them first.")
		case !slices.Contains(permissions[OwnActions], m.Role):
			return refuse(Invalid, "%s is here as %s and takes nothing on: choose somebody else.", m.Name, m.Role.Msg())
		case !x.Audience.Admits(m.viewerOf()):
			return refuse(Invalid, "%s would not see this: choose another owner, or let them see it.", m.Name)
		}
	}
	listing := x.Listing
	if err := listing.check(); err != nil {
		return err
	}
	if listing != x.Listing {
		return refuse(Invalid, "The name of that service cannot be kept.")
	}
	if x.Ask != "" && !isID(string(x.Ask)) {
		return refuse(Invalid, "That is not an agency: choose one of the list.")
	}
	if !x.Due.Valid() || !slices.Contains(ActionStatuses, x.Status) {
		return refuse(Invalid, "Part of this action is not one of the choices: please choose again.")
	}
	return d.audience(x.Audience)
}

// consent returns x with what its owner has said once the author has set the owner: the author agrees by
// naming themselves, anybody else is asked.
func (d *decider) consent(x Action, old *Action) Action {
	x.Consent, x.SaidBy = "", 0
	switch {
	case x.Owner == 0:
		return x
	case old != nil && old.Owner == x.Owner && old.Consent != "":
		x.Consent, x.SaidBy = old.Consent, old.SaidBy
	case x.Owner == d.me.ID:
		x.Consent = Agreed
	default:
		x.Consent = Asked
	}
	x.Ask = ""
	return x
}

func (d *decider) addAction(c AddAction) ([]Event, error) {
	if err := d.may(ChangePlan, nil); err != nil {
		return nil, err
	}
	x := c.Action
	if x.Status == "" {
		x.Status = NotStarted
	}
	if err := d.checkAction(x, nil); err != nil {
		return nil, err
	}
	if what, err := cleanWords(c.What); err != nil {
		return nil, err
	} else if what == "" {
		return nil, refuse(Invalid, "Say what is to be done.")
	}
	x = d.doneOn(d.consent(x, nil), &Action{})
	x.ID, x.Rev, x.By, x.Added, x.Meeting = d.nextID(1), d.nextRev(1), d.me.ID, d.a.At, 0
	if m := d.s.Live(); m != nil {
		x.Meeting = m.ID
	}
	return d.withTexts(ActionSet{x}, x.ID, map[Part]string{What: c.What})
}

// mine reports whether the action is the author's own.
func (d *decider) mine(x *Action) bool { return x.Owner != 0 && x.Owner == d.me.ID }

func (d *decider) mayChange(x *Action) error {
	if d.mine(x) {
		return d.may(OwnActions, nil)
	}
	return d.may(ChangePlan, nil)
}

func (d *decider) setAction(c SetAction) ([]Event, error) {
	x, old := c.Action, d.s.actionFor(c.Action.ID, d.sees)
	if old == nil {
		return nil, errGone
	}
	if err := d.mayChange(old); err != nil {
		return nil, err
	}
	if x.Rev != old.Rev {
		return nil, errStale
	}
	if err := d.checkAction(x, old); err != nil {
		return nil, err
	}
	if x.Audience != old.Audience {
		if err := d.mayAudience(old.By, old.Owner, nil); err != nil {
			return nil, err
		}
	}
	x = d.doneOn(d.consent(x, old), old)
	if x.By, x.Added, x.Meeting = old.By, old.Added, old.Meeting; x == *old {
		return nil, nil
	}
	x.Rev = d.nextRev(1)
	return []Event{ActionSet{x}}, nil
}

// doneOn notes when and by whom an action was done, where that has just changed.
func (d *decider) doneOn(x Action, old *Action) Action {
	switch {
	case x.Status == Done && old.Status == Done:
		x.DoneOn, x.DoneBy = old.DoneOn, old.DoneBy
	case x.Status == Done:
		x.DoneOn, x.DoneBy = DayOf(d.a.At), d.me.ID
	default:
		x.DoneOn, x.DoneBy = "", 0
	}
	return x
}

func (d *decider) toggleAction(c ToggleAction) ([]Event, error) {
	old := d.s.actionFor(c.Action, d.sees)
	if old == nil {
		return nil, errGone
	}
	if err := d.mayChange(old); err != nil {
		return nil, err
	}
	x := *old
	x.Status, x.Rev = Done, d.nextRev(1)
	if old.Status == Done {
		x.Status = InProgress
	}
	return []Event{ActionSet{d.doneOn(x, old)}}, nil
}

func (d *decider) answerAction(c AnswerAction) ([]Event, error) {
	old := d.s.actionFor(c.Action, d.sees)
	if old == nil {
		return nil, errGone
	}
	who, err := d.behalf(c.For, d.s.Live())
	if err != nil {
		return nil, err
	}
	if old.Owner != who {
		return nil, refuse(Forbidden, "Only the person named as owner can say whether they take this on.")
	}
	if c.Consent != Agreed && c.Consent != Declined {
		return nil, refuse(Invalid, "Say yes or no to taking this on.")
	}
	if err := d.oneself(who, old.SaidBy); old.Consent != Asked && err != nil {
		return nil, err
	}
	x := *old
	x.Consent, x.SaidBy, x.Rev = c.Consent, 0, d.nextRev(1)
	if who != d.me.ID {
		x.SaidBy = d.me.ID
	}
	return []Event{ActionSet{x}}, nil
}

func (d *decider) removeEntry(c RemoveEntry) ([]Event, error) {
	if x := d.decision(c.ID); x != nil {
		if err := d.mayReword(x); err != nil {
			return nil, err
		}
		return []Event{EntryRemoved(c)}, nil
	}
	if e := d.entry(c.ID); e != nil {
		return d.removeFiled(e)
	}
	if n, m := d.note(c.ID); n != nil {
		if err := d.mayTakeNote(n, m); err != nil {
			return nil, err
		}
		return []Event{EntryRemoved(c)}, nil
	}
	if err := d.may(ChangePlan, nil); err != nil {
		return nil, err
	}
	if !d.inPlan(c.ID) {
		return nil, errGone
	}
	return []Event{EntryRemoved(c)}, nil
}

// inPlan reports whether the entry is in the plan and the author may see it.
func (d *decider) inPlan(id ID) bool {
	return d.s.needFor(id, d.sees) != nil || d.s.outcomeFor(id, d.sees) != nil || d.s.actionFor(id, d.sees) != nil
}
