package screen

import (
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/meeting/words"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
)

// pageRow is one row of a page: what it shows, in a line or several, and what it stands for.
type pageRow struct {
	key   string // what stays the same while the page moves on; "" for what cannot be selected
	lines [][]widget.Run
	more  func(w int) [][]widget.Run // may be nil: what stands under the row while it is selected
	entry meeting.ID                 // what it is about; 0: nothing of the shelf or the plan
	field meeting.Field              // the shared text that is written in where it stands
	opens words.Msg                  // what ⏎ does, in a word
	open  func(*Env, *Room) []Action // nil for a text, and for what only shows
	adds  words.Msg                  // what is added here first
}

// listPage is a list of rows that scrolls, in which shared texts are written where they stand. It belongs to a dialog, which
// is told of by the tags of what it sends.
type listPage struct {
	owner Dialog
	rows  func(env *Env, r *Room, w int) []pageRow // what the page shows

	at   string // the selected row
	top  int
	free bool // was scrolled by hand: the selection need not show
	kept struct {
		of   pageKey
		rows []pageRow
	}
	area  uv.Rectangle
	spots []int // by row of the screen: the index of the page's row, -1 for none
	edit  *inPlace
	said  string // a sentence about what is being written
}

// pageKey is what the rows depend on: while it stays, they stay.
type pageKey struct {
	t     *theme.Theme
	words *words.Language
	v     *meeting.View
	w     int
	today meeting.Day
	turn  int
}

// inPlace is a shared text that is being written in.
type inPlace struct {
	at      meeting.Field
	ed      *widget.Editor
	kept    string // the draft as last kept
	refused bool
	flight  int // how much was sent and not answered
	leave   bool
	atEnd   bool // nothing was typed or moved yet: the caret keeps to the end while others write there
	box     widget.Box
	area    uv.Rectangle
}

// list returns the rows for a width. turn tells apart what else the rows depend on.
func (p *listPage) list(env *Env, r *Room, w, turn int) []pageRow {
	k := pageKey{env.Theme, env.Words, r.view(), w, env.Today(), turn}
	if p.kept.rows == nil || p.kept.of != k {
		p.kept.of, p.kept.rows = k, p.rows(env, r, w)
		if p.index() < 0 {
			p.at = ""
			for _, x := range p.kept.rows {
				if x.key != "" {
					p.at = x.key
					break
				}
			}
		}
	}
	return p.kept.rows
}

// width is the width that the rows were last made for.
func (p *listPage) width() int {
	if p.kept.of.w > 0 {
		return p.kept.of.w
	}
	return formWidth
}

// forget has the rows made anew.
func (p *listPage) forget() { p.kept.rows = nil }

// index returns where the selected row is, -1 for nowhere.
func (p *listPage) index() int {
	if p.at == "" {
		return -1
	}
	return slices.IndexFunc(p.kept.rows, func(x pageRow) bool { return x.key == p.at })
}

// selected returns the selected row, or nil.
func (p *listPage) selected() *pageRow {
	if i := p.index(); i >= 0 {
		return &p.kept.rows[i]
	}
	return nil
}

// step moves the selection over the rows that can be selected.
func (p *listPage) step(by int) {
	i := p.index()
	d := 1
	if by < 0 {
		d = -1
	}
	for ; by != 0; by -= d {
		k := i + d
		for k >= 0 && k < len(p.kept.rows) && p.kept.rows[k].key == "" {
			k += d
		}
		if k < 0 || k >= len(p.kept.rows) {
			break
		}
		i = k
	}
	if i >= 0 && i < len(p.kept.rows) {
		p.at, p.free = p.kept.rows[i].key, false
	}
}

