package meeting

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"oneplan/meeting/words"
)

// Wait is a referral: the child waits for a service until SeenOn or Ended. Remarks are shared text.
type Wait struct {
	Head
	Service    string   `json:"service"` // "Sleep clinic"
	Agency     AgencyID `json:"agency,omitempty"`
	For        string   `json:"for,omitempty"`         // for what
	ReferredBy ID       `json:"referred_by,omitempty"` // a member
	ReferredOn Day      `json:"referred_on"`
	Target     int      `json:"target,omitempty"` // in days; 0: that of the record's clocks or the settings
	Expected   Day      `json:"expected,omitempty"`
	SeenOn     Day      `json:"seen_on,omitempty"`
	EndedOn    Day      `json:"ended_on,omitempty"` // without having been seen
	Ended      string   `json:"ended,omitempty"`    // why: "not accepted: threshold"
	Listing    Listing  `json:"listing,omitzero"`   // the service, in the information bank
}

// Open reports whether the child still waits.
func (x *Wait) Open() bool { return x.SeenOn == "" && x.EndedOn == "" }

// Days returns how many days the child has waited until today, or until the wait was over.
func (x *Wait) Days(today Day) int {
	if x.SeenOn != "" {
		today = x.SeenOn
	} else if x.EndedOn != "" {
		today = x.EndedOn
	}
	return max(0, x.ReferredOn.Until(today))
}

// TargetOf returns within how many days the child should be seen: as was said of the wait, or of the record, or in the settings of the
// service it waits for, or of any.
func (v *View) TargetOf(x *Wait) int { return v.s.targetOf(x) }

func (s *State) targetOf(x *Wait) int {
	if x.Target > 0 {
		return x.Target
	}
	if own := s.clocks; own != nil && own.Wait > 0 {
		return own.Wait
	}
	return cmp.Or(s.settings.target(x.Service), s.Clocks().Wait)
}

// Over reports whether the child waits, or waited, longer than the target.
func (v *View) Over(x *Wait, today Day) bool { return x.Days(today) > v.TargetOf(x) }

// Assessment is an assessment that is booked (Day lies ahead) or was made. What it found is shared text (Remarks).
type Assessment struct {
	Head
	Kind    string     `json:"kind"` // "hearing", "education, health and care needs"
	Agency  AgencyID   `json:"agency,omitempty"`
	Who     string     `json:"who,omitempty"`    // who assesses, in words
	Member  ID         `json:"member,omitempty"` // who assesses, if on the team
	Domain  string     `json:"domain,omitempty"`
	Day     Day        `json:"day"`
	Share   []AgencyID `json:"share,omitempty"` // with whom it may be shared
	NextDue Day        `json:"next_due,omitempty"`
	Again   string     `json:"again,omitempty"` // why it is made a second time within six months
}

// againMonths is how soon a second assessment of a kind needs a reason.
const againMonths = 6

// Earlier returns the assessment that the viewer may see of this kind, for this child, within six months before or after the day; nil
// if there is none. Screens ask it before they book another one, and offer to share it. skip is the assessment that is being changed.
func (v *View) Earlier(kind string, about ID, day Day, skip ID) *Assessment {
	return earlier(v.Assessments, kind, about, day, skip)
}

func earlier(list []*Assessment, kind string, about ID, day Day, skip ID) *Assessment {
	t := day.Time(time.UTC)
	if t.IsZero() {
		return nil
	}
	from, to := DayOf(addMonths(t, -againMonths)), DayOf(addMonths(t, againMonths))
	for _, x := range slices.Backward(list) {
		if x.ID != skip && x.About == about && typed(x.Kind) == typed(kind) && x.Day > from && x.Day < to {
			return x
		}
	}
	return nil
}

// Appointment is an appointment of any agency. Remarks are shared text.
type Appointment struct {
	Head
	What      string    `json:"what"`
	Agency    AgencyID  `json:"agency,omitempty"`
	At        time.Time `json:"at"`
	Minutes   int       `json:"minutes,omitempty"`
	Place     string    `json:"place,omitempty"`
	With      []ID      `json:"with,omitempty"` // members who are to be there
	Cancelled bool      `json:"cancelled,omitempty"`
}

