package room_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
	"oneplan/meeting/text"
)

// answer is what a Do that runs beside the test returned.
type answer struct {
	result meeting.Result
	err    error
}

// beside gives commands without waiting for what becomes of them.
func beside(t *testing.T, s *meetingtest.Sitter, cs ...meeting.Command) chan answer {
	done := make(chan answer, 1)
	go func() {
		res, err := s.Do(t.Context(), cs...)
		done <- answer{res, err}
	}()
	return done
}

func mustAnswer(t *testing.T, done chan answer) meeting.Result {
	t.Helper()
	select {
	case a := <-done:
		if a.err != nil {
			t.Fatalf("the batch failed: %v", a.err)
		}
		return a.result
	case <-time.After(meetingtest.Patience):
		t.Fatal("the batch was never answered")
	}
	return meeting.Result{}
}

// inBubble runs a test in which synctest.Wait says that everybody has done what they can.
func inBubble(t *testing.T, o room.Options, test func(*testing.T, *meetingtest.Table)) {
	synctest.Test(t, func(t *testing.T) { test(t, meetingtest.NewWith(t, o)) })
}

func TestNothingIsSeenBeforeItIsInTheLog(t *testing.T) {
	inBubble(t, room.Options{}, func(t *testing.T, table *meetingtest.Table) {
		table.Opens()
		people := table.Come(meetingtest.Nia, meetingtest.Sara)
		nia, sara := people[0], people[1]
		notes := table.Notes(1)
		synctest.Wait()
		hers, others := nia.Newest(), sara.Newest()

		release := table.Log.Hold()
		done := beside(t, nia, nia.Typing(hers.View, notes, 0, "Not yet."), meeting.AddNeed{Statement: "Sleep"})
		defer release()
		synctest.Wait()
		refused := beside(t, sara, meeting.CloseMeeting{Meeting: table.Meeting})
		synctest.Wait()
		for _, s := range []*meetingtest.Sitter{nia, sara} {
			u := s.Newest()
			if u.View.Text(notes).Len() > 0 || len(u.View.Plan) > 0 {
				t.Fatalf("%s sees what is not in the log", s.Who.Person)
			}
		}
		if nia.Newest().Rev != hers.Rev || sara.Newest().Rev != others.Rev {
			t.Error("a Rev moved although nothing has happened")
		}
		select {
		case <-done:
			t.Fatal("Do returned before the log had the batch")
		case a := <-refused:
			t.Fatalf("a refusal (%v) was told before what it may rest on was in the log", a.err)
		default:
		}

		release()
		mustAnswer(t, done)
		nia.Reads(notes, "Not yet.")
		sara.Reads(notes, "Not yet.")
		if a := <-refused; meeting.CodeOf(a.err) != meeting.Forbidden {
			t.Errorf("Sara closes Ben's meeting: %v", a.err)
		}
	})
}

func TestACommitThatTakesLongIsShownAsSlow(t *testing.T) {
	inBubble(t, room.Options{}, func(t *testing.T, table *meetingtest.Table) {
		nia := table.Sit(meetingtest.Nia)
		release := table.Log.Hold()
		done := beside(t, nia, nia.Typing(nia.View(), table.Notes(0), 0, "Hello"))
		synctest.Wait()
		table.Passes(249 * time.Millisecond)
		if nia.Newest().Saved.Slow {
			t.Error("it is slow too early")
		}
		table.Passes(time.Millisecond)
		nia.Sees("saving…", func(u meeting.Update) bool { return u.Saved.Slow })
		release()
		mustAnswer(t, done)
		nia.Sees("saved", func(u meeting.Update) bool { return u.Saved == meeting.Saved{} })
	})
}

func TestAFullDiskLocksTypingAndLosesNothing(t *testing.T) {
	for _, disk := range []struct {
		err  error
		says string
	}{
		{fmt.Errorf("%w: %w", meeting.ErrRefused, syscall.ENOSPC), "full"},
		{fmt.Errorf("%w: the disk is full: SQLITE_FULL", meeting.ErrRefused), "full"},
		{fmt.Errorf("%w: %w", meeting.ErrDoubt, syscall.EIO), "could not write"},
		{errors.New("something nobody knows"), "could not write"},
	} {
		t.Run(disk.err.Error(), func(t *testing.T) {
			inBubble(t, room.Options{}, func(t *testing.T, table *meetingtest.Table) {
				people := table.Come(meetingtest.Nia, meetingtest.Sara)
				nia, sara := people[0], people[1]
				notes := table.Notes(1)
				nia.Types(notes, "Kept. ")

				table.Log.Break(disk.err)
				first := beside(t, nia, nia.Typing(nia.View(), notes, 6, "And this."))
				sara.Sees("why nothing is saved", func(u meeting.Update) bool { return strings.Contains(u.Saved.Refused, disk.says) })
				second := beside(t, sara, meeting.AddNeed{Statement: "Sleep"})
				table.Passes(time.Minute)
				synctest.Wait()
				nia.Reads(notes, "Kept. ")

				// Hands and carets need no disk.
				if err := nia.Hand(0, true); err != nil {
					t.Error(err)
				}
				sara.Sees("Nia's hand", func(u meeting.Update) bool { return u.Presence.HandOf(table.Member(meetingtest.Nia)) == 1 })

				table.Log.Mend()
				table.Passes(time.Minute)
				mustAnswer(t, first)
				mustAnswer(t, second)
				table.Sees(notes, "Kept. And this.")
				sara.Sees("that typing works again", func(u meeting.Update) bool { return u.Saved == meeting.Saved{} && len(u.View.Plan) == 1 })
			})
		})
	}
}

