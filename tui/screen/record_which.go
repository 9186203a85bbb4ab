package screen

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// Some fields of the record name several people or agencies: who was there, with whom an assessment may be shared. A few usual choices
// are offered in the form; one more asks on, with rows to tick, as the audience does.

// chooseOn is the choice that asks on.
const chooseOn = "choose"

// tickRow is a row to tick: one thing, or several at once.
type tickRow struct {
	ids   []string
	label string
	note  string
	deep  bool // stands under the row before that has several
}

// several makes a field of usual choices and rows to tick out of one that reads and writes IDs with commas between.
func several[T any](id string, label words.Msg, usual func(*Room) []widget.Option, rows func(*Room) []tickRow, name func(*Room, string) string, get func(*T) []string, set func(*T, []string)) entryField[T] {
	return entryField[T]{
		id: id, label: label, kind: widget.ChoiceField, ticks: rows, name: name,
		options: func(r *Room) []widget.Option {
			out := append([]widget.Option{{ID: nobody, Label: r.T("not said")}}, usual(r)...)
			return append(out, widget.Option{ID: chooseOn, Label: r.T("choose…")})
		},
		read: func(x *T) string { return joinIDs(get(x)) },
		write: func(x *T, s string) {
			set(x, splitIDs(s))
		},
		parse: func(_ *Env, s string) (string, error) {
			if s == chooseOn {
				return s, refuse("Choose first: ⏎ on “%s” asks which.", label)
			}
			return s, nil
		},
	}
}

// joinIDs is the option that stands for several IDs, in the order in which one finds it again.
func joinIDs(ids []string) string {
	if len(ids) == 0 {
		return nobody
	}
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return strings.Join(slices.Compact(ids), ",")
}

// splitIDs returns the IDs of an option.
func splitIDs(option string) []string {
	return slices.DeleteFunc(strings.Split(option, ","), func(s string) bool { return s == "" || s == nobody || s == chooseOn })
}

// offer gives a field the option for what it holds, if that is none of the usual ones.
func (x *entryField[T]) offer(r *Room, w *widget.Field, v string) {
	if x.ticks == nil || slices.ContainsFunc(w.Options, func(o widget.Option) bool { return o.ID == v }) {
		return
	}
	w.Options = x.options(r)
	w.Options = slices.Insert(w.Options, len(w.Options)-1, widget.Option{ID: v, Label: x.name(r, v)})
}

// asking returns what asks on for a field of a form: rows to tick, with those ticked that the record has.
func (x *entryField[T]) asking(f *widget.Form, now func() string) func(*Env, *Room) {
	return func(_ *Env, r *Room) {
		w := field(f, x.id)
		d := &ticking{title: r.T(x.label), rows: x.ticks, name: x.name, on: map[string]bool{}}
		for _, id := range splitIDs(now()) {
			d.on[id] = true
		}
		d.done = func(r *Room, ids []string) {
			v := joinIDs(ids)
			x.offer(r, w, v)
			f.Fill(map[string]string{x.id: v})
		}
		r.notice = ""
		r.dialogs = append(r.dialogs, d)
	}
}

// askOn asks on where the field in front says so.
func (r *Room) askOn(env *Env, f *widget.Form, asks map[string]func(*Env, *Room)) bool {
	x := f.Focused()
	if x == nil || x.Value() != chooseOn || asks[x.ID] == nil {
		return false
	}
	asks[x.ID](env, r)
	return true
}

// ticking asks which of several people or agencies: rows to tick.
type ticking struct {
	title string
	rows  func(*Room) []tickRow
	name  func(*Room, string) string
	on    map[string]bool
	done  func(*Room, []string)
	ticks
}

