package meeting_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
)

// post stands for what keeps mail: every mail that is wanted is sent at once.
type post struct {
	d    *desk
	had  []meeting.Mail
	past bool // the meeting of last year counts too
}

// news has the record's mail sent, and returns what was not said before, a line for everything that several were told alike:
// "meeting 15:00 here: chair, taker". With "here" they are told the place.
func (p *post) news(after time.Duration) string {
	told := map[string][]string{}
	for _, w := range p.wanted(after) {
		i := slices.IndexFunc(p.had, func(h meeting.Mail) bool { return h.MailKey == w.MailKey })
		if i >= 0 && p.had[i].Of == w.Of {
			continue
		}
		if i < 0 {
			i = len(p.had)
			p.had = append(p.had, meeting.Mail{MailKey: w.MailKey})
		}
		m := &p.had[i]
		m.Of, m.State, m.Tries, m.Edition = w.Of, meeting.MailSent, 1, m.Edition+1
		of, place, _ := strings.Cut(w.Of, " ")
		if t, err := time.Parse(time.RFC3339, of); err == nil {
			of = t.Format("15:04")
		}
		if place != "" {
			of += " here"
		}
		line := string(w.Kind)
		if w.Kind == meeting.MailMeeting {
			line += " " + of
		}
		if m.Edition > 1 {
			line += " again"
		}
		told[line] = append(told[line], string(w.Person))
	}
	var out []string
	for line, who := range told {
		out = append(out, line+": "+strings.Join(who, ", "))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// wanted returns what is wanted some time after the desk's.
func (p *post) wanted(after time.Duration) []meeting.Mail {
	all := p.d.state().MailWanted(p.d.at.Add(after), p.had)
	return slices.DeleteFunc(all, func(m meeting.Mail) bool { return !p.past && m.Meeting == p.d.past })
}

func (d *desk) change(p meeting.PersonID, f func(*meeting.Meeting)) {
	m := *d.meeting()
	f(&m)
	d.do(p, meeting.SetMeeting{Meeting: m})
}

func lines(all ...string) string { return strings.Join(all, "\n") }

func TestMeetingsAreInvitedTo(t *testing.T) {
	const planned = "meeting 15:00"
	hours := func(n int) func(*desk) {
		return func(d *desk) {
			d.change(chair, func(m *meeting.Meeting) { m.At = time.Date(2026, 11, 24, n, 0, 0, 0, time.UTC) })
		}
	}
	d := deskAt(t, preparing)
	p := &post{d: d}
	agency := map[meeting.PersonID]string{}
	for _, c := range cast {
		agency[c.person] = string(c.agency)
	}
	place := func(words string, a meeting.Audience) func(*desk) {
		return func(d *desk) {
			d.change(chair, func(m *meeting.Meeting) { m.Place, m.PlaceFor = words, a })
		}
	}
	var other, back meeting.ID
	for _, step := range []struct {
		name string
		do   func(*desk)
		want string
	}{
		{"planned, with a place for practitioners", func(*desk) {}, lines(
			planned+" here: chair, deputy, guest, interpreter, keyworker, observer, practitioner, taker",
			planned+": child, parent, supporter")},
		{"nothing happens", func(*desk) {}, ""},
		{"words are written", func(d *desk) { d.do(parent, d.edit(parent, d.notes(0), "A word")) }, ""},
		{"an agenda item more", func(d *desk) { d.do(chair, meeting.AddItem{Meeting: d.m, Title: "School", Minutes: 5}) }, ""},
		{"moved", hours(18), lines(
			"meeting 18:00 again: child, parent, supporter",
			"meeting 18:00 here again: chair, deputy, guest, interpreter, keyworker, observer, practitioner, taker")},
		{"moved back", hours(15), lines(
			planned+" again: child, parent, supporter",
			planned+" here again: chair, deputy, guest, interpreter, keyworker, observer, practitioner, taker")},
		{
			"elsewhere", place("the school", meeting.Practitioners),
			planned + " here again: chair, deputy, guest, interpreter, keyworker, observer, practitioner, taker",
		},
		{"where everybody sees it", place("the school", meeting.Everyone), planned + " here again: child, parent, supporter"},
		{"nowhere", place("", meeting.Everyone), planned + " again: " +
			"chair, child, deputy, guest, interpreter, keyworker, observer, parent, practitioner, supporter, taker"},
		{"somebody comes to the team", func(d *desk) {
			d.who[stranger] = d.do(keyworker, meeting.AddMember{Member: meeting.Member{
				Person: stranger, Name: "New", Role: meeting.Practitioner, Agency: "health", AgencyName: "Health",
			}})
		}, planned + ": stranger"},
		{"and leaves it", func(d *desk) { d.do(keyworker, meeting.EndMember{Member: d.who[stranger]}) }, "meeting off again: stranger"},
		{"nothing happens then", func(*desk) {}, ""},
		{"and comes again", func(d *desk) {
			back = d.do(keyworker, meeting.AddMember{Member: meeting.Member{
				Person: stranger, Name: "New", Role: meeting.Practitioner, Agency: "health", AgencyName: "Health",
			}})
		}, planned + " again: stranger"},
		{"an agency's part is ended", func(d *desk) {
			w := d.do(parent, meeting.AskWithdrawal{Agency: meeting.AgencyID(agency[practitioner]), From: meeting.DayOf(d.at)})
			d.do(keyworker, meeting.ConfirmWithdrawal{Withdrawal: w, Ring: "Sara", Phone: "01234 567890"})
		}, "meeting off again: practitioner"},
		{"another meeting, without the guest of the first", func(d *desk) {
			other = d.do(chair, meeting.PlanMeeting{Kind: meeting.Review, At: d.at.Add(48 * time.Hour).Truncate(time.Hour)})
		}, "meeting 14:00: chair, child, deputy, interpreter, keyworker, observer, parent, stranger, supporter, taker"},
		{
			"it is called off", func(d *desk) { d.do(chair, meeting.CallOff{Meeting: other, Reason: "snow"}) },
			"meeting off again: chair, child, deputy, interpreter, keyworker, observer, parent, stranger, supporter, taker",
		},
		{"somebody leaves who knows that", func(d *desk) { d.do(keyworker, meeting.EndMember{Member: back}) }, "meeting off again: stranger"},
		{
			"it takes place all the same", func(d *desk) { d.do(chair, meeting.PutOn{Meeting: other}) },
			"meeting 14:00 again: chair, child, deputy, interpreter, keyworker, observer, parent, supporter, taker",
		},
		{"it is called off and put on before anybody looks", func(d *desk) {
			d.do(chair, meeting.CallOff{Meeting: other, Reason: "snow"})
			d.do(chair, meeting.PutOn{Meeting: other})
		}, ""},
		{"the first begins, and somebody leaves", func(d *desk) {
			d.do(chair, meeting.OpenMeeting{Meeting: d.m})
			d.do(keyworker, meeting.EndMember{Member: d.who[supporter]})
		}, "meeting off again: supporter"}, // of the second
	} {
		step.do(d)
		if got := p.news(0); got != step.want {
			t.Errorf("%s: told is\n%s\nwant\n%s", step.name, got, step.want)
		}
	}
}

// TestNobodyIsInvitedToThePast says nothing of a meeting that nobody can come to any more.
func TestNobodyIsInvitedToThePast(t *testing.T) {
	d := deskAt(t, preparing)
	p := &post{d: d}
	if got := p.news(2 * time.Hour); got != "" {
		t.Errorf("after its time: %s", got)
	}
	p.news(0)
	d.do(keyworker, meeting.EndMember{Member: d.who[supporter]})
	d.do(chair, meeting.CallOff{Meeting: d.m, Reason: "snow"})
	if got := p.news(2 * time.Hour); got != "" {
		t.Errorf("called off, after its time: %s", got)
	}
	if got := p.news(0); !strings.HasPrefix(got, "meeting off again: chair, child, ") || !strings.Contains(got, "supporter") {
		t.Errorf("called off, before its time: %s", got)
	}
}

// TestCalledOffForWhomItWasOn tells nobody that a meeting is off who has not heard of it.
func TestCalledOffForWhomItWasOn(t *testing.T) {
	d := deskAt(t, preparing)
	d.do(chair, meeting.CallOff{Meeting: d.m, Reason: "snow"})
	key := meeting.MailKey{Kind: meeting.MailMeeting, Person: parent, Record: "sunflower", Meeting: d.m}
	for _, c := range []struct {
		had  meeting.Mail
		told bool
	}{
		{meeting.Mail{MailKey: key, Of: "x", Edition: 1, State: meeting.MailSent, Tries: 1}, true},
		{meeting.Mail{MailKey: key, Of: "x", Edition: 1, State: meeting.MailWaiting}, false},
		{meeting.Mail{MailKey: key, Of: "x", Edition: 1, State: meeting.MailWaiting, Tries: 1, Tried: d.at}, true}, // the server may have taken it
		{meeting.Mail{MailKey: key, Of: "x", Edition: 1, State: meeting.MailFailed, Tries: 3}, false},
		{meeting.Mail{MailKey: key, Of: "x", Edition: 1, State: meeting.MailDropped}, false},
		{meeting.Mail{MailKey: key, Of: "x", Edition: 1, State: meeting.MailWaiting, Tried: d.at}, true}, // it was sent, and is to be once more
		{meeting.Mail{MailKey: key, Of: "x", Edition: 1, State: meeting.MailDropped, Tried: d.at}, true},
		{meeting.Mail{MailKey: key, Of: "x", Edition: 2, State: meeting.MailWaiting}, true},
		{meeting.Mail{MailKey: key, Of: meeting.MailOff, Edition: 2, State: meeting.MailWaiting}, true}, // it is still to be said
		{meeting.Mail{MailKey: meeting.MailKey{Kind: meeting.MailMeeting, Person: parent, Record: "fern", Meeting: d.m}, Edition: 1, State: meeting.MailSent}, false},
		{meeting.Mail{MailKey: meeting.MailKey{Kind: meeting.MailMinutes, Person: parent, Record: "sunflower", Meeting: d.m}, Edition: 1, State: meeting.MailSent}, false},
	} {
		got := (&post{d: d, had: []meeting.Mail{c.had}}).wanted(0)
		if told := slices.ContainsFunc(got, func(m meeting.Mail) bool { return m.MailKey == key && m.Of == meeting.MailOff }); told != c.told || len(got) > 1 {
			t.Errorf("who had %+v is told %t", c.had, told)
		}
	}
}

// TestMailHoldsNoPlace looks for a place in what is kept of mail.
func TestMailHoldsNoPlace(t *testing.T) {
	d := deskAt(t, preparing)
	all := fmt.Sprintf("%+v", (&post{d: d}).wanted(0))
	if strings.Contains(all, "clinic") {
		t.Errorf("the place is in %s", all)
	}
}

func TestMailOfMinutes(t *testing.T) {
	d := deskAt(t, live)
	p := &post{d: d}
	way := func(person meeting.PersonID, w meeting.Way, note string) {
		t.Helper()
		d.do(chair, meeting.SetAttendance{Meeting: d.m, Attendance: meeting.Attendance{Member: d.who[person], Way: w, Note: note}})
	}
	way(deputy, meeting.Apologies, "")
	way(observer, meeting.Absent, "")
	way(practitioner, meeting.Substitute, "Rhys")
	way(guest, meeting.ByPhone, "")
	d.do("", meeting.SetAttendance{Meeting: d.m, Attendance: meeting.Attendance{Member: d.who[parent], Way: meeting.OwnScreen}})
	// The chair has not confirmed that this one is there.
	late := d.do(keyworker, meeting.AddMember{Member: meeting.Member{Person: stranger, Name: "New", Role: meeting.Practitioner, Agency: "health", AgencyName: "Health"}})
	d.do("", meeting.SetAttendance{Meeting: d.m, Attendance: meeting.Attendance{Member: late, Way: meeting.OwnScreen}})
	if a := d.meeting().Attending(late); a == nil || !a.Proposed {
		t.Fatalf("the line of who came late is %+v", a)
	}
	for _, step := range []struct {
		name  string
		do    func()
		after time.Duration
		want  string
	}{
		{"while it goes on", func() {}, 0, ""},
		{"closed", func() { d.do(chair, meeting.CloseMeeting{Meeting: d.m, Reason: "the room"}) }, 0, ""},
		{"sent: who was there and can answer is asked", func() {
			d.do(chair, meeting.ShowAnswers{Decision: d.put})
			d.do(taker, meeting.SendMinutes{Meeting: d.m, ReplyBy: "2026-12-04"})
		}, 0, "answer: chair, child, guest, keyworker, parent, practitioner, stranger, supporter, taker"},
		{"nothing happens", func() {}, time.Hour, ""},
		{"opened again, closed and sent", func() {
			d.do(chair, meeting.SignMinutes{Meeting: d.m, Says: meeting.AgreeMinutes})
			d.do(chair, meeting.ReopenMeeting{Meeting: d.m, Reason: "something was forgotten"})
			d.do(chair, meeting.CloseMeeting{Meeting: d.m, Reason: "the room"})
			d.do(keyworker, meeting.EndMember{Member: d.who[supporter]})
			d.do(taker, meeting.SendMinutes{Meeting: d.m, ReplyBy: "2026-12-04"})
			d.do(taker, meeting.SignMinutes{Meeting: d.m, Says: meeting.DontAgree, Words: "I said Tuesday"})
		}, 0, "answer again: chair, child, guest, keyworker, parent, practitioner, stranger"},
		{"final: apologies too, not the guest, who cannot read them any more", func() {
			d.at = time.Date(2026, 12, 5, 6, 0, 0, 0, time.UTC)
			d.do("", meeting.FinaliseMinutes{Meeting: d.m, Today: "2026-12-05"})
		}, 0, "minutes: chair, child, deputy, interpreter, keyworker, parent, practitioner, stranger, taker"},
		{"two are taken off the team, one of them is on it again", func() {
			d.do(keyworker, meeting.EndMember{Member: d.who[deputy]})
			d.do(keyworker, meeting.EndMember{Member: late})
			d.do(keyworker, meeting.AddMember{Member: meeting.Member{Person: stranger, Name: "New", Role: meeting.Practitioner, Agency: "health", AgencyName: "Health"}})
			d.do(parent, meeting.AmendMinutes{Meeting: d.m, Words: "The walk was on Monday."})
		}, 0, "minutes again: chair, child, interpreter, keyworker, parent, practitioner, stranger, taker"},
		{"a week later that is nothing for those who had no mail then", func() { p.had = nil }, 7 * 24 * time.Hour, ""},
		{"until somebody adds to them again", func() {
			d.at = d.at.AddDate(0, 3, 0)
			d.do(parent, meeting.AmendMinutes{Meeting: d.m, Words: "It was Tuesday."})
		}, 6 * 24 * time.Hour, "minutes: chair, child, interpreter, keyworker, parent, practitioner, stranger, taker"},
	} {
		step.do()
		if got := p.news(step.after); got != step.want {
			t.Errorf("%s: told is\n%s\nwant\n%s", step.name, got, step.want)
		}
	}
}

// TestAnswersAreAskedFor until the last day is over where the service is, of those who have not answered.
func TestAnswersAreAskedFor(t *testing.T) {
	d := deskAt(t, sent) // the practitioner has answered
	who := func(now time.Time) string {
		var out []string
		for _, m := range d.state().MailWanted(now, nil) {
			if m.Kind == meeting.MailAnswer {
				out = append(out, string(m.Person))
			}
		}
		return strings.Join(out, ", ")
	}
	far := time.FixedZone("far", 8*3600)
	const all = "chair, child, deputy, keyworker, parent, supporter, taker"
	for _, c := range []struct {
		now  time.Time
		want string
	}{
		{d.at, all},
		{time.Date(2026, 12, 4, 23, 59, 0, 0, far), all},
		{time.Date(2026, 12, 4, 23, 59, 0, 0, far).UTC(), all},
		{time.Date(2026, 12, 5, 0, 1, 0, 0, far), ""},
		{time.Date(2026, 12, 5, 0, 1, 0, 0, far).UTC(), all},
	} {
		if got := who(c.now); got != c.want {
			t.Errorf("at %v: %s, want %s", c.now, got, c.want)
		}
	}
	d.do(parent, meeting.SignMinutes{Meeting: d.m, Says: meeting.AgreeMinutes, For: d.who[child]})
	d.do(parent, meeting.SignMinutes{Meeting: d.m, Says: meeting.AgreeMinutes})
	if got := who(d.at); got != "chair, deputy, keyworker, supporter, taker" {
		t.Errorf("two have answered, asked are %s", got)
	}
}
