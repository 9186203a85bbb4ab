package screen

import (
	"fmt"
	"strings"
	"time"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
)

// wide is the width from which the three panes stand side by side; below it they are tabs.
const wide = 100

// roomDrawing is what the room keeps between frames, so that what did not change is not drawn
// again, and where things were drawn, for the mouse.
type roomDrawing struct {
	spoken                    *words.Language // what it is drawn in
	agenda, plan, people      widget.Pane
	header, question, item    widget.Row
	headed                    headerKey
	tabs                      [3]widget.Row
	typing, noteRow, wrote    widget.Row
	typists                   typists
	noteAt                    []notePlace // the tabs of the notes
	news                      [3]widget.Row
	noticed                   [1]string
	footing                   footing // the lines at the foot
	explained                 explained
	notes                     widget.Box
	planTop, peopleTop, agTop int
	areas                     map[string]uv.Rectangle // by pane
	agendaRows                []meeting.ID            // by row of the agenda's inside
	planRowsAt                []meeting.ID
	peopleRowsAt              []meeting.ID
	tabAt                     map[string][2]int // columns of the tabs
	tabY                      int
	hintAt                    []hintPlace
	lastTab                   string
	planView                  *meeting.View
	banner                    struct {
		words string
		width int
		lines []bannerLine
	}
	clock   [2]clockRow  // the bar and the time of the item that is talked about, which the chair sees
	clockAt [2]int       // on which rows of the agenda's inside they stand, counted from 1; 0 for nowhere
	inside  uv.Rectangle // of the agenda, from its corner
	details [3]detailText
}

// paneWords are the words on the tabs.
var paneWords = map[string]words.Msg{paneAgenda: "Agenda", panePlan: "Plan", panePeople: "People"}

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
	if r.draw.spoken != env.Words { // the viewer has just chosen another language
		r.draw = roomDrawing{spoken: env.Words}
		r.words, r.notes.Words = env.Words, editorWords(env)
	}
	if r.draw.areas == nil {
		r.draw.areas = map[string]uv.Rectangle{}
	}
	clear(r.draw.areas)
	w := area.Dx()
	y := area.Min.Y
	widget.Put(scr, area.Min.X, y, r.headerLine(env, w))
	y++
	if s := r.u.Saved.Refused; s != "" {
		widget.Text(scr, area.Min.X, y, w, env.Theme.Alarm, " "+s)
		y++
	} else if r.u.Stopping {
		widget.Text(scr, area.Min.X, y, w, env.Theme.Notice, " "+env.T("The service is restarting: everything is saved, come back in a minute."))
		y++
	}
	foot := r.footHeight(env, w, area.Dy())
	body := uv.Rect(area.Min.X, y, w, max(0, area.Max.Y-foot-y))
	if n := len(r.dialogs); n > 0 {
		r.dialogs[n-1].Draw(env, r, scr, body)
	} else if w >= wide {
		r.drawWide(env, scr, body)
	} else {
		r.drawTabs(env, scr, body)
	}
	r.drawFoot(env, scr, uv.Rect(area.Min.X, area.Max.Y-foot, w, foot), area.Dy())
}

func hm(d time.Duration) string {
	d = max(0, d)
	return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60)
}

func ms(seconds int) string { return fmt.Sprintf("%02d:%02d", seconds/60, seconds%60) }

// headerKey is what the header shows: while it stays, the line stays.
type headerKey struct {
	t           *theme.Theme
	w           int
	m           *meeting.Meeting
	called      string
	discreet    bool
	minutes     int
	hands, here int
	saved       meeting.Saved
}

