package command_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
	"oneplan/meeting/text"
)

// desk is where somebody runs commands over a table's hub.
type desk struct {
	*meetingtest.Table
	t    *testing.T
	rand *rand.ChaCha8
	in   string // standard input of the next commands
	bank command.Bank
	post command.Post
}

func newDesk(t *testing.T) *desk {
	return &desk{Table: meetingtest.New(t), t: t, rand: rand.NewChaCha8([32]byte{1})}
}

// answer is what came of a command.
type answer struct {
	out, err string
	exit     int
}

func (d *desk) env(who room.Identity, args []string, out, err *bytes.Buffer) command.Env {
	via := "key"
	if who.Meeting != 0 {
		via = "pass"
	}
	return command.Env{
		Hub: d.Hub, Audit: d.Log, Erase: d.Log, Bank: d.bank, Post: d.post, Heads: heads{}, Sign: signer{}, Caller: command.Caller{Identity: who, Via: via, Fingerprint: "SHA256:ofTheCaller"}, Args: args,
		Stdin: strings.NewReader(d.in), Stdout: out, Stderr: err,
		Host: "plan.example.org", Port: "2222", HostFingerprint: "SHA256:mVPnOtSwYlO7hyyVTvg9zU6oPTvvqhbVC3vYwqZ4Xn4", Version: "1.2.3",
		Zone: time.UTC, Now: d.Clock.Now, Secret: []byte("secret"), Rand: d.rand, ParseKey: parseKey,
	}
}

// parseKey stands in for the ssh library: "ssh-ed25519 NAME comment" is the key NAME.
func parseKey(line []byte) (meeting.Key, error) {
	words := strings.Fields(string(line))
	if len(words) < 2 || words[0] != "ssh-ed25519" {
		return meeting.Key{}, errors.New("no key")
	}
	return meeting.Key{Fingerprint: "SHA256:" + words[1], Public: []byte(words[1]), Comment: strings.Join(words[2:], " ")}, nil
}

func (d *desk) runAs(who room.Identity, args ...string) answer {
	d.t.Helper()
	var out, err bytes.Buffer
	exit := command.Run(d.t.Context(), d.env(who, args, &out, &err))
	a := answer{out.String(), err.String(), exit}
	if exit == command.Done != (a.err == "") || a.err != "" && strings.Count(a.err, "\n") != 1 {
		d.t.Errorf("%q ends with %d and says %q: want one line exactly if it was not done", args, exit, a.err)
	}
	return a
}

func (d *desk) run(who meeting.PersonID, line string) answer {
	d.t.Helper()
	return d.runAs(room.Identity{Person: who}, strings.Fields(line)...)
}

// done runs a command that has to succeed.
func (d *desk) done(who meeting.PersonID, line string) string {
	d.t.Helper()
	a := d.run(who, line)
	if a.exit != command.Done {
		d.t.Fatalf("%s: %s: exit %d: %s", who, line, a.exit, a.err)
	}
	return a.out
}

// wrong runs a command that has to fail so, and say so.
func (d *desk) wrong(who meeting.PersonID, line string, exit int, says string) {
	d.t.Helper()
	a := d.run(who, line)
	if a.exit != exit || !strings.Contains(a.err, says) {
		d.t.Errorf("%s: %s: exit %d, %q; want exit %d and %q", who, line, a.exit, a.err, exit, says)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if os.Getenv("ONEPLAN_GOLDEN") == "rewrite" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s reads otherwise now; if that is meant, rewrite it with ONEPLAN_GOLDEN=rewrite. It is:\n%s", file, got)
	}
}

// furnish gives the table's record a plan.
func (d *desk) furnish() {
	d.t.Helper()
	sara := d.Sit(meetingtest.Sara)
	need := sara.Does(meeting.AddNeed{Need: meeting.Need{Kind: meeting.Needed, Domain: "healthy"}, Statement: "I'm tired at school"}).Added()
	outcome := sara.Does(meeting.AddOutcome{
		Outcome: meeting.Outcome{Need: need, Baseline: 3, Now: 5, Target: 8}, What: "Sleeps through most nights",
	}).Added()
	for _, a := range []struct {
		what  string
		owner meeting.PersonID
		due   meeting.Day
		who   meeting.Audience
	}{
		{"Refer to the sleep clinic", meetingtest.Sara, "2026-11-14", meeting.Everyone},
		{"Ring the school about the classroom", meetingtest.Ben, "2026-11-27", meeting.Everyone},
		{"Sleep diary", meetingtest.Nia, "", meeting.Everyone},
		{"Ask the GP, practitioners only", meetingtest.Sara, "2026-12-01", meeting.Practitioners},
	} {
		sara.Does(meeting.AddAction{
			Action: meeting.Action{Under: outcome, Owner: d.Member(a.owner), Due: a.due, Audience: a.who}, What: a.what,
		})
	}
	sara.Leaves()
}

