package text

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"unicode/utf8"
)

const (
	// MaxLen is the most characters a text holds, deleted ones included.
	MaxLen = 1 << 20
	// MaxInsert is the most bytes of UTF-8 that one edit inserts.
	MaxInsert = 64 << 10
)

// What Check, AppendBinary and UnmarshalBinary refuse. Each is one sentence that
// can be shown to the author as it stands.
var (
	// ErrFull means that the text would pass MaxLen.
	ErrFull = errors.New("this text is full, so nothing was added: please go on in a new one")
	// ErrLong means that one edit inserts more than MaxInsert bytes.
	ErrLong = errors.New("that is more than can be added at once, so nothing was added: please add it in smaller parts")
	// ErrUnclean means that Insert is not as Clean or CleanAfter returns it.
	ErrUnclean = errors.New("the text holds characters that cannot be kept, so nothing was added: please type it again")
	// ErrUnknown means that an edit names a character this text does not have.
	ErrUnknown = errors.New("the change belongs to text that is not here, so nothing was changed: please try again")
	// ErrOrder means that an edit's First or gesture number is not the next one of its site.
	ErrOrder = errors.New("the change came out of order, so nothing was changed: please try again")
	// ErrTurned means that the gesture is already undone, or already back.
	ErrTurned = errors.New("that was undone or brought back already, so nothing was changed")
	// ErrMalformed means that an edit makes no sense whatever the text.
	ErrMalformed = errors.New("the change could not be read, so nothing was changed: please try again")
)

// Site is the number of one connection within a record; 0 is none.
type Site uint32

// ID names one character for ever. N counts from 1 for each site and text. The
// zero ID is the start of the text.
type ID struct {
	Site Site
	N    uint32
}

// Gesture names what one undo takes back: a burst of typing, a paste, a command.
// A site's numbers start at 1 and never go down.
type Gesture struct {
	Site Site
	N    uint32
}

// Span is Len consecutive ids of one site, starting with ID.
type Span struct {
	ID
	Len uint32
}

// Turn says whether an edit turns a whole gesture off or on.
type Turn uint8

const (
	// None is an edit that inserts or deletes.
	None Turn = iota
	// Undo turns the target gesture off.
	Undo
	// Redo turns the target gesture on again.
	Redo
)

// Edit is one change of one text. It inserts, deletes or does both; or, with a
// Turn, it turns the Target gesture off or on and everything else but Gesture is
// empty.
type Edit struct {
	// Gesture is the maker's site, which owns the inserted ids, and gesture number.
	// With a Turn it names the maker; the gesture itself can not be undone.
	Gesture Gesture
	// After is the character that Insert goes directly after. Of two inserts after
	// the same character the one applied later goes directly after it.
	After ID
	// First is the number of Insert's first character; 0 asks Assign to fill it in.
	First uint32
	// Turn, if not None, turns Target off or on.
	Turn Turn
	// Insert is what Clean returns, or CleanAfter for After, at most MaxInsert bytes.
	Insert string
	// Delete names the characters that get this gesture's delete mark.
	Delete []Span
	// Target is the gesture that Turn is about, usually of a site of the same author.
	Target Gesture
}

// shape returns an error if e makes no sense whatever the text it is applied to.
func (e *Edit) shape() error {
	if e.Gesture.Site == 0 || e.Gesture.N == 0 {
		return ErrMalformed
	}
	if e.Turn != None {
		if e.Turn > Redo || e.Target.Site == 0 || e.Target.N == 0 ||
			e.After != (ID{}) || e.First != 0 || e.Insert != "" || len(e.Delete) != 0 {
			return ErrMalformed
		}
		return nil
	}
	if e.Target.Site != 0 || e.Target.N != 0 || (e.After.Site == 0) != (e.After.N == 0) {
		return ErrMalformed
	}
	switch n := len(e.Insert); {
	case n == 0:
		if len(e.Delete) == 0 || e.After.Site != 0 || e.First != 0 {
			return ErrMalformed
		}
	case n == 1: // a key
		if e.Insert[0] >= utf8.RuneSelf {
			return ErrUnclean
		}
	case n > MaxInsert:
		return ErrLong
	case !utf8.ValidString(e.Insert):
		return ErrUnclean
	}
	if len(e.Delete) == 0 {
		return nil
	}
	total := uint64(0)
	for i := range e.Delete {
		d := &e.Delete[i]
		total += uint64(d.Len)
		if d.Site == 0 || d.N == 0 || d.Len == 0 ||
			uint64(d.N)+uint64(d.Len) > MaxLen+1 || total > MaxLen {
			return ErrMalformed
		}
	}
	return nil
}

