package meeting

import (
	"cmp"
	"reflect"
	"slices"
	"time"

	"oneplan/meeting/words"
)

// Shelf is everything about the children between meetings and beside the plan, each kind of entry in a list of its own, in the
// order of the IDs. A State holds all of it; a View only what its viewer may see. A Shelf with one entry in it also stands for
// that entry where any kind can.
type Shelf struct {
	Details      []*Detail      `json:"details,omitempty"`
	Relations    []*Relation    `json:"relations,omitempty"`
	Involvements []*Involvement `json:"involvements,omitempty"`
	Waits        []*Wait        `json:"waits,omitempty"`
	Assessments  []*Assessment  `json:"assessments,omitempty"`
	Appointments []*Appointment `json:"appointments,omitempty"`
	OtherPlans   []*OtherPlan   `json:"other_plans,omitempty"`
	Steps        []*PathStep    `json:"steps,omitempty"`
	Transitions  []*Transition  `json:"transitions,omitempty"`
	Tenures      []*Tenure      `json:"tenures,omitempty"`
	Contacts     []*Contact     `json:"contacts,omitempty"`
	Questions    []*Question    `json:"questions,omitempty"`
	Handovers    []*Handover    `json:"handovers,omitempty"`
	Mandates     []*Mandate     `json:"mandates,omitempty"`
	Escalations  []*Escalation  `json:"escalations,omitempty"`
	Closings     []*Closing     `json:"closings,omitempty"`
}

// Head is what every entry of the Shelf has.
type Head struct {
	ID       ID        `json:"id"`
	About    ID        `json:"about,omitempty"` // one of the children; 0: the family
	By       ID        `json:"by,omitempty"`    // the member who added it
	Added    time.Time `json:"added"`
	Audience Audience  `json:"audience,omitempty"`
	Rev      uint32    `json:"rev,omitempty"`
}

func (h *Head) head() *Head { return h }

// HeadOf returns what an entry has whatever its kind.
func HeadOf(e Entry) Head { return *e.head() }

// Entry is one entry of the Shelf: *Wait, *Contact and their like.
type Entry interface{ head() *Head }

// filing is an event that says what an entry of the Shelf is from now on.
type filing interface {
	Event
	filed() Entry
}

// FiledBy returns the entry between meetings that an event says anew, or nil.
func FiledBy(e Event) Entry {
	if f, ok := e.(filing); ok {
		return f.filed()
	}
	return nil
}

// drawer is what there is to know of one kind of entry.
type drawer interface {
	kind() words.Msg
	act() Act
	plain() bool
	has(Part) bool
	texts() []Part
	holdsType() reflect.Type
	holds(Entry) bool
	find(*Shelf, ID) Entry
	entries(s *Shelf, yield func(Entry) bool) bool
	put(*Shelf, Entry)
	drop(*Shelf, ID)
	same(a, b *Shelf) bool  // the very same list
	equal(a, b *Shelf) bool // lists that say the same
	holes(*Shelf) bool
	keep(*Shelf, func(ID) bool)
	differing(out []ID, a, b *Shelf) []ID
	show(v *View, from, to, before *Shelf)
	fresh(Entry) Entry
	set(Entry) Event
	check(d *decider, e, old Entry) error
	settable(fact string) bool
	again(e, old Entry, names []string) Entry
}

// drawerOf is a drawer for one kind.
type drawerOf[T any, P interface {
	*T
	Entry
}] struct {
	name   words.Msg // in plain words: "wait"
	needs  Act       // for adding and changing one
	rules  bool      // has commands of its own: neither AddEntry nor undo is for it
	parts  []Part    // its shared texts
	list   func(*Shelf) *[]*T
	event  func(T) Event
	checks func(d *decider, x, old *T) error // puts x right; old is nil for a new one
	shows  func(v *View, x *T)               // takes out of a copy what the viewer may not see of it; nil: nothing
}

