package meeting_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"oneplan/meeting"
)

// office is the service stream, to which commands can be given without a room.
type office struct {
	t    tester
	r    *meeting.Directory
	at   time.Time
	seq  meeting.Seq
	rows []meeting.Row
}

const (
	root  meeting.PersonID = "root"  // the administrator, with a key
	maria meeting.PersonID = "maria" // a keyworker with a key
	jo    meeting.PersonID = "jo"    // a parent whom Maria has added, without one
)

func newOffice(t tester) *office {
	o := &office{t: t, r: meeting.NewDirectory(), at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	system := meeting.Authority{System: true}
	o.do(system, meeting.SetAgency{Agency: meeting.Agency{ID: "health", Name: "Health", Letter: "H", Colour: 2}})
	o.do(system, meeting.AddPerson{Account: meeting.Account{ID: root, Name: "Root", Agency: "health", Admin: true}})
	o.do(system, meeting.BindKey{Person: root, Key: key("root")})
	o.do(o.as(root), meeting.AddPerson{Account: meeting.Account{ID: maria, Name: "Maria", Agency: "health"}})
	o.do(o.as(root), meeting.BindKey{Person: maria, Key: key("maria")})
	o.do(o.as(maria), meeting.AddPerson{Account: meeting.Account{ID: jo, Name: "Jo", Agency: meeting.FamilyAgency}})
	o.do(o.as(maria), meeting.ListRecord{Name: "sunflower"})
	return o
}

func key(name string) meeting.Key {
	return meeting.Key{Fingerprint: "SHA256:" + name, Public: []byte("public " + name), Comment: name}
}

// as is the authority that the service's own state gives a person.
func (o *office) as(p meeting.PersonID) meeting.Authority {
	a := meeting.Authority{Person: p}
	if x := o.r.State().Account(p); x != nil && !x.Revoked {
		a.Admin, a.Agency = x.Admin, x.Agency
	}
	return a
}

func (o *office) try(a meeting.Authority, c meeting.Command) ([]meeting.Event, error) {
	o.t.Helper()
	o.at = o.at.Add(time.Second)
	a.At = o.at
	events, err := o.r.Decide(a, c)
	if err != nil || len(events) == 0 {
		return nil, err
	}
	body, kinds, err := meeting.Encode(events)
	if err != nil {
		o.t.Fatalf("encode: %v", err)
	}
	o.seq++
	o.rows = append(o.rows, meeting.Row{Seq: o.seq, Actor: a.Person, At: o.at, Kinds: kinds, Body: body})
	for _, e := range decoded(o.t, o.rows[len(o.rows)-1]) {
		o.r.Apply(meeting.Meta{Seq: o.seq, Actor: a.Person, At: o.at}, e)
	}
	return events, nil
}

func decoded(t tester, row meeting.Row) []meeting.Event {
	events, err := meeting.Decode(row.Body)
	if err != nil {
		t.Fatalf("decode %s: %v", row.Kinds, err)
	}
	return events
}

func (o *office) do(a meeting.Authority, c meeting.Command) {
	o.t.Helper()
	if _, err := o.try(a, c); err != nil {
		o.t.Fatalf("%T by %q: %v", c, a.Person, err)
	}
}

func (o *office) refused(code meeting.Code, a meeting.Authority, c meeting.Command) {
	o.t.Helper()
	a.At = o.at
	if events, err := o.r.Decide(a, c); meeting.CodeOf(err) != code || err == nil {
		o.t.Errorf("%T by %q: got %v, %v, want %q", c, a.Person, events, err, code)
	}
}

func (o *office) invitation(login string, p meeting.PersonID) meeting.Invitation {
	return meeting.Invitation{Login: login, Person: p, Salt: make([]byte, 16), Hash: digest(login), Expires: o.at.AddDate(0, 0, 14)}
}

func digest(login string) []byte { return []byte(fmt.Sprintf("%-32s", "right for "+login)) }

func TestServiceRefusals(t *testing.T) {
	o := newOffice(t)
	o.do(o.as(maria), meeting.Invite{Invitation: o.invitation("taken", jo)})
	admin, worker, parent := o.as(root), o.as(maria), o.as(jo)
	nobody := meeting.Authority{Person: "who"}
	pass, shared := worker, admin
	pass.Meeting, shared.Shared = 7, true
	account := func(change func(*meeting.Account)) meeting.Account {
		a := meeting.Account{ID: "new", Name: "New", Agency: "health"}
		change(&a)
		return a
	}
	invite := func(change func(*meeting.Invitation)) meeting.Invite {
		i := o.invitation("fresh", jo)
		change(&i)
		return meeting.Invite{Invitation: i}
	}
	for name, tt := range map[string]struct {
		code meeting.Code
		by   meeting.Authority
		c    meeting.Command
	}{
		"an agency by a worker":         {meeting.Forbidden, worker, meeting.SetAgency{Agency: meeting.Agency{ID: "x", Name: "X"}}},
		"an agency without a name":      {meeting.Invalid, admin, meeting.SetAgency{Agency: meeting.Agency{ID: "x"}}},
		"an agency with a comma":        {meeting.Invalid, admin, meeting.SetAgency{Agency: meeting.Agency{ID: "a,b", Name: "X"}}},
		"an agency with two letters":    {meeting.Invalid, admin, meeting.SetAgency{Agency: meeting.Agency{ID: "x", Name: "X", Letter: "XY"}}},
		"an agency of no colour":        {meeting.Invalid, admin, meeting.SetAgency{Agency: meeting.Agency{ID: "x", Name: "X", Colour: 8}}},
		"a person by nobody":            {meeting.Forbidden, nobody, meeting.AddPerson{Account: account(func(*meeting.Account) {})}},
		"a person by a pass":            {meeting.Forbidden, pass, meeting.AddPerson{Account: account(func(*meeting.Account) {})}},
		"an administrator by a worker":  {meeting.Forbidden, worker, meeting.AddPerson{Account: account(func(a *meeting.Account) { a.Admin = true })}},
		"a manager by a worker":         {meeting.Forbidden, worker, meeting.AddPerson{Account: account(func(a *meeting.Account) { a.Manager = true })}},
		"a person without a name":       {meeting.Invalid, admin, meeting.AddPerson{Account: account(func(a *meeting.Account) { a.Name = "\u200b" })}},
		"a person of no agency":         {meeting.Invalid, admin, meeting.AddPerson{Account: account(func(a *meeting.Account) { a.Agency = "police" })}},
		"a person of a comma":           {meeting.Invalid, admin, meeting.AddPerson{Account: account(func(a *meeting.Account) { a.ID = "a,b" })}},
		"a person of a control":         {meeting.Invalid, admin, meeting.AddPerson{Account: account(func(a *meeting.Account) { a.ID = "a\x1b" })}},
		"a person twice":                {meeting.Invalid, admin, meeting.AddPerson{Account: account(func(a *meeting.Account) { a.ID = jo })}},
		"a nobody changed":              {meeting.NotFound, admin, meeting.SetPerson{Account: account(func(*meeting.Account) {})}},
		"another by a worker":           {meeting.Forbidden, worker, meeting.SetPerson{Account: account(func(a *meeting.Account) { a.ID, a.Agency = jo, meeting.FamilyAgency })}},
		"oneself an administrator":      {meeting.Forbidden, worker, meeting.SetPerson{Account: meeting.Account{ID: maria, Name: "M", Agency: "health", Admin: true}}},
		"oneself of another agency":     {meeting.Forbidden, worker, meeting.SetPerson{Account: meeting.Account{ID: maria, Name: "M", Agency: meeting.FamilyAgency}}},
		"the last administrator none":   {meeting.Invalid, admin, meeting.SetPerson{Account: meeting.Account{ID: root, Name: "Root", Agency: "health"}}},
		"the last administrator gone":   {meeting.Invalid, admin, meeting.RevokePerson{Person: root}},
		"revoking by a worker":          {meeting.Forbidden, worker, meeting.RevokePerson{Person: jo}},
		"revoking nobody":               {meeting.NotFound, admin, meeting.RevokePerson{Person: "who"}},
		"a key for another":             {meeting.Forbidden, worker, meeting.BindKey{Person: jo, Key: key("x")}},
		"another's key":                 {meeting.Invalid, parent, meeting.BindKey{Person: jo, Key: key("maria")}},
		"no key":                        {meeting.Invalid, worker, meeting.BindKey{Person: maria}},
		"a huge key":                    {meeting.Invalid, worker, meeting.BindKey{Person: maria, Key: meeting.Key{Fingerprint: "x", Public: make([]byte, 1<<20)}}},
		"a fingerprint of controls":     {meeting.Invalid, worker, meeting.BindKey{Person: maria, Key: meeting.Key{Fingerprint: "\x1b", Public: []byte("x")}}},
		"a key for nobody":              {meeting.NotFound, admin, meeting.BindKey{Person: "who", Key: key("x")}},
		"the last administrator's key":  {meeting.Invalid, admin, meeting.RemoveKey{Person: root, Fingerprint: "SHA256:root"}},
		"another's key removed":         {meeting.Forbidden, worker, meeting.RemoveKey{Person: root, Fingerprint: "SHA256:root"}},
		"no such key":                   {meeting.NotFound, worker, meeting.RemoveKey{Person: maria, Fingerprint: "SHA256:root"}},
		"an invitation by nobody":       {meeting.Forbidden, nobody, invite(func(*meeting.Invitation) {})},
		"an invitation by a pass":       {meeting.Forbidden, pass, invite(func(*meeting.Invitation) {})},
		"an invitation of nobody":       {meeting.NotFound, admin, invite(func(i *meeting.Invitation) { i.Person = "who" })},
		"one who has a key":             {meeting.Forbidden, worker, invite(func(i *meeting.Invitation) { i.Person = maria })},
		"one whom another has added":    {meeting.Forbidden, parent, invite(func(*meeting.Invitation) {})},
		"an invitation twice":           {meeting.Invalid, worker, invite(func(i *meeting.Invitation) { i.Login = "taken" })},
		"a login of two words":          {meeting.Invalid, worker, invite(func(i *meeting.Invitation) { i.Login = "two words" })},
		"no login":                      {meeting.Invalid, worker, invite(func(i *meeting.Invitation) { i.Login = "" })},
		"a short hash":                  {meeting.Invalid, worker, invite(func(i *meeting.Invitation) { i.Hash = i.Hash[:15] })},
		"a huge salt":                   {meeting.Invalid, worker, invite(func(i *meeting.Invitation) { i.Salt = make([]byte, 1<<20) })},
		"over before it begins":         {meeting.Invalid, worker, invite(func(i *meeting.Invitation) { i.Expires = o.at })},
		"for ever":                      {meeting.Invalid, worker, invite(func(i *meeting.Invitation) { i.Expires = o.at.AddDate(9999, 0, 0) })},
		"with no role":                  {meeting.Invalid, worker, invite(func(i *meeting.Invitation) { i.Role = "queen" })},
		"for a meeting of no record":    {meeting.Invalid, worker, invite(func(i *meeting.Invitation) { i.Meeting = 3 })},
		"for no record":                 {meeting.NotFound, worker, invite(func(i *meeting.Invitation) { i.Record = "kestrel" })},
		"a record by nobody":            {meeting.Forbidden, nobody, meeting.ListRecord{Name: "kestrel"}},
		"a record by a pass":            {meeting.Forbidden, pass, meeting.ListRecord{Name: "kestrel"}},
		"a record twice":                {meeting.Invalid, worker, meeting.ListRecord{Name: "sunflower"}},
		"a record named service":        {meeting.Invalid, worker, meeting.ListRecord{Name: "service"}},
		"a record named as a command":   {meeting.Invalid, worker, meeting.ListRecord{Name: "list"}},
		"a record named as a path":      {meeting.Invalid, worker, meeting.ListRecord{Name: "../kestrel"}},
		"a short name":                  {meeting.Invalid, worker, meeting.ListRecord{Name: "ab"}},
		"a long name":                   {meeting.Invalid, worker, meeting.ListRecord{Name: strings.Repeat("a", 25)}},
		"a screen in the room":          {meeting.Forbidden, shared, meeting.BindKey{Person: root, Key: key("x")}},
		"an administrator in the room":  {meeting.Forbidden, shared, meeting.RevokePerson{Person: maria}},
		"a command of another stream":   {meeting.Invalid, admin, meeting.AddNeed{}},
		"no command":                    {meeting.Invalid, admin, nil},
		"a code of an unknown login":    {meeting.Forbidden, meeting.Authority{}, meeting.Redeem{Login: "who", Digest: digest("who")}},
		"a code without a key, no pass": {meeting.Forbidden, meeting.Authority{}, meeting.Redeem{Login: "taken", Digest: digest("taken")}},
	} {
		tt.by.At = o.at
		if events, err := o.r.Decide(tt.by, tt.c); meeting.CodeOf(err) != tt.code || err == nil {
			t.Errorf("%s: got %v, %v, want %q", name, events, err, tt.code)
		}
	}
	o.do(worker, meeting.SetPerson{Account: meeting.Account{ID: maria, Name: "Mary", Agency: "health", By: "who", Revoked: true, Keys: []meeting.Key{key("x")}}})
	if x := o.r.State().Account(maria); x.Name != "Mary" || x.By != root || x.Revoked || len(x.Keys) != 1 || x.Keys[0].Comment != "maria" {
		t.Errorf("renamed oneself: %+v", x)
	}
	health := meeting.SetAgency{Agency: meeting.Agency{ID: "health", Name: "Health", Letter: "H", Colour: 2}}
	if events, err := o.try(admin, health); err != nil || len(events) > 0 {
		t.Errorf("an agency set to what it is: %v, %v", events, err)
	}
	health.Agency.Name = "Community health"
	o.do(admin, health)
	if got := o.r.State().Agency("health").Name; got != "Community health" {
		t.Errorf("the agency is called %q", got)
	}
	for i := range 19 {
		o.do(worker, meeting.BindKey{Person: maria, Key: key(fmt.Sprint(i))})
	}
	o.refused(meeting.Invalid, worker, meeting.BindKey{Person: maria, Key: key("one too many")})
}

func TestInvitations(t *testing.T) {
	type step struct {
		digest string
		key    string // "" without
		after  time.Duration
		want   string // the events' kinds, "again" for none, "refused"
	}
	right := func(key string) step { return step{digest: "i", key: key} }
	wrong := step{digest: "other", key: "jo", want: "CodeRefused"}
	with := func(s step, want string) step { s.want = want; return s }
	for name, tt := range map[string]struct {
		pass   bool
		steps  []step
		status string
	}{
		"with a key, once":          {false, []step{with(right("jo"), "KeyBound,InvitationUsed"), with(right("other"), "refused"), with(wrong, "refused")}, "used"},
		"without a key, no meeting": {false, []step{with(right(""), "refused"), with(right("jo"), "KeyBound,InvitationUsed")}, "used"},
		"a pass, again and again":   {true, []step{with(right(""), "InvitationUsed"), with(right(""), "again"), with(right(""), "again"), with(right("jo"), "again")}, "used"},
		"a pass, used with a key":   {true, []step{with(right("jo"), "KeyBound,InvitationUsed"), with(right(""), "refused")}, "used"},
		"four wrong, then right":    {false, []step{wrong, wrong, wrong, wrong, with(right("jo"), "KeyBound,InvitationUsed")}, "used"},
		"five wrong":                {false, []step{wrong, wrong, wrong, wrong, wrong, with(right("jo"), "refused"), with(wrong, "refused")}, "locked"},
		"five wrong at a pass": {
			true,
			[]step{with(right(""), "InvitationUsed"), wrong, wrong, wrong, wrong, wrong, with(right(""), "refused")},
			"used",
		},
		"too late":              {false, []step{{digest: "i", key: "jo", after: 15 * 24 * time.Hour, want: "refused"}}, "expired"},
		"a pass too late":       {true, []step{with(right(""), "InvitationUsed"), {digest: "i", after: 15 * 24 * time.Hour, want: "refused"}}, "used"},
		"somebody else's key":   {false, []step{with(right("maria"), "refused"), with(right("jo"), "KeyBound,InvitationUsed")}, "used"},
		"an empty code":         {false, []step{{digest: "", key: "jo", want: "CodeRefused"}}, "open"},
		"a key without a name":  {false, []step{{digest: "i", key: "\x00", want: "refused"}, with(right("jo"), "KeyBound,InvitationUsed")}, "used"},
		"nothing":               {false, nil, "open"},
		"wrong without a key":   {true, []step{{digest: "other", want: "CodeRefused"}, with(right(""), "InvitationUsed")}, "used"},
		"wrong before no pass":  {false, []step{{digest: "other", want: "CodeRefused"}, with(right(""), "refused")}, "open"},
		"wrong until it is not": {true, []step{wrong, wrong, wrong, wrong, with(right(""), "InvitationUsed"), with(right(""), "again"), wrong, with(right(""), "refused")}, "used"},
	} {
		o := newOffice(t)
		i := o.invitation("i", jo)
		if tt.pass {
			i.Record, i.Meeting = "sunflower", 7
		}
		i.Wrong, i.Pass, i.Revoked, i.By = 3, true, true, "who" // nobody's to say
		o.do(o.as(maria), meeting.Invite{Invitation: i})
		for n, s := range tt.steps {
			o.at = o.at.Add(s.after)
			c := meeting.Redeem{Login: "i"}
			if s.digest != "" {
				c.Digest = digest(s.digest)
			}
			if s.key != "" {
				k := key(s.key)
				c.Key = &k
			}
			rows := len(o.rows)
			_, err := o.try(meeting.Authority{}, c)
			got := "again"
			if err != nil {
				got = "refused"
			} else if len(o.rows) > rows {
				got = o.rows[rows].Kinds
			}
			if got != s.want {
				t.Errorf("%s, step %d: got %s (%v), want %s", name, n+1, got, err, s.want)
			}
		}
		x := o.r.State().Invitation("i")
		if got := x.Status(o.at); string(got) != tt.status || x.Open(o.at) != (got == "open") || x.By != maria {
			t.Errorf("%s: in the end it is %s, open %v, by %s, want %s", name, got, x.Open(o.at), x.By, tt.status)
		}
	}
}

// TestTwoRedeemAtOnce: the second of two right codes in one batch finds the first.
func TestTwoRedeemAtOnce(t *testing.T) {
	o := newOffice(t)
	o.do(o.as(maria), meeting.Invite{Invitation: o.invitation("i", jo)})
	one, two := key("one"), key("two")
	c1, c2 := meeting.Redeem{Login: "i", Digest: digest("i"), Key: &one}, meeting.Redeem{Login: "i", Digest: digest("i"), Key: &two}
	events, err := o.r.Decide(meeting.Authority{At: o.at}, c1)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		o.r.Apply(meeting.Meta{Seq: o.seq + 1, At: o.at}, e)
	}
	o.refused(meeting.Forbidden, meeting.Authority{}, c2)
	if got := o.r.State().Account(jo).Keys; len(got) != 1 || got[0].Fingerprint != one.Fingerprint {
		t.Errorf("keys: %v", got)
	}
}

