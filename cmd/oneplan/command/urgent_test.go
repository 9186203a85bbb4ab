package command_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// TestUrgentInOneLine: a practitioner who is refused is told how a record is opened that cannot wait, in the same words whatever they named;
// only opening it finds out, and leaves its trace.
func TestUrgentInOneLine(t *testing.T) {
	d := newDesk(t)
	manager := *d.Hub.Directory().Account(meetingtest.Ada)
	manager.Manager = true
	d.Service(meeting.ServiceStream, meeting.SetPerson{Account: manager})
	offer := "If waiting would harm a child, “urgent RECORD --reason WHY” opens a record of others to read, and tells its keyworker."
	for _, line := range []string{"record show %s", "plan %s", "minutes %s-1", "timeline %s"} {
		there, none := d.run(meetingtest.Ivy, strings.ReplaceAll(line, "%s", "sunflower")), d.run(meetingtest.Ivy, strings.ReplaceAll(line, "%s", "marigolds"))
		if !strings.HasSuffix(there.err, offer+"\n") || strings.ReplaceAll(there.err, "sunflower", "marigolds") != none.err || there.exit != none.exit || there.out+none.out != "" {
			t.Errorf("%s says %+v of one that is there, and %+v of one that is not", line, there, none)
		}
	}
	for _, name := range []string{"sunflower-1", "marigolds-1", "sunflower"} {
		_, _, err := command.Join{Meeting: name}.Resolve(t.Context(), d.env(room.Identity{Person: meetingtest.Ivy}, nil, nil, nil))
		if err == nil || !strings.HasSuffix(err.Error(), offer) {
			t.Errorf("join %s says %v", name, err)
		}
	}
	for _, line := range []string{"record show marigolds", "urgent sunflower --reason x"} { // of the family
		if a := d.run(meetingtest.Nia, line); strings.Contains(a.err, "urgent RECORD") || a.exit != command.Failed {
			t.Errorf("%s is told %+v", line, a)
		}
	}
	d.wrong(meetingtest.Ivy, "urgent sunflower", command.Usage, "--reason")
	d.wrong(meetingtest.Ivy, "urgent sunflower --reason found alone --for 200h", command.Failed, "from a minute to 24 hours")
	d.wrong(meetingtest.Ivy, "urgent marigolds --reason found alone", command.Failed, "nothing of that name")
	d.wrong(meetingtest.Ben, "urgent sunflower --reason found alone", command.Failed, "You are on this team")

	said := d.done(meetingtest.Ivy, "urgent sunflower --reason found alone at the station --for 2h")
	if !strings.Contains(said, "You can read sunflower until") || !strings.Contains(said, "have been told") {
		t.Errorf("it says %q", said)
	}
	d.done(meetingtest.Ivy, "record show sunflower")
	d.wrong(meetingtest.Ivy, "meeting open sunflower-1", command.Failed, "")
	home, err := d.Hub.Home(t.Context(), room.Identity{Person: meetingtest.Ada}, 0)
	if err != nil || len(home.Told) != 1 || home.Told[0].Reason != "found alone at the station" {
		t.Errorf("the manager is told %+v, %v", home.Told, err)
	}
	if un := d.Sit(meetingtest.Sara).View().Unseen(); len(un) != 1 || un[0].Until.Sub(un[0].From).Hours() != 2 {
		t.Errorf("the keyworker is told %+v", un)
	}
	if out := d.done(meetingtest.Sara, "audit sunflower"); !strings.Contains(out, "used urgent access to the record") || !strings.Contains(out, "found alone at the station") || !strings.Contains(out, "was refused urgent") {
		t.Errorf("the audit says\n%s", out)
	}
}

// TestPartEndedInOneLine says to somebody whose part has ended whom to ring, and nothing of the record, whatever they ask for.
func TestPartEndedInOneLine(t *testing.T) {
	d := newDesk(t)
	sara := d.Sit(meetingtest.Sara)
	from := meeting.DayOf(d.Clock.Now())
	id := sara.Does(meeting.AskWithdrawal{Agency: meetingtest.School, From: from}).Added()
	sara.Does(meeting.ConfirmWithdrawal{Withdrawal: id, Ring: "Sara", Phone: "0123"})
	want := "Your part here has ended on " + from.Words("") + ", and nothing was written: ring Sara, 0123. What you wrote before stays; what you had taken on goes to others.\n"
	for _, line := range []string{"record show sunflower", "minutes sunflower-1", "plan sunflower", "timeline sunflower", "meeting open sunflower-1"} {
		if a := d.run(meetingtest.Tess, line); a.err != want || a.out != "" || a.exit != command.Failed {
			t.Errorf("%s: %+v", line, a)
		}
	}
	if a := d.run(meetingtest.Tess, "record list"); strings.Contains(a.out, "sunflower") {
		t.Errorf("record list says %s", a.out)
	}
}

