package minutes

import (
	"cmp"
	"strings"

	"oneplan/meeting"
	language "oneplan/meeting/words"
)

// Term is a word of the field that stands in a paper for the family, and what it means.
type Term struct {
	Word    string `json:"term"`
	Meaning string `json:"meaning"`
	Told    string `json:"-"` // Meaning in the paper's language, where that is not English
}

// terms explains the words of the field that a paper for everyone has, in what people wrote and in what people are: nobody of the family
// should have to ask.
func (g gatherer) terms(o Options, texts []string) []Term {
	if o.Whole || o.subject != nil || !g.v.Viewer().Paper || g.v.Viewer().PaperFor != meeting.Everyone {
		return nil
	}
	for _, m := range g.v.Members {
		if m.Current() {
			texts = append(texts, m.Title, m.AgencyName)
		}
	}
	var out []Term
	glossary := g.v.Glossary()
	for _, t := range glossary.In(strings.Join(texts, "\n"), language.English) {
		x := Term{Word: line(t.Word), Meaning: line(t.Meaning)}
		if in := o.Words.Tag(); in != language.English {
			if own, ok := glossary.Explain(t.Word, in); ok {
				x.Told = line(own.Meaning)
			}
		}
		out = append(out, x)
	}
	return out
}

// addTerms puts the explanations at the end of a paper.
func (d *Document) addTerms(ts []Term) {
	if len(ts) == 0 {
		return
	}
	d.Add(Heading{2, d.T("What the short words mean")})
	var t List
	for _, x := range ts {
		t = append(t, x.Word+": "+cmp.Or(x.Told, x.Meaning))
	}
	d.Add(t)
}
