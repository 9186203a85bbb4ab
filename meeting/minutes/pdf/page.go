package pdf

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// Paper is a size of paper.
type Paper int

// The sizes: ISO 216 A4, and the Letter of North America.
const (
	A4 Paper = iota
	Letter
)

// size is the paper's width and height in points.
func (p Paper) size() (w, h float64) {
	if p == Letter {
		return 612, 792
	}
	return 595.28, 841.89
}

// element is a node of the structure tree (ISO 32000-1, 14.7).
type element struct {
	kind   string
	parent *element
	kids   []any // *element, or mark
	attrs  string
	alt    string
	number int
}

// mark is a piece of a page that belongs to an element.
type mark struct{ page, id int }

// page is one page while it is being drawn.
type page struct {
	content bytes.Buffer
	marks   []*element // by their marked-content identifiers
	y       float64    // what is above it is used; points from the bottom
}

// Options say how a document is to be.
type Options struct {
	Title    string
	Language string // BCP 47, such as en-GB
	Author   string
	Paper    Paper
	Size     float64 // of body text, in points; 0 is 11
	Foot     string  // at the bottom of every page, beside its number
	PageOf   string  // "Page %d of %d"; empty is English
}

// Document is a paper in the making. It is for one goroutine.
type Document struct {
	o         Options
	pages     []*page
	root      *element
	outline   []bookmark
	waiting   []block // what stays with what follows
	keep      bool    // what is added next does
	apart     bool    // what is added next keeps its distance
	faces     []*typeface
	byName    map[string]*typeface
	byFace    map[*font.Face]*typeface
	shaper    shaping.HarfbuzzShaper
	segmenter shaping.Segmenter
	wrapper   shaping.LineWrapper
	left      float64 // of what is drawn now
	width     float64
	err       error
}

// bookmark is a line of the outline.
type bookmark struct {
	level, page int
	y           float64
	text        string
}

const margin = 56.0

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
	w, _ := o.Paper.size()
	d := &Document{
		o: o, root: &element{kind: "Document"}, byName: map[string]*typeface{}, byFace: map[*font.Face]*typeface{},
		left: margin, width: w - 2*margin,
	}
	d.typeface(stacks[regular][0])
	d.turn()
	return d
}

func (d *Document) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

func (d *Document) page() *page { return d.pages[len(d.pages)-1] }

// turn begins a new page.
func (d *Document) turn() {
	_, h := d.o.Paper.size()
	d.pages = append(d.pages, &page{y: h - margin})
}

// bottom is where a page's text ends.
func (d *Document) bottom() float64 { return margin + d.o.Size*1.6 }

// room is how much of the page is left.
func (d *Document) room() float64 { return d.page().y - d.bottom() }

// fresh says whether nothing is on the page yet.
func (d *Document) fresh() bool {
	_, h := d.o.Paper.size()
	return d.page().y >= h-margin-0.01
}

// need turns the page unless so much is left on it, or nothing is on it yet.
func (d *Document) need(h float64) {
	if d.room() < h && !d.fresh() {
		d.turn()
	}
}

// space leaves some of the page empty, but none at its top.
func (d *Document) space(h float64) {
	if !d.fresh() {
		d.page().y -= h
	}
}

func (e *element) add(kind string) *element {
	kid := &element{kind: kind, parent: e}
	e.kids = append(e.kids, kid)
	return kid
}

// begin opens a piece of the page that belongs to e; end closes it.
func (d *Document) begin(e *element) {
	p := d.page()
	fmt.Fprintf(&p.content, "/%s <</MCID %d>> BDC\n", e.kind, len(p.marks))
	e.kids = append(e.kids, mark{page: len(d.pages) - 1, id: len(p.marks)})
	p.marks = append(p.marks, e)
}

func (d *Document) end() { d.page().content.WriteString("EMC\n") }

// fill paints a rectangle grey, 0 being black; it is only there to be looked at (14.8.2.2).
func (d *Document) fill(x, y, w, h, grey float64) {
	d.page().content.WriteString("/Artifact BMC\n")
	d.fillInside(x, y, w, h, grey)
	d.end()
}

// utf16be is a text as a PDF string in hexadecimal digits, without the mark that says so.
func utf16be(s string) string {
	var b strings.Builder
	for _, c := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", c)
	}
	return b.String()
}

