package meeting_test

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// history gives random commands by random people to a desk and holds what comes of them to what the domain promises.
type history struct {
	dice
	twin   *meeting.Record // continued from a snapshot; nil before that
	screen map[meeting.Authority]*meeting.View

	last      meeting.ID                      // the newest ID ever given
	revs      map[uint32]meeting.PersonID     // who made each content of the plan
	takenOut  map[meeting.ID]meeting.PersonID // who took the entry out last
	frozen    map[meeting.ID]string           // meetings whose minutes are final, and all that belongs to them
	answers   map[meeting.ID]string           // of decisions that have been shown
	published map[*meeting.State]uint64       // hashes
}

// beginning is a desk in some stage, built once: every history starts from a copy of one.
type beginning struct {
	desk     *desk
	snapshot meeting.Snapshot
	notes    *history
}

var beginnings = sync.OnceValue(func() map[stageNow]beginning {
	out := map[stageNow]beginning{}
	for _, s := range stages {
		d := deskAt(alone{}, s)
		snap, err := d.r.Snapshot()
		if err != nil {
			panic(err)
		}
		h := &history{dice: dice{tester: alone{}}, revs: map[uint32]meeting.PersonID{}, takenOut: map[meeting.ID]meeting.PersonID{}}
		r := meeting.NewRecord()
		for _, row := range d.rows {
			for _, e := range h.decode(row) {
				h.note(r.State(), row.Actor, e)
				r.Apply(meeting.Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}, e)
			}
		}
		out[s] = beginning{d, snap, h}
	}
	return out
})

// alone is a tester that nobody listens to.
type alone struct{}

func (alone) Helper()                      {}
func (alone) Errorf(f string, args ...any) { panic(fmt.Sprintf(f, args...)) }
func (alone) Fatalf(f string, args ...any) { panic(fmt.Sprintf(f, args...)) }

func newHistory(r dice) *history {
	from := beginnings()[one(r, append(stages, live, live, live, live)...)]
	d := *from.desk
	d.t, d.rows, d.sites, d.own, d.who = r.tester, slices.Clip(d.rows), maps.Clone(d.sites), maps.Clone(d.own), maps.Clone(d.who)
	var err error
	if d.r, err = meeting.RestoreRecord(from.snapshot); err != nil {
		r.Fatalf("restore: %v", err)
	}
	r.d = &d
	return &history{
		dice: r, screen: map[meeting.Authority]*meeting.View{}, last: from.notes.last, revs: maps.Clone(from.notes.revs),
		takenOut: maps.Clone(from.notes.takenOut), frozen: map[meeting.ID]string{}, answers: map[meeting.ID]string{},
		published: map[*meeting.State]uint64{},
	}
}

func hash(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	return h.Sum64()
}

func (h *history) decode(row meeting.Row) []meeting.Event {
	events, err := meeting.Decode(row.Body)
	if err != nil {
		h.Fatalf("decode %s: %v", row.Kinds, err)
	}
	return events
}

// step gives one command.
func (h *history) step() {
	h.d.at = h.d.at.Add(time.Duration(one(h.dice, 1, 60, 86400, 0, -5)) * time.Second)
	s := h.d.state()
	h.s = s
	a := h.authority()
	c := h.command(a)
	if h.oneIn(15) {
		a, c = h.next()
	}
	view := s.View(s.ViewerOf(a), nil)
	events, err := h.d.r.Decide(a, c)
	if again, err2 := h.d.r.Decide(a, c); !reflect.DeepEqual(events, again) || (err == nil) != (err2 == nil) {
		h.Fatalf("%#v: decided twice, it is %v %v and %v %v", c, events, err, again, err2)
	}
	if h.d.state() != s {
		h.Fatalf("%#v: deciding changed the record", c)
	}
	if h.twin != nil {
		if twin, err2 := h.twin.Decide(a, c); asJSON(twin) != asJSON(events) || meeting.CodeOf(err) != meeting.CodeOf(err2) {
			h.Fatalf("%#v: from a snapshot it means %s (%v), else %s (%v)", c, asJSON(twin), err2, asJSON(events), err)
		}
	}
	if err != nil {
		if meeting.CodeOf(err) == "" || events != nil {
			h.Fatalf("%#v: refused with %v and %v", c, err, events)
		}
		return
	}
	if !a.System && s.MemberOf(a.Person) == nil {
		h.Fatalf("%#v by %s, who is not on the team: accepted", c, a.Person)
	}
	rows := len(h.d.rows)
	h.d.log(a, events)
	fresh := map[meeting.ID]bool{}
	for _, row := range h.d.rows[rows:] {
		if h.twin != nil {
			replay(h.tester, h.twin, row)
		}
		for _, e := range h.decode(row) {
			h.within(s, view, a, e, fresh)
			h.note(s, a.Person, e)
		}
	}
	h.promises(h.d.state())
}

