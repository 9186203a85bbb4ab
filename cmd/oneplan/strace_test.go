package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// call is one system call in a trace. began and ended are places in the order of the trace: strace writes
// down that a call has returned before the caller goes on, and that one begins before the kernel sees it. So
// if a call's end stands before another's beginning, it had returned before the other one was made.
type call struct {
	name   string
	on     string // what the descriptor is: a path or a socket, as strace -yy has it
	offset int64  // of pwrite64
	asked  int    // the length asked for
	result int    // what it returned, -1 after an error
	at     float64
	began  int
	ended  int // never if it did not return before the trace ended
}

const never = int(^uint(0) >> 1)

var (
	callBegins = regexp.MustCompile(`^(\d+) +(\d+\.\d+) (\w+)\((\d+)(?:<(.*?)>(?:\)|, |$| ))?(.*)$`)
	callGoesOn = regexp.MustCompile(`^(\d+) +(\d+\.\d+) <\.\.\. (\w+) resumed>(.*)$`)
	callReturn = regexp.MustCompile(`\) += (-?\d+)`)
	lastNumber = regexp.MustCompile(`, (\d+)(?:, (-?\d+))?(?:\)| <unfinished|$)`)
)

// readTrace reads what "strace -f -ttt -yy -s 0" wrote.
func readTrace(r io.Reader) ([]call, error) {
	var calls []call
	open := map[string]int{} // by thread: the call it is in
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		l := lines.Text()
		if m := callGoesOn.FindStringSubmatch(l); m != nil {
			i, ok := open[m[1]]
			if !ok {
				continue // it began before the trace did
			}
			delete(open, m[1])
			calls[i].returned(m[4], n)
			continue
		}
		m := callBegins.FindStringSubmatch(l)
		if m == nil {
			continue // a signal, an exit
		}
		at, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			return nil, fmt.Errorf("line %d of the trace: %w", n, err)
		}
		c := call{name: m[3], on: m[5], at: at, began: n, ended: never, result: -1}
		if k := lastNumber.FindStringSubmatch(m[6]); k != nil {
			c.asked, _ = strconv.Atoi(k[1])
			c.offset, _ = strconv.ParseInt(k[2], 10, 64)
		}
		calls = append(calls, c)
		if strings.HasSuffix(l, "<unfinished ...>") {
			open[m[1]] = len(calls) - 1
		} else {
			calls[len(calls)-1].returned(l, n)
		}
	}
	return calls, lines.Err()
}

func (c *call) returned(rest string, line int) {
	if m := callReturn.FindStringSubmatch(rest); m != nil {
		c.result, _ = strconv.Atoi(m[1])
	}
	c.ended = line
}

func readTraceFile(path string) ([]call, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readTrace(f)
}

// What a call of the service does.
func (c call) syncs(log string) bool {
	return (c.name == "fsync" || c.name == "fdatasync") && c.on == log
}

func (c call) writes(log string) bool {
	return (c.name == "pwrite64" || c.name == "write" || c.name == "pwritev") && c.on == log
}

// speaks reports whether the call may send something on a connection of the service's port.
func (c call) speaks(port string) bool {
	switch c.name {
	case "write", "writev", "sendto", "sendmsg", "sendmmsg", "sendfile", "splice":
		return strings.Contains(c.on, ":"+port+"->")
	}
	return false
}

// hears reports whether the call took something from one connection.
func (c call) hears(conn string) bool {
	switch c.name {
	case "read", "recvfrom", "recvmsg", "readv":
		return c.on == conn && c.result > 0
	}
	return false
}

// pageSize is a page of the database: what a commit writes to the write-ahead log at least.
const pageSize = 4096

// order is what checkOrder found.
type order struct {
	keys int // keys read and committed
	slow int // of them those whose commit took so long that "saving…" may have been shown meanwhile
	sent int // writes to connections that came after a commit
}

// slowCommit is a little less than the 250 ms after which the header says "saving…", in seconds.
const slowCommit = 0.24

// checkOrder checks the promise on a trace in which one person types one key at a time and waits until
// everybody's screen shows it, and nobody else does anything. What ssh sends is encrypted, so what may carry a
// character is judged by the order alone: from when the typist's key was read until the fsync has returned that
// came after its pages were written to the write-ahead log, nothing at all may be sent on any
// connection, be it ever so short. conn is the typist's connection as the trace names it.
func checkOrder(calls []call, port, conn, log string) (order, error) {
	type moment struct {
		line int
		ends bool
		call call
	}
	var ms []moment
	for _, c := range calls {
		ms = append(ms, moment{c.began, false, c})
		if c.ended != never {
			ms = append(ms, moment{c.ended, true, c})
		}
	}
	slices.SortStableFunc(ms, func(a, b moment) int { return cmp.Compare(a.line, b.line) })
	var (
		o       order
		waiting bool    // a key was read whose commit is not on disk
		heard   call    // that key
		written int     // where its last page's write had returned; 0: none was written
		writing int     // writes of pages that have begun and not returned
		slow    float64 // when the key becomes slow
	)
	for _, m := range ms {
		c := m.call
		switch {
		case m.ends && c.hears(conn):
			if waiting {
				return o, fmt.Errorf("line %d: a key was read before the last one, of line %d, was on disk: they cannot be told apart", m.line, heard.ended)
			}
			if writing > 0 {
				return o, fmt.Errorf("line %d: a key was read while something else was being written: they cannot be told apart", m.line)
			}
			waiting, heard, written, slow = true, c, 0, c.at+slowCommit
		case c.writes(log) && c.asked >= pageSize:
			if !m.ends {
				writing++
				continue
			}
			writing--
			if waiting {
				written = m.line
			}
		case m.ends && c.syncs(log) && waiting && c.result == 0 && written > 0 && writing == 0 && c.began > written:
			waiting = false
			o.keys++
			if c.at > slow {
				o.slow++
			}
		case !m.ends && c.speaks(port):
			if !waiting {
				o.sent++
				continue
			}
			if c.at > slow {
				continue // "saving…", perhaps: the key counts as slow
			}
			return o, fmt.Errorf("line %d: %d bytes were sent on %s before the key that was read at line %d was on disk", m.line, c.asked, c.on, heard.ended)
		}
	}
	if waiting {
		return o, fmt.Errorf("the key that was read at line %d never came to disk", heard.ended)
	}
	return o, nil
}
