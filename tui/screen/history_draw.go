package screen

import (
	"fmt"
	"slices"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// layKey is what the pages were laid out for.
type layKey struct {
	seq           meeting.Seq
	now           *meeting.View
	plan, notes   int
	chosen, noted meeting.ID
	today         meeting.Day
	theme         any
	words         *words.Language
}

// lay lays out the pages for their widths, if anything of them has changed.
func (h *History) lay(env *Env, planWidth, notesWidth int) {
	if h.view == nil {
		return
	}
	k := layKey{h.shown, h.now, planWidth, notesWidth, h.plan.at, h.notes.at, env.Today(), env.Theme, env.Words}
	if h.laid == k {
		return
	}
	changes := map[meeting.ID]meeting.Change{}
	for _, c := range meeting.ChangesIn(env.Words, h.before, h.view, env.Now.In(env.Zone)) {
		changes[c.ID] = c
	}
	mt := h.meetingThen(changes)
	h.meeting = 0
	if mt != nil {
		h.meeting = mt.ID
	}
	m := pageMaker{env: env, t: env.Theme, today: env.Today(), now: env.Now.In(env.Zone), v: h.view, before: h.before, changes: changes}
	if s := h.front(); s != nil && !h.atEnd() {
		m.today = meeting.DayOf(s.At.In(env.Zone))
	}
	m.w, m.chosen = planWidth, h.plan.at
	h.plan.lines = m.plan()
	m.w, m.chosen, m.out = notesWidth, h.notes.at, nil
	h.notes.lines = m.notes(mt)
	if h.fresh {
		h.fresh = false
		for _, p := range []*page{&h.plan, &h.notes} {
			if i := slices.IndexFunc(p.lines, func(l pageLine) bool { return l.changed && l.id != 0 }); i >= 0 {
				p.at = p.lines[i].id
				p.reveal(true)
			} else if h.entry != 0 && slices.Contains(p.ids(), h.entry) && p.at == 0 {
				p.at = h.entry
				p.reveal(false)
			}
		}
		if h.plan.changed() != h.notes.changed() {
			h.onNotes = h.notes.changed()
		}
		h.lay(env, planWidth, notesWidth) // the chosen row shows more of itself
		return
	}
	k.chosen, k.noted = h.plan.at, h.notes.at
	h.laid = k
}

// meetingThen returns the meeting whose notes the step is about: the one it changed, else the live one, else the newest that was open.
func (h *History) meetingThen(changes map[meeting.ID]meeting.Change) *meeting.Meeting {
	ms := h.view.Meetings
	for _, m := range ms {
		if _, ok := changes[m.ID]; ok {
			return m
		}
		for _, it := range m.Agenda {
			if _, ok := changes[it.ID]; ok {
				return m
			}
		}
	}
	for _, d := range h.view.Decisions {
		if _, ok := changes[d.ID]; ok {
			return h.view.Meeting(d.Meeting)
		}
	}
	for _, n := range h.view.Notes {
		if _, ok := changes[n.ID]; ok {
			return h.view.Meeting(n.Meeting)
		}
	}
	if m := h.view.Live(); m != nil {
		return m
	}
	for _, m := range slices.Backward(ms) {
		if !m.Opened.IsZero() {
			return m
		}
	}
	if len(ms) > 0 {
		return ms[len(ms)-1]
	}
	return nil
}

// draw draws the history.
func (h *History) draw(env *Env, host pastHost, scr uv.Screen, area uv.Rectangle) {
	t, w, y := env.Theme, area.Dx(), area.Min.Y
	if h.list != nil && h.back == nil {
		h.list.draw(env, h, scr, area)
		return
	}
	line := func(base uv.Style, runs ...widget.Run) {
		widget.Put(scr, area.Min.X, y, widget.Line(w, base, runs...))
		y++
	}
	s := h.front()
	switch {
	case h.said != nil:
		line(t.Notice, widget.Run{Text: " " + refusalIn(env.Words, h.said), Grow: true})
		return
	case s == nil && h.reading && env.Now.Sub(h.began) >= slowRead:
		n := min(max(int(h.percent.Load()), 0), 100)
		bar := max(0, min(40, w-30))
		line(uv.Style{}, widget.Run{Text: " " + env.T("Reading the history") + "  ", Style: t.Muted}, widget.Run{Text: strings.Repeat("█", bar*n/100), Style: t.BarDone},
			widget.Run{Text: strings.Repeat("·", bar-bar*n/100), Style: t.BarRest}, widget.Run{Text: fmt.Sprintf(" %d %%", n), Style: t.Muted})
		return
	case s == nil && h.reading:
		line(uv.Style{}, widget.Run{Text: " " + env.T("Reading the history…"), Style: t.Muted})
		return
	case s == nil:
		line(uv.Style{}, widget.Run{Text: " " + env.T("Nothing has happened here yet."), Style: t.Muted})
		return
	}
	count := env.T("change %d of %d", h.at+1, len(h.walk))
	if h.only != 0 {
		count = env.T("change %d of %d of this entry", h.at+1, len(h.walk))
	}
	when := env.when(s.At, "Mon 2 January 2006, 15:04")
	if w < 76 {
		when.Layout = "2 January 2006, 15:04"
	}
	if h.atEnd() {
		line(t.Header, widget.Run{Text: " " + env.T("Now"), Style: t.Strong}, widget.Run{Text: "  " + env.T("last changed on %s", when), Grow: true}, widget.Run{Text: "  " + count + " ", Optional: true})
	} else {
		line(t.Notice, widget.Run{Text: " ◀ " + env.T("AS IT WAS on %s", when), Grow: true}, widget.Run{Text: "  " + count + " ", Optional: true})
	}
	h.drawTrack(env, scr, uv.Rect(area.Min.X+1, y, w-2, 2))
	y += 2
	if h.told != env.Words {
		h.retell(env)
	}
	step := h.step
	if h.asked != 0 && h.shown != s.Seq {
		step = "…"
	}
	for i, l := range widget.Wrap(step, max(1, w-2)) {
		if i == 2 {
			break
		}
		line(uv.Style{}, widget.Run{Text: " " + l, Style: t.Strong, Grow: true})
	}
	body := uv.Rect(area.Min.X, y, w, max(0, area.Max.Y-y))
	if h.back != nil {
		h.back.draw(env, h, host, scr, body)
		return
	}
	h.drawPages(env, scr, body)
}

func (h *History) drawPages(env *Env, scr uv.Screen, body uv.Rectangle) {
	t := env.Theme
	title := func(focus bool, name, rest string) []widget.Run {
		st := t.Title
		if focus {
			st = t.TitleFocus
		}
		return []widget.Run{{Text: name, Style: st}, {Text: "  " + rest, Style: t.Muted}}
	}
	then := env.T("as it was")
	if h.atEnd() {
		then = env.T("as it is")
	}
	h.wide = body.Dx() >= wide
	h.tabs = [2]uv.Rectangle{}
	left, right := body, body
	if h.wide {
		left.Max.X = body.Min.X + body.Dx()*11/20
		right.Min.X = left.Max.X
	}
	h.lay(env, left.Dx()-4, right.Dx()-4)
	notes := env.T("Notes")
	if m := h.noted(); m != nil {
		notes = env.T("Notes of %s-%d", h.now.Name, m.Number)
	}
	plan := env.T("Plan")
	if h.wide {
		h.plan.draw(t, scr, left, !h.onNotes, title(!h.onNotes, plan, then)...)
		h.notes.draw(t, scr, right, h.onNotes, title(h.onNotes, notes, then)...)
		return
	}
	// The other page's name stands in the title too, where a finger finds it.
	name, other := plan, notes
	if h.onNotes {
		name, other = notes, plan
	}
	if (h.onNotes && h.plan.changed()) || (!h.onNotes && h.notes.changed()) {
		other = env.T("%s (changed)", other)
	}
	h.page().draw(t, scr, body, true, append(title(true, name, then), widget.Run{Text: "   tab: " + other, Style: t.Key})...)
	x := body.Min.X + 2 + widget.Width(name+"  "+then)
	i := 1
	if h.onNotes {
		i = 0
	}
	h.tabs[i] = uv.Rect(x, body.Min.Y, widget.Width("   tab: "+other), 1)
}

// noted returns the meeting whose notes show.
func (h *History) noted() *meeting.Meeting {
	if h.view == nil {
		return nil
	}
	return h.view.Meeting(h.meeting)
}

// drawTrack draws the way through the past: a mark where each meeting began, its number under it, and where one is.
func (h *History) drawTrack(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, w, n := env.Theme, area.Dx(), len(h.steps)
	h.track = area
	if w < 2 || n == 0 {
		return
	}
	at := func(step int) int {
		if n == 1 {
			return w - 1
		}
		return (step*(w-1) + (n-1)/2) / (n - 1)
	}
	here := at(h.walk[h.at])
	line, under := make([]widget.Run, w), []rune(strings.Repeat(" ", w))
	for x := range line {
		line[x] = widget.Run{Text: "─", Style: t.Border}
		if x <= here {
			line[x] = widget.Run{Text: "━", Style: t.Accent}
		}
	}
	if h.only != 0 { // where the entry changed
		for _, s := range h.walk {
			line[at(s)] = widget.Run{Text: "┼", Style: t.Text}
		}
	}
	free := 0
	for _, m := range h.marks {
		x := at(m.step)
		line[x] = widget.Run{Text: "┃", Style: t.Strong}
		label := []rune(fmt.Sprintf("%s-%d", h.now.Name, m.number))
		if len(h.marks) > 3 || w < 60 {
			label = []rune(itoa(m.number))
		}
		if x = min(x, w-len(label)); x >= free {
			copy(under[x:], label)
			free = x + len(label) + 1
		}
	}
	line[here] = widget.Run{Text: "●", Style: t.Accent}
	first := []rune(dayShort(env.Words, meeting.DayOf(h.steps[0].At.In(env.Zone)), env.Today()))
	if strings.TrimSpace(string(under[:min(w, len(first)+1)])) == "" {
		copy(under, first)
	}
	if tail := []rune(env.T("now")); strings.TrimSpace(string(under[max(0, w-len(tail)-1):])) == "" {
		copy(under[w-len(tail):], tail)
	}
	widget.Put(scr, area.Min.X, area.Min.Y, widget.Line(w, uv.Style{}, line...))
	widget.Put(scr, area.Min.X, area.Min.Y+1, widget.Line(w, uv.Style{}, widget.Run{Text: string(under), Style: t.Muted}))
}
