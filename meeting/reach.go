package meeting

import "slices"

// ReachKind says what a contact detail is.
type ReachKind string

// The kinds of contact detail.
const (
	ReachPhone   ReachKind = "phone"
	ReachEmail   ReachKind = "email"
	ReachAddress ReachKind = "address"
)

// ReachKinds lists the kinds of contact detail, in the order in which screens offer them.
var ReachKinds = []ReachKind{ReachPhone, ReachEmail, ReachAddress}

// Reach is one way to reach a member: each has an audience of its own, so that an address can be hidden from one parent
// and not from the others.
type Reach struct {
	ID       ID        `json:"id"`
	Member   ID        `json:"member"`
	Kind     ReachKind `json:"kind"`
	Text     string    `json:"text"` // one line
	Audience Audience  `json:"audience,omitempty"`
	By       ID        `json:"by,omitempty"`
	Rev      uint32    `json:"rev,omitempty"`
}

// Showing says to whom a member shows that they are there: in the room, and on the attendance list. Nobody else is told
// of their coming and going; what they say, write or answer shows as anybody's does.
type Showing struct {
	Member   ID       `json:"member"`
	Audience Audience `json:"audience"`
}

// The events about reaching people and seeing them.
type (
	// ReachSet adds or changes a contact detail.
	ReachSet struct {
		Reach Reach `json:"reach"`
	}
	// ReachRemoved takes one away.
	ReachRemoved struct {
		ID ID `json:"id"`
	}
	// PresenceSet says to whom a member shows that they are there.
	PresenceSet struct {
		Showing Showing `json:"showing"`
	}
)

func (ReachSet) event()     {}
func (ReachRemoved) event() {}
func (PresenceSet) event()  {}

// The commands about reaching people and seeing them.
type (
	// SetReach adds a contact detail (ID 0), changes one, or with an empty Text takes it away: one's own, or as who changes the team that
	// of a member who has not noted theirs themselves. Member and Kind stay what they are. Rev is that of the detail that the change was
	// made to.
	SetReach struct{ Reach Reach }
	// ShowPresence says to whom the author shows that they are there.
	ShowPresence struct{ Audience Audience }
)

func (SetReach) command()     {}
func (ShowPresence) command() {}

func reachID(r *Reach) ID { return r.ID }

// reach returns the contact detail with this id if the author may see it, or nil.
func (d *decider) reach(id ID) *Reach {
	if r := find(d.s.openGuard().Reaches, id, reachID); r != nil && d.sees(r.Audience) {
		return r
	}
	return nil
}

// mayReach reports whether the author may note how to reach a member, where by noted it before (0: nobody).
func (d *decider) mayReach(member, by ID) error {
	switch m := d.s.Member(member); {
	case m == nil || !d.s.belongs(m):
		return errNotOnTeam
	case member == d.me.ID:
		return nil
	case by == member:
		return refuse(Forbidden, "%[1]s noted this themselves, so only they change it: ask %[1]s.", m.Name)
	}
	return d.may(ChangeTeam, d.s.Live())
}

func (d *decider) setReach(c SetReach) ([]Event, error) {
	r := c.Reach
	var old *Reach
	if r.ID != 0 {
		if old = d.reach(r.ID); old == nil {
			return nil, refuse(NotFound, "That is not there any more.")
		}
		if r.Rev != old.Rev {
			return nil, errStale
		}
		r.Member, r.Kind, r.By = old.Member, old.Kind, old.By
	}
	if err := d.mayReach(r.Member, r.By); err != nil {
		return nil, err
	}
	if !slices.Contains(ReachKinds, r.Kind) {
		return nil, refuse(Invalid, "That is not a way to reach somebody: phone, email or address.")
	}
	var err error
	if r.Text, err = line(r.Kind.Msg(), r.Text, old == nil); err != nil {
		return nil, err
	}
	if r.Text == "" {
		return []Event{ReachRemoved{r.ID}}, nil
	}
	if err := d.audience(r.Audience); err != nil {
		return nil, err
	}
	if old != nil && *old == r {
		return nil, nil
	}
	if old == nil {
		r.ID = d.nextID(1)
	}
	r.By, r.Rev = d.me.ID, d.nextRev(1)
	return []Event{ReachSet{r}}, nil
}

func (d *decider) showPresence(c ShowPresence) ([]Event, error) {
	if d.me.ID == 0 || d.a.Shared {
		return nil, refuse(Forbidden, "Everybody says at a screen of their own to whom they show that they are there.")
	}
	if err := d.audience(c.Audience); err != nil {
		return nil, err
	}
	if d.s.showsTo(d.me.ID) == c.Audience {
		return nil, nil
	}
	return []Event{PresenceSet{Showing{d.me.ID, c.Audience}}}, nil
}

// showsTo returns to whom a member shows that they are there.
func (s *State) showsTo(member ID) Audience {
	for _, x := range s.openGuard().Showings {
		if x.Member == member {
			return x.Audience
		}
	}
	return Everyone
}

// ShowsPresence reports whether a member shows to everyone that they are there: then their coming is put on the attendance list
// for the chair to confirm.
func (s *State) ShowsPresence(member ID) bool { return s.showsTo(member) == Everyone }

// ShowsTo returns to whom the viewer themselves show that they are there.
func (v *View) ShowsTo() Audience { return v.s.showsTo(v.Me.ID) }

// SeesPresence reports whether the viewer may know that a member is there: in the room, or on an attendance list.
func (v *View) SeesPresence(member ID) bool {
	return member == v.Me.ID && !v.viewer.Shared && !v.viewer.Paper || v.sees(v.s.showsTo(member))
}

// ReachesOf returns how to reach a member, as far as the viewer may know.
func (v *View) ReachesOf(member ID) []*Reach {
	return slices.DeleteFunc(slices.Clone(v.Reaches), func(r *Reach) bool { return r.Member != member })
}

// attended returns m without the lines of its attendance list about those whose being there the viewer may not know of.
func (v *View) attended(m *Meeting) *Meeting {
	if len(v.s.openGuard().Showings) == 0 || !slices.ContainsFunc(m.Attendance, func(a Attendance) bool { return !v.SeesPresence(a.Member) }) {
		return m
	}
	n := *m
	n.Attendance = slices.DeleteFunc(slices.Clone(m.Attendance), func(a Attendance) bool { return !v.SeesPresence(a.Member) })
	return &n
}
