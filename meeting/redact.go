package meeting

import (
	"cmp"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"oneplan/meeting/text"
)

// spoken lists where people say something in words of their own, beside the shared texts. What is not listed are facts of the record:
// who, where, when, which service; they stay when somebody's words are erased. A test asks of every field which of the two it is.
var spoken = map[reflect.Type][]string{
	reflect.TypeFor[Decision]():    {"Words"},
	reflect.TypeFor[Given]():       {"Words"},
	reflect.TypeFor[Meeting]():     {"CloseReason", "ViewsHow", "NoNext", "OffReason"},
	reflect.TypeFor[Item]():        {"Title"},
	reflect.TypeFor[Attendance]():  {"Note"},
	reflect.TypeFor[Reopening]():   {"Reason"},
	reflect.TypeFor[Signed]():      {"Words", "Reply"},
	reflect.TypeFor[Amendment]():   {"Words"},
	reflect.TypeFor[Reach]():       {"Text"},
	reflect.TypeFor[Concern]():     {"Text", "Rung", "Advice", "WhyNot"},
	reflect.TypeFor[Urgent]():      {"Reason"},
	reflect.TypeFor[Agreement]():   {"For", "Withheld", "Why", "Capacity"},
	reflect.TypeFor[Basis]():       {"Reason"},
	reflect.TypeFor[Withdrawal]():  {"Reason"},
	reflect.TypeFor[Relation]():    {"Order", "Reach"},
	reflect.TypeFor[Wait]():        {"For", "Ended"},
	reflect.TypeFor[Assessment]():  {"Again"},
	reflect.TypeFor[Appointment](): {"What"},
	reflect.TypeFor[Tenure]():      {"Reason", "Wish", "NotAsked"},
	reflect.TypeFor[Handover]():    {"AgainWords"},
	reflect.TypeFor[Mandate]():     {"Vests"},
	reflect.TypeFor[Closing]():     {"Words", "FamilyWords", "ReopenedFor"},
	reflect.TypeFor[Rehomed]():     {"To"},
}

// Redact returns what is left of the rows of the record's log that hold words of a person, or words that somebody wrote for them, once those
// are taken out: nothing of most of them. s is the record's newest state, and rows are all that it has. The salts are left to the caller.
//
// In shared texts, blanks that nobody ever sees stand in for the characters that go, so that what others wrote between them stays where
// it is. In other entries, words are whose they were first; where an entry was written again by others, they are taken out there too.
func (s *State) Redact(rows iter.Seq2[Row, error], p PersonID) ([]Rest, error) {
	x := &redaction{s: s, p: p, first: map[phrase]PersonID{}, items: map[ID]bool{}, open: map[Field]*blank{}}
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		if err := x.row(row); err != nil {
			return nil, fmt.Errorf("row %d of %s: %w", row.Seq, s.Name, err)
		}
	}
	var out []Rest
	for _, r := range x.rows {
		rest := Rest{Seq: r.seq}
		var events []Event
		for _, e := range r.events {
			if b, ok := e.(*blank); ok {
				events = append(events, b.events()...)
			} else {
				events = append(events, e)
			}
		}
		if len(events) > 0 {
			var err error
			if rest.Body, _, err = Encode(events); err != nil {
				return nil, err
			}
		}
		out = append(out, rest)
	}
	return out, nil
}

// redaction is a Redact on its way.
type redaction struct {
	s     *State
	p     PersonID
	first map[phrase]PersonID // who said it first
	items map[ID]bool         // of agendas, that were there before
	open  map[Field]*blank    // that may go on
	rows  []redacted
}

// redacted is a row without its words; among its events are blanks.
type redacted struct {
	seq    Seq
	events []Event
}

// phrase is something said in one field of one entry.
type phrase struct {
	in    reflect.Type
	field string
	of    spot
	words string
}

// spot is an entry, and the member of whom a line of it is.
type spot struct{ entry, member ID }

// blank stands in for characters that one site inserted one after the other. The edits that it makes put in as many blanks, and take them
// out at once.
type blank struct {
	field Field
	edit  text.Edit // that of the first characters
	n     uint32    // how many characters
	also  []text.Span
}

func (*blank) event() {}

// longestBlank is how many characters a blank stands for at most, so that one edit can put it in.
const longestBlank = text.MaxInsert / 2

// events returns the edits that the blank is.
func (b *blank) events() []Event {
	in := b.edit
	in.Insert, in.Delete = strings.Repeat(" ", int(b.n)), nil
	out := text.Edit{Gesture: in.Gesture, Delete: append(slices.Clone(b.also), text.Span{ID: text.ID{Site: in.Gesture.Site, N: in.First}, Len: b.n})}
	return []Event{TextEdited{b.field, in}, TextEdited{b.field, out}}
}

