package room_test

import (
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// A withdrawal ends the open seats of those whom it is about, and tells them, now and whenever they come back, whom to ring.
func TestWithdrawalEndsSeatsAndSaysWhomToRing(t *testing.T) {
	table := meetingtest.New(t)
	people := table.Come(meetingtest.Sara, meetingtest.Nia, meetingtest.Tess, meetingtest.Olga)
	sara, nia, tess, olga := people[0], people[1], people[2], people[3]
	from := meeting.DayOf(meetingtest.Start)
	id := nia.Does(meeting.AskWithdrawal{Agency: meetingtest.School, From: from}).Added()
	tess.Newest()
	sara.Does(meeting.ConfirmWithdrawal{Withdrawal: id, Ring: "Sara", Phone: "0123"})
	tess.Gone()
	if s := tess.Refused(meeting.Ended, meeting.AddNeed{Statement: "x"}); !strings.Contains(s, "ring Sara, 0123") {
		t.Errorf("she is told %q", s)
	}
	_, err := table.Hub.Sit(t.Context(), meetingtest.Sunflower, room.Identity{Person: meetingtest.Tess})
	if meeting.CodeOf(err) != meeting.Ended || !strings.Contains(err.Error(), "ring Sara, 0123") {
		t.Errorf("coming back, she is told %v", err)
	}
	for _, p := range []meeting.PersonID{meetingtest.Ivy, meetingtest.Ada} {
		if err := table.Hub.PartEnded(t.Context(), room.Identity{Person: p}, meetingtest.Sunflower); meeting.CodeOf(err) != meeting.NotFound {
			t.Errorf("%s is told %v", p, err)
		}
	}

	tomorrow := meeting.DayOf(meetingtest.Start.Add(24 * time.Hour))
	id = nia.Does(meeting.AskWithdrawal{Member: table.Member(meetingtest.Olga), From: tomorrow}).Added()
	sara.Does(meeting.ConfirmWithdrawal{Withdrawal: id, Ring: "Sara", Phone: "0123"})
	olga.Newest()
	table.Passes(24 * time.Hour)
	olga.Gone()
}
