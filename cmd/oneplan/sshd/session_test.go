package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

func TestExec(t *testing.T) {
	st := serve(t, Config{Exec: func(_ context.Context, c *Command) int {
		in, err := io.ReadAll(c.Stdin)
		fmt.Fprintf(c.Stdout, "%q %q %v %v\n", c.Args, in, err, c.Interactive())
		fmt.Fprintf(c.Stderr, "two\nlines\n")
		return 7
	}})
	s, err := st.dial(t).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var out, errs syncBuffer
	s.Stdin, s.Stdout, s.Stderr = strings.NewReader("some \x9b input"), &out, &errs
	err = s.Run(`directory import "two words" O'Neill`)
	var exit *gossh.ExitError
	if !errors.As(err, &exit) || exit.ExitStatus() != 7 {
		t.Errorf("ended with %v", err)
	}
	if want := `["directory" "import" "two words" "O'Neill"] "some \x9b input" <nil> false` + "\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
	if want := "two\nlines\n"; errs.String() != want {
		t.Errorf("stderr %q, want %q", errs.String(), want)
	}
}

func TestExecWithUnclosedQuote(t *testing.T) {
	st := serve(t, Config{})
	out, errs, status := run(st.dial(t), `invite "Siobhan`)
	if out != "" || errs != sayUnclosed+"\n" || status != 2 {
		t.Errorf("got %q, %q, %d", out, errs, status)
	}
}

func TestShellWithoutTerminalIsACommand(t *testing.T) {
	st := serve(t, Config{})
	s, err := st.dial(t).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var out syncBuffer
	s.Stdout = &out
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	if err := s.Wait(); err != nil || out.String() != "ana via key runs []\n" {
		t.Errorf("got %q, %v", out.String(), err)
	}
}