func TestABatchInDoubtIsWrittenOnce(t *testing.T) {
	for _, written := range []bool{true, false} {
		t.Run(fmt.Sprintf("written=%v", written), func(t *testing.T) {
			table := meetingtest.New(t)
			people := table.Come(meetingtest.Nia, meetingtest.Sara)
			nia, sara := people[0], people[1]
			notes := table.Notes(1)
			nia.Types(notes, "One. ")
			rows := len(table.Log.Rows(meetingtest.Sunflower))

			table.Log.DoubtNext(written)
			nia.Types(notes, "Two. ")
			sara.Types(notes, "Three.")
			table.Sees(notes, "One. Two. Three.")
			if got := len(table.Log.Rows(meetingtest.Sunflower)); got != rows+2 {
				t.Errorf("%d rows more, want 2", got-rows)
			}
			nia.Undoes(notes)
			table.Sees(notes, "One. Three.")
		})
	}
}

func TestWhatTheServiceItselfIsToldSurvivesAFailedWrite(t *testing.T) {
	table := meetingtest.New(t)
	table.Log.DoubtNext(true)
	table.Service(meeting.ServiceStream, meeting.ListRecord{Name: "kestrel"})
	table.Log.DoubtNext(false)
	table.Service(meeting.ServiceStream, meeting.ListRecord{Name: "heron"})
	if got := table.Hub.Directory().Records; len(got) != 3 {
		t.Errorf("the records are %v", got)
	}
}

// unread is a log that can be kept from being read back.
type unread struct {
	*meetingtest.Log
	broken atomic.Bool
}

func (l *unread) Load(ctx context.Context, stream string, after meeting.Seq) iter.Seq2[meeting.Row, error] {
	if l.broken.Load() {
		return func(yield func(meeting.Row, error) bool) { yield(meeting.Row{}, errors.New("row 3 is damaged")) }
	}
	return l.Log.Load(ctx, stream, after)
}

func TestALogThatCannotBeReadBackIsNotGuessed(t *testing.T) {
	inBubble(t, room.Options{}, func(t *testing.T, table *meetingtest.Table) {
		log := &unread{Log: table.Log}
		nia := table.SitIn(otherHub(t, table, log), room.Identity{Person: meetingtest.Nia})
		notes := table.Notes(0)
		nia.Types(notes, "Kept.")
		log.broken.Store(true)
		table.Log.FailNext(meeting.ErrRefused)
		done := beside(t, nia, nia.Typing(nia.View(), notes, 5, " More."))
		nia.Sees("why", func(u meeting.Update) bool { return strings.Contains(u.Saved.Refused, "cannot read") })
		nia.Reads(notes, "Kept.")
		log.broken.Store(false)
		synctest.Wait()
		table.Passes(time.Minute)
		mustAnswer(t, done)
		nia.Reads(notes, "Kept. More.")
	})
}

func TestSomebodyWhoStopsWaitingIsToldWhy(t *testing.T) {
	inBubble(t, room.Options{}, func(t *testing.T, table *meetingtest.Table) {
		nia := table.Sit(meetingtest.Nia)
		notes := table.Notes(0)
		table.Log.Break(fmt.Errorf("%w: %w", meeting.ErrRefused, syscall.ENOSPC))
		ctx, cancel := contextWithTimeout(t, time.Second)
		defer cancel()
		_, err := nia.Do(ctx, nia.Typing(nia.View(), notes, 0, "Never mind."))
		if err == nil || !strings.Contains(err.Error(), "disk of the service is full") || ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
			t.Errorf("giving up returned %v", err)
		}
		table.Log.Mend()
		table.Passes(time.Minute)
		nia.Sees("that writing works", func(u meeting.Update) bool { return u.Saved.Refused == "" })
		nia.Types(notes, "Hello.")
		nia.Reads(notes, "Hello.")
	})
}

