package screen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
)

// pageLine is a line of the plan or of the notes as they were. Lines of one id are one row that can be chosen.
type pageLine struct {
	id      meeting.ID
	sign    meeting.Sign // beside the line: what became of the entry in this step
	runs    []widget.Run
	changed bool // something of the line itself changed
}

// page is the plan or the notes as they were, in a box that scrolls.
type page struct {
	lines []pageLine
	at    meeting.ID // the chosen row
	top   int
	box   widget.Box
	area  uv.Rectangle // the inside, where it was drawn last
}

// ids returns the rows that can be chosen, in order.
func (p *page) ids() []meeting.ID {
	var out []meeting.ID
	for _, l := range p.lines {
		if l.id != 0 && (len(out) == 0 || out[len(out)-1] != l.id) {
			out = append(out, l.id)
		}
	}
	return out
}

// step moves the choice by so many rows.
func (p *page) step(by int) {
	ids := p.ids()
	if len(ids) == 0 {
		p.top += by
		return
	}
	i := slices.Index(ids, p.at)
	if i < 0 {
		i = 0
	} else {
		i = min(max(0, i+by), len(ids)-1)
	}
	p.at = ids[i]
	p.reveal(false)
}

// changed reports whether anything on the page changed in this step.
func (p *page) changed() bool {
	return slices.ContainsFunc(p.lines, func(l pageLine) bool { return l.sign != meeting.Kept })
}

// reveal scrolls to the chosen row; with news, to what changed in it.
func (p *page) reveal(news bool) {
	from, to := -1, 0
	for i, l := range p.lines {
		if l.id == p.at && l.id != 0 {
			if from < 0 || news && l.changed && !p.lines[from].changed {
				from = i
			}
			if !news || l.changed {
				to = i
			}
		}
	}
	if h := p.area.Dy(); from >= 0 && h > 0 {
		p.top = scrollTo(p.top, max(from, to), h, len(p.lines))
		p.top = scrollTo(p.top, from, h, len(p.lines))
	}
}

// draw draws the page into a box.
func (p *page) draw(t *theme.Theme, scr uv.Screen, area uv.Rectangle, focus bool, title ...widget.Run) {
	in := padded(p.box.Draw(scr, area, t, focus, title...))
	if p.area.Dy() != in.Dy() {
		p.area = in
		p.reveal(true)
	}
	p.area = in
	p.top = max(0, min(p.top, len(p.lines)-in.Dy()))
	for y := 0; y < in.Dy() && p.top+y < len(p.lines); y++ {
		l := p.lines[p.top+y]
		base := uv.Style{}
		if l.id != 0 && l.id == p.at {
			base = t.Current
			if focus {
				base = t.Selected
			}
		}
		runs := append([]widget.Run{{Text: string(l.sign) + " ", Style: bare(signStyle(t, l.sign))}}, l.runs...)
		widget.Put(scr, in.Min.X, in.Min.Y+y, widget.Line(in.Dx(), base, runs...))
	}
	p.box.Scroll(scr, area, p.top, min(p.top+in.Dy(), len(p.lines)), len(p.lines))
}

// rowAt returns the row that is drawn at a place, 0 for none.
func (p *page) rowAt(at uv.Position) meeting.ID {
	if i := p.top + at.Y - p.area.Min.Y; at.In(p.area) && i < len(p.lines) {
		return p.lines[i].id
	}
	return 0
}

// signStyle is how what was added or taken out looks: the sign and an underline or a line through it say it without colours.
func signStyle(t *theme.Theme, s meeting.Sign) uv.Style {
	switch s {
	case meeting.Added:
		st := t.Good
		st.Underline = uv.UnderlineSingle
		return st
	case meeting.Removed:
		st := t.Bad
		st.Attrs |= uv.AttrStrikethrough
		return st
	case meeting.Altered:
		return t.Warn
	}
	return t.Text
}

// bare is a style without lines under or through the words.
func bare(st uv.Style) uv.Style {
	st.Underline, st.Attrs = 0, st.Attrs&^uv.AttrStrikethrough
	return st
}

