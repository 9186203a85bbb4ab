package store

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"oneplan/meeting"
)

// hash is a SHA-256 sum.
type hash [sha256.Size]byte

// saltSize is the length of a row's salt in bytes.
const saltSize = 16

// line is a row as the table holds it, in the columns' own forms.
type line struct {
	seq     meeting.Seq
	actor   string
	at      string
	command string
	kinds   string
	salt    []byte // nil: the row is erased, and body is its digest, followed by what is left of it: salt and body of the meeting.Rest
	body    []byte
	hash    []byte
}

// rest returns what is left of an erased row, nil for nothing.
func (l *line) rest() *meeting.Rest {
	const at = len(hash{}) + meeting.RestSalt
	if l.salt != nil || len(l.body) <= at {
		return nil
	}
	return &meeting.Rest{Seq: l.seq, Salt: l.body[len(hash{}):at], Body: l.body[at:]}
}

// erased returns what an erased row's body is, with what is left of it.
func erased(digest hash, rest meeting.Rest) []byte {
	if rest.Body == nil {
		return digest[:]
	}
	return slices.Concat(digest[:], rest.Salt, rest.Body)
}

// digest returns what the row's hash covers of its salt and body.
func (l *line) digest() (d hash, ok bool) {
	if l.salt != nil {
		return digestOf(l.salt, l.body), true
	}
	copy(d[:], l.body)
	return d, len(l.body) == len(d) || l.rest() != nil
}

// DamageError says that what the store holds is not what was written to it.
type DamageError struct {
	Stream string      // or what else is damaged
	Seq    meeting.Seq // the first damaged row; 0: not a row of the log
	What   string      // what is wrong there
	Lesser bool        // only of what is made from the log: a plain table or a snapshot
}

// Error names the place, what is wrong there and what to do.
func (e *DamageError) Error() string {
	switch {
	case e.Lesser:
		return fmt.Sprintf("%s: %s; its log is whole, and this is made from it anew when it is next opened", e.Stream, e.What)
	case e.Seq == 0:
		return fmt.Sprintf("%s is damaged (%s): nothing was changed, go back to a backup", e.Stream, e.What)
	}
	return fmt.Sprintf("%s is damaged at row %d (%s): nothing was changed, go back to a backup", e.Stream, e.Seq, e.What)
}

func damageAt(stream string, seq meeting.Seq, what string) *DamageError {
	return &DamageError{Stream: stream, Seq: seq, What: what}
}

// digestOf is what a row's hash covers of its salt and body.
func digestOf(salt, body []byte) hash {
	b := make([]byte, 0, 256)
	b = append(b, "oneplan body 1"...)
	b = appendField(b, salt)
	b = appendField(b, body)
	return sha256.Sum256(b)
}

// link is the hash of a row, given that of the row before it.
func link(previous hash, stream string, l *line, digest hash) hash {
	b := make([]byte, 0, 384)
	b = append(b, "oneplan row 1"...)
	b = appendField(b, previous[:])
	b = appendField(b, stream)
	b = binary.BigEndian.AppendUint64(b, uint64(l.seq))
	b = appendField(b, l.actor)
	b = appendField(b, l.at)
	b = appendField(b, l.command)
	b = appendField(b, l.kinds)
	b = appendField(b, digest[:])
	return sha256.Sum256(b)
}

func appendField[T string | []byte](b []byte, field T) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(len(field)))
	return append(b, field...)
}

// check verifies l against the hash of the row before it, and returns l's.
func (l *line) check(previous hash, stream string) (hash, error) {
	damage := func(what string) error { return damageAt(stream, l.seq, what) }
	digest, ok := l.digest()
	if !ok {
		return hash{}, damage("it has neither a salt nor a digest")
	}
	h := link(previous, stream, l, digest)
	if string(h[:]) != string(l.hash) {
		return hash{}, damage("its hash is not that of its content and of the row before it")
	}
	return h, nil
}

// row returns what the domain reads of l.
func (l *line) row(stream string) (meeting.Row, error) {
	at, err := time.Parse(timeLayout, l.at)
	if err != nil {
		return meeting.Row{}, damageAt(stream, l.seq, "its time cannot be read")
	}
	r := meeting.Row{Seq: l.seq, Actor: meeting.PersonID(l.actor), At: at, Command: l.command, Kinds: l.kinds, Body: l.body}
	if l.salt == nil {
		r.Body, r.Erased = nil, true
		if x := l.rest(); x != nil {
			r.Body = x.Body
		}
	}
	return r, nil
}
