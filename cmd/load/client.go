package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/vt"
	"golang.org/x/crypto/ssh"
)

// The size of the terminals.
const (
	columns = 100
	rows    = 30
)

// crowdRows is how high a terminal has to be for a crowd of n: in the room each of them begins a line of their own, and every screen
// has to show them all.
func crowdRows(n int) int { return min(100, 70+n) }

// patience is how long something that is not timed may take, on a busy machine.
const patience = 60 * time.Second

// The marks are letters that no screen has of its own accord: Canadian syllabics, one column wide, three bytes long in UTF-8 with
// the same first byte.
const (
	firstMark = 0x1401
	lastMark  = 0x166c
	markByte  = 0xe1
)

// marker hands out marks, each one again only after all the others.
type marker struct{ n atomic.Uint32 }

func (m *marker) next() rune {
	return firstMark + rune((m.n.Add(1)-1)%(lastMark-firstMark+1))
}

// client is one connection with one terminal.
type client struct {
	conn    *countedConn
	ssh     *ssh.Client
	session *ssh.Session
	keys    io.WriteCloser
	screen  *screen       // nil: nobody looks at what comes
	gone    chan struct{} // closed when the session has ended
}

// countedConn counts what comes in.
type countedConn struct {
	net.Conn
	bytes, reads atomic.Int64
}

// Read counts what it reads.
func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.bytes.Add(int64(n))
		c.reads.Add(1)
	}
	return n, err
}

// dial connects to a place, takes a terminal and starts something in it.
func dial(ctx context.Context, p *place, j job) (_ *client, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	nc, err := (&net.Dialer{}).DialContext(ctx, "tcp", p.addr)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = nc.Close() })
	defer stop()
	c := &client{conn: &countedConn{Conn: nc}, gone: make(chan struct{})}
	defer func() {
		if err != nil {
			_ = nc.Close()
		}
	}()
	sc, channels, requests, err := ssh.NewClientConn(c.conn, p.addr, p.config)
	if err != nil {
		return nil, err
	}
	c.ssh = ssh.NewClient(sc, channels, requests)
	if c.session, err = c.ssh.NewSession(); err != nil {
		return nil, err
	}
	if c.keys, err = c.session.StdinPipe(); err != nil {
		return nil, err
	}
	c.session.Stdout = io.Discard
	height := max(rows, j.rows)
	if j.look {
		c.screen = newScreen(height)
		c.session.Stdout = c.screen
	}
	if err := c.session.RequestPty("xterm-256color", height, columns, ssh.TerminalModes{}); err != nil {
		return nil, err
	}
	if j.command == "" {
		err = c.session.Shell()
	} else {
		err = c.session.Start(j.command)
	}
	if err != nil {
		return nil, err
	}
	go func() {
		_ = c.session.Wait() // however it ended, it has
		close(c.gone)
	}()
	return c, nil
}

// types sends keys as they are.
func (c *client) types(keys string) error {
	_, err := io.WriteString(c.keys, keys)
	return err
}

func (c *client) close() {
	_ = c.conn.Close() // the other side may have closed it already
	<-c.gone
	if c.screen != nil {
		_ = c.screen.vt.Close()
	}
}

// dialAll connects many clients, a few at a time. The i-th one does jobs[i].
func dialAll(ctx context.Context, p *place, jobs []job) (_ []*client, err error) {
	const atOnce = 16
	out := make([]*client, len(jobs))
	errs := make([]error, len(jobs))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(atOnce, len(jobs)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(jobs); i = int(next.Add(1)) - 1 {
				if out[i], errs[i] = dial(ctx, p, jobs[i]); errs[i] != nil {
					next.Store(int64(len(jobs))) // one is enough to know
				}
			}
		})
	}
	workers.Wait()
	out = slices.DeleteFunc(out, func(c *client) bool { return c == nil })
	if err := errors.Join(errs...); err != nil {
		closeAll(out)
		return nil, fmt.Errorf("after %d of %d connections: %w", len(out), len(jobs), err)
	}
	for _, c := range out {
		if c.screen == nil {
			continue
		}
		if err := c.screen.sees(ctx, p.ready); err != nil {
			closeAll(out)
			return nil, err
		}
	}
	return out, nil
}

// job is what one client does first.
type job struct {
	command string // "": a shell
	look    bool   // its screen is looked at
	rows    int    // of the terminal, if not the usual
}

func closeAll(clients []*client) {
	var all sync.WaitGroup
	for _, c := range clients {
		all.Go(c.close)
	}
	all.Wait()
}

// received is what clients have got so far.
func received(clients []*client) (bytes, reads int64) {
	for _, c := range clients {
		bytes += c.conn.bytes.Load()
		reads += c.conn.reads.Load()
	}
	return bytes, reads
}

