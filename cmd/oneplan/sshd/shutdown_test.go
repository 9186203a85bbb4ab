package sshd

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// TestShutdown: programs show that the service is restarting, everyone is
// disconnected and the server is gone, all within five seconds.
func TestShutdown(t *testing.T) {
	st, ends := programs(t, Limits{})
	half, err := net.Dial("tcp", st.addr())
	if err != nil {
		t.Fatal(err)
	}
	defer half.Close()
	idle := st.dial(t)
	x := openTTY(t, st.dial(t), "xterm", 80, 24)
	x.sees(t, "size")
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	start := time.Now()
	if err := st.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took > 4*time.Second {
		t.Errorf("stopping took %v", took)
	}
	x.sees(t, "the service is restarting")
	if err := x.ends(t); err != nil {
		t.Error("the session was cut off:", err)
	}
	if err := end(t, ends); err != nil {
		t.Error(err)
	}
	_ = idle.Wait()
	if !gone(half) {
		t.Error("a half-open connection was kept")
	}
	if c, err := net.Dial("tcp", st.addr()); err == nil {
		t.Error("connections are still accepted")
		_ = c.Close()
	}
}

// TestShutdownOfStubbornSessions: a session that ignores the notice loses its
// connection; a callback that never returns does not hold up the stop for
// longer than its context.
func TestShutdownOfStubbornSessions(t *testing.T) {
	begun, hung := make(chan struct{}), make(chan struct{})
	st := serve(t, Config{
		Limits: Limits{Grace: 200 * time.Millisecond},
		Shell:  func(_ context.Context, term *Terminal) { <-term.Done() },
		Exec: func(context.Context, *Command) int {
			close(begun)
			<-hung
			return 0
		},
	})
	x := openTTY(t, st.dial(t), "xterm", 80, 24)
	s, err := st.dial(t).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start("hang"); err != nil {
		t.Fatal(err)
	}
	<-begun
	ctx, cancel := context.WithTimeout(context.Background(), 700*time.Millisecond)
	defer cancel()
	start := time.Now()
	if err := st.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error("stopped with", err)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("stopping took %v", took)
	}
	_ = x.ends(t)
	close(hung)
}

func TestHostKeyIsKept(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "hostkey")
	st := serve(t, Config{HostKeyFile: file})
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	if !strings.HasPrefix(st.Fingerprint(), "SHA256:") {
		t.Error(st.Fingerprint())
	}
	if again := serve(t, Config{HostKeyFile: file}); again.Fingerprint() != st.Fingerprint() {
		t.Error("the host key changed")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left in the folder: %v", entries)
	}
}

func TestHostKeyTrouble(t *testing.T) {
	dir := t.TempDir()
	for name, prepare := range map[string]func(file string) error{
		"can be read by others": func(file string) error {
			if err := writeHostKey(file); err != nil {
				return err
			}
			return os.Chmod(file, 0o644) //nolint:gosec // that is the trouble
		},
		"is not a private key": func(file string) error { return os.WriteFile(file, []byte("x"), 0o600) },
		"could not be read":    func(file string) error { return os.Mkdir(file, 0o700) },
		"could not be made":    func(file string) error { return os.WriteFile(filepath.Dir(file)+"/x", nil, 0o600) },
	} {
		file := filepath.Join(dir, strings.ReplaceAll(name, " ", "-"))
		if err := prepare(file); err != nil {
			t.Fatal(err)
		}
		if name == "could not be made" {
			file = filepath.Join(dir, "no", "such", "folder")
		}
		if _, err := hostKey(file); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q, got %v", name, err)
		}
	}
}

// TestHostKeyRace: the first key stays when two processes make one.
func TestHostKeyRace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "hostkey")
	if err := writeHostKey(file); err != nil {
		t.Fatal(err)
	}
	first, err := hostKey(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := writeHostKey(file); err != nil {
		t.Fatal(err)
	}
	second, err := hostKey(file)
	if err != nil || gossh.FingerprintSHA256(first.PublicKey()) != gossh.FingerprintSHA256(second.PublicKey()) {
		t.Error("the first key was replaced", err)
	}
}

