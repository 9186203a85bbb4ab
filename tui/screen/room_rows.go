package screen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/tui/theme"
)

// planRow is one row of the plan that can be selected.
type planRow struct {
	id      meeting.ID
	depth   int
	need    *meeting.NeedNode
	outcome *meeting.OutcomeNode
	action  *meeting.Action
	kind    rowKind
}

type rowKind uint8

const (
	rowNeed rowKind = iota
	rowOutcome
	rowAction
)

// planRows returns the plan as rows, without what is folded.
func (r *Room) planRows() []planRow {
	var out []planRow
	v := r.view()
	for i := range v.Plan {
		n := &v.Plan[i]
		out = append(out, planRow{id: n.ID, need: n, kind: rowNeed})
		if r.folded[n.ID] {
			continue
		}
		for j := range n.Outcomes {
			o := &n.Outcomes[j]
			out = append(out, planRow{id: o.ID, depth: 1, outcome: o, kind: rowOutcome})
			if r.folded[o.ID] {
				continue
			}
			for _, a := range o.Actions {
				out = append(out, planRow{id: a.ID, depth: 2, action: a, kind: rowAction})
			}
		}
		for _, a := range n.Actions {
			out = append(out, planRow{id: a.ID, depth: 1, action: a, kind: rowAction})
		}
	}
	for _, a := range v.Loose {
		out = append(out, planRow{id: a.ID, action: a, kind: rowAction})
	}
	return out
}

// counts returns how many needs, outcomes and actions the viewer's plan has.
func planCounts(v *meeting.View) (needs, outcomes, actions int) {
	for _, n := range v.Plan {
		outcomes += len(n.Outcomes)
	}
	return len(v.Plan), outcomes, len(v.Actions())
}

// actionMark is the fixed mark of an action's state: done, late, blocked, being worked on, not started.
func actionMark(a *meeting.Action, today meeting.Day) string {
	switch {
	case a.Status == meeting.Done:
		return "✓"
	case a.Status == meeting.NoLongerFor:
		return "–"
	case a.Status == meeting.Blocked:
		return "⚑"
	case a.Due != "" && a.Due < today:
		return "!"
	case a.Status == meeting.InProgress:
		return "●"
	}
	return "◌"
}

// actionWhen says in words when an action is or was due. Lateness is said as a date, without blame.
func actionWhen(a *meeting.Action, today meeting.Day) string {
	switch {
	case a.Status == meeting.Done && a.DoneOn != "":
		return "done " + dayShort(a.DoneOn, today)
	case a.Status == meeting.Done:
		return "done"
	case a.Status == meeting.NoLongerFor:
		return "no longer needed"
	case a.Due == "":
		return "no date"
	case a.Due < today:
		return "was due " + dayShort(a.Due, today)
	}
	return "due " + dayShort(a.Due, today)
}

// dayShort returns "14 Nov", with the year where it is another.
func dayShort(d, today meeting.Day) string {
	t := d.Time(time.UTC)
	if t.IsZero() {
		return ""
	}
	if len(today) >= 4 && d[:4] == today[:4] {
		return t.Format("2 Jan")
	}
	return t.Format("2 Jan 2006")
}

// actionOwner says who owns an action, and whether they have said yes.
func (r *Room) actionOwner(a *meeting.Action) string {
	switch {
	case a.Owner == 0 && a.Ask != "":
		return "asked " + r.agencyName(a.Ask)
	case a.Owner == 0:
		return "no owner"
	}
	name := r.view().NameOf(a.Owner)
	switch a.Consent {
	case meeting.Asked:
		return name + " (asked)"
	case meeting.Declined:
		return name + " (said no)"
	}
	return name
}

// personRow is one row of the people in the room.
type personRow struct {
	member *meeting.Member
	here   bool
	shared bool
	way    *meeting.Attendance
	hand   int
	typing bool
	first  bool // first of those who are not here
}