// textString is a text as a PDF text string (7.9.2.2).
func textString(s string) string { return "<FEFF" + utf16be(s) + ">" }

// draw sets one line with its baseline at y, from x or, right to left, up to x+width.
func (d *Document) draw(l line, x, y, width, size float64) {
	d.drawOn(d.page(), l, x, y, width, size)
}

func (d *Document) drawOn(p *page, l line, x, y, width, size float64) {
	if l.rtl {
		x += width - l.width
	}
	for _, run := range l.runs {
		d.drawRun(&p.content, run, l.text, x, y, size)
		x += points(run.Advance, size)
	}
}

// tongues are the languages that a script on a British page is most often in: for the voice that reads it out.
var tongues = map[string]string{
	"NotoNaskhArabic-Regular": "ar", "NotoNaskhArabic-Bold": "ar", urdu: "ur",
	"NotoSansBengali-Regular": "bn", "NotoSansBengali-Bold": "bn", "NotoSansGurmukhi-Regular": "pa", "NotoSansGurmukhi-Bold": "pa",
	"NotoSansDevanagari-Regular": "hi", "NotoSansGujarati-Regular": "gu", "NotoSansTamil-Regular": "ta", "NotoSansHebrew-Regular": "he",
	"NotoSansThai-Regular": "th", "NotoSansArmenian-Regular": "hy", "NotoSansGeorgian-Regular": "ka",
}

// drawRun sets one run. What is written from right to left is set in the order in which it is seen, glyph by glyph saying what it
// is: readers reorder it by themselves, as they have to for most programs' papers.
func (d *Document) drawRun(c *bytes.Buffer, run shaping.Output, text []rune, x, y, size float64) {
	t := d.byFace[run.Face]
	if t.name == emojiFont {
		t.drawPictures(c, run, text, x, y, size)
		return
	}
	span := ""
	if tongue := tongues[t.name]; tongue != "" {
		span = "/Lang (" + tongue + ") "
	}
	backwards := run.Direction == di.DirectionRTL
	told := t.tell(run.Glyphs, text, backwards)
	if !told && !backwards {
		span += "/ActualText " + textString(string(text[run.Runes.Offset:run.Runes.Offset+run.Runes.Count]))
	}
	if span != "" {
		c.WriteString("/Span <<" + span + ">> BDC ")
	}
	fmt.Fprintf(c, "BT /F%d %.2f Tf 1 0 0 1 %.3f %.3f Tm ", t.index, size, x, y)
	if told || !backwards {
		t.show(c, run.Glyphs, run.Face, size)
	} else {
		t.showBackwards(c, run, text, x, y, size)
	}
	c.WriteString("ET ")
	if span != "" {
		c.WriteString("EMC")
	}
	c.WriteString("\n")
}

// showBackwards sets a run of which some letters are several glyphs: first the glyph that carries each, saying what it is, then the
// dots and marks of all, which say nothing, so that they do not come between the letters for whoever reads them back.
func (t *typeface) showBackwards(c *bytes.Buffer, run shaping.Output, text []rune, x, y, size float64) {
	type dot struct {
		glyph font.GID
		x, y  float64
	}
	var dots []dot
	for _, cluster := range clusters(run.Glyphs) {
		says := meant(cluster, text)
		carrier := carrier(cluster)
		at, whole := x, fixed.Int26_6(0)
		for i, g := range cluster {
			if i != carrier {
				t.use(g.GlyphID)
				dots = append(dots, dot{glyph: g.GlyphID, x: at + points(g.XOffset, size), y: y + points(g.YOffset, size)})
			}
			at += points(g.Advance, size)
			whole += g.Advance
		}
		g := cluster[carrier]
		g.Advance = whole
		wrong := t.says[g.GlyphID] != says
		if wrong {
			c.WriteString("/Span <</ActualText " + textString(says) + ">> BDC ")
		}
		t.show(c, []shaping.Glyph{g}, run.Face, size)
		if wrong {
			c.WriteString("EMC ")
		}
		x = at
	}
	for _, dot := range dots {
		fmt.Fprintf(c, "1 0 0 1 %.3f %.3f Tm <%04X> Tj ", dot.x, dot.y, uint16(dot.glyph))
	}
}

