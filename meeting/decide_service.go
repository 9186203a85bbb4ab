package meeting

import (
	"crypto/subtle"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"oneplan/meeting/words"
)

// Directory is the one mutable copy of the service stream, for a single writer.
type Directory struct {
	s      *Service
	shared bool
}

// NewDirectory returns an empty service, before its first event.
func NewDirectory() *Directory { return &Directory{s: &Service{}} }

// State publishes the service as it is now. It never changes.
func (r *Directory) State() *Service {
	r.shared = true
	return r.s
}

// Apply makes e part of the service. It never fails on an event that Decide made.
func (r *Directory) Apply(m Meta, e Event) {
	if r.shared {
		c := *r.s
		r.s, r.shared = &c, false
	}
	s := r.s
	s.Seq = m.Seq
	switch e.(type) {
	case Visited, LeadsTold:
	default:
		s.Changed = m.Seq
	}
	r.applyStanding(m, e)
	switch e := e.(type) {
	case AgencySet:
		s.Agencies = put(s.Agencies, &e.Agency, e.Agency.ID, func(a *Agency) AgencyID { return a.ID })
	case PersonSet:
		r.person(e.Account.ID, func(a *Account) {
			was := *a
			*a = e.Account
			a.Keys, a.Revoked, a.CertificatesFrom, a.Last, a.Standing = was.Keys, was.Revoked, was.CertificatesFrom, was.Last, was.Standing
		})
	case PersonRevoked:
		r.person(e.Person, func(a *Account) { a.Revoked, a.Keys = true, nil })
		r.endInvitations(e.Person)
	case KeyBound:
		r.person(e.Person, func(a *Account) { a.Keys = append(slices.Clone(a.Keys), e.Key) })
	case KeyRemoved:
		r.person(e.Person, func(a *Account) {
			a.Keys = slices.DeleteFunc(slices.Clone(a.Keys), func(k Key) bool { return k.Fingerprint == e.Fingerprint })
		})
	case Invited:
		s.Invitations = append(slices.Clone(s.Invitations), &e.Invitation)
	case CodeRefused:
		r.invitation(e.Login, func(i *Invitation) { i.Wrong++ })
	case InvitationUsed:
		r.invitation(e.Login, func(i *Invitation) {
			i.Used, i.Pass = m.At, e.Pass
		})
	case RecordListed:
		s.Records = append(slices.Clone(s.Records), e.Name)
	default:
		r.applyKeeping(m, e)
		r.applyAccess(m, e)
	}
}

// person changes a copy of the account of p, a new one if there is none.
func (r *Directory) person(p PersonID, change func(*Account)) {
	a := &Account{ID: p}
	if old := r.s.Account(p); old != nil {
		c := *old
		a = &c
	}
	change(a)
	r.s.People = put(r.s.People, a, p, func(a *Account) PersonID { return a.ID })
}

func (r *Directory) invitation(login string, change func(*Invitation)) {
	if old := r.s.Invitation(login); old != nil {
		c := *old
		change(&c)
		r.s.Invitations = put(r.s.Invitations, &c, login, func(i *Invitation) string { return i.Login })
	}
}

var (
	errAdmin = refuse(Forbidden, "Only an administrator can do that: ask them.")
	// ErrCode is the one answer to a wrong code, a dead invitation and an unknown login name.
	ErrCode = refuse(Forbidden, "That name and code do not go together, or the invitation has ended: check the letter, or ask whoever sent it for a new one.")
)

// Reserved are the words that cannot name a record: the commands over ssh and their subcommands.
var Reserved = []string{
	"join", "minutes", "plan", "record", "records", "meeting", "meetings", "actions", "calendar", "handover", "invite",
	"people", "key", "revoke", "directory", "audit", "whoami", "help", "version", "new", "list", "show", "open", "close",
	"import", "search", "settings", "follow", "say", "note", "agree", "object", "home", "service", "all", "add", "remove", "sftp", "scp",
	"cancel", "agency", "agencies", "trust", "distrust", "lost", "login", "waits", "paper", "signers", "amend", "timeline", "reminders", "blocked", "figures",
	"keep", "due", "erase", "close", "reopen", "history", "done", "set", "reset", "command", "card", "correct", "corrections", "accept", "refuse", "officers", "needs", "imports", "urgent",
	"work", "caseload", "team", "hours", "limit", "supervisor", "supervision", "training", "drop", "advice", "who", "ask", "answer",
	"glossary", "explain", "plain", "move", "call-off", "on-again", "mail", "address", "confirm", "choose", "off", "sent", "again", "queue", "test",
}

