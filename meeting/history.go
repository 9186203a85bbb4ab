package meeting

import (
	"cmp"
	"slices"
	"time"

	"oneplan/meeting/text"
)

// Step is one change of what somebody may see of a record: a few seconds of somebody's writing, or one change of the facts. It is
// made of rows that show something to its viewer, and of nothing else: what is hidden from them makes no step, parts none and delays
// none.
type Step struct {
	Seq   Seq       // names the step; never shown, since the numbers between two steps would count what is hidden
	At    time.Time // when it ended
	Who   []ID      // the members who made it, in the order of their first part; none: the service
	About []ID      // the entries that it changed: of the plan, decisions, meetings, items, narrower notes, the Shelf, members, children; 0: the record itself
	Wrote []Writing // who wrote in which texts
	Facts bool      // something else than a text changed
}

// Writing is somebody's writing in a text.
type Writing struct {
	Who   ID // a member; 0: somebody who never was one
	Field Field
}

// By returns who had a part in what the step changed of an entry.
func (s *Step) By(id ID) []ID {
	var out []ID
	for _, w := range s.Wrote {
		if w.Field.ID == id && !slices.Contains(out, w.Who) {
			out = append(out, w.Who)
		}
	}
	if len(out) == 0 && slices.Contains(s.About, id) {
		return s.Who
	}
	return out
}

// How long somebody who writes may pause, how soon somebody else's writing must follow to belong to it, and how long one step
// of writing is at most.
const (
	pauseSame  = 5 * time.Second
	pauseOther = 2 * time.Second
	longestRun = 30 * time.Second
)

// At returns the record as the viewer may be shown it as it was in old, an earlier state of the record that v is of. Names and
// authors are those of now, a meeting's place shows only where that may be shown, and an entry only if every audience that it had from then to
// now admits the viewer: see SeesAt.
func (v *View) At(old *State) *View { return v.looker().at(old, nil) }

// looker knows from which row on a viewer may be shown what.
type looker struct {
	v      *View
	to     Seq
	from   map[ID]Seq // the first row at which an entry may be shown
	places map[ID]Seq
}

func (v *View) looker() *looker {
	return &looker{v: v, to: v.s.Seq, from: map[ID]Seq{}, places: map[ID]Seq{}}
}

