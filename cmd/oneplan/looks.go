package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/tui"
)

// noted keeps a trace of looks by whoever sits at this terminal. What left no trace is not shown.
func (h *host) noted(ctx context.Context, looks ...meeting.Look) error {
	conn := meeting.ConnScreen
	if h.who.Shared {
		conn = meeting.ConnShared
	}
	var agency meeting.AgencyID
	if a := h.svc.hub.Directory().Account(h.who.Person); a != nil {
		agency = a.Agency
	}
	now := time.Now()
	for i := range looks {
		l := &looks[i]
		l.At, l.Person, l.Agency, l.Conn = now, h.who.Person, agency, conn
	}
	if err := h.svc.store.Note(ctx, looks...); err != nil {
		return command.NoTrace(err)
	}
	return nil
}

// openedRecord keeps a trace of a seat being taken, or refused.
func (h *host) openedRecord(ctx context.Context, record string, s tui.Seat, refused error) error {
	l := meeting.Look{Record: record, Kind: meeting.LookOpened, About: "the record"}
	if refused != nil {
		var e *meeting.Error
		if !errors.As(refused, &e) {
			return refused
		}
		l.Kind = meeting.LookRefused
		if !h.svc.hub.Directory().HasRecord(record) {
			l.Record = ""
		}
		return errors.Join(refused, h.noted(ctx, l))
	}
	u, err := s.Wait(ctx, 0)
	if err != nil {
		return err
	}
	l.Seq = u.View.Seq()
	return h.noted(ctx, l)
}

// openedHome keeps a trace of each record that a person's home shows, and of what it tells a safeguarding lead in confidence, when it first
// does at this terminal.
func (h *host) openedHome(ctx context.Context, home meeting.Home) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	var looks []meeting.Look
	var names []string
	for _, r := range home.Records {
		if name := r.View.Name; !slices.Contains(h.atHome, name) {
			names = append(names, name)
			looks = append(looks, meeting.Look{Record: name, Kind: meeting.LookRead, About: "what home shows of it", Seq: r.View.Seq()})
		}
	}
	for _, c := range home.Confided {
		// The trace is of no record: the family reads who looked at theirs, and has not been told that there was anything to read.
		if name := fmt.Sprintf("%s %d %d", c.Record, c.Concern.ID, c.Concern.Rev); !slices.Contains(h.atHome, name) {
			names = append(names, name)
			looks = append(looks, meeting.Look{Kind: meeting.LookRead, About: "what was told in confidence about " + c.Record})
		}
	}
	if len(looks) == 0 {
		return nil
	}
	if err := h.noted(ctx, looks...); err != nil {
		return err
	}
	h.atHome = append(h.atHome, names...)
	return nil
}

var _ tui.Counting = (*host)(nil)

// Figures counts over all records for a service manager, and leaves a trace of it, or of the try.
func (h *host) Figures(ctx context.Context) (meeting.Figures, error) {
	l := meeting.Look{Kind: meeting.LookRead, About: "the figures of the service"}
	f, err := h.svc.hub.Figures(ctx, h.who)
	if err != nil {
		if meeting.CodeOf(err) != meeting.Forbidden {
			return meeting.Figures{}, err
		}
		l.Kind = meeting.LookRefused
	}
	if err := errors.Join(err, h.noted(ctx, l)); err != nil {
		return meeting.Figures{}, err
	}
	return f, nil
}

// History returns the steps of the record's past, and leaves a trace of the first look at it from this seat.
func (s *hostSeat) History(ctx context.Context, progress func(done, total int)) (meeting.History, error) {
	past, err := s.Seat.History(ctx, progress)
	if err != nil {
		return past, err
	}
	s.host.mu.Lock()
	defer s.host.mu.Unlock()
	if s.lookedBack {
		return past, nil
	}
	if err := s.host.noted(ctx, meeting.Look{Record: s.record, Kind: meeting.LookBack, About: "the record"}); err != nil {
		return meeting.History{}, err
	}
	s.lookedBack = true
	return past, nil
}
