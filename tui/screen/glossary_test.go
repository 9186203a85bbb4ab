package screen

import (
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// TestWordsAreExplained: a term under the caret and in what is selected is explained at the foot, and nothing else is.
func TestWordsAreExplained(t *testing.T) {
	h := newTable(t)
	h.tell("priya", meeting.AddNeed{Need: meeting.Need{Domain: "healthy"}, Statement: "Speech", Evidence: "The SALT and the SENCO say so"})
	p := h.sit("priya")
	p.press("n")
	p.write("We ask the SENCO")
	p.shows("SENCO  Special educational needs co-ordinator: the teacher")
	p.write(" today.")
	p.hides("Special educational needs")
	p.press("left", "left", "left", "left", "left", "left", "left", "left", "left")
	p.shows("Special educational needs co-ordinator")
	p.env.Words = words.In("cy")
	p.shows("Cydlynydd anghenion addysgol arbennig")
	p.env.Words = nil
	p.h2 = lowScreen - 1
	p.hides("Special educational needs")
	p.h2 = 30
	p.room.Notice("Something that matters more.")
	p.hides("Special educational needs")
	p.shows("matters more")
	p.room.notice = ""
	p.press("esc", "2", "end")
	p.room.notice = "" // that she looks around by herself
	p.shows("SALT  Speech and language therapist", "W: SENCO too")
	p.press("home")
	p.room.notice = ""
	p.hides("Speech and language therapist")
	p.press("W")
	p.shows("What the words here mean", "SALT: Speech", "SENCO: Special")
	p.press("esc")
	p.hides("What the words here mean")
}

// TestWhatIsWrittenIsRead: while something is written that the family reads, the foot says how hard it is, and never of what is not for them.
func TestWhatIsWrittenIsRead(t *testing.T) {
	h := newTable(t)
	p := h.sit("priya")
	p.press("w")
	p.write("The team will commence the work. It is for the school to facilitate.")
	p.shows("commence → start", "facilitate → help")
	p.press("esc")
	p.press("2", "end")
	p.room.notice = ""
	p.press("e")
	p.write("They commence it. They are late.")
	p.shows("commence → start")
}

// TestGuide: the guide is reached from the help of home, record and room.
func TestGuide(t *testing.T) {
	h := newTable(t)
	room, record := h.sit("priya"), h.read("priya", 0)
	home, _ := h.home("priya", 80, 24)
	for name, s := range map[string]*seat{"room": room, "record": record, "home": home} {
		s.press("?", "g")
		s.shows("Guide to keyworking", "The first visit", "It is too much for you")
		s.press("down", "enter")
		s.shows("A wait is too long", "Look at the page Joined up")
		s.press("esc")
		s.shows("The first visit")
		s.press("esc")
		s.hides("The first visit")
		if t.Failed() {
			t.Fatal(name)
		}
	}
	room.press(":")
	room.write("guide")
	room.press("enter")
	room.shows("Guide to keyworking")
	room.env.Words = words.In("cy")
	room.press("esc", "?", "g")
	room.shows("Canllaw i waith gweithiwr allweddol", "Yr ymweliad cyntaf")
}

// TestLineModeFromHome: a key of home turns line mode on and off.
func TestLineModeFromHome(t *testing.T) {
	h := newTable(t)
	s, home := h.home("sara", 80, 24)
	s.hides("line mode")
	s.press("?")
	s.shows("line mode, for a screen reader")
	s.press("esc", "L")
	s.shows("From the next time on you come to line mode")
	if a, ok := s.acts[len(s.acts)-1].(Serve); !ok || !a.Command.(meeting.SetPerson).Account.Lines {
		t.Errorf("L asks for %+v", s.acts)
	}
	home.h.Me.Lines = true
	s.press("L")
	if a, ok := s.acts[len(s.acts)-1].(Serve); !ok || a.Command.(meeting.SetPerson).Account.Lines {
		t.Errorf("L again asks for %+v", s.acts)
	}
}

// TestMinutesAreReadBeforeTheyAreSent: a summary says how it reads while it is written, and what the family gets before it goes.
func TestMinutesAreReadBeforeTheyAreSent(t *testing.T) {
	h := newTable(t)
	h.tell("jo", meeting.CloseMeeting{Meeting: h.meeting, Reason: "The rest is agreed by phone."})
	tom := h.sit("tom")
	tom.press("s", "enter")
	tom.write("The SENCO will commence the work. It is for the school to do it in May.")
	tom.shows("reads like for age", "commence → start")
	tom.press("esc", "m")
	tom.shows("Send the minutes", "What the family gets reads like for age", "Hard words: commence → start", "Explained at the end of the paper: SENCO")
	tom.w, tom.h2 = 60, 16
	tom.shows("Send the minutes", "People can answer until")
	tom.press("ctrl+s")
	if h.rec.State().Meeting(h.meeting).Stage != meeting.Sent {
		t.Error("advice kept the minutes from being sent")
	}
}

// TestPagesExplainAbbreviations: what is selected on a page of the record is explained too, but for the words that the page itself says.
func TestPagesExplainAbbreviations(t *testing.T) {
	h := newTable(t)
	child := h.rec.State().Children[0].ID
	h.tell("priya", meeting.AddEntry{Entry: &meeting.Wait{Head: meeting.Head{About: child}, Service: "CAMHS", ReferredOn: "2026-06-01"}})
	p := h.read("priya", 0)
	p.press("5")
	p.hides("keyworker  The one person")
	p.press("3")
	p.press("home")
	p.room.notice = ""
	p.shows("CAMHS  Child and adolescent mental health services")
	p.press("W")
	p.shows("What the words here mean", "CAMHS: Child")
}
