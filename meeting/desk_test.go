package meeting_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// tester is what a desk needs of a test, so that it can stand in a random one.
type tester interface {
	Helper()
	Errorf(string, ...any)
	Fatalf(string, ...any)
}

// desk is a record with everybody at it, to whom commands can be given without a room. Every accepted command goes through
// Encode and Decode before it is applied, as it does through a log.
type desk struct {
	t     tester
	r     *meeting.Record
	at    time.Time
	seq   meeting.Seq
	rows  []meeting.Row
	sites map[meeting.PersonID]text.Site
	next  text.Site

	m, past          meeting.ID // the meeting, and one of last year whose minutes are final
	need, hidden     meeting.ID // for everyone, for practitioners only
	outcome, action  meeting.ID
	secret           meeting.ID // an action for everyone under the hidden need
	proposed, put    meeting.ID // decisions, once live
	shown, disagreed meeting.ID
	who              map[meeting.PersonID]meeting.ID // members
	own              map[meeting.PersonID]meeting.ID // an action of theirs, not agreed to yet
	shelf            map[string]meeting.ID           // see shelve
}

// The people at the desk are called what they are. Gran has no account; gone has left the team; stranger never was on it;
// the guest comes for the meeting only.
const (
	keyworker    meeting.PersonID = "keyworker"
	deputy       meeting.PersonID = "deputy"
	practitioner meeting.PersonID = "practitioner"
	parent       meeting.PersonID = "parent"
	child        meeting.PersonID = "child"
	supporter    meeting.PersonID = "supporter"
	interpreter  meeting.PersonID = "interpreter"
	observer     meeting.PersonID = "observer"
	chair        meeting.PersonID = "chair"
	taker        meeting.PersonID = "taker"
	gran         meeting.PersonID = "gran"
	gone         meeting.PersonID = "gone"
	guest        meeting.PersonID = "guest"
	stranger     meeting.PersonID = "stranger"
)

var cast = []struct {
	person meeting.PersonID
	role   meeting.Role
	agency meeting.AgencyID
}{
	{deputy, meeting.Deputy, "health"},
	{practitioner, meeting.Practitioner, "school"},
	{parent, meeting.Parent, ""},
	{child, meeting.Child, ""},
	{supporter, meeting.Supporter, "advocacy"},
	{interpreter, meeting.Interpreter, "language line"},
	{observer, meeting.Observer, "university"},
	{chair, meeting.Practitioner, "social-care"},
	{taker, meeting.Practitioner, "social-care"},
	{gran, meeting.Parent, ""},
	{gone, meeting.Practitioner, "health"},
}

// stageNow is where a desk's meeting is; replied is Sent with everybody's word.
type stageNow string

const (
	preparing stageNow = "preparing"
	calledOff stageNow = "called off"
	live      stageNow = "live"
	tidying   stageNow = "tidying"
	sent      stageNow = "sent"
	replied   stageNow = "replied"
	final     stageNow = "final"
)

var stages = []stageNow{preparing, calledOff, live, tidying, sent, replied, final}

// newDesk returns a desk whose record has just been begun by the keyworker.
func newDesk(t tester) *desk {
	d := &desk{
		t: t, r: meeting.NewRecord(), at: time.Date(2026, 11, 24, 14, 0, 0, 0, time.UTC), sites: map[meeting.PersonID]text.Site{},
		who: map[meeting.PersonID]meeting.ID{}, own: map[meeting.PersonID]meeting.ID{},
	}
	d.do(keyworker, meeting.CreateRecord{
		Name: "sunflower", Children: []meeting.Person{{Name: "Samira Khan", KnownAs: "Sam"}, {Name: "Ali Khan"}},
		Creator: meeting.Member{Name: "Anna", Agency: "health", AgencyName: "Health"},
	})
	d.who[keyworker] = d.state().MemberOf(keyworker).ID
	return d
}

