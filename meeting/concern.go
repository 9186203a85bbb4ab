package meeting

import (
	"slices"
	"time"
)

// Concern is a safeguarding concern. It is for its author and the named leads alone, wherever they look: no paper, list, count,
// history or wake of anybody else is touched by it, and no shared screen shows it.
type Concern struct {
	ID         ID         `json:"id"`
	By         PersonID   `json:"by"`
	Author     ID         `json:"author"` // the author's membership
	At         time.Time  `json:"at"`
	Text       string     `json:"text"`
	Rung       string     `json:"rung,omitempty"`    // who was rung
	Advice     string     `json:"advice,omitempty"`  // what they advised
	FamilyTold bool       `json:"told,omitempty"`    // the family was told
	WhyNot     string     `json:"why_not,omitempty"` // why they were not
	Leads      []PersonID `json:"leads"`             // who may read it beside the author
	Changed    time.Time  `json:"changed,omitzero"`  // when it was added to last
	Rev        uint32     `json:"rev,omitempty"`
}

// The events about safeguarding.
type (
	// ConcernSet adds a concern, or says more of one.
	ConcernSet struct {
		Concern Concern `json:"concern"`
	}
	// LeadsSet names the members who are safeguarding leads for this record, in place of those named before.
	LeadsSet struct {
		Leads []ID `json:"leads"`
	}
)

func (ConcernSet) event() {}
func (LeadsSet) event()   {}

// The commands about safeguarding.
type (
	// RaiseConcern tells the named leads of a concern, by anybody of the team. It changes nothing that others see: whoever wants the
	// meeting to pause says so with PauseMeeting, as for any other reason.
	RaiseConcern struct {
		Text, Rung, Advice string
		FamilyTold         bool
		WhyNot             string
		Leads              []PersonID // those whom the service and the author's agency name: the room states them, nobody else
	}
	// AmendConcern says what came of one's own concern: everything but Text replaces what it said before, and More is added to Text.
	AmendConcern struct {
		Concern      ID
		Rev          uint32
		More         string
		Rung, Advice string
		FamilyTold   bool
		WhyNot       string
	}
	// SetLeads names the members who are safeguarding leads for this record. They read what is raised from then on.
	SetLeads struct{ Leads []ID }
	// PauseMeeting pauses the live meeting, by anybody who takes part, or goes on with it, by the chair or the minute taker. Why, and
	// who asked for it, is nobody's business.
	PauseMeeting struct {
		Meeting ID
		Paused  bool
	}
)

func (RaiseConcern) command() {}
func (AmendConcern) command() {}
func (SetLeads) command()     {}
func (PauseMeeting) command() {}

func concernID(c *Concern) ID { return c.ID }

// reads reports whether a viewer may read the concern.
func (c *Concern) reads(v Viewer) bool {
	return v.Person != "" && !v.Shared && !v.Paper && (c.By == v.Person || slices.Contains(c.Leads, v.Person))
}

// ConcernsFor returns the concerns that somebody may read, whether they are on the team or not: a lead named by an agency
// need not be. Whoever asks has to be at a screen of their own.
func (s *State) ConcernsFor(p PersonID) []*Concern {
	return slices.DeleteFunc(slices.Clone(s.openGuard().Concerns), func(c *Concern) bool { return !c.reads(Viewer{Person: p}) })
}

var errAlone = refuse(Forbidden, "Everybody in the room sees this screen: do this at a screen of your own.")

// told checks what a concern says beside its text.
func (d *decider) told(c Concern, rung, advice string, told bool, whyNot string) (Concern, error) {
	if d.a.Shared {
		return c, errAlone
	}
	var err error
	if c.Rung, err = line("name of who was rung", rung, false); err != nil {
		return c, err
	}
	if c.Advice, err = cleanWords(advice); err != nil {
		return c, err
	}
	if c.WhyNot, err = line("reason", whyNot, false); err != nil {
		return c, err
	}
	if c.FamilyTold = told; told {
		c.WhyNot = ""
	}
	c.Rev = d.nextRev(1)
	return c, nil
}

