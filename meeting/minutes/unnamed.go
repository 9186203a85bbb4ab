package minutes

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"oneplan/meeting"
)

// leftOut stands where a name was.
const leftOut = "…"

// longName is how many letters a name has that is left out with an ending too, as Polish and Welsh write it: “Łukasza”.
const longName = 5

// Unnamed returns a text without the children's names, for what leaves the service under nobody's eyes: their whole names, each part of them and what
// they asked to be called, in capitals or small letters, with accents or without. Better too much is left out than too little: a word that is a
// name too goes with it.
func Unnamed(s string, children []meeting.Person) string {
	var names [][]rune
	for _, c := range children {
		for _, name := range []string{c.Name, c.KnownAs} {
			for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !inName(r) }) {
				if n := plainLetters(word); len(n) > 1 || len(n) == 1 && !spaced(n[0]) {
					names = append(names, n)
				}
			}
		}
	}
	slices.SortFunc(names, func(a, b []rune) int { return len(b) - len(a) })
	if len(names) == 0 {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	before := rune(0) // what stands before the rest
	for s = norm.NFC.String(s); s != ""; {
		if n := nameAt(s, before, names); n > 0 {
			out.WriteString(leftOut)
			before, _ = utf8.DecodeLastRuneInString(s[:n])
			s = s[n:]
			continue
		}
		r, n := utf8.DecodeRuneInString(s)
		out.WriteString(s[:n])
		before, s = r, s[n:]
	}
	return out.String()
}

// nameAt returns how many bytes of s are a name that s begins with, 0 for none.
func nameAt(s string, before rune, names [][]rune) int {
	if spaced(before) {
		return 0
	}
	for _, name := range names {
		left, n := name, 0
		for i, r := range s {
			plain := plainLetters(string(r))
			if len(plain) > 0 && len(left) == 0 || len(plain) > len(left) || !slices.Equal(plain, left[:len(plain)]) {
				break
			}
			left, n = left[len(plain):], i+utf8.RuneLen(r)
		}
		if n == 0 || len(left) > 0 {
			continue
		}
		rest := s[n:]
		end := len(rest) - len(strings.TrimLeftFunc(rest, spaced))
		switch {
		case end == 0, !spaced(name[len(name)-1]):
			return n
		case len(name) >= longName && utf8.RuneCountInString(rest[:end]) <= 3:
			return n + end
		}
	}
	return 0
}

// inName reports whether a letter belongs to a name, and not to what stands around it.
func inName(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }

// spaced reports whether a letter is of a script that parts its words and adds nothing to their beginnings: there a name is a whole word.
func spaced(r rune) bool {
	return unicode.IsDigit(r) || unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Georgian)
}

// strokes are the letters whose marks are part of them.
var strokes = strings.NewReplacer("ł", "l", "đ", "d", "ø", "o", "ħ", "h", "ı", "i", "ß", "ss", "æ", "ae", "œ", "oe")

// plainLetters are small letters without their accents, for comparing.
func plainLetters(s string) []rune {
	var out []rune
	for _, r := range norm.NFKD.String(strokes.Replace(strings.ToLower(s))) {
		if !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Cf, r) {
			out = append(out, r)
		}
	}
	return out
}
