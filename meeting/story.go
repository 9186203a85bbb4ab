package meeting

import (
	"slices"
	"strings"
)

// AboutMe are the texts in the words of each child, and of the family (ID 0): what matters to me, how I communicate, what works,
// what does not, how to work with us. The words belong to whoever said them: see mayDelete.
var AboutMe = []Part{Matters, Communicates, Works, WorksNot, WorkWithUs}

// DetailKind says what a Detail is.
type DetailKind string

// The kinds of detail.
const (
	Address     DetailKind = "address"
	Phone       DetailKind = "phone"
	Email       DetailKind = "email"
	FirstTongue DetailKind = "first language"
	Interpreted DetailKind = "interpreter"
	CommNeeds   DetailKind = "communication needs"
	Ethnicity   DetailKind = "ethnicity"
	Disability  DetailKind = "disability"
	NHSNumber   DetailKind = "NHS number"
	UPN         DetailKind = "UPN" // unique pupil number
	OtherNumber DetailKind = "other number"
)

// DetailKinds lists the kinds of detail, in the order in which screens show them.
var DetailKinds = []DetailKind{
	Address, Phone, Email, FirstTongue, Interpreted, CommNeeds, Ethnicity, Disability, NHSNumber, UPN, OtherNumber,
}

// Detail is one thing that is known of a child or the family. Each has an audience of its own, so that an address can be kept
// from somebody who may see the rest.
type Detail struct {
	Head
	Kind  DetailKind `json:"kind"`
	Value string     `json:"value"` // an NHS number as ten digits, a UPN as thirteen characters
}

// Words returns the value for people: an NHS number in groups.
func (x *Detail) Words() string {
	if x.Kind == NHSNumber && len(x.Value) == 10 {
		return x.Value[:3] + " " + x.Value[3:6] + " " + x.Value[6:]
	}
	return x.Value
}

// ContactRule says what contact somebody may have with the child.
type ContactRule string

// What contact somebody may have with the child.
const (
	AnyContact       ContactRule = "no restriction"
	ArrangedContact  ContactRule = "by arrangement"
	WatchedContact   ContactRule = "supervised"
	LetterContact    ContactRule = "letters only"
	NoContactAllowed ContactRule = "none"
)

// ContactRules lists what contact somebody may have with the child.
var ContactRules = []ContactRule{AnyContact, ArrangedContact, WatchedContact, LetterContact, NoContactAllowed}

// Relation is somebody of the family, or somebody else who matters to the child. What else to know is shared text (Remarks).
type Relation struct {
	Head
	Name           string      `json:"name"`
	Is             string      `json:"is"`                       // "mother", "grandmother", "friend from the club"
	Member         ID          `json:"member,omitempty"`         // on the team; 0: not
	Responsibility bool        `json:"responsibility,omitempty"` // has parental responsibility
	Contact        ContactRule `json:"contact,omitempty"`        // what contact they may have with the child
	Order          string      `json:"order,omitempty"`          // by which order or agreement, until when
	Reach          string      `json:"reach,omitempty"`          // how to reach them
}

// Involvement is a service that works with the child. What it does is shared text (Remarks).
type Involvement struct {
	Head
	Agency  AgencyID `json:"agency,omitempty"`
	Service string   `json:"service"`          // "Speech and language therapy"
	Who     string   `json:"who,omitempty"`    // the person there, in words
	Member  ID       `json:"member,omitempty"` // the person there, if on the team
	From    Day      `json:"from,omitempty"`
	To      Day      `json:"to,omitempty"` // "": goes on
}

// ParseNHSNumber returns an NHS number as ten digits. It refuses (Invalid) one whose check digit is wrong: the eleventh complement
// of the weighted sum, as the NHS Data Dictionary has it.
func ParseNHSNumber(s string) (string, error) {
	digits := strings.NewReplacer(" ", "", "-", "").Replace(s)
	if len(digits) != 10 || strings.Trim(digits, "0123456789") != "" {
		return "", refuse(Invalid, "An NHS number has ten digits, as in 943 476 5919.")
	}
	sum := 0
	for i := range 9 {
		sum += int(digits[i]-'0') * (10 - i)
	}
	check := (11 - sum%11) % 11
	if check == 10 || check != int(digits[9]-'0') {
		return "", refuse(Invalid, "That is not an NHS number: one of its digits is wrong, please check them.")
	}
	return digits, nil
}

