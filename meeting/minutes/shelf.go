package minutes

import (
	"cmp"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// Shelf is the facts of a record beside its plan and meetings, as JSON has them. Every list is left out where it is empty.
type Shelf struct {
	Said         []Said        `json:"about_me,omitempty"`
	Details      []Detail      `json:"details,omitempty"`
	People       []Relation    `json:"people,omitempty"`
	Services     []Involved    `json:"services,omitempty"`
	Waits        []Wait        `json:"waits,omitempty"`
	Assessments  []Assessment  `json:"assessments,omitempty"`
	Appointments []Appointment `json:"appointments,omitempty"`
	Plans        []OtherPlan   `json:"other_plans,omitempty"`
	Stages       []Stage       `json:"stages,omitempty"` // in order; the last one is that of now
	Changes      []Change      `json:"changes,omitempty"`
	Keyworkers   []Tenure      `json:"keyworkers,omitempty"`
	Contacts     []Contact     `json:"contacts,omitempty"`
	Mandates     []Mandate     `json:"mandates,omitempty"`
	Escalations  []Escalation  `json:"escalations,omitempty"`
	Closed       *Closed       `json:"closed,omitempty"`
}

// Said is what a child or the family says of themselves.
type Said struct {
	Who   string `json:"who"`
	Title string `json:"title"`
	Words *Words `json:"words"`
}

// Detail is one thing that is known of a child or the family.
type Detail struct {
	About string `json:"about"`
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

// Relation is somebody who matters to a child.
type Relation struct {
	Name           string `json:"name"`
	Is             string `json:"is,omitempty"`
	Responsibility bool   `json:"parental_responsibility"`
	Contact        string `json:"contact"`
	Order          string `json:"order,omitempty"`
	Reach          string `json:"reach,omitempty"`
	Remarks        string `json:"remarks,omitempty"`
}

// Involved is a service that works with a child.
type Involved struct {
	Service string      `json:"service"`
	Who     string      `json:"who,omitempty"`
	From    meeting.Day `json:"from,omitempty"`
	To      meeting.Day `json:"to,omitempty"`
	Remarks string      `json:"remarks,omitempty"`
}

// Wait is a referral.
type Wait struct {
	Service  string      `json:"service"`
	Status   string      `json:"status"` // waiting | seen | ended
	For      string      `json:"for,omitempty"`
	By       string      `json:"referred_by,omitempty"`
	On       meeting.Day `json:"referred_on"`
	Target   int         `json:"target_days"`
	Expected meeting.Day `json:"expected,omitempty"`
	Seen     meeting.Day `json:"seen_on,omitempty"`
	Ended    string      `json:"ended,omitempty"`
	Remarks  string      `json:"remarks,omitempty"`
	Listed   string      `json:"listed,omitempty"` // the service's name in the information bank
}

// Assessment is an assessment that was made or is booked.
type Assessment struct {
	Kind    string      `json:"kind"`
	Who     string      `json:"who,omitempty"`
	Domain  string      `json:"domain,omitempty"`
	Day     meeting.Day `json:"day"`
	Share   []string    `json:"share_with,omitempty"` // agencies' ids
	Next    meeting.Day `json:"next_due,omitempty"`
	Remarks string      `json:"remarks,omitempty"`
}

// Appointment is an appointment.
type Appointment struct {
	What      string    `json:"what"`
	At        time.Time `json:"at"`
	Place     string    `json:"place,omitempty"`
	Cancelled bool      `json:"cancelled,omitempty"`
}

// OtherPlan is a plan of one agency.
type OtherPlan struct {
	Kind   string      `json:"kind"`
	From   meeting.Day `json:"from,omitempty"`
	Review meeting.Day `json:"review,omitempty"`
	To     meeting.Day `json:"to,omitempty"`
}

// Stage is a stage of the pathway.
type Stage struct {
	Stage string      `json:"stage"`
	From  meeting.Day `json:"from"`
	Due   meeting.Day `json:"due,omitempty"`
}

// Change is a change that is coming.
type Change struct {
	What    string      `json:"what"`
	Day     meeting.Day `json:"day"`
	Lead    string      `json:"lead,omitempty"`
	Over    bool        `json:"over,omitempty"`
	Prepare []string    `json:"prepared_by,omitempty"` // the actions
	Remarks string      `json:"remarks,omitempty"`
}

// Tenure is somebody's time as keyworker.
type Tenure struct {
	Name       string      `json:"name"`
	Designated bool        `json:"designated"`
	From       meeting.Day `json:"from"`
	To         meeting.Day `json:"to,omitempty"`
	Reason     string      `json:"reason,omitempty"`
	Wish       string      `json:"family_wish,omitempty"`
}

// Contact is a contact with the family.
type Contact struct {
	Day      meeting.Day `json:"day"`
	By       string      `json:"by"`
	How      string      `json:"how"`
	With     []string    `json:"with,omitempty"`
	Remarks  string      `json:"remarks,omitempty"`
	Promised string      `json:"promised,omitempty"`
	Due      meeting.Day `json:"promise_due,omitempty"`
	Kept     meeting.Day `json:"kept_on,omitempty"`
}

// Mandate is what an agency lets the keyworker do.
type Mandate struct {
	Agency string      `json:"agency"` // its id
	Vests  []string    `json:"vests"`
	Signed string      `json:"signed_by"`
	On     meeting.Day `json:"signed_on"`
	Until  meeting.Day `json:"until,omitempty"`
}

// Escalation is something stuck that went to somebody who can move it.
type Escalation struct {
	What    string      `json:"what"`
	Status  string      `json:"status"` // open | over
	Stuck   string      `json:"stuck"`
	Agency  string      `json:"agency"` // its id
	Level   string      `json:"level"`
	Manager string      `json:"manager,omitempty"`
	On      meeting.Day `json:"raised_on"`
	Due     meeting.Day `json:"due,omitempty"`
	Answer  string      `json:"answer,omitempty"`
	CameOf  string      `json:"came_of,omitempty"`
	Told    meeting.Day `json:"family_told_on,omitempty"`
}

// Closed is how the plan was closed.
type Closed struct {
	Day    meeting.Day `json:"day"`
	Why    string      `json:"why"`
	Words  string      `json:"words,omitempty"`
	Family string      `json:"family"`
	Said   string      `json:"family_words,omitempty"`
	Until  meeting.Day `json:"practitioners_read_until"`
	After  *Words      `json:"after,omitempty"` // the plan after the end, and whom to ring
}

// aboutTitles are what the texts of meeting.AboutMe are called.
var aboutTitles = map[meeting.Part]words.Msg{
	meeting.Matters: "What matters to me", meeting.Communicates: "How I communicate", meeting.Works: "What works",
	meeting.WorksNot: "What does not work", meeting.WorkWithUs: "How to work with us",
}

// about returns whom something is about: one of the children, or "the family".
func (g gatherer) about(id meeting.ID) string { return cmp.Or(g.name(id), string(family)) }

// note returns a shared text as one line.
func (g gatherer) note(id meeting.ID, p meeting.Part) string {
	return g.one(id, p)
}

// shelf gathers what there is beside plan and meetings.
func (g gatherer) shelf() Shelf {
	v, s := g.v, Shelf{}
	for _, id := range append(childIDs(v), 0) {
		for _, p := range meeting.AboutMe {
			if w := g.words(id, p); w != nil {
				s.Said = append(s.Said, Said{g.about(id), string(aboutTitles[p]), w})
			}
		}
		for _, x := range v.DetailsOf(id) {
			s.Details = append(s.Details, Detail{g.about(id), string(x.Kind), line(x.Words())})
		}
	}
	for _, x := range v.Relations {
		s.People = append(s.People, Relation{line(x.Name), line(x.Is), x.Responsibility, string(x.Contact), line(x.Order), line(x.Reach), g.note(x.ID, meeting.Remarks)})
	}
	for _, x := range v.Involvements {
		s.Services = append(s.Services, Involved{line(x.Service), cmp.Or(g.name(x.Member), line(x.Who)), x.From, x.To, g.note(x.ID, meeting.Remarks)})
	}
	for _, x := range v.Waits {
		status := "waiting"
		if x.SeenOn != "" {
			status = "seen"
		} else if x.EndedOn != "" {
			status = "ended"
		}
		s.Waits = append(s.Waits, Wait{
			line(x.Service), status, line(x.For), g.name(x.ReferredBy), x.ReferredOn, v.TargetOf(x), x.Expected, x.SeenOn, line(x.Ended), g.note(x.ID, meeting.Remarks), line(x.Listing.Name),
		})
	}
	for _, x := range v.Assessments {
		a := Assessment{Kind: line(x.Kind), Who: cmp.Or(g.name(x.Member), line(x.Who)), Domain: x.Domain, Day: x.Day, Next: x.NextDue, Remarks: g.note(x.ID, meeting.Remarks)}
		for _, w := range x.Share {
			a.Share = append(a.Share, line(string(w)))
		}
		s.Assessments = append(s.Assessments, a)
	}
	for _, x := range v.Appointments {
		s.Appointments = append(s.Appointments, Appointment{line(x.What), g.at(x.At), line(x.Place), x.Cancelled})
	}
	for _, x := range v.OtherPlans {
		s.Plans = append(s.Plans, OtherPlan{line(x.Kind), x.From, x.Review, x.To})
	}
	for _, x := range v.PathSteps() {
		s.Stages = append(s.Stages, Stage{string(x.Stage), x.From, x.Due})
	}
	for _, x := range v.Transitions {
		c := Change{What: line(x.What()), Day: x.Day, Lead: g.name(x.Lead), Over: x.Over, Remarks: g.note(x.ID, meeting.Remarks)}
		for _, id := range x.Actions {
			c.Prepare = append(c.Prepare, g.note(id, meeting.What))
		}
		s.Changes = append(s.Changes, c)
	}
	g.help(&s)
	return s
}

// help gathers what is about the help itself: keyworkers, contacts, authority, the end.
func (g gatherer) help(s *Shelf) {
	v := g.v
	for _, x := range v.Tenures {
		s.Keyworkers = append(s.Keyworkers, Tenure{g.name(x.Member), x.Designated, x.From, x.To, line(x.Reason), line(x.Wish)})
	}
	for _, x := range v.Contacts {
		c := Contact{Day: x.Day, By: g.name(x.By), How: string(x.How), Remarks: g.note(x.ID, meeting.Remarks), Promised: g.note(x.ID, meeting.Promised), Due: x.PromiseDue, Kept: x.KeptOn}
		for _, id := range x.With {
			c.With = append(c.With, g.name(id))
		}
		s.Contacts = append(s.Contacts, c)
	}
	for _, x := range v.Mandates {
		m := Mandate{Agency: line(string(x.Agency)), Signed: line(x.SignedBy), On: x.SignedOn, Until: x.Until}
		for _, what := range x.Vests {
			m.Vests = append(m.Vests, line(what))
		}
		s.Mandates = append(s.Mandates, m)
	}
	for _, x := range v.Escalations {
		e := Escalation{
			What: g.note(x.ID, meeting.Remarks), Status: "open", Stuck: string(x.Stuck), Agency: line(string(x.Agency)), Level: string(x.Level), Manager: line(x.Manager),
			On: x.RaisedOn, Due: x.Due, Answer: g.note(x.ID, meeting.Answered), CameOf: g.note(x.ID, meeting.CameOf), Told: x.ToldOn,
		}
		if !x.Open() {
			e.Status = "over"
		}
		s.Escalations = append(s.Escalations, e)
	}
	if x := v.Closing(); x != nil {
		s.Closed = &Closed{x.Day, string(x.Why), line(x.Words), string(x.Family), line(x.FamilyWords), x.AccessUntil, g.words(x.ID, meeting.Remarks)}
	}
}

func childIDs(v *meeting.View) []meeting.ID {
	var out []meeting.ID
	for _, c := range v.Children {
		out = append(out, c.ID)
	}
	return out
}

// layout lays out what there is beside plan and meetings.
func (s Shelf) layout(d *Document) {
	if c := s.Closed; c != nil {
		d.Add(Heading{2, d.T("The plan is closed")}, facts{
			{"Since", d.day(c.Day)}, {"Why", joined(d.T(meeting.CloseWhy(c.Why).Msg()), c.Words)}, {"The family says", joined(d.T(meeting.Answer(c.Family).Msg()), c.Said)}, {"Practitioners read until", d.day(c.Until)},
		})
		addWords(d, c.After)
	}
	for _, x := range s.Said {
		d.Add(Heading{3, d.T(words.Msg(x.Title)) + " (" + d.about(x.Who) + ")"})
		addWords(d, x.Words)
	}
	table := func(title words.Msg, head []words.Msg, n int, row func(int) []string) {
		if n == 0 {
			return
		}
		t := Table{Head: d.heads(head...)}
		for i := range n {
			t.Rows = append(t.Rows, row(i))
		}
		d.Add(Heading{2, d.T(title)}, t)
	}
	table("Details", []words.Msg{"What", "About", ""}, len(s.Details), func(i int) []string {
		x := s.Details[i]
		return []string{capital(d.T(meeting.DetailKind(x.Kind).Msg())), d.about(x.About), x.Value}
	})
	table("Family and people who matter", []words.Msg{"Name", "Who they are", "Parental responsibility", "Contact", "How to reach them"}, len(s.People), func(i int) []string {
		x := s.People[i]
		return []string{x.Name, joined(x.Is, x.Remarks), d.noted(x.Responsibility), joined(d.T(meeting.ContactRule(x.Contact).Msg()), x.Order), x.Reach}
	})
	table("Services involved", []words.Msg{"Service", "Who", "From", "Until", "Note"}, len(s.Services), func(i int) []string {
		x := s.Services[i]
		return []string{x.Service, x.Who, d.day(x.From), d.day(x.To), x.Remarks}
	})
	table("Waiting", []words.Msg{"For", "Referred", "Where it stands", "Aim", "Note"}, len(s.Waits), func(i int) []string {
		x := s.Waits[i]
		service := x.Service
		if x.Listed != "" && x.Listed != x.Service {
			service += " (" + x.Listed + ")"
		}
		return []string{joined(service, x.For), joined(d.day(x.On), x.By), x.stands(d), d.Words.N(x.Target, "%d days", "%d days"), x.Remarks}
	})
	table("Assessments", []words.Msg{"What", "When", "By", "May be shared with", "Again due", "Note"}, len(s.Assessments), func(i int) []string {
		x := s.Assessments[i]
		return []string{x.Kind, d.day(x.Day), x.Who, strings.Join(x.Share, ", "), d.day(x.Next), x.Remarks}
	})
	table("Appointments", []words.Msg{"What", "When", "Where"}, len(s.Appointments), func(i int) []string {
		x := s.Appointments[i]
		what := x.What
		if x.Cancelled {
			what = d.T("%s (cancelled)", what)
		}
		return []string{what, d.when(x.At), x.Place}
	})
	table("Other plans", []words.Msg{"Plan", "From", "Review", "Until"}, len(s.Plans), func(i int) []string {
		x := s.Plans[i]
		return []string{x.Kind, d.day(x.From), d.day(x.Review), d.day(x.To)}
	})
	table("The way so far", []words.Msg{"Stage", "From", "To be done by"}, len(s.Stages), func(i int) []string {
		x := s.Stages[i]
		return []string{d.T(meeting.PathStage(x.Stage).Msg()), d.day(x.From), d.day(x.Due)}
	})
	table("Changes coming", []words.Msg{"What", "When", "Who leads", "What prepares it", "Note"}, len(s.Changes), func(i int) []string {
		x := s.Changes[i]
		return []string{x.What, d.day(x.Day), x.Lead, strings.Join(x.Prepare, "; "), x.Remarks}
	})
	table("Keyworkers", []words.Msg{"Name", "From", "Until", "Why it changed", "What the family wished"}, len(s.Keyworkers), func(i int) []string {
		x := s.Keyworkers[i]
		return []string{x.Name, d.day(x.From), d.day(x.To), x.Reason, x.Wish}
	})
	table("Contacts", []words.Msg{"When", "Who", "How", "With", "What was said", "Promised"}, len(s.Contacts), func(i int) []string {
		x := s.Contacts[i]
		promised := x.Promised
		if x.Kept != "" {
			promised = joined(promised, d.T("kept %s", d.day(x.Kept)))
		} else if promised != "" {
			promised = joined(promised, d.day(x.Due))
		}
		return []string{d.day(x.Day), x.By, d.T(meeting.ContactHow(x.How).Msg()), strings.Join(x.With, ", "), x.Remarks, promised}
	})
	table("What agencies let the keyworker do", []words.Msg{"Agency", "What", "Signed by", "Signed", "Until"}, len(s.Mandates), func(i int) []string {
		x := s.Mandates[i]
		return []string{x.Agency, strings.Join(d.list(x.Vests), "; "), x.Signed, d.day(x.On), d.day(x.Until)}
	})
	table("What is stuck, and with whom", []words.Msg{"What", "Agency", "With", "Answer due", "Answer", "What came of it", "Family told"}, len(s.Escalations), func(i int) []string {
		x := s.Escalations[i]
		return []string{joined(d.T(meeting.StuckKind(x.Stuck).Msg()), x.What), x.Agency, joined(d.T(meeting.Level(x.Level).Msg()), x.Manager), d.day(x.Due), x.Answer, x.CameOf, d.day(x.Told)}
	})
}

// stands tells where a wait stands.
func (x Wait) stands(d *Document) string {
	switch x.Status {
	case "seen":
		return d.T("seen %s", d.day(x.Seen))
	case "ended":
		return joined(d.T("not seen"), x.Ended)
	}
	if x.Expected != "" {
		return d.T("expected %s", d.day(x.Expected))
	}
	return d.T("waiting")
}

// joined joins what is not empty.
func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}
