package meeting

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"oneplan/meeting/words"
)

// Figures for the service manager, over all plans of a service. They name no child, and are made so that no two of one report give one
// away: every number shown is either 0 or is about at least so many plans as the settings say (SmallestShown), and so is everything that can be
// worked out from several of them, as differences of a whole and its parts. Four rules see to that:
//
//   - A figure “n of m” is shown only if both n and the rest, m - n, are 0 or large enough.
//   - What a figure is divided into adds up to it, and parts that are too small are put together with the next larger ones, under a name that says
//     nothing of them, until they are large enough; quarters are put together with the quarters beside them.
//   - A part's name shows only if the part does: a service that one child waits for is not named.
//   - A figure that counts the same things as one before it, so that what is between a number of the one and a number of the other is too small,
//     is not shown.
//
// What only named agencies or people may see counts nowhere, and neither does what was told in confidence: figures are of what all practitioners of a
// team may see. Reports of different days can differ by one plan; whoever keeps both can tell that it was one.

// Figure is one figure of a report.
type Figure struct {
	Name  string       // a word for commands: "overdue"
	Title words.Msg    // for people: "Actions past their date"
	Of    words.Msg    // what it is a part of: "of all open actions"; "" for none
	Shown bool         // false: it is too small to show, or what it leaves of All is
	N     int          // 0 unless shown
	All   int          // 0 unless large enough to show, and where it is a part of nothing
	Parts []FigurePart // they add up to N; none unless it is shown
	Time  bool         // the parts are times, in their order; otherwise the largest part comes first
}

// FigurePart is a part of a Figure.
type FigurePart struct {
	Label    string // in English
	N        int
	From, To Day  // the first and the last day of a time; "" otherwise
	Said     bool // the label is a message, not a name
}

// In returns the part's label in a language.
func (p FigurePart) In(l *words.Language) string {
	switch {
	case p.Quarters() > 1:
		return l.T("%s to %s", quarterWords(l, p.From), quarterWords(l, quarterOf(p.To, 0)))
	case p.From != "":
		return quarterWords(l, p.From)
	case p.Said:
		return l.T(words.Msg(p.Label))
	}
	return p.Label
}

// Quarters is how many quarters a part over time is of: more than one where they are put together.
func (p FigurePart) Quarters() int {
	n := 0
	for d := p.From; d != "" && d <= p.To; d = nextQuarter(d) {
		n++
	}
	return n
}

// Figures is a report: what is shown of a service on a day.
type Figures struct {
	Day      Day
	Smallest int // the smallest number of plans that is shown
	List     []Figure
	Unread   int // plans that could not be read, and count nowhere
}

// Named returns the figure of this name, or nil.
func (f *Figures) Named(name string) *Figure {
	for i := range f.List {
		if f.List[i].Name == name {
			return &f.List[i]
		}
	}
	return nil
}

// Number says in a language what the figure is: "6 of 40", or that it is not shown because somebody could be found out by it.
func (f *Figures) Number(l *words.Language, x *Figure) string {
	switch {
	case !x.Shown:
		return l.T("not shown: fewer than %d", f.Smallest)
	case x.Of == "":
		return strconv.Itoa(x.N)
	}
	return l.T("%d of %d", x.N, x.All)
}

// Why says in a language why some figures are not shown.
func (f *Figures) Why(l *words.Language) string {
	return l.T("“Fewer than %d” stands for a number that is of fewer than %[1]d plans, or leaves so few over, or tells so few together with another: nobody is to be found out by it.", f.Smallest)
}

// SeesFigures refuses whoever does not read the figures of the service.
func SeesFigures(a Authority) error {
	if !a.Manager || a.Shared || a.Meeting != 0 {
		return refuse(Forbidden, "The figures of the service are for service managers: ask one of them.")
	}
	return nil
}

// Others is the name of the parts of a figure that are put together because they are too small alone.
const Others words.Msg = "others, put together"

// quarters is how far back figures over time go.
const quarters = 8

// thing is something that counts: an entry of a plan, or with ID 0 the plan as a whole.
type thing struct {
	plan int // the number of its state
	id   ID
}

// tally is a set of things that were counted.
type tally map[thing]bool

// plans is how many plans the things are of.
func (t tally) plans() int {
	of := map[int]bool{}
	for x := range t {
		of[x.plan] = true
	}
	return len(of)
}

// safe reports whether the count can be shown: nothing, or about enough plans.
func (t tally) safe(smallest int) bool { return len(t) == 0 || t.plans() >= smallest }