// The first byte of an encoded edit: the turn in the low two bits, then what follows.
const (
	hasInsert = 1 << (2 + iota)
	hasDelete
	typedOn  // After is the character that the site made just before First
	turnBits = 1<<2 - 1
)

// AppendBinary appends e's encoding to b: varints, about ten bytes for one typed
// character. It refuses what no text would accept.
func (e *Edit) AppendBinary(b []byte) ([]byte, error) {
	if e.typed() {
		b = slices.Grow(b, 3+3*maxVarint)
		i := len(b)
		b = b[:cap(b)]
		b[i] = hasInsert | typedOn
		i = put(b, i+1, uint32(e.Gesture.Site))
		i = put(b, i, e.Gesture.N)
		i = put(b, i, e.First)
		b[i] = 1
		b[i+1] = e.Insert[0]
		return b[:i+2], nil
	}
	if err := e.shape(); err != nil {
		return b, err
	}
	flags := byte(e.Turn)
	if e.Insert != "" {
		flags |= hasInsert
	}
	if len(e.Delete) > 0 {
		flags |= hasDelete
	}
	on := e.typedOn()
	if on {
		flags |= typedOn
	}
	// Room for the longest that it may be, once: seven numbers, and three for each span.
	b = slices.Grow(b, 1+7*maxVarint+len(e.Insert)+3*maxVarint*len(e.Delete))
	i := len(b)
	b = b[:cap(b)]
	b[i] = flags
	i = put(b, i+1, uint32(e.Gesture.Site))
	i = put(b, i, e.Gesture.N)
	if e.Turn != None {
		i = put(b, i, uint32(e.Target.Site))
		i = put(b, i, e.Target.N)
		return b[:i], nil
	}
	if e.Insert != "" {
		if !on {
			i = put(b, i, uint32(e.After.Site))
			i = put(b, i, e.After.N)
		}
		i = put(b, i, e.First)
		i = put(b, i, uint32(len(e.Insert)))
		i += copy(b[i:], e.Insert)
	}
	if len(e.Delete) > 0 {
		i = put(b, i, uint32(len(e.Delete)))
		for k := range e.Delete {
			d := &e.Delete[k]
			i = put(b, i, uint32(d.Site))
			i = put(b, i, d.N)
			i = put(b, i, d.Len)
		}
	}
	return b[:i], nil
}

// maxVarint is the most bytes that put writes.
const maxVarint = binary.MaxVarintLen32

// put writes v at b[i] as a varint and returns where it ends.
func put(b []byte, i int, v uint32) int {
	for v >= 0x80 {
		b[i] = byte(v) | 0x80
		i++
		v >>= 7
	}
	b[i] = byte(v)
	return i + 1
}

// typed reports whether e is a key and nothing else, an ASCII character that goes on
// directly after the last character of its site, and makes sense.
func (e *Edit) typed() bool {
	return len(e.Insert) == 1 && len(e.Delete) == 0 && e.typedOn() && e.Turn == None &&
		e.Gesture.Site != 0 && e.Gesture.N != 0 && e.Target.Site|Site(e.Target.N) == 0 && e.Insert[0] < utf8.RuneSelf
}

// typedOn reports whether e goes on directly after the last character of its site.
func (e *Edit) typedOn() bool {
	return e.First > 1 && e.After == ID{e.Gesture.Site, e.First - 1}
}

// UnmarshalBinary sets e to the edit encoded in data, which must hold nothing
// else. An edit has one encoding: any other is refused. It allocates no more than
// a small multiple of data's length, and leaves e alone when it fails.
func (e *Edit) UnmarshalBinary(data []byte) error {
	if e.decodeTyped(data) {
		return nil
	}
	old := *e
	err := e.decode(data)
	if err != nil {
		*e = old
	}
	return err
}

// decodeTyped is decode for what is typed, which most edits are. It leaves e alone
// and reports false for all else.
func (e *Edit) decodeTyped(data []byte) bool {
	if len(data) == 0 || data[0] != hasInsert|typedOn {
		return false
	}
	site, i := uvarint(data, 1)
	n, i := uvarint(data, i)
	first, i := uvarint(data, i)
	if i+2 != len(data) || data[i] != 1 || data[i+1] >= utf8.RuneSelf ||
		site == 0 || n == 0 || first < 2 || site|n|first > math.MaxUint32 {
		return false
	}
	*e = Edit{
		Gesture: Gesture{Site(site), uint32(n)},
		After:   ID{Site(site), uint32(first) - 1},
		First:   uint32(first),
		Insert:  string(data[i+1:]),
	}
	return true
}

