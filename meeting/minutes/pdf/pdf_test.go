package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// names are in the scripts that families here write.
var names = []string{
	"Siân Llŷr, Ŵyn ap Gwilym", "Łukasz Żółkiewski", "Nguyễn Thị Hương", "Ọláńrewájú Adébáyọ̀", "王小明",
	"محمد عبد الله الأحمد", "فاطمہ بی بی", "মোহাম্মদ শফিকুল ইসলাম", "ਹਰਪ੍ਰੀਤ ਸਿੰਘ", "सुनीता शर्मा", "દીપા પટેલ", "רחל כהן",
	"Kit 🎮 and ⚽️, 👍🏽 not 👍🏿, ❤ or ❤️, 👩🏽‍💻 and 👩‍💻, 👨‍👩‍👧, 🇬🇧🇵🇱, 🏴󠁧󠁢󠁷󠁬󠁳󠁿, 1️⃣2️⃣, ✅ done", "😀‍😀 🏴󠁧󠁢󠁡󠁢󠁣󠁿 💑🏽 💑 👩‍❤️‍👩",
}

func paper(o Options) *Document {
	d := New(o)
	d.Heading(1, "Action plan for Siân")
	d.Heading(2, "Names")
	for _, name := range names {
		d.Paragraph(name)
	}
	d.Paragraph("The father, محمد عبد الله, said 12 hours; সোফিয়া agreed. ✓ ● ⚑ → office \U0001f600")
	d.Circle("Siân", []Group{{Name: "Family", People: names[:3]}, {Name: "School", People: names[3:6]}, {Name: "Hospital", People: names[6:9]}})
	d.Quote([]string{"I want to go to the same school as my sister.", "", "I can hear you."})
	d.Heading(2, "Next")
	d.List([]string{"One thing", strings.Repeat("another thing ", 30), "محمد عبد الله"})
	d.Pairs([][2]string{{"Keyworker", "Anna Smith"}, {"Next review", "Monday 3 January 2027, 10:00"}})
	d.Typed("ssh -p 2222 plan.example.org minutes sunflower-3 --format pdf >minutes.pdf")
	rows := [][]string{}
	for i := range 60 {
		rows = append(rows, []string{"Łukasz", fmt.Sprintf("Ring the school about place %d", i), "3 Jan 2027"})
	}
	var long strings.Builder
	for i := range 900 {
		fmt.Fprintf(&long, "word%d ", i)
	}
	d.Table([]string{"Who", "What", "By when"}, append(rows, []string{"Łukasz", long.String(), ""}))
	return d
}

func written(t *testing.T, d *Document) []byte {
	t.Helper()
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var usual = Options{Title: "Action plan for Siân <&>", Author: "Community health", Foot: "Paper 7F3K-21QP · for everyone in the team"}

func TestTheSameBytes(t *testing.T) {
	want := written(t, paper(usual))
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			got, err := paper(usual).Bytes()
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("made again beside others: other bytes, or %v", err)
			}
		})
	}
	group.Wait()
}

func TestEveryPieceIsClosed(t *testing.T) {
	d := paper(usual)
	written(t, d)
	for i, p := range d.pages {
		open := 0
		for _, op := range regexp.MustCompile(`\b(BDC|BMC|EMC|BT|ET)\b`).FindAllString(p.content.String(), -1) {
			switch op {
			case "BDC", "BMC":
				open++
			case "EMC":
				open--
			}
			if open < 0 {
				t.Fatalf("page %d closes what is not open", i+1)
			}
		}
		if open != 0 {
			t.Fatalf("page %d leaves %d pieces open", i+1, open)
		}
	}
}

// TestTheTableGoesOn looks at a row that no page holds: every line of it is on some page, and nothing runs into the foot.
func TestTheTableGoesOn(t *testing.T) {
	d := New(Options{Size: 18, Paper: Letter})
	cells := make([]string, 0, 400)
	for i := range 400 {
		cells = append(cells, fmt.Sprintf("line %d", i))
	}
	d.Table([]string{"A", "B"}, [][]string{{"row", strings.Join(cells, "\n")}, {"next", "row"}})
	if n := len(d.pages); n < 10 || n > 30 {
		t.Errorf("%d pages", n)
	}
	for i, p := range d.pages {
		if p.y < d.bottom()-1 {
			t.Errorf("page %d runs into its foot: %.1f", i+1, p.y)
		}
	}
	lines := 0
	var count func(*element)
	count = func(e *element) {
		for _, kid := range e.kids {
			if k, ok := kid.(*element); ok {
				count(k)
			}
		}
		if e.kind == "TR" {
			lines++
		}
	}
	count(d.root)
	if lines != 3 {
		t.Errorf("%d rows in the tree, not 3: a row over several pages is still one", lines)
	}
}

