package store_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/store"
)

// shelved are the events that put entries on the Shelf, one for each of its lists.
var shelved = []meeting.Event{
	meeting.DetailSet{},
	meeting.RelationSet{},
	meeting.InvolvementSet{},
	meeting.WaitSet{},
	meeting.AssessmentSet{},
	meeting.AppointmentSet{},
	meeting.OtherPlanSet{},
	meeting.PathStepSet{},
	meeting.TransitionSet{},
	meeting.TenureSet{},
	meeting.ContactSet{},
	meeting.QuestionSet{},
	meeting.HandoverSet{},
	meeting.MandateSet{},
	meeting.EscalationSet{},
	meeting.ClosingSet{},
}

// entryOf returns an event like e in which every field holds what fill gives for it.
func entryOf(e meeting.Event, id meeting.ID, fill func(t reflect.Type) any) meeting.Event {
	v := reflect.New(reflect.TypeOf(e)).Elem()
	fillIn(v, fill)
	v.Field(0).FieldByName("ID").Set(reflect.ValueOf(id))
	return v.Interface().(meeting.Event)
}

func fillIn(v reflect.Value, fill func(t reflect.Type) any) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]() || v.Kind() != reflect.Struct && v.Kind() != reflect.Slice:
		v.Set(reflect.ValueOf(fill(v.Type())).Convert(v.Type()))
	case v.Kind() == reflect.Slice:
		n := fill(reflect.TypeFor[[]int]()).(int)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fillIn(v.Index(i), fill)
		}
	default:
		for i := range v.NumField() {
			fillIn(v.Field(i), fill)
		}
	}
}

// random gives anything for a field: what a rule would refuse too, since a log is never refused.
func (h *history) random(t reflect.Type) any {
	switch {
	case t == reflect.TypeFor[meeting.Audience]():
		return h.audience()
	case t == reflect.TypeFor[meeting.Day]():
		return h.day()
	case t == reflect.TypeFor[time.Time]():
		return []time.Time{{}, h.at, h.at.Add(time.Hour)}[h.rand.IntN(3)]
	case t.Kind() == reflect.String:
		return []string{"", "word", "two words", "'; --", "Łódź"}[h.rand.IntN(5)]
	case t.Kind() == reflect.Bool:
		return h.rand.IntN(2) == 0
	}
	return h.rand.IntN(4)
}

// entry returns random events of what there is between meetings.
func (h *history) entry(s *meeting.State) []meeting.Event {
	id := h.id()
	if h.rand.IntN(3) == 0 { // one that is there changes
		var all []meeting.Entry
		for e := range s.Entries {
			all = append(all, e)
		}
		if e, ok := pick(h, all); ok {
			id = meeting.HeadOf(e).ID
			for _, x := range shelved {
				if reflect.TypeOf(x).Field(0).Type == reflect.TypeOf(e).Elem() {
					return []meeting.Event{entryOf(x, id, h.random)}
				}
			}
		}
	}
	switch h.rand.IntN(12) {
	case 0:
		return []meeting.Event{meeting.ClocksSet{Clocks: meeting.Clocks{
			Wait: h.rand.IntN(3), Reply: h.rand.IntN(3), Stages: map[meeting.PathStage]int{meeting.Planning: h.rand.IntN(3)},
		}}}
	case 1:
		return []meeting.Event{meeting.NoteSet{Note: meeting.Note{ID: id, Meeting: 3, Item: 4, Audience: meeting.Practitioners, By: 2, Added: h.at, Rev: h.rev}}}
	case 2:
		if x, ok := pick(h, s.Handovers); ok {
			return []meeting.Event{meeting.HandoverAccepted{
				Handover: x.ID, By: 2, Back: h.rand.IntN(3) == 0,
				Items: []meeting.ItemKey{{Section: h.rand.IntN(3), ID: 2}, {Section: 1, Part: meeting.Why}},
			}}
		}
	}
	return []meeting.Event{entryOf(shelved[h.rand.IntN(len(shelved))], id, h.random)}
}

