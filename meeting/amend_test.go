package meeting_test

import (
	"testing"

	"oneplan/meeting"
)

// What is added to final minutes stands beside them under its author's name, and the minutes stay those of the row at which they became final.
func TestAmendments(t *testing.T) {
	d := deskAt(t, final)
	at := func() *meeting.Meeting { return d.r.State().Meeting(d.m) }
	since := at().FinalSeq
	if since == 0 || since > d.r.State().Seq {
		t.Fatalf("the minutes are final since row %d of %d", since, d.r.State().Seq)
	}
	d.refused(meeting.Invalid, parent, meeting.AmendMinutes{Meeting: d.m, Words: " "})
	d.do(parent, meeting.AmendMinutes{Meeting: d.m, Words: "It was Thursday"})
	d.do(practitioner, meeting.AmendMinutes{Meeting: d.m, Words: "Gran rang: it was Friday", For: d.who[gran]})
	d.refused(meeting.Stage, chair, meeting.ReopenMeeting{Meeting: d.m, Reason: "to write it in"})
	m := at()
	if len(m.Amendments) != 2 || m.Amendments[0].Member != d.who[parent] || m.Amendments[0].By != 0 || m.Amendments[1].Member != d.who[gran] || m.Amendments[1].By != d.who[practitioner] {
		t.Errorf("the amendments are %+v", m.Amendments)
	}
	if m.FinalSeq != since {
		t.Errorf("the minutes became final at row %d, and after an amendment at row %d", since, m.FinalSeq)
	}
}
