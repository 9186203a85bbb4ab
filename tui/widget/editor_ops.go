package widget

import (
	"time"
	"unicode"
	"unicode/utf8"

	"oneplan/meeting/text"
)

// opKind is what a key asks an editor to do.
type opKind uint8

const (
	opInsert opKind = iota
	opPaste
	opBackspace
	opDelete
	opWordBack
	opWordAhead
	opToStart
	opToEnd
	opCut
	opUndo
	opRedo

	opCopy // from here on nothing changes the text
	opPlace
	opAll
	opLeft
	opRight
	opWordLeft
	opWordRight
	opUp
	opDown
	opPageUp
	opPageDown
	opHome
	opEnd
	opTop
	opBottom
)

// edits reports whether the operation changes the text.
func (k opKind) edits() bool { return k < opCopy }

// typing reports whether the operation goes on with a burst of typing.
func (k opKind) typing() bool { return k <= opDelete && k != opPaste }

// op is one key's wish, waiting for its turn.
type op struct {
	kind    opKind
	extend  bool   // a move that selects
	text    string // to insert, clean
	at      time.Time
	caret   text.Caret   // where opPlace goes
	gesture text.Gesture // of a paste that goes on
	clip    bool         // a paste of what a cut before it in the queue will keep
}

// maxTyped is the most bytes that count as typed.
const maxTyped = 4096

// push puts an operation into the queue, and does it if it only moves and
// nothing is before it.
func (e *Editor) push(o op) {
	if o.text != "" {
		if o.text = e.fit(o.text); o.text == "" {
			return
		}
		if len(o.text) > maxTyped {
			o.kind = opPaste
		}
	}
	e.queue = append(e.queue, o)
	e.waiting += len(o.text)
	e.settle()
}

// fit cleans text and cuts it to what may still wait.
func (e *Editor) fit(s string) string {
	room := maxQueue - e.waiting
	if len(s) > 2*room {
		s = s[:2*room] // no need to clean what is cut anyway
		e.notice = e.Words.TooMuch
	}
	s = text.Clean(s)
	if e.Single {
		s = oneLine(s)
	}
	if len(s) > room {
		e.notice = e.Words.TooMuch
		s = cutRunes(s, room)
	}
	return s
}

// cutRunes returns at most n bytes of s, in whole runes.
func cutRunes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// settle does the operations at the front of the queue that change nothing.
func (e *Editor) settle() {
	for e.flight == nil && !e.refused && len(e.queue) > 0 && !e.queue[0].kind.edits() {
		o := e.queue[0]
		e.drop(1)
		e.move(o)
	}
}

// drop takes n operations off the queue.
func (e *Editor) drop(n int) {
	for _, o := range e.queue[:n] {
		e.waiting -= len(o.text)
	}
	e.queue = e.queue[n:]
	if len(e.queue) == 0 {
		e.queue = nil
	}
}

// Take returns the next thing to do with the text, if there is one and nothing
// is on its way. What was taken must be reported on: see Done and Refused.
func (e *Editor) Take() (Intent, bool) {
	for {
		e.settle()
		if e.flight != nil || e.refused || len(e.queue) == 0 {
			return Intent{}, false
		}
		f := &flight{caret: e.caret, anchor: e.anchor, selecting: e.selecting}
		switch o := e.queue[0]; o.kind {
		case opUndo, opRedo:
			f.ops = e.queue[:1:1]
			e.drop(1)
			e.flight, e.burstAt, e.selecting = f, time.Time{}, false
			e.layout.follow = true
			if o.kind == opUndo {
				return Intent{Kind: IntentUndo}, true
			}
			return Intent{Kind: IntentRedo}, true
		default:
			if o.clip {
				e.queue[0].clip, e.queue[0].text = false, e.fit(e.Clip.Text)
				e.waiting += len(e.queue[0].text)
				if e.queue[0].text == "" {
					e.drop(1)
					continue
				}
			}
			if edit, ok := e.resolve(f); ok {
				e.flight = f
				return Intent{Edit: edit}, true
			}
		}
	}
}

