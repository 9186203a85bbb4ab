package room_test

import (
	"context"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

func contextWithTimeout(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), d)
}

// otherHub opens a log once more, by the table's clock, as another machine would.
func otherHub(t *testing.T, table *meetingtest.Table, log meeting.Log) *room.Hub {
	t.Helper()
	h, err := room.NewHub(t.Context(), log, room.Options{
		Now: table.Clock.Now, AfterFunc: table.Clock.AfterFunc, Zone: time.UTC, PresenceEvery: -1, HomeEvery: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), meetingtest.Patience)
		defer cancel()
		if err := h.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return h
}
