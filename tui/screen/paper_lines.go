package screen

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// paperLines is the lines that print a paper, one a form, to copy into a terminal of the reader's own.
type paperLines struct{ ask widget.Dialog }

// newPaperLines says how to print what a command prints, and its easy-read copy: that one first for the family. file is what the paper is
// called, without its ending.
func newPaperLines(env *Env, command, file string, family bool) *paperLines {
	p := &paperLines{}
	p.ask.Title = env.T("Print or pass on")
	text := []string{env.T("Type one of these lines in a terminal of your own: it keeps the paper as a file. To copy a line, mark it with shift and the mouse. The paper is for everyone on the team.")}
	easy := []string{"", env.T("Easy to read, PDF in large print: short sentences, one idea a line, with signs."), env.typed(command+easyFlags, file+easyFile)}
	if family {
		text = append(text, easy...)
	}
	for _, f := range paperForms {
		text = append(text, "", env.T(f.about), env.typed(f.command(command), file+"."+f.format))
	}
	if !family {
		text = append(text, easy...)
	}
	p.ask.Text = strings.Join(text, "\n")
	p.ask.Buttons = []widget.Button{{Label: env.T("Close")}}
	return p
}

// Update scrolls and closes.
func (p *paperLines) Update(_ *Env, _ *Room, msg tea.Msg) ([]Action, bool) {
	o := p.ask.Update(msg)
	return nil, o == widget.Chosen || o == widget.Cancelled
}

// Set does nothing: the lines stay the same.
func (p *paperLines) Set(*Env, *Room) ([]Action, bool) { return nil, false }

// Sent does nothing: reading sends nothing.
func (p *paperLines) Sent(*Env, *Room, meeting.Result, error) ([]Action, bool) { return nil, false }

// Draw draws the lines.
func (p *paperLines) Draw(env *Env, _ *Room, scr uv.Screen, area uv.Rectangle) {
	p.ask.Theme = env.Theme
	p.ask.Draw(scr, area)
}

// Keys are the keys of the page.
func (p *paperLines) Keys() []key.Binding {
	return []key.Binding{bind("↑↓", "scroll", "down"), bind("esc", "close", "esc")}
}