// TestUrgentNamesAreFew tries names. After a few that are none, a name that is one is refused in the same words, and the trace says so.
func TestUrgentNamesAreFew(t *testing.T) {
	d := newDesk(t)
	for range 5 {
		d.wrong(meetingtest.Ivy, "urgent marigolds --reason found alone", command.Failed, "nothing of that name")
	}
	is, isNot := d.run(meetingtest.Ivy, "urgent sunflower --reason found alone"), d.run(meetingtest.Ivy, "urgent marigolds --reason found alone")
	if is != isNot || is.exit != command.Failed || !strings.Contains(is.err, "within an hour") {
		t.Errorf("of one that is there: %+v, of one that is not: %+v", is, isNot)
	}
	d.looked("sunflower", "ivy refused urgent")
	if got := d.looks(""); len(got) != 7 {
		t.Errorf("the trace is %q", got)
	}
	d.Clock.Advance(61 * time.Minute)
	d.done(meetingtest.Ivy, "urgent sunflower --reason found alone")
}

// TestActionsOfWhoHasLeftNeedANewOwner: what somebody had taken on whose part has ended is told as something that needs an owner.
func TestActionsOfWhoHasLeftNeedANewOwner(t *testing.T) {
	d := newDesk(t)
	sara := d.Sit(meetingtest.Sara)
	members := sara.View().Members
	tess := members[slices.IndexFunc(members, func(m *meeting.Member) bool { return m.Person == meetingtest.Tess })]
	sara.Does(meeting.AddAction{Action: meeting.Action{Owner: tess.ID}, What: "Write to the school"})
	if out := d.done(meetingtest.Sara, "actions"); strings.Contains(out, "new owner") {
		t.Errorf("before: %s", out)
	}
	id := sara.Does(meeting.AskWithdrawal{Agency: meetingtest.School, From: meeting.DayOf(d.Clock.Now())}).Added()
	sara.Does(meeting.ConfirmWithdrawal{Withdrawal: id, Ring: "Sara", Phone: "0123"})
	if out := d.done(meetingtest.Sara, "actions"); !strings.Contains(out, "needs a new owner ("+tess.Name+" has left)") {
		t.Errorf("after: %s", out)
	}
	for _, line := range []string{"actions --format json", "plan sunflower --format json", "minutes sunflower-1 --format json", "plan sunflower --easy-read"} {
		if out := d.done(meetingtest.Sara, line); !strings.Contains(out, `"owner_left": true`) && !strings.Contains(out, tess.Name+" has left the team.") {
			t.Errorf("%s: %s", line, out)
		}
	}
	for _, line := range []string{"plan sunflower", "minutes sunflower-1", "handover sunflower", "record show sunflower"} {
		if out := d.done(meetingtest.Sara, line); !strings.Contains(out, "needs a new owner (Tess has left)") && !strings.Contains(out, `needs a new owner \(Tess has left\)`) {
			t.Errorf("%s: %s", line, out)
		}
	}
	if out := d.done(meetingtest.Sara, "plan sunflower --format fhir"); strings.Contains(out, `"owner"`) || !strings.Contains(out, "Write to the school") {
		t.Errorf("a machine is told that the task has an owner: %s", out)
	}
}

// TestTakenNamesAreFew: somebody who begins records to find out which there are leaves a trace in theirs, and soon finds out nothing more.
func TestTakenNamesAreFew(t *testing.T) {
	d := newDesk(t)
	for range 5 {
		d.wrong(meetingtest.Ivy, "record new sunflower --child Kim", command.Failed, "There is a record of that name already")
	}
	is, isNot := d.run(meetingtest.Ivy, "record new sunflower --child Kim"), d.run(meetingtest.Ivy, "record new marigolds --child Kim")
	if is != isNot || is.exit != command.Failed || !strings.Contains(is.err, "ask an administrator") {
		t.Errorf("of a name that is taken: %+v, of one that is not: %+v", is, isNot)
	}
	if got := d.looks("sunflower"); len(got) != 6 || got[0] != "ivy refused record new" {
		t.Errorf("the trace is %q", got)
	}
	d.Clock.Advance(61 * time.Minute)
	d.done(meetingtest.Ivy, "record new marigolds --child Kim")
}