// TestEveryFieldHasItsColumn puts one entry of every kind on the Shelf, each of its fields with a value of its own, and looks for every
// value in the plain tables.
func TestEveryFieldHasItsColumn(t *testing.T) {
	shelf := reflect.TypeFor[meeting.Shelf]()
	if shelf.NumField() != len(shelved) {
		t.Fatalf("a Shelf has %d lists, and this test fills %d", shelf.NumField(), len(shelved))
	}
	s := open(t, t.TempDir())
	at := time.Date(2026, 11, 27, 14, 5, 6, 0, time.UTC)
	r := meetingtest.NewStream("sunflower")
	events := []meeting.Event{
		meeting.RecordCreated{Name: "sunflower", Children: []meeting.Person{{ID: 1, Name: "Robin Example"}}},
		meeting.SiteOpened{Site: 1, Person: "ann"},
	}
	words := map[meeting.ID][]string{}
	n := 0
	for i, x := range shelved {
		id := meeting.ID(100 + i)
		fill := func(f reflect.Type) any {
			n++
			var said any
			switch {
			case f == reflect.TypeFor[[]int]():
				return 2
			case f == reflect.TypeFor[meeting.Audience]():
				said = meeting.OnlyPeople(meeting.PersonID(fmt.Sprintf("p%d", n)))
			case f == reflect.TypeFor[time.Time]():
				said = at.AddDate(0, 0, n)
				words[id] = append(words[id], said.(time.Time).Format("2006-01-02T15:04:05Z"))
				return said
			case f == reflect.TypeFor[meeting.Day]():
				said = meeting.DayOf(at.AddDate(1, 0, n))
			case f.Kind() == reflect.String:
				said = fmt.Sprintf("word %d.", n)
			case f.Kind() == reflect.Bool:
				return true
			case f == reflect.TypeFor[meeting.Part]():
				return n % 200
			default:
				said = 100_000 + n
			}
			words[id] = append(words[id], fmt.Sprint(said))
			return said
		}
		events = append(events, entryOf(x, id, fill))
	}
	appendAll(t, s, r.Commit("ann", at, events))
	tables := []string{
		"detail", "relation", "involvement", "wait", "assessment", "appointment", "other_plan", "path_step", "transition", "tenure", "contact",
		"question", "handover", "mandate", "escalation", "closing",
	}
	lists := map[string][]string{
		"assessment": {"assessment_share"}, "appointment": {"appointment_with"}, "transition": {"transition_action"}, "contact": {"contact_with"},
		"handover": {"handover_met", "handover_accepted"}, "mandate": {"mandate_vests"}, "escalation": {"escalation_before"}, "closing": {"closing_rehomed"},
	}
	state, _ := r.State()
	for i, name := range tables {
		id := meeting.ID(100 + i)
		got := table(t, s, fmt.Sprintf("SELECT * FROM %s WHERE id = %d", name, id))
		for _, l := range lists[name] {
			rows := table(t, s, fmt.Sprintf("SELECT * FROM %s WHERE %s = %d", l, name, id))
			if strings.Count(rows, "\n") != 1 {
				t.Errorf("%s has not the two rows that were written:\n%s", l, rows)
			}
			got += "\n" + rows
		}
		rev := fmt.Sprint(meeting.HeadOf(state.Entry(id)).Rev)
		for i, w := range words[id] {
			if i == 0 || w == rev { // the id, which is another one, and what only screens need
				continue
			}
			if !strings.Contains("|"+strings.ReplaceAll(got, "\n", "|")+"|", "|"+w+"|") {
				t.Errorf("%s says nowhere %q:\n%s", name, w, got)
			}
		}
	}
	mustVerify(t, s)
}

