package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// bystanders are two well-behaved people with OpenSSH in the same room: one types, and how long a key takes
// to reach the other's screen is what hostile clients may not spoil.
type bystanders struct {
	t       testing.TB
	jo, tom *terminal
	line    string
	stop    chan struct{}
	done    chan struct{}

	mu       sync.Mutex
	measured []time.Duration // since begin
	all      []time.Duration // while somebody misbehaved
}

// slowest is how long a key may take to another person's screen while somebody misbehaves, at the median of
// each attack; for nineteen of twenty keys over all of them it is four times that. The attackers and both emulated
// terminals share the machine with the service, so single keys say nothing.
const slowest = 250 * time.Millisecond

func newBystanders(t testing.TB, s *process) *bystanders {
	b := &bystanders{t: t, jo: seat(t, s, "jo", 110, 34), tom: seat(t, s, "tom", 110, 34)}
	must(t, b.jo.types("n\rJo: \rthe others:\x1b[A\x1b[F")) // her own line, and not the last one
	must(t, b.tom.sees("the others:"))
	must(t, b.tom.types("n\x1b[A")) // his caret, and with it his view, stays by her line whatever others write
	must(t, b.tom.sees("stop writing"))
	return b
}

// begin has them go on typing and reading until end.
func (b *bystanders) begin() {
	b.measured, b.stop, b.done = nil, make(chan struct{}), make(chan struct{})
	go func() {
		defer close(b.done)
		for {
			select {
			case <-b.stop:
				return
			case <-time.After(30 * time.Millisecond):
			}
			if !b.key() {
				return
			}
		}
	}()
}

// key types one letter and waits until the other one sees it.
func (b *bystanders) key() bool {
	if len(b.line) == 60 {
		if err := b.jo.types(strings.Repeat("\x7f", len(b.line))); err != nil {
			b.t.Error(err)
			return false
		}
		b.line = ""
	}
	key := string(rune('a' + rand.IntN(26)))
	b.line += key
	began := time.Now()
	err := b.jo.types(key)
	if err == nil {
		err = b.tom.sees(b.line[max(0, len(b.line)-8):])
	}
	if err != nil {
		b.t.Error(err)
		return false
	}
	if len(b.line) >= 6 { // shorter ones may stand elsewhere on the screen
		b.mu.Lock()
		b.measured = append(b.measured, time.Since(began))
		b.mu.Unlock()
	}
	return true
}

// keys returns how many keys were measured since begin.
func (b *bystanders) keys() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.measured)
}

// at returns what a part q of the durations do not exceed.
func at(q float64, ds []time.Duration) time.Duration {
	ds = slices.Sorted(slices.Values(ds))
	return ds[min(len(ds)-1, int(q*float64(len(ds))))].Round(100 * time.Microsecond)
}

// end stops them and says how it went.
func (b *bystanders) end() {
	b.t.Helper()
	close(b.stop)
	<-b.done
	if len(b.measured) == 0 {
		b.t.Error("nobody could type")
		return
	}
	b.all = append(b.all, b.measured...)
	b.t.Logf("%d keys reached the other screen after %v at the median, %v at p95, %v at most",
		len(b.measured), at(.5, b.measured), at(.95, b.measured), at(1, b.measured))
	if at(.5, b.measured) > slowest {
		b.t.Errorf("half of the keys took longer than %v, the promise is %v", at(.5, b.measured), slowest)
	}
}

