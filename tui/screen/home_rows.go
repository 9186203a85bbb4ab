package screen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
)

func (s *Home) now(*Env) {
	var rows []homeRow
	for _, rec := range s.h.Records {
		m := rec.View.Live()
		if m == nil {
			continue
		}
		rows = append(rows, homeRow{
			mark: "●", style: good, what: "live  " + m.Kind.Title() + " · " + rec.View.Called() + " · " + meetingName(rec.View, m),
			middle: "chair " + rec.View.NameOf(m.Chair), right: fmt.Sprintf("%d in the room  ⏎ join", inRoom(rec, m)),
			record: rec.View.Name, meeting: m.ID, join: true,
		})
	}
	if len(rows) > 0 {
		s.section("Now", plural(len(rows), "meeting"), rows)
	}
}

// inRoom returns how many people are at a meeting, at a screen or without one.
func inRoom(rec meeting.HomeRecord, m *meeting.Meeting) int {
	at, n := rec.Presence.In(m.ID), 0
	for _, mem := range rec.View.Members {
		row := personRow{here: slices.Contains(at, mem.ID), way: m.Attending(mem.ID)}
		if mem.Current() && (mem.Guest == 0 || mem.Guest == m.ID) && row.present() {
			n++
		}
	}
	return n
}

func meetingName(v *meeting.View, m *meeting.Meeting) string {
	return fmt.Sprintf("%s-%d", v.Name, m.Number)
}

func (s *Home) next(env *Env) {
	type due struct {
		at  time.Time
		row homeRow
	}
	var ds []due
	for _, rec := range s.h.Records {
		v := rec.View
		for _, m := range v.Meetings {
			switch m.Stage {
			case meeting.Preparing:
				ds = append(ds, due{m.At, homeRow{
					what:   fmt.Sprintf("%s  %s · %s", m.At.In(env.Zone).Format("Mon 2 Jan 15:04"), m.Kind.Title(), v.Called()),
					middle: "you are: " + youAre(v, m), right: inDays(m.At, env), record: v.Name, meeting: m.ID, style: muted,
				}})
			case meeting.Tidying, meeting.Sent:
				say, st := "minutes being tidied", muted
				if m.Stage == meeting.Sent {
					say = "minutes sent, answer by " + m.ReplyBy.Words(env.Today())
					if !slices.ContainsFunc(m.Signed, func(g meeting.Signed) bool { return g.Member == v.Me.ID }) {
						st = warn
					}
				}
				ds = append(ds, due{m.At, homeRow{
					what:   fmt.Sprintf("%s  %s · %s", m.At.In(env.Zone).Format("Mon 2 Jan 15:04"), m.Kind.Title(), v.Called()),
					middle: "you are: " + youAre(v, m), right: say, record: v.Name, meeting: m.ID, style: st,
				}})
			}
		}
	}
	slices.SortStableFunc(ds, func(a, b due) int { return a.at.Compare(b.at) })
	var rows []homeRow
	for _, d := range ds {
		rows = append(rows, d.row)
	}
	if len(rows) > 0 {
		s.section("Next", plural(len(rows), "meeting"), rows)
	}
}

func youAre(v *meeting.View, m *meeting.Meeting) string {
	switch v.Me.ID {
	case m.Chair:
		return "chair"
	case m.MinuteTaker:
		return "minute taker"
	}
	return string(v.Me.Role)
}

// inDays says how far away a time is, in days of the calendar.
func inDays(at time.Time, env *Env) string {
	n := days(env.Today(), meeting.DayOf(at.In(env.Zone)))
	switch {
	case n == 0:
		return "today"
	case n == 1:
		return "tomorrow"
	case n > 1:
		return fmt.Sprintf("in %d days", n)
	case n == -1:
		return "was yesterday"
	}
	return fmt.Sprintf("was %d days ago", -n)
}

func days(from, to meeting.Day) int {
	return int(to.Time(time.UTC).Sub(from.Time(time.UTC)).Hours() / 24)
}

func (s *Home) actions(env *Env) {
	type mine struct {
		due meeting.Day
		row homeRow
	}
	var ms []mine
	today := env.Today()
	late, soon, hidden := 0, 0, 0
	for _, rec := range s.h.Records {
		v := rec.View
		for _, a := range v.Actions() {
			if a.Owner != v.Me.ID || !a.Status.Open() {
				continue
			}
			left := 1 << 30
			if a.Due != "" {
				left = days(today, a.Due)
			}
			switch {
			case left < 0:
				late++
			case left <= 7:
				soon++
			case !s.all && s.find == "" && left > 31:
				hidden++
				continue
			}
			st := muted
			if left < 0 && !v.Me.Role.Family() {
				st = warn
			}
			text := strings.Join(strings.Fields(v.Text(meeting.Field{ID: a.ID, Part: meeting.What}).String()), " ")
			when := actionWhen(a, today)
			if a.Consent == meeting.Asked {
				when += " · you are asked"
			}
			due := a.Due
			if due == "" {
				due = "9999"
			}
			ms = append(ms, mine{due, homeRow{mark: actionMark(a, today), style: st, what: text, middle: v.Called(), right: when, record: v.Name, entry: a.ID, todo: true}})
		}
	}
	slices.SortStableFunc(ms, func(a, b mine) int { return strings.Compare(string(a.due), string(b.due)) })
	var rows []homeRow
	for _, m := range ms {
		rows = append(rows, m.row)
	}
	var note []string
	if late > 0 {
		note = append(note, map[bool]string{true: "1 was due", false: itoa(late) + " were due"}[late == 1])
	}
	if soon > 0 {
		note = append(note, fmt.Sprintf("%d due this week", soon))
	}
	if hidden > 0 {
		note = append(note, fmt.Sprintf("%d later (a shows all)", hidden))
	}
	s.section("My actions", strings.Join(note, " · "), rows)
}

func (s *Home) children(env *Env) {
	var rows []homeRow
	family := false
	for _, rec := range s.h.Records {
		v := rec.View
		family = family || v.Me.Role.Family()
		kw := "no keyworker"
		for _, m := range v.Members {
			if m.Role == meeting.Keyworker && m.Current() {
				name := m.Name
				if m.ID == v.Me.ID {
					name = "you"
				}
				since := m.Since.In(env.Zone)
				if t := v.Tenure(); t != nil && t.Member == m.ID { // not since they are on the team
					since = t.From.Time(env.Zone)
				}
				kw = "keyworker " + name + ", since " + since.Format("Jan 2006")
			}
		}
		open := 0
		for _, a := range v.Actions() {
			if a.Status.Open() {
				open++
			}
		}
		st := muted
		mark := "●"
		if kw == "no keyworker" {
			st, mark = warn, "⚑"
		}
		what := v.Called() + " · " + v.Name
		var next meeting.ID
		right := plural(open, "open action")
		for _, m := range v.Meetings {
			if next == 0 || m.Stage == meeting.Live || m.Stage == meeting.Preparing {
				next = m.ID
			}
			at := m.Next
			if m.Stage == meeting.Preparing {
				at = m.At
			}
			if at.After(env.Now) {
				right = "next meeting " + dayShort(meeting.DayOf(at.In(env.Zone)), env.Today())
			}
		}
		rows = append(rows, homeRow{mark: mark, style: st, what: what, middle: kw, right: right, record: v.Name, meeting: next, child: true})
		rows = append(rows, s.own(v)...)
	}
	head := "Children"
	if family {
		head = "Your plan"
	}
	s.section(head, "", rows)
}
