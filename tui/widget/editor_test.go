package widget

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"pgregory.net/rapid"

	"oneplan/meeting/text"
	"oneplan/tui/theme"
)

var (
	noon = time.Date(2025, 11, 22, 12, 0, 0, 0, time.UTC)
	dark = theme.New(true, colorprofile.TrueColor)
)

func press(name string) tea.KeyPressMsg { return Press(name) }

// shared is a text that several editors edit, with an owner for one of them.
type shared struct {
	t    testing.TB
	text *text.Text
	seq  uint64
}

func newShared(t testing.TB) *shared { return &shared{t: t, text: text.New()} }

func (s *shared) apply(e text.Edit) {
	s.t.Helper()
	e = s.text.Assign(e)
	if err := s.text.Check(e); err != nil {
		s.t.Fatalf("edit %+v: %v", e, err)
	}
	s.seq++
	s.text.Apply(s.seq, e)
}

// do applies what an editor asks for.
func (s *shared) do(ed *Editor, in Intent) {
	s.t.Helper()
	mine := func(x text.Site) bool { return x == ed.Gestures.Site }
	switch in.Kind {
	case IntentEdit:
		s.apply(in.Edit)
	case IntentUndo:
		if g, ok := s.text.NextUndo(mine); ok {
			s.apply(text.Edit{Gesture: ed.Gestures.Next(), Turn: text.Undo, Target: g})
		}
	case IntentRedo:
		if g, ok := s.text.NextRedo(mine); ok {
			s.apply(text.Edit{Gesture: ed.Gestures.Next(), Turn: text.Redo, Target: g})
		}
	}
}

// flush lets the editor add everything.
func (s *shared) flush(ed *Editor) {
	s.t.Helper()
	for {
		in, ok := ed.Take()
		if !ok {
			return
		}
		s.do(ed, in)
		ed.Done(s.text.View())
	}
}

func newEditor(site text.Site) *Editor {
	return &Editor{
		Theme: dark, Gestures: &Gestures{Site: site}, Clip: &Clipboard{}, Focus: true,
		Words: EditorWords{NotAdded: "not added yet", TooMuch: "too much"},
	}
}

// keys sends keys to an editor: words in angle brackets are named keys, all else
// is typed.
func keys(ed interface {
	Update(msg tea.Msg, now time.Time) Outcome
}, s string, at time.Time,
) {
	for s != "" {
		if s[0] == '<' {
			name, rest, _ := strings.Cut(s[1:], ">")
			ed.Update(press(name), at)
			s = rest
			continue
		}
		n, _, _ := cluster(s)
		if s[:n] == "\n" {
			ed.Update(press("enter"), at)
		} else {
			k := press(s[:n])
			k.Text = s[:n]
			ed.Update(k, at)
		}
		s = s[n:]
	}
}

func TestEditing(t *testing.T) {
	for _, c := range []struct{ start, keys, want string }{
		{"", "abc", "abc"},
		{"", "a\nb", "a\nb"},
		{"one two", "<end><ctrl+w>three", "one three"},
		{"one two", "<ctrl+left><ctrl+left>zero ", "zero one two"},
		{"one two", "<home><alt+d>1", "1 two"},
		{"one two", "<ctrl+a>x", "x"},
		{"one two", "<ctrl+a><ctrl+x><ctrl+v><ctrl+v>", "one twoone two"},
		{"one two", "<shift+left><shift+left><shift+left><ctrl+c><home><ctrl+v>", "twoone two"},
		{"one two", "<ctrl+shift+left><backspace>2", "one 2"},
		{"one two", "<ctrl+u>x", "x"},
		{"one\ntwo", "<ctrl+home><ctrl+k>1", "1\ntwo"},
		{"one\ntwo", "<ctrl+home><down><delete>", "one\nwo"},
		{"one\ntwo", "<home><backspace>", "onetwo"},
		{"one\ntwo", "<up><end>!", "one!\ntwo"},
		{"a👩‍👩‍👧b", "<left><backspace>", "ab"},
		{"ae\u0304\u0323\u0301b", "<left><backspace>", "ab"},
		{"a🇬🇧🇵🇱b", "<left><left><delete>", "a🇬🇧b"},
		{"Cześć", "<left><left>x", "Czexść"},
		{"abc", "<left><left><right>x", "abxc"},
		{"abc", "x<ctrl+z>", "abc"},
		{"abc", "x<ctrl+z><ctrl+r>", "abcx"},
		{"abc", "e<backspace><backspace>d", "abd"},
	} {
		s := newShared(t)
		ed := newEditor(2)
		if c.start != "" {
			s.apply(text.View{}.InsertAt(text.Gesture{Site: 1, N: 1}, 0, text.Clean(c.start)))
		}
		ed.SetView(s.text.View())
		ed.MoveEnd()
		ed.Draw(NewSurface(40, 5), uv.Rect(0, 0, 40, 5))
		// One after the other, and all at once while the first is on its way.
		at := noon
		for rest := c.keys; rest != ""; {
			n := strings.IndexByte(rest, '>') + 1
			if rest[0] != '<' {
				n, _, _ = cluster(rest)
			}
			keys(ed, rest[:n], at)
			s.flush(ed)
			rest = rest[n:]
		}
		if got := s.text.View().String(); got != text.Clean(c.want) {
			t.Errorf("%q with %s: %q, want %q", c.start, c.keys, got, c.want)
		}

		s2 := newShared(t)
		ed2 := newEditor(2)
		if c.start != "" {
			s2.apply(text.View{}.InsertAt(text.Gesture{Site: 1, N: 1}, 0, text.Clean(c.start)))
		}
		ed2.SetView(s2.text.View())
		ed2.MoveEnd()
		ed2.Draw(NewSurface(40, 5), uv.Rect(0, 0, 40, 5))
		keys(ed2, c.keys, at)
		s2.flush(ed2)
		if got := s2.text.View().String(); got != text.Clean(c.want) && !strings.Contains(c.keys, "ctrl+z") {
			t.Errorf("%q with %s waiting: %q, want %q", c.start, c.keys, got, c.want)
		}
	}
}

