package docx

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"

	"oneplan/meeting/minutes/opc"
)

// paragraph is how a paragraph is to be beside its style.
type paragraph struct {
	style  string
	keep   bool   // on the page of the next one
	border string // elements, as the format has them
	tabs   string
	indent string
	last   bool // of several that belong together: what follows keeps its distance
	apart  bool // from what stands before it, more than others
	left   bool // it is read from the left whatever it begins with
}

// run is some text of a paragraph.
type run struct {
	text  string
	style string // of the text
	tab   bool   // a tab instead
	as    string // "ltr": from left to right, whatever it holds
}

// write writes a paragraph. Elements come in the order that the schema wants (17.3.1.26).
func (p paragraph) write(b *strings.Builder, runs ...run) {
	all := ""
	for _, r := range runs {
		all += r.text
	}
	backwards := !p.left && runs[0].as == "" && rightToLeft(all)
	b.WriteString(`<w:p><w:pPr>`)
	if p.style != "" {
		b.WriteString(`<w:pStyle w:val="` + p.style + `"/>`)
	}
	if p.keep {
		b.WriteString(`<w:keepNext/>`)
	}
	b.WriteString(p.border + p.tabs)
	if backwards {
		b.WriteString(`<w:bidi/>`)
	}
	space := ""
	if p.apart {
		space = ` w:before="240"`
	}
	if p.last {
		space += ` w:after="160"`
	}
	if space != "" {
		b.WriteString(`<w:spacing` + space + `/>`)
	}
	b.WriteString(p.indent)
	b.WriteString(`</w:pPr>`)
	for _, r := range runs {
		if r.tab {
			b.WriteString(`<w:r><w:tab/></w:r>`)
			continue
		}
		for _, x := range pieces(r.text, backwards) {
			if r.as != "" {
				x.backwards, x.tongue = false, ""
			}
			x.write(b, r.style)
		}
	}
	b.WriteString("</w:p>\n")
}

// piece is a part of a text that is of one direction and one language.
type piece struct {
	text string
	way
}

// way is how a piece is read.
type way struct {
	backwards bool   // from right to left
	tongue    string // a language of a script of its own, BCP 47; "" is the document's
}

func (p piece) write(b *strings.Builder, style string) {
	b.WriteString(`<w:r>`)
	if style != "" || p.way != (way{}) {
		b.WriteString(`<w:rPr>`)
		if style != "" {
			b.WriteString(`<w:rStyle w:val="` + style + `"/>`)
		}
		if p.backwards {
			b.WriteString(`<w:rtl/>`)
		}
		switch p.tongue {
		case "":
		case "zh-CN", "ja-JP", "ko-KR":
			b.WriteString(`<w:lang w:eastAsia="` + p.tongue + `"/>`)
		default:
			b.WriteString(`<w:lang w:bidi="` + p.tongue + `"/>`)
		}
		b.WriteString(`</w:rPr>`)
	}
	b.WriteString(`<w:t xml:space="preserve">` + opc.Escape(p.text) + `</w:t></w:r>`)
}

// urduOnly are letters that Urdu has and Arabic and Persian have not.
const urduOnly = "ٹڈڑںےھہۂۃ"

// tongues are the languages that a script on a British page is most often in: for the voice that reads it out, and for the hand that it is
// set in.
var tongues = []struct {
	script *unicode.RangeTable
	tongue string
}{
	{unicode.Arabic, "ar-SA"},
	{unicode.Hebrew, "he-IL"},
	{unicode.Bengali, "bn-BD"},
	{unicode.Gurmukhi, "pa-IN"},
	{unicode.Devanagari, "hi-IN"},
	{unicode.Gujarati, "gu-IN"},
	{unicode.Tamil, "ta-IN"},
	{unicode.Thai, "th-TH"},
	{unicode.Ethiopic, "am-ET"},
	{unicode.Armenian, "hy-AM"},
	{unicode.Georgian, "ka-GE"},
	{unicode.Hiragana, "ja-JP"},
	{unicode.Katakana, "ja-JP"},
	{unicode.Hangul, "ko-KR"},
	{unicode.Han, "zh-CN"},
}

// reads says how a character is read by itself; strong is false for one that is read as those beside it are.
func reads(r rune, urdu bool) (w way, strong bool) {
	p, _ := bidi.LookupRune(r)
	switch p.Class() {
	case bidi.R, bidi.AL:
		w.backwards = true
	case bidi.L:
	default:
		return w, false
	}
	if r < 0x530 { // Latin, Greek and Cyrillic
		return w, true
	}
	for _, x := range tongues {
		if unicode.Is(x.script, r) {
			w.tongue = x.tongue
		}
	}
	if w.tongue == "ar-SA" && urdu {
		w.tongue = "ur-PK"
	}
	return w, true
}

// rightToLeft says whether a text begins, as its first strong character tells (UAX #9, P2 and P3), at the right.
func rightToLeft(text string) bool {
	for _, r := range text {
		if w, strong := reads(r, false); strong {
			return w.backwards
		}
	}
	return false
}

// pieces cuts a text, in the order in which it is written. What is of no direction, such as a space, goes with what is on both its
// sides, or else with the paragraph; a mark goes with its letter.
func pieces(text string, backwards bool) []piece {
	runes := []rune(opc.Printable(text))
	urdu := strings.ContainsAny(text, urduOnly)
	ways := make([]way, len(runes))
	fill := func(from, to int, w way) {
		for i := from; i < to; i++ {
			ways[i] = w
		}
	}
	base := way{backwards: backwards}
	last, open := base, 0 // what was read last, and where what is not decided yet begins
	for i, r := range runes {
		w, strong := reads(r, urdu)
		if !strong && (open < i || !unicode.Is(unicode.M, r)) {
			continue
		}
		if !strong {
			w = last
		}
		between := base
		if w == last {
			between = w
		}
		fill(open, i, between)
		ways[i], last, open = w, w, i+1
	}
	fill(open, len(runes), base)
	var out []piece
	for i, from := 0, 0; i < len(runes); i++ {
		if i+1 == len(runes) || ways[i+1] != ways[i] {
			out = append(out, piece{string(runes[from : i+1]), ways[i]})
			from = i + 1
		}
	}
	return out
}
