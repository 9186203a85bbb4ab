package widget

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting/text"
	"oneplan/meeting/words"
	"oneplan/tui/theme"
)

// FieldKind is what a form's field takes.
type FieldKind uint8

const (
	// LineField is one line of text.
	LineField FieldKind = iota
	// TextField is text of several lines.
	TextField
	// ChoiceField is one of a few options, all shown.
	ChoiceField
	// PickField is one of many options, found by typing.
	PickField
	// SharedField is a shared text: Field.Shared edits it, and its owner takes what
	// that asks for.
	SharedField
)

// Field is one thing a form asks for.
type Field struct {
	ID    string
	Label string
	Hint  string // what may be written, shown while the field is empty
	Kind  FieldKind
	Rows  int // of a TextField or SharedField; 0 means 3

	// Options are what a ChoiceField or PickField chooses from, by ID.
	Options []Option
	// Shared is the editor of a SharedField.
	Shared *Editor
	// Check looks at a value (text, or an option's ID) and returns how it was
	// understood, shown under it ("Tue 5 Jan 2027"), or an error, shown in its place.
	// nil accepts everything.
	Check func(value string) (understood string, err error)

	box     *TextBox // the text, or what narrows a PickField's options
	value   string   // the chosen option
	picking *List    // a PickField's open options
	picks   []Option
	failed  bool // submitting found the error: show it whatever has the focus
	border  Box
	pickBox Box
	row     Row
	checked string // what Check was asked last, and its answers
	known   bool
	words   string
	err     error
	notes   []string // words or err in rows of their own, when the border is too short
	area    uv.Rectangle
	spots   []spot
}

// Form asks for several things at once. Tab and enter go on, shift+tab back, the
// last enter or ctrl+s submits, esc leaves. Make one with [NewForm].
type Form struct {
	Theme  *theme.Theme
	Title  string
	Submit string          // the button's label
	Cancel string          // the other's, "" for none
	Words  *words.Language // of what the form says itself; nil is English
	Fields []*Field

	at      int // the focused field; len(Fields) is submit, one more is cancel
	box     Box
	buttons []spot
	first   int // the first field that shows
	start   map[string]string
}

// NewForm returns a form with the focus on its first field.
func NewForm(t *theme.Theme, title, submit, cancel string, fields ...*Field) *Form {
	f := &Form{
		Theme: t, Title: title, Submit: submit, Cancel: cancel, Fields: fields,
	}
	for _, x := range fields {
		if x.Kind != SharedField {
			x.box = NewTextBox()
			x.box.Single = x.Kind != TextField
			x.box.Placeholder = x.Hint
		}
		if x.Kind == ChoiceField && len(x.Options) > 0 {
			x.value = x.Options[0].ID
		}
	}
	f.start = f.Values()
	return f
}

// Set gives a field a value: text, or an option's ID. Values set before the first
// Update do not count as changed.
func (f *Form) Set(id, value string) {
	for _, x := range f.Fields {
		if x.ID != id {
			continue
		}
		switch x.Kind {
		case ChoiceField, PickField:
			x.value = value
		case LineField, TextField:
			x.box.SetValue(value)
		case SharedField:
		}
		f.start[id] = x.Value()
	}
}

// Fill gives fields values that do count as changed: a draft that was kept.
func (f *Form) Fill(values map[string]string) {
	for id, v := range values {
		was, ok := f.start[id]
		if !ok {
			continue
		}
		f.Set(id, v)
		f.start[id] = was
	}
}

// Value returns a field's value: its text, or the chosen option's ID.
func (x *Field) Value() string {
	switch x.Kind {
	case ChoiceField, PickField:
		return x.value
	case SharedField:
		return x.Shared.View().String()
	default:
		return x.box.Value()
	}
}

// Value returns a field's value by the field's ID, "" if there is none.
func (f *Form) Value(id string) string {
	for _, x := range f.Fields {
		if x.ID == id {
			return x.Value()
		}
	}
	return ""
}

// Values returns all values by ID, but those of shared texts.
func (f *Form) Values() map[string]string {
	m := make(map[string]string, len(f.Fields))
	for _, x := range f.Fields {
		if x.Kind != SharedField {
			m[x.ID] = x.Value()
		}
	}
	return m
}

// Changed reports whether leaving the form would lose something.
func (f *Form) Changed() bool {
	for id, v := range f.Values() {
		if f.start[id] != v {
			return true
		}
	}
	return false
}