// entry returns the ID and the Rev of the entry of the plan that an event sets.
func entry(e meeting.Event) (id meeting.ID, rev uint32) {
	switch e := e.(type) {
	case meeting.NeedSet:
		return e.Need.ID, e.Need.Rev
	case meeting.OutcomeSet:
		return e.Outcome.ID, e.Outcome.Rev
	case meeting.ActionSet:
		return e.Action.ID, e.Action.Rev
	case meeting.EntryRemoved:
		return e.ID, 0
	}
	if x := filed(e); x != nil {
		h := meeting.HeadOf(x)
		return h.ID, h.Rev
	}
	return 0, 0
}

func revOf(s *meeting.State, id meeting.ID) uint32 {
	if n := s.Need(id); n != nil {
		return n.Rev
	}
	if o := s.Outcome(id); o != nil {
		return o.Rev
	}
	if x := s.Action(id); x != nil {
		return x.Rev
	}
	if e := s.Entry(id); e != nil {
		return meeting.HeadOf(e).Rev
	}
	return 0
}

// within checks that an event changes only what its author could see and only undoes what was theirs. fresh collects what
// the batch itself has added.
func (h *history) within(s *meeting.State, view *meeting.View, a meeting.Authority, e meeting.Event, fresh map[meeting.ID]bool) {
	shows := func(id meeting.ID) bool {
		return view != nil && (view.Need(id) != nil || view.Outcome(id) != nil || view.Action(id) != nil || view.Decision(id) != nil || view.Note(id) != nil || view.Entry(id) != nil)
	}
	if id, _ := entry(e); id != 0 {
		if revOf(s, id) == 0 && s.Decision(id) == nil && s.Note(id) == nil {
			fresh[id] = true
		} else if !a.System && !shows(id) {
			h.Fatalf("%s changed %d, which they do not see", a.Person, id)
		}
	}
	switch e := e.(type) {
	case meeting.DecisionSet:
		fresh[e.Decision.ID] = s.Decision(e.Decision.ID) == nil
		if len(e.Decision.Answers) > 0 {
			h.Fatalf("an event carries the answers of others")
		}
	case meeting.NoteSet:
		fresh[e.Note.ID] = s.Note(e.Note.ID) == nil
		if s.Note(e.Note.ID) != nil && !shows(e.Note.ID) {
			h.Fatalf("%s changed the note %d, which they do not see", a.Person, e.Note.ID)
		}
	case meeting.MeetingSet:
		if s.Meeting(e.Meeting.ID) != nil && !a.System && view.Meeting(e.Meeting.ID) == nil {
			h.Fatalf("%s changed meeting %d, which they do not see", a.Person, e.Meeting.ID)
		}
	case meeting.MeetingCalledOff:
		if m := s.Meeting(e.Meeting.ID); m == nil || m.Stage != meeting.Preparing || view.Meeting(m.ID) == nil {
			h.Fatalf("%s called off %d, which is not being prepared, or not for them to see", a.Person, e.Meeting.ID)
		}
	case meeting.TextEdited:
		if !a.System && !fresh[e.Field.ID] && !view.SeesField(e.Field) {
			h.Fatalf("%s wrote in %v, which they do not see", a.Person, e.Field)
		}
		if p, _ := s.AuthorOf(e.Edit.Target.Site); e.Edit.Turn != text.None && p != a.Person {
			h.Fatalf("%s undid a gesture of %s", a.Person, p)
		}
	case meeting.Undone:
		// What redo changes is what undo left, which may well be by another.
		if rev := revOf(s, e.ID); rev != 0 && (h.revs[rev] != a.Person && !e.Redo || !shows(e.ID)) {
			h.Fatalf("%s undid what %s made of %d", a.Person, h.revs[rev], e.ID)
		} else if rev == 0 && h.takenOut[e.ID] != a.Person {
			h.Fatalf("%s brought back %d, which %s took out", a.Person, e.ID, h.takenOut[e.ID])
		}
		if e.Need == nil && e.Outcome == nil && e.Action == nil && e.Filed == nil {
			h.takenOut[e.ID] = a.Person
		}
	case meeting.SiteOpened:
		if p, _ := s.AuthorOf(e.Site); p != "" || e.Person != a.Person {
			h.Fatalf("%s took the site of %s for %s", a.Person, p, e.Person)
		}
	}
}

