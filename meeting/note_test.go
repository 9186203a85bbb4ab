package meeting_test

import (
	"testing"

	"oneplan/meeting"
)

func TestNarrowerNotes(t *testing.T) {
	d := deskAt(t, live)
	id := d.do(practitioner, meeting.AddNote{Item: d.item(0), Audience: meeting.Practitioners, Text: "canary one"})
	other := d.do(chair, meeting.AddNote{Item: d.item(0), Audience: meeting.OnlyPeople(chair, taker), Text: "canary two"})
	f := d.of(id, meeting.Aside)
	d.do(chair, d.edit(chair, f, ", and more")) // together with those whom it is for
	for _, p := range []meeting.PersonID{parent, child, supporter} {
		if v := d.view(p); len(v.Notes) != 0 || v.Text(f).Len() > 0 || v.SeesField(f) || v.SeesAt(id, 1) {
			t.Errorf("the %s sees the note", p)
		}
		d.refused(meeting.NotFound, p, d.edit(p, f, "x"))
		d.refused(meeting.NotFound, p, meeting.RemoveEntry{ID: id})
	}
	if v := d.view(taker); len(v.NotesOf(d.item(0))) != 2 || len(v.NotesOf(d.item(1))) != 0 || v.Text(f).String() != "canary one, and more" {
		t.Errorf("the minute taker sees %v", v.Notes)
	}
	if v := d.view(practitioner); len(v.Notes) != 1 || v.Note(other) != nil {
		t.Errorf("the practitioner sees %v", v.Notes)
	}
	d.refused(meeting.Invalid, parent, meeting.AddNote{Item: d.item(0), Audience: meeting.Practitioners, Text: "x"})
	d.refused(meeting.Invalid, chair, meeting.AddNote{Item: d.item(0), Text: "for everyone"})
	d.refused(meeting.Invalid, chair, meeting.SetAudience{Entry: id, Was: meeting.Practitioners})
	d.refused(meeting.Forbidden, observer, meeting.AddNote{Item: d.item(0), Audience: meeting.OnlyPeople(observer), Text: "x"})

	// The chair leaves the typing to the minute taker: a note of one's own is still possible.
	d.do(chair, meeting.SetTyping{Meeting: d.m, Typing: meeting.MinuteTakerTypes})
	own := d.do(parent, meeting.AddNote{Item: d.item(1), Audience: meeting.OnlyPeople(parent, child), Text: "ours"})
	d.do(child, d.edit(child, d.of(own, meeting.Aside), " alone"))
	d.refused(meeting.Forbidden, child, d.cut(child, d.of(own, meeting.Aside), 0, 4))
	d.refused(meeting.Forbidden, child, meeting.SetAudience{Entry: own, Was: meeting.OnlyPeople(parent, child), Audience: meeting.OnlyPeople(child)})
	d.refused(meeting.Forbidden, child, meeting.RemoveEntry{ID: own})

	// An item under which only others have notes goes; the note does not.
	mine := d.do(deputy, meeting.AddNote{Item: d.item(3), Audience: meeting.OnlyPeople(deputy), Text: "mine"})
	d.do(chair, meeting.RemoveItem{Item: d.item(3)})
	d.refused(meeting.Stage, chair, meeting.RemoveItem{Item: d.item(0)}) // the current one
	d.do(chair, meeting.GoToItem{Item: d.item(2)})
	d.refused(meeting.Invalid, chair, meeting.RemoveItem{Item: d.item(0)})
	if v := d.view(deputy); v.Text(d.of(mine, meeting.Aside)).String() != "mine" {
		t.Error("the note went with its item")
	}
}
