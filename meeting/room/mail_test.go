package room_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

func TestMailWanted(t *testing.T) {
	table := meetingtest.New(t)
	wanted := func(had ...meeting.Mail) string {
		t.Helper()
		all, err := table.Hub.MailWanted(t.Context(), meetingtest.Sunflower, had)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, m := range all {
			if m.Record != meetingtest.Sunflower || m.Meeting != table.Meeting {
				t.Errorf("wanted is %+v", m)
			}
			out = append(out, string(m.Person))
		}
		return strings.Join(out, " ")
	}
	if got := wanted(); got != "ben nia olga omar sam sara tess" {
		t.Errorf("invited are %s", got)
	}
	if _, err := table.Hub.DoService(t.Context(), room.Identity{Person: meetingtest.Ada}, meeting.RevokePerson{Person: meetingtest.Tess}); err != nil {
		t.Fatal(err)
	}
	table.Sit(meetingtest.Sara).Does(meeting.EndMember{Member: table.Member(meetingtest.Olga)})
	var had []meeting.Mail
	for _, p := range []meeting.PersonID{meetingtest.Tess, meetingtest.Olga} {
		k := meeting.MailKey{Kind: meeting.MailMeeting, Person: p, Record: meetingtest.Sunflower, Meeting: table.Meeting}
		had = append(had, meeting.Mail{MailKey: k, Of: "x", Edition: 1, State: meeting.MailSent})
	}
	if got := wanted(had...); got != "ben nia olga omar sam sara" {
		t.Errorf("with one revoked and one off the team, wanted is mail to %s", got)
	}
	table.Passes(2 * time.Hour)
	if got := wanted(had...); got != "" {
		t.Errorf("when it is too late, wanted is mail to %s", got)
	}
	if _, err := table.Hub.MailWanted(t.Context(), "kestrel", nil); meeting.CodeOf(err) != meeting.NotFound {
		t.Errorf("of no record: %v", err)
	}
}

// TestThisWeek counts as home does, over the records that somebody sees, with the narrow entries that are theirs.
func TestThisWeek(t *testing.T) {
	table := meetingtest.New(t)
	if err := table.Hub.CreateRecord(t.Context(), room.Identity{Person: meetingtest.Sara}, meeting.CreateRecord{
		Name: "fern", Children: []meeting.Person{{Name: "Ali Khan"}},
	}); err != nil {
		t.Fatal(err)
	}
	week := func(p meeting.PersonID, due, meetings int) {
		t.Helper()
		d, m, err := table.Hub.ThisWeek(t.Context(), p)
		if err != nil || d != due || m != meetings {
			t.Errorf("%s has %d due and %d meetings (%v), want %d and %d", p, d, m, err, due, meetings)
		}
	}
	week(meetingtest.Sara, 0, 1)
	today := meeting.DayOf(table.Clock.Now())
	seat, err := table.Hub.Sit(t.Context(), "fern", room.Identity{Person: meetingtest.Sara})
	if err != nil {
		t.Fatal(err)
	}
	defer seat.Close()
	for _, day := range []meeting.Day{today.Add(-30), today, today.Add(7), today.Add(8), ""} {
		const keyworker = 2 // after the child
		if _, err := seat.Do(t.Context(), meeting.AddAction{Action: meeting.Action{Owner: keyworker, Due: day}, What: "Ring the clinic"}); err != nil {
			t.Fatal(err)
		}
	}
	sara := table.Sit(meetingtest.Sara)
	ben := sara.Does(meeting.AddAction{Action: meeting.Action{Owner: table.Member(meetingtest.Ben), Due: today.Add(1), Audience: meeting.Practitioners}, What: "Write"}).Added()
	week(meetingtest.Sara, 3, 1)
	week(meetingtest.Ben, 1, 1)
	week(meetingtest.Nia, 0, 1)
	bens := table.Sit(meetingtest.Ben)
	if i := slices.IndexFunc(bens.View().Actions(), func(a *meeting.Action) bool { return a.ID == ben }); i < 0 {
		t.Fatal("Ben does not see his action")
	}
	bens.Does(meeting.ToggleAction{Action: ben})
	week(meetingtest.Ben, 0, 1)
	sara.Does(meeting.CallOff{Meeting: table.Meeting, Reason: "snow"})
	week(meetingtest.Ben, 0, 0)
	week(meetingtest.Ivy, 0, 0)
	if _, _, err := table.Hub.ThisWeek(t.Context(), "nobody"); meeting.CodeOf(err) != meeting.Ended {
		t.Errorf("of nobody: %v", err)
	}
}

// boxes keeps mailboxes and nothing else of meeting.Mails.
type boxes struct {
	meeting.Mails
	mu   sync.Mutex
	of   map[meeting.PersonID]meeting.Mailbox
	full bool // the disk is
}

func (b *boxes) Mailboxes(context.Context) ([]meeting.Mailbox, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Collect(maps.Values(b.of)), nil
}

func (b *boxes) ForgetMailbox(_ context.Context, p meeting.PersonID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.full {
		return errors.New("the disk is full")
	}
	delete(b.of, p)
	return nil
}

// left returns whose mailboxes there are.
func (b *boxes) left() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return fmt.Sprint(slices.Sorted(maps.Keys(b.of)))
}

// TestMailboxesOfRevokedPeopleAreForgotten when their access ends, and, where that failed, when the service starts.
func TestMailboxesOfRevokedPeopleAreForgotten(t *testing.T) {
	b := &boxes{of: map[meeting.PersonID]meeting.Mailbox{}}
	table := meetingtest.NewWith(t, room.Options{Mails: b})
	for _, p := range []meeting.PersonID{meetingtest.Ben, meetingtest.Nia, meetingtest.Tess, "gone before"} {
		b.of[p] = meeting.NewMailbox(p, string(p)+"@example.org", table.Clock.Now())
	}
	revoke := func(by, p meeting.PersonID) error {
		_, err := table.Hub.DoService(t.Context(), room.Identity{Person: by}, meeting.RevokePerson{Person: p})
		return err
	}
	if err := revoke(meetingtest.Nia, meetingtest.Ben); meeting.CodeOf(err) != meeting.Forbidden || b.left() != "[ben gone before nia tess]" {
		t.Errorf("a parent takes away a mailbox (%v): left are %s", err, b.left())
	}
	if err := revoke(meetingtest.Ada, meetingtest.Ben); err != nil || b.left() != "[gone before nia tess]" {
		t.Errorf("Ben's access has ended (%v): left are %s", err, b.left())
	}
	b.full = true
	if err := revoke(meetingtest.Ada, meetingtest.Tess); err != nil || b.left() != "[gone before nia tess]" {
		t.Errorf("with a full disk access does not end (%v): left are %s", err, b.left())
	}
	b.full = false
	table.Restart()
	if b.left() != "[nia]" {
		t.Errorf("after a restart left are %s", b.left())
	}
}
