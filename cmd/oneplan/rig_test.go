package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// process is the real program serving in a process of its own. It can be stopped and started again on the
// same folder and port.
type process struct {
	dir  string   // its working folder: keys, known_hosts and service.log; the data is in dir/data
	port string   // chosen at the first start
	args []string // "demo …" or "serve …", without --listen
	env  []string // more environment
	room string   // the command that leads into the meeting's room

	silent bool // nothing but the service's own bytes is on people's screens: OpenSSH says nothing, terminals do not echo

	cmd   *exec.Cmd
	ended chan struct{}
	err   error // of the process, once ended is closed
}

// errEnded is what start fails with when the program ends before it is ready.
var errEnded = errors.New("the service ended before it was ready")

// freePort returns a port that was free a moment ago.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, p, err := net.SplitHostPort(l.Addr().String())
	return p, err
}

// start runs the program, under the words of wrap if there are any ("strace", "-f", …), and waits until it
// says that it accepts connections.
func (s *process) start(wrap ...string) error {
	if s.port == "" {
		p, err := freePort()
		if err != nil {
			return err
		}
		s.port = p
	}
	words := append(append(wrap, "oneplan"), s.args...)
	cmd := exec.Command(words[0], append(words[1:], "--listen", "127.0.0.1:"+s.port)...)
	cmd.Dir = s.dir
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "TMPDIR=" + s.dir, "TZ=Europe/London"}, s.env...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	log, err := os.OpenFile(s.logFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	s.cmd, s.ended, s.err = cmd, ended, nil
	ready := make(chan struct{}, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if l := lines.Text(); strings.HasPrefix(l, "ready ") || strings.HasPrefix(l, "Stop it") {
				ready <- struct{}{}
			}
		}
		s.err = cmd.Wait()
		close(ended)
	}()
	select {
	case <-ready:
		return nil
	case <-ended:
		s.cmd = nil
		return fmt.Errorf("%w (%s):\n%s", errEnded, fmt.Sprint(s.err), s.logged())
	case <-time.After(3 * patience):
		return fmt.Errorf("the service does not become ready:\n%s", s.logged())
	}
}

// stop ends the program with a signal and returns how long that took.
func (s *process) stop(sig syscall.Signal) (time.Duration, error) {
	if s.cmd == nil {
		return 0, errors.New("the service does not run")
	}
	pid, err := s.pid()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := syscall.Kill(pid, sig); err != nil {
		return 0, err
	}
	select {
	case <-s.ended:
	case <-time.After(patience):
		return 0, fmt.Errorf("the service goes on after %v:\n%s", sig, s.logged())
	}
	s.cmd = nil
	return time.Since(began), nil
}

// close ends the program, hard, if it runs.
func (s *process) close() {
	if s.cmd != nil {
		if pid, err := s.pid(); err == nil {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		<-s.ended
		s.cmd = nil
	}
}

func (s *process) logFile() string { return filepath.Join(s.dir, "service.log") }

func (s *process) logged() string {
	b, _ := os.ReadFile(s.logFile())
	return string(b)
}

// data is the data folder.
func (s *process) data() string { return filepath.Join(s.dir, "data") }

// pid is the program's process, also when it runs under another one.
func (s *process) pid() (int, error) {
	pid := s.cmd.Process.Pid
	for {
		name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
		if err != nil {
			return 0, err
		}
		if strings.TrimSpace(string(name)) == "oneplan" {
			return pid, nil
		}
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
		if err != nil {
			return 0, err
		}
		if _, err := fmt.Sscan(string(b), &pid); err != nil {
			return 0, fmt.Errorf("the process of the service was not found: %w", err)
		}
	}
}

// sshOptions are OpenSSH's options for one person, all but the host and what is to be done there. A person
// without a key file comes without any key.
func (s *process) sshOptions(name string) []string {
	args := []string{
		"-F", "none", "-p", s.port, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=" + filepath.Join(s.dir, "known_hosts"),
		"-o", "IdentitiesOnly=yes",
	}
	if s.silent {
		args = append(args, "-o", "LogLevel=QUIET")
	} else {
		args = append(args, "-o", "LogLevel=ERROR")
	}
	if key := s.keyFile(name); key != "" {
		return append(args, "-i", key)
	}
	return append(args, "-o", "PubkeyAuthentication=no")
}

// keyFile is where a person's private key is: in the working folder, or one that the demonstration made. It
// is "" if there is none.
func (s *process) keyFile(name string) string {
	for _, f := range []string{filepath.Join(s.dir, name), filepath.Join(s.data(), "demo-keys", name)} {
		if _, err := os.Stat(f); err == nil {
			return f
		}
	}
	return ""
}

// makeKey makes a key pair dir/name.
func (s *process) makeKey(name string) error {
	out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", filepath.Join(s.dir, name)).CombinedOutput()
	if err != nil {
		return fmt.Errorf("ssh-keygen: %w: %s", err, out)
	}
	return nil
}

// environ is the environment of a person's ssh.
func (s *process) environ(extra ...string) []string {
	return append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "TERM=xterm-256color", "LANG=C.UTF-8"}, extra...)
}

