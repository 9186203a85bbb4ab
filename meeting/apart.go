package meeting

import (
	"slices"
	"time"

	"oneplan/meeting/words"
)

// Standing is what the log tells of how somebody came to be an administrator and who could come in as them. It is worked out from the
// rows and is part of no event.
type Standing struct {
	Since time.Time  // when they became an administrator; zero: they never were one
	By    PersonID   // who made them one; "": the service itself, at its first start
	Keys  []string   // the fingerprints of every key that they ever had
	Given []GivenWay // the ways in that somebody else gave them, oldest first
}

// GivenWay is a way in that one person gave another: a letter that was used, a key, a login name of an agency's certificates, or that agency's
// authority. Whoever gave it could have come in with it themselves.
type GivenWay struct {
	By PersonID
	At time.Time
}

// What two administrators have to be for what one alone may not do.
const (
	settledFor = 24 * time.Hour      // as administrators
	givenFor   = 14 * 24 * time.Hour // since either gave the other a way in
)

// applyStanding follows what an event says of who people are. It is called before the event is applied.
func (r *Directory) applyStanding(m Meta, e Event) {
	note := func(p PersonID, change func(*Standing)) {
		r.person(p, func(a *Account) {
			a.Standing.Keys, a.Standing.Given = slices.Clip(a.Standing.Keys), slices.Clip(a.Standing.Given)
			change(&a.Standing)
		})
	}
	given := func(p, by PersonID) {
		if by != "" && by != p && r.s.Account(p) != nil {
			note(p, func(s *Standing) { s.Given = append(s.Given, GivenWay{by, m.At}) })
		}
	}
	switch e := e.(type) {
	case PersonSet:
		was := Account{}
		if old := r.s.Account(e.Account.ID); old != nil {
			was = *old
		}
		if e.Account.Admin && !was.Admin {
			note(e.Account.ID, func(s *Standing) { s.Since, s.By = m.At, m.Actor })
		}
		if e.Account.Login != "" && (e.Account.Login != was.Login || e.Account.Agency != was.Agency) {
			given(e.Account.ID, m.Actor)
		}
	case KeyBound:
		note(e.Person, func(s *Standing) {
			if !slices.Contains(s.Keys, e.Key.Fingerprint) {
				s.Keys = append(s.Keys, e.Key.Fingerprint)
			}
		})
		given(e.Person, m.Actor)
	case InvitationUsed:
		if i := r.s.Invitation(e.Login); i != nil {
			given(i.Person, i.By)
		}
	case IssuerTrusted:
		for _, a := range r.s.People {
			if a.Login != "" && a.Agency == e.Issuer.Agency {
				given(a.ID, m.Actor)
			}
		}
	}
}

// apart says why two administrators may be one person, as far as the log can tell, or nothing. It cannot tell that one person holds two
// keys that two people were given long ago, nor that two people do as one of them says.
func (s *Service) apart(x, y *Account, at time.Time) words.Phrase {
	for _, a := range []*Account{x, y} {
		if at.Sub(a.Standing.Since) < settledFor {
			return words.P("%s has been an administrator for less than %d hours", a.Name, int(settledFor.Hours()))
		}
	}
	mx, my := s.makers(x), s.makers(y)
	switch i := slices.IndexFunc(mx, func(p PersonID) bool { return slices.Contains(my, p) }); {
	case i < 0:
	case mx[i] == x.ID || mx[i] == y.ID:
		return words.P("one of the two made the other an administrator")
	default:
		// Whoever holds the service's first keys runs the machine anyway, and named administrators have to come from somewhere.
		if m := s.Account(mx[i]); m == nil || m.Standing.By != "" {
			return words.P("one and the same administrator made both of you administrators")
		}
	}
	for _, k := range x.Standing.Keys {
		if slices.Contains(y.Standing.Keys, k) {
			return words.P("both of you have had the same key")
		}
	}
	for _, p := range [][2]*Account{{x, y}, {y, x}} {
		for _, g := range p[0].Standing.Given {
			if g.By == p[1].ID && at.Sub(g.At) < givenFor {
				return words.P("%s gave %s a way in less than %d days ago", p[1].Name, p[0].Name, int(givenFor.Hours()/24))
			}
		}
	}
	return words.Phrase{}
}

// makers returns an administrator, who made them one, who made that one, and so on up to whom the service itself made one.
func (s *Service) makers(a *Account) []PersonID {
	var out []PersonID
	for a != nil && !slices.Contains(out, a.ID) {
		out = append(out, a.ID)
		a = s.Account(a.Standing.By)
	}
	return out
}
