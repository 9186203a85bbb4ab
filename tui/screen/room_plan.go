package screen

import (
	"fmt"
	"slices"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
)

type planKey struct {
	t      *theme.Theme
	v      *meeting.View
	entry  meeting.ID
	focus  bool
	folded int
	today  meeting.Day
	top    int
	detail [3]text.View // of the selected entry
}

func (r *Room) drawPlan(env *Env, scr uv.Screen, area uv.Rectangle) {
	t := env.Theme
	focus := r.pane == panePlan
	r.draw.areas[panePlan] = area
	v := r.view()
	if r.draw.planView == nil || !samePlan(r.draw.planView, v) {
		r.draw.planView = v
	}
	k := planKey{t: t, v: r.draw.planView, entry: r.entry, focus: focus, folded: r.foldKey(), today: env.Today(), top: r.draw.planTop}
	for i, d := range r.details() {
		k.detail[i] = v.Text(d.field)
	}
	r.draw.plan.Draw(scr, area, k, func(scr uv.Screen, area uv.Rectangle) {
		n, o, a := planCounts(v)
		in := box(scr, area, t, focus, r.title(env, focus, env.T("Plan"), fmt.Sprintf("%s · %s · %s", env.N(n, "%d need", "%d needs"), env.N(o, "%d outcome", "%d outcomes"), env.N(a, "%d action", "%d actions")))...)
		rows := r.planLines(env, in.Dx(), focus)
		at, end := 0, -1
		for i, x := range rows {
			if x.id == r.entry && r.entry != 0 {
				if end < 0 {
					at = i
				}
				end = i
			}
		}
		r.draw.planTop = scrollTo(r.draw.planTop, max(at, end), in.Dy(), len(rows))
		r.draw.planTop = scrollTo(r.draw.planTop, at, in.Dy(), len(rows))
		r.draw.planRowsAt = r.draw.planRowsAt[:0]
		for y := 0; y < in.Dy() && r.draw.planTop+y < len(rows); y++ {
			x := rows[r.draw.planTop+y]
			widget.Put(scr, in.Min.X, in.Min.Y+y, x.line)
			r.draw.planRowsAt = append(r.draw.planRowsAt, x.id)
		}
		if len(rows) == 0 {
			widget.Text(scr, in.Min.X, in.Min.Y, in.Dx(), t.Muted, env.T("Nothing in the plan yet."))
			widget.Text(scr, in.Min.X, in.Min.Y+1, in.Dx(), t.Muted, env.T("w adds a need, a an action."))
		}
	})
	if focus {
		r.drawWrote(env, scr, area)
	}
}

// foldKey stands for which entries are folded.
func (r *Room) foldKey() int {
	k := 0
	for id := range r.folded {
		k += int(id)*2654435761 + 1
	}
	return k
}

// samePlan reports whether two Views would draw the same plan.
func samePlan(a, b *meeting.View) bool {
	if a == b {
		return true
	}
	if len(a.Plan) != len(b.Plan) || len(a.Loose) != len(b.Loose) || len(a.Members) != len(b.Members) {
		return false
	}
	sameText := func(id meeting.ID, p meeting.Part) bool {
		f := meeting.Field{ID: id, Part: p}
		return a.Text(f) == b.Text(f)
	}
	sameActions := func(x, y []*meeting.Action) bool {
		if len(x) != len(y) {
			return false
		}
		for i := range x {
			if x[i] != y[i] || !sameText(x[i].ID, meeting.What) {
				return false
			}
		}
		return true
	}
	for i := range a.Members {
		if a.Members[i] != b.Members[i] {
			return false
		}
	}
	for i := range a.Plan {
		x, y := &a.Plan[i], &b.Plan[i]
		if x.Need != y.Need || len(x.Outcomes) != len(y.Outcomes) || !sameText(x.ID, meeting.Statement) || !sameActions(x.Actions, y.Actions) {
			return false
		}
		for j := range x.Outcomes {
			p, q := &x.Outcomes[j], &y.Outcomes[j]
			if p.Outcome != q.Outcome || !sameText(p.ID, meeting.What) || !sameText(p.ID, meeting.Words) || !sameActions(p.Actions, q.Actions) {
				return false
			}
		}
	}
	return sameActions(a.Loose, b.Loose)
}

func (r *Room) text(id meeting.ID, p meeting.Part) string {
	return strings.Join(strings.Fields(r.view().Text(meeting.Field{ID: id, Part: p}).String()), " ")
}

