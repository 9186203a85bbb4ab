package screen

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// Finish notes an action as done, with a note of how it went, from outside its record. The home's FinishSaid gets what became of it.
type Finish struct {
	Record string
	Action meeting.ID
	Note   string
}

func (Finish) action() {}

// finishKey notes the selected action as done.
var finishKey = bind("x", "done", "x")

// finishForm is home's form for an action that is done.
type finishForm struct {
	row  homeRow
	form *widget.Form
	said string
	kept string
	sent bool
}

func (f *finishForm) draft() string { return f.row.record + "/" + optionID(f.row.entry) + "/done" }

// askFinish asks how it went.
func (s *Home) askFinish(env *Env) []Action {
	f := &finishForm{row: s.rows[s.at]}
	f.form = widget.NewForm(env.Theme, "", env.T("It is done"), "",
		&widget.Field{ID: fieldWords, Label: env.T("How it went"), Hint: env.T("a note for the others, if you like"), Kind: widget.LineField})
	if d := env.Draft(f.draft()); d != "" {
		f.kept = d
		f.form.Fill(map[string]string{fieldWords: d})
		f.said = env.T("What you had typed before is here again. It is not added yet.")
	}
	s.finishing = f
	layOut(env, f.form)
	return nil
}

// updateFinish gives the form a message.
func (s *Home) updateFinish(env *Env, msg tea.Msg) []Action {
	f := s.finishing
	if f.sent {
		return nil
	}
	if _, ok := msg.(tea.KeyPressMsg); ok {
		f.said = ""
	}
	out := f.form.Update(s.pressed(msg), env.Now)
	var acts []Action
	if now := f.form.Value(fieldWords); now != f.kept {
		f.kept = now
		acts = append(acts, Keep{f.draft(), now})
	}
	switch {
	case out == widget.Cancelled:
		s.finishing = nil
	case out == widget.Chosen && s.h.Saved.Refused != "":
		f.said = env.T(lockedWords)
	case out == widget.Chosen:
		f.sent = true
		acts = append(acts, Finish{Record: f.row.record, Action: f.row.entry, Note: f.kept})
	}
	return acts
}

// pressed makes the press of a key out of a click on its hint.
func (s *Home) pressed(msg tea.Msg) tea.Msg {
	if c, ok := msg.(tea.MouseClickMsg); ok && c.Button == tea.MouseLeft {
		for _, h := range s.hints {
			if uv.Pos(c.X, c.Y).In(h.area) && len(h.b.key.Keys()) > 0 {
				return widget.KeyPress(h.b.key)
			}
		}
	}
	return msg
}

// FinishSaid takes what became of an action that was noted as done: the form stays with why not.
func (s *Home) FinishSaid(err error) []Action {
	f := s.finishing
	if f == nil {
		return nil
	}
	if err != nil {
		f.sent, f.said = false, refusalIn(s.speaks, err)
		return nil
	}
	s.finishing = nil
	s.Notice(s.speaks.T("“%s” is done. x in the plan opens it again.", widget.Truncate(f.row.what, 36)))
	return []Action{Keep{Name: f.draft()}}
}

func (s *Home) drawFinish(env *Env, scr uv.Screen, area uv.Rectangle) {
	f := s.finishing
	f.form.Title = env.T("Done: %s", widget.Truncate(f.row.what, 50))
	drawForm(env, scr, area, f.form, f.said, env.T("For %s, %s. The team sees your note beside it.", f.row.middle, f.row.right))
}

// finishKeys are the keys of the form.
func (s *Home) finishKeys() []bound {
	return []bound{
		{key: bind("⏎", "it is done", "enter")},
		{key: key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "back"))},
	}
}
