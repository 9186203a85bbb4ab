package minutes

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/samply/golang-fhir-models/fhir-models/fhir" // FHIR R4's resources as Go types, made from its own definitions

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// PlanBundle writes a record's plan as v's viewer and the paper's audience see it as a FHIR R4 (4.0.1) Bundle of type collection: the
// children, the team with its agencies, each keyworker's time as a CareTeam of its own with its period, needs as Conditions, outcomes as Goals,
// actions as Tasks of one CarePlan, what the family has agreed to as Consents, appointments and meetings as Appointments. An entry has the same
// id in every bundle of the service that secret is known to, and its number cannot be told from it. The same view gives the same bytes.
func PlanBundle(v *meeting.View, secret []byte, o Options) ([]byte, error) {
	b := newBundler(v, secret, o)
	b.everything()
	return b.write(fhir.Bundle{Type: fhir.BundleTypeCollection})
}

// MinutesBundle writes the minutes of a meeting as a FHIR R4 (4.0.1) document (Bundle, section 3.3): a Composition whose sections are those of
// the paper, and all that it refers to. It refuses (meeting.NotFound) a meeting that the viewer may not see.
func MinutesBundle(v *meeting.View, id meeting.ID, secret []byte, o Options) ([]byte, error) {
	facts, err := OfMeeting(v, id, o)
	if err != nil {
		return nil, err
	}
	b := newBundler(v, secret, o)
	b.composition(b.g.v.Meeting(id), facts)
	b.everything()
	when := b.instant(facts.dated())
	return b.write(fhir.Bundle{
		Type: fhir.BundleTypeDocument, Timestamp: &when,
		Identifier: &fhir.Identifier{System: ptr("urn:ietf:rfc:3986"), Value: ptr(b.urn("document", id))},
	})
}

// dated is when the minutes were made: when they were final, sent or the meeting closed, or else when it is planned.
func (m *Minutes) dated() time.Time {
	for _, t := range []time.Time{m.Final, m.Sent, m.Closed, m.Opened} {
		if !t.IsZero() {
			return t
		}
	}
	return m.Planned
}

// bundler puts a record's resources into a bundle, each once.
type bundler struct {
	g       gatherer
	secret  []byte
	entries []fhir.BundleEntry
	has     map[string]bool // by their URN
	err     error
}

func newBundler(v *meeting.View, secret []byte, o Options) *bundler {
	return &bundler{g: newGatherer(v, o), secret: secret, has: map[string]bool{}}
}

// urn is what an entry is called in bundles: a UUID of our own making (RFC 9562, version 8).
func (b *bundler) urn(kind string, id meeting.ID) string {
	h := hmac.New(sha256.New, b.secret)
	h.Write([]byte("fhir " + kind + " " + b.g.v.Name + " "))
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(id)))
	u := uuid.UUID(h.Sum(nil)[:16])
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80
	return "urn:uuid:" + u.String()
}

// add puts a resource into the bundle and returns its URN.
func (b *bundler) add(urn string, resource any) string {
	if b.has[urn] {
		return urn
	}
	b.has[urn] = true
	raw, err := json.Marshal(resource)
	if err != nil && b.err == nil {
		b.err = fmt.Errorf("paper as FHIR: %w", err)
	}
	b.entries = append(b.entries, fhir.BundleEntry{FullUrl: &urn, Resource: raw})
	return urn
}

func (b *bundler) write(bundle fhir.Bundle) ([]byte, error) {
	bundle.Language = ptr("en-GB")
	bundle.Entry = b.entries
	raw, err := json.MarshalIndent(bundle, "", "  ")
	if b.err != nil {
		err = b.err
	}
	if err != nil {
		return nil, err
	}
	return append(raw, '\n'), nil
}

// everything adds all that the plan is made of.
func (b *bundler) everything() {
	v := b.g.v
	subject := b.subject()
	team := b.team(subject)
	b.tenures(subject)
	plan := fhir.CarePlan{
		Status: fhir.RequestStatusActive, Intent: fhir.CarePlanIntentPlan, Title: ptr("Plan for " + and(called(v))), Subject: ref(subject),
		CareTeam: []fhir.Reference{ref(team)}, Description: ptr(b.g.one(0, meeting.Why)),
		Identifier: []fhir.Identifier{{System: ptr("urn:oneplan:record"), Value: ptr(line(v.Name))}},
	}
	if v.Closed() {
		plan.Status = fhir.RequestStatusCompleted
	}
	tasks := func(list []*meeting.Action, goal string) {
		for _, x := range list {
			plan.Activity = append(plan.Activity, fhir.CarePlanActivity{Reference: refTo(b.task(x, subject, goal))})
		}
	}
	for _, n := range v.Plan {
		need := b.need(n, subject)
		plan.Addresses = append(plan.Addresses, ref(need))
		for _, o := range n.Outcomes {
			goal := b.goal(o, b.about(n.About, subject), need)
			plan.Goal = append(plan.Goal, ref(goal))
			tasks(o.Actions, goal)
		}
		tasks(n.Actions, need)
	}
	tasks(v.Loose, "")
	b.add(b.urn("plan", 0), plan)
	for _, x := range v.Agreements {
		b.consent(x)
	}
	for _, x := range v.Appointments {
		b.appointment(x)
	}
	for _, m := range v.Meetings {
		b.met(m)
	}
}