// keys moves within the page; false for a key that does not.
func (p *listPage) keys(k tea.KeyPressMsg) bool {
	page := max(1, p.area.Dy()-2)
	switch k.String() {
	case "up", "k":
		p.step(-1)
	case "down", "j":
		p.step(1)
	case "pgup":
		p.top, p.free = max(0, p.top-page), true
		p.follow(false)
	case "pgdown":
		p.top, p.free = p.top+page, true
		p.follow(true)
	case "home":
		p.step(-1 << 20)
		p.top = 0
	case "end":
		p.step(1 << 20)
	default:
		return false
	}
	return true
}

// follow selects the first row that shows, going down, or the last, after a page was turned.
func (p *listPage) follow(down bool) {
	at, last := 0, ""
	for i := range p.kept.rows {
		x := &p.kept.rows[i]
		if x.key != "" && at >= p.top && at < p.top+p.area.Dy() {
			last = x.key
			if down {
				break
			}
		}
		at += len(x.lines)
	}
	if last != "" {
		p.at = last
	} else if down {
		p.step(1 << 20)
	}
}

// start gives the keys to a shared text.
func (p *listPage) start(env *Env, r *Room, f meeting.Field) []Action {
	if r.locked() {
		r.Notice(r.T(lockedWords))
		return nil
	}
	e := &inPlace{at: f, ed: r.newEditor(env), atEnd: true}
	e.ed.Focus = true
	e.ed.Open(r.view().Text(f))
	e.ed.MoveEnd()
	p.edit, p.free, p.said = e, false, ""
	if d := env.Draft(r.draftName(f)); d != "" {
		e.kept = d
		e.ed.Type(d, env.Now)
		p.said = env.T("What was not added before is here again.")
	}
	return p.pump(r)
}

// pump shows the newest of the text that is being written and sends what the editor wants done.
func (p *listPage) pump(r *Room) []Action {
	e := p.edit
	if e == nil {
		return nil
	}
	e.ed.SetView(r.view().Text(e.at))
	if e.atEnd {
		e.ed.MoveEnd()
	}
	e.ed.SetPeers(r.peers(e.at))
	e.ed.ShowDraft = r.u.Saved.Slow || r.locked()
	var acts []Action
	name := r.draftName(e.at)
	if !r.locked() {
		if in, ok := e.ed.Take(); ok {
			e.flight++
			acts = append(acts, Send{Commands: []meeting.Command{intentCommand(in, e.at)}, Tag: p.owner, Draft: Keep{name, in.Edit.Insert}})
		}
	}
	if d := e.ed.Draft(); d != e.kept {
		e.kept = d
		acts = append(acts, Keep{name, d})
	}
	return acts
}

// pointing says where the caret is in what is being written.
func (p *listPage) pointing() (meeting.Field, text.Caret) {
	if p.edit == nil {
		return meeting.Field{}, text.Caret{}
	}
	return p.edit.at, p.edit.ed.Caret()
}

// write gives a message to the text that is being written; false if none is.
func (p *listPage) write(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	e := p.edit
	if e == nil {
		return nil, false
	}
	k, isKey := msg.(tea.KeyPressMsg)
	if c, ok := msg.(tea.MouseClickMsg); ok && !uv.Pos(c.X, c.Y).In(e.area) {
		acts := p.stop(env, r)
		return acts, p.edit != nil // a click elsewhere leaves the text, and does there what it does
	}
	if isKey {
		p.said = ""
		switch {
		case k.String() == "esc":
			return p.stop(env, r), true
		case e.refused && k.String() == "ctrl+x":
			env.Clip.Text = e.ed.Discard()
			e.refused = false
			p.said = env.T("What was not added is cut. ctrl+v puts it back.")
			return p.pump(r), true
		case r.locked():
			p.said = env.T(lockedWords)
			return nil, true
		}
	}
	if e.atEnd && brings(msg) && r.afterOthers(e.ed) {
		e.ed.Type("\n", env.Now) // nobody goes on in the middle of somebody else's line without meaning to
	}
	e.atEnd = false
	e.ed.Update(msg, env.Now)
	if s := e.ed.Notice(); s != "" {
		p.said = s
	}
	return p.pump(r), true
}

