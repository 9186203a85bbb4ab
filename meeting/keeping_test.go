package meeting_test

import (
	"testing"
	"time"

	"oneplan/meeting"
)

// TestDueForErasure works out when records need not be kept any more.
func TestDueForErasure(t *testing.T) {
	at := time.Date(2030, 6, 1, 12, 0, 0, 0, time.UTC)
	record := func(born ...meeting.Day) *meeting.Record {
		r := meeting.NewRecord()
		var children []meeting.Person
		for i, b := range born {
			children = append(children, meeting.Person{ID: meeting.ID(i + 1), Name: "Kit", Born: b})
		}
		r.Apply(meeting.Meta{Seq: 1, At: at}, meeting.RecordCreated{Name: "sunflower", Children: children})
		return r
	}
	closed := record("2012-02-29")
	closed.Apply(meeting.Meta{Seq: 2, At: at}, meeting.ClosingSet{Closing: meeting.Closing{Head: meeting.Head{ID: 7, Rev: 1}, Day: "2030-05-31"}})
	for _, c := range []struct {
		of   *meeting.Record
		keep meeting.Keeping
		want meeting.Day
	}{
		{record("2012-02-29"), meeting.Keeping{}, ""},
		{record("2012-02-29"), meeting.Keeping{UntilAge: 25}, "2037-03-01"},
		{record("2012-02-29", "2015-01-02"), meeting.Keeping{UntilAge: 25}, "2040-01-02"},
		{record("2012-02-29", ""), meeting.Keeping{UntilAge: 25}, ""},
		{record("2012-02-29"), meeting.Keeping{UntilAge: 25, Hold: "inquest"}, ""},
		{record("2012-02-29"), meeting.Keeping{YearsAfterClosing: 6}, ""},
		{closed, meeting.Keeping{YearsAfterClosing: 6}, "2036-05-31"},
		{meeting.NewRecord(), meeting.Keeping{UntilAge: 25}, ""},
	} {
		if got := meeting.DueForErasure(c.of.State(), c.keep); got != c.want {
			t.Errorf("%+v is due on %q, want %q", c.keep, got, c.want)
		}
	}
}

// TestErasureTakesTwo has administrators ask for what one alone may not do.
func TestErasureTakesTwo(t *testing.T) {
	o := newOffice(t)
	system := meeting.Authority{System: true, At: o.at}
	for _, p := range []meeting.PersonID{"second", "third"} {
		o.do(system, meeting.AddPerson{Account: meeting.Account{ID: p, Name: string(p), Agency: "health", Admin: true}})
	}
	o.at = o.at.AddDate(0, 0, 2) // they have been administrators for a while
	ask := meeting.AskErasure{Record: "sunflower", Reason: "25 years are over"}
	o.refused(meeting.Forbidden, o.as(maria), ask)
	o.refused(meeting.Forbidden, system, ask)
	o.refused(meeting.NotFound, o.as(root), meeting.AskErasure{Record: "nowhere", Reason: "x"})
	o.refused(meeting.Invalid, o.as(root), meeting.AskErasure{Record: "sunflower"})
	o.refused(meeting.Forbidden, o.as(maria), meeting.SetKeeping{Record: "sunflower"})
	o.refused(meeting.Invalid, o.as(root), meeting.SetKeeping{Record: "sunflower", Keeping: meeting.Keeping{UntilAge: 25, YearsAfterClosing: 6}})
	o.refused(meeting.Invalid, o.as(root), meeting.SetSettings{Settings: meeting.Settings{Keep: meeting.Keeping{Hold: "all"}}})
	o.do(o.as(root), meeting.SetSettings{Settings: meeting.Settings{Keep: meeting.Keeping{YearsAfterClosing: 6}}})
	o.do(o.as(root), meeting.SetKeeping{Record: "sunflower", Keeping: meeting.Keeping{Hold: "inquest"}})
	if got := o.r.State().KeepingOf("sunflower"); got != (meeting.Keeping{YearsAfterClosing: 6, Hold: "inquest"}) {
		t.Errorf("a hold is beside how long a record is kept otherwise: %+v", got)
	}
	o.refused(meeting.Forbidden, o.as(root), ask)
	o.do(o.as(root), meeting.SetKeeping{Record: "sunflower", Keeping: meeting.Keeping{UntilAge: 25}})

	o.do(o.as(root), ask)
	o.refused(meeting.Forbidden, o.as(root), ask)
	o.do(o.as("second"), meeting.AskErasure{Record: "sunflower", Words: maria, Reason: "asked by her"}) // is something else
	o.refused(meeting.NotFound, system, meeting.FinishErasure{N: 1})
	o.at = o.at.AddDate(0, 0, meeting.ErasureDays+1)
	o.do(o.as("second"), ask) // too late to agree: it is asked anew
	o.do(system, meeting.RevokePerson{Person: "second"})
	o.do(o.as("third"), ask) // whoever asked is gone: it is asked anew
	if x := o.r.State().ErasureOf("sunflower", "", o.at); x == nil || x.By != "third" || x.Agreed != "" {
		t.Fatalf("the erasure is %+v", x)
	}
	o.do(o.as(root), ask)
	x := o.r.State().ErasureOf("sunflower", "", o.at)
	if x == nil || x.By != "third" || x.Agreed != root {
		t.Fatalf("the erasure is %+v", x)
	}
	o.refused(meeting.Forbidden, o.as(root), meeting.FinishErasure{N: x.N})
	o.do(system, meeting.FinishErasure{N: x.N, Rows: 12, Head: "abc"})
	s := o.r.State()
	if s.HasRecord("sunflower") || !s.Erased("sunflower") {
		t.Errorf("the record is still listed: %v", s.Records)
	}
	o.refused(meeting.Invalid, o.as(maria), meeting.ListRecord{Name: "sunflower"})
	o.refused(meeting.NotFound, o.as(root), ask)
}
