package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/store"
)

// typed is a line that somebody types into the notes: a mark that nobody else uses, then letters that only
// this line has in this order, so that it can be known again wherever it is seen.
type typed struct {
	mark    string
	letters string

	mu    sync.Mutex
	shown int // the most letters of it that any screen has shown; -1: not even the mark
}

func newTyped(mark string, length int) *typed {
	var b strings.Builder
	for range length {
		b.WriteByte(byte('a' + rand.IntN(26)))
	}
	return &typed{mark: mark, letters: b.String(), shown: -1}
}

// in returns how many of the letters a text has directly after the mark, -1 if it has no mark.
func (x *typed) in(text string) int {
	_, after, ok := strings.Cut(text, x.mark)
	if !ok {
		return -1
	}
	n := 0
	for n < len(after) && n < len(x.letters) && after[n] == x.letters[n] {
		n++
	}
	return n
}

// look notes what a screen shows of it.
func (x *typed) look(screen string) {
	n := x.in(screen)
	x.mu.Lock()
	x.shown = max(x.shown, n)
	x.mu.Unlock()
}

// TestKilled kills the service with SIGKILL again and again while three OpenSSH clients type into the same
// notes, at a random moment each time. Every character that any of the three screens has ever shown has to be in the record
// afterwards, every row has to be whole, and the chain has to hold.
func TestKilled(t *testing.T) {
	needs(t, "ssh")
	t.Parallel()
	rounds := 50
	if testing.Short() {
		rounds = 5
	}
	s := serveDemo(t)
	_, err := s.stop(syscall.SIGTERM)
	must(t, err)
	s.silent = true
	var lines []*typed
	kept := 0
	for round := range rounds {
		must(t, s.start())
		now := killed(t, s, round)
		lines = append(lines, now...)
		notes := notesOf(t, s.data())
		for _, x := range lines {
			n := x.in(notes)
			if n < x.shown {
				t.Errorf("round %d: %q was on a screen, and the record has %q", round, x.mark+x.letters[:max(0, x.shown)], x.mark+x.letters[:max(0, n)])
			}
			if line, _, _ := strings.Cut(notes[max(0, strings.Index(notes, x.mark)):], "\n"); n >= 0 && line != x.mark+x.letters[:n] {
				t.Errorf("round %d: the record has %q, and %q was typed", round, line, x.mark+x.letters)
			}
			x.shown = max(x.shown, n) // from now on nothing of it may be lost
		}
		for _, x := range now {
			kept += x.in(notes)
		}
		if round%10 == 9 || round == rounds-1 {
			verify(t, s.data())
		}
	}
	t.Logf("%d rounds: %d characters in the record", rounds, kept)
	if kept < 30*rounds {
		t.Errorf("%d characters were typed in %d rounds: that proves little", kept, rounds)
	}
}

// killed has three people type, kills the service and returns what they typed.
func killed(t *testing.T, s *process, round int) []*typed {
	people := []string{"tom", "jo", "megan"}
	var lines []*typed
	seats := make([]*terminal, len(people))
	var opening sync.WaitGroup
	for i, name := range people {
		lines = append(lines, newTyped(fmt.Sprintf("%s%02d:", name, round), 120))
		opening.Go(func() {
			x, err := s.sit(name, 150, 50, s.room)
			if err == nil {
				err = x.sees("─ Notes")
			}
			if err == nil {
				err = x.types("n")
			}
			if err == nil {
				err = x.sees("stop writing")
			}
			if err != nil {
				t.Error(err)
			}
			seats[i] = x
		})
	}
	opening.Wait()
	for _, x := range seats {
		if x != nil {
			defer x.close()
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	for _, x := range seats {
		x.watch(func(screen string) {
			for _, l := range lines {
				l.look(screen)
			}
		})
	}
	var screens []*screen
	for _, x := range seats {
		screens = append(screens, x.screen)
	}
	for i, x := range seats { // each their own line, one after the other, so that it is known whose is whose
		must(t, x.types("\r"+lines[i].mark))
		must(t, x.sees(lines[i].mark))
		quiet(settle, screens...)
	}
	over := make(chan struct{})
	var typing sync.WaitGroup
	for i, x := range seats {
		typing.Go(func() {
			for _, key := range lines[i].letters {
				select {
				case <-over:
					return
				case <-time.After(time.Duration(1+rand.IntN(8)) * time.Millisecond):
				}
				if x.types(string(key)) != nil {
					return
				}
			}
		})
	}
	time.Sleep(time.Duration(20+rand.IntN(450)) * time.Millisecond) // when it dies is what the test is about
	_, err := s.stop(syscall.SIGKILL)
	must(t, err)
	close(over)
	typing.Wait()
	for _, x := range seats {
		if _, err := x.ends(); err != nil {
			t.Error(err)
		}
	}
	return lines
}

// notesOf reads the record of a data folder that nobody serves from its log alone, every row of it, and
// returns all the notes of its last meeting.
func notesOf(t testing.TB, data string) string {
	t.Helper()
	st, err := store.Open(t.Context(), data, store.Options{ReadOnly: true})
	must(t, err)
	defer st.Close()
	report, err := st.Verify(t.Context())
	must(t, err)
	if len(report.Damage) > 0 {
		t.Errorf("%s", report)
	}
	rec := meeting.NewRecord()
	for row, err := range st.Load(t.Context(), "sunflower", 0) {
		must(t, err)
		apply(t, rec, row)
	}
	return lastNotes(rec)
}

// apply applies a row of the log, which has to be whole, to a record.
func apply(t testing.TB, rec *meeting.Record, row meeting.Row) {
	t.Helper()
	events, err := meeting.Decode(row.Body)
	must(t, err)
	for _, e := range events {
		rec.Apply(meeting.Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}, e)
	}
}

// lastNotes returns all the notes of a record's last meeting.
func lastNotes(rec *meeting.Record) string {
	state := rec.State()
	var notes []string
	for _, it := range state.Meetings[len(state.Meetings)-1].Agenda {
		notes = append(notes, state.Text(meeting.Field{ID: it.ID, Part: meeting.Notes}).String())
	}
	return strings.Join(notes, "\n")
}