// sit has a person sit down at a terminal with OpenSSH.
func (s *process) sit(name string, cols, rows int, words ...string) (*terminal, error) {
	args := append([]string{"-tt"}, s.sshOptions(name)...)
	args = append(append(args, "localhost"), words...)
	if s.silent { // what is typed once ssh has ended would be echoed where it would have shown
		return openTerminal(cols, rows, s.environ(), "sh", append([]string{"-c", `stty -echo; exec ssh "$@"`, "ssh"}, args...)...)
	}
	return openTerminal(cols, rows, s.environ(), "ssh", args...)
}

// asks runs one command over ssh with a person's key and returns what it says.
func (s *process) asks(name string, words ...string) (out, errOut string, err error) {
	return s.sends(name, nil, words...)
}

// sends is asks with something on standard input.
func (s *process) sends(name string, in io.Reader, words ...string) (out, errOut string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	args := append(s.sshOptions(name), "-o", "BatchMode=yes", "localhost")
	cmd := exec.CommandContext(ctx, "ssh", append(args, words...)...)
	cmd.Env, cmd.Stdin = s.environ(), in
	var o, e strings.Builder
	cmd.Stdout, cmd.Stderr = &o, &e
	err = cmd.Run()
	return o.String(), e.String(), err
}

// says is asks for a command that works.
func (s *process) says(t testing.TB, name, words string) string {
	t.Helper()
	out, errOut, err := s.asks(name, words)
	if err != nil {
		t.Fatalf("%s: %v: %s", words, err, errOut)
	}
	return out
}

// dial connects as a person without OpenSSH, for tests that need many connections or odd ones.
func (s *process) dial(name string) (*gossh.Client, error) {
	b, err := os.ReadFile(s.keyFile(name))
	if err != nil {
		return nil, err
	}
	signer, err := gossh.ParsePrivateKey(b)
	if err != nil {
		return nil, err
	}
	return gossh.Dial("tcp", "127.0.0.1:"+s.port, &gossh.ClientConfig{
		User: "test", Auth: []gossh.AuthMethod{gossh.PublicKeys(signer)}, Timeout: patience,
		HostKeyCallback: gossh.InsecureIgnoreHostKey(),
	})
}

// serveDemo starts the demonstration: a review meeting in full swing, and nobody in the room. The test's
// people are amina (the chair), tom, jo and megan.
func serveDemo(t testing.TB, more ...string) *process {
	t.Helper()
	s := &process{dir: t.TempDir(), env: []string{gaugeFile + "=gauge"}, room: "join"}
	s.args = append([]string{"demo", "--serve-only", "--quiet", "--data", "data"}, more...)
	t.Cleanup(s.close)
	must(t, s.start())
	return s
}

// servePlain starts a service with an administrator, a record and a meeting that is being prepared: no
// clock runs on its screens.
func servePlain(t testing.TB, wrap ...string) *process {
	t.Helper()
	s := &process{dir: t.TempDir(), room: "join sunflower-1", args: []string{"serve", "--data", "data", "--admin-key", "admin.pub"}}
	must(t, s.makeKey("admin"))
	t.Cleanup(s.close)
	must(t, s.start(wrap...))
	for _, words := range []string{"record new sunflower --child Kit", "meeting new sunflower --at in 2 weeks 14:00 --kind initial"} {
		s.says(t, "admin", words)
	}
	return s
}

