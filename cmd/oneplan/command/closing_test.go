package command_test

import (
	"strings"
	"testing"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// TestCloseAndReopen closes a plan in one line, once every open action has a home, and has a parent open it again.
func TestCloseAndReopen(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	closing := func(more ...string) []string {
		return append([]string{"record", "close", "sunflower", "--why", "one agency", "--family", "agree", "--by", "Nia", "--family-words", "If I can still ring."}, more...)
	}
	run := func(want int, says string, more ...string) {
		t.Helper()
		a := d.runAs(room.Identity{Person: meetingtest.Sara}, closing(more...)...)
		if a.exit != want || !strings.Contains(a.out+a.err, says) {
			t.Errorf("%v: exit %d, %q %q; want %d and %q", more, a.exit, a.out, a.err, want, says)
		}
	}
	d.wrong(meetingtest.Sara, "record close sunflower --why nothing --family agree", command.Usage, "is not a reason")
	run(command.Failed, "Say with --home who does these open actions")
	run(command.Usage, "which action and who", "--home", "Sleep diary")
	run(command.Failed, "no open action “Swim”", "--home", "Swim=Nia")
	home := []string{"--home", "Sleep diary=Nia, with Gran", "--keep", "--after", "Ring the school nurse."}
	run(command.Done, "Nothing is closed yet: add --yes", home...)
	if d.Sit(meetingtest.Nia).View().Closed() {
		t.Fatal("the plan is closed without --yes")
	}
	run(command.Done, "The plan of sunflower is closed.", append(home, "--yes")...)
	run(command.Failed, "is closed already", append(home, "--yes")...)
	shown := d.done(meetingtest.Nia, "record show sunflower")
	for _, want := range []string{"one agency can do what is left", "Ring the school nurse."} {
		if !strings.Contains(shown, want) {
			t.Errorf("the record does not say %q:\n%s", want, shown)
		}
	}
	d.wrong(meetingtest.Ben, "record reopen sunflower --reason back", command.Failed, "")
	if out := d.done(meetingtest.Nia, "record reopen sunflower --reason It is back"); !strings.Contains(out, "open again") {
		t.Errorf("opening again says %q", out)
	}
}

// TestActionsDone notes actions as done from the list of one's own, with a note.
func TestActionsDone(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	list := d.done(meetingtest.Sara, "actions --mine")
	if !strings.Contains(list, "was due") || strings.Index(list, "sleep clinic") > strings.Index(list, "Ask the GP") {
		t.Errorf("what was due does not stand first:\n%s", list)
	}
	d.done(meetingtest.Sara, "actions done refer --note She is on the list since Monday")
	if list = d.done(meetingtest.Sara, "actions --mine"); strings.Contains(list, "sleep clinic") {
		t.Errorf("it is listed still:\n%s", list)
	}
	plan := d.done(meetingtest.Sara, "plan sunflower --format txt")
	if !strings.Contains(plan, "is on the list") {
		t.Errorf("the note is not in the plan:\n%s", plan)
	}
	id := ""
	for line := range strings.Lines(d.done(meetingtest.Sara, "actions --all --mine")) {
		if f := strings.Fields(line); strings.Contains(line, "sleep clinic") {
			id = f[len(f)-1]
		}
	}
	if out := d.done(meetingtest.Sara, "actions done "+id+" --open"); !strings.Contains(out, "open again") {
		t.Error(out)
	}
	if out := d.done(meetingtest.Sara, "actions done "+id+" --open"); !strings.Contains(out, "already") {
		t.Error(out)
	}
	d.wrong(meetingtest.Sara, "actions done swim", command.Failed, "no action")
	d.wrong(meetingtest.Sara, "actions done sunflower/999", command.Failed, "no action")
	d.wrong(meetingtest.Nia, "actions done ask the GP", command.Failed, "no action")
}
