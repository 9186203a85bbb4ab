package main

import (
	"context"
	"time"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	screens "oneplan/tui/screen"
)

// looksBack is how far back a screen tells who looked.
const looksBack = 90 * 24 * time.Hour

// Looks returns who looked at the record lately, for those who may know, and leaves a trace of having told it.
func (s *hostSeat) Looks(ctx context.Context) ([]screens.Looked, error) {
	h := s.host
	u, err := s.Wait(ctx, 0)
	if err != nil {
		return nil, err
	}
	if !u.View.May(meeting.SeeLooks, nil) || h.who.Shared {
		return nil, &meeting.Error{Code: meeting.Forbidden, Text: "Who looked at a record is for the family, their keyworker and service managers to read: ask one of them."}
	}
	if err := h.noted(ctx, meeting.Look{Record: s.record, Kind: meeting.LookRead, About: "who looked", Seq: u.View.Seq()}); err != nil {
		return nil, err
	}
	dir, from := h.svc.hub.Directory(), time.Now().Add(-looksBack)
	var out []screens.Looked
	for l, err := range h.svc.store.Looks(ctx, s.record, 0) {
		if err != nil {
			h.svc.log.Error("the chain of looks is broken", "record", s.record, "err", err)
			return nil, &meeting.Error{Code: meeting.Ended, Text: "The list of looks cannot be trusted any more, so it is not shown: tell whoever runs the service."}
		}
		if l.At.Before(from) {
			continue
		}
		l = command.LookFor(u.View, l)
		x := screens.Looked{Look: l, Who: command.LookedBy(dir, u.View, l)}
		if a := dir.Agency(l.Agency); a != nil {
			x.Of = a.Name
		}
		out = append(out, x)
	}
	return out, nil
}