// headerLine is the first line: where you are, and the fixed marks.
func (r *Room) headerLine(env *Env, w int) uv.Line {
	t, m := env.Theme, r.meeting()
	k := headerKey{t, w, m, r.view().Called(), r.hushed(), int(env.Now.Sub(m.Opened) / time.Minute), r.handsUp(), r.inRoom(), r.u.Saved}
	if k == r.draw.headed {
		return r.draw.header.Kept()
	}
	r.draw.headed = k
	name := fmt.Sprintf("%s-%d", r.record, m.Number)
	if called := r.view().Called(); called != "" && !r.hushed() {
		name = called + " · " + name
	}
	narrow := w < wide
	runs := []widget.Run{{Text: " " + name, Style: t.Strong}}
	if !narrow {
		runs = append(runs, widget.Run{Text: "  " + env.T(m.Kind.Heading()), Style: t.Muted, Optional: true})
	}
	runs = append(runs, widget.Gap())
	switch m.Stage {
	case meeting.Live:
		if !m.Paused.IsZero() {
			runs = append(runs, widget.Run{Text: env.T("‖ paused") + "  ", Style: t.Warn})
		}
		runs = append(runs, widget.Run{Text: env.T("● live"), Style: theme.Over(t.Strong, t.Good)},
			widget.Run{Text: "  " + env.T("%s of %s", hm(env.Now.Sub(m.Opened)), hm(time.Duration(m.Planned())*time.Minute)), Style: t.Text, Optional: true})
	case meeting.Preparing:
		runs = append(runs, widget.Run{Text: env.T("○ preparing"), Style: t.Warn},
			widget.Run{Text: "  " + env.Words.Time(m.At.In(env.Zone), "Mon 2 Jan 15:04"), Style: t.Text, Optional: true})
	case meeting.CalledOff:
		runs = append(runs, widget.Run{Text: "  ○ " + env.T("called off"), Style: t.Warn},
			widget.Run{Text: "  " + env.Words.Time(m.At.In(env.Zone), "Mon 2 Jan 15:04"), Style: t.Muted, Optional: true})
	default:
		runs = append(runs, widget.Run{Text: "○ " + env.T(m.Stage.Msg()), Style: t.Muted})
	}
	runs = append(runs, widget.Gap())
	if n := r.handsUp(); n > 0 {
		runs = append(runs, widget.Run{Text: env.T("hands %d", n), Style: t.Warn}, widget.Run{Text: "   "})
	}
	here := env.T("%d in the room", r.inRoom())
	if narrow {
		here = env.T("%d here", r.inRoom())
	}
	runs = append(runs, widget.Run{Text: here, Style: t.Text, Optional: narrow && w < 70}, widget.Run{Text: "   "})
	switch {
	case r.u.Saved.Refused != "":
		runs = append(runs, widget.Run{Text: env.T("NOT SAVED") + " ", Style: t.Bad})
	case r.u.Saved.Slow:
		runs = append(runs, widget.Run{Text: env.T("saving…") + " ", Style: t.Warn})
	default:
		runs = append(runs, widget.Run{Text: env.T("saved ✓") + " ", Style: t.Good})
	}
	return r.draw.header.Line(w, t.Header, runs...)
}

func (r *Room) handsUp() int {
	if m := r.meeting(); r.u.Presence == nil || m == nil || m.Stage != meeting.Live { // they are up in the live meeting, whichever room this is
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
		runs = append(runs, widget.Run{Text: mark + env.T("%d of %d", i+1, len(m.Agenda)), Style: t.Accent},
			widget.Run{Text: "  " + m.Agenda[i].Title, Style: t.Strong, Grow: true},
			widget.Run{Text: "  " + r.itemTime(env, i) + " ", Style: t.Muted, Optional: true})
	}
	widget.Put(scr, area.Min.X, y, r.draw.item.Line(w, uv.Style{}, runs...))
	y++
	r.draw.tabY, r.draw.tabAt = y, map[string][2]int{}
	x := area.Min.X + 1
	for k, p := range []string{paneAgenda, panePlan, panePeople} {
		word := fmt.Sprintf("%d %s", k+1, env.T(paneWords[p]))
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
		return env.T("%s of %s", ms(r.spent(env)), ms(it.Minutes*60))
	}
	return env.T("%d min", it.Minutes)
}

