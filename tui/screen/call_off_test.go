package screen

import (
	"testing"

	"oneplan/meeting"
)

// TestCallOffAtTheScreens calls a planned meeting off in its room and puts it on again, at every size; the parent reads why and is offered
// neither.
func TestCallOffAtTheScreens(t *testing.T) {
	h := newTable(t)
	h.tell("jo", meeting.PlanMeeting{Kind: meeting.Review, At: h.now.AddDate(0, 0, 2)})
	m := h.view("jo").Meetings[len(h.view("jo").Meetings)-1].ID
	h.meeting = m
	jo, sara := h.sit("jo"), h.sit("sara")
	for _, s := range h.seats { // into the room of that meeting, not of the live one
		var acts []Action
		s.room, acts = NewRoom(s.env, "sunflower", m, s.update())
		s.front = s.room
		s.do(acts)
	}
	sara.hides("call off")
	sara.press("X")
	if sara.sheet() != nil {
		t.Errorf("the parent is asked whether to call it off:\n%s", sara.screen())
	}
	for _, size := range [][2]int{{60, 16}, {80, 24}, {110, 34}, {200, 60}} {
		jo.w, jo.h2 = size[0], size[1]
		sara.w, sara.h2 = size[0], size[1]
		jo.press("X")
		jo.shows("Call off: Review meeting", "Leave it on")
		jo.says("They see it when they come in here, with your reason:")
		jo.press("enter") // what loses nothing
		if h.view("jo").Meeting(m).Stage != meeting.Preparing {
			t.Fatal("enter called it off")
		}
		jo.press("X", "y")
		jo.shows("everyone who sees the meeting reads this")
		jo.press("ctrl+s")
		jo.says("reason") // is missing
		jo.write("The chair is ill.")
		jo.press("ctrl+s")
		jo.says("Called off: The chair is ill. It cannot begin until X puts it on again.")
		sara.says("Called off: The chair is ill. Jo, or whoever plans meetings, can put it on again.")
		sara.hides("on again:")
		jo.press("c")
		jo.says("The meeting is called off, so it cannot begin.")
		jo.press("n")
		jo.says("The meeting is called off, so the notes stay as they are.")
		sara.press("X")
		if sara.sheet() != nil {
			t.Errorf("the parent is asked to put it on again:\n%s", sara.screen())
		}
		jo.press("X", "ctrl+s")
		jo.says("It is on again:")
		sara.shows("preparing")
		if x := h.view("sara").Meeting(m); x.Stage != meeting.Preparing || x.OffReason != "" {
			t.Errorf("on again it is %+v", x)
		}
	}
}

// TestHomeSaysWhatItsKeysDo: every key of a planned meeting's row stands in the help of home.
func TestHomeSaysWhatItsKeysDo(t *testing.T) {
	h := newTable(t)
	m := h.tell("jo", meeting.PlanMeeting{Kind: meeting.Review, At: h.now.AddDate(0, 0, 2)})
	s, home := h.home("jo", 110, 34)
	home.step(1)
	s.shows("i move the meeting  X call the meeting off")
	s.press("?")
	s.shows("another time or place for the meeting", "say that it does not take place")
	s.press("esc")
	h.tell("jo", meeting.CallOff{Meeting: m, Reason: "The chair is ill"})
	h.tells(s, home)
	s.shows("The chair is ill", "called off", "X put it on again")
	s.hides("move the meeting")
	family, parents := h.home("sara", 110, 34)
	parents.step(1)
	family.shows("The chair is ill", "called off")
	family.hides("put it on again")
	h.now = h.now.AddDate(0, 0, 3) // the day is over
	s, home = h.home("jo", 110, 34)
	home.step(1)
	s.hides("The chair is ill")
}
