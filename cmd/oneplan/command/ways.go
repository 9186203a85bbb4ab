package command

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

// invitationLine is one invitation in a list.
type invitationLine struct {
	Name    string    `json:"name"`   // whom it is for
	Status  string    `json:"status"` // open | pass
	Login   string    `json:"login"`
	Record  string    `json:"record,omitempty"`
	Tries   int       `json:"wrong_tries"`
	Made    time.Time `json:"made"`
	Expires time.Time `json:"expires"`
	By      string    `json:"by,omitempty"`
}

// invitations returns those that let somebody in and that the caller may end: their own, and for an administrator all.
func (s *session) invitations() []*meeting.Invitation {
	var out []*meeting.Invitation
	for _, i := range s.Hub.Directory().Invitations {
		mine := i.By == s.Identity.Person && s.Via != "pass" && !s.Identity.Shared
		if (s.admin() || mine) && (i.Open(s.now) || i.Admits(s.now)) {
			out = append(out, i)
		}
	}
	return out
}

// called is a person's name.
func (s *session) called(p meeting.PersonID) string {
	if a := s.Hub.Directory().Account(p); a != nil {
		return cell(a.Name)
	}
	return ""
}

type inviteList struct {
	Format string `enum:"table,json" default:"table" help:"The form of the list."`
}

func (c *inviteList) Run(_ context.Context, s *session) error {
	var lines []invitationLine
	t := minutes.Table{Head: s.heads("for", "status", "login", "record", "wrong tries", "until", "from")}
	for _, i := range s.invitations() {
		x := invitationLine{
			Name: s.called(i.Person), Status: "open", Login: i.Login, Record: i.Record, Tries: i.Wrong,
			Made: i.Made.In(s.Zone), Expires: i.Expires.In(s.Zone), By: s.called(i.By),
		}
		status := s.T("invitation:\x04open")
		if i.Pass {
			x.Status, status = "pass", s.T("in use, as a pass")
		}
		lines = append(lines, x)
		t.Rows = append(t.Rows, []string{x.Name, status, x.Login, x.Record, fmt.Sprint(x.Tries), s.moment(i.Expires), x.By})
	}
	return list(s, c.Format, t, lines, "No invitation is open.")
}

type inviteCancel struct {
	Name []string `arg:"" help:"The login name in the letter, or whom it is for."`
}

func (c *inviteCancel) Run(ctx context.Context, s *session) error {
	var cs []candidate[*meeting.Invitation]
	for _, i := range s.invitations() {
		names := []string{i.Login}
		if a := s.Hub.Directory().Account(i.Person); a != nil {
			names = append(names, both(a.Name, agencyName(s.Hub.Directory(), a.Agency))...)
		}
		cs = append(cs, candidate[*meeting.Invitation]{names, i})
	}
	i, err := pick("open invitation", strings.Join(c.Name, " "), "invite list", cs)
	if err != nil {
		return err
	}
	if _, err := s.Hub.DoService(ctx, s.Identity, meeting.EndInvitation{Login: i.Login}); err != nil {
		return err
	}
	s.say("The letter for %s lets nobody in any more. They stay on the team: “record show” lists it.", s.called(i.Person))
	return nil
}

type peopleLost struct {
	Name     []string `arg:"" help:"Who lost their key, or the computer that it was on."`
	Days     int      `default:"14" help:"For how many days the new code works."`
	Ring     string   `placeholder:"WHOM" help:"Whom to ring with questions, with a number (you unless you say otherwise)."`
	Format   string   `enum:"txt,md,html,pdf,docx,json" default:"txt" help:"The form of the letter."`
	inLetter `embed:""`
}

// Run ends every way in of somebody, and prints the letter with which they bind a new key.
func (c *peopleLost) Run(ctx context.Context, s *session) error {
	if !s.admin() {
		return refuse(meeting.Forbidden, "Only an administrator can end somebody's keys: ask them")
	}
	if c.Days < 1 || c.Days > maxDays {
		return wrong("An invitation works for 1 to %d days", maxDays)
	}
	p, err := s.somebody(ctx, strings.Join(c.Name, " "))
	if err != nil {
		return err
	}
	if _, err := s.Hub.DoService(ctx, s.Identity, meeting.EndWaysIn{Person: p.account.ID}); err != nil {
		return err
	}
	i := &invited{inviteCommand: inviteCommand{Days: c.Days, Ring: c.Ring, Format: c.Format, inLetter: c.inLetter}, s: s, who: p.account}
	if err := i.send(ctx); err != nil {
		return fmt.Errorf("every key, certificate and code of %s has ended, but there is no letter yet (%w): “invite %s” makes one", cell(p.name), err, cell(p.name))
	}
	return nil
}

type peopleLogin struct {
	Name  string `arg:"" help:"Who is meant, in quotes if the name has several words."`
	Login string `arg:"" optional:"" help:"What the certificates of their agency call them; nothing takes it away."`
}

func (c *peopleLogin) Run(ctx context.Context, s *session) error {
	if !s.admin() {
		return refuse(meeting.Forbidden, "Only an administrator says whom certificates let in: ask them")
	}
	p, err := s.somebody(ctx, c.Name)
	if err != nil {
		return err
	}
	a := *p.account
	a.Login = c.Login
	if _, err := s.Hub.DoService(ctx, s.Identity, meeting.SetPerson{Account: a}); err != nil {
		return err
	}
	who := cell(both(p.name, p.agency)[0])
	if c.Login == "" {
		s.say("No certificate lets %s in any more.", who)
		return nil
	}
	s.say("A certificate of their agency for “%s” lets in %s now.", cell(c.Login), who)
	return nil
}

