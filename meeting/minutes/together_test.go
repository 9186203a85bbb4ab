package minutes

import "testing"

// TestWhatBelongsTogether: which blocks lead to the next, and which begin something else; no chain of them is without an end.
func TestWhatBelongsTogether(t *testing.T) {
	will, by, words := Signs{{"☺", "Kit will:"}}, Signs{{"◷", "By: Monday."}, {"◔", "This is stuck."}}, Quote{"Ring."}
	d := Document{Blocks: []Block{
		Heading{2, "What next?"},
		will, words, by, words, will, words,
		Signs{{"◷", "By: Friday."}},
		will, words, will, words,
		Paragraph("6 of 8 minutes."),
		Heading{4, "Notes"},
		words,
		Pairs{{"In the words of", "Kit"}},
		Paragraph("No notes."),
		Heading{2, "Who"},
		Table{},
	}}
	leads := map[int]bool{1: true, 2: true, 3: true, 5: true, 6: true, 8: true, 10: true, 12: true, 14: true}
	begins := map[int]bool{5: true, 8: true, 10: true}
	for i := range d.Blocks {
		if got := d.leads(i); got != leads[i] {
			t.Errorf("block %d, %v, leads: %v", i, d.Blocks[i], got)
		}
		if got := d.begins(i); got != begins[i] {
			t.Errorf("block %d, %v, begins: %v", i, d.Blocks[i], got)
		}
	}
}

// TestColumnsThatSayNothing are left out of a table, but for the first.
func TestColumnsThatSayNothing(t *testing.T) {
	var d Document
	d.Add(Table{Head: []string{"What", "Note", "When"}, Rows: [][]string{{"", "", "Monday"}, {"", "", ""}}})
	got := d.Blocks[0].(Table)
	if len(got.Head) != 2 || got.Head[0] != "What" || got.Head[1] != "When" || len(got.Rows) != 2 || got.Rows[0][1] != "Monday" || len(got.Rows[1]) != 2 {
		t.Errorf("the table is %v", got)
	}
}
