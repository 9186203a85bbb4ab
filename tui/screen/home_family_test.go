package screen

import (
	"errors"
	"testing"
	"time"

	"oneplan/meeting"
)

// homeSeat is somebody at home, whose screen is drawn like any other.
func (h *table) home(who meeting.PersonID, w, height int) (*seat, *Home) {
	h.t.Helper()
	s := h.sit(who)
	h.seats = h.seats[:len(h.seats)-1] // home is told by hand
	s.w, s.h2 = w, height
	home := NewHome()
	h.tells(s, home)
	s.front = homeFront{home}
	return s, home
}

// tells gives a home what there is now.
func (h *table) tells(s *seat, home *Home) {
	v := h.view(s.who)
	home.Set(s.env, meeting.Home{Rev: meeting.Rev(h.seq), Me: meeting.Account{ID: s.who, Agency: v.Me.Agency}, Records: []meeting.HomeRecord{{View: v}}})
}

// homeFront lets a seat have home in front.
type homeFront struct{ *Home }

func (homeFront) Set(*Env, meeting.Update) []Action { return nil }

// TestFamilyHome tells a parent what happens next, what others do, where to ask, their own words and who looked.
func TestFamilyHome(t *testing.T) {
	h := newTable(t)
	child := h.rec.State().Children[0].ID
	about := meeting.Head{About: child}
	h.tell("priya", meeting.AddEntry{Entry: &meeting.Appointment{Head: about, What: "Eye clinic", At: h.now.AddDate(0, 0, 7), With: []meeting.ID{h.sara}}})
	h.tell("priya", meeting.AddEntry{Entry: &meeting.Wait{Head: about, Service: "Sleep clinic", ReferredOn: "2026-06-01", Expected: "2026-12-15"}})
	h.tell("priya", meeting.AddEntry{Entry: &meeting.Wait{Head: meeting.Head{About: child, Audience: meeting.Practitioners}, Service: "Night nursing", ReferredOn: "2026-06-01", Expected: "2026-12-16"}})
	h.tell("priya", meeting.AddEntry{Entry: &meeting.Contact{Head: about, Day: "2026-11-20", How: meeting.HomeVisit, PromiseDue: "2026-11-27"}, Words: map[meeting.Part]string{meeting.Promised: "Ring the clinic"}})
	h.tell("sara", meeting.AskQuestion{Words: "Can Gran come?"})
	s, home := h.home("sara", 80, 34)
	s.shows("What happens next", "Promised: Ring the clinic", "Priya", "Eye clinic", "you", "Sleep clinic is to see Sam", "What others do", "Refer to the sleep clinic", "Dr Osei",
		"was due 14 Nov", "Ask Priya", "This is not for emergencies", "ring 999", "“Can Gran come?”", "In Sam's own words", "Who looked at all this")
	s.hides("Night nursing", "late", "escalation", "Look at this first")

	open := func(what string) (OpenRecord, string) {
		t.Helper()
		for i, row := range home.rows {
			if row.what == what {
				home.at = i
				acts := home.open(s.env)
				o, ok := acts[0].(OpenRecord)
				if !ok {
					t.Fatalf("%s: ⏎ does %v", what, acts)
				}
				return o, s.env.First
			}
		}
		t.Fatalf("no row says %q", what)
		return OpenRecord{}, ""
	}
	if o, first := open("Ask Priya"); o.Record != "sunflower" || first != firstAsk {
		t.Errorf("asking opens %v first %q", o, first)
	}
	sara := h.sit("sara")
	sara.env.First = firstAsk
	rec, acts := NewRecord(sara.env, "sunflower", 0, sara.update())
	sara.front, sara.room = rec, rec.desk
	sara.do(acts)
	sara.shows("Ask my keyworker", "not for emergencies")
	sara.write("And my sister?")
	sara.press("ctrl+s")
	sara.shows("And my sister?", "Priya is to answer by")
	if sara.env.First != "" {
		t.Error("the next record would open with a question")
	}

	if o, _ := open("In Sam's own words"); o.Entry != child {
		t.Errorf("the words open %v", o)
	}
	words := h.read("sara", child)
	words.shows("About Sam", "⏎ write here")
	words.press("enter")
	words.write("My dog.")
	if got := h.words(child, meeting.Matters); got != "My dog." {
		t.Errorf("what matters is %q", got)
	}
	h.tells(s, home)
	s.shows("My dog.")

	if _, first := open("Who looked at all this"); first != firstLooks {
		t.Errorf("who looked opens first %q", first)
	}
}

