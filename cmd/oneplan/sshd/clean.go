package sshd

import (
	"bytes"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
)

// cleaner makes a client's keystrokes safe to decode. It only drops: invalid
// UTF-8, the C1 controls U+0080 to U+009F, everything of an escape sequence
// beyond a sensible length, and everything of a bracketed paste beyond its
// limit, so that no input grows a decoder's buffer or finds an untested way
// through it.
type cleaner struct {
	limit int           // bytes kept of one paste
	pause time.Duration // the pause after which a long control string is given up

	part  []byte // the beginning of a character that is not complete yet
	state state
	seq   int // bytes of the escape sequence so far
	match int // bytes of pasteEnd matched so far
	kept  int // bytes kept of this paste
	intro [maxIntro]byte

	dropped int // bytes dropped from pastes that have ended, until taken
	excess  int // bytes dropped from the paste that is under way
}

type state int

const (
	ground     state = iota
	escape           // after ESC
	control          // in a control sequence, ESC [ …
	text             // in a control string, ESC ] … and the like
	textEscape       // after ESC in a control string
	paste            // between pasteStart and pasteEnd
)

const (
	esc = 0x1b
	bel = 0x07
	can = 0x18
	sub = 0x1a

	pasteStart = "200~" // after ESC [
	pasteEnd   = "\x1b[201~"

	maxIntro   = len(pasteStart)
	maxControl = 64   // bytes of a control sequence; keys and mouse need 30
	maxText    = 1024 // bytes of a control string; a colour reply needs 30
)

// pauseTyped is the pause after which a sequence that is not complete is given up, as the
// decoder gives up on it: Alt+] typed by hand is not the beginning of a control
// string. What is far longer than anything typed by hand may pause for longer.
const pauseTyped = uv.DefaultEscTimeout

// paused is called before input that comes d after the last.
func (c *cleaner) paused(d time.Duration) {
	long := (c.state == text || c.state == textEscape) && c.seq > maxText
	if c.state != paste && d > pauseTyped && (!long || d > c.pause) {
		c.state = ground
	}
}

// takeDropped returns how many bytes were dropped from pastes since it was
// last called.
func (c *cleaner) takeDropped() int {
	n := c.dropped
	c.dropped = 0
	return n
}

// clean appends what may pass of src to dst.
func (c *cleaner) clean(dst, src []byte) []byte {
	if len(c.part) > 0 {
		src = append(c.part, src...)
		c.part = nil
	}
	for len(src) > 0 {
		if c.state == paste && c.match == 0 && c.kept >= c.limit {
			// Nothing is kept of what comes before the next ESC.
			n := bytes.IndexByte(src, esc)
			if n < 0 {
				n = len(src)
			}
			c.excess += n
			src = src[n:]
			if n > 0 {
				continue
			}
		}
		if src[0] < utf8.RuneSelf {
			dst = c.ascii(dst, src[0])
			src = src[1:]
			continue
		}
		if !utf8.FullRune(src) {
			c.part = bytes.Clone(src)
			break
		}
		r, n := utf8.DecodeRune(src)
		if n > 1 && r > 0x9f {
			dst = c.character(dst, src[:n])
		}
		src = src[n:]
	}
	return dst
}

// ascii takes one byte below 0x80.
func (c *cleaner) ascii(dst []byte, b byte) []byte {
	switch c.state {
	case ground:
		if b == esc {
			c.state = escape
		}
	case escape:
		switch b {
		case esc:
		case '[':
			c.state, c.seq = control, 0
		case ']', 'P', '_', '^', 'X':
			c.state, c.seq = text, 0
		default:
			c.state = ground
		}
	case control:
		return c.control(dst, b)
	case text, textEscape:
		return c.text(dst, b)
	case paste:
		return c.paste(dst, b)
	}
	return append(dst, b)
}

// control takes a byte of a control sequence (ECMA-48 section 5.4).
func (c *cleaner) control(dst []byte, b byte) []byte {
	switch {
	case b == esc:
		c.state = escape
	case b < 0x20 || b == 0x7f:
		c.state = ground
	default:
		if c.seq < maxIntro {
			c.intro[c.seq] = b
		}
		c.seq++
		if b >= 0x40 { // a final byte
			c.state = ground
			if c.seq == maxIntro && string(c.intro[:]) == pasteStart {
				c.state, c.kept, c.match, c.excess = paste, 0, 0, 0
			}
		} else if c.seq > maxControl {
			return dst
		}
	}
	return append(dst, b)
}

// text takes a byte of a control string (ECMA-48 section 5.6). What is beyond
// the limit is dropped, but not its end.
func (c *cleaner) text(dst []byte, b byte) []byte {
	c.seq++
	switch {
	case b == bel || b == can || b == sub || c.state == textEscape && b == '\\':
		c.state = ground
	case b == esc:
		c.state = textEscape
	case c.state == textEscape:
		// Not the end of the string but the beginning of something else.
		c.state = escape
		return c.ascii(dst, b)
	case c.seq > maxText:
		return dst
	}
	return append(dst, b)
}

// paste takes a byte of a bracketed paste. Of the controls, only tabs and
// line ends stay: a paste holds no keys.
func (c *cleaner) paste(dst []byte, b byte) []byte {
	if b == pasteEnd[c.match] {
		c.match++
		if c.match == len(pasteEnd) {
			c.state = ground
			c.dropped += c.excess
			dst = append(dst, pasteEnd...)
		}
		return dst
	}
	dst = c.unmatched(dst)
	if b == esc {
		c.match = 1
		return dst
	}
	if b < 0x20 && b != '\t' && b != '\n' && b != '\r' || b == 0x7f {
		return dst
	}
	return c.keep(dst, b)
}

// unmatched keeps what looked like the end of the paste, but for its ESC.
func (c *cleaner) unmatched(dst []byte) []byte {
	n := c.match
	c.match = 0
	for i := 1; i < n; i++ {
		dst = c.keep(dst, pasteEnd[i])
	}
	return dst
}

// character takes one character that is not ASCII.
func (c *cleaner) character(dst, char []byte) []byte {
	switch c.state {
	case paste:
		dst = c.unmatched(dst)
		return c.keep(dst, char...)
	case text, textEscape:
		c.state = text
		if c.seq += len(char); c.seq > maxText {
			return dst
		}
	default:
		c.state = ground
	}
	return append(dst, char...)
}

// keep appends to the paste as long as there is room, whole characters only.
func (c *cleaner) keep(dst []byte, char ...byte) []byte {
	if c.kept+len(char) > c.limit {
		c.excess += len(char)
		c.kept = c.limit // nothing smaller may follow what was dropped
		return dst
	}
	c.kept += len(char)
	return append(dst, char...)
}

// cleanLine drops invalid UTF-8 and control characters, for the texts that a
// client sends before its session starts.
func cleanLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' && r != '\n' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}
