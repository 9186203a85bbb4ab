package widget

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"pgregory.net/rapid"

	"oneplan/meeting/text"
)

// samples are texts of every kind that names and notes are made of.
var samples = []string{
	"", "plan", "a sentence that is somewhat longer than the others", "Ŵyn", "王小明", "محمد", "👩‍👩‍👧 mum", "e\u0323\u0301", "\u0301",
	"tab\there", "\x1b[31mred", "🇬🇧", "x\u200by", "hy-phen-at-ed", "         ", "nowhere-to-break-because-itis-one-word",
}

func TestTruncateAndWidth(t *testing.T) {
	for _, s := range samples {
		for width := range 12 {
			got := Truncate(s, width)
			if w := Width(got); w > width {
				t.Errorf("Truncate(%q, %d) = %q is %d wide", s, width, got, w)
			}
			if Width(s) <= width && got != s {
				t.Errorf("Truncate(%q, %d) = %q cut what fits", s, width, got)
			}
			if width > 0 && Width(s) > width && !strings.HasSuffix(got, "…") {
				t.Errorf("Truncate(%q, %d) = %q does not say that it was cut", s, width, got)
			}
		}
	}
}

func TestLine(t *testing.T) {
	for _, c := range []struct {
		width int
		runs  []Run
		want  string
	}{
		{10, []Run{{Text: "plan"}}, "plan      "},
		{4, []Run{{Text: "plan"}}, "plan"},
		{3, []Run{{Text: "plan"}}, "pl…"},
		{6, []Run{{Text: "王小明明"}}, "王小… "},
		{12, []Run{{Text: "left"}, Gap(), {Text: "right"}}, "left   right"},
		{12, []Run{{Text: "what is to be done", Grow: true}, {Text: "due", Width: 5, Right: true}}, "what i…  due"},
		{12, []Run{{Text: "what", Grow: true}, {Text: "quiet", Optional: true}}, "what   quiet"},
		{8, []Run{{Text: "what", Grow: true}, {Text: "quiet", Optional: true}}, "what    "},
		{5, []Run{{Text: "one"}, {Text: "two"}}, "onet…"},
		{3, []Run{{Text: "one"}, {Text: "two"}}, "on…"},
		{6, []Run{{Text: "a\x1b[2Jb"}}, "a�[2Jb"},
		{3, []Run{{Text: "\u0301x"}}, "◌\u0301x "},
		{0, []Run{{Text: "one"}}, ""},
	} {
		l := Line(c.width, uv.Style{}, c.runs...)
		if got := rowText(l); got != c.want || len(l) != c.width {
			t.Errorf("Line(%d, %+v) = %q, want %q", c.width, c.runs, got, c.want)
		}
	}
}

// A line is exactly as wide as asked, whatever is in it.
func TestLineWidth(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		width := rapid.IntRange(0, 30).Draw(rt, "width")
		var runs []Run
		for range rapid.IntRange(0, 5).Draw(rt, "runs") {
			runs = append(runs, Run{
				Text: rapid.SampledFrom(samples).Draw(rt, "text"), Width: rapid.SampledFrom([]int{0, 0, 1, 5, 40}).Draw(rt, "w"),
				Grow: rapid.Bool().Draw(rt, "grow"), Right: rapid.Bool().Draw(rt, "right"), Optional: rapid.Bool().Draw(rt, "optional"),
			})
		}
		l := Line(width, dark.Header, runs...)
		if len(l) != width {
			rt.Fatalf("%d cells, want %d", len(l), width)
		}
		for x := 0; x < len(l); x += l[x].Width {
			if l[x].Width < 1 || x+l[x].Width > width {
				rt.Fatalf("cell %d is %d wide", x, l[x].Width)
			}
		}
	})
}

