package meeting

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"time"

	"oneplan/meeting/words"
)

// Settings are what the people who run a service set for all of it. The zero value is what a new service begins with. SettingsList has
// each of them with its name, its explanation and what it is where nobody has set it.
type Settings struct {
	Leads       []Lead `json:"leads,omitempty"`        // the safeguarding leads
	Ring        []Ring `json:"ring,omitempty"`         // whom to ring with a safeguarding concern
	UrgentHours int    `json:"urgent_hours,omitempty"` // how long urgent access lasts; 0: 24
	// Keep is how long records are kept of which nothing else was said. It has no Hold and no Class.
	Keep    Keeping        `json:"keep,omitzero"`
	Classes []KeepingClass `json:"classes,omitempty"` // of records that are kept alike, in the order of their names

	Clocks Clocks       `json:"clocks,omitzero"`          // where a record's own say nothing; what is 0 is as DefaultClocks has it
	Waits  []WaitTarget `json:"waits,omitempty"`          // of services; others have that of the clocks
	Answer int          `json:"answer_minutes,omitempty"` // working days to answer the minutes; 0: 5

	Agendas map[Kind][]AgendaLine `json:"agendas,omitempty"` // of new meetings, by kind; others are as they came

	Nation  Nation `json:"nation,omitempty"`   // whose bank holidays are kept; "": England and Wales
	DaysOff []Day  `json:"days_off,omitempty"` // on which nobody works besides

	Smallest int `json:"smallest,omitempty"` // the smallest number of children that figures show; 0: 5

	glossary *Glossary // of the standing settings alone, which give it to every record; nil: the standard one

	SupervisionWeeks int `json:"supervision_weeks,omitempty"` // from one supervision of a keyworker to the next; 0: 6

	Carries MailCarries `json:"mail_carries,omitempty"` // "": a notice
}

// MailCarries says what mail about a record has in it.
type MailCarries string

// What mail can carry. The first is where nobody has said otherwise.
const (
	MailCarriesNotice MailCarries = "notice" // only that there is something, and how to read it
	MailCarriesPapers MailCarries = "papers" // the papers too, each for its reader's own audience, and where a meeting is
)

// MailCarriesAll is everything that mail can carry.
var MailCarriesAll = []MailCarries{MailCarriesNotice, MailCarriesPapers}

// Lead is a safeguarding lead: of one agency, or of the whole service.
type Lead struct {
	Agency AgencyID `json:"agency,omitempty"` // "": of the whole service
	Person PersonID `json:"person"`
}

// Ring is somebody to ring with a safeguarding concern.
type Ring struct {
	Agency AgencyID `json:"agency,omitempty"` // for the people of this agency; "": for everybody
	Name   string   `json:"name"`             // "Duty social worker"
	Phone  string   `json:"phone"`
	When   string   `json:"when,omitempty"` // "in the night and at weekends"
}

// WaitTarget is within how many days a child should be seen by one service.
type WaitTarget struct {
	Service string `json:"service"` // great and small letters are one
	Days    int    `json:"days"`
}

// AgendaLine is one item of an agenda template.
type AgendaLine struct {
	Title   string `json:"title"`
	Minutes int    `json:"minutes"`
}

// SettingsSet says what the settings are from then on.
type SettingsSet struct {
	Settings Settings `json:"settings"`
}

func (SettingsSet) event() {}

// SetSettings changes the settings, by an administrator.
type SetSettings struct{ Settings Settings }

func (SetSettings) command() {}

// The bounds of the settings, and what they are where nobody has set them.
const (
	urgentHours    = 24
	maxUrgentHours = 24 * 7
	maxRing        = 100
	answerDays     = 5
	maxAnswerDays  = 60
	smallest       = 5
	maxSmallest    = 100
	supervision    = 6 // weeks
	maxSupervision = 52
	maxLines       = 200 // of any other list
	maxMinutes     = 600 // of an agenda item
)

