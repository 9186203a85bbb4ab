package line

import (
	"bytes"
	"context"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/uax29/v2/graphemes"

	"oneplan/meeting/text"
)

// The longest line that is read, in bytes, and how much is read at a time.
const (
	longestLine = 8 << 10
	readSize    = 1 << 10
)

// lastWords is how long what was said last may take to be sent.
const lastWords = 5 * time.Second

// console is the way to the person: lines in, lines out. Nothing of it blocks its user: what was typed waits until it is asked for, and
// what is said waits until the last thing said has been taken.
type console struct {
	echo bool // a terminal is at the other end, in raw mode: what is typed is echoed, and lines end in CR LF

	in    chan []byte   // what was typed, as it comes; closed at its end
	ended chan struct{} // closed when nobody asks any more
	chunk []byte        // of in, not looked at yet
	typed typed

	out  bytes.Buffer // said, and not handed over yet
	to   chan []byte
	sent chan error
	busy bool // something is on its way
	lost error
}

// newConsole begins to read and to write. Reading lasts until the reader ends or fails, which it has to once the connection is gone.
func newConsole(in io.Reader, out io.Writer, echo bool) *console {
	c := &console{echo: echo, in: make(chan []byte), ended: make(chan struct{}), to: make(chan []byte), sent: make(chan error, 1)}
	go c.pump(in)
	go func() {
		for b := range c.to {
			_, err := out.Write(b)
			c.sent <- err
		}
	}()
	return c
}

func (c *console) pump(in io.Reader) {
	defer close(c.in)
	for {
		b := make([]byte, readSize)
		n, err := in.Read(b)
		if n > 0 {
			select {
			case c.in <- b[:n]:
			case <-c.ended:
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// close ends the console, once what was said has been taken or that takes too long.
func (c *console) close(ctx context.Context) {
	late, cancel := context.WithTimeout(ctx, lastWords)
	defer cancel()
	for c.lost == nil && (c.busy || c.out.Len() > 0) {
		c.hand()
		select {
		case err := <-c.sent:
			c.took(err)
		case <-late.Done():
			c.lost = late.Err()
		}
	}
	close(c.ended)
	close(c.to)
}

// hand hands over what was said, if the last was taken.
func (c *console) hand() {
	if c.busy || c.out.Len() == 0 || c.lost != nil {
		return
	}
	c.busy = true
	b := bytes.Clone(c.out.Bytes())
	c.out.Reset()
	c.to <- b
}

// took is called with what sent gave.
func (c *console) took(err error) {
	c.busy = false
	if err != nil {
		c.lost = err
	}
}

// free reports whether everything said was taken.
func (c *console) free() bool { return !c.busy && c.out.Len() == 0 }

// lines says lines, each whole: no control byte gets through, and what is being typed stays at the end.
func (c *console) lines(lines ...string) {
	if len(lines) == 0 {
		return
	}
	end := "\n"
	if c.echo {
		end = "\r\n"
		if len(c.typed.line) > 0 {
			c.out.WriteString(end)
		}
	}
	for _, l := range lines {
		c.out.WriteString(flat(l) + end)
	}
	if c.echo {
		c.out.Write(c.typed.line)
	}
}

// line is something that was typed.
type line struct {
	text    string
	tooLong bool // and left out
	end     bool // the end of the input, at the keyboard
}

// next returns the next whole line that was typed, if there is one.
func (c *console) next() (line, bool) {
	for len(c.chunk) > 0 {
		b := c.chunk[0]
		c.chunk = c.chunk[1:]
		l, whole, echo := c.typed.key(b, c.echo)
		if c.echo {
			c.out.WriteString(echo)
		}
		if whole {
			return l, true
		}
	}
	return line{}, false
}

// last returns what stood on the last line without an end, once the input has ended.
func (c *console) last() (line, bool) {
	l := c.typed.whole()
	return l, l.text != "" || l.tooLong
}

// typed is a line being typed.
type typed struct {
	line  []byte // whole characters
	part  []byte // of a character
	long  bool
	cr    bool // the last byte was a carriage return: the newline after it is part of it
	state int  // within an escape sequence
}

// The states of an escape sequence. Keys that send one mean nothing here.
const (
	outside = iota
	escaped
	inside // of a sequence that ends with a letter or ~
	third  // after ESC O
)

// key takes one byte. It returns the line that it ends, and what a terminal is to show.
func (t *typed) key(b byte, terminal bool) (l line, whole bool, echo string) {
	if t.state != outside {
		t.escape(b)
		return
	}
	cr := t.cr
	t.cr = b == '\r'
	switch {
	case b == '\n' && cr:
		return
	case b == '\n' || b == '\r':
		return t.whole(), true, "\r\n"
	case !terminal:
		t.add(b)
		return
	}
	switch b {
	case 0x1b:
		t.state = escaped
	case 0x7f, '\b':
		return l, false, t.rubOut()
	case 0x15, 0x03: // ctrl+u, ctrl+c: the line anew. Neither ends anything.
		for len(t.line) > 0 {
			echo += t.rubOut()
		}
		t.part, t.long = nil, false
	case 0x17: // ctrl+w
		echo = t.rubOut()
		for len(t.line) > 0 && t.line[len(t.line)-1] != ' ' {
			echo += t.rubOut()
		}
	case 0x04: // ctrl+d
		return line{end: true}, len(t.line) == 0, ""
	default:
		echo = t.add(b)
	}
	return l, false, echo
}

func (t *typed) escape(b byte) {
	switch {
	case t.state == escaped && b == '[':
		t.state = inside
	case t.state == escaped && b == 'O':
		t.state = third
	case t.state == inside && b < 0x40:
	default:
		t.state = outside
	}
}

// add takes a byte of a character and returns the character once it is whole.
func (t *typed) add(b byte) string {
	if b < ' ' && b != '\t' {
		return ""
	}
	t.part = append(t.part, b)
	if !utf8.FullRune(t.part) {
		return ""
	}
	r, n := utf8.DecodeRune(t.part)
	if r == utf8.RuneError && n <= 1 {
		t.part = t.part[1:]
		return ""
	}
	s := text.CleanAfter(t.before(), string(t.part))
	t.part = nil
	if len(t.line)+len(s) > longestLine {
		t.long = true
		return ""
	}
	t.line = append(t.line, s...)
	return s
}

// before is the character that what is typed next comes after.
func (t *typed) before() rune {
	if len(t.line) == 0 {
		return 0
	}
	r, _ := utf8.DecodeLastRune(t.line)
	return r
}

// rubOut takes the last character off, as people count characters, and returns what takes it off a terminal.
func (t *typed) rubOut() string {
	t.part = nil
	if len(t.line) == 0 {
		return ""
	}
	tail := t.line[max(0, len(t.line)-256):]
	for len(tail) > 0 && !utf8.RuneStart(tail[0]) {
		tail = tail[1:]
	}
	var last string
	for g := graphemes.FromString(string(tail)); g.Next(); {
		last = g.Value()
	}
	t.line = t.line[:len(t.line)-len(last)]
	return strings.Repeat("\b \b", ansi.StringWidth(last))
}

// whole returns the line and begins the next one.
func (t *typed) whole() line {
	l := line{text: flat(string(t.line)), tooLong: t.long}
	if t.long {
		l.text = ""
	}
	t.line, t.part, t.long = nil, nil, false
	return l
}
