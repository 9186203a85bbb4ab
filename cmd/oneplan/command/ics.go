package command

import (
	"context"
	"slices"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

// changed tells when an entry of a record was changed last, as far as the caller may know: by a step of the history that they see. What changes that is
// hidden from them changes no calendar of theirs.
func (s *session) changed(ctx context.Context, v *meeting.View) (func(meeting.ID) time.Time, error) {
	seat, err := s.Hub.Sit(ctx, v.Name, s.Identity)
	if err != nil {
		return nil, err
	}
	defer seat.Close()
	h, err := seat.History(ctx, nil)
	if err != nil {
		return nil, err
	}
	return func(id meeting.ID) time.Time {
		for _, x := range slices.Backward(h.Steps) {
			if slices.Contains(x.About, id) {
				return x.At
			}
		}
		if len(h.Steps) > 0 { // what is shown has a beginning somewhere
			return h.Steps[0].At
		}
		return time.Unix(0, 0)
	}, nil
}

// event is one line of a calendar for a calendar program, without a child's name. Its words are in the caller's language, its UID is not.
func (s *session) event(v *meeting.View, x meeting.Dated, changed time.Time) minutes.Event {
	unnamed := func(s string) string { return minutes.Unnamed(s, v.Children) }
	return minutes.Event{
		UID:     eventUID(x.Kind, s.entryName(v, x.Entry)),
		Changed: changed, Day: x.Day, At: x.At, Minutes: x.Minutes, Summary: unnamed(x.What), Place: unnamed(x.Place), Notes: s.word(datedKinds, x.Kind) + ", " + v.Name,
	}
}

// calendar answers with a calendar file.
func (s *session) calendar(events []minutes.Event) error {
	s.file = true
	return minutes.WriteCalendar(&s.out, events)
}
