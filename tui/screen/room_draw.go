package screen

import (
	"fmt"
	"strings"
	"time"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
)

// wide is the width from which the three panes stand side by side; below it they are tabs.
const wide = 100

// roomDrawing is what the room keeps between frames, so that what did not change is not drawn
// again, and where things were drawn, for the mouse.
type roomDrawing struct {
	agenda, plan, people, foot widget.Pane
	header, question, item     widget.Row
	tabs                       [3]widget.Row
	typing, news               widget.Row
	hints                      []widget.Row // the lines at the foot
	notes                      widget.Box
	planTop, peopleTop, agTop  int
	areas                      map[string]uv.Rectangle // by pane
	agendaRows                 []meeting.ID            // by row of the agenda's inside
	planRowsAt                 []meeting.ID
	peopleRowsAt               []meeting.ID
	tabAt                      map[string][2]int // columns of the tabs
	tabY                       int
	hintAt                     []hintPlace
	lastTab                    string
	planView                   *meeting.View
}

// hintPlace is where a key hint stands on the screen.
type hintPlace struct {
	area uv.Rectangle
	b    bound
}

// Draw draws the room.
func (r *Room) Draw(env *Env, scr uv.Screen, area uv.Rectangle) {
	m := r.meeting()
	if m == nil {
		return
	}
	r.draw.areas = map[string]uv.Rectangle{}
	w := area.Dx()
	y := area.Min.Y
	widget.Put(scr, area.Min.X, y, r.headerLine(env, w))
	y++
	if s := r.u.Saved.Refused; s != "" {
		widget.Text(scr, area.Min.X, y, w, env.Theme.Alarm, " "+s)
		y++
	} else if r.u.Stopping {
		widget.Text(scr, area.Min.X, y, w, env.Theme.Notice, " The service is restarting: everything is saved, come back in a minute.")
		y++
	}
	foot := r.footHeight(env, w)
	body := uv.Rect(area.Min.X, y, w, max(0, area.Max.Y-foot-y))
	if n := len(r.dialogs); n > 0 {
		r.dialogs[n-1].Draw(env, r, scr, body)
	} else if w >= wide {
		r.drawWide(env, scr, body)
	} else {
		r.drawTabs(env, scr, body)
	}
	r.drawFoot(env, scr, uv.Rect(area.Min.X, area.Max.Y-foot, w, foot))
}

func hm(d time.Duration) string {
	d = max(0, d)
	return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60)
}

func ms(seconds int) string { return fmt.Sprintf("%02d:%02d", seconds/60, seconds%60) }

// headerLine is the first line: where you are, and the fixed marks.
func (r *Room) headerLine(env *Env, w int) uv.Line {
	t, m := env.Theme, r.meeting()
	name := fmt.Sprintf("%s-%d", r.record, m.Number)
	if called := r.view().Called(); called != "" && !r.discreet {
		name = called + " · " + name
	}
	narrow := w < wide
	runs := []widget.Run{{Text: " " + name, Style: t.Strong}}
	if !narrow {
		runs = append(runs, widget.Run{Text: "  " + m.Kind.Title(), Style: t.Muted, Optional: true})
	}
	runs = append(runs, widget.Gap())
	switch m.Stage {
	case meeting.Live:
		runs = append(runs, widget.Run{Text: "● live", Style: theme.Over(t.Strong, t.Good)},
			widget.Run{Text: "  " + hm(env.Now.Sub(m.Opened)) + " of " + hm(time.Duration(m.Planned())*time.Minute), Style: t.Text, Optional: true})
	case meeting.Preparing:
		runs = append(runs, widget.Run{Text: "○ preparing", Style: t.Warn},
			widget.Run{Text: "  " + m.At.In(env.Zone).Format("Mon 2 Jan 15:04"), Style: t.Text, Optional: true})
	default:
		runs = append(runs, widget.Run{Text: "○ " + string(m.Stage), Style: t.Muted})
	}
	runs = append(runs, widget.Gap())
	if n := r.handsUp(); n > 0 {
		runs = append(runs, widget.Run{Text: fmt.Sprintf("hands %d", n), Style: t.Warn}, widget.Run{Text: "   "})
	}
	in := len(r.u.Presence.In(r.id))
	here := fmt.Sprintf("%d in the room", in)
	if narrow {
		here = fmt.Sprintf("%d here", in)
	}
	runs = append(runs, widget.Run{Text: here, Style: t.Text, Optional: narrow && w < 70}, widget.Run{Text: "   "})
	switch {
	case r.u.Saved.Refused != "":
		runs = append(runs, widget.Run{Text: "NOT SAVED ", Style: t.Bad})
	case r.u.Saved.Slow:
		runs = append(runs, widget.Run{Text: "saving… ", Style: t.Warn})
	default:
		runs = append(runs, widget.Run{Text: "saved ✓ ", Style: t.Good})
	}
	return r.draw.header.Line(w, t.Header, runs...)
}

