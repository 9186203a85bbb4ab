package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/room"
	"oneplan/tui"
)

func TestDrafts(t *testing.T) {
	s := &service{}
	sits := func(p meeting.PersonID) *host { return &host{svc: s, who: room.Identity{Person: p}} }
	leaves := func(h *host) { s.drafts.leave(&h.desk, h.who.Person) }
	has := func(h *host, name, want string) {
		t.Helper()
		if got := h.Draft(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}

	a, b, other := sits("ben"), sits("ben"), sits("nia")
	a.KeepDraft("notes", "one two")
	has(a, "notes", "one two")
	has(b, "notes", "") // it is being written at another terminal
	leaves(a)
	has(other, "notes", "")
	shared := &host{svc: s, who: room.Identity{Person: "ben", Shared: true}}
	shared.KeepDraft("form", "x")
	has(shared, "notes", "")
	has(shared, "form", "")
	has(b, "notes", "one two")
	has(sits("ben"), "notes", "") // it is taken over once
	b.SettleDraft("notes", "one ")
	has(b, "notes", "two")
	b.SettleDraft("notes", "other")
	has(b, "notes", "two")
	b.KeepDraft("notes", "")
	leaves(b)
	has(sits("ben"), "notes", "")
	if len(s.drafts.lost) != 0 {
		t.Errorf("left behind: %v", s.drafts.lost)
	}

	c := sits("ben")
	for i := range 2 * maxDrafts {
		c.KeepDraft(strings.Repeat("n", i+1), strings.Repeat("é", maxDraftSize))
	}
	if n := len(c.desk.text); n != maxDrafts {
		t.Errorf("%d drafts are kept", n)
	}
	if n := len(c.Draft("n")); n > maxDraftSize || n < maxDraftSize-3 {
		t.Errorf("%d bytes of one are kept", n)
	}
}

// slowSeat is a seat whose Do waits to be told.
type slowSeat struct {
	tui.Seat
	answer chan error
}

func (s *slowSeat) Do(ctx context.Context, _ ...meeting.Command) (meeting.Result, error) {
	select {
	case err := <-s.answer:
		return meeting.Result{}, err
	case <-ctx.Done():
		return meeting.Result{}, ctx.Err()
	}
}

// TestDraftOnItsWay loses a line while what was typed is on its way to the log: whether it comes back depends
// on whether it was saved.
func TestDraftOnItsWay(t *testing.T) {
	for name, saved := range map[string]bool{"saved": true, "not saved": false} {
		t.Run(name, func(t *testing.T) {
			s := &service{}
			h := &host{svc: s, who: room.Identity{Person: "ben"}}
			seat := &slowSeat{answer: make(chan error)}
			h.KeepDraft("notes", "one two")
			line, lost := context.WithCancel(t.Context())
			done := make(chan error)
			go func() {
				_, err := (&hostSeat{Seat: seat, host: h}).Do(line)
				if err == nil {
					h.SettleDraft("notes", "one ")
				}
				done <- err
			}()
			eventually(t, "it to be on its way", func() bool {
				s.drafts.mu.Lock()
				defer s.drafts.mu.Unlock()
				return h.desk.flights == 1
			})
			lost()
			s.drafts.leave(&h.desk, "ben")
			if got := (&host{svc: s, who: h.who}).Draft("notes"); got != "" {
				t.Errorf("%q came back before it was known whether it was saved", got)
			}
			want := "one two"
			if saved {
				want = "two"
				seat.answer <- nil
			}
			began := time.Now()
			if err := <-done; (err == nil) != saved || time.Since(began) > 5*lastWords {
				t.Errorf("it ended with %v after %v", err, time.Since(began))
			}
			if got := (&host{svc: s, who: h.who}).Draft("notes"); got != want {
				t.Errorf("%q came back, want %q", got, want)
			}
		})
	}
}
