package room

import (
	"context"
	"errors"

	"oneplan/meeting"
)

// Figures counts over all records, as they are today, for a service manager: see meeting.FiguresOf. Of a record that cannot be read only that
// it is missing is told.
func (h *Hub) Figures(ctx context.Context, who Identity) (meeting.Figures, error) {
	dir := h.Directory()
	a, err := authority(dir, who)
	if err == nil {
		err = meeting.SeesFigures(a)
	}
	if err != nil {
		return meeting.Figures{}, err
	}
	out := meeting.Figures{Day: meeting.DayOf(h.opt.now().In(h.opt.Zone)), Smallest: dir.Settings.SmallestShown()}
	var records []*meeting.State
	for _, name := range dir.Records {
		r, err := h.open(ctx, name)
		switch {
		case ctx.Err() != nil:
			return meeting.Figures{}, ctx.Err()
		case errors.Is(err, ErrStopping):
			return meeting.Figures{}, err
		case meeting.CodeOf(err) == meeting.NotFound: // erased a moment ago
			continue
		case err != nil:
			h.opt.Log.Warn("a record is missing from the figures", "stream", name, "error", err)
			out.Unread++
			continue
		}
		records = append(records, r.front().state.Under(dir.Standing()))
		h.release(r)
	}
	out.List = meeting.FiguresOf(records, dir, out.Day, out.Smallest)
	return out, nil
}
