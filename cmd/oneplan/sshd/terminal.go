package sshd

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/charmbracelet/colorprofile"
)

// Terminal is an interactive session: a person's screen and keyboard.
type Terminal struct {
	// Identity is who is sitting there.
	Identity Identity
	// Login is the name before the @ that the client gave. It proves nothing.
	Login string
	// Remote is the client's address and port.
	Remote string
	// Raw is the command that came with the session, control characters
	// dropped; "" for a plain shell.
	Raw string
	// Term is the terminal's type as the client named it.
	Term string
	// Environ is TERM and what the client sent of its environment that says
	// something about terminals or languages, as NAME=value.
	Environ []string

	ch       *channel
	client   string // the client's version
	limits   Limits
	stopping <-chan struct{}
	in       *Input
	out      *Output
	code     atomic.Int32
}

// Context ends when the session's channel or connection is gone.
func (t *Terminal) Context() context.Context { return t.ch.ctx }

// Done is closed when the session's channel or connection is gone.
func (t *Terminal) Done() <-chan struct{} { return t.ch.ctx.Done() }

// Stopping is closed when the service begins to stop. The session is closed
// soon afterwards.
func (t *Terminal) Stopping() <-chan struct{} { return t.stopping }

// Input is the person's keyboard.
func (t *Terminal) Input() *Input { return t.in }

// Output is the person's screen.
func (t *Terminal) Output() *Output { return t.out }

// Size is the terminal's size, from 1x1 to MaxWidth x MaxHeight.
func (t *Terminal) Size() Size { return t.ch.currentSize() }

// Sizes delivers the latest size after a change; sizes that were not received
// in time are skipped. It is closed when the channel is gone.
func (t *Terminal) Sizes() <-chan Size { return t.ch.sizes }

// SetExit sets the exit status of a session that runs in Config.Shell; it is 0
// otherwise.
func (t *Terminal) SetExit(code int) { t.code.Store(int32(code)) } //nolint:gosec // exit codes are small

// ExitCode is what SetExit set.
func (t *Terminal) ExitCode() int { return int(t.code.Load()) }

// Profile is how many colours to use, judged from the environment alone: a
// terminal may never answer a question.
func (t *Terminal) Profile() colorprofile.Profile {
	p := colorprofile.Env(t.Environ)
	if slices.ContainsFunc(t.Environ, func(v string) bool { return strings.HasPrefix(v, "NO_COLOR=") && v != "NO_COLOR=" }) {
		return min(p, colorprofile.ASCII) // no-color.org: any value counts
	}
	if p == colorprofile.ANSI && t.Term == "xterm" && strings.Contains(t.client, "PuTTY") {
		return colorprofile.ANSI256 // PuTTY's usual name for itself
	}
	return p
}

// restoreScreen undoes what a full-screen program may have set: synchronised
// output, mouse reports, bracketed paste, focus reports, colours, scrolling
// margins, a hidden cursor, keyboard extensions and the alternate screen.
const restoreScreen = "\x1b[?2026l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l" +
	"\x1b[m\x1b[r\x1b[?25h\x1b[<u\x1b[?1049l"

// end waits for the last output, for a limited time, and ends the input.
func (t *Terminal) end() {
	_ = t.in.Close()
	ctx, cancel := context.WithTimeout(t.ch.ctx, t.limits.FlushTime)
	defer cancel()
	_ = t.out.Flush(ctx)
}