func TestStory(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	d.done(meetingtest.Ivy, "record new Kestrel --child Amina Osei --known-as Mina --born 2 march 2019 --child Kofi Osei")
	golden(t, "record-list.txt", d.done(meetingtest.Ivy, "record list")+d.done(meetingtest.Sara, "record"))
	golden(t, "record-show.txt", d.done(meetingtest.Ivy, "record show kes")+d.done(meetingtest.Sara, "record show sun"))

	out := d.done(meetingtest.Sara, "meeting new sunflower --at next friday 2.30pm --kind closure --place The Old Library, room 2 --chair ben --taker tess")
	if want := "sunflower-2 is planned: Closure meeting, Fri 27 Nov 2026, 14:30. The chair is Ben.\n"; out != want {
		t.Errorf("meeting new says %q, want %q", out, want)
	}
	golden(t, "meeting-list.txt", d.done(meetingtest.Nia, "meeting list"))

	d.wrong(meetingtest.Nia, "meeting open sunflower-1", command.Failed, "ask the chair")
	d.done(meetingtest.Ben, "meeting open sun-1")
	ben := d.Sit(meetingtest.Ben)
	ben.Types(d.Notes(0), "Everybody said who they are.")

	a := d.run(meetingtest.Ben, "meeting close sunflower-1")
	if a.exit != command.Failed || !strings.Contains(a.out, "missing: ") || !strings.Contains(a.err, "--reason") {
		t.Errorf("closing with things missing: %+v", a)
	}
	d.done(meetingtest.Ben, "meeting close sunflower-1 --reason the room was needed")
	for format, part := range map[string]string{
		"md": "# Draft minutes: Review meeting 1", "txt": "Everybody said who they are.", "html": "<!doctype html>", "json": `"name": "sunflower-1"`,
	} {
		if out := d.done(meetingtest.Nia, "minutes sunflower-1 --format "+format); !strings.Contains(out, part) || !strings.Contains(out, "the room was needed") {
			t.Errorf("minutes as %s do not say %q:\n%.500s", format, part, out)
		}
	}
	golden(t, "actions.txt", d.done(meetingtest.Sara, "actions")+"\n"+d.done(meetingtest.Sara, "actions --mine --overdue")+"\n"+d.done(meetingtest.Nia, "actions --record sun"))
	golden(t, "people.txt", d.done(meetingtest.Ada, "people")+"\n"+d.done(meetingtest.Nia, "people"))
	golden(t, "whoami.txt", d.done(meetingtest.Sara, "whoami")+"\n"+d.done(meetingtest.Ada, "whoami"))
}

func TestPapersAreForEveryoneUnlessAskedOtherwise(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	for _, tt := range []struct {
		who   meeting.PersonID
		line  string
		shown bool
	}{
		{meetingtest.Sara, "plan sunflower", false},
		{meetingtest.Sara, "plan sunflower --audience practitioners --format txt", true},
		{meetingtest.Sara, "minutes sunflower-1", false},
		{meetingtest.Sara, "minutes sunflower-1 --audience practitioners", true},
		{meetingtest.Sara, "record show sunflower", true},
		{meetingtest.Sara, "actions", true},
		{meetingtest.Nia, "plan sunflower", false},
		{meetingtest.Nia, "record show sunflower", false},
		{meetingtest.Nia, "actions --format json", false},
	} {
		if got := strings.Contains(d.done(tt.who, tt.line), "Ask the GP"); got != tt.shown {
			t.Errorf("%s: %s shows what is for practitioners: %t, want %t", tt.who, tt.line, got, tt.shown)
		}
	}
	d.wrong(meetingtest.Nia, "plan sunflower --audience practitioners", command.Failed, "for practitioners")
}

