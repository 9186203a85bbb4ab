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
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// patience is how long a test waits for something that should come at once, on a busy machine.
const patience = 20 * time.Second

// terminal is a real program in a real pseudo-terminal, with the screen it draws.
type terminal struct {
	cmd  *exec.Cmd
	tty  *os.File
	mu   sync.Mutex
	vt   *vt.Emulator
	raw  []byte              // everything it ever wrote
	seen func(screen string) // called with every new screen, under mu; may be nil
	news chan struct{}
	gone chan struct{}
	err  error // of the program, once gone is closed
}

// openTerminal starts a program in a terminal of a size.
func openTerminal(cols, rows int, env []string, name string, args ...string) (*terminal, error) {
	t := &terminal{vt: vt.NewEmulator(cols, rows), news: make(chan struct{}, 1), gone: make(chan struct{})}
	t.cmd = exec.Command(name, args...)
	t.cmd.Env = env
	tty, err := pty.StartWithSize(t.cmd, &pty.Winsize{Rows: uint16(rows), Cols: uint16(cols)})
	if err != nil {
		return nil, err
	}
	t.tty = tty
	go func() { _, _ = io.Copy(tty, t.vt) }() // what the terminal would answer to questions
	go t.read()
	return t, nil
}

func (t *terminal) read() {
	buf := make([]byte, 64<<10)
	for {
		n, err := t.tty.Read(buf)
		if n > 0 {
			t.mu.Lock()
			t.raw = append(t.raw, buf[:n]...)
			_, _ = t.vt.Write(buf[:n])
			if t.seen != nil {
				t.seen(t.shown())
			}
			t.mu.Unlock()
			select {
			case t.news <- struct{}{}:
			default:
			}
		}
		if err != nil {
			break
		}
	}
	t.err = t.cmd.Wait()
	close(t.gone)
}

// screen is what shows now, trailing blanks cut.
func (t *terminal) screen() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.shown()
}

func (t *terminal) shown() string {
	lines := strings.Split(t.vt.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \r")
	}
	return strings.Join(lines, "\n")
}

// watch has f called with every screen from now on, the present one first.
func (t *terminal) watch(f func(screen string)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seen = f
	f(t.shown())
}

// until waits until the screen satisfies ok.
func (t *terminal) until(what string, ok func(screen string) bool) error {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		s := t.screen()
		if ok(s) {
			return nil
		}
		select {
		case <-t.news:
		case <-t.gone:
			if s = t.screen(); ok(s) {
				return nil
			}
			return fmt.Errorf("the program ended (%v) before %s; its last screen:\n%s", t.err, what, s)
		case <-time.After(200 * time.Millisecond):
		case <-deadline.C:
			return fmt.Errorf("never %s; the screen:\n%s", what, s)
		}
	}
}

// sees waits until the screen shows text.
func (t *terminal) sees(text string) error {
	return t.until(fmt.Sprintf("showed %q", text), func(s string) bool { return strings.Contains(s, text) })
}

// loses waits until the screen does not show text.
func (t *terminal) loses(text string) error {
	return t.until(fmt.Sprintf("stopped showing %q", text), func(s string) bool { return !strings.Contains(s, text) })
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
		return 0, fmt.Errorf("the program goes on; its screen:\n%s", t.screen())
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
	_ = t.tty.Close()
	<-t.gone
	_ = t.vt.Close()
}
