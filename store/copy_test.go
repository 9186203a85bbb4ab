package store_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"oneplan/store"
)

// A copy that is made while somebody writes is whole, of one moment, and holds every row that was on the disk when it began.
func TestCopy(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	y := newTyped("sunflower")
	appendAll(t, s, y.begin(3))
	var written atomic.Int64
	written.Store(1)
	stop := make(chan struct{})
	var typing sync.WaitGroup
	typing.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			c := y.key()
			if err := s.Append(context.Background(), c); err != nil {
				t.Error(err)
				return
			}
			written.Store(int64(c.Rows[0].Seq))
		}
	})
	var copies []string
	var least []int64
	for range 5 {
		to := t.TempDir()
		copies, least = append(copies, to), append(least, written.Load())
		calls, last, all := 0, -1, 0
		if err := store.Copy(t.Context(), dir, to, func(_ string, done, total int) { calls, last, all = calls+1, done, total }); err != nil {
			t.Fatal(err)
		}
		if calls == 0 || last != all || all == 0 {
			t.Errorf("%d calls, the last said %d of %d", calls, last, all)
		}
	}
	close(stop)
	typing.Wait()
	for i, to := range copies {
		c, err := store.Open(t.Context(), to, store.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Verify(t.Context()); err != nil {
			t.Errorf("copy %d: %v", i, err)
		}
		if n := len(loaded(t, c, "sunflower")); int64(n) < least[i] {
			t.Errorf("copy %d has %d rows, and %d were on the disk when it began", i, n, least[i])
		}
		mustClose(t, c)
	}
}

func TestCopyRefuses(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	to := t.TempDir()
	if err := store.Copy(ctx, dir, to, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a copy that was stopped ends with %v", err)
	}
	if left, err := os.ReadDir(to); err != nil || len(left) > 0 {
		t.Errorf("a copy that was stopped leaves %v behind, %v", left, err)
	}
	if err := store.Copy(t.Context(), t.TempDir(), t.TempDir(), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no data: %v", err)
	}
	if err := store.Copy(t.Context(), dir, to, nil); err != nil {
		t.Fatal(err)
	}
	if err := store.Copy(t.Context(), dir, to, nil); !errors.Is(err, os.ErrExist) {
		t.Errorf("over another copy: %v", err)
	}
}
