package minutes

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// Workbook is a list for spreadsheets: a header, and rows of the same length. A cell is a string, an int, a bool, a meeting.Day or a
// time.Time; one that says nothing, "" and 0 among them, stays empty.
type Workbook struct {
	Title string // of the file and of its sheet
	Head  []string
	Rows  [][]any
}

// The widths of columns, in characters, and the most that one cell may hold (ECMA-376 knows no bound, the programs do).
const (
	leastWide, mostWide = 8, 60
	mostInCell          = 32_000
)

// looks are the styles of cells.
type looks struct{ head, words, day, moment, number int }

// Write writes the list as an Office Open XML workbook (ISO/IEC 29500): days are days there, and numbers numbers; the header stays in
// sight, is printed again on every page, and chooses among the rows. What begins like a formula is text, and stays text when somebody edits it. The same
// list gives the same bytes: the file says nothing of when it was written.
func (k Workbook) Write(w io.Writer) error {
	f := excelize.NewFile()
	if err := k.fill(f); err != nil {
		return fmt.Errorf("list as a workbook: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("list as a workbook: %w", err)
	}
	return f.Close()
}

func (k Workbook) fill(f *excelize.File) error {
	const sheet = "List"
	if err := f.SetSheetName(f.GetSheetName(0), sheet); err != nil {
		return err
	}
	const long = "1980-01-01T00:00:00Z" // the file's format wants a day; none is meant
	if err := f.SetDocProps(&excelize.DocProperties{Title: text.CleanLine(k.Title), Creator: "oneplan", LastModifiedBy: "oneplan", Created: long, Modified: long, Language: "en-GB"}); err != nil {
		return err
	}
	if err := f.SetAppProps(&excelize.AppProperties{Application: "oneplan"}); err != nil {
		return err
	}
	l, err := styles(f)
	if err != nil {
		return err
	}
	wide := make([]int, len(k.Head))
	head := make([]any, len(k.Head))
	for i, s := range k.Head {
		head[i] = s
	}
	for y, row := range append([][]any{head}, k.Rows...) {
		for x, v := range row {
			name, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err != nil {
				return err
			}
			n, err := set(f, sheet, name, v, l, y == 0)
			if err != nil {
				return err
			}
			wide[x] = max(wide[x], n)
		}
	}
	for x, n := range wide {
		name, err := excelize.ColumnNumberToName(x + 1)
		if err != nil {
			return err
		}
		if err := f.SetColWidth(sheet, name, name, float64(min(max(n+2, leastWide), mostWide))); err != nil {
			return err
		}
	}
	return k.printed(f, sheet)
}

// printed keeps the header in sight, on the screen and on paper.
func (k Workbook) printed(f *excelize.File, sheet string) error {
	last, err := excelize.CoordinatesToCellName(len(k.Head), len(k.Rows)+1, true)
	if err != nil {
		return err
	}
	if err := f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := f.AutoFilter(sheet, "A1:"+strings.ReplaceAll(last, "$", ""), nil); err != nil {
		return err
	}
	if err := f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: sheet + "!$1:$1", Scope: sheet}); err != nil {
		return err
	}
	a4, tall, across := 9, 0, 1
	landscape, fit := "landscape", true
	if err := f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &landscape, FitToHeight: &tall, FitToWidth: &across}); err != nil {
		return err
	}
	if err := f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&L" + strings.ReplaceAll(text.CleanLine(k.Title), "&", "&&") + "&R&P / &N"})
}

func styles(f *excelize.File) (l looks, err error) {
	const asText = 49 // the format “@”: what is typed over it stays text
	day, moment := "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	for _, x := range []struct {
		to    *int
		style excelize.Style
	}{
		{&l.head, excelize.Style{Font: &excelize.Font{Bold: true, Family: "Arial", Size: 10}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E6E6E6"}}, NumFmt: asText, Alignment: top}},
		{&l.words, excelize.Style{Font: &excelize.Font{Family: "Arial", Size: 10}, NumFmt: asText, Alignment: top}},
		{&l.day, excelize.Style{Font: &excelize.Font{Family: "Arial", Size: 10}, CustomNumFmt: &day, Alignment: top}},
		{&l.moment, excelize.Style{Font: &excelize.Font{Family: "Arial", Size: 10}, CustomNumFmt: &moment, Alignment: top}},
		{&l.number, excelize.Style{Font: &excelize.Font{Family: "Arial", Size: 10}, NumFmt: 1, Alignment: top}},
	} {
		if *x.to, err = f.NewStyle(&x.style); err != nil {
			return l, err
		}
	}
	return l, nil
}

// set puts a value into a cell, and returns how many characters it shows there.
func set(f *excelize.File, sheet, cell string, value any, l looks, head bool) (wide int, err error) {
	style := l.words
	switch v := value.(type) {
	case int:
		if v == 0 {
			return 0, nil
		}
		style, wide = l.number, 6
		err = f.SetCellInt(sheet, cell, int64(v))
	case bool:
		s := "no"
		if v {
			s = "yes"
		}
		wide = len(s)
		err = f.SetCellStr(sheet, cell, s)
	case meeting.Day:
		if v == "" {
			return 0, nil
		}
		style, wide = l.day, len(v)
		err = f.SetCellValue(sheet, cell, v.Time(time.UTC))
	case time.Time:
		if v.IsZero() {
			return 0, nil
		}
		style, wide = l.moment, len("2006-01-02 15:04")
		// A cell knows no zone: what it shows is the time where its readers are.
		err = f.SetCellValue(sheet, cell, time.Date(v.Year(), v.Month(), v.Day(), v.Hour(), v.Minute(), v.Second(), 0, time.UTC))
	default:
		s := text.CleanLine(fmt.Sprint(v))
		if utf8.RuneCountInString(s) > mostInCell {
			s = string([]rune(s)[:mostInCell]) + "…"
		}
		if s == "" {
			return 0, nil
		}
		wide = Width(s)
		err = f.SetCellStr(sheet, cell, s)
	}
	if err != nil {
		return 0, err
	}
	if head {
		style = l.head
		wide += 3 // the arrow that chooses among the rows stands there too
	}
	return wide, f.SetCellStyle(sheet, cell, cell, style)
}
