package command

import (
	"context"
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

type recordHistory struct {
	Record string `arg:"" help:"The record's short name."`
	Since  string `placeholder:"WHEN" default:"last-meeting" help:"A date, such as 3 mar; last-meeting (unless you say otherwise); last-here, when you were last in its rooms; or beginning."`
	Format string `enum:"text,json" default:"text" help:"The form of the answer."`
}

// historyAnswer is what has changed on a record since some moment.
type historyAnswer struct {
	Record  string        `json:"record"`
	Since   *time.Time    `json:"since"` // null: since the beginning
	Changes []changeEntry `json:"changes"`
}

// changeEntry is what became of one entry.
type changeEntry struct {
	Change string             `json:"change"` // added | changed | removed
	Kind   meeting.ChangeKind `json:"kind"`
	Title  string             `json:"title"`
	In     string             `json:"in,omitempty"`
	Who    []string           `json:"who,omitempty"`
	At     *time.Time         `json:"at,omitempty"` // the last part of it
	Facts  []factEntry        `json:"facts,omitempty"`
	Texts  []textEntry        `json:"texts,omitempty"`

	told []meeting.FactChange // those worth a line
}

type factEntry struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

type textEntry struct {
	Name   string      `json:"name"`
	Before string      `json:"before"`
	After  string      `json:"after"`
	Words  []wordEntry `json:"words"`
}

type wordEntry struct {
	Change string `json:"change"` // kept | added | removed
	Text   string `json:"text"`
}

// The words for what became of something.
var (
	entrySigns = map[meeting.Sign]string{meeting.Added: "added", meeting.Removed: "removed", meeting.Altered: "changed"}
	wordSigns  = map[meeting.Sign]string{meeting.Added: "added", meeting.Removed: "removed", meeting.Kept: "kept"}
)

func (c *recordHistory) Run(ctx context.Context, s *session) error {
	v, err := s.record(ctx, c.Record)
	if err != nil {
		return err
	}
	seat, err := s.Hub.Sit(ctx, v.Name, s.Identity)
	if err != nil {
		return err
	}
	defer seat.Close()
	h, err := seat.History(ctx, nil)
	if err != nil {
		return err
	}
	s.looks.kind, s.looks.what = meeting.LookBack, "the record"
	from, at, err := c.from(s, h)
	if err != nil {
		return err
	}
	past, err := seat.Past(ctx, from)
	if err != nil {
		return err
	}
	answer := historyAnswer{Record: h.View.Name, Changes: []changeEntry{}}
	if !at.IsZero() {
		answer.Since = &at
	}
	for _, x := range meeting.ChangesIn(s.languageOf(c.Format), past[0], h.View, s.now) {
		answer.Changes = append(answer.Changes, entryOf(x, h, from))
	}
	if c.Format == "json" {
		return s.json(answer)
	}
	c.tell(s, answer)
	return nil
}

// from returns the last step before what is asked for, and the moment; the zero time is before everything.
func (c *recordHistory) from(s *session, h meeting.History) (meeting.Seq, time.Time, error) {
	var at time.Time
	switch strings.ToLower(strings.TrimSpace(c.Since)) {
	case "beginning":
		return 0, time.Time{}, nil
	case "last-here", "last here":
		if h.Since.At.IsZero() {
			return 0, at, wrong("You have not been in a room of %s before: ask for --since last-meeting, or for a date", h.View.Name)
		}
		return min(h.Since.Seq, h.View.Seq()), h.Since.At, nil
	case "last-meeting", "last meeting":
		for _, m := range h.View.Meetings {
			if m.Stage != meeting.Live && m.Closed.After(at) {
				at = m.Closed
			}
		}
		if at.IsZero() {
			return 0, at, nil // there was none yet: everything is new
		}
	default:
		day, err := meeting.ParseDay(c.Since, s.today())
		if err != nil {
			return 0, at, usage{err}
		}
		at = day.Time(s.now.Location())
		if day > s.today() { // "3 mar" is the one that was
			at = at.AddDate(-1, 0, 0)
		}
	}
	from := meeting.Seq(0)
	for _, x := range h.Steps {
		if !x.At.After(at) {
			from = x.Seq
		}
	}
	return from, at, nil
}

func entryOf(c meeting.Change, h meeting.History, from meeting.Seq) changeEntry {
	out := changeEntry{Change: entrySigns[c.Sign], Kind: c.Kind, Title: cell(c.Title), In: cell(c.Under), told: c.Told()}
	for _, x := range h.Steps {
		if x.Seq <= from || !slices.Contains(x.About, c.ID) {
			continue
		}
		for _, id := range x.By(c.ID) {
			if n := cell(h.View.NameOf(id)); id != 0 && !slices.Contains(out.Who, n) {
				out.Who = append(out.Who, n)
			}
		}
		at := x.At
		out.At = &at
	}
	for _, f := range c.Facts {
		out.Facts = append(out.Facts, factEntry{string(f.Name), f.Before, f.After})
	}
	for _, t := range c.Texts {
		x := textEntry{Name: string(t.Name), Before: t.Before.String(), After: t.After.String(), Words: []wordEntry{}}
		for _, p := range t.Words() {
			x.Words = append(x.Words, wordEntry{wordSigns[p.Sign], p.Text})
		}
		out.Texts = append(out.Texts, x)
	}
	return out
}

// tell writes the changes for people: what was taken out stands in [-…-], what was added in {+…+}.
func (c *recordHistory) tell(s *session, a historyAnswer) {
	since := s.T("the beginning")
	if a.Since != nil {
		since = s.moment(*a.Since)
	}
	switch len(a.Changes) {
	case 0:
		s.say("Nothing that you may see has changed on %s since %s.", a.Record, since)
		return
	case 1:
		s.say("1 change on %s since %s.", a.Record, since)
	default:
		s.say("%d changes on %s since %s.", len(a.Changes), a.Record, since)
	}
	for _, x := range a.Changes {
		line := map[string]string{"added": "+ ", "removed": "- ", "changed": "~ "}[x.Change] + s.T(x.Kind.Msg()) + ": " + x.Title
		if x.In != "" {
			line += "  " + s.T("(in %s)", x.In)
		}
		s.write("\n%s", line)
		if len(x.Who) > 0 && x.At != nil {
			s.write("    %s, %s", strings.Join(x.Who, ", "), s.moment(*x.At))
		}
		for _, f := range x.told {
			s.write("    %s: %s", s.T(f.Name), marked([]wordEntry{{"removed", f.Before}, {"added", f.After}}))
		}
		for _, t := range x.Texts {
			s.write("    %s: %s", s.T(words.Msg(t.Name)), strings.ReplaceAll(marked(t.Words), "\n", "\n      "))
		}
	}
}

// marked writes words with marks around what was taken out and what was added.
func marked(ws []wordEntry) string {
	var b strings.Builder
	for i, w := range ws {
		if w.Text == "" {
			continue
		}
		switch w.Change {
		case "removed":
			b.WriteString("[-" + w.Text + "-]")
			if i+1 < len(ws) && ws[i+1].Change == "added" && ws[i+1].Text != "" {
				b.WriteString(" ")
			}
		case "added":
			b.WriteString("{+" + w.Text + "+}")
		default:
			b.WriteString(w.Text)
		}
	}
	return b.String()
}
