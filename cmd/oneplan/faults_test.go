package main

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"oneplan/meeting"
)

// paste is text as a terminal hands it on when it is pasted.
func paste(text string) string { return "\x1b[200~" + text + "\x1b[201~" }

// servedNotes reads all the notes of the last meeting from the log of a data folder that is being served, as
// anybody could with sqlite3: what it returns is on disk. While the service opens its file anew, it waits.
func servedNotes(t testing.TB, data string) string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "oneplan.db")+"?mode=ro")
	must(t, err)
	defer db.Close()
	var log []meeting.Row
	eventually(t, "the log to be readable", func() bool {
		log = nil
		rows, err := db.Query("SELECT seq, actor, body FROM log WHERE stream = 'sunflower' ORDER BY seq")
		if err != nil {
			return false
		}
		defer rows.Close()
		for rows.Next() {
			var row meeting.Row
			if rows.Scan(&row.Seq, &row.Actor, &row.Body) != nil {
				return false
			}
			log = append(log, row)
		}
		return rows.Err() == nil && len(log) > 0
	})
	rec := meeting.NewRecord()
	for _, row := range log {
		apply(t, rec, row)
	}
	return lastNotes(rec)
}

// TestFullDisk has every write to the service's files fail with ENOSPC for a while, with strace: see trouble for what has to
// happen then. A disk that is really full, which the service may make room on by itself, is for the store's own tests.
func TestFullDisk(t *testing.T) {
	faulty(t, "disk of the service is full", "pwrite64,ftruncate,fallocate", "ENOSPC")
}

// TestFailedSync has every fsync of the service fail with EIO for a while, with strace: see trouble for what
// has to happen then. The batch that is under way when it fails may or may not be on disk, and has to be in the record once.
func TestFailedSync(t *testing.T) {
	faulty(t, "could not write to its disk", "fsync,fdatasync", "EIO")
}

// faulty has system calls of the service fail for a while.
func faulty(t *testing.T, reason, calls, with string) {
	needs(t, "ssh", "strace")
	t.Parallel()
	s := serveDemo(t)
	var tracer *exec.Cmd
	trouble(t, s, reason, func() {
		pid, err := s.pid()
		must(t, err)
		out := filepath.Join(s.dir, "strace")
		tracer = exec.Command("strace", "-f", "-p", fmt.Sprint(pid), "-o", out, "-e", "trace="+calls, "-e", "inject="+calls+":error="+with)
		var said strings.Builder
		tracer.Stderr = &said
		must(t, tracer.Start())
		eventually(t, "strace to attach", func() bool {
			b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			must(t, err)
			return strings.Contains(string(b), fmt.Sprintf("TracerPid:\t%d", tracer.Process.Pid))
		})
	}, func() {
		must(t, tracer.Process.Signal(syscall.SIGINT))
		_ = tracer.Wait() // it ends with the signal
	})
}

// trouble has three people in a room when nothing can be saved any more, from fault until mend, and checks all
// that is promised then: everybody is told why, typing is locked, nothing is shown as saved that is not, nobody
// loses what they had typed, and once the fault has passed all goes on without a restart.
func trouble(t *testing.T, s *process, reason string, fault, mend func()) {
	tom, jo, megan := seat(t, s, "tom", 110, 34), seat(t, s, "jo", 110, 34), seat(t, s, "megan", 110, 34)
	must(t, tom.types("n\r"))
	must(t, tom.sees("stop writing"))
	must(t, tom.types("before "))
	must(t, jo.sees("before"))
	must(t, megan.types("n\r- "))
	must(t, jo.sees("│ -"))

	fault()
	want := "before "
	last := ""
	for n := 0; ; n++ {
		last = fmt.Sprintf("word%d", n)
		want += last + " "
		must(t, tom.types(paste(last+" ")))
		refused := false
		must(t, tom.until("showed the word or that it is not saved", func(screen string) bool {
			refused = strings.Contains(screen, "NOT SAVED")
			return refused || strings.Contains(screen, last)
		}))
		if refused {
			break
		}
		if n > 2000 {
			t.Fatal("the fault is not noticed")
		}
	}
	for _, x := range []*terminal{tom, jo, megan} {
		must(t, x.sees("NOT SAVED"))
		must(t, x.sees(reason))
	}
	must(t, tom.sees("not added yet: "+last))
	must(t, tom.types("lockedkeys"))
	must(t, jo.types("n"))
	must(t, jo.sees("typing is locked"))
	must(t, jo.types("ZQXJ"))
	must(t, megan.types(paste("meganwords ")))
	must(t, megan.sees("not added yet: meganwords"))
	megan.close() // her line is lost; what she wrote is kept for her

	quiet(3*settle, tom.screen, jo.screen)
	saved := servedNotes(t, s.data())
	for _, word := range []string{last, "lockedkeys", "ZQXJ", "meganwords"} {
		if strings.Contains(jo.screen.screen(), word) {
			t.Errorf("jo sees %q, which is not saved:\n%s", word, jo.screen.screen())
		}
	}
	for _, word := range strings.Fields(want)[:len(strings.Fields(want))-1] {
		if !strings.Contains(saved, word) {
			t.Errorf("%q was shown, and is not on disk", word)
		}
	}

	mend()
	for _, x := range []*terminal{tom, jo} {
		must(t, x.loses("NOT SAVED"))
		must(t, x.sees("saved ✓"))
		must(t, x.sees(last))
	}
	must(t, tom.loses("not added yet"))
	want += "after"
	must(t, tom.types("after"))
	must(t, jo.sees(want[max(0, len(want)-60):]))
	back := seat(t, s, "megan", 110, 34) // her words were saved meanwhile, or come back with her
	must(t, jo.sees("meganwords"))
	must(t, back.loses("not added yet"))
	if !strings.Contains(back.screen.screen(), "stop writing") {
		must(t, back.types("n"))
		must(t, back.sees("stop writing"))
	}
	must(t, back.types("\randmore"))
	must(t, jo.sees("andmore"))

	_, err := s.stop(syscall.SIGTERM)
	must(t, err)
	verify(t, s.data())
	notes := notesOf(t, s.data())
	for _, phrase := range []string{want, "meganwords", "andmore"} {
		if n := strings.Count(notes, phrase); n != 1 {
			t.Errorf("%q is in the record %d times:\n%s", phrase, n, notes)
		}
	}
	for _, phrase := range []string{"lockedkeys", "ZQXJ"} {
		if strings.Contains(notes, phrase) {
			t.Errorf("%q was typed while typing was locked, and is in the record", phrase)
		}
	}
}
