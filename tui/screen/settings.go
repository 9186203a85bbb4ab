package screen

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// settingsKey opens the settings of the service, for administrators.
var settingsKey = bind("s", "settings", "s")

// settings is the page of what holds for the whole service, over home.
type settings struct {
	at, top int
	rowsAt  []int // by row of the page: index into Home.Settings, -1 for none
	area    uv.Rectangle
	form    *widget.Form // in front, if not nil: changes the selected one
	said    string       // why it was not changed, or what became of it
	sent    *settingSent // under way
	undo    []settingSent
}

// settingSent is one change of a setting: what it was, and whether somebody had set it then.
type settingSent struct {
	name, was string
	set       bool
	undoing   bool
	answered  bool // by the service
}

// fieldSetting is the one field of the form.
const fieldSetting = "setting"

func (s *Home) openSettings(*Env) []Action {
	s.settings = &settings{}
	return nil
}

// setting returns the selected setting.
func (s *Home) setting() meeting.SettingNow { return s.h.Settings[s.settings.at] }

// resettle follows a newer home: what was sent is there, or who sees this is no administrator any more.
func (s *Home) resettle() {
	p := s.settings
	if p == nil {
		return
	}
	if len(s.h.Settings) == 0 {
		s.settings = nil
		return
	}
	if p.sent == nil {
		return
	}
	for _, x := range s.h.Settings {
		if x.Name != p.sent.name || x.Is == p.sent.was && x.Set == p.sent.set {
			continue
		}
		if p.sent.undoing {
			p.said = s.speaks.T("%s is as it was before.", x.Name)
		} else {
			p.undo = append(p.undo, *p.sent)
			p.said = s.speaks.T("%s is changed. u undoes it.", x.Name)
		}
		p.sent, p.form = nil, nil
		return
	}
}

// Served takes the news that the service did what was asked of it: what came of it is in the next Set, if anything has changed at all.
func (s *Home) Served() []Action {
	if p := s.settings; p != nil && p.sent != nil {
		p.sent.answered, p.form = true, nil
	}
	return s.workServed()
}

// settingRefused takes what the service says to a change that it refused: the form stays, with what was typed.
func (s *Home) settingRefused(why string) bool {
	if s.settings == nil || s.settings.sent == nil {
		return false
	}
	if s.settings.sent.undoing && len(s.settings.undo) > 0 {
		s.settings.undo = s.settings.undo[:len(s.settings.undo)-1]
	}
	s.settings.sent, s.settings.said = nil, why
	return true
}

// changeSetting sends a change of the selected setting.
func (s *Home) changeSetting(c meeting.ChangeSetting, undoing bool) []Action {
	for _, x := range s.h.Settings {
		if x.Name == c.Name {
			was := x.Is
			c.Was = &was
			s.settings.sent, s.settings.said = &settingSent{name: x.Name, was: x.Is, set: x.Set, undoing: undoing}, ""
		}
	}
	return []Action{Serve{c}}
}

// editSetting opens the form for the selected setting.
func (s *Home) editSetting(env *Env) []Action {
	x := s.setting()
	f := &widget.Field{ID: fieldSetting, Label: env.T("From now on"), Hint: env.T(x.Form), Kind: widget.LineField}
	if x.Many {
		f.Kind, f.Rows, f.Hint = widget.TextField, 8, env.T("%s, one a line", x.Form)
	}
	s.settings.form = widget.NewForm(env.Theme, x.Name, env.T("Change it"), "", f)
	s.settings.form.Set(fieldSetting, x.Is)
	s.settings.said = ""
	layOut(env, s.settings.form)
	return nil
}

// resetSetting sets the selected setting back.
func (s *Home) resetSetting(*Env) []Action {
	return s.changeSetting(meeting.ChangeSetting{Name: s.setting().Name, Reset: true}, false)
}

// undoSetting takes back this person's last change.
func (s *Home) undoSetting(*Env) []Action {
	p := s.settings
	last := p.undo[len(p.undo)-1]
	p.undo = p.undo[:len(p.undo)-1]
	for _, x := range s.h.Settings {
		if x.Name == last.name && x.Is == last.was && x.Set == last.set {
			p.said = s.speaks.T("%s is as it was before.", last.name)
			return nil
		}
	}
	return s.changeSetting(meeting.ChangeSetting{Name: last.name, Value: last.was, Reset: !last.set}, true)
}

// settingKeys are the keys of the page, or of the form before it.
func (s *Home) settingKeys() []bound {
	if s.settings.form != nil {
		return []bound{
			{key: bind("ctrl+s", "change it", "ctrl+s")},
			{key: key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "back"))},
		}
	}
	out := []bound{{key: homeKeys.Move}, {key: bind("⏎", "change", "enter", "e"), do: s.editSetting}}
	if s.setting().Set {
		out = append(out, bound{key: bind("x", "set back", "x"), do: s.resetSetting})
	}
	if len(s.settings.undo) > 0 {
		out = append(out, bound{key: bind("u", "undo", "u"), do: s.undoSetting})
	}
	return append(out, bound{key: bind("esc", "home", "esc", "q"), do: func(*Env) []Action { s.settings = nil; return nil }})
}

