package text_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"oneplan/meeting/text"
)

// A farm of copies of one text, each with an author who edits what that copy showed
// last, however late it is, while the log takes edits in one order: the way the
// service works, at random. ONEPLAN_FARM sets how many edits are logged in all,
// ONEPLAN_FARM_SEED replays one farm.
func TestFarm(t *testing.T) {
	total, seed, once := 100_000, uint64(1), false
	if s := os.Getenv("ONEPLAN_FARM"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		total = n
	}
	if s := os.Getenv("ONEPLAN_FARM_SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed, once = n, true
	}
	for done := 0; done < total; seed++ {
		f := newFarm(t, seed)
		f.run([]int{1_500, 1_500, 1_500, 6_000}[seed%4])
		done += len(f.log)
		if once {
			break
		}
	}
}

type farm struct {
	t      *testing.T
	seed   uint64
	r      *rand.Rand
	copies []*farmer
	log    []text.Entry
	rows   [][]byte // of log, as it keeps them
	seq    uint64
	sites  text.Site // opened so far
	owner  []*farmer // by site
	all    *list
	past   map[uint64]string // what it was
	views  []sight           // published before
	kept   []byte            // a snapshot
	upTo   int               // how much of the log that has seen
}

// farmer is an author at a copy.
type farmer struct {
	*farm
	x       *text.Text
	upTo    int // how much of the log the copy has seen
	site    text.Site
	gesture uint32
	pos     int
	undid   bool       // just now
	sent    *text.Edit // not yet in the log, for others came first
}

func newFarm(t *testing.T, seed uint64) *farm {
	f := &farm{t: t, seed: seed, r: rand.New(rand.NewPCG(seed, 3)), owner: make([]*farmer, 1), all: newList(), past: map[uint64]string{}}
	for range 2 + f.r.IntN(4) {
		c := &farmer{farm: f, x: text.New()}
		c.connect()
		f.copies = append(f.copies, c)
	}
	return f
}

func (f *farm) must(ok bool, format string, args ...any) {
	f.t.Helper()
	if !ok {
		f.t.Fatalf("ONEPLAN_FARM_SEED=%d, edit %d: "+format, append([]any{f.seed, len(f.log)}, args...)...)
	}
}

// connect gives the author a new site.
func (c *farmer) connect() {
	c.sites++
	c.site, c.gesture = c.sites, 1
	c.owner = append(c.owner, c)
	if c.sent != nil {
		c.sent = nil // what was under way at the old one is lost
	}
}

func (c *farmer) mine(s text.Site) bool { return c.owner[s] == c }

func (f *farm) run(edits int) {
	for len(f.log) < edits {
		c := f.copies[f.r.IntN(len(f.copies))]
		switch p := f.r.IntN(1000); {
		case p < 5:
			c.restart()
		case p < 10:
			c.catchUp()
			c.connect()
		case p < 100:
			c.catchUp()
		case p < 115:
			f.merge()
		default:
			for range 1 + f.r.IntN(8) {
				c.act()
			}
		}
	}
	f.merge()
	f.end()
}

// act makes an edit and tries to log it; or tries again with the last one.
func (c *farmer) act() {
	if c.sent != nil {
		c.catchUp()
		e := c.x.Assign(*c.sent)
		c.must(e.First == c.sent.First, "an edit that was under way got another number")
		c.sent = nil
		err := c.x.Check(e)
		if e.Turn == text.None {
			c.must(err == nil, "what others did made an edit impossible: %v", err)
		}
		if err == nil {
			c.append(e)
		}
		return
	}
	e, ok := c.edit()
	if !ok {
		return
	}
	e = c.x.Assign(e)
	if err := c.x.Check(e); err != nil {
		c.must(false, "%+v is refused: %v", e, err)
	}
	if c.upTo < len(c.log) {
		c.sent = &e
		return
	}
	c.append(e)
}

