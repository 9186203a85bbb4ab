package screen

import (
	"strings"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// retell works out what the step in front did, in words.
func (h *History) retell(env *Env) {
	s := h.front()
	if s == nil || h.view == nil {
		h.step = ""
		return
	}
	h.step, h.told = stepWords(env, h.now, *s, meeting.ChangesIn(env.Words, h.before, h.view, env.Now.In(env.Zone))), env.Words
}

// stepWords says who did what in a step.
func stepWords(env *Env, v *meeting.View, s meeting.Step, cs []meeting.Change) string {
	var who []string
	for _, id := range s.Who {
		who = append(who, v.NameOf(id))
	}
	name := env.Words.List(who)
	if len(who) == 0 {
		name = env.T("The service")
	}
	if len(cs) == 0 {
		return name
	}
	c := cs[0]
	for _, x := range cs { // what matters most: what is new, then the plan, then the meeting itself
		if x.Sign != meeting.Altered && c.Sign == meeting.Altered {
			c = x
		}
	}
	out := name + " " + changeWords(env, c)
	if n := len(cs) - 1; n > 0 {
		out += " · " + env.N(n, "and %d thing more", "and %d things more")
	}
	return out
}

// changeWords says a change as a verb and what it was done to.
func changeWords(env *Env, c meeting.Change) string {
	what := env.T("the %s “%s”", c.Kind.Msg(), oneLine(c.Title, 60))
	switch c.Kind {
	case meeting.OfItem:
		what = "“" + c.Title + "”"
	case meeting.OfMeeting:
		for _, f := range c.Facts {
			if f.Name == "stage" {
				switch f.After {
				case env.T(meeting.Live.Msg()):
					return env.T("opened the meeting %s", c.Title)
				case env.T(meeting.Tidying.Msg()):
					return env.T("closed the meeting %s", c.Title)
				case env.T(meeting.Sent.Msg()):
					return env.T("sent the minutes of %s", c.Title)
				case env.T(meeting.Final.Msg()):
					return env.T("made the minutes final: %s", c.Title)
				}
			}
		}
		for _, f := range c.Facts {
			if f.Name == "talking about" && len(c.Facts) == 1 && f.After != "" {
				return env.T("went on to “%s”", f.After)
			}
		}
		what = env.T("the meeting %s", c.Title)
	case meeting.OfMember:
		what = c.Title
		if c.Sign == meeting.Added {
			return env.T("added %s to the team", what)
		}
	case meeting.OfRecord, meeting.OfChild:
		what = c.Title
	}
	switch {
	case c.Sign == meeting.Added && c.Kind != meeting.OfItem:
		return env.T("added %s", what)
	case c.Sign == meeting.Removed:
		return env.T("took out %s", what)
	case len(c.Texts) > 0 && len(c.Facts) == 0:
		return env.T("wrote in %s", what)
	}
	var names []string
	for _, f := range c.Facts {
		names = append(names, env.T(f.Name))
	}
	return env.T("changed %s: %s", what, strings.Join(names, ", "))
}

func oneLine(s string, most int) string {
	return widget.Truncate(strings.Join(strings.Fields(s), " "), most)
}

// leftOff says when somebody was last here.
func leftOff(env *Env, p meeting.Parting) string {
	return meeting.TimeIn(env.Words, p.At.In(env.Zone), env.Today())
}
