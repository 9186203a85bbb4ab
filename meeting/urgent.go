package meeting

import (
	"slices"
	"time"
)

// Urgent is urgent access to a record ("break glass"): a practitioner who is not on the team reads, for a while and with a reason, what
// the practitioners on the team may see, and changes nothing. The keyworker and the service managers are told.
type Urgent struct {
	ID         ID        `json:"id"`
	Person     PersonID  `json:"person"`
	Name       string    `json:"name"`
	Title      string    `json:"title,omitempty"`
	Agency     AgencyID  `json:"agency"`
	AgencyName string    `json:"agency_name,omitempty"`
	Reason     string    `json:"reason"`
	From       time.Time `json:"from"`
	Until      time.Time `json:"until"`
	Ended      time.Time `json:"ended,omitzero"`
	Seen       []ID      `json:"seen,omitempty"` // the keyworkers who have looked at this notice
	Rev        uint32    `json:"rev,omitempty"`
}

// UrgentSet begins urgent access, ends it, or says that it has been seen.
type UrgentSet struct {
	Urgent Urgent `json:"urgent"`
}

func (UrgentSet) event() {}

// The commands about urgent access to a record.
type (
	// OpenUrgently begins urgent access for somebody who is not on the team. Only Reason is the author's; the rest is stated by the room.
	OpenUrgently struct {
		Reason                  string
		Name, Title, AgencyName string
		Lasts                   time.Duration
	}
	// EndUrgent ends urgent access: by the service when its time is over, by the keyworker, or by whoever has it.
	EndUrgent struct{ Urgent ID }
	// SeeUrgent says that the author, a keyworker, has looked at the notice.
	SeeUrgent struct{ Urgent ID }
)

func (OpenUrgently) command() {}
func (EndUrgent) command()    {}
func (SeeUrgent) command()    {}

// urgentAgency is the agency of whoever has urgent access where an audience is asked: they are a practitioner, and of none of the agencies that
// an entry may be for.
const urgentAgency AgencyID = " urgent"

func urgentID(u *Urgent) ID { return u.ID }

// open reports whether the urgent access goes on, as far as the log says.
func (u *Urgent) open() bool { return u.Ended.IsZero() }

// UrgentOf returns p's urgent access, or nil. It may be over by the clock: whoever has one looks at Until.
func (s *State) UrgentOf(p PersonID) *Urgent {
	for _, u := range s.openGuard().Urgent {
		if u.Person == p && p != "" && u.open() {
			return u
		}
	}
	return nil
}

// Visitors returns who has urgent access, as far as the log says.
func (s *State) Visitors() []PersonID {
	var out []PersonID
	for _, u := range s.openGuard().Urgent {
		if u.open() {
			out = append(out, u.Person)
		}
	}
	return out
}

// Admits reports whether somebody may see the record at that time: as a member of the team, or urgently.
func (s *State) Admits(p PersonID, at time.Time) bool {
	if s.MemberOf(p) != nil {
		return true
	}
	u := s.UrgentOf(p)
	return u != nil && at.Before(u.Until)
}

// UrgentDue returns the urgent access that is over at that time and not ended yet, and when the next will be; zero: none.
func (s *State) UrgentDue(at time.Time) (over []ID, next time.Time) {
	for _, u := range s.openGuard().Urgent {
		switch {
		case !u.open():
		case !at.Before(u.Until):
			over = append(over, u.ID)
		case next.IsZero() || u.Until.Before(next):
			next = u.Until
		}
	}
	return over, next
}

// visitor is the membership that stands for urgent access in a View. It is not of the team.
func (u *Urgent) visitor() *Member {
	return &Member{
		ID: u.ID, Person: u.Person, Name: u.Name, Title: u.Title, Agency: u.Agency, AgencyName: u.AgencyName, Role: Observer, Since: u.From,
	}
}

func (d *decider) openUrgently(c OpenUrgently) ([]Event, error) {
	if d.a.System || d.a.Person == "" || d.a.Shared || d.a.Meeting != 0 || d.a.Agency == "" || d.a.Agency == FamilyAgency {
		return nil, refuse(Forbidden, "Urgent access is for practitioners, at a screen of their own.")
	}
	if d.me != nil {
		return nil, refuse(Invalid, "You are on this team: open the record as always.")
	}
	reason, err := line("reason", c.Reason, true)
	if err != nil {
		return nil, err
	}
	if u := d.s.UrgentOf(d.a.Person); u != nil && d.a.At.Before(u.Until) {
		return nil, nil
	}
	if c.Lasts <= 0 || c.Lasts > maxUrgentHours*time.Hour {
		return nil, refuse(Invalid, "Urgent access lasts from one hour to a week.")
	}
	u := Urgent{
		ID: d.nextID(1), Rev: d.nextRev(1), Person: d.a.Person, Name: c.Name, Title: c.Title, Agency: d.a.Agency, AgencyName: c.AgencyName,
		Reason: reason, From: d.a.At, Until: logged(d.a.At.Add(c.Lasts)),
	}
	var out []Event
	if old := d.s.UrgentOf(d.a.Person); old != nil {
		n := *old
		n.Ended, n.Rev = n.Until, d.nextRev(2)
		out = append(out, UrgentSet{n})
	}
	return append(out, UrgentSet{u}), nil
}

// urgent returns the urgent access with this id, or nil.
func (d *decider) urgent(id ID) *Urgent { return find(d.s.openGuard().Urgent, id, urgentID) }

func (d *decider) endUrgent(c EndUrgent) ([]Event, error) {
	u := d.urgent(c.Urgent)
	if u == nil {
		return nil, errNoUrgent
	}
	if err := d.may(ChangeTeam, d.s.Live()); err != nil && u.Person != d.a.Person {
		return nil, err
	}
	if !u.open() {
		return nil, nil
	}
	n := *u
	n.Ended, n.Rev = d.a.At, d.nextRev(1)
	if d.a.System && n.Ended.After(n.Until) {
		n.Ended = n.Until
	}
	return []Event{UrgentSet{n}}, nil
}

func (d *decider) seeUrgent(c SeeUrgent) ([]Event, error) {
	u := d.urgent(c.Urgent)
	if u == nil {
		return nil, errNoUrgent
	}
	if err := d.may(LeadRecord, nil); err != nil {
		return nil, err
	}
	if d.me.ID == 0 || slices.Contains(u.Seen, d.me.ID) {
		return nil, nil
	}
	n := *u
	n.Seen, n.Rev = append(slices.Clone(u.Seen), d.me.ID), d.nextRev(1)
	return []Event{UrgentSet{n}}, nil
}

var errNoUrgent = refuse(NotFound, "There is no urgent access of that kind.")

// Unseen returns the urgent access that the viewer, a keyworker, has not looked at yet: a notice on their home.
func (v *View) Unseen() []*Urgent {
	return slices.DeleteFunc(slices.Clone(v.Urgent), func(u *Urgent) bool { return slices.Contains(u.Seen, v.Me.ID) || u.Person == v.Me.Person })
}