// deskAt returns a desk with the whole cast, a plan, and the meeting in this stage.
func deskAt(t tester, stage stageNow) *desk {
	t.Helper()
	d := newDesk(t)
	for _, c := range cast {
		m := meeting.Member{Person: c.person, Name: capital(string(c.person)), Role: c.role, Agency: c.agency, AgencyName: string(c.agency)}
		if c.person == gran {
			m.Person = ""
		}
		d.who[c.person] = d.do(keyworker, meeting.AddMember{Member: m})
	}
	d.do(keyworker, meeting.EndMember{Member: d.who[gone]})
	d.past = d.lastYear()
	d.m = d.do(chair, meeting.PlanMeeting{
		Kind: meeting.Review, At: d.at.Add(time.Hour), Place: "the clinic", PlaceFor: meeting.Practitioners, Taker: d.who[taker],
	})
	d.who[guest] = d.do(chair, meeting.AddMember{Member: meeting.Member{
		Person: guest, Name: "guest", Role: meeting.Practitioner, Agency: "police", Guest: d.m,
	}})
	d.need = d.do(parent, meeting.AddNeed{Need: meeting.Need{View: d.who[child]}, Statement: "Sleep", Evidence: "The diary"})
	d.hidden = d.do(practitioner, meeting.AddNeed{Need: meeting.Need{Audience: meeting.Practitioners}, Statement: "canary"})
	d.outcome = d.do(keyworker, meeting.AddOutcome{
		Outcome: meeting.Outcome{Need: d.need, Baseline: 3, Now: 3, Target: 8}, What: "Sleeps through", Words: "I want to sleep",
	})
	d.action = d.do(keyworker, meeting.AddAction{
		Action: meeting.Action{Under: d.outcome, Owner: d.who[keyworker], Due: "2026-12-01"}, What: "Refer to the clinic",
	})
	d.secret = d.do(practitioner, meeting.AddAction{Action: meeting.Action{Under: d.hidden}, What: "canary action"})
	for _, c := range cast {
		if c.role != meeting.Observer && c.role != meeting.Interpreter && c.person != gone {
			d.own[c.person] = d.do(keyworker, meeting.AddAction{
				Action: meeting.Action{Under: d.outcome, Owner: d.who[c.person], Due: "2026-12-01"}, What: "For " + string(c.person),
			})
		}
	}
	d.shelve()
	if stage == preparing {
		return d
	}

	if stage == calledOff {
		d.do(chair, meeting.CallOff{Meeting: d.m, Reason: "the chair is ill"})
		return d
	}

	d.do(chair, meeting.OpenMeeting{Meeting: d.m})
	d.attend(d.m)
	d.proposed = d.do(practitioner, meeting.ProposeDecision{Meeting: d.m, Wording: "A walk every day", Rationale: "It helps"})
	d.put = d.do(chair, meeting.ProposeDecision{Meeting: d.m, Item: d.meeting().Agenda[1].ID, Wording: "Ask for an earlier date"})
	for _, id := range []*meeting.ID{&d.shown, &d.disagreed} {
		*id = d.do(practitioner, meeting.ProposeDecision{Meeting: d.m, Wording: "Meet again in March"})
		d.do(taker, meeting.PutDecision{Decision: *id, Asked: []meeting.ID{d.who[parent], d.who[child]}})
		d.do(child, meeting.AnswerDecision{Decision: *id, Answer: meeting.Agree})
	}
	d.do(parent, meeting.AnswerDecision{Decision: d.shown, Answer: meeting.Reservations, Words: "not too early"})
	d.do(parent, meeting.AnswerDecision{Decision: d.disagreed, Answer: meeting.Disagree})
	d.do(practitioner, meeting.AnswerDecision{Decision: d.put, Answer: meeting.NotNow})
	if stage == live {
		return d
	}

	d.do(chair, meeting.CloseMeeting{Meeting: d.m, Reason: "the room was needed"})
	if stage == tidying {
		return d
	}

	d.do(chair, meeting.ShowAnswers{Decision: d.put})
	d.do(taker, meeting.SendMinutes{Meeting: d.m, ReplyBy: "2026-12-04"})
	d.do(practitioner, meeting.SignMinutes{Meeting: d.m, Says: meeting.DontAgree, Words: "I said Tuesday"})
	if stage == sent {
		return d
	}

	for _, c := range append(cast[:len(cast):len(cast)], cast[0]) {
		switch c.person {
		case gone, interpreter, observer, practitioner:
		case gran:
			d.do(practitioner, meeting.SignMinutes{Meeting: d.m, Says: meeting.AgreeMinutes, For: d.who[gran]})
		default:
			d.do(c.person, meeting.SignMinutes{Meeting: d.m, Says: meeting.AgreeMinutes})
		}
	}
	d.do(keyworker, meeting.SignMinutes{Meeting: d.m, Says: meeting.AgreeMinutes})
	if stage == replied {
		return d
	}
	d.do(chair, meeting.FinaliseMinutes{Meeting: d.m})
	return d
}

