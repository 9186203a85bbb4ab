package sshd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	gossh "golang.org/x/crypto/ssh"
)

// echo is a program that writes what it gets.
type echo struct {
	t      *Terminal
	seen   *atomic.Int64 // messages
	pasted int
}

func (m *echo) say(format string, args ...any) { fmt.Fprintf(m.t.Output(), format+"\r\n", args...) }

func (m *echo) Init() tea.Cmd  { return nil }
func (m *echo) View() tea.View { return tea.View{} }
func (m *echo) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if m.seen != nil {
		m.seen.Add(1)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch msg.String() {
		case "ctrl+q":
			return m, tea.Quit
		case "ctrl+z":
			return m, tea.Suspend
		case "ctrl+c":
			return m, tea.Interrupt
		case "ctrl+u":
			panic("update")
		case "ctrl+v":
			return m, func() tea.Msg { panic("command") }
		case "ctrl+b":
			return m, tea.Batch(func() tea.Msg { panic("batch") }, func() tea.Msg { return nil })
		case "ctrl+d":
			fmt.Fprint(m.t.Output(), strings.Repeat(".", 1000))
			if m.t.Output().Busy() {
				return m, nil
			}
			m.say("not busy")
		default:
			m.say("key %s", msg)
		}
	case tea.WindowSizeMsg:
		m.say("size %dx%d", msg.Width, msg.Height)
	case tea.ColorProfileMsg:
		m.say("profile %s", msg.Profile)
	case tea.PasteMsg:
		m.pasted = len(msg.Content)
		m.say("pasted %d bytes", m.pasted)
	case PasteCutMsg:
		m.say("cut %d bytes", msg.Dropped)
	case DrainedMsg:
		m.say("drained")
	case StoppingMsg:
		m.say("the service is restarting")
	}
	return m, nil
}

// programs serves the echo program and keeps the errors it ended with.
func programs(t testing.TB, limits Limits) (*site, chan error) {
	ends := make(chan error, 10000)
	return serve(t, Config{Limits: limits, Shell: func(ctx context.Context, term *Terminal) {
		ends <- RunProgram(ctx, term, &echo{t: term})
	}}), ends
}

func end(t testing.TB, ends chan error) error {
	t.Helper()
	select {
	case err := <-ends:
		return err
	case <-time.After(patience):
		t.Fatal("the program did not end")
		return nil
	}
}

func TestProgram(t *testing.T) {
	st, ends := programs(t, Limits{})
	x := openTTY(t, st.dial(t), "xterm-256color", 110, 34)
	x.sees(t, "size 110x34")
	x.sees(t, "profile "+colorprofile.ANSI256.String())
	io.WriteString(x.in, "a\x1b[A") //nolint:errcheck // seen on the screen
	x.sees(t, "key a")
	x.sees(t, "key up")
	io.WriteString(x.in, "\x1a")
	io.WriteString(x.in, "b")
	x.sees(t, "key b") // suspending did nothing
	if err := x.s.WindowChange(40, 120); err != nil {
		t.Fatal(err)
	}
	x.sees(t, "size 120x40")
	io.WriteString(x.in, "\x11")
	if err := x.ends(t); err != nil {
		t.Error("the session ended with", err)
	}
	if err := end(t, ends); err != nil {
		t.Error("the program ended with", err)
	}
}

