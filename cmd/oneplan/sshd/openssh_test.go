package sshd

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	gossh "golang.org/x/crypto/ssh"
)

// client is OpenSSH's ssh in a terminal of its own.
type client struct {
	cmd *exec.Cmd
	tty *os.File
	out *syncBuffer
	end chan error
}

func (st *site) client(t *testing.T, args ...string) *client {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	cmd := st.openssh(ctx, args...)
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	c := &client{cmd: cmd, tty: f, out: &syncBuffer{}, end: make(chan error, 1)}
	copied := make(chan struct{})
	go func() { _, _ = io.Copy(c.out, f); close(copied) }()
	go func() {
		err := cmd.Wait()
		select { // what it wrote last may not have been read yet
		case <-copied:
		case <-time.After(time.Second): // a process it left behind has the terminal
		}
		c.end <- err
	}()
	t.Cleanup(func() {
		cancel()
		_ = f.Close()
	})
	return c
}

func (c *client) types(s string) { _, _ = io.WriteString(c.tty, s) }

func (c *client) sees(t *testing.T, text string) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for !strings.Contains(c.out.String(), text) {
		if time.Now().After(deadline) {
			t.Fatalf("never saw %q in %q", text, lastBytes(c.out.String(), 300))
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func (c *client) ends(t *testing.T) error {
	t.Helper()
	select {
	case err := <-c.end:
		return err
	case <-time.After(patience):
		t.Fatalf("ssh did not end after %q", lastBytes(c.out.String(), 300))
		return nil
	}
}

func TestOpenSSHCommand(t *testing.T) {
	st := serve(t, Config{})
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := st.openssh(ctx, "-i", st.file, "x@HOST", "minutes", "sunflower-3", "--format", "md")
	if out, err := cmd.Output(); err != nil || string(out) != "ana via key runs [\"minutes\" \"sunflower-3\" \"--format\" \"md\"]\n" {
		t.Errorf("got %q, %v", out, err)
	}
	cmd = st.openssh(ctx, "-i", st.file, "x@HOST", `invite "Siobhan`)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != 2 || !strings.Contains(string(out), sayUnclosed) {
		t.Errorf("got %q, %v", out, err)
	}
}

func TestOpenSSHScreen(t *testing.T) {
	st, ends := programs(t, Limits{})
	c := st.client(t, "-i", st.file, "HOST")
	c.sees(t, "size 80x24")
	c.types("a\x1b[B")
	c.sees(t, "key a")
	c.sees(t, "key down")
	if err := pty.Setsize(c.tty, &pty.Winsize{Rows: 50, Cols: 500}); err != nil {
		t.Fatal(err)
	}
	c.sees(t, "size 300x50")
	c.types("\x11")
	if err := c.ends(t); err != nil {
		t.Error(err)
	}
	if err := end(t, ends); err != nil {
		t.Error(err)
	}
}

// TestOpenSSHHangUp: closing the terminal's window, which hangs up on ssh, ends
// the session.
func TestOpenSSHHangUp(t *testing.T) {
	st, ends := programs(t, Limits{})
	c := st.client(t, "-i", st.file, "HOST")
	c.sees(t, "size 80x24")
	_ = c.cmd.Process.Signal(syscall.SIGHUP)
	_ = end(t, ends)
	_ = c.ends(t)
}

// TestOpenSSHFirstTime is a practitioner's first time: the question about the
// fingerprint, answered slowly, and then the code; all of it takes longer than
// a silent client would be given.
func TestOpenSSHFirstTime(t *testing.T) {
	st := serve(t, Config{Limits: Limits{AuthTime: 500 * time.Millisecond}})
	st.door.codes["ben"] = "ABCDEFGH"
	_, file := st.door.key(t, "")
	c := st.client(t, "-o", "StrictHostKeyChecking=ask", "-o", "UserKnownHostsFile="+filepath.Join(t.TempDir(), "hosts"), "-i", file, "ben@HOST")
	c.sees(t, st.Fingerprint())
	c.sees(t, "(yes/no")
	time.Sleep(700 * time.Millisecond) // comparing it with the letter
	c.types("yes\n")
	c.sees(t, "This key is new here. Code from your letter:")
	time.Sleep(700 * time.Millisecond) // finding the code
	c.types("WRONGONE\n")
	c.sees(t, askAgain)
	c.types("ABCDEFGH\n")
	c.sees(t, "hello ben via key")
	if err := c.ends(t); err != nil {
		t.Error(err)
	}
	c = st.client(t, "-o", "BatchMode=yes", "-i", file, "ben@HOST")
	c.sees(t, "hello ben via key")
}

func TestOpenSSHWithoutKey(t *testing.T) {
	st := serve(t, Config{})
	st.door.codes["ben"] = "ABCDEFGH"
	c := st.client(t, "ben@HOST")
	c.sees(t, "Code from your letter:")
	c.types("ABCDEFGH\n")
	c.sees(t, "hello ben via pass")
	if err := c.ends(t); err != nil {
		t.Error(err)
	}
}

func TestOpenSSHWrongCodes(t *testing.T) {
	st := serve(t, Config{})
	st.door.codes["ben"] = "ABCDEFGH"
	var told []string
	for _, login := range []string{"ben", "zoe"} {
		c := st.client(t, "-o", "LogLevel=INFO", login+"@HOST")
		for i := range 3 {
			eventually(t, "the code is asked for", func() bool { return strings.Count(c.out.String(), askCode) > i })
			c.types("WRONGONE\n")
		}
		if err := c.ends(t); err == nil {
			t.Error("came in")
		}
		if out := c.out.String(); !strings.Contains(out, "ask whoever sent it for a new one") {
			t.Errorf("%s was told %q", login, out)
		}
		told = append(told, strings.ReplaceAll(c.out.String(), login, "LOGIN"))
	}
	if !strings.Contains(told[0], sayCompare) || told[0] != told[1] {
		t.Errorf("a known login is told %q, an unknown one %q", told[0], told[1])
	}
}

// TestOpenSSHAgent: an agent full of unknown keys, with a known one at the
// end; then without it, which must lead to the code.
func TestOpenSSHAgent(t *testing.T) {
	st := serve(t, Config{})
	st.door.codes["ben"] = "ABCDEFGH"
	dir, err := os.MkdirTemp("", "agent") //nolint:usetesting // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	sock := filepath.Join(dir, "s")
	agent := exec.Command("ssh-agent", "-D", "-a", sock)
	if err := agent.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = agent.Process.Kill(); _ = agent.Wait() }()
	eventually(t, "the agent listens", func() bool { _, err := os.Stat(sock); return err == nil })
	add := func(args ...string) {
		cmd := exec.Command("ssh-add", append([]string{"-q"}, args...)...) //nolint:gosec // files of this test
		cmd.Env = []string{"SSH_AUTH_SOCK=" + sock}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s %v", out, err)
		}
	}
	for range 12 {
		_, file := st.door.key(t, "")
		add(file)
	}
	add(st.file)
	c := st.client(t, "-o", "IdentityAgent="+sock, "x@HOST")
	c.sees(t, "hello ana via key")
	_ = c.ends(t)
	add("-d", st.file)
	c = st.client(t, "-o", "IdentityAgent="+sock, "ben@HOST")
	c.sees(t, askCodeKey)
	c.types("ABCDEFGH\n")
	c.sees(t, "hello ben via key")
	_ = c.ends(t)
}