func (r *Room) handsUp() int {
	if r.u.Presence == nil {
		return 0
	}
	return len(r.u.Presence.Hands)
}

// box draws a box with a title and returns its inside, a column free at both sides.
func box(scr uv.Screen, area uv.Rectangle, t *theme.Theme, focus bool, title ...widget.Run) uv.Rectangle {
	var b widget.Box
	return padded(b.Draw(scr, area, t, focus, title...))
}

func (r *Room) title(env *Env, focus bool, name string, rest ...string) []widget.Run {
	t := env.Theme
	st := t.Title
	if focus {
		st = t.TitleFocus
	}
	out := []widget.Run{{Text: name, Style: st}}
	for _, s := range rest {
		if s != "" {
			out = append(out, widget.Run{Text: "  " + s, Style: t.Muted})
		}
	}
	return out
}

func (r *Room) drawWide(env *Env, scr uv.Screen, area uv.Rectangle) {
	w, h := area.Dx(), area.Dy()
	r.draw.tabAt = nil
	notes := max(5, h*2/5)
	if r.editing {
		notes = max(notes, h/2)
	}
	left, right := min(max(26, w*26/110), 44), min(max(25, w*25/110), 44)
	top := h - notes
	r.drawAgenda(env, scr, uv.Rect(area.Min.X, area.Min.Y, left, top))
	r.drawPlan(env, scr, uv.Rect(area.Min.X+left, area.Min.Y, w-left-right, top))
	r.drawPeople(env, scr, uv.Rect(area.Max.X-right, area.Min.Y, right, top))
	r.drawNotes(env, scr, uv.Rect(area.Min.X, area.Min.Y+top, w, notes))
}

func (r *Room) drawTabs(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, m, w := env.Theme, r.meeting(), area.Dx()
	y := area.Min.Y
	i := m.Index(r.item)
	runs := []widget.Run{{Text: " "}}
	if i >= 0 {
		mark := "  "
		if m.Item == r.item {
			mark = "▸ "
		}
		runs = append(runs, widget.Run{Text: fmt.Sprintf("%s%d of %d", mark, i+1, len(m.Agenda)), Style: t.Accent},
			widget.Run{Text: "  " + m.Agenda[i].Title, Style: t.Strong, Grow: true},
			widget.Run{Text: "  " + r.itemTime(env, i) + " ", Style: t.Muted, Optional: true})
	}
	widget.Put(scr, area.Min.X, y, r.draw.item.Line(w, uv.Style{}, runs...))
	y++
	r.draw.tabY, r.draw.tabAt = y, map[string][2]int{}
	x := area.Min.X + 1
	for k, p := range []string{paneAgenda, panePlan, panePeople} {
		word := fmt.Sprintf("%d %s", k+1, strings.ToUpper(p[:1])+p[1:])
		st := t.Muted
		if r.tab() == p {
			st = t.Accent
			st.Underline = uv.UnderlineSingle
		}
		widget.Put(scr, x, y, r.draw.tabs[k].Line(widget.Width(word), uv.Style{}, widget.Run{Text: word, Style: st}))
		r.draw.tabAt[p] = [2]int{x, x + widget.Width(word)}
		x += widget.Width(word) + 2
	}
	y++
	h := area.Max.Y - y
	notes := max(4, h*2/5)
	if r.editing {
		notes = max(notes, h*3/5)
	}
	top := uv.Rect(area.Min.X, y, w, max(0, h-notes))
	switch r.tab() {
	case paneAgenda:
		r.drawAgenda(env, scr, top)
	case panePeople:
		r.drawPeople(env, scr, top)
	default:
		r.drawPlan(env, scr, top)
	}
	r.drawNotes(env, scr, uv.Rect(area.Min.X, area.Max.Y-notes, w, notes))
}