// Two services over one log are what several machines would be: each finds that the other was faster, reads what
// it wrote and decides again.
func TestTwoServicesOverOneLog(t *testing.T) {
	table := meetingtest.New(t)
	notes := table.Notes(1)
	nia, tess := table.Sit(meetingtest.Nia), table.SitIn(otherHub(t, table, table.Log), room.Identity{Person: meetingtest.Tess})
	site := tess.Site()
	for site < nia.Site() { // a site each, until they are the same
		tess = table.SitIn(tess.Hub, room.Identity{Person: meetingtest.Tess})
		site = tess.Site()
	}
	if site != nia.Site() {
		t.Fatalf("the test is about one site for two people, not %d and %d", site, nia.Site())
	}
	seen := tess.View()
	nia.Types(notes, "Nia was first. ")

	// Two edits in one batch, the second after the first's characters, made before the seat knew.
	first := seen.Text(notes).InsertAt(text.Gesture{Site: site, N: 1}, 0, "Tess ")
	first.First = 1
	second := text.Edit{Gesture: text.Gesture{Site: site, N: 2}, After: text.ID{Site: site, N: 5}, First: 6, Insert: "too."}
	tess.Does(meeting.EditText{Field: notes, Edit: first}, meeting.EditText{Field: notes, Edit: second})
	if tess.Site() == site {
		t.Error("two people write at one site")
	}
	nia.Types(notes, "!")
	nia.Sees("both", func(u meeting.Update) bool {
		v := u.View.Text(notes)
		by := map[string]string{}
		for run := range v.Runs(0, v.Len()) {
			by[u.View.AuthorOf(run.Site).Member.Name] += run.Text
		}
		return by["Nia"] == "Nia was first. !" && by["Tess"] == "Tess too."
	})
}

func TestWhoeverWaitsIsToldOnceTheServiceCloses(t *testing.T) {
	inBubble(t, room.Options{}, func(t *testing.T, table *meetingtest.Table) {
		nia := table.Sit(meetingtest.Nia)
		notes := table.Notes(0)
		release := table.Log.Hold()
		first := beside(t, nia, nia.Typing(nia.View(), notes, 0, "Saved at the last moment."))
		synctest.Wait()
		second := beside(t, nia, meeting.AddNeed{Statement: "Sleep"})
		synctest.Wait()

		home, err := table.Hub.Home(t.Context(), nia.Who, 0)
		if err != nil {
			t.Fatal(err)
		}
		atHome := make(chan error, 1)
		go func() {
			for rev := home.Rev; ; {
				h, err := table.Hub.Home(t.Context(), nia.Who, rev)
				if err != nil {
					atHome <- err
					return
				}
				rev = h.Rev
			}
		}()
		closed := make(chan error, 1)
		go func() { closed <- table.Hub.Close(t.Context()) }()
		rev := nia.Sees("that the service is restarting", func(u meeting.Update) bool { return u.Stopping }).Rev
		synctest.Wait()
		if _, err := nia.Do(t.Context(), meeting.AddNeed{Statement: "Too late"}); !errors.Is(err, room.ErrStopping) {
			t.Errorf("after the end: %v", err)
		}
		if _, err := table.Hub.Sit(t.Context(), meetingtest.Sunflower, room.Identity{Person: meetingtest.Sara}); !errors.Is(err, room.ErrStopping) {
			t.Errorf("sitting down after the end: %v", err)
		}
		release()
		if err := <-closed; err != nil {
			t.Fatal(err)
		}
		mustAnswer(t, first)
		mustAnswer(t, second)
		if err := <-atHome; !errors.Is(err, room.ErrStopping) {
			t.Errorf("at home after the end: %v", err)
		}
		if _, err := nia.Wait(t.Context(), rev); !errors.Is(err, room.ErrStopping) {
			t.Errorf("waiting after the end: %v", err)
		}
		rows := table.Log.Rows(meetingtest.Sunflower)
		if got := table.Log.Synced(meetingtest.Sunflower); got != rows[len(rows)-1].Seq {
			t.Errorf("the tables are as of row %d of %d", got, len(rows))
		}
		if s, ok, _ := table.Log.LoadSnapshot(t.Context(), meetingtest.Sunflower); !ok || s.Seq != rows[len(rows)-1].Seq {
			t.Errorf("the snapshot is of row %d of %d", s.Seq, len(rows))
		}
	})
}

func TestClosingDoesNotWaitForADeadDisk(t *testing.T) {
	inBubble(t, room.Options{}, func(t *testing.T, table *meetingtest.Table) {
		nia := table.Sit(meetingtest.Nia)
		table.Log.Break(meeting.ErrDoubt)
		done := beside(t, nia, nia.Typing(nia.View(), table.Notes(0), 0, "Lost with the disk"))
		nia.Sees("NOT SAVED", func(u meeting.Update) bool { return u.Saved.Refused != "" })
		if err := table.Hub.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if a := <-done; a.err == nil || !strings.Contains(a.err.Error(), "could not write") {
			t.Errorf("the batch was answered %v", a.err)
		}
	})
	inBubble(t, room.Options{}, func(t *testing.T, table *meetingtest.Table) {
		nia := table.Sit(meetingtest.Nia)
		release := table.Log.Hold()
		defer release()
		done := beside(t, nia, nia.Typing(nia.View(), table.Notes(0), 0, "Stuck"))
		synctest.Wait()
		ctx, cancel := contextWithTimeout(t, 5*time.Second)
		defer cancel()
		if err := table.Hub.Close(ctx); !errors.Is(err, ctx.Err()) || err == nil {
			t.Errorf("closing returned %v", err)
		}
		if a := <-done; a.err == nil {
			t.Error("what was never written was answered as written")
		}
	})
}
