package main

import (
	"bufio"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// threatTest is a test that SECURITY.md names.
var threatTest = regexp.MustCompile("`(Test[A-Za-z0-9_]+)`")

// TestThreatsNameTheirTests: every line of the table of threats in SECURITY.md names tests, and each of them exists.
func TestThreatsNameTheirTests(t *testing.T) {
	exists, whole := map[string]bool{}, map[string]bool{} // whole: in a package whose tests start the program or its ssh server
	must(t, filepath.WalkDir("../..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllSubmatch(b, -1) {
			exists[string(m[1])] = true
			whole[string(m[1])] = whole[string(m[1])] || filepath.Dir(path) == "../../cmd/oneplan" || filepath.Base(filepath.Dir(path)) == "sshd"
		}
		return err
	}))
	b, err := os.ReadFile("../../SECURITY.md")
	must(t, err)
	scripts := regexp.MustCompile("● `TestScripts` \\(([a-z_, ]+)\\)")
	rows := 0
	_, table, _ := strings.Cut(string(b), "\n## Threats\n")
	table, _, _ = strings.Cut(table, "\n## ")
	for in := bufio.NewScanner(strings.NewReader(table)); in.Scan(); {
		cells := strings.Split(in.Text(), "|")
		if len(cells) != 5 || strings.HasPrefix(in.Text(), "| threat ") || strings.HasPrefix(in.Text(), "|---") {
			continue
		}
		rows++
		if !strings.Contains(cells[3], "● ") {
			t.Errorf("no test with real clients shows what stops%s", cells[1])
		}
		if m := scripts.FindStringSubmatch(cells[3]); m != nil {
			for _, name := range strings.Split(m[1], ", ") {
				if _, err := os.Stat(filepath.Join("testdata", "script", name+".txtar")); err != nil {
					t.Errorf("of%s: %v", cells[1], err)
				}
			}
		}
		for _, m := range regexp.MustCompile("● `(Test\\w+)`").FindAllStringSubmatch(cells[3], -1) {
			if !whole[m[1]] {
				t.Errorf("%s, of%s, drives neither the program nor its ssh server", m[1], cells[1])
			}
		}
		named := threatTest.FindAllStringSubmatch(cells[3], -1)
		if len(named) == 0 || strings.TrimSpace(cells[1]) == "" || strings.TrimSpace(cells[2]) == "" {
			t.Errorf("no test shows what stops%s", cells[1])
		}
		for _, n := range named {
			if !exists[n[1]] {
				t.Errorf("%s, of%s, does not exist", n[1], cells[1])
			}
		}
	}
	if rows < 10 {
		t.Errorf("there are %d threats only", rows)
	}
}

// twoRecords serves sunflower, whose team are the administrator and Jo, and kestrel, whose team is Anna alone, with words
// in it that nobody else may read. It returns those words.
func twoRecords(t testing.TB) (*process, []string) {
	t.Helper()
	s := servePlain(t)
	joins(t, s, "Jo")
	must(t, s.makeKey("anna"))
	pub, err := os.ReadFile(filepath.Join(s.dir, "anna.pub"))
	must(t, err)
	s.says(t, "admin", "invite Anna --agency Health --role practitioner --record sunflower")
	s.gives(t, "admin", string(pub), "people key add --of Anna")
	s.says(t, "anna", "record new kestrel --child Oberon Tiddlywink")
	s.says(t, "anna", "meeting new kestrel --at in 3 weeks 10:00 --kind initial --place 7 Quagmire Lane")
	s.says(t, "anna", "meeting open kestrel-1")
	x, err := s.sit("anna", 110, 34, "join kestrel-1")
	must(t, err)
	defer x.close()
	must(t, x.sees("─ Notes"))
	must(t, x.types("n\r"))
	must(t, x.sees("stop writing"))
	must(t, x.types("The velociraptor sleeps."))
	must(t, x.sees("velociraptor sleeps."))
	return s, []string{"Oberon", "Tiddlywink", "Quagmire", "velociraptor"}
}

