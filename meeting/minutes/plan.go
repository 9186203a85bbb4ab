package minutes

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// Plan is the facts of a record's plan as it is now, as JSON has them; see Minutes for the forms of
// values.
type Plan struct {
	Paper    string          `json:"paper"`            // "plan/1": this shape; fields may be added
	Language *words.Language `json:"-"`                // of the laid out paper
	Name     string          `json:"name"`             // of the record: "sunflower"
	Keeper   string          `json:"keeper,omitempty"` // as Minutes has it
	About    []string        `json:"about"`
	Audience string          `json:"audience"` // everyone | practitioners | you (Options.Whole)
	Why      *Words          `json:"why,omitempty"`
	Team     []Member        `json:"team"`
	Needs    []Need          `json:"needs"`
	Actions  []Action        `json:"actions"`         // of the plan as a whole
	Meetings []MeetingLine   `json:"meetings"`        // in order of number
	Terms    []Term          `json:"terms,omitempty"` // what the words of the field mean, on the family's paper
}

// Member is somebody on the team.
type Member struct {
	Name   string       `json:"name"`
	Part   string       `json:"part"`
	Role   meeting.Role `json:"role"`
	Agency string       `json:"agency"`
	Since  meeting.Day  `json:"since"`
}

// Need is a strength, a need or a worry, with what stands under it.
type Need struct {
	Number    int                `json:"number"`
	Kind      meeting.NeedKind   `json:"kind"`
	Statement *Words             `json:"statement,omitempty"`
	Evidence  *Words             `json:"evidence,omitempty"`
	About     string             `json:"about"`          // one of the children, or "the family"
	View      string             `json:"view,omitempty"` // whose view it is; "" for the team's
	Domain    string             `json:"domain,omitempty"`
	Day       meeting.Day        `json:"day,omitempty"`
	Status    meeting.NeedStatus `json:"status"`
	Unmet     string             `json:"unmet_reason,omitempty"`
	Outcomes  []Outcome          `json:"outcomes"`
	Actions   []Action           `json:"actions"` // under the need itself
}

// Outcome is what will be different. Scores go from 0 to 10; -1 is not scored.
type Outcome struct {
	Number  string      `json:"number"` // "1.2"
	What    *Words      `json:"what,omitempty"`
	Words   *Words      `json:"words,omitempty"` // in the words of the child or the family
	Measure *Words      `json:"measure,omitempty"`
	First   int         `json:"baseline"`
	Now     int         `json:"now"`
	Aim     int         `json:"target"`
	Day     meeting.Day `json:"day,omitempty"`
	Actions []Action    `json:"actions"`
}

// MeetingLine is one of the record's meetings.
type MeetingLine struct {
	Name    string               `json:"name"`
	Kind    meeting.Kind         `json:"kind"`
	Planned time.Time            `json:"planned"`
	Status  meeting.MeetingStage `json:"status"`
}

// OfPlan gathers the plan of a record.
func OfPlan(v *meeting.View, o Options) *Plan {
	g := newGatherer(v, o)
	every := func(*meeting.Action) bool { return true }
	out := &Plan{
		Paper: "plan/1", Language: o.Words, Name: line(g.v.Name), Keeper: g.keeper(), About: called(g.v), Audience: g.audience(), Why: g.words(0, meeting.Why),
		Team: []Member{}, Needs: []Need{}, Actions: g.actions(g.v.Loose, every), Meetings: []MeetingLine{},
	}
	for _, m := range g.v.Members {
		if m.Current() && m.Guest == 0 {
			out.Team = append(out.Team, Member{line(m.Name), part(m), m.Role, memberAgency(m), meeting.DayOf(g.at(m.Since))})
		}
	}
	for _, n := range g.v.Plan {
		x := Need{
			Number: n.Number, Kind: n.Kind, Statement: g.words(n.ID, meeting.Statement), Evidence: g.words(n.ID, meeting.Evidence),
			About: g.name(n.About), View: g.name(n.View), Domain: line(n.Domain), Day: n.Day, Status: n.Status, Unmet: line(n.Unmet),
			Outcomes: []Outcome{}, Actions: g.actions(n.Actions, every),
		}
		if x.About == "" {
			x.About = string(family)
		}
		for i, o := range n.Outcomes {
			x.Outcomes = append(x.Outcomes, Outcome{
				Number: fmt.Sprintf("%d.%d", n.Number, i+1), What: g.words(o.ID, meeting.What),
				Words: g.words(o.ID, meeting.Words), Measure: g.words(o.ID, meeting.Measure),
				First: o.Baseline, Now: o.Now, Aim: o.Target, Day: o.Day, Actions: g.actions(o.Actions, every),
			})
		}
		out.Needs = append(out.Needs, x)
	}
	for _, m := range g.v.Meetings {
		out.Meetings = append(out.Meetings, MeetingLine{fmt.Sprintf("%s-%d", out.Name, m.Number), m.Kind, g.at(m.At), m.Stage})
	}
	out.Terms = g.terms(o, g.v.WrittenPlan())
	return out
}

