package text

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"
)

// Text is the engine behind one field of shared text. It keeps every character
// ever inserted, every delete mark and every gesture. It has one writer and is not
// safe for concurrent use; the Views that it publishes are.
type Text struct {
	sites  []*site
	siteAt map[Site]uint32

	gestures []gesture
	// marks are the sets of delete marks, each one gesture added to another set, so
	// that a set costs the same however many marks it holds. 0 is the empty set.
	marks  []mark
	markAt map[mark]uint32

	root   *node
	first  *node     // the leaf where the text starts
	leaves []*node   // by number
	stale  [][]*node // by level: what changed since the last View

	total   int    // characters, deleted ones included
	tick    uint64 // counts applied edits: the order that undo and redo go by
	view    View   // the last one published
	changed bool   // something that shows, since then
	recent  uint32 // the site looked up last
}

// site is what one connection did in this text.
type site struct {
	id     Site
	last   uint32   // the highest gesture number seen
	text   chars    // by N-1
	leaf   []uint32 // by N-1: the leaf that holds the character
	births []birth  // ascending by n
	made   []uint32 // its gestures, ascending by N
}

// birth says that the site's characters from n on, up to the next birth, were
// inserted by gesture at seq.
type birth struct {
	n       uint32
	gesture uint32
	seq     uint64
}

// gesture is what one gesture did and whether it stands.
type gesture struct {
	Gesture
	undone bool
	edited uint64 // tick of its last edit
	turned uint64 // tick when it was last turned off or on
	lo, hi uint32 // it inserted its site's characters from lo up to hi
	mark   uint32 // the set of this gesture's mark alone, 0 until needed
	cuts   []cut  // what it deleted
	turns  []turn
}

// cut says that the gesture put its delete mark on a span at seq.
type cut struct {
	seq  uint64
	site uint32
	n, k uint32 // k characters from n on
}

// turn says that the gesture was turned off or on at seq.
type turn struct {
	seq uint64
	off bool
}

// mark is a set of delete marks: another set and one gesture more.
type mark struct {
	rest, gesture uint32
}

// New returns an empty text.
func New() *Text {
	t := &Text{
		siteAt: map[Site]uint32{},
		marks:  make([]mark, 1),
		markAt: map[mark]uint32{},
	}
	t.first = t.newLeaf()
	t.root = t.first
	return t
}

// Assign returns e as it is to be checked, logged and applied: with First filled in
// if it was 0, and with its gesture number raised to the site's latest one, or to a
// new one if that gesture was undone meanwhile, so that new text never starts hidden.
func (t *Text) Assign(e Edit) Edit {
	s := t.site(e.Gesture.Site)
	if s != nil {
		e.Gesture.N = max(e.Gesture.N, s.last)
		if g := t.gesture(e.Gesture); e.Turn == None && g != nil && g.undone && s.last < math.MaxUint32 {
			e.Gesture.N = s.last + 1
		}
	}
	if e.Insert != "" && e.First == 0 {
		e.First = 1
		if s != nil {
			e.First = s.text.n + 1
		}
	}
	return e
}

// Check reports whether Apply accepts e now: nil, or one of the package's errors.
func (t *Text) Check(e Edit) error {
	if err := t.admit(e); err != nil {
		return err
	}
	prev := rune(0)
	if e.After.Site != 0 {
		prev, _ = utf8.DecodeRune(t.site(e.After.Site).text.slice(e.After.N-1, e.After.N))
	}
	if CleanAfter(prev, e.Insert) != e.Insert {
		return ErrUnclean
	}
	return nil
}

// admit is Check without the rules on characters. Those depend on the version of
// Unicode, and an edit that is in the log must apply for ever.
func (t *Text) admit(e Edit) error {
	if err := e.shape(); err != nil {
		return err
	}
	next := uint32(1)
	if s := t.site(e.Gesture.Site); s != nil {
		if e.Gesture.N < s.last {
			return ErrOrder
		}
		next = s.text.n + 1
	}
	if e.Turn != None {
		g := t.gesture(e.Target)
		if g == nil {
			return ErrUnknown
		}
		if g.undone == (e.Turn == Undo) {
			return ErrTurned
		}
		return nil
	}
	if g := t.gesture(e.Gesture); g != nil && g.undone {
		return ErrTurned
	}
	if e.Insert != "" {
		if e.First != next {
			return ErrOrder
		}
		if e.After.Site != 0 && !t.knows(e.After, 1) {
			return ErrUnknown
		}
		if t.total+utf8.RuneCountInString(e.Insert) > MaxLen {
			return ErrFull
		}
	}
	for _, d := range e.Delete {
		if !t.knows(d.ID, d.Len) {
			return ErrUnknown
		}
	}
	return nil
}