// lastYear holds a short meeting with a decision and returns it, final.
func (d *desk) lastYear() meeting.ID {
	m := d.do(chair, meeting.PlanMeeting{Kind: meeting.Initial, At: d.at})
	d.do(chair, meeting.OpenMeeting{Meeting: m})
	d.do(chair, meeting.SetAttendance{Meeting: m, Attendance: meeting.Attendance{Member: d.who[chair], Way: meeting.InPerson}})
	dec := d.do(chair, meeting.ProposeDecision{Meeting: m, Wording: "Begin"})
	d.do(chair, meeting.AnswerDecision{Decision: dec, Answer: meeting.Agree})
	d.do(chair, meeting.CloseMeeting{Meeting: m, Reason: "all said"})
	d.do(chair, meeting.SendMinutes{Meeting: m, ReplyBy: "2026-12-04"})
	d.do(chair, meeting.SignMinutes{Meeting: m, Says: meeting.AgreeMinutes})
	d.do(chair, meeting.FinaliseMinutes{Meeting: m})
	return m
}

// attend confirms everybody's attendance: the parent and the practitioner at their own screens, the others in person.
func (d *desk) attend(m meeting.ID) {
	for _, p := range []meeting.PersonID{
		keyworker, deputy, practitioner, parent, child, supporter, interpreter, observer, chair, taker, gran,
	} {
		way := meeting.InPerson
		if p == parent || p == practitioner {
			way = meeting.OwnScreen
		}
		d.do(chair, meeting.SetAttendance{Meeting: m, Attendance: meeting.Attendance{Member: d.who[p], Way: way}})
	}
}

func (d *desk) state() *meeting.State                          { return d.r.State() }
func (d *desk) meeting() *meeting.Meeting                      { return d.state().Meeting(d.m) }
func (d *desk) item(i int) meeting.ID                          { return d.meeting().Agenda[i].ID }
func (d *desk) notes(i int) meeting.Field                      { return meeting.Field{ID: d.item(i), Part: meeting.Notes} }
func (d *desk) text(f meeting.Field) string                    { return d.state().Text(f).String() }
func (d *desk) of(id meeting.ID, p meeting.Part) meeting.Field { return meeting.Field{ID: id, Part: p} }

// authority returns the person's authority, at their own connection.
func (d *desk) authority(p meeting.PersonID) meeting.Authority {
	if p != "" && d.sites[p] == 0 {
		d.next = max(d.next+1, d.state().NextSite())
		d.sites[p] = d.next
	}
	d.next = max(d.next+1, d.state().NextSite())
	return meeting.Authority{Person: p, Name: string(p), System: p == "", Site: d.sites[p], Spare: d.next, At: d.at}
}

// try gives a command and, if it is accepted, logs and applies it.
func (d *desk) try(a meeting.Authority, c meeting.Command) ([]meeting.Event, error) {
	d.t.Helper()
	events, err := d.r.Decide(a, c)
	if err != nil {
		if meeting.CodeOf(err) == "" {
			d.t.Fatalf("%T is refused without a code: %v", c, err)
		}
		return nil, err
	}
	d.log(a, events)
	return events, nil
}

