package widget

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// TextBox is an [Editor] over a text of its own: for what one person writes for
// themselves first. Undo works; nothing waits. Make one with [NewTextBox].
type TextBox struct {
	Editor
	own *text.Text
	seq uint64
}

// tooMuch is what a box says that takes no more.
const tooMuch words.Msg = "That is more than fits here; the rest was left out."

// NewTextBox returns an empty box. The editor's fields may be set; its text may
// not be given to anybody else.
func NewTextBox() *TextBox {
	b := &TextBox{own: text.New()}
	b.Gestures = &Gestures{Site: 1}
	b.Words.TooMuch = string(tooMuch)
	return b
}

// Value returns what is written.
func (b *TextBox) Value() string { return b.view.String() }

// SetValue replaces what is written and puts the caret at its end. What there was
// to undo is forgotten.
func (b *TextBox) SetValue(s string) {
	b.own, b.seq = text.New(), 0
	b.Gestures = &Gestures{Site: 1}
	b.Open(b.own.View())
	if s != "" {
		b.push(op{kind: opPaste, text: s})
		b.apply()
		b.MoveEnd()
	}
}

// Update is [Editor.Update], with the text changed when it returns.
func (b *TextBox) Update(msg tea.Msg, now time.Time) Outcome {
	o := b.Editor.Update(msg, now)
	b.apply()
	return o
}

// apply does everything that waits.
func (b *TextBox) apply() {
	for {
		in, ok := b.Take()
		if !ok {
			return
		}
		e := in.Edit
		if in.Kind != IntentEdit {
			e = b.turn(in.Kind)
		}
		e = b.own.Assign(e)
		if b.own.Check(e) != nil {
			// Full: the box keeps what it has, and says so.
			b.Refused()
			b.Discard()
			b.notice = b.Words.TooMuch
			continue
		}
		b.seq++
		b.own.Apply(b.seq, e)
		b.Done(b.own.View())
	}
}

// turn returns the edit that undoes or redoes, or one that Check refuses.
func (b *TextBox) turn(k IntentKind) text.Edit {
	mine := func(text.Site) bool { return true }
	e := text.Edit{Turn: text.Undo}
	next := b.own.NextUndo
	if k == IntentRedo {
		e.Turn, next = text.Redo, b.own.NextRedo
	}
	if g, ok := next(mine); ok {
		e.Target = g
		e.Gesture = b.Gestures.Next()
	}
	return e
}
