package text

import "slices"

// How far a leaf and an inner node fill before they split. A leaf is rebuilt
// whenever it is published after a change, so it stays small.
const (
	maxPieces = 16
	maxRunes  = 512
	maxKids   = 16
)

// piece is a run of consecutive characters of one site that share their marks.
type piece struct {
	site   uint32 // index in Text.sites
	n, k   uint32 // k characters from n on
	marks  uint32 // index in Text.marks
	off    bool   // the gestures that inserted them are undone
	hidden bool   // off, or a mark stands
}

// end returns the number after the piece's last character.
func (p piece) end() uint32 { return p.n + p.k }

// meets reports whether q goes on where p ends, with the same marks.
func (p piece) meets(q piece) bool {
	return p.site == q.site && p.end() == q.n && p.marks == q.marks && p.off == q.off
}

// node is a leaf with pieces or an inner node with children, in text order. The
// tree only grows: deleted characters stay in their place.
type node struct {
	parent *node
	level  int  // of a leaf 0
	stale  bool // it is in Text.stale
	page   *page

	// Of a leaf:
	pieces []piece
	size   int    // characters, hidden ones included
	number uint32 // index in Text.leaves

	// Of an inner node:
	kids  []*node
	pages []kid // what is published of kids
	reach reach
}

// newLeaf returns an empty leaf that is yet to be hung into the tree.
func (t *Text) newLeaf() *node {
	n := &node{number: uint32(len(t.leaves)), pieces: make([]piece, 0, maxPieces+2)}
	t.leaves = append(t.leaves, n)
	t.touch(n)
	return n
}

// newInner returns an inner node with the given children.
func (t *Text) newInner(level int, kids []*node, pages []kid) *node {
	n := &node{
		level: level,
		kids:  append(make([]*node, 0, maxKids+1), kids...),
		pages: append(make([]kid, 0, maxKids+1), pages...),
	}
	for i, k := range n.kids {
		k.parent = n
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
	for len(t.stale) <= n.level {
		t.stale = append(t.stale, nil)
	}
	t.stale[n.level] = append(t.stale[n.level], n)
}

// add puts p before the leaf's piece i.
func (n *node) add(i int, p piece) {
	n.pieces = slices.Insert(n.pieces, i, p)
}

// cutPiece makes two pieces of piece i, the first one of k characters.
func (n *node) cutPiece(i int, k uint32) {
	q := n.pieces[i]
	q.n += k
	q.k -= k
	n.pieces[i].k = k
	n.add(i+1, q)
}

// join makes one piece of pieces i and i+1 if they meet.
func (n *node) join(i int) {
	if i >= 0 && i+1 < len(n.pieces) && n.pieces[i].meets(n.pieces[i+1]) {
		n.pieces[i].k += n.pieces[i+1].k
		n.pieces = slices.Delete(n.pieces, i+1, i+2)
	}
}

// find returns where a known character is: its leaf and the piece's index there.
func (t *Text) find(si, n uint32) (*node, int) {
	leaf := t.leaves[t.sites[si].leaf[n-1]]
	for i := range leaf.pieces {
		if p := &leaf.pieces[i]; p.site == si && n-p.n < p.k {
			return leaf, i
		}
	}
	panic("text: the index names a leaf without the character")
}

// each calls change for the pieces that hold a site's characters from lo up to hi,
// and then works out which of them show. With exact, pieces are first cut so that
// no other character is in them.
func (t *Text) each(si, lo, hi uint32, exact bool, change func(*piece)) {
	for lo < hi {
		leaf, i := t.find(si, lo)
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
			t.touch(leaf)
			t.changed = true
		}
		leaf.join(i)
		leaf.join(i - 1)
		t.fit(leaf)
	}
}

// fit splits a leaf until it and what it was split into are small enough.
func (t *Text) fit(leaf *node) {
	for len(leaf.pieces) > maxPieces || leaf.size > maxRunes {
		if len(leaf.pieces) > maxPieces {
			t.split(leaf, len(leaf.pieces)/2)
			continue
		}
		// A big insert is taken off in half-filled leaves, so each character moves once.
		keep := max(leaf.size/2, leaf.size-maxRunes/2)
		i := 0
		for ; keep >= int(leaf.pieces[i].k); i++ {
			keep -= int(leaf.pieces[i].k)
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
	right := t.newLeaf()
	right.pieces = append(right.pieces, leaf.pieces[i:]...)
	leaf.pieces = leaf.pieces[:i]
	for _, p := range right.pieces {
		t.settle(right, p)
	}
	leaf.size -= right.size
	t.touch(leaf)
	t.hang(leaf, right)
	t.fit(right)
}

// settle counts and indexes a piece that came to the leaf.
func (t *Text) settle(leaf *node, p piece) {
	leaf.size += int(p.k)
	at := t.sites[p.site].leaf[p.n-1 : p.end()-1]
	for i := range at {
		at[i] = leaf.number
	}
}

// hang puts a new node directly after its neighbour.
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
	half := len(p.kids) / 2
	q := t.newInner(p.level, p.kids[half:], p.pages[half:])
	clear(p.kids[half:])
	clear(p.pages[half:])
	p.kids, p.pages = p.kids[:half], p.pages[:half]
	t.hang(p, q)
}
