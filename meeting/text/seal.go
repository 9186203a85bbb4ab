package text

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf8"
)

// Entry is an edit with its place in the log.
type Entry struct {
	Seq  uint64
	Edit Edit
}

const (
	// MaxSealed is the most entries of one sealed segment.
	MaxSealed = 1 << 20
	// maxColumns is the most bytes of a segment, unpacked.
	maxColumns = 32 << 20
)

// ErrSealed means that a sealed segment is damaged, or of another version.
var ErrSealed = errors.New("this part of the text's history could not be read, so nothing was changed: bring it back from a backup")

// sealVersion is the first byte of a segment.
const sealVersion = 1

// The columns of a segment. Each is packed on its own (DEFLATE, RFC 1951).
const (
	colKinds    = iota // runs of kinds of edit
	colSeqs            // runs of steps from one seq to the next
	colSites           // runs of who made the edit
	colGestures        // runs of steps of that site's gesture number
	colPlaces          // ids that were not guessed: After, First, Delete, Target
	colSizes           // how many characters, where it is not one
	colText            // all that was inserted
	columns
)

// What an edit's kind says. An edit with one of the first two bits alone is one key
// typed, or rubbed out, where that site went on, and takes nothing but its letter.
const (
	sealInsert  = 1 << iota
	sealDelete  // with nothing more: of the one character left of the guessed place
	sealAfter   // After is in colPlaces
	sealFirst   // First is in colPlaces
	sealSize    // the insert's characters are counted in colSizes
	sealSpans   // the spans are in colPlaces and colSizes
	sealTurnBit // from here on: the turn
)

// Seal packs entries of one text's log for keeping, in the order given: about a
// twenty-fifth of what they take one by one. Seqs must not go down, and there may be no
// more than MaxSealed. A segment stands alone; what it says of the edits is all that
// their own encoding says. When and by whom each was made is not in it.
func Seal(entries []Entry) ([]byte, error) {
	if len(entries) > MaxSealed {
		return nil, ErrLong
	}
	var c [columns][]byte
	var kinds, seqs, sites, gestures runs
	g := guess{}
	seq := uint64(0)
	for i := range entries {
		e := &entries[i].Edit
		if err := e.shape(); err != nil {
			return nil, err
		}
		if entries[i].Seq < seq || e.Insert != "" && e.First == 0 {
			return nil, ErrOrder
		}
		w := g.site(e.Gesture.Site)
		seqs.add(entries[i].Seq - seq)
		seq = entries[i].Seq
		sites.add(uint64(e.Gesture.Site))
		gestures.add(zigzag(int64(e.Gesture.N) - int64(w.gesture)))
		kind := byte(e.Turn) * sealTurnBit
		if e.Turn != None {
			c[colPlaces] = appendPair(c[colPlaces], uint32(e.Target.Site), e.Target.N)
		}
		if e.Insert != "" {
			kind |= sealInsert
			if e.After != w.at {
				kind |= sealAfter
				c[colPlaces] = w.at.appendStep(c[colPlaces], e.After)
			}
			if e.First != w.next() {
				kind |= sealFirst
				c[colPlaces] = binary.AppendUvarint(c[colPlaces], uint64(e.First))
			}
			if k := utf8.RuneCountInString(e.Insert); k != 1 {
				kind |= sealSize
				c[colSizes] = binary.AppendUvarint(c[colSizes], uint64(k))
			}
			c[colText] = append(c[colText], e.Insert...)
		}
		if len(e.Delete) > 0 {
			kind |= sealDelete
			if len(e.Delete) > 1 || e.Delete[0] != (Span{ID: w.at, Len: 1}) {
				kind |= sealSpans
				c[colSizes] = binary.AppendUvarint(c[colSizes], uint64(len(e.Delete)))
				at := w.at
				for _, d := range e.Delete {
					c[colPlaces] = at.appendStep(c[colPlaces], d.ID)
					c[colSizes] = binary.AppendUvarint(c[colSizes], uint64(d.Len))
					at = d.ID
				}
			}
		}
		kinds.add(uint64(kind))
		g.saw(e)
	}
	c[colKinds], c[colSeqs], c[colSites], c[colGestures] = kinds.bytes(), seqs.bytes(), sites.bytes(), gestures.bytes()

	out := binary.AppendUvarint([]byte{sealVersion}, uint64(len(entries)))
	var packed bytes.Buffer
	z, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	for _, col := range c {
		packed.Reset()
		z.Reset(&packed)
		if _, err := z.Write(col); err != nil {
			return nil, err
		}
		if err := z.Close(); err != nil {
			return nil, err
		}
		out = binary.AppendUvarint(out, uint64(len(col)))
		out = binary.AppendUvarint(out, uint64(packed.Len()))
		out = append(out, packed.Bytes()...)
	}
	return out, nil
}

