package store_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/text"
	"oneplan/store"
)

// table returns what a query yields, a line for each row, NULL as "-".
func table(t testing.TB, s *store.Store, query string) string {
	t.Helper()
	var out []string
	err := s.Query(t.Context(), func(r *sql.Rows) error {
		names, err := r.Columns()
		if err != nil {
			return err
		}
		values := make([]any, len(names))
		into := make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := r.Scan(into...); err != nil {
			return err
		}
		var words []string
		for _, v := range values {
			if v == nil {
				v = "-"
			}
			words = append(words, fmt.Sprint(v))
		}
		out = append(out, strings.Join(words, "|"))
		return nil
	}, query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return strings.Join(out, "\n")
}

func wantTable(t testing.TB, s *store.Store, query, want string) {
	t.Helper()
	if got := table(t, s, query); got != want {
		t.Errorf("%s:\n%s\nwant\n%s", query, got, want)
	}
}

func insert(id meeting.ID, p meeting.Part, first uint32, words string) meeting.Event {
	e := text.Edit{Gesture: text.Gesture{Site: 1, N: first}, First: first, Insert: words}
	if first > 1 {
		e.After = text.ID{Site: 1, N: first - 1}
	}
	return meeting.TextEdited{Field: meeting.Field{ID: id, Part: p}, Edit: e}
}

// TestPlainTables tells the story of one meeting and reads it back with SQL.
func TestPlainTables(t *testing.T) {
	s := open(t, t.TempDir())
	at := time.Date(2026, 11, 27, 14, 5, 6, 789e6, time.FixedZone("", 3600))

	service := meetingtest.NewStream(meeting.ServiceStream)
	appendAll(t, s, service.Commit("", at, []meeting.Event{
		meeting.AgencySet{Agency: meeting.Agency{ID: "school", Name: "Oak School", Letter: "S", Colour: 3}},
		meeting.PersonSet{Account: meeting.Account{ID: "ann", Name: "Ann", Agency: "school", Admin: true}},
		meeting.PersonSet{Account: meeting.Account{ID: "ben", Name: "Ben", Title: "OT", Agency: "health", By: "ann"}},
		meeting.KeyBound{Person: "ann", Key: meeting.Key{Fingerprint: "SHA256:x", Public: []byte("x"), Bound: at}},
	}))
	wantTable(t, s, "SELECT * FROM agency", "school|Oak School|S|3")
	wantTable(t, s, "SELECT * FROM person ORDER BY id", "ann|Ann|-|school|1|0|0|1|-\nben|Ben|OT|health|0|0|0|0|ann")
	appendAll(t, s, service.Commit("ann", at, []meeting.Event{meeting.SettingsSet{Settings: meeting.Settings{
		Clocks: meeting.Clocks{Wait: 90}, Leads: []meeting.Lead{{Person: "ben", Agency: "school"}, {Person: "ann"}},
	}}}))
	wantTable(t, s, "SELECT * FROM setting ORDER BY name", "leads|Ben @school\nAnn\nwait|90")
	appendAll(t, s, service.Commit("ann", at, []meeting.Event{meeting.PersonSet{Account: meeting.Account{ID: "ben", Name: "Benedict", Title: "OT", Agency: "health", By: "ann"}}}))
	wantTable(t, s, "SELECT value FROM setting WHERE name = 'leads'", "Benedict @school\nAnn")
	appendAll(t, s, service.Commit("ann", at, []meeting.Event{meeting.PersonSet{Account: meeting.Account{ID: "ben", Name: "Ben", Title: "OT", Agency: "health", By: "ann"}}, meeting.SettingsSet{}}))
	wantTable(t, s, "SELECT * FROM setting", "")
	appendAll(t, s, service.Commit("ann", at, []meeting.Event{meeting.PersonRevoked{Person: "ann"}}))
	wantTable(t, s, "SELECT id, revoked, keys FROM person ORDER BY id", "ann|1|0\nben|0|0")

	r := meetingtest.NewStream("sunflower")
	need := meeting.Need{ID: 10, About: 1, Kind: meeting.Worry, View: 2, Domain: "safe", Status: meeting.NeedOpen, Day: "2026-11-27", By: 2, Audience: meeting.Practitioners, Rev: 1}
	live := meeting.Meeting{
		ID: 4, Number: 3, Kind: meeting.Review, Stage: meeting.Live, At: at, Place: "Room 2", Chair: 2,
		Agenda: []meeting.Item{{ID: 5, Title: "Welcome", Minutes: 5, Done: true, Spent: 61}, {ID: 6, Title: "Actions", Minutes: 15, By: 3}},
		Item:   6, Opened: at, Missing: []string{"no next date", "no views"}, Next: at.AddDate(0, 2, 0), ReplyBy: "2026-12-01",
	}
	appendAll(t, s, r.Commit("ann", at, []meeting.Event{
		meeting.RecordCreated{Name: "sunflower", Children: []meeting.Person{{ID: 1, Name: "Robin Example", KnownAs: "Robin", Born: "2019-02-28"}}},
		meeting.MemberSet{Member: meeting.Member{ID: 2, Person: "ann", Name: "Ann", Agency: "school", AgencyName: "Oak School", Role: meeting.Keyworker, Since: at}},
		meeting.MemberSet{Member: meeting.Member{ID: 3, Name: "Nan", Agency: meeting.FamilyAgency, AgencyName: "Family", Role: meeting.Supporter, Since: at}},
		meeting.SiteOpened{Site: 1, Person: "ann"},
		meeting.MeetingSet{Meeting: live},
		meeting.NeedSet{Need: need},
		insert(10, meeting.Statement, 1, "He's bullied"),
		meeting.OutcomeSet{Outcome: meeting.Outcome{ID: 11, Need: 10, Baseline: 2, Now: -1, Target: 8, Scores: []meeting.Score{{Meeting: 4, Side: "child", Value: 3}}}},
		meeting.ActionSet{Action: meeting.Action{ID: 12, Under: 11, Owner: 3, Consent: meeting.Agreed, SaidBy: 2, Due: "2026-12-04", Status: meeting.InProgress, Added: at, Meeting: 4, By: 2}},
		meeting.DecisionSet{Decision: meeting.Decision{ID: 13, Meeting: 4, Item: 6, By: 2, Stage: meeting.Put, PutAt: at, Asked: []meeting.ID{2, 3}, Advocate: true}},
		meeting.DecisionAnswered{Decision: 13, Given: meeting.Given{Member: 3, Answer: meeting.Reservations, Words: "if it's quiet", By: 2, At: at}},
		meeting.AttendanceSet{Meeting: 4, Attendance: meeting.Attendance{Member: 2, Way: meeting.OwnScreen, From: at, Proposed: true}},
		meeting.MinutesAnswered{Meeting: 4, Signed: meeting.Signed{Member: 3, Says: meeting.DontAgree, Words: "I said no", Item: 6, At: at, Reply: "noted", ReplyAt: at}},
	}))
	const utc = "2026-11-27T13:05:06Z"
	for query, want := range map[string]string{
		"SELECT * FROM record":      "sunflower|" + utc + "|",
		"SELECT * FROM child":       "sunflower|1|Robin Example|Robin|2019-02-28",
		"SELECT * FROM member":      "sunflower|2|ann|Ann|-|school|Oak School|keyworker|-|" + utc + "|-\nsunflower|3|-|Nan|-|family|Family|supporter|-|" + utc + "|-",
		"SELECT * FROM need":        "sunflower|10|1|worry|2|safe|open|-|2026-11-27|2|practitioners|He's bullied|",
		"SELECT * FROM outcome":     "sunflower|11|10|2|-|8|-|-|everyone|||",
		"SELECT * FROM score":       "sunflower|11|1|4|child|3",
		"SELECT * FROM action":      "sunflower|12|11|3|agreed|2|-|2026-12-04|in progress|" + utc + "|-|-|4|2|everyone|||||-|-|-",
		"SELECT * FROM decision":    "sunflower|13|4|6|2|put|" + utc + "|-|-|-|1|everyone||",
		"SELECT * FROM answer":      "sunflower|13|2|-|-|-|-\nsunflower|13|3|agree with reservations|if it's quiet|2|" + utc,
		"SELECT * FROM attendance":  "sunflower|4|2|own screen|" + utc + "|-|-|1",
		"SELECT * FROM sign_off":    "sunflower|4|3|I don't agree|I said no|-|6|" + utc + "|noted|" + utc,
		"SELECT * FROM agenda_item": "sunflower|5|4|1|Welcome|5|-|61|1||\nsunflower|6|4|2|Actions|15|3|0|0||",
		"SELECT * FROM meeting": "sunflower|4|sunflower-3|3|review|live|" + utc + "|Room 2|everyone|2|-|6|" + utc + "|-|no next date\nno views|-|-|" +
			"2027-01-27T13:05:06Z|-|-|2026-12-01|-|||-|-|-",
		"SELECT actor, at, command, kinds, length(salt), length(hash) FROM log WHERE stream = 'sunflower'": "ann|2026-11-27T13:05:06.789Z|sunflower:1|" +
			"RecordCreated,MemberSet,SiteOpened,MeetingSet,NeedSet,TextEdited,OutcomeSet,ActionSet,DecisionSet,DecisionAnswered,AttendanceSet,MinutesAnswered|16|32",
	} {
		wantTable(t, s, query, want)
	}

	// Typing changes no plain table until Sync.
	appendAll(t, s, r.Commit("ann", at, []meeting.Event{
		insert(0, meeting.Why, 1, "A plan"), insert(10, meeting.Statement, 13, " at school"), insert(6, meeting.Notes, 1, "Notes\nof two lines"),
		insert(12, meeting.What, 1, "Ring them"), insert(4, meeting.Views, 1, "I like cats"),
	}))
	wantTable(t, s, "SELECT why, (SELECT statement FROM need) FROM record", "|He's bullied")
	state, _ := r.State()
	if err := s.Sync(t.Context(), r.Name, state); err != nil {
		t.Fatal(err)
	}
	wantTable(t, s, "SELECT why, (SELECT statement FROM need), (SELECT notes FROM agenda_item WHERE id = 6), (SELECT what FROM action), (SELECT views FROM meeting) FROM record",
		"A plan|He's bullied at school|Notes\nof two lines|Ring them|I like cats")

	// A fact changes beside its texts; an entry goes, and comes back with its texts.
	need.Status, need.Rev = meeting.NeedMet, 2
	appendAll(t, s, r.Commit("ann", at, []meeting.Event{
		meeting.NeedSet{Need: need}, meeting.EntryRemoved{ID: 13}, meeting.AttendanceRemoved{Meeting: 4, Member: 2}, insert(10, meeting.Statement, 23, "!"),
	}))
	wantTable(t, s, "SELECT status, statement, (SELECT count(*) FROM decision), (SELECT count(*) FROM answer), (SELECT count(*) FROM attendance) FROM need",
		"met|He's bullied at school|0|0|0")
	appendAll(t, s, r.Commit("ann", at, []meeting.Event{meeting.EntryRemoved{ID: 10}}))
	wantTable(t, s, "SELECT count(*) FROM need", "0")
	appendAll(t, s, r.Commit("ann", at, []meeting.Event{meeting.NeedSet{Need: need}}))
	wantTable(t, s, "SELECT statement FROM need", "He's bullied at school!")

	// Final minutes are added to, one after the other.
	appendAll(t, s, r.Commit("ann", at, []meeting.Event{
		meeting.MinutesAmended{Meeting: 4, Amendment: meeting.Amendment{Member: 3, By: 2, At: at, Words: "It was Tuesday."}},
	}))
	appendAll(t, s, r.Commit("ann", at, []meeting.Event{
		meeting.MinutesAmended{Meeting: 4, Amendment: meeting.Amendment{Member: 2, At: at, Words: "It wasn't"}},
	}))
	wantTable(t, s, "SELECT * FROM amendment ORDER BY number", "sunflower|4|1|3|2|"+utc+"|It was Tuesday.\nsunflower|4|2|2|-|"+utc+"|It wasn't")
	mustVerify(t, s)
	if err := s.Exec(t.Context(), "UPDATE amendment SET words = 'It was Monday.' WHERE number = 1"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Verify(t.Context()); err == nil || !strings.Contains(err.Error(), "table amendment") {
		t.Errorf("with other words in the table, Verify says %v", err)
	}
}

// TestPlainTablesFollowAnyHistory runs random histories with restarts, rooms that close, and Syncs at any time, and compares
// every table with what the log makes of it.
func TestPlainTablesFollowAnyHistory(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dir := t.TempDir()
			s, err := store.Open(t.Context(), dir, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { mustClose(t, s) }()
			hs := []*history{newHistory("sunflower", seed), newHistory("bluebell", seed+100)}
			for i := range 200 {
				h := hs[i%2]
				appendAll(t, s, h.commit())
				state, _ := h.State()
				switch h.rand.IntN(12) {
				case 0, 1, 2:
					err = s.Sync(t.Context(), h.Name, state)
				case 3:
					snap, bad := h.Record().Snapshot()
					if bad != nil {
						t.Fatal(bad)
					}
					err = s.SaveSnapshot(t.Context(), h.Name, snap)
				case 4: // a room closes and opens again: another copy of the same state
					snap, bad := h.Record().Snapshot()
					if bad != nil {
						t.Fatal(bad)
					}
					if *h.Record(), err = restored(snap); err == nil {
						runtime.GC()
					}
				case 5:
					mustVerify(t, s)
				case 6:
					if i%4 == 0 {
						mustClose(t, s)
						s, err = store.Open(t.Context(), dir, store.Options{})
					}
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			for _, h := range hs {
				state, _ := h.State()
				if err := s.Sync(t.Context(), h.Name, state); err != nil {
					t.Fatal(err)
				}
			}
			for _, r := range mustVerify(t, s).Streams {
				if r.Behind != 0 {
					t.Errorf("the texts of %s are %d rows behind", r.Name, r.Behind)
				}
			}
		})
	}
}

func restored(snap meeting.Snapshot) (meeting.Record, error) {
	r, err := meeting.RestoreRecord(snap)
	if err != nil {
		return meeting.Record{}, err
	}
	return *r, nil
}

// TestTablesThatRefuseDoNotStopTheLog lets the plain tables go wrong in ways that only a mistake or somebody with sqlite3
// can cause.
func TestTablesThatRefuseDoNotStopTheLog(t *testing.T) {
	var said bytes.Buffer
	dir := t.TempDir()
	s, err := store.Open(t.Context(), dir, store.Options{Log: slog.New(slog.NewTextHandler(&said, nil))})
	if err != nil {
		t.Fatal(err)
	}
	y := newTyped("sunflower")
	appendAll(t, s, y.begin(2))

	// A row that is not there any more is made again.
	if err := s.Exec(t.Context(), "DELETE FROM need WHERE id = 10"); err != nil {
		t.Fatal(err)
	}
	appendAll(t, s, y.Commit("ann", time.Now(), []meeting.Event{meeting.NeedSet{Need: meeting.Need{ID: 10, Kind: meeting.Worry, Status: meeting.NeedMet}}}))
	wantTable(t, s, "SELECT id, kind FROM need ORDER BY id", "10|worry\n11|need")

	// A table that takes nothing.
	if err := s.Exec(t.Context(), "CREATE TRIGGER deaf BEFORE INSERT ON need BEGIN SELECT RAISE(ABORT, 'deaf'); END"); err != nil {
		t.Fatal(err)
	}
	appendAll(t, s, y.Commit("ann", time.Now(), []meeting.Event{meeting.NeedSet{Need: meeting.Need{ID: 50, Kind: meeting.Worry, Status: meeting.NeedMet}}}), y.key())
	if !strings.Contains(said.String(), "the plain tables stay behind the log") {
		t.Errorf("nobody was told: %s", said.String())
	}
	r, err := checked(t, s)
	if err != nil || len(r.Damage) != 1 || !strings.Contains(r.Damage[0].What, "plain tables are those of row 2") {
		t.Errorf("%v\n%s", err, r)
	}
	if err := s.Exec(t.Context(), "DROP TRIGGER deaf"); err != nil {
		t.Fatal(err)
	}
	mustClose(t, s)
	s = open(t, dir) // makes the tables anew
	wantTable(t, s, "SELECT id FROM need ORDER BY id", "10\n11\n50")
	wantTable(t, s, "SELECT notes FROM agenda_item WHERE id = 4", "a")
	mustVerify(t, s)
}

// TestSyncGivesWay keeps typing while a large record is synced and a large snapshot is written.
func TestSyncGivesWay(t *testing.T) {
	s := open(t, t.TempDir())
	y := newTyped("sunflower")
	const needs = 3000
	appendAll(t, s, y.begin(needs))
	var edits []meeting.Event
	for i := range needs {
		edits = append(edits, insert(meeting.ID(10+i), meeting.Statement, 1, strings.Repeat("word ", 20)))
	}
	appendAll(t, s, y.Commit("ann", time.Now(), edits))
	state, _ := y.State()
	done := make(chan error)
	go func() { done <- s.Sync(t.Context(), y.Name, state) }()
	go func() {
		done <- s.SaveSnapshot(t.Context(), y.Name, meeting.Snapshot{Seq: 2, Version: 99, Data: make([]byte, 8<<20)})
	}()
	typed, ended := 0, 0
	for ended < 2 {
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			ended++
		default:
			appendAll(t, s, y.key())
			typed++
		}
	}
	if typed < 10 {
		t.Errorf("only %d keystrokes got in between", typed)
	}
	wantTable(t, s, "SELECT count(*) FROM need WHERE statement LIKE 'word word %'", fmt.Sprint(needs))
	snap, ok, err := s.LoadSnapshot(t.Context(), y.Name)
	if err != nil || !ok || len(snap.Data) != 8<<20 {
		t.Errorf("the snapshot has %d bytes, %v, %v", len(snap.Data), ok, err)
	}
	mustVerify(t, s)
}
