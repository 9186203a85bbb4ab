package command_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

var paperNumber = regexp.MustCompile(`, paper [0-9A-Z-]{14}$`)

// looks returns what the audit has of a record, as "WHO KIND ABOUT", without the numbers of papers.
func (d *desk) looks(record string) []string {
	d.t.Helper()
	var out []string
	for l, err := range d.Log.Looks(d.t.Context(), record, 0) {
		if err != nil {
			d.t.Fatal(err)
		}
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", l.Person, l.Kind, paperNumber.ReplaceAllString(l.About, ""))))
	}
	return out
}

func (d *desk) looked(record string, want ...string) {
	d.t.Helper()
	if got := d.looks(record); strings.Join(got, "\n") != strings.Join(want, "\n") {
		d.t.Errorf("the looks at %q are\n  %s\nwant\n  %s", record, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestEveryCommandLeavesItsTrace(t *testing.T) {
	d := newDesk(t)
	d.done("ben", "record show sunflower")
	d.done("sara", "plan sunf --format json")
	d.done("ben", "actions")
	d.done("ben", "version") // says nothing of any record
	d.done("ben", "record history sunflower")
	d.looked("sunflower", "ben read record show", "sara exported the plan, json, for everyone", "ben read actions list", "ben looked back the record")
}

// TestACuriousColleagueLeavesATrace has somebody who is not on the team try a record's name and one that is none.
func TestACuriousColleagueLeavesATrace(t *testing.T) {
	d := newDesk(t)
	is := d.run(meetingtest.Ivy, "record show sunflower")
	isNot := d.run(meetingtest.Ivy, "record show sunflowe1")
	if is.exit != command.Failed || strings.ReplaceAll(is.err, "sunflower", "sunflowe1") != isNot.err || is.out+isNot.out != "" {
		t.Errorf("a record's name is told from others: %q, %q", is.err, isNot.err)
	}
	d.run(meetingtest.Ivy, "minutes sunflower-1")
	d.run(meetingtest.Ivy, "record history sunflower")
	if _, _, err := (command.Join{Meeting: "sunflower-1"}).Resolve(t.Context(), d.env(room.Identity{Person: meetingtest.Ivy}, nil, nil, nil)); meeting.CodeOf(err) != meeting.NotFound {
		t.Errorf("joining the meeting of others: %v", err)
	}
	d.looked("sunflower", "ivy refused record show", "ivy refused minutes show", "ivy refused record history", "ivy refused join")
	d.looked("", "ivy refused record show", "ivy refused record show", "ivy refused minutes show", "ivy refused record history", "ivy refused join")
}

// TestNothingIsAnsweredWithoutATrace breaks the audit.
func TestNothingIsAnsweredWithoutATrace(t *testing.T) {
	d := newDesk(t)
	d.Log.Break(meeting.ErrRefused)
	a := d.run("ben", "record show sunflower")
	if a.exit != command.Failed || a.out != "" || !strings.Contains(a.err, "try again") {
		t.Errorf("without an audit: %+v", a)
	}
	d.Log.Mend()
	d.done("ben", "record show sunflower")
}

func TestAudit(t *testing.T) {
	d := newDesk(t)
	d.done("ben", "minutes sunflower-1")
	d.run(meetingtest.Ivy, "record show sunflower")
	if out := d.done("nia", "audit sunflower"); !strings.Contains(out, "took a copy of minutes of sunflower-1, md, for everyone") || !strings.Contains(out, "was refused") {
		t.Errorf("the parent reads\n%s", out)
	}
	var lines []map[string]any
	if err := json.Unmarshal([]byte(d.done("nia", "audit sunflower --format json")), &lines); err != nil || len(lines) < 3 {
		t.Fatalf("%v: %v", err, lines)
	}
	if lines[0]["name"] == "" || lines[0]["status"] != "exported" {
		t.Errorf("the first look is %v", lines[0])
	}
	if a := d.run("tess", "audit sunflower"); a.exit != command.Failed || a.out != "" {
		t.Errorf("a practitioner who is not the keyworker reads who looked: %+v", a)
	}
	if a := d.run("nia", "audit sunflower --since 32 december"); a.exit != command.Usage {
		t.Errorf("a day that is none: %+v", a)
	}
}

// TestRefusedIsNotRead tries what may not be done, on a record of one's own and on none.
func TestRefusedIsNotRead(t *testing.T) {
	d := newDesk(t)
	d.run(meetingtest.Tess, "meeting close sunflower-1")
	d.run(meetingtest.Tess, "invite list --all")
	d.run(meetingtest.Tess, "people revoke Nia")
	d.run(meetingtest.Tess, "invite Zed Stone --record marigolds --role supporter")
	d.run(meetingtest.Tess, "figures")
	d.run(meetingtest.Tess, "audit sunflower")
	d.run(meetingtest.Tess, "audit")
	d.done(meetingtest.Tess, "record show sunflower")
	d.looked("sunflower", "tess refused meeting close", "tess refused audit", "tess read record show")
	for _, l := range d.looks("") {
		if strings.HasPrefix(l, "tess read") && l != "tess read record show" {
			t.Errorf("a refusal left %q", l)
		}
	}
	for _, want := range []string{"tess refused people revoke", "tess refused the figures of the service", "tess refused what happens in the service"} {
		if all := d.looks(""); !slices.Contains(all, want) {
			t.Errorf("%q is not in the trace:\n%s", want, strings.Join(all, "\n"))
		}
	}
}

// TestAuditOfTheService reads what happens in the service as a whole.
func TestAuditOfTheService(t *testing.T) {
	d := newDesk(t)
	manager := *d.Hub.Directory().Account(meetingtest.Ivy)
	manager.Manager = true
	d.Service(meeting.ServiceStream, meeting.SetPerson{Account: manager}, meeting.Arrive{Person: meetingtest.Nia, With: meeting.WithKey})
	d.run(meetingtest.Tess, "people revoke Nia")
	d.run(meetingtest.Ivy, "record show sunflower")
	d.done(meetingtest.Sara, "invite Joy Adams --record sunflower --role supporter")
	d.done(meetingtest.Ada, "settings set urgent 12")
	for _, who := range []meeting.PersonID{meetingtest.Ada, meetingtest.Ivy} {
		out := d.done(who, "audit")
		for _, want := range []string{"came in with a key", "was refused people revoke", "was refused record show", "invited", "changed the setting"} {
			if !strings.Contains(out, want) {
				t.Errorf("%s is not told of %q:\n%s", who, want, out)
			}
		}
		if strings.Contains(out, "sunflower") || who == meetingtest.Ivy && (strings.Contains(out, "Nia") || strings.Contains(out, "Joy")) {
			t.Errorf("%s is told more than they may know:\n%s", who, out)
		}
		if got := d.looks(""); got[len(got)-1] != string(who)+" read what happens in the service" {
			t.Errorf("the trace of it is %q", got[len(got)-1])
		}
	}
	d.wrong(meetingtest.Sara, "audit", command.Failed, "administrators and service managers")
	var all []map[string]any
	if err := json.Unmarshal([]byte(d.done(meetingtest.Ada, "audit --format json")), &all); err != nil || len(all) < 5 {
		t.Errorf("as JSON: %d, %v", len(all), err)
	}
}
