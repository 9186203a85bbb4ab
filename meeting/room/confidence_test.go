package room_test

import (
	"testing"
	"time"

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

// A lead who is on no team is led to what was told to them from home, at once and after a restart, and to nothing else of the record.
func TestALeadOnNoTeamIsLedToAConcern(t *testing.T) {
	table := meetingtest.New(t)
	table.Service(meeting.ServiceStream, meeting.SetSettings{Settings: meeting.Settings{
		Leads: []meeting.Lead{{Agency: meetingtest.School, Person: meetingtest.Ivy}, {Agency: meetingtest.Health, Person: meetingtest.Ada}},
	}})
	ivy, ada := room.Identity{Person: meetingtest.Ivy}, room.Identity{Person: meetingtest.Ada}
	look := func(who room.Identity, after meeting.Rev) meeting.Home {
		t.Helper()
		home, err := table.Hub.Home(t.Context(), who, after)
		if err != nil {
			t.Fatal(err)
		}
		return home
	}
	first, others := look(ivy, 0), look(ada, 0)
	if len(first.Confided) != 0 || len(first.Records) != 0 {
		t.Fatalf("her home begins as %+v", first)
	}
	tess := table.Sit(meetingtest.Tess)
	tess.Does(meeting.RaiseConcern{Text: "canary"})
	tess.Does(meeting.AddNeed{Statement: "Another thing"})
	table.Passes(2 * time.Second)
	now := look(ivy, first.Rev)
	if len(now.Confided) != 1 || len(now.Records) != 0 {
		t.Fatalf("her home is %+v", now)
	}
	if c := now.Confided[0]; c.Record != meetingtest.Sunflower || c.Concern.Text != "canary" || c.Author.Name != "Tess" || c.Author.AgencyName == "" || c.Author.Person != "" {
		t.Errorf("she reads %+v", c)
	}
	if _, err := table.Hub.Sit(t.Context(), meetingtest.Sunflower, ivy); meeting.CodeOf(err) != meeting.NotFound {
		t.Errorf("the record says %v to her", err)
	}
	if home := look(ada, 0); home.Rev != others.Rev || len(home.Confided) != 0 {
		t.Errorf("a lead who was not told sees %+v", home)
	}
	c := now.Confided[0].Concern
	tess.Does(meeting.AmendConcern{Concern: c.ID, Rev: c.Rev, More: "rung"})
	table.Passes(2 * time.Second)
	if now = look(ivy, now.Rev); now.Confided[0].Concern.Text != "canary\nrung" {
		t.Errorf("she reads %+v", now.Confided[0].Concern)
	}
	table.Restart()
	if now = look(ivy, 0); len(now.Confided) != 1 {
		t.Errorf("after a restart she reads %+v", now.Confided)
	}
	table.Service(meeting.ServiceStream, meeting.RevokePerson{Person: meetingtest.Ivy})
	if _, err := table.Hub.Home(t.Context(), ivy, 0); meeting.CodeOf(err) != meeting.Ended {
		t.Errorf("without access she is told %v", err)
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
