package screen

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// RecordPast is a record's past from home: the same history as in a room, without being in one.
type RecordPast struct {
	u        meeting.Update
	h        *History
	notice   string
	noticeAt time.Time
	now      time.Time
	bar      widget.KeyBar
}

// NewRecordPast returns the past of a record.
func NewRecordPast(env *Env, u meeting.Update) (*RecordPast, []Action) {
	s := &RecordPast{u: u, h: newHistory(0), now: env.Now}
	return s, s.h.begin(env)
}

// Notice shows a sentence at the foot for a while.
func (s *RecordPast) Notice(text string) { s.notice, s.noticeAt = text, s.now }

func (s *RecordPast) view() *meeting.View { return s.u.View }
func (s *RecordPast) locked() bool        { return s.u.Saved.Refused != "" }

// InLiveMeeting is false: nobody is in a room here.
func (s *RecordPast) InLiveMeeting() bool { return false }

// Title names the record's short name only: window titles are read over shoulders.
func (s *RecordPast) Title() string { return "oneplan · " + s.u.View.Name }

// Set shows a newer Update.
func (s *RecordPast) Set(env *Env, u meeting.Update) []Action {
	s.u, s.now = u, env.Now
	return s.h.set(env, u.View)
}

// Recalled takes what a Recall asked for.
func (s *RecordPast) Recalled(env *Env, a Recalled) []Action {
	s.now = env.Now
	return s.h.recalled(env, s, a)
}

// Sent takes the answer to bringing something back.
func (s *RecordPast) Sent(env *Env, _ any, _ meeting.Result, err error) []Action {
	s.now = env.Now
	return append(s.h.returned(env, s, err), s.fades()...)
}

// Tick redraws.
func (s *RecordPast) Tick(env *Env) []Action {
	s.now = env.Now
	if s.h.reading {
		return []Action{Wake{env.Now.Add(slowRead)}}
	}
	return nil
}

// fades asks to be woken when the sentence at the foot has been there long enough.
func (s *RecordPast) fades() []Action {
	if s.notice == "" {
		return nil
	}
	return []Action{Wake{s.noticeAt.Add(noticeFor)}}
}

// Update takes a key or a mouse message.
func (s *RecordPast) Update(env *Env, msg tea.Msg) []Action {
	s.now = env.Now
	if c, ok := msg.(tea.MouseClickMsg); ok && c.Button == tea.MouseLeft {
		if k, ok := s.bar.Click(c); ok {
			msg = widget.KeyPress(k)
		}
	}
	if k, ok := msg.(tea.KeyPressMsg); ok && k.String() == "ctrl+c" {
		return []Action{GoHome{}}
	}
	acts, done := s.h.update(env, s, msg)
	if done {
		return append(acts, GoHome{})
	}
	return append(acts, s.fades()...)
}

// Draw draws the history, its header and its keys.
func (s *RecordPast) Draw(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, w := env.Theme, area.Dx()
	saved := widget.Run{Text: env.T("saved ✓") + " ", Style: t.Good}
	switch {
	case s.u.Saved.Refused != "":
		saved = widget.Run{Text: env.T("NOT SAVED") + " ", Style: t.Bad}
	case s.u.Saved.Slow:
		saved = widget.Run{Text: env.T("saving…") + " ", Style: t.Warn}
	}
	widget.Put(scr, area.Min.X, area.Min.Y, widget.Line(w, t.Header, widget.Run{Text: " " + s.u.View.Called() + " · " + s.u.View.Name, Style: t.Strong},
		widget.Run{Text: "  " + env.T("History"), Style: t.Muted}, widget.Gap(), saved))
	s.bar.Theme, s.bar.Words, s.bar.Groups = t, env.Words, []widget.KeyGroup{{Keys: s.keys()}}
	foot := s.bar.Height(w)
	bottom := area.Max.Y - foot
	s.bar.Draw(scr, uv.Rect(area.Min.X, bottom, w, foot))
	if s.notice != "" && env.Now.Sub(s.noticeAt) < noticeFor {
		lines := widget.Wrap(s.notice, max(1, w-2))
		bottom -= len(lines)
		for i, l := range lines {
			widget.Put(scr, area.Min.X, bottom+i, widget.Line(w, uv.Style{}, widget.Run{Text: " " + l, Style: t.Warn, Grow: true}))
		}
	}
	s.h.draw(env, s, scr, uv.Rect(area.Min.X, area.Min.Y+1, w, max(0, bottom-area.Min.Y-1)))
}

func (s *RecordPast) keys() []key.Binding {
	ks := s.h.keys()
	if s.h.back == nil && s.h.list == nil && len(ks) > 0 {
		ks[len(ks)-1] = bind("esc", "home", "esc")
	}
	return ks
}
