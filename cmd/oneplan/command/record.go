package command

import (
	"context"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

type recordNew struct {
	Name    string   `arg:"" help:"A short name that is easy to say and says nothing of the child: sunflower."`
	Child   []string `required:"" sep:"none" placeholder:"NAME" help:"The child's full name; once for each of brothers and sisters."`
	KnownAs []string `sep:"none" placeholder:"NAME" help:"What the child asked to be called; in the same order."`
	Born    []string `sep:"none" placeholder:"DATE" help:"The child's date of birth, such as 2 mar 2019; in the same order."`
	Role    string   `placeholder:"ROLE" help:"Your own role on the record (keyworker unless you say otherwise)."`
	Format  string   `enum:"table,json" default:"table" help:"The form of the answer."`
}

func (c *recordNew) Run(ctx context.Context, s *session) error {
	if len(c.KnownAs) > len(c.Child) || len(c.Born) > len(c.Child) {
		return wrong("There are more --known-as or --born than --child: say each child's after its name")
	}
	cmd := meeting.CreateRecord{Name: strings.ToLower(c.Name), Creator: meeting.Member{Role: meeting.Keyworker}}
	if c.Role != "" {
		role, err := roleOf(c.Role)
		if err != nil {
			return err
		}
		cmd.Creator.Role = role
	}
	for i, name := range c.Child {
		p := meeting.Person{Name: name}
		if i < len(c.KnownAs) {
			p.KnownAs = c.KnownAs[i]
		}
		if i < len(c.Born) {
			born, err := meeting.ParseDay(c.Born[i], s.today())
			if err != nil {
				return usage{err}
			}
			if born > s.today() {
				return wrong("%s is not a date of birth: add the year", born.When(""))
			}
			p.Born = born
		}
		cmd.Children = append(cmd.Children, p)
	}
	if err := s.Hub.CreateRecord(ctx, s.Identity, cmd); err != nil {
		s.looks.refused = fold(cmd.Name) // who finds out that there is one leaves a trace there
		return err
	}
	if c.Format == "json" {
		return s.json(recordLine{Name: cmd.Name, Status: "open", Role: cmd.Creator.Role, About: called(cmd.Children)})
	}
	s.say("The record %s is begun, and you are its %s.", cmd.Name, cmd.Creator.Role.Msg())
	for _, p := range cmd.Children {
		if p.Born != "" {
			s.say("%s, born on %s.", cell(p.Called()), p.Born.When(""))
		}
	}
	s.say("Next: “meeting new %s --at TIME --kind initial”, and “invite NAME --agency AGENCY --role ROLE --record %s”.", cmd.Name, cmd.Name)
	return nil
}

func called(children []meeting.Person) []string {
	out := []string{}
	for _, c := range children {
		out = append(out, cell(c.Called()))
	}
	return out
}

// recordLine is one record in a list.
type recordLine struct {
	Name   string       `json:"name"`
	Status string       `json:"status"` // live | planned | open
	About  []string     `json:"about"`
	Role   meeting.Role `json:"role"`           // the caller's
	Next   string       `json:"next,omitempty"` // the next or live meeting
}

type recordList struct {
	Format string `enum:"table,json,csv,xlsx" default:"table" help:"The form of the list."`
}

func (c *recordList) Run(ctx context.Context, s *session) error {
	views, err := s.look(ctx)
	if err != nil {
		return err
	}
	var lines []recordLine
	t := minutes.Table{Head: s.heads("record", "status", "about", "you are", "next meeting")}
	for _, v := range views {
		x := recordLine{Name: v.Name, Status: minutes.RecordStatus(v), About: called(v.Children), Role: v.Me.Role}
		next := ""
		if m := coming(v); m != nil {
			x.Next = found{v, m}.name()
			next = x.Next + ", " + s.moment(m.At)
		}
		lines = append(lines, x)
		t.Rows = append(t.Rows, []string{x.Name, s.word(recordStandings, x.Status), strings.Join(x.About, ", "), s.T(x.Role.Msg()), next})
	}
	if err := list(s, c.Format, t, lines, "You are on no record's team yet."); err != nil || c.Format != "table" {
		return err
	}
	for _, v := range views {
		if v.May(meeting.LeadRecord, nil) {
			s.tellErasures(v.Name)
		}
	}
	return nil
}

// coming returns the live meeting, or else the one that is planned first; nil if there is none.
func coming(v *meeting.View) *meeting.Meeting {
	var next *meeting.Meeting
	for _, m := range v.Meetings {
		switch {
		case m.Stage == meeting.Live:
			return m
		case m.Stage == meeting.Preparing && (next == nil || m.At.Before(next.At)):
			next = m
		}
	}
	return next
}
