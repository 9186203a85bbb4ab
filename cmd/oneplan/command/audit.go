package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/words"
)

// looking is what a command has looked at so far.
type looking struct {
	at      []*meeting.View // the records that were named; none: every record of the caller's
	refused string          // a record that was named and is not the caller's
	kind    meeting.LookKind
	reason  string // for urgent access
	what    string // what was handed out, beside the command's own words
	changed string // what was changed of the service
	trace   string // the record of which only the trace itself is read
	whole   string // what was looked at that is of no record
	number  string // of the paper that was handed out
}

// named notes that a command looks at this one record.
func (s *session) named(v *meeting.View) *meeting.View {
	if !slices.ContainsFunc(s.looks.at, func(w *meeting.View) bool { return w.Name == v.Name }) {
		s.looks.at = append(s.looks.at, v)
	}
	return v
}

// notNamed notes that something was asked for that the caller cannot see, if that is a record of somebody else's. It is
// called for every name that finds nothing, so that the answer takes as long for a name that is one as for one that is none.
func (s *session) notNamed(typed string) {
	name, _, numbered := cutLast(fold(typed), "-")
	if !numbered || !s.Hub.Directory().HasRecord(name) {
		name = fold(typed)
	}
	s.looks.refused = name
}

// takes notes that a command hands out a paper or another copy.
func (s *session) takes(what string, args ...any) {
	s.looks.kind, s.looks.what = meeting.LookExported, fmt.Sprintf(what, args...)
}

// note keeps a trace of what the command is about to answer, or of the try if it was refused. Without one nothing is answered.
func (s *session) note(ctx context.Context, words string, failed error) error {
	l := meeting.Look{
		At: s.now, Person: s.Identity.Person, Agency: s.me().Agency, Conn: cmp.Or(s.Conn, meeting.ConnCommand), Kind: meeting.LookRead, About: words,
	}
	var all []meeting.Look
	if s.looks.refused != "" {
		r := l
		r.Kind = meeting.LookRefused
		if s.Hub.Directory().HasRecord(s.looks.refused) {
			r.Record = s.looks.refused
		}
		all = append(all, r)
	}
	if s.looks.changed != "" {
		c := l
		c.Kind, c.About = meeting.LookChanged, s.looks.changed
		all = append(all, c)
	}
	if s.looks.trace != "" {
		t := l
		t.Record = s.looks.trace
		all = append(all, t)
	}
	at := s.looks.at
	refused := errors.As(failed, new(*meeting.Error)) && s.out.Len() == 0
	if refused {
		l.Kind, l.About = meeting.LookRefused, cmp.Or(s.looks.whole, words)
		s.looks.kind, s.looks.whole, s.looks.number = "", "", ""
		if len(at)+len(all) == 0 { // of no record that was named
			all = append(all, l)
		}
	} else if len(at) == 0 && s.looks.refused == "" && s.looks.trace == "" && s.asked {
		at = s.views
	}
	if s.looks.kind != "" {
		l.Kind, l.About, l.Reason = s.looks.kind, s.looks.what, s.looks.reason
	}
	if s.looks.whole != "" {
		w := l
		if s.looks.kind == "" {
			w.About = s.looks.whole
		}
		all = append(all, w)
	}
	if s.looks.number != "" {
		l.About += paperMark + s.looks.number
	}
	for _, v := range at {
		l.Record = v.Name
		if !refused {
			l.Seq = v.Seq()
		}
		all = append(all, l)
	}
	if len(all) == 0 {
		return nil
	}
	if err := s.Audit.Note(ctx, all...); err != nil {
		return NoTrace(err)
	}
	return nil
}

// NoTrace says that something is not shown because no trace of the look could be kept.
func NoTrace(err error) error {
	return fmt.Errorf("nothing is shown, because the trace of this look could not be kept: try again in a while: %w", err)
}

type auditCommand struct {
	Record string `arg:"" optional:"" help:"The record, such as sunflower; without one, for administrators and service managers, what happens in the service as a whole."`
	Since  string `placeholder:"DATE" help:"From this day on; without it, the last 90 days."`
	Format string `enum:"table,json,csv,xlsx" default:"table" help:"The form of the list."`
}

// auditDays is how far back the list of looks goes unless asked otherwise.
const auditDays = 90

// lookLine is one look in a list.
type lookLine struct {
	Name   string           `json:"name"`   // who
	Status meeting.LookKind `json:"status"` // what kind of look
	Agency string           `json:"agency,omitempty"`
	At     time.Time        `json:"at"`
	Conn   meeting.Conn     `json:"conn"`
	About  string           `json:"about,omitempty"`
	Seq    meeting.Seq      `json:"seq,omitempty"` // for service managers, who see nothing of the record: the version that was shown
	Reason string           `json:"reason,omitempty"`
	Number uint64           `json:"number,omitempty"` // for service managers: its place in the audit of the whole service
}

