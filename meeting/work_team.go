package meeting

import (
	"cmp"
	"slices"
	"strings"

	"oneplan/meeting/words"
)

// Band is about how large a number is: none, fewer than the smallest number that figures show, or a band as wide as that. With bands no
// sum or difference of several people's numbers, and none with the figures of the service, comes to a number so small that a child could
// be found out by it.
type Band struct {
	From int `json:"from"` // 0: there is none at all
	To   int `json:"to"`
}

func bandOf(n, width int) Band {
	switch {
	case n == 0:
		return Band{}
	case n < width:
		return Band{1, width - 1}
	}
	return Band{n / width * width, n/width*width + width - 1}
}

// Phrase says the band in words.
func (b Band) Phrase() words.Phrase {
	switch {
	case b.To == 0:
		return words.P("none")
	case b.From == 1:
		return words.P("fewer than %d", b.To+1)
	}
	return words.P("%d to %d", b.From, b.To)
}

// Load says how a caseload stands to what was agreed at most.
type Load string

// How a caseload stands to what was agreed. Within a band only “about” can be told.
const (
	LoadUnder Load = ""
	LoadAbout Load = "about the most agreed"
	LoadOver  Load = "over the most agreed"
)

// Msg returns the Load for people.
func (l Load) Msg() words.Msg { return words.Msg(l) }

func (b Band) load(limit int) Load {
	switch {
	case limit == 0 || b.To < limit:
		return LoadUnder
	case b.From > limit:
		return LoadOver
	}
	return LoadAbout
}

// TeamMember is one keyworker as a service manager, or whoever supervises them, sees their work: in numbers that name no child.
type TeamMember struct {
	Person  Person // only the name
	ID      PersonID
	Title   string
	Agency  string // its name
	Plans   Band   // whose keyworker they are
	Late    Band   // of these, the plans on which something waits past its day
	Load    Load
	Work    *Work
	Attends []words.Phrase // what of their supervision and training needs looking at
}

// Team is how much keyworkers have to do on a day.
type Team struct {
	Day    Day
	Weeks  int // from one supervision to the next
	List   []TeamMember
	Unread int // plans that could not be read, and count nowhere
}

// SeesTeam refuses whoever has no keyworkers to look after: everybody but service managers, administrators, and those who supervise one.
func (s *Service) SeesTeam(a Authority) error {
	me := s.Account(a.Person)
	if me == nil || me.Revoked || a.Shared || a.Meeting != 0 || !a.Manager && !a.Admin && len(s.Supervises(a.Person)) == 0 {
		return refuse(Forbidden, "How much keyworkers have to do is for service managers, and for those who supervise them: ask one of them.")
	}
	return nil
}

// TeamOf counts over the records of a service, as they stand under its settings, for whoever SeesTeam: of everybody who is a keyworker or
// has something noted, or only of those whom the author supervises. What only named people may see does not make a plan late.
func TeamOf(records []*State, dir *Service, a Authority, today Day) Team {
	out := Team{Day: today, Weeks: dir.Settings.SupervisionEvery()}
	plans, late := map[PersonID]int{}, map[PersonID]int{}
	for _, s := range records {
		k := s.keyworker()
		if k == nil || k.Person == "" || lastClosing(s.Closings) != nil {
			continue
		}
		plans[k.Person]++
		if s.late(k, today) {
			late[k.Person]++
		}
	}
	width := dir.Settings.SmallestShown()
	for _, x := range dir.People {
		w := dir.WorkOf(x.ID)
		if !dir.keyworks(x.ID) || x.ID == a.Person || !dir.KeepsWork(a, x.ID) || plans[x.ID] == 0 && w.Last == 0 && w.Protected == (Protected{}) && w.Supervisor == "" && w.Limit == 0 {
			continue
		}
		m := TeamMember{Person: Person{Name: x.Name}, ID: x.ID, Title: x.Title, Plans: bandOf(plans[x.ID], width), Late: bandOf(late[x.ID], width), Work: w}
		m.Load = m.Plans.load(w.Limit)
		if g := dir.Agency(x.Agency); g != nil {
			m.Agency = g.Name
		}
		m.Attends = w.Attention(out.Weeks, today)
		out.List = append(out.List, m)
	}
	slices.SortStableFunc(out.List, func(a, b TeamMember) int {
		return cmp.Or(b.Plans.From-a.Plans.From, strings.Compare(strings.ToLower(a.Person.Name), strings.ToLower(b.Person.Name)))
	})
	return out
}

// late reports whether something of the plan that all practitioners may see waits past its day for the keyworker.
func (s *State) late(k *Member, today Day) bool {
	c := CaseOf(s.View(Viewer{Person: k.Person}, nil), today)
	if c == nil {
		return false
	}
	return slices.ContainsFunc(c.Late, func(x Reminder) bool {
		e := s.Shelf.Entry(x.Entry)
		return e == nil || figured(e.head().Audience)
	}) || slices.ContainsFunc(c.Actions, func(x *Action) bool { return figured(x.Audience) })
}
