package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/meetingtest/figure"
	"oneplan/meeting/text"
	"oneplan/store"
)

// typed is a record in which one note is being typed, a keystroke for each commit.
type typed struct {
	*meetingtest.Stream
	site text.Site
	n    uint32
}

func newTyped(name string) *typed { return &typed{Stream: meetingtest.NewStream(name), site: 1} }

// begin returns the commit with the record, a live meeting, so many needs, and the field to type in.
func (y *typed) begin(needs int) meeting.Commit {
	at := time.Now()
	events := []meeting.Event{
		meeting.RecordCreated{Name: y.Name, Children: []meeting.Person{{ID: 1, Name: "Robin Example", KnownAs: "Robin"}}},
		meeting.MemberSet{Member: meeting.Member{ID: 2, Person: "ann", Name: "Ann", Agency: "school", AgencyName: "School", Role: meeting.Keyworker, Since: at}},
		meeting.MeetingSet{Meeting: meeting.Meeting{
			ID: 3, Number: 1, Kind: meeting.Review, Stage: meeting.Live, At: at, Chair: 2,
			Agenda: []meeting.Item{{ID: 4, Title: "Welcome", Minutes: 5}, {ID: 5, Title: "Actions since last time", Minutes: 15}},
		}},
		meeting.SiteOpened{Site: y.site, Person: "ann"},
	}
	for i := range needs {
		events = append(events, meeting.NeedSet{Need: meeting.Need{ID: meeting.ID(10 + i), Kind: meeting.Needed, Status: meeting.NeedOpen, Rev: uint32(i + 1)}})
	}
	return y.Commit("ann", at, events)
}

// key returns the commit of one keystroke.
func (y *typed) key() meeting.Commit {
	y.n++
	e := text.Edit{Gesture: text.Gesture{Site: y.site, N: 1 + y.n/20}, First: y.n, Insert: "a"}
	if y.n > 1 {
		e.After = text.ID{Site: y.site, N: y.n - 1}
	}
	return y.Commit("ann", time.Now(), []meeting.Event{meeting.TextEdited{Field: meeting.Field{ID: 4, Part: meeting.Notes}, Edit: e}})
}

// appendAll appends every commit.
func appendAll(t testing.TB, s *store.Store, cs ...meeting.Commit) {
	t.Helper()
	for _, c := range cs {
		if err := s.Append(context.Background(), c); err != nil {
			t.Fatal(err)
		}
	}
}

func quantile(d []time.Duration, q float64) time.Duration {
	d = slices.Sorted(slices.Values(d))
	return d[min(len(d)-1, int(float64(len(d))*q))]
}

// yardstick measures plain files on the same disk, at the same time: each step writes 12 KB, about what a commit of
// one keystroke does, and syncs it.
type yardstick struct {
	name         string
	preallocated bool
	sync         func(fd int) error
	file         *os.File
	took         []time.Duration
}

// yardsticks are the ways in which a plain file can be written durably.
func yardsticks(b *testing.B, dir string) []*yardstick {
	ys := []*yardstick{
		{name: "fdatasync-preallocated", preallocated: true, sync: unix.Fdatasync},
		{name: "fdatasync-appended", sync: unix.Fdatasync},
		{name: "fsync-preallocated", preallocated: true, sync: unix.Fsync},
		{name: "fsync-appended", sync: unix.Fsync},
	}
	for _, y := range ys {
		var err error
		if y.file, err = os.Create(filepath.Join(dir, y.name)); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { y.file.Close() })
		if y.preallocated {
			if _, err := y.file.WriteAt(make([]byte, 8<<20), 0); err != nil {
				b.Fatal(err)
			}
			if err := y.file.Sync(); err != nil {
				b.Fatal(err)
			}
		}
		y.step(b)
	}
	return ys
}

