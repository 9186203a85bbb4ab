// Package plain says how hard a text is to read, and which of its words could be simpler. It only advises: nobody is kept from writing
// as they like.
//
// It knows English alone, and says so of any other text. It must not know of records, screens or papers.
package plain

import (
	_ "embed" // the table of simpler words
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
	uax29 "github.com/clipperhouse/uax29/v2/words"
)

// Reading is what there is to say of a text.
type Reading struct {
	English   bool    `json:"english"`   // it looks like English; otherwise nothing else is known
	Sentences int     `json:"sentences"` // those with words
	Words     int     `json:"words"`
	Grade     float64 `json:"grade"`         // by the formula of Flesch and Kincaid (1975), in years of school in the United States
	Age       int     `json:"age,omitempty"` // at which most children read that; 0: the text is too short to say
	Hard      []Hard  `json:"hard"`          // each once, in the order in which they come
}

// Hard is a word, or a few, that not everybody knows or reads easily.
type Hard struct {
	Word    string `json:"word"`              // as it first stands in the text, in small letters
	Simpler string `json:"simpler,omitempty"` // what to say instead; "": the table knows nothing
	Times   int    `json:"times"`
}

// The bounds of what is read and found.
const (
	longest      = 256 << 10 // bytes: what comes after is not read
	leastForAge  = 2         // sentences
	hardSyllable = 4         // a word with as many is hard, if it is no everyday one
	youngest     = 5
	oldest       = 20
)

// Read reads a text.
func Read(s string) Reading {
	if len(s) > longest {
		s = strings.ToValidUTF8(s[:longest], "")
	}
	var r Reading
	var all []string // the words, in small letters
	syllables, common := 0, 0
	flat := strings.Map(func(c rune) rune {
		if c == '’' {
			return '\''
		}
		return c
	}, s)
	for sentence := sentences.FromString(flat); sentence.Next(); {
		n := 0
		for w := uax29.FromString(sentence.Value()); w.Next(); {
			word := w.Value()
			if c, _ := utf8.DecodeRuneInString(word); !unicode.IsLetter(c) {
				if n > 0 && strings.TrimSpace(word) != "" {
					all = append(all, word) // what parts phrases
				}
				continue
			}
			low := strings.ToLower(word)
			n++
			syllables += Syllables(low)
			if everyday[low] {
				common++
			}
			if name := low != word && n > 1; name {
				low = word // a name, or an abbreviation: not a hard word
			}
			all = append(all, low)
		}
		if n > 0 {
			r.Sentences++
			r.Words += n
			all = append(all, ".")
		}
	}
	if r.Words == 0 || common*10 < r.Words { // of English, a third and more are among its commonest words
		return r
	}
	r.English = true
	r.Grade = 0.39*float64(r.Words)/float64(r.Sentences) + 11.8*float64(syllables)/float64(r.Words) - 15.59
	if r.Sentences >= leastForAge {
		r.Age = min(max(int(r.Grade+5.5), youngest), oldest)
	}
	r.Hard = hard(all)
	return r
}

// hard finds the hard words.
func hard(all []string) []Hard {
	t := table()
	var out []Hard
	add := func(word, simpler string) {
		if i := slices.IndexFunc(out, func(h Hard) bool { return h.Word == word }); i >= 0 {
			out[i].Times++
			return
		}
		out = append(out, Hard{word, simpler, 1})
	}
	for i := 0; i < len(all); i++ {
		if n := t.phrase(all[i:]); n > 0 {
			words := strings.ReplaceAll(strings.Join(all[i:i+n], " "), " - ", "-")
			add(words, t.simpler[words])
			i += n - 1
			continue
		}
		if w := all[i]; len(w) > 1 && w == strings.ToLower(w) {
			if simpler, ok := t.word(w); ok {
				add(w, simpler)
			} else if !easy[w] && Syllables(w) >= hardSyllable {
				add(w, "")
			}
		}
	}
	return out
}

//go:embed simpler.txt
var simpler string

// simple is the table of simpler words.
type simple struct {
	simpler map[string]string
	phrases map[string][][]string // by their first word, the longest first
}

var table = sync.OnceValue(func() *simple {
	t := &simple{map[string]string{}, map[string][][]string{}}
	for l := range strings.Lines(simpler) {
		word, instead, ok := strings.Cut(strings.TrimSpace(l), " | ")
		if !ok || strings.HasPrefix(l, "#") {
			continue
		}
		t.simpler[word] = instead
		if parts := strings.Fields(strings.ReplaceAll(word, "-", " - ")); len(parts) > 1 {
			t.phrases[parts[0]] = append(t.phrases[parts[0]], parts)
		}
	}
	for _, ps := range t.phrases {
		slices.SortStableFunc(ps, func(a, b []string) int { return len(b) - len(a) })
	}
	return t
})

