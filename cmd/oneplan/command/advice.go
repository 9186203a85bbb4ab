package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

// advice returns what the caller asked and was asked.
func (s *session) advice(ctx context.Context) ([]meeting.Consulted, error) {
	views, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	s.asked, s.views = false, nil // nothing of the records is told
	return s.Hub.Directory().AdviceFor(s.Identity.Person, func(name string) bool {
		return slices.ContainsFunc(views, func(v *meeting.View) bool { return v.Name == name })
	}), nil
}

// adviceWaits counts what waits for the caller.
func (s *session) adviceWaits() int {
	n := 0
	for _, x := range s.Hub.Directory().AdviceFor(s.Identity.Person, func(string) bool { return false }) {
		if x.Waits {
			n++
		}
	}
	return n
}

// adviser finds somebody whom the caller can ask: of their teams, or one whom the service names; anybody else by their whole name.
func (s *session) adviser(ctx context.Context, typed string) (meeting.PersonID, error) {
	views, err := s.look(ctx)
	if err != nil {
		return "", err
	}
	s.asked, s.views = false, nil // nothing of the records is told
	dir := s.Hub.Directory()
	var all []candidate[meeting.PersonID]
	add := func(id meeting.PersonID, name string) {
		if id != s.Identity.Person && !slices.ContainsFunc(all, func(c candidate[meeting.PersonID]) bool { return c.is == id }) {
			all = append(all, candidate[meeting.PersonID]{[]string{name}, id})
		}
	}
	for _, v := range views {
		for _, m := range v.Members {
			if m.Person != "" && m.Current() && m.Guest == 0 && m.Agency != meeting.FamilyAgency && !m.Role.Family() {
				add(m.Person, m.Name)
			}
		}
	}
	for _, a := range dir.Advisers(s.Identity.Person) {
		add(a.ID, a.Name)
	}
	var whole []meeting.PersonID
	for _, a := range dir.People {
		if !a.Revoked && a.Agency != meeting.FamilyAgency && a.ID != s.Identity.Person && fold(a.Name) == fold(typed) {
			whole = append(whole, a.ID)
		}
	}
	if len(whole) == 1 {
		return whole[0], nil
	}
	return pick("colleague", typed, "advice who", all)
}

type adviceList struct {
	Format string `enum:"table,json,csv" default:"table" help:"The form of the list."`
}

// adviceLine is one question in a list.
type adviceLine struct {
	Name   string `json:"name"`   // its number among the caller's
	Status string `json:"status"` // waits for you | open | closed
	With   string `json:"with"`
	Asked  string `json:"asked"` // by: you | them
	Record string `json:"record"`
	At     string `json:"at"`
	Words  string `json:"words"`
	Said   string `json:"said"` // what was said since
}

// Run tells what the caller asked colleagues and was asked, and notes that they have read the answers.
func (c *adviceList) Run(ctx context.Context, s *session) error {
	if _, err := s.keyworker(""); err != nil {
		return err
	}
	s.looks.whole = "what they asked colleagues and were asked"
	all, err := s.advice(ctx)
	if err != nil {
		return err
	}
	var lines []adviceLine
	var read []meeting.Command
	for _, x := range all {
		l := adviceLine{
			Name: strconv.Itoa(x.No), Status: "open", With: cell(x.With.Name), Asked: "them", Record: x.Advice.Record, At: x.Advice.At.In(s.Zone).Format("2006-01-02T15:04:05Z07:00"), Words: x.Advice.Words,
		}
		switch {
		case x.Waits:
			l.Status = "waits for you"
		case !x.Advice.Closed.IsZero():
			l.Status = "closed"
		}
		if x.Mine {
			l.Asked = "you"
		}
		l.Said = s.replies(x, "you")
		if x.Waits && x.Mine {
			read = append(read, meeting.ReadAdvice{N: x.Advice.N})
		}
		lines = append(lines, l)
	}
	if c.Format != "table" {
		return list(s, c.Format, minutes.Table{}, lines, "")
	}
	if len(lines) == 0 {
		s.say("Nothing asked yet: “advice ask NAME --text WORDS” asks a colleague or a service manager.")
		return nil
	}
	for i, l := range lines {
		if i > 0 {
			s.write("")
		}
		about := ""
		if l.Record != "" {
			about = s.T(", about %s", l.Record)
		}
		who := s.T("%s asks you", l.With)
		if l.Asked == "you" {
			who = s.T("You asked %s", l.With)
		}
		s.write("%s. %s, %s%s (%s)\n%s", l.Name, who, s.Words.Time(all[i].Advice.At.In(s.Zone), "2 Jan 2006"), about, s.word(adviceStandings, l.Status), l.Words)
		for reply := range strings.SplitSeq(s.replies(all[i], s.T("you")), "\n") {
			if reply != "" {
				s.write("  %s", reply)
			}
		}
	}
	if len(read) > 0 {
		if _, err := s.Hub.DoService(ctx, s.Identity, read...); err != nil {
			return err
		}
	}
	return nil
}