func (d *decider) raiseConcern(c RaiseConcern) ([]Event, error) {
	if d.me.ID == 0 || d.me.Person == "" {
		return nil, refuse(Forbidden, "Only somebody on the team raises a concern here.")
	}
	said, err := cleanWords(c.Text)
	if err != nil {
		return nil, err
	}
	if said == "" {
		return nil, refuse(Invalid, "Say what you are concerned about.")
	}
	x, err := d.told(Concern{ID: d.nextID(1), By: d.me.Person, Author: d.me.ID, At: d.a.At, Text: said}, c.Rung, c.Advice, c.FamilyTold, c.WhyNot)
	if err != nil {
		return nil, err
	}
	x.Leads = d.s.LeadsNamed()
	for _, p := range c.Leads {
		if isID(string(p)) && !slices.Contains(x.Leads, p) {
			x.Leads = append(x.Leads, p)
		}
	}
	return []Event{ConcernSet{x}}, nil
}

func (d *decider) amendConcern(c AmendConcern) ([]Event, error) {
	old := find(d.s.ConcernsFor(d.a.Person), c.Concern, concernID)
	switch {
	case d.a.Shared:
		return nil, errAlone
	case old == nil:
		return nil, refuse(NotFound, "There is nothing of that kind that you may see.")
	case old.By != d.a.Person:
		return nil, refuse(Forbidden, "Only who raised a concern adds to it.")
	case old.Rev != c.Rev:
		return nil, errStale
	}
	x, err := d.told(*old, c.Rung, c.Advice, c.FamilyTold, c.WhyNot)
	if err != nil {
		return nil, err
	}
	more, err := cleanWords(c.More)
	if err != nil {
		return nil, err
	}
	if more != "" {
		x.Text += "\n" + more
	}
	if len(x.Text) > maxConcern {
		return nil, refuse(Invalid, "That is more than one concern can hold: raise another.")
	}
	x.Changed = d.a.At
	return []Event{ConcernSet{x}}, nil
}

// maxConcern is how many bytes a concern's text has at most.
const maxConcern = 256 << 10

func (d *decider) setLeads(c SetLeads) ([]Event, error) {
	if err := d.may(ChangeTeam, d.s.Live()); err != nil {
		return nil, err
	}
	if len(c.Leads) > maxTeam {
		return nil, errNotOnTeam
	}
	leads := slices.Compact(slices.Sorted(slices.Values(c.Leads)))
	for _, id := range leads {
		switch m := d.s.Member(id); {
		case m == nil || !d.s.belongs(m) || m.Guest != 0:
			return nil, errNotOnTeam
		case m.Agency == FamilyAgency || m.Role == Observer || m.Role == Interpreter:
			return nil, refuse(Invalid, "%s is here as %s: a safeguarding lead is one of the practitioners.", m.Name, m.Role.Msg())
		}
	}
	if slices.Equal(leads, d.s.openGuard().Leads) {
		return nil, nil
	}
	return []Event{LeadsSet{leads}}, nil
}

func (d *decider) pauseMeeting(c PauseMeeting) ([]Event, error) {
	act := AnswerThings
	if !c.Paused {
		act = KeepList
	}
	m, err := d.meeting(c.Meeting, act, Live)
	if err != nil {
		return nil, err
	}
	if m.Paused.IsZero() != c.Paused {
		return nil, nil
	}
	n := *m
	if c.Paused {
		n.Paused = d.a.At
	} else {
		goOn(&n, d.a.At)
	}
	return d.set(n), nil
}

// goOn ends a pause, if there is one: its time is not the current item's.
func goOn(m *Meeting, at time.Time) {
	if !m.Paused.IsZero() && at.After(m.Paused) {
		m.ItemAt = m.ItemAt.Add(at.Sub(m.Paused))
	}
	m.Paused = time.Time{}
}
