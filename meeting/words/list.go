package words

import "strings"

// List puts names into a sentence: "Jo, Tom and Sara".
func (l *Language) List(names []string) string {
	n := len(names)
	if n < 2 {
		return strings.Join(names, "")
	}
	first, last := strings.Join(names[:n-1], ", "), names[n-1]
	s := l.T("%s and %s", first, last)
	if l.Tag() == "cy" && last != "" && strings.Contains("aeiouwyâêîôûŵŷ", strings.ToLower(string([]rune(last)[:1]))) {
		s = strings.TrimSuffix(s, " a "+last) + " ac " + last // before a vowel
	}
	return s
}
