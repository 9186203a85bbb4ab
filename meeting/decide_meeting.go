package meeting

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

var errNoMeeting = refuse(NotFound, "There is no meeting of that name.")

func (d *decider) decideMeeting(c Command) ([]Event, error) {
	switch c := c.(type) {
	case PlanMeeting:
		return d.planMeeting(c)
	case SetMeeting:
		return d.setMeeting(c)
	case AddItem:
		return d.addItem(c)
	case SetItem:
		return d.setItem(c)
	case MoveItem:
		return d.moveItem(c)
	case RemoveItem:
		return d.removeItem(c)
	case OpenMeeting:
		return d.openMeeting(c)
	case GoToItem:
		return d.goToItem(c)
	case TakeChair:
		return d.takeChair(c)
	case GiveFloor:
		return d.giveFloor(c)
	case SetTyping:
		return d.setTyping(c)
	case SetAttendance:
		return d.setAttendance(c)
	case RemoveAttendance:
		return d.removeAttendance(c)
	case ProposeDecision:
		return d.proposeDecision(c)
	case PutDecision:
		return d.putDecision(c)
	case AnswerDecision:
		return d.answerDecision(c)
	case ShowAnswers:
		return d.showAnswers(c)
	case FollowDecision:
		return d.followDecision(c)
	case CloseMeeting:
		return d.closeMeeting(c)
	case ReopenMeeting:
		return d.reopenMeeting(c)
	case SendMinutes:
		return d.sendMinutes(c)
	case SignMinutes:
		return d.signMinutes(c)
	case AnswerDispute:
		return d.answerDispute(c)
	case FinaliseMinutes:
		return d.finaliseMinutes(c)
	}
	return nil, refuse(Invalid, "This record does not know that command.")
}

// meeting returns the meeting if it is in one of the stages (any, if none are given) and the
// author may do act in it.
func (d *decider) meeting(id ID, act Act, stages ...MeetingStage) (*Meeting, error) {
	m := d.s.Meeting(id)
	if m == nil {
		return nil, errNoMeeting
	}
	if err := d.may(act, m); err != nil {
		return nil, err
	}
	if len(stages) > 0 && !slices.Contains(stages, m.Stage) {
		return nil, refuse(Stage, fmt.Sprintf("This meeting is %s: that cannot be done now.", m.Stage))
	}
	return m, nil
}

// set is the event that makes m what it is from now on.
func (d *decider) set(m Meeting) []Event {
	m.Rev = d.nextRev(1)
	return []Event{MeetingSet{m}}
}

func (d *decider) checkTime(t time.Time) error {
	if !t.IsZero() && (t.Year() < 2000 || t.Year() > 2200) {
		return refuse(Invalid, "That date is too far away to be meant: please check the year.")
	}
	return nil
}

func (d *decider) planMeeting(c PlanMeeting) ([]Event, error) {
	if err := d.may(PlanMeetings, nil); err != nil {
		return nil, err
	}
	if !slices.Contains(Kinds, c.Kind) {
		return nil, refuse(Invalid, "That is not a kind of meeting: initial, review, closure, extraordinary, or review without a meeting.")
	}
	if c.At.IsZero() {
		return nil, refuse(Invalid, "Say when the meeting is.")
	}
	if err := d.checkTime(c.At); err != nil {
		return nil, err
	}
	place, err := line("place", c.Place, false)
	if err != nil {
		return nil, err
	}
	if err := d.audience(c.PlaceFor); err != nil {
		return nil, err
	}
	m := Meeting{
		ID: d.nextID(1), Kind: c.Kind, Stage: Preparing, At: c.At, Place: place, PlaceFor: c.PlaceFor,
		Chair: c.Chair, MinuteTaker: c.Taker,
	}
	if m.Chair == 0 {
		m.Chair = d.me.ID
	}
	for _, id := range []ID{m.Chair, m.MinuteTaker} {
		if id != 0 && d.s.Member(id) == nil {
			return nil, refuse(Invalid, "The chair and the minute taker have to be on the team.")
		}
	}
	for _, o := range d.s.Meetings {
		m.Number = max(m.Number, o.Number)
	}
	m.Number++
	for i, t := range agendaOf(c.Kind) {
		m.Agenda = append(m.Agenda, Item{ID: d.nextID(2 + i), Title: t.title, Minutes: t.minutes})
	}
	return d.set(m), nil
}

