package store

import (
	"bytes"
	"compress/flate"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// A segment is rows of the log packed together: columns of their fields, each deflated (RFC 1951) on its own; edits of shared texts as
// package text seals them; salts as the seeds they were made from. From it every row comes back byte for byte, so the
// chain does not notice. segmentForm is its first byte; a form that was ever written is read for ever.
const segmentForm = 1

const (
	// segmentRows is how many rows a segment has at most, segmentBytes about how many bytes of bodies.
	segmentRows  = 1 << 16
	segmentBytes = 8 << 20
	// maxSegment is the most bytes of a segment's columns, unpacked.
	maxSegment = 128 << 20
)

var errSegment = errors.New("a sealed segment cannot be read")

// saltRows is how many rows share a seed.
const saltRows = 4096

// seed is what the salts of the rows from first on are made from.
type seed struct {
	first meeting.Seq
	key   []byte // 16 random bytes
}

// covers reports whether the seed is that of a row.
func (s *seed) covers(seq meeting.Seq) bool { return seq >= s.first && seq-s.first < saltRows }

// salt is the salt of a row: nobody who knows it, or those of other rows, learns the seed.
func (s *seed) salt(seq meeting.Seq) []byte {
	m := hmac.New(sha256.New, s.key)
	m.Write(binary.BigEndian.AppendUint64([]byte("oneplan salt 1"), uint64(seq)))
	return m.Sum(nil)[:saltSize:saltSize]
}

// seedOf returns the seed that a row's salt was made from, nil if it is none of these. seeds are in order.
func seedOf(seeds []seed, l *line) *seed {
	for i := len(seeds) - 1; i >= 0; i-- {
		if seeds[i].first > l.seq {
			continue
		}
		if s := &seeds[i]; s.covers(l.seq) && bytes.Equal(s.salt(l.seq), l.salt) {
			return s
		}
		return nil
	}
	return nil
}

// segment is an unpacked one.
type segment struct {
	before hash // the hash of the row before the first
	lines  []line
	seeds  []seed // that the lines' salts were made from
}

// The columns.
const (
	colTimes    = iota // steps of milliseconds
	colActors          // indexes of colStrings
	colKinds           // likewise
	colPrefixes        // likewise
	colNumbers         // of the command ids: steps since the last one with that prefix
	colStrings         // in the order of their first use
	colSalts           // where a row's salt comes from
	colSecrets         // seeds, other salts, digests of erased rows
	colLayout          // of each body: how many events, and the texts that they edit
	colRaw             // what is no edit of a text
	colTexts           // the sealed texts
	segmentColumns
)

// Where a row's salt comes from.
const (
	saltSeeded = iota
	saltOwn
	saltErased
	saltRest // erased, and something is left of it
)

// textEdited is what begins the events that edit a text: their kind and version (see meeting.Encode).
var textEdited = []byte{5, 1}

// pack packs rows that follow each other. With texts false the edits of shared texts are left as they are.
func (g *segment) pack(texts bool) ([]byte, error) {
	var c [segmentColumns][]byte
	u := func(col int, v uint64) { c[col] = binary.AppendUvarint(c[col], v) }
	z := func(col int, v int64) { c[col] = binary.AppendVarint(c[col], v) }
	raw := func(b []byte) {
		u(colRaw, uint64(len(b)))
		c[colRaw] = append(c[colRaw], b...)
	}
	index := map[string]uint64{}
	word := func(col int, s string) {
		i, ok := index[s]
		if !ok {
			i = uint64(len(index))
			index[s] = i
			u(colStrings, uint64(len(s)))
			c[colStrings] = append(c[colStrings], s...)
		}
		u(col, i)
	}
	u(colSecrets, uint64(len(g.seeds)))
	for _, s := range g.seeds {
		u(colSecrets, uint64(s.first))
		c[colSecrets] = append(c[colSecrets], s.key...)
	}
	var fields []meeting.Field
	edits := map[meeting.Field][]text.Entry{}
	fieldAt := map[meeting.Field]uint64{}
	numbers := map[string]int64{}
	last := int64(0)
	for i := range g.lines {
		l := &g.lines[i]
		at, err := time.Parse(timeLayout, l.at)
		if err != nil {
			return nil, err
		}
		z(colTimes, at.UnixMilli()-last)
		last = at.UnixMilli()
		word(colActors, l.actor)
		word(colKinds, l.kinds)
		prefix, number := splitCommand(l.command)
		word(colPrefixes, prefix)
		z(colNumbers, number-numbers[prefix])
		numbers[prefix] = number
		if l.salt == nil {
			x := l.rest()
			if x == nil {
				u(colSalts, saltErased)
				c[colSecrets] = append(c[colSecrets], l.body...)
				continue
			}
			u(colSalts, saltRest)
			c[colSecrets] = append(c[colSecrets], l.body[:len(l.body)-len(x.Body)]...)
			raw(x.Body)
			continue
		}
		if seedOf(g.seeds, l) != nil {
			u(colSalts, saltSeeded)
		} else {
			u(colSalts, saltOwn)
			c[colSecrets] = append(c[colSecrets], l.salt...)
		}
		var events [][]byte
		if texts {
			events = splitEvents(l.body)
		}
		u(colLayout, uint64(len(events)))
		if len(events) == 0 {
			raw(l.body)
			continue
		}
		for _, e := range events {
			f, edit, ok := readEdit(e)
			if !ok {
				u(colLayout, 0)
				raw(e)
				continue
			}
			if _, known := fieldAt[f]; !known {
				fields = append(fields, f)
				fieldAt[f] = uint64(len(fields))
			}
			u(colLayout, fieldAt[f])
			edits[f] = append(edits[f], text.Entry{Seq: uint64(l.seq), Edit: edit})
		}
	}
	u(colTexts, uint64(len(fields)))
	for _, f := range fields {
		sealed, err := text.Seal(edits[f])
		if err != nil {
			return nil, err
		}
		u(colTexts, uint64(f.ID))
		u(colTexts, uint64(f.Part))
		u(colTexts, uint64(len(sealed)))
		c[colTexts] = append(c[colTexts], sealed...)
	}
	b := []byte{segmentForm}
	b = binary.AppendUvarint(b, uint64(g.lines[0].seq))
	b = binary.AppendUvarint(b, uint64(len(g.lines)))
	b = append(b, g.before[:]...)
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	for _, col := range c {
		packed.Reset()
		w.Reset(&packed)
		if _, err := w.Write(col); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		b = binary.AppendUvarint(b, uint64(len(col)))
		b = binary.AppendUvarint(b, uint64(packed.Len()))
		b = append(b, packed.Bytes()...)
	}
	return b, nil
}

// seal packs the rows and proves that they come back as they are.
func (g *segment) seal(stream string) ([]byte, error) {
	for _, texts := range []bool{true, false} {
		b, err := g.pack(texts)
		if err != nil {
			continue
		}
		if back, err := unpack(stream, b); err == nil && g.same(back) {
			return b, nil
		}
	}
	return nil, fmt.Errorf("rows %d to %d of %s cannot be packed", g.lines[0].seq, g.lines[len(g.lines)-1].seq, stream)
}

func (g *segment) same(o *segment) bool {
	return g.before == o.before && slices.EqualFunc(g.lines, o.lines, func(a, b line) bool {
		return a.seq == b.seq && a.actor == b.actor && a.at == b.at && a.command == b.command && a.kinds == b.kinds &&
			(a.salt == nil) == (b.salt == nil) && bytes.Equal(a.salt, b.salt) && bytes.Equal(a.body, b.body) && bytes.Equal(a.hash, b.hash)
	})
}

// shelf reads one column.
type shelf struct {
	b   []byte
	bad *bool
}

func (s *shelf) uvarint() uint64 {
	v, n := binary.Uvarint(s.b)
	if n <= 0 {
		*s.bad, s.b = true, nil
		return 0
	}
	s.b = s.b[n:]
	return v
}

func (s *shelf) varint() int64 {
	v, n := binary.Varint(s.b)
	if n <= 0 {
		*s.bad, s.b = true, nil
		return 0
	}
	s.b = s.b[n:]
	return v
}

func (s *shelf) take(n uint64) []byte {
	if n > uint64(len(s.b)) {
		*s.bad, s.b = true, nil
		return nil
	}
	b := s.b[:n:n]
	s.b = s.b[n:]
	return b
}

// unpack returns the rows of a segment, with their hashes made anew.
func unpack(stream string, data []byte) (*segment, error) {
	bad := false
	in := &shelf{data, &bad}
	if form := in.take(1); bad || form[0] != segmentForm {
		return nil, errSegment
	}
	g := &segment{}
	first, count := in.uvarint(), in.uvarint()
	copy(g.before[:], in.take(uint64(len(g.before))))
	if bad || count == 0 || count > segmentRows || first == 0 || first > 1<<62 {
		return nil, errSegment
	}
	var c [segmentColumns]shelf
	left := uint64(maxSegment)
	for i := range c {
		size := in.uvarint()
		packed := in.take(in.uvarint())
		if bad || size > left {
			return nil, errSegment
		}
		left -= size
		col, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), int64(size)+1))
		if err != nil || uint64(len(col)) != size {
			return nil, errSegment
		}
		c[i] = shelf{col, &bad}
	}
	if len(in.b) > 0 {
		return nil, errSegment
	}
	texts, err := unsealTexts(&c[colTexts])
	if err != nil {
		return nil, err
	}
	var words []string
	for len(c[colStrings].b) > 0 && !bad {
		words = append(words, string(c[colStrings].take(c[colStrings].uvarint())))
	}
	word := func(col int) string {
		i := c[col].uvarint()
		if i >= uint64(len(words)) {
			bad = true
			return ""
		}
		return words[i]
	}
	for range min(c[colSecrets].uvarint(), segmentRows) {
		g.seeds = append(g.seeds, seed{meeting.Seq(c[colSecrets].uvarint()), c[colSecrets].take(saltSize)})
	}
	if bad {
		return nil, errSegment
	}
	at, previous := int64(0), g.before
	numbers := map[string]int64{}
	g.lines = make([]line, 0, count)
	for i := range count {
		l := line{seq: meeting.Seq(first + i)}
		at += c[colTimes].varint()
		l.at = formatTime(time.UnixMilli(at))
		l.actor, l.kinds = word(colActors), word(colKinds)
		prefix := word(colPrefixes)
		numbers[prefix] += c[colNumbers].varint()
		l.command = joinCommand(prefix, numbers[prefix])
		var digest hash
		switch c[colSalts].uvarint() {
		case saltErased:
			l.body = c[colSecrets].take(uint64(len(digest)))
			copy(digest[:], l.body)
		case saltRest:
			l.body = slices.Clone(c[colSecrets].take(uint64(len(digest) + meeting.RestSalt)))
			copy(digest[:], l.body)
			l.body = append(l.body, c[colRaw].take(c[colRaw].uvarint())...)
			bad = bad || l.rest() == nil
		case saltOwn:
			l.salt = c[colSecrets].take(saltSize)
		case saltSeeded:
			j := len(g.seeds) - 1
			for j >= 0 && g.seeds[j].first > l.seq {
				j--
			}
			if j < 0 {
				return nil, errSegment
			}
			l.salt = g.seeds[j].salt(l.seq)
		default:
			bad = true
		}
		if l.salt != nil {
			l.body = unpackBody(&c[colLayout], &c[colRaw], texts, l.seq)
			digest = digestOf(l.salt, l.body)
		}
		if bad {
			return nil, errSegment
		}
		previous = link(previous, stream, &l, digest)
		l.hash = slices.Clone(previous[:])
		g.lines = append(g.lines, l)
	}
	for i := range c {
		if len(c[i].b) > 0 && i != colTexts {
			return nil, errSegment
		}
	}
	return g, nil
}