func (c *auditCommand) Run(ctx context.Context, s *session) error {
	from := s.now.AddDate(0, 0, -auditDays)
	if c.Since != "" {
		day, err := meeting.ParseDay(c.Since, s.today())
		if err != nil {
			return usage{err}
		}
		if from, err = time.ParseInLocation(time.DateOnly, string(day), s.Zone); err != nil {
			return usage{err}
		}
	}
	if c.Record == "" {
		return c.service(ctx, s, from)
	}
	name, v, err := s.audited(ctx, c.Record)
	if err != nil {
		return err
	}
	var lines []lookLine
	t := minutes.Table{Head: s.heads("when", "who", "of", "did what")}
	for l, err := range s.Audit.Looks(ctx, name, 0) {
		if err != nil {
			return fmt.Errorf("the list of looks cannot be trusted any more, so it is not shown: tell whoever runs the service to run “oneplan verify”: %w", err)
		}
		if l.At.Before(from) {
			continue
		}
		l = LookFor(v, l)
		who, agency := s.lookedBy(v, l)
		lines = append(lines, lookLine{
			Name: who, Status: l.Kind, Agency: agency, At: l.At, Conn: l.Conn, About: l.About, Seq: l.Seq, Reason: l.Reason, Number: l.Number,
		})
		t.Rows = append(t.Rows, []string{s.moment(l.At), s.unnamed(who), agency, strings.TrimSpace(l.Said(s.Words, ""))})
	}
	if c.Format == "table" && len(lines) > 0 {
		s.say("Who looked at %s since %s, the newest last. “record history %s” shows what was changed.\n", name, meeting.DayOf(from).When(""), name)
	}
	return list(s, c.Format, t, lines, "Nobody has looked at %s since %s.", name, meeting.DayOf(from).When(""))
}

// audited finds a record whose looks the caller may read: as one of the family or its keyworker, or, without what is in it, as a
// service manager. The view is nil for a manager who is not on the team.
func (s *session) audited(ctx context.Context, typed string) (string, *meeting.View, error) {
	v, err := s.record(ctx, typed)
	if err == nil && v.May(meeting.SeeLooks, nil) {
		return v.Name, v, nil
	}
	if name := fold(typed); s.me().Manager && !s.Identity.Limited() && s.Hub.Directory().HasRecord(name) {
		s.looks.refused, s.looks.trace = "", name
		return name, nil, nil
	}
	if err == nil {
		err = refuse(meeting.Forbidden, "Who looked at a record is for the family, their keyworker and service managers to read: ask one of them")
	}
	return "", nil, err
}

// LookFor returns what may be told of a look to whoever v is for; nil is a service manager, who sees nothing of the record. How many rows and
// looks there are would count what is hidden and what is of other records, and why a record was opened urgently may be about the family.
func LookFor(v *meeting.View, l meeting.Look) meeting.Look {
	if v == nil {
		return l
	}
	l.Seq, l.Number = 0, 0
	if !v.May(meeting.LeadRecord, nil) {
		l.Reason = ""
	}
	return l
}

// lookedBy returns what the one who looked is called, and their agency.
func (s *session) lookedBy(v *meeting.View, l meeting.Look) (who, agency string) {
	dir := s.Hub.Directory()
	if l.Agency != "" {
		agency = cell(agencyName(dir, l.Agency))
	}
	return LookedBy(dir, v, l), agency
}

// What stands in place of a name.
const (
	byItself        words.Msg = "the service"
	notListed       words.Msg = "somebody who is not listed any more"
	ofAFamily       words.Msg = "somebody of a family"
	ofAnotherFamily words.Msg = "somebody of another family"
)

// unnamed says what stands in place of a name; a name stays as it is.
func (s *session) unnamed(name string) string {
	if m := words.Msg(name); m == byItself || m == notListed || m == ofAFamily || m == ofAnotherFamily {
		return s.T(m)
	}
	return name
}

// LookedBy returns what the one who looked is called: as on the record's team, if there is a view of it, else as in the service.
func LookedBy(dir *meeting.Service, v *meeting.View, l meeting.Look) string {
	if v != nil {
		for _, m := range v.Members {
			if m.Person == l.Person && l.Person != "" {
				return cell(m.Name)
			}
		}
	}
	if a := dir.Account(l.Person); a != nil {
		if v != nil && a.Agency == meeting.FamilyAgency { // who tried a name that was not theirs; that they have a plan at all is nobody's business here
			return string(ofAnotherFamily)
		}
		return cell(a.Name)
	}
	if l.Person == "" {
		return string(byItself)
	}
	return string(notListed)
}
