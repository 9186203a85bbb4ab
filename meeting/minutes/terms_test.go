package minutes_test

import (
	"strings"
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

// TestTermsAreExplainedToTheFamily: the family's papers end with the words of the field that they have, and with no other.
func TestTermsAreExplainedToTheFamily(t *testing.T) {
	r := reviewMeeting(t, meeting.Tidying)
	r.tell("anna", meeting.AddNeed{Need: meeting.Need{Domain: "healthy"}, Statement: "Talking", Evidence: "The SALT says so"})
	r.tell("anna", meeting.AddNeed{Need: meeting.Need{Domain: "safe", Audience: meeting.Practitioners}, Statement: "CSE was looked into"})
	for _, p := range []minutes.Paper{of(t, r, "anna", minutes.Options{}), minutes.OfPlan(r.view("anna"), minutes.Options{})} {
		text := written(t, p, minutes.Text)
		_, end, ok := strings.Cut(text, "What the short words mean\n")
		if !ok || !strings.Contains(end, "SALT: Speech and language therapist") || strings.Contains(end, "CSE") || strings.Contains(end, "EHCP") {
			t.Errorf("the paper ends with\n%s", end)
		}
	}
	for _, o := range []minutes.Options{{Audience: meeting.Practitioners}, {Whole: true}} {
		if text := written(t, minutes.OfPlan(r.view("anna"), o), minutes.Text); strings.Contains(text, "What the short words mean") {
			t.Errorf("a paper that is not for the family explains words: %+v", o)
		}
	}
}
