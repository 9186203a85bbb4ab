package meeting

import (
	"crypto/sha256"
	"encoding/binary"
)

// RowErased stands for what a row of the log said before its words were erased. It is given to Apply in their place and is never
// logged. Later edits of a text that name characters of an erased row are left out from then on: what they meant is gone with it.
type RowErased struct{}

func (RowErased) event() {}

// Rest is what is left of a row that held words of somebody which are erased: what others, or the record itself, would miss.
type Rest struct {
	Seq  Seq
	Salt []byte // RestSalt random bytes, so that the sum of a short body says nothing of it
	Body []byte // as Encode makes it; nil: nothing is left
}

// RestSalt is the length of a Rest's salt in bytes.
const RestSalt = 16

// Sum is what a later row of the log vouches for the rest by, since the hash of the row itself is that of the words: SHA-256 of
// "oneplan rest 1", 8 bytes of Seq, big-endian, the salt and the body.
func (x *Rest) Sum() [sha256.Size]byte {
	b := append([]byte("oneplan rest 1"), make([]byte, 8)...)
	binary.BigEndian.PutUint64(b[len(b)-8:], uint64(x.Seq))
	return sha256.Sum256(append(append(b, x.Salt...), x.Body...))
}

// RowsRedacted vouches for what is left of earlier rows of the log, some words of which were erased.
type RowsRedacted struct {
	Rests []RestSum `json:"rests"`
}

// RestSum is the Sum of the Rest of one row.
type RestSum struct {
	Seq Seq    `json:"seq"`
	Sum []byte `json:"sum"`
}

func (RowsRedacted) event() {}

// Events returns what the row says: what Decode reads in its body; of an erased row what is left of it, or RowErased.
func (r Row) Events() ([]Event, error) {
	if r.Erased && r.Body == nil {
		return []Event{RowErased{}}, nil
	}
	return Decode(r.Body)
}
