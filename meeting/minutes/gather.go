package minutes

import (
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// Options are what a paper depends on beside the state and the viewer.
type Options struct {
	// Audience is who the paper is for: Everyone, unless somebody asked for another one.
	Audience meeting.Audience
	// Whole is for the viewer's own eyes, and no paper to pass on: everything that they may see, whatever Audience
	// says.
	Whole bool
	// Zone is where times are told; nil is UTC.
	Zone *time.Location
	// Words is the language in which the paper is laid out; nil is English. Its facts stay the same.
	Words *words.Language

	// Since is the record as it is now, where the paper is of an earlier one: final minutes are of when they became final, and what was added to
	// them since stands at their end. nil where the paper is of now.
	Since *meeting.View

	subject *subject // of a SubjectAccess; nil on any other paper
}

// Words are what people wrote together in one text, and who they are.
type Words struct {
	Text string   `json:"text"`
	By   []Author `json:"by"` // in the order in which their words stand in the text
}

// Author is one of those who wrote a text.
type Author struct {
	Name      string `json:"name"`                 // whose words they are
	WrittenBy string `json:"written_by,omitempty"` // who wrote them on that person's behalf
}

// Action is who does what by when.
type Action struct {
	What      string               `json:"what"`
	For       string               `json:"for,omitempty"`        // the outcome or need that it is for
	Owner     string               `json:"owner,omitempty"`      // a name; "" while nobody has it
	OwnerLeft bool                 `json:"owner_left,omitempty"` // their part here has ended: it needs a new owner
	OwnerSays meeting.Consent      `json:"owner_says,omitempty"` // asked | agreed | declined
	Ask       string               `json:"ask,omitempty"`        // the agency asked to name an owner
	Due       meeting.Day          `json:"due,omitempty"`
	Status    meeting.ActionStatus `json:"status"`
	DoneOn    meeting.Day          `json:"done_on,omitempty"`
	DoneBy    string               `json:"done_by,omitempty"`
	Progress  string               `json:"progress,omitempty"`
	Blocks    string               `json:"blocks,omitempty"`
	NextStep  string               `json:"next_step,omitempty"`
	Service   string               `json:"service,omitempty"` // of the information bank, what it is about
}

// gatherer reads one View for one paper. It is where text comes in, and so where it is cleaned.
type gatherer struct {
	v       *meeting.View
	zone    *time.Location
	subject *subject
	over    bool // the paper is of a meeting, with the team as it was then
}

func newGatherer(v *meeting.View, o Options) gatherer {
	zone := o.Zone
	if zone == nil {
		zone = time.UTC
	}
	if !o.Whole {
		v = v.For(o.Audience)
	}
	return gatherer{v: v, zone: zone, subject: o.subject}
}

// audience says who the paper is for, in the words of the command line.
func (g gatherer) audience() string {
	who := g.v.Viewer()
	switch {
	case !who.Paper:
		return "you"
	case who.PaperFor == meeting.Everyone:
		return "everyone"
	}
	return line(string(who.PaperFor))
}

// line returns s as one line without controls.
func line(s string) string { return strings.Join(strings.Fields(text.CleanLine(s)), " ") }

// at returns a moment where the paper's readers are.
func (g gatherer) at(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(g.zone)
}

// name returns what somebody asked to be called; "" for nobody.
func (g gatherer) name(id meeting.ID) string {
	if id == 0 {
		return ""
	}
	return line(g.v.NameOf(id))
}

// keeper is the agency that keeps the record: its keyworker's; "" while it has none.
func (g gatherer) keeper() string {
	if m := g.v.Keyworker(); m != nil {
		return memberAgency(m)
	}
	return ""
}

// words returns a text with its authors, nil if nothing is written there.
func (g gatherer) words(id meeting.ID, part meeting.Part) *Words {
	t := g.v.Text(meeting.Field{ID: id, Part: part})
	w := &Words{Text: strings.TrimSpace(g.read(t))}
	if w.Text == "" {
		return nil
	}
	seen := map[Author]bool{}
	for run := range t.Runs(0, t.Len()) {
		if strings.TrimSpace(run.Text) == "" {
			continue
		}
		if a := g.author(run.Site); !seen[a] {
			seen[a] = true
			w.By = append(w.By, a)
		}
	}
	return w
}

func (g gatherer) author(at text.Site) Author {
	by := g.v.AuthorOf(at)
	a := Author{Name: "somebody"}
	if by.Member != nil {
		a.Name = line(by.Member.Name)
	}
	if by.By != nil && by.By != by.Member {
		a.WrittenBy = line(by.By.Name)
	}
	return a
}

// one returns a text on one line.
func (g gatherer) one(id meeting.ID, part meeting.Part) string {
	return line(g.read(g.v.Text(meeting.Field{ID: id, Part: part})))
}

// read returns what the paper may hold of a text.
func (g gatherer) read(t text.View) string {
	if g.subject != nil {
		return g.subject.words(t)
	}
	return text.Clean(t.String())
}

func (g gatherer) action(x *meeting.Action) Action {
	out := Action{
		What: g.one(x.ID, meeting.What), Owner: g.name(x.Owner), OwnerLeft: g.ownerLeft(x), OwnerSays: x.Consent,
		Due: x.Due, Status: x.Status, DoneOn: x.DoneOn, DoneBy: g.name(x.DoneBy),
		Progress: g.one(x.ID, meeting.Progress), Blocks: g.one(x.ID, meeting.Blocks), NextStep: g.one(x.ID, meeting.NextStep), Service: line(x.Listing.Name),
	}
	if x.Under != 0 {
		if out.For = g.one(x.Under, meeting.What); out.For == "" {
			out.For = g.one(x.Under, meeting.Statement)
		}
	}
	if x.Ask != "" {
		out.Ask = g.agency(x.Ask)
	}
	return out
}

// ownerLeft reports whether an action needs a new owner. Of a meeting's papers it is those who were on the team then who count.
func (g gatherer) ownerLeft(x *meeting.Action) bool {
	if !g.over {
		return g.v.OwnerLeft(x)
	}
	owner := g.member(x.Owner)
	return x.Owner != 0 && x.Status.Open() && (owner == nil || !owner.Current())
}

// member is a member as the paper's team has them; nil is nobody.
func (g gatherer) member(id meeting.ID) *meeting.Member {
	for _, m := range g.v.Members {
		if m.ID == id {
			return m
		}
	}
	return nil
}

func (g gatherer) actions(list []*meeting.Action, keep func(*meeting.Action) bool) []Action {
	out := []Action{}
	for _, x := range list {
		if keep(x) {
			out = append(out, g.action(x))
		}
	}
	return out
}

// agency returns the name of an agency as the team has it.
func (g gatherer) agency(id meeting.AgencyID) string {
	for _, m := range g.v.Members {
		if m.Agency == id && m.AgencyName != "" {
			return line(m.AgencyName)
		}
	}
	return line(string(id))
}

// part is what somebody is on the team: their role, and their title, which says enough of a practitioner.
func part(m *meeting.Member) string {
	role, title := string(m.Role), line(m.Title)
	switch {
	case title == "" || strings.EqualFold(title, role):
		return role
	case m.Role == meeting.Practitioner:
		return title
	}
	return role + ", " + title
}

func memberAgency(m *meeting.Member) string {
	if m.AgencyName != "" {
		return line(m.AgencyName)
	}
	return line(string(m.Agency))
}

func called(v *meeting.View) []string {
	out := []string{}
	for _, c := range v.Children {
		out = append(out, line(c.Called()))
	}
	return out
}
