package screen

import (
	"encoding/json"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// liveForm edits something that the record has: its shared texts as they are typed, its facts when their
// field is left. Two people may be in the same field at once.
type liveForm struct {
	id     meeting.ID
	title  string
	form   *widget.Form
	texts  []*liveText
	facts  []*fact
	flight []*liveText // of what was sent and not answered, in order; nil stands for facts
	said   string
	note   string                       // what is shown while there is nothing to say
	gone   words.Msg                    // what is said once the record has it no more
	leave  bool                         // closes once everything is answered
	locked bool                         // as last seen
	going  bool                         // closes once what it asks is answered
	sees   func(*Room) meeting.Audience // may be nil: who sees it

	offer  func(*Room)                            // may be nil: gives the fields' options anew
	filled func(*Room)                            // may be nil: gives the fields the options for what they hold
	asks   map[string]func(*Env, *Room)           // what asks on, by field
	there  func(*Room) bool                       // whether the record still has it
	send   func(*Room, []*fact) []meeting.Command // the commands that make changed facts so
}

// liveText is one shared text of a liveForm.
type liveText struct {
	at      meeting.Field
	label   string
	field   *widget.Field
	ed      *widget.Editor
	kept    string // the draft as last kept
	refused bool
}

// fact is something about an entry that is chosen, not written together.
type fact struct {
	field *widget.Field
	label string
	base  string                       // as the record has it
	want  string                       // as it is being sent
	read  func(*Room) string           // what the record has now
	value func(string) (string, error) // the record's form of what the field holds; nil: the same
	show  func(string) string          // the field's form of what the record has; nil: the same
	other string                       // what somebody else made it while it was changed here, in words
	ask   func(*Room, string) string   // may be nil: what is asked before a value is sent
	yes   string                       // the value to which that was answered yes
}

// mine returns the record's form of what the field holds.
func (f *fact) mine() (string, error) {
	if f.value == nil {
		return f.field.Value(), nil
	}
	return f.value(f.field.Value())
}

// changed reports whether the field holds something else than the record.
func (f *fact) changed() bool {
	v, err := f.mine()
	return err != nil || v != f.base
}

// words returns the record's form of a value for people.
func (f *fact) words(l *words.Language, v string) string {
	if f.show != nil {
		v = f.show(v)
	}
	if s := labelOf(f.field.Options, v); s != "" {
		return s
	}
	return l.T("none")
}

// text adds a shared text to the form.
func (l *liveForm) text(env *Env, r *Room, part meeting.Part, label string, rows int) *widget.Field {
	t := &liveText{at: meeting.Field{ID: l.id, Part: part}, label: label, ed: r.newEditor(env)}
	t.ed.Open(r.view().Text(t.at))
	t.field = &widget.Field{ID: label, Label: label, Kind: widget.SharedField, Shared: t.ed, Rows: rows}
	l.texts = append(l.texts, t)
	return t.field
}

// fact adds a fact to the form.
func (l *liveForm) fact(x *widget.Field, read func(*Room) string) *fact {
	f := &fact{field: x, label: x.Label, read: read}
	l.facts = append(l.facts, f)
	return f
}

// audience adds who sees it to the form, where the viewer says that. What it means is asked before it is sent.
func (l *liveForm) audience(r *Room, read func(*Room) meeting.Audience) []*widget.Field {
	l.sees = read
	if r.view().Viewer().Shared || r.whoChooses(l.id) != "" {
		return nil
	}
	f := l.fact(r.audienceField(read(r)), func(r *Room) string { return audienceOption(read(r)) })
	f.value = func(s string) (string, error) {
		if asksOn(s) {
			return s, errWhich
		}
		return s, nil
	}
	f.ask = func(r *Room, want string) string {
		return r.changeWords("“"+r.named(l.id)+"”", read(r), audienceOf(want), r.over(l.id), r.holds(l.id))
	}
	return []*widget.Field{f.field}
}

// day makes a fact one that holds a date.
func (f *fact) day(env *Env) {
	today := env.Today()
	f.show = func(s string) string { return meeting.Day(s).In(env.Words, today) }
	f.value = func(s string) (string, error) {
		d, err := meeting.ParseDay(s, today)
		return string(d), err
	}
}

// draftName names the kept draft of facts that were changed and not added.
func (l *liveForm) draftName(r *Room) string { return r.record + "/" + optionOf(l.id) + "/facts" }

// open shows the form, with what was typed or chosen and not added when it was last left.
func (l *liveForm) open(env *Env, r *Room, fields ...*widget.Field) []Action {
	l.form = widget.NewForm(env.Theme, "", env.T("Done"), "", fields...)
	for _, f := range l.facts {
		l.load(r, f)
	}
	back := false
	if s := env.Draft(l.draftName(r)); s != "" {
		values := map[string]string{}
		if json.Unmarshal([]byte(s), &values) == nil {
			l.form.Fill(values)
			back = true
		}
	}

	for _, t := range l.texts {
		if s := env.Draft(r.draftName(t.at)); s != "" {
			t.kept = s
			t.ed.Type(s, env.Now)
			back = true
		}
	}
	if back {
		l.said = env.T("What was not added before is here again.")
	}
	layOut(env, l.form)
	acts := l.refresh(r)
	return append(acts, r.show(l)...)
}

// load puts the record's value into a fact's field.
func (l *liveForm) load(r *Room, f *fact) {
	f.base, f.other = f.read(r), ""
	v := f.base
	if f.show != nil {
		v = f.show(v)
	}
	l.form.Set(f.field.ID, v)
}

// refresh shows the newest texts and carets, marks what is not added, and sends what editors ask for.
func (l *liveForm) refresh(r *Room) []Action {
	for _, t := range l.texts {
		t.ed.SetView(r.view().Text(t.at))
		peers := r.peers(t.at)
		t.ed.SetPeers(peers)
		t.ed.ShowDraft = r.u.Saved.Slow || r.locked()
		t.field.Label = t.label
		if who := r.typists(t.at); who != "" {
			t.field.Label += " · " + who
		}
	}
	if l.offer != nil {
		l.offer(r)
	}
	if l.filled != nil {
		l.filled(r)
	}
	if l.sees != nil {
		r.offerAudience(l.form, l.sees(r))
	}
	for _, f := range l.facts {
		f.field.Label = f.label
		if f.changed() {
			f.field.Label += " · " + r.T(notAdded)
		}
	}
	return l.pump(r)
}

// typists names who else is in a text.
func (r *Room) typists(f meeting.Field) string {
	if r.u.Presence == nil {
		return ""
	}
	var names []string
	for _, h := range r.u.Presence.Here {
		if name := r.view().NameOf(h.Member); h.Conn != r.u.Conn && h.Field == f && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return r.T("%s here too", r.words.List(names))
}

// pump sends what the editors want done.
func (l *liveForm) pump(r *Room) []Action {
	var acts []Action
	for _, t := range l.texts {
		if !r.locked() { // what is typed then waits, and goes out once saving works again
			if in, ok := t.ed.Take(); ok {
				l.flight = append(l.flight, t)
				acts = append(acts, Send{Commands: []meeting.Command{intentCommand(in, t.at)}, Tag: l})
			}
		}
		if d := t.ed.Draft(); d != t.kept { // what waits is typed, too
			t.kept = d
			acts = append(acts, Keep{r.draftName(t.at), d})
		}
	}
	return acts
}

// focused returns the shared text that has the keys, or nil.
func (l *liveForm) focused() *liveText {
	for _, t := range l.texts {
		if t.field == l.form.Focused() {
			return t
		}
	}
	return nil
}

// Pointing says which shared text has the keys, and where.
func (l *liveForm) Pointing() (meeting.Field, text.Caret) {
	if t := l.focused(); t != nil {
		return t.at, t.ed.Caret()
	}
	return meeting.Field{}, text.Caret{}
}

// Update gives the form a message.
func (l *liveForm) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	k, isKey := msg.(tea.KeyPressMsg)
	if isKey {
		l.said = ""
	}
	if !l.there(r) {
		return nil, isKey
	}
	if l.leave {
		return nil, isKey && k.String() == "esc" // asked twice: not even for an answer
	}
	if t := l.focused(); t != nil && isKey {
		switch {
		case t.refused && k.String() == "ctrl+x":
			env.Clip.Text = t.ed.Discard()
			t.refused = false
			l.said = env.T("What was not added is cut. ctrl+v puts it back.")
			return l.refresh(r), false
		case r.locked() && !slices.Contains([]string{"esc", "tab", "shift+tab", "ctrl+s"}, k.String()):
			l.said = env.T(lockedWords)
			return nil, false
		}
	}
	was := l.form.Focused()
	if isKey && k.String() == "enter" && was != nil && (was.ID == fieldAudience && r.askAudience(l.form) || r.askOn(env, l.form, l.asks)) {
		return nil, false
	}
	out := l.form.Update(msg, env.Now)
	if _, click := msg.(tea.MouseClickMsg); click && l.form.Focused() != nil && (l.form.Focused().ID == fieldAudience && r.askAudience(l.form) || r.askOn(env, l.form, l.asks)) {
		return l.refresh(r), false
	}
	for _, t := range l.texts {
		if s := t.ed.Notice(); s != "" {
			l.said = s
		}
	}
	acts := l.refresh(r)
	l.going = false
	switch {
	case out == widget.Cancelled:
		return l.close(env, r, acts)
	case out == widget.Chosen:
		add, ok := l.add(r, nil)
		if !ok {
			l.going = true
			return append(acts, add...), false
		}
		return l.close(env, r, append(acts, add...))
	case was != l.form.Focused() && was != nil:
		add, _ := l.add(r, l.form.Focused()) // a click may have chosen something there already
		acts = append(acts, add...)
	}
	return acts, false
}

// add sends the facts that were changed and can be understood, but not that of one field. ok is false if some
// were kept back.
func (l *liveForm) add(r *Room, but *widget.Field) (acts []Action, ok bool) {
	var changed []*fact
	ok = true
	for _, f := range l.facts {
		if !f.changed() || f.field == but {
			continue
		}
		v, err := f.mine()
		if err != nil {
			l.said, ok = r.refusal(err), false
			continue
		}
		if f.ask != nil && f.yes != v {
			l.confirm(r, f, v)
			ok = false
			continue
		}
		f.want = v
		changed = append(changed, f)
	}
	if len(changed) == 0 || slices.Contains(l.flight, nil) {
		return nil, ok
	}
	if r.locked() {
		l.said = r.T(lockedWords)
		return nil, false
	}
	l.flight = append(l.flight, nil)
	return []Action{Send{Commands: l.send(r, changed), Tag: l}}, ok
}

// confirm asks before a value is sent. On no the record's stays.
func (l *liveForm) confirm(r *Room, f *fact, v string) {
	c := newConfirm(f.ask(r, v), r.T("Change it"), r.T("Leave it"), func(env *Env, r *Room) []Action {
		f.yes = v
		acts, ok := l.add(r, nil)
		if ok && l.going {
			more, done := l.close(env, r, acts)
			if done {
				r.drop(l)
			}
			return more
		}
		return acts
	})
	c.no = func(_ *Env, r *Room) []Action {
		l.load(r, f)
		return l.refresh(r)
	}
	r.notice = ""
	r.dialogs = append(r.dialogs, c)
}

// close leaves the form, once what is on its way was answered. What is not added is kept.
func (l *liveForm) close(env *Env, r *Room, acts []Action) ([]Action, bool) {
	waits := len(l.flight) > 0
	for _, t := range l.texts {
		waits = waits || t.ed.Waiting() && !t.refused
	}
	if waits && !r.locked() {
		l.leave = true
		return acts, false
	}
	values := map[string]string{}
	var labels []string
	for _, f := range l.facts {
		if f.changed() {
			values[f.field.ID] = f.field.Value()
			labels = append(labels, "“"+f.label+"”")
		}
	}
	s := ""
	if len(values) > 0 {
		if b, err := json.Marshal(values); err == nil {
			s = string(b)
		}
	}
	if s != env.Draft(l.draftName(r)) {
		acts = append(acts, Keep{l.draftName(r), s})
	}
	for _, t := range l.texts {
		if t.ed.Draft() != "" {
			labels = append(labels, "“"+t.label+"”")
		}
	}
	if len(labels) > 0 {
		r.Notice(env.T("Not added yet: %s. It is kept for you, and here again when you come back.", env.Words.List(labels)))
	}
	return acts, true
}

// Set shows what others changed. A fact that was changed here as well stays, and the other change is said.
func (l *liveForm) Set(env *Env, r *Room) ([]Action, bool) {
	if !l.there(r) {
		return l.lost(env, r), false
	}
	for _, f := range l.facts {
		now := f.read(r)
		if now == f.base {
			continue
		}
		if v, err := f.mine(); err == nil && (v == f.base || v == now) {
			l.load(r, f)
			continue
		}
		f.base, f.other, f.yes = now, f.words(env.Words, now), ""
		l.said = env.T("Somebody else changed %s meanwhile. What you chose is not added yet: ctrl+s adds it all the same.", l.others(env.Words))
	}
	if l.locked && !r.locked() {
		for _, t := range l.texts {
			t.ed.Retry()
			t.refused = false
		}
	}
	l.locked = r.locked()
	return l.refresh(r), false
}

// others says what somebody else made of the facts that were changed here too.
func (l *liveForm) others(w *words.Language) string {
	var out []string
	for _, f := range l.facts {
		if f.other != "" && f.changed() {
			out = append(out, w.T("“%s” to %s", f.label, f.other))
		}
	}
	if len(out) == 0 {
		return w.T("this")
	}
	return w.List(out)
}

// outOfPlan says that an entry is gone.
const outOfPlan words.Msg = "Somebody took this out of the plan."

// lost says that the record has the entry no more. What was being typed goes to the clipboard.
func (l *liveForm) lost(env *Env, r *Room) []Action {
	l.said = env.T(l.gone) + " " + env.T("⏎ closes this.")
	var acts []Action
	for _, t := range l.texts {
		if d := t.ed.Draft(); d != "" {
			env.Clip.Text = d
			l.said = env.T(l.gone) + " " + env.T("What you had typed can be put elsewhere with ctrl+v. ⏎ closes this.")
			acts = append(acts, Keep{Name: r.draftName(t.at)})
		}
	}
	return acts
}

// Sent takes the answers in the order in which things were sent.
func (l *liveForm) Sent(env *Env, r *Room, _ meeting.Result, err error) ([]Action, bool) {
	if len(l.flight) == 0 {
		return nil, false
	}
	t := l.flight[0]
	l.flight = l.flight[1:]
	var acts []Action
	if t != nil {
		r.reportEditor(t.ed, t.at, err)
		t.kept = t.ed.Draft()
		t.refused = err != nil && t.ed.Draft() != ""
		if err != nil && !t.refused {
			t.ed.Discard() // nothing typed was in it: somebody else's words were not to be taken out, say
		}
	}
	if err != nil {
		l.said, l.leave = r.refusal(err), false
		if meeting.CodeOf(err) == meeting.Stale {
			l.said = env.T("Somebody else changed %s meanwhile, so yours was not added. ctrl+s adds it all the same.", l.others(env.Words))
		}
		if !l.there(r) {
			acts = append(acts, l.lost(env, r)...)
		}
	}
	acts = append(acts, l.refresh(r)...)
	if l.leave {
		return l.close(env, r, acts)
	}
	return acts, false
}

// Draw draws the form.
func (l *liveForm) Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	l.form.Title = l.title
	if l.sees != nil {
		l.form.Title += " · " + r.audienceWords(l.sees(r))
	}
	if slices.ContainsFunc(l.facts, (*fact).changed) {
		l.form.Title += " · " + env.T(notAdded)
	}
	drawForm(env, scr, area, l.form, l.said, l.note)
}

// Keys are the keys of the field in front.
func (l *liveForm) Keys() []key.Binding {
	out := formKeys(l.form)
	if t := l.focused(); t != nil {
		if t.refused {
			return append([]key.Binding{bind("ctrl+x", "cut what is not added", "ctrl+x"), bind("ctrl+c", "copy it", "ctrl+c")}, out...)
		}
		out = append(out, bind("ctrl+z", "undo", "ctrl+z"))
	}
	return out
}
