package meeting

import (
	"slices"
	"strings"
	"time"

	"oneplan/meeting/text"
)

// The most children of one record, and members on one team at a time.
const (
	maxChildren = 30
	maxTeam     = 500
)

// isID reports whether an id from outside can stand in an audience, a list and a line on a screen.
func isID(s string) bool {
	return s != "" && len(s) <= 100 && !strings.Contains(s, ",") && text.CleanLine(s) == s
}

func (d *decider) createRecord(c CreateRecord) ([]Event, error) {
	m := c.Creator
	if !d.a.System {
		if d.a.Person == "" || m.Person != "" && m.Person != d.a.Person {
			return nil, refuse(Forbidden, "Only somebody with an account can begin a record, and only for themselves.")
		}
		m.Person = d.a.Person
	}
	if err := CheckName(c.Name); err != nil {
		return nil, err
	}
	children, err := d.children(c.Children)
	if err != nil {
		return nil, err
	}
	out := []Event{RecordCreated{c.Name, children}}
	if m.Person == "" {
		return out, nil
	}
	if m.Role == "" {
		m.Role = Keyworker
	}
	if m, err = d.member(m); err != nil {
		return nil, err
	}
	m.ID, m.Rev, m.Since, m.Until, m.Guest = d.nextID(len(children)+1), d.nextRev(1), d.a.At, time.Time{}, 0
	return append(out, MemberSet{m}), nil
}

// children checks what is said of the children, and gives IDs to new ones.
func (d *decider) children(cs []Person) ([]Person, error) {
	switch {
	case len(cs) == 0:
		return nil, refuse(Invalid, "A record is about a child: give at least one name.")
	case len(cs) > maxChildren:
		return nil, refuse(Invalid, "That is more children than one team can look after: begin another record.")
	}
	cs = slices.Clone(cs)
	added := 0
	for i, c := range cs {
		var err error
		if cs[i].Name, err = line("child's name", c.Name, true); err != nil {
			return nil, err
		}
		if cs[i].KnownAs, err = line("name the child is known as", c.KnownAs, false); err != nil {
			return nil, err
		}
		if !c.Born.Valid() {
			return nil, refuse(Invalid, "The date of birth is not a date.")
		}
		if c.ID == 0 {
			added++
			cs[i].ID = d.nextID(added)
		} else if _, ok := d.s.Child(c.ID); !ok || slices.ContainsFunc(cs[:i], func(o Person) bool { return o.ID == c.ID }) {
			return nil, errStale
		}
	}
	return cs, nil
}

