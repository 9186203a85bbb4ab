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

// Who has written what somebody else narrows is told so, at their own screens alone, with who had it on a screen.
func TestAnAuthorIsToldWhoNarrowed(t *testing.T) {
	table := meetingtest.New(t)
	people := table.Come(meetingtest.Sara, meetingtest.Nia, meetingtest.Sam, meetingtest.Ben, meetingtest.Tess)
	sara, nia, ben, tess := people[0], people[1], people[3], people[4]
	again := table.Sit(meetingtest.Tess)
	wall := table.SitAs(room.Identity{Person: meetingtest.Tess, Shared: true})
	id := tess.Does(meeting.AddNeed{Statement: "A worry"}).Added()
	for _, s := range append(people, again, wall) {
		s.Newest()
	}
	nia.Point(meeting.Pointer{Meeting: table.Meeting, Entry: id})
	sara.Does(meeting.SetAudience{Entry: id, Audience: meeting.Practitioners})
	for _, s := range []*meetingtest.Sitter{tess, again} {
		u := s.Sees("that it was narrowed", func(u meeting.Update) bool { return len(u.Narrowed) == 1 })
		n := u.Narrowed[0]
		if n.N != 1 || n.Entry != id || n.By != table.Member(meetingtest.Sara) || n.Audience != meeting.Practitioners {
			t.Errorf("she is told %+v", n)
		}
		if !slices.ContainsFunc(n.OnScreen, func(o meeting.OnScreen) bool { return o.Member == table.Member(meetingtest.Nia) && o.At }) || len(n.OnScreen) != 2 {
			t.Errorf("it was with %+v", n.OnScreen)
		}
	}
	for _, s := range []*meetingtest.Sitter{sara, nia, ben, people[2], wall} {
		if u := s.Newest(); len(u.Narrowed) != 0 {
			t.Errorf("%s is told too: %+v", s.Who.Person, u.Narrowed)
		}
	}
	sara.Does(meeting.SetAudience{Entry: id, Was: meeting.Practitioners})                     // for more: nothing to tell
	tess.Does(meeting.SetAudience{Entry: id, Audience: meeting.OnlyPeople(meetingtest.Tess)}) // her own doing
	wait := ben.Does(meeting.AddEntry{Entry: &meeting.Wait{Service: "The sleep clinic", ReferredOn: "2026-09-01"}}).Added()
	if r := sara.Does(meeting.SetAudience{Entry: wait, Audience: meeting.OnlyPeople(meetingtest.Sara, meetingtest.Tess)}); len(r.OnScreen) == 0 {
		t.Error("a wait that was narrowed was on nobody's screen")
	}
	if u := ben.Sees("that it was narrowed", func(u meeting.Update) bool { return len(u.Narrowed) == 1 }); u.View.Entry(wait) != nil {
		t.Error("he sees it still")
	}
	if u := tess.Newest(); len(u.Narrowed) != 1 {
		t.Errorf("she is told %+v", u.Narrowed)
	}
}

// An author who was away is told when they next come to a screen, once, and nobody else is; a command in one line is no screen.
func TestAnAuthorWhoWasAwayIsToldLater(t *testing.T) {
	table := meetingtest.New(t)
	people := table.Come(meetingtest.Sara, meetingtest.Nia)
	sara, nia := people[0], people[1]
	tess := table.Sit(meetingtest.Tess)
	id := tess.Does(meeting.AddNeed{Statement: "A worry"}).Added()
	tess.Close()
	nia.Newest()
	nia.Point(meeting.Pointer{Meeting: table.Meeting, Entry: id})
	sara.Does(meeting.SetAudience{Entry: id, Audience: meeting.Practitioners})
	line := table.Sit(meetingtest.Tess)
	line.Does(meeting.AddNeed{Statement: "Another"})
	if u := line.Newest(); len(u.Narrowed) != 0 {
		t.Errorf("a command in one line is told %+v", u.Narrowed)
	}
	line.Close()
	tess = table.Sit(meetingtest.Tess)
	tess.Point(meeting.Pointer{Meeting: table.Meeting})
	u := tess.Sees("that it was narrowed", func(u meeting.Update) bool { return len(u.Narrowed) == 1 })
	n := u.Narrowed[0]
	if n.Entry != id || n.By != table.Member(meetingtest.Sara) || n.Audience != meeting.Practitioners || len(n.OnScreen) != 1 || n.OnScreen[0].Member != table.Member(meetingtest.Nia) {
		t.Errorf("she is told %+v", n)
	}
	for _, s := range people {
		if u := s.Newest(); len(u.Narrowed) != 0 {
			t.Errorf("%s is told too: %+v", s.Who.Person, u.Narrowed)
		}
	}
	tess.Close()
	sara.Does(meeting.AddNeed{Statement: "A third"}) // behind what tells that she knows
	tess = table.Sit(meetingtest.Tess)
	tess.Point(meeting.Pointer{Meeting: table.Meeting})
	if u := tess.Newest(); len(u.Narrowed) != 0 {
		t.Errorf("she is told a second time: %+v", u.Narrowed)
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
