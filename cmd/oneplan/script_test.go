package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite"

	"oneplan/cmd/oneplan/mail/mailtest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"oneplan": gauged,
		"askpass": func() { fmt.Println(os.Getenv("ONEPLAN_CODE")) }, // answers OpenSSH's question for a code
	})
}

// TestScripts runs the stories in testdata/script: real OpenSSH clients in real terminals against the
// real program. Their commands:
//
//	serve ARGS…            start the program ("serve …" or "demo --serve-only …") with --listen on a free
//	                       port, kept in $PORT, and wait until it accepts connections; with !, it does not start
//	halt [SIGNAL]          end the service with a signal (TERM) and wait, 5 s at most
//	key NAME…              make a key pair $WORK/NAME
//	administrators NAME…   make the data folder with administrators who came 30 days ago, each with their key
//	seat NAME [-size WxH] [-login NAME] [-as NAME | -nokey] [-term TERM] [-lang LANG] ARGS…
//	                       sit down at a terminal: ssh -tt with NAME's key, or another one's, and these words
//	type NAME KEYS         type keys, Go-quoted ("\r" is enter, "\x1b" escape)
//	together NAME KEYS NAME KEYS…  several people type at once, a key every few milliseconds
//	sees [-count=N] NAME TEXT…  wait until NAME's screen shows each text (N times); with !, until it does not
//	caret NAME TEXT        wait until somebody else's caret is on TEXT's first letter on NAME's screen
//	resize NAME WxH        resize the terminal
//	leaves NAME [STATUS]   wait until NAME's ssh has ended
//	told NAME TEXT         NAME's ssh has ended, and its screen showed the text at some time
//	run NAME ARGS…         one command over ssh with NAME's key, its output for stdout and stderr; with !, it fails
//	status N NAME ARGS…    the same, and it exits with status N
//	keep VAR REGEXP        put what the first group matches in the last output into $VAR
//	verify                 run "oneplan verify" on the data folder of a service that has stopped
//	query SQL [REGEXP]     query the data folder's database as anybody with sqlite3 could, rows to stdout, columns
//	                       parted by |; with a pattern, wait until it matches (texts follow after a second of quiet)
//	screen NAME            print the screen to the log
//	mailserver start|stop  start a mail server at $SMTP, over TLS with the certificate $WORK/mail.pem; it takes mail for anybody, but
//	                       answers 451 for an address that contains "later" and 550 for one that contains "never"
//	mailed ADDRESS REGEXP…  wait until somebody at an address has got a mail that matches each, its text, headers and attachments for
//	                       stdout; with !, none matches (of those that came so far)
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			w := &world{process: &process{dir: env.WorkDir}, seats: map[string]*terminal{}, past: map[string]*[]string{}}
			env.Values["world"] = w
			env.Defer(w.close)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"serve": cmdServe, "halt": cmdHalt, "key": cmdKey, "administrators": cmdAdministrators, "seat": cmdSeat, "type": cmdType, "together": cmdTogether, "sees": cmdSees,
			"caret":  cmdCaret,
			"resize": cmdResize, "leaves": cmdLeaves, "told": cmdTold, "run": cmdRun, "status": cmdStatus, "keep": cmdKeep, "verify": cmdVerify,
			"query": cmdQuery, "screen": cmdScreen, "gone": cmdGone, "copy": cmdCopy,
			"mailserver": cmdMailServer, "mailed": cmdMailed,
		},
	})
}

// world is what one script has running.
type world struct {
	*process
	seats map[string]*terminal
	past  map[string]*[]string // every screen that each has shown

	mail         *mailtest.Server // nil: none runs
	mailIdentity *mailtest.Identity
	mails        []mailtest.Mail // that earlier ones have taken
}

func (w *world) close() {
	if w.mail != nil {
		w.mail.Stop()
	}
	for _, s := range w.seats {
		s.close()
	}
	w.process.close()
}

func worldOf(ts *testscript.TestScript) *world { return ts.Value("world").(*world) }

// told makes what a command said what stdout and stderr match.
func (w *world) told(ts *testscript.TestScript, out, errOut string) {
	fmt.Fprint(ts.Stdout(), out)
	fmt.Fprint(ts.Stderr(), errOut)
}