// TestWhoLooked tells the family in plain words who looked, and nobody whose it is not to know.
func TestWhoLooked(t *testing.T) {
	h := newTable(t)
	s := h.read("sara", 0)
	s.press("l")
	s.shows("Who looked", "One moment")
	var ask Recall
	for _, a := range s.acts {
		if r, ok := a.(Recall); ok && r.Looks {
			ask = r
		}
	}
	if ask.Tag == nil {
		t.Fatal("nothing was asked for")
	}
	at := h.now.Add(-26 * time.Hour)
	s.do(s.front.(*Record).Recalled(s.env, Recalled{Recall: ask, Looked: []Looked{
		{Look: meeting.Look{At: at, About: "the plan", Person: "tom", Kind: meeting.LookExported}, Who: "Tom", Of: "School"},
		{Look: meeting.Look{At: h.now, Person: "sara", Kind: meeting.LookOpened}, Who: "Sara", Of: "Family"},
	}}))
	s.shows("Tom took a copy of the plan", "School", "You opened the record", "Ask Priya about what you did not expect")
	s.do(s.front.(*Record).Recalled(s.env, Recalled{Recall: ask, Err: errors.New("The list cannot be trusted.")}))
	s.shows("The list cannot be trusted.")
	s.press("esc")
	tom := h.read("tom", 0)
	tom.press("7", "l")
	tom.hides("Who looked  at")
}

// TestDoneFromHome notes an action as done from home, with a note.
func TestDoneFromHome(t *testing.T) {
	h := newTable(t)
	s, home := h.home("jo", 80, 24)
	s.shows("My actions", "1 was due", "Blackout blinds")
	for i, row := range home.rows {
		if row.todo {
			home.at = i
			break
		}
	}
	s.press("x")
	s.shows("Done: Blackout blinds", "How it went")
	s.write("They hang since Friday.")
	s.press("esc")
	s.hides("How it went")
	s.press("x")
	s.shows("They hang since Friday.", "here again")
	s.press("ctrl+s")
	want := Finish{Record: "sunflower", Action: h.blinds, Note: "They hang since Friday."}
	if got := s.acts[len(s.acts)-1]; got != want {
		t.Fatalf("it did %v", got)
	}
	s.do(home.FinishSaid(errors.New("It is somebody else's.")))
	s.shows("It is somebody else's.", "They hang since Friday.")
	s.press("ctrl+s")
	cs := meeting.FinishAction(h.view("jo"), 90, want.Action, want.Note, false)
	if _, err := h.do("jo", 90, cs...); err != nil {
		t.Fatal(err)
	}
	s.do(home.FinishSaid(nil))
	h.tells(s, home)
	s.shows("“Blackout blinds” is done")
	if a := h.rec.State().Action(h.blinds); a.Status != meeting.Done || h.words(h.blinds, meeting.Progress) != want.Note {
		t.Errorf("the action is %s: %q", a.Status, h.words(h.blinds, meeting.Progress))
	}
}

// TestRemindersAtHome tells the keyworker everything to look at, and others what waits for them.
func TestRemindersAtHome(t *testing.T) {
	h := newTable(t)
	child := h.rec.State().Children[0].ID
	h.tell("priya", meeting.AddEntry{Entry: &meeting.Wait{Head: meeting.Head{About: child}, Service: "Sleep clinic", ReferredOn: "2026-06-01"}})
	h.tell("tom", meeting.AddEntry{Entry: &meeting.Contact{Head: meeting.Head{About: child}, Day: "2026-11-10", How: meeting.AtSchool, PromiseDue: "2026-11-20"}, Words: map[meeting.Part]string{meeting.Promised: "Ask about lunch"}})
	h.tell("priya", meeting.AddTransition{Transition: meeting.Transition{Head: meeting.Head{About: child}, Kind: meeting.ChangingSchool, Day: "2027-01-05"}})
	p, _ := h.home("priya", 80, 24)
	p.shows("Look at this first", "Sleep clinic has been waited for", "Tom promised", "nobody leads it")
	tom, home := h.home("tom", 80, 24)
	tom.shows("Look at this first", "Tom promised")
	tom.hides("Sleep clinic has been", "nobody leads it")
	home.at = home.firstRow()
	for home.rows[home.at].mark != "!" {
		home.step(1)
	}
	if o, ok := home.open(tom.env)[0].(OpenRecord); !ok || o.Entry != h.rec.State().Contacts[0].ID {
		t.Errorf("⏎ opens %v", o)
	}
	jo, _ := h.home("jo", 80, 24)
	jo.hides("Look at this first")
}
