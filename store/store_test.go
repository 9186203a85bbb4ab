package store_test

import (
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/store"
)

// open opens a store in a folder of the test's own and closes it at the end.
func open(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestLogContract(t *testing.T) {
	meetingtest.TestLog(t, func(t *testing.T) meeting.Log { return open(t, t.TempDir()) })
}