// tab is the pane that shows above the notes where the panes are tabs.
func (r *Room) tab() string {
	switch r.pane {
	case paneAgenda, panePeople, panePlan:
		r.draw.lastTab = r.pane
	}
	if r.draw.lastTab == "" {
		r.draw.lastTab = panePlan
	}
	return r.draw.lastTab
}

// itemTime is the chair's clock of the current item; others see what is planned.
func (r *Room) itemTime(env *Env, i int) string {
	m := r.meeting()
	it := m.Agenda[i]
	if r.chair() && m.Item == it.ID && m.Stage == meeting.Live {
		spent := it.Spent + int(env.Now.Sub(m.ItemAt)/time.Second)
		return ms(spent) + " of " + ms(it.Minutes*60)
	}
	return fmt.Sprintf("%d min", it.Minutes)
}

type agendaKey struct {
	t       *theme.Theme
	m       *meeting.Meeting
	item    meeting.ID
	focus   bool
	seconds int64
	decided int
}

func (r *Room) drawAgenda(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, m := env.Theme, r.meeting()
	focus := r.pane == paneAgenda
	r.draw.areas[paneAgenda] = area
	decided := 0
	for _, d := range r.view().Decisions {
		if d.Meeting == m.ID && d.Stage == meeting.Shown {
			decided++
		}
	}
	k := agendaKey{t: t, m: m, item: r.item, focus: focus, decided: decided}
	if r.chair() {
		k.seconds = int64(env.Now.Sub(m.ItemAt) / time.Second)
	}
	r.draw.agenda.Draw(scr, area, k, func(scr uv.Screen, area uv.Rectangle) {
		count := fmt.Sprintf("%d items", len(m.Agenda))
		if i := m.Index(m.Item); i >= 0 {
			count = fmt.Sprintf("%d of %d", i+1, len(m.Agenda))
		}
		in := box(scr, area, t, focus, r.title(env, focus, "Agenda", count)...)
		rows := r.agendaLines(env, in.Dx(), focus, decided)
		at := 0
		for i, x := range rows {
			if x.id == r.item {
				at = i
			}
		}
		r.draw.agTop = scrollTo(r.draw.agTop, at, in.Dy(), len(rows))
		r.draw.agendaRows = r.draw.agendaRows[:0]
		for y := 0; y < in.Dy() && r.draw.agTop+y < len(rows); y++ {
			x := rows[r.draw.agTop+y]
			widget.Put(scr, in.Min.X, in.Min.Y+y, x.line)
			r.draw.agendaRows = append(r.draw.agendaRows, x.id)
		}
	})
}

// drawnRow is a row of a pane and what it stands for.
type drawnRow struct {
	id   meeting.ID
	line uv.Line
}

