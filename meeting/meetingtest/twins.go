package meetingtest

import (
	"math/rand/v2"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/room"
)

// Canary is in every word that the family may not see at Twins.
const Canary = "canary"

// Twins are two tables at which the same is done at the same time, but that there is only at the first what the family, Nia and Sam, may
// not see: entries of every kind, notes, concerns, contact details, a place, grounds, somebody whom the family is not shown to be there, and urgent
// access. Whatever is made from what the family may see has to be the same at both, byte for byte.
type Twins struct {
	Tables [2]*Table

	t       testing.TB
	rand    *rand.Rand
	people  [2]map[meeting.PersonID]*Sitter
	open    [2][]meeting.ID // needs for everyone
	actions [2][]meeting.ID // for everyone
	hidden  []meeting.ID    // for practitioners or fewer, at the first table
	visitor *Sitter         // who has urgent access at the first table
}

// The staff of Twins, who do what the family may not see; and somebody of whom only practitioners see that she is there.
var (
	staff      = []meeting.PersonID{Sara, Ben, Tess}
	unseen     = Olga
	hiddenRoom = Canary + " room, behind the hall"
)

// NewTwins sets two tables with a live meeting each. The same seed gives the same story.
func NewTwins(t testing.TB, seed uint64) *Twins {
	t.Helper()
	w := &Twins{t: t, rand: rand.New(rand.NewPCG(seed, 4))} //nolint:gosec // a story, not a secret
	cast := append([]meeting.PersonID{Nia, Sam}, staff...)
	for i := range w.Tables {
		tb := New(t)
		w.Tables[i], w.people[i] = tb, map[meeting.PersonID]*Sitter{}
		for k, s := range tb.Come(cast...) {
			w.people[i][cast[k]] = s
		}
		olga := tb.Sit(unseen)
		olga.Does(meeting.ShowPresence{Audience: meeting.Practitioners})
		w.people[i][unseen] = olga
		sara := w.people[i][Sara]
		sara.Does(meeting.AddEntry{
			Entry: &meeting.Wait{Head: meeting.Head{}, Service: "Sleep clinic", Agency: Health, ReferredOn: "2026-06-01"}, Words: map[meeting.Part]string{meeting.Remarks: "Rang twice"},
		})
		sara.Does(meeting.AddEntry{Entry: &meeting.PathStep{Stage: meeting.Planning, From: "2026-09-01"}})
		tb.Opens()
		m := *w.people[i][Ben].View().Meeting(tb.Meeting)
		m.PlaceFor, m.Place = meeting.Practitioners, "a room"
		if i == 0 {
			m.Place = hiddenRoom
		}
		w.people[i][Ben].Does(meeting.SetMeeting{Meeting: m})
	}
	return w
}

// At returns somebody at the i-th table.
func (w *Twins) At(i int, p meeting.PersonID) *Sitter { return w.people[i][p] }

// Hidden returns how many entries there are at the first table that the family may not see.
func (w *Twins) Hidden() int { return len(w.hidden) }

// Step does one thing, and lets some time go by.
func (w *Twins) Step() {
	w.t.Helper()
	if w.rand.IntN(3) == 0 {
		w.Plain()
	} else {
		w.Secret()
	}
	for i := range w.Tables {
		w.Tables[i].Passes(3 * time.Second)
	}
}

// does gives a command at both tables.
func (w *Twins) does(p meeting.PersonID, c func(i int) meeting.Command) (ids [2]meeting.ID) {
	w.t.Helper()
	for i := range w.Tables {
		ids[i] = w.people[i][p].Does(c(i)).Added()
	}
	return ids
}