// subject adds the children and returns whom the plan is about: the child, or the group of them.
func (b *bundler) subject() string {
	var group fhir.Group
	for _, c := range b.g.v.Children {
		p := fhir.Patient{Name: []fhir.HumanName{{Text: ptr(line(c.Name))}}, BirthDate: date(c.Born)}
		if called := line(c.Called()); called != line(c.Name) {
			p.Name = append(p.Name, fhir.HumanName{Use: enum(fhir.NameUseUsual), Text: ptr(called)})
		}
		group.Member = append(group.Member, fhir.GroupMember{Entity: ref(b.add(b.urn("person", c.ID), p))})
	}
	if len(group.Member) == 1 {
		return *group.Member[0].Entity.Reference
	}
	group.Type, group.Actual, group.Name, group.Quantity = fhir.GroupTypePerson, true, ptr(and(called(b.g.v))), enum(len(group.Member))
	return b.add(b.urn("group", 0), group)
}

// about returns one of the children, or else whom the plan is about.
func (b *bundler) about(id meeting.ID, subject string) string {
	if slices.ContainsFunc(b.g.v.Children, func(c meeting.Person) bool { return c.ID == id }) {
		return b.urn("person", id)
	}
	return subject
}

// person adds somebody of the team; "" for nobody. The family are RelatedPersons of the first child.
func (b *bundler) person(id meeting.ID) string {
	m := b.g.v.Member(id)
	if m == nil {
		if slices.ContainsFunc(b.g.v.Children, func(c meeting.Person) bool { return c.ID == id }) {
			return b.urn("person", id)
		}
		return ""
	}
	urn, name := b.urn("person", m.ID), []fhir.HumanName{{Text: ptr(line(m.Name))}}
	if m.Role.Family() && len(b.g.v.Children) > 0 {
		return b.add(urn, fhir.RelatedPerson{
			Name: name, Patient: ref(b.urn("person", b.g.v.Children[0].ID)), Relationship: []fhir.CodeableConcept{concept(part(m))},
			Active: enum(m.Current()),
		})
	}
	return b.add(urn, fhir.Practitioner{Name: name, Active: enum(m.Current())})
}

// agency adds an agency, called as the team calls it.
func (b *bundler) agency(id meeting.AgencyID) string {
	urn := b.urn("agency "+string(id), 0)
	return b.add(urn, fhir.Organization{Name: ptr(b.g.agency(id))})
}

// team adds the team with everybody who is or was on it.
func (b *bundler) team(subject string) string {
	t := fhir.CareTeam{Status: enum(fhir.CareTeamStatusActive), Name: ptr("Team around " + and(called(b.g.v))), Subject: refTo(subject)}
	for _, m := range b.g.v.Members {
		if m.Guest != 0 {
			continue
		}
		p := fhir.CareTeamParticipant{
			Role: []fhir.CodeableConcept{concept(part(m))}, Member: refTo(b.person(m.ID)), Period: b.period(meeting.DayOf(b.g.at(m.Since)), ""),
		}
		if !m.Current() {
			p.Period = b.period(meeting.DayOf(b.g.at(m.Since)), meeting.DayOf(b.g.at(m.Until)))
		}
		if !m.Role.Family() {
			p.OnBehalfOf = refTo(b.agency(m.Agency))
		}
		t.Participant = append(t.Participant, p)
	}
	return b.add(b.urn("team", 0), t)
}

// tenures adds each keyworker's time as a team of one, so that the history of keyworkers goes with the plan.
func (b *bundler) tenures(subject string) {
	for _, x := range b.g.v.Tenures {
		t := fhir.CareTeam{
			Status: enum(fhir.CareTeamStatusInactive), Name: ptr("Keyworker"), Subject: refTo(subject), Period: b.period(x.From, x.To),
			Participant: []fhir.CareTeamParticipant{{
				Role: []fhir.CodeableConcept{concept("keyworker")}, Member: refTo(b.person(x.Member)), Period: b.period(x.From, x.To),
			}},
			Note: notes(line(x.Reason)),
		}
		if x.Open() {
			t.Status = enum(fhir.CareTeamStatusActive)
		}
		b.add(b.urn("tenure", x.ID), t)
	}
}

