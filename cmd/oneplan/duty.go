package main

import (
	"oneplan/meeting"
	screens "oneplan/tui/screen"
)

// duty returns whom somebody rings with a safeguarding concern and who then reads what they write, as the service has it.
func (s *service) duty(who meeting.PersonID) screens.Duty {
	d := s.hub.Directory()
	var agency meeting.AgencyID
	if a := d.Account(who); a != nil {
		agency = a.Agency
	}
	out := screens.Duty{Ring: d.Settings.RingFor(agency)}
	for _, p := range d.Settings.LeadsFor(agency) {
		if a := d.Account(p); a != nil && !a.Revoked && p != who {
			out.Leads = append(out.Leads, a.Name)
		}
	}
	return out
}
