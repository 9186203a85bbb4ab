package store_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oneplan/meeting"
	"oneplan/store"
)

// filled makes a closed data folder with two records, snapshots of them, and everything synced.
func filled(t testing.TB, commits int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"bluebell", "sunflower"} {
		h := newHistory(name, uint64(i))
		for n := range commits {
			appendAll(t, s, h.commit())
			if n == commits/2 {
				snap, err := h.Record().Snapshot()
				if err != nil {
					t.Fatal(err)
				}
				if err := s.SaveSnapshot(t.Context(), name, snap); err != nil {
					t.Fatal(err)
				}
			}
		}
		state, _ := h.State()
		if err := s.Sync(t.Context(), name, state); err != nil {
			t.Fatal(err)
		}
	}
	mustVerify(t, s)
	mustClose(t, s)
	return dir
}

// verified verifies a closed folder. Damage is in the report; the error is of what kept Verify from finding out.
func verified(t testing.TB, dir string) (store.Report, error) {
	t.Helper()
	s, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		return store.Report{}, err
	}
	defer mustClose(t, s)
	return checked(t, s)
}

func checked(t testing.TB, s *store.Store) (store.Report, error) {
	t.Helper()
	r, err := s.Verify(context.Background())
	var d *store.DamageError
	if errors.As(err, &d) != (len(r.Damage) > 0) {
		t.Errorf("verify returned %v with the report\n%s", err, r)
	}
	if d != nil {
		err = nil
	}
	return r, err
}

