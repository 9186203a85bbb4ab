package command

import (
	"context"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

type recordKeep struct {
	Record            string `arg:"" help:"The record, such as sunflower; an administrator says “all” for every record of which nothing else is said."`
	UntilAge          int    `placeholder:"YEARS" help:"Until the youngest child is that old, such as 25."`
	YearsAfterClosing int    `placeholder:"YEARS" help:"For so many years after the plan was closed."`
	Class             string `placeholder:"NAME" help:"As all records of this class, which “settings keep.classes” lists."`
	Hold              string `placeholder:"REASON" help:"Nothing of it is erased until --release, whatever is due: a legal hold. Name no child in the reason, which outlives the record."`
	Release           bool   `help:"End the hold."`
}

func (c *recordKeep) Run(ctx context.Context, s *session) error {
	given := 0
	for _, is := range []bool{c.UntilAge != 0, c.YearsAfterClosing != 0, c.Class != "", c.Hold != "", c.Release} {
		if is {
			given++
		}
	}
	if given != 1 {
		return wrong("Say one of --until-age, --years-after-closing, --class, --hold and --release")
	}
	dir, name := s.Hub.Directory(), fold(c.Record)
	if name == "all" {
		if c.Hold != "" || c.Release || c.Class != "" {
			return wrong("A hold, or a class, is for one record: name it")
		}
		set := dir.Settings
		set.Keep = meeting.Keeping{UntilAge: c.UntilAge, YearsAfterClosing: c.YearsAfterClosing}
		if _, err := s.Hub.DoService(ctx, s.Identity, meeting.SetSettings{Settings: set}); err != nil {
			return err
		}
		s.say("Records of which nothing else is said are kept %s.", s.keptWords(set.Keep))
		return nil
	}
	if !s.admin() {
		v, err := s.record(ctx, c.Record)
		if err != nil {
			return err
		}
		name = v.Name
	}
	k := meeting.Keeping{UntilAge: c.UntilAge, YearsAfterClosing: c.YearsAfterClosing, Class: c.Class, Hold: c.Hold}
	was := dir.KeepingOf(name)
	switch {
	case (c.Hold != "" || c.Release) && was.Class != "":
		k.Class = was.Class
	case c.Hold != "" || c.Release:
		k.UntilAge, k.YearsAfterClosing = was.UntilAge, was.YearsAfterClosing
	default:
		k.Hold = was.Hold
	}
	if err := s.Hub.Keep(ctx, s.Identity, name, k); err != nil {
		return err
	}
	s.say("The record %s is kept %s.", name, s.keptWords(s.Hub.Directory().KeepingOf(name)))
	return nil
}

// keptWords say how long something is kept.
func (s *session) keptWords(k meeting.Keeping) string {
	out := s.T("for ever")
	switch {
	case k.UntilAge > 0:
		out = s.T("until the youngest child is %d", k.UntilAge)
	case k.YearsAfterClosing > 0:
		out = s.T("for %d years after its plan was closed", k.YearsAfterClosing)
	}
	if k.Class != "" {
		out += s.T(", as “%s”", cell(k.Class))
	}
	if k.Hold != "" {
		out += s.T(", and on hold, so that nothing of it is erased: %s", cell(k.Hold))
	}
	return out
}

// dueLine is one record that is due, or one erasure.
type dueLine struct {
	Name   string    `json:"name"`
	Status string    `json:"status"`             // due | asked | agreed | erased
	Words  string    `json:"words_of,omitempty"` // whose words; "": the whole record
	Reason string    `json:"reason,omitempty"`
	By     string    `json:"by,omitempty"`
	At     time.Time `json:"at,omitzero"`
	Agreed string    `json:"agreed_by,omitempty"`
	Done   time.Time `json:"done,omitzero"`
	Rows   int       `json:"rows,omitempty"`
	Left   int       `json:"rows_left,omitempty"`
	Head   string    `json:"head,omitempty"` // the end of the record's chain, as “oneplan verify” prints it
}

type recordDue struct {
	Format string `enum:"table,json" default:"table" help:"The form of the list."`
}

func (c *recordDue) Run(ctx context.Context, s *session) error {
	if !s.admin() {
		return refuse(meeting.Forbidden, "What is due to be erased is for administrators to see: ask one of them")
	}
	names, err := s.Hub.Due(ctx, s.Identity, s.today())
	if err != nil {
		return err
	}
	var lines []dueLine
	t := minutes.Table{Head: s.heads("record", "status", "what")}
	for _, name := range names {
		lines = append(lines, dueLine{Name: name, Status: "due"})
		t.Rows = append(t.Rows, []string{name, s.word(erasureStandings, "due"), s.T("kept %s, which is over", s.keptWords(s.Hub.Directory().KeepingOf(name)))})
	}
	for _, x := range s.Hub.Directory().Erasures {
		l := dueLine{
			Name: x.Record, Status: "asked", Reason: x.Reason, By: s.called(x.By), At: x.At, Agreed: s.called(x.Agreed), Done: x.Done, Rows: x.Rows,
			Left: x.Left, Head: x.Head, Words: s.called(x.Words),
		}
		switch {
		case !x.Done.IsZero():
			l.Status = "erased"
		case x.Agreed != "":
			l.Status = "agreed"
		case !x.Pending(s.now):
			continue
		}
		lines = append(lines, l)
		t.Rows = append(t.Rows, []string{x.Record, s.word(erasureStandings, l.Status), s.erasureWords(x)})
	}
	return list(s, c.Format, t, lines, "Nothing is due.")
}

// erasureWords say what is to be erased or was, and by whom.
func (s *session) erasureWords(x *meeting.Erasure) string {
	out := []string{s.T("all of it")}
	if x.Words != "" {
		out = []string{s.T("the words of %s", s.called(x.Words))}
	}
	out = append(out, s.T("asked for by %s on %s", s.called(x.By), s.day(meeting.DayOf(x.At.In(s.Zone)))))
	switch {
	case !x.Done.IsZero():
		out = append(out, s.T("agreed to by %s on %s", s.called(x.Agreed), s.day(meeting.DayOf(x.Done.In(s.Zone)))), s.T("%d rows", x.Rows))
		if x.Left > 0 {
			out = append(out, s.T("%d rows left, which asking again would erase", x.Left))
		}
		out = append(out, s.T("head %s", x.Head))
	case x.Agreed != "":
		out = append(out, s.T("agreed to by %s, not finished: ask again", s.called(x.Agreed)))
	default:
		out = append(out, s.T("until %s", s.day(meeting.DayOf(x.At.In(s.Zone).AddDate(0, 0, meeting.ErasureDays)))))
	}
	return strings.Join(out, ", ") + "; " + cell(x.Reason)
}

// tellErasures tells those who lead a record what is to be erased from it.
func (s *session) tellErasures(record string) {
	for _, x := range s.Hub.Directory().Erasures {
		if x.Record == record && x.Done.IsZero() && (x.Agreed != "" || x.Pending(s.now)) {
			s.say("To be erased from %s, unless it is put on hold with “record keep %s --hold REASON”: %s.", record, record, s.erasureWords(x))
		}
	}
}

type recordErase struct {
	Record  string `arg:"" help:"The whole name of the record."`
	Reason  string `required:"" placeholder:"TEXT" help:"Why. Name no child in it: it outlives the record."`
	WordsOf string `placeholder:"NAME" help:"Only what this person wrote, or somebody for them. What others wrote stays, and so do names, places, days and services."`
}

func (c *recordErase) Run(ctx context.Context, s *session) error {
	if !s.admin() {
		return refuse(meeting.Forbidden, "Two administrators erase together, and nobody else: ask them")
	}
	var words meeting.PersonID
	if c.WordsOf != "" {
		p, err := s.somebody(ctx, c.WordsOf)
		if err != nil {
			return err
		}
		words = p.account.ID
	}
	s.asked, s.views = false, nil // nothing of a record is looked at
	x, err := s.Hub.AskErasure(ctx, s.Identity, fold(c.Record), words, c.Reason, s.Erase)
	if err != nil {
		return err
	}
	s.write("%s: %s.", x.Record, s.erasureWords(&x))
	if x.Done.IsZero() {
		s.say("Nothing is erased yet: another administrator asks for the same. The keyworker sees this in “record list”, administrators in “record due”.")
	} else {
		s.say("Backups are not changed by this.")
	}
	return nil
}
