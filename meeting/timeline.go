package meeting

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Happening is one thing that happened, or, of what is planned, will.
type Happening struct {
	Day    Day
	At     time.Time // zero: some time that day
	Kind   string    // need | action | decision | meeting | wait | assessment | appointment | plan | stage | change | keyworker | contact | question | handover | escalation | team | closing
	Text   string    // one line
	Agency AgencyID  // whose it is; "" for the team's
	Entry  ID
}

// Timeline returns everything that happened, as far as the viewer sees, oldest first. zone is where the viewer is.
func (v *View) Timeline(zone *time.Location) []Happening {
	t := timeline{v: v, zone: zone}
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
		t.on(n.Day, "need", n.ID, v.agencyOf(n.By), capitalised(string(n.Kind))+" noted: "+v.lineOf(n.ID, Statement))
	}
	for _, x := range v.Actions() {
		a := v.agencyOf(x.Owner)
		t.at(x.Added, "action", x.ID, a, "Action agreed: "+v.lineOf(x.ID, What))
		t.on(x.DoneOn, "action", x.ID, a, "Done: "+v.lineOf(x.ID, What))
	}
	for _, x := range v.Decisions {
		if x.Stage == Shown {
			t.at(x.ShownAt, "decision", x.ID, v.agencyOf(x.By), "Decided: "+v.lineOf(x.ID, Wording))
		}
	}
}

func (t *timeline) meetings() {
	for _, m := range t.v.Meetings {
		t.at(m.Opened, "meeting", m.ID, "", m.Kind.Title())
	}
	for _, m := range t.v.Members {
		if m.Guest != 0 {
			continue
		}
		t.at(m.Since, "team", m.ID, m.Agency, m.Name+" joined the team"+suffix(m.Title))
		t.at(m.Until, "team", m.ID, m.Agency, m.Name+" left the team")
	}
}

func (t *timeline) joined() {
	v := t.v
	for _, x := range v.Waits {
		t.on(x.ReferredOn, "wait", x.ID, x.Agency, "Referred to "+x.Service+prefixed(" for ", x.For))
		t.on(x.SeenOn, "wait", x.ID, x.Agency, "Seen by "+x.Service)
		t.on(x.EndedOn, "wait", x.ID, x.Agency, "Not seen by "+x.Service+suffix(x.Ended))
	}
	for _, x := range v.Assessments {
		t.on(x.Day, "assessment", x.ID, x.Agency, "Assessment: "+x.Kind+by(cmp.Or(x.Who, nameIf(v, x.Member))))
	}
	for _, x := range v.Appointments {
		text := x.What
		if x.Cancelled {
			text += " (cancelled)"
		}
		t.at(x.At, "appointment", x.ID, x.Agency, text)
	}
	for _, x := range v.OtherPlans {
		t.on(x.From, "plan", x.ID, x.Agency, capitalised(x.Kind)+" began")
		t.on(x.To, "plan", x.ID, x.Agency, capitalised(x.Kind)+" ended")
	}
	for _, x := range v.Involvements {
		t.on(x.From, "team", x.ID, x.Agency, x.Service+" began to work with the family")
		t.on(x.To, "team", x.ID, x.Agency, x.Service+" stopped working with the family")
	}
}

func (t *timeline) help() {
	v := t.v
	for _, x := range v.Steps {
		t.on(x.From, "stage", x.ID, "", "Stage: "+string(x.Stage))
	}
	for _, x := range v.Transitions {
		t.on(x.Day, "change", x.ID, x.Agency, capitalised(x.What()))
	}
	for _, x := range v.Tenures {
		t.on(x.From, "keyworker", x.ID, v.agencyOf(x.Member), v.NameOf(x.Member)+" became keyworker")
		t.on(x.To, "keyworker", x.ID, v.agencyOf(x.Member), v.NameOf(x.Member)+" stopped being keyworker"+suffix(x.Reason))
	}
	for _, x := range v.Contacts {
		t.on(x.Day, "contact", x.ID, v.agencyOf(x.By), v.NameOf(x.By)+" ("+string(x.How)+")"+prefixed(": ", v.lineOf(x.ID, Remarks)))
		t.on(x.KeptOn, "contact", x.ID, v.agencyOf(x.By), "Promise kept: "+v.lineOf(x.ID, Promised))
	}
	for _, x := range v.Questions {
		t.at(x.AskedAt, "question", x.ID, FamilyAgency, v.NameOf(x.For)+" asked: "+v.lineOf(x.ID, Asks))
		t.at(x.AnsweredAt, "question", x.ID, v.agencyOf(x.AnsweredBy), v.NameOf(x.AnsweredBy)+" answered: "+v.lineOf(x.ID, Replies))
	}
	for _, x := range v.Handovers {
		t.at(x.Added, "handover", x.ID, v.agencyOf(x.From), "Handover begun"+prefixed(" to ", nameIf(v, x.To)))
		t.on(x.JointOn, "handover", x.ID, "", "Both keyworkers met the family together")
		t.at(x.DoneAt, "handover", x.ID, v.agencyOf(x.To), v.NameOf(x.To)+" took on the handover")
		t.at(x.AgainAt, "handover", x.ID, FamilyAgency, "Did you have to start again? "+capitalised(string(x.Again)))
	}
	for _, x := range v.Escalations {
		for _, b := range append(slices.Clone(x.Before), Raised{x.Level, x.Manager, x.RaisedOn, x.Due, x.RespondedOn}) {
			t.on(b.On, "escalation", x.ID, x.Agency, "Escalated to the "+string(b.Level)+": "+v.lineOf(x.ID, Remarks))
			t.on(b.RespondedOn, "escalation", x.ID, x.Agency, capitalised(string(b.Level))+" answered: "+v.lineOf(x.ID, Answered))
		}
		t.on(x.ClosedOn, "escalation", x.ID, x.Agency, "Escalation over: "+v.lineOf(x.ID, CameOf))
		t.on(x.ToldOn, "escalation", x.ID, x.Agency, "The family was told what came of it")
	}
	for _, x := range v.Mandates {
		t.on(x.SignedOn, "keyworker", x.ID, x.Agency, "Mandate for the keyworker signed by "+x.SignedBy)
	}
	for _, x := range v.Closings {
		t.on(x.Day, "closing", x.ID, "", "The plan closed: "+string(x.Why))
		t.at(x.ReopenedAt, "closing", x.ID, "", "The plan opened again"+suffix(x.ReopenedFor))
	}
}

// nameIf returns a name, "" for nobody.
func nameIf(v *View, id ID) string {
	if id == 0 {
		return ""
	}
	return v.NameOf(id)
}
