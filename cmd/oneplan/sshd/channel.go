package sshd

import (
	"context"
	"io"
	"regexp"
	"strings"
	"sync"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// Size is a terminal's size in character cells.
type Size struct{ Width, Height int }

// The largest terminal that is drawn, and the size assumed when a client
// names none.
const (
	MaxWidth  = 300
	MaxHeight = 100

	usualWidth  = 80
	usualHeight = 24
)

// What a client may send before its session starts.
const (
	maxEnv     = 16   // variables
	maxEnvSize = 256  // bytes of name and value
	maxTerm    = 64   // bytes
	maxCommand = 8192 // bytes
)

// kind is what a client asked its channel to be.
type kind string

const (
	kindNone  kind = ""
	kindShell kind = "shell"
	kindExec  kind = "exec"
	kindFiles kind = filesName
)

// channel is one session channel. Its filter answers every request about the
// terminal itself and lets only the first shell or exec through to the
// library, so that nothing a client sends can block the library's session, make
// it allocate, or reach anything but the session's handler.
type channel struct {
	conn     *conn
	ctx      context.Context // ends with the channel or the connection
	cancel   context.CancelFunc
	finished chan struct{} // closed when the session's handler has returned
	raw      gossh.Channel
	writing  sync.Mutex // serialises writes to raw

	// Written by the filter before the session starts, constant afterwards.
	files   bool // whether there is a tree of files to ask for
	kind    kind
	command string
	pty     bool
	term    string
	env     []string

	sizes chan Size // the latest size that was not taken yet

	mu     sync.Mutex
	size   Size
	tty    *Terminal
	broken bool // the session panicked: the connection ends with it
}

// channelKey is where a session's context keeps its *channel.
type channelKey struct{}

// sessionContext makes the library's context, which lives as long as the
// connection, end with the channel.
type sessionContext struct {
	ssh.Context
	ch *channel
}

func (c sessionContext) Done() <-chan struct{} { return c.ch.ctx.Done() }
func (c sessionContext) Err() error            { return c.ch.ctx.Err() }
func (c sessionContext) Value(key any) any {
	if key == (channelKey{}) {
		return c.ch
	}
	return c.Context.Value(key)
}

// channelOf finds the channel behind a session's context.
func channelOf(ctx context.Context) *channel { return ctx.Value(channelKey{}).(*channel) } //nolint:errcheck // every session has one: a panic is contained

// handleChannel is the library's handler for channels of type "session".
func (s *Server) handleChannel(srv *ssh.Server, sc *gossh.ServerConn, nc gossh.NewChannel, ctx ssh.Context) {
	c := connOf(ctx)
	if !c.openChannel(sc) {
		_ = nc.Reject(gossh.ResourceShortage, "too many sessions on this connection")
		return
	}
	defer c.closeChannel()
	ch := &channel{conn: c, finished: make(chan struct{}), sizes: make(chan Size, 1), files: s.config.Files != nil}
	ch.ctx, ch.cancel = context.WithCancel(c.ctx)
	defer ch.cancel()

	filtered := &filteredChannel{NewChannel: nc, ch: ch}
	ssh.DefaultSessionHandler(srv, sc, filtered, sessionContext{ctx, ch})
	// The client has closed the channel. Its place is free again when the
	// handler has returned too.
	ch.cancel()
	if filtered.started {
		<-ch.finished
	}
}

// filteredChannel puts the filter between the connection and the library.
type filteredChannel struct {
	gossh.NewChannel
	ch      *channel
	started bool // read after the library's handler has returned
}

func (f *filteredChannel) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	raw, in, err := f.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	f.ch.raw = raw
	out := make(chan *gossh.Request, 1) // room for the one that gets through
	go func() {
		defer close(out)
		defer close(f.ch.sizes)
		defer f.ch.conn.contain()
		for req := range in {
			if f.ch.request(req) {
				f.started = true
				f.ch.conn.sessionStarted()
				out <- req
			}
		}
	}()
	return raw, out, nil
}

// request answers a channel request (RFC 4254 section 6), or reports true if
// it is the one that starts the session.
func (ch *channel) request(req *gossh.Request) bool {
	ok := false
	switch req.Type {
	case "pty-req":
		ok = ch.ptyRequest(req.Payload)
	case "window-change":
		ok = ch.windowChange(req.Payload)
	case "env":
		ok = ch.envRequest(req.Payload)
	case "shell":
		if ch.kind == kindNone {
			ch.kind = kindShell
			req.Payload = nil
			return true
		}
	case "subsystem":
		if ch.wantsFiles(req) {
			return true
		}
	case "exec":
		var exec struct{ Command string }
		if ch.kind == kindNone && gossh.Unmarshal(req.Payload, &exec) == nil && len(exec.Command) <= maxCommand {
			ch.kind, ch.command = kindExec, cleanLine(exec.Command)
			return true
		}
	}
	_ = req.Reply(ok, nil)
	return false
}

