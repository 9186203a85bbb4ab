package meeting_test

import (
	"strings"
	"testing"

	"oneplan/meeting"
)

// TestTwoAdministratorsAreTwoPeople: one person with two accounts cannot erase alone, as far as the log can tell.
func TestTwoAdministratorsAreTwoPeople(t *testing.T) {
	const amy, bob, cat, puppet meeting.PersonID = "amy", "bob", "cat", "puppet"
	system := meeting.Authority{System: true}
	add := func(p meeting.PersonID) meeting.AddPerson {
		return meeting.AddPerson{Account: meeting.Account{ID: p, Name: string(p), Agency: "health", Admin: true}}
	}
	lets := func(o *office, by, in meeting.PersonID) { // by a letter
		login := "maple-river-" + string(by) + string(in)
		o.do(o.as(by), meeting.Invite{Invitation: meeting.Invitation{
			Login: login, Person: in, Salt: []byte("sixteen bytes or"), Hash: []byte("more than sixteen bytes"), Expires: o.at.AddDate(0, 0, 7),
		}})
		k := key("of " + login)
		o.do(system, meeting.Redeem{Login: login, Digest: []byte("more than sixteen bytes"), Key: &k})
	}
	for _, c := range []struct {
		name          string
		begin         func(o *office)
		first, second meeting.PersonID
		days          int // from then to the asking
		why           string
	}{
		{"two whom the first administrator named", func(*office) {}, amy, bob, 0, ""},
		{"the other way round", func(*office) {}, bob, amy, 0, ""},
		{"whoever named the other", func(*office) {}, root, amy, 99, "made the other"},
		{"whom the other named", func(*office) {}, amy, root, 99, "made the other"},
		{"one's own second account", func(o *office) { o.do(o.as(amy), add(puppet)) }, amy, puppet, 99, "made the other"},
		{"two of one's own accounts", func(o *office) {
			o.do(o.as(amy), add(puppet))
			o.do(o.as(amy), add(cat))
		}, puppet, cat, 99, "one and the same administrator"},
		{"the second account of a second account", func(o *office) {
			o.do(o.as(amy), add(puppet))
			o.do(o.as(puppet), add(cat))
		}, amy, cat, 99, "made the other"},
		{"an account that was made by somebody else", func(o *office) {
			o.do(o.as(amy), add(puppet))
		}, bob, puppet, 99, ""},
		{"an account that was named an administrator by oneself", func(o *office) {
			a := *o.r.State().Account(maria)
			a.Admin = true
			o.do(o.as(amy), meeting.SetPerson{Account: a})
		}, amy, maria, 99, "made the other"},
		{"somebody who is new", func(o *office) { o.do(o.as(bob), add(cat)) }, amy, cat, 0, "less than 24 hours"},
		{"somebody who was new the day before", func(o *office) { o.do(o.as(bob), add(cat)) }, amy, cat, 1, ""},
		{"the same key, one after the other", func(o *office) {
			o.do(o.as(amy), meeting.BindKey{Person: amy, Key: key("shared")})
			o.do(o.as(amy), meeting.RemoveKey{Person: amy, Fingerprint: key("shared").Fingerprint})
			o.do(o.as(bob), meeting.BindKey{Person: bob, Key: key("shared")})
		}, amy, bob, 99, "the same key"},
		{"a letter for the other's account", func(o *office) { lets(o, amy, bob) }, amy, bob, 13, "amy gave bob a way in"},
		{"a letter for the one who asks", func(o *office) { lets(o, bob, amy) }, amy, bob, 13, "bob gave amy a way in"},
		{"a letter long ago", func(o *office) { lets(o, amy, bob) }, amy, bob, 14, ""},
		{"a letter of somebody else", func(o *office) { lets(o, root, bob) }, amy, bob, 0, ""},
		{"a key on the other's account, taken away again", func(o *office) {
			o.do(o.as(amy), meeting.BindKey{Person: bob, Key: key("slipped in")})
			o.do(o.as(amy), meeting.RemoveKey{Person: bob, Fingerprint: key("slipped in").Fingerprint})
		}, amy, bob, 0, "amy gave bob a way in"},
		{"a login name for the other's account", func(o *office) {
			a := *o.r.State().Account(bob)
			a.Login = "mine"
			o.do(o.as(amy), meeting.SetPerson{Account: a})
		}, amy, bob, 0, "amy gave bob a way in"},
		{"an authority of one's own for the other's agency", func(o *office) {
			a := *o.r.State().Account(bob)
			a.Login = "bob"
			o.do(o.as(bob), meeting.SetPerson{Account: a})
			o.do(o.as(amy), meeting.TrustIssuer{Issuer: meeting.Issuer{Agency: "health", Fingerprint: "SHA256:mine", Public: []byte("mine")}})
		}, amy, bob, 0, "amy gave bob a way in"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t)
			o.do(o.as(root), add(amy))
			o.do(o.as(root), add(bob))
			o.at = o.at.AddDate(0, 0, 30)
			c.begin(o)
			o.at = o.at.AddDate(0, 0, c.days)
			ask := meeting.AskErasure{Record: "sunflower", Reason: "25 years are over"}
			o.do(o.as(c.first), ask)
			_, err := o.try(o.as(c.second), ask)
			x := o.r.State().ErasureOf("sunflower", "", o.at)
			switch {
			case c.why == "" && (err != nil || x == nil || x.Agreed != c.second):
				t.Errorf("refused: %v", err)
			case c.why != "" && (meeting.CodeOf(err) != meeting.Forbidden || !strings.Contains(err.Error(), c.why) || x.Agreed != ""):
				t.Errorf("want a refusal for %q: %v, %+v", c.why, err, x)
			}
			// The log alone tells the same.
			again := meeting.NewDirectory()
			for _, row := range o.rows {
				for _, e := range decoded(t, row) {
					again.Apply(meeting.Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}, e)
				}
			}
			if _, err2 := again.Decide(o.later(c.second), ask); c.why != "" && (err2 == nil || err2.Error() != err.Error()) {
				t.Errorf("replayed, it is %v, and was %v", err2, err)
			}
		})
	}
}

// later is as, at this time.
func (o *office) later(p meeting.PersonID) meeting.Authority {
	a := o.as(p)
	a.At = o.at
	return a
}
