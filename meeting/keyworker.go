package meeting

import (
	"cmp"
	"slices"
	"time"

	"oneplan/meeting/words"
)

// Tenure is the time for which somebody is the keyworker. It begins and ends with the role; what they may do ends with it, while
// their membership of the team is separate. What else to know is shared text (Remarks).
type Tenure struct {
	Head
	Member     ID     `json:"member"`
	Designated bool   `json:"designated,omitempty"` // it is their job; otherwise they do it beside their main job
	From       Day    `json:"from"`
	To         Day    `json:"to,omitempty"`        // "": goes on
	Reason     string `json:"reason,omitempty"`    // for the change at its end
	AskedOn    Day    `json:"asked_on,omitempty"`  // when the family was asked before the change
	Wish       string `json:"wish,omitempty"`      // what the family preferred
	NotAsked   string `json:"not_asked,omitempty"` // why the family was not asked first
	Goodbye    Day    `json:"goodbye,omitempty"`   // when the goodbye is planned
	Cover      ID     `json:"cover,omitempty"`     // the member who covers
	CoverFrom  Day    `json:"cover_from,omitempty"`
	CoverTo    Day    `json:"cover_to,omitempty"`
}

// Open reports whether the tenure goes on.
func (x *Tenure) Open() bool { return x.To == "" }

// ContactHow says how somebody was met.
type ContactHow string

// The ways of contact.
const (
	HomeVisit  ContactHow = "visit"
	Call       ContactHow = "phone"
	VideoCall  ContactHow = "video"
	Message    ContactHow = "message"
	AtSchool   ContactHow = "at school"
	AtMeeting  ContactHow = "at a meeting"
	OtherWay   ContactHow = "another way"
	NotReached ContactHow = "tried, not reached"
)

// ContactHows lists the ways of contact.
var ContactHows = []ContactHow{HomeVisit, Call, VideoCall, Message, AtSchool, AtMeeting, OtherWay, NotReached}

// Contact is one contact with the child or the family, by By. What was said (Remarks) and what was promised (Promised) are shared
// texts.
type Contact struct {
	Head
	Day        Day        `json:"day"`
	How        ContactHow `json:"how"`
	With       []ID       `json:"with,omitempty"` // members, or children of the record
	PromiseDue Day        `json:"promise_due,omitempty"`
	KeptOn     Day        `json:"kept_on,omitempty"` // when the promise was kept
}

// QuestionKind says what somebody of the family asks for.
type QuestionKind string

// What the family may ask for.
const (
	AskKeyworker QuestionKind = "question"
	AskChange    QuestionKind = "another keyworker"
	AskKeep      QuestionKind = "keep this keyworker"
)

// QuestionKinds lists what the family may ask for.
var QuestionKinds = []QuestionKind{AskKeyworker, AskChange, AskKeep}

// NotForEmergencies stands wherever the family asks the keyworker something.
const NotForEmergencies = "This is not for emergencies: ring 999, or the number on your letter."

// Question is what somebody of the family asks their keyworker, with a clock for the reply. The question (Asks) and the answer
// (Replies) are shared texts.
type Question struct {
	Head
	Kind       QuestionKind `json:"kind"`
	For        ID           `json:"for"` // the member of the family who asks; By wrote it
	To         ID           `json:"to"`  // a member
	AskedAt    time.Time    `json:"asked_at"`
	Due        Day          `json:"due"`
	AnsweredAt time.Time    `json:"answered_at,omitzero"`
	AnsweredBy ID           `json:"answered_by,omitempty"`
}

// Open reports whether the question waits for its answer.
func (x *Question) Open() bool { return x.AnsweredAt.IsZero() }

// keyworker returns the keyworker of the record, or nil.
func (s *State) keyworker() *Member {
	for _, m := range s.Members {
		if m.Role == Keyworker && m.Current() {
			return m
		}
	}
	return nil
}

// deputy returns the deputy keyworker of the record, or nil.
func (s *State) deputy() *Member {
	for _, m := range s.Members {
		if m.Role == Deputy && m.Current() {
			return m
		}
	}
	return nil
}

// Keyworker returns the keyworker of the record, or nil.
func (v *View) Keyworker() *Member { return v.s.keyworker() }

// Tenure returns the tenure that goes on, or nil.
func (v *View) Tenure() *Tenure { return openTenure(v.Tenures) }

func openTenure(list []*Tenure) *Tenure {
	for _, x := range slices.Backward(list) {
		if x.Open() {
			return x
		}
	}
	return nil
}

// Continuity is how steady the family's help has been.
type Continuity struct {
	Keyworkers  int // how many different people, the one of today included
	Changes     int // from one to another
	DaysWithout int // days without any keyworker since the first began
	DaysNow     int // days that there has been none until today; 0 while there is one
	LastContact Day // "" for none; tries that did not reach anybody do not count
	DaysSince   int // days since the last contact; -1 for none
}

