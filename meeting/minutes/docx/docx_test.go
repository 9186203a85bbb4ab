package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"oneplan/meeting/minutes/opc"
)

var usual = Options{
	Title: "Action plan for Siân <&> \x00\x1b]0;x\x07\ufffe", Author: "Community health", Language: "cy-GB", Foot: "Paper 7F3K-21QP · محمد", PageOf: "Tudalen %d o %d",
	Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Changed: time.Date(2026, 2, 3, 4, 5, 6, 0, time.FixedZone("", 3600)),
}

// hostile is what somebody might type to break the file, or to leave its own part of it.
const hostile = "</w:t></w:r></w:p><w:p/>]]> &amp; \x00\x0b\x1b[31m \ufffe \U0001f600 \u2028 \xff"

func paper(o Options) *Document {
	d := New(o)
	d.Heading(1, "Action plan for Siân")
	d.Heading(2, "Names "+hostile)
	d.Paragraph(hostile)
	d.Quote([]string{"I want to go to the same school as my sister.", "", hostile, "أريد أن أذهب إلى المدرسة"})
	d.List([]string{"One thing", hostile})
	d.Pairs([][2]string{{"Keyworker", hostile}, {"Next review", "فاطمہ بی بی"}}, 90)
	d.Typed("ssh -p 2222 plan.example.org minutes sunflower-3 --format docx >minutes.docx")
	d.Picture([]byte("\x89PNG"), 100, 50, `A picture of "the team" `+hostile)
	d.Table([]string{"Who", "What", "By when"}, [][]string{{"Łukasz", hostile, ""}, {"فاطمہ", strings.Repeat("long ", 900), "3 Jan 2027"}}, []float64{1, 3, 1})
	d.Heading(9, "The end")
	return d
}

// parts reads an archive back.
func parts(t *testing.T, b []byte) (names []string, all map[string]string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	all = map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		names, all[f.Name] = append(names, f.Name), string(part)
	}
	return names, all
}

func written(t *testing.T, d *Document) []byte {
	t.Helper()
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheSameBytes(t *testing.T) {
	if !bytes.Equal(written(t, paper(usual)), written(t, paper(usual))) {
		t.Error("made again, the document is another one")
	}
}

// TestParts: every part is well-formed, has a type, and what refers to another part names one that is there.
func TestParts(t *testing.T) {
	names, all := parts(t, written(t, paper(usual)))
	if names[0] != "[Content_Types].xml" {
		t.Errorf("the first part is %s", names[0])
	}
	for _, name := range names {
		if strings.HasSuffix(name, ".png") {
			continue
		}
		d := xml.NewDecoder(strings.NewReader(all[name]))
		for {
			x, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			e, ok := x.(xml.StartElement)
			if !ok {
				continue
			}
			for _, a := range e.Attr {
				switch {
				case e.Name.Local == "Override" && a.Name.Local == "PartName" && all[strings.TrimPrefix(a.Value, "/")] == "":
					t.Errorf("%s is told of and is not there", a.Value)
				case e.Name.Local == "Relationship" && a.Name.Local == "Target" && all[a.Value] == "" && all["word/"+a.Value] == "":
					t.Errorf("%s is referred to and is not there", a.Value)
				}
			}
		}
	}
	for _, s := range []string{`<dc:creator>Community health</dc:creator>`, `<dc:language>cy-GB</dc:language>`, `2026-01-02T03:04:05Z</dcterms:created>`, `2026-02-03T03:05:06Z</dcterms:modified>`} {
		if !strings.Contains(all["docProps/core.xml"], s) {
			t.Errorf("%s is not among its properties", s)
		}
	}
	if foot := all["word/footer1.xml"]; !strings.Contains(foot, ">Tudalen <") || strings.Index(foot, " PAGE ") > strings.Index(foot, " NUMPAGES ") {
		t.Errorf("the foot is %s", foot)
	}
}

// TestHostileWords: whatever is in the words, there are as many paragraphs and rows as there were to be, and the words are there.
func TestHostileWords(t *testing.T) {
	_, all := parts(t, written(t, paper(usual)))
	var body struct {
		Paragraphs []struct {
			Text []string `xml:"r>t"`
		} `xml:"body>p"`
		Rows []struct {
			Header *struct{} `xml:"trPr>tblHeader"`
			Whole  *struct{} `xml:"trPr>cantSplit"`
		} `xml:"body>tbl>tr"`
	}
	if err := xml.Unmarshal([]byte(all["word/document.xml"]), &body); err != nil {
		t.Fatal(err)
	}
	if len(body.Paragraphs) != 15 || len(body.Rows) != 3 {
		t.Fatalf("%d paragraphs and %d rows", len(body.Paragraphs), len(body.Rows))
	}
	if body.Rows[0].Header == nil || body.Rows[1].Header != nil || body.Rows[1].Whole == nil || body.Rows[2].Whole != nil {
		t.Error("the header is not the row that is repeated, or a row is kept whole that no page holds")
	}
	want := "</w:t></w:r></w:p><w:p/>]]> &amp; [31m \ufffd \U0001f600 \u2028 \ufffd"
	if got := strings.Join(body.Paragraphs[2].Text, ""); got != want {
		t.Errorf("the words are %q, want %q", got, want)
	}
}

// TestPieces: a text is cut where its direction or its language changes, and nowhere else.
func TestPieces(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"12.30", []string{":12.30"}},
		{"Siân Llŷr, Ŵyn", []string{":Siân Llŷr, Ŵyn"}},
		{"Ọláńrewájú Adébáyọ\u0300\u0301!", []string{":Ọláńrewájú Adébáyọ\u0300\u0301!"}},
		{"محمد عبد الله said 12", []string{"<ar-SA:محمد عبد الله", "<: ", ":said", "<: 12"}},
		{"said محمد عبد الله, twice", []string{":said ", "<ar-SA:محمد عبد الله", ":, twice"}},
		{"فاطمہ بی بی.", []string{"<ur-PK:فاطمہ بی بی", "<:."}},
		{"মোহাম্মদ শফিকুল and ਹਰਪ੍ਰੀਤ", []string{"bn-BD:মোহাম্মদ শফিকুল", ": and ", "pa-IN:ਹਰਪ੍ਰੀਤ"}},
		{"王小明", []string{"zh-CN:王小明"}},
	} {
		var got []string
		for _, p := range pieces(tt.text, rightToLeft(tt.text)) {
			s := p.tongue + ":" + p.text
			if p.backwards {
				s = "<" + s
			}
			got = append(got, s)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q is cut into %q, want %q", tt.text, got, tt.want)
		}
	}
}

func FuzzPieces(f *testing.F) {
	f.Add("محمد a\u0301 12", true)
	f.Fuzz(func(t *testing.T, s string, backwards bool) {
		s = opc.Printable(s)
		all := ""
		for _, p := range pieces(s, backwards) {
			if p.text == "" {
				t.Error("a piece is empty")
			}
			all += p.text
		}
		if all != string([]rune(s)) {
			t.Errorf("%q became %q", s, all)
		}
		if err := xml.Unmarshal([]byte(fmt.Sprintf("<x>%s</x>", opc.Escape(s))), new(string)); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	})
}
