package theme

import (
	"image/color"
	"math"
	"slices"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
)

// contrast is WCAG 2.2's contrast ratio of two colours.
func contrast(a, b color.Color) float64 {
	light := func(c color.Color) float64 {
		r, g, bl, _ := c.RGBA()
		part := func(v uint32) float64 {
			s := float64(v) / 0xffff
			if s <= 0.04045 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(bl)
	}
	x, y := light(a), light(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Words reach WCAG's AA (4.5), rules and what may be overlooked 3, on the
// backgrounds people really have.
func TestContrast(t *testing.T) {
	grounds := map[bool][]color.Color{
		true:  {rgb(0x000000), rgb(0x1e1e1e), rgb(0x1d1f28)},
		false: {rgb(0xffffff), rgb(0xfafafa), rgb(0xf5f3ee)},
	}
	for _, profile := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256} {
		for dark, backgrounds := range grounds {
			th := New(dark, profile)
			quiet := []*uv.Style{&th.Faint, &th.Border, &th.Placeholder, &th.BarRest}
			all := th.tokens()
			for i := range th.agencies {
				all = append(all, &th.agencies[i], &th.carets[i])
			}
			for i, s := range all {
				least := 4.5
				if slices.Contains(quiet, s) {
					least = 3
				}
				for _, ground := range backgrounds {
					b := ground
					if s.Bg != nil {
						b = s.Bg
					}
					if s.Fg != nil && contrast(s.Fg, b) < least {
						t.Errorf("dark %v, %v: token %d has contrast %.2f, wants %.1f", dark, profile, i, contrast(s.Fg, b), least)
					}
				}
			}
			// The words that stand on bars keep their colours there.
			for i, base := range []uv.Style{th.Header, th.Selected, th.Current} {
				for j, top := range []uv.Style{th.Good, th.Warn, th.Bad, th.Accent, th.Muted} {
					if s := Over(base, top); contrast(s.Fg, s.Bg) < 3 {
						t.Errorf("dark %v, %v: word %d on bar %d has contrast %.2f", dark, profile, j, i, contrast(s.Fg, s.Bg))
					}
				}
			}
		}
	}
}

// What must be told apart is told apart without colour.
func TestNotByColourAlone(t *testing.T) {
	for _, profile := range []colorprofile.Profile{colorprofile.ASCII, colorprofile.NoTTY, colorprofile.Unknown} {
		th := New(true, profile)
		for i, s := range th.tokens() {
			if s.Fg != nil || s.Bg != nil || s.UnderlineColor != nil {
				t.Errorf("token %d has a colour", i)
			}
			if s.Attrs&^(uv.AttrBold|uv.AttrReverse) != 0 {
				t.Errorf("token %d uses more than bold, underline and reverse", i)
			}
		}
		apart := [][2]uv.Style{
			{th.Selected, th.Text},
			{th.Selected, th.Current},
			{th.Current, th.Text},
			{th.TitleFocus, th.Title},
			{th.BorderFocus, th.Border},
			{th.Key, th.KeyText},
			{th.ButtonFocus, th.Button},
			{th.Marked, th.Text},
			{th.Draft, th.Text},
			{th.Caret(0), th.Agency(0)},
			{th.Header, th.Text},
			{th.Bad, th.Text},
		}
		for i, pair := range apart {
			if pair[0] == pair[1] {
				t.Errorf("pair %d looks the same", i)
			}
		}
	}
}

func TestSixteenColours(t *testing.T) {
	for _, dark := range []bool{true, false} {
		th := New(dark, colorprofile.ANSI)
		for i, s := range th.tokens() {
			for _, c := range []color.Color{s.Fg, s.Bg} {
				if c != nil && colorprofile.ANSI.Convert(c) != c {
					t.Errorf("dark %v: token %d is not one of sixteen", dark, i)
				}
			}
		}
	}
}

func TestOver(t *testing.T) {
	for _, profile := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256, colorprofile.ANSI, colorprofile.ASCII} {
		th := New(true, profile)
		s := Over(th.Selected, th.Bad)
		if s.Bg != th.Selected.Bg || s.Attrs&th.Selected.Attrs != th.Selected.Attrs {
			t.Errorf("%v: a word breaks the selected row: %+v", profile, s)
		}
		if th.Selected.Attrs&uv.AttrReverse != 0 && s.Fg != th.Selected.Fg {
			t.Errorf("%v: a word is a patch on the reversed row: %+v", profile, s)
		}
		if s.Attrs|th.Bad.Attrs != s.Attrs {
			t.Errorf("%v: a word loses its attributes: %+v", profile, s)
		}
	}
}

func TestThemesAreShared(t *testing.T) {
	first, second := New(true, colorprofile.TrueColor), New(true, colorprofile.TrueColor)
	if first != second {
		t.Error("two of one theme")
	}
	if New(true, colorprofile.TrueColor) == New(false, colorprofile.TrueColor) {
		t.Error("dark is light")
	}
	th := New(true, colorprofile.TrueColor)
	if th.Agency(-1) != th.Agency(Agencies-1) || th.Agency(Agencies) != th.Agency(0) {
		t.Error("agencies' colours do not come round")
	}
}

func TestLetters(t *testing.T) {
	got := Letters([]string{"Health", "Housing", "Education", "Family", "health", "Ĥ", "", "社会"})
	want := []string{"H", "O", "E", "F", "A", "Ĥ", "B", "C"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Sara": "Sa", "Asha Khan": "AK", "Dr. Łukasz van der Berg": "DB", "王小明": "王", "Ó": "Ó", "": "?", "!!": "?",
		"e\u0301va": "e\u0301v", "Jo-Ann Smith": "JS", "محمد علي": "مع",
	} {
		if got := Initials(name); got != want {
			t.Errorf("Initials(%q) = %q, want %q", name, got, want)
		}
	}
}
