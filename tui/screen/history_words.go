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
	h.step = stepWords(h.now, *s, meeting.Changes(h.before, h.view, env.Now.In(env.Zone)))
}

// stepWords says who did what in a step.
func stepWords(v *meeting.View, s meeting.Step, cs []meeting.Change) string {
	var who []string
	for _, id := range s.Who {
		who = append(who, v.NameOf(id))
	}
	name := listed(who)
	if len(who) == 0 {
		name = "The service"
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
	out := name + " " + changeWords(c)
	if n := len(cs) - 1; n > 0 {
		out += " · and " + plural(n, "thing") + " more"
	}
	return out
}

// changeWords says a change as a verb and what it was done to.
func changeWords(c meeting.Change) string {
	what := "the " + string(c.Kind) + " “" + oneLine(c.Title, 60) + "”"
	switch c.Kind {
	case meeting.OfItem:
		what = "“" + c.Title + "”"
	case meeting.OfMeeting:
		for _, f := range c.Facts {
			if f.Name == "stage" {
				switch meeting.MeetingStage(f.After) {
				case meeting.Live:
					return "opened the meeting " + c.Title
				case meeting.Tidying:
					return "closed the meeting " + c.Title
				case meeting.Sent:
					return "sent the minutes of " + c.Title
				case meeting.Final:
					return "made the minutes final: " + c.Title
				}
			}
		}
		for _, f := range c.Facts {
			if f.Name == "talking about" && len(c.Facts) == 1 && f.After != "" {
				return "went on to “" + f.After + "”"
			}
		}
		what = "the meeting " + c.Title
	case meeting.OfMember:
		what = c.Title
		if c.Sign == meeting.Added {
			return "added " + what + " to the team"
		}
	case meeting.OfRecord, meeting.OfChild:
		what = c.Title
	}
	switch {
	case c.Sign == meeting.Added && c.Kind != meeting.OfItem:
		return "added " + what
	case c.Sign == meeting.Removed:
		return "took out " + what
	case len(c.Texts) > 0 && len(c.Facts) == 0:
		return "wrote in " + what
	}
	var names []string
	for _, f := range c.Facts {
		names = append(names, f.Name)
	}
	return "changed " + what + ": " + strings.Join(names, ", ")
}

func oneLine(s string, most int) string {
	return widget.Truncate(strings.Join(strings.Fields(s), " "), most)
}

// leftOff says when somebody was last here.
func leftOff(env *Env, p meeting.Parting) string {
	return meeting.TimeWords(p.At.In(env.Zone), env.Today())
}