// note follows who made what, and that an ID names one entry for ever.
func (h *history) note(s *meeting.State, by meeting.PersonID, e meeting.Event) {
	known := func(id meeting.ID, there bool) {
		if !there && id <= h.last {
			h.Fatalf("ID %d is given twice, by %#v", id, e)
		}
		h.last = max(h.last, id)
	}
	if id, rev := entry(e); id != 0 {
		if rev == 0 {
			h.takenOut[id] = by
		} else {
			known(id, revOf(s, id) != 0)
			h.revs[rev] = by
		}
	}
	switch e := e.(type) {
	case meeting.DecisionSet:
		known(e.Decision.ID, s.Decision(e.Decision.ID) != nil)
	case meeting.NoteSet:
		known(e.Note.ID, s.Note(e.Note.ID) != nil)
	case meeting.MemberSet:
		known(e.Member.ID, s.Member(e.Member.ID) != nil)
	case meeting.MeetingSet:
		known(e.Meeting.ID, s.Meeting(e.Meeting.ID) != nil)
		for _, it := range e.Meeting.Agenda {
			_, old := s.ItemOf(it.ID)
			known(it.ID, old != nil)
		}
	case meeting.RecordCreated:
		for _, c := range e.Children {
			known(c.ID, false)
		}
	case meeting.ChildrenChanged:
		for _, c := range e.Children {
			_, there := s.Child(c.ID)
			known(c.ID, there)
		}
	}
}

