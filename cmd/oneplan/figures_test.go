package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/text"
	"oneplan/store"
)

// What figures are of, in SQL. What only some may see counts nowhere.
const (
	figured = "audience IN ('everyone', 'practitioners')"
	today   = "'2026-11-24'"
	since   = "'2025-01-01'" // the quarter of today and seven before
	going   = "record NOT IN (SELECT record FROM closing c WHERE reopened_at IS NULL AND id = (SELECT max(id) FROM closing WHERE record = c.record))"
	quarter = "substr(day, 1, 4) || '-' || ((substr(day, 6, 2) + 2) / 3)"
	opened  = "FROM action a WHERE status NOT IN ('done', 'no longer needed') AND " + figured + " AND " + going
	waiting = `FROM (SELECT *, coalesce(seen_on, ended_on) AS over FROM wait) w WHERE over IS NULL AND ` + figured + " AND " + going
	late    = waiting + ` AND julianday(` + today + `) - julianday(referred_on) > coalesce(target,
		(SELECT days FROM clock WHERE record = w.record AND name = 'wait'), (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'wait'), 126)`
	stuck   = "FROM escalation WHERE closed_on IS NULL AND " + figured + " AND " + going
	plans   = "FROM (SELECT name AS record FROM record) r WHERE " + going
	changed = `FROM (SELECT since AS day, member, lag(member) OVER (PARTITION BY record ORDER BY since, id) AS was FROM tenure WHERE ` + figured + `)
		WHERE was IS NOT NULL AND was <> member AND day BETWEEN ` + since + " AND " + today
	raised = `FROM (SELECT coalesce((SELECT raised_on FROM escalation_before b WHERE b.record = e.record AND b.escalation = e.id AND number = 1), raised_on) AS day
		FROM escalation e WHERE ` + figured + ") WHERE day BETWEEN " + since + " AND " + today
	referred = "FROM (SELECT referred_on AS day FROM wait WHERE " + figured + ") WHERE day BETWEEN " + since + " AND " + today
	done     = "FROM (SELECT done_on AS day FROM action WHERE status = 'done' AND " + figured + ") WHERE day BETWEEN " + since + " AND " + today
	agencyOf = "coalesce((SELECT name FROM agency WHERE id = %s), iif(%[1]s = 'family', 'the family', NULL), 'nobody''s yet')"
)

// figuresInSQL are the figures as somebody would ask for them with sqlite3: how many, of how many, and what they are divided into.
var figuresInSQL = map[string][3]string{
	"no-keyworker": {plans + " AND NOT EXISTS (SELECT 1 FROM member m WHERE m.record = r.record AND role = 'keyworker' AND until IS NULL)", plans, ""},
	"overdue": {
		opened + " AND due < " + today, opened,
		fmt.Sprintf(agencyOf, "coalesce((SELECT agency FROM member m WHERE m.record = a.record AND m.id = a.owner), a.ask)"),
	},
	"long-waits":   {late, waiting, "lower(service)"},
	"escalations":  {stuck, "", fmt.Sprintf(agencyOf, "escalation.agency")},
	"late-answers": {stuck + " AND responded_on IS NULL AND due < " + today, stuck, "level"},
	"unmet":        {"FROM need WHERE kind <> 'strength' AND status = 'unmet' AND " + figured + " AND " + going, "FROM need WHERE kind <> 'strength' AND " + figured + " AND " + going, "coalesce(unmet, 'no reason given')"},
	"owners":       {plans + " AND NOT EXISTS (SELECT 1 " + opened + " AND a.record = r.record AND owner IS NULL)", plans, ""},
	"dates":        {plans + " AND NOT EXISTS (SELECT 1 " + opened + " AND a.record = r.record AND due IS NULL)", plans, ""},
	"voice": {plans + ` AND (
		EXISTS (SELECT 1 FROM need n WHERE n.record = r.record AND ` + figured + ` AND (view IN (SELECT id FROM child WHERE record = n.record)
			OR view IN (SELECT id FROM member WHERE record = n.record AND role IN ('parent or carer', 'child or young person'))))
		OR EXISTS (SELECT 1 FROM outcome o WHERE o.record = r.record AND trim(words) <> '' AND ` + figured + `)
		OR EXISTS (SELECT 1 FROM meeting m WHERE m.record = r.record AND trim(views || last_word) <> ''
			AND number = (SELECT max(number) FROM meeting WHERE record = m.record AND closed IS NOT NULL)))`, plans, ""},
	"keyworker-changes": {changed, "", quarter},
	"raised":            {raised, "", quarter},
	"referrals":         {referred, "", quarter},
	"done":              {done, "", quarter},
}

