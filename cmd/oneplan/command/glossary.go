package command

import (
	"context"
	"fmt"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	language "oneplan/meeting/words"
)

// keepsGlossary refuses what only those who look after the glossary may do.
func (s *session) keepsGlossary() error {
	me := s.me()
	if !me.KeepsBank() || s.Identity.Limited() {
		return refuse(meeting.Forbidden, "Only an administrator or an information officer changes the glossary: ask them. “directory officers” lists them")
	}
	return nil
}

// languageOf reads the language of a meaning.
func languageOf(typed string) (string, error) {
	if !language.Known(typed) {
		return "", wrong("The language is en for English or cy for Welsh, not “%s”", brief(cell(typed)))
	}
	return language.In(typed).Tag(), nil
}

// termLine is one meaning in a list. Its CSV can be taken in again.
type termLine struct {
	Name     string `json:"name"`
	Status   string `json:"status"` // standard | changed
	Language string `json:"language"`
	Meaning  string `json:"meaning"`
}

type glossaryList struct {
	Words    []string `arg:"" optional:"" help:"Only terms that have this in them, or in their meaning."`
	Language string   `placeholder:"LANGUAGE" help:"Only meanings in this language: en or cy; cy reads en where there is no other."`
	Format   string   `enum:"table,json,csv,xlsx" default:"table" help:"The form of the list; csv can be taken in again."`
}

func (c *glossaryList) Run(s *session) error {
	standard := map[meeting.Term]bool{}
	for _, t := range meeting.StandardGlossary().Terms() {
		standard[t] = true
	}
	in := c.Language
	if in != "" {
		var err error
		if in, err = languageOf(in); err != nil {
			return err
		}
	}
	g, want := s.Hub.Directory().Glossary(), fold(strings.Join(c.Words, " "))
	var lines []termLine
	t := minutes.Table{Head: s.heads("term", "", "what it means")}
	for _, x := range g.Terms() {
		if in != "" {
			if told, _ := g.Explain(x.Word, in); told != x {
				continue
			}
		}
		if !strings.Contains(fold(x.Word+" "+x.Meaning), want) {
			continue
		}
		l := termLine{Name: x.Word, Status: "changed", Language: x.Language, Meaning: x.Meaning}
		if standard[x] {
			l.Status = "standard"
		}
		lines = append(lines, l)
		t.Rows = append(t.Rows, []string{l.Name, l.Language, l.Meaning})
	}
	return list(s, c.Format, t, lines, "There is no such term: “glossary” lists all.")
}

type glossarySet struct {
	Term     string   `arg:"" help:"The term, in quotes if it has several words."`
	Meaning  []string `arg:"" help:"What it means, in plain words."`
	Language string   `default:"en" placeholder:"LANGUAGE" help:"The language of the meaning: en or cy."`
}

func (c *glossarySet) Run(ctx context.Context, s *session) error {
	if err := s.keepsGlossary(); err != nil {
		return err
	}
	in, err := languageOf(c.Language)
	if err != nil {
		return err
	}
	t := meeting.Term{Word: cell(c.Term), Language: in, Meaning: cell(strings.Join(c.Meaning, " "))}
	if t.Meaning == "" {
		return wrong("Say what it means; “glossary remove” takes a term out")
	}
	return s.setTerms(ctx, "%s means from now on: %s", t)
}

type glossaryRemove struct {
	Term     string `arg:"" help:"The term, as “glossary” lists it."`
	Language string `placeholder:"LANGUAGE" help:"Take out its meaning in this language alone: en or cy."`
}

func (c *glossaryRemove) Run(ctx context.Context, s *session) error {
	if err := s.keepsGlossary(); err != nil {
		return err
	}
	t, err := s.term(c.Term)
	if err != nil {
		return err
	}
	t.Language, t.Meaning = "", ""
	if c.Language != "" {
		if t.Language, err = languageOf(c.Language); err != nil {
			return err
		}
	}
	return s.setTerms(ctx, "%s is taken out of the glossary%s", t)
}

