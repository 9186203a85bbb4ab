package room_test

import (
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

// TestSettingsReachOpenRooms changes a setting while somebody sits in a room: the next look shows it, and so does what is decided.
func TestSettingsReachOpenRooms(t *testing.T) {
	table := meetingtest.New(t)
	sara := table.Sit(meetingtest.Sara)
	if got := sara.View().Clocks().Review; got != 84 {
		t.Fatalf("a record begins with %d days between reviews", got)
	}
	table.Service(meeting.ServiceStream, meeting.ChangeSetting{Name: "review", Value: "40"}, meeting.ChangeSetting{Name: "stage.plan", Value: "10"})
	if got := sara.View().Clocks().Review; got != 40 {
		t.Errorf("whoever sits in a room sees %d days between reviews", got)
	}
	r := sara.Does(meeting.AddEntry{Entry: &meeting.PathStep{Stage: meeting.Planning}})
	step, ok := sara.View().Entry(r.Added()).(*meeting.PathStep)
	if !ok || step.From.Until(step.Due) != 10 {
		t.Errorf("a stage that begins then is %+v", step)
	}
	ann := table.Sit(meetingtest.Sara)
	if got := ann.View().Clocks().Review; got != 40 {
		t.Errorf("whoever sits down later sees %d days between reviews", got)
	}
}
