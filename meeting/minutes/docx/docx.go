package docx

import (
	"fmt"
	"math"
	"strings"
	"time"

	"oneplan/meeting/minutes/opc"
)

// Paper is a size of paper.
type Paper int

// The sizes: ISO 216 A4, and the Letter of North America.
const (
	A4 Paper = iota
	Letter
)

// size is the paper's width and height in twentieths of a point, which is how the format counts.
func (p Paper) size() (w, h int) {
	if p == Letter {
		return 12240, 15840
	}
	return 11906, 16838
}

// margin is what stays empty at each side, in twentieths of a point: two centimetres.
const margin = 1134

// Options say how a document is to be.
type Options struct {
	Title    string
	Language string // BCP 47, such as en-GB
	Author   string // a person's or an agency's name
	Created  time.Time
	Changed  time.Time // zero, as Created may be: it is not said
	Paper    Paper
	Size     float64 // of body text, in points; 0 is 11
	Foot     string  // at the bottom of every page, beside its number
	PageOf   string  // "Page %d of %d"; empty is English
}

// Document is a document in the making. It is for one goroutine.
type Document struct {
	o        Options
	body     strings.Builder
	keep     bool // what is added next stays with what follows
	apart    bool // and keeps its distance from what stands before it
	pictures [][]byte
}

// New begins a document.
func New(o Options) *Document {
	if o.Size == 0 {
		o.Size = 11
	}
	if o.Language == "" {
		o.Language = "en-GB"
	}
	if o.PageOf == "" {
		o.PageOf = "Page %d of %d"
	}
	return &Document{o: o}
}

// width is how wide the text is, in twentieths of a point.
func (d *Document) width() int {
	w, _ := d.o.Paper.size()
	return w - 2*margin
}

// KeepNext keeps what is added next on the page on which what comes after it begins: a sentence with what it introduces, somebody's words with whose
// they are. It is for paragraphs, quotes and pairs.
func (d *Document) KeepNext() { d.keep = true }

// Apart keeps the pairs that are added next at some distance from what stands before them: they begin something else.
func (d *Document) Apart() { d.apart = true }

// kept is whether what is added now was to be kept with what follows.
func (d *Document) kept() bool {
	keep := d.keep
	d.keep = false
	return keep
}

// Heading begins a section; level is 1, the title, to 6.
func (d *Document) Heading(level int, text string) {
	style := "Title"
	if level > 1 {
		style = fmt.Sprintf("Heading%d", min(level, 6)-1)
	}
	d.paragraph(style, text)
}

// Paragraph is a paragraph.
func (d *Document) Paragraph(text string) { d.paragraph("", text) }

// Quote is what somebody wrote, line by line, with a bar beside it.
func (d *Document) Quote(lines []string) {
	keep := d.kept()
	for i, l := range lines {
		p := paragraph{style: "Quote", last: i == len(lines)-1}
		p.keep = keep && (p.last || len(lines) <= few)
		if rightToLeft(l) {
			p.border = `<w:pBdr><w:left w:val="nil"/><w:right ` + bar + `/></w:pBdr>`
		}
		p.write(&d.body, run{text: l})
	}
}

// Typed is a line to type or to copy as it is.
func (d *Document) Typed(text string) {
	paragraph{style: "Typed"}.write(&d.body, run{text: text, as: "ltr"})
}

// List is a list of short entries, each with a dot.
func (d *Document) List(entries []string) {
	for i, e := range entries {
		paragraph{style: "ListBullet", last: i == len(entries)-1}.write(&d.body, run{text: e})
	}
}

// few is how many lines are kept on one page.
const few = 10

// Pairs are names, each with its value beside it, label points from the edge. A few stay together.
func (d *Document) Pairs(pairs [][2]string, label float64) {
	keep, apart := d.kept(), d.apart
	d.apart = false
	at := min(twips(label), d.width()*38/100)
	for i, pair := range pairs {
		p := paragraph{
			style: "Pair", last: i == len(pairs)-1, apart: apart && i == 0, left: true, keep: i < len(pairs)-1 && len(pairs) <= few || keep && i == len(pairs)-1,
			tabs:   fmt.Sprintf(`<w:tabs><w:tab w:val="left" w:pos="%d"/></w:tabs>`, at),
			indent: fmt.Sprintf(`<w:ind w:left="%[1]d" w:hanging="%[1]d"/>`, at),
		}
		p.write(&d.body, run{text: pair[0], style: "Strong"}, run{tab: true}, run{text: pair[1]})
	}
}

// Picture is a picture in the middle of the line, wide and high as given in points; says is what it shows, for whoever cannot see it.
func (d *Document) Picture(png []byte, wide, high float64, says string) {
	d.pictures = append(d.pictures, png)
	n := len(d.pictures)
	const emu = 12700 // in a point
	size := fmt.Sprintf(`cx="%d" cy="%d"`, int(math.Round(wide*emu)), int(math.Round(high*emu)))
	fmt.Fprintf(&d.body, `<w:p><w:pPr><w:pStyle w:val="Picture"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent %[1]s/>`+
		`<wp:docPr id="%[2]d" name="Picture %[2]d" descr="%[3]s"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>`+
		`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%[2]d" name="picture%[2]d.png"/>`+
		`<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="picture%[2]d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext %[1]s/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>`+
		"</wp:inline></w:drawing></w:r></w:p>\n", size, n, opc.Escape(says))
}

// tall is how many characters a row may hold and still be kept on one page.
const tall = 1000

// Table has a header, repeated on every page, and rows of the same length; the first column says what its row is about. shares are how
// wide the columns are, of any unit.
func (d *Document) Table(head []string, rows [][]string, shares []float64) {
	b := &d.body
	b.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="PaperTable"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/>` +
		`<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr><w:tblGrid>`)
	whole := 0.0
	for _, s := range shares {
		whole += s
	}
	widths := make([]int, len(head))
	for i := range widths {
		widths[i] = int(float64(d.width()) * shares[i] / whole)
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, widths[i])
	}
	b.WriteString("</w:tblGrid>\n")
	for i, row := range append([][]string{head}, rows...) {
		b.WriteString(`<w:tr><w:trPr>`)
		letters := 0
		for _, s := range row {
			letters += len(s)
		}
		if letters < tall {
			b.WriteString(`<w:cantSplit/>`)
		}
		if i == 0 {
			b.WriteString(`<w:tblHeader/>`)
		}
		b.WriteString(`</w:trPr>`)
		for k, s := range row {
			fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, widths[k])
			paragraph{style: "Cell", keep: i < 2 || i == len(rows)-1}.write(b, run{text: s})
			b.WriteString(`</w:tc>`)
		}
		b.WriteString("</w:tr>\n")
	}
	b.WriteString("</w:tbl>\n" + `<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>` + "\n") // or the next table would join this one
}

// twips turns points into twentieths of a point.
func twips(points float64) int { return int(math.Round(points * 20)) }

func (d *Document) paragraph(style, text string) {
	paragraph{style: style, keep: d.kept()}.write(&d.body, run{text: text})
}
