package screen

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// fill gives the table's record something in every list.
func (h *table) fill() {
	h.t.Helper()
	child := h.rec.State().Children[0].ID
	about := meeting.Head{About: child}
	text := func(p meeting.Part, s string) map[meeting.Part]string { return map[meeting.Part]string{p: s} }
	h.tell("sara", meeting.AddEntry{Entry: &meeting.Relation{Head: about, Name: "Rose", Is: "grandmother"}})
	for _, c := range []meeting.Command{
		meeting.AddEntry{Entry: &meeting.Detail{Head: about, Kind: meeting.FirstTongue, Value: "Urdu"}},
		meeting.AddEntry{Entry: &meeting.Involvement{Head: about, Service: "Physiotherapy", Agency: "health", From: "2026-01-05"}},
		meeting.AddEntry{Entry: &meeting.Wait{Head: about, Service: "Sleep clinic", Agency: "health", ReferredOn: "2026-06-01"}},
		meeting.AddEntry{Entry: &meeting.Assessment{Head: about, Kind: "hearing", Day: "2026-10-01", Who: "audiology"}},
		meeting.AddEntry{Entry: &meeting.Appointment{Head: about, What: "Eye clinic", Place: "Northtown", At: h.now.AddDate(0, 0, 7)}},
		meeting.AddEntry{Entry: &meeting.Appointment{Head: about, What: "Dentist", Place: "Southtown", At: h.now.AddDate(0, 0, 7).Add(20 * time.Minute)}},
		meeting.AddEntry{Entry: &meeting.OtherPlan{Head: about, Kind: "school support plan", Agency: "school", From: "2026-09-01"}},
		meeting.AddEntry{Entry: &meeting.PathStep{Stage: meeting.Planning, From: "2026-09-01"}},
		meeting.AddTransition{Transition: meeting.Transition{Head: about, Kind: meeting.ChangingSchool, Day: "2027-09-01", Lead: h.tom}, Prepare: true},
		meeting.AddEntry{Entry: &meeting.Escalation{Head: about, Stuck: meeting.StuckDecision, Agency: "health", Manager: "Mr Lund", RaisedOn: "2026-11-01"}, Words: text(meeting.Remarks, "Nobody decides")},
		meeting.AddEntry{Entry: &meeting.Mandate{Agency: "school", Vests: []string{"call a team meeting"}, SignedBy: "Ms Bright", SignedOn: "2026-09-01"}},
		meeting.AddEntry{Entry: &meeting.Contact{Head: about, Day: "2026-11-20", How: meeting.HomeVisit, PromiseDue: "2026-11-22"}, Words: map[meeting.Part]string{meeting.Remarks: "Four good nights.", meeting.Promised: "Ring the clinic"}},
		meeting.BeginHandover{To: h.jo},
	} {
		h.tell("priya", c)
	}
	h.tell("sara", meeting.AskQuestion{Words: "Can Gran come?"})
}

// chosenRow returns the row of the page in front that is selected, and on which row of the screen it stands; -1 for none.
func (s *seat) chosenRow() (*pageRow, int) {
	s.h.t.Helper()
	s.screen()
	p := s.room.recordPages().page()
	x := p.selected()
	if x == nil {
		return nil, -1
	}
	i := p.index()
	if at := slices.Index(p.spots, i); at >= 0 {
		return x, p.area.Min.Y + at
	}
	return x, -1
}

// TestRecordByKeyboard goes through every row of every page at 80x24: each can be seen while it is selected, and opened and left again.
func TestRecordByKeyboard(t *testing.T) {
	h := newTable(t)
	h.fill()
	for _, who := range []meeting.PersonID{"priya", "sara", "jo"} {
		s := h.read(who, 0)
		s.w, s.h2 = 80, 24
		for tab := range tabNames {
			if tab == tabPlan { // the room's own pane
				continue
			}
			s.press(itoa(tab+1), "home")
			seen := map[string]bool{}
			for range 300 {
				x, y := s.chosenRow()
				if x == nil {
					break
				}
				if seen[x.key] {
					break
				}
				seen[x.key] = true
				if y < 0 {
					t.Errorf("%s, %s: %q is selected and not on the screen:\n%s", who, tabNames[tab], x.key, s.screen())
				}
				if x.open != nil && !strings.HasPrefix(x.key, "since all") && tab != tabPapers && tab != tabTimeline {
					n := len(s.acts)
					s.press("enter")
					if s.room.recordPages() == nil {
						t.Fatalf("%s, %s: ⏎ on %q left the record", who, tabNames[tab], x.key)
					}
					switch s.sheet().(type) {
					case *recordPages: // it said something, or went to another page or to a room
						if s.room.notice == "" && len(s.acts) == n && s.room.recordPages().tabs.Open == tab {
							t.Errorf("%s, %s: ⏎ on %q does nothing:\n%s", who, tabNames[tab], x.key, s.screen())
						}
					default:
						s.press("esc")
					}
					if s.room.recordPages().tabs.Open != tab {
						s.press(itoa(tab + 1))
					}
					s.chosenRow()
					s.room.recordPages().page().at = x.key
				}
				s.press("down")
			}
			if len(seen) == 0 {
				t.Errorf("%s, %s: nothing can be selected:\n%s", who, tabNames[tab], s.screen())
			}
		}
	}
}