// TestExecWithTerminal: "ssh -t HOST join x" can become interactive, and text
// for a raw terminal gets its carriage returns.
func TestExecWithTerminal(t *testing.T) {
	st := serve(t, Config{Exec: func(_ context.Context, c *Command) int {
		if len(c.Args) > 0 && c.Args[0] == "join" {
			term, ok := c.Terminal()
			if again, _ := c.Terminal(); !ok || again != term {
				return 1
			}
			key := make([]byte, 10)
			n, _ := term.Input().Read(key)
			fmt.Fprintf(term.Output(), "%s|%q|%v", term.Raw, key[:n], term.Size())
			return 3
		}
		fmt.Fprintf(c.Stdout, "one\ntwo\r\n")
		return 0
	}})
	c := st.dial(t)
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RequestPty("xterm", 30, 90, gossh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	s.Stdin = strings.NewReader("é\x9b")
	out, err := s.Output("join x\x1b[31m --shared")
	var exit *gossh.ExitError
	if !errors.As(err, &exit) || exit.ExitStatus() != 3 {
		t.Error(err)
	}
	if want := `join x[31m --shared|"é"|{90 30}`; string(out) != want {
		t.Errorf("got %q, want %q", out, want)
	}
	if s, err = c.NewSession(); err != nil {
		t.Fatal(err)
	}
	if err := s.RequestPty("xterm", 30, 90, gossh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	if out, err := s.Output("plan"); err != nil || string(out) != "one\r\ntwo\r\n" {
		t.Errorf("got %q, %v", out, err)
	}
}

// TestGiantTerminals: sizes that would take gigabytes are bounded, at the
// request and later; a zero is ignored.
func TestGiantTerminals(t *testing.T) {
	sizes := make(chan Size, 100)
	st := serve(t, Config{Shell: func(_ context.Context, term *Terminal) {
		sizes <- term.Size()
		for size := range term.Sizes() {
			sizes <- size
		}
	}})
	c := st.dial(t)
	got := func() Size {
		select {
		case s := <-sizes:
			return s
		case <-time.After(patience):
			t.Fatal("no size")
			return Size{}
		}
	}
	for _, test := range []struct {
		w, h int
		want Size
	}{
		{1 << 31, 1 << 31, Size{300, 100}},
		{5000, 5000, Size{300, 100}},
		{math.MaxUint32, 1, Size{300, 1}},
		{0, 0, Size{80, 24}},
		{1, 0, Size{1, 24}},
	} {
		x := openTTY(t, c, "xterm", test.w, test.h)
		if s := got(); s != test.want {
			t.Errorf("a terminal of %dx%d is %v, want %v", test.w, test.h, s, test.want)
		}
		before := test.want
		for _, w := range []struct {
			w, h int
			want Size
		}{{100, 30, Size{100, 30}}, {1 << 31, 1 << 31, Size{300, 100}}, {0, 7, Size{300, 7}}, {5000, 0, Size{300, 7}}, {2, 2, Size{2, 2}}} {
			if err := x.s.WindowChange(w.h, w.w); err != nil {
				t.Fatal(err)
			}
			if w.want != before {
				if s := got(); s != w.want {
					t.Errorf("changed to %dx%d, it is %v, want %v", w.w, w.h, s, w.want)
				}
			}
			before = w.want
		}
		_ = x.s.Close()
		_ = x.ends(t)
	}
}

func TestMalformedRequests(t *testing.T) {
	st := serve(t, Config{Shell: func(_ context.Context, term *Terminal) {
		fmt.Fprintf(term.Output(), "%s %v %q", term.Term, term.Size(), term.Environ)
	}})
	c := st.dial(t)
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"pty-req", "window-change", "env", "exec", "signal", "break", "eow@openssh.com", "", strings.Repeat("x", 1000)} {
		for _, payload := range [][]byte{nil, {0}, {0xff, 0xff, 0xff, 0xff}, []byte(strings.Repeat("\xff", 100))} {
			if ok, err := s.SendRequest(name, true, payload); ok || err != nil {
				t.Errorf("%.10q with %d bytes: %v, %v", name, len(payload), ok, err)
			}
		}
	}
	if err := s.RequestPty("\x1b]0;evil\x07", 24, 80, gossh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	if err := s.RequestPty("xterm", 24, 80, gossh.TerminalModes{}); err == nil {
		t.Error("a second terminal was granted")
	}
	var out syncBuffer
	s.Stdout = &out
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	_ = s.Wait()
	if want := `xterm {80 24} ["TERM=xterm"]`; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestEnvironment(t *testing.T) {
	envs := make(chan []string, 1)
	st := serve(t, Config{Shell: func(_ context.Context, term *Terminal) { envs <- term.Environ }})
	s, err := st.dial(t).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []struct {
		name, value string
		want        bool
	}{
		{"LANG", "cy_GB.UTF-8", true},
		{"NO_COLOR", "1", true},
		{"LC_TIME", strings.Repeat("x", maxEnvSize-len("LC_TIME")), true},
		{"LC_NUMERIC", strings.Repeat("x", maxEnvSize), false},
		{"LC_", "x", false},
		{"LC_\x1b", "x", false},
		{"TZ", "\x1b[31m", false},
		{"TERM", "dumb", false},
		{"TEA_TRACE", "/tmp/x", false},
		{"LD_PRELOAD", "x", false},
	} {
		if err := s.Setenv(v.name, v.value); (err == nil) != v.want {
			t.Errorf("%s: %v", v.name, err)
		}
	}
	taken := 3
	for range 30 {
		if s.Setenv("LC_ALL", "C") == nil {
			taken++
		}
	}
	if taken != maxEnv {
		t.Errorf("%d variables taken", taken)
	}
	if err := s.RequestPty("xterm", 24, 80, gossh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	env := <-envs
	if len(env) != maxEnv+1 || env[0] != "LANG=cy_GB.UTF-8" || !slices.Contains(env, "TERM=xterm") {
		t.Errorf("environment %q", env)
	}
}

// TestEarlyWindowChanges: 40 changes before the shell, on 500 connections at
// once, hang nothing and leave nothing behind.
func TestEarlyWindowChanges(t *testing.T) {
	var latest atomic.Int32
	st := serve(t, Config{Shell: func(_ context.Context, term *Terminal) {
		if term.Size() == (Size{139, 69}) {
			latest.Add(1)
		}
		fmt.Fprint(term.Output(), "here")
	}})
	before := held()
	const connections = 500
	open := make(chan struct{}, 32) // handshakes at a time
	errs := make(chan error, connections)
	var all sync.WaitGroup
	var clients []*gossh.Client
	var mu sync.Mutex
	for range connections {
		all.Go(func() {
			open <- struct{}{}
			c, err := st.connect("x", gossh.PublicKeys(st.ana))
			<-open
			if err != nil {
				errs <- err
				return
			}
			mu.Lock()
			clients = append(clients, c)
			mu.Unlock()
			errs <- earlyChanges(c)
		})
	}
	all.Wait()
	for range connections {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	if n := latest.Load(); n != connections {
		t.Errorf("%d of %d shells knew their size", n, connections)
	}
	for _, c := range clients {
		_ = c.Close()
	}
	returnTo(t, before)
}

func earlyChanges(c *gossh.Client) error {
	s, err := c.NewSession()
	if err != nil {
		return err
	}
	if err := s.WindowChange(3, 3); err != nil { // even before the terminal
		return err
	}
	if err := s.RequestPty("xterm", 24, 80, gossh.TerminalModes{}); err != nil {
		return err
	}
	for i := range 40 {
		if err := s.WindowChange(30+i, 100+i); err != nil {
			return err
		}
	}
	var out syncBuffer
	s.Stdout = &out
	if err := s.Shell(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		err := s.Wait()
		if err == nil && out.String() != "here" {
			err = fmt.Errorf("got %q", out.String())
		}
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return errors.New("the session hung")
	}
}

// TestClosedChannelOnKeptConnection is what ControlMaster does.
func TestClosedChannelOnKeptConnection(t *testing.T) {
	var running atomic.Int32
	st := serve(t, Config{Shell: func(_ context.Context, term *Terminal) {
		running.Add(1)
		defer running.Add(-1)
		<-term.Done()
		for range term.Sizes() { //nolint:revive // must end, not spin
		}
		if _, err := io.Copy(io.Discard, term.Input()); err != nil {
			t.Error(err)
		}
	}})
	c := st.dial(t)
	for range 5 { // more than fit at once
		x := openTTY(t, c, "xterm", 80, 24)
		eventually(t, "the session runs", func() bool { return running.Load() == 1 })
		_ = x.s.Close()
		eventually(t, "the session ends", func() bool { return running.Load() == 0 })
	}
	if out, _, _ := run(c, "still here"); out == "" {
		t.Error("the connection was lost")
	}
}

func TestManyChannels(t *testing.T) {
	var running, most atomic.Int32
	st := serve(t, Config{Shell: func(_ context.Context, term *Terminal) {
		most.Store(max(most.Load(), running.Add(1)))
		<-term.Done()
		running.Add(-1)
	}})
	before := held()
	c := st.dial(t)
	opened := 0
	for range 500 {
		if _, err := tryTTY(c, "xterm", 80, 24); err == nil {
			opened++
		}
	}
	if opened != 2 || most.Load() > 2 {
		t.Errorf("%d channels opened, %d sessions at once", opened, most.Load())
	}
	_ = c.Close()
	returnTo(t, before)
}

// TestLingeringSessionsCount: closing a channel makes no room for another
// session while the callback of the first has not returned.
func TestLingeringSessionsCount(t *testing.T) {
	release := make(chan struct{})
	st := serve(t, Config{Shell: func(context.Context, *Terminal) { <-release }})
	c := st.dial(t)
	opened := 0
	for range 10 {
		if x, err := tryTTY(c, "xterm", 80, 24); err == nil {
			opened++
			_ = x.s.Close()
			_ = x.ends(t)
		}
	}
	if opened != 2 {
		t.Errorf("%d sessions at once", opened)
	}
	close(release)
	eventually(t, "there is room again", func() bool { _, err := tryTTY(c, "xterm", 80, 24); return err == nil })
}

func TestForwardingIsRefused(t *testing.T) {
	st := serve(t, Config{})
	c := st.dial(t)
	type tcpip struct {
		Host   string
		Port   uint32
		Origin string
		From   uint32
	}
	type socket struct {
		Path, Reserved string
		More           uint32
	}
	for name, payload := range map[string][]byte{
		"direct-tcpip":                   gossh.Marshal(tcpip{"127.0.0.1", 22, "127.0.0.1", 1}),
		"forwarded-tcpip":                gossh.Marshal(tcpip{"127.0.0.1", 22, "127.0.0.1", 1}),
		"direct-streamlocal@openssh.com": gossh.Marshal(socket{Path: "/run/x"}),
		"x11":                            nil,
		"auth-agent@openssh.com":         nil,
		"tun@openssh.com":                nil,
		"":                               nil,
	} {
		if ch, _, err := c.OpenChannel(name, payload); err == nil {
			t.Errorf("a channel of type %q was opened", name)
			_ = ch.Close()
		}
	}
	for name, payload := range map[string][]byte{
		"tcpip-forward": gossh.Marshal(struct {
			Host string
			Port uint32
		}{"127.0.0.1", 0}),
		"cancel-tcpip-forward":            nil,
		"streamlocal-forward@openssh.com": gossh.Marshal(struct{ Path string }{"/tmp/x"}),
		"no-more-sessions@openssh.com":    nil,
	} {
		if ok, _, err := c.SendRequest(name, true, payload); ok || err != nil {
			t.Errorf("the request %q: %v, %v", name, ok, err)
		}
	}
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"auth-agent-req@openssh.com", "x11-req"} {
		if ok, err := s.SendRequest(name, true, nil); ok || err != nil {
			t.Errorf("the request %q: %v, %v", name, ok, err)
		}
	}
	for _, name := range []string{"sftp", "netconf", "default", ""} {
		if err := s.RequestSubsystem(name); err == nil {
			t.Errorf("the subsystem %q was started", name)
		}
	}
	if out, err := s.Output("x"); err != nil || len(out) == 0 {
		t.Errorf("the session itself: %q, %v", out, err)
	}
}

func TestHandlersThatPanic(t *testing.T) {
	st := serve(t, Config{
		Shell: func(_ context.Context, term *Terminal) {
			fmt.Fprint(term.Output(), "\x1b[?1049hfull screen")
			panic("shell")
		},
		Exec: func(_ context.Context, c *Command) int {
			if len(c.Args) > 0 && c.Args[0] == "fine" {
				return 0
			}
			panic(errors.New("exec"))
		},
	})
	other := st.dial(t)
	c := st.dial(t)
	_, errs, status := run(c, "x")
	if errs != sayBroken+"\n" || status != 1 {
		t.Errorf("got %q, %d", errs, status)
	}
	if err := c.Wait(); err == nil {
		t.Error("the connection was left open")
	}
	c = st.dial(t)
	x := openTTY(t, c, "xterm", 80, 24)
	x.sees(t, restoreScreen+"\r\n"+sayBroken)
	_ = x.ends(t)
	_ = c.Wait()
	if _, _, status := run(other, "fine"); status != 0 {
		t.Error("another connection suffered")
	}
	if log := st.log.String(); !strings.Contains(log, "panic=shell") || !strings.Contains(log, "panic=exec") {
		t.Error("the panics are not in the log")
	}
}

// TestCycles: connecting, typing and leaving, again and again, leaves nothing.
func TestCycles(t *testing.T) {
	st, ends := programs(t, Limits{})
	cycle := func(i int) {
		c, err := st.connect("x", gossh.PublicKeys(st.ana))
		if err != nil {
			t.Fatal(err)
		}
		x := openTTY(t, c, "xterm", 80, 24)
		io.WriteString(x.in, "abc")
		switch i % 4 {
		case 0:
			io.WriteString(x.in, "\x11defgh")
		case 1:
			_ = x.in.Close()
		case 2:
			_ = x.s.Close()
		}
		if i%4 < 3 {
			_ = end(t, ends)
		}
		_ = c.Close()
		if i%4 == 3 {
			_ = end(t, ends)
		}
	}
	for i := range 20 {
		cycle(i)
	}
	before, base := held(), heap(true)
	for i := range 300 {
		cycle(i)
	}
	returnTo(t, before)
	if grew := int64(heap(true)) - int64(base); grew > 2<<20 {
		t.Errorf("the heap grew by %d KB", grew>>10)
	}
}

// brokenReader panics.
type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { panic("reading") }

// TestPanicsOutsideHandlers: a goroutine that handles a client's bytes ends
// that client's connection and nothing else.
func TestPanicsOutsideHandlers(t *testing.T) {
	st := serve(t, Config{Shell: func(_ context.Context, term *Terminal) {
		in := newInput(term.Context(), brokenReader{}, term.limits, term.ch.conn.contain)
		if _, err := in.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Error(err)
		}
		<-term.Done()
	}})
	c := st.dial(t)
	openTTY(t, c, "xterm", 80, 24)
	_ = c.Wait()
	if !strings.Contains(st.log.String(), "panic=reading") {
		t.Error("not in the log")
	}
}
