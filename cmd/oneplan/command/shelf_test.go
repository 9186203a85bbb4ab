package command_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

// shelve gives the table's record what there is between meetings.
func (d *desk) shelve() {
	sara, nia := d.Sit(meetingtest.Sara), d.Sit(meetingtest.Nia)
	sam := sara.View().Children[0].ID
	now := d.Clock.Now().UTC()
	at := func(days, hour int) time.Time {
		return time.Date(now.Year(), now.Month(), now.Day()+days, hour, 0, 0, 0, time.UTC)
	}
	about := meeting.Head{About: sam}
	text := func(p meeting.Part, s string) map[meeting.Part]string { return map[meeting.Part]string{p: s} }
	for _, c := range []meeting.Command{
		meeting.AddEntry{Entry: &meeting.Detail{Head: about, Kind: meeting.NHSNumber, Value: "943 476 5919"}},
		meeting.AddEntry{Entry: &meeting.Relation{Head: about, Name: "Gran", Is: "grandmother", Reach: "ring after six"}},
		meeting.AddEntry{Entry: &meeting.Wait{Head: about, Service: "Sleep clinic", For: "nights", Agency: "hospital", ReferredOn: "2026-06-01"}, Words: text(meeting.Remarks, "Rang twice")},
		meeting.AddEntry{Entry: &meeting.Wait{Head: meeting.Head{Audience: meeting.Practitioners}, Service: "canary clinic", ReferredOn: "2026-09-01"}},
		meeting.AddEntry{Entry: &meeting.Assessment{Head: about, Kind: "hearing", Day: "2026-10-01", Who: "Dr Obi", Share: []meeting.AgencyID{"school"}}},
		meeting.AddEntry{Entry: &meeting.Appointment{Head: about, What: "Eyes", At: at(2, 10), Place: "Northtown"}},
		meeting.AddEntry{Entry: &meeting.Appointment{Head: about, What: "Ears", At: at(2, 10), Place: "Southtown"}},
		meeting.AddEntry{Entry: &meeting.PathStep{Stage: meeting.Planning, From: "2026-09-01"}},
		meeting.AddEntry{Entry: &meeting.Contact{Head: about, Day: "2026-11-02", How: meeting.HomeVisit, PromiseDue: "2026-11-20"}, Words: map[meeting.Part]string{meeting.Remarks: "Tea", meeting.Promised: "A letter to the school"}},
		meeting.AddEntry{Entry: &meeting.Mandate{Agency: "health", Vests: []string{"ask for a report by a date"}, SignedBy: "Dr Okafor", SignedOn: "2026-08-01"}},
		meeting.AddTransition{Transition: meeting.Transition{Head: about, Kind: meeting.ChangingSchool, Day: "2027-09-01", Receiving: "Hill Top"}},
	} {
		sara.Does(c)
	}
	blocked := *sara.View().Actions()[0]
	blocked.Status = meeting.Blocked
	sara.Does(meeting.SetAction{Action: blocked})
	sara.Does(meeting.AddEntry{Entry: &meeting.Escalation{Stuck: meeting.StuckCapacity, Agency: "hospital", Of: blocked.ID, Manager: "Ms Hart", RaisedOn: "2026-11-01"}, Words: text(meeting.Remarks, "No clinic before spring")})
	nia.Types(meeting.Field{ID: sam, Part: meeting.Matters}, "My dog and my own bed.")
	nia.Does(meeting.AskQuestion{Words: "May Sam have a night light?"})
	sara.Leaves()
	nia.Leaves()
}

func TestShelf(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	d.shelve()
	var out strings.Builder
	for _, line := range []string{
		"waits", "waits --over --record sun", "calendar", "calendar --from 1 oct 2026 --to 31 oct 2026", "timeline sunflower", "timeline sun --kind wait",
		"reminders", "blocked", "record show sunflower", "handover sunflower --format txt",
	} {
		out.WriteString("> " + line + "\n" + d.done(meetingtest.Nia, line) + "\n")
	}
	golden(t, "shelf.txt", out.String())
	if strings.Contains(out.String(), "canary") {
		t.Error("the family reads what is hidden")
	}
	if got := d.done(meetingtest.Sara, "waits"); !strings.Contains(got, "canary clinic") {
		t.Errorf("the keyworker does not see what is theirs:\n%s", got)
	}
	if got := d.done(meetingtest.Sara, "handover sunflower"); strings.Contains(got, "canary") {
		t.Error("a paper for everyone holds what is not for everyone")
	}
	if got := d.done(meetingtest.Sara, "handover sunflower --audience practitioners"); !strings.Contains(got, "canary clinic") {
		t.Errorf("the practitioners' handover lacks what is for them:\n%s", got)
	}
	d.wrong(meetingtest.Nia, "handover sunflower --audience practitioners", command.Failed, "for practitioners")
	d.wrong(meetingtest.Olga, "timeline sunflower --kind lunch", command.Usage, "choose one of")
	d.wrong(meetingtest.Nia, "timeline sunflower --agency canary", command.Usage, "choose one of")
	d.wrong(meetingtest.Ivy, "handover sunflower", command.Failed, "There is no record")
	d.wrong(meetingtest.Sara, "calendar --from soon", command.Usage, "not understood")
	for _, line := range []string{"waits", "calendar", "timeline sunflower", "reminders", "blocked"} {
		var list []map[string]any
		if err := json.Unmarshal([]byte(d.done(meetingtest.Nia, line+" --format json")), &list); err != nil || len(list) == 0 {
			t.Fatalf("%s as JSON: %v, %v", line, list, err)
		}
		for _, x := range list {
			if x["name"] == "" || x["status"] == "" || x["name"] == nil || x["status"] == nil {
				t.Errorf("%s as JSON has %v", line, x)
			}
		}
		if got := d.done(meetingtest.Ivy, strings.Replace(line, " sunflower", " --help", 1)+" --format json"); strings.Contains(got, "Sleep") {
			t.Errorf("whoever is on no team reads %s", got)
		}
	}
	var paper struct {
		Paper    string
		Sections []struct{ Items []any }
	}
	if err := json.Unmarshal([]byte(d.done(meetingtest.Nia, "handover sunflower --format json")), &paper); err != nil || paper.Paper != "handover/1" || len(paper.Sections) != 8 {
		t.Errorf("the handover as JSON: %+v, %v", paper, err)
	}
}
