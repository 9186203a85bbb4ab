package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxMarks is how many combining marks one character may carry: more than any
// orthography needs, few enough that a name cannot grow over its neighbours' lines.
const maxMarks = 8

const (
	zwnj = '\u200c'
	zwj  = '\u200d'
)

// Clean returns s as text may hold it. Every border where text comes in (keys, a
// paste, an import) calls it or CleanAfter, and Check accepts only what they return.
//
// Line ends (CR, CRLF, U+2028, U+2029) become \n, a tab becomes a space, and the
// rest is in NFC (Unicode Standard Annex 15). Dropped are invalid UTF-8, the other
// controls, unassigned, private-use and non-characters, tag characters, and what
// takes no room or reorders its neighbours: bidirectional controls, default
// ignorable and format characters. A joiner or a variation selector stays only
// directly within the cluster of a character of s. Of combining marks (and vowels and
// finals of decomposed Hangul) only the first eight of a character stay.
//
// Clean(Clean(s)) == Clean(s). Characters that would compose only across the edge
// of an insert are left alone.
func Clean(s string) string {
	return CleanAfter(0, s)
}

// CleanAfter is Clean for text that is inserted directly after the character prev (0
// at the start): a joiner or a variation selector that s starts with stays if it
// belongs to prev's cluster. Who types Persian or Bengali types joiners as keys of
// their own. All that Clean returns, CleanAfter leaves as it is after any character.
func CleanAfter(prev rune, s string) string {
	if plain(s) {
		return s
	}
	s = strip(prev, s)
	n := norm.NFC.String(s)
	if n == s {
		return s
	}
	// Composing takes some clusters apart, so there may be too many marks again.
	return strip(prev, n)
}

// CleanLine returns s as a one-line value may hold it, a name or a title: Clean,
// with each line end a space, and without spaces at either end. Spaces within stay
// as they are. Marks at the start are dropped, since they would be drawn upon
// whatever comes before the value.
func CleanLine(s string) string {
	s = strings.ReplaceAll(Clean(s), "\n", " ")
	s = strings.TrimLeftFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsMark(r) || r == zwj || r == zwnj
	})
	return strings.TrimRightFunc(s, unicode.IsSpace)
}

// plain reports whether s holds only newlines and characters that Clean leaves alone
// whatever is beside them: Latin, and the quotes and dashes of U+2010 to U+2027.
func plain(s string) bool {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if (c < ' ' || c > '~') && c != '\n' {
				return false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !latin(r) && (r < '\u2010' || r > '\u2027') {
			return false
		}
		i += size
	}
	return true
}

// latin reports whether r is of the blocks after ASCII up to the combining marks, and shows.
func latin(r rune) bool {
	return r >= '\u00a0' && r < '\u0300' && r != '\u00ad'
}

// strip does all that CleanAfter does but normalise.
func strip(prev rune, s string) string {
	var b strings.Builder
	b.Grow(len(s))
	// marks counts those on the current character; based says that there is one.
	marks, based := 0, prev != 0 && prev != '\n' && !unicode.Is(unicode.Zs, prev)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case r == utf8.RuneError && size == 1:
			continue
		case r == '\r':
			if i < len(s) && s[i] == '\n' {
				continue
			}
			r = '\n'
		case r == '\u2028' || r == '\u2029':
			r = '\n'
		case r == '\t':
			r = ' '
		}
		switch {
		case r == '\n' || unicode.Is(unicode.Zs, r):
			marks, based = 0, false
		case r > ' ' && r <= '~' || latin(r) || unicode.IsLetter(r) && visible(r) && !jamo(r):
			marks, based = 0, true
		case r == zwj || r == zwnj:
			if !based || prev == zwj || prev == zwnj {
				continue
			}
		case unicode.Is(unicode.Variation_Selector, r):
			if !based || prev == zwj || prev == zwnj || unicode.Is(unicode.Variation_Selector, prev) {
				continue
			}
		case !visible(r):
			continue
		case unicode.IsMark(r) || jamo(r):
			if marks++; marks > maxMarks {
				continue
			}
		default:
			marks, based = 0, true
		}
		b.WriteRune(r)
		prev = r
	}
	return b.String()
}

// jamo reports whether r is a vowel or a final consonant that joins the Hangul letters
// before it. Like marks they could go on for ever.
func jamo(r rune) bool {
	return r >= '\u1160' && r <= '\u11ff' || r >= '\ud7b0' && r <= '\ud7fb'
}

// visible reports whether r is an assigned character that shows. Prepended
// concatenation marks are format characters that do show (Unicode Standard 9.2).
func visible(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) ||
		unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}
