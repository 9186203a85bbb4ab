package sshd

import (
	"context"
	"time"
)

// What people read when their way in ends while they are here.
const (
	sayPassOver        = "Your code for this meeting has run out, so this connection is closed. What you had typed is kept; ask whoever invited you for a new letter." //nolint:gosec // a sentence
	sayCertificateOver = "Your certificate has run out, so this connection is closed. What you had typed is kept; get a new one from your agency and connect again."
)

// recheck ends the connections of those who may not come in any more, within about a second, until the server stops.
func (s *Server) recheck() {
	tick := time.NewTicker(s.limits.Recheck)
	defer tick.Stop()
	seen := s.config.Door.Epoch()
	for {
		select {
		case <-s.stopping:
			return
		case now := <-tick.C:
			epoch := s.config.Door.Epoch()
			for _, c := range s.gate.list(func(*conn) bool { return true }) {
				if id, known := c.who(); known {
					c.part(s.over(id, now, epoch != seen))
				}
			}
			seen = epoch
		}
	}
}

// over says why somebody may not stay, or "".
func (s *Server) over(id Identity, now time.Time, changed bool) string {
	switch {
	case changed && !s.config.Door.Current(id):
		return sayEnded
	case id.Until.IsZero() || now.Before(id.Until):
		return ""
	case id.Via == ViaCertificate:
		return sayCertificateOver
	}
	return sayPassOver
}

// who is whom the connection is of, once it has had a channel.
func (c *conn) who() (Identity, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.identity, c.known
}

// part ends a connection, if there is a reason why: its sessions end, each leaves the reason on the screen, and what has
// not ended soon after loses the connection.
func (c *conn) part(why string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if why == "" || c.parting != "" || c.ctx.Err() != nil {
		return
	}
	c.parting = why
	c.end()
	late := time.AfterFunc(c.gate.limits.PartTime, func() { c.kill(whyEnded) })
	context.AfterFunc(c.ctx, func() { late.Stop() })
}

// partingWord is why the connection is ending, or "".
func (c *conn) partingWord() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.parting
}

// untilParting returns a context for a session's handler, which also ends when the connection is about to.
func (c *conn) untilParting(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(c.staying, cancel)
	return ctx, func() {
		stop()
		cancel()
	}
}