// stop leaves the text, once what is on its way is answered. What is not added stays kept.
func (p *listPage) stop(_ *Env, r *Room) []Action {
	e := p.edit
	if e == nil {
		return nil
	}
	acts := p.pump(r)
	if (e.flight > 0 || e.ed.Waiting()) && !e.refused && !r.locked() {
		e.leave = true
		return acts
	}
	if e.ed.Draft() != "" {
		r.Notice(r.T("What is not added yet is kept for you, and here again when you come back."))
	}
	p.edit = nil
	p.forget()
	return acts
}

// renew shows what others changed.
func (p *listPage) renew(env *Env, r *Room) []Action {
	e := p.edit
	if e == nil {
		return nil
	}
	if !r.view().SeesField(e.at) {
		p.edit = nil
		if d := e.ed.Draft(); d != "" {
			env.Clip.Text = d
			r.Notice(env.T("This is not there any more. What you had typed can be put elsewhere with ctrl+v."))
			return []Action{Keep{Name: r.draftName(e.at)}}
		}
		return nil
	}
	if e.refused && !r.locked() {
		e.ed.Retry()
		e.refused = false
	}
	return p.pump(r)
}

// sent takes the answer to what was written.
func (p *listPage) sent(env *Env, r *Room, err error) []Action {
	e := p.edit
	if e == nil {
		if err != nil {
			r.Notice(r.refusal(err))
		}
		return nil
	}
	e.flight = max(0, e.flight-1)
	r.reportEditor(e.ed, e.at, err)
	e.refused = err != nil && e.ed.Draft() != ""
	if err != nil {
		e.leave, p.said = false, r.refusal(err)
	}
	acts := p.pump(r)
	if e.leave {
		return append(acts, p.stop(env, r)...)
	}
	return acts
}

// writingKeys are the keys while a text is written.
func (p *listPage) writingKeys() []key.Binding {
	out := []key.Binding{
		bind("esc", "stop writing", "esc"), bind("ctrl+z", "undo", "ctrl+z"), bind("shift+←→", "select", "shift+left"),
		bind("ctrl+c/x/v", "copy, cut, paste", "ctrl+c"),
	}
	if p.edit != nil && p.edit.refused {
		return append([]key.Binding{bind("ctrl+x", "cut what is not added", "ctrl+x")}, out...)
	}
	return out
}

// flat is one line of a page as it stands on the screen.
type flat struct {
	row, line int // line counts on through what stands under the row
	runs      []widget.Run
}

