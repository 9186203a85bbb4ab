package text

// Caret is a place in a text that stays with its character: directly after ID, or
// directly before it. The zero Caret is the start of the text.
type Caret struct {
	ID     ID
	Before bool
}

// CaretAt returns the caret after the character left of a position, or at the start.
func (v View) CaretAt(pos int) Caret {
	pos, _ = v.clamp(pos, pos)
	if pos == 0 {
		return Caret{}
	}
	return Caret{ID: v.idAt(pos - 1)}
}

// Pos returns the position where a caret is now. If its character is deleted, that
// is the character's place; if it is not known, the end of the text.
func (v View) Pos(c Caret) int {
	if c.ID == (ID{}) || v.s == nil {
		return 0
	}
	for i, id := range v.s.sites {
		if id != c.ID.Site {
			continue
		}
		pos, shown, ok := v.s.locate(uint32(i), c.ID.N)
		if ok && shown && !c.Before {
			pos++
		}
		if ok {
			return pos
		}
	}
	return v.Len()
}

// InsertAt returns the edit that inserts s at a position.
func (v View) InsertAt(g Gesture, pos int, s string) Edit {
	return v.Replace(g, pos, pos, s)
}

// DeleteRange returns the edit that deletes the characters from one position up to
// another.
func (v View) DeleteRange(g Gesture, from, to int) Edit {
	return v.Replace(g, from, to, "")
}

// Replace returns the edit that inserts s at from and deletes the characters from
// there up to to. If s and the range are both empty there is nothing to apply, and
// Check refuses the edit.
func (v View) Replace(g Gesture, from, to int, s string) Edit {
	from, to = v.clamp(from, to)
	e := Edit{Gesture: g, Insert: s}
	if s != "" {
		e.After = v.CaretAt(from).ID
	}
	if from == to {
		return e
	}
	v.s.leaves(0, from, to, func(p *page, start int) bool {
		return p.shown(start, from, to, func(x piece, _, _ int) bool {
			e.strike(ID{v.s.sites[x.site], x.n}, uint32(x.k))
			return true
		})
	})
	return e
}

// strike adds k characters from id on to what is deleted.
func (e *Edit) strike(id ID, k uint32) {
	i := len(e.Delete) - 1
	if i >= 0 {
		if d := &e.Delete[i]; d.Site == id.Site && d.N+d.Len == id.N {
			d.Len += k
			return
		}
	}
	e.Delete = append(e.Delete, Span{ID: id, Len: k})
}

// Replace returns the edit that View().Replace returns, assigned, without publishing.
func (t *Text) Replace(g Gesture, from, to int, s string) Edit {
	e := Edit{Gesture: g, Insert: s}
	t.replace(&e, from, to)
	return e
}

// replace assigns e, to which Replace gave a gesture and a text, and puts the places in.
func (t *Text) replace(e *Edit, from, to int) {
	t.assign(e)
	from = min(max(from, 0), int(t.root.shown))
	to = min(max(to, from), int(t.root.shown))
	if e.Insert != "" && from > 0 {
		leaf, i, at := t.seek(from - 1)
		p := &leaf.pieces[i]
		e.After = ID{t.sites[p.site].id, p.n + at}
	}
	if from < to {
		if len(t.spare) == 0 {
			t.spare = make([]Span, 32) // quicker than one by one
		}
		e.Delete, t.spare = t.spare[:0:1], t.spare[1:]
	}
	for from < to {
		leaf, i, at := t.seek(from)
		for ; i < len(leaf.pieces) && from < to; i++ {
			p := &leaf.pieces[i]
			if p.hidden {
				continue
			}
			k := min(uint32(p.k)-at, uint32(to-from))
			e.strike(ID{t.sites[p.site].id, p.n + at}, k)
			from += int(k)
			at = 0
		}
	}
}

// seek returns the leaf, the piece and the place within the piece of the visible
// character at a position, which must be in the text.
func (t *Text) seek(pos int) (leaf *node, i int, at uint32) {
	leaf, i = t.near.leaf, t.near.i
	if i < len(leaf.pieces) && uint(pos-t.near.pos) < uint(leaf.pieces[i].k) {
		return leaf, i, uint32(pos - t.near.pos)
	}
	if uint(pos-t.near.start) >= uint(leaf.shown) {
		start := 0
		for leaf = t.root; leaf.kids != nil; {
			for _, k := range leaf.kids {
				if pos < start+int(k.shown) {
					leaf = k
					break
				}
				start += int(k.shown)
			}
		}
		t.near.leaf, t.near.start = leaf, start
	}
	at = uint32(pos - t.near.start)
	for i = range leaf.pieces {
		p := &leaf.pieces[i]
		if p.hidden {
			continue
		}
		if at < uint32(p.k) {
			break
		}
		at -= uint32(p.k)
	}
	t.near.i, t.near.pos = i, pos-int(at)
	return leaf, i, at
}
