package screen

import "testing"

// TestLinesThatPrint: the record's page of papers and a meeting's minutes give the whole line for each form.
func TestLinesThatPrint(t *testing.T) {
	h := newTable(t)
	jo := h.sit("jo")
	jo.w, jo.h2 = 110, 40
	jo.press("R")
	jo.press("7")
	jo.shows("plan sunflower --format pdf > sunflower-plan.pdf", "f another form", "actions --record sunflower --format xlsx > sunflower-actions.xlsx")
	jo.press("f")
	jo.shows("plan sunflower --format pdf --large > sunflower-plan.pdf", "PDF in large print, 18 points.")
	jo.press("f")
	jo.shows("plan sunflower --format docx > sunflower-plan.docx", "for Word, LibreOffice")
	for range 4 {
		jo.press("f")
	}
	jo.shows("plan sunflower --format pdf > sunflower-plan.pdf")
	jo.press("esc")

	h.ends()
	jo.press("r")
	jo.shows("Minutes · Review meeting 1", "Print")
	jo.press("p")
	jo.shows("Print or pass on", "minutes sunflower-1 --format pdf >", "sunflower-1.pdf")
	jo.press("esc")
	jo.hides("Print or pass on")
	jo.shows("Minutes · Review meeting 1")
}
