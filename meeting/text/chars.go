package text

import "unicode/utf8"

// chars is a string that only grows, as UTF-8, with quick access by character.
type chars struct {
	b  []byte
	n  uint32   // characters
	at []uint32 // where each block of them starts in b
}

// block is how many characters are looked through at most to find one of them.
const block = 32

// add appends a valid string and returns how many characters that is.
func (c *chars) add(s string) uint32 {
	old := c.n
	if len(s) == 1 && c.n%block != 0 { // a key
		c.n++
		c.b = append(c.b, s[0])
		return 1
	}
	for i := range s {
		if c.n%block == 0 {
			c.at = append(c.at, uint32(len(c.b)+i))
		}
		c.n++
	}
	c.b = append(c.b, s...)
	return c.n - old
}

// offset returns where character i starts in b; i may be the character after the last.
func (c *chars) offset(i uint32) int {
	if len(c.b) == int(c.n) { // one byte each
		return int(i)
	}
	k := i / block
	if int(k) == len(c.at) {
		return len(c.b)
	}
	from, to, n := c.at[k], uint32(len(c.b)), c.n-k*block
	if int(k)+1 < len(c.at) {
		to, n = c.at[k+1], block
	}
	i %= block
	if to-from == n { // one byte each, here
		return int(from + i)
	}
	at := int(from)
	for ; i > 0; i-- {
		_, size := utf8.DecodeRune(c.b[at:])
		at += size
	}
	return at
}

// slice returns characters i up to j. The bytes must not be changed.
func (c *chars) slice(i, j uint32) []byte {
	return c.b[c.offset(i):c.offset(j)]
}