// Codes of HL7's terminology (FHIR R4).
const (
	clinicalStatus  = "http://terminology.hl7.org/CodeSystem/condition-clinical"
	conditionGroup  = "http://terminology.hl7.org/CodeSystem/condition-category"
	achieved        = "http://terminology.hl7.org/CodeSystem/goal-achievement"
	consentScope    = "http://terminology.hl7.org/CodeSystem/consentscope"
	loinc           = "http://loinc.org"
	consentDocument = "59284-0" // "Patient Consent"
)

func (b *bundler) need(n meeting.NeedNode, subject string) string {
	status := "active"
	if n.Status == meeting.NeedMet {
		status = "resolved"
	}
	c := fhir.Condition{
		ClinicalStatus: coded(clinicalStatus, status, ""), Category: []fhir.CodeableConcept{*coded(conditionGroup, "problem-list-item", string(n.Kind))},
		Code: &fhir.CodeableConcept{Text: some(b.g.one(n.ID, meeting.Statement), string(n.Kind))}, Subject: ref(b.about(n.About, subject)),
		RecordedDate: date(n.Day), Note: notes(b.g.one(n.ID, meeting.Evidence), labelled("Domain: ", line(n.Domain)), labelled("Unmet: ", line(n.Unmet))),
	}
	if who := b.person(n.View); who != "" {
		c.Asserter = refTo(who)
	}
	return b.add(b.urn("need", n.ID), c)
}

func (b *bundler) goal(o meeting.OutcomeNode, subject, need string) string {
	status := "in-progress"
	life := fhir.GoalLifecycleStatusActive
	if o.Target >= 0 && o.Now >= o.Target {
		status, life = "achieved", fhir.GoalLifecycleStatusCompleted
	}
	g := fhir.Goal{
		LifecycleStatus: life, AchievementStatus: coded(achieved, status, ""), Subject: ref(subject), Addresses: []fhir.Reference{ref(need)},
		Description: fhir.CodeableConcept{Text: some(b.g.one(o.ID, meeting.What), "not yet worded")},
		Note:        notes(labelled("In their own words: ", b.g.one(o.ID, meeting.Words))),
	}
	target := fhir.GoalTarget{DueDate: date(o.Day)}
	if o.Target >= 0 {
		target.Measure, target.DetailInteger = &fhir.CodeableConcept{Text: some(b.g.one(o.ID, meeting.Measure), "scale from 0 to 10")}, enum(o.Target)
	}
	if target.DueDate != nil || target.DetailInteger != nil {
		g.Target = []fhir.GoalTarget{target}
	}
	for _, s := range []struct {
		name  string
		value int
	}{{"Baseline", o.Baseline}, {"Now", o.Now}} {
		if s.value >= 0 {
			g.Note = append(g.Note, notes(fmt.Sprintf("%s: %d of 10", s.name, s.value))...)
		}
	}
	return b.add(b.urn("outcome", o.ID), g)
}

// taskStatus is how an action stands in the terms of FHIR (Task, section 12.1.3).
func taskStatus(x *meeting.Action) fhir.TaskStatus {
	switch {
	case x.Status == meeting.Done:
		return fhir.TaskStatusCompleted
	case x.Status == meeting.NoLongerFor:
		return fhir.TaskStatusCancelled
	case x.Status == meeting.Blocked:
		return fhir.TaskStatusOnHold
	case x.Status == meeting.InProgress:
		return fhir.TaskStatusInProgress
	case x.Consent == meeting.Agreed:
		return fhir.TaskStatusAccepted
	case x.Consent == meeting.Declined:
		return fhir.TaskStatusRejected
	}
	return fhir.TaskStatusRequested
}