func TestListsAsJSON(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	for _, tt := range []struct {
		who  meeting.PersonID
		line string
		n    int
	}{
		{meetingtest.Sara, "record list --format json", 1},
		{meetingtest.Ivy, "record list --format json", 0},
		{meetingtest.Sara, "meeting list --format json", 1},
		{meetingtest.Sara, "actions --format json", 4},
		{meetingtest.Sara, "actions --mine --format=json", 2},
		{meetingtest.Ada, "people --format json", 9},
		{meetingtest.Nia, "people --format json", 7},
		{meetingtest.Ivy, "people --format json", 1},
		{meetingtest.Sara, "people key list --format json", 0},
	} {
		var list []map[string]any
		out := d.done(tt.who, tt.line)
		if err := json.Unmarshal([]byte(out), &list); err != nil {
			t.Errorf("%s: %v in %s", tt.line, err, out)
			continue
		}
		if list == nil || len(list) != tt.n {
			t.Errorf("%s as %s has %d entries, want %d:\n%s", tt.line, tt.who, len(list), tt.n, out)
		}
		for _, x := range list {
			if name, _ := x["name"].(string); name == "" {
				t.Errorf("%s: an entry without a name: %v", tt.line, x)
			}
			if status, _ := x["status"].(string); status == "" {
				t.Errorf("%s: an entry without a status: %v", tt.line, x)
			}
		}
	}
}

func TestNames(t *testing.T) {
	d := newDesk(t)
	for _, name := range []string{"sunrise", "sunflowerfield"} {
		d.done(meetingtest.Sara, "record new "+name+" --child X")
		d.done(meetingtest.Sara, "meeting new "+name+" --at tomorrow 9am --kind initial")
	}
	d.done(meetingtest.Sara, "meeting new sunflower --at tomorrow 10am --kind review")
	for _, tt := range []struct {
		line, says string
		exit       int
	}{
		{"plan sunflower --format txt", "", command.Done},
		{"plan SUNFLOWER", "", command.Done},
		{"plan sunr", "", command.Done},
		{"plan sunflowerf", "", command.Done},
		{"plan sun", "“sun” could be sunflower, sunflowerfield, sunrise: type more of the name.", command.Failed},
		{"plan rose", "There is no record “rose” that you may see", command.Failed},
		{"minutes sunflower-2", "", command.Done},
		{"minutes sunr-1", "", command.Done},
		{"minutes sunr", "", command.Done},
		{"minutes sunflower-1", "", command.Done}, // whole, though sunflowerfield-1 begins so
		{"minutes sunf-2", "", command.Done},
		{"minutes sunf-1", "could be sunflower-1, sunflowerfield-1", command.Failed},
		{"minutes sunflower", "could be sunflower-1, sunflower-2, sunflowerfield-1", command.Failed},
		{"minutes sunflower-9", "There is no meeting “sunflower-9” that you may see", command.Failed},
		{"minutes -- -", "There is no meeting “-”", command.Failed},
	} {
		if a := d.run(meetingtest.Sara, tt.line); a.exit != tt.exit || !strings.Contains(a.err, tt.says) {
			t.Errorf("%s: exit %d, %q; want exit %d and %q", tt.line, a.exit, a.err, tt.exit, tt.says)
		}
	}
	d.wrong(meetingtest.Ivy, "plan sunflower", command.Failed, "There is no record “sunflower” that you may see")
	d.wrong(meetingtest.Ivy, "meeting open sunflower-1", command.Failed, "There is no meeting “sunflower-1” that you may see")
}

func TestWrongUsage(t *testing.T) {
	d := newDesk(t)
	for _, tt := range []struct{ line, says string }{
		{"", "Say what is wanted"},
		{"mintues sunflower-1", "help"},
		{"minutes", "“help minutes show” shows"},
		{"minutes sunflower-1 extra", "Unexpected argument extra"},
		{"minutes sunflower-1 --format papyrus", "--format must be one of"},
		{"minutes sunflower-1 --fromat txt", "Unknown flag --fromat"},
		{"meeting new sunflower --kind review", "Missing flags: --at"},
		{"meeting new sunflower --at --kind review", "--at"},
		{"meeting new sunflower --at 32 dec 14:00 --kind review", "There is no 32 December"},
		{"meeting new sunflower --at 24 nov --kind review", "Say at what time, too"},
		{"meeting new sunflower --at 24 nov 14:00 --kind party", "“party” is not a kind of meeting: choose one of initial, review"},
		{"record new tulip --child A --born 3/4/19", "not understood"},
		{"record new tulip --child A --born 1 dec", "not a date of birth"},
		{"record new tulip --child A --known-as B --known-as C", "more --known-as"},
		{"record new tulip", "Missing flags: --child"},
		{"invite Tom --agency Health --role wizard --record sunflower", "“wizard” is not a role"},
		{"invite Tom --role practitioner --record sunflower", "Say with --agency"},
		{"invite Tom --agency Health --role practitioner", "Say with --record or --for"},
		{"invite Tom --agency Health --role practitioner --record sunflower --days 0", "1 to 60 days"},
		{"help nonsense", "There is no command “nonsense”"},
		{"join", "ssh -t"},
		{"join sunflower-1 --sharde", "Unknown flag"},
		{"people key add", "standard input"},
		{strings.Repeat("minutes ", 600), "too long"},
		{"minutes " + strings.Repeat("x", 20<<10), "too long"},
		{"minutes \x1b[31mred", "There is no meeting “[31mred”"},
	} {
		want := command.Usage
		if strings.Contains(tt.says, "There is no meeting") {
			want = command.Failed
		}
		d.wrong(meetingtest.Sara, tt.line, want, tt.says)
	}
}

