package directory

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// Service is one service of the information bank. In JSON its fields are called what HSDS calls them (3.0, "service"), but for
// those that HSDS keeps in objects of their own, which are flattened here.
type Service struct {
	ID           string       `json:"id"` // whoever publishes the directory gives it
	Name         string       `json:"name"`
	AlsoCalled   string       `json:"alternate_name,omitempty"`
	Status       Status       `json:"status"`
	Organisation Organisation `json:"organization,omitzero"`
	Programme    string       `json:"program,omitempty"`
	Description  string       `json:"description,omitempty"`
	Alert        string       `json:"alert,omitempty"` // what everybody should know first
	URL          string       `json:"url,omitempty"`   // http or https
	Email        string       `json:"email,omitempty"`
	Phones       []Phone      `json:"phones,omitempty"`
	Contacts     []Contact    `json:"contacts,omitempty"`
	Eligibility  string       `json:"eligibility_description,omitempty"`
	MinAge       *float64     `json:"minimum_age,omitempty"` // in years; nil: not said
	MaxAge       *float64     `json:"maximum_age,omitempty"` // in years, that year included
	Apply        string       `json:"application_process,omitempty"`
	Fees         string       `json:"fees_description,omitempty"`
	Costs        []Cost       `json:"cost_options,omitempty"`
	WaitTime     string       `json:"wait_time,omitempty"`
	Interpreting string       `json:"interpretation_services,omitempty"`
	Languages    []string     `json:"languages,omitempty"`
	Accredited   string       `json:"accreditations,omitempty"`
	Documents    []string     `json:"required_documents,omitempty"`
	Schedules    []Schedule   `json:"schedules,omitempty"`
	Areas        []string     `json:"service_areas,omitempty"` // for whom of which area it is
	Locations    []Location   `json:"locations,omitempty"`
	Terms        []string     `json:"taxonomy_terms,omitempty"` // which needs it meets
	Assured      meeting.Day  `json:"assured_date,omitempty"`   // when somebody last made sure that this is right
	Modified     meeting.Day  `json:"last_modified,omitempty"`

	// Brief says that it comes from a list that leaves out phones, places and times: it takes none of those away.
	Brief bool `json:"-"`
}

// Status says whether a service runs.
type Status string

// The statuses of HSDS, in the order in which a search shows them.
const (
	Active   Status = "active"
	Closed   Status = "temporarily closed"
	Inactive Status = "inactive"
	Defunct  Status = "defunct"
)

// Statuses lists the statuses of a service.
var Statuses = []Status{Active, Closed, Inactive, Defunct}

// Words says a status to people; "" for a service that runs.
func (s Status) Words() string { return string(s.Msg()) }

// Msg returns the same for people in their language.
func (s Status) Msg() words.Msg {
	switch s {
	case Closed:
		return "closed for now"
	case Inactive:
		return "not running at present"
	case Defunct:
		return "closed for good"
	case Active:
	}
	return ""
}

