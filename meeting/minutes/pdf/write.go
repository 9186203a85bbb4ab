package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/boxesandglue/textshape/ot"
	"github.com/boxesandglue/textshape/subset"
	"github.com/go-text/typesetting/font"
)

// objects is the body of the file: numbered objects, each written once (ISO 32000-1, 7.5).
type objects struct {
	out bytes.Buffer
	at  []int // where each number's object begins
}

func (o *objects) number() int {
	o.at = append(o.at, 0)
	return len(o.at)
}

func (o *objects) put(number int, body string) {
	o.at[number-1] = o.out.Len()
	fmt.Fprintf(&o.out, "%d 0 obj\n%s\nendobj\n", number, body)
}

// stream puts bytes, compressed.
func (o *objects) stream(number int, dict string, data []byte) error {
	var small bytes.Buffer
	z, err := zlib.NewWriterLevel(&small, zlib.BestCompression)
	if err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	if _, err := z.Write(data); err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	o.at[number-1] = o.out.Len()
	fmt.Fprintf(&o.out, "%d 0 obj\n<<%s /Length %d /Filter /FlateDecode>>\nstream\n", number, dict, small.Len())
	o.out.Write(small.Bytes())
	o.out.WriteString("\nendstream\nendobj\n")
	return nil
}

// Bytes gives the finished file. Nothing may be added to the document afterwards. It fails only if a font cannot be read or cut
// down.
func (d *Document) Bytes() ([]byte, error) {
	d.with(0)
	d.feet()
	if d.err != nil {
		return nil, d.err
	}
	o := &objects{}
	o.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	catalog, pages, info, meta, tree := o.number(), o.number(), o.number(), o.number(), o.number()
	fonts, err := d.putFonts(o)
	if err != nil {
		return nil, err
	}
	numbers := make([]int, len(d.pages))
	for i := range d.pages {
		numbers[i] = o.number()
	}
	w, h := d.o.Paper.size()
	var kids strings.Builder
	for i, p := range d.pages {
		content := o.number()
		if err := o.stream(content, "", p.content.Bytes()); err != nil {
			return nil, err
		}
		o.put(numbers[i], fmt.Sprintf("<</Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Resources <</Font <<%s>>>> /Contents %d 0 R /StructParents %d /Tabs /S>>",
			pages, w, h, fonts, content, i))
		fmt.Fprintf(&kids, "%d 0 R ", numbers[i])
	}
	o.put(pages, fmt.Sprintf("<</Type /Pages /Kids [%s] /Count %d>>", kids.String(), len(d.pages)))
	d.putTree(o, tree, numbers)
	outline := d.putOutline(o, numbers)
	o.put(info, fmt.Sprintf("<</Title %s /Author %s /Producer (oneplan)>>", textString(d.o.Title), textString(d.o.Author)))
	d.putMetadata(o, meta)
	o.put(catalog, fmt.Sprintf("<</Type /Catalog /Pages %d 0 R /Lang %s /MarkInfo <</Marked true>> /StructTreeRoot %d 0 R /Metadata %d 0 R /Outlines %d 0 R /ViewerPreferences <</DisplayDocTitle true>>>>",
		pages, textString(d.o.Language), tree, meta, outline))
	id := sha256.Sum256(o.out.Bytes())
	table := o.out.Len()
	fmt.Fprintf(&o.out, "xref\n0 %d\n0000000000 65535 f \n", len(o.at)+1)
	for _, at := range o.at {
		fmt.Fprintf(&o.out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&o.out, "trailer <</Size %d /Root %d 0 R /Info %d 0 R /ID [<%x> <%x>]>>\nstartxref\n%d\n%%%%EOF\n", len(o.at)+1, catalog, info, id[:16], id[:16], table)
	return o.out.Bytes(), nil
}

// feet writes the foot of every page, now that their number is known.
func (d *Document) feet() {
	size := d.o.Size * 0.8
	w, _ := d.o.Paper.size()
	for i, p := range d.pages {
		p.content.WriteString("/Artifact <</Type /Pagination /Subtype /Footer>> BDC 0.3 g\n")
		number := d.lines(fmt.Sprintf(d.o.PageOf, i+1, len(d.pages)), regular, size, w/2)[0]
		y := margin - size
		d.drawOn(p, number, w-margin-number.width, y, number.width, size)
		if d.o.Foot != "" {
			foot := d.lines(d.o.Foot, regular, size, w-2*margin-number.width-20)
			d.drawOn(p, foot[0], margin, y, foot[0].width, size)
			if len(foot) > 1 {
				d.drawOn(p, foot[1], margin, y-foot[0].height(), foot[1].width, size)
			}
		}
		p.content.WriteString("0 g EMC\n")
	}
}

// putFonts puts the fonts that are used, cut down to the glyphs that are, and gives the entries of the pages' font dictionary.
func (d *Document) putFonts(o *objects) (string, error) {
	var entries strings.Builder
	for _, t := range d.faces {
		if len(t.says) == 0 {
			continue
		}
		glyphs := slices.Sorted(maps.Keys(t.says))
		small, err := t.cutDown(glyphs)
		if err != nil {
			return "", fmt.Errorf("font %s: %w", t.name, err)
		}
		program, descriptor, cid, unicode, whole := o.number(), o.number(), o.number(), o.number(), o.number()
		if err := o.stream(program, fmt.Sprintf("/Length1 %d", len(small)), small); err != nil {
			return "", err
		}
		upem := float64(t.face.Upem())
		scale := func(v float32) float64 { return float64(v) / upem * 1000 }
		// The tag of a subset is six capital letters (9.6.4).
		name := fmt.Sprintf("ONEPL%c+%s", 'A'+t.index%26, t.name)
		extents, _ := t.face.FontHExtents()
		o.put(descriptor, fmt.Sprintf("<</Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [-1000 -1000 3000 2000] /ItalicAngle 0 /Ascent %.0f /Descent %.0f /CapHeight 714 /StemV 80 /FontFile2 %d 0 R>>",
			name, scale(extents.Ascender), scale(extents.Descender), program))
		var widths strings.Builder
		for _, g := range glyphs {
			fmt.Fprintf(&widths, "%d [%.1f] ", g, scale(t.face.HorizontalAdvance(g)))
		}
		toGlyphs := "/Identity"
		if len(t.more) > 0 {
			number := o.number()
			toGlyphs = fmt.Sprintf("%d 0 R", number)
			if err := o.stream(number, "", t.toGlyphs()); err != nil {
				return "", err
			}
			for i, m := range t.more {
				fmt.Fprintf(&widths, "%d [%.1f] ", t.cut.NumGlyphs()+i, scale(t.face.HorizontalAdvance(m.glyph)))
			}
		}
		o.put(cid, fmt.Sprintf("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor %d 0 R /W [%s] /DW 0 /CIDToGIDMap %s>>",
			name, descriptor, widths.String(), toGlyphs))
		if err := o.stream(unicode, "", t.toUnicode(glyphs)); err != nil {
			return "", err
		}
		o.put(whole, fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>", name, cid, unicode))
		fmt.Fprintf(&entries, "/F%d %d 0 R ", t.index, whole)
	}
	return entries.String(), nil
}

// cutDown leaves of a font what those glyphs need, under the numbers that they have.
func (t *typeface) cutDown(glyphs []font.GID) ([]byte, error) {
	in := subset.NewInput()
	in.Flags = subset.FlagRetainGIDs | subset.FlagDropLayoutTables | subset.FlagNoHinting | subset.FlagNoLayoutClosure | subset.FlagNotdefOutline
	for _, g := range glyphs {
		in.AddGlyph(ot.GlyphID(g))
	}
	plan, err := subset.CreatePlan(t.cut, in)
	if err != nil {
		return nil, err
	}
	return plan.Execute()
}

// toUnicode says what each glyph means (9.10.3). Where a glyph means different things, the text beside it says which (14.9.4).
func (t *typeface) toUnicode(glyphs []font.GID) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def " +
		"/CMapName /Adobe-Identity-UCS def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	for _, g := range glyphs {
		if t.says[g] != "" {
			fmt.Fprintf(&b, "1 beginbfchar <%04X> <%s> endbfchar\n", uint16(g), utf16be(t.says[g]))
		}
	}
	for i, m := range t.more {
		fmt.Fprintf(&b, "1 beginbfchar <%04X> <%s> endbfchar\n", t.cut.NumGlyphs()+i, utf16be(string(m.says)))
	}
	b.WriteString("endcmap CMapName currentdict /CMap defineresource pop end" + " end") // of the map, and of its resource
	return b.Bytes()
}

