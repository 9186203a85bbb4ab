package command

import (
	"context"
	"slices"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

type actionsCommand struct {
	Mine    bool   `help:"Only your own."`
	Overdue bool   `help:"Only those whose date is past."`
	All     bool   `help:"Those that are done or no longer needed, too."`
	Record  string `placeholder:"RECORD" help:"Only those of this record."`
	Format  string `enum:"table,json" default:"table" help:"The form of the list."`
}

// actionLine is one action in a list.
type actionLine struct {
	Name      string               `json:"name"` // what is to be done
	Status    meeting.ActionStatus `json:"status"`
	Owner     string               `json:"owner,omitempty"`
	OwnerSays meeting.Consent      `json:"owner_says,omitempty"` // asked | agreed | declined
	Due       meeting.Day          `json:"due,omitempty"`
	Overdue   bool                 `json:"overdue"`
	Record    string               `json:"record"`
	About     []string             `json:"about"`
}

func (c *actionsCommand) Run(ctx context.Context, s *session) error {
	views, err := s.only(ctx, c.Record)
	if err != nil {
		return err
	}
	var lines []actionLine
	for _, v := range views {
		for _, a := range v.Actions() {
			overdue := a.Status.Open() && a.Due != "" && a.Due < s.today()
			if c.Mine && a.Owner != v.Me.ID || c.Overdue && !overdue || !c.All && !a.Status.Open() {
				continue
			}
			x := actionLine{
				Name: cell(v.Text(meeting.Field{ID: a.ID, Part: meeting.What}).String()), Status: a.Status, OwnerSays: a.Consent,
				Due: a.Due, Overdue: overdue, Record: v.Name, About: called(v.Children),
			}
			if a.Owner != 0 {
				x.Owner = cell(v.NameOf(a.Owner))
			}
			lines = append(lines, x)
		}
	}
	slices.SortStableFunc(lines, func(a, b actionLine) int {
		if (a.Due == "") != (b.Due == "") { // those without a date last
			return strings.Compare(string(b.Due), string(a.Due))
		}
		return strings.Compare(string(a.Due), string(b.Due))
	})
	t := minutes.Table{Head: []string{"what", "who", "by when", "status", "about", "record"}}
	for _, x := range lines {
		who := x.Owner
		switch {
		case who == "":
			who = "nobody yet"
		case x.OwnerSays == meeting.Asked:
			who += " (asked)"
		case x.OwnerSays == meeting.Declined:
			who += " (said no)"
		}
		due := x.Due.Words(s.today())
		switch {
		case due == "":
			due = "no date"
		case x.Overdue:
			due = "was due " + due
		}
		t.Rows = append(t.Rows, []string{x.Name, who, due, string(x.Status), strings.Join(x.About, ", "), x.Record})
	}
	return list(s, c.Format, t, lines, "There is nothing to do here.")
}
