package meeting

import (
	"slices"
	"time"
)

// Settings are what the people who run a service set for all of it. The zero value is what a new service begins with.
type Settings struct {
	Leads       []Lead `json:"leads,omitempty"`        // the safeguarding leads
	Ring        []Ring `json:"ring,omitempty"`         // whom to ring with a safeguarding concern
	UrgentHours int    `json:"urgent_hours,omitempty"` // how long urgent access lasts; 0: 24
	// Keep is how long records are kept of which nothing else was said. It has no Hold.
	Keep Keeping `json:"keep,omitzero"`
}

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

// SettingsSet says what the settings are from then on.
type SettingsSet struct {
	Settings Settings `json:"settings"`
}

func (SettingsSet) event() {}

// SetSettings changes the settings, by an administrator.
type SetSettings struct{ Settings Settings }

func (SetSettings) command() {}

// The bounds of the settings.
const (
	urgentHours    = 24
	maxUrgentHours = 24 * 7
	maxRing        = 100
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
	if s.UrgentHours == 0 {
		return urgentHours * time.Hour
	}
	return time.Duration(s.UrgentHours) * time.Hour
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
	if n.Keep.Hold != "" {
		return nil, refuse(Invalid, "A hold is for one record.")
	}
	return []Event{SettingsSet{n}}, nil
}

var errNoAgency = refuse(Invalid, "That agency is not here: an administrator adds it first.")
