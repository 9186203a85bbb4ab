package command

import (
	"context"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

// paper are the flags of a command that prints a paper.
type paper struct {
	Format   string `enum:"md,txt,html,pdf,docx,json" default:"md" help:"The form of the paper."`
	Audience string `enum:"everyone,practitioners" default:"everyone" help:"Who the paper is for: it leaves out whatever they may not all see."`
	signed   `embed:""`
}

// options refuses a paper for an audience that the viewer is not of.
func (p paper) options(s *session, v *meeting.View) (minutes.Options, error) {
	o := minutes.Options{Zone: s.Zone}
	if p.Audience == string(meeting.Practitioners) {
		o.Audience = meeting.Practitioners
		if !o.Audience.Admits(v.Viewer()) {
			return o, refuse(meeting.Forbidden, "The practitioners' paper is for practitioners: leave --audience out for the one for everyone")
		}
	}
	return o, nil
}

func (p paper) write(s *session, facts minutes.Paper) error {
	return p.print(s, facts, minutes.Format(p.Format))
}

// ofRecord prints a paper of a record, which is called so.
func (p paper) ofRecord(ctx context.Context, s *session, typed, called string, of func(*meeting.View, minutes.Options) minutes.Paper) error {
	v, err := s.record(ctx, typed)
	if err != nil {
		return err
	}
	o, err := p.options(s, v)
	if err != nil {
		return err
	}
	s.takes("the %s, %s, for %s", called, p.Format, p.Audience)
	return p.write(s, of(v, o))
}

type minutesCommand struct {
	Meeting string `arg:"" help:"The meeting, such as sunflower-3."`
	paper   `embed:""`
}

func (c *minutesCommand) Run(ctx context.Context, s *session) error {
	f, err := s.meeting(ctx, c.Meeting)
	if err != nil {
		return err
	}
	o, err := c.options(s, f.view)
	if err != nil {
		return err
	}
	s.takes("minutes of %s, %s, for %s", f.name(), c.Format, c.Audience)
	facts, err := minutes.OfMeeting(f.view, f.ID, o)
	if err != nil {
		return err
	}
	return c.write(s, facts)
}

type planCommand struct {
	Record string `arg:"" help:"The record, such as sunflower."`
	paper  `embed:""`
}

func (c *planCommand) Run(ctx context.Context, s *session) error {
	return c.ofRecord(ctx, s, c.Record, "plan", func(v *meeting.View, o minutes.Options) minutes.Paper { return minutes.OfPlan(v, o) })
}
