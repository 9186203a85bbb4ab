package room

import (
	"time"

	"oneplan/meeting"
)

// tendAccess ends the practitioners' access once the plan has been closed for as long as was set.
func (r *Room) tendAccess(now time.Time) (due time.Time) {
	today := meeting.DayOf(now.In(r.hub.opt.Zone))
	for _, c := range r.record().State().Closings {
		if !c.Open() || !c.EndedAt.IsZero() {
			continue
		}
		over := c.AccessUntil.Time(r.hub.opt.Zone).AddDate(0, 0, 1)
		if !now.Before(over) {
			if r.settled[c.ID] != today {
				r.settled[c.ID] = today
				r.ask(meeting.EndAccess{Today: today})
			}
			over = now.Add(24 * time.Hour)
		}
		due = earliest(due, over)
	}
	if tomorrow := now.Add(24 * time.Hour); due.After(tomorrow) { // a machine may have slept
		due = tomorrow
	}
	return due
}