// TestHostileClients has strangers and participants misbehave in every way that is known to have hurt
// such services, while two others go on with their meeting. The service lives; the others' keys reach each other's
// screens in time, see slowest; the service never takes more than 1 GiB; and when all is over it
// has the goroutines and descriptors that it had, and 64 MiB of memory more at most.
func TestHostileClients(t *testing.T) {
	needs(t, "ssh")
	s := serveDemo(t)
	b := newBystanders(t, s)
	b.begin()
	eventually(t, "the usual, to compare with", func() bool { return b.keys() >= 30 })
	b.end()
	b.all = nil
	before := s.gauge(t)
	t.Logf("before: %v", before)
	for _, attack := range []struct {
		name string
		do   func(*testing.T, *process)
	}{
		{"five bytes", fiveBytes},
		{"giant terminals", giantTerminals},
		{"early window changes", earlyWindowChanges},
		{"closed channels of a kept connection", controlMaster},
		{"half-open connections", halfOpen},
		{"many channels", manyChannels},
		{"huge paste", hugePaste},
		{"stopped client", stoppedClient},
		{"key flood", keyFlood},
	} {
		t.Run(attack.name, func(t *testing.T) {
			b.t = t
			b.begin()
			defer b.end() // an attack that fails the test stops them too
			began := time.Now()
			times := 0
			for enough := false; !enough && !t.Failed(); enough = b.keys() >= 15 {
				attack.do(t, s)
				times++
			}
			t.Logf("%d times, in %v", times, time.Since(began).Round(time.Millisecond))
		})
	}
	b.t = t
	if t.Failed() {
		return
	}
	if at(.95, b.all) > 4*slowest {
		t.Errorf("of all %d keys one in twenty took longer than %v, the promise is %v", len(b.all), at(.95, b.all), 4*slowest)
	}
	var after gauge
	for deadline := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		after = s.gauge(t)
		// The bystanders' own screens wait for a clock or two more or less; TestCycles counts exactly.
		if after.Goroutines <= before.Goroutines+20 && after.Descriptors <= before.Descriptors+readers {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("not all is given back, there are %v:\n%s", after, s.goroutines())
		}
	}
	peak := s.peak(t)
	t.Logf("after:  %v; at most %.0f MiB", after, mib(peak))
	if peak > 1<<30 {
		t.Errorf("the service took %.0f MiB", mib(peak))
	}
	if after.Resident > before.Resident+64<<20 {
		t.Errorf("the service holds %.1f MiB, and %.1f MiB before: more than 64 MiB are not given back", mib(after.Resident), mib(before.Resident))
	}
	_, err := s.stop(syscall.SIGTERM)
	must(t, err)
	verify(t, s.data())
}

