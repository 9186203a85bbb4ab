package meeting_test

import (
	"fmt"
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// busyDesk is a live meeting on a record of two years: eight meetings with notes, a dozen members, sixty actions.
func busyDesk(b *testing.B) *desk {
	b.Helper()
	d := deskAt(b, preparing)
	note := func(f meeting.Field) {
		for i := range 12 {
			d.do(practitioner, d.edit(practitioner, f, fmt.Sprintf("Line %d of what was said about sleep, school and the bus. ", i)))
			d.do(taker, d.edit(taker, f, "And what was agreed about it.\n"))
		}
	}
	for n := range 7 {
		need := d.do(keyworker, meeting.AddNeed{Need: meeting.Need{Audience: []meeting.Audience{"", meeting.Practitioners}[n/6]}, Statement: "A need"})
		for range 3 {
			o := d.do(keyworker, meeting.AddOutcome{Outcome: meeting.Outcome{Need: need}, What: "An outcome", Words: "In their words", Measure: "How we know"})
			for range 2 {
				d.do(keyworker, meeting.AddAction{Action: meeting.Action{Under: o, Owner: d.who[keyworker], Due: "2026-12-24"}, What: "An action of some length"})
			}
		}
		m := d.do(chair, meeting.PlanMeeting{Kind: meeting.Review, At: d.at, Place: "the clinic", PlaceFor: meeting.Practitioners, Taker: d.who[taker]})
		for _, it := range d.state().Meeting(m).Agenda {
			note(meeting.Field{ID: it.ID, Part: meeting.Notes})
		}
	}
	d.do(chair, meeting.OpenMeeting{Meeting: d.m})
	d.attend(d.m)
	note(d.notes(1))
	return d
}

// BenchmarkKeystroke is one character typed into the notes: decided, applied, published, and seen by somebody who is not
// the author; and what each of these takes.
func BenchmarkKeystroke(b *testing.B) {
	d := busyDesk(b)
	a := d.authority(parent)
	f := d.notes(1)
	var at text.ID
	command := func() meeting.EditText {
		return meeting.EditText{Field: f, Edit: text.Edit{Gesture: text.Gesture{Site: a.Site, N: 1 << 20}, After: at, Insert: "x"}}
	}
	give := func() []meeting.Event {
		events, err := d.r.Decide(a, command())
		if err != nil {
			b.Fatal(err)
		}
		d.seq++
		for _, e := range events {
			d.r.Apply(meeting.Meta{Seq: d.seq, Actor: parent, At: d.at}, e)
		}
		e := events[len(events)-1].(meeting.TextEdited).Edit
		at = text.ID{Site: a.Site, N: e.First}
		return events
	}
	v := d.state().Text(f)
	at = v.CaretAt(v.Len() / 2).ID
	give()
	s := d.state()
	viewer := s.ViewerOf(d.authority(practitioner))
	seen := s.View(viewer, nil)
	b.Run("whole", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			give()
			now := d.r.State().View(viewer, seen)
			if seen.Same(now) {
				b.Fatal("the character does not show")
			}
			seen = now
		}
	})
	b.Run("decide", func(b *testing.B) {
		b.ReportAllocs()
		c := command()
		for b.Loop() {
			if _, err := d.r.Decide(a, c); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("view", func(b *testing.B) {
		b.ReportAllocs()
		s := d.state()
		for b.Loop() {
			seen = s.View(viewer, seen)
		}
	})
	b.Run("same", func(b *testing.B) {
		b.ReportAllocs()
		before := d.state().View(viewer, nil)
		give()
		after := d.state().View(viewer, before)
		for b.Loop() {
			if before.Same(after) {
				b.Fatal("the character does not show")
			}
		}
	})
	row := meeting.Row{}
	b.Run("encode", func(b *testing.B) {
		b.ReportAllocs()
		events := give()
		for b.Loop() {
			row.Body, row.Kinds, _ = meeting.Encode(events)
		}
		b.ReportMetric(float64(len(row.Body)), "bytes")
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := meeting.Decode(row.Body); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkFact is one change of the plan's facts, and the view made anew after it.
func BenchmarkFact(b *testing.B) {
	d := busyDesk(b)
	a := d.authority(keyworker)
	s := d.state()
	viewer := s.ViewerOf(d.authority(parent))
	seen := s.View(viewer, nil)
	b.Run("whole", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			events, err := d.r.Decide(a, meeting.ToggleAction{Action: d.own[gran]})
			if err != nil {
				b.Fatal(err)
			}
			d.seq++
			d.r.Apply(meeting.Meta{Seq: d.seq, Actor: keyworker, At: d.at}, events[0])
			seen = d.r.State().View(viewer, seen)
		}
	})
	b.Run("decode a meeting", func(b *testing.B) {
		b.ReportAllocs()
		body, _, err := meeting.Encode([]meeting.Event{meeting.MeetingSet{Meeting: *d.meeting()}})
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := meeting.Decode(body); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(body)), "bytes")
	})
}

// BenchmarkSnapshot writes and reads the whole record.
func BenchmarkSnapshot(b *testing.B) {
	d := busyDesk(b)
	var snap meeting.Snapshot
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			snap, _ = d.r.Snapshot()
		}
		b.ReportMetric(float64(len(snap.Data)), "bytes")
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := meeting.RestoreRecord(snap); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("replay", func(b *testing.B) {
		for b.Loop() {
			r := meeting.NewRecord()
			for _, row := range d.rows {
				replay(b, r, row)
			}
		}
		b.ReportMetric(float64(len(d.rows)), "rows")
	})
}
