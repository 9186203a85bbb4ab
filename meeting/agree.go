package meeting

import (
	"slices"
	"time"

	"oneplan/meeting/words"
)

// Agreement is the family's agreement to take part: it is theirs, and no ground for any agency to share.
type Agreement struct {
	ID        ID         `json:"id"`
	Who       ID         `json:"who"`                // a member or a child of the record
	For       string     `json:"for"`                // what they agree to
	Agencies  []AgencyID `json:"agencies,omitempty"` // with which agencies
	Withheld  string     `json:"withheld,omitempty"` // what is withheld
	Why       string     `json:"why,omitempty"`      // and why
	Capacity  string     `json:"capacity,omitempty"` // how it is known that they understand what they agree to
	Given     Day        `json:"given"`
	Review    Day        `json:"review,omitempty"`    // when they are asked again
	Withdrawn Day        `json:"withdrawn,omitempty"` // since when it is not given any more
	Audience  Audience   `json:"audience,omitempty"`
	By        ID         `json:"by,omitempty"` // who noted it
	Rev       uint32     `json:"rev,omitempty"`
}

// Current reports whether the agreement is given on that day and not due to be asked for again.
func (x *Agreement) Current(today Day) bool {
	return x.Given <= today && (x.Withdrawn == "" || x.Withdrawn > today) && (x.Review == "" || x.Review >= today)
}

// Basis is an agency's lawful basis for sharing, with its author and reason.
type Basis struct {
	ID       ID       `json:"id"`
	Agency   AgencyID `json:"agency"`
	Basis    string   `json:"basis"` // "public task", "vital interests", …
	Reason   string   `json:"reason"`
	Since    Day      `json:"since"`
	Review   Day      `json:"review,omitempty"`
	Until    Day      `json:"until,omitempty"` // "": goes on
	Audience Audience `json:"audience,omitempty"`
	By       ID       `json:"by,omitempty"` // its author
	Rev      uint32   `json:"rev,omitempty"`
}

// Current reports whether the basis holds on that day and is not due for review.
func (x *Basis) Current(today Day) bool {
	return x.Since <= today && (x.Until == "" || x.Until >= today) && (x.Review == "" || x.Review >= today)
}

// Bases are the lawful bases that screens offer (UK GDPR, article 6(1)); others may be written.
var Bases = offered("consent", "contract", "legal obligation", "vital interests", "public task", "legitimate interests")

// Withdrawal is the end of an agency's or a person's part in the record: what they wrote stays, and they come in no more.
type Withdrawal struct {
	ID          ID        `json:"id"`
	Agency      AgencyID  `json:"agency,omitempty"` // all its people; "": only Member
	Member      ID        `json:"member,omitempty"`
	From        Day       `json:"from"`
	Reason      string    `json:"reason,omitempty"`
	AskedBy     ID        `json:"asked_by"`
	AskedAt     time.Time `json:"asked_at"`
	ConfirmedBy ID        `json:"confirmed_by,omitempty"`
	ConfirmedAt time.Time `json:"confirmed_at,omitzero"`
	Ring        string    `json:"ring,omitempty"`  // whom those people may ring
	Phone       string    `json:"phone,omitempty"` // at which number
	Done        time.Time `json:"done,omitzero"`   // when their access ended
	Rev         uint32    `json:"rev,omitempty"`
}

// of reports whether the withdrawal is about a member.
func (w *Withdrawal) of(m *Member) bool {
	return w.Member != 0 && w.Member == m.ID || w.Agency != "" && w.Agency == m.Agency
}

// The events about agreement, lawful basis and withdrawal.
type (
	// AgreementSet adds an agreement or changes what is said of one.
	AgreementSet struct {
		Agreement Agreement `json:"agreement"`
	}
	// BasisSet adds an agency's lawful basis or changes what is said of it.
	BasisSet struct {
		Basis Basis `json:"basis"`
	}
	// WithdrawalSet asks for a withdrawal, confirms it, or says that it is done.
	WithdrawalSet struct {
		Withdrawal Withdrawal `json:"withdrawal"`
	}
)

func (AgreementSet) event()  {}
func (BasisSet) event()      {}
func (WithdrawalSet) event() {}

