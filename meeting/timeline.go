package meeting

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"oneplan/meeting/words"
)

// Happening is one thing that happened, or, of what is planned, will.
type Happening struct {
	Day    Day
	At     time.Time // zero: some time that day
	Kind   string    // of HappeningKinds
	Text   string    // one line
	Agency AgencyID  // whose it is; "" for the team's
	Entry  ID
}

// HappeningKinds lists the kinds of what happens, which Word says in other languages.
var HappeningKinds = offered("need", "action", "decision", "meeting", "wait", "assessment", "appointment", "plan", "stage", "change", "keyworker", "contact", "question",
	"handover", "escalation", "team", "closing")

// Timeline returns everything that happened, as far as the viewer sees, oldest first, in English. zone is where the viewer is.
func (v *View) Timeline(zone *time.Location) []Happening { return v.TimelineIn(nil, zone) }

// TimelineIn returns what Timeline does, with its texts in a language; the kinds stay as they are.
func (v *View) TimelineIn(l *words.Language, zone *time.Location) []Happening {
	t := timeline{v: v, l: l, zone: zone}
	t.plan()
	t.meetings()
	t.joined()
	t.help()
	slices.SortStableFunc(t.out, func(a, b Happening) int {
		return cmp.Or(strings.Compare(string(a.Day), string(b.Day)), a.At.Compare(b.At))
	})
	return t.out
}

// Filters returns the kinds of happening that there are in a timeline, sorted, and the agencies, for filters to offer.
func Filters(list []Happening) (kinds []string, agencies []AgencyID) {
	for _, h := range list {
		kinds, agencies = append(kinds, h.Kind), append(agencies, h.Agency)
	}
	slices.Sort(kinds)
	slices.Sort(agencies)
	return slices.Compact(kinds), slices.DeleteFunc(slices.Compact(agencies), func(a AgencyID) bool { return a == "" })
}

// Happened returns what a timeline says of this kind and this agency; "" is any.
func Happened(list []Happening, kind string, a AgencyID) []Happening {
	return slices.DeleteFunc(slices.Clone(list), func(h Happening) bool { return kind != "" && h.Kind != kind || a != "" && h.Agency != a })
}

type timeline struct {
	v    *View
	l    *words.Language
	zone *time.Location
	out  []Happening
}

func (t *timeline) on(d Day, kind string, e ID, a AgencyID, text string) {
	if d != "" {
		t.out = append(t.out, Happening{Day: d, Kind: kind, Text: strings.TrimSpace(text), Agency: a, Entry: e})
	}
}

func (t *timeline) at(at time.Time, kind string, e ID, a AgencyID, text string) {
	if !at.IsZero() {
		at = at.In(t.zone)
		t.out = append(t.out, Happening{Day: DayOf(at), At: at, Kind: kind, Text: strings.TrimSpace(text), Agency: a, Entry: e})
	}
}

func (t *timeline) plan() {
	v := t.v
	for _, n := range v.Plan {
		t.on(n.Day, "need", n.ID, v.agencyOf(n.By), t.l.T("%s noted: %s", capitalised(t.l.T(n.Kind.Msg())), v.lineOf(n.ID, Statement)))
	}
	for _, x := range v.Actions() {
		a := v.agencyOf(x.Owner)
		t.at(x.Added, "action", x.ID, a, t.l.T("Action agreed: %s", v.lineOf(x.ID, What)))
		t.on(x.DoneOn, "action", x.ID, a, t.l.T("Done: %s", v.lineOf(x.ID, What)))
	}
	for _, x := range v.Decisions {
		if x.Stage == Shown {
			t.at(x.ShownAt, "decision", x.ID, v.agencyOf(x.By), t.l.T("Decided: %s", v.lineOf(x.ID, Wording)))
		}
	}
}

func (t *timeline) meetings() {
	for _, m := range t.v.Meetings {
		t.at(m.Opened, "meeting", m.ID, "", t.l.T(m.Kind.Heading()))
		t.at(m.OffAt, "meeting", m.ID, "", t.l.T("Called off: %s of %s", m.Kind.Heading(), t.l.Time(m.At.In(t.zone), "2 Jan 2006"))+prefixed(": ", m.OffReason))
	}
	for _, m := range t.v.Members {
		if m.Guest != 0 {
			continue
		}
		t.at(m.Since, "team", m.ID, m.Agency, t.l.T("%s joined the team", m.Name)+suffix(m.Title))
		t.at(m.Until, "team", m.ID, m.Agency, t.l.T("%s left the team", m.Name))
	}
}

