package command

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/room"
	"oneplan/meeting/words"
)

type inviteCommand struct {
	Name     []string `arg:"" help:"What the invited person asked to be called."`
	Agency   string   `placeholder:"AGENCY" help:"Where they come from; family for parents, carers and young people."`
	Role     string   `required:"" placeholder:"ROLE" help:"What they are on the record: keyworker, deputy, practitioner, parent, child, supporter, interpreter, observer; or administrator."`
	Record   string   `placeholder:"RECORD" help:"The record whose team they join."`
	For      string   `placeholder:"MEETING" help:"The meeting that the code alone lets them into (the record's next one unless you say otherwise)."`
	Title    string   `placeholder:"TITLE" help:"What they are by profession: occupational therapist."`
	Days     int      `default:"14" help:"For how many days the code works."`
	Ring     string   `placeholder:"WHOM" help:"Whom to ring with questions, with a number (you unless you say otherwise)."`
	Format   string   `enum:"txt,md,html,pdf,docx,json" default:"txt" help:"The form of the letter."`
	inLetter `embed:""`
}

// inLetter is the flag of a command that prints a letter.
type inLetter struct {
	Language string `enum:"own,en,cy" default:"own" help:"The language of the letter, and of the screens of somebody who is new here: your own, English (en) or Welsh (cy)."`
}

// in is the language that the letter is to be in.
func (c inLetter) in(s *session) *words.Language {
	if c.Language == "own" {
		return s.Words
	}
	return words.In(c.Language)
}

// chosen is the tag of the language that whoever invites says the person reads; "" if they say nothing of it.
func (c inLetter) chosen() string {
	if c.Language == "own" {
		return ""
	}
	return c.Language
}

// maxDays is how long an invitation may stay open.
const maxDays = 60

// roleNames are other words for the roles on a record.
var roleNames = map[string]meeting.Role{
	"lead professional": meeting.Keyworker, "lead practitioner": meeting.Keyworker, "coordinator": meeting.Keyworker,
	"carer": meeting.Parent, "young person": meeting.Child, "advocate": meeting.Supporter,
}

func roleOf(typed string) (meeting.Role, error) {
	return choose("role", typed, meeting.Roles, roleNames)
}

// administrator is the one role of the service, beside the roles on a record.
const administrator = "administrator"

// invited is an invitation being put together.
type invited struct {
	inviteCommand
	s     *session
	admin bool // as an administrator of the service, on no record
	role  meeting.Role

	record string        // "" for none
	view   *meeting.View // of the record, if the caller is on its team
	of     *meeting.Meeting
	agency meeting.Agency
	fresh  bool // the agency is new
	who    *meeting.Account
	joined bool // they are on the team since this invitation
}

func (c *inviteCommand) Run(ctx context.Context, s *session) error {
	if c.Days < 1 || c.Days > maxDays {
		return wrong("An invitation works for 1 to %d days", maxDays)
	}
	if c.Record == "" && c.For == "" && !s.admin() {
		return wrong("Say with --record or --for which team they join: “record list” lists yours")
	}
	i := &invited{inviteCommand: *c, s: s}
	for _, step := range []func(context.Context) error{i.chooseRole, i.chooseRecord, i.chooseAgency, i.choosePerson} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if err := i.makeAccount(ctx); err != nil {
		return err
	}
	if err := i.joinTeam(ctx); err != nil {
		return err
	}
	if len(i.who.Keys) > 0 && !s.admin() {
		return i.welcome()
	}
	err := i.send(ctx)
	if err != nil && i.joined {
		s.say("%s is on the team of %s now, but there is no letter yet.", cell(i.who.Name), i.record)
	}
	return err
}

// welcome says that no letter is needed: whoever has a key can come in.
func (i *invited) welcome() error {
	if i.Format == "json" {
		return i.s.json(personLine{
			Name: cell(i.who.Name), Status: "active", Title: cell(i.who.Title), Agency: cell(i.agency.Name), Records: []string{i.record},
		})
	}
	i.s.say("%s is on the team of %s, and needs no letter: they have a key here already.", cell(i.who.Name), i.record)
	return nil
}

func (i *invited) chooseRole(context.Context) error {
	if t := fold(i.Role); len(t) >= 3 && strings.HasPrefix(administrator, t) {
		if !i.s.admin() {
			return refuse(meeting.Forbidden, "Only an administrator can make another one: ask them")
		}
		if i.Record != "" || i.For != "" {
			return wrong("An administrator is of the service, not of a record: leave --record and --for out")
		}
		i.admin = true
		return nil
	}
	role, err := roleOf(i.Role)
	i.role = role
	return err
}

