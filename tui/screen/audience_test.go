package screen

import (
	"strings"
	"testing"
	"unicode"

	"oneplan/meeting"
)

// says fails the test unless each of the sentences is on the screen, on however many lines.
func (s *seat) says(sentences ...string) {
	s.h.t.Helper()
	words := strings.FieldsFunc(s.screen(), func(c rune) bool { return unicode.IsSpace(c) || c >= '─' && c <= '╿' })
	got := strings.Join(words, " ")
	for _, w := range sentences {
		if !strings.Contains(got, w) {
			s.h.t.Errorf("%s's screen does not say %q:\n%s", s.who, w, s.screen())
		}
	}
}

func TestNarrowingSaysWhatHappensAndShowsIt(t *testing.T) {
	h := newTable(t)
	priya, sara := h.sit("priya"), h.sit("sara")
	priya.w, sara.w = 140, 140
	sara.press("2")
	sara.shows("Blackout blinds")
	priya.choose(h.blinds)
	priya.shows("v who sees this")
	priya.press("v")
	priya.shows("Who sees “Blackout blinds”?", "as it is now", "you, Jo and 2 others", "choose which")
	priya.press("down", "enter")
	priya.says("Practitioners see “Blackout blinds” from now on.", "Sara and Bea see it no more.", "Its past is hidden from", "Change it", "Leave it")
	priya.press("enter") // loses nothing
	sara.shows("Blackout blinds")
	priya.press("v", "down", "enter", "y")
	sara.hides("Blackout blinds", "practitioners")
	priya.shows("Blackout blinds", "practitioners only", "is changed: practitioners see this.")
	if a := h.view("priya").Action(h.blinds); a.Audience != meeting.Practitioners {
		t.Errorf("the audience is %q", a.Audience)
	}

	priya.press("v", "home", "enter")
	priya.says("Everyone sees “Blackout blinds” from now on.", "Sara and Bea will see it as it is now, not what it said before.")
	priya.press("y")
	sara.shows("Blackout blinds")
	priya.hides("practitioners only")
}

func TestNarrowingANeedNamesWhatStandsUnderIt(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.choose(h.sleep)
	s.press("v", "down", "enter")
	s.says("Practitioners see “Sleep” from now on, with everything under it.")
	s.press("y")
	s.choose(h.blinds)
	s.press("v", "down", "enter")
	s.says("For the team as it is now nothing changes.")
	s.press("y", "v", "home", "enter")
	s.says("What it stands under is for fewer people") // nobody loses it, or gains it
	s.press("esc")
	s.choose(h.sleep)
	s.press("v", "home", "enter")
	s.says("Everyone sees “Sleep” from now on, with everything under it.", "Sara and Bea will see it as it is now")
}

func TestWhichPeopleAndAgencies(t *testing.T) {
	h := newTable(t)
	for _, size := range [][2]int{{60, 16}, {80, 24}, {110, 34}, {200, 60}} {
		s := h.sit("priya")
		s.w, s.h2 = size[0], size[1]
		s.choose(h.clinic)
		s.press("v", "end", "up", "up") // whatever is last, people stand there
		for range 4 {
			s.press("down")
		}
		s.press("enter")
		s.shows("Which people see this?", "You", "always, since you write it", "Bea has no way in", "✓ only you see this", "space tick")
		s.click("[ ] Jo")
		s.shows("[✓] Jo", "✓ only Jo and you see this")
		s.click("[✓] Jo")
		s.shows("✓ only you see this")
		s.press("esc")
		if s.sheet() != nil {
			t.Fatalf("esc did not go back:\n%s", s.screen())
		}
	}
	s := h.sit("priya")
	s.choose(h.clinic)
	s.press("v")
	s.write("agenc")
	s.press("enter")
	s.shows("Which agencies see this?", "you and Dr Osei, always", "The family")
	s.click("[ ] School")
	s.press("enter")
	s.says("Only Health and School see “Refer to the sleep clinic”", "Jo, Sara and Bea see it no more")
	s.press("y")
	s.w = 120
	s.shows("Health and School only")
	if a := h.view("tom").Action(h.clinic); a == nil || a.Audience != meeting.Agencies("health", "school") {
		t.Errorf("tom sees %+v", a)
	}
	if h.view("sara").Action(h.clinic) != nil || h.view("jo").Action(h.clinic) != nil {
		t.Error("others see it still")
	}
}

func TestNewEntryForNamedPeople(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.press("a")
	s.write("Talk about medication")
	s.press("shift+tab", "shift+tab") // the button, then the last field
	s.shows("everyone sees this")
	s.press("right", "right", "right", "right", "right")
	s.shows("⏎ asks which people")
	s.press("ctrl+s") // is not added for nobody in particular
	s.shows("Which people see this?")
	s.press("esc", "enter")
	s.shows("Which people see this?")
	s.click("[ ] Dr Osei")
	s.press("enter")
	s.shows("only Dr Osei and you", "not added yet")
	s.press("ctrl+s")
	a := s.room.view().Action(s.room.entry)
	if a == nil || a.Audience != meeting.OnlyPeople("priya", "osei") {
		t.Fatalf("the action is %+v\n%s", a, s.screen())
	}
	if h.view("jo").Action(a.ID) != nil || h.view("sara").Action(a.ID) != nil {
		t.Error("others see it")
	}
}

