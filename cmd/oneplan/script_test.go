package main

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
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
		"oneplan": gauged,
		"askpass": func() { fmt.Println(os.Getenv("ONEPLAN_CODE")) }, // answers OpenSSH's question for a code
	})
}

// TestScripts runs the stories in testdata/script: real OpenSSH clients in real terminals against the
// real program. Their commands:
//
//	serve ARGS…            start the program ("serve …" or "demo --serve-only …") with --listen on a free
//	                       port, kept in $PORT, and wait until it accepts connections; with !, it does not start
//	stop [SIGNAL]          end it with a signal (TERM) and wait, 5 s at most
//	key NAME…              make a key pair $WORK/NAME
//	seat NAME [-size WxH] [-login NAME] [-nokey] ARGS…
//	                       sit down at a terminal: ssh -tt with key NAME's and these words
//	type NAME KEYS         type keys, Go-quoted ("\r" is enter, "\x1b" escape)
//	sees NAME TEXT…        wait until NAME's screen shows each text; with !, until it does not
//	resize NAME WxH        resize the terminal
//	leaves NAME [STATUS]   wait until NAME's ssh has ended
//	run NAME ARGS…         one command over ssh with key NAME, its output for stdout and stderr
//	keep VAR REGEXP        put what the first group matches in the last output into $VAR
//	verify                 run "oneplan verify" on the data folder of a service that has stopped
//	query SQL              query the data folder's database, rows to stdout, columns with |
//	screen NAME            print the screen to the log
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			w := &world{process: &process{dir: env.WorkDir}, seats: map[string]*terminal{}}
			env.Values["world"] = w
			env.Defer(w.close)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"serve": cmdServe, "stop": cmdStop, "key": cmdKey, "seat": cmdSeat, "type": cmdType, "sees": cmdSees,
			"resize": cmdResize, "leaves": cmdLeaves, "run": cmdRun, "keep": cmdKeep, "verify": cmdVerify,
			"query": cmdQuery, "screen": cmdScreen,
		},
	})
}

// world is what one script has running.
type world struct {
	*process
	seats map[string]*terminal
	last  string // what the last command said
}

func (w *world) close() {
	for _, s := range w.seats {
		s.close()
	}
	w.process.close()
}

func worldOf(ts *testscript.TestScript) *world { return ts.Value("world").(*world) }

// told makes what a command said what stdout and stderr match.
func (w *world) told(ts *testscript.TestScript, out, errOut string) {
	w.last = out
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

func cmdStop(ts *testscript.TestScript, _ bool, args []string) {
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
	cols, rows, host, key := 110, 34, "localhost", name
	for ; len(args) > 0 && strings.HasPrefix(args[0], "-"); args = args[1:] {
		switch {
		case args[0] == "-nokey":
			key = "nobody"
		case args[0] == "-size" && len(args) > 1:
			cols, rows = size(ts, args[1])
			args = args[1:]
		case args[0] == "-login" && len(args) > 1:
			host = args[1] + "@localhost"
			args = args[1:]
		default:
			ts.Fatalf("seat: %s?", args[0])
		}
	}
	if old := w.seats[name]; old != nil {
		old.close()
	}
	all := append([]string{"-tt"}, w.sshOptions(key)...)
	t, err := openTerminal(cols, rows, w.environ(), "ssh", append(append(all, host), args...)...)
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
	if len(args) < 2 {
		ts.Fatalf("usage: sees NAME TEXT…")
	}
	s := seatOf(ts, args[0])
	for _, text := range args[1:] {
		if neg {
			ts.Check(s.loses(text))
		} else {
			ts.Check(s.sees(text))
		}
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
	ts.Logf("%s", seatOf(ts, args[0]).screen.screen())
}

func cmdRun(ts *testscript.TestScript, neg bool, args []string) {
	w := worldOf(ts)
	out, errOut, err := w.asks(args[0], args[1:]...)
	w.told(ts, out, errOut)
	if (err != nil) != neg {
		ts.Fatalf("run %q: %v", args, err)
	}
}

func cmdKeep(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: keep VAR REGEXP")
	}
	re, err := regexp.Compile(args[1])
	ts.Check(err)
	m := re.FindStringSubmatch(worldOf(ts).last)
	if len(m) < 2 {
		ts.Fatalf("%q is not in what was said last", args[1])
	}
	ts.Setenv(args[0], m[1])
}

func cmdVerify(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(ts.Exec("oneplan", "verify", "--data", worldOf(ts).data()))
}

// cmdQuery reads the database as anybody with sqlite3 could.
func cmdQuery(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.data(), "oneplan.db")+"?mode=ro")
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
	w.told(ts, b.String(), "")
}
