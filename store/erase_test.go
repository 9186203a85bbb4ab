package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/text"
	"oneplan/store"
)

// The words that are erased, and others that stay.
const (
	toldWords = "canaryWordsOfOne"
	keptWords = "keptWordsOfAnother"
)

// tell makes a record in which one row holds the words to be erased, and which goes on after it.
func tell(t *testing.T, s *store.Store, name string) (y *meetingtest.Stream, row meeting.Seq) {
	t.Helper()
	typing := newTyped(name)
	y = typing.Stream
	appendAll(t, s, typing.begin(3))
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	edit := func(f meeting.Field, first uint32, after text.ID, words string) meeting.Seq {
		c := y.Commit("ann", at, []meeting.Event{meeting.TextEdited{Field: f, Edit: text.Edit{
			Gesture: text.Gesture{Site: 1, N: 1}, First: first, After: after, Insert: words,
		}}})
		appendAll(t, s, c)
		return c.Rows[0].Seq
	}
	notes, statement := meeting.Field{ID: 4, Part: meeting.Notes}, meeting.Field{ID: 10, Part: meeting.Statement}
	edit(statement, 1, text.ID{}, keptWords)
	row = edit(notes, 1, text.ID{}, toldWords)
	edit(notes, 17, text.ID{Site: 1, N: 16}, " and on") // names a character that goes
	edit(statement, 19, text.ID{Site: 1, N: 18}, " goes on")
	for n := range 40 {
		edit(meeting.Field{ID: 11, Part: meeting.Statement}, uint32(n)+1, text.ID{}, string(rune('a'+n%26)))
	}
	return y, row
}

// replayed makes a record from its log.
func replayed(t *testing.T, s *store.Store, name string) *meeting.Record {
	t.Helper()
	m := meeting.NewRecord()
	for _, row := range loaded(t, s, name) {
		events, err := row.Events()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			m.Apply(meeting.Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}, e)
		}
	}
	return m
}

// holds reports whether any file of a data folder holds these bytes.
func holds(t *testing.T, dir string, words string) (where []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(words)) {
			where = append(where, f.Name())
		}
	}
	return where
}