func (k drawerOf[T, P]) kind() words.Msg         { return k.name }
func (k drawerOf[T, P]) act() Act                { return k.needs }
func (k drawerOf[T, P]) plain() bool             { return !k.rules }
func (k drawerOf[T, P]) has(p Part) bool         { return slices.Contains(k.parts, p) }
func (k drawerOf[T, P]) texts() []Part           { return k.parts }
func (k drawerOf[T, P]) holdsType() reflect.Type { return reflect.TypeFor[T]() }
func (k drawerOf[T, P]) id(x *T) ID              { return P(x).head().ID }
func (k drawerOf[T, P]) holds(e Entry) bool      { _, ok := e.(P); return ok }

func (k drawerOf[T, P]) find(s *Shelf, id ID) Entry {
	list := *k.list(s)
	if i, ok := slices.BinarySearchFunc(list, id, func(x *T, id ID) int { return cmp.Compare(k.id(x), id) }); ok {
		return P(list[i])
	}
	return nil
}

func (k drawerOf[T, P]) entries(s *Shelf, yield func(Entry) bool) bool {
	for _, x := range *k.list(s) {
		if x != nil && !yield(P(x)) {
			return false
		}
	}
	return true
}

func (k drawerOf[T, P]) put(s *Shelf, e Entry) {
	if x, ok := e.(P); ok {
		*k.list(s) = putEntry(*k.list(s), (*T)(x), k.id)
	}
}

func (k drawerOf[T, P]) drop(s *Shelf, id ID) {
	if k.find(s, id) != nil {
		*k.list(s) = drop(*k.list(s), id, k.id)
	}
}

func (k drawerOf[T, P]) same(a, b *Shelf) bool  { return same(*k.list(a), *k.list(b)) }
func (k drawerOf[T, P]) equal(a, b *Shelf) bool { return sameList(*k.list(a), *k.list(b)) }
func (k drawerOf[T, P]) holes(s *Shelf) bool    { return holes(*k.list(s)) }

func (k drawerOf[T, P]) keep(s *Shelf, test func(ID) bool) {
	*k.list(s) = shown(*k.list(s), func(x *T) bool { return test(k.id(x)) })
}

func (k drawerOf[T, P]) differing(out []ID, a, b *Shelf) []ID {
	if k.same(a, b) {
		return out
	}
	for _, x := range *k.list(a) {
		if y := k.find(b, k.id(x)); y == nil || !k.says(P(x), y) {
			out = append(out, k.id(x))
		}
	}
	for _, y := range *k.list(b) {
		if k.find(a, k.id(y)) == nil {
			out = append(out, k.id(y))
		}
	}
	return out
}

// says reports whether two entries say the same, however often each was changed.
func (k drawerOf[T, P]) says(a, b Entry) bool {
	x, y := k.fresh(a), k.fresh(b)
	x.head().Rev = y.head().Rev
	return reflect.DeepEqual(x, y)
}

// show puts into to what the viewer may see of from. What says the same as before keeps its pointer.
func (k drawerOf[T, P]) show(v *View, from, to, before *Shelf) {
	for _, x := range *k.list(from) {
		if !v.sees(P(x).head().Audience) {
			continue
		}
		if k.shows != nil {
			c := *x
			k.shows(v, &c)
			x = kept(&c, x)
		}
		if was, ok := k.find(before, k.id(x)).(P); ok {
			x = kept(x, (*T)(was))
		}
		*k.list(to) = append(*k.list(to), x)
	}
}

// fresh returns a copy of an entry.
func (k drawerOf[T, P]) fresh(e Entry) Entry {
	x, ok := e.(P)
	if !ok || x == nil {
		return nil
	}
	c := *x
	return P(&c)
}

func (k drawerOf[T, P]) set(e Entry) Event {
	x, ok := e.(P)
	if !ok {
		return nil
	}
	return k.event(*x)
}

func (k drawerOf[T, P]) check(d *decider, e, old Entry) error {
	x, _ := e.(P)
	was, _ := old.(P)
	return k.checks(d, (*T)(x), (*T)(was))
}

// drawerFor returns the drawer of an entry's kind; nil for what is no entry.
func drawerFor(e Entry) drawer {
	if e == nil || reflect.ValueOf(e).IsNil() {
		return nil
	}
	for _, k := range drawers {
		if k.holds(e) {
			return k
		}
	}
	return nil
}

