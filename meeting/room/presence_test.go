package room_test

import (
	"testing"
	"testing/synctest"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
	"oneplan/meeting/text"
)

func TestSittingDownIsNotComingIn(t *testing.T) {
	table := meetingtest.New(t)
	nia, sara := table.Sit(meetingtest.Nia), table.Sit(meetingtest.Sara)
	rev := sara.Newest().Rev
	nia.Point(meeting.Pointer{Pane: "plan"})
	nia.Point(meeting.Pointer{Meeting: 999})
	if u := sara.Newest(); len(u.Presence.Here) != 0 || u.Rev != rev {
		t.Errorf("in the room are %+v, the Rev went from %d to %d", u.Presence.Here, rev, u.Rev)
	}
	nia.Comes()
	u := sara.Sees("Nia", func(u meeting.Update) bool { return len(u.Presence.Here) == 1 })
	if h := u.Presence.Here[0]; h.Member != table.Member(meetingtest.Nia) || h.Meeting != table.Meeting || !h.Since.Equal(meetingtest.Start) || h.Conn == u.Conn {
		t.Errorf("here is %+v", h)
	}
}

func TestALostLineIsNotLeavingForAMinute(t *testing.T) {
	table := meetingtest.New(t)
	people := table.Come(meetingtest.Nia, meetingtest.Nia, meetingtest.Sara)
	first, second, sara := people[0], people[1], people[2]
	nia := table.Member(meetingtest.Nia)
	if in := sara.Newest().Presence.In(table.Meeting); len(in) != 2 {
		t.Errorf("in the room are %v", in)
	}
	if err := first.Hand(0, true); err != nil {
		t.Fatal(err)
	}
	first.Leaves()
	if p := sara.Newest().Presence; len(p.Left) != 0 || len(p.Here) != 2 {
		t.Errorf("with one of two lines lost: %+v", p)
	}
	second.Leaves()
	table.Passes(59 * time.Second)
	if p := sara.Newest().Presence; len(p.Left) != 1 || p.Left[0].Member != nia || len(p.In(table.Meeting)) != 2 || p.HandOf(nia) != 1 {
		t.Errorf("after 59 seconds: %+v", p)
	}
	table.Passes(time.Second)
	sara.Sees("that Nia is out, with her hand", func(u meeting.Update) bool {
		return len(u.Presence.Left) == 0 && len(u.Presence.In(table.Meeting)) == 1 && u.Presence.HandOf(nia) == 0
	})
	table.Passes(time.Minute)
	third := table.Come(meetingtest.Nia)[0]
	since := third.Newest().Presence.Here[1].Since
	if !since.Equal(meetingtest.Start.Add(2 * time.Minute)) {
		t.Errorf("she is here since %v", since)
	}
}

func TestConnectingProposesAttendance(t *testing.T) {
	table := meetingtest.New(t)
	early := table.Come(meetingtest.Nia)[0]
	ben := table.Come(meetingtest.Ben)[0]
	if n := len(ben.Meets().Attendance); n != 0 {
		t.Errorf("%d lines before the meeting is live", n)
	}
	early.Does(meeting.SetAttendance{Meeting: table.Meeting, Attendance: meeting.Attendance{Member: table.Member(meetingtest.Nia), Way: meeting.Apologies}})
	table.Opens()
	shared := table.SitAs(room.Identity{Person: meetingtest.Tess, Shared: true})
	shared.Comes()
	m := ben.Sees("three lines", func(u meeting.Update) bool {
		m := u.View.Live()
		return len(m.Attendance) == 3 && m.Attending(table.Member(meetingtest.Nia)).Way == meeting.OwnScreen
	}).View.Live()
	for p, way := range map[meeting.PersonID]meeting.Way{
		meetingtest.Nia: meeting.OwnScreen, meetingtest.Ben: meeting.OwnScreen, meetingtest.Tess: meeting.SharedScreen,
	} {
		if a := m.Attending(table.Member(p)); a == nil || a.Way != way || !a.Proposed || !a.From.Equal(meetingtest.Start) {
			t.Errorf("%s: %+v", p, a)
		}
	}

	// What the chair has said stands, however often somebody connects.
	ben.Does(meeting.SetAttendance{Meeting: table.Meeting, Attendance: meeting.Attendance{Member: table.Member(meetingtest.Nia), Way: meeting.InPerson}})
	ben.Does(meeting.RemoveAttendance{Meeting: table.Meeting, Member: table.Member(meetingtest.Tess)})
	early.Leaves()
	shared.Leaves()
	table.Passes(2 * time.Minute)
	nia := table.Come(meetingtest.Nia, meetingtest.Tess)[0]
	ben.Does(meeting.GoToItem{Item: table.Items[1]}) // comes after whatever their coming asked for
	m = ben.Meets()
	if m.Attending(table.Member(meetingtest.Tess)) != nil || m.Attending(table.Member(meetingtest.Nia)).Way != meeting.InPerson {
		t.Errorf("the list is %+v", m.Attendance)
	}

	// But whoever stands there as gone and comes anew is back, for the chair to confirm; their coming twice asks once.
	from := m.Attending(table.Member(meetingtest.Nia)).From
	ben.Does(meeting.SetAttendance{Meeting: table.Meeting, Attendance: meeting.Attendance{Member: table.Member(meetingtest.Nia), Way: meeting.InPerson, Note: "by bus", To: table.Clock.Now()}})
	second := table.Come(meetingtest.Nia)[0]
	ben.Does(meeting.GoToItem{Item: table.Items[0]})
	if a := ben.Meets().Attending(table.Member(meetingtest.Nia)); a.To.IsZero() {
		t.Errorf("with a second screen of somebody who is still there: %+v", a)
	}
	second.Leaves()
	nia.Leaves()
	table.Come(meetingtest.Nia)
	ben.Sees("Nia back", func(u meeting.Update) bool {
		a := u.View.Live().Attending(table.Member(meetingtest.Nia))
		return a.Here() && a.Proposed && a.Note == "by bus" && a.From.Equal(from)
	})

	// After a restart nobody has come anew.
	sam := table.Come(meetingtest.Sam)[0]
	sam.Sees("himself on the list", func(u meeting.Update) bool { return u.View.Live().Attending(table.Member(meetingtest.Sam)) != nil })
	table.Passes(time.Hour)
	table.Restart()
	sam = table.Come(meetingtest.Sam)[0]
	sam.Types(table.Notes(1), "Hello.") // comes after whatever his coming asked for
	if a := sam.Meets().Attending(table.Member(meetingtest.Sam)); !a.From.Equal(meetingtest.Start.Add(2 * time.Minute)) {
		t.Errorf("Sam is there from %v", a.From)
	}
}

