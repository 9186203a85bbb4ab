package widget

import (
	"time"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting/text"
	"oneplan/tui/theme"
)

// burstPause is how long somebody may think before what they type next is undone
// on its own.
const burstPause = 2 * time.Second

// maxQueue is the most bytes that wait in an editor to be added.
const maxQueue = 1 << 20

// Outcome is what became of a message given to a widget.
type Outcome uint8

const (
	// Ignored means the widget had no use for it; the caller may.
	Ignored Outcome = iota
	// Used means the widget took it.
	Used
	// Chosen means the widget took it as a choice: enter, or a click on what was
	// already selected.
	Chosen
	// Cancelled means the widget took it as a wish to leave: esc.
	Cancelled
)

// Gestures numbers the gestures of one connection, for all its editors.
type Gestures struct {
	Site text.Site
	last uint32
}

// Next returns a new gesture.
func (g *Gestures) Next() text.Gesture {
	g.last++
	return text.Gesture{Site: g.Site, N: g.last}
}

// Clipboard is what cut and copy keep, shared by one person's editors.
type Clipboard struct{ Text string }

// IntentKind says what an Intent asks for.
type IntentKind uint8

const (
	// IntentEdit asks to apply Intent.Edit.
	IntentEdit IntentKind = iota
	// IntentUndo asks to undo the person's last gesture in this text.
	IntentUndo
	// IntentRedo asks to redo the person's last undone gesture in this text.
	IntentRedo
)

// Intent is one thing an editor asks its owner to do with the text.
type Intent struct {
	Kind IntentKind
	Edit text.Edit // with First 0, for the engine to assign
}

// Peer is somebody else's caret.
type Peer struct {
	Caret  text.Caret
	Label  string   // initials, two columns at most
	Style  uv.Style // a coloured cell: see [theme.Theme.Caret]
	Active bool     // typing now: the label is shown even over text
}

// EditorWords are the words an editor shows by itself.
type EditorWords struct {
	NotAdded string // before what is written but not in the text: "not added yet"
	Refused  string // after that, once it was refused: "⏎ try again, ctrl+x take it out"
	TooMuch  string // a notice: more was typed or pasted than can wait
}

// Editor edits a shared text without ever changing it. What keys ask for waits
// in a queue. The owner takes one [Intent] at a time with Take, sends it, and
// reports: SetView whenever there is a newer text, Done when what was taken is
// in it, Refused when it will not be. While one is on its way the keys that
// follow wait, and are resolved in order against the text that then is: typing
// that waited becomes one edit. Nothing typed is shown before it is in the text,
// and nothing typed is lost: see Draft.
//
// The caret is a place in the text, not a number: what others do elsewhere never
// moves it relative to the writer's words.
type Editor struct {
	Theme    *theme.Theme
	Words    EditorWords
	Gestures *Gestures  // whose edits these are
	Clip     *Clipboard // may be nil

	Placeholder string // shown while the text is empty
	Single      bool   // one line: enter is ignored, newlines show as spaces
	ReadOnly    bool   // moves and copies only
	Focus       bool   // has the keys: shows the cursor
	Tail        bool   // without focus, keeps the end in view
	ShowDraft   bool   // shows what waits, as when saving takes long

	// Author, if not nil, gives the look of what a site wrote.
	Author func(text.Site) uv.Style

	view  text.View
	peers []Peer

	caret     text.Caret
	anchor    text.Caret // where the selection began
	selecting bool
	goal      int // 1 more than the column up and down keep to, 0 for none

	queue   []op
	waiting int // bytes of text in the queue
	flight  *flight
	refused bool
	notice  string

	burst   text.Gesture // the gesture that typing goes on with
	burstAt time.Time    // when its last key was, zero when it is over

	layout editorLayout
}

// flight is what was taken and not reported on.
type flight struct {
	ops    []op
	first  uint32 // number of the first inserted character
	runes  uint32 // how many were inserted
	landed bool   // they are in the view
	done   bool   // Done was called, with a view that did not have them yet

	caret, anchor text.Caret // as before, for when it is refused
	selecting     bool
}

// View returns the text the editor shows.
func (e *Editor) View() text.View { return e.view }

// SetView shows a newer text.
func (e *Editor) SetView(v text.View) {
	if v == e.view {
		return
	}
	e.view = v
	e.land()
}

// land puts the caret after what was inserted, once that is in the text.
func (e *Editor) land() {
	f := e.flight
	if f == nil || f.landed || f.runes == 0 || e.view.Next(e.Gestures.Site) < f.first+f.runes {
		return
	}
	f.landed = true
	e.caret = text.Caret{ID: text.ID{Site: e.Gestures.Site, N: f.first + f.runes - 1}}
	e.layout.follow = true
	if f.done {
		e.finish()
	}
}

// finish ends a flight, so that the next one may be taken.
func (e *Editor) finish() {
	e.flight = nil
	e.settle()
}

