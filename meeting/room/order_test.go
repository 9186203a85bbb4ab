package room_test

import (
	"sync"
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

// TestUpdatesNeverGoBack has several calls of Wait look at one seat at once, as an app does that has just sent
// something, while the text grows: a newer Rev never has an older text.
func TestUpdatesNeverGoBack(t *testing.T) {
	table := meetingtest.New(t)
	table.Opens()
	nia := table.Come(meetingtest.Nia)[0]
	notes := table.Notes(1)
	const letters, lookers = 400, 4
	var mu sync.Mutex
	lengths := map[meeting.Rev]int{}
	typed := make(chan struct{})
	var all sync.WaitGroup
	for range lookers {
		all.Go(func() {
			for {
				u, err := nia.Wait(t.Context(), 0)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				lengths[u.Rev] = u.View.Text(notes).Len()
				mu.Unlock()
				select {
				case <-typed:
					return
				default:
				}
			}
		})
	}
	for n := range letters {
		u := nia.Newest()
		if _, err := nia.Do(t.Context(), nia.Typing(u.View, notes, n, "x")); err != nil {
			t.Fatal(err)
		}
	}
	close(typed)
	all.Wait()
	last := 0
	for rev := range nia.Newest().Rev + 1 {
		n, seen := lengths[rev]
		if seen && n < last {
			t.Fatalf("the update %d has %d letters, and an earlier one had %d", rev, n, last)
		}
		last = max(last, n)
	}
}