// decode sets an edit to what is encoded in data, or to anything if that fails.
func (e *Edit) decode(data []byte) error {
	// What is read stays in registers, and is judged in the end.
	i := 0
	wide := uint64(0) // bits of all numbers, of which the upper half must be 0
	next := func() uint32 {
		var v uint64
		v, i = uvarint(data, i)
		wide |= v
		return uint32(v)
	}
	if len(data) == 0 {
		return ErrMalformed
	}
	flags := data[0]
	i = 1
	*e = Edit{Turn: Turn(flags & turnBits)}
	e.Gesture.Site = Site(next())
	e.Gesture.N = next()
	if e.Turn != None {
		e.Target.Site = Site(next())
		e.Target.N = next()
	}
	if flags&hasInsert != 0 {
		if flags&typedOn == 0 {
			e.After.Site = Site(next())
			e.After.N = next()
		}
		e.First = next()
		if flags&typedOn != 0 {
			e.After = ID{e.Gesture.Site, e.First - 1}
		}
		n := int(next())
		if n == 0 || n > MaxInsert || n > len(data)-i {
			return ErrMalformed
		}
		e.Insert = string(data[i : i+n])
		i += n
	}
	if flags&hasDelete != 0 {
		n := int(next())
		if n == 0 || n > (len(data)-i)/3 { // each takes 3 bytes or more
			return ErrMalformed
		}
		e.Delete = make([]Span, n)
		for k := range e.Delete {
			s := &e.Delete[k]
			s.Site = Site(next())
			s.N = next()
			s.Len = next()
		}
	}
	if i != len(data) || wide > math.MaxUint32 || flags >= typedOn<<1 ||
		(flags&typedOn != 0) != e.typedOn() {
		return ErrMalformed
	}
	return e.shape()
}

// uvarint reads a varint of the shortest form that starts at data[i], and returns where
// the next one starts: after the end if this one is not there.
func uvarint(data []byte, i int) (uint64, int) {
	if i < len(data) && data[i] < 0x80 {
		return uint64(data[i]), i + 1
	}
	v := uint64(0)
	for shift := uint(0); shift < 64 && i < len(data); shift += 7 {
		c := data[i]
		i++
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			if c == 0 || shift == 63 && c > 1 {
				break
			}
			return v, i
		}
	}
	return 0, len(data) + 1
}

// appendPair appends a site and a number of its own.
func appendPair(b []byte, site, n uint32) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(b, uint64(site)), uint64(n))
}

// decoder reads varints from untrusted data. After a failure it yields zeros.
type decoder struct {
	data   []byte
	at     int // what is before it has been read
	failed bool
}

func (d *decoder) fail() {
	d.data, d.at, d.failed = nil, 0, true
}

// left returns how many bytes are yet to be read.
func (d *decoder) left() int { return len(d.data) - d.at }

func (d *decoder) byte() byte {
	if d.at == len(d.data) {
		d.fail()
		return 0
	}
	d.at++
	return d.data[d.at-1]
}

// uint64 reads a varint of the shortest form.
func (d *decoder) uint64() uint64 {
	v, at := uvarint(d.data, d.at)
	if at > len(d.data) {
		d.fail()
		return 0
	}
	d.at = at
	return v
}

// int64 reads a signed varint of the shortest form.
func (d *decoder) int64() int64 {
	v := d.uint64()
	return int64(v>>1) ^ -int64(v&1)
}

// upTo reads by how much a number is above base. The number must not pass limit,
// which base does not.
func (d *decoder) upTo(base, limit uint64) uint64 {
	v := d.uint64()
	if v > limit-base {
		d.fail()
		return base
	}
	return base + v
}

func (d *decoder) uint32() uint32 {
	v := d.uint64()
	if v > math.MaxUint32 {
		d.fail()
		return 0
	}
	return uint32(v)
}

// count reads how many entries follow that take at least size bytes each, so that
// nothing is allocated for entries that can not be there.
func (d *decoder) count(size int) int {
	v := d.uint64()
	if v > uint64(d.left()/size) {
		d.fail()
		return 0
	}
	return int(v)
}

// bytes reads a length of at most limit and that many bytes, without copying.
func (d *decoder) bytes(limit int) []byte {
	n := d.count(1)
	if n > limit {
		d.fail()
		return nil
	}
	d.at += n
	return d.data[d.at-n : d.at]
}
