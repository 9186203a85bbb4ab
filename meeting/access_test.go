package meeting_test

import (
	"slices"
	"testing"
	"time"

	"oneplan/meeting"
)

func issuer(agency meeting.AgencyID, name string) meeting.Issuer {
	return meeting.Issuer{Agency: agency, Fingerprint: "SHA256:" + name, Public: []byte("authority " + name), Comment: name}
}

func TestInvitationsAreTakenBack(t *testing.T) {
	o := newOffice(t)
	o.do(o.as(maria), meeting.Invite{Invitation: o.invitation("first", jo)})
	second := o.invitation("second", jo)
	second.Record, second.Meeting = "sunflower", 3
	o.do(o.as(maria), meeting.Invite{Invitation: second})
	o.do(o.as(root), meeting.AddPerson{Account: meeting.Account{ID: "sam", Name: "Sam", Agency: "health"}})
	o.do(o.as(root), meeting.Invite{Invitation: o.invitation("theirs", "sam")})

	pass := o.as(maria)
	pass.Meeting = 3
	for _, c := range []struct {
		by    meeting.Authority
		login string
	}{{o.as(maria), "theirs"}, {o.as(jo), "first"}, {pass, "first"}, {o.as(maria), "none"}, {o.as(root), "none"}} {
		o.refused(meeting.NotFound, c.by, meeting.EndInvitation{Login: c.login})
	}
	o.do(o.as(maria), meeting.EndInvitation{Login: "first"})
	o.refused(meeting.Invalid, o.as(maria), meeting.EndInvitation{Login: "first"})
	o.refused(meeting.Forbidden, meeting.Authority{System: true}, meeting.Redeem{Login: "first", Digest: digest("first")})
	if s := o.r.State().Invitation("first").Status(o.at); s != "revoked" {
		t.Errorf("it is %s", s)
	}

	// A pass that is in use can be taken back too.
	o.do(meeting.Authority{System: true}, meeting.Redeem{Login: "second", Digest: digest("second")})
	if !o.r.State().Invitation("second").Admits(o.at) {
		t.Fatal("the pass does not let in")
	}
	o.do(o.as(root), meeting.EndInvitation{Login: "second"})
	if o.r.State().Invitation("second").Admits(o.at) {
		t.Error("the pass still lets in")
	}
	o.refused(meeting.Forbidden, meeting.Authority{System: true}, meeting.Redeem{Login: "second", Digest: digest("second")})
}

func TestIssuers(t *testing.T) {
	o := newOffice(t)
	admin, worker := o.as(root), o.as(maria)
	shared := admin
	shared.Shared = true
	o.refused(meeting.Forbidden, worker, meeting.TrustIssuer{Issuer: issuer("health", "ca")})
	o.refused(meeting.Forbidden, shared, meeting.TrustIssuer{Issuer: issuer("health", "ca")})
	o.refused(meeting.NotFound, admin, meeting.TrustIssuer{Issuer: issuer("nowhere", "ca")})
	o.refused(meeting.NotFound, admin, meeting.TrustIssuer{Issuer: issuer(meeting.FamilyAgency, "ca")})
	o.refused(meeting.Invalid, admin, meeting.TrustIssuer{Issuer: meeting.Issuer{Agency: "health", Fingerprint: "SHA256:x"}})
	o.do(admin, meeting.TrustIssuer{Issuer: issuer("health", "ca")})
	i := o.r.State().Issuer([]byte("authority ca"))
	if i == nil || i.Agency != "health" || i.By != root || !i.Since.Equal(o.at) {
		t.Fatalf("it is %+v", i)
	}

	// One authority speaks for one agency.
	o.do(admin, meeting.SetAgency{Agency: meeting.Agency{ID: "school", Name: "Hill School", Letter: "S"}})
	o.refused(meeting.Invalid, admin, meeting.TrustIssuer{Issuer: issuer("school", "ca")})

	o.refused(meeting.Forbidden, worker, meeting.EndIssuer{Agency: "health", Fingerprint: "SHA256:ca"})
	o.refused(meeting.NotFound, admin, meeting.EndIssuer{Agency: "school", Fingerprint: "SHA256:ca"})
	o.do(admin, meeting.EndIssuer{Agency: "health", Fingerprint: "SHA256:ca"})
	if o.r.State().Issuer([]byte("authority ca")) != nil {
		t.Error("it is trusted still")
	}
	for n := range 10 {
		o.do(admin, meeting.TrustIssuer{Issuer: issuer("health", string(rune('a'+n)))})
	}
	o.refused(meeting.Invalid, admin, meeting.TrustIssuer{Issuer: issuer("health", "one more")})
}

