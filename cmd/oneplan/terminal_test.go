package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	gossh "golang.org/x/crypto/ssh"
)

// patience is how long a test waits for something that should come at once, on a busy machine.
const patience = 60 * time.Second

// screen is what a terminal shows of the bytes that are written to it.
type screen struct {
	mu   sync.Mutex
	vt   *vt.Emulator
	raw  []byte              // everything that ever came
	seen func(screen string) // called with every new screen, under mu; may be nil
	news chan struct{}
	gone chan struct{} // closed when nothing more will come
	err  error         // of what wrote to it, once gone is closed
}

func newScreen(cols, rows int) *screen {
	return &screen{vt: vt.NewEmulator(cols, rows), news: make(chan struct{}, 1), gone: make(chan struct{})}
}

// Write shows what comes from the program.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	s.raw = append(s.raw, p...)
	_, _ = s.vt.Write(p)
	if s.seen != nil {
		s.seen(s.shown())
	}
	s.mu.Unlock()
	select {
	case s.news <- struct{}{}:
	default:
	}
	return len(p), nil
}

// screen is what shows now, trailing blanks cut.
func (s *screen) screen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown()
}

func (s *screen) shown() string {
	lines := strings.Split(s.vt.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \r")
	}
	return strings.Join(lines, "\n")
}

// received returns everything that came since the first n bytes.
func (s *screen) received(n int) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]byte(nil), s.raw[n:]...)
}

// watch has f called with every screen from now on, the present one first.
func (s *screen) watch(f func(screen string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = f
	f(s.shown())
}

// until waits until the screen satisfies ok.
func (s *screen) until(what string, ok func(screen string) bool) error {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		now := s.screen()
		if ok(now) {
			return nil
		}
		select {
		case <-s.news:
		case <-s.gone:
			if now = s.screen(); ok(now) {
				return nil
			}
			return fmt.Errorf("the program ended (%w) before it %s; its last screen:\n%s", s.err, what, now)
		case <-time.After(200 * time.Millisecond):
		case <-deadline.C:
			return fmt.Errorf("never %s; the screen:\n%s", what, now)
		}
	}
}

// sees waits until the screen shows text.
func (s *screen) sees(text string) error {
	return s.until(fmt.Sprintf("showed %q", text), func(s string) bool { return strings.Contains(s, text) })
}

// marks waits until text is on the screen with its first letter on a ground of its own, as another person's
// caret has it.
func (s *screen) marks(text string) error {
	return s.until(fmt.Sprintf("had a caret on the first letter of %q", text), func(string) bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		for y := range s.vt.Height() {
			var row strings.Builder
			var at []int // by character of row: the column
			for x := range s.vt.Width() {
				if c := s.vt.CellAt(x, y); c != nil && c.Width > 0 {
					for range c.Content {
						at = append(at, x)
					}
					row.WriteString(c.Content)
				}
			}
			if i := strings.Index(row.String(), text); i >= 0 {
				x := at[len([]rune(row.String()[:i]))]
				return s.vt.CellAt(x, y).Style.Bg != s.vt.CellAt(x+1, y).Style.Bg
			}
		}
		return false
	})
}

// loses waits until the screen does not show text.
func (s *screen) loses(text string) error {
	return s.until(fmt.Sprintf("stopped showing %q", text), func(s string) bool { return !strings.Contains(s, text) })
}

// quiet waits until nothing has come on any of the screens for d.
func quiet(d time.Duration, screens ...*screen) {
	size := func() (n int) {
		for _, s := range screens {
			s.mu.Lock()
			n += len(s.raw)
			s.mu.Unlock()
		}
		return n
	}
	for was, deadline := -1, time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(d) {
		is := size()
		if is == was {
			return
		}
		was = is
	}
}

// terminal is a real program in a real pseudo-terminal, with the screen it draws.
type terminal struct {
	*screen
	cmd *exec.Cmd
	tty *os.File
}

// openTerminal starts a program in a terminal of a size.
func openTerminal(cols, rows int, env []string, name string, args ...string) (*terminal, error) {
	t := &terminal{screen: newScreen(cols, rows), cmd: exec.Command(name, args...)}
	t.cmd.Env = env
	tty, err := pty.StartWithSize(t.cmd, &pty.Winsize{Rows: uint16(rows), Cols: uint16(cols)})
	if err != nil {
		return nil, err
	}
	t.tty = tty
	go func() { _, _ = io.Copy(tty, t.vt) }() // what the terminal would answer to questions
	go func() {
		_, _ = io.Copy(t.screen, tty) // a pseudo-terminal's end is an error
		t.err = t.cmd.Wait()
		close(t.gone)
	}()
	return t, nil
}

// types sends keys as they are.
func (t *terminal) types(keys string) error {
	_, err := io.WriteString(t.tty, keys)
	return err
}

// resize changes the terminal's size.
func (t *terminal) resize(cols, rows int) error {
	t.mu.Lock()
	t.vt.Resize(cols, rows)
	t.mu.Unlock()
	return pty.Setsize(t.tty, &pty.Winsize{Rows: uint16(rows), Cols: uint16(cols)})
}

// ends waits for the program to end and returns its exit status.
func (t *terminal) ends() (int, error) {
	select {
	case <-t.gone:
	case <-time.After(patience):
		return 0, fmt.Errorf("the program goes on; its screen:\n%s", t.screen.screen())
	}
	var exit *exec.ExitError
	if errors.As(t.err, &exit) {
		return exit.ExitCode(), nil
	}
	return 0, t.err
}

// close ends the program, hard.
func (t *terminal) close() {
	_ = t.cmd.Process.Signal(syscall.SIGKILL)
	<-t.gone
	_ = t.tty.Close()
	_ = t.vt.Close()
}

// line is a terminal at the end of an x/crypto connection: cheaper than a process, and able to do what
// OpenSSH would not.
type line struct {
	*screen
	client  *gossh.Client
	session *gossh.Session
	keys    io.WriteCloser
}

// openLine opens a session with a terminal on a connection and starts words in it.
func openLine(c *gossh.Client, cols, rows int, words string) (*line, error) {
	session, err := c.NewSession()
	if err != nil {
		return nil, err
	}
	l := &line{screen: newScreen(cols, rows), client: c, session: session}
	if err := session.RequestPty("xterm-256color", rows, cols, gossh.TerminalModes{}); err != nil {
		return nil, err
	}
	if l.keys, err = session.StdinPipe(); err != nil {
		return nil, err
	}
	session.Stdout = l.screen
	if err := session.Start(words); err != nil {
		return nil, err
	}
	go func() { _, _ = io.Copy(io.Discard, l.vt) }() // it answers no questions
	go func() {
		l.err = session.Wait()
		close(l.gone)
	}()
	return l, nil
}

// types sends keys as they are.
func (l *line) types(keys string) error {
	_, err := io.WriteString(l.keys, keys)
	return err
}

// close ends the connection.
func (l *line) close() {
	_ = l.client.Close()
	<-l.gone
	_ = l.vt.Close()
}

// openSeat has a person sit down in a room, on a line.
func openSeat(t testing.TB, s *process, name string, cols, rows int) *line {
	t.Helper()
	c, err := s.dial(name)
	must(t, err)
	l, err := openLine(c, cols, rows, s.room)
	must(t, err)
	t.Cleanup(l.close)
	must(t, l.sees("─ Notes"))
	return l
}
