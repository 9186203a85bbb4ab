package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// settle is how long nothing comes after everything has come: carets are told at most every 25 ms.
const settle = 60 * time.Millisecond

// TestSeenMeansSaved has somebody type hundreds of keys while two others watch, looks at every system call
// of the service with strace, and finds that nothing was sent to anybody between the reading of a key and
// the return of the fsync that made it durable. See checkOrder for why the order is enough.
//
// It runs in a meeting that is being prepared, where no clock makes a screen change, and in sittings that end
// before the service first asks its clients for a sign of life.
func TestSeenMeansSaved(t *testing.T) {
	needs(t, "strace", "ssh")
	t.Parallel()
	keys := 300
	if testing.Short() {
		keys = 40
	}
	dir := t.TempDir()
	trace := filepath.Join(dir, "trace")
	s := servePlain(t, "strace", "-f", "--seccomp-bpf", "-ttt", "-yy", "-s", "0", "-o", trace,
		"-e", "trace=read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,sendmmsg,sendfile,splice,pwrite64,pwritev,fsync,fdatasync")
	type sitting struct {
		conn       string
		from, till time.Time
		keys       int
	}
	var sittings []sitting
	for left := keys; left > 0; {
		began := time.Now()
		typist := openSeat(t, s, "admin", 80, 24)
		others := []*terminal{seat(t, s, "admin", 110, 34), seat(t, s, "admin", 80, 24)}
		screens := []*screen{typist.screen, others[0].screen, others[1].screen}
		must(t, typist.types("n\r")) // a line of its own for this sitting
		must(t, typist.sees("stop writing"))
		quiet(settle, screens...)
		x := sitting{conn: typist.client.LocalAddr().String(), from: time.Now()}
		for word := ""; left > 0 && len(word) < 70 && time.Since(began) < 15*time.Second; {
			key := string(rune('a' + rand.IntN(26)))
			word += key
			must(t, typist.types(key))
			for _, screen := range screens {
				must(t, screen.sees(word))
			}
			quiet(settle, screens...) // carets come a little later
			left--
			x.keys++
		}
		x.till = time.Now()
		sittings = append(sittings, x)
		typist.close()
		for _, o := range others {
			o.close()
		}
	}
	_, err := s.stop(syscall.SIGTERM)
	must(t, err)
	calls, err := readTraceFile(trace)
	must(t, err)
	total := order{}
	for _, x := range sittings {
		var during []call
		for _, c := range calls {
			if at := time.UnixMicro(int64(c.at * 1e6)); at.After(x.from) && at.Before(x.till) {
				during = append(during, c)
			}
		}
		conn := fmt.Sprintf("TCP:[127.0.0.1:%s->%s]", s.port, x.conn)
		o, err := checkOrder(during, s.port, conn, filepath.Join(s.data(), "oneplan.db-wal"))
		if err != nil {
			t.Fatal(err)
		}
		if o.keys != x.keys {
			t.Errorf("%d keys were typed in a sitting, and %d were found in its trace", x.keys, o.keys)
		}
		total.keys, total.slow, total.sent = total.keys+o.keys, total.slow+o.slow, total.sent+o.sent
	}
	t.Logf("%d keys in %d sittings, %d of them slow; %d writes to clients, all of them after the fsync", total.keys, len(sittings), total.slow, total.sent)
	if total.sent < 3*(total.keys-total.slow) {
		t.Errorf("%d writes to three screens for %d keys: the trace misses some", total.sent, total.keys)
	}
	if total.slow > total.keys/4 {
		t.Errorf("%d of %d keys took so long that nothing is proved by them", total.slow, total.keys)
	}
}
