package room

import "testing"

// With more waiting than goes into one commit, whoever has just come is in the next one all the same.
func TestEverySourceGetsItsTurn(t *testing.T) {
	q := newQueue()
	for range maxGroup/maxWaiting + 20 {
		s := newSource()
		for range maxWaiting {
			if err := q.put(&batch{from: s}); err != nil {
				t.Fatal(err)
			}
		}
	}
	late := &batch{from: newSource()}
	if err := q.put(late); err != nil {
		t.Fatal(err)
	}
	group, _ := q.take()
	seen := false
	for _, b := range group {
		seen = seen || b == late
	}
	if len(group) != maxGroup || !seen {
		t.Errorf("a commit of %d batches, the late one in it: %v", len(group), seen)
	}
	left := 0
	q.close()
	for {
		group, closed := q.take()
		if left += len(group); len(group) == 0 {
			if !closed {
				t.Error("the queue does not say that it is closed")
			}
			break
		}
	}
	if want := (maxGroup/maxWaiting+20)*maxWaiting + 1 - maxGroup; left != want {
		t.Errorf("%d batches were left, want %d", left, want)
	}
	if err := q.put(late); err == nil {
		t.Error("a closed queue takes more")
	}
}
