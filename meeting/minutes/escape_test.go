package minutes

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	gmtext "github.com/yuin/goldmark/text"

	"oneplan/meeting/text"
)

// reader understands all the Markdown that a reader's program may.
var reader = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList, extension.DefinitionList, extension.Footnote),
	goldmark.WithParserOptions(parser.WithAttribute(), parser.WithHeadingAttribute()),
)

var tags = regexp.MustCompile(`<[^>]*>`)

// everywhere puts one text wherever people's words can stand.
func everywhere(words string) Document {
	s := line(words)
	if s == "" {
		s = "nothing"
	}
	d := Document{Title: s}
	d.Add(
		Heading{2, s}, Paragraph(s), quote(text.Clean(words)), Paragraph("between"), Typed(s), List{s, s}, Paragraph("between"),
		Pairs{{"Name", s}, {"Another", s}}, Table{Head: []string{"Name", s}, Rows: [][]string{{s, s}, {"x", s}}}, Heading{3, s}, Paragraph(s),
	)
	return d
}

// structure is the kinds of a parsed paper's nodes, but for plain text.
func structure(source []byte) string {
	var out []string
	err := ast.Walk(reader.Parser().Parse(gmtext.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Kind() != ast.KindText && n.Kind() != ast.KindString {
			s := n.Kind().String()
			if h, ok := n.(*ast.Heading); ok {
				s += fmt.Sprint(h.Level, len(h.Attributes()))
			}
			out = append(out, s)
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		panic(err)
	}
	return strings.Join(out, " ")
}

// shown is the text that a reader of HTML sees, without spaces.
func shown(source string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(source, " "))), "")
}

// said is all the text of a document, without spaces.
func said(d Document) string {
	out := d.Title
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case Heading:
			out += b.Text
		case Paragraph:
			out += string(b)
		case Quote:
			out += strings.Join(b, "")
		case Typed:
			out += string(b)
		case List:
			out += strings.Join(b, "")
		case Pairs:
			for _, p := range b {
				out += p.Name + ":" + p.Value
			}
		case Table:
			out += strings.Join(b.Head, "")
			for _, r := range b.Rows {
				out += strings.Join(r, "")
			}
		}
	}
	return strings.Join(strings.Fields(out), "")
}

func checkEscapes(t *testing.T, words string) {
	t.Helper()
	d := everywhere(words)
	// As many paragraphs in the quote as there are lines with something on them.
	var plainLines []string
	for _, s := range strings.Split(text.Clean(words), "\n") {
		if strings.TrimSpace(s) != "" {
			plainLines = append(plainLines, "nothing")
		}
	}
	benign := everywhere(strings.Join(plainLines, "\n"))

	md := markdown(d)
	if got, want := structure(md), structure(markdown(benign)); got != want {
		t.Errorf("%.300q forges structure in Markdown:\n%.3000s\nparses as %.3000s\nwant      %.3000s", words, md, got, want)
	}
	var b strings.Builder
	if err := reader.Convert(md, &b); err != nil {
		t.Fatal(err)
	}
	if got, want := shown(b.String()), said(d); got != want {
		t.Errorf("%.300q is not what Markdown shows:\n%.3000s\nshows %.300q\nwant  %.300q", words, md, got, want)
	}

	web := string(page(d))
	if got, want := strings.Join(tags.FindAllString(web, -1), ""), strings.Join(tags.FindAllString(string(page(benign)), -1), ""); got != want {
		t.Errorf("%.300q forges structure in HTML:\n%.3000s", words, web)
	}
	_, body, _ := strings.Cut(web, "<body>")
	if got, want := shown(body), said(d); strings.ReplaceAll(got, ":", "") != strings.ReplaceAll(want, ":", "") { // pairs have none in HTML
		t.Errorf("%.300q is not what HTML shows:\n%.3000s", words, web)
	}

	txt := string(plain(d))
	for _, l := range strings.Split(txt, "\n") {
		if strings.HasPrefix(l, typedIndent) && strings.HasSuffix(l, line(words)) {
			continue // to be copied in one go
		}
		if w := Width(l); w > Columns {
			t.Errorf("%.300q makes a line of %d columns: %.300q", words, w, l)
		}
		if strings.TrimRight(l, " ") != l {
			t.Errorf("%.300q makes a line that ends in spaces: %.300q", words, l)
		}
	}
	if got := strings.Count(txt, "\n"+quoteMark); len(plainLines) > 0 && got < len(plainLines) {
		t.Errorf("%.300q leaves its quote in plain text: %d quoted lines of %d\n%.3000s", words, got, len(plainLines), txt)
	}
}

var hostile = []string{
	"",
	"plain words",
	"# A heading\n## Another\n---\n===\n***",
	"heading\n===",
	"heading\n---",
	"- item\n+ item\n* item\n1. one\n2) two\n12345678901. eleven digits",
	"    code\n\tmore code",
	"```\ncode\n```\n~~~\ncode\n~~~",
	"> quote\n>> quote",
	"| a | b |\n| --- | --- |\n| c | d |",
	"a\n:-\nb",
	"term\n: definition",
	"[link](javascript:alert(1)) ![image](x) [ref]: http://example.org <http://example.org> <b>bold</b>",
	"<script>alert(1)</script><!-- comment --><?php ?><![CDATA[x]]>",
	"&lt;b&gt; &amp; &#35; &copy;",
	"*emph* _emph_ **strong** ~~gone~~ `code` \\*not\\*",
	"backslash \\ at the end \\",
	"a\\|b \\\\| c |",
	"text[^1]\n\n[^1]: a footnote",
	"- [ ] task\n- [x] done",
	"heading {#id .class} # #",
	"closing ##",
	"1990. A year\n1) a bracket\n3.5 is a number",
	"$x$ $$y$$",
	"Gran Łucja 文文 👩‍👩‍👧 שלום مرحبا e\u0301\u0301",
	"\u202eright to left\u202c \x1b[31mred\x1b[0m \x07 \u0085 \U000e0041",
	"WHAT WAS DECIDED\n----------------\n\n  | not a quote",
	strings.Repeat("long", 100),
	strings.Repeat("文", 200),
	strings.Repeat("a b ", 100),
	"+1\n=\n:\n.\n)\n#\n",
	"'\" onload=\"alert(1)\" x='",
	"a  b   c",
	"-\u00a0item\n\u3000# wide space",
}

func TestNothingPeopleWriteForgesStructure(t *testing.T) {
	for _, s := range hostile {
		checkEscapes(t, s)
	}
}

func FuzzNothingPeopleWriteForgesStructure(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) < 1000 {
			checkEscapes(t, s)
		}
	})
}

func TestTableKeepsItsColumnsStraight(t *testing.T) {
	table := Table{Head: []string{"Name", "What"}, Rows: [][]string{
		{"文文", "x"}, {"Łucja", "y"}, {"👩‍👩‍👧", "z"}, {"e\u0301a", "w"},
	}}
	want := "Name   What\n-----  ----\n文文   x\nŁucja  y\n👩‍👩‍👧     z\ne\u0301a     w\n"
	if got := table.Plain(0); got != want {
		t.Errorf("Plain:\n%.300q\nwant\n%.300q", got, want)
	}
	narrow := Table{Head: []string{"A", "B"}, Rows: [][]string{{"one two three four", "five six seven"}, {"1", "2"}}}
	want = "A          B\n---------  ---------\none two    five six\nthree      seven\nfour\n\n1          2\n"
	if got := narrow.Plain(20); got != want {
		t.Errorf("Plain(20):\n%.3000s\nwant\n%.3000s", got, want)
	}
}
