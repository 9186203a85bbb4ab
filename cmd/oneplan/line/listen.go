package line

import (
	"cmp"
	"fmt"
	"strings"

	"oneplan/meeting"
)

var listenVerbs = []verb{
	{"now|where", "", "where the meeting is", listening, func(p *Place, _ string) (act, error) { return act{lines: p.Welcome()}, nil }},
	{"here", "", "who is here now, and who asks to speak", listening, here},
	{"who|team", "", "who is on the team", listening, team},
	{"agenda", "", "the agenda", listening, agenda},
	{"notes", "[N]", "the notes of an item: of the one that is being talked about, or of item N", listening, notes},
	{"plan", "", "the plan: needs, outcomes and actions", listening, plan},
	{"verb:\x04action", "N", "one action, with how it goes", listening, func(p *Place, rest string) (act, error) { return p.whole(anAction, rest) }},
	{"outcome|goal", "N", "one outcome", listening, func(p *Place, rest string) (act, error) { return p.whole(anOutcome, rest) }},
	{"need", "N", "one need", listening, func(p *Place, rest string) (act, error) { return p.whole(aNeed, rest) }},
	{"actions", "[mine]", "the actions, or only your own", listening, actions},
	{"decisions", "", "the decisions of this meeting", listening, decisions},
	{"minutes", "", "the minutes as they are now", closing, minutesAsTheyAre},
	{"more", "", "what was gathered while you were reading", listening, func(*Place, string) (act, error) { return act{more: true}, nil }},
	{"time", "", "what time it is, and how long this item has taken", listening, clock},
}

func here(p *Place, _ string) (act, error) {
	out := []string{p.hereLine()}
	var data []Entry
	for _, id := range p.here() {
		data = append(data, Entry{Name: p.view().NameOf(id), Status: "here", Kind: "person"})
	}
	if p.u.Presence != nil {
		var hands []string
		for _, h := range p.u.Presence.Hands {
			hands = append(hands, p.whom(h.Member))
		}
		if len(hands) > 0 {
			out = append(out, p.T("Asking to speak, in this order: %s.", p.listed(hands)))
		}
	}
	if m := p.meeting(); m.Floor != 0 {
		out = append(out, p.does(m.Floor, "You have the floor.", "%s has the floor."))
	}
	return act{lines: out, data: data}, nil
}

// toConfirm stands behind how somebody attends, for programs.
const toConfirm = ", to confirm"

func team(p *Place, _ string) (act, error) {
	m := p.meeting()
	var out []string
	var data []Entry
	for _, x := range p.view().Members {
		if !x.Current() || x.Guest != 0 && x.Guest != p.Meeting {
			continue
		}
		parts := []string{p.T(x.Role.Msg())}
		if x.Title != "" {
			parts = append(parts, x.Title)
		}
		if x.AgencyName != "" {
			parts = append(parts, x.AgencyName)
		}
		switch x.ID {
		case m.Chair:
			parts = append(parts, p.T("chairs the meeting"))
		case m.MinuteTaker:
			parts = append(parts, p.T("takes the minutes"))
		}
		status := "not noted"
		if a := m.Attending(x.ID); a != nil {
			status = string(a.Way)
			said := p.T(a.Way.Msg())
			if a.Proposed {
				status, said = status+toConfirm, p.T("%s, to confirm", said)
			}
			parts = append(parts, said)
		}
		out = append(out, x.Name+": "+strings.Join(parts, ", ")+".")
		data = append(data, Entry{Name: x.Name, Status: status, Kind: "person"})
	}
	return act{lines: out, data: data}, nil
}

func agenda(p *Place, _ string) (act, error) {
	m := p.meeting()
	var out []string
	var data []Entry
	for i, it := range m.Agenda {
		s, status := p.T("Item %d: %s, %s", i+1, it.Title, p.N(it.Minutes, "%d minute", "%d minutes")), "to come"
		switch {
		case it.ID == m.Item:
			s, status = p.T("%s, now", s), "now"
		case it.Done:
			s, status = p.T("%s, done", s), "done"
		}
		out = append(out, full(s))
		data = append(data, Entry{Name: it.Title, Status: status, Kind: "item", Number: i + 1})
	}
	return act{lines: out, data: data}, nil
}

