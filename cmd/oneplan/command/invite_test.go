package command_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// letter is what --format json tells of an invitation.
type letter struct {
	Name, Status, Login, Code, Record, Meeting, Place string
}

// invites runs an invitation that has to succeed.
func (d *desk) invites(who meeting.PersonID, line string) letter {
	d.t.Helper()
	var l letter
	out := d.done(who, "invite "+line+" --format json")
	if err := json.Unmarshal([]byte(out), &l); err != nil {
		d.t.Fatalf("%v in %s", err, out)
	}
	return l
}

// redeems gives the code of a letter as sshd does, and returns who came in.
func (d *desk) redeems(l letter, typed string, key *meeting.Key) (*meeting.Account, error) {
	d.t.Helper()
	inv := d.Hub.Directory().Invitation(l.Login)
	if inv == nil {
		d.t.Fatalf("there is no invitation %q", l.Login)
	}
	res, err := d.Hub.System(d.t.Context(), meeting.ServiceStream, meeting.Redeem{Login: l.Login, Digest: command.HashCode(typed, inv.Salt), Key: key})
	if err != nil {
		return nil, err
	}
	for _, e := range res.Events {
		if _, ok := e.(meeting.CodeRefused); ok {
			return nil, meeting.ErrCode
		}
	}
	return d.Hub.Directory().Account(inv.Person), nil
}

func TestLetter(t *testing.T) {
	d := newDesk(t)
	golden(t, "letter.txt", d.done(meetingtest.Sara, "invite Jo --agency family --role parent --record sunflower --ring Sara on 01632 960001"))
	golden(t, "letter.md", d.done(meetingtest.Ada, "invite Max Power --agency North Trust --role administrator --format md"))
	golden(t, "letter-cy.txt", d.done(meetingtest.Sara, "invite Jo --agency family --role parent --record sunflower --language cy --ring Sara on 01632 960001"))
	for _, format := range []string{"txt", "md", "html", "json"} {
		out := d.done(meetingtest.Sara, "invite Jo --agency family --role parent --record sunflower --format "+format)
		if strings.Contains(out, "Sam") {
			t.Errorf("the letter as %s names the child", format)
		}
	}
}

// Whoever is invited in Welsh reads Welsh from their first screen on; who says nothing of it sets nothing.
func TestLetterChoosesTheLanguageOfSomebodyNew(t *testing.T) {
	d := newDesk(t)
	for _, x := range []struct{ line, want string }{
		{"Nest --agency family --role parent --record sunflower --language cy", "cy"},
		{"Owen --agency family --role parent --record sunflower", ""},
		{"Owen --agency family --role parent --record sunflower --language cy", ""}, // who is here already chooses for themselves
	} {
		l := d.invites(meetingtest.Sara, x.line)
		if a := d.Hub.Directory().Account(d.Hub.Directory().Invitation(l.Login).Person); a.Language != x.want {
			t.Errorf("%s: they read %q; want %q", x.line, a.Language, x.want)
		}
	}
}

func TestInvitationLetsIn(t *testing.T) {
	d := newDesk(t)
	l := d.invites(meetingtest.Sara, "Jo --agency family --role carer --for sun")
	if l.Name != "Jo" || l.Status != "invited" || l.Record != meetingtest.Sunflower || l.Meeting != "sunflower-1" {
		t.Errorf("the letter says %+v", l)
	}
	if !regexp.MustCompile(`^[a-z]+-[a-z]+-[1-9][0-9]$`).MatchString(l.Login) || !regexp.MustCompile(`^[B-Z]{4}-[B-Z]{4}$`).MatchString(l.Code) {
		t.Errorf("login %q and code %q cannot be read out", l.Login, l.Code)
	}
	if _, err := d.redeems(l, "BBBB-BBBB", nil); err == nil {
		t.Error("a wrong code lets in")
	}
	jo, err := d.redeems(l, " "+strings.ToLower(strings.ReplaceAll(l.Code, "-", " "))+" ", nil)
	if err != nil || jo.Name != "Jo" || jo.Agency != meeting.FamilyAgency {
		t.Fatalf("the code lets in %+v, %v", jo, err)
	}
	views, err := d.Hub.Views(t.Context(), room.Identity{Person: jo.ID, Record: meetingtest.Sunflower, Meeting: d.Meeting})
	if err != nil || len(views) != 1 || views[0].View.Me.Role != meeting.Parent {
		t.Errorf("Jo sees %v, %v", views, err)
	}
	if out := d.done(meetingtest.Sara, "people"); !strings.Contains(out, "has a pass") {
		t.Errorf("people does not show the pass:\n%s", out)
	}
}