// Organisation is who runs a service.
type Organisation struct {
	ID          string `json:"id,omitempty"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	URL         string `json:"website,omitempty"`
	Email       string `json:"email,omitempty"`
}

// Phone is a number to ring.
type Phone struct {
	Number    string `json:"number"`
	Extension string `json:"extension,omitempty"`
	Type      string `json:"type,omitempty"` // voice, text, textphone …
	About     string `json:"description,omitempty"`
}

// Words returns the number as somebody would dial it, in English.
func (p Phone) Words() string { return p.In(nil) }

// In returns the number as somebody would dial it.
func (p Phone) In(l *words.Language) string {
	s := p.Number
	if p.Extension != "" {
		s = l.T("%s, extension %s", s, p.Extension)
	}
	if p.Type != "" && p.Type != "voice" {
		s += " (" + p.Type + ")"
	}
	return s
}

// Contact is somebody to ask for.
type Contact struct {
	Name       string `json:"name,omitempty"`
	Title      string `json:"title,omitempty"`
	Department string `json:"department,omitempty"`
	Email      string `json:"email,omitempty"`
}

// Cost is one way of paying.
type Cost struct {
	Option string   `json:"option,omitempty"`
	Amount *float64 `json:"amount,omitempty"`
	Money  string   `json:"currency,omitempty"` // ISO 4217
	About  string   `json:"amount_description,omitempty"`
	Until  string   `json:"valid_to,omitempty"`
}

// Words says a cost on one line, in English.
func (c Cost) Words() string { return c.In(nil) }

// In says a cost on one line.
func (c Cost) In(l *words.Language) string {
	var parts []string
	if c.Amount != nil {
		s := strconv.FormatFloat(*c.Amount, 'f', -1, 64)
		switch {
		case *c.Amount == 0:
			s = l.T("free")
		case c.Money == "GBP" && *c.Amount != math.Trunc(*c.Amount):
			s = fmt.Sprintf("£%.2f", *c.Amount)
		case c.Money == "GBP" || c.Money == "":
			s = "£" + s
		default:
			s += " " + c.Money
		}
		parts = append(parts, s)
	}
	if c.About != "" {
		parts = append(parts, c.About)
	}
	s := strings.Join(parts, " ")
	if c.Option != "" && s != "" {
		return c.Option + ": " + s
	}
	return c.Option + s
}

// Schedule is when a service can be had (RFC 5545's rule, in parts).
type Schedule struct {
	Days   []string `json:"byday,omitempty"` // MO, TU …
	Freq   string   `json:"freq,omitempty"`  // WEEKLY, MONTHLY
	Every  int      `json:"interval,omitempty"`
	Opens  string   `json:"opens_at,omitempty"` // 15:04
	Closes string   `json:"closes_at,omitempty"`
	From   string   `json:"valid_from,omitempty"`
	To     string   `json:"valid_to,omitempty"`
	About  string   `json:"description,omitempty"`
	How    string   `json:"attending_type,omitempty"`
	Notes  string   `json:"notes,omitempty"`
}

var weekdays = []struct {
	code string
	name words.Msg
}{
	{"MO", "Monday"}, {"TU", "Tuesday"}, {"WE", "Wednesday"}, {"TH", "Thursday"}, {"FR", "Friday"}, {"SA", "Saturday"}, {"SU", "Sunday"},
}

// whichDay is which of a month's days of a name is meant (RFC 5545, section 3.3.10).
var whichDay = map[string]words.Msg{"1": "first %s", "2": "second %s", "3": "third %s", "4": "fourth %s", "-1": "last %s", "": "%s"}

// dayName returns the name of a day of RFC 5545: "2TU" is "second Tuesday".
func dayName(l *words.Language, code string) string {
	if len(code) < 2 {
		return ""
	}
	nth, known := whichDay[strings.TrimPrefix(code[:len(code)-2], "+")]
	for _, d := range weekdays {
		if known && d.code == code[len(code)-2:] {
			return l.T(nth, d.name)
		}
	}
	return ""
}

// Words says a schedule on one line, in English: "Thursday and Friday, 10:00 to 18:00".
func (s Schedule) Words() string { return s.In(nil) }

// In says a schedule on one line.
func (s Schedule) In(l *words.Language) string {
	var days []string
	for _, d := range s.Days {
		if n := dayName(l, d); n != "" {
			days = append(days, n)
		}
	}
	var parts []string
	switch {
	case slices.Equal(s.Days, []string{"MO", "TU", "WE", "TH", "FR"}):
		parts = append(parts, l.T("Monday to Friday"))
	case len(s.Days) == len(weekdays):
		parts = append(parts, l.T("every day"))
	case len(days) > 0:
		parts = append(parts, l.List(days))
	}
	if len(parts) > 0 && s.Every > 1 && s.Freq == "WEEKLY" {
		parts[0] = l.T("%s every %d weeks", parts[0], s.Every)
	} else if len(parts) > 0 && s.Freq == "MONTHLY" {
		parts[0] = l.T("%s of the month", parts[0])
	}
	switch {
	case s.Opens != "" && s.Closes != "":
		parts = append(parts, l.T("%s to %s", s.Opens, s.Closes))
	case s.Opens != "":
		parts = append(parts, l.T("from %s", s.Opens))
	}
	out := strings.Join(parts, ", ")
	switch {
	case out == "":
		out = s.About
	case s.About != "":
		out += ". " + s.About
	}
	if s.Notes != "" {
		out = strings.TrimRight(out, ". ") + ". " + s.Notes
	}
	return strings.TrimPrefix(out, ". ")
}

// Over reports whether the schedule has ended by that day.
func (s Schedule) Over(today meeting.Day) bool {
	return s.To != "" && s.To < string(today) && s.To > s.From
}

// Location is where a service can be had.
type Location struct {
	Name       string   `json:"name,omitempty"`
	Kind       string   `json:"location_type,omitempty"` // physical, postal, virtual
	URL        string   `json:"url,omitempty"`
	Address    []string `json:"address,omitempty"` // lines, without town and postcode
	Town       string   `json:"city,omitempty"`
	Region     string   `json:"region,omitempty"`
	Postcode   string   `json:"postal_code,omitempty"`
	Lat        *float64 `json:"latitude,omitempty"` // WGS 84
	Long       *float64 `json:"longitude,omitempty"`
	Transport  string   `json:"transportation,omitempty"`
	Accessible []string `json:"accessibility,omitempty"`
}

// Words returns the location on one line.
func (l Location) Words() string {
	var parts []string
	for _, s := range slices.Concat([]string{l.Name}, l.Address, []string{l.Town, l.Postcode}) {
		if s != "" && !slices.Contains(parts, s) {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// Ages says for what age a service is: "12 to 18 years"; "" if it does not say.
func (s *Service) Ages() string { return s.AgesIn(nil) }

// AgesIn returns the same in a language.
func (s *Service) AgesIn(l *words.Language) string { return ages(l, s.MinAge, s.MaxAge) }

// ages says for what ages something is, in a language.
func ages(l *words.Language, from, to *float64) string {
	year := func(a float64) string { return strconv.FormatFloat(a, 'f', -1, 64) }
	low := from != nil && *from > 0
	high := to != nil && *to < 99
	switch {
	case low && high && *from == *to:
		return l.T("age %s", year(*from))
	case low && high:
		return l.T("age %s to %s", year(*from), year(*to))
	case low:
		return l.T("age %s and over", year(*from))
	case high:
		return l.T("up to age %s", year(*to))
	case from != nil || to != nil:
		return l.T("all ages")
	}
	return ""
}

// Checked returns when it was last made sure that what is said of the service is right, or when that was last changed; "" if
// nobody says.
func (s *Service) Checked() meeting.Day { return max(s.Assured, s.Modified) }

// staleAfter is after how many days what is said of a service has to be asked again.
const staleAfter = 365

// Stale reports whether what was last checked on that day has to be asked again before anybody relies on it.
func Stale(checked, today meeting.Day) bool {
	days := checked.Until(today)
	return checked == "" || days > staleAfter || days < 0
}

// Freshness says in a language how old what is known of a service is: "checked 3 months ago".
func Freshness(l *words.Language, checked, today meeting.Day) string {
	if checked == "" {
		return l.T("nobody says when this was checked")
	}
	days := checked.Until(today)
	switch {
	case days < 0:
		return l.T("dated %s, which has not come yet", words.When{At: checked.Time(time.UTC), Layout: "January 2006"})
	case days == 0:
		return l.T("checked today")
	case days == 1:
		return l.T("checked yesterday")
	case days < 14:
		return l.N(days, "checked %d day ago", "checked %d days ago")
	case days < 60:
		return l.N(days/7, "checked %d week ago", "checked %d weeks ago")
	case days <= staleAfter:
		return l.N(days/30, "checked %d month ago", "checked %d months ago")
	}
	return l.T("not checked since %s", words.When{At: checked.Time(time.UTC), Layout: "January 2006"})
}

// Phone returns the number to ring first; "" if there is none.
func (s *Service) Phone() string {
	if len(s.Phones) == 0 {
		return ""
	}
	return s.Phones[0].Words()
}

// Where returns in a few words where the service is: its towns, or the area that it is for.
func (s *Service) Where() string {
	var towns []string
	for _, l := range s.Locations {
		if t := cmp.Or(l.Town, l.Name); t != "" && !slices.Contains(towns, t) {
			towns = append(towns, t)
		}
	}
	if len(towns) == 0 && len(s.Areas) > 0 {
		return s.Areas[0]
	}
	return places(nil, towns)
}

// places names places in a language: three at most, of more the first.
func places(l *words.Language, towns []string) string {
	if len(towns) > 3 {
		return l.T("%s and %d more places", towns[0], len(towns)-1)
	}
	return l.List(towns)
}
