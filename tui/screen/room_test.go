package screen

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"oneplan/meeting"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
)

// foot returns the last rows of a screen that have words.
func (s *seat) foot(n int) string {
	rows := s.rows()
	return strings.Join(rows[max(0, len(rows)-n):], "\n")
}

// ends closes the meeting and sends the minutes.
func (h *table) ends() {
	h.t.Helper()
	h.tell("jo", meeting.CloseMeeting{Meeting: h.meeting, Reason: "The rest is agreed by phone."})
	h.tell("tom", meeting.SendMinutes{Meeting: h.meeting, ReplyBy: "2026-12-01"})
}

func TestHintsKeepWhatMatters(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {110, 34}, {200, 60}} {
		h := newTable(t)
		for _, who := range []meeting.PersonID{"sara", "jo"} {
			s := h.sit(who)
			s.w, s.h2 = size[0], size[1]
			for _, pane := range []string{"1", "2", "3"} {
				s.press(pane)
				if got := s.foot(4); !strings.Contains(got, "? help") || !strings.Contains(got, "esc leave") || strings.Contains(got, "…") {
					t.Errorf("%v, %s, pane %s: the keys are\n%s", size, who, pane, got)
				}
			}
			if who == "jo" {
				s.shows("c close")
			}
		}
		h.ends()
		h.seats[0].shows("s answer", "r read")
		h.seats[0].press("n")
		h.seats[0].shows("The minutes are written")
	}
}

func TestNoticesAreReadWholeAndGo(t *testing.T) {
	h := newTable(t)
	sara := h.sit("sara")
	sara.w, sara.h2 = 60, 16
	h.now = h.now.Add(time.Hour) // nothing has happened for long
	sara.press("2", "down")
	sara.shows("You are looking around by yourself now: f follows the", "chair again.")
	sara.press("?")
	sara.hides("looking around")
	sara.press("esc", "f")
	sara.shows("Following the chair.")
	h.now = h.now.Add(noticeFor)
	sara.env.Now = h.now
	sara.do(sara.room.Tick(sara.env))
	sara.hides("Following the chair.")
}

func TestTypingIsOverAfterAWhile(t *testing.T) {
	h := newTable(t)
	sara, tom := h.sit("sara"), h.sit("tom")
	tom.press("n")
	u := sara.update()
	u.Presence.Here[1].Typed = h.now
	sara.do(sara.room.Set(sara.env, u))
	sara.shows("Tom is typing")
	h.now = h.now.Add(typingFor)
	sara.env.Now = h.now
	sara.do(sara.room.Tick(sara.env))
	sara.hides("typing")
}

func TestPeopleCountWithoutAScreen(t *testing.T) {
	h := newTable(t)
	sara := h.sit("sara")
	sara.w = 110
	sara.shows("5 in the room", "In the room  5", "Bea F in person", "Dr Osei", "apologies")
	h.tell("jo", meeting.SetAttendance{Meeting: h.meeting, Attendance: meeting.Attendance{Member: h.bea, Way: meeting.InPerson, From: h.now, To: h.now.Add(time.Minute)}})
	sara.shows("4 in the room", "Bea F left")
}

func TestNotesBeginALineOfOnesOwn(t *testing.T) {
	h := newTable(t)
	sara, tom := h.sit("sara"), h.sit("tom")
	item := h.rec.State().Live().Item
	sara.press("n")
	sara.write("He sleeps.")
	tom.press("n")
	tom.write("In class too.")
	sara.press("esc", "n")
	tom.press("esc", "n")
	tom.write(" Mostly.")
	if got, want := h.words(item, meeting.Notes), "He sleeps.\nIn class too. Mostly."; got != want {
		t.Errorf("the notes are %q, not %q", got, want)
	}
	sara.press("left") // who goes there means to
	sara.write("!")
	if got, want := h.words(item, meeting.Notes), "He sleeps.\nIn class too. Mostly!."; got != want {
		t.Errorf("the notes are %q, not %q", got, want)
	}
}

func TestSelectedEntrySaysWhatIsNoted(t *testing.T) {
	h := newTable(t)
	priya, sara := h.sit("priya"), h.sit("sara")
	h.sites++
	f := meeting.Field{ID: h.clinic, Part: meeting.Blocks}
	priya.choose(h.clinic)
	priya.press("e", "tab", "tab", "tab", "tab")
	priya.write("No slot before spring")
	priya.press("ctrl+s")
	if got := h.view("sara").Text(f).String(); got != "No slot before spring" {
		t.Fatalf("what blocks it is %q\n%s", got, priya.screen())
	}
	sara.hides("No slot")
	sara.choose(h.clinic)
	sara.shows("What blocks it: No slot before spring")
	sara.w, sara.h2 = 60, 16
	sara.shows("What blocks it: No slot before spring", "Refer to the sleep clinic")
}