func TestRevoking(t *testing.T) {
	o := newOffice(t)
	o.do(o.as(maria), meeting.Invite{Invitation: o.invitation("i", jo)})
	o.do(o.as(root), meeting.RevokePerson{Person: jo})
	if x := o.r.State().Invitation("i"); x.Status(o.at) != "revoked" {
		t.Errorf("the invitation is %s", x.Status(o.at))
	}
	k := key("jo")
	o.refused(meeting.Forbidden, meeting.Authority{}, meeting.Redeem{Login: "i", Digest: digest("i"), Key: &k})
	o.refused(meeting.NotFound, o.as(root), meeting.Invite{Invitation: o.invitation("j", jo)})
	o.refused(meeting.NotFound, o.as(root), meeting.BindKey{Person: jo, Key: k})
	o.refused(meeting.NotFound, o.as(root), meeting.SetPerson{Account: meeting.Account{ID: jo, Name: "Jo", Agency: "health"}})
	o.refused(meeting.Invalid, o.as(root), meeting.AddPerson{Account: meeting.Account{ID: jo, Name: "Jo", Agency: "health"}})
	o.do(o.as(root), meeting.RevokePerson{Person: maria})
	for _, c := range []meeting.Command{
		meeting.BindKey{Person: maria, Key: key("again")},
		meeting.ListRecord{Name: "kestrel"},
		meeting.AddPerson{Account: meeting.Account{ID: "new", Name: "New", Agency: "health"}},
		meeting.Invite{Invitation: o.invitation("k", jo)},
	} {
		o.refused(meeting.Ended, meeting.Authority{Person: maria, Admin: true}, c)
	}
	if o.r.State().ByKey(key("maria").Public) != nil {
		t.Error("a revoked person's key lets in")
	}
	o.do(o.as(root), meeting.BindKey{Person: root, Key: key("maria")}) // the key may be somebody else's now

	// One administrator with a key stays, whatever others there are without.
	o.do(o.as(root), meeting.AddPerson{Account: meeting.Account{ID: "second", Name: "Second", Agency: "health", Admin: true}})
	o.do(o.as(root), meeting.RemoveKey{Person: root, Fingerprint: "SHA256:maria"})
	o.refused(meeting.Invalid, o.as(root), meeting.RemoveKey{Person: root, Fingerprint: "SHA256:root"})
	o.refused(meeting.Invalid, o.as(root), meeting.RevokePerson{Person: root})
	o.refused(meeting.Invalid, meeting.Authority{System: true}, meeting.RevokePerson{Person: root})
	o.do(o.as("second"), meeting.BindKey{Person: "second", Key: key("second")})
	o.do(o.as("second"), meeting.RevokePerson{Person: root})
	o.refused(meeting.Invalid, o.as("second"), meeting.RevokePerson{Person: "second"})
}

