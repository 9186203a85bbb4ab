package sshd

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

func prefixes(all ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, p := range all {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}

// timedDoor takes as long over a code as its test says.
type timedDoor struct {
	*fakeDoor
	takes map[string]time.Duration // by login
}

func (d timedDoor) Redeem(ctx context.Context, login, code, remote string, key gossh.PublicKey) (Identity, error) {
	time.Sleep(d.takes[login])
	return d.fakeDoor.Redeem(ctx, login, code, remote, key)
}

// signIn is the signing in of somebody at the other end of a pipe, with every wait by the test's clock.
func signIn(t *testing.T, door Door, limits Limits) *auth {
	t.Helper()
	limits = limits.withDefaults()
	log := slog.New(slog.DiscardHandler)
	near, far := net.Pipe()
	g := newGate(limits, log)
	c := newConn(g, g.source(&net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)}), fromConn{near, &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)}})
	t.Cleanup(func() { c.cancel(); _ = near.Close(); _ = far.Close() })
	return &auth{server: &Server{config: Config{Door: door}, limits: limits, log: log, redeems: make(chan struct{}, limits.Redeems)}, conn: c}
}

// TestRefusalsTakeTheSameTime: whatever the door and the disk do for a name, the answer comes at the same time. The
// clock is the test's.
func TestRefusalsTakeTheSameTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		door := timedDoor{newDoor(), map[string]time.Duration{
			"unknown": 20 * time.Millisecond, "written down on a slow disk": 290 * time.Millisecond, "at once": 0,
		}}
		for login := range door.takes {
			began := time.Now()
			_, err := signIn(t, door, Limits{}).redeem(login, "WRONG", nil)
			if took := time.Since(began); err == nil || took != 300*time.Millisecond {
				t.Errorf("%s: %v after %v", login, err, took)
			}
		}
		// What takes longer is rounded up.
		door.takes["slow"] = 310 * time.Millisecond
		began := time.Now()
		_, _ = signIn(t, door, Limits{}).redeem("slow", "WRONG", nil)
		if took := time.Since(began); took != 600*time.Millisecond {
			t.Errorf("slow after %v", took)
		}
	})
}

// TestSourceIsLockedOut: one source's wrong codes stop it from giving any for a while that doubles, however right they
// are and whatever the name, and its keys go on working.
func TestSourceIsLockedOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		door := newDoor()
		door.codes["ben"] = "RIGHT"
		a := signIn(t, door, Limits{FreeCodes: 3, LockTime: 10 * time.Second, LongestLock: 35 * time.Second})
		try := func(login, code string) error {
			_, err := a.redeem(login, code, nil)
			return err
		}
		locked := func(want time.Duration) {
			t.Helper()
			before := len(door.calls())
			err := try("ben", "RIGHT")
			var banner *gossh.BannerError
			if !errors.As(err, &banner) || !errors.Is(err, errLocked) || !strings.Contains(banner.Message, "in a minute") {
				t.Fatalf("a right code gets %v", err)
			}
			if len(door.calls()) != before {
				t.Error("the door was asked")
			}
			if left := a.conn.src.lockout.left(time.Now()).Round(time.Second); left != want {
				t.Errorf("%v are left, want %v", left, want)
			}
			time.Sleep(want + time.Second)
		}
		for i, login := range []string{"ben", "nobody", "nobody else"} {
			if i > 0 && a.conn.src.lockout.left(time.Now()) != 0 {
				t.Fatal("too soon")
			}
			_ = try(login, "WRONG")
		}
		locked(10 * time.Second)
		_ = try("nobody", "WRONG")
		locked(20 * time.Second)
		_ = try("nobody", "WRONG")
		locked(35 * time.Second)
		if a.conn.src.forgettable(a.conn.gate.limits) {
			t.Error("the source could be forgotten, and with it its wrong codes")
		}
		if err := try("ben", "RIGHT"); err != nil {
			t.Errorf("after the wait: %v", err)
		}
		_ = try("nobody", "WRONG") // a right code in between makes none of it undone
		locked(35 * time.Second)
		time.Sleep(2 * time.Hour)
		if !a.conn.src.forgettable(a.conn.gate.limits) {
			t.Error("the source is remembered for ever")
		}
		_ = try("nobody", "WRONG")
		if err := try("ben", "RIGHT"); err != nil {
			t.Errorf("long afterwards: %v", err)
		}
	})
}

// TestLockedOutOverSSH: over a real connection, the locked source reads why and for how long, and keys go on working.
func TestLockedOutOverSSH(t *testing.T) {
	st, dial := serveFrom(t, Limits{FreeCodes: 3, RefusalTime: time.Millisecond, LockTime: time.Hour, LongestLock: time.Hour})
	st.door.codes["ben"] = "RIGHT"
	if _, err := st.handshake(dial("192.0.2.1:1"), "nobody", answers(nil, "A", "B", "C")); err == nil {
		t.Fatal("came in")
	}
	var banner string
	nc := dial("192.0.2.1:2")
	_, _, _, err := gossh.NewClientConn(nc, st.addr(), &gossh.ClientConfig{
		User: "ben", Auth: []gossh.AuthMethod{answers(nil, "RIGHT")}, HostKeyCallback: gossh.InsecureIgnoreHostKey(), //nolint:gosec // this is not about the host
		BannerCallback: func(s string) error { banner += s; return nil },
	})
	if err == nil || !strings.Contains(banner, "Please try again in 60 minutes") {
		t.Errorf("got %v and %q", err, banner)
	}
	c, err := st.handshake(dial("192.0.2.1:3"), "x", gossh.PublicKeys(st.ana))
	if err != nil {
		t.Fatal("a key:", err)
	}
	_ = c.Close()
	c, err = st.handshake(dial("192.0.2.2:1"), "ben", answers(nil, "RIGHT"))
	if err != nil {
		t.Fatal("somebody elsewhere:", err)
	}
	_ = c.Close()
}
