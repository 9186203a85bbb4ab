package command

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/words"
	"oneplan/tui/theme"
)

// importLine is what an import does with one line of a file.
type importLine struct {
	Line   int    `json:"line"`
	Name   string `json:"name"`
	Status string `json:"status"` // new | changed | same | refused
	Agency string `json:"agency,omitempty"`
	Detail string `json:"detail,omitempty"` // what changes, or why it is refused

	what []sayable // Detail, to be said in other languages
}

// sayable is what can be said in every language.
type sayable interface {
	In(l *words.Language) string
}

// saying is a sentence, or a part of one, about a line.
func saying(m words.Msg, args ...any) sayable { return phrase(words.P(m, args...)) }

// shortly is an error within a list of them.
type shortly struct{ error }

// In says it in a language.
func (e shortly) In(l *words.Language) string { return strings.TrimSuffix(in(l, e.error), ".") }

// verbatim is the same in every language.
type verbatim string

// In returns it.
func (v verbatim) In(*words.Language) string { return string(v) }

// allIn says everything of a list in a language.
func allIn(l *words.Language, list []sayable) string {
	var out []string
	for _, x := range list {
		out = append(out, x.In(l))
	}
	return strings.Join(out, "; ")
}

// is says what becomes of the line.
func (l *importLine) is(status string, what ...sayable) {
	l.Status, l.what, l.Detail = status, what, allIn(nil, what)
}

// importing is an import of a file, planned or done.
type importing struct {
	what    string    // "people"
	second  words.Msg // the title of what stands beside the name; "": agency
	lines   []importLine
	do      meeting.Command
	unknown []string // columns that are not read
}

// importFlags are the flags of every import.
type importFlags struct {
	Apply  bool   `help:"Do it. Without this you are only shown what would be done."`
	Skip   bool   `help:"Leave out the lines that are refused; otherwise a single one keeps everything from being taken in."`
	Format string `enum:"table,json" default:"table" help:"The form of the list."`
}

type peopleImport struct {
	importFlags
}

type agencyImport struct {
	importFlags
}

// The titles that columns may have.
var (
	personColumns = map[string][]string{
		"id": {"id"}, "name": {"name", "full name", "called"}, "title": {"title", "job title", "job", "what they do"},
		"agency": {"agency", "organisation", "organization", "employer"}, "login": {"login", "login name", "certificate", "certificate name"},
		"administrator": {"administrator", "admin"}, "manager": {"manager", "service manager"},
	}
	agencyColumns = map[string][]string{
		"id": {"id"}, "name": {"name", "agency", "organisation", "organization"}, "letter": {"letter"}, "colour": {"colour", "color"},
	}
)

func (c *peopleImport) Run(ctx context.Context, s *session) error {
	if !s.admin() {
		return refuse(meeting.Forbidden, "Only an administrator takes in people from a file: ask them")
	}
	t, err := readSheet(s.Stdin, personColumns, "name", "agency")
	if err != nil {
		return err
	}
	i := &importing{what: "people", unknown: t.unknown}
	var do meeting.Import
	p := newPersonPlan(s.Hub.Directory(), t)
	for _, r := range t.rows {
		l, add, set := p.line(r)
		i.lines = append(i.lines, l)
		if add != nil {
			do.Add = append(do.Add, *add)
		}
		if set != nil {
			do.Set = append(do.Set, *set)
		}
	}
	if len(do.Add) <= meeting.MaxImport {
		for n := range do.Add {
			if do.Add[n].ID, err = newPerson(s.Rand, p.dir); err != nil {
				return err
			}
		}
	}
	i.do = do
	return i.finish(ctx, s, c.importFlags)
}

func (c *agencyImport) Run(ctx context.Context, s *session) error {
	if !s.admin() {
		return refuse(meeting.Forbidden, "Only an administrator takes in agencies from a file: ask them")
	}
	t, err := readSheet(s.Stdin, agencyColumns, "name")
	if err != nil {
		return err
	}
	if len(t.rows) > maxAgencies {
		return wrong("That file has more than %d agencies: nothing was taken in", maxAgencies)
	}
	i := &importing{what: "agencies", unknown: t.unknown}
	var do meeting.Import
	p := agencyPlan{t: t, dir: s.Hub.Directory(), seen: map[string]int{}}
	for _, a := range p.dir.Agencies {
		p.all = append(p.all, *a)
	}
	for _, r := range t.rows {
		l, set := p.line(r)
		i.lines = append(i.lines, l)
		if set != nil {
			do.Agencies = append(do.Agencies, *set)
			p.all = append(p.all, *set)
		}
	}
	i.do = do
	return i.finish(ctx, s, c.importFlags)
}

// maxAgencies is how many agencies a file holds at most: beyond it is no list of agencies.
const maxAgencies = 500

