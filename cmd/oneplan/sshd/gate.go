package sshd

import (
	"container/list"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"charm.land/ssh"
	"golang.org/x/time/rate"
)

// gate counts connections and decides which ones there may be.
type gate struct {
	limits Limits
	log    *slog.Logger
	drops  func(Drop)
	full   rate.Sometimes // a flood of callers is no reason for a flood of lines

	mu      sync.Mutex
	closed  bool
	conns   map[*conn]struct{}
	sources map[string]*source
	waiting int // connections that have not signed in, over all sources
	sweepAt int // how many sources there are when the idle ones are forgotten
}

// source is where connections come from: an IPv4 address or an IPv6 /64.
type source struct {
	local   bool
	conns   int
	waiting *list.List // of *conn that have not signed in, oldest first
	pace    *rate.Limiter
	redeem  chan struct{} // one code at a time
	lockout lockout
}

const leastSweep = 256

func newGate(limits Limits, log *slog.Logger) *gate {
	return &gate{
		limits: limits, log: log, sweepAt: leastSweep,
		full:  rate.Sometimes{First: 1, Interval: 10 * time.Second},
		conns: map[*conn]struct{}{}, sources: map[string]*source{},
	}
}

// connKey is where the library's context keeps the *conn.
type connKey struct{}

// admit is the library's connection callback: it returns nil to refuse.
func (g *gate) admit(ctx ssh.Context, nc net.Conn) net.Conn {
	c := g.enter(nc)
	if c == nil {
		return nil
	}
	ctx.SetValue(connKey{}, c)
	return c
}

func (g *gate) enter(nc net.Conn) *conn {
	from := nc.RemoteAddr() // behind a load balancer this waits for what it says: not under the lock
	c, victim := g.place(nc, from)
	if victim != nil {
		victim.kill(whyRoom)
	}
	if c == nil {
		g.dropped(whyFull)
		g.full.Do(func() { g.log.Warn("too many connections, some are refused", "last", from.String()) })
		return nil
	}
	c.start()
	return c
}

// place finds room for a connection; if that takes another one's place, the
// other one is already out of the counts and must be closed.
func (g *gate) place(nc net.Conn, from net.Addr) (c, victim *conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, nil
	}
	src := g.source(from)
	switch {
	case !src.local && src.conns >= g.limits.PerSource:
		victim = src.oldest()
		if victim == nil {
			return nil, nil
		}
	case len(g.conns) >= g.limits.Connections:
		victim = g.busiest().oldest()
		if victim == nil {
			return nil, nil
		}
	case g.waiting >= g.limits.Unauthenticated:
		victim = g.busiest().oldest()
	}
	if victim != nil {
		g.removeLocked(victim)
	}
	c = newConn(g, src, nc)
	g.conns[c] = struct{}{}
	src.conns++
	g.waiting++
	c.place = src.waiting.PushBack(c)
	return c, victim
}

// source finds or makes the source of an address.
func (g *gate) source(addr net.Addr) *source {
	key, local := sourceOf(addr)
	if src := g.sources[key]; src != nil {
		return src
	}
	if len(g.sources) >= g.sweepAt {
		for k, src := range g.sources {
			if src.forgettable(g.limits) {
				delete(g.sources, k)
			}
		}
		g.sweepAt = max(leastSweep, 2*len(g.sources))
	}
	src := &source{
		local:   local,
		waiting: list.New(),
		pace:    rate.NewLimiter(rate.Limit(g.limits.HandshakeRate), g.limits.HandshakeBurst),
		redeem:  make(chan struct{}, 1),
	}
	g.sources[key] = src
	return src
}

// sourceOf groups addresses that one caller can choose between freely.
func sourceOf(addr net.Addr) (key string, local bool) {
	ap, err := netip.ParseAddrPort(addr.String())
	if err != nil {
		return addr.Network(), false
	}
	ip := ap.Addr().Unmap()
	if ip.Is6() {
		if p, err := ip.WithZone("").Prefix(64); err == nil && !ip.IsLoopback() {
			return p.String(), false
		}
	}
	return ip.String(), ip.IsLoopback()
}

// forgettable reports whether nothing would be lost with the source: it has
// no connections, its pace is that of a newcomer, and it gave no wrong codes lately.
func (s *source) forgettable(limits Limits) bool {
	now := time.Now()
	return s.conns == 0 && s.pace.TokensAt(now) >= float64(s.pace.Burst()) && s.lockout.over(now, limits)
}

// oldest is the connection of this source to close first: the one that has
// waited longest, preferring those that have not even exchanged keys to those
// at which a person may be reading or typing.
func (s *source) oldest() *conn {
	if s == nil || s.waiting.Len() == 0 {
		return nil
	}
	for e := s.waiting.Front(); e != nil; e = e.Next() {
		if c := e.Value.(*conn); !c.exchanged.Load() { //nolint:errcheck // the list holds nothing else
			return c
		}
	}
	return s.waiting.Front().Value.(*conn) //nolint:errcheck // the list holds nothing else
}

// busiest is the source with the most connections waiting to sign in.
func (g *gate) busiest() *source {
	var most *source
	for _, src := range g.sources {
		if most == nil || src.waiting.Len() > most.waiting.Len() {
			most = src
		}
	}
	return most
}

// signedIn takes a connection out of those that wait. It reports false when
// the connection was closed meanwhile.
func (g *gate) signedIn(c *conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, here := g.conns[c]; !here {
		return false
	}
	g.settleLocked(c)
	return true
}

func (g *gate) settleLocked(c *conn) {
	if c.place != nil {
		c.src.waiting.Remove(c.place)
		c.place = nil
		g.waiting--
	}
}

// remove forgets a closed connection.
func (g *gate) remove(c *conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.removeLocked(c)
}

func (g *gate) removeLocked(c *conn) {
	if _, here := g.conns[c]; !here {
		return
	}
	delete(g.conns, c)
	g.settleLocked(c)
	c.src.conns--
}

// close refuses every further connection and ends those that nobody has
// signed in on.
func (g *gate) close() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	for _, c := range g.list(func(c *conn) bool { return c.place != nil }) {
		c.kill("the service is stopping")
	}
}

// closeAll ends every connection.
func (g *gate) closeAll(why string) {
	for _, c := range g.list(func(*conn) bool { return true }) {
		c.kill(why)
	}
}

func (g *gate) list(want func(*conn) bool) []*conn {
	g.mu.Lock()
	defer g.mu.Unlock()
	var out []*conn
	for c := range g.conns {
		if want(c) {
			out = append(out, c)
		}
	}
	return out
}