func (r *Room) planLines(env *Env, w int, focus bool) []drawnRow {
	t, v, today := env.Theme, r.view(), env.Today()
	var out []drawnRow
	ow, dw := r.actionColumns(w, today)
	for _, row := range r.planRows() {
		base := uv.Style{}
		if row.id == r.entry {
			base = t.Current
			if focus {
				base = t.Selected
			}
		}
		arrow := "▾ "
		if r.folded[row.id] {
			arrow = "▸ "
		}
		indent := strings.Repeat("  ", row.depth)
		add := func(base uv.Style, runs ...widget.Run) {
			out = append(out, drawnRow{id: row.id, line: widget.Line(w, base, runs...)})
		}
		// detail shows under the selected entry its words, where the row had no room for all, and what is noted of it.
		detail := func(words string, room int) {
			if row.id != r.entry {
				return
			}
			say := func(st uv.Style, s string) {
				ls := widget.Wrap(s, max(8, w-len(indent)-4))
				for i, l := range ls[:min(len(ls), detailLines)] {
					if i == detailLines-1 && len(ls) > detailLines {
						l = env.T("… e shows all of it")
					}
					add(uv.Style{}, widget.Run{Text: indent + "    "}, widget.Run{Text: l, Style: st, Grow: true})
				}
			}
			if widget.Width(words) > room {
				say(t.Text, words)
			}
			for _, d := range r.details() {
				if s := r.text(d.field.ID, d.field.Part); s != "" {
					say(t.Muted, d.label+": "+s)
				}
			}
		}
		switch row.kind {
		case rowNeed:
			n := row.need
			text := r.text(row.id, meeting.Statement)
			if text == "" {
				text = env.T("(no words yet)")
			}
			facts := r.needFacts(n)
			mark := r.audienceMark(n.Audience)
			if mark != "" && widget.Width(arrow+text+mark)+2 <= w {
				facts, mark = slices.Insert(facts, 0, mark), ""
			}
			for len(facts) > 1 && widget.Width(arrow+text)+2+widget.Width(strings.Join(facts, " · ")) > w {
				facts = facts[:len(facts)-1]
			}
			kind := strings.Join(facts, " · ")
			add(base, widget.Run{Text: arrow, Style: t.Muted}, widget.Run{Text: text, Style: t.Strong, Grow: true},
				widget.Run{Text: "  " + kind, Style: t.Muted, Optional: true})
			if mark != "" {
				add(uv.Style{}, widget.Run{Text: "  " + mark, Style: t.Muted, Grow: true})
			}
			detail(text, w-widget.Width(arrow+kind)-2)
		case rowOutcome:
			o := row.outcome
			text := r.text(row.id, meeting.What)
			if text == "" {
				text = env.T("(no words yet)")
			}
			runs := []widget.Run{{Text: indent + arrow, Style: t.Muted}, {Text: text, Style: t.Text, Grow: true}}
			mark := r.audienceMark(o.Audience)
			if mark != "" && widget.Width(indent+arrow+text+mark)+32 <= w { // beside the scale
				runs = append(runs, widget.Run{Text: "  " + mark, Style: t.Muted})
				mark = ""
			}
			if o.Target >= 0 && o.Now >= 0 {
				runs = append(runs, widget.Run{Text: "  "})
				runs = append(runs, scaleRuns(t, o.Outcome)...)
				runs = append(runs, widget.Run{Text: "  " + env.T("now %d, aim %d", o.Now, o.Target), Style: t.Muted})
			}
			if r.folded[row.id] {
				runs = append(runs, widget.Run{Text: "  " + env.N(len(o.Actions), "%d action", "%d actions"), Style: t.Muted})
			}
			add(base, runs...)
			taken := 0
			for i, x := range runs {
				if i != 1 {
					taken += widget.Width(x.Text)
				}
			}
			if mark != "" {
				add(uv.Style{}, widget.Run{Text: indent + "  " + mark, Style: t.Muted, Grow: true})
			}
			detail(text, w-taken)
			if words := r.text(row.id, meeting.Words); words != "" && !r.folded[row.id] {
				add(uv.Style{}, widget.Run{Text: indent + "  “" + words + "”", Style: t.Quote, Grow: true})
			}
			if s := r.scoreWords(o.Outcome); s != "" && !r.folded[row.id] {
				add(uv.Style{}, widget.Run{Text: indent + "  " + s, Style: t.Muted, Grow: true})
			}
		case rowAction:
			a := row.action
			mark := actionMark(a, today)
			ms, ws, ts := t.Muted, t.Muted, t.Text
			switch mark {
			case "✓":
				ms, ts = t.Good, t.Muted
			case "⚑":
				ms, ws = t.Warn, t.Warn
			case "!":
				if ms = t.Text; !r.gently(a) {
					ms, ws = t.Warn, t.Warn
				}
			case "●":
				ms = t.Accent
			}
			text := r.text(row.id, meeting.What)
			if text == "" {
				text = env.T("(no words yet)")
			}
			os := t.Muted
			if m := v.Member(a.Owner); m != nil {
				os = t.Agency(r.agency(m))
			}
			only, beside := r.audienceMark(a.Audience), ""
			if only != "" && widget.Width(indent+mark+text+only)+ow+dw+6 <= w {
				beside, only = " "+only+" ", ""
			}
			add(base, widget.Run{Text: indent + mark + " ", Style: ms}, widget.Run{Text: text, Style: ts, Grow: true}, widget.Run{Text: " "},
				widget.Run{Text: beside, Style: t.Muted}, widget.Run{Text: r.actionOwner(a), Style: os, Width: ow}, widget.Run{Text: "  "},
				widget.Run{Text: actionWhen(r.words, a, today), Style: ws, Width: dw})
			if only != "" {
				add(uv.Style{}, widget.Run{Text: indent + "  " + only, Style: t.Muted, Grow: true})
			}
			detail(text, w-widget.Width(indent+mark)-1-ow-dw-3)
		}
	}
	return out
}

