package command

import (
	"context"
	"strings"

	linemode "oneplan/cmd/oneplan/line"
	"oneplan/meeting"
	"oneplan/meeting/words"
)

// Follow is what somebody asked for who wants to hear a meeting in line mode.
type Follow struct {
	Meeting string // as typed; "" for the one meeting that is live
	Times   bool   // each line begins with the time
}

type followCommand struct {
	Meeting string `arg:"" optional:"" help:"The meeting, such as sunflower-3; without one, the one that is live."`
	Times   bool   `help:"Begin each line with the time."`
}

// Run is reached only if Following did not take it.
func (*followCommand) Run() error { return wrong("Say which meeting, as in “follow sunflower-3”.") }

// Following reports whether args ask to follow a meeting in line mode, and which.
func Following(args []string) (Follow, bool) {
	if len(args) == 0 || args[0] != "follow" {
		return Follow{}, false
	}
	for _, a := range args {
		if a == "--help" || a == "-h" {
			return Follow{}, false
		}
	}
	_, g, err := parse(args)
	if err != nil {
		return Follow{}, false
	}
	return Follow{Meeting: g.Follow.Meeting, Times: g.Follow.Times}, true
}

// Resolve finds the meeting that is meant, like Join.Resolve.
func (f Follow) Resolve(ctx context.Context, env Env) (record string, id meeting.ID, err error) {
	return Join{Meeting: f.Meeting}.Resolve(ctx, env)
}

// atMeeting are the arguments of a command that says a sentence at a meeting without going there.
type atMeeting struct {
	Meeting string   `arg:"" help:"The meeting, such as sunflower-3."`
	Words   []string `arg:"" optional:"" help:"What to say."`
	Format  string   `enum:"text,json" default:"text" help:"The form of the answer."`
}

// said is the answer for programs.
type said struct {
	Name   string   `json:"name"`   // the meeting
	Status string   `json:"status"` // saved | told
	Said   []string `json:"said"`
}

// saying does what a sentence says.
func (c *atMeeting) saying(ctx context.Context, s *session, begin string) error {
	f, err := s.meeting(ctx, c.Meeting)
	if err != nil {
		return err
	}
	seat, err := s.Hub.Sit(ctx, f.view.Name, s.Identity)
	if err != nil {
		return err
	}
	defer seat.Close()
	r, err := linemode.Once(ctx, seat, f.view.Name, f.ID, s.Zone, s.Words, strings.TrimSpace(begin+" "+strings.Join(c.Words, " ")))
	switch {
	case linemode.ErrUnclear(err):
		return usage{err}
	case err != nil:
		return err
	}
	if c.Format == "json" {
		if r.Data != nil {
			return s.json(r.Data)
		}
		return s.json(said{f.name(), "saved", r.Lines})
	}
	for _, l := range r.Lines {
		s.write("%s", l)
	}
	return nil
}

type (
	sayCommand    struct{ atMeeting }
	noteCommand   struct{ atMeeting }
	agreeCommand  struct{ atMeeting }
	objectCommand struct{ atMeeting }
	doCommand     struct{ atMeeting }
)

func (c *sayCommand) Run(ctx context.Context, s *session) error { return c.saying(ctx, s, "say") }

func (c *noteCommand) Run(ctx context.Context, s *session) error { return c.saying(ctx, s, "note") }

func (c *agreeCommand) Run(ctx context.Context, s *session) error { return c.saying(ctx, s, "agree") }

func (c *objectCommand) Run(ctx context.Context, s *session) error { return c.saying(ctx, s, "object") }

// Run says any sentence of line mode; without one, what there is to hear first.
func (c *doCommand) Run(ctx context.Context, s *session) error {
	if len(c.Words) == 0 {
		c.Words = []string{"now"}
	}
	return c.saying(ctx, s, "")
}

type peopleSet struct {
	Name     []string `arg:"" optional:"" help:"Whose; yours without one."`
	Line     bool     `help:"Line mode: plain lines to read or to hear, and sentences to type."`
	Screens  bool     `help:"The screens."`
	Language string   `help:"The language of screens and papers: en (English) or cy (Cymraeg)."`
}

// Run sets how somebody is met when they come in.
func (c *peopleSet) Run(ctx context.Context, s *session) error {
	if c.Line && c.Screens || !c.Line && !c.Screens && c.Language == "" {
		return wrong("Say --line or --screens, or --language with en or cy")
	}
	if c.Language != "" && !words.Known(c.Language) {
		return wrong("There is no language %s here: say en (English) or cy (Cymraeg)", cell(c.Language))
	}
	a := s.me()
	if len(c.Name) > 0 {
		p, err := s.somebody(ctx, strings.Join(c.Name, " "))
		if err != nil {
			return err
		}
		if p.account.ID != s.Identity.Person && !s.admin() {
			return refuse(meeting.Forbidden, "Only an administrator sets this for others: they can do it themselves with “people set --line”")
		}
		a = *p.account
	}
	if c.Line || c.Screens {
		a.Lines = c.Line
	}
	if c.Language != "" {
		a.Language = words.In(c.Language).Tag()
	}
	if _, err := s.Hub.DoService(ctx, s.Identity, meeting.SetPerson{Account: a}); err != nil {
		return err
	}
	if c.Language != "" {
		s.say("%s reads screens and papers in %s from now on.", cell(a.Name), words.In(c.Language).Name())
	}
	switch {
	case c.Line:
		s.say("%s comes in to line mode from the next time on. “people set --screens” goes back.", cell(a.Name))
	case c.Screens:
		s.say("%s comes in to the screens from the next time on. “people set --line” goes back.", cell(a.Name))
	}
	return nil
}
