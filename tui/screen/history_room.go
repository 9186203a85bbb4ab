package screen

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/tui/widget"
)

// Recalled is the answer to a Recall.
type Recalled struct {
	Recall
	History *meeting.History
	Views   []*meeting.View // as it was after each of Seqs
	Wrote   meeting.Wrote
	Looked  []Looked // the newest last
	Err     error
}

// history opens the past of the record, at the entry that is chosen.
func (r *Room) history(env *Env) []Action {
	h := newHistory(r.chosen())
	return append(r.show(h), h.begin(env)...)
}

// whatChanged opens the list of what has changed.
func (r *Room) whatChanged(env *Env) []Action {
	h := newHistory(r.chosen())
	h.wantChanges = true
	return append(r.show(h), h.begin(env)...)
}

// chosen is the entry that is selected in the pane in front.
func (r *Room) chosen() meeting.ID {
	if r.pane == panePlan {
		return r.entry
	}
	return r.item
}

// Recalled takes what a Recall asked for.
func (r *Room) Recalled(env *Env, a Recalled) []Action {
	r.at(env)
	switch tag := a.Tag.(type) {
	case *History:
		for _, d := range r.dialogs {
			if d == Dialog(tag) {
				return append(tag.recalled(env, r, a), r.fades(env)...)
			}
		}
	case *looksDialog:
		tag.recalled(a)
	case wroteTag:
		r.wroteKnown(tag, a)
	}
	return nil
}

// Update gives the history a message.
func (h *History) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	return h.update(env, r, msg)
}

// Set follows what the viewer may see: what has been narrowed leaves the past too.
func (h *History) Set(env *Env, r *Room) ([]Action, bool) { return h.set(env, r.view()), false }

func (h *History) set(env *Env, v *meeting.View) []Action {
	if h.now == nil || v == nil || h.now.Viewer() == v.Viewer() && h.now.SameEntries(v) {
		return nil
	}
	h.view, h.before, h.plan.lines, h.notes.lines = nil, nil, nil, nil
	if h.list != nil {
		h.list = nil
	}
	return h.again(env)
}

// Sent takes the answer to bringing something back.
func (h *History) Sent(env *Env, r *Room, _ meeting.Result, err error) ([]Action, bool) {
	return h.returned(env, r, err), false
}

// Draw draws the history.
func (h *History) Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	h.draw(env, r, scr, area)
}

// Keys are the keys that work now.
func (h *History) Keys() []key.Binding { return h.keys() }

// restFor is how long a caret rests before it is asked who wrote the words there.
const restFor = 600 * time.Millisecond

// wroteTag says about which character it was asked who wrote it.
type wroteTag struct {
	field meeting.Field
	id    text.ID
}

// wrote is who wrote what the caret rests on, or what is selected.
type wrote struct {
	of    wroteTag
	since time.Time
	asked bool
	known meeting.Wrote
}

// under is the character whose author is told: the one left of the caret, or the last of a selected entry's words.
func (r *Room) under() wroteTag {
	f := meeting.Field{}
	var id text.ID
	switch {
	case r.editing:
		f = r.noteField()
		id = r.notes.Caret().ID
	case len(r.dialogs) > 0:
		return wroteTag{}
	case r.pane == panePlan && r.entry != 0:
		f = meeting.Field{ID: r.entry, Part: meeting.What}
		if r.view().Need(r.entry) != nil {
			f.Part = meeting.Statement
		}
		t := r.view().Text(f)
		id = t.CaretAt(t.Len()).ID
	}
	if id == (text.ID{}) {
		return wroteTag{}
	}
	return wroteTag{f, id}
}

// rests follows the caret, and asks when what it rests on was written.
func (r *Room) rests(env *Env) []Action {
	at := r.under()
	w := &r.wrote
	if at != w.of {
		*w = wrote{of: at, since: env.Now}
	}
	if at == (wroteTag{}) || w.asked {
		return nil
	}
	if due := w.since.Add(restFor); env.Now.Before(due) {
		return []Action{Wake{due}}
	}
	w.asked = true
	return []Action{Recall{Tag: at, Field: at.field, Char: at.id}}
}

func (r *Room) wroteKnown(tag wroteTag, a Recalled) {
	if tag == r.wrote.of && a.Err == nil {
		r.wrote.known = a.Wrote
	}
}

// wroteWords says who wrote what the caret rests on, and when once that is known.
func (r *Room) wroteWords(env *Env) string {
	w := r.wrote
	if w.of == (wroteTag{}) || w.of != r.under() {
		return ""
	}
	a := r.view().AuthorOf(w.of.id.Site)
	return authorWords(env, a, r.me(), w.known.At)
}

// drawWrote says on a pane's lower border who wrote what is chosen in it.
func (r *Room) drawWrote(env *Env, scr uv.Screen, area uv.Rectangle) {
	if s := r.wroteWords(env); s != "" && area.Dx() > 12 {
		s = " " + widget.Truncate(s, area.Dx()-6) + " "
		widget.Put(scr, area.Min.X+2, area.Max.Y-1, r.draw.wrote.Line(widget.Width(s), uv.Style{}, widget.Run{Text: s, Style: env.Theme.Faint}))
	}
}

func authorWords(env *Env, a meeting.Author, me *meeting.Member, at time.Time) string {
	if a.Member == nil {
		return ""
	}
	out := env.T("%s wrote this", a.Member.Name)
	if a.Member.ID == me.ID {
		out = env.T("You wrote this")
	}
	if a.By != nil && a.By.ID != a.Member.ID {
		out = env.T("%s's words, written by %s", a.Member.Name, a.By.Name)
	}
	if at.IsZero() {
		return out
	}
	local := at.In(env.Zone)
	switch days(meeting.DayOf(local), env.Today()) {
	case 0:
		return env.T("%s at %s today", out, env.clock(at))
	case 1:
		return env.T("%s at %s yesterday", out, env.clock(at))
	}
	return env.T("%s on %s", out, env.when(at, "2 January 2006, 15:04"))
}
