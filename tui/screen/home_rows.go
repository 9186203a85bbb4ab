package screen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

func (s *Home) now(env *Env) {
	var rows []homeRow
	for _, rec := range s.h.Records {
		m := rec.View.Live()
		if m == nil {
			continue
		}
		rows = append(rows, homeRow{
			mark: "●", style: good, what: env.T("live") + "  " + env.T(m.Kind.Heading()) + " · " + rec.View.Called() + " · " + meetingName(rec.View, m),
			middle: env.T("chair %s", rec.View.NameOf(m.Chair)), right: env.N(inRoom(rec, m), "%d in the room  ⏎ join", "%d in the room  ⏎ join"),
			record: rec.View.Name, meeting: m.ID, join: true,
		})
	}
	if len(rows) > 0 {
		s.section(env.T("Now"), env.N(len(rows), "%d meeting", "%d meetings"), rows)
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
	off := 0 // how many of them are called off
	for _, rec := range s.h.Records {
		v := rec.View
		for _, m := range v.Meetings {
			switch m.Stage {
			case meeting.Preparing:
				ds = append(ds, due{m.At, homeRow{
					what:   env.Words.Time(m.At.In(env.Zone), "Mon 2 Jan 15:04") + "  " + env.T(m.Kind.Heading()) + " · " + v.Called(),
					middle: env.T("you are: %s", youAre(v, m)), right: inDays(m.At, env), record: v.Name, meeting: m.ID, style: muted,
				}})
			case meeting.CalledOff:
				if m.StillToCome(env.Today(), env.Zone) {
					ds, off = append(ds, due{m.At, offRow(env, v, m)}), off+1
				}
			case meeting.Tidying, meeting.Sent:
				say, st := env.T("minutes being tidied"), muted
				if m.Stage == meeting.Sent {
					say = env.T("minutes sent, answer by %s", m.ReplyBy.When(env.Today()))
					if !slices.ContainsFunc(m.Signed, func(g meeting.Signed) bool { return g.Member == v.Me.ID }) {
						st = warn
					}
				}
				ds = append(ds, due{m.At, homeRow{
					what:   env.Words.Time(m.At.In(env.Zone), "Mon 2 Jan 15:04") + "  " + env.T(m.Kind.Heading()) + " · " + v.Called(),
					middle: env.T("you are: %s", youAre(v, m)), right: say, record: v.Name, meeting: m.ID, style: st,
				}})
			}
		}
	}
	slices.SortStableFunc(ds, func(a, b due) int { return a.at.Compare(b.at) })
	var rows []homeRow
	for _, d := range ds {
		rows = append(rows, d.row)
	}
	note := ""
	if n := len(rows) - off; n > 0 {
		note = env.N(n, "%d meeting", "%d meetings")
	}
	if len(rows) > 0 {
		s.section(env.T("Next"), note, rows)
	}
}

func youAre(v *meeting.View, m *meeting.Meeting) words.Msg {
	switch v.Me.ID {
	case m.Chair:
		return "chair"
	case m.MinuteTaker:
		return "minute taker"
	}
	return v.Me.Role.Msg()
}

// inDays says how far away a time is, in days of the calendar.
func inDays(at time.Time, env *Env) string {
	n := days(env.Today(), meeting.DayOf(at.In(env.Zone)))
	switch {
	case n == 0:
		return env.T("today")
	case n == 1:
		return env.T("tomorrow")
	case n > 1:
		return env.N(n, "in %d day", "in %d days")
	case n == -1:
		return env.T("was yesterday")
	}
	return env.N(-n, "was %d day ago", "was %d days ago")
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
		for _, a := range v.Mine() {
			near := a.Near(today)
			switch {
			case near == meeting.WasDue:
				late++
			case near == meeting.DueThisWeek:
				soon++
			case !s.all && s.find == "" && (a.Due == "" || today.Until(a.Due) > 31):
				hidden++
				continue
			}
			st := muted
			if near == meeting.WasDue && !v.Me.Role.Family() {
				st = warn
			}
			text := strings.Join(strings.Fields(v.Text(meeting.Field{ID: a.ID, Part: meeting.What}).String()), " ")
			when := actionWhen(env.Words, a, today)
			if a.Consent == meeting.Asked {
				when += " · " + env.T("you are asked")
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
		note = append(note, env.N(late, "%d was due", "%d were due"))
	}
	if soon > 0 {
		note = append(note, env.N(soon, "%d due this week", "%d due this week"))
	}
	if hidden > 0 {
		note = append(note, env.N(hidden, "%d later (a shows all)", "%d later (a shows all)"))
	}
	s.section(env.T("My actions"), strings.Join(note, " · "), rows)
}

func (s *Home) children(env *Env) {
	var rows []homeRow
	family := false
	for _, rec := range s.h.Records {
		v := rec.View
		family = family || v.Me.Role.Family()
		kw := ""
		for _, m := range v.Members {
			if m.Role == meeting.Keyworker && m.Current() {
				name := m.Name
				if m.ID == v.Me.ID {
					name = env.T("you")
				}
				since := m.Since.In(env.Zone)
				if t := v.Tenure(); t != nil && t.Member == m.ID { // not since they are on the team
					since = t.From.Time(env.Zone)
				}
				kw = env.T("keyworker %s, since %s", name, words.When{At: since, Layout: "Jan 2006"})
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
		if kw == "" {
			kw, st, mark = env.T("no keyworker"), warn, "⚑"
		}
		what := v.Called() + " · " + v.Name
		var next meeting.ID
		right := env.N(open, "%d open action", "%d open actions")
		for _, m := range v.Meetings {
			if next == 0 || m.Stage == meeting.Live || m.Stage == meeting.Preparing {
				next = m.ID
			}
		}
		if at := nextMeeting(v, env.Now); !at.IsZero() {
			right = env.T("next meeting %s", dayShort(env.Words, meeting.DayOf(at.In(env.Zone)), env.Today()))
		}
		rows = append(rows, homeRow{mark: mark, style: st, what: what, middle: kw, right: right, record: v.Name, meeting: next, child: true})
		rows = append(rows, s.own(env, v)...)
	}
	head := env.T("Children")
	if family {
		head = env.T("Your plan")
	}
	s.section(head, "", rows)
}
