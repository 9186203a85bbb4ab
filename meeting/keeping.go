package meeting

import (
	"slices"
	"strings"
	"time"
)

// Keeping says how long a record is kept. The zero value is for ever.
type Keeping struct {
	UntilAge          int    `json:"until_age,omitempty"`           // of the youngest child, in years
	YearsAfterClosing int    `json:"years_after_closing,omitempty"` // of the plan
	Class             string `json:"class,omitempty"`               // as the records of this class are kept; see Settings
	Hold              string `json:"hold,omitempty"`                // why nothing of it is erased now, whatever is due (a legal hold)
}

// KeepingClass is how long the records of one class are kept: those of children who were looked after, say.
type KeepingClass struct {
	Name              string `json:"name"` // great and small letters are one
	UntilAge          int    `json:"until_age,omitempty"`
	YearsAfterClosing int    `json:"years_after_closing,omitempty"`
}

// class returns the class of this name, or nil.
func (s Settings) class(name string) *KeepingClass {
	for i := range s.Classes {
		if name != "" && typed(s.Classes[i].Name) == typed(name) {
			return &s.Classes[i]
		}
	}
	return nil
}

// checkClasses puts the classes right, and in the order of their names.
func (s *Settings) checkClasses() error {
	s.Classes = slices.Clone(s.Classes)
	for i := range s.Classes {
		c := &s.Classes[i]
		if err := lines(short{"name of the class", &c.Name, true}); err != nil {
			return err
		}
		if (Settings{Classes: s.Classes[:i]}).class(c.Name) != nil {
			return refuse(Invalid, "%s is there twice: say it once.", quoted(c.Name))
		}
		if _, err := (Keeping{UntilAge: c.UntilAge, YearsAfterClosing: c.YearsAfterClosing}).check(); err != nil {
			return err
		}
		if c.UntilAge == 0 && c.YearsAfterClosing == 0 {
			return refuse(Invalid, "Say how long the records of %s are kept: until an age, or for years after the plan is closed.", quoted(c.Name))
		}
	}
	slices.SortFunc(s.Classes, func(a, b KeepingClass) int { return strings.Compare(typed(a.Name), typed(b.Name)) })
	return nil
}

// RecordKept is how long one record is kept, and who said so.
type RecordKept struct {
	Record string `json:"record"`
	Keeping
	By PersonID  `json:"by"`
	At time.Time `json:"at"`
}

// Erasure is the erasing of a record, or of what one person wrote in it. One administrator asks for it and another one does the same; what
// is left is this.
type Erasure struct {
	N        int       `json:"n"` // counts them, from 1
	Record   string    `json:"record"`
	Words    PersonID  `json:"words,omitempty"` // whose words; "": the whole record
	Reason   string    `json:"reason"`
	By       PersonID  `json:"by"`
	At       time.Time `json:"at"`
	Agreed   PersonID  `json:"agreed,omitempty"` // the other administrator
	AgreedAt time.Time `json:"agreed_at,omitzero"`
	Done     time.Time `json:"done,omitzero"`
	Rows     int       `json:"rows,omitempty"` // of the log, whose words are gone
	Left     int       `json:"left,omitempty"` // rows with words that stayed, where an older oneplan erased
	Head     string    `json:"head,omitempty"` // the hash at the end of the record's chain then
}

// Pending reports whether another administrator can still agree to the erasure at this time.
func (x *Erasure) Pending(at time.Time) bool {
	return x.Agreed == "" && at.Before(x.At.AddDate(0, 0, ErasureDays))
}

// ErasureDays is how many days after one administrator has asked for an erasure another one can agree.
const ErasureDays = 14

type (
	// KeepingSet says how long a record is kept from then on.
	KeepingSet struct {
		Kept RecordKept `json:"kept"`
	}
	// ErasureSet adds an erasure, or says how far one is.
	ErasureSet struct {
		Erasure Erasure `json:"erasure"`
	}
)

