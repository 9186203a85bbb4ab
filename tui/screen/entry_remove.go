package screen

import (
	"slices"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// removeEntry asks before the selected entry goes out of the plan, with what stands under it.
func (r *Room) removeEntry(*Env) []Action {
	id := r.entry
	what := r.entryWords(id)
	if what == "" {
		r.Notice(r.T("Choose something in the plan first."))
		return nil
	}
	return r.show(newConfirm(r.T("Take %s out of the plan? u brings it back.", what), r.T("Take it out"), r.T("Keep it"), func(_ *Env, r *Room) []Action {
		if r.locked() {
			r.Notice(r.T(lockedWords))
			return nil
		}
		if r.entry == id {
			r.entry = r.beside(id)
		}
		return send(r.T("It is out of the plan. u brings it back."), meeting.RemoveEntry{ID: id})
	}))
}

// entryWords names an entry of the plan and what stands under it: “Sleep”, with 1 outcome and 3 actions under it.
func (r *Room) entryWords(id meeting.ID) string {
	for _, row := range r.wholePlan() {
		if row.id != id {
			continue
		}
		var kind words.Msg = "the action “%s”"
		outcomes, actions := 0, 0
		switch row.kind {
		case rowNeed:
			kind, outcomes, actions = "the need “%s”", len(row.need.Outcomes), len(row.need.Actions)
			for _, o := range row.need.Outcomes {
				actions += len(o.Actions)
			}
		case rowOutcome:
			kind, actions = "the outcome “%s”", len(row.outcome.Actions)
		case rowAction:
		}
		var under []string
		if outcomes > 0 {
			under = append(under, r.N(outcomes, "%d outcome", "%d outcomes"))
		}
		if actions > 0 {
			under = append(under, r.N(actions, "%d action", "%d actions"))
		}
		s := r.T(kind, r.named(id))
		if len(under) > 0 {
			s = r.T("%s, with %s under it,", s, r.words.List(under))
		}
		return s
	}
	return ""
}

// wholePlan returns the plan's rows, those that are folded away too.
func (r *Room) wholePlan() []planRow {
	folded := r.folded
	defer func() { r.folded = folded }()
	r.folded = nil
	return r.planRows()
}

// beside returns the entry to select once another is gone: the next that does not stand under it, else
// the one before.
func (r *Room) beside(id meeting.ID) meeting.ID {
	rows := r.planRows()
	i := slices.IndexFunc(rows, func(x planRow) bool { return x.id == id })
	if i < 0 {
		return 0
	}
	for _, x := range rows[i+1:] {
		if x.depth <= rows[i].depth {
			return x.id
		}
	}
	if i > 0 {
		return rows[i-1].id
	}
	return 0
}
