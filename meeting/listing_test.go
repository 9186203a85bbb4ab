package meeting_test

import (
	"testing"

	"oneplan/meeting"
)

func TestServicesAreLinked(t *testing.T) {
	d := deskAt(t, live)
	wait := d.shelf["wait"]
	listing := meeting.Listing{ID: "s1", Name: "Sleep clinic", Checked: "2026-01-02"}
	for name, id := range map[string]meeting.ID{"action": d.action, "wait": wait} {
		d.do(keyworker, meeting.LinkService{Entry: id, Listing: listing})
		if got := d.view(keyworker).ListingOf(id); got != listing {
			t.Errorf("%s: %+v", name, got)
		}
		d.refused(meeting.Invalid, keyworker, meeting.LinkService{Entry: id, Listing: meeting.Listing{ID: "s1"}})
		d.refused(meeting.Invalid, keyworker, meeting.LinkService{Entry: id, Listing: meeting.Listing{ID: "s1", Name: "x", Checked: "soon"}})
		d.refused(meeting.Forbidden, observer, meeting.LinkService{Entry: id})
		d.do(keyworker, meeting.LinkService{Entry: id})
		if got := d.view(keyworker).ListingOf(id); got != (meeting.Listing{}) {
			t.Errorf("%s is linked still: %+v", name, got)
		}
	}
	d.refused(meeting.NotFound, keyworker, meeting.LinkService{Entry: 9999, Listing: listing})
}
