package minutes_test

import (
	"strings"
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/minutes"
)

// TestNotesStandOnTheirOwnPapersOnly: on the practitioners' paper what all practitioners may see, on everyone's nothing.
func TestNotesStandOnTheirOwnPapersOnly(t *testing.T) {
	table := meetingtest.New(t)
	chair := table.Come(meetingtest.Ben)[0]
	chair.Does(meeting.AddNote{Item: table.Items[0], Audience: meeting.Practitioners, Text: "for the table"})
	chair.Does(meeting.AddNote{Item: table.Items[0], Audience: meeting.OnlyPeople(meetingtest.Ben), Text: "for me"})
	for _, c := range []struct {
		o    minutes.Options
		want [2]bool
	}{
		{minutes.Options{}, [2]bool{}},
		{minutes.Options{Audience: meeting.Practitioners}, [2]bool{true, false}},
		{minutes.Options{Whole: true}, [2]bool{true, true}},
	} {
		facts, err := minutes.OfMeeting(chair.View(), table.Meeting, c.o)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []minutes.Format{minutes.Markdown, minutes.Text, minutes.HTML, minutes.JSON} {
			var b strings.Builder
			if err := minutes.Write(&b, facts, f); err != nil {
				t.Fatal(err)
			}
			for i, words := range []string{"for the table", "for me"} {
				if got := strings.Contains(b.String(), words); got != c.want[i] {
					t.Errorf("%+v as %s: %q is there: %v", c.o, f, words, got)
				}
			}
		}
	}
}