// promises checks what holds in every state.
func (h *history) promises(s *meeting.State) {
	keyworkers, numbers := 0, 0
	for _, m := range s.Members {
		if m.Role == meeting.Keyworker && m.Current() {
			keyworkers++
		}
	}
	if keyworkers > 1 {
		h.Fatalf("%d keyworkers", keyworkers)
	}
	live := 0
	for _, m := range s.Meetings {
		if m.Stage == meeting.Live {
			live++
			if _, it := s.ItemOf(m.Item); it == nil {
				h.Fatalf("live without a current item")
			}
		}
		if m.Number != numbers+1 || len(m.Agenda) == 0 || m.Chair == 0 {
			h.Fatalf("meeting %d after %d, %d items, chair %d", m.Number, numbers, len(m.Agenda), m.Chair)
		}
		numbers = m.Number
		if m.Stage != meeting.Final {
			continue
		}
		var all []any
		for _, d := range s.Decisions {
			if d.Meeting == m.ID {
				c := *d // a decision may still be closed to somebody
				c.Audience, c.Rev = "", 0
				all = append(all, c, s.Text(h.d.of(d.ID, meeting.Wording)).String(), s.Text(h.d.of(d.ID, meeting.Rationale)).String())
			}
		}
		for _, it := range m.Agenda {
			all = append(all, s.Text(h.d.of(it.ID, meeting.Notes)).String(), s.Text(h.d.of(it.ID, meeting.Summary)).String())
		}
		then := *m // what is added to final minutes stands beside them
		then.Amendments = nil
		all = append(all, then, s.Text(h.d.of(m.ID, meeting.Views)).String(), s.Text(h.d.of(m.ID, meeting.LastWord)).String())
		now := asJSON(all)
		if was, ok := h.frozen[m.ID]; ok && was != now {
			h.Fatalf("final minutes changed to%s", differ(now, was))
		}
		h.frozen[m.ID] = now
	}
	if live > 1 {
		h.Fatalf("%d meetings are live", live)
	}
	for _, d := range s.Decisions {
		if d.Stage != meeting.Shown {
			continue
		}
		now := asJSON([]any{d.Answers, d.Asked})
		if was, ok := h.answers[d.ID]; ok && was != now {
			h.Fatalf("shown answers changed from %s to %s", was, now)
		}
		h.answers[d.ID] = now
	}
	if h.oneIn(8) {
		h.published[s] = hash(dumpState(s))
	}
}

// look compares what somebody sees with what the design allows, and with what they saw when they looked last.
func (h *history) look() {
	s := h.d.state()
	a := meeting.Authority{Person: h.person(), Shared: h.oneIn(5)}
	if h.oneIn(5) {
		h.s = s
		a.Meeting = h.meeting()
	}
	before, looked := h.screen[a]
	v := s.View(s.ViewerOf(a), before)
	got := dump(v, h.last)
	want := allowed(s, a)
	if v != nil {
		if entries, _, _ := strings.Cut(got, "\n"); entries != want {
			h.Fatalf("%+v sees%s", a, differ(entries, want))
		}
	} else if got != want {
		h.Fatalf("%+v sees%s", a, differ(got, want))
	}
	if fresh := s.View(s.ViewerOf(a), nil); !v.Same(fresh) || dump(fresh, h.last) != got {
		h.Fatalf("%+v: a view made from an older one differs from one made anew", a)
	}
	if looked && (before == nil) == (v == nil) && v != nil {
		if same := before.Same(v); same != (dump(before, h.last) == got) {
			h.Fatalf("%+v: Same says %v of%s", a, same, differ(got, dump(before, h.last)))
		}
	}
	h.screen[a] = v
}

// end checks that replaying the log and continuing from a snapshot both end where the record is, and that nothing
// that was given out has changed.
func (h *history) end() {
	want := dumpState(h.d.state())
	again := meeting.NewRecord()
	for _, row := range h.d.rows {
		replay(h.tester, again, row)
	}
	if got := dumpState(again.State()); got != want {
		h.Fatalf("replayed, the log gives%s", differ(got, want))
	}
	one, err1 := again.Snapshot()
	two, err2 := h.d.r.Snapshot()
	if err1 != nil || err2 != nil || string(one.Data) != string(two.Data) {
		h.Fatalf("the snapshots of equal records differ (%v, %v):%s", err1, err2, differ(string(one.Data), string(two.Data)))
	}
	if h.twin != nil {
		if got := dumpState(h.twin.State()); got != want {
			h.Fatalf("from a snapshot it goes on to%s", differ(got, want))
		}
		three, err := h.twin.Snapshot()
		if err != nil || string(three.Data) != string(two.Data) {
			h.Fatalf("the snapshot after a snapshot differs (%v):%s", err, differ(string(three.Data), string(two.Data)))
		}
	}
	for s, was := range h.published {
		if hash(dumpState(s)) != was {
			h.Fatalf("a published state has changed")
		}
	}
}

