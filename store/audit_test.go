package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/meetingtest/figure"
	"oneplan/store"
)

func TestAudit(t *testing.T) {
	meetingtest.TestAudit(t, func(t *testing.T) meeting.Audit { return open(t, t.TempDir()) })
}

func exported(n int) meeting.Look {
	return meeting.Look{
		At: time.Date(2026, 11, 22, 12, 0, n, 0, time.UTC), Record: "sunflower", Person: "ann", Agency: "school", Conn: meeting.ConnCommand,
		Kind: meeting.LookExported, About: "minutes sunflower-3 md everyone", Seq: 41, Reason: "for the file",
	}
}

// looked makes a closed data folder with so many looks in its audit.
func looked(t *testing.T, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := s.Note(t.Context(), exported(i)); err != nil {
			t.Fatal(err)
		}
	}
	if r := mustVerify(t, s); r.Audit.Looks != uint64(n) || !strings.Contains(r.String(), fmt.Sprintf("audit: %d looks, head ", n)) {
		t.Errorf("%d looks were noted; the report is\n%s", n, r)
	}
	mustClose(t, s)
	return dir
}

// TestAuditNamesTheDamage changes one thing of the audit at a time: any column of a look, any look gone, the head.
func TestAuditNamesTheDamage(t *testing.T) {
	dir := looked(t, 9)
	type spoiling struct {
		statement string
		look      int
		what      string
	}
	spoil := []spoiling{
		{"DELETE FROM audit WHERE number = 1", 1, "missing"},
		{"DELETE FROM audit WHERE number = 4", 4, "missing"},
		{"DELETE FROM audit WHERE number = 9", 9, "stops before"},
		{"DELETE FROM audit WHERE number > 6", 7, "stops before"},
		{"DELETE FROM audit", 1, "stops before"},
		{"DELETE FROM audit_head", 9, "after the end"},
		{"DELETE FROM audit WHERE number = 9; UPDATE audit_head SET number = 8", 8, "not the one that the head names"},
		{"UPDATE audit_head SET (number, hash) = (SELECT number, hash FROM audit WHERE number = 8)", 9, "after the end"},
		{"UPDATE audit SET number = 20 WHERE number = 9", 9, "missing"},
		{"UPDATE audit SET number = 20 WHERE number = 4", 4, "missing"},
		{"INSERT INTO audit SELECT 10, at, record, person, agency, conn, kind, about, seq, reason, hash FROM audit WHERE number = 9", 10, "hash"},
		{"UPDATE audit SET seq = seq + 1 WHERE number = 4", 4, "hash"},
		{"UPDATE audit SET hash = CAST(zeroblob(1) || substr(hash, 2) AS BLOB) WHERE number = 4", 4, "hash"},
		{"UPDATE audit SET (about, reason) = (reason, about) WHERE number = 4", 4, "hash"},
	}
	for _, column := range []string{"at", "record", "person", "agency", "conn", "kind", "about", "reason"} {
		spoil = append(spoil, spoiling{fmt.Sprintf("UPDATE audit SET %s = substr(%[1]s, 1, 1) || char(unicode(substr(%[1]s, 2)) + 1) || substr(%[1]s, 3) WHERE number = 4", column), 4, "hash"})
	}
	for _, c := range spoil {
		dir := copied(t, dir)
		tamper(t, dir, c.statement)
		r, err := verified(t, dir)
		if err != nil {
			t.Errorf("%s: %v", c.statement, err)
			continue
		}
		if !slices.ContainsFunc(r.Damage, func(d store.DamageError) bool {
			return d.Stream == "the audit" && int(d.Seq) == c.look && strings.Contains(d.What, c.what)
		}) {
			t.Errorf("%s: want look %d and %q in\n%s", c.statement, c.look, c.what, r)
		}
	}
}