func TestProgramEnds(t *testing.T) {
	for name, leave := range map[string]func(c *gossh.Client, x *tty){
		"at the end of input":        func(_ *gossh.Client, x *tty) { _ = x.in.Close() },
		"when the channel closes":    func(_ *gossh.Client, x *tty) { _ = x.s.Close() },
		"when the connection closes": func(c *gossh.Client, _ *tty) { _ = c.Close() },
		"on interrupt":               func(_ *gossh.Client, x *tty) { _, _ = x.in.Write([]byte{3}) },
	} {
		t.Run(name, func(t *testing.T) {
			st, ends := programs(t, Limits{})
			c := st.dial(t)
			x := openTTY(t, c, "xterm", 80, 24)
			x.sees(t, "size 80x24")
			leave(c, x)
			if err := end(t, ends); err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
	}
}

// TestFiveBytes: these bytes end a process whose decoder gets them uncleaned.
func TestFiveBytes(t *testing.T) {
	st, _ := programs(t, Limits{})
	x := openTTY(t, st.dial(t), "xterm", 80, 24)
	io.WriteString(x.in, "\x9bM !\"")
	x.sees(t, "key M")
	x.sees(t, "key \"")
}

func TestKeysAfterQuitLeaveNothing(t *testing.T) {
	st, ends := programs(t, Limits{})
	c := st.dial(t)
	cycle := func() {
		x := openTTY(t, c, "xterm", 80, 24)
		x.sees(t, "size")
		io.WriteString(x.in, "a\x11"+strings.Repeat("keys after quitting", 400)) //nolint:errcheck // it may be gone
		if err := end(t, ends); err != nil {
			t.Error(err)
		}
		_ = x.ends(t)
	}
	cycle()
	before := held()
	for range 30 {
		cycle()
	}
	returnTo(t, before)
}

func TestProgramThatPanics(t *testing.T) {
	for name, key := range map[string]string{"update": "\x15", "command": "\x16", "batch": "\x02"} {
		t.Run(name, func(t *testing.T) {
			st, ends := programs(t, Limits{})
			other := openTTY(t, st.dial(t), "xterm", 80, 24)
			other.sees(t, "size")
			c := st.dial(t)
			x := openTTY(t, c, "xterm", 80, 24)
			x.sees(t, "size")
			io.WriteString(x.in, key)
			x.sees(t, sayBroken)
			if err := x.ends(t); err == nil {
				t.Error("the session ended as if all were well")
			}
			if err := end(t, ends); !errors.Is(err, ErrProgram) {
				t.Error(err)
			}
			if err := c.Wait(); err == nil {
				t.Error("the connection was left open")
			}
			io.WriteString(other.in, "z")
			other.sees(t, "key z")
		})
	}
}

func TestPaste(t *testing.T) {
	st, _ := programs(t, Limits{})
	x := openTTY(t, st.dial(t), "xterm", 80, 24)
	io.WriteString(x.in, "\x1b[200~short, with \x1b[31m in it\x1b[201~a")
	x.sees(t, "pasted 22 bytes")
	x.sees(t, "key a")
	io.WriteString(x.in, "\x1b[200~"+strings.Repeat("x", 70000)+"\x1b[201~b")
	x.sees(t, "pasted 65536 bytes")
	x.sees(t, "cut 4464 bytes")
	x.sees(t, "key b")
}

// running reports whether a goroutine of this process is in a function.
func running(function string) bool {
	var all bytes.Buffer
	_ = pprof.Lookup("goroutine").WriteTo(&all, 1)
	return strings.Contains(all.String(), function)
}

// rests waits until no goroutine is in a function.
func rests(t *testing.T, function string) {
	t.Helper()
	for end := time.Now().Add(patience); running(function); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s goes on", function)
		}
	}
}

// TestIdleProgramRests looks at what goes on while nobody types: no ticks, and no decoder until the next key. Nothing of a key or a
// paste is lost with it.
func TestIdleProgramRests(t *testing.T) {
	const decoder = "TerminalReader).StreamEvents"
	st, _ := programs(t, Limits{InputRest: 50 * time.Millisecond})
	x := openTTY(t, st.dial(t), "xterm", 80, 24)
	x.sees(t, "size")
	rests(t, "Program).startRenderer")
	if running(decoder) {
		t.Error("keys are decoded before there are any")
	}
	for _, k := range []string{"a", "b"} {
		io.WriteString(x.in, k)
		x.sees(t, "key "+k)
		rests(t, decoder)
	}
	io.WriteString(x.in, "\x1b[200~two ")
	time.Sleep(300 * time.Millisecond) // long enough for a decoder that forgets pastes to rest; whether it has does not matter
	io.WriteString(x.in, "halves\x1b[201~\x1b[A")
	x.sees(t, "pasted 10 bytes")
	x.sees(t, "key up")
	rests(t, decoder)
	io.WriteString(x.in, "\x11")
	if err := x.ends(t); err != nil {
		t.Error("the session ended with", err)
	}
}

// TestHugePaste sends 100 MB as one paste and watches the heap.
func TestHugePaste(t *testing.T) {
	st, _ := programs(t, Limits{})
	c := st.dial(t)
	x := openTTY(t, c, "xterm", 80, 24)
	defer time.AfterFunc(2*patience, func() { _ = c.Close() }).Stop()
	x.sees(t, "size")
	var peak atomic.Uint64
	stop := make(chan struct{})
	defer close(stop)
	base := heap(true)
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
				peak.Store(max(peak.Load(), heap(false)))
			}
		}
	}()
	io.WriteString(x.in, "\x1b[200~")
	chunk := bytes.Repeat([]byte("A"), 32<<10)
	for range 100 << 20 / len(chunk) {
		if _, err := x.in.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	io.WriteString(x.in, "\x1b[201~")
	x.sees(t, fmt.Sprintf("cut %d bytes", 100<<20-64<<10))
	if grew := int64(peak.Load()) - int64(base); grew > 48<<20 {
		t.Errorf("the heap grew by %d MB", grew>>20)
	}
	io.WriteString(x.in, "a")
	x.sees(t, "key a")
}

