package command

import (
	"context"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

type recordShow struct {
	Record        string `arg:"" help:"The record, such as sunflower."`
	Format        string `enum:"txt,md,html,pdf,docx,json" default:"txt" help:"The form of the text."`
	SubjectAccess bool   `help:"Everything about one person, the child unless --of says otherwise, with what is about others marked for review; for the keyworker and deputy."`
	Of            string `placeholder:"NAME" help:"With --subject-access: whom it is about, a child or somebody on the team."`
	printed       `embed:""`
}

func (c *recordShow) Run(ctx context.Context, s *session) error {
	if c.Of != "" && !c.SubjectAccess {
		return wrong("--of goes with --subject-access: add it")
	}
	v, err := s.record(ctx, c.Record)
	if err != nil {
		return err
	}
	o := minutes.Options{Whole: true, Zone: s.Zone, Words: c.in(s)}
	if c.SubjectAccess {
		return c.everything(s, v, o)
	}
	return c.print(s, minutes.OfRecord(v, o), minutes.Format(c.Format))
}

// everything prints all about one person. It is for those who lead the record: they see nearly all of it already, so that nobody
// sees more for it, and they know the family, so that they can review it. An administrator who is not on the team cannot read a record, and
// that somebody has asked for what is about them is no reason to let them.
func (c *recordShow) everything(s *session, v *meeting.View, o minutes.Options) error {
	if !v.May(meeting.LeadRecord, nil) {
		return refuse(meeting.Forbidden, "Everything about one person is put together by the keyworker or the deputy: ask one of them")
	}
	id, name, err := subject(v, c.Of)
	if err != nil {
		return err
	}
	facts, err := minutes.OfPerson(v, id, o)
	if err != nil {
		return err
	}
	s.looks.kind, s.looks.what = meeting.LookSubjectAccess, cell(name)
	return c.print(s, facts, minutes.Format(c.Format))
}

// subject finds whom everything is wanted about: the only child unless somebody is named.
func subject(v *meeting.View, typed string) (meeting.ID, string, error) {
	if typed == "" {
		if len(v.Children) != 1 {
			return 0, "", wrong("This record is about several children: say with --of whom it is about")
		}
		return v.Children[0].ID, v.Children[0].Called(), nil
	}
	type one struct {
		id   meeting.ID
		name string
	}
	var all []candidate[one]
	for _, p := range v.Children {
		all = append(all, candidate[one]{[]string{p.Called(), p.Name}, one{p.ID, p.Called()}})
	}
	for _, m := range v.Members {
		if m.Role != meeting.Child {
			all = append(all, candidate[one]{both(m.Name, m.AgencyName), one{m.ID, m.Name}})
		}
	}
	x, err := pick("person on the record", typed, "record show "+v.Name, all)
	return x.id, x.name, err
}
