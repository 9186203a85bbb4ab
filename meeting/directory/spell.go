package directory

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// letter reports whether a character is part of a word, as SQLite's unicode61 has it.
func letter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Co, r)
}

// vocabulary is every word that services are found by.
type vocabulary struct {
	words []Word   // sorted
	sums  []int    // of the services of all words before
	masks []uint32 // of their letters
}

func newVocabulary(ws []Word) *vocabulary {
	v := &vocabulary{words: ws}
	slices.SortFunc(v.words, func(a, b Word) int { return strings.Compare(a.Word, b.Word) })
	v.sums = make([]int, len(ws)+1)
	v.masks = make([]uint32, len(ws))
	for i, w := range v.words {
		v.sums[i+1] = v.sums[i] + w.Services
		v.masks[i] = letters(w.Word)
	}
	return v
}

// letters says which letters are in a word.
func letters(s string) (m uint32) {
	for _, r := range s {
		m |= 1 << (uint32(r) % 32)
	}
	return m
}

// span returns which words begin with a prefix.
func (v *vocabulary) span(prefix string) (from, to int) {
	by := func(w Word, s string) int { return strings.Compare(w.Word, s) }
	from, _ = slices.BinarySearchFunc(v.words, prefix, by)
	to, _ = slices.BinarySearchFunc(v.words, prefix+string(utf8.MaxRune), by)
	return from, to
}

// count returns in about how many services a word begins so.
func (v *vocabulary) count(prefix string) int {
	from, to := v.span(prefix)
	return v.sums[to] - v.sums[from]
}

// endings are what words of one kind differ in, for finding the others too.
var endings = []struct{ from, to string }{
	{"ies", "y"}, {"ing", ""}, {"ers", ""}, {"es", ""}, {"er", ""}, {"s", ""}, {"y", "ies"},
}

// shortStem is how long what is left of a word must be.
const shortStem = 4

// group returns what a typed word may stand for. read is the word that it was taken for if no service has it.
func (v *vocabulary) group(w string) (g group, read string) {
	other := v.other(w)
	switch {
	case v.count(w) > 0:
		g.words = []string{w}
		if from, _ := v.span(w); v.words[from].Word == w {
			g.exact = w
		}
		switch {
		case other != "" && strings.HasPrefix(w, other): // which has all that w has
			g.words = []string{other}
		case other != "":
			g.words = []string{w, other}
		}
	case other != "":
		g.words = []string{other}
	default:
		if g.words = v.near(w); len(g.words) > 0 {
			read = g.words[0]
		}
	}
	for _, x := range g.words {
		g.count += v.count(x)
	}
	return g, read
}

// other returns a word without its ending, or with another, where services have it; else "".
func (v *vocabulary) other(w string) string {
	for _, e := range endings {
		if stem, ok := strings.CutSuffix(w, e.from); ok && utf8.RuneCountInString(stem) >= shortStem {
			if v.count(stem+e.to) > 0 {
				return stem + e.to
			}
			return ""
		}
	}
	return ""
}

// nearMost is how many words a mistyped one is read as.
const nearMost = 4

// near returns the words nearest to one that is not there, the nearest first: one mistake in a short word, two in a longer one.
func (v *vocabulary) near(w string) []string {
	typed := []rune(w)
	most := 2
	switch {
	case len(typed) < 4 || len(typed) > 40:
		return nil
	case len(typed) < 8:
		most = 1
	}
	type hit struct{ far, i int }
	var hits []hit
	m := letters(w)
	d := newDistance(typed)
	for i, x := range v.words {
		if ones(m&^v.masks[i]) > most || len(x.Word) < len(typed)-most {
			continue
		}
		far := d.to(x.Word, most)
		if far > most {
			continue
		}
		hits = append(hits, hit{far, i})
		most = min(most, far+1)
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(a.far-b.far, v.words[b.i].Services-v.words[a.i].Services, a.i-b.i)
	})
	var out []string
	for _, h := range hits {
		if h.far > hits[0].far || len(out) == nearMost {
			break
		}
		out = append(out, v.words[h.i].Word)
	}
	return out
}

func ones(m uint32) (n int) {
	for ; m != 0; m &= m - 1 {
		n++
	}
	return n
}

// distance counts the mistakes between what was typed and words: letters left out, added, changed, or two swapped.
type distance struct {
	typed      []rune
	a, b, c    []int
	wordLetter []rune
}

func newDistance(typed []rune) *distance {
	n := len(typed) + 1
	return &distance{typed: typed, a: make([]int, n), b: make([]int, n), c: make([]int, n)}
}

// to returns how many mistakes lie between what was typed and a word, or the beginning of it; more than most: too many.
func (d *distance) to(word string, most int) int {
	d.wordLetter = d.wordLetter[:0]
	for _, r := range word {
		d.wordLetter = append(d.wordLetter, r)
	}
	n := len(d.typed)
	if len(d.wordLetter) > n+most { // only its beginning can be near
		d.wordLetter = d.wordLetter[:n+most]
	}
	before, last, now := d.a, d.b, d.c
	for i := range last {
		last[i] = i
	}
	best := most + 1
	for j, r := range d.wordLetter {
		now[0] = j + 1
		least := now[0]
		for i := 1; i <= n; i++ {
			cost := 1
			if d.typed[i-1] == r {
				cost = 0
			}
			now[i] = min(last[i]+1, now[i-1]+1, last[i-1]+cost)
			if i > 1 && j > 0 && d.typed[i-1] == d.wordLetter[j-1] && d.typed[i-2] == r {
				now[i] = min(now[i], before[i-2]+1)
			}
			least = min(least, now[i])
		}
		best = min(best, now[n])
		if least > most {
			break
		}
		before, last, now = last, now, before
	}
	return best
}