// The commands about agreement, lawful basis and withdrawal. Setting one with ID 0 adds it; Rev is that of what the change was made
// to.
type (
	// SetAgreement notes an agreement: by whoever gives it, the keyworker or the chair. Who stays who it is.
	SetAgreement struct{ Agreement Agreement }
	// SetBasis notes an agency's lawful basis: by its practitioners, the keyworker or the chair. Agency stays what it is.
	SetBasis struct{ Basis Basis }
	// AskWithdrawal asks for the end of an agency's or a person's part from a day on, by anybody who takes part.
	AskWithdrawal struct {
		Agency AgencyID
		Member ID
		From   Day
		Reason string
	}
	// ConfirmWithdrawal confirms it, by the keyworker or the chair, and says whom those people may ring. From the day on they are refused.
	ConfirmWithdrawal struct {
		Withdrawal  ID
		Ring, Phone string
	}
	// EndParts is given by the service itself when the day of a confirmed withdrawal has come.
	EndParts struct{ Today Day }
)

func (SetAgreement) command()      {}
func (SetBasis) command()          {}
func (AskWithdrawal) command()     {}
func (ConfirmWithdrawal) command() {}
func (EndParts) command()          {}

func agreementID(x *Agreement) ID   { return x.ID }
func basisID(x *Basis) ID           { return x.ID }
func withdrawalID(x *Withdrawal) ID { return x.ID }

// decideAgreed decides what is about agreement, lawful basis and withdrawal.
func (d *decider) decideAgreed(c Command) (events []Event, known bool, err error) {
	known = true
	switch c := c.(type) {
	case SetAgreement:
		events, err = d.setAgreement(c.Agreement)
	case SetBasis:
		events, err = d.setBasis(c.Basis)
	case AskWithdrawal:
		events, err = d.askWithdrawal(c)
	case ConfirmWithdrawal:
		events, err = d.confirmWithdrawal(c)
	case EndParts:
		events, err = d.endParts(c)
	default:
		known = false
	}
	return events, known, err
}

func (d *decider) setAgreement(x Agreement) ([]Event, error) {
	var old *Agreement
	if x.ID != 0 {
		old = find(d.s.openGuard().Agreements, x.ID, agreementID)
		if old == nil || !d.sees(old.Audience) {
			return nil, errNoAgreement
		}
		if old.Rev != x.Rev {
			return nil, errStale
		}
		x.Who, x.By = old.Who, old.By
		if x.Audience != old.Audience {
			if err := d.mayAudience(old.By, old.Who, nil); err != nil {
				return nil, err
			}
		}
	}
	if _, child := d.s.Child(x.Who); !child && (old == nil || old.Who != x.Who) {
		if m := d.s.Member(x.Who); m == nil || !d.s.belongs(m) || m.Agency != FamilyAgency {
			return nil, refuse(Invalid, "The agreement is the family's: choose the child, or somebody of the family.")
		}
	}
	if d.me.ID == 0 || x.Who != d.me.ID {
		if err := d.may(ChangeTeam, d.s.Live()); err != nil {
			return nil, err
		}
	}
	if err := first(
		lines(short{"words what they agree to", &x.For, true}, short{"words what is withheld", &x.Withheld, false}, short{"reason", &x.Why, false},
			short{"words on capacity", &x.Capacity, false}),
		checkDays(x.Given, x.Review, x.Withdrawn), agency(x.Agencies...),
		inOrder(x.Given, x.Review, "The day to ask again comes before the day it was given: please check them."),
		inOrder(x.Given, x.Withdrawn, "It cannot end before it was given: please check the days."), d.audience(x.Audience),
	); err != nil {
		return nil, err
	}
	if x.Given == "" || len(x.Agencies) > maxMany {
		return nil, refuse(Invalid, "Say on which day it was given, and to which agencies.")
	}
	x.Agencies = slices.Compact(slices.Sorted(slices.Values(x.Agencies)))
	if old == nil {
		x.ID, x.By = d.nextID(1), d.me.ID
	}
	x.Rev = d.nextRev(1)
	return []Event{AgreementSet{x}}, nil
}

var errNoAgreement = refuse(NotFound, "That is not there any more.")

