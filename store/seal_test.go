package store_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/meetingtest/figure"
	"oneplan/meeting/text"
	"oneplan/store"
)

// packed makes a closed data folder with one record, most of it sealed, in several segments.
func packed(t *testing.T) (dir string, rows []meeting.Row, h *history) {
	t.Helper()
	dir = t.TempDir()
	s, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h = newHistory("bluebell", 3)
	for range 3 {
		for range 60 {
			appendAll(t, s, h.commit())
		}
		before := loaded(t, s, "bluebell")
		head := heads(t, s)
		if err := s.SealSome(t.Context(), "bluebell", 8); err != nil {
			t.Fatal(err)
		}
		rows = loaded(t, s, "bluebell")
		if !slices.EqualFunc(before, rows, sameRow) {
			t.Fatal("sealing changed rows")
		}
		if got := heads(t, s); got != head {
			t.Fatalf("sealing moved the head from %s to %s", head, got)
		}
	}
	r := mustVerify(t, s)
	if got := r.Streams[0]; got.Sealed < got.Rows-20 || got.Sealed >= got.Rows || !strings.Contains(r.String(), " sealed") {
		t.Fatalf("the report is\n%s", r)
	}
	mustClose(t, s)
	return dir, rows, h
}

func heads(t *testing.T, s *store.Store) string {
	t.Helper()
	return mustVerify(t, s).Streams[0].Head
}

func sameRow(a, b meeting.Row) bool {
	return a.Seq == b.Seq && a.Actor == b.Actor && a.At.Equal(b.At) && a.Command == b.Command && a.Kinds == b.Kinds && bytes.Equal(a.Body, b.Body)
}

// TestSealKeepsEveryRow reads a sealed stream from many rows on, and goes on in it after it was opened again.
func TestSealKeepsEveryRow(t *testing.T) {
	dir, rows, h := packed(t)
	s := open(t, dir)
	for after := range rows {
		if n := len(rows) - after; after%23 > 1 && n > 3 {
			continue
		}
		n := after
		for row, err := range s.Load(t.Context(), "bluebell", meeting.Seq(after)) {
			if err != nil {
				t.Fatalf("after %d: %v", after, err)
			}
			if !sameRow(row, rows[n]) {
				t.Fatalf("row %d after %d is another", n+1, after)
			}
			if n++; n > after+3 && after%10 != 0 {
				break
			}
		}
	}
	appendAll(t, s, h.commit(), h.commit())
	again := meetingtest.NewStream("sunflower").Commit("ann", time.Now(), []meeting.Event{meeting.RecordCreated{Name: "sunflower"}})
	for _, sealed := range []int{0, 1, len(rows) / 2} {
		again.Rows[0].Command = rows[sealed].Command
		if err := s.Append(t.Context(), again); !errors.Is(err, meeting.ErrConflict) {
			t.Errorf("the command of sealed row %d a second time: %v", sealed+1, err)
		}
	}
	again.Rows[0].Command = "bluebell:100000"
	appendAll(t, s, again)
	mustVerify(t, s)
}

// TestSealInIdleTime packs what is quiet, and nothing else.
func TestSealInIdleTime(t *testing.T) {
	s := open(t, t.TempDir())
	y := newTyped("sunflower")
	appendAll(t, s, y.begin(0))
	for range 400 {
		appendAll(t, s, y.key())
	}
	if again, err := s.SealQuiet(t.Context(), time.Hour); err != nil || !again || mustVerify(t, s).Streams[0].Sealed != 0 {
		t.Errorf("a stream that is being written to was packed, or forgotten: %v, %v", again, err)
	}
	if again, err := s.SealQuiet(t.Context(), 0); err != nil || again || mustVerify(t, s).Streams[0].Sealed < 300 {
		t.Errorf("a quiet stream was not packed: %v, %v", again, err)
	}
	appendAll(t, s, y.key())
	mustVerify(t, s)
}