func (d *decider) setMeeting(c SetMeeting) ([]Event, error) {
	old, err := d.meeting(c.Meeting.ID, SeeRecord, Preparing, Live, Tidying)
	if err != nil {
		return nil, err
	}
	if !d.s.May(d.a, KeepList, old) {
		if err := d.may(PlanMeetings, old); err != nil {
			return nil, err
		}
	}
	n := c.Meeting
	if n.Rev != old.Rev {
		return nil, errStale
	}
	m := *old
	if m.Place, err = line("place", n.Place, false); err != nil {
		return nil, err
	}
	if m.ViewsHow, err = line("way the child's views were obtained", n.ViewsHow, false); err != nil {
		return nil, err
	}
	if m.NoNext, err = line("reason for no next date", n.NoNext, false); err != nil {
		return nil, err
	}
	if err := d.audience(n.PlaceFor); err != nil {
		return nil, err
	}
	if n.At.IsZero() || !slices.Contains(Kinds, n.Kind) {
		return nil, refuse(Invalid, "Say when the meeting is, and of what kind.")
	}
	if err := errorsFirst(d.checkTime(n.At), d.checkTime(n.Next)); err != nil {
		return nil, err
	}
	m.Kind, m.At, m.PlaceFor, m.Next, m.MinuteTaker = n.Kind, n.At, n.PlaceFor, n.Next, n.MinuteTaker
	if m.Stage == Preparing {
		m.Chair = n.Chair
	}
	for _, id := range []ID{m.Chair, m.MinuteTaker} {
		if x := d.s.Member(id); id != 0 && (x == nil || !x.Current()) {
			return nil, refuse(Invalid, "The chair and the minute taker have to be on the team.")
		}
	}
	return d.set(m), nil
}

