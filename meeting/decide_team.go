package meeting

import "slices"

func (d *decider) createRecord(c CreateRecord) ([]Event, error) {
	if !d.a.System && d.a.Person == "" {
		return nil, refuse(Forbidden, "Only somebody with an account can begin a record.")
	}
	if len(c.Children) == 0 {
		return nil, refuse(Invalid, "A record is about a child: give at least one name.")
	}
	var err error
	e := RecordCreated{Name: c.Name}
	id := ID(0)
	for _, ch := range c.Children {
		id++
		if ch.Name, err = line("child's name", ch.Name, true); err != nil {
			return nil, err
		}
		if ch.KnownAs, err = line("name the child is known as", ch.KnownAs, false); err != nil {
			return nil, err
		}
		if !ch.Born.Valid() {
			return nil, refuse(Invalid, "The date of birth is not a date.")
		}
		ch.ID = id
		e.Children = append(e.Children, ch)
	}
	out := []Event{e}
	if c.Creator.Person != "" {
		m := c.Creator
		m.ID, m.Since, m.Rev = id+1, d.a.At, 1
		if m.Role == "" {
			m.Role = Keyworker
		}
		if m.Name, err = line("name", m.Name, true); err != nil {
			return nil, err
		}
		out = append(out, MemberSet{m})
	}
	return out, nil
}

func (d *decider) setChildren(c SetChildren) ([]Event, error) {
	if err := d.may(ChangeTeam, nil); err != nil {
		return nil, err
	}
	if len(c.Children) == 0 {
		return nil, refuse(Invalid, "A record is about a child: at least one has to stay.")
	}
	cs := slices.Clone(c.Children)
	added := 0
	for i := range cs {
		var err error
		if cs[i].Name, err = line("child's name", cs[i].Name, true); err != nil {
			return nil, err
		}
		if cs[i].KnownAs, err = line("name the child is known as", cs[i].KnownAs, false); err != nil {
			return nil, err
		}
		if !cs[i].Born.Valid() {
			return nil, refuse(Invalid, "The date of birth is not a date.")
		}
		if cs[i].ID == 0 {
			added++
			cs[i].ID = d.nextID(added)
		} else if _, ok := d.s.Child(cs[i].ID); !ok {
			return nil, errStale
		}
	}
	return []Event{ChildrenChanged{cs}}, nil
}

// member checks what is said of a member.
func (d *decider) member(m Member) (Member, error) {
	var err error
	if m.Name, err = line("name", m.Name, true); err != nil {
		return m, err
	}
	if m.Title, err = line("title", m.Title, false); err != nil {
		return m, err
	}
	if m.AgencyName, err = line("agency", m.AgencyName, false); err != nil {
		return m, err
	}
	if !slices.Contains(Roles, m.Role) {
		return m, refuse(Invalid, "That is not a role on a record: choose one of the list.")
	}
	if m.Role.Family() {
		m.Agency = FamilyAgency
	}
	return m, nil
}

func (d *decider) addMember(c AddMember) ([]Event, error) {
	m := c.Member
	meeting := d.s.Meeting(m.Guest)
	if m.Guest != 0 && meeting == nil {
		return nil, refuse(NotFound, "There is no such meeting.")
	}
	act := ChangeTeam
	if m.Guest != 0 {
		act = KeepList // the chair and the minute taker may note somebody who came along
	}
	if err := d.may(act, meeting); err != nil && !d.s.May(d.a, ChangeTeam, nil) {
		return nil, err
	}
	if m.Person != "" && d.s.MemberOf(m.Person) != nil {
		return nil, refuse(Invalid, m.Name+" is on the team already.")
	}
	m, err := d.member(m)
	if err != nil {
		return nil, err
	}
	m.ID, m.Rev, m.Since = d.nextID(1), d.nextRev(1), d.a.At
	out := []Event{MemberSet{m}}
	if m.Role == Keyworker {
		out = append(out, d.noOtherKeyworker(m.ID, 2)...)
	}
	return out, nil
}

// noOtherKeyworker makes any other keyworker a practitioner: there is one at a time.
func (d *decider) noOtherKeyworker(but ID, rev int) []Event {
	var out []Event
	for _, m := range d.s.Members {
		if m.ID != but && m.Role == Keyworker && m.Current() {
			c := *m
			c.Role, c.Rev = Practitioner, d.nextRev(rev)
			rev++
			out = append(out, MemberSet{c})
		}
	}
	return out
}

func (d *decider) setMember(c SetMember) ([]Event, error) {
	old := d.s.Member(c.Member.ID)
	if old == nil {
		return nil, refuse(NotFound, "That person is not on the team.")
	}
	// Anybody says themselves what they are called.
	self := old.Person != "" && old.Person == d.a.Person && c.Member.Role == old.Role && c.Member.Agency == old.Agency
	if !self {
		if err := d.may(ChangeTeam, nil); err != nil {
			return nil, err
		}
	}
	if c.Member.Rev != old.Rev {
		return nil, errStale
	}
	m, err := d.member(c.Member)
	if err != nil {
		return nil, err
	}
	m.Person, m.Since, m.Until, m.Guest, m.Rev = old.Person, old.Since, old.Until, old.Guest, d.nextRev(1)
	out := []Event{MemberSet{m}}
	if m.Role == Keyworker && old.Role != Keyworker {
		out = append(out, d.noOtherKeyworker(m.ID, 2)...)
	}
	return out, nil
}

func (d *decider) endMember(c EndMember) ([]Event, error) {
	if err := d.may(ChangeTeam, nil); err != nil {
		return nil, err
	}
	old := d.s.Member(c.Member)
	if old == nil || !old.Current() {
		return nil, refuse(NotFound, "That person is not on the team.")
	}
	m := *old
	m.Until, m.Rev = d.a.At, d.nextRev(1)
	return []Event{MemberSet{m}}, nil
}
