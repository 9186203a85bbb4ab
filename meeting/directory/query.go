package directory

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// Query is what somebody looks for. The zero value finds every service that runs.
type Query struct {
	Words  string   // as they are typed: the beginning of a word will do, and mistakes are forgiven
	Age    *float64 // for somebody of that age in years; nil: any
	Near   string   // a town, a postcode or the first half of one, or the name of an area; "": anywhere
	Need   string   // the beginning of a term of the taxonomy, or its words; "": any
	Closed bool     // services that do not run at present, too
	Limit  int      // of Hits; 0: DefaultLimit
}

// DefaultLimit is how many hits a search returns unless it is asked otherwise, MaxLimit how many at most.
const (
	DefaultLimit = 50
	MaxLimit     = 1000
)

// Hit is one service that was found, as lists show it.
type Hit struct {
	ID           string      `json:"id"`
	Name         string      `json:"name"`
	Status       Status      `json:"status"`
	Organisation string      `json:"organization,omitempty"`
	Where        string      `json:"where,omitempty"`
	Ages         string      `json:"ages,omitempty"`
	Phone        string      `json:"phone,omitempty"`
	Lead         string      `json:"lead,omitempty"` // the beginning of its description, one line
	Terms        []string    `json:"taxonomy_terms,omitempty"`
	Checked      meeting.Day `json:"checked,omitempty"`
	Miles        *float64    `json:"miles,omitempty"` // from the place asked for, where both are known

	min, max *float64 // the facts behind Ages and Where
	places   []Spot
}

// AgesIn says Ages in a language.
func (h *Hit) AgesIn(l *words.Language) string {
	if ages(nil, h.min, h.max) != h.Ages {
		return h.Ages
	}
	return ages(l, h.min, h.max)
}

// WhereIn says Where in a language.
func (h *Hit) WhereIn(l *words.Language) string {
	var towns []string
	for _, p := range h.places {
		if p.Town != "" && !slices.Contains(towns, p.Town) {
			towns = append(towns, p.Town)
		}
	}
	if places(nil, towns) != h.Where { // an area, or places that have a name only
		return h.Where
	}
	return places(l, towns)
}

// Found is what a search came to.
type Found struct {
	Hits  []Hit `json:"hits"`
	Total int   `json:"total"` // how many there are, with those that Hits leaves out
	About bool  `json:"about"` // Total is an estimate
	All   int   `json:"all"`   // services in the information bank that run
	// Read says as what words were read that no service has: "autsim" as "autism".
	Read map[string]string `json:"read,omitempty"`
	// Loose says that no service has all the words: those found have some of them.
	Loose bool `json:"loose,omitempty"`
	// Nowhere says that the place asked for is not known here: it was looked for in the names of areas only.
	Nowhere bool `json:"nowhere,omitempty"`
}

// Listed is what an Index keeps of a service: what lists show, and what searches go by.
type Listed struct {
	Hit
	Also   string   `json:"also,omitempty"`
	Min    *float64 `json:"min,omitempty"`
	Max    *float64 `json:"max,omitempty"`
	Areas  []string `json:"areas,omitempty"`
	Places []Spot   `json:"places,omitempty"`
}

// Spot is where a service is, as searches go by it.
type Spot struct {
	Town     string   `json:"town,omitempty"`
	Region   string   `json:"region,omitempty"`
	Postcode string   `json:"postcode,omitempty"`
	Lat      *float64 `json:"lat,omitempty"`
	Long     *float64 `json:"long,omitempty"`
}

// leadLength is how long a Lead is at most, in characters.
const leadLength = 160

// List returns what an Index keeps of a service.
func (s *Service) List() Listed {
	lead := strings.Join(strings.Fields(s.Description), " ")
	if i := strings.Index(lead, ". "); i > 40 {
		lead = lead[:i+1]
	}
	l := Listed{
		Hit: Hit{
			ID: s.ID, Name: s.Name, Status: s.Status, Organisation: s.Organisation.Name, Where: s.Where(), Ages: s.Ages(), Phone: s.Phone(),
			Lead: clip(lead, leadLength), Terms: s.Terms, Checked: s.Checked(),
		},
		Also: s.AlsoCalled, Min: s.MinAge, Max: s.MaxAge, Areas: s.Areas,
	}
	for _, p := range s.Locations {
		l.Places = append(l.Places, Spot{p.Town, p.Region, p.Postcode, p.Lat, p.Long})
	}
	return l
}

// Texts are the words of a service by how much they count: its name, the needs it meets, who runs it, where it is, and everything else.
type Texts struct{ Name, Terms, Organisation, Places, Rest string }

// Texts returns the words that a service is found by.
func (s *Service) Texts() Texts {
	t := Texts{
		Name: s.Name + " " + s.AlsoCalled, Terms: strings.Join(s.Terms, " "), Organisation: s.Organisation.Name + " " + s.Programme,
		Places: strings.Join(s.Areas, " "),
		Rest:   strings.Join([]string{s.Description, s.Eligibility, s.Apply, s.Alert, s.Interpreting, strings.Join(s.Languages, " ")}, " "),
	}
	for _, p := range s.Locations {
		t.Places += " " + p.Words()
	}
	return t
}

// Merged returns s with what a list that leaves out phones, places and times could not say, from what was known before.
func (s *Service) Merged(before *Service) *Service {
	if !s.Brief || before == nil {
		return s
	}
	m := *s
	m.Phones, m.Contacts, m.Costs, m.Languages, m.Documents = before.Phones, before.Contacts, before.Costs, before.Languages, before.Documents
	m.Schedules, m.Areas, m.Locations, m.Terms = before.Schedules, before.Areas, before.Locations, before.Terms
	return &m
}

// fold returns a text as searches compare it: small letters, no marks, and one space between words.
func fold(s string) string { return strings.Join(wordsOf(s), " ") }

// wordsOf cuts a text into folded words, as SQLite's unicode61 does with remove_diacritics.
func wordsOf(s string) []string {
	return strings.FieldsFunc(bare(s), func(r rune) bool { return !letter(r) })
}

// bare returns a text in small letters without their marks.
func bare(s string) string {
	s = strings.ToLower(s)
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}
