package minutes

import (
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// Handover is the facts of a handover, or of the brief that a handover would begin with, as JSON has them.
type Handover struct {
	Language *words.Language   `json:"-"`                // of the laid out paper
	Paper    string            `json:"paper"`            // "handover/1": this shape; fields may be added
	Name     string            `json:"name"`             // of the record: "sunflower"
	Keeper   string            `json:"keeper,omitempty"` // as Minutes has it
	Status   string            `json:"status"`           // brief | begun | done
	About    []string          `json:"about"`
	Audience string            `json:"audience"` // everyone | practitioners | you (Options.Whole)
	Day      meeting.Day       `json:"day"`      // on which it was read
	From     string            `json:"from,omitempty"`
	To       string            `json:"to,omitempty"`
	JointOn  meeting.Day       `json:"joint_on,omitempty"` // when both met the family together
	Met      []string          `json:"met,omitempty"`      // whom the new keyworker was introduced to
	Sections []HandoverSection `json:"sections"`
	Told     []HandoverSection `json:"-"`                     // Sections in Language, where that is not English
	Again    string            `json:"start_again,omitempty"` // the family's answer to "did you have to start again?"
	Words    string            `json:"start_again_words,omitempty"`
}

// HandoverSection is one section of a handover.
type HandoverSection struct {
	Title string         `json:"title"`
	Items []HandoverItem `json:"items"`
	Words *Words         `json:"words,omitempty"` // what was written beside it
}

// HandoverItem is one item of a handover.
type HandoverItem struct {
	Text     string      `json:"text"`
	Who      string      `json:"who,omitempty"`
	Day      meeting.Day `json:"day,omitempty"`
	More     []string    `json:"more,omitempty"`
	Accepted bool        `json:"accepted,omitempty"` // by the new keyworker
}

// OfHandover gathers the handover of a record that is on its way, or else the newest; where there is none, the brief that one would
// begin with. today is the day on which it is read: what is waited for and what comes next depend on it.
func OfHandover(v *meeting.View, today meeting.Day, o Options) *Handover {
	g := newGatherer(v, o)
	h := g.v.Handover()
	out := &Handover{
		Paper: "handover/1", Language: o.Words, Name: line(g.v.Name), Keeper: g.keeper(), Status: "brief", About: called(g.v), Audience: g.audience(), Day: today,
	}
	if h != nil {
		out.Status, out.From, out.To, out.JointOn = "begun", g.name(h.From), g.name(h.To), h.JointOn
		if !h.DoneAt.IsZero() {
			out.Status = "done"
		}
		out.Again, out.Words = string(h.Again), line(h.AgainWords)
		for _, id := range h.Met {
			out.Met = append(out.Met, g.name(id))
		}
	}
	out.Sections = g.sections(h, g.v.Brief(h, today, g.zone))
	if out.Language.Tag() != words.English {
		out.Told = g.sections(h, g.v.BriefIn(out.Language, h, today, g.zone))
	}
	return out
}

// sections gathers a brief.
func (g gatherer) sections(h *meeting.Handover, brief []meeting.HandoverSection) []HandoverSection {
	out := []HandoverSection{}
	for _, s := range brief {
		x := HandoverSection{Title: s.Title, Items: []HandoverItem{}}
		if h != nil {
			x.Words = g.words(s.Field.ID, s.Field.Part)
		}
		for _, it := range s.Items {
			item := HandoverItem{Text: text.Clean(it.Text), Who: line(it.Who), Day: it.Day, Accepted: it.Accepted != nil}
			for _, m := range it.More {
				item.More = append(item.More, line(m))
			}
			x.Items = append(x.Items, item)
		}
		out = append(out, x)
	}
	return out
}

// Document lays the handover out.
func (h *Handover) Document() Document {
	d := Document{Words: h.Language, Author: h.Keeper}
	d.Title = d.T("Handover for %s", d.Words.List(h.About))
	if h.Day != "" {
		d.dated(h.Day.Time(time.UTC))
	}
	d.Add(facts{
		{"Record", h.Name},
		{"This paper is for", d.readers(h.Audience)},
		{"As of", d.day(h.Day)},
		{"From", h.From},
		{"To", h.To},
		{"Met the family together", d.day(h.JointOn)},
		{"Introduced to", d.Words.List(h.Met)},
	})
	if h.accepted() {
		d.Add(Paragraph(d.T("A ✓ ends what the new keyworker has read and taken on.")))
	}
	for _, s := range h.read() {
		d.Add(Heading{2, s.Title})
		if len(s.Items) == 0 && s.Words == nil {
			d.Add(Paragraph(d.T("Nothing is written down.")))
		}
		list := List{}
		for _, x := range s.Items {
			list = append(list, x.sentence(&d))
		}
		if len(list) > 0 {
			d.Add(list)
		}
		addWords(&d, s.Words)
	}
	if h.Again != "" {
		d.Add(Heading{2, d.T("Did the family have to start again?")}, facts{{"Their answer", d.T(meeting.Again(h.Again).Msg())}, {"In their words", h.Words}})
	}
	return d
}

// accepted reports whether anything is marked as taken on.
func (h *Handover) accepted() bool {
	return slices.ContainsFunc(h.Sections, func(s HandoverSection) bool {
		return slices.ContainsFunc(s.Items, func(x HandoverItem) bool { return x.Accepted })
	})
}

// read are the sections in the paper's language.
func (h *Handover) read() []HandoverSection {
	if h.Told != nil {
		return h.Told
	}
	return h.Sections
}

// sentence is an item on one line: what, who, by when, and what else there is to know.
func (x HandoverItem) sentence(d *Document) string {
	s, day := line(x.Text), d.day(x.Day)
	if says := func(part string) bool { return strings.Contains(part, day) }; says(s) || slices.ContainsFunc(x.More, says) {
		day = "" // once is enough
	}
	for _, more := range append([]string{x.Who, day}, x.More...) {
		if more != "" {
			s += " · " + more
		}
	}
	if x.Accepted {
		s += "\u00a0✓" // never alone on a line
	}
	return s
}
