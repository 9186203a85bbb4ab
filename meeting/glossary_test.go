package meeting_test

import (
	"slices"
	"strings"
	"testing"

	"oneplan/meeting"
)

func found(terms []meeting.Term) string {
	var out []string
	for _, t := range terms {
		out = append(out, t.Word)
	}
	return strings.Join(out, " | ")
}

// TestGlossaryFindsTerms: as whole words, abbreviations as they are written, the longest first.
func TestGlossaryFindsTerms(t *testing.T) {
	g := meeting.StandardGlossary()
	for s, want := range map[string]string{
		"The SENCO asks for an EHCP.":                  "SENCO | EHCP",
		"EHCPs, TACs and the OT's report":              "EHCP | TAC | OT",
		"not salt, not a pip, not ot":                  "",
		"NOTE, OTHER, TACT, AOT":                       "", // parts of words
		"A Short Break, short breaks":                  "short break",
		"an early help assessment (EHA) — early":       "early help | EHA",
		"ysgol: ADY, ALNCo; CAMHS/OT":                  "ADY | ALNCo | CAMHS | OT",
		"TAC, TAC and TAC":                             "TAC",
		"":                                             "",
		"\xff EHCP \xff":                               "EHCP",
		"é EHCP̈":                                      "", // a mark makes it another word
		"under section 17 of the Act, and section 171": "section 17",
	} {
		if got := found(g.In(s, "en")); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	s := "Ring SALT, then the OT"
	for at, want := range map[int]string{0: "", 5: "SALT", 7: "SALT", 9: "SALT", 10: "", len(s): "OT", 99: ""} {
		got, ok := g.At(s, at, "en")
		if got.Word != want || ok != (want != "") {
			t.Errorf("at %d: %q, want %q", at, got.Word, want)
		}
	}
	if got, ok := g.Explain("ehcp", "cy"); !ok || !strings.HasPrefix(got.Meaning, "Cynllun") {
		t.Errorf("EHCP in Welsh: %v %q", ok, got.Meaning)
	}
	if got, ok := g.Explain("ehcp", "pl"); !ok || got.Language != "en" {
		t.Errorf("EHCP where there is nothing: %v %+v", ok, got)
	}
	if _, ok := g.Explain("no such thing", "en"); ok {
		t.Error("what is not there is explained")
	}
}

// TestStandardGlossary: every term means something short in both languages, once.
func TestStandardGlossary(t *testing.T) {
	terms := meeting.StandardGlossary().Terms()
	seen := map[string]map[string]bool{}
	for _, x := range terms {
		if seen[x.Word] == nil {
			seen[x.Word] = map[string]bool{}
		}
		if seen[x.Word][x.Language] {
			t.Errorf("%q is there twice", x.Word)
		}
		seen[x.Word][x.Language] = true
		if x.Meaning == "" || len([]rune(x.Meaning)) > 200 || !strings.HasSuffix(x.Meaning, ".") && !strings.HasSuffix(x.Meaning, ")") {
			t.Errorf("%q means %q", x.Word, x.Meaning)
		}
		if got := meeting.StandardGlossary().In(x.Word, x.Language); len(got) != 1 || got[0] != x {
			t.Errorf("%q is found as %v", x.Word, got)
		}
	}
	if len(seen) < 100 {
		t.Errorf("%d terms", len(seen))
	}
	for w, l := range seen {
		if len(l) != 2 {
			t.Errorf("%q is in %d languages", w, len(l))
		}
	}
}

// TestGlossaryOfTheService: terms are added, changed and taken out, and records see them at once.
func TestGlossaryOfTheService(t *testing.T) {
	o := newOffice(t)
	before := len(o.r.State().Glossary().Terms())
	o.do(o.as(root), meeting.SetTerms{Terms: []meeting.Term{
		{Word: "SMILE", Language: "en", Meaning: "Our  club\nfor brothers and sisters."}, {Word: "EHCP", Language: "en", Meaning: "The plan."}, {Word: "TAC"},
	}})
	g := o.r.State().Glossary()
	if got := found(g.In("SMILE EHCP TAC TAF", "en")); got != "SMILE | EHCP | TAF" {
		t.Error(got)
	}
	if x, _ := g.Explain("SMILE", "cy"); x.Meaning != "Our club for brothers and sisters." || x.Language != "en" {
		t.Errorf("%+v", x)
	}
	if n := len(g.Terms()); n != before+1-2 {
		t.Errorf("%d terms after %d", n, before)
	}
	o.do(o.as(root), meeting.SetSettings{Settings: meeting.Settings{UrgentHours: 12}})
	if got := o.r.State().Standing(); got.UrgentHours != 12 || o.r.State().Glossary() != g {
		t.Error("the settings took the glossary along")
	}
	if x, _ := g.Explain("EHCP", "cy"); !strings.HasPrefix(x.Meaning, "Cynllun") {
		t.Errorf("the other language changed: %+v", x)
	}
	for _, bad := range []meeting.Term{
		{Word: "", Language: "en", Meaning: "x"},
		{Word: "!", Language: "en", Meaning: "x"},
		{Word: "X", Language: "pl", Meaning: "x"},
		{Word: "X", Meaning: "x"},
		{Word: strings.Repeat("x", 61), Language: "en", Meaning: "x"},
		{Word: "X", Language: "en", Meaning: strings.Repeat("x", 301)},
	} {
		if _, err := o.r.Decide(o.as(root), meeting.SetTerms{Terms: []meeting.Term{bad}}); meeting.CodeOf(err) != meeting.Invalid {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if _, err := o.r.Decide(o.as(root), meeting.SetTerms{Terms: slices.Repeat([]meeting.Term{{Word: "X", Language: "en", Meaning: "x"}}, meeting.MaxTerms+1)}); err == nil {
		t.Error("too many were taken")
	}
	if events, err := o.r.Decide(o.as(root), meeting.SetTerms{Terms: []meeting.Term{{Word: "EHCP", Language: "en", Meaning: "The plan."}}}); err != nil || events != nil {
		t.Errorf("what is so already: %v %v", events, err)
	}
}

// TestRecordsSeeTheGlossary: a view has the glossary of its service.
func TestRecordsSeeTheGlossary(t *testing.T) {
	o := newOffice(t)
	var s meeting.State
	o.do(o.as(root), meeting.SetTerms{Terms: []meeting.Term{{Word: "SMILE", Language: "en", Meaning: "Our club."}}})
	s.Members = []*meeting.Member{{ID: 1, Person: maria, Agency: "health"}}
	before, after := s.View(meeting.Viewer{Person: maria}, nil), s.Under(o.r.State().Standing()).View(meeting.Viewer{Person: maria}, nil)
	if found(before.Glossary().In("SMILE", "en")) != "" || found(after.Glossary().In("SMILE", "en")) != "SMILE" {
		t.Error("a record does not see its service's glossary")
	}
}

func FuzzGlossary(f *testing.F) {
	f.Add("The EHCPs’ TAC.\xff")
	f.Fuzz(func(t *testing.T, s string) {
		g := meeting.StandardGlossary()
		for _, x := range g.In(s, "en") {
			if !strings.Contains(strings.ToLower(s), strings.ToLower(x.Word)) {
				t.Errorf("%q in %q", x.Word, s)
			}
		}
		g.At(s, len(s)/2, "cy")
	})
}
