package store_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/text"
	"oneplan/store"
)

// chat is a record in which ann and bo write in random places, alone and beside other things. What somebody writes begins with their name.
type chat struct {
	*meetingtest.Stream
	s    *store.Store
	rand *rand.Rand
	site map[meeting.PersonID]text.Site
	n    int
}

func newChat(t *testing.T, s *store.Store, seed uint64) *chat {
	t.Helper()
	c := &chat{Stream: meetingtest.NewStream("sunflower"), s: s, rand: rand.New(rand.NewPCG(seed, 1)), site: map[meeting.PersonID]text.Site{}}
	first := (&typed{Stream: c.Stream, site: 1}).begin(3)
	appendAll(t, s, first)
	c.write(t, "ann", meeting.MemberSet{Member: meeting.Member{ID: 6, Person: "bo", Name: "Bo", Role: meeting.Practitioner, Rev: 8}})
	c.site["ann"] = 1
	return c
}

func (c *chat) write(t *testing.T, who meeting.PersonID, events ...meeting.Event) {
	t.Helper()
	appendAll(t, c.s, c.Commit(who, time.Date(2026, 11, 22, 12, 0, c.n, 0, time.UTC), events))
}

// step is one thing that somebody writes.
func (c *chat) step(t *testing.T) {
	t.Helper()
	c.n++
	who := []meeting.PersonID{"ann", "bo"}[c.rand.IntN(2)]
	var events []meeting.Event
	state, _ := c.State()
	if c.site[who] == 0 || c.rand.IntN(15) == 0 {
		c.site[who] = state.NextSite()
		events = append(events, meeting.SiteOpened{Site: c.site[who], Person: who})
	}
	says := fmt.Sprintf("%sSays%03d.", who, c.n)
	if c.rand.IntN(6) == 0 {
		events = append(events, meeting.NeedSet{Need: meeting.Need{ID: 11, Kind: meeting.Needed, Status: meeting.NeedOpen, Rev: uint32(100 + c.n)}})
	}
	if c.rand.IntN(6) == 0 {
		c.write(t, who, append(events, meeting.AttendanceSet{Meeting: 3, Attendance: meeting.Attendance{Member: 2, Way: meeting.ByPhone, Note: says}})...)
		return
	}
	f := meeting.Field{ID: 10 + meeting.ID(c.rand.IntN(2)), Part: meeting.Statement}
	v := state.Text(f)
	from := c.rand.IntN(v.Len() + 1)
	to := from
	if c.rand.IntN(3) == 0 {
		to = min(v.Len(), from+c.rand.IntN(15))
	}
	e := text.New().Assign(v.Replace(text.Gesture{Site: c.site[who], N: uint32(c.n)}, from, to, says))
	e.First = v.Next(e.Gesture.Site)
	c.write(t, who, append(events, meeting.TextEdited{Field: f, Edit: e})...)
}

// redact adds the rows that vouch for what is left, as a room does.
func (c *chat) redact(t *testing.T, p meeting.PersonID) []meeting.Rest {
	t.Helper()
	state := replayed(t, c.s, c.Name).State()
	rests, err := state.Redact(c.s.Load(t.Context(), c.Name, 0), p)
	if err != nil {
		t.Fatal(err)
	}
	var sums []meeting.RestSum
	for i := range rests {
		x := &rests[i]
		x.Salt = bytes.Repeat([]byte{byte(c.n)}, meeting.RestSalt)
		if sum := x.Sum(); x.Body != nil {
			sums = append(sums, meeting.RestSum{Seq: x.Seq, Sum: sum[:]})
		}
	}
	c.n++
	c.write(t, "", meeting.RowsRedacted{Rests: sums})
	return rests
}

// says counts how often somebody's words stand in the raw files or in any row.
func (c *chat) says(t *testing.T, dir string, who meeting.PersonID) (n int) {
	t.Helper()
	n = len(holds(t, dir, string(who)+"Says"))
	for _, row := range loaded(t, c.s, c.Name) {
		n += strings.Count(string(row.Body), string(who)+"Says")
	}
	return n
}

