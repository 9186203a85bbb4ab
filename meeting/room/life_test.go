package room_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

func TestWhatWasWrittenIsThereAfterARestart(t *testing.T) {
	table := meetingtest.New(t)
	nia := table.Sit(meetingtest.Nia)
	notes := table.Notes(0)
	nia.Types(notes, "Kept. ")
	site := nia.Site()
	table.Restart()
	nia = table.Sit(meetingtest.Nia)
	nia.Reads(notes, "Kept. ")
	if nia.Site() <= site {
		t.Errorf("site %d is given again after %d", nia.Site(), site)
	}
	nia.Types(notes, "And more.")
	nia.Undoes(notes)
	nia.Undoes(notes) // from before the restart
	nia.Reads(notes, "")
}

func TestASnapshotThatIsOfNoUseIsLeftAlone(t *testing.T) {
	for what, damage := range map[string]func(*meeting.Snapshot){
		"of another version":    func(s *meeting.Snapshot) { s.Version++ },
		"damaged":               func(s *meeting.Snapshot) { s.Data = s.Data[:len(s.Data)/2] },
		"after the log's end":   func(s *meeting.Snapshot) { s.Seq += 100 },
		"with another sequence": func(s *meeting.Snapshot) { s.Seq-- },
	} {
		t.Run(what, func(t *testing.T) {
			table := meetingtest.New(t)
			table.Sit(meetingtest.Nia).Types(table.Notes(0), "Kept.")
			table.Restart()
			s, ok, err := table.Log.LoadSnapshot(t.Context(), meetingtest.Sunflower)
			if !ok || err != nil {
				t.Fatal("no snapshot was kept")
			}
			damage(&s)
			s.Version, s.Seq = s.Version+7, s.Seq+1 // so that the log takes it for newer
			s.Version, s.Seq = s.Version-7, s.Seq-1
			if err := table.Log.SaveSnapshot(t.Context(), meetingtest.Sunflower, s); err != nil {
				t.Fatal(err)
			}
			table.Restart()
			table.Sit(meetingtest.Nia).Reads(table.Notes(0), "Kept.")
		})
	}
}

func TestTheTablesFollowAfterASecondOfQuietAndOnLeaving(t *testing.T) {
	inBubble(t, room.Options{}, func(t *testing.T, table *meetingtest.Table) {
		end := func() meeting.Seq { return meeting.Seq(len(table.Log.Rows(meetingtest.Sunflower))) }
		synced := func() meeting.Seq {
			synctest.Wait()
			return table.Log.Synced(meetingtest.Sunflower)
		}
		nia := table.Sit(meetingtest.Nia)
		table.Passes(time.Second)
		if synced() != end() {
			t.Fatalf("opened: row %d of %d", synced(), end())
		}
		for range 5 {
			nia.Types(table.Notes(0), "a")
			table.Passes(900 * time.Millisecond)
		}
		if synced() != end()-5 {
			t.Errorf("while she types: row %d of %d", synced(), end())
		}
		table.Passes(100 * time.Millisecond)
		if synced() != end() {
			t.Errorf("after a second: row %d of %d", synced(), end())
		}
		nia.Types(table.Notes(0), "b")
		nia.Leaves()
		if synced() != end() {
			t.Errorf("she left: row %d of %d", synced(), end())
		}
	})
}

func TestSnapshotsAreKept(t *testing.T) {
	inBubble(t, room.Options{SnapshotEvery: 20}, func(t *testing.T, table *meetingtest.Table) {
		end := func() meeting.Seq { return meeting.Seq(len(table.Log.Rows(meetingtest.Sunflower))) }
		kept := func() meeting.Seq {
			t.Helper()
			synctest.Wait()
			s, _, err := table.Log.LoadSnapshot(t.Context(), meetingtest.Sunflower)
			if err != nil {
				t.Fatal(err)
			}
			return s.Seq
		}
		people := table.Come(meetingtest.Nia, meetingtest.Ben)
		nia, ben := people[0], people[1]
		for end() < 30 {
			nia.Types(table.Notes(0), "a")
		}
		if kept() != 0 {
			t.Errorf("a snapshot of row %d while she types", kept())
		}
		table.Passes(time.Second)
		if kept() != end() {
			t.Errorf("after some rows: of row %d of %d", kept(), end())
		}
		for range 100 {
			nia.Types(table.Notes(0), "a")
		}
		if kept() < end()-40 {
			t.Errorf("although she never stops: of row %d of %d", kept(), end())
		}
		table.Passes(time.Second)
		if kept() != end() {
			t.Fatalf("after more rows: of row %d of %d", kept(), end())
		}
		ben.Does(meeting.OpenMeeting{Meeting: table.Meeting})
		table.Passes(time.Second)
		if kept() == end() {
			t.Errorf("a snapshot for the few rows of opening a meeting")
		}
		ben.Does(meeting.CloseMeeting{Meeting: table.Meeting, Reason: "a test"})
		table.Passes(time.Second)
		if kept() != end() {
			t.Errorf("the meeting closed: of row %d of %d", kept(), end())
		}
	})
}