func (t *timeline) joined() {
	v := t.v
	for _, x := range v.Waits {
		referred := t.l.T("Referred to %s", x.Service)
		if x.For != "" {
			referred = t.l.T("Referred to %s for %s", x.Service, x.For)
		}
		t.on(x.ReferredOn, "wait", x.ID, x.Agency, referred)
		t.on(x.SeenOn, "wait", x.ID, x.Agency, t.l.T("Seen by %s", x.Service))
		t.on(x.EndedOn, "wait", x.ID, x.Agency, t.l.T("Not seen by %s", x.Service)+suffix(x.Ended))
	}
	for _, x := range v.Assessments {
		done := t.l.T("Assessment: %s", x.Kind)
		if who := oneLine(cmp.Or(x.Who, nameIf(v, x.Member)), 60); who != "" {
			done = t.l.T("Assessment: %s by %s", x.Kind, who)
		}
		t.on(x.Day, "assessment", x.ID, x.Agency, done)
	}
	for _, x := range v.Appointments {
		text := x.What
		if x.Cancelled {
			text = t.l.T("%s (cancelled)", x.What)
		}
		t.at(x.At, "appointment", x.ID, x.Agency, text)
	}
	for _, x := range v.OtherPlans {
		t.on(x.From, "plan", x.ID, x.Agency, t.l.T("%s began", capitalised(x.Kind)))
		t.on(x.To, "plan", x.ID, x.Agency, t.l.T("%s ended", capitalised(x.Kind)))
	}
	for _, x := range v.Involvements {
		t.on(x.From, "team", x.ID, x.Agency, t.l.T("%s began to work with the family", x.Service))
		t.on(x.To, "team", x.ID, x.Agency, t.l.T("%s stopped working with the family", x.Service))
	}
}

func (t *timeline) help() {
	v := t.v
	for _, x := range v.Steps {
		t.on(x.From, "stage", x.ID, "", t.l.T("Stage: %s", x.Stage.Msg()))
	}
	for _, x := range v.Transitions {
		t.on(x.Day, "change", x.ID, x.Agency, capitalised(x.WhatIn(t.l)))
	}
	for _, x := range v.Tenures {
		t.on(x.From, "keyworker", x.ID, v.agencyOf(x.Member), t.l.T("%s became keyworker", v.NameOf(x.Member)))
		t.on(x.To, "keyworker", x.ID, v.agencyOf(x.Member), t.l.T("%s stopped being keyworker", v.NameOf(x.Member))+suffix(x.Reason))
	}
	for _, x := range v.Contacts {
		t.on(x.Day, "contact", x.ID, v.agencyOf(x.By), v.NameOf(x.By)+" ("+t.l.T(x.How.Msg())+")"+prefixed(": ", v.lineOf(x.ID, Remarks)))
		t.on(x.KeptOn, "contact", x.ID, v.agencyOf(x.By), t.l.T("Promise kept: %s", v.lineOf(x.ID, Promised)))
	}
	for _, x := range v.Questions {
		t.at(x.AskedAt, "question", x.ID, FamilyAgency, t.l.T("%s asked: %s", v.NameOf(x.For), v.lineOf(x.ID, Asks)))
		t.at(x.AnsweredAt, "question", x.ID, v.agencyOf(x.AnsweredBy), t.l.T("%s answered: %s", v.NameOf(x.AnsweredBy), v.lineOf(x.ID, Replies)))
	}
	for _, x := range v.Handovers {
		begun := t.l.T("Handover begun")
		if x.To != 0 {
			begun = t.l.T("Handover begun to %s", v.NameOf(x.To))
		}
		t.at(x.Added, "handover", x.ID, v.agencyOf(x.From), begun)
		t.on(x.JointOn, "handover", x.ID, "", t.l.T("Both keyworkers met the family together"))
		t.at(x.DoneAt, "handover", x.ID, v.agencyOf(x.To), t.l.T("%s took on the handover", v.NameOf(x.To)))
		t.at(x.AgainAt, "handover", x.ID, FamilyAgency, t.l.T("Did you have to start again? %s", capitalised(t.l.T(x.Again.Msg()))))
	}
	for _, x := range v.Escalations {
		for _, b := range append(slices.Clone(x.Before), Raised{x.Level, x.Manager, x.RaisedOn, x.Due, x.RespondedOn}) {
			t.on(b.On, "escalation", x.ID, x.Agency, t.l.T("Escalated to the %s: %s", b.Level.Msg(), v.lineOf(x.ID, Remarks)))
			t.on(b.RespondedOn, "escalation", x.ID, x.Agency, t.l.T("%s answered: %s", capitalised(t.l.T(b.Level.Msg())), v.lineOf(x.ID, Answered)))
		}
		t.on(x.ClosedOn, "escalation", x.ID, x.Agency, t.l.T("Escalation over: %s", v.lineOf(x.ID, CameOf)))
		t.on(x.ToldOn, "escalation", x.ID, x.Agency, t.l.T("The family was told what came of it"))
	}
	for _, x := range v.Mandates {
		t.on(x.SignedOn, "keyworker", x.ID, x.Agency, t.l.T("Mandate for the keyworker signed by %s", x.SignedBy))
	}
	for _, x := range v.Closings {
		t.on(x.Day, "closing", x.ID, "", t.l.T("The plan closed: %s", x.Why.Msg()))
		t.at(x.ReopenedAt, "closing", x.ID, "", t.l.T("The plan opened again")+suffix(x.ReopenedFor))
	}
}

// nameIf returns a name, "" for nobody.
func nameIf(v *View, id ID) string {
	if id == 0 {
		return ""
	}
	return v.NameOf(id)
}