// TestRandomService holds the service to its promises under random commands.
func TestRandomService(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := newOffice(t)
		r := rapidly(t)
		people := []meeting.PersonID{root, maria, jo, "ann", "bob", "who"}
		logins := []string{"a", "b", "c"}
		keys := []string{"root", "maria", "k1", "k2", "k3", "k4"}
		published := map[*meeting.Service]string{}
		used := map[string]time.Time{}
		for range 100 {
			by := o.as(one(r, people...))
			if r.oneIn(10) {
				by = meeting.Authority{System: true}
			}
			p, k, login := one(r, people...), key(one(r, keys...)), one(r, logins...)
			var c meeting.Command
			switch r.n(11) {
			case 0:
				c = meeting.AddPerson{Account: meeting.Account{ID: p, Name: string(p), Agency: "health", Admin: r.oneIn(4)}}
			case 1:
				c = meeting.SetPerson{Account: meeting.Account{
					ID: p, Name: "New", Agency: "health", Admin: r.oneIn(3), Lines: r.flag(), Language: one(r, "", "cy", "en", "cy_GB.UTF-8", "fr"),
				}}
			case 2:
				c = meeting.RevokePerson{Person: p}
			case 3, 4:
				c = meeting.BindKey{Person: p, Key: k}
			case 5:
				c = meeting.RemoveKey{Person: p, Fingerprint: k.Fingerprint}
			case 6, 7:
				i := o.invitation(login, p)
				if r.flag() {
					i.Record, i.Meeting = "sunflower", 9
				}
				i.Expires = o.at.Add(time.Duration(r.n(90)) * time.Second)
				c = meeting.Invite{Invitation: i}
			case 8, 9:
				x := meeting.Redeem{Login: login, Digest: digest(one(r, login, login, "other"))}
				if r.flag() {
					x.Key = &k
				}
				c, by = x, meeting.Authority{}
			default:
				c = meeting.ListRecord{Name: one(r, "kestrel", "heron", "x")}
			}
			before := o.r.State()
			if _, err := o.try(by, c); err != nil && meeting.CodeOf(err) == "" {
				t.Fatalf("%T: refused without a code: %v", c, err)
			}
			s := o.r.State()
			if r.oneIn(5) {
				published[s] = asJSON(s)
			}
			admins, owners := 0, map[string]meeting.PersonID{}
			for _, a := range s.People {
				if a.Admin && !a.Revoked && len(a.Keys) > 0 {
					admins++
				}
				if a.Revoked && len(a.Keys) > 0 {
					t.Fatalf("%s is revoked and has keys", a.ID)
				}
				if b := before.Account(a.ID); b != nil && b.Revoked && !a.Revoked {
					t.Fatalf("%s came back", a.ID)
				}
				for _, k := range a.Keys {
					if o := owners[string(k.Public)]; o != "" {
						t.Fatalf("%s and %s have the same key", o, a.ID)
					}
					owners[string(k.Public)] = a.ID
				}
			}
			if admins == 0 {
				t.Fatalf("%T by %s: no administrator can come in any more", c, by.Person)
			}
			for _, i := range s.Invitations {
				if i.Wrong > meeting.MaxWrongCodes {
					t.Fatalf("%d wrong codes", i.Wrong)
				}
				if was, ok := used[i.Login]; ok && !was.Equal(i.Used) {
					t.Fatalf("%s was used twice", i.Login)
				}
				if !i.Used.IsZero() {
					used[i.Login] = i.Used
				}
			}
			if slices.Contains(s.Records, "x") {
				t.Fatalf("a record named x")
			}
		}
		again := meeting.NewDirectory()
		for _, row := range o.rows {
			for _, e := range decoded(t, row) {
				again.Apply(meeting.Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}, e)
			}
		}
		if got, want := asJSON(again.State()), asJSON(o.r.State()); got != want {
			t.Fatalf("replayed, the log gives%s", differ(got, want))
		}
		for s, was := range published {
			if asJSON(s) != was {
				t.Fatalf("a published state has changed")
			}
		}
	})
}