// edit is what the author does next.
func (c *farmer) edit() (text.Edit, bool) {
	v := c.x.View()
	if c.r.IntN(12) == 0 {
		c.gesture++
		c.pos = c.r.IntN(v.Len() + 1)
		if c.r.IntN(3) == 0 {
			c.pos = v.Len() / 2 // where the others are
		}
	}
	c.pos = min(c.pos, v.Len())
	g := text.Gesture{Site: c.site, N: c.gesture}
	p := c.r.IntN(100)
	if c.undid && p < 50 {
		p = 99 // who takes something back often wants it again at once
	}
	c.undid = false
	switch {
	case p < 45: // forwards
		c.pos++
		return c.both(v, g, c.pos-1, c.pos-1, c.letter()), true
	case p < 55: // backwards
		return c.both(v, g, c.pos, c.pos, c.letter()), true
	case p < 75:
		if c.pos == 0 {
			return text.Edit{}, false
		}
		c.pos--
		return c.both(v, g, c.pos, c.pos+1, ""), true
	case p < 80:
		if c.pos == v.Len() {
			return text.Edit{}, false
		}
		return c.both(v, g, c.pos, c.pos+1+max(0, c.r.IntN(12)-6), ""), true
	case p < 83:
		from := c.r.IntN(v.Len() + 1)
		return c.both(v, g, from, from+c.r.IntN(60), c.letter()), true
	case p < 84:
		return c.both(v, g, c.pos, c.pos, strings.Repeat(c.letter()+"bc", c.r.IntN(200)+1)), true
	case p < 94:
		target, ok := c.x.NextUndo(c.mine)
		c.undid = ok
		return text.Edit{Gesture: g, Turn: text.Undo, Target: target}, ok
	default:
		target, ok := c.x.NextRedo(c.mine)
		return text.Edit{Gesture: g, Turn: text.Redo, Target: target}, ok
	}
}

func (c *farmer) letter() string {
	return []string{"a", "b", "c", " ", "\n", "é", "漢", "🙂"}[c.r.IntN(8)]
}

// both makes an edit from the View and from the engine.
func (c *farmer) both(v text.View, g text.Gesture, from, to int, s string) text.Edit {
	e := v.Replace(g, from, to, s)
	other := c.x.Replace(g, from, to, s)
	next := c.x.Assign(e)
	c.must(e.Insert == other.Insert && e.After == other.After && slices.Equal(e.Delete, other.Delete) &&
		next.Gesture == other.Gesture && next.First == other.First,
		"the View makes %+v, the engine %+v", next, other)
	return e
}

// append logs the edit of a copy that has seen the whole log.
func (c *farmer) append(e text.Edit) {
	row, err := e.AppendBinary(nil)
	c.must(err == nil, "%+v: %v", e, err)
	c.seq += []uint64{1, 1, 1, 1, 0, 2}[c.r.IntN(6)]
	c.seq = max(c.seq, 1)
	delete(c.past, c.seq) // there was more to come at it
	c.log = append(c.log, text.Entry{Seq: c.seq, Edit: e})
	c.rows = append(c.rows, row)
	c.all.apply(e)
	var before []text.ID
	look := e.Turn == text.Undo && c.r.IntN(3) == 0 // every time would take too long
	if look {
		before = c.others()
	}
	c.catchUp()
	if look {
		after := map[text.ID]bool{}
		for _, id := range c.others() {
			after[id] = true
		}
		for _, id := range before {
			if !after[id] {
				c.must(false, "undo of %v hid %v, which is another's", e.Target, id)
			}
		}
	}
}

// others returns what shows of other people's text.
func (c *farmer) others() []text.ID {
	return slices.DeleteFunc(visibleIDs(c.x.View()), func(id text.ID) bool { return c.mine(id.Site) })
}

// catchUp applies what the copy has not seen, as the log kept it.
func (c *farmer) catchUp() {
	for ; c.upTo < len(c.log); c.upTo++ {
		var e text.Edit
		c.must(e.UnmarshalBinary(c.rows[c.upTo]) == nil, "the log cannot be read")
		if err := c.x.Check(e); err != nil {
			c.must(false, "%+v is refused by a copy: %v", e, err)
		}
		c.x.Apply(c.log[c.upTo].Seq, e)
	}
}