// TestTheCircleHoldsItsTeams looks at circles of many sizes: no team covers another, and one that no page holds is left out.
func TestTheCircleHoldsItsTeams(t *testing.T) {
	for n := 1; n <= 40; n++ {
		d := New(Options{})
		groups := make([]Group, n)
		for i := range groups {
			groups[i] = Group{Name: fmt.Sprintf("Agency %d", i), People: names[:1+i%4]}
		}
		drawn := d.Circle("Kit", groups)
		if !drawn && n < 8 || drawn && n == 40 {
			t.Errorf("a circle of %d: drawn is %v", n, drawn)
		}
		if drawn && len(d.pages) != 1 {
			t.Errorf("a circle of %d takes %d pages", n, len(d.pages))
		}
	}
}

// TestReadBack asks other programs to read a paper, where they are installed.
func TestReadBack(t *testing.T) {
	for _, tool := range []string{"pdftotext", "pdfinfo", "mutool", "qpdf"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("%s is not installed, and CI may not do without", tool)
			}
			t.Skipf("%s is not installed (Debian: poppler-utils, mupdf-tools, qpdf)", tool)
		}
	}
	file := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(file, written(t, paper(usual)), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), name, args...).Output() //nolint:gosec // the tools above, on our own file
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		return string(out)
	}
	run("qpdf", "--check", file)

	text := run("pdftotext", file, "-")
	flat := strings.Join(strings.Fields(text), " ")
	for _, want := range append(slices.Clone(names), "The father, \u202bمحمد عبد الله\u202c, said 12 hours; সোফিয়া agreed.", "I can hear you.", "minutes sunflower-3", "Ring the school about place 59", "Page 2 of") {
		bare := strings.NewReplacer("\u202b", "", "\u202a", "", "\u202c", "")
		if !strings.Contains(bare.Replace(flat), bare.Replace(want)) {
			t.Errorf("poppler does not read %q", want)
		}
	}
	for i := range 900 {
		if !strings.Contains(flat, fmt.Sprintf("word%d", i)) {
			t.Errorf("poppler does not read word %d of a cell over several pages", i)
		}
	}

	// This reader gives what is written from right to left as it is seen, and does not look at the text beside glyphs: the letters count.
	seen := strings.Map(letter, run("mutool", "draw", "-q", "-F", "txt", file))
	for _, name := range names {
		want := strings.Map(letter, name)
		if rightToLeft(name) {
			r := []rune(want)
			slices.Reverse(r)
			want = string(r)
		}
		if indic := regexp.MustCompile(`\p{Bengali}|\p{Gurmukhi}|\p{Devanagari}|\p{Gujarati}`).MatchString(name); !indic && !strings.Contains(seen, want) {
			t.Errorf("mupdf does not read %q", name)
		}
	}

	tree := run("pdfinfo", "-struct", file)
	for _, want := range []string{"Document", "H1", "H2", "Figure", "BlockQuote", "LBody", "Code", "Table", "THead", "TH", "TD"} {
		if !strings.Contains(tree, want) {
			t.Errorf("no %s in the tree:\n%s", want, tree)
		}
	}
	info := run("pdfinfo", file)
	for _, want := range []string{"Action plan for Siân <&>", "Tagged:          yes"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not say %q:\n%s", want, info)
		}
	}
}

// letter leaves only what is read of a text.
func letter(r rune) rune {
	if r == ' ' || r == '\n' || r == '\u200b' || r == '\ufffd' || r == '\f' {
		return -1
	}
	return r
}

// FuzzAnyText sets whatever people paste.
func FuzzAnyText(f *testing.F) {
	for _, name := range names {
		f.Add(name)
	}
	f.Add("\u202e\u2066abc\u2069 \x00\x1b[31m \ufeff a\u0301\u0302\u0303\u0304 \U0001f468\u200d\U0001f469\u200d\U0001f467 \u0e33\u0e33")
	f.Add(strings.Repeat("x", 3000))
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4000 {
			t.Skip()
		}
		d := New(Options{Title: text, Foot: text})
		d.Heading(2, text)
		d.Paragraph(text)
		d.Table([]string{text, "b"}, [][]string{{text, text}})
		b, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range regexp.MustCompile(`(?s)FlateDecode>>\nstream\n(.*?)\nendstream`).FindAllSubmatch(b, -1) {
			z, err := zlib.NewReader(bytes.NewReader(p[1]))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, z); err != nil { //nolint:gosec // our own bytes
				t.Fatal(err)
			}
		}
	})
}

func BenchmarkPaper(b *testing.B) {
	for b.Loop() {
		if _, err := paper(usual).Bytes(); err != nil {
			b.Fatal(err)
		}
	}
}
