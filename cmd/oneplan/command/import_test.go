package command_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting/meetingtest"
)

// takes runs an import of a file by the administrator.
func (d *desk) takes(line, file string) answer {
	d.t.Helper()
	d.in = file
	defer func() { d.in = "" }()
	return d.run(meetingtest.Ada, line)
}

// statuses returns what an import says of each line, by its number.
func (d *desk) statuses(line, file string) map[int]string {
	d.t.Helper()
	a := d.takes(line+" --format json", file)
	var lines []struct {
		Line   int
		Status string
		Detail string
	}
	if err := json.Unmarshal([]byte(a.out), &lines); err != nil {
		d.t.Fatalf("%v: %+v", err, a)
	}
	out := map[int]string{}
	for _, l := range lines {
		out[l.Line] = l.Status
		if l.Status == "refused" {
			out[l.Line] += ": " + l.Detail
		}
	}
	return out
}

const staff = `Full name,Job title,Organisation,Login,Favourite colour
Sara,Occupational therapist,Eastbank Community Health,,
Jo Marsh,"Speech therapist, lead",health,jmarsh,blue
Ivy,nurse,Eastbank Community Health,,

Nobody,,Nowhere,,
Jo Marsh,again,HEALTH,,
,no name,health,,
"=HYPERLINK(""http://x"")",x,health,,
`

func TestImportPeople(t *testing.T) {
	d := newDesk(t)
	d.wrong(meetingtest.Sara, "people import", command.Failed, "Only an administrator")
	d.wrong(meetingtest.Sara, "agency import", command.Failed, "Only an administrator")
	d.wrong(meetingtest.Ada, "people import", command.Usage, "on standard input")
	before := d.Hub.Directory()
	a := d.takes("people import", staff)
	for _, want := range []string{
		"Columns that are not read: Favourite colour.", "1 new, 1 changed, 1 the same, 4 refused. Nothing has been done yet",
		"title “Occupational therapist” instead of “occupational therapist”", "there is no agency “Nowhere” here", "the same person stands in line 3",
	} {
		if !strings.Contains(a.out, want) {
			t.Errorf("the preview does not say %q:\n%s%s", want, a.out, a.err)
		}
	}
	if a := d.takes("people import --apply", staff); a.exit != command.Failed || !strings.Contains(a.err, "Nothing was taken in") || !strings.Contains(a.err, "Line 6 (Nobody)") {
		t.Errorf("with lines that are refused: %+v", a)
	}
	if d.Hub.Directory() != before {
		t.Fatal("a preview, or an import that was refused, changed something")
	}
	if a := d.takes("people import --apply --skip", staff); !strings.Contains(a.out, "Taken in: 1 new, 1 changed") {
		t.Fatalf("taking in says %+v", a)
	}
	dir := d.Hub.Directory()
	if jo := dir.ByLogin(meetingtest.Health, "jmarsh"); jo == nil || jo.Title != "Speech therapist, lead" || jo.By != meetingtest.Ada || dir.Account(meetingtest.Sara).Title != "Occupational therapist" {
		t.Errorf("Jo is %+v", jo)
	}
	d.looked("", "sara refused people import", "sara refused agency import", "ada refused people import", "ada changed people from a file: 1 new, 1 changed, 1 the same, 4 refused")
	if got := d.statuses("people import", staff)[3]; got != "same" {
		t.Errorf("the second time Jo is %q", got)
	}
	// By her login name she is known under another name; by id anybody is.
	if got := d.takes("people import --apply", "name,agency,login\nJo Marsh-Hill,health,JMARSH\n"); got.exit != command.Done {
		t.Errorf("%+v", got)
	}
	jo := d.Hub.Directory().ByLogin(meetingtest.Health, "JMARSH")
	if jo == nil || jo.Name != "Jo Marsh-Hill" {
		t.Fatalf("Jo is %+v", jo)
	}
	d.takes("people import --apply", "id,name,agency,administrator\n"+string(jo.ID)+",Jo Hill,school,yes\n")
	if a := d.Hub.Directory().Account(jo.ID); a.Agency != meetingtest.School || !a.Admin || a.Login != "JMARSH" {
		t.Errorf("by her id Jo becomes %+v", a)
	}
	// The only administrator with a key stays one.
	if got := d.takes("people import --apply", "id,name,agency,administrator\nada,Ada,social,no\n"+string(jo.ID)+",Jo Hill,school,no\n"); got.exit != command.Failed {
		t.Errorf("nobody looks after the service any more: %+v", got)
	}
}