// seat has a person sit down in the room of the meeting, which shows before it returns.
func seat(t testing.TB, s *process, name string, cols, rows int) *terminal {
	t.Helper()
	x, err := s.sit(name, cols, rows, s.room)
	must(t, err)
	t.Cleanup(x.close)
	must(t, x.sees("─ Notes"))
	return x
}

// must ends the test if there is an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// needs ends the test as failed in CI, and as skipped anywhere else, if a tool is not there that the test
// cannot do without.
func needs(t testing.TB, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			lacking(t, tool+" is not installed")
		}
	}
}

func lacking(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("%s, and CI may not do without", what)
	}
	t.Skipf("%s: this test is skipped here, and runs in CI", what)
}

// eventually polls until ok, and fails the test if that takes too long.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited too long for %s", what)
		}
	}
}

// gauge is what the program uses of the machine, after a garbage collection.
type gauge struct {
	Goroutines  int
	Descriptors int
	Heap        uint64 // bytes of live objects
	Resident    uint64 // bytes of memory that the process holds
}

func (g gauge) String() string {
	return fmt.Sprintf("%d goroutines, %d descriptors, %.1f MiB heap, %.1f MiB resident", g.Goroutines, g.Descriptors, mib(g.Heap), mib(g.Resident))
}

func mib(n uint64) float64 { return float64(n) / (1 << 20) }

// gaugeFile names the environment variable that says where the program writes its gauge.
const gaugeFile = "ONEPLAN_TEST_GAUGE"

// gauged is the program as the tests run it: main itself, and beside it somebody who reads the gauge
// whenever SIGUSR1 comes. Memory, goroutines and descriptors can be read exactly only from within.
func gauged() {
	if file := os.Getenv(gaugeFile); file != "" {
		asked := make(chan os.Signal, 1)
		signal.Notify(asked, syscall.SIGUSR1)
		go func() {
			for range asked {
				_ = readGauge().write(file) // the test sees that there is none
			}
		}()
	}
	main()
}

func readGauge() gauge {
	runtime.GC() // twice: what finalizers and pools let go of is collected the second time
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	g := gauge{Goroutines: runtime.NumGoroutine(), Heap: m.HeapAlloc}
	if fds, err := os.ReadDir("/proc/self/fd"); err == nil {
		g.Descriptors = len(fds)
	}
	if b, err := os.ReadFile("/proc/self/statm"); err == nil {
		var size, resident uint64
		if _, err := fmt.Sscan(string(b), &size, &resident); err == nil {
			g.Resident = resident * uint64(os.Getpagesize())
		}
	}
	return g
}

func (g gauge) write(file string) error {
	if f, err := os.Create(file + ".goroutines"); err == nil { // for whoever asks why there are so many
		_ = pprof.Lookup("goroutine").WriteTo(f, 1)
		_ = f.Close()
	}
	b, err := json.Marshal(g)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".new", b, 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// gauge asks the program for its gauge.
func (s *process) gauge(t testing.TB) gauge {
	t.Helper()
	file := filepath.Join(s.dir, "gauge")
	_ = os.Remove(file)
	must(t, s.cmd.Process.Signal(syscall.SIGUSR1))
	var g gauge
	eventually(t, "the gauge", func() bool {
		b, err := os.ReadFile(file)
		return err == nil && json.Unmarshal(b, &g) == nil
	})
	return g
}

// goroutines returns what the most goroutines were doing when the gauge was last read.
func (s *process) goroutines() string {
	b, _ := os.ReadFile(filepath.Join(s.dir, "gauge.goroutines"))
	stacks := strings.Split(string(b), "\n\n")
	return strings.Join(stacks[:min(len(stacks), 6)], "\n\n")
}

// verify runs "oneplan verify" on a data folder that nobody serves.
func verify(t testing.TB, data string) {
	t.Helper()
	out, err := exec.Command("oneplan", "verify", "--data", data).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "everything is as it was written") {
		t.Fatalf("verify: %v\n%s", err, out)
	}
}
