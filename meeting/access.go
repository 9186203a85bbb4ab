package meeting

import (
	"slices"
	"strings"
	"time"
)

// Issuer is an agency's own SSH certificate authority: whoever has a certificate that it signed comes in as the person
// of that agency whose Login the certificate names.
type Issuer struct {
	Agency      AgencyID  `json:"agency"`
	Fingerprint string    `json:"fingerprint"` // "SHA256:…", as ssh-keygen -l prints it
	Public      []byte    `json:"public"`      // in the SSH wire format (RFC 4253, section 6.6)
	Comment     string    `json:"comment,omitempty"`
	By          PersonID  `json:"by,omitempty"`
	Since       time.Time `json:"since"`
}

// Means says what somebody came in with, in words for people: “with a security key”.
type Means string

// What people come in with.
const (
	WithKey         Means = "a key"
	WithSecurityKey Means = "a security key"
	WithCertificate Means = "a certificate"
	WithCode        Means = "a code"
)

// Visit is one time that somebody came in.
type Visit struct {
	At   time.Time `json:"at,omitzero"`
	With Means     `json:"with,omitempty"`
}

// The events about ways in.
type (
	// InvitationEnded says that an invitation was taken back before it was used, or that its pass was.
	InvitationEnded struct {
		Login string `json:"login"`
	}
	// IssuerTrusted lets people in with the certificates of an agency's own authority.
	IssuerTrusted struct {
		Issuer Issuer `json:"issuer"`
	}
	// IssuerEnded ends that.
	IssuerEnded struct {
		Agency      AgencyID `json:"agency"`
		Fingerprint string   `json:"fingerprint"`
	}
	// WaysInEnded ends every key, pass and open invitation of somebody who has lost one, and every certificate that was
	// valid before; they stay who they are, and can be invited again.
	WaysInEnded struct {
		Person PersonID `json:"person"`
	}
	// Visited says that somebody came in.
	Visited struct {
		Person PersonID `json:"person"`
		With   Means    `json:"with"`
	}
)

func (InvitationEnded) event() {}
func (IssuerTrusted) event()   {}
func (IssuerEnded) event()     {}
func (WaysInEnded) event()     {}
func (Visited) event()         {}

// The commands about ways in.
type (
	// EndInvitation takes back an invitation that is open, or the pass that it became: by whoever made it or an
	// administrator.
	EndInvitation struct{ Login string }
	// TrustIssuer lets people in with the certificates of an agency's own authority. Only Agency, Fingerprint, Public and
	// Comment are read.
	TrustIssuer struct{ Issuer Issuer }
	// EndIssuer ends that: who is in with such a certificate is not any more.
	EndIssuer struct {
		Agency      AgencyID
		Fingerprint string
	}
	// EndWaysIn is for somebody who has lost a key: every key, pass and open invitation ends, and every certificate that
	// was made before. An administrator invites them again.
	EndWaysIn struct{ Person PersonID }
	// Arrive is given by the service itself when somebody comes in.
	Arrive struct {
		Person PersonID
		With   Means
	}
)

func (EndInvitation) command() {}
func (TrustIssuer) command()   {}
func (EndIssuer) command()     {}
func (EndWaysIn) command()     {}
func (Arrive) command()        {}

// Issuer returns the trusted authority with this public key in the SSH wire format, or nil.
func (s *Service) Issuer(public []byte) *Issuer {
	for _, i := range s.Issuers {
		if string(i.Public) == string(public) {
			return i
		}
	}
	return nil
}

// ByLogin returns the person of an agency whom its certificates call login, or nil.
func (s *Service) ByLogin(agency AgencyID, login string) *Account {
	for _, a := range s.People {
		if !a.Revoked && login != "" && a.Agency == agency && a.Login == login {
			return a
		}
	}
	return nil
}

// applyAccess makes an event about ways in part of the service.
func (r *Directory) applyAccess(m Meta, e Event) {
	s := r.s
	switch e := e.(type) {
	case InvitationEnded:
		r.invitation(e.Login, func(i *Invitation) { i.Revoked = true })
	case IssuerTrusted:
		s.Issuers = append(slices.Clone(s.Issuers), &e.Issuer)
	case IssuerEnded:
		s.Issuers = slices.DeleteFunc(slices.Clone(s.Issuers), func(i *Issuer) bool {
			return i.Agency == e.Agency && i.Fingerprint == e.Fingerprint
		})
	case WaysInEnded:
		r.person(e.Person, func(a *Account) { a.Keys, a.CertificatesFrom = nil, m.At })
		r.endInvitations(e.Person)
	case Visited:
		r.person(e.Person, func(a *Account) { a.Last = Visit{m.At, e.With} })
	}
}

