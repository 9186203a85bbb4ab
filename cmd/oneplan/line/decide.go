package line

import (
	"strings"

	"oneplan/meeting"
)

var decisionVerbs = []verb{
	{"agree", "N [but WHY]", "agree with a decision, or with reservations; your answer is private until all are shown", deciding, agree},
	{"object|disagree", "N [WHY]", "disagree with a decision", deciding, func(p *Place, rest string) (act, error) { return respond(p, rest, meeting.Disagree) }},
	{"not now", "N [WHY]", "answer a decision with not now", deciding, func(p *Place, rest string) (act, error) { return respond(p, rest, meeting.NotNow) }},
	{"propose|decide", "TEXT [because WHY]", "propose a decision; the chair and the minute taker put it to everyone", deciding, propose},
	{"verb:\x04put", "N", "put a proposed decision to everyone who is here", deciding, func(p *Place, rest string) (act, error) {
		id, _, err := p.entry(aDecision, rest)
		if err != nil {
			return act{}, err
		}
		return saved(p.T("Decision %d is put to everyone who is here, saved", p.numbers.of[id]), nil, meeting.PutDecision{Decision: id})
	}},
	{"show", "N", "show all answers to a decision together", deciding, func(p *Place, rest string) (act, error) {
		id, _, err := p.entry(aDecision, rest)
		if err != nil {
			return act{}, err
		}
		return saved(p.T("The answers to decision %d are shown, saved", p.numbers.of[id]), nil, meeting.ShowAnswers{Decision: id})
	}},
	{"take back", "N", "take back a decision that was not put yet", deciding, func(p *Place, rest string) (act, error) {
		id, _, err := p.entry(aDecision, rest)
		if err != nil {
			return act{}, err
		}
		return saved(p.T("Decision %d is taken back, saved", p.numbers.of[id]), entryKeys(id), meeting.RemoveEntry{ID: id})
	}},
	{"after", "N talk again, escalate or go on [WORDS] [family told]", "say what follows from a disagreement", deciding, followUp},
}

func agree(p *Place, rest string) (act, error) {
	id, why, err := p.entry(aDecision, rest)
	if err != nil {
		return act{}, err
	}
	if but, ok := p.without(why, "typed:\x04but"); ok {
		return p.answers(id, meeting.Reservations, but)
	}
	return p.answers(id, meeting.Agree, why)
}

func respond(p *Place, rest string, a meeting.Answer) (act, error) {
	id, why, err := p.entry(aDecision, rest)
	if err != nil {
		return act{}, err
	}
	why, _ = p.without(why, typedBecause)
	return p.answers(id, a, why)
}

func (p *Place) answers(id meeting.ID, a meeting.Answer, why string) (act, error) {
	n := p.numbers.of[id]
	x, err := saved("", nil, meeting.AnswerDecision{Decision: id, Answer: a, Words: why})
	x.said = func(p *Place, _ meeting.Result) string {
		s := p.T("Your answer to decision %d is saved: %s", n, a.Msg())
		if d := p.view().Decision(id); d != nil && d.Stage == meeting.Put {
			s += p.T(". It is private until all are shown together, and you can change it until then")
		}
		return s
	}
	x.own = func(r meeting.Result) []key {
		for _, e := range r.Events {
			if d, ok := e.(meeting.DecisionSet); ok && d.Decision.Stage == meeting.Shown {
				return nil // the last answer shows them all
			}
		}
		return entryKeys(id)
	}
	return x, err
}

func propose(p *Place, rest string) (act, error) {
	wording, why, _ := p.cutWord(rest, typedBecause)
	if strings.TrimSpace(wording) == "" {
		return act{}, errUsage
	}
	return act{
		commands: []meeting.Command{meeting.ProposeDecision{Meeting: p.Meeting, Item: p.meeting().Item, Wording: strings.Trim(wording, `"“”`), Rationale: why}},
		said: func(p *Place, r meeting.Result) string {
			d := p.view().Decision(r.Added())
			switch {
			case d == nil:
				return p.T("Proposed, saved")
			case d.Stage == meeting.Put:
				return full(p.decisionLine(d)) + p.T(" Saved")
			case p.may(meeting.KeepList):
				return p.T("Decision %d is noted and waits, since nobody is on the attendance list yet: fill it in, then say “put %[1]d”", p.numbers.of[d.ID])
			}
			return p.T("Decision %d is proposed to the chair and the minute taker, saved", p.numbers.of[d.ID])
		},
		own: func(r meeting.Result) []key { return []key{{r.Added(), anything}} },
	}, nil
}

func followUp(p *Place, rest string) (act, error) {
	id, more, err := p.entry(aDecision, rest)
	if err != nil {
		return act{}, err
	}
	c := meeting.FollowDecision{Decision: id, Advocate: p.view().Decision(id).Advocate}
	for _, told := range p.ways("typed:\x04family told") {
		if text, ok := strings.CutSuffix(more, told); ok {
			more, c.Advocate = strings.TrimRight(text, " ,;"), true
		}
	}
	for _, f := range meeting.Follows {
		for _, whole := range []string{string(f), p.T(f.Msg())} {
			begin, rest, _ := strings.Cut(whole, ",")
			if n := len(begin); len(more) >= n && strings.EqualFold(more[:n], begin) {
				c.Follow, c.Words = f, strings.TrimSpace(strings.TrimLeft(strings.TrimPrefix(more[n:], ","+rest), " ,:"))
			}
		}
	}
	if c.Follow == "" {
		return act{}, errUsage
	}
	return saved(p.T("What follows from decision %d is saved: %s", p.numbers.of[id], c.Follow.Msg()), entryKeys(id), c)
}