// within reports whether every thing is one of o, and not the other way round.
func (t tally) within(o tally) bool {
	if len(t) >= len(o) {
		return false
	}
	for x := range t {
		if !o[x] {
			return false
		}
	}
	return true
}

// without returns the things that are not of o.
func (t tally) without(o tally) tally {
	out := tally{}
	for x := range t {
		if !o[x] {
			out[x] = true
		}
	}
	return out
}

// counting is a figure being counted.
type counting struct {
	Figure
	of       string // what is counted: "action"
	in, rest tally
	parts    map[string]tally  // by what they are told apart by
	labels   map[string]string // what people call them
	said     map[string]bool   // the label is a message
	order    []string          // of the parts of a figure over time
	told     []tally           // every number that the figure shows, or that follows from it
}

// part is where something that counts belongs.
type part struct {
	key, label string
	said       bool // the label is a message
}

// count counts one thing: in the figure, and there in a part, or only in what the figure is a part of.
func (c *counting) count(x thing, in bool, p part) {
	if !in {
		c.rest[x] = true
		return
	}
	c.in[x] = true
	if p.label == "" {
		return
	}
	if c.parts[p.key] == nil {
		c.parts[p.key] = tally{}
	}
	if was, ok := c.labels[p.key]; !ok || p.label < was { // of several ways to write it always the same
		c.labels[p.key] = p.label
	}
	c.parts[p.key][x], c.said[p.key] = true, p.said
}

// figure makes what is shown of what was counted.
func (c *counting) figure(smallest int) Figure {
	f := c.Figure
	c.told = nil
	all := tally{}
	maps.Copy(all, c.in)
	maps.Copy(all, c.rest)
	if f.Of != "" && all.safe(smallest) {
		f.All = len(all)
		c.told = append(c.told, all)
	}
	f.Shown = c.in.safe(smallest) && (f.Of == "" || c.rest.safe(smallest))
	if !f.Shown {
		return f
	}
	f.N = len(c.in)
	c.told = append(c.told, c.in, c.rest)
	if f.Time {
		f.Parts = c.times(smallest)
	} else {
		f.Parts = c.folded(smallest)
	}
	return f
}

// folded are the parts, those that are too small put together with the next larger ones.
func (c *counting) folded(smallest int) []FigurePart {
	keys := slices.SortedFunc(maps.Keys(c.parts), func(a, b string) int {
		x, y := c.parts[a], c.parts[b]
		return cmp.Or(x.plans()-y.plans(), len(x)-len(y), strings.Compare(b, a))
	})
	others, n := tally{}, 0
	for n < len(keys) && (!c.parts[keys[n]].safe(smallest) || !others.safe(smallest)) {
		maps.Copy(others, c.parts[keys[n]])
		n++
	}
	var out []FigurePart
	for _, k := range keys[n:] {
		out = append(out, FigurePart{Label: c.labels[k], N: len(c.parts[k]), Said: c.said[k]})
		c.told = append(c.told, c.parts[k])
	}
	slices.SortFunc(out, func(a, b FigurePart) int { return cmp.Or(b.N-a.N, strings.Compare(a.Label, b.Label)) })
	if n > 0 {
		out = append(out, FigurePart{Label: string(Others), N: len(others), Said: true})
		c.told = append(c.told, others)
	}
	return out
}

// times are the parts of a figure over time: times that are too small are put together with the next, and what is left at the end
// with those before.
func (c *counting) times(smallest int) []FigurePart {
	type span struct {
		in       tally
		from, to string // keys of the parts
	}
	var out []span
	var open *span
	for _, k := range c.order {
		if open == nil {
			open = &span{in: tally{}, from: k}
		}
		open.to = k
		maps.Copy(open.in, c.parts[k])
		if open.in.safe(smallest) {
			out = append(out, *open)
			open = nil
		}
	}
	for open != nil && len(out) > 0 { // what came last
		last := out[len(out)-1]
		out = out[:len(out)-1]
		maps.Copy(last.in, open.in)
		last.to = open.to
		if open = &last; open.in.safe(smallest) {
			out = append(out, last)
			open = nil
		}
	}
	var parts []FigurePart
	for _, s := range out {
		p := FigurePart{N: len(s.in), From: Day(s.from), To: nextQuarter(Day(s.to)).Add(-1)}
		p.Label = p.In(nil)
		parts = append(parts, p)
		c.told = append(c.told, s.in)
	}
	return parts
}

