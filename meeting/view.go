package meeting

import (
	"maps"
	"reflect"
	"slices"

	"oneplan/meeting/text"
)

// Viewer is for whom a View is made. It is comparable.
type Viewer struct {
	Person   PersonID
	Agency   AgencyID // as the record's team has it
	Shared   bool     // a screen that everyone in the room sees
	Meeting  ID       // a pass admits to this one meeting; 0: no such limit
	Paper    bool     // a paper, which gets forwarded: only what all of PaperFor may see
	PaperFor Audience // of a paper
}

// ViewerOf returns the viewer that an authority is on this record.
func (s *State) ViewerOf(a Authority) Viewer {
	v := Viewer{Person: a.Person, Agency: a.Agency, Shared: a.Shared, Meeting: a.Meeting}
	if m := s.MemberOf(a.Person); m != nil {
		v.Agency = m.Agency
		if v.Meeting == 0 {
			v.Meeting = m.Guest
		}
	}
	return v
}

// For returns what a paper for an audience may hold: what the viewer may see and everybody of that audience may
// see too. Answers to a decision that are not shown yet are on no paper, the viewer's own included.
func (v *View) For(a Audience) *View {
	w := v.viewer
	if w.Paper && w.PaperFor != a {
		a = Everyone // what two audiences share
	}
	w.Paper, w.PaperFor = true, a
	n := v.s.View(w, nil)
	if n != nil {
		n.Members = v.Members // of an earlier view, the team of then
	}
	return n
}

// View is what one viewer may see of a record: the one projection that feeds screens, papers, lists
// and counts. An entry outside the viewer's audience is not in it in any form. It is immutable; parts
// that did not change between two Views of one viewer have the same pointers.
type View struct {
	s      *State
	viewer Viewer

	Name      string
	Children  []Person
	Me        *Member // the viewer's membership
	Members   []*Member
	Plan      []NeedNode
	Loose     []*Action   // actions of the plan as a whole, under no need
	Decisions []*Decision // while not shown, with only the viewer's own answers
	Meetings  []*Meeting  // in order of number
	Shelf                 // what there is between meetings and beside the plan
	Notes     []*Note     // narrower ones, of any agenda item

	Guarded // how to reach people, and what was told in confidence

	table []Viewer   // at a shared screen: who sit before it
	given map[ID]int // how many have answered a decision
}

// NeedNode is a need with what stands under it in the plan. Number counts from 1 among what the
// viewer sees.
type NeedNode struct {
	*Need
	Number   int
	Outcomes []OutcomeNode
	Actions  []*Action // under the need itself
}

// OutcomeNode is an outcome with its actions.
type OutcomeNode struct {
	*Outcome
	Actions []*Action
}

func same[T any](a, b []T) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// View returns what v may see, or nil if v is not on the team. prev may be an earlier
// View of the same viewer, to share unchanged parts with.
func (s *State) View(v Viewer, prev *View) *View {
	me := s.MemberOf(v.Person)
	urgent := s.UrgentOf(v.Person)
	switch {
	case me != nil:
		v.Agency = me.Agency
	case urgent != nil && !v.Shared && v.Meeting == 0:
		me, v.Agency = urgent.visitor(), urgentAgency
	default:
		return nil
	}
	if v.Meeting == 0 {
		v.Meeting = me.Guest
	}
	if prev != nil && prev.viewer != v {
		prev = nil
	}
	if prev != nil && same(prev.s.Members, s.Members) && same(prev.s.Needs, s.Needs) &&
		same(prev.s.Outcomes, s.Outcomes) && same(prev.s.Actions, s.Actions) && same(prev.s.Decisions, s.Decisions) &&
		same(prev.s.Meetings, s.Meetings) && same(prev.s.Notes, s.Notes) && same(prev.s.Children, s.Children) && prev.s.Shelf.same(&s.Shelf) &&
		prev.s.guard == s.guard {
		n := *prev
		n.s = s
		return &n
	}
	n := &View{s: s, viewer: v, Name: s.Name, Children: s.Children, Me: me, Members: s.Members, table: s.tableOf(v)}
	n.plan()
	n.decide(prev)
	n.meet(prev)
	n.shelve(prev)
	n.notes()
	n.unlock()
	return n
}

// sees reports whether an entry of this audience exists for the viewer.
func (v *View) sees(a Audience) bool { return admitsTable(a, v.viewer, v.table) }

func (v *View) plan() {
	under := map[ID][]*Action{}
	for _, a := range v.s.Actions {
		if v.sees(a.Audience) {
			under[a.Under] = append(under[a.Under], a)
		}
	}
	at := map[ID]int{}
	for _, n := range v.s.Needs {
		if v.sees(n.Audience) {
			at[n.ID] = len(v.Plan)
			v.Plan = append(v.Plan, NeedNode{Need: n, Number: len(v.Plan) + 1, Actions: under[n.ID]})
		}
	}
	for _, o := range v.s.Outcomes {
		if i, ok := at[o.Need]; ok && v.sees(o.Audience) {
			v.Plan[i].Outcomes = append(v.Plan[i].Outcomes, OutcomeNode{o, under[o.ID]})
		}
	}
	v.Loose = under[0]
}