// finish shows what an import would do, or does it.
func (i *importing) finish(ctx context.Context, s *session, f importFlags) error {
	n := map[string]int{}
	t := minutes.Table{Head: s.heads("line", "status", "name", cmp.Or(i.second, words.Msg("agency")), "what")}
	for _, l := range i.lines {
		n[l.Status]++
		if l.Status != "same" {
			t.Rows = append(t.Rows, []string{strconv.Itoa(l.Line), s.word(importStandings, l.Status), l.Name, l.Agency, allIn(s.Words, l.what)})
		}
	}
	if n["new"]+n["changed"] > meeting.MaxImport {
		return refuse(meeting.Invalid, "That is more than can be taken in at once, so nothing was: make it several files, of %d lines at most", meeting.MaxImport)
	}
	count := words.P("%d new, %d changed, %d the same, %d refused", n["new"], n["changed"], n["same"], n["refused"])
	if f.Apply && n["refused"] > 0 && !f.Skip {
		for _, l := range i.lines {
			if l.Status == "refused" {
				return refuse(meeting.Invalid, "Nothing was taken in: %s. Line %d (%s): %s. Put it right, or leave such lines out with --skip", count, l.Line, brief(l.Name), allIn(s.Words, l.what))
			}
		}
	}
	if f.Apply && n["new"]+n["changed"] > 0 {
		if _, err := s.Hub.DoService(ctx, s.Identity, i.do); err != nil {
			return err
		}
		s.looks.changed = fmt.Sprintf("%s from a file: %s", i.what, count.String())
	}
	if f.Format == "json" {
		return list(s, f.Format, t, i.lines, "")
	}
	if len(t.Rows) > 0 {
		s.out.WriteString(t.Plain(0))
		s.write("")
	}
	if len(i.unknown) > 0 {
		s.say("Columns that are not read: %s.", brief(cell(strings.Join(i.unknown, ", "))))
	}
	switch {
	case f.Apply:
		s.say("Taken in: %s.", count)
	case n["new"]+n["changed"] == 0:
		s.say("There is nothing to take in: %s.", count)
	default:
		s.say("%s. Nothing has been done yet: the same with --apply does it.", count)
	}
	return nil
}

// personPlan plans an import of people.
type personPlan struct {
	t        *sheet
	dir      *meeting.Service
	agencies map[string]meeting.AgencyID   // by name and by id
	byID     map[string]*meeting.Account   // of those with access
	byLogin  map[string]*meeting.Account   // by login name and agency
	called   map[string][]*meeting.Account // by name and agency
	seen     map[string]int                // the line in which each person stands
	logins   map[string]int                // and each login name
}

// within is what names something within an agency.
func within(agency meeting.AgencyID, name string) string { return fold(name) + "\x00" + string(agency) }

func newPersonPlan(dir *meeting.Service, t *sheet) *personPlan {
	p := &personPlan{
		t: t, dir: dir, agencies: map[string]meeting.AgencyID{"family": meeting.FamilyAgency}, byID: map[string]*meeting.Account{},
		byLogin: map[string]*meeting.Account{}, called: map[string][]*meeting.Account{}, seen: map[string]int{}, logins: map[string]int{},
	}
	for _, a := range dir.Agencies {
		p.agencies[fold(string(a.ID))] = a.ID
	}
	for _, a := range dir.Agencies {
		p.agencies[fold(a.Name)] = a.ID
	}
	for _, a := range dir.People {
		if a.Revoked {
			continue
		}
		p.byID[string(a.ID)] = a
		if a.Login != "" {
			p.byLogin[within(a.Agency, a.Login)] = a
		}
		k := within(a.Agency, a.Name)
		p.called[k] = append(p.called[k], a)
	}
	return p
}