// TestEraseLeavesNothingBehind erases one row's words with everything that was made of them: hot and sealed, with a snapshot and
// plain tables, and looks for them in the raw files.
func TestEraseLeavesNothingBehind(t *testing.T) {
	for _, sealed := range []bool{false, true} {
		t.Run(fmt.Sprintf("sealed %v", sealed), func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			_, row := tell(t, s, "sunflower")
			tell(t, s, "bluebell")
			m := replayed(t, s, "sunflower")
			state := m.State()
			snap, err := m.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(s.SaveSnapshot(t.Context(), "sunflower", snap), s.Sync(t.Context(), "sunflower", state)); err != nil {
				t.Fatal(err)
			}
			if sealed {
				if err := s.SealSome(t.Context(), "sunflower", 8); err != nil {
					t.Fatal(err)
				}
			}
			if len(holds(t, dir, toldWords)) == 0 {
				t.Fatal("the test looks for words that are nowhere")
			}
			before := mustVerify(t, s).Streams
			if n, err := s.EraseRecord(t.Context(), "bluebell"); err != nil || n != before[0].Rows {
				t.Fatalf("erasing a record: %d rows, %v", n, err)
			}
			if n, err := s.Erase(t.Context(), "sunflower", meeting.Rest{Seq: row}, meeting.Rest{Seq: row}, meeting.Rest{Seq: 10_000}); n != 1 || err != nil {
				t.Fatalf("erasing: %d rows, %v", n, err)
			}
			if at := holds(t, dir, toldWords); at != nil {
				t.Errorf("the words stand in %q", at)
			}
			r := mustVerify(t, s)
			for i, b := range before {
				if got := r.Streams[i]; got.Head != b.Head || got.Rows != b.Rows || got.Sealed != b.Sealed {
					t.Errorf("%s was %+v and is %+v", b.Name, b, got)
				}
			}
			if r.Streams[0].Erased != before[0].Rows || r.Streams[1].Erased != 1 || !strings.Contains(r.String(), "1 erased") {
				t.Errorf("the report is\n%s", r)
			}
			for i, x := range loaded(t, s, "sunflower") {
				if gone := i+1 == int(row); x.Erased != gone || (x.Body == nil) != gone || x.Command == "" || x.Actor != "ann" || x.Kinds == "" {
					t.Errorf("row %d is %+v", i+1, x)
				}
			}
			m = replayed(t, s, "sunflower")
			now := m.State()
			if got := now.Text(meeting.Field{ID: 10, Part: meeting.Statement}).String(); got != keptWords+" goes on" {
				t.Errorf("what stays is %q", got)
			}
			if got := now.Text(meeting.Field{ID: 4, Part: meeting.Notes}).String(); got != "" || now.Seq != state.Seq {
				t.Errorf("what is left of the notes is %q, at row %d", got, now.Seq)
			}
			wantTable(t, s, "SELECT notes FROM agenda_item WHERE record = 'sunflower' AND id = 4", "")
			if _, ok, err := s.LoadSnapshot(t.Context(), "sunflower"); ok || err != nil {
				t.Errorf("there is a snapshot: %v, %v", ok, err)
			}

			// The record goes on, also from a snapshot, and what is erased stays so.
			if snap, err = m.Snapshot(); err != nil {
				t.Fatal(err)
			}
			if err := s.SaveSnapshot(t.Context(), "sunflower", snap); err != nil {
				t.Fatal(err)
			}
			if m, err = meeting.RestoreRecord(snap); err != nil {
				t.Fatal(err)
			}
			at := time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)
			closed := meeting.NeedSet{Need: meeting.Need{ID: 10, Kind: meeting.Needed, Status: meeting.NeedMet, Rev: 99}}
			body, kinds, err := meeting.Encode([]meeting.Event{closed})
			if err != nil {
				t.Fatal(err)
			}
			m.Apply(meeting.Meta{Seq: now.Seq + 1, Actor: "ann", At: at}, closed)
			appendAll(t, s, meeting.Commit{Stream: "sunflower", After: now.Seq, Record: m.State(), Rows: []meeting.Row{{
				Seq: now.Seq + 1, Actor: "ann", At: at, Command: "next", Kinds: kinds, Body: body,
			}}})
			if n, err := s.Erase(t.Context(), "sunflower", meeting.Rest{Seq: row}); n != 0 || err != nil {
				t.Errorf("erasing again: %d rows, %v", n, err)
			}
			if n, err := s.Erase(t.Context(), "nowhere", meeting.Rest{Seq: 1}); n != 0 || err != nil {
				t.Errorf("erasing nothing: %d rows, %v", n, err)
			}
			if _, err := s.Erase(t.Context(), meeting.ServiceStream, meeting.Rest{Seq: 1}); !errors.Is(err, meeting.ErrRefused) {
				t.Errorf("erasing who may come in: %v", err)
			}
			mustVerify(t, s)
		})
	}
}

// TestErasedSaltsCannotBeMadeAgain looks for the seeds that an erased row's salt was made from: with one, a short body could be guessed.
func TestErasedSaltsCannotBeMadeAgain(t *testing.T) {
	for _, sealed := range []bool{false, true} {
		dir := t.TempDir()
		s := open(t, dir)
		_, row := tell(t, s, "sunflower")
		var seed []byte
		read := func() {
			seed = nil
			if err := s.Query(t.Context(), func(r *sql.Rows) error { return r.Scan(&seed) }, "SELECT seed FROM salt WHERE stream = 'sunflower'"); err != nil {
				t.Fatal(err)
			}
		}
		read()
		if len(seed) != 16 {
			t.Fatalf("the seed is %x", seed)
		}
		was := slices.Clone(seed)
		if sealed {
			if err := s.SealSome(t.Context(), "sunflower", 8); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Erase(t.Context(), "sunflower", meeting.Rest{Seq: row}); err != nil {
			t.Fatal(err)
		}
		if at := holds(t, dir, string(was)); at != nil {
			t.Errorf("sealed %v: the seed stands in %q", sealed, at)
		}
		if read(); seed != nil {
			t.Errorf("sealed %v: there is still a seed", sealed)
		}
	}
}

// TestEraseIsFinishedAtOpening stops between the rows and what was made of them.
func TestEraseIsFinishedAtOpening(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	y, row := tell(t, s, "sunflower")
	state, _ := y.State()
	if err := s.Sync(t.Context(), "sunflower", state); err != nil {
		t.Fatal(err)
	}
	if err := s.EraseRows(t.Context(), "sunflower", row); err != nil {
		t.Fatal(err)
	}
	mustClose(t, s)
	s = open(t, dir)
	mustVerify(t, s)
	wantTable(t, s, "SELECT notes FROM agenda_item WHERE record = 'sunflower' AND id = 4", "")
}
