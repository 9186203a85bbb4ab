package line_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"oneplan/cmd/oneplan/line"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// step is one sentence and what is said to it.
type step struct {
	who   meeting.PersonID
	says  string
	hears string
}

// wholeMeeting is everything that can be said, each at least once, by people who may and some who may not.
var wholeMeeting = []step{
	{meetingtest.Nia, "note too early", "No item is being talked about yet"},
	{meetingtest.Nia, "open", "Your part here does not include to run the meeting"},
	{meetingtest.Ben, "add item Bus pass 7 minutes", "On the agenda, saved: Bus pass."},
	{meetingtest.Ben, "open", "The meeting is open, saved."},
	{meetingtest.Ben, "rename item 11 The bus", "Renamed, saved: The bus."},
	{meetingtest.Ben, "move item 11 to 2", "It is item 2 now, saved."},
	{meetingtest.Nia, "agenda", "Item 2: The bus, 7 minutes."},
	{meetingtest.Ben, "remove item 2", "Off the agenda, saved: item 2, The bus."},
	{meetingtest.Ben, "item 2", "Item 2 of 10: The family's update."},
	{meetingtest.Ben, "item back", "Item 1 of 10"},
	{meetingtest.Ben, "next", "Item 2 of 10"},
	{meetingtest.Nia, "item", "Item 2 of 10"},
	{meetingtest.Nia, "next", "Your part here does not include to run the meeting"},
	{meetingtest.Nia, "now", "The meeting is open."},
	{meetingtest.Nia, "here", "Here now: "},
	{meetingtest.Nia, "who", "Sara: keyworker, occupational therapist"},
	{meetingtest.Nia, "time", "Item 2 has taken"},
	{meetingtest.Nia, "more", "There is nothing more."},
	{meetingtest.Nia, "help", "The plan: add action"},
	{meetingtest.Nia, "help due", "due N DAY: when an action is due"},
	{meetingtest.Nia, "help all", "who sees N [WHO]"},
	{meetingtest.Nia, "hand", "Your hand is up"},
	{meetingtest.Nia, "hand down", "Your hand is down."},
	{meetingtest.Nia, "hand up", "Your hand is up"},
	{meetingtest.Ben, "floor nia", "Nia has the floor, saved."},
	{meetingtest.Nia, "hand", "Your hand is up"},
	{meetingtest.Ben, "lower nia", "The hand of Nia is down."},
	{meetingtest.Ben, "floor nobody", "Nobody in particular has the floor, saved."},
	{meetingtest.Nia, "say It was a hard week", "Noted under item 2, saved."},
	{meetingtest.Nia, "note under 3 Ask about the bus", "Noted under item 3, saved."},
	{meetingtest.Nia, "notes 3", "Ask about the bus"},
	{meetingtest.Nia, "note A mistake", "Noted under item 2, saved."},
	{meetingtest.Nia, "undo", "Your last change is undone."},
	{meetingtest.Nia, "redo", "Your last change is brought back."},
	{meetingtest.Nia, "undo", "Your last change is undone."},
	{meetingtest.Nia, "pause", "The meeting is paused."},
	{meetingtest.Ben, "go on", "The meeting goes on."},
	{meetingtest.Ben, "typing minute taker", "Saved."},
	{meetingtest.Nia, "note Whole lines are welcome", "Noted under item 2, saved."},
	{meetingtest.Ben, "typing everyone", "Saved."},

	{meetingtest.Sara, "add outcome Too early", "the plan has none yet"},
	{meetingtest.Sara, "add need Sleep", "You added need 1: Sleep. Saved."},
	{meetingtest.Nia, "add worry “The road to school”", "You added need 2: The road to school, a worry. Saved."},
	{meetingtest.Nia, "add strength Kind to everybody", "You added need 3: Kind to everybody, a strength. Saved."},
	{meetingtest.Sara, "evidence 1 Woken by noise", "Noted in need 1, how we know, saved."},
	{meetingtest.Sara, "add outcome Sleeps through for need 1", "You added outcome 1: Sleeps through, for need 1. Saved."},
	{meetingtest.Nia, "own words 1 I want to wake up rested", "Noted in outcome 1, in their own words, saved."},
	{meetingtest.Sara, "measure 1 Five nights of seven", "Noted in outcome 1, how we will know, saved."},
	{meetingtest.Sara, "score 1 child 4", "Outcome 1, scored by child: 4 out of 10, saved: Sleeps through."},
	{meetingtest.Sara, "aim 1 8", "Outcome 1 aims at 8 out of 10, saved"},
	{meetingtest.Sara, "due outcome 1 1 march 2027", "Outcome 1 is due Mon 1 Mar 2027, saved"},
	{meetingtest.Nia, `add action "Sleep diary, by hand" for Sara by 12 May under outcome 1`, "You added action 1: Sleep diary, by hand. It is for Sara, who is asked, due Wed 12 May 2027. Saved."},
	{meetingtest.Nia, "add action Look for a place by the sea for Nia", "You added action 2: Look for a place by the sea. It is for you. Saved."},
	{meetingtest.Nia, "add action “Blinds” by the 32nd", "was not understood as a date"},
	{meetingtest.Sara, "take 1", "You take on action 1, saved"},
	{meetingtest.Nia, "owner 2 Tess", "Action 2 is for Tess, who is asked, saved"},
	{meetingtest.Tess, "decline 2", "You turned down action 2, saved"},
	{meetingtest.Nia, "owner 2 manager of Eastbank Council", "Action 2 waits for a name from the manager of Eastbank Council, saved"},
	{meetingtest.Nia, "owner 2 nobody", "Action 2 has nobody who does it yet, saved"},
	{meetingtest.Nia, "owner 2 me", "Action 2 is for you, saved"},
	{meetingtest.Nia, "due 2 next friday", "Action 2 is due Fri 27 Nov, saved"},
	{meetingtest.Nia, "due 2 yesterweek", "was not understood as a date"},
	{meetingtest.Nia, "status 2 in progress", "Action 2 is in progress, saved"},
	{meetingtest.Nia, "status need 1 partly met", "Need 1 is partly met, saved"},
	{meetingtest.Nia, "status 2 sideways", "Say how far the action is"},
	{meetingtest.Nia, "progress 2 Rang two places", "Noted in action 2, how it goes, saved."},
	{meetingtest.Nia, "blocked 2 No answer", "Noted in action 2, what is in the way, saved."},
	{meetingtest.Nia, "next step 2 Ring again", "Noted in action 2, next step, saved."},
	{meetingtest.Nia, "move 2 under need 2", "Action 2 stands under need 2, saved"},
	{meetingtest.Nia, "reword 2 Find a place by the sea", "Action 2 says now, saved: Find a place by the sea."},
	{meetingtest.Sara, "done 1 note Two weeks of it", "Action 1 is done, saved"},
	{meetingtest.Sara, "done 1", "Action 1 is not done after all, saved"},
	{meetingtest.Nia, "action 2", "Next step: Ring again."},
	{meetingtest.Nia, "outcome 1", "How we will know: Five nights of seven."},
	{meetingtest.Nia, "need 1", "How we know: Woken by noise."},
	{meetingtest.Nia, "actions mine", "Action 2: Find a place by the sea."},
	{meetingtest.Nia, "plan", "Outcome 1: Sleeps through. At the start 4, now 4, aim 8, out of 10, by Mon 1 Mar 2027, in their own words: I want to wake up rested."},
	{meetingtest.Nia, "remove need 3", "Need 3 is taken out, saved. “undo” brings it back: Kind to everybody."},
	{meetingtest.Nia, "remove need 3", "There is no need 3 that you may see"},
	{meetingtest.Olga, "add need Nothing", "Your part here does not include to change the plan"},

	{meetingtest.Sara, "note for practitioners: Look at the report", "Noted in note 1, seen by practitioners, saved."},
	{meetingtest.Sara, "note for practitioners: And again", "Noted in note 1, seen by practitioners, saved."},
	{meetingtest.Sara, "add action Ask the health visitor", "You added action 3"},
	{meetingtest.Sara, "who sees 3", "Action 3 is seen by everyone."},
	{meetingtest.Sara, "who-sees 3 practitioners", "Action 3 is seen by practitioners from now on, saved"},
	{meetingtest.Nia, "action 3", "There is no action 3 that you may see"},
	{meetingtest.Sara, "who sees 3 everyone", "Action 3 is seen by everyone from now on, saved"},
	{meetingtest.Nia, "show me to everyone", "Everyone can see that you are here, saved."},
	{meetingtest.Nia, "reach Sara", "How to reach Sara is not noted"},
	{meetingtest.Tess, "concern A bruise", "It is saved, for you and the safeguarding leads alone."},

	{meetingtest.Nia, "propose Ask the clinic because nobody rings", "Decision 1 is proposed to the chair and the minute taker, saved."},
	{meetingtest.Sara, "decisions", "Nia proposed, decision 1: Ask the clinic. Why: nobody rings."},
	{meetingtest.Ben, "decisions", "Put it to everyone with: put 1"},
	{meetingtest.Tess, "decisions", "Nia proposed, decision 1"},
	{meetingtest.Nia, "take back 1", "Decision 1 is taken back, saved."},
	{meetingtest.Sara, "propose Ask the clinic", "Decision 2 is proposed"},
	{meetingtest.Ben, "confirm attendance", "Attendance confirmed, saved: "},
	{meetingtest.Ben, "put decision 1", "There is no decision 1 that you may see"},
	{meetingtest.Ben, "put 2", "Decision 2 is put to everyone who is here, saved."},
	{meetingtest.Nia, "object 2 Not without us", "Your answer to decision 2 is saved: disagree. It is private"},
	{meetingtest.Tess, "not now 2", "Your answer to decision 2 is saved: not now."},
	{meetingtest.Sara, "agree 2", "Your answer to decision 2 is saved: agree."},
	{meetingtest.Ben, "show 2", "The answers to decision 2 are shown, saved."},
	{meetingtest.Nia, "decisions", "You: disagree, “Not without us”; Tess: not now; Sara: agree."},
	{meetingtest.Nia, "agree 2", "This decision is not open for answers."},
	{meetingtest.Ben, "after 2 talk again, at the next meeting, family told", "What follows from decision 2 is saved: talk again."},

	{meetingtest.Nia, "story", "Nothing is written about the child"},
	{meetingtest.Nia, "waits", "The child waits for nothing"},
	{meetingtest.Nia, "timeline", "1. "},
	{meetingtest.Nia, "timeline all", "1. "},
	{meetingtest.Nia, "changes", "ran record history sunflower --since last-here"},
	{meetingtest.Nia, "changes since 3 mar 2026", "ran record history sunflower --since 3 mar 2026"},
	{meetingtest.Nia, "changes since nonsense", "was not understood as a date"},
	{meetingtest.Nia, "agreement", "No agreement of the family"},
	{meetingtest.Nia, "agree to take part with all of you", "Your agreement is noted, saved: you agree to take part with all of you."},
	{meetingtest.Nia, "agreement", "Agreement 1: You agree since"},
	{meetingtest.Nia, "take back agreement 2", "There is no agreement 2"},
	{meetingtest.Nia, "take back agreement 1", "Agreement 1 is taken back from today on, saved."},
	{meetingtest.Nia, "take back agreement 1", "was taken back on"},
	{meetingtest.Sara, "agree to anything", "The agreement is the family's"},
	{meetingtest.Sara, "contact phone: We talked about the bus", "The contact is noted, saved."},
	{meetingtest.Sara, "contact pigeon: We talked", "Say how it was: visit, phone"},
	{meetingtest.Sara, "promise Ring the clinic by next friday", "The promise is noted, due"},
	{meetingtest.Nia, "ask May Sam come along?", "Your question is asked, saved."},
	{meetingtest.Nia, "explain ehcp", "EHCP: Education, health and care plan"},
	{meetingtest.Nia, "explain blanket", "The glossary does not know “blanket”."},
	{meetingtest.Nia, "explain", "There is no abbreviation"},
	{meetingtest.Nia, "ring", "Ring Duty social worker, 01632 960000, at night."},
	{meetingtest.Ben, "attendance Sam in person with his mother", "Attendance, saved: Sam in person."},
	{meetingtest.Ben, "attendance Omar apologies", "Attendance, saved: Omar apologies."},
	{meetingtest.Ben, "attendance Omar somehow", "Say how Omar attends: own screen"},
	{meetingtest.Ben, "left Sam", "Sam left, saved."},
	{meetingtest.Ben, "back Sam", "Sam is back, saved."},
	{meetingtest.Ben, "guest Uncle Joe from Rest Easy as supporter", "Uncle Joe is noted as a guest, in person, saved."},
	{meetingtest.Ben, "for Sam say I like the library", "Noted under item 2 as the words of Sam, written by you, saved."},
	{meetingtest.Ben, "minute taker Sara", "is the keyworker: somebody else takes the minutes"},
	{meetingtest.Ben, "minute taker Tess", "Tess takes the minutes, saved."},
	{meetingtest.Ben, "hand over to Tess", "Tess has the chair now, saved."},
	{meetingtest.Tess, "hand over to Ben", "Ben has the chair now, saved."},
	{meetingtest.Sara, "take the chair", "The chair is in the room"},

	{meetingtest.Ben, "close", "The closing checks found"},
	{meetingtest.Ben, "checks", "Say: next date DAY TIME."},
	{meetingtest.Ben, "next date in 6 weeks 14:00", "The next meeting is Sun 3 Jan 2027, 14:00, saved."},
	{meetingtest.Ben, "no next date We are done", "No next date, saved."},
	{meetingtest.Ben, "views how drew it", "Saved: drew it."},
	{meetingtest.Nia, "views The library is best", "The child's views are noted, saved."},
	{meetingtest.Nia, "last word We were heard", "The family's last word is noted, saved."},
	{meetingtest.Ben, "close because time is up", "The meeting is closed, saved."},
	{meetingtest.Tess, "minutes", "The family's last word: We were heard."},
	{meetingtest.Tess, "summary 2 A hard week", "The summary of item 2, The family's update, is saved."},
	{meetingtest.Tess, "send minutes until next friday", "The minutes are sent: people can answer until Fri 27 Nov, saved."},
	{meetingtest.Tess, "sign agree", "Your answer to the minutes is saved: I agree with these minutes."},
	{meetingtest.Ben, "sign change item 2 One word", "Your answer to the minutes is saved: I want a change."},
	{meetingtest.Nia, "sign object item 2 Nobody rings", "Your answer to the minutes is saved: I don't agree."},
	{meetingtest.Ben, "reply to Nia We will", "Your answer stands beside that of Nia in the minutes, saved."},
	{meetingtest.Ben, "reopen because we forgot something", "The meeting is open again, saved."},
	{meetingtest.Ben, "close because now it is all there", "The meeting is closed, saved."},
	{meetingtest.Ben, "send minutes", "The minutes are sent: people can answer until Fri 27 Nov, saved."},
	{meetingtest.Ben, "finish minutes", "final"},
	{meetingtest.Nia, "leave", "makes sense only at the meeting"},
	{meetingtest.Nia, "dance", "“dance” is not understood, so nothing was done"},
	{meetingtest.Nia, "due", "Say it as: due N DAY"},
}

