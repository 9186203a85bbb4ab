package room_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

func TestTwoPeopleTypeIntoTheSameNotesAtOnce(t *testing.T) {
	table := meetingtest.New(t)
	table.Opens()
	people := table.Come(meetingtest.Nia, meetingtest.Sara, meetingtest.Ben)
	nia, sara, ben := people[0], people[1], people[2]
	notes := table.Notes(1)

	nia.Types(notes, "The blanket helps. ")
	sara.Sees("Nia's words", func(u meeting.Update) bool { return u.View.Text(notes).Len() > 0 })

	// Both write from what they saw before the other's words arrived.
	seen := sara.View()
	nia.Types(notes, "She sleeps until six.")
	sara.Does(sara.Typing(seen, notes, 0, "Agreed last time: "))

	table.Sees(notes, "Agreed last time: The blanket helps. She sleeps until six.")
	v := ben.View()
	var authors []string
	for run := range v.Text(notes).Runs(0, v.Text(notes).Len()) {
		authors = append(authors, v.AuthorOf(run.Site).Member.Name)
	}
	if !slices.Equal(authors, []string{"Sara", "Nia"}) {
		t.Errorf("the words are by %v", authors)
	}

	nia.Undoes(notes)
	table.Sees(notes, "Agreed last time: The blanket helps. ")
	if text := sara.Refused(meeting.Invalid, meeting.UndoText{Field: table.Notes(2)}); !strings.Contains(text, "nothing") {
		t.Errorf("undoing nothing says %q", text)
	}
}

func TestTheChairDrives(t *testing.T) {
	table := meetingtest.New(t)
	people := table.Come(meetingtest.Ben, meetingtest.Nia, meetingtest.Tess, meetingtest.Sara)
	ben, nia, tess, sara := people[0], people[1], people[2], people[3]

	nia.Refused(meeting.Forbidden, meeting.OpenMeeting{Meeting: table.Meeting})
	ben.Does(meeting.OpenMeeting{Meeting: table.Meeting})
	nia.Sees("the first item", func(u meeting.Update) bool { return u.View.Live() != nil && u.View.Live().Item == table.Items[0] })

	table.Passes(5 * time.Minute)
	ben.Does(meeting.GoToItem{Item: table.Items[1]})
	nia.Sees("the second item, and how long the first one took", func(u meeting.Update) bool {
		m := u.View.Live()
		return m.Item == table.Items[1] && m.Agenda[0].Done && m.Agenda[0].Spent == 300
	})
	nia.Refused(meeting.Forbidden, meeting.GoToItem{Item: table.Items[2]})

	ben.Does(meeting.GiveFloor{Meeting: table.Meeting, Member: table.Member(meetingtest.Nia)})
	sara.Sees("that Nia has the floor", func(u meeting.Update) bool { return u.View.Live().Floor == table.Member(meetingtest.Nia) })

	ben.Does(meeting.SetTyping{Meeting: table.Meeting, Typing: meeting.MinuteTakerTypes})
	sara.Refused(meeting.Forbidden, sara.Typing(sara.View(), table.Notes(1), 0, "no"))
	tess.Types(table.Notes(1), "Nia speaks.")
	sara.Does(meeting.AddPassage{Item: table.Items[1], Text: "Written privately first."})
	table.Sees(table.Notes(1), "Nia speaks.\nWritten privately first.")
}

func TestADecisionIsAnsweredPrivatelyAndShownTogether(t *testing.T) {
	table := meetingtest.New(t)
	table.Opens()
	people := table.Come(meetingtest.Ben, meetingtest.Nia, meetingtest.Sara)
	ben, nia, sara := people[0], people[1], people[2]
	ben.Sees("everybody on the list", func(u meeting.Update) bool { return len(u.View.Live().Attendance) == 3 })

	id := ben.Does(meeting.ProposeDecision{Meeting: table.Meeting, Item: table.Items[3], Wording: "Quiet time after lunch"}).Added()
	nia.Sees("the decision", func(u meeting.Update) bool { d := u.View.Decision(id); return d != nil && d.Stage == meeting.Put })
	rev := sara.Newest().Rev
	nia.Does(meeting.AnswerDecision{Decision: id, Answer: meeting.Reservations, Words: "if he may say no"})
	sara.Sees("that one has answered, and not what", func(u meeting.Update) bool {
		return u.Rev != rev && u.View.Given(id) == 1 && len(u.View.Decision(id).Answers) == 0
	})
	nia.Sees("her own answer", func(u meeting.Update) bool { return len(u.View.Decision(id).Answers) == 1 })

	sara.Does(meeting.AnswerDecision{Decision: id, Answer: meeting.Agree})
	ben.Does(meeting.AnswerDecision{Decision: id, Answer: meeting.Agree})
	for _, s := range people {
		s.Sees("all answers together", func(u meeting.Update) bool {
			d := u.View.Decision(id)
			return d.Stage == meeting.Shown && len(d.Answers) == 3
		})
	}
}

