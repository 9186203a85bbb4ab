package text_test

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"oneplan/meeting/text"

	"pgregory.net/rapid"
)

// A meeting of three people, two of whom sit at two terminals: sites 1 and 2 are
// the first one's, 3 and 4 the second one's, 5 the third one's.
const lastSite = 5

func person(s text.Site) int { return (int(s) - 1) / 2 }

func sitesOf(p int) func(text.Site) bool {
	return func(s text.Site) bool { return person(s) == p }
}

// words makes inserted text: usually short, sometimes long enough to split leaves,
// with characters of one to four bytes and newlines.
var words = rapid.OneOf(
	rapid.StringOfN(rapid.SampledFrom([]rune("abc \nxyz")), 1, 6, -1),
	rapid.StringOfN(rapid.SampledFrom([]rune("aé漢🙂\n")), 1, 6, -1),
	rapid.Custom(func(t *rapid.T) string {
		return strings.Repeat(rapid.SampledFrom([]string{"a", "bé", "c漢\n"}).Draw(t, "unit"),
			rapid.IntRange(100, 600).Draw(t, "times"))
	}),
)

// history is one random course of a text, run against the engine and the model.
type history struct {
	t     *rapid.T
	x     *text.Text
	m     *model
	seq   uint64
	log   []entry
	seen  []sight // what was published, newest last
	was   map[uint64]string
	burst [lastSite + 1]uint32 // the latest gesture number of each site
	late  []text.Edit          // assigned, checked, and beaten to the log by others
}

type entry struct {
	seq uint64
	e   text.Edit
}

// sight is a published View, with what it showed then.
type sight struct {
	v     text.View
	s     string
	ids   []text.ID
	model int // how many edits it had seen
}

func (h *history) must(ok bool, format string, args ...any) {
	h.t.Helper()
	if !ok {
		h.t.Fatalf(format, args...)
	}
}

// stale returns one of the latest few Views.
func (h *history) stale() text.View {
	if len(h.seen) == 0 {
		return text.View{}
	}
	back := rapid.IntRange(1, min(len(h.seen), 8)).Draw(h.t, "back")
	return h.seen[len(h.seen)-back].v
}

func (h *history) gesture() text.Gesture {
	s := text.Site(rapid.IntRange(1, lastSite).Draw(h.t, "site"))
	if h.burst[s] == 0 || rapid.IntRange(0, 2).Draw(h.t, "new gesture") == 0 {
		h.burst[s]++
	}
	return text.Gesture{Site: s, N: h.burst[s]}
}

// edit makes an edit against a View that may be long out of date.
func (h *history) edit() text.Edit {
	v := h.stale()
	from := rapid.IntRange(0, v.Len()).Draw(h.t, "from")
	if rapid.Bool().Draw(h.t, "in the same place") {
		from = min(3, v.Len())
	}
	to := min(v.Len(), from+rapid.SampledFrom([]int{1, 2, 5, 40, 2000}).Draw(h.t, "length"))
	switch g := h.gesture(); rapid.IntRange(0, 5).Draw(h.t, "kind") {
	case 0, 1:
		return v.DeleteRange(g, from, to)
	case 2:
		return v.Replace(g, from, to, words.Draw(h.t, "words"))
	default:
		return v.InsertAt(g, from, words.Draw(h.t, "words"))
	}
}

// put logs and applies an edit that Check accepted.
func (h *history) put(e text.Edit) {
	h.seq += uint64(rapid.IntRange(0, 2).Draw(h.t, "step"))
	if len(h.log) == 0 {
		h.seq++
	}
	others := h.othersShown(e.Gesture.Site)
	before := h.m.visible()
	h.x.Apply(h.seq, e)
	h.m.apply(h.seq, e)
	h.log = append(h.log, entry{h.seq, e})
	h.burst[e.Gesture.Site] = max(h.burst[e.Gesture.Site], e.Gesture.N)

	v, old := h.x.View(), text.View{}
	if len(h.seen) > 0 {
		old = h.seen[len(h.seen)-1].v
	}
	ids := h.m.visible()
	h.must(v.String() == h.m.at(now), "the text is\n%q, want\n%q", v.String(), h.m.at(now))
	h.must(slices.Equal(visibleIDs(v), ids), "the ids are %v, want %v", visibleIDs(v), ids)
	h.must((v == old) == slices.Equal(before, ids), "Views are equal: %v", v == old)
	h.must(h.x.View() == v, "two Views in a row differ")
	h.must(h.x.Verify() == nil, "the tree: %v", h.x.Verify())
	h.seen = append(h.seen, sight{v, v.String(), ids, len(h.log)})
	h.was[h.seq] = v.String()
	if e.Turn == text.Undo {
		h.undone(e, others)
	}
}