func (d *decider) setChildren(c SetChildren) ([]Event, error) {
	if err := d.may(ChangeTeam, d.s.Live()); err != nil {
		return nil, err
	}
	cs, err := d.children(c.Children)
	if err != nil || slices.Equal(cs, d.s.Children) {
		return nil, err
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
	if m.Role.Family() || m.Role == Supporter {
		m.Agency = FamilyAgency // who stands by the family is not one of the practitioners
	}
	if m.Person != "" && !isID(string(m.Person)) || m.Agency != "" && !isID(string(m.Agency)) {
		return m, refuse(Invalid, "A person's or an agency's id is not one that can be kept.")
	}
	if m.Guest != 0 && slices.Contains(permissions[ChangeTeam], m.Role) {
		return m, refuse(Invalid, "Somebody who comes for one meeting cannot be the keyworker or the deputy.")
	}
	return m, nil
}

func (d *decider) addMember(c AddMember) ([]Event, error) {
	if c.Member.Guest != 0 { // the chair and the minute taker may note somebody who came along
		of := d.seen(c.Member.Guest)
		if of == nil {
			return nil, errNoMeeting
		}
		if of.Stage == Final {
			return nil, refuse(Stage, "The minutes of that meeting are final: nobody can be its guest any more.")
		}
		if of.Stage == CalledOff {
			return nil, errOff
		}
		if err := d.may(KeepList, of); err != nil && !d.s.May(d.a, ChangeTeam, d.s.Live()) {
			return nil, err
		}
	} else if err := d.may(ChangeTeam, d.s.Live()); err != nil {
		return nil, err
	}
	m, err := d.member(c.Member)
	if err != nil {
		return nil, err
	}
	team := 0
	for _, o := range d.s.Members {
		if d.s.belongs(o) {
			team++
		}
	}
	if team >= maxTeam {
		return nil, refuse(Invalid, "That is more people than one team can hold: end somebody's membership first.")
	}
	if d.s.MemberOf(m.Person) != nil {
		return nil, refuse(Invalid, "%s is on the team already.", m.Name)
	}
	m.ID, m.Rev, m.Since, m.Until = d.nextID(1), d.nextRev(1), d.a.At, time.Time{}
	return append([]Event{MemberSet{m}}, d.noOtherKeyworker(m)...), nil
}

// noOtherKeyworker makes any other keyworker a practitioner if m is the keyworker: there is one at a time.
func (d *decider) noOtherKeyworker(m Member) []Event {
	var out []Event
	for _, o := range d.s.Members {
		if m.Role == Keyworker && o.ID != m.ID && o.Role == Keyworker && o.Current() {
			c := *o
			c.Role, c.Rev = Practitioner, d.nextRev(len(out)+2)
			out = append(out, MemberSet{c})
		}
	}
	return out
}

func (d *decider) setMember(c SetMember) ([]Event, error) {
	old := d.s.Member(c.Member.ID)
	if old == nil || !d.s.belongs(old) {
		return nil, errNotOnTeam
	}
	self := old.ID == d.me.ID
	// Anybody says themselves what they are called; what they are on the record, others say.
	if !self || c.Member.Role != old.Role || c.Member.Agency != old.Agency || c.Member.AgencyName != old.AgencyName {
		if err := d.may(ChangeTeam, d.s.Live()); err != nil {
			return nil, err
		}
	}
	if c.Member.Rev != old.Rev {
		return nil, errStale
	}
	m := c.Member
	m.Since, m.Until, m.Guest = old.Since, old.Until, old.Guest
	if old.Person != "" {
		m.Person = old.Person
	}
	m, err := d.member(m)
	if err != nil {
		return nil, err
	}
	if self && m.Agency != old.Agency && !d.a.System {
		return nil, refuse(Forbidden, "Nobody changes their own agency, since what people see depends on it: ask somebody else on the team.")
	}
	if o := d.s.MemberOf(m.Person); o != nil && o.ID != m.ID {
		return nil, refuse(Invalid, "%s has that account and is on the team already.", o.Name)
	}
	if err := d.keepsKeyworker(old, m.Role); err != nil {
		return nil, err
	}
	if m == *old {
		return nil, nil
	}
	m.Rev = d.nextRev(1)
	return append([]Event{MemberSet{m}}, d.noOtherKeyworker(m)...), nil
}

// keepsKeyworker refuses to leave a record without anybody who can change its team: m is about to have this role
// ("" when leaving).
func (d *decider) keepsKeyworker(m *Member, role Role) error {
	may := permissions[ChangeTeam]
	if d.a.System || !slices.Contains(may, m.Role) || slices.Contains(may, role) {
		return nil
	}
	for _, o := range d.s.Members {
		if o.ID != m.ID && o.Person != "" && slices.Contains(may, o.Role) && d.s.belongs(o) {
			return nil
		}
	}
	return refuse(Invalid, "%s is the only one who can change this team: name another keyworker first.", m.Name)
}

func (d *decider) endMember(c EndMember) ([]Event, error) {
	if err := d.may(ChangeTeam, d.s.Live()); err != nil {
		return nil, err
	}
	old := d.s.Member(c.Member)
	if old == nil || !old.Current() {
		return nil, errNotOnTeam
	}
	if err := d.keepsKeyworker(old, ""); err != nil {
		return nil, err
	}
	m := *old
	m.Until, m.Rev = d.a.At, d.nextRev(1)
	return []Event{MemberSet{m}}, nil
}

var errNotOnTeam = refuse(NotFound, "That person is not on the team.")
