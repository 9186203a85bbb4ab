package meeting

import (
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"
	uax29 "github.com/clipperhouse/uax29/v2/words"
)

// Sign says what became of something: it is the same, was added, or was taken out.
type Sign rune

// The signs, as they are shown: colour is never the only one.
const (
	Kept    Sign = ' '
	Added   Sign = '+'
	Removed Sign = '−'
	Altered Sign = '~' // of an entry whose facts or texts changed
)

// Piece is a part of a text that was kept, added or removed whole.
type Piece struct {
	Sign Sign
	Text string
}

// DiffWords compares two texts word by word, with words as Unicode has them (UAX #29). The pieces in order, without the added ones,
// are before; without the removed ones, they are after. What was removed stands before what was added in its place.
func DiffWords(before, after string) []Piece {
	a, b := wordsOf(before), wordsOf(after)
	var out []Piece
	at := 0
	for _, d := range lcs.DiffLines(a, b) {
		out = piece(out, Kept, a[at:d.Start]...)
		out = piece(out, Removed, a[d.Start:d.End]...)
		out = piece(out, Added, b[d.ReplStart:d.ReplEnd]...)
		at = d.End
	}
	return joinPieces(piece(out, Kept, a[at:]...))
}

func wordsOf(s string) []string {
	var out []string
	for w := uax29.FromString(s); w.Next(); {
		out = append(out, w.Value())
	}
	return out
}

func piece(out []Piece, sign Sign, words ...string) []Piece {
	if len(words) == 0 {
		return out
	}
	return append(out, Piece{sign, strings.Join(words, "")})
}

// joinPieces makes one change of changes that only a blank keeps apart, since nobody reads every other word.
func joinPieces(ps []Piece) []Piece {
	var out []Piece
	var gone, came strings.Builder
	flush := func() {
		if gone.Len() > 0 {
			out = append(out, Piece{Removed, gone.String()})
		}
		if came.Len() > 0 {
			out = append(out, Piece{Added, came.String()})
		}
		gone.Reset()
		came.Reset()
	}
	for i, p := range ps {
		switch {
		case p.Sign == Removed:
			gone.WriteString(p.Text)
		case p.Sign == Added:
			came.WriteString(p.Text)
		case gone.Len() > 0 && came.Len() > 0 && i+1 < len(ps) && strings.Trim(p.Text, " ") == "" && replaced(ps[i+1:]):
			gone.WriteString(p.Text)
			came.WriteString(p.Text)
		default:
			flush()
			out = append(out, p)
		}
	}
	flush()
	return out
}

// replaced reports whether ps begins with words in place of others.
func replaced(ps []Piece) bool { return len(ps) > 1 && ps[0].Sign == Removed && ps[1].Sign == Added }
