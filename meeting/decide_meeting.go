package meeting

import (
	"slices"
	"time"
)

var (
	errNoMeeting = refuse(NotFound, "There is no meeting of that name.")
	errNoItem    = refuse(NotFound, "That agenda item is not there any more.")
)

func (d *decider) decideMeeting(c Command) ([]Event, error) {
	switch c := c.(type) {
	case PlanMeeting:
		return d.planMeeting(c)
	case SetMeeting:
		return d.setMeeting(c)
	case CallOff:
		return d.callOff(c)
	case PutOn:
		return d.putOn(c)
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
	case AmendMinutes:
		return d.amendMinutes(c)
	case FinaliseMinutes:
		return d.finaliseMinutes(c)
	}
	return nil, refuse(Invalid, "This record does not know that command.")
}

// meeting returns the meeting if it is in one of the stages (any, if none are given) and the
// author may do act in it.
func (d *decider) meeting(id ID, act Act, stages ...MeetingStage) (*Meeting, error) {
	m := d.seen(id)
	if m == nil {
		return nil, errNoMeeting
	}
	if err := d.may(act, m); err != nil {
		return nil, err
	}
	if len(stages) > 0 && m.Stage == CalledOff {
		return nil, errOff
	}
	if len(stages) > 0 && !slices.Contains(stages, m.Stage) {
		return nil, refuse(Stage, "This meeting is %s: that cannot be done now.", m.Stage.Msg())
	}
	return m, nil
}

// set is the event that makes m what it is from now on.
func (d *decider) set(m Meeting) []Event {
	m.Rev = d.nextRev(1)
	return []Event{MeetingSet{m}}
}

