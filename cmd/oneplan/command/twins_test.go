package command_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// readings are every command that tells of a record, in every form.
func readings() []string {
	var out []string
	for _, f := range []string{"md", "txt", "html", "json"} {
		out = append(out, "minutes sunflower-1 --format "+f, "plan sunflower --format "+f, "handover sunflower --format "+f, "record show sunflower --format "+f)
	}
	for _, words := range []string{
		"record list", "record", "meeting list", "meeting list --record sunflower", "actions", "actions --all", "actions --mine", "actions --overdue", "actions --record sunflower",
		"calendar", "calendar --from 2026-01-01 --to 2027-12-31", "waits", "waits --over", "waits --all", "timeline sunflower", "timeline sunflower --kind contact",
		"timeline sunflower --agency school", "reminders", "blocked", "people", "people list", "invite list", "whoami", "agency list", "audit sunflower",
		"audit sunflower --since 2026-01-01", "record history sunflower --format text", "record history sunflower --since beginning --format text",
		"record history sunflower --since last-here --format text",
	} {
		out = append(out, words)
		switch name, _, _ := strings.Cut(words, " "); name {
		case "record", "meeting", "actions", "calendar", "waits", "timeline", "reminders", "blocked", "audit":
			if !strings.HasPrefix(words, "record history") {
				out = append(out, words+" --format csv")
			}
		}
		if !strings.Contains(words, "--format") {
			out = append(out, words+" --format json")
		} else {
			out = append(out, strings.Replace(words, "--format text", "--format json", 1))
		}
	}
	return append(out, "record show sunflower --subject-access", "record keep sunflower --hold x", "record due", "minutes sunflower-1 --audience practitioners", "calendar --format ics", "minutes sunflower-2", "version", "help",
		"join sunflower-1", "record history sunflower --since last-meeting")
}

// entryNames are the names of entries.
var entryNames = regexp.MustCompile(`sunflower[./][b-z]{6}\b`)

// TestCommandsTellNothingOfWhatIsHidden: with and without what the family may not see, every command says the same to them, byte for byte, and
// so does the list of who looked.
func TestCommandsTellNothingOfWhatIsHidden(t *testing.T) {
	for seed := range uint64(2) { // stories
		w := meetingtest.NewTwins(t, seed)
		var desks [2]*desk
		for i, tb := range w.Tables {
			desks[i] = &desk{Table: tb, t: t}
		}
		for range 40 {
			w.Step()
		}
		commands := readings()
		for round := range 2 { // the second time what was looked at the first time is in the audit
			for _, p := range [][]meeting.PersonID{{meetingtest.Nia, meetingtest.Sam}, {meetingtest.Nia}}[round] {
				for _, line := range commands {
					got, want := desks[0].run(p, line), desks[1].run(p, line)
					for _, a := range []*answer{&got, &want} { // which are drawn, and count nothing
						a.out = entryNames.ReplaceAllString(a.out, "sunflower.xxxxxx")
					}
					if got != want {
						n := 0
						for n < min(len(got.out), len(want.out)) && got.out[n] == want.out[n] {
							n++
						}
						t.Errorf("seed %d, round %d: “%s” tells %s (%d, %s)\n…%s\nwant (%d, %s)\n…%s", seed, round, line, p, got.exit, got.err,
							got.out[max(0, n-200):min(len(got.out), n+200)], want.exit, want.err, want.out[max(0, n-200):min(len(want.out), n+200)])
					}
					if strings.Contains(got.out+got.err, meetingtest.Canary) {
						t.Errorf("seed %d: “%s” tells %s what is hidden:\n%s", seed, line, p, got.out)
					}
				}
			}
		}
		heard := ""
		for _, line := range commands {
			heard += desks[0].run(meetingtest.Sara, line).out
		}
		if n := strings.Count(heard, meetingtest.Canary); n < 20 || w.Hidden() < 5 {
			t.Errorf("seed %d: the keyworker reads what is hidden %d times, %d entries are", seed, n, w.Hidden())
		}
	}
}

// TestTheAuditHidesWhy: the family reads that their record was opened urgently, and by whom; the reason, which may be about them, is for the keyworker
// and the managers, and so are numbers that would count what is hidden, or the looks at other records.
func TestTheAuditHidesWhy(t *testing.T) {
	d := newDesk(t)
	ivy := room.Identity{Person: meetingtest.Ivy}
	if err := d.Hub.OpenUrgently(t.Context(), ivy, meetingtest.Sunflower, "the mother's new partner", 0); err != nil {
		t.Fatal(err)
	}
	look := meeting.Look{
		At: d.Clock.Now(), Record: meetingtest.Sunflower, Person: meetingtest.Ivy, Conn: meeting.ConnScreen, Kind: meeting.LookUrgent, About: "the record",
		Seq: 42, Reason: "the mother's new partner",
	}
	if err := d.Log.Note(t.Context(), look); err != nil {
		t.Fatal(err)
	}
	manager := *d.Hub.Directory().Account(meetingtest.Ada)
	manager.Manager = true
	d.Service(meeting.ServiceStream, meeting.SetPerson{Account: manager})
	for _, c := range []struct {
		who          meeting.PersonID
		why, numbers bool
	}{{meetingtest.Nia, false, false}, {meetingtest.Sam, false, false}, {meetingtest.Sara, true, false}, {meetingtest.Ada, true, true}} {
		var out, errs bytes.Buffer
		if command.Run(t.Context(), d.env(room.Identity{Person: c.who}, []string{"audit", "sunflower", "--format", "json"}, &out, &errs)) != command.Done {
			t.Fatal(errs.String())
		}
		plain := d.done(c.who, "audit sunflower")
		if !strings.Contains(plain, "Ivy") || !strings.Contains(plain, "used urgent access to the record") {
			t.Errorf("%s does not read that it was opened urgently:\n%s", c.who, plain)
		}
		if got := strings.Contains(out.String()+plain, "partner"); got != c.why {
			t.Errorf("%s reads why: %v", c.who, got)
		}
		if got := strings.Contains(out.String(), `"seq"`) || strings.Contains(out.String(), `"number"`); got != c.numbers {
			t.Errorf("%s reads numbers: %v\n%s", c.who, got, fmt.Sprint(out.String()))
		}
	}
}

// TestTheAuditNamesNoOtherFamily: a family and its keyworker read that somebody tried their record's name, and not which other family that was; a
// manager, who has to ask, does.
func TestTheAuditNamesNoOtherFamily(t *testing.T) {
	d := newDesk(t)
	d.Service(meeting.ServiceStream, meeting.AddPerson{Account: meeting.Account{ID: "pat", Name: "Pat Fletcher", Agency: meeting.FamilyAgency}})
	d.wrong("pat", "record show sunflower", command.Failed, "no record")
	manager := *d.Hub.Directory().Account(meetingtest.Ada)
	manager.Manager = true
	d.Service(meeting.ServiceStream, meeting.SetPerson{Account: manager})
	for who, named := range map[meeting.PersonID]bool{meetingtest.Nia: false, meetingtest.Sara: false, meetingtest.Ada: true} {
		out := d.done(who, "audit sunflower") + d.done(who, "audit sunflower --format json")
		if strings.Contains(out, "Fletcher") != named || strings.Contains(out, `"pat"`) || !strings.Contains(out, "was refused record show") {
			t.Errorf("%s reads\n%s", who, out)
		}
	}
}
