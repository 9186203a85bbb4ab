package meeting

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"time"

	"oneplan/meeting/text"
)

// Chronicle is a record's whole log, held so that the record as it was after any row can be made again quickly, and that it is
// known which rows changed what somebody may see. It is built beside the record's writer, from the same rows, and has one user at a
// time. What it gives out is for everyone: View.At is the way to screens.
type Chronicle struct {
	r      *Record
	rows   []entered
	actors []PersonID
	actor  map[PersonID]uint32
	facts  []factual           // the rows with more in them than one text's change, in order
	points []*State            // the facts before every factsApart-th of them
	fields []Field             // every text, in the order of its first change
	wrote  map[Field]*writings // by text
	turned map[Seq]bool        // the rows that took back writing or brought it back
	past   map[version]text.View
}

// entered is what is kept of every row.
type entered struct {
	at    int64 // milliseconds since 1970
	actor uint32
	what  int32 // index into fields, where the row is one text's change; else ^index into facts
}

// factual is a row that changed more than one text.
type factual struct {
	seq    Seq
	events []Event // without those of the texts
	fields []Field // whose texts changed too
}

// writings are the rows that changed one text, ascending.
type writings struct{ seqs []uint32 }

// version is a text as it was after its so many-th change.
type version struct {
	field Field
	n     int
}

const (
	factsApart  = 64  // factual rows between two states that are kept
	maxVersions = 512 // earlier texts that are kept
)

// NewChronicle returns the chronicle of no rows.
func NewChronicle() *Chronicle {
	return &Chronicle{r: NewRecord(), actor: map[PersonID]uint32{}, wrote: map[Field]*writings{}, turned: map[Seq]bool{}, past: map[version]text.View{}}
}

// Seq returns the last row that it knows.
func (c *Chronicle) Seq() Seq { return Seq(len(c.rows)) }

// Add adds the next row. It fails on one that is not next or cannot be read, and is as it was before then.
func (c *Chronicle) Add(row Row) error {
	if row.Seq != c.Seq()+1 || row.Seq > math.MaxUint32 {
		return fmt.Errorf("history: row %d comes after row %d", row.Seq, c.Seq())
	}
	events, err := row.Events()
	if err != nil {
		return fmt.Errorf("history: row %d: %w", row.Seq, err)
	}
	f := factual{seq: row.Seq}
	for _, e := range events {
		switch e := e.(type) {
		case TextEdited:
			if e.Edit.Turn != text.None {
				c.turned[row.Seq] = true
			}
			if !slices.Contains(f.fields, e.Field) {
				f.fields = append(f.fields, e.Field)
			}
		case SiteOpened, RowsRedacted, NarrowingMissed, NarrowingsTold: // who typed is asked of the newest state
		default:
			f.events = append(f.events, e)
		}
	}
	for _, t := range f.fields {
		w := c.wrote[t]
		if w == nil {
			w = &writings{}
			c.wrote[t] = w
			c.fields = append(c.fields, t)
		}
		w.seqs = append(w.seqs, uint32(row.Seq))
	}
	var what int32
	if len(f.events) == 0 && len(f.fields) == 1 {
		what = int32(slices.Index(c.fields, f.fields[0]))
	} else {
		if len(c.facts)%factsApart == 0 {
			c.points = append(c.points, c.bare())
		}
		what = ^int32(len(c.facts))
		c.facts = append(c.facts, f)
	}
	who, known := c.actor[row.Actor]
	if !known {
		who = uint32(len(c.actors))
		c.actor[row.Actor], c.actors = who, append(c.actors, row.Actor)
	}
	c.rows = append(c.rows, entered{row.At.UnixMilli(), who, what})
	for _, e := range events {
		c.r.Apply(Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}, e)
	}
	return nil
}

// bare returns the facts as they are now, without texts.
func (c *Chronicle) bare() *State {
	s := *c.r.State()
	s.texts, s.trails, s.sites = fieldMap{}, byField[[]held]{}, nil
	return &s
}

// Time returns when a row was written; the zero time for one that is not there.
func (c *Chronicle) Time(seq Seq) time.Time {
	if seq == 0 || seq > c.Seq() {
		return time.Time{}
	}
	return time.UnixMilli(c.rows[seq-1].at).UTC()
}