// LeadsFor returns the safeguarding leads for the people of an agency: its own, and those of the whole service.
func (s Settings) LeadsFor(a AgencyID) []PersonID {
	var out []PersonID
	for _, l := range s.Leads {
		if l.Agency == "" || l.Agency == a {
			out = append(out, l.Person)
		}
	}
	return out
}

// RingFor returns whom the people of an agency ring with a concern: first those named for it.
func (s Settings) RingFor(a AgencyID) []Ring {
	var own, all []Ring
	for _, r := range s.Ring {
		switch r.Agency {
		case "":
			all = append(all, r)
		case a:
			own = append(own, r)
		}
	}
	return append(own, all...)
}

// UrgentFor returns how long urgent access lasts.
func (s Settings) UrgentFor() time.Duration {
	return time.Duration(cmp.Or(s.UrgentHours, urgentHours)) * time.Hour
}

// SmallestShown returns the smallest number of children that figures show: a smaller one might tell who they are.
func (s Settings) SmallestShown() int { return cmp.Or(s.Smallest, smallest) }

// MailCarrying returns what mail about records carries.
func (s Settings) MailCarrying() MailCarries { return cmp.Or(s.Carries, MailCarriesNotice) }

// SupervisionEvery returns how many weeks there are from one supervision of a keyworker to the next at most.
func (s Settings) SupervisionEvery() int { return cmp.Or(s.SupervisionWeeks, supervision) }

// StandardClocks returns the clocks of a record where nobody has said otherwise. A nil s is a service where nobody has set anything.
func (s *Settings) StandardClocks() Clocks {
	out := DefaultClocks()
	if s != nil {
		out = s.Clocks.over(out)
	}
	return out
}

// target returns within how many days a service should see a child; 0: nothing is said of that one.
func (s *Settings) target(service string) int {
	if s == nil {
		return 0
	}
	for _, w := range s.Waits {
		if typed(w.Service) == typed(service) {
			return w.Days
		}
	}
	return 0
}

func (s *Settings) replyDays() int {
	if s == nil {
		return answerDays
	}
	return cmp.Or(s.Answer, answerDays)
}

// agendaOf returns the agenda template for a kind of meeting: what somebody has set, in their words, or else the standard one in a language.
func (s *Settings) agendaOf(k Kind, l *words.Language) []AgendaLine {
	if s != nil && len(s.Agendas[k]) > 0 {
		return s.Agendas[k]
	}
	return agendaOf(k, l)
}

// Standing returns the settings as they stand, for State.Under: the same pointer until they change; nil while nobody has set anything.
func (s *Service) Standing() *Settings { return s.standing }

// Under returns the state as it is under a service's settings, which are no part of a record's log: they say what its clocks, holidays and
// agendas are where it says nothing itself. nil stands for a service where nobody has set anything.
func (s *State) Under(set *Settings) *State {
	if s.settings == set {
		return s
	}
	n := *s
	n.settings = set
	return &n
}

// Under puts the record under a service's settings: see State.Under.
func (r *Record) Under(set *Settings) {
	if r.s.settings == set {
		return
	}
	r.s, r.shared = r.State().Under(set), false
}

// sameStanding reports whether two views stand under the same settings.
func (v *View) sameStanding(w *View) bool {
	return v.s.settings == w.s.settings || reflect.DeepEqual(v.s.settings, w.s.settings)
}

