package widget

import (
	"errors"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting/words"
)

// maxPicks is the most options of a PickField that show at once.
const maxPicks = 6

// formWidth is how wide a form is at most.
const formWidth = 72

// height returns the rows a field takes: boxed, or as one line when it has not
// the focus and room is short.
func (x *Field) height(boxed bool) int {
	if !boxed {
		return 1
	}
	if !x.multiline() {
		return 3 + len(x.notes)
	}
	rows := x.Rows
	if rows <= 0 {
		rows = 3
	}
	return rows + 2 + len(x.notes)
}

// Draw draws the form in the middle of an area. When the area is too low for a
// box around every field, those without the focus become one line each, and when
// even that is too much the form scrolls.
func (f *Form) Draw(scr uv.Screen, area uv.Rectangle) {
	all := 0
	for i, x := range f.Fields {
		if x.box != nil {
			x.box.Words.TooMuch = f.Words.T(tooMuch)
		}
		x.notes = nil
		if n, w := f.note(x), min(area.Dx(), formWidth)-6; i == f.at && Width(n.Text) > w-4 {
			x.notes = Wrap(n.Text, max(1, w)) // too long for the border
		}
		all += x.height(true)
	}
	room := area.Dy() - 3 // the form's border and its buttons
	boxed := all <= room
	need := all
	if !boxed {
		need = 0
		for i, x := range f.Fields {
			need += x.height(i == f.at)
		}
	}
	f.box.Foot = nil
	in := drawDialogBox(scr, centre(area, formWidth, min(need, max(room, 1))+3), f.Theme, &f.box, f.Title)
	if in.Dy() < 1 || in.Dx() < 4 {
		return
	}
	body := uv.Rect(in.Min.X, in.Min.Y, in.Dx(), in.Dy()-1)
	f.scroll(body.Dy(), boxed)
	y := body.Min.Y
	var popup func()
	for i, x := range f.Fields {
		x.area = uv.Rectangle{}
		if i < f.first {
			continue
		}
		focus := i == f.at
		h := min(x.height(boxed || focus), body.Max.Y-y)
		if h <= 0 {
			continue
		}
		x.area = uv.Rect(body.Min.X, y, body.Dx(), h)
		f.drawField(scr, x, focus, boxed || focus)
		if focus && x.picking != nil {
			popup = func() { f.drawPicks(scr, x, area) }
		}
		y += h
	}
	f.drawButtons(scr, uv.Rect(in.Min.X, in.Max.Y-1, in.Dx(), 1))
	if popup != nil {
		popup()
	}
}

// scroll chooses the first field so that the focused one shows.
func (f *Form) scroll(rows int, boxed bool) {
	at := min(f.at, len(f.Fields)-1)
	f.first = min(f.first, max(at, 0))
	for f.first < at {
		sum := 0
		for i := f.first; i <= at; i++ {
			sum += f.Fields[i].height(boxed || i == f.at)
		}
		if sum <= rows {
			return
		}
		f.first++
	}
}

// drawField draws one field.
func (f *Form) drawField(scr uv.Screen, x *Field, focus, boxed bool) {
	t := f.Theme
	if x.box != nil {
		x.box.Theme, x.box.Focus = t, focus
	}
	if x.Shared != nil {
		x.Shared.Theme, x.Shared.Focus = t, focus
	}
	note := f.note(x)
	if !boxed || x.area.Dy() < 3 {
		runs := []Run{{Text: " " + x.Label, Style: t.Muted, Width: 16}, {Text: " "}, {Text: x.shown(), Grow: true}}
		if x.Value() == "" {
			runs[2] = Run{Text: x.Hint, Style: t.Placeholder, Grow: true}
		}
		if note.Text != "" {
			runs = append(runs, Run{Text: "  "}, note, Run{Text: " "})
		}
		x.row.Draw(scr, x.area, uv.Style{}, runs...)
		return
	}
	x.border.Foot = nil
	if note.Text != "" && x.notes == nil {
		x.border.Foot = []Run{note}
	}
	in := x.border.Draw(scr, x.area, t, focus, Run{Text: x.Label})
	in = uv.Rect(in.Min.X+1, in.Min.Y, max(0, in.Dx()-2), in.Dy())
	if n := len(x.notes); n > 0 && n < in.Dy() {
		in.Max.Y -= n
		for i, s := range x.notes {
			Text(scr, in.Min.X, in.Max.Y+i, in.Dx(), note.Style, s)
		}
	}
	switch x.Kind {
	case ChoiceField:
		x.drawChoices(scr, in, f, focus)
	case PickField:
		if x.picking == nil && x.value != "" {
			x.row.Draw(scr, in, uv.Style{}, Run{Text: x.shown(), Grow: true})
			if focus {
				PlaceCursor(scr, in.Min.X, in.Min.Y)
			}
			return
		}
		x.box.Draw(scr, in)
	case SharedField:
		x.Shared.Draw(scr, in)
	default:
		x.box.Draw(scr, in)
	}
}

