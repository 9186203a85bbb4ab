package command

import (
	"context"
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/words"
)

type actionsList struct {
	Mine    bool   `help:"Only your own."`
	Overdue bool   `help:"Only those whose date is past."`
	All     bool   `help:"Those that are done or no longer needed, too."`
	Record  string `placeholder:"RECORD" help:"Only those of this record."`
	Format  string `enum:"table,json,csv,xlsx,ics" default:"table" help:"The form of the list; ics, those with a date, is for calendar programs."`
}

// actionLine is one action in a list.
type actionLine struct {
	ID        string               `json:"id"`   // sunflower/bcdfgh, for “actions done”
	Name      string               `json:"name"` // what is to be done
	Status    meeting.ActionStatus `json:"status"`
	Owner     string               `json:"owner,omitempty"`
	OwnerLeft bool                 `json:"owner_left,omitempty"` // their part here has ended: it needs a new owner
	OwnerSays meeting.Consent      `json:"owner_says,omitempty"` // asked | agreed | declined
	Due       meeting.Day          `json:"due,omitempty"`
	Overdue   bool                 `json:"overdue"`
	Record    string               `json:"record"`
	About     []string             `json:"about"`
}

func (c *actionsList) Run(ctx context.Context, s *session) error {
	views, err := s.only(ctx, c.Record)
	if err != nil {
		return err
	}
	var lines []actionLine
	var events []minutes.Event
	for _, v := range views {
		var changed func(meeting.ID) time.Time
		if c.Format == "ics" {
			if changed, err = s.changed(ctx, v); err != nil {
				return err
			}
		}
		for _, a := range v.Actions() {
			overdue := a.Status.Open() && a.Due != "" && a.Due < s.today()
			if c.Mine && a.Owner != v.Me.ID || c.Overdue && !overdue || !c.All && !a.Status.Open() {
				continue
			}
			x := actionLine{
				ID: s.entryName(v, a.ID), Name: cell(v.Text(meeting.Field{ID: a.ID, Part: meeting.What}).String()), Status: a.Status, OwnerSays: a.Consent,
				Due: a.Due, Overdue: overdue, Record: v.Name, About: called(v.Children),
			}
			if a.Owner != 0 {
				x.Owner, x.OwnerLeft = cell(v.NameOf(a.Owner)), v.OwnerLeft(a)
			}
			lines = append(lines, x)
			if changed != nil && a.Due != "" {
				events = append(events, s.event(v, meeting.Dated{Day: a.Due, Kind: "action", What: x.Name, Entry: a.ID}, changed(a.ID)))
			}
		}
	}
	if c.Format == "ics" {
		s.takes("%s, ics", s.words)
		return s.calendar(events)
	}
	slices.SortStableFunc(lines, func(a, b actionLine) int { // so what was due stands first
		if (a.Due == "") != (b.Due == "") { // those without a date last
			return strings.Compare(string(b.Due), string(a.Due))
		}
		return strings.Compare(string(a.Due), string(b.Due))
	})
	t := minutes.Table{Head: s.heads("what", "who", "by when", "status", "about", "id")}
	for _, x := range lines {
		who := x.Owner
		switch {
		case who == "":
			who = s.T("nobody yet")
		case x.OwnerLeft:
			who = s.T("needs a new owner (%s has left)", who)
		case x.OwnerSays == meeting.Asked:
			who = s.T("%s (asked)", who)
		case x.OwnerSays == meeting.Declined:
			who = s.T("%s (said no)", who)
		}
		due := s.day(x.Due)
		switch {
		case due == "":
			due = s.T("no date")
		case x.Overdue:
			due = s.T("was due %s", due)
		}
		t.Rows = append(t.Rows, []string{x.Name, who, due, s.T(x.Status.Msg()), strings.Join(x.About, ", "), x.ID})
	}
	return list(s, c.Format, t, lines, "There is nothing to do here.")
}

type actionsDone struct {
	ID   []string `arg:"" help:"The action, such as sunflower/bcdfgh as “actions” lists it, or the beginning of what is to be done."`
	Note string   `placeholder:"WORDS" help:"How it went: added to how the action goes."`
	Open bool     `help:"It is not done after all: open it again."`
}

func (c *actionsDone) Run(ctx context.Context, s *session) error {
	v, a, err := s.action(ctx, strings.Join(c.ID, " "), c.Open)
	if err != nil {
		return err
	}
	name := actionName(v, a.ID)
	seat, err := s.Hub.Sit(ctx, v.Name, s.Identity)
	if err != nil {
		return err
	}
	defer seat.Close()
	s.asked, s.views = false, nil
	s.named(v)
	cmds := meeting.FinishAction(v, seat.Site(), a.ID, c.Note, c.Open)
	if len(cmds) == 0 {
		s.say("“%s” is %s already: nothing is changed.", name, a.Status.Msg())
		return nil
	}
	if _, err := seat.Do(ctx, cmds...); err != nil {
		return err
	}
	state := words.Msg("“%s” is done%s.")
	if c.Open {
		state = "“%s” is open again%s."
	}
	note := ""
	if cell(c.Note) != "" {
		note = s.T(", and your note stands with it")
	}
	s.say(state, name, note)
	return nil
}

// action finds an action by its ID or by the beginning of what is to be done. By that the caller's own open ones are meant before
// those of others, and those that are done before the open ones if they are to be opened again.
func (s *session) action(ctx context.Context, typed string, done bool) (*meeting.View, *meeting.Action, error) {
	views, err := s.look(ctx)
	if err != nil {
		return nil, nil, err
	}
	type of struct {
		view   *meeting.View
		action *meeting.Action
	}
	var mine, others, named []candidate[of]
	for _, v := range views {
		for _, a := range v.Actions() {
			id := s.entryName(v, a.ID)
			if fold(typed) == id {
				named = append(named, candidate[of]{[]string{actionName(v, a.ID), id}, of{v, a}})
			}
			if a.Status.Open() == done {
				continue
			}
			c := candidate[of]{[]string{actionName(v, a.ID) + " (" + id + ")", actionName(v, a.ID)}, of{v, a}}
			if a.Owner == v.Me.ID {
				mine = append(mine, c)
			} else {
				others = append(others, c)
			}
		}
	}
	if len(named) > 0 {
		mine = named
	}
	got, perr := pick("action", typed, "actions", mine)
	if meeting.CodeOf(perr) == meeting.NotFound {
		got, perr = pick("action", typed, "actions", others)
	}
	if perr != nil {
		return nil, nil, perr
	}
	return got.view, got.action, nil
}
