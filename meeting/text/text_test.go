package text_test

import (
	"testing"

	"oneplan/meeting/text"
)

func TestTwoSitesTypeAndUndo(t *testing.T) {
	x := text.New()
	seq := uint64(0)
	do := func(e text.Edit) {
		t.Helper()
		e = x.Assign(e)
		if err := x.Check(e); err != nil {
			t.Fatal(err)
		}
		seq++
		x.Apply(seq, e)
	}
	is := func(want string) {
		t.Helper()
		if got := x.View().String(); got != want {
			t.Fatalf("text is %q, want %q", got, want)
		}
		if got := x.At(seq); got != want {
			t.Fatalf("text at %d is %q, want %q", seq, got, want)
		}
	}
	do(x.View().InsertAt(text.Gesture{Site: 1, N: 1}, 0, "Mum says hello"))
	do(x.View().DeleteRange(text.Gesture{Site: 2, N: 1}, 4, 8))
	is("Mum  hello")
	do(x.View().Replace(text.Gesture{Site: 1, N: 2}, 4, 5, "said"))
	is("Mum saidhello")
	do(text.Edit{Gesture: text.Gesture{Site: 2, N: 2}, Turn: text.Undo, Target: text.Gesture{Site: 2, N: 1}})
	is("Mum saidsayshello")
	do(text.Edit{Gesture: text.Gesture{Site: 1, N: 3}, Turn: text.Undo, Target: text.Gesture{Site: 1, N: 1}})
	is("said")
	b, _ := x.AppendBinary(nil)
	y := text.New()
	if err := y.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	if y.View().String() != "said" {
		t.Fatal("snapshot differs")
	}
	x = y
	do(text.Edit{Gesture: text.Gesture{Site: 1, N: 3}, Turn: text.Redo, Target: text.Gesture{Site: 1, N: 1}})
	is("Mum saidsayshello")
}
