package screen

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/tui/widget"
)

// Update takes a key, a paste or a mouse message.
func (r *Room) Update(env *Env, msg tea.Msg) []Action {
	r.at(env)
	if r.view() == nil || r.meeting() == nil {
		if k, ok := msg.(tea.KeyPressMsg); ok && (k.String() == "esc" || k.String() == "q") {
			return []Action{GoHome{}}
		}
		return nil
	}
	if len(r.dialogs) > 0 {
		return r.toDialog(env, msg)
	}
	var acts []Action
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		acts = r.key(env, msg)
	case tea.PasteMsg:
		if r.editing {
			acts = r.toNotes(env, msg)
		}
	default:
		acts = r.mouse(env, msg)
	}
	acts = append(append(acts, r.tell()...), r.rests(env)...)
	return append(acts, r.fades(env)...)
}

// toDialog gives a message to the dialog in front.
func (r *Room) toDialog(env *Env, msg tea.Msg) []Action {
	n := len(r.dialogs)
	if n == 0 {
		return nil
	}
	d := r.dialogs[n-1]
	if c, ok := msg.(tea.MouseClickMsg); ok && c.Button == tea.MouseLeft { // on a hint: as if its key was pressed
		for _, h := range r.draw.hintAt {
			if uv.Pos(c.X, c.Y).In(h.area) && len(h.b.key.Keys()) > 0 && h.b.key.Keys()[0] != "" {
				msg = widget.KeyPress(h.b.key)
			}
		}
	}
	acts, done := d.Update(env, r, msg)
	if done {
		if i := slices.Index(r.dialogs, d); i >= 0 {
			r.dialogs = slices.Delete(r.dialogs, i, i+1)
		}
	}
	return append(append(acts, r.tell()...), r.fades(env)...)
}

// fades asks to be woken when the sentence at the foot has been there long enough.
func (r *Room) fades(env *Env) []Action {
	if !r.noticeShown(env) {
		return nil
	}
	return []Action{Wake{r.noticeAt.Add(noticeFor)}}
}

// toNotes gives a message to the notes editor.
func (r *Room) toNotes(env *Env, msg tea.Msg) []Action {
	if r.locked() {
		if _, ok := msg.(tea.KeyPressMsg); ok {
			return nil // typing is locked; the header says why
		}
	}
	if r.atEnd && brings(msg) && r.afterOthers(r.notes) {
		r.notes.Type("\n", env.Now) // nobody goes on in the middle of somebody else's line without meaning to
	}
	r.atEnd = false
	r.notes.Update(msg, env.Now)
	if s := r.notes.Notice(); s != "" {
		r.Notice(s)
	}
	return r.pump(env)
}

// brings reports whether a message puts words into a text.
func brings(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return msg.Text != "" && msg.Mod&(tea.ModCtrl|tea.ModAlt) == 0
	case tea.PasteMsg:
		return true
	}
	return false
}

// afterOthers reports whether a text ends in a line of somebody else's.
func (r *Room) afterOthers(e *widget.Editor) bool {
	v := e.View()
	n := v.Len()
	if n == 0 || v.At(n-1) == '\n' || e.Waiting() {
		return false
	}
	for run := range v.Runs(n-1, n) {
		a := r.view().AuthorOf(run.Site)
		return a.By != nil || a.Member == nil || a.Member.ID != r.me().ID
	}
	return false
}

func (r *Room) key(env *Env, k tea.KeyPressMsg) []Action {
	if r.editing {
		switch {
		case k.String() == "esc":
			return r.stopNotes()
		case key.Matches(k, roomKeys.Private):
			return r.press(env, roomKeys.Private)
		case k.String() == "tab":
			r.stopNotes()
			r.pane = r.panes()[0]
			return nil
		}
		return r.toNotes(env, k)
	}
	for _, b := range r.bindings() {
		if key.Matches(k, b.key) {
			return b.do(env)
		}
	}
	return r.move(k)
}

// press does what a binding does, if it works now.
func (r *Room) press(env *Env, b key.Binding) []Action {
	for _, have := range r.bindings() {
		if have.key.Help().Key == b.Help().Key {
			return have.do(env)
		}
	}
	return nil
}