// Wrapping loses nothing, fits, and gives the same whether it starts anew or from
// an earlier state of the text.
func TestWrap(t *testing.T) {
	part := rapid.SampledFrom(append(samples, "a ", "to the ", "  ", "世", "é", "-"))
	rapid.Check(t, func(rt *rapid.T) {
		width := rapid.IntRange(1, 14).Draw(rt, "width")
		mk := func(name string) string {
			return text.Clean(oneLine(strings.Join(rapid.SliceOfN(part, 0, 30).Draw(rt, name), "")))
		}
		a, b, c := mk("a"), mk("b"), mk("c")
		old := lay(a+b+c, width, nil)
		p := lay(a+mk("new")+c, width, old)
		if want := wrap(p.text, width); !slices.Equal(p.rows, want) {
			rt.Fatalf("%q after %q: rows %v, want %v", p.text, old.text, p.rows, want)
		}
		at, r := 0, 0
		for i, row := range p.rows {
			s := p.text[row.b0:row.b1]
			if row.b0 != at || row.r0 != r || row.b1 == row.b0 && len(p.rows) > 1 {
				rt.Fatalf("row %d of %q is %+v", i, p.text, row)
			}
			at, r = row.b1, row.r1
			if w := Width(strings.TrimRight(s, " ")); w > width && len([]rune(s)) > 1 && Width(s[:firstLen(s)]) <= width {
				rt.Fatalf("row %q is %d wide, limit %d", s, w, width)
			}
			if Width(s) != row.cols {
				rt.Fatalf("row %q says it is %d wide", s, row.cols)
			}
		}
		if at != len(p.text) || r != len([]rune(p.text)) {
			rt.Fatalf("rows of %q end at %d", p.text, at)
		}
	})
	if got := Wrap("one two  three\nfour", 7); !slices.Equal(got, []string{"one two", "three", "four"}) {
		t.Errorf("got %q", got)
	}
}

func firstLen(s string) int { n, _, _ := cluster(s); return n }

func TestEverythingFitsEverySize(t *testing.T) {
	var items []*Item
	for i, w := range samples {
		items = append(items, &Item{ID: fmt.Sprint(i), Depth: i % 3, Fold: Fold(i % 3), Runs: []Run{{Text: w, Grow: true}, {Text: w, Width: 7}}})
	}
	list := &List{Theme: dark, Focus: true, Empty: "nothing"}
	list.SetItems(items)
	fits(t, list.Draw)
	list.SetItems(nil)
	fits(t, list.Draw)

	var box Box
	fits(t, func(scr uv.Screen, area uv.Rectangle) {
		box.Foot = []Run{{Text: samples[2]}}
		in := box.Draw(scr, area, dark, true, Run{Text: "王小明"}, Run{Text: samples[2]})
		if !in.Empty() && !in.In(area) {
			t.Errorf("inside %v of %v", in, area)
		}
		box.Scroll(scr, area, 3, 5, 10)
	})
	fits(t, (&Tabs{Theme: dark, Labels: samples, Open: 4}).Draw)
	bar := KeyBar{Theme: dark, Groups: roomKeys, More: Bind("?", "help", "?")}
	fits(t, bar.Draw)
	fits(t, (&Help{Theme: dark, Title: "Keys", Close: "esc", Groups: append(roomKeys, EditorKeys.Groups()...)}).Draw)
	fits(t, (&Dialog{Theme: dark, Title: samples[2], Text: strings.Join(samples, "\n"), Buttons: []Button{{"Yes", "y"}, {"Not now", ""}, {samples[2], "x"}}}).Draw)
	var options []Option
	for i, w := range samples {
		options = append(options, Option{ID: fmt.Sprint(i), Label: w, Note: w})
	}
	menu := &Menu{Theme: dark, Title: "Menu", Prompt: ":", Options: options}
	fits(t, menu.Draw)
	line := NewLineInput(": ")
	line.Theme = dark
	line.Complete = func(string) []Option { return options }
	keys(line, "abc 王小明", noon)
	fits(t, line.Draw)
	form := exampleForm()
	for range len(form.Fields) + 2 {
		fits(t, form.Draw)
		keys(form, "x", noon)
		fits(t, form.Draw)
		keys(form, "<esc><tab>", noon)
	}

	s := newShared(t)
	g := Gestures{Site: 1}
	ed := newEditor(2)
	s.apply(text.View{}.InsertAt(g.Next(), 0, text.Clean(strings.Repeat(strings.Join(samples, " ")+"\n", 40))))
	ed.SetView(s.text.View())
	ed.ShowDraft = true
	keys(ed, "waiting 世", noon)
	ed.SetPeers([]Peer{{Caret: ed.View().CaretAt(30), Label: "AK", Style: dark.Caret(1), Active: true}, {Caret: ed.View().CaretAt(31), Label: "王", Style: dark.Caret(2)}})
	for _, single := range []bool{false, true} {
		ed.Single = single
		ed.layout.reset()
		ed.layout.looked = nil
		for _, pos := range []int{0, 1, 700, ed.View().Len()} {
			ed.MoveTo(pos)
			fits(t, ed.Draw)
		}
	}
}

