package command

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

type handoverCommand struct {
	Record string `arg:"" help:"The record, such as sunflower."`
	paper  `embed:""`
}

func (c *handoverCommand) Run(ctx context.Context, s *session) error {
	return c.ofRecord(ctx, s, c.Record, "handover", func(v *meeting.View, o minutes.Options) (minutes.Paper, func() ([]byte, error)) {
		return minutes.OfHandover(v, s.today(), o), nil
	})
}

// waitLine is one wait in a list.
type waitLine struct {
	Name     string           `json:"name"`   // the service
	Status   string           `json:"status"` // waiting | seen | ended
	For      string           `json:"for,omitempty"`
	Agency   meeting.AgencyID `json:"agency,omitempty"`
	Referred meeting.Day      `json:"referred_on"`
	Days     int              `json:"days"`
	Target   int              `json:"target_days"`
	Over     bool             `json:"over"` // longer than the target
	Expected meeting.Day      `json:"expected,omitempty"`
	Record   string           `json:"record"`
	About    []string         `json:"about"`
}

type waitsCommand struct {
	Over   bool   `help:"Only those that take longer than they should."`
	All    bool   `help:"Those that are over, too."`
	Record string `placeholder:"RECORD" help:"Only those of this record."`
	Format string `enum:"table,json,csv,xlsx" default:"table" help:"The form of the list."`
}

func (c *waitsCommand) Run(ctx context.Context, s *session) error {
	views, err := s.only(ctx, c.Record)
	if err != nil {
		return err
	}
	var lines []waitLine
	for _, v := range views {
		for _, x := range v.Waits {
			if !c.All && !x.Open() || c.Over && !v.Over(x, s.today()) {
				continue
			}
			status := "waiting"
			if x.SeenOn != "" {
				status = "seen"
			} else if x.EndedOn != "" {
				status = "ended"
			}
			lines = append(lines, waitLine{
				Name: cell(x.Service), Status: status, For: cell(x.For), Agency: x.Agency, Referred: x.ReferredOn, Days: x.Days(s.today()), Target: v.TargetOf(x),
				Over: v.Over(x, s.today()), Expected: x.Expected, Record: v.Name, About: called(v.Children),
			})
		}
	}
	slices.SortStableFunc(lines, func(a, b waitLine) int { return b.Days - a.Days })
	t := minutes.Table{Head: s.heads("service", "status", "since", "days", "aim", "expected", "record")}
	for _, x := range lines {
		days := strconv.Itoa(x.Days)
		if x.Over {
			days = s.T("%s (longer than it should)", days)
		}
		t.Rows = append(t.Rows, []string{x.Name, s.word(waitStandings, x.Status), s.day(x.Referred), days, strconv.Itoa(x.Target), s.day(x.Expected), x.Record})
	}
	return list(s, c.Format, t, lines, "Nobody waits for anything here.")
}

// datedLine is one line of a calendar.
type datedLine struct {
	Name   string           `json:"name"`
	Status string           `json:"status"` // what it is: appointment, meeting, wait expected …
	Day    meeting.Day      `json:"day"`
	Time   string           `json:"time,omitempty"` // "14:00"
	Place  string           `json:"place,omitempty"`
	Agency meeting.AgencyID `json:"agency,omitempty"`
	Clash  bool             `json:"clash,omitempty"`   // at the same time as something else of the same record
	Many   bool             `json:"cluster,omitempty"` // one of three or more in as many places that week
	Record string           `json:"record"`
}

// dated tells the lines of a calendar apart.
type dated struct {
	entry meeting.ID
	kind  string
}

func key(x meeting.Dated) dated { return dated{x.Entry, x.Kind} }

type calendarCommand struct {
	Record string `placeholder:"RECORD" help:"Only that of this record."`
	From   string `placeholder:"DATE" help:"The first day (today unless you say otherwise)."`
	To     string `placeholder:"DATE" help:"The last day."`
	Format string `enum:"table,json,csv,xlsx,ics" default:"table" help:"The form of the list; ics is for calendar programs."`
}

func (c *calendarCommand) Run(ctx context.Context, s *session) error {
	from, to := s.today(), meeting.Day("")
	for _, x := range []struct {
		typed string
		to    *meeting.Day
	}{{c.From, &from}, {c.To, &to}} {
		if x.typed == "" {
			continue
		}
		day, err := meeting.ParseDay(x.typed, s.today())
		if err != nil {
			return usage{err}
		}
		*x.to = day
	}
	views, err := s.only(ctx, c.Record)
	if err != nil {
		return err
	}
	var lines []datedLine
	var events []minutes.Event
	for _, v := range views {
		calendar := v.CalendarIn(s.languageOf(c.Format), from, to, s.Zone)
		var changed func(meeting.ID) time.Time
		if c.Format == "ics" {
			if changed, err = s.changed(ctx, v); err != nil {
				return err
			}
		}
		clash, many := map[dated]bool{}, map[dated]bool{}
		for _, x := range meeting.Clashes(calendar) {
			clash[key(x[0])], clash[key(x[1])] = true, true
		}
		for _, week := range meeting.Clusters(calendar) {
			for _, x := range week {
				many[key(x)] = true
			}
		}
		for _, x := range calendar {
			line := datedLine{
				Name: cell(x.What), Status: x.Kind, Day: x.Day, Place: cell(x.Place), Agency: x.Agency, Clash: clash[key(x)], Many: many[key(x)], Record: v.Name,
			}
			if !x.At.IsZero() {
				line.Time = x.At.In(s.Zone).Format("15:04")
			}
			lines = append(lines, line)
			if changed != nil {
				events = append(events, s.event(v, x, changed(x.Entry)))
			}
		}
	}
	if c.Format == "ics" {
		s.takes("the calendar, ics")
		return s.calendar(events)
	}
	slices.SortStableFunc(lines, func(a, b datedLine) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Time, b.Time)) })
	t := minutes.Table{Head: s.heads("when", "time", "what", "where", "note", "record")}
	for _, x := range lines {
		note := ""
		switch {
		case x.Clash:
			note = s.T("at the same time as another")
		case x.Many:
			note = s.T("one of many places that week")
		}
		t.Rows = append(t.Rows, []string{s.day(x.Day), x.Time, x.Name, x.Place, note, x.Record})
	}
	return list(s, c.Format, t, lines, "Nothing is planned.")
}

