package meeting

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// Change is what became of one entry between two views of a record.
type Change struct {
	ID    ID
	Kind  ChangeKind
	Sign  Sign   // Added, Removed or Altered
	Title string // what people know the entry by, on one line
	Under string // where it stands: the need, the meeting
	Facts []FactChange
	Texts []TextChange
}

// ChangeKind is the kind of entry that a Change is of, as people call it.
type ChangeKind string

// The kinds of entries that have a past.
const (
	OfRecord   ChangeKind = "record"
	OfChild    ChangeKind = "child"
	OfMember   ChangeKind = "team"
	OfNeed     ChangeKind = "need"
	OfOutcome  ChangeKind = "outcome"
	OfAction   ChangeKind = "action"
	OfDecision ChangeKind = "decision"
	OfMeeting  ChangeKind = "meeting"
	OfItem     ChangeKind = "notes" // of an agenda item
	OfNote     ChangeKind = "note"  // a narrower one
)

// FactChange is a fact in words before and after; "" where there was none.
type FactChange struct {
	Name          words.Msg // what it is called
	Before, After string    // in the language that was asked for
}

// TextChange is a shared text before and after.
type TextChange struct {
	Field         Field
	Name          words.Msg
	Before, After text.View
}

// Words returns the change word by word.
func (t TextChange) Words() []Piece { return DiffWords(t.Before.String(), t.After.String()) }

// newFacts are the facts of something new that are worth a line: the rest is said where it stands.
var newFacts = []words.Msg{"who", "by when", "aim", "role", "when", "where"}

// Told returns the facts that are worth telling: of something new of the plan, the team or a meeting the few that matter at once, of what was
// taken out none.
func (c Change) Told() []FactChange {
	switch {
	case c.Sign == Removed:
		return nil
	case c.Sign == Altered, !slices.Contains([]ChangeKind{OfNeed, OfOutcome, OfAction, OfMeeting, OfMember, OfChild, OfDecision}, c.Kind):
		return c.Facts
	}
	return slices.DeleteFunc(slices.Clone(c.Facts), func(f FactChange) bool { return !slices.Contains(newFacts, f.Name) })
}

// PartName says in words what a part of an entry is.
func PartName(p Part) words.Msg {
	return map[Part]words.Msg{
		Statement: "what", Evidence: "how we know", What: "what", Words: "in their own words", Measure: "how we will know", Progress: "how it goes",
		Blocks: "what is in the way", NextStep: "next step", Wording: "what", Rationale: "why", Notes: "notes", Summary: "summary",
		Aside: "note", Views: "the child's views", LastWord: "the family's last word", Why: "why there is a plan",

		Matters: "what matters to me", Communicates: "how I communicate", Works: "what works", WorksNot: "what does not work", WorkWithUs: "how to work with us",
		Remarks: "what else to know", Promised: "promised", Asks: "asked", Replies: "answered", Answered: "the answer", CameOf: "what came of it",
		HandMatters: "what matters", HandWho: "who is who", HandTried: "what was tried", HandOpen: "open actions and promises", HandDecisions: "decisions",
		HandStuck: "what is stuck", HandNext: "what comes next", HandWork: "how to work with us",
	}[p]
}

// Changes returns what is different in to from what it was in from, another view of the same record for the same viewer: the plan
// in its order, then the meetings and what was said and decided there, then what is between meetings, then the record and its people. now, where the service is, is for dates in words.
func Changes(from, to *View, now time.Time) []Change { return ChangesIn(nil, from, to, now) }

// ChangesIn returns what Changes does, in a language.
func ChangesIn(l *words.Language, from, to *View, now time.Time) []Change {
	in := telling{now, l}
	d := differ{from: from, to: to, in: in}
	a, b := from.entries(), to.entries()
	at := map[ID]ID{} // the need that something stands under
	for _, v := range []*View{from, to} {
		for _, n := range v.Plan {
			at[n.ID] = n.ID
			for _, o := range n.Outcomes {
				at[o.ID] = n.ID
				for _, x := range o.Actions {
					at[x.ID] = n.ID
				}
			}
			for _, x := range n.Actions {
				at[x.ID] = n.ID
			}
		}
	}
	plan := differ{from: from, to: to, in: in}
	each(a.needs, b.needs, needID, func(a, b *Need) {
		plan.entry(plan.named(some(a, b).ID, OfNeed, Statement, 0), facts(from, a, a != nil, needFacts, in), facts(to, b, b != nil, needFacts, in), a != nil, b != nil, Statement, Evidence)
	})
	each(a.outcomes, b.outcomes, outcomeID, func(a, b *Outcome) {
		plan.entry(plan.named(some(a, b).ID, OfOutcome, What, some(b, a).Need), facts(from, a, a != nil, outcomeFacts, in), facts(to, b, b != nil, outcomeFacts, in), a != nil, b != nil, What, Words, Measure)
	})
	each(a.actions, b.actions, actionID, func(a, b *Action) {
		plan.entry(plan.named(some(a, b).ID, OfAction, What, some(b, a).Under), facts(from, a, a != nil, actionFacts, in), facts(to, b, b != nil, actionFacts, in), a != nil, b != nil, What, Progress, Blocks, NextStep)
	})
	slices.SortStableFunc(plan.out, func(a, b Change) int {
		return cmp.Or(cmp.Compare(at[a.ID]-1, at[b.ID]-1), cmp.Compare(slices.Index(planOrder, a.Kind), slices.Index(planOrder, b.Kind)))
	}) // what stands under no need comes last
	d.out = append(d.out, plan.out...)
	each(from.Meetings, to.Meetings, meetingID, d.meeting)
	each(from.Notes, to.Notes, noteID, func(a, b *Note) {
		x := some(b, a)
		d.entry(Change{ID: x.ID, Kind: OfNote, Title: d.title(Field{x.ID, Aside}), Under: d.itemName(x)},
			facts(from, a, a != nil, noteFacts, in), facts(to, b, b != nil, noteFacts, in), a != nil, b != nil, Aside)
	})
	each(from.Decisions, to.Decisions, decisionID, func(a, b *Decision) {
		x := some(b, a)
		d.entry(d.named(x.ID, OfDecision, Wording, x.Meeting), facts(from, a, a != nil, decisionFacts, in), facts(to, b, b != nil, decisionFacts, in), a != nil, b != nil, Wording, Rationale)
	})
	d.shelf()
	d.texts(Change{Kind: OfRecord, Title: d.in.say("The plan as a whole")}, true, true, append([]Part{Why}, AboutMe...)...)
	for _, c := range to.Children {
		old, was := from.s.Child(c.ID)
		d.entry(Change{ID: c.ID, Kind: OfChild, Title: c.Called()}, facts(from, &old, was, childFacts, in), facts(to, &c, true, childFacts, in), was, true, AboutMe...)
	}
	each(from.Members, to.Members, memberID, func(a, b *Member) {
		d.entry(Change{ID: some(a, b).ID, Kind: OfMember, Title: some(b, a).Name}, facts(from, a, a != nil, memberFacts, in), facts(to, b, b != nil, memberFacts, in), a != nil, b != nil)
	})
	return d.out
}

