package main

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"oneplan": main,
		"askpass": func() { fmt.Println(os.Getenv("ONEPLAN_CODE")) }, // answers OpenSSH's question for a code
	})
}

// TestScripts runs the stories in testdata/script: real OpenSSH clients in real terminals against the
// real program. Their commands:
//
//	serve ARGS…            start the program ("serve …" or "demo --serve-only …") with --listen on a free
//	                       port, kept in $PORT, and wait until it accepts connections
//	stop [SIGNAL]          end it with a signal (TERM) and wait
//	key NAME               make a key pair $WORK/NAME
//	seat NAME [-size WxH] ARGS…  sit down at a terminal: ssh -tt with key NAME's and these words
//	type NAME KEYS         type keys, Go-quoted ("\r" is enter, "\x1b" escape)
//	sees NAME TEXT         wait until NAME's screen shows the text; with !, until it does not
//	resize NAME WxH        resize the terminal
//	leaves NAME [STATUS]   wait until NAME's ssh has ended
//	run NAME ARGS…         one command over ssh with key NAME, its output for stdout and stderr
//	query SQL              query the data folder's database, rows to stdout, columns with |
//	screen NAME            print the screen to the log
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			w := &world{dir: env.WorkDir, seats: map[string]*terminal{}}
			env.Values["world"] = w
			env.Defer(w.close)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"serve": cmdServe, "stop": cmdStop, "key": cmdKey, "seat": cmdSeat, "type": cmdType, "sees": cmdSees,
			"resize": cmdResize, "leaves": cmdLeaves, "run": cmdRun, "query": cmdQuery, "screen": cmdScreen,
		},
	})
}

// world is what one script has running.
type world struct {
	dir     string
	port    string
	service *exec.Cmd
	ended   chan error
	seats   map[string]*terminal
}

func (w *world) close() {
	for _, s := range w.seats {
		s.close()
	}
	if w.service != nil {
		_ = w.service.Process.Kill()
		<-w.ended
	}
}

func worldOf(ts *testscript.TestScript) *world { return ts.Value("world").(*world) }

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, p, err := net.SplitHostPort(l.Addr().String())
	return p, err
}

func cmdServe(ts *testscript.TestScript, neg bool, args []string) {
	w := worldOf(ts)
	if w.service != nil {
		ts.Fatalf("the service runs already")
	}
	if w.port == "" {
		p, err := freePort()
		ts.Check(err)
		w.port = p
		ts.Setenv("PORT", p)
	}
	exe, err := os.Executable()
	ts.Check(err)
	_ = exe
	cmd := exec.Command("oneplan", append(args, "--listen", "127.0.0.1:"+w.port)...)
	if path, err := lookIn(ts.Getenv("PATH"), "oneplan"); err == nil {
		cmd.Path = path
		cmd.Err = nil
	}
	cmd.Dir = w.dir
	cmd.Env = []string{"PATH=" + ts.Getenv("PATH"), "HOME=" + w.dir, "TMPDIR=" + w.dir, "TZ=Europe/London", "ONEPLAN_ADMIN_KEY=" + ts.Getenv("ONEPLAN_ADMIN_KEY")}
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	log, err := os.Create(filepath.Join(w.dir, "service.log"))
	ts.Check(err)
	defer log.Close()
	cmd.Stderr = log
	ts.Check(cmd.Start())
	w.service, w.ended = cmd, make(chan error, 1)
	ready := make(chan string, 1)
	go func() {
		s := bufio.NewScanner(out)
		for s.Scan() {
			l := s.Text()
			if strings.HasPrefix(l, "ready ") || strings.HasPrefix(l, "Stop it") {
				ready <- l
			}
		}
		w.ended <- cmd.Wait()
	}()
	select {
	case <-ready:
		if neg {
			ts.Fatalf("the service started")
		}
	case err := <-w.ended:
		w.service = nil
		b, _ := os.ReadFile(filepath.Join(w.dir, "service.log"))
		if !neg {
			ts.Fatalf("the service ended: %v\n%s", err, b)
		}
		ts.Logf("%s", b)
	case <-time.After(patience):
		ts.Fatalf("the service does not become ready")
	}
}

func lookIn(path, name string) (string, error) {
	for _, d := range filepath.SplitList(path) {
		p := filepath.Join(d, name)
		if st, err := os.Stat(p); err == nil && st.Mode()&0o111 != 0 {
			return p, nil
		}
	}
	return "", exec.ErrNotFound
}

func cmdStop(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	sig := syscall.SIGTERM
	if len(args) > 0 && args[0] == "KILL" {
		sig = syscall.SIGKILL
	}
	if w.service == nil {
		ts.Fatalf("the service does not run")
	}
	began := time.Now()
	ts.Check(w.service.Process.Signal(sig))
	select {
	case <-w.ended:
		ts.Logf("ended after %v", time.Since(began))
	case <-time.After(patience):
		ts.Fatalf("the service goes on")
	}
	w.service = nil
}