// restart loads the copy from its own snapshot, or from an old one of anybody's.
func (c *farmer) restart() {
	b, err := c.x.AppendBinary(nil)
	c.must(err == nil, "%v", err)
	if c.kept == nil || c.r.IntN(2) == 0 {
		c.kept, c.farm.upTo = b, c.upTo
	}
	c.x = text.New()
	c.must(c.x.UnmarshalBinary(c.kept) == nil, "a snapshot cannot be read")
	c.upTo = c.farm.upTo
	if c.sent != nil {
		c.connect() // the connection is lost with what was under way
	}
	c.catchUp()
}

// merge brings all copies up to date and compares them.
func (f *farm) merge() {
	want := f.all.text()
	var snap []byte
	for i, c := range f.copies {
		c.catchUp()
		v := c.x.View()
		f.must(v.String() == want, "copy %d is %q, want %q", i, v.String(), want)
		f.must(slices.Equal(visibleIDs(v), f.all.visible()), "copy %d shows other characters", i)
		f.must(c.x.Verify() == nil, "copy %d: %v", i, c.x.Verify())
		b, _ := c.x.AppendBinary(nil)
		f.must(i == 0 || bytes.Equal(b, snap), "copy %d would be kept otherwise", i)
		snap = b
	}
	f.past[f.seq] = want
	for _, s := range f.views {
		f.must(s.v.String() == s.s && slices.Equal(visibleIDs(s.v), s.ids), "a View published before changed")
	}
	v := f.copies[f.r.IntN(len(f.copies))].x.View()
	f.views = append(f.views[max(0, len(f.views)-3):], sight{v: v, s: want, ids: visibleIDs(v)})
}

// end looks at the whole history.
func (f *farm) end() {
	data := sealed(f.t, f.log)
	y := text.New()
	f.must(text.Unseal(data, func(e text.Entry) bool { y.Apply(e.Seq, e.Edit); return true }) == nil, "the sealed log cannot be read")
	f.must(y.View().String() == f.all.text(), "the sealed log gives another text")
	for seq, want := range f.past {
		if f.r.IntN(4) == 0 {
			f.must(y.At(seq) == want, "the text at %d is another", seq)
			var b strings.Builder
			for _, run := range y.RunsAt(seq) {
				b.WriteString(run.Text)
			}
			f.must(b.String() == want, "the runs at %d are another text", seq)
		}
	}
	for _, e := range f.log {
		if e.Edit.Insert == "" {
			continue
		}
		g, seq := y.Origin(text.ID{Site: e.Edit.Gesture.Site, N: e.Edit.First})
		f.must(g == e.Edit.Gesture && seq == e.Seq, "%+v was made by %v at %d", e, g, seq)
	}
}

// list is the text in the simplest form that a farm has time for: all characters in
// a list, each with what it needs to know whether it shows.
type list struct {
	first *link
	at    map[text.ID]*link
	off   map[text.Gesture]bool
}

type link struct {
	char
	next *link
}

func newList() *list {
	first := &link{}
	return &list{first: first, at: map[text.ID]*link{{}: first}, off: map[text.Gesture]bool{}}
}

func (l *list) apply(e text.Edit) {
	if e.Turn != text.None {
		l.off[e.Target] = e.Turn == text.Undo
		return
	}
	after, n := l.at[e.After], e.First
	for _, r := range e.Insert {
		x := &link{char: char{id: text.ID{Site: e.Gesture.Site, N: n}, r: r, by: e.Gesture}, next: after.next}
		after.next, l.at[x.id] = x, x
		after, n = x, n+1
	}
	for _, d := range e.Delete {
		for i := range d.Len {
			x := l.at[text.ID{Site: d.Site, N: d.N + i}]
			x.marks = append(x.marks, marked{by: e.Gesture})
		}
	}
}

func (l *list) each(yield func(*link)) {
	for x := l.first.next; x != nil; x = x.next {
		if !l.off[x.by] && !slices.ContainsFunc(x.marks, func(m marked) bool { return !l.off[m.by] }) {
			yield(x)
		}
	}
}

func (l *list) text() string {
	var b strings.Builder
	l.each(func(x *link) { b.WriteRune(x.r) })
	return b.String()
}

func (l *list) visible() []text.ID {
	var ids []text.ID
	l.each(func(x *link) { ids = append(ids, x.id) })
	return ids
}