// replies are what was said since somebody asked, one after the other; the caller is called you.
func (s *session) replies(x meeting.Consulted, you string) string {
	var said []string
	for _, r := range x.Advice.Said {
		who := cell(x.With.Name)
		if r.By == s.Identity.Person {
			who = you
		}
		said = append(said, who+": "+r.Words)
	}
	return strings.Join(said, "\n")
}

type adviceWho struct{}

// Run tells whom the caller can ask.
func (c *adviceWho) Run(_ context.Context, s *session) error {
	if _, err := s.keyworker(""); err != nil {
		return err
	}
	s.looks.whole = "whom they can ask for advice"
	t := minutes.Table{Head: s.heads("name", "title", "agency")}
	for _, a := range s.Hub.Directory().Advisers(s.Identity.Person) {
		t.Rows = append(t.Rows, []string{cell(a.Name), cell(a.Title), cell(a.Agency)})
	}
	if len(t.Rows) > 0 {
		s.out.WriteString(t.Plain(0))
	}
	s.say("And every practitioner on the teams of your records, and anybody else by their whole name.")
	return nil
}

type adviceAsk struct {
	To    string `arg:"" help:"Whom you ask: a colleague or a service manager."`
	About string `help:"The record that it is about: only whoever is on its team is told which."`
	Text  string `help:"Your question, without the child's name; without it, it is read from standard input."`
}

// Run asks somebody.
func (c *adviceAsk) Run(ctx context.Context, s *session) error {
	if _, err := s.keyworker(""); err != nil {
		return err
	}
	to, err := s.adviser(ctx, c.To)
	if err != nil {
		return err
	}
	ask := meeting.AskAdvice{To: to, Words: c.Text}
	if c.About != "" {
		v, err := s.record(ctx, c.About)
		if err != nil {
			return err
		}
		ask.Record = v.Name
	}
	if ask.Words, err = s.given(c.Text); err != nil {
		return err
	}
	s.looks.kind, s.looks.what = meeting.LookChanged, meeting.AskedWords(s.Hub.Directory(), to)
	if ask.Record == "" {
		s.looks.whole = s.looks.what
	}
	if _, err := s.Hub.DoService(ctx, s.Identity, ask); err != nil {
		return err
	}
	s.say("Your question is sent to %s, and nothing of a record with it. The answer comes to your home, and to “advice”.", cell(s.Hub.Directory().Account(to).Name))
	return nil
}

// given returns what was given on the line, or else standard input.
func (s *session) given(given string) (string, error) {
	if given != "" || s.Stdin == nil {
		return given, nil
	}
	b, err := io.ReadAll(io.LimitReader(s.Stdin, 64<<10))
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("standard input could not be read: %w", err)
	}
	return string(b), nil
}

type adviceAnswer struct {
	N    int    `arg:"" help:"The number of the question, as “advice” has it."`
	Text string `help:"What you say; without it, it is read from standard input."`
}

// Run answers, or asks back.
func (c *adviceAnswer) Run(ctx context.Context, s *session) error {
	x, err := s.consulted(ctx, c.N)
	if err != nil {
		return err
	}
	said, err := s.given(c.Text)
	if err != nil {
		return err
	}
	if _, err := s.Hub.DoService(ctx, s.Identity, meeting.SayAdvice{N: x.Advice.N, Words: said}); err != nil {
		return err
	}
	s.say("It is sent to %s.", cell(x.With.Name))
	return nil
}

type adviceClose struct {
	N int `arg:"" help:"The number of the question, as “advice” has it."`
}

// Run ends a question. Both keep it.
func (c *adviceClose) Run(ctx context.Context, s *session) error {
	x, err := s.consulted(ctx, c.N)
	if err != nil {
		return err
	}
	if _, err := s.Hub.DoService(ctx, s.Identity, meeting.CloseAdvice{N: x.Advice.N}); err != nil {
		return err
	}
	s.say("It is closed. Both of you keep it.")
	return nil
}

// consulted returns the caller's question of that number.
func (s *session) consulted(ctx context.Context, n int) (meeting.Consulted, error) {
	if _, err := s.keyworker(""); err != nil {
		return meeting.Consulted{}, err
	}
	s.looks.whole = "what they asked colleagues and were asked"
	all, err := s.advice(ctx)
	if err != nil {
		return meeting.Consulted{}, err
	}
	if i := slices.IndexFunc(all, func(x meeting.Consulted) bool { return x.No == n }); i >= 0 {
		return all[i], nil
	}
	return meeting.Consulted{}, refuse(meeting.NotFound, "There is no such question of yours or to you: “advice” lists them")
}
