package command_test

import (
	"strings"
	"testing"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

func TestLettersAreTakenBack(t *testing.T) {
	d := newDesk(t)
	if out := d.done(meetingtest.Sara, "invite list"); !strings.Contains(out, "No invitation is open") {
		t.Errorf("at first: %s", out)
	}
	first := d.invites(meetingtest.Sara, "Jo --agency family --role parent --for sunflower-1")
	second := d.invites(meetingtest.Ada, "Jo --agency family --role parent --record sunflower")
	if _, err := d.redeems(first, first.Code, nil); err != nil {
		t.Fatal(err)
	}
	out := d.done(meetingtest.Ada, "invite list")
	if !strings.Contains(out, first.Login) || !strings.Contains(out, second.Login) || !strings.Contains(out, "in use, as a pass") {
		t.Errorf("the administrator sees\n%s", out)
	}
	if out := d.done(meetingtest.Sara, "invite list --format json"); !strings.Contains(out, first.Login) || strings.Contains(out, second.Login) {
		t.Errorf("Sara sees\n%s", out)
	}
	if strings.Contains(out, first.Code) || strings.Contains(out, second.Code) {
		t.Error("the list tells a code")
	}
	d.wrong(meetingtest.Ben, "invite cancel "+first.Login, command.Failed, "There is no open invitation")
	d.wrong(meetingtest.Sara, "invite cancel "+second.Login, command.Failed, "There is no open invitation")
	d.wrong(meetingtest.Ada, "invite cancel Jo", command.Failed, "could be "+first.Login)
	pass := room.Identity{Person: meetingtest.Sara, Record: meetingtest.Sunflower, Meeting: d.Meeting}
	if a := d.runAs(pass, "invite", "cancel", first.Login); a.exit != command.Failed {
		t.Errorf("with a pass: %+v", a)
	}
	d.done(meetingtest.Sara, "invite cancel Jo")
	if _, err := d.redeems(first, first.Code, nil); err == nil {
		t.Error("the pass lets in still")
	}
	if _, err := d.redeems(second, second.Code, &meeting.Key{Fingerprint: "SHA256:jo", Public: []byte("jo")}); err != nil {
		t.Errorf("the other letter: %v", err)
	}
}

func TestLostKeyAndLetterBack(t *testing.T) {
	d := newDesk(t)
	d.done(meetingtest.Sara, "people key add ssh-ed25519 AAAA laptop")
	open := d.invites(meetingtest.Ada, "Sara --agency health --role keyworker --record sunflower")
	d.wrong(meetingtest.Ben, "people lost Sara", command.Failed, "Only an administrator")
	d.wrong(meetingtest.Ada, "people lost Sara --days 90", command.Usage, "1 to 60 days")
	out := d.done(meetingtest.Ada, "people lost Sara --ring Ada on 01632 960002")
	if !strings.Contains(out, "An invitation for Sara") || !strings.Contains(out, "01632 960002") {
		t.Errorf("the letter reads\n%s", out)
	}
	if a := d.Hub.Directory().Account(meetingtest.Sara); len(a.Keys) != 0 || a.Revoked {
		t.Errorf("left is %+v", a)
	}
	if _, err := d.redeems(open, open.Code, nil); err == nil {
		t.Error("an open letter lets in still")
	}
	d.done(meetingtest.Sara, "record show sunflower") // who they are, and their team, stay
}

func TestAgenciesVouch(t *testing.T) {
	d := newDesk(t)
	d.in = "ssh-ed25519 CAKEY the authority of health\n"
	d.wrong(meetingtest.Sara, "agency trust health", command.Failed, "Only an administrator")
	d.wrong(meetingtest.Ada, "agency trust nowhere", command.Failed, "There is no agency")
	if out := d.done(meetingtest.Ada, "agency trust health"); !strings.Contains(out, "SHA256:CAKEY signs lets in people of") {
		t.Errorf("it says %s", out)
	}
	d.wrong(meetingtest.Ada, "agency trust health", command.Failed, "trusted here already")
	if out := d.done(meetingtest.Ben, "agency"); !strings.Contains(out, "SHA256:CAKEY") {
		t.Errorf("the list is\n%s", out)
	}
	d.wrong(meetingtest.Sara, "people login Sara root", command.Failed, "Only an administrator")
	if out := d.done(meetingtest.Ada, "people login Sara sara.k"); !strings.Contains(out, "“sara.k” lets in Sara") {
		t.Errorf("it says %s", out)
	}
	if out := d.done(meetingtest.Ada, "people"); !strings.Contains(out, "Sara  active") {
		t.Errorf("people shows\n%s", out)
	}
	d.done(meetingtest.Ada, "people login Sara")
	if a := d.Hub.Directory().Account(meetingtest.Sara); a.Login != "" {
		t.Errorf("the login is %q", a.Login)
	}
	d.wrong(meetingtest.Sara, "agency distrust health", command.Failed, "Only an administrator")
	d.wrong(meetingtest.Ada, "agency distrust health SHA256:other", command.Failed, "There is no authority")
	d.done(meetingtest.Ada, "agency distrust health")
	d.wrong(meetingtest.Ada, "agency distrust health", command.Failed, "has no authority")
	d.in = ""
	d.wrong(meetingtest.Ada, "agency trust health", command.Usage, "on standard input")
}
