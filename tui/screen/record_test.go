package screen

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
)

// read puts somebody in front of the record between meetings.
func (h *table) read(who meeting.PersonID, entry meeting.ID) *seat {
	h.t.Helper()
	s := h.sit(who)
	rec, acts := NewRecord(s.env, "sunflower", entry, s.update())
	s.front, s.room = rec, rec.desk
	s.do(acts)
	return s
}

func TestRecordTabs(t *testing.T) {
	h := newTable(t)
	p := h.read("priya", 0)
	p.shows("Sam · sunflower", "saved ✓", "5 Keyworker", "Priya is the keyworker")
	for i, words := range []string{
		"What matters to me", "Keep a sleep diary", "Waits", "Changes coming", "Contacts and promises", "everything · all agencies", "plan sunflower",
	} {
		p.press(itoa(i + 1))
		p.shows(words)
	}
	p.press("tab")
	p.shows("What matters to me")
	p.press("shift+tab")
	p.shows("plan sunflower")
	p.press("esc")
	if n := len(p.acts); n == 0 || p.acts[n-1] != (GoHome{}) {
		t.Errorf("esc did %v", p.acts)
	}
}

// TestAboutMe has two people write the same words where they stand.
func TestAboutMe(t *testing.T) {
	h := newTable(t)
	sara, p := h.read("sara", 0), h.read("priya", 0)
	p.press("1")
	sara.shows("About Sam", "What matters to me")
	sara.press("enter")
	p.press("enter")
	sara.write("My dog. ")
	p.write("And swimming.")
	child := h.rec.State().Children[0].ID
	if got := h.words(child, meeting.Matters); got != "My dog. \nAnd swimming." {
		t.Errorf("what matters is %q", got)
	}
	sara.shows("And swimming.", "Priya here too")
	sara.press("esc")
	sara.shows("And swimming.")
	sara.press("u")
	if got := h.words(child, meeting.Matters); strings.Contains(got, "My dog") || !strings.Contains(got, "swimming") {
		t.Errorf("undone it is %q", got)
	}
}

func TestWaits(t *testing.T) {
	h := newTable(t)
	p := h.read("priya", 0)
	p.press("3", "a", "enter")
	p.shows("New wait")
	p.write("Sleep clinic")
	p.press("ctrl+s")
	p.shows("Sleep clinic", "0 days, aim 126")
	if n := len(p.last.Waits); n != 1 || p.last.Waits[0].Service != "Sleep clinic" {
		t.Fatalf("the waits are %v", p.last.Waits)
	}
	p.press("enter")
	p.shows("Wait", "Referred on")
	p.press("esc")
	p.press("u")
	if n := len(p.last.Waits); n != 0 {
		t.Errorf("undone there are %d waits", n)
	}
	sara := h.read("sara", 0)
	sara.press("3")
	sara.hides("Sleep clinic ·")
}

// TestHandover goes through a handover as the new keyworker.
func TestHandover(t *testing.T) {
	h := newTable(t)
	id := h.tell("priya", meeting.BeginHandover{To: h.jo})
	jo := h.read("jo", 0)
	jo.shows("being handed over to you", "From Priya to Jo", "0 of ")
	jo.press("enter")
	jo.shows("Handover from Priya to Jo", "What matters", "take it on")
	jo.press("enter", "enter")
	if n := len(h.rec.State().Handovers[0].Accepted); n != 2 {
		t.Fatalf("%d items are taken on", n)
	}
	jo.shows("2 of ")
	jo.press("home", "enter") // and back
	if n := len(h.rec.State().Handovers[0].Accepted); n != 1 {
		t.Errorf("%d items are taken on after one was put back", n)
	}
	jo.press("f")
	jo.shows("that you have not taken on yet")
	priya := h.read("priya", id)
	priya.press("enter")
	priya.hides("take it on")
	for range 60 {
		if strings.Contains(priya.screen(), "write here") {
			break
		}
		priya.press("down")
	}
	priya.press("enter")
	priya.write("Ring Sara before eight.")
	if got := h.words(id, meeting.HandMatters); got != "Ring Sara before eight." {
		t.Errorf("beside what matters it says %q", got)
	}
	for range 40 {
		jo.press("A", "down")
	}
	jo.press("f")
	if h.rec.State().Handovers[0].DoneAt.IsZero() {
		t.Errorf("the handover is not done:\n%s", jo.screen())
	}
}