// line plans what becomes of one line: somebody is added, or set to something else, or neither.
func (p *personPlan) line(r sheetRow) (l importLine, add, set *meeting.Account) {
	get := func(column string) string { return p.t.get(r, column) }
	l = importLine{Line: r.line, Name: get("name"), Agency: get("agency")}
	if r.fault != nil {
		l.is("refused", r.fault)
		return l, nil, nil
	}
	refused := func(m words.Msg, args ...any) (importLine, *meeting.Account, *meeting.Account) {
		l.is("refused", saying(m, args...))
		return l, nil, nil
	}
	agency := p.agencies[fold(get("agency"))]
	switch {
	case l.Name == "":
		return refused("there is no name")
	case agency == "":
		return refused("there is no agency “%s” here: add it first, with “agency import” or “agency set”", brief(get("agency")))
	}
	l.Agency = agencyName(p.dir, agency)
	admin, ok1 := yes(get("administrator"))
	manager, ok2 := yes(get("manager"))
	if !ok1 || !ok2 {
		return refused("a column for yes or no says neither")
	}
	old := p.byID[get("id")]
	if id := get("id"); id != "" && old == nil {
		return refused("nobody with access has the id “%s”: leave it empty for somebody new", brief(id))
	}
	if old == nil && get("login") != "" {
		old = p.byLogin[within(agency, get("login"))]
	}
	if old == nil {
		same := p.called[within(agency, l.Name)]
		if len(same) > 1 {
			return refused("there are %d people of that name there: say which in a column “id”, as “people list --format json” has it", len(same))
		}
		if len(same) == 1 {
			old = same[0]
		}
	}
	key := within(agency, l.Name)
	if old != nil {
		key = string(old.ID)
	}
	if first, again := p.seen[key]; again {
		return refused("the same person stands in line %d", first)
	}
	p.seen[key] = r.line
	if login := get("login"); login != "" {
		k := within(agency, login)
		if first, again := p.logins[k]; again {
			return refused("the same login name stands in line %d", first)
		}
		p.logins[k] = r.line
	}
	if old == nil {
		a := &meeting.Account{Name: l.Name, Title: get("title"), Agency: agency, Login: get("login"), Admin: admin, Manager: manager}
		l.Status = "new"
		if admin {
			l.is("new", saying("an administrator"))
		}
		return l, a, nil
	}
	a := *old
	var what []sayable
	change := func(column string, at *string) {
		if to := get(column); p.t.has(column) && to != *at {
			what = append(what, saying("%s “%s” instead of “%s”", column, brief(to), brief(cell(*at))))
			*at = to
		}
	}
	a.Name = l.Name
	if a.Name != old.Name {
		what = append(what, saying("name “%s” instead of “%s”", brief(a.Name), brief(cell(old.Name))))
	}
	change("title", &a.Title)
	change("login", &a.Login)
	if a.Agency = agency; a.Agency != old.Agency {
		what = append(what, saying("agency %s instead of %s", l.Agency, agencyName(p.dir, old.Agency)))
	}
	for _, x := range []struct {
		column string
		to     bool
		at     *bool
	}{{"administrator", admin, &a.Admin}, {"manager", manager, &a.Manager}} {
		if p.t.has(x.column) && get(x.column) != "" && x.to != *x.at {
			what = append(what, saying(map[bool]words.Msg{true: "is from now on %s", false: "is no longer %s"}[x.to], x.column))
			*x.at = x.to
		}
	}
	if len(what) == 0 {
		l.Status = "same"
		return l, nil, nil
	}
	l.is("changed", what...)
	return l, nil, &a
}

// agencyNamed returns the agency that is called so, by name or id; "" for none.
func agencyNamed(dir *meeting.Service, called string) meeting.AgencyID {
	for _, a := range dir.Agencies {
		if fold(a.Name) == fold(called) || fold(string(a.ID)) == fold(called) {
			return a.ID
		}
	}
	if fold(called) == "family" || fold(called) == fold(string(meeting.FamilyAgency)) {
		return meeting.FamilyAgency
	}
	return ""
}

// yes reads a cell that says yes or no; an empty one says no.
func yes(s string) (is, ok bool) {
	switch fold(s) {
	case "", "no", "n", "false", "0":
		return false, true
	case "yes", "y", "true", "1", "x":
		return true, true
	}
	return false, false
}

// agencyPlan plans an import of agencies.
type agencyPlan struct {
	t    *sheet
	dir  *meeting.Service
	all  []meeting.Agency // those that are there, and those that came before in the file
	seen map[string]int   // the line in which each stands
}

// line plans what becomes of one line.
func (p *agencyPlan) line(r sheetRow) (l importLine, set *meeting.Agency) {
	get := func(column string) string { return p.t.get(r, column) }
	l = importLine{Line: r.line, Name: get("name")}
	if r.fault != nil {
		l.is("refused", r.fault)
		return l, nil
	}
	if l.Name == "" {
		l.is("refused", saying("there is no name"))
		return l, nil
	}
	var old *meeting.Agency
	switch id := get("id"); {
	case id != "":
		old = p.dir.Agency(meeting.AgencyID(id))
	default:
		if known := agencyNamed(p.dir, l.Name); known != "" {
			old = p.dir.Agency(known)
		}
	}
	a := meeting.Agency{ID: meeting.AgencyID(get("id")), Name: l.Name}
	if old != nil {
		a = *old
		a.Name = l.Name
	} else {
		if a.ID == "" {
			a.ID = agencyID(l.Name)
		}
		a.Letter, a.Colour = freeLetter(l.Name, p.all), len(p.all)%theme.Agencies
	}
	if a.ID == "" {
		l.is("refused", saying("no id can be made of that name: give one in a column “id”"))
		return l, nil
	}
	if err := colouredAs(&a, get("letter"), get("colour")); err != nil {
		l.is("refused", shortly{err})
		return l, nil
	}
	if first, again := p.seen[string(a.ID)]; again {
		l.is("refused", saying("the same agency stands in line %d", first))
		return l, nil
	}
	p.seen[string(a.ID)] = r.line
	l.Agency = string(a.ID)
	switch {
	case old == nil:
		l.is("new", saying("letter %s, %s", a.Letter, theme.Colours[a.Colour]))
	case a == *old:
		l.Status = "same"
		return l, nil
	default:
		l.is("changed", agencyChange(*old, a)...)
	}
	return l, &a
}