// TestSealWhenAMeetingCloses: what was typed in it is packed at once, beside what goes on, and what is written meanwhile is not lost.
func TestSealWhenAMeetingCloses(t *testing.T) {
	s := open(t, t.TempDir())
	y := newTyped("sunflower")
	appendAll(t, s, y.begin(0))
	sealed := func() meeting.Seq { return meeting.Seq(mustVerify(t, s).Streams[0].Sealed) }
	until := func(what string, least meeting.Seq) {
		t.Helper()
		for deadline := time.Now().Add(meetingtest.Patience); sealed() < least; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s: %d rows are packed, want %d", what, sealed(), least)
			}
		}
	}
	stage := func(now meeting.MeetingStage) meeting.Commit {
		m := *y.Record().State().Meetings[0]
		m.Stage = now
		return y.Commit("ann", time.Now(), []meeting.Event{meeting.MeetingSet{Meeting: m}})
	}
	keys := func(n int) {
		for range n {
			appendAll(t, s, y.key())
		}
	}
	snapshot := func() {
		t.Helper()
		r := meeting.NewRecord()
		for _, row := range loaded(t, s, "sunflower") {
			events, err := row.Events()
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events {
				r.Apply(meeting.Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}, e)
			}
		}
		snap, err := r.Snapshot()
		if err == nil {
			err = s.SaveSnapshot(t.Context(), "sunflower", snap)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	keys(400)
	snapshot()
	if n := sealed(); n != 0 {
		t.Errorf("%d rows were packed while the meeting goes on", n)
	}
	appendAll(t, s, stage(meeting.Tidying))
	keys(30)
	until("closed", 380)
	before := sealed()
	keys(400)
	if sealed() != before {
		t.Error("more was packed while somebody wrote")
	}
	appendAll(t, s, stage(meeting.Sent), stage(meeting.Final))
	until("final", before+380)
	keys(400)
	snapshot()
	until("left by everybody", before+780)
	rows := loaded(t, s, "sunflower")
	if want := y.Record().State().Seq; rows[len(rows)-1].Seq != want {
		t.Errorf("the log ends at %d, want %d", rows[len(rows)-1].Seq, want)
	}
}

// TestSealWhileTyping seals again and again while somebody types and others read.
func TestSealWhileTyping(t *testing.T) {
	s := open(t, t.TempDir())
	y := newTyped("sunflower")
	appendAll(t, s, y.begin(0))
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		for ctx.Err() == nil {
			if err := s.SealSome(t.Context(), "sunflower", 8); err != nil {
				t.Error(err)
				return
			}
		}
	})
	wg.Go(func() {
		for ctx.Err() == nil {
			last := meeting.Seq(0)
			for row, err := range s.Load(t.Context(), "sunflower", 0) {
				if err != nil || row.Seq != last+1 {
					t.Errorf("row %d comes after %d: %v", row.Seq, last, err)
					return
				}
				last = row.Seq
			}
		}
	})
	for range 300 {
		appendAll(t, s, y.key())
	}
	stop()
	wg.Wait()
	mustVerify(t, s)
}

// TestEveryFlippedByteOfASegmentIsFound flips bits of segments, and changes what stands beside them.
func TestEveryFlippedByteOfASegmentIsFound(t *testing.T) {
	dir, rows, _ := packed(t)
	found := func(statement string) bool {
		dir := copied(t, dir)
		tamper(t, dir, statement)
		r, err := verified(t, dir)
		return err != nil || len(r.Damage) > 0
	}
	db := openRaw(t, dir)
	var data []byte
	if err := db.QueryRow("SELECT data FROM segment WHERE first = 1").Scan(&data); err != nil {
		t.Fatal(err)
	}
	db.Close()
	for range 25 {
		at, bit := rand.IntN(len(data)), byte(1)<<rand.IntN(8)
		b := slices.Clone(data)
		b[at] ^= bit
		if !found(fmt.Sprintf("UPDATE segment SET data = x'%x' WHERE first = 1", b)) {
			t.Errorf("bit %d of byte %d was flipped and not found", bit, at)
		}
	}
	for _, statement := range []string{
		"DELETE FROM segment WHERE first = 1",
		"DELETE FROM segment WHERE first > 1",
		"DELETE FROM segment",
		"UPDATE segment SET sum = zeroblob(32) WHERE first = 1",
		"UPDATE segment SET hash = zeroblob(32) WHERE first = 1",
		"UPDATE segment SET last = last + 1 WHERE first = 1",
		"UPDATE segment SET first = 2 WHERE first = 1",
		"UPDATE segment SET stream = 'bluebells' WHERE first = 1",
		"DELETE FROM sealed_command",
		"UPDATE sealed_command SET prefix = prefix || ' '",
		"UPDATE salt SET seed = zeroblob(16)",
		"UPDATE salt SET stream = 'weed'",
		"DELETE FROM head WHERE stream = 'bluebell'",
		fmt.Sprintf("INSERT INTO log SELECT stream, 2, actor, at, 'x', kinds, salt, body, hash FROM log WHERE seq = %d", len(rows)),
	} {
		if !found(statement) {
			t.Errorf("not found: %s", statement)
		}
	}
}

// TestCommandIDsComeApart takes ids apart and together again.
func TestCommandIDsComeApart(t *testing.T) {
	for _, id := range []string{
		"", "a", "7", "0", "007", "a7", "a07", "a0", "a-10", "a99999999999999999999999999", "b1a7c3e0-4a5b-4c7d-9e0f-1a2b3c4d5e6f", "x-123456789012345", "ä9", "-1",
	} {
		if got := store.JoinCommand(store.SplitCommand(id)); got != id {
			t.Errorf("%q comes back as %q", id, got)
		}
	}
}