// pieceRuns says a change word by word: each part that was added or taken out has its sign before it.
func pieceRuns(t *theme.Theme, ps []meeting.Piece, plain uv.Style) []widget.Run {
	var out []widget.Run
	for i, p := range ps {
		st := plain
		if p.Sign != meeting.Kept {
			st = signStyle(t, p.Sign)
			lead := p.Text[:len(p.Text)-len(strings.TrimLeft(p.Text, " \n"))]
			if strings.TrimSpace(p.Text) == "" {
				continue
			}
			if lead == "" && i > 0 && ps[i-1].Sign == meeting.Removed { //nolint:gosec // i is over 0 // nothing else would part them
				lead = " "
				p.Text = " " + p.Text
			}
			out = append(out, widget.Run{Text: lead, Style: plain}, widget.Run{Text: string(p.Sign), Style: bare(st)})
			p.Text = p.Text[len(lead):]
		}
		out = append(out, widget.Run{Text: p.Text, Style: st})
	}
	return out
}

// wrapRuns breaks runs into lines of at most w columns, after lead columns on the first.
func wrapRuns(runs []widget.Run, w int) [][]widget.Run {
	var all strings.Builder
	for _, r := range runs {
		all.WriteString(r.Text)
	}
	s := all.String()
	var out [][]widget.Run
	at := 0
	for _, line := range widget.Wrap(s, max(1, w)) {
		if i := strings.Index(s[at:], line); i > 0 {
			at += i
		}
		out = append(out, cutRuns(runs, at, at+len(line)))
		at += len(line)
	}
	return out
}

// cutRuns returns the bytes of runs from one place up to another.
func cutRuns(runs []widget.Run, from, to int) []widget.Run {
	var out []widget.Run
	at := 0
	for _, r := range runs {
		a, b := max(from-at, 0), min(to-at, len(r.Text))
		if a < b {
			out = append(out, widget.Run{Text: r.Text[a:b], Style: r.Style})
		}
		at += len(r.Text)
	}
	return out
}

// pageMaker lays out what was, with what changed in the step before.
type pageMaker struct {
	env     *Env
	t       *theme.Theme
	v       *meeting.View // as it was
	before  *meeting.View
	chosen  meeting.ID
	today   meeting.Day // the day it was
	now     time.Time   // for dates in words
	w       int
	changes map[meeting.ID]meeting.Change
	out     []pageLine
}

// add adds runs as lines of a row, after an indent.
func (m *pageMaker) add(id meeting.ID, indent int, runs ...widget.Run) {
	sign := meeting.Kept
	if c, ok := m.changes[id]; ok {
		sign = c.Sign
	}
	added, removed := signStyle(m.t, meeting.Added), signStyle(m.t, meeting.Removed)
	news := func(line []widget.Run) bool {
		return sign == meeting.Added || sign == meeting.Removed || slices.ContainsFunc(line, func(r widget.Run) bool {
			return r.Style.Equal(&added) || r.Style.Equal(&removed)
		})
	}
	for _, line := range wrapRuns(runs, m.w-2-indent) {
		m.out = append(m.out, pageLine{id, sign, append([]widget.Run{{Text: strings.Repeat(" ", indent)}}, line...), news(line)})
	}
}

func (m *pageMaker) gap() { m.out = append(m.out, pageLine{sign: meeting.Kept}) }

// head adds a heading that is no row.
func (m *pageMaker) head(s string) {
	m.out = append(m.out, pageLine{sign: meeting.Kept, runs: []widget.Run{{Text: s, Style: m.t.Accent, Grow: true}}})
}