// TestOpenSSHControlMaster: closing one session of a shared connection ends
// it, spins nothing and leaves the connection usable.
func TestOpenSSHControlMaster(t *testing.T) {
	st, ends := programs(t, Limits{})
	dir, err := os.MkdirTemp("", "mux") //nolint:usetesting // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	mux := []string{"-i", st.file, "-o", "ControlMaster=auto", "-o", "ControlPersist=60", "-o", "ControlPath=" + filepath.Join(dir, "s"), "HOST"}
	first := st.client(t, mux...)
	first.sees(t, "size 80x24")
	second := st.client(t, mux...)
	second.sees(t, "size 80x24")
	for _, c := range []*client{second, first} { // the master stays in the background
		c.types("\r~.")
		_ = c.ends(t)
		_ = end(t, ends)
	}
	spent := processTime()
	time.Sleep(300 * time.Millisecond)
	if busy := processTime() - spent; busy > 100*time.Millisecond {
		t.Errorf("%v of processor time in 300ms of nothing", busy)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if out, err := st.openssh(ctx, append(mux, "whoami")...).Output(); err != nil || !strings.HasPrefix(string(out), "ana ") {
		t.Errorf("a third session: %q, %v", out, err)
	}
	_ = st.openssh(ctx, append([]string{"-O", "exit"}, mux...)...).Run()
}

func processTime() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// TestOpenSSHStopped: a client that is stopped (a closed laptop, a process
// under SIGSTOP) loses its connection and delays nobody.
func TestOpenSSHStopped(t *testing.T) {
	var slowest atomic.Int64
	gone := make(chan struct{})
	st := serve(t, Config{
		Limits: Limits{StallTime: 700 * time.Millisecond},
		Shell: func(_ context.Context, term *Terminal) {
			defer close(gone)
			frame := strings.Repeat("\x1b[Hframe", 100)
			for term.Context().Err() == nil {
				start := time.Now()
				_, _ = io.WriteString(term.Output(), frame)
				slowest.Store(max(slowest.Load(), int64(time.Since(start))))
				time.Sleep(time.Millisecond)
			}
		},
	})
	c := st.client(t, "-i", st.file, "HOST")
	c.sees(t, "frame")
	start := time.Now()
	if err := c.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.cmd.Process.Signal(syscall.SIGCONT) }()
	select {
	case <-gone:
	case <-time.After(patience):
		t.Fatal("the stopped client was kept")
	}
	t.Logf("a stopped client was dropped after %v; the slowest write took %v", time.Since(start), time.Duration(slowest.Load()))
	if d := time.Duration(slowest.Load()); d > 150*time.Millisecond {
		t.Errorf("a write took %v", d)
	}
}

