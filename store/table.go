package store

import (
	"strings"
	"time"

	"oneplan/meeting"
)

// table is one plain table as projections write it: key columns, facts, and shared texts.
type table struct {
	order  int // parents come before their children
	name   string
	stream string   // the key's first column, which holds the stream's name; "" for the service's tables
	key    []string // the columns that name a row within the stream
	facts  []string
	texts  []string

	create, update, write, remove, read string // its statements
}

// The plain tables, parents first.
var (
	recordTable = &table{name: "record", stream: "name", facts: []string{"created"}, texts: []string{"why"}}
	childTable  = &table{name: "child", stream: "record", key: []string{"id"}, facts: []string{"name", "known_as", "born"}}
	memberTable = &table{
		name: "member", stream: "record", key: []string{"id"},
		facts: []string{"person", "name", "title", "agency", "agency_name", "role", "guest", "since", "until"},
	}
	needTable = &table{
		name: "need", stream: "record", key: []string{"id"},
		facts: []string{"about", "kind", "view", "domain", "status", "unmet", "day", "added_by", "audience"},
		texts: []string{"statement", "evidence"},
	}
	outcomeTable = &table{
		name: "outcome", stream: "record", key: []string{"id"},
		facts: []string{"need", "baseline", "now", "target", "day", "added_by", "audience"},
		texts: []string{"what", "words", "measure"},
	}
	scoreTable = &table{
		name: "score", stream: "record", key: []string{"outcome", "number"},
		facts: []string{"meeting", "side", "value"},
	}
	meetingTable = &table{
		name: "meeting", stream: "record", key: []string{"id"},
		facts: []string{
			"name", "number", "kind", "stage", "at", "place", "place_for", "chair", "minute_taker", "item", "opened", "closed",
			"missing", "close_reason", "views_how", "next", "no_next", "sent", "reply_by", "final",
			"off_at", "off_by", "off_reason",
		},
		texts: []string{"views", "last_word"},
	}
	itemTable = &table{
		name: "agenda_item", stream: "record", key: []string{"id"},
		facts: []string{"meeting", "position", "title", "minutes", "added_by", "spent", "done"},
		texts: []string{"notes", "summary"},
	}
	actionTable = &table{
		name: "action", stream: "record", key: []string{"id"},
		facts: []string{
			"under", "owner", "consent", "said_by", "ask", "due", "status", "added", "done_on", "done_by", "meeting", "added_by", "audience",
			"listing", "listing_name", "listing_checked",
		},
		texts: []string{"what", "progress", "blocks", "next_step"},
	}
	decisionTable = &table{
		name: "decision", stream: "record", key: []string{"id"},
		facts: []string{"meeting", "item", "added_by", "stage", "put", "shown", "follow", "words", "advocate", "audience"},
		texts: []string{"wording", "rationale"},
	}
	answerTable = &table{
		name: "answer", stream: "record", key: []string{"decision", "member"},
		facts: []string{"answer", "words", "written_by", "at"},
	}
	attendanceTable = &table{
		name: "attendance", stream: "record", key: []string{"meeting", "member"},
		facts: []string{"way", "since", "until", "note", "proposed"},
	}
	signOffTable = &table{
		name: "sign_off", stream: "record", key: []string{"meeting", "member"},
		facts: []string{"says", "words", "written_by", "item", "at", "reply", "replied"},
	}
	amendmentTable = &table{
		name: "amendment", stream: "record", key: []string{"meeting", "number"},
		facts: []string{"member", "written_by", "at", "words"},
	}
	agencyTable = &table{name: "agency", key: []string{"id"}, facts: []string{"name", "letter", "colour"}}
	personTable = &table{
		name: "person", key: []string{"id"},
		facts: []string{"name", "title", "agency", "admin", "manager", "revoked", "keys", "added_by"},
	}

	recordTables = append([]*table{
		recordTable, childTable, memberTable, needTable, outcomeTable, scoreTable, meetingTable, itemTable,
		actionTable, decisionTable, answerTable, attendanceTable, signOffTable, amendmentTable,
	}, shelfTables...)
	settingTable = &table{name: "setting", key: []string{"name"}, facts: []string{"value"}}

	serviceTables = []*table{agencyTable, personTable, settingTable}
)

func init() {
	for _, list := range [][]*table{recordTables, serviceTables} {
		for i, t := range list {
			t.order = i
			t.prepare()
		}
	}
}

// names is every column that names a row.
func (t *table) names() []string {
	if t.stream == "" {
		return t.key
	}
	return append([]string{t.stream}, t.key...)
}

