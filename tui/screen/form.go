package screen

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// notAdded marks what is only in a form.
const notAdded words.Msg = "not added yet"

// lockedWords is what a dialog says instead of sending while nothing can be saved.
const lockedWords words.Msg = "Nothing can be saved just now: what you typed is kept, try again when the header says saved ✓."

// formDialog is a form over the room. What is typed is kept as a draft until the record has it.
type formDialog struct {
	form  *widget.Form
	title string
	draft string                   // the name of the kept draft, "" for none
	kept  string                   // the draft as last kept
	loose []string                 // fields that are not kept, since where the form was opened says them better
	enter bool                     // enter goes on from a text too, and alt+enter makes a new line
	said  string                   // a refusal, or news of the draft
	note  func(*Room) string       // may be nil: what is shown while there is nothing to say
	over  func(*Env, int) []string // may be nil: what stands over the form, in lines of a width; the first is urgent
	sent  bool                     // the commands are on their way

	refresh  func(*Room)                                    // may be nil: gives the fields' options anew
	filled   func(*Room)                                    // may be nil: gives the fields the options for a draft that came back
	asks     map[string]func(*Env, *Room)                   // what asks on, by field
	commands func(*Env, *Room) ([]meeting.Command, error)   // what submitting sends; an error is a sentence
	ask      func(*Env, *Room) meeting.AskAdvice            // in place of commands: what submitting asks a colleague
	added    func(*Env, *Room, meeting.Result) []Action     // what follows once the record has it
	also     func(*Env, *Room, tea.KeyPressMsg) (used bool) // may be nil: further keys
	extra    []key.Binding                                  // the hints of the further keys
}

// open shows the form, with what was typed when it was last left.
func (d *formDialog) open(env *Env, r *Room) []Action {
	if s := env.Draft(d.draft); d.draft != "" && s != "" {
		d.kept = s
		values := map[string]string{}
		if json.Unmarshal([]byte(s), &values) == nil {
			for _, id := range d.loose {
				delete(values, id)
			}
			d.form.Fill(values)
			r.offerAudience(d.form)
			if d.filled != nil {
				d.filled(r)
			}
			d.said = env.T("What you had typed before is here again. It is not added yet.")
		}
	}
	layOut(env, d.form)
	return r.show(d)
}

// Update gives the form a message.
func (d *formDialog) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	k, isKey := msg.(tea.KeyPressMsg)
	if d.sent { // what is typed now would be in no form
		if !isKey || k.String() != "esc" || !r.locked() {
			return nil, false
		}
		r.Notice(env.T("It may still be added once saving works: look before you add it again. What you typed is kept."))
		return nil, true
	}
	if isKey && d.also != nil && d.also(env, r, k) {
		return d.keep(), false
	}
	if x := d.form.Focused(); x != nil && isKey && k.String() == "enter" && (x.ID == fieldAudience && r.askAudience(d.form) || r.askOn(env, d.form, d.asks)) {
		return d.keep(), false
	}
	if x := d.form.Focused(); d.enter && isKey && k.String() == "enter" && x != nil && x.Kind == widget.TextField {
		msg = widget.Press("tab")
		if x == d.form.Fields[len(d.form.Fields)-1] {
			msg = widget.Press("ctrl+s")
		}
	}
	out := d.form.Update(msg, env.Now)
	if isKey {
		d.said = ""
	}
	if _, click := msg.(tea.MouseClickMsg); click && d.form.Focused() != nil && (d.form.Focused().ID == fieldAudience && r.askAudience(d.form) || r.askOn(env, d.form, d.asks)) {
		return d.keep(), false
	}
	switch out {
	case widget.Chosen:
		if r.askAudience(d.form) {
			return d.keep(), false
		}
		return append(d.keep(), d.submit(env, r)...), false
	case widget.Cancelled:
		if d.form.Changed() && d.draft != "" {
			r.Notice(env.T("What you typed is not added. It is kept for you, and here again when you come back."))
		}
		return d.keep(), true
	}
	return d.keep(), false
}

// keep keeps what is typed, where it has changed since it was last kept.
func (d *formDialog) keep() []Action {
	if d.draft == "" {
		return nil
	}
	return keepDraft(d.form, d.draft, &d.kept)
}

// keepDraft keeps what is typed into a form as the draft of a name, where it has changed since it was last kept.
func keepDraft(f *widget.Form, name string, kept *string) []Action {
	now := ""
	if f.Changed() {
		b, err := json.Marshal(f.Values())
		if err != nil {
			return nil // strings always marshal
		}
		now = string(b)
	}
	if now == *kept {
		return nil
	}
	*kept = now
	return []Action{Keep{name, now}}
}

func (d *formDialog) submit(env *Env, r *Room) []Action {
	if r.locked() {
		d.said = env.T(lockedWords)
		return nil
	}
	if d.ask != nil {
		d.sent = true
		return []Action{Consult{Ask: d.ask(env, r), Tag: d}}
	}
	cs, err := d.commands(env, r)
	if err != nil {
		d.said = refusalIn(env.Words, err)
		return nil
	}
	d.sent = true
	return []Action{Send{Commands: cs, Tag: d}}
}

// Set offers the newest people and entries.
func (d *formDialog) Set(_ *Env, r *Room) ([]Action, bool) {
	if d.refresh != nil {
		d.refresh(r)
	}
	return nil, false
}

// Sent closes the form once the record has what was in it.
func (d *formDialog) Sent(env *Env, r *Room, res meeting.Result, err error) ([]Action, bool) {
	d.sent = false
	if err != nil {
		d.said = refusalIn(env.Words, err)
		return nil, false
	}
	var acts []Action
	if d.draft != "" {
		acts = append(acts, Keep{Name: d.draft})
	}
	return append(acts, d.added(env, r, res)...), true
}