// histories is the property over so many commands, with somebody looking at their screen after one in looks of them.
func histories(r dice, steps, looks int) {
	h := newHistory(r)
	branch := h.n(steps)
	for i := range steps {
		if i == branch {
			snap, err := h.d.r.Snapshot()
			if err == nil {
				h.twin, err = meeting.RestoreRecord(snap)
			}
			if err != nil {
				h.Fatalf("snapshot: %v", err)
			}
			if got, want := dumpState(h.twin.State()), dumpState(h.d.state()); got != want {
				h.Fatalf("restored, a snapshot gives%s", differ(got, want))
			}
		}
		h.step()
		if h.oneIn(looks) {
			h.look()
		}
	}
	h.look()
	h.end()
}

func TestRandomHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { histories(rapidly(t), 120, 10) })
}

// FuzzCommands turns bytes into a sequence of commands and holds it to the same promises, but for those about the log.
func FuzzCommands(f *testing.F) {
	for seed := range byte(8) {
		f.Add(bytes.Repeat([]byte{seed, 17 * seed, 3}, 200))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h := newHistory(fromBytes(t, b))
		for range 20 {
			h.step()
		}
		if h.oneIn(4) {
			h.look()
		}
	})
}

// TestUndoGoesAllTheWayBack: one person's changes, undone one by one, lead through the same plans back to the first,
// whatever others do to other entries meanwhile; and redone, forth again.
func TestUndoGoesAllTheWayBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := deskAt(t, live)
		r := rapidly(t)
		r.d = d
		others := d.do(parent, meeting.AddNeed{Statement: "Another"})
		plan := func() string {
			s := d.state()
			notOthers := func(n *meeting.Need) bool { return n.ID == others }
			return asJSON([]any{slices.DeleteFunc(slices.Clone(s.Needs), notOthers), s.Outcomes, s.Actions, s.Shelf})
		}
		plans := []string{plan()}
		for range 12 {
			r.s = d.state()
			a := d.authority(keyworker)
			var c meeting.Command
			for c = r.command(a); ; c = r.command(a) {
				ok := false
				switch c := c.(type) {
				case meeting.AddNeed, meeting.SetNeed, meeting.AddOutcome, meeting.SetOutcome, meeting.ScoreOutcome, meeting.AddAction,
					meeting.SetAction, meeting.ToggleAction, meeting.AnswerAction, meeting.AddEntry, meeting.SetEntry:
					ok = true
				case meeting.RemoveEntry:
					ok = d.state().Decision(c.ID) == nil
				}
				if ok {
					break
				}
			}
			if e, err := d.r.Decide(a, c); err != nil || len(e) == 0 || touches(e, others) {
				continue
			}
			if _, err := d.try(a, c); err != nil {
				t.Fatal(err)
			}
			plans = append(plans, plan())
			if r.flag() {
				n := *d.state().Need(others)
				n.Domain = one(r, meeting.Domains...)
				if _, err := d.try(d.authority(parent), meeting.SetNeed{Need: n}); err != nil {
					t.Fatal(err)
				}
			}
		}
		turn := func(redo bool, want string) {
			if _, err := d.try(d.authority(keyworker), meeting.UndoEntry{Redo: redo}); err != nil {
				t.Fatalf("redo %v: %v", redo, err)
			}
			if got := plan(); got != want {
				t.Fatalf("redo %v gives%s", redo, differ(got, want))
			}
		}
		back := 0
		if len(plans) > 1 {
			back = r.n(len(plans))
		}
		for i := len(plans) - 2; i >= back; i-- {
			turn(false, plans[i])
		}
		for i := back + 1; i < len(plans); i++ {
			turn(true, plans[i])
		}
	})
}

func touches(events []meeting.Event, id meeting.ID) bool {
	return slices.ContainsFunc(events, func(e meeting.Event) bool { got, _ := entry(e); return got == id || under(e) == id })
}

// under returns what the entry that an event sets stands under.
func under(e meeting.Event) meeting.ID {
	switch e := e.(type) {
	case meeting.OutcomeSet:
		return e.Outcome.Need
	case meeting.ActionSet:
		return e.Action.Under
	}
	return 0
}
