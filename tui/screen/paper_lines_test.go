package screen

import (
	"strings"
	"testing"
)

// TestLinesThatPrint: the record's page of papers and a meeting's minutes give the whole line for each form.
func TestLinesThatPrint(t *testing.T) {
	h := newTable(t)
	jo := h.sit("jo")
	jo.w, jo.h2 = 110, 40
	jo.press("R")
	jo.press("7")
	jo.shows("plan sunflower --format pdf > sunflower-plan.pdf", "f another form", "plan sunflower --easy-read --format pdf", "sunflower-plan-easy-read.pdf", "actions --record sunflower --format xlsx > sunflower-actions.xlsx")
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

// TestEasyReadFirstForTheFamily: the family is offered the easy-read copy first, others after the usual ones.
func TestEasyReadFirstForTheFamily(t *testing.T) {
	for _, family := range []bool{true, false} {
		text := newPaperLines(&Env{}, "minutes sunflower-1", "sunflower-1", family).ask.Text
		easy, usual := strings.Index(text, "minutes sunflower-1 --easy-read --format pdf > sunflower-1-easy-read.pdf"), strings.Index(text, "minutes sunflower-1 --format pdf")
		if easy < 0 || usual < 0 || easy < usual != family {
			t.Errorf("for the family %v: the easy-read copy is at %d, the usual one at %d", family, easy, usual)
		}
	}
}