func TestAnEmptyRoomClosesAfterAWhile(t *testing.T) {
	inBubble(t, room.Options{}, func(t *testing.T, table *meetingtest.Table) {
		nia := table.Sit(meetingtest.Nia)
		conn := nia.Newest().Conn
		nia.Leaves()
		synctest.Wait()
		table.Passes(4 * time.Minute)
		nia = table.Sit(meetingtest.Nia)
		if now := nia.Newest().Conn; now <= conn {
			t.Errorf("the room closed too early: connection %d after %d", now, conn)
		}
		table.Passes(time.Hour)
		nia.Types(table.Notes(0), "Still open.")
		nia.Leaves()
		synctest.Wait()
		table.Passes(5 * time.Minute)
		synctest.Wait()
		rows := table.Log.Rows(meetingtest.Sunflower)
		if s, ok, _ := table.Log.LoadSnapshot(t.Context(), meetingtest.Sunflower); !ok || s.Seq != rows[len(rows)-1].Seq {
			t.Errorf("the snapshot is of row %d of %d", s.Seq, len(rows))
		}
		nia = table.Sit(meetingtest.Nia)
		if now := nia.Newest().Conn; now != 1 {
			t.Errorf("the room is still the old one: connection %d", now)
		}
		nia.Reads(table.Notes(0), "Still open.")
		if err := nia.Hand(0, true); meeting.CodeOf(err) != meeting.Stage {
			t.Error(err)
		}
	})
}

func TestRecordsOfOthersDoNotExist(t *testing.T) {
	table := meetingtest.New(t)
	for _, who := range []room.Identity{{Person: meetingtest.Ivy}, {Person: meetingtest.Ada}} {
		for _, record := range []string{meetingtest.Sunflower, "kestrel", meeting.ServiceStream, "", "../x"} {
			_, err := table.Hub.Sit(t.Context(), record, who)
			if meeting.CodeOf(err) != meeting.NotFound {
				t.Errorf("%s sits down in %q: %v", who.Person, record, err)
			}
		}
		if views, err := table.Hub.Views(t.Context(), who); err != nil || len(views) != 0 {
			t.Errorf("%s sees %d records, %v", who.Person, len(views), err)
		}
	}
	shared := room.Identity{Person: meetingtest.Ada, Shared: true}
	if _, err := table.Hub.DoService(t.Context(), shared, meeting.RevokePerson{Person: meetingtest.Nia}); meeting.CodeOf(err) != meeting.Forbidden {
		t.Errorf("a shared screen revokes somebody: %v", err)
	}
	if err := table.Hub.CreateRecord(t.Context(), shared, meeting.CreateRecord{Name: "kestrel"}); meeting.CodeOf(err) != meeting.Forbidden {
		t.Errorf("a shared screen begins a record: %v", err)
	}
	for _, who := range []room.Identity{{}, {Person: "nobody"}} {
		if _, err := table.Hub.Sit(t.Context(), meetingtest.Sunflower, who); meeting.CodeOf(err) != meeting.Ended {
			t.Errorf("%q sits down: %v", who.Person, err)
		}
		if _, err := table.Hub.DoService(t.Context(), who, meeting.SetAgency{}); err == nil {
			t.Errorf("%q changes the service", who.Person)
		}
	}
}

