package meeting

import (
	"slices"
	"strings"
	"time"

	"oneplan/meeting/words"
)

// PersonID names a person in the service, in every record. "" is nobody.
type PersonID string

// AgencyID names an agency. The family counts as one: FamilyAgency.
type AgencyID string

// FamilyAgency is where the child, the parents and carers and their supporters belong.
const FamilyAgency AgencyID = "family"

// ID numbers the entries of one record: members, needs, outcomes, actions, meetings, agenda
// items, decisions. They share one count, so an ID names one entry. 0 is none. IDs are never shown.
type ID uint32

// Day is a date without a time, as ISO 8601 writes it: "2026-11-22". "" is no date.
type Day string

// DayOf returns the day of t where t's location is.
func DayOf(t time.Time) Day {
	if t.IsZero() {
		return ""
	}
	return Day(t.Format(time.DateOnly))
}

// Time returns the start of the day in loc; the zero time for no date.
func (d Day) Time(loc *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), loc)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Valid reports whether d is no date or a date of the calendar.
func (d Day) Valid() bool {
	if d == "" {
		return true
	}
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}

// Words returns the day for people in English, "Fri 27 Nov", with the year where it is not that of today.
func (d Day) Words(today Day) string { return d.When(today).String() }

// In returns the day as Words does, in a language.
func (d Day) In(l *words.Language, today Day) string { return d.When(today).In(l) }

// When returns the day as Words does, to be put into a message.
func (d Day) When(today Day) words.When {
	w := words.When{At: d.Time(time.UTC), Layout: "Mon 2 Jan 2006"}
	if !w.At.IsZero() && len(today) >= 4 && d[:4] == today[:4] {
		w.Layout = "Mon 2 Jan"
	}
	return w
}

// Audience says for whom an entry exists. For anybody else it does not.
// It is comparable; the zero value is Everyone.
type Audience string

// The audiences that need no names.
const (
	Everyone      Audience = ""              // the team, the family included
	Practitioners Audience = "practitioners" // the team without the family
)

// Agencies is the audience of the people of these agencies.
func Agencies(as ...AgencyID) Audience { return audienceOf(agenciesOnly, as) }

// OnlyPeople is the audience of these people and nobody else.
func OnlyPeople(ps ...PersonID) Audience { return audienceOf(peopleOnly, ps) }

// What begins an audience that has names.
const (
	agenciesOnly = "agencies:"
	peopleOnly   = "people:"
)

// audienceOf leaves out what is no id: a name with a comma in it must not admit others.
func audienceOf[T ~string](kind string, ids []T) Audience {
	var s []string
	for _, id := range ids {
		if isID(string(id)) {
			s = append(s, string(id))
		}
	}
	slices.Sort(s)
	return Audience(kind + strings.Join(slices.Compact(s), ","))
}

// names returns the ids that a names, and of which kind; "" for an audience without names.
func (a Audience) names() (kind string, ids []string) {
	for _, k := range []string{agenciesOnly, peopleOnly} {
		if rest, ok := strings.CutPrefix(string(a), k); ok {
			return k, strings.Split(rest, ",")
		}
	}
	return "", nil
}

// Admits reports whether v is of the audience. A shared screen is admitted only to what
// everyone may see, a paper only to what everyone or just its audience may see. An audience that
// cannot be read admits nobody.
func (a Audience) Admits(v Viewer) bool {
	if a == Everyone {
		return true
	}
	if v.Shared || v.Person == "" || v.Paper && v.PaperFor != a {
		return false
	}
	if a == Practitioners {
		return v.Agency != FamilyAgency && v.Agency != ""
	}
	switch kind, ids := a.names(); kind {
	case agenciesOnly:
		return v.Agency != "" && slices.Contains(ids, string(v.Agency))
	case peopleOnly:
		return slices.Contains(ids, string(v.Person))
	}
	return false
}

// longestAudience is how many bytes an audience has at most.
const longestAudience = 8 << 10

// Valid reports whether a is an audience that can admit somebody.
func (a Audience) Valid() bool {
	if a == Everyone || a == Practitioners {
		return true
	}
	_, ids := a.names()
	return len(a) <= longestAudience && len(ids) > 0 && !slices.ContainsFunc(ids, func(id string) bool { return !isID(id) })
}

// Words returns the audience in words in English: "everyone sees this".
func (a Audience) Words() string { return a.Said().String() }

// Said returns the audience in words for people: "everyone sees this".
func (a Audience) Said() words.Phrase {
	switch kind, ids := a.names(); {
	case a == Everyone:
		return words.P("everyone sees this")
	case a == Practitioners:
		return words.P("practitioners see this")
	case kind == agenciesOnly:
		return words.P("only %s sees this", strings.Join(ids, ", "))
	default:
		return words.P("only named people see this")
	}
}

// Role is what somebody is on a record.
type Role string

// The roles on a record.
const (
	Keyworker    Role = "keyworker"
	Deputy       Role = "deputy keyworker"
	Practitioner Role = "practitioner"
	Parent       Role = "parent or carer"
	Child        Role = "child or young person"
	Supporter    Role = "supporter"
	Interpreter  Role = "interpreter"
	Observer     Role = "observer"
)

// Roles lists the roles on a record, in the order in which screens offer them.
var Roles = []Role{Keyworker, Deputy, Practitioner, Parent, Child, Supporter, Interpreter, Observer}

// Family reports whether the role is the family's side: the child, parents and carers.
func (r Role) Family() bool { return r == Parent || r == Child }

// NeedKind says whether a need is something good, something needed, or a worry.
type NeedKind string

// The kinds of need.
const (
	Strength NeedKind = "strength"
	Needed   NeedKind = "need"
	Worry    NeedKind = "worry"
)

