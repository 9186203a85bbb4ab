package directory

import (
	"cmp"
	"slices"
	"strings"
)

// Index finds services. It never changes and is safe for concurrent use.
type Index struct {
	entries []Entry // by name
	byN     map[int64]int
	vocab   *vocabulary // of the full text
	short   *vocabulary // of the short texts
	marks   [][]mark    // of each word of the short texts: where it stands
	gazette *gazette
	running int
	terms   []Term
}

// Entry is one service in an Index.
type Entry struct {
	N int64 // what the full text calls it
	Listed
	name, terms, place string // folded, with a space before each word
	posts              []string
	points             []point
	min, max           float64
}

// mark is one place where a word stands.
type mark struct {
	entry  int32
	weight uint8
}

// What a word counts for by where it stands.
const (
	firstInName    = 12
	inName         = 10
	inTerms        = 6
	inOrganisation = 3
	inPlace        = 2
)

// Term is a need that services meet.
type Term struct {
	Name     string `json:"name"`
	Services int    `json:"services"` // how many that run
}

// Word is one word of the full text and in how many services it is.
type Word struct {
	Word     string
	Services int
}

// NewIndex returns an index over services; N is what the full text calls them. words are all words of the full text. Both are the
// index's from then on.
func NewIndex(entries []Entry, words []Word) *Index {
	x := &Index{entries: entries, byN: make(map[int64]int, len(entries)), vocab: newVocabulary(words), gazette: newGazette()}
	for i := range x.entries {
		e := &x.entries[i]
		e.name, e.terms = spaced(e.Name, e.Also), spaced(e.Terms...)
	}
	slices.SortFunc(x.entries, func(a, b Entry) int { return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.ID, b.ID)) })
	counts := map[string]int{}
	marks := map[string][]mark{}
	for i := range x.entries {
		e := &x.entries[i]
		x.byN[e.N] = i
		e.min, e.max = 0, maxYears
		if e.Min != nil {
			e.min = *e.Min
		}
		if e.Max != nil {
			e.max = *e.Max
		}
		places := slices.Clone(e.Areas)
		for _, p := range e.Places {
			places = append(places, p.Town, p.Region)
			x.gazette.add(p)
			if post := postcode(p.Postcode); post != "" {
				e.posts = append(e.posts, post)
			}
			if p.Lat != nil && p.Long != nil {
				e.points = append(e.points, point{*p.Lat, *p.Long})
			}
		}
		e.place = spaced(places...)
		note := func(folded string, weight, first uint8) {
			for n, w := range strings.Fields(folded) {
				m := mark{int32(i), weight}
				if n == 0 {
					m.weight = first
				}
				marks[w] = append(marks[w], m)
			}
		}
		note(e.name, inName, firstInName)
		note(e.terms, inTerms, inTerms)
		note(spaced(e.Organisation), inOrganisation, inOrganisation)
		note(e.place, inPlace, inPlace)
		if e.Status == Active {
			x.running++
			for _, t := range e.Terms {
				counts[t]++
			}
		}
	}
	var short []Word
	for w := range marks {
		short = append(short, Word{w, len(marks[w])})
	}
	x.short = newVocabulary(short)
	for _, w := range x.short.words {
		x.marks = append(x.marks, marks[w.Word])
	}
	for t, n := range counts {
		x.terms = append(x.terms, Term{t, n})
	}
	slices.SortFunc(x.terms, func(a, b Term) int { return cmp.Or(b.Services-a.Services, strings.Compare(a.Name, b.Name)) })
	return x
}

// spaced returns texts folded, with a space before each word.
func spaced(texts ...string) string { return " " + fold(strings.Join(texts, " ")) }

// Running returns how many services run.
func (x *Index) Running() int { return x.running }

// Terms returns the needs that services meet, the most frequent first.
func (x *Index) Terms() []Term { return x.terms }

// Scored is a service that the full text found; the greater the score the better.
type Scored struct {
	N     int64
	Score float64
}