// draw draws the rows, and the text that is being written in its place.
func (p *listPage) draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle, turn int) {
	t, w := env.Theme, area.Dx()
	rows := p.list(env, r, w, turn)
	p.area, p.spots = area, p.spots[:0]
	if area.Empty() {
		return
	}
	var all []flat
	from, to, box := 0, 0, -1
	for i := range rows {
		x := &rows[i]
		chosen := x.key != "" && x.key == p.at
		if chosen {
			from = len(all)
		}
		if p.edit != nil && x.field == p.edit.at && x.key != "" {
			all = append(all, flat{i, 0, x.lines[0]})
			from, box = len(all)-1, len(all)
			for range p.boxHeight(r, area) {
				all = append(all, flat{row: i, line: -1})
			}
			to = len(all) - 1
			continue
		}
		for k, l := range x.lines {
			all = append(all, flat{i, k, l})
		}
		if chosen && x.more != nil {
			for k, l := range x.more(w) {
				all = append(all, flat{i, len(x.lines) + k, l})
			}
		}
		if chosen {
			to = len(all) - 1
		}
	}
	if !p.free {
		p.top = scrollTo(p.top, to, area.Dy(), len(all))
		p.top = scrollTo(p.top, from, area.Dy(), len(all))
		if first := slices.IndexFunc(rows, func(x pageRow) bool { return x.key != "" }); first >= 0 && rows[first].key == p.at && to < area.Dy() {
			p.top = 0 // what stands above the first row shows, too
		}
		if last := len(rows) - 1; from >= len(all)-area.Dy() && !slices.ContainsFunc(rows[all[from].row+1:last+1], func(x pageRow) bool { return x.key != "" }) {
			p.top = len(all) - area.Dy() // and below the last
		}
	}
	p.top = max(0, min(p.top, len(all)-area.Dy()))
	for y := range area.Dy() {
		i := p.top + y
		if i >= len(all) {
			break
		}
		l := all[i]
		p.spots = append(p.spots, l.row)
		if l.line < 0 {
			continue
		}
		x, base := &rows[l.row], uv.Style{}
		if x.key != "" && x.key == p.at && l.line < len(x.lines) {
			base = t.Selected
		}
		runs := l.runs
		if l.line == 0 && x.field != (meeting.Field{}) {
			if who := r.typists(x.field); who != "" {
				runs = append(slices.Clone(runs), widget.Run{Text: "  " + who, Style: t.Warn})
			}
		}
		widget.Put(scr, area.Min.X, area.Min.Y+y, widget.Line(w, base, runs...))
	}
	if len(all) > area.Dy() { // how far down this is
		share := area.Dy() * area.Dy() / len(all)
		at := p.top * (area.Dy() - max(1, share)) / max(1, len(all)-area.Dy())
		for y := range max(1, share) {
			widget.Put(scr, area.Max.X-1, area.Min.Y+at+y, widget.Line(1, uv.Style{}, widget.Run{Text: "▐", Style: t.Border}))
		}
	}
	if box >= 0 {
		p.drawEdit(env, r, scr, area, box-p.top)
	}
}

// boxHeight is how many rows the text that is being written takes.
func (p *listPage) boxHeight(r *Room, area uv.Rectangle) int {
	n := 4
	for _, l := range strings.Split(r.view().Text(p.edit.at).String(), "\n") {
		n += 1 + widget.Width(l)/max(8, area.Dx()-6)
	}
	return max(3, min(max(n, 6), area.Dy()-1))
}

func (p *listPage) drawEdit(env *Env, r *Room, scr uv.Screen, area uv.Rectangle, y int) {
	e := p.edit
	h := min(p.boxHeight(r, area), area.Dy()-y)
	if y < 0 || h < 3 {
		return
	}
	e.area = uv.Rect(area.Min.X+1, area.Min.Y+y, max(4, area.Dx()-2), h)
	title := []widget.Run{{Text: env.T("Everyone on the team sees this as you type"), Style: env.Theme.Muted}}
	if x := p.selected(); x != nil && x.entry != 0 {
		if a, _, _, ok := r.audienceOfEntry(x.entry); ok {
			title[0].Text = env.T("%s as you type", capital(r.audienceWords(a)))
		}
	}
	in := padded(e.box.Draw(scr, e.area, env.Theme, true, title...))
	if p.said != "" && in.Dy() > 1 {
		widget.Text(scr, in.Min.X, in.Max.Y-1, in.Dx(), env.Theme.Warn, p.said)
		in.Max.Y--
	}
	e.ed.Theme = env.Theme
	e.ed.Draw(scr, in)
}

// clicked returns the row at a place on the screen, nil for none, and whether it was the selected one before.
func (p *listPage) clicked(x, y int) (row *pageRow, again bool) {
	if !uv.Pos(x, y).In(p.area) {
		return nil, false
	}
	i := y - p.area.Min.Y
	if i >= len(p.spots) || p.spots[i] < 0 || p.spots[i] >= len(p.kept.rows) {
		return nil, false
	}
	row = &p.kept.rows[p.spots[i]]
	if row.key == "" {
		return nil, false
	}
	again = p.at == row.key
	p.at = row.key
	return row, again
}