// note returns what a field says about its value.
func (f *Form) note(x *Field) Run {
	err := x.check()
	switch {
	case err != nil && (x.failed || x.Value() != ""):
		return Run{Text: "! " + refusal(f.Words, err), Style: f.Theme.Bad}
	case err == nil && x.words != "":
		return Run{Text: "✓ " + x.words, Style: f.Theme.Good}
	}
	return Run{}
}

// shown returns a field's value as words.
func (x *Field) shown() string {
	if x.Kind != ChoiceField && x.Kind != PickField {
		return oneLine(x.Value())
	}
	if i := x.index(); i >= 0 {
		if n := x.Options[i].Note; n != "" {
			return x.Options[i].Label + " · " + n
		}
		return x.Options[i].Label
	}
	return ""
}

// drawChoices draws a ChoiceField's options in a row, around the chosen one when
// they do not all fit.
func (x *Field) drawChoices(scr uv.Screen, area uv.Rectangle, f *Form, focus bool) {
	x.spots = make([]spot, len(x.Options))
	at := max(0, x.index())
	first := 0
	width := func(from, to int) int {
		w := 0
		for _, o := range x.Options[from:to] {
			w += Width(o.Label) + 4
		}
		return w
	}
	for first < at && width(first, at+1)+2 > area.Dx() {
		first++
	}
	var runs []Run
	col := 0
	if first > 0 {
		runs, col = append(runs, Run{Text: "‹ ", Style: f.Theme.Muted}), 2
	}
	for i := first; i < len(x.Options); i++ {
		w := Width(x.Options[i].Label) + 4
		if col+w > area.Dx() && i > at {
			runs = append(runs, Run{Text: "›", Style: f.Theme.Muted})
			break
		}
		mark, style := "○ ", f.Theme.Text
		if x.Options[i].ID == x.value {
			mark, style = "● ", f.Theme.Strong
			if focus {
				style = f.Theme.Selected
				PlaceCursor(scr, area.Min.X+col, area.Min.Y)
			}
		}
		runs = append(runs, Run{Text: mark + x.Options[i].Label, Style: style}, Run{Text: "  "})
		x.spots[i] = spot{x0: area.Min.X + col, x1: area.Min.X + col + w - 1, y: area.Min.Y}
		col += w
	}
	x.row.Draw(scr, area, uv.Style{}, runs...)
}

// drawPicks draws a PickField's open options under it, or above where there is
// more room.
func (f *Form) drawPicks(scr uv.Screen, x *Field, area uv.Rectangle) {
	n := min(len(x.picks), maxPicks)
	below := area.Max.Y - x.area.Max.Y
	above := x.area.Min.Y - area.Min.Y
	y := x.area.Max.Y
	if n+2 > below && above > below {
		n = min(n, above-2)
		y = x.area.Min.Y - n - 2
	} else {
		n = min(n, below-2)
	}
	if n < 1 {
		return
	}
	at := uv.Rect(x.area.Min.X+1, y, x.area.Dx()-2, n+2)
	Fill(scr, at, uv.Style{})
	x.picking.Theme = f.Theme
	x.picking.Draw(scr, x.pickBox.Draw(scr, at, f.Theme, true))
}

// drawButtons draws the form's last row.
func (f *Form) drawButtons(scr uv.Screen, area uv.Rectangle) {
	f.buttons = f.buttons[:0]
	x := area.Min.X + 1
	Put(scr, area.Min.X, area.Min.Y, blankLine(area.Dx(), uv.Style{}))
	for i, label := range []string{f.Submit, f.Cancel} {
		if label == "" {
			continue
		}
		style, mark := f.Theme.Button, "  "
		if f.at == len(f.Fields)+i {
			style, mark = f.Theme.ButtonFocus, "▸ "
			PlaceCursor(scr, x, area.Min.Y)
		}
		w := min(Width(label)+4, area.Max.X-x)
		if w < 1 {
			break
		}
		Put(scr, x, area.Min.Y, Line(w, style, Run{Text: mark + label + "  ", Style: style, Grow: true}))
		f.buttons = append(f.buttons, spot{x0: x, x1: x + w, y: area.Min.Y})
		x += w + 2
	}
	Text(scr, x, area.Min.Y, max(0, area.Max.X-x-1), f.Theme.Muted, f.Words.T("tab next   ctrl+s %s   esc back", f.Submit))
}

// refusal says in a language why something is not taken, if it can.
func refusal(l *words.Language, err error) string {
	if x, ok := errors.AsType[interface {
		error
		In(*words.Language) string
	}](err); ok {
		return x.In(l)
	}
	return err.Error()
}
