package screen

import (
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// boundaries are the steps at which a day or a meeting begins, into walk.
func (h *History) boundaries() []int {
	var out []int
	day := ""
	for i, s := range h.walk {
		d := h.steps[s].At.Format(time.DateOnly)
		opens := slices.ContainsFunc(h.marks, func(m trackMark) bool { return m.step == s })
		if d != day || opens {
			out = append(out, i)
		}
		day = d
	}
	return out
}

// move goes to another step.
func (h *History) move(to int) []Action {
	h.at = min(max(0, to), max(0, len(h.walk)-1))
	return h.ask()
}

// update takes a key or a mouse message. done closes the history.
func (h *History) update(env *Env, host pastHost, msg tea.Msg) (acts []Action, done bool) {
	if h.back != nil {
		return h.back.update(env, h, host, msg), false
	}
	if h.list != nil {
		alone := h.list.alone
		acts := h.list.update(env, h, host, msg)
		k, ok := msg.(tea.KeyPressMsg)
		return acts, alone && h.list == nil && ok && k.String() != "enter"
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch k := msg.String(); k {
		case "esc", "q":
			return nil, true
		case "left":
			return h.move(h.at - 1), false
		case "right":
			if h.atEnd() && h.only == 0 && !h.reading {
				return h.begin(env), false // there may be more by now
			}
			return h.move(h.at + 1), false
		case "home":
			return h.move(0), false
		case "end":
			return h.move(len(h.walk)), false
		case "pgup":
			to := 0
			for _, b := range h.boundaries() {
				if b < h.at {
					to = b
				}
			}
			return h.move(to), false
		case "pgdown":
			for _, b := range h.boundaries() {
				if b > h.at {
					return h.move(b), false
				}
			}
			return h.move(len(h.walk)), false
		case "up", "k":
			h.page().step(-1)
		case "down", "j":
			h.page().step(1)
		case "tab", "shift+tab":
			h.onNotes = !h.onNotes
		case "o":
			return h.narrow(), false
		case "c":
			return h.openList(env, host), false
		case "r":
			h.bringBack(env, host)
		}
	case tea.MouseWheelMsg:
		by := 1
		if msg.Button == tea.MouseWheelUp {
			by = -1
		}
		at := uv.Pos(msg.X, msg.Y)
		switch {
		case at.In(h.track):
			return h.move(h.at + by), false
		case at.In(h.notes.area):
			h.notes.step(by)
		case at.In(h.plan.area):
			h.plan.step(by)
		}
	case tea.MouseClickMsg:
		return h.click(msg), false
	case tea.MouseMotionMsg:
		if at := uv.Pos(msg.X, msg.Y); msg.Button == tea.MouseLeft && at.In(h.track) {
			return h.toColumn(msg.X), false
		}
	}
	return nil, false
}

func (h *History) click(msg tea.MouseClickMsg) []Action {
	at := uv.Pos(msg.X, msg.Y)
	if at.In(h.track) {
		return h.toColumn(msg.X)
	}
	for i, t := range h.tabs {
		if at.In(t) {
			h.onNotes = i == 1
			return nil
		}
	}
	for _, p := range []*page{&h.plan, &h.notes} {
		if id := p.rowAt(at); id != 0 && at.In(p.area) && (h.wide || p == h.page()) {
			h.onNotes = p == &h.notes
			p.at = id
			return nil
		}
	}
	return nil
}

// toColumn goes to the step at a column of the track.
func (h *History) toColumn(x int) []Action {
	if w := h.track.Dx(); w > 1 && len(h.steps) > 0 {
		want := ((x-h.track.Min.X)*(len(h.steps)-1) + (w-1)/2) / (w - 1)
		best := 0
		for i, s := range h.walk {
			if abs(s-want) < abs(h.walk[best]-want) {
				best = i
			}
		}
		return h.move(best)
	}
	return nil
}

func abs(n int) int { return max(n, -n) }

// page returns the page that has the keys.
func (h *History) page() *page {
	if h.onNotes {
		return &h.notes
	}
	return &h.plan
}

// narrow leaves only the steps of the chosen entry to go through, or goes through all again.
func (h *History) narrow() []Action {
	seq := h.seq()
	if h.only != 0 {
		h.only = 0
	} else {
		h.only = h.page().at
	}
	h.rewalk()
	if len(h.walk) == 0 {
		h.only = 0
		h.rewalk()
	}
	h.toSeq(seq)
	return h.ask()
}

// keys are the keys that work now.
func (h *History) keys() []key.Binding {
	if h.back != nil {
		return h.back.keys()
	}
	if h.list != nil {
		return h.list.keys()
	}
	only := bind("o", "only this entry", "o")
	if h.only != 0 {
		only = bind("o", "every change", "o")
	}
	return []key.Binding{
		bind("←", "back", "left"), bind("→", "on", "right"), bind("pgup/pgdn", "meeting, day", "pgup"), bind("tab", "plan or notes", "tab"),
		bind("r", "bring back", "r"), bind("c", "what changed", "c"), only, bind("↑↓", "choose", "down"), bind("home/end", "first, newest", "home"),
		bind("esc", "back to now", "esc"),
	}
}