func (y *yardstick) step(b *testing.B) {
	const size = 3 * 4120
	data := make([]byte, size)
	data[0] = byte(len(y.took))
	at := int64(len(y.took)) * size
	if y.preallocated {
		at %= 8<<20 - size
	}
	began := time.Now()
	if _, err := y.file.WriteAt(data, at); err != nil {
		b.Fatal(err)
	}
	if err := y.sync(int(y.file.Fd())); err != nil {
		b.Fatal(err)
	}
	y.took = append(y.took, time.Since(began))
}

// report reports the commits' times, and their median as a multiple of each yardstick's.
func report(b *testing.B, took []time.Duration, ys []*yardstick) {
	p50 := quantile(took, 0.5)
	b.ReportMetric(float64(p50.Microseconds()), "p50-µs")
	b.ReportMetric(float64(quantile(took, 0.99).Microseconds()), "p99-µs")
	for _, y := range ys {
		d := quantile(y.took, 0.5)
		b.ReportMetric(float64(d.Microseconds()), y.name+"-µs")
		b.ReportMetric(float64(p50)/float64(d), "x-"+y.name)
		if y.name == "fdatasync-preallocated" {
			b.ReportMetric(float64(quantile(y.took, 0.99).Microseconds()), y.name+"-p99-µs")
		}
	}
}

// BenchmarkAppend is one room in which one person types: one keystroke, one commit, one fsync.
func BenchmarkAppend(b *testing.B) {
	dir := b.TempDir()
	s := open(b, filepath.Join(dir, "data"))
	y := newTyped("sunflower")
	appendAll(b, s, y.begin(50))
	commits := make([]meeting.Commit, 0, b.N)
	for range b.N {
		commits = append(commits, y.key())
	}
	took := make([]time.Duration, 0, b.N)
	ys := yardsticks(b, dir)
	b.ResetTimer()
	for i, c := range commits {
		began := time.Now()
		if err := s.Append(context.Background(), c); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
		if i%2 == 0 {
			b.StopTimer()
			ys[i/2%len(ys)].step(b)
			b.StartTimer()
		}
	}
	b.StopTimer()
	report(b, took, ys)
	if b.N < 800 { // a first try of the benchmark's own: too few for a percentile
		return
	}
	raw := ys[0].took // overwriting bytes that are there, as a commit does in the write-ahead log
	over := func(q float64) float64 { return float64(quantile(took, q)) / float64(quantile(raw, q)) }
	figure.Report(b, "append/p50-over-fdatasync", over(0.5))
	figure.Report(b, "append/p99-over-fdatasync", over(0.99))
	figure.Report(b, "append/p50-us", float64(quantile(took, 0.5).Microseconds()))
	figure.Report(b, "append/p99-us", float64(quantile(took, 0.99).Microseconds()))
	for _, y := range ys {
		figure.Report(b, "append/yardstick-"+y.name+"-p50-us", float64(quantile(y.took, 0.5).Microseconds()))
		figure.Report(b, "append/yardstick-"+y.name+"-p99-us", float64(quantile(y.took, 0.99).Microseconds()))
	}
}

// keysInBatch is how many keys a connection sends at once when it types faster than commits are made: what was typed
// since its last batch.
const keysInBatch = 64

