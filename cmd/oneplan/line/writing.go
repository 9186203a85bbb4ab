package line

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/aymanbagabas/go-udiff/lcs"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// How long a text has to be left alone before what was written in it is told, and how long somebody who never pauses is waited for.
const (
	quiet   = 2 * time.Second
	longest = 20 * time.Second
)

// writing is what is being written in one text and was not told yet.
type writing struct {
	field         meeting.Field
	before, after text.View
	began, last   time.Time
}

// due is when it is told, if nobody goes on.
func (w *writing) due() time.Time {
	due := w.last.Add(quiet)
	if end := w.began.Add(longest); end.Before(due) {
		return end
	}
	return due
}

// gather takes a change of a text.
func (t *Teller) gather(f meeting.Field, before, after text.View) {
	now := t.place.u.Now
	for _, w := range t.writing {
		if w.field == f {
			w.after, w.last = after, now
			return
		}
	}
	t.writing = append(t.writing, &writing{f, before, after, now, now})
}

// forget drops what was being written in an entry that is not there any more.
func (t *Teller) forget(id meeting.ID) {
	t.writing = slices.DeleteFunc(t.writing, func(w *writing) bool { return w.field.ID == id })
}

// dropHidden drops what was being written where this person may not read any more.
func (t *Teller) dropHidden() {
	t.writing = slices.DeleteFunc(t.writing, func(w *writing) bool { return !t.place.view().SeesField(w.field) })
}

// Quiet returns what was written in the texts that have been left alone for long enough, a sentence for each stretch of one writer. all: in
// every text, as before somebody leaves.
func (t *Teller) Quiet(now time.Time, all bool) []string {
	t.lines, t.own = nil, nil
	var rest []*writing
	for _, w := range t.writing {
		if !all && now.Before(w.due()) {
			rest = append(rest, w)
			continue
		}
		t.wrote(w)
	}
	t.writing = rest
	return t.lines
}

// wrote tells what became of a text.
func (t *Teller) wrote(w *writing) {
	p := t.place
	where, here := p.where(w.field)
	before, after := paragraphs(w.before), paragraphs(w.after)
	starts := paragraphStarts(w.after)
	var by []string // who wrote the paragraphs gathered so far
	var said []string
	flush := func() {
		if len(said) > 0 {
			if here {
				t.say(key{}, "%s wrote: %s", p.listed(by), strings.Join(said, " "))
			} else {
				t.say(key{}, "%s wrote %s: %s", p.listed(by), where, strings.Join(said, " "))
			}
		}
		by, said = nil, nil
	}
	add := func(from int, words string) {
		words = strings.TrimSpace(words)
		who, own := p.authors(w.after, from, from+len([]rune(words))+1)
		if words == "" || own {
			return
		}
		if !slices.Equal(who, by) {
			flush()
		}
		by, said = who, append(said, full(words))
	}
	for _, d := range lcs.DiffLines(before, after) {
		gone, came := before[d.Start:d.End], after[d.ReplStart:d.ReplEnd]
		for i, words := range came {
			from := starts[d.ReplStart+i]
			switch {
			case i >= len(gone) || strings.TrimSpace(gone[i]) == "":
				add(from, words)
			case strings.HasPrefix(words, gone[i]):
				add(from+len([]rune(gone[i])), words[len(gone[i]):])
			default:
				flush()
				if who, own := p.authors(w.after, from, from+len([]rune(words))); !own || len(who) > 1 {
					t.say(key{}, "It now says %s: %s", where, words)
				}
			}
		}
		for _, words := range gone[min(len(came), len(gone)):] {
			if strings.TrimSpace(words) != "" {
				flush()
				t.say(key{}, "No longer %s: %s", where, words)
			}
		}
	}
	flush()
}

// where says in which text something was written, and whether that is the notes that everybody has in front.
func (p *Place) where(f meeting.Field) (string, bool) {
	m := p.meeting()
	switch f.Part {
	case meeting.Notes:
		return p.T("under %s", cmp.Or(p.item(f.ID), p.T("an item that is off the agenda"))), m != nil && f.ID == m.Item
	case meeting.Summary:
		return p.T("in the summary of %s", p.item(f.ID)), false
	case meeting.Views:
		return p.T("as the child's views"), false
	case meeting.LastWord:
		return p.T("as the family's last word"), false
	case meeting.Aside:
		return p.T("in note %d, seen by %s", p.numbers.of[f.ID], p.audience(p.audienceOf(f.ID))), false
	}
	if p.sortOf(f.ID) != "" {
		return p.T("in %s, %s", p.called(f.ID), meeting.PartName(f.Part)), false
	}
	return p.T("in the record, %s", meeting.PartName(f.Part)), false
}

// authors names who wrote a part of a text; own: this connection alone, which was answered when it wrote.
func (p *Place) authors(v text.View, from, to int) (who []string, own bool) {
	own = true
	for run := range v.Runs(from, to) {
		if strings.TrimSpace(run.Text) == "" {
			continue
		}
		own = own && run.Site == p.site
		name := p.T("Somebody")
		if a := p.view().AuthorOf(run.Site); a.Member != nil {
			name = p.who(a.Member.ID)
			if a.By != nil && a.By.ID != a.Member.ID {
				name = p.T("%s, for %s,", p.who(a.By.ID), p.whom(a.Member.ID))
			}
		}
		if !slices.Contains(who, name) {
			who = append(who, name)
		}
	}
	return who, own && len(who) > 0
}

// paragraphs returns the lines of a text.
func paragraphs(v text.View) []string {
	if v.Len() == 0 {
		return nil
	}
	return strings.Split(v.String(), "\n")
}

// paragraphStarts returns where each line of a text begins.
func paragraphStarts(v text.View) []int {
	out := make([]int, v.Lines())
	for i := range out {
		out[i] = v.LineStart(i)
	}
	return out
}
