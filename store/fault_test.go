package store_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oneplan/meeting"
	"oneplan/store"
)

// TestKilled kills a process that writes in three rooms, again and again, and looks for everything that it had promised.
func TestKilled(t *testing.T) {
	const rounds = 20
	var dir string
	for round := range rounds {
		if round%5 == 0 {
			dir = t.TempDir()
		}
		cmd := exec.Command(os.Args[0], childFlag, "write", dir, strconv.Itoa(round))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		promised, n := map[string]meeting.Seq{}, 0
		kill := 10 + rand.IntN(200)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var stream string
			var seq meeting.Seq
			if _, err := fmt.Sscanf(lines.Text(), "promised %s %d", &stream, &seq); err != nil {
				t.Fatalf("the writer says %q", lines.Text())
			}
			promised[stream] = seq
			if n++; n == kill {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		_ = cmd.Wait() // it was killed
		if n < kill {
			t.Fatalf("the writer ended by itself after %d promises", n)
		}
		s, err := store.Open(t.Context(), dir, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for stream, seq := range promised {
			rows := loaded(t, s, stream)
			if len(rows) < int(seq) {
				t.Errorf("round %d: %s has %d rows, %d were promised", round, stream, len(rows), seq)
			}
			for _, r := range rows {
				if _, err := meeting.Decode(r.Body); err != nil {
					t.Errorf("round %d: %v", round, err)
				}
			}
		}
		mustVerify(t, s)
		mustClose(t, s)
	}
}

// TestKilledFileIsVerifiedUnopened verifies what a killed process left, write-ahead log and all.
func TestKilledFileIsVerifiedUnopened(t *testing.T) {
	dir := t.TempDir()
	h := startHelper(t, dir)
	h.want("append 10", "ok")
	h.want("append 10", "ok")
	if err := h.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = h.cmd.Wait() // it was killed
	r, err := verified(t, dir)
	if err != nil || len(r.Damage) > 0 || len(r.Streams) != 1 || r.Streams[0].Rows != 2 {
		t.Errorf("%v\n%s", err, r)
	}
}

// full checks a store on a disk that is full: fill takes what is left, and free gives it back.
func full(t *testing.T, dir string, fill, free func()) {
	s := open(t, dir)
	y := newTyped("sunflower")
	promised := []meeting.Commit{y.long(10)}
	appendAll(t, s, promised...)
	fill()
	var pending meeting.Commit
	for n := 0; ; n++ {
		pending = y.long(60 << 10)
		err := s.Append(t.Context(), pending)
		if err != nil {
			if !errors.Is(err, meeting.ErrRefused) || errors.Is(err, meeting.ErrDoubt) || !strings.Contains(err.Error(), "the disk is full") {
				t.Fatalf("a full disk answers %v", err)
			}
			break
		}
		if promised = append(promised, pending); n > 10000 {
			t.Fatal("the disk does not become full")
		}
	}
	if err := s.Append(t.Context(), pending); !errors.Is(err, meeting.ErrRefused) {
		t.Errorf("once more: %v", err)
	}
	if err := s.Recover(t.Context()); !errors.Is(err, meeting.ErrRefused) || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("recover while the disk is full: %v", err)
	}
	if got := loaded(t, s, y.Name); len(got) != len(promised) {
		t.Errorf("%d rows, want %d", len(got), len(promised))
	}
	free()
	if err := s.Recover(t.Context()); err != nil {
		t.Fatalf("recover with room again: %v", err)
	}
	appendAll(t, s, pending, y.long(10))
	mustVerify(t, s)
	mustClose(t, s)
	s = open(t, dir)
	if got := loaded(t, s, y.Name); len(got) != len(promised)+2 {
		t.Errorf("%d rows after opening again, want %d", len(got), len(promised)+2)
	}
	mustVerify(t, s)
}

// TestFullDisk fills a small disk of its own. It takes root to have one; TestFileLimit tries something near
// it without.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=24m,mode=0700"); err != nil {
		if os.Geteuid() == 0 && !errors.Is(err, unix.EPERM) {
			t.Fatal(err)
		}
		t.Skipf("no disk can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	t.Run("full", func(t *testing.T) {
		filler := filepath.Join(dir, "filler")
		full(t, filepath.Join(dir, "data"), func() {
			f, err := os.Create(filler)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			for err == nil {
				_, err = f.Write(make([]byte, 4096))
			}
			if !errors.Is(err, unix.ENOSPC) {
				t.Fatal(err)
			}
		}, func() {
			if err := os.Remove(filler); err != nil {
				t.Fatal(err)
			}
		})
	})
}