// TestFiguresEqualSQL compares the service manager's figures with what SQL says over the demonstration's records, and over many others.
func TestFiguresEqualSQL(t *testing.T) {
	t.Run("the demonstration", func(t *testing.T) { figuresEqualSQL(t, 0, 9) })
	t.Run("and sixty others", func(t *testing.T) { figuresEqualSQL(t, 60, 8) })
}

// figuresEqualSQL compares over the demonstration and so many other plans. At least so many figures are shown.
func figuresEqualSQL(t *testing.T, others, atLeast int) {
	t.Helper()
	now := time.Date(2026, 11, 24, 19, 30, 0, 0, time.UTC)
	data := filepath.Join(t.TempDir(), "data")
	st, err := store.Open(t.Context(), data, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := tellStory(t.Context(), st, now, time.UTC); err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(5, 6))
	for i := range others {
		if err := st.Append(t.Context(), anyPlan(rnd, fmt.Sprintf("plan%c%c", 'a'+i/26, 'a'+i%26), now)); err != nil {
			t.Fatal(err)
		}
	}
	dir, service := meeting.NewDirectory(), meeting.Seq(0)
	replay(t, st, meeting.ServiceStream, func(m meeting.Meta, e meeting.Event) { dir.Apply(m, e); service = m.Seq })
	set := meeting.SettingsSet{Settings: meeting.Settings{Clocks: meeting.Clocks{Wait: 100}}}
	body, kinds, err := meeting.Encode([]meeting.Event{set})
	if err != nil {
		t.Fatal(err)
	}
	dir.Apply(meeting.Meta{Seq: service + 1, At: now}, set)
	if err := st.Append(t.Context(), meeting.Commit{
		Stream: meeting.ServiceStream, After: service, Service: dir.State(),
		Rows: []meeting.Row{{Seq: service + 1, At: now, Command: "settings", Kinds: kinds, Body: body}},
	}); err != nil {
		t.Fatal(err)
	}
	var records []*meeting.State
	for _, name := range recordNames(t, data) {
		r := meeting.NewRecord()
		replay(t, st, name, r.Apply)
		records = append(records, r.State().Under(dir.State().Standing()))
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	ask := func(sql string) string {
		out, err := query(data, sql)
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		return strings.TrimSpace(out)
	}
	exact := meeting.FiguresOf(records, dir.State(), "2026-11-24", 1)
	shown := meeting.FiguresOf(records, dir.State(), "2026-11-24", 5)
	if len(exact) != len(figuresInSQL) {
		t.Errorf("there are %d figures, and %d in SQL", len(exact), len(figuresInSQL))
	}
	seen := 0
	for i, f := range exact {
		q := figuresInSQL[f.Name]
		if got := ask("SELECT count(*) " + q[0]); got != fmt.Sprint(f.N) || f.N == 0 {
			t.Errorf("%s: %d, in SQL %s", f.Name, f.N, got)
		}
		if q[1] != "" && ask("SELECT count(*) "+q[1]) != fmt.Sprint(f.All) {
			t.Errorf("%s: of %d, in SQL %s", f.Name, f.All, ask("SELECT count(*) "+q[1]))
		}
		want := map[string]string{}
		if q[2] != "" {
			var parts []string
			for l := range strings.Lines(ask("SELECT " + q[2] + ", count(*) " + q[0] + " GROUP BY 1")) {
				label, n, _ := strings.Cut(strings.TrimSpace(l), "|")
				want[label] = n
				parts = append(parts, label+" "+n)
			}
			var got []string
			for _, p := range f.Parts {
				if label := labelled(f, p.Label); p.N > 0 {
					got = append(got, fmt.Sprintf("%s %d", label, p.N))
				}
			}
			slices.Sort(got)
			slices.Sort(parts)
			if !slices.Equal(got, parts) {
				t.Errorf("%s: divided into %q, in SQL %q", f.Name, got, parts)
			}
		}
		// What is shown when small numbers are hidden is as exact.
		s := shown[i]
		if s.Shown {
			seen++
		}
		if s.Shown && s.N != f.N || s.All != 0 && s.All != f.All {
			t.Errorf("%s is shown as %d of %d", s.Name, s.N, s.All)
		}
		for _, p := range s.Parts {
			if n, ok := want[labelled(s, p.Label)]; ok && n != fmt.Sprint(p.N) {
				t.Errorf("%s, %s: %d, in SQL %s", s.Name, p.Label, p.N, n)
			}
		}
	}
	if seen < atLeast {
		t.Errorf("only %d figures are shown of %d plans", seen, len(records))
	}
}

// labelled is the name of a part as SQL has it.
func labelled(f meeting.Figure, label string) string {
	if strings.Contains(label, " to ") { // quarters put together
		return label
	}
	if q, err := time.Parse("Jan 2006", label[:min(3, len(label))]+label[max(0, len(label)-5):]); f.Time && err == nil {
		return fmt.Sprintf("%d-%d", q.Year(), (int(q.Month())+2)/3)
	}
	if f.Name == "long-waits" {
		return strings.ToLower(label)
	}
	return label
}

// recordNames are the names of all records.
func recordNames(t *testing.T, data string) []string {
	t.Helper()
	out, err := query(data, "SELECT name FROM record ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(out)
}

func replay(t *testing.T, st *store.Store, stream string, apply func(meeting.Meta, meeting.Event)) {
	t.Helper()
	for row, err := range st.Load(t.Context(), stream, 0) {
		if err != nil {
			t.Fatal(err)
		}
		events, err := row.Events()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			apply(meeting.Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}, e)
		}
	}
}

