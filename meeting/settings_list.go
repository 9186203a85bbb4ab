package meeting

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"oneplan/meeting/words"
)

// Setting is one of the Settings as people see and change it: by name, in words.
type Setting struct {
	Name    string       // "stage.assessment"
	Group   words.Msg    // what it belongs to: "Clocks"
	About   words.Phrase // one sentence
	Form    words.Msg    // how to write it: "days"; what is written is one in every language
	Many    bool         // a list, its entries one a line or with “;” between them
	Default string       // what it is where nobody has set it; "" for nothing

	value func(*Settings, *Service) string // "" where it is not set
	set   func(s *Settings, dir *Service, to string) error
	reset func(*Settings)
}

// Value returns what the setting is, in words that ChangeSetting takes, and whether somebody has set it. Entries of a list stand on a
// line each.
func (x *Setting) Value(dir *Service) (value string, set bool) {
	if v := x.value(&dir.Settings, dir); v != "" {
		return v, true
	}
	return x.Default, false
}

// SettingNow is one setting as it is.
type SettingNow struct {
	*Setting
	Is  string // its value: see Setting.Value
	Set bool   // somebody has set it
}

// SettingsNow returns every setting as it is.
func (s *Service) SettingsNow() []SettingNow {
	out := make([]SettingNow, 0, len(SettingsList))
	for _, x := range SettingsList {
		is, set := x.Value(s)
		out = append(out, SettingNow{x, is, set})
	}
	return out
}

// ChangeSetting changes one setting, by an administrator: to what is written in words, or with Reset to what it is where nobody has set it.
type ChangeSetting struct {
	Name  string
	Value string
	Reset bool
	// Was, unless nil, is what the author has before them: if somebody has changed the setting since, the command is refused (Stale).
	Was *string
}

func (ChangeSetting) command() {}

// SettingNamed returns the setting of this name, or nil.
func SettingNamed(name string) *Setting {
	for _, x := range SettingsList {
		if x.Name == typed(name) {
			return x
		}
	}
	return nil
}

func (r *Directory) changeSetting(_ Authority, c ChangeSetting) ([]Event, error) {
	x := SettingNamed(c.Name)
	if x == nil {
		return nil, refuse(NotFound, "There is no setting %s: “settings” lists them.", quoted(c.Name))
	}
	if was, _ := x.Value(r.s); c.Was != nil && *c.Was != was {
		return nil, refuse(Stale, "Somebody has changed this setting meanwhile: look at it again.")
	}
	n := r.s.Settings
	if c.Reset {
		x.reset(&n)
	} else if err := x.set(&n, r.s, c.Value); err != nil {
		return nil, err
	}
	out, err := r.settings(n)
	if err != nil {
		return nil, err
	}
	if set, ok := out[0].(SettingsSet); ok && x.value(&set.Settings, r.s) == x.value(&r.s.Settings, r.s) {
		return nil, nil
	}
	return out, nil
}