func TestCaretsAreOfConnections(t *testing.T) {
	table := meetingtest.New(t)
	people := table.Come(meetingtest.Nia, meetingtest.Sara)
	nia, sara := people[0], people[1]
	notes := table.Notes(0)
	nia.Types(notes, "Hello")
	at := meeting.Pointer{Meeting: table.Meeting, Entry: table.Items[0], Pane: "notes", Field: notes, Caret: nia.View().Text(notes).CaretAt(5)}
	nia.Point(at)
	u := sara.Sees("Nia's caret", func(u meeting.Update) bool { return len(u.Presence.Here) == 2 && u.Presence.Here[0].Pointer == at })
	if typed := u.Presence.Here[0].Typed; !typed.Equal(meetingtest.Start) {
		t.Errorf("she typed at %v", typed)
	}
	nia.Point(meeting.Pointer{Meeting: table.Meeting, Pane: "\x1b]0;gotcha\a"})
	sara.Sees("a pane without escapes", func(u meeting.Update) bool { return u.Presence.Here[0].Pane == "" })
}

// An entry that somebody may not see does not exist for them: not by its caret, nor by the beat of somebody typing in it.
func TestWhatIsHiddenMovesNothing(t *testing.T) {
	table := meetingtest.New(t)
	people := table.Come(meetingtest.Nia, meetingtest.Sara, meetingtest.Ben)
	nia, sara, ben := people[0], people[1], people[2]
	shared := table.SitAs(room.Identity{Person: meetingtest.Tess, Shared: true})
	home, err := table.Hub.Home(t.Context(), nia.Who, 0)
	if err != nil {
		t.Fatal(err)
	}
	hers, theirs := nia.Newest().Rev, shared.Newest().Rev

	need := sara.Does(meeting.AddNeed{Need: meeting.Need{Audience: meeting.Practitioners}, Statement: "A worry"}).Added()
	f := meeting.Field{ID: need, Part: meeting.Statement}
	sara.Types(f, " that grows")
	sara.Point(meeting.Pointer{Meeting: table.Meeting, Entry: need, Field: f, Caret: sara.View().Text(f).CaretAt(3)})
	table.Passes(3 * time.Second)
	sara.Types(f, " and grows")
	sara.Does(meeting.ToggleAction{Action: sara.Does(meeting.AddAction{Action: meeting.Action{Under: need}, What: "Ring them"}).Added()})
	u := ben.Sees("Sara's caret", func(u meeting.Update) bool { return u.Presence.Here[1].Field == f && u.View.Text(f).Len() > 20 })
	if u.Presence.Here[1].Typed.IsZero() {
		t.Error("Ben does not see Sara typing")
	}

	if u := shared.Newest(); u.Rev != theirs || u.View.Text(f).Len() > 0 {
		t.Errorf("the shared screen's Rev went from %d to %d", theirs, u.Rev)
	}
	u = nia.Newest()
	if h := u.Presence.Here[1]; u.Rev != hers || h.Entry != 0 || h.Field != (meeting.Field{}) || h.Caret.ID.N != 0 || !h.Typed.IsZero() {
		t.Errorf("Nia's Rev went from %d to %d, and she sees %+v", hers, u.Rev, h)
	}
	again, err := table.Hub.Home(t.Context(), nia.Who, 0)
	if err != nil || again.Rev != home.Rev {
		t.Errorf("Nia's home went from %d to %d, %v", home.Rev, again.Rev, err)
	}

	sara.Types(table.Notes(0), "For all.")
	nia.Sees("what is for all", func(u meeting.Update) bool {
		return u.View.Text(table.Notes(0)).Len() > 0 && !u.Presence.Here[1].Typed.IsZero()
	})
}

