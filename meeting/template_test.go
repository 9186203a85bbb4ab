package meeting_test

import (
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// TestTemplatesAreInTheLanguageOfWhoBegins: an agenda and what prepares a change begin in the language of whoever makes them, and are
// content from then on; what the service has set itself stays as it was written.
func TestTemplatesAreInTheLanguageOfWhoBegins(t *testing.T) {
	d := deskAt(t, preparing)
	first := func(l *words.Language) string {
		id := d.do(chair, meeting.PlanMeeting{Kind: meeting.Initial, At: d.at, Words: l})
		return d.state().Meeting(id).Agenda[0].Title
	}
	prepared := func(l *words.Language) string {
		id := d.do(chair, meeting.AddTransition{
			Transition: meeting.Transition{Kind: meeting.StartingNursery, Day: "2027-09-01", Lead: d.who[chair]}, Prepare: true, Words: l,
		})
		change := d.state().Entry(id).(*meeting.Transition)
		return d.text(meeting.Field{ID: change.Actions[1], Part: meeting.What})
	}
	for l, want := range map[*words.Language][2]string{
		nil:            {"Welcome, introductions and apologies", "Visit the nursery with the family"},
		words.In("cy"): {"Croeso, cyflwyniadau ac ymddiheuriadau", "Ymweld â'r feithrinfa gyda'r teulu"},
	} {
		if got := [2]string{first(l), prepared(l)}; got != want {
			t.Errorf("in %s they begin with %q", l.Name(), got)
		}
	}
}
