package screen

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
)

// footKey is what the keys that work depend on: while it stays, the lines of the foot stay too.
type footKey struct {
	t                                              *theme.Theme
	words                                          *words.Language
	w, most                                        int
	pane                                           string
	m                                              *meeting.Meeting
	me                                             *meeting.Member
	open                                           *meeting.Decision
	editing, follow, away, shared                  bool
	onItem, entry, action, decided, dialog, person bool
	aside                                          meeting.ID
	asides                                         int
}

// footing is the key hints as they were last laid out.
type footing struct {
	key   footKey
	rows  []widget.Row
	lines []uv.Line
	spots []hintPlace // rows count from the first line
}

// footing lays the key hints out for a screen of a size, unless they are laid out already.
func (r *Room) footing(env *Env, w, h int) *footing {
	f := &r.draw.footing
	v, m := r.view(), r.meeting()
	k := footKey{
		t: env.Theme, words: env.Words, w: w, most: 2, pane: r.pane, m: m, me: r.me(), open: r.open(), editing: r.editing, follow: r.follow,
		away: r.u.Presence != nil && r.u.Presence.ChairAway, shared: v.Viewer().Shared, onItem: m != nil && r.item == m.Item,
		entry: r.entry != 0 && r.entryThere(), action: r.entry != 0 && v.Action(r.entry) != nil, decided: r.anyDecision(), dialog: len(r.dialogs) > 0,
		aside: r.aside, asides: len(v.Notes), person: r.person != 0,
	}
	if h < lowScreen {
		k.most = 1
	}
	if f.lines != nil && f.key == k && !k.dialog { // a dialog's keys are its own affair
		return f
	}
	rows, lead := r.footRows(env, w, k.most)
	f.key, f.rows, f.lines, f.spots = k, make([]widget.Row, len(rows)), make([]uv.Line, 0, len(rows)), nil
	t := env.Theme
	for y, row := range rows {
		x := 1
		runs := []widget.Run{{Text: " "}}
		if y < len(lead) && lead[y] != "" {
			runs = append(runs, widget.Run{Text: lead[y], Style: t.Muted})
			x += widget.Width(lead[y])
		}
		for i, b := range row {
			if i > 0 {
				runs = append(runs, widget.Run{Text: "  "})
			}
			runs = append(runs, widget.Run{Text: widget.KeyLabel(env.Words, b.key), Style: t.Key}, widget.Run{Text: " " + env.hint(b.key), Style: t.KeyText})
			n := hintWidth(env, b.key)
			f.spots = append(f.spots, hintPlace{uv.Rect(x, y, n-hintGap, 1), b})
			x += n
		}
		f.lines = append(f.lines, f.rows[y].Line(w, uv.Style{}, runs...))
	}
	return f
}

// entryThere reports whether the selected entry is in the plan.
func (r *Room) entryThere() bool {
	v := r.view()
	return v.Need(r.entry) != nil || v.Outcome(r.entry) != nil || v.Action(r.entry) != nil
}

// anyDecision reports whether this meeting has a decision that the viewer may read.
func (r *Room) anyDecision() bool {
	return slices.ContainsFunc(r.view().Decisions, func(d *meeting.Decision) bool { return d.Meeting == r.id })
}

// lowScreen is the height under which the keys take one line.
const lowScreen = 20

// firstKeys are the keys that a line with little room shows first.
var firstKeys = []string{"⏎", "s", "r", "n", "e", "x", "h", "d", "a", "]", "[", "g", "c", "p", "l"}

