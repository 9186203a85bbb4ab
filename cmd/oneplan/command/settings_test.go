package command_test

import (
	"encoding/json"
	"strings"
	"testing"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting/meetingtest"
)

func TestSettings(t *testing.T) {
	d := newDesk(t)
	if out := d.done(meetingtest.Ada, "settings"); !strings.Contains(out, "stage.team-meeting") || !strings.Contains(out, "England and Wales") {
		t.Errorf("the settings are\n%s", out)
	}
	d.wrong(meetingtest.Sara, "settings", command.Failed, "for administrators")
	d.wrong(meetingtest.Sara, "settings set wait 90", command.Failed, "for administrators")
	d.wrong(meetingtest.Sara, "settings reset wait", command.Failed, "for administrators")
	d.wrong(meetingtest.Ada, "settings set nonsense 90", command.Failed, "There is no setting")
	d.wrong(meetingtest.Ada, "settings set review soon", command.Failed, "not a number")
	d.wrong(meetingtest.Ada, "settings set stage 3", command.Failed, "could be")

	if out := d.done(meetingtest.Ada, "settings set review 40 days"); out != "review is now 40\nIt was 84\n" {
		t.Errorf("a change says %q", out)
	}
	if out := d.done(meetingtest.Ada, "settings set review 40"); !strings.HasPrefix(out, "review is so already") {
		t.Errorf("no change says %q", out)
	}
	d.in = "Welcome, introductions, 5\r\nThe family's update, 10\n"
	d.done(meetingtest.Ada, "settings set agenda.review")
	d.in = ""
	if out := d.done(meetingtest.Ada, "settings agenda.r"); !strings.Contains(out, "It is set to\n  Welcome, introductions, 5\n  The family's update, 10\nUnless set it is\n  Welcome, apologies") {
		t.Errorf("one setting reads\n%s", out)
	}
	d.done(meetingtest.Ada, "settings set waits Sleep clinic, 60; Speech therapy, 84")
	var all []map[string]string
	if err := json.Unmarshal([]byte(d.done(meetingtest.Ada, "settings --format json")), &all); err != nil {
		t.Fatal(err)
	}
	set := map[string]string{}
	for _, x := range all {
		if x["status"] == "set" {
			set[x["name"]] = x["value"]
		} else if x["value"] != x["default"] {
			t.Errorf("a setting that nobody has set: %v", x)
		}
	}
	if len(set) != 3 || set["waits"] != "Sleep clinic, 60\nSpeech therapy, 84" || set["review"] != "40" {
		t.Errorf("set are %v", set)
	}
	d.done(meetingtest.Ada, "settings reset review")
	d.looked("", "sara refused settings list", "sara refused settings set", "sara refused settings reset",
		"ada refused settings set", "ada refused settings set", "ada refused settings set", "ada changed the setting review", "ada changed the setting agenda.review", "ada changed the setting waits", "ada changed the setting review")
	d.done(meetingtest.Ada, "help settings set")

	d.done(meetingtest.Ada, "settings set keep.classes Looked after, age 75")
	if out := d.done(meetingtest.Sara, "record keep sunflower --class looked after"); !strings.Contains(out, "until the youngest child is 75, as “Looked after”") {
		t.Errorf("a class says %q", out)
	}
	if out := d.done(meetingtest.Sara, "record keep sunflower --hold inquest"); !strings.Contains(out, "as “Looked after”, and on hold") {
		t.Errorf("a hold on a class says %q", out)
	}
}
