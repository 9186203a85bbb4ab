package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/store"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == childFlag {
		child(os.Args[2:])
		return
	}
	goleak.VerifyTestMain(m)
}

// open opens a store and closes it at the end of the test.
func open(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mustClose(t, s) })
	return s
}

func mustClose(t testing.TB, s *store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// openRaw opens the database file of a closed store with nothing of the store between.
func openRaw(t testing.TB, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// tamper runs statements on a closed store's file.
func tamper(t testing.TB, dir string, statements ...string) {
	t.Helper()
	db := openRaw(t, dir)
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// loaded returns the rows of a stream.
func loaded(t testing.TB, l meeting.Log, stream string) []meeting.Row {
	t.Helper()
	var out []meeting.Row
	for r, err := range l.Load(context.Background(), stream, 0) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

// mustVerify fails unless everything is as it was written.
func mustVerify(t testing.TB, s *store.Store) store.Report {
	t.Helper()
	r, err := s.Verify(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Damage) > 0 {
		t.Fatalf("damage:\n%s", r)
	}
	return r
}

func TestLogContract(t *testing.T) {
	meetingtest.TestLog(t, func(t *testing.T) meeting.Log { return open(t, t.TempDir()) })
}

func TestOpenMakesAPrivateFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a folder, 100% = ?#own", "data")
	s := open(t, dir)
	y := newTyped("sunflower")
	appendAll(t, s, y.begin(1), y.key())
	for name, want := range map[string]os.FileMode{
		"": 0o700 | os.ModeDir, store.FileName: 0o600, store.FileName + "-wal": 0o600, store.LockName: 0o600,
	} {
		st, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if st.Mode() != want {
			t.Errorf("%q has mode %v, want %v", name, st.Mode(), want)
		}
	}
	mustClose(t, s)
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) != 2 {
		t.Errorf("after closing there are %q (%v)", names, err)
	}
	if err := os.Chmod(filepath.Join(dir, store.FileName), 0o644); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if st, err := os.Stat(filepath.Join(dir, store.FileName)); err != nil || st.Mode() != 0o600 {
		t.Errorf("a file that others could read has mode %v (%v)", st.Mode(), err)
	}
	if got := loaded(t, s, "sunflower"); len(got) != 2 {
		t.Errorf("%d rows after opening again", len(got))
	}
}

func TestOneProcessForEachFolder(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for _, o := range []store.Options{{}, {ReadOnly: true}} {
		_, err := store.Open(t.Context(), dir, o)
		if err == nil || !strings.Contains(err.Error(), "another oneplan is using the data folder "+dir) {
			t.Errorf("opened twice: %v", err)
		}
	}
	mustClose(t, s)
	mustClose(t, s) // does nothing
	again := open(t, dir)
	c := newTyped("sunflower").begin(0)
	appendAll(t, again, c)
	if err := s.Append(t.Context(), c); !errors.Is(err, meeting.ErrRefused) {
		t.Errorf("append after closing: %v", err)
	}
	if _, err := s.RecordsOf(t.Context(), "ann"); err == nil {
		t.Error("a closed store can be read")
	}
}

func TestPragmasHoldOnEveryConnection(t *testing.T) {
	s := open(t, t.TempDir())
	want := map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "query_only": "1", "wal_autocheckpoint": "0"}
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for name, w := range want {
				err := s.Query(context.Background(), func(r *sql.Rows) error {
					var got string
					if err := r.Scan(&got); err != nil || got != w {
						t.Errorf("%s is %q, want %q", name, got, w)
					}
					return nil
				}, "PRAGMA "+name)
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func TestANewerOrForeignFileIsRefused(t *testing.T) {
	for what, statement := range map[string]string{
		"the data is of a newer oneplan": "INSERT INTO goose_db_version (version_id, is_applied) VALUES (1000, 1)",
		"no such table":                  "DROP TABLE snapshot_part",
	} {
		dir := t.TempDir()
		mustClose(t, open(t, dir))
		tamper(t, dir, statement)
		for _, o := range []store.Options{{}, {ReadOnly: true}} {
			s, err := store.Open(t.Context(), dir, o)
			if err == nil {
				_, err = s.Verify(t.Context())
				mustClose(t, s)
			}
			if err == nil || !strings.Contains(err.Error(), what) {
				t.Errorf("after %s: %v", statement, err)
			}
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, store.FileName), []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), dir, store.Options{}); err == nil || !strings.Contains(err.Error(), "the database file is damaged") {
		t.Errorf("opened something else: %v", err)
	}
}

func TestReadOnlyChangesNothing(t *testing.T) {
	dir := t.TempDir()
	if _, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true}); err == nil || !strings.Contains(err.Error(), "there is no oneplan data") {
		t.Fatalf("opened an empty folder: %v", err)
	}
	s := open(t, dir)
	y := newTyped("sunflower")
	appendAll(t, s, y.begin(1))
	mustClose(t, s)
	before, err := os.ReadFile(filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	r, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	state, _ := y.State()
	for what, err := range map[string]error{
		"append":   r.Append(t.Context(), y.key()),
		"sync":     r.Sync(t.Context(), y.Name, state),
		"snapshot": r.SaveSnapshot(t.Context(), y.Name, meeting.Snapshot{Seq: 1}),
		"recover":  r.Recover(t.Context()),
	} {
		if !errors.Is(err, meeting.ErrRefused) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if rep := mustVerify(t, r); len(rep.Streams) != 1 || rep.Streams[0].Rows != 1 {
		t.Errorf("report: %s", rep)
	}
	mustClose(t, r)
	after, err := os.ReadFile(filepath.Join(dir, store.FileName))
	if err != nil || !slices.Equal(before, after) {
		t.Errorf("the file changed (%v)", err)
	}
}

// TestGroup appends from many rooms at once while the writer is held, so that all of it is one transaction, and has some
// of them fail.
func TestGroup(t *testing.T) {
	s := open(t, t.TempDir())
	const rooms = 9
	var ys []*typed
	var begun []meeting.Commit
	for i := range rooms {
		y := newTyped(fmt.Sprintf("r%d", i))
		c := y.begin(2)
		appendAll(t, s, c)
		ys, begun = append(ys, y), append(begun, c)
	}
	resume := s.Pause()
	errs := make([]error, rooms)
	cancelled, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for i, y := range ys {
		c, ctx := y.key(), context.Background()
		switch i % 3 {
		case 1:
			c.Rows[0].Command = begun[0].Rows[0].Command // is in the log already
		case 2:
			c.After, c.Rows[0].Seq = c.After+1, c.Rows[0].Seq+1 // not where the stream ends
		}
		if i == 6 {
			ctx = cancelled
		}
		wg.Go(func() { errs[i] = s.Append(ctx, c) })
		waitFor(t, "the append to wait", func() bool { return s.Waiting() == i+1 })
	}
	cancel()
	waitFor(t, "the append to be given up", func() bool { return s.Waiting() == rooms-1 })
	resume()
	wg.Wait()
	for i, err := range errs {
		want, rows := error(nil), 2
		if i%3 != 0 {
			want, rows = meeting.ErrConflict, 1
		}
		if i == 6 {
			want, rows = meeting.ErrRefused, 1
		}
		if !errors.Is(err, want) {
			t.Errorf("room %d: %v, want %v", i, err, want)
		}
		if got := loaded(t, s, ys[i].Name); len(got) != rows {
			t.Errorf("room %d has %d rows, want %d", i, len(got), rows)
		}
	}
	mustVerify(t, s)
}

// TestWriteAheadLogStaysSmall writes far more than the write-ahead log is to hold, while a reader stands still in the middle
// of a record.
func TestWriteAheadLogStaysSmall(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	y := newTyped("sunflower")
	appendAll(t, s, y.begin(0), y.key(), y.key())
	next, stop := iter.Pull2(s.Load(t.Context(), y.Name, 0))
	defer stop()
	if _, err, ok := next(); err != nil || !ok {
		t.Fatal(err, ok)
	}
	const written, size = 800, 60 << 10
	for range written {
		appendAll(t, s, y.long(size))
	}
	st, err := os.Stat(filepath.Join(dir, store.FileName+"-wal"))
	if err != nil || st.Size() > written*size/2 {
		t.Errorf("the write-ahead log has %d bytes after %d were written (%v)", st.Size(), written*size, err)
	}
	n := 1
	for _, err, ok := next(); ok; _, err, ok = next() {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n < 3 {
		t.Errorf("the reader that stood still got %d rows", n)
	}
}

// TestNothingIsWrittenUntilRecover has the store believe that the disk failed.
func TestNothingIsWrittenUntilRecover(t *testing.T) {
	s := open(t, t.TempDir())
	y := newTyped("sunflower")
	appendAll(t, s, y.begin(3), y.key())
	state, _ := y.State()
	s.Poison(errors.New("the disk failed, says the test"))
	c := y.key()
	for what, err := range map[string]error{
		"append":   s.Append(t.Context(), c),
		"sync":     s.Sync(t.Context(), y.Name, state),
		"snapshot": s.SaveSnapshot(t.Context(), y.Name, meeting.Snapshot{Seq: 1}),
	} {
		if !errors.Is(err, meeting.ErrRefused) || !strings.Contains(err.Error(), "says the test") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if got := loaded(t, s, y.Name); len(got) != 2 {
		t.Errorf("%d rows can be read meanwhile, want 2", len(got))
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := s.Recover(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	appendAll(t, s, c, y.key())
	mustVerify(t, s)
}

// TestRecoverNoticesLostRows takes a promised row away while the file is closed.
func TestRecoverNoticesLostRows(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	y := newTyped("sunflower")
	appendAll(t, s, y.begin(0), y.key(), y.key())
	for _, statement := range []string{
		"DELETE FROM log WHERE seq = 3",
		"UPDATE head SET seq = 2, hash = (SELECT hash FROM log WHERE seq = 2)",
	} {
		if err := s.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	s.Poison(errors.New("the disk failed, says the test"))
	var lost *store.DamageError
	if err := s.Recover(t.Context()); !errors.As(err, &lost) || lost.Seq != 3 {
		t.Fatalf("recovered without row 3: %v", err)
	}
	if err := s.Append(t.Context(), y.key()); !errors.Is(err, meeting.ErrRefused) {
		t.Errorf("append after that: %v", err)
	}
}