// footRows lays the key hints out in rows of a width, most of them for what everybody has, and returns them with what
// stands before each row.
func (r *Room) footRows(env *Env, w, most int) (rows [][]bound, lead []string) {
	if n := len(r.dialogs); n > 0 {
		var row []bound
		for _, k := range r.dialogs[n-1].Keys() {
			row = append(row, bound{key: k})
		}
		return wrapHints(env, row, w, "", 2), []string{"", ""}
	}
	if r.editing {
		row := []bound{
			{key: bind("esc", "stop writing", "esc"), do: func(*Env) []Action { return r.stopNotes() }},
			{key: bind("ctrl+z", "undo", "ctrl+z")},
			{key: bind("shift+←→", "select", "shift+left")},
			{key: bind("ctrl+c/x/v", "copy, cut, paste", "ctrl+c")},
		}
		if r.mayPassage() && !r.view().Viewer().Shared && r.aside == 0 { // what is shared there goes to everyone
			row = append(row, bound{key: roomKeys.Private, do: r.private})
		}
		return wrapHints(env, row, w, "", 1), []string{""}
	}
	var all, chair []bound
	for _, b := range r.bindings() {
		switch {
		case b.quiet:
		case b.chair:
			chair = append(chair, b)
		default:
			all = append(all, b)
		}
	}
	if w < wide {
		all, chair = shortened(all), shortened(chair)
	}
	if most == 1 {
		for _, line := range [][]bound{all, chair} {
			slices.SortStableFunc(line, func(a, b bound) int { return firstRank(a) - firstRank(b) })
		}
	}
	rows = wrapHints(env, all, w, "", most)
	for range rows {
		lead = append(lead, "")
	}
	if len(chair) > 0 {
		word := env.T("chair") + " "
		if !r.chair() {
			word = env.T("also") + " "
		}
		rows = append(rows, wrapHints(env, chair, w, word, 1)...)
		lead = append(lead, word)
	}
	return rows, lead
}

// firstRank says where a key stands in a line with little room.
func firstRank(b bound) int {
	if i := slices.Index(firstKeys, b.key.Help().Key); i >= 0 {
		return i
	}
	return len(firstKeys)
}

// shortWords are what hints say where there is little room.
var shortWords = map[words.Msg]words.Msg{
	"next item": "next", "give the floor": "floor", "who may type": "typing", "close the meeting": "close", "open the meeting": "open",
	"write for somebody": "for another", "write privately": "private", "follow the chair": "follow", "following the chair": "following",
	"go to item": "go", "answer the minutes": "answer", "take the chair": "chair", "reopen or finish": "after",
	"notes for some": "for some", "other notes": "others", "read the minutes": "read", "attendance": "list", "who sees this": "who sees",
	"call the meeting off": "call off", "put it on again": "on again", "when and where": "when",
}

// shortened returns the hints in fewer words.
func shortened(bs []bound) []bound {
	out := slices.Clone(bs)
	for i := range out {
		if s, ok := shortWords[words.Msg(out[i].key.Help().Desc)]; ok {
			out[i].key.SetHelp(out[i].key.Help().Key, string(s))
		}
	}
	return out
}

// hintGap is the columns between two hints.
const hintGap = 2

func hintWidth(env *Env, k key.Binding) int {
	return widget.Width(widget.KeyLabel(env.Words, k)) + 1 + widget.Width(env.hint(k)) + hintGap
}

// stays reports whether a hint is shown however little room there is: the way to all the others, and the way out.
func stays(b bound) bool {
	k := b.key.Help().Key
	return k == "?" || k == "esc" || k == "q"
}

// wrapHints lays hints out in at most n rows. What does not fit is left out, the last first; it is in the full list
// behind ?.
func wrapHints(env *Env, hs []bound, w int, lead string, n int) [][]bound {
	hs = slices.Clone(hs)
	for {
		rows := layHints(env, hs, w-1-widget.Width(lead))
		if len(rows) <= n {
			return rows
		}
		i := len(hs) - 1
		for i > 0 && stays(hs[i]) {
			i--
		}
		hs = slices.Delete(hs, i, i+1)
	}
}

// layHints lays hints out in as many rows of a width as they take.
func layHints(env *Env, hs []bound, w int) [][]bound {
	var rows [][]bound
	left := 0
	for _, h := range hs {
		need := hintWidth(env, h.key)
		if len(rows) == 0 || need-hintGap > left {
			rows, left = append(rows, nil), w
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], h)
		left -= need
	}
	return rows
}

// footHeight returns how many rows the foot takes: the question, a notice, the keys.
func (r *Room) footHeight(env *Env, w, h int) int {
	if n := len(r.dialogs); n > 0 { // what it shows says what keys work
		if d, ok := r.dialogs[n-1].(interface{ ready(*Env, *Room) }); ok {
			d.ready(env, r)
		}
	}
	n := len(r.footing(env, w, h).lines)
	if r.open() != nil && len(r.dialogs) == 0 {
		n++
	}
	if r.explanation(env, h) != nil {
		n++
	}
	return n + len(r.offLines(env, w)) + len(r.noticeLines(env, w)) + len(r.bannerLines(env, w))
}

