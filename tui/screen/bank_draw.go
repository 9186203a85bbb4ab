package screen

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting/directory"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// filtered says which filters are on; "" for none.
func (p *bankPage) filtered(l *words.Language) string {
	var out []string
	if p.query.Age != nil {
		out = append(out, l.T("age %s", strconv.FormatFloat(*p.query.Age, 'f', -1, 64)))
	}
	if p.query.Near != "" {
		out = append(out, l.T("near %s", p.query.Near))
	}
	if p.query.Need != "" {
		out = append(out, p.query.Need)
	}
	if p.query.Closed {
		out = append(out, l.T("closed ones, too"))
	}
	return strings.Join(out, " · ")
}

// draw draws the information bank into an area.
func (p *bankPage) draw(env *Env, scr uv.Screen, area uv.Rectangle) {
	p.rows = p.rows[:0]
	if area.Dx() < 8 || area.Dy() < 3 {
		return
	}
	if p.form != nil {
		p.form.Title = p.heading
		drawForm(env, scr, area, p.form, p.said, "")
		return
	}
	if p.said != "" {
		lines := widget.Wrap(p.said, area.Dx()-2)
		for i, l := range lines {
			widget.Text(scr, area.Min.X+1, area.Max.Y-len(lines)+i, area.Dx()-2, env.Theme.Warn, l)
		}
		area.Max.Y -= len(lines)
	}
	if p.card != nil {
		p.drawCard(env, scr, area)
		return
	}
	p.drawFound(env, scr, area)
}

// drawFound draws the words, and what they found.
func (p *bankPage) drawFound(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, w, y := env.Theme, area.Dx(), area.Min.Y
	p.input.Theme = t
	label := " " + env.T("find") + "  "
	widget.Text(scr, area.Min.X, y, widget.Width(label), t.Accent, label)
	p.input.TextBox.Draw(scr, uv.Rect(area.Min.X+widget.Width(label), y, max(1, w-widget.Width(label)-1), 1))
	y++
	put := func(st uv.Style, s string) {
		for _, l := range widget.Wrap(s, w-2) {
			widget.Text(scr, area.Min.X+1, y, w-2, st, l)
			y++
		}
	}
	if f := p.filtered(env.Words); f != "" {
		put(t.Accent, env.T("only %s", f))
	}
	for _, typed := range slices.Sorted(maps.Keys(p.found.Read)) {
		put(t.Muted, env.T("“%s” read as “%s”", widget.Truncate(typed, 30), p.found.Read[typed]))
	}
	switch {
	case !p.known:
		put(t.Muted, "…")
	case p.found.All == 0 && len(p.found.Hits) == 0:
		put(t.Muted, env.T("The information bank is empty. An administrator or an information officer imports a directory: ssh HOST directory import < FILE"))
	case len(p.found.Hits) == 0:
		put(t.Muted, env.T("No service is like that. Fewer words, or tab for another age, place or need."))
	case p.found.Loose:
		put(t.Muted, env.T("No service has all of these words; these have some."))
	}
	if p.found.Nowhere {
		put(t.Muted, env.T("No service is in a place of that name, so only the areas that services are for were looked through."))
	}
	for _, c := range p.answers {
		put(t.Good, env.T("Your correction of %s was %s%s", c.Name, c.State.Msg(), prefixWords(": ", strings.Join(strings.Fields(c.Reason), " "))))
	}
	y++
	more := ""
	if n := p.found.Total - len(p.found.Hits); n > 0 {
		more = env.N(n, "and %d service more: say more words", "and %d services more: say more words")
		if p.found.About {
			more = env.N(n, "and about %d service more: say more words", "and about %d services more: say more words")
		}
	}
	each := 2
	room := max(1, (area.Max.Y-y)/each)
	p.top = scrollTo(p.top, p.at, room, len(p.found.Hits))
	p.area = uv.Rect(area.Min.X, y, w, max(0, area.Max.Y-y))
	for i := p.top; i < len(p.found.Hits) && y+each <= area.Max.Y; i++ {
		h := &p.found.Hits[i]
		p.drawHit(env, scr, uv.Rect(area.Min.X, y, w, each), h, i == p.at)
		p.rows = append(p.rows, i, i)
		y += each
	}
	if more != "" && y < area.Max.Y {
		put(t.Muted, more)
	}
}

