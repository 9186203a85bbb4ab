package meeting_test

import (
	"regexp"
	"testing"

	"oneplan/meeting"
)

// TestGuide sees to it that each situation can be named and read.
func TestGuide(t *testing.T) {
	if len(meeting.Guide) < 10 {
		t.Errorf("the guide has %d situations", len(meeting.Guide))
	}
	name, seen := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`), map[string]bool{}
	for _, g := range meeting.Guide {
		if !name.MatchString(g.Name) || seen[g.Name] || g.Title == "" || len(g.Steps) < 3 {
			t.Errorf("%q: %q with %d steps", g.Name, g.Title, len(g.Steps))
		}
		seen[g.Name] = true
		for _, s := range g.Steps {
			if len(s) > 330 {
				t.Errorf("%s: a step of %d letters is too long to read at once: %s", g.Name, len(s), s)
			}
		}
	}
}
