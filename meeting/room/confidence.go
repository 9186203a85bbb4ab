package room

import (
	"context"

	"oneplan/meeting"
)

// Concerns returns the safeguarding concerns of a record that somebody may read: their own, and those told to them as a lead, whether
// they are on the team or not. It fails with a *meeting.Error: whoever may read none is told nothing of the record.
func (h *Hub) Concerns(ctx context.Context, who Identity, record string) ([]*meeting.Concern, error) {
	a, err := authority(h.Directory(), who)
	switch {
	case err != nil:
		return nil, err
	case who.Shared:
		return nil, errShared
	case who.pass():
		return nil, errPass
	}
	r, err := h.open(ctx, record)
	if err != nil {
		return nil, err
	}
	defer h.release(r)
	out := r.front().state.ConcernsFor(a.Person)
	if len(out) == 0 {
		return nil, errNotFound
	}
	return out, nil
}
