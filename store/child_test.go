package store_test

import (
	"testing"
	"time"
)

// childFlag as the first argument makes the test binary a helper of a test.
const childFlag = "store-child"

func child(args []string) {}

// waitFor polls until ok.
func waitFor(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited too long for %s", what)
		}
	}
}
