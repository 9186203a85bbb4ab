package screen

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/plain"
	"oneplan/meeting/text"
	"oneplan/meeting/words"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
)

// wordsKey lists what the words on the screen mean.
var wordsKey = bind("W", "what does this mean", "W")

// How much of a text is looked at: around a caret, and to say how it reads; in characters.
const (
	aroundCaret = 120
	mostRead    = 6000
)

// mostOthers is how many columns the other terms take beside the one that is explained.
const mostOthers = 24

// explained is the line that explains what is under the caret or selected, as it was last made.
type explained struct {
	of   explainedOf
	runs []widget.Run
	row  widget.Row
}

// explainedOf is all that the line depends on.
type explainedOf struct {
	shown    shownText
	glossary *meeting.Glossary
	words    *words.Language
	theme    *theme.Theme
}

// shownText is a text in front.
type shownText struct {
	view text.View
	more text.View // of the same entry
	said string    // what a page says that is no text of one entry
	at   int       // the caret, in characters; -1: the whole text
	read bool      // families read it, and it is being written: say how hard it is
}

// shows is a dialog that has a text in front.
type shows interface {
	// shown returns the text; ok is false if there is none.
	shown(r *Room) (t shownText, ok bool)
}

// inFront is the text that is explained at the foot.
func (r *Room) inFront() (t shownText, ok bool) {
	if n := len(r.dialogs); n > 0 {
		if d, is := r.dialogs[n-1].(shows); is {
			return d.shown(r)
		}
		return t, false
	}
	if r.editing {
		return shownText{view: r.notes.View(), at: r.notes.Pos()}, true
	}
	if r.pane == panePlan && r.entryThere() {
		return r.shownEntry(r.entry), true
	}
	return t, false
}

// shownEntry is an entry of the plan as the text in front.
func (r *Room) shownEntry(id meeting.ID) shownText {
	v, part, more := r.view(), meeting.What, meeting.Measure
	switch {
	case v.Need(id) != nil:
		part, more = meeting.Statement, meeting.Evidence
	case v.Action(id) != nil:
		more = meeting.NextStep
	}
	return shownText{view: v.Text(meeting.Field{ID: id, Part: part}), more: v.Text(meeting.Field{ID: id, Part: more}), at: -1}
}

// explanation is the line that explains what is in front, empty if there is nothing to explain. A notice is never covered by it, and a low
// screen has no room for it.
func (r *Room) explanation(env *Env, h int) []widget.Run {
	if h < lowScreen || r.noticeShown(env) {
		return nil
	}
	t, ok := r.inFront()
	if !ok {
		return nil
	}
	x := &r.draw.explained
	of := explainedOf{t, r.view().Glossary(), env.Words, env.Theme}
	if x.of != of {
		x.of, x.runs = of, explain(env, t, of.glossary)
	}
	return x.runs
}

func explain(env *Env, t shownText, g *meeting.Glossary) []widget.Run {
	th := env.Theme
	line := func(x meeting.Term) []widget.Run {
		return []widget.Run{{Text: " " + x.Word, Style: th.Accent}, {Text: "  " + x.Meaning, Style: th.Muted, Grow: true}}
	}
	if t.at >= 0 {
		from := max(0, t.at-aroundCaret)
		if x, ok := g.At(t.view.Slice(from, t.at+aroundCaret), len(t.view.Slice(from, t.at)), env.Words.Tag()); ok {
			return line(x)
		}
		if t.read {
			if s := readingLine(env, plain.Read(t.view.Slice(0, mostRead))); s != "" {
				return []widget.Run{{Text: " " + s, Style: th.Muted, Grow: true}}
			}
		}
		return nil
	}
	found := g.In(t.said, env.Words.Tag())
	found = slices.DeleteFunc(found, func(t meeting.Term) bool { return !t.Abbreviation() }) // the page itself says keyworker often
	found = append(found, g.In(t.view.Slice(0, mostRead)+"\n"+t.more.Slice(0, mostRead), env.Words.Tag())...)
	switch len(found) {
	case 0:
		return nil
	case 1:
		return line(found[0])
	}
	return append(line(found[0]), widget.Run{Text: "  " + env.T("W: %s too", widget.Truncate(termList(found[1:]), mostOthers)) + " ", Style: th.Muted, Optional: true})
}

func termList(ts []meeting.Term) string {
	var out []string
	for _, t := range ts {
		out = append(out, t.Word)
	}
	return strings.Join(out, ", ")
}

// readingLine says in a line how a text reads: "reads like for age 12 · commence → start"; "" where there is nothing to say.
func readingLine(env *Env, r plain.Reading) string {
	var parts []string
	if r.Age > 0 {
		parts = append(parts, env.T("reads like for age %d", r.Age))
	}
	var hard []string
	for _, h := range r.Hard {
		if h.Simpler != "" {
			hard = append(hard, h.String())
		}
	}
	if len(hard) > 0 {
		parts = append(parts, strings.Join(hard, ", "))
	}
	return strings.Join(parts, " · ")
}

