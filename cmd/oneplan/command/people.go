package command

import (
	"context"
	"slices"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

// person is somebody whom the caller may know of: with an account, or on a team without one.
type person struct {
	account *meeting.Account // nil without one
	name    string
	title   string
	agency  string
	records []string // those that the caller may see
}

// people returns whom the caller may know of: for an administrator everybody, for others the people of their records.
func (s *session) people(ctx context.Context) ([]*person, error) {
	views, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	dir := s.Hub.Directory()
	var all []*person
	of := map[meeting.PersonID]*person{}
	add := func(a *meeting.Account) *person {
		p := of[a.ID]
		if p == nil {
			p = &person{account: a, name: a.Name, title: a.Title, agency: agencyName(dir, a.Agency)}
			of[a.ID] = p
			all = append(all, p)
		}
		return p
	}
	if s.admin() {
		for _, a := range dir.People {
			add(a)
		}
	} else {
		me := s.me()
		add(&me)
	}
	for _, v := range views {
		for _, m := range v.Members {
			if !m.Current() {
				continue
			}
			p := &person{name: m.Name, title: m.Title, agency: m.AgencyName}
			if a := dir.Account(m.Person); a != nil {
				p = add(a)
			} else {
				all = append(all, p)
			}
			p.records = append(p.records, v.Name)
		}
	}
	slices.SortStableFunc(all, func(a, b *person) int { return strings.Compare(fold(a.name), fold(b.name)) })
	return all, nil
}

// agencyName returns what an agency is called.
func agencyName(dir *meeting.Service, id meeting.AgencyID) string {
	if a := dir.Agency(id); a != nil {
		return a.Name
	}
	if id == meeting.FamilyAgency {
		return "Family"
	}
	return string(id)
}

// standing says in a word how somebody's access stands: active | invited | pass | revoked | expired | locked | none.
func (s *session) standing(p *person) string {
	if p.account == nil {
		return "none"
	}
	status := "none"
	for _, i := range s.Hub.Directory().Invitations {
		if i.Person != p.account.ID || i.Revoked {
			continue
		}
		switch {
		case i.Pass && s.now.Before(i.Expires):
			return "pass"
		case i.Open(s.now):
			status = "invited"
		case status != "invited" && i.Used.IsZero():
			status = string(i.Status(s.now))
		}
	}
	switch {
	case p.account.Revoked:
		return "revoked"
	case len(p.account.Keys) > 0, s.vouched(p.account):
		return "active"
	}
	return status
}

// vouched reports whether a certificate of their agency can let somebody in.
func (s *session) vouched(a *meeting.Account) bool {
	return a.Login != "" && slices.ContainsFunc(s.Hub.Directory().Issuers, func(i *meeting.Issuer) bool { return i.Agency == a.Agency })
}

// somebody finds a person with an account among whom the caller may know of.
func (s *session) somebody(ctx context.Context, typed string) (*person, error) {
	all, err := s.people(ctx)
	if err != nil {
		return nil, err
	}
	var cs []candidate[*person]
	for _, p := range all {
		if p.account != nil {
			cs = append(cs, candidate[*person]{both(p.name, p.agency), p})
		}
	}
	return pick("person", typed, "people", cs)
}

// personLine is one person in a list.
type personLine struct {
	Name    string   `json:"name"`
	Status  string   `json:"status"` // active | invited | pass | revoked | expired | locked | none
	Title   string   `json:"title,omitempty"`
	Agency  string   `json:"agency"`
	Records []string `json:"records"` // those that the caller may see
	Admin   bool     `json:"administrator,omitempty"`
	ID      string   `json:"id,omitempty"` // for administrators: what “people import” knows them by
}

type peopleList struct {
	Format string `enum:"table,json" default:"table" help:"The form of the list."`
}

func (c *peopleList) Run(ctx context.Context, s *session) error {
	all, err := s.people(ctx)
	if err != nil {
		return err
	}
	var lines []personLine
	t := minutes.Table{Head: s.heads("name", "status", "agency", "title", "records")}
	for _, p := range all {
		x := personLine{Name: cell(p.name), Title: cell(p.title), Agency: cell(p.agency), Status: s.standing(p), Records: slices.Clone(p.records)}
		if x.Records == nil {
			x.Records = []string{}
		}
		if p.account != nil && s.admin() {
			x.ID = string(p.account.ID)
		}
		title := x.Title
		if p.account != nil && p.account.Admin {
			x.Admin = true
			if fold(title) != administrator {
				title = strings.TrimPrefix(title+", "+s.T(administrator), ", ")
			}
		}
		lines = append(lines, x)
		status := s.word(personStandings, x.Status)
		switch x.Status {
		case "none":
			status = s.T("no access")
		case "pass":
			status = s.T("has a pass")
		}
		t.Rows = append(t.Rows, []string{x.Name, status, x.Agency, title, strings.Join(x.Records, ", ")})
	}
	return list(s, c.Format, t, lines, "There is nobody here yet.")
}

type peopleRevoke struct {
	Name []string `arg:"" help:"Whose access ends."`
}

func (c *peopleRevoke) Run(ctx context.Context, s *session) error {
	if !s.admin() {
		return refuse(meeting.Forbidden, "Only an administrator can end somebody's access: ask them")
	}
	p, err := s.somebody(ctx, strings.Join(c.Name, " "))
	if err != nil {
		return err
	}
	if _, err := s.Hub.DoService(ctx, s.Identity, meeting.RevokePerson{Person: p.account.ID}); err != nil {
		return err
	}
	s.say("%s can no longer come in: every key, certificate and open letter has ended, and they are disconnected if they are here. What they wrote stays.", cell(both(p.name, p.agency)[0]))
	return nil
}

// whose are the flags of a command about keys.
type whose struct {
	Of string `placeholder:"NAME" help:"Somebody else's, for an administrator."`
}

func (w whose) account(ctx context.Context, s *session) (meeting.Account, error) {
	if w.Of == "" {
		return s.me(), nil
	}
	p, err := s.somebody(ctx, w.Of)
	if err != nil {
		return meeting.Account{}, err
	}
	if p.account.ID != s.Identity.Person && !s.admin() {
		return meeting.Account{}, refuse(meeting.Forbidden, "Only an administrator can look after other people's keys: ask them")
	}
	return *p.account, nil
}

// keyLine is one key in a list.
type keyLine struct {
	Name   string      `json:"name"` // the fingerprint
	Status string      `json:"status"`
	Note   string      `json:"comment,omitempty"`
	Since  meeting.Day `json:"since"`
}

type keyList struct {
	whose  `embed:""`
	Format string `enum:"table,json" default:"table" help:"The form of the list."`
}

func (c *keyList) Run(ctx context.Context, s *session) error {
	a, err := c.account(ctx, s)
	if err != nil {
		return err
	}
	var lines []keyLine
	t := minutes.Table{Head: s.heads("key", "status", "comment", "since")}
	for _, k := range a.Keys {
		x := keyLine{Name: cell(k.Fingerprint), Status: "active", Note: cell(k.Comment)}
		if !k.Bound.IsZero() {
			x.Since = meeting.DayOf(k.Bound.In(s.Zone))
		}
		if a.ID == s.Identity.Person && k.Fingerprint == s.Fingerprint {
			x.Status = "in use"
		}
		lines = append(lines, x)
		t.Rows = append(t.Rows, []string{x.Name, s.word(keyStandings, x.Status), x.Note, s.day(x.Since)})
	}
	return list(s, c.Format, t, lines, "There are no keys: “people key add” with a public key on standard input adds one.")
}

type keyAdd struct {
	Key []string `arg:"" optional:"" help:"The public key, one line as in id_ed25519.pub; from standard input if it is not here."`
	whose
}

// maxKey is the longest public key that is read, in bytes.
const maxKey = 16 << 10

func (c *keyAdd) Run(ctx context.Context, s *session) error {
	a, err := c.account(ctx, s)
	if err != nil {
		return err
	}
	k, err := s.readKey(strings.Join(c.Key, " "), "people key add < id_ed25519.pub")
	if err != nil {
		return err
	}
	k.Bound = s.now.UTC()
	if _, err := s.Hub.DoService(ctx, s.Identity, meeting.BindKey{Person: a.ID, Key: k}); err != nil {
		return err
	}
	s.say("%s can come in with the key %s now.", cell(a.Name), cell(k.Fingerprint))
	return nil
}

type keyRemove struct {
	Fingerprint string `arg:"" help:"The key's fingerprint, as “people key list” shows it."`
	whose
}

func (c *keyRemove) Run(ctx context.Context, s *session) error {
	a, err := c.account(ctx, s)
	if err != nil {
		return err
	}
	var cs []candidate[string]
	for _, k := range a.Keys {
		cs = append(cs, candidate[string]{[]string{k.Fingerprint, strings.TrimPrefix(k.Fingerprint, "SHA256:")}, k.Fingerprint})
	}
	fingerprint, err := pick("key", c.Fingerprint, "people key list", cs)
	if err != nil {
		return err
	}
	if _, err := s.Hub.DoService(ctx, s.Identity, meeting.RemoveKey{Person: a.ID, Fingerprint: fingerprint}); err != nil {
		return err
	}
	s.say("The key %s lets %s in no longer.", cell(fingerprint), cell(a.Name))
	return nil
}

// self is who the caller is.
type self struct {
	Name        string       `json:"name"`
	Status      string       `json:"status"` // active | pass
	Title       string       `json:"title,omitempty"`
	Agency      string       `json:"agency"`
	Admin       bool         `json:"administrator"`
	Fingerprint string       `json:"fingerprint,omitempty"`
	Records     []recordLine `json:"records"`
}

type whoamiCommand struct {
	Format string `enum:"table,json" default:"table" help:"The form of the answer."`
}

func (c *whoamiCommand) Run(ctx context.Context, s *session) error {
	views, err := s.look(ctx)
	if err != nil {
		return err
	}
	me := s.me()
	x := self{
		Name: cell(me.Name), Status: "active", Title: cell(me.Title), Agency: cell(agencyName(s.Hub.Directory(), me.Agency)),
		Admin: s.admin(), Fingerprint: cell(s.Fingerprint), Records: []recordLine{},
	}
	if s.Identity.Meeting != 0 || s.Via == "pass" {
		x.Status = "pass"
	}
	for _, v := range views {
		x.Records = append(x.Records, recordLine{Name: v.Name, Status: minutes.RecordStatus(v), About: called(v.Children), Role: v.Me.Role})
	}
	if c.Format == "json" {
		return s.json(x)
	}
	s.say("You are %s.", strings.Join(slices.DeleteFunc([]string{x.Name, x.Title, x.Agency}, func(s string) bool { return s == "" }), ", "))
	if x.Admin {
		s.say("You look after the people, agencies and keys of this service.")
	}
	switch {
	case x.Status == "pass":
		s.say("You came in with a code, which is for one meeting; “people key add” lets you come in with a key.")
	case s.Via == "certificate":
		s.say("You came in with a certificate of your agency, for the key %s.", x.Fingerprint)
	case x.Fingerprint != "":
		s.say("You came in with the key %s.", x.Fingerprint)
	}
	for _, r := range x.Records {
		s.say("You are %s on %s, about %s.", r.Role.Msg(), r.Name, strings.Join(r.About, s.T(" and ")))
	}
	return nil
}