// TestLogins: a login name leads to one person of one agency, and only an administrator gives it.
func TestLogins(t *testing.T) {
	o := newOffice(t)
	set := func(p meeting.PersonID, login string) meeting.SetPerson {
		a := *o.r.State().Account(p)
		a.Login = login
		return meeting.SetPerson{Account: a}
	}
	o.refused(meeting.Forbidden, o.as(maria), set(maria, "root.admin"))
	o.refused(meeting.Forbidden, o.as(maria), meeting.AddPerson{Account: meeting.Account{ID: "x", Name: "X", Agency: "health", Login: "x"}})
	o.do(o.as(root), set(maria, "mgarcia"))
	for _, bad := range []string{"mgarcia", "MGarcia", "two words", "a,b", "\x1b[1m"} {
		o.refused(meeting.Invalid, o.as(root), set(root, bad))
	}
	o.do(o.as(root), set(jo, "mgarcia")) // of the family: another agency
	s := o.r.State()
	for _, c := range []struct {
		agency meeting.AgencyID
		login  string
		want   meeting.PersonID
	}{
		{"health", "mgarcia", maria},
		{meeting.FamilyAgency, "mgarcia", jo},
		{"health", "MGARCIA", ""},
		{"school", "mgarcia", ""},
		{"health", "", ""},
	} {
		var got meeting.PersonID
		if a := s.ByLogin(c.agency, c.login); a != nil {
			got = a.ID
		}
		if got != c.want {
			t.Errorf("%s at %s leads to %q, want %q", c.login, c.agency, got, c.want)
		}
	}
	// What somebody says of themselves leaves it alone, and so does what ends their access.
	me := *s.Account(maria)
	me.Title = "Nurse"
	o.do(o.as(maria), meeting.SetPerson{Account: me})
	if o.r.State().ByLogin("health", "mgarcia") == nil {
		t.Error("the login name is gone")
	}
	o.do(o.as(root), meeting.RevokePerson{Person: maria})
	if o.r.State().ByLogin("health", "mgarcia") != nil {
		t.Error("it leads to somebody whose access has ended")
	}
	o.do(o.as(root), set(root, "mgarcia")) // it is free again
}

func TestLostKey(t *testing.T) {
	o := newOffice(t)
	o.do(o.as(root), meeting.Invite{Invitation: o.invitation("open", maria)})
	o.do(meeting.Authority{System: true}, meeting.Arrive{Person: maria, With: meeting.WithKey})
	o.refused(meeting.Forbidden, o.as(maria), meeting.EndWaysIn{Person: maria})
	o.refused(meeting.NotFound, o.as(root), meeting.EndWaysIn{Person: "nobody"})
	o.refused(meeting.Invalid, o.as(root), meeting.EndWaysIn{Person: root}) // nobody could come in any more
	o.do(o.as(root), meeting.EndWaysIn{Person: maria})
	a := o.r.State().Account(maria)
	if len(a.Keys) != 0 || a.Revoked || !a.CertificatesFrom.Equal(o.at) || a.Last.With != meeting.WithKey {
		t.Errorf("left with %+v", a)
	}
	o.refused(meeting.Forbidden, meeting.Authority{System: true}, meeting.Redeem{Login: "open", Digest: digest("open")})
	o.do(o.as(root), meeting.Invite{Invitation: o.invitation("again", maria)})
	k := key("new")
	o.do(meeting.Authority{System: true}, meeting.Redeem{Login: "again", Digest: digest("again"), Key: &k})
	if o.r.State().ByKey(k.Public) == nil || o.r.State().ByKey(key("maria").Public) != nil {
		t.Error("the new key does not let in, or the old one does")
	}
}

func TestVisits(t *testing.T) {
	o := newOffice(t)
	service := meeting.Authority{System: true}
	o.refused(meeting.NotFound, o.as(maria), meeting.Arrive{Person: maria, With: meeting.WithKey})
	o.refused(meeting.NotFound, service, meeting.Arrive{Person: "nobody", With: meeting.WithKey})
	before := o.r.State().Changed
	o.do(service, meeting.Arrive{Person: maria, With: meeting.WithSecurityKey})
	s := o.r.State()
	if last := s.Account(maria).Last; !last.At.Equal(o.at) || last.With != meeting.WithSecurityKey {
		t.Errorf("the last time is %+v", last)
	}
	if s.Changed != before || s.Seq == before {
		t.Errorf("a visit counts as a change: %d, %d before, at %d", s.Changed, before, s.Seq)
	}
	me := *s.Account(maria)
	me.Last = meeting.Visit{At: o.at.Add(-time.Hour), With: meeting.WithCode}
	me.Title = "Nurse"
	o.do(o.as(maria), meeting.SetPerson{Account: me})
	if last := o.r.State().Account(maria).Last; last.With != meeting.WithSecurityKey {
		t.Errorf("it was changed to %+v", last)
	}
	if o.r.State().Changed == before || !slices.Contains(o.r.State().Records, "sunflower") {
		t.Error("a change is none")
	}
}