func (b *bundler) task(x *meeting.Action, subject, under string) string {
	a := b.g.action(x)
	t := fhir.Task{
		Status: taskStatus(x), Intent: "plan", Description: some(a.What, "not yet worded"), For: refTo(subject),
		BusinessStatus: &fhir.CodeableConcept{Text: ptr(string(x.Status))}, AuthoredOn: b.dateTime(x.Added),
		Note: notes(a.Progress, labelled("Next: ", a.NextStep), labelled("With the service: ", a.Service)),
	}
	if under != "" {
		t.Focus = refTo(under)
	}
	if who := b.person(x.Owner); who != "" && !a.OwnerLeft {
		t.Owner = refTo(who)
	} else if x.Ask != "" {
		t.Owner = refTo(b.agency(x.Ask))
	}
	if who := b.person(x.By); who != "" {
		t.Requester = refTo(who)
	}
	if x.Due != "" {
		t.Restriction = &fhir.TaskRestriction{Period: b.period("", x.Due)}
	}
	if x.DoneOn != "" {
		t.ExecutionPeriod = b.period("", x.DoneOn)
	}
	if a.Blocks != "" {
		t.StatusReason = &fhir.CodeableConcept{Text: ptr(a.Blocks)}
	}
	return b.add(b.urn("action", x.ID), t)
}

func (b *bundler) consent(x *meeting.Agreement) {
	c := fhir.Consent{
		Status: fhir.ConsentStateActive, Scope: *coded(consentScope, "patient-privacy", ""), Category: []fhir.CodeableConcept{*coded(loinc, consentDocument, "")},
		DateTime: date(x.Given), PolicyRule: &fhir.CodeableConcept{Text: some(line(x.For), "taking part in the plan")},
		Provision: &fhir.ConsentProvision{Type: enum(fhir.ConsentProvisionTypePermit), Period: b.period(x.Given, x.Withdrawn)},
	}
	if x.Withdrawn != "" {
		c.Status = fhir.ConsentStateInactive
	}
	if children := b.g.v.Children; b.about(x.Who, "") != "" {
		c.Patient = refTo(b.about(x.Who, ""))
	} else if len(children) == 1 {
		c.Patient = refTo(b.urn("person", children[0].ID))
	}
	if who := b.person(x.Who); who != "" {
		c.Performer = []fhir.Reference{ref(who)}
	}
	for _, a := range x.Agencies {
		c.Provision.Actor = append(c.Provision.Actor, fhir.ConsentProvisionActor{
			Role: *coded("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP", ""), Reference: ref(b.agency(a)),
		})
	}
	b.add(b.urn("agreement", x.ID), c)
}

func (b *bundler) appointment(x *meeting.Appointment) {
	a := b.booked(x.At, x.Minutes, x.Place)
	a.Description = ptr(line(x.What))
	if x.Cancelled {
		a.Status = fhir.AppointmentStatusCancelled
	}
	for _, id := range x.With {
		if who := b.person(id); who != "" {
			a.Participant = append(a.Participant, fhir.AppointmentParticipant{Actor: refTo(who), Status: fhir.ParticipationStatusNeedsAction})
		}
	}
	b.add(b.urn("appointment", x.ID), a)
}

// met adds a meeting as an appointment.
func (b *bundler) met(m *meeting.Meeting) {
	a := b.booked(m.At, 0, m.Place)
	a.Description = ptr(fmt.Sprintf("%s meeting of the team, %s-%d", capital(string(m.Kind)), line(b.g.v.Name), m.Number))
	switch {
	case m.Stage == meeting.CalledOff:
		a.Status = fhir.AppointmentStatusCancelled
		a.CancelationReason = &fhir.CodeableConcept{Text: ptr(line(m.OffReason))}
	case !m.Closed.IsZero():
		a.Status = fhir.AppointmentStatusFulfilled
	}
	for _, x := range m.Attendance {
		status := fhir.ParticipationStatusAccepted
		if !x.Way.Present() {
			status = fhir.ParticipationStatusDeclined
		}
		if who := b.person(x.Member); who != "" {
			a.Participant = append(a.Participant, fhir.AppointmentParticipant{Actor: refTo(who), Status: status})
		}
	}
	b.add(b.urn("meeting", m.ID), a)
}

// booked is an appointment of the children. How long it lasts is not always known; FHIR wants an end then too (app-2).
func (b *bundler) booked(at time.Time, minutes int, place string) fhir.Appointment {
	a := fhir.Appointment{
		Status: fhir.AppointmentStatusBooked, Start: ptr(b.instant(at)), End: ptr(b.instant(at.Add(time.Duration(minutes) * time.Minute))),
		Comment: labelledPtr("At ", line(place)),
	}
	if minutes > 0 {
		a.MinutesDuration = &minutes
	}
	for _, c := range b.g.v.Children {
		a.Participant = append(a.Participant, fhir.AppointmentParticipant{Actor: refTo(b.urn("person", c.ID)), Status: fhir.ParticipationStatusAccepted})
	}
	return a
}

// instant writes a moment (FHIR R4, instant).
func (b *bundler) instant(t time.Time) string { return b.g.at(t).Format("2006-01-02T15:04:05Z07:00") }