func TestHelp(t *testing.T) {
	d := newDesk(t)
	all := d.done(meetingtest.Nia, "help")
	golden(t, "help.txt", all+"\n"+d.done(meetingtest.Nia, "help meeting new")+"\n"+d.done(meetingtest.Nia, "people --help"))
	if got := d.done(meetingtest.Nia, "meeting new --at --help"); !strings.Contains(got, "meeting new RECORD") {
		t.Errorf("--help within a command says %q", got)
	}
	if got := d.done(meetingtest.Nia, "version"); got != "oneplan 1.2.3\n" {
		t.Errorf("version says %q", got)
	}
}

// TestCommandWordsAreReserved: no record can be called what a command or its subcommand is called.
func TestCommandWordsAreReserved(t *testing.T) {
	d := newDesk(t)
	for _, l := range strings.Split(d.done(meetingtest.Nia, "help"), "\n") {
		words, _, _ := strings.Cut(l, "  ")
		for _, word := range strings.Fields(words) {
			if strings.ToLower(word) != word || !unicode.IsLetter(rune(word[0])) {
				break
			}
			if strings.HasPrefix(l, strings.Fields(words)[0]+" ") && meeting.CheckName(word) == nil && strings.Contains(l, "  ") {
				t.Errorf("a record could be called %q", word)
			}
		}
	}
}

func TestEndedAccessIsRefused(t *testing.T) {
	d := newDesk(t)
	d.done(meetingtest.Ada, "people revoke ben")
	d.wrong(meetingtest.Ben, "record list", command.Failed, "access")
	d.wrong(meetingtest.Ada, "people revoke ada", command.Failed, "only administrator")
	d.wrong(meetingtest.Nia, "people revoke sara", command.Failed, "Only an administrator")
	if out := d.done(meetingtest.Ada, "people"); !strings.Contains(out, "Ben   revoked") {
		t.Errorf("people does not show that Ben's access has ended:\n%s", out)
	}
}

func TestKeys(t *testing.T) {
	d := newDesk(t)
	d.in = "ssh-ed25519 AAAA sara at work\n"
	if out := d.done(meetingtest.Sara, "people key add"); !strings.Contains(out, "Sara can come in with the key SHA256:AAAA") {
		t.Errorf("people key add says %q", out)
	}
	d.done(meetingtest.Sara, "people key add ssh-ed25519 ofTheCaller laptop")
	out := d.done(meetingtest.Sara, "people key")
	if !strings.Contains(out, "sara at work") || !strings.Contains(out, "in use") {
		t.Errorf("people key says\n%s", out)
	}
	d.wrong(meetingtest.Ben, "people key add ssh-ed25519 AAAA", command.Failed, "belongs to somebody else")
	d.wrong(meetingtest.Ben, "people key add nonsense", command.Failed, "not an ssh public key")
	d.wrong(meetingtest.Ben, "people key list --of Sara", command.Failed, "Only an administrator")
	d.done(meetingtest.Ada, "people key list --of Sara")
	d.done(meetingtest.Ada, "people key add ssh-ed25519 CCCC --of Nia")
	d.done(meetingtest.Sara, "people key remove AAAA")
	d.wrong(meetingtest.Sara, "people key remove AAAA", command.Failed, "There is no key “AAAA”")
	pass := room.Identity{Person: meetingtest.Omar, Record: meetingtest.Sunflower, Meeting: d.Meeting}
	if a := d.runAs(pass, "people", "key", "add", "ssh-ed25519", "BBBB"); a.exit != command.Done {
		t.Errorf("a pass cannot bind a key from inside: %+v", a)
	}
	if a := d.runAs(pass, "record", "new", "tulip", "--child", "X"); a.exit != command.Failed || !strings.Contains(a.err, "one meeting only") {
		t.Errorf("a pass begins a record: %+v", a)
	}
	if a := d.runAs(pass, "whoami"); !strings.Contains(a.out, "came in with a code") {
		t.Errorf("whoami with a pass: %+v", a)
	}
}