func (r *Room) noticeShown(env *Env) bool {
	return r.notice != "" && env.Now.Sub(r.noticeAt) < noticeFor
}

// noticeLines returns the sentence at the foot, in at most three lines.
func (r *Room) noticeLines(env *Env, w int) []string {
	if !r.noticeShown(env) {
		return nil
	}
	if widget.Width(r.notice) <= w-2 && !strings.Contains(r.notice, "\n") {
		r.draw.noticed[0] = r.notice
		return r.draw.noticed[:1]
	}
	lines := widget.Wrap(strings.Join(strings.Fields(r.notice), " "), max(1, w-2))
	if len(lines) > 3 {
		lines = append(lines[:2], widget.Truncate(strings.Join(lines[2:], " "), w-2))
	}
	return lines
}

func (r *Room) drawFoot(env *Env, scr uv.Screen, area uv.Rectangle, h int) {
	t, w, y := env.Theme, area.Dx(), area.Min.Y
	r.draw.hintAt = r.draw.hintAt[:0]
	delete(r.draw.areas, paneDecision)
	if d := r.open(); d != nil && len(r.dialogs) == 0 {
		r.draw.areas[paneDecision] = uv.Rect(area.Min.X, y, w, 1)
		widget.Put(scr, area.Min.X, y, r.questionLine(env, d, w))
		y++
	}
	y += r.drawOff(env, scr, uv.Rect(area.Min.X, y, w, area.Max.Y-y))
	for i, l := range r.noticeLines(env, w) {
		widget.Put(scr, area.Min.X, y, r.draw.news[i].Line(w, uv.Style{}, widget.Run{Text: " " + l, Style: t.Warn, Grow: true}))
		y++
	}
	if runs := r.explanation(env, h); runs != nil {
		widget.Put(scr, area.Min.X, y, r.draw.explained.row.Line(w, uv.Style{}, runs...))
		y++
	}
	f := r.footing(env, w, h)
	for _, s := range f.spots {
		s.area = s.area.Add(uv.Pos(area.Min.X, y))
		r.draw.hintAt = append(r.draw.hintAt, s)
	}
	for _, l := range f.lines {
		widget.Put(scr, area.Min.X, y, l)
		y++
	}
	for i := range r.bannerLines(env, w) {
		l := &r.draw.banner.lines[i]
		widget.Put(scr, area.Min.X, y, l.Line(w, uv.Style{}, l.run))
		y++
	}
}

// bannerLine is a line of the banner.
type bannerLine struct {
	widget.Row
	run widget.Run
}

// sharedWords stand at the foot of a shared screen, under every dialog too: nobody is to forget it.
const sharedWords words.Msg = "▣ Shared screen: everybody here sees this."

func (r *Room) bannerLines(env *Env, w int) []bannerLine {
	words := env.Banner
	switch {
	case r.view().Viewer().Shared:
		words = env.T(sharedWords)
	case words == "" || len(r.dialogs) > 0:
		return nil
	}
	b := &r.draw.banner
	if b.words != words || b.width != w {
		b.words, b.width, b.lines = words, w, nil
		for _, l := range widget.Wrap(words, max(1, w-2)) {
			b.lines = append(b.lines, bannerLine{run: widget.Run{Text: " " + l, Style: env.Theme.Accent, Grow: true}})
		}
	}
	return b.lines
}

// questionLine is the line of the decision that is being answered.
func (r *Room) questionLine(env *Env, d *meeting.Decision, w int) uv.Line {
	t := env.Theme
	focus := r.pane == paneDecision
	st := t.Notice
	mark := " ? "
	if focus {
		mark = " ▸ "
	}
	word, count := env.T("To decide:")+" ", env.T("%d of %d", r.view().Given(d.ID), len(d.Asked))+" "
	if d.Stage == meeting.Proposed {
		word, count = env.T("%s proposes:", r.view().NameOf(d.By))+" ", ""
	}
	keys := "⏎ " + r.openWord(d)
	if !focus {
		keys = env.T("d opens it")
		if !r.mayRead() {
			keys = env.T("tab to it, then ⏎")
		}
	}
	if g, ok := d.Answered(r.me().ID); ok && !r.view().Viewer().Shared {
		keys = env.T("you: %s", g.Answer.Msg())
	}
	return r.draw.question.Line(w, st, widget.Run{Text: mark + word, Style: st}, widget.Run{Text: r.text(d.ID, meeting.Wording), Style: st, Grow: true},
		widget.Run{Text: "   " + keys + "   ", Style: st}, widget.Run{Text: count, Style: st})
}

