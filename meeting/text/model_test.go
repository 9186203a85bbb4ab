package text_test

import (
	"slices"
	"strings"

	"oneplan/meeting/text"
)

// model is the same text done the slow and obvious way: a list of characters, each
// with its gesture and its delete marks, in the order of the text.
type model struct {
	chars []char
	turns map[text.Gesture][]turned
}

type char struct {
	id    text.ID
	r     rune
	by    text.Gesture
	seq   uint64
	marks []marked
}

type marked struct {
	by  text.Gesture
	seq uint64
}

type turned struct {
	seq uint64
	off bool
}

func newModel() *model {
	return &model{turns: map[text.Gesture][]turned{}}
}

func (m *model) index(id text.ID) int {
	return slices.IndexFunc(m.chars, func(c char) bool { return c.id == id })
}

func (m *model) apply(seq uint64, e text.Edit) {
	if e.Turn != text.None {
		m.turns[e.Target] = append(m.turns[e.Target], turned{seq, e.Turn == text.Undo})
		return
	}
	at, n := m.index(e.After)+1, e.First
	for _, r := range e.Insert {
		m.chars = slices.Insert(m.chars, at, char{id: text.ID{Site: e.Gesture.Site, N: n}, r: r, by: e.Gesture, seq: seq})
		at, n = at+1, n+1
	}
	for _, d := range e.Delete {
		for i := range m.chars {
			if c := &m.chars[i]; c.id.Site == d.Site && c.id.N >= d.N && c.id.N < d.N+d.Len {
				c.marks = append(c.marks, marked{e.Gesture, seq})
			}
		}
	}
}

// off reports whether the gesture was undone at seq.
func (m *model) off(g text.Gesture, seq uint64) bool {
	off := false
	for _, t := range m.turns[g] {
		if t.seq <= seq {
			off = t.off
		}
	}
	return off
}

// shows reports whether the character was visible at seq.
func (m *model) shows(c char, seq uint64) bool {
	if c.seq > seq || m.off(c.by, seq) {
		return false
	}
	for _, k := range c.marks {
		if k.seq <= seq && !m.off(k.by, seq) {
			return false
		}
	}
	return true
}

const now = 1<<64 - 1

func (m *model) at(seq uint64) string {
	var b strings.Builder
	for _, c := range m.chars {
		if m.shows(c, seq) {
			b.WriteRune(c.r)
		}
	}
	return b.String()
}

// visible returns the ids of the visible characters in order.
func (m *model) visible() []text.ID {
	var ids []text.ID
	for _, c := range m.chars {
		if m.shows(c, now) {
			ids = append(ids, c.id)
		}
	}
	return ids
}

// pos returns where a caret is.
func (m *model) pos(c text.Caret) int {
	if c.ID == (text.ID{}) {
		return 0
	}
	pos := 0
	for _, x := range m.chars {
		shown := m.shows(x, now)
		if x.id == c.ID && (c.Before || !shown) {
			return pos
		}
		if shown {
			pos++
		}
		if x.id == c.ID {
			return pos
		}
	}
	return pos
}

// visibleIDs returns the ids of a View's characters in order.
func visibleIDs(v text.View) []text.ID {
	var ids []text.ID
	for _, d := range v.DeleteRange(text.Gesture{Site: 1, N: 1}, 0, v.Len()).Delete {
		for i := range d.Len {
			ids = append(ids, text.ID{Site: d.Site, N: d.N + i})
		}
	}
	return ids
}