func (KeepingSet) event() {}
func (ErasureSet) event() {}

type (
	// SetKeeping says how long a record is kept, by an administrator; or by its keyworker, By, through the service itself.
	SetKeeping struct {
		Record  string
		Keeping Keeping
		By      PersonID
	}
	// AskErasure asks for the erasing of a record, or of the words of one person in it, or agrees to what another administrator asked for.
	AskErasure struct {
		Record string
		Words  PersonID
		Reason string
	}
	// FinishErasure says that what was agreed is done. Only the service itself does.
	FinishErasure struct {
		N, Rows int
		Head    string
	}
)

func (SetKeeping) command()    {}
func (AskErasure) command()    {}
func (FinishErasure) command() {}

// The bounds of keeping, in years.
const maxKeep = 100

// KeepingOf returns how long a record is kept: as was said for it, or else for all.
func (s *Service) KeepingOf(record string) Keeping {
	for _, k := range s.Kept {
		if k.Record == record {
			out := k.Keeping
			if c := s.Settings.class(out.Class); c != nil {
				out.UntilAge, out.YearsAfterClosing = c.UntilAge, c.YearsAfterClosing
			}
			if out.UntilAge == 0 && out.YearsAfterClosing == 0 {
				out.UntilAge, out.YearsAfterClosing = s.Settings.Keep.UntilAge, s.Settings.Keep.YearsAfterClosing
			}
			return out
		}
	}
	return s.Settings.Keep
}

// ErasureOf returns the erasure that is asked for or under way of a record, or of one person's words in it, or nil.
func (s *Service) ErasureOf(record string, words PersonID, at time.Time) *Erasure {
	for _, x := range s.Erasures {
		if x.Record == record && x.Words == words && x.Done.IsZero() && (x.Agreed != "" || x.Pending(at)) {
			return x
		}
	}
	return nil
}

// Erased reports whether there was a record of this name that has been erased.
func (s *Service) Erased(name string) bool {
	return slices.ContainsFunc(s.Erasures, func(x *Erasure) bool { return x.Record == name && x.Words == "" && !x.Done.IsZero() })
}

// DueForErasure returns the day from which a record need not be kept any more, "" where there is none or it is not known yet: a child
// without a date of birth, a plan that is not closed, a hold.
func DueForErasure(s *State, k Keeping) Day {
	years := func(d Day, n int) Day { return DayOf(d.Time(time.UTC).AddDate(n, 0, 0)) }
	var due Day
	switch {
	case k.Hold != "" || len(s.Children) == 0:
	case k.UntilAge > 0:
		for _, c := range s.Children {
			if c.Born == "" {
				return ""
			}
			due = max(due, years(c.Born, k.UntilAge))
		}
	case k.YearsAfterClosing > 0:
		for _, c := range s.Closings {
			if c.Open() {
				due = max(due, years(c.Day, k.YearsAfterClosing))
			}
		}
	}
	return due
}

func (k Keeping) check() (Keeping, error) {
	var err error
	if k.Hold, err = line("reason for the hold", k.Hold, false); err != nil {
		return k, err
	}
	if k.Class != "" && (k.UntilAge != 0 || k.YearsAfterClosing != 0) {
		return k, refuse(Invalid, "The class says how long the record is kept: leave out the years.")
	}
	if k.UntilAge < 0 || k.UntilAge > maxKeep || k.YearsAfterClosing < 0 || k.YearsAfterClosing > maxKeep || k.UntilAge > 0 && k.YearsAfterClosing > 0 {
		return k, refuse(Invalid, "A record is kept until an age, or for years after the plan is closed, of %d years at most: choose one.", maxKeep)
	}
	return k, nil
}

var errNoRecord = refuse(NotFound, "There is no record of that name.")