// Plain does something at both tables that the family may see.
func (w *Twins) Plain() {
	who := []meeting.PersonID{Sara, Ben, Nia}[w.rand.IntN(3)]
	switch w.rand.IntN(10) {
	case 0:
		ids := w.does(who, func(int) meeting.Command { return meeting.AddNeed{Statement: "Sleep"} })
		for i := range w.open {
			w.open[i] = append(w.open[i], ids[i])
		}
	case 1:
		w.does(who, func(i int) meeting.Command {
			return meeting.AddPassage{Item: w.Tables[i].Items[0], Text: "Said by " + string(who)}
		})
	case 2, 3:
		if n := len(w.open[0]); n > 0 {
			k := w.rand.IntN(n)
			ids := w.does(who, func(i int) meeting.Command {
				return meeting.AddAction{Action: meeting.Action{Under: w.open[i][k], Due: "2026-12-24"}, What: "Ring"}
			})
			for i := range w.actions {
				w.actions[i] = append(w.actions[i], ids[i])
			}
		}
	case 4:
		item := w.rand.IntN(3)
		w.does(Ben, func(i int) meeting.Command { return meeting.GoToItem{Item: w.Tables[i].Items[item]} })
	case 5:
		w.does(who, func(i int) meeting.Command {
			return meeting.ProposeDecision{Meeting: w.Tables[i].Meeting, Wording: "A walk"}
		})
	case 6:
		w.does(Ben, func(i int) meeting.Command { return meeting.PauseMeeting{Meeting: w.Tables[i].Meeting, Paused: true} })
	case 7:
		if n := len(w.open[0]); n > 0 {
			k := w.rand.IntN(n)
			for i := range w.Tables {
				w.people[i][who].Types(meeting.Field{ID: w.open[i][k], Part: meeting.Statement}, " and more")
			}
		}
	case 8:
		if n := len(w.actions[0]); n > 0 {
			k := w.rand.IntN(n)
			w.does(Sara, func(i int) meeting.Command { return meeting.ToggleAction{Action: w.actions[i][k]} })
		}
	case 9:
		w.does(Sara, func(int) meeting.Command {
			return meeting.AddEntry{Entry: &meeting.Appointment{What: "Dentist", At: Start.AddDate(0, 0, 9), Place: "Town"}}
		})
	}
}

// Secret does something at the first table that is for practitioners at most.
func (w *Twins) Secret() {
	p := staff[w.rand.IntN(len(staff))]
	table, sitter := w.Tables[0], w.people[0][p]
	only := []meeting.Audience{meeting.Practitioners, meeting.OnlyPeople(staff...), meeting.OnlyPeople(p)}[w.rand.IntN(3)]
	add := func(c meeting.Command) {
		if id := sitter.Does(c).Added(); id != 0 {
			w.hidden = append(w.hidden, id)
		}
	}
	switch w.rand.IntN(16) {
	case 0:
		add(meeting.AddNeed{Need: meeting.Need{Audience: only}, Statement: "canary need"})
	case 1:
		add(meeting.AddNote{Item: table.Items[w.rand.IntN(3)], Audience: only, Text: "canary note"})
	case 2:
		add(meeting.ProposeDecision{Meeting: table.Meeting, Wording: "canary decision", Audience: only})
	case 3:
		sitter.Does(meeting.RaiseConcern{Text: "canary concern", Rung: "canary", WhyNot: "canary"})
	case 4:
		sitter.Does(meeting.SetReach{Reach: meeting.Reach{Member: table.Member(p), Kind: meeting.ReachPhone, Text: "canary 0123", Audience: only}})
	case 5:
		sitter.Does(meeting.SetBasis{Basis: meeting.Basis{Agency: sitter.View().Me.Agency, Basis: "canary", Reason: "canary", Since: "2026-01-01", Audience: only}})
	case 6, 7, 8:
		e, words := w.filed(meeting.Head{Audience: only})
		if step, ok := e.(*meeting.PathStep); ok { // which the keyworker sets
			sitter, step.Audience = w.people[0][Sara], meeting.Practitioners
		}
		add(meeting.AddEntry{Entry: e, Words: words})
	case 9:
		m := *w.people[0][Ben].View().Meeting(table.Meeting)
		m.Place = hiddenRoom + [2]string{"", ", upstairs"}[w.rand.IntN(2)]
		w.people[0][Ben].Does(meeting.SetMeeting{Meeting: m})
	case 10:
		olga := w.people[0][unseen]
		switch w.rand.IntN(3) {
		case 0:
			olga.Comes()
		case 1:
			olga.Point(meeting.Pointer{Meeting: table.Meeting, Pane: Canary, Field: table.Notes(0)})
		case 2:
			olga.Point(meeting.Pointer{})
		}
	case 11:
		w.visit()
	default:
		w.amend(p)
	}
}