// Focused returns the field that has the keys, nil on a button.
func (f *Form) Focused() *Field {
	if f.at < len(f.Fields) {
		return f.Fields[f.at]
	}
	return nil
}

// Writing returns the text that has the keys, and its caret; ok is false for a field that is no text.
func (f *Form) Writing() (v text.View, at int, ok bool) {
	x := f.Focused()
	if x == nil || x.Kind != TextField || x.box == nil {
		return v, 0, false
	}
	return x.box.View(), x.box.Pos(), true
}

// FocusOn gives the keys to a field.
func (f *Form) FocusOn(id string) {
	for i, x := range f.Fields {
		if x.ID == id {
			f.move(i)
		}
	}
}

// Fail shows an error at a field, as when the record refuses a value, and puts
// the focus there.
func (f *Form) Fail(id string, err error) {
	for i, x := range f.Fields {
		if x.ID == id {
			x.checked, x.known, x.words, x.err, x.failed = x.Value(), true, "", err, true
			f.move(i)
		}
	}
}

// check asks Check once for each value.
func (x *Field) check() error {
	v := x.Value()
	if x.known && x.checked == v {
		return x.err
	}
	x.checked, x.known, x.words, x.err, x.failed = v, true, "", nil, false
	if x.Check != nil {
		x.words, x.err = x.Check(v)
	}
	return x.err
}

// stops returns how many places the focus can be.
func (f *Form) stops() int {
	n := len(f.Fields) + 1
	if f.Cancel != "" {
		n++
	}
	return n
}

// move puts the focus on a place, going round at the ends.
func (f *Form) move(to int) {
	if x := f.Focused(); x != nil {
		x.picking = nil
		if x.Kind == PickField {
			x.box.SetValue("")
		}
	}
	f.at = (to + f.stops()) % f.stops()
}

// submit is Chosen if every field is right, else goes to the first that is not.
func (f *Form) submit() Outcome {
	bad := -1
	for i, x := range f.Fields {
		if x.check() != nil {
			x.failed = true
			if bad < 0 {
				bad = i
			}
		}
	}
	if bad >= 0 {
		f.move(bad)
		return Used
	}
	return Chosen
}

// Update gives the form a message: Chosen means it is submitted and every field
// passed its check, Cancelled that esc or the cancel button was used (ask first
// if Changed). What a SharedField asks for is taken from its editor afterwards.
func (f *Form) Update(msg tea.Msg, now time.Time) Outcome {
	x := f.Focused()
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return f.key(x, msg, now)
	case tea.MouseClickMsg:
		return f.click(msg, now)
	case tea.PasteMsg:
		if x != nil {
			x.update(msg, now)
		}
		return Used
	case tea.MouseMotionMsg, tea.MouseReleaseMsg, tea.MouseWheelMsg:
		if x != nil {
			return x.update(msg, now)
		}
	}
	return Ignored
}

func (f *Form) key(x *Field, msg tea.KeyPressMsg, now time.Time) Outcome {
	s := msg.String()
	if x != nil && x.picking != nil {
		switch s {
		case "esc":
			x.picking = nil
			x.box.SetValue("")
			return Used
		case "enter", "tab":
			x.pick()
			if s == "tab" {
				f.move(f.at + 1)
			} else {
				f.next()
			}
			return Used
		}
	}
	switch s {
	case "esc":
		return Cancelled
	case "ctrl+s":
		return f.submit()
	case "tab":
		f.move(f.at + 1)
		return Used
	case "shift+tab":
		f.move(f.at - 1)
		return Used
	}
	if x == nil {
		switch s {
		case "enter", "space":
			if f.at == len(f.Fields) {
				return f.submit()
			}
			return Cancelled
		case "up", "left":
			f.move(f.at - 1)
		case "down", "right":
			f.move(f.at + 1)
		}
		return Used
	}
	if s == "enter" && !x.multiline() {
		if x.Kind == PickField && x.value == "" && len(x.Options) > 0 && x.box.Value() == "" && x.picking == nil {
			x.open()
			return Used
		}
		return f.next()
	}
	if o := x.update(msg, now); o != Ignored {
		return Used
	}
	switch s {
	case "up":
		f.move(f.at - 1)
	case "down":
		f.move(f.at + 1)
	}
	return Used // keys of the screen under the form have no meaning here
}