func (r *Directory) setKeeping(a Authority, admin bool, c SetKeeping) ([]Event, error) {
	if !admin {
		return nil, errAdmin
	}
	if !r.s.HasRecord(c.Record) {
		return nil, errNoRecord
	}
	k, err := c.Keeping.check()
	if err != nil {
		return nil, err
	}
	if k.Class != "" {
		class := r.s.Settings.class(k.Class)
		if class == nil {
			return nil, refuse(NotFound, "There is no class of that name: “settings keep.classes” lists them.")
		}
		k.Class = class.Name
	}
	if !a.System {
		c.By = a.Person
	}
	return []Event{KeepingSet{RecordKept{c.Record, k, c.By, a.At}}}, nil
}

func (r *Directory) askErasure(a Authority, c AskErasure) ([]Event, error) {
	if a.System || !a.Admin || a.Meeting != 0 {
		return nil, refuse(Forbidden, "Two administrators erase together, and nobody else: ask them.")
	}
	if !r.s.HasRecord(c.Record) {
		return nil, errNoRecord
	}
	if k := r.s.KeepingOf(c.Record); k.Hold != "" {
		return nil, refuse(Forbidden, "This record is on hold, so nothing of it is erased: %s", k.Hold)
	}
	if c.Words != "" && r.s.Account(c.Words) == nil {
		return nil, errNobody
	}
	reason, err := line("reason", c.Reason, true)
	if err != nil {
		return nil, err
	}
	x := r.s.ErasureOf(c.Record, c.Words, a.At)
	if x != nil && x.Agreed != "" { // a crash came between
		return nil, nil
	}
	if x != nil {
		if x.By == a.Person {
			return nil, refuse(Forbidden, "You have asked for this already: another administrator has to ask for the same by %s.", DayOf(x.At.AddDate(0, 0, ErasureDays)).When(""))
		}
		if first := r.s.Account(x.By); first != nil && first.Admin && !first.Revoked {
			if why := r.s.apart(first, r.s.Account(a.Person), a.At); !why.IsZero() {
				return nil, refuse(Forbidden, "Nothing is erased, since two people have to agree to it and %s: another administrator has to ask for the same.", why)
			}
			n := *x
			n.Agreed, n.AgreedAt = a.Person, a.At
			return []Event{ErasureSet{n}}, nil
		}
	}
	n := Erasure{N: len(r.s.Erasures) + 1, Record: c.Record, Words: c.Words, Reason: reason, By: a.Person, At: a.At}
	if x != nil { // whoever asked is no administrator any more: it is asked anew
		n.N = x.N
	}
	return []Event{ErasureSet{n}}, nil
}

func (r *Directory) finishErasure(a Authority, c FinishErasure) ([]Event, error) {
	if !a.System {
		return nil, errAdmin
	}
	i := slices.IndexFunc(r.s.Erasures, func(x *Erasure) bool { return x.N == c.N })
	if i < 0 || r.s.Erasures[i].Agreed == "" || !r.s.Erasures[i].Done.IsZero() {
		return nil, errNoRecord
	}
	n := *r.s.Erasures[i]
	n.Done, n.Rows, n.Head = a.At, c.Rows, c.Head
	return []Event{ErasureSet{n}}, nil
}

// applyErasure makes an erasure part of the service. An erased record is on no list any more, and no letter leads to it.
func (r *Directory) applyErasure(x Erasure) {
	s := r.s
	s.Erasures = put(s.Erasures, &x, x.N, func(x *Erasure) int { return x.N })
	if x.Words != "" || x.Done.IsZero() {
		return
	}
	s.Records = slices.DeleteFunc(slices.Clone(s.Records), func(n string) bool { return n == x.Record })
	s.Kept = slices.DeleteFunc(slices.Clone(s.Kept), func(k *RecordKept) bool { return k.Record == x.Record })
	s.Advice = slices.DeleteFunc(slices.Clone(s.Advice), func(a *Advice) bool { return a.Record == x.Record })
	for _, i := range s.Invitations {
		if i.Record == x.Record {
			r.invitation(i.Login, func(i *Invitation) { i.Revoked = true })
		}
	}
}