var termName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9+._-]*$`)

func (ch *channel) ptyRequest(payload []byte) bool {
	var pty struct {
		Term                                string
		Width, Height, PixelsWide, PixelsUp uint32
		Modes                               string
	}
	if ch.kind != kindNone || ch.pty || gossh.Unmarshal(payload, &pty) != nil {
		return false
	}
	ch.pty, ch.term = true, "xterm"
	if len(pty.Term) <= maxTerm && termName.MatchString(pty.Term) {
		ch.term = pty.Term
	}
	ch.mu.Lock()
	defer ch.mu.Unlock()
	ch.size = clampSize(pty.Width, pty.Height, Size{usualWidth, usualHeight})
	return true
}

func (ch *channel) windowChange(payload []byte) bool {
	var win struct{ Width, Height, PixelsWide, PixelsUp uint32 }
	if !ch.pty || gossh.Unmarshal(payload, &win) != nil {
		return false
	}
	ch.mu.Lock()
	size := clampSize(win.Width, win.Height, ch.size)
	changed := size != ch.size
	ch.size = size
	ch.mu.Unlock()
	if changed {
		// This goroutine is the only sender: after taking out what was not
		// read, there is room.
		select {
		case <-ch.sizes:
		default:
		}
		ch.sizes <- size
	}
	return true
}

// clampSize bounds a size. A zero is ignored, as RFC 4254 section 6.2 says.
func clampSize(w, h uint32, was Size) Size {
	if w > 0 {
		was.Width = int(min(w, MaxWidth))
	}
	if h > 0 {
		was.Height = int(min(h, MaxHeight))
	}
	return was
}

func (ch *channel) envRequest(payload []byte) bool {
	var env struct{ Name, Value string }
	if ch.kind != kindNone || len(ch.env) >= maxEnv || gossh.Unmarshal(payload, &env) != nil ||
		len(env.Name)+len(env.Value) > maxEnvSize || !wantedEnv(env.Name) || env.Value != cleanLine(env.Value) {
		return false
	}
	ch.env = append(ch.env, env.Name+"="+env.Value)
	return true
}

// wantedEnv names the variables that say something about a terminal or its
// reader. Any other could steer a library in ways nobody thought of.
func wantedEnv(name string) bool {
	switch name {
	case "LANG", "LANGUAGE", "TZ", "NO_COLOR", "COLORTERM", "COLORFGBG", "TERM_PROGRAM", "TERM_PROGRAM_VERSION":
		return true
	}
	suffix, ok := strings.CutPrefix(name, "LC_")
	return ok && termName.MatchString(suffix)
}

func (ch *channel) currentSize() Size {
	ch.mu.Lock()
	defer ch.mu.Unlock()
	return ch.size
}

func (ch *channel) terminal() *Terminal {
	ch.mu.Lock()
	defer ch.mu.Unlock()
	return ch.tty
}

// Write writes to the client as it is. The library's channel allows one writer
// at a time.
func (ch *channel) Write(p []byte) (int, error) {
	ch.writing.Lock()
	defer ch.writing.Unlock()
	return ch.raw.Write(p)
}

// stdout and stderr are for text: with a terminal at the other end, which is
// in raw mode, each line needs its carriage return.
func (ch *channel) stdout() io.Writer { return ch.text(ch) }

func (ch *channel) stderr() io.Writer {
	return ch.text(&lockedWriter{w: ch.raw.Stderr()})
}

func (ch *channel) text(w io.Writer) io.Writer {
	if ch.pty {
		return ssh.NewPtyWriter(w)
	}
	return w
}

// lockedWriter lets several goroutines write.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// say writes one sentence for the person, giving up on a client that does not
// take it.
func (ch *channel) say(sentence string) {
	stalled := time.AfterFunc(ch.conn.gate.limits.FlushTime, func() { ch.conn.kill("it did not take its last words") })
	defer stalled.Stop()
	_, _ = io.WriteString(ch.stderr(), sentence+"\n")
}

// apologise marks the session as broken, restores the screen, if there is one,
// and says so.
func (ch *channel) apologise() {
	ch.mu.Lock()
	ch.broken = true
	ch.mu.Unlock()
	if t := ch.terminal(); t != nil {
		_, _ = io.WriteString(t.out, restoreScreen+"\r\n"+sayBroken+"\r\n")
		return
	}
	ch.say(sayBroken)
}

// exit reports the exit status and closes the channel. A client that does not
// close its side then loses the connection, since its channel would stay; the
// client of a broken session loses it in any case.
func (ch *channel) exit(sess ssh.Session, code int) {
	ch.mu.Lock()
	broken := ch.broken
	ch.mu.Unlock()
	if broken && code == 0 {
		code = 1
	}
	_ = sess.Exit(code)
	ch.conn.sessionEnded()
	if broken {
		context.AfterFunc(ch.ctx, func() { ch.conn.kill(whyBroke) })
	}
	late := time.AfterFunc(ch.conn.gate.limits.FlushTime, func() { ch.conn.kill("it did not close its session") })
	context.AfterFunc(ch.ctx, func() { late.Stop() })
}