// anyPlan makes a record in which anything may have happened.
func anyPlan(rnd *rand.Rand, name string, now time.Time) meeting.Commit {
	n := rnd.IntN
	day := func() meeting.Day { return meeting.DayOf(now).Add(-n(900)) }
	id := meeting.ID(10)
	head := func() meeting.Head {
		id++
		return meeting.Head{ID: id, Rev: uint32(id), Audience: []meeting.Audience{meeting.Everyone, meeting.Everyone, meeting.Practitioners, meeting.OnlyPeople("ann")}[n(4)]}
	}
	events := []meeting.Event{
		meeting.RecordCreated{Name: name, Children: []meeting.Person{{ID: 1, Name: "Robin Example"}}},
		meeting.MemberSet{Member: meeting.Member{ID: 2, Person: "ann", Name: "Ann", Agency: "school", Role: []meeting.Role{meeting.Keyworker, meeting.Practitioner}[n(2)]}},
		meeting.MemberSet{Member: meeting.Member{ID: 3, Name: "Nia", Agency: meeting.FamilyAgency, Role: meeting.Parent}},
		meeting.SiteOpened{Site: 1, Person: "ann"},
	}
	if n(3) == 0 {
		events = append(events, meeting.ClocksSet{Clocks: meeting.Clocks{Wait: 300}})
	}
	for range n(5) {
		events = append(events, meeting.TenureSet{Tenure: meeting.Tenure{Head: head(), Member: meeting.ID(2 + n(3)), From: day()}})
	}
	for range n(5) {
		w := meeting.Wait{Head: head(), Service: []string{"Sleep clinic", "sleep clinic", "CAMHS"}[n(3)], ReferredOn: day(), Target: []int{0, 0, 20}[n(3)]}
		switch n(4) {
		case 0:
			w.SeenOn = meeting.DayOf(now)
		case 1:
			w.EndedOn = meeting.DayOf(now)
		}
		events = append(events, meeting.WaitSet{Wait: w})
	}
	for range n(6) {
		h := head()
		a := meeting.Action{
			ID: h.ID, Audience: h.Audience, Rev: h.Rev, Owner: meeting.ID([]int{0, 2, 3, 77}[n(4)]), Due: []meeting.Day{"", day(), "2026-12-24"}[n(3)],
			Status: meeting.ActionStatuses[n(5)], Ask: []meeting.AgencyID{"", "school", "elsewhere"}[n(3)],
		}
		if !a.Status.Open() {
			a.DoneOn = day()
		}
		events = append(events, meeting.ActionSet{Action: a})
	}
	for range n(3) {
		e := meeting.Escalation{Head: head(), Stuck: meeting.StuckDecision, Agency: []meeting.AgencyID{"school", "elsewhere"}[n(2)], Level: meeting.Levels[n(3)], RaisedOn: day(), Due: day()}
		if n(3) == 0 {
			e.ClosedOn = day()
		}
		if n(3) == 0 {
			e.RespondedOn = day()
		}
		if n(3) == 0 {
			e.Before = []meeting.Raised{{Level: meeting.WithManager, On: e.RaisedOn.Add(-90)}, {Level: meeting.WithSenior, On: e.RaisedOn.Add(-40)}}
		}
		events = append(events, meeting.EscalationSet{Escalation: e})
	}
	for range n(4) {
		h := head()
		x := meeting.Need{ID: h.ID, Audience: h.Audience, Rev: h.Rev, Kind: meeting.NeedKinds[n(3)], Status: meeting.NeedStatuses[n(4)], View: meeting.ID([]int{0, 0, 0, 1, 2, 3}[n(6)])}
		if x.Status == meeting.NeedUnmet && n(4) > 0 {
			x.Unmet = meeting.UnmetReasons[n(5)]
		}
		events = append(events, meeting.NeedSet{Need: x})
	}
	say := func(f meeting.Field) {
		events = append(events, meeting.TextEdited{Field: f, Edit: text.Edit{Gesture: text.Gesture{Site: 1, N: 1}, First: 1, Insert: []string{"my own words", " "}[n(2)]}})
	}
	for i := range n(3) {
		h := head()
		m := meeting.Meeting{ID: h.ID, Number: i + 1, Kind: meeting.Review, Stage: meeting.Final, At: now, Closed: now}
		if n(3) == 0 {
			m.Stage, m.Closed = meeting.Preparing, time.Time{}
		}
		events = append(events, meeting.MeetingSet{Meeting: m})
		if n(3) == 0 {
			say(meeting.Field{ID: h.ID, Part: []meeting.Part{meeting.Views, meeting.LastWord}[n(2)]})
		}
	}
	if n(3) == 0 {
		h := head()
		events = append(events, meeting.OutcomeSet{Outcome: meeting.Outcome{ID: h.ID, Audience: h.Audience, Rev: h.Rev}})
		say(meeting.Field{ID: h.ID, Part: meeting.Words})
	}
	for range n(3) { // closed, or opened again, or both
		c := meeting.Closing{Head: head(), Day: day(), Why: meeting.NeedsMet}
		if n(3) > 0 {
			c.ReopenedAt = now
		}
		events = append(events, meeting.ClosingSet{Closing: c})
	}
	return meetingtest.NewStream(name).Commit("ann", now, events)
}
