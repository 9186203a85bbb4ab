package minutes

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes/opc"
	"oneplan/meeting/text"
)

// Workbook is a list for spreadsheets: a header, and rows of the same length. A cell is a string, an int, a bool, a meeting.Day or a
// time.Time; one that says nothing, "" and 0 among them, stays empty.
type Workbook struct {
	Title string // of the file
	Head  []string
	Rows  [][]any
}

// The widths of columns, in characters, the height of rows, in points, and the most that one cell may hold: Excel takes 409 points and 32,767
// characters.
const (
	leastWide, mostWide = 8, 60
	mostHigh            = 400
	mostInCell          = 32_000
)

// The styles of cells, by their place in bookStyles.
const (
	styleHead = iota + 1
	styleWords
	styleDay
	styleMoment
	styleNumber
)

// bookStyles are how cells look. Words are of the format “@” and quoted, so that they stay words when somebody edits them.
const bookStyles = `<styleSheet xmlns="` + spreadsheet + `"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm"/></numFmts>` +
	`<fonts count="2"><font><sz val="10"/><name val="Arial"/><family val="2"/></font><font><b/><sz val="10"/><name val="Arial"/><family val="2"/></font></fonts>` +
	`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
	`<fill><patternFill patternType="solid"><fgColor rgb="FFE6E6E6"/><bgColor indexed="64"/></patternFill></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1">` + atTop + `</xf>` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyAlignment="1">` + atTop + `</xf>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">` + atTop + `</xf>` +
	`<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">` + atTop + `</xf>` +
	`<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">` + atTop + `</xf></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

const (
	spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	atTop       = `<alignment horizontal="left" vertical="top" wrapText="1"/>`
)

// Write writes the list as an Office Open XML workbook (ISO/IEC 29500): days are days there, and numbers numbers; the header stays in sight, is printed
// again on every page, and chooses among the rows. What begins like a formula is text. The same list gives the same bytes: the file says nothing of when it
// was written.
func (k Workbook) Write(w io.Writer) error {
	const kind = opc.Content + "spreadsheetml."
	const book = `<workbook xmlns="` + spreadsheet + `" xmlns:r="` + opc.Office + `"><bookViews><workbookView/></bookViews><sheets><sheet name="List" sheetId="1" r:id="sheet"/></sheets><definedNames>` +
		`<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">List!$A$1:$%s$%d</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">List!$1:$1</definedName></definedNames></workbook>`
	b, err := opc.Pack(opc.Properties{Title: text.CleanLine(k.Title), Author: "oneplan", Language: "en-GB"},
		opc.Part{
			Name: "xl/workbook.xml", Type: kind + "sheet.main+xml", Body: fmt.Sprintf(book, column(len(k.Head)-1), len(k.Rows)+1),
			To: []opc.Link{{ID: "sheet", Type: opc.Office + "/worksheet", Target: "worksheets/sheet1.xml"}, {ID: "styles", Type: opc.Office + "/styles", Target: "styles.xml"}},
		},
		opc.Part{Name: "xl/worksheets/sheet1.xml", Type: kind + "worksheet+xml", Body: k.sheet()},
		opc.Part{Name: "xl/styles.xml", Type: kind + "styles+xml", Body: bookStyles},
	)
	if err != nil {
		return fmt.Errorf("list as a workbook: %w", err)
	}
	_, err = w.Write(b)
	return err
}

// sheet is the list itself. Elements come in the order that the schema wants (18.3.1.99).
func (k Workbook) sheet() string {
	wide := make([]int, len(k.Head))
	var head, columns, rows strings.Builder
	for x, s := range k.Head {
		putWords(&head, column(x)+"1", s, styleHead)
		wide[x] = Width(s) + 3 // beside the arrow that chooses among the rows
	}
	cells := make([]strings.Builder, len(k.Rows))
	shown := make([][]int, len(k.Rows))
	for y, row := range k.Rows {
		for x, v := range row {
			n := putCell(&cells[y], fmt.Sprintf("%s%d", column(x), y+2), v)
			shown[y] = append(shown[y], n)
			wide[x] = max(wide[x], n)
		}
	}
	for x := range wide {
		wide[x] = min(max(wide[x]+2, leastWide), mostWide)
		fmt.Fprintf(&columns, `<col min="%[1]d" max="%[1]d" width="%[2]d" customWidth="1"/>`, x+1, wide[x])
	}
	for y := range cells {
		lines := 1
		for x, n := range shown[y] {
			lines = max(lines, n/(wide[x]-2)+1)
		}
		fmt.Fprintf(&rows, "<row r=\"%d\" ht=\"%d\" customHeight=\"1\">%s</row>\n", y+2, min(13*lines, mostHigh), &cells[y])
	}
	all := fmt.Sprintf("A1:%s%d", column(len(k.Head)-1), len(k.Rows)+1)
	return `<worksheet xmlns="` + spreadsheet + `"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="` + all + `"/><sheetViews><sheetView tabSelected="1" workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>` + columns.String() + "</cols><sheetData>\n" +
		`<row r="1">` + head.String() + "</row>\n" + rows.String() + `</sheetData><autoFilter ref="` + all + `"/><pageMargins left="0.5" right="0.5" top="0.5" bottom="0.7" header="0.3" footer="0.3"/>` +
		`<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/><headerFooter><oddFooter>` +
		opc.Escape("&L"+strings.ReplaceAll(text.CleanLine(k.Title), "&", "&&")+"&R&P / &N") + `</oddFooter></headerFooter></worksheet>`
}

// column is what a column is called: A to Z, AA and so on, from 0.
func column(x int) string {
	s := ""
	for x++; x > 0; x = (x - 1) / 26 {
		s = string(rune('A'+(x-1)%26)) + s
	}
	return s
}

// putCell writes one cell, if it says anything, and returns how many characters it shows.
func putCell(b *strings.Builder, at string, value any) int {
	switch v := value.(type) {
	case int:
		if v == 0 {
			return 0
		}
		return putNumber(b, at, strconv.Itoa(v), styleNumber, 6)
	case bool:
		if v {
			return putWords(b, at, "yes", styleWords)
		}
		return putWords(b, at, "no", styleWords)
	case meeting.Day:
		if !v.Valid() || v < firstDay {
			return putWords(b, at, string(v), styleWords)
		}
		return putNumber(b, at, strconv.FormatFloat(serial(v.Time(time.UTC)), 'f', -1, 64), styleDay, len(v))
	case time.Time:
		if v.IsZero() {
			return 0
		}
		if meeting.DayOf(v) < firstDay {
			return putWords(b, at, v.Format(time.RFC3339), styleWords)
		}
		return putNumber(b, at, strconv.FormatFloat(serial(v), 'f', -1, 64), styleMoment, len("2006-01-02 15:04"))
	}
	return putWords(b, at, fmt.Sprint(value), styleWords)
}

// firstDay is from when on the days of spreadsheets are those of the calendar: to them 1900 is a leap year.
const firstDay = meeting.Day("1900-03-01")

// serial counts a moment in days, from one that is 25,569 days before 1970 (18.17.4.1). A cell knows no zone: it shows the time where v is.
func serial(v time.Time) float64 {
	_, ahead := v.Zone()
	return float64(v.Unix()+int64(ahead))/86_400 + 25_569
}

func putNumber(b *strings.Builder, at, number string, style, wide int) int {
	fmt.Fprintf(b, `<c r="%s" s="%d"><v>%s</v></c>`, at, style, number)
	return wide
}

// spelt is what the format reads as a character by its number (22.9.2.19).
var spelt = regexp.MustCompile(`_(x[0-9A-Fa-f]{4}_)`)

func putWords(b *strings.Builder, at, words string, style int) int {
	s := text.CleanLine(words)
	if r := []rune(s); len(r) > mostInCell {
		s = string(r[:mostInCell]) + "…"
	}
	if s == "" {
		return 0
	}
	fmt.Fprintf(b, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, style, opc.Escape(spelt.ReplaceAllString(s, "_x005F_$1")))
	return Width(s)
}
