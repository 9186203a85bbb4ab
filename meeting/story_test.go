package meeting_test

import (
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
)

func TestNumbersAreChecked(t *testing.T) {
	for in, want := range map[string]string{
		"943 476 5919": "9434765919", "943-476-5919": "9434765919", "9434765919": "9434765919", "401 023 2137": "4010232137",
		"943 476 5918": "", "943 476 591": "", "": "", "943 476 5919 0": "", "٩٤٣٤٧٦٥٩١٩": "", "1234567890": "", "abc": "",
	} {
		if got, err := meeting.ParseNHSNumber(in); got != want || (err == nil) != (want != "") {
			t.Errorf("NHS number %q: %q, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		"H801200001001": "H801200001001", "h801200001001": "H801200001001", "A801200001001": "", "H80120000100": "",
		"I801200001001": "", "H8012000010012": "", "": "", "H80120000100é": "",
	} {
		if got, err := meeting.ParseUPN(in); got != want || (err == nil) != (want != "") {
			t.Errorf("UPN %q: %q, %v", in, got, err)
		}
	}
}

// TestEveryWrongDigitIsFound: both checks find any one character that is wrong.
func TestEveryWrongDigitIsFound(t *testing.T) {
	for good, parse := range map[string]func(string) (string, error){"9434765919": meeting.ParseNHSNumber, "H801200001001": meeting.ParseUPN} {
		if _, err := parse(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
		for i := range good {
			for _, c := range "0123456789" {
				if bad := good[:i] + string(c) + good[i+1:]; bad != good {
					if _, err := parse(bad); err == nil {
						t.Errorf("%s passes for %s", bad, good)
					}
				}
			}
		}
	}
}

func TestStory(t *testing.T) {
	d := deskAt(t, preparing)
	sam := d.state().Children[0].ID
	id := d.do(keyworker, meeting.AddEntry{Entry: &meeting.Detail{Head: meeting.Head{About: sam}, Kind: meeting.UPN, Value: " h801200001001 "}})
	if x := d.view(parent).Entry(id).(*meeting.Detail); x.Value != "H801200001001" || x.By != d.who[keyworker] || x.Added.IsZero() {
		t.Errorf("kept as %+v", x)
	}
	d.refused(meeting.Invalid, keyworker, meeting.AddEntry{Entry: &meeting.Detail{Kind: meeting.NHSNumber, Value: "943 476 5918"}})
	d.refused(meeting.Invalid, keyworker, meeting.AddEntry{Entry: &meeting.Detail{Kind: meeting.Address}})
	d.refused(meeting.Invalid, keyworker, meeting.AddEntry{Entry: &meeting.Detail{Head: meeting.Head{About: 9999}, Kind: meeting.Address, Value: "x"}})
	d.refused(meeting.Invalid, keyworker, meeting.AddEntry{Entry: &meeting.Detail{Kind: meeting.Address, Value: "x"}, Words: map[meeting.Part]string{meeting.Remarks: "x"}})
	for _, e := range []meeting.Entry{nil, (*meeting.Wait)(nil), &meeting.Tenure{}, &meeting.Closing{}, &meeting.Question{}, &meeting.Handover{}} {
		d.refused(meeting.Invalid, keyworker, meeting.AddEntry{Entry: e})
		d.refused(meeting.Invalid, keyworker, meeting.SetEntry{Entry: e})
	}

	// An address that one parent may not see is nowhere in what they see.
	if x := d.view(practitioner).DetailsOf(0); len(x) != 0 {
		t.Errorf("the practitioner sees %v", x)
	}
	if x := d.view(parent).DetailsOf(0); len(x) != 1 || x[0].Value != "7 Willow Lane" {
		t.Errorf("the parent sees %v", x)
	}
	if got := dump(d.view(practitioner), lastID(d.state())); strings.Contains(got, "Willow") {
		t.Error("an address shows to somebody whom it is kept from")
	}

	// The child's and the family's words are changed by whoever said them.
	matters := d.of(sam, meeting.Matters)
	d.refused(meeting.Forbidden, practitioner, d.cut(practitioner, matters, 0, 5))
	d.refused(meeting.Forbidden, child, d.cut(child, matters, 0, 5))
	d.do(practitioner, d.edit(practitioner, matters, ". And trains"))
	d.do(parent, d.cut(parent, matters, 0, 3))
	if got := d.view(practitioner).Text(matters).String(); got != "own words. And trains" {
		t.Errorf("written: %q", got)
	}
	d.refused(meeting.NotFound, parent, d.edit(parent, d.of(d.need, meeting.Matters), "x"))
	d.do(parent, d.edit(parent, d.of(0, meeting.WorkWithUs), "Ring after six"))

	circle := d.view(parent).Circle()
	if circle[0].Agency != meeting.FamilyAgency || len(circle[0].Members) == 0 || len(circle) < 3 {
		t.Errorf("the circle is %v", circle)
	}
	for _, a := range circle {
		for _, m := range a.Members {
			if m.ID == d.who[gone] || m.Guest != 0 || m.Agency != a.Agency {
				t.Errorf("%s stands in the circle, at %s", m.Name, a.Agency)
			}
		}
	}
}

func TestWaits(t *testing.T) {
	d := deskAt(t, preparing)
	x := facts[meeting.Wait](d, "wait")
	v := d.view(parent)
	if x.Days("2026-11-24") != 146 || v.TargetOf(&x) != 126 || !v.Over(&x, "2026-11-24") || v.Over(&x, "2026-11-01") {
		t.Errorf("waits for %d days of %d", x.Days("2026-11-24"), v.TargetOf(&x))
	}
	x.Target = 200
	d.do(practitioner, meeting.SetEntry{Entry: &x})
	d.refused(meeting.Stale, practitioner, meeting.SetEntry{Entry: &x})
	x = facts[meeting.Wait](d, "wait")
	if d.view(parent).Over(&x, "2026-11-24") || x.By != d.who[keyworker] {
		t.Error("the service's own target does not count")
	}
	for name, change := range map[string]func(*meeting.Wait){
		"seen before":   func(x *meeting.Wait) { x.SeenOn = "2026-06-30" },
		"ended before":  func(x *meeting.Wait) { x.EndedOn, x.Ended = "2026-06-30", "moved" },
		"both":          func(x *meeting.Wait) { x.SeenOn, x.EndedOn, x.Ended = "2026-08-01", "2026-08-01", "moved" },
		"ended why":     func(x *meeting.Wait) { x.EndedOn = "2026-08-01" },
		"no date":       func(x *meeting.Wait) { x.Expected = "soon" },
		"far":           func(x *meeting.Wait) { x.Expected = "9999-01-01" },
		"who has gone":  func(x *meeting.Wait) { x.ReferredBy = d.who[gone] },
		"no service":    func(x *meeting.Wait) { x.Service = " " },
		"a bad agency":  func(x *meeting.Wait) { x.Agency = "a,b" },
		"a long target": func(x *meeting.Wait) { x.Target = 1 << 40 },
	} {
		c := x
		change(&c)
		if _, err := d.r.Decide(d.authority(practitioner), meeting.SetEntry{Entry: &c}); meeting.CodeOf(err) != meeting.Invalid && meeting.CodeOf(err) != meeting.NotFound {
			t.Errorf("%s: got %v", name, err)
		}
	}
	x.SeenOn = "2026-11-20"
	d.do(practitioner, meeting.SetEntry{Entry: &x})
	if x = facts[meeting.Wait](d, "wait"); x.Open() || x.Days("2027-01-01") != 142 {
		t.Errorf("seen, it still waits: %d days", x.Days("2027-01-01"))
	}

	// A hidden one is not there: not to read, change, remove, write in or take as another kind.
	hidden := facts[meeting.Wait](d, "hidden wait")
	d.refused(meeting.NotFound, parent, meeting.SetEntry{Entry: &hidden})
	d.refused(meeting.NotFound, parent, meeting.RemoveEntry{ID: hidden.ID})
	d.refused(meeting.NotFound, parent, d.edit(parent, d.of(hidden.ID, meeting.Remarks), "x"))
	d.refused(meeting.NotFound, parent, meeting.SetAudience{Entry: hidden.ID, Was: meeting.Practitioners})
	d.refused(meeting.NotFound, keyworker, meeting.SetEntry{Entry: &meeting.Contact{Head: hidden.Head, How: meeting.Call}})
	d.refused(meeting.NotFound, keyworker, d.edit(keyworker, d.of(hidden.ID, meeting.Promised), "x"))

	// Undone and redone, it is as before, its words too.
	d.do(practitioner, meeting.UndoEntry{})
	if y := facts[meeting.Wait](d, "wait"); !y.Open() {
		t.Error("undone, it is still seen")
	}
	d.do(practitioner, meeting.UndoEntry{Redo: true})
	d.do(practitioner, meeting.RemoveEntry{ID: x.ID})
	if d.view(parent).Entry(x.ID) != nil || d.view(parent).SeesField(d.of(x.ID, meeting.Remarks)) {
		t.Error("taken out, it shows")
	}
	d.do(practitioner, meeting.UndoEntry{})
	if y := facts[meeting.Wait](d, "wait"); y.SeenOn != "2026-11-20" || d.view(parent).Text(d.of(x.ID, meeting.Remarks)).String() != "Rang twice" {
		t.Errorf("brought back as %+v", y)
	}
	d.do(keyworker, meeting.SetEntry{Entry: func() meeting.Entry { y := facts[meeting.Wait](d, "wait"); y.For = "nights"; return &y }()})
	d.refused(meeting.Stale, practitioner, meeting.UndoEntry{})

	// Narrowed, its past is gone with it.
	before := d.seq
	d.do(keyworker, meeting.SetAudience{Entry: x.ID, Audience: meeting.Practitioners})
	if v := d.view(parent); v.Entry(x.ID) != nil || v.SeesAt(x.ID, before) || v.SeesFieldAt(d.of(x.ID, meeting.Remarks), before) || v.Sees(x.ID) {
		t.Error("narrowed, its past still shows")
	}
	if v := d.view(practitioner); !v.SeesAt(x.ID, before) || !v.SeesFieldAt(d.of(x.ID, meeting.Remarks), before) {
		t.Error("narrowed, it is hidden from those it is for")
	}
}

func TestASecondAssessmentIsFlaggedBeforeItIsBooked(t *testing.T) {
	d := deskAt(t, preparing)
	child := d.state().Children[0].ID
	about := meeting.Head{About: child}
	v := d.view(parent)
	for _, c := range []struct {
		kind  string
		about meeting.ID
		day   meeting.Day
		found bool
	}{
		{"hearing", child, "2026-12-01", true},
		{" HEARING ", child, "2027-03-31", true},
		{"hearing", child, "2027-04-01", false},
		{"hearing", child, "2026-04-02", true},
		{"hearing", d.state().Children[1].ID, "2026-12-01", false},
		{"sight", child, "2026-12-01", false},
		{"hearing", child, "", false},
	} {
		if got := v.Earlier(c.kind, c.about, c.day, 0); (got != nil) != c.found {
			t.Errorf("%s on %s: %v", c.kind, c.day, got)
		}
	}
	again := meeting.Assessment{Head: about, Kind: "Hearing", Day: "2026-12-10"}
	_, err := d.r.Decide(d.authority(practitioner), meeting.AddEntry{Entry: &again})
	if meeting.CodeOf(err) != meeting.Invalid || !strings.Contains(err.Error(), "Thu 1 Oct 2026") || !strings.Contains(err.Error(), "share that one") {
		t.Errorf("booked again: %v", err)
	}
	again.Again = "it got worse"
	id := d.do(practitioner, meeting.AddEntry{Entry: &again})
	x := *d.view(parent).Entry(id).(*meeting.Assessment)
	x.Share = []meeting.AgencyID{"school", "health", "school"}
	d.do(practitioner, meeting.SetEntry{Entry: &x})
	if y := d.view(parent).Entry(id).(*meeting.Assessment); len(y.Share) != 2 {
		t.Errorf("shared with %v", y.Share)
	}
	// One that somebody may not see does not show in a refusal.
	d.do(practitioner, meeting.AddEntry{Entry: &meeting.Assessment{Head: meeting.Head{About: child, Audience: meeting.Practitioners}, Kind: "attachment"}})
	d.do(parent, meeting.AddEntry{Entry: &meeting.Assessment{Head: about, Kind: "attachment"}})
}

func TestCalendar(t *testing.T) {
	d := deskAt(t, preparing)
	at := func(day, hour int) time.Time { return time.Date(2026, 12, day, hour, 0, 0, 0, time.UTC) }
	add := func(what string, when time.Time, minutes int, place string) meeting.ID {
		return d.do(practitioner, meeting.AddEntry{Entry: &meeting.Appointment{What: what, At: when, Minutes: minutes, Place: place}})
	}
	a := add("Eyes", at(8, 10), 60, "Northtown")
	b := add("Ears", at(8, 10), 0, "Southtown")
	add("Teeth", at(8, 11), 0, "Southtown")
	c := add("Feet", at(10, 9), 30, "Easttown")
	add("Later", at(15, 9), 30, "Easttown")
	hidden := d.do(practitioner, meeting.AddEntry{Entry: &meeting.Appointment{Head: meeting.Head{Audience: meeting.Practitioners}, What: "canary", At: at(8, 10), Place: "x"}})
	v := d.view(parent)
	cal := v.Calendar("2026-12-01", "2026-12-31", time.UTC)
	kinds := map[string]int{}
	for i, x := range cal {
		kinds[x.Kind]++
		if x.Entry == hidden || x.What == "canary" {
			t.Error("a hidden appointment shows")
		}
		if i > 0 && (x.Day < cal[i-1].Day || x.Day == cal[i-1].Day && x.At.Before(cal[i-1].At)) {
			t.Errorf("%v after %v", x, cal[i-1])
		}
	}
	if kinds["appointment"] != 5 || kinds["action"] == 0 || kinds["promise"] != 1 {
		t.Errorf("the calendar has %v", kinds)
	}
	clashes := meeting.Clashes(cal)
	if len(clashes) != 1 || clashes[0][0].Entry != a || clashes[0][1].Entry != b {
		t.Errorf("clashes: %v", clashes)
	}
	clusters := meeting.Clusters(cal)
	if len(clusters) != 1 || len(clusters[0]) != 4 || clusters[0][3].Entry != c {
		t.Errorf("clusters: %v", clusters)
	}
	all := v.Calendar("", "", time.UTC)
	for _, kind := range []string{"meeting", "assessment", "plan review", "change", "reply", "escalation", "stage"} {
		found := false
		for _, x := range all {
			found = found || x.Kind == kind
		}
		if !found {
			t.Errorf("no %s in the calendar", kind)
		}
	}
}