// upnLetters are the check letters of a UPN, which leave out what looks like a digit.
const upnLetters = "ABCDEFGHJKLMNPQRTUVWXYZ"

// ParseUPN returns a unique pupil number as thirteen characters. It refuses (Invalid) one whose check letter is wrong: the sum of the
// twelve that follow it, weighted 2 to 13, modulo 23, as the Department for Education's guide has it. The last of a temporary number
// is a letter.
func ParseUPN(s string) (string, error) {
	upn := strings.ToUpper(strings.ReplaceAll(s, " ", ""))
	bad := refuse(Invalid, "A UPN is a letter and twelve digits, as in H801200001001.")
	if len(upn) != 13 {
		return "", bad
	}
	sum := 0
	for i := 1; i < 13; i++ {
		n := int(upn[i]) - '0'
		if n < 0 || n > 9 {
			n = strings.IndexByte(upnLetters, upn[i])
			if i != 12 || n < 0 {
				return "", bad
			}
		}
		sum += n * (i + 1)
	}
	if upn[0] != upnLetters[sum%23] {
		return "", refuse(Invalid, "That is not a UPN: one of its characters is wrong, please check them.")
	}
	return upn, nil
}

func (d *decider) checkDetail(x, _ *Detail) error {
	if err := oneOf(x.Kind, DetailKinds); err != nil {
		return err
	}
	if err := lines(short{x.Kind.Msg(), &x.Value, true}); err != nil {
		return err
	}
	var err error
	switch x.Kind {
	case NHSNumber:
		x.Value, err = ParseNHSNumber(x.Value)
	case UPN:
		x.Value, err = ParseUPN(x.Value)
	}
	return err
}

func (d *decider) checkRelation(x, old *Relation) error {
	or(&x.Contact, AnyContact)
	was := ID(0)
	if old != nil {
		was = old.Member
	}
	return first(
		lines(
			short{"name", &x.Name, true}, short{"relation to the child", &x.Is, false},
			short{"order or agreement", &x.Order, false}, short{"way to reach them", &x.Reach, false},
		),
		oneOf(x.Contact, ContactRules), d.onTeam(x.Member, was),
	)
}

func (d *decider) checkInvolvement(x, old *Involvement) error {
	was := ID(0)
	if old != nil {
		was = old.Member
	}
	return first(
		agency(x.Agency), lines(short{"service", &x.Service, true}, short{"name", &x.Who, false}), checkDays(x.From, x.To),
		inOrder(x.From, x.To, "The service ended before it began: please check the dates."), d.onTeam(x.Member, was),
	)
}

// DetailsOf returns what the viewer may see of the details of a child, or with 0 of the family, in the order in which screens show
// the kinds.
func (v *View) DetailsOf(about ID) []*Detail {
	var out []*Detail
	for _, k := range DetailKinds {
		for _, x := range v.Details {
			if x.Kind == k && x.About == about {
				out = append(out, x)
			}
		}
	}
	return out
}

// Circle returns the team around the child by agency, the family first and then in the order of their joining, for a picture of it.
func (v *View) Circle() []AgencyTeam {
	out := []AgencyTeam{{Agency: FamilyAgency}}
	for _, m := range v.Members {
		if !v.s.belongs(m) || m.Guest != 0 {
			continue
		}
		i := slices.IndexFunc(out, func(a AgencyTeam) bool { return a.Agency == m.Agency })
		if i < 0 {
			i, out = len(out), append(out, AgencyTeam{Agency: m.Agency})
		}
		or(&out[i].Name, m.AgencyName)
		out[i].Members = append(out[i].Members, m)
	}
	return out
}

// AgencyTeam is an agency's people on the team.
type AgencyTeam struct {
	Agency  AgencyID
	Name    string
	Members []*Member
}