// fixtureRows are the rows of the fixture: rows of a few kinds, of several people, erased ones left out.
func fixtureRows(t testing.TB) []meeting.Row {
	t.Helper()
	h := newHistory("bluebell", 11)
	var rows []meeting.Row
	for range 40 {
		rows = append(rows, h.commit().Rows...)
	}
	return rows
}

// TestSegmentOfEveryFormIsRead reads a segment that was written by the first oneplan that packed rows. It is never written again:
// what was sealed once is read for ever, and its edits come back byte for byte.
func TestSegmentOfEveryFormIsRead(t *testing.T) {
	const file = "testdata/segment-1.hex"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Fields(string(b))
	data, err := hex.DecodeString(lines[1])
	if err != nil {
		t.Fatal(err)
	}
	bodies, last, err := store.UnsealRows("bluebell", data)
	if err != nil || hex.EncodeToString(last) != lines[0] {
		t.Fatalf("the last row's hash is %x, want %s (%v)", last, lines[0], err)
	}
	for i, body := range bodies {
		if _, err := meeting.Decode(body); err != nil {
			t.Errorf("row %d: %v", i+1, err)
		}
	}
}

// FuzzUnseal reads noise as a segment.
func FuzzUnseal(f *testing.F) {
	data, err := store.SealRows("bluebell", fixtureRows(f), []byte("0123456789abcdef"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _, _ = store.UnsealRows("bluebell", data)
	})
}

// BenchmarkSealedPaper seals the automerge-paper trace as rows of the log, one for each key, with who, when and which command.
func BenchmarkSealedPaper(b *testing.B) {
	type trace struct {
		Txns []struct{ Patches [][]any }
	}
	var tr trace
	dir := os.Getenv("ONEPLAN_TRACES")
	for up := "."; dir == "" && len(up) < 40; up = filepath.Join(up, "..") {
		if _, err := os.Stat(filepath.Join(up, "shared", "data", "traces")); err == nil {
			dir = filepath.Join(up, "shared", "data", "traces")
		}
	}
	f, err := os.Open(filepath.Join(dir, "automerge-paper.json.gz"))
	if dir == "" || os.IsNotExist(err) {
		figure.LeftOut(b, "log/automerge-paper/*: left out, for the editing traces are not here")
	}
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	if err := json.NewDecoder(z).Decode(&tr); err != nil {
		b.Fatal(err)
	}
	var plain, human []meeting.Row
	x, r := text.New(), rand.New(rand.NewPCG(1, 1))
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	slow := at
	hot := 0
	for _, tx := range tr.Txns {
		for _, p := range tx.Patches {
			pos, del := int(p[0].(float64)), int(p[1].(float64))
			n := uint64(len(plain)) + 1
			e := x.Assign(x.View().Replace(text.Gesture{Site: 1, N: uint32(n/50 + 1)}, pos, pos+del, p[2].(string)))
			x.Apply(n, e)
			body, kinds, err := meeting.Encode([]meeting.Event{meeting.TextEdited{Field: meeting.Field{ID: 4, Part: meeting.Notes}, Edit: e}})
			if err != nil {
				b.Fatal(err)
			}
			hot += len(body)
			at = at.Add(200 * time.Millisecond)
			slow = slow.Add(time.Duration(80+r.ExpFloat64()*120) * time.Millisecond)
			row := meeting.Row{Seq: meeting.Seq(n), Actor: "ann", At: at, Command: fmt.Sprintf("b1a7c3e0-4a5b-4c7d-9e0f-1a2b3c4d5e6f-%d", n), Kinds: kinds, Body: body}
			plain = append(plain, row)
			row.At = slow
			human = append(human, row)
		}
	}
	size := func(rows []meeting.Row) (n int) {
		for part := range slices.Chunk(rows, 1<<16) {
			for i := range part {
				part[i].Seq = meeting.Seq(i + 1) // each segment here begins a stream of its own
			}
			data, err := store.SealRows("sunflower", part, []byte("0123456789abcdef"))
			if err != nil {
				b.Fatal(err)
			}
			n += len(data)
		}
		return n
	}
	var even, uneven int
	for b.Loop() {
		even, uneven = size(plain), size(human)
	}
	figure.Report(b, "log/automerge-paper/sealed-kb", float64(even)/1000)
	figure.Report(b, "log/automerge-paper/sealed-with-times-kb", float64(uneven)/1000)
	figure.Report(b, "log/automerge-paper/bodies-kb", float64(hot)/1000)
}