// Apply makes e part of the text. seq is e's position in the log; it must not go
// down, and edits logged as one may share it. An edit that Check would refuse for
// anything but its characters changes nothing.
func (t *Text) Apply(seq uint64, e Edit) {
	if t.admit(e) != nil {
		return
	}
	t.tick++
	si := t.openSite(e.Gesture.Site)
	t.sites[si].last = e.Gesture.N
	if e.Turn != None {
		t.turn(seq, t.gesture(e.Target), e.Turn == Undo)
		return
	}
	gi := t.openGesture(si, e.Gesture.N)
	t.gestures[gi].edited = t.tick
	if e.Insert != "" {
		t.insert(seq, si, gi, e)
	}
	for _, d := range e.Delete {
		t.delete(seq, gi, d)
	}
}

// insert puts e.Insert after e.After.
func (t *Text) insert(seq uint64, si, gi uint32, e Edit) {
	s := t.sites[si]
	k := s.text.add(e.Insert)
	t.total += int(k)
	g := &t.gestures[gi]
	if g.lo == g.hi {
		g.lo = e.First
	}
	g.hi = e.First + k
	s.born(birth{n: e.First, gesture: gi, seq: seq})

	leaf, i := t.first, 0
	if e.After.Site != 0 {
		leaf, i = t.find(t.index(e.After.Site), e.After.N)
		if p := leaf.pieces[i]; e.After.N+1 < p.end() {
			leaf.cutPiece(i, e.After.N+1-p.n)
		}
		i++
	}
	if i > 0 && leaf.pieces[i-1].meets(piece{site: si, n: e.First}) {
		leaf.pieces[i-1].k += k
	} else {
		leaf.add(i, piece{site: si, n: e.First, k: k})
	}
	leaf.size += int(k)
	t.touch(leaf)
	t.changed = true
	for range k {
		s.leaf = append(s.leaf, leaf.number)
	}
	t.fit(leaf)
}

// born records when characters were inserted.
func (s *site) born(b birth) {
	if i := len(s.births) - 1; i >= 0 && s.births[i].gesture == b.gesture && s.births[i].seq == b.seq {
		return
	}
	s.births = append(s.births, b)
}

// delete puts a gesture's mark on a span. Only what did not have it is recorded, so
// that deleting the same again and again takes no room.
func (t *Text) delete(seq uint64, gi uint32, d Span) {
	t.each(t.index(d.Site), d.N, d.N+d.Len, true, func(p *piece) {
		if m := t.marked(p.marks, gi); m != p.marks {
			p.marks = m
			t.gestures[gi].cut(cut{seq: seq, site: p.site, n: p.n, k: p.k})
		}
	})
}

// cut records what the gesture deleted.
func (g *gesture) cut(c cut) {
	if i := len(g.cuts) - 1; i >= 0 && g.cuts[i].seq == c.seq && g.cuts[i].site == c.site && g.cuts[i].n+g.cuts[i].k == c.n {
		g.cuts[i].k += c.k
		return
	}
	g.cuts = append(g.cuts, c)
}

// turn turns a gesture off or on.
func (t *Text) turn(seq uint64, g *gesture, off bool) {
	g.undone = off
	g.turned = t.tick
	g.turns = append(g.turns, turn{seq: seq, off: off})
	t.show(g)
}

// show brings what a gesture inserted and marked into line with g.undone.
func (t *Text) show(g *gesture) {
	t.each(t.index(g.Site), g.lo, g.hi, true, func(p *piece) { p.off = g.undone })
	for _, c := range g.cuts {
		// Every character of a piece has the same marks: no piece needs cutting.
		t.each(c.site, c.n, c.n+c.k, false, func(*piece) {})
	}
}

