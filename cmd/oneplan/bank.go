package main

import (
	"context"

	"oneplan/meeting"
	"oneplan/meeting/directory"
	"oneplan/tui"
)

var _ tui.Bank = (*host)(nil)

// FindServices searches the information bank.
func (h *host) FindServices(ctx context.Context, q directory.Query) (directory.Found, []directory.Term, []*meeting.Correction, error) {
	f, err := h.svc.bank.Search(ctx, q)
	if err != nil {
		return f, nil, nil, err
	}
	dir := h.svc.hub.Directory()
	f.Correct(dir.Corrections, q.Closed)
	var answers []*meeting.Correction
	for _, c := range dir.Corrections {
		if c.By == h.who.Person && !h.who.Shared && c.State != meeting.CorrectionWaiting && !c.Seen {
			answers = append(answers, c)
		}
	}
	return f, h.svc.bank.Terms(), answers, nil
}

// OneService returns a service as accepted corrections have it.
func (h *host) OneService(ctx context.Context, id string) (*directory.Service, meeting.Day, []*meeting.Correction, error) {
	x, gone, err := h.svc.bank.Service(ctx, id)
	if err != nil {
		return nil, "", nil, err
	}
	x, held := x.Corrected(h.svc.hub.Directory().CorrectionsOf(id))
	return x, gone, held, nil
}
