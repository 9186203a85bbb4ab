package store_test

import (
	"fmt"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest/figure"
	"oneplan/meeting/text"
	"oneplan/store"
)

// scribe gives the commands of a record that goes on for years, by the domain's own Decide and Apply, and appends what they mean. Every
// command is a row of its own, as when people type slowly enough for each key to be one.
type scribe struct {
	tb     testing.TB
	record *meeting.Record
	store  *store.Store
	at     time.Time
	seq    meeting.Seq
	events int
	commit meeting.Commit
	sites  map[meeting.PersonID]text.Site
}

func newScribe(tb testing.TB, s *store.Store, name string) *scribe {
	w := &scribe{
		tb: tb, record: meeting.NewRecord(), store: s, at: time.Date(2016, 1, 12, 14, 0, 0, 0, time.UTC), sites: map[meeting.PersonID]text.Site{},
	}
	w.commit = meeting.Commit{Stream: name}
	w.do("sara", meeting.CreateRecord{
		Name: name, Children: []meeting.Person{{Name: "Robin Example", KnownAs: "Robin"}},
		Creator: meeting.Member{Person: "sara", Name: "Sara", Agency: "health", AgencyName: "Health", Role: meeting.Keyworker},
	})
	for _, m := range []meeting.Member{
		{Person: "ben", Name: "Ben", Agency: "social", AgencyName: "Council", Role: meeting.Practitioner},
		{Person: "tess", Name: "Tess", Agency: "school", AgencyName: "School", Role: meeting.Practitioner},
		{Person: "nia", Name: "Nia", Role: meeting.Parent},
	} {
		w.do("sara", meeting.AddMember{Member: m})
	}
	return w
}

// do gives a command and returns what it added.
func (w *scribe) do(who meeting.PersonID, c meeting.Command) meeting.ID {
	w.tb.Helper()
	w.at = w.at.Add(200 * time.Millisecond)
	events, err := w.record.Decide(meeting.Authority{Person: who, Site: w.site(who), At: w.at}, c)
	if err != nil {
		w.tb.Fatalf("%T by %s: %v", c, who, err)
	}
	body, kinds, err := meeting.Encode(events)
	if err != nil {
		w.tb.Fatal(err)
	}
	w.seq++
	for _, e := range events {
		w.record.Apply(meeting.Meta{Seq: w.seq, Actor: who, At: w.at}, e)
	}
	w.events += len(events)
	w.commit.Rows = append(w.commit.Rows, meeting.Row{
		Seq: w.seq, Actor: who, At: w.at, Kinds: kinds, Body: body, Command: fmt.Sprintf("%s-01890a5d-ac96-774b-%08x", w.commit.Stream, w.seq),
	})
	if len(w.commit.Rows) >= 1000 {
		w.flush()
	}
	return meeting.Result{Events: events}.Added()
}

// site returns who's site: a new one for each meeting.
func (w *scribe) site(who meeting.PersonID) text.Site {
	if w.sites[who] == 0 {
		next := w.record.State().NextSite()
		for _, s := range w.sites {
			next = max(next, s+1)
		}
		w.sites[who] = next
	}
	return w.sites[who]
}

// flush appends what is not appended yet.
func (w *scribe) flush() {
	if len(w.commit.Rows) == 0 {
		return
	}
	w.commit.Record = w.record.State()
	appendAll(w.tb, w.store, w.commit)
	w.commit.After, w.commit.Rows = w.seq, nil
}

// sentence is what people type, again and again.
const sentence = "He slept through four nights of seven with the blanket, and wants the light left on in the hall. "

// types puts in n keys at the end of a text, and rubs out one in ten.
func (w *scribe) types(who meeting.PersonID, f meeting.Field, n int) {
	v := w.record.State().Text(f)
	for i := range n {
		g := text.Gesture{Site: w.site(who), N: uint32(w.seq/40) + 1}
		if i%10 == 9 {
			w.do(who, meeting.EditText{Field: f, Edit: v.DeleteRange(g, v.Len()-1, v.Len())})
		} else {
			w.do(who, meeting.EditText{Field: f, Edit: v.InsertAt(g, v.Len(), sentence[i%len(sentence):][:1])})
		}
		v = w.record.State().Text(f)
	}
}

