package main

import (
	"context"
	"errors"

	"oneplan/meeting"
	screens "oneplan/tui/screen"
)

// duty returns whom somebody rings with a safeguarding concern and who then reads what they write, as the service has it.
func (s *service) duty(who meeting.PersonID) screens.Duty {
	d := s.hub.Directory()
	var agency meeting.AgencyID
	if a := d.Account(who); a != nil {
		agency = a.Agency
	}
	out := screens.Duty{Ring: d.Settings.RingFor(agency), Urgent: d.Settings.UrgentFor()}
	for _, p := range d.Settings.LeadsFor(agency) {
		if a := d.Account(p); a != nil && !a.Revoked && p != who {
			out.Leads = append(out.Leads, a.Name)
		}
	}
	return out
}

// OpenUrgently gives the person urgent access to a record, and leaves a trace of it, or of the try.
func (h *host) OpenUrgently(ctx context.Context, record, reason string) error {
	err := h.svc.hub.OpenUrgently(ctx, h.who, record, reason, 0)
	if err != nil && !errors.As(err, new(*meeting.Error)) {
		return err
	}
	l := meeting.Look{Kind: meeting.LookUrgent, About: "the record", Reason: reason}
	if err != nil {
		l.Kind, l.About = meeting.LookRefused, "urgent access"
	}
	if h.svc.hub.Directory().HasRecord(record) {
		l.Record = record
	}
	return errors.Join(err, h.noted(ctx, l))
}

// Serve gives a command to the service, as the person. What was set leaves a trace, and so does what may not be.
func (h *host) Serve(ctx context.Context, c meeting.Command) error {
	res, err := h.svc.hub.DoService(ctx, h.who, c)
	if x, ok := c.(meeting.ChangeSetting); ok && err == nil && len(res.Events) > 0 {
		return h.noted(ctx, meeting.Look{Kind: meeting.LookChanged, About: "the setting " + x.Name})
	}
	if x, ok := c.(meeting.AskAdvice); ok {
		return h.asked(ctx, x, err)
	}
	if meeting.CodeOf(err) == meeting.Forbidden {
		err = errors.Join(err, h.noted(ctx, meeting.Look{Kind: meeting.LookRefused, About: "a change of the service"}))
	}
	return err
}