// said returns a text of an entry as it was, with what changed in it.
func (m *pageMaker) said(id meeting.ID, p meeting.Part, st uv.Style) []widget.Run {
	f := meeting.Field{ID: id, Part: p}
	c := m.changes[id]
	if i := slices.IndexFunc(c.Texts, func(x meeting.TextChange) bool { return x.Field == f }); i >= 0 && c.Sign == meeting.Altered {
		return pieceRuns(m.t, c.Texts[i].Words(), st)
	}
	v := m.v
	if c.Sign == meeting.Removed {
		v = m.before
	}
	s := strings.TrimSpace(v.Text(f).String())
	if s == "" && (p == meeting.Statement || p == meeting.What || p == meeting.Wording) {
		s = m.env.T("(no words yet)")
	}
	switch c.Sign {
	case meeting.Added:
		st = signStyle(m.t, meeting.Added)
	case meeting.Removed:
		st = signStyle(m.t, meeting.Removed)
	}
	if s == "" {
		return nil
	}
	return []widget.Run{{Text: s, Style: st}}
}

// entry adds a row of the plan: what it says, its facts, and under it what changed of it or, if it is chosen, all that is noted of it.
func (m *pageMaker) entry(id meeting.ID, indent int, mark, facts string, what meeting.Part, more ...meeting.Part) {
	runs := append([]widget.Run{{Text: mark, Style: m.t.Muted}}, m.said(id, what, m.t.Text)...)
	if facts != "" {
		runs = append(runs, widget.Run{Text: "  " + facts, Style: m.t.Muted})
	}
	m.add(id, indent, runs...)
	c, changed := m.changes[id]
	if changed && c.Sign == meeting.Altered {
		for _, f := range c.Facts {
			m.add(id, indent+4, factRuns(m.env, f)...)
		}
	}
	for _, p := range more {
		touched := slices.ContainsFunc(c.Texts, func(x meeting.TextChange) bool { return x.Field.Part == p })
		if runs := m.said(id, p, m.t.Text); len(runs) > 0 && (touched || id == m.chosen) {
			m.add(id, indent+4, append([]widget.Run{{Text: m.env.T(meeting.PartName(p)) + ": ", Style: m.t.Muted}}, runs...)...)
		}
	}
}

// factRuns says what became of a fact.
func factRuns(env *Env, f meeting.FactChange) []widget.Run {
	t := env.Theme
	out := []widget.Run{{Text: env.T(f.Name) + ": ", Style: t.Muted}}
	if f.Before != "" {
		out = append(out, pieceRuns(t, []meeting.Piece{{Sign: meeting.Removed, Text: f.Before}}, t.Text)...)
	}
	if f.After != "" {
		if f.Before != "" {
			out = append(out, widget.Run{Text: "  "})
		}
		out = append(out, pieceRuns(t, []meeting.Piece{{Sign: meeting.Added, Text: f.After}}, t.Text)...)
	}
	if f.After == "" && f.Before != "" {
		out = append(out, widget.Run{Text: "  " + env.T("nothing any more"), Style: t.Muted})
	}
	return out
}

// plan lays out the plan.
func (m *pageMaker) plan() []pageLine {
	v := m.v
	action := func(a *meeting.Action, indent int) {
		who := v.NameOf(a.Owner)
		if a.Owner == 0 {
			who = m.env.T("no owner")
		}
		m.entry(a.ID, indent, actionMark(a, m.today)+" ", who+", "+actionWhen(nil, a, m.today), meeting.What, meeting.Progress, meeting.Blocks, meeting.NextStep)
	}
	for _, n := range v.Plan {
		facts := m.env.T(n.Kind.Msg())
		if n.Status != meeting.NeedOpen {
			facts += " · " + m.env.T(n.Status.Msg())
		}
		m.entry(n.ID, 0, fmt.Sprintf("%d ", n.Number), facts, meeting.Statement, meeting.Evidence)
		for _, o := range n.Outcomes {
			scale := ""
			if o.Target >= 0 && o.Now >= 0 {
				scale = m.env.T("now %d, aim %d", o.Now, o.Target)
			}
			m.entry(o.ID, 2, "▾ ", scale, meeting.What, meeting.Words, meeting.Measure)
			for _, a := range o.Actions {
				action(a, 4)
			}
		}
		for _, a := range n.Actions {
			action(a, 2)
		}
	}
	for _, a := range v.Loose {
		action(a, 0)
	}
	if gone := m.gone(meeting.OfNeed, meeting.OfOutcome, meeting.OfAction); len(gone) > 0 {
		m.gap()
		m.head(m.env.T("Taken out in this step"))
		for _, c := range gone {
			p := meeting.What
			if c.Kind == meeting.OfNeed {
				p = meeting.Statement
			}
			m.entry(c.ID, 0, "", m.env.T(c.Kind.Msg()), p)
		}
	}
	if len(m.out) == 0 {
		m.out = append(m.out, pageLine{sign: meeting.Kept, runs: []widget.Run{{Text: m.env.T("Nothing in the plan yet."), Style: m.t.Muted}}})
	}
	m.shelf()
	return m.out
}