// chooseRecord finds the record and the meeting, and asks whether the caller may bring somebody in there.
func (i *invited) chooseRecord(ctx context.Context) error {
	s := i.s
	if i.For != "" {
		f, err := s.meeting(ctx, i.For)
		if err != nil {
			return err
		}
		if f.Stage != meeting.Preparing && f.Stage != meeting.Live {
			if f.Stage == meeting.CalledOff {
				return refuse(meeting.Stage, "%s is called off: invite them to the next one, or leave --for out", f.name())
			}
			return refuse(meeting.Stage, "%s is over: invite them to the next one, or leave --for out", f.name())
		}
		i.view, i.of, i.record = f.view, f.Meeting, f.view.Name
	}
	if i.Record != "" {
		v, err := s.record(ctx, i.Record)
		switch name := fold(i.Record); {
		case err == nil:
			if i.of != nil && v.Name != i.record {
				return wrong("%s is no meeting of %s: leave one of --record and --for out", cell(i.For), v.Name)
			}
			i.view, i.record = v, v.Name
		case meeting.CodeOf(err) == meeting.NotFound && s.admin() && s.Hub.Directory().HasRecord(name):
			i.record = name // an administrator brings people to teams that they are not on themselves
		default:
			return err
		}
	}
	if i.record == "" {
		return nil
	}
	if i.of == nil && i.view != nil {
		i.of = coming(i.view)
	}
	if s.admin() || i.view.May(meeting.ChangeTeam, i.view.Live()) {
		return nil
	}
	if i.of != nil && i.For != "" && i.view.May(meeting.KeepList, i.of) {
		return nil // as a guest of that meeting
	}
	return refuse(meeting.Forbidden, "Only the keyworker, their deputy or an administrator can invite to %s: ask them", i.record)
}

// chooseAgency finds the agency, or makes a new one for an administrator.
func (i *invited) chooseAgency(context.Context) error {
	family := i.role.Family() || i.role == meeting.Supporter
	if i.Agency == "" {
		if family {
			i.agency = meeting.Agency{ID: meeting.FamilyAgency, Name: "Family"}
		}
		return nil // whoever is here already has one
	}
	dir := i.s.Hub.Directory()
	cs := []candidate[*meeting.Agency]{}
	for _, a := range dir.Agencies {
		cs = append(cs, candidate[*meeting.Agency]{[]string{a.Name, string(a.ID)}, a})
	}
	if dir.Agency(meeting.FamilyAgency) == nil {
		cs = append(cs, candidate[*meeting.Agency]{[]string{"Family"}, &meeting.Agency{ID: meeting.FamilyAgency, Name: "Family"}})
	}
	for _, c := range cs { // a whole name only: a new agency's may begin like one that is here
		if slices.ContainsFunc(c.names, func(n string) bool { return fold(n) == fold(i.Agency) }) {
			i.agency = *c.is
		}
	}
	switch {
	case i.agency.ID == "" && !i.s.admin():
		var names []string
		for _, c := range cs {
			names = append(names, cell(c.names[0]))
		}
		return refuse(meeting.NotFound, "There is no agency “%s” here: it is one of %s, or an administrator invites them", cell(i.Agency), strings.Join(names, ", "))
	case i.agency.ID == "":
		i.agency, i.fresh = newAgency(dir, cell(i.Agency)), true
	}
	if family && i.agency.ID != meeting.FamilyAgency {
		return wrong("Whoever is there as %s is of the family: leave --agency out, or choose another role", i.role)
	}
	return nil
}

// colours is how many colours agencies can have.
const colours = 8

// newAgency gives a new agency an id, a letter and a colour, that no other has as far as they last.
func newAgency(dir *meeting.Service, name string) meeting.Agency {
	a := meeting.Agency{Name: name}
	slug := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		case unicode.IsSpace(r) || r == '-':
			return '-'
		}
		return -1
	}, name), "-")
	if slug == "" || slug == string(meeting.FamilyAgency) {
		slug = "agency"
	}
	for n := 1; a.ID == ""; n++ {
		id := meeting.AgencyID(slug)
		if n > 1 {
			id = meeting.AgencyID(fmt.Sprintf("%s-%d", slug, n))
		}
		if dir.Agency(id) == nil {
			a.ID = id
		}
	}
	letters, used := map[string]bool{"F": true}, [colours]int{} // F is the family's
	for _, o := range dir.Agencies {
		letters[o.Letter] = true
		if o.Colour >= 0 && o.Colour < colours {
			used[o.Colour]++
		}
	}
	for _, r := range strings.ToUpper(name) + "ABCDEGHIJKLMNOPQRSTUVWXYZ" {
		if l := string(r); unicode.IsLetter(r) && !letters[l] {
			a.Letter = l
			break
		}
	}
	for c := range used {
		if used[c] < used[a.Colour] {
			a.Colour = c
		}
	}
	return a
}

