package sshd

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// from is a listener whose connections seem to come from other addresses.
type from struct {
	net.Listener
	addr chan string
}

type fromConn struct {
	net.Conn
	remote net.Addr
}

func (c fromConn) RemoteAddr() net.Addr { return c.remote }

func (l from) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return fromConn{c, net.TCPAddrFromAddrPort(netip.MustParseAddrPort(<-l.addr))}, nil
}

// serveFrom serves connections from made-up addresses.
func serveFrom(t *testing.T, limits Limits, door ...Door) (*site, func(addr string) net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addrs := make(chan string, 10000)
	config := Config{Listener: from{l, addrs}, Limits: limits}
	if len(door) > 0 {
		config.Door = door[0]
	}
	st := serve(t, config)
	return st, func(addr string) net.Conn {
		addrs <- addr
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
}

// greeted reports whether the server speaks to a new connection.
func greeted(c net.Conn) bool {
	_ = c.SetReadDeadline(time.Now().Add(patience))
	b := make([]byte, 8)
	_, err := io.ReadFull(c, b)
	return err == nil && string(b) == "SSH-2.0-"
}

// gone reports whether the server closes a connection.
func gone(c net.Conn) bool {
	_ = c.SetReadDeadline(time.Now().Add(patience))
	_, err := io.Copy(io.Discard, c)
	return err == nil || strings.Contains(err.Error(), "reset")
}

func TestPerSource(t *testing.T) {
	st, dial := serveFrom(t, Limits{PerSource: 3})
	signIn := func(addr string) (*gossh.Client, error) {
		return st.handshake(dial(addr), "x", gossh.PublicKeys(st.ana))
	}
	var all []*gossh.Client
	for i := range 3 {
		c, err := signIn(fmt.Sprintf("192.0.2.1:%d", 1000+i))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	if _, err := signIn("192.0.2.1:2000"); err == nil {
		t.Error("a fourth connection from one source came in")
	}
	if _, err := signIn("192.0.2.2:2000"); err != nil {
		t.Error("another source was refused:", err)
	}
	_ = all[0].Close()
	eventually(t, "its place is free", func() bool { _, err := signIn("192.0.2.1:2001"); return err == nil })

	// Half-open ones make room for newer ones of their own source.
	a := dial("[2001:db8::1]:1")
	if !greeted(a) {
		t.Fatal("refused")
	}
	for i := range 2 {
		if !greeted(dial(fmt.Sprintf("[2001:db8::%d]:1", 2+i))) {
			t.Fatal("refused")
		}
	}
	if c, err := signIn("[2001:db8::9]:1"); err != nil {
		t.Error("half-open connections kept somebody out:", err)
	} else {
		defer c.Close()
	}
	if !gone(a) {
		t.Error("the oldest did not make room")
	}
}

func TestSources(t *testing.T) {
	for addr, want := range map[string]string{
		"192.0.2.1:5":            "192.0.2.1",
		"[::ffff:192.0.2.1]:5":   "192.0.2.1",
		"[2001:db8:1:2:3::4]:5":  "2001:db8:1:2::/64",
		"[fe80::1%eth0]:5":       "fe80::/64",
		"127.0.0.1:5":            "127.0.0.1 local",
		"[::1]:5":                "::1 local",
		"[::ffff:127.0.0.1]:999": "127.0.0.1 local",
	} {
		ap := netip.MustParseAddrPort(addr)
		got, local := sourceOf(net.TCPAddrFromAddrPort(ap))
		if local {
			got += " local"
		}
		if got != want {
			t.Errorf("%s comes from %s, want %s", addr, got, want)
		}
	}
	if key, local := sourceOf(&net.UnixAddr{Net: "unix"}); key != "unix" || local {
		t.Errorf("a socket comes from %q, %v", key, local)
	}
}

// TestBusiestSourceMakesRoom: one source floods; a half-open connection of
// another source is older than all of them, and stays.
func TestBusiestSourceMakesRoom(t *testing.T) {
	for name, limits := range map[string]Limits{"unauthenticated": {Unauthenticated: 20}, "in all": {Connections: 20}} {
		t.Run(name, func(t *testing.T) {
			st, dial := serveFrom(t, limits)
			quiet := dial("192.0.2.77:1")
			eventually(t, "it is let in", func() bool { return len(st.gate.list(func(*conn) bool { return true })) == 1 })
			var first net.Conn
			for i := range 60 {
				c := dial(fmt.Sprintf("198.51.100.7:%d", 1+i))
				if first == nil {
					first = c
				}
			}
			if !gone(first) {
				t.Error("the oldest of the flood is still there")
			}
			c, err := st.handshake(quiet, "x", gossh.PublicKeys(st.ana))
			if err != nil {
				t.Fatal("the quiet source was closed:", err)
			}
			_ = c.Close()
		})
	}
}

// TestHalfOpen: 3,000 sockets that never say anything end neither the server
// nor anyone's chance to get in, and are closed in time.
func TestHalfOpen(t *testing.T) {
	st := serve(t, Config{Limits: Limits{AuthTime: 2 * time.Second}})
	before := held()
	base := heap(true)
	var sockets []net.Conn
	for range 3000 {
		c, err := net.Dial("tcp", st.addr())
		if err != nil {
			t.Fatal(err)
		}
		sockets = append(sockets, c)
	}
	start := time.Now()
	for range 5 {
		c, err := st.connect("x", gossh.PublicKeys(st.ana))
		if err != nil {
			t.Fatal(err)
		}
		if out, _, _ := run(c, "x"); out == "" {
			t.Error("no answer")
		}
		_ = c.Close()
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("getting in five times took %v", took)
	}
	t.Logf("five sign-ins beside 3,000 half-open sockets: %v; heap grew by %d KB", time.Since(start), (int64(heap(true))-int64(base))>>10)
	if !gone(sockets[0]) || !gone(sockets[2999]) {
		t.Error("a silent socket was kept")
	}
	for _, c := range sockets {
		_ = c.Close()
	}
	returnTo(t, before)
}

// TestTimeToSignIn: a client that begins gets more time than one that is
// silent, since a person may be reading and typing.
func TestTimeToSignIn(t *testing.T) {
	st := serve(t, Config{Limits: Limits{AuthTime: 300 * time.Millisecond, LoginTime: 1200 * time.Millisecond}})
	st.door.codes["ben"] = "ABCDEFGH"
	start := time.Now()
	silent, err := net.Dial("tcp", st.addr())
	if err != nil {
		t.Fatal(err)
	}
	if !gone(silent) {
		t.Error("a silent connection was kept")
	}
	if took := time.Since(start); took < 250*time.Millisecond || took > 900*time.Millisecond {
		t.Errorf("a silent connection was closed after %v", took)
	}
	slowly := func(pause time.Duration) error {
		c, err := st.connect("ben", gossh.KeyboardInteractive(func(_, _ string, q []string, _ []bool) ([]string, error) {
			time.Sleep(pause)
			return []string{"ABCDEFGH"}[:len(q)], nil
		}))
		if err == nil {
			_ = c.Close()
		}
		return err
	}
	if err := slowly(600 * time.Millisecond); err != nil {
		t.Error("a person who types slowly was cut off:", err)
	}
	if err := slowly(2 * time.Second); err == nil {
		t.Error("there is no end to signing in")
	}
}

// TestFingerprintIsReadSlowly: the question about the fingerprint comes before
// anything is proven, and is answered by a person.
func TestFingerprintIsReadSlowly(t *testing.T) {
	st := serve(t, Config{Limits: Limits{AuthTime: 200 * time.Millisecond}})
	nc, err := net.Dial("tcp", st.addr())
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	_, _, _, err = gossh.NewClientConn(nc, st.addr(), &gossh.ClientConfig{
		Auth: []gossh.AuthMethod{gossh.PublicKeys(st.ana)},
		HostKeyCallback: func(string, net.Addr, gossh.PublicKey) error {
			time.Sleep(600 * time.Millisecond)
			return nil
		},
	})
	if err != nil {
		t.Error(err)
	}
}

// TestPace: a source's handshakes beyond its pace wait, and are not refused.
func TestPace(t *testing.T) {
	st, dial := serveFrom(t, Limits{HandshakeRate: 20, HandshakeBurst: 5})
	start := time.Now()
	done := make(chan error, 15)
	for i := range 15 {
		c := dial(fmt.Sprintf("192.0.2.1:%d", 1+i))
		go func() {
			client, err := st.handshake(c, "x", gossh.PublicKeys(st.ana))
			if err == nil {
				defer client.Close()
			}
			done <- err
		}()
	}
	other := time.Now()
	if _, err := st.handshake(dial("192.0.2.2:1"), "x", gossh.PublicKeys(st.ana)); err != nil {
		t.Error(err)
	}
	if took := time.Since(other); took > 300*time.Millisecond {
		t.Errorf("another source waited %v", took)
	}
	for range 15 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if took := time.Since(start); took < 400*time.Millisecond {
		t.Errorf("15 handshakes took only %v", took)
	}
}

// TestSourcesAreForgotten: callers leave nothing once their pace is that of a
// newcomer.
func TestSourcesAreForgotten(t *testing.T) {
	g := newGate(Limits{HandshakeRate: 1e6}.withDefaults(), slog.New(slog.DiscardHandler))
	for i := range 10000 {
		end, other := net.Pipe()
		c := g.enter(fromConn{end, &net.TCPAddr{IP: net.IPv4(10, 0, byte(i>>8), byte(i)), Port: 1}})
		if c == nil {
			t.Fatal("refused")
		}
		c.src.pace.AllowN(time.Now(), 10)
		_, _ = c.Close(), other.Close()
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.sources) > 2*leastSweep || len(g.conns) != 0 || g.waiting != 0 {
		t.Errorf("%d sources, %d connections, %d waiting", len(g.sources), len(g.conns), g.waiting)
	}
}

// TestNoSessionForLong: a connection that does nothing after signing in is
// closed, and one with a session is not.
func TestNoSessionForLong(t *testing.T) {
	st := serve(t, Config{
		Limits: Limits{IdleTime: 200 * time.Millisecond},
		Shell:  func(_ context.Context, term *Terminal) { <-term.Done() },
	})
	busy := st.dial(t)
	x := openTTY(t, busy, "xterm", 80, 24)
	idle := st.dial(t)
	start := time.Now()
	_ = idle.Wait()
	if took := time.Since(start); took < 100*time.Millisecond {
		t.Errorf("closed after %v", took)
	}
	if _, _, err := busy.SendRequest("x", true, nil); err != nil {
		t.Error("the one with a session was closed:", err)
	}
	_ = x.s.Close()
	_ = busy.Wait() // it has none any more
}
