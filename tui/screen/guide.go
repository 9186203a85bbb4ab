package screen

import (
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// guideKey goes from the help to the guide.
var guideKey = bind("g", "guide to keyworking", "g")

// guidePage is the starter guide to keyworking: the situations, and what helps in the one that was chosen.
type guidePage struct {
	menu widget.Menu
	page *widget.Dialog // nil: the list is in front
}

func newGuide(env *Env) *guidePage {
	g := &guidePage{menu: widget.Menu{Title: env.T("Guide to keyworking"), Prompt: "› ", Empty: env.T("Nothing matches what you typed.")}}
	for i := range meeting.Guide {
		g.menu.Options = append(g.menu.Options, widget.Option{ID: strconv.Itoa(i), Label: env.T(meeting.Guide[i].Title)})
	}
	return g
}

// update moves, scrolls, opens and goes back. done says that the guide is closed.
func (g *guidePage) update(env *Env, msg tea.Msg) (done bool) {
	if g.page != nil {
		switch g.page.Update(msg) {
		case widget.Cancelled, widget.Chosen:
			g.page = nil
		}
		return false
	}
	g.menu.Theme = env.Theme
	switch g.menu.Update(msg, env.Now) {
	case widget.Chosen:
		if o, ok := g.menu.Chosen(); ok {
			i, _ := strconv.Atoi(o.ID) // as newGuide wrote it
			g.open(env, meeting.Guide[i])
		}
	case widget.Cancelled:
		return true
	}
	return false
}

func (g *guidePage) open(env *Env, x meeting.Situation) {
	var steps []string
	for i, s := range x.Steps {
		steps = append(steps, strconv.Itoa(i+1)+". "+env.T(s))
	}
	g.page = &widget.Dialog{Title: env.T(x.Title), Text: strings.Join(steps, "\n\n"), Buttons: []widget.Button{{Label: env.T("Back")}}}
}

func (g *guidePage) draw(env *Env, scr uv.Screen, area uv.Rectangle) {
	if g.page != nil {
		g.page.Theme = env.Theme
		g.page.Draw(scr, area)
		return
	}
	g.menu.Theme = env.Theme
	g.menu.Draw(scr, area)
}

func (g *guidePage) keys() []key.Binding {
	if g.page != nil {
		return []key.Binding{bind("↑↓", "scroll", "up"), bind("esc", "back", "esc")}
	}
	return []key.Binding{bind("↑↓", "move", "up"), bind("⏎", "open", "enter"), bind("type", "to narrow", ""), bind("esc", "close", "esc")}
}

// guideDialog is the guide over the room or the record.
type guideDialog struct{ *guidePage }

// openGuide shows the guide.
func (r *Room) openGuide(env *Env) []Action { return r.show(guideDialog{newGuide(env)}) }

// Update reads on.
func (g guideDialog) Update(env *Env, _ *Room, msg tea.Msg) ([]Action, bool) {
	return nil, g.update(env, msg)
}

// Set does nothing: the guide is of no record.
func (g guideDialog) Set(*Env, *Room) ([]Action, bool) { return nil, false }

// Sent does nothing: the guide sends nothing.
func (g guideDialog) Sent(*Env, *Room, meeting.Result, error) ([]Action, bool) { return nil, false }

// Draw draws the guide.
func (g guideDialog) Draw(env *Env, _ *Room, scr uv.Screen, area uv.Rectangle) {
	g.draw(env, scr, area)
}

// Keys are the keys of the guide.
func (g guideDialog) Keys() []key.Binding { return g.keys() }
