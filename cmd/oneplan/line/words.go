package line

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"oneplan/meeting"
)

// itemLine says where the agenda is.
func (p *Place) itemLine() string {
	m := p.meeting()
	i := m.Index(m.Item)
	if i < 0 {
		return "No item is being talked about yet"
	}
	return fmt.Sprintf("Item %d of %d: %s", i+1, len(m.Agenda), m.Agenda[i].Title)
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
		return ", seen by " + p.audience(a)
	}
	return ""
}

// owned says whose an action is: "is for Tom, who is asked".
func (p *Place) owned(x *meeting.Action) string {
	switch {
	case x.Owner == 0 && x.Ask != "":
		return "waits for a name from the manager of " + p.agency(string(x.Ask))
	case x.Owner == 0:
		return "has nobody who does it yet"
	}
	s := "is for " + p.whom(x.Owner)
	switch x.Consent {
	case meeting.Asked:
		if x.Owner == p.me().ID {
			return s + fmt.Sprintf(", who are asked: say “take %d” or “decline %[1]d”", p.numbers.of[x.ID])
		}
		return s + ", who is asked"
	case meeting.Declined:
		return s + ", turned down"
	case meeting.Agreed:
	}
	return s
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
		if n.Kind != meeting.Needed {
			rest = ", " + article(string(n.Kind))
		}
	case v.Outcome(id) != nil:
		o := v.Outcome(id)
		by = o.By
		rest = ", for need " + fmt.Sprint(p.numbers.of[o.Need])
		if o.Day != "" {
			rest += ", by " + o.Day.Words(p.today())
		}
	case v.Action(id) != nil:
		x := v.Action(id)
		by = x.By
		rest = ". It " + p.owned(x)
		if x.Due != "" {
			rest += ", due " + x.Due.Words(p.today())
		}
	}
	who := "Somebody"
	if by != 0 {
		who = p.who(by)
	}
	return fmt.Sprintf("%s added %s: %s%s%s", who, p.called(id), p.title(id), rest, p.seenBy(id))
}

func article(s string) string {
	if s != "" && strings.ContainsRune("aeiou", rune(s[0])) {
		return "an " + s
	}
	return "a " + s
}

// needLine reads a need.
func (p *Place) needLine(n meeting.NeedNode) string {
	s := capital(string(n.Kind))
	if n.Kind == meeting.Needed {
		s = "Need"
	}
	s = fmt.Sprintf("%s %d: %s", s, p.numbers.of[n.ID], full(p.title(n.ID)))
	var more []string
	if n.Domain != "" {
		more = append(more, n.Domain)
	}
	if n.Status != meeting.NeedOpen {
		more = append(more, strings.TrimSuffix(string(n.Status)+", "+n.Unmet, ", "))
	}
	if n.View != 0 {
		more = append(more, "in the view of "+p.whom(n.View))
	}
	if n.Audience != meeting.Everyone {
		more = append(more, "seen by "+p.audience(n.Audience))
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
		name string
		n    int
	}{{"at the start", o.Baseline}, {"now", o.Now}, {"aim", o.Target}} {
		if x.n >= 0 {
			more = append(more, fmt.Sprintf("%s %d", x.name, x.n))
		}
	}
	if len(more) > 0 {
		more = append(more, "out of 10")
	}
	if o.Day != "" {
		more = append(more, "by "+o.Day.Words(p.today()))
	}
	if w := p.text(o.ID, meeting.Words); w != "" {
		more = append(more, "in their own words: "+w)
	}
	if o.Audience != meeting.Everyone {
		more = append(more, "seen by "+p.audience(o.Audience))
	}
	return withMore(fmt.Sprintf("Outcome %d: %s", p.numbers.of[o.ID], full(p.title(o.ID))), more)
}

// actionLine reads an action.
func (p *Place) actionLine(x *meeting.Action) string {
	more := []string{"it " + p.owned(x)}
	if x.Due != "" {
		due := "due " + x.Due.Words(p.today())
		if x.Due < p.today() && x.Status.Open() {
			due = "was " + due
		}
		more = append(more, due)
	}
	status := string(x.Status)
	if x.Status == meeting.Done && x.DoneOn != "" {
		status += " on " + x.DoneOn.Words(p.today())
	}
	more = append(more, status)
	if x.Audience != meeting.Everyone {
		more = append(more, "seen by "+p.audience(x.Audience))
	}
	return withMore(fmt.Sprintf("Action %d: %s", p.numbers.of[x.ID], full(p.title(x.ID))), more)
}