// putTree puts the structure tree, and which element each piece of each page belongs to (14.7.4.4).
func (d *Document) putTree(o *objects, number int, pages []int) {
	var count func(*element)
	count = func(e *element) {
		e.number = o.number()
		for _, kid := range e.kids {
			if k, ok := kid.(*element); ok {
				count(k)
			}
		}
	}
	count(d.root)
	var put func(*element, int)
	put = func(e *element, parent int) {
		var kids strings.Builder
		for _, kid := range e.kids {
			switch k := kid.(type) {
			case *element:
				fmt.Fprintf(&kids, "%d 0 R ", k.number)
				put(k, e.number)
			case mark:
				fmt.Fprintf(&kids, "<</Type /MCR /Pg %d 0 R /MCID %d>> ", pages[k.page], k.id)
			}
		}
		alt := ""
		if e.alt != "" {
			alt = " /Alt " + textString(e.alt)
		}
		o.put(e.number, fmt.Sprintf("<</Type /StructElem /S /%s /P %d 0 R /K [%s] %s%s>>", e.kind, parent, kids.String(), e.attrs, alt))
	}
	put(d.root, number)
	var parents strings.Builder
	for i, p := range d.pages {
		fmt.Fprintf(&parents, "%d [", i)
		for _, e := range p.marks {
			fmt.Fprintf(&parents, "%d 0 R ", e.number)
		}
		parents.WriteString("] ")
	}
	o.put(number, fmt.Sprintf("<</Type /StructTreeRoot /K [%d 0 R] /ParentTree <</Nums [%s]>> /ParentTreeNextKey %d>>", d.root.number, parents.String(), len(d.pages)))
}