// screen is what a terminal shows.
type screen struct {
	mu    sync.Mutex
	vt    *vt.Emulator
	waits map[rune]wait // marks that have not been seen
	came  []rune        // those of them whose bytes have come
	split []byte        // the beginning of a character whose rest has not come
	news  chan struct{}
}

// wait is a mark that one screen waits for.
type wait struct {
	of     *sample
	screen int // its number in the sample
}

func newScreen(height int) *screen {
	s := &screen{vt: vt.NewEmulator(columns, height), waits: map[rune]wait{}, news: make(chan struct{}, 1)}
	go func() { _, _ = io.Copy(io.Discard, s.vt) }() // it answers no questions
	return s
}

// Write shows what comes. What the emulator itself takes is not counted: a mark that shows then has arrived with
// these bytes.
func (s *screen) Write(p []byte) (int, error) {
	at := time.Now()
	s.mu.Lock()
	_, _ = s.vt.Write(p) // it takes everything
	if len(s.waits) > 0 {
		s.look(p, at)
	}
	s.mu.Unlock()
	select {
	case s.news <- struct{}{}:
	default:
	}
	return len(p), nil
}

// look finds marks among the bytes that came, and then on the screen: only there has a key arrived.
func (s *screen) look(p []byte, at time.Time) {
	rest := p
	if len(s.split) > 0 {
		rest = slices.Concat(s.split, p)
	}
	s.split = nil
	for {
		i := bytes.IndexByte(rest, markByte)
		if i < 0 {
			break
		}
		rest = rest[i:]
		if !utf8.FullRune(rest) {
			s.split = bytes.Clone(rest)
			break
		}
		r, n := utf8.DecodeRune(rest)
		rest = rest[n:]
		if _, waited := s.waits[r]; waited && !slices.Contains(s.came, r) {
			s.came = append(s.came, r)
		}
	}
	s.came = slices.DeleteFunc(s.came, func(r rune) bool {
		w, waited := s.waits[r]
		if !waited {
			return true
		}
		if !s.shows(r) {
			return false
		}
		delete(s.waits, r)
		w.of.arrived(w.screen, at)
		return true
	})
}

func (s *screen) shows(r rune) bool {
	want := string(r)
	for y := range s.vt.Height() {
		for x := range s.vt.Width() {
			if c := s.vt.CellAt(x, y); c != nil && c.Content == want {
				return true
			}
		}
	}
	return false
}

// String is what the screen shows.
func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.vt.String()
}

// sees waits until the screen shows text.
func (s *screen) sees(ctx context.Context, text string) error {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		now := s.String()
		if strings.Contains(now, text) {
			return nil
		}
		select {
		case <-s.news:
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline.C:
			return fmt.Errorf("a screen never showed %q; it shows:\n%s", text, now)
		}
	}
}

// sample is one timed key and how long it took to each screen.
type sample struct {
	mark   rune
	sent   time.Time
	typist int // the number of the typist's own screen
	took   []time.Duration
	left   atomic.Int64
	all    chan struct{} // closed when every screen has shown it
}

// press types a mark at one of the clients and has every screen wait for it.
func press(clients []*client, typist int, mark rune) (*sample, error) {
	s := &sample{mark: mark, typist: typist, took: make([]time.Duration, len(clients)), all: make(chan struct{})}
	s.left.Store(int64(len(clients)))
	s.sent = time.Now() // already: a mark of long ago may come back into view
	for i, c := range clients {
		c.screen.mu.Lock()
		c.screen.waits[mark] = wait{s, i}
		c.screen.mu.Unlock()
	}
	s.sent = time.Now()
	return s, clients[typist].types(string(mark))
}

// arrived is called once for each screen, by whoever feeds it.
func (s *sample) arrived(screen int, at time.Time) {
	s.took[screen] = max(at.Sub(s.sent), 1)
	if s.left.Add(-1) == 0 {
		close(s.all)
	}
}

// longest is how long a key may take.
const longest = 3 * time.Second

// settle waits until every screen has shown the key, or for the longest time. Screens that have not are left with that time, and
// their number is returned.
func (s *sample) settle(ctx context.Context, clients []*client) (missed int) {
	late := time.NewTimer(longest)
	defer late.Stop()
	select {
	case <-s.all:
		return 0
	case <-late.C:
	case <-ctx.Done():
	}
	for _, c := range clients {
		c.screen.mu.Lock()
		if w := c.screen.waits[s.mark]; w.of == s {
			delete(c.screen.waits, s.mark)
		}
		c.screen.mu.Unlock()
	}
	for i, d := range s.took {
		if d == 0 {
			s.took[i] = longest
			missed++
		}
	}
	return missed
}
