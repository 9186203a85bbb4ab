package meeting

import (
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
	return v.s.View(w, nil)
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

	given     map[ID]int // how many have answered a decision
	decisions map[*Decision]*Decision
	meetings  map[*Meeting]*Meeting
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
	if me == nil {
		return nil
	}
	if prev != nil && prev.viewer != v {
		prev = nil
	}
	if prev != nil && same(prev.s.Members, s.Members) && same(prev.s.Needs, s.Needs) &&
		same(prev.s.Outcomes, s.Outcomes) && same(prev.s.Actions, s.Actions) && same(prev.s.Decisions, s.Decisions) &&
		same(prev.s.Meetings, s.Meetings) && same(prev.s.Children, s.Children) {
		n := *prev
		n.s = s
		return &n
	}
	n := &View{s: s, viewer: v, Name: s.Name, Children: s.Children, Me: me, Members: s.Members}
	n.plan()
	n.decide(prev)
	n.meet(prev)
	return n
}

// sees reports whether an entry of this audience exists for the viewer.
func (v *View) sees(a Audience) bool { return a.Admits(v.viewer) }

func (v *View) plan() {
	s := v.s
	for _, n := range s.Needs {
		if !v.sees(n.Audience) {
			continue
		}
		node := NeedNode{Need: n, Number: len(v.Plan) + 1, Actions: v.under(n.ID)}
		for _, o := range s.Outcomes {
			if o.Need == n.ID && v.sees(o.Audience) {
				node.Outcomes = append(node.Outcomes, OutcomeNode{o, v.under(o.ID)})
			}
		}
		v.Plan = append(v.Plan, node)
	}
	v.Loose = v.under(0)
}

func (v *View) under(id ID) []*Action {
	var out []*Action
	for _, a := range v.s.Actions {
		if a.Under == id && v.sees(a.Audience) {
			out = append(out, a)
		}
	}
	return out
}

func (v *View) decide(prev *View) {
	v.given, v.decisions = map[ID]int{}, map[*Decision]*Decision{}
	for _, d := range v.s.Decisions {
		if !v.sees(d.Audience) {
			continue
		}
		c := d
		if d.Stage != Shown && len(d.Answers) > 0 {
			if prev != nil {
				c = prev.decisions[d]
			}
			if c == d || c == nil {
				m := *d
				m.Answers = slices.DeleteFunc(slices.Clone(d.Answers), func(g Given) bool {
					return v.viewer.Shared || v.viewer.Paper || g.Member != v.Me.ID && g.By != v.Me.ID
				})
				c = &m
			}
		}
		v.decisions[d] = c
		v.given[d.ID] = len(d.Answers)
		v.Decisions = append(v.Decisions, c)
	}
}

func (v *View) meet(prev *View) {
	v.meetings = map[*Meeting]*Meeting{}
	for _, m := range v.s.Meetings {
		if v.viewer.Meeting != 0 && m.ID != v.viewer.Meeting {
			continue
		}
		c := m
		if m.Place != "" && !v.sees(m.PlaceFor) {
			if prev != nil {
				c = prev.meetings[m]
			}
			if c == m || c == nil {
				n := *m
				n.Place, n.PlaceFor = "", Everyone
				c = &n
			}
		}
		v.meetings[m] = c
		v.Meetings = append(v.Meetings, c)
	}
}

// Same reports whether the viewer would see no difference between v and w.
func (v *View) Same(w *View) bool {
	if v == nil || w == nil {
		return v == w
	}
	if v.s == w.s {
		return v.viewer == w.viewer
	}
	if v.viewer != w.viewer || !slices.Equal(v.Children, w.Children) || !slices.Equal(v.Members, w.Members) ||
		!slices.Equal(v.Decisions, w.Decisions) || !slices.Equal(v.Meetings, w.Meetings) ||
		!slices.Equal(v.Loose, w.Loose) || len(v.Plan) != len(w.Plan) {
		return false
	}
	for id, n := range v.given {
		if w.given[id] != n {
			return false
		}
	}
	for i := range v.Plan {
		a, b := v.Plan[i], w.Plan[i]
		if a.Need != b.Need || !slices.Equal(a.Actions, b.Actions) || len(a.Outcomes) != len(b.Outcomes) {
			return false
		}
		for j := range a.Outcomes {
			if a.Outcomes[j].Outcome != b.Outcomes[j].Outcome || !slices.Equal(a.Outcomes[j].Actions, b.Outcomes[j].Actions) {
				return false
			}
		}
	}
	return v.sameTexts(w)
}

func (v *View) sameTexts(w *View) bool {
	for i := range max(len(v.s.texts.chunks), len(w.s.texts.chunks)) {
		var a, b *fieldChunk
		if i < len(v.s.texts.chunks) {
			a = v.s.texts.chunks[i]
		}
		if i < len(w.s.texts.chunks) {
			b = w.s.texts.chunks[i]
		}
		if a == b {
			continue
		}
		for _, c := range []*fieldChunk{a, b} {
			if c == nil {
				continue
			}
			for _, t := range c.texts {
				if v.s.texts.get(t.field) != w.s.texts.get(t.field) && v.SeesField(t.field) {
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
		return v.needSeen(f.ID)
	case Words, Measure:
		return v.outcomeSeen(f.ID)
	case What, Progress, Blocks, NextStep:
		if x := v.s.Action(f.ID); x != nil {
			return v.sees(x.Audience) && v.s.placed(x, v.sees)
		}
		return v.outcomeSeen(f.ID)
	case Wording, Rationale:
		d := v.s.Decision(f.ID)
		return d != nil && v.sees(d.Audience)
	case Notes, Summary:
		m, _ := v.s.ItemOf(f.ID)
		return m != nil && v.Meeting(m.ID) != nil
	case Views, LastWord:
		return v.Meeting(f.ID) != nil
	case Why:
		return f.ID == 0
	}
	return false
}

func (v *View) needSeen(id ID) bool {
	n := v.s.Need(id)
	return n != nil && v.sees(n.Audience)
}

func (v *View) outcomeSeen(id ID) bool {
	o := v.s.Outcome(id)
	return o != nil && v.sees(o.Audience) && v.needSeen(o.Need)
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
	var by *Member
	for _, m := range v.s.Members { // the newest membership, ended or not
		if m.Person == p {
			by = m
		}
	}
	if whose != 0 {
		return Author{Member: v.s.Member(whose), By: by}
	}
	return Author{Member: by}
}

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
func (v *View) Need(id ID) *Need {
	if !v.needSeen(id) {
		return nil
	}
	return v.s.Need(id)
}

// Outcome returns the outcome with this id if it is in the viewer's plan, or nil.
func (v *View) Outcome(id ID) *Outcome {
	if !v.outcomeSeen(id) {
		return nil
	}
	return v.s.Outcome(id)
}

// Action returns the action with this id if it is in the viewer's plan, or nil.
func (v *View) Action(id ID) *Action {
	x := v.s.Action(id)
	if x == nil || !v.sees(x.Audience) || !v.s.placed(x, v.sees) {
		return nil
	}
	return x
}

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
