package store_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/text"
)

// history makes random events of a record that fit each other.
type history struct {
	*meetingtest.Stream
	rand *rand.Rand
	at   time.Time
	last meeting.ID
	rev  uint32
	next map[meeting.Field]uint32 // the number of the site's next character
}

func newHistory(name string, seed uint64) *history {
	return &history{
		Stream: meetingtest.NewStream(name), rand: rand.New(rand.NewPCG(seed, 7)),
		at: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), next: map[meeting.Field]uint32{},
	}
}

func (h *history) id() meeting.ID { h.last++; return h.last }

func pick[E any](h *history, list []E) (e E, ok bool) {
	if len(list) == 0 {
		return e, false
	}
	return list[h.rand.IntN(len(list))], true
}

// maybe returns the id of one of the list, or none.
func maybe[E any](h *history, list []*E, id func(*E) meeting.ID) meeting.ID {
	if e, ok := pick(h, list); ok && h.rand.IntN(3) > 0 {
		return id(e)
	}
	return 0
}

func memberID(m *meeting.Member) meeting.ID   { return m.ID }
func needID(n *meeting.Need) meeting.ID       { return n.ID }
func outcomeID(o *meeting.Outcome) meeting.ID { return o.ID }

func (h *history) day() meeting.Day {
	if h.rand.IntN(3) == 0 {
		return ""
	}
	return meeting.DayOf(h.at.AddDate(0, 0, h.rand.IntN(90)))
}

func (h *history) audience() meeting.Audience {
	return []meeting.Audience{meeting.Everyone, meeting.Everyone, meeting.Practitioners, meeting.OnlyPeople("ann")}[h.rand.IntN(4)]
}

// commit returns a commit of a few random rows.
func (h *history) commit() meeting.Commit {
	h.at = h.at.Add(time.Duration(h.rand.IntN(100000)) * time.Millisecond)
	var batches [][]meeting.Event
	state, _ := h.State()
	if state.Seq == 0 {
		batches = append(batches, []meeting.Event{
			meeting.RecordCreated{Name: h.Name, Children: []meeting.Person{{ID: h.id(), Name: "Robin Example", KnownAs: "Robin", Born: "2019-02-28"}}},
			meeting.MemberSet{Member: meeting.Member{ID: h.id(), Person: "ann", Name: "Ann", Agency: "school", AgencyName: "School", Role: meeting.Keyworker, Since: h.at}},
			meeting.SiteOpened{Site: 1, Person: "ann"},
		})
	}
	for range 1 + h.rand.IntN(3) {
		batch := []meeting.Event{}
		for range 1 + h.rand.IntN(3) {
			if state.Seq > 0 {
				batch = append(batch, h.event(state)...)
			}
		}
		batches = append(batches, batch)
	}
	return h.Commit("ann", h.at, batches...)
}

