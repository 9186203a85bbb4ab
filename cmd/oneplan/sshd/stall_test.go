package sshd

import (
	"context"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// deafConn can stop reading.
type deafConn struct {
	net.Conn
	deaf atomic.Bool
}

func (d *deafConn) Read(p []byte) (int, error) {
	n, err := d.Conn.Read(p)
	for d.deaf.Load() {
		time.Sleep(5 * time.Millisecond)
	}
	return n, err
}

// TestTerminalThatIsNotRead: a client that is there, and takes packets, but
// grants no room for more output.
func TestTerminalThatIsNotRead(t *testing.T) {
	ended := make(chan struct{})
	st := serve(t, Config{Limits: Limits{StallTime: 200 * time.Millisecond, OutputBuffer: 1 << 30}, Shell: func(_ context.Context, term *Terminal) {
		_, _ = term.Output().Write(make([]byte, 20<<20))
		<-term.Done()
		close(ended)
	}})
	s, err := st.dial(t).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RequestPty("xterm", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.StdoutPipe(); err != nil { // never read
		t.Fatal(err)
	}
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
	case <-time.After(patience):
		t.Fatal("the client was kept")
	}
}

// TestClientThatKeepsChannelsOpen: a client that never answers the closing of
// its channel does not keep it for ever.
func TestClientThatKeepsChannelsOpen(t *testing.T) {
	st := serve(t, Config{
		Limits: Limits{FlushTime: 100 * time.Millisecond},
		Shell:  func(_ context.Context, term *Terminal) { _, _ = io.Copy(io.Discard, term.Input()) },
	})
	before := held()
	nc, err := net.Dial("tcp", st.addr())
	if err != nil {
		t.Fatal(err)
	}
	deaf := &deafConn{Conn: nc}
	c, err := st.handshake(deaf, "x", gossh.PublicKeys(st.ana))
	if err != nil {
		t.Fatal(err)
	}
	x, err := tryTTY(c, "xterm", 80, 24)
	if err != nil {
		t.Fatal(err)
	}
	deaf.deaf.Store(true)
	_ = x.in.Close()
	eventually(t, "the connection is closed", func() bool { return strings.Contains(st.log.String(), "it did not close its session") })
	deaf.deaf.Store(false)
	_ = c.Close()
	returnTo(t, before)
}

// TestStalledTerminal: a client that stops reading delays nobody and loses
// its connection, for filling its buffer or for taking no byte in time.
func TestStalledTerminal(t *testing.T) {
	for name, limits := range map[string]Limits{
		"its terminal does not keep up": {StallTime: time.Minute},
		"stalled":                       {StallTime: 200 * time.Millisecond, OutputBuffer: 1 << 30},
	} {
		t.Run(name, func(t *testing.T) {
			var slowest atomic.Int64
			ended := make(chan struct{})
			dropped := make(chan Drop, 4)
			st := serve(t, Config{Limits: limits, Dropped: func(d Drop) { dropped <- d }, Shell: func(_ context.Context, term *Terminal) {
				frame := make([]byte, 20<<10)
				for {
					select {
					case <-term.Done():
						eventually(t, "writing fails", func() bool { _, err := term.Output().Write(frame); return err != nil })
						close(ended)
						return
					case <-time.After(time.Millisecond):
					}
					start := time.Now()
					_, _ = term.Output().Write(frame)
					slowest.Store(max(slowest.Load(), int64(time.Since(start))))
				}
			}})
			nc, err := net.Dial("tcp", st.addr())
			if err != nil {
				t.Fatal(err)
			}
			deaf := &deafConn{Conn: nc}
			defer deaf.deaf.Store(false)
			c, err := st.handshake(deaf, "x", gossh.PublicKeys(st.ana))
			if err != nil {
				t.Fatal(err)
			}
			openTTY(t, c, "xterm", 80, 24)
			deaf.deaf.Store(true)
			select {
			case <-ended:
			case <-time.After(patience):
				t.Fatal("the connection was not closed")
			}
			if d := time.Duration(slowest.Load()); d > 150*time.Millisecond {
				t.Errorf("a write took %v", d)
			}
			eventually(t, "the reason is logged", func() bool { return strings.Contains(st.log.String(), name) })
			select {
			case d := <-dropped:
				if d != DropStalled {
					t.Errorf("it was dropped as %s", d)
				}
			case <-time.After(patience):
				t.Error("nobody was told that it was dropped")
			}
		})
	}
}

// TestStalledCommand: a command's output may wait for a reader (a pager), but
// not for a client that is not there.
func TestStalledCommand(t *testing.T) {
	ended := make(chan error, 1)
	st := serve(t, Config{
		Limits: Limits{StallTime: 200 * time.Millisecond},
		Exec: func(_ context.Context, c *Command) int {
			_, err := c.Stdout.Write(make([]byte, 50<<20))
			ended <- err
			return 0
		},
	})
	pager, err := st.dial(t).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	out, err := pager.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := pager.Start("minutes"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	time.Sleep(600 * time.Millisecond) // reading the first page
	if n, err := io.Copy(io.Discard, out); n != 50<<20-1000 || err != nil {
		t.Errorf("read %d more bytes, %v", n, err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}

	nc, err := net.Dial("tcp", st.addr())
	if err != nil {
		t.Fatal(err)
	}
	deaf := &deafConn{Conn: nc}
	defer deaf.deaf.Store(false)
	c, err := st.handshake(deaf, "x", gossh.PublicKeys(st.ana))
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start("minutes"); err != nil {
		t.Fatal(err)
	}
	deaf.deaf.Store(true)
	select {
	case err := <-ended:
		if err == nil {
			t.Error("all was written to a client that reads nothing")
		}
	case <-time.After(patience):
		t.Fatal("the client was kept")
	}
}

func TestKeepAlive(t *testing.T) {
	st := serve(t, Config{
		Limits: Limits{KeepAlive: 30 * time.Millisecond},
		Shell:  func(_ context.Context, term *Terminal) { <-term.Done() },
	})
	answering := st.dial(t)
	openTTY(t, answering, "xterm", 80, 24)

	nc, err := net.Dial("tcp", st.addr())
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	conn, chans, _, err := gossh.NewClientConn(nc, st.addr(), &gossh.ClientConfig{
		Auth: []gossh.AuthMethod{gossh.PublicKeys(st.ana)}, HostKeyCallback: gossh.InsecureIgnoreHostKey(), //nolint:gosec // a test
	})
	if err != nil {
		t.Fatal(err)
	}
	// Requests from the server are never answered: nobody reads them.
	silent := gossh.NewClient(conn, chans, make(chan *gossh.Request))
	openTTY(t, silent, "xterm", 80, 24)
	closed := make(chan struct{})
	go func() { _ = silent.Wait(); close(closed) }()
	select {
	case <-closed:
	case <-time.After(patience):
		t.Fatal("a client that shows no sign of life was kept")
	}
	if _, _, err := answering.SendRequest("x", true, nil); err != nil {
		t.Error("a client that answers was closed:", err)
	}
}
