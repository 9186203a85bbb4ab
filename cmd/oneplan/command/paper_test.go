package command_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

// heads stands in for the store, which has tests of its own.
type heads struct{}

func (heads) HeadAt(_ context.Context, record string, seq meeting.Seq) (string, error) {
	return fmt.Sprintf("head-of-%s-%d", record, seq), nil
}

// signer stands in for the service's key.
type signer struct{}

func (signer) Sign(message []byte) ([]byte, error) {
	return fmt.Appendf(nil, "signature of %d bytes\n", len(message)), nil
}
func (signer) AllowedSigner() string { return "oneplan ssh-ed25519 KEY" }

// A paper's number leads only those to it who may see what it says.
func TestPaperNumbers(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	number := func(said string) string {
		m := regexp.MustCompile(`Paper (\S{4}-\S{4}-\S{4}), for`).FindStringSubmatch(said)
		if m == nil {
			t.Fatalf("no number in %s", said)
		}
		return m[1]
	}
	everyone := number(d.done(meetingtest.Sara, "plan sunflower"))
	practitioners := number(d.done(meetingtest.Sara, "plan sunflower --audience practitioners"))
	own := number(d.done(meetingtest.Sara, "record show sunflower"))
	for _, n := range []string{everyone, practitioners, own} {
		if said := d.done(meetingtest.Sara, "paper "+strings.ToLower(n)); !strings.Contains(said, n) || strings.Contains(said, "head-of") {
			t.Errorf("whoever took it reads %q", said)
		}
	}
	if said := d.done(meetingtest.Nia, "paper "+everyone); !strings.Contains(said, "plan, md, for everyone") || !strings.Contains(said, "still says") {
		t.Errorf("the mother reads %q", said)
	}
	for _, n := range []string{practitioners, own} {
		if a := d.run(meetingtest.Nia, "paper "+n); a.exit != command.Failed || a.out != "" {
			t.Errorf("the mother learns of a paper that is not for her: %q", a.out)
		}
	}
	if a := d.run(meetingtest.Sara, "plan sunflower --signature"); !strings.HasPrefix(a.out, "signature of ") || strings.Contains(a.out, "Kit") {
		t.Errorf("instead of a signature came %q", a.out)
	}
}

// Final minutes stay those of the day on which they became final, whatever happens to the plan; what is added to them stands at their end.
func TestFinalMinutesStay(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	d.Opens()
	d.done(meetingtest.Ben, "meeting close sunflower-1 --reason enough")
	sara, ben := d.Sit(meetingtest.Sara), d.Sit(meetingtest.Ben)
	sara.Does(meeting.AddAction{Action: meeting.Action{Owner: d.Member(meetingtest.Tess)}, What: "Ring the school"})
	ben.Does(meeting.SendMinutes{Meeting: d.Meeting, ReplyBy: "2026-12-01"})
	d.wrong(meetingtest.Nia, "minutes amend sunflower-1 --text Late", command.Failed, "Only final minutes are added to")
	d.Service(meetingtest.Sunflower, meeting.FinaliseMinutes{Meeting: d.Meeting, Today: "2026-12-02"})
	before := d.done(meetingtest.Nia, "minutes sunflower-1")
	if !strings.Contains(before, "Ring the school") || !strings.Contains(before, "Tess") {
		t.Fatalf("the minutes say nothing of the teacher's action: %s", before)
	}
	sara.Does(meeting.AddMember{Member: meeting.Member{Name: "Somebody new", Role: meeting.Practitioner, Agency: meetingtest.Health}})
	ben0 := *sara.View().Member(d.Member(meetingtest.Ben))
	ben0.Title = "another post"
	sara.Does(meeting.SetMember{Member: ben0})
	sara.Does(meeting.EndMember{Member: d.Member(meetingtest.Tess)})
	sara.Does(meeting.AddAction{Action: meeting.Action{Owner: d.Member(meetingtest.Sara)}, What: "Something that came later"})
	if after := d.done(meetingtest.Nia, "minutes sunflower-1"); after != before {
		t.Errorf("final minutes were\n%s\nand are\n%s", before, after)
	}
	if plan := d.done(meetingtest.Nia, "plan sunflower"); !strings.Contains(plan, "Something that came later") {
		t.Error("the plan did not change")
	}
	d.done(meetingtest.Nia, "minutes amend sunflower-1 --text Thursday")
	amended := d.done(meetingtest.Ben, "minutes sunflower-1")
	last := strings.LastIndex(before, "\n---\n")
	if !strings.HasPrefix(amended, before[:last]) || !strings.Contains(amended[last:], "Thursday") || !strings.Contains(amended[last:], "Nia, ") {
		t.Errorf("the amended minutes are\n%s", amended)
	}
	number := regexp.MustCompile(`Paper (\S+), for`).FindStringSubmatch(amended)
	if said := d.done(meetingtest.Nia, "paper "+number[1]); !strings.Contains(said, "still says") {
		t.Errorf("of the amended minutes it says %q", said)
	}
}

// The easy-read copy is for everyone, for people, and known by its number.
func TestEasyRead(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	said := d.done(meetingtest.Nia, "plan sunflower --easy-read")
	number := regexp.MustCompile(`Paper (\S{4}-\S{4}-\S{4}), for everyone`).FindStringSubmatch(said)
	if number == nil || !strings.Contains(said, "Who is on the team?") || said != d.done(meetingtest.Sara, "plan sunflower --easy-read") {
		t.Fatalf("the mother reads %s", said)
	}
	if said := d.done(meetingtest.Nia, "paper "+number[1]); !strings.Contains(said, "easy-read plan, md, for everyone") || !strings.Contains(said, "still says") {
		t.Errorf("of its number she reads %q", said)
	}
	if said := d.done(meetingtest.Sara, "minutes sunflower-1 --easy-read --format txt"); !strings.Contains(said, "Whom can I ask?") {
		t.Errorf("the minutes are %s", said)
	}
	for _, flags := range []string{"--audience practitioners", "--format json", "--format fhir"} {
		for _, paper := range []string{"plan sunflower", "minutes sunflower-1"} {
			if a := d.run(meetingtest.Sara, paper+" --easy-read "+flags); a.exit == command.Done || a.out != "" {
				t.Errorf("%s %s: exit %d, %q", paper, flags, a.exit, a.out)
			}
		}
	}
}