func (d *decider) setBasis(x Basis) ([]Event, error) {
	if x.ID != 0 {
		old := find(d.s.openGuard().Bases, x.ID, basisID)
		if old == nil || !d.sees(old.Audience) {
			return nil, errNoAgreement
		}
		if old.Rev != x.Rev {
			return nil, errStale
		}
		x.Agency, x.By = old.Agency, old.By
		if x.Audience != old.Audience {
			if err := d.mayAudience(old.By, 0, nil); err != nil {
				return nil, err
			}
		}
	}
	own := x.Agency != "" && x.Agency == d.me.Agency && slices.Contains([]Role{Keyworker, Deputy, Practitioner}, d.me.Role)
	if !own {
		if err := d.may(ChangeTeam, d.s.Live()); err != nil {
			return nil, err
		}
	}
	if err := first(
		lines(short{"basis", &x.Basis, true}, short{"reason", &x.Reason, true}), checkDays(x.Since, x.Review, x.Until), agency(x.Agency),
		inOrder(x.Since, x.Review, "The day to look again comes before the basis begins: please check them."),
		inOrder(x.Since, x.Until, "The basis cannot end before it begins: please check the days."), d.audience(x.Audience),
	); err != nil {
		return nil, err
	}
	if x.Agency == "" || x.Agency == FamilyAgency || x.Since == "" {
		return nil, refuse(Invalid, "Say which agency it is, and since when: what the family agrees to is noted apart.")
	}
	if x.ID == 0 {
		x.ID, x.By = d.nextID(1), d.me.ID
	}
	x.Rev = d.nextRev(1)
	return []Event{BasisSet{x}}, nil
}

func (d *decider) askWithdrawal(c AskWithdrawal) ([]Event, error) {
	if err := d.may(AnswerThings, d.s.Live()); err != nil {
		return nil, err
	}
	w := Withdrawal{Agency: c.Agency, Member: c.Member, From: c.From, Reason: c.Reason, AskedBy: d.me.ID, AskedAt: d.a.At}
	if err := first(lines(short{"reason", &w.Reason, false}), checkDays(w.From)); err != nil {
		return nil, err
	}
	if w.From == "" || (w.Agency == "") == (w.Member == 0) {
		return nil, refuse(Invalid, "Say whose part ends, an agency's or one person's, and from which day on.")
	}
	if w.Agency == FamilyAgency {
		return nil, refuse(Invalid, "The family's part does not end like this: it is their child's record.")
	}
	for _, o := range d.s.openGuard().Withdrawals {
		if o.Done.IsZero() && o.Agency == w.Agency && o.Member == w.Member {
			return nil, refuse(Invalid, "That has been asked for already, and waits for the keyworker or the chair.")
		}
	}
	if !slices.ContainsFunc(d.s.Members, func(m *Member) bool { return d.s.belongs(m) && w.of(m) }) {
		return nil, errNotOnTeam
	}
	w.ID, w.Rev = d.nextID(1), d.nextRev(1)
	return []Event{WithdrawalSet{w}}, nil
}

func (d *decider) confirmWithdrawal(c ConfirmWithdrawal) ([]Event, error) {
	if err := d.may(ChangeTeam, d.s.Live()); err != nil {
		return nil, err
	}
	old := find(d.s.openGuard().Withdrawals, c.Withdrawal, withdrawalID)
	if old == nil {
		return nil, errNoAgreement
	}
	if !old.ConfirmedAt.IsZero() {
		return nil, refuse(Stage, "That has been confirmed already.")
	}
	w := *old
	w.Ring, w.Phone = c.Ring, c.Phone
	if err := lines(short{"name of who to ring", &w.Ring, true}, short{"number to ring", &w.Phone, true}); err != nil {
		return nil, err
	}
	w.ConfirmedBy, w.ConfirmedAt, w.Rev = d.me.ID, d.a.At, d.nextRev(1)
	if w.From > DayOf(d.a.At) {
		return []Event{WithdrawalSet{w}}, nil
	}
	return d.endPart(w, 2)
}

// endPart ends the memberships that a withdrawal is about; its events take the nth new Rev and those after it.
func (d *decider) endPart(w Withdrawal, n int) ([]Event, error) {
	stays := func(m *Member) bool {
		return !w.of(m) && m.Person != "" && slices.Contains(permissions[ChangeTeam], m.Role) && d.s.belongs(m)
	}
	if !slices.ContainsFunc(d.s.Members, stays) {
		return nil, refuse(Invalid, "Nobody would be left who can change this team: name another keyworker first.")
	}
	w.Done = d.a.At
	out := []Event{WithdrawalSet{w}}
	for _, m := range d.s.Members {
		if !m.Current() || !w.of(m) {
			continue
		}
		c := *m
		c.Until, c.Rev = d.a.At, d.nextRev(n)
		n++
		out = append(out, MemberSet{c})
	}
	return out, nil
}

func (d *decider) endParts(c EndParts) ([]Event, error) {
	if !d.a.System {
		return nil, refuse(Forbidden, "That happens by itself when the day has come.")
	}
	for _, w := range d.s.PartsDue(c.Today) {
		n := *w
		n.Rev = d.nextRev(1)
		if events, err := d.endPart(n, 2); err == nil {
			return events, nil // the next with the next command
		}
	}
	return nil, nil
}