// filed is an entry of some kind of the shelf.
func (w *Twins) filed(h meeting.Head) (meeting.Entry, map[meeting.Part]string) {
	words := map[meeting.Part]string{meeting.Remarks: "canary remark"}
	switch w.rand.IntN(8) {
	case 0:
		return &meeting.Wait{Head: h, Service: "canary clinic", Agency: Health, ReferredOn: "2026-01-01"}, words
	case 1:
		return &meeting.Appointment{Head: h, What: "canary", At: Start.AddDate(0, 0, 9), Place: "canary house"}, words
	case 2:
		words[meeting.Promised] = "canary promise"
		return &meeting.Contact{Head: h, Day: "2026-10-01", How: meeting.Call, PromiseDue: "2026-11-01"}, words
	case 3:
		return &meeting.PathStep{Head: h, Stage: meeting.MoreHelp, From: "2026-11-20"}, nil
	case 4:
		return &meeting.Assessment{Head: h, Kind: "canary", Day: "2026-10-01"}, words
	case 5:
		return &meeting.OtherPlan{Head: h, Kind: "canary plan", Review: "2026-12-01"}, words
	case 6:
		return &meeting.Detail{Head: h, Kind: meeting.Phone, Value: "canary 01234"}, nil
	}
	return &meeting.Escalation{Head: h, Stuck: meeting.StuckCapacity, Agency: School, RaisedOn: "2026-11-01"}, words
}

// visit has Ivy open the record urgently, or go about in it.
func (w *Twins) visit() {
	table := w.Tables[0]
	if w.visitor == nil {
		if err := table.Hub.OpenUrgently(w.t.Context(), room.Identity{Person: Ivy}, Sunflower, "canary: alone at the station", 0); err != nil {
			w.t.Fatal(err)
		}
		w.visitor = table.Sit(Ivy)
	}
	switch w.rand.IntN(3) {
	case 0:
		w.visitor.Comes()
	case 1:
		w.visitor.Point(meeting.Pointer{Meeting: table.Meeting, Pane: Canary, Field: table.Notes(0)})
	case 2:
		w.visitor.Point(meeting.Pointer{})
	}
}

// amend has one of the staff change something that the family may not see.
func (w *Twins) amend(p meeting.PersonID) {
	if len(w.hidden) == 0 {
		return
	}
	table, sitter := w.Tables[0], w.people[0][p]
	id := w.hidden[w.rand.IntN(len(w.hidden))]
	v := sitter.View()
	switch {
	case v.Note(id) != nil:
		sitter.Types(meeting.Field{ID: id, Part: meeting.Aside}, " canary")
		sitter.Point(meeting.Pointer{Meeting: table.Meeting, Pane: Canary, Entry: id, Field: meeting.Field{ID: id, Part: meeting.Aside}})
	case v.Need(id) != nil && w.rand.IntN(2) == 0:
		if id := sitter.Does(meeting.AddAction{Action: meeting.Action{Under: id, Due: "2026-10-01", Status: meeting.Blocked}, What: "canary action"}).Added(); id != 0 {
			w.hidden = append(w.hidden, id)
		}
	case v.Need(id) != nil:
		sitter.Types(meeting.Field{ID: id, Part: meeting.Statement}, " canary")
		sitter.Point(meeting.Pointer{Meeting: table.Meeting, Pane: Canary, Entry: id})
	case v.Action(id) != nil:
		sitter.Does(meeting.ToggleAction{Action: id})
	case v.Entry(id) != nil:
		switch x := v.Entry(id).(type) {
		case *meeting.Detail, *meeting.PathStep:
		case *meeting.Wait:
			c := *x
			c.Expected = meeting.DayOf(Start.AddDate(0, 0, w.rand.IntN(90)))
			sitter.Does(meeting.SetEntry{Entry: &c})
		default:
			sitter.Types(meeting.Field{ID: id, Part: meeting.Remarks}, " canary")
		}
	}
}