// TestShelfTables tells a story between meetings and reads it back with SQL.
func TestShelfTables(t *testing.T) {
	s := open(t, t.TempDir())
	at := time.Date(2026, 11, 27, 14, 5, 6, 0, time.UTC)
	r := meetingtest.NewStream("sunflower")
	head := func(id meeting.ID) meeting.Head { return meeting.Head{ID: id, About: 1, By: 2, Added: at} }
	appendAll(t, s, r.Commit("ann", at, []meeting.Event{
		meeting.RecordCreated{Name: "sunflower", Children: []meeting.Person{{ID: 1, Name: "Robin Example"}}},
		meeting.MemberSet{Member: meeting.Member{ID: 2, Person: "ann", Name: "Ann", Agency: "school", Role: meeting.Keyworker, Since: at}},
		meeting.SiteOpened{Site: 1, Person: "ann"},
		meeting.ClocksSet{Clocks: meeting.Clocks{Wait: 90, Stages: map[meeting.PathStage]int{meeting.TeamMeeting: 21}}},
		meeting.WaitSet{Wait: meeting.Wait{Head: head(10), Service: "Sleep clinic", ReferredOn: "2026-03-01"}},
		insert(10, meeting.Remarks, 1, "they lost the letter"),
		meeting.ContactSet{Contact: meeting.Contact{Head: head(11), Day: "2026-11-20", How: meeting.Call, With: []meeting.ID{1, 2}, PromiseDue: "2026-11-30"}},
		meeting.HandoverSet{Handover: meeting.Handover{Head: head(12), From: 2}},
		meeting.HandoverAccepted{Handover: 12, Items: []meeting.ItemKey{{Section: 3, ID: 11, Part: meeting.Promised}}, By: 2},
	}))
	const utc = "2026-11-27T14:05:06Z"
	wantTable(t, s, "SELECT * FROM clock ORDER BY name", "sunflower|stage.team-meeting|21\nsunflower|wait|90")
	wantTable(t, s, "SELECT * FROM wait", "sunflower|10|1|2|"+utc+"|everyone|Sleep clinic|-|-|-|2026-03-01|-|-|-|-|-|they lost the letter|-|-|-")
	wantTable(t, s, "SELECT * FROM contact_with", "sunflower|11|1|1\nsunflower|11|2|2")
	wantTable(t, s, "SELECT * FROM handover_accepted", "sunflower|12|1|3|11|46|2|"+utc)
	wantTable(t, s, "SELECT * FROM about_me", "sunflower|0|||||\nsunflower|1|||||")

	// Typing changes no plain table until Sync.
	appendAll(t, s, r.Commit("ann", at, []meeting.Event{insert(1, meeting.Matters, 1, "my cat"), insert(0, meeting.WorkWithUs, 1, "ring, do not write")}))
	state, _ := r.State()
	if err := s.Sync(t.Context(), r.Name, state); err != nil {
		t.Fatal(err)
	}
	wantTable(t, s, "SELECT about, matters, work_with_us FROM about_me", "0||ring, do not write\n1|my cat|")

	// A list gets shorter, an entry goes, a clock is set back.
	appendAll(t, s, r.Commit("ann", at, []meeting.Event{
		meeting.ContactSet{Contact: meeting.Contact{Head: head(11), Day: "2026-11-20", How: meeting.Call, With: []meeting.ID{2}, KeptOn: "2026-11-29"}},
		meeting.EntryRemoved{ID: 10},
		meeting.ClocksSet{Clocks: meeting.Clocks{Wait: 100}},
		meeting.HandoverAccepted{Handover: 12, Items: []meeting.ItemKey{{Section: 3, ID: 11, Part: meeting.Promised}}, By: 2, Back: true},
	}))
	wantTable(t, s, "SELECT contact, member, (SELECT kept_on FROM contact) FROM contact_with", "11|2|2026-11-29")
	wantTable(t, s, "SELECT (SELECT count(*) FROM wait), (SELECT count(*) FROM handover_accepted)", "0|0")
	wantTable(t, s, "SELECT name, days FROM clock", "wait|100")
	mustVerify(t, s)

	if _, err := s.EraseRecord(t.Context(), r.Name); err != nil {
		t.Fatal(err)
	}
	wantTable(t, s, "SELECT (SELECT count(*) FROM contact), (SELECT count(*) FROM contact_with), (SELECT count(*) FROM handover), (SELECT count(*) FROM clock)", "0|0|0|0")
	wantTable(t, s, "SELECT DISTINCT matters || work_with_us FROM about_me", "")
	mustVerify(t, s)
}

// TestTablesOfAnOlderFile opens a file whose tables are those of before the Shelf had any.
func TestTablesOfAnOlderFile(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := newHistory("sunflower", 11)
	for range 40 {
		appendAll(t, s, h.commit())
	}
	state, _ := h.State()
	if err := s.Sync(t.Context(), h.Name, state); err != nil {
		t.Fatal(err)
	}
	made := func(s *store.Store) string {
		return table(t, s, "SELECT * FROM wait ORDER BY id") + table(t, s, "SELECT * FROM contact_with") + table(t, s, "SELECT * FROM amendment ORDER BY meeting, number")
	}
	before := made(s)
	names := strings.Fields(table(t, s, `SELECT m.name FROM sqlite_master m WHERE type = 'table'
		AND name IN (SELECT name FROM sqlite_master WHERE rowid > (SELECT rowid FROM sqlite_master WHERE name = 'stay')) ORDER BY rowid DESC`))
	if len(names) < 20 {
		t.Fatalf("only %v", names)
	}
	for _, n := range names {
		if err := s.Exec(t.Context(), "DROP TABLE "+n); err != nil {
			t.Fatal(err)
		}
	}
	for _, column := range []string{"action listing", "action listing_name", "action listing_checked", "meeting off_at", "meeting off_by", "meeting off_reason"} {
		of, name, _ := strings.Cut(column, " ")
		if err := s.Exec(t.Context(), "ALTER TABLE "+of+" DROP COLUMN "+name); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Exec(t.Context(), "DELETE FROM goose_db_version WHERE version_id >= 5"); err != nil {
		t.Fatal(err)
	}
	mustClose(t, s)
	s = open(t, dir)
	if after := made(s); after != before || !strings.Contains(after, "and thanks") {
		t.Errorf("after the migration\n%s\nbefore\n%s", after, before)
	}
	mustVerify(t, s)
}