// CheckName refuses what cannot be the short, speakable name of a record: 3 to 24 lower-case letters,
// and not a word of a command.
func CheckName(name string) error {
	ok := len(name) >= 3 && len(name) <= 24
	for _, c := range name {
		ok = ok && c >= 'a' && c <= 'z'
	}
	if !ok {
		return refuse(Invalid, "A record's name is 3 to 24 small letters, easy to say and saying nothing of the child: sunflower, kestrel.")
	}
	if slices.Contains(Reserved, name) {
		return refuse(Invalid, "“%s” is the word of a command: choose another name.", name)
	}
	return nil
}

// Decide says what events a command means for the service, or refuses it with an *Error.
func (r *Directory) Decide(a Authority, c Command) ([]Event, error) {
	if c, ok := c.(Redeem); ok { // from somebody whom nobody knows yet
		return r.redeem(a, c)
	}
	s := r.s
	me := s.Account(a.Person)
	switch {
	case a.System:
	case me != nil && me.Revoked:
		return nil, refuse(Ended, "Your access has ended: nothing was changed. Ask an administrator if it should not have.")
	case a.Shared:
		return nil, refuse(Forbidden, "Everybody in the room sees this screen: do that at a screen of your own.")
	}
	admin := a.System || a.Admin && a.Meeting == 0
	switch c := c.(type) {
	case SetAgency:
		if !admin {
			return nil, errAdmin
		}
		return r.setAgency(c.Agency)
	case AddPerson:
		if !admin && (me == nil || a.Meeting != 0 || c.Account.Admin || c.Account.Manager || c.Account.Informs || c.Account.Login != "") {
			return nil, errAdmin
		}
		if !isID(string(c.Account.ID)) {
			return nil, refuse(Invalid, "That id of a person cannot be kept.")
		}
		if s.Account(c.Account.ID) != nil {
			return nil, refuse(Invalid, "That person is here already.")
		}
		c.Account.By = a.Person
		return r.setPerson(c.Account)
	case SetPerson:
		old := s.Account(c.Account.ID)
		if old == nil || old.Revoked {
			return nil, errNobody
		}
		if !admin && (a.Person != old.ID || c.Account.Admin != old.Admin || c.Account.Manager != old.Manager || c.Account.Informs != old.Informs || c.Account.Agency != old.Agency ||
			c.Account.Login != old.Login) {
			return nil, errAdmin
		}
		if old.Admin && !c.Account.Admin {
			if err := r.keepsAdmin(old, 0); err != nil {
				return nil, err
			}
		}
		c.Account.By = old.By
		return r.setPerson(c.Account)
	case RevokePerson:
		if !admin {
			return nil, errAdmin
		}
		old := s.Account(c.Person)
		if old == nil || old.Revoked {
			return nil, errNobody
		}
		if err := r.keepsAdmin(old, 0); err != nil {
			return nil, err
		}
		return []Event{PersonRevoked(c)}, nil
	case BindKey:
		if !admin && a.Person != c.Person {
			return nil, errAdmin
		}
		return r.bind(a, c.Person, c.Key)
	case RemoveKey:
		if !admin && a.Person != c.Person {
			return nil, errAdmin
		}
		return r.removeKey(c)
	case Invite:
		return r.invite(a, admin, c.Invitation)
	case ListRecord:
		if !a.System && (me == nil || a.Meeting != 0) {
			return nil, errAdmin
		}
		if err := CheckName(c.Name); err != nil {
			return nil, err
		}
		if s.HasRecord(c.Name) || s.Erased(c.Name) { // in the same words: that there was one is nobody's business
			return nil, refuse(Invalid, "There is a record of that name already: choose another name.")
		}
		return []Event{RecordListed(c)}, nil
	}
	if events, known, err := r.decideKeeping(a, admin, c); known {
		return events, err
	}
	if events, known, err := r.decideCorrection(a, c); known {
		return events, err
	}
	if events, known, err := r.decideWork(a, c); known {
		return events, err
	}
	if events, known, err := r.decideAdvice(a, c); known {
		return events, err
	}
	if events, known, err := r.decideAccess(a, admin, c); known {
		return events, err
	}
	return nil, refuse(Invalid, "The service does not know that command.")
}

