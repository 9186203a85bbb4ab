package meetingtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"oneplan/meeting"
)

// TestLog checks that what open returns keeps the contract of meeting.Log. Every log that a room can be given has to
// pass. open returns an empty log of its own for each part of the test.
func TestLog(t *testing.T, open func(t *testing.T) meeting.Log) {
	for _, part := range []struct {
		name string
		test func(t *testing.T, l meeting.Log)
	}{
		{"What was appended is loaded", testLoads},
		{"An unknown stream has no rows", testUnknown},
		{"A commit in the wrong place is a conflict", testConflict},
		{"A command comes once", testCommand},
		{"A malformed commit is refused", testMalformed},
		{"One writer wins each row", testRace},
		{"Streams do not disturb each other", testStreams},
		{"What is loaded is the caller's own", testOwn},
		{"An append that is given up is written or refused", testGivenUp},
		{"A snapshot replaces an older one", testSnapshot},
		{"Members' records are known", testRecordsOf},
		{"Sync can be called at any time", testSync},
		{"Recover without a fault changes nothing", testRecover},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, open(t)) })
	}
}

// Stream makes the commits of one stream by applying events as a room does. It is for tests of logs.
type Stream struct {
	Name      string
	record    *meeting.Record    // nil for the service
	directory *meeting.Directory // nil for a record
	seq       meeting.Seq
}

// NewStream begins a stream of this name; meeting.ServiceStream is the service's.
func NewStream(name string) *Stream {
	if name == meeting.ServiceStream {
		return &Stream{Name: name, directory: meeting.NewDirectory()}
	}
	return &Stream{Name: name, record: meeting.NewRecord()}
}

// Commit returns the commit of the given batches, each a row of its own. It counts as made: the next
// Commit goes after it.
func (s *Stream) Commit(actor meeting.PersonID, at time.Time, batches ...[]meeting.Event) meeting.Commit {
	c := meeting.Commit{Stream: s.Name, After: s.seq}
	for _, events := range batches {
		s.seq++
		body, kinds, err := meeting.Encode(events)
		if err != nil {
			panic(err) // a mistake in the test
		}
		meta := meeting.Meta{Seq: s.seq, Actor: actor, At: at}
		for _, e := range events {
			if s.record != nil {
				s.record.Apply(meta, e)
			} else {
				s.directory.Apply(meta, e)
			}
		}
		c.Rows = append(c.Rows, meeting.Row{
			Seq: s.seq, Actor: actor, At: at, Kinds: kinds, Body: body, Command: fmt.Sprintf("%s:%d", s.Name, s.seq),
		})
	}
	c.Record, c.Service = s.State()
	return c
}

// State returns the state after the last Commit: one of the two is nil.
func (s *Stream) State() (*meeting.State, *meeting.Service) {
	if s.record != nil {
		return s.record.State(), nil
	}
	return nil, s.directory.State()
}

// Record returns the record, nil for the service. Its state is that after the last Commit.
func (s *Stream) Record() *meeting.Record { return s.record }

// noon is a time of day as good as any, finer than a log keeps it.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 123456789, time.FixedZone("CET", 3600))

// begin returns a stream's first commit, of one row.
func begin(s *Stream) meeting.Commit {
	if s.directory != nil {
		return s.Commit("", noon, []meeting.Event{meeting.AgencySet{Agency: meeting.Agency{ID: "school", Name: "School", Letter: "S"}}})
	}
	return s.Commit("ann", noon, []meeting.Event{
		meeting.RecordCreated{Name: s.Name, Children: []meeting.Person{{ID: 1, Name: "Robin Example", KnownAs: "Robin"}}},
		meeting.MemberSet{Member: meeting.Member{ID: 2, Person: "ann", Name: "Ann", Agency: "school", AgencyName: "School", Role: meeting.Keyworker, Since: noon}},
	})
}

// grow returns a commit of one more row.
func grow(s *Stream) meeting.Commit {
	if s.directory != nil {
		return s.Commit("", noon, []meeting.Event{meeting.RecordListed{Name: fmt.Sprintf("r%d", s.seq)}})
	}
	return s.Commit("ann", noon, []meeting.Event{meeting.NeedSet{Need: meeting.Need{
		ID: meeting.ID(s.seq) + 10, Kind: meeting.Needed, Status: meeting.NeedOpen, Rev: uint32(s.seq) + 1,
	}}})
}

func mustAppend(t *testing.T, l meeting.Log, cs ...meeting.Commit) {
	t.Helper()
	for _, c := range cs {
		if err := l.Append(t.Context(), c); err != nil {
			t.Fatalf("append to %s after %d: %v", c.Stream, c.After, err)
		}
	}
}

