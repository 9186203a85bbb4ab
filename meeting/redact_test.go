package meeting_test

import (
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// logged yields rows as a log does.
func logged(rows []meeting.Row) iter.Seq2[meeting.Row, error] {
	return func(yield func(meeting.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// redactedRows returns the rows of a desk as they are once a person's words are erased.
func redactedRows(t tester, d *desk, p meeting.PersonID) []meeting.Row {
	t.Helper()
	rests, err := d.state().Redact(logged(d.rows), p)
	if err != nil {
		t.Fatalf("redacting: %v", err)
	}
	out := slices.Clone(d.rows)
	for _, x := range rests {
		r := &out[x.Seq-1]
		r.Erased, r.Body = true, x.Body
	}
	return out
}

// again makes a record of rows.
func again(t tester, rows []meeting.Row) *meeting.Record {
	t.Helper()
	m := meeting.NewRecord()
	for _, row := range rows {
		events, err := row.Events()
		if err != nil {
			t.Fatalf("row %d: %v", row.Seq, err)
		}
		for _, e := range events {
			m.Apply(meeting.Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}, e)
		}
	}
	return m
}

// withoutWords returns what a text says without what was written by a person, or for them.
func withoutWords(s *meeting.State, v text.View, p meeting.PersonID) string {
	var b strings.Builder
	for run := range v.Runs(0, v.Len()) {
		by, whose := s.AuthorOf(run.Site)
		if whose != 0 {
			by = ""
			if m := s.Member(whose); m != nil {
				by = m.Person
			}
		}
		if by != p {
			b.WriteString(run.Text)
		}
	}
	return b.String()
}

// saidFor returns whose the words of a command are.
func saidFor(s *meeting.State, a meeting.Authority, c meeting.Command) meeting.PersonID {
	whose := meeting.ID(0)
	switch c := c.(type) {
	case meeting.AddEntry:
		if x, ok := c.Entry.(*meeting.Closing); ok {
			whose = x.FamilyFor
		}
	case meeting.SetEntry:
		if x, ok := c.Entry.(*meeting.Closing); ok {
			whose = x.FamilyFor
		}
	default:
		if f := reflect.ValueOf(c).FieldByName("For"); f.IsValid() && f.Type() == reflect.TypeFor[meeting.ID]() {
			whose = meeting.ID(f.Uint())
		}
	}
	if m := s.Member(whose); m != nil {
		return m.Person
	}
	return a.Person
}

// TestNoWordOfTheirsIsLeft erases the words of one person from random records: none of them is left in any row, nor of what was written for
// them; every word of anybody else stays, and stays where it stood.
func TestNoWordOfTheirsIsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapidly(t)
		d := deskAt(t, one(r, stages...))
		r.d = d
		whose := map[string]meeting.PersonID{}
		var said []string
		r.speak = func() string {
			w := fmt.Sprintf("%s%dq", []string{"canary", "кенар", "🐤 "}[len(whose)%3], 1000+len(whose)+len(said))
			said = append(said, w)
			return w
		}
		for range 150 {
			d.at = d.at.Add(1e9)
			r.s, said = d.state(), nil
			a := r.authority()
			c := r.command(a)
			if r.oneIn(12) {
				a, c = r.next()
			}
			for _, w := range said {
				whose[w] = saidFor(d.state(), a, c)
			}
			if _, err := d.try(a, c); err != nil {
				continue
			}
		}
		p := one(r, parent, keyworker, chair, practitioner, child)
		before := d.state()
		rows := redactedRows(t, d, p)
		m := again(t, rows)
		left := map[string]bool{}
		for _, row := range rows {
			events, err := row.Events()
			if err != nil {
				t.Fatal(err)
			}
			for _, said := range meeting.SaidIn(events) {
				for w := range whose {
					if strings.Contains(said, w) {
						left[w] = true
					}
				}
			}
		}
		for w := range left {
			if whose[w] == p {
				t.Errorf("%q by %s is still in the log", w, p)
			}
		}
		for f, v := range before.Texts {
			if got, want := m.State().Text(f).String(), withoutWords(before, v, p); got != want {
				t.Errorf("text %v is %q, want %q", f, got, want)
			}
		}
		for f := range m.State().Texts {
			if before.Text(f).Len() == 0 && m.State().Text(f).Len() != 0 {
				t.Errorf("text %v came from nowhere", f)
			}
		}
		if rests, err := m.State().Redact(logged(rows), p); err != nil || len(rests) > 0 {
			t.Errorf("a second time: %d rests, %v", len(rests), err)
		}
	})
}

// TestWhatIsLeftOfARow looks at rows that hold words beside something else.
func TestWhatIsLeftOfARow(t *testing.T) {
	d := deskAt(t, live)
	n := len(d.rows)
	notes := d.notes(0)
	d.do(parent, d.edit(parent, notes, "Sleeps"))
	d.do(chair, d.edit(chair, notes, " (asked Tuesday)"))
	d.do(parent, d.edit(parent, notes, " at last"))
	d.do(parent, d.edit(parent, notes, ", mostly"))
	d.do(parent, d.cut(parent, notes, 0, len("Sleeps (asked")))
	rows := redactedRows(t, d, parent)
	m := again(t, rows)
	if got := m.State().Text(notes).String(); got != " Tuesday)" {
		t.Errorf("the notes are %q", got)
	}
	for i, want := range []bool{true, false, true, true, false} {
		if rows[n+i].Erased != want {
			t.Errorf("row %d is erased: %v", i, rows[n+i].Erased)
		}
	}
	if rows[n+3].Body != nil {
		t.Error("words that went on after others of theirs leave something behind")
	}
	for _, row := range rows {
		if strings.Contains(string(row.Body), "mostly") || strings.Contains(string(row.Body), "at last") {
			t.Errorf("row %d still says it", row.Seq)
		}
	}
	// What stood there at any time before shows none of it either.
	past := meeting.NewRecord()
	for _, row := range rows {
		events, err := row.Events()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			past.Apply(meeting.Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}, e)
		}
		if s := past.State().Text(notes).String(); strings.Contains(s, "  ") || strings.HasPrefix(s, " ") && int(row.Seq) <= n+1 {
			t.Errorf("after row %d the notes are %q", row.Seq, s)
		}
	}
}
