package minutes_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/minutes"
)

// twins are two tables at which the same is done, but that only at the first there is what the family may not see.
type twins struct {
	t      *testing.T
	rand   *rand.Rand
	tables [2]*meetingtest.Table
	people [2]map[meeting.PersonID]*meetingtest.Sitter
	open   [2][]meeting.ID // needs for everyone
	hidden []meeting.ID    // needs, outcomes, actions, decisions and notes for practitioners or fewer
}

// does gives a command at both tables, or at the first only.
func (w *twins) does(both bool, p meeting.PersonID, c func(i int) meeting.Command) (ids [2]meeting.ID) {
	w.t.Helper()
	for i := range w.tables {
		if i == 0 || both {
			ids[i] = w.people[i][p].Does(c(i)).Added()
		}
	}
	return ids
}

// secret does something at the first table that is for practitioners at most.
func (w *twins) secret() {
	staff := []meeting.PersonID{meetingtest.Sara, meetingtest.Ben, meetingtest.Tess}
	p := staff[w.rand.IntN(len(staff))]
	table, sitter := w.tables[0], w.people[0][p]
	only := []meeting.Audience{meeting.Practitioners, meeting.OnlyPeople(staff...), meeting.OnlyPeople(p)}[w.rand.IntN(3)]
	add := func(c meeting.Command) {
		if id := sitter.Does(c).Added(); id != 0 {
			w.hidden = append(w.hidden, id)
		}
	}
	switch w.rand.IntN(12) {
	case 0:
		add(meeting.AddNeed{Need: meeting.Need{Audience: only}, Statement: "canary need"})
	case 1, 2:
		add(meeting.AddNote{Item: table.Items[w.rand.IntN(3)], Audience: only, Text: "canary note"})
	case 3:
		add(meeting.ProposeDecision{Meeting: table.Meeting, Wording: "canary decision", Audience: only})
	case 4:
		sitter.Does(meeting.RaiseConcern{Text: "canary concern", Rung: "canary", WhyNot: "canary"})
	case 5:
		sitter.Does(meeting.SetReach{Reach: meeting.Reach{Member: table.Member(p), Kind: meeting.ReachPhone, Text: "canary 0123", Audience: only}})
	case 6:
		sitter.Does(meeting.SetBasis{Basis: meeting.Basis{Agency: sitter.View().Me.Agency, Basis: "canary", Reason: "canary", Since: "2026-01-01", Audience: only}})
	default:
		if len(w.hidden) == 0 {
			return
		}
		id := w.hidden[w.rand.IntN(len(w.hidden))]
		v := sitter.View()
		switch {
		case v.Note(id) != nil:
			sitter.Types(meeting.Field{ID: id, Part: meeting.Aside}, " canary")
			sitter.Point(meeting.Pointer{Meeting: table.Meeting, Pane: "canary", Entry: id, Field: meeting.Field{ID: id, Part: meeting.Aside}})
		case v.Need(id) != nil && w.rand.IntN(2) == 0:
			add(meeting.AddAction{Action: meeting.Action{Under: id}, What: "canary action"})
		case v.Need(id) != nil:
			sitter.Types(meeting.Field{ID: id, Part: meeting.Statement}, " canary")
			sitter.Point(meeting.Pointer{Meeting: table.Meeting, Pane: "canary", Entry: id})
		case v.Action(id) != nil:
			sitter.Does(meeting.ToggleAction{Action: id})
		}
	}
}

// plain does the same at both tables.
func (w *twins) plain() {
	who := []meeting.PersonID{meetingtest.Sara, meetingtest.Ben, meetingtest.Nia}[w.rand.IntN(3)]
	switch w.rand.IntN(6) {
	case 0:
		ids := w.does(true, who, func(int) meeting.Command { return meeting.AddNeed{Statement: "Sleep"} })
		for i := range w.open {
			w.open[i] = append(w.open[i], ids[i])
		}
	case 1:
		w.does(true, who, func(i int) meeting.Command {
			return meeting.AddPassage{Item: w.tables[i].Items[0], Text: "Said by " + string(who)}
		})
	case 2:
		if n := len(w.open[0]); n > 0 {
			k := w.rand.IntN(n)
			w.does(true, who, func(i int) meeting.Command {
				return meeting.AddAction{Action: meeting.Action{Under: w.open[i][k], Due: "2026-12-24"}, What: "Ring"}
			})
		}
	case 3:
		item := w.rand.IntN(3)
		w.does(true, meetingtest.Ben, func(i int) meeting.Command { return meeting.GoToItem{Item: w.tables[i].Items[item]} })
	case 4:
		w.does(true, who, func(i int) meeting.Command {
			return meeting.ProposeDecision{Meeting: w.tables[i].Meeting, Wording: "A walk"}
		})
	case 5:
		w.does(true, meetingtest.Ben, func(i int) meeting.Command { return meeting.PauseMeeting{Meeting: w.tables[i].Meeting, Paused: true} })
	}
}