func TestInteractive(t *testing.T) {
	for _, tt := range []struct {
		line string
		want command.Join
		ok   bool
	}{
		{"", command.Join{Home: true}, true},
		{"join", command.Join{}, true},
		{"join sunflower-3", command.Join{Meeting: "sunflower-3"}, true},
		{"join --shared sunflower-3", command.Join{Meeting: "sunflower-3", Shared: true}, true},
		{"join sunflower-3 --shared", command.Join{Meeting: "sunflower-3", Shared: true}, true},
		{"join --shared", command.Join{Shared: true}, true},
		{"join a b", command.Join{}, false},
		{"join --help", command.Join{}, false},
		{"minutes sunflower-3", command.Join{}, false},
		{"joi", command.Join{}, false},
	} {
		if got, ok := command.Interactive(strings.Fields(tt.line)); got != tt.want || ok != tt.ok {
			t.Errorf("Interactive(%q) = %+v, %t; want %+v, %t", tt.line, got, ok, tt.want, tt.ok)
		}
	}
}

func TestJoinResolves(t *testing.T) {
	d := newDesk(t)
	sara := room.Identity{Person: meetingtest.Sara}
	if _, _, err := (command.Join{}).Resolve(t.Context(), d.env(sara, nil, nil, nil)); meeting.CodeOf(err) != meeting.NotFound {
		t.Errorf("with nothing live: %v", err)
	}
	if r, m, err := (command.Join{Meeting: "sun"}).Resolve(t.Context(), d.env(sara, nil, nil, nil)); r != meetingtest.Sunflower || m != d.Meeting || err != nil {
		t.Errorf("by name: %q %d %v", r, m, err)
	}
	d.Opens()
	if r, m, err := (command.Join{Shared: true}).Resolve(t.Context(), d.env(sara, nil, nil, nil)); r != meetingtest.Sunflower || m != d.Meeting || err != nil {
		t.Errorf("the live one: %q %d %v", r, m, err)
	}
	if _, _, err := (command.Join{}).Resolve(t.Context(), d.env(room.Identity{Person: meetingtest.Ivy}, nil, nil, nil)); meeting.CodeOf(err) != meeting.NotFound {
		t.Errorf("somebody else's: %v", err)
	}
	d.done(meetingtest.Sara, "record new kestrel --child X")
	d.done(meetingtest.Sara, "meeting new kestrel --at now --kind initial")
	d.done(meetingtest.Sara, "meeting open kestrel-1")
	if _, _, err := (command.Join{}).Resolve(t.Context(), d.env(sara, nil, nil, nil)); err == nil || !strings.Contains(err.Error(), "kestrel-1 and sunflower-1") {
		t.Errorf("two live ones: %v", err)
	}
}

// TestNothingWrittenIsAControl: whatever people wrote, no control reaches whoever asks.
func TestNothingWrittenIsAControl(t *testing.T) {
	d := newDesk(t)
	evil := "\x1b]0;owned\x07\u009b31m\u202eевил\U000e0041"
	d.done(meetingtest.Sara, "record new tulip --child "+evil+" --known-as "+evil)
	d.done(meetingtest.Sara, "meeting new tulip --at tomorrow 9am --kind review --place "+evil)
	d.done(meetingtest.Sara, "invite "+evil+" --agency family --role parent --title "+evil+" --record tulip --ring "+evil)
	for _, line := range []string{
		"record list", "record show tulip", "meeting list", "minutes tulip-1", "minutes tulip-1 --format html", "plan tulip --format json",
		"people", "actions", "plan " + evil, "help " + evil, evil, "minutes tulip-1 --" + evil,
	} {
		a := d.run(meetingtest.Sara, line)
		if s := a.out + a.err; text.Clean(s) != s {
			t.Errorf("%q writes a control: %q", line, s)
		}
	}
}

func TestNobodyListens(t *testing.T) {
	d := newDesk(t)
	var errs bytes.Buffer
	env := d.env(room.Identity{Person: meetingtest.Sara}, []string{"record", "list"}, nil, &errs)
	env.Stdout = deaf{}
	if exit := command.Run(t.Context(), env); exit != command.Failed || !strings.Contains(errs.String(), "could not be sent") {
		t.Errorf("exit %d, %q", exit, &errs)
	}
}