// agencyLine is one agency in a list.
type agencyLine struct {
	Name        string          `json:"name"`
	ID          string          `json:"id"`
	Letter      string          `json:"letter,omitempty"`
	Authorities []authorityLine `json:"authorities"`
}

// authorityLine is one authority of an agency.
type authorityLine struct {
	Name  string      `json:"name"` // the fingerprint
	Note  string      `json:"comment,omitempty"`
	Since meeting.Day `json:"since"`
}

type agencyList struct {
	Format string `enum:"table,json" default:"table" help:"The form of the list."`
}

func (c *agencyList) Run(_ context.Context, s *session) error {
	dir := s.Hub.Directory()
	var lines []agencyLine
	t := minutes.Table{Head: s.heads("agency", "authority", "comment", "since")}
	for _, a := range dir.Agencies {
		x := agencyLine{Name: cell(a.Name), ID: string(a.ID), Letter: a.Letter, Authorities: []authorityLine{}}
		for _, i := range dir.Issuers {
			if i.Agency != a.ID {
				continue
			}
			y := authorityLine{Name: cell(i.Fingerprint), Note: cell(i.Comment), Since: meeting.DayOf(i.Since.In(s.Zone))}
			x.Authorities = append(x.Authorities, y)
			t.Rows = append(t.Rows, []string{x.Name, y.Name, y.Note, s.day(y.Since)})
		}
		if len(x.Authorities) == 0 {
			t.Rows = append(t.Rows, []string{x.Name, "", "", ""})
		}
		lines = append(lines, x)
	}
	return list(s, c.Format, t, lines, "There is no agency here yet.")
}

// agency finds an agency by name.
func (s *session) agency(typed string) (*meeting.Agency, error) {
	var cs []candidate[*meeting.Agency]
	for _, a := range s.Hub.Directory().Agencies {
		cs = append(cs, candidate[*meeting.Agency]{[]string{a.Name, string(a.ID)}, a})
	}
	return pick("agency", typed, "agency list", cs)
}

type agencyTrust struct {
	Agency []string `arg:"" help:"Whose authority it is. Its public key is read from standard input."`
}

func (c *agencyTrust) Run(ctx context.Context, s *session) error {
	if !s.admin() {
		return refuse(meeting.Forbidden, "Only an administrator says whose certificates let people in: ask them")
	}
	a, err := s.agency(strings.Join(c.Agency, " "))
	if err != nil {
		return err
	}
	k, err := s.readKey("", "agency trust "+cell(a.Name)+" < ca.pub")
	if err != nil {
		return err
	}
	i := meeting.Issuer{Agency: a.ID, Fingerprint: k.Fingerprint, Public: k.Public, Comment: k.Comment}
	if _, err := s.Hub.DoService(ctx, s.Identity, meeting.TrustIssuer{Issuer: i}); err != nil {
		return err
	}
	s.say("A certificate that %s signs lets in people of %s, as “ssh LOGIN@HOST”. “people login NAME LOGIN” says whom it may name.", cell(i.Fingerprint), cell(a.Name))
	return nil
}

type agencyDistrust struct {
	Agency    string `arg:"" help:"Whose authority it is, in quotes if the name has several words."`
	Authority string `arg:"" optional:"" help:"The authority's fingerprint, as “agency list” shows it; needed if there are several."`
}

func (c *agencyDistrust) Run(ctx context.Context, s *session) error {
	if !s.admin() {
		return refuse(meeting.Forbidden, "Only an administrator says whose certificates let people in: ask them")
	}
	a, err := s.agency(c.Agency)
	if err != nil {
		return err
	}
	var cs []candidate[string]
	for _, i := range s.Hub.Directory().Issuers {
		if i.Agency == a.ID {
			cs = append(cs, candidate[string]{[]string{i.Fingerprint, strings.TrimPrefix(i.Fingerprint, "SHA256:")}, i.Fingerprint})
		}
	}
	switch {
	case len(cs) == 0:
		return refuse(meeting.NotFound, "%s has no authority here: nothing was changed", cell(a.Name))
	case len(cs) == 1 && c.Authority == "":
		c.Authority = cs[0].is
	}
	fingerprint, err := pick("authority", c.Authority, "agency list", cs)
	if err != nil {
		return err
	}
	if _, err := s.Hub.DoService(ctx, s.Identity, meeting.EndIssuer{Agency: a.ID, Fingerprint: fingerprint}); err != nil {
		return err
	}
	s.say("Certificates that %s signed let nobody in any more; who is in with one is disconnected.", cell(fingerprint))
	return nil
}

// readKey reads a public key from the words of a command, or else from standard input.
func (s *session) readKey(words, example string) (meeting.Key, error) {
	line := []byte(words)
	if len(line) == 0 && s.Stdin != nil {
		var err error
		if line, err = io.ReadAll(io.LimitReader(s.Stdin, maxKey)); err != nil {
			return meeting.Key{}, fmt.Errorf("the key could not be read from standard input: %w", err)
		}
	}
	if len(strings.TrimSpace(string(line))) == 0 {
		return meeting.Key{}, wrong("Give the public key on standard input, as in “%s”", example)
	}
	k, err := s.ParseKey(line)
	if err != nil {
		return meeting.Key{}, refuse(meeting.Invalid, "That is not an ssh public key that would let anybody in: give the one line of a file such as id_ed25519.pub")
	}
	return k, nil
}