// TestEndlessString sends 20 MB of a control string that never ends.
func TestEndlessString(t *testing.T) {
	st, _ := programs(t, Limits{StringPause: patience})
	c := st.dial(t)
	x := openTTY(t, c, "xterm", 80, 24)
	defer time.AfterFunc(2*patience, func() { _ = c.Close() }).Stop()
	x.sees(t, "size")
	base := heap(true)
	io.WriteString(x.in, "\x1b]52;c;")
	chunk := bytes.Repeat([]byte("A"), 32<<10)
	for range 20 << 20 / len(chunk) {
		if _, err := x.in.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	io.WriteString(x.in, "\x07\r")
	x.sees(t, "key enter")
	if grew := int64(heap(true)) - int64(base); grew > 4<<20 {
		t.Errorf("the heap grew by %d KB", grew>>10)
	}
}

func heap(collect bool) uint64 {
	if collect {
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestKeyFloodIsPaced: unbracketed input is slowed down, not kept, and other
// people's keys are answered meanwhile.
func TestKeyFloodIsPaced(t *testing.T) {
	var seen atomic.Int64
	st := serve(t, Config{Limits: Limits{InputRate: 2000, InputBurst: 10000}, Shell: func(ctx context.Context, term *Terminal) {
		if term.Login == "flood" {
			_ = RunProgram(ctx, term, &silent{&seen})
			return
		}
		_ = RunProgram(ctx, term, &echo{t: term})
	}})
	flood, err := st.connect("flood", gossh.PublicKeys(st.ana))
	if err != nil {
		t.Fatal(err)
	}
	defer flood.Close()
	x := openTTY(t, flood, "xterm", 80, 24)
	go func() {
		for {
			if _, err := x.in.Write(bytes.Repeat([]byte("k"), 8<<10)); err != nil {
				return
			}
		}
	}()
	y := openTTY(t, st.dial(t), "xterm", 80, 24)
	y.sees(t, "size")
	start := time.Now()
	for i := range 20 {
		sent := time.Now()
		io.WriteString(y.in, string(rune('a'+i)))
		y.sees(t, "key "+string(rune('a'+i))+"\r\n")
		if took := time.Since(sent); took > 250*time.Millisecond {
			t.Errorf("a key took %v", took)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if n, most := seen.Load(), 10000+4096+int64(time.Since(start).Seconds()*2000)+4000; n > most {
		t.Errorf("%d keys came through, at most %d should", n, most)
	}
}

// silent counts messages.
type silent struct{ seen *atomic.Int64 }

func (m *silent) Init() tea.Cmd                       { return nil }
func (m *silent) View() tea.View                      { return tea.View{} }
func (m *silent) Update(tea.Msg) (tea.Model, tea.Cmd) { m.seen.Add(1); return m, nil }

func TestDrained(t *testing.T) {
	st, _ := programs(t, Limits{})
	x := openTTY(t, st.dial(t), "xterm", 80, 24)
	x.sees(t, "size")
	eventually(t, "a frame that found the terminal busy, and word that it no longer is", func() bool {
		io.WriteString(x.in, "\x04")
		return strings.Contains(x.out.String(), "drained")
	})
}

func TestProfile(t *testing.T) {
	for _, test := range []struct {
		env    []string
		client string
		want   colorprofile.Profile
	}{
		{[]string{"TERM=xterm-256color"}, "", colorprofile.ANSI256},
		{[]string{"TERM=xterm-256color", "COLORTERM=truecolor"}, "", colorprofile.TrueColor},
		{[]string{"TERM=xterm"}, "", colorprofile.ANSI},
		{[]string{"TERM=xterm"}, "SSH-2.0-PuTTY_Release_0.78", colorprofile.ANSI256},
		{[]string{"TERM=linux"}, "", colorprofile.ANSI},
		{[]string{"TERM=dumb"}, "", colorprofile.NoTTY},
		{[]string{"TERM=xterm-256color", "NO_COLOR=1"}, "", colorprofile.ASCII},
		{[]string{"TERM=xterm-256color", "COLORTERM=truecolor", "NO_COLOR=yes"}, "", colorprofile.ASCII},
		{[]string{"TERM=xterm-256color", "NO_COLOR="}, "", colorprofile.ANSI256},
	} {
		term := &Terminal{Term: strings.TrimPrefix(test.env[0], "TERM="), Environ: test.env, client: test.client}
		if got := term.Profile(); got != test.want {
			t.Errorf("%q, %s: %v, want %v", test.env, test.client, got, test.want)
		}
	}
}