var roomKeys = []KeyGroup{
	{Keys: []key.Binding{
		Bind("n", "notes", "n"), Bind("a", "action", "a"), Bind("e", "edit", "e"), Bind("d", "decision", "d"), Bind("h", "hand", "h"),
		Bind("f", "follow the chair", "f"), Bind("tab", "pane", "tab"), Bind(":", "command", ":"), Bind("?", "help", "?"),
	}},
	{Title: "chair", Keys: []key.Binding{Bind("]", "next item", "]"), Bind("g", "give the floor", "g"), Bind("ctrl+p", "privately", "ctrl+p")}},
}

func TestKeyBar(t *testing.T) {
	b := &KeyBar{Theme: dark, Groups: roomKeys, More: Bind("?", "help", "?")}
	if got := b.Height(110); got != 2 {
		t.Errorf("%d lines in 110 columns", got)
	}
	s := NewSurface(60, 3)
	b.Draw(s, s.Bounds())
	golden(t, "keybar60", s)
	s = NewSurface(40, 2)
	b.Draw(s, s.Bounds())
	golden(t, "keybar40", s)
	// A click on a hint is its key.
	for y, l := range s.lines {
		row := rowText(l)
		if x := strings.Index(row, "? help"); x >= 0 {
			k, ok := b.Click(tea.MouseClickMsg{X: len([]rune(row[:x])), Y: y, Button: tea.MouseLeft})
			if !ok || !key.Matches(KeyPress(k), b.More) {
				t.Errorf("the click gave %v", k.Keys())
			}
			return
		}
	}
	t.Error("the folded hints do not end with ? help")
}

func TestPressIsTheKey(t *testing.T) {
	for _, name := range []string{"a", "N", "?", "ctrl+p", "shift+tab", "esc", "space", "ctrl+shift+left", "+", "ctrl++", "é", "alt+enter", "pgdown"} {
		if got := Press(name).String(); got != name {
			t.Errorf("Press(%q) is %q", name, got)
		}
	}
}

func planItems() []*Item {
	return []*Item{
		{Still: true, Runs: []Run{{Text: "Plan", Style: dark.Muted}}},
		{ID: "need", Fold: Open, Runs: []Run{{Text: "Sleep", Style: dark.Strong}}},
		{ID: "outcome", Depth: 1, Fold: Open, Runs: []Run{{Text: "Sleeps through"}}},
		{ID: "a1", Depth: 2, Runs: []Run{{Text: "✓ ", Style: dark.Good}, {Text: "Sleep diary, two weeks", Grow: true}, {Text: "done", Style: dark.Muted, Width: 6}}},
		{ID: "a2", Depth: 2, Runs: []Run{{Text: "! ", Style: dark.Bad}, {Text: "Blinds", Grow: true}, {Text: "late", Style: dark.Bad, Width: 6}}},
		{ID: "need2", Fold: Closed, Runs: []Run{{Text: "Getting about"}}, Folded: []Run{{Text: "Getting about"}, {Text: "  1 outcome", Style: dark.Muted}}},
		{ID: "inside", Depth: 1, Runs: []Run{{Text: "Walks to school"}}},
	}
}

