package line

import (
	"oneplan/meeting"
)

// work offers what home has for a keyworker: their work, in numbers, and what colleagues ask them and answered.
func work(h meeting.Home, today meeting.Day) []option {
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
		says := "Your work as a keyworker: " + plural(len(cases), "plan")
		if waits > 0 {
			says += ", " + plural(waits, "thing") + " past the day"
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
		out = append(out, option{says: "Questions and answers of colleagues that wait for you: " + plural(waits, "thing"), command: []string{"advice"}})
	}
	return out
}