func (r *Room) agendaLines(env *Env, w int, focus bool, decided int) []drawnRow {
	t, m := env.Theme, r.meeting()
	var out []drawnRow
	for i, it := range m.Agenda {
		mark, st, base := " ", t.Text, uv.Style{}
		switch {
		case it.ID == m.Item:
			mark, st = "▸", t.Accent
		case it.Done:
			mark, st = "✓", t.Muted
		}
		if it.ID == r.item {
			base = t.Current
			if focus {
				base = t.Selected
			}
		}
		spent := ""
		if it.Done && it.Spent > 0 && r.chair() {
			spent = fmt.Sprintf(" %d", (it.Spent+30)/60)
		}
		lead := fmt.Sprintf("%s %*d ", mark, len(fmt.Sprint(len(m.Agenda))), i+1)
		title := []string{it.Title}
		if it.ID == m.Item || it.ID == r.item { // what is talked about is read whole
			title = widget.Wrap(it.Title, max(8, w-widget.Width(lead)))
		}
		for k, part := range title {
			if k > 0 {
				lead, spent = strings.Repeat(" ", widget.Width(lead)), ""
			}
			out = append(out, drawnRow{it.ID, widget.Line(w, base, widget.Run{Text: lead, Style: st},
				widget.Run{Text: part, Style: st, Grow: true}, widget.Run{Text: spent, Style: t.Faint})})
		}
		if it.ID == m.Item && r.chair() && m.Stage == meeting.Live {
			spent := it.Spent + int(env.Now.Sub(m.ItemAt)/time.Second)
			bar := max(4, min(20, w-8))
			done := bar
			if it.Minutes > 0 {
				done = min(bar, spent*bar/(it.Minutes*60))
			}
			over := t.Muted
			if spent > it.Minutes*60 {
				over = t.Warn
			}
			out = append(out,
				drawnRow{it.ID, widget.Line(w, uv.Style{}, widget.Run{Text: "    "},
					widget.Run{Text: strings.Repeat("━", done), Style: t.Accent}, widget.Run{Text: strings.Repeat("━", bar-done), Style: t.Faint})},
				drawnRow{it.ID, widget.Line(w, uv.Style{}, widget.Run{Text: "    " + ms(spent) + " of " + ms(it.Minutes*60), Style: over})})
		}
	}
	if decided > 0 {
		out = append(out, drawnRow{}, drawnRow{0, widget.Line(w, uv.Style{}, widget.Run{Text: fmt.Sprintf("Decisions so far  %d", decided), Style: t.Muted})})
	}
	return out
}

// scrollTo returns the first row to show so that row at is on a screen of h rows of n.
func scrollTo(top, at, h, n int) int {
	if at < top {
		top = at
	}
	if at >= top+h {
		top = at - h + 1
	}
	return max(0, min(top, n-h))
}