func TestImportAgencies(t *testing.T) {
	d := newDesk(t)
	file := "Name;Letter;Colour\nHill Lane School;H;\nSunrise Hospice;;orange\nÉcole d'Été;;\nPolice;;mauve\n"
	want := map[int]string{2: "changed", 3: "new", 4: "new", 5: "refused: The colour of an agency is one of purple, teal, pink, yellow, green, blue, orange, grey"}
	if got := d.statuses("agencies import", file); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("agencies: %v", got)
	}
	d.takes("agency import --apply --skip", file)
	if a := d.Hub.Directory().Agency("sunrise-hospice"); a == nil || a.Colour != 6 || a.Letter == "" {
		t.Errorf("the hospice is %+v", a)
	}
	if a := d.Hub.Directory().Agency("école-d-été"); a == nil || a.Name != "École d'Été" {
		t.Errorf("the French school is %+v", a)
	}
	if a := d.Hub.Directory().Agency(meetingtest.School); a.Letter != "H" {
		t.Errorf("the school is %+v", a)
	}
	if out := d.done(meetingtest.Ada, "agency set school --colour grey --name Hill Lane Academy"); !strings.Contains(out, "called “Hill Lane Academy” instead of “Hill Lane School”; grey instead of teal") {
		t.Errorf("a change says %q", out)
	}
	if out := d.done(meetingtest.Ada, "agency set Autism_charity --letter z"); !strings.Contains(out, "is an agency here now: letter Z") {
		t.Errorf("a new one says %q", out)
	}
	d.wrong(meetingtest.Ada, "agency set school --letter zz", command.Usage, "one letter")
	d.wrong(meetingtest.Sara, "agency set school --letter z", command.Failed, "Only an administrator")
}

// utf16Of returns s in UTF-16.
func utf16Of(s string, little, mark bool) string {
	var out []byte
	units := utf16.Encode([]rune(s))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	for _, u := range units {
		if little {
			out = append(out, byte(u), byte(u>>8))
		} else {
			out = append(out, byte(u>>8), byte(u))
		}
	}
	return string(out)
}

// TestFilesFromSpreadsheets reads the same people in every form in which spreadsheets save them.
func TestFilesFromSpreadsheets(t *testing.T) {
	const file = "name,agency\nZoë Ó Briain,health\n\"Smith, Ann\",health\n"
	semicolons := "name;agency\nZoë Ó Briain;health\n\"Smith, Ann\";health\n"
	latin := strings.NewReplacer("ë", "\xeb", "Ó", "\xd3").Replace(file)
	for form, bytes := range map[string]string{
		"UTF-8": file, "UTF-8 with a mark": "\ufeff" + file, "UTF-16 little-endian": utf16Of(file, true, true), "UTF-16 big-endian": utf16Of(file, false, true),
		"UTF-16 without a mark": utf16Of(file, true, false), "UTF-16 big-endian without a mark": utf16Of(file, false, false), "Windows-1252": latin,
		"CR LF": strings.ReplaceAll(file, "\n", "\r\n"), "CR": strings.ReplaceAll(file, "\n", "\r"), "semicolons": semicolons,
		"tabs": strings.ReplaceAll(semicolons, ";", "\t"), "spaces": strings.ReplaceAll(file, ",h", ", h"), "no last line end": strings.TrimSpace(file),
	} {
		d := newDesk(t)
		if a := d.takes("people import --apply", bytes); a.exit != command.Done {
			t.Errorf("%s: %+v", form, a)
			continue
		}
		found := 0
		for _, p := range d.Hub.Directory().People {
			if p.Name == "Zoë Ó Briain" || p.Name == "Smith, Ann" {
				found++
			}
		}
		if found != 2 {
			t.Errorf("%s: %d of the two were taken in", form, found)
		}
	}
}

