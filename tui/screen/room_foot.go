package screen

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// footRows lays the key hints out in rows of a width, and returns them with where each key stands.
func (r *Room) footRows(env *Env, w int) (rows [][]bound, lead []string) {
	if n := len(r.dialogs); n > 0 {
		var row []bound
		for _, k := range r.dialogs[n-1].Keys() {
			row = append(row, bound{key: k})
		}
		return wrapHints(row, w, "", 2), []string{"", ""}
	}
	if r.editing {
		row := []bound{
			{key: bind("esc", "stop writing", "esc")}, {key: bind("ctrl+z", "undo", "ctrl+z")},
			{key: bind("shift+←→", "select", "shift+left")}, {key: bind("ctrl+c/x/v", "copy, cut, paste", "ctrl+c")},
		}
		if r.mayPassage() && !r.view().Viewer().Shared {
			row = append(row, bound{key: roomKeys.Private})
		}
		return wrapHints(row, w, "", 1), []string{""}
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
	most := 2
	if w < wide {
		most = 1
		all, chair = shortened(all), shortened(chair)
	}
	rows = wrapHints(all, w, "", most)
	for range rows {
		lead = append(lead, "")
	}
	if len(chair) > 0 {
		word := "chair "
		if !r.chair() {
			word = "and "
		}
		rows = append(rows, wrapHints(chair, w, word, 1)...)
		lead = append(lead, word)
	}
	return rows, lead
}

// shortWords are what hints say where there is little room.
var shortWords = map[string]string{
	"next item": "next", "give the floor": "floor", "who may type": "typing", "close the meeting": "close", "open the meeting": "open",
	"write for somebody": "for another", "write privately": "private", "follow the chair": "follow", "following the chair": "following",
	"go to item": "go", "answer the minutes": "answer", "take the chair": "chair", "reopen or finish": "after",
}

// shortened returns the hints in fewer words.
func shortened(bs []bound) []bound {
	out := slices.Clone(bs)
	for i := range out {
		if s, ok := shortWords[out[i].key.Help().Desc]; ok {
			out[i].key.SetHelp(out[i].key.Help().Key, s)
		}
	}
	return out
}

func hintWidth(k key.Binding) int {
	return widget.Width(k.Help().Key) + 1 + widget.Width(k.Help().Desc) + 2
}

// wrapHints lays hints out in at most n rows; what does not fit is in the full list behind ?, which always
// stays.
func wrapHints(hs []bound, w int, lead string, n int) [][]bound {
	var rows [][]bound
	var row []bound
	room := w - 1 - widget.Width(lead)
	help := -1
	for i, h := range hs {
		if h.key.Help().Key == "?" {
			help = i
		}
	}
	left := room
	for i := 0; i < len(hs); i++ {
		need := hintWidth(hs[i].key)
		reserve := 0
		if len(rows) == n-1 && help > i {
			reserve = hintWidth(hs[help].key)
		}
		if need+reserve > left {
			if len(rows) == n-1 {
				if help > i {
					row = append(row, hs[help])
				}
				break
			}
			rows, row, left = append(rows, row), nil, room
			i--
			continue
		}
		row = append(row, hs[i])
		left -= need
	}
	if len(row) > 0 {
		rows = append(rows, row)
	}
	return rows
}

// footHeight returns how many rows the foot takes: the question, a notice, the keys.
func (r *Room) footHeight(env *Env, w int) int {
	rows, _ := r.footRows(env, w)
	h := len(rows)
	if r.open() != nil && len(r.dialogs) == 0 {
		h++
	}
	if r.noticeShown(env) {
		h++
	}
	return h + len(r.bannerLines(env, w))
}

func (r *Room) noticeShown(env *Env) bool {
	return r.notice != "" && env.Now.Sub(r.noticeAt) < noticeFor
}

func (r *Room) drawFoot(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, w, y := env.Theme, area.Dx(), area.Min.Y
	r.draw.hintAt = r.draw.hintAt[:0]
	delete(r.draw.areas, paneDecision)
	if d := r.open(); d != nil && len(r.dialogs) == 0 {
		r.draw.areas[paneDecision] = uv.Rect(area.Min.X, y, w, 1)
		widget.Put(scr, area.Min.X, y, r.questionLine(env, d, w))
		y++
	}
	if r.noticeShown(env) {
		widget.Put(scr, area.Min.X, y, r.draw.news.Line(w, uv.Style{}, widget.Run{Text: " " + r.notice, Style: t.Warn, Grow: true}))
		y++
	}
	rows, lead := r.footRows(env, w)
	for len(r.draw.hints) < len(rows) {
		r.draw.hints = append(r.draw.hints, widget.Row{})
	}
	for i, row := range rows {
		x := area.Min.X + 1
		runs := []widget.Run{{Text: " "}}
		if i < len(lead) && lead[i] != "" {
			runs = append(runs, widget.Run{Text: lead[i], Style: t.Muted})
			x += widget.Width(lead[i])
		}
		for _, b := range row {
			h := b.key.Help()
			runs = append(runs, widget.Run{Text: h.Key, Style: t.Key}, widget.Run{Text: " " + h.Desc + "  ", Style: t.KeyText})
			n := hintWidth(b.key)
			r.draw.hintAt = append(r.draw.hintAt, hintPlace{uv.Rect(x, y, n-2, 1), b})
			x += n
		}
		widget.Put(scr, area.Min.X, y, r.draw.hints[i].Line(w, uv.Style{}, runs...))
		y++
	}
	for _, l := range r.bannerLines(env, w) {
		widget.Put(scr, area.Min.X, y, widget.Line(w, uv.Style{}, widget.Run{Text: " " + l, Style: t.Accent, Grow: true}))
		y++
	}
}

func (r *Room) bannerLines(env *Env, w int) []string {
	if env.Banner == "" || len(r.dialogs) > 0 {
		return nil
	}
	return widget.Wrap(env.Banner, max(1, w-2))
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
	word, count := "To decide: ", fmt.Sprintf("%d of %d ", r.view().Given(d.ID), len(d.Asked))
	if d.Stage == meeting.Proposed {
		word, count = r.view().NameOf(d.By)+" proposes: ", ""
	}
	keys := "⏎ answer"
	if d.Stage == meeting.Proposed {
		keys = "⏎ look at it"
	} else if g, ok := d.Answered(r.me().ID); ok {
		keys = "you: " + string(g.Answer)
	}
	if !focus {
		keys = "tab to it, then " + keys
		if _, ok := d.Answered(r.me().ID); ok {
			keys = keys[len("tab to it, then "):]
		}
	}
	return r.draw.question.Line(w, st, widget.Run{Text: mark + word, Style: st}, widget.Run{Text: r.text(d.ID, meeting.Wording), Style: st, Grow: true},
		widget.Run{Text: "   " + keys + "   ", Style: st}, widget.Run{Text: count, Style: st})
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
		if at.In(h.area) && h.b.do != nil {
			return h.b.do(env)
		}
	}
	if at.In(r.draw.areas[paneDecision]) {
		r.stopNotes()
		r.pane = paneDecision
		return r.openDecision(env)
	}
	if at.In(r.draw.areas[paneNotes]) {
		if !r.editing && r.mayNotes() && !r.locked() {
			acts := r.startNotes(env)
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
