package command_test

import (
	"strings"
	"testing"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

func TestGuide(t *testing.T) {
	d := newDesk(t)
	all := d.done(meetingtest.Sara, "help keyworking")
	for _, g := range meeting.Guide {
		if !strings.Contains(all, g.Name) || !strings.Contains(all, string(g.Title)) {
			t.Errorf("the guide does not list %q:\n%s", g.Name, all)
		}
		one := strings.Join(strings.Fields(d.done(meetingtest.Nia, "help keyworking "+g.Name)), " ")
		for _, step := range g.Steps {
			if !strings.Contains(one, string(step)) {
				t.Errorf("%s does not say %q:\n%s", g.Name, step, one)
			}
		}
	}
	if out := d.done(meetingtest.Sara, "help keyworking the first"); !strings.Contains(out, "The first visit") {
		t.Errorf("by its title it reads\n%s", out)
	}
	if out := d.done(meetingtest.Sara, "help"); !strings.Contains(out, "help keyworking") {
		t.Error("the help does not lead to the guide")
	}
	d.wrong(meetingtest.Sara, "help keyworking nonsense", command.Failed, "There is no situation")
}
