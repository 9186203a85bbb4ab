package directory

import (
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// object is one JSON object, or one row of a table with what belongs to it: both forms of HSDS meet here.
type object = map[string]any

// The most of what is kept of one service.
const (
	maxLine  = 300 // characters of a name or another single line
	maxText  = 8000
	maxMany  = 200 // phones, places, terms …
	maxID    = 200 // bytes
	maxYears = 130
)

// kept lists the fields of HSDS 3.0 by object. A field that is not here is of no HSDS; those in ignored are, but nobody needs them here.
var kept = map[string][]string{
	"service": {
		"id", "name", "alternate_name", "description", "url", "email", "status", "interpretation_services", "application_process",
		"fees_description", "wait_time", "fees", "accreditations", "eligibility_description", "minimum_age", "maximum_age", "assured_date",
		"alert", "last_modified", "phones", "schedules", "service_areas", "service_at_locations", "languages", "organization",
		"cost_options", "program", "required_documents", "contacts", "attributes",
	},
	"organization":        {"id", "name", "description", "email", "website", "phones", "contacts", "services"},
	"program":             {"id", "name"},
	"service_at_location": {"id", "description", "contacts", "phones", "schedules", "location", "service"},
	"location": {
		"id", "location_type", "url", "name", "transportation", "latitude", "longitude", "addresses", "accessibility", "phones",
		"contacts", "schedules", "languages",
	},
	"address":           {"id", "address_1", "address_2", "city", "region", "state_province", "postal_code", "address_type"},
	"phone":             {"id", "number", "extension", "type", "description", "languages"},
	"contact":           {"id", "name", "title", "department", "email", "phones"},
	"schedule":          {"id", "valid_from", "valid_to", "freq", "interval", "byday", "description", "opens_at", "closes_at", "attending_type", "notes"},
	"service_area":      {"id", "name", "description"},
	"language":          {"id", "name", "code", "note"},
	"cost_option":       {"id", "valid_to", "option", "currency", "amount", "amount_description"},
	"required_document": {"id", "document"},
	"accessibility":     {"id", "description", "details"},
	"attribute":         {"id", "value", "taxonomy_term"},
	"taxonomy_term":     {"id", "code", "name"},
}

var ignored = map[string][]string{
	"service": {"organization_id", "program_id", "assurer_email", "licenses", "funding", "metadata", "additional_urls", "capacities"},
	"organization": {
		"alternate_name", "tax_status", "tax_id", "year_incorporated", "legal_status", "logo", "uri", "parent_organization_id", "funding", "locations",
		"programs", "organization_identifiers", "attributes", "metadata", "additional_websites",
	},
	"program":             {"alternate_name", "description", "organization_id", "attributes", "metadata"},
	"service_at_location": {"service_id", "location_id", "attributes", "metadata", "service_areas"},
	"location":            {"alternate_name", "description", "organization_id", "external_identifier", "external_identifier_type", "external_identifiers", "attributes", "metadata"},
	"address":             {"location_id", "attention", "country", "attributes", "metadata"},
	"phone":               {"location_id", "service_id", "organization_id", "contact_id", "service_at_location_id", "attributes", "metadata"},
	"contact":             {"organization_id", "service_id", "service_at_location_id", "location_id", "attributes", "metadata"},
	"schedule": {
		"service_id", "location_id", "service_at_location_id", "dtstart", "timezone", "until", "count", "wkst", "byweekno", "bymonthday", "byyearday",
		"schedule_link", "attributes", "metadata",
	},
	"service_area":      {"service_id", "service_at_location_id", "extent", "extent_type", "uri", "attributes", "metadata"},
	"language":          {"service_id", "location_id", "phone_id", "attributes", "metadata"},
	"cost_option":       {"service_id", "valid_from", "attributes", "metadata"},
	"required_document": {"service_id", "uri", "attributes", "metadata"},
	"accessibility":     {"location_id", "url", "attributes", "metadata"},
	"attribute":         {"link_id", "taxonomy_term_id", "link_type", "link_entity", "label", "metadata"},
	"taxonomy_term":     {"description", "parent_id", "taxonomy", "taxonomy_detail", "taxonomy_id", "language", "term_uri", "uri", "metadata"},
}

// known is every field of HSDS by object.
var known = map[string]map[string]bool{}

func init() {
	for kind := range kept {
		known[kind] = map[string]bool{}
		for _, f := range slices.Concat(kept[kind], ignored[kind]) {
			known[kind][f] = true
		}
	}
}

// unread makes a Service of an object, noting what is odd.
type unread struct {
	rep *Report
	at  Problem // where it stands
}

func (u *unread) warn(format string, args ...any) {
	p := u.at
	p.Text = fmt.Sprintf(format, args...)
	u.rep.Warned.add(p)
}

// count notes the fields of an object that HSDS does not have.
func (u *unread) count(kind string, o object) {
	for f := range o {
		if known[kind][f] {
			continue
		}
		name := kind + "." + clip(text.CleanLine(f), 60)
		if u.rep.Unknown[name] == 0 && len(u.rep.Unknown) >= maxProblems {
			name = "others"
		}
		if u.rep.Unknown == nil {
			u.rep.Unknown = map[string]int{}
		}
		u.rep.Unknown[name]++
	}
}

// clip cuts s to so many characters.
func clip(s string, most int) string {
	if len(s) <= most || utf8.RuneCountInString(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n++; n == most {
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s
}

// word returns a field that should be a string; numbers will do.
func (u *unread) word(o object, field string) string {
	switch v := o[field].(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	u.warn("%s is not a text, so it was left out", field)
	return ""
}

// line returns a field as one clean line.
func (u *unread) line(o object, field string) string {
	s := strings.Join(strings.Fields(text.CleanLine(plain(u.word(o, field)))), " ")
	c := clip(s, maxLine)
	if c != s {
		u.warn("%s is longer than %d characters, so its end was cut off", field, maxLine)
	}
	return c
}

// long returns a field as a clean text of several lines.
func (u *unread) long(o object, field string) string {
	s := strings.TrimSpace(text.Clean(plain(u.word(o, field))))
	c := clip(s, maxText)
	if c != s {
		u.warn("%s is longer than %d characters, so its end was cut off", field, maxText)
	}
	return c
}

var (
	tagged = regexp.MustCompile(`(?i)</?(p|br|div|ul|ol|li|a|b|i|em|strong|span|h[1-6]|table|tr|td)\b[^<>]*>`)
	broken = regexp.MustCompile(`(?i)</?(p|br|div|li|ul|ol|h[1-6]|tr)\b[^<>]*>`)
	gaps   = regexp.MustCompile(`\n{3,}`)
)

// plain takes the marks of HTML out of a text, which directories made for web pages have.
func plain(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	if tagged.MatchString(s) {
		s = tagged.ReplaceAllString(broken.ReplaceAllString(s, "\n"), "")
		s = gaps.ReplaceAllString(s, "\n\n")
	}
	return html.UnescapeString(s)
}

// number returns a field as a number; nil where there is none.
func (u *unread) number(o object, field string, low, high float64) *float64 {
	s := strings.TrimSpace(u.word(o, field))
	if s == "" {
		return nil
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n >= low && n <= high) {
		u.warn("%s is %s, which cannot be right, so it was left out", field, quote(s))
		return nil
	}
	return &n
}

func quote(s string) string { return "“" + clip(text.CleanLine(s), 40) + "”" }

// day returns a field as a day.
func (u *unread) day(o object, field string) meeting.Day {
	s := strings.TrimSpace(u.word(o, field))
	if s == "" {
		return ""
	}
	d := meeting.Day(s[:min(len(s), len("2006-01-02"))])
	if !d.Valid() || d < "1900" || d > "2200" {
		u.warn("%s is %s, which is not a date as 2026-11-24, so it was left out", field, quote(s))
		return ""
	}
	return d
}

// web returns a field as an address of the web.
func (u *unread) web(o object, field string) string {
	s := u.line(o, field)
	if s == "" {
		return ""
	}
	if !strings.Contains(s, ":") && strings.Contains(s, ".") && !strings.Contains(s, " ") {
		s = "https://" + s
	}
	a, err := url.Parse(s)
	if err != nil || a.Scheme != "http" && a.Scheme != "https" || a.Host == "" {
		u.warn("%s is %s, which is no address of a web page, so it was left out", field, quote(s))
		return ""
	}
	return s
}

// mail returns a field as an email address.
func (u *unread) mail(o object, field string) string {
	s := u.line(o, field)
	if s == "" {
		return ""
	}
	a, err := mail.ParseAddress(s)
	if err != nil {
		u.warn("%s is %s, which is no email address, so it was left out", field, quote(s))
		return ""
	}
	return a.Address
}

// one returns a field as an object; nil where there is none.
func (u *unread) one(o object, field, kind string) object {
	v, ok := o[field].(object)
	if !ok {
		if o[field] != nil {
			u.warn("%s is not an object, so it was left out", field)
		}
		return nil
	}
	u.count(kind, v)
	return v
}

// many returns a field as objects.
func (u *unread) many(o object, field, kind string) []object {
	var out []object
	switch v := o[field].(type) {
	case nil:
	case object: // some publishers leave out the brackets around a single one
		out = []object{v}
	case []any:
		for _, x := range v {
			if one, ok := x.(object); ok {
				out = append(out, one)
			} else {
				u.warn("part of %s is not an object, so it was left out", field)
			}
		}
	case []object:
		out = v
	default:
		u.warn("%s is not a list, so it was left out", field)
	}
	if len(out) > maxMany {
		u.warn("there are %d of %s, so those after the first %d were left out", len(out), field, maxMany)
		out = out[:maxMany]
	}
	for _, x := range out {
		u.count(kind, x)
	}
	return out
}

// idOf returns an object's id; "" if it has none that can be kept.
func (u *unread) idOf(o object) string {
	id := strings.TrimSpace(u.word(o, "id"))
	if len(id) > maxID || text.CleanLine(id) != id {
		return ""
	}
	return id
}

// nested are the fields of a service that lists leave out.
var nested = []string{"phones", "schedules", "service_areas", "service_at_locations", "languages", "cost_options", "required_documents", "contacts", "attributes"}

// service makes a Service; why is the reason if it cannot be one.
func (u *unread) service(o object) (s Service, why string) {
	u.at.ID = clip(text.CleanLine(u.word(o, "id")), 80)
	s.ID = u.idOf(o)
	if s.ID == "" {
		return s, "it has no id that can be kept, so it could not be found again in the next import"
	}
	s.Name = u.line(o, "name")
	if s.Name == "" {
		return s, "it has no name"
	}
	u.count("service", o)
	s.Brief = !slices.ContainsFunc(nested, func(f string) bool { _, has := o[f]; return has })
	s.AlsoCalled = u.line(o, "alternate_name")
	s.Status = u.status(o)
	s.Description = u.long(o, "description")
	s.Alert = u.long(o, "alert")
	s.URL = u.web(o, "url")
	s.Email = u.mail(o, "email")
	s.Eligibility = u.long(o, "eligibility_description")
	s.Apply = u.long(o, "application_process")
	s.WaitTime = u.line(o, "wait_time")
	s.Interpreting = u.long(o, "interpretation_services")
	s.Accredited = u.long(o, "accreditations")
	if s.Fees = u.long(o, "fees_description"); s.Fees == "" {
		s.Fees = u.long(o, "fees")
	}
	s.MinAge = u.number(o, "minimum_age", 0, maxYears)
	s.MaxAge = u.number(o, "maximum_age", 0, maxYears)
	if s.MinAge != nil && s.MaxAge != nil && *s.MinAge > *s.MaxAge {
		u.warn("it is for people from %v to %v years, which cannot be right, so its ages were left out", *s.MinAge, *s.MaxAge)
		s.MinAge, s.MaxAge = nil, nil
	}
	s.Assured, s.Modified = u.day(o, "assured_date"), u.day(o, "last_modified")
	if p := u.one(o, "program", "program"); p != nil {
		s.Programme = u.line(p, "name")
	}
	org := u.one(o, "organization", "organization")
	if org != nil {
		s.Organisation = Organisation{
			ID: u.idOf(org), Name: u.line(org, "name"), Description: u.long(org, "description"), URL: u.web(org, "website"), Email: u.mail(org, "email"),
		}
	}
	for _, l := range u.many(o, "languages", "language") {
		s.Languages = add(s.Languages, u.line(l, "name"))
	}
	for _, d := range u.many(o, "required_documents", "required_document") {
		s.Documents = add(s.Documents, u.line(d, "document"))
	}
	for _, a := range u.many(o, "service_areas", "service_area") {
		s.Areas = add(s.Areas, u.line(a, "name"))
		s.Areas = add(s.Areas, u.line(a, "description"))
	}
	for _, a := range u.many(o, "attributes", "attribute") {
		if t := u.one(a, "taxonomy_term", "taxonomy_term"); t != nil {
			s.Terms = add(s.Terms, u.line(t, "name"))
		}
	}
	for _, c := range u.many(o, "cost_options", "cost_option") {
		s.Costs = append(s.Costs, Cost{
			Option: u.line(c, "option"), Amount: u.number(c, "amount", 0, 1e9), Money: strings.ToUpper(u.line(c, "currency")),
			About: u.line(c, "amount_description"), Until: string(u.day(c, "valid_to")),
		})
	}
	s.Schedules = u.schedules(o, nil)
	u.reach(o, &s)
	for _, at := range u.many(o, "service_at_locations", "service_at_location") {
		u.atLocation(at, &s)
	}
	if len(s.Phones) == 0 && org != nil {
		u.phones(org, &s)
	}
	return s, ""
}

// atLocation adds one place of a service, and what is said of the service there.
func (u *unread) atLocation(at object, s *Service) {
	u.reach(at, s)
	s.Schedules = u.schedules(at, s.Schedules)
	if l := u.one(at, "location", "location"); l != nil {
		s.Locations = append(s.Locations, u.location(l))
		u.reach(l, s)
		if len(s.Schedules) == 0 {
			s.Schedules = u.schedules(l, nil)
		}
		for _, x := range u.many(l, "languages", "language") {
			s.Languages = add(s.Languages, u.line(x, "name"))
		}
	}
}

// add appends a word that is there and not in the list yet.
func add(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) || len(list) >= maxMany {
		return list
	}
	return append(list, s)
}

func (u *unread) status(o object) Status {
	said := strings.ToLower(u.line(o, "status"))
	if i := slices.Index(Statuses, Status(said)); i >= 0 {
		return Statuses[i]
	}
	if said != "" {
		u.warn("status is %s, which HSDS does not know, so it counts as active", quote(said))
	}
	return Active
}

// reach adds the ways to get in touch that an object names.
func (u *unread) reach(o object, s *Service) {
	u.phones(o, s)
	for _, c := range u.many(o, "contacts", "contact") {
		x := Contact{Name: u.line(c, "name"), Title: u.line(c, "title"), Department: u.line(c, "department"), Email: u.mail(c, "email")}
		if x != (Contact{}) && !slices.Contains(s.Contacts, x) && len(s.Contacts) < maxMany {
			s.Contacts = append(s.Contacts, x)
		}
		u.phones(c, s)
	}
}

func (u *unread) phones(o object, s *Service) {
	for _, p := range u.many(o, "phones", "phone") {
		x := Phone{
			Number: strings.Trim(u.line(p, "number"), `"' `), Extension: u.line(p, "extension"), Type: strings.ToLower(u.line(p, "type")), About: u.line(p, "description"),
		}
		switch {
		case x.Number == "" || len(s.Phones) >= maxMany:
		case strings.IndexFunc(x.Number, func(r rune) bool { return r >= '0' && r <= '9' }) < 0:
			u.warn("%s is no number to ring, so it was left out", quote(x.Number))
		case !slices.ContainsFunc(s.Phones, func(y Phone) bool { return y.Number == x.Number && y.Extension == x.Extension }):
			s.Phones = append(s.Phones, x)
		}
	}
}

func (u *unread) schedules(o object, out []Schedule) []Schedule {
	for _, x := range u.many(o, "schedules", "schedule") {
		s := Schedule{
			Freq: strings.ToUpper(u.line(x, "freq")), Opens: clock(u.line(x, "opens_at")), Closes: clock(u.line(x, "closes_at")),
			From: string(u.day(x, "valid_from")), To: string(u.day(x, "valid_to")), About: u.line(x, "description"), How: u.line(x, "attending_type"), Notes: u.line(x, "notes"),
		}
		if n := u.number(x, "interval", 0, 1000); n != nil {
			s.Every = int(*n)
		}
		for d := range strings.SplitSeq(u.line(x, "byday"), ",") {
			if d = strings.ToUpper(strings.TrimSpace(d)); dayName(nil, d) != "" {
				s.Days = add(s.Days, d)
			}
		}
		if w := s.Words(); w != "" && len(out) < maxMany && !slices.ContainsFunc(out, func(y Schedule) bool { return y.Words() == w }) {
			out = append(out, s)
		}
	}
	return out
}

// clock makes "10:00" of "10:00:00Z".
func clock(s string) string {
	if len(s) >= 5 && s[2] == ':' {
		return s[:5]
	}
	return s
}

func (u *unread) location(o object) Location {
	l := Location{
		Name: u.line(o, "name"), Kind: u.line(o, "location_type"), URL: u.web(o, "url"), Transport: u.long(o, "transportation"),
		Lat: u.number(o, "latitude", -90, 90), Long: u.number(o, "longitude", -180, 180),
	}
	if l.Lat == nil || l.Long == nil {
		l.Lat, l.Long = nil, nil
	}
	addresses := u.many(o, "addresses", "address")
	// Where one goes counts for more than where one writes to.
	if i := slices.IndexFunc(addresses, func(a object) bool { return strings.EqualFold(u.word(a, "address_type"), "physical") }); i > 0 {
		addresses[0], addresses[i] = addresses[i], addresses[0]
	}
	if len(addresses) > 0 {
		a := addresses[0]
		l.Address = add(add(nil, u.line(a, "address_1")), u.line(a, "address_2"))
		l.Town, l.Postcode = u.line(a, "city"), strings.ToUpper(u.line(a, "postal_code"))
		if l.Region = u.line(a, "region"); l.Region == "" {
			l.Region = u.line(a, "state_province")
		}
	}
	for _, a := range u.many(o, "accessibility", "accessibility") {
		l.Accessible = add(add(l.Accessible, u.line(a, "description")), u.line(a, "details"))
	}
	return l
}

// kindOf tells what an object is by its fields.
func kindOf(o object) string {
	has := func(fields ...string) bool {
		return slices.ContainsFunc(fields, func(f string) bool { _, ok := o[f]; return ok })
	}
	switch {
	case has("openapi_url") || has("version") && has("profile"):
		return "description of an interface"
	case has("service") && has("location", "id"), has("location") && !has("name"):
		return "service_at_location"
	case has("location_type", "latitude", "addresses", "external_identifier"):
		return "location"
	case has("taxonomy_detail", "taxonomy_id", "term_uri", "parent_id") && !has("status"):
		return "taxonomy_term"
	case has("legal_status", "organization_identifiers", "year_incorporated", "tax_status", "website", "programs", "parent_organization_id", "services") && !has("status", "service_at_locations"):
		return "organization"
	case has("status", "service_at_locations", "organization", "organization_id", "eligibility_description", "application_process", "service_areas"):
		return "service"
	case has("uri") && has("version"), has("version") && has("name"):
		return "taxonomy"
	case has("name") && has("id"):
		return "service"
	}
	return "something else"
}

// kindNames say the kinds to people.
var kindNames = map[string]string{
	"organization": "organisation without services", "location": "place without a service", "taxonomy_term": "term of a taxonomy",
	"service_at_location": "place of a service that is not in the file",
}

// other counts an object that is no service.
func (r *Report) other(kind string) {
	if n := kindNames[kind]; n != "" {
		kind = n
	}
	if r.Others == nil {
		r.Others = map[string]int{}
	}
	r.Others[kind]++
}

// without returns a copy of an object without a field.
func without(o object, field string) object {
	o = maps.Clone(o)
	delete(o, field)
	return o
}