// sealedText is what is left of a text's edits in a segment.
type sealedText struct {
	field meeting.Field
	left  []text.Entry
}

func unsealTexts(c *shelf) (out []sealedText, err error) {
	for range min(c.uvarint(), segmentRows) {
		id, part := c.uvarint(), c.uvarint()
		data := c.take(c.uvarint())
		if *c.bad || id > 1<<32-1 || part > 255 {
			return nil, errSegment
		}
		t := sealedText{field: meeting.Field{ID: meeting.ID(id), Part: meeting.Part(part)}}
		if err := text.Unseal(data, func(e text.Entry) bool {
			t.left = append(t.left, e)
			return true
		}); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// unpackBody returns one row's body. What does not fit is bad.
func unpackBody(layout, raw *shelf, texts []sealedText, seq meeting.Seq) []byte {
	events := layout.uvarint()
	if events == 0 {
		return append([]byte{}, raw.take(raw.uvarint())...)
	}
	body := []byte{}
	for range events {
		i := layout.uvarint()
		if i == 0 {
			body = append(body, raw.take(raw.uvarint())...)
			continue
		}
		if *layout.bad || i > uint64(len(texts)) || len(texts[i-1].left) == 0 || texts[i-1].left[0].Seq != uint64(seq) {
			*layout.bad = true
			return nil
		}
		t := &texts[i-1]
		body = appendEdit(body, t.field, &t.left[0].Edit)
		t.left = t.left[1:]
	}
	return body
}

// splitEvents cuts a row's body into its events, each with its head; nil if it is not a body as meeting.Encode makes it.
func splitEvents(body []byte) (events [][]byte) {
	for len(body) > 0 {
		at := 0
		var size uint64
		for range 3 {
			v, n := binary.Uvarint(body[at:])
			if n <= 0 {
				return nil
			}
			size, at = v, at+n
		}
		if size > uint64(len(body)-at) {
			return nil
		}
		end := at + int(size)
		events, body = append(events, body[:end:end]), body[end:]
	}
	return events
}

// readEdit returns the edit of a text that an event is, if it is one that comes back the same.
func readEdit(event []byte) (f meeting.Field, e text.Edit, ok bool) {
	b, found := bytes.CutPrefix(event, textEdited)
	if !found {
		return f, e, false
	}
	_, n := binary.Uvarint(b)
	b = b[n:]
	id, n := binary.Uvarint(b)
	if n <= 0 || id > 1<<32-1 {
		return f, e, false
	}
	part, m := binary.Uvarint(b[n:])
	if m <= 0 || part > 255 || e.UnmarshalBinary(b[n+m:]) != nil || e.Insert != "" && e.First == 0 {
		return f, e, false
	}
	f = meeting.Field{ID: meeting.ID(id), Part: meeting.Part(part)}
	return f, e, bytes.Equal(appendEdit(nil, f, &e), event)
}

// appendEdit appends the event that edits a text, as the log keeps it.
func appendEdit(b []byte, f meeting.Field, e *text.Edit) []byte {
	payload := binary.AppendUvarint(nil, uint64(f.ID))
	payload = binary.AppendUvarint(payload, uint64(f.Part))
	payload, err := e.AppendBinary(payload)
	if err != nil {
		return nil
	}
	b = append(b, textEdited...)
	b = binary.AppendUvarint(b, uint64(len(payload)))
	return append(b, payload...)
}

// splitCommand cuts a command id into what comes before its number and the number: a connection's or a process's ids
// count on, and so take next to nothing. -1 is no number.
func splitCommand(id string) (prefix string, number int64) {
	at := len(id)
	for at > 0 && len(id)-at < 15 && id[at-1] >= '0' && id[at-1] <= '9' {
		at--
	}
	for at < len(id)-1 && id[at] == '0' {
		at++
	}
	if at == len(id) {
		return id, -1
	}
	number, err := strconv.ParseInt(id[at:], 10, 64)
	if err != nil {
		return id, -1
	}
	return id[:at], number
}

func joinCommand(prefix string, number int64) string {
	if number < 0 {
		return prefix
	}
	return prefix + strconv.FormatInt(number, 10)
}