func notes(p *Place, rest string) (act, error) {
	id := p.meeting().Item
	if rest != "" {
		var err error
		if id, _, err = p.agendaItem(rest); err != nil {
			return act{}, err
		}
	}
	if id == 0 {
		return act{}, unclear("No item is being talked about: say “notes 3” for those of item 3.")
	}
	out := []string{p.T("Notes of %s", full(p.item(id)))}
	n := len(out)
	add := func(s string) {
		for l := range strings.SplitSeq(s, "\n") {
			if strings.TrimSpace(l) != "" {
				out = append(out, l)
			}
		}
	}
	if s := p.text(id, meeting.Summary); s != "" {
		out = append(out, p.T("Summary: %s", s))
	}
	add(p.view().Text(meeting.Field{ID: id, Part: meeting.Notes}).String())
	for _, x := range p.view().NotesOf(id) {
		out = append(out, p.T("Note %d, seen by %s:", p.numbers.of[x.ID], p.audience(x.Audience)))
		add(p.view().Text(meeting.Field{ID: x.ID, Part: meeting.Aside}).String())
	}
	if len(out) == n {
		out = append(out, p.T("Nothing is noted yet."))
	}
	return act{lines: out}, nil
}

func plan(p *Place, _ string) (act, error) {
	out := []string{}
	var data []Entry
	addActions := func(as []*meeting.Action) {
		for _, x := range as {
			out = append(out, p.actionLine(x))
			data = append(data, p.actionEntry(x))
		}
	}
	for _, n := range p.view().Plan {
		out = append(out, p.needLine(n))
		data = append(data, Entry{Name: p.title(n.ID), Status: string(n.Status), Kind: string(aNeed), Number: p.numbers.of[n.ID]})
		for _, o := range n.Outcomes {
			out = append(out, p.outcomeLine(o.Outcome))
			data = append(data, Entry{Name: p.title(o.ID), Status: scoreWords(o.Now), Kind: string(anOutcome), Number: p.numbers.of[o.ID], Due: string(o.Day)})
			addActions(o.Actions)
		}
		addActions(n.Actions)
	}
	addActions(p.view().Loose)
	if len(out) == 0 {
		out = append(out, p.T("The plan is empty."))
	}
	return act{lines: out, data: data}, nil
}

func scoreWords(n int) string {
	if n < 0 {
		return "not scored"
	}
	return fmt.Sprintf("%d out of 10", n)
}

func (p *Place) actionEntry(x *meeting.Action) Entry {
	e := Entry{Name: p.title(x.ID), Status: string(x.Status), Kind: string(anAction), Number: p.numbers.of[x.ID], Due: string(x.Due)}
	if x.Owner != 0 {
		e.Who = p.view().NameOf(x.Owner)
	}
	return e
}

func actions(p *Place, rest string) (act, error) {
	var out []string
	var data []Entry
	mine := p.typed(rest, "typed:\x04mine")
	for _, x := range p.view().Actions() {
		if mine && x.Owner != p.me().ID {
			continue
		}
		out = append(out, p.actionLine(x))
		data = append(data, p.actionEntry(x))
	}
	if len(out) == 0 {
		out = append(out, p.T("There are no actions."))
	}
	return act{lines: out, data: data}, nil
}

