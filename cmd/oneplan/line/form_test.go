package line_test

import (
	"io"
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

// TestAskedForOneByOne: what is said without words is asked for, a part after the other.
func TestAskedForOneByOne(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	sara := tb.Sit(meetingtest.Sara)
	sara.Does(meeting.AddNeed{Need: meeting.Need{Kind: meeting.Needed}, Statement: "Sleep"})
	nia := follow(t, tb, meetingtest.Nia)
	nia.says("add action", "A new action.", "What is to be done?\n")
	sara.Comes() // what happens meanwhile waits
	nia.says("", "say it in a few words", "What is to be done?\n")
	nia.says("Sleep diary", "Who does it?")
	nia.says("Nobody we know", "Nobody on the team is called", "Who does it?")
	nia.says("sara", "By when?")
	nia.says("soon", "was not understood as a date", "By when?")
	nia.says("12 May", "What is it for?\n", "1. the plan as a whole\n", "2. Need 1: Sleep\n", "Enter a number between 1 and 2:")
	nia.says("7", "Invalid: must be a number between 1 and 2")
	nia.says("2", "You added action 1: Sleep diary. It is for Sara, who is asked, due Wed 12 May 2027. Saved.\n", "Sara came in.\n")
	if got := sara.View().Actions()[0]; got.Under == 0 || got.Due != "2027-05-12" {
		t.Errorf("the action is %+v", got)
	}

	// It can be stopped, and then nothing is written.
	nia.says("concern", "Ring the emergency services first.", "What worries you?")
	nia.says("something", "Whom did you ring?")
	nia.says("cancel", "Stopped: nothing was written.\n")
	nia.says("concern", "What worries you?")
	nia.says("A bruise", "Whom did you ring?")
	nia.says("the duty desk", "What did they advise?")
	nia.says("to write it down", "Was the family told?", "1. no", "2. yes")
	nia.says("2", "If not, why not?")
	nia.says("", "It is saved, for you and the safeguarding leads alone.")
	nia.says("concern read", "by you: A bruise")
	nia.clean("\n")

	// Who is gone in the middle of it has written nothing.
	nia.says("add action", "What is to be done?")
	if _, err := io.WriteString(nia.keys, "Half\n"); err != nil {
		t.Fatal(err)
	}
	nia.hears("Who does it?")
	nia.keys.Close()
	nia.hears("Stopped: nothing was written.\n")
	if n := len(sara.View().Actions()); n != 1 {
		t.Errorf("there are %d actions", n)
	}
}
