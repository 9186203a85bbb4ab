package room_test

import (
	"slices"
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// Whoever narrows an entry is told who had it on a screen until then, and nobody else is.
func TestNarrowingTellsWhoHadItOnScreen(t *testing.T) {
	table := meetingtest.New(t)
	people := table.Come(meetingtest.Sara, meetingtest.Nia, meetingtest.Sam, meetingtest.Ben)
	sara, nia, ben := people[0], people[1], people[3]
	shared := table.SitAs(room.Identity{Person: meetingtest.Tess, Shared: true})
	for _, s := range append(people, shared) {
		s.Newest()
	}
	id := sara.Does(meeting.AddNeed{Statement: "A worry"}).Added()
	nia.Point(meeting.Pointer{Meeting: table.Meeting, Entry: id})
	r := sara.Does(meeting.SetAudience{Entry: id, Audience: meeting.Practitioners})
	want := []meeting.OnScreen{
		{Entry: id, Member: table.Member(meetingtest.Nia), At: true},
		{Entry: id, Member: table.Member(meetingtest.Sam)},
		{Entry: id, Member: table.Member(meetingtest.Tess), Shared: true},
	}
	if !slices.Equal(r.OnScreen, want) {
		t.Errorf("on the screens of %+v, want %+v", r.OnScreen, want)
	}
	if r := sara.Does(meeting.SetAudience{Entry: id, Was: meeting.Practitioners}); len(r.OnScreen) != 0 {
		t.Errorf("widened, it is said to have been with %+v", r.OnScreen)
	}
	r = sara.Does(meeting.SetAudience{Entry: table.Meeting, Audience: meeting.OnlyPeople(meetingtest.Sara, meetingtest.Ben)})
	if len(r.OnScreen) != 3 || slices.ContainsFunc(r.OnScreen, func(o meeting.OnScreen) bool { return o.Member == table.Member(meetingtest.Ben) }) {
		t.Errorf("the place was with %+v", r.OnScreen)
	}
	if r := ben.Does(meeting.AddNeed{Statement: "Another"}); r.OnScreen != nil {
		t.Errorf("a need that was added was with %+v", r.OnScreen)
	}
}

// Going to an entry that somebody does not see is nothing that happens for them: the mark stays where it was.
func TestGoingWhereOthersDoNotSeeIsNotSeen(t *testing.T) {
	table := meetingtest.New(t)
	people := table.Come(meetingtest.Sara, meetingtest.Nia)
	sara, nia := people[0], people[1]
	open := sara.Does(meeting.AddNeed{Statement: "Sleep"}).Added()
	hidden := sara.Does(meeting.AddNeed{Need: meeting.Need{Audience: meeting.Practitioners}, Statement: "A worry"}).Added()
	f := meeting.Field{ID: open, Part: meeting.Statement}
	at := meeting.Pointer{Meeting: table.Meeting, Pane: "plan", Entry: open, Field: f, Caret: sara.View().Text(f).CaretAt(2)}
	sara.Point(at)
	u := nia.Sees("Sara", func(u meeting.Update) bool { return u.Presence.Here[0].Entry == open })
	secret := meeting.Field{ID: hidden, Part: meeting.Statement}
	sara.Point(meeting.Pointer{Meeting: table.Meeting, Pane: "private", Entry: hidden, Field: secret, Caret: sara.View().Text(secret).CaretAt(4)})
	if now := nia.Newest(); now.Rev != u.Rev || now.Presence.Here[0].Pointer.Entry != open || now.Presence.Here[0].Pane != "plan" {
		t.Errorf("the Rev went from %d to %d, and Sara is at %+v", u.Rev, now.Rev, now.Presence.Here[0])
	}
	sara.Does(meeting.RemoveEntry{ID: open})
	if now := nia.Newest(); now.Presence.Here[0].Pointer != (meeting.Pointer{Meeting: table.Meeting}) {
		t.Errorf("Sara is at %+v", now.Presence.Here[0])
	}
}
