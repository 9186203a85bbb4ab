package docx

import (
	"fmt"
	"math"
	"strings"

	"oneplan/meeting/minutes/opc"
)

// The names of the format's vocabularies.
const (
	wordprocessing = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	drawing        = `xmlns:r="` + opc.Office + `" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" ` +
		`xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`
)

// bar is the line beside what somebody wrote.
const bar = `w:val="single" w:sz="18" w:space="8" w:color="8C8C8C"`

// Bytes returns the document as a file.
func (d *Document) Bytes() ([]byte, error) {
	const kind = opc.Content + "wordprocessingml."
	text := opc.Part{Name: "word/document.xml", Type: kind + "document.main+xml", Body: d.document()}
	var parts []opc.Part
	for _, p := range []struct{ name, file, body string }{
		{"styles", "styles.xml", d.styles()}, {"numbering", "numbering.xml", numbering}, {"settings", "settings.xml", d.settings()}, {"footer", "footer1.xml", d.footer()},
	} {
		text.To = append(text.To, opc.Link{ID: p.name, Type: opc.Office + "/" + p.name, Target: p.file})
		parts = append(parts, opc.Part{Name: "word/" + p.file, Type: kind + p.name + "+xml", Body: p.body})
	}
	for i, p := range d.pictures {
		name := fmt.Sprintf("picture%d", i+1)
		text.To = append(text.To, opc.Link{ID: name, Type: opc.Office + "/image", Target: "media/" + name + ".png"})
		parts = append(parts, opc.Part{Name: "word/media/" + name + ".png", Body: string(p)})
	}
	o := opc.Properties{Title: d.o.Title, Author: d.o.Author, Language: d.o.Language, Created: d.o.Created, Changed: d.o.Changed}
	return opc.Pack(o, append([]opc.Part{text}, parts...)...)
}

// settings say which Word the document is laid out by, that of today, and in which language it is.
func (d *Document) settings() string {
	return `<w:settings ` + wordprocessing + `><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>` +
		`<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
		`<w:themeFontLang w:val="` + opc.Escape(d.o.Language) + `"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>`
}

// document is the text with its page.
func (d *Document) document() string {
	w, h := d.o.Paper.size()
	return `<w:document ` + wordprocessing + ` ` + drawing + "><w:body>\n" + d.body.String() +
		fmt.Sprintf(`<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="%d" w:h="%d"/>`+
			`<w:pgMar w:top="%[3]d" w:right="%[3]d" w:bottom="%[3]d" w:left="%[3]d" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`, w, h, margin) +
		`</w:body></w:document>`
}

// slot is where a number stands in a text of ours, marked by a character of no meaning (Unicode, 23.5).
type slot rune

// Format writes the mark, whatever form the number was to have.
func (s slot) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(string(s))) } // fmt takes everything

const page, pages slot = '\ue000', '\ue001'

// footer is at the bottom of every page.
func (d *Document) footer() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<w:ftr %s><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>`, wordprocessing)
	say := func(text string) {
		for _, x := range pieces(text, false) {
			x.write(&b, "")
		}
	}
	say(d.o.Foot)
	b.WriteString(`<w:r><w:tab/></w:r>`)
	rest := fmt.Sprintf(d.o.PageOf, page, pages)
	for rest != "" {
		i := strings.IndexAny(rest, string(page)+string(pages))
		if i < 0 {
			break
		}
		say(rest[:i])
		field := "PAGE"
		if strings.HasPrefix(rest[i:], string(pages)) {
			field = "NUMPAGES"
		}
		fmt.Fprintf(&b, `<w:fldSimple w:instr=" %s "><w:r><w:t>1</w:t></w:r></w:fldSimple>`, field)
		rest = rest[i+len(string(page)):]
	}
	say(rest)
	b.WriteString(`</w:p></w:ftr>`)
	return b.String()
}

// numbering is the dots of lists.
const numbering = `<w:numbering ` + wordprocessing + `><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>` +
	`<w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="397" w:hanging="284"/></w:pPr></w:lvl></w:abstractNum>` +
	`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`

