package frame

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// replacement stands for what must not or cannot be shown.
const replacement = "\uFFFD"

// maxCell is the most bytes one cell may carry. The longest emoji sequences in
// use take 41; what is longer is a stack of combining marks made to annoy.
const maxCell = 64

// maxGate bounds the memory of one terminal's gate; more distinct clusters
// than this on one screen are looked at again, not refused.
const maxGate = 2048

// gated is what the gate decided about one content.
type gated struct {
	content string
	width   int  // columns by our measure, 0 when nothing is left to show
	sure    bool // every terminal agrees about the width
}

// gate decides what of a cell's content may be written. Decisions are kept,
// because a screen shows the same few hundred clusters again and again.
type gate struct {
	seen map[string]gated
}

// plain reports whether the content needs no decision: one printable ASCII
// character, which is most of every screen.
func plain(content string) bool {
	return len(content) == 1 && content[0] >= 0x20 && content[0] < 0x7f
}

// check returns what may be written for the content.
func (g *gate) check(content string) gated {
	if v, ok := g.seen[content]; ok {
		return v
	}
	if len(content) > maxCell {
		return decide(strip(content, maxCell))
	}
	if g.seen == nil || len(g.seen) >= maxGate {
		g.seen = make(map[string]gated, 64)
	}
	content = strings.Clone(content) // it may be a part of a whole document
	v := decide(content)
	g.seen[content] = v
	return v
}

// decide looks at a content that was not seen before.
func decide(content string) gated {
	clean := strip(content, maxCell)
	cluster, width := ansi.FirstGraphemeCluster(clean, ansi.GraphemeWidth)
	if cluster != clean {
		// More than one cluster in a cell would push the rest of the row.
		return gated{content: replacement, width: 1, sure: true}
	}
	if width == 0 {
		return gated{}
	}
	r, n := utf8.DecodeRuneInString(clean)
	sure := n == len(clean) && (width == 1 && r < firstEmoji || width == 2 && wideLetter(r))
	return gated{content: clean, width: width, sure: sure}
}

// firstEmoji begins the planes' pictures, which some terminals draw in two
// columns whatever their width by the tables.
const firstEmoji = 0x1F000

// wideLetter reports the letters every terminal draws in two columns.
func wideLetter(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana)
}

// strip returns s without anything a terminal could act on or that is made not
// to be seen, and with invalid bytes replaced, cut to at most limit bytes.
func strip(s string, limit int) string {
	ok := len(s) <= limit && utf8.ValidString(s)
	if ok {
		for _, r := range s {
			if !printable(r) {
				ok = false
				break
			}
		}
	}
	if ok {
		return s
	}
	var b strings.Builder
	for _, r := range s { // an invalid byte is read as U+FFFD
		if !printable(r) {
			continue
		}
		if b.Len()+utf8.RuneLen(r) > limit {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}

// printable reports whether a character may reach a terminal: no control (C0,
// C1), no format character (bidi controls, tags, soft hyphen, zero-width
// space), except the two joiners that spell words and build emoji, and no line
// or paragraph separator.
func printable(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0:
		return false
	case r < 0x7f:
		return true
	case r == '\u200c', r == '\u200d':
		return true
	case r >= 0xE0000 && r <= 0xE0FFF:
		return false
	}
	return !unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs, unicode.Other_Default_Ignorable_Code_Point)
}
