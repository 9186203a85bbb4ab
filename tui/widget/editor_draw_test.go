package widget

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"pgregory.net/rapid"

	"oneplan/meeting/text"
)

// editorWith returns an editor of site 2 over a text that site 1 wrote.
func editorWith(t testing.TB, s string) (*shared, *Editor) {
	sh := newShared(t)
	for s = text.Clean(s); s != ""; { // an edit takes 64 KiB
		part := cutRunes(s, text.MaxInsert)
		v := sh.text.View()
		sh.apply(v.InsertAt(text.Gesture{Site: 1, N: 1}, v.Len(), part))
		s = s[len(part):]
	}
	ed := newEditor(2)
	ed.SetView(sh.text.View())
	return sh, ed
}

func TestEditorGolden(t *testing.T) {
	_, ed := editorWith(t, "The weighted blanket helps: asleep by nine on four nights out of seven.\n王小明 said that 世界 matters, e\u0323\u0301 too 👩‍👩‍👧.\n\nlast")
	s := NewSurface(34, 8)
	ed.MoveTo(20)
	ed.Draw(s, s.Bounds())
	golden(t, "editor", s)

	// A selection over a newline, somebody at a row's end and somebody within words.
	ed.MoveTo(66)
	for range 10 {
		keys(ed, "<shift+right>", noon)
	}
	v := ed.View()
	ed.SetPeers([]Peer{
		{Caret: v.CaretAt(71), Label: "Mu", Style: dark.Caret(2)},
		{Caret: v.CaretAt(10), Label: "Te", Style: dark.Caret(3)},
		{Caret: v.CaretAt(v.Len()), Label: "AK", Style: dark.Caret(1)},
		{Caret: v.CaretAt(v.Len()), Label: "王", Style: dark.Caret(4)},
	})
	ed.Draw(s, s.Bounds())
	golden(t, "editor-peers", s)

	// Typing over text shows its owner even without room; the text does not move.
	before := dump(s)
	ed.SetPeers([]Peer{{Caret: v.CaretAt(10), Label: "Te", Style: dark.Caret(3), Active: true}})
	ed.Draw(s, s.Bounds())
	if after := dump(s); after == before || !strings.Contains(after, "Te") {
		t.Errorf("an active caret within words has no label:\n%s", after)
	}

	// But it never covers what somebody else is writing right of it.
	ed.SetPeers([]Peer{
		{Caret: v.CaretAt(10), Label: "Te", Style: dark.Caret(3), Active: true},
		{Caret: v.CaretAt(14), Label: "Mu", Style: dark.Caret(2), Active: true},
	})
	ed.Draw(s, s.Bounds())
	if after := dump(s); strings.Contains(after, "Te") {
		t.Errorf("a label covers what another person is writing:\n%s", after)
	}

	// One line scrolls sideways.
	_, one := editorWith(t, "Sleep clinic referral\nin two lines, 王小明")
	one.Single = true
	one.MoveEnd()
	s = NewSurface(14, 1)
	one.Draw(s, s.Bounds())
	golden(t, "editor-single", s)
	one.Focus = false
	one.Draw(s, s.Bounds())
	if got := dump(s); !strings.HasPrefix(got, "Sleep clinic") {
		t.Errorf("without focus the beginning shows, got %q", got)
	}

	// More than fits has a scroll bar; without focus the end stays in view.
	_, long := editorWith(t, strings.Repeat("row\n", 30)+"end")
	long.Focus, long.Tail = false, true
	s = NewSurface(12, 6)
	long.Draw(s, s.Bounds())
	golden(t, "editor-tail", s)
	long.Update(tea.MouseWheelMsg{X: 1, Y: 1, Button: tea.MouseWheelUp}, noon)
	long.Draw(s, s.Bounds())
	if strings.Contains(dump(s), "end") {
		t.Error("the wheel does not scroll")
	}
	_, empty := editorWith(t, "x")
	empty.SetView(text.View{})
	empty.Placeholder = "nothing written yet"
	empty.Draw(s, s.Bounds())
	if !strings.HasPrefix(dump(s), "nothing wri…") {
		t.Errorf("placeholder: %q", dump(s))
	}
}

func TestAuthorship(t *testing.T) {
	sh, ed := editorWith(t, "theirs ")
	ed.Author = func(s text.Site) uv.Style { return dark.Agency(int(s)) }
	ed.MoveEnd()
	keys(ed, "mine", noon)
	sh.flush(ed)
	s := NewSurface(20, 2)
	ed.Draw(s, s.Bounds())
	if a, b := s.CellAt(0, 0).Style, s.CellAt(8, 0).Style; a != dark.Agency(1) || b != dark.Agency(2) {
		t.Errorf("styles %v %v", a, b)
	}
}

// TestMouse clicks on every cell: the caret goes to the character that is there.
func TestMouse(t *testing.T) {
	_, ed := editorWith(t, "one 世界 three four five\n\ne\u0323\u0301x 👩‍👩‍👧 end")
	area := uv.Rect(5, 3, 12, 6)
	s := NewSurface(30, 12)
	ed.Draw(s, area)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			c := s.CellAt(x, y)
			if o := ed.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}, noon); o != Used {
				t.Fatalf("a click at %d,%d is %v", x, y, o)
			}
			pos := ed.Pos()
			if c.Content != " " && c.Width == 1 {
				if r := []rune(c.Content)[0]; ed.View().At(pos) != r {
					t.Errorf("a click on %q at %d,%d put the caret before %q", c.Content, x, y, ed.View().At(pos))
				}
			}
			ed.Draw(s, area)
			if at, ok := s.Cursor(); c.Content != " " && c.Width == 1 && (!ok || at != uv.Pos(x, y)) {
				t.Errorf("a click at %d,%d shows the cursor at %v", x, y, at)
			}
		}
	}
	ed.Update(tea.MouseClickMsg{X: 5, Y: 3, Button: tea.MouseLeft}, noon)
	ed.Update(tea.MouseMotionMsg{X: 8, Y: 3, Button: tea.MouseLeft}, noon)
	if from, to := ed.Selection(); from != 0 || to != 3 {
		t.Errorf("dragging selected %d to %d", from, to)
	}
	ed.Update(tea.MouseReleaseMsg{}, noon)
	if o := ed.Update(tea.MouseMotionMsg{X: 10, Y: 3, Button: tea.MouseLeft}, noon); o != Ignored {
		t.Errorf("moving after the release is %v", o)
	}
	if o := ed.Update(tea.MouseClickMsg{X: 1, Y: 1, Button: tea.MouseLeft}, noon); o != Ignored {
		t.Errorf("a click outside is %v", o)
	}
}

