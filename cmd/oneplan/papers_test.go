package main

import (
	"encoding/csv"
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestHostileWordsOnPaper: what somebody types to forge a formula, a script or another event comes out of the real program as the words that they are, in
// every format, for readers of another make.
func TestHostileWordsOnPaper(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s := servePlain(t)
	const formula, script, forged = `=HYPERLINK("http://example.org","Kit")`, "<script>alert(1)</script>", "x\rEND:VEVENT\rBEGIN:VEVENT\rSUMMARY:forged"
	x := seat(t, s, "admin", 110, 34)
	for _, words := range []string{formula, script, "[x](javascript:alert(1)) | \x1b]0;x\x07 pipe"} {
		must(t, x.types("a"))
		must(t, x.sees("New action"))
		must(t, x.types(paste(words)))
		must(t, x.sees("not added yet"))
		must(t, x.types("\x13"))
		must(t, x.loses("New action"))
	}
	s.says(t, "admin", `meeting new sunflower --at in 3 weeks 10:00 --kind review --place `+strings.ReplaceAll(forged, "\r", " "))

	rows, err := csv.NewReader(strings.NewReader(s.says(t, "admin", "actions --format csv"))).ReadAll()
	must(t, err)
	var names []string
	for _, r := range rows {
		names = append(names, r[1])
	}
	if len(names) != 4 || !slices.Contains(names, "'"+formula) || !slices.Contains(names, script) {
		t.Errorf("the names read as %q", names)
	}
	cal := s.says(t, "admin", "calendar --format ics")
	if n := strings.Count(cal, "\r\nBEGIN:VEVENT\r\n"); n != 2 || strings.Contains(cal, "\nSUMMARY:forged") || strings.Count(cal, "\n") != strings.Count(cal, "\r\n") {
		t.Errorf("%d events:\n%s", n, cal)
	}
	web := s.says(t, "admin", "plan sunflower --format html")
	if strings.Contains(web, "<script") || strings.Contains(web, "javascript:alert(1)\"") || !strings.Contains(web, "&lt;script&gt;") {
		t.Errorf("the page is\n%s", web)
	}
	if md := s.says(t, "admin", "plan sunflower --format md"); strings.Contains(md, "\n<script") || strings.Contains(strings.ReplaceAll(md, `\]`, ""), "](javascript") || strings.ContainsAny(md, "\x1b\x07") {
		t.Errorf("the Markdown is\n%s", md)
	}
	python := exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", `
import html.parser, json, sys
class P(html.parser.HTMLParser):
    tags, links = set(), []
    def handle_starttag(self, tag, attrs):
        self.tags.add(tag); self.links += [v for k, v in attrs if k in ("href", "src") or k.startswith("on")]
p = P(); p.feed(sys.stdin.read()); p.close()
print(json.dumps({"Tags": sorted(p.tags), "Links": p.links}))`)
	python.Stdin = strings.NewReader(web)
	out, err := python.Output()
	if err != nil {
		lacking(t, "Python 3 is not installed")
	}
	var read struct{ Tags, Links []string }
	must(t, json.Unmarshal(out, &read))
	if len(read.Links) > 0 || slices.Contains(read.Tags, "script") || slices.Contains(read.Tags, "a") || slices.Contains(read.Tags, "img") {
		t.Errorf("another reader finds %+v", read)
	}
}
