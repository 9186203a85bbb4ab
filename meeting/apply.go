package meeting

import (
	"cmp"
	"slices"

	"oneplan/meeting/text"
)

// Record is the one mutable copy of a record, for a single writer: Decide, Apply, State.
// It keeps the engines of the shared texts, and who can undo what.
type Record struct {
	s       *State
	shared  bool                 // s has been given out: copy before the next change
	engines map[Field]*text.Text // of the shared texts, but for those that are still as a snapshot has them: see text
	touched []Field              // texts changed since State was last called
	undo    map[PersonID]*changes
	holed   bool // rows of the log were erased
}

// changes are one person's own changes of the plan's facts that can be undone and redone.
type changes struct{ Undo, Redo []change }

// maxUndo is how many changes a person can take back.
const maxUndo = 100

// change is one change of an entry: what the entry was before it (all nil: not there), and the
// Rev that the change left (0: not there).
type change struct {
	ID      ID       `json:"id"`
	Need    *Need    `json:"need,omitempty"`
	Outcome *Outcome `json:"outcome,omitempty"`
	Action  *Action  `json:"action,omitempty"`
	Filed   *Shelf   `json:"filed,omitempty"` // with that one entry in it
	Left    uint32   `json:"left"`
}

// NewRecord returns an empty record, before its first event.
func NewRecord() *Record {
	return &Record{s: &State{}, engines: map[Field]*text.Text{}, undo: map[PersonID]*changes{}}
}

// State publishes the record as it is now. The State never changes.
func (r *Record) State() *State {
	if len(r.touched) > 0 {
		s := r.mut()
		for _, f := range r.touched {
			s.texts = s.texts.set(f, sharedText{view: r.engines[f].View()})
		}
		r.touched = r.touched[:0]
	}
	r.shared = true
	return r.s
}

// mut returns the state to change, copied if it has been given out.
func (r *Record) mut() *State {
	if r.shared {
		c := *r.s
		r.s, r.shared = &c, false
	}
	return r.s
}

// put returns list with e in place of the entry of the same id, or at the end. It never writes to
// list, since published states share it.
func put[T any, K comparable](list []*T, e *T, id K, of func(*T) K) []*T {
	out := make([]*T, len(list), len(list)+1)
	copy(out, list)
	for i := range out {
		if of(out[i]) == id {
			out[i] = e
			return out
		}
	}
	return append(out, e)
}

// putEntry is put for entries of the plan, which stand in the order of their IDs: one that was taken out comes
// back to its place.
func putEntry[T any](list []*T, e *T, of func(*T) ID) []*T {
	i, found := slices.BinarySearchFunc(list, of(e), func(x *T, id ID) int { return cmp.Compare(of(x), id) })
	if found {
		out := slices.Clone(list)
		out[i] = e
		return out
	}
	return slices.Insert(slices.Clip(list), i, e)
}

func drop[T any](list []*T, id ID, of func(*T) ID) []*T {
	return slices.DeleteFunc(slices.Clone(list), func(e *T) bool { return of(e) == id })
}

func needID(n *Need) ID         { return n.ID }
func outcomeID(o *Outcome) ID   { return o.ID }
func actionID(a *Action) ID     { return a.ID }
func decisionID(d *Decision) ID { return d.ID }
func meetingID(m *Meeting) ID   { return m.ID }
func memberID(m *Member) ID     { return m.ID }

// seen notes that an ID and a Rev have been given.
func (s *State) seen(id ID, rev uint32) {
	s.last = max(s.last, id)
	s.rev = max(s.rev, rev)
}