// resolve makes one edit of the operations at the front of the queue that belong
// to one gesture, and takes them off. It reports false if they come to nothing.
func (e *Editor) resolve(f *flight) (text.Edit, bool) {
	first := e.queue[0]
	from, to := e.Selection()
	var s, raw string
	var n int
	var g text.Gesture
	switch {
	case first.kind == opCut:
		if from < to {
			e.copyOut(from, to)
		}
		n = 1
	case first.kind == opPaste:
		raw = cutRunes(first.text, text.MaxInsert)
		s, n, g = text.Clean(raw), 1, first.gesture
	case !first.kind.typing():
		if from == to {
			from, to = e.reach(first.kind, from)
		}
		n = 1
	default:
		from, to, s, n = e.coalesce(from, to)
	}
	f.ops = e.queue[:n:n]
	if from == to && s == "" {
		e.drop(n)
		if first.kind != opCut {
			e.goal = 0
		}
		return text.Edit{}, false
	}
	if g == (text.Gesture{}) {
		g = e.gesture(first)
	}
	if first.kind == opPaste && len(raw) < len(first.text) {
		// The rest of a long paste goes on with the same gesture.
		f.ops = []op{{kind: opPaste, text: raw, at: first.at, gesture: g}}
		e.queue[0].text, e.queue[0].gesture = first.text[len(raw):], g
		e.waiting -= len(raw)
	} else {
		e.drop(n)
	}
	edit := e.view.Replace(g, from, to, s)
	if s != "" {
		f.first, f.runes = e.view.Next(e.Gestures.Site), uint32(utf8.RuneCountInString(s))
	}
	e.caret, e.selecting, e.goal = e.view.CaretAt(from), false, 0
	e.layout.follow = true
	e.burstAt = time.Time{}
	if first.kind.typing() {
		e.burstAt = f.ops[len(f.ops)-1].at
	}
	return edit, true
}

// coalesce goes through the typing at the front of the queue, which begins with
// the given selection, and returns what it comes to: the range to delete, the
// text to insert there, and how many operations that was.
func (e *Editor) coalesce(from, to int) (int, int, string, int) {
	var b []byte
	n := 0
	last := e.queue[0].at
loop:
	for ; n < len(e.queue); n++ {
		o := e.queue[n]
		if n > 0 && (!o.kind.typing() || o.at.Sub(last) > burstPause || len(b)+len(o.text) > text.MaxInsert) {
			break
		}
		last = o.at
		switch {
		case o.kind == opInsert:
			b = append(b, o.text...)
		case n == 0 && from < to: // backspace or delete takes the selection
		case o.kind == opBackspace && len(b) > 0 && e.joins(from, b):
			break loop // it takes a character that is partly in the text
		case o.kind == opBackspace && len(b) > 0:
			b = trimLast(b)
		case o.kind == opBackspace:
			from = e.before(from)
		case len(b) > 0: // a delete ahead after typing stays for later
			break loop
		default:
			to = e.after(to)
		}
	}
	return from, to, text.Clean(string(b)), n
}

// joins reports whether b, inserted at a position, would become part of the
// character left of it.
func (e *Editor) joins(pos int, b []byte) bool {
	if pos == 0 || b[0] < utf8.RuneSelf {
		return false
	}
	left := string(e.view.At(pos - 1))
	n, _, _ := cluster(left + string(b[:min(len(b), 16)]))
	return n > len(left)
}

// gesture returns the gesture for an operation: that of the burst it belongs to,
// or a new one.
func (e *Editor) gesture(o op) text.Gesture {
	if o.kind.typing() && !e.burstAt.IsZero() && o.at.Sub(e.burstAt) <= burstPause {
		return e.burst
	}
	g := e.Gestures.Next()
	if o.kind.typing() {
		e.burst = g
	}
	return g
}

// reach returns the range that a larger deletion takes from the caret.
func (e *Editor) reach(k opKind, pos int) (from, to int) {
	switch k {
	case opWordBack:
		return e.wordBefore(pos), pos
	case opWordAhead:
		return pos, e.wordAfter(pos)
	case opToStart:
		line, row := e.at(pos)
		return line.start + line.p.rows[row].r0, pos
	default: // opToEnd
		line := e.line(e.lineAt(pos))
		return pos, line.start + line.runes()
	}
}

// copyOut keeps a range of the text for pasting.
func (e *Editor) copyOut(from, to int) {
	if e.Clip != nil {
		e.Clip.Text = e.view.Slice(from, to)
	}
}