// setTerms sets one term and says so.
func (s *session) setTerms(ctx context.Context, said language.Msg, t meeting.Term) error {
	r, err := s.Hub.DoService(ctx, s.Identity, meeting.SetTerms{Terms: []meeting.Term{t}})
	if err != nil {
		return err
	}
	if len(r.Events) == 0 {
		s.say("That is so already: nothing was changed.")
		return nil
	}
	s.looks.changed = "the glossary: " + t.Word
	s.write("%s", full(s.T(said, t.Word, t.Meaning)))
	return nil
}

// full ends a sentence.
func full(s string) string { return strings.TrimRight(s, ". ") + "." }

// term finds a term as somebody types it.
func (s *session) term(typed string) (meeting.Term, error) {
	g := s.Hub.Directory().Glossary()
	if t, ok := g.Explain(cell(typed), language.English); ok {
		return t, nil
	}
	return meeting.Term{}, fmt.Errorf("there is no “%s” in the glossary: “glossary” lists what there is", brief(cell(typed))) // nobody was refused anything
}

type glossaryImport struct {
	importFlags
}

// termColumns are the titles that columns of a glossary may have.
var termColumns = map[string][]string{
	"term": {"term", "word", "abbreviation", "name", "acronym"}, "meaning": {"meaning", "what it means", "definition", "explanation", "description"},
	"language": {"language", "lang"},
}

func (c *glossaryImport) Run(ctx context.Context, s *session) error {
	if err := s.keepsGlossary(); err != nil {
		return err
	}
	t, err := readSheet(s.Stdin, termColumns, "term", "meaning")
	if err != nil {
		return err
	}
	i := &importing{what: "glossary", second: "language", unknown: t.unknown}
	g, seen := s.Hub.Directory().Glossary(), map[meeting.Term]int{}
	now := map[meeting.Term]string{}
	for _, x := range g.Terms() {
		now[meeting.Term{Word: x.Word, Language: x.Language}] = x.Meaning
	}
	var set []meeting.Term
	for _, r := range t.rows {
		l := importLine{Line: r.line, Name: t.get(r, "term"), Agency: t.get(r, "language")}
		if r.fault != nil {
			l.is("refused", r.fault)
		}
		x := meeting.Term{Word: l.Name, Language: language.English, Meaning: t.get(r, "meaning")}
		if l.Detail == "" && l.Agency != "" {
			if x.Language, err = languageOf(l.Agency); err != nil {
				l.is("refused", shortly{err})
			}
		}
		l.Agency = x.Language
		key := meeting.Term{Word: x.Word, Language: x.Language}
		was, known := now[key]
		switch first, again := seen[key]; {
		case l.Detail != "":
		case x.Meaning == "":
			l.is("refused", saying("there is no meaning"))
		case again:
			l.is("refused", saying("the same term stands in line %d", first))
		case x.Check() != nil:
			l.is("refused", shortly{x.Check()})
		case !known:
			l.is("new", verbatim(brief(x.Meaning)))
		case was == x.Meaning:
			l.Status = "same"
		default:
			l.is("changed", saying("“%s” instead of “%s”", brief(x.Meaning), brief(was)))
		}
		if _, again := seen[key]; !again {
			seen[key] = r.line
		}
		if l.Status == "new" || l.Status == "changed" {
			set = append(set, x)
		}
		i.lines = append(i.lines, l)
	}
	i.do = meeting.SetTerms{Terms: set}
	return i.finish(ctx, s, c.importFlags)
}

type explainCommand struct {
	Word []string `arg:"" help:"The word or abbreviation, such as EHCP."`
}

func (c *explainCommand) Run(s *session) error {
	asked := cell(strings.Join(c.Word, " "))
	g := s.Hub.Directory().Glossary()
	if t, ok := g.Explain(asked, s.reads()); ok {
		s.write("%s: %s", t.Word, t.Meaning)
		return nil
	}
	terms := g.In(asked, s.reads())
	for _, t := range terms {
		s.write("%s: %s", t.Word, t.Meaning)
	}
	if len(terms) == 0 {
		_, err := s.term(asked)
		return err
	}
	return nil
}

// reads is the language that the caller reads.
func (s *session) reads() string { return s.Words.Tag() }