// Apply makes e part of the record. It never fails on an event that Decide made.
func (r *Record) Apply(m Meta, e Event) {
	s := r.mut()
	s.Seq = m.Seq
	switch e := e.(type) {
	case RecordCreated:
		s.Name, s.Created = e.Name, m.At
		r.setChildren(e.Children)
	case ChildrenChanged:
		r.setChildren(e.Children)
	case MemberSet:
		s.seen(e.Member.ID, e.Member.Rev)
		s.Members = put(s.Members, &e.Member, e.Member.ID, memberID)
	case SiteOpened:
		if e.Site == 0 {
			break
		}
		sites := make([]site, max(len(s.sites), int(e.Site)))
		copy(sites, s.sites)
		sites[e.Site-1] = site{e.Person, e.For}
		s.sites = sites
	case RowErased:
		r.holed = true
	case TextEdited:
		if r.holed && r.engine(e.Field).Check(e.Edit) != nil {
			break // it names characters that were erased
		}
		r.engine(e.Field).Apply(uint64(m.Seq), e.Edit)
		if !slices.Contains(r.touched, e.Field) {
			r.touched = append(r.touched, e.Field)
		}
	case NeedSet:
		r.remember(m.Actor, e.Need.ID, e.Need.Rev)
		r.setEntry(&e.Need, nil, nil)
	case OutcomeSet:
		r.remember(m.Actor, e.Outcome.ID, e.Outcome.Rev)
		r.setEntry(nil, &e.Outcome, nil)
	case ActionSet:
		r.remember(m.Actor, e.Action.ID, e.Action.Rev)
		r.setEntry(nil, nil, &e.Action)
	case DecisionSet:
		s.seen(e.Decision.ID, e.Decision.Rev)
		if old := s.Decision(e.Decision.ID); old != nil {
			e.Decision.Answers = old.Answers
		}
		s.Decisions = put(s.Decisions, &e.Decision, e.Decision.ID, decisionID)
		s.trail(Field{ID: e.Decision.ID}, m.Seq, e.Decision.Audience, e.Decision.Meeting)
	case DecisionAnswered:
		if d := s.Decision(e.Decision); d != nil {
			c := *d
			c.Answers = slices.DeleteFunc(slices.Clone(d.Answers), func(g Given) bool { return g.Member == e.Given.Member })
			c.Answers = append(c.Answers, e.Given)
			s.Decisions = put(s.Decisions, &c, c.ID, decisionID)
		}
	case filing:
		entry := e.filed()
		if h := entry.head(); drawerFor(entry).plain() {
			r.remember(m.Actor, h.ID, h.Rev)
		}
		if x, ok := entry.(*Handover); ok {
			if old, ok := s.Shelf.Entry(x.ID).(*Handover); ok {
				x.Accepted = old.Accepted
			}
		}
		s.file(entry)
	case HandoverAccepted:
		r.accept(m, e)
	case ClocksSet:
		s.clocks = &e.Clocks
	case NoteSet:
		s.setNote(&e.Note)
	case EntryRemoved:
		r.remember(m.Actor, e.ID, 0)
		r.remove(e.ID)
	case Undone:
		r.undone(m.Actor, e)
	case MeetingSet:
		r.setMeeting(m.Seq, &e.Meeting)
	case MeetingCalledOff:
		r.setMeeting(m.Seq, &e.Meeting)
	case AttendanceSet:
		r.changeMeeting(e.Meeting, func(mt *Meeting) {
			mt.Attendance = slices.Clone(mt.Attendance)
			if a := mt.Attending(e.Attendance.Member); a != nil {
				*a = e.Attendance
			} else {
				mt.Attendance = append(mt.Attendance, e.Attendance)
			}
		})
	case AttendanceRemoved:
		r.changeMeeting(e.Meeting, func(mt *Meeting) {
			mt.Attendance = slices.DeleteFunc(slices.Clone(mt.Attendance), func(a Attendance) bool { return a.Member == e.Member })
		})
	case MinutesAnswered:
		r.changeMeeting(e.Meeting, func(mt *Meeting) {
			mt.Signed = slices.DeleteFunc(slices.Clone(mt.Signed), func(g Signed) bool { return g.Member == e.Signed.Member })
			mt.Signed = append(mt.Signed, e.Signed)
		})
	case MinutesAmended:
		r.amended(e)
	default:
		r.applyGuard(m, e)
	}
}

func (r *Record) setChildren(cs []Person) {
	r.s.Children = slices.Clone(cs)
	for _, c := range cs {
		r.s.seen(c.ID, 0)
	}
}

func (r *Record) setMeeting(at Seq, m *Meeting) {
	s := r.s
	s.seen(m.ID, max(m.Rev, m.PlaceRev))
	for _, it := range m.Agenda {
		s.seen(it.ID, 0)
	}
	m.FinalSeq = finalSince(m, s.Meeting(m.ID), at)
	s.Meetings = put(s.Meetings, m, m.ID, meetingID)
	s.trailMeeting(at, m)
}