func TestList(t *testing.T) {
	l := &List{Theme: dark, Focus: true}
	l.SetItems(planItems())
	s := NewSurface(32, 7)
	l.Draw(s, s.Bounds())
	if l.SelectedID() != "need" {
		t.Errorf("first selected %q: a heading cannot be", l.SelectedID())
	}
	keys(l2(l), "<down><down>", noon)
	l.Draw(s, s.Bounds())
	golden(t, "list", s)

	keys(l2(l), "<left><left>", noon) // to the outcome, and fold it
	if l.SelectedID() != "outcome" || len(l.rows) != 4 {
		t.Errorf("after folding: %q of %d rows", l.SelectedID(), len(l.rows))
	}
	l.SetItems(planItems()) // other pointers, same IDs
	if l.SelectedID() != "outcome" || len(l.rows) != 4 {
		t.Errorf("new items: %q of %d rows", l.SelectedID(), len(l.rows))
	}
	if !l.Select("inside") || l.SelectedID() != "inside" {
		t.Error("selecting a folded row does not unfold it")
	}
	if l.Select("nowhere") || l.SelectedID() != "inside" {
		t.Error("selecting nothing moves")
	}
	keys(l2(l), "<home><up>", noon)
	if l.SelectedID() != "need" {
		t.Errorf("home goes to %q", l.SelectedID())
	}
	if o := l.Update(Press("enter")); o != Chosen {
		t.Errorf("enter is %v", o)
	}
	if o := l.Update(Press("x")); o != Ignored {
		t.Errorf("x is %v", o)
	}
	s = NewSurface(20, 3)
	l.Draw(s, s.Bounds())
	keys(l2(l), "<end>", noon)
	l.Draw(s, s.Bounds())
	golden(t, "list-scrolled", s)
	if from, to, size := l.Span(); to != size || to-from != 3 {
		t.Errorf("shows %d to %d of %d", from, to, size)
	}
	// A click selects; a second one chooses; on the mark it folds.
	if o := l.Update(tea.MouseClickMsg{X: 8, Y: 0, Button: tea.MouseLeft}); o != Used {
		t.Errorf("first click is %v", o)
	}
	if o := l.Update(tea.MouseClickMsg{X: 8, Y: 0, Button: tea.MouseLeft}); o != Chosen {
		t.Errorf("second click is %v", o)
	}
	l.SetItems(nil)
	if l.Selected() != nil || l.Update(Press("down")) == Chosen {
		t.Error("an empty list has a selection")
	}
}

// l2 lets keys be sent to a list.
type listKeys struct{ *List }

func (l listKeys) Update(msg tea.Msg, _ time.Time) Outcome { return l.List.Update(msg) }

func l2(l *List) listKeys { return listKeys{l} }

// An unchanged row is the same row, so that a frame need not look at it.
func TestRowsKeepTheirPointers(t *testing.T) {
	l := &List{Theme: dark, Focus: true}
	items := planItems()
	l.SetItems(items)
	a, b := NewSurface(30, 6), NewSurface(30, 6)
	l.Draw(a, a.Bounds())
	l.SetItems(append(slices.Clone(items[:4]), items[5:]...)) // one row fewer
	l.Draw(b, b.Bounds())
	for y := range 4 {
		if &a.Line(y)[0] != &b.Line(y)[0] {
			t.Errorf("row %d was drawn again", y)
		}
	}
	var p Pane
	draws := 0
	draw := func(k int) *Surface {
		s := NewSurface(20, 3)
		p.Draw(s, s.Bounds(), k, func(scr uv.Screen, area uv.Rectangle) {
			draws++
			Text(scr, 0, 0, area.Dx(), dark.Text, "the same")
			Text(scr, 0, 1, area.Dx(), dark.Text, fmt.Sprint(k))
			PlaceCursor(scr, 3, 1)
		})
		return s
	}
	one, again, two := draw(1), draw(1), draw(2)
	if draws != 2 {
		t.Errorf("drawn %d times", draws)
	}
	for y, same := range []bool{true, false, true} {
		if (&one.Line(y)[0] == &two.Line(y)[0]) != same || &one.Line(y)[0] != &again.Line(y)[0] {
			t.Errorf("row %d: pointers", y)
		}
	}
	if at, ok := again.Cursor(); !ok || at != uv.Pos(3, 1) {
		t.Error("the cursor is lost")
	}
	// An editor redraws the row that was typed into.
	s := newShared(t)
	ed := newEditor(2)
	keys(ed, "one\ntwo\nthree", noon)
	s.flush(ed)
	x, y := NewSurface(30, 5), NewSurface(30, 5)
	ed.Draw(x, x.Bounds())
	keys(ed, "!", noon)
	s.flush(ed)
	ed.Draw(y, y.Bounds())
	for i, same := range []bool{true, true, false, true, true} {
		if (&x.Line(i)[0] == &y.Line(i)[0]) != same {
			t.Errorf("editor row %d drawn again: %v", i, same)
		}
	}
}