// copied copies a closed data folder.
func copied(t testing.TB, dir string) string {
	t.Helper()
	to := t.TempDir()
	b, err := os.ReadFile(filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to, store.FileName), b, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// TestVerifyNamesTheDamage changes one thing at a time.
func TestVerifyNamesTheDamage(t *testing.T) {
	dir := filled(t, 30)
	r, err := verified(t, dir)
	if err != nil || len(r.Damage) > 0 || len(r.Streams) != 2 {
		t.Fatalf("%v\n%s", err, r)
	}
	last := r.Streams[0].Rows
	for _, c := range []struct {
		statement string
		seq       int    // the row that is to be named, 0 for none
		what      string // what is to be said
	}{
		{"DELETE FROM log WHERE stream = 'bluebell' AND seq = 5", 5, "missing"},
		{"DELETE FROM log WHERE stream = 'bluebell' AND seq = 1", 1, "missing"},
		{fmt.Sprintf("DELETE FROM log WHERE stream = 'bluebell' AND seq = %d", last), last, "the log stops before"},
		{fmt.Sprintf("DELETE FROM log WHERE stream = 'bluebell' AND seq > %d", last-3), last - 2, "the log stops before"},
		{"DELETE FROM log WHERE stream = 'bluebell'", 1, "the log stops before"},
		{"DELETE FROM head WHERE stream = 'bluebell'", 1, "rows and no head"},
		{"UPDATE head SET seq = seq - 1 WHERE stream = 'bluebell'", last - 1, "not the row that the head names"},
		{"UPDATE head SET (seq, hash) = (SELECT seq, hash FROM log l WHERE l.stream = head.stream AND l.seq = head.seq - 1) WHERE stream = 'bluebell'", last, "after the end"},
		{"UPDATE head SET hash = x'00' WHERE stream = 'bluebell'", last, "not the row that the head names"},
		{"UPDATE head SET facts = seq + 1 WHERE stream = 'bluebell'", 0, "rows after its end"},
		{"UPDATE log SET actor = 'eve' WHERE stream = 'bluebell' AND seq = 7", 7, "hash"},
		{"UPDATE log SET at = '2026-03-01T09:00:00.001Z' WHERE stream = 'bluebell' AND seq = 7", 7, "hash"},
		{"UPDATE log SET command = 'x' WHERE stream = 'bluebell' AND seq = 7", 7, "hash"},
		{"UPDATE log SET kinds = kinds || ' ' WHERE stream = 'bluebell' AND seq = 7", 7, "hash"},
		{"UPDATE log SET body = CAST(body || x'00' AS BLOB) WHERE stream = 'bluebell' AND seq = 7", 7, "hash"},
		{"UPDATE log SET salt = randomblob(16) WHERE stream = 'bluebell' AND seq = 7", 7, "hash"},
		{"UPDATE log SET salt = NULL WHERE stream = 'bluebell' AND seq = 7", 7, "hash"}, // its body stands in for a digest
		{"UPDATE log SET salt = NULL, body = x'00' WHERE stream = 'bluebell' AND seq = 7", 7, "neither a salt nor a digest"},
		{"UPDATE log SET salt = NULL, body = randomblob(32) WHERE stream = 'bluebell' AND seq = 7", 7, "hash"},
		{"UPDATE log SET hash = randomblob(32) WHERE stream = 'bluebell' AND seq = 7", 7, "hash"},
		{"UPDATE log SET stream = 'sunflower', seq = 1000 WHERE stream = 'bluebell' AND seq = 7", 7, "missing"},
		{"UPDATE log SET (salt, body) = (SELECT salt, body FROM log WHERE stream = 'sunflower' AND seq = 7) WHERE stream = 'bluebell' AND seq = 7", 7, "hash"},
		{"UPDATE member SET role = 'keyworker ' WHERE rowid IN (SELECT 1) OR record = 'bluebell'", 0, "table member"},
		{"UPDATE record SET why = why || '!' WHERE name = 'bluebell'", 0, "table record"},
		{"INSERT INTO child SELECT record, 99, name, known_as, born FROM child WHERE record = 'bluebell' LIMIT 1", 0, "table child"},
		{"DELETE FROM sign_off WHERE record = 'bluebell'", 0, "table sign_off"},
		{"UPDATE snapshot_part SET data = CAST(data || x'00' AS BLOB) WHERE stream = 'bluebell'", 0, "snapshot is not what was written"},
		{"UPDATE snapshot SET seq = seq - 1 WHERE stream = 'bluebell'", 0, "snapshot is not what was written"},
		{"INSERT INTO record VALUES ('weed', NULL, '')", 0, "has no log"},
		{"INSERT INTO person VALUES ('eve', 'Eve', NULL, 'school', 1, 0, 0, 0, NULL)", 0, "people or agencies"},
	} {
		statement := strings.ReplaceAll(c.statement, "rowid IN (SELECT 1) OR ", "")
		dir := copied(t, dir)
		tamper(t, dir, "PRAGMA foreign_keys = OFF", statement)
		r, err := verified(t, dir)
		if err != nil {
			t.Errorf("%s: %v", statement, err)
			continue
		}
		if !slices.ContainsFunc(r.Damage, func(d store.DamageError) bool {
			return int(d.Seq) == c.seq && strings.Contains(d.What, c.what)
		}) {
			t.Errorf("%s: want row %d and %q in\n%s", statement, c.seq, c.what, r)
		}
	}
}

// TestSyncPutsPlainTablesRight opens a record whose plain tables somebody has changed.
func TestSyncPutsPlainTablesRight(t *testing.T) {
	dir := filled(t, 30)
	tamper(t, dir, "PRAGMA foreign_keys = OFF",
		"UPDATE member SET role = 'observer' WHERE record = 'bluebell'", "DELETE FROM need WHERE record = 'bluebell'",
		"UPDATE record SET why = 'because' WHERE name = 'bluebell'",
		"INSERT INTO child SELECT record, 99, name, known_as, born FROM child WHERE record = 'bluebell' LIMIT 1")
	s := open(t, dir)
	r, err := checked(t, s)
	if err != nil || len(r.Damage) == 0 || !r.Damage[0].Lesser {
		t.Fatalf("%v\n%s", err, r)
	}
	m := meeting.NewRecord()
	for _, row := range loaded(t, s, "bluebell") {
		events, err := meeting.Decode(row.Body)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			m.Apply(meeting.Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}, e)
		}
	}
	if err := s.Sync(t.Context(), "bluebell", m.State()); err != nil {
		t.Fatal(err)
	}
	mustVerify(t, s)
}

// TestLoadStopsAtDamage loads what Verify would name: rows before it come, and then an error.
func TestLoadStopsAtDamage(t *testing.T) {
	dir := filled(t, 10)
	tamper(t, dir, "UPDATE log SET body = zeroblob(3) WHERE stream = 'bluebell' AND seq = 5")
	s := open(t, dir)
	n := 0
	for _, err := range s.Load(t.Context(), "bluebell", 0) {
		if err != nil {
			var d *store.DamageError
			if n != 4 || !errors.As(err, &d) || d.Seq != 5 {
				t.Errorf("after %d rows: %v", n, err)
			}
			n = -1
			break
		}
		n++
	}
	if n != -1 {
		t.Errorf("%d rows and no error", n)
	}
	if rows := loaded(t, s, "sunflower"); len(rows) < 10 {
		t.Errorf("the other record has %d rows", len(rows))
	}
}

