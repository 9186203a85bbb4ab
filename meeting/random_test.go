package meeting_test

import (
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// dice draws what people who mean well, badly or nothing at all might do at a desk.
type dice struct {
	tester
	d *desk
	s *meeting.State

	draw   func() uint32
	thrown *uint64
	speak  func() string // what people say; nil: anything
}

// rapidly returns dice that a random test draws, and can repeat.
func rapidly(t *rapid.T) dice {
	return dice{tester: t, draw: func() uint32 { return rapid.Uint32().Draw(t, "n") }, thrown: new(uint64)}
}

// fromBytes returns dice that bytes decide, as long as there are any.
func fromBytes(t tester, b []byte) dice {
	return dice{tester: t, thrown: new(uint64), draw: func() (n uint32) {
		if len(b) > 0 {
			n, b = uint32(b[0]), b[1:]
		}
		return n
	}}
}

// n is evenly spread, unlike what rapid draws: else nearly everything would be refused.
func (r dice) n(upTo int) int {
	*r.thrown++
	x := (uint64(r.draw()) + *r.thrown) * 0x9e3779b97f4a7c15
	return int((x ^ x>>29) * 0xbf58476d1ce4e5b9 >> 33 % uint64(upTo))
}

func (r dice) oneIn(n int) bool { return r.n(n) == 0 }

func one[T any](r dice, from ...T) T { return from[r.n(len(from))] }

// odd is now and then what is no choice, else one of the choices.
func odd[T any](r dice, no T, choices ...T) T {
	if r.oneIn(12) {
		return no
	}
	return one(r, choices...)
}

func (r dice) flag() bool { return r.n(2) == 0 }
func (r dice) person() meeting.PersonID {
	if r.flag() { // those who may most
		return one(r, chair, chair, taker, keyworker)
	}
	return one[meeting.PersonID](r, keyworker, deputy, practitioner, parent, child, supporter, interpreter, observer, chair, taker,
		gone, guest, stranger, "new", "newer", "")
}

// who gives a command: usually at a screen of their own.
func (r dice) authority() meeting.Authority {
	a := r.d.authority(r.person())
	if a.Person != "" {
		a.Shared = r.oneIn(12)
		if r.oneIn(12) {
			a.Meeting = r.meeting()
		}
	}
	if r.oneIn(20) {
		a.Site = text.Site(r.n(6))
	}
	if r.oneIn(20) {
		a.Spare = text.Site(r.n(6))
	}
	return a
}

func ids[T any](list []*T, of func(*T) meeting.ID) []meeting.ID {
	out := []meeting.ID{0}
	for _, x := range list {
		out = append(out, of(x))
	}
	return out
}

// id is mostly one of these, sometimes anything.
func (r dice) id(of []meeting.ID) meeting.ID {
	if r.oneIn(12) {
		return meeting.ID(r.n(int(lastID(r.s)) + 4))
	}
	if len(of) > 1 && !r.oneIn(6) {
		of = of[1:]
	}
	return one(r, of...)
}

func (r dice) need() meeting.ID {
	return r.id(ids(r.s.Needs, func(n *meeting.Need) meeting.ID { return n.ID }))
}

func (r dice) outcome() meeting.ID {
	return r.id(ids(r.s.Outcomes, func(n *meeting.Outcome) meeting.ID { return n.ID }))
}

func (r dice) action() meeting.ID {
	return r.id(ids(r.s.Actions, func(n *meeting.Action) meeting.ID { return n.ID }))
}

func (r dice) decision() meeting.ID {
	return r.id(ids(r.s.Decisions, func(n *meeting.Decision) meeting.ID { return n.ID }))
}

func (r dice) note() meeting.ID {
	return r.id(ids(r.s.Notes, func(n *meeting.Note) meeting.ID { return n.ID }))
}

func (r dice) member() meeting.ID {
	return r.id(ids(r.s.Members, func(n *meeting.Member) meeting.ID { return n.ID }))
}

// meeting is mostly the newest, about which most happens.
func (r dice) meeting() meeting.ID {
	all := ids(r.s.Meetings, func(n *meeting.Meeting) meeting.ID { return n.ID })
	if r.oneIn(4) {
		return r.id(all)
	}
	return all[len(all)-1]
}

func (r dice) item() meeting.ID {
	if m := r.s.Meeting(r.meeting()); m != nil {
		return one(r, m.Agenda...).ID
	}
	return r.id([]meeting.ID{0})
}

func (r dice) audience() meeting.Audience {
	if r.flag() {
		return meeting.Everyone
	}
	if r.flag() {
		return meeting.Practitioners
	}
	return one(r, meeting.Practitioners, meeting.Agencies("health", "school"), meeting.Agencies("social-care"), meeting.OnlyPeople(parent, child),
		meeting.OnlyPeople(r.person(), r.person()), "people:", "agencies:a,,b", "nobody", meeting.Agencies(meeting.FamilyAgency))
}

func (r dice) words() string {
	if r.speak != nil {
		return r.speak()
	}
	return one(r, "", "words", "Sleep\nand rest", "문문 łąka e\u0301 🧑\u200d🦽", " \t ", "\x9bM !\"", "\u202etxet", "\xff\xfe", "\u0301\u0301", strings.Repeat("long ", 120),
		"x", "and more", "“quoted”", "\x00", "\ufeff")
}

func (r dice) when() time.Time {
	if !r.oneIn(4) {
		return r.d.at.AddDate(0, 0, r.n(60))
	}
	return one(r, time.Time{}, r.d.at, r.d.at.AddDate(0, 1, 0), r.d.at.AddDate(0, 0, -400), time.Date(-44, 3, 15, 0, 0, 0, 0, time.UTC),
		time.Date(10001, 1, 1, 0, 0, 0, 0, time.UTC), time.Unix(1<<40, 999), r.d.at.In(time.FixedZone("odd", 5*3600+1234)), time.Unix(0, 1))
}

func (r dice) day() meeting.Day {
	if !r.oneIn(6) {
		return meeting.DayOf(r.d.at.AddDate(0, 0, r.n(60)))
	}
	return one[meeting.Day](r, "", "2026-12-24", "2026-11-24", "2026-11-23", "0000-01-01", "9999-12-31", "2026-02-29", "tomorrow", "\x1b[2J")
}

func (r dice) scale() int {
	if r.oneIn(6) {
		return one(r, -2, 11, 1<<40)
	}
	return r.n(12) - 1
}

// field is mostly a text that there is.
func (r dice) field() meeting.Field {
	if r.oneIn(4) {
		return r.shelfField()
	}
	p := meeting.Part(1 + r.n(16))
	switch p {
	case meeting.Statement, meeting.Evidence:
		return meeting.Field{ID: r.need(), Part: p}
	case meeting.Words, meeting.Measure:
		return meeting.Field{ID: r.outcome(), Part: p}
	case meeting.What, meeting.Progress, meeting.Blocks, meeting.NextStep:
		return meeting.Field{ID: r.action(), Part: p}
	case meeting.Wording, meeting.Rationale:
		return meeting.Field{ID: r.decision(), Part: p}
	case meeting.Notes, meeting.Summary:
		return meeting.Field{ID: r.item(), Part: p}
	case meeting.Views, meeting.LastWord:
		return meeting.Field{ID: r.meeting(), Part: p}
	case meeting.Why:
		return meeting.Field{Part: p}
	case meeting.Why + 1:
		return meeting.Field{ID: r.note(), Part: meeting.Aside}
	}
	return meeting.Field{ID: r.item(), Part: meeting.Notes}
}

// written is a text that somebody has written in.
func (r dice) written() meeting.Field {
	var all []meeting.Field
	for f, v := range r.s.Texts {
		if v.Len() > 0 && f.ID >= r.s.Meetings[0].ID {
			all = append(all, f)
		}
	}
	if len(all) == 0 || r.oneIn(12) {
		return r.field()
	}
	return one(r, all...)
}

// whose is on whose behalf: mostly nobody's.
func (r dice) whose() meeting.ID {
	if r.oneIn(3) {
		return r.member()
	}
	return 0
}

func (r dice) edit(a meeting.Authority) meeting.EditText {
	f := r.field()
	v := r.s.Text(f)
	from := r.n(v.Len() + 1)
	to := from
	if r.oneIn(3) {
		to = min(v.Len(), from+r.n(9))
	}
	e := v.Replace(text.Gesture{Site: a.Site, N: uint32(1 + r.n(9))}, from, to, text.Clean(r.words()))
	if r.oneIn(15) {
		e.Gesture.Site = text.Site(r.n(9))
	}
	if r.oneIn(15) {
		e.After, e.First = text.ID{Site: text.Site(r.n(9)), N: uint32(r.n(9))}, uint32(r.n(9))
	}
	if r.oneIn(20) {
		e.Turn, e.Target = text.Undo, text.Gesture{Site: 1, N: 1}
	}
	return meeting.EditText{Field: f, Edit: e}
}

// stale is sometimes the Rev that somebody remembers from before.
func (r dice) stale(rev uint32) uint32 {
	if r.oneIn(8) {
		return rev - 1
	}
	return rev
}

// next is what brings the newest meeting a stage further, or back, by its chair.
func (r dice) next() (meeting.Authority, meeting.Command) {
	m := r.s.Meetings[len(r.s.Meetings)-1]
	a := r.d.authority(chair)
	if c := r.s.Member(m.Chair); c != nil && c.Person != "" {
		a = r.d.authority(c.Person)
	}
	for _, x := range r.s.Decisions {
		if x.Meeting == m.ID && x.Stage == meeting.Put && r.flag() {
			return a, meeting.ShowAnswers{Decision: x.ID}
		}
	}
	switch m.Stage {
	case meeting.Preparing:
		return a, meeting.OpenMeeting{Meeting: m.ID}
	case meeting.Live:
		return a, meeting.CloseMeeting{Meeting: m.ID, Reason: "late"}
	case meeting.Tidying:
		return a, meeting.SendMinutes{Meeting: m.ID, ReplyBy: meeting.DayOf(r.d.at)}
	case meeting.Sent:
		if r.flag() {
			return a, meeting.ReopenMeeting{Meeting: m.ID, Reason: "early"}
		}
		return r.d.authority(""), meeting.FinaliseMinutes{Meeting: m.ID, Today: meeting.DayOf(r.d.at.AddDate(0, 0, 3))}
	}
	return a, meeting.PlanMeeting{Kind: meeting.Review, At: r.d.at}
}

func (r dice) command(a meeting.Authority) meeting.Command {
	if r.oneIn(4) {
		return r.shelfCommand()
	}
	d, s := r.d, r.s
	switch r.n(51) {
	case 0:
		return meeting.AddNeed{Need: meeting.Need{
			Kind: odd[meeting.NeedKind](r, "?", "", meeting.Worry, meeting.Strength), View: r.member(), About: odd(r, 99, 0, s.Children[0].ID), Audience: r.audience(), Day: r.day(),
			Status: odd[meeting.NeedStatus](r, "!", "", meeting.NeedUnmet, meeting.NeedOpen), Domain: odd(r, "safest", "", "safe"), Unmet: odd(r, "\x07", "", "waiting"), ID: 3, Rev: 7,
		}, Statement: r.words(), Evidence: r.words()}
	case 1, 2:
		if n := s.Need(r.need()); n != nil {
			c := *n
			c.Rev = r.stale(c.Rev)
			c.Status, c.Kind, c.Unmet = one(r, meeting.NeedStatuses...), one(r, meeting.NeedKinds...), one(r, append(meeting.UnmetReasons, "")...)
			if r.flag() {
				c.Audience = r.audience()
			}
			return meeting.SetNeed{Need: c}
		}
		return meeting.SetNeed{Need: meeting.Need{ID: r.need()}}
	case 3:
		return meeting.AddOutcome{Outcome: meeting.Outcome{Need: r.need(), Baseline: r.scale(), Now: r.scale(), Target: r.scale(), Day: r.day(), Audience: r.audience()}, What: r.words(), Words: r.words()}
	case 4:
		if o := s.Outcome(r.outcome()); o != nil {
			c := *o
			c.Rev, c.Need, c.Target = r.stale(c.Rev), r.need(), r.scale()
			if r.flag() {
				c.Audience = r.audience()
			}
			return meeting.SetOutcome{Outcome: c}
		}
		return meeting.SetOutcome{}
	case 5:
		return meeting.ScoreOutcome{Outcome: r.outcome(), Score: meeting.Score{Meeting: r.meeting(), Side: odd(r, "cat", "child", "parent"), Value: r.scale()}}
	case 6, 7:
		return meeting.AddAction{Action: meeting.Action{Under: one(r, 0, r.need(), r.outcome()), Owner: r.member(), Due: r.day(), Ask: odd[meeting.AgencyID](r, "a,b", "", "school"), Audience: one(r, meeting.Everyone, r.audience()), Status: odd[meeting.ActionStatus](r, "?", "", meeting.Done, meeting.Blocked)}, What: r.words()}
	case 8, 9:
		if r.oneIn(4) {
			return meeting.LinkService{Entry: r.action(), Listing: meeting.Listing{ID: odd(r, "", "s1", "s2"), Name: odd(r, "", "Sleep clinic"), Checked: r.day()}}
		}
		if x := s.Action(r.action()); x != nil {
			c := *x
			c.Rev, c.Owner, c.Due, c.Consent = r.stale(c.Rev), r.member(), r.day(), one[meeting.Consent](r, "", meeting.Agreed, meeting.Declined)
			c.Status = one(r, meeting.ActionStatuses...)
			if r.oneIn(3) {
				c.Under = one(r, 0, r.need(), r.outcome())
			}
			if r.oneIn(3) {
				c.Audience = r.audience()
			}
			return meeting.SetAction{Action: c}
		}
		return meeting.SetAction{}
	case 10:
		return meeting.ToggleAction{Action: r.action()}
	case 11:
		return meeting.AnswerAction{Action: r.action(), Consent: one(r, meeting.Agreed, meeting.Declined, meeting.Asked), For: r.whose()}
	case 12:
		return meeting.RemoveEntry{ID: one(r, r.need(), r.outcome(), r.action(), r.decision(), r.meeting(), r.note())}
	case 13, 14, 15, 16:
		return r.edit(a)
	case 17, 18:
		return meeting.UndoText{Field: r.written(), Redo: r.oneIn(3)}
	case 19, 20, 21:
		return meeting.UndoEntry{Redo: r.oneIn(3)}
	case 22:
		return meeting.AddPassage{Item: r.item(), For: r.whose(), ReadBack: r.flag(), Text: r.words(), Gesture: uint32(r.n(5))}
	case 23:
		return meeting.PlanMeeting{Kind: odd(r, "?", meeting.Kinds...), At: r.when(), Place: r.words(), PlaceFor: r.audience(), Chair: d.who[r.person()], Taker: d.who[r.person()]}
	case 24:
		if m := s.Meeting(r.meeting()); m != nil {
			c := *m
			c.Rev, c.At, c.Next, c.ViewsHow, c.NoNext = r.stale(c.Rev), r.when(), r.when().AddDate(0, 2, 0), r.words(), r.words()
			if r.flag() {
				c.Place, c.PlaceFor = r.words(), r.audience()
			}
			if r.flag() {
				c.Chair, c.MinuteTaker = d.who[r.person()], d.who[r.person()]
			}
			return meeting.SetMeeting{Meeting: c}
		}
		return meeting.SetMeeting{}
	case 25:
		return meeting.AddItem{Meeting: r.meeting(), Before: r.item(), Title: r.words(), Minutes: odd(r, 481, 5, 0)}
	case 26:
		return meeting.SetItem{Item: r.item(), Title: r.words(), Minutes: r.n(9)}
	case 27:
		return one[meeting.Command](r, meeting.MoveItem{Item: r.item(), Before: r.item()}, meeting.RemoveItem{Item: r.item()})
	case 28, 29:
		if r.oneIn(6) {
			return one[meeting.Command](r, meeting.CallOff{Meeting: r.meeting(), Reason: r.words()}, meeting.PutOn{Meeting: r.meeting(), At: odd(r, time.Time{}, r.when())})
		}
		return one[meeting.Command](r, meeting.OpenMeeting{Meeting: r.meeting()}, meeting.GoToItem{Item: r.item()})
	case 30:
		return meeting.TakeChair{Meeting: r.meeting(), To: r.member(), Away: r.flag()}
	case 31:
		return one[meeting.Command](r, meeting.GiveFloor{Meeting: r.meeting(), Member: r.member()}, meeting.SetTyping{Meeting: r.meeting(), Typing: odd(r, "?", meeting.AnyoneTypes, meeting.MinuteTakerTypes)})
	case 32, 33:
		return meeting.SetAttendance{Meeting: r.meeting(), Attendance: meeting.Attendance{Member: r.member(), Way: odd(r, "?", meeting.Ways...), From: odd(r, r.when(), time.Time{}), To: odd(r, r.when(), time.Time{}), Note: r.words()}}
	case 34:
		return meeting.RemoveAttendance{Meeting: r.meeting(), Member: r.member()}
	case 35:
		return meeting.ProposeDecision{Meeting: r.meeting(), Item: one(r, 0, r.item()), Wording: r.words(), Rationale: r.words()}
	case 36:
		c := meeting.PutDecision{Decision: r.decision()}
		for range r.n(4) {
			c.Asked = append(c.Asked, r.member())
		}
		return c
	case 37, 38:
		return meeting.AnswerDecision{Decision: r.decision(), Answer: odd(r, "?", meeting.Answers...), Words: r.words(), For: r.whose()}
	case 39:
		return one[meeting.Command](r, meeting.ShowAnswers{Decision: r.decision()}, meeting.FollowDecision{Decision: r.decision(), Follow: odd(r, "?", meeting.Follows...), Words: r.words()})
	case 40:
		return one[meeting.Command](r, meeting.CloseMeeting{Meeting: r.meeting(), Reason: r.words()}, meeting.ReopenMeeting{Meeting: r.meeting(), Reason: r.words()})
	case 41:
		return one[meeting.Command](r, meeting.SendMinutes{Meeting: r.meeting(), ReplyBy: r.day()}, meeting.FinaliseMinutes{Meeting: r.meeting(), Today: r.day()})
	case 42:
		return one[meeting.Command](r, meeting.SignMinutes{Meeting: r.meeting(), Item: one(r, 0, r.item()), Says: one(r, meeting.SignOffs...), Words: r.words(), For: r.whose()},
			meeting.AnswerDispute{Meeting: r.meeting(), Member: r.member(), Words: r.words()}, meeting.AmendMinutes{Meeting: r.meeting(), Words: r.words(), For: r.whose()})
	case 43:
		return meeting.AddMember{Member: meeting.Member{Person: one(r, "", "new", "newer", r.person()), Name: odd(r, r.words(), "Nia"), Title: r.words(), Role: odd(r, "?", meeting.Roles...), Agency: one[meeting.AgencyID](r, "health", "school", "", "a,b"), Guest: one(r, 0, r.meeting()), Until: r.when(), ID: 4}}
	case 44:
		if m := s.Member(r.member()); m != nil {
			c := *m
			c.Rev, c.Name, c.Role = r.stale(c.Rev), r.words(), one(r, meeting.Roles...)
			if r.flag() {
				c.Agency, c.Person = one[meeting.AgencyID](r, "health", "school", meeting.FamilyAgency), r.person()
			}
			return meeting.SetMember{Member: c}
		}
		return meeting.SetMember{}
	case 46:
		return meeting.AddNote{Item: r.item(), Audience: r.audience(), Text: r.words()}
	case 47, 48, 49:
		return r.guarded()
	case 45:
		c := meeting.SetAudience{Entry: one(r, r.need(), r.outcome(), r.action(), r.decision(), r.meeting(), r.note()), Audience: r.audience()}
		if a, there := audienceIn(s, c.Entry); there && !r.oneIn(8) {
			c.Was = a
		}
		return c
	default:
		cs := slices.Clone(s.Children)
		cs[0].KnownAs, cs[0].Born = r.words(), r.day()
		return one[meeting.Command](r, meeting.EndMember{Member: r.member()}, meeting.SetChildren{Children: append(cs, meeting.Person{Name: r.words()})}, meeting.CreateRecord{}, meeting.SetMember{Member: meeting.Member{ID: d.who[gran]}})
	}
}
