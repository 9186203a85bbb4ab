package room_test

import (
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// A concern wakes nobody but its author and the leads, in the room or at home, and a lead who is on no team reads it.
func TestAConcernWakesNobodyElse(t *testing.T) {
	table := meetingtest.New(t)
	people := table.Come(meetingtest.Ben, meetingtest.Nia, meetingtest.Tess, meetingtest.Sara)
	tess, sara := people[2], people[3]
	table.Service(meeting.ServiceStream, meeting.SetSettings{Settings: meeting.Settings{
		Leads: []meeting.Lead{{Agency: meetingtest.School, Person: meetingtest.Ivy}, {Agency: meetingtest.Health, Person: meetingtest.Ada}},
		Ring:  []meeting.Ring{{Name: "The duty desk", Phone: "0123"}, {Agency: meetingtest.School, Name: "The school's lead", Phone: "0124"}},
	}})
	if ring := table.Hub.Directory().Settings.RingFor(meetingtest.School); len(ring) != 2 || ring[0].Phone != "0124" {
		t.Errorf("to ring are %+v", ring)
	}
	sara.Does(meeting.SetLeads{Leads: []meeting.ID{table.Member(meetingtest.Sara)}})
	revs, homes := map[meeting.PersonID]meeting.Rev{}, map[meeting.PersonID]meeting.Rev{}
	look := func(s *meetingtest.Sitter) (meeting.Rev, meeting.Rev) {
		home, err := table.Hub.Home(t.Context(), s.Who, 0)
		if err != nil {
			t.Fatal(err)
		}
		return s.Newest().Rev, home.Rev
	}
	for _, s := range people {
		revs[s.Who.Person], homes[s.Who.Person] = look(s)
	}
	tess.Does(meeting.RaiseConcern{Text: "canary", Leads: []meeting.PersonID{meetingtest.Nia}})
	for _, s := range people[:2] {
		if rev, home := look(s); rev != revs[s.Who.Person] || home != homes[s.Who.Person] || len(s.View().Concerns) != 0 {
			t.Errorf("%s is woken by it", s.Who.Person)
		}
	}
	for _, s := range people[2:] {
		if rev, _ := look(s); rev == revs[s.Who.Person] || len(s.View().Concerns) != 1 {
			t.Errorf("%s is not told", s.Who.Person)
		}
	}
	if cs, err := table.Hub.Concerns(t.Context(), room.Identity{Person: meetingtest.Ivy}, meetingtest.Sunflower); err != nil || len(cs) != 1 {
		t.Errorf("the school's lead reads %v, %v", cs, err)
	}
	for _, who := range []room.Identity{{Person: meetingtest.Ada}, {Person: meetingtest.Ben}, {Person: meetingtest.Nia}} {
		if cs, err := table.Hub.Concerns(t.Context(), who, meetingtest.Sunflower); meeting.CodeOf(err) != meeting.NotFound {
			t.Errorf("%s reads %v, %v", who.Person, cs, err)
		}
	}
}

// Whoever does not show that they are there comes and goes unseen by those to whom they do not.
func TestWhoDoesNotShowThemselvesIsNotSeen(t *testing.T) {
	table := meetingtest.New(t)
	people := table.Come(meetingtest.Ben, meetingtest.Sam)
	ben, sam := people[0], people[1]
	table.Opens()
	nia := table.Sit(meetingtest.Nia)
	nia.Does(meeting.ShowPresence{Audience: meeting.OnlyPeople(meetingtest.Nia, meetingtest.Ben)})
	sams, bens := sam.Newest().Rev, ben.Newest().Rev
	nia.Comes()
	if err := nia.Hand(0, true); err != nil {
		t.Fatal(err)
	}
	ben.Sees("Nia and her hand", func(u meeting.Update) bool {
		return u.Rev != bens && len(u.Presence.Here) == 3 && len(u.Presence.Hands) == 1
	})
	if u := nia.Newest(); len(u.Presence.Here) != 3 {
		t.Errorf("she does not see herself: %+v", u.Presence)
	}
	if u := sam.Newest(); u.Rev != sams || len(u.Presence.Here) != 2 || len(u.Presence.Hands) != 0 {
		t.Errorf("Sam's Rev went from %d to %d, and he sees %+v", sams, u.Rev, u.Presence)
	}
	nia.Leaves()
	if u := sam.Newest(); u.Rev != sams || len(u.Presence.Left) != 0 {
		t.Errorf("Sam's Rev went from %d to %d, and he sees %+v", sams, u.Rev, u.Presence)
	}
	if ben.Meets().Attending(table.Member(meetingtest.Nia)) != nil {
		t.Error("her coming is on the list for all")
	}
}
