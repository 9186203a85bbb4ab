package pdf

import (
	"slices"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/di"
	ot "github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
)

// line is one line of a text, ready to be drawn. Lengths are in points.
type line struct {
	runs            []shaping.Output // from left to right
	text            []rune           // of the whole text: the runs say which part they are
	width           float64
	ascent, descent float64 // both positive
	rtl             bool
}

func (l line) height() float64 { return l.ascent + l.descent }

// em is the size at which everything is shaped, since the shaper rounds sizes up to whole ones: lengths are then thousandths of
// the size, as in a PDF.
const em = 1000

// points turns a length of the shaper into points at a size.
func points(v fixed.Int26_6, size float64) float64 { return thousandths(v) * size / em }

func thousandths(v fixed.Int26_6) float64 { return float64(v) / 64 }

// rightToLeft says whether a text begins, as its first strong character tells (UAX #9, P2 and P3), at the right.
func rightToLeft(text string) bool {
	for _, r := range text {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return false
}

// urduOnly are letters that Urdu has and Arabic and Persian have not.
const urduOnly = "ٹڈڑںےھہۂۃ"

// plain leaves out ligatures that are a matter of taste: programs that read a page back take those apart from the wrong end where
// the text runs from right to left.
var plain = []shaping.FontFeature{{Tag: ot.MustNewTag("liga")}}

// printable makes of a text what can be set: without control characters, a tab as a space.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, text)
}

// shape makes the runs of a text that holds no line end.
func (d *Document) shape(text string, st style) ([]shaping.Output, []rune, di.Direction) {
	runes := []rune(printable(text))
	if len(runes) == 0 {
		runes = []rune{' '}
	}
	dir := di.DirectionLTR
	if rightToLeft(text) {
		dir = di.DirectionRTL
	}
	in := shaping.Input{FontFeatures: plain, Text: runes, RunEnd: len(runes), Direction: dir, Size: fixed.I(em), Language: language.NewLanguage(d.o.Language)}
	m := &fontmap{d: d, style: st, urdu: strings.ContainsAny(text, urduOnly)}
	var outs []shaping.Output
	for _, run := range d.pictures(d.segmenter.Split(in, m), runes) {
		outs = append(outs, d.shaper.Shape(run))
	}
	return outs, runes, dir
}

// natural is how wide a text would be on one line, and how wide its widest word is.
func (d *Document) natural(text string, st style, size float64) (all, word float64) {
	for l := range strings.SplitSeq(text, "\n") {
		all = max(all, d.measure(l, st, size))
		for w := range strings.FieldsSeq(l) {
			word = max(word, d.measure(w, st, size))
		}
	}
	return all, word
}

// measure is how wide a text is on one line.
func (d *Document) measure(text string, st style, size float64) float64 {
	outs, _, _ := d.shape(text, st)
	w := 0.0
	for _, o := range outs {
		w += points(o.Advance, size)
	}
	return w
}

// lines breaks a text into lines of at most that width (UAX #14; within a word only where it must be), each line end of the text
// ending a line.
func (d *Document) lines(text string, st style, size, width float64) []line {
	var all []line
	for part := range strings.SplitSeq(text, "\n") {
		outs, runes, dir := d.shape(part, st)
		wrapped, _ := d.wrapper.WrapParagraphF(shaping.WrapConfig{Direction: dir}, fixed.Int26_6(width/size*em*64), runes, shaping.NewSliceIterator(outs))
		for _, w := range wrapped {
			l := line{runs: slices.Clone(w), text: runes, rtl: dir == di.DirectionRTL}
			slices.SortFunc(l.runs, func(a, b shaping.Output) int { return int(a.VisualIndex - b.VisualIndex) })
			l.ascent, l.descent = size*1.07, size*0.35
			for _, run := range l.runs {
				l.width += points(run.Advance, size)
				if symbols[d.byFace[run.Face].name] {
					continue // a sign leaves as much room as the words beside it
				}
				l.ascent = max(l.ascent, points(run.LineBounds.Ascent, size))
				l.descent = max(l.descent, -points(run.LineBounds.Descent, size))
			}
			all = append(all, l)
		}
	}
	return all
}
