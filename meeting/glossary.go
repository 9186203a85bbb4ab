package meeting

import (
	"cmp"
	_ "embed" // the glossary that a new service begins with
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// Term is what a word of the field means, in one language.
type Term struct {
	Word     string `json:"term"`     // "EHCP", "short break"
	Language string `json:"language"` // of the meaning, as BCP 47 has it: "en", "cy"
	Meaning  string `json:"meaning"`  // a sentence in plain words; "": it is taken out
}

// TermsSet says what terms mean from then on: in place of what they meant before, in the glossary that a new service begins with too. A
// term without a Meaning is taken out: in its language, or without one in all.
type TermsSet struct {
	Terms []Term `json:"terms"`
}

func (TermsSet) event() {}

// SetTerms says what terms mean, all together, by those who fill the information bank: see TermsSet.
type SetTerms struct{ Terms []Term }

func (SetTerms) command() {}

// The bounds of a glossary.
const (
	MaxTerms    = 5000 // and as many of one SetTerms
	longestTerm = 60   // characters
	longestMean = 300  // characters
)

// Glossary is what the words of the field mean. It is immutable, and never nil where a Service or a View gives it.
type Glossary struct {
	terms []Term            // by word, then language
	begin map[string][]term // by the first word of a term, in small letters; longer terms come first
}

// term is a word to look for.
type term struct {
	word  string
	exact bool  // as it is written: an abbreviation
	means []int // in Glossary.terms
}

//go:embed glossary.txt
var standardTerms string

// StandardGlossary is the glossary that a new service begins with, in English and Welsh.
var StandardGlossary = sync.OnceValue(func() *Glossary {
	var all []Term
	for l := range strings.Lines(standardTerms) {
		word, rest, ok := strings.Cut(l, " | ")
		if !ok || strings.HasPrefix(l, "#") {
			continue
		}
		en, cy, _ := strings.Cut(rest, " | ")
		all = append(all, Term{word, words.English, strings.TrimSpace(en)}, Term{word, "cy", strings.TrimSpace(cy)})
	}
	return newGlossary(all)
})

// newGlossary makes a glossary of terms that are there once each.
func newGlossary(all []Term) *Glossary {
	g := &Glossary{terms: all, begin: map[string][]term{}}
	slices.SortFunc(g.terms, func(a, b Term) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Word), strings.ToLower(b.Word)), cmp.Compare(a.Word, b.Word), cmp.Compare(a.Language, b.Language))
	})
	for i := 0; i < len(g.terms); {
		t := term{word: g.terms[i].Word, exact: abbreviated(g.terms[i].Word)}
		for ; i < len(g.terms) && g.terms[i].Word == t.word; i++ {
			t.means = append(t.means, i)
		}
		if !t.exact {
			t.word = strings.ToLower(t.word)
		}
		k := firstWord(strings.ToLower(t.word))
		g.begin[k] = append(g.begin[k], t)
	}
	for _, ts := range g.begin {
		slices.SortStableFunc(ts, func(a, b term) int { return len(b.word) - len(a.word) })
	}
	return g
}

// with returns the glossary as it is once terms are set.
func (g *Glossary) with(set []Term) *Glossary {
	all := slices.Clone(g.terms)
	for _, t := range set {
		all = slices.DeleteFunc(all, func(o Term) bool {
			return o.Word == t.Word && (o.Language == t.Language || t.Language == "")
		})
		if t.Meaning != "" {
			all = append(all, t)
		}
	}
	return newGlossary(all)
}

// Abbreviation reports whether the term is an abbreviation, which is looked for as it is written.
func (t Term) Abbreviation() bool { return abbreviated(t.Word) }