// rows loads all there is of a stream.
func rows(t *testing.T, l meeting.Log, stream string, after meeting.Seq) []meeting.Row {
	t.Helper()
	var out []meeting.Row
	for r, err := range l.Load(t.Context(), stream, after) {
		if err != nil {
			t.Fatalf("load %s after %d: %v", stream, after, err)
		}
		out = append(out, r)
	}
	return out
}

// wantRows fails unless the stream holds exactly the rows of these commits, as a log keeps them.
func wantRows(t *testing.T, l meeting.Log, stream string, cs ...meeting.Commit) {
	t.Helper()
	var want []meeting.Row
	for _, c := range cs {
		for _, r := range c.Rows {
			r.At = r.At.UTC().Truncate(time.Millisecond)
			want = append(want, r)
		}
	}
	got := rows(t, l, stream, 0)
	if len(got) != len(want) {
		t.Fatalf("%s has %d rows, want %d", stream, len(got), len(want))
	}
	for i := range want {
		w, g := want[i], got[i]
		if g.Seq != w.Seq || g.Actor != w.Actor || !g.At.Equal(w.At) || g.At.Location() != time.UTC ||
			g.Command != w.Command || g.Kinds != w.Kinds || string(g.Body) != string(w.Body) {
			t.Errorf("row %d of %s is %+v, want %+v", i+1, stream, g, w)
		}
	}
}

// wantErr fails unless err is one of the ways in which Append fails, and that one only.
func wantErr(t *testing.T, err, want error) {
	t.Helper()
	for _, e := range []error{meeting.ErrConflict, meeting.ErrRefused, meeting.ErrDoubt} {
		if errors.Is(err, e) != errors.Is(want, e) {
			t.Fatalf("append failed with %v, want %v", err, want)
		}
	}
}

func testLoads(t *testing.T, l meeting.Log) {
	s := NewStream("sunflower")
	cs := []meeting.Commit{begin(s), grow(s)}
	big := s.Commit("ben", noon, []meeting.Event{}, []meeting.Event{
		meeting.NeedSet{Need: meeting.Need{ID: 90, Kind: meeting.Worry, Domain: "safe", Status: meeting.NeedOpen}},
		meeting.EntryRemoved{ID: 90},
	})
	cs = append(cs, big)
	for range 300 { // more than a page of any store
		cs = append(cs, grow(s))
	}
	mustAppend(t, l, cs...)
	wantRows(t, l, s.Name, cs...)
	for _, after := range []meeting.Seq{1, 2, 3, 255, 256, 257, s.seq - 1, s.seq} {
		got := rows(t, l, s.Name, after)
		if len(got) != int(s.seq-after) || len(got) > 0 && got[0].Seq != after+1 {
			t.Errorf("after %d come %d rows, want %d", after, len(got), s.seq-after)
		}
	}
	n := 0
	for _, err := range l.Load(t.Context(), s.Name, 0) { // a reader may stop anywhere
		if n++; err != nil || n == 7 {
			break
		}
	}
	mustAppend(t, l, grow(s))
}

func testUnknown(t *testing.T, l meeting.Log) {
	mustAppend(t, l, begin(NewStream("sunflower")))
	if got := rows(t, l, "sunflowers", 0); len(got) != 0 {
		t.Errorf("an unknown stream has %d rows", len(got))
	}
	if _, ok, err := l.LoadSnapshot(t.Context(), "sunflowers"); ok || err != nil {
		t.Errorf("an unknown stream has a snapshot: %v, %v", ok, err)
	}
}

func testConflict(t *testing.T, l meeting.Log) {
	s := NewStream("sunflower")
	first, second, third := begin(s), grow(s), grow(s)
	wantErr(t, l.Append(t.Context(), second), meeting.ErrConflict)
	mustAppend(t, l, first)
	wantErr(t, l.Append(t.Context(), first), meeting.ErrConflict)
	wantErr(t, l.Append(t.Context(), third), meeting.ErrConflict)
	mustAppend(t, l, second)
	other := second
	other.Rows = slices.Clone(second.Rows)
	other.Rows[0].Command = "another"
	wantErr(t, l.Append(t.Context(), other), meeting.ErrConflict)
	mustAppend(t, l, third)
	wantRows(t, l, s.Name, first, second, third)
}

