package main

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/room"
	"oneplan/meeting/text"
	"oneplan/store"
)

// The invented people of the demonstration. Nobody of this family or these agencies exists.
const (
	demoRecord = "sunflower"

	amina meeting.PersonID = "demo-amina" // chairs the meeting: the reader's own seat
	tom   meeting.PersonID = "demo-tom"   // keyworker
	jo    meeting.PersonID = "demo-jo"    // parent
	kit   meeting.PersonID = "demo-kit"   // the child
	megan meeting.PersonID = "demo-megan" // teacher
	obi   meeting.PersonID = "demo-obi"   // paediatrician
	priya meeting.PersonID = "demo-priya" // sleep charity
	karl  meeting.PersonID = "demo-karl"  // speech and language therapist
)

var demoAgencies = []meeting.Agency{
	{ID: meeting.FamilyAgency, Name: "Family", Letter: "F", Colour: 0},
	{ID: "social-care", Name: "Social care", Letter: "S", Colour: 1},
	{ID: "health", Name: "Community health", Letter: "H", Colour: 2},
	{ID: "school", Name: "Hill Lane School", Letter: "L", Colour: 3},
	{ID: "hospital", Name: "Children's hospital", Letter: "C", Colour: 4},
	{ID: "rest-easy", Name: "Rest Easy, sleep charity", Letter: "R", Colour: 5},
}

// demoPerson is one of them, and their part on the record.
type demoPerson struct {
	id     meeting.PersonID
	name   string
	title  string
	agency meeting.AgencyID
	role   meeting.Role
}

var demoPeople = []demoPerson{
	{amina, "Amina Yusuf", "senior practitioner", "social-care", meeting.Practitioner},
	{tom, "Tom Birch", "occupational therapist", "health", meeting.Keyworker},
	{jo, "Jo Ashdown", "", meeting.FamilyAgency, meeting.Parent},
	{kit, "Kit", "", meeting.FamilyAgency, meeting.Child},
	{megan, "Megan Rees", "class teacher", "school", meeting.Practitioner},
	{obi, "Dr Ifeoma Obi", "paediatrician", "hospital", meeting.Practitioner},
	{priya, "Priya Nair", "sleep adviser", "rest-easy", meeting.Practitioner},
	{karl, "Karl Nowak", "speech and language therapist", "health", meeting.Practitioner},
}

// demoAgencyName returns an agency's name.
func demoAgencyName(id meeting.AgencyID) string {
	for _, a := range demoAgencies {
		if a.ID == id {
			return a.Name
		}
	}
	return string(id)
}

// teller tells the story: real commands by the people themselves, at times in the past.
type teller struct {
	ctx   context.Context
	hub   *room.Hub
	now   time.Time
	clock atomic.Pointer[time.Time] // now, for the hub's own goroutines
	seats map[meeting.PersonID]*room.Seat
	turns map[meeting.PersonID]uint32
	err   error
}

// tellStory writes the demonstration's record into an empty store, as of now.
func tellStory(ctx context.Context, st *store.Store, now time.Time, zone *time.Location) error {
	t := &teller{ctx: ctx, seats: map[meeting.PersonID]*room.Seat{}, turns: map[meeting.PersonID]uint32{}}
	t.at(now.AddDate(0, 0, -735))
	n := 0
	hub, err := room.NewHub(ctx, st, room.Options{
		Now: func() time.Time { return *t.clock.Load() }, Zone: zone,
		NewID: func() string {
			n++
			h := sha256.Sum256(fmt.Appendf(nil, "oneplan demo %d", n))
			return base32.StdEncoding.EncodeToString(h[:16])
		},
	})
	if err != nil {
		return err
	}
	t.hub = hub
	t.people()
	t.outside()
	t.years(now)
	t.at(now.Add(-250 * 24 * time.Hour))
	t.sharing(now)
	t.firstMeetings(zone)
	t.leave(st)
	t.at(now.AddDate(0, 0, -90))
	t.alone(now)
	t.lately(now, zone)
	t.at(now.Add(-3 * 24 * time.Hour))
	t.looksIn(st)
	t.others(now)
	t.tonight(now)
	for _, s := range t.seats {
		s.Close()
	}
	if err := hub.Close(ctx); err != nil && t.err == nil {
		t.err = err
	}
	return t.err
}

// at moves the story's clock.
func (t *teller) at(now time.Time) {
	t.now = now
	t.clock.Store(&now)
}