func TestLatenessIsGentleToTheFamily(t *testing.T) {
	h := newTable(t)
	for who, loud := range map[meeting.PersonID]bool{"priya": true, "sara": false} {
		s := h.sit(who)
		sf := widget.NewSurface(s.w, s.h2)
		s.room.Draw(s.env, sf, sf.Bounds())
		warn := theme.New(true, colorprofile.TrueColor).Warn.Fg
		found := false
		for y, row := range s.rows() {
			if i := strings.Index(row, "was due 14 Nov"); i >= 0 {
				found = true
				if got := sf.Line(y)[widget.Width(row[:i])].Style.Fg == warn; got != loud {
					t.Errorf("%s: the warning's colour is used: %t", who, got)
				}
			}
		}
		if !found {
			t.Errorf("%s does not see when it was due:\n%s", who, s.screen())
		}
	}
}

func TestMinutesAndDecisionsStayReadable(t *testing.T) {
	h := newTable(t)
	jo, sara := h.sit("jo"), h.sit("sara")
	id := h.tell("jo", meeting.ProposeDecision{Meeting: h.meeting, Item: h.rec.State().Live().Item, Wording: "Meet at school"})
	h.tell("sara", meeting.AnswerDecision{Decision: id, Answer: meeting.Disagree, Words: "Too far"})
	h.tell("jo", meeting.ShowAnswers{Decision: id})
	sara.press("n")
	sara.write("He sleeps.")
	sara.press("esc")
	h.ends()
	sara.shows("The minutes are sent: r reads them, s answers them, until Tue 1 Dec.")
	sara.w, sara.h2 = 60, 16
	sara.press("r")
	sara.shows("Minutes · Review meeting 1", "Chair: Jo", "There: Jo, Priya, Tom, Sara and Bea")
	sara.shows("He sleeps.", "Decided: “Meet at school”")
	sara.press("pgdown")
	sara.shows("The family's last word, next date · nothing noted")
	sara.press("s")
	sara.shows("Your answer to the minutes")
	sara.press("right", "right", "tab")
	sara.write("I said at home")
	sara.press("ctrl+s")
	sara.shows("Your answer is noted. You can change it until Tue 1 Dec.")
	h.tell("jo", meeting.AnswerDispute{Meeting: h.meeting, Member: h.sara, Words: "We changed it"})
	sara.press("s")
	sara.shows("The chair answers: We changed it")
	sara.press("esc")
	jo.press("r", "pgdown", "pgdown")
	jo.shows("Sara: I don't agree, “I said at home”", "The chair answers: We changed it")
	jo.press("esc", "d")
	jo.shows("Meet at school", "0 agree, 1 disagree")
	jo.hides("new decision")
}

func TestKeysThatDoNothingSayWhy(t *testing.T) {
	h := newTable(t)
	sara := h.sit("sara")
	for _, x := range []struct{ key, says string }{
		{"e", "Choose something in the plan first"}, {"]", "That is for the chair, Jo."}, {"g", "for the chair"}, {"delete", "Choose something"},
	} {
		sara.press(x.key)
		sara.shows(x.says)
	}
	h.tell("jo", meeting.SetTyping{Meeting: h.meeting, Typing: meeting.MinuteTakerTypes})
	sara.press("n")
	sara.shows("The minute taker types now", "Tom types")
	sara.hides("stop writing")
	sara.press("ctrl+c") // never ends the connection by itself
	sara.shows("Leave the meeting?")
}

func TestAClickOnAHintOfADialogIsItsKey(t *testing.T) {
	h := newTable(t)
	sara := h.sit("sara")
	sara.press("a")
	sara.shows("New action")
	sara.click("esc back  alt")
	sara.hides("New action")
	sara.press("esc")
	sara.click("n Stay  ←→")
	sara.hides("Leave the meeting?")
}

func TestTheListOfCommandsDoesWhatItSays(t *testing.T) {
	h := newTable(t)
	jo := h.sit("jo")
	jo.press(":")
	jo.write("change the agenda")
	jo.press("enter")
	jo.shows("changes show to everybody at once")
	jo.press("esc", ":")
	jo.write("discreet")
	jo.press("enter")
	jo.shows("sunflower-1")
	jo.hides("Sam · sunflower")
}

func TestTheFamilyAddsToTheAgendaBefore(t *testing.T) {
	h := newTable(t)
	h.ends()
	next := h.tell("priya", meeting.PlanMeeting{Kind: meeting.Review, At: h.now.AddDate(0, 0, 3), Chair: h.jo, Taker: h.tom})
	sara := h.sit("sara")
	sara.room.id = next
	h.show()
	sara.press("m")
	sara.shows("add what you want to be talked about", "a add")
	sara.hides("take off", "⏎ change")
	sara.press("a")
	sara.write("Bedtime")
	sara.press("ctrl+s")
	sara.shows("“Bedtime” is on the agenda.", "added by Sara")
	sara.press("x", "K")
	if got := len(h.rec.State().Meeting(next).Agenda); got != 11 {
		t.Errorf("the agenda has %d items", got)
	}
	for i, it := range h.rec.State().Meeting(next).Agenda {
		if it.Title == "Bedtime" && it.By != h.sara {
			t.Error(fmt.Sprint("item ", i), "is said to be by", it.By)
		}
	}
}
