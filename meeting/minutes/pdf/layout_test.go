package pdf

import (
	"fmt"
	"strings"
	"testing"
)

// TestLongWordsTakeNoRoomFromOthers: somebody's endless word breaks in its own column, and nobody else's words for it.
func TestLongWordsTakeNoRoomFromOthers(t *testing.T) {
	d := New(Options{Size: 18})
	size := 18 * 0.92
	head := []string{"What", "Who", "By when", "How far"}
	rows := [][]string{{strings.Repeat("verylongword", 40), "nobody yet", "no date", strings.Repeat("x", 200)}}
	columns := d.Columns(head, rows)
	whole := 0.0
	for _, w := range columns {
		whole += w
	}
	if whole > d.width+0.01 {
		t.Errorf("the table is %v wide, of %v", whole, d.width)
	}
	for i, word := range []string{1: "nobody", 2: "when"} {
		if w := d.measure(word, regular, size); word != "" && columns[i] < w+2*pad {
			t.Errorf("“%s” is %v wide and has a column of %v", word, w, columns[i])
		}
	}
}

// TestWhatBelongsTogetherStaysOnOnePage: what introduces somebody's words, the words, and whose they are, wherever on a page they come; and the last two
// rows of a table.
func TestWhatBelongsTogetherStaysOnOnePage(t *testing.T) {
	for before := range 60 {
		d := New(Options{})
		for range before {
			d.Typed("line")
		}
		d.KeepNext()
		d.Signs([][2]string{{"☺", "Kit said:"}})
		d.KeepNext()
		d.Quote([]string{"I want to walk.", "With Sam."})
		d.Pairs([][2]string{{"In the words of", "Kit"}, {"Since", "Monday"}})
		if _, err := d.Bytes(); err != nil {
			t.Fatal(err)
		}
		pages := map[int]bool{}
		var walk func(e *element, in bool)
		walk = func(e *element, in bool) {
			in = in || e.kind == "L" || e.kind == "BlockQuote"
			for _, k := range e.kids {
				switch k := k.(type) {
				case *element:
					walk(k, in)
				case mark:
					if in {
						pages[k.page] = true
					}
				}
			}
		}
		walk(d.root, false)
		if len(pages) != 1 {
			t.Errorf("after %d lines, it stands on the pages %v", before, pages)
		}
	}
	for n := 4; n < 80; n++ {
		d := New(Options{})
		var rows [][]string
		for i := range n {
			rows = append(rows, []string{fmt.Sprint(i), "x"})
		}
		d.Table([]string{"What", "Who"}, rows)
		last := map[int]bool{}
		trs := d.root.kids[0].(*element).kids[1].(*element).kids
		for _, tr := range trs[len(trs)-2:] {
			for _, cell := range tr.(*element).kids {
				last[cell.(*element).kids[0].(mark).page] = true
			}
		}
		if len(last) != 1 {
			t.Errorf("of %d rows, the last stands on a page alone", n)
		}
	}
}

// TestSignsAreAsHighAsWords: lines with a sign are not further apart than others.
func TestSignsAreAsHighAsWords(t *testing.T) {
	d := New(Options{})
	words := d.lines("who", regular, 11, 400)[0].height()
	for _, sign := range []string{"☺", "◷", "⌂", "★", "✓", "●", "a line ✓", "😀", "a line 👨‍👩‍👧"} {
		if h := d.lines(sign, regular, 11, 400)[0].height(); h != words {
			t.Errorf("a line with %s is %v high, and one without %v", sign, h, words)
		}
	}
}