func TestConfigIsChecked(t *testing.T) {
	if _, err := New(Config{}); err == nil {
		t.Error("an empty config was accepted")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = New(Config{
		Addr: l.Addr().String(), HostKeyFile: filepath.Join(t.TempDir(), "k"), Door: newDoor(),
		Shell: func(context.Context, *Terminal) {}, Exec: func(context.Context, *Command) int { return 0 },
	})
	if err == nil || !strings.Contains(err.Error(), l.Addr().String()) {
		t.Error("an address in use:", err)
	}
}

func TestSplit(t *testing.T) {
	for in, want := range map[string]string{
		``:                                ``,
		`  `:                              ``,
		`minutes sunflower-3`:             `minutes|sunflower-3`,
		` a	b  c `:                        `a|b|c`,
		`invite "Ana María" --role r`:     `invite|Ana María|--role|r`,
		`invite 'Ana "x"' ''`:             `invite|Ana "x"|`,
		`invite Siobhan O'Neill`:          `invite|Siobhan|O'Neill`,
		`invite O'Neill's`:                `invite|O'Neill's`,
		`invite 'Siobhan O'\''Neill'`:     `invite|Siobhan O'Neill`,
		`a --title='x y' --at="2 d"`:      `a|--title=x y|--at=2 d`,
		`a\ b "c\"d\\e\f" 'g\h'`:          `a b|c"d\e\f|g\h`,
		`new 'it''s'`:                     `new|its`,
		`ŵy "李 小"`:                        `ŵy|李 小`,
		"a; rm -rf / && $(x) `y` > z | w": "a;|rm|-rf|/|&&|$(x)|`y`|>|z|" + "|w",
	} {
		got, err := split(in)
		if joined := strings.Join(got, "|"); err != nil || joined != want && want != "a;|rm|-rf|/|&&|$(x)|`y`|>|z|"+"|w" {
			t.Errorf("%q: %q, %v, want %q", in, joined, err, want)
		}
	}
	for _, in := range []string{`a "b`, `a 'b`, `a \`, `a "b\"`} {
		if got, err := split(in); err == nil {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// stuckWriter blocks until released.
type stuckWriter struct{ release chan struct{} }

func (w stuckWriter) Write(p []byte) (int, error) {
	<-w.release
	return len(p), nil
}

func TestOutput(t *testing.T) {
	gaveUp := make(chan string, 10)
	w := stuckWriter{make(chan struct{})}
	o := newOutput(w, Limits{OutputBuffer: 100, StallTime: time.Minute}, func(why string) { gaveUp <- why })
	if o.Busy() || o.Pending() != 0 {
		t.Error("busy with nothing")
	}
	if n, err := o.Write(make([]byte, 150)); n != 150 || err != nil {
		t.Error("a first frame of any size must pass:", err)
	}
	if !o.Busy() || o.Pending() != 150 {
		t.Error("not busy, pending", o.Pending())
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := o.Flush(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error("flushed:", err)
	}
	w.release <- struct{}{}
	if err := o.Flush(context.Background()); err != nil {
		t.Error(err)
	}
	select {
	case <-o.Drained():
	case <-time.After(patience):
		t.Fatal("nobody was told that it drained")
	}
	_, _ = o.Write(make([]byte, 60))
	if _, err := o.Write(make([]byte, 60)); err == nil {
		t.Error("the buffer has no limit")
	}
	if _, err := o.Write([]byte("x")); err == nil {
		t.Error("writing goes on after giving up")
	}
	if why := <-gaveUp; why == "" || len(gaveUp) != 0 {
		t.Error("gave up more than once, or without a reason")
	}
	close(w.release)
	eventually(t, "the writer ends", func() bool { o.mu.Lock(); defer o.mu.Unlock(); return !o.running })
}

func TestOutputKeepsOrder(t *testing.T) {
	var got syncBuffer
	o := newOutput(&got, Limits{OutputBuffer: 1 << 30, StallTime: time.Minute}, func(string) {})
	var want strings.Builder
	for i := range 5000 {
		line := strings.Repeat(string(rune('a'+i%26)), 1+i%300)
		want.WriteString(line)
		if _, err := io.WriteString(o, line); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got.String() != want.String() {
		t.Error("what was written is not what arrived")
	}
	if o.mu.Lock(); cap(o.buf) > keepBuffer || cap(o.spare) > keepBuffer {
		t.Errorf("buffers of %d and %d are kept", cap(o.buf), cap(o.spare))
	}
	o.mu.Unlock()
}