// abbreviated reports whether a term has two capitals or more.
func abbreviated(s string) bool {
	n := 0
	for _, r := range s {
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n > 1
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

// firstWord returns the letters and digits that s begins with.
func firstWord(s string) string {
	if i := strings.IndexFunc(s, func(r rune) bool { return !inWord(r) }); i >= 0 {
		return s[:i]
	}
	return s
}

// Terms returns every term, by word and then by language. They must not be changed.
func (g *Glossary) Terms() []Term { return g.terms }

// Explain returns what a term means to somebody who reads a language: in English where that language has nothing. Great and small letters
// are one, unless two terms differ in them alone.
func (g *Glossary) Explain(word, language string) (Term, bool) {
	word = strings.Join(strings.Fields(word), " ")
	var near []int
	for _, t := range g.begin[firstWord(strings.ToLower(word))] {
		switch {
		case g.terms[t.means[0]].Word == word:
			return g.in(t.means, language)
		case near == nil && strings.EqualFold(t.word, word):
			near = t.means
		}
	}
	return g.in(near, language)
}

// in returns the meaning in a language.
func (g *Glossary) in(means []int, language string) (Term, bool) {
	for _, l := range []string{language, words.English} {
		for _, i := range means {
			if g.terms[i].Language == l {
				return g.terms[i], true
			}
		}
	}
	if len(means) > 0 {
		return g.terms[means[0]], true
	}
	return Term{}, false
}

// In returns the terms that occur in a text, in their order there, each once, as somebody who reads a language is told of them.
func (g *Glossary) In(s, language string) []Term {
	var out []Term
	g.each(s, func(_, _ int, t term) bool {
		if x, ok := g.in(t.means, language); ok && !slices.Contains(out, x) {
			out = append(out, x)
		}
		return true
	})
	return out
}

// At returns the term that stands at a place of a text, in bytes: a caret right behind its last letter is still at it.
func (g *Glossary) At(s string, at int, language string) (Term, bool) {
	var found Term
	var ok bool
	g.each(s, func(from, to int, t term) bool {
		if from <= at && at <= to {
			found, ok = g.in(t.means, language)
		}
		return from <= at && !ok
	})
	return found, ok
}

// each finds the terms in a text, as whole words, the longest first: their places in bytes. An abbreviation may have an s behind it, and
// any other term too. It ends when f returns false.
func (g *Glossary) each(s string, f func(from, to int, t term) bool) {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !inWord(r) {
			i += n
			continue
		}
		first := firstWord(s[i:])
		end := i + len(first)
		t, to := g.match(s, i, strings.ToLower(first))
		if to == 0 { // “EHCPs”
			if one, ok := strings.CutSuffix(first, "s"); ok {
				t, to = g.match(s, i, strings.ToLower(one))
			}
		}
		if to > 0 {
			if !f(i, to, t) {
				return
			}
			end = max(end, to)
		}
		i = end
	}
}

// match returns the longest term that stands at a place, and where it ends; 0 for none.
func (g *Glossary) match(s string, at int, first string) (term, int) {
	for _, t := range g.begin[first] {
		if len(s)-at < len(t.word) {
			continue
		}
		part := s[at : at+len(t.word)]
		if t.exact && part != t.word || !t.exact && strings.ToLower(part) != t.word {
			continue
		}
		end := at + len(t.word)
		rest := s[end:]
		if more := firstWord(rest); more == "s" {
			return t, end + 1
		} else if more == "" {
			return t, end
		}
	}
	return term{}, 0
}

// Glossary returns what the words of the field mean in this service.
func (s *Service) Glossary() *Glossary { return s.standing.terms() }

// Glossary returns what the words of the field mean in the record's service.
func (v *View) Glossary() *Glossary { return v.s.settings.terms() }

func (s *Settings) terms() *Glossary {
	if s == nil || s.glossary == nil {
		return StandardGlossary()
	}
	return s.glossary
}

// stand makes the settings and the glossary stand, each in place of what it was if it is not nil.
func (s *Service) stand(settings *Settings, glossary *Glossary) {
	n := s.Settings
	if settings != nil {
		n = *settings
		s.Settings = n
	}
	n.glossary = glossary
	if glossary == nil && s.standing != nil {
		n.glossary = s.standing.glossary
	}
	s.standing = &n
}

// setTerms checks what terms are to mean.
func (r *Directory) setTerms(a Authority, set []Term) ([]Event, error) {
	if !a.System && (!r.s.Account(a.Person).KeepsBank() || a.Meeting != 0) {
		return nil, refuse(Forbidden, "Only an administrator or an information officer changes the glossary: ask them.")
	}
	if len(set) > MaxTerms {
		return nil, refuse(Invalid, "That is more than can be taken in at once: make it several files, of 5,000 lines at most.")
	}
	out := slices.Clone(set)
	for i := range out {
		if err := out[i].Check(); err != nil {
			return nil, err
		}
	}
	g := r.s.Glossary().with(out)
	if slices.Equal(g.terms, r.s.Glossary().terms) {
		return nil, nil
	}
	if len(g.terms) > MaxTerms {
		return nil, refuse(Invalid, "The glossary would have more than 5,000 meanings: take some out first.")
	}
	return []Event{TermsSet{out}}, nil
}

// Check puts a term right, or refuses what cannot be one (Invalid).
func (t *Term) Check() error {
	for _, s := range []*string{&t.Word, &t.Meaning} {
		*s = strings.Join(strings.Fields(text.CleanLine((*s)[:min(len(*s), longestLine)])), " ")
	}
	first, _ := utf8.DecodeRuneInString(t.Word)
	last, _ := utf8.DecodeLastRuneInString(t.Word)
	switch {
	case t.Word == "" || utf8.RuneCountInString(t.Word) > longestTerm || !inWord(first) || !inWord(last) || strings.Contains(t.Word, "|"):
		return refuse(Invalid, "A term of the glossary begins and ends with a letter or a digit, and has 60 characters at most.")
	case utf8.RuneCountInString(t.Meaning) > longestMean:
		return refuse(Invalid, "A meaning has 300 characters at most: say it more shortly.")
	case t.Language == "" && t.Meaning == "": // in all languages
	case !words.Known(t.Language):
		return refuse(Invalid, "The language of a meaning is en or cy: others are not kept here.")
	}
	return nil
}
