package command

import (
	"context"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/words"
)

// paper are the flags of a command that prints a paper.
type paper struct {
	Format   string `enum:"md,txt,html,pdf,docx,json,fhir" default:"md" help:"The form of the paper; fhir, a FHIR R4 bundle, is one of plans and minutes."`
	Audience string `enum:"everyone,practitioners" default:"everyone" help:"Who the paper is for: it leaves out whatever they may not all see."`
	printed  `embed:""`
}

// printed are the flags of a command whose paper can be printed.
type printed struct {
	Large bool   `help:"With --format pdf, docx or html: in large print, 18 points."`
	Paper string `enum:"a4,letter" default:"a4" help:"With --format pdf or docx: the size of the paper."`
	// Language is of the command and not of the facts: two papers that say the same have the same number, whatever they are written in.
	Language string `enum:"own,en,cy" default:"own" help:"The language of the paper: your own, English (en) or Welsh (cy). What people wrote stays as they wrote it."`
	signed   `embed:""`
}

// in is the language that a paper is to be in.
func (c printed) in(s *session) *words.Language {
	if c.Language == "own" {
		return s.Words
	}
	return words.In(c.Language)
}

// print prints a paper in a format.
func (c printed) print(s *session, p minutes.Paper, f minutes.Format) error {
	on := minutes.Sheet{Large: c.Large, Letter: c.Paper == "letter"}
	switch {
	case on.Letter && !f.Binary():
		return wrong("--paper is for what has pages: add --format pdf or --format docx")
	case on.Large && !f.Binary() && f != minutes.HTML:
		return wrong("--large is for what shows print: add --format pdf, --format docx or --format html")
	}
	return c.signed.print(s, p, f, on)
}

// options refuses a paper for an audience that the viewer is not of.
func (p paper) options(s *session, v *meeting.View) (minutes.Options, error) {
	o := minutes.Options{Zone: s.Zone, Words: p.in(s)}
	if p.Audience == string(meeting.Practitioners) {
		o.Audience = meeting.Practitioners
		if !o.Audience.Admits(v.Viewer()) {
			return o, refuse(meeting.Forbidden, "The practitioners' paper is for practitioners: leave --audience out for the one for everyone")
		}
	}
	return o, nil
}

// write prints the paper. bundle makes it a FHIR bundle; nil is a paper that is none.
func (p paper) write(s *session, facts minutes.Paper, bundle func() ([]byte, error)) error {
	if p.Format != "fhir" {
		return p.print(s, facts, minutes.Format(p.Format))
	}
	if bundle == nil {
		return wrong("FHIR is a form of plans and minutes: choose another --format")
	}
	raw, err := bundle()
	if err != nil {
		return err
	}
	s.out.Write(raw)
	return p.hand(s, facts)
}

// ofRecord prints a paper of a record, which is called so.
func (p paper) ofRecord(ctx context.Context, s *session, typed, called string, of func(*meeting.View, minutes.Options) (minutes.Paper, func() ([]byte, error))) error {
	v, err := s.record(ctx, typed)
	if err != nil {
		return err
	}
	o, err := p.options(s, v)
	if err != nil {
		return err
	}
	s.takes("the %s, %s, for %s", called, p.Format, p.Audience)
	facts, bundle := of(v, o)
	return p.write(s, facts, bundle)
}

// easyRead is the flag of a command whose paper has an easy-read copy for the family.
type easyRead struct {
	EasyRead bool `help:"The family's easy-read copy, in large print: short sentences, one idea a line, and a sign for who and when. It is for everyone."`
}

// fits refuses the copy in forms that are for machines, and for some only.
func (e easyRead) fits(p paper) error {
	switch {
	case !e.EasyRead:
		return nil
	case p.Format == "json" || p.Format == "fhir":
		return wrong("--easy-read is for people: choose --format md, txt, html, pdf or docx")
	case p.Audience != "everyone":
		return wrong("--easy-read is for everyone: leave --audience out")
	}
	return nil
}

type minutesShow struct {
	Meeting  string `arg:"" help:"The meeting, such as sunflower-3."`
	easyRead `embed:""`
	paper    `embed:""`
}

func (c *minutesShow) Run(ctx context.Context, s *session) error {
	if err := c.fits(c.paper); err != nil {
		return err
	}
	f, err := s.meeting(ctx, c.Meeting)
	if err != nil {
		return err
	}
	if f.Stage == meeting.CalledOff {
		return refuse(meeting.NotFound, "The meeting %s was called off, so it has no minutes: “join %[1]s” shows what was prepared", f.name())
	}
	o, err := c.options(s, f.view)
	if err != nil {
		return err
	}
	called := "minutes"
	if c.EasyRead {
		called = "easy-read minutes"
	}
	s.takes("%s of %s, %s, for %s", called, f.name(), c.Format, c.Audience)
	v, since, err := s.frozen(ctx, f)
	if err != nil {
		return err
	}
	o.Since = since
	if c.EasyRead {
		facts, err := minutes.OfEasyMeeting(v, f.ID, o)
		if err != nil {
			return err
		}
		return c.write(s, facts, nil)
	}
	facts, err := minutes.OfMeeting(v, f.ID, o)
	if err != nil {
		return err
	}
	return c.write(s, facts, func() ([]byte, error) { return minutes.MinutesBundle(v, f.ID, s.Secret, o) })
}

// frozen returns the record as a meeting's minutes are of it: as it was when they became final, once they are, and then what
// minutes.Options.Since is.
func (s *session) frozen(ctx context.Context, f found) (v, since *meeting.View, err error) {
	if f.FinalSeq == 0 {
		return f.view, nil, nil
	}
	seat, err := s.Hub.Sit(ctx, f.view.Name, s.Identity)
	if err != nil {
		return nil, nil, err
	}
	defer seat.Close()
	past, err := seat.Past(ctx, f.FinalSeq)
	if err != nil {
		return nil, nil, err
	}
	return past[0], f.view, nil
}

type minutesAmend struct {
	Meeting string `arg:"" help:"The meeting, such as sunflower-3."`
	Text    string `required:"" help:"What to add. It stands after the minutes, under your name and with the day; the minutes stay as they are."`
}

func (c *minutesAmend) Run(ctx context.Context, s *session) error {
	f, err := s.meeting(ctx, c.Meeting)
	if err != nil {
		return err
	}
	if _, err := s.do(ctx, f.view.Name, meeting.AmendMinutes{Meeting: f.ID, Words: c.Text}); err != nil {
		return err
	}
	s.say("Added to the minutes of %s, under your name.", f.name())
	return nil
}

type planCommand struct {
	Record   string `arg:"" help:"The record, such as sunflower."`
	easyRead `embed:""`
	paper    `embed:""`
}

func (c *planCommand) Run(ctx context.Context, s *session) error {
	if err := c.fits(c.paper); err != nil {
		return err
	}
	if c.EasyRead {
		return c.ofRecord(ctx, s, c.Record, "easy-read plan", func(v *meeting.View, o minutes.Options) (minutes.Paper, func() ([]byte, error)) {
			return minutes.OfEasyPlan(v, o), nil
		})
	}
	return c.ofRecord(ctx, s, c.Record, "plan", func(v *meeting.View, o minutes.Options) (minutes.Paper, func() ([]byte, error)) {
		return minutes.OfPlan(v, o), func() ([]byte, error) { return minutes.PlanBundle(v, s.Secret, o) }
	})
}