// detailLines is how many lines one thing that is noted of the selected entry takes at most.
const detailLines = 3

// detailText is something that is noted of an entry and stands under it while it is selected.
type detailText struct {
	label string
	field meeting.Field
}

// details returns what is noted of the selected entry.
func (r *Room) details() []detailText {
	v, id := r.view(), r.entry
	switch {
	case id == 0:
	case v.Action(id) != nil:
		return r.detailsOf(r.T("What blocks it"), meeting.Blocks, r.T("How it goes"), meeting.Progress, r.T("Next step"), meeting.NextStep)
	case v.Outcome(id) != nil:
		return r.detailsOf(r.T("How we'll know"), meeting.Measure, "", 0, "", 0)[:1]
	case v.Need(id) != nil:
		return r.detailsOf(r.T("What shows it"), meeting.Evidence, "", 0, "", 0)[:1]
	}
	return nil
}

func (r *Room) detailsOf(a string, p meeting.Part, b string, q meeting.Part, c string, o meeting.Part) []detailText {
	k := &r.draw.details
	k[0] = detailText{a, meeting.Field{ID: r.entry, Part: p}}
	k[1] = detailText{b, meeting.Field{ID: r.entry, Part: q}}
	k[2] = detailText{c, meeting.Field{ID: r.entry, Part: o}}
	return k[:]
}

// gently reports whether an action's lateness is said without a colour: to the family, and of what the family does.
func (r *Room) gently(a *meeting.Action) bool {
	owner := r.view().Member(a.Owner)
	return r.me().Role.Family() || owner != nil && owner.Role.Family()
}

// needFacts says what kind of need it is, the most important first.
func (r *Room) needFacts(n *meeting.NeedNode) []string {
	v := r.view()
	out := []string{r.T(n.Kind.Msg())}
	if n.Status != meeting.NeedOpen {
		out = append(out, r.T(n.Status.Msg()))
	}
	if n.Domain != "" {
		out = append(out, meeting.Word(r.words, n.Domain))
	}
	switch n.View {
	case 0:
	case r.me().ID:
		out = append(out, r.T("your view"))
	default:
		out = append(out, r.T("%s's view", v.NameOf(n.View)))
	}
	if n.About != 0 && len(v.Children) > 1 {
		out = append(out, r.T("about %s", v.NameOf(n.About)))
	}
	if r.folded[n.ID] {
		out = append(out, r.N(len(n.Outcomes), "%d outcome", "%d outcomes"))
	}
	return out
}

// actionColumns returns how wide the owner's and the date's columns of the plan are: as wide as they need, as long
// as the words of the actions keep most of the row.
func (r *Room) actionColumns(w int, today meeting.Day) (owner, when int) {
	for _, a := range r.view().Actions() {
		owner = max(owner, widget.Width(r.actionOwner(a)))
		when = max(when, widget.Width(actionWhen(r.words, a, today)))
	}
	return min(owner, max(8, w/4)), min(when, max(16, w*3/10))
}

// scaleRuns draws an outcome's scale, 0 to 10, as ten cells: what is reached, what is aimed at, the rest.
func scaleRuns(t *theme.Theme, o *meeting.Outcome) []widget.Run {
	now := min(max(o.Now, 0), 10)
	aim := min(max(o.Target, now), 10)
	return []widget.Run{
		{Text: strings.Repeat("█", now), Style: t.BarDone},
		{Text: strings.Repeat("▒", aim-now), Style: t.Warn},
		{Text: strings.Repeat("·", 10-aim), Style: t.BarRest},
	}
}

// scoreWords says each side's newest score.
func (r *Room) scoreWords(o *meeting.Outcome) string {
	var out []string
	for _, side := range meeting.Sides {
		for i := len(o.Scores) - 1; i >= 0; i-- {
			if o.Scores[i].Side == side {
				word := meeting.Word(r.words, side)
				if side == "practitioners" {
					word = r.T("team")
				}
				out = append(out, fmt.Sprintf("%s %d", word, o.Scores[i].Value))
				break
			}
		}
	}
	return strings.Join(out, " · ")
}