// half is a size in half points, as the format counts sizes.
func (d *Document) half(times float64) int { return int(math.Round(d.o.Size * times * 2)) }

// styles are those that a reader of Word knows by name, so that its outline, its contents and what reads it out find them. Their fonts are those that every
// Word has; complex scripts get what the machine has for them.
func (d *Document) styles() string {
	var b strings.Builder
	size := func(times float64) string {
		return fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%[1]d"/>`, d.half(times))
	}
	fmt.Fprintf(&b, `<w:styles %s><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>%s`+
		`<w:lang w:val="%s" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`+
		"\n", wordprocessing, size(1), opc.Escape(d.o.Language))
	style := func(id, name, rest string) {
		fmt.Fprintf(&b, `<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/>%s</w:style>`+"\n", id, name, rest)
	}
	b.WriteString(`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:widowControl/></w:pPr></w:style>` + "\n" +
		`<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/></w:style>` + "\n" +
		`<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:qFormat/><w:rPr><w:b/><w:bCs/></w:rPr></w:style>` + "\n")
	style("Title", "Title", `<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:pBdr><w:bottom w:val="single" w:sz="8" w:space="6" w:color="595959"/></w:pBdr>`+
		`<w:spacing w:after="240" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:b/><w:bCs/>`+size(1.8)+`</w:rPr>`)
	for i, times := range []float64{1.4, 1.2, 1.05, 1, 1} {
		style(fmt.Sprintf("Heading%d", i+1), fmt.Sprintf("heading %d", i+1), fmt.Sprintf(`<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/>`+
			`<w:spacing w:before="%d" w:after="80" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="%d"/></w:pPr><w:rPr><w:b/><w:bCs/>%s</w:rPr>`,
			max(320-80*i, 160), i, size(times)))
	}
	style("Quote", "Quote", `<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:pBdr><w:left `+bar+`/></w:pBdr><w:spacing w:after="0"/><w:ind w:left="284" w:right="284"/></w:pPr>`)
	style("ListBullet", "List Bullet", `<w:qFormat/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="40"/></w:pPr>`)
	style("Pair", "Name and value", `<w:qFormat/><w:pPr><w:spacing w:after="40"/></w:pPr>`)
	style("Typed", "Line to type", `<w:qFormat/><w:pPr><w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/><w:spacing w:before="60" w:after="160"/><w:ind w:left="113" w:right="113"/></w:pPr>`+
		`<w:rPr><w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/><w:noProof/>`+size(0.95)+`</w:rPr>`)
	style("Cell", "Table text", `<w:qFormat/><w:pPr><w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr>`+size(0.92)+`</w:rPr>`)
	style("Picture", "Picture", `<w:pPr><w:keepNext/><w:spacing w:before="120" w:after="160" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/></w:pPr>`)
	style("Gap", "After a table", `<w:pPr><w:spacing w:after="0" w:line="160" w:lineRule="exact"/></w:pPr><w:rPr><w:sz w:val="8"/><w:szCs w:val="8"/></w:rPr>`)
	style("Footer", "footer", fmt.Sprintf(`<w:pPr><w:tabs><w:tab w:val="right" w:pos="%d"/></w:tabs><w:spacing w:after="0"/></w:pPr><w:rPr><w:color w:val="404040"/>%s</w:rPr>`,
		d.width(), size(0.82)))
	const line = `w:val="single" w:sz="4" w:space="0" w:color="8C8C8C"`
	b.WriteString(`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>` +
		`<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>` + "\n" +
		`<w:style w:type="table" w:styleId="PaperTable"><w:name w:val="Paper table"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders><w:top ` + line + `/><w:bottom ` + line +
		`/><w:insideH ` + line + `/></w:tblBorders></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="E6E6E6"/></w:tcPr>` +
		`</w:tblStylePr></w:style>` + "\n</w:styles>")
	return b.String()
}
