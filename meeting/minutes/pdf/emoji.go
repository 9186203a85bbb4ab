package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"
)

// emojiFont has the pictures that people type among their words, each in one glyph, and the ones that are spelt with several
// characters too: families, flags, keys.
const emojiFont = "NotoEmoji-Regular"

const (
	firstPicture  = 0x1F000 // from here on signs are pictures; before, most are drawn as beside letters unless somebody asks for the picture
	askForPicture = 0xFE0F  // VARIATION SELECTOR-16
	keycap        = 0x20E3  // COMBINING ENCLOSING KEYCAP
	joiner        = 0x200D  // ZERO WIDTH JOINER
	nothing       = 0x200B  // ZERO WIDTH SPACE: nothing to read
)

// pictures gives every emoji of a text whole to the font that has it. That is done after the text is split, not by the order of
// fonts: the characters of one emoji are in several fonts, and the space after it belongs to the words.
func (d *Document) pictures(runs []shaping.Input, text []rune) []shaping.Input {
	// What comes before "!!" is letters and figures; a text of those alone need not read the font.
	if !slices.ContainsFunc(text, func(r rune) bool { return r >= 0x203C && has(d.typeface(emojiFont), r) }) {
		return runs
	}
	t := d.typeface(emojiFont)
	drawn := d.drawn(t, text)
	if !slices.Contains(drawn, true) {
		return runs
	}
	var all []shaping.Input
	for _, run := range runs {
		for at := run.RunStart; at < run.RunEnd; {
			part := run
			part.RunStart = at
			for at++; at < run.RunEnd && drawn[at] == drawn[part.RunStart]; {
				at++
			}
			part.RunEnd = at
			if drawn[part.RunStart] {
				part.Face = t.face
			}
			last := len(all) - 1
			if last >= 0 && drawn[part.RunStart] && all[last].Face == t.face && all[last].Direction == part.Direction {
				all[last].RunEnd = part.RunEnd
				continue
			}
			all = append(all, part)
		}
	}
	return all
}

// drawn says of each character of a text whether it is, or is part of, a picture that the font of emoji has.
func (d *Document) drawn(t *typeface, text []rune) []bool {
	drawn := make([]bool, len(text))
	var s segmenter.Segmenter
	s.Init(text)
	for all := s.GraphemeIterator(); all.Next(); {
		g := all.Grapheme()
		picture := d.picture(t, g.Text)
		for i, r := range g.Text {
			drawn[g.Offset+i] = (picture || r >= firstPicture) && has(t, r)
		}
	}
	return drawn
}

// picture says whether one character as people see it (UAX #29) is a picture: it always is one, or somebody asks for it (UTS #51,
// 1.4), or no other font has it.
func (d *Document) picture(t *typeface, seen []rune) bool {
	first, more := seen[0], seen[1:]
	switch {
	case !has(t, first):
		return false
	case first < 0x80:
		return slices.Contains(more, keycap)
	case first >= firstPicture, slices.ContainsFunc(more, func(r rune) bool { return r == askForPicture || r == keycap || r >= firstPicture }):
		return true
	}
	return !slices.ContainsFunc(stacks[regular], func(name string) bool { return has(d.typeface(name), first) })
}

// drawPictures sets a run of emoji. A picture that is spelt with several characters is one glyph that says the first, and empty ones
// after it that say the others: readers that look at nothing beside the glyphs then find every character, whatever else the same
// picture stands for elsewhere, such as a hand in another skin tone. What joins and selects pictures shows nothing.
func (t *typeface) drawPictures(c *bytes.Buffer, run shaping.Output, text []rune, x, y, size float64) {
	empty, _ := t.face.NominalGlyph(joiner)
	for _, cluster := range clusters(run.Glyphs) {
		says := meant(cluster, text)
		runes := []rune(says)
		if len(runes) > 1 {
			c.WriteString("/Span <</ActualText " + textString(says) + ">> BDC ")
		}
		fmt.Fprintf(c, "BT /F%d %.2f Tf 1 0 0 1 %.3f %.3f Tm <", t.index, size, x, y)
		var shown []font.GID
		for _, g := range cluster {
			x += points(g.Advance, size)
			if g.Advance != 0 {
				shown = append(shown, g.GlyphID)
			}
		}
		for i, r := range runes {
			glyph := empty
			if own, _ := t.face.NominalGlyph(r); len(shown) > 0 && (i == 0 || own == shown[0]) {
				glyph, shown = shown[0], shown[1:]
			}
			fmt.Fprintf(c, "%04X", t.code(meaning{glyph, r}))
		}
		for _, glyph := range shown {
			fmt.Fprintf(c, "%04X", t.code(meaning{glyph, nothing}))
		}
		c.WriteString("> Tj ET ")
		if len(runes) > 1 {
			c.WriteString("EMC")
		}
		c.WriteString("\n")
	}
}

// meaning is a glyph that says a character.
type meaning struct {
	glyph font.GID
	says  rune
}

// code is the number under which a document shows a glyph that says a character: the glyph's own if it says nothing else, or one
// after those of all glyphs.
func (t *typeface) code(m meaning) int {
	t.use(m.glyph)
	if t.says[m.glyph] == "" {
		t.says[m.glyph] = string(m.says)
	}
	if t.says[m.glyph] == string(m.says) {
		return int(m.glyph)
	}
	i := slices.Index(t.more, m)
	if i < 0 {
		i = len(t.more)
		t.more = append(t.more, m)
	}
	return t.cut.NumGlyphs() + i
}

// toGlyphs is the glyph of each code (ISO 32000-1, 9.7.4.2).
func (t *typeface) toGlyphs() []byte {
	var b []byte
	for g := range t.cut.NumGlyphs() {
		b = binary.BigEndian.AppendUint16(b, uint16(g)) //nolint:gosec // a font has at most 65,535 glyphs
	}
	for _, m := range t.more {
		b = binary.BigEndian.AppendUint16(b, uint16(m.glyph))
	}
	return b
}
