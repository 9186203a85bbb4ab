package room_test

import (
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// TestFiguresAreForServiceManagers counts for one, and for nobody else.
func TestFiguresAreForServiceManagers(t *testing.T) {
	table := meetingtest.New(t)
	table.Service(meeting.ServiceStream, meeting.AddPerson{Account: meeting.Account{ID: "mina", Name: "Mina", Agency: meetingtest.Health, Manager: true}},
		meeting.ChangeSetting{Name: "figures.smallest", Value: "2"})
	got, err := table.Hub.Figures(t.Context(), room.Identity{Person: "mina"})
	if err != nil || got.Smallest != 2 || got.Unread != 0 || len(got.List) == 0 {
		t.Fatalf("%v: %+v", err, got)
	}
	if f := got.Named("owners"); f == nil || f.Shown || f.All != 0 { // there is one plan
		t.Errorf("of one plan: %+v", f)
	}
	for _, who := range []room.Identity{
		{Person: meetingtest.Ada},
		{Person: meetingtest.Sara},
		{Person: meetingtest.Nia},
		{Person: "mina", Shared: true},
		{Person: "mina", Record: "sunflower", Meeting: 1},
	} {
		if _, err := table.Hub.Figures(t.Context(), who); meeting.CodeOf(err) != meeting.Forbidden {
			t.Errorf("%+v gets %v", who, err)
		}
	}
}
