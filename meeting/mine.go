package meeting

import "time"

// Near is how near a day is on which something is to be done or takes place.
type Near int

// How near days are.
const (
	DueLater    Near = iota // or nobody has said when
	DueThisWeek             // today or in the next seven days
	WasDue
)

// near returns how near a day is on another one.
func near(day, today Day) Near {
	left := today.Until(day)
	switch {
	case day == "" || left > 7:
		return DueLater
	case left < 0:
		return WasDue
	}
	return DueThisWeek
}

// Near returns how near the day is on which an action is to be done.
func (x *Action) Near(today Day) Near { return near(x.Due, today) }

// Mine returns the viewer's own actions that are open, in the plan's order.
func (v *View) Mine() []*Action {
	var out []*Action
	for _, a := range v.Actions() {
		if a.Owner == v.Me.ID && a.Status.Open() {
			out = append(out, a)
		}
	}
	return out
}

// ThisWeek counts the viewer's own actions that are due this week or were due before, and the meetings that take place this week. now is
// in the service's zone.
func (v *View) ThisWeek(now time.Time) (due, meetings int) {
	today := DayOf(now)
	for _, a := range v.Mine() {
		if a.Near(today) != DueLater {
			due++
		}
	}
	for _, m := range v.Meetings {
		if m.Stage == Preparing && near(DayOf(m.At.In(now.Location())), today) == DueThisWeek {
			meetings++
		}
	}
	return due, meetings
}
