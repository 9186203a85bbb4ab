package meeting

import "slices"

// keepMissed is how many an author is told of later: more than anybody reads.
const keepMissed = 4

// Missed is what the author of an entry is told when they next come: that somebody else has chosen fewer people to see it while they were away.
// It is no part of any View, so that nobody else can know of it.
type Missed struct {
	Author   ID         `json:"author"`
	Entry    ID         `json:"entry"`
	By       ID         `json:"by"`
	Audience Audience   `json:"audience,omitempty"`
	OnScreen []OnScreen `json:"on_screen,omitempty"`
}

type (
	// NarrowingMissed keeps what an author is to be told.
	NarrowingMissed struct {
		Missed Missed `json:"missed"`
	}
	// NarrowingsTold says that an author has been told all of it.
	NarrowingsTold struct {
		Author ID `json:"author"`
	}
)

func (NarrowingMissed) event() {}
func (NarrowingsTold) event()  {}

// The commands about what an author has missed, which only the service gives.
type (
	// KeepMissed keeps what an author is to be told.
	KeepMissed struct{ Missed Missed }
	// TellMissed says that an author is told all of it now.
	TellMissed struct{ Author ID }
)

func (KeepMissed) command() {}
func (TellMissed) command() {}

// MissedBy returns what somebody is to be told of who has a seat again, oldest first.
func (s *State) MissedBy(p PersonID) []Missed {
	m := s.MemberOf(p)
	if m == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(s.openGuard().Missed), func(x Missed) bool { return x.Author != m.ID })
}

func (d *decider) keepMissed(c KeepMissed) ([]Event, error) {
	if !d.a.System {
		return nil, errNotOnTeam
	}
	if m := d.s.Member(c.Missed.Author); m == nil || m.Person == "" || !m.Current() {
		return nil, nil
	}
	return []Event{NarrowingMissed(c)}, nil
}

func (d *decider) tellMissed(c TellMissed) ([]Event, error) {
	if !d.a.System {
		return nil, errNotOnTeam
	}
	if !slices.ContainsFunc(d.s.openGuard().Missed, func(x Missed) bool { return x.Author == c.Author }) {
		return nil, nil
	}
	return []Event{NarrowingsTold(c)}, nil
}

// miss adds what an author is to be told, in place of the oldest if it is too much.
func miss(all []Missed, x Missed) []Missed {
	out := append(slices.Clone(all), x)
	n := 0
	for _, y := range out {
		if y.Author == x.Author {
			n++
		}
	}
	if n > keepMissed {
		i := slices.IndexFunc(out, func(y Missed) bool { return y.Author == x.Author })
		out = slices.Delete(out, i, i+1)
	}
	return out
}