// OtherPlan is a plan of one agency that stands beside this one. Remarks are shared text.
type OtherPlan struct {
	Head
	Kind   string   `json:"kind"` // "education, health and care plan"
	Agency AgencyID `json:"agency,omitempty"`
	From   Day      `json:"from,omitempty"`
	Review Day      `json:"review,omitempty"` // its next review
	To     Day      `json:"to,omitempty"`
}

// Open reports whether the plan is still followed on that day.
func (x *OtherPlan) Open(today Day) bool { return x.To == "" || x.To >= today }

func (d *decider) checkWait(x, old *Wait) error {
	or(&x.ReferredOn, d.today())
	was := ID(0)
	if old != nil {
		was = old.ReferredBy
	}
	if x.Target < 0 || x.Target > 3660 {
		return refuse(Invalid, "The target is a number of days, up to ten years.")
	}
	if x.SeenOn != "" && x.EndedOn != "" {
		return refuse(Invalid, "The wait ended by being seen or without: fill in one of the two dates.")
	}
	if x.EndedOn == "" {
		x.Ended = ""
	}
	return first(
		x.Listing.check(), lines(short{"service", &x.Service, true}, short{"reason for the referral", &x.For, false}, short{"reason for the end", &x.Ended, x.EndedOn != ""}),
		agency(x.Agency), checkDays(x.ReferredOn, x.Expected, x.SeenOn, x.EndedOn), d.onTeam(x.ReferredBy, was),
		inOrder(x.ReferredOn, x.SeenOn, "The child cannot have been seen before being referred: please check the dates."),
		inOrder(x.ReferredOn, x.EndedOn, "The wait cannot have ended before the referral: please check the dates."),
	)
}

func (d *decider) checkAssessment(x, old *Assessment) error {
	was := ID(0)
	if old != nil {
		was = old.Member
	}
	or(&x.Day, d.today())
	if len(x.Share) > maxMany {
		return refuse(Invalid, "That is more agencies than anybody shares with.")
	}
	x.Share = slices.Compact(slices.Sorted(slices.Values(x.Share)))
	if err := first(
		lines(short{"kind of assessment", &x.Kind, true}, short{"name", &x.Who, false}, short{"reason to assess again", &x.Again, false}),
		agency(x.Agency), agency(x.Share...), checkDays(x.Day, x.NextDue), d.onTeam(x.Member, was),
		inOrder(x.Day, x.NextDue, "The next assessment is due before this one: please check the dates."),
	); err != nil {
		return err
	}
	if slices.Contains(x.Share, "") {
		return refuse(Invalid, "That is not an agency: choose one of the list.")
	}
	if x.Domain != "" {
		if err := oneOf(x.Domain, Domains); err != nil {
			return err
		}
	}
	if x.Again != "" || old != nil && old.Kind == x.Kind && old.Day == x.Day && old.About == x.About {
		return nil
	}
	var seen []*Assessment
	for _, o := range d.s.Assessments {
		if d.sees(o.Audience) {
			seen = append(seen, o)
		}
	}
	if e := earlier(seen, x.Kind, x.About, x.Day, x.ID); e != nil {
		if e.Who == "" {
			return refuse(Invalid, "The same was assessed on %s: share that one, or say why it is to be done again.", e.Day.When(""))
		}
		return refuse(Invalid, "The same was assessed on %s by %s: share that one, or say why it is to be done again.", e.Day.When(""), oneLine(e.Who, 60))
	}
	return nil
}

func (d *decider) checkAppointment(x, old *Appointment) error {
	x.At = logged(x.At)
	if x.At.IsZero() {
		return refuse(Invalid, "Say when the appointment is.")
	}
	if x.Minutes < 0 || x.Minutes > 24*60 {
		return refuse(Invalid, "An appointment takes up to a day.")
	}
	var was []ID
	if old != nil {
		was = old.With
	}
	if err := d.everyOnTeam(x.With, was); err != nil {
		return err
	}
	return first(lines(short{"name of the appointment", &x.What, true}, short{"place", &x.Place, false}), agency(x.Agency), checkTime(x.At))
}