// othersShown returns the visible characters of everyone but the site's person.
func (h *history) othersShown(s text.Site) map[text.ID]bool {
	ids := map[text.ID]bool{}
	for _, id := range h.m.visible() {
		if person(id.Site) != person(s) {
			ids[id] = true
		}
	}
	return ids
}

// undone checks that an undo took nothing of other people's away, and brought back
// only what the undone gesture had deleted.
func (h *history) undone(e text.Edit, before map[text.ID]bool) {
	after := h.othersShown(e.Gesture.Site)
	for id := range before {
		h.must(after[id], "undo of %v hid %v", e.Target, id)
	}
	for id := range after {
		if !before[id] {
			c := h.m.chars[h.m.index(id)]
			h.must(slices.ContainsFunc(c.marks, func(k marked) bool { return k.by == e.Target }),
				"undo of %v brought back %v", e.Target, id)
		}
	}
}

// send assigns and checks an edit and applies it, at once or after others.
func (h *history) send(e text.Edit, conflict bool) {
	busy := slices.ContainsFunc(h.late, func(l text.Edit) bool { return l.Gesture.Site == e.Gesture.Site })
	if busy {
		return // one batch is in flight per connection
	}
	a := h.x.Assign(e)
	err := h.x.Check(a)
	if e.Turn == text.None && e.Insert == "" && len(e.Delete) == 0 {
		h.must(errors.Is(err, text.ErrMalformed), "an empty edit: %v", err)
		return
	}
	h.must(err == nil, "%+v is refused: %v", a, err)
	if conflict {
		h.late = append(h.late, a)
		return
	}
	h.put(a)
}

func (h *history) steps() map[string]func(*rapid.T) {
	undo := func(next func(*text.Text, func(text.Site) bool) (text.Gesture, bool), turn text.Turn) func(*rapid.T) {
		return func(*rapid.T) {
			g := h.gesture()
			target, ok := next(h.x, sitesOf(person(g.Site)))
			want := h.next(turn, person(g.Site))
			h.must(target == want && ok == (want.N > 0), "%v is offered %v, want %v", g, target, want)
			if !ok {
				return
			}
			h.send(text.Edit{Gesture: g, Turn: turn, Target: target}, false)
		}
	}
	return map[string]func(*rapid.T){
		"edit":     func(*rapid.T) { h.send(h.edit(), false) },
		"type":     func(*rapid.T) { h.send(h.edit(), false) },
		"conflict": func(*rapid.T) { h.send(h.edit(), true) },
		"append again": func(*rapid.T) {
			if len(h.late) == 0 {
				return
			}
			e := h.x.Assign(h.late[0])
			h.must(e.First == h.late[0].First, "an assigned edit got another number")
			h.late = h.late[1:]
			h.must(h.x.Check(e) == nil, "after a conflict: %v", h.x.Check(e))
			h.put(e)
		},
		"undo": undo((*text.Text).NextUndo, text.Undo),
		"redo": undo((*text.Text).NextRedo, text.Redo),
		"snapshot": func(*rapid.T) {
			h.x = reload(h.t, h.x)
			h.must(h.x.Verify() == nil, "the tree, read: %v", h.x.Verify())
			if len(h.seen) > 0 {
				v, s := h.x.View(), &h.seen[len(h.seen)-1]
				h.must(v.String() == s.s, "read back: %q, want %q", v.String(), s.s)
				s.v = v
			}
		},
		"look":  func(*rapid.T) { h.look() },
		"caret": func(*rapid.T) { h.caret() },
	}
}