// first returns the first row up to now at which sees holds, or one that never comes. Whatever may be shown as it was at a row may be
// shown as it was at every later one.
func (l *looker) first(sees func(Seq) bool) Seq {
	if !sees(l.to) {
		return ^Seq(0)
	}
	lo, hi := Seq(0), l.to
	for lo < hi {
		if mid := lo + (hi-lo)/2; sees(mid) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// entry reports whether an entry may be shown as it was at row seq.
func (l *looker) entry(id ID, seq Seq) bool {
	from, ok := l.from[id]
	if !ok {
		from = l.first(func(s Seq) bool { return l.v.SeesAt(id, s) })
		l.from[id] = from
	}
	return seq >= from
}

// place reports whether a meeting's place may be shown as it was at row seq.
func (l *looker) place(id ID, seq Seq) bool {
	from, ok := l.places[id]
	if !ok {
		from = l.first(func(s Seq) bool { return l.v.SeesPlaceAt(id, s) })
		l.places[id] = from
	}
	return seq >= from
}

// field reports whether a text may be shown as it was at row seq.
func (l *looker) field(f Field, seq Seq) bool {
	if slices.Contains(AboutMe, f.Part) {
		return l.v.SeesFieldAt(f, seq)
	}
	if f.Part == Aside && l.v.viewer.Shared {
		return false
	}
	return f.Part >= Statement && f.Part <= lastPart && (f == Field{Part: Why} || l.entry(f.ID, seq))
}

// at is View.At; prev may be what it returned for a state before.
func (l *looker) at(old *State, prev *View) *View {
	now := l.v.s
	s := &State{
		Seq: old.Seq, Name: now.Name, Created: now.Created, settings: now.settings, Children: old.Children, Members: now.Members,
		Needs:     shown(old.Needs, func(n *Need) bool { return l.entry(n.ID, old.Seq) }),
		Outcomes:  shown(old.Outcomes, func(o *Outcome) bool { return l.entry(o.ID, old.Seq) }),
		Actions:   shown(old.Actions, func(a *Action) bool { return l.entry(a.ID, old.Seq) }),
		Decisions: shown(old.Decisions, func(d *Decision) bool { return l.entry(d.ID, old.Seq) }),
		Meetings:  shown(old.Meetings, func(m *Meeting) bool { return l.entry(m.ID, old.Seq) }),
		Notes:     shown(old.Notes, func(n *Note) bool { return l.entry(n.ID, old.Seq) }),
		Shelf:     old.Shelf.keep(func(id ID) bool { return l.entry(id, old.Seq) }), clocks: old.clocks,
		sites: now.sites, trails: now.trails, last: now.last, guard: now.guard,
	}
	for i, m := range s.Meetings {
		if (m.Place != "" || m.PlaceFor != Everyone || m.PlaceRev != 0) && !l.place(m.ID, old.Seq) {
			c := *m
			c.Place, c.PlaceFor, c.PlaceRev = "", Everyone, 0
			if same(s.Meetings, old.Meetings) {
				s.Meetings = slices.Clone(s.Meetings)
			}
			s.Meetings[i] = &c
		}
	}
	for f, t := range old.texts.all {
		if l.field(f, old.Seq) {
			s.texts.put(f, t)
		}
	}
	n := &View{s: s, viewer: l.v.viewer, Name: s.Name, Children: s.Children, Me: l.v.Me, Members: old.Members, table: l.v.table}
	n.plan()
	n.decide(prev)
	n.meet(prev)
	n.shelve(prev)
	n.notes()
	return n
}

// shown returns those of list that keep holds for: list itself, if those are all.
func shown[T any](list []*T, keep func(*T) bool) []*T {
	for i, e := range list {
		if !keep(e) {
			out := slices.Clone(list[:i])
			for _, e := range list[i+1:] {
				if keep(e) {
					out = append(out, e)
				}
			}
			return out
		}
	}
	return list
}

// Steps returns the steps in which what v's viewer may be shown of the record came about, oldest first. v is the newest view, of a row that
// the chronicle knows.
func (c *Chronicle) Steps(v *View) []Step {
	if len(c.rows) == 0 || len(c.points) == 0 {
		return nil
	}
	b := stepper{c: c, l: v.looker()}
	w := c.walker(c.points[0])
	prev := b.l.at(c.points[0], nil)
	for i, row := range c.rows[:min(len(c.rows), int(v.s.Seq))] {
		seq := Seq(i + 1)
		var about []ID
		var fields []Field
		if row.what >= 0 {
			if f := c.fields[row.what]; b.l.field(f, seq) {
				b.wrote(seq, row, f)
			}
			continue
		}
		f := &c.facts[^row.what]
		next := b.l.at(w.step(int(^row.what)), prev)
		about = changed(prev, next)
		prev = next
		for _, t := range f.fields {
			if b.l.field(t, seq) {
				fields = append(fields, t)
			}
		}
		switch {
		case len(about) > 0:
			b.facts(seq, row, about, fields)
		default:
			for _, t := range fields {
				b.wrote(seq, row, t)
			}
		}
	}
	b.end()
	return b.out
}

// stepper makes steps of the rows that show something.
type stepper struct {
	c     *Chronicle
	l     *looker
	out   []Step
	open  Step // of writing that may go on; nobody wrote: none
	began time.Time
	turn  bool   // it takes back or brings back
	pairs []pair // who wrote where in it
}

type pair struct {
	who   uint32
	field Field
}

func (b *stepper) end() {
	if len(b.open.Wrote) > 0 {
		b.out = append(b.out, b.open)
	}
	b.open, b.pairs = Step{}, nil
}

// wrote adds a change of a text.
func (b *stepper) wrote(seq Seq, row entered, f Field) {
	at := time.UnixMilli(row.at).UTC()
	p := pair{row.actor, f}
	known := slices.Contains(b.pairs, p)
	pause := pauseOther
	if known {
		pause = pauseSame
	}
	turn := b.c.turned[seq] // what was taken back can be looked at, however soon that was
	if len(b.open.Wrote) > 0 && (turn != b.turn || at.Sub(b.open.At) > pause || at.Sub(b.began) > longestRun) {
		b.end()
		known = false
	}
	if len(b.open.Wrote) == 0 {
		b.began, b.turn = at, turn
	}
	s := &b.open
	s.Seq, s.At = seq, at
	if !known {
		b.pairs = append(b.pairs, p)
		s.Wrote = append(s.Wrote, Writing{b.member(row), f})
		if !slices.Contains(s.About, f.ID) {
			s.About = append(s.About, f.ID)
		}
		b.by(s, row)
	}
}

// member returns which member wrote a row; 0 for the service.
func (b *stepper) member(row entered) ID {
	if p := b.c.actors[row.actor]; p != "" {
		if m := b.l.v.s.lastAs(p); m != nil {
			return m.ID
		}
	}
	return 0
}

// by notes who made a step.
func (b *stepper) by(s *Step, row entered) {
	if id := b.member(row); id != 0 && !slices.Contains(s.Who, id) {
		s.Who = append(s.Who, id)
	}
}

// facts adds a change of facts.
func (b *stepper) facts(seq Seq, row entered, about []ID, fields []Field) {
	b.end()
	s := Step{Seq: seq, At: time.UnixMilli(row.at).UTC(), About: about, Facts: true}
	b.by(&s, row)
	for _, f := range fields {
		s.Wrote = append(s.Wrote, Writing{b.member(row), f})
		if !slices.Contains(s.About, f.ID) {
			s.About = append(s.About, f.ID)
		}
	}
	b.out = append(b.out, s)
}

// SameEntries reports whether every entry says in w, another view of the same record for the same viewer, what it says in v, but for the
// texts.
func (v *View) SameEntries(w *View) bool { return v == w || len(changed(v, w)) == 0 }

// changed returns which entries say something else in w than in v, but for their texts: what is not said in words, such as how
// often an entry has been changed, does not count.
func changed(v, w *View) []ID {
	var out []ID
	if !slices.Equal(v.Children, w.Children) {
		for _, c := range w.Children {
			if old, ok := v.s.Child(c.ID); !ok || old != c {
				out = append(out, c.ID)
			}
		}
	}
	out = reworded(out, v, w, v.Members, w.Members, memberID, memberFacts)
	// What the plan holds is worked out anew in each view.
	if !same(v.s.Needs, w.s.Needs) || !same(v.s.Outcomes, w.s.Outcomes) || !same(v.s.Actions, w.s.Actions) {
		a, b := v.entries(), w.entries()
		out = reworded(out, v, w, a.needs, b.needs, needID, needFacts)
		out = reworded(out, v, w, a.outcomes, b.outcomes, outcomeID, outcomeFacts)
		out = reworded(out, v, w, a.actions, b.actions, actionID, actionFacts)
	}
	out = reworded(out, v, w, v.Decisions, w.Decisions, decisionID, decisionFacts)
	out = reworded(out, v, w, v.Meetings, w.Meetings, meetingID, meetingFacts)
	out = reworded(out, v, w, v.Notes, w.Notes, noteID, noteFacts)
	return differingEntries(out, &v.Shelf, &w.Shelf)
}

// planEntries is everything in a view's plan, each kind in the order of its IDs.
type planEntries struct {
	needs    []*Need
	outcomes []*Outcome
	actions  []*Action
}

func (v *View) entries() (out planEntries) {
	for _, n := range v.Plan {
		out.needs = append(out.needs, n.Need)
		for _, o := range n.Outcomes {
			out.outcomes = append(out.outcomes, o.Outcome)
		}
	}
	out.actions = v.Actions()
	slices.SortFunc(out.outcomes, func(a, b *Outcome) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(out.actions, func(a, b *Action) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// reworded adds the IDs of those entries that say different things in two lists in the order of their IDs.
func reworded[T any](out []ID, v, w *View, a, b []*T, id func(*T) ID, of []fact[T]) []ID {
	if same(a, b) {
		return out
	}
	each(a, b, id, func(a, b *T) {
		if a != b && (a == nil || b == nil || !slices.Equal(facts(v, a, true, of, telling{}), facts(w, b, true, of, telling{}))) {
			out = append(out, id(some(a, b)))
		}
	})
	return out
}

// Wrote is who wrote a character that shows, and when.
type Wrote struct {
	Author
	At time.Time // zero: the viewer may see the words, but not their past
}

// Wrote returns who wrote a character of a text, and when. It is about words that v shows: for a text that v does not show it
// says nothing.
func (c *Chronicle) Wrote(v *View, f Field, id text.ID) Wrote {
	if !v.SeesField(f) {
		return Wrote{}
	}
	seq := c.Written(f, id)
	if seq == 0 {
		return Wrote{}
	}
	out := Wrote{Author: v.AuthorOf(id.Site)}
	if v.SeesFieldAt(f, seq) {
		out.At = c.Time(seq)
	}
	return out
}
