package meeting

import (
	"slices"
	"time"

	"oneplan/meeting/words"
)

// Case is one plan of somebody's own caseload: of one child, or of brothers and sisters.
type Case struct {
	View    *View
	Covers  bool      // they only cover for the keyworker now
	Next    time.Time // of the next meeting; zero: none is planned
	Late    []Reminder
	Actions []*Action // their own, past their date
	Contact Day       // the last contact with the family, by anybody; "" for none
}

// CaseOf returns the plan as the viewer, its keyworker, deputy or cover, has it among their work on that day. It is nil for everybody
// else, and where the plan is closed.
func CaseOf(v *View, today Day) *Case {
	if v == nil || v.Me == nil || v.Closed() || v.Viewer().Meeting != 0 || v.viewer.Shared || v.viewer.Paper {
		return nil
	}
	covers := false
	if t := v.Tenure(); t != nil && t.Cover == v.Me.ID {
		covers = t.CoverFrom <= today && (t.CoverTo == "" || t.CoverTo >= today)
	}
	if !covers && v.Me.Role != Keyworker && v.Me.Role != Deputy {
		return nil
	}
	c := &Case{View: v, Covers: covers && v.Me.Role != Keyworker && v.Me.Role != Deputy, Contact: v.Continuity(today).LastContact}
	for _, x := range v.Reminders(today) {
		if x.Day <= today {
			c.Late = append(c.Late, x)
		}
	}
	for _, x := range v.Actions() {
		if x.Owner == v.Me.ID && x.Status.Open() && x.Due != "" && x.Due < today {
			c.Actions = append(c.Actions, x)
		}
	}
	next := func(at time.Time) {
		if !at.IsZero() && DayOf(at) >= today && (c.Next.IsZero() || at.Before(c.Next)) {
			c.Next = at
		}
	}
	for _, m := range v.Meetings {
		switch m.Stage {
		case Preparing, Live:
			next(m.At)
		case Tidying, Sent, Final:
			if !slices.ContainsFunc(v.Meetings, func(o *Meeting) bool { return o.Number > m.Number }) {
				next(m.Next)
			}
		}
	}
	return c
}

// Overdue returns how much of the plan waits past its day.
func (c *Case) Overdue() int { return len(c.Late) + len(c.Actions) }

// Cases returns somebody's caseload, what has most overdue first, and then by name.
func Cases(views []*View, today Day) []*Case {
	var out []*Case
	for _, v := range views {
		if c := CaseOf(v, today); c != nil {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b *Case) int { return b.Overdue() - a.Overdue() })
	return out
}

// Keyworks counts the plans of a caseload whose keyworker they are themselves.
func Keyworks(cases []*Case) int {
	n := 0
	for _, c := range cases {
		if c.View.Me.Role == Keyworker {
			n++
		}
	}
	return n
}

// Attention says what of somebody's supervision and training needs looking at on that day. weeks is how many there are
// from one supervision to the next.
func (w *Work) Attention(weeks int, today Day) []words.Phrase {
	var out []words.Phrase
	add := func(m words.Msg, args ...any) { out = append(out, words.P(m, args...)) }
	_, next := w.Supervised()
	switch due := w.SupervisionDue(weeks); {
	case next != nil && next.Day < today:
		add("Supervision was planned for %s: did it take place?", next.Day.When(today))
	case due != "" && due < today && next == nil:
		add("Supervision was due on %s, and none is planned.", due.When(today))
	case due != "" && due < today:
		add("Supervision was due on %s; the next is on %s.", due.When(today), next.Day.When(today))
	}
	for _, x := range w.RunsOut(today) {
		if x.Until < today {
			add("Training has run out: %s, on %s.", x.What, x.Until.When(today))
		} else {
			add("Training runs out: %s, on %s.", x.What, x.Until.When(today))
		}
	}
	return out
}
