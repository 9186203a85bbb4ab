package screen

import (
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// homePage is something to read in front of home, made anew whenever home is.
type homePage struct {
	ask   widget.Dialog
	over  func(*Env, int) []string        // may be nil: what stands over it, in lines of a width; the first is urgent
	yes   words.Msg                       // a button that does something; "": there is none
	do    func(*Env) []Action             // what it does
	build func(*Env, *widget.Dialog) bool // says the title and the text; false: it is not there any more
}

// show puts a page in front.
func (s *Home) show(env *Env, p *homePage) []Action {
	s.put(p)
	s.renew(env)
	return nil
}

// put is show for whom the next draw says the words.
func (s *Home) put(p *homePage) {
	p.ask.Buttons = []widget.Button{{Label: s.speaks.T("Close")}}
	if p.yes != "" {
		p.ask.Buttons = []widget.Button{{Label: s.speaks.T(p.yes), Key: "y"}, {Label: s.speaks.T("Later")}}
	}
	s.page = p
}

// renew shows the newest of the page in front, and takes it away if it is not there any more.
func (s *Home) renew(env *Env) {
	if s.page != nil && !s.page.build(env, &s.page.ask) {
		s.page = nil
	}
}

// updatePage scrolls and chooses a button.
func (s *Home) updatePage(env *Env, msg tea.Msg) []Action {
	p := s.page
	switch p.ask.Update(msg) {
	case widget.Chosen:
		s.page = nil
		if p.yes != "" && p.ask.At == 0 {
			return p.do(env)
		}
	case widget.Cancelled:
		s.page = nil
	}
	return nil
}

func (s *Home) drawPage(env *Env, scr uv.Screen, area uv.Rectangle) {
	if s.page.ask.Text == "" {
		s.page.build(env, &s.page.ask)
	}
	if s.page.over != nil {
		area.Min.Y += drawLines(env, scr, area, s.page.over)
	}
	s.page.ask.Theme = env.Theme
	s.page.ask.Draw(scr, area)
}

// pageKeys are the keys of the page in front.
func (s *Home) pageKeys() []bound {
	out := []bound{{key: bind("↑↓", "scroll", "up")}}
	if s.page.yes != "" {
		out = append(out, bound{key: bind("y", s.page.yes, "y")}, bound{key: bind("←→ ⏎", "choose", "enter")})
	}
	return append(out, bound{key: bind("esc", "close", "esc")})
}