// next returns, from the log alone, what a person's undo or redo is about: the latest
// gesture that stands, or the one undone last if the person has not edited since.
func (h *history) next(turn text.Turn, p int) text.Gesture {
	edited, undone := map[text.Gesture]int{}, map[text.Gesture]int{}
	for i, l := range h.log {
		switch {
		case l.e.Turn == text.Undo:
			undone[l.e.Target] = i
		case l.e.Turn == text.Redo:
			delete(undone, l.e.Target)
		case person(l.e.Gesture.Site) == p:
			edited[l.e.Gesture] = i
		}
	}
	best, at, latest := text.Gesture{}, -1, -1
	for g, i := range edited {
		latest = max(latest, i)
		if u, off := undone[g]; turn == text.Redo {
			i = u
			if !off {
				continue
			}
		} else if off {
			continue
		}
		if i > at {
			best, at = g, i
		}
	}
	if turn == text.Redo && latest > at {
		return text.Gesture{}
	}
	return best
}

type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

// reload returns the text read from a snapshot of x.
func reload(t fataler, x *text.Text) *text.Text {
	t.Helper()
	b, err := x.AppendBinary([]byte("kept"))
	if err != nil || !bytes.HasPrefix(b, []byte("kept")) {
		t.Fatalf("snapshot: %v", err)
	}
	y := text.New()
	if err := y.UnmarshalBinary(b[4:]); err != nil {
		t.Fatalf("snapshot of our own: %v", err)
	}
	again, _ := y.AppendBinary(nil)
	if !bytes.Equal(again, b[4:]) {
		t.Fatalf("a snapshot of what a snapshot gave differs")
	}
	return y
}

// look checks every way to read a View against its String.
func (h *history) look() {
	v := h.stale()
	s := []rune(v.String())
	h.must(v.Len() == len(s), "Len is %d, want %d", v.Len(), len(s))
	from := rapid.IntRange(-1, len(s)+1).Draw(h.t, "slice from")
	to := rapid.IntRange(-1, len(s)+1).Draw(h.t, "slice to")
	i, j := min(max(from, 0), len(s)), min(max(to, 0), len(s))
	want := string(s[i:max(i, j)])
	h.must(v.Slice(from, to) == want, "Slice(%d, %d) is %q, want %q", from, to, v.Slice(from, to), want)
	at := rune(0)
	if from >= 0 && from < len(s) {
		at = s[from]
	}
	h.must(v.At(from) == at, "At(%d) is %q, want %q", from, v.At(from), at)

	var joined strings.Builder
	last, ids := text.Site(0), visibleIDs(v)
	pos := i
	for r := range v.Runs(from, to) {
		h.must(r.Site != last && r.Text != "", "runs of %v and %v follow one another", last, r)
		for range []rune(r.Text) {
			h.must(ids[pos].Site == r.Site, "the character at %d is by %v, not %v", pos, ids[pos].Site, r.Site)
			pos++
		}
		joined.WriteString(r.Text)
		last = r.Site
	}
	h.must(joined.String() == want, "Runs give %q, want %q", joined.String(), want)

	lines := strings.Split(string(s), "\n")
	h.must(v.Lines() == len(lines), "%d lines, want %d", v.Lines(), len(lines))
	line, start := rapid.IntRange(0, len(lines)-1).Draw(h.t, "line"), 0
	for _, l := range lines[:line] {
		start += len([]rune(l)) + 1
	}
	h.must(v.LineStart(line) == start, "line %d starts at %d, want %d", line, v.LineStart(line), start)
	h.must(v.Line(line) == lines[line], "line %d is %q, want %q", line, v.Line(line), lines[line])
	for _, pos := range []int{start, start + len([]rune(lines[line]))} {
		h.must(v.LineAt(pos) == line, "%d is on line %d, want %d", pos, v.LineAt(pos), line)
	}
	for start, l := range v.LinesFrom(line) {
		h.must(start == v.LineStart(line) && l == lines[line], "LinesFrom: %q at %d", l, start)
		line++
	}
	h.must(line == len(lines), "LinesFrom ends at %d of %d", line, len(lines))
}

