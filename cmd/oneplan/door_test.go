package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"oneplan/cmd/oneplan/command"
	"oneplan/cmd/oneplan/sshd"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// lobby is a door over a service of its own, with a clock of its own. It counts slow hashes.
type lobby struct {
	*door
	t      testing.TB
	clock  *meetingtest.Clock
	logged *strings.Builder
	hashes []string // code and salt of each
}

func newLobby(t testing.TB) *lobby {
	t.Helper()
	l := &lobby{t: t, clock: meetingtest.NewClock(), logged: &strings.Builder{}}
	log := slog.New(slog.NewTextHandler(l.logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	hub, err := room.NewHub(t.Context(), meetingtest.NewLog(), room.Options{Now: l.clock.Now, AfterFunc: l.clock.AfterFunc, Zone: time.UTC, Log: log})
	must(t, err)
	t.Cleanup(func() { _ = hub.Close(context.Background()) })
	l.door = &door{hub: hub, log: log, hash: func(code string, salt []byte) []byte {
		l.hashes = append(l.hashes, fmt.Sprintf("%s with %d bytes of salt", code, len(salt)))
		return command.HashCode(code, salt)
	}}
	l.system(
		meeting.SetAgency{Agency: meeting.Agency{ID: "health", Name: "Health", Letter: "H"}},
		meeting.SetAgency{Agency: meeting.Agency{ID: "school", Name: "Hill School", Letter: "S"}},
		meeting.AddPerson{Account: meeting.Account{ID: "root", Name: "Root", Agency: "health", Admin: true}},
		meeting.AddPerson{Account: meeting.Account{ID: "anna", Name: "Anna", Agency: "health", Login: "anna.smith"}},
		meeting.AddPerson{Account: meeting.Account{ID: "ben", Name: "Ben", Agency: "school", Login: "anna.smith"}},
		meeting.ListRecord{Name: "sunflower"})
	return l
}

// system has the service itself do something.
func (l *lobby) system(cmds ...meeting.Command) {
	l.t.Helper()
	_, err := l.hub.System(l.t.Context(), meeting.ServiceStream, cmds...)
	must(l.t, err)
}

func (l *lobby) invite(login, code string, change func(*meeting.Invitation)) {
	l.t.Helper()
	salt := []byte("0123456789abcdef")
	i := meeting.Invitation{Login: login, Person: "anna", Salt: salt, Hash: command.HashCode(code, salt), Expires: l.clock.Now().AddDate(0, 0, 14)}
	if change != nil {
		change(&i)
	}
	l.system(meeting.Invite{Invitation: i})
}

func (l *lobby) redeem(login, code string, key gossh.PublicKey) (sshd.Identity, error) {
	return l.Redeem(l.t.Context(), login, code, "192.0.2.1:1", key)
}

// freshKey makes a key that nobody knows.
func freshKey(t testing.TB) gossh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	s, err := gossh.NewSignerFromKey(private)
	must(t, err)
	return s
}

// TestRefusalsAreAlike: whatever is wrong with a name or code, the door does the same slow work once and answers the
// same. sshd makes the answers equally late (TestRefusalsTakeTheSameTime).
func TestRefusalsAreAlike(t *testing.T) {
	l := newLobby(t)
	week := func(i *meeting.Invitation) { i.Expires = l.clock.Now().AddDate(0, 0, 7) }
	l.invite("expired-one-10", "BCDFGHJK", week)
	l.clock.Advance(8 * 24 * time.Hour)
	l.invite("open-one-11", "BCDFGHJK", nil)
	l.invite("used-one-12", "BCDFGHJK", nil)
	_, err := l.redeem("used-one-12", "BCDFGHJK", freshKey(t).PublicKey())
	must(t, err)
	l.invite("ended-one-13", "BCDFGHJK", nil)
	l.system(meeting.EndInvitation{Login: "ended-one-13"})
	l.invite("locked-one-14", "BCDFGHJK", nil)
	for range meeting.MaxWrongCodes {
		_, err := l.redeem("locked-one-14", "WRONGXXX", nil)
		if err == nil {
			t.Fatal("a wrong code let in")
		}
	}
	var words string
	for _, c := range []struct {
		login, code string
		key         gossh.PublicKey
	}{
		{"open-one-11", "WRONGXXX", freshKey(t).PublicKey()},
		{"open-one-11", "WRONGXXX", nil},
		{"open-one-11", "BCDFGHJK", nil}, // right, but it is for no meeting and needs a key
		{"nobody-here-99", "BCDFGHJK", nil},
		{"", "BCDFGHJK", nil},
		{"expired-one-10", "BCDFGHJK", freshKey(t).PublicKey()},
		{"used-one-12", "BCDFGHJK", freshKey(t).PublicKey()},
		{"ended-one-13", "BCDFGHJK", freshKey(t).PublicKey()},
		{"locked-one-14", "BCDFGHJK", freshKey(t).PublicKey()},
	} {
		l.hashes = nil
		id, err := l.redeem(c.login, c.code, c.key)
		if err == nil || id != (sshd.Identity{}) {
			t.Errorf("%q came in as %+v", c.login, id)
			continue
		}
		if words == "" {
			words = err.Error()
		}
		if err.Error() != words {
			t.Errorf("%q is told %q, others %q", c.login, err, words)
		}
		if len(l.hashes) != 1 || l.hashes[0] != c.code+" with 16 bytes of salt" {
			t.Errorf("%q costs the hashes %q, others one", c.login, l.hashes)
		}
	}
	for _, secret := range []string{"open-one-11", "locked-one-14", "BCDFGHJK", "WRONGXXX", "Anna"} {
		if strings.Contains(l.logged.String(), secret) {
			t.Errorf("%q is in the log:\n%s", secret, l.logged)
		}
	}
}

// TestPassIsCurrentUntilItEnds: a pass says when it runs out, and ends when it is taken back or its person's access is.
func TestPassIsCurrentUntilItEnds(t *testing.T) {
	l := newLobby(t)
	forMeeting := func(i *meeting.Invitation) { i.Record, i.Meeting = "sunflower", 3 }
	l.invite("pass-one-10", "BCDFGHJK", forMeeting)
	id, err := l.redeem("pass-one-10", "bcdf-ghjk", nil)
	must(t, err)
	if !id.Until.Equal(l.clock.Now().AddDate(0, 0, 14)) || id.Meeting != "sunflower-3" {
		t.Errorf("it is %+v", id)
	}
	before := l.Epoch()
	l.system(meeting.Arrive{Person: "anna", With: meeting.WithCode})
	if !l.Current(id) || l.Epoch() != before {
		t.Error("a visit counts as a change")
	}
	// Strangers who know the name cannot throw its holder out.
	for range meeting.MaxWrongCodes {
		_, _ = l.redeem("pass-one-10", "WRONGXXX", nil)
	}
	if !l.Current(id) {
		t.Error("wrong codes of others end it")
	}
	l.invite("pass-two-11", "BCDFGHJK", forMeeting)
	id, err = l.redeem("pass-two-11", "BCDFGHJK", nil)
	must(t, err)
	before = l.Epoch()
	l.system(meeting.EndInvitation{Login: "pass-two-11"})
	if l.Current(id) || l.Epoch() == before {
		t.Error("it goes on when it was taken back")
	}
}

func TestCertificatesLeadToTheirAgencysPeople(t *testing.T) {
	l := newLobby(t)
	health, school, stranger := freshKey(t).PublicKey(), freshKey(t).PublicKey(), freshKey(t).PublicKey()
	trust := func(a meeting.AgencyID, k gossh.PublicKey) {
		l.system(meeting.TrustIssuer{Issuer: meeting.Issuer{Agency: a, Fingerprint: gossh.FingerprintSHA256(k), Public: k.Marshal()}})
	}
	trust("health", health)
	trust("school", school)
	for _, c := range []struct {
		name   string
		issuer gossh.PublicKey
		login  string
		want   string
	}{
		{"their own", health, "anna.smith", "anna"},
		{"the same name at another agency", school, "anna.smith", "ben"},
		{"an authority that nobody trusts", stranger, "anna.smith", ""},
		{"nobody of that name", health, "root", ""},
		{"no name", health, "", ""},
		{"another spelling", health, "Anna.Smith", ""},
	} {
		id, ok := l.ByCertificate(sshd.Certificate{Issuer: c.issuer, Login: c.login, From: l.clock.Now()})
		if id.Person != c.want || ok != (c.want != "") {
			t.Errorf("%s: got %q, want %q", c.name, id.Person, c.want)
		}
	}

	in, _ := l.ByCertificate(sshd.Certificate{Issuer: health, Login: "anna.smith"})
	in.Via = sshd.ViaCertificate
	if !l.Current(in) {
		t.Fatal("not current")
	}
	// Whoever leaves the agency leaves its certificates behind.
	a := *l.hub.Directory().Account("anna")
	a.Agency = "school"
	a.Login = "anna"
	l.system(meeting.SetPerson{Account: a})
	if l.Current(in) {
		t.Error("the certificate of a former agency lets in")
	}
	a.Agency, a.Login = "health", "anna.smith"
	l.system(meeting.SetPerson{Account: a})
	if !l.Current(in) {
		t.Fatal("not current again")
	}
	// A lost key: what was certified before is void, what is certified from then on is not.
	l.clock.Advance(time.Hour)
	l.system(meeting.EndWaysIn{Person: "anna"})
	if l.Current(in) {
		t.Error("the certificate of a lost key lets in")
	}
	id, ok := l.ByCertificate(sshd.Certificate{Issuer: health, Login: "anna.smith", From: l.clock.Now().Truncate(time.Second)})
	if !ok || !l.Current(id) {
		t.Error("a new certificate does not let in")
	}
	before := l.Epoch()
	l.system(meeting.EndIssuer{Agency: "health", Fingerprint: gossh.FingerprintSHA256(health)})
	if _, ok := l.ByCertificate(sshd.Certificate{Issuer: health, Login: "anna.smith", From: l.clock.Now()}); ok || l.Current(id) || l.Epoch() == before {
		t.Error("the authority is trusted still")
	}
}
