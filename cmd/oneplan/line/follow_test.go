package line_test

import (
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

// TestFollow has one person in line mode hear what others do in a meeting, and take part.
func TestFollow(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	nia := follow(t, tb, meetingtest.Nia)
	nia.read = 0
	nia.hears("Review meeting, sunflower-1 about Sam.", "The meeting is open.", "You are Nia, parent or carer. Ben chairs. Tess takes the minutes.", "The plan is empty.")

	sara := tb.Sit(meetingtest.Sara)
	sara.Comes()
	nia.hears("Sara came in.")
	ben := tb.Sit(meetingtest.Ben)
	ben.Comes()
	nia.hears("Ben came in.")
	ben.Does(meeting.GoToItem{Item: tb.Items[1]})
	nia.hears("Item 2 of 10: The family's update.")

	// What is typed comes as one line once the writer pauses.
	for _, c := range "Sam slept well." {
		sara.Types(tb.Notes(1), string(c))
	}
	nia.says("time", "It is 09:00.")
	if strings.Contains(nia.all(), "Sara wrote") {
		t.Fatal("the writing was told before the writer paused")
	}
	nia.hearsInTime(tb, "Sara wrote: Sam slept well.\n")
	sara.Types(tb.Notes(0), "Apologies from Karl")
	nia.says("here", "Here now:")
	nia.hearsInTime(tb, "Sara wrote under item 1, Welcome, apologies, changes to the team or consent: Apologies from Karl.\n")

	need := sara.Does(meeting.AddNeed{Need: meeting.Need{Kind: meeting.Needed}, Statement: "Sleep"}).Added()
	nia.hears("Sara added need 1: Sleep.\n")
	outcome := sara.Does(meeting.AddOutcome{Outcome: meeting.Outcome{Need: need, Baseline: 3, Now: 5, Target: 8}, What: "Sleeps through"}).Added()
	nia.hears("Sara added outcome 1: Sleeps through, for need 1.\n")
	action := sara.Does(meeting.AddAction{Action: meeting.Action{Under: outcome, Owner: tb.Member(meetingtest.Nia), Due: "2026-12-01"}, What: "Sleep diary"}).Added()
	nia.hears("Sara added action 1: Sleep diary. It is for you, who are asked: say “take 1” or “decline 1”, due Tue 1 Dec.\n")
	nia.says("take 1", "You take on action 1, saved: Sleep diary.\n")
	sara.Does(meeting.ToggleAction{Action: action})
	nia.hears("Sara ticked off action 1: Sleep diary.\n")

	// A decision, answered in private and shown together.
	d := ben.Does(meeting.ProposeDecision{Meeting: tb.Meeting, Item: tb.Items[1], Wording: "Ask the clinic"}).Added()
	nia.hears("To decide, decision 1: Ask the clinic. Answer with: agree 1")
	ben.Does(meeting.AnswerDecision{Decision: d, Answer: meeting.Agree})
	nia.hears("1 of 3 have answered decision 1.")
	nia.says("agree 1 but only on Fridays", "Your answer to decision 1 is saved: agree with reservations. It is private until all are shown together")
	sara.Does(meeting.AnswerDecision{Decision: d, Answer: meeting.Disagree})
	nia.hears("The answers to decision 1 are in. Ask the clinic. ", "you: agree with reservations, “only on Fridays”; Sara: disagree.\n")

	// Asking to speak.
	nia.says("hand", "Your hand is up")
	ben.Does(meeting.GiveFloor{Meeting: tb.Meeting, Member: tb.Member(meetingtest.Nia)})
	if err := ben.Hand(tb.Member(meetingtest.Nia), false); err != nil {
		t.Fatal(err)
	}
	nia.hears("You have the floor.\n")

	// What one does oneself is answered, and not told again.
	nia.says("note The blanket helps", "Noted under item 2, saved.\n")
	tb.Sees(tb.Notes(1), "Sam slept well.\nThe blanket helps")
	tb.Clock.Advance(3 * time.Second)
	nia.says("say Sundays are hard", "Noted under item 2, saved.\n")
	nia.says("notes", "Sam slept well.", "The blanket helps", "Nia: Sundays are hard")
	if strings.Contains(nia.all(), "You wrote") {
		t.Error("what she wrote herself was told her again")
	}

	ben.Does(meeting.CloseMeeting{Meeting: tb.Meeting, Reason: "time is up"})
	nia.hears("The meeting is closed. Everything is saved: notes on 2 items, 1 decision and 1 action of this meeting.\n", "The minutes: ssh host minutes sunflower-1\n")
	if err := nia.leaves(); err != nil {
		t.Error(err)
	}
}