// TestLetterKeepsAPlaceToItself leaves the place out of the letter of somebody who is not to find it.
func TestLetterKeepsAPlaceToItself(t *testing.T) {
	d := newDesk(t)
	d.done(meetingtest.Sara, "meeting new sunflower --at tomorrow 10:00 --kind review --place 12 Oak Lane --place-for practitioners")
	for line, where := range map[string]string{
		"Jo --agency family --role parent --for sunflower-2":              "",
		"Max --agency Eastbank Council --role observer --for sunflower-2": "12 Oak Lane",
	} {
		if l := d.invites(meetingtest.Sara, line); l.Place != where || l.Meeting != "sunflower-2" {
			t.Errorf("%s: the letter for %s says it is at %q, want %q", line, l.Meeting, l.Place, where)
		}
	}
	for who, sees := range map[meeting.PersonID]bool{meetingtest.Nia: false, meetingtest.Ben: true} {
		if out := d.done(who, "meeting list --format json"); strings.Contains(out, "Oak") != sees {
			t.Errorf("%s is told\n%s", who, out)
		}
	}
}

func TestInvitationExpires(t *testing.T) {
	d := newDesk(t)
	l := d.invites(meetingtest.Sara, "Jo --agency family --role parent --record sunflower --days 2")
	d.Passes(49 * time.Hour)
	if _, err := d.redeems(l, l.Code, nil); meeting.CodeOf(err) != meeting.Forbidden {
		t.Errorf("after 49 hours of two days: %v", err)
	}
	if out := d.done(meetingtest.Sara, "people"); !strings.Contains(out, "expired") {
		t.Errorf("people does not show it:\n%s", out)
	}
}

func TestWhoMayInvite(t *testing.T) {
	d := newDesk(t)
	for _, who := range []meeting.PersonID{meetingtest.Nia, meetingtest.Tess, meetingtest.Olga, meetingtest.Ben} {
		d.wrong(who, "invite Jo --agency family --role parent --record sunflower", command.Failed, "Only the keyworker")
	}
	d.wrong(meetingtest.Ivy, "invite Jo --agency family --role parent --record sunflower", command.Failed, "There is no record “sunflower”")
	d.wrong(meetingtest.Sara, "invite Jo --agency New Charity --role practitioner --record sunflower", command.Failed, "There is no agency “New Charity” here")
	d.wrong(meetingtest.Sara, "invite Jo --agency Hill Lane School --role administrator", command.Usage, "--record or --for")
	d.wrong(meetingtest.Sara, "invite Jo --agency Hill Lane School --role administrator --record sunflower", command.Failed, "Only an administrator")
	d.wrong(meetingtest.Sara, "invite Jo --agency Hill Lane School --role parent --record sunflower", command.Usage, "of the family")
	if before := len(d.Hub.Directory().People); before != len(meetingtest.Accounts()) {
		t.Errorf("refused invitations left %d people", before)
	}

	// The chair brings somebody to their meeting, as its guest.
	l := d.invites(meetingtest.Ben, "Jo --agency Hill Lane School --role observer --for sunflower-1")
	if l.Meeting != "sunflower-1" {
		t.Errorf("the chair's letter says %+v", l)
	}
	sara := d.Sit(meetingtest.Sara)
	for _, m := range sara.View().Members {
		if m.Name == "Jo" && m.Guest != d.Meeting {
			t.Errorf("the chair's guest is %+v", m)
		}
	}

	// An administrator brings people to a team that they are not on, and agencies that are new.
	l = d.invites(meetingtest.Ada, "Kim --agency Night Owls --role practitioner --record sunflower")
	if l.Record != meetingtest.Sunflower || l.Meeting != "" {
		t.Errorf("the administrator's letter says %+v", l)
	}
	a := d.Hub.Directory().Agency("night-owls")
	if a == nil || a.Name != "Night Owls" || a.Letter != "N" || a.Colour != 3 {
		t.Errorf("the new agency is %+v", a)
	}
	if out := d.done(meetingtest.Sara, "record show sunflower"); !strings.Contains(out, "Kim") || !strings.Contains(out, "Night Owls") {
		t.Errorf("the team does not have Kim of the Night Owls:\n%s", out)
	}
	admin := d.invites(meetingtest.Ada, "Max --agency Night Owls --role administrator")
	boss, err := d.redeems(admin, admin.Code, &meeting.Key{Fingerprint: "SHA256:max", Public: []byte("max")})
	if err != nil || !boss.Admin {
		t.Errorf("the new administrator is %+v, %v", boss, err)
	}
}