// TestFileLimit has the kernel refuse to make files longer.
func TestFileLimit(t *testing.T) {
	dir := t.TempDir()
	h := startHelper(t, dir)
	h.want("append 10", "ok")
	h.want(fmt.Sprintf("limit %d", 9<<20), "ok")
	n, answer := 0, "ok"
	for ; answer == "ok"; n++ {
		if answer = h.ask("append 60000"); n > 10000 {
			t.Fatal("the limit is not felt")
		}
	}
	if !strings.HasPrefix(answer, "doubt: ") && !strings.HasPrefix(answer, "refused: ") {
		t.Fatalf("beyond the limit: %s", answer)
	}
	h.want("append 60000", "refused: ")
	h.want("limit 0", "ok")
	h.want("recover", "ok")
	if h.ask("settle") == "written: false" {
		h.want("append 60000", "ok")
	}
	h.want("append 10", "ok")
	h.want("rows", strconv.Itoa(n+2))
	h.want("close", "ok")
	if r, err := verified(t, dir); err != nil || len(r.Damage) > 0 || r.Streams[0].Rows != n+2 {
		t.Errorf("%v\n%s", err, r)
	}
}

// TestFailingDisk has strace make system calls of a running store fail, and stop doing so.
func TestFailingDisk(t *testing.T) {
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("strace is not installed")
	}
	for _, c := range []struct {
		name, calls, fault, answer, because string
	}{
		{"fsync", "fsync,fdatasync", "EIO", "doubt: ", "the disk failed"},
		{"write", "pwrite64", "EIO", "doubt: ", "the disk failed"},
		{"full", "pwrite64", "ENOSPC", "refused: ", "the disk is full"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			h := startHelper(t, dir)
			for range 5 {
				h.want("append 10", "ok")
			}
			stop := inject(t, h.cmd.Process.Pid, c.calls, c.fault)
			if got := h.ask("append 10"); !strings.HasPrefix(got, c.answer) || !strings.Contains(got, c.because) {
				t.Errorf("append: %s", got)
			}
			h.want("append 10", "refused: ")
			h.want("recover", "refused: ")
			h.want("append 10", "refused: ")
			h.want("recover", "refused: ")
			stop()
			h.want("recover", "ok")
			rows := 5
			if settled := h.ask("settle"); settled == "written: false" {
				h.want("append 10", "ok")
			} else if settled != "written: true" || c.answer != "doubt: " {
				t.Fatalf("settle: %s", settled)
			} else {
				t.Log("the commit in doubt was written")
			}
			rows++
			h.want("append 10", "ok")
			h.want("rows", strconv.Itoa(rows+1))
			h.want("close", "ok")
			if r, err := verified(t, dir); err != nil || len(r.Damage) > 0 || r.Streams[0].Rows != rows+1 {
				t.Errorf("%v\n%s", err, r)
			}
		})
	}
}

// inject makes these system calls of a process fail, until stop is called.
func inject(t testing.TB, pid int, calls, fault string) (stop func()) {
	t.Helper()
	cmd := exec.Command("strace", "-f", "-o", os.DevNull, "-e", "trace="+calls, "-e", "inject="+calls+":error="+fault, "-p", strconv.Itoa(pid))
	var said lockedBuffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		_ = cmd.Process.Signal(syscall.SIGINT) // strace lets go of the process
		_ = cmd.Wait()
	})
	t.Cleanup(stop)
	// strace says so once it has all threads; they fail from then on.
	waitFor(t, "strace to attach", func() bool { return strings.Contains(said.String(), "attached") })
	return stop
}

// lockedBuffer is a buffer that one goroutine fills while another looks.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// long returns a commit whose row is about n bytes long.
func (y *typed) long(n int) meeting.Commit {
	if state, _ := y.State(); state.Seq == 0 {
		return y.begin(0)
	}
	return y.Commit("ann", time.Now(), []meeting.Event{meeting.ChildrenChanged{Children: []meeting.Person{{ID: 1, Name: strings.Repeat("Robin ", n/6)}}}})
}
