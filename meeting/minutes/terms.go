package minutes

import (
	"strings"

	"oneplan/meeting"
	language "oneplan/meeting/words"
)

// Term is a word of the field that stands in a paper for the family, and what it means.
type Term struct {
	Word    string `json:"term"`
	Meaning string `json:"meaning"`
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
	for _, t := range g.v.Glossary().In(strings.Join(texts, "\n"), language.English) {
		out = append(out, Term{line(t.Word), line(t.Meaning)})
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
		t = append(t, x.Word+": "+x.Meaning)
	}
	d.Add(t)
}