// prepare writes the table's statements.
func (t *table) prepare() {
	const sets = " = ?"
	all := append(append(t.names(), t.facts...), t.texts...)
	where := " WHERE " + strings.Join(t.names(), sets+" AND ") + sets
	var excluded []string
	for _, c := range all[len(t.names()):] {
		excluded = append(excluded, c+" = excluded."+c)
	}
	t.create = "INSERT INTO " + t.name + " (" + strings.Join(all, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(all)-1) +
		") ON CONFLICT DO UPDATE SET " + strings.Join(excluded, ", ")
	t.update = "UPDATE " + t.name + " SET " + strings.Join(t.facts, sets+", ") + sets + where
	t.write = "UPDATE " + t.name + " SET " + strings.Join(t.texts, sets+", ") + sets + where
	t.remove = "DELETE FROM " + t.name + where
	t.read = "SELECT " + strings.Join(append(append(append([]string{}, t.key...), t.facts...), t.texts...), ", ") + " FROM " + t.name
	if t.stream != "" {
		t.read += " WHERE " + t.stream + sets
	}
}

// row is one row of a plain table as a state makes it.
type row struct {
	table *table
	key   key
	facts []any           // string, int64 or nil
	texts []meeting.Field // the shared texts in its columns
}

// key names a row within its table and stream: by a word, or by one or two numbers.
type key struct {
	word string
	a, b int64
}

// appendKey appends the key's columns' values.
func (r *row) appendKey(args []any, stream string) []any {
	if r.table.stream != "" {
		args = append(args, stream)
	}
	switch {
	case r.key.word != "":
		return append(args, r.key.word)
	case len(r.table.key) == 1:
		return append(args, r.key.a)
	case len(r.table.key) == 2:
		return append(args, r.key.a, r.key.b)
	}
	return args
}

// The forms of values in the tables. None of something is NULL.

func word[T ~string](s T) any {
	if s == "" {
		return nil
	}
	return string(s)
}

func number[T ~int | ~uint32](n T) any { return int64(n) }

func ref(id meeting.ID) any {
	if id == 0 {
		return nil
	}
	return int64(id)
}

func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

func truth(b bool) any {
	if b {
		return int64(1)
	}
	return int64(0)
}

func audience(a meeting.Audience) any {
	if a == meeting.Everyone {
		return "everyone"
	}
	return string(a)
}

func score(n int) any {
	if n < 0 {
		return nil
	}
	return int64(n)
}

func recordRow(s *meeting.State) row {
	return row{recordTable, key{}, []any{moment(s.Created)}, []meeting.Field{{ID: 0, Part: meeting.Why}}}
}

func childRow(c meeting.Person) row {
	return row{childTable, key{a: int64(c.ID)}, []any{c.Name, word(c.KnownAs), word(c.Born)}, nil}
}

func memberRows(m *meeting.Member) []row {
	return []row{{memberTable, key{a: int64(m.ID)}, []any{
		word(m.Person), m.Name, word(m.Title), string(m.Agency), m.AgencyName, string(m.Role), ref(m.Guest), moment(m.Since), moment(m.Until),
	}, nil}}
}

func needRows(n *meeting.Need) []row {
	return []row{{needTable, key{a: int64(n.ID)}, []any{
		ref(n.About), string(n.Kind), ref(n.View), word(n.Domain), string(n.Status), word(n.Unmet), word(n.Day), ref(n.By), audience(n.Audience),
	}, []meeting.Field{{ID: n.ID, Part: meeting.Statement}, {ID: n.ID, Part: meeting.Evidence}}}}
}

func outcomeRows(o *meeting.Outcome) []row {
	rows := []row{{outcomeTable, key{a: int64(o.ID)}, []any{
		ref(o.Need), score(o.Baseline), score(o.Now), score(o.Target), word(o.Day), ref(o.By), audience(o.Audience),
	}, []meeting.Field{{ID: o.ID, Part: meeting.What}, {ID: o.ID, Part: meeting.Words}, {ID: o.ID, Part: meeting.Measure}}}}
	for i, s := range o.Scores {
		rows = append(rows, row{scoreTable, key{a: int64(o.ID), b: int64(i + 1)}, []any{ref(s.Meeting), s.Side, number(s.Value)}, nil})
	}
	return rows
}

