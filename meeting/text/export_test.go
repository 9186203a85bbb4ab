package text

import "fmt"

// Verify returns an error if the tree, its index and its published pages do not
// agree with one another.
func (t *Text) Verify() error {
	total := 0
	err := t.verify(t.root, nil, &total)
	if err == nil && total != t.total {
		err = fmt.Errorf("%d characters in the tree, %d counted", total, t.total)
	}
	return err
}

func (t *Text) verify(n, parent *node, total *int) error {
	if n.parent != parent {
		return fmt.Errorf("wrong parent")
	}
	if n.kids != nil {
		if len(n.kids) > maxKids || len(n.pages) != len(n.kids) {
			return fmt.Errorf("%d children, %d pages", len(n.kids), len(n.pages))
		}
		shown := int32(0)
		for i, k := range n.kids {
			shown += k.shown
			if k.level != n.level-1 {
				return fmt.Errorf("level %d below level %d", k.level, n.level)
			}
			if !k.stale && n.pages[i] != k.kid() || !k.stale && !n.stale && n.page.kids[i] != k.kid() {
				return fmt.Errorf("page %d is another", i)
			}
			if err := t.verify(k, n, total); err != nil {
				return err
			}
		}
		if shown != n.shown {
			return fmt.Errorf("%d characters show, %d counted", shown, n.shown)
		}
		return nil
	}
	size, shown := 0, 0
	for i, p := range n.pieces {
		size += int(p.k)
		if !p.hidden {
			shown += int(p.k)
		}
		if p.k == 0 || i > 0 && n.pieces[i-1].meets(p) {
			return fmt.Errorf("piece %v is empty or not joined", p)
		}
		if p.hidden != (p.off || t.stands(p.marks)) {
			return fmt.Errorf("piece %v shows wrongly", p)
		}
		had := map[uint32]bool{}
		for m := p.marks; m != 0; m = t.marks[m].rest {
			if had[t.marks[m].gesture] {
				return fmt.Errorf("piece %v has a mark twice", p)
			}
			had[t.marks[m].gesture] = true
		}
		for c := p.n; c < p.end(); c++ {
			if t.sites[p.site].homes.of(c) != n.number {
				return fmt.Errorf("the index has %d elsewhere", c)
			}
		}
	}
	*total += size
	if size != int(n.size) || shown != int(n.shown) || size > maxRunes || len(n.pieces) > maxPieces || t.leaves[n.number] != n {
		return fmt.Errorf("leaf %d: %d characters, %d counted, %d show, %d counted, %d pieces", n.number, size, n.size, shown, n.shown, len(n.pieces))
	}
	return nil
}