// several runs f n times, at most at once at the same time.
func several(t testing.TB, n, at int, f func(i int) error) {
	t.Helper()
	var all sync.WaitGroup
	turn := make(chan struct{}, at)
	for i := range n {
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			if err := f(i); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// fiveBytes types what panics the input decoder of the library in use, raw and in disguise.
func fiveBytes(t *testing.T, s *process) {
	inputs := []string{
		"\x9bM !\"", "\xc2\x9bM !\"", "\x1b[M !\"", "\x1b[M\x00\x00\x00", "\x1b[<999999999999;9999999999;9999999999M", "\x9b", "\x1b[200~\x9bM !\"\x1b[201~",
		"\x1b]52;c;" + strings.Repeat("A", 4096) + "\x07", "\x1bP+q" + strings.Repeat("41", 100) + "\x1b\\", "\x1b[?" + strings.Repeat("1;", 200) + "c",
		"\x1b_Ga=q\x1b\\", "\x1b[27;5;99999999999999~", "\x1b[999999999999999999999u", "\xff\xfe\xfd\xfc", "\x1b[I\x1b[O\x1b[?2026;2$y", "\x1b[" + strings.Repeat("9", 5000) + "~",
	}
	several(t, 2*len(inputs), 4, func(i int) error {
		c, err := s.dial("megan")
		if err != nil {
			return err
		}
		defer c.Close()
		l, err := openLine(c, 80, 24, "join")
		if err != nil {
			return err
		}
		defer l.close()
		if err := l.sees("─ Notes"); err != nil {
			return err
		}
		input := inputs[i/2]
		if i%2 == 1 { // typed into the notes, byte by byte
			if err := l.types("n"); err != nil {
				return err
			}
			if err := l.sees("stop writing"); err != nil {
				return err
			}
			for _, b := range []byte(input[:min(len(input), 64)]) {
				if err := l.types(string([]byte{b})); err != nil {
					return fmt.Errorf("%q: %w", input, err)
				}
			}
		} else if err := l.types(input); err != nil {
			return err
		}
		n := len(l.received(0))
		return l.until("drew anything after that", func(string) bool { // or ended, which is its own loss
			select {
			case <-l.gone:
				return true
			default:
				return len(l.received(0)) > n
			}
		})
	})
}

// openSession opens a session whose input does not end: without a pipe it would at once.
func openSession(c *gossh.Client) (*gossh.Session, error) {
	session, err := c.NewSession()
	if err != nil {
		return nil, err
	}
	_, err = session.StdinPipe()
	return session, err
}

// giantTerminals asks for terminals and sizes that no memory holds.
func giantTerminals(t *testing.T, s *process) {
	sizes := [][2]int{{1 << 31, 1 << 31}, {5000, 5000}, {1<<32 - 1, 1<<32 - 1}, {1 << 31, 1}, {1, 1 << 31}, {0, 0}, {1, 1}}
	several(t, 2*len(sizes), 4, func(i int) error {
		c, err := s.dial("megan")
		if err != nil {
			return err
		}
		defer c.Close()
		size := sizes[i/2]
		at := size
		if i%2 == 1 {
			at = [2]int{80, 24}
		}
		session, err := openSession(c)
		if err != nil {
			return err
		}
		out := newScreen(300, 100)
		go func() { _, _ = io.Copy(io.Discard, out.vt) }()
		session.Stdout = out
		if err := session.RequestPty("xterm-256color", at[1], at[0], gossh.TerminalModes{}); err != nil {
			return err
		}
		if err := session.Start("join"); err != nil {
			return err
		}
		for _, x := range append(sizes, size) {
			if err := session.WindowChange(x[1], x[0]); err != nil {
				return err
			}
		}
		if err := session.WindowChange(34, 110); err != nil {
			return err
		}
		if err := out.sees("sunflower-3"); err != nil || strings.Contains(out.screen(), "here is line mode") { // a size of one came before it began
			return err
		}
		return out.sees("saved ✓") // it still draws
	})
}

// earlyWindowChanges changes the window forty times before there is anything to show, on 500 connections
// that stay.
func earlyWindowChanges(t *testing.T, s *process) {
	var mu sync.Mutex
	var open []*gossh.Client
	several(t, 500, 20, func(i int) error {
		c, err := s.dial("megan")
		if err != nil {
			return err
		}
		mu.Lock()
		open = append(open, c)
		mu.Unlock()
		session, err := openSession(c)
		if err != nil {
			return err
		}
		out := &first{news: make(chan struct{})}
		session.Stdout = out
		if err := session.RequestPty("xterm", 24, 80, gossh.TerminalModes{}); err != nil {
			return err
		}
		for k := range 40 {
			if err := session.WindowChange(20+k, 80+k); err != nil {
				return err
			}
		}
		if err := session.Shell(); err != nil {
			return err
		}
		select {
		case <-out.news:
			return nil
		case <-time.After(patience):
			return fmt.Errorf("connection %d shows nothing", i)
		}
	})
	for _, c := range open {
		c.Close()
	}
}

// first says when something is written to it for the first time.
type first struct {
	once sync.Once
	news chan struct{}
}

func (f *first) Write(p []byte) (int, error) {
	f.once.Do(func() { close(f.news) })
	return len(p), nil
}

// controlMaster closes sessions on connections that OpenSSH keeps, and looks for what they leave behind: a
// busy processor, or goroutines.
func controlMaster(t *testing.T, s *process) {
	path := filepath.Join(t.TempDir(), "master")
	args := append([]string{"-tt", "-M", "-S", path, "-o", "ControlPersist=no"}, s.sshOptions("megan")...)
	master, err := openTerminal(80, 24, s.environ(), "ssh", append(args, "localhost", "join")...)
	must(t, err)
	defer master.close()
	must(t, master.sees("─ Notes"))
	for range 5 {
		x, err := openTerminal(80, 24, s.environ(), "ssh", "-tt", "-S", path, "-F", "none", "localhost", "join")
		must(t, err)
		must(t, x.sees("─ Notes"))
		x.close() // SIGKILL: the master closes the channel and keeps the connection
	}
	was := s.gauge(t)
	eventually(t, "the closed sessions to be forgotten", func() bool { // the master and two bystanders have some
		is := s.gauge(t)
		return is.Goroutines <= was.Goroutines && s.busy(t, 300*time.Millisecond) < 0.5
	})
	must(t, master.types("n"))
	must(t, master.sees("stop writing")) // it is none the worse
}

// busy returns how many processors the service uses at the moment.
func (s *process) busy(t testing.TB, d time.Duration) float64 {
	t.Helper()
	pid, err := s.pid()
	must(t, err)
	ticks := func() float64 {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		must(t, err)
		fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
		var user, system float64
		_, err = fmt.Sscan(fields[11]+" "+fields[12], &user, &system)
		must(t, err)
		return user + system
	}
	was, began := ticks(), time.Now()
	time.Sleep(d)
	return (ticks() - was) / 100 / time.Since(began).Seconds()
}

// peak returns the most memory that the service has ever held, in bytes.
func (s *process) peak(t testing.TB) uint64 {
	t.Helper()
	pid, err := s.pid()
	must(t, err)
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	must(t, err)
	var kb uint64
	_, after, _ := strings.Cut(string(b), "VmHWM:")
	_, err = fmt.Sscan(after, &kb)
	must(t, err)
	return kb << 10
}

// halfOpen opens 3,000 connections and says nothing on them. Whoever wants to come in still can.
func halfOpen(t *testing.T, s *process) {
	var open []net.Conn
	for i := range 3000 {
		c, err := net.DialTimeout("tcp", "127.0.0.1:"+s.port, patience)
		must(t, err)
		open = append(open, c)
		if i%1000 == 999 {
			x := seat(t, s, "tom", 80, 24)
			x.close()
		}
	}
	for _, c := range open {
		c.Close()
	}
}

// manyChannels opens 500 sessions on one connection: all but two are refused.
func manyChannels(t *testing.T, s *process) {
	c, err := s.dial("megan")
	must(t, err)
	defer c.Close()
	opened := 0
	for range 500 {
		session, err := openSession(c)
		var refused *gossh.OpenChannelError
		switch {
		case errors.As(err, &refused):
			continue
		case err != nil:
			t.Fatal(err)
		}
		opened++
		must(t, session.RequestPty("xterm", 24, 80, gossh.TerminalModes{}))
		must(t, session.Start("join"))
	}
	if opened != 2 {
		t.Errorf("%d sessions on one connection, want 2", opened)
	}
}

// hugePaste pastes 100 MB into the notes that the others write in.
func hugePaste(t *testing.T, s *process) {
	x := openSeat(t, s, "megan", 110, 34)
	must(t, x.types("n\r"))
	must(t, x.sees("stop writing"))
	must(t, x.types("\x1b[200~"))
	block := strings.Repeat("pasted again and again ", 1<<20/23)
	for n := 0; n < 100<<20; n += len(block) {
		must(t, x.types(block))
	}
	must(t, x.types("\x1b[201~"))
	must(t, x.types(" the end"))
	must(t, x.sees("the end"))
	x.close()
}

// stoppedClient has a terminal that takes nothing any more while others write a lot.
func stoppedClient(t *testing.T, s *process) {
	x := seat(t, s, "megan", 110, 34)
	must(t, x.cmd.Process.Signal(syscall.SIGSTOP))
	y := openSeat(t, s, "amina", 110, 34)
	must(t, y.types("n\r"))
	must(t, y.sees("stop writing"))
	for range 200 { // more than is under way to a screen
		must(t, y.types(paste(strings.Repeat("a lot to show ", 100))))
		time.Sleep(10 * time.Millisecond)
	}
	must(t, x.cmd.Process.Signal(syscall.SIGCONT))
	must(t, x.sees("saved ✓"))
	x.close()
	y.close()
}

// keyFlood holds a key down in the notes that the others write in, as fast as a connection can carry it.
func keyFlood(t *testing.T, s *process) {
	x := openSeat(t, s, "megan", 110, 34)
	must(t, x.types("n\r"))
	must(t, x.sees("stop writing"))
	flood := strings.Repeat("x", 1<<10)
	for range 100 {
		must(t, x.types(flood))
	}
	must(t, x.types("\rthe end"))
	must(t, x.sees("the end"))
	x.close()
}