var errNobody = refuse(NotFound, "There is nobody of that name with access.")

// keepsAdmin refuses to leave the service without an administrator, or without one who can come in: p is about to
// be none, or to have this many keys left.
func (r *Directory) keepsAdmin(p *Account, keys int) error {
	others, in := 0, 0
	for _, o := range r.s.People {
		if o.Admin && !o.Revoked && o.ID != p.ID {
			others++
			if len(o.Keys) > 0 {
				in++
			}
		}
	}
	switch {
	case !p.Admin || in > 0 || keys > 0:
	case others == 0:
		return refuse(Invalid, "This is the only administrator: name another first.")
	case len(p.Keys) > 0:
		return refuse(Invalid, "This is the only administrator with a key: nobody could come in any more, so it stays.")
	}
	return nil
}

func (r *Directory) setAgency(x Agency) ([]Event, error) {
	var err error
	if x.Name, err = line("agency's name", x.Name, true); err != nil {
		return nil, err
	}
	if x.Letter, err = line("agency's letter", x.Letter, false); err != nil {
		return nil, err
	}
	if !isID(string(x.ID)) || utf8.RuneCountInString(x.Letter) > 1 || x.Colour < 0 || x.Colour > 7 {
		return nil, refuse(Invalid, "An agency has an id without a comma, one letter, and a colour from 0 to 7.")
	}
	if old := r.s.Agency(x.ID); old != nil && *old == x {
		return nil, nil
	}
	return []Event{AgencySet{x}}, nil
}

func (r *Directory) setPerson(a Account) ([]Event, error) {
	var err error
	if a.Name, err = line("name", a.Name, true); err != nil {
		return nil, err
	}
	if a.Title, err = line("title", a.Title, false); err != nil {
		return nil, err
	}
	if a.Agency == "" || a.Agency != FamilyAgency && r.s.Agency(a.Agency) == nil {
		return nil, refuse(Invalid, "That agency is not here: an administrator adds it first.")
	}
	if err := r.login(a); err != nil {
		return nil, err
	}
	if a.Language != "" && !words.Known(a.Language) {
		return nil, refuse(Invalid, "There is no such language here: nothing is changed.")
	}
	if a.Language != "" {
		a.Language = words.In(a.Language).Tag()
	}
	a.Keys, a.Revoked, a.CertificatesFrom, a.Last, a.Standing = nil, false, time.Time{}, Visit{}, Standing{}
	return []Event{PersonSet{a}}, nil
}

// maxKeys is how many keys a person has at most, longestKey how many bytes one has.
const (
	maxKeys    = 20
	longestKey = 16 << 10
)

func (r *Directory) bind(at Authority, p PersonID, k Key) ([]Event, error) {
	a := r.s.Account(p)
	if a == nil || a.Revoked {
		return nil, errNobody
	}
	if len(k.Public) == 0 || len(k.Public) > longestKey || !isID(k.Fingerprint) {
		return nil, refuse(Invalid, "That is not an SSH public key.")
	}
	if other := r.s.ByKey(k.Public); other != nil {
		if other.ID == p {
			return nil, nil
		}
		return nil, refuse(Invalid, "That key belongs to somebody else here already: use another.")
	}
	if len(a.Keys) >= maxKeys {
		return nil, refuse(Invalid, "There are %d keys already: take one away first.", maxKeys)
	}
	var err error
	if k.Comment, err = line("key's comment", k.Comment, false); err != nil {
		k.Comment = ""
	}
	k.Public, k.Bound = slices.Clone(k.Public), at.At
	return []Event{KeyBound{p, k}}, nil
}

