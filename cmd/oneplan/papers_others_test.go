package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oneplan/meeting/text"
)

// manyScripts are names and words in the scripts that families here write, and the pictures that young people do.
var manyScripts = []string{
	"Siân Llŷr, Ŵyn ap Gwilym", "Łukasz Żółkiewski", "Nguyễn Thị Hương", "王小明", "محمد عبد الله الأحمد", "فاطمہ بی بی", "মোহাম্মদ শফিকুল ইসলাম", "ਹਰਪ੍ਰੀਤ ਸਿੰਘ", "रमेश",
	"The father, محمد عبد الله, said twice that সোফিয়া agreed",
	"Kit 🎮 and ⚽️, 👍🏽 not 👍🏿, ❤ or ❤️, 👩🏽‍💻 and 👩‍💻, 👨‍👩‍👧, 🇬🇧🇵🇱, 🏴󠁧󠁢󠁷󠁬󠁳󠁿, 1️⃣2️⃣, ✅ done",
}

// hostileWords are what somebody may type to forge a formula, a part of a file, or a line of somebody else's.
var hostileWords = []string{
	`=HYPERLINK("http://example.org","Kit")`, "@SUM(A1:A9)", "</w:t></w:r></w:p><w:p/>]]>", "<script>alert(1)</script> & <b>", "x\rEND:VEVENT\rBEGIN:VEVENT\rSUMMARY:forged",
	"_x0041_ %s %[1]d ${PATH} \x1b]0;x\x07 pipe | tab\tend", strings.Repeat("verylongword", 40),
	"=1+1 \u202edesrever\u202c \u2066isolated\u2069 \u200b👨\u200d👩\u200d👧 🏴 -2+3", "-2+cmd|' /C calc'!A0", strings.Repeat("characteristically ", 270) + "+end",
}

// paperWords are the papers that this test prints, by the names of their files: what stands after a dash is the same paper on another sheet.
var paperWords = map[string]string{
	"minutes": "minutes sunflower-1", "plan": "plan sunflower", "handover": "handover sunflower", "record": "record show sunflower",
	"easyminutes": "minutes sunflower-1 --easy-read", "easyplan": "plan sunflower --easy-read",
	"cyminutes": "minutes sunflower-1 --language cy", "cyplan": "plan sunflower --language cy", "cyhandover": "handover sunflower --language cy",
	"cyrecord": "record show sunflower --language cy", "cyeasyplan": "plan sunflower --easy-read --language cy", "cyeasyminutes": "minutes sunflower-1 --easy-read --language cy",
	"plan-large": "plan sunflower --large", "plan-letter": "plan sunflower --paper letter", "plan-large-letter": "plan sunflower --large --paper letter",
	"minutes-large": "minutes sunflower-1 --large", "easyplan-letter": "plan sunflower --easy-read --paper letter", "record-large": "record show sunflower --large",
}

// listWords are the lists that it prints, with what is a stranger's own left out: when keys were used, and who looked when.
var listWords = map[string]string{
	"actions": "actions", "meetings": "meeting list", "calendar": "calendar", "waits": "waits", "records": "record list", "timeline": "timeline sunflower",
	"reminders": "reminders", "blocked": "blocked", "glossary": "glossary list",
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
	ask := func(words string) []byte {
		t.Helper()
		x, err := client.NewSession()
		must(t, err)
		defer x.Close()
		var out, told bytes.Buffer
		x.Stdout, x.Stderr = &out, &told
		if err := x.Run(words); err != nil {
			t.Fatalf("%.80s: %v: %s", words, err, told.String())
		}
		return out.Bytes()
	}
	do := func(words string) {
		t.Helper()
		ask("do -- sunflower-1 " + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `'`, `\'`).Replace(words))
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
	s.says(t, "admin", "meeting new sunflower --at in 3 weeks 10:00 --kind review --place "+manyScripts[1]) // with ssh, as people do

	do("blocked 1 " + hostileWords[1] + " " + manyScripts[5])
	do("progress 2 " + manyScripts[4] + " " + hostileWords[0])
	ask("meeting new sunflower --at in 4 weeks 11:00 --kind review")

	type file struct{ name, words string }
	made := map[file][]byte{}
	take := func(name, words, form, end string) []byte {
		t.Helper()
		f := file{name + "." + end, words + " --format " + form}
		out := ask(f.words)
		made[f] = out
		must(t, os.WriteFile(filepath.Join(dir, f.name), out, 0o600))
		return out
	}
	for name, words := range paperWords {
		forms := []string{"html", "pdf", "docx"}
		switch {
		case strings.Contains(name, "letter"):
			forms = forms[1:]
		case strings.Contains(name, "easy"):
			forms = append(forms, "md", "txt")
		case !strings.Contains(name, "-"):
			forms = append(forms, "md", "txt", "json")
		}
		for _, form := range forms {
			out := take(name, words, form, form)
			if form == "docx" {
				opens(t, name+".docx", out)
			}
		}
	}
	for _, name := range []string{"minutes", "plan"} {
		take(name, paperWords[name], "fhir", "fhir.json")
	}
	for name, words := range listWords {
		take(name, words, "csv", "csv")
		opens(t, name+".xlsx", take(name, words, "xlsx", "xlsx"))
	}
	for _, name := range []string{"calendar", "actions"} {
		take(name, name, "ics", "ics")
	}
	for f, before := range made {
		if again := ask(f.words); !bytes.Equal(again, before) {
			t.Errorf("%s: asked for again, it is another file", f.words)
		}
		if bytes.ContainsAny(before, "\u202e\u2066") && !strings.HasSuffix(f.name, ".pdf") && !strings.HasSuffix(f.name, "x") {
			t.Errorf("%s turns the direction of what stands beside somebody's words", f.words)
		}
	}
	// What was typed is on the papers: otherwise whatever reads them proves nothing.
	for _, f := range []file{{"record.html", "record show sunflower --format html"}, {"minutes.html", "minutes sunflower-1 --format html"}, {"cyplan.html", "plan sunflower --language cy --format html"}} {
		says := bare(html.UnescapeString(string(made[f])))
		for _, words := range append(append([]string{}, manyScripts...), hostileWords...) {
			if want := bare(text.CleanLine(words)); !strings.Contains(says, want) {
				t.Errorf("%s does not say %.60q", f.name, want)
			}
		}
	}
}

// bare is a text without its spaces, which lines end at.
func bare(s string) string { return strings.Join(strings.Fields(s), "") }

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