// ticked returns what is ticked, of what can be.
func (d *ticking) ticked(r *Room) []string {
	var out []string
	for _, row := range d.rows(r) {
		for _, id := range row.ids {
			if d.on[id] {
				out = append(out, id)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (d *ticking) all(row tickRow) bool {
	return !slices.ContainsFunc(row.ids, func(id string) bool { return !d.on[id] })
}

func (d *ticking) items(env *Env, r *Room) []*widget.Item {
	t := env.Theme
	var out []*widget.Item
	for i, row := range d.rows(r) {
		mark, style := "[ ] ", t.Text
		switch {
		case d.all(row):
			mark, style = "[✓] ", t.Strong
		case slices.ContainsFunc(row.ids, func(id string) bool { return d.on[id] }):
			mark = "[-] " // some of them
		}
		if row.deep {
			mark = "    " + mark
		}
		out = append(out, &widget.Item{ID: itoa(i), Runs: []widget.Run{{Text: mark, Style: t.Accent}, {Text: row.label, Style: style}, {Text: "  " + row.note, Style: t.Muted, Grow: true}}})
	}
	return out
}

// turn ticks the row in front, or takes its ticks away.
func (d *ticking) turn(r *Room) {
	rows := d.rows(r)
	i := int(idOf(d.list.SelectedID()))
	if d.list.SelectedID() == "" || i >= len(rows) {
		return
	}
	on := !d.all(rows[i])
	for _, id := range rows[i].ids {
		d.on[id] = on
	}
}

// Update moves and ticks; enter is done.
func (d *ticking) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	finished, left := d.press(msg, d.items(env, r), func() { d.turn(r) }, "enter", "ctrl+s")
	if finished {
		d.done(r, d.ticked(r))
	}
	return nil, finished || left
}

// Draw draws the rows, and in the border what is ticked, in words.
func (d *ticking) Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	foot := widget.Run{Text: env.T("nobody is ticked"), Style: env.Theme.Muted}
	if ids := d.ticked(r); len(ids) > 0 {
		foot = widget.Run{Text: "✓ " + d.name(r, joinIDs(ids)), Style: env.Theme.Good}
	}
	d.drawTicks(env, scr, area, d.items(env, r), d.title+"?", foot)
}

// withField is a field for whom of the family and the team something is with, of the children too: the family, any mix of people, and
// whole agencies, which stand for those who are on the team from there now.
func withField[T any](label words.Msg, children bool, of func(*T) *[]meeting.ID) entryField[T] {
	usual := func(r *Room) []widget.Option {
		var out []widget.Option
		everybody, adults := r.familyIDs(children)
		if len(everybody) > 1 {
			out = append(out, widget.Option{ID: joinIDs(everybody), Label: r.T("the whole family")})
		}
		if len(adults) == 1 {
			out = append(out, widget.Option{ID: adults[0], Label: r.idNames(adults[0])})
		}
		return out
	}
	rows := func(r *Room) []tickRow {
		var out []tickRow
		for _, a := range r.view().Circle() {
			var under []tickRow
			all := tickRow{label: r.agencyWords(a.Agency), note: r.T("all of them")}
			if a.Agency == meeting.FamilyAgency {
				all.label = r.T("The family")
				for _, c := range r.view().Children {
					if children && !slices.ContainsFunc(a.Members, func(m *meeting.Member) bool {
						return m.Role == meeting.Child && (m.Name == c.Called() || m.Name == c.Name)
					}) {
						under = append(under, tickRow{ids: []string{optionID(c.ID)}, label: c.Called(), deep: true})
					}
				}
			}
			for _, m := range a.Members {
				if m.Current() && m.Guest == 0 {
					under = append(under, tickRow{ids: []string{optionID(m.ID)}, label: m.Name, note: m.Title, deep: true})
				}
			}
			for _, x := range under {
				all.ids = append(all.ids, x.ids...)
			}
			if len(under) > 0 {
				out = append(append(out, all), under...)
			}
		}
		return out
	}
	return several("with", label, usual, rows, (*Room).idNames,
		func(x *T) []string {
			var out []string
			for _, id := range *of(x) {
				out = append(out, optionID(id))
			}
			return out
		},
		func(x *T, ids []string) {
			*of(x) = nil
			for _, s := range ids {
				if id := idOf(s); id != 0 {
					*of(x) = append(*of(x), id)
				}
			}
		})
}

// familyIDs returns the options for the family, its children as children if children is set, else as members of the team, and for its
// adults.
func (r *Room) familyIDs(children bool) (all, adults []string) {
	for _, m := range r.view().Members {
		switch {
		case !m.Current() || m.Guest != 0 || !m.Role.Family():
		case m.Role != meeting.Child:
			all, adults = append(all, optionID(m.ID)), append(adults, optionID(m.ID))
		case !children:
			all = append(all, optionID(m.ID))
		}
	}
	if children {
		for _, c := range r.view().Children {
			all = append(all, optionID(c.ID))
		}
	}
	return all, adults
}

// shareField is a field for the agencies with which something may be shared.
func shareField[T any](label words.Msg, of func(*T) *[]meeting.AgencyID) entryField[T] {
	agencies := func(r *Room) []tickRow {
		var out []tickRow
		for _, a := range r.view().Circle() {
			if a.Agency == "" || a.Agency == meeting.FamilyAgency { // it is the family's own
				continue
			}
			out = append(out, tickRow{ids: []string{string(a.Agency)}, label: r.agencyName(a.Agency), note: r.memberNames(a.Members)})
		}
		return out
	}
	usual := func(r *Room) []widget.Option {
		var all []string
		for _, row := range agencies(r) {
			all = append(all, row.ids...)
		}
		if len(all) < 2 {
			return nil
		}
		return []widget.Option{{ID: joinIDs(all), Label: r.T("every agency of the team")}}
	}
	return several("share", label, usual, agencies, func(r *Room, option string) string {
		var names []string
		for _, id := range splitIDs(option) {
			names = append(names, r.agencyName(meeting.AgencyID(id)))
		}
		return r.words.List(names)
	}, func(x *T) []string {
		var out []string
		for _, a := range *of(x) {
			out = append(out, string(a))
		}
		return out
	}, func(x *T, ids []string) {
		*of(x) = nil
		for _, a := range ids {
			*of(x) = append(*of(x), meeting.AgencyID(a))
		}
	})
}