func TestHandsGoUpAndDown(t *testing.T) {
	table := meetingtest.New(t)
	table.Opens()
	people := table.Come(meetingtest.Ben, meetingtest.Nia, meetingtest.Tess, meetingtest.Olga)
	ben, nia, tess, olga := people[0], people[1], people[2], people[3]
	member := table.Member

	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	must(tess.Hand(0, true))
	must(nia.Hand(member(meetingtest.Nia), true))
	must(nia.Hand(0, true)) // once is enough
	ben.Sees("two hands in the order in which they went up", func(u meeting.Update) bool {
		return len(u.Presence.Hands) == 2 && u.Presence.HandOf(member(meetingtest.Tess)) == 1 && u.Presence.HandOf(member(meetingtest.Nia)) == 2
	})
	if err := tess.Hand(member(meetingtest.Nia), false); meeting.CodeOf(err) != meeting.Forbidden {
		t.Errorf("Tess takes Nia's hand down: %v", err)
	}
	must(ben.Hand(member(meetingtest.Tess), false))

	// Sam has no screen: somebody who may write for him puts up his hand. An observer may not.
	if err := olga.Hand(member(meetingtest.Sam), true); meeting.CodeOf(err) != meeting.Forbidden {
		t.Errorf("Olga puts up Sam's hand: %v", err)
	}
	must(nia.Hand(member(meetingtest.Sam), true))
	ben.Sees("Nia's and Sam's hands", func(u meeting.Update) bool {
		return u.Presence.HandOf(member(meetingtest.Nia)) == 1 && u.Presence.HandOf(member(meetingtest.Sam)) == 2
	})
	outside := table.Sit(meetingtest.Sara)
	if err := outside.Hand(0, true); meeting.CodeOf(err) != meeting.Stage {
		t.Errorf("Sara puts her hand up outside the room: %v", err)
	}
	ben.Does(meeting.CloseMeeting{Meeting: table.Meeting, Reason: "Time is up"})
	nia.Sees("that the hands are down", func(u meeting.Update) bool { return len(u.Presence.Hands) == 0 })
}

func TestTheChairIsTakenOverOnceTheChairHasBeenGoneForAMinute(t *testing.T) {
	table := meetingtest.New(t)
	table.Opens()
	people := table.Come(meetingtest.Ben, meetingtest.Tess, meetingtest.Nia, meetingtest.Sara)
	ben, tess, nia := people[0], people[1], people[2]
	take := func(s *meetingtest.Sitter) meeting.TakeChair {
		return meeting.TakeChair{Meeting: table.Meeting, To: table.Member(s.Who.Person), Away: true}
	}

	if text := tess.Refused(meeting.Stage, take(tess)); !strings.Contains(text, "in the room") {
		t.Errorf("taking the chair from somebody who is there says %q", text)
	}
	ben.Leaves()
	table.Passes(59 * time.Second)
	tess.Refused(meeting.Stage, take(tess))
	if tess.Newest().Presence.ChairAway {
		t.Error("the chair is away too early")
	}
	table.Passes(time.Second)
	tess.Sees("that the chair is away", func(u meeting.Update) bool { return u.Presence.ChairAway })
	nia.Refused(meeting.Forbidden, take(nia))
	tess.Does(take(tess))
	m := nia.Sees("the new chair", func(u meeting.Update) bool {
		return u.View.Live().Chair == table.Member(meetingtest.Tess) && !u.Presence.ChairAway
	}).View.Live()
	if len(m.Takeovers) != 1 || !m.Takeovers[0].Away || m.Takeovers[0].From != table.Member(meetingtest.Ben) {
		t.Errorf("the takeover stands as %+v", m.Takeovers)
	}
}

func TestAChairWhoComesBackInTimeKeepsTheChair(t *testing.T) {
	table := meetingtest.New(t)
	table.Opens()
	people := table.Come(meetingtest.Ben, meetingtest.Tess)
	ben, tess := people[0], people[1]
	ben.Leaves()
	table.Passes(40 * time.Second)
	ben = table.Come(meetingtest.Ben)[0]
	table.Passes(40 * time.Second)
	if p := tess.Newest().Presence; p.ChairAway || len(p.Left) > 0 {
		t.Errorf("Ben is back, and yet: %+v", p)
	}
	ben.Point(meeting.Pointer{}) // at home, not in the room
	table.Passes(time.Minute)
	tess.Sees("that the chair is away", func(u meeting.Update) bool { return u.Presence.ChairAway })
}

