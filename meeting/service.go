package meeting

import (
	"slices"
	"time"
)

// Service is the state of the service stream: who may come in, and which records there are.
// It is immutable, like State.
type Service struct {
	Seq         Seq
	Agencies    []*Agency
	People      []*Account
	Invitations []*Invitation
	Issuers     []*Issuer
	Records     []string // names, in the order of their creation
	Settings    Settings
	Told        []*Told // of urgent access, in order of N
	Confided    []*Confided
	Kept        []*RecordKept
	Erasures    []*Erasure    // in order of N
	Corrections []*Correction // of the information bank, in order of N
	Work        []*Work       // of keyworkers
	Advice      []*Advice     // in order of N

	standing *Settings // nil: nobody has set anything

	// Changed is the Seq of the last event that matters to anybody but the person who came in then, or was told something in confidence.
	Changed Seq
}

// Agency is one of the agencies around the children.
type Agency struct {
	ID     AgencyID `json:"id"`
	Name   string   `json:"name"`
	Letter string   `json:"letter"` // one letter for screens without colour
	Colour int      `json:"colour"` // 0 to 7: which of the theme's agency colours
}

// Account is a person who may come in.
type Account struct {
	ID      PersonID `json:"id"`
	Name    string   `json:"name"`
	Title   string   `json:"title,omitempty"`
	Agency  AgencyID `json:"agency"`
	Admin   bool     `json:"admin,omitempty"`
	Manager bool     `json:"manager,omitempty"`
	Informs bool     `json:"informs,omitempty"` // is an information officer: fills the information bank
	By      PersonID `json:"by,omitempty"`      // who added them; "" for the service itself
	Revoked bool     `json:"revoked,omitempty"`
	Keys    []Key    `json:"keys,omitempty"`

	// Login is what the certificates of their agency call them; "" for somebody who has none. An administrator says so.
	Login string `json:"login,omitempty"`
	// CertificatesFrom is when their ways in were last ended: a certificate that was valid before lets nobody in.
	CertificatesFrom time.Time `json:"certificates_from,omitzero"`
	// Last is when they last came in.
	Last Visit `json:"last,omitzero"`
	// Lines says that they have chosen line mode: plain lines to read or to hear, in place of the screens. Nobody else is told.
	Lines bool `json:"lines,omitempty"`
	// Language is the tag of the language that they have chosen (words.Known); "" for none. Nobody else is told.
	Language string `json:"language,omitempty"`

	Standing Standing `json:"-"`
}

// Key is an SSH public key that lets somebody in.
type Key struct {
	Fingerprint string    `json:"fingerprint"` // "SHA256:…", as ssh-keygen -l prints it
	Public      []byte    `json:"public"`      // in the SSH wire format (RFC 4253, section 6.6)
	Comment     string    `json:"comment,omitempty"`
	Bound       time.Time `json:"bound"`
}

// Invitation lets one person in once, by a login name and a code. The code is not kept; Hash is its
// slow hash with Salt.
type Invitation struct {
	Login   string    `json:"login"`
	Person  PersonID  `json:"person"`
	Record  string    `json:"record,omitempty"`  // the record whose team they join
	Meeting ID        `json:"meeting,omitempty"` // what a pass admits to
	Role    Role      `json:"role,omitempty"`
	Salt    []byte    `json:"salt"`
	Hash    []byte    `json:"hash"`
	By      PersonID  `json:"by"`
	Made    time.Time `json:"made"`
	Expires time.Time `json:"expires"`
	Wrong   int       `json:"wrong,omitempty"` // wrong codes so far
	Used    time.Time `json:"used,omitzero"`
	Pass    bool      `json:"pass,omitempty"` // used as a pass: its person may come back with it until it expires
	Revoked bool      `json:"revoked,omitempty"`
}

// MaxWrongCodes is how many wrong codes end an invitation.
const MaxWrongCodes = 5

// Open reports whether the invitation can still be redeemed at this time.
func (i *Invitation) Open(at time.Time) bool {
	return i.Used.IsZero() && !i.Revoked && i.Wrong < MaxWrongCodes && at.Before(i.Expires)
}

// InvitationStatus says why an invitation is not open, or that it is.
type InvitationStatus string

// Status says in a word why the invitation is not open, or "open".
func (i *Invitation) Status(at time.Time) InvitationStatus {
	switch {
	case !i.Used.IsZero():
		return "used"
	case i.Revoked:
		return "revoked"
	case i.Wrong >= MaxWrongCodes:
		return "locked"
	case !at.Before(i.Expires):
		return "expired"
	}
	return "open"
}

// Account returns the person with this id, or nil.
func (s *Service) Account(p PersonID) *Account {
	for _, a := range s.People {
		if a.ID == p {
			return a
		}
	}
	return nil
}

// ByKey returns the person whom this key lets in, or nil. public is the key in the SSH wire format.
func (s *Service) ByKey(public []byte) *Account {
	for _, a := range s.People {
		if a.Revoked {
			continue
		}
		for _, k := range a.Keys {
			if string(k.Public) == string(public) {
				return a
			}
		}
	}
	return nil
}

// Agency returns the agency with this id, or nil.
func (s *Service) Agency(id AgencyID) *Agency {
	for _, a := range s.Agencies {
		if a.ID == id {
			return a
		}
	}
	return nil
}

// Invitation returns the invitation with this login name, or nil.
func (s *Service) Invitation(login string) *Invitation {
	for _, i := range s.Invitations {
		if i.Login == login {
			return i
		}
	}
	return nil
}

// HasRecord reports whether there is a record of this name.
func (s *Service) HasRecord(name string) bool { return slices.Contains(s.Records, name) }
