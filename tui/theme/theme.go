// Package theme maps what a thing on the screen means (where you are, what
// needs attention, whose words these are) to how it looks.
//
// There is one set of tokens, drawn with the terminal's own background: quiet
// greys, one accent for where you are, colours for people by agency and for
// what needs attention, nothing else. A theme exists for dark and for light
// backgrounds and for each number of colours down to none. Colour is never the
// only sign: the tokens that must be told apart without colour differ by bold,
// underline or reverse as well, and screens put a mark or a word beside them.
//
// The package knows no screen, no meeting and no terminal.
package theme

import (
	"image/color"
	"sync"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Theme is one look. It is immutable and shared: [New] returns the same
// pointer for the same arguments, so rows drawn with it may be shared by every
// viewer who has it.
type Theme struct {
	// Words, from loud to quiet.
	Strong uv.Style // names of things, titles
	Text   uv.Style // ordinary words: the terminal's own colour
	Muted  uv.Style // labels, times, explanations
	Faint  uv.Style // what may be overlooked: idle people, empty scales

	// Meanings.
	Accent uv.Style // where you are
	Good   uv.Style // saved, done, live
	Warn   uv.Style // wants attention: a hand, a wait
	Bad    uv.Style // late, failed
	Quote  uv.Style // somebody's own words

	// Bars and rows with a background; words are put on them with [Over].
	Header   uv.Style // the first line
	Selected uv.Style // the chosen row of the pane that has the keys
	Current  uv.Style // the chosen row of a pane that has not
	Notice   uv.Style // a question or news across the screen
	Alarm    uv.Style // NOT SAVED and its like across the screen

	// Boxes.
	Border      uv.Style
	BorderFocus uv.Style // of the pane that has the keys
	Title       uv.Style
	TitleFocus  uv.Style

	// Fields and keys.
	Key         uv.Style // a key in the hints
	KeyText     uv.Style // what it does
	Marked      uv.Style // selected text
	Placeholder uv.Style // an empty field's suggestion
	Draft       uv.Style // written but not added yet
	Button      uv.Style
	ButtonFocus uv.Style
	BarDone     uv.Style // the full part of a progress bar or scale
	BarRest     uv.Style // the rest of it

	agencies []uv.Style
	carets   []uv.Style
}

// themes holds every theme asked for so far.
var themes = struct {
	sync.Mutex
	of map[look]*Theme
}{of: map[look]*Theme{}}

type look struct {
	dark    bool
	profile colorprofile.Profile
}

// New returns the theme for a background and a number of colours. Any profile
// without colours ([colorprofile.ASCII], as NO_COLOR asks for, and below) gets
// the one that does with bold, underline and reverse.
func New(dark bool, profile colorprofile.Profile) *Theme {
	l := look{dark, min(max(profile, colorprofile.ASCII), colorprofile.TrueColor)}
	themes.Lock()
	defer themes.Unlock()
	t := themes.of[l]
	if t == nil {
		t = paletteFor(l).theme(l.profile)
		themes.of[l] = t
	}
	return t
}

func paletteFor(l look) palette {
	switch {
	case l.profile == colorprofile.ASCII:
		return plain
	case l.profile == colorprofile.ANSI && l.dark:
		return dark16
	case l.profile == colorprofile.ANSI:
		return light16
	case l.profile == colorprofile.ANSI256 && l.dark:
		return dark256
	case l.profile == colorprofile.ANSI256:
		return light256
	case l.dark:
		return darkFull
	}
	return lightFull
}

// Agencies is the number of colours there are for agencies.
const Agencies = 8

// Colours are what people call the agencies' colours, in their order.
var Colours = [Agencies]string{"purple", "teal", "pink", "yellow", "green", "blue", "orange", "grey"}

// Agency returns the style of the nth agency's people, counted from 0; after
// [Agencies] the colours come again, and the letter tells them apart.
func (t *Theme) Agency(n int) uv.Style { return t.agencies[index(n)] }

// Caret returns the style of a cell that marks where somebody of the nth
// agency writes: the agency's colour as a background.
func (t *Theme) Caret(n int) uv.Style { return t.carets[index(n)] }

func index(n int) int { return ((n % Agencies) + Agencies) % Agencies }

// Over puts words of style top on a bar or row of style base: the base's
// background and attributes stay, the words keep their colour. On a reversed row
// they do not: a reversed colour would be a patch of another background.
func Over(base, top uv.Style) uv.Style {
	s := top
	reversed := base.Attrs&uv.AttrReverse != 0
	if s.Fg == nil || reversed {
		s.Fg = base.Fg
	}
	if s.Bg == nil || reversed {
		s.Bg = base.Bg
	}
	if s.Underline == uv.UnderlineNone {
		s.Underline = base.Underline
	}
	s.Attrs |= base.Attrs
	return s
}

// rgb is a colour as 0xRRGGBB.
func rgb(v uint32) color.Color {
	return color.RGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

func fg(c color.Color, attrs uint8) uv.Style { return uv.Style{Fg: c, Attrs: attrs} }

func on(f, b color.Color, attrs uint8) uv.Style { return uv.Style{Fg: f, Bg: b, Attrs: attrs} }

func attrs(a uint8) uv.Style { return uv.Style{Attrs: a} }

var under = uv.Style{Underline: uv.UnderlineSingle}

// palette is what differs between themes.
type palette struct {
	Theme // the agencies' styles are made from colours below
	// people are the agencies' colours, ink is what is written on them.
	people [Agencies]color.Color
	ink    color.Color
}

// theme makes the palette's theme for a profile.
func (p palette) theme(profile colorprofile.Profile) *Theme {
	t := p.Theme
	for _, c := range p.people {
		if c == nil {
			t.agencies = append(t.agencies, uv.Style{})
			t.carets = append(t.carets, attrs(uv.AttrReverse|uv.AttrBold))
			continue
		}
		t.agencies = append(t.agencies, uv.ConvertStyle(fg(c, 0), profile))
		t.carets = append(t.carets, uv.ConvertStyle(on(p.ink, c, uv.AttrBold), profile))
	}
	for _, s := range t.tokens() {
		*s = uv.ConvertStyle(*s, profile)
	}
	return &t
}

// tokens returns every token of the theme.
func (t *Theme) tokens() []*uv.Style {
	return []*uv.Style{
		&t.Strong, &t.Text, &t.Muted, &t.Faint, &t.Accent, &t.Good, &t.Warn, &t.Bad, &t.Quote,
		&t.Header, &t.Selected, &t.Current, &t.Notice, &t.Alarm,
		&t.Border, &t.BorderFocus, &t.Title, &t.TitleFocus,
		&t.Key, &t.KeyText, &t.Marked, &t.Placeholder, &t.Draft, &t.Button, &t.ButtonFocus, &t.BarDone, &t.BarRest,
	}
}

// darkFull is for dark backgrounds with 16 million colours.
var darkFull = full(tones{
	muted: rgb(0x9aa3b5), faint: rgb(0x6f788a), accent: rgb(0x88c0d0),
	good: rgb(0xa3be8c), warn: rgb(0xebcb8b), bad: rgb(0xf08080),
	strong: rgb(0xffffff), header: rgb(0x2e3650), selected: rgb(0x3b4766), current: rgb(0x2b3242),
	notice: rgb(0x3f3516), alarm: rgb(0x8f1d1d), alarmInk: rgb(0xffffff), marked: rgb(0x4c5f8a), rule: rgb(0x6f788a),
	people: [Agencies]color.Color{
		rgb(0xc9a0dc), rgb(0x7fc8bd), rgb(0xf2a6cd), rgb(0xebcb8b),
		rgb(0xa3be8c), rgb(0x8fb4ff), rgb(0xf0a070), rgb(0xc8ccd4),
	},
	ink: rgb(0x14161c),
})

// lightFull is for light backgrounds with 16 million colours.
var lightFull = full(tones{
	muted: rgb(0x555d6b), faint: rgb(0x767e8c), accent: rgb(0x0b5f7a),
	good: rgb(0x2a6b2e), warn: rgb(0x7a4f00), bad: rgb(0xb3261e),
	strong: rgb(0x000000), header: rgb(0xdde4f2), selected: rgb(0xcbd9f5), current: rgb(0xe8ebf2),
	notice: rgb(0xfbeecb), alarm: rgb(0xb3261e), alarmInk: rgb(0xffffff), marked: rgb(0xb5ccf7), rule: rgb(0x7e8694),
	people: [Agencies]color.Color{
		rgb(0x6c3392), rgb(0x00695c), rgb(0xa8246e), rgb(0x7a4f00),
		rgb(0x2f6b1f), rgb(0x1f4fb5), rgb(0x86370b), rgb(0x4a5160),
	},
	ink: rgb(0xffffff),
})

// dark256 and light256 are for 256 colours, which is what ssh tells of most terminals: chosen by hand, since
// the nearest of the 216 to a quiet slate is a loud teal.
var (
	dark256 = full(tones{
		muted: index256(247), faint: index256(243), accent: index256(110),
		good: index256(108), warn: index256(222), bad: index256(210),
		strong: index256(231), header: index256(237), selected: index256(239), current: index256(236),
		notice: index256(236), alarm: index256(88), alarmInk: index256(231), marked: index256(60), rule: index256(242),
		people: [Agencies]color.Color{
			index256(182), index256(116), index256(218), index256(222),
			index256(108), index256(111), index256(216), index256(252),
		},
		ink: index256(234),
	})
	light256 = full(tones{
		muted: index256(240), faint: index256(244), accent: index256(24),
		good: index256(22), warn: index256(94), bad: index256(124),
		strong: index256(16), header: index256(254), selected: index256(189), current: index256(255),
		notice: index256(230), alarm: index256(124), alarmInk: index256(231), marked: index256(153), rule: index256(245),
		people: [Agencies]color.Color{
			index256(54), index256(23), index256(125), index256(94),
			index256(22), index256(25), index256(88), index256(239),
		},
		ink: index256(231),
	})
)

func index256(n uint8) color.Color { return ansi.IndexedColor(n) }

// tones are the colours a full palette is made of.
type tones struct {
	muted, faint, accent, good, warn, bad, strong color.Color
	header, selected, current, notice             color.Color
	alarm, alarmInk, marked, rule                 color.Color
	people                                        [Agencies]color.Color
	ink                                           color.Color
}

func full(c tones) palette {
	return palette{people: c.people, ink: c.ink, Theme: Theme{
		Strong:      attrs(uv.AttrBold),
		Muted:       fg(c.muted, 0),
		Faint:       fg(c.faint, 0),
		Accent:      fg(c.accent, uv.AttrBold),
		Good:        fg(c.good, 0),
		Warn:        fg(c.warn, 0),
		Bad:         fg(c.bad, 0),
		Quote:       fg(c.accent, 0),
		Header:      on(c.strong, c.header, 0),
		Selected:    on(c.strong, c.selected, 0),
		Current:     on(nil, c.current, 0),
		Notice:      on(c.warn, c.notice, uv.AttrBold),
		Alarm:       on(c.alarmInk, c.alarm, uv.AttrBold),
		Border:      fg(c.rule, 0),
		BorderFocus: fg(c.accent, 0),
		Title:       fg(c.muted, 0),
		TitleFocus:  fg(c.accent, uv.AttrBold),
		Key:         fg(c.accent, uv.AttrBold),
		KeyText:     fg(c.muted, 0),
		Marked:      on(c.strong, c.marked, 0),
		Placeholder: fg(c.faint, 0),
		Draft:       fg(c.warn, 0),
		Button:      on(nil, c.current, 0),
		ButtonFocus: on(c.strong, c.selected, uv.AttrBold),
		BarDone:     fg(c.good, 0),
		BarRest:     fg(c.faint, 0),
	}}
}

// dark16 and light16 use the sixteen colours whose shades are the reader's own
// choice, so only those that can be read on most of them: no grey for words.
var (
	dark16  = sixteen(ansi.BrightCyan, ansi.Green, ansi.Yellow, ansi.BrightRed, ansi.Black)
	light16 = sixteen(ansi.Blue, ansi.Green, ansi.Magenta, ansi.Red, ansi.BrightWhite)
)

func sixteen(accent, good, warn, bad, ink color.Color) palette {
	p := plain
	p.Accent = fg(accent, uv.AttrBold)
	p.Good = fg(good, 0)
	p.Warn = fg(warn, uv.AttrBold)
	p.Bad = fg(bad, uv.AttrBold)
	p.Quote = fg(accent, 0)
	p.Faint = fg(ansi.BrightBlack, 0)
	p.Border = p.Faint
	p.BorderFocus = fg(accent, 0)
	p.TitleFocus = fg(accent, uv.AttrBold)
	p.Key = fg(accent, uv.AttrBold)
	p.Placeholder = p.Faint
	p.Draft = fg(warn, 0)
	p.BarDone = fg(good, 0)
	p.BarRest = p.Faint
	p.Alarm = on(ansi.BrightWhite, ansi.Red, uv.AttrBold)
	p.ink = ink
	if ink == color.Color(ansi.Black) {
		p.people = [Agencies]color.Color{
			ansi.Magenta, ansi.Cyan, ansi.BrightMagenta, ansi.Yellow,
			ansi.Green, ansi.BrightBlue, ansi.BrightRed, ansi.White,
		}
	} else {
		p.people = [Agencies]color.Color{
			ansi.Magenta, ansi.Cyan, ansi.Red, ansi.Blue,
			ansi.Green, ansi.Magenta, ansi.Red, ansi.Black,
		}
	}
	return p
}

// plain is for NO_COLOR: bold, underline and reverse only.
var plain = palette{Theme: Theme{
	Strong:      attrs(uv.AttrBold),
	Accent:      attrs(uv.AttrBold),
	Warn:        attrs(uv.AttrBold),
	Bad:         uv.Style{Attrs: uv.AttrBold, Underline: uv.UnderlineSingle},
	Header:      attrs(uv.AttrReverse),
	Selected:    attrs(uv.AttrReverse),
	Current:     under,
	Notice:      attrs(uv.AttrReverse | uv.AttrBold),
	Alarm:       attrs(uv.AttrReverse | uv.AttrBold),
	BorderFocus: attrs(uv.AttrBold),
	TitleFocus:  attrs(uv.AttrBold),
	Key:         attrs(uv.AttrBold),
	Marked:      attrs(uv.AttrReverse),
	Draft:       under,
	ButtonFocus: attrs(uv.AttrReverse | uv.AttrBold),
}}
