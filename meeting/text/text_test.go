package text_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"oneplan/meeting/text"
)

// desk is a text with a log of its own, for tests that tell a story.
type desk struct {
	*text.Text
	t   testing.TB
	seq uint64
}

func newDesk(t testing.TB) *desk {
	return &desk{Text: text.New(), t: t}
}

// do assigns, checks and applies.
func (d *desk) do(e text.Edit) text.Edit {
	d.t.Helper()
	e = d.Assign(e)
	if err := d.Check(e); err != nil {
		d.t.Fatal(err)
	}
	d.seq++
	d.Apply(d.seq, e)
	return e
}

// turn undoes or redoes what is next for the sites, and reports whether there was one.
func (d *desk) turn(turn text.Turn, sites ...text.Site) bool {
	d.t.Helper()
	next := d.NextUndo
	if turn == text.Redo {
		next = d.NextRedo
	}
	g, ok := next(func(s text.Site) bool { return slices.Contains(sites, s) })
	if ok {
		d.do(text.Edit{Gesture: text.Gesture{Site: sites[0], N: 1}, Turn: turn, Target: g})
	}
	return ok
}

func (d *desk) is(want string) {
	d.t.Helper()
	if got := d.View().String(); got != want {
		d.t.Fatalf("the text is %q, want %q", got, want)
	}
}

func by(s text.Site, n uint32) text.Gesture { return text.Gesture{Site: s, N: n} }

func TestDeletingTogetherAndUndoingApart(t *testing.T) {
	d := newDesk(t)
	d.do(d.View().InsertAt(by(1, 1), 0, "Mum says hello"))
	both := d.View()
	d.do(both.DeleteRange(by(2, 1), 4, 9))
	d.do(both.DeleteRange(by(3, 1), 4, 9))
	d.is("Mum hello")
	d.turn(text.Undo, 2)
	d.is("Mum hello") // the third one's mark still stands
	d.turn(text.Undo, 3)
	d.is("Mum says hello")
	d.turn(text.Redo, 2)
	d.is("Mum hello")
}

func TestUndoOfTypingLeavesWhatOthersTypedInside(t *testing.T) {
	d := newDesk(t)
	d.do(d.View().InsertAt(by(1, 1), 0, "waiting list"))
	d.do(d.View().InsertAt(by(2, 1), 8, "a long "))
	d.is("waiting a long list")
	d.turn(text.Undo, 1)
	d.is("a long ")
	d.turn(text.Redo, 1)
	d.is("waiting a long list")
}

func TestTextTypedInsideWhatIsDeletedMeanwhileStays(t *testing.T) {
	d := newDesk(t)
	d.do(d.View().InsertAt(by(1, 1), 0, "one two three"))
	old := d.View()
	d.do(old.DeleteRange(by(2, 1), 0, old.Len()))
	d.is("")
	d.do(old.InsertAt(by(1, 2), 4, "and "))
	d.is("and ")
	d.turn(text.Undo, 2)
	d.is("one and two three")
}

func TestLaterInsertInTheSamePlaceComesFirst(t *testing.T) {
	d := newDesk(t)
	empty := d.View()
	d.do(empty.InsertAt(by(1, 1), 0, "first "))
	d.do(empty.InsertAt(by(2, 1), 0, "second "))
	d.is("second first ")
	old := d.View()
	d.do(old.InsertAt(by(1, 2), 7, "third "))
	d.do(old.InsertAt(by(2, 2), 7, "fourth "))
	d.is("second fourth third first ")
}

func TestUndoAndRedoOrder(t *testing.T) {
	d := newDesk(t)
	end := func(s text.Site, n uint32, words string) { d.do(d.View().InsertAt(by(s, n), d.View().Len(), words)) }
	end(1, 1, "a")
	end(2, 1, "b")
	end(1, 2, "c")
	end(2, 1, "d") // the same burst goes on, so it is the latest now
	d.turn(text.Undo, 1, 2)
	d.is("ac")
	d.turn(text.Undo, 1, 2)
	d.is("a")
	d.turn(text.Undo, 1, 2)
	d.is("")
	if d.turn(text.Undo, 1, 2) {
		t.Fatal("there was more to undo")
	}
	d.turn(text.Redo, 1, 2)
	d.turn(text.Redo, 1, 2)
	d.is("ac")
	d.turn(text.Undo, 1, 2)
	d.is("a")
	d.turn(text.Redo, 1, 2)
	d.turn(text.Redo, 1, 2)
	d.is("abcd")
	if d.turn(text.Redo, 1, 2) {
		t.Fatal("there was more to redo")
	}

	d.turn(text.Undo, 1, 2)
	end(3, 1, "!")
	if _, ok := d.NextRedo(func(s text.Site) bool { return s < 3 }); !ok {
		t.Fatal("somebody else's typing took the redo away")
	}
	end(1, 3, "e")
	if d.turn(text.Redo, 1, 2) {
		t.Fatal("a redo after typing")
	}
	d.turn(text.Undo, 1)
	d.is("ac!")
	d.turn(text.Redo, 1)
	d.is("ac!e")
	if d.turn(text.Redo, 1, 2) {
		t.Fatal("what typing had discarded came back")
	}
}