// meets holds one meeting in which about so many keys are typed, and makes its minutes final.
func (w *scribe) meets(keys int) {
	clear(w.sites) // everybody connects anew
	m := w.do("ben", meeting.PlanMeeting{Kind: meeting.Review, At: w.at, Place: "the clinic", Taker: w.record.State().MemberOf("tess").ID})
	w.do("ben", meeting.OpenMeeting{Meeting: m})
	for _, p := range []meeting.PersonID{"sara", "ben", "tess", "nia"} {
		w.do("ben", meeting.SetAttendance{Meeting: m, Attendance: meeting.Attendance{Member: w.record.State().MemberOf(p).ID, Way: meeting.OwnScreen}})
	}
	need := w.do("sara", meeting.AddNeed{Statement: "Sleep is short, and school is hard after it", Evidence: "The diary that Nia keeps"})
	outcome := w.do("sara", meeting.AddOutcome{
		Outcome: meeting.Outcome{Need: need, Baseline: 3, Now: 3, Target: 8}, What: "Sleeps through five nights of seven", Words: "I want to sleep",
	})
	for _, p := range []meeting.PersonID{"sara", "tess", "nia"} {
		a := w.do("sara", meeting.AddAction{
			Action: meeting.Action{Under: outcome, Owner: w.record.State().MemberOf(p).ID, Due: meeting.DayOf(w.at.AddDate(0, 1, 0))}, What: "Ring the sleep clinic for an earlier date",
		})
		w.do(p, meeting.ToggleAction{Action: a})
	}
	agenda := w.record.State().Meeting(m).Agenda
	for _, it := range agenda {
		w.do("ben", meeting.GoToItem{Item: it.ID})
		part := keys / len(agenda) / 4
		for _, p := range []meeting.PersonID{"nia", "sara", "tess"} {
			w.types(p, meeting.Field{ID: it.ID, Part: meeting.Notes}, part)
		}
		w.types("tess", meeting.Field{ID: it.ID, Part: meeting.Summary}, part)
	}
	d := w.do("ben", meeting.ProposeDecision{Meeting: m, Item: agenda[3].ID, Wording: "Ask for an earlier date", Rationale: "It has been long"})
	for _, p := range []meeting.PersonID{"sara", "ben", "tess", "nia"} {
		w.do(p, meeting.AnswerDecision{Decision: d, Answer: meeting.Agree})
	}
	w.do("ben", meeting.CloseMeeting{Meeting: m, Reason: "all was said"})
	w.do("tess", meeting.SendMinutes{Meeting: m, ReplyBy: meeting.DayOf(w.at.AddDate(0, 0, 10))})
	for _, p := range []meeting.PersonID{"sara", "ben", "tess", "nia"} {
		w.do(p, meeting.SignMinutes{Meeting: m, Says: meeting.AgreeMinutes})
	}
	w.do("ben", meeting.FinaliseMinutes{Meeting: m})
	w.at = w.at.AddDate(0, 1, 0)
}

// BenchmarkOpenDecade opens a record of ten years of monthly meetings, 500,000 events, as a room does: with its snapshot, and from its first
// row without one.
func BenchmarkOpenDecade(b *testing.B) {
	const months, events = 120, 500_000
	s := open(b, b.TempDir())
	w := newScribe(b, s, "sunflower")
	for n := range months {
		w.meets((events-w.events)/(months-n) - 60)
	}
	w.types("nia", meeting.Field{Part: meeting.Why}, max(0, events-w.events))
	w.flush()
	state := w.record.State()
	snap, err := w.record.Snapshot()
	if err != nil {
		b.Fatal(err)
	}
	if err := s.SaveSnapshot(b.Context(), "sunflower", snap); err != nil {
		b.Fatal(err)
	}
	texts := 0
	for range state.Texts {
		texts++
	}
	b.Logf("%d events in %d rows, %d meetings, %d texts, a snapshot of %d KB", w.events, w.seq, len(state.Meetings), texts, len(snap.Data)/1000)
	same := func(r *meeting.Record) {
		if got := r.State(); got.Seq != w.seq || len(got.Meetings) != months || got.Text(meeting.Field{Part: meeting.Why}).String() != state.Text(meeting.Field{Part: meeting.Why}).String() {
			b.Fatal("another state")
		}
	}
	best := time.Hour
	for b.Loop() {
		began := time.Now()
		snap, ok, err := s.LoadSnapshot(b.Context(), "sunflower")
		if err != nil || !ok {
			b.Fatal(err, ok)
		}
		loaded := time.Since(began)
		r, err := meeting.RestoreRecord(snap)
		if err != nil {
			b.Fatal(err)
		}
		restored := time.Since(began)
		replay(b, s, r, snap.Seq)
		same(r)
		took := time.Since(began)
		if took < best {
			best = took
			b.Logf("read %v, restored %v, open %v", loaded, restored-loaded, took)
		}
	}
	b.StopTimer()
	figure.Report(b, "open/500k-events-ms", float64(best.Microseconds())/1000)
	began := time.Now()
	r := meeting.NewRecord()
	replay(b, s, r, 0)
	same(r)
	figure.Report(b, "open/500k-events-replayed-ms", float64(time.Since(began).Microseconds())/1000)
}

// replay applies the rows after a seq to r.
func replay(b *testing.B, s *store.Store, r *meeting.Record, after meeting.Seq) {
	for row, err := range s.Load(b.Context(), "sunflower", after) {
		if err != nil {
			b.Fatal(err)
		}
		events, err := meeting.Decode(row.Body)
		if err != nil {
			b.Fatal(err)
		}
		for _, e := range events {
			r.Apply(meeting.Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}, e)
		}
	}
}