// keep returns a Shelf with those entries that test holds for: lists of which it holds throughout are the very same.
func (s Shelf) keep(test func(ID) bool) Shelf {
	for _, k := range drawers {
		k.keep(&s, test)
	}
	return s
}

// differingEntries adds the IDs of those entries that differ between two shelves.
func differingEntries(out []ID, a, b *Shelf) []ID {
	for _, k := range drawers {
		out = k.differing(out, a, b)
	}
	return out
}

// KindOf returns the kind of an entry in plain words: "wait".
func KindOf(e Entry) string {
	return string(EntryMsg(e))
}

// EntryMsg returns what kind of entry e is, for people; "" for what is none.
func EntryMsg(e Entry) words.Msg {
	if k := drawerFor(e); k != nil {
		return k.kind()
	}
	return ""
}

// Entry returns the entry with this id, or nil.
func (s *Shelf) Entry(id ID) Entry {
	for _, k := range drawers {
		if e := k.find(s, id); e != nil {
			return e
		}
	}
	return nil
}

// Entries calls yield for every entry, by kind and then in the order of the IDs.
func (s *Shelf) Entries(yield func(Entry) bool) {
	for _, k := range drawers {
		if !k.entries(s, yield) {
			return
		}
	}
}

// only returns a Shelf with the entry of this id, or nil.
func (s *Shelf) only(id ID) *Shelf { return only(s.Entry(id)) }

// only returns a Shelf with this entry, or nil.
func only(e Entry) *Shelf {
	k := drawerFor(e)
	if k == nil {
		return nil
	}
	out := &Shelf{}
	k.put(out, e)
	return out
}

// one returns the first entry, or nil.
func (s *Shelf) one() Entry {
	if s != nil {
		for e := range s.Entries {
			return e
		}
	}
	return nil
}

func (s *Shelf) put(e Entry) {
	if k := drawerFor(e); k != nil {
		k.put(s, e)
	}
}

func (s *Shelf) drop(id ID) {
	for _, k := range drawers {
		k.drop(s, id)
	}
}

// every reports whether test holds of every kind.
func every(test func(drawer) bool) bool {
	return !slices.ContainsFunc(drawers, func(k drawer) bool { return !test(k) })
}

func (s *Shelf) same(o *Shelf) bool  { return every(func(k drawer) bool { return k.same(s, o) }) }
func (s *Shelf) equal(o *Shelf) bool { return every(func(k drawer) bool { return k.equal(s, o) }) }
func (s *Shelf) holes() bool         { return !every(func(k drawer) bool { return !k.holes(s) }) }

// file puts an entry on the shelf and notes its audience.
func (s *State) file(e Entry) {
	h := e.head()
	s.seen(h.ID, h.Rev)
	s.put(e)
	s.trail(Field{ID: h.ID}, s.Seq, h.Audience, 0)
	s.trail(Field{h.ID, shelfTrail}, s.Seq, Everyone, 0)
}

// shelfTrail stands, in the trail only, for being an entry of the Shelf: whoever is here for one meeting has never seen any.
const shelfTrail Part = 254

// entryFor returns the entry with this id if it exists for those whom sees admits, or nil.
func (s *State) entryFor(id ID, sees func(Audience) bool) Entry {
	if e := s.Shelf.Entry(id); e != nil && sees(e.head().Audience) {
		return e
	}
	return nil
}

// shelve fills the View's Shelf. Who is here for one meeting only sees none of it.
func (v *View) shelve(prev *View) {
	if v.viewer.Meeting != 0 {
		return
	}
	before := &Shelf{}
	if prev != nil {
		before = &prev.Shelf
	}
	for _, k := range drawers {
		k.show(v, &v.s.Shelf, &v.Shelf, before)
	}
}

// hasText reports whether an entry of the Shelf that the viewer may see has this text, or a child or the family has it.
func (v *View) hasText(f Field) bool {
	if slices.Contains(AboutMe, f.Part) {
		_, child := v.s.Child(f.ID)
		return v.viewer.Meeting == 0 && (child || f.ID == 0)
	}
	e := v.Shelf.Entry(f.ID)
	return e != nil && drawerFor(e).has(f.Part)
}
