package minutes_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

// list is one with every kind of cell, and with what somebody might type to be worked out, or to break the file.
var list = minutes.Workbook{
	Title: "Actions & <more>\x1b]0;x\x07",
	Head:  []string{"Name", "Due", "At", "Days", "Overdue"},
	Rows: [][]any{
		{`=HYPERLINK("http://example.org","Kit")`, meeting.Day("2026-12-01"), time.Date(2026, 12, 1, 10, 30, 0, 0, time.FixedZone("", 3600)), 12, true},
		{"+1", meeting.Day(""), time.Time{}, 0, false},
		{"@SUM(A1)\x00\ufffe</t>&amp;\r\n\u202ex", meeting.Day("2027-02-03"), time.Time{}, -3, false},
		{strings.Repeat("ab ", 20_000), meeting.Day(""), time.Time{}, 0, false},
		{"_x0041_ محمد 王小明", meeting.Day(""), time.Time{}, 0, false},
	},
}

func workbook(t *testing.T, k minutes.Workbook) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := k.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sheet is a sheet as another reader finds it.
type sheet struct {
	Rows []struct {
		Cells []struct {
			At      string  `xml:"r,attr"`
			Type    string  `xml:"t,attr"`
			Style   int     `xml:"s,attr"`
			Value   string  `xml:"v"`
			Words   string  `xml:"is>t"`
			Formula *string `xml:"f"`
		} `xml:"c"`
	} `xml:"sheetData>row"`
	Pane struct {
		State string `xml:"state,attr"`
	} `xml:"sheetViews>sheetView>pane"`
	Filter struct {
		Ref string `xml:"ref,attr"`
	} `xml:"autoFilter"`
}

func TestWorkbook(t *testing.T) {
	b := workbook(t, list)
	if !bytes.Equal(b, workbook(t, list)) {
		t.Error("written again, the workbook is another one")
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(part)
		for d := xml.NewDecoder(bytes.NewReader(part)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	var s sheet
	if err := xml.Unmarshal([]byte(parts["xl/worksheets/sheet1.xml"]), &s); err != nil {
		t.Fatal(err)
	}
	if len(s.Rows) != 6 || s.Pane.State != "frozen" || s.Filter.Ref != "A1:E6" {
		t.Fatalf("%d rows, panes %q, filter over %q", len(s.Rows), s.Pane.State, s.Filter.Ref)
	}
	words := map[string]string{} // by cell
	for _, r := range s.Rows {
		for _, c := range r.Cells {
			if c.Formula != nil {
				t.Errorf("%s is a formula: %q", c.At, *c.Formula)
			}
			words[c.At] = c.Value + c.Words
		}
	}
	for at, want := range map[string]string{
		"A1": "Name", "A2": `=HYPERLINK("http://example.org","Kit")`, "B2": "46357", "C2": "46357.4375", "D2": "12", "E2": "yes", "A3": "+1", "B3": "", "D3": "", "E3": "no", "D4": "-3", "A6": "_x005F_x0041_ محمد 王小明",
	} {
		if words[at] != want {
			t.Errorf("%s is %q, want %q", at, words[at], want)
		}
	}
	if got := words["A4"]; strings.ContainsAny(got, "\x00\r\n\u202e") || !strings.Contains(got, "</t>&amp;") {
		t.Errorf("A4 is %q", got)
	}
	if n := len(words["A5"]); n < 32_000 || n > 32_767 {
		t.Errorf("the long cell has %d characters", n)
	}
	if !strings.Contains(parts["docProps/core.xml"], "<dc:creator>oneplan<") {
		t.Errorf("its properties are %s", parts["docProps/core.xml"])
	}
	if !strings.Contains(parts["xl/workbook.xml"], "List!$1:$1") {
		t.Error("the header is not printed again on every page")
	}
}