// NeedKinds lists the kinds of need, in the order in which screens offer them.
var NeedKinds = []NeedKind{Needed, Worry, Strength}

// Domains are the areas of a child's life that a need can be in (the well-being indicators of
// "Getting it right for every child").
var Domains = offered("safe", "healthy", "achieving", "nurtured", "active", "respected", "responsible", "included")

// NeedStatus is how far a need has been met.
type NeedStatus string

// The statuses of a need.
const (
	NeedOpen      NeedStatus = "open"
	NeedPartlyMet NeedStatus = "partly met"
	NeedMet       NeedStatus = "met"
	NeedUnmet     NeedStatus = "unmet"
)

// NeedStatuses lists the statuses of a need, in order.
var NeedStatuses = []NeedStatus{NeedOpen, NeedPartlyMet, NeedMet, NeedUnmet}

// UnmetReasons are the reasons why a need is unmet.
var UnmetReasons = offered("no service", "waiting", "threshold not met", "declined", "other")

// ActionStatus is how far an action is.
type ActionStatus string

// The statuses of an action.
const (
	NotStarted  ActionStatus = "not started"
	InProgress  ActionStatus = "in progress"
	Blocked     ActionStatus = "blocked"
	Done        ActionStatus = "done"
	NoLongerFor ActionStatus = "no longer needed"
)

// ActionStatuses lists the statuses of an action, in order.
var ActionStatuses = []ActionStatus{NotStarted, InProgress, Blocked, Done, NoLongerFor}

// Open reports whether something is still to be done.
func (s ActionStatus) Open() bool { return s != Done && s != NoLongerFor }

// Consent is what the named owner of an action said about owning it.
type Consent string

// An owner who was asked has not answered yet.
const (
	Asked    Consent = "asked"
	Agreed   Consent = "agreed"
	Declined Consent = "declined"
)

// Kind is what a meeting is for.
type Kind string

// The kinds of meeting.
const (
	Initial       Kind = "initial"
	Review        Kind = "review"
	Closure       Kind = "closure"
	Extraordinary Kind = "extraordinary"
	PaperReview   Kind = "review without a meeting"
)

// Kinds lists the kinds of meeting, in the order in which screens offer them.
var Kinds = []Kind{Initial, Review, Closure, Extraordinary, PaperReview}

// Title returns the kind as a heading in English: "Review meeting".
func (k Kind) Title() string { return string(k.Heading()) }

// Heading returns the kind as a heading for people: "Review meeting".
func (k Kind) Heading() words.Msg {
	switch k {
	case Initial:
		return "Initial meeting"
	case Review:
		return "Review meeting"
	case Closure:
		return "Closure meeting"
	case Extraordinary:
		return "Extraordinary meeting"
	case PaperReview:
		return "Review without a meeting"
	}
	return "Meeting"
}

// MeetingStage is where a meeting is on its way from being planned to final minutes.
type MeetingStage string

// The stages of a meeting, in order.
const (
	Preparing MeetingStage = "preparing"
	Live      MeetingStage = "live"
	Tidying   MeetingStage = "tidying"
	Sent      MeetingStage = "sent"
	Final     MeetingStage = "final"
)

// Way is how somebody attends a meeting, or that they do not.
type Way string

// The ways of attending.
const (
	OwnScreen    Way = "own screen"
	SharedScreen Way = "shared screen"
	ByPhone      Way = "by phone"
	InPerson     Way = "in person"
	Apologies    Way = "apologies"
	Substitute   Way = "substitute"
	Absent       Way = "absent"
)

// Ways lists the ways of attending, in the order in which screens offer them.
var Ways = []Way{OwnScreen, SharedScreen, ByPhone, InPerson, Apologies, Substitute, Absent}

// Present reports whether the way means that the person (or, for Substitute, somebody for them) is
// there.
func (w Way) Present() bool { return w != Apologies && w != Absent && w != "" }

// Answer is what somebody answers to a decision.
type Answer string

// The answers to a decision.
const (
	Agree        Answer = "agree"
	Reservations Answer = "agree with reservations"
	Disagree     Answer = "disagree"
	NotNow       Answer = "not now"
)

// Answers lists the answers to a decision, in the order in which screens offer them.
var Answers = []Answer{Agree, Reservations, Disagree, NotNow}

// DecisionStage is how far a decision is.
type DecisionStage string

// The stages of a decision: proposed to the chair or minute taker, put to the meeting (answers are
// private), shown (all answers together).
const (
	Proposed DecisionStage = "proposed"
	Put      DecisionStage = "put"
	Shown    DecisionStage = "shown"
)

// Follow is what follows from a disagreement.
type Follow string

// The ways to go on after a disagreement.
const (
	TalkAgain Follow = "talk again"
	Escalate  Follow = "escalate"
	GoOn      Follow = "go on, recorded"
)

// Follows lists what can follow from a disagreement, in the order in which screens offer it.
var Follows = []Follow{TalkAgain, Escalate, GoOn}

// SignOff is what somebody says of the minutes.
type SignOff string

// What people can say of the minutes. Silence is no SignOff: it prints as "no reply".
const (
	AgreeMinutes SignOff = "I agree with these minutes"
	WantChange   SignOff = "I want a change"
	DontAgree    SignOff = "I don't agree"
)

// SignOffs lists what people can say of the minutes.
var SignOffs = []SignOff{AgreeMinutes, WantChange, DontAgree}

// Typing says who may type in the notes.
type Typing string

// Everybody may type unless the chair has left it to the minute taker; others then write
// privately and share.
const (
	AnyoneTypes      Typing = ""
	MinuteTakerTypes Typing = "minute taker"
)