// show sets glyphs one after the other (9.4.3).
func (t *typeface) show(c *bytes.Buffer, glyphs []shaping.Glyph, face *font.Face, size float64) {
	c.WriteString("[")
	upem := float64(face.Upem())
	rise := 0.0
	for _, g := range glyphs {
		t.use(g.GlyphID)
		if up := points(g.YOffset, size); up != rise {
			fmt.Fprintf(c, "] TJ %.3f Ts [", up)
			rise = up
		}
		own := float64(face.HorizontalAdvance(g.GlyphID)) / upem * 1000
		shift, advance := thousandths(g.XOffset), thousandths(g.Advance)
		if shift != 0 {
			fmt.Fprintf(c, " %.1f ", -shift)
		}
		fmt.Fprintf(c, "<%04X>", uint16(g.GlyphID))
		if back := own + shift - advance; back > 0.05 || back < -0.05 {
			fmt.Fprintf(c, " %.1f ", back)
		}
	}
	c.WriteString("] TJ ")
	if rise != 0 {
		c.WriteString("0 Ts ")
	}
}

// carrier is which glyph of a cluster stands on the line; the others are its dots and marks.
func carrier(cluster []shaping.Glyph) int {
	widest := 0
	for i, g := range cluster {
		if g.Advance > cluster[widest].Advance {
			widest = i
		}
	}
	return widest
}

// clusters are the glyphs that belong together.
func clusters(glyphs []shaping.Glyph) [][]shaping.Glyph {
	var all [][]shaping.Glyph
	for len(glyphs) > 0 {
		n := min(max(1, glyphs[0].GlyphsCount()), len(glyphs))
		all = append(all, glyphs[:n])
		glyphs = glyphs[n:]
	}
	return all
}

// meant is what a cluster stands for.
func meant(cluster []shaping.Glyph, text []rune) string {
	return string(text[cluster[0].TextIndex() : cluster[0].TextIndex()+cluster[0].RunesCount()])
}

// use notes that a glyph is needed.
func (t *typeface) use(g font.GID) {
	if _, ok := t.says[g]; !ok {
		t.says[g] = ""
	}
}

// tell notes what each glyph of a run says, for whoever copies or searches, and reports whether that is enough to read the run back:
// each cluster is one glyph, and no glyph says one thing here and another elsewhere. Where it is not enough, a glyph says what it is
// most likely to, for readers that look at nothing else.
func (t *typeface) tell(glyphs []shaping.Glyph, text []rune, backwards bool) bool {
	enough := true
	for _, cluster := range clusters(glyphs) {
		says := meant(cluster, text)
		if len(cluster) > 1 {
			enough = false
		}
		if len(cluster) > 1 && !backwards {
			t.share(cluster, []rune(says))
			continue
		}
		g := cluster[carrier(cluster)].GlyphID
		switch before := t.says[g]; {
		case g == 0:
			enough = false
		case before == "":
			t.says[g] = says
		case before != says:
			enough = false
		}
	}
	return enough
}

// share divides the characters of a cluster among its glyphs: to each what it shows when it stands alone, what is left to the first
// that shows nothing so.
func (t *typeface) share(cluster []shaping.Glyph, left []rune) {
	var unsaid []font.GID
	for _, g := range cluster {
		k := slices.IndexFunc(left, func(r rune) bool { own, ok := t.face.NominalGlyph(r); return ok && own == g.GlyphID })
		switch {
		case k >= 0:
			if t.says[g.GlyphID] == "" {
				t.says[g.GlyphID] = string(left[k])
			}
			left = slices.Delete(left, k, k+1)
		case t.says[g.GlyphID] == "":
			unsaid = append(unsaid, g.GlyphID)
		}
	}
	for i, g := range unsaid {
		t.says[g] = "\u200b" // nothing to read
		if i == 0 && len(left) > 0 {
			t.says[g] = string(left)
		}
	}
}

// fillInside paints a rectangle in the midst of a piece of text, as part of nothing.
func (d *Document) fillInside(x, y, w, h, grey float64) {
	fmt.Fprintf(&d.page().content, "q %.3f g %.2f %.2f %.2f %.2f re f Q\n", grey, x, y, w, h)
}
