package theme

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// Letters gives each agency a letter of its own, in the order given: its first
// letter where that is free, else another of its letters, else any letter or
// digit, and `?` once those have run out. The same names in the same order
// always get the same letters.
func Letters(names []string) []string {
	const rest = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	taken := map[rune]bool{}
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = "?"
		for _, r := range strings.ToUpper(name) + rest {
			if !taken[r] && (unicode.IsLetter(r) || unicode.IsDigit(r)) && ansi.StringWidth(string(r)) == 1 {
				taken[r], out[i] = true, string(r)
				break
			}
		}
	}
	return out
}

// Initials returns what marks a person's caret, two columns at most: the first
// letters of the first and the last word of a name, or the first two letters
// of a name that is one word. A name without letters gives `?`.
func Initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
	})
	if len(words) == 0 {
		return "?"
	}
	first, w := ansi.FirstGraphemeCluster(words[0], ansi.GraphemeWidth)
	second := ""
	if len(words) > 1 {
		second, _ = ansi.FirstGraphemeCluster(words[len(words)-1], ansi.GraphemeWidth)
	} else if rest := words[0][len(first):]; rest != "" {
		second, _ = ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
	}
	if w+ansi.StringWidth(second) > 2 {
		return first
	}
	return first + second
}