// next goes on after a field: to the next one, and from the last it submits.
func (f *Form) next() Outcome {
	if f.at == len(f.Fields)-1 {
		return f.submit()
	}
	f.move(f.at + 1)
	return Used
}

func (f *Form) click(msg tea.MouseClickMsg, now time.Time) Outcome {
	if msg.Button != tea.MouseLeft {
		return Used
	}
	for i, s := range f.buttons {
		if msg.Y == s.y && msg.X >= s.x0 && msg.X < s.x1 {
			f.move(len(f.Fields) + i)
			if i == 0 {
				return f.submit()
			}
			return Cancelled
		}
	}
	if x := f.Focused(); x != nil && x.picking != nil && x.picking.Update(msg) != Ignored {
		x.pick()
		return f.next()
	}
	for i, x := range f.Fields {
		if uv.Pos(msg.X, msg.Y).In(x.area) {
			if i != f.at {
				f.move(i)
			}
			x.update(msg, now)
			return Used
		}
	}
	return Used
}

func (x *Field) multiline() bool {
	return x.Kind == TextField || x.Kind == SharedField && !x.Shared.Single
}

// update gives a field a message.
func (x *Field) update(msg tea.Msg, now time.Time) Outcome {
	switch x.Kind {
	case ChoiceField:
		return x.choose(msg)
	case PickField:
		return x.narrow(msg, now)
	case SharedField:
		return x.Shared.Update(msg, now)
	default:
		return x.box.Update(msg, now)
	}
}

// choose moves a ChoiceField's choice: arrows, space, a first letter, a click.
func (x *Field) choose(msg tea.Msg) Outcome {
	n := len(x.Options)
	if n == 0 {
		return Ignored
	}
	at := max(0, x.index())
	switch msg := msg.(type) {
	case tea.MouseClickMsg:
		for i, s := range x.spots {
			if msg.Y == s.y && msg.X >= s.x0 && msg.X < s.x1 {
				x.value = x.Options[i].ID
			}
		}
		return Used
	case tea.KeyPressMsg:
		switch s := msg.String(); s {
		case "left":
			at = max(0, at-1)
		case "right":
			at = min(n-1, at+1)
		case "space":
			at = (at + 1) % n
		default:
			if typed(msg) == "" {
				return Ignored
			}
			for i := 1; i <= n; i++ {
				if j := (at + i) % n; strings.HasPrefix(strings.ToLower(x.Options[j].Label), strings.ToLower(s)) {
					at = j
					break
				}
			}
		}
		x.value = x.Options[at].ID
		return Used
	}
	return Ignored
}

// index returns which option is chosen, -1 for none.
func (x *Field) index() int {
	for i, o := range x.Options {
		if o.ID == x.value {
			return i
		}
	}
	return -1
}

// open shows a PickField's options, narrowed by what is typed.
func (x *Field) open() {
	q := x.box.Value()
	x.picks = filter(x.Options, q)
	id := x.value
	if x.picking != nil {
		id = x.picking.SelectedID()
	}
	x.picking = &List{Focus: true, Theme: x.box.Theme}
	x.picking.SetItems(optionItems(x.picks, x.box.Theme))
	if q != "" || !x.picking.Select(id) {
		x.picking.step(-len(x.picks))
	}
}

// narrow types into a PickField.
func (x *Field) narrow(msg tea.Msg, now time.Time) Outcome {
	k, isKey := msg.(tea.KeyPressMsg)
	_, isClick := msg.(tea.MouseClickMsg)
	switch {
	case isClick && x.picking == nil:
		x.open()
		return Used
	case isKey && (k.String() == "down" || k.String() == "space" && x.box.Value() == "") && x.picking == nil:
		x.open()
		return Used
	case x.picking != nil && !isTyping(msg):
		if o := x.picking.Update(msg); o != Ignored {
			return o
		}
	case isKey && x.picking == nil && x.value != "" && (k.String() == "backspace" || k.String() == "delete"):
		x.value = ""
		return Used
	}
	was := x.box.Value()
	o := x.box.Update(msg, now)
	if x.box.Value() != was {
		x.open()
	}
	return o
}

// pick takes the option under the selection.
func (x *Field) pick() {
	if id := x.picking.SelectedID(); id != "" {
		x.value = id
	}
	x.picking = nil
	x.box.SetValue("")
}