func TestARecordBegins(t *testing.T) {
	table := meetingtest.New(t)
	who := room.Identity{Person: meetingtest.Ivy}
	c := meeting.CreateRecord{
		Name: "kestrel", Children: []meeting.Person{{Name: "Ali Noor"}},
		Creator: meeting.Member{Person: meetingtest.Sara, Agency: "school", Role: meeting.Practitioner},
	}
	if err := table.Hub.CreateRecord(t.Context(), who, c); err != nil {
		t.Fatal(err)
	}
	views, err := table.Hub.Views(t.Context(), who)
	if err != nil || len(views) != 1 {
		t.Fatalf("%d records, %v", len(views), err)
	}
	me := views[0].View.Me
	if me.Person != meetingtest.Ivy || me.Name != "Ivy" || me.Agency != meetingtest.Health || me.AgencyName != "Eastbank Community Health" || me.Role != meeting.Practitioner {
		t.Errorf("she is %+v: nobody begins a record as somebody else", me)
	}
	if err := table.Hub.CreateRecord(t.Context(), room.Identity{Person: meetingtest.Sara}, c); meeting.CodeOf(err) != meeting.Invalid {
		t.Errorf("the name a second time: %v", err)
	}
	// A name that was listed before the service broke off is not lost.
	table.Service(meeting.ServiceStream, meeting.ListRecord{Name: "heron"})
	c.Name = "heron"
	if _, err := table.Hub.Sit(t.Context(), "heron", who); meeting.CodeOf(err) != meeting.NotFound {
		t.Errorf("a record without a beginning: %v", err)
	}
	if err := table.Hub.CreateRecord(t.Context(), who, c); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"Kestrel", "service", "ab", "join"} {
		c.Name = name
		if err := table.Hub.CreateRecord(t.Context(), who, c); meeting.CodeOf(err) != meeting.Invalid {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestABatchStopsAtItsFirstRefusal(t *testing.T) {
	table := meetingtest.New(t)
	sara := table.Sit(meetingtest.Sara)
	res, err := sara.Do(t.Context(), meeting.AddNeed{Statement: "Sleep"}, meeting.ToggleAction{Action: 999}, meeting.AddNeed{Statement: "Food"})
	if meeting.CodeOf(err) != meeting.NotFound || res.Accepted != 1 || res.Added() == 0 {
		t.Errorf("%+v, %v", res, err)
	}
	if plan := sara.View().Plan; len(plan) != 1 || plan[0].ID != res.Added() {
		t.Errorf("the plan is %+v", plan)
	}
	if res, err := sara.Do(t.Context()); err != nil || res.Accepted != 0 {
		t.Errorf("nothing asked for: %+v, %v", res, err)
	}
}

func TestTooMuchAtOnceIsRefused(t *testing.T) {
	table := meetingtest.New(t)
	sara := table.Sit(meetingtest.Sara)
	long := strings.Repeat("x", 2<<20)
	for _, cs := range [][]meeting.Command{
		{meeting.AddNeed{Statement: long}},
		{meeting.SetMember{Member: meeting.Member{Name: long}}},
		{meeting.SetChildren{Children: make([]meeting.Person, 100_000)}},
		make([]meeting.Command, 2000),
	} {
		for i := range cs {
			if cs[i] == nil {
				cs[i] = meeting.AddNeed{Statement: "x"}
			}
		}
		if text := sara.Refused(meeting.Invalid, cs...); !strings.Contains(text, "too much") {
			t.Errorf("%T says %q", cs[0], text)
		}
	}
}

func TestTimeNeverGoesBackwards(t *testing.T) {
	table := meetingtest.New(t)
	sara := table.Sit(meetingtest.Sara)
	table.Passes(time.Hour + 1234567*time.Nanosecond)
	sara.Does(meeting.AddNeed{Statement: "Sleep"})
	table.Clock.Set(meetingtest.Start)
	sara.Does(meeting.AddNeed{Statement: "Food"})
	table.Restart()
	table.Sit(meetingtest.Sara).Does(meeting.AddNeed{Statement: "Air"})
	var last time.Time
	for _, r := range table.Log.Rows(meetingtest.Sunflower) {
		if r.At.Before(last) || r.At.Location() != time.UTC || r.At.Nanosecond()%1e6 != 0 {
			t.Errorf("row %d is of %v, after %v", r.Seq, r.At, last)
		}
		last = r.At
	}
	if want := meetingtest.Start.Add(time.Hour + time.Millisecond); !last.Equal(want) {
		t.Errorf("the last row is of %v, want %v", last, want)
	}
}

func TestWordsOnBehalfHaveASiteOfTheirOwn(t *testing.T) {
	table := meetingtest.New(t)
	table.Opens()
	people := table.Come(meetingtest.Ben, meetingtest.Sara)
	ben, sara := people[0], people[1]
	ben.Does(meeting.SetAttendance{Meeting: table.Meeting, Attendance: meeting.Attendance{Member: table.Member(meetingtest.Nia), Way: meeting.InPerson}})
	for _, words := range []string{"She is tired.", "And hungry."} {
		sara.Does(meeting.AddPassage{Item: table.Items[1], For: table.Member(meetingtest.Nia), ReadBack: true, Text: words})
	}
	sara.Types(table.Notes(1), " (Sara)")
	v := ben.View()
	by := map[string]string{}
	for run := range v.Text(table.Notes(1)).Runs(0, v.Text(table.Notes(1)).Len()) {
		a := v.AuthorOf(run.Site)
		who := a.Member.Name
		if a.By != nil && a.By != a.Member {
			who += " by " + a.By.Name
		}
		by[who] += run.Text
	}
	if !strings.Contains(by["Nia by Sara"], "She is tired.") || !strings.Contains(by["Nia by Sara"], "And hungry.") || by["Sara"] != " (Sara)" {
		t.Errorf("the words are %q", by)
	}
}

// However much one seat sends, another's batch is in one of the next commits.
func TestAFloodOfOneSeatDoesNotStarveOthers(t *testing.T) {
	inBubble(t, room.Options{}, func(t *testing.T, table *meetingtest.Table) {
		flood, nia := table.Sit(meetingtest.Sara), table.Sit(meetingtest.Nia)
		notes := table.Notes(0)
		before := len(table.Log.Rows(meetingtest.Sunflower))
		release := table.Log.Hold()
		defer release()
		var wg sync.WaitGroup
		for i := range 200 {
			edit := flood.Typing(flood.View(), notes, 0, fmt.Sprint(i, " "))
			wg.Go(func() {
				if _, err := flood.Do(t.Context(), edit); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		done := beside(t, nia, nia.Typing(nia.View(), table.Notes(1), 0, "Me too."))
		synctest.Wait()
		release()
		mustAnswer(t, done)
		wg.Wait()
		rows := table.Log.Rows(meetingtest.Sunflower)[before:]
		for i, r := range rows {
			// The first commit may hold all 16 batches that one seat may have waiting; hers is in the second.
			if r.Actor == meetingtest.Nia && i > 18 {
				t.Errorf("Nia's batch is row %d of %d: it waited behind the flood", i, len(rows))
			}
		}
		if len(rows) != 201 {
			t.Errorf("%d rows, want 201", len(rows))
		}
	})
}

func TestWhatNobodyWaitsForAnyMoreIsNotWritten(t *testing.T) {
	inBubble(t, room.Options{}, func(t *testing.T, table *meetingtest.Table) {
		people := table.Come(meetingtest.Nia, meetingtest.Sara)
		nia, sara := people[0], people[1]
		release := table.Log.Hold()
		defer release()
		first := beside(t, nia, nia.Typing(nia.View(), table.Notes(0), 0, "Hello."))
		synctest.Wait()
		ctx, cancel := contextWithTimeout(t, time.Second)
		defer cancel()
		if _, err := sara.Do(ctx, meeting.AddNeed{Statement: "Never mind"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("giving up returned %v", err)
		}
		release()
		mustAnswer(t, first)
		sara.Types(table.Notes(1), "After all.")
		if plan := sara.View().Plan; len(plan) != 0 {
			t.Errorf("the plan is %+v", plan)
		}
	})
}

func TestASeatThatDoesNotWaitCostsNothing(t *testing.T) {
	table := meetingtest.New(t)
	people := table.Come(meetingtest.Nia, meetingtest.Sara)
	nia, sara := people[0], people[1]
	u := nia.Newest()
	for range 50 {
		sara.Types(table.Notes(0), "a")
	}
	now := nia.Newest()
	if now.Rev != u.Rev+1 {
		t.Errorf("fifty changes while she did not look moved her Rev from %d to %d", u.Rev, now.Rev)
	}
	if got := now.View.Text(table.Notes(0)).Len(); got != 50 {
		t.Errorf("she sees %d letters, want all 50", got)
	}
}

func TestWaitEndsWithItsContextAndWithItsSeat(t *testing.T) {
	inBubble(t, room.Options{}, func(t *testing.T, table *meetingtest.Table) {
		nia := table.Sit(meetingtest.Nia)
		rev := nia.Newest().Rev
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 2)
		wait := func(ctx context.Context) {
			_, err := nia.Wait(ctx, rev)
			ended <- err
		}
		go wait(ctx)
		go wait(t.Context())
		synctest.Wait()
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
		nia.Close()
		nia.Close()
		if err := <-ended; !errors.Is(err, room.ErrClosed) {
			t.Errorf("closed: %v", err)
		}
		if _, err := nia.Do(t.Context(), meeting.AddNeed{Statement: "Late"}); !errors.Is(err, room.ErrClosed) {
			t.Errorf("doing something: %v", err)
		}
	})
}

func TestTwoWaitsOfOneSeatBothSeeTheNews(t *testing.T) {
	inBubble(t, room.Options{}, func(t *testing.T, table *meetingtest.Table) {
		people := table.Come(meetingtest.Nia, meetingtest.Sara)
		nia, sara := people[0], people[1]
		rev := nia.Newest().Rev
		seen := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := nia.Wait(t.Context(), rev)
				seen <- err
			}()
		}
		synctest.Wait()
		sara.Types(table.Notes(0), "Hello.")
		for range 2 {
			if err := <-seen; err != nil {
				t.Error(err)
			}
		}
	})
}

func TestHomeShowsWhatIsNew(t *testing.T) {
	table := meetingtest.New(t)
	who := room.Identity{Person: meetingtest.Ivy}
	sara := table.Sit(meetingtest.Sara)
	see := func(after meeting.Rev, so func(meeting.Home) bool) meeting.Home {
		t.Helper()
		ctx, cancel := contextWithTimeout(t, meetingtest.Patience)
		defer cancel()
		for {
			h, err := table.Hub.Home(ctx, who, after)
			if err != nil {
				t.Fatal(err)
			}
			if so(h) {
				return h
			}
			after = h.Rev
		}
	}
	h := see(0, func(meeting.Home) bool { return true })
	if h.Me.Name != "Ivy" || len(h.Records) != 0 || len(h.Agencies) != 3 || !h.Now.Equal(meetingtest.Start) {
		t.Errorf("her home is %+v", h)
	}
	res := sara.Does(meeting.AddMember{Member: meeting.Member{Person: meetingtest.Ivy, Name: "Ivy", Agency: meetingtest.Health, Role: meeting.Practitioner}})
	h = see(h.Rev, func(h meeting.Home) bool { return len(h.Records) == 1 })
	rev := h.Rev
	sara.Types(table.Notes(0), "not every letter")
	if again := see(0, func(meeting.Home) bool { return true }); again.Rev != rev {
		t.Errorf("a letter moved her home from %d to %d", rev, again.Rev)
	}
	sara.Comes()
	h = see(rev, func(h meeting.Home) bool { return len(h.Records[0].Presence.Here) == 1 })
	sara.Does(meeting.AddNeed{Statement: "Sleep"})
	h = see(h.Rev, func(h meeting.Home) bool { return len(h.Records[0].View.Plan) == 1 })
	key := meeting.Key{Fingerprint: "SHA256:ivy", Public: []byte("ivy's key")}
	if _, err := table.Hub.DoService(t.Context(), who, meeting.BindKey{Person: meetingtest.Ivy, Key: key}); err != nil {
		t.Fatal(err)
	}
	if h := see(0, func(meeting.Home) bool { return true }); len(h.Me.Keys) != 0 {
		t.Error("a home carries keys")
	}
	sara.Does(meeting.EndMember{Member: res.Added()})
	h = see(h.Rev, func(h meeting.Home) bool { return len(h.Records) == 0 })
	table.Hub.Stopping()
	see(h.Rev, func(h meeting.Home) bool { return h.Stopping })
	if _, err := table.Hub.DoService(t.Context(), room.Identity{Person: meetingtest.Ada}, meeting.RevokePerson{Person: meetingtest.Ivy}); err != nil {
		t.Fatal(err)
	}
	if _, err := table.Hub.Home(t.Context(), who, h.Rev); meeting.CodeOf(err) != meeting.Ended {
		t.Errorf("her home after the end: %v", err)
	}
	if _, err := table.Hub.Home(t.Context(), room.Identity{Person: meetingtest.Nia, Shared: true}, 0); meeting.CodeOf(err) != meeting.Forbidden {
		t.Errorf("the home of a shared screen: %v", err)
	}
}

func TestHomeMovesAboutOnceASecond(t *testing.T) {
	inBubble(t, room.Options{HomeEvery: time.Second}, func(t *testing.T, table *meetingtest.Table) {
		sara := table.Sit(meetingtest.Sara)
		who := room.Identity{Person: meetingtest.Nia}
		moved := make(chan meeting.Home, 100)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() {
			for rev := meeting.Rev(0); ; {
				h, err := table.Hub.Home(ctx, who, rev)
				if err != nil {
					return
				}
				rev = h.Rev
				moved <- h
			}
		}()
		synctest.Wait()
		<-moved
		table.Passes(time.Second)
		for range 10 {
			sara.Does(meeting.AddNeed{Statement: "Sleep"})
			synctest.Wait()
		}
		if len(moved) != 1 {
			t.Errorf("ten changes moved it %d times", len(moved))
		}
		table.Passes(time.Second)
		synctest.Wait()
		if len(moved) != 2 {
			t.Fatalf("in two seconds it moved %d times", len(moved))
		}
		<-moved
		if h := <-moved; len(h.Records[0].View.Plan) != 10 {
			t.Errorf("it shows %d of 10 needs", len(h.Records[0].View.Plan))
		}
	})
}