type planKey struct {
	t      *theme.Theme
	v      *meeting.View
	entry  meeting.ID
	focus  bool
	folded int
	today  meeting.Day
	top    int
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
	r.draw.plan.Draw(scr, area, k, func(scr uv.Screen, area uv.Rectangle) {
		n, o, a := planCounts(v)
		in := box(scr, area, t, focus, r.title(env, focus, "Plan", fmt.Sprintf("%s · %s · %s", plural(n, "need"), plural(o, "outcome"), plural(a, "action")))...)
		rows := r.planLines(env, in.Dx(), focus)
		at := 0
		for i, x := range rows {
			if x.id == r.entry && r.entry != 0 {
				at = i
				break
			}
		}
		r.draw.planTop = scrollTo(r.draw.planTop, at, in.Dy(), len(rows))
		r.draw.planRowsAt = r.draw.planRowsAt[:0]
		for y := 0; y < in.Dy() && r.draw.planTop+y < len(rows); y++ {
			x := rows[r.draw.planTop+y]
			widget.Put(scr, in.Min.X, in.Min.Y+y, x.line)
			r.draw.planRowsAt = append(r.draw.planRowsAt, x.id)
		}
		if len(rows) == 0 {
			widget.Text(scr, in.Min.X, in.Min.Y, in.Dx(), t.Muted, "Nothing in the plan yet.")
			widget.Text(scr, in.Min.X, in.Min.Y+1, in.Dx(), t.Muted, "w adds a need, a an action.")
		}
	})
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
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
			out = append(out, drawnRow{row.id, widget.Line(w, base, runs...)})
		}
		switch row.kind {
		case rowNeed:
			n := row.need
			kind := string(n.Kind)
			if n.Domain != "" {
				kind += " · " + n.Domain
			}
			if n.View != 0 {
				kind += " · " + v.NameOf(n.View) + "'s view"
			}
			if n.About != 0 && len(v.Children) > 1 {
				kind += " · about " + v.NameOf(n.About)
			}
			if n.Status != meeting.NeedOpen {
				kind += " · " + string(n.Status)
			}
			text := r.text(row.id, meeting.Statement)
			if text == "" {
				text = "(no words yet)"
			}
			if r.folded[row.id] {
				kind += " · " + plural(len(n.Outcomes), "outcome")
			}
			add(base, widget.Run{Text: arrow, Style: t.Muted}, widget.Run{Text: text, Style: t.Strong, Grow: true},
				widget.Run{Text: "  " + kind, Style: t.Muted, Optional: true})
		case rowOutcome:
			o := row.outcome
			text := r.text(row.id, meeting.What)
			if text == "" {
				text = "(no words yet)"
			}
			runs := []widget.Run{{Text: indent + arrow, Style: t.Muted}, {Text: text, Style: t.Text, Grow: true}}
			if o.Target >= 0 && o.Now >= 0 {
				runs = append(runs, widget.Run{Text: "  "})
				runs = append(runs, scaleRuns(t, o.Outcome)...)
				runs = append(runs, widget.Run{Text: fmt.Sprintf("  now %d, aim %d", o.Now, o.Target), Style: t.Muted})
			}
			if r.folded[row.id] {
				runs = append(runs, widget.Run{Text: "  " + plural(len(o.Actions), "action"), Style: t.Muted})
			}
			add(base, runs...)
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
			case "!", "⚑":
				ms, ws = t.Warn, t.Warn
			case "●":
				ms = t.Accent
			}
			text := r.text(row.id, meeting.What)
			if text == "" {
				text = "(no words yet)"
			}
			os := t.Muted
			if m := v.Member(a.Owner); m != nil {
				os = t.Agency(r.agency(m))
			}
			add(base, widget.Run{Text: indent + mark + " ", Style: ms}, widget.Run{Text: text, Style: ts, Grow: true}, widget.Run{Text: " "},
				widget.Run{Text: r.actionOwner(a), Style: os, Width: ow}, widget.Run{Text: "  "},
				widget.Run{Text: actionWhen(a, today), Style: ws, Width: dw})
		}
	}
	return out
}

// actionColumns returns how wide the owner's and the date's columns of the plan are: as wide as they need, as long
// as the words of the actions keep most of the row.
func (r *Room) actionColumns(w int, today meeting.Day) (owner, when int) {
	for _, a := range r.view().Actions() {
		owner = max(owner, widget.Width(r.actionOwner(a)))
		when = max(when, widget.Width(actionWhen(a, today)))
	}
	return min(owner, max(8, w/4)), min(when, max(10, w*3/10))
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
				word := side
				if side == "practitioners" {
					word = "team"
				}
				out = append(out, fmt.Sprintf("%s %d", word, o.Scores[i].Value))
				break
			}
		}
	}
	return strings.Join(out, " · ")
}

type peopleKey struct {
	t      *theme.Theme
	m      *meeting.Meeting
	p      *meeting.Presence
	n      int
	person meeting.ID
	focus  bool
	typing string
}