func TestInvitingWhoIsHereAlready(t *testing.T) {
	d := newDesk(t)
	d.invites(meetingtest.Sara, "Jo --role parent --record sunflower")
	people := len(d.Hub.Directory().People)
	second := d.invites(meetingtest.Sara, "jo --role parent --record sunflower") // the first letter was lost
	if len(d.Hub.Directory().People) != people {
		t.Error("a second Jo was added")
	}
	if _, err := d.redeems(second, second.Code, &meeting.Key{Fingerprint: "SHA256:jo", Public: []byte("jo")}); err != nil {
		t.Fatal(err)
	}
	out := d.done(meetingtest.Sara, "invite Jo --role parent --record sunflower")
	if !strings.Contains(out, "needs no letter") {
		t.Errorf("inviting somebody with a key says %q", out)
	}
	if l := d.invites(meetingtest.Ada, "Jo --role parent --record sunflower"); l.Code == "" {
		t.Error("an administrator cannot send a new letter to somebody who has a key")
	}
	d.wrong(meetingtest.Sara, "invite Nia --role parent --record sunflower", command.Failed, "added by somebody else")
	d.done(meetingtest.Sara, "record new tulip --child X")
	a := d.run(meetingtest.Sara, "invite Nia --role parent --record tulip")
	if a.exit != command.Failed || !strings.Contains(a.out, "Nia is on the team of tulip now, but there is no letter yet.") {
		t.Errorf("a letter that is refused after its person joined: %+v", a)
	}

	// Somebody on the team without an account gets one, and stays one member.
	sara := d.Sit(meetingtest.Sara)
	sara.Does(meeting.AddMember{Member: meeting.Member{Name: "Gran", Agency: meeting.FamilyAgency, AgencyName: "family", Role: meeting.Supporter}})
	d.invites(meetingtest.Sara, "gran --role supporter --record sunflower")
	n := 0
	for _, m := range sara.View().Members {
		if strings.EqualFold(m.Name, "Gran") {
			n++
			if m.Person == "" {
				t.Error("Gran has no account on the team")
			}
		}
	}
	if n != 1 {
		t.Errorf("Gran is on the team %d times", n)
	}

	d.Service(meeting.ServiceStream, meeting.AddPerson{Account: meeting.Account{ID: "ben-two", Name: "Ben", Agency: meetingtest.School}})
	d.wrong(meetingtest.Ada, "invite Ben --role practitioner --record sunflower", command.Failed, "2 people called Ben")
	d.invites(meetingtest.Ada, "Ben --agency school --role practitioner --record sunflower")
}

func TestNormaliseCode(t *testing.T) {
	for _, typed := range []string{"BCDF-GHJK", "bcdfghjk", " bcdf ghjk\n", "BCDF–GHJK", "b-c-d-f-g-h-j-k", "bcdf\u00a0ghjk"} {
		if got := command.NormaliseCode(typed); got != "BCDFGHJK" {
			t.Errorf("NormaliseCode(%q) = %q", typed, got)
		}
	}
	salt := make([]byte, 16)
	a, b := command.HashCode("BCDF-GHJK", salt), command.HashCode("bcdf ghjk", salt)
	if string(a) != string(b) || len(a) != 32 {
		t.Error("the way a code is typed changes its hash")
	}
	salt[0] = 1
	if string(a) == string(command.HashCode("BCDF-GHJK", salt)) {
		t.Error("the salt changes nothing")
	}
}

func BenchmarkHashCode(b *testing.B) {
	salt := make([]byte, 16)
	for b.Loop() {
		command.HashCode("BCDF-GHJK", salt)
	}
}