// inMeeting reports whether a meeting exists for the viewer.
func (v *View) inMeeting(id ID) bool { return v.viewer.Meeting == 0 || v.viewer.Meeting == id }

func (v *View) decide(prev *View) {
	v.given = map[ID]int{}
	for _, d := range v.s.Decisions {
		if !v.sees(d.Audience) || !v.inMeeting(d.Meeting) {
			continue
		}
		c := d
		if d.Stage != Shown && len(d.Answers) > 0 {
			m := *d
			m.Answers = slices.DeleteFunc(slices.Clone(d.Answers), func(g Given) bool {
				return v.viewer.Shared || v.viewer.Paper || g.Member != v.Me.ID && g.By != v.Me.ID
			})
			c = &m
		}
		if prev != nil {
			c = kept(c, prev.Decision(d.ID))
		}
		v.given[d.ID] = len(d.Answers)
		v.Decisions = append(v.Decisions, c)
	}
}

func (v *View) meet(prev *View) {
	for _, m := range v.s.Meetings {
		if !v.inMeeting(m.ID) {
			continue
		}
		c := v.attended(v.missing(m))
		if !v.sees(m.PlaceFor) {
			n := *c
			n.Place, n.PlaceFor, n.PlaceRev = "", Everyone, 0
			c = &n
		}
		if prev != nil {
			c = kept(c, prev.Meeting(m.ID))
		}
		v.Meetings = append(v.Meetings, c)
	}
}

// missing returns m without the lines of Missing that quote what the viewer may not see any more: narrowing an entry
// hides its past too.
func (v *View) missing(m *Meeting) *Meeting {
	hidden := func(i int) bool {
		id := m.MissingOf[i]
		return id != m.ID && v.Action(id) == nil && v.Decision(id) == nil
	}
	n := *m
	n.Missing, n.MissingOf = nil, nil
	for i := range m.MissingOf {
		if i < len(m.Missing) && !hidden(i) {
			n.Missing, n.MissingOf = append(n.Missing, m.Missing[i]), append(n.MissingOf, m.MissingOf[i])
		}
	}
	if len(n.Missing) == len(m.Missing) {
		return m
	}
	return &n
}

// kept returns what the viewer saw of an entry before in place of c, where that says the same.
func kept[T any](c, before *T) *T {
	if before != nil && sameEntry(c, before) {
		return before
	}
	return c
}

// Same reports whether the viewer would see no difference between v and w.
func (v *View) Same(w *View) bool {
	return v.SameFacts(w) && (v == nil || v.s == w.s || v.sameTexts(w))
}

// SameFacts reports whether the viewer would see no difference between v and w but in the shared texts.
func (v *View) SameFacts(w *View) bool {
	if v == nil || w == nil {
		return v == w
	}
	if v.s == w.s {
		return v.viewer == w.viewer
	}
	return v.viewer == w.viewer && v.Name == w.Name && slices.Equal(v.Children, w.Children) && sameList(v.Members, w.Members) &&
		sameList(v.Decisions, w.Decisions) && maps.Equal(v.given, w.given) && sameList(v.Meetings, w.Meetings) && sameList(v.Notes, w.Notes) && v.sameGuarded(w) &&
		sameList(v.Loose, w.Loose) && slices.EqualFunc(v.Plan, w.Plan, NeedNode.same) &&
		v.Shelf.equal(&w.Shelf) && (v.s.clocks == w.s.clocks || reflect.DeepEqual(v.s.clocks, w.s.clocks)) && v.sameStanding(w)
}

func (n NeedNode) same(o NeedNode) bool {
	return sameEntry(n.Need, o.Need) && sameList(n.Actions, o.Actions) &&
		slices.EqualFunc(n.Outcomes, o.Outcomes, func(a, b OutcomeNode) bool {
			return sameEntry(a.Outcome, b.Outcome) && sameList(a.Actions, b.Actions)
		})
}

func sameList[T any](a, b []*T) bool { return same(a, b) || slices.EqualFunc(a, b, sameEntry[T]) }

// sameEntry compares entries by what they say: nearly always the pointers tell.
func sameEntry[T any](a, b *T) bool { return a == b || reflect.DeepEqual(a, b) }