// Record is the facts of a record, as JSON has them: the children, the plan, and everything else.
type Record struct {
	Plan
	Status   string  `json:"status"` // live | planned | open | closed: a meeting is on, one is planned, neither, the plan is closed
	Children []Child `json:"children"`
	Shelf            // what there is between meetings and beside the plan
}

// Child is one of the children that a record is about.
type Child struct {
	Name    string      `json:"name"`
	KnownAs string      `json:"known_as"`
	Born    meeting.Day `json:"born,omitempty"`
}

// OfRecord gathers a record.
func OfRecord(v *meeting.View, o Options) *Record {
	r := &Record{Plan: *OfPlan(v, o), Status: RecordStatus(v), Children: []Child{}, Shelf: newGatherer(v, o).shelf()}
	r.Paper, r.Terms = "record/1", nil // more follows the plan
	for _, c := range v.Children {
		r.Children = append(r.Children, Child{line(c.Name), line(c.Called()), c.Born})
	}
	return r
}

// RecordStatus says in a word how a record stands: live | planned | open | closed.
func RecordStatus(v *meeting.View) string {
	status := "open"
	if v.Closed() {
		status = "closed"
	}
	for _, m := range v.Meetings {
		switch m.Stage {
		case meeting.Live:
			return "live"
		case meeting.Preparing:
			status = "planned"
		}
	}
	return status
}

// Document lays the record out.
func (r *Record) Document() Document {
	d := Document{Words: r.Language, Author: r.Keeper}
	d.Title = d.T("Record %s", r.Name)
	r.dates(&d)
	t := Table{Head: d.heads("Child", "Known as", "Born")}
	for _, c := range r.Children {
		t.Rows = append(t.Rows, []string{c.Name, c.KnownAs, d.day(c.Born)})
	}
	d.Add(t)
	d.Blocks = append(d.Blocks, r.Plan.Document().Blocks...)
	r.layout(&d)
	return d
}

// Document lays the plan out.
func (p *Plan) Document() Document {
	d := Document{Words: p.Language, Author: p.Keeper}
	d.Title = d.T("Plan for %s", d.Words.List(p.About))
	p.dates(&d)
	d.Add(facts{{"Record", p.Name}, {"This paper is for", d.readers(p.Audience)}})
	if p.Why != nil {
		d.Add(Heading{2, d.T("Why there is a plan")})
		addWords(&d, p.Why)
	}
	d.Add(Heading{2, d.T("The team")})
	team := Table{Head: d.heads("Name", "Part", "Agency", "Since")}
	for _, m := range p.Team {
		team.Rows = append(team.Rows, []string{m.Name, d.part(m.Role, m.Part), m.Agency, d.day(m.Since)})
	}
	d.Add(p.circle(&d), team)
	if len(p.Needs) == 0 {
		d.Add(Heading{2, d.T("Needs")}, Paragraph(d.T("None are written down yet.")))
	}
	for _, n := range p.Needs {
		n.layout(&d)
	}
	if len(p.Actions) > 0 {
		d.Add(Heading{2, d.T("Actions of the plan as a whole")})
		addActions(&d, p.Actions, "")
	}
	if len(p.Meetings) > 0 {
		t := Table{Head: d.heads("Meeting", "Kind", "When", "Where it stands")}
		for _, m := range p.Meetings {
			t.Rows = append(t.Rows, []string{m.Name, d.T(m.Kind.Msg()), d.when(m.Planned), d.T(m.Status.Msg())})
		}
		d.Add(Heading{2, d.T("Meetings")}, t)
	}
	d.addTerms(p.Terms)
	return d
}