// FullText finds services whose text matches an expression of FTS5. With ranked, scores are by bm25 and all matches are returned; else
// no more than most, without scores.
type FullText func(match string, ranked bool, most int) ([]Scored, error)

// few is up to how many services a word's matches are ranked by the full text: more would take too long, and a word that so many
// have says little.
const few = 1200

// group is one typed word with what it may stand for.
type group struct {
	words []string // each the beginning of a word
	exact string   // the word itself, if services have it
	count int      // about how many services have one
}

// expression returns the group for FTS5. Its words hold letters and digits only.
func (g group) expression() string {
	if g.count > few && g.exact != "" {
		return `"` + g.exact + `"`
	}
	var parts []string
	for _, w := range g.words {
		parts = append(parts, `"`+w+`"*`)
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// The most of a query that counts.
const (
	mostWords = 12
	mostTyped = 400 // characters
)

// Search finds services.
func (x *Index) Search(q Query, full FullText) (Found, error) {
	out := Found{All: x.running}
	if q.Limit <= 0 {
		q.Limit = DefaultLimit
	}
	best := chosen{most: min(q.Limit, MaxLimit)}
	f := x.filter(q)
	out.Nowhere = f.nowhere
	var groups []group
	for i, w := range slices.Compact(wordsOf(clip(q.Words, mostTyped))) {
		if i == mostWords {
			break
		}
		g, read := x.vocab.group(w)
		if read != "" {
			if out.Read == nil {
				out.Read = map[string]string{}
			}
			out.Read[w] = read
		}
		groups = append(groups, g)
	}
	scores, err := x.matches(groups, full, &out)
	if err != nil {
		return out, err
	}
	n := 0
	for i := range x.entries {
		if scores != nil && scores[i] < 0 {
			continue
		}
		e := &x.entries[i]
		ok, miles, score := f.passes(e)
		if !ok {
			continue
		}
		n++
		if e.Status != Active {
			score -= 100
		}
		if scores != nil {
			score += scores[i]
		}
		best.add(candidate{i, score, miles})
	}
	if !out.About || f.any() {
		out.Total, out.About = n, false
	}
	out.Hits = make([]Hit, 0, len(best.list))
	for _, c := range best.list {
		e := &x.entries[c.entry]
		h := e.Hit
		h.min, h.max, h.places = e.Min, e.Max, e.Places
		if c.miles >= 0 {
			m := c.miles
			h.Miles = &m
		}
		out.Hits = append(out.Hits, h)
	}
	return out, nil
}

// candidate is a service that may be shown.
type candidate struct {
	entry int
	score float64
	miles float64
}

// chosen keeps the best candidates, the best first; of equal ones those that came first.
type chosen struct {
	most int
	list []candidate
}

func (c *chosen) add(x candidate) {
	if len(c.list) == c.most && x.score <= c.list[len(c.list)-1].score {
		return
	}
	at, _ := slices.BinarySearchFunc(c.list, x.score, func(o candidate, score float64) int {
		if o.score >= score {
			return -1
		}
		return 1
	})
	c.list = slices.Insert(c.list, at, x)
	c.list = c.list[:min(len(c.list), c.most)]
}

// matches returns the score of each service, less than 0 where the words do not match it; nil where there are no words. They match where
// all are there; if there is no such service, where some are.
func (x *Index) matches(groups []group, full FullText, out *Found) ([]float64, error) {
	if len(groups) == 0 {
		return nil, nil
	}
	var rare, broad []group
	for _, g := range groups {
		switch {
		case g.count == 0:
			out.Loose = true
		case g.count <= few:
			rare = append(rare, g)
		default:
			broad = append(broad, g)
		}
	}
	scores := slices.Repeat([]float64{-1}, len(x.entries))
	var must, some []string
	for _, g := range rare {
		must = append(must, g.expression())
	}
	some = must
	for _, g := range broad {
		if g.exact != "" {
			must = append(must, g.expression())
		}
	}
	put := func(found []Scored) {
		for _, s := range found {
			if i, ok := x.byN[s.N]; ok && scores[i] < 0 {
				scores[i] = max(0, s.Score)
			}
		}
	}
	switch {
	case len(rare) > 0:
		found, err := full(strings.Join(must, " AND "), true, few)
		if err == nil && len(found) == 0 && len(must) > 1 {
			out.Loose = true
			found, err = full(strings.Join(some, " OR "), true, few)
		}
		if err != nil {
			return nil, err
		}
		put(found)
		sums, _ := x.weigh(groups)
		for i := range scores {
			if scores[i] >= 0 {
				scores[i] += sums[i]
			}
		}
	case len(broad) > 0:
		// Nearly every service has these words somewhere: those count that have them where it says something.
		sums, all := x.weigh(broad)
		n := 0
		for i := range scores {
			if all[i] {
				scores[i] = sums[i]
				n++
			}
		}
		out.Total, out.About = max(n, min(broad[0].count, len(x.entries))), true
		if len(must) > 0 && n < few {
			more, err := full(strings.Join(must, " AND "), false, few)
			if err != nil {
				return nil, err
			}
			put(more)
		}
	}
	return scores, nil
}

// weigh says how well the short texts of each service match, and in which every group is in one of them.
func (x *Index) weigh(groups []group) (sums []float64, all []bool) {
	sums, all = make([]float64, len(x.entries)), slices.Repeat([]bool{true}, len(x.entries))
	best := make([]uint8, len(x.entries))
	for _, g := range groups {
		clear(best)
		for _, w := range g.words {
			from, to := x.short.span(w)
			for _, ms := range x.marks[from:to] {
				for _, m := range ms {
					best[m.entry] = max(best[m.entry], m.weight)
				}
			}
		}
		for i, b := range best {
			sums[i] += float64(b)
			all[i] = all[i] && b > 0
		}
	}
	return sums, all
}

// filter is what a query asks for beside its words.
type filter struct {
	q       Query
	need    []string
	near    bool
	nowhere bool
	area    string // folded, with a space before it
	post    string // the beginning of a postcode, without spaces
	centre  *point
}

func (x *Index) filter(q Query) filter {
	f := filter{q: q, need: wordsOf(clip(q.Need, 200))}
	if place := fold(clip(q.Near, 200)); place != "" {
		f.near, f.area = true, " "+place
		var known bool
		f.post, f.centre, known = x.gazette.find(q.Near)
		f.nowhere = !known
	}
	return f
}

// any reports whether the filter leaves anything out.
func (f *filter) any() bool { return f.q.Age != nil || f.near || len(f.need) > 0 }

// nearMiles is how far away a service may be to be near a place.
const nearMiles = 15

// passes reports whether a service is what the query asks for, and how far away it is; -1: not known. bonus is for what it says
// outright rather than by leaving it open.
func (f *filter) passes(e *Entry) (ok bool, miles, bonus float64) {
	miles = -1
	if !f.q.Closed && (e.Status == Inactive || e.Status == Defunct) {
		return false, miles, 0
	}
	if f.q.Age != nil {
		a := *f.q.Age
		if a < e.min || a >= e.max+1 {
			return false, miles, 0
		}
		if e.Min != nil || e.Max != nil {
			bonus++
		}
	}
	for _, w := range f.need {
		if !strings.Contains(e.terms, " "+w) {
			return false, miles, 0
		}
	}
	if !f.near {
		return true, miles, bonus
	}
	if f.centre != nil {
		for _, p := range e.points {
			if !f.centre.about(p) {
				continue
			}
			if d := f.centre.miles(p); miles < 0 || d < miles {
				miles = d
			}
		}
	}
	switch {
	case miles >= 0 && miles <= nearMiles:
		return true, miles, bonus + 3*(1-miles/nearMiles) // which is more than being in a place of that name only
	case strings.Contains(e.place, f.area):
		return true, miles, bonus + 1
	case f.post != "" && slices.ContainsFunc(e.posts, func(p string) bool { return strings.HasPrefix(p, f.post) }):
		return true, miles, bonus + 1
	}
	return false, miles, 0
}