// TestDraftForNamedPeople keeps the audience of what is not added yet with it.
func TestDraftForNamedPeople(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.press("a")
	s.write("Talk about medication")
	s.press("shift+tab", "shift+tab")
	s.press("right", "right", "right", "right", "right", "enter")
	s.click("[ ] Dr Osei")
	s.press("enter", "esc")
	again := h.sitAgain("priya", s.drafts)
	again.press("a", "shift+tab", "shift+tab")
	again.shows("Talk about medication", "only Dr Osei and you see this")
}

func TestEditFormAsksBeforeItNarrows(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.choose(h.blinds)
	s.press("e")
	s.shows("Action · everyone sees this")
	s.room.dialogs[0].(*liveForm).form.FocusOn(fieldAudience)
	s.press("right", "tab")
	s.says("Sara and Bea see it no more")
	s.press("n")
	s.shows("Action · everyone sees this")
	s.hides("not added yet")
	s.room.dialogs[0].(*liveForm).form.FocusOn(fieldAudience)
	s.press("right", "ctrl+s")
	s.says("Sara and Bea see it no more")
	s.press("y")
	if a := h.view("priya").Action(h.blinds); a.Audience != meeting.Practitioners || s.sheet() != nil {
		t.Errorf("the audience is %q, in front is\n%s", a.Audience, s.screen())
	}
}

// TestTheFamilysOwn leaves who sees what a parent wrote to that parent.
func TestTheFamilysOwn(t *testing.T) {
	h := newTable(t)
	own := h.tell("sara", meeting.AddNeed{Need: meeting.Need{Audience: meeting.OnlyPeople("sara", "priya")}, Statement: "The nights"})
	s, sara := h.sit("priya"), h.sit("sara")
	s.choose(own)
	s.shows("The nights", "only")
	s.press("v")
	s.shows("Only you and Sara see this. Sara wrote it, and alone says who does.")
	s.press("e")
	s.shows("Need · only you and Sara see this")
	if field(s.room.dialogs[0].(*liveForm).form, fieldAudience) != nil {
		t.Error("the form offers to change it")
	}
	sara.choose(own)
	sara.press("v", "home", "enter", "y")
	if n := h.view("tom").Need(own); n == nil {
		t.Errorf("tom does not see it:\n%s", sara.screen())
	}
}

func TestDecisionForSome(t *testing.T) {
	h := newTable(t)
	jo := h.sit("jo")
	jo.press("d")
	jo.write("Ring the clinic's manager")
	jo.press("shift+tab", "right")
	jo.says("practitioners see this", "Asked are those who are here: Jo, Priya and Tom.")
	jo.press("ctrl+s")
	d := jo.room.open()
	if d == nil || d.Audience != meeting.Practitioners || len(d.Asked) != 3 {
		t.Fatalf("the decision is %+v\n%s", d, jo.screen())
	}
	h.sit("sara").hides("Ring the clinic", "To decide")
	jo.press("d")
	if !strings.Contains(jo.screen(), "practitioners only") {
		jo.press("enter")
	}
	jo.shows("To decide · practitioners only", "Who sees this")
}

func TestSharedScreenHasNoAudiences(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	s.env.Shared = true
	h.show()
	s.choose(h.clinic)
	s.hides("who sees")
	s.press("v")
	if s.sheet() != nil {
		t.Errorf("v works on a shared screen:\n%s", s.screen())
	}
	s.press("e")
	if field(s.room.dialogs[0].(*liveForm).form, fieldAudience) != nil {
		t.Error("the form offers to narrow it")
	}
}

// TestAuthorIsToldWhoNarrowed says it to whoever wrote what somebody else has narrowed, once.
func TestAuthorIsToldWhoNarrowed(t *testing.T) {
	h := newTable(t)
	s := h.sit("tom")
	u := s.update()
	u.Narrowed = []meeting.Narrowed{{N: 1, Entry: h.sleep, By: h.priya, Audience: meeting.Practitioners, OnScreen: []meeting.OnScreen{{Member: h.sara, At: true}}}}
	s.do(s.room.Set(s.env, u))
	s.says("Priya has changed who sees “Sleep”, which you wrote: practitioners see it now. It was on the screen of Sara until just now. Sara had it in front.")
	s.room.Notice("Another thing.")
	s.do(s.room.Set(s.env, u))
	s.says("Another thing.")
	u.Narrowed = append(u.Narrowed, meeting.Narrowed{N: 2, Entry: 9999, By: h.priya, Audience: meeting.Agencies("health")})
	s.do(s.room.Set(s.env, u))
	s.says("Priya has changed who sees something that you wrote: only Health sees it now. It was on nobody else's screen.")
}

func TestOnWhoseScreensItWas(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	for _, tt := range []struct {
		on   []meeting.OnScreen
		want string
	}{
		{[]meeting.OnScreen{{Member: h.sara}}, "Done. It was on the screen of Sara until just now."},
		{[]meeting.OnScreen{{Member: h.sara, At: true}, {Member: h.tom}, {Member: h.sara}}, "Done. It was on the screens of Sara and Tom until just now. Sara had it in front."},
		{[]meeting.OnScreen{{Member: h.tom, Shared: true}}, "Done. It was on the shared screen until just now."},
		{[]meeting.OnScreen{{Member: h.tom, Shared: true}, {Member: h.sara}}, "Done. It was on the screen of Sara, and on the shared screen, until just now."},
	} {
		s.room.sent(s.env, "Done.", meeting.Result{OnScreen: tt.on}, nil)
		if s.room.notice != tt.want {
			t.Errorf("%v says %q", tt.on, s.room.notice)
		}
	}
	h.now = h.now.Add(noticeFor * 2)
	s.env.Now = h.now
	s.shows("It was on the screen of Sara") // longer than other sentences
}