// Someone undoes at one terminal what they are still typing at another.
func TestTypingOnAfterUndoElsewhere(t *testing.T) {
	d := newDesk(t)
	d.do(d.View().InsertAt(by(1, 5), 0, "ab"))
	d.turn(text.Undo, 2, 1)
	e := d.do(text.Edit{Gesture: by(1, 5), After: text.ID{Site: 1, N: 2}, Insert: "c"})
	d.is("c")
	if e.Gesture != by(1, 6) {
		t.Fatalf("it is of gesture %v", e.Gesture)
	}
	if e = d.do(text.Edit{Gesture: by(1, 5), After: text.ID{Site: 1, N: 3}, Insert: "d"}); e.Gesture != by(1, 6) {
		t.Fatalf("it is of gesture %v", e.Gesture)
	}
	d.is("cd")
	d.turn(text.Undo, 1)
	d.is("")
}

func TestTypingAheadOfTheEcho(t *testing.T) {
	d := newDesk(t)
	d.do(d.View().InsertAt(by(2, 1), 0, "--"))
	v := d.View()
	if v.Next(1) != 1 || v.Next(2) != 3 || (text.View{}).Next(9) != 1 {
		t.Fatal(v.Next(1), v.Next(2))
	}
	first := v.InsertAt(by(1, 1), 1, "ab")
	second := text.Edit{Gesture: by(1, 1), After: text.ID{Site: 1, N: v.Next(1) + 1}, Insert: "c"}
	d.do(first)
	d.do(second)
	d.is("-abc-")
}

func TestZeroView(t *testing.T) {
	var v text.View
	if v != text.New().View() {
		t.Fatal("a new text is not the zero View")
	}
	if v.Len() != 0 || v.String() != "" || v.Slice(-1, 5) != "" || v.At(0) != 0 || v.Lines() != 1 || v.Line(0) != "" || v.Line(1) != "" ||
		v.LineStart(3) != 0 || v.LineAt(3) != 0 || v.CaretAt(3) != (text.Caret{}) || v.Pos(text.Caret{ID: text.ID{Site: 1, N: 1}}) != 0 {
		t.Fatal("the zero View is not the empty text")
	}
	for range v.Runs(0, 9) {
		t.Fatal("a run")
	}
	n := 0
	for start, line := range v.LinesFrom(-1) {
		if n++; start != 0 || line != "" {
			t.Fatal(start, line)
		}
	}
	if n != 1 {
		t.Fatal(n, "lines")
	}
}

func TestIteratorsStopWhenAsked(t *testing.T) {
	d := newDesk(t)
	d.do(d.View().InsertAt(by(1, 1), 0, "a\nb\nc"))
	d.do(d.View().InsertAt(by(2, 1), 2, "x"))
	for range d.View().Runs(0, 9) {
		break
	}
	for range d.View().LinesFrom(1) {
		break
	}
}

// A long text, so that the tree is deep, against a plain slice; and Views read by
// others while it is written.
func TestLongText(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	d := newDesk(t)
	var want []rune
	var wg sync.WaitGroup
	for i := range 12_000 {
		v := d.View()
		from := r.IntN(v.Len() + 1)
		if i%3 == 0 {
			from = v.Len() * (i % 7) / 7
		}
		to := from
		words := strings.Repeat("né", r.IntN(4)) + "\n"
		switch r.IntN(6) {
		case 0:
			to = min(v.Len(), from+r.IntN(30))
		case 1:
			to = min(v.Len(), from+r.IntN(8))
			words = ""
		}
		if from == to && words == "" {
			continue
		}
		d.do(v.Replace(by(text.Site(1+r.IntN(3)), uint32(i+1)), from, to, words))
		want = slices.Replace(want, from, to, []rune(words)...)
		if i%1000 == 999 {
			s := string(want)
			d.is(s)
			v := d.View()
			if err := d.Verify(); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(s, "\n")
			wg.Go(func() {
				i := 0
				for start, line := range v.LinesFrom(0) {
					if line != lines[i] || v.LineAt(start) != i || v.Pos(v.CaretAt(start)) != start {
						t.Errorf("line %d is %q, want %q", i, line, lines[i])
						return
					}
					i++
				}
				if i != len(lines) || v.String() != s {
					t.Errorf("%d lines, want %d", i, len(lines))
				}
			})
		}
	}
	wg.Wait()
	reload(t, d.Text)
	for d.turn(text.Undo, 1, 2, 3) {
		if r.IntN(100) == 0 {
			if err := d.Verify(); err != nil {
				t.Fatal(err)
			}
		}
	}
	d.is("")
	for d.turn(text.Redo, 1, 2, 3) {
	}
	d.is(string(want))
	if err := d.Verify(); err != nil {
		t.Fatal(err)
	}
	if d.At(d.seq) != string(want) {
		t.Fatal("the text at the end of its history is another")
	}
}

