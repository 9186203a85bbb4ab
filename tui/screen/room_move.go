package screen

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"oneplan/meeting"
)

// move takes the keys that move within the pane in front, and says why others do nothing just now.
func (r *Room) move(k tea.KeyPressMsg) []Action {
	by := 0
	if page := max(1, r.draw.areas[paneNotes].Dy()-3); r.pane == paneNotes { // a long text is read by pages
		switch k.String() {
		case "pgup":
			r.notes.Scroll(-page)
			return nil
		case "pgdown":
			r.notes.Scroll(page)
			return nil
		}
	}
	switch k.String() {
	case "up", "k":
		by = -1
	case "down", "j":
		by = 1
	case "pgup":
		by = -8
	case "pgdown":
		by = 8
	case "home":
		by = -1 << 20
	case "end":
		by = 1 << 20
	case "left":
		if r.pane == paneNotes {
			return r.turnAside(-1)
		}
		return r.fold(true)
	case "right":
		if r.pane == paneNotes {
			return r.turnAside(1)
		}
		return r.fold(false)
	case "space":
		return r.fold(!r.folded[r.entry])
	default:
		if s := r.why(k); s != "" {
			r.Notice(s)
		}
	}
	if by != 0 {
		r.step(by)
	}
	return nil
}

// step moves the selection of the pane in front by a number of rows.
func (r *Room) step(by int) {
	switch r.pane {
	case paneAgenda, paneNotes:
		m := r.meeting()
		i := min(max(0, m.Index(r.item)+by), len(m.Agenda)-1)
		r.setItem(m.Agenda[i].ID)
	case panePlan:
		rows := r.planRows()
		if len(rows) == 0 {
			return
		}
		i := slices.IndexFunc(rows, func(x planRow) bool { return x.id == r.entry })
		r.entry = rows[min(max(0, i+by), len(rows)-1)].id
		r.leaveChair()
	case panePeople:
		ms := r.peopleRows()
		if len(ms) == 0 {
			return
		}
		i := slices.IndexFunc(ms, func(x personRow) bool { return x.member.ID == r.person })
		r.person = ms[min(max(0, i+by), len(ms)-1)].member.ID
	}
}

// setItem puts an agenda item in front. Looking elsewhere than the chair ends following.
func (r *Room) setItem(id meeting.ID) {
	if id == r.item || r.notes.Waiting() {
		return
	}
	r.item, r.aside = id, 0
	if m := r.meeting(); m.Stage == meeting.Live && id != m.Item {
		r.leaveChair()
	}
	r.showNotes()
}

// leaveChair ends following the chair because the viewer looks elsewhere.
func (r *Room) leaveChair() {
	if r.follow && !r.chair() && r.meeting().Stage == meeting.Live {
		r.follow = false
		r.Notice(r.T("You are looking around by yourself now: f follows the chair again."))
	}
}

func (r *Room) fold(shut bool) []Action {
	if r.pane != panePlan {
		return nil
	}
	if shut {
		if v := r.view(); r.folded[r.entry] || v.Action(r.entry) != nil { // step out
			if a := v.Action(r.entry); a != nil && a.Under != 0 {
				r.entry = a.Under
			} else if o := v.Outcome(r.entry); o != nil {
				r.entry = o.Need
			}
			return nil
		}
		r.folded[r.entry] = true
	} else {
		delete(r.folded, r.entry)
	}
	return nil
}

// panes returns the panes that tab goes through.
func (r *Room) panes() []string {
	out := []string{paneAgenda, panePlan, panePeople}
	if r.open() != nil {
		out = append(out, paneDecision)
	}
	return append(out, paneNotes)
}

func (r *Room) nextPane(by int) {
	ps := r.panes()
	i := slices.Index(ps, r.pane)
	r.toPane(ps[(i+by+len(ps))%len(ps)])
}

// toPane puts a pane in front, with something selected in it.
func (r *Room) toPane(pane string) {
	r.pane = pane
	if pane == panePlan && !r.entryThere() {
		r.entry = 0
		if rows := r.planRows(); len(rows) > 0 {
			r.entry = rows[0].id
		}
	}
	if pane == panePeople && r.person == 0 {
		if rows := r.peopleRows(); len(rows) > 0 {
			r.person = rows[0].member.ID
		}
	}
}
