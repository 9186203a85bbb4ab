package sshd

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// patience is how long a test waits for what must happen.
const patience = 30 * time.Second

// eventually polls until ok, and fails the test after patience.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("not within %v: %s", patience, what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// fakeDoor is a door over two maps.
type fakeDoor struct {
	mu       sync.Mutex
	known    map[string]Identity // by marshalled key
	codes    map[string]string   // by login
	redeemed []string            // "login code key|pass"
	revoked  map[string]bool     // persons
	panics   bool
	vouched  map[string]Identity // by marshalled key of the authority, a space and the login
	epoch    atomic.Uint64
}

func newDoor() *fakeDoor {
	return &fakeDoor{known: map[string]Identity{}, codes: map[string]string{}, revoked: map[string]bool{}, vouched: map[string]Identity{}}
}

func (d *fakeDoor) ByKey(key gossh.PublicKey) (Identity, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.panics {
		panic("the door is broken")
	}
	id, ok := d.known[string(key.Marshal())]
	return id, ok
}

func (d *fakeDoor) Redeem(_ context.Context, login, code, remote string, key gossh.PublicKey) (Identity, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	via := "pass"
	if key != nil {
		via = "key"
	}
	d.redeemed = append(d.redeemed, login+" "+code+" "+via)
	if remote == "" {
		return Identity{}, errors.New("no address")
	}
	if want, ok := d.codes[login]; !ok || want != code {
		return Identity{}, errors.New("no such code")
	}
	id := Identity{Person: login, Name: login}
	if key != nil {
		d.known[string(key.Marshal())] = id
	} else {
		id.Meeting = "sunflower-3"
	}
	return id, nil
}

func (d *fakeDoor) ByCertificate(c Certificate) (Identity, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	id, ok := d.vouched[string(c.Issuer.Marshal())+" "+c.Login]
	return id, ok
}

func (d *fakeDoor) Epoch() uint64 { return d.epoch.Load() }

func (d *fakeDoor) Current(id Identity) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return !d.revoked[id.Person]
}

// inner is the door that a test's own one stands on.
func (d *fakeDoor) inner() *fakeDoor { return d }

func (d *fakeDoor) calls() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]string(nil), d.redeemed...)
}

// key makes a key and, if person is not empty, makes it known.
func (d *fakeDoor) key(t testing.TB, person string) (gossh.Signer, string) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	block, err := gossh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file+".pub", gossh.MarshalAuthorizedKey(signer.PublicKey()), 0o600); err != nil {
		t.Fatal(err)
	}
	if person != "" {
		d.mu.Lock()
		d.known[string(signer.PublicKey().Marshal())] = Identity{Person: person, Name: person}
		d.mu.Unlock()
	}
	return signer, file
}

// syncBuffer is a buffer for several goroutines.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func (b *syncBuffer) Len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Len()
}

// site is a listening server with its door.
type site struct {
	*Server
	door *fakeDoor
	ana  gossh.Signer // a known key
	file string       // its private key
	log  *syncBuffer
}

// serve starts a server on a free port of 127.0.0.1. Where the test gives no
// callbacks, a shell says hello and an exec repeats its words.
func serve(t testing.TB, config Config) *site {
	t.Helper()
	door := newDoor()
	if w, given := config.Door.(interface{ inner() *fakeDoor }); given {
		door = w.inner()
	} else {
		config.Door = door
	}
	st := &site{door: door, log: &syncBuffer{}}
	st.ana, st.file = door.key(t, "ana")
	config.Addr = "127.0.0.1:0"
	config.Log = slog.New(slog.NewTextHandler(st.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if config.HostKeyFile == "" {
		config.HostKeyFile = filepath.Join(t.TempDir(), "hostkey")
	}
	if config.Shell == nil {
		config.Shell = func(_ context.Context, t *Terminal) {
			size := t.Size()
			fmt.Fprintf(t.Output(), "hello %s via %s, %dx%d %s\r\n", t.Identity.Person, t.Identity.Via, size.Width, size.Height, t.Term)
		}
	}
	if config.Exec == nil {
		config.Exec = func(_ context.Context, c *Command) int {
			fmt.Fprintf(c.Stdout, "%s via %s runs %q\n", c.Identity.Person, c.Identity.Via, c.Args)
			return 0
		}
	}
	var err error
	st.Server, err = New(config)
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- st.Serve() }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := st.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Logf("the server's log:\n%s", lastLines(st.log.String(), 40))
		}
	})
	return st
}

