package minutes_test

import (
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// story tells a record, command by command, without a room: one minute passes with each.
type story struct {
	*meeting.Record
	t     *testing.T
	at    time.Time
	seq   meeting.Seq
	sites map[meeting.PersonID]text.Site
	spare text.Site
	m     meeting.ID // the meeting told of
}

func newStory(t *testing.T) *story {
	return &story{
		Record: meeting.NewRecord(), t: t, spare: 100, sites: map[meeting.PersonID]text.Site{},
		at: time.Date(2026, 11, 24, 13, 50, 0, 0, time.UTC),
	}
}

// tell gives a command and applies what it means; it returns the ID of what was set.
func (r *story) tell(who meeting.PersonID, c meeting.Command) meeting.ID {
	r.t.Helper()
	r.at = r.at.Add(time.Minute)
	if r.sites[who] == 0 {
		r.sites[who] = text.Site(len(r.sites) + 1)
	}
	r.spare++
	events, err := r.Decide(meeting.Authority{Person: who, At: r.at, Site: r.sites[who], Spare: r.spare}, c)
	if err != nil {
		r.t.Fatalf("%T by %s: %v", c, who, err)
	}
	r.seq++
	for _, e := range events {
		r.Apply(meeting.Meta{Seq: r.seq, Actor: who, At: r.at}, e)
	}
	return meeting.Result{Events: events}.Added()
}

// write types at the end of a text.
func (r *story) write(who meeting.PersonID, id meeting.ID, p meeting.Part, words string) {
	r.t.Helper()
	if r.sites[who] == 0 {
		r.sites[who] = text.Site(len(r.sites) + 1)
	}
	f := meeting.Field{ID: id, Part: p}
	v := r.State().Text(f)
	r.tell(who, meeting.EditText{Field: f, Edit: v.InsertAt(text.Gesture{Site: r.sites[who], N: uint32(r.seq)}, v.Len(), words)})
}

func (r *story) view(who meeting.PersonID) *meeting.View {
	s := r.State()
	return s.View(s.ViewerOf(meeting.Authority{Person: who}), nil)
}

func (r *story) join(name, title string, role meeting.Role, agency meeting.AgencyID, agencyName string) meeting.ID {
	return r.tell("anna", meeting.AddMember{Member: meeting.Member{
		Person: meeting.PersonID(name), Name: name, Title: title, Role: role, Agency: agency, AgencyName: agencyName,
	}})
}

// reviewMeeting is the whole story of one meeting, from planning to final minutes, stopping early where
// until says so.
func reviewMeeting(t *testing.T, until meeting.MeetingStage) *story {
	r := newStory(t)
	r.tell("anna", meeting.CreateRecord{
		Name: "sunflower", Children: []meeting.Person{{Name: "Samira Kowalska", KnownAs: "Sam", Born: "2019-03-02"}},
		Creator: meeting.Member{
			Person: "anna", Name: "Anna", Title: "health visitor", Agency: "health", AgencyName: "Health", Role: meeting.Keyworker,
		},
	})
	anna := r.State().MemberOf("anna").ID
	sara := r.join("Sara", "", meeting.Parent, meeting.FamilyAgency, "Family")
	tom := r.join("Tom", "class teacher", meeting.Practitioner, "school", "Hill School")
	wen := r.join("文文", "minute taker", meeting.Practitioner, "council", "Council")
	gran := r.join("Gran Łucja", "", meeting.Supporter, meeting.FamilyAgency, "Family")
	ola := r.join("Dr Ola", "paediatrician", meeting.Practitioner, "health", "Health")
	r.join("Ben", "social worker", meeting.Practitioner, "care", "Social Care")

	tired := r.tell("Sara", meeting.AddNeed{
		Need:      meeting.Need{Kind: meeting.Needed, Domain: "healthy", About: r.State().Children[0].ID, View: sara, Day: "2026-09-01"},
		Statement: "I'm tired at school", Evidence: "Asleep at the table twice a week",
	})
	r.tell("anna", meeting.AddNeed{
		Need: meeting.Need{Kind: meeting.Worry, Audience: meeting.Practitioners}, Statement: "A worry that only practitioners read",
	})
	sleeps := r.tell("anna", meeting.AddOutcome{
		Outcome: meeting.Outcome{Need: tired, Baseline: 3, Now: 3, Target: 8, Day: "2027-03-01"},
		What:    "Sleeps through most nights by March", Words: "I want to be awake for PE", Measure: "The sleep diary",
	})
	diary := r.tell("Sara", meeting.AddAction{Action: meeting.Action{Under: sleeps, Owner: sara, Due: "2026-11-14"}, What: "Sleep diary"})
	r.tell("anna", meeting.AddAction{
		Action: meeting.Action{Under: sleeps, Audience: meeting.Practitioners, Owner: anna, Due: "2026-12-01"}, What: "Talk to the GP, practitioners only",
	})
	r.write("anna", 0, meeting.Why, "Sam is tired and misses school.")

	planned := time.Date(2026, 11, 24, 14, 0, 0, 0, time.UTC)
	r.m = r.tell("anna", meeting.PlanMeeting{Kind: meeting.Review, At: planned, Place: "Hill School, room 2", Taker: wen})
	item := func(n int) meeting.ID { return r.State().Meeting(r.m).Agenda[n].ID }
	r.tell("Sara", meeting.AddItem{Meeting: r.m, Title: "The bus", Minutes: 5, Before: item(3)})
	if until == meeting.Preparing {
		return r
	}

	r.tell("anna", meeting.OpenMeeting{Meeting: r.m})
	for _, a := range []meeting.Attendance{
		{Member: anna, Way: meeting.OwnScreen},
		{Member: sara, Way: meeting.SharedScreen},
		{Member: gran, Way: meeting.InPerson},
		{Member: wen, Way: meeting.OwnScreen},
		{Member: tom, Way: meeting.ByPhone},
		{Member: ola, Way: meeting.Apologies, Note: "report sent"},
	} {
		r.tell("anna", meeting.SetAttendance{Meeting: r.m, Attendance: a})
	}
	r.write("Sara", r.m, meeting.Views, "Sam drew this: a bed with a moon. He said: “I am tired.”")
	r.tell("anna", meeting.GoToItem{Item: item(1)})
	r.write("Sara", item(1), meeting.Notes, "The weighted blanket helps.\nHe wakes at four, not at two.")
	r.tell("Tom", meeting.AddPassage{Item: item(1), For: gran, ReadBack: true, Text: "He sleeps better at mine."})
	r.write("文文", item(1), meeting.Summary, "Nights are better; mornings are hard.")
	r.tell("anna", meeting.GoToItem{Item: item(4)})
	r.tell("Sara", meeting.ToggleAction{Action: diary})
	r.write("anna", diary, meeting.Progress, "Four weeks kept")
	r.tell("anna", meeting.ScoreOutcome{Outcome: sleeps, Score: meeting.Score{Meeting: r.m, Side: "child", Value: 4}})
	r.tell("anna", meeting.ScoreOutcome{Outcome: sleeps, Score: meeting.Score{Meeting: r.m, Side: "practitioners", Value: 5}})
	r.tell("anna", meeting.AddAction{Action: meeting.Action{Under: sleeps, Owner: anna, Due: "2026-12-08"}, What: "Refer to the sleep clinic"})
	r.tell("anna", meeting.AddAction{Action: meeting.Action{Owner: tom, Due: "2026-11-30"}, What: "A quiet corner after lunch"})
	r.tell("anna", meeting.AddAction{Action: meeting.Action{Ask: "care"}, What: "Blackout blinds"})
	d := r.tell("Tom", meeting.ProposeDecision{
		Meeting: r.m, Item: item(4), Wording: "Sam starts school at ten until the spring", Rationale: "Mornings are the hardest",
	})
	r.tell("anna", meeting.PutDecision{Decision: d})
	r.tell("anna", meeting.AnswerDecision{Decision: d, Answer: meeting.Agree})
	r.tell("Tom", meeting.AnswerDecision{Decision: d, Answer: meeting.Reservations, Words: "if the class keeps its reading hour"})
	r.tell("Sara", meeting.AnswerDecision{Decision: d, Answer: meeting.Disagree, Words: "I start work at nine"})
	r.tell("Tom", meeting.AnswerDecision{Decision: d, Answer: meeting.NotNow, For: gran})
	if until == meeting.Live {
		return r
	}
	r.tell("anna", meeting.ShowAnswers{Decision: d})
	r.tell("anna", meeting.FollowDecision{Decision: d, Follow: meeting.TalkAgain, Words: "on the phone, this week", Advocate: true})
	r.tell("Tom", meeting.ProposeDecision{Meeting: r.m, Wording: "A decision that nobody put"})
	r.tell("文文", meeting.TakeChair{Meeting: r.m, To: wen, Away: true})
	r.tell("文文", meeting.TakeChair{Meeting: r.m, To: anna})
	r.write("Sara", r.m, meeting.LastWord, "Thank you. See you in January.")
	r.tell("anna", meeting.CloseMeeting{Meeting: r.m, Reason: "the room was needed"})
	r.tell("anna", meeting.ReopenMeeting{Meeting: r.m, Reason: "the next date was forgotten"})
	m := *r.State().Meeting(r.m)
	m.Next, m.ViewsHow = time.Date(2027, 1, 19, 14, 0, 0, 0, time.UTC), "with pictures, by Anna, at home"
	r.tell("anna", meeting.SetMeeting{Meeting: m})
	r.tell("anna", meeting.CloseMeeting{Meeting: r.m, Reason: "the room was needed"})
	if until == meeting.Tidying {
		return r
	}
	r.tell("文文", meeting.SendMinutes{Meeting: r.m, ReplyBy: "2026-12-08"})
	r.tell("Sara", meeting.SignMinutes{Meeting: r.m, Says: meeting.WantChange, Words: "He wakes at five", Item: item(1)})
	r.tell("anna", meeting.AnswerDispute{Meeting: r.m, Member: sara, Words: "Mended in the notes of the next meeting"})
	r.tell("Tom", meeting.SignMinutes{Meeting: r.m, Says: meeting.DontAgree, Words: "I said Tuesday"})
	r.tell("anna", meeting.SignMinutes{Meeting: r.m, Says: meeting.AgreeMinutes})
	r.tell("Tom", meeting.SignMinutes{Meeting: r.m, Says: meeting.AgreeMinutes, For: gran})
	if until == meeting.Sent {
		return r
	}
	r.at = time.Date(2026, 12, 9, 6, 0, 0, 0, time.UTC)
	events, err := r.Decide(meeting.Authority{System: true, At: r.at}, meeting.FinaliseMinutes{Meeting: r.m, Today: "2026-12-09"})
	if err != nil {
		t.Fatal(err)
	}
	r.seq++
	for _, e := range events {
		r.Apply(meeting.Meta{Seq: r.seq, At: r.at}, e)
	}
	return r
}
