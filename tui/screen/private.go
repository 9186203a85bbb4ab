package screen

import (
	"oneplan/meeting"
	"oneplan/tui/widget"
)

// private shows a text that only the viewer sees until they share it into the notes.
func (r *Room) private(env *Env) []Action {
	f := widget.NewForm(env.Theme, "", env.T("Share it"), "",
		&widget.Field{ID: fieldWhat, Label: env.T("Only you see this"), Kind: widget.TextField, Rows: 6, Check: required(env.T("There is nothing to share yet."))})
	d := &formDialog{form: f, title: env.T("Write privately"), draft: r.record + "/private", enter: true}
	p := newPassage(r, d)
	d.note = func(r *Room) string {
		return r.T("⏎ shares it with everyone, in the notes of %s. Until then nobody sees that you write.", r.itemWords(p.item))
	}
	d.commands = func(env *Env, _ *Room) ([]meeting.Command, error) {
		return []meeting.Command{meeting.AddPassage{Item: p.item, Text: f.Value(fieldWhat), Gesture: env.Gestures.Next().N}}, nil
	}
	return d.open(env, r)
}