// readingLines says how what the family gets reads, in lines of a width: before minutes are sent. The first is empty, since a form shows
// that one as urgent.
func readingLines(env *Env, written []string, g *meeting.Glossary, w int) []string {
	all := strings.Join(written, "\n\n")
	r := plain.Read(all)
	out := []string{""}
	add := func(s string) {
		lines := widget.Wrap(s, max(1, w))
		out = append(out, lines[:min(len(lines), 3)]...)
	}
	switch {
	case strings.TrimSpace(all) == "":
		return nil
	case !r.English:
		add(env.T("How hard this is to read can only be said of English."))
	case r.Age > 0:
		add(env.T("What the family gets reads like for age %d. It is advice: your words are yours.", r.Age))
	}
	var hard []string
	for _, h := range r.Hard {
		hard = append(hard, h.String())
	}
	if len(hard) > 0 {
		add(env.T("Hard words: %s", strings.Join(hard, ", ")))
	}
	if ts := g.In(all, env.Words.Tag()); len(ts) > 0 {
		add(env.T("Explained at the end of the paper: %s", termList(ts)))
	}
	return out
}

// wordsDialog lists what the terms on the screen mean.
type wordsDialog struct{ page widget.Dialog }

// explainWords opens the list of the terms in what is on the screen.
func (r *Room) explainWords(env *Env) []Action {
	shown := r.onScreen()
	if n := len(r.dialogs); n > 0 {
		if s, ok := r.dialogs[n-1].(*recordPages); ok && s.tabs.Open != tabPlan {
			shown = nil
			for i := range s.page().kept.rows {
				shown = append(shown, s.page().kept.rows[i].words())
			}
		}
	}
	return r.show(newWords(env, r.view().Glossary(), shown))
}

// words is what a row of a page says.
func (x *pageRow) words() string {
	var b strings.Builder
	for _, l := range x.lines {
		for _, run := range l {
			b.WriteString(run.Text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func newWords(env *Env, g *meeting.Glossary, shown []string) *wordsDialog {
	var lines []string
	for _, t := range g.In(strings.Join(shown, "\n"), env.Words.Tag()) {
		lines = append(lines, t.Word+": "+t.Meaning)
	}
	if len(lines) == 0 {
		lines = []string{env.T("There is no abbreviation or word of the field here that the glossary knows.")}
	}
	return &wordsDialog{widget.Dialog{Title: env.T("What the words here mean"), Text: strings.Join(lines, "\n\n"), Buttons: []widget.Button{{Label: env.T("Back")}}}}
}

// onScreen is what people wrote that the room, or the record's plan, shows.
func (r *Room) onScreen() []string {
	v, m := r.view(), r.meeting()
	out := v.WrittenPlan()
	if m == nil {
		return out
	}
	for _, it := range m.Agenda {
		out = append(out, it.Title)
	}
	out = append(out, v.Text(r.noteField()).String())
	for _, d := range v.Decisions {
		if d.Meeting == r.id {
			out = append(out, r.text(d.ID, meeting.Wording))
		}
	}
	return out
}

// Update scrolls and closes.
func (d *wordsDialog) Update(_ *Env, _ *Room, msg tea.Msg) ([]Action, bool) {
	switch d.page.Update(msg) {
	case widget.Chosen, widget.Cancelled:
		return nil, true
	}
	return nil, false
}

// Set does nothing: the list stays as it was opened.
func (d *wordsDialog) Set(*Env, *Room) ([]Action, bool) { return nil, false }

// Sent does nothing: the list sends nothing.
func (d *wordsDialog) Sent(*Env, *Room, meeting.Result, error) ([]Action, bool) { return nil, false }

// Draw draws the list.
func (d *wordsDialog) Draw(env *Env, _ *Room, scr uv.Screen, area uv.Rectangle) {
	d.page.Theme = env.Theme
	d.page.Draw(scr, area)
}

// Keys are the keys of the list.
func (d *wordsDialog) Keys() []key.Binding {
	return []key.Binding{bind("↑↓", "scroll", "up"), bind("esc", "back", "esc")}
}

// shown is the text that is written in the dialog. The child's own views are nobody's to make simpler.
func (d *textDialog) shown(*Room) (shownText, bool) {
	return shownText{view: d.editor.View(), at: d.editor.Pos(), read: d.field.Part == meeting.Summary}, true
}

// shown is the text that has the keys, if one has.
func (l *liveForm) shown(r *Room) (shownText, bool) {
	t := l.focused()
	if t == nil {
		return shownText{}, false
	}
	family := l.sees == nil || l.sees(r) == meeting.Everyone
	return shownText{view: t.ed.View(), at: t.ed.Pos(), read: family && t.at.Part != meeting.Words}, true
}

// shown is the text in the form that has the keys, if one has. New entries of the plan are for the family to read; what else is asked for
// in forms is not.
func (d *formDialog) shown(r *Room) (shownText, bool) {
	v, at, ok := d.form.Writing()
	return shownText{view: v, at: at, read: strings.HasPrefix(d.draft, r.record+"/new ")}, ok
}

// shown is what is written in the page, or selected on it.
func (s *recordPages) shown(r *Room) (shownText, bool) {
	p := s.page()
	if e := p.edit; e != nil {
		return shownText{view: e.ed.View(), at: e.ed.Pos()}, true
	}
	if s.tabs.Open == tabPlan && r.entryThere() {
		return r.shownEntry(r.entry), true
	}
	if x := p.selected(); x != nil {
		return shownText{said: x.words(), at: -1}, true
	}
	return shownText{}, false
}