// marked returns the set with a gesture's mark added.
func (t *Text) marked(set, gi uint32) uint32 {
	if set == 0 && t.gestures[gi].mark != 0 {
		return t.gestures[gi].mark
	}
	for m := set; m != 0; m = t.marks[m].rest {
		if t.marks[m].gesture == gi {
			return set
		}
	}
	key := mark{rest: set, gesture: gi}
	m, ok := t.markAt[key]
	if !ok {
		m = uint32(len(t.marks))
		t.marks = append(t.marks, key)
		t.markAt[key] = m
	}
	if set == 0 {
		t.gestures[gi].mark = m
	}
	return m
}

// stands reports whether a mark of the set belongs to a gesture that is not undone.
func (t *Text) stands(set uint32) bool {
	for ; set != 0; set = t.marks[set].rest {
		if !t.gestures[t.marks[set].gesture].undone {
			return true
		}
	}
	return false
}

// site returns what is known of a site, or nil.
func (t *Text) site(id Site) *site {
	if i := t.index(id); i != none {
		return t.sites[i]
	}
	return nil
}

// none is the index of a site that is not known.
const none = math.MaxUint32

// index returns the index of a site, or none.
func (t *Text) index(id Site) uint32 {
	if int(t.recent) < len(t.sites) && t.sites[t.recent].id == id {
		return t.recent
	}
	i, ok := t.siteAt[id]
	if !ok {
		return none
	}
	t.recent = i
	return i
}

// openSite returns the index of a site, new or known.
func (t *Text) openSite(id Site) uint32 {
	if i := t.index(id); i != none {
		return i
	}
	i := uint32(len(t.sites))
	t.siteAt[id] = i
	t.sites = append(t.sites, &site{id: id})
	return i
}

// gesture returns a gesture that inserted or deleted something, or nil.
func (t *Text) gesture(g Gesture) *gesture {
	s := t.site(g.Site)
	if s == nil {
		return nil
	}
	i, ok := slices.BinarySearchFunc(s.made, g.N, func(gi, n uint32) int { return cmp.Compare(t.gestures[gi].N, n) })
	if !ok {
		return nil
	}
	return &t.gestures[s.made[i]]
}

// openGesture returns the index of the site's gesture n, its latest one or a new one.
func (t *Text) openGesture(si, n uint32) uint32 {
	s := t.sites[si]
	if i := len(s.made) - 1; i >= 0 && t.gestures[s.made[i]].N == n {
		return s.made[i]
	}
	gi := uint32(len(t.gestures))
	t.gestures = append(t.gestures, gesture{Gesture: Gesture{Site: s.id, N: n}})
	s.made = append(s.made, gi)
	return gi
}

// knows reports whether the text has k characters from id on.
func (t *Text) knows(id ID, k uint32) bool {
	s := t.site(id.Site)
	return s != nil && id.N > 0 && uint64(id.N)+uint64(k) <= uint64(s.text.n)+1
}

// NextUndo returns the gesture that an undo takes back: of those by sites that mine
// accepts, the one edited last that is not undone.
func (t *Text) NextUndo(mine func(Site) bool) (Gesture, bool) {
	var next *gesture
	for _, s := range t.sites {
		if !mine(s.id) {
			continue
		}
		// A site's gestures follow one another, so its last one standing is the latest.
		for i := len(s.made) - 1; i >= 0; i-- {
			g := &t.gestures[s.made[i]]
			if g.undone {
				continue
			}
			if next == nil || g.edited > next.edited {
				next = g
			}
			break
		}
	}
	if next == nil {
		return Gesture{}, false
	}
	return next.Gesture, true
}

// NextRedo returns the gesture that a redo brings back: of those by sites that mine
// accepts, the one undone last, unless such a site has inserted or deleted since.
func (t *Text) NextRedo(mine func(Site) bool) (Gesture, bool) {
	var next *gesture
	edited := uint64(0)
	for _, s := range t.sites {
		if !mine(s.id) {
			continue
		}
		for _, gi := range s.made {
			g := &t.gestures[gi]
			edited = max(edited, g.edited)
			if g.undone && (next == nil || g.turned > next.turned) {
				next = g
			}
		}
	}
	if next == nil || edited > next.turned {
		return Gesture{}, false
	}
	return next.Gesture, true
}