// SettingsList is every setting, in the order in which screens show them.
var SettingsList = slices.Concat(clockSettings(), []*Setting{
	listSetting("waits", "Clocks", words.P("Within how many days a child should be seen by one service; others as “wait” says."), "SERVICE, DAYS",
		func(s *Settings) *[]WaitTarget { return &s.Waits },
		func(w WaitTarget, _ *Service) string { return fmt.Sprintf("%s, %d", w.Service, w.Days) },
		func(l string, _ *Service) (w WaitTarget, err error) {
			w.Service, w.Days, err = counted(l)
			return w, err
		}),
}, stageSettings(), []*Setting{
	numberSetting("minutes", "Meetings", words.P("Working days for people to answer the minutes, unless the minute taker says otherwise."), "working days", answerDays,
		func(s *Settings) *int { return &s.Answer }),
	agendaSetting(Initial, "initial"), agendaSetting(Review, "review"), agendaSetting(Closure, "closure"), agendaSetting(Extraordinary, "extraordinary"),
	agendaSetting(PaperReview, "paper-review"),
	{
		Name: "holidays.nation", Group: "Holidays", About: words.P("Whose bank holidays are no working days."), Default: string(EnglandAndWales),
		Form:  "England and Wales, Scotland or Northern Ireland",
		value: func(s *Settings, _ *Service) string { return string(s.Nation) },
		set: func(s *Settings, _ *Service, to string) error {
			for _, n := range Nations {
				if typed(string(n)) == typed(to) {
					s.Nation = n
					return nil
				}
			}
			return refuse(Invalid, "%s is none of them: write England and Wales, Scotland or Northern Ireland.", quoted(to))
		},
		reset: func(s *Settings) { s.Nation = "" },
	},
	listSetting("holidays.also", "Holidays", words.P("Days on which nobody works besides: a bank holiday that was proclaimed, a day between Christmas and New Year."), "a date",
		func(s *Settings) *[]Day { return &s.DaysOff },
		func(d Day, _ *Service) string { return string(d) },
		func(l string, _ *Service) (Day, error) {
			if m := isoDay.MatchString(typed(l)); !m {
				if words := strings.Fields(typed(l)); len(words) < 3 {
					return "", refuse(Invalid, "%s does not say the year: write it like 24 nov 2026 or 2026-11-24.", quoted(l))
				}
			}
			return ParseDay(l, "2026-01-01")
		}),
	listSetting("leads", "Safeguarding", words.P("The safeguarding leads: of the whole service, or with @AGENCY for its people."), "NAME, or NAME @AGENCY",
		func(s *Settings) *[]Lead { return &s.Leads },
		leadWords,
		parseLead),
	listSetting("ring", "Safeguarding", words.P("Whom to ring with a concern: for everybody, or with @AGENCY for its people."), "NAME, NUMBER, or NAME, NUMBER, WHEN @AGENCY",
		func(s *Settings) *[]Ring { return &s.Ring },
		func(r Ring, _ *Service) string {
			out := r.Name + ", " + r.Phone
			if r.When != "" {
				out += ", " + r.When
			}
			return out + atAgency(r.Agency)
		},
		parseRing),
	numberSetting("urgent", "Safeguarding", words.P("How many hours urgent access lasts."), "hours", urgentHours, func(s *Settings) *int { return &s.UrgentHours }),
	keepSetting("keep.age", words.P("Keep records until the youngest child is that old, unless something else was said of one."),
		func(k *Keeping) (*int, *int) { return &k.UntilAge, &k.YearsAfterClosing }),
	keepSetting("keep.years", words.P("Keep records so many years after the plan is closed, unless something else was said of one."),
		func(k *Keeping) (*int, *int) { return &k.YearsAfterClosing, &k.UntilAge }),
	listSetting("keep.classes", "Keeping", words.P("Classes of records that are kept alike: “record keep RECORD --class NAME” puts one in."), "NAME, age YEARS, or NAME, closed YEARS",
		func(s *Settings) *[]KeepingClass { return &s.Classes },
		func(c KeepingClass, _ *Service) string {
			if c.UntilAge > 0 {
				return fmt.Sprintf("%s, age %d", c.Name, c.UntilAge)
			}
			return fmt.Sprintf("%s, closed %d", c.Name, c.YearsAfterClosing)
		},
		parseClass),
	numberSetting("supervision", "Keyworkers", words.P("From one supervision of a keyworker to the next, in weeks."), "weeks", supervision,
		func(s *Settings) *int { return &s.SupervisionWeeks }),
	{
		Name: "mail.carries", Group: "Mail", Default: string(MailCarriesNotice), Form: "notice or papers",
		About: words.P("What mail carries: a notice that there is something to read, without a child's name, or the papers themselves and where meetings are."),
		value: func(s *Settings, _ *Service) string { return string(s.Carries) },
		set: func(s *Settings, _ *Service, to string) error {
			c := MailCarries(typed(to))
			if !slices.Contains(MailCarriesAll, c) {
				return refuse(Invalid, "%s is none of them: write notice or papers.", quoted(to))
			}
			s.Carries = c
			return nil
		},
		reset: func(s *Settings) { s.Carries = "" },
	},
	numberSetting("figures.smallest", "Figures", words.P("The smallest number of children that figures show: a smaller one might tell who they are."), "a number", smallest,
		func(s *Settings) *int { return &s.Smallest }),
})

// clockSettings are the clocks of records that say nothing themselves.
func clockSettings() []*Setting {
	about := map[string][2]words.Msg{
		"wait":       {"How long a child should wait for a service at most.", "days"},
		"review":     {"From one review to the next.", "days"},
		"reply":      {"For the keyworker to answer a question of the family.", "working days"},
		"contact":    {"Without contact with the family before somebody is reminded.", "days"},
		"escalation": {"For each level of an escalation to answer.", "days"},
		"again":      {"After a handover, until the family is asked whether they had to start again.", "days"},
		"access":     {"For which practitioners keep access after the plan has closed.", "days"},
		"ahead":      {"Before a change at which its preparation is looked at.", "days"},
	}
	var out []*Setting
	std := DefaultClocks()
	for _, c := range clockNames {
		of := c.of
		out = append(out, numberSetting(c.name, "Clocks", words.P(about[c.name][0]), about[c.name][1], *of(&std), func(s *Settings) *int { return of(&s.Clocks) }))
	}
	return out
}

