package command

import (
	"context"
	"strings"

	"oneplan/meeting"
)

type recordClose struct {
	Record      string   `arg:"" help:"The record, such as sunflower."`
	Why         string   `required:"" placeholder:"WHY" help:"Why the plan closes: needs are met, one agency can do what is left, moved away, the family wants to stop, adult services have taken over; or another reason, with --words."`
	Words       string   `placeholder:"WORDS" help:"The reason in words."`
	Family      string   `required:"" placeholder:"ANSWER" help:"What the family says to it: agree, with reservations, disagree or not now. Ask them first."`
	FamilyWords string   `placeholder:"WORDS" help:"The same in their words."`
	By          string   `placeholder:"NAME" help:"Who of the family said it."`
	Home        []string `sep:"none" placeholder:"ACTION=WHO" help:"Who does an open action from then on: the beginning of its name, and who, such as “Quiet time=Megan Rees”. Once for each."`
	Keep        bool     `help:"Every action that is not named with --home stays with who has it."`
	Until       string   `placeholder:"DATE" help:"When the practitioners' access ends; the family keeps reading."`
	After       string   `placeholder:"WORDS" help:"The plan after the end, and whom to ring."`
	Yes         bool     `help:"Close it. Without this the command says what would happen and closes nothing."`
}

func (c *recordClose) Run(ctx context.Context, s *session) error {
	v, err := s.record(ctx, c.Record)
	if err != nil {
		return err
	}
	x := meeting.Closing{Words: c.Words, FamilyWords: c.FamilyWords, AccessUntil: s.today().Add(v.Clocks().Access)}
	if x.Why, err = choose("reason", c.Why, meeting.CloseWhys, nil); err != nil {
		return err
	}
	if x.Family, err = choose("answer", c.Family, meeting.Answers, nil); err != nil {
		return err
	}
	if c.By != "" {
		m, err := member(v, c.By)
		if err != nil {
			return err
		}
		x.FamilyFor = m.ID
	}
	if c.Until != "" {
		if x.AccessUntil, err = meeting.ParseDay(c.Until, s.today()); err != nil {
			return usage{err}
		}
	}
	if x.Rehomed, err = c.homes(s, v); err != nil {
		return err
	}
	if !c.Yes {
		s.say("This closes the plan of %s: %s.", v.Name, x.Why)
		s.homes(v, x.Rehomed)
		s.say("Practitioners read and write there until %s; the family keeps reading.", s.day(x.AccessUntil))
		s.say("Nothing is closed yet: add --yes to close it.")
		return nil
	}
	if _, err := s.do(ctx, v.Name, meeting.ClosePlan{Closing: x, Remarks: c.After}); err != nil {
		return err
	}
	s.say("The plan of %s is closed. Practitioners read and write there until %s; the family keeps reading.", v.Name, s.day(x.AccessUntil))
	s.homes(v, x.Rehomed)
	s.say("“record reopen %s --reason WHY” opens it again.", v.Name)
	return nil
}

// homes says who does what from then on.
func (s *session) homes(v *meeting.View, list []meeting.Rehomed) {
	for _, x := range list {
		s.write("  %s: %s", actionName(v, x.Action), cell(x.To))
	}
}

// actionName is what people know an action by.
func actionName(v *meeting.View, id meeting.ID) string {
	return cell(v.Text(meeting.Field{ID: id, Part: meeting.What}).String())
}

// homes finds a home for every open action, or says which have none.
func (c *recordClose) homes(s *session, v *meeting.View) ([]meeting.Rehomed, error) {
	open := v.ToRehome()
	to := map[meeting.ID]string{}
	for _, h := range c.Home {
		what, who, ok := strings.Cut(h, "=")
		if !ok || cell(who) == "" {
			return nil, wrong("Say with --home which action and who: “Quiet time=Megan Rees”")
		}
		a, err := pick("open action", what, "actions --record "+v.Name, candidates(v, open))
		if err != nil {
			return nil, err
		}
		if to[a.ID] != "" {
			return nil, wrong("“%s” has two homes there: say one", actionName(v, a.ID))
		}
		to[a.ID] = cell(who)
	}
	var out []meeting.Rehomed
	var without []string
	for _, a := range open {
		if m := v.Member(a.Owner); to[a.ID] == "" && c.Keep && m != nil {
			to[a.ID] = cell(m.Name)
			if m.AgencyName != "" {
				to[a.ID] += ", " + cell(m.AgencyName)
			}
		}
		if to[a.ID] == "" {
			without = append(without, "“"+actionName(v, a.ID)+"”")
			continue
		}
		out = append(out, meeting.Rehomed{Action: a.ID, To: to[a.ID]})
	}
	if len(without) > 0 {
		if n := len(without); n > maxListed {
			without = append(without[:maxListed], s.T("and others"))
		}
		return nil, refuse(meeting.Invalid, "Say with --home who does these open actions from then on, or --keep for those who have them: %s", strings.Join(without, ", "))
	}
	return out, nil
}

// candidates are actions as something that a typed name may mean.
func candidates(v *meeting.View, list []*meeting.Action) []candidate[*meeting.Action] {
	var out []candidate[*meeting.Action]
	for _, a := range list {
		out = append(out, candidate[*meeting.Action]{[]string{actionName(v, a.ID)}, a})
	}
	return out
}

type recordReopen struct {
	Record string `arg:"" help:"The record, such as sunflower."`
	Reason string `required:"" placeholder:"WHY" help:"Why the plan opens again."`
}

func (c *recordReopen) Run(ctx context.Context, s *session) error {
	v, err := s.record(ctx, c.Record)
	if err != nil {
		return err
	}
	ended := v.Closing() != nil && !v.Closing().EndedAt.IsZero()
	if _, err := s.do(ctx, v.Name, meeting.ReopenPlan{Reason: c.Reason}); err != nil {
		return err
	}
	s.say("The plan of %s is open again.", v.Name)
	if ended {
		s.say("The practitioners' access had ended: an administrator invites those who are to help from now on.")
	}
	return nil
}
