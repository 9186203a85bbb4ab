package meeting

import (
	"reflect"
	"slices"
	"time"
	"unicode/utf8"

	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// maxInserts is how many places one bringing back writes in; where it takes more, all between the first and the last is written anew.
const maxInserts = 200

// BringBackText returns the commands that make a text say again what it said before, as one gesture g of the person who brings it back:
// the words that are to go are marked in one edit, which is refused whole if one of them may not be deleted, and what is missing
// is written in, as their writing. Words that stayed keep their author. It returns nothing if the text says that already.
func BringBackText(f Field, now text.View, was string, g text.Gesture) []Command {
	pieces := DiffWords(now.String(), was)
	if n := inserts(pieces); n > maxInserts {
		pieces = whole(pieces)
	}
	var cut text.Edit
	var add []Command
	pos := 0
	for _, p := range pieces {
		n := utf8.RuneCountInString(p.Text)
		switch p.Sign {
		case Removed:
			cut.Delete = append(cut.Delete, now.DeleteRange(g, pos, pos+n).Delete...)
			pos += n
		case Added:
			var parts []Command
			for s := p.Text; s != ""; {
				part := s
				if len(part) > text.MaxInsert {
					part = part[:runeStart(part, text.MaxInsert)]
				}
				s = s[len(part):]
				parts = append(parts, EditText{f, now.InsertAt(g, pos, part)})
			}
			slices.Reverse(parts) // of two in one place the later one comes first
			add = append(add, parts...)
		default:
			pos += n
		}
	}
	if len(cut.Delete) == 0 {
		return add
	}
	cut.Gesture = g
	return append([]Command{EditText{f, cut}}, add...)
}

func inserts(ps []Piece) (n int) {
	for _, p := range ps {
		if p.Sign == Added {
			n++
		}
	}
	return n
}

// whole makes one change of all changes.
func whole(ps []Piece) []Piece {
	first := slices.IndexFunc(ps, func(p Piece) bool { return p.Sign != Kept })
	last := len(ps)
	for last > first && ps[last-1].Sign == Kept {
		last--
	}
	gone, came := "", ""
	for _, p := range ps[first:last] {
		if p.Sign != Added {
			gone += p.Text
		}
		if p.Sign != Removed {
			came += p.Text
		}
	}
	return slices.Concat(ps[:first], []Piece{{Removed, gone}, {Added, came}}, ps[last:])
}

// FactsToBringBack returns what of an entry's facts was different in was, an earlier view, and can be made so again: Before is what
// it is now, After what it was. It returns nothing for an entry that is not there now or was not there then.
func (v *View) FactsToBringBack(l *words.Language, was *View, id ID, now time.Time) []FactChange {
	in := telling{now, l}
	switch {
	case v.Need(id) != nil && was.Need(id) != nil:
		return returnable(v, was, v.Need(id), was.Need(id), needFacts, in)
	case v.Outcome(id) != nil && was.Outcome(id) != nil:
		return returnable(v, was, v.Outcome(id), was.Outcome(id), outcomeFacts, in)
	case v.Action(id) != nil && was.Action(id) != nil:
		return returnable(v, was, v.Action(id), was.Action(id), actionFacts, in)
	}
	k, e, old := v.filed(was, id)
	if k == nil {
		return nil
	}
	var out []FactChange
	a, b := shelfFacts(v, k, e, in), shelfFacts(was, k, old, in)
	for i := range a {
		if n := a[i].Name; a[i].Before != b[i].Before && k.settable(string(n)) && !reflect.DeepEqual(k.again(e, old, []string{string(n)}), e) {
			out = append(out, FactChange{a[i].Name, a[i].Before, b[i].Before})
		}
	}
	return out
}

// filed returns an entry of the Shelf that people set, as it is and as it was; nil if it is not there or was not there then.
func (v *View) filed(was *View, id ID) (k drawer, e, old Entry) {
	e, old = v.Shelf.Entry(id), was.Shelf.Entry(id)
	if k = drawerFor(e); k == nil || !k.plain() || old == nil || !k.holds(old) {
		return nil, nil, nil
	}
	return k, e, old
}

// settable reports whether a fact of such an entry can be set as any other. Who sees an entry is never brought back, and the level of an
// escalation has a clock of its own.
func (k drawerOf[T, P]) settable(fact string) bool {
	if fact == "level" || fact == "before" {
		return !reflect.TypeFor[T]().AssignableTo(reflect.TypeFor[Escalation]())
	}
	return fact != "who sees it"
}

// again returns an entry with these facts as they were in old.
func (k drawerOf[T, P]) again(e, old Entry, names []string) Entry {
	out := k.fresh(e)
	if slices.Contains(names, "about") {
		out.head().About = old.head().About
	}
	to, from := reflect.ValueOf(out).Elem(), reflect.ValueOf(k.fresh(old)).Elem()
	for i := range to.NumField() {
		if f := to.Type().Field(i); !f.Anonymous && k.settable(factName(f)) && slices.Contains(names, factName(f)) {
			to.Field(i).Set(from.Field(i))
		}
	}
	return out
}

// TextsOf returns the parts of the shared texts that an entry has: of the plan, a decision, a meeting, an item, a narrower note, the Shelf,
// or a child; nil for any other.
func (v *View) TextsOf(id ID) []Part {
	switch {
	case v.Need(id) != nil:
		return []Part{Statement, Evidence}
	case v.Outcome(id) != nil:
		return []Part{What, Words, Measure}
	case v.Action(id) != nil:
		return []Part{What, Progress, Blocks, NextStep}
	case v.Decision(id) != nil:
		return []Part{Wording, Rationale}
	case v.Meeting(id) != nil:
		return []Part{Views, LastWord}
	case v.Note(id) != nil:
		return []Part{Aside}
	}
	if k := drawerFor(v.Shelf.Entry(id)); k != nil {
		return k.texts()
	}
	if m, _ := v.s.ItemOf(id); m != nil && v.inMeeting(m.ID) {
		return []Part{Notes, Summary}
	}
	if _, child := v.s.Child(id); child {
		return AboutMe
	}
	return nil
}

func returnable[T any](v, was *View, e, old *T, of []fact[T], in telling) []FactChange {
	var out []FactChange
	a, b := facts(v, e, true, of, in), facts(was, old, true, of, in)
	for i, f := range of {
		if f.back == nil || a[i].Before == b[i].Before {
			continue
		}
		c := *e
		if f.back(&c, old); !reflect.DeepEqual(&c, e) { // or it only names somebody who is called something else now
			out = append(out, FactChange{f.name, a[i].Before, b[i].Before})
		}
	}
	return out
}

// BringBackFacts returns the command that makes these facts of an entry what they were in was. Everything else of the entry stays as it is in v.
func (v *View) BringBackFacts(was *View, id ID, names []string) Command {
	switch {
	case v.Need(id) != nil && was.Need(id) != nil:
		return SetNeed{bringBack(v.Need(id), was.Need(id), needFacts, names)}
	case v.Outcome(id) != nil && was.Outcome(id) != nil:
		return SetOutcome{bringBack(v.Outcome(id), was.Outcome(id), outcomeFacts, names)}
	case v.Action(id) != nil && was.Action(id) != nil:
		return SetAction{bringBack(v.Action(id), was.Action(id), actionFacts, names)}
	}
	if k, e, old := v.filed(was, id); k != nil {
		return SetEntry{k.again(e, old, names)}
	}
	return nil
}

func bringBack[T any](e, old *T, of []fact[T], names []string) T {
	out := *e
	for _, f := range of {
		if f.back != nil && slices.Contains(names, string(f.name)) {
			f.back(&out, old)
		}
	}
	return out
}
