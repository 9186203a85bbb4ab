package room_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// A question for advice reaches only whom it is for: with the record's name for whoever is on its team, without for anybody else, and
// never with a child's name to somebody outside it.
func TestAdviceLeavesTheRecordAlone(t *testing.T) {
	table := meetingtest.New(t)
	home := func(p meeting.PersonID) meeting.Home {
		t.Helper()
		table.Passes(2 * time.Second)
		h, err := table.Hub.Home(t.Context(), room.Identity{Person: p}, 0)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	ask := func(by, to meeting.PersonID, record, words string) error {
		_, err := table.Hub.DoService(t.Context(), room.Identity{Person: by}, meeting.AskAdvice{To: to, Record: record, Words: words})
		return err
	}
	child := table.SitAs(room.Identity{Person: meetingtest.Sara}).View().Children[0].Name
	first := strings.Fields(child)[0]
	for _, p := range []meeting.PersonID{meetingtest.Sara, meetingtest.Ivy, meetingtest.Ben} {
		home(p)
	}
	before := home(meetingtest.Tess)
	if err := ask(meetingtest.Sara, meetingtest.Ivy, meetingtest.Sunflower, "Who knows the sleep clinic?"); err != nil {
		t.Fatal(err)
	}
	if err := ask(meetingtest.Sara, meetingtest.Ben, meetingtest.Sunflower, "Did "+first+" get the letter?"); err != nil {
		t.Fatal(err) // Ben is on the team
	}
	if h := home(meetingtest.Ivy); len(h.Advice) != 1 || h.Advice[0].Advice.Record != "" || h.Advice[0].With.Name != "Sara" || !h.Advice[0].Waits {
		t.Errorf("Ivy is asked %+v", h.Advice)
	}
	if h := home(meetingtest.Ben); len(h.Advice) != 1 || h.Advice[0].Advice.Record != meetingtest.Sunflower {
		t.Errorf("Ben is asked %+v", h.Advice)
	}
	if h := home(meetingtest.Sara); len(h.Advice) != 2 || h.Advice[1].Advice.Record != meetingtest.Sunflower {
		t.Errorf("Sara has asked %+v", h.Advice)
	}
	if h := home(meetingtest.Tess); len(h.Advice) != 0 || h.Rev != before.Rev {
		t.Error("what others ask each other wakes Tess")
	}
	for what, err := range map[string]error{
		"the child's name":                     ask(meetingtest.Sara, meetingtest.Ivy, meetingtest.Sunflower, "How is "+first+" with you?"),
		"and that with an s":                   ask(meetingtest.Sara, meetingtest.Ivy, meetingtest.Sunflower, first+"'s sleep"),
		"to nobody":                            ask(meetingtest.Sara, "nobody", meetingtest.Sunflower, "?"),
		"to the family":                        ask(meetingtest.Sara, meetingtest.Nia, meetingtest.Sunflower, "?"),
		"by the family":                        ask(meetingtest.Nia, meetingtest.Ivy, meetingtest.Sunflower, "?"),
		"about a record of others":             ask(meetingtest.Ivy, meetingtest.Sara, meetingtest.Sunflower, "?"),
		"about a record that is not there":     ask(meetingtest.Ivy, meetingtest.Sara, "kestrel", "?"),
		"by an administrator who is no member": ask(meetingtest.Ada, meetingtest.Sara, meetingtest.Sunflower, "?"),
	} {
		if meeting.CodeOf(err) == "" {
			t.Errorf("%s: got %v", what, err)
		}
	}
	others, none := ask(meetingtest.Ivy, meetingtest.Sara, meetingtest.Sunflower, "?"), ask(meetingtest.Ivy, meetingtest.Sara, "kestrel", "?")
	if others.Error() != none.Error() {
		t.Errorf("a record of others (%v) and none (%v) are told apart", others, none)
	}
	for _, p := range []meeting.PersonID{meetingtest.Nia, meetingtest.Sam} {
		if h := home(p); h.Work != nil || h.Advisers != nil || h.Advice != nil || h.Team {
			t.Errorf("%s sees %+v", p, h.Work)
		}
	}
	if h := home(meetingtest.Ivy); h.Work == nil || h.Weeks != 6 || len(h.Advisers) != 1 || h.Advisers[0].Name != "Sara" {
		t.Errorf("Ivy can ask %+v", h.Advisers)
	}
	// Somebody who leaves the team keeps the question, and not what it is about.
	sara := table.Sit(meetingtest.Sara)
	sara.Does(meeting.EndMember{Member: table.Member(meetingtest.Ben)})
	if h := home(meetingtest.Ben); len(h.Advice) != 1 || h.Advice[0].Advice.Record != "" {
		t.Errorf("off the team, Ben is asked %+v", h.Advice)
	}
}

// Those who look after keyworkers see how much they have to do in bands that tell of no child.
func TestTeam(t *testing.T) {
	table := meetingtest.New(t)
	system := func(cs ...meeting.Command) {
		t.Helper()
		table.Service(meeting.ServiceStream, cs...)
	}
	system(meeting.AddPerson{Account: meeting.Account{ID: "mina", Name: "Mina", Agency: meetingtest.Health, Manager: true}},
		meeting.SetLimit{Person: meetingtest.Sara, Limit: 7}, meeting.SetSupervisor{Person: meetingtest.Sara, Supervisor: meetingtest.Ivy},
		meeting.SetTraining{Person: meetingtest.Ben, Training: meeting.Training{What: "First aid", Until: "2020-01-01"}})
	sara := func(who meeting.PersonID) meeting.TeamMember {
		t.Helper()
		team, err := table.Hub.Team(t.Context(), room.Identity{Person: who})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(team.List, func(m meeting.TeamMember) bool { return m.ID == meetingtest.Sara })
		if i < 0 || team.Weeks != 6 || team.Unread != 0 {
			t.Fatalf("%s sees %+v", who, team)
		}
		return team.List[i]
	}
	if m := sara("mina"); m.Plans != (meeting.Band{From: 1, To: 4}) || m.Load != meeting.LoadUnder || m.Plans.Phrase().String() != "fewer than 5" {
		t.Errorf("of one plan: %+v", m)
	}
	for n := range 6 {
		name := "plan" + string(rune('a'+n))
		if err := table.Hub.CreateRecord(t.Context(), room.Identity{Person: meetingtest.Sara}, meeting.CreateRecord{Name: name, Children: []meeting.Person{{Name: "Robin"}}}); err != nil {
			t.Fatal(err)
		}
		for _, who := range []meeting.PersonID{"mina", meetingtest.Ada, meetingtest.Ivy} {
			m := sara(who)
			if said := fmt.Sprintf("%s %s", m.Plans.Phrase(), m.Load); n < 3 && said != "fewer than 5 " || n >= 3 && said != "5 to 9 about the most agreed" {
				t.Errorf("of %d plans: %s", n+2, said)
			}
		}
	}
	if team, err := table.Hub.Team(t.Context(), room.Identity{Person: meetingtest.Ivy}); err != nil || len(team.List) != 1 {
		t.Errorf("whoever supervises Sara sees %+v, %v", team.List, err)
	}
	if team, err := table.Hub.Team(t.Context(), room.Identity{Person: "mina"}); err != nil || len(team.List) != 2 || len(team.List[1].Attends) != 1 || team.List[1].Plans.Phrase().String() != "none" {
		t.Errorf("Mina sees %+v, %v", team.List, err)
	}
	for _, who := range []room.Identity{
		{Person: meetingtest.Sara},
		{Person: meetingtest.Ben},
		{Person: meetingtest.Nia},
		{Person: "mina", Shared: true},
		{Person: "mina", Record: "sunflower", Meeting: 1},
		{Person: "nobody"},
	} {
		if team, err := table.Hub.Team(t.Context(), who); meeting.CodeOf(err) == "" {
			t.Errorf("%+v gets %v, %v", who, team, err)
		}
	}
}