// PartsDue returns the confirmed withdrawals whose day has come and that are not done.
func (s *State) PartsDue(today Day) []*Withdrawal {
	return slices.DeleteFunc(slices.Clone(s.openGuard().Withdrawals), func(w *Withdrawal) bool {
		return w.ConfirmedAt.IsZero() || !w.Done.IsZero() || w.From > today
	})
}

// NextPart returns the day of the next confirmed withdrawal that is not done, "" if there is none.
func (s *State) NextPart() Day {
	var next Day
	for _, w := range s.openGuard().Withdrawals {
		if !w.ConfirmedAt.IsZero() && w.Done.IsZero() && (next == "" || w.From < next) {
			next = w.From
		}
	}
	return next
}

// PartEnd says to somebody that a withdrawal has ended their part in a record, and whom they may ring. It is an *Error with code Ended, and
// tells nothing else of the record.
type PartEnd struct {
	Record      string
	From        Day
	Ring, Phone string
}

func (e *PartEnd) Error() string {
	return e.In(nil)
}

// In returns the sentence in a language.
func (e *PartEnd) In(l *words.Language) string { return l.Say(e.said()) }

func (e *PartEnd) said() words.Phrase {
	return words.P("Your part here has ended on %s, and nothing was written: ring %s, %s. What you wrote before stays; what you had taken on goes to others.",
		e.From.When(""), e.Ring, e.Phone)
}

// Unwrap returns it as an *Error.
func (e *PartEnd) Unwrap() error { return &Error{Code: Ended, Text: e.Error(), Said: e.said()} }

// PartEnded says to somebody whose part a withdrawal has ended that it has, and whom they may ring; nil to anybody else.
func (s *State) PartEnded(p PersonID) error {
	if m := s.lastAs(p); m != nil && !m.Current() {
		for _, w := range slices.Backward(s.openGuard().Withdrawals) {
			if w.of(m) && !w.Done.IsZero() && m.Until.Equal(w.Done) {
				return &PartEnd{Record: s.Name, From: w.From, Ring: w.Ring, Phone: w.Phone}
			}
		}
	}
	return nil
}

var errOver = refuse(Ended, "Your access to this record has ended: nothing was written. Ask the keyworker if it should not have.")

// Readers returns the members who may see an entry of this audience: who here may see what.
func (v *View) Readers(a Audience) []*Member {
	var out []*Member
	for _, m := range v.Members {
		if v.s.belongs(m) && a.Admits(m.viewerOf()) {
			out = append(out, m)
		}
	}
	return out
}

// Expiry is an agreement or a lawful basis that ends, is due to be looked at again, or is not there at all.
type Expiry struct {
	Agreement *Agreement // one of the two is set, or none: the agency has no basis at all
	Basis     *Basis
	Agency    AgencyID
	On        Day // "": there is none
}

// Expiring returns what of agreement and lawful basis ends or is due to be looked at until a day, the earliest first, and each agency on the
// team that has noted no basis, as far as the viewer may see.
func (v *View) Expiring(until Day) []Expiry {
	var out []Expiry
	for _, x := range v.Agreements {
		if x.Withdrawn == "" && x.Review != "" && x.Review <= until {
			out = append(out, Expiry{Agreement: x, On: x.Review})
		}
	}
	has := map[AgencyID]bool{FamilyAgency: true, "": true}
	for _, x := range v.Bases {
		has[x.Agency] = true
		on := x.Review
		if x.Until != "" && (on == "" || x.Until < on) {
			on = x.Until
		}
		if on != "" && on <= until {
			out = append(out, Expiry{Basis: x, Agency: x.Agency, On: on})
		}
	}
	for _, m := range v.Members {
		if v.s.belongs(m) && m.Guest == 0 && !has[m.Agency] {
			has[m.Agency] = true
			out = append(out, Expiry{Agency: m.Agency})
		}
	}
	slices.SortStableFunc(out, func(a, b Expiry) int {
		switch {
		case a.On < b.On:
			return -1
		case a.On > b.On:
			return 1
		}
		return 0
	})
	return out
}

// agreed reports whether, of the agreements that those whom sees admits may see, one is current on the day; true where there is none.
func (s *State) agreed(today Day, sees func(Audience) bool) bool {
	there := false
	for _, x := range s.openGuard().Agreements {
		if sees(x.Audience) {
			if x.Current(today) {
				return true
			}
			there = true
		}
	}
	return !there
}
