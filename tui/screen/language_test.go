package screen

import (
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// TestLanguageChangesInTheRoom draws the room anew in the language that somebody has just chosen, all of it.
func TestLanguageChangesInTheRoom(t *testing.T) {
	if leftTo != "" {
		t.Skip("is about other languages")
	}
	h := newTable(t)
	s, other := h.sit("sara"), h.sit("tom")
	s.w, s.h2 = 110, 34
	other.w, other.h2 = 110, 34
	english := s.screen()
	s.env.Words = words.In("cy")
	s.shows("Agenda", "Cynllun", "1 angen", "Yn yr ystafell", "Nodiadau", "cadwyd ✓", "Sleep", "i fod 14 Tach")
	s.hides("Plan ", "In the room", "Notes", "saved", "was due")
	other.shows("Plan ", "In the room", "was due 14 Nov")
	s.env.Words = words.In("en")
	if again := s.screen(); again != english {
		t.Errorf("back in English the room is\n%s\nand was\n%s", again, english)
	}
}

// TestLanguageAtHome offers the other language by its own name, asks the service for it, and speaks it.
func TestLanguageAtHome(t *testing.T) {
	if leftTo != "" {
		t.Skip("is about other languages")
	}
	h := newTable(t)
	s, home := h.home("sara", 80, 24)
	s.env.Words = words.In("en")
	h.tells(s, home)
	s.shows("l Cymraeg")
	s.press("l")
	var asked string
	for _, a := range s.acts {
		if c, ok := a.(Serve); ok {
			asked = c.Command.(meeting.SetPerson).Account.Language
		}
	}
	if asked != "cy" {
		t.Fatalf("the service is asked for %q", asked)
	}
	s.env.Words = words.In("cy")
	home.Speak(s.env)
	s.shows("l English", "Mae'r sgriniau a'r papurau yn Gymraeg")
	s.hides("help", "leave")
	s.press("?")
	s.shows("English (Language / Iaith)")
}