func testCommand(t *testing.T, l meeting.Log) {
	s, other := NewStream("sunflower"), NewStream("bluebell")
	first, begun := begin(s), begin(other)
	mustAppend(t, l, first, begun)

	after := *s
	both := s.Commit("ann", noon, []meeting.Event{}, []meeting.Event{})
	both.Rows[1].Command = first.Rows[0].Command
	wantErr(t, l.Append(t.Context(), both), meeting.ErrConflict)
	both.Rows[1].Command = both.Rows[0].Command
	wantErr(t, l.Append(t.Context(), both), meeting.ErrConflict)
	stolen := grow(other)
	stolen.Rows[0].Command = first.Rows[0].Command
	wantErr(t, l.Append(t.Context(), stolen), meeting.ErrConflict)
	wantRows(t, l, s.Name, first)
	wantRows(t, l, other.Name, begun)

	next := grow(&after) // what was tried left nothing behind
	mustAppend(t, l, next)
	wantRows(t, l, s.Name, first, next)
}

func testMalformed(t *testing.T, l meeting.Log) {
	s := NewStream("sunflower")
	good := begin(s)
	for what, spoil := range map[string]func(*meeting.Commit){
		"no rows":      func(c *meeting.Commit) { c.Rows = nil },
		"no stream":    func(c *meeting.Commit) { c.Stream = "" },
		"a gap":        func(c *meeting.Commit) { c.Rows[0].Seq++ },
		"no command":   func(c *meeting.Commit) { c.Rows[0].Command = "" },
		"no state":     func(c *meeting.Commit) { c.Record = nil },
		"two states":   func(c *meeting.Commit) { c.Service = &meeting.Service{} },
		"rows of zero": func(c *meeting.Commit) { c.Rows[0].Seq = 0 },
	} {
		bad := good
		bad.Rows = slices.Clone(good.Rows)
		spoil(&bad)
		if err := l.Append(t.Context(), bad); !errors.Is(err, meeting.ErrRefused) {
			t.Errorf("a commit with %s: %v", what, err)
		}
	}
	mustAppend(t, l, good)
	wantRows(t, l, s.Name, good)
}