// TestSecondAssessment warns before the same is assessed twice, and offers the first one.
func TestSecondAssessment(t *testing.T) {
	h := newTable(t)
	child := h.rec.State().Children[0].ID
	h.tell("tom", meeting.AddEntry{Entry: &meeting.Assessment{Head: meeting.Head{About: child}, Kind: "hearing", Day: "2026-10-01", Who: "audiology"}})
	p := h.read("priya", 0)
	p.press("3", "a", "enter")
	p.write("Hearing")
	p.shows("The same was assessed on Thu 1 Oct by audiology", "ctrl+e")
	p.press("ctrl+s")
	p.shows("say why it is to be done again")
	p.press("ctrl+e")
	p.shows("Assessment", "May be shared")
	if n := len(p.last.Assessments); n != 1 {
		t.Errorf("there are %d assessments", n)
	}
}

// TestAskKeyworker has a parent ask and the keyworker answer, both live.
func TestAskKeyworker(t *testing.T) {
	h := newTable(t)
	sara := h.read("sara", 0)
	sara.press("5", "a")
	sara.shows("a question to the keyworker")
	sara.press("down", "enter")
	sara.shows("Ask my keyworker", "not for emergencies")
	sara.write("Can Gran come?")
	sara.press("ctrl+s")
	sara.shows("Can Gran come?", "Priya is to answer by")
	q := h.rec.State().Questions[0]
	p := h.read("priya", q.ID)
	p.press("enter")
	p.write("Yes.")
	p.press("tab", "right", "ctrl+s")
	if x := h.rec.State().Questions[0]; x.Open() {
		t.Errorf("the question is open still:\n%s", p.screen())
	}
	sara.shows("answered")
}

// TestPromise notes a contact with a promise and that it was kept.
func TestPromise(t *testing.T) {
	h := newTable(t)
	p := h.read("priya", 0)
	p.press("5", "a", "enter")
	p.shows("New contact")
	p.write("He slept well.")
	p.press("enter", "enter", "enter", "enter")
	p.write("Ring the clinic")
	p.press("ctrl+s")
	p.shows("He slept well.", "promised: Ring the clinic")
	p.press("x")
	p.shows("kept on")
	p.press("v")
	p.shows("Who sees “He slept well.”?")
	p.press("down", "enter")
	p.shows("Practitioners see")
	p.press("y")
	if c := h.rec.State().Contacts[0]; c.Audience != meeting.Practitioners {
		t.Errorf("the contact is for %q", c.Audience)
	}
	sara := h.read("sara", 0)
	sara.press("5")
	sara.hides("He slept well.")
}

// TestRecordOverRoom opens the record over a live room and goes back.
func TestRecordOverRoom(t *testing.T) {
	h := newTable(t)
	jo := h.sit("jo")
	jo.press("R")
	jo.shows("7 Papers", "What matters to me", "live")
	jo.press("2", "down", "esc")
	jo.hides("7 Papers")
	jo.shows("Notes")
}

// TestRecordSizes draws every tab at every size, for the family and for practitioners.
func TestRecordSizes(t *testing.T) {
	h := newTable(t)
	h.tell("priya", meeting.BeginHandover{To: h.jo})
	for _, who := range []meeting.PersonID{"sara", "jo"} {
		s := h.read(who, 0)
		for _, size := range [][2]int{{60, 16}, {80, 24}, {110, 34}, {200, 60}, {20, 5}} {
			s.w, s.h2 = size[0], size[1]
			for i := range tabNames {
				s.press(itoa(i+1), "end", "home")
				for _, row := range s.rows() {
					if n := len([]rune(row)); n > size[0] {
						t.Errorf("%s, tab %d, %v: a row is %d wide", who, i, size, n)
					}
				}
				if size[0] >= 60 {
					s.shows("saved ✓", "esc ")
				}
			}
		}
	}
}