// openWord says what ⏎ does with the decision in front.
func (r *Room) openWord(d *meeting.Decision) string {
	if d.Stage == meeting.Proposed || r.view().Viewer().Shared || !slices.Contains(d.Asked, r.me().ID) {
		return r.T("look at it")
	}
	if _, ok := d.Answered(r.me().ID); ok {
		return r.T("change it")
	}
	return r.T("answer")
}

// mouse takes clicks and the wheel: panes, rows, tabs and key hints.
func (r *Room) mouse(env *Env, msg tea.Msg) []Action {
	switch msg := msg.(type) {
	case tea.MouseClickMsg:
		if msg.Button != tea.MouseLeft {
			return nil
		}
		return r.click(env, msg)
	case tea.MouseWheelMsg:
		at := uv.Pos(msg.X, msg.Y)
		by := 1
		if msg.Button == tea.MouseWheelUp {
			by = -1
		}
		if at.In(r.draw.areas[paneNotes]) {
			r.notes.Update(msg, env.Now)
			return nil
		}
		for _, p := range []string{paneAgenda, panePlan, panePeople} {
			if at.In(r.draw.areas[p]) && (r.wideNow() || r.tab() == p) && !r.editing {
				r.pane = p
				r.step(by)
				return nil
			}
		}
	default:
		if r.editing {
			return r.toNotes(env, msg)
		}
	}
	return nil
}

func (r *Room) wideNow() bool { return r.draw.tabAt == nil }

func (r *Room) click(env *Env, msg tea.MouseClickMsg) []Action {
	at := uv.Pos(msg.X, msg.Y)
	for _, h := range r.draw.hintAt {
		switch {
		case !at.In(h.area):
		case h.b.do != nil:
			return h.b.do(env)
		case r.editing:
			return r.toNotes(env, widget.KeyPress(h.b.key))
		}
	}
	if at.In(r.draw.areas[paneDecision]) {
		r.stopNotes()
		r.pane = paneDecision
		return r.openDecision(env)
	}
	if at.In(r.draw.areas[paneNotes]) {
		for _, p := range r.draw.noteAt {
			if at.In(p.area) {
				return r.toAside(p.id, false)
			}
		}
		if !r.editing && r.mayWriteHere() && !r.locked() {
			acts := r.startNotes()
			return append(acts, r.toNotes(env, msg)...)
		}
		if r.editing {
			return r.toNotes(env, msg)
		}
		r.pane = paneNotes
		return nil
	}
	if r.draw.tabAt != nil && msg.Y == r.draw.tabY {
		for p, x := range r.draw.tabAt {
			if msg.X >= x[0] && msg.X < x[1] {
				r.stopNotes()
				r.pane = p
				return nil
			}
		}
	}
	for p, rows := range map[string][]meeting.ID{paneAgenda: r.draw.agendaRows, panePlan: r.draw.planRowsAt, panePeople: r.draw.peopleRowsAt} {
		area := r.draw.areas[p]
		if !at.In(area) || r.draw.tabAt != nil && r.tab() != p {
			continue
		}
		r.stopNotes()
		r.pane = p
		i := msg.Y - area.Min.Y - 1
		if i < 0 || i >= len(rows) || rows[i] == 0 {
			return nil
		}
		return r.clickRow(env, p, rows[i], msg.X-area.Min.X-2)
	}
	return nil
}

// clickRow selects a row; a click on the row that is selected already opens it, on its arrow folds it.
func (r *Room) clickRow(env *Env, pane string, id meeting.ID, col int) []Action {
	switch pane {
	case paneAgenda:
		r.setItem(id)
	case panePeople:
		r.person = id
	case panePlan:
		again := r.entry == id
		r.entry = id
		r.leaveChair()
		if r.view().Action(id) == nil && col < 4 {
			return r.fold(!r.folded[id])
		}
		if again && r.may(meeting.ChangePlan) {
			return r.editEntry(env)
		}
	}
	return nil
}
