package frame

import (
	"bytes"
	"image/color"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
)

// TestTerminalsShareChanges has terminals of several kinds show the same rows in turn: each gets the change in its own colours, and
// only what changed.
func TestTerminalsShareChanges(t *testing.T) {
	red := uv.Style{Fg: color.RGBA{200, 30, 30, 255}}
	rows := []uv.Line{line(red, "We meet on Monday at ten"), line(red, "We meet on Friday at ten")}
	for profile, want := range map[colorprofile.Profile]string{
		colorprofile.TrueColor: "\x1b[12G\x1b[0;38;2;200;30;30mFri\x1b[m",
		colorprofile.ANSI256:   "\x1b[12G\x1b[0;38;5;160mFri\x1b[m",
		colorprofile.ASCII:     "\x1b[12GFri",
	} {
		for range 2 { // the second finds what the first has worked out
			var b bytes.Buffer
			f := New(&b, profile, 40, 2)
			for _, l := range rows {
				b.Reset()
				_, _ = f.Draw(func(s *Screen) { s.PutLine(0, 0, l) })
			}
			if got := b.String(); got != want {
				t.Errorf("%v: wrote %q, want %q", profile, got, want)
			}
		}
	}
}

// TestChangesUnderneathStayThere changes a row that another piece covers in part: what is covered stays covered.
func TestChangesUnderneathStayThere(t *testing.T) {
	v := newTerminal(t, 30, 1)
	f := New(v, colorprofile.TrueColor, 30, 1)
	rows := []uv.Line{line(uv.Style{}, "asleep by nine every night"), line(uv.Style{}, "awake at three each morning")}
	over := line(uv.Style{}, "(secret)")
	for _, l := range append(rows, rows...) {
		_, _ = f.Draw(func(s *Screen) {
			s.PutLine(0, 0, l)
			s.PutLine(6, 0, over)
		})
		var text strings.Builder
		for i := range l {
			text.WriteString(l[i].Content)
		}
		want := text.String()[:6] + "(secret)" + text.String()[14:]
		if got := v.row(0); got != want {
			t.Errorf("the row is %q, want %q", got, want)
		}
	}
}