func TestTabs(t *testing.T) {
	tabs := &Tabs{Theme: dark, Labels: []string{"Agenda", "Plan", "People"}, Open: 1}
	s := NewSurface(40, 1)
	tabs.Draw(s, s.Bounds())
	golden(t, "tabs", s)
	if o := tabs.Update(Press("3")); o != Chosen || tabs.Open != 2 {
		t.Errorf("3 is %v, open %d", o, tabs.Open)
	}
	if o := tabs.Update(Press("4")); o != Ignored {
		t.Errorf("4 is %v", o)
	}
	if o := tabs.Update(tea.MouseClickMsg{X: 2, Y: 0, Button: tea.MouseLeft}); o != Chosen || tabs.Open != 0 {
		t.Errorf("a click is %v, open %d", o, tabs.Open)
	}
}

func TestBars(t *testing.T) {
	for _, c := range []struct{ cells, done, total, want int }{
		{10, 0, 100, 0}, {10, 1, 1000, 1}, {10, 50, 100, 5}, {10, 99, 100, 9}, {10, 100, 100, 10}, {10, 200, 100, 10}, {10, 1, 0, 0}, {1, 1, 2, 0}, {0, 1, 2, 0}, {-3, 1, 2, 0},
	} {
		if got := part(c.cells, c.done, c.total); got != c.want {
			t.Errorf("part(%d, %d, %d) = %d, want %d", c.cells, c.done, c.total, got, c.want)
		}
	}
	for _, c := range []struct{ now, aim, top int }{{5, 8, 10}, {0, 0, 10}, {10, 10, 10}, {9, 3, 10}, {-1, 20, 10}} {
		w := 0
		for _, r := range Scale(dark, c.now, c.aim, c.top) {
			w += Width(r.Text)
		}
		if w != c.top {
			t.Errorf("Scale(%v) is %d wide", c, w)
		}
	}
}

func TestDialog(t *testing.T) {
	d := &Dialog{
		Theme: dark, Title: "Leave the room?", Text: "You are still in the meeting. What you wrote is saved; your hand goes down.",
		Buttons: []Button{{"Stay", "s"}, {"Leave", "l"}},
	}
	s := NewSurface(44, 10)
	d.Draw(s, s.Bounds())
	golden(t, "dialog", s)
	if o := d.Update(Press("x")); o != Used || d.At != 0 {
		t.Errorf("a key of the screen below is %v", o)
	}
	if o := d.Update(Press("right")); o != Used || d.At != 1 {
		t.Errorf("right is %v, at %d", o, d.At)
	}
	if o := d.Update(Press("s")); o != Chosen || d.At != 0 {
		t.Errorf("s is %v, at %d", o, d.At)
	}
	if o := d.Update(Press("esc")); o != Cancelled {
		t.Errorf("esc is %v", o)
	}
	if o := d.Update(tea.MouseClickMsg{X: d.spots[1].x0, Y: d.spots[1].y, Button: tea.MouseLeft}); o != Chosen || d.At != 1 {
		t.Errorf("a click is %v, at %d", o, d.At)
	}
}

