package screen

import (
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
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
func actionWhen(l *words.Language, a *meeting.Action, today meeting.Day) string {
	switch {
	case a.Status == meeting.Done && a.DoneOn != "":
		return l.T("done %s", dayShort(l, a.DoneOn, today))
	case a.Status == meeting.Done:
		return l.T("done")
	case a.Status == meeting.NoLongerFor:
		return l.T("no longer needed")
	case a.Due == "":
		return l.T("no date")
	case a.Due < today:
		return l.T("was due %s", dayShort(l, a.Due, today))
	}
	return l.T("due %s", dayShort(l, a.Due, today))
}

// dayShort returns "14 Nov", with the year where it is another.
func dayShort(l *words.Language, d, today meeting.Day) string {
	t := d.Time(time.UTC)
	if t.IsZero() {
		return ""
	}
	if len(today) >= 4 && d[:4] == today[:4] {
		return l.Time(t, "2 Jan")
	}
	return l.Time(t, "2 Jan 2006")
}

// actionOwner says who owns an action, and whether they have said yes.
func (r *Room) actionOwner(a *meeting.Action) string {
	switch {
	case a.Owner == 0 && a.Ask != "":
		return r.T("asked %s", r.agencyName(a.Ask))
	case a.Owner == 0:
		return r.T("no owner")
	}
	name := r.view().NameOf(a.Owner)
	if r.view().OwnerLeft(a) {
		return r.T("needs a new owner")
	}
	switch a.Consent {
	case meeting.Asked:
		return r.T("%s (asked)", name)
	case meeting.Declined:
		return r.T("%s (said no)", name)
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

// present reports whether they are at the meeting, at a screen or without one.
func (p personRow) present() bool {
	return p.here || p.way != nil && p.way.Way.Present() && p.way.To.IsZero()
}

// peopleRows returns who is in the room, then everybody else on the attendance list or the team. They are worked out
// once for each Update.
func (r *Room) peopleRows() []personRow { return r.rows.people }

// inRoom returns how many people are at the meeting, at a screen or without one.
func (r *Room) inRoom() int {
	rows := r.peopleRows()
	if i := slices.IndexFunc(rows, func(p personRow) bool { return p.first }); i >= 0 {
		return i
	}
	return len(rows)
}

// listPeople works out the rows of the people. They are the same slice as before if nothing about anybody changed.
func (r *Room) listPeople() {
	v, m, p := r.view(), r.meeting(), r.u.Presence
	here, away := r.rows.next[:0], r.rows.away[:0]
	for _, mem := range v.Members {
		if !mem.Current() || mem.Guest != 0 && mem.Guest != r.id {
			continue
		}
		row := personRow{member: mem, way: m.Attending(mem.ID), hand: p.HandOf(mem.ID)}
		if p != nil {
			row.here = slices.ContainsFunc(p.Left, func(l meeting.Hand) bool { return l.Member == mem.ID })
			for i := range p.Here {
				if h := &p.Here[i]; h.Member == mem.ID && h.Meeting == r.id {
					row.here, row.shared = true, row.shared || h.Shared
					row.typing = row.typing || h.Field != meeting.Field{} && r.isTyping(h)
				}
			}
		}
		if row.present() {
			here = append(here, row)
		} else {
			away = append(away, row)
		}
	}
	slices.SortStableFunc(here, func(a, b personRow) int { return r.rank(a.member) - r.rank(b.member) })
	if len(away) > 0 {
		away[0].first = true
	}
	here = append(here, away...)
	if r.rows.away = away; slices.Equal(here, r.rows.people) {
		r.rows.next = here
		return
	}
	r.rows.people, r.rows.next = here, nil // who has the old ones may still read them
}

// typingFor is how long after a change somebody counts as typing.
const typingFor = 5 * time.Second

func (r *Room) isTyping(h *meeting.Here) bool { return r.now.Sub(h.Typed) < typingFor }

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

// personSays is what the people pane says beside a name: what they do just now, how they take part. Their agency
// stands apart, since its letter and colour say it too.
func (r *Room) personSays(p personRow) (says, agency string) {
	m := r.meeting()
	var out []string
	if m.Floor == p.member.ID {
		out = append(out, r.T("has the floor"))
	}
	if p.hand > 0 {
		out = append(out, r.T("hand up, %s", ordinal(r.words, p.hand)))
	}
	if p.typing {
		out = append(out, r.T("typing"))
	}
	if len(out) > 0 {
		return strings.Join(out, " · "), ""
	}
	switch p.member.ID {
	case m.Chair:
		out = append(out, r.T("chair"))
	case m.MinuteTaker:
		out = append(out, r.T("minutes"))
	}
	switch {
	case p.here || p.way == nil:
	case !p.way.To.IsZero():
		return strings.Join(append(out, "left"), " · "), ""
	case p.way.Way == meeting.OwnScreen:
		out = append(out, r.T("offline"))
	default:
		s := r.T(p.way.Way.Msg())
		if p.way.Note != "" {
			s += ": " + p.way.Note
		}
		return strings.Join(append(out, s), " · "), ""
	}
	return strings.Join(out, " · "), p.member.AgencyName
}

// ordinal returns a place in a row: 1st, 2nd.
func ordinal(l *words.Language, n int) string {
	var m words.Msg = "%dth"
	switch {
	case n%100 >= 11 && n%100 <= 13:
	case n%10 == 1:
		m = "%dst"
	case n%10 == 2:
		m = "%dnd"
	case n%10 == 3:
		m = "%drd"
	}
	return l.T(m, n)
}

// rowsKept is what is worked out once for each Update, since every frame asks for it.
type rowsKept struct {
	people  []personRow
	next    []personRow // room for the next people
	away    []personRow
	peers   []widget.Peer
	of      []*meeting.Member           // whose agencies these are
	letters map[meeting.AgencyID]string // for screens where colours do not tell
	agency  map[meeting.AgencyID]int    // which of the theme's colours an agency has
	marks   map[meeting.ID]string       // the members' initials
}

// agencies gives each agency of the team its letter and its colour: they count in the order in which the team has
// them.
func (r *Room) agencies() *rowsKept {
	k, ms := &r.rows, r.view().Members
	if k.agency != nil && len(k.of) == len(ms) && (len(ms) == 0 || &k.of[0] == &ms[0]) {
		return k
	}
	k.of, k.letters, k.agency, k.marks = ms, map[meeting.AgencyID]string{}, map[meeting.AgencyID]int{}, map[meeting.ID]string{}
	var names []string
	var ids []meeting.AgencyID
	for _, m := range ms {
		if _, seen := k.agency[m.Agency]; !seen {
			k.agency[m.Agency] = len(ids)
			ids, names = append(ids, m.Agency), append(names, m.AgencyName)
		}
	}
	for i, l := range theme.Letters(names) {
		k.letters[ids[i]] = l
	}
	return k
}

// agency returns which of the theme's agency colours a member has.
func (r *Room) agency(m *meeting.Member) int { return r.agencies().agency[m.Agency] }

func (r *Room) agencyName(id meeting.AgencyID) string {
	for _, m := range r.view().Members {
		if m.Agency == id && m.AgencyName != "" {
			return m.AgencyName
		}
	}
	return string(id)
}

// initials marks a member's caret.
func (r *Room) initials(m *meeting.Member) string {
	k := r.agencies()
	s, ok := k.marks[m.ID]
	if !ok {
		s = theme.Initials(m.Name)
		k.marks[m.ID] = s
	}
	return s
}