// TestRecordByMouse uses tabs, rows, hints and the wheel of the record by mouse alone.
func TestRecordByMouse(t *testing.T) {
	h := newTable(t)
	h.fill()
	s := h.read("priya", 0)
	s.w, s.h2 = 80, 24
	for i, words := range []string{"About Sam", "Keep a sleep diary", "Look at this", "Where we are", "is the keyworker", "all agencies", "plan sunflower"} {
		s.click(itoa(i+1) + " " + string(tabNames[i]))
		s.shows(words)
	}

	// A row is selected by the first click and opened by the second, and so it is in every list that one can scroll to.
	for _, c := range []struct {
		tab          int
		row, selects string
		opens        string
	}{
		{tabStory, "Rose", "added by Sara", "Person who matters"},
		{tabStory, "Physiotherapy", "added by Priya", "Service involved"},
		{tabStory, "Urdu", "added by Priya", "Detail"},
		{tabJoined, "Sleep clinic", "referred on", "Waiting for"},
		{tabJoined, "Hearing", "added by Priya", "What is assessed"},
		{tabJoined, "Eye clinic · Northtown", "added by Priya", "How long"},
		{tabJoined, "school support plan", "added by Priya", "Which plan"},
		{tabPathway, "Changing school", "Visit the new school", "Which change"},
		{tabPathway, "Nobody decides", "the family has not been told", "What is stuck"},
		{tabPathway, "call a team meeting", "signed by Ms Bright", "Signed by"},
		{tabKeyworker, "From Priya to Jo", "added by Priya", "What matters"},
		{tabKeyworker, "Sara to Priya", "added by Sara", "The answer"},
		{tabKeyworker, "Four good nights.", "promised: Ring the clinic", "What was said"},
	} {
		s.click(itoa(c.tab+1) + " " + string(tabNames[c.tab]))
		s.press("home")
		for range 30 {
			if row := s.listRow(c.row); row != "" {
				break
			}
			s.send(tea.MouseWheelMsg{X: 10, Y: 12, Button: tea.MouseWheelDown})
		}
		row := s.listRow(c.row)
		if row == "" {
			t.Errorf("%s: the wheel does not come to %q:\n%s", tabNames[c.tab], c.row, s.screen())
			continue
		}
		if x, _ := s.chosenRow(); x == nil || !strings.Contains(rowWords(x), c.row) {
			s.click(row)
		}
		s.shows(c.selects)
		s.click(s.listRow(c.row))
		s.shows(c.opens)
		s.clickHint("esc back")
		if _, ok := s.sheet().(*recordPages); !ok {
			t.Errorf("%s: a click on the hint does not go back from %q:\n%s", tabNames[c.tab], c.row, s.screen())
			s.press("esc")
		}
	}

	// The hints at the foot are buttons.
	s.click("1 Story")
	s.clickHint("a add")
	s.shows("What would you like to add?")
	s.click("a service that is involved") // selects it, and the next click chooses it
	s.click("a service that is involved")
	s.shows("New service involved")
	s.write("Dance club")
	s.click("  Add  ")
	s.shows("Dance club")
	s.clickHint("u undo")
	s.shows("is undone")

	// In the handover a click takes an item on, and the words beside it are written where they are clicked.
	jo := h.read("jo", 0)
	jo.w, jo.h2 = 80, 24
	jo.click("From Priya to Jo")
	jo.shows("take it on")
	jo.click("Dr Osei   Health")
	jo.click("Dr Osei   Health")
	jo.shows("1 of 31 taken on")
	jo.click("what the record does not say")
	jo.write("She snores.")
	jo.shows("She snores.", "as you type")
}

// clickHint clicks a hint at the foot.
func (s *seat) clickHint(words string) {
	s.h.t.Helper()
	rows := s.rows()
	for y := len(rows) - 1; y >= 0; y-- {
		if i := strings.Index(rows[y], words); i >= 0 {
			s.send(tea.MouseClickMsg{X: widget.Width(rows[y][:i]), Y: y, Button: tea.MouseLeft})
			return
		}
	}
	s.h.t.Fatalf("%s's screen has no hint %q:\n%s", s.who, words, s.screen())
}

// rowWords is what a row of a page says on its first line.
func rowWords(x *pageRow) string {
	var b strings.Builder
	for _, r := range x.lines[0] {
		b.WriteString(r.Text)
	}
	return b.String()
}

// listRow returns the words, if they stand in a list on the screen.
func (s *seat) listRow(words string) string {
	rows := s.rows()
	for _, row := range rows[min(2, len(rows)):max(2, len(rows)-3)] {
		if strings.Contains(row, words) {
			return words
		}
	}
	return ""
}
