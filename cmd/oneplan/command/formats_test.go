package command_test

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

// TestListsAsCSV: a list for spreadsheets has a row for each line of the list for machines, with the same names and words, and runs nothing.
func TestListsAsCSV(t *testing.T) {
	d := newDesk(t)
	d.Opens()
	sara := d.Sit(meetingtest.Sara)
	need := sara.Does(meeting.AddNeed{Statement: "Sleep"}).Added()
	for _, words := range []string{"=HYPERLINK(\"http://example.org\")", "-2, +3; \"four\"", "Ring\nthe clinic", "Plain words, łąka 静"} {
		sara.Does(meeting.AddAction{Action: meeting.Action{Under: need, Due: "2026-12-01", Status: meeting.Blocked}, What: words},
			meeting.AddEntry{Entry: &meeting.Wait{Service: words, ReferredOn: "2026-01-01"}},
			meeting.AddEntry{Entry: &meeting.Appointment{What: words, At: meetingtest.Start.AddDate(0, 0, 3), Place: words}})
	}
	for _, list := range []string{
		"actions", "waits", "calendar", "timeline sunflower", "reminders", "blocked", "record list", "meeting list", "audit sunflower",
	} {
		var want []map[string]any
		if err := json.Unmarshal([]byte(d.done("sara", list+" --format json")), &want); err != nil {
			t.Fatal(err)
		}
		said := d.done("sara", list+" --format csv")
		if strings.Count(said, "\n") != strings.Count(said, "\r\n") {
			t.Errorf("%s: not every line ends in CRLF: %q", list, said)
		}
		rows, err := csv.NewReader(strings.NewReader(said)).ReadAll()
		if err != nil || len(rows) < 2 {
			t.Fatalf("%s: %v in %q", list, err, said)
		}
		if list == "audit sunflower" { // which has the asking itself in it
			want = append(want, want[len(want)-1])
		}
		if len(rows) != len(want)+1 {
			t.Fatalf("%s: %d rows of %d", list, len(rows)-1, len(want))
		}
		at := slices.Index(rows[0], "name")
		for i, x := range want {
			name, _ := x["name"].(string)
			if got := rows[i+1][at]; got != name && (got != "'"+name || !strings.ContainsAny(name[:1], "=+-@")) || strings.ContainsAny(got[:1], "=+-@") {
				t.Errorf("%s: row %d is about %q, want %q", list, i, got, name)
			}
		}
	}
	if out := d.done("sara", "audit sunflower"); !strings.Contains(out, "took a copy of waits, csv") {
		t.Errorf("a copy leaves no trace:\n%s", out)
	}
}

// TestCalendarForPrograms: what a calendar program gets is what the list shows, and the same thing has the same name the next time.
func TestCalendarForPrograms(t *testing.T) {
	d := newDesk(t)
	sara := d.Sit(meetingtest.Sara)
	sara.Does(meeting.AddEntry{Entry: &meeting.Appointment{What: "Dentist, \\ and; more", At: meetingtest.Start.AddDate(0, 0, 3), Minutes: 30, Place: "Town\r\nATTENDEE:mailto:x@example.org"}})
	sara.Does(meeting.AddEntry{Entry: &meeting.Wait{Service: "Sleep clinic", ReferredOn: "2026-01-01", Expected: "2026-12-11"}})
	said := d.done("nia", "calendar --format ics")
	for _, s := range []string{
		"BEGIN:VCALENDAR\r\n", "SUMMARY:Dentist\\, \\\\ and\\; more\r\n", "LOCATION:Town ATTENDEE:mailto:x@example.org\r\n", "DTSTART;VALUE=DATE:20261211\r\n",
		"SUMMARY:Review meeting\r\n", "CLASS:PRIVATE\r\n",
	} {
		if !strings.Contains(said, s) {
			t.Errorf("%q is not in\n%s", s, said)
		}
	}
	if n := strings.Count(said, "BEGIN:VEVENT"); n != 3 {
		t.Errorf("there are %d events", n)
	}
	uids := func(s string) (out []string) {
		for _, l := range strings.Split(s, "\r\n") {
			if strings.HasPrefix(l, "UID:") {
				out = append(out, l)
			}
		}
		slices.Sort(out)
		return out
	}
	if first, again := uids(said), uids(d.done("sara", "calendar --format ics")); !slices.Equal(first, again) || len(slices.Compact(slices.Clone(first))) != 3 {
		t.Errorf("the names are %q, and the next time %q", first, again)
	}
}

// TestCalendarsAreStable: a calendar file is the same bytes for as long as its reader sees the same, says when each thing changed last, and has no child's name.
func TestCalendarsAreStable(t *testing.T) {
	d := newDesk(t)
	sara := d.Sit(meetingtest.Sara)
	tea := meeting.AddAction{Action: meeting.Action{Due: "2026-12-01"}, What: "Ask Sam's teacher, Mr Marsh, about SAM"}
	sara.Does(tea, meeting.AddAction{What: "No day yet"})
	sara.Does(meeting.AddEntry{Entry: &meeting.Appointment{What: "Sam at the dentist", Place: "at Sam’s", At: meetingtest.Start.AddDate(0, 0, 3)}})
	stamp := func(s, uid string) string {
		_, s, _ = strings.Cut(s, "\r\nUID:"+uid)
		_, s, _ = strings.Cut(s, "\r\nDTSTAMP:")
		s, _, _ = strings.Cut(s, "\r\n")
		return s
	}
	for _, line := range []string{"calendar --format ics", "actions --format ics"} {
		first := d.done("nia", line)
		if strings.Contains(strings.ToLower(first), "sam") || strings.Contains(first, "Marsh") || !strings.Contains(first, "SUMMARY:Ask …'s teacher\\, Mr …\\, about …\r\n") {
			t.Errorf("%s names a child, or more is left out:\n%s", line, first)
		}
		if strings.Contains(first, "METHOD") || strings.Contains(first, "No day yet") {
			t.Errorf("%s asks something of its reader, or has what has no day:\n%s", line, first)
		}
		d.Clock.Advance(3 * time.Hour) // not to the next day, on which the calendar begins later
		sara.Does(meeting.AddAction{Action: meeting.Action{Due: "2026-12-02", Audience: meeting.Practitioners}, What: "Hidden"})
		again := d.done("nia", line)
		if again != first {
			t.Errorf("%s is another file, although nothing changed that its reader sees:\n%s\n%s", line, first, again)
		}
		action := *sara.View().Actions()[0]
		action.Due = action.Due.Add(1)
		sara.Does(meeting.SetAction{Action: action})
		later := d.done("nia", line)
		if a, b := stamp(first, "action."), stamp(later, "action."); a == "" || a >= b || stamp(first, "appointment.") != stamp(later, "appointment.") {
			t.Errorf("%s: an action that changed has the stamp %q, and %q before", line, b, a)
		}
	}
}
