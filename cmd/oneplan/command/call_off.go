package command

import (
	"context"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

type meetingMove struct {
	Meeting string  `arg:"" help:"The meeting, such as sunflower-3."`
	At      string  `required:"" placeholder:"TIME" help:"When it is now: 24 nov 14:00, next friday 2pm, 2026-11-24 14:00."`
	Place   *string `placeholder:"PLACE" help:"Where people meet now, or the link to join by; as it was unless you say otherwise."`
}

func (c *meetingMove) Run(ctx context.Context, s *session) error {
	at, err := meeting.ParseTime(c.At, s.now)
	if err != nil {
		return usage{err}
	}
	f, err := s.meeting(ctx, c.Meeting)
	if err != nil {
		return err
	}
	switch f.Stage {
	case meeting.Preparing:
	case meeting.CalledOff:
		return refuse(meeting.Stage, "The meeting %s is called off: “meeting on-again %[1]s --at TIME” puts it on at another time", f.name())
	default:
		return refuse(meeting.Stage, "The meeting %s has begun, so its time stays: “meeting new” plans another", f.name())
	}
	m := *f.Meeting
	m.At = at
	if c.Place != nil {
		m.Place = *c.Place
	}
	if _, err := s.do(ctx, f.view.Name, meeting.SetMeeting{Meeting: m}); err != nil {
		return err
	}
	return s.sayPlanned(ctx, f, "%s is moved")
}

type meetingCallOff struct {
	Meeting string `arg:"" help:"The meeting, such as sunflower-3."`
	Reason  string `required:"" placeholder:"WHY" help:"Why it does not take place: everyone who sees the meeting reads this."`
}

func (c *meetingCallOff) Run(ctx context.Context, s *session) error {
	f, err := s.meeting(ctx, c.Meeting)
	if err != nil {
		return err
	}
	if _, err := s.do(ctx, f.view.Name, meeting.CallOff{Meeting: f.ID, Reason: c.Reason}); err != nil {
		return err
	}
	s.say("%s is called off. Everyone who comes in sees that, with the reason; “meeting on-again %[1]s” takes it back.", f.name())
	_, untold := f.view.Hearing(f.Meeting)
	s.tellThem(untold)
	return nil
}

type meetingOnAgain struct {
	Meeting string `arg:"" help:"The meeting, such as sunflower-3."`
	At      string `placeholder:"TIME" help:"When it is now; when it was planned for unless you say otherwise."`
}

func (c *meetingOnAgain) Run(ctx context.Context, s *session) error {
	cmd := meeting.PutOn{}
	if c.At != "" {
		at, err := meeting.ParseTime(c.At, s.now)
		if err != nil {
			return usage{err}
		}
		cmd.At = at
	}
	f, err := s.meeting(ctx, c.Meeting)
	if err != nil {
		return err
	}
	cmd.Meeting = f.ID
	if _, err := s.do(ctx, f.view.Name, cmd); err != nil {
		return err
	}
	return s.sayPlanned(ctx, f, "%s is on again")
}

// sayPlanned says what became of a meeting and when and where it is, as the caller sees it, and who has to be told.
func (s *session) sayPlanned(ctx context.Context, f found, said words.Msg) error {
	now, err := s.known(ctx, f.view.Name, f.ID)
	if err != nil {
		return err
	}
	where := ""
	if now.Place != "" {
		where = ", " + cell(now.Place)
	}
	s.write("%s: %s, %s%s.", s.T(said, now.name()), s.T(now.Kind.Heading()), meeting.TimeIn(s.Words, now.At.In(s.Zone), ""), where)
	_, untold := now.view.Hearing(now.Meeting)
	s.tellThem(untold)
	return nil
}

// tellThem names those of the team who have no way in, and so hear of nothing by themselves.
func (s *session) tellThem(untold []*meeting.Member) {
	for _, m := range untold {
		s.say("%s cannot come in here: tell them yourself.", cell(m.Name))
	}
}