// spent returns the seconds that the current item has had. They do not go on in a pause.
func (r *Room) spent(env *Env) int {
	m := r.meeting()
	now := env.Now
	if !m.Paused.IsZero() {
		now = m.Paused
	}
	i := m.Index(m.Item)
	if i < 0 {
		return 0
	}
	return m.Agenda[i].Spent + int(now.Sub(m.ItemAt)/time.Second)
}

type agendaKey struct {
	t       *theme.Theme
	m       *meeting.Meeting
	item    meeting.ID
	focus   bool
	chair   bool
	decided int
	place   string // who sees the place, where fewer than everyone do
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
	k := agendaKey{t: t, m: m, item: r.item, focus: focus, chair: r.chair(), decided: decided, place: r.audienceMark(m.PlaceFor)}
	r.draw.agenda.Draw(scr, area, k, func(scr uv.Screen, area uv.Rectangle) {
		count := env.T("%d items", len(m.Agenda))
		if i := m.Index(m.Item); i >= 0 {
			count = env.T("%d of %d", i+1, len(m.Agenda))
		}
		in := box(scr, area, t, focus, r.title(env, focus, env.T("Agenda"), count)...)
		rows := r.agendaRows(env, in, focus, decided)
		at := 0
		for i, x := range rows {
			if x.id == r.item {
				at = i
			}
		}
		r.draw.agTop = scrollTo(r.draw.agTop, at, in.Dy(), len(rows))
		r.draw.agendaRows = r.draw.agendaRows[:0]
		r.draw.inside, r.draw.clockAt = in, [2]int{}
		for y := 0; y < in.Dy() && r.draw.agTop+y < len(rows); y++ {
			x := rows[r.draw.agTop+y]
			if x.clock > 0 {
				r.draw.clockAt[x.clock-1] = y + 1
			}
			widget.Put(scr, in.Min.X, in.Min.Y+y, x.line)
			r.draw.agendaRows = append(r.draw.agendaRows, x.id)
		}
	})
	for i, at := range r.draw.clockAt { // over the agenda, so that a second costs a row and not the pane
		if at > 0 {
			in := r.draw.inside.Add(area.Min)
			widget.Put(scr, in.Min.X, in.Min.Y+at-1, r.clockLine(env, i, in.Dx()))
		}
	}
}

// agendaRows is the agenda and where the meeting is, the titles whole and the place in as many lines as there is room for.
func (r *Room) agendaRows(env *Env, in uv.Rectangle, focus bool, decided int) []drawnRow {
	var rows []drawnRow
	for _, whole := range []bool{true, false} {
		rows = r.agendaLines(env, in.Dx(), focus, decided, whole)
		for _, most := range []int{4, 2, 1} {
			if more := r.placeLines(env, in.Dx(), most); len(rows)+len(more) <= in.Dy() && (most > 2 || !whole) {
				return append(rows, more...)
			}
		}
	}
	return rows
}

// clockRow is a row of the chair's clock and what it shows.
type clockRow struct {
	widget.Row
	key clockKey
}

type clockKey struct {
	t                 *theme.Theme
	item              meeting.ID
	spent, minutes, w int
}

// clockLine is the bar or the time of the item that is talked about.
func (r *Room) clockLine(env *Env, i, w int) uv.Line {
	t, m := env.Theme, r.meeting()
	it := m.Agenda[m.Index(m.Item)]
	spent := r.spent(env)
	row := &r.draw.clock[i]
	k := clockKey{t, it.ID, spent, it.Minutes, w}
	if row.key == k {
		return row.Kept()
	}
	row.key = k
	if i == 1 {
		over := t.Muted
		if spent > it.Minutes*60 {
			over = t.Warn
		}
		return row.Line(w, uv.Style{}, widget.Run{Text: "    " + env.T("%s of %s", ms(spent), ms(it.Minutes*60)), Style: over})
	}
	bar := max(4, min(20, w-8))
	done := bar
	if it.Minutes > 0 {
		done = min(bar, spent*bar/(it.Minutes*60))
	}
	return row.Line(w, uv.Style{}, widget.Run{Text: "    "},
		widget.Run{Text: strings.Repeat("━", done), Style: t.Accent}, widget.Run{Text: strings.Repeat("━", bar-done), Style: t.Faint})
}