func (r *Directory) removeKey(c RemoveKey) ([]Event, error) {
	a := r.s.Account(c.Person)
	if a == nil || !slices.ContainsFunc(a.Keys, func(k Key) bool { return k.Fingerprint == c.Fingerprint }) {
		return nil, refuse(NotFound, "There is no such key.")
	}
	left := 0
	for _, k := range a.Keys {
		if k.Fingerprint != c.Fingerprint {
			left++
		}
	}
	if err := r.keepsAdmin(a, left); err != nil {
		return nil, err
	}
	return []Event{KeyRemoved(c)}, nil
}

// invite adds an invitation. A code lets in as the invited person, and whoever invites knows it: so only an
// administrator invites anybody, others only those whom they have added and who have no key yet. Whether the invited
// belong on a record's team is that record's decision.
func (r *Directory) invite(a Authority, admin bool, i Invitation) ([]Event, error) {
	if !a.System && (r.s.Account(a.Person) == nil || a.Meeting != 0) {
		return nil, errAdmin
	}
	p := r.s.Account(i.Person)
	if p == nil || p.Revoked {
		return nil, errNobody
	}
	switch {
	case admin:
	case len(p.Keys) > 0:
		return nil, refuse(Forbidden, "%s has a key already: they can come in, or an administrator invites them anew.", p.Name)
	case p.By != a.Person || p.Admin:
		return nil, refuse(Forbidden, "%s was added by somebody else: ask them or an administrator for the invitation.", p.Name)
	}
	switch {
	case !isID(i.Login) || strings.Contains(i.Login, " ") || r.s.Invitation(i.Login) != nil,
		len(i.Hash) < minSecret || len(i.Hash) > maxSecret || len(i.Salt) < minSecret || len(i.Salt) > maxSecret,
		!i.Expires.After(a.At) || i.Expires.After(a.At.AddDate(1, 0, 0)),
		i.Role != "" && !slices.Contains(Roles, i.Role), i.Meeting != 0 && i.Record == "":
		return nil, refuse(Invalid, "That invitation is not complete.")
	}
	if i.Record != "" && !r.s.HasRecord(i.Record) {
		return nil, refuse(NotFound, "There is no record of that name that you may see.")
	}
	i.Salt, i.Hash, i.Expires = slices.Clone(i.Salt), slices.Clone(i.Hash), logged(i.Expires)
	i.By, i.Made, i.Wrong, i.Used, i.Revoked, i.Pass = a.Person, a.At, 0, time.Time{}, false, false
	return []Event{Invited{i}}, nil
}

// How many bytes an invitation's salt and hash have at least and at most.
const (
	minSecret = 16
	maxSecret = 1024
)

// redeem lets in with a key, which is bound, or without one as a pass. A used pass lets in again, with a key at hand or not,
// but binds none: that is done from inside. It answers a wrong code with CodeRefused, which the caller appends and then answers
// ErrCode: the events say whether the code was right.
func (r *Directory) redeem(a Authority, c Redeem) ([]Event, error) {
	i := r.s.Invitation(c.Login)
	if i == nil {
		return nil, ErrCode
	}
	again := i.Admits(a.At)
	if !i.Open(a.At) && !again {
		return nil, ErrCode
	}
	if subtle.ConstantTimeCompare(i.Hash, c.Digest) != 1 {
		return []Event{CodeRefused{c.Login}}, nil
	}
	p := r.s.Account(i.Person)
	if p == nil || p.Revoked {
		return nil, ErrCode
	}
	if again {
		return nil, nil
	}
	if c.Key == nil {
		if i.Meeting == 0 {
			return nil, refuse(Forbidden, "This invitation is not for one meeting, so it needs a key: ask whoever sent it to help you make one.")
		}
		return []Event{InvitationUsed{Login: c.Login, Pass: true}}, nil
	}
	out, err := r.bind(a, i.Person, *c.Key)
	if err != nil {
		return nil, err
	}
	return append(out, InvitationUsed{Login: c.Login}), nil
}
