package room_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// stays are kept in memory.
type stays struct {
	mu   sync.Mutex
	kept map[string]meeting.Stay
}

func (s *stays) Stay(_ context.Context, record string, who meeting.PersonID) (meeting.Stay, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept[record+"/"+string(who)], nil
}

func (s *stays) KeepStay(_ context.Context, record string, who meeting.PersonID, is meeting.Stay) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[record+"/"+string(who)] = is
	return nil
}

// TestSinceOneWasHere: what somebody left behind is told from the moment in which they left the room, a line that was lost for a moment
// is no leaving, and looking in from outside is no coming.
func TestSinceOneWasHere(t *testing.T) {
	s := &stays{kept: map[string]meeting.Stay{}}
	tb := meetingtest.NewWith(t, room.Options{Stays: s})
	tb.Opens()
	since := func(seat *meetingtest.Sitter) meeting.Parting {
		t.Helper()
		h, err := seat.History(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return h.Since
	}
	kept := func(at time.Time) {
		t.Helper()
		for deadline := time.Now().Add(meetingtest.Patience); ; time.Sleep(time.Millisecond) {
			if is, _ := s.Stay(t.Context(), meetingtest.Sunflower, "nia"); is.Last.At.Equal(at) {
				return
			} else if time.Now().After(deadline) {
				t.Fatalf("it was never kept that she left at %s: %+v", at, is)
			}
		}
	}
	leave := func(seat *meetingtest.Sitter) time.Time {
		at := tb.Clock.Now()
		seat.Close()
		kept(at)
		return at
	}

	nia := tb.Sit("nia")
	nia.Comes()
	if got := since(nia); !got.At.IsZero() {
		t.Errorf("the first time, she was here at %v", got)
	}
	first := leave(nia)
	tb.Passes(24 * time.Hour)
	if got := since(tb.Sit("nia")); !got.At.Equal(first) {
		t.Errorf("from outside, she was last here at %v, want %v", got.At, first)
	}
	nia = tb.Sit("nia")
	nia.Comes()
	tb.Passes(time.Minute)
	leave(nia) // the line is lost
	tb.Passes(time.Minute)
	nia = tb.Sit("nia")
	nia.Comes()
	if got := since(nia); !got.At.Equal(first) {
		t.Errorf("with a line lost in between, she was last here at %v, want %v", got.At, first)
	}
	if got := since(tb.SitAs(room.Identity{Person: "nia", Shared: true})); !got.At.IsZero() {
		t.Errorf("a shared screen tells when she was last here: %v", got)
	}
}

// TestPastOfARoom: the past is made while people write, follows what is written, and ends with the access.
func TestPastOfARoom(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	nia, ben := tb.Sit("nia"), tb.Sit("ben")
	for _, words := range []string{"One. ", "Two. ", "Three. "} {
		tb.Passes(time.Minute)
		nia.Types(tb.Notes(0), words)
	}
	h, err := ben.History(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	n := len(h.Steps)
	got, err := ben.Past(t.Context(), h.Steps[n-3].Seq, h.Steps[n-2].Seq, h.Steps[n-1].Seq)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"One.", "Two.", "Three."} {
		if s := strings.TrimSpace(got[i].Text(tb.Notes(0)).String()); !strings.HasSuffix(s, want) && !strings.HasPrefix(s, want) {
			t.Errorf("after %q the notes were %q", want, s)
		}
	}
	tb.Passes(time.Minute)
	nia.Types(tb.Notes(0), "Four. ")
	if h, err = ben.History(t.Context(), nil); err != nil || len(h.Steps) != n+1 {
		t.Errorf("after one more there are %d steps, not %d: %v", len(h.Steps), n+1, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tb.Sit("nia").Past(ctx, 1); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	tb.Service(meeting.ServiceStream, meeting.RevokePerson{Person: "nia"})
	if _, err := nia.Past(t.Context(), 1); meeting.CodeOf(err) != meeting.Ended {
		t.Errorf("after the end of the access: %v", err)
	}
	if _, err := nia.History(t.Context(), nil); meeting.CodeOf(err) != meeting.Ended {
		t.Errorf("after the end of the access: %v", err)
	}
}

// TestErasingDropsThePast: before a word is erased, nothing holds the past any more, and nobody is given any of it after that.
func TestErasingDropsThePast(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	nia := tb.Sit("nia")
	nia.Types(tb.Notes(0), "canary")
	if _, err := nia.History(t.Context(), nil); err != nil || !room.KeepsPast(nia.Seat) {
		t.Fatalf("the past is not kept for a while: %v", err)
	}
	err := nia.Hub.Erase(t.Context(), meetingtest.Sunflower, func(context.Context) error {
		if room.KeepsPast(nia.Seat) {
			t.Error("the past is still there while its words are erased")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := nia.History(t.Context(), nil); err == nil || room.KeepsPast(nia.Seat) {
		t.Errorf("after it, the old room tells the past: %v", err)
	}
	if h, err := tb.Sit("nia").History(t.Context(), nil); err != nil || len(h.Steps) == 0 {
		t.Errorf("opened again, it has %d steps: %v", len(h.Steps), err)
	}
}
