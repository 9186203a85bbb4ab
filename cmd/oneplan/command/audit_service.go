package command

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/words"
)

// happening is one thing that happened in the service as a whole, in a list.
type happening struct {
	Name   string    `json:"name"`   // who
	Status doing     `json:"status"` // what kind: “came in”, “invited”, “was refused”
	Agency string    `json:"agency,omitempty"`
	At     time.Time `json:"at"`
	About  string    `json:"about,omitempty"` // whom or what
	Record string    `json:"record,omitempty"`
}

// doing is what kind of thing somebody did.
type doing string

// Msg returns the doing for people.
func (d doing) Msg() words.Msg { return words.Msg(d) }

// service lists what happens in the service as a whole, for administrators and service managers: who came in, who was invited and who lost
// their access, what was set, and what was refused. It names no record but those that the reader is on the team of, and, to a manager who looks
// after no people, nobody of a family.
func (c *auditCommand) service(ctx context.Context, s *session, from time.Time) error {
	s.looks.whole = "what happens in the service"
	if me := s.me(); !me.Admin && !me.Manager || s.Identity.Limited() {
		return refuse(meeting.Forbidden, "Say which record is meant: what happens in the service as a whole is for administrators and service managers to read")
	}
	views, err := s.look(ctx)
	if err != nil {
		return err
	}
	s.asked = false // nothing of them is told but that they are there
	mine := func(record string) string {
		if slices.ContainsFunc(views, func(v *meeting.View) bool { return v.Name == record }) {
			return record
		}
		return ""
	}
	var lines []happening
	for row, err := range s.Hub.ServiceLog(ctx, s.Identity) {
		if err != nil {
			return err
		}
		if row.At.Before(from) {
			continue
		}
		events, err := row.Events()
		if err != nil {
			return err
		}
		for _, e := range events {
			if h, ok := s.happened(row.Actor, e); ok {
				h.At, h.Record = row.At, mine(h.Record)
				lines = append(lines, h)
			}
		}
	}
	for l, err := range s.Audit.Looks(ctx, "", 0) {
		if err != nil {
			return fmt.Errorf("the list of looks cannot be trusted any more, so it is not shown: tell whoever runs the service to run “oneplan verify”: %w", err)
		}
		if l.At.Before(from) || l.Kind != meeting.LookRefused && l.Kind != meeting.LookChanged {
			continue
		}
		did := doing("changed")
		if l.Kind == meeting.LookRefused {
			did = "was refused"
		}
		h := happening{Name: s.nameIn(l.Person), Status: did, At: l.At, About: cell(l.About), Record: mine(l.Record)}
		if l.Agency != "" {
			h.Agency = cell(agencyName(s.Hub.Directory(), l.Agency))
		}
		lines = append(lines, h)
	}
	slices.SortStableFunc(lines, func(a, b happening) int { return a.At.Compare(b.At) })
	t := minutes.Table{Head: s.heads("when", "who", "of", "did what")}
	for _, h := range lines {
		did := strings.TrimSpace(s.T(h.Status.Msg()) + " " + s.unnamed(h.About))
		if h.Record != "" {
			did += " – " + h.Record
		}
		t.Rows = append(t.Rows, []string{s.moment(h.At), s.unnamed(h.Name), h.Agency, did})
	}
	if c.Format == "table" && len(lines) > 0 {
		s.say("What happened in the service since %s, the newest last.\n", meeting.DayOf(from).When(""))
	}
	return list(s, c.Format, t, lines, "Nothing has happened since %s.", meeting.DayOf(from).When(""))
}

// nameIn returns what somebody is called where the service as a whole is told of.
func (s *session) nameIn(p meeting.PersonID) string {
	if p == "" {
		return string(byItself)
	}
	a := s.Hub.Directory().Account(p)
	switch {
	case a == nil:
		return string(notListed)
	case a.Agency == meeting.FamilyAgency && !s.admin():
		return string(ofAFamily)
	}
	return cell(a.Name)
}

// happened says what an event of the service was, and reports false for what is told elsewhere or to nobody.
func (s *session) happened(actor meeting.PersonID, e meeting.Event) (happening, bool) {
	h := happening{Name: s.nameIn(actor)}
	if a := s.Hub.Directory().Account(actor); a != nil && a.Agency != "" {
		h.Agency = cell(agencyName(s.Hub.Directory(), a.Agency))
	}
	to := func(login string) meeting.PersonID {
		for _, i := range s.Hub.Directory().Invitations {
			if i.Login == login {
				return i.Person
			}
		}
		return ""
	}
	switch e := e.(type) {
	case meeting.Visited:
		h.Name, h.Status, h.About = s.nameIn(e.Person), "came in", "with "+string(e.With)
		if a := s.Hub.Directory().Account(e.Person); a != nil {
			h.Agency = cell(agencyName(s.Hub.Directory(), a.Agency))
		}
	case meeting.PersonSet:
		h.Status, h.About = "added or changed", s.nameIn(e.Account.ID)
	case meeting.PersonRevoked:
		h.Status, h.About = "ended the access of", s.nameIn(e.Person)
	case meeting.WaysInEnded:
		h.Status, h.About = "ended every way in of", s.nameIn(e.Person)
	case meeting.KeyBound:
		h.Status, h.About = "added a key of", s.nameIn(e.Person)
	case meeting.KeyRemoved:
		h.Status, h.About = "took away a key of", s.nameIn(e.Person)
	case meeting.Invited:
		h.Status, h.About, h.Record = "invited", s.nameIn(e.Invitation.Person), e.Invitation.Record
	case meeting.InvitationEnded:
		h.Status, h.About = "took back the invitation of", s.nameIn(to(e.Login))
	case meeting.InvitationUsed:
		h.Status, h.About = "used the invitation of", s.nameIn(to(e.Login))
	case meeting.CodeRefused:
		h.Status, h.About = "was refused", "a wrong code for the invitation of "+s.nameIn(to(e.Login))
	case meeting.AgencySet:
		h.Status, h.About = "added or changed", "the agency "+cell(e.Agency.Name)
	case meeting.IssuerTrusted:
		h.Status, h.About = "trusted", "the certificates of "+cell(agencyName(s.Hub.Directory(), e.Issuer.Agency))
	case meeting.IssuerEnded:
		h.Status, h.About = "trusts no more", "the certificates of "+cell(agencyName(s.Hub.Directory(), e.Agency))
	case meeting.SettingsSet:
		h.Status, h.About = "changed", "the settings"
	case meeting.RecordListed:
		h.Status, h.About, h.Record = "began", "a record", e.Name
	case meeting.KeepingSet:
		h.Status, h.About, h.Record = "said", "how long a record is kept", e.Kept.Record
	case meeting.ErasureSet:
		h.Status, h.About, h.Record = "asked for, agreed to or finished", "an erasure", e.Erasure.Record
	case meeting.UrgentTold:
		if len(e.Told.Seen) > 0 {
			return h, false
		}
		h.Name, h.Status, h.About, h.Record = s.nameIn(e.Told.Person), "used urgent access to", "a record", e.Told.Record
	default: // what was told in confidence, and what is of no concern here
		return h, false
	}
	return h, true
}
