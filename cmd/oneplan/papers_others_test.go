package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// manyScripts are names and words in the scripts that families here write.
var manyScripts = []string{
	"Siân Llŷr, Ŵyn ap Gwilym", "Łukasz Żółkiewski", "Nguyễn Thị Hương", "王小明", "محمد عبد الله الأحمد", "فاطمہ بی بی", "মোহাম্মদ শফিকুল ইসলাম", "ਹਰਪ੍ਰੀਤ ਸਿੰਘ", "रमेश",
	"The father, محمد عبد الله, said twice that সোফিয়া agreed",
}

// hostileWords are what somebody may type to forge a formula, a part of a file, or a line of somebody else's.
var hostileWords = []string{
	`=HYPERLINK("http://example.org","Kit")`, "@SUM(A1:A9)", "</w:t></w:r></w:p><w:p/>]]>", "<script>alert(1)</script> & <b>", "x\rEND:VEVENT\rBEGIN:VEVENT\rSUMMARY:forged",
	"_x0041_ %s %[1]d ${PATH} \x1b]0;x\x07 pipe | tab\tend", strings.Repeat("verylongword", 40),
}

// TestPapersForOtherPrograms has the real program write every kind of paper about words in many scripts and hostile ones, and looks whether they can be
// opened and are the same the second time. `make test-papers` has it leave them in the folder $ONEPLAN_PAPERS, where the programs that people have read
// them: see testdata/papers.
func TestPapersForOtherPrograms(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	dir := os.Getenv("ONEPLAN_PAPERS")
	if dir == "" {
		dir = t.TempDir()
	}
	s := servePlain(t)
	client, err := s.dial("admin") // one connection for all: there is much to say
	must(t, err)
	defer client.Close()
	do := func(words string) {
		t.Helper()
		x, err := client.NewSession()
		must(t, err)
		defer x.Close()
		out, err := x.CombinedOutput("do sunflower-1 " + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(words))
		if err != nil {
			t.Fatalf("%s: %v: %s", words, err, out)
		}
	}
	do("open meeting")
	do("attendance Administrator in person")
	for i, words := range append(append([]string{}, manyScripts...), hostileWords...) {
		do("add need " + words)
		do("note " + words)
		do(fmt.Sprintf("add outcome %s for need %d", words, i+1))
		do(fmt.Sprintf("add action %s for Administrator by in %d weeks under outcome %d", words, i+1, i+1))
		do("add action " + words)
	}
	for i := range 40 { // a table over several pages
		do(fmt.Sprintf("add action Ring the school about place %d", i))
	}
	do("propose " + manyScripts[4] + " because " + manyScripts[5])
	do("agree 1 but " + manyScripts[6])
	do("views " + manyScripts[5])
	do("last word " + hostileWords[2])
	s.says(t, "admin", "meeting new sunflower --at in 3 weeks 10:00 --kind review --place "+manyScripts[1])

	papers := map[string]string{"minutes": "minutes sunflower-1", "plan": "plan sunflower", "handover": "handover sunflower", "record": "record show sunflower"}
	lists := map[string]string{"actions": "actions", "meetings": "meeting list", "calendar": "calendar", "waits": "waits"}
	take := func(name, words, form string) []byte {
		t.Helper()
		out := s.says(t, "admin", words+" --format "+form)
		if again := s.says(t, "admin", words+" --format "+form); again != out {
			t.Errorf("%s as %s: asked for again, it is another file", words, form)
		}
		must(t, os.WriteFile(filepath.Join(dir, name+"."+form), []byte(out), 0o600))
		return []byte(out)
	}
	for name, words := range papers {
		for _, form := range []string{"md", "txt", "html", "json", "pdf"} {
			take(name, words, form)
		}
		opens(t, name+".docx", take(name, words, "docx"))
	}
	for _, name := range []string{"minutes", "plan"} {
		must(t, os.WriteFile(filepath.Join(dir, name+".fhir.json"), take(name, papers[name], "fhir"), 0o600))
		must(t, os.Remove(filepath.Join(dir, name+".fhir")))
	}
	for name, words := range lists {
		take(name, words, "csv")
		opens(t, name+".xlsx", take(name, words, "xlsx"))
	}
	for _, name := range []string{"calendar", "actions"} {
		take(name, name, "ics")
	}
	for _, sheet := range []string{"--large", "--paper letter", "--large --paper letter"} {
		name := "plan" + strings.NewReplacer(" ", "", "--", "-", "paper", "").Replace(sheet)
		take(name, "plan sunflower "+sheet, "pdf")
		opens(t, name+".docx", take(name, "plan sunflower "+sheet, "docx"))
	}
}

// opens reads a file of Word or Excel: an archive whose parts are all well-formed and none of which leads out of it.
func opens(t *testing.T, name string, b []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	for _, f := range z.File {
		r, err := f.Open()
		must(t, err)
		part, err := io.ReadAll(r)
		must(t, err)
		if !strings.HasSuffix(f.Name, ".xml") && !strings.HasSuffix(f.Name, ".rels") {
			continue
		}
		for d := xml.NewDecoder(bytes.NewReader(part)); ; {
			x, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Errorf("%s: %s: %v", name, f.Name, err)
				break
			}
			e, _ := x.(xml.StartElement)
			for _, a := range e.Attr {
				if a.Name.Local == "TargetMode" || e.Name.Local == "f" {
					t.Errorf("%s: %s has a formula, or leads outside: %v", name, f.Name, e)
				}
			}
		}
	}
}
