package room_test

import (
	"sync"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
	"oneplan/meeting/text"
)

// busyTable is a table in the middle of a meeting: a plan, and notes of some length.
func busyTable(b *testing.B) *meetingtest.Table {
	b.Helper()
	table := meetingtest.NewWith(b, room.Options{PresenceEvery: 25 * time.Millisecond})
	table.Opens()
	sara := table.Sit(meetingtest.Sara)
	for range 8 {
		need := sara.Does(meeting.AddNeed{Statement: "I am tired at school"}).Added()
		for range 3 {
			sara.Does(meeting.AddAction{Action: meeting.Action{Under: need}, What: "Ring the sleep clinic"})
		}
	}
	for i := range table.Items {
		for range 10 {
			sara.Types(table.Notes(i), "He slept through four nights of seven, with the blanket and without the light. ")
		}
	}
	sara.Leaves()
	return table
}

// watchers seats n people who come in and wait. Each sends a word whenever the text has grown.
func watchers(b *testing.B, table *meetingtest.Table, n int, f meeting.Field) <-chan struct{} {
	b.Helper()
	people := []meeting.PersonID{meetingtest.Sara, meetingtest.Ben, meetingtest.Tess, meetingtest.Nia, meetingtest.Sam, meetingtest.Omar, meetingtest.Olga}
	grown := make(chan struct{}, n)
	for i := range n {
		s := table.Come(people[i%len(people)])[0]
		u := s.Newest()
		go func() {
			for {
				next, err := s.Wait(b.Context(), u.Rev)
				if err != nil {
					return
				}
				if next.View.Text(f).Len() > u.View.Text(f).Len() {
					grown <- struct{}{}
				}
				u = next
			}
		}()
	}
	return grown
}

// typist types letter after letter into one text.
type typist struct {
	*meetingtest.Sitter
	field meeting.Field
	n     uint32
}

// letter types the next one, and returns once it is in the log.
func (s *typist) letter(b *testing.B) {
	e := text.Edit{Gesture: text.Gesture{Site: s.Site(), N: 1}, Insert: "a"}
	if s.n > 0 {
		e.After = text.ID{Site: s.Site(), N: s.n}
	}
	s.n++
	if _, err := s.Do(b.Context(), meeting.EditText{Field: s.field, Edit: e}); err != nil {
		b.Error(err)
	}
}

// BenchmarkFanOut is one letter from Do until the last of 30 watchers' Wait has returned.
func BenchmarkFanOut(b *testing.B) {
	table := busyTable(b)
	writer := typist{Sitter: table.Come(meetingtest.Nia)[0], field: table.Notes(1)}
	grown := watchers(b, table, 30, writer.field)
	b.ReportAllocs()
	for b.Loop() {
		writer.letter(b)
		for range 30 {
			<-grown
		}
	}
}

// BenchmarkDo is one letter by one person, until it is in the log.
func BenchmarkDo(b *testing.B) {
	table := busyTable(b)
	writer := typist{Sitter: table.Come(meetingtest.Nia)[0], field: table.Notes(1)}
	b.ReportAllocs()
	for b.Loop() {
		writer.letter(b)
	}
}

// BenchmarkWriters is a letter by each of 30 people at once, until the last one is in the log.
func BenchmarkWriters(b *testing.B) {
	for _, watched := range []string{"alone", "watched"} {
		b.Run(watched, func(b *testing.B) {
			table := busyTable(b)
			people := []meeting.PersonID{meetingtest.Sara, meetingtest.Ben, meetingtest.Tess, meetingtest.Nia, meetingtest.Sam, meetingtest.Omar}
			var writers []*typist
			for i := range 30 {
				writers = append(writers, &typist{Sitter: table.Come(people[i%len(people)])[0], field: table.Notes(i % len(table.Items))})
			}
			if watched == "watched" {
				watchers(b, table, 30, meeting.Field{}) // which nobody writes in
			}
			b.ReportAllocs()
			for b.Loop() {
				var wg sync.WaitGroup
				for _, w := range writers {
					wg.Go(func() { w.letter(b) })
				}
				wg.Wait()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(writers)), "ns/letter")
		})
	}
}

// BenchmarkWait is what a letter costs each connection that looks: front, view and comparison.
func BenchmarkWait(b *testing.B) {
	table := busyTable(b)
	people := table.Come(meetingtest.Nia, meetingtest.Sara)
	nia, sara := typist{Sitter: people[0], field: table.Notes(1)}, people[1]
	for b.Loop() {
		b.StopTimer()
		nia.letter(b)
		b.StartTimer()
		if _, err := sara.Wait(b.Context(), 0); err != nil {
			b.Fatal(err)
		}
	}
}
