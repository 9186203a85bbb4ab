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
	turns    map[uint32][]turn // by gesture: few are ever turned off
	// marks are the sets of delete marks, each one gesture added to another set, so
	// that a set costs the same however many marks it holds. 0 is the empty set.
	marks  []mark
	markAt map[mark]uint32

	root   *node
	first  *node     // the leaf where the text starts
	leaves []*node   // by number
	stale  [][]*node // by level: what changed since the last View
	near   near

	total   int    // characters, deleted ones included
	tick    uint64 // counts applied edits: the order that undo and redo go by
	seq     uint64 // of the last edit
	view    View   // the last one published
	changed bool   // something that shows, since then
	recent  Site   // looked up last
	where   uint32 // its index
	spare   []Span // room for the edits that Replace makes
}

// site is what one connection did in this text.
type site struct {
	id     Site
	last   uint32   // the highest gesture number seen
	over   uint32   // the number of its latest gesture if that is undone, or else 0
	text   chars    // by N-1
	homes  homes    // by N-1: the leaf that holds the character
	births []birth  // ascending by n and seq
	cuts   []cut    // ascending by gesture and seq
	made   []uint32 // its gestures, ascending by number
}

// gesture is what one gesture did and whether it stands.
type gesture struct {
	site   uint32 // index in Text.sites
	n      uint32 // its number
	lo, hi uint32 // it inserted its site's characters from lo up to hi, ascending by gesture
	// cutLo up to cutHi are its cuts in site.cuts.
	cutLo, cutHi uint32
	mark         uint32 // the set of this gesture's mark alone, 0 until needed
	undone       bool
	edited       uint64 // tick of its last edit
	turned       uint64 // tick when it was last turned off or on
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
		turns:  map[uint32][]turn{},
		marks:  make([]mark, 1),
		markAt: map[mark]uint32{},
		where:  none,
	}
	t.first = t.newLeaf()
	t.root = t.first
	t.near = near{leaf: t.first, start: unknown, pos: unknown}
	return t
}

// Assign returns e as it is to be checked, logged and applied: with First filled in
// if it was 0, and with its gesture number raised to the site's latest one, or to a
// new one if that gesture was undone meanwhile, so that new text never starts hidden.
func (t *Text) Assign(e Edit) Edit {
	t.assign(&e)
	return e
}

// assign does what Assign does. Assign, Apply and Replace are small enough to be part of
// their callers, so that an edit is not copied from hand to hand.
func (t *Text) assign(e *Edit) {
	n, first := e.Gesture.N, uint32(1)
	if s := t.site(e.Gesture.Site); s != nil {
		n, first = max(n, s.last), s.text.n+1
		if n == s.over && e.Turn == None && n < math.MaxUint32 {
			n++
		}
	}
	e.Gesture.N = n
	if e.Insert != "" && e.First == 0 {
		e.First = first
	}
}