func (r *Room) drawPeople(env *Env, scr uv.Screen, area uv.Rectangle) {
	t := env.Theme
	focus := r.pane == panePeople
	r.draw.areas[panePeople] = area
	rows := r.peopleRows()
	says := make([]string, len(rows))
	for i, p := range rows {
		says[i] = r.personSays(p)
	}
	k := peopleKey{
		t: t, m: r.meeting(), n: len(r.view().Members), person: r.person, focus: focus, typing: strings.Join(says, "|"),
	}
	for _, p := range rows {
		k.typing += fmt.Sprintf("|%s%v", p.member.Name, p.here)
	}
	r.draw.people.Draw(scr, area, k, func(scr uv.Screen, area uv.Rectangle) {
		in := box(scr, area, t, focus, r.title(env, focus, "In the room", fmt.Sprint(len(r.u.Presence.In(r.id))))...)
		var lines []drawnRow
		letters := r.letters()
		for i, p := range rows {
			if p.first {
				lines = append(lines, drawnRow{}, drawnRow{0, widget.Line(in.Dx(), uv.Style{}, widget.Run{Text: "Not in the room", Style: t.Muted})})
			}
			base := uv.Style{}
			if p.member.ID == r.person && focus {
				base = t.Selected
			}
			mark, st, ns := "●", t.Good, t.Agency(r.agency(p.member))
			switch {
			case p.member.ID == r.meeting().Chair:
				mark, st = "◆", t.Accent
			case p.shared:
				mark = "▣"
			case !p.here && p.way != nil && p.way.Way.Present():
				mark, st = "○", t.Good
			case !p.here:
				mark, st, ns = " ", t.Faint, t.Muted
			}
			ss := t.Muted
			if p.hand > 0 || r.meeting().Floor == p.member.ID {
				ss = t.Warn
			}
			nw := min(widget.Width(p.member.Name), max(8, in.Dx()-5-min(widget.Width(says[i]), 9)))
			lines = append(lines, drawnRow{p.member.ID, widget.Line(in.Dx(), base, widget.Run{Text: mark + " ", Style: st},
				widget.Run{Text: p.member.Name, Style: ns, Width: nw}, widget.Run{Text: " " + letters[p.member.Agency] + " ", Style: t.Faint}, widget.Run{Text: says[i], Style: ss, Grow: true})})
		}
		at := 0
		for i, x := range lines {
			if x.id == r.person && x.id != 0 {
				at = i
			}
		}
		r.draw.peopleTop = scrollTo(r.draw.peopleTop, at, in.Dy(), len(lines))
		r.draw.peopleRowsAt = r.draw.peopleRowsAt[:0]
		for y := 0; y < in.Dy() && r.draw.peopleTop+y < len(lines); y++ {
			x := lines[r.draw.peopleTop+y]
			if x.line != nil {
				widget.Put(scr, in.Min.X, in.Min.Y+y, x.line)
			}
			r.draw.peopleRowsAt = append(r.draw.peopleRowsAt, x.id)
		}
	})
}

func (r *Room) drawNotes(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, m := env.Theme, r.meeting()
	r.draw.areas[paneNotes] = area
	focus := r.pane == paneNotes
	where := ""
	if i := m.Index(r.item); i >= 0 && r.wideNow() { // where the panes are tabs, the item stands above them
		where = fmt.Sprintf("%d %s", i+1, m.Agenda[i].Title)
	}
	in := padded(r.draw.notes.Draw(scr, area, t, focus || r.editing, r.title(env, focus || r.editing, "Notes", where, meeting.Everyone.Words())...))
	status := r.typingWords()
	if status != "" && in.Dy() > 3 {
		widget.Put(scr, in.Min.X, in.Max.Y-1, r.draw.typing.Line(in.Dx(), uv.Style{}, widget.Run{Text: status, Style: t.Muted, Grow: true}))
		in.Max.Y--
	}
	r.notes.Theme = t
	r.notes.Placeholder = ""
	if !r.editing && r.mayNotes() {
		r.notes.Placeholder = "Press n to write here. Everybody in the room sees it as you type."
	}
	r.notes.ShowDraft = r.u.Saved.Slow || r.locked()
	r.notes.Draw(scr, in)
}

// typingWords says who else is typing in the notes in front.
func (r *Room) typingWords() string {
	if r.u.Presence == nil {
		return ""
	}
	var who []string
	for _, h := range r.u.Presence.Here {
		if h.Conn != r.u.Conn && h.Meeting == r.id && h.Field == notesField(r.item) && r.u.Now.Sub(h.Typed) < 5*time.Second {
			who = append(who, r.view().NameOf(h.Member)+" is typing")
		}
	}
	return strings.Join(who, " · ")
}
