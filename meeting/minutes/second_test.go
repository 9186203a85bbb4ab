package minutes

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"oneplan/meeting/text"
)

// forgers are names and texts that mean something else to whoever reads CSV, HTML, Markdown or iCalendar.
var forgers = append([]string{
	"=1+1", "=HYPERLINK(\"http://example.org?\"&A1,\"Kit\")", "+44 1234", "-2", "@SUM(A1:A9)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1", "'=1", "'quoted", `"=1`, " =1",
	"a,b", "a;b", `a"b`, `"`, `""`, `","`, "a\nb", "a\r\nb", "a\rb", "x\x00y", "`code` | pipe", "](javascript:alert(1))", "[x](javascript:alert(1))", "<javascript:alert(1)>",
	"<script>alert(1)</script>", "</title><script>alert(1)</script>", "</style>", "<!--", "-->", "]]>", "<img src=x onerror=alert(1)>", "&lt;b&gt;", "&amp;amp;", "&#x3c;", "&nbsp;", "\u202eevil\u202c", "\u2066x\u2069", "\u200bx\u200d",
	"Kit\r\nATTENDEE:mailto:x@example.org", "Kit\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:forged", "x\\nEND:VCALENDAR", "a\\,b\\;c\\\\d\\n", ";VALUE=URI:http://example.org", "SUMMARY:x", "\"quoted\";X=1:y", "^n^'^^",
	strings.Repeat("long ", 60), strings.Repeat("łąka", 60), strings.Repeat("👩‍👩‍👧", 40), strings.Repeat("静", 75), strings.Repeat("x", 74) + "é", "Gran Łucja, Nguyễn Thị Ánh, محمد, שרה, 静香, काव्या, Ọlámidé, ɯ̃, 🧑‍🦽",
	"http://example.org/?a=1&b=2", "- [ ] x", "NULL", "0x1", "1e9", "007", "TRUE", "2026-11-24",
}, hostile...)

// second runs a program of another make on some input and returns what it prints as JSON.
func second(t *testing.T, out any, in []byte, program ...string) {
	t.Helper()
	cmd := exec.Command(program[0], program[1:]...) //nolint:gosec // programs of this test
	var errs bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), &errs
	b, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	if err := json.Unmarshal(b, out); err != nil {
		t.Fatalf("%v: %.300s", err, b)
	}
}

// python is a Python 3 that has a module.
func python(t *testing.T, module string) string {
	t.Helper()
	for _, p := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(p, "-c", "import "+module).Run() == nil { //nolint:gosec // names of this test
			return p
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("no Python here has %s, and CI may not do without", module)
	}
	t.Skipf("no Python here has %s: this test is skipped here, and runs in CI", module)
	return ""
}

func lines(all []string) (out []string) {
	for _, s := range all {
		out = append(out, text.CleanLine(s))
	}
	return out
}

// TestCSVReadByAnother: what Python's csv reads is every cell that was written and nothing more, and no cell is a formula to a spreadsheet.
func TestCSVReadByAnother(t *testing.T) {
	py := python(t, "csv")
	table := Table{Head: []string{"name", "what", "=head"}}
	for i, s := range forgers {
		table.Rows = append(table.Rows, []string{s, "between", forgers[len(forgers)-1-i]})
	}
	var b bytes.Buffer
	if err := table.CSV(&b); err != nil {
		t.Fatal(err)
	}
	var got [][]string
	second(t, &got, b.Bytes(), py, "-c", `
import csv, io, json, sys
print(json.dumps(list(csv.reader(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline=""), strict=True))))`)
	if len(got) != len(table.Rows)+1 {
		t.Fatalf("%d rows are read, of %d", len(got), len(table.Rows)+1)
	}
	for i, row := range append([][]string{table.Head}, table.Rows...) {
		want := lines(row)
		for k, s := range want {
			if k < len(got[i]) && got[i][k] == "'"+s && strings.ContainsAny(string([]rune(s)[:1]), "=+-@＝＋－＠") {
				got[i][k] = s
			} else if k < len(got[i]) && got[i][k] != "" && strings.ContainsAny(string([]rune(got[i][k])[:1]), "=+-@\t\r＝＋－＠") {
				t.Errorf("row %d: a spreadsheet works out %q", i, got[i][k])
			}
		}
		if !slices.Equal(got[i], want) {
			t.Errorf("row %d reads as %q, want %q", i, got[i], want)
		}
	}
}

