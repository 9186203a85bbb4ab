package room

import (
	"context"
	"slices"

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

// tellLeads makes sure that those who will read a concern are led to it, before it is written down.
func (r *Room) tellLeads(ctx context.Context, who Identity, cmds []meeting.Command) error {
	if who.Shared || !slices.ContainsFunc(cmds, func(c meeting.Command) bool { _, ok := c.(meeting.RaiseConcern); return ok }) {
		return nil
	}
	dir := r.hub.Directory()
	a, err := authority(dir, who)
	if err != nil {
		return err
	}
	people := append(r.front().state.LeadsNamed(), dir.Settings.LeadsFor(a.Agency)...)
	people = slices.DeleteFunc(people, func(p meeting.PersonID) bool { return slices.Contains(dir.ConfidedTo(p), r.name) })
	if len(people) == 0 {
		return nil
	}
	_, err = r.hub.System(ctx, meeting.ServiceStream, meeting.TellLeads{Confided: meeting.Confided{Record: r.name, People: people}})
	return err
}

// confided returns what was told in confidence about a record to somebody who does not see it otherwise.
func (h *Hub) confided(ctx context.Context, record string, p meeting.PersonID) ([]meeting.Confidence, error) {
	r, err := h.open(ctx, record)
	if err != nil {
		return nil, err
	}
	defer h.release(r)
	return r.front().state.ConfidencesFor(p), nil
}