// peopleRows returns who is in the room, then everybody else on the attendance list or the team.
func (r *Room) peopleRows() []personRow {
	v, m := r.view(), r.meeting()
	in := r.u.Presence.In(r.id)
	var here, away []personRow
	for _, mem := range v.Members {
		if !mem.Current() || mem.Guest != 0 && mem.Guest != r.id {
			continue
		}
		row := personRow{member: mem, here: slices.Contains(in, mem.ID), way: m.Attending(mem.ID), hand: r.u.Presence.HandOf(mem.ID)}
		if r.u.Presence != nil {
			for _, h := range r.u.Presence.Here {
				if h.Member == mem.ID && h.Meeting == r.id {
					row.shared = row.shared || h.Shared
					row.typing = row.typing || h.Field != meeting.Field{} && r.u.Now.Sub(h.Typed) < 5*time.Second
				}
			}
		}
		present := row.here || row.way != nil && row.way.Way.Present() && row.way.To.IsZero()
		if present {
			here = append(here, row)
		} else {
			away = append(away, row)
		}
	}
	slices.SortStableFunc(here, func(a, b personRow) int { return r.rank(a.member) - r.rank(b.member) })
	if len(away) > 0 {
		away[0].first = true
	}
	return append(here, away...)
}

// rank puts the chair first, then the family, then everybody else in the team's order.
func (r *Room) rank(m *meeting.Member) int {
	switch {
	case m.ID == r.meeting().Chair:
		return 0
	case m.Role.Family():
		return 1
	}
	return 2
}

// personSays is what the people pane says beside a name.
func (r *Room) personSays(p personRow) string {
	m := r.meeting()
	var out []string
	if m.Floor == p.member.ID {
		out = append(out, "has the floor")
	}
	if p.hand > 0 {
		out = append(out, "hand up, "+ordinal(p.hand))
	}
	if p.typing {
		out = append(out, "typing")
	}
	if len(out) > 0 {
		return strings.Join(out, " · ")
	}
	switch {
	case p.member.ID == m.Chair:
		return "chair"
	case p.member.ID == m.MinuteTaker:
		out = append(out, "minutes")
	}
	if p.way != nil && !p.here && (p.way.Way != meeting.OwnScreen || !p.way.To.IsZero()) {
		s := string(p.way.Way)
		if p.way.Note != "" {
			s += ": " + p.way.Note
		}
		out = append(out, s)
	} else if p.member.AgencyName != "" {
		out = append(out, p.member.AgencyName)
	}
	return strings.Join(out, " · ")
}

func ordinal(n int) string {
	suffix := "th"
	switch {
	case n%100 >= 11 && n%100 <= 13:
	case n%10 == 1:
		suffix = "st"
	case n%10 == 2:
		suffix = "nd"
	case n%10 == 3:
		suffix = "rd"
	}
	return fmt.Sprintf("%d%s", n, suffix)
}

// letters gives each agency of the team its letter, for screens where colours do not tell.
func (r *Room) letters() map[meeting.AgencyID]string {
	var ids []meeting.AgencyID
	var names []string
	for _, m := range r.view().Members {
		if !slices.Contains(ids, m.Agency) {
			ids, names = append(ids, m.Agency), append(names, m.AgencyName)
		}
	}
	out := map[meeting.AgencyID]string{}
	for i, l := range theme.Letters(names) {
		out[ids[i]] = l
	}
	return out
}

// agency returns which of the theme's agency colours a member has: agencies count in the order in
// which the team has them.
func (r *Room) agency(m *meeting.Member) int {
	var seen []meeting.AgencyID
	for _, x := range r.view().Members {
		if !slices.Contains(seen, x.Agency) {
			seen = append(seen, x.Agency)
		}
		if x.Agency == m.Agency {
			break
		}
	}
	return slices.Index(seen, m.Agency)
}

func (r *Room) agencyName(id meeting.AgencyID) string {
	for _, m := range r.view().Members {
		if m.Agency == id && m.AgencyName != "" {
			return m.AgencyName
		}
	}
	return string(id)
}

// initials marks a member's caret.
func (r *Room) initials(m *meeting.Member) string { return theme.Initials(m.Name) }