// Draw draws the form and what is to be said of it.
func (d *formDialog) Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	d.form.Title = d.title
	if d.form.Changed() {
		d.form.Title += " · " + env.T(notAdded)
	}
	note := ""
	if d.note != nil {
		note = d.note(r)
	}
	if d.over != nil {
		area.Min.Y += drawLines(env, scr, area, d.over)
	}
	drawForm(env, scr, area, d.form, d.said, note)
}

// drawLines draws what stands over a form or a page, and returns in how many rows.
func drawLines(env *Env, scr uv.Screen, area uv.Rectangle, over func(*Env, int) []string) int {
	w := min(area.Dx(), formWidth)
	lines := over(env, max(1, w-2))
	if most := max(2, area.Dy()/3); len(lines) > most { // what is under them scrolls, but has to be there
		lines = append(lines[:most-1], widget.Truncate(strings.Join(lines[most-1:], " · "), w-2))
	}
	for i, l := range lines {
		st := env.Theme.Strong
		if i == 0 {
			st = env.Theme.Warn
		}
		widget.Text(scr, area.Min.X+(area.Dx()-w)/2+1, area.Min.Y+i, w-2, st, l)
	}
	return len(lines)
}

// Keys are the keys of the field in front.
func (d *formDialog) Keys() []key.Binding {
	out := formKeys(d.form)
	if x := d.form.Focused(); d.enter && x != nil && x.Kind == widget.TextField {
		for i, k := range out {
			if k.Help().Key == "⏎" {
				out[i] = bind("⏎", "next", "enter")
				if x == d.form.Fields[len(d.form.Fields)-1] {
					out[i] = bindSaid("⏎", strings.ToLower(d.form.Submit), "enter")
				}
			}
		}
		out = append(out, bind("alt+⏎", "new line", "alt+enter", "ctrl+j"))
	}
	return append(d.extra, out...)
}

// formWidth is the most columns that a form takes.
const formWidth = 72

// drawForm draws a form, and right under it what is to be said: a sentence that wants attention, else a
// quiet note.
func drawForm(env *Env, scr uv.Screen, area uv.Rectangle, f *widget.Form, said, note string) {
	f.Theme, f.Words = env.Theme, env.Words
	style := env.Theme.Warn
	if said == "" {
		said, style = note, env.Theme.Muted
	}
	var lines []string
	if said != "" {
		lines = widget.Wrap(said, max(1, min(area.Dx(), formWidth)-2))
		lines = lines[:min(len(lines), max(1, area.Dy()/3))]
	}
	room := area.Dy() - len(lines)
	h := min(formHeight(f, room), room)
	y := area.Min.Y + (room-h)/2
	f.Draw(scr, uv.Rect(area.Min.X, y, area.Dx(), h))
	w := min(area.Dx(), formWidth)
	x := area.Min.X + (area.Dx()-w)/2
	for i, l := range lines {
		widget.Text(scr, x+1, y+h+i, w-2, style, l)
	}
}

// layOut draws a form once where nobody sees it: a form knows how its fields look from its first drawing on, and
// keys may come before that.
func layOut(env *Env, f *widget.Form) {
	s := widget.NewSurface(formWidth, 8*len(f.Fields)+8)
	drawForm(env, s, s.Bounds(), f, "", "")
}

// formHeight returns the rows that a form takes where there are room rows: its fields boxed if they fit,
// otherwise only the one in front.
func formHeight(f *widget.Form, room int) int {
	all, low := 3, 3
	for _, x := range f.Fields {
		h := 3
		if x.Kind == widget.TextField || x.Kind == widget.SharedField && !x.Shared.Single {
			h = 5
			if x.Rows > 0 {
				h = x.Rows + 2
			}
		}
		all += h
		if x == f.Focused() {
			low += h
		} else {
			low++
		}
	}
	if all <= room {
		return all
	}
	return low
}

// formKeys are the keys that work in the field that has them.
func formKeys(f *widget.Form) []key.Binding {
	submit := strings.ToLower(f.Submit)
	enter := bind("⏎", "next", "enter")
	x := f.Focused()
	if x == nil || x == f.Fields[len(f.Fields)-1] {
		enter = bindSaid("⏎", submit, "enter")
	}
	var out []key.Binding
	if x != nil {
		switch x.Kind {
		case widget.TextField, widget.SharedField:
			if x.Kind == widget.TextField || !x.Shared.Single {
				enter = bind("⏎", "new line", "enter")
			}
		case widget.ChoiceField:
			out = append(out, bind("←→", "choose", "left"))
		case widget.PickField:
			out = append(out, bind("type", "to find", "space"), bind("↓", "list", "down"))
		case widget.LineField:
		}
	}
	return append(out, enter, bind("tab", "next", "tab"), bind("shift+tab", "back a field", "shift+tab"),
		bindSaid("ctrl+s", submit, "ctrl+s"), bind("esc", "back", "esc"))
}

// required refuses an empty field with a sentence.
func required(sentence string) func(string) (string, error) {
	return func(s string) (string, error) {
		if strings.TrimSpace(s) == "" {
			return "", errors.New(sentence)
		}
		return "", nil
	}
}

// field returns a form's field by its ID.
func field(f *widget.Form, id string) *widget.Field {
	if i := slices.IndexFunc(f.Fields, func(x *widget.Field) bool { return x.ID == id }); i >= 0 {
		return f.Fields[i]
	}
	return nil
}