func (h *history) event(s *meeting.State) []meeting.Event {
	h.rev++
	member := func() meeting.ID { m, _ := pick(h, s.Members); return m.ID }
	m, _ := pick(h, s.Meetings)
	switch h.rand.IntN(26) {
	case 20, 21, 22, 23, 24, 25:
		return h.entry(s)
	case 0:
		var children []meeting.Person
		for i := range 1 + h.rand.IntN(2) {
			children = append(children, meeting.Person{ID: meeting.ID(1 + i*1000), Name: fmt.Sprintf("Child %d", h.rand.IntN(5)), KnownAs: "Robin"})
		}
		return []meeting.Event{meeting.ChildrenChanged{Children: children}}
	case 1:
		x := meeting.Member{ID: h.id(), Name: "Nan", Agency: meeting.FamilyAgency, Role: meeting.Supporter, Since: h.at, Rev: h.rev}
		if h.rand.IntN(2) == 0 {
			x.Person, x.Title, x.Guest = meeting.PersonID(fmt.Sprintf("p%d", h.rand.IntN(4))), "therapist", 3
		}
		return []meeting.Event{meeting.MemberSet{Member: x}}
	case 2:
		x := *s.Members[h.rand.IntN(len(s.Members))]
		x.Until, x.Rev = h.at, h.rev
		return []meeting.Event{meeting.MemberSet{Member: x}}
	case 3:
		return []meeting.Event{meeting.NeedSet{Need: meeting.Need{
			ID: h.id(), Kind: meeting.Worry, Domain: "safe", Status: meeting.NeedOpen, Day: h.day(), By: member(), Audience: h.audience(), Rev: h.rev,
		}}}
	case 4:
		return []meeting.Event{meeting.OutcomeSet{Outcome: meeting.Outcome{
			ID: h.id(), Need: maybe(h, s.Needs, needID), Baseline: -1, Now: h.rand.IntN(12) - 1, Target: 8,
			Scores: []meeting.Score{{Meeting: 3, Side: "child", Value: 4}, {Side: "parent", Value: 5}}[:h.rand.IntN(3)], Audience: h.audience(), Rev: h.rev,
		}}}
	case 5:
		return []meeting.Event{meeting.ActionSet{Action: meeting.Action{
			ID: h.id(), Under: maybe(h, s.Outcomes, outcomeID), Owner: maybe(h, s.Members, memberID), Consent: meeting.Asked, Due: h.day(),
			Status: meeting.ActionStatuses[h.rand.IntN(5)], Added: h.at, Audience: h.audience(), Rev: h.rev,
		}}}
	case 6:
		x := meeting.Meeting{
			ID: h.id(), Number: len(s.Meetings) + 1, Kind: meeting.Review, Stage: meeting.Preparing, At: h.at, Place: "Room 2", PlaceFor: h.audience(),
			Chair: maybe(h, s.Members, memberID), MinuteTaker: maybe(h, s.Members, memberID), Missing: []string{"no next date", "no views"}[:h.rand.IntN(3)], Rev: h.rev,
		}
		for range h.rand.IntN(4) {
			x.Agenda = append(x.Agenda, meeting.Item{ID: h.id(), Title: "Item", Minutes: h.rand.IntN(20)})
		}
		return []meeting.Event{meeting.MeetingSet{Meeting: x}}
	case 7:
		if m == nil {
			return nil
		}
		x := *m
		x.Stage, x.Opened, x.Rev = meeting.Live, h.at, h.rev
		x.Agenda = append(x.Agenda[:len(x.Agenda):len(x.Agenda)], meeting.Item{ID: h.id(), Title: "More", Done: true})[h.rand.IntN(2):]
		return []meeting.Event{meeting.MeetingSet{Meeting: x}}
	case 8, 9:
		if m == nil {
			return nil
		}
		return []meeting.Event{meeting.AttendanceSet{Meeting: m.ID, Attendance: meeting.Attendance{
			Member: member(), Way: meeting.Ways[h.rand.IntN(7)], From: h.at, Proposed: h.rand.IntN(2) == 0,
		}}}
	case 10:
		if m == nil {
			return nil
		}
		return []meeting.Event{
			meeting.AttendanceRemoved{Meeting: m.ID, Member: member()},
			meeting.MinutesAnswered{Meeting: m.ID, Signed: meeting.Signed{Member: member(), Says: meeting.WantChange, Words: "spelling", At: h.at}},
			meeting.MinutesAmended{Meeting: m.ID, Amendment: meeting.Amendment{Member: member(), By: maybe(h, s.Members, memberID), At: h.at, Words: "and thanks"}},
		}
	case 11:
		if m == nil {
			return nil
		}
		return []meeting.Event{meeting.DecisionSet{Decision: meeting.Decision{
			ID: h.id(), Meeting: m.ID, By: member(), Stage: meeting.Put, PutAt: h.at, Asked: []meeting.ID{s.Members[0].ID}, Audience: h.audience(), Rev: h.rev,
		}}}
	case 12:
		d, ok := pick(h, s.Decisions)
		if !ok {
			return nil
		}
		return []meeting.Event{meeting.DecisionAnswered{Decision: d.ID, Given: meeting.Given{Member: member(), Answer: meeting.Disagree, Words: "no", At: h.at}}}
	case 13:
		return []meeting.Event{meeting.EntryRemoved{ID: meeting.ID(1 + h.rand.IntN(int(h.last)))}}
	case 14:
		n, ok := pick(h, s.Needs)
		if !ok {
			return nil
		}
		x := *n
		x.Status, x.Unmet, x.Rev = meeting.NeedUnmet, "waiting", h.rev
		return []meeting.Event{meeting.NeedSet{Need: x}}
	default:
		return h.typing(s)
	}
}

// parts are those of all entries.
var parts = func() (out []meeting.Part) {
	for p := meeting.Statement; p <= meeting.LastWord; p++ {
		out = append(out, p)
	}
	for p := meeting.Aside; p <= meeting.HandWork; p++ {
		if p == meeting.Aside || p >= meeting.Matters && p <= meeting.CameOf || p >= meeting.HandMatters {
			out = append(out, p)
		}
	}
	return out
}()

// typing edits a random text, of something that is there or not.
func (h *history) typing(s *meeting.State) []meeting.Event {
	f := meeting.Field{ID: 0, Part: meeting.Why}
	if h.rand.IntN(4) > 0 {
		f = meeting.Field{ID: meeting.ID(1 + h.rand.IntN(int(h.last))), Part: parts[h.rand.IntN(len(parts))]}
	}
	view := s.Text(f)
	g := text.Gesture{Site: 1, N: h.rev}
	var e text.Edit
	if n := view.Len(); n > 3 && h.rand.IntN(3) == 0 && h.next[f] == view.Next(1) {
		e = view.DeleteRange(g, h.rand.IntN(n-1), n)
	} else {
		words := []string{"word ", "«für» ", "ένα\n", "👩‍👧 ", "'; DROP TABLE log; --"}[h.rand.IntN(5)]
		e = text.Edit{Gesture: g, First: h.next[f], Insert: text.Clean(words)}
		if e.First == 0 {
			e.First = 1
		} else {
			e.After = text.ID{Site: 1, N: 1 + uint32(h.rand.IntN(int(e.First-1)))}
		}
		h.next[f] = e.First + uint32(len([]rune(e.Insert)))
	}
	if len(e.Insert) == 0 && len(e.Delete) == 0 {
		return nil
	}
	return []meeting.Event{meeting.TextEdited{Field: f, Edit: e}}
}