// TestOpenSSHStoppedWhileIdle: without any output, the missing signs of life
// show it.
func TestOpenSSHStoppedWhileIdle(t *testing.T) {
	gone := make(chan struct{})
	st := serve(t, Config{
		Limits: Limits{KeepAlive: 100 * time.Millisecond},
		Shell: func(_ context.Context, term *Terminal) {
			fmt.Fprint(term.Output(), "here")
			<-term.Done()
			close(gone)
		},
	})
	c := st.client(t, "-i", st.file, "HOST")
	c.sees(t, "here")
	time.Sleep(500 * time.Millisecond) // it answers while it runs
	select {
	case <-gone:
		t.Fatal("a client that answers was dropped")
	default:
	}
	if err := c.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.cmd.Process.Signal(syscall.SIGCONT) }()
	select {
	case <-gone:
	case <-time.After(patience):
		t.Fatal("the stopped client was kept")
	}
}

func TestOpenSSHForwarding(t *testing.T) {
	st := serve(t, Config{Shell: func(_ context.Context, term *Terminal) { <-term.Done() }})
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	reached := make(chan struct{}, 10)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			reached <- struct{}{}
			_ = c.Close()
		}
	}()
	for name, args := range map[string][]string{
		"to a port":     {"-W", l.Addr().String(), "-i", st.file, "HOST"},
		"from a port":   {"-o", "ExitOnForwardFailure=yes", "-R", "0:" + l.Addr().String(), "-i", st.file, "HOST", "x"},
		"from a socket": {"-o", "ExitOnForwardFailure=yes", "-R", "/tmp/oneplan-test-socket:" + l.Addr().String(), "-i", st.file, "HOST", "x"},
		"sftp":          {"-s", "-i", st.file, "HOST", "sftp"},
	} {
		cmd := st.openssh(ctx, args...)
		if out, err := cmd.CombinedOutput(); err == nil {
			t.Errorf("%s worked: %q", name, out)
		}
	}
	if len(reached) > 0 {
		t.Error("something was reached through the server")
	}
}

func TestOpenSSHJoin(t *testing.T) {
	ends := make(chan error, 1)
	st := serve(t, Config{Exec: func(ctx context.Context, c *Command) int {
		term, ok := c.Terminal()
		if !ok {
			fmt.Fprintln(c.Stderr, "This needs a terminal: ssh -t")
			return 2
		}
		ends <- RunProgram(ctx, term, &echo{t: term})
		return 4
	}})
	c := st.client(t, "-t", "-i", st.file, "HOST", "join", "sunflower-3")
	c.sees(t, "size 80x24")
	c.types("x\x11")
	c.sees(t, "key x")
	if err := c.ends(t); c.cmd.ProcessState.ExitCode() != 4 {
		t.Error(err)
	}
	if err := end(t, ends); err != nil {
		t.Error(err)
	}
}

// TestOpenSSHCertificate: a certificate is refused, its plain key still works.
func TestOpenSSHCertificate(t *testing.T) {
	st := serve(t, Config{})
	_, ca := st.door.key(t, "")
	if out, err := exec.Command("ssh-keygen", "-q", "-s", ca, "-I", "id", "-n", "ana", st.file+".pub").CombinedOutput(); err != nil { //nolint:gosec // files of this test
		t.Fatalf("%s %v", out, err)
	}
	c := st.client(t, "-i", st.file, "-o", "CertificateFile="+st.file+"-cert.pub", "ana@HOST")
	c.sees(t, "hello ana via key")
	_ = c.ends(t)
	if _, err := st.connect("ana", gossh.PublicKeys(st.ana)); err != nil {
		t.Error(err)
	}
}
