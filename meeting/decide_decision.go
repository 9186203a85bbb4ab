package meeting

import (
	"slices"
	"strings"
)

func (d *decider) proposeDecision(c ProposeDecision) ([]Event, error) {
	m, err := d.meeting(c.Meeting, ProposeThings, Live)
	if err != nil {
		return nil, err
	}
	if c.Item != 0 && m.Index(c.Item) < 0 {
		return nil, refuse(NotFound, "That agenda item is not there any more.")
	}
	if strings.TrimSpace(c.Wording) == "" {
		return nil, refuse(Invalid, "Say what is to be decided.")
	}
	x := Decision{ID: d.nextID(1), Meeting: m.ID, Item: c.Item, By: d.me.ID, Stage: Proposed, Rev: d.nextRev(1)}
	if d.s.May(d.a, KeepList, m) {
		d.put(&x, m, nil)
	}
	return d.withTexts(DecisionSet{x}, x.ID, map[Part]string{Wording: c.Wording, Rationale: c.Rationale})
}

// put asks the members (those present who answer, if none are named).
func (d *decider) put(x *Decision, m *Meeting, asked []ID) {
	x.Stage, x.PutAt = Put, d.a.At
	x.Asked = slices.Clone(asked)
	if len(x.Asked) > 0 {
		return
	}
	for _, a := range m.Attendance {
		w := d.s.Member(a.Member)
		if w != nil && a.Way.Present() && a.To.IsZero() && slices.Contains(permissions[AnswerThings], w.Role) {
			x.Asked = append(x.Asked, w.ID)
		}
	}
}

func (d *decider) putDecision(c PutDecision) ([]Event, error) {
	old := d.s.Decision(c.Decision)
	if old == nil || !d.sees(old.Audience) {
		return nil, refuse(NotFound, "That decision is not there any more.")
	}
	m, err := d.meeting(old.Meeting, KeepList, Live)
	if err != nil {
		return nil, err
	}
	if old.Stage != Proposed {
		return nil, refuse(Stage, "This decision has been put already.")
	}
	for _, id := range c.Asked {
		if w := d.s.Member(id); w == nil || !w.Current() {
			return nil, refuse(NotFound, "One of the people asked is not on the team.")
		}
	}
	x := *old
	d.put(&x, m, c.Asked)
	x.Rev = d.nextRev(1)
	return []Event{DecisionSet{x}}, nil
}

func (d *decider) answerDecision(c AnswerDecision) ([]Event, error) {
	x := d.s.Decision(c.Decision)
	if x == nil || !d.sees(x.Audience) {
		return nil, refuse(NotFound, "That decision is not there any more.")
	}
	m := d.s.Meeting(x.Meeting)
	who, err := d.behalf(c.For, m)
	if err != nil {
		return nil, err
	}
	if x.Stage != Put {
		return nil, refuse(Stage, "This decision is not open for answers.")
	}
	if !slices.Contains(Answers, c.Answer) {
		return nil, refuse(Invalid, "That is not one of the four answers.")
	}
	words, err := line("answer in words", c.Words, false)
	if err != nil {
		return nil, err
	}
	g := Given{Member: who, Answer: c.Answer, Words: words, At: d.a.At}
	if who != d.me.ID {
		g.By = d.me.ID
	}
	out := []Event{}
	n := *x
	if !slices.Contains(x.Asked, who) { // somebody who came later
		n.Asked = append(slices.Clone(x.Asked), who)
	}
	all := true
	for _, id := range n.Asked {
		if _, ok := x.Answered(id); !ok && id != who {
			all = false
		}
	}
	if all {
		n.Stage, n.ShownAt = Shown, d.a.At
	}
	if all || len(n.Asked) != len(x.Asked) {
		n.Rev = d.nextRev(1)
		out = append(out, DecisionSet{n})
	}
	return append(out, DecisionAnswered{x.ID, g}), nil
}

func (d *decider) showAnswers(c ShowAnswers) ([]Event, error) {
	x := d.s.Decision(c.Decision)
	if x == nil || !d.sees(x.Audience) {
		return nil, refuse(NotFound, "That decision is not there any more.")
	}
	if _, err := d.meeting(x.Meeting, KeepList, Live, Tidying); err != nil {
		return nil, err
	}
	if x.Stage != Put {
		return nil, refuse(Stage, "There are no answers waiting to be shown.")
	}
	n := *x
	n.Stage, n.ShownAt, n.Rev = Shown, d.a.At, d.nextRev(1)
	return []Event{DecisionSet{n}}, nil
}

func (d *decider) followDecision(c FollowDecision) ([]Event, error) {
	x := d.s.Decision(c.Decision)
	if x == nil || !d.sees(x.Audience) {
		return nil, refuse(NotFound, "That decision is not there any more.")
	}
	if _, err := d.meeting(x.Meeting, KeepList, Live, Tidying); err != nil {
		return nil, err
	}
	if x.Stage != Shown {
		return nil, refuse(Stage, "Show the answers first.")
	}
	if !slices.Contains(Follows, c.Follow) {
		return nil, refuse(Invalid, "Choose one of: talk again, escalate, go on.")
	}
	words, err := line("reason", c.Words, false)
	if err != nil {
		return nil, err
	}
	n := *x
	n.Follow, n.Words, n.Advocate, n.Rev = c.Follow, words, c.Advocate, d.nextRev(1)
	return []Event{DecisionSet{n}}, nil
}
