package meeting

import "slices"

var errNoDecision = refuse(NotFound, "That decision is not there any more.")

// decision returns the decision with this id if the author may see it, or nil.
func (d *decider) decision(id ID) *Decision {
	if x := d.s.Decision(id); x != nil && d.sees(x.Audience) && d.seen(x.Meeting) != nil {
		return x
	}
	return nil
}

// change is the event that makes a decision what it is from now on. Its answers have events of their own.
func (d *decider) change(x Decision) Event {
	x.Answers, x.Rev = nil, d.nextRev(1)
	return DecisionSet{x}
}

func (d *decider) proposeDecision(c ProposeDecision) ([]Event, error) {
	m, err := d.meeting(c.Meeting, ProposeThings, Live)
	if err != nil {
		return nil, err
	}
	if c.Item != 0 && m.Index(c.Item) < 0 {
		return nil, errNoItem
	}
	if wording, err := cleanWords(c.Wording); err != nil {
		return nil, err
	} else if wording == "" {
		return nil, refuse(Invalid, "Say what is to be decided.")
	}
	if err := d.audience(c.Audience); err != nil {
		return nil, err
	}
	x := Decision{ID: d.nextID(1), Meeting: m.ID, Item: c.Item, By: d.me.ID, Stage: Proposed, Audience: c.Audience}
	if asked := d.asked(m, c.Audience); len(asked) > 0 && d.s.May(d.a, KeepList, m) {
		x.Stage, x.PutAt, x.Asked = Put, d.a.At, asked
	}
	return d.withTexts(d.change(x), x.ID, map[Part]string{Wording: c.Wording, Rationale: c.Rationale})
}

// asked returns who is there, sees a decision of this audience and answers. In a meeting that was reopened, those who were there until it closed
// are asked too.
func (d *decider) asked(m *Meeting, of Audience) []ID {
	var out []ID
	for _, a := range m.Attendance {
		stayed := a.To.IsZero() || slices.ContainsFunc(m.Reopened, func(o Reopening) bool { return o.Closed.Equal(a.To) })
		if a.Way.Present() && stayed && d.answers(a.Member) && d.admits(of, a.Member) && d.s.ShowsPresence(a.Member) {
			out = append(out, a.Member)
		}
	}
	return out
}

// answers reports whether a member of the team answers decisions.
func (d *decider) answers(id ID) bool {
	w := d.s.Member(id)
	return w != nil && d.s.belongs(w) && slices.Contains(permissions[AnswerThings], w.Role)
}

func (d *decider) putDecision(c PutDecision) ([]Event, error) {
	old := d.decision(c.Decision)
	if old == nil {
		return nil, errNoDecision
	}
	m, err := d.meeting(old.Meeting, KeepList, Live)
	if err != nil {
		return nil, err
	}
	if old.Stage != Proposed {
		return nil, refuse(Stage, "This decision has been put already.")
	}
	asked := d.asked(m, old.Audience)
	if len(c.Asked) > 0 {
		if len(c.Asked) > len(d.s.Members) {
			return nil, errNotOnTeam
		}
		asked = slices.Compact(slices.Sorted(slices.Values(c.Asked)))
	}
	if len(asked) == 0 {
		return nil, refuse(Invalid, "Nobody who answers is on the attendance list as present: fill in the list first.")
	}
	for _, id := range asked {
		if !d.answers(id) || !d.admits(old.Audience, id) {
			return nil, refuse(NotFound, "One of the people asked is not on the team, does not see this, or answers for nobody.")
		}
	}
	x := *old
	x.Stage, x.PutAt, x.Asked = Put, d.a.At, asked
	return []Event{d.change(x)}, nil
}

func (d *decider) answerDecision(c AnswerDecision) ([]Event, error) {
	x := d.decision(c.Decision)
	if x == nil {
		return nil, errNoDecision
	}
	m := d.s.Meeting(x.Meeting)
	who, err := d.behalf(c.For, m)
	if err != nil {
		return nil, err
	}
	if d.a.Shared {
		return nil, refuse(Forbidden, "Everybody in the room sees this screen and answers are private: answer at a screen of your own, or have it written for you.")
	}
	if x.Stage != Put || m.Stage != Live {
		return nil, refuse(Stage, "This decision is not open for answers.")
	}
	if !slices.Contains(Answers, c.Answer) {
		return nil, refuse(Invalid, "That is not one of the four answers.")
	}
	said, err := line("answer in words", c.Words, false)
	if err != nil {
		return nil, err
	}
	g := Given{Member: who, Answer: c.Answer, Words: said, At: d.a.At}
	if who != d.me.ID {
		g.By = d.me.ID
	}
	if old, ok := x.Answered(who); ok {
		if err := d.oneself(who, old.By); err != nil {
			return nil, err
		}
	}
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
	var out []Event
	if all || len(n.Asked) != len(x.Asked) {
		out = append(out, d.change(n))
	}
	return append(out, DecisionAnswered{x.ID, g}), nil
}

func (d *decider) showAnswers(c ShowAnswers) ([]Event, error) {
	x := d.decision(c.Decision)
	if x == nil {
		return nil, errNoDecision
	}
	if _, err := d.meeting(x.Meeting, KeepList, Live, Tidying); err != nil {
		return nil, err
	}
	if x.Stage != Put {
		return nil, refuse(Stage, "There are no answers waiting to be shown.")
	}
	n := *x
	n.Stage, n.ShownAt = Shown, d.a.At
	return []Event{d.change(n)}, nil
}

func (d *decider) followDecision(c FollowDecision) ([]Event, error) {
	x := d.decision(c.Decision)
	if x == nil {
		return nil, errNoDecision
	}
	if _, err := d.meeting(x.Meeting, KeepList, Live, Tidying); err != nil {
		return nil, err
	}
	if x.Stage != Shown {
		return nil, refuse(Stage, "Show the answers first.")
	}
	if !x.disagreed() {
		return nil, refuse(Invalid, "Nobody disagreed, so nothing has to follow.")
	}
	if !slices.Contains(Follows, c.Follow) {
		return nil, refuse(Invalid, "Choose one of: talk again, escalate, go on.")
	}
	why, err := line("reason", c.Words, false)
	if err != nil {
		return nil, err
	}
	n := *x
	n.Follow, n.Words, n.Advocate = c.Follow, why, c.Advocate
	return []Event{d.change(n)}, nil
}