// drawHit draws one service in two lines.
func (p *bankPage) drawHit(env *Env, scr uv.Screen, area uv.Rectangle, h *directory.Hit, chosen bool) {
	t, w, today := env.Theme, area.Dx(), env.Today()
	base := uv.Style{}
	mark := "  "
	if chosen {
		base, mark = t.Selected, "▸ "
	}
	fresh, st := directory.Freshness(env.Words, h.Checked, today), t.Muted
	if directory.Stale(h.Checked, today) {
		fresh, st = "! "+fresh, t.Warn
	}
	name := []widget.Run{{Text: " " + mark, Style: t.Accent}, {Text: h.Name, Style: t.Strong, Grow: true}}
	if s := h.Status.Msg(); s != "" {
		name = append(name, widget.Run{Text: "  " + env.T(s), Style: t.Warn})
	}
	if h.ID == p.listing.ID {
		name = append(name, widget.Run{Text: "  " + env.T("linked here"), Style: t.Good})
	}
	widget.Put(scr, area.Min.X, area.Min.Y, widget.Line(w, base, append(name, widget.Run{Text: "  " + fresh + " ", Style: st})...))
	var facts []string
	where := h.WhereIn(env.Words)
	if h.Miles != nil {
		where = env.T("%s, %.0f miles away", where, *h.Miles)
	}
	for _, s := range []string{h.Organisation, where, h.AgesIn(env.Words), h.Phone} {
		if s != "" {
			facts = append(facts, s)
		}
	}
	if len(facts) == 0 {
		facts = []string{h.Lead}
	}
	widget.Put(scr, area.Min.X, area.Min.Y+1, widget.Line(w, base, widget.Run{Text: "     " + strings.Join(facts, " · "), Style: t.Muted, Grow: true}, widget.Run{Text: " "}))
}

// drawCard draws the card of a service.
func (p *bankPage) drawCard(env *Env, scr uv.Screen, area uv.Rectangle) {
	w := min(area.Dx()-2, 92)
	if p.lines == nil || p.width != w || p.words != env.Words {
		p.lines, p.width, p.words = p.cardLines(env, w), w, env.Words
	}
	p.cardTop = max(0, min(p.cardTop, len(p.lines)-area.Dy()))
	for y := range area.Dy() {
		if i := p.cardTop + y; i < len(p.lines) {
			widget.Put(scr, area.Min.X+1, area.Min.Y+y, widget.Line(w, uv.Style{}, p.lines[i]...))
		}
	}
	if more := "↓ " + env.T("more") + " "; p.cardTop+area.Dy() < len(p.lines) {
		widget.Text(scr, area.Max.X-widget.Width(more), area.Max.Y-1, widget.Width(more), env.Theme.Accent, more)
	}
}

// cardLines lays a card out.
func (p *bankPage) cardLines(env *Env, w int) [][]widget.Run {
	t, x := env.Theme, p.card
	out := [][]widget.Run{{{Text: x.Service.Name, Style: t.Strong, Grow: true}}}
	if p.listing.ID == x.Service.ID {
		out[0] = append(out[0], widget.Run{Text: "  " + env.T("linked here") + " ", Style: t.Good})
	}
	heads := 21
	if w < 60 {
		heads = 0
	}
	for _, part := range x.Service.Card(env.Words, env.Today(), x.Gone) {
		out = append(out, nil)
		head := env.T(part.Head)
		st := t.Text
		if part.Head == directory.HeadFirst || part.Head == directory.HeadChecked && directory.Stale(x.Service.Checked(), env.Today()) {
			st = t.Warn
		}
		if heads == 0 {
			out = append(out, []widget.Run{{Text: head, Style: t.Accent, Grow: true}})
			head = ""
		}
		for _, para := range part.Lines {
			for one := range strings.SplitSeq(para, "\n") {
				for _, l := range widget.Wrap(one, max(8, w-heads)) {
					out = append(out, []widget.Run{{Text: head, Style: t.Accent, Width: heads}, {Text: l, Style: st, Grow: true}})
					head = ""
				}
			}
		}
	}
	if n := len(x.Held); n > 0 {
		out = append(out, nil, []widget.Run{{Text: "", Width: heads}, {Text: env.N(n, "With %d correction from people here.", "With %d corrections from people here."), Style: t.Muted, Grow: true}})
	}
	return out
}