// TestWaitingKeysMeanTheSame types the same keys into an editor whose edits take
// their time and into one whose edits are done at once.
func TestWaitingKeysMeanTheSame(t *testing.T) {
	all := []string{
		"a", "b", "é", "世", " ", "\n", "word ", "-", "<backspace>", "<backspace>", "<delete>", "<left>", "<right>", "<left>", "<up>", "<down>",
		"<home>", "<end>", "<ctrl+left>", "<ctrl+right>", "<ctrl+w>", "<alt+d>", "<ctrl+u>", "<ctrl+k>", "<shift+left>", "<shift+up>",
		"<ctrl+a>", "<ctrl+x>", "<ctrl+c>", "<ctrl+v>", "<ctrl+home>", "<ctrl+end>", "<pgup>", "<pgdown>", "<shift+right>", "<ctrl+shift+left>", "👩‍👧", "\u0301",
	}
	rapid.Check(t, func(rt *rapid.T) {
		slow, fast := newShared(t), newShared(t)
		a, b := newEditor(2), newEditor(2)
		area := uv.Rect(0, 0, rapid.IntRange(2, 20).Draw(rt, "width"), rapid.IntRange(1, 6).Draw(rt, "height"))
		a.Draw(NewSurface(30, 8), area)
		b.Draw(NewSurface(30, 8), area)
		var way *Intent
		land := func() {
			if way != nil {
				slow.do(a, *way)
				if rapid.Bool().Draw(rt, "view first") {
					a.SetView(slow.text.View())
				}
				a.Done(slow.text.View())
				way = nil
			}
		}
		at := noon
		var did []string
		for range rapid.IntRange(1, 60).Draw(rt, "keys") {
			k := rapid.SampledFrom(all).Draw(rt, "key")
			did = append(did, k)
			at = at.Add(time.Duration(rapid.SampledFrom([]int{1, 100, 2500}).Draw(rt, "ms")) * time.Millisecond)
			keys(a, k, at)
			keys(b, k, at)
			fast.flush(b)
			switch rapid.IntRange(0, 5).Draw(rt, "owner") {
			case 0:
				land()
			case 1:
				if way == nil {
					if in, ok := a.Take(); ok {
						way = &in
					}
				}
			case 2:
				if way != nil && way.Edit.Insert != "" {
					way = nil
					a.Refused()
					a.Retry()
				}
			case 3:
				s := NewSurface(30, 8)
				a.Draw(s, area)
			}
		}
		land()
		slow.flush(a)
		got, want := slow.text.View().String(), fast.text.View().String()
		if text.Clean(got) != text.Clean(want) {
			rt.Fatalf("slow %q, fast %q after %q", got, want, did)
		}
		if got == want && a.Pos() != b.Pos() {
			rt.Fatalf("slow caret %d, fast caret %d in %q after %q", a.Pos(), b.Pos(), got, did)
		}
	})
}