// TestCursorShows moves and types at random: the cursor is always on the screen,
// and right of the character it follows.
func TestCursorShows(t *testing.T) {
	all := []string{"a", "世", "word ", "\n", "<left>", "<right>", "<up>", "<down>", "<pgup>", "<pgdown>", "<home>", "<end>", "<ctrl+home>", "<ctrl+end>", "<backspace>", "é-"}
	rapid.Check(t, func(rt *rapid.T) {
		sh, ed := editorWith(t, rapid.SampledFrom([]string{"", "x\ny\nz", strings.Repeat("some words and 世界 ", 20)}).Draw(rt, "start")+"!")
		other := Gestures{Site: 9}
		area := uv.Rect(1, 1, rapid.IntRange(1, 20).Draw(rt, "w"), rapid.IntRange(1, 6).Draw(rt, "h"))
		s := NewSurface(24, 9)
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			if rapid.IntRange(0, 4).Draw(rt, "other") == 0 {
				v := sh.text.View()
				sh.apply(v.InsertAt(other.Next(), rapid.IntRange(0, v.Len()).Draw(rt, "at"), rapid.SampledFrom([]string{"them ", "\n\n", "界"}).Draw(rt, "what")))
				ed.SetView(sh.text.View())
			}
			keys(ed, rapid.SampledFrom(all).Draw(rt, "key"), noon)
			sh.flush(ed)
			ed.Draw(s, area)
			at, ok := s.Cursor()
			if !ok || !at.In(area) {
				rt.Fatalf("the cursor is at %v, shown %v, area %v", at, ok, area)
			}
			y, col, ok := ed.screenPlace(ed.Pos())
			if !ok || at.Y != area.Min.Y+y || at.X != area.Min.X+min(col, area.Dx()-1) {
				rt.Fatalf("the cursor is at %v, the caret at %d,%d", at, col, y)
			}
		}
	})
}

// canvas takes rows as a frame does, by pointer.
type canvas struct{ *Surface }

func (canvas) PutLine(int, int, uv.Line) {}

func BenchmarkWrap100KB(b *testing.B) {
	s := strings.Repeat("The weighted blanket helps, asleep by nine. ", 2300)
	b.ReportAllocs()
	for b.Loop() {
		wrap(s, 80)
	}
}

// BenchmarkEditorKey is one typed letter, from the key to the drawn rows, in notes
// of several sizes.
func BenchmarkEditorKey(b *testing.B) {
	for name, start := range map[string]string{
		"note":         strings.Repeat("The weighted blanket helps: asleep by nine on four nights.\n", 12),
		"100KB":        strings.Repeat("The weighted blanket helps: asleep by nine on four nights.\n", 1700),
		"100KBoneline": strings.Repeat("The weighted blanket helps: asleep by nine on four nights. ", 1700),
	} {
		b.Run(name, func(b *testing.B) {
			sh, ed := editorWith(b, start)
			ed.MoveTo(ed.View().Len() / 2)
			s := canvas{NewSurface(110, 20)}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				ed.Update([]tea.KeyPressMsg{Press("a"), Press("backspace")}[i%2], noon)
				b.StopTimer()
				sh.flush(ed) // the room's work is not the editor's
				b.StartTimer()
				ed.Draw(s, s.Bounds())
			}
		})
	}
}

// BenchmarkEditorRemote is somebody else's letter, as thirty viewers see it.
func BenchmarkEditorRemote(b *testing.B) {
	sh, ed := editorWith(b, strings.Repeat("The weighted blanket helps: asleep by nine on four nights.\n", 12))
	ed.Focus, ed.Tail = false, true
	other := Gestures{Site: 9}
	s := canvas{NewSurface(110, 20)}
	var views [2]text.View
	for i := range views {
		sh.apply(sh.text.View().InsertAt(other.Next(), 100, "x"))
		views[i] = sh.text.View()
	}
	peers := make([]Peer, 8) // of whom the first types
	for j := range peers {
		peers[j] = Peer{Caret: views[0].CaretAt(100 + 40*j), Label: fmt.Sprint(j), Style: dark.Caret(j)}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		v := views[i%2]
		peers[0].Caret = v.CaretAt(101 + i%2)
		ed.SetView(v)
		ed.SetPeers(peers)
		ed.Draw(s, s.Bounds())
	}
}

func BenchmarkListUnchanged(b *testing.B) {
	l := &List{Theme: dark, Focus: true}
	var items []*Item
	for i := range 200 {
		items = append(items, &Item{ID: fmt.Sprint(i), Runs: []Run{{Text: "an action with some words", Grow: true}, {Text: "Asha", Width: 10}}})
	}
	l.SetItems(items)
	s := canvas{NewSurface(60, 30)}
	b.ReportAllocs()
	for b.Loop() {
		l.Draw(s, s.Bounds())
	}
}