func (b *bundler) dateTime(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return ptr(b.instant(t))
}

func (b *bundler) period(from, to meeting.Day) *fhir.Period {
	return &fhir.Period{Start: date(from), End: date(to)}
}

// composition adds the paper itself, its sections those of the paper. A document begins with it.
func (b *bundler) composition(m *meeting.Meeting, facts *Minutes) {
	doc := facts.Document()
	c := fhir.Composition{
		Status: fhir.CompositionStatusPreliminary, Type: concept("Minutes of a team's meeting"), Title: doc.Title,
		Date: b.instant(facts.dated()), Language: ptr("en-GB"),
		Identifier: &fhir.Identifier{System: ptr("urn:oneplan:paper"), Value: ptr(Number(facts))},
	}
	if m.Stage == meeting.Final {
		c.Status = fhir.CompositionStatusFinal
	}
	urn := b.urn("composition", m.ID)
	at := len(b.entries)
	b.entries = append(b.entries, fhir.BundleEntry{FullUrl: &urn})
	b.has[urn] = true
	c.Subject = refTo(b.subject())
	for _, id := range []meeting.ID{m.MinuteTaker, m.Chair} {
		if who := b.person(id); who != "" && len(c.Author) == 0 {
			c.Author = []fhir.Reference{ref(who)}
		}
	}
	if len(c.Author) == 0 {
		c.Author = []fhir.Reference{ref(b.add(b.urn("keeper", 0), fhir.Organization{Name: some(facts.Keeper, "oneplan")}))}
	}
	for _, s := range m.Signed {
		if who := b.person(s.Member); who != "" && s.Says == meeting.AgreeMinutes {
			mode := fhir.CompositionAttestationModeProfessional
			if b.g.v.Member(s.Member).Role.Family() {
				mode = fhir.CompositionAttestationModePersonal
			}
			c.Attester = append(c.Attester, fhir.CompositionAttester{Mode: mode, Time: b.dateTime(s.At), Party: refTo(who)})
		}
	}
	c.Section = sections(doc)
	raw, err := json.Marshal(c)
	if err != nil && b.err == nil {
		b.err = fmt.Errorf("paper as FHIR: %w", err)
	}
	b.entries[at].Resource = raw
}

// sections are the paper's sections as narratives (FHIR R4, narrative: the XHTML that is allowed there).
func sections(doc Document) []fhir.CompositionSection {
	var out []fhir.CompositionSection
	title, from := doc.Title, 0
	end := func(to int) {
		var body strings.Builder
		pageBlocks(&body, doc.Blocks[from:to])
		if body.Len() > 0 {
			out = append(out, fhir.CompositionSection{Title: ptr(title), Text: &fhir.Narrative{
				Status: fhir.NarrativeStatusGenerated, Div: `<div xmlns="http://www.w3.org/1999/xhtml">` + body.String() + "</div>",
			}})
		}
	}
	for i, x := range doc.Blocks {
		if h, ok := x.(Heading); ok && h.Level == 2 {
			end(i)
			title, from = h.Text, i+1
		}
	}
	end(len(doc.Blocks))
	return out
}

// ptr returns nil for "", which FHIR does not have.
func ptr(s string) *string {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	return &s
}

func enum[T any](x T) *T { return &x }

// some is the first of two texts that says something.
func some(s, or string) *string {
	if p := ptr(s); p != nil {
		return p
	}
	return &or
}

func date(d meeting.Day) *string { return ptr(string(d)) }

func ref(urn string) fhir.Reference { return fhir.Reference{Reference: &urn} }

func refTo(urn string) *fhir.Reference {
	if urn == "" {
		return nil
	}
	return &fhir.Reference{Reference: &urn}
}

func concept(text string) fhir.CodeableConcept { return fhir.CodeableConcept{Text: ptr(text)} }

func coded(system, code, text string) *fhir.CodeableConcept {
	return &fhir.CodeableConcept{Coding: []fhir.Coding{{System: &system, Code: &code}}, Text: ptr(text)}
}

func labelled(label, s string) string {
	if s == "" {
		return ""
	}
	return label + s
}

func labelledPtr(label, s string) *string { return ptr(labelled(label, s)) }

// notes are annotations of what is said of a resource.
func notes(texts ...string) []fhir.Annotation {
	var out []fhir.Annotation
	for _, s := range texts {
		if s != "" {
			out = append(out, fhir.Annotation{Text: s})
		}
	}
	return out
}

// and joins names in English, as an export has them.
func and(names []string) string { return (*words.Language)(nil).List(names) }
