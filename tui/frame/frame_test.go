package frame

import (
	"bytes"
	"errors"
	"fmt"
	"image/color"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"
)

// line builds an immutable row of cells from text, one cluster a cell.
func line(style uv.Style, s string) uv.Line {
	var l uv.Line
	for s != "" {
		c, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		s = s[len(c):]
		l = append(l, uv.Cell{Content: c, Width: w, Style: style})
		for range w - 1 {
			l = append(l, uv.Cell{})
		}
	}
	return l
}

// terminal is a virtual terminal fed by a frame.
type terminal struct {
	*vt.Emulator
	bytes bytes.Buffer
}

func newTerminal(t testing.TB, w, h int) *terminal {
	e := vt.NewEmulator(w, h)
	go func() { // the emulator answers some sequences; nobody reads the answers
		b := make([]byte, 256)
		for {
			if _, err := e.Read(b); err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() { _ = e.Close() })
	return &terminal{Emulator: e}
}

func (v *terminal) Write(p []byte) (int, error) {
	v.bytes.Write(p)
	return v.Emulator.Write(p)
}

// row returns the text of a row with trailing blanks cut.
func (v *terminal) row(y int) string {
	var b strings.Builder
	for x := range v.Width() {
		if c := v.CellAt(x, y); c != nil && c.Width > 0 {
			b.WriteString(c.Content)
		} else if c == nil || c.Content != "" {
			b.WriteByte(' ')
		}
	}
	return strings.TrimRight(b.String(), " ")
}

func TestDrawWritesOnlyWhatChanged(t *testing.T) {
	v := newTerminal(t, 40, 5)
	f := New(v, colorprofile.TrueColor, 40, 5)
	if err := f.Start(); err != nil {
		t.Fatal(err)
	}
	title := line(uv.Style{Attrs: uv.AttrBold}, "Plan")
	draw := func(text string) int {
		n, err := f.Draw(func(s *Screen) {
			s.PutLine(0, 0, title)
			s.PutLine(2, 3, line(uv.Style{}, text))
			s.PlaceCursor(2+len(text), 3)
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	draw("one")
	if got := v.row(0) + "|" + v.row(3); got != "Plan|  one" {
		t.Fatalf("screen shows %q", got)
	}
	if p := v.CursorPosition(); p != uv.Pos(5, 3) {
		t.Fatalf("cursor at %v", p)
	}
	if n := draw("one"); n != 0 {
		t.Errorf("an unchanged frame wrote %d bytes", n)
	}
	v.bytes.Reset()
	if n := draw("ones"); n > 12 {
		t.Errorf("one more letter took %d bytes: %q", n, v.bytes.String())
	}
	draw("o")
	if got := v.row(3); got != "  o" {
		t.Errorf("after deleting, the row shows %q", got)
	}
	f.Resize(20, 4)
	v.Resize(20, 4)
	draw("two")
	if got := v.row(0) + "|" + v.row(3); got != "Plan|  two" {
		t.Fatalf("after a resize the screen shows %q", got)
	}
}

func TestStartAndStopPairUp(t *testing.T) {
	var b bytes.Buffer
	f := New(&b, colorprofile.ANSI256, 10, 2)
	_ = f.Start()
	_, _ = f.Draw(func(s *Screen) { s.PlaceCursor(1, 1) })
	_ = f.Stop()
	on := map[string]bool{"25": true, "7": true} // cursor shown and autowrap are the state to come back to
	for _, part := range strings.Split(b.String(), "\x1b[?")[1:] {
		end := strings.IndexAny(part, "hl")
		for _, mode := range strings.Split(part[:end], ";") {
			on[mode] = part[end] == 'h'
		}
	}
	for mode, set := range on {
		if want := mode == "25" || mode == "7"; set != want {
			t.Errorf("mode %s left at %v", mode, set)
		}
	}
	if !strings.HasPrefix(b.String(), "\x1b[22;0t") || !strings.HasSuffix(b.String(), "\x1b[23;0t") {
		t.Error("the window's title is not kept and given back")
	}
}

// hostile are texts that must not act on a terminal.
var hostile = []string{
	"\x1b[2J", "\x1b]2;owned\x07", "\x9b2J", "\u009b2J", "\u009d", "\x07", "\r\n", "\x7f", "\t",
	"\u202e", "\u2066", "\u2069", "\u200e", "\u061c", "\u200b", "\ufeff", "\u00ad", "\u2028",
	"\U000E0041", "\U000E007F", "\xff\xfe", "a\u0300\u0301\u0302\u0303", "ab", "世界", "\u0301", "",
	"\u200d", "\ufe0f", strings.Repeat("\u0301", 200), "e" + strings.Repeat("\u0301", 200), "\U000E0100",
}

// forbidden lists what of a frame's bytes is not printable text and not one of
// the few sequences the package itself writes.
func forbidden(out []byte) string {
	s := string(out)
	for s != "" {
		if rest, ok := strings.CutPrefix(s, "\x1b["); ok {
			i := strings.IndexFunc(rest, func(r rune) bool { return r >= 0x40 && r <= 0x7e })
			if i < 0 || !strings.ContainsRune("HGCKXJmhlt", rune(rest[i])) || strings.Trim(rest[:i], "0123456789;:?") != "" {
				return fmt.Sprintf("sequence %.20q", s)
			}
			s = rest[i+1:]
			continue
		}
		if rest, ok := strings.CutPrefix(s, "\x1b]2;"); ok {
			end := strings.IndexByte(rest, '\x07')
			if end < 0 || strip(rest[:end], maxTitle) != rest[:end] {
				return fmt.Sprintf("title %.40q", rest)
			}
			s = rest[end+1:]
			continue
		}
		for i, r := range s {
			if i > 0 {
				s = s[i:]
				break
			}
			if !printable(r) {
				return fmt.Sprintf("character %U", r)
			}
			if len(s) == len(string(r)) {
				s = ""
			}
		}
	}
	return ""
}

func TestNoCellActsOnTheTerminal(t *testing.T) {
	var b bytes.Buffer
	f := New(&b, colorprofile.TrueColor, 30, 2)
	for _, h := range hostile {
		for _, width := range []int{0, 1, 2, 3, -1, 1000} {
			b.Reset()
			f.SetTitle(h + "title" + h)
			f.Repaint()
			_, _ = f.Draw(func(s *Screen) {
				s.PutLine(3, 0, uv.Line{{Content: h, Width: width, Link: uv.Link{URL: "https://x\x1b\\" + h}}, {Content: "k", Width: 1}})
				if width > 0 && width < 30 {
					s.SetCell(3, 1, &uv.Cell{Content: h, Width: width})
				}
			})
			if got := forbidden(b.Bytes()); got != "" {
				t.Fatalf("%q of width %d let through %s in %q", h, width, got, b.String())
			}
			if strings.Contains(b.String(), "https") {
				t.Fatal("a hyperlink reached the terminal")
			}
		}
	}
}

func FuzzGate(f *testing.F) {
	for _, h := range hostile {
		f.Add(h, 1)
	}
	f.Fuzz(func(t *testing.T, content string, width int) {
		var b bytes.Buffer
		fr := New(&b, colorprofile.TrueColor, 12, 1)
		fr.SetTitle(content)
		_, _ = fr.Draw(func(s *Screen) {
			s.PutLine(1, 0, uv.Line{{Content: content, Width: width}, {}, {Content: "k", Width: 1}})
		})
		if got := forbidden(b.Bytes()); got != "" {
			t.Fatalf("let through %s", got)
		}
	})
}

func TestColumnsStayStraight(t *testing.T) {
	for _, s := range []string{
		"Ŵyn a Łódź", "محمد", "王小明", "👩‍👩‍👧 mum", "e\u0301te\u0301", "🇬🇧🏴 flag", "❤️ ok", "क्षि", "각",
	} {
		v := newTerminal(t, 24, 1)
		f := New(v, colorprofile.TrueColor, 24, 1)
		for _, before := range []string{"", "xxxxxxxxxxxxxxxxxx", "世世世世世世"} {
			_, _ = f.Draw(func(scr *Screen) { scr.PutLine(0, 0, line(uv.Style{}, before)) })
			_, _ = f.Draw(func(scr *Screen) {
				scr.PutLine(0, 0, line(uv.Style{}, s))
				scr.PutLine(20, 0, line(uv.Style{}, "│end"))
			})
			if c := v.CellAt(20, 0); c.Content != "│" {
				t.Errorf("%q after %q: column 20 shows %q, row %q", s, before, c.Content, v.row(0))
			}
		}
	}
}

// TestTerminalShowsTheFrame draws random frames and compares what a terminal
// then shows with what was drawn.
func TestTerminalShowsTheFrame(t *testing.T) {
	styles := []uv.Style{{}, {Attrs: uv.AttrBold}, {Bg: color.RGBA{40, 40, 80, 255}}, {Fg: ansi.IndexedColor(5), Attrs: uv.AttrReverse}}
	texts := []string{"a", "plan", "世界", "                 ", "é│ü", "a世b世c", "some words that are longer than most"}
	rapid.Check(t, func(rt *rapid.T) {
		w, h := rapid.IntRange(1, 30).Draw(rt, "w"), rapid.IntRange(1, 6).Draw(rt, "h")
		v := newTerminal(t, w, h)
		f := New(v, colorprofile.TrueColor, w, h)
		var kept []uv.Line
		for range rapid.IntRange(1, 8).Draw(rt, "frames") {
			if rapid.IntRange(0, 9).Draw(rt, "resize") == 0 {
				w, h = rapid.IntRange(1, 30).Draw(rt, "w2"), rapid.IntRange(1, 6).Draw(rt, "h2")
				f.Resize(w, h)
				v.Resize(w, h)
			}
			var want []uv.Line
			_, err := f.Draw(func(s *Screen) {
				for range rapid.IntRange(0, 10).Draw(rt, "ops") {
					x, y := rapid.IntRange(-4, w).Draw(rt, "x"), rapid.IntRange(-1, h).Draw(rt, "y")
					l := line(rapid.SampledFrom(styles).Draw(rt, "style"), rapid.SampledFrom(texts).Draw(rt, "text"))
					switch rapid.IntRange(0, 3).Draw(rt, "op") {
					case 0:
						c := l[0]
						s.SetCell(x, y, &c)
					case 1:
						if len(kept) > 0 {
							l = rapid.SampledFrom(kept).Draw(rt, "kept")
						}
						s.PutLine(x, y, l)
					default:
						kept = append(kept, l)
						s.PutLine(x, y, l)
					}
				}
				for y := range h {
					want = append(want, f.flatten(&s.rows[y], uv.NewLine(w)))
				}
			})
			if err != nil {
				rt.Fatal(err)
			}
			for y := range h {
				for x := range w {
					got, want := v.CellAt(x, y), want[y][x]
					if got == nil {
						rt.Fatalf("no cell at %d,%d", x, y)
					}
					if got.Content != want.Content || want.Width > 0 && !got.Style.Equal(&want.Style) {
						rt.Fatalf("at %d,%d: terminal has %+v, frame %+v\nrow %q", x, y, got, want, v.row(y))
					}
				}
			}
		}
	})
}

func TestColoursFollowTheProfile(t *testing.T) {
	red := uv.Style{Fg: color.RGBA{200, 30, 30, 255}, Attrs: uv.AttrBold}
	for profile, want := range map[colorprofile.Profile]string{
		colorprofile.TrueColor: "\x1b[0;1;38;2;200;30;30m",
		colorprofile.ANSI256:   "\x1b[0;1;38;5;160m",
		colorprofile.ANSI:      "\x1b[0;1;91m",
		colorprofile.ASCII:     "\x1b[0;1m",
		colorprofile.NoTTY:     "",
	} {
		var b bytes.Buffer
		f := New(&b, profile, 4, 1)
		_, _ = f.Draw(func(s *Screen) { s.PutLine(0, 0, line(red, "x")) })
		got, _, _ := strings.Cut(strings.TrimPrefix(b.String(), "\x1b[m\x1b[2J\x1b[1;1H"), "x")
		if got != want {
			t.Errorf("%v: wrote %q, want %q", profile, got, want)
		}
	}
}

type failing struct{ err error }

func (w *failing) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	return len(p), nil
}

func TestAFailedWriteRepaints(t *testing.T) {
	w := &failing{}
	f := New(w, colorprofile.TrueColor, 10, 1)
	l := line(uv.Style{}, "text")
	draw := func() (int, error) { return f.Draw(func(s *Screen) { s.PutLine(0, 0, l) }) }
	w.err = errors.New("gone")
	if _, err := draw(); !errors.Is(err, w.err) {
		t.Fatalf("got %v", err)
	}
	w.err = nil
	if n, err := draw(); err != nil || n < len("text") {
		t.Fatalf("after a failed write %d bytes, %v", n, err)
	}
}

func TestPacer(t *testing.T) {
	at := epoch.Add(time.Hour)
	crowd = terminals{} // the other tests' frames do not count
	var p Pacer
	const cheap = 100 * time.Microsecond
	draw := func(took time.Duration) {
		p.Drew(at, at.Add(took))
		at = at.Add(took)
	}
	if w := p.Wait(at, 0); w != 0 {
		t.Fatalf("the first frame waits %v", w)
	}
	draw(cheap)
	if w := p.Wait(at, 0); w != time.Millisecond {
		t.Errorf("a cheap frame is followed after %v", w)
	}
	if w := p.Wait(at.Add(time.Millisecond), 0); w != 0 {
		t.Errorf("after the gap it waits %v", w)
	}
	if w := p.Wait(at, 10); w != most {
		t.Errorf("with output pending it waits %v", w)
	}
	frames, end := 0, at.Add(time.Second)
	for at.Before(end) { // always something new
		at = at.Add(p.Wait(at, 0))
		draw(cheap)
		frames++
	}
	if frames < 46 || frames > 56 {
		t.Errorf("%d frames in a busy second", frames)
	}
	if w := p.Wait(at, 0); w <= 0 || w > beat {
		t.Errorf("in a busy time it waits %v", w)
	}
	if w := p.WaitOwn(at, 0); w != time.Millisecond {
		t.Errorf("what somebody did themselves waits %v", w)
	}
	if w := p.WaitOwn(at, 10); w != most {
		t.Errorf("and %v with output pending", w)
	}
	for range 20 { // dear frames
		at = at.Add(p.Wait(at, 0))
		draw(10 * time.Millisecond)
	}
	if w := p.Wait(at, 0); w <= 0 || w > most {
		t.Errorf("frames of 10 ms are followed after %v", w)
	}
	if g := p.gap(); g != 2*beat {
		t.Errorf("frames of 10 ms come every %v", g)
	}
	at = at.Add(time.Second)
	if w := p.Wait(at, 0); w != 0 {
		t.Errorf("after quiet it waits %v", w)
	}
	draw(cheap)
	if w := p.Wait(at, 0); w != time.Millisecond {
		t.Errorf("after quiet the old cost still counts: %v", w)
	}
}

// TestPacersOfACrowd has many terminals with always something new to show: they draw at the same beats, and the more it costs them all
// the fewer beats they take.
func TestPacersOfACrowd(t *testing.T) {
	crowd = terminals{}
	defer func() { crowd = terminals{} }()
	const cheap = 100 * time.Microsecond
	for _, of := range []struct {
		terminals int
		want      time.Duration
	}{{2, beat}, {60, beat}, {150, 2 * beat}, {500, most}} {
		pacers := make([]Pacer, of.terminals)
		at := epoch.Add(time.Duration(of.terminals) * time.Hour)
		for range 60 {
			for i := range pacers {
				pacers[i].Drew(at, at.Add(cheap))
			}
			at = at.Add(beat)
		}
		first := at.Add(pacers[0].Wait(at, 0))
		for i := range pacers {
			if w := at.Add(pacers[i].Wait(at, 0)); !w.Equal(first) {
				t.Errorf("%d terminals: one draws %v after another", of.terminals, w.Sub(first))
			}
		}
		if g := pacers[0].gap(); g != of.want {
			t.Errorf("%d terminals draw every %v, want %v", of.terminals, g, of.want)
		}
	}
}