// gone returns what this step took out, of these kinds.
func (m *pageMaker) gone(kinds ...meeting.ChangeKind) []meeting.Change {
	var out []meeting.Change
	for _, c := range m.changes {
		if c.Sign == meeting.Removed && slices.Contains(kinds, c.Kind) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b meeting.Change) int { return int(a.ID) - int(b.ID) })
	return out
}

// notes lays out what was said at a meeting.
func (m *pageMaker) notes(mt *meeting.Meeting) []pageLine {
	v, t := m.v, m.t
	if mt == nil {
		return []pageLine{{sign: meeting.Kept, runs: []widget.Run{{Text: m.env.T("There was no meeting yet."), Style: t.Muted}}}}
	}
	if c, ok := m.changes[mt.ID]; ok {
		m.add(mt.ID, 0, widget.Run{Text: m.env.T("The meeting"), Style: t.Strong})
		if c.Sign == meeting.Altered {
			for _, f := range c.Facts {
				m.add(mt.ID, 2, factRuns(m.env, f)...)
			}
		}
	}
	long := func(id meeting.ID, label string, p meeting.Part) {
		runs := m.said(id, p, t.Text)
		if len(runs) == 0 {
			return
		}
		if label != "" {
			m.add(id, 2, widget.Run{Text: label, Style: t.Muted})
		}
		m.add(id, 2, runs...)
	}
	long(mt.ID, m.env.T("The child's views"), meeting.Views)
	for i, it := range mt.Agenda {
		before := len(m.out)
		st := t.Muted
		if it.ID == mt.Item || m.changes[it.ID].Sign != 0 {
			st = t.Strong
		}
		m.add(it.ID, 0, widget.Run{Text: fmt.Sprintf("%d %s", i+1, it.Title), Style: st})
		head := len(m.out)
		long(it.ID, "", meeting.Notes)
		long(it.ID, m.env.T("Summary"), meeting.Summary)
		for _, d := range v.Decisions {
			if d.Item == it.ID {
				m.decision(d)
			}
		}
		m.asides(it.ID)
		if len(m.out) == head && m.changes[it.ID].Sign == 0 && it.ID != mt.Item {
			m.out = m.out[:before] // nothing was said under it yet
		}
	}
	for _, d := range v.Decisions {
		if d.Meeting == mt.ID && mt.Index(d.Item) < 0 {
			m.decision(d)
		}
	}
	long(mt.ID, m.env.T("The family's last word"), meeting.LastWord)
	for _, c := range m.gone(meeting.OfDecision) {
		m.entry(c.ID, 0, m.env.T("taken back:")+" ", "", meeting.Wording)
	}
	for _, c := range m.gone(meeting.OfNote) {
		m.entry(c.ID, 0, m.env.T("taken away:")+" ", "", meeting.Aside)
	}
	if len(m.out) == 0 {
		m.out = append(m.out, pageLine{sign: meeting.Kept, runs: []widget.Run{{Text: m.env.T("Nothing is noted yet."), Style: t.Muted}}})
	}
	return m.out
}

func (m *pageMaker) decision(d *meeting.Decision) {
	m.entry(d.ID, 2, m.env.T(map[meeting.DecisionStage]words.Msg{meeting.Proposed: "proposed:", meeting.Put: "asked:", meeting.Shown: "decided:"}[d.Stage])+" ", "", meeting.Wording, meeting.Rationale)
}
