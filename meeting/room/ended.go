package room

import (
	"context"
	"errors"
	"slices"
	"time"

	"oneplan/meeting"
)

// ended is what somebody is told whose access to a record has ended.
func ended(s *meeting.State, p meeting.PersonID) error {
	if err := s.PartEnded(p); err != nil {
		return err
	}
	return errEnded
}

// PartEnded says to somebody whose part in a record a withdrawal has ended that it has, and whom to ring. To anybody else the record is not
// there: a *meeting.Error with code NotFound. It reads nothing of a record that they never had a part in, so that how long the answer takes does
// not tell whether there is one.
func (h *Hub) PartEnded(ctx context.Context, who Identity, record string) error {
	a, err := authority(h.Directory(), who)
	if err != nil {
		return err
	}
	if who.pass() {
		return errNotFound
	}
	left, err := h.log.RecordsLeft(ctx, a.Person)
	if err != nil {
		return &told{"Your records cannot be looked up now: nothing was changed, please try again.", err}
	}
	if !slices.Contains(left, record) {
		return errNotFound
	}
	r, err := h.open(ctx, record)
	if err != nil {
		return err
	}
	defer h.release(r)
	s := r.front().state
	if err := s.PartEnded(a.Person); err != nil && s.MemberOf(a.Person) == nil {
		return err
	}
	return errNotFound
}

// tendParts ends the parts of agencies and people whose withdrawal was confirmed for a day that has come.
func (r *Room) tendParts(now time.Time) (due time.Time) {
	s := r.record().State()
	today := meeting.DayOf(now.In(r.hub.opt.Zone))
	for _, w := range s.PartsDue(today) {
		if r.settled[w.ID] != today { // what is refused, since nobody would be left, is tried again tomorrow
			r.settled[w.ID] = today
			r.ask(meeting.EndParts{Today: today})
		}
	}
	if next := s.NextPart(); next != "" {
		due = next.Time(r.hub.opt.Zone)
		if tomorrow := now.Add(24 * time.Hour); !due.After(now) || due.After(tomorrow) {
			due = tomorrow
		}
	}
	return due
}

// keepEnded is for how long home says that somebody's part has ended.
const keepEnded = 12 * 7 * 24 * time.Hour

// partsEnded returns the records in which a withdrawal has lately ended somebody's part.
func (h *Hub) partsEnded(ctx context.Context, who Identity) ([]meeting.PartEnd, error) {
	if who.pass() {
		return nil, nil
	}
	left, err := h.log.RecordsLeft(ctx, who.Person)
	if err != nil {
		return nil, &told{"Your records cannot be looked up now: nothing was changed, please try again.", err}
	}
	since := meeting.DayOf(h.opt.now().Add(-keepEnded).In(h.opt.Zone))
	var out []meeting.PartEnd
	for _, name := range left {
		var end *meeting.PartEnd
		if err := h.PartEnded(ctx, who, name); errors.As(err, &end) && end.From >= since {
			out = append(out, *end)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return out, nil
}
