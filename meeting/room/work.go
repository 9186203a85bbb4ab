package room

import (
	"context"
	"errors"

	"oneplan/meeting"
)

// Team counts how much keyworkers have to do today, over all records, for whoever looks after them: see meeting.TeamOf. Of a record that
// cannot be read only that it is missing is told.
func (h *Hub) Team(ctx context.Context, who Identity) (meeting.Team, error) {
	dir := h.Directory()
	a, err := authority(dir, who)
	if err == nil {
		err = dir.SeesTeam(a)
	}
	if err != nil {
		return meeting.Team{}, err
	}
	records, unread, err := h.all(ctx, "the work of keyworkers")
	if err != nil {
		return meeting.Team{}, err
	}
	out := meeting.TeamOf(records, dir, a, meeting.DayOf(h.opt.now().In(h.opt.Zone)))
	out.Unread = unread
	return out, nil
}

// all returns every record under the service's settings, and how many cannot be read. of is what they are missing from then.
func (h *Hub) all(ctx context.Context, of string) (records []*meeting.State, unread int, err error) {
	dir := h.Directory()
	for _, name := range dir.Records {
		r, err := h.open(ctx, name)
		switch {
		case ctx.Err() != nil:
			return nil, 0, ctx.Err()
		case errors.Is(err, ErrStopping):
			return nil, 0, err
		case meeting.CodeOf(err) == meeting.NotFound: // erased a moment ago
			continue
		case err != nil:
			h.opt.Log.Warn("a record is missing from "+of, "stream", name, "error", err)
			unread++
			continue
		}
		records = append(records, r.front().state.Under(dir.Standing()))
		h.release(r)
	}
	return records, unread, nil
}

// asks lets a question for advice through only if whoever asks sees the record that it is about, and without the name of a child to
// somebody who does not: that would be the one thing of the record that leaves its team.
func (h *Hub) asks(ctx context.Context, who Identity, c meeting.AskAdvice) error {
	if c.Record == "" {
		return nil
	}
	a, err := authority(h.Directory(), who)
	if err != nil {
		return err
	}
	r, err := h.visit(ctx, c.Record, who)
	if err != nil {
		return err
	}
	defer h.release(r)
	s := r.front().state
	v := s.View(s.ViewerOf(a), nil)
	if v == nil || !s.Admits(who.Person, h.opt.now()) {
		return errNotFound
	}
	if to := s.MemberOf(c.To); to != nil && to.Guest == 0 {
		return nil
	}
	if name := meeting.NamedIn(c.Words, v.Children); name != "" {
		return refusal(meeting.Invalid, "The question names %s, and whoever you ask is not on the team: leave the name out, and nothing was sent.", name)
	}
	return nil
}
