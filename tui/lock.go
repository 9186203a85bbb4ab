package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting/words"
	"oneplan/tui/screen"
)

// idleFarewell is what is left on the terminal of somebody whom the idle lock has disconnected.
const idleFarewell words.Msg = "No key was pressed for a long time, so this connection is closed. What you had typed is kept: connect again, with your key or code, and it is there."

// lockMsg asks whether the screen is to be covered, or the connection to end.
type lockMsg struct{}

// lock covers the screen of somebody who does not touch a key, and then ends the connection: ssh knows no password to
// ask for, so whoever wants to go on after that proves anew who they are.
type lock struct {
	after   time.Duration // 0: never
	touched time.Time     // the last key
	covered time.Time     // since when the screen is; zero: it is not
	ended   bool
}

// Farewell is a sentence to leave on the terminal once it is given back; "" for none.
func (a *App) Farewell() string {
	if a.lock.ended {
		return a.env.T(idleFarewell)
	}
	return ""
}

// startLock begins to watch for keys.
func (a *App) startLock() tea.Cmd {
	a.lock.touched = a.opt.Now()
	if a.lock.after <= 0 {
		return nil
	}
	return a.later(a.lock.after, lockMsg{})
}

// guard takes the messages that the lock is about. done keeps one from everything else.
func (a *App) guard(msg tea.Msg) (cmd tea.Cmd, done bool) {
	if a.lock.after <= 0 {
		return nil, false
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseClickMsg, tea.MouseWheelMsg:
		if a.lock.covered.IsZero() {
			a.lock.touched = a.env.Now
			return nil, false
		}
		if k, ok := msg.(tea.KeyPressMsg); ok && k.String() == "enter" {
			a.lock.covered, a.lock.touched = time.Time{}, a.env.Now
			a.stale = true
		}
		return nil, true // what is typed blindly goes nowhere
	case lockMsg:
		return a.tendLock(), true
	}
	return nil, false
}

// tendLock covers the screen or ends the connection when it is time, and says when to ask again.
func (a *App) tendLock() tea.Cmd {
	l, now := &a.lock, a.env.Now
	if a.opt.Shared && a.room != nil && a.room.InLiveMeeting() {
		l.touched = now // everybody in the meeting looks at it, and nobody types there
	}
	if l.covered.IsZero() && now.Sub(l.touched) >= l.after {
		l.covered = now
		a.stale = true
		return a.later(l.after, lockMsg{})
	}
	since := l.touched
	if !l.covered.IsZero() {
		since = l.covered
	}
	if left := l.after - now.Sub(since); left > 0 {
		return a.later(left, lockMsg{})
	}
	l.ended = true
	return tea.Quit
}

// face is what a screen shows.
type face interface {
	Title() string
	Draw(env *screen.Env, scr uv.Screen, area uv.Rectangle)
}

// front is what the terminal shows now, nil for nothing yet.
func (a *App) front() face {
	switch {
	case !a.lock.covered.IsZero():
		return screen.Cover{}
	case a.screen != nil:
		return a.screen
	}
	return nil
}
