package screen

import (
	"testing"

	"oneplan/meeting"
)

func TestHowToReachSomebody(t *testing.T) {
	h := newTable(t)
	for _, size := range [][2]int{{60, 16}, {80, 24}, {110, 34}, {200, 60}} {
		s := h.sit("osei")
		s.w, s.h2 = size[0], size[1]
		s.room.pane, s.room.person = panePeople, h.osei
		s.press("i")
		s.shows("How to reach you", "that you are here", "shows to everyone", "⏎ change", "a add")
		s.press("a")
		s.shows("phone", "Who sees this")
		s.press("esc")
	}
	sara, tom := h.sit("sara"), h.sit("tom")
	sara.room.pane, sara.room.person = panePeople, h.sara
	sara.press("i", "a", "right", "right", "tab")
	sara.write("1 Mill Lane")
	sara.press("tab", "right", "ctrl+s")
	sara.shows("address  1 Mill Lane", "only the family sees this", "It is noted.")
	tom.room.pane, tom.room.person = panePeople, h.sara
	tom.press("i")
	tom.shows("How to reach Sara", "Nothing is noted that you may see.")
	tom.hides("Mill Lane", "a add")
	sara.press("v", "home", "enter")
	sara.says("Everyone sees your address from now on.")
	sara.press("y")
	tom.shows("1 Mill Lane")
	sara.press("enter")
	sara.write("2")
	sara.press("ctrl+s")
	tom.shows("1 Mill Lane2")
	sara.press("x", "y")
	tom.hides("Mill Lane")
	if n := len(h.view("sara").Reaches); n != 0 {
		t.Errorf("%d details stayed", n)
	}
}

func TestToWhomIShowThatIAmHere(t *testing.T) {
	h := newTable(t)
	s := h.sit("sara")
	s.room.pane, s.room.person = panePeople, h.sara
	s.press("i")
	for range 4 {
		s.press("down")
	}
	s.press("enter")
	s.shows("Who sees that you are here?", "as it is now")
	s.write("peop")
	s.press("enter")
	s.click("[ ] Priya")
	s.press("enter")
	s.says("Only Priya and you see that you are here from now on.", "what you say or write shows as anybody's")
	s.press("y")
	s.shows("shows to Priya and you only")
	v := h.view("sara")
	if v.ShowsTo() != meeting.OnlyPeople("sara", "priya") || h.view("jo").SeesPresence(h.sara) || !h.view("priya").SeesPresence(h.sara) {
		t.Errorf("she shows to %q", v.ShowsTo())
	}
}

func TestSharedScreenSaysSo(t *testing.T) {
	h := newTable(t)
	for _, size := range [][2]int{{60, 16}, {80, 24}, {110, 34}, {200, 60}} {
		s := h.sit("tom")
		s.w, s.h2, s.env.Shared = size[0], size[1], true
		h.show()
		s.shows("▣ Shared screen: everybody here sees this.")
		s.press("?")
		s.shows("▣ Shared screen: everybody here sees this.")
		s.hides("find", "write privately", "a concern", "how to reach", "notes for fewer", "who sees what")
		s.press("esc", ":")
		s.hides("home", "find words", "write privately")
	}
}
