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

// rawSync measures writing and syncing 12 KB, about what a commit of one keystroke writes, to a plain file.
func rawSync(b *testing.B, dir string, preallocated bool, sync func(fd int) error) time.Duration {
	const size, n = 3 * 4120, 300
	f, err := os.CreateTemp(dir, "raw")
	if err != nil {
		b.Fatal(err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(i)
	}
	if preallocated {
		if _, err := f.WriteAt(make([]byte, size*n), 0); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	var took []time.Duration
	for i := range n {
		began := time.Now()
		if _, err := f.WriteAt(data, int64(i*size)); err != nil {
			b.Fatal(err)
		}
		if err := sync(int(f.Fd())); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	return quantile(took, 0.5)
}

// report reports the commits' times beside those of plain files on the same disk in the same run.
func report(b *testing.B, dir string, took []time.Duration) {
	p50 := quantile(took, 0.5)
	b.ReportMetric(float64(p50.Microseconds()), "p50-µs")
	b.ReportMetric(float64(quantile(took, 0.99).Microseconds()), "p99-µs")
	for _, raw := range []struct {
		name         string
		preallocated bool
		sync         func(int) error
	}{
		{"fdatasync-preallocated", true, unix.Fdatasync},
		{"fdatasync-appended", false, unix.Fdatasync},
		{"fsync-preallocated", true, unix.Fsync},
		{"fsync-appended", false, unix.Fsync},
	} {
		d := rawSync(b, dir, raw.preallocated, raw.sync)
		b.ReportMetric(float64(d.Microseconds()), raw.name+"-µs")
		b.ReportMetric(float64(p50)/float64(d), "x-"+raw.name)
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
	b.ReportAllocs()
	b.ResetTimer()
	for _, c := range commits {
		began := time.Now()
		if err := s.Append(context.Background(), c); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	b.StopTimer()
	report(b, dir, took)
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
	report(b, dir, took)
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