// Rubbing out key by key goes a short way. Marks of others that do not stand, and
// gestures that are undone, must not be lost on it.
func TestRubbingOutBesideWhatIsUndone(t *testing.T) {
	d := newDesk(t)
	d.do(d.View().InsertAt(by(1, 1), 0, "ab"))
	d.do(d.View().InsertAt(by(1, 2), 2, "c"))
	d.do(d.View().DeleteRange(by(2, 1), 2, 3)) // c
	d.turn(text.Undo, 1)                       // c was never there
	d.do(d.View().DeleteRange(by(2, 1), 1, 2)) // b
	d.is("a")
	d.turn(text.Undo, 2)
	d.is("ab")
	d.turn(text.Redo, 1)
	d.is("abc")

	d = newDesk(t)
	d.do(d.View().InsertAt(by(1, 1), 0, "abcd"))
	d.do(d.View().DeleteRange(by(3, 1), 0, 3))
	d.turn(text.Undo, 3)
	d.do(d.View().DeleteRange(by(2, 1), 3, 4))
	d.do(d.View().DeleteRange(by(2, 1), 2, 3))
	d.is("ab")
	d.turn(text.Redo, 3)
	d.is("")
	d.turn(text.Undo, 2)
	d.is("d")
}

// Somebody deletes forwards key by key and then a whole word: each has its own time.
// Found by the farm, seed 669: while a gesture was turned on again, what it had inserted
// was joined to what it had deleted before the latter was looked at.
func TestRedoOfTypingAndDeletingTogether(t *testing.T) {
	d := newDesk(t)
	d.do(d.View().InsertAt(by(1, 1), 0, "a"))
	d.do(d.View().InsertAt(by(1, 2), 1, "b"))
	d.do(d.View().DeleteRange(by(1, 2), 0, 2))
	d.do(d.View().InsertAt(by(2, 1), 0, "x"))
	for _, turn := range []text.Turn{text.Undo, text.Redo, text.Undo} {
		if !d.turn(turn, 1) {
			t.Fatal("nothing to turn")
		}
		d.is(map[text.Turn]string{text.Undo: "xa", text.Redo: "x"}[turn])
		if err := d.Verify(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDeletingByKeyAndByWord(t *testing.T) {
	d := newDesk(t)
	d.do(d.View().InsertAt(by(1, 1), 0, "one two three"))
	was := []string{"", d.View().String()}
	for _, k := range []int{1, 1, 1, 4, 1, 1} {
		d.do(d.View().DeleteRange(by(1, 2), 0, k))
		was = append(was, d.View().String())
	}
	for seq, want := range was {
		if got := d.At(uint64(seq)); got != want {
			t.Errorf("at %d it was %q, want %q", seq, got, want)
		}
	}
}

// Every View stays as it was while somebody rubs out on both sides of it.
func TestViewsWhileRubbingOut(t *testing.T) {
	d := newDesk(t)
	d.do(d.View().InsertAt(by(1, 1), 0, "abcdefgh"))
	var seen []sight
	look := func() {
		v := d.View()
		seen = append(seen, sight{v: v, s: v.String(), ids: visibleIDs(v)})
	}
	look()
	for range 3 {
		d.do(d.View().DeleteRange(by(2, 1), 4, 5))
		look()
	}
	for i := range 3 {
		d.do(d.View().DeleteRange(by(2, 1), 3-i, 4-i))
		look()
	}
	d.is("ah")
	for i, s := range seen {
		if s.v.String() != s.s || !slices.Equal(visibleIDs(s.v), s.ids) {
			t.Errorf("View %d changed to %q, %v; it was %q, %v", i, s.v.String(), visibleIDs(s.v), s.s, s.ids)
		}
	}
}