// decisionLine reads a decision as far as it is.
func (p *Place) decisionLine(d *meeting.Decision) string {
	n, words := p.numbers.of[d.ID], full(p.title(d.ID))
	if why := p.text(d.ID, meeting.Rationale); why != "" {
		words += " Why: " + full(why)
	}
	if d.Audience != meeting.Everyone {
		words += " Seen by " + full(p.audience(d.Audience))
	}
	switch d.Stage {
	case meeting.Proposed:
		s := fmt.Sprintf("%s proposed, decision %d: %s", p.who(d.By), n, words)
		if p.may(meeting.KeepList) {
			s += fmt.Sprintf(" Put it to everyone with: put %d", n)
		}
		return s
	case meeting.Put:
		s := fmt.Sprintf("To decide, decision %d: %s", n, words)
		if g, ok := d.Answered(p.me().ID); ok {
			return s + " You answered: " + string(g.Answer)
		}
		if p.may(meeting.AnswerThings) {
			s += fmt.Sprintf(" Answer with: agree %d, agree %[1]d but WHY, object %[1]d WHY, or not now %[1]d", n)
		}
		return s
	case meeting.Shown:
	}
	s := fmt.Sprintf("The answers to decision %d are in. %s", n, words)
	var said []string
	for _, g := range d.Answers {
		x := p.whom(g.Member) + ": " + string(g.Answer)
		if g.Words != "" {
			x += ", “" + g.Words + "”"
		}
		if g.By != 0 {
			x += ", written by " + p.whom(g.By)
		}
		said = append(said, x)
	}
	if len(said) > 0 {
		s += " " + capital(full(strings.Join(said, "; ")))
	}
	if d.Follow != "" {
		s += " What follows: " + full(strings.TrimSuffix(string(d.Follow)+", "+d.Words, ", "))
	}
	return s
}

// signedLine says what somebody answered to the minutes.
func (p *Place) signedLine(s meeting.Signed) string {
	out := fmt.Sprintf("%s to the minutes: %s", p.is(s.Member, "answer", "answers"), s.Says)
	if s.Words != "" {
		out += ", “" + s.Words + "”"
	}
	if it := p.item(s.Item); it != "" {
		out += ", about " + it
	}
	if s.By != 0 {
		out += ", written by " + p.whom(s.By)
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
		return "Nobody is here yet."
	}
	return "Here now: " + listed(names) + "."
}

// Welcome is what there is when somebody comes: which meeting, who is here, where the agenda is, the plan in short.
func (p *Place) Welcome() []string {
	m, v := p.meeting(), p.view()
	about := ""
	if called := v.Called(); called != "" {
		about = " about " + called
	}
	out := []string{fmt.Sprintf("%s, %s%s.", m.Kind.Title(), p.name(), about)}
	switch m.Stage {
	case meeting.Live:
		s := "The meeting is open"
		if !m.Paused.IsZero() {
			s += ", and paused"
		}
		out = append(out, s+".")
	case meeting.Preparing:
		out = append(out, "It has not begun yet: it is planned for "+meeting.TimeWords(m.At.In(p.Zone), p.today())+".")
	case meeting.Tidying:
		out = append(out, "It is closed, and the notes are being tidied.")
	case meeting.Sent:
		out = append(out, "The minutes are sent: you can answer them until "+m.ReplyBy.Words(p.today())+" with: sign agree")
	case meeting.Final:
		out = append(out, "It is over, and its minutes are final.")
	}
	people := "You are " + v.Me.Name + ", " + string(v.Me.Role) + "."
	if m.Chair != 0 {
		people += " " + p.is(m.Chair, "chair", "chairs") + "."
	}
	if m.MinuteTaker != 0 {
		people += " " + p.is(m.MinuteTaker, "take", "takes") + " the minutes."
	}
	out = append(out, people, p.hereLine())
	if m.Stage == meeting.Live {
		out = append(out, full(p.itemLine()))
		if m.Floor != 0 {
			out = append(out, p.is(m.Floor, "have", "has")+" the floor.")
		}
	} else {
		out = append(out, fmt.Sprintf("The agenda has %s: “agenda” reads it.", plural(len(m.Agenda), "item")))
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
		return "The plan is empty."
	}
	return fmt.Sprintf("The plan has %s, %s and %s, %d of them still to do: “plan” reads it.", plural(len(v.Plan), "need"), plural(outcomes, "outcome"), plural(len(actions), "action"), open)
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
		fmt.Sprintf("The meeting is closed. Everything is saved: notes on %s, %s and %s of this meeting.", plural(notes, "item"), plural(decisions, "decision"), plural(actions, "action")),
		fmt.Sprintf("The minutes: %s minutes %s", cmp.Or(reach, "ssh HOST"), p.name()),
	})
}

// clean makes lines of what is to be said.
func clean(lines []string) []string {
	for i, l := range lines {
		lines[i] = flat(l)
	}
	return lines
}