// TestOthersNeverMoveMe types while somebody else types everywhere, edits are
// late, and the store refuses now and then: what I typed is there, whole and in
// order.
func TestOthersNeverMoveMe(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newShared(t)
		me := newEditor(2)
		me.Draw(NewSurface(20, 5), uv.Rect(0, 0, 20, 5))
		other := Gestures{Site: 9}
		typed := ""
		var way *Intent
		for i := range rapid.IntRange(1, 80).Draw(rt, "steps") {
			switch rapid.IntRange(0, 6).Draw(rt, "step") {
			case 0, 1, 2:
				w := fmt.Sprintf("%c", 'a'+i%26)
				typed += w
				keys(me, w, noon.Add(time.Duration(i)*time.Second))
			case 3:
				v := s.text.View()
				pos := rapid.IntRange(0, v.Len()).Draw(rt, "pos")
				if rapid.Bool().Draw(rt, "at me") {
					pos = v.Pos(me.Caret())
				}
				s.apply(v.InsertAt(other.Next(), pos, rapid.SampledFrom([]string{"0", "11", "\n"}).Draw(rt, "other")))
				me.SetView(s.text.View())
			case 4:
				if way == nil {
					if in, ok := me.Take(); ok {
						way = &in
					}
				}
			case 5:
				if way != nil {
					s.do(me, *way)
					way = nil
					me.Done(s.text.View())
				}
			case 6:
				if way != nil {
					way = nil
					me.Refused()
					if d := me.Draft(); !strings.HasSuffix(typed, d) || d == "" {
						rt.Fatalf("refused: draft %q of %q", d, typed)
					}
					me.Retry()
				}
			}
			mine := ""
			for r := range s.text.View().Runs(0, s.text.View().Len()) {
				if r.Site == 2 {
					mine += r.Text
				}
			}
			if mine+me.Draft() != typed {
				rt.Fatalf("in the text %q, draft %q, typed %q", mine, me.Draft(), typed)
			}
		}
		if way != nil {
			s.do(me, *way)
			me.Done(s.text.View())
		}
		s.flush(me)
		v := s.text.View()
		mine := ""
		for r := range v.Runs(0, v.Len()) {
			if r.Site == 2 {
				mine += r.Text
			}
		}
		if mine != typed {
			rt.Fatalf("mine is %q, typed %q, text %q", mine, typed, v.String())
		}
		if pos := me.Pos(); typed != "" && string(v.At(pos-1)) != typed[len(typed)-1:] {
			rt.Fatalf("the caret is at %d of %q, typed %q", pos, v.String(), typed)
		}
	})
}

func TestBurstsAreGestures(t *testing.T) {
	s := newShared(t)
	ed := newEditor(2)
	at := noon
	step := func(k string, after time.Duration) text.Gesture {
		at = at.Add(after)
		keys(ed, k, at)
		in, ok := ed.Take()
		if !ok {
			t.Fatalf("%q asked for nothing", k)
		}
		s.do(ed, in)
		ed.Done(s.text.View())
		return in.Edit.Gesture
	}
	a := step("a", 0)
	if b := step("b", time.Second); b != a {
		t.Error("typing on is another gesture")
	}
	if c := step("<backspace>", time.Second); c != a {
		t.Error("backspace while typing is another gesture")
	}
	b := step("c", 3*time.Second)
	if b == a {
		t.Error("typing after a pause is the same gesture")
	}
	keys(ed, "<left>", at)
	c := step("d", 0)
	if c == b {
		t.Error("typing after a move is the same gesture")
	}
	ed.Update(tea.PasteMsg{Content: "pasted"}, at)
	in, _ := ed.Take()
	s.do(ed, in)
	ed.Done(s.text.View())
	if in.Edit.Gesture == c {
		t.Error("a paste is the same gesture as typing")
	}
	if d := step("e", 0); d == in.Edit.Gesture || d == c {
		t.Error("typing after a paste goes on with an earlier gesture")
	}
	// Typing that waited is one edit.
	keys(ed, "xyz", at)
	in, _ = ed.Take()
	if in.Edit.Insert != "xyz" {
		t.Errorf("waiting keys became %q", in.Edit.Insert)
	}
}

func TestRefusedTextStays(t *testing.T) {
	s := newShared(t)
	ed := newEditor(2)
	keys(ed, "kept ", noon)
	if _, ok := ed.Take(); !ok {
		t.Fatal("nothing taken")
	}
	keys(ed, "too", noon)
	ed.Refused()
	keys(ed, "not this", noon)
	if _, ok := ed.Take(); ok {
		t.Error("something was taken after a refusal")
	}
	if d := ed.Draft(); d != "kept too" {
		t.Fatalf("draft is %q", d)
	}
	scr := NewSurface(30, 6)
	ed.Draw(scr, scr.Bounds())
	if got := dump(scr); !strings.Contains(got, "not added yet: kept too") {
		t.Errorf("the draft does not show:\n%s", got)
	}
	ed.Retry()
	s.flush(ed)
	if got := s.text.View().String(); got != "kept too" {
		t.Errorf("after a retry the text is %q", got)
	}
	if ed.Draft() != "" || ed.Waiting() {
		t.Error("a draft is left")
	}
	keys(ed, "!", noon)
	ed.Take()
	ed.Refused()
	if d := ed.Discard(); d != "!" || ed.Waiting() {
		t.Errorf("discarded %q", d)
	}
}