func TestAMeetingClosesThroughItsChecksAndIsSigned(t *testing.T) {
	table := meetingtest.New(t)
	table.Opens()
	people := table.Come(meetingtest.Ben, meetingtest.Nia, meetingtest.Tess)
	ben, nia, tess := people[0], people[1], people[2]

	ben.Sees("three lines on the list", func(u meeting.Update) bool { return len(u.View.Live().Attendance) == 3 })
	if text := ben.Refused(meeting.Invalid, meeting.CloseMeeting{Meeting: table.Meeting}); !strings.Contains(text, "missing") {
		t.Errorf("closing with something missing says %q", text)
	}
	for _, a := range ben.Meets().Attendance {
		ben.Does(meeting.SetAttendance{Meeting: table.Meeting, Attendance: a})
	}
	nia.Types(table.Notes(1), "He sleeps better.")
	nia.Types(meeting.Field{ID: table.Meeting, Part: meeting.LastWord}, "It helped that we could write ourselves.")
	m := *ben.Meets()
	m.Next = meetingtest.Start.AddDate(0, 2, 0)
	ben.Does(meeting.SetMeeting{Meeting: m})
	if missing := ben.View().Checks(table.Meeting); len(missing) > 0 {
		t.Fatalf("the checks find %+v", missing)
	}
	ben.Does(meeting.CloseMeeting{Meeting: table.Meeting})
	nia.Sees("tidying", func(u meeting.Update) bool { return u.View.Meeting(table.Meeting).Stage == meeting.Tidying })
	nia.Refused(meeting.Stage, nia.Typing(nia.View(), table.Notes(1), 0, "more"))
	tess.Types(meeting.Field{ID: table.Items[1], Part: meeting.Summary}, "Sam sleeps better.")

	ben.Does(meeting.ReopenMeeting{Meeting: table.Meeting, Reason: "Sara's update was forgotten"})
	nia.Types(table.Notes(1), " And eats better.")
	ben.Does(meeting.CloseMeeting{Meeting: table.Meeting, Reason: "Sara will write"})
	tess.Does(meeting.SendMinutes{Meeting: table.Meeting, ReplyBy: "2026-11-27"})
	nia.Does(meeting.SignMinutes{Meeting: table.Meeting, Says: meeting.WantChange, Words: "it was five nights"})
	ben.Does(meeting.AnswerDispute{Meeting: table.Meeting, Member: table.Member(meetingtest.Nia), Words: "noted beside it"})
	tess.Sees("the dispute and its answer", func(u meeting.Update) bool {
		s := u.View.Meeting(table.Meeting).Signed
		return len(s) == 1 && s[0].Words == "it was five nights" && s[0].Reply == "noted beside it"
	})
}

func TestMinutesBecomeFinalByThemselves(t *testing.T) {
	sent := func(table *meetingtest.Table) *meetingtest.Sitter {
		table.Opens()
		ben := table.Come(meetingtest.Ben)[0]
		ben.Does(meeting.CloseMeeting{Meeting: table.Meeting, Reason: "a test"}, meeting.SendMinutes{Meeting: table.Meeting, ReplyBy: "2026-11-27"})
		return ben
	}
	final := func(u meeting.Update) bool {
		m := u.View.Meetings[0]
		return m.Stage == meeting.Final && !m.FinalAt.IsZero()
	}
	t.Run("while the room is open", func(t *testing.T) {
		table := meetingtest.New(t)
		ben := sent(table)
		table.Passes(5*24*time.Hour + 14*time.Hour + 59*time.Minute)
		if ben.Meets().Stage != meeting.Sent {
			t.Error("they are final before the day is over")
		}
		table.Passes(time.Minute)
		ben.Sees("final minutes", final)
	})
	t.Run("while nobody looked", func(t *testing.T) {
		table := meetingtest.New(t)
		sent(table)
		table.Restart()
		table.Passes(30 * 24 * time.Hour)
		table.Sit(meetingtest.Nia).Sees("final minutes", final)
	})
}