func TestMenu(t *testing.T) {
	m := &Menu{Theme: dark, Title: "Commands", Prompt: ":", Empty: "no such command", Options: []Option{
		{"next", "next item", "]"}, {"close", "close the meeting", "c"}, {"hand", "hand up", "h"},
	}}
	s := NewSurface(50, 12)
	m.Draw(s, s.Bounds())
	keys(m, "the", noon)
	m.Draw(s, s.Bounds())
	golden(t, "menu", s)
	if o, ok := m.Chosen(); !ok || o.ID != "close" {
		t.Errorf("chosen %v", o)
	}
	keys(m, "zzz", noon)
	if _, ok := m.Chosen(); ok {
		t.Error("something matches zzz")
	}
	keys(m, "<ctrl+w>", noon)
	keys(m, "<down>", noon)
	if o, _ := m.Chosen(); o.ID == "" {
		t.Error("nothing chosen among all")
	}
	if o := m.Update(Press("enter"), noon); o != Chosen {
		t.Errorf("enter is %v", o)
	}
	if o := m.Update(Press("esc"), noon); o != Cancelled {
		t.Errorf("esc is %v", o)
	}
}

func TestLineInput(t *testing.T) {
	l := NewLineInput(": ")
	l.Theme = dark
	l.History = []string{"first", "second"}
	l.Complete = func(v string) []Option {
		var out []Option
		for _, c := range []string{"next", "close", "chair"} {
			if strings.HasPrefix(c, v) && v != "" {
				out = append(out, Option{ID: c, Label: c, Note: "does " + c})
			}
		}
		return out
	}
	keys(l, "c", noon)
	s := NewSurface(30, 5)
	l.Draw(s, s.Bounds())
	golden(t, "lineinput", s)
	keys(l, "<tab><tab>", noon)
	if l.Value() != "chair" {
		t.Errorf("after two tabs %q", l.Value())
	}
	keys(l, "<tab>", noon)
	if l.Value() != "close" {
		t.Errorf("tab goes round to %q", l.Value())
	}
	keys(l, "x", noon)
	keys(l, "<tab>", noon)
	if l.Value() != "closex" {
		t.Errorf("nothing completes closex, tab gave %q", l.Value())
	}
	keys(l, "<up><up>", noon)
	if l.Value() != "first" {
		t.Errorf("history gave %q", l.Value())
	}
	keys(l, "<up><down>", noon)
	if l.Value() != "second" {
		t.Errorf("history gave %q", l.Value())
	}
	if o := l.Update(tea.PasteMsg{Content: " a\nb"}, noon); o != Used || l.Value() != "second a b" {
		t.Errorf("a paste gave %q", l.Value())
	}
	if o := l.Update(Press("enter"), noon); o != Chosen {
		t.Errorf("enter is %v", o)
	}
}

func exampleForm() *Form {
	return NewForm(dark, "Add an action", "add", "cancel",
		&Field{ID: "what", Label: "What", Hint: "Refer to the sleep clinic", Check: func(v string) (string, error) {
			if v == "" {
				return "", errors.New("Please say what is to be done.")
			}
			return "", nil
		}},
		&Field{ID: "who", Label: "Who", Kind: PickField, Options: []Option{{"1", "Asha Khan", "Health"}, {"2", "Tom Smith", "School"}, {"3", "王小明", "Family"}}},
		&Field{ID: "when", Label: "By when", Hint: "in 6 weeks, next friday", Check: func(v string) (string, error) {
			switch v {
			case "":
				return "", nil
			case "in 6 weeks":
				return "Sat 3 Jan 2026", nil
			}
			return "", errors.New("I don't know that date. Write it like “in 6 weeks”, “next friday” or “14 Nov”.")
		}},
		&Field{ID: "status", Label: "Status", Kind: ChoiceField, Options: []Option{{ID: "n", Label: "not started"}, {ID: "p", Label: "in progress"}, {ID: "d", Label: "done"}}},
		&Field{ID: "notes", Label: "Progress notes", Kind: TextField, Rows: 2},
	)
}