func (v *View) sameTexts(w *View) bool {
	for i := range max(len(v.s.texts.chunks), len(w.s.texts.chunks)) {
		var a, b *fieldChunk[sharedText]
		if i < len(v.s.texts.chunks) {
			a = v.s.texts.chunks[i]
		}
		if i < len(w.s.texts.chunks) {
			b = w.s.texts.chunks[i]
		}
		if a == b {
			continue
		}
		for _, c := range []*fieldChunk[sharedText]{a, b} {
			if c == nil {
				continue
			}
			for _, t := range c.values {
				if !v.s.texts.get(t.field).same(w.s.texts.get(t.field)) && v.SeesField(t.field) {
					return false
				}
			}
		}
	}
	return true
}

// SeesField reports whether the viewer may see this text.
func (v *View) SeesField(f Field) bool {
	switch f.Part {
	case Statement, Evidence:
		return v.Need(f.ID) != nil
	case Words, Measure:
		return v.Outcome(f.ID) != nil
	case What:
		return v.Action(f.ID) != nil || v.Outcome(f.ID) != nil
	case Progress, Blocks, NextStep:
		return v.Action(f.ID) != nil
	case Wording, Rationale:
		return v.Decision(f.ID) != nil
	case Notes, Summary:
		m, _ := v.s.ItemOf(f.ID)
		return m != nil && v.inMeeting(m.ID)
	case Aside:
		return v.Note(f.ID) != nil
	case Views, LastWord:
		return v.Meeting(f.ID) != nil
	case Why:
		return f.ID == 0
	}
	return f.Part > Why && v.hasText(f)
}

// Text returns the shared text of f; the empty text if the viewer may not see it.
func (v *View) Text(f Field) text.View {
	if !v.SeesField(f) {
		return text.View{}
	}
	return v.s.Text(f)
}

// Author is who typed a run of shared text.
type Author struct {
	Member *Member // whose words they are; nil for somebody not on the team (any more)
	By     *Member // who wrote them on the member's behalf; nil: the member
}

// AuthorOf returns who typed at a site.
func (v *View) AuthorOf(at text.Site) Author {
	p, whose := v.s.AuthorOf(at)
	if p == "" {
		return Author{}
	}
	by := v.s.lastAs(p)
	if whose != 0 {
		return Author{Member: v.s.Member(whose), By: by}
	}
	return Author{Member: by}
}

// Seq returns the row after which the record was like this. It is never shown.
func (v *View) Seq() Seq { return v.s.Seq }

// Viewer returns for whom the View is made.
func (v *View) Viewer() Viewer { return v.viewer }

// May reports whether the viewer may do act, in meeting m where the act is about one. It is for
// showing or not showing a key; Decide asks again.
func (v *View) May(act Act, m *Meeting) bool {
	return v.s.May(Authority{Person: v.viewer.Person, Agency: v.viewer.Agency, Meeting: v.viewer.Meeting, Shared: v.viewer.Shared}, act, m)
}

// Member returns the member with this id, or nil.
func (v *View) Member(id ID) *Member { return v.s.Member(id) }

// NameOf returns what a member or child asked to be called; "somebody" for an unknown id.
func (v *View) NameOf(id ID) string { return v.s.nameOf(id) }

// Meeting returns the meeting with this id if the viewer may see it, or nil.
func (v *View) Meeting(id ID) *Meeting {
	for _, m := range v.Meetings {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// Live returns the live meeting if the viewer may see it, or nil.
func (v *View) Live() *Meeting {
	for _, m := range v.Meetings {
		if m.Stage == Live {
			return m
		}
	}
	return nil
}

// Need returns the need with this id if it is in the viewer's plan, or nil.
func (v *View) Need(id ID) *Need { return v.s.needFor(id, v.sees) }

// Outcome returns the outcome with this id if it is in the viewer's plan, or nil.
func (v *View) Outcome(id ID) *Outcome { return v.s.outcomeFor(id, v.sees) }

// Action returns the action with this id if it is in the viewer's plan, or nil.
func (v *View) Action(id ID) *Action { return v.s.actionFor(id, v.sees) }

// Actions returns every action in the viewer's plan, in the plan's order.
func (v *View) Actions() []*Action {
	var out []*Action
	for _, n := range v.Plan {
		for _, o := range n.Outcomes {
			out = append(out, o.Actions...)
		}
		out = append(out, n.Actions...)
	}
	return append(out, v.Loose...)
}

// Decision returns the decision with this id if the viewer may see it, or nil.
func (v *View) Decision(id ID) *Decision {
	for _, d := range v.Decisions {
		if d.ID == id {
			return d
		}
	}
	return nil
}

// Given returns how many have answered a decision, whoever they are.
func (v *View) Given(id ID) int { return v.given[id] }

// Called returns what the header calls the children: "Sam", "Sam and Ali".
func (v *View) Called() string {
	out := ""
	for i, c := range v.Children {
		switch {
		case i == 0:
		case i == len(v.Children)-1:
			out += " and "
		default:
			out += ", "
		}
		out += c.Called()
	}
	return out
}