// Unseal calls yield for the entries of a segment, until that returns false. Damage
// may show only after some entries: what was yielded counts only if Unseal returns
// nil. It takes at most 32 MB, and some more for every insert that it yields.
func Unseal(data []byte, yield func(Entry) bool) error {
	d := &decoder{data: data}
	if d.byte() != sealVersion {
		return ErrSealed
	}
	count := d.uint64()
	if count > MaxSealed {
		return ErrSealed
	}
	var c [columns]decoder
	left := uint64(maxColumns)
	for i := range c {
		size := d.uint64()
		packed := d.bytes(len(data))
		if d.failed || size > left {
			return ErrSealed
		}
		left -= size
		// One byte more than there should be is damage, too.
		col, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), int64(size)+1))
		if err != nil || uint64(len(col)) != size {
			return ErrSealed
		}
		c[i].data = col
	}
	if d.left() > 0 {
		return ErrSealed
	}
	text := string(c[colText].data)
	kinds, seqs := spool{d: &c[colKinds]}, spool{d: &c[colSeqs]}
	sites, gestures := spool{d: &c[colSites]}, spool{d: &c[colGestures]}
	places, sizes := &c[colPlaces], &c[colSizes]
	g := guess{}
	seq := uint64(0)
	for range count {
		kind := kinds.next()
		step := seqs.next()
		seq += step
		site := sites.next()
		if kind >= (uint64(Redo)+1)*sealTurnBit || seq < step || site == 0 || site > 1<<32-1 {
			return ErrSealed
		}
		e := Edit{Turn: Turn(kind / sealTurnBit)}
		w := g.site(Site(site))
		e.Gesture = Gesture{Site(site), uint32(int64(w.gesture) + unzigzag(gestures.next()))}
		if e.Turn != None {
			e.Target = Gesture{Site(places.uint32()), places.uint32()}
		}
		if kind&sealInsert != 0 {
			e.After, e.First = w.at, w.next()
			if kind&sealAfter != 0 {
				e.After = w.at.step(places)
			}
			if kind&sealFirst != 0 {
				e.First = places.uint32()
			}
			k := uint64(1)
			if kind&sealSize != 0 {
				k = sizes.uint64()
			}
			if k > MaxInsert {
				return ErrSealed
			}
			size := 0
			for ; k > 0 && size < len(text); k-- {
				_, n := utf8.DecodeRuneInString(text[size:])
				size += n
			}
			if k > 0 || e.First == 0 {
				return ErrSealed
			}
			e.Insert, text = text[:size], text[size:]
		}
		switch {
		case kind&sealSpans != 0:
			e.Delete = make([]Span, sizes.count(1))
			at := w.at
			for i := range e.Delete {
				at = at.step(places)
				e.Delete[i] = Span{at, sizes.uint32()}
			}
		case kind&sealDelete != 0:
			e.Delete = []Span{{w.at, 1}}
		}
		if places.failed || sizes.failed || kinds.d.failed || seqs.d.failed || sites.d.failed || gestures.d.failed ||
			kind&sealDelete != 0 && len(e.Delete) == 0 || e.shape() != nil {
			return ErrSealed
		}
		g.saw(&e)
		if !yield(Entry{seq, e}) {
			return nil
		}
	}
	if text != "" || !kinds.done() || !seqs.done() || !sites.done() || !gestures.done() || places.left()+sizes.left() > 0 {
		return ErrSealed
	}
	return nil
}

// runs packs a column in which the same number often stands many times in a row.
type runs struct {
	b    []byte
	v, k uint64
}

func (r *runs) add(v uint64) {
	if v != r.v {
		r.flush()
		r.v = v
	}
	r.k++
}