func (x *redaction) row(r Row) error {
	if r.Erased && r.Body == nil {
		return nil
	}
	events, err := r.Events()
	if err != nil {
		return err
	}
	var kept []Event
	changed := false
	for _, e := range events {
		if t, ok := e.(TextEdited); ok {
			e, gone := x.text(r, t)
			changed = changed || gone
			if e != nil {
				kept = append(kept, e)
			}
			continue
		}
		n := reflect.New(reflect.TypeOf(e)).Elem()
		n.Set(reflect.ValueOf(e))
		if x.value(r, n, spot{}) {
			changed = true
			e, _ = n.Interface().(Event) // it is of e's type
		}
		kept = append(kept, e)
	}
	if changed {
		x.rows = append(x.rows, redacted{r.Seq, kept})
	}
	return nil
}

// text returns what is left of an edit, nil for nothing, and whether that is less than it was.
func (x *redaction) text(r Row, t TextEdited) (rest Event, less bool) {
	site := t.Edit.Gesture.Site
	by, whose := x.s.AuthorOf(site)
	if whose != 0 {
		by = x.personOf(whose)
	}
	if by != x.p || t.Edit.Insert == "" || r.Erased && strings.Trim(t.Edit.Insert, " ") == "" {
		delete(x.open, t.Field)
		return t, false
	}
	n := uint32(utf8.RuneCountInString(t.Edit.Insert))
	b := x.open[t.Field]
	if b != nil && b.edit.Gesture.Site == site && t.Edit.First == b.edit.First+b.n &&
		t.Edit.After == (text.ID{Site: site, N: t.Edit.First - 1}) && len(t.Edit.Delete) == 0 && b.n+n <= longestBlank {
		b.n += n
		return nil, true
	}
	b = &blank{field: t.Field, edit: t.Edit, n: n, also: t.Edit.Delete}
	x.open[t.Field] = b
	return b, true
}

// personOf returns the account of a member.
func (x *redaction) personOf(id ID) PersonID {
	if m := x.s.Member(id); m != nil {
		return m.Person
	}
	return ""
}

// value takes the person's words out of v, which can be set and is part of the entry of, and reports whether there were any.
func (x *redaction) value(r Row, v reflect.Value, of spot) (changed bool) {
	switch v.Kind() {
	case reflect.Pointer:
		return !v.IsNil() && x.value(r, v.Elem(), of)
	case reflect.Slice:
		for i := range v.Len() {
			changed = x.value(r, v.Index(i), of) || changed
		}
		return changed
	case reflect.Struct:
	default:
		return false
	}
	of = spotOf(v, of)
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		if !slices.Contains(spoken[v.Type()], f.Name) {
			changed = x.value(r, v.Field(i), of) || changed
			continue
		}
		said := v.Field(i)
		if said.Kind() == reflect.String {
			changed = x.said(r, v, f.Name, said, of) || changed
			continue
		}
		for j := range said.Len() {
			changed = x.said(r, v, f.Name, said.Index(j), of) || changed
		}
	}
	return changed
}

// said takes words out if the person said them first, and reports whether it did.
func (x *redaction) said(r Row, in reflect.Value, field string, words reflect.Value, of spot) bool {
	if words.String() == "" {
		return false
	}
	k := phrase{in.Type(), field, of, words.String()}
	by, known := x.first[k]
	if !known {
		by = r.Actor
		switch e := in.Interface().(type) {
		case Given:
			by = x.personOf(e.Member)
		case Signed:
			if field == "Words" {
				by = x.personOf(e.Member)
			}
		case Amendment:
			by = x.personOf(e.Member)
		case Item:
			if e.By == 0 && !x.items[e.ID] { // as the template has it
				by = ""
			}
			x.items[e.ID] = true
		case Closing:
			if field == "FamilyWords" && e.FamilyFor != 0 {
				by = x.personOf(e.FamilyFor)
			}
		}
		x.first[k] = by
	}
	if by != x.p {
		return false
	}
	words.SetString("")
	return true
}

// spotOf returns the spot that v is; what says nothing of that is where of is.
func spotOf(v reflect.Value, of spot) spot {
	id := func(name string) ID {
		if f := v.FieldByName(name); f.IsValid() && f.Type() == reflect.TypeFor[ID]() {
			return ID(f.Uint())
		}
		return 0
	}
	of.member = cmp.Or(id("Member"), of.member)
	of.entry = cmp.Or(id("ID"), id("Decision"), id("Meeting"), of.entry)
	return of
}
