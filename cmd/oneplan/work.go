package main

import (
	"context"
	"errors"

	"oneplan/meeting"
	"oneplan/tui"
)

var _ tui.Teaming = (*host)(nil)

// Team counts how much keyworkers have to do for whoever looks after them, and leaves a trace of it, or of the try.
func (h *host) Team(ctx context.Context) (meeting.Team, error) {
	l := meeting.Look{Kind: meeting.LookRead, About: "how much keyworkers have to do"}
	t, err := h.svc.hub.Team(ctx, h.who)
	if err != nil {
		if meeting.CodeOf(err) != meeting.Forbidden {
			return meeting.Team{}, err
		}
		l.Kind = meeting.LookRefused
	}
	if err := errors.Join(err, h.noted(ctx, l)); err != nil {
		return meeting.Team{}, err
	}
	return t, nil
}

// asked keeps a trace of a question to a colleague, with the record that it is about: its family reads there that somebody was asked.
func (h *host) asked(ctx context.Context, c meeting.AskAdvice, refused error) error {
	if refused != nil && !errors.As(refused, new(*meeting.Error)) {
		return refused
	}
	l := meeting.Look{Kind: meeting.LookChanged, About: meeting.AskedWords(h.svc.hub.Directory(), c.To)}
	if refused != nil {
		l.Kind, l.About = meeting.LookRefused, "asking for advice"
	}
	if h.svc.hub.Directory().HasRecord(c.Record) {
		l.Record = c.Record
	}
	return errors.Join(refused, h.noted(ctx, l))
}

// advisers returns whom a practitioner can ask.
func (s *service) advisers(p meeting.PersonID) []meeting.Adviser {
	return s.hub.Directory().Advisers(p)
}
