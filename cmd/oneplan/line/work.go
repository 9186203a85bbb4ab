package line

import (
	"oneplan/meeting"
)

// work offers what home has for a keyworker: their work, in numbers, and what colleagues ask them and answered.
func (s *Session) work(h meeting.Home, today meeting.Day) []option {
	if h.Work == nil {
		return nil
	}
	var views []*meeting.View
	for _, r := range h.Records {
		views = append(views, r.View)
	}
	var out []option
	if cases := meeting.Cases(views, today); len(cases) > 0 {
		waits := 0
		for _, c := range cases {
			waits += c.Overdue()
		}
		says := s.opt.Words().N(len(cases), "Your work as a keyworker: %d plan", "Your work as a keyworker: %d plans")
		if waits > 0 {
			says += s.opt.Words().N(waits, ", %d thing past the day", ", %d things past the day")
		}
		out = append(out, option{says: says, command: []string{"work"}})
	}
	waits := 0
	for _, x := range h.Advice {
		if x.Waits {
			waits++
		}
	}
	if waits > 0 {
		out = append(out, option{says: s.opt.Words().N(waits, "Questions and answers of colleagues that wait for you: %d thing", "Questions and answers of colleagues that wait for you: %d things"), command: []string{"advice"}})
	}
	return out
}