// whole reads one entry of the plan with all its texts.
func (p *Place) whole(k sort, rest string) (act, error) {
	id, _, err := p.entry(k, rest)
	if err != nil {
		return act{}, err
	}
	v := p.view()
	var out []string
	var parts []meeting.Part
	switch k {
	case aNeed:
		for _, n := range v.Plan {
			if n.ID == id {
				out = append(out, p.needLine(n))
			}
		}
		parts = []meeting.Part{meeting.Evidence}
	case anOutcome:
		out = append(out, p.outcomeLine(v.Outcome(id)))
		parts = []meeting.Part{meeting.Measure}
	default:
		out = append(out, p.actionLine(v.Action(id)))
		parts = []meeting.Part{meeting.Progress, meeting.Blocks, meeting.NextStep}
	}
	for _, part := range parts {
		if s := p.text(id, part); s != "" {
			out = append(out, capital(p.T(meeting.PartName(part)))+": "+full(s))
		}
	}
	return act{lines: out}, nil
}

func decisions(p *Place, _ string) (act, error) {
	var out []string
	var data []Entry
	for _, d := range p.view().Decisions {
		if d.Meeting == p.Meeting {
			out = append(out, full(p.decisionLine(d)))
			data = append(data, Entry{Name: p.title(d.ID), Status: string(d.Stage), Kind: string(aDecision), Number: p.numbers.of[d.ID]})
		}
	}
	if len(out) == 0 {
		out = append(out, p.T("Nothing has been put to this meeting yet."))
	}
	return act{lines: out, data: data}, nil
}

func clock(p *Place, _ string) (act, error) {
	m := p.meeting()
	out := []string{p.T("It is %s.", p.now().Format("15:04"))}
	if i := m.Index(m.Item); m.Stage == meeting.Live && i >= 0 && !m.ItemAt.IsZero() && m.Paused.IsZero() {
		spent := int(p.u.Now.Sub(m.ItemAt).Minutes()) + m.Agenda[i].Spent/60
		out = append(out, p.T("Item %d has taken %s of %d.", i+1, p.N(max(spent, 0), "%d minute", "%d minutes"), m.Agenda[i].Minutes))
	}
	return act{lines: out}, nil
}

// minutesAsTheyAre reads the minutes: who was there, item by item, what was decided, what people answered.
func minutesAsTheyAre(p *Place, _ string) (act, error) {
	m, v := p.meeting(), p.view()
	out := []string{p.T("Minutes of %s, %s, %s.", p.name(), m.Kind.Heading(), p.at(m.At))}
	var there, away []string
	for _, a := range m.Attendance {
		if a.Way.Present() {
			there = append(there, v.NameOf(a.Member))
		} else {
			away = append(away, strings.TrimSuffix(v.NameOf(a.Member)+", "+p.T(a.Way.Msg())+", "+a.Note, ", "))
		}
	}
	if len(there) > 0 {
		out = append(out, p.T("There: %s", full(p.listed(there))))
	}
	if len(away) > 0 {
		out = append(out, p.T("Not there: %s", full(strings.Join(away, "; "))))
	}
	if s := p.text(m.ID, meeting.Views); s != "" {
		out = append(out, p.T("The child's views: %s", full(s)))
	}
	for i, it := range m.Agenda {
		words := cmp.Or(p.text(it.ID, meeting.Summary), p.text(it.ID, meeting.Notes))
		if words != "" {
			out = append(out, p.T("Item %d, %s: %s", i+1, it.Title, full(words)))
		}
		for _, d := range v.Decisions {
			if d.Meeting == m.ID && d.Item == it.ID {
				out = append(out, full(p.decisionLine(d)))
			}
		}
	}
	for _, d := range v.Decisions {
		if d.Meeting == m.ID && m.Index(d.Item) < 0 {
			out = append(out, full(p.decisionLine(d)))
		}
	}
	if s := p.text(m.ID, meeting.LastWord); s != "" {
		out = append(out, p.T("The family's last word: %s", full(s)))
	}
	switch {
	case !m.Next.IsZero():
		out = append(out, full(p.T("The next meeting is %s", p.at(m.Next))))
	case m.NoNext != "":
		out = append(out, p.T("There is no next date: %s", full(m.NoNext)))
	}
	for _, s := range m.Signed {
		out = append(out, full(p.signedLine(s)))
		if s.Reply != "" {
			out = append(out, p.T("The chair answers: %s", full(s.Reply)))
		}
	}
	return act{lines: out}, nil
}