// service gives commands as the service itself.
func (t *teller) service(cs ...meeting.Command) {
	if t.err == nil {
		_, t.err = t.hub.System(t.ctx, meeting.ServiceStream, cs...)
	}
}

// does gives commands as a person, and returns what they added.
func (t *teller) does(p meeting.PersonID, cs ...meeting.Command) meeting.ID {
	if t.err != nil {
		return 0
	}
	s := t.seats[p]
	if s == nil {
		if s, t.err = t.hub.Sit(t.ctx, demoRecord, room.Identity{Person: p}); t.err != nil {
			return 0
		}
		t.seats[p] = s
	}
	res, err := s.Do(t.ctx, cs...)
	if err != nil {
		t.err = fmt.Errorf("demo: %s: %T: %w", p, cs[0], err)
		return 0
	}
	return res.Added()
}

// view is the record as a person sees it now.
func (t *teller) view(p meeting.PersonID) *meeting.View {
	if t.err != nil {
		return nil
	}
	t.does(p) // takes the seat
	u, err := t.seats[p].Wait(t.ctx, 0)
	if err != nil {
		t.err = err
		return nil
	}
	return u.View
}

// member returns a person's place on the record.
func (t *teller) member(p meeting.PersonID) meeting.ID {
	v := t.view(amina)
	if v == nil {
		return 0
	}
	for _, m := range v.Members {
		if m.Person == p {
			return m.ID
		}
	}
	return 0
}

// writes types at the end of a text, as a person.
func (t *teller) writes(p meeting.PersonID, f meeting.Field, s string) {
	v := t.view(p)
	if v == nil {
		return
	}
	t.turns[p]++
	g := text.Gesture{Site: t.seats[p].Site(), N: 1 + t.turns[p]}
	at := v.Text(f)
	if n := at.Len(); n > 0 && at.At(n-1) != '\n' {
		s = "\n" + s
	}
	t.does(p, meeting.EditText{Field: f, Edit: at.InsertAt(g, at.Len(), s)})
}

// leave keeps that everybody was last here now.
func (t *teller) leave(stays meeting.Stays) {
	v := t.view(amina)
	for _, p := range demoPeople {
		if t.err == nil {
			t.err = stays.KeepStay(t.ctx, demoRecord, p.id, meeting.Stay{Last: meeting.Parting{Seq: v.Seq(), At: t.now}})
		}
	}
}

func (t *teller) people() {
	var cs []meeting.Command
	for _, a := range demoAgencies {
		cs = append(cs, meeting.SetAgency{Agency: a})
	}
	for _, p := range slices.Concat(demoBefore, demoPeople) {
		cs = append(cs, meeting.AddPerson{Account: meeting.Account{ID: p.id, Name: p.name, Title: p.title, Agency: p.agency, Admin: p.id == amina}})
	}
	t.service(cs...)
	if t.err == nil {
		t.err = t.hub.CreateRecord(t.ctx, room.Identity{Person: bea}, meeting.CreateRecord{
			Name:     demoRecord,
			Children: []meeting.Person{{Name: "Kit Ashdown", KnownAs: "Kit", Born: meeting.DayOf(t.now.AddDate(-7, -3, 0))}},
			Creator: meeting.Member{
				Person: bea, Name: "Bea Holloway", Title: "health visitor", Agency: "health", AgencyName: demoAgencyName("health"), Role: meeting.Keyworker,
			},
		})
	}
	for _, p := range slices.Concat(demoBefore[1:], demoPeople) {
		role := p.role
		if role == meeting.Keyworker { // not yet
			role = meeting.Practitioner
		}
		t.does(bea, meeting.AddMember{Member: meeting.Member{
			Person: p.id, Name: p.name, Title: p.title, Agency: p.agency, AgencyName: demoAgencyName(p.agency), Role: role,
		}})
	}
}

