package room_test

import (
	"errors"
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

	var end *meeting.PartEnd
	if !errors.As(err, &end) || *end != (meeting.PartEnd{Record: meetingtest.Sunflower, From: from, Ring: "Sara", Phone: "0123"}) {
		t.Errorf("what she is told is %+v", end)
	}
	home, err := table.Hub.Home(t.Context(), room.Identity{Person: meetingtest.Tess}, 0)
	if err != nil || len(home.Ended) != 1 || home.Ended[0].Phone != "0123" || len(home.Records) != 0 {
		t.Errorf("her home is %+v, %v", home, err)
	}
	if home, err := table.Hub.Home(t.Context(), room.Identity{Person: meetingtest.Ivy}, 0); err != nil || len(home.Ended) != 0 {
		t.Errorf("a stranger's home is %+v, %v", home, err)
	}

	tomorrow := meeting.DayOf(meetingtest.Start.Add(24 * time.Hour))
	id = nia.Does(meeting.AskWithdrawal{Member: table.Member(meetingtest.Olga), From: tomorrow}).Added()
	sara.Does(meeting.ConfirmWithdrawal{Withdrawal: id, Ring: "Sara", Phone: "0123"})
	olga.Newest()
	table.Passes(24 * time.Hour)
	olga.Gone()
}

// TestGuessedNamesOpenNothing: to ask for a record by a guessed name reads nothing of it, so that the answer takes as long, and leaves
// as little behind, whether there is one or not.
func TestGuessedNamesOpenNothing(t *testing.T) {
	table := meetingtest.New(t)
	table.Passes(24 * time.Hour) // nobody was there for long
	hub := otherHub(t, table, table.Log)
	for _, p := range []meeting.PersonID{meetingtest.Ivy, meetingtest.Ada, "nobody"} {
		who := room.Identity{Person: p}
		_, is := hub.Sit(t.Context(), meetingtest.Sunflower, who)
		_, isNot := hub.Sit(t.Context(), "nightjar", who)
		if is == nil || isNot == nil || is.Error() != isNot.Error() {
			t.Errorf("%s: a record that is there is refused with %v, one that is not with %v", p, is, isNot)
		}
		is, isNot = hub.PartEnded(t.Context(), who, meetingtest.Sunflower), hub.PartEnded(t.Context(), who, "nightjar")
		if is == nil || isNot == nil || is.Error() != isNot.Error() {
			t.Errorf("%s: of a record that is there it is said %v, of one that is not %v", p, is, isNot)
		}
		if n := hub.Open(); n != 0 {
			t.Fatalf("%s has opened %d records", p, n)
		}
	}
}