// Table returns every word and phrase that something simpler is known for.
func Table() []Hard {
	var out []Hard
	for _, w := range slices.Sorted(maps.Keys(table().simpler)) {
		out = append(out, Hard{w, table().simpler[w], 0})
	}
	return out
}

// phrase returns how many words the phrase takes that these begin with; 0 for none.
func (t *simple) phrase(all []string) int {
	for _, p := range t.phrases[all[0]] {
		if len(p) <= len(all) && slices.Equal(p, all[:len(p)]) {
			return len(p)
		}
	}
	return 0
}

// word returns what to say instead of a word, in any of its forms.
func (t *simple) word(w string) (string, bool) {
	for _, form := range forms(w) {
		if s, ok := t.simpler[form]; ok {
			return s, true
		}
	}
	return "", false
}

// forms returns what a word may be a form of, itself first.
func forms(w string) []string {
	out := []string{w}
	stem := func(end, with string) {
		if s, ok := strings.CutSuffix(w, end); ok && len(s) > 2 {
			out = append(out, s+with)
		}
	}
	for _, end := range []string{"'s", "s", "es", "d", "ed", "ing"} {
		stem(end, "")
	}
	stem("ing", "e")
	for _, end := range []string{"ies", "ied"} {
		stem(end, "y")
	}
	for _, end := range []string{"ed", "ing"} { // “referred”
		if s, ok := strings.CutSuffix(w, end); ok && len(s) > 3 && s[len(s)-1] == s[len(s)-2] {
			out = append(out, s[:len(s)-1])
		}
	}
	return out
}

// String says the word, and what to say instead: "commence → start".
func (h Hard) String() string {
	if h.Simpler == "" {
		return h.Word
	}
	return h.Word + " → " + h.Simpler
}

// Syllables counts the syllables of an English word, after Greg Fast's Lingua::EN::Syllable: groups of vowels without an e at the end
// that is not said, one less or more where letters run together, or apart. It is right for most words, which is enough for a formula over
// whole texts.
func Syllables(word string) int {
	w := strings.TrimSuffix(strings.ToLower(word), "'s")
	switch {
	case silentEd.MatchString(w):
		w = strings.TrimSuffix(w, "ed")
	case silentEs.MatchString(w):
		w = strings.TrimSuffix(w, "es")
	default:
		w = strings.TrimSuffix(w, "e")
	}
	n := len(vowels.FindAllString(w, -1))
	for _, r := range fewer {
		if r.MatchString(w) {
			n--
		}
	}
	for _, r := range more {
		if r.MatchString(w) {
			n++
		}
	}
	return max(n, 1)
}

var (
	vowels   = regexp.MustCompile(`[aeiouyáàâäéèêëíìîïóòôöúùûüŵŷ]+`)
	silentEd = regexp.MustCompile(`[aeiouy].*[^aeioudt]ed$`)
	silentEs = regexp.MustCompile(`(?:[^aeioucgsxzh]|[^cs]h)es$`)
	fewer    = patterns(`cial`, `tia`, `cius`, `cious`, `giu`, `ion`, `iou`, `sia$`, `uiet`, `.ely$`, `[aeiouy][^aeiouyl]e(?:thing|where|work|times|ful|less|ment|body)`)
	more     = patterns(`ia`, `iet`, `dien`, `..ea$`, `iu`, `io`, `ii`, `[aeiou]{3}`, `^mc`, `ism$`, `[^aeiouylrw]l$`, `[^l]lien`, `[^gq]ua[^auieo]`, `dnt$`)
)

func patterns(all ...string) []*regexp.Regexp {
	out := make([]*regexp.Regexp, len(all))
	for i, p := range all {
		out[i] = regexp.MustCompile(p)
	}
	return out
}

func set(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// everyday are the commonest words of English: a text that has few of them is in another language.
var everyday = set(`the and to of a in is it you that he was for on are with as i his they be at one have this from or had by but not what all were
we when your can said there use an each which she do how their if will up other about out many then them these so some her would make like him into
time has look two more go see no way could my than been who its now did get come may our me us after before because every also any only over
should where why while need help`)

// easy are words of four syllables and more that everybody knows.
var easy = set(`january february everybody everything anybody anything television information especially usually actually january
supermarket anyone's motorcycle helicopter vegetable vegetables america american necessary ordinary interested interesting
computer calculator caterpillar alligator avocado grandparents' parents' understanding education kindergarten community
autism activity activities exercises dinosaur elevator escalator photographer photography library february
family's appointment meeting decision secretary operation imagination celebration conversation competition situation
population alphabetical decoration invitation watermelon macaroni spaghetti cafeteria electricity university mysterious`)
