// Package tuitest drives the app as a person at a terminal would, over a virtual terminal, for tests:
// keys go in, and what the terminal shows comes out and can be compared with a golden screen.
//
// It must not know of meetings. No program may import it.
package tuitest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/vt"

	"oneplan/tui"
)

// patience is how long a screen may take to show what it should.
const patience = 30 * time.Second

// Terminal is a virtual terminal: an io.Writer that keeps the screen.
type Terminal struct {
	mu   sync.Mutex
	vt   *vt.Emulator
	news chan struct{}
}

// NewTerminal returns an empty terminal of a size in cells.
func NewTerminal(width, height int) *Terminal {
	return &Terminal{vt: vt.NewEmulator(width, height), news: make(chan struct{}, 1)}
}

// Write shows what an app writes.
func (t *Terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	n, err := t.vt.Write(p)
	t.mu.Unlock()
	select {
	case t.news <- struct{}{}:
	default:
	}
	return n, err
}

// Text returns the rows of the screen, without blanks at their ends.
func (t *Terminal) Text() string { return t.rows(false) }

// Picture returns the rows of the screen with their colours, as SGR sequences.
func (t *Terminal) Picture() string { return t.rows(true) }

func (t *Terminal) rows(colours bool) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.vt.String()
	if colours {
		s = t.vt.Render()
	}
	lines := strings.Split(strings.ReplaceAll(s, "\r", ""), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// Driver is a running app and the terminal it draws on.
type Driver struct {
	Terminal *Terminal

	t     testing.TB
	p     *tea.Program
	ended chan error
}

// Drive runs an app that was made to write to term. It ends with the test.
func Drive(t testing.TB, app *tui.App, term *Terminal) *Driver {
	t.Helper()
	d := &Driver{Terminal: term, t: t, ended: make(chan error, 1)}
	d.p = tea.NewProgram(app, tea.WithoutRenderer(), tea.WithInput(nil), tea.WithOutput(term), tea.WithoutSignalHandler(),
		tea.WithWindowSize(term.vt.Width(), term.vt.Height()), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
	go func() {
		_, err := d.p.Run()
		app.Close()
		d.ended <- err
		close(d.ended)
	}()
	t.Cleanup(func() {
		d.p.Quit()
		select {
		case err := <-d.ended:
			if err != nil && !errors.Is(err, tea.ErrProgramKilled) {
				t.Error(err)
			}
		case <-time.After(patience):
			t.Error("the app does not end")
		}
	})
	return d
}

// named are the keys that have no character of their own.
var named = map[string]tea.Key{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "backspace": {Code: tea.KeyBackspace},
	"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	"home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd}, "delete": {Code: tea.KeyDelete}, "space": {Code: tea.KeySpace, Text: " "},
}

// Press presses keys by name: "n", "enter", "ctrl+p".
func (d *Driver) Press(keys ...string) {
	d.t.Helper()
	for _, k := range keys {
		if n, ok := named[k]; ok {
			d.p.Send(tea.KeyPressMsg(n))
			continue
		}
		if rest, ok := strings.CutPrefix(k, "ctrl+"); ok && len(rest) == 1 {
			d.p.Send(tea.KeyPressMsg{Code: rune(rest[0]), Mod: tea.ModCtrl})
			continue
		}
		if r := []rune(k); len(r) == 1 {
			d.p.Send(tea.KeyPressMsg{Code: r[0], Text: k})
			continue
		}
		d.t.Fatalf("there is no key %q", k)
	}
}

// Type types text, a key for each character.
func (d *Driver) Type(text string) {
	for _, r := range text {
		d.p.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// Click clicks the left mouse button on a cell.
func (d *Driver) Click(x, y int) {
	d.p.Send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	d.p.Send(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
}

// Resize changes the terminal's size.
func (d *Driver) Resize(width, height int) {
	d.Terminal.mu.Lock()
	d.Terminal.vt.Resize(width, height)
	d.Terminal.mu.Unlock()
	d.p.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

func (d *Driver) until(what string, ok func() bool) {
	d.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for !ok() {
		select {
		case <-d.Terminal.news:
		case <-deadline.C:
			d.t.Fatalf("never %s; the screen:\n%s", what, d.Terminal.Text())
		}
	}
}

// Sees waits until the screen shows all of these.
func (d *Driver) Sees(texts ...string) {
	d.t.Helper()
	for _, s := range texts {
		d.until(fmt.Sprintf("showed %q", s), func() bool { return strings.Contains(d.Terminal.Text(), s) })
	}
}

// Loses waits until the screen shows none of these.
func (d *Driver) Loses(texts ...string) {
	d.t.Helper()
	for _, s := range texts {
		d.until(fmt.Sprintf("stopped showing %q", s), func() bool { return !strings.Contains(d.Terminal.Text(), s) })
	}
}

// Ends waits until the app has ended by itself.
func (d *Driver) Ends() {
	d.t.Helper()
	select {
	case <-d.ended: //nolint:errcheck // it is closed after its one error, which the end of the test reports
	case <-time.After(patience):
		d.t.Fatalf("the app goes on; its screen:\n%s", d.Terminal.Text())
	}
}

// Golden waits until the screen looks as testdata/NAME.golden says, colours included. With
// ONEPLAN_GOLDEN=rewrite in the environment it writes that file instead: look at the pictures then.
func (d *Driver) Golden(name string) {
	d.t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if os.Getenv("ONEPLAN_GOLDEN") == "rewrite" {
		d.settle()
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			d.t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(d.Terminal.Picture()), 0o600); err != nil {
			d.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		d.t.Fatalf("%v; make golden writes it", err)
	}
	d.until(fmt.Sprintf("looked as %s:\n%s\nmake golden rewrites it", file, want), func() bool { return d.Terminal.Picture() == string(want) })
}

// Shows waits until the screen looks as another one does, colours included.
func (d *Driver) Shows(picture func() string) {
	d.t.Helper()
	deadline := time.Now().Add(patience)
	for d.Terminal.Picture() != picture() {
		if time.Now().After(deadline) {
			d.t.Fatalf("the screen:\n%s\nnever looked as the other one:\n%s", d.Terminal.Picture(), picture())
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// settle waits until the app has had nothing to draw for a while. Only rewriting depends on it: a comparison waits for
// the screen itself.
func (d *Driver) settle() {
	for {
		select {
		case <-d.Terminal.news:
		case <-time.After(500 * time.Millisecond):
			return
		}
	}
}