// putOutline puts the headings as bookmarks (12.3.3), those of deeper levels under the title and its sections.
func (d *Document) putOutline(o *objects, pages []int) int {
	root := o.number()
	type node struct {
		bookmark
		number int
		parent *node
		kids   []*node
	}
	top := &node{number: root}
	path := []*node{top}
	for _, b := range d.outline {
		for len(path) > 1 && path[len(path)-1].level >= b.level {
			path = path[:len(path)-1]
		}
		parent := path[len(path)-1]
		n := &node{bookmark: b, number: o.number(), parent: parent}
		parent.kids = append(parent.kids, n)
		path = append(path, n)
	}
	var under func(*node) int
	under = func(n *node) int {
		all := len(n.kids)
		for _, k := range n.kids {
			all += under(k)
		}
		return all
	}
	var put func(*node)
	put = func(n *node) {
		var b strings.Builder
		if n == top {
			b.WriteString("<</Type /Outlines")
		} else {
			fmt.Fprintf(&b, "<</Title %s /Parent %d 0 R /Dest [%d 0 R /XYZ null %.2f null]", textString(n.text), n.parent.number, pages[n.page], n.y)
			siblings := n.parent.kids
			i := slices.Index(siblings, n)
			if i > 0 {
				fmt.Fprintf(&b, " /Prev %d 0 R", siblings[i-1].number)
			}
			if i+1 < len(siblings) {
				fmt.Fprintf(&b, " /Next %d 0 R", siblings[i+1].number)
			}
		}
		if len(n.kids) > 0 {
			fmt.Fprintf(&b, " /First %d 0 R /Last %d 0 R /Count %d", n.kids[0].number, n.kids[len(n.kids)-1].number, under(n))
		}
		b.WriteString(">>")
		o.put(n.number, b.String())
		for _, k := range n.kids {
			put(k)
		}
	}
	put(top)
	return root
}

// putMetadata puts the title, author and language as XMP (14.3.2), for programs that read nothing else.
func (d *Document) putMetadata(o *objects, number int) {
	esc := func(s string) string {
		var b strings.Builder
		if err := xml.EscapeText(&b, []byte(s)); err != nil {
			return ""
		}
		return b.String()
	}
	packet := `<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + esc(d.o.Title) + `</rdf:li></rdf:Alt></dc:title>` +
		`<dc:creator><rdf:Seq><rdf:li>` + esc(d.o.Author) + `</rdf:li></rdf:Seq></dc:creator><dc:language><rdf:Bag><rdf:li>` + esc(d.o.Language) + `</rdf:li></rdf:Bag></dc:language>` +
		`</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`
	o.at[number-1] = o.out.Len()
	fmt.Fprintf(&o.out, "%d 0 obj\n<</Type /Metadata /Subtype /XML /Length %d>>\nstream\n%s\nendstream\nendobj\n", number, len(packet), packet)
}
