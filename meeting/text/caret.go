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
			id := v.s.sites[x.site]
			if i := len(e.Delete) - 1; i >= 0 && e.Delete[i].Site == id && e.Delete[i].N+e.Delete[i].Len == x.n {
				e.Delete[i].Len += x.k
			} else {
				e.Delete = append(e.Delete, Span{ID: ID{id, x.n}, Len: x.k})
			}
			return true
		})
	})
	return e
}