var noteFacts = []fact[Note]{
	{"who sees it", func(_ *View, n *Note, in telling) string { return in.forWhom(n.Audience) }, nil},
}

var planOrder = []ChangeKind{OfNeed, OfOutcome, OfAction}

// some returns the first of the two that is there.
func some[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}

// each calls f with the entries of two lists by ID, nil where one is missing.
func each[T any](a, b []*T, id func(*T) ID, f func(a, b *T)) {
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && id(a[0]) < id(b[0]):
			f(a[0], nil)
			a = a[1:]
		case len(a) == 0 || id(b[0]) < id(a[0]):
			f(nil, b[0])
			b = b[1:]
		default:
			f(a[0], b[0])
			a, b = a[1:], b[1:]
		}
	}
}

// differ gathers changes.
type differ struct {
	from, to *View
	in       telling
	out      []Change
}

// title returns a text on one line, as it is now or else was.
func (d *differ) title(f Field) string {
	for _, v := range []*View{d.to, d.from} {
		if s := strings.Join(strings.Fields(v.Text(f).String()), " "); s != "" {
			return s
		}
	}
	return d.in.say("without words")
}

// named begins a change of an entry that is known by one of its texts.
func (d *differ) named(id ID, k ChangeKind, p Part, under ID) Change {
	c := Change{ID: id, Kind: k, Title: d.title(Field{id, p})}
	for _, v := range []*View{d.to, d.from} {
		switch {
		case under == 0 || c.Under != "":
		case v.Need(under) != nil:
			c.Under = d.title(Field{under, Statement})
		case v.Outcome(under) != nil:
			c.Under = d.title(Field{under, What})
		case v.Meeting(under) != nil:
			c.Under = d.meetingName(v.Meeting(under))
		}
	}
	return c
}

// itemName says on which item of which meeting a narrower note is.
func (d *differ) itemName(n *Note) string {
	m := some(d.to.Meeting(n.Meeting), d.from.Meeting(n.Meeting))
	if m == nil {
		return ""
	}
	out := d.meetingName(m)
	if i := m.Index(n.Item); i >= 0 {
		out += fmt.Sprintf(", %d %s", i+1, m.Agenda[i].Title)
	}
	return out
}

func (d *differ) meetingName(m *Meeting) string { return fmt.Sprintf("%s-%d", d.to.Name, m.Number) }

// entry adds the change of one entry, if there is one.
func (d *differ) entry(c Change, before, after []FactChange, was, is bool, parts ...Part) {
	for i := range before {
		if x := (FactChange{before[i].Name, before[i].Before, after[i].Before}); x.Before != x.After {
			c.Facts = append(c.Facts, x)
		}
	}
	d.texts(c, was, is, parts...)
}

// texts adds the change of one entry with the changes of its texts.
func (d *differ) texts(c Change, was, is bool, parts ...Part) {
	for _, p := range parts {
		f := Field{c.ID, p}
		a, b := d.from.Text(f), d.to.Text(f)
		if a != b && a.String() != b.String() {
			c.Texts = append(c.Texts, TextChange{f, PartName(p), a, b})
		}
	}
	switch {
	case was && is:
		c.Sign = Altered
	case is:
		c.Sign = Added
	default:
		c.Sign = Removed
	}
	if c.Sign != Altered || len(c.Facts)+len(c.Texts) > 0 {
		d.out = append(d.out, c)
	}
}

// meeting adds the change of a meeting, and of the notes of each item.
func (d *differ) meeting(a, b *Meeting) {
	m := some(b, a)
	name := d.meetingName(m)
	d.entry(Change{ID: m.ID, Kind: OfMeeting, Title: name + ", " + strings.ToLower(d.in.say(m.Kind.Heading()))}, facts(d.from, a, a != nil, meetingFacts, d.in),
		facts(d.to, b, b != nil, meetingFacts, d.in), a != nil, b != nil, Views, LastWord)
	for i, it := range m.Agenda {
		c := Change{ID: it.ID, Kind: OfItem, Title: fmt.Sprintf("%d %s", i+1, it.Title), Under: name}
		n := len(d.out)
		d.texts(c, true, true, Notes, Summary)
		if len(d.out) > n && !slices.ContainsFunc(d.out[n].Texts, func(t TextChange) bool { return t.Before.Len() > 0 }) {
			d.out[n].Sign = Added
		}
	}
}