func actionRows(x *meeting.Action) []row {
	return []row{{actionTable, key{a: int64(x.ID)}, []any{
		ref(x.Under), ref(x.Owner), word(x.Consent), ref(x.SaidBy), word(x.Ask), word(x.Due), string(x.Status), moment(x.Added), word(x.DoneOn),
		ref(x.DoneBy), ref(x.Meeting), ref(x.By), audience(x.Audience), word(x.Listing.ID), word(x.Listing.Name), word(x.Listing.Checked),
	}, []meeting.Field{
		{ID: x.ID, Part: meeting.What}, {ID: x.ID, Part: meeting.Progress}, {ID: x.ID, Part: meeting.Blocks}, {ID: x.ID, Part: meeting.NextStep},
	}}}
}

func decisionRows(d *meeting.Decision) []row {
	rows := []row{{decisionTable, key{a: int64(d.ID)}, []any{
		number(d.Meeting), ref(d.Item), ref(d.By), string(d.Stage), moment(d.PutAt), moment(d.ShownAt), word(d.Follow), word(d.Words),
		truth(d.Advocate), audience(d.Audience),
	}, []meeting.Field{{ID: d.ID, Part: meeting.Wording}, {ID: d.ID, Part: meeting.Rationale}}}}
	for _, m := range d.Asked {
		if _, ok := d.Answered(m); !ok {
			rows = append(rows, row{answerTable, key{a: int64(d.ID), b: int64(m)}, []any{nil, nil, nil, nil}, nil})
		}
	}
	for _, g := range d.Answers {
		rows = append(rows, row{answerTable, key{a: int64(d.ID), b: int64(g.Member)}, []any{
			string(g.Answer), word(g.Words), ref(g.By), moment(g.At),
		}, nil})
	}
	return rows
}

func meetingRows(record string) func(m *meeting.Meeting) []row {
	return func(m *meeting.Meeting) []row {
		rows := []row{{meetingTable, key{a: int64(m.ID)}, []any{
			meetingName(record, m.Number), number(m.Number), string(m.Kind), string(m.Stage), moment(m.At), word(m.Place), audience(m.PlaceFor),
			ref(m.Chair), ref(m.MinuteTaker), ref(m.Item), moment(m.Opened), moment(m.Closed), word(strings.Join(m.Missing, "\n")),
			word(m.CloseReason), word(m.ViewsHow), moment(m.Next), word(m.NoNext), moment(m.SentAt), word(m.ReplyBy), moment(m.FinalAt),
			moment(m.OffAt), ref(m.OffBy), word(m.OffReason),
		}, []meeting.Field{{ID: m.ID, Part: meeting.Views}, {ID: m.ID, Part: meeting.LastWord}}}}
		for i, it := range m.Agenda {
			rows = append(rows, row{itemTable, key{a: int64(it.ID)}, []any{
				number(m.ID), number(i + 1), it.Title, number(it.Minutes), ref(it.By), number(it.Spent), truth(it.Done),
			}, []meeting.Field{{ID: it.ID, Part: meeting.Notes}, {ID: it.ID, Part: meeting.Summary}}})
		}
		for _, a := range m.Attendance {
			rows = append(rows, row{attendanceTable, key{a: int64(m.ID), b: int64(a.Member)}, []any{
				string(a.Way), moment(a.From), moment(a.To), word(a.Note), truth(a.Proposed),
			}, nil})
		}
		for _, g := range m.Signed {
			rows = append(rows, row{signOffTable, key{a: int64(m.ID), b: int64(g.Member)}, []any{
				string(g.Says), word(g.Words), ref(g.By), ref(g.Item), moment(g.At), word(g.Reply), moment(g.ReplyAt),
			}, nil})
		}
		for i, a := range m.Amendments {
			rows = append(rows, row{amendmentTable, key{a: int64(m.ID), b: int64(i + 1)}, []any{number(a.Member), ref(a.By), moment(a.At), a.Words}, nil})
		}
		return rows
	}
}

func agencyRows(a *meeting.Agency) []row {
	return []row{{agencyTable, key{word: string(a.ID)}, []any{a.Name, a.Letter, number(a.Colour)}, nil}}
}

func personRows(a *meeting.Account) []row {
	return []row{{personTable, key{word: string(a.ID)}, []any{
		a.Name, word(a.Title), string(a.Agency), truth(a.Admin), truth(a.Manager), truth(a.Revoked), number(len(a.Keys)), word(a.By),
	}, nil}}
}

func settingRows(s *meeting.Service) []row {
	var out []row
	for _, x := range meeting.SettingsList {
		if v, set := x.Value(s); set {
			out = append(out, row{settingTable, key{word: x.Name}, []any{v}, nil})
		}
	}
	return out
}