// gives reports whether two figures together give away something small: one number of the one is within one of the other, and what is between
// them is too small.
func (c *counting) gives(o *counting, smallest int) bool {
	if c.of != o.of {
		return false
	}
	for _, a := range c.told {
		for _, b := range o.told {
			if a.within(b) && !b.without(a).safe(smallest) || b.within(a) && !a.without(b).safe(smallest) {
				return true
			}
		}
	}
	return false
}

// FiguresOf counts over the records of a service, as they stand under its settings, on a day. smallest is the smallest number of plans that is
// shown; 1 hides nothing, and is for checks.
func FiguresOf(records []*State, dir *Service, today Day, smallest int) []Figure {
	r := newReport(dir, today)
	for i, s := range records {
		r.plan(i, s)
	}
	return r.figures(smallest)
}

// figures makes what is shown. A figure that would give something away together with one before it is not shown at all.
func (r *report) figures(smallest int) []Figure {
	var out []Figure
	for i, c := range r.all {
		f := c.figure(smallest)
		if slices.ContainsFunc(r.all[:i], func(o *counting) bool { return c.gives(o, smallest) }) {
			f, c.told = c.Figure, nil
		}
		out = append(out, f)
	}
	return out
}

func newReport(dir *Service, today Day) *report {
	r := &report{dir: dir, today: today}
	add := func(of, name string, title, whole words.Msg) *counting {
		c := &counting{
			Figure: Figure{Name: name, Title: title, Of: whole}, of: of, in: tally{}, rest: tally{}, parts: map[string]tally{}, labels: map[string]string{}, said: map[string]bool{},
		}
		r.all = append(r.all, c)
		return c
	}
	since := func(of, name string, title words.Msg) *counting {
		c := add(of, name, title, "")
		c.Time = true
		for n := quarters - 1; n >= 0; n-- {
			d := quarterOf(today, n)
			c.order = append(c.order, string(d))
			c.labels[string(d)] = quarterWords(nil, d)
		}
		return c
	}
	r.without = add("plan", "no-keyworker", "Plans without a keyworker", "of all open plans")
	r.overdue = add("action", "overdue", "Actions past their date, by the agency of their owner", "of all open actions")
	r.waits = add("wait", "long-waits", "Waits longer than aimed at, by service", "of all who wait")
	r.stuck = add("escalation", "escalations", "Escalations that go on, by agency", "")
	r.late = add("escalation", "late-answers", "Escalations whose answer is late, by level", "of those that go on")
	r.unmet = add("need", "unmet", "Needs that are not met, by reason", "of all needs and worries")
	r.owners = add("plan", "owners", "Plans in which every open action has an owner", "of all open plans")
	r.dates = add("plan", "dates", "Plans in which every open action has a date", "of all open plans")
	r.voice = add("plan", "voice", "Plans in which the child or the family speaks", "of all open plans")
	r.changes = since("tenure", "keyworker-changes", "Changes of keyworker")
	r.raised = since("escalation", "raised", "Escalations raised")
	r.begun = since("wait", "referrals", "Referrals made")
	r.done = since("action", "done", "Actions done")
	return r
}

// report is what FiguresOf counts.
type report struct {
	dir   *Service
	today Day
	all   []*counting // in the order in which they are shown

	overdue, waits, without, stuck, late, unmet, owners, dates, voice *counting
	changes, raised, begun, done                                      *counting
}

// figured reports whether what has this audience counts in figures.
func figured(a Audience) bool { return a == Everyone || a == Practitioners }

// Parts that have no name of their own.
const (
	theFamily words.Msg = "the family"
	nobodys   words.Msg = "nobody's yet"
	noReason  words.Msg = "no reason given"
)

// agency is the part of an agency.
func (r *report) agency(a AgencyID) part {
	switch x := r.dir.Agency(a); {
	case x != nil:
		return part{string(a), x.Name, false}
	case a == FamilyAgency:
		return part{string(a), string(theFamily), true}
	}
	return part{"", string(nobodys), true} // or of an agency that is not here, which could be called anything
}