// Check reports whether Apply accepts e now: nil, or one of the package's errors.
func (t *Text) Check(e Edit) error {
	if _, err := t.admit(&e); err != nil {
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

// admit is Check without the rules on characters, with the index of the edit's site, or
// none. Those rules depend on the version of Unicode, and an edit that is in the log must
// apply for ever.
func (t *Text) admit(e *Edit) (si uint32, err error) {
	if err := e.shape(); err != nil {
		return none, err
	}
	si = t.index(e.Gesture.Site)
	next := uint32(1)
	if si != none {
		s := t.sites[si]
		if e.Gesture.N < s.last {
			return si, ErrOrder
		}
		if e.Turn == None && e.Gesture.N == s.over {
			return si, ErrTurned
		}
		next = s.text.n + 1
	}
	if e.Turn != None {
		g := t.gesture(t.site(e.Target.Site), e.Target.N)
		if g == nil {
			return si, ErrUnknown
		}
		if g.undone == (e.Turn == Undo) {
			return si, ErrTurned
		}
		return si, nil
	}
	if e.Insert != "" {
		if e.First != next {
			return si, ErrOrder
		}
		if e.After.Site != 0 && !t.knows(e.After, 1) {
			return si, ErrUnknown
		}
		if t.total+len(e.Insert) > MaxLen && t.total+utf8.RuneCountInString(e.Insert) > MaxLen {
			return si, ErrFull
		}
	}
	for i := range e.Delete {
		if d := &e.Delete[i]; !t.knows(d.ID, d.Len) {
			return si, ErrUnknown
		}
	}
	return si, nil
}

// Apply makes e part of the text. seq is e's position in the log; it must not go
// down, and edits logged as one may share it. An edit that Check would refuse for
// anything but its characters changes nothing.
func (t *Text) Apply(seq uint64, e Edit) {
	t.apply(seq, &e)
}

// apply does what Apply does.
func (t *Text) apply(seq uint64, e *Edit) {
	if t.typeOn(seq, e) {
		return
	}
	si, err := t.admit(e)
	if err != nil {
		return
	}
	t.tick++
	t.seq = max(t.seq, seq)
	if si == none {
		si = t.openSite(e.Gesture.Site)
	}
	t.sites[si].last = e.Gesture.N
	if e.Turn != None {
		t.turn(t.index(e.Target.Site), e.Target.N, e.Turn == Undo)
		return
	}
	gi := t.openGesture(si, e.Gesture.N)
	t.gestures[gi].edited = t.tick
	if e.Insert != "" {
		t.insert(si, gi, e)
	}
	for _, d := range e.Delete {
		t.delete(gi, t.index(d.Site), d.N, d.N+d.Len)
	}
}

// insert puts e.Insert after e.After.
func (t *Text) insert(si, gi uint32, e *Edit) {
	s := t.sites[si]
	k := s.text.add(e.Insert)
	t.total += int(k)
	g := &t.gestures[gi]
	g.hi = e.First + k
	s.born(e.First, k, t.seq)

	leaf, i := t.first, 0
	if e.After.Site != 0 {
		leaf, i = t.find(t.index(e.After.Site), e.After.N)
		if p := &leaf.pieces[i]; e.After.N+1 < p.end() {
			leaf.own()
			leaf.cutPiece(i, e.After.N+1-p.n)
		}
		i++
	}
	for n := e.First; ; {
		// A big insert goes in by parts, each of which fits into a leaf.
		part := min(k, maxRunes/2)
		t.place(leaf, i, piece{site: si, n: n, k: uint16(part)})
		if k -= part; k == 0 {
			return
		}
		n += part
		leaf, i = t.find(si, n-1)
		i++
	}
}

// place puts a new piece before the leaf's piece i.
func (t *Text) place(leaf *node, i int, p piece) {
	leaf.own()
	if i > 0 && leaf.pieces[i-1].meets(p) {
		i--
		leaf.pieces[i].k += p.k
	} else {
		leaf.add(i, p)
	}
	leaf.size += int32(p.k)
	leaf.reach.add(p)
	t.sites[p.site].homes.add(int(p.k), leaf.number)
	t.near.at(leaf, i)
	t.show(leaf, int32(p.k))
	if len(leaf.pieces) > maxPieces || leaf.size > maxRunes {
		t.fit(leaf, i)
	}
}

// typeOn applies an edit if it is a key that goes on where the same gesture typed the one
// before, in a piece and a leaf with room for it: most are, and nothing has to be looked up.
func (t *Text) typeOn(seq uint64, e *Edit) bool {
	if !e.typed() || e.Gesture.Site != t.recent || t.total >= MaxLen {
		return false
	}
	s, leaf, i := t.sites[t.where], t.near.leaf, t.near.i
	if e.First != s.text.n+1 || e.Gesture.N != s.last || leaf.size >= maxRunes || i >= len(leaf.pieces) {
		return false
	}
	p := &leaf.pieces[i]
	if p.end() != e.First || p.site != t.where || p.marks != 0 || p.off || len(s.made) == 0 {
		return false
	}
	g := &t.gestures[s.made[len(s.made)-1]]
	if g.n != s.last || g.undone {
		return false
	}
	if leaf.shared {
		leaf.own()
		p = &leaf.pieces[i]
	}
	t.tick++
	t.seq = max(t.seq, seq)
	t.total++
	g.edited = t.tick
	g.hi++
	s.text.add(e.Insert)
	s.born(e.First, 1, t.seq)
	s.homes.add(1, leaf.number)
	p.k++
	leaf.size++
	leaf.reach.hi = max(leaf.reach.hi, e.First+1)
	t.show(leaf, 1)
	return true
}

// delete puts a gesture's mark on a site's characters from lo up to hi. Only what
// did not have it is recorded, so that deleting the same again and again takes no room.
func (t *Text) delete(gi, si, lo, hi uint32) {
	if lo+1 == hi && t.rubOut(gi, si, lo) {
		return
	}
	// What follows on one another is recorded as one, for copies of a text differ in
	// how it falls into pieces.
	n, k := lo, uint32(0)
	t.each(si, lo, hi, true, func(p *piece) {
		m := t.marked(p.marks, gi)
		if m == p.marks {
			return
		}
		p.marks = m
		if k > 0 && n+k != p.n {
			t.cut(gi, si, n, k)
			k = 0
		}
		if k == 0 {
			n = p.n
		}
		k += uint32(p.k)
	})
	if k > 0 {
		t.cut(gi, si, n, k)
	}
}

// rubOut deletes one character as delete does, if it is the last visible one before
// what the same gesture has just deleted, or the first one after that: most deletions
// are of this kind, and no piece has to be cut or joined.
func (t *Text) rubOut(gi, si, n uint32) bool {
	leaf, i := t.find(si, n)
	p := leaf.pieces[i]
	own := t.gestures[gi].mark
	if p.k < 2 || p.hidden || p.marks != 0 || own == 0 {
		return false
	}
	switch {
	case n+1 == p.end() && i+1 < len(leaf.pieces):
		q := leaf.pieces[i+1]
		if q.marks != own || q.site != si || q.n != n+1 || q.off {
			return false
		}
		leaf.own()
		leaf.pieces[i].k--
		leaf.pieces[i+1].n--
		leaf.pieces[i+1].k++
	case n == p.n && i > 0:
		q := leaf.pieces[i-1]
		if q.marks != own || q.site != si || q.end() != n || q.off {
			return false
		}
		leaf.own()
		leaf.pieces[i].n++
		leaf.pieces[i].k--
		leaf.pieces[i-1].k++
	default:
		return false
	}
	t.cut(gi, si, n, 1)
	t.show(leaf, -1)
	return true
}

// turn turns a gesture off or on.
func (t *Text) turn(si, n uint32, off bool) {
	gi, _ := t.sites[si].gesture(t, n)
	g := &t.gestures[gi]
	g.undone = off
	g.turned = t.tick
	if s := t.sites[si]; gi == s.made[len(s.made)-1] {
		s.over = 0
		if off {
			s.over = n
		}
	}
	t.turns[gi] = append(t.turns[gi], turn{seq: t.seq, off: off})
	t.adjust(g)
}

// adjust brings what a gesture inserted and marked into line with g.undone.
func (t *Text) adjust(g *gesture) {
	t.each(g.site, g.lo, g.hi, true, func(p *piece) { p.off = g.undone })
	for _, c := range t.sites[g.site].cuts[g.cutLo:g.cutHi] {
		// Every character of a piece has the same marks: no piece needs cutting.
		lo, hi := c.span()
		t.each(c.site, lo, hi, false, func(*piece) {})
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
	if set == 0 {
		m := uint32(len(t.marks))
		t.marks = append(t.marks, key)
		t.gestures[gi].mark = m
		return m
	}
	m, ok := t.markAt[key]
	if !ok {
		m = uint32(len(t.marks))
		t.marks = append(t.marks, key)
		t.markAt[key] = m
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
	if t.recent != id {
		i, ok := t.siteAt[id]
		if !ok {
			return none
		}
		t.recent, t.where = id, i
	}
	return t.where
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

// gesture returns the index of the site's gesture n, if that inserted or deleted
// something.
func (s *site) gesture(t *Text, n uint32) (uint32, bool) {
	i, ok := slices.BinarySearchFunc(s.made, n, func(gi, n uint32) int { return cmp.Compare(t.gestures[gi].n, n) })
	if !ok {
		return 0, false
	}
	return s.made[i], true
}

// gesture returns the gesture n of a site, or nil if it is not known or the site is nil.
func (t *Text) gesture(s *site, n uint32) *gesture {
	if s == nil {
		return nil
	}
	gi, ok := s.gesture(t, n)
	if !ok {
		return nil
	}
	return &t.gestures[gi]
}

// name returns what the gesture is called outside.
func (t *Text) name(g *gesture) Gesture {
	return Gesture{Site: t.sites[g.site].id, N: g.n}
}

// openGesture returns the index of the site's gesture n, its latest one or a new one.
func (t *Text) openGesture(si, n uint32) uint32 {
	s := t.sites[si]
	if i := len(s.made) - 1; i >= 0 && t.gestures[s.made[i]].n == n {
		return s.made[i]
	}
	gi := uint32(len(t.gestures))
	cuts, next := uint32(len(s.cuts)), s.text.n+1
	t.gestures = append(t.gestures, gesture{site: si, n: n, lo: next, hi: next, cutLo: cuts, cutHi: cuts})
	s.made = append(s.made, gi)
	s.over = 0
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
	return t.name(next), true
}

// NextRedo returns the gesture that a redo brings back: of those by sites that mine
// accepts, the one undone last, unless such a site has inserted or deleted since.
func (t *Text) NextRedo(mine func(Site) bool) (Gesture, bool) {
	var next *gesture
	edited := uint64(0)
	for _, s := range t.sites {
		if !mine(s.id) || len(s.made) == 0 {
			continue
		}
		edited = max(edited, t.gestures[s.made[len(s.made)-1]].edited)
	}
	for gi := range t.turns {
		g := &t.gestures[gi]
		if g.undone && mine(t.sites[g.site].id) && (next == nil || g.turned > next.turned) {
			next = g
		}
	}
	if next == nil || edited > next.turned {
		return Gesture{}, false
	}
	return t.name(next), true
}