func lastLines(s string, n int) string {
	lines := strings.Split(s, "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

func (st *site) addr() string { return st.Server.Addr().String() }

// connect signs in with the given methods.
func (st *site) connect(user string, auth ...gossh.AuthMethod) (*gossh.Client, error) {
	nc, err := net.Dial("tcp", st.addr())
	if err != nil {
		return nil, err
	}
	return st.handshake(nc, user, auth...)
}

func (st *site) handshake(nc net.Conn, user string, auth ...gossh.AuthMethod) (*gossh.Client, error) {
	_ = nc.SetDeadline(time.Now().Add(patience))
	c, chans, reqs, err := gossh.NewClientConn(nc, st.addr(), &gossh.ClientConfig{
		User: user, Auth: auth,
		HostKeyCallback: func(_ string, _ net.Addr, key gossh.PublicKey) error {
			if got := gossh.FingerprintSHA256(key); got != st.Fingerprint() {
				return fmt.Errorf("host key %s, want %s", got, st.Fingerprint())
			}
			return nil
		},
	})
	if err != nil {
		_ = nc.Close()
		return nil, err
	}
	_ = nc.SetDeadline(time.Time{})
	return gossh.NewClient(c, chans, reqs), nil
}

// dial signs in as ana.
func (st *site) dial(t testing.TB) *gossh.Client {
	t.Helper()
	c, err := st.connect("x", gossh.PublicKeys(st.ana))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// answers is the keyboard-interactive method that gives codes in turn, and
// records what it was asked.
func answers(asked *[]string, codes ...string) gossh.AuthMethod {
	i := 0
	return gossh.RetryableAuthMethod(gossh.KeyboardInteractive(func(_, instruction string, questions []string, _ []bool) ([]string, error) {
		var out []string
		for _, q := range questions {
			if asked != nil {
				*asked = append(*asked, strings.TrimSpace(instruction+" "+q))
			}
			out = append(out, codes[min(i, len(codes)-1)])
			i++
		}
		return out, nil
	}), len(codes))
}

// run runs one command and returns what it printed and its exit status.
func run(c *gossh.Client, command string) (stdout, stderr string, status int) {
	s, err := c.NewSession()
	if err != nil {
		return "", err.Error(), -1
	}
	defer s.Close()
	var out, errs bytes.Buffer
	s.Stdout, s.Stderr = &out, &errs
	err = s.Run(command)
	var exit *gossh.ExitError
	switch {
	case errors.As(err, &exit):
		status = exit.ExitStatus()
	case err != nil:
		return out.String(), err.Error(), -1
	}
	return out.String(), errs.String(), status
}

// tty is a client's interactive session.
type tty struct {
	s   *gossh.Session
	in  io.WriteCloser
	out *syncBuffer
	end chan error
}

func openTTY(t testing.TB, c *gossh.Client, term string, w, h int) *tty {
	t.Helper()
	x, err := tryTTY(c, term, w, h)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func tryTTY(c *gossh.Client, term string, w, h int) (*tty, error) {
	s, err := c.NewSession()
	if err != nil {
		return nil, err
	}
	if err := s.RequestPty(term, h, w, gossh.TerminalModes{}); err != nil {
		return nil, err
	}
	x := &tty{s: s, out: &syncBuffer{}, end: make(chan error, 1)}
	s.Stdout, s.Stderr = x.out, x.out
	if x.in, err = s.StdinPipe(); err != nil {
		return nil, err
	}
	if err := s.Shell(); err != nil {
		return nil, err
	}
	go func() { x.end <- s.Wait() }()
	return x, nil
}

func (x *tty) sees(t testing.TB, text string) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for !strings.Contains(x.out.String(), text) {
		if time.Now().After(deadline) {
			t.Fatalf("never saw %q in %q", text, lastBytes(x.out.String(), 300))
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func (x *tty) ends(t testing.TB) error {
	t.Helper()
	select {
	case err := <-x.end:
		return err
	case <-time.After(patience):
		t.Fatal("the session did not end")
		return nil
	}
}

func lastBytes(s string, n int) string { return s[max(0, len(s)-n):] }

// openssh makes the command line of the real client: options, then HOST, then
// a command.
func (st *site) openssh(ctx context.Context, args ...string) *exec.Cmd {
	host, port, _ := net.SplitHostPort(st.addr())
	var line []string
	for _, a := range args {
		if a == "HOST" || strings.HasSuffix(a, "@HOST") {
			// The first value of an option counts, so these come last.
			line = append(line, "-F", "none", "-p", port, "-o", "StrictHostKeyChecking=no",
				"-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "IdentityAgent=none", "-o", "IdentityFile=none")
			a = strings.TrimSuffix(a, "HOST") + host
		}
		line = append(line, a)
	}
	cmd := exec.CommandContext(ctx, "ssh", line...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "LANG=C.UTF-8"}
	return cmd
}

// goroutines and descriptors, to find leaks.
type resources struct{ goroutines, descriptors int }

func held() resources {
	fds, _ := os.ReadDir("/proc/self/fd")
	return resources{runtime.NumGoroutine(), len(fds)}
}

// returnTo waits until no more is held than before.
func returnTo(t testing.TB, before resources) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		now := held()
		if now.goroutines <= before.goroutines && now.descriptors <= before.descriptors {
			return
		}
		if time.Now().After(deadline) {
			buf := make([]byte, 1<<20)
			t.Fatalf("held before %+v, now %+v\n%s", before, now, buf[:runtime.Stack(buf, true)])
		}
		time.Sleep(10 * time.Millisecond)
	}
}