// plan counts one record.
func (r *report) plan(i int, s *State) {
	for _, x := range s.Tenures {
		if figured(x.Audience) && s.newKeyworker(x) {
			r.when(r.changes, thing{i, x.ID}, x.From)
		}
	}
	for _, x := range s.Waits {
		if figured(x.Audience) {
			r.when(r.begun, thing{i, x.ID}, x.ReferredOn)
		}
	}
	for _, x := range s.Actions {
		if figured(x.Audience) && x.Status == Done {
			r.when(r.done, thing{i, x.ID}, x.DoneOn)
		}
	}
	for _, x := range s.Escalations {
		if figured(x.Audience) {
			r.when(r.raised, thing{i, x.ID}, x.firstRaised())
		}
	}
	if lastClosing(s.Closings) != nil {
		return
	}
	r.actions(i, s)
	for _, x := range s.Waits {
		if figured(x.Audience) && x.Open() {
			r.waits.count(thing{i, x.ID}, x.Days(r.today) > s.targetOf(x), part{typed(x.Service), x.Service, false})
		}
	}
	r.without.count(thing{plan: i}, s.keyworker() == nil, part{})
	for _, x := range s.Escalations {
		if figured(x.Audience) && x.Open() {
			r.stuck.count(thing{i, x.ID}, true, r.agency(x.Agency))
			r.late.count(thing{i, x.ID}, x.RespondedOn == "" && x.Due != "" && x.Due < r.today, part{string(x.Level), string(x.Level), true})
		}
	}
	for _, n := range s.Needs {
		if figured(n.Audience) && n.Kind != Strength {
			why := cmp.Or(n.Unmet, string(noReason))
			r.unmet.count(thing{i, n.ID}, n.Status == NeedUnmet, part{why, why, n.Unmet == "" || slices.Contains(UnmetReasons, n.Unmet)})
		}
	}
	r.voice.count(thing{plan: i}, s.familySpeaks(), part{})
}

// actions counts the open actions of a plan, and what can be said of all of them.
func (r *report) actions(i int, s *State) {
	owned, dated := true, true
	for _, x := range s.Actions {
		if !figured(x.Audience) || !x.Status.Open() {
			continue
		}
		owner := x.Ask
		if m := s.Member(x.Owner); m != nil {
			owner = m.Agency
		}
		r.overdue.count(thing{i, x.ID}, x.Due != "" && x.Due < r.today, r.agency(owner))
		owned, dated = owned && x.Owner != 0, dated && x.Due != ""
	}
	r.owners.count(thing{plan: i}, owned, part{})
	r.dates.count(thing{plan: i}, dated, part{})
}

// when counts something that happened on a day in its quarter, if that is one of the report's.
func (r *report) when(c *counting, x thing, d Day) {
	if d == "" || d > r.today || !d.Valid() {
		return
	}
	if q := string(quarterOf(d, 0)); q >= c.order[0] {
		c.count(x, true, part{q, c.labels[q], false})
	}
}

// newKeyworker reports whether with this tenure the keyworker became another one.
func (s *State) newKeyworker(x *Tenure) bool {
	var before *Tenure
	for _, o := range s.Tenures {
		if (o.From < x.From || o.From == x.From && o.ID < x.ID) && figured(o.Audience) &&
			(before == nil || o.From > before.From || o.From == before.From && o.ID > before.ID) {
			before = o
		}
	}
	return before != nil && before.Member != x.Member
}

// firstRaised is the day on which the escalation began, at whatever level.
func (x *Escalation) firstRaised() Day {
	if len(x.Before) > 0 {
		return x.Before[0].On
	}
	return x.RaisedOn
}

// familySpeaks reports whether the plan has words of the child or the family: a need as one of them sees it, an outcome in their words, or, at the
// last meeting that was held, the child's views or the family's last word.
func (s *State) familySpeaks() bool {
	said := func(f Field) bool { return strings.TrimSpace(s.Text(f).String()) != "" }
	for _, n := range s.Needs {
		_, child := s.Child(n.View)
		m := s.Member(n.View)
		if figured(n.Audience) && n.View != 0 && (child || m != nil && m.Role.Family()) {
			return true
		}
	}
	for _, o := range s.Outcomes {
		if figured(o.Audience) && said(Field{o.ID, Words}) {
			return true
		}
	}
	var last *Meeting
	for _, m := range s.Meetings {
		if !m.Closed.IsZero() && (last == nil || m.Number > last.Number) {
			last = m
		}
	}
	return last != nil && (said(Field{last.ID, Views}) || said(Field{last.ID, LastWord}))
}

// quarterOf returns the first day of the quarter of d, or of the one so many before.
func quarterOf(d Day, before int) Day {
	t := d.Time(time.UTC)
	return DayOf(time.Date(t.Year(), (t.Month()-1)/3*3+1-time.Month(3*before), 1, 0, 0, 0, 0, time.UTC))
}

// nextQuarter returns the first day of the quarter after that of d.
func nextQuarter(d Day) Day { return quarterOf(d, -1) }

// quarterWords returns a quarter in a language: "Jan–Mar 2026".
func quarterWords(l *words.Language, d Day) string {
	t := d.Time(time.UTC)
	return l.Time(t, "Jan") + "–" + l.Time(t.AddDate(0, 2, 0), "Jan 2006")
}