// settings checks what the settings are to be.
func (r *Directory) settings(n Settings) ([]Event, error) {
	if n.UrgentHours < 0 || n.UrgentHours > maxUrgentHours {
		return nil, refuse(Invalid, "Urgent access lasts from one hour to a week.")
	}
	if len(n.Ring) > maxRing || len(n.Leads) > maxRing {
		return nil, refuse(Invalid, "That is more people than anybody can ring: leave some out.")
	}
	n.Leads, n.Ring = slices.Clone(n.Leads), slices.Clone(n.Ring)
	for _, l := range n.Leads {
		if a := r.s.Account(l.Person); a == nil || a.Revoked || a.Agency == FamilyAgency {
			return nil, refuse(NotFound, "A safeguarding lead is somebody with access who is not of the family: one of these is not.")
		}
		if l.Agency != "" && r.s.Agency(l.Agency) == nil {
			return nil, errNoAgency
		}
	}
	for i := range n.Ring {
		x := &n.Ring[i]
		if x.Agency != "" && x.Agency != FamilyAgency && r.s.Agency(x.Agency) == nil {
			return nil, errNoAgency
		}
		if err := lines(short{"name of who to ring", &x.Name, true}, short{"number to ring", &x.Phone, true}, short{"time to ring", &x.When, false}); err != nil {
			return nil, err
		}
	}
	var err error
	if n.Keep, err = n.Keep.check(); err != nil {
		return nil, err
	}
	if n.Keep.Hold != "" || n.Keep.Class != "" {
		return nil, refuse(Invalid, "A hold, or a class, is for one record.")
	}
	if err := n.check(); err != nil {
		return nil, err
	}
	return []Event{SettingsSet{n}}, nil
}

var errNoAgency = refuse(Invalid, "That agency is not here: an administrator adds it first.")

// check puts right what needs nothing of the service but the settings themselves.
func (s *Settings) check() error {
	if err := s.Clocks.check(); err != nil {
		return err
	}
	s.Clocks.Stages = maps.Clone(s.Clocks.Stages)
	switch {
	case s.Answer < 0 || s.Answer > maxAnswerDays:
		return refuse(Invalid, "People have from 1 to 60 working days to answer the minutes.")
	case s.Smallest < 0 || s.Smallest == 1 || s.Smallest > maxSmallest:
		return refuse(Invalid, "The smallest number that figures show is from 2 to 100.")
	case s.SupervisionWeeks < 0 || s.SupervisionWeeks > maxSupervision:
		return refuse(Invalid, "From one supervision to the next there are from 1 to 52 weeks.")
	case len(s.Waits) > maxLines || len(s.Classes) > maxLines || len(s.DaysOff) > maxLines:
		return refuse(Invalid, "That list is longer than anybody can look after: leave some out.")
	}
	s.Waits = slices.Clone(s.Waits)
	for i := range s.Waits {
		w := &s.Waits[i]
		if err := lines(short{"name of the service", &w.Service, true}); err != nil {
			return err
		}
		if w.Days < 1 || w.Days > longestClock {
			return errClock
		}
		if slices.ContainsFunc(s.Waits[:i], func(o WaitTarget) bool { return typed(o.Service) == typed(w.Service) }) {
			return refuse(Invalid, "%s is there twice: say it once.", quoted(w.Service))
		}
	}
	s.Agendas = maps.Clone(s.Agendas)
	for k, list := range s.Agendas {
		if err := oneOf(k, Kinds); err != nil {
			return err
		}
		if len(list) > maxLines {
			return refuse(Invalid, "That agenda is longer than any meeting: leave some out.")
		}
		list = slices.Clone(list)
		for i := range list {
			if err := lines(short{"title of an agenda item", &list[i].Title, true}); err != nil {
				return err
			}
			if list[i].Minutes < 1 || list[i].Minutes > maxMinutes {
				return refuse(Invalid, "An agenda item has from 1 to 600 minutes.")
			}
		}
		s.Agendas[k] = list
	}
	if s.Nation != "" {
		if err := oneOf(s.Nation, Nations); err != nil {
			return err
		}
	}
	if s.Carries != "" {
		if err := oneOf(s.Carries, MailCarriesAll); err != nil {
			return err
		}
	}
	if err := checkDays(s.DaysOff...); err != nil {
		return err
	}
	s.DaysOff = slices.Compact(slices.Sorted(slices.Values(s.DaysOff)))
	return s.checkClasses()
}