type deaf struct{}

func (deaf) Write([]byte) (int, error) { return 0, errors.New("closed") }

// FuzzRun holds that no command line breaks anything, changes what is not the caller's, or writes a control.
func FuzzRun(f *testing.F) {
	for _, s := range []string{
		"help", "minutes sunflower-1", "plan sun --format json", "record new x --child y", "meeting new sunflower --at 24 nov 14:00 --kind review",
		"meeting close sunflower-1", "actions --mine --overdue", "invite A --agency B --role C", "people", "people key add x", "people key remove SHA256:",
		"whoami", "join --shared", "-- --", "--", "=", "--format", "record -h", "people revoke ada", "meeting open sunflower-99999999999999999999",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if len(line) > 300 {
			return
		}
		d := newDesk(t)
		before := len(d.Log.Rows(meetingtest.Sunflower))
		a := d.runAs(room.Identity{Person: meetingtest.Ivy}, strings.Fields(line)...) // on no team
		if a.exit < command.Done || a.exit > command.Usage {
			t.Errorf("%q: exit %d", line, a.exit)
		}
		if s := a.out + a.err; text.Clean(s) != s {
			t.Errorf("%q writes a control: %q", line, s)
		}
		if strings.Contains(a.out, "Samuel") || len(d.Log.Rows(meetingtest.Sunflower)) != before {
			t.Errorf("%q reaches a record that is not the caller's: %s", line, a.out)
		}
	})
}

// TestLineModeInOneLine: what is said at a meeting from outside keeps its permissions and says what was kept.
func TestLineModeInOneLine(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	d.Opens()
	if out := d.done(meetingtest.Nia, "note sunflower-1 We slept well"); out != "Noted under item 1, saved.\n" {
		t.Errorf("note says %q", out)
	}
	d.done(meetingtest.Nia, "say sun-1 Thank you")
	if out := d.done(meetingtest.Sara, "do sunflower-1 notes"); !strings.Contains(out, "We slept well\nNia: Thank you\n") {
		t.Errorf("the notes are %q", out)
	}
	if out := d.done(meetingtest.Nia, "do sunflower-1 actions --format json"); !strings.Contains(out, `"status": "not started"`) || !strings.Contains(out, `"number": 1`) {
		t.Errorf("actions as JSON are %q", out)
	}
	if out := d.done(meetingtest.Nia, "note sunflower-1 Again --format json"); !strings.Contains(out, `"status": "saved"`) {
		t.Errorf("note as JSON says %q", out)
	}
	d.wrong(meetingtest.Olga, "note sunflower-1 Not mine to write", command.Failed, "Your part here does not include")
	d.wrong(meetingtest.Ivy, "note sunflower-1 Not there", command.Failed, "no meeting")
	d.wrong(meetingtest.Nia, "agree sunflower-1 7", command.Failed, "There is no decision 7 that you may see")
	d.wrong(meetingtest.Nia, "do sunflower-1 dance", command.Usage, "is not understood, so nothing was done")
	d.wrong(meetingtest.Nia, "do sunflower-1 hand", command.Usage, "makes sense only at the meeting")
	d.wrong(meetingtest.Nia, "people set", command.Usage, "Say --line or --screens, or --language")
	d.wrong(meetingtest.Nia, "people set sara --line", command.Failed, "Only an administrator")
	d.done(meetingtest.Ada, "people set nia --line")
	if !d.Hub.Directory().Account(meetingtest.Nia).Lines {
		t.Error("line mode was not kept")
	}
	if out := d.done(meetingtest.Sara, "people --format json"); strings.Contains(out, "ines") {
		t.Errorf("others are told who uses line mode: %q", out)
	}
	d.wrong(meetingtest.Nia, "people set --language fr", command.Usage, "no language fr here")
	if out := d.done(meetingtest.Nia, "people set --language CY_gb"); !strings.Contains(out, "in Cymraeg from now on") {
		t.Errorf("the language is answered with %q", out)
	}
	d.done(meetingtest.Nia, "people set --screens")
	if a := d.Hub.Directory().Account(meetingtest.Nia); a.Lines || a.Language != "cy" {
		t.Error("the screens were not chosen, or the language was forgotten")
	}
	if out := d.done(meetingtest.Sara, "people --format json"); strings.Contains(out, "anguage") {
		t.Errorf("others are told who reads which language: %q", out)
	}
}