func TestNarrowingAnEntryTakesTheCaretsInItAway(t *testing.T) {
	table := meetingtest.New(t)
	people := table.Come(meetingtest.Nia, meetingtest.Sara)
	nia, sara := people[0], people[1]
	id := sara.Does(meeting.AddNeed{Statement: "A worry"}).Added()
	f := meeting.Field{ID: id, Part: meeting.Statement}
	sara.Point(meeting.Pointer{Meeting: table.Meeting, Entry: id, Field: f, Caret: sara.View().Text(f).CaretAt(3)})
	nia.Sees("Sara's caret", func(u meeting.Update) bool { return u.Presence.Here[1].Field == f })
	need := *sara.View().Need(id)
	need.Audience = meeting.Practitioners
	sara.Does(meeting.SetNeed{Need: need})
	if h := nia.Newest().Presence.Here[1]; h.Entry != 0 || h.Field.ID != 0 {
		t.Errorf("Nia sees Sara at %+v", h)
	}
}

func TestCaretsDoNotWakeAnybodyTooOften(t *testing.T) {
	inBubble(t, room.Options{PresenceEvery: 25 * time.Millisecond}, func(t *testing.T, table *meetingtest.Table) {
		people := table.Come(meetingtest.Nia, meetingtest.Sara)
		nia, sara := people[0], people[1]
		table.Passes(time.Second)
		synctest.Wait()
		woken := make(chan meeting.Update, 100)
		go func() {
			for rev := sara.Newest().Rev; ; {
				u, err := sara.Wait(t.Context(), rev)
				if err != nil {
					return
				}
				rev = u.Rev
				woken <- u
			}
		}()
		synctest.Wait()
		for i := range 10 {
			nia.Point(meeting.Pointer{Meeting: table.Meeting, Entry: table.Items[i]})
			synctest.Wait()
		}
		if n := len(woken); n != 1 {
			t.Errorf("ten moves at once woke Sara %d times, want once", n)
		}
		table.Passes(25 * time.Millisecond)
		synctest.Wait()
		if n := len(woken); n != 2 {
			t.Fatalf("they woke her %d times in all, want twice", n)
		}
		<-woken
		if u := <-woken; u.Presence.Here[0].Entry != table.Items[9] {
			t.Error("she did not see the last one")
		}
		sara.Close()
	})
}

func TestNothingTicksInAQuietRoom(t *testing.T) {
	inBubble(t, room.Options{}, func(t *testing.T, table *meetingtest.Table) {
		table.Opens()
		table.Come(meetingtest.Ben, meetingtest.Nia)
		synctest.Wait()
		table.Passes(time.Hour)
		synctest.Wait()
		if n := table.Clock.Timers(); n != 0 {
			t.Errorf("%d timers run while nothing is due", n)
		}
	})
}

func TestTheCaretComesWithTheWords(t *testing.T) {
	table := meetingtest.New(t)
	table.Opens()
	people := table.Come(meetingtest.Nia, meetingtest.Sara)
	nia, sara := people[0], people[1]
	field := table.Notes(0)
	at := meeting.Pointer{Meeting: table.Meeting, Pane: "notes", Field: field}
	nia.Point(at)
	nia.Types(field, "Good morning")
	u := sara.Sees("the words", func(u meeting.Update) bool { return u.View.Text(field).String() == "Good morning" })
	caret := u.View.Text(field).CaretAt(12)
	where := func(u meeting.Update) meeting.Here {
		for _, h := range u.Presence.Here {
			if h.Member == table.Member(meetingtest.Nia) {
				return h
			}
		}
		t.Fatal("Nia is not here")
		return meeting.Here{}
	}
	if h := where(u); h.Caret != caret || h.Anchor != caret {
		t.Errorf("her caret is at %+v with the words, not %+v", h.Caret, caret)
	}
	at.Caret, at.Anchor = caret, caret
	nia.Point(at) // as her screen says it when it has seen them
	if next := sara.Newest(); next.Rev != u.Rev {
		t.Errorf("the caret moved again: %+v", where(next))
	}
	nia.Point(meeting.Pointer{Meeting: table.Meeting, Pane: "plan"})
	nia.Types(field, "!")
	u = sara.Sees("the words", func(u meeting.Update) bool { return u.View.Text(field).Len() == 13 })
	if h := where(u); h.Field != (meeting.Field{}) || h.Caret != (text.Caret{}) {
		t.Errorf("somebody who writes nowhere has a caret: %+v", h)
	}
}