// wheel scrolls.
func (p *listPage) wheel(msg tea.MouseWheelMsg) {
	if msg.Button == tea.MouseWheelUp {
		p.top, p.free = max(0, p.top-3), true
	} else {
		p.top, p.free = p.top+3, true
	}
}

// rowMaker makes the rows of a page.
type rowMaker struct {
	env  *Env
	r    *Room
	t    *theme.Theme
	w    int
	rows []pageRow
}

// T says a message in the reader's language.
func (m *rowMaker) T(s words.Msg, args ...any) string { return m.env.T(s, args...) }

// N says a message about a number of things, its first argument.
func (m *rowMaker) N(n int, one, other words.Msg, args ...any) string {
	return m.env.N(n, one, other, args...)
}

// day says a day, to stand alone.
func (m *rowMaker) day(d meeting.Day) string { return d.In(m.env.Words, m.env.Today()) }

// when is a day to be put into a message.
func (m *rowMaker) when(d meeting.Day) words.When { return d.When(m.env.Today()) }

// on is the day of a moment, to be put into a message.
func (m *rowMaker) on(t time.Time) words.When { return m.when(meeting.DayOf(t.In(m.env.Zone))) }

// with says a message with the one thing that is put into it, "" if there is none.
func (m *rowMaker) with(s words.Msg, what string) string {
	if what == "" {
		return ""
	}
	return m.T(s, what)
}

// dated says a message with the one day that is put into it, "" if there is none.
func (m *rowMaker) dated(s words.Msg, d meeting.Day) string {
	if d == "" {
		return ""
	}
	return m.T(s, m.when(d))
}

func (m *rowMaker) add(x pageRow) { m.rows = append(m.rows, x) }

func (m *rowMaker) blank() {
	if len(m.rows) > 0 {
		m.add(pageRow{lines: [][]widget.Run{nil}})
	}
}

// head begins a section.
func (m *rowMaker) head(title, note string) {
	m.blank()
	if note != "" {
		note = "  " + widget.Truncate(note, max(1, m.w-widget.Width(title)-7))
	}
	rest := max(0, m.w-4-widget.Width(title)-widget.Width(note))
	m.add(pageRow{lines: [][]widget.Run{{
		{Text: " " + title, Style: m.t.Accent},
		{Text: note + " ", Style: m.t.Muted},
		{Text: strings.Repeat("─", rest), Style: m.t.Border},
	}}})
}

// wrapped returns words in lines of their own, indented.
func (m *rowMaker) wrapped(words string, indent int, st uv.Style) [][]widget.Run {
	var out [][]widget.Run
	for _, part := range strings.Split(words, "\n") {
		for _, l := range widget.Wrap(part, max(8, m.w-indent-2)) {
			out = append(out, []widget.Run{{Text: strings.Repeat(" ", indent)}, {Text: l, Style: st, Grow: true}})
		}
	}
	return out
}

// say shows words that cannot be selected.
func (m *rowMaker) say(words string, st uv.Style) {
	m.add(pageRow{lines: m.wrapped(words, 3, st)})
}

// line is what one row of a list says.
type line struct {
	mark      string
	markStyle uv.Style
	what      string
	style     uv.Style
	whose     string // in the middle
	whoseIs   meeting.AgencyID
	when      string // at the right
	whenStyle uv.Style
}

