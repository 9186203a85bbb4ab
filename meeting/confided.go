package meeting

import (
	"slices"
	"strings"
)

// Confided says about which record somebody may have been told of a safeguarding concern as a lead. It is what leads a lead who is on no
// team to the concern, and is written before the concern is, so that none is read by nobody; whether there is one, the record knows.
type Confided struct {
	Record string     `json:"record"`
	People []PersonID `json:"people"`
}

// LeadsTold says who may have been told of a concern about a record, in place of what was said before.
type LeadsTold struct {
	Confided Confided `json:"confided"`
}

func (LeadsTold) event() {}

// TellLeads is given by the service itself before a concern is raised.
type TellLeads struct{ Confided Confided }

func (TellLeads) command() {}

// ConfidedTo returns the records of which somebody may have been told a concern as a lead, sorted.
func (s *Service) ConfidedTo(p PersonID) []string {
	var out []string
	for _, c := range s.Confided {
		if slices.Contains(c.People, p) && s.HasRecord(c.Record) {
			out = append(out, c.Record)
		}
	}
	slices.Sort(out)
	return out
}

// tellLeads adds people to those who may have been told.
func (r *Directory) tellLeads(a Authority, c TellLeads) ([]Event, error) {
	if !a.System {
		return nil, errAdmin
	}
	x := Confided{Record: c.Confided.Record}
	if !r.s.HasRecord(x.Record) {
		return nil, errNobody
	}
	known := 0
	if i := slices.IndexFunc(r.s.Confided, func(o *Confided) bool { return o.Record == x.Record }); i >= 0 {
		x.People = slices.Clone(r.s.Confided[i].People)
		known = len(x.People)
	}
	for _, p := range c.Confided.People {
		if r.s.Account(p) != nil && !slices.Contains(x.People, p) {
			x.People = append(x.People, p)
		}
	}
	if len(x.People) == known {
		return nil, nil
	}
	slices.SortFunc(x.People, func(a, b PersonID) int { return strings.Compare(string(a), string(b)) })
	return []Event{LeadsTold{x}}, nil
}

// Confidence is a safeguarding concern as a lead reads it who is not on the record's team: the concern, who wrote it, and nothing else of
// the record but its short name.
type Confidence struct {
	Record  string
	Concern *Concern
	Author  Member // only their name, title and agency
}

// ConfidencesFor returns the concerns of others that somebody was told as a lead, as whoever is on no team reads them.
func (s *State) ConfidencesFor(p PersonID) []Confidence {
	var out []Confidence
	for _, c := range s.ConcernsFor(p) {
		if c.By == p {
			continue
		}
		x := Confidence{Record: s.Name, Concern: c}
		if m := s.Member(c.Author); m != nil {
			x.Author = Member{Name: m.Name, Title: m.Title, Agency: m.Agency, AgencyName: m.AgencyName}
		}
		out = append(out, x)
	}
	return out
}

// Same reports whether two say the same.
func (c Confidence) Same(o Confidence) bool {
	return c.Record == o.Record && c.Author.Name == o.Author.Name && c.Concern.ID == o.Concern.ID && c.Concern.Rev == o.Concern.Rev
}

// LeadsNamed returns whom the record itself names as safeguarding leads, as far as they have a way in and are on the team.
func (s *State) LeadsNamed() []PersonID {
	var out []PersonID
	for _, id := range s.openGuard().Leads {
		if m := s.Member(id); m != nil && m.Person != "" && s.belongs(m) {
			out = append(out, m.Person)
		}
	}
	return out
}

// Confidants returns those to whom a concern about the record was told.
func (s *State) Confidants() []PersonID {
	var out []PersonID
	for _, c := range s.openGuard().Concerns {
		for _, p := range c.Leads {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}
