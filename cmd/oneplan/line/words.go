package line

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// itemLine says where the agenda is.
func (p *Place) itemLine() string {
	m := p.meeting()
	i := m.Index(m.Item)
	if i < 0 {
		return p.T("No item is being talked about yet")
	}
	return p.T("Item %d of %d: %s", i+1, len(m.Agenda), m.Agenda[i].Title)
}

// audienceOf returns who sees an entry.
func (p *Place) audienceOf(id meeting.ID) meeting.Audience {
	v := p.view()
	if n := v.Need(id); n != nil {
		return n.Audience
	}
	if o := v.Outcome(id); o != nil {
		return o.Audience
	}
	if a := v.Action(id); a != nil {
		return a.Audience
	}
	if d := v.Decision(id); d != nil {
		return d.Audience
	}
	if n := v.Note(id); n != nil {
		return n.Audience
	}
	return meeting.Everyone
}

// seenBy says who sees an entry, where not everyone does: ", seen by practitioners".
func (p *Place) seenBy(id meeting.ID) string {
	if a := p.audienceOf(id); a != meeting.Everyone {
		return p.T(", seen by %s", p.audience(a))
	}
	return ""
}

// owned says whose an action is: "is for Tom, who is asked".
func (p *Place) owned(x *meeting.Action) string {
	switch {
	case x.Owner == 0 && x.Ask != "":
		return p.T("waits for a name from the manager of %s", p.agency(string(x.Ask)))
	case x.Owner == 0:
		return p.T("has nobody who does it yet")
	}
	whom := p.whom(x.Owner)
	switch x.Consent {
	case meeting.Asked:
		if x.Owner == p.me().ID {
			return p.T("is for you, who are asked: say “take %d” or “decline %[1]d”", p.numbers.of[x.ID])
		}
		return p.T("is for %s, who is asked", whom)
	case meeting.Declined:
		return p.T("is for %s, turned down", whom)
	case meeting.Agreed:
	}
	return p.T("is for %s", whom)
}

// added says that an entry of the plan was added, by whom, and what it is.
func (p *Place) added(id meeting.ID) string {
	v := p.view()
	by := meeting.ID(0)
	rest := ""
	switch {
	case v.Need(id) != nil:
		n := v.Need(id)
		by = n.By
		switch n.Kind {
		case meeting.Worry:
			rest = p.T(", a worry")
		case meeting.Strength:
			rest = p.T(", a strength")
		case meeting.Needed:
		}
	case v.Outcome(id) != nil:
		o := v.Outcome(id)
		by = o.By
		rest = p.T(", for need %d", p.numbers.of[o.Need])
		if o.Day != "" {
			rest += p.T(", by %s", p.day(o.Day))
		}
	case v.Action(id) != nil:
		x := v.Action(id)
		by = x.By
		rest = p.T(". It %s", p.owned(x))
		if x.Due != "" {
			rest += p.T(", due %s", p.day(x.Due))
		}
	}
	rest += p.seenBy(id)
	if by == 0 {
		return p.T("Somebody added %s: %s%s", p.called(id), p.title(id), rest)
	}
	return p.does(by, "You added %s: %s%s", "%s added %s: %s%s", p.called(id), p.title(id), rest)
}

// needLine reads a need.
func (p *Place) needLine(n meeting.NeedNode) string {
	s := capital(p.T(n.Kind.Msg()))
	if n.Kind == meeting.Needed {
		s = capital(p.T(aNeed.Msg()))
	}
	s = fmt.Sprintf("%s %d: %s", s, p.numbers.of[n.ID], full(p.title(n.ID)))
	var more []string
	if n.Domain != "" {
		more = append(more, meeting.Word(p.Words, n.Domain))
	}
	if n.Status != meeting.NeedOpen {
		more = append(more, strings.TrimSuffix(p.T(n.Status.Msg())+", "+meeting.Word(p.Words, n.Unmet), ", "))
	}
	if n.View != 0 {
		more = append(more, p.T("in the view of %s", p.whom(n.View)))
	}
	if n.Audience != meeting.Everyone {
		more = append(more, p.T("seen by %s", p.audience(n.Audience)))
	}
	return withMore(s, more)
}

// withMore puts a second sentence of details behind the first.
func withMore(s string, more []string) string {
	if len(more) == 0 {
		return s
	}
	return s + " " + capital(full(strings.Join(more, ", ")))
}

