package room

import (
	"context"

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
	records, unread, err := h.all(ctx, "the figures")
	if err != nil {
		return meeting.Figures{}, err
	}
	out.Unread = unread
	out.List = meeting.FiguresOf(records, dir, out.Day, out.Smallest)
	return out, nil
}