// endInvitations ends every invitation of a person.
func (r *Directory) endInvitations(p PersonID) {
	r.s.Invitations = slices.Clone(r.s.Invitations)
	for i, v := range r.s.Invitations {
		if v.Person == p {
			c := *v
			c.Revoked = true
			r.s.Invitations[i] = &c
		}
	}
}

// maxIssuers is how many authorities an agency has at most: one, the next one, and a few of departments.
const maxIssuers = 10

// decideAccess says what a command about ways in means. known is false for a command that is about something else.
func (r *Directory) decideAccess(a Authority, admin bool, c Command) (_ []Event, known bool, _ error) {
	one := func(e Event, err error) ([]Event, bool, error) {
		if err != nil {
			return nil, true, err
		}
		return []Event{e}, true, nil
	}
	switch c := c.(type) {
	case EndInvitation:
		return one(InvitationEnded(c), r.mayEnd(a, admin, c.Login))
	case TrustIssuer:
		if !admin {
			return nil, true, errAdmin
		}
		i, err := r.issuer(a, c.Issuer)
		return one(IssuerTrusted{i}, err)
	case EndIssuer:
		if !admin {
			return nil, true, errAdmin
		}
		for _, i := range r.s.Issuers {
			if i.Agency == c.Agency && i.Fingerprint == c.Fingerprint {
				return one(IssuerEnded(c), nil)
			}
		}
		return nil, true, refuse(NotFound, "That agency has no such authority here.")
	case EndWaysIn:
		if !admin {
			return nil, true, errAdmin
		}
		p := r.s.Account(c.Person)
		if p == nil || p.Revoked {
			return nil, true, errNobody
		}
		return one(WaysInEnded(c), r.keepsAdmin(p, 0))
	case Arrive:
		if p := r.s.Account(c.Person); !a.System || p == nil || p.Revoked {
			return nil, true, errNobody
		}
		return one(Visited(c), nil)
	}
	return nil, false, nil
}

// mayEnd refuses to end an invitation that is another's, or over.
func (r *Directory) mayEnd(a Authority, admin bool, login string) error {
	i := r.s.Invitation(login)
	if i == nil || !admin && (a.Meeting != 0 || i.By != a.Person) {
		return refuse(NotFound, "There is no invitation of that name that you may end.")
	}
	if !i.Open(a.At) && !i.Admits(a.At) {
		return refuse(Invalid, "That invitation lets nobody in any more: it is %s.", i.Status(a.At).Msg())
	}
	return nil
}

// Admits reports whether the invitation was used as a pass, which still lets its person in.
func (i *Invitation) Admits(at time.Time) bool {
	return i.Pass && !i.Revoked && i.Wrong < MaxWrongCodes && at.Before(i.Expires)
}

// issuer checks an authority that is to be trusted.
func (r *Directory) issuer(at Authority, i Issuer) (Issuer, error) {
	if i.Agency == FamilyAgency || r.s.Agency(i.Agency) == nil {
		return i, refuse(NotFound, "That agency is not here: an administrator adds it first.")
	}
	if len(i.Public) == 0 || len(i.Public) > longestKey || !isID(i.Fingerprint) {
		return i, refuse(Invalid, "That is not an SSH public key.")
	}
	if r.s.Issuer(i.Public) != nil {
		return i, refuse(Invalid, "That authority is trusted here already: it can speak for one agency only.")
	}
	n := 0
	for _, o := range r.s.Issuers {
		if o.Agency == i.Agency {
			n++
		}
	}
	if n >= maxIssuers {
		return i, refuse(Invalid, "That agency has %d authorities already: end one first.", maxIssuers)
	}
	var err error
	if i.Comment, err = line("authority's comment", i.Comment, false); err != nil {
		i.Comment = ""
	}
	i.Public, i.By, i.Since = slices.Clone(i.Public), at.Person, at.At
	return i, nil
}

// longestLogin is how many bytes the name of a person in certificates has at most.
const longestLogin = 64

// login checks the name of a person in their agency's certificates.
func (r *Directory) login(a Account) error {
	if a.Login == "" {
		return nil
	}
	if len(a.Login) > longestLogin || !isID(a.Login) || strings.ContainsAny(a.Login, " \t") {
		return refuse(Invalid, "A login name is one word of at most 64 letters, as the agency's certificates have it.")
	}
	for _, o := range r.s.People {
		if o.ID != a.ID && !o.Revoked && o.Agency == a.Agency && strings.EqualFold(o.Login, a.Login) {
			return refuse(Invalid, "Somebody else of that agency has that login name: each has their own.")
		}
	}
	return nil
}
