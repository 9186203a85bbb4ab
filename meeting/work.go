package meeting

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"oneplan/meeting/words"
)

// Work is what supports one person in being a keyworker: time that is kept free for it, how many plans at most, supervision and
// training. It says nothing of any child. The person reads and keeps it, service managers, administrators, and whoever supervises them:
// nobody of the family and no other practitioner.
type Work struct {
	Person      PersonID      `json:"person"`
	Protected   Protected     `json:"protected,omitzero"`
	Limit       int           `json:"limit,omitempty"` // plans at most, each of one child or of brothers and sisters; 0: nobody has set one
	Supervisor  PersonID      `json:"supervisor,omitempty"`
	Supervision []Supervision `json:"supervision,omitempty"` // in order of N
	Training    []Training    `json:"training,omitempty"`    // in order of N
	Last        int           `json:"last,omitempty"`        // the newest N given
}

// Protected is time that is kept free for being a keyworker, beside a main job.
type Protected struct {
	Minutes int    `json:"minutes"`          // a week; 0: none
	Agreed  string `json:"agreed,omitempty"` // with whom, in words: "Ms Hart, head of therapies"
	Since   Day    `json:"since,omitempty"`
}

// Supervision is one talk with a supervisor, held or planned. What was said there is kept nowhere here.
type Supervision struct {
	N    int    `json:"n"`
	Day  Day    `json:"day"`
	With string `json:"with,omitempty"` // in words
	Held bool   `json:"held,omitempty"`
}

// Training is one training that was done.
type Training struct {
	N     int    `json:"n"`
	What  string `json:"what"`
	Day   Day    `json:"day,omitempty"`
	Until Day    `json:"until,omitempty"` // the last day on which it counts; "": always
}

// WorkSet says what supports a person from then on.
type WorkSet struct {
	Work Work `json:"work"`
}

func (WorkSet) event() {}

// The commands about what supports a keyworker. Person "" is the author.
type (
	// SetProtected says how much time is kept free for it.
	SetProtected struct {
		Person    PersonID
		Protected Protected
	}
	// SetLimit says how many plans at most somebody should be the keyworker of, 0 for no limit: by a service manager or an administrator.
	SetLimit struct {
		Person PersonID
		Limit  int
	}
	// SetSupervisor says who supervises somebody, "" for nobody.
	SetSupervisor struct{ Person, Supervisor PersonID }
	// SetSupervision adds (N 0) or changes a talk with a supervisor.
	SetSupervision struct {
		Person      PersonID
		Supervision Supervision
	}
	// SetTraining adds (N 0) or changes a training.
	SetTraining struct {
		Person   PersonID
		Training Training
	}
	// DropWork takes out the supervision or training with this N.
	DropWork struct {
		Person PersonID
		N      int
	}
)

func (SetProtected) command()   {}
func (SetLimit) command()       {}
func (SetSupervisor) command()  {}
func (SetSupervision) command() {}
func (SetTraining) command()    {}
func (DropWork) command()       {}

// The bounds of what supports a keyworker.
const (
	maxProtected   = 40 * 60 // minutes a week
	maxLimit       = 200     // plans
	maxWorkEntries = 500     // talks, and trainings
)

// WorkOf returns what supports a person: with nothing in it if nothing was said.
func (s *Service) WorkOf(p PersonID) *Work {
	if i := slices.IndexFunc(s.Work, func(w *Work) bool { return w.Person == p }); i >= 0 {
		return s.Work[i]
	}
	return &Work{Person: p}
}

// KeepsWork reports whether somebody may read and keep what supports p in being a keyworker. Of whoever is not here it is
// false, as of those whose work is not theirs to read: the answer tells nothing of who is here.
func (s *Service) KeepsWork(a Authority, p PersonID) bool {
	if a.System {
		return true
	}
	me := s.Account(a.Person)
	if me == nil || me.Revoked || a.Meeting != 0 || a.Shared || me.Agency == FamilyAgency || !s.keyworks(p) {
		return false
	}
	return a.Person == p || a.Manager || a.Admin || s.WorkOf(p).Supervisor == a.Person
}

// keyworks reports whether a person can be a keyworker at all: somebody with access who is not of the family.
func (s *Service) keyworks(p PersonID) bool {
	x := s.Account(p)
	return x != nil && !x.Revoked && x.Agency != FamilyAgency
}

// Supervises returns those whom a person supervises, in the order of their names.
func (s *Service) Supervises(p PersonID) []PersonID {
	var out []PersonID
	for _, w := range s.Work {
		if w.Supervisor == p && s.keyworks(w.Person) {
			out = append(out, w.Person)
		}
	}
	return out
}

// Supervised returns the last talk that was held, and the next that is planned; nil for none.
func (w *Work) Supervised() (last, next *Supervision) {
	for i := range w.Supervision {
		switch x := &w.Supervision[i]; {
		case x.Held && (last == nil || x.Day >= last.Day):
			last = x
		case !x.Held && (next == nil || x.Day < next.Day):
			next = x
		}
	}
	return last, next
}

// SupervisionDue returns the day by which the next supervision should be, so many weeks after the last: "" if there was none, and so
// nothing to count from.
func (w *Work) SupervisionDue(weeks int) Day {
	last, _ := w.Supervised()
	if last == nil {
		return ""
	}
	return last.Day.Add(7 * weeks)
}

// trainingAhead is how many days before its end a training is told to run out.
const trainingAhead = 60