// TestCalendarReadByAnother: what Python's vobject reads is every event that was written, with the same words, and nothing more.
func TestCalendarReadByAnother(t *testing.T) {
	py := python(t, "vobject")
	at := time.Date(2026, 11, 24, 14, 0, 0, 0, time.FixedZone("", 3600))
	var events []Event
	var want [][]string
	for i, s := range forgers {
		x := Event{UID: fmt.Sprintf("%d@oneplan", i), Changed: at, Summary: s, Place: forgers[len(forgers)-1-i], Notes: "about " + s}
		w := []string{x.UID, text.CleanLine(s), text.CleanLine(x.Place), text.CleanLine(x.Notes)}
		switch i % 3 {
		case 0:
			x.Day = "2026-11-24"
			w = append(w, "2026-11-24", "")
		case 1:
			x.At = at
			w = append(w, "2026-11-24T13:00:00+00:00", "")
		case 2:
			x.At, x.Minutes = at, 90
			w = append(w, "2026-11-24T13:00:00+00:00", "2026-11-24T14:30:00+00:00")
		}
		events, want = append(events, x), append(want, w)
	}
	var b bytes.Buffer
	if err := WriteCalendar(&b, events); err != nil {
		t.Fatal(err)
	}
	for _, l := range strings.Split(strings.TrimSuffix(b.String(), "\r\n"), "\r\n") {
		if len(l) > 75 || strings.ContainsAny(l, "\r\n\x00") {
			t.Errorf("a line of %d octets: %q", len(l), l)
		}
	}
	var got struct {
		Calendar []string   // properties of the calendar
		Events   [][]string // UID, summary, place, notes, start, end
		Names    []string   // of every property of an event
	}
	second(t, &got, b.Bytes(), py, "-c", `
import json, sys, vobject
cals = list(vobject.readComponents(sys.stdin.buffer.read().decode()))
assert len(cals) == 1
c = cals[0]
events = c.contents.pop("vevent")
assert all(len(v) == 1 for x in [c] + events for v in x.contents.values())
assert all(not p.params or n == "dtstart" for x in events for n, (p,) in x.contents.items())
text = lambda x, n: x.contents[n][0].value if n in x.contents else ""
when = lambda x, n: x.contents[n][0].value.isoformat() if n in x.contents else ""
print(json.dumps({"Calendar": sorted(c.contents), "Names": sorted({n for x in events for n in x.contents}),
  "Events": [[text(x, n) for n in ("uid", "summary", "location", "description")] + [when(x, "dtstart"), when(x, "dtend")] for x in events]}))`)
	if w := []string{"prodid", "version"}; !slices.Equal(got.Calendar, w) {
		t.Errorf("the calendar has %q, want %q", got.Calendar, w)
	}
	if w := []string{"class", "description", "dtend", "dtstamp", "dtstart", "last-modified", "location", "summary", "transp", "uid"}; !slices.Equal(got.Names, w) {
		t.Errorf("events have %q, want %q", got.Names, w)
	}
	if len(got.Events) != len(want) {
		t.Fatalf("%d events are read, of %d", len(got.Events), len(want))
	}
	for i := range want {
		if !slices.Equal(got.Events[i], want[i]) {
			t.Errorf("event %d reads as %q, want %q", i, got.Events[i], want[i])
		}
	}
}

