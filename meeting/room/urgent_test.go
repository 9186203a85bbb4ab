package room_test

import (
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// Urgent access: a practitioner who is not on the team reads what practitioners may see, and writes nothing; the keyworker and the
// managers are told, and it ends by itself.
func TestUrgentAccess(t *testing.T) {
	table := meetingtest.New(t)
	people := table.Come(meetingtest.Sara, meetingtest.Nia)
	sara, nia := people[0], people[1]
	table.Service(meeting.ServiceStream, meeting.SetSettings{Settings: meeting.Settings{UrgentHours: 2}})
	ada := *table.Hub.Directory().Account(meetingtest.Ada)
	ada.Manager = true
	table.Service(meeting.ServiceStream, meeting.SetPerson{Account: ada})
	open := sara.Does(meeting.AddNeed{Statement: "Sleep"}).Added()
	worry := sara.Does(meeting.AddNeed{Need: meeting.Need{Audience: meeting.Practitioners}, Statement: "A worry"}).Added()
	own := sara.Does(meeting.AddNeed{Need: meeting.Need{Audience: meeting.Agencies(meetingtest.Health)}, Statement: "Ours"}).Added()
	ivy := room.Identity{Person: meetingtest.Ivy}
	if _, err := table.Hub.Sit(t.Context(), meetingtest.Sunflower, ivy); meeting.CodeOf(err) != meeting.NotFound {
		t.Fatalf("before: %v", err)
	}
	for _, c := range []struct {
		who    room.Identity
		record string
		reason string
		lasts  time.Duration
		code   meeting.Code
	}{
		{ivy, meetingtest.Sunflower, " ", 0, meeting.Invalid},
		{ivy, "kestrel", "found alone", 0, meeting.NotFound},
		{ivy, meetingtest.Sunflower, "found alone", 3 * time.Hour, meeting.Invalid},
		{ivy, "kestrel", "found alone", 3 * time.Hour, meeting.Invalid},
		{ivy, meetingtest.Sunflower, "found alone", -time.Hour, meeting.Invalid},
		{room.Identity{Person: meetingtest.Nia}, meetingtest.Sunflower, "x", 0, meeting.Forbidden},
		{room.Identity{Person: meetingtest.Ivy, Shared: true}, meetingtest.Sunflower, "x", 0, meeting.Forbidden},
		{room.Identity{Person: meetingtest.Ben}, meetingtest.Sunflower, "x", 0, meeting.Invalid},
	} {
		if err := table.Hub.OpenUrgently(t.Context(), c.who, c.record, c.reason, c.lasts); meeting.CodeOf(err) != c.code {
			t.Errorf("%+v: got %v", c, err)
		}
	}
	if tells := table.Hub.Directory().TellsOf(meetingtest.Ada); len(tells) != 0 {
		t.Errorf("told of what was refused: %+v", tells)
	}
	nias := nia.Newest().Rev
	if err := table.Hub.OpenUrgently(t.Context(), ivy, meetingtest.Sunflower, "found alone at the station", 2*time.Hour); err != nil {
		t.Fatal(err)
	}
	if u := nia.Newest(); u.Rev != nias || len(u.View.Urgent) != 0 {
		t.Errorf("the parent's screen is woken: %d, %d", nias, u.Rev)
	}
	if un := sara.View().Unseen(); len(un) != 1 || un[0].Person != meetingtest.Ivy || un[0].Until.Sub(un[0].From) != 2*time.Hour {
		t.Errorf("the keyworker is told %+v", un)
	}
	home, err := table.Hub.Home(t.Context(), room.Identity{Person: meetingtest.Ada}, 0)
	if err != nil || len(home.Told) != 1 || home.Told[0].Reason != "found alone at the station" || len(home.Records) != 0 {
		t.Errorf("the manager is told %+v, %v", home.Told, err)
	}
	if _, err := table.Hub.DoService(t.Context(), room.Identity{Person: meetingtest.Ada}, meeting.SeeTold{N: 1}); err != nil {
		t.Error(err)
	}
	if _, err := table.Hub.DoService(t.Context(), room.Identity{Person: meetingtest.Sara}, meeting.SeeTold{N: 1}); meeting.CodeOf(err) != meeting.Forbidden {
		t.Error(err)
	}
	if len(table.Hub.Directory().TellsOf(meetingtest.Ada)) != 0 {
		t.Error("seen, it is still a notice")
	}
	hers := table.SitAs(ivy)
	if v := hers.View(); v.Need(open) == nil || v.Need(worry) == nil || v.Need(own) != nil || v.May(meeting.ChangePlan, nil) {
		t.Error("she sees what is not for practitioners, or not what is")
	}
	hers.Refused(meeting.Forbidden, meeting.AddNeed{Statement: "x"})
	hers.Refused(meeting.Forbidden, meeting.SeeUrgent{Urgent: sara.View().Unseen()[0].ID})
	hers.Comes()
	if u := sara.Newest(); len(u.Presence.Here) != 2 {
		t.Errorf("here are %+v", u.Presence.Here)
	}
	if home, err := table.Hub.Home(t.Context(), ivy, 0); err != nil || len(home.Records) != 1 {
		t.Errorf("her home shows %v, %v", home.Records, err)
	}
	sara.Does(meeting.SeeUrgent{Urgent: sara.View().Unseen()[0].ID})
	if len(sara.View().Unseen()) != 0 || len(sara.View().Urgent) != 1 {
		t.Error("seen, it is still a notice, or gone")
	}
	table.Passes(2 * time.Hour)
	hers.Gone()
	sara.Sees("that it has ended", func(u meeting.Update) bool { return !u.View.Urgent[0].Ended.IsZero() })
	if _, err := table.Hub.Sit(t.Context(), meetingtest.Sunflower, ivy); meeting.CodeOf(err) != meeting.NotFound {
		t.Errorf("after: %v", err)
	}
	if home, err := table.Hub.Home(t.Context(), ivy, 0); err != nil || len(home.Records) != 0 {
		t.Errorf("her home shows %v, %v", home.Records, err)
	}
}