// stageSettings are how long the stages of records last that say nothing themselves.
func stageSettings() []*Setting {
	var out []*Setting
	std := DefaultClocks()
	for _, stage := range Pathway[:len(Pathway)-1] { // being closed has no end
		x := numberSetting(stageClock(stage), "Stages", words.P("How long the stage “%s” lasts at most.", stage.Msg()), "days", std.Stages[stage], nil)
		x.value = func(s *Settings, _ *Service) string { return plain(s.Clocks.Stages[stage]) }
		put := func(s *Settings, n int) {
			stages := map[PathStage]int{}
			for k, v := range s.Clocks.Stages {
				stages[k] = v
			}
			if stages[stage] = n; n == 0 {
				delete(stages, stage)
			}
			s.Clocks.Stages = stages
		}
		x.set = func(s *Settings, _ *Service, to string) error {
			n, err := readCount(to)
			if err == nil {
				put(s, n)
			}
			return err
		}
		x.reset = func(s *Settings) { put(s, 0) }
		out = append(out, x)
	}
	return out
}

// numberSetting is a setting that is a number; 0 is what nobody has set.
func numberSetting(name string, group words.Msg, about words.Phrase, form words.Msg, standard int, at func(*Settings) *int) *Setting {
	return &Setting{
		Name: name, Group: group, About: about, Form: form, Default: plain(standard),
		value: func(s *Settings, _ *Service) string { return plain(*at(s)) },
		set: func(s *Settings, _ *Service, to string) error {
			n, err := readCount(to)
			if err == nil {
				*at(s) = n
			}
			return err
		},
		reset: func(s *Settings) { *at(s) = 0 },
	}
}