// seen is everything that a viewer can be shown, as bytes, without the numbers that nobody is shown.
func (w *twins) seen(i int, p meeting.PersonID) string {
	var out strings.Builder
	s := w.people[i][p]
	u := s.Newest()
	home, err := w.tables[i].Hub.Home(w.t.Context(), s.Who, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	fmt.Fprintf(&out, "revs %d %d, saved %+v\n", u.Rev, home.Rev, u.Saved)
	for _, h := range u.Presence.Here {
		fmt.Fprintf(&out, "here %s %v %q %v %v\n", u.View.NameOf(h.Member), h.Shared, h.Pane, h.Entry != 0, h.Typed)
	}
	for _, k := range u.View.Checks(w.tables[i].Meeting) {
		fmt.Fprintf(&out, "check %s %s\n", k.Kind, k.Text)
	}
	fmt.Fprintf(&out, "%d concerns, %d notes, %d reaches, %d bases, %d expiries\n",
		len(u.View.Concerns), len(u.View.Notes), len(u.View.Reaches), len(u.View.Bases), len(u.View.Expiring("2030-01-01")))
	facts, err := minutes.OfMeeting(u.View, w.tables[i].Meeting, minutes.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	whole, err := minutes.OfMeeting(u.View, w.tables[i].Meeting, minutes.Options{Whole: true})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, paper := range []minutes.Paper{facts, whole, minutes.OfPlan(u.View, minutes.Options{}), minutes.OfRecord(u.View, minutes.Options{Whole: true})} {
		for _, f := range []minutes.Format{minutes.Markdown, minutes.Text, minutes.HTML, minutes.JSON} {
			if err := minutes.Write(&out, paper, f); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	return out.String()
}

// TestNothingTellsOfWhatIsHidden: with and without needs, actions, decisions, notes, contact details, grounds and concerns that they may not
// see, the family's screens move as often, show the same and print the same, byte for byte.
func TestNothingTellsOfWhatIsHidden(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := &twins{t: t, rand: rand.New(rand.NewPCG(seed, 4))}
			cast := []meeting.PersonID{meetingtest.Sara, meetingtest.Ben, meetingtest.Tess, meetingtest.Nia, meetingtest.Sam}
			for i := range w.tables {
				w.tables[i] = meetingtest.New(t)
				w.people[i] = map[meeting.PersonID]*meetingtest.Sitter{}
				for k, s := range w.tables[i].Come(cast...) {
					w.people[i][cast[k]] = s
				}
				w.tables[i].Opens()
			}
			for step := range 60 {
				if w.rand.IntN(3) == 0 {
					w.plain()
				} else {
					w.secret()
				}
				for i := range w.tables {
					w.tables[i].Passes(3 * time.Second)
				}
				for _, p := range []meeting.PersonID{meetingtest.Nia, meetingtest.Sam} {
					got, want := w.seen(0, p), w.seen(1, p)
					if got != want {
						n := 0
						for n < min(len(got), len(want)) && got[n] == want[n] {
							n++
						}
						t.Fatalf("step %d: %s is shown\n…%s\nwant\n…%s", step, p, got[max(0, n-200):min(len(got), n+200)], want[max(0, n-200):min(len(want), n+200)])
					}
					if strings.Contains(got, "canary") {
						t.Fatalf("step %d: %s reads what is hidden", step, p)
					}
				}
			}
			if v := w.people[0][meetingtest.Sara].View(); len(w.hidden) < 5 || len(v.Plan) == 0 {
				t.Errorf("only %d entries were hidden", len(w.hidden))
			}
		})
	}
}
