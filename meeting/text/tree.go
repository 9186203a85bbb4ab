package text

import (
	"math"
	"slices"
)

// How far a leaf and an inner node fill before they split. A leaf is rebuilt
// whenever it is published after a change, so it stays small.
const (
	maxPieces = 16
	maxRunes  = 256
	maxKids   = 16
)

// piece is a run of consecutive characters of one site that share their marks.
type piece struct {
	site   uint32 // index in Text.sites
	n      uint32 // its first character
	marks  uint32 // index in Text.marks
	k      uint16 // characters
	off    bool   // the gestures that inserted them are undone
	hidden bool   // off, or a mark stands
}

// end returns the number after the piece's last character.
func (p *piece) end() uint32 { return p.n + uint32(p.k) }

// has reports whether the site's character n is in the piece.
func (p *piece) has(si, n uint32) bool { return p.site == si && n-p.n < uint32(p.k) }

// meets reports whether q goes on where p ends, with the same marks. While a gesture is
// being turned, pieces of the same marks show or not until each was looked at.
func (p *piece) meets(q piece) bool {
	return p.site == q.site && p.end() == q.n && p.marks == q.marks && p.off == q.off && p.hidden == q.hidden
}

// node is a leaf with pieces or an inner node with children, in text order. The
// tree only grows: deleted characters stay in their place.
type node struct {
	parent *node
	level  int32 // of a leaf 0
	shown  int32 // visible characters
	stale  bool  // it is in Text.stale
	page   *page
	reach  reach

	// Of a leaf:
	shared bool    // pieces are the page's, too, and must be copied before a change
	size   int32   // characters, hidden ones included
	number uint32  // index in Text.leaves
	pieces []piece // ends with the leaf's last character

	// Of an inner node:
	kids  []*node
	pages []kid // what is published of kids
}

// near is where something was done last: most edits are next to the one before.
type near struct {
	leaf  *node
	i     int // the piece's index there, perhaps out of date
	start int // visible characters before the leaf, or unknown
	pos   int // visible characters before the piece, which then shows; or unknown
}

// unknown is no position, nor close to one.
const unknown = math.MinInt32

// at notes that something was done at the leaf's piece i.
func (n *near) at(leaf *node, i int) {
	if n.leaf != leaf {
		n.leaf, n.start = leaf, unknown
	}
	n.i, n.pos = i, unknown
}

// newLeaf returns an empty leaf that is yet to be hung into the tree.
func (t *Text) newLeaf() *node {
	n := &node{number: uint32(len(t.leaves))}
	t.leaves = append(t.leaves, n)
	t.touch(n)
	return n
}

// newInner returns an inner node with the given children.
func (t *Text) newInner(level int32, kids []*node, pages []kid) *node {
	n := &node{
		level: level,
		kids:  append(make([]*node, 0, maxKids+1), kids...),
		pages: append(make([]kid, 0, maxKids+1), pages...),
	}
	for i, k := range n.kids {
		k.parent = n
		n.shown += k.shown
		if p := n.pages[i].page; p != nil {
			n.reach.widen(p.reach)
		}
	}
	t.touch(n)
	return n
}

// touch notes that the node's page is out of date.
func (t *Text) touch(n *node) {
	if n.stale {
		return
	}
	n.stale = true
	for len(t.stale) <= int(n.level) {
		t.stale = append(t.stale, nil)
	}
	t.stale[n.level] = append(t.stale[n.level], n)
}

// show notes that k more characters of the leaf are visible, or fewer if negative.
func (t *Text) show(leaf *node, k int32) {
	t.changed = true
	if !leaf.stale {
		t.touch(leaf)
	}
	if t.near.leaf != leaf {
		t.near.start, t.near.pos = unknown, unknown
	}
	for n := leaf; n != nil; n = n.parent {
		n.shown += k
	}
}

// own makes the leaf's pieces its own, so that they can be changed.
func (n *node) own() {
	if n.shared {
		n.shared = false
		n.pieces = append(make([]piece, 0, room(len(n.pieces))), n.pieces...)
	}
}

// room returns for how many pieces to make room where there are n and more may come.
func room(n int) int { return (n + 9) &^ 7 }

// add puts p before the leaf's piece i.
func (n *node) add(i int, p piece) {
	k := len(n.pieces)
	if k == cap(n.pieces) {
		n.pieces = append(make([]piece, 0, room(k)), n.pieces...)
	}
	n.pieces = n.pieces[:k+1]
	copy(n.pieces[i+1:], n.pieces[i:k])
	n.pieces[i] = p
}

// cutPiece makes two pieces of piece i, the first one of k characters.
func (n *node) cutPiece(i int, k uint32) {
	q := n.pieces[i]
	q.n += k
	q.k -= uint16(k)
	n.pieces[i].k = uint16(k)
	n.add(i+1, q)
}

// join makes one piece of piece i and the next one if they meet.
func (n *node) join(i int) {
	if i >= 0 && i+1 < len(n.pieces) && n.pieces[i].meets(n.pieces[i+1]) {
		n.pieces[i].k += n.pieces[i+1].k
		n.pieces = slices.Delete(n.pieces, i+1, i+2)
	}
}