func cmdServe(ts *testscript.TestScript, neg bool, args []string) {
	w := worldOf(ts)
	if w.cmd != nil {
		ts.Fatalf("the service runs already")
	}
	w.args, w.env = args, []string{"ONEPLAN_ADMIN_KEY=" + ts.Getenv("ONEPLAN_ADMIN_KEY")}
	err := w.start()
	ts.Setenv("PORT", w.port)
	switch {
	case !neg:
		ts.Check(err)
	case !errors.Is(err, errEnded):
		ts.Fatalf("the service started")
	default:
		w.told(ts, "", w.logged())
	}
}

func cmdHalt(ts *testscript.TestScript, _ bool, args []string) {
	sig := syscall.SIGTERM
	if len(args) > 0 && args[0] == "KILL" {
		sig = syscall.SIGKILL
	}
	took, err := worldOf(ts).stop(sig)
	ts.Check(err)
	ts.Logf("ended after %v", took)
	if took > 5*time.Second {
		ts.Fatalf("it takes 5 s at most")
	}
}

func cmdKey(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		ts.Check(worldOf(ts).makeKey(name))
	}
}

func cmdAdministrators(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(worldOf(ts).longAgo(args...))
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
	cols, rows, host, key, level := 110, 34, "localhost", name, "ERROR"
	env := w.environ()
	var options []string
	for ; len(args) > 0 && strings.HasPrefix(args[0], "-"); args = args[1:] {
		switch {
		case args[0] == "-nokey":
			key = "nobody"
		case args[0] == "-as" && len(args) > 1:
			key = args[1]
			args = args[1:]
		case args[0] == "-term" && len(args) > 1:
			env = append(env, "TERM="+args[1])
			args = args[1:]
		case args[0] == "-size" && len(args) > 1:
			cols, rows = size(ts, args[1])
			args = args[1:]
		case args[0] == "-lang" && len(args) > 1:
			options = append(options, "-o", "SetEnv=LANG="+args[1])
			args = args[1:]
		case args[0] == "-login" && len(args) > 1:
			host, level = args[1]+"@localhost", "INFO" // the first time, with all that ssh says
			args = args[1:]
		default:
			ts.Fatalf("seat: %s?", args[0])
		}
	}
	if old := w.seats[name]; old != nil {
		old.close()
	}
	all := append(append([]string{"-tt", "-o", "LogLevel=" + level}, options...), w.sshOptions(key)...)
	t, err := openTerminal(cols, rows, env, "ssh", append(append(all, host), args...)...)
	ts.Check(err)
	past := &[]string{}
	t.watch(func(screen string) { *past = append(*past, screen) })
	w.seats[name], w.past[name] = t, past
}

func cmdType(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: type NAME KEYS")
	}
	ts.Check(seatOf(ts, args[0]).types(unquote(ts, args[1])))
}

func unquote(ts *testscript.TestScript, keys string) string {
	s, err := strconv.Unquote(`"` + strings.ReplaceAll(keys, `"`, `\"`) + `"`)
	ts.Check(err)
	return s
}

func cmdTogether(ts *testscript.TestScript, _ bool, args []string) {
	if len(args)%2 != 0 {
		ts.Fatalf("usage: together NAME KEYS NAME KEYS…")
	}
	failed := make(chan error, len(args)/2)
	for i := 0; i < len(args); i += 2 {
		s, keys := seatOf(ts, args[i]), unquote(ts, args[i+1])
		go func() {
			var err error
			for _, key := range keys {
				err = errors.Join(err, s.types(string(key)))
				time.Sleep(4 * time.Millisecond)
			}
			failed <- err
		}()
	}
	for range len(args) / 2 {
		ts.Check(<-failed)
	}
}

func cmdSees(ts *testscript.TestScript, neg bool, args []string) {
	times := 1
	if n, ok := strings.CutPrefix(args[0], "-count="); ok {
		var err error
		times, err = strconv.Atoi(n)
		ts.Check(err)
		args = args[1:]
	}
	if len(args) < 2 {
		ts.Fatalf("usage: sees [-count=N] NAME TEXT…")
	}
	s := seatOf(ts, args[0])
	for _, text := range args[1:] {
		if neg {
			ts.Check(s.loses(text))
		} else {
			ts.Check(s.until(fmt.Sprintf("showed %q", text), func(screen string) bool { return strings.Count(screen, text) >= times }))
		}
	}
}

