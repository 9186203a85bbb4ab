package screen

import (
	"errors"
	"fmt"
	"testing"

	"oneplan/meeting"
)

// managersFigures are figures as a service has them, two of which are not shown.
func managersFigures() meeting.Figures {
	quarter := func(label string, n int, from, to meeting.Day) meeting.FigurePart {
		return meeting.FigurePart{Label: label, N: n, From: from, To: to}
	}
	services := []meeting.FigurePart{{Label: "Sleep clinic", N: 40}, {Label: "CAMHS", N: 9}}
	for i := range 30 {
		services = append(services, meeting.FigurePart{Label: fmt.Sprint("Service ", i), N: 5})
	}
	return meeting.Figures{Day: "2026-11-24", Smallest: 5, List: []meeting.Figure{
		{Name: "no-keyworker", Title: "Plans without a keyworker", Of: "of all open plans", All: 60},
		{Name: "long-waits", Title: "Waits longer than aimed at, by service", Of: "of all who wait", Shown: true, N: 199, All: 230, Parts: services},
		{Name: "escalations", Title: "Escalations that go on, by agency"},
		{Name: "done", Title: "Actions done", Shown: true, N: 96, Time: true, Parts: []meeting.FigurePart{
			quarter("Jan–Mar 2025 to Apr–Jun 2025", 12, "2025-01-01", "2025-06-30"), quarter("Jul–Sep 2025", 0, "2025-07-01", "2025-09-30"),
			quarter("Oct–Dec 2025", 24, "2025-10-01", "2025-12-31"), quarter("Jan–Mar 2026", 10, "2026-01-01", "2026-03-31"),
			quarter("Apr–Jun 2026", 20, "2026-04-01", "2026-06-30"), quarter("Jul–Sep 2026", 15, "2026-07-01", "2026-09-30"),
			quarter("Oct–Dec 2026", 15, "2026-10-01", "2026-12-31"),
		}},
	}}
}

// alone puts a screen that is of no record in front of a seat.
type alone struct{ Screen }

func (alone) Set(*Env, meeting.Update) []Action { return nil }

// TestFiguresScreen goes through the figures by keys and by mouse.
func TestFiguresScreen(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {110, 34}, {60, 16}} {
		h := newTable(t)
		s := h.sit("priya")
		s.w, s.h2 = size[0], size[1]
		asked := func(want Action) {
			t.Helper()
			if len(s.acts) != 1 || s.acts[0] != want {
				t.Errorf("%v: it asks for %v, want %T", size, s.acts, want)
			}
			s.acts = nil
		}
		home := NewHome()
		s.front = alone{home}
		home.Set(s.env, meeting.Home{Rev: 1, Me: meeting.Account{ID: "priya", Name: "Priya", Agency: "health"}})
		s.press("f")
		if len(s.acts) > 0 {
			t.Errorf("who is no service manager gets %v", s.acts)
		}
		home.Set(s.env, meeting.Home{Rev: 2, Me: meeting.Account{ID: "priya", Name: "Priya", Agency: "health", Manager: true}})
		s.press("?")
		s.shows("figures over all records")
		s.press("esc", "f")
		asked(OpenFigures{})

		f, acts := NewFigures(s.env)
		s.front = alone{f}
		s.do(acts)
		asked(CountFigures{})
		s.shows("Counting over all records", "esc home")
		f.Counted(meeting.Figures{}, errors.New("The figures of the service are for service managers: ask one of them."))
		s.shows("are for service managers", "r count again")
		f.Counted(managersFigures(), nil)
		s.shows("Figures", "Plans without a keyworker", "not shown: fewer than 5", "199 of 230", "As it is", "“Fewer than 5” stands for")
		s.press("down", "enter")
		s.shows("Waits longer than aimed at", "199 of 230", "of all who wait", "Sleep clinic", "40", "█", "↑↓ scroll")
		s.press("end")
		s.shows("Service 29")
		s.press("right")
		s.shows("Escalations that go on", "not shown: fewer than 5", "Nor is what it is divided into")
		s.press("right")
		s.shows("Actions done", "96", "24", "are put together", "Oct", "2025", "█")
		if size[0] >= 80 {
			s.shows("Oct–Dec")
		}
		s.press("right", "esc") // there is no next
		s.shows("Quarter by quarter", "r count again")
		s.press("home")
		s.click("Plans without")
		s.shows("not shown: fewer than 5", "there are 60 open plans in all")
		s.click("esc all figures")
		s.shows("As it is")
		s.click("Waits longer")
		s.hides("Sleep clinic")
		s.click("Waits longer")
		s.shows("Sleep clinic")
		s.press("esc", "r")
		asked(CountFigures{})
		few := managersFigures()
		few.Unread = 1
		f.Counted(few, nil)
		s.shows("1 record cannot be read")
		s.press("esc")
		asked(GoHome{})
	}
}