func TestAPassIsForOneMeeting(t *testing.T) {
	table := meetingtest.New(t)
	table.Opens()
	sara := table.Sit(meetingtest.Sara)
	other := sara.Does(meeting.PlanMeeting{Kind: meeting.Review, At: meetingtest.Start.AddDate(0, 2, 0), Chair: table.Member(meetingtest.Ben)}).Added()
	pass := room.Identity{Person: meetingtest.Nia, Record: meetingtest.Sunflower, Meeting: table.Meeting}
	nia := table.SitAs(pass)
	if v := nia.View(); len(v.Meetings) != 1 || v.Meetings[0].ID != table.Meeting {
		t.Errorf("a pass shows %d meetings", len(v.Meetings))
	}
	nia.Comes()
	nia.Types(table.Notes(0), "Hello.")
	nia.Refused(meeting.Forbidden, meeting.PlanMeeting{Kind: meeting.Review, At: meetingtest.Start})

	// Who is in the other meeting's room is none of their business, and they cannot go there.
	sara.Point(meeting.Pointer{Meeting: other})
	nia.Point(meeting.Pointer{Meeting: other})
	if p := nia.Newest().Presence; len(p.Here) != 0 {
		t.Errorf("a pass shows %+v", p.Here)
	}
	if here := sara.Newest().Presence.Here; len(here) != 1 {
		t.Errorf("in the other room are %+v", here)
	}
	for _, who := range []room.Identity{
		{Person: meetingtest.Nia, Record: "kestrel", Meeting: table.Meeting},
		{Person: meetingtest.Nia, Record: meetingtest.Sunflower, Meeting: 999},
	} {
		if _, err := table.Hub.Sit(t.Context(), meetingtest.Sunflower, who); meeting.CodeOf(err) != meeting.NotFound {
			t.Errorf("%+v: %v", who, err)
		}
	}
	if err := table.Hub.CreateRecord(t.Context(), pass, meeting.CreateRecord{Name: "kestrel"}); meeting.CodeOf(err) != meeting.Forbidden {
		t.Errorf("a pass begins a record: %v", err)
	}
	if _, err := table.Hub.DoService(t.Context(), pass, meeting.AddPerson{}); meeting.CodeOf(err) != meeting.Forbidden {
		t.Errorf("a pass adds a person: %v", err)
	}
	key := meeting.Key{Fingerprint: "SHA256:nia", Public: []byte("nia's key")}
	if _, err := table.Hub.DoService(t.Context(), pass, meeting.BindKey{Person: meetingtest.Nia, Key: key}); err != nil {
		t.Errorf("a pass binds its own key: %v", err)
	}
	if _, err := table.Hub.DoService(t.Context(), pass, meeting.BindKey{Person: meetingtest.Sam, Key: key}); err == nil {
		t.Error("a pass binds somebody else's key")
	}
}

func TestWhoeverIsRevokedIsOutAtOnce(t *testing.T) {
	table := meetingtest.New(t)
	table.Opens()
	people := table.Come(meetingtest.Nia, meetingtest.Tess)
	nia, tess := people[0], people[1]
	nia.Sees("Tess", func(u meeting.Update) bool { return len(u.Presence.Here) == 2 })

	if _, err := table.Hub.DoService(t.Context(), room.Identity{Person: meetingtest.Sara}, meeting.RevokePerson{Person: meetingtest.Tess}); meeting.CodeOf(err) != meeting.Forbidden {
		t.Errorf("Sara revokes Tess: %v", err)
	}
	if _, err := table.Hub.DoService(t.Context(), room.Identity{Person: meetingtest.Ada}, meeting.RevokePerson{Person: meetingtest.Tess}); err != nil {
		t.Fatal(err)
	}
	tess.Gone()
	tess.Refused(meeting.Ended, tess.Typing(nia.View(), table.Notes(0), 0, "still here"))
	if err := tess.Hand(0, true); meeting.CodeOf(err) != meeting.Ended {
		t.Errorf("her hand: %v", err)
	}
	nia.Sees("that Tess is gone", func(u meeting.Update) bool { return len(u.Presence.Here) == 1 && len(u.Presence.Left) == 0 })
	if _, err := table.Hub.Sit(t.Context(), meetingtest.Sunflower, room.Identity{Person: meetingtest.Tess}); meeting.CodeOf(err) != meeting.Ended {
		t.Errorf("she sits down again: %v", err)
	}
}

func TestWhoeverLeavesTheTeamIsOutAtOnce(t *testing.T) {
	table := meetingtest.New(t)
	people := table.Come(meetingtest.Sara, meetingtest.Olga)
	sara, olga := people[0], people[1]
	sara.Does(meeting.EndMember{Member: table.Member(meetingtest.Olga)})
	olga.Gone()
	olga.Refused(meeting.Ended, meeting.AddNeed{Statement: "Still here"})
	sara.Sees("that Olga is gone", func(u meeting.Update) bool { return len(u.Presence.Here) == 1 && len(u.Presence.Left) == 0 })
	if _, err := table.Hub.Sit(t.Context(), meetingtest.Sunflower, room.Identity{Person: meetingtest.Olga}); meeting.CodeOf(err) != meeting.NotFound {
		t.Errorf("she sits down again: %v", err)
	}
}
