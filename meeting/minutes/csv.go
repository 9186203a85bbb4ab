package minutes

import (
	"encoding/csv"
	"io"
	"strings"

	"oneplan/meeting/text"
)

// formulas begin what a spreadsheet would work out instead of showing it; the wide ones are read as the others in some languages.
const formulas = "=+-@\t\r＝＋－＠"

// CSV writes a table as RFC 4180 has it, in UTF-8. A cell is one line, and one that a spreadsheet would take for a formula has an apostrophe before it,
// which spreadsheets read as “this is text”.
func (t Table) CSV(w io.Writer) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, row := range append([][]string{t.Head}, t.Rows...) {
		cells := make([]string, len(row))
		for i, s := range row {
			if cells[i] = text.CleanLine(s); cells[i] != "" && strings.ContainsAny(cells[i][:1]+string([]rune(cells[i])[:1]), formulas) {
				cells[i] = "'" + cells[i]
			}
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
