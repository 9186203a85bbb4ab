package meeting

import "time"

// CalledOff is the stage of a meeting that was planned and does not take place. It keeps its number, its agenda and what was written for it,
// and stays as it is until it is put on again. Its OffAt, OffBy and OffReason say when, by whom and why; its reason is for everyone who sees
// the meeting.
const CalledOff MeetingStage = "called off"

type (
	// CallOff says that a meeting which is being prepared does not take place, and why: by whoever may plan meetings, or its chair.
	CallOff struct {
		Meeting ID
		Reason  string
	}
	// PutOn brings a meeting back that was called off, by whoever may call it off: at At, or when it was planned for if At is zero. Either
	// has to be still to come.
	PutOn struct {
		Meeting ID
		At      time.Time
	}
	// MeetingCalledOff makes a meeting one that does not take place, and says what it is from then on. MeetingSet brings it back.
	MeetingCalledOff struct {
		Meeting Meeting `json:"meeting"`
	}
)

func (CallOff) command()        {}
func (PutOn) command()          {}
func (MeetingCalledOff) event() {}

var errOff = refuse(Stage, "This meeting is called off, so it stays as it was prepared: whoever plans meetings can put it on again.")

// MayCallOff reports whether the viewer may call a meeting off and put it on again, at whatever stage it is.
func (v *View) MayCallOff(m *Meeting) bool {
	return v.May(PlanMeetings, nil) || v.May(RunMeeting, m)
}

// mayCallOff returns the meeting for somebody who may call it off and put it on again. Who is there for one meeting alone plans none, but
// may chair it.
func (d *decider) mayCallOff(id ID) (*Meeting, error) {
	m, err := d.meeting(id, SeeRecord)
	if err != nil || d.s.May(d.a, RunMeeting, m) {
		return m, err
	}
	return m, d.may(PlanMeetings, nil)
}

func (d *decider) callOff(c CallOff) ([]Event, error) {
	m, err := d.mayCallOff(c.Meeting)
	if err != nil {
		return nil, err
	}
	switch m.Stage {
	case Preparing:
	case CalledOff:
		return nil, refuse(Stage, "This meeting is called off already.")
	default:
		return nil, refuse(Stage, "This meeting is %s: only one that has not begun can be called off.", m.Stage.Msg())
	}
	n := *m
	if n.OffReason, err = line("reason", c.Reason, true); err != nil {
		return nil, err
	}
	n.Stage, n.OffAt, n.OffBy, n.Rev = CalledOff, d.a.At, d.me.ID, d.nextRev(1)
	return []Event{MeetingCalledOff{n}}, nil
}

func (d *decider) putOn(c PutOn) ([]Event, error) {
	m, err := d.mayCallOff(c.Meeting)
	if err != nil {
		return nil, err
	}
	if m.Stage != CalledOff {
		return nil, refuse(Stage, "This meeting is not called off.")
	}
	n := *m
	if !c.At.IsZero() {
		if err := checkTime(c.At); err != nil {
			return nil, err
		}
		n.At = logged(c.At)
	}
	switch {
	case !n.At.After(d.a.At):
		return nil, refuse(Invalid, "That time has passed: say when the meeting is now.")
	case !n.Next.IsZero() && !n.Next.After(n.At):
		return nil, errNextBefore
	}
	n.Stage, n.OffAt, n.OffBy, n.OffReason = Preparing, time.Time{}, 0, ""
	return d.set(n), nil
}

// StillToCome reports whether the day that a meeting was planned for is not over on a day. Until then people are told that it is called off.
func (m *Meeting) StillToCome(today Day, zone *time.Location) bool {
	return DayOf(m.At.In(zone)) >= today
}

// Hearing returns who of the team, but for the viewer, reads on a screen of theirs what becomes of a meeting, and who has none and has to be
// told by somebody.
func (v *View) Hearing(m *Meeting) (reading, untold []*Member) {
	for _, x := range v.Members {
		switch {
		case !x.Current() || x.Guest != 0 && x.Guest != m.ID || x.ID == v.Me.ID:
		case x.Person == "":
			untold = append(untold, x)
		default:
			reading = append(reading, x)
		}
	}
	return reading, untold
}