func (r *runs) flush() {
	if r.k > 0 {
		r.b = binary.AppendUvarint(binary.AppendUvarint(r.b, r.v), r.k)
		r.k = 0
	}
}

func (r *runs) bytes() []byte {
	r.flush()
	return r.b
}

// spool reads what runs wrote.
type spool struct {
	d    *decoder
	v, k uint64
}

func (s *spool) next() uint64 {
	if s.k == 0 {
		s.v, s.k = s.d.uint64(), s.d.uint64()
		if s.k == 0 {
			s.d.fail()
			return 0
		}
	}
	s.k--
	return s.v
}

func (s *spool) done() bool { return s.k == 0 && !s.d.failed && s.d.left() == 0 }

func zigzag(v int64) uint64   { return uint64(v<<1) ^ uint64(v>>63) }
func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

// appendStep appends how to get from id to another one: the other's site, 0 if it is
// the same, and the difference of the numbers.
func (id ID) appendStep(b []byte, to ID) []byte {
	site := to.Site + 1
	if site == id.Site+1 {
		site = 0
	}
	b = binary.AppendUvarint(b, uint64(site))
	return binary.AppendUvarint(b, zigzag(int64(to.N)-int64(id.N)))
}

// step reads what appendStep wrote.
func (id ID) step(d *decoder) ID {
	if v := d.uint64(); v > 0 {
		if v > 1<<32 {
			d.fail()
		}
		id.Site = Site(v - 1)
	}
	id.N = uint32(int64(id.N) + unzigzag(d.uint64()))
	return id
}

// guess foresees the next edit from those before: the writer goes on where the last
// edit of the same site left off. It knows only what the segment said so far.
type guess struct {
	sites  map[Site]*writer
	last   *writer
	marked int // deletions taken in
}

// maxMarked is how many deleted characters are taken in: enough for any text, and no
// segment that was made to waste time wastes more than a moment.
const maxMarked = 16 * MaxLen

// writer is what is known of one site.
type writer struct {
	site    Site
	at      ID     // the character left of where the site left off
	gesture uint32 // its latest
	first   uint32 // the number of chars[0]
	chars   []past
}

// past is what is known of a character.
type past struct {
	left ID // that it was inserted after
	gone bool
}

// site returns what is known of a site.
func (g *guess) site(id Site) *writer {
	if g.last != nil && g.last.site == id {
		return g.last
	}
	if g.sites == nil {
		g.sites = map[Site]*writer{}
	}
	w := g.sites[id]
	if w == nil {
		w = &writer{site: id, first: 1}
		g.sites[id] = w
	}
	g.last = w
	return w
}

// next returns the number of the site's next character.
func (w *writer) next() uint32 { return w.first + uint32(len(w.chars)) }

// char returns what is known of a character, or nil.
func (g *guess) char(id ID) *past {
	w := g.last
	if w.site != id.Site {
		if w = g.sites[id.Site]; w == nil {
			return nil
		}
	}
	if i := id.N - w.first; i < uint32(len(w.chars)) {
		return &w.chars[i]
	}
	return nil
}

// saw takes an edit in.
func (g *guess) saw(e *Edit) {
	w := g.site(e.Gesture.Site)
	w.gesture = e.Gesture.N
	for _, d := range e.Delete {
		for i := range d.Len {
			c := g.char(ID{d.Site, d.N + i})
			if c == nil || g.marked == maxMarked {
				break
			}
			c.gone = true
			g.marked++
		}
	}
	if len(e.Delete) > 0 {
		w.at = g.leftOf(e.Delete[0].ID)
	}
	if e.Insert == "" {
		return
	}
	if e.First != w.next() {
		w.first, w.chars = e.First, w.chars[:0]
	}
	left := e.After
	n := e.First
	for range e.Insert {
		w.chars = append(w.chars, past{left: left})
		left = ID{w.site, n}
		n++
	}
	w.at = left
}

// leftOf returns the next character to the left that was not deleted, as far as that
// can be told at little cost.
func (g *guess) leftOf(id ID) ID {
	for range 100 {
		c := g.char(id)
		if c == nil {
			return ID{id.Site, max(id.N, 1) - 1}
		}
		if id = c.left; id == (ID{}) {
			return id
		}
		if c := g.char(id); c == nil || !c.gone {
			return id
		}
	}
	return id
}
