package command

import (
	"context"
	"errors"
	"strings"
	"time"

	"oneplan/meeting"
)

type urgentCommand struct {
	Record string        `arg:"" help:"The record's short name, exactly, such as sunflower."`
	Reason string        `required:"" placeholder:"WHY" help:"Why it cannot wait for the keyworker. The keyworker and the service managers read it."`
	For    time.Duration `placeholder:"TIME" help:"For how long: 30m, 2h. As long as this service allows, unless you say otherwise."`
}

// Run opens the record for a while, and keeps a trace of it, or of the try.
func (c *urgentCommand) Run(ctx context.Context, s *session) error {
	name := fold(c.Record)
	if err := s.Hub.OpenUrgently(ctx, s.Identity, name, c.Reason, c.For); err != nil {
		if errors.As(err, new(*meeting.Error)) {
			s.looks.refused = name
		}
		return err
	}
	s.looks.kind, s.looks.what, s.looks.reason = meeting.LookUrgent, "the record", cell(c.Reason)
	v, err := s.record(ctx, name)
	if err != nil {
		return err
	}
	until := time.Time{}
	for _, u := range v.Urgent {
		if u.Person == s.Identity.Person && u.Ended.IsZero() {
			until = u.Until
		}
	}
	s.say("You can read %s until %s, and change nothing: “record show %s” prints it, “join %s” goes in.", v.Name, s.moment(until), v.Name, v.Name)
	s.say("The keyworker and the service managers have been told that you opened it, and why; the family can read that you looked.")
	return nil
}

// orUrgently tells a practitioner who is refused how a record is opened when it cannot wait. It says so for every name alike, whether there is
// a record of that name or not: that, only urgent access finds out, which leaves a trace and is told.
func (s *session) orUrgently(err error) error {
	if a := s.me().Agency; meeting.CodeOf(err) != meeting.NotFound || a == "" || a == meeting.FamilyAgency || s.Via == "pass" || s.Identity.Limited() {
		return err
	}
	return refuse(meeting.NotFound, "%s If waiting would harm a child, “urgent RECORD --reason WHY” opens a record of others to read, and tells its keyworker.", strings.TrimSpace(in(s.Words, err)))
}