// Written returns the row in which a character of a text was inserted; 0 if the text has no such character.
func (c *Chronicle) Written(f Field, id text.ID) Seq {
	t := c.r.text(f)
	if t == nil {
		return 0
	}
	_, seq := t.Origin(id)
	return Seq(seq)
}

// State returns the record as it was after row seq, or as it is now if there is no such row yet. Of who wrote what at which
// connection and of which audiences entries had it knows nothing: it is for View.At.
func (c *Chronicle) State(seq Seq) *State {
	seq = min(seq, c.Seq())
	i := sort.Search(len(c.facts), func(i int) bool { return c.facts[i].seq > seq }) // so many are done by then
	s := c.facted(i)
	s.Seq = seq
	s.texts = c.texts(seq)
	return s
}

// facted returns the facts as they were after so many factual rows, for the caller to change.
func (c *Chronicle) facted(n int) *State {
	if n == len(c.facts) {
		return c.bare()
	}
	p := n / factsApart
	w := c.walker(c.points[p])
	for i := p * factsApart; i < n; i++ {
		w.step(i)
	}
	s := *w.r.s
	return &s
}

// walker applies factual rows one after the other.
type walker struct {
	c *Chronicle
	r *Record
}

func (c *Chronicle) walker(from *State) walker {
	r := NewRecord()
	r.s, r.shared = from, true
	return walker{c, r}
}

// step applies the i-th factual row and returns the facts after it.
func (w *walker) step(i int) *State {
	f := &w.c.facts[i]
	row := w.c.rows[f.seq-1]
	m := Meta{Seq: f.seq, Actor: w.c.actors[row.actor], At: time.UnixMilli(row.at).UTC()}
	for _, e := range f.events {
		w.r.Apply(m, e)
	}
	clear(w.r.undo)
	w.r.shared = true
	s := *w.r.s
	s.Seq, s.texts, s.trails = f.seq, fieldMap{}, byField[[]held]{}
	return &s
}

// texts returns every text as it was after row seq.
func (c *Chronicle) texts(seq Seq) fieldMap {
	var out fieldMap
	for _, f := range c.fields {
		if v := c.text(f, seq); v != (text.View{}) {
			out.put(f, sharedText{view: v})
		}
	}
	return out
}

// put is set for a map that nobody else has yet.
func (m *byField[T]) put(f Field, v T) {
	i := int(f.ID / chunkIDs)
	for len(m.chunks) <= i {
		m.chunks = append(m.chunks, nil)
	}
	if m.chunks[i] == nil {
		m.chunks[i] = &fieldChunk[T]{}
	}
	m.chunks[i].values = append(m.chunks[i].values, fieldValue[T]{f, v})
}

// text returns a text as it was after row seq.
func (c *Chronicle) text(f Field, seq Seq) text.View {
	w := c.wrote[f]
	n := sort.Search(len(w.seqs), func(i int) bool { return Seq(w.seqs[i]) > seq })
	switch n {
	case 0:
		return text.View{}
	case len(w.seqs):
		return c.r.text(f).View()
	}
	k := version{f, n}
	if v, ok := c.past[k]; ok {
		return v
	}
	if len(c.past) >= maxVersions {
		clear(c.past)
	}
	v := restated(c.r.text(f).RunsAt(uint64(seq)))
	c.past[k] = v
	return v
}

// restated returns runs as a text of their own. It says who wrote what, but its characters have ids of their own.
func restated(runs []text.Run) text.View {
	t := text.New()
	var last text.ID
	for n, run := range runs {
		for s := run.Text; s != ""; {
			part := s
			if len(part) > text.MaxInsert {
				part = part[:runeStart(part, text.MaxInsert)]
			}
			s = s[len(part):]
			e := t.Assign(text.Edit{Gesture: text.Gesture{Site: run.Site, N: uint32(n + 1)}, After: last, Insert: part})
			t.Apply(1, e)
			last = text.ID{Site: run.Site, N: e.First + uint32(len([]rune(part))) - 1}
		}
	}
	return t.View()
}

// runeStart returns the greatest i up to n at which a character of s begins.
func runeStart(s string, n int) int {
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return n
}