// drawnRow is a row of a pane and what it stands for.
type drawnRow struct {
	id    meeting.ID
	line  uv.Line
	clock int // 1 or 2: the clock's first or second row stands here
}

// agendaLines draws the agenda; whole says that every title is read whole, not only those that are talked about.
func (r *Room) agendaLines(env *Env, w int, focus bool, decided int, whole bool) []drawnRow {
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
		if whole || it.ID == m.Item || it.ID == r.item { // what is talked about is read whole
			title = widget.Wrap(it.Title, max(8, w-widget.Width(lead)-widget.Width(spent)))
		}
		for k, part := range title {
			if k > 0 {
				lead, spent = strings.Repeat(" ", widget.Width(lead)), ""
			}
			out = append(out, drawnRow{id: it.ID, line: widget.Line(w, base, widget.Run{Text: lead, Style: st},
				widget.Run{Text: part, Style: st, Grow: true}, widget.Run{Text: spent, Style: t.Faint})})
		}
		if it.ID == m.Item && r.chair() && m.Stage == meeting.Live {
			out = append(out, drawnRow{id: it.ID, clock: 1}, drawnRow{id: it.ID, clock: 2})
		}
	}
	if decided > 0 {
		out = append(out, drawnRow{}, drawnRow{line: widget.Line(w, uv.Style{}, widget.Run{Text: env.T("Decisions so far  %d", decided), Style: t.Muted})})
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

// peopleKey is what the people pane shows, so that it is drawn again only when that changes.
type peopleKey struct {
	t      *theme.Theme
	m      *meeting.Meeting
	of     *personRow // the first of the rows, which are made anew when anybody's row changes
	person meeting.ID
	focus  bool
}

func (r *Room) drawPeople(env *Env, scr uv.Screen, area uv.Rectangle) {
	t := env.Theme
	focus := r.pane == panePeople
	r.draw.areas[panePeople] = area
	k := peopleKey{t: t, m: r.meeting(), person: r.person, focus: focus}
	if rows := r.peopleRows(); len(rows) > 0 {
		k.of = &rows[0]
	}
	r.draw.people.Draw(scr, area, k, func(scr uv.Screen, area uv.Rectangle) {
		in := box(scr, area, t, focus, r.title(env, focus, env.T("In the room"), fmt.Sprint(r.inRoom()))...)
		lines := r.peopleLines(t, in.Dx(), focus)
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

// peopleLines draws the people: a name is read whole, and what somebody does goes under it where it does not fit
// beside it.
func (r *Room) peopleLines(t *theme.Theme, w int, focus bool) []drawnRow {
	var lines []drawnRow
	letters := r.agencies().letters
	for _, p := range r.peopleRows() {
		if p.first {
			lines = append(lines, drawnRow{}, drawnRow{line: widget.Line(w, uv.Style{}, widget.Run{Text: r.T("Not in the room"), Style: t.Muted})})
		}
		base := uv.Style{}
		if p.member.ID == r.person && focus {
			base = t.Selected
		}
		mark, st, ns := "●", t.Good, t.Agency(r.agency(p.member))
		switch {
		case p.member.ID == r.meeting().Chair && p.here:
			mark, st = "◆", t.Accent
		case p.shared:
			mark = "▣"
		case !p.here && p.present():
			mark, st = "○", t.Good
		case !p.here:
			mark, st, ns = " ", t.Faint, t.Muted
		}
		ss := t.Muted
		if p.hand > 0 || r.meeting().Floor == p.member.ID {
			ss = t.Warn
		}
		says, agency := r.personSays(p)
		letter := " " + letters[p.member.Agency]
		nw := min(widget.Width(p.member.Name), max(8, w-2-widget.Width(letter)))
		runs := []widget.Run{{Text: mark + " ", Style: st}, {Text: p.member.Name, Style: ns, Width: nw}, {Text: letter, Style: t.Faint}}
		left := w - 2 - nw - widget.Width(letter) - 1
		beside := says == "" || widget.Width(says) <= left
		switch {
		case !beside:
		case says != "":
			runs = append(runs, widget.Run{Text: " " + says, Style: ss})
			if left -= widget.Width(says) + 3; agency != "" && left >= widget.Width(agency) {
				runs = append(runs, widget.Run{Text: " · " + agency, Style: ss})
			}
		case left >= 5:
			runs = append(runs, widget.Run{Text: " " + agency, Style: t.Muted, Grow: true})
		}
		lines = append(lines, drawnRow{id: p.member.ID, line: widget.Line(w, base, runs...)})
		if !beside {
			if widget.Width(says) > w-4 { // one thing a line
				says = strings.ReplaceAll(says, " · ", "\n")
			}
			for _, l := range widget.Wrap(says, max(1, w-4)) {
				lines = append(lines, drawnRow{id: p.member.ID, line: widget.Line(w, base, widget.Run{Text: "    "}, widget.Run{Text: l, Style: ss, Grow: true})})
			}
		}
	}
	return lines
}

func (r *Room) drawNotes(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, m := env.Theme, r.meeting()
	r.draw.areas[paneNotes] = area
	focus := r.pane == paneNotes
	where := ""
	if i := m.Index(r.item); i >= 0 && r.wideNow() { // where the panes are tabs, the item stands above them
		where = fmt.Sprintf("%d %s", i+1, m.Agenda[i].Title)
	}
	who := r.noteWords(area.Dy() - 2)
	if m.Stage == meeting.Live && m.Typing == meeting.MinuteTakerTypes && m.MinuteTaker != 0 && r.aside == 0 {
		who += " · " + env.T("%s types", r.view().NameOf(m.MinuteTaker))
	}
	in := padded(r.draw.notes.Draw(scr, area, t, focus || r.editing, r.title(env, focus || r.editing, env.T("Notes"), where, who)...))
	if r.editing {
		r.drawWrote(env, scr, area)
	}
	in = r.noteTabs(env, scr, in)
	status := r.typingWords(in.Dx())
	if status != "" && in.Dy() > 3 {
		widget.Put(scr, in.Min.X, in.Max.Y-1, r.draw.typing.Line(in.Dx(), uv.Style{}, widget.Run{Text: status, Style: t.Muted, Grow: true}))
		in.Max.Y--
	}
	r.notes.Theme = t
	r.notes.Placeholder = ""
	switch {
	case r.editing:
	case r.aside != 0 && r.mayAside():
		r.notes.Placeholder = env.T("Press n to write here: %s it as you type.", r.audienceSees(r.noteAudience()))
	case r.mayWriteHere():
		r.notes.Placeholder = env.T("Press n to write here: everybody sees it as you type.")
	}
	r.notes.ShowDraft = r.u.Saved.Slow || r.locked()
	r.notes.Draw(scr, in)
}

// typists are the people of whom it is said that they type, and how.
type typists struct {
	names []string
	width int
	words string
}

// typingWords says who else is typing in the notes in front, as far as a line of a width can tell it.
func (r *Room) typingWords(w int) string {
	if r.u.Presence == nil {
		return ""
	}
	field, view, was := r.noteField(), r.view(), &r.draw.typists
	n, used, same := 0, 0, was.width == w
	for i := range r.u.Presence.Here {
		h := &r.u.Presence.Here[i]
		if h.Field != field || h.Conn == r.u.Conn || h.Meeting != r.id || !r.isTyping(h) {
			continue
		}
		name := view.NameOf(h.Member)
		if n == len(was.names) {
			was.names, same = append(was.names, name), false
		} else if was.names[n] != name {
			was.names[n], same = name, false
		}
		n++
		if used += len(name); used > 4*w { // more than the line shows, however it is written
			break
		}
	}
	if same && n == len(was.names) {
		return was.words
	}
	was.names, was.width, was.words = was.names[:n], w, ""
	for i, name := range was.names {
		if i > 0 {
			was.words += " · "
		}
		if was.words += r.T("%s is typing", name); widget.Width(was.words) > w {
			break
		}
	}
	return was.words
}