// find returns where a known character is: its leaf and the piece's index there.
func (t *Text) find(si, n uint32) (*node, int) {
	if leaf, i := t.near.leaf, t.near.i; i < len(leaf.pieces) && leaf.pieces[i].has(si, n) {
		return leaf, i
	}
	leaf := t.leaves[t.sites[si].homes.of(n)]
	for i := range leaf.pieces {
		if leaf.pieces[i].has(si, n) {
			t.near.at(leaf, i)
			return leaf, i
		}
	}
	panic("text: the index names a leaf without the character")
}

// each calls change for the pieces that hold a site's characters from lo up to hi,
// and then works out which of them show. With exact, pieces are first cut so that
// no other character is in them.
func (t *Text) each(si, lo, hi uint32, exact bool, change func(*piece)) {
	t.near.pos = unknown
	for lo < hi {
		leaf, i := t.find(si, lo)
		leaf.own()
		if exact {
			if p := leaf.pieces[i]; p.n < lo {
				leaf.cutPiece(i, lo-p.n)
				i++
			}
			if p := leaf.pieces[i]; p.end() > hi {
				leaf.cutPiece(i, hi-p.n)
			}
		}
		p := &leaf.pieces[i]
		lo = p.end()
		change(p)
		if hidden := p.off || t.stands(p.marks); hidden != p.hidden {
			p.hidden = hidden
			if hidden {
				t.show(leaf, -int32(p.k))
			} else {
				t.show(leaf, int32(p.k))
			}
		}
		leaf.join(i)
		leaf.join(i - 1)
		t.fit(leaf, i)
	}
}

// fit splits a leaf until it and what it was split into are small enough. Its piece
// i was changed last.
func (t *Text) fit(leaf *node, i int) {
	for len(leaf.pieces) > maxPieces {
		// Who writes on leaves the pieces before alone: they stay together.
		t.split(leaf, max(len(leaf.pieces)/2, min(i, len(leaf.pieces)-2)))
	}
	for leaf.size > maxRunes {
		// A big insert is taken off in half-filled leaves, so each character moves once.
		keep := max(leaf.size/2, leaf.size-maxRunes/2)
		i := 0
		for ; keep >= int32(leaf.pieces[i].k); i++ {
			keep -= int32(leaf.pieces[i].k)
		}
		if keep > 0 {
			leaf.cutPiece(i, uint32(keep))
			i++
		}
		t.split(leaf, i)
	}
}

// split moves the leaf's pieces from i on to a new leaf after it.
func (t *Text) split(leaf *node, i int) {
	t.near.pos = unknown
	right := t.newLeaf()
	right.pieces = append(make([]piece, 0, room(len(leaf.pieces)-i)), leaf.pieces[i:]...)
	leaf.pieces = leaf.pieces[:i]
	for _, p := range right.pieces {
		t.settle(right, p)
	}
	leaf.size -= right.size
	leaf.shown -= right.shown
	leaf.reach = reach{}
	for _, p := range leaf.pieces {
		leaf.reach.add(p)
	}
	t.touch(leaf)
	t.hang(leaf, right)
	t.fit(right, 0)
}

// settle counts and indexes a piece that came to the leaf.
func (t *Text) settle(leaf *node, p piece) {
	leaf.size += int32(p.k)
	if !p.hidden {
		leaf.shown += int32(p.k)
	}
	leaf.reach.add(p)
	t.sites[p.site].homes.move(p.n, int(p.k), leaf.number)
}

// hang puts a new node directly after its neighbour. Together they show what the
// neighbour showed alone.
func (t *Text) hang(left, right *node) {
	p := left.parent
	if p == nil {
		t.root = t.newInner(left.level+1, []*node{left, right}, []kid{left.kid(), right.kid()})
		return
	}
	i := slices.Index(p.kids, left) + 1
	p.kids = slices.Insert(p.kids, i, right)
	p.pages = slices.Insert(p.pages, i, right.kid())
	right.parent = p
	t.touch(p)
	if len(p.kids) <= maxKids {
		return
	}
	// Who writes on leaves the nodes before alone, as in fit.
	cut := max(len(p.kids)/2, min(i, len(p.kids)-2))
	q := t.newInner(p.level, p.kids[cut:], p.pages[cut:])
	clear(p.kids[cut:])
	clear(p.pages[cut:])
	p.kids, p.pages = p.kids[:cut], p.pages[:cut]
	p.shown -= q.shown
	t.hang(p, q)
}

// homes lists for each character of a site the leaf that holds it, in blocks, so
// that a long list grows without being copied.
type homes [][]uint32

const homesBlock = 512

// add lists k characters more.
func (h *homes) add(k int, number uint32) {
	for ; k > 0; k-- {
		if i := len(*h) - 1; i >= 0 {
			if b := &(*h)[i]; len(*b) < homesBlock {
				*b = append(*b, number)
				continue
			}
		}
		var b []uint32
		if len(*h) > 0 {
			b = make([]uint32, 0, homesBlock)
		}
		*h = append(*h, append(b, number))
	}
}

// of returns the leaf that holds character n.
func (h homes) of(n uint32) uint32 {
	return h[(n-1)/homesBlock][(n-1)%homesBlock]
}

// move says that the leaf holds the k characters from n on now.
func (h homes) move(n uint32, k int, number uint32) {
	for i := int(n - 1); k > 0; k-- {
		h[i/homesBlock][i%homesBlock] = number
		i++
	}
}