func TestForm(t *testing.T) {
	f := exampleForm()
	f.Set("status", "p")
	if f.Changed() {
		t.Error("a new form counts as changed")
	}
	s := NewSurface(60, 16)
	f.Draw(s, s.Bounds())
	golden(t, "form60-new", s)
	keys(f, "<enter>", noon)
	if f.at != 1 {
		t.Errorf("enter went to field %d", f.at)
	}
	keys(f, "tom", noon)
	f.Draw(s, s.Bounds())
	golden(t, "form60-pick", s)
	keys(f, "<enter>soon", noon)
	f.Draw(s, s.Bounds())
	golden(t, "form60-error", s)
	keys(f, "<ctrl+s>", noon)
	if f.at != 0 {
		t.Errorf("submitting went to field %d, not to the first that is wrong", f.at)
	}
	wide := NewSurface(110, 34)
	f.Draw(wide, wide.Bounds())
	golden(t, "form110-refused", wide)
	keys(f, "Ring the clinic<tab><tab><ctrl+a>in 6 weeks<tab>d<tab>one\ntwo", noon)
	f.Draw(wide, wide.Bounds())
	golden(t, "form110-filled", wide)
	if o := f.Update(Press("ctrl+s"), noon); o != Chosen {
		t.Errorf("submitting is %v", o)
	}
	want := map[string]string{"what": "Ring the clinic", "who": "2", "when": "in 6 weeks", "status": "d", "notes": "one\ntwo"}
	if got := f.Values(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("values %v", got)
	}
	if !f.Changed() {
		t.Error("not changed")
	}
	again := exampleForm()
	again.Fill(f.Values())
	if fmt.Sprint(again.Values()) != fmt.Sprint(want) || !again.Changed() {
		t.Errorf("a kept draft gives %v", again.Values())
	}
	again.Fail("when", errors.New("The meeting is before that."))
	again.Draw(wide, wide.Bounds())
	if !strings.Contains(dump(wide), "! The meeting is before that.") || again.Focused().ID != "when" {
		t.Error("what the record says does not show at its field")
	}
	keys(again, "<tab><tab><tab><enter>", noon) // a button: submit
	if o := again.Update(Press("esc"), noon); o != Cancelled {
		t.Errorf("esc is %v", o)
	}
}

func TestSharedField(t *testing.T) {
	s := newShared(t)
	ed := newEditor(2)
	f := NewForm(dark, "Edit", "done", "", &Field{ID: "text", Label: "Text", Kind: SharedField, Shared: ed})
	scr := NewSurface(40, 10)
	f.Draw(scr, scr.Bounds())
	keys(f, "both of us", noon)
	s.flush(ed)
	if got := f.Value("text"); got != "both of us" {
		t.Errorf("value %q", got)
	}
}

// TestListShowsWhatCannotBeSelected: rows above the first that can be selected, and below the last, are reached with the arrows, also when the
// rows are given anew for each frame.
func TestListShowsWhatCannotBeSelected(t *testing.T) {
	var items []*Item
	for i := range 20 {
		items = append(items, &Item{ID: string(rune('a' + i)), Still: i != 9 && i != 10, Runs: []Run{{Text: "row"}}})
	}
	l := &List{Theme: dark, Focus: true}
	s := NewSurface(20, 5)
	press := func(k string) (from, to int) {
		l.SetItems(items)
		l.Update(Press(k))
		l.SetItems(items)
		l.Draw(s, s.Bounds())
		from, to, _ = l.Span()
		return from, to
	}
	l.SetItems(items)
	l.Draw(s, s.Bounds())
	for range 12 {
		press("up")
	}
	if from, _ := press("up"); from != 0 || l.SelectedID() != "j" {
		t.Errorf("upwards the first row shown is %d, selected is %q", from, l.SelectedID())
	}
	for n := range 20 {
		if from, to := press("down"); to > 10 {
			if from > 9 || l.SelectedID() == "" {
				t.Errorf("after %d keys rows %d to %d show", n, from, to)
			}
			break
		} else if l.SelectedID() != "j" {
			t.Fatalf("%q is selected before the way back was scrolled", l.SelectedID())
		}
	}
	for range 20 {
		press("down")
	}
	if _, to, size := l.Span(); to != size || l.SelectedID() != "k" {
		t.Errorf("downwards the last row shown is %d of %d, selected is %q", to, size, l.SelectedID())
	}
	for range 3 {
		press("home")
	}
	if from, _, _ := l.Span(); from != 0 {
		t.Errorf("home shows from row %d", from)
	}
}