// prose is all texts of a document in the order of a page: in its head, and then in its body.
func prose(d Document) []string {
	out := []string{d.Title, d.Title}
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case Heading:
			out = append(out, b.Text)
		case Paragraph:
			out = append(out, string(b))
		case Quote:
			out = append(out, b...)
		case Typed:
			out = append(out, string(b))
		case List:
			out = append(out, b...)
		case Pairs:
			for _, p := range b {
				out = append(out, p.Name, p.Value)
			}
		case Table:
			out = append(out, b.Head...)
			for _, r := range b.Rows {
				out = append(out, r...)
			}
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return strings.TrimSpace(s) == "" })
}

// TestPagesReadByAnother: what Python's html5lib, which reads as browsers do, reads in a page is every text that was written, in the elements that were
// meant, and nothing more; the same holds of Markdown that has become HTML.
func TestPagesReadByAnother(t *testing.T) {
	py := python(t, "html5lib")
	var sources []string
	var documents []Document
	for _, s := range forgers {
		checkEscapes(t, s)
		d := everywhere(s)
		documents = append(documents, d)
		var md bytes.Buffer
		if err := reader.Convert(markdown(d), &md); err != nil {
			t.Fatal(err)
		}
		sources = append(sources, string(page(d)), "<!doctype html><title>x</title>"+md.String())
	}
	in, err := json.Marshal(sources)
	if err != nil {
		t.Fatal(err)
	}
	var got []struct {
		Elements, Attributes, Texts []string
		Errors                      int
	}
	second(t, &got, in, py, "-c", `
import html5lib, json, sys
def read(source):
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("dom"))
    elements, texts = set(), []
    attributes = set()
    def walk(n):
        for c in n.childNodes:
            if c.nodeType == 3:
                if c.data.strip() and n.nodeName != "style": texts.append(c.data)
            elif c.nodeType == 1:
                elements.add(c.nodeName)
                attributes.update(k + "=" + v for k, v in c.attributes.items() if c.nodeName != "meta")
                walk(c)
            else:
                elements.add("another node: " + c.nodeName)
    doc = parser.parse(source)
    doc.normalize()
    walk(doc.documentElement)
    return {"Elements": sorted(elements), "Attributes": sorted(attributes), "Texts": texts, "Errors": len(parser.errors)}
print(json.dumps([read(s) for s in json.load(sys.stdin)]))`)
	known := strings.Fields("html head meta title style body h1 h2 h3 p blockquote pre code ul li dl dt dd table thead tbody tr th td strong")
	for i, x := range got {
		d, what := documents[i/2], "the page"
		want := prose(d)
		if i%2 == 1 {
			what = "the Markdown"
			want = want[1:]
		} else if x.Errors > 0 {
			t.Errorf("%s of %.100q has %d errors", what, forgers[i/2], x.Errors)
		}
		for _, e := range x.Elements {
			if !slices.Contains(known, e) {
				t.Errorf("%s of %.100q has the element %q", what, forgers[i/2], e)
			}
		}
		for _, a := range x.Attributes {
			if !slices.Contains([]string{"lang=en-GB", "dir=auto", "scope=col", "scope=row"}, a) {
				t.Errorf("%s of %.100q has the attribute %q", what, forgers[i/2], a)
			}
		}
		if i%2 == 1 { // “Name:” stands in bold, so texts are cut otherwise
			flat := func(all []string) string {
				return strings.ReplaceAll(strings.Join(strings.Fields(strings.Join(all, " ")), ""), ":", "")
			}
			if flat(x.Texts[1:]) != flat(want) {
				t.Errorf("%s of %.100q reads as\n%.300q\nwant\n%.300q", what, forgers[i/2], x.Texts, want)
			}
		} else if !slices.Equal(x.Texts, want) {
			t.Errorf("%s of %.100q reads as\n%.300q\nwant\n%.300q", what, forgers[i/2], x.Texts, want)
		}
	}
}