// RunsOut returns the trainings that have run out or soon will, the first first. One that was done again does not count.
func (w *Work) RunsOut(today Day) []Training {
	var out []Training
	for _, x := range w.Training {
		again := slices.ContainsFunc(w.Training, func(o Training) bool {
			return typed(o.What) == typed(x.What) && (o.Until == "" || o.Until > x.Until)
		})
		if x.Until != "" && x.Until <= today.Add(trainingAhead) && !again {
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(a, b Training) int { return cmp.Compare(a.Until, b.Until) })
	return out
}

var errNotTheirWork = refuse(Forbidden, "That is between each keyworker, their supervisor and the service managers.")

// decideWork decides what is about what supports keyworkers.
func (r *Directory) decideWork(a Authority, c Command) (events []Event, known bool, err error) {
	whose := PersonID("")
	switch c := c.(type) {
	case SetProtected:
		whose = c.Person
	case SetLimit:
		whose = c.Person
	case SetSupervisor:
		whose = c.Person
	case SetSupervision:
		whose = c.Person
	case SetTraining:
		whose = c.Person
	case DropWork:
		whose = c.Person
	default:
		return nil, false, nil
	}
	or(&whose, a.Person)
	if !r.s.KeepsWork(a, whose) || !r.s.keyworks(whose) {
		return nil, true, errNotTheirWork
	}
	w := *r.s.WorkOf(whose)
	if err := r.changeWork(a, &w, c); err != nil {
		return nil, true, err
	}
	return []Event{WorkSet{w}}, true, nil
}

// changeWork makes of w what the command says.
func (r *Directory) changeWork(a Authority, w *Work, c Command) error {
	switch c := c.(type) {
	case SetProtected:
		p := c.Protected
		if p.Minutes < 0 || p.Minutes > maxProtected {
			return refuse(Invalid, "Protected time is up to 40 hours a week: write it like 4 or 3.5.")
		}
		w.Protected = p
		return first(lines(short{"name of whoever agreed", &w.Protected.Agreed, false}), checkDays(p.Since))
	case SetLimit:
		if !a.System && !a.Manager && !a.Admin {
			return refuse(Forbidden, "Only a service manager or an administrator says how many plans at most: ask them.")
		}
		if c.Limit < 0 || c.Limit > maxLimit {
			return refuse(Invalid, "The most plans that one keyworker looks after is a number from 1 to 200.")
		}
		w.Limit = c.Limit
	case SetSupervisor:
		if c.Supervisor != "" && (!r.s.keyworks(c.Supervisor) || c.Supervisor == w.Person) {
			return refuse(NotFound, "A supervisor is somebody else with access who is not of the family.")
		}
		w.Supervisor = c.Supervisor
	case SetSupervision:
		x := c.Supervision
		if err := first(lines(short{"name of whom it is with", &x.With, false}), checkDays(x.Day)); err != nil {
			return err
		}
		if x.Day == "" {
			return refuse(Invalid, "Say on which day the supervision is, or was.")
		}
		if x.Held && x.Day > DayOf(a.At).Add(1) { // a day ahead may be today where the author is
			return refuse(Invalid, "That day is still to come: note the supervision as planned.")
		}
		return putWork(w, &w.Supervision, x, func(x *Supervision) *int { return &x.N })
	case SetTraining:
		x := c.Training
		if err := first(
			lines(short{"name of the training", &x.What, true}), checkDays(x.Day, x.Until),
			inOrder(x.Day, x.Until, "The training ran out before it was done: please check the dates."),
		); err != nil {
			return err
		}
		return putWork(w, &w.Training, x, func(x *Training) *int { return &x.N })
	case DropWork:
		talks := slices.DeleteFunc(slices.Clone(w.Supervision), func(x Supervision) bool { return x.N == c.N })
		done := slices.DeleteFunc(slices.Clone(w.Training), func(x Training) bool { return x.N == c.N })
		if len(talks) == len(w.Supervision) && len(done) == len(w.Training) {
			return errNoWork
		}
		w.Supervision, w.Training = talks, done
	}
	return nil
}

var errNoWork = refuse(NotFound, "There is no such supervision or training: the list has their numbers.")

// putWork adds x to a list, giving it the next number, or puts it in place of the one that has its number.
func putWork[T any](w *Work, list *[]T, x T, n func(*T) *int) error {
	out := slices.Clone(*list)
	if *n(&x) == 0 {
		if len(out) >= maxWorkEntries {
			return refuse(Invalid, "That list is longer than anybody can look after: take old ones out.")
		}
		w.Last++
		*n(&x) = w.Last
		out = append(out, x)
		*list = out
		return nil
	}
	i := slices.IndexFunc(out, func(o T) bool { return *n(&o) == *n(&x) })
	if i < 0 {
		return errNoWork
	}
	out[i] = x
	*list = out
	return nil
}

// ParseHours reads hours a week as people type them, "4", "3.5", "3,5" or "3:30", into minutes. An empty s is none.
func ParseHours(s string) (minutes int, err error) {
	s = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(typedHours(s), "hours"), "hour"), "h")
	if s == "" {
		return 0, nil
	}
	whole, rest, clock := strings.Cut(s, ":")
	h, err := strconv.ParseFloat(whole, 64)
	m := 0
	if clock && err == nil {
		m, err = strconv.Atoi(rest)
	}
	if err != nil || !(h >= 0 && h <= maxProtected) || m < 0 || m > 59 {
		return 0, refuse(Invalid, "Those are not hours a week: write them like 4 or 3.5.")
	}
	return int(h*60+0.5) + m, nil
}

func typedHours(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(s), " ", ""), ",", ".")
}

// HoursWords says minutes in hours: "4 h", "3 h 30 min".
func HoursWords(minutes int) words.Phrase {
	if minutes%60 == 0 {
		return words.P("%d h", minutes/60)
	}
	return words.P("%d h %d min", minutes/60, minutes%60)
}