func (d *desk) log(a meeting.Authority, events []meeting.Event) {
	d.t.Helper()
	if len(events) == 0 {
		return
	}
	d.seq++
	body, kinds, err := meeting.Encode(events)
	if err != nil {
		d.t.Fatalf("encode %s: %v", kinds, err)
	}
	row := meeting.Row{Seq: d.seq, Actor: a.Person, At: a.At, Kinds: kinds, Body: body}
	d.rows = append(d.rows, row)
	replay(d.t, d.r, row)
}

// replay applies a row as it comes from a log.
func replay(t tester, r *meeting.Record, row meeting.Row) {
	t.Helper()
	events, err := meeting.Decode(row.Body)
	if err != nil {
		t.Fatalf("decode %s: %v", row.Kinds, err)
	}
	for _, e := range events {
		r.Apply(meeting.Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}, e)
	}
}

// do gives a command that has to be accepted, a second after the last one, and returns the ID of what it added.
func (d *desk) do(p meeting.PersonID, c meeting.Command) meeting.ID {
	d.t.Helper()
	d.at = d.at.Add(time.Second)
	events, err := d.try(d.authority(p), c)
	if err != nil {
		d.t.Fatalf("%T by %s: %v", c, p, err)
	}
	return meeting.Result{Events: events}.Added()
}

// refused gives a command that has to be refused with this code.
func (d *desk) refused(code meeting.Code, p meeting.PersonID, c meeting.Command) {
	d.t.Helper()
	d.refusedBy(code, d.authority(p), c)
}

func (d *desk) refusedBy(code meeting.Code, a meeting.Authority, c meeting.Command) {
	d.t.Helper()
	if _, err := d.r.Decide(a, c); meeting.CodeOf(err) != code {
		d.t.Errorf("%T by %q: got %q (%v), want %q", c, a.Person, meeting.CodeOf(err), err, code)
	}
}

// edit returns the command that a person inserts words into a text, at its end.
func (d *desk) edit(p meeting.PersonID, f meeting.Field, words string) meeting.EditText {
	v := d.state().Text(f)
	return meeting.EditText{Field: f, Edit: v.InsertAt(d.gesture(p), v.Len(), words)}
}

// cut returns the command that a person deletes from a text.
func (d *desk) cut(p meeting.PersonID, f meeting.Field, from, to int) meeting.EditText {
	return meeting.EditText{Field: f, Edit: d.state().Text(f).DeleteRange(d.gesture(p), from, to)}
}

// gesture returns a new gesture of the person: the time counts them.
func (d *desk) gesture(p meeting.PersonID) text.Gesture {
	return text.Gesture{Site: d.authority(p).Site, N: uint32(d.at.Sub(time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)) / time.Second)}
}

// view returns what a person sees at a screen of their own.
func (d *desk) view(p meeting.PersonID) *meeting.View {
	s := d.state()
	return s.View(s.ViewerOf(meeting.Authority{Person: p}), nil)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// dumpState is everything of a state as JSON, its texts with their authors included.
func dumpState(s *meeting.State) string {
	type run struct {
		Person meeting.PersonID
		For    meeting.ID
		Text   string
	}
	texts := map[string][]run{}
	for f, v := range s.Texts {
		k, _ := json.Marshal(f)
		for r := range v.Runs(0, v.Len()) {
			p, whose := s.AuthorOf(r.Site)
			texts[string(k)] = append(texts[string(k)], run{p, whose, r.Text})
		}
	}
	return asJSON(map[string]any{"state": s, "texts": texts, "sites": s.NextSite()})
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// differ shows where two dumps begin to differ.
func differ(got, want string) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	part := func(s string) string { return s[max(0, i-300):min(len(s), i+300)] }
	return fmt.Sprintf("\n…%s…\nwant\n…%s…", part(got), part(want))
}
