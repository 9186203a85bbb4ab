package meeting

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"oneplan/meeting/words"
)

// The commands about the record between meetings and beside the plan.
type (
	// AddEntry adds an entry of one of the plain kinds: Detail, Relation, Involvement, Wait, Assessment, Appointment, OtherPlan,
	// PathStep, Transition, Contact, Mandate, Escalation. Its texts begin with Words.
	AddEntry struct {
		Entry Entry
		Words map[Part]string
	}
	// SetEntry changes the facts of an entry of a plain kind. Rev is that of the entry that the change was made
	// to: if somebody else changed it since, the command is refused as Stale.
	SetEntry struct{ Entry Entry }
	// SetClocks says what the record's clocks are set to.
	SetClocks struct{ Clocks Clocks }
)

func (AddEntry) command()  {}
func (SetEntry) command()  {}
func (SetClocks) command() {}

// decideShelf decides what is about the Shelf.
func (d *decider) decideShelf(c Command) (events []Event, known bool, err error) {
	known = true
	switch c := c.(type) {
	case AddEntry:
		events, err = d.addEntry(c)
	case SetEntry:
		events, err = d.setShelf(c)
	case SetClocks:
		events, err = d.setClocks(c)
	default:
		events, known, err = d.decideKeyworker(c)
	}
	return events, known, err
}

var errOwnCommand = refuse(Invalid, "That cannot be added or changed like this: it has a form of its own.")

// entry returns the entry with this id if the author may see it, or nil.
func (d *decider) entry(id ID) Entry {
	if d.viewer.Meeting != 0 {
		return nil
	}
	return d.s.entryFor(id, d.sees)
}

func (d *decider) addEntry(c AddEntry) ([]Event, error) {
	k := drawerFor(c.Entry)
	if k == nil || !k.plain() {
		return nil, errOwnCommand
	}
	if err := d.may(k.act(), nil); err != nil {
		return nil, err
	}
	e := k.fresh(c.Entry)
	if err := d.checkHead(e.head(), Head{}); err != nil {
		return nil, err
	}
	if err := k.check(d, e, nil); err != nil {
		return nil, err
	}
	for p := range c.Words {
		if !k.has(p) {
			return nil, refuse(Invalid, "There is no such text.")
		}
	}
	d.begin(e)
	return d.withTexts(k.set(e), e.head().ID, c.Words)
}

// begin gives a new entry the next ID and Rev, and its author.
func (d *decider) begin(e Entry) {
	h := e.head()
	h.ID, h.Rev, h.By, h.Added = d.nextID(1), d.nextRev(1), d.me.ID, d.a.At
}

func (d *decider) setShelf(c SetEntry) ([]Event, error) {
	k := drawerFor(c.Entry)
	if k == nil || !k.plain() {
		return nil, errOwnCommand
	}
	e := k.fresh(c.Entry)
	old := d.entry(e.head().ID)
	if old == nil || !k.holds(old) {
		return nil, errGone
	}
	if err := d.may(k.act(), nil); err != nil {
		return nil, err
	}
	h, was := e.head(), old.head()
	if h.Rev != was.Rev {
		return nil, errStale
	}
	h.By, h.Added = was.By, was.Added
	if err := d.checkHead(h, *was); err != nil {
		return nil, err
	}
	if h.Audience != was.Audience {
		if err := d.mayAudience(was.By, 0, nil); err != nil {
			return nil, err
		}
	}
	if err := k.check(d, e, old); err != nil {
		return nil, err
	}
	if reflect.DeepEqual(e, old) {
		return nil, nil
	}
	h.Rev = d.nextRev(1)
	return []Event{k.set(e)}, nil
}

// checkHead checks what an entry is to have whatever its kind.
func (d *decider) checkHead(h *Head, old Head) error {
	if h.About != old.About && h.About != 0 {
		if _, ok := d.s.Child(h.About); !ok {
			return refuse(Invalid, "That child is not of this record.")
		}
	}
	return d.audience(h.Audience)
}

// short is a short text of one line that is to be checked.
type short struct {
	what words.Msg
	at   *string
	must bool
}

// lines puts short texts right, or says what is wrong with one.
func lines(fs ...short) error {
	for _, f := range fs {
		s, err := line(f.what, *f.at, f.must)
		if err != nil {
			return err
		}
		*f.at = s
	}
	return nil
}