// Continuity counts keyworkers, gaps and contacts, from what the viewer sees.
func (v *View) Continuity(today Day) Continuity {
	out := Continuity{DaysSince: -1}
	people, covered := map[ID]bool{}, Day("")
	tenures := slices.SortedStableFunc(slices.Values(v.Tenures), func(a, b *Tenure) int { return cmp.Compare(a.From, b.From) })
	for i, x := range tenures {
		people[x.Member] = true
		if i > 0 && tenures[i-1].Member != x.Member {
			out.Changes++
		}
		if covered != "" && x.From > covered {
			out.DaysWithout += covered.Until(x.From)
		}
		covered = max(covered, cmp.Or(x.To, today))
	}
	if len(tenures) > 0 && openTenure(tenures) == nil && covered < today && !v.Closed() {
		out.DaysNow = covered.Until(today)
		out.DaysWithout += out.DaysNow
	}
	out.Keyworkers = len(people)
	for _, x := range v.Contacts {
		if x.How != NotReached {
			out.LastContact = max(out.LastContact, x.Day)
		}
	}
	if out.LastContact != "" {
		out.DaysSince = out.LastContact.Until(today)
	}
	return out
}

// SinceMet returns the last contact that a member had with the family, as far as the viewer sees, and everything that happened from that
// day on, in a language; nil and everything if there was none.
func (v *View) SinceMet(l *words.Language, member ID, zone *time.Location) (*Contact, []Happening) {
	var last *Contact
	for _, x := range v.Contacts {
		if x.By == member && x.How != NotReached && (last == nil || x.Day >= last.Day) {
			last = x
		}
	}
	all := v.TimelineIn(l, zone)
	if last == nil {
		return nil, all
	}
	return last, slices.DeleteFunc(all, func(h Happening) bool { return h.Day < last.Day || h.Entry == last.ID })
}

// keyworkerReminders are the reminders about keyworker, contacts and handovers.
func (v *View) keyworkerReminders(l *words.Language, today Day, closed bool) []Reminder {
	var out []Reminder
	add := func(kind string, entry ID, day Day, m words.Msg, args ...any) {
		out = append(out, Reminder{kind, entry, day, l.T(m, args...)})
	}
	clocks, c := v.Clocks(), v.Continuity(today)
	if !closed {
		switch {
		case v.Keyworker() == nil:
			add("keyworker", 0, today.Add(-c.DaysNow), "There is no keyworker: name one, or who covers.")
		case c.DaysSince > clocks.Contact:
			add("contact", 0, c.LastContact.Add(clocks.Contact), "The last contact with the family was on %s.", c.LastContact.When(today))
		}
		if last := v.lastReview(); last != "" && last.Until(today) > clocks.Review && !v.planned() {
			add("review", 0, last.Add(clocks.Review), "The plan was last reviewed on %s and no meeting is planned.", last.When(today))
		}
	}
	for _, x := range v.Handovers {
		if !x.DoneAt.IsZero() {
			if x.Again == "" && x.AskAgainOn != "" && x.AskAgainOn <= today {
				add("start again", x.ID, x.AskAgainOn, "Ask the family whether they had to start again with %s: somebody else asks, not the keyworker.", v.NameOf(x.To))
			}
			continue
		}
		if x.To != 0 {
			add("handover", x.ID, DayOf(x.Added), "%s has not taken on the whole handover yet.", v.NameOf(x.To))
		}
	}
	for _, x := range v.Tenures {
		if x.Goodbye != "" && x.Goodbye >= today && x.Goodbye <= today.Add(7) {
			add("goodbye", x.ID, x.Goodbye, "%s says goodbye to the family on %s.", v.NameOf(x.Member), x.Goodbye.When(today))
		}
	}
	if x := v.Closing(); x != nil && x.AccessUntil != "" && x.AccessUntil <= today.Add(14) && x.AccessUntil >= today {
		add("access", x.ID, x.AccessUntil, "The practitioners' access ends on %s.", x.AccessUntil.When(today))
	}
	return out
}

// lastReview returns the day of the last meeting that was held, as far as the viewer sees.
func (v *View) lastReview() Day {
	last := Day("")
	for _, m := range v.Meetings {
		if !m.Closed.IsZero() {
			last = max(last, DayOf(m.Opened))
		}
	}
	return last
}

// planned reports whether a meeting is planned or live.
func (v *View) planned() bool {
	return slices.ContainsFunc(v.Meetings, func(m *Meeting) bool { return m.Stage == Preparing || m.Stage == Live })
}
