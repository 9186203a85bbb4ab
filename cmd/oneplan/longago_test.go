package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/room"
	"oneplan/store"
)

// longAgo makes the data folder of a service whose administrators, each with their own key, came 30 days ago: what two of them may
// do together they may not do on their first day.
func (s *process) longAgo(names ...string) (err error) {
	then := time.Now().AddDate(0, 0, -30)
	ctx := context.Background()
	st, err := store.Open(ctx, s.data(), store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	hub, err := room.NewHub(ctx, st, room.Options{Now: func() time.Time { return then }, Zone: time.UTC})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, hub.Close(ctx)) }()
	cs := []meeting.Command{
		meeting.SetAgency{Agency: meeting.Agency{ID: "service", Name: "oneplan service", Letter: "O"}},
		meeting.SetAgency{Agency: meeting.Agency{ID: meeting.FamilyAgency, Name: "Family", Letter: "F"}},
	}
	for _, name := range names {
		if err := s.makeKey(name); err != nil {
			return err
		}
		line, err := os.ReadFile(filepath.Join(s.dir, name+".pub"))
		if err != nil {
			return err
		}
		key, err := parseKey(line)
		if err != nil {
			return err
		}
		id := meeting.PersonID(name)
		cs = append(cs, meeting.AddPerson{Account: meeting.Account{ID: id, Name: name, Agency: "service", Admin: true}}, meeting.BindKey{Person: id, Key: key})
	}
	_, err = hub.System(ctx, meeting.ServiceStream, cs...)
	return err
}
