package meeting_test

import (
	"slices"
	"testing"

	"oneplan/meeting"
)

// TestMailHidesWhoWasThere: whom somebody does not show that they were there learns it from no list of mail about minutes, and from no count of what
// is sent again.
func TestMailHidesWhoWasThere(t *testing.T) {
	d := deskAt(t, sent)
	d.do(practitioner, meeting.ShowPresence{Audience: meeting.OnlyPeople(practitioner, keyworker)})
	box := func(p meeting.PersonID) meeting.Mailbox {
		return meeting.Mailbox{Person: p, Address: "x@example.org", Proved: d.at, Minutes: true, Meetings: true}
	}
	var had []meeting.Mail
	for _, p := range []meeting.PersonID{practitioner, chair} {
		for _, k := range []meeting.MailKind{meeting.MailMeeting, meeting.MailAnswer, meeting.MailMinutes} {
			had = append(had, meeting.Mail{
				MailKey: meeting.MailKey{Kind: k, Person: p, Record: "sunflower", Meeting: d.m}, Edition: 1, State: meeting.MailFailed, Tried: d.at,
			})
		}
	}
	for _, c := range []struct {
		who  meeting.PersonID
		sees bool
	}{{keyworker, true}, {practitioner, true}, {parent, false}, {chair, false}} {
		v := d.view(c.who)
		for _, k := range []meeting.MailKind{meeting.MailMeeting, meeting.MailAnswer, meeting.MailMinutes} {
			all := v.Mailed(d.m, k, box, had, d.at)
			is := slices.ContainsFunc(all, func(x meeting.Mailed) bool { return x.Person == practitioner })
			if want := c.sees || k == meeting.MailMeeting; is != want { // everybody on the team is invited
				t.Errorf("%s is told of the mail %s: %t, want %t", c.who, k, is, want)
			}
			if !slices.ContainsFunc(all, func(x meeting.Mailed) bool { return x.Person == chair }) {
				t.Errorf("%s is not told of the chair's mail %s", c.who, k)
			}
		}
		if is := slices.Contains(v.Mails(v.Meeting(d.m)), practitioner); is != c.sees {
			t.Errorf("%s may send it again: %t, want %t", c.who, is, c.sees)
		}
	}
}
