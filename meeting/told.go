package meeting

import (
	"slices"
	"time"
)

// Told is what the service managers are told of urgent access to a record.
type Told struct {
	N      int        `json:"n"` // counts them, from 1
	Record string     `json:"record"`
	Person PersonID   `json:"person"`
	Reason string     `json:"reason"`
	At     time.Time  `json:"at"`
	Until  time.Time  `json:"until"`
	Seen   []PersonID `json:"seen,omitempty"` // the managers who have looked at it
}

// Notice is what a service manager reads of urgent access: Told, and what whoever has it is called in the service.
type Notice struct {
	*Told
	Name, Title, AgencyName string
}

// UrgentTold tells the service managers of urgent access, or says that one has seen it.
type UrgentTold struct {
	Told Told `json:"told"`
}

func (UrgentTold) event() {}

// The commands that tell service managers of urgent access.
type (
	// TellUrgent is given by the service itself before urgent access begins.
	TellUrgent struct{ Told Told }
	// SeeTold says that the author, a service manager, has looked at the notice.
	SeeTold struct{ N int }
)

func (TellUrgent) command() {}
func (SeeTold) command()    {}

// TellsOf returns what a service manager has been told of urgent access and has not looked at yet.
func (s *Service) TellsOf(p PersonID) []Notice {
	a := s.Account(p)
	if a == nil || a.Revoked || !a.Manager {
		return nil
	}
	var out []Notice
	for _, t := range s.Told {
		if slices.Contains(t.Seen, p) {
			continue
		}
		n := Notice{Told: t, Name: "somebody"}
		if who := s.Account(t.Person); who != nil {
			n.Name, n.Title = who.Name, who.Title
			if g := s.Agency(who.Agency); g != nil {
				n.AgencyName = g.Name
			}
		}
		out = append(out, n)
	}
	return out
}

// UrgentFor returns the records to which somebody may have urgent access at that time.
func (s *Service) UrgentFor(p PersonID, at time.Time) []string {
	var out []string
	for _, t := range s.Told {
		if t.Person == p && at.Before(t.Until) && s.HasRecord(t.Record) && !slices.Contains(out, t.Record) {
			out = append(out, t.Record)
		}
	}
	return out
}

func (r *Directory) tellUrgent(a Authority, c TellUrgent) ([]Event, error) {
	if !a.System {
		return nil, errAdmin
	}
	t := c.Told
	if !r.s.HasRecord(t.Record) || r.s.Account(t.Person) == nil {
		return nil, errNobody
	}
	var err error
	if t.Reason, err = line("reason", t.Reason, true); err != nil {
		return nil, err
	}
	t.N, t.At, t.Until, t.Seen = len(r.s.Told)+1, a.At, logged(t.Until), nil
	return []Event{UrgentTold{t}}, nil
}

func (r *Directory) seeTold(a Authority, c SeeTold) ([]Event, error) {
	if !a.Manager {
		return nil, refuse(Forbidden, "Only a service manager is told of urgent access.")
	}
	if c.N < 1 || c.N > len(r.s.Told) {
		return nil, errNoUrgent
	}
	t := *r.s.Told[c.N-1]
	if slices.Contains(t.Seen, a.Person) {
		return nil, nil
	}
	t.Seen = append(slices.Clone(t.Seen), a.Person)
	return []Event{UrgentTold{t}}, nil
}
