package widget

import (
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"oneplan/meeting/words"
)

// EditorKeyMap names the keys of an [Editor], for matching and for help.
type EditorKeyMap struct {
	Left, Right, Up, Down     key.Binding
	WordLeft, WordRight       key.Binding
	Home, End, Top, Bottom    key.Binding
	PageUp, PageDown          key.Binding
	Newline                   key.Binding
	Backspace, Delete         key.Binding
	WordBack, WordAhead       key.Binding
	ToStart, ToEnd            key.Binding
	All, Cut, Copy, Paste     key.Binding
	Undo, Redo                key.Binding
	selectLeft, selectRight   key.Binding
	selectUp, selectDown      key.Binding
	selectWordL, selectWordR  key.Binding
	selectHome, selectEnd     key.Binding
	selectTop, selectBottom   key.Binding
	selectPageUp, selectPgDwn key.Binding
}

// bind makes a binding: what the help shows, then its keys.
func bind(show string, does words.Msg, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(show, string(does)))
}

// EditorKeys are the keys of every editor.
var EditorKeys = EditorKeyMap{
	Left:      bind("←", "left", "left"),
	Right:     bind("→", "right", "right"),
	Up:        bind("↑", "up", "up"),
	Down:      bind("↓", "down", "down"),
	WordLeft:  bind("ctrl+←", "a word left", "ctrl+left", "alt+left", "alt+b"),
	WordRight: bind("ctrl+→", "a word right", "ctrl+right", "alt+right", "alt+f"),
	Home:      bind("home", "start of the row", "home"),
	End:       bind("end", "end of the row", "end", "ctrl+e"),
	Top:       bind("ctrl+home", "start of the text", "ctrl+home"),
	Bottom:    bind("ctrl+end", "end of the text", "ctrl+end"),
	PageUp:    bind("pgup", "a page up", "pgup"),
	PageDown:  bind("pgdn", "a page down", "pgdown"),
	Newline:   bind("⏎", "new line", "enter", "shift+enter", "alt+enter", "ctrl+j"),
	Backspace: bind("⌫", "delete left", "backspace", "ctrl+h", "shift+backspace"),
	Delete:    bind("del", "delete right", "delete", "ctrl+d"),
	WordBack:  bind("ctrl+w", "delete a word left", "ctrl+w", "alt+backspace", "ctrl+backspace"),
	WordAhead: bind("alt+d", "delete a word right", "alt+d", "alt+delete", "ctrl+delete"),
	ToStart:   bind("ctrl+u", "delete to the row's start", "ctrl+u"),
	ToEnd:     bind("ctrl+k", "delete to the line's end", "ctrl+k"),
	All:       bind("ctrl+a", "select all", "ctrl+a"),
	Cut:       bind("ctrl+x", "cut", "ctrl+x", "shift+delete"),
	Copy:      bind("ctrl+c", "copy", "ctrl+c", "ctrl+insert"),
	Paste:     bind("ctrl+v", "paste", "ctrl+v", "shift+insert"),
	Undo:      bind("ctrl+z", "undo your last change", "ctrl+z"),
	Redo:      bind("ctrl+r", "redo it", "ctrl+r", "ctrl+y", "ctrl+shift+z"),

	selectLeft:   bind("shift+←", "select", "shift+left"),
	selectRight:  bind("shift+→", "select", "shift+right"),
	selectUp:     bind("shift+↑", "select", "shift+up"),
	selectDown:   bind("shift+↓", "select", "shift+down"),
	selectWordL:  bind("ctrl+shift+←", "select", "ctrl+shift+left", "alt+shift+left"),
	selectWordR:  bind("ctrl+shift+→", "select", "ctrl+shift+right", "alt+shift+right"),
	selectHome:   bind("shift+home", "select", "shift+home"),
	selectEnd:    bind("shift+end", "select", "shift+end"),
	selectTop:    bind("ctrl+shift+home", "select", "ctrl+shift+home"),
	selectBottom: bind("ctrl+shift+end", "select", "ctrl+shift+end"),
	selectPageUp: bind("shift+pgup", "select", "shift+pgup"),
	selectPgDwn:  bind("shift+pgdn", "select", "shift+pgdown"),
}

// Groups returns the bindings for a help page.
func (m EditorKeyMap) Groups() []KeyGroup {
	return []KeyGroup{
		{Keys: []key.Binding{
			m.WordLeft, m.WordRight, m.Home, m.End, m.Top, m.Bottom, m.PageUp, m.PageDown,
			bind("shift+arrows", "select", "shift+left"), m.All, m.Cut, m.Copy, m.Paste,
			m.WordBack, m.WordAhead, m.ToStart, m.ToEnd, m.Undo, m.Redo,
		}},
	}
}

