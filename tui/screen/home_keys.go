package screen

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/tui/widget"
)

// homeKeys are the keys of home.
var homeKeys = struct{ Move, Open, Find, Join, Actions, History, Help, Leave key.Binding }{
	Move:    bind("↑↓", "move", "up", "down", "k"),
	Open:    bind("⏎", "open", "enter"),
	Find:    bind("/", "find", "/"),
	Join:    bind("j", "join", "j"),
	Actions: bind("a", "actions", "a"),
	History: bind("y", "history", "y"),
	Help:    bind("?", "help", "?"),
	Leave:   bind("q", "leave", "q", "ctrl+c"),
}

// live returns the live meetings' rows.
func (s *Home) live() []homeRow {
	var out []homeRow
	for _, r := range s.rows {
		if r.join {
			out = append(out, r)
		}
	}
	return out
}

func (s *Home) bindings() []bound {
	out := []bound{{key: homeKeys.Move, do: nil}}
	if len(s.rows) > 0 && s.at < len(s.rows) && s.rows[s.at].selectable() {
		out = append(out, bound{key: homeKeys.Open, do: s.open})
	}
	out = append(out, bound{key: homeKeys.Find, do: func(*Env) []Action { s.finding = true; return nil }})
	out = append(out, s.planning()...)
	if len(s.live()) > 0 {
		out = append(out, bound{key: homeKeys.Join, do: s.join})
	}
	if s.at < len(s.rows) && s.rows[s.at].child {
		out = append(out, bound{key: homeKeys.History, do: func(*Env) []Action { return []Action{OpenHistory{Record: s.rows[s.at].record}} }})
	}
	if s.at < len(s.rows) && s.rows[s.at].todo {
		out = append(out, bound{key: finishKey, do: s.askFinish})
	}
	if s.mayUrgent() {
		out = append(out, bound{key: urgentKey, do: s.askUrgent})
	}
	if s.h.Work != nil {
		out = append(out, bound{key: workKey, do: s.openWork})
	}
	if s.h.Me.Manager {
		out = append(out, bound{key: figuresKey, do: func(*Env) []Action { return []Action{OpenFigures{}} }})
	}
	if len(s.h.Settings) > 0 {
		out = append(out, bound{key: settingsKey, do: s.openSettings})
	}
	if s.mails() {
		out = append(out, bound{key: mailKey, do: s.openMail})
	}
	if s.h.Me.ID != "" {
		out = append(out, s.languageKey(), s.lineKey())
	}
	return append(out,
		bound{key: homeKeys.Actions, do: func(env *Env) []Action { s.all = !s.all; s.build(env); return nil }},
		bound{key: bankKey, do: func(*Env) []Action { return []Action{OpenBank{}} }},
		bound{key: homeKeys.Help, do: func(*Env) []Action { s.helping = !s.helping; return nil }},
		bound{key: homeKeys.Leave, do: func(*Env) []Action { return []Action{Quit{}} }})
}

func (s *Home) open(env *Env) []Action {
	r := s.rows[s.at]
	if r.does != nil {
		return r.does(env)
	}
	if r.child || r.entry != 0 || r.first != "" {
		env.First = r.first
		return []Action{OpenRecord{Record: r.record, Entry: r.entry}}
	}
	if r.ended != nil {
		return s.show(env, endedPage(*r.ended))
	}
	if r.told != 0 {
		return s.readTold(env, r.told)
	}
	if r.confided != nil {
		return s.read(env, r.confided)
	}
	env.Private = r.private
	return []Action{OpenRoom{Record: r.record, Meeting: r.meeting}}
}

func (s *Home) join(*Env) []Action {
	r := s.live()[0]
	if s.at < len(s.rows) && s.rows[s.at].join {
		r = s.rows[s.at]
	}
	return []Action{OpenRoom{Record: r.record, Meeting: r.meeting}}
}

// Update takes a key or a mouse message.
func (s *Home) Update(env *Env, msg tea.Msg) []Action {
	if s.urgent != nil {
		return s.updateUrgent(env, msg)
	}
	if s.finishing != nil {
		return s.updateFinish(env, msg)
	}
	if s.page != nil {
		return s.updatePage(env, msg)
	}
	if s.settings != nil {
		return s.updateSettings(env, msg)
	}
	if s.work != nil {
		return s.updateWork(env, msg)
	}
	if s.mail != nil {
		return s.updateMail(env, msg)
	}
	if s.guide != nil {
		if s.guide.update(env, msg) {
			s.guide = nil
		}
		return nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.key(env, msg)
	case tea.PasteMsg:
		if s.finding {
			s.find += widget.Truncate(strings.Join(strings.Fields(msg.Content), " "), 60)
			s.build(env)
		}
	case tea.MouseWheelMsg:
		if msg.Button == tea.MouseWheelUp {
			s.step(-1)
		} else {
			s.step(1)
		}
	case tea.MouseClickMsg:
		for _, h := range s.hints {
			if uv.Pos(msg.X, msg.Y).In(h.area) && h.b.do != nil {
				return h.b.do(env)
			}
		}
		if y := msg.Y - s.area.Min.Y; y >= 0 && y < len(s.rowsAt) && s.rowsAt[y] >= 0 && s.rows[s.rowsAt[y]].selectable() {
			if s.at == s.rowsAt[y] {
				return s.open(env)
			}
			s.at = s.rowsAt[y]
		}
	}
	return nil
}

func (s *Home) key(env *Env, k tea.KeyPressMsg) []Action {
	if s.helping {
		s.helping = false
		if key.Matches(k, guideKey) {
			s.guide = newGuide(env)
		}
		return nil
	}
	if s.finding {
		switch k.String() {
		case "esc":
			s.finding, s.find = false, ""
		case "enter":
			s.finding = false
		case "backspace":
			if r := []rune(s.find); len(r) > 0 {
				s.find = string(r[:len(r)-1])
			}
		case "up":
			s.step(-1)
		case "down":
			s.step(1)
		default:
			if k.Text != "" && len(s.find) < 200 {
				s.find += k.Text
			}
		}
		s.build(env)
		return nil
	}
	switch k.String() {
	case "up", "k":
		s.step(-1)
		return nil
	case "down":
		s.step(1)
		return nil
	case "pgup":
		s.step(-8)
		return nil
	case "pgdown":
		s.step(8)
		return nil
	case "home":
		s.step(-1 << 20)
		return nil
	case "end":
		s.step(1 << 20)
		return nil
	case "esc":
		if s.find != "" {
			s.find = ""
			s.build(env)
			return nil
		}
		if s.leaving {
			return []Action{Quit{}}
		}
		s.leaving = true
		s.notice, s.noticeAt = env.T("Press esc once more, or q, to leave."), env.Now
		return nil
	}
	s.leaving = false
	for _, b := range s.bindings() {
		if b.do != nil && key.Matches(k, b.key) {
			return b.do(env)
		}
	}
	return nil
}

// step moves the selection over rows that can be selected.
func (s *Home) step(by int) {
	for by != 0 {
		d := 1
		if by < 0 {
			d = -1
		}
		i := s.at + d
		for i >= 0 && i < len(s.rows) && !s.rows[i].selectable() {
			i += d
		}
		if i < 0 || i >= len(s.rows) {
			return
		}
		s.at = i
		by -= d
	}
}