// outcomeLine reads an outcome.
func (p *Place) outcomeLine(o *meeting.Outcome) string {
	var more []string
	for _, x := range []struct {
		said words.Msg
		n    int
	}{{"at the start %d", o.Baseline}, {"now %d", o.Now}, {"aim %d", o.Target}} {
		if x.n >= 0 {
			more = append(more, p.T(x.said, x.n))
		}
	}
	if len(more) > 0 {
		more = append(more, p.T("out of 10"))
	}
	if o.Day != "" {
		more = append(more, p.T("by %s", p.day(o.Day)))
	}
	if w := p.text(o.ID, meeting.Words); w != "" {
		more = append(more, p.T("in their own words: %s", w))
	}
	if o.Audience != meeting.Everyone {
		more = append(more, p.T("seen by %s", p.audience(o.Audience)))
	}
	return withMore(p.T("Outcome %d: %s", p.numbers.of[o.ID], full(p.title(o.ID))), more)
}

// actionLine reads an action.
func (p *Place) actionLine(x *meeting.Action) string {
	more := []string{p.T("it %s", p.owned(x))}
	switch {
	case x.Due == "":
	case x.Due < p.today() && x.Status.Open():
		more = append(more, p.T("was due %s", p.day(x.Due)))
	default:
		more = append(more, p.T("due %s", p.day(x.Due)))
	}
	status := p.T(x.Status.Msg())
	if x.Status == meeting.Done && x.DoneOn != "" {
		status = p.T("done on %s", p.day(x.DoneOn))
	}
	more = append(more, status)
	if x.Audience != meeting.Everyone {
		more = append(more, p.T("seen by %s", p.audience(x.Audience)))
	}
	return withMore(p.T("Action %d: %s", p.numbers.of[x.ID], full(p.title(x.ID))), more)
}

// decisionLine reads a decision as far as it is.
func (p *Place) decisionLine(d *meeting.Decision) string {
	n, text := p.numbers.of[d.ID], full(p.title(d.ID))
	if why := p.text(d.ID, meeting.Rationale); why != "" {
		text += p.T(" Why: %s", full(why))
	}
	if d.Audience != meeting.Everyone {
		text += p.T(" Seen by %s", full(p.audience(d.Audience)))
	}
	switch d.Stage {
	case meeting.Proposed:
		s := p.does(d.By, "You proposed, decision %d: %s", "%s proposed, decision %d: %s", n, text)
		if p.may(meeting.KeepList) {
			s += p.T(" Put it to everyone with: put %d", n)
		}
		return s
	case meeting.Put:
		s := p.T("To decide, decision %d: %s", n, text)
		if g, ok := d.Answered(p.me().ID); ok {
			return s + p.T(" You answered: %s", g.Answer.Msg())
		}
		if p.may(meeting.AnswerThings) {
			s += p.T(" Answer with: agree %d, agree %[1]d but WHY, object %[1]d WHY, or not now %[1]d", n)
		}
		return s
	case meeting.Shown:
	}
	s := p.T("The answers to decision %d are in. %s", n, text)
	var said []string
	for _, g := range d.Answers {
		x := p.whom(g.Member) + ": " + p.T(g.Answer.Msg())
		if g.Words != "" {
			x += ", “" + g.Words + "”"
		}
		if g.By != 0 {
			x = p.T("%s, written by %s", x, p.whom(g.By))
		}
		said = append(said, x)
	}
	if len(said) > 0 {
		s += " " + capital(full(strings.Join(said, "; ")))
	}
	if d.Follow != "" {
		s += p.T(" What follows: %s", full(strings.TrimSuffix(p.T(d.Follow.Msg())+", "+d.Words, ", ")))
	}
	return s
}

// signedLine says what somebody answered to the minutes.
func (p *Place) signedLine(s meeting.Signed) string {
	out := p.does(s.Member, "You answer to the minutes: %s", "%s answers to the minutes: %s", s.Says.Msg())
	if s.Words != "" {
		out += ", “" + s.Words + "”"
	}
	if it := p.item(s.Item); it != "" {
		out = p.T("%s, about %s", out, it)
	}
	if s.By != 0 {
		out = p.T("%s, written by %s", out, p.whom(s.By))
	}
	return out
}

// here names who is at the meeting: at a screen, in lines, or noted as present.
func (p *Place) here() []meeting.ID {
	out := p.u.Presence.In(p.Meeting)
	if m := p.meeting(); m != nil {
		for _, a := range m.Attendance {
			if a.Way.Present() && a.To.IsZero() && !slices.Contains(out, a.Member) {
				out = append(out, a.Member)
			}
		}
	}
	return out
}