// TestErasedRowKeepsTheChain erases a row's words as the package comment says, and nothing of what was made of them: only that is
// named.
func TestErasedRowKeepsTheChain(t *testing.T) {
	dir := filled(t, 10)
	db := openRaw(t, dir)
	var salt, body []byte
	if err := db.QueryRow("SELECT salt, body FROM log WHERE stream = 'bluebell' AND seq = 5").Scan(&salt, &body); err != nil {
		t.Fatal(err)
	}
	b := []byte("oneplan body 1")
	for _, f := range [][]byte{salt, body} {
		b = append(binary.BigEndian.AppendUint64(b, uint64(len(f))), f...)
	}
	digest := sha256.Sum256(b)
	if _, err := db.Exec("UPDATE log SET salt = NULL, body = ? WHERE stream = 'bluebell' AND seq = 5", digest[:]); err != nil {
		t.Fatal(err)
	}
	db.Close()
	r, err := verified(t, dir)
	lasting := slices.ContainsFunc(r.Damage, func(d store.DamageError) bool { return !d.Lesser })
	if err != nil || lasting || len(r.Damage) == 0 || r.Streams[0].Erased != 1 || !strings.Contains(r.String(), ", 1 erased") {
		t.Errorf("%v\n%s", err, r)
	}
}

// TestEveryFlippedByteIsFound flips single bits of the file. Whatever changes a row of the log, of a head, of a snapshot or of a
// plain table has to be found; most other bytes of the file mean nothing.
func TestEveryFlippedByteIsFound(t *testing.T) {
	dir := filled(t, 40)
	clean, err := os.ReadFile(filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	before, err := dump(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	r := rand.New(rand.NewPCG(1, 2))
	mattered := 0
	const flips = 300
	for range flips {
		at, bit := r.IntN(len(clean)), byte(1)<<r.IntN(8)
		b := slices.Clone(clean)
		b[at] ^= bit
		for _, name := range []string{store.FileName, store.FileName + "-wal", store.FileName + "-shm"} {
			_ = os.Remove(filepath.Join(work, name))
		}
		if err := os.WriteFile(filepath.Join(work, store.FileName), b, 0o600); err != nil {
			t.Fatal(err)
		}
		after, err := dump(t, work)
		if err == nil && after == before {
			continue
		}
		mattered++
		if report, err := verified(t, work); err == nil && len(report.Damage) == 0 {
			t.Errorf("bit %d of byte %d of page %d was flipped and not found", bit, at%4096, at/4096+1)
		}
	}
	t.Logf("%d of %d flips changed what the file says", mattered, flips)
	if mattered < flips/5 {
		t.Error("too few of the flips mattered for this to mean much")
	}
}

// dump returns all that a closed store's file says; the case of a name says nothing to SQLite.
func dump(t testing.TB, dir string) (string, error) {
	db := openRaw(t, dir)
	defer db.Close()
	names, err := lines(db, "SELECT lower(name) AS n FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%' ORDER BY n")
	var all []string
	for _, n := range names {
		found, bad := lines(db, "SELECT * FROM "+n)
		all, err = append(append(all, n), found...), errors.Join(err, bad)
	}
	return strings.Join(all, "\n"), err
}

// lines returns what a query yields, a line for each row, with the types of the values.
func lines(db *sql.DB, query string) (out []string, err error) {
	rows, err := db.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(values))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		if len(values) == 1 {
			out = append(out, fmt.Sprint(values[0]))
		} else {
			out = append(out, fmt.Sprintf("%#v", values))
		}
	}
	return out, rows.Err()
}

// TestVerifyWhileTyping verifies a store that is written to.
func TestVerifyWhileTyping(t *testing.T) {
	s := open(t, t.TempDir())
	y := newTyped("sunflower")
	appendAll(t, s, y.begin(20))
	stop, done := make(chan struct{}), make(chan struct{})
	var last meeting.Commit
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
			}
			last = y.key()
			if err := s.Append(t.Context(), last); err != nil {
				t.Error(err)
				return
			}
		}
	}()
	for range 10 {
		mustVerify(t, s)
	}
	close(stop)
	<-done
	if r := mustVerify(t, s); r.Streams[0].Rows != int(last.Rows[0].Seq) {
		t.Errorf("%d rows, want %d", r.Streams[0].Rows, last.Rows[0].Seq)
	}
}