func cmdKey(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	for _, name := range args {
		out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", filepath.Join(w.dir, name)).CombinedOutput()
		if err != nil {
			ts.Fatalf("ssh-keygen: %v %s", err, out)
		}
	}
}

// sshArgs are OpenSSH's options for one person. A person without a key file comes without any key.
func (w *world) sshArgs(name string) []string {
	args := []string{
		"-F", "none", "-p", w.port, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=" + filepath.Join(w.dir, "known_hosts"),
		"-o", "LogLevel=ERROR", "-o", "IdentitiesOnly=yes",
	}
	key := filepath.Join(w.dir, name)
	if _, err := os.Stat(key); err == nil {
		return append(args, "-i", key)
	}
	return append(args, "-o", "PubkeyAuthentication=no")
}

func (w *world) env(extra ...string) []string {
	return append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + w.dir, "TERM=xterm-256color", "LANG=C.UTF-8"}, extra...)
}

func seatOf(ts *testscript.TestScript, name string) *terminal {
	s := worldOf(ts).seats[name]
	if s == nil {
		ts.Fatalf("%s does not sit at a terminal", name)
	}
	return s
}

func size(ts *testscript.TestScript, s string) (int, int) {
	a, b, ok := strings.Cut(s, "x")
	w, err1 := strconv.Atoi(a)
	h, err2 := strconv.Atoi(b)
	if !ok || err1 != nil || err2 != nil {
		ts.Fatalf("%q is not a size like 80x24", s)
	}
	return w, h
}

func cmdSeat(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	if len(args) == 0 {
		ts.Fatalf("seat: who?")
	}
	name, args := args[0], args[1:]
	cols, rows := 110, 34
	if len(args) > 1 && args[0] == "-size" {
		cols, rows = size(ts, args[1])
		args = args[2:]
	}
	if old := w.seats[name]; old != nil {
		old.close()
	}
	login := "localhost"
	if len(args) > 1 && args[0] == "-login" {
		login, args = args[1]+"@localhost", args[2:]
	}
	all := append([]string{"-tt"}, w.sshArgs(name)...)
	all = append(append(all, login), args...)
	t, err := openTerminal(cols, rows, w.env(), "ssh", all...)
	ts.Check(err)
	w.seats[name] = t
}

func cmdType(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: type NAME KEYS")
	}
	keys, err := strconv.Unquote(`"` + strings.ReplaceAll(args[1], `"`, `\"`) + `"`)
	ts.Check(err)
	ts.Check(seatOf(ts, args[0]).types(keys))
}

func cmdSees(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: sees NAME TEXT")
	}
	if neg {
		ts.Check(seatOf(ts, args[0]).loses(args[1]))
	} else {
		ts.Check(seatOf(ts, args[0]).sees(args[1]))
	}
}

func cmdResize(ts *testscript.TestScript, _ bool, args []string) {
	c, r := size(ts, args[1])
	ts.Check(seatOf(ts, args[0]).resize(c, r))
}

func cmdLeaves(ts *testscript.TestScript, _ bool, args []string) {
	status, err := seatOf(ts, args[0]).ends()
	ts.Check(err)
	if len(args) > 1 && args[1] != strconv.Itoa(status) {
		ts.Fatalf("%s's ssh ended with %d, not %s", args[0], status, args[1])
	}
}

func cmdScreen(ts *testscript.TestScript, _ bool, args []string) {
	ts.Logf("%s", seatOf(ts, args[0]).screen())
}

func cmdRun(ts *testscript.TestScript, neg bool, args []string) {
	w := worldOf(ts)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	all := append(w.sshArgs(args[0]), "-o", "BatchMode=yes", "localhost")
	cmd := exec.CommandContext(ctx, "ssh", append(all, args[1:]...)...)
	cmd.Env = w.env()
	var out, errOut strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	ts.Check(os.WriteFile(filepath.Join(w.dir, "stdout"), []byte(out.String()), 0o600))
	ts.Check(os.WriteFile(filepath.Join(w.dir, "stderr"), []byte(errOut.String()), 0o600))
	ts.Logf("%s%s", out.String(), errOut.String())
	if (err != nil) != neg {
		ts.Fatalf("run %q: %v", args, err)
	}
}

// cmdQuery reads the database as anybody with sqlite3 could.
func cmdQuery(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "data", "oneplan.db")+"?mode=ro")
	ts.Check(err)
	defer db.Close()
	rows, err := db.Query(args[0])
	ts.Check(err)
	defer rows.Close()
	cols, err := rows.Columns()
	ts.Check(err)
	var b strings.Builder
	for rows.Next() {
		cells := make([]any, len(cols))
		for i := range cells {
			cells[i] = new(sql.NullString)
		}
		ts.Check(rows.Scan(cells...))
		for i, c := range cells {
			if i > 0 {
				b.WriteByte('|')
			}
			b.WriteString(c.(*sql.NullString).String)
		}
		b.WriteByte('\n')
	}
	ts.Check(rows.Err())
	ts.Check(os.WriteFile(filepath.Join(w.dir, "stdout"), []byte(b.String()), 0o600))
	ts.Logf("%s", b.String())
}