// choosePerson finds who is meant, if they are here already: by the whole name, and by the agency where that is given.
func (i *invited) choosePerson(ctx context.Context) error {
	name := cell(strings.Join(i.Name, " "))
	if name == "" {
		return wrong("Say who is invited: “invite Anna --agency Health --role keyworker”")
	}
	all, err := i.s.people(ctx)
	if err != nil {
		return err
	}
	var same []*person
	for _, p := range all {
		if p.account == nil || p.account.Revoked || i.agency.ID != "" && p.account.Agency != i.agency.ID {
			continue
		}
		if slices.ContainsFunc(both(p.name, p.agency), func(n string) bool { return fold(n) == fold(name) }) {
			same = append(same, p)
		}
	}
	switch {
	case len(same) > 1:
		return refuse(meeting.NotFound, "There are %d people called %s here: say which with --agency", len(same), name)
	case len(same) == 1:
		i.who = same[0].account
		i.agency = meeting.Agency{ID: i.who.Agency, Name: agencyName(i.s.Hub.Directory(), i.who.Agency)}
	case i.agency.ID == "":
		return wrong("Say with --agency where %s comes from; family for parents, carers and young people", name)
	}
	i.Name = []string{name}
	return nil
}

// makeAccount adds the agency and the person if they are new, and makes an administrator of whoever is to be one.
func (i *invited) makeAccount(ctx context.Context) error {
	s := i.s
	var cmds []meeting.Command
	if i.fresh {
		cmds = append(cmds, meeting.SetAgency{Agency: i.agency})
	}
	switch {
	case i.who == nil:
		id, err := newPerson(s.Rand, s.Hub.Directory())
		if err != nil {
			return err
		}
		i.who = &meeting.Account{ID: id, Name: i.Name[0], Title: cell(i.Title), Agency: i.agency.ID, Admin: i.admin, Language: i.chosen()}
		cmds = append(cmds, meeting.AddPerson{Account: *i.who})
	case i.admin && !i.who.Admin:
		a := *i.who
		a.Admin = true
		cmds = append(cmds, meeting.SetPerson{Account: a})
	}
	if len(cmds) == 0 {
		return nil
	}
	_, err := s.Hub.DoService(ctx, s.Identity, cmds...)
	return err
}

// joinTeam makes the invited person a member of the record, or gives an account to the member who has none.
func (i *invited) joinTeam(ctx context.Context) error {
	s := i.s
	if i.record == "" {
		return nil
	}
	theirs, err := s.Hub.Views(ctx, room.Identity{Person: i.who.ID})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(theirs, func(r meeting.HomeRecord) bool { return r.View.Name == i.record }) {
		return nil // a second letter
	}
	m := meeting.Member{
		Person: i.who.ID, Name: i.who.Name, Title: i.who.Title, Agency: i.agency.ID, AgencyName: i.agency.Name, Role: i.role,
	}
	var cmd meeting.Command
	full := i.view != nil && i.view.May(meeting.ChangeTeam, i.view.Live())
	if i.of != nil && (m.Role == meeting.Interpreter || !full && !s.admin()) {
		m.Guest = i.of.ID
	}
	cmd = meeting.AddMember{Member: m}
	if i.view != nil {
		for _, old := range i.view.Members {
			if old.Current() && old.Person == "" && fold(old.Name) == fold(m.Name) && old.Agency == m.Agency {
				known := *old
				known.Person = m.Person
				cmd = meeting.SetMember{Member: known}
			}
		}
	}
	if i.view != nil && (full || m.Guest != 0) {
		_, err = s.do(ctx, i.record, cmd)
	} else { // the administrator's right, asked for above; the invitation says who it was
		_, err = s.Hub.System(ctx, i.record, cmd)
	}
	i.joined = err == nil
	return err
}

// send makes the invitation and prints its letter.
func (i *invited) send(ctx context.Context) error {
	s := i.s
	login, err := newLogin(s.Rand, s.Hub.Directory())
	if err != nil {
		return err
	}
	code, err := newCode(s.Rand)
	if err != nil {
		return err
	}
	salt := make([]byte, saltLength)
	if _, err := io.ReadFull(s.Rand, salt); err != nil {
		return fmt.Errorf("there is no randomness to make a code from: %w", err)
	}
	inv := meeting.Invitation{
		Login: login, Person: i.who.ID, Record: i.record, Role: i.role, Salt: salt, Hash: HashCode(code, salt),
		Expires: s.now.AddDate(0, 0, i.Days).UTC().Truncate(time.Millisecond),
	}
	l := &letter{
		Paper: "invitation/1", Name: cell(i.who.Name), Status: "invited", Login: login, Code: code, Expires: inv.Expires.In(s.Zone),
		Host: s.Host, Port: s.Port, Fingerprint: s.HostFingerprint, Record: i.record, Ring: cell(i.Ring), words: i.in(s),
	}
	me := s.me()
	l.From = cell(both(me.Name, strings.Trim(me.Title+", "+agencyName(s.Hub.Directory(), me.Agency), ", "))[0])
	if i.of != nil {
		inv.Meeting = i.of.ID
		l.Meeting, l.Kind, l.At = found{i.view, i.of}.name(), i.of.Kind, i.of.At.In(s.Zone)
		if i.of.PlaceFor.Admits(meeting.Viewer{Person: i.who.ID, Agency: i.who.Agency}) {
			l.Place = cell(i.of.Place)
		}
	}
	if _, err := s.Hub.DoService(ctx, s.Identity, meeting.Invite{Invitation: inv}); err != nil {
		return err
	}
	return signed{}.print(s, l, minutes.Format(i.Format), minutes.Sheet{})
}