// updateSettings gives the page a message.
func (s *Home) updateSettings(env *Env, msg tea.Msg) []Action {
	p := s.settings
	if p.sent != nil && !p.sent.answered {
		return nil
	}
	if p.form != nil {
		return s.updateSettingForm(env, msg)
	}
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		if msg.Button == tea.MouseWheelUp {
			s.stepSetting(-1)
		} else {
			s.stepSetting(1)
		}
	case tea.MouseClickMsg:
		for _, h := range s.hints {
			if uv.Pos(msg.X, msg.Y).In(h.area) && h.b.do != nil {
				return h.b.do(env)
			}
		}
		if y := msg.Y - p.area.Min.Y; y >= 0 && y < len(p.rowsAt) && p.rowsAt[y] >= 0 {
			if p.at == p.rowsAt[y] {
				return s.editSetting(env)
			}
			p.at, p.said = p.rowsAt[y], ""
		}
	case tea.KeyPressMsg:
		steps := map[string]int{"up": -1, "k": -1, "down": 1, "pgup": -8, "pgdown": 8, "home": -len(s.h.Settings), "end": len(s.h.Settings)}
		if by := steps[msg.String()]; by != 0 {
			s.stepSetting(by)
			return nil
		}
		if do := pressed(s.settingKeys(), msg); do != nil {
			return do(env)
		}
	}
	return nil
}

func (s *Home) stepSetting(by int) {
	p := s.settings
	p.at, p.said = max(0, min(len(s.h.Settings)-1, p.at+by)), ""
}

// updateSettingForm gives the form a message.
func (s *Home) updateSettingForm(env *Env, msg tea.Msg) []Action {
	p := s.settings
	if c, ok := msg.(tea.MouseClickMsg); ok && c.Button == tea.MouseLeft {
		for _, h := range s.hints {
			if uv.Pos(c.X, c.Y).In(h.area) && len(h.b.key.Keys()) > 0 {
				msg = widget.KeyPress(h.b.key)
			}
		}
	}
	if _, ok := msg.(tea.KeyPressMsg); ok {
		p.said = ""
	}
	switch p.form.Update(msg, env.Now) {
	case widget.Cancelled:
		p.form = nil
	case widget.Chosen:
		x, value := s.setting(), strings.TrimSpace(p.form.Value(fieldSetting))
		switch value {
		case x.Is:
			p.form = nil
		case "":
			p.said = env.T("There is nothing in it: esc goes back, and x sets it back to what it is if nobody has set it.")
		default:
			return s.changeSetting(meeting.ChangeSetting{Name: x.Name, Value: value}, false)
		}
	}
	return nil
}

// settingFoot is how many rows below the list explain the selected setting.
const settingFoot = 5

// drawSettings draws the page: the list, and what the selected setting says.
func (s *Home) drawSettings(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, p := env.Theme, s.settings
	x := s.setting()
	if p.form != nil {
		drawForm(env, scr, area, p.form, p.said, env.Words.Say(x.About)+" "+env.T("Write it as %s.", x.Form))
		return
	}
	foot := min(settingFoot, max(0, area.Dy()-4))
	in := box(scr, uv.Rect(area.Min.X, area.Min.Y, area.Dx(), area.Dy()-foot), t, true,
		widget.Run{Text: env.T("Settings"), Style: t.TitleFocus}, widget.Run{Text: "  " + env.T("what holds for the whole service"), Style: t.Muted})
	p.area, p.rowsAt = in, p.rowsAt[:0]
	type line struct {
		group words.Msg
		i     int
	}
	var lines []line
	at, group := 0, words.Msg("")
	for i, y := range s.h.Settings {
		if y.Group != group {
			group = y.Group
			lines = append(lines, line{group: group, i: -1})
		}
		if i == p.at {
			at = len(lines)
		}
		lines = append(lines, line{i: i})
	}
	p.top = scrollTo(p.top, at, in.Dy(), len(lines))
	if at == 1 {
		p.top = 0
	}
	for y := 0; y < in.Dy() && p.top+y < len(lines); y++ {
		l := lines[p.top+y]
		p.rowsAt = append(p.rowsAt, l.i)
		if l.i < 0 {
			widget.Text(scr, in.Min.X, in.Min.Y+y, in.Dx(), t.Accent, env.T(l.group))
			continue
		}
		s.drawSetting(env, scr, uv.Rect(in.Min.X, in.Min.Y+y, in.Dx(), 1), l.i)
	}
	s.explainSetting(env, scr, uv.Rect(area.Min.X+1, area.Max.Y-foot, max(0, area.Dx()-2), foot))
}

// drawSetting draws one row of the list.
func (s *Home) drawSetting(env *Env, scr uv.Screen, area uv.Rectangle, i int) {
	t, y := env.Theme, s.h.Settings[i]
	base, mark, style := uv.Style{}, "   ", t.Muted
	if y.Set {
		mark, style = " ● ", t.Text
	}
	if i == s.settings.at {
		base = t.Selected
	}
	is := strings.ReplaceAll(y.Is, "\n", "; ")
	if is == "" {
		is = "–"
	}
	widget.Put(scr, area.Min.X, area.Min.Y, widget.Line(area.Dx(), base,
		widget.Run{Text: mark, Style: t.Accent}, widget.Run{Text: y.Name, Style: t.Text, Width: 20}, widget.Run{Text: "  "},
		widget.Run{Text: is, Style: style, Grow: true}))
}

// explainSetting draws what the selected setting says.
func (s *Home) explainSetting(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, p, x := env.Theme, s.settings, s.setting()
	y := area.Min.Y
	put := func(style uv.Style, words string) {
		for _, l := range widget.Wrap(words, max(1, area.Dx())) {
			if y < area.Max.Y {
				widget.Text(scr, area.Min.X, y, area.Dx(), style, l)
				y++
			}
		}
	}
	if p.said != "" {
		put(t.Warn, p.said)
	}
	put(t.Text, env.Words.Say(x.About))
	put(t.Muted, env.T("How to write it: %s.", x.Form))
	switch is := strings.ReplaceAll(x.Default, "\n", "; "); {
	case !x.Set:
		put(t.Muted, env.T("Nobody has set it."))
	case is == "":
		put(t.Muted, env.T("● is set. Unless set there is nothing."))
	default:
		put(t.Muted, env.T("● is set. Unless set it is %s.", is))
	}
}
