package minutes_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/words"
)

// TestWelshPapers keeps the minutes and the plan as somebody reads them in Welsh, whose facts and number are those of the English ones.
func TestWelshPapers(t *testing.T) {
	r := reviewMeeting(t, meeting.Final)
	of := func(l *words.Language) (m, plan, handover, record minutes.Paper) {
		o := minutes.Options{Audience: meeting.Everyone, Words: l}
		facts, err := minutes.OfMeeting(r.view("Sara"), r.m, o)
		if err != nil {
			t.Fatal(err)
		}
		v := r.view("Sara")
		return facts, minutes.OfPlan(v, o), minutes.OfHandover(v, "2026-12-01", o), minutes.OfRecord(v, o)
	}
	m, plan, handover, record := of(words.In("cy"))
	em, eplan, ehandover, erecord := of(nil)
	golden(t, "minutes-final-cy.txt", written(t, m, minutes.Text))
	golden(t, "plan-final-cy.txt", written(t, plan, minutes.Text))
	golden(t, "handover-cy.txt", written(t, handover, minutes.Text))
	for _, x := range [][2]minutes.Paper{{m, em}, {plan, eplan}, {handover, ehandover}, {record, erecord}} {
		if a, b := written(t, x[0], minutes.JSON), written(t, x[1], minutes.JSON); a != b || minutes.Number(x[0]) != minutes.Number(x[1]) {
			t.Errorf("the facts depend on the language:\n%s", a)
		}
		if page := written(t, x[0], minutes.HTML); !strings.Contains(page, `<html lang="cy">`) {
			t.Errorf("the page says that it is in another language:\n%.200s", page)
		}
		if page := written(t, x[1], minutes.HTML); !strings.Contains(page, `<html lang="en-GB">`) {
			t.Errorf("the English page says that it is in another language:\n%.200s", page)
		}
		var b bytes.Buffer
		if err := minutes.Write(&b, x[0], minutes.PDF); err != nil || !bytes.Contains(b.Bytes(), []byte("<dc:language><rdf:Bag><rdf:li>cy</rdf:li>")) {
			t.Errorf("the PDF says that it is in another language, or is none: %v", err)
		}
	}
}

// TestNothingOfAPaperIsOutsideTheCatalogues lays papers out in a made-up language: what is neither in it nor a fact would be English in
// every language.
func TestNothingOfAPaperIsOutsideTheCatalogues(t *testing.T) {
	shout := words.Made("x", func(m words.Msg) string {
		out, verb := []rune{}, false
		for _, c := range string(m) {
			if !verb && unicode.IsLetter(c) {
				c = 'ẋ'
			}
			verb = c == '%' || verb && !unicode.IsLetter(c)
			out = append(out, c)
		}
		return string(out)
	})
	r := reviewMeeting(t, meeting.Live)
	for _, who := range []meeting.PersonID{"Sara", "anna"} {
		v := r.view(who)
		o := minutes.Options{Audience: meeting.Everyone, Words: shout}
		m, err := minutes.OfMeeting(v, r.m, o)
		if err != nil {
			t.Fatal(err)
		}
		easy, err := minutes.OfEasyMeeting(v, r.m, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []minutes.Paper{m, minutes.OfPlan(v, o), minutes.OfRecord(v, o), easy, minutes.OfEasyPlan(v, o)} {
			facts := written(t, p, minutes.JSON)
			d := p.Document()
			for _, b := range d.Blocks {
				said := []string{d.Title}
				switch b := b.(type) {
				case minutes.Heading:
					said = append(said, b.Text)
				case minutes.Paragraph:
					said = append(said, string(b))
				case minutes.Pairs:
					for _, x := range b {
						said = append(said, x.Name, x.Value)
					}
				case minutes.Signs:
					for _, x := range b {
						said = append(said, x.Value)
					}
				case minutes.Table:
					said = append(said, b.Head...)
					for _, row := range b.Rows {
						said = append(said, row...)
					}
				}
				for _, s := range said {
					for _, w := range strings.FieldsFunc(s, func(c rune) bool { return !unicode.IsLetter(c) }) {
						if !strings.Contains(w, "ẋ") && len(w) > 1 && !strings.Contains(facts, w) {
							t.Errorf("%q of %q is neither a message nor a fact", w, s)
						}
					}
				}
			}
		}
	}
}
