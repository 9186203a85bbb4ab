package command_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
	"oneplan/store"
)

// fewServices is a directory with one service that cannot be taken.
const fewServices = `[
{"id": "sleep-1", "name": "Sleep clinic", "status": "active", "description": "Help with sleep for children of all ages.", "minimum_age": 2, "maximum_age": 12,
 "last_modified": "2020-01-05", "phones": [{"id": "p", "number": "01234 555"}], "organization": {"id": "o", "name": "Hill Trust"},
 "attributes": [{"id": "t", "taxonomy_term": {"id": "x", "name": "Sleep"}}]},
{"id": "play-2", "name": "Play scheme", "status": "active", "description": "Holidays", "service_areas": [{"id": "a", "name": "Northtown"}], "colour": "red"},
{"id": "play-3", "name": "Play bus", "status": "active", "description": "Play where you live"},
{"id": "bad", "status": "active"}
]`

func newBankDesk(t *testing.T) *desk {
	d := newDesk(t)
	b, err := store.OpenBank(t.Context(), t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	d.bank = b
	return d
}

// says complains of what a text does not say.
func says(t *testing.T, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%q is missing in\n%s", w, got)
		}
	}
}

func TestDirectory(t *testing.T) {
	d := newBankDesk(t)
	d.in = fewServices
	d.wrong(meetingtest.Sara, "directory import", command.Failed, "Only an administrator or an information officer")
	d.wrong(meetingtest.Sara, "directory officers add Sara", command.Failed, "Only an administrator")
	says(t, d.done(meetingtest.Ada, "directory import --preview"), "Nothing was changed", "3         new")
	says(t, d.done(meetingtest.Sara, "directory sleep"), "has no such service")
	d.done(meetingtest.Ada, "directory officers add Sara")
	says(t, d.done(meetingtest.Sara, "directory officers"), "Sara", "information officer", "administrator")
	says(t, d.done(meetingtest.Sara, "directory import"), "That was HSDS JSON, a list.", "3         new", "1         skipped", "line 7, bad: it has no name", "service.colour (1)")
	var rep struct{ Taken, Same int }
	if err := json.Unmarshal([]byte(d.done(meetingtest.Sara, "directory import --format json")), &rep); err != nil || rep.Taken != 0 || rep.Same != 3 {
		t.Errorf("%+v %v", rep, err)
	}
	says(t, d.done(meetingtest.Sara, "directory imports"), "3 new", "3 the same", "Sara")
	d.in = "{"
	d.wrong(meetingtest.Sara, "directory import", command.Failed, "nothing was taken")
	d.in = strings.ReplaceAll(fewServices, "play-3", "play-4")
	says(t, d.done(meetingtest.Sara, "directory import --whole"), "1         new", "1         taken out")

	says(t, d.done(meetingtest.Nia, "directory slep clinic"), "Sleep clinic", "Hill Trust", "age 2 to 12", "01234 555", "! not checked since January 2020", "sleep-1", "“slep” was read as “sleep”")
	if out := d.done(meetingtest.Nia, "directory search --age 15"); strings.Contains(out, "Sleep") || !strings.Contains(out, "Play bus") {
		t.Errorf("at 15: %s", out)
	}
	says(t, d.done(meetingtest.Nia, "directory search --near Northtown"), "Play scheme", "knows no place of that name")
	says(t, d.done(meetingtest.Nia, "directory search --need sleep"), "Sleep clinic")
	says(t, d.done(meetingtest.Nia, "directory needs"), "Sleep  1")
	says(t, d.done(meetingtest.Nia, "directory search play --most 1"), "and 1 more")
	d.wrong(meetingtest.Nia, "directory search --age old", command.Usage, "number of years")
	var hits []struct{ Name, Status string }
	if err := json.Unmarshal([]byte(d.done(meetingtest.Nia, "directory play --format json")), &hits); err != nil || len(hits) != 2 || hits[0].Status != "active" {
		t.Errorf("%+v %v", hits, err)
	}
	says(t, d.done(meetingtest.Nia, "directory show sleep-1"), "Sleep clinic", "Ring 01234 555", "Needs", "sleep-1")
	says(t, d.done(meetingtest.Nia, "directory show play-3"), "does not have this service any more")
	says(t, d.done(meetingtest.Nia, "directory card play sch"), "Play scheme", "How sure this is")
	says(t, d.done(meetingtest.Nia, "directory card sleep-1 --format md"), "## How to get in touch", "Ring before you rely on it")
	d.wrong(meetingtest.Nia, "directory card play", command.Failed, "could be")
	d.wrong(meetingtest.Nia, "directory card nothing", command.Failed, "There is no service")

	d.wrong(meetingtest.Nia, "directory correct sleep-1 --part phone", command.Usage, "what is right")
	d.wrong(meetingtest.Nia, "directory correct sleep-1 --part smell --is good", command.Usage, "choose one of phone, email")
	d.wrong(meetingtest.Nia, "directory correct sleep-1 --part phone --is none", command.Failed, "no number to ring")
	pass := room.Identity{Person: meetingtest.Nia, Record: meetingtest.Sunflower, Meeting: d.Meeting}
	if a := d.runAs(pass, "directory", "correct", "sleep-1", "--say", "moved"); a.exit != command.Failed {
		t.Errorf("with a pass: %+v", a)
	}
	d.done(meetingtest.Nia, "directory correct sleep-1 --part phone --is 09876 5 --say I rang them")
	d.done(meetingtest.Nia, "directory correct play-2 --say The bus has moved")
	if out := d.done(meetingtest.Ben, "directory corrections"); strings.Contains(out, "09876") {
		t.Errorf("somebody else reads\n%s", out)
	}
	says(t, d.done(meetingtest.Sara, "directory corrections"), "phone: not “01234 555”, but “09876 5”. I rang them", "The bus has moved", "waits")
	d.wrong(meetingtest.Nia, "directory corrections accept 1", command.Failed, "Only an administrator or an information officer")
	d.done(meetingtest.Sara, "directory corrections accept 1 --reason Thank you")
	d.wrong(meetingtest.Sara, "directory corrections refuse 2", command.Usage, "--reason")
	d.done(meetingtest.Sara, "directory corrections refuse 2 --reason It has not")
	says(t, d.done(meetingtest.Nia, "directory show sleep-1"), "Ring 09876 5", "Corrected here", "the directory says “01234 555”", "Checked today")
	says(t, d.done(meetingtest.Nia, "directory search sleep"), "09876 5", "checked today")
	says(t, d.done(meetingtest.Nia, "directory corrections"), "accepted: Thank you", "refused: It has not")
	says(t, d.done(meetingtest.Nia, "directory corrections"), "No correction waits")
	d.in = strings.ReplaceAll(fewServices, "01234 555", "01234 666")
	d.done(meetingtest.Sara, "directory import")
	says(t, d.done(meetingtest.Nia, "directory show sleep-1"), "Ring 01234 666")
	d.done(meetingtest.Ada, "directory officers remove Sara")
	d.wrong(meetingtest.Sara, "directory import", command.Failed, "Only an administrator")
}

// TestDirectoryImportTellsHowFarItIs imports a long directory with a clock that runs.
func TestDirectoryImportTellsHowFarItIs(t *testing.T) {
	d := newBankDesk(t)
	var all []string
	for i := range 1000 {
		all = append(all, fmt.Sprintf(`{"id": "s%d", "name": "Service %d", "status": "active"}`, i, i))
	}
	d.in = "[" + strings.Join(all, ",\n") + "]"
	var out, err bytes.Buffer
	env := d.env(room.Identity{Person: meetingtest.Ada}, []string{"directory", "import"}, &out, &err)
	at := d.Clock.Now()
	env.Now = func() time.Time { at = at.Add(time.Second); return at }
	if exit := command.Run(t.Context(), env); exit != command.Done {
		t.Fatalf("exit %d: %s", exit, err.String())
	}
	if n := strings.Count(err.String(), "\n"); n < 3 || n > 6 || !strings.Contains(err.String(), "200 services so far") {
		t.Errorf("it tells %d times how far it is:\n%s", n, err.String())
	}
	says(t, out.String(), "1,000     new")
}