// held plans a meeting, holds it with these people and closes it. during is what happens in it.
func (t *teller) held(kind meeting.Kind, at time.Time, present []meeting.PersonID, during func(m *meeting.Meeting)) {
	t.at(at.Add(-14 * 24 * time.Hour))
	id := t.does(amina, meeting.PlanMeeting{Kind: kind, At: at, Place: "Hill Lane School, the library", Taker: t.member(priya)})
	t.at(at)
	t.does(amina, meeting.OpenMeeting{Meeting: id})
	for _, p := range present {
		t.does(amina, meeting.SetAttendance{Meeting: id, Attendance: meeting.Attendance{Member: t.member(p), Way: meeting.InPerson, From: at}})
	}
	v := t.view(amina)
	if v == nil {
		return
	}
	during(v.Meeting(id))
	if v = t.view(amina); v == nil {
		return
	}
	for _, it := range v.Meeting(id).Agenda[1:] {
		t.at(t.now.Add(time.Duration(max(2, it.Minutes-2)) * time.Minute))
		t.does(amina, meeting.GoToItem{Item: it.ID})
	}
	t.at(t.now.Add(3 * time.Minute))
	t.writes(jo, meeting.Field{ID: id, Part: meeting.LastWord}, "It helped to have everybody in one room.")
	t.does(amina, meeting.CloseMeeting{Meeting: id, Reason: "Dates for the last actions are agreed by phone this week."})
	t.at(t.now.Add(26 * time.Hour))
	t.does(priya, meeting.SendMinutes{Meeting: id, ReplyBy: meeting.DayOf(t.now.AddDate(0, 0, 7))})
	for _, p := range present {
		t.at(t.now.Add(time.Hour))
		t.does(p, meeting.SignMinutes{Meeting: id, Says: meeting.AgreeMinutes})
	}
	t.does(amina, meeting.FinaliseMinutes{Meeting: id, Today: meeting.DayOf(t.now)})
}

func (t *teller) firstMeetings(zone *time.Location) {
	day := func(back int) time.Time {
		d := t.now.AddDate(0, 0, back).In(zone)
		for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
			d = d.AddDate(0, 0, 1)
		}
		return time.Date(d.Year(), d.Month(), d.Day(), 14, 0, 0, 0, zone)
	}
	start := t.now
	due := func(months int) meeting.Day { return meeting.DayOf(start.AddDate(0, months, 0)) }
	t.held(meeting.Initial, day(20), []meeting.PersonID{amina, tom, jo, kit, megan, priya}, func(m *meeting.Meeting) {
		notes := func(p meeting.PersonID, item int, s string) {
			t.writes(p, meeting.Field{ID: m.Agenda[item].ID, Part: meeting.Notes}, s)
		}
		notes(kit, 3, "I'm tired at school. I like the library and the dog.")
		notes(jo, 3, "Nights are the hardest. We have told this story four times this year.")
		need := t.does(kit, meeting.AddNeed{Need: meeting.Need{Kind: meeting.Needed, Domain: "healthy", View: t.member(kit)}, Statement: "Sleep"})
		out := t.does(tom, meeting.AddOutcome{
			Outcome: meeting.Outcome{Need: need, Baseline: 3, Now: 3, Target: 8, Day: due(12)},
			What:    "Sleeps through most nights by spring", Words: "I'm tired at school", Measure: "Nights out of seven in the sleep diary",
		})
		for _, a := range []struct {
			by, owner meeting.PersonID
			what      string
			months    int
		}{
			{jo, jo, "Sleep diary, two weeks", 1},
			{obi, obi, "Refer to the sleep clinic", 8},
			{amina, amina, "Blackout blinds for Kit's room", 7},
		} {
			t.does(a.by, meeting.AddAction{Action: meeting.Action{Under: out, Owner: t.member(a.owner), Due: due(a.months)}, What: a.what})
		}
		about := t.does(jo, meeting.AddNeed{Need: meeting.Need{Kind: meeting.Needed, Domain: "active", View: t.member(jo)}, Statement: "Getting about"})
		walk := t.does(tom, meeting.AddOutcome{
			Outcome: meeting.Outcome{Need: about, Baseline: 1, Now: 2, Target: 6, Day: due(11)}, What: "Walks to school twice a week",
		})
		t.does(tom, meeting.AddAction{Action: meeting.Action{Under: walk, Owner: t.member(tom), Due: due(9)}, What: "Try the route with Kit on a quiet day"})
		t.does(megan, meeting.AddAction{Action: meeting.Action{Under: walk, Owner: t.member(megan), Due: due(9)}, What: "Meet Kit at the gate on walking days"})
		t.does(kit, meeting.AddNeed{Need: meeting.Need{Kind: meeting.Strength, Domain: "included", View: t.member(kit)}, Statement: "Kit reads to the younger ones in the library"})
	})
	t.held(meeting.Review, day(130), []meeting.PersonID{amina, tom, jo, kit, megan, obi, priya}, func(m *meeting.Meeting) {
		notes := func(p meeting.PersonID, item int, s string) {
			t.writes(p, meeting.Field{ID: m.Agenda[item].ID, Part: meeting.Notes}, s)
		}
		notes(jo, 1, "The diary is done. Three good nights in a week, which is more than ever.")
		notes(obi, 2, "Referral to the sleep clinic has gone. They say eighteen weeks.")
		notes(kit, 1, "I did the diary myself.")
		v := t.view(amina)
		if v == nil {
			return
		}
		for _, a := range v.Actions() {
			switch v.Text(meeting.Field{ID: a.ID, Part: meeting.What}).String() {
			case "Sleep diary, two weeks":
				t.does(jo, meeting.ToggleAction{Action: a.ID})
			case "Refer to the sleep clinic":
				x := *a
				x.Status = meeting.InProgress
				t.does(obi, meeting.SetAction{Action: x})
				t.writes(obi, meeting.Field{ID: a.ID, Part: meeting.Progress}, "Referred. The clinic expects to see Kit within eighteen weeks.")
			}
		}
		for _, n := range v.Plan {
			for _, o := range n.Outcomes {
				if strings.HasPrefix(v.Text(meeting.Field{ID: o.ID, Part: meeting.What}).String(), "Sleeps") {
					for _, s := range []meeting.Score{{Meeting: m.ID, Side: "child", Value: 4}, {Meeting: m.ID, Side: "parent", Value: 5}, {Meeting: m.ID, Side: "practitioners", Value: 5}} {
						t.does(amina, meeting.ScoreOutcome{Outcome: o.ID, Score: s})
					}
					t.does(megan, meeting.AddAction{Action: meeting.Action{Under: o.ID, Owner: t.member(megan), Due: meeting.DayOf(start.AddDate(0, 8, 20))}, What: "Quiet time after lunch"})
				}
			}
		}
		dec := t.does(priya, meeting.ProposeDecision{Meeting: m.ID, Item: m.Agenda[6].ID, Wording: "Ask the clinic for an earlier date", Rationale: "Kit falls asleep in class twice a week."})
		for _, p := range []meeting.PersonID{amina, tom, jo, kit, megan, obi, priya} {
			t.does(p, meeting.AnswerDecision{Decision: dec, Answer: meeting.Agree})
		}
	})
}