// pokes has somebody try everything on a record that is not theirs: nothing of it is told, and a record that exists is
// refused in the words of one that does not.
func pokes(t *testing.T, s *process, name, record string, secrets []string) {
	t.Helper()
	_, number, found := strings.Cut(s.says(t, "anna", "plan "+record), "Paper ")
	if !found {
		t.Fatal("there is no number on the paper")
	}
	number, _, _ = strings.Cut(number, ",")
	for _, words := range []string{
		"record show RECORD", "plan RECORD", "plan RECORD --format json", "minutes RECORD-1", "minutes RECORD-1 --format html",
		"join RECORD-1", "join RECORD-1 --shared", "meeting list", "meeting open RECORD-1", "meeting close RECORD-1 --reason x",
		"meeting new RECORD --at tomorrow 10:00 --kind review", "record list", "record list --format json", "actions", "actions --format json",
		"people", "people --format json", "people list", "invite list", "whoami --format json", "agency list", "help", "version",
		"invite Eve --agency family --role supporter --for RECORD-1", "invite Eve --agency family --role keyworker --record RECORD",
		"plan RECORD --format pdf", "plan RECORD --format docx", "plan RECORD --format fhir", "minutes RECORD-1 --format pdf", "minutes RECORD-1 --signature",
		"handover RECORD", "timeline RECORD", "waits", "reminders", "record history RECORD", "audit RECORD", "audit", "plain RECORD",
		"paper " + number, "actions --record RECORD", "actions done RECORD/bcdfgh", "say RECORD-1 hello", "agree RECORD-1 1", "do RECORD-1 next", "follow RECORD-1",
		"record keep RECORD --hold x", "record show RECORD --subject-access", "record due", "record erase RECORD --reason x", "figures", "settings",
		"settings set urgent 99", "directory search sleep", "directory corrections", "directory officers", "glossary", "explain EHCP", "record show R%", "plan *",
	} {
		said := func(record string) string {
			out, errOut, err := s.asks(name, strings.ReplaceAll(words, "RECORD", record))
			status := "done"
			if err != nil {
				status = err.Error()
			}
			return strings.ReplaceAll(out+errOut+status, record, "RECORD")
		}
		is := said(record)
		for _, secret := range secrets {
			if strings.Contains(is, secret) {
				t.Errorf("%s reads %q with “%s”:\n%s", name, secret, words, is)
			}
		}
		if strings.Contains(words, "RECORD") {
			if isNot := said("nightjar"); is != isNot {
				t.Errorf("“%s” tells %s of a record that is not theirs:\n%s\nand of one that does not exist:\n%s", words, name, is, isNot)
			}
		}
	}
}

// TestInvitedParentGetsNothingMore: somebody invited to one record learns nothing of another, nor may they do what
// administrators and keyworkers do.
func TestInvitedParentGetsNothingMore(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s, secrets := twoRecords(t)
	pokes(t, s, "Jo", "kestrel", secrets)
	pub, err := os.ReadFile(filepath.Join(s.dir, "Jo.pub"))
	must(t, err)
	key := strings.TrimSpace(string(pub))
	for _, words := range []string{
		"people revoke Anna", "people revoke Administrator", "people lost Anna", "people login Jo anna", "people key list --of Anna",
		"people key add --of Administrator " + key, "agency distrust Health", "invite Eve --agency family --role administrator",
		"invite Eve --agency family --role supporter --record sunflower", "invite cancel Anna",
	} {
		if out, errOut, err := s.asks("Jo", words); err == nil {
			t.Errorf("Jo may: %s\n%s%s", words, out, errOut)
		}
	}
	if out, _, err := s.asks("anna", "whoami"); err != nil || !strings.Contains(out, "You are Anna") {
		t.Errorf("Anna: %v, %s", err, out)
	}
}

// benComes lets Ben in with a key of his own: a practitioner on the team of sunflower alone.
func benComes(t *testing.T, s *process) {
	t.Helper()
	must(t, s.makeKey("ben"))
	pub, err := os.ReadFile(filepath.Join(s.dir, "ben.pub"))
	must(t, err)
	s.says(t, "admin", "invite Ben --agency Health --role practitioner --record sunflower")
	s.gives(t, "admin", string(pub), "people key add --of Ben")
}

// TestCuriousColleague: a practitioner with a key of their own learns nothing of a child whose team they are not on.
func TestCuriousColleague(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s, secrets := twoRecords(t)
	benComes(t, s)
	pokes(t, s, "ben", "kestrel", secrets)
}

// TestUrgentNamesAreTriedFewAtATime: somebody who guesses names by asking for urgent access finds out little: after five names that are none,
// one that is there is refused in the same words. The family of that one, and whoever looks after the service, read of the try.
func TestUrgentNamesAreTriedFewAtATime(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s, secrets := twoRecords(t)
	benComes(t, s)
	asks := func(name string) string {
		out, errOut, err := s.asks("ben", "urgent "+name+" --reason found alone")
		if err == nil {
			t.Errorf("%s is opened: %s", name, out)
		}
		return strings.ReplaceAll(out+errOut, name, "NAME")
	}
	for _, name := range []string{"nightjar", "bittern", "heron", "plover", "avocet"} {
		if said := asks(name); !strings.Contains(said, "nothing of that name") {
			t.Fatalf("%s: %s", name, said)
		}
	}
	is, isNot := asks("kestrel"), asks("dunlin")
	if is != isNot || !strings.Contains(is, "within an hour") {
		t.Errorf("of one that is there:\n%s\nof one that is not:\n%s", is, isNot)
	}
	for _, secret := range secrets {
		if strings.Contains(is, secret) {
			t.Errorf("ben reads %q", secret)
		}
	}
	if out := s.says(t, "anna", "audit kestrel"); !strings.Contains(out, "Ben") || !strings.Contains(out, "was refused urgent") {
		t.Errorf("the keyworker reads\n%s", out)
	}
	if out := s.says(t, "admin", "audit"); strings.Count(out, "was refused urgent") != 7 || strings.Contains(out, "kestrel") || !strings.Contains(out, "came in with a key") {
		t.Errorf("the administrator reads\n%s", out)
	}
	if _, errOut, err := s.asks("ben", "audit"); err == nil || !strings.Contains(errOut, "administrators and service managers") {
		t.Errorf("ben reads the audit of the service: %v, %s", err, errOut)
	}
}