// BenchmarkAppendEvents is thirty writers, each in a room of their own, who never stop: each batch is decided and applied key by key by
// the domain, and appended as one row while the next ones of the others gather.
func BenchmarkAppendEvents(b *testing.B) {
	const rooms = 30
	s := open(b, b.TempDir())
	writers := make([]*scribe, rooms)
	notes := make([]meeting.Field, rooms)
	for i := range writers {
		w := newScribe(b, s, fmt.Sprintf("room%c%c", 'a'+i/10, 'a'+i%10))
		m := w.do("ben", meeting.PlanMeeting{Kind: meeting.Review, At: w.at})
		w.do("ben", meeting.OpenMeeting{Meeting: m})
		w.flush()
		writers[i], notes[i] = w, meeting.Field{ID: w.record.State().Meeting(m).Agenda[0].ID, Part: meeting.Notes}
	}
	batches := max(b.N/rooms, 20)
	b.ResetTimer()
	began := time.Now()
	var wg sync.WaitGroup
	for i, w := range writers {
		wg.Go(func() {
			for n := range batches {
				w.batch("nia", notes[i], uint32(n+1))
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	events := float64(batches * rooms * keysInBatch)
	b.ReportMetric(events/time.Since(began).Seconds(), "events/s")
	if b.N < 800 {
		return
	}
	figure.Report(b, "append/group-events-per-s", events/time.Since(began).Seconds())
}

// batch decides, applies and appends one connection's batch of keys, in one row.
func (w *scribe) batch(who meeting.PersonID, f meeting.Field, gesture uint32) {
	w.seq++
	row := meeting.Row{Seq: w.seq, Actor: who, At: w.at, Command: fmt.Sprintf("%s:%d", w.commit.Stream, w.seq)}
	a := meeting.Authority{Person: who, Site: w.site(who), At: w.at}
	first := w.record.State().Text(f).Next(a.Site)
	var all []meeting.Event
	for i := range uint32(keysInBatch) {
		e := text.Edit{Gesture: text.Gesture{Site: a.Site, N: gesture}, First: first + i, Insert: sentence[i:][:1]}
		if e.First > 1 {
			e.After = text.ID{Site: a.Site, N: e.First - 1}
		}
		events, err := w.record.Decide(a, meeting.EditText{Field: f, Edit: e})
		if err != nil {
			w.tb.Error(err)
			return
		}
		for _, e := range events {
			w.record.Apply(meeting.Meta{Seq: w.seq, Actor: who, At: w.at}, e)
		}
		all = append(all, events...)
	}
	var err error
	if row.Body, row.Kinds, err = meeting.Encode(all); err != nil {
		w.tb.Error(err)
		return
	}
	w.commit.Rows, w.commit.Record = []meeting.Row{row}, w.record.State()
	if err := w.store.Append(context.Background(), w.commit); err != nil {
		w.tb.Error(err)
	}
	w.commit.After, w.commit.Rows = w.seq, nil
}

// BenchmarkAppend30 is thirty rooms at once, each of which appends as soon as its last commit is durable.
func BenchmarkAppend30(b *testing.B) {
	const rooms = 30
	dir := b.TempDir()
	s := open(b, filepath.Join(dir, "data"))
	commits := make([][]meeting.Commit, rooms)
	for i := range commits {
		y := newTyped(fmt.Sprintf("r%d", i))
		appendAll(b, s, y.begin(20))
		for range b.N/rooms + 1 {
			commits[i] = append(commits[i], y.key())
		}
	}
	var mu sync.Mutex
	var took []time.Duration
	b.ResetTimer()
	var wg sync.WaitGroup
	for _, cs := range commits {
		wg.Go(func() {
			var mine []time.Duration
			for _, c := range cs {
				began := time.Now()
				if err := s.Append(context.Background(), c); err != nil {
					b.Error(err)
					return
				}
				mine = append(mine, time.Since(began))
			}
			mu.Lock()
			took = append(took, mine...)
			mu.Unlock()
		})
	}
	wg.Wait()
	b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "commits/s")
	b.StopTimer()
	ys := yardsticks(b, dir)
	for i := range 400 {
		ys[i%len(ys)].step(b)
	}
	report(b, took, ys)
}

// BenchmarkLoad reads a record of a thousand keystrokes back and checks its chain.
func BenchmarkLoad(b *testing.B) {
	s := open(b, b.TempDir())
	y := newTyped("sunflower")
	appendAll(b, s, y.begin(0))
	for range 1000 {
		appendAll(b, s, y.key())
	}
	for b.Loop() {
		if got := loaded(b, s, y.Name); len(got) != 1001 {
			b.Fatal(len(got))
		}
	}
	b.ReportMetric(1001*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkOpen opens and closes a data folder.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	for b.Loop() {
		s, err := store.Open(b.Context(), dir, store.Options{})
		if err != nil {
			b.Fatal(err)
		}
		mustClose(b, s)
	}
}
