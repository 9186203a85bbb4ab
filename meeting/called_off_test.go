package meeting_test

import (
	"testing"
	"time"

	"oneplan/meeting"
)

// TestAMeetingIsCalledOff follows a meeting that does not take place, as the parent sees it, until it is put on again.
func TestAMeetingIsCalledOff(t *testing.T) {
	d := deskAt(t, preparing)
	d.do(parent, d.edit(parent, d.notes(0), "Sleep is worse"))
	before := *d.meeting()
	d.refused(meeting.Invalid, keyworker, meeting.CallOff{Meeting: d.m, Reason: "  "})
	d.refused(meeting.Stage, keyworker, meeting.PutOn{Meeting: d.m})
	d.refused(meeting.Forbidden, parent, meeting.CallOff{Meeting: d.m, Reason: "x"})
	d.refused(meeting.Forbidden, guest, meeting.CallOff{Meeting: d.m, Reason: "x"}) // who comes for one meeting plans none
	d.refused(meeting.Stage, keyworker, meeting.CallOff{Meeting: d.past, Reason: "x"})
	d.do(keyworker, meeting.CallOff{Meeting: d.m, Reason: "the chair is ill"})

	m := d.view(parent).Meeting(d.m)
	if m.Stage != meeting.CalledOff || m.OffReason != "the chair is ill" || m.OffBy != d.who[keyworker] || !m.OffAt.Equal(d.at) || !m.At.Equal(before.At) {
		t.Errorf("the parent sees %+v", m)
	}
	if got := d.text(d.notes(0)); got != "Sleep is worse" || len(m.Agenda) != len(before.Agenda) {
		t.Errorf("of what was prepared there is %q, and %d items", got, len(m.Agenda))
	}
	today := meeting.DayOf(d.at)
	for _, x := range d.view(parent).Calendar(today, "", time.UTC) {
		if x.Entry == d.m {
			t.Errorf("the calendar has %+v", x)
		}
	}
	said := false
	for _, x := range d.view(parent).Timeline(time.UTC) {
		said = said || x.Entry == d.m && x.Text == "Called off: Review meeting of 24 Nov 2026: the chair is ill"
	}
	if !said {
		t.Error("the timeline does not say that it was called off")
	}
	if again := d.do(keyworker, meeting.PlanMeeting{Kind: meeting.Review, At: d.at.Add(time.Hour), Chair: d.who[chair]}); d.state().Meeting(again).Number != before.Number+1 {
		t.Errorf("the next meeting is number %d, after %d", d.state().Meeting(again).Number, before.Number)
	}

	d.refused(meeting.Forbidden, parent, meeting.PutOn{Meeting: d.m})
	d.refused(meeting.Invalid, chair, meeting.PutOn{Meeting: d.m, At: d.at.Add(-time.Minute)})
	d.at = before.At
	d.refused(meeting.Invalid, chair, meeting.PutOn{Meeting: d.m})
	later := d.at.AddDate(0, 0, 7)
	d.do(chair, meeting.PutOn{Meeting: d.m, At: later})
	m = d.view(parent).Meeting(d.m)
	if m.Stage != meeting.Preparing || !m.At.Equal(later) || m.OffReason != "" || m.OffBy != 0 || !m.OffAt.IsZero() || m.Number != before.Number {
		t.Errorf("on again, it is %+v", m)
	}
	d.do(chair, meeting.OpenMeeting{Meeting: d.m})
}