// agencyChange says how an agency changes.
func agencyChange(old, now meeting.Agency) []sayable {
	var what []sayable
	if now.Name != old.Name {
		what = append(what, saying("called “%s” instead of “%s”", brief(cell(now.Name)), brief(cell(old.Name))))
	}
	if now.Letter != old.Letter {
		what = append(what, saying("letter %s instead of %s", now.Letter, old.Letter))
	}
	if now.Colour != old.Colour {
		what = append(what, saying("%s instead of %s", theme.Colours[now.Colour], theme.Colours[old.Colour]))
	}
	return what
}

// colouredAs gives an agency a letter and a colour, those that are not empty.
func colouredAs(a *meeting.Agency, letter, colour string) error {
	if letter != "" {
		r := []rune(strings.ToUpper(letter))
		if len(r) != 1 || !unicode.IsLetter(r[0]) && !unicode.IsDigit(r[0]) {
			return wrong("The letter of an agency is one letter, or a digit")
		}
		a.Letter = string(r)
	}
	if colour == "" {
		return nil
	}
	if strings.EqualFold(colour, "gray") {
		colour = "grey"
	}
	a.Colour = slices.Index(theme.Colours[:], strings.ToLower(colour))
	if a.Colour < 0 {
		return wrong("The colour of an agency is one of %s", strings.Join(theme.Colours[:], ", "))
	}
	return nil
}

// agencyID makes an id of a name: "hill-lane-school"; "" where there is nothing to make it from.
func agencyID(name string) meeting.AgencyID {
	var out []rune
	for _, r := range strings.ToLower(name) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			out = append(out, r)
		case len(out) > 0 && out[len(out)-1] != '-':
			out = append(out, '-')
		}
	}
	return meeting.AgencyID(strings.Trim(string(out[:min(len(out), 40)]), "-"))
}

// freeLetter returns a letter for a new agency, one of its name that nobody has where that can be.
func freeLetter(name string, all []meeting.Agency) string {
	names := []string{}
	for _, a := range all {
		names = append(names, a.Letter)
	}
	letters := theme.Letters(append(names, name))
	return letters[len(letters)-1]
}

type agencySet struct {
	Agency string `arg:"" help:"Which one, in quotes if its name has several words; a new one is added."`
	Name   string `placeholder:"NAME" help:"What it is called from now on."`
	Letter string `placeholder:"LETTER" help:"The letter that stands for it where there is no colour."`
	Colour string `placeholder:"COLOUR" help:"purple, teal, pink, yellow, green, blue, orange or grey."`
}

func (c *agencySet) Run(ctx context.Context, s *session) error {
	if !s.admin() {
		return refuse(meeting.Forbidden, "Only an administrator looks after the agencies: ask them")
	}
	dir := s.Hub.Directory()
	called := cell(c.Agency)
	a := meeting.Agency{ID: agencyID(called), Name: called, Colour: len(dir.Agencies) % theme.Agencies}
	fresh := true
	if id := agencyNamed(dir, called); id != "" && dir.Agency(id) != nil {
		a, fresh = *dir.Agency(id), false
	} else {
		var all []meeting.Agency
		for _, x := range dir.Agencies {
			all = append(all, *x)
		}
		a.Letter = freeLetter(called, all)
	}
	was := a
	if c.Name != "" {
		a.Name = cell(c.Name)
	}
	if err := colouredAs(&a, c.Letter, c.Colour); err != nil {
		return err
	}
	r, err := s.Hub.DoService(ctx, s.Identity, meeting.SetAgency{Agency: a})
	if err != nil {
		return err
	}
	switch {
	case fresh:
		s.looks.changed = "the agency " + string(a.ID)
		s.say("%s is an agency here now: letter %s, %s.", cell(a.Name), cell(a.Letter), theme.Colours[a.Colour])
	case len(r.Events) == 0:
		s.say("%s is so already: letter %s, %s.", cell(a.Name), cell(a.Letter), theme.Colours[a.Colour])
	default:
		s.looks.changed = "the agency " + string(a.ID)
		s.write("%s: %s.", cell(was.Name), allIn(s.Words, agencyChange(was, a)))
	}
	return nil
}