// happenedLine is one line of a timeline.
type happenedLine struct {
	Name   string           `json:"name"`
	Status string           `json:"status"` // the kind: meeting, wait, contact …
	Day    meeting.Day      `json:"day"`
	Agency meeting.AgencyID `json:"agency,omitempty"`
}

type timelineCommand struct {
	Record string `arg:"" help:"The record, such as sunflower."`
	Kind   string `placeholder:"KIND" help:"Only what is of this kind: meeting, wait, contact, keyworker and so on."`
	Agency string `placeholder:"AGENCY" help:"Only what is of this agency."`
	Format string `enum:"table,json,csv,xlsx" default:"table" help:"The form of the list."`
}

func (c *timelineCommand) Run(ctx context.Context, s *session) error {
	v, err := s.record(ctx, c.Record)
	if err != nil {
		return err
	}
	all := slices.DeleteFunc(v.TimelineIn(s.languageOf(c.Format), s.Zone), func(h meeting.Happening) bool { return h.Day > s.today() })
	kinds, agencies := meeting.Filters(all)
	if c.Kind != "" {
		if c.Kind, err = choose("kind", c.Kind, kinds, nil); err != nil {
			return err
		}
	}
	agency := meeting.AgencyID("")
	if c.Agency != "" {
		if agency, err = choose("agency of this record", c.Agency, agencies, nil); err != nil {
			return err
		}
	}
	var lines []happenedLine
	t := minutes.Table{Head: s.heads("when", "kind", "what", "agency")}
	for _, h := range meeting.Happened(all, c.Kind, agency) {
		lines = append(lines, happenedLine{cell(h.Text), h.Kind, h.Day, h.Agency})
		t.Rows = append(t.Rows, []string{s.day(h.Day), meeting.Word(s.Words, h.Kind), cell(h.Text), cell(string(h.Agency))})
	}
	return list(s, c.Format, t, lines, "Nothing has happened yet.")
}

// reminderLine is one reminder.
type reminderLine struct {
	Name   string      `json:"name"`   // one sentence
	Status string      `json:"status"` // what it is about: wait, promise, keyworker …
	Since  meeting.Day `json:"since"`
	Record string      `json:"record"`
}

type remindersCommand struct {
	Record string `placeholder:"RECORD" help:"Only those of this record."`
	Format string `enum:"table,json,csv,xlsx" default:"table" help:"The form of the list."`
}

func (c *remindersCommand) Run(ctx context.Context, s *session) error {
	views, err := s.only(ctx, c.Record)
	if err != nil {
		return err
	}
	var lines []reminderLine
	for _, v := range views {
		for _, r := range v.RemindersIn(s.languageOf(c.Format), s.today()) {
			lines = append(lines, reminderLine{cell(r.Text), r.Kind, r.Day, v.Name})
		}
	}
	slices.SortStableFunc(lines, func(a, b reminderLine) int { return cmp.Compare(a.Since, b.Since) })
	t := minutes.Table{Head: s.heads("about", "what", "record")}
	for _, x := range lines {
		t.Rows = append(t.Rows, []string{s.word(reminderKinds, x.Status), x.Name, x.Record})
	}
	return list(s, c.Format, t, lines, "There is nothing to remind you of.")
}

// blockedLine is one blocked action.
type blockedLine struct {
	Name   string           `json:"name"`
	Status string           `json:"status"` // blocked, or with whom it was escalated
	Agency meeting.AgencyID `json:"agency,omitempty"`
	Blocks string           `json:"blocks,omitempty"`
	Due    meeting.Day      `json:"due,omitempty"`
	Record string           `json:"record"`
}

type blockedCommand struct {
	Format string `enum:"table,json,csv,xlsx" default:"table" help:"The form of the list."`
}

func (c *blockedCommand) Run(ctx context.Context, s *session) error {
	views, err := s.look(ctx)
	if err != nil {
		return err
	}
	var lines []blockedLine
	t := minutes.Table{Head: s.heads("agency", "what", "because", "by when", "with", "record")}
	for _, x := range meeting.BlockedActions(views) {
		with := s.T("nobody else yet")
		line := blockedLine{Name: cell(x.What), Status: string(meeting.Blocked), Agency: x.Agency, Blocks: cell(x.Blocks), Due: x.Due, Record: x.Record}
		if x.Level != "" {
			with = s.T(x.Level.Msg())
			line.Status = "escalated to the " + string(x.Level)
		}
		lines = append(lines, line)
		t.Rows = append(t.Rows, []string{cell(string(x.Agency)), line.Name, line.Blocks, s.day(x.Due), with, x.Record})
	}
	return list(s, c.Format, t, lines, "Nothing is blocked.")
}
