package words

import (
	"strings"
	"unicode"
)

// vowels are those of Welsh.
const vowels = "aeiouwyâêîôûŵŷ"

// List puts names into a sentence: "Jo, Tom and Sara".
func (l *Language) List(names []string) string {
	n := len(names)
	if n < 2 {
		return strings.Join(names, "")
	}
	first, last := strings.Join(names[:n-1], ", "), names[n-1]
	s := l.T("%s and %s", first, last)
	if l.Tag() == "cy" && last != "" && strings.ContainsRune(vowels, unicode.ToLower([]rune(last)[0])) {
		s = strings.TrimSuffix(s, " a "+last) + " ac " + last // before a vowel
	}
	return s
}