// dates tells the document of the days that the plan shows.
func (p *Plan) dates(d *Document) {
	days := func(list ...meeting.Day) {
		for _, x := range list {
			if x != "" {
				d.dated(x.Time(time.UTC))
			}
		}
	}
	done := func(list []Action) {
		for _, x := range list {
			days(x.DoneOn)
		}
	}
	for _, m := range p.Team {
		days(m.Since)
	}
	done(p.Actions)
	for _, n := range p.Needs {
		days(n.Day)
		done(n.Actions)
		for _, o := range n.Outcomes {
			done(o.Actions)
		}
	}
	for _, m := range p.Meetings {
		if m.Status != meeting.Preparing {
			d.dated(m.Planned)
		}
	}
}

// circle is the team by agency, those first who were first, around whom the plan is about.
func (p *Plan) circle(d *Document) Circle {
	c := Circle{Middle: d.Words.List(p.About)}
	for _, m := range p.Team {
		i := slices.IndexFunc(c.Around, func(g Group) bool { return g.Name == m.Agency })
		if i < 0 {
			i, c.Around = len(c.Around), append(c.Around, Group{Name: m.Agency})
		}
		c.Around[i].People = append(c.Around[i].People, m.Name)
	}
	return c
}

func (n Need) layout(d *Document) {
	title := capital(d.T(n.Kind.Msg()))
	if n.Domain != "" {
		title += ": " + meeting.Word(d.Words, n.Domain)
	}
	status := d.T(n.Status.Msg())
	if n.Unmet != "" {
		status += ": " + meeting.Word(d.Words, n.Unmet)
	}
	whose := n.View
	if whose == "" {
		whose = d.T("the team")
	}
	d.Add(Heading{2, fmt.Sprintf("%d. %s", n.Number, title)})
	addWords(d, n.Statement)
	d.Add(facts{{"About", d.about(n.About)}, {"Whose view", whose}, {"Since", d.day(n.Day)}, {"Status", status}})
	if n.Evidence != nil {
		d.Add(Heading{3, d.T("What we have seen")})
		addWords(d, n.Evidence)
	}
	for _, o := range n.Outcomes {
		d.Add(Heading{3, d.T("What will be different, %s", o.Number)})
		addWords(d, o.What)
		d.Add(facts{{"Scale", o.scale(d)}, {"By", d.day(o.Day)}})
		if o.Words != nil {
			d.Add(Heading{4, d.T("In their own words")})
			addWords(d, o.Words)
		}
		if o.Measure != nil {
			d.Add(Heading{4, d.T("How we will know")})
			addWords(d, o.Measure)
		}
		addActions(d, o.Actions, "No actions yet.")
	}
	if len(n.Actions) > 0 {
		d.Add(Heading{3, d.T("Actions for this")})
		addActions(d, n.Actions, "")
	}
}

// scale tells the scores in words: "at first 3, now 5, aim 8, out of 10".
func (o Outcome) scale(d *Document) string {
	var parts []string
	for _, s := range []struct {
		name  words.Msg
		value int
	}{{"at first", o.First}, {"now", o.Now}, {"aim", o.Aim}} {
		if s.value >= 0 {
			parts = append(parts, d.T(s.name)+" "+strconv.Itoa(s.value))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(append(parts, d.T("out of 10")), ", ")
}