// TestDamagedAuditRefusesLooksOnly tampers with the audit's end: nobody is granted a look, and rooms go on.
func TestDamagedAuditRefusesLooksOnly(t *testing.T) {
	dir := looked(t, 3)
	tamper(t, dir, "DELETE FROM audit WHERE number = 3")
	s := open(t, dir)
	if err := s.Note(t.Context(), exported(9)); !errors.Is(err, meeting.ErrRefused) {
		t.Errorf("a look into a damaged audit: %v", err)
	}
	y := newTyped("sunflower")
	appendAll(t, s, y.begin(1), y.key())
	if err := s.Recover(t.Context()); err != nil {
		t.Error(err)
	}
	appendAll(t, s, y.key())
	if err := s.Note(t.Context(), exported(9)); !errors.Is(err, meeting.ErrRefused) {
		t.Errorf("after recovering: %v", err)
	}
	n := 0
	for _, err := range s.Looks(t.Context(), "", 0) {
		if err != nil {
			n += 10
			break
		}
		n++
	}
	if n != 12 {
		t.Errorf("reading a damaged audit gave %d", n)
	}
}

// TestLooksShareCommits notes looks while rooms append, in one group, one of which is a conflict.
func TestLooksShareCommits(t *testing.T) {
	s := open(t, t.TempDir())
	y := newTyped("sunflower")
	appendAll(t, s, y.begin(1))
	late := y.key()
	late.After += 7
	late.Rows[0].Seq += 7
	resume := s.Pause()
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := s.Append(t.Context(), late); !errors.Is(err, meeting.ErrConflict) {
			t.Error(err)
		}
	})
	for i := range 5 {
		wg.Go(func() {
			if err := s.Note(t.Context(), exported(i), exported(i)); err != nil {
				t.Error(err)
			}
		})
	}
	waitFor(t, "the group", func() bool { return s.Waiting() == 6 })
	resume()
	wg.Wait()
	if r := mustVerify(t, s); r.Audit.Looks != 10 {
		t.Errorf("%d looks", r.Audit.Looks)
	}
}

// TestFaultKeepsLooks poisons the store: a look is refused until it has recovered, and no promised one is lost.
func TestFaultKeepsLooks(t *testing.T) {
	s := open(t, t.TempDir())
	if err := s.Note(t.Context(), exported(0)); err != nil {
		t.Fatal(err)
	}
	s.Poison(errors.New("the disk failed"))
	if err := s.Note(t.Context(), exported(1)); !errors.Is(err, meeting.ErrRefused) {
		t.Errorf("on a failed disk: %v", err)
	}
	if err := s.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Note(t.Context(), exported(2)); err != nil {
		t.Fatal(err)
	}
	if r := mustVerify(t, s); r.Audit.Looks != 2 {
		t.Errorf("%d looks", r.Audit.Looks)
	}
}

// BenchmarkNote is typing with and without somebody noting looks all the time.
func BenchmarkNote(b *testing.B) {
	s := open(b, b.TempDir())
	y := newTyped("sunflower")
	appendAll(b, s, y.begin(50))
	ctx, stop := context.WithCancel(b.Context())
	noted := make(chan []time.Duration)
	go func() {
		var took []time.Duration
		tick := time.NewTicker(10 * time.Millisecond) // a hundred looks a second, more than a county's
		defer tick.Stop()
		for ctx.Err() == nil {
			began := time.Now()
			if err := s.Note(b.Context(), exported(len(took))); err != nil {
				b.Error(err)
				break
			}
			took = append(took, time.Since(began))
			<-tick.C
		}
		noted <- took
	}()
	var took, alone []time.Duration
	typing := func(into *[]time.Duration, n int) {
		for range n {
			c := y.key()
			began := time.Now()
			appendAll(b, s, c)
			*into = append(*into, time.Since(began))
		}
	}
	b.ResetTimer()
	typing(&took, b.N)
	b.StopTimer()
	stop()
	notes := <-noted
	typing(&alone, b.N)
	if b.N < 500 {
		return
	}
	figure.Report(b, "audit/note-p50-us", float64(quantile(notes, 0.5).Microseconds()))
	figure.Report(b, "audit/typing-p50-beside-over-alone", float64(quantile(took, 0.5))/float64(quantile(alone, 0.5)))
	figure.Report(b, "audit/typing-p99-beside-over-alone", float64(quantile(took, 0.99))/float64(quantile(alone, 0.99)))
}