func testRace(t *testing.T, l meeting.Log) {
	const writers, each = 8, 25
	first := begin(NewStream("sunflower"))
	mustAppend(t, l, first)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			after := meeting.Seq(1)
			for n := 0; n < each; {
				c := meeting.Commit{Stream: "sunflower", After: after, Record: first.Record, Rows: []meeting.Row{{
					Seq: after + 1, Actor: "ann", At: noon, Command: fmt.Sprintf("%d:%d", w, n), Body: []byte{},
				}}}
				switch err := l.Append(context.Background(), c); {
				case err == nil:
					after++
					n++
				case errors.Is(err, meeting.ErrConflict):
					for r, err := range l.Load(context.Background(), "sunflower", after) {
						if err != nil {
							t.Error(err)
							return
						}
						after = r.Seq
					}
				default:
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	got := rows(t, l, "sunflower", 1)
	if len(got) != writers*each {
		t.Fatalf("%d rows, want %d", len(got), writers*each)
	}
	next := map[string]int{} // each writer's commands stand in its order
	for i, r := range got {
		var w string
		var n int
		if _, err := fmt.Sscanf(r.Command, "%1s:%d", &w, &n); err != nil || n != next[w] || r.Seq != meeting.Seq(i)+2 {
			t.Fatalf("row %d is %d, %q", i, r.Seq, r.Command)
		}
		next[w]++
	}
}

func testStreams(t *testing.T, l meeting.Log) {
	const streams, each = 12, 20
	made := make([][]meeting.Commit, streams)
	var wg sync.WaitGroup
	for i := range made {
		s := NewStream(fmt.Sprintf("r%d", i))
		if i == 0 {
			s = NewStream(meeting.ServiceStream)
		}
		made[i] = append(made[i], begin(s))
		for range each {
			made[i] = append(made[i], grow(s))
		}
		wg.Go(func() {
			for _, c := range made[i] {
				if err := l.Append(context.Background(), c); err != nil {
					t.Errorf("%s: %v", c.Stream, err)
				}
				bad := c
				if err := l.Append(context.Background(), bad); !errors.Is(err, meeting.ErrConflict) {
					t.Errorf("%s twice: %v", c.Stream, err)
				}
			}
		})
	}
	wg.Wait()
	for _, cs := range made {
		wantRows(t, l, cs[0].Stream, cs...)
	}
}

func testOwn(t *testing.T, l meeting.Log) {
	s := NewStream("sunflower")
	c := begin(s)
	kept := c
	kept.Rows = slices.Clone(c.Rows)
	kept.Rows[0].Body = slices.Clone(c.Rows[0].Body)
	mustAppend(t, l, c)
	clear(c.Rows[0].Body)
	for _, r := range rows(t, l, s.Name, 0) {
		clear(r.Body)
	}
	wantRows(t, l, s.Name, kept)
}

func testGivenUp(t *testing.T, l meeting.Log) {
	s := NewStream("sunflower")
	mustAppend(t, l, begin(s))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	before := *s
	c := grow(s)
	if err := l.Append(ctx, c); err == nil {
		c = grow(s)
	} else {
		wantErr(t, err, meeting.ErrRefused)
		c = grow(&before)
	}
	mustAppend(t, l, c)
}

func testSnapshot(t *testing.T, l meeting.Log) {
	a, b := NewStream("sunflower"), NewStream("bluebell")
	mustAppend(t, l, begin(a), begin(b), grow(a), grow(a))
	load := func(stream string) meeting.Snapshot {
		t.Helper()
		got, ok, err := l.LoadSnapshot(t.Context(), stream)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return meeting.Snapshot{}
		}
		return got
	}
	want := func(stream string, w meeting.Snapshot) {
		t.Helper()
		if g := load(stream); g.Seq != w.Seq || g.Version != w.Version || string(g.Data) != string(w.Data) {
			t.Errorf("the snapshot of %s is of %d, version %d, %d bytes; want %d, %d, %d",
				stream, g.Seq, g.Version, len(g.Data), w.Seq, w.Version, len(w.Data))
		}
	}
	big := make([]byte, 1<<20+1)
	for i := range big {
		big[i] = byte(i * i >> 3)
	}
	one := meeting.Snapshot{Seq: 1, Version: 7, Data: big}
	two := meeting.Snapshot{Seq: 2, Version: 7, Data: []byte("two")}
	for _, s := range []meeting.Snapshot{one, two} {
		if err := l.SaveSnapshot(t.Context(), "sunflower", s); err != nil {
			t.Fatal(err)
		}
		want("sunflower", s)
		want("bluebell", meeting.Snapshot{})
	}
	if err := l.SaveSnapshot(t.Context(), "sunflower", one); err != nil {
		t.Fatal(err)
	}
	want("sunflower", two)
	other := meeting.Snapshot{Seq: 1, Version: 8, Data: []byte{}}
	if err := l.SaveSnapshot(t.Context(), "sunflower", other); err != nil {
		t.Fatal(err)
	}
	want("sunflower", other)
}

func testRecordsOf(t *testing.T, l meeting.Log) {
	want := func(p meeting.PersonID, names ...string) {
		t.Helper()
		got, err := l.RecordsOf(t.Context(), p)
		if err != nil || !slices.Equal(got, names) {
			t.Errorf("the records of %q are %q, want %q (%v)", p, got, names, err)
		}
	}
	left := func(p meeting.PersonID, names ...string) {
		t.Helper()
		got, err := l.RecordsLeft(t.Context(), p)
		if err != nil || !slices.Equal(got, names) {
			t.Errorf("%q has left %q, want %q (%v)", p, got, names, err)
		}
	}
	want("ann")
	a, b := NewStream("sunflower"), NewStream("bluebell")
	mustAppend(t, l, begin(a), begin(b))
	want("ann", "bluebell", "sunflower")
	want("ben")
	want("")
	ben := meeting.Member{ID: 3, Person: "ben", Name: "Ben", Agency: "health", Role: meeting.Practitioner, Since: noon, Rev: 1}
	nan := meeting.Member{ID: 4, Name: "Nan", Agency: meeting.FamilyAgency, Role: meeting.Supporter, Since: noon, Rev: 2}
	mustAppend(t, l, a.Commit("ann", noon, []meeting.Event{meeting.MemberSet{Member: ben}, meeting.MemberSet{Member: nan}}))
	want("ben", "sunflower")
	left("ben")
	want("") // Nan has no account
	ben.Until = noon
	mustAppend(t, l, a.Commit("ann", noon, []meeting.Event{meeting.MemberSet{Member: ben}}))
	want("ben")
	left("ben", "sunflower")
	left("ann")
	left("")
	ben.ID, ben.Until = 5, time.Time{}
	mustAppend(t, l, a.Commit("ann", noon, []meeting.Event{meeting.MemberSet{Member: ben}}))
	want("ben", "sunflower")
	left("ben") // is back
	want("ann", "bluebell", "sunflower")
}

func testSync(t *testing.T, l meeting.Log) {
	s := NewStream("sunflower")
	mustAppend(t, l, begin(s))
	old, _ := s.State()
	mustAppend(t, l, grow(s))
	now, _ := s.State()
	for _, state := range []*meeting.State{old, now, now, old} {
		if err := l.Sync(t.Context(), s.Name, state); err != nil {
			t.Errorf("sync at %d: %v", state.Seq, err)
		}
	}
	mustAppend(t, l, grow(s))
}

func testRecover(t *testing.T, l meeting.Log) {
	s := NewStream("sunflower")
	cs := []meeting.Commit{begin(s), grow(s)}
	mustAppend(t, l, cs...)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := l.Recover(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	wantRows(t, l, s.Name, cs...)
	mustAppend(t, l, grow(s))
}
