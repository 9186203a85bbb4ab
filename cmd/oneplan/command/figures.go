package command

import (
	"context"
	"strconv"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/words"
)

type figuresCommand struct {
	Name   string `arg:"" optional:"" help:"One figure, such as overdue: what it is divided into, or its quarters."`
	Format string `enum:"table,json,csv" default:"table" help:"The form of the list; csv has a line for each part and each quarter."`
}

// figureLine is one figure in a list.
type figureLine struct {
	Name   string       `json:"name"`
	Status string       `json:"status"` // shown | hidden
	Title  string       `json:"title"`
	Number *int         `json:"number,omitempty"` // of those that are shown
	All    *int         `json:"all,omitempty"`    // what it is a part of, where that is shown
	Of     string       `json:"of,omitempty"`
	Parts  []figurePart `json:"parts,omitempty"` // they add up to the number
	Day    meeting.Day  `json:"day"`             // on which it was counted
}

// figurePart is a part of a figure: of a kind, or of a time.
type figurePart struct {
	Name   string      `json:"name"`
	Number int         `json:"number"`
	From   meeting.Day `json:"from,omitempty"`
	To     meeting.Day `json:"to,omitempty"`
}

// Run counts over all records and says what may be known of it.
func (c *figuresCommand) Run(ctx context.Context, s *session) error {
	s.looks.whole = "the figures of the service"
	all, err := s.Hub.Figures(ctx, s.Identity)
	if err != nil {
		return err
	}
	list := all.List
	if c.Name != "" {
		var cs []candidate[meeting.Figure]
		for _, f := range list {
			cs = append(cs, candidate[meeting.Figure]{[]string{f.Name}, f})
		}
		f, err := pick("figure", c.Name, "figures", cs)
		if err != nil {
			return err
		}
		list = []meeting.Figure{f}
	}
	switch c.Format {
	case "json":
		lines := make([]figureLine, 0, len(list))
		for i := range list {
			lines = append(lines, lineOfFigure(&all, &list[i]))
		}
		if c.Name != "" {
			return s.json(lines[0])
		}
		return s.json(lines)
	case "csv":
		s.file = true
		s.takes("%s, csv", s.looks.whole)
		return figuresCSV(&all, list).CSV(&s.out)
	}
	s.tellFigures(&all, list, c.Name != "")
	return nil
}

func lineOfFigure(all *meeting.Figures, f *meeting.Figure) figureLine {
	l := figureLine{Name: f.Name, Status: "hidden", Title: string(f.Title), Of: string(f.Of), Day: all.Day}
	if f.Shown {
		l.Status, l.Number = "shown", &f.N
	}
	if f.Of != "" && (f.Shown || f.All != 0) {
		l.All = &f.All
	}
	for _, p := range f.Parts {
		l.Parts = append(l.Parts, figurePart{cell(p.Label), p.N, p.From, p.To})
	}
	return l
}

// figuresCSV is a line for each figure as a whole, with no part, and one for each of its parts.
func figuresCSV(all *meeting.Figures, list []meeting.Figure) minutes.Table {
	t := minutes.Table{Head: []string{"day", "name", "title", "status", "part", "from", "to", "number", "all", "of"}}
	for i := range list {
		f := lineOfFigure(all, &list[i])
		number := func(n *int) string {
			if n == nil {
				return ""
			}
			return strconv.Itoa(*n)
		}
		t.Rows = append(t.Rows, []string{string(f.Day), f.Name, f.Title, f.Status, "", "", "", number(f.Number), number(f.All), f.Of})
		for _, p := range f.Parts {
			t.Rows = append(t.Rows, []string{string(f.Day), f.Name, f.Title, f.Status, p.Name, string(p.From), string(p.To), strconv.Itoa(p.Number), "", ""})
		}
	}
	return t
}

// tellFigures tells figures in a table: with one, what it is divided into.
func (s *session) tellFigures(all *meeting.Figures, list []meeting.Figure, one bool) {
	hidden := false
	t := minutes.Table{Head: s.heads("name", "figure", "number", "")}
	for i := range list {
		f := &list[i]
		hidden = hidden || !f.Shown
		t.Rows = append(t.Rows, []string{f.Name, s.T(f.Title), all.Number(s.Words, f), s.T(f.Of)})
	}
	s.say("Figures of the service on %s.\n", all.Day.When(""))
	s.out.WriteString(t.Plain(0))
	if one && len(list[0].Parts) > 0 {
		s.write("")
		head := words.Msg("part")
		if list[0].Time {
			head = "quarter"
		}
		parts := minutes.Table{Head: s.heads(head, "number")}
		for _, p := range list[0].Parts {
			parts.Rows = append(parts.Rows, []string{cell(p.In(s.Words)), strconv.Itoa(p.N)})
		}
		s.out.WriteString(parts.Plain(0))
	}
	if hidden {
		s.write("\n%s", all.Why(s.Words))
	}
	if all.Unread > 0 {
		s.say("\nNot all is counted: %d of the records cannot be read, please tell whoever runs the service.", all.Unread)
	}
	if !one {
		s.say("\n“figures NAME” tells what one is divided into, --format csv has all of it for a spreadsheet.")
	}
}
