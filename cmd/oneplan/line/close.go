package line

import (
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// replyDays is how many working days people have to answer the minutes, unless whoever sends them says otherwise.
const replyDays = 5

var closeVerbs = []verb{
	{"checks", "", "what is missing before the meeting closes", closing, checks},
	{"last word", "TEXT", "write the family's last word", closing, func(p *Place, rest string) (act, error) {
		return p.write(meeting.Field{ID: p.Meeting, Part: meeting.LastWord}, rest, p.T("The family's last word is noted, saved"))
	}},
	{"views", "TEXT", "write the child's views", closing, func(p *Place, rest string) (act, error) {
		return p.write(meeting.Field{ID: p.Meeting, Part: meeting.Views}, rest, p.T("The child's views are noted, saved"))
	}},
	{"views how", "TEXT", "how the child's views were obtained", closing, func(p *Place, rest string) (act, error) {
		return p.set(p.T("Saved: %s", rest), ofViewsHow, func(m *meeting.Meeting) { m.ViewsHow = rest })
	}},
	{"next date", "DAY TIME", "when the next meeting is: in 6 weeks 14:00", closing, nextDate},
	{"no next date", "WHY", "that there is no next meeting, and why", closing, func(p *Place, rest string) (act, error) {
		if rest == "" {
			return act{}, errUsage
		}
		return p.set(p.T("No next date, saved"), ofNext, func(m *meeting.Meeting) { m.Next, m.NoNext = time.Time{}, rest })
	}},
	{"close", "[because WHY]", "the chair closes the meeting; if something is missing, with a reason", closing, closeMeeting},
	{"summary", "N TEXT", "write the summary of item N, while the minutes are tidied", closing, func(p *Place, rest string) (act, error) {
		id, words, err := p.agendaItem(rest)
		if err != nil {
			return act{}, err
		}
		return p.write(meeting.Field{ID: id, Part: meeting.Summary}, words, p.T("The summary of %s, is saved", p.item(id)))
	}},
	{"send minutes", "[until DAY]", "send the minutes, for people to answer until a day", closing, sendMinutes},
	{"sign agree", "", "answer the minutes: you agree with them", closing, func(p *Place, rest string) (act, error) { return sign(p, meeting.AgreeMinutes, rest) }},
	{"sign change", "[item N] WHAT", "answer the minutes: you want a change", closing, func(p *Place, rest string) (act, error) { return sign(p, meeting.WantChange, rest) }},
	{"sign object", "[item N] WHY", "answer the minutes: you don't agree", closing, func(p *Place, rest string) (act, error) { return sign(p, meeting.DontAgree, rest) }},
	{"reply to", "NAME TEXT", "the chair answers what somebody said of the minutes", closing, func(p *Place, rest string) (act, error) {
		m, words, err := p.leading(rest)
		if err != nil {
			return act{}, err
		}
		if words == "" {
			return act{}, errUsage
		}
		return saved(p.T("Your answer stands beside that of %s in the minutes, saved", m.Name), []key{{p.Meeting, ofMinutes}}, meeting.AnswerDispute{Meeting: p.Meeting, Member: m.ID, Words: words})
	}},
	{"finish minutes", "", "the chair makes the minutes final", closing, func(p *Place, _ string) (act, error) {
		return saved(p.T("The minutes are final, saved"), []key{{p.Meeting, ofStage}}, meeting.FinaliseMinutes{Meeting: p.Meeting, Today: p.today()})
	}},
	{"reopen", "WHY", "the chair opens the meeting again", closing, func(p *Place, rest string) (act, error) {
		rest, _ = p.without(rest, typedBecause)
		return saved(p.T("The meeting is open again, saved"), []key{{p.Meeting, ofStage}}, meeting.ReopenMeeting{Meeting: p.Meeting, Reason: rest})
	}},
}

// missing says what the closing checks find, and how to mend it here.
func (p *Place) missing() []string {
	var out []string
	for _, c := range p.view().Checks(p.Meeting) {
		s := full(p.Words.Say(c.Said))
		n := p.numbers.of[c.Entry]
		switch c.Kind {
		case meeting.NoOwner:
			s += p.T(" Say: owner %d NAME", n)
		case meeting.NoDate:
			s += p.T(" Say: due %d DAY", n)
		case meeting.LastWordGone:
			s += p.T(" Say: last word TEXT")
		case meeting.Unconfirmed:
			s += p.T(" Say: confirm attendance")
		case meeting.NoNextDate:
			s += p.T(" Say: next date DAY TIME")
		case meeting.OpenDecision:
			s += p.T(" It is decision %d", n)
		}
		out = append(out, full(s))
	}
	return out
}

func checks(p *Place, _ string) (act, error) {
	out := p.missing()
	if len(out) == 0 {
		out = []string{p.T("Nothing is missing: every action has an owner and a date, and the family has been heard.")}
	}
	return act{lines: out}, nil
}

func closeMeeting(p *Place, rest string) (act, error) {
	reason, _ := p.without(rest, typedBecause)
	reason = strings.TrimSpace(reason)
	if missing := p.missing(); len(missing) > 0 && reason == "" && p.may(meeting.RunMeeting) && p.meeting().Stage == meeting.Live {
		return act{lines: append([]string{p.N(len(missing), "The closing checks found %d thing missing, so the meeting stays open:", "The closing checks found %d things missing, so the meeting stays open:")},
			append(missing, p.T("See to them, or close it with a reason: close because WHY"))...)}, nil
	}
	return saved(p.T("The meeting is closed, saved"), []key{{p.Meeting, ofStage}}, meeting.CloseMeeting{Meeting: p.Meeting, Reason: reason})
}

func nextDate(p *Place, rest string) (act, error) {
	if rest == "" {
		return act{}, errUsage
	}
	t, err := meeting.ParseTime(rest, p.now())
	if err != nil {
		return act{}, err
	}
	return p.set(p.T("The next meeting is %s, saved", meeting.TimeIn(p.Words, t, p.today())), ofNext, func(m *meeting.Meeting) { m.Next, m.NoNext = t.UTC(), "" })
}

func sendMinutes(p *Place, rest string) (act, error) {
	day := p.today()
	for n := 0; n < replyDays; {
		day = meeting.DayOf(day.Time(time.UTC).AddDate(0, 0, 1))
		if d := day.Time(time.UTC).Weekday(); d != time.Saturday && d != time.Sunday {
			n++
		}
	}
	if rest, _ = p.without(rest, typedUntil); rest != "" {
		var err error
		if day, err = meeting.ParseDay(rest, p.today()); err != nil {
			return act{}, err
		}
	}
	return saved(p.T("The minutes are sent: people can answer until %s, saved", p.day(day)), []key{{p.Meeting, ofStage}}, meeting.SendMinutes{Meeting: p.Meeting, ReplyBy: day})
}

func sign(p *Place, says meeting.SignOff, rest string) (act, error) {
	c := meeting.SignMinutes{Meeting: p.Meeting, Says: says, Words: rest}
	if _, ok := p.without(strings.ToLower(rest), typedItem); ok {
		id, words, err := p.agendaItem(rest)
		if err != nil {
			return act{}, err
		}
		c.Item, c.Words = id, words
	}
	said := p.T("Your answer to the minutes is saved: %s", says.Msg())
	if by := p.meeting().ReplyBy; by != "" {
		said += p.T(". You can change it until %s", p.day(by))
	}
	return saved(said, []key{{p.Meeting, ofMinutes}}, c)
}

var fewVerbs = []verb{
	{"note for", "WHO: TEXT", "write a note on this item for fewer people: practitioners, me, my agency, an agency, or names", privately, noteFor},
	{"who sees|who-sees", "N [WHO]", "who sees an action, or from now on; for others say who sees outcome 2 practitioners", privately, whoSees},
	{"show me to", "WHO", "who sees that you are here", privately, showMe},
	{"reach", "NAME", "how to reach somebody", privately, reach},
	{"concern", "[TEXT]", "a safeguarding concern, for the safeguarding leads alone; without words, each part is asked for", privately, concern},
}

func noteFor(p *Place, rest string) (act, error) {
	who, text, ok := strings.Cut(rest, ":")
	if !ok || strings.TrimSpace(text) == "" {
		return act{}, errUsage
	}
	a, err := p.audienceFrom(who)
	if err != nil {
		return act{}, err
	}
	item := p.meeting().Item
	if item == 0 {
		return act{}, errNoItem
	}
	for _, n := range p.view().NotesOf(item) {
		if n.Audience == a {
			return p.write(meeting.Field{ID: n.ID, Part: meeting.Aside}, text, p.T("Noted in note %d, seen by %s, saved", p.numbers.of[n.ID], p.audience(a)))
		}
	}
	x := savedAll(func(p *Place, id meeting.ID) string {
		return p.T("Noted in note %d, seen by %s, saved", p.numbers.of[id], p.audience(a))
	}, meeting.AddNote{Item: item, Audience: a, Text: strings.TrimSpace(text)})
	return x, nil
}

func whoSees(p *Place, rest string) (act, error) {
	id, who, err := p.any(rest)
	if err != nil {
		return act{}, err
	}
	was := p.audienceOf(id)
	if who == "" {
		return act{lines: []string{capital(p.T("%s is seen by %s.", p.called(id), p.audience(was)))}}, nil
	}
	a, err := p.audienceFrom(who)
	if err != nil {
		return act{}, err
	}
	x, err := saved("", entryKeys(id), meeting.SetAudience{Entry: id, Was: was, Audience: a})
	called := p.called(id)
	x.said = func(p *Place, r meeting.Result) string {
		s := capital(p.T("%s is seen by %s from now on, saved", called, p.audience(a)))
		var names []string
		for _, o := range r.OnScreen {
			if name := p.whom(o.Member); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		if len(names) > 0 {
			s += p.T(". %s had it on a screen until now", p.listed(names))
		}
		return s
	}
	return x, err
}

func showMe(p *Place, rest string) (act, error) {
	a, err := p.audienceFrom(rest)
	if err != nil {
		return act{}, err
	}
	return saved(capital(p.T("%s can see that you are here, saved", p.audience(a))), nil, meeting.ShowPresence{Audience: a})
}

func reach(p *Place, rest string) (act, error) {
	m, err := p.somebody(rest)
	if err != nil {
		return act{}, err
	}
	var out []string
	for _, r := range p.view().ReachesOf(m.ID) {
		out = append(out, capital(p.T("%s of %s: %s", r.Kind.Msg(), m.Name, r.Text)))
	}
	if len(out) == 0 {
		out = []string{p.T("How to reach %s is not noted, as far as you may see.", m.Name)}
	}
	return act{lines: out}, nil
}

func concern(p *Place, rest string) (act, error) {
	if len(p.view().Concerns) > 0 && p.typed(rest, "typed:\x04read") {
		var out []string
		for _, c := range p.view().Concerns {
			out = append(out, p.T("%s, by %s: %s", words.When{At: c.At.In(p.Zone), Layout: "2 Jan 15:04"}, p.whom(c.Author), c.Text))
		}
		return act{lines: out}, nil
	}
	if rest == "" {
		return act{form: p.concernForm()}, nil
	}
	return p.raiseConcern(meeting.RaiseConcern{Text: rest})
}

func (p *Place) raiseConcern(c meeting.RaiseConcern) (act, error) {
	return saved(p.T("It is saved, for you and the safeguarding leads alone. Is somebody in danger this minute? Ring the emergency services first. “concern read” reads it to you"), nil, c)
}
