package meeting

import "strings"

// WrittenPlan returns what people wrote in the plan, a text after the other: for whoever reads it whole.
func (v *View) WrittenPlan() []string {
	var w written
	outcome := func(o *Outcome, under []*Action) {
		w.add(v, o.ID, What, Measure)
		for _, a := range under {
			w.add(v, a.ID, What, Blocks, NextStep)
		}
	}
	for _, n := range v.Plan {
		w.add(v, n.ID, Statement, Evidence)
		for _, o := range n.Outcomes {
			outcome(o.Outcome, o.Actions)
		}
		for _, a := range n.Actions {
			w.add(v, a.ID, What, Blocks, NextStep)
		}
	}
	for _, a := range v.Loose {
		w.add(v, a.ID, What, Blocks, NextStep)
	}
	return w
}

// WrittenMinutes returns what people wrote that stands in the minutes of a meeting: for each item the summary, or the notes where there is
// none, and the decisions.
func (v *View) WrittenMinutes(id ID) []string {
	m := v.Meeting(id)
	if m == nil {
		return nil
	}
	var w written
	for _, it := range m.Agenda {
		if before := len(w); before == len(w.add(v, it.ID, Summary)) {
			w.add(v, it.ID, Notes)
		}
	}
	for _, d := range v.Decisions {
		if d.Meeting == id {
			w.add(v, d.ID, Wording, Rationale)
		}
	}
	return w
}

type written []string

func (w *written) add(v *View, id ID, parts ...Part) []string {
	for _, p := range parts {
		if s := strings.TrimSpace(v.Text(Field{ID: id, Part: p}).String()); s != "" {
			*w = append(*w, s)
		}
	}
	return *w
}