// once says a sentence without being there.
func once(t *testing.T, tb *meetingtest.Table, who meeting.PersonID, says string) (line.Reply, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), meetingtest.Patience)
	defer cancel()
	seat, err := tb.Hub.Sit(ctx, meetingtest.Sunflower, room.Identity{Person: who})
	if err != nil {
		t.Fatal(err)
	}
	defer seat.Close()
	return line.Once(ctx, seat, meetingtest.Sunflower, tb.Meeting, time.UTC, nil, says)
}

// TestEverySentence goes through a whole meeting in sentences: what needs somebody to be there is said there, the rest from outside too.
func TestEverySentence(t *testing.T) {
	tb := meetingtest.New(t)
	there := map[meeting.PersonID]*listener{}
	for _, p := range []meeting.PersonID{meetingtest.Ben, meetingtest.Tess, meetingtest.Nia, meetingtest.Sara, meetingtest.Olga} {
		there[p] = follow(t, tb, p)
	}
	used := map[string]bool{}
	closed := false
	for _, s := range wholeMeeting {
		for _, x := range line.Sentences(nil) {
			for _, b := range x.Begins {
				used[x.Usage] = used[x.Usage] || strings.HasPrefix(s.says+" ", b+" ")
			}
		}
		if closed {
			r, err := once(t, tb, s.who, s.says)
			said := strings.Join(r.Lines, "\n")
			if err != nil {
				said = err.Error()
			}
			if !strings.Contains(said, s.hears) {
				t.Errorf("%s says %q: %q, want %q", s.who, s.says, said, s.hears)
			}
			continue
		}
		l := there[s.who]
		l.read = len(l.all())
		l.says(s.says, s.hears)
		closed = strings.HasPrefix(s.says, "close because time")
	}
	for _, x := range line.Sentences(nil) {
		if !used[x.Usage] {
			t.Errorf("nobody tried %q", x.Usage)
		}
	}
}