var update = flag.Bool("update", false, "write what the record's screens show to testdata")

// TestRecordGolden holds the tabs to what they showed when somebody last looked at them.
func TestRecordGolden(t *testing.T) {
	h := newTable(t)
	child := h.rec.State().Children[0].ID
	about := meeting.Head{About: child}
	h.tell("priya", meeting.AddEntry{Entry: &meeting.Wait{Head: about, Service: "Sleep clinic", Agency: "health", ReferredOn: "2026-06-01", Expected: "2026-12-15"}})
	h.tell("priya", meeting.AddEntry{Entry: &meeting.Wait{Head: meeting.Head{About: child, Audience: meeting.Practitioners}, Service: "Night nursing", ReferredOn: "2026-10-01"}})
	h.tell("tom", meeting.AddEntry{Entry: &meeting.Assessment{Head: about, Kind: "hearing", Day: "2026-10-01", Who: "audiology"}})
	for i, place := range []string{"Northtown", "Hill Lane School", "Southtown"} {
		h.tell("priya", meeting.AddEntry{Entry: &meeting.Appointment{
			Head: about, What: []string{"Eye clinic", "Walking practice", "Dentist"}[i], Place: place, At: h.now.AddDate(0, 0, 7).Add(time.Duration(i) * 30 * time.Minute),
		}})
	}
	h.tell("priya", meeting.AddEntry{Entry: &meeting.Relation{Head: about, Name: "Rose", Is: "grandmother"}})
	h.tell("priya", meeting.AddEntry{Entry: &meeting.Contact{Head: about, Day: "2026-11-20", How: meeting.HomeVisit, PromiseDue: "2026-11-22"}, Words: map[meeting.Part]string{
		meeting.Remarks: "Four good nights.", meeting.Promised: "Ring the clinic",
	}})
	h.tell("priya", meeting.BeginHandover{To: h.jo})
	for _, c := range []struct {
		who  meeting.PersonID
		tab  int
		size [2]int
	}{
		{"sara", tabStory, [2]int{110, 34}},
		{"sara", tabStory, [2]int{60, 16}},
		{"sara", tabJoined, [2]int{80, 24}},
		{"priya", tabJoined, [2]int{110, 34}},
		{"priya", tabJoined, [2]int{60, 16}},
		{"priya", tabPathway, [2]int{80, 24}},
		{"jo", tabKeyworker, [2]int{80, 24}},
		{"jo", tabKeyworker, [2]int{200, 60}},
		{"jo", tabTimeline, [2]int{80, 24}},
		{"jo", tabPapers, [2]int{80, 24}},
	} {
		s := h.read(c.who, 0)
		s.w, s.h2 = c.size[0], c.size[1]
		s.press(itoa(c.tab + 1))
		h.seats = h.seats[:len(h.seats)-1] // the next one sits alone
		path := filepath.Join("testdata", fmt.Sprintf("record-%s-%s-%dx%d.golden", strings.ToLower(strings.ReplaceAll(string(tabNames[c.tab]), " ", "-")), c.who, s.w, s.h2))
		got := s.screen() + "\n"
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s has changed (go test -run %s -update, and look at it):\n%s", path, t.Name(), got)
		}
	}
}

// TestChangeAfterHandover offers whom the record is handed over to as the next keyworker, and nobody where nobody is.
func TestChangeAfterHandover(t *testing.T) {
	h := newTable(t)
	p := h.read("priya", 0)
	open := func() {
		p.press("5", "a")
		p.write("change of")
		p.press("enter")
	}
	open()
	p.shows("Change of keyworker", "nobody, for now", "Begin the handover before")
	p.press("esc")
	id := h.tell("priya", meeting.BeginHandover{To: h.jo})
	open()
	p.shows("Jo · social worker")
	p.hides("Begin the handover before")
	p.press("tab", "tab", "tab")
	p.write("today")
	p.press("ctrl+s")
	p.shows("The keyworker is changed", "keyworker Jo")
	jo := h.read("jo", id)
	jo.press("enter")
	for range 40 {
		jo.press("A", "down")
	}
	jo.press("f")
	jo.shows("The handover is done")
	jo.hides("is the keyworker until")
}