// caret takes a caret in an old View and looks for it in the newest one.
func (h *history) caret() {
	if len(h.seen) == 0 {
		return
	}
	old, v := h.stale(), h.seen[len(h.seen)-1].v
	pos := rapid.IntRange(0, old.Len()).Draw(h.t, "caret")
	c := old.CaretAt(pos)
	h.must(old.Pos(c) == pos, "a caret made at %d is at %d", pos, old.Pos(c))
	h.must(v.Pos(c) == h.m.pos(c), "the caret after %v is at %d, want %d", c.ID, v.Pos(c), h.m.pos(c))
	if v.Pos(c) > 0 && slices.Contains(h.seen[len(h.seen)-1].ids, c.ID) {
		h.must(v.CaretAt(v.Pos(c)) == c, "the caret after %v left its character", c.ID)
	}
	c.Before = true
	h.must(v.Pos(c) == h.m.pos(c), "the caret before %v is at %d, want %d", c.ID, v.Pos(c), h.m.pos(c))
	unknown := text.Caret{ID: text.ID{Site: text.Site(rapid.IntRange(1, lastSite+1).Draw(h.t, "site")), N: text.MaxLen}}
	h.must(v.Pos(unknown) == v.Len(), "an unknown caret is at %d of %d", v.Pos(unknown), v.Len())
}

// end checks what must hold of the whole course.
func (h *history) end() {
	for _, s := range h.seen {
		h.must(s.v.String() == s.s, "a View of edit %d changed", s.model)
		h.must(slices.Equal(visibleIDs(s.v), s.ids), "the ids of a View of edit %d changed", s.model)
	}
	again, through := text.New(), text.New()
	for i, l := range h.log {
		again.Apply(l.seq, l.e)
		through.Apply(l.seq, l.e)
		if i%7 == 3 {
			through = reload(h.t, through)
		}
	}
	want, _ := h.x.AppendBinary(nil)
	for _, y := range []*text.Text{again, through} {
		h.must(y.View().String() == h.m.at(now), "a copy has %q", y.View().String())
		b, _ := y.AppendBinary(nil)
		h.must(bytes.Equal(b, want), "a copy's snapshot differs")
		for p := range 3 {
			a, aok := h.x.NextUndo(sitesOf(p))
			b, bok := y.NextUndo(sitesOf(p))
			h.must(a == b && aok == bok, "a copy would undo %v, not %v", b, a)
			a, aok = h.x.NextRedo(sitesOf(p))
			b, bok = y.NextRedo(sitesOf(p))
			h.must(a == b && aok == bok, "a copy would redo %v, not %v", b, a)
		}
	}
	for seq, s := range h.was {
		h.must(h.x.At(seq) == s, "the text at %d is\n%q, was\n%q", seq, h.x.At(seq), s)
	}
	h.must(h.x.At(0) == "", "there was text before the first edit")
	h.sets()
}

// sets checks, from the log alone, that what shows is what was inserted, but for what
// somebody deleted or undid: nothing lost and nothing twice.
func (h *history) sets() {
	off := map[text.Gesture]bool{}
	for _, l := range h.log {
		if l.e.Turn != text.None {
			off[l.e.Target] = l.e.Turn == text.Undo
		}
	}
	want := map[text.ID]rune{}
	for _, l := range h.log {
		n := l.e.First
		for _, r := range l.e.Insert {
			if !off[l.e.Gesture] {
				want[text.ID{Site: l.e.Gesture.Site, N: n}] = r
			}
			n++
		}
	}
	for _, l := range h.log {
		for _, d := range l.e.Delete {
			for i := range d.Len {
				if !off[l.e.Gesture] {
					delete(want, text.ID{Site: d.Site, N: d.N + i})
				}
			}
		}
	}
	v := h.x.View()
	s := []rune(v.String())
	ids := visibleIDs(v)
	h.must(len(ids) == len(want), "%d characters show, want %d", len(ids), len(want))
	for i, id := range ids {
		r, ok := want[id]
		h.must(ok && r == s[i], "%v shows as %q, want %q", id, s[i], r)
		delete(want, id)
	}
}

func TestHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &history{t: t, x: text.New(), m: newModel(), was: map[uint64]string{}}
		steps := h.steps()
		names := slices.Sorted(maps.Keys(steps))
		for range rapid.IntRange(1, 120).Draw(t, "steps") {
			steps[rapid.SampledFrom(names).Draw(t, "step")](t)
		}
		h.end()
	})
}