func (r *Record) changeMeeting(id ID, change func(*Meeting)) {
	if m := r.s.Meeting(id); m != nil {
		c := *m
		change(&c)
		r.s.Meetings = put(r.s.Meetings, &c, id, meetingID)
	}
}

// engine returns the engine of a text, new if nobody has written there.
func (r *Record) engine(f Field) *text.Text {
	t := r.text(f)
	if t == nil {
		t = text.New()
		r.engines[f] = t
	}
	return t
}

// setEntry puts the one entry that is not nil into the plan.
func (r *Record) setEntry(n *Need, o *Outcome, a *Action) {
	s := r.s
	switch {
	case n != nil:
		s.seen(n.ID, n.Rev)
		s.Needs = putEntry(s.Needs, n, needID)
		s.trail(Field{ID: n.ID}, s.Seq, n.Audience, 0)
	case o != nil:
		s.seen(o.ID, o.Rev)
		s.Outcomes = putEntry(s.Outcomes, o, outcomeID)
		s.trail(Field{ID: o.ID}, s.Seq, o.Audience, o.Need)
	case a != nil:
		s.seen(a.ID, a.Rev)
		s.Actions = putEntry(s.Actions, a, actionID)
		s.trail(Field{ID: a.ID}, s.Seq, a.Audience, a.Under)
	}
}

func (r *Record) remove(id ID) {
	s := r.s
	s.Needs = drop(s.Needs, id, needID)
	s.Outcomes = drop(s.Outcomes, id, outcomeID)
	s.Actions = drop(s.Actions, id, actionID)
	s.Decisions = drop(s.Decisions, id, decisionID)
	s.drop(id)
	s.Notes = drop(s.Notes, id, noteID)
}

// was returns the change that would bring the entry back to what it is now, once it has
// been left at rev.
func (r *Record) was(id ID, left uint32) change {
	return change{ID: id, Need: r.s.Need(id), Outcome: r.s.Outcome(id), Action: r.s.Action(id), Filed: r.s.only(id), Left: left}
}

// rev returns the Rev of the plan's entry with this id, 0 if it is not there.
func (s *State) revOf(id ID) uint32 {
	if n := s.Need(id); n != nil {
		return n.Rev
	}
	if o := s.Outcome(id); o != nil {
		return o.Rev
	}
	if a := s.Action(id); a != nil {
		return a.Rev
	}
	if e := s.Shelf.Entry(id); e != nil {
		return e.head().Rev
	}
	return 0
}

// remember notes a person's change of a plan entry before it is applied, so that it can be undone.
func (r *Record) remember(by PersonID, id ID, left uint32) {
	if by == "" {
		return
	}
	if left == 0 && r.s.revOf(id) == 0 {
		return // not of the plan
	}
	h := r.undo[by]
	if h == nil {
		h = &changes{}
		r.undo[by] = h
	}
	h.Undo = append(h.Undo, r.was(id, left))
	if len(h.Undo) > maxUndo {
		h.Undo = slices.Delete(h.Undo, 0, len(h.Undo)-maxUndo)
	}
	h.Redo = nil
}

func (r *Record) undone(by PersonID, e Undone) {
	var rev uint32
	switch {
	case e.Need != nil:
		rev = e.Need.Rev
	case e.Outcome != nil:
		rev = e.Outcome.Rev
	case e.Action != nil:
		rev = e.Action.Rev
	case e.Filed.one() != nil:
		rev = e.Filed.one().head().Rev
	}
	back := r.was(e.ID, rev)
	if x := e.Filed.one(); x != nil {
		r.s.file(x)
	} else if rev == 0 {
		r.remove(e.ID)
	} else {
		r.setEntry(e.Need, e.Outcome, e.Action)
	}
	h := r.undo[by]
	if h == nil {
		return
	}
	from, to := &h.Undo, &h.Redo
	if e.Redo {
		from, to = to, from
	}
	if n := len(*from); n > 0 && (*from)[n-1].ID == e.ID {
		*from = (*from)[:n-1]
	}
	*to = append(*to, back)
}
