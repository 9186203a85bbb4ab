package screen

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// which asks which agencies or people see something: rows to tick. The viewer is always one of them, since nobody
// writes what they would not see themselves.
type which struct {
	kind string // whichAgencies or whichPeople
	on   map[string]bool
	done func(*Env, *Room, meeting.Audience) []Action
	ticks
}

// newWhich returns the rows with those ticked that an audience of that kind has.
func newWhich(r *Room, kind string, now meeting.Audience, done func(*Env, *Room, meeting.Audience) []Action) *which {
	d := &which{kind: kind, done: done, on: map[string]bool{}}
	if rest, ok := strings.CutPrefix(string(now), kind+":"); ok {
		for id := range strings.SplitSeq(rest, ",") {
			d.on[id] = true
		}
	}
	d.on[d.mine(r)] = true
	return d
}

// mine is the viewer's own row.
func (d *which) mine(r *Room) string {
	if d.kind == whichAgencies {
		return string(r.view().Viewer().Agency)
	}
	return string(r.view().Viewer().Person)
}

// audience is what is ticked.
func (d *which) audience() meeting.Audience {
	var agencies []meeting.AgencyID
	var people []meeting.PersonID
	for id, on := range d.on {
		if on {
			agencies, people = append(agencies, meeting.AgencyID(id)), append(people, meeting.PersonID(id))
		}
	}
	if d.kind == whichAgencies {
		return meeting.Agencies(agencies...)
	}
	return meeting.OnlyPeople(people...)
}

// items are the rows: the viewer's own first, who cannot be named last.
func (d *which) items(env *Env, r *Room) []*widget.Item {
	t := env.Theme
	var own, out []*widget.Item
	var unnamed []string
	seen := map[string]bool{}
	for _, m := range r.view().Members {
		if !m.Current() || m.Guest != 0 && m.Guest != r.id {
			continue
		}
		id, label, note := string(m.Person), m.Name, memberNote(r.words, m)
		if d.kind == whichAgencies {
			id, label = string(m.Agency), m.AgencyName
			if m.Agency == meeting.FamilyAgency {
				label = env.T("The family")
			}
			var names []*meeting.Member
			for _, o := range r.view().Members {
				if o.Current() && o.Agency == m.Agency && (o.Guest == 0 || o.Guest == r.id) {
					names = append(names, o)
				}
			}
			note = r.memberNames(names)
		}
		switch {
		case seen[id] && id != "":
			continue
		case id == "":
			unnamed = append(unnamed, m.Name)
			continue
		}
		seen[id] = true
		mark, style := "[ ] ", t.Text
		if d.on[id] {
			mark, style = "[✓] ", t.Strong
		}
		it := &widget.Item{ID: id, Runs: []widget.Run{{Text: mark, Style: t.Accent}, {Text: label, Style: style}, {Text: "  " + note, Style: t.Muted, Grow: true}}}
		if id == d.mine(r) {
			if it.Still, it.Runs[0] = true, (widget.Run{Text: " ✓  ", Style: t.Muted}); d.kind == whichPeople {
				it.Runs[1].Text, note = env.T("You"), env.T("yourself")
			}
			it.Runs[2].Text = "  " + env.T("%s, always, since you write it", note)
			own = append(own, it)
			continue
		}
		out = append(out, it)
	}
	out = append(own, out...)
	if len(unnamed) > 0 {
		said := env.T("%s has no way in, so cannot be named here.", unnamed[0])
		if len(unnamed) > 1 {
			said = env.T("%s have no way in, so cannot be named here.", env.Words.List(unnamed))
		}
		out = append(out, &widget.Item{Still: true, Runs: []widget.Run{{Text: "    " + said, Style: t.Muted, Grow: true}}})
	}
	return out
}

// Update moves and ticks; enter is done.
func (d *which) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	finished, left := d.press(msg, d.items(env, r), func() { d.turn(r) }, "enter")
	if finished {
		return d.done(env, r, d.audience()), true
	}
	return nil, left
}

// turn ticks the row in front, or takes its tick away.
func (d *which) turn(r *Room) {
	if id := d.list.SelectedID(); id != "" && id != d.mine(r) {
		d.on[id] = !d.on[id]
	}
}

// Draw draws the rows, and in the border what is ticked, in words.
func (d *which) Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	title := env.T("Which people see this?")
	if d.kind == whichAgencies {
		title = env.T("Which agencies see this?")
	}
	d.drawTicks(env, scr, area, d.items(env, r), title, widget.Run{Text: "✓ " + r.audienceWords(d.audience()), Style: env.Theme.Good})
}
