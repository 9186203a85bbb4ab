package command

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"

	"oneplan/meeting/text"
)

// The bounds of a table that is read from standard input.
const (
	maxTable     = 8 << 20 // bytes
	maxTableRows = 100_000
	maxCell      = 1000 // bytes: a longer one belongs to no list of people or agencies
)

// sheet is a table as a spreadsheet saves it: comma-separated values (RFC 4180), or with semicolons or tabs between them.
type sheet struct {
	column  map[string]int // where each known column is
	unknown []string       // titles of columns that nobody reads
	rows    []sheetRow
}

// sheetRow is one row below the titles.
type sheetRow struct {
	line  int // in the file, from 1
	cells []string
	fault sayable // why the row cannot be read; nil if it can
}

// get returns a row's cell in a column, "" where there is none.
func (t *sheet) get(r sheetRow, column string) string {
	if i, ok := t.column[column]; ok && i < len(r.cells) {
		return r.cells[i]
	}
	return ""
}

// has reports whether the sheet has a column.
func (t *sheet) has(column string) bool {
	_, ok := t.column[column]
	return ok
}

// readSheet reads a sheet. known has for each column the titles that it may have, in small letters; needed are those that must be there.
func readSheet(r io.Reader, known map[string][]string, needed ...string) (*sheet, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxTable+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("the file could not be read from standard input: %w", err)
	case len(b) > maxTable:
		return nil, wrong("That file is larger than %d MB: nothing was taken in", maxTable>>20)
	case len(bytes.TrimSpace(b)) == 0:
		return nil, wrong("Give the file on standard input, as in “people import < people.csv”")
	}
	words, err := decodeText(b)
	if err != nil {
		return nil, err
	}
	if !strings.Contains(words, "\n") { // as old spreadsheets end their lines
		words = strings.ReplaceAll(words, "\r", "\n")
	}
	first, _, _ := strings.Cut(strings.TrimLeft(words, "\r\n"), "\n")
	c := csv.NewReader(strings.NewReader(words))
	c.Comma, c.FieldsPerRecord, c.ReuseRecord = separator(first), -1, true
	c.TrimLeadingSpace = c.Comma != '\t'
	t := &sheet{column: map[string]int{}}
	for {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var p *csv.ParseError
			if errors.As(err, &p) {
				return nil, wrong("A quotation mark in line %d is not closed, or stands within a cell: nothing was taken in, since nobody can tell where that cell ends", p.StartLine)
			}
			return nil, fmt.Errorf("the file could not be read: %w", err)
		}
		line, _ := c.FieldPos(0)
		row := sheetRow{line: line}
		row.cells, row.fault = cleanCells(cells)
		if !slices.ContainsFunc(row.cells, func(s string) bool { return s != "" }) && row.fault == nil {
			continue
		}
		if len(t.column) == 0 && t.unknown == nil {
			if err := t.titles(row.cells, known, needed); err != nil {
				return nil, err
			}
			continue
		}
		if len(t.rows) == maxTableRows {
			return nil, wrong("That file has more than %d lines: nothing was taken in", maxTableRows)
		}
		t.rows = append(t.rows, row)
	}
	return t, nil
}

// titles reads the first row.
func (t *sheet) titles(cells []string, known map[string][]string, needed []string) error {
	t.unknown = []string{}
	for i, title := range cells {
		name := ""
		for c, titles := range known {
			if slices.Contains(titles, strings.Join(strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return r == ' ' || r == '_' || r == '-' }), " ")) {
				name = c
			}
		}
		switch {
		case name == "" && title != "":
			t.unknown = append(t.unknown, title)
		case name == "":
		case t.has(name):
			return wrong("The first line names the column “%s” twice: nothing was taken in", name)
		default:
			t.column[name] = i
		}
	}
	for _, c := range needed {
		if !t.has(c) {
			return wrong("The first line has to name the columns, “%s” among them: nothing was taken in", strings.Join(needed, "” and “"))
		}
	}
	return nil
}

// cleanCells cleans the cells of a row, and says why they are not to be read.
func cleanCells(cells []string) (out []string, fault sayable) {
	for _, s := range cells {
		clean := strings.Join(strings.Fields(text.CleanLine(s)), " ")
		formula := strings.TrimLeft(clean, "'")
		switch {
		case fault != nil:
		case len(s) > maxCell:
			fault, clean = saying("a cell is too long for a name"), ""
		case strings.ContainsFunc(s, hiddenRune):
			fault = saying("it has a character in it that nobody can see")
		case formula != "" && strings.ContainsAny(formula[:1], "=+@"), strings.HasPrefix(formula, "-") && len(formula) > 1:
			fault = saying("a cell begins like a formula of a spreadsheet: %s…", cell(formula[:1]))
		}
		out = append(out, clean)
	}
	return out, fault
}

// hiddenRune is a control or format character, but for what spreadsheets put between words and lines, and what joins letters of some scripts.
func hiddenRune(r rune) bool {
	switch r {
	case '\t', '\n', '\r', 0x200c, 0x200d: // the last two join letters, or keep them apart
		return false
	}
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError
}

// separator is what stands between the cells of a line.
func separator(titles string) rune {
	best := ','
	for _, r := range []rune{';', '\t'} {
		if strings.Count(titles, string(r)) > strings.Count(titles, string(best)) {
			best = r
		}
	}
	return best
}

// decodeText reads text as spreadsheets save it: UTF-8 or UTF-16, with or without the mark that says so, or Windows-1252.
func decodeText(b []byte) (string, error) {
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(b, []byte{0xef, 0xbb, 0xbf}):
		b = b[3:]
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}), bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		from = utf.UTF16(utf.LittleEndian, utf.UseBOM)
	case halfZero(b, 1):
		from = utf.UTF16(utf.LittleEndian, utf.IgnoreBOM)
	case halfZero(b, 0):
		from = utf.UTF16(utf.BigEndian, utf.IgnoreBOM)
	}
	if from == nil && !utf8.Valid(b) {
		from = charmap.Windows1252
	}
	if from == nil {
		return string(b), nil
	}
	out, err := from.NewDecoder().Bytes(b)
	if err != nil {
		return "", wrong("Nobody can tell in which form this text was saved: save it as UTF-8")
	}
	return string(out), nil
}

// halfZero reports whether nearly every second byte from i on is zero, as in UTF-16 of most languages here.
func halfZero(b []byte, i int) bool {
	b = b[:min(len(b), 1000)]
	zeros, of := 0, 0
	for ; i < len(b); i += 2 {
		of++
		if b[i] == 0 {
			zeros++
		}
	}
	return of > 1 && zeros*10 > of*8
}