// move does an operation that changes nothing.
func (e *Editor) move(o op) {
	from, to := e.Selection()
	pos := e.Pos()
	goal := e.goal - 1
	e.goal = 0
	switch o.kind {
	case opCopy:
		if from < to {
			e.copyOut(from, to)
		}
		e.goal = goal + 1
		return
	case opAll:
		e.anchor, e.caret, e.selecting = text.Caret{}, e.view.CaretAt(e.view.Len()), true
		e.burstAt = time.Time{}
		return
	case opPlace:
		e.place(o.caret, o.extend)
		return
	case opUp, opDown, opPageUp, opPageDown:
		if goal < 0 {
			line, row := e.at(pos)
			goal = line.p.column(row, pos-line.start)
		}
		pos = e.vertical(pos, e.rowsFor(o.kind), goal)
		defer func() { e.goal = goal + 1 }()
	case opLeft, opRight:
		switch {
		case from < to && !o.extend && o.kind == opLeft:
			pos = from
		case from < to && !o.extend:
			pos = to
		case o.kind == opLeft:
			pos = e.before(pos)
		default:
			pos = e.after(pos)
		}
	default:
		pos = e.target(o.kind, pos)
	}
	e.place(e.view.CaretAt(pos), o.extend)
}

// target returns where a move that depends on nothing but the place goes.
func (e *Editor) target(k opKind, pos int) int {
	switch k {
	case opWordLeft:
		return e.wordBefore(pos)
	case opWordRight:
		return e.wordAfter(pos)
	case opHome:
		line, row := e.at(pos)
		return line.start + line.p.rows[row].r0
	case opEnd:
		line, row := e.at(pos)
		return line.start + line.p.offset(row, line.p.rows[row].cols)
	case opTop:
		return 0
	default: // opBottom
		return e.view.Len()
	}
}

// rowsFor returns how many rows a vertical move goes, up being negative.
func (e *Editor) rowsFor(k opKind) int {
	page := max(1, e.layout.height-1)
	switch k {
	case opUp:
		return -1
	case opDown:
		return 1
	case opPageUp:
		return -page
	default:
		return page
	}
}

// vertical returns the position n rows down from pos, nearest to a column; the
// text's ends when there are not so many rows.
func (e *Editor) vertical(pos, n, goal int) int {
	i := e.lineAt(pos)
	line := e.line(i)
	row := line.p.rowAt(pos - line.start)
	for ; n < 0; n++ {
		if row--; row < 0 {
			if i--; i < 0 {
				return 0
			}
			line = e.line(i)
			row = len(line.p.rows) - 1
		}
	}
	for ; n > 0; n-- {
		if row++; row == len(line.p.rows) {
			if i++; i == e.lineCount() {
				return e.view.Len()
			}
			line, row = e.line(i), 0
		}
	}
	return line.start + line.p.offset(row, goal)
}

// before returns the position before the character left of pos, after the one
// after the character right of it.
func (e *Editor) before(pos int) int {
	line := e.line(e.lineAt(pos))
	if pos == line.start {
		return max(0, pos-1)
	}
	return line.start + line.p.prev(pos-line.start)
}

func (e *Editor) after(pos int) int {
	line := e.line(e.lineAt(pos))
	if off := pos - line.start; off < line.runes() {
		return line.start + line.p.next(off)
	}
	return min(pos+1, e.view.Len())
}

// wordClass parts words from what is between them.
func wordClass(r rune) int {
	switch {
	case r == 0, unicode.IsSpace(r):
		return 0
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '\'', r == '’', r == '_':
		return 1
	}
	return 2
}

// wordBefore returns the start of the word left of pos.
func (e *Editor) wordBefore(pos int) int {
	for pos > 0 && wordClass(e.view.At(pos-1)) == 0 {
		pos = e.before(pos)
	}
	if pos == 0 {
		return 0
	}
	class := wordClass(e.view.At(pos - 1))
	for pos > 0 && wordClass(e.view.At(pos-1)) == class {
		pos = e.before(pos)
	}
	return pos
}

// wordAfter returns the end of the word right of pos.
func (e *Editor) wordAfter(pos int) int {
	end := e.view.Len()
	for pos < end && wordClass(e.view.At(pos)) == 0 {
		pos = e.after(pos)
	}
	if pos == end {
		return end
	}
	class := wordClass(e.view.At(pos))
	for pos < end && wordClass(e.view.At(pos)) == class {
		pos = e.after(pos)
	}
	return pos
}