func plain(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// readCount reads a number of at least 1; one that is too large is refused where its bounds are known.
func readCount(s string) (int, error) {
	words := strings.Fields(typed(s))
	if len(words) == 2 && slices.Contains([]string{"day", "days", "hour", "hours", "week", "weeks", "year", "years"}, words[1]) {
		words = words[:1]
	}
	if len(words) == 2 && words[0] == "working" {
		words = nil
	}
	if len(words) != 1 {
		return 0, refuse(Invalid, "%s is not a number: write it like 28.", quoted(s))
	}
	n, err := strconv.Atoi(words[0])
	if err != nil || n < 1 || n > 1_000_000 {
		return 0, refuse(Invalid, "%s is not a number from 1 on: write it like 28.", quoted(s))
	}
	return n, nil
}

// keepSetting is how long records are kept: at is the one of the two ways, other the other.
func keepSetting(name string, about words.Phrase, of func(*Keeping) (at, other *int)) *Setting {
	x := numberSetting(name, "Keeping", about, "years", 0, func(s *Settings) *int {
		at, _ := of(&s.Keep)
		return at
	})
	x.set = func(s *Settings, _ *Service, to string) error {
		n, err := readCount(to)
		if err == nil {
			at, other := of(&s.Keep)
			*at, *other = n, 0
		}
		return err
	}
	return x
}

// listSetting is a setting that is a list; an empty one is what nobody has set.
func listSetting[T any](name string, group words.Msg, about words.Phrase, form words.Msg, at func(*Settings) *[]T, written func(T, *Service) string, parse func(string, *Service) (T, error)) *Setting {
	return &Setting{
		Name: name, Group: group, About: about, Form: form, Many: true,
		value: func(s *Settings, dir *Service) string {
			var out []string
			for _, x := range *at(s) {
				out = append(out, written(x, dir))
			}
			return strings.Join(out, "\n")
		},
		set: func(s *Settings, dir *Service, to string) error {
			out, err := readEntries(to, dir, parse)
			if err == nil {
				*at(s) = out
			}
			return err
		},
		reset: func(s *Settings) { *at(s) = nil },
	}
}

// readEntries reads a list, its entries one a line or with “;” between them.
func readEntries[T any](to string, dir *Service, parse func(string, *Service) (T, error)) ([]T, error) {
	var out []T
	for l := range strings.FieldsFuncSeq(to, func(r rune) bool { return r == '\n' || r == ';' }) {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		if len(out) == maxLines {
			return nil, refuse(Invalid, "That list is longer than anybody can look after: leave some out.")
		}
		x, err := parse(l, dir)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	if len(out) == 0 {
		return nil, refuse(Invalid, "There is nothing in that list: “settings reset” takes everything out.")
	}
	return out, nil
}

// agendaSetting is the template of one kind of meeting.
func agendaSetting(k Kind, name string) *Setting {
	written := func(list []AgendaLine) string {
		var out []string
		for _, l := range list {
			out = append(out, fmt.Sprintf("%s, %d", l.Title, l.Minutes))
		}
		return strings.Join(out, "\n")
	}
	put := func(s *Settings, list []AgendaLine) {
		all := map[Kind][]AgendaLine{}
		for o, l := range s.Agendas {
			all[o] = l
		}
		if all[k] = list; list == nil {
			delete(all, k)
		}
		s.Agendas = all
	}
	return &Setting{
		Name: "agenda." + name, Group: "Meetings", About: words.P("The agenda that a new meeting begins with: %s.", k.Msg()), Form: "TITLE, MINUTES", Many: true,
		Default: written(agendaOf(k, nil)),
		value:   func(s *Settings, _ *Service) string { return written(s.Agendas[k]) },
		set: func(s *Settings, dir *Service, to string) error {
			list, err := readEntries(to, dir, func(l string, _ *Service) (a AgendaLine, err error) {
				a.Title, a.Minutes, err = counted(l)
				return a, err
			})
			if err == nil {
				put(s, list)
			}
			return err
		},
		reset: func(s *Settings) { put(s, nil) },
	}
}

// counted reads what ends in a comma and a number.
func counted(l string) (what string, n int, err error) {
	i := strings.LastIndex(l, ",")
	if i < 1 {
		return "", 0, refuse(Invalid, "%s has no number after a comma: write it like “Welcome, 5”.", quoted(l))
	}
	n, err = readCount(l[i+1:])
	return strings.TrimSpace(l[:i]), n, err
}

// atAgency says for whose people something is.
func atAgency(a AgencyID) string {
	if a == "" {
		return ""
	}
	return " @" + string(a)
}

// cutAgency takes the agency off the end of an entry: its id, or its name.
func cutAgency(l string, dir *Service) (before string, a AgencyID, err error) {
	i := strings.LastIndex(l, "@")
	if i < 0 {
		return l, "", nil
	}
	want := typed(l[i+1:])
	for _, x := range dir.Agencies {
		if typed(string(x.ID)) == want || typed(x.Name) == want {
			return strings.TrimSpace(l[:i]), x.ID, nil
		}
	}
	return "", "", errNoAgency
}

func leadWords(l Lead, dir *Service) string {
	name := string(l.Person)
	if a := dir.Account(l.Person); a != nil && oneCalled(a.Name, dir) == a {
		name = a.Name
	}
	return name + atAgency(l.Agency)
}

// oneCalled returns the one person with access who has this name, nil if there is none or there are several.
func oneCalled(name string, dir *Service) *Account {
	var found *Account
	for _, a := range dir.People {
		if !a.Revoked && typed(a.Name) == typed(name) {
			if found != nil {
				return nil
			}
			found = a
		}
	}
	return found
}

func parseLead(l string, dir *Service) (Lead, error) {
	name, agency, err := cutAgency(l, dir)
	if err != nil {
		return Lead{}, err
	}
	a := oneCalled(name, dir)
	if a == nil {
		a = dir.Account(PersonID(strings.TrimSpace(name)))
	}
	if a == nil {
		return Lead{}, refuse(NotFound, "There is not exactly one person called %s with access: write the name as “people” has it, or their id.", quoted(name))
	}
	return Lead{Agency: agency, Person: a.ID}, nil
}

func parseRing(l string, dir *Service) (Ring, error) {
	before, agency, err := cutAgency(l, dir)
	if err != nil {
		return Ring{}, err
	}
	name, rest, ok := strings.Cut(before, ",")
	phone, when, _ := strings.Cut(rest, ",")
	if !ok || strings.TrimSpace(phone) == "" {
		return Ring{}, refuse(Invalid, "%s has no number: write it like “Duty social worker, 01234 567890, in the night”.", quoted(l))
	}
	return Ring{Agency: agency, Name: strings.TrimSpace(name), Phone: strings.TrimSpace(phone), When: strings.TrimSpace(when)}, nil
}

func parseClass(l string, _ *Service) (KeepingClass, error) {
	i := strings.LastIndex(l, ",")
	how, years, _ := strings.Cut(strings.TrimSpace(l[i+1:]), " ")
	n, err := readCount(years)
	switch {
	case i > 0 && err == nil && typed(how) == "age":
		return KeepingClass{Name: strings.TrimSpace(l[:i]), UntilAge: n}, nil
	case i > 0 && err == nil && typed(how) == "closed":
		return KeepingClass{Name: strings.TrimSpace(l[:i]), YearsAfterClosing: n}, nil
	}
	return KeepingClass{}, refuse(Invalid, "%s does not say how long: write it like “looked after, age 75” or “short help, closed 6”.", quoted(l))
}
