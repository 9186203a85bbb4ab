package screen

import (
	"cmp"
	"slices"

	"oneplan/meeting"
)

// fewReminders is how many reminders home shows unless all are asked for.
const fewReminders = 5

// reminders says what this person should look at, over all children: the keyworker and the deputy everything, others what waits for
// them.
func (s *Home) reminders(env *Env) {
	type due struct {
		day meeting.Day
		row homeRow
	}
	var ds []due
	for _, rec := range s.h.Records {
		v := rec.View
		if v.Me.Role.Family() {
			continue
		}
		leads := v.May(meeting.LeadRecord, nil)
		for _, x := range v.RemindersIn(env.Words, env.Today()) {
			if !leads && !waitsFor(v, x) {
				continue
			}
			words := x.Text
			if h, ok := v.Entry(x.Entry).(*meeting.Handover); ok && h.To == v.Me.ID && h.DoneAt.IsZero() {
				words = env.T("The handover is for you: go through it, and take on each thing.")
			}
			if len(s.h.Records) > 1 {
				words = v.Called() + ": " + words
			}
			ds = append(ds, due{x.Day, homeRow{mark: "!", style: warn, what: words, wide: true, record: v.Name, entry: x.Entry, child: x.Entry == 0}})
		}
	}
	slices.SortStableFunc(ds, func(a, b due) int { return cmp.Compare(a.day, b.day) })
	note := ""
	if n := len(ds) - fewReminders; n > 0 && !s.all && s.find == "" {
		ds = ds[:fewReminders]
		note = env.N(n, "%d more (a shows all)", "%d more (a shows all)")
	}
	var rows []homeRow
	for _, d := range ds {
		rows = append(rows, d.row)
	}
	if len(rows) > 0 {
		s.section(env.T("Look at this first"), note, rows)
	}
}

// waitsFor reports whether a reminder waits for the viewer, who does not lead the record.
func waitsFor(v *meeting.View, x meeting.Reminder) bool {
	me := v.Me.ID
	switch e := v.Entry(x.Entry).(type) {
	case *meeting.Contact:
		return e.By == me
	case *meeting.Question:
		return e.To == me
	case *meeting.Handover:
		return e.To == me
	case *meeting.Transition:
		return e.Lead == me
	case *meeting.Wait:
		return e.ReferredBy == me
	case *meeting.Assessment:
		return e.Member == me
	case *meeting.Escalation:
		return e.By == me
	}
	return false
}
