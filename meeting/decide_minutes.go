package meeting

import (
	"slices"
	"time"
)

func (d *decider) closeMeeting(c CloseMeeting) ([]Event, error) {
	m, err := d.meeting(c.Meeting, RunMeeting, Live)
	if err != nil {
		return nil, err
	}
	reason, err := line("reason", c.Reason, false)
	if err != nil {
		return nil, err
	}
	n := *m
	n.Missing, n.MissingOf = nil, nil
	s := d.r.State() // with the texts as they are in this batch
	if missing := len(s.checks(m, d.sees)); missing > 0 && reason == "" {
		return nil, refuse(Invalid, "The closing checks found %d things missing: go back to them, or close with a reason.", missing)
	}
	for _, k := range s.checks(m, func(a Audience) bool { return a == Everyone }) { // everyone reads the minutes
		n.Missing, n.MissingOf = append(n.Missing, k.Text), append(n.MissingOf, k.Entry)
	}
	spend(&n, d.a.At)
	if i := n.Index(n.Item); i >= 0 {
		n.Agenda[i].Done = true
	}
	n.Stage, n.Closed, n.CloseReason, n.Item, n.ItemAt, n.Floor = Tidying, d.a.At, reason, 0, time.Time{}, 0
	n.Attendance = slices.Clone(m.Attendance)
	for i, a := range n.Attendance {
		if a.Way.Present() && a.To.IsZero() {
			n.Attendance[i].To = d.a.At
		}
	}
	return d.set(n), nil
}

// goesOn is how soon after its close a meeting that is opened again is still the same sitting.
const goesOn = time.Hour

func (d *decider) reopenMeeting(c ReopenMeeting) ([]Event, error) {
	m, err := d.meeting(c.Meeting, RunMeeting, Tidying, Sent)
	if err != nil {
		return nil, err
	}
	reason, err := line("reason", c.Reason, true)
	if err != nil {
		return nil, err
	}
	if d.s.Live() != nil {
		return nil, refuse(Stage, "Another meeting of this record is live: close it first.")
	}
	n := *m
	// What was said of minutes that change is asked again; what it was stays in the record.
	n.Reopened = append(slices.Clone(m.Reopened), Reopening{At: d.a.At, By: d.me.ID, Reason: reason, Closed: m.Closed, Said: m.Signed})
	n.Stage, n.Closed, n.SentAt, n.ReplyBy, n.CloseReason = Live, time.Time{}, time.Time{}, "", ""
	n.Missing, n.MissingOf = nil, nil
	n.Signed, n.ItemAt = nil, d.a.At
	if d.a.At.Sub(m.Closed) < goesOn { // the same sitting: whoever stayed until the close is still there
		n.Attendance = slices.Clone(m.Attendance)
		for i, a := range n.Attendance {
			if a.To.Equal(m.Closed) {
				n.Attendance[i].To = time.Time{}
			}
		}
	}
	if len(n.Agenda) > 0 {
		n.Item = n.Agenda[len(n.Agenda)-1].ID
	}
	return d.set(n), nil
}

func (d *decider) sendMinutes(c SendMinutes) ([]Event, error) {
	m, err := d.meeting(c.Meeting, KeepList, Tidying)
	if err != nil {
		return nil, err
	}
	if c.ReplyBy == "" || !c.ReplyBy.Valid() || c.ReplyBy < DayOf(d.a.At) {
		return nil, refuse(Invalid, "Say until when people can answer: a day from today on.")
	}
	for _, x := range d.s.Decisions {
		if x.Meeting == m.ID && x.Stage == Put {
			return nil, refuse(Stage, "A decision's answers are not shown yet: show them first, since minutes hold no hidden answers.")
		}
	}
	n := *m
	n.Stage, n.SentAt, n.ReplyBy = Sent, d.a.At, c.ReplyBy
	return d.set(n), nil
}

func (d *decider) signMinutes(c SignMinutes) ([]Event, error) {
	m := d.seen(c.Meeting)
	if m == nil {
		return nil, errNoMeeting
	}
	if m.Stage != Sent {
		return nil, refuse(Stage, "The minutes are %s: people answer once they are sent and before they are final.", m.Stage.Msg())
	}
	who, err := d.behalf(c.For, m)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(SignOffs, c.Says) {
		return nil, refuse(Invalid, "That is not one of the three answers.")
	}
	if c.Item != 0 && m.Index(c.Item) < 0 {
		return nil, errNoItem
	}
	said, err := line("answer in words", c.Words, c.Says != AgreeMinutes)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(m.Signed, func(g Signed) bool { return g.Member == who }); i >= 0 {
		if err := d.oneself(who, m.Signed[i].By); err != nil {
			return nil, err
		}
	}
	s := Signed{Member: who, Says: c.Says, Words: said, Item: c.Item, At: d.a.At}
	if who != d.me.ID {
		s.By = d.me.ID
	}
	return []Event{MinutesAnswered{m.ID, s}}, nil
}

func (d *decider) answerDispute(c AnswerDispute) ([]Event, error) {
	m, err := d.meeting(c.Meeting, RunMeeting, Sent)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(m.Signed, func(s Signed) bool { return s.Member == c.Member && s.Says != AgreeMinutes })
	if i < 0 {
		return nil, refuse(NotFound, "There is no dispute of that person to answer.")
	}
	reply, err := line("answer", c.Words, true)
	if err != nil {
		return nil, err
	}
	s := m.Signed[i]
	s.Reply, s.ReplyAt = reply, d.a.At
	return []Event{MinutesAnswered{m.ID, s}}, nil
}

func (d *decider) finaliseMinutes(c FinaliseMinutes) ([]Event, error) {
	m := d.seen(c.Meeting)
	if m == nil {
		return nil, errNoMeeting
	}
	if m.Stage != Sent {
		return nil, refuse(Stage, "The minutes are %s: only sent minutes become final.", m.Stage.Msg())
	}
	switch {
	case d.a.System:
		if !c.Today.Valid() || c.Today <= m.ReplyBy {
			return nil, refuse(Stage, "The time to answer is not over.")
		}
	default:
		if err := d.may(RunMeeting, m); err != nil {
			return nil, err
		}
		if n := len(d.s.silent(m)); n > 0 {
			return nil, refuse(Stage, "%d have not answered yet: the minutes become final by themselves after %s.", n, m.ReplyBy.When(""))
		}
	}
	n := *m
	n.Stage, n.FinalAt = Final, d.a.At
	return d.set(n), nil
}

// silent returns those who were there, could still answer and have said nothing of the minutes.
func (s *State) silent(m *Meeting) []*Member {
	var out []*Member
	for _, a := range m.Attendance {
		w := s.Member(a.Member)
		if w == nil || !s.belongs(w) || !a.Way.Present() || !slices.Contains(permissions[AnswerThings], w.Role) {
			continue
		}
		if !slices.ContainsFunc(m.Signed, func(g Signed) bool { return g.Member == a.Member }) {
			out = append(out, w)
		}
	}
	return out
}