// everyOnTeam refuses a list with somebody who is not on the team; who was named before may stay.
func (d *decider) everyOnTeam(ids, was []ID) error {
	if len(ids) > maxMany {
		return refuse(Invalid, "That is more people than one team can hold.")
	}
	for _, id := range ids {
		if !slices.Contains(was, id) && (id == 0 || d.onTeam(id, 0) != nil) {
			return errNotOnTeam
		}
	}
	return nil
}

func (d *decider) checkOtherPlan(x, _ *OtherPlan) error {
	return first(
		lines(short{"kind of plan", &x.Kind, true}), agency(x.Agency), checkDays(x.From, x.Review, x.To),
		inOrder(x.From, x.To, "The plan ended before it began: please check the dates."),
	)
}

// Dated is one thing of the calendar. What lasts a whole day has the time zero.
type Dated struct {
	Day     Day
	At      time.Time // zero: some time that day
	Minutes int       // 0: not known
	Kind    string    // appointment | meeting | next meeting | assessment | assessment due | expected | plan review | change | action | outcome | promise | reply | escalation | stage
	What    string    // one line
	Place   string
	Agency  AgencyID
	Entry   ID
	People  []ID // who is to be there
}

// Calendar returns everything of the calendar that the viewer may see from one day to another ("" for no end), in order, of all
// agencies: appointments, meetings, reviews, what is expected and what is due.
func (v *View) Calendar(from, to Day, zone *time.Location) []Dated {
	return v.CalendarIn(nil, from, to, zone)
}

// CalendarIn returns what Calendar does, which is in English, in a language; the kinds stay as they are.
func (v *View) CalendarIn(l *words.Language, from, to Day, zone *time.Location) []Dated {
	var out []Dated
	add := func(x Dated) {
		if x.Day == "" && !x.At.IsZero() {
			x.Day = DayOf(x.At.In(zone))
		}
		if x.Day != "" && x.Day >= from && (to == "" || x.Day <= to) {
			out = append(out, x)
		}
	}
	for _, x := range v.Appointments {
		if !x.Cancelled {
			add(Dated{At: x.At, Minutes: x.Minutes, Kind: "appointment", What: x.What, Place: x.Place, Agency: x.Agency, Entry: x.ID, People: x.With})
		}
	}
	for _, m := range v.Meetings {
		if m.Stage == CalledOff {
			continue
		}
		add(Dated{At: m.At, Minutes: m.Planned(), Kind: "meeting", What: l.T(m.Kind.Heading()), Place: m.Place, Entry: m.ID})
		if planned := slices.ContainsFunc(v.Meetings, func(o *Meeting) bool { return o.Number > m.Number }); !planned {
			add(Dated{At: m.Next, Kind: "next meeting", What: l.T("Next meeting"), Entry: m.ID})
		}
	}
	for _, x := range v.Assessments {
		add(Dated{Day: x.Day, Kind: "assessment", What: l.T("Assessment: %s", x.Kind), Agency: x.Agency, Entry: x.ID})
		add(Dated{Day: x.NextDue, Kind: "assessment due", What: l.T("Assessment due: %s", x.Kind), Agency: x.Agency, Entry: x.ID})
	}
	for _, x := range v.Waits {
		if x.Open() {
			add(Dated{Day: x.Expected, Kind: "expected", What: l.T("Expected: %s", x.Service), Agency: x.Agency, Entry: x.ID})
		}
	}
	for _, x := range v.OtherPlans {
		if x.Review != "" && x.Open(x.Review) {
			add(Dated{Day: x.Review, Kind: "plan review", What: l.T("Review: %s", x.Kind), Agency: x.Agency, Entry: x.ID})
		}
	}
	for _, x := range v.Transitions {
		if !x.Over {
			add(Dated{Day: x.Day, Kind: "change", What: capitalised(x.WhatIn(l)), Agency: x.Agency, Entry: x.ID})
		}
	}
	for _, x := range v.Actions() {
		if x.Status.Open() {
			add(Dated{Day: x.Due, Kind: "action", What: v.lineOf(x.ID, What), Agency: v.agencyOf(x.Owner), Entry: x.ID})
		}
	}
	for _, n := range v.Plan {
		for _, o := range n.Outcomes {
			add(Dated{Day: o.Day, Kind: "outcome", What: v.lineOf(o.ID, What), Entry: o.ID})
		}
	}
	for _, x := range v.Contacts {
		if x.KeptOn == "" {
			add(Dated{Day: x.PromiseDue, Kind: "promise", What: v.lineOf(x.ID, Promised), Agency: v.agencyOf(x.By), Entry: x.ID})
		}
	}
	for _, x := range v.Questions {
		if x.Open() {
			add(Dated{Day: x.Due, Kind: "reply", What: v.lineOf(x.ID, Asks), Agency: v.agencyOf(x.To), Entry: x.ID})
		}
	}
	for _, x := range v.Escalations {
		if x.Open() {
			add(Dated{Day: x.Due, Kind: "escalation", What: v.lineOf(x.ID, Remarks), Agency: x.Agency, Entry: x.ID})
		}
	}
	if x := v.Stage(); x != nil {
		add(Dated{Day: x.Due, Kind: "stage", What: l.T("%s: should be done", capitalised(l.T(x.Stage.Msg()))), Entry: x.ID})
	}
	slices.SortStableFunc(out, func(a, b Dated) int {
		if c := strings.Compare(string(a.Day), string(b.Day)); c != 0 {
			return c
		}
		return a.At.Compare(b.At)
	})
	return out
}