// tonight is the review that is in full swing when the reader comes in.
func (t *teller) tonight(now time.Time) {
	t.at(now.Add(-9 * 24 * time.Hour))
	id := t.does(amina, meeting.PlanMeeting{Kind: meeting.Review, At: now.Add(-22 * time.Minute), Place: "Online, and the library at Hill Lane School", Taker: t.member(priya)})
	t.at(now.Add(-22 * time.Minute))
	t.does(amina, meeting.OpenMeeting{Meeting: id})
	v := t.view(amina)
	if v == nil {
		return
	}
	m := v.Meeting(id)
	for _, at := range []struct {
		p   meeting.PersonID
		way meeting.Way
	}{{amina, meeting.OwnScreen}, {tom, meeting.OwnScreen}, {jo, meeting.OwnScreen}, {kit, meeting.InPerson}, {megan, meeting.OwnScreen}, {obi, meeting.ByPhone}, {priya, meeting.OwnScreen}} {
		t.does(amina, meeting.SetAttendance{Meeting: id, Attendance: meeting.Attendance{Member: t.member(at.p), Way: at.way, From: t.now}})
	}
	t.does(amina, meeting.SetAttendance{Meeting: id, Attendance: meeting.Attendance{Member: t.member(karl), Way: meeting.Apologies, Note: "report sent"}})
	notes := func(p meeting.PersonID, item int, s string) {
		t.writes(p, meeting.Field{ID: m.Agenda[item].ID, Part: meeting.Notes}, s)
	}
	t.at(now.Add(-20 * time.Minute))
	notes(priya, 0, "Karl sends apologies and a report. Nothing has changed in the team.")
	t.does(amina, meeting.GoToItem{Item: m.Agenda[1].ID})
	t.at(now.Add(-18 * time.Minute))
	notes(jo, 1, "Four good nights in a row last week. The weighted blanket helps.")
	notes(kit, 1, "I want to walk with Sam from my class.")
	t.at(now.Add(-10 * time.Minute))
	t.does(amina, meeting.GoToItem{Item: m.Agenda[2].ID})
	t.does(priya, meeting.AddNote{Item: m.Agenda[2].ID, Audience: meeting.Practitioners, Text: "Karl's report is with Megan: read it before we talk about speech."})
	notes(megan, 2, "Kit has stayed awake on all but two afternoons since half term.")
	t.at(now.Add(-4 * time.Minute))
	t.does(amina, meeting.GoToItem{Item: m.Agenda[3].ID})
	notes(obi, 3, "The sleep clinic has not answered since October.")
	t.at(now)
}