// TestFilesAreTakenInByFewOnly: directories, people and agencies come in from those alone who look after them, and a look at the record of others
// by line mode, one line after the other, tells as little as commands do.
func TestFilesAreTakenInByFewOnly(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s, secrets := twoRecords(t)
	for words, file := range map[string]string{
		"directory import":        `{"id": "x", "name": "Evil clinic", "status": "active"}`,
		"people import --apply":   "name,agency,title\nEve Evil,Health,nurse\n",
		"agencies import --apply": "name\nEvil agency\n",
	} {
		if out, errOut, err := s.sends("Jo", strings.NewReader(file), words); err == nil || !strings.Contains(errOut, "administrator") {
			t.Errorf("%s: %v, %s%s", words, err, out, errOut)
		}
	}
	for _, words := range []string{"people list", "agency list", "directory search evil"} {
		if out, errOut, _ := s.asks("admin", words); strings.Contains(out+errOut, "Evil") {
			t.Errorf("%s: it was taken in:\n%s", words, out)
		}
	}
	for _, words := range []string{"follow kestrel-1", "do kestrel-1 plan", "follow sunflower-1"} {
		out, errOut, _ := s.sends("Jo", strings.NewReader("plan\nfind velociraptor\nrecord kestrel\nwho\nhelp\nleave\n"), words)
		for _, secret := range secrets {
			if strings.Contains(strings.ReplaceAll(out+errOut, "find velociraptor", ""), secret) {
				t.Errorf("“%s” tells %q:\n%s", words, secret, out+errOut)
			}
		}
	}
}

// TestAdministratorAlone: to look after people and keys is no right to read a record. Who lets themselves in with that
// power leaves a trace that they cannot take back.
func TestAdministratorAlone(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s, secrets := twoRecords(t)
	for _, words := range []string{
		"record show kestrel", "plan kestrel", "minutes kestrel-1", "join kestrel-1", "actions", "meeting list", "record list",
	} {
		out, errOut, _ := s.asks("admin", words)
		for _, secret := range secrets {
			if strings.Contains(out+errOut, secret) {
				t.Errorf("the administrator reads %q with “%s”", secret, words)
			}
		}
	}
	s.says(t, "admin", "invite Administrator --role observer --record kestrel")
	if out := s.says(t, "anna", "record show kestrel"); !strings.Contains(out, "Administrator") {
		t.Errorf("the team does not see who has joined it:\n%s", out)
	}
	if _, _, err := s.asks("admin", "people revoke Administrator"); err == nil {
		t.Error("the last administrator is gone")
	}
}

// TestTamperedLogIsFound: whoever can write to the files of a service that is stopped cannot change what was said, by
// whom or when, without oneplan verify noticing.
func TestTamperedLogIsFound(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s, _ := twoRecords(t)
	_, err := s.stop(syscall.SIGTERM)
	must(t, err)
	verify(t, s.data())
	for _, change := range []string{
		`UPDATE log SET actor = 'somebody' WHERE stream = 'kestrel' AND seq = 2`,
		`UPDATE log SET at = '2020-01-01T00:00:00.000Z' WHERE stream = 'kestrel' AND seq = 2`,
		`UPDATE log SET body = CAST(substr(body, 1, length(body) - 1) || x'7e' AS BLOB) WHERE stream = 'kestrel' AND seq = 3`,
		`DELETE FROM log WHERE stream = 'kestrel' AND seq = (SELECT max(seq) FROM log WHERE stream = 'kestrel')`,
		`DELETE FROM log WHERE stream = 'service' AND kinds LIKE '%Visited%'`,
	} {
		dir := t.TempDir()
		must(t, os.CopyFS(filepath.Join(dir, "data"), os.DirFS(s.data())))
		must(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			return os.Chmod(path, 0o600)
		}))
		db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "data", "oneplan.db"))
		must(t, err)
		res, err := db.Exec(change)
		must(t, err)
		must(t, db.Close())
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			t.Fatalf("%s changes nothing", change)
		}
		out, err := exec.CommandContext(t.Context(), "oneplan", "verify", "--data", filepath.Join(dir, "data")).CombinedOutput() //nolint:gosec // files of this test
		if err == nil {
			t.Errorf("%s is not found:\n%s", change, out)
		}
	}
}
