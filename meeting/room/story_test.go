package room_test

import (
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

func TestTwoPeopleTypeIntoTheSameNotesAtOnce(t *testing.T) {
	table := meetingtest.New(t)
	table.Opens()
	people := table.Come(meetingtest.Nia, meetingtest.Sara, meetingtest.Ben)
	nia, sara, ben := people[0], people[1], people[2]
	notes := table.Notes(1)

	nia.Types(notes, "The blanket helps. ")
	sara.Sees("Nia's words", func(u meeting.Update) bool { return u.View.Text(notes).Len() > 0 })

	// Both write from what they saw before the other's words arrived.
	seen := sara.View()
	nia.Types(notes, "She sleeps until six.")
	sara.Does(sara.Typing(seen, notes, 0, "Agreed last time: "))

	table.Sees(notes, "Agreed last time: The blanket helps. She sleeps until six.")
	v := ben.View()
	var authors []string
	for run := range v.Text(notes).Runs(0, v.Text(notes).Len()) {
		authors = append(authors, v.AuthorOf(run.Site).Member.Name)
	}
	if len(authors) != 2 || authors[0] != "Sara" || authors[1] != "Nia" {
		t.Errorf("the words are by %v", authors)
	}
}