// leads refuses a chair who is not on the team or takes no part, and a minute taker who is the keyworker besides:
// a keyworker has the family to look after. m is 0 for a meeting that is being planned.
func (d *decider) leads(m, chair, taker ID) error {
	for _, id := range []ID{chair, taker} {
		w := d.s.Member(id)
		switch {
		case id == 0:
		case w == nil || !d.s.belongs(w) || w.Guest != 0 && w.Guest != m:
			return refuse(Invalid, "The chair and the minute taker have to be on the team.")
		case w.Role == Observer || w.Role == Interpreter:
			return refuse(Invalid, "%s is here as %s: choose somebody who takes part.", w.Name, w.Role.Msg())
		case id == taker && w.Role == Keyworker:
			return refuse(Invalid, "%s is the keyworker: somebody else takes the minutes.", w.Name)
		}
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
	if err := checkTime(c.At); err != nil {
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
		ID: d.nextID(1), Kind: c.Kind, Stage: Preparing, At: logged(c.At), Place: place, PlaceFor: c.PlaceFor,
		Chair: c.Chair, MinuteTaker: c.Taker,
	}
	if m.Chair == 0 {
		m.Chair = d.me.ID
	}
	if m.Chair == 0 {
		return nil, errNoChair
	}
	if err := d.leads(0, m.Chair, m.MinuteTaker); err != nil {
		return nil, err
	}
	for _, o := range d.s.Meetings {
		m.Number = max(m.Number, o.Number)
	}
	m.Number++
	for i, t := range d.s.settings.agendaOf(c.Kind, c.Words) {
		m.Agenda = append(m.Agenda, Item{ID: d.nextID(2 + i), Title: t.Title, Minutes: t.Minutes})
	}
	return d.set(m), nil
}

var errNoChair = refuse(Invalid, "A meeting has a chair: name one.")

func (d *decider) setMeeting(c SetMeeting) ([]Event, error) {
	old, err := d.meeting(c.Meeting.ID, SeeRecord, Preparing, Live, Tidying)
	if err != nil {
		return nil, err
	}
	act := KeepList
	if old.Stage == Preparing && !d.s.May(d.a, KeepList, old) {
		act = PlanMeetings
	}
	if err := d.may(act, old); err != nil {
		return nil, err
	}
	n, m := c.Meeting, *old
	if !d.sees(old.PlaceFor) {
		n.Place, n.PlaceFor, n.PlaceRev = old.Place, old.PlaceFor, old.PlaceRev // as it was, since they see none
	} else if err := d.audience(n.PlaceFor); err != nil {
		return nil, err
	}
	if n.Rev != old.Rev || n.PlaceRev != old.PlaceRev {
		return nil, errStale
	}
	if m.Place, err = line("place", n.Place, false); err != nil {
		return nil, err
	}
	if m.ViewsHow, err = line("way the child's views were obtained", n.ViewsHow, false); err != nil {
		return nil, err
	}
	if m.NoNext, err = line("reason for no next date", n.NoNext, false); err != nil {
		return nil, err
	}
	if n.At.IsZero() || !slices.Contains(Kinds, n.Kind) {
		return nil, refuse(Invalid, "Say when the meeting is, and of what kind.")
	}
	if err := checkTime(n.At, n.Next); err != nil {
		return nil, err
	}
	m.Kind, m.At, m.PlaceFor, m.Next, m.MinuteTaker = n.Kind, logged(n.At), n.PlaceFor, logged(n.Next), n.MinuteTaker
	if m.Stage == Preparing {
		m.Chair = n.Chair
	}
	if !m.Next.IsZero() && !m.Next.After(m.At) {
		return nil, errNextBefore
	}
	if m.MinuteTaker == 0 {
		m.Typing = AnyoneTypes
	}
	if err := d.changeLeads(old, m); err != nil {
		return nil, err
	}
	return d.setPlace(old, m), nil
}

var errNextBefore = refuse(Invalid, "The next date comes before this meeting: please check it.")

// changeLeads refuses another chair or minute taker than one who can be that, and a chair named by somebody
// who may not.
func (d *decider) changeLeads(old *Meeting, m Meeting) error {
	if m.Chair == old.Chair && m.MinuteTaker == old.MinuteTaker {
		return nil
	}
	chair, taker := m.Chair, m.MinuteTaker
	if chair == old.Chair {
		chair = 0 // who has left meanwhile may still stand there
	} else {
		if chair == 0 {
			return errNoChair
		}
		if !d.s.May(d.a, RunMeeting, old) {
			if err := d.may(ChangeTeam, d.s.Live()); err != nil {
				return err
			}
		}
	}
	if taker == old.MinuteTaker {
		taker = 0
	}
	return d.leads(m.ID, chair, taker)
}

// setPlace is the event that makes m what it is from now on. The place has a Rev of its own, so that those who do
// not see it see nothing of its changes either.
func (d *decider) setPlace(old *Meeting, m Meeting) []Event {
	place := m.Place != old.Place || m.PlaceFor != old.PlaceFor
	rest := m.Kind != old.Kind || !m.At.Equal(old.At) || !m.Next.Equal(old.Next) || m.NoNext != old.NoNext || m.ViewsHow != old.ViewsHow ||
		m.Chair != old.Chair || m.MinuteTaker != old.MinuteTaker || m.Typing != old.Typing
	if !place && !rest {
		return nil
	}
	if place {
		m.PlaceRev = d.nextRev(1)
	}
	if rest {
		m.Rev = d.nextRev(1)
	}
	return []Event{MeetingSet{m}}
}

// mayAgenda returns a copy of the meeting with an agenda of its own to change.
func (d *decider) mayAgenda(id ID) (Meeting, error) {
	m := d.seen(id)
	if m == nil {
		return Meeting{}, errNoMeeting
	}
	if m.Stage == CalledOff {
		return Meeting{}, errOff
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
	m, it := d.seenItem(id)
	if it == nil {
		return Meeting{}, 0, errNoItem
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
	if slices.ContainsFunc(d.s.Decisions, func(x *Decision) bool { return x.Item == c.Item && d.decision(x.ID) != nil }) {
		return nil, refuse(Invalid, "There is a decision under this item, so it stays.")
	}
	if slices.ContainsFunc(d.s.Notes, func(x *Note) bool { return x.Item == c.Item && d.sees(x.Audience) }) {
		return nil, refuse(Invalid, "There are notes for some of you under this item, so it stays: take them away first.")
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
	if t := r.text(f); t != nil {
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
		return nil, refuse(Stage, "Meeting %d of this record is live: close it first.", o.Number)
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
	goOn(m, at)
	m.Agenda = slices.Clone(m.Agenda)
	if i := m.Index(m.Item); i >= 0 && !m.ItemAt.IsZero() && at.After(m.ItemAt) {
		m.Agenda[i].Spent += int(at.Sub(m.ItemAt) / time.Second)
	}
	m.ItemAt = at
}

func (d *decider) goToItem(c GoToItem) ([]Event, error) {
	m, it := d.seenItem(c.Item)
	if it == nil {
		return nil, errNoItem
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
	m, err := d.meeting(c.Meeting, SeeRecord, Preparing, Live, Tidying, Sent)
	if err != nil {
		return nil, err
	}
	chair := d.s.Member(m.Chair)
	left := chair == nil || !d.s.belongs(chair)
	away := left || c.Away && m.Stage == Live
	stands := c.To != 0 && c.To == d.me.ID && (c.To == m.MinuteTaker || d.me.Role == Keyworker || d.me.Role == Deputy)
	switch {
	case d.s.May(d.a, RunMeeting, m) && !c.Away:
		away = left
	case away && stands:
	case away:
		return nil, refuse(Forbidden, "Only the minute taker or the keyworker can take the chair.")
	case c.Away:
		return nil, refuse(Stage, "The chair is not missing: ask them to hand over.")
	default:
		return nil, d.may(RunMeeting, m)
	}
	if c.To == 0 {
		return nil, errNoChair
	}
	if err := d.leads(m.ID, c.To, 0); err != nil {
		return nil, err
	}
	if m.Chair == c.To {
		return nil, nil
	}
	n := *m
	n.Takeovers = append(slices.Clone(m.Takeovers), Takeover{At: d.a.At, From: m.Chair, To: c.To, Away: away})
	n.Chair = c.To
	return d.set(n), nil
}

func (d *decider) giveFloor(c GiveFloor) ([]Event, error) {
	m, err := d.meeting(c.Meeting, RunMeeting, Live)
	if err != nil {
		return nil, err
	}
	if x := d.s.Member(c.Member); c.Member != 0 && (x == nil || !d.s.belongs(x)) {
		return nil, errNotOnTeam
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
	if m.Typing == c.Typing {
		return nil, nil
	}
	n := *m
	n.Typing = c.Typing
	return d.set(n), nil
}

func (d *decider) setAttendance(c SetAttendance) ([]Event, error) {
	m, err := d.meeting(c.Meeting, SeeRecord)
	if err != nil {
		return nil, err
	}
	if m.Stage == Sent || m.Stage == Final {
		return nil, errSent
	}
	if m.Stage == CalledOff {
		return nil, errOff
	}
	old := m.Attending(c.Attendance.Member)
	at, err := d.attendance(m, c.Attendance, old)
	if err != nil {
		return nil, err
	}
	switch {
	case d.s.May(d.a, KeepList, m) && !d.a.System:
		at.Proposed = false
	case d.a.System: // connecting only proposes, only while the meeting goes on, and to nobody whom the chair has down as there
		if old != nil && !old.Proposed && old.Here() || m.Stage != Live {
			return nil, nil
		}
		at.Proposed = true
	case at.Member == d.me.ID:
		if old != nil && !old.Proposed {
			return nil, refuse(Forbidden, "The chair has confirmed this line: ask the chair to change it.")
		}
		at.Proposed = true
	default:
		return nil, d.may(KeepList, m)
	}
	if old != nil && *old == at {
		return nil, nil
	}
	return []Event{AttendanceSet{m.ID, at}}, nil
}

// attendance checks a line of the list, and keeps the times of the old one where the new one gives none.
func (d *decider) attendance(m *Meeting, at Attendance, old *Attendance) (Attendance, error) {
	x := d.s.Member(at.Member)
	if x == nil || x.Guest != 0 && x.Guest != m.ID {
		return at, errNotOnTeam
	}
	if !slices.Contains(Ways, at.Way) {
		return at, refuse(Invalid, "That is not a way of attending: choose one of the list.")
	}
	var err error
	if at.Note, err = line("note", at.Note, false); err != nil {
		return at, err
	}
	if at.Way == Substitute && at.Note == "" {
		return at, refuse(Invalid, "Say who came in %s's place.", x.Name)
	}
	if err := checkTime(at.From, at.To); err != nil {
		return at, err
	}
	at.From, at.To = logged(at.From), logged(at.To)
	switch {
	case !at.Way.Present():
		at.From, at.To = time.Time{}, time.Time{}
	case at.From.IsZero() && old != nil && !old.From.IsZero():
		at.From = old.From
	case at.From.IsZero() && m.Stage == Live:
		at.From = d.a.At
	}
	if !at.To.IsZero() && at.To.Before(at.From) {
		return at, refuse(Invalid, "%s cannot have left before coming: please check the times.", x.Name)
	}
	return at, nil
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