func TestRefusedKeys(t *testing.T) {
	s := newShared(t)
	ed := newEditor(2)
	ed.Words.Refused = "⏎ try again, ctrl+x take it out"
	keys(ed, "words", noon)
	ed.Take()
	ed.Refused()
	scr := NewSurface(60, 6)
	ed.Draw(scr, scr.Bounds())
	if got := dump(scr); !strings.Contains(got, "not added yet · ⏎ try again, ctrl+x take it out: words") {
		t.Errorf("no way out is shown:\n%s", got)
	}
	keys(ed, "\n", noon)
	s.flush(ed)
	if got := s.text.View().String(); got != "words" {
		t.Errorf("enter did not try again: %q", got)
	}
	keys(ed, "!", noon)
	ed.Take()
	ed.Refused()
	keys(ed, "<ctrl+x>", noon)
	if ed.Waiting() || ed.Clip.Text != "!" {
		t.Errorf("ctrl+x left %q, kept %q", ed.Draft(), ed.Clip.Text)
	}
	// A refused deletion or undo has no words in it: it is not done, nothing locks.
	for _, k := range []string{"<backspace>", "<ctrl+z>"} {
		keys(ed, k, noon)
		if _, ok := ed.Take(); !ok {
			t.Fatalf("%s asked for nothing", k)
		}
		ed.Refused()
		keys(ed, "?", noon)
		s.flush(ed)
	}
	if got := s.text.View().String(); got != "words??" {
		t.Errorf("after refused deletions the text is %q", got)
	}
}

func TestRefusedButThere(t *testing.T) {
	s := newShared(t)
	ed := newEditor(2)
	keys(ed, "once", noon)
	in, _ := ed.Take()
	s.do(ed, in)
	ed.SetView(s.text.View())
	ed.Refused()
	ed.Retry()
	s.flush(ed)
	if got := s.text.View().String(); got != "once" || ed.Waiting() {
		t.Errorf("the text is %q", got)
	}
}

func TestLongPaste(t *testing.T) {
	s := newShared(t)
	ed := newEditor(2)
	want := strings.Repeat("żółw 世界 e\u0323\u0301\n", 20000)
	ed.Update(tea.PasteMsg{Content: want}, noon)
	var gestures []text.Gesture
	for {
		in, ok := ed.Take()
		if !ok {
			break
		}
		if len(in.Edit.Insert) > text.MaxInsert {
			t.Fatalf("an edit of %d bytes", len(in.Edit.Insert))
		}
		gestures = append(gestures, in.Edit.Gesture)
		if len(gestures) == 2 {
			ed.Refused()
			ed.Retry()
			continue
		}
		s.do(ed, in)
		ed.Done(s.text.View())
	}
	if got := s.text.View().String(); text.Clean(got) != text.Clean(want) {
		t.Errorf("%d bytes arrived of %d", len(got), len(text.Clean(want)))
	}
	for _, g := range gestures {
		if g != gestures[0] {
			t.Error("one paste is several gestures")
		}
	}
	ed.Update(tea.PasteMsg{Content: strings.Repeat("x", 100<<20)}, noon)
	if len(ed.Draft()) > maxQueue {
		t.Errorf("%d bytes wait", len(ed.Draft()))
	}
	if ed.Notice() != "too much" || ed.Notice() != "" {
		t.Error("the notice does not come once")
	}
}

func TestTextBox(t *testing.T) {
	b := NewTextBox()
	b.Theme, b.Focus = dark, true
	keys(b, "Hello wordl<backspace><backspace>ld", noon)
	if b.Value() != "Hello world" {
		t.Fatalf("value %q", b.Value())
	}
	keys(b, "<ctrl+z>", noon)
	if b.Value() != "" {
		t.Errorf("after undo %q", b.Value())
	}
	keys(b, "<ctrl+r>", noon)
	if b.Value() != "Hello world" {
		t.Errorf("after redo %q", b.Value())
	}
	keys(b, "<ctrl+r><ctrl+r>!", noon)
	if b.Value() != "Hello world!" {
		t.Errorf("after a redo of nothing %q", b.Value())
	}
	b.SetValue("new")
	keys(b, "er", noon)
	if b.Value() != "newer" {
		t.Errorf("after SetValue %q", b.Value())
	}
}
