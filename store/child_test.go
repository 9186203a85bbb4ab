package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oneplan/meeting"
	"oneplan/store"
)

// childFlag as the first argument makes the test binary a helper of a test: a process of its own, that can be
// killed, limited and traced.
const childFlag = "store-child"

// child runs a helper: "write DIR ROUND" appends until it is killed and prints what was promised; "obey DIR" does what
// its standard input says, a line each, and answers in a line each.
func child(args []string) {
	s, err := store.Open(context.Background(), args[1], store.Options{})
	if err != nil {
		fmt.Println("open", err)
		os.Exit(1)
	}
	switch args[0] {
	case "write":
		writeForEver(s, args[2])
	case "obey":
		obey(s)
	}
}

// writeForEver types in three rooms at once, with snapshots, Syncs, packing and looks between, and prints every promise.
func writeForEver(s *store.Store, round string) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for room := range 3 {
		wg.Go(func() {
			h := newHistory("r"+round+"-"+strconv.Itoa(room), uint64(room))
			for {
				c := h.commit()
				if err := s.Append(context.Background(), c); err != nil {
					fmt.Println("append", err)
					os.Exit(1)
				}
				mu.Lock()
				fmt.Println("promised", c.Stream, c.Rows[len(c.Rows)-1].Seq)
				mu.Unlock()
				state, _ := h.State()
				switch h.rand.IntN(20) {
				case 0:
					_ = s.Sync(context.Background(), c.Stream, state)
				case 1:
					if snap, err := h.Record().Snapshot(); err == nil {
						_ = s.SaveSnapshot(context.Background(), c.Stream, snap)
					}
				case 2, 3:
					if err := s.SealSome(context.Background(), c.Stream, 8); err != nil {
						fmt.Println("seal", err)
						os.Exit(1)
					}
				case 4:
					_ = s.Note(context.Background(), exported(1))
				}
			}
		})
	}
	wg.Wait()
}

// obey appends to one stream: "append N" with N bytes, again and again the same commit until it is promised;
// "recover"; "limit N" files to N bytes; "rows"; "close".
func obey(s *store.Store) {
	_ = unix.Prctl(unix.PR_SET_PTRACER, ^uintptr(0), 0, 0, 0) // let strace attach; where that is not asked for, it fails
	y := newTyped("sunflower")
	var pending *meeting.Commit
	fmt.Println("ready")
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		verb, arg, _ := strings.Cut(in.Text(), " ")
		n, _ := strconv.Atoi(arg)
		switch verb {
		case "append":
			if pending == nil {
				c := y.long(n)
				pending = &c
			}
			err := s.Append(context.Background(), *pending)
			if err == nil {
				pending = nil
			}
			fmt.Println(outcome(err))
		case "settle": // as a room does after a doubt
			written := false
			for r, err := range s.Load(context.Background(), y.Name, pending.After) {
				if err != nil {
					fmt.Println(err)
					return
				}
				written = written || r.Command == pending.Rows[0].Command
			}
			if written {
				pending = nil
			}
			fmt.Println("written:", written)
		case "recover":
			fmt.Println(outcome(s.Recover(context.Background())))
		case "limit":
			var l unix.Rlimit
			err := unix.Getrlimit(unix.RLIMIT_FSIZE, &l)
			l.Cur = l.Max
			if n > 0 {
				l.Cur = uint64(n)
			}
			fmt.Println(outcome(errors.Join(err, unix.Setrlimit(unix.RLIMIT_FSIZE, &l))))
		case "rows":
			n := 0
			for _, err := range s.Load(context.Background(), y.Name, 0) {
				if err != nil {
					fmt.Println(err)
					return
				}
				n++
			}
			fmt.Println(n)
		case "close":
			fmt.Println(outcome(s.Close()))
			return
		}
	}
}

func outcome(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, meeting.ErrDoubt):
		return "doubt: " + err.Error()
	case errors.Is(err, meeting.ErrRefused):
		return "refused: " + err.Error()
	}
	return err.Error()
}

// helper is a running child that obeys.
type helper struct {
	t   testing.TB
	cmd *exec.Cmd
	in  *bufio.Writer
	out *bufio.Scanner
}

func startHelper(t testing.TB, dir string) *helper {
	t.Helper()
	cmd := exec.Command(os.Args[0], childFlag, "obey", dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	h := &helper{t, cmd, bufio.NewWriter(in), bufio.NewScanner(out)}
	t.Cleanup(func() {
		in.Close()
		_ = cmd.Process.Kill() // it has ended, unless the test failed
		_ = cmd.Wait()
	})
	h.want("", "ready")
	return h
}

// ask sends a line and returns the answer.
func (h *helper) ask(line string) string {
	h.t.Helper()
	if line != "" {
		fmt.Fprintln(h.in, line)
		if err := h.in.Flush(); err != nil {
			h.t.Fatal(err)
		}
	}
	if !h.out.Scan() {
		h.t.Fatalf("the helper ended at %q: %v", line, h.out.Err())
	}
	return h.out.Text()
}

// want fails unless the answer to line begins with prefix.
func (h *helper) want(line, prefix string) {
	h.t.Helper()
	if got := h.ask(line); !strings.HasPrefix(got, prefix) {
		h.t.Fatalf("%s: %q, want %q", line, got, prefix)
	}
}

// waitFor polls until ok.
func waitFor(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited too long for %s", what)
		}
	}
}