// item adds a row of a list: in one line where there is room, else what it is about stands above whose it is.
func (m *rowMaker) item(x pageRow, l line) {
	if l.style == (uv.Style{}) {
		l.style = m.t.Text
	}
	if l.whenStyle == (uv.Style{}) {
		l.whenStyle = m.t.Muted
	}
	whose := m.t.Muted
	if l.whoseIs != "" {
		whose = m.t.Agency(m.r.agencies().agency[l.whoseIs])
	}
	if l.mark == "" {
		l.mark = " "
	}
	middle, right := 0, min(widget.Width(l.when), max(12, m.w*2/5))
	runs := []widget.Run{{Text: " " + l.mark + " ", Style: l.markStyle}, {Text: l.what, Style: l.style, Grow: true}}
	if m.w >= 76 && l.whose+l.when != "" {
		middle, right = m.w*24/100, min(max(24, m.w*30/100), 38)
		runs = append(runs, widget.Run{Text: "  "}, widget.Run{Text: l.whose, Style: whose, Width: middle})
	}
	runs = append(runs, widget.Run{Text: "  "}, widget.Run{Text: l.when, Style: l.whenStyle, Width: right}, widget.Run{Text: "  "})
	x.lines = append(x.lines, runs)
	if m.w < 76 && l.whose != "" {
		x.lines = append(x.lines, []widget.Run{{Text: "   " + l.whose, Style: whose, Grow: true}})
	}
	if e := m.r.view().Entry(x.entry); e != nil { // a narrower audience says so beside the entry
		if only := m.r.audienceMark(meeting.HeadOf(e).Audience); only != "" {
			x.lines = append(x.lines, []widget.Run{{Text: "   " + only, Style: m.t.Muted, Grow: true}})
		}
	}
	var cut []string // is read whole while the row is selected
	if widget.Width(l.what) > m.w-middle-right-9 {
		cut = append(cut, l.what)
	}
	if middle > 0 && widget.Width(l.whose) > middle {
		cut = append(cut, l.whose)
	}
	if widget.Width(l.when) > right {
		cut = append(cut, l.when)
	}
	if len(cut) > 0 {
		under := x.more
		x.more = func(w int) [][]widget.Run {
			var out [][]widget.Run
			for _, s := range cut {
				out = append(out, m.wrapped(s, 5, m.t.Text)...)
			}
			if under != nil {
				out = append(out, under(w)...)
			}
			return out
		}
	}
	m.add(x)
}

// textKey is the key of the row of a shared text.
func textKey(r *Room, f meeting.Field) string { return "text " + r.draftName(f) }

// text adds a shared text that is written in where it stands.
func (m *rowMaker) text(f meeting.Field, label, empty string) {
	x := pageRow{key: textKey(m.r, f), field: f, opens: "write here"}
	x.lines = [][]widget.Run{{{Text: "   "}, {Text: label, Style: m.t.Muted}}}
	if s := strings.TrimSpace(m.r.view().Text(f).String()); s != "" {
		x.lines = append(x.lines, m.wrapped(s, 5, m.t.Text)...)
	} else {
		x.lines = append(x.lines, m.wrapped(empty, 5, m.t.Placeholder)...)
	}
	m.add(x)
}

// under returns what stands under an entry while it is selected: what is noted of it, who added it, who sees it.
func (m *rowMaker) under(id meeting.ID, facts ...string) func(int) [][]widget.Run {
	r, t := m.r, m.t
	return func(int) [][]widget.Run {
		var out [][]widget.Run
		for _, f := range facts {
			if strings.TrimSpace(f) != "" {
				out = append(out, m.wrapped(f, 5, t.Text)...)
			}
		}
		if s := strings.TrimSpace(r.view().Text(meeting.Field{ID: id, Part: meeting.Remarks}).String()); s != "" {
			out = append(out, m.wrapped(s, 5, t.Quote)...)
		}
		if e := r.view().Entry(id); e != nil {
			h := meeting.HeadOf(e)
			said := m.T("added by %s on %s", r.view().NameOf(h.By), m.on(h.Added))
			if h.By == 0 {
				said = m.T("added on %s", m.on(h.Added))
			}
			said += " · " + r.audienceWords(h.Audience)
			if h.About != 0 && len(r.view().Children) > 1 {
				said = m.T("about %s", r.view().NameOf(h.About)) + " · " + said
			}
			out = append(out, m.wrapped(said, 5, t.Faint)...)
		}
		return out
	}
}
