package command

import (
	"context"
	"slices"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

// kindNames are other words for the kinds of meeting.
var kindNames = map[string]meeting.Kind{"paper review": meeting.PaperReview}

type meetingNew struct {
	Record string `arg:"" help:"The record, such as sunflower."`
	At     string `required:"" placeholder:"TIME" help:"When it is: 24 nov 14:00, next friday 2pm, 2026-11-24 14:00."`
	Kind   string `required:"" placeholder:"KIND" help:"What it is for: initial, review, closure, extraordinary, or review without a meeting."`
	Place  string `placeholder:"PLACE" help:"Where people meet, or the link to join by."`
	Seen   string `name:"place-for" enum:"everyone,practitioners" default:"everyone" help:"Who sees the place: for whoever does not, there is none."`
	Chair  string `placeholder:"NAME" help:"Who chairs it (you unless you say otherwise)."`
	Taker  string `placeholder:"NAME" help:"Who takes the minutes."`
	Format string `enum:"table,json" default:"table" help:"The form of the answer."`
}

func (c *meetingNew) Run(ctx context.Context, s *session) error {
	at, err := meeting.ParseTime(c.At, s.now)
	if err != nil {
		return usage{err}
	}
	kind, err := choose("kind of meeting", c.Kind, meeting.Kinds, kindNames)
	if err != nil {
		return err
	}
	v, err := s.record(ctx, c.Record)
	if err != nil {
		return err
	}
	cmd := meeting.PlanMeeting{Kind: kind, At: at, Place: c.Place, Words: s.Words}
	if c.Seen == string(meeting.Practitioners) {
		cmd.PlaceFor = meeting.Practitioners
	}
	for _, who := range []struct {
		typed string
		is    *meeting.ID
	}{{c.Chair, &cmd.Chair}, {c.Taker, &cmd.Taker}} {
		if who.typed == "" {
			continue
		}
		m, err := member(v, who.typed)
		if err != nil {
			return err
		}
		*who.is = m.ID
	}
	done, err := s.do(ctx, v.Name, cmd)
	if err != nil {
		return err
	}
	f, err := s.known(ctx, v.Name, done.Added())
	if err != nil {
		return err
	}
	if c.Format == "json" {
		return s.json(s.meetingLine(f))
	}
	s.say("%s is planned: %s, %s. The chair is %s.", f.name(), f.Kind.Heading(), meeting.TimeWhen(f.At.In(s.Zone), ""), cell(f.view.NameOf(f.Chair)))
	return nil
}

// known returns a meeting that the caller has just made or found, as it is now.
func (s *session) known(ctx context.Context, record string, id meeting.ID) (found, error) {
	views, err := s.look(ctx)
	if err != nil {
		return found{}, err
	}
	for _, v := range views {
		if m := v.Meeting(id); v.Name == record && m != nil {
			return found{v, m}, nil
		}
	}
	return found{}, refuse(meeting.NotFound, "That meeting is not there any more: “meeting list” shows those that are")
}

// meetingLine is one meeting in a list.
type meetingLine struct {
	Name   string               `json:"name"`
	Status meeting.MeetingStage `json:"status"` // preparing | live | tidying | sent | final | called off
	Record string               `json:"record"`
	About  []string             `json:"about"`
	Kind   meeting.Kind         `json:"kind"`
	At     time.Time            `json:"at"`
	Place  string               `json:"place,omitempty"`
	Chair  string               `json:"chair,omitempty"`
	Why    string               `json:"why,omitempty"` // it was called off
}

func (s *session) meetingLine(f found) meetingLine {
	x := meetingLine{
		Name: f.name(), Status: f.Stage, Record: f.view.Name, About: called(f.view.Children), Kind: f.Kind, At: f.At.In(s.Zone),
		Place: cell(f.Place), Why: cell(f.OffReason),
	}
	if f.Chair != 0 {
		x.Chair = cell(f.view.NameOf(f.Chair))
	}
	return x
}

type meetingList struct {
	Record string `placeholder:"RECORD" help:"Only the meetings of this record."`
	Format string `enum:"table,json,csv,xlsx" default:"table" help:"The form of the list."`
}

func (c *meetingList) Run(ctx context.Context, s *session) error {
	views, err := s.only(ctx, c.Record)
	if err != nil {
		return err
	}
	var all []found
	for _, v := range views {
		for _, m := range v.Meetings {
			all = append(all, found{v, m})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return a.At.Compare(b.At) })
	var lines []meetingLine
	t := minutes.Table{Head: s.heads("meeting", "status", "when", "kind", "chair", "about")}
	for _, f := range all {
		x := s.meetingLine(f)
		lines = append(lines, x)
		t.Rows = append(t.Rows, []string{x.Name, s.T(x.Status.Msg()), s.moment(f.At), s.T(x.Kind.Msg()), x.Chair, cell(f.view.Called())})
	}
	return list(s, c.Format, t, lines, "There are no meetings that you may see.")
}

// only returns the one record that is named, or every record if none is.
func (s *session) only(ctx context.Context, typed string) ([]*meeting.View, error) {
	if typed == "" {
		return s.look(ctx)
	}
	v, err := s.record(ctx, typed)
	return []*meeting.View{v}, err
}

type meetingOpen struct {
	Meeting string `arg:"" help:"The meeting, such as sunflower-3."`
}

func (c *meetingOpen) Run(ctx context.Context, s *session) error {
	f, err := s.meeting(ctx, c.Meeting)
	if err != nil {
		return err
	}
	if _, err := s.do(ctx, f.view.Name, meeting.OpenMeeting{Meeting: f.ID}); err != nil {
		return err
	}
	s.say("%s is live. People come in with “join %s”.", f.name(), f.name())
	return nil
}

type meetingClose struct {
	Meeting string `arg:"" help:"The meeting, such as sunflower-3."`
	Reason  string `placeholder:"WHY" help:"Why it closes although something is missing."`
}

func (c *meetingClose) Run(ctx context.Context, s *session) error {
	f, err := s.meeting(ctx, c.Meeting)
	if err != nil {
		return err
	}
	missing := f.view.Checks(f.ID)
	may := f.Stage == meeting.Live && f.view.May(meeting.RunMeeting, f.Meeting)
	if may {
		for _, m := range missing {
			s.say("missing: %s", cell(s.Words.Say(m.Said)))
		}
		if len(missing) > 0 && cell(c.Reason) == "" {
			return refuse(meeting.Invalid, "The closing checks found %d things missing, so %s stays open: see to them, or close it with --reason and why",
				len(missing), f.name())
		}
	}
	if _, err := s.do(ctx, f.view.Name, meeting.CloseMeeting{Meeting: f.ID, Reason: c.Reason}); err != nil {
		return err
	}
	s.say("%s is closed. The minute taker can tidy its notes now; “minutes %s” prints the draft.", f.name(), f.name())
	return nil
}