func errorsFirst(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// mayAgenda returns a copy of the meeting with an agenda of its own to change.
func (d *decider) mayAgenda(id ID) (Meeting, error) {
	m := d.s.Meeting(id)
	if m == nil {
		return Meeting{}, errNoMeeting
	}
	if m.Stage != Preparing && m.Stage != Live {
		return Meeting{}, refuse(Stage, "The meeting has closed: its agenda stays as it was.")
	}
	if err := d.may(RunMeeting, m); err != nil {
		return Meeting{}, err
	}
	c := *m
	c.Agenda = slices.Clone(m.Agenda)
	return c, nil
}

func checkItem(title string, minutes int) (string, error) {
	title, err := line("title", title, true)
	if err != nil {
		return "", err
	}
	if minutes < 0 || minutes > 480 {
		return "", refuse(Invalid, "Planned minutes go from 0 to 480.")
	}
	return title, nil
}

// insertBefore returns items with it in front of the item before, or last.
func insertBefore(items []Item, it Item, before ID) []Item {
	i := slices.IndexFunc(items, func(x Item) bool { return x.ID == before })
	if i < 0 {
		i = len(items)
	}
	return slices.Insert(items, i, it)
}

func (d *decider) addItem(c AddItem) ([]Event, error) {
	m, err := d.mayAgenda(c.Meeting)
	if CodeOf(err) == Forbidden { // while preparing, the family and the team may add what they want talked about
		old := d.s.Meeting(c.Meeting)
		if old.Stage != Preparing {
			return nil, err
		}
		if err := d.may(ProposeThings, old); err != nil {
			return nil, err
		}
		m, err = *old, nil
		m.Agenda = slices.Clone(old.Agenda)
	}
	if err != nil {
		return nil, err
	}
	if len(m.Agenda) >= 60 {
		return nil, refuse(Invalid, "An agenda of more than 60 items cannot be worked through: take one off first.")
	}
	title, err := checkItem(c.Title, c.Minutes)
	if err != nil {
		return nil, err
	}
	m.Agenda = insertBefore(m.Agenda, Item{ID: d.nextID(1), Title: title, Minutes: c.Minutes, By: d.me.ID}, c.Before)
	return d.set(m), nil
}

// item returns the meeting to change and the item's place in it.
func (d *decider) item(id ID) (Meeting, int, error) {
	m, it := d.s.ItemOf(id)
	if it == nil {
		return Meeting{}, 0, refuse(NotFound, "That agenda item is not there any more.")
	}
	c, err := d.mayAgenda(m.ID)
	if CodeOf(err) == Forbidden && it.By != 0 && it.By == d.me.ID && m.Stage == Preparing {
		c, err = *m, nil
		c.Agenda = slices.Clone(m.Agenda)
	}
	return c, m.Index(id), err
}

func (d *decider) setItem(c SetItem) ([]Event, error) {
	m, i, err := d.item(c.Item)
	if err != nil {
		return nil, err
	}
	title, err := checkItem(c.Title, c.Minutes)
	if err != nil {
		return nil, err
	}
	m.Agenda[i].Title, m.Agenda[i].Minutes = title, c.Minutes
	return d.set(m), nil
}

func (d *decider) moveItem(c MoveItem) ([]Event, error) {
	m, i, err := d.item(c.Item)
	if err != nil {
		return nil, err
	}
	if c.Before == c.Item {
		return nil, nil
	}
	it := m.Agenda[i]
	m.Agenda = insertBefore(slices.Delete(m.Agenda, i, i+1), it, c.Before)
	return d.set(m), nil
}

func (d *decider) removeItem(c RemoveItem) ([]Event, error) {
	m, i, err := d.item(c.Item)
	if err != nil {
		return nil, err
	}
	if m.Item == c.Item {
		return nil, refuse(Stage, "This is the current item: move on first.")
	}
	if d.r.engineLen(Field{c.Item, Notes}) > 0 || d.r.engineLen(Field{c.Item, Summary}) > 0 {
		return nil, refuse(Invalid, "There are notes under this item, so it stays: clear the notes first.")
	}
	if len(m.Agenda) == 1 {
		return nil, refuse(Invalid, "A meeting keeps at least one item.")
	}
	m.Agenda = slices.Delete(m.Agenda, i, i+1)
	return d.set(m), nil
}

// engineLen returns the length of a text as it is in this batch.
func (r *Record) engineLen(f Field) int {
	if t := r.texts[f]; t != nil {
		return t.View().Len()
	}
	return 0
}

func (d *decider) openMeeting(c OpenMeeting) ([]Event, error) {
	m, err := d.meeting(c.Meeting, RunMeeting, Preparing)
	if err != nil {
		return nil, err
	}
	if o := d.s.Live(); o != nil {
		return nil, refuse(Stage, fmt.Sprintf("Meeting %d of this record is live: close it first.", o.Number))
	}
	n := *m
	n.Stage, n.Opened, n.ItemAt = Live, d.a.At, d.a.At
	if len(n.Agenda) > 0 {
		n.Item = n.Agenda[0].ID
	}
	return d.set(n), nil
}

// spend books the time since the current item began to it.
func spend(m *Meeting, at time.Time) {
	m.Agenda = slices.Clone(m.Agenda)
	if i := m.Index(m.Item); i >= 0 && !m.ItemAt.IsZero() && at.After(m.ItemAt) {
		m.Agenda[i].Spent += int(at.Sub(m.ItemAt) / time.Second)
	}
	m.ItemAt = at
}

func (d *decider) goToItem(c GoToItem) ([]Event, error) {
	m, it := d.s.ItemOf(c.Item)
	if it == nil {
		return nil, refuse(NotFound, "That agenda item is not there any more.")
	}
	if _, err := d.meeting(m.ID, RunMeeting, Live); err != nil {
		return nil, err
	}
	if m.Item == c.Item {
		return nil, nil
	}
	n := *m
	spend(&n, d.a.At)
	from, to := n.Index(n.Item), n.Index(c.Item)
	if from >= 0 && to > from {
		n.Agenda[from].Done = true
	}
	n.Agenda[to].Done = false
	n.Item = c.Item
	return d.set(n), nil
}

func (d *decider) takeChair(c TakeChair) ([]Event, error) {
	m := d.s.Meeting(c.Meeting)
	if m == nil {
		return nil, errNoMeeting
	}
	if m.Stage == Final {
		return nil, refuse(Stage, "These minutes are final: there is nothing left to chair.")
	}
	to := d.s.Member(c.To)
	if to == nil || !to.Current() || to.Role == Observer || to.Role == Interpreter {
		return nil, refuse(Invalid, "The chair has to be somebody on the team who takes part.")
	}
	if c.Away {
		if c.To != d.me.ID || d.me.ID != m.MinuteTaker && d.me.Role != Keyworker && d.me.Role != Deputy {
			return nil, refuse(Forbidden, "Only the minute taker or the keyworker can take the chair.")
		}
	} else if err := d.may(RunMeeting, m); err != nil {
		return nil, err
	}
	if m.Chair == c.To {
		return nil, nil
	}
	n := *m
	n.Takeovers = append(slices.Clone(m.Takeovers), Takeover{At: d.a.At, From: m.Chair, To: c.To, Away: c.Away})
	n.Chair = c.To
	return d.set(n), nil
}

func (d *decider) giveFloor(c GiveFloor) ([]Event, error) {
	m, err := d.meeting(c.Meeting, RunMeeting, Live)
	if err != nil {
		return nil, err
	}
	if x := d.s.Member(c.Member); c.Member != 0 && (x == nil || !x.Current()) {
		return nil, refuse(NotFound, "That person is not on the team.")
	}
	if m.Floor == c.Member {
		return nil, nil
	}
	n := *m
	n.Floor = c.Member
	return d.set(n), nil
}

func (d *decider) setTyping(c SetTyping) ([]Event, error) {
	m, err := d.meeting(c.Meeting, RunMeeting, Preparing, Live)
	if err != nil {
		return nil, err
	}
	if c.Typing != AnyoneTypes && c.Typing != MinuteTakerTypes {
		return nil, refuse(Invalid, "Either everyone types, or the minute taker.")
	}
	if c.Typing == MinuteTakerTypes && m.MinuteTaker == 0 {
		return nil, refuse(Invalid, "There is no minute taker yet: name one first.")
	}
	n := *m
	n.Typing = c.Typing
	return d.set(n), nil
}

func (d *decider) setAttendance(c SetAttendance) ([]Event, error) {
	at := c.Attendance
	m := d.s.Meeting(c.Meeting)
	if m == nil {
		return nil, errNoMeeting
	}
	if m.Stage == Sent || m.Stage == Final {
		return nil, errSent
	}
	x := d.s.Member(at.Member)
	if x == nil {
		return nil, refuse(NotFound, "That person is not on the team.")
	}
	if !slices.Contains(Ways, at.Way) {
		return nil, refuse(Invalid, "That is not a way of attending: choose one of the list.")
	}
	var err error
	if at.Note, err = line("note", at.Note, false); err != nil {
		return nil, err
	}
	old := m.Attending(at.Member)
	switch {
	case d.s.May(d.a, KeepList, m) && !d.a.System:
		at.Proposed = false
	case d.a.System || at.Member == d.me.ID: // connecting, or one's own apologies, only propose
		if old != nil && !old.Proposed {
			if d.a.System {
				return nil, nil
			}
			return nil, refuse(Forbidden, "The chair has confirmed this line: ask the chair to change it.")
		}
		at.Proposed = true
	default:
		return nil, d.may(KeepList, m)
	}
	if at.Way.Present() && at.From.IsZero() && m.Stage == Live {
		at.From = d.a.At
	}
	if at.Way == Substitute && at.Note == "" {
		return nil, refuse(Invalid, "Say who came in "+x.Name+"'s place.")
	}
	if old != nil && *old == at {
		return nil, nil
	}
	return []Event{AttendanceSet{m.ID, at}}, nil
}

func (d *decider) removeAttendance(c RemoveAttendance) ([]Event, error) {
	m, err := d.meeting(c.Meeting, KeepList, Preparing, Live, Tidying)
	if err != nil {
		return nil, err
	}
	if m.Attending(c.Member) == nil {
		return nil, nil
	}
	return []Event{AttendanceRemoved{m.ID, c.Member}}, nil
}

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
	n.Missing = nil
	for _, k := range d.r.State().checks(m, d.sees) {
		n.Missing = append(n.Missing, k.Text)
	}
	if len(n.Missing) > 0 && reason == "" {
		return nil, refuse(Invalid, fmt.Sprintf("The closing checks found %d things missing: go back to them, or close with a reason.", len(n.Missing)))
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
	n.Reopened = append(slices.Clone(m.Reopened), Reopening{At: d.a.At, By: d.me.ID, Reason: reason})
	n.Stage, n.Closed, n.SentAt, n.ReplyBy, n.Missing, n.CloseReason = Live, time.Time{}, time.Time{}, "", nil, ""
	n.Signed = nil // what was said of minutes that change is asked again
	n.ItemAt = d.a.At
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
	n := *m
	n.Stage, n.SentAt, n.ReplyBy = Sent, d.a.At, c.ReplyBy
	return d.set(n), nil
}

func (d *decider) signMinutes(c SignMinutes) ([]Event, error) {
	m := d.s.Meeting(c.Meeting)
	if m == nil {
		return nil, errNoMeeting
	}
	if m.Stage != Sent {
		return nil, refuse(Stage, fmt.Sprintf("The minutes are %s: people answer once they are sent and before they are final.", m.Stage))
	}
	who, err := d.behalf(c.For, m)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(SignOffs, c.Says) {
		return nil, refuse(Invalid, "That is not one of the three answers.")
	}
	if c.Item != 0 && m.Index(c.Item) < 0 {
		return nil, refuse(NotFound, "That agenda item is not there.")
	}
	words, err := line("answer in words", c.Words, c.Says != AgreeMinutes)
	if err != nil {
		return nil, err
	}
	s := Signed{Member: who, Says: c.Says, Words: words, Item: c.Item, At: d.a.At}
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
	words, err := line("answer", c.Words, true)
	if err != nil {
		return nil, err
	}
	s := m.Signed[i]
	s.Reply, s.ReplyAt = words, d.a.At
	return []Event{MinutesAnswered{m.ID, s}}, nil
}

func (d *decider) finaliseMinutes(c FinaliseMinutes) ([]Event, error) {
	m := d.s.Meeting(c.Meeting)
	if m == nil {
		return nil, errNoMeeting
	}
	if m.Stage != Sent {
		return nil, refuse(Stage, fmt.Sprintf("The minutes are %s: only sent minutes become final.", m.Stage))
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
		if n := d.s.silent(m); n > 0 {
			return nil, refuse(Stage, fmt.Sprintf("%d have not answered yet: the minutes become final by themselves after %s.", n, m.ReplyBy.Words("")))
		}
	}
	n := *m
	n.Stage, n.FinalAt = Final, d.a.At
	return d.set(n), nil
}

// silent counts those who were there and have said nothing of the minutes.
func (s *State) silent(m *Meeting) int {
	n := 0
	for _, a := range m.Attendance {
		w := s.Member(a.Member)
		if w == nil || !a.Way.Present() || !slices.Contains(permissions[AnswerThings], w.Role) {
			continue
		}
		if !slices.ContainsFunc(m.Signed, func(g Signed) bool { return g.Member == a.Member }) {
			n++
		}
	}
	return n
}
