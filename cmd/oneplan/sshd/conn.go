package sshd

import (
	"container/list"
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	"github.com/pires/go-proxyproto"
	gossh "golang.org/x/crypto/ssh"
)

// conn is one TCP connection as the ssh library sees it. It has its own
// deadlines: one for signing in, one for each write, and one for having no
// session at all.
type conn struct {
	net.Conn
	gate  *gate
	src   *source
	place *list.Element // among those waiting to sign in; the gate's lock

	ctx    context.Context // ends with the connection
	cancel context.CancelFunc
	closed sync.Once

	paced     bool        // the pace was kept; only the reading goroutine
	exchanged atomic.Bool // the client has our host key

	mu       sync.Mutex
	signed   bool
	timer    *time.Timer // signing in, then having no session
	ssh      gossh.Conn  // nil until the first channel
	channels int
	running  int // sessions started and not ended
	identity Identity
	known    bool   // identity is; from the first channel on
	parting  string // why the connection is ending

	staying context.Context // ends when that is so
	end     context.CancelFunc
}

func newConn(g *gate, src *source, nc net.Conn) *conn {
	c := &conn{Conn: nc, gate: g, src: src}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	c.staying, c.end = context.WithCancel(c.ctx)
	return c
}

// connOf finds the connection behind one of the library's contexts.
func connOf(ctx ssh.Context) *conn { return ctx.Value(connKey{}).(*conn) } //nolint:errcheck // every connection has one: a panic is contained

// start sets the clock for signing in.
func (c *conn) start() {
	nc := c.Conn
	if p, ok := nc.(*proxyproto.Conn); ok {
		nc = p.Raw()
	}
	if b, ok := nc.(interface{ SetWriteBuffer(bytes int) error }); ok {
		_ = b.SetWriteBuffer(c.gate.limits.SendBuffer)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timer = time.AfterFunc(c.gate.limits.AuthTime, c.late)
}

func (c *conn) late() {
	c.mu.Lock()
	signed := c.signed
	c.mu.Unlock()
	if signed {
		c.kill(whyIdle)
	} else {
		c.kill(whyLate)
	}
}

// remote is the address at the other end, for the log.
func (c *conn) remote() string { return c.RemoteAddr().String() }

// Read keeps the source's pace before it passes on the first bytes, since the
// work of a handshake begins with them; a silent connection costs its source
// nothing.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && !c.paced {
		c.paced = true
		if err := c.src.pace.Wait(c.ctx); err != nil {
			return 0, net.ErrClosed
		}
		c.extend(c.gate.limits.AuthTime) // the wait was not the client's doing
	}
	return n, err
}

// Message numbers of the replies with which a server's host key is sent
// (RFC 5656 section 4, RFC 4419 section 5).
const (
	msgKexReply   = 31
	msgKexGroupEx = 33
)

// Write gives each write its own time and closes the connection when it is
// over: a stalled client must not hold on to anything.
func (c *conn) Write(p []byte) (int, error) {
	_ = c.SetWriteDeadline(time.Now().Add(c.gate.limits.StallTime))
	n, err := c.Conn.Write(p)
	if err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			c.kill(whyStalled)
		} else {
			c.kill("a write failed")
		}
		return n, err
	}
	// A packet before encryption: length (4), padding length (1), message
	// number. From this reply on a person may be comparing the fingerprint,
	// so the clock is theirs. A later packet that looks the same by chance
	// does no harm.
	if len(p) > 5 && (p[5] == msgKexReply || p[5] == msgKexGroupEx) && !c.exchanged.Swap(true) {
		c.extend(c.gate.limits.LoginTime)
	}
	return n, nil
}

// extend restarts the clock for signing in.
func (c *conn) extend(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.signed && c.timer != nil {
		c.timer.Reset(d)
	}
}

// SetDeadline leaves writes alone: they have their own.
func (c *conn) SetDeadline(t time.Time) error { return c.SetReadDeadline(t) }

// Close closes the connection once; closing again does nothing.
func (c *conn) Close() error {
	var err error
	c.closed.Do(func() {
		c.cancel()
		c.mu.Lock()
		if c.timer != nil {
			c.timer.Stop()
		}
		c.mu.Unlock()
		c.gate.remove(c)
		err = c.Conn.Close()
	})
	return err
}

// kill closes the connection and says why in the log, aloud only if somebody
// had signed in.
func (c *conn) kill(why string) {
	if c.ctx.Err() == nil {
		level := slog.LevelDebug
		c.mu.Lock()
		if c.signed {
			level = slog.LevelInfo
		}
		c.mu.Unlock()
		c.gate.log.LogAttrs(context.Background(), level, "connection closed",
			slog.String("remote", c.remote()), slog.String("why", why))
		c.gate.dropped(why)
	}
	_ = c.Close()
}

// contain, deferred in a goroutine that handles what a client sends, turns a
// panic into the end of that client's connection.
func (c *conn) contain() {
	if v := recover(); v != nil {
		c.gate.log.Error("handling a connection panicked", "remote", c.remote(), "panic", v, "stack", string(debug.Stack()))
		c.kill(whyPanic)
	}
}

// signedIn starts the clock for having no session.
func (c *conn) signedIn() {
	if !c.gate.signedIn(c) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.signed = true
	c.timer.Reset(c.gate.limits.IdleTime)
}

// openChannel takes one of the connection's places for sessions.
func (c *conn) openChannel(sc *gossh.ServerConn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.channels >= c.gate.limits.Channels {
		return false
	}
	c.channels++
	if c.ssh == nil {
		c.ssh = sc
		c.identity, c.known = identityOf(sc.Permissions)
		go c.keepAlive(sc)
	}
	return true
}

func (c *conn) closeChannel() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.channels--
}

// sessionStarted stops the clock for having no session, and sessionEnded
// starts it again after the last one.
func (c *conn) sessionStarted() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running++
	c.timer.Stop()
}

func (c *conn) sessionEnded() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running--
	if c.running == 0 && c.ctx.Err() == nil {
		c.timer.Reset(c.gate.limits.IdleTime)
	}
}

// keepAlive asks the client for a sign of life and closes the connection when
// there is none. Any reply will do, a refusal too.
func (c *conn) keepAlive(sc gossh.Conn) {
	defer c.contain()
	tick := time.NewTicker(c.gate.limits.KeepAlive)
	defer tick.Stop()
	answered := make(chan struct{}, 1)
	waiting, misses := false, 0
	for {
		select {
		case <-c.ctx.Done():
			return
		case <-answered:
			waiting, misses = false, 0
		case <-tick.C:
			if waiting {
				if misses++; misses >= c.gate.limits.KeepAliveMisses {
					c.kill(whySilent)
					return
				}
				continue
			}
			waiting = true
			go func() {
				if _, _, err := sc.SendRequest("keepalive@openssh.com", true, nil); err == nil {
					answered <- struct{}{}
				}
			}()
		}
	}
}