func cmdCaret(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: caret NAME TEXT")
	}
	ts.Check(seatOf(ts, args[0]).marks(args[1]))
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
	ts.Logf("%s", seatOf(ts, args[0]).screen.screen())
}

func cmdRun(ts *testscript.TestScript, neg bool, args []string) {
	w := worldOf(ts)
	var in io.Reader
	if len(args) > 2 && args[0] == "-in" { // a file of the script on standard input
		in, args = strings.NewReader(ts.ReadFile(args[1])), args[2:]
	}
	out, errOut, err := w.sends(args[0], in, args[1:]...)
	w.told(ts, out, errOut)
	if (err != nil) != neg {
		ts.Fatalf("run %q: %v", args, err)
	}
}

func cmdStatus(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	out, errOut, err := w.asks(args[1], args[2:]...)
	w.told(ts, out, errOut)
	status := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		status = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%q: %v", args, err)
	}
	if strconv.Itoa(status) != args[0] {
		ts.Fatalf("%q exits with %d", args[2:], status)
	}
}

func cmdTold(ts *testscript.TestScript, _ bool, args []string) {
	s := seatOf(ts, args[0])
	_, err := s.ends()
	ts.Check(err)
	past := *worldOf(ts).past[args[0]]
	if !slices.ContainsFunc(past, func(screen string) bool { return strings.Contains(screen, args[1]) }) {
		ts.Fatalf("%s was never told %q; the last screens:\n%s", args[0], args[1], strings.Join(past[max(0, len(past)-3):], "\n"))
	}
}

func cmdKeep(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: keep VAR REGEXP")
	}
	re, err := regexp.Compile(args[1])
	ts.Check(err)
	m := re.FindStringSubmatch(ts.ReadFile("stdout"))
	if len(m) < 2 {
		ts.Fatalf("%q is not in what was said last", args[1])
	}
	ts.Setenv(args[0], m[1])
}

// cmdCopy runs somebody's scp or sftp: copy WHO PROGRAM ARGUMENTS.
func cmdCopy(ts *testscript.TestScript, neg bool, args []string) {
	w := worldOf(ts)
	var in io.Reader
	if len(args) > 2 && args[0] == "-in" {
		in, args = strings.NewReader(ts.ReadFile(args[1])), args[2:]
	}
	options := append(w.sshOptions(args[0]), "-o", "BatchMode=yes")
	options[slices.Index(options, "-p")] = "-P"
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, args[1], append(options, args[2:]...)...)
	cmd.Env, cmd.Stdin, cmd.Dir = w.environ(), in, ts.MkAbs(".")
	var out, errOut strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	w.told(ts, out.String(), errOut.String())
	if (err != nil) != neg {
		ts.Fatalf("copy %q: %v\n%s", args, err, errOut.String())
	}
}

// cmdGone waits until a file is there no more.
func cmdGone(ts *testscript.TestScript, _ bool, args []string) {
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Lstat(ts.MkAbs(args[0])); errors.Is(err, os.ErrNotExist) {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("%s is still there", args[0])
		}
	}
}

func cmdVerify(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(ts.Exec("oneplan", "verify", "--data", worldOf(ts).data()))
}

func cmdQuery(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	want := regexp.MustCompile("")
	if len(args) > 1 {
		var err error
		want, err = regexp.Compile("(?m)" + args[1])
		ts.Check(err)
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		out, err := query(w.data(), args[0])
		if err == nil && want.MatchString(out) {
			w.told(ts, out, "")
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%q never matched (%v):\n%s", want, err, out)
		}
	}
}

// query returns the rows of a query, columns parted by |.
func query(data, sqlText string) (string, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "oneplan.db")+"?mode=ro")
	if err != nil {
		return "", err
	}
	defer db.Close()
	rows, err := db.Query(sqlText)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for rows.Next() {
		cells, at := make([]sql.NullString, len(cols)), make([]any, len(cols))
		for i := range cells {
			at[i] = &cells[i]
		}
		if err := rows.Scan(at...); err != nil {
			return "", err
		}
		for i, c := range cells {
			if i > 0 {
				b.WriteByte('|')
			}
			b.WriteString(c.String)
		}
		b.WriteByte('\n')
	}
	return b.String(), rows.Err()
}
