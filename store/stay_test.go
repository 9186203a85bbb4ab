package store_test

import (
	"testing"
	"time"

	"oneplan/meeting"
)

func TestStays(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if got, err := s.Stay(t.Context(), "sunflower", "nia"); err != nil || got != (meeting.Stay{}) {
		t.Fatalf("before anything: %+v, %v", got, err)
	}
	at := time.Date(2026, 3, 3, 10, 42, 0, 0, time.UTC)
	want := meeting.Stay{Last: meeting.Parting{Seq: 12, At: at}}
	later := meeting.Stay{Last: meeting.Parting{Seq: 40, At: at.AddDate(0, 1, 0)}, Before: want.Last}
	for _, x := range []meeting.Stay{want, later} {
		if err := s.KeepStay(t.Context(), "sunflower", "nia", x); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Stay(t.Context(), "sunflower", "nia"); err != nil || got != x {
			t.Errorf("kept %+v, got %+v, %v", x, got, err)
		}
	}
	if got, err := s.Stay(t.Context(), "sunflower", "ben"); err != nil || got != (meeting.Stay{}) {
		t.Errorf("somebody else's: %+v, %v", got, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if got, err := s.Stay(t.Context(), "sunflower", "nia"); err != nil || got != later {
		t.Errorf("opened again: %+v, %v", got, err)
	}
}