// Done says that what was taken is in v, a text of then or later. If v turns out
// to be older, what was typed is waited for, and the SetView that brings it ends
// the wait: so Take is worth a call after SetView as well as after Done.
func (e *Editor) Done(v text.View) {
	e.SetView(v)
	switch f := e.flight; {
	case f == nil:
	case f.runes > 0 && !f.landed:
		f.done = true
	default:
		e.finish()
	}
}

// Open shows another text, with the caret at its end. Nothing may be waiting: see
// Waiting and Discard.
func (e *Editor) Open(v text.View) {
	e.queue, e.waiting, e.flight, e.refused = nil, 0, nil, false
	e.peers, e.selecting, e.goal, e.burstAt = e.peers[:0], false, 0, time.Time{}
	e.layout.top, e.layout.left, e.layout.scrolled = text.Caret{}, 0, false
	e.view = v
	e.MoveEnd()
}

// Refused says that what was taken will not be in the text. It goes back to the
// front of the queue and stays there, shown as not added, until Retry or Discard
// (the person's keys for these are enter and ctrl+x); until then the editor takes
// no more text. When there are no words in what was refused, a deletion or an
// undo, it is simply not done.
func (e *Editor) Refused() {
	e.burstAt = time.Time{}
	f := e.flight
	if f == nil {
		return
	}
	if f.landed { // it is in the text after all: adding it again would double it
		e.finish()
		return
	}
	e.flight = nil
	e.caret, e.anchor, e.selecting = f.caret, f.anchor, f.selecting
	if len(wordsOf(nil, f.ops)) == 0 {
		e.settle()
		return
	}
	e.refused = true
	e.queue = append(f.ops[:len(f.ops):len(f.ops)], e.queue...)
	for _, o := range f.ops {
		e.waiting += len(o.text)
	}
}

// Retry lets what was refused be taken again.
func (e *Editor) Retry() {
	e.refused = false
	e.settle()
}

// Discard empties the queue and returns what Draft did.
func (e *Editor) Discard() string {
	d := e.Draft()
	e.queue, e.waiting, e.refused = nil, 0, false
	return d
}

// Type queues text as if it were pasted at the caret: a draft kept from an
// earlier connection, say.
func (e *Editor) Type(s string, now time.Time) {
	if s != "" {
		e.push(op{kind: opPaste, text: s, at: now})
	}
}

// Waiting reports whether anything is on its way or in the queue. What shows in the text already is not on its way any more,
// whether or not Done has said so.
func (e *Editor) Waiting() bool { return e.flight != nil && !e.flight.landed || len(e.queue) > 0 }

// Draft returns what was typed and is not in the text yet, as far as it is text:
// what is on its way and what waits, without what was taken back by backspace.
func (e *Editor) Draft() string {
	var b []byte
	if e.flight != nil && !e.flight.landed {
		b = wordsOf(b, e.flight.ops)
	}
	return string(wordsOf(b, e.queue))
}

// wordsOf appends to b the text that operations come to.
func wordsOf(b []byte, ops []op) []byte {
	for _, o := range ops {
		if o.kind == opBackspace {
			b = trimLast(b)
		}
		b = append(b, o.text...)
	}
	return b
}

// trimLast returns b without its last character.
func trimLast(b []byte) []byte {
	// A character is found from a place where one starts: between two ASCII letters,
	// or far enough back.
	const far = 256
	from := max(0, len(b)-1)
	for from > 0 && (b[from] >= utf8.RuneSelf || b[from-1] >= utf8.RuneSelf) && len(b)-from < far {
		from--
	}
	for from > 0 && !utf8.RuneStart(b[from]) {
		from--
	}
	tail := string(b[from:])
	last := 0
	for i := 0; i < len(tail); {
		n, _, _ := cluster(tail[i:])
		last, i = i, i+n
	}
	return b[:from+last]
}

// Notice returns a sentence for the person, once, or "".
func (e *Editor) Notice() string {
	n := e.notice
	e.notice = ""
	return n
}

// SetPeers shows other people's carets.
func (e *Editor) SetPeers(peers []Peer) { e.peers = append(e.peers[:0], peers...) }

// Caret returns the caret, for others to see.
func (e *Editor) Caret() text.Caret { return e.caret }

// Pos returns the caret's position in the text.
func (e *Editor) Pos() int { return e.view.Pos(e.caret) }

// Selection returns the selected range of positions; from == to without one.
func (e *Editor) Selection() (from, to int) {
	to = e.Pos()
	if !e.selecting {
		return to, to
	}
	from = e.view.Pos(e.anchor)
	return min(from, to), max(from, to)
}

// MoveTo puts the caret at a position and ends a selection.
func (e *Editor) MoveTo(pos int) { e.place(e.view.CaretAt(pos), false) }

// MoveEnd puts the caret after the last character.
func (e *Editor) MoveEnd() { e.MoveTo(e.view.Len()) }

// place moves the caret, extending the selection or ending it.
func (e *Editor) place(c text.Caret, extend bool) {
	switch {
	case !extend:
		e.selecting = false
	case !e.selecting:
		e.anchor, e.selecting = e.caret, true
	}
	e.caret = c
	e.burstAt = time.Time{}
	e.layout.follow = true
}