// TestErasedWordsAreNowhere erases the words of one person, and then of the other, from random records, hot and sealed, and looks for them
// in the raw files and in every row. The other's words, and what the rows said beside them, stay.
func TestErasedWordsAreNowhere(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			c := newChat(t, s, seed)
			for range 60 {
				c.step(t)
			}
			state, _ := c.State()
			var want [2]string
			for i := range want {
				v := state.Text(meeting.Field{ID: meeting.ID(10 + i), Part: meeting.Statement})
				for run := range v.Runs(0, v.Len()) {
					if by, _ := state.AuthorOf(run.Site); by != "ann" {
						want[i] += run.Text
					}
				}
			}
			snap, err := replayed(t, s, c.Name).Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			if err := s.SaveSnapshot(t.Context(), c.Name, snap); err != nil {
				t.Fatal(err)
			}
			if seed%2 == 1 {
				if err := s.SealSome(t.Context(), c.Name, 8); err != nil {
					t.Fatal(err)
				}
			}
			if c.says(t, dir, "ann") == 0 || c.says(t, dir, "bo") == 0 {
				t.Fatal("the test looks for words that are nowhere")
			}
			if n, err := s.Erase(t.Context(), c.Name, c.redact(t, "ann")...); n == 0 || err != nil {
				t.Fatalf("erasing: %d rows, %v", n, err)
			}
			mustVerify(t, s)
			if n := c.says(t, dir, "ann"); n != 0 {
				t.Errorf("the words stand in %d places", n)
			}
			now := replayed(t, s, c.Name).State()
			for i := range want {
				if got := now.Text(meeting.Field{ID: meeting.ID(10 + i), Part: meeting.Statement}).String(); got != want[i] {
					t.Errorf("what stays is %q, want %q", got, want[i])
				}
			}
			if n := now.Need(11); n == nil || n.Rev != state.Need(11).Rev {
				t.Errorf("the need is %+v", n)
			}
			if n, err := s.Erase(t.Context(), c.Name, c.redact(t, "bo")...); n == 0 || err != nil {
				t.Fatalf("erasing: %d rows, %v", n, err)
			}
			mustVerify(t, s)
			if n := c.says(t, dir, "bo") + c.says(t, dir, "ann"); n != 0 {
				t.Errorf("the words of both stand in %d places", n)
			}
			if n, err := s.EraseRecord(t.Context(), c.Name); n == 0 || err != nil {
				t.Fatalf("erasing the record: %d rows, %v", n, err)
			}
			mustVerify(t, s)
		})
	}
}

// TestWhatIsLeftIsVouchedFor changes what is left of an erased row behind the store's back.
func TestWhatIsLeftIsVouchedFor(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	c := newChat(t, s, 3)
	for range 30 {
		c.step(t)
	}
	rests := c.redact(t, "ann")
	if _, err := s.Erase(t.Context(), c.Name, rests...); err != nil {
		t.Fatal(err)
	}
	mustVerify(t, s)
	var with meeting.Rest
	for _, x := range rests {
		if x.Body != nil {
			with = x
		}
	}
	forged, _, err := meeting.Encode([]meeting.Event{meeting.EntryRemoved{ID: 11}})
	if err != nil {
		t.Fatal(err)
	}
	var body []byte
	if err := s.Query(t.Context(), func(r *sql.Rows) error { return r.Scan(&body) }, fmt.Sprintf("SELECT body FROM log WHERE stream = '%s' AND seq = %d", c.Name, with.Seq)); err != nil {
		t.Fatal(err)
	}
	for name, tail := range map[string][]byte{
		"other things": append(bytes.Clone(with.Salt), forged...), "another salt": append(make([]byte, meeting.RestSalt), with.Body...), "no body": with.Salt,
	} {
		const change = "UPDATE log SET body = ? WHERE stream = ? AND seq = ?"
		if err := s.Exec(t.Context(), change, append(bytes.Clone(body[:32]), tail...), c.Name, int64(with.Seq)); err != nil {
			t.Fatal(err)
		}
		r, err := s.Verify(t.Context())
		if err == nil || len(r.Damage) == 0 || r.Damage[0].Seq != with.Seq || r.Damage[0].Lesser {
			t.Errorf("%s: %v, %v", name, r.Damage, err)
		}
		last := error(nil)
		for _, err := range s.Load(t.Context(), c.Name, 0) {
			last = err
		}
		if last == nil {
			t.Errorf("%s: loaded without an error", name)
		}
		if err := s.Exec(t.Context(), change, body, c.Name, int64(with.Seq)); err != nil {
			t.Fatal(err)
		}
	}
	mustVerify(t, s)
}