// checkDays refuses what is no date.
func checkDays(ds ...Day) error {
	for _, d := range ds {
		if !d.Valid() || d != "" && (d < Day(fmt.Sprint(firstYear)) || d > Day(fmt.Sprint(lastYear))) {
			return refuse(Invalid, "Part of this is not a date: write it like 24 nov or 2026-11-24.")
		}
	}
	return nil
}

// inOrder refuses a second day that lies before the first; no date is in order with any.
func inOrder(first, second Day, sentence words.Msg) error {
	if first != "" && second != "" && second < first {
		return refuse(Invalid, sentence)
	}
	return nil
}

// oneOf refuses what is none of the choices.
func oneOf[T comparable](x T, choices []T) error {
	if !slices.Contains(choices, x) {
		return refuse(Invalid, "Part of this is not one of the choices: please choose again.")
	}
	return nil
}

// onTeam refuses a member who is not on the team; old, who was named before, may stay.
func (d *decider) onTeam(id, old ID) error {
	if m := d.s.Member(id); id != 0 && id != old && (m == nil || !d.s.belongs(m)) {
		return errNotOnTeam
	}
	return nil
}

// agency refuses what cannot be an agency.
func agency(ids ...AgencyID) error {
	for _, id := range ids {
		if id != "" && !isID(string(id)) {
			return refuse(Invalid, "That is not an agency: choose one of the list.")
		}
	}
	return nil
}

// maxMany is how many of anything one entry names at most.
const maxMany = 200

// first returns the first error that is one.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// or returns x, or otherwise where x is nothing.
func or[T comparable](x *T, otherwise T) {
	var none T
	if *x == none {
		*x = otherwise
	}
}

// today is the day on which the command was given.
func (d *decider) today() Day { return DayOf(d.a.At) }

// Add returns the day so many days later; "" for no date.
func (d Day) Add(days int) Day {
	t := d.Time(time.UTC)
	if t.IsZero() {
		return ""
	}
	return DayOf(t.AddDate(0, 0, days))
}

// Until returns how many days lie between d and a later day; less than 0 for an earlier one, 0 where either is no date.
func (d Day) Until(later Day) int {
	a, b := d.Time(time.UTC), later.Time(time.UTC)
	if a.IsZero() || b.IsZero() {
		return 0
	}
	return int(b.Sub(a).Hours() / 24)
}

// mayWriteShelf reports whether the author may change a text of the Shelf, or of a child or the family.
func (d *decider) mayWriteShelf(f Field) error {
	if slices.Contains(AboutMe, f.Part) {
		if _, child := d.s.Child(f.ID); !child && f.ID != 0 {
			return errGone
		}
		return d.may(KeepRecord, nil)
	}
	if every(func(k drawer) bool { return !k.has(f.Part) }) {
		return refuse(Invalid, "There is no such text.")
	}
	e := d.entry(f.ID)
	if e == nil || !drawerFor(e).has(f.Part) {
		return errGone
	}
	switch x := e.(type) {
	case *Question:
		if f.Part == Replies {
			return d.may(KeepRecord, nil)
		}
		if d.me.ID != x.For && d.me.ID != x.By {
			return refuse(Forbidden, "These are %s's words: answer below them.", d.s.nameOf(x.For))
		}
		return d.may(AskThings, nil)
	case *Handover:
		return d.may(KeepRecord, nil)
	}
	return d.may(drawerFor(e).act(), nil)
}

func (d *decider) removeFiled(e Entry) ([]Event, error) {
	k := drawerFor(e)
	if !k.plain() {
		return nil, errOwnCommand
	}
	if err := d.may(k.act(), nil); err != nil {
		return nil, err
	}
	return []Event{EntryRemoved{e.head().ID}}, nil
}

// reveal makes a the audience of an entry. Those whom it asks something of keep seeing it.
func (d *decider) reveal(e Entry, a Audience) ([]Event, error) {
	k := drawerFor(e)
	x := k.fresh(e)
	needed := []ID(nil)
	switch x := x.(type) {
	case *Closing:
		return nil, refuse(Invalid, "Everyone is told that the plan closes: nothing of it can be kept from the family.")
	case *Question:
		needed = []ID{x.For, x.To}
	case *Handover:
		needed = []ID{x.To}
		x.Accepted = nil // has events of its own
	}
	for _, id := range needed {
		if m := d.s.Member(id); m != nil && d.s.belongs(m) && !d.admits(a, id) {
			return nil, refuse(Invalid, "%s would not see this: choose an audience that they are part of.", m.Name)
		}
	}
	x.head().Audience, x.head().Rev = a, d.nextRev(1)
	return []Event{k.set(x)}, nil
}