// TestHostileFiles gives imports what no spreadsheet saves: they answer with one sentence or with lines that are refused, soon, and nothing
// of it is taken in or comes back raw.
func TestHostileFiles(t *testing.T) {
	many := func(n int, line func(i int) string) string {
		var b strings.Builder
		b.WriteString("name,agency,login\n")
		for i := range n {
			b.WriteString(line(i))
		}
		return b.String()
	}
	for name, file := range map[string]string{
		"nothing":              " \n\n",
		"no titles":            "Ann,health\n",
		"titles twice":         "name,name,agency\nA,B,health\n",
		"an open quote":        "name,agency\n\"Ann,health\nBen,health\n",
		"a quote inside":       "name,agency\nA\"nn,health\n",
		"control bytes":        "name,agency\nAnn\x1b[2J,health\nB\x00en,health\nC\u202eed,health\nD\u009b31m,health\n",
		"formulas":             "name,agency\n=1+1,health\n@sum,health\n+44,health\n-2+3,health\n'=1,health\n",
		"a long cell":          "name,agency\n" + strings.Repeat("a", 70_000) + ",health\n",
		"random bytes":         "\x80\xff\x00\x01name,agency\x00\n\xff\xfe\xfd,health",
		"half a UTF-16":        utf16Of("name,agency\nAnn,nowhere", true, true) + "\x00",
		"100,000 new people":   many(100_000, func(i int) string { return fmt.Sprintf("Person %d,health,\n", i) }),
		"100,000 of one":       many(100_000, func(int) string { return "Sara,school,s\n" }),
		"100,001 lines":        many(100_001, func(i int) string { return fmt.Sprintf("Person %d,nowhere,\n", i) }),
		"9 MB":                 strings.Repeat("name,agency\n", 9<<20/12),
		"many columns":         strings.Repeat("x,", 100_000) + "\nAnn,health\n",
		"an id of somebody":    "id,name,agency\nnobody,Ann,health\n",
		"neither yes nor no":   "name,agency,admin\nAnn,health,perhaps\n",
		"two with one login":   "name,agency,login\nAnn,nowhere,x\nBen,nowhere,X\n",
		"a login with a space": "name,agency,login\nAnn,health,a b\n",
	} {
		d := newDesk(t)
		before := d.Hub.Directory()
		began := time.Now()
		a := d.takes("people import --apply", file)
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s: it took %v", name, took)
		}
		if a.exit == command.Done && !strings.Contains(a.out, "nothing to take in") && !strings.HasPrefix(a.out, "Taken in: 0 new, 0 changed") {
			t.Errorf("%s: it was taken in: %.300s", name, a.out)
		}
		if d.Hub.Directory() != before {
			t.Errorf("%s: something has changed", name)
		}
		if strings.ContainsAny(a.out+a.err, "\x00\x1b\u009b\u202e") {
			t.Errorf("%s: the answer has raw bytes in it", name)
		}
		if b := d.takes("agency import --apply", file); strings.ContainsAny(b.out+b.err, "\x00\x1b\u009b\u202e") {
			t.Errorf("%s: the answer of agencies has raw bytes in it", name)
		}
	}
}

// FuzzImport reads anything as a file.
func FuzzImport(f *testing.F) {
	for _, s := range []string{staff, "name;agency\nA;b", utf16Of(staff, true, true), "\"", "name,agency\n\"a\nb\",health"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d := newDesk(t)
		before := d.Hub.Directory()
		d.takes("people import", string(b))
		d.takes("agency import", string(b))
		if d.Hub.Directory() != before {
			t.Error("a preview changed something")
		}
	})
}
