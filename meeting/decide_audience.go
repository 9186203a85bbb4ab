package meeting

import (
	"cmp"
	"slices"
)

// viewerOf returns the viewer that a member is, with an account or not.
func (m *Member) viewerOf() Viewer {
	return Viewer{Person: cmp.Or(m.Person, noAccount), Agency: m.Agency}
}

// mayAudience reports whether the author may say who sees an entry that by has added (and owner owns, if that is not 0). What
// somebody of the family has added is theirs alone to open or to close, as long as they are on the team. m is the entry's
// meeting; nil outside of any.
func (d *decider) mayAudience(by, owner ID, m *Meeting) error {
	author := d.s.Member(by)
	switch {
	case d.a.System, by != 0 && by == d.me.ID:
		return nil
	case author != nil && author.Role.Family() && d.s.belongs(author):
		return refuse(Forbidden, "%[1]s wrote this for themselves or the family, so only they say who sees it: ask %[1]s.", author.Name)
	case owner != 0 && owner == d.me.ID:
		return nil
	}
	return d.may(ChooseAudience, cmp.Or(m, d.s.Live()))
}

var errAudience = refuse(Stale, "Somebody else has just changed who sees this: nothing of yours was changed, look again.")

// setAudience is the change of who sees an entry, alone. The facts of the entry stay as they are.
func (d *decider) setAudience(c SetAudience) ([]Event, error) {
	var (
		was       Audience
		by, owner ID
		in        *Meeting
		change    func() ([]Event, error)
	)
	need, outcome, action, decision := d.s.needFor(c.Entry, d.sees), d.s.outcomeFor(c.Entry, d.sees), d.s.actionFor(c.Entry, d.sees), d.decision(c.Entry)
	note, at := d.note(c.Entry)
	switch m := d.seen(c.Entry); {
	case need != nil:
		was, by, change = need.Audience, need.By, func() ([]Event, error) {
			n := *need
			n.Audience, n.Rev = c.Audience, d.nextRev(1)
			return []Event{NeedSet{n}}, nil
		}
	case outcome != nil:
		was, by, change = outcome.Audience, outcome.By, func() ([]Event, error) {
			o := *outcome
			o.Audience, o.Rev = c.Audience, d.nextRev(1)
			return []Event{OutcomeSet{o}}, nil
		}
	case action != nil:
		was, by, owner, change = action.Audience, action.By, action.Owner, func() ([]Event, error) {
			x := *action
			x.Audience, x.Rev = c.Audience, d.nextRev(1)
			if err := d.ownerSees(x); err != nil {
				return nil, err
			}
			return []Event{ActionSet{x}}, nil
		}
	case decision != nil:
		in = d.s.Meeting(decision.Meeting)
		was, by, change = decision.Audience, decision.By, func() ([]Event, error) {
			x := *decision
			x.Audience = c.Audience
			if x.Stage != Shown { // who does not see it is not waited for
				x.Asked = slices.DeleteFunc(slices.Clone(x.Asked), func(id ID) bool { return !d.admits(c.Audience, id) })
			}
			return []Event{d.change(x)}, nil
		}
	case d.entry(c.Entry) != nil:
		entry := d.entry(c.Entry)
		was, by, change = entry.head().Audience, entry.head().By, func() ([]Event, error) { return d.reveal(entry, c.Audience) }
	case note != nil && c.Audience == Everyone:
		return nil, errOpenNote
	case note != nil:
		in, was, by, change = at, note.Audience, note.By, func() ([]Event, error) {
			n := *note
			n.Audience, n.Rev = c.Audience, d.nextRev(1)
			return []Event{NoteSet{n}}, nil
		}
	case d.reach(c.Entry) != nil:
		r := *d.reach(c.Entry)
		if r.Audience != c.Was {
			return nil, errAudience
		}
		r.Audience = c.Audience
		return d.setReach(SetReach{r})
	case m != nil && d.sees(m.PlaceFor):
		n := *m
		n.PlaceFor = c.Audience
		if m.PlaceFor != c.Was {
			return nil, errAudience
		}
		return d.setMeeting(SetMeeting{n})
	default:
		return nil, errGone
	}
	if err := d.mayAudience(by, owner, in); err != nil {
		return nil, err
	}
	if err := d.audience(c.Audience); err != nil {
		return nil, err
	}
	switch was {
	case c.Audience:
		return nil, nil
	case c.Was:
		return change()
	}
	return nil, errAudience
}

// admits reports whether a member is of an audience.
func (d *decider) admits(a Audience, id ID) bool {
	m := d.s.Member(id)
	return m != nil && a.Admits(m.viewerOf())
}

// ownerSees refuses an action whose owner, still on the team, would not see it.
func (d *decider) ownerSees(x Action) error {
	m := d.s.Member(x.Owner)
	if m == nil || !d.s.belongs(m) || x.Audience.Admits(m.viewerOf()) {
		return nil
	}
	return refuse(Invalid, "%s would not see this: choose another owner, or let them see it.", m.Name)
}