// lineOf returns the beginning of a shared text on one line, as the viewer sees it.
func (v *View) lineOf(id ID, p Part) string { return oneLine(v.Text(Field{id, p}).String(), 120) }

// agencyOf returns the agency of a member.
func (v *View) agencyOf(id ID) AgencyID {
	if m := v.s.Member(id); m != nil {
		return m.Agency
	}
	return ""
}

// capitalised returns s with a capital at its beginning.
func capitalised(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// family is where somebody of the family has to be: appointments and meetings.
func (x Dated) family() bool {
	return !x.At.IsZero() && (x.Kind == "appointment" || x.Kind == "meeting")
}

// usual is how long something takes that does not say how long.
const usual = time.Hour

func (x Dated) end() time.Time {
	if x.Minutes > 0 {
		return x.At.Add(time.Duration(x.Minutes) * time.Minute)
	}
	return x.At.Add(usual)
}

// Clashes returns the pairs of a calendar that are at the same time and that the family cannot both go to.
func Clashes(calendar []Dated) [][2]Dated {
	var out [][2]Dated
	for i, a := range calendar {
		if !a.family() {
			continue
		}
		for _, b := range calendar[i+1:] {
			if !b.At.IsZero() && !b.At.Before(a.end()) {
				break
			}
			if b.family() && b.At.Before(a.end()) && a.At.Before(b.end()) {
				out = append(out, [2]Dated{a, b})
			}
		}
	}
	return out
}

// Clusters returns the weeks of a calendar, Monday to Sunday, in which the family has to go to three appointments or more in three places
// or more: they might be held together.
func Clusters(calendar []Dated) [][]Dated {
	weeks, order := map[Day][]Dated{}, []Day(nil)
	for _, x := range calendar {
		if !x.family() {
			continue
		}
		t := x.Day.Time(time.UTC)
		monday := DayOf(t.AddDate(0, 0, -(int(t.Weekday())+6)%7))
		if weeks[monday] == nil {
			order = append(order, monday)
		}
		weeks[monday] = append(weeks[monday], x)
	}
	var out [][]Dated
	for _, monday := range order {
		places := map[string]bool{}
		for _, x := range weeks[monday] {
			if p := typed(x.Place); p != "" {
				places[p] = true
			}
		}
		if len(places) >= 3 {
			out = append(out, weeks[monday])
		}
	}
	return out
}