// hereLine says who is here.
func (p *Place) hereLine() string {
	var names []string
	for _, id := range p.here() {
		names = append(names, p.whom(id))
	}
	if len(names) == 0 {
		return p.T("Nobody is here yet.")
	}
	return p.T("Here now: %s.", p.listed(names))
}

// Welcome is what there is when somebody comes: which meeting, who is here, where the agenda is, the plan in short.
func (p *Place) Welcome() []string {
	m, v := p.meeting(), p.view()
	out := []string{fmt.Sprintf("%s, %s.", p.T(m.Kind.Heading()), p.name())}
	if called := v.Called(); called != "" {
		out[0] = p.T("%s, %s about %s.", m.Kind.Heading(), p.name(), called)
	}
	switch m.Stage {
	case meeting.Live:
		if !m.Paused.IsZero() {
			out = append(out, p.T("The meeting is open, and paused."))
			break
		}
		out = append(out, p.T("The meeting is open."))
	case meeting.Preparing:
		out = append(out, p.T("It has not begun yet: it is planned for %s.", p.at(m.At)))
	case meeting.CalledOff:
		out = append(out, p.T("It is called off: it was planned for %s.", p.at(m.At)))
		if why := why(m); why != "" {
			out = append(out, p.T("The reason: %s.", why))
		}
		if v.MayCallOff(m) {
			out = append(out, p.T("To put it on again, leave, and type: meeting on-again %s", p.name()))
		}
	case meeting.Tidying:
		out = append(out, p.T("It is closed, and the notes are being tidied."))
	case meeting.Sent:
		out = append(out, p.T("The minutes are sent: you can answer them until %s with: sign agree", p.day(m.ReplyBy)))
	case meeting.Final:
		out = append(out, p.T("It is over, and its minutes are final."))
	}
	people := p.T("You are %s, %s.", v.Me.Name, v.Me.Role.Msg())
	if m.Chair != 0 {
		people += " " + p.does(m.Chair, "You chair.", "%s chairs.")
	}
	if m.MinuteTaker != 0 {
		people += " " + p.does(m.MinuteTaker, "You take the minutes.", "%s takes the minutes.")
	}
	out = append(out, people, p.hereLine())
	if m.Stage == meeting.Live {
		out = append(out, full(p.itemLine()))
		if m.Floor != 0 {
			out = append(out, p.does(m.Floor, "You have the floor.", "%s has the floor."))
		}
	} else {
		out = append(out, p.T("The agenda has %s: “agenda” reads it.", p.N(len(m.Agenda), "%d item", "%d items")))
	}
	out = append(out, p.planShort())
	for _, d := range v.Decisions {
		if d.Meeting == p.Meeting && d.Stage != meeting.Shown {
			out = append(out, full(p.decisionLine(d)))
		}
	}
	return clean(out)
}

// planShort says how much there is in the plan.
func (p *Place) planShort() string {
	v := p.view()
	outcomes, open := 0, 0
	for _, n := range v.Plan {
		outcomes += len(n.Outcomes)
	}
	actions := v.Actions()
	for _, a := range actions {
		if a.Status.Open() {
			open++
		}
	}
	if len(v.Plan)+len(actions) == 0 {
		return p.T("The plan is empty.")
	}
	return p.T("The plan has %s, %s and %s, %d of them still to do: “plan” reads it.", p.N(len(v.Plan), "%d need", "%d needs"), p.N(outcomes, "%d outcome", "%d outcomes"),
		p.N(len(actions), "%d action", "%d actions"), open)
}

// Farewell is what is said at the end of a meeting: what was kept, and how to come by it. reach is the ssh command that reaches the
// service.
func (p *Place) Farewell(reach string) []string {
	m, v := p.meeting(), p.view()
	notes, decisions := 0, 0
	for _, it := range m.Agenda {
		if v.Text(meeting.Field{ID: it.ID, Part: meeting.Notes}).Len() > 0 {
			notes++
		}
	}
	for _, d := range v.Decisions {
		if d.Meeting == p.Meeting {
			decisions++
		}
	}
	actions := 0
	for _, a := range v.Actions() {
		if a.Meeting == p.Meeting {
			actions++
		}
	}
	return clean([]string{
		p.T("The meeting is closed. Everything is saved: notes on %s, %s and %s of this meeting.", p.N(notes, "%d item", "%d items"), p.N(decisions, "%d decision", "%d decisions"),
			p.N(actions, "%d action", "%d actions")),
		p.T("The minutes: %s minutes %s", cmp.Or(reach, "ssh HOST"), p.name()),
	})
}

// clean makes lines of what is to be said.
func clean(lines []string) []string {
	for i, l := range lines {
		lines[i] = flat(l)
	}
	return lines
}