// editorOps gives for every keystroke what it does.
var editorOps = func() map[string]op {
	m := map[string]op{}
	add := func(b key.Binding, o op) {
		for _, k := range b.Keys() {
			m[k] = o
		}
	}
	k := EditorKeys
	add(k.Left, op{kind: opLeft})
	add(k.Right, op{kind: opRight})
	add(k.Up, op{kind: opUp})
	add(k.Down, op{kind: opDown})
	add(k.WordLeft, op{kind: opWordLeft})
	add(k.WordRight, op{kind: opWordRight})
	add(k.Home, op{kind: opHome})
	add(k.End, op{kind: opEnd})
	add(k.Top, op{kind: opTop})
	add(k.Bottom, op{kind: opBottom})
	add(k.PageUp, op{kind: opPageUp})
	add(k.PageDown, op{kind: opPageDown})
	add(k.Newline, op{kind: opInsert, text: "\n"})
	add(k.Backspace, op{kind: opBackspace})
	add(k.Delete, op{kind: opDelete})
	add(k.WordBack, op{kind: opWordBack})
	add(k.WordAhead, op{kind: opWordAhead})
	add(k.ToStart, op{kind: opToStart})
	add(k.ToEnd, op{kind: opToEnd})
	add(k.All, op{kind: opAll})
	add(k.Cut, op{kind: opCut})
	add(k.Copy, op{kind: opCopy})
	add(k.Paste, op{kind: opPaste})
	add(k.Undo, op{kind: opUndo})
	add(k.Redo, op{kind: opRedo})
	add(k.selectLeft, op{kind: opLeft, extend: true})
	add(k.selectRight, op{kind: opRight, extend: true})
	add(k.selectUp, op{kind: opUp, extend: true})
	add(k.selectDown, op{kind: opDown, extend: true})
	add(k.selectWordL, op{kind: opWordLeft, extend: true})
	add(k.selectWordR, op{kind: opWordRight, extend: true})
	add(k.selectHome, op{kind: opHome, extend: true})
	add(k.selectEnd, op{kind: opEnd, extend: true})
	add(k.selectTop, op{kind: opTop, extend: true})
	add(k.selectBottom, op{kind: opBottom, extend: true})
	add(k.selectPageUp, op{kind: opPageUp, extend: true})
	add(k.selectPgDwn, op{kind: opPageDown, extend: true})
	return m
}()

// typed returns the text a key press types, or "".
func typed(k tea.KeyPressMsg) string {
	if k.Mod&^(tea.ModShift|tea.ModCapsLock|tea.ModNumLock|tea.ModScrollLock) != 0 {
		return ""
	}
	return k.Text
}

// Update offers the editor a message: keys, pastes, and clicks, drags and the
// wheel where it was last drawn. now is when it came, for bursts of typing. Esc,
// tab and, on one line, enter, up and down are ignored.
func (e *Editor) Update(msg tea.Msg, now time.Time) Outcome {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return e.key(msg, now)
	case tea.PasteMsg:
		if e.ReadOnly {
			return Ignored
		}
		if !e.refused && msg.Content != "" {
			e.push(op{kind: opPaste, text: msg.Content, at: now})
		}
		return Used
	case tea.MouseClickMsg:
		if msg.Button != tea.MouseLeft || !e.layout.has(msg.X, msg.Y) {
			return Ignored
		}
		e.layout.dragging = true
		e.click(msg.X, msg.Y, msg.Mod.Contains(tea.ModShift), now)
		return Used
	case tea.MouseMotionMsg:
		if msg.Button != tea.MouseLeft || !e.layout.dragging {
			return Ignored
		}
		e.click(msg.X, msg.Y, true, now)
		return Used
	case tea.MouseReleaseMsg:
		e.layout.dragging = false
		return Ignored
	case tea.MouseWheelMsg:
		if !e.layout.has(msg.X, msg.Y) {
			return Ignored
		}
		return e.wheel(msg.Button)
	}
	return Ignored
}

func (e *Editor) key(msg tea.KeyPressMsg, now time.Time) Outcome {
	if s := typed(msg); s != "" {
		if e.ReadOnly {
			return Ignored
		}
		if !e.refused { // what is typed while nothing can be added would be lost
			e.push(op{kind: opInsert, text: s, at: now})
		}
		return Used
	}
	o, ok := editorOps[msg.String()]
	if !ok {
		return Ignored
	}
	o.at = now
	switch o.kind {
	case opInsert: // a newline
		if e.Single && !e.refused {
			return Ignored
		}
	case opUp, opDown, opPageUp, opPageDown:
		if e.Single {
			return Ignored
		}
	case opCopy, opCut:
		if from, to := e.Selection(); from == to && len(e.queue) == 0 && e.flight == nil && !e.refused {
			return Ignored // ctrl+c without a selection may mean something else
		}
	case opPaste:
		if e.Clip == nil {
			return Used
		}
		if o.clip = e.cutWaits(); !o.clip {
			if o.text = e.Clip.Text; o.text == "" {
				return Used
			}
		}
	}
	if e.ReadOnly && o.kind.edits() {
		return Ignored
	}
	if e.refused {
		e.refusedKey(o)
		return Used
	}
	e.push(o)
	return Used
}

// refusedKey is what keys do while something refused waits: enter tries again,
// ctrl+c copies it, ctrl+x takes it out and keeps it for pasting.
func (e *Editor) refusedKey(o op) {
	switch o.kind {
	case opInsert:
		e.Retry()
	case opCopy, opCut:
		d := e.Draft()
		if e.Clip != nil {
			e.Clip.Text = d
		}
		if o.kind == opCut {
			e.Discard()
		}
	}
}

// cutWaits reports whether something in the queue is yet to fill the clipboard.
func (e *Editor) cutWaits() bool {
	return slices.ContainsFunc(e.queue, func(o op) bool { return o.kind == opCut || o.kind == opCopy })
}
