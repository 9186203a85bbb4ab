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
	"oneplan/meeting/text"
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
	note   string // what is shown while there is nothing to say
	gone   string // what is said once the record has it no more
	leave  bool   // closes once everything is answered
	locked bool   // as last seen

	offer func(*Room)                                  // may be nil: gives the fields' options anew
	there func(*Room) bool                             // whether the record still has it
	send  func(*Env, *Room, []*fact) []meeting.Command // the commands that make changed facts so
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
	read  func(*Room) string           // what the record has now
	value func(string) (string, error) // the record's form of what the field holds; nil: the same
	show  func(string) string          // the field's form of what the record has; nil: the same
	other string                       // what somebody else made it while it was changed here, in words
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
func (f *fact) words(v string) string {
	if f.show != nil {
		v = f.show(v)
	}
	if s := labelOf(f.field.Options, v); s != "" {
		return s
	}
	return "none"
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

// day makes a fact one that holds a date.
func (f *fact) day(env *Env) {
	today := env.Today()
	f.show = func(s string) string { return meeting.Day(s).Words(today) }
	f.value = func(s string) (string, error) {
		d, err := meeting.ParseDay(s, today)
		return string(d), err
	}
}

// draftName names the kept draft of facts that were changed and not added.
func (l *liveForm) draftName(r *Room) string { return r.record + "/" + optionOf(l.id) + "/facts" }

// open shows the form, with what was typed or chosen and not added when it was last left.
func (l *liveForm) open(env *Env, r *Room, fields ...*widget.Field) []Action {
	l.form = widget.NewForm(env.Theme, "", "Done", "", fields...)
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
		l.said = "What was not added before is here again."
	}
	layOut(env, l.form)
	acts := l.refresh(env, r)
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
func (l *liveForm) refresh(env *Env, r *Room) []Action {
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
	for _, f := range l.facts {
		f.field.Label = f.label
		if f.changed() {
			f.field.Label += notAdded
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
	return listed(names) + " here too"
}

// pump sends what the editors want done.
func (l *liveForm) pump(r *Room) []Action {
	var acts []Action
	for _, t := range l.texts {
		if in, ok := t.ed.Take(); ok {
			l.flight = append(l.flight, t)
			acts = append(acts, Send{Commands: []meeting.Command{intentCommand(in, t.at)}, Tag: l})
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
			l.said = "What was not added is cut. ctrl+v puts it back."
			return l.refresh(env, r), false
		case r.locked() && !slices.Contains([]string{"esc", "tab", "shift+tab", "ctrl+s"}, k.String()):
			l.said = lockedWords
			return nil, false
		}
	}
	was := l.form.Focused()
	out := l.form.Update(msg, env.Now)
	for _, t := range l.texts {
		if s := t.ed.Notice(); s != "" {
			l.said = s
		}
	}
	acts := l.refresh(env, r)
	switch {
	case out == widget.Cancelled:
		return l.close(env, r, acts)
	case out == widget.Chosen:
		add, ok := l.add(env, r)
		if !ok {
			return append(acts, add...), false
		}
		return l.close(env, r, append(acts, add...))
	case was != l.form.Focused() && was != nil:
		add, _ := l.add(env, r)
		acts = append(acts, add...)
	}
	return acts, false
}

// add sends the facts that were changed and can be understood. ok is false if some were kept back.
func (l *liveForm) add(env *Env, r *Room) (acts []Action, ok bool) {
	var changed []*fact
	ok = true
	for _, f := range l.facts {
		if !f.changed() {
			continue
		}
		if _, err := f.mine(); err != nil {
			l.said, ok = err.Error(), false
			continue
		}
		changed = append(changed, f)
	}
	if len(changed) == 0 || slices.Contains(l.flight, nil) {
		return nil, ok
	}
	if r.locked() {
		l.said = lockedWords
		return nil, false
	}
	l.flight = append(l.flight, nil)
	return []Action{Send{Commands: l.send(env, r, changed), Tag: l}}, ok
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
		r.Notice("Not added yet: " + listed(labels) + ". It is kept for you, and here again when you come back.")
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
		f.base, f.other = now, f.words(now)
		l.said = "Somebody else changed " + l.others() + " meanwhile. What you chose is not added yet: ctrl+s adds it all the same."
	}
	if l.locked && !r.locked() {
		for _, t := range l.texts {
			t.ed.Retry()
			t.refused = false
		}
	}
	l.locked = r.locked()
	return l.refresh(env, r), false
}

// others says what somebody else made of the facts that were changed here too.
func (l *liveForm) others() string {
	var out []string
	for _, f := range l.facts {
		if f.other != "" && f.changed() {
			out = append(out, "“"+f.label+"” to "+f.other)
		}
	}
	if len(out) == 0 {
		return "this"
	}
	return listed(out)
}

// outOfPlan says that an entry is gone.
const outOfPlan = "Somebody took this out of the plan."

// lost says that the record has the entry no more. What was being typed goes to the clipboard.
func (l *liveForm) lost(env *Env, r *Room) []Action {
	l.said = l.gone + " ⏎ closes this."
	var acts []Action
	for _, t := range l.texts {
		if d := t.ed.Draft(); d != "" {
			env.Clip.Text = d
			l.said = l.gone + " What you had typed can be put elsewhere with ctrl+v. ⏎ closes this."
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
		acts = r.reportEditor(t.ed, t.at, err)
		t.kept = t.ed.Draft()
		t.refused = err != nil && t.ed.Draft() != ""
		if err != nil && !t.refused {
			t.ed.Discard() // nothing typed was in it: somebody else's words were not to be taken out, say
		}
	}
	if err != nil {
		l.said, l.leave = err.Error(), false
		if meeting.CodeOf(err) == meeting.Stale {
			l.said = "Somebody else changed " + l.others() + " meanwhile, so yours was not added. ctrl+s adds it all the same."
		}
		if !l.there(r) {
			acts = append(acts, l.lost(env, r)...)
		}
	}
	acts = append(acts, l.refresh(env, r)...)
	if l.leave {
		return l.close(env, r, acts)
	}
	return acts, false
}

// Draw draws the form.
func (l *liveForm) Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	l.form.Title = l.title
	if slices.ContainsFunc(l.facts, (*fact).changed) {
		l.form.Title += notAdded
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

// editEntry shows what there is of the selected entry, to change it.
func (r *Room) editEntry(env *Env) []Action {
	v := r.view()
	switch {
	case v.Need(r.entry) != nil:
		return r.editNeed(env, r.entry)
	case v.Outcome(r.entry) != nil:
		return r.editOutcome(env, r.entry)
	case v.Action(r.entry) != nil:
		return r.editAction(env, r.entry)
	}
	r.Notice("Choose something in the plan first.")
	return nil
}

// editAction shows an action.
func (r *Room) editAction(env *Env, id meeting.ID) []Action {
	now := func(r *Room) meeting.Action {
		if a := r.view().Action(id); a != nil {
			return *a
		}
		return meeting.Action{}
	}
	a := now(r)
	l := &liveForm{id: id, gone: outOfPlan, title: "Action · " + r.audienceWords(a.Audience), there: func(r *Room) bool { return r.view().Action(id) != nil }}
	fields := []*widget.Field{l.text(env, r, meeting.What, "What to do", 2)}
	add := func(x *widget.Field, read func(*Room) string) *fact {
		fields = append(fields, x)
		return l.fact(x, read)
	}
	who := r.ownerField()
	who.Check = func(s string) (string, error) {
		if a := now(r); s == ownerOption(&a) {
			return "", nil // the option itself says what they answered
		}
		return r.ownerWords(s), nil
	}
	owner := add(who, func(r *Room) string { a := now(r); return ownerOption(&a) })
	l.offer = func(r *Room) {
		a := now(r)
		who.Options = r.ownerOptions()
		for i, o := range who.Options {
			if o.ID == ownerOption(&a) && a.Owner != 0 {
				who.Options[i].Note = r.consentWords(a) + " · " + o.Note
			}
		}
		field(l.form, fieldPlace).Options = r.placeOptions()
	}
	if a.Owner != 0 {
		if x := r.answerField(a); x != nil {
			add(x, func(r *Room) string { return consentOption(now(r).Consent) })
		}
	}
	add(dayField(env, "By when"), func(r *Room) string { return string(now(r).Due) }).day(env)
	add(&widget.Field{ID: fieldStatus, Label: "How far it is", Kind: widget.ChoiceField, Options: wordOptions(meeting.ActionStatuses)},
		func(r *Room) string { return string(now(r).Status) })
	fields = append(fields, l.text(env, r, meeting.Blocks, "What blocks it", 2),
		l.text(env, r, meeting.Progress, "How it goes", 3), l.text(env, r, meeting.NextStep, "Next step", 2))
	add(r.placeField("What it is for", r.placeOptions()), func(r *Room) string { return optionOf(now(r).Under) })
	add(r.audienceField(a.Audience), func(r *Room) string { return audienceOption(now(r).Audience) })
	changed := func(r *Room) meeting.Action {
		x := now(r)
		for _, f := range l.facts {
			v, err := f.mine()
			if err != nil || !f.changed() {
				continue
			}
			switch f.field.ID {
			case fieldOwner:
				setOwner(&x, v)
			case fieldDue:
				x.Due = meeting.Day(v)
			case fieldStatus:
				x.Status = meeting.ActionStatus(v)
			case fieldPlace:
				x.Under = idOf(v)
			case fieldAudience:
				x.Audience = audienceOf(v)
			}
		}
		return x
	}
	l.send = func(_ *Env, r *Room, facts []*fact) []meeting.Command {
		var out []meeting.Command
		if slices.ContainsFunc(facts, func(f *fact) bool { return f.field.ID != fieldAnswer }) {
			out = append(out, meeting.SetAction{Action: changed(r)})
		}
		for _, f := range facts {
			if f.field.ID == fieldAnswer && !owner.changed() && f.field.Value() != noAnswer {
				c := meeting.AnswerAction{Action: id, Consent: meeting.Consent(f.field.Value())}
				if owns := now(r).Owner; owns != r.me().ID {
					c.For = owns
				}
				out = append(out, c)
			}
		}
		return out
	}
	return l.open(env, r, fields...)
}

// consentWords says what an action's owner has said.
func (r *Room) consentWords(a meeting.Action) string {
	s := "asked, no answer yet"
	switch a.Consent {
	case meeting.Agreed:
		s = "said yes"
	case meeting.Declined:
		s = "said no"
	}
	if a.SaidBy != 0 {
		s += ", written by " + r.view().NameOf(a.SaidBy)
	}
	return s
}

func consentOption(c meeting.Consent) string {
	if c == "" {
		return noAnswer
	}
	return string(c)
}

// answerField asks whether the owner takes an action on; nil if the viewer cannot answer that.
func (r *Room) answerField(a meeting.Action) *widget.Field {
	label := ""
	yes, no := "yes, I take this on", "no"
	switch {
	case a.Owner == r.me().ID && r.may(meeting.AnswerThings) && !r.view().Viewer().Shared:
		label = "Your answer"
	case r.writtenFor(a.Owner) && (a.Consent == meeting.Asked || a.SaidBy != 0):
		label = r.view().NameOf(a.Owner) + "'s answer"
		yes, no = "yes, read back", "no, read back"
	default:
		return nil
	}
	return &widget.Field{ID: fieldAnswer, Label: label, Kind: widget.ChoiceField, Options: []widget.Option{
		{ID: noAnswer, Label: "no answer yet"}, {ID: string(meeting.Agreed), Label: yes}, {ID: string(meeting.Declined), Label: no},
	}, Check: func(s string) (string, error) {
		if s == noAnswer && a.Consent != meeting.Asked && a.Consent != "" {
			return "", errors.New("An answer that was given can be changed, but not taken away.")
		}
		return "", nil
	}}
}

// editOutcome shows an outcome.
func (r *Room) editOutcome(env *Env, id meeting.ID) []Action {
	now := func(r *Room) meeting.Outcome {
		if o := r.view().Outcome(id); o != nil {
			return *o
		}
		return meeting.Outcome{}
	}
	o := now(r)
	l := &liveForm{id: id, gone: outOfPlan, title: "Outcome · " + r.audienceWords(o.Audience), there: func(r *Room) bool { return r.view().Outcome(id) != nil }}
	fields := []*widget.Field{
		l.text(env, r, meeting.What, "The outcome", 2),
		l.text(env, r, meeting.Words, "Own words", 2),
		l.text(env, r, meeting.Measure, "How we'll know", 2),
	}
	add := func(x *widget.Field, read func(*Room) string) *fact {
		fields = append(fields, x)
		return l.fact(x, read)
	}
	for _, side := range meeting.Sides {
		add(scoreField(side, sideLabel(side)), func(r *Room) string { return scoreOption(scoreAt(now(r), r.id, side)) })
	}
	add(scoreField(fieldBaseline, "At the start"), func(r *Room) string { return scoreOption(now(r).Baseline) })
	add(scoreField(fieldNow, "Now"), func(r *Room) string { return scoreOption(now(r).Now) })
	add(scoreField(fieldTarget, "Aim"), func(r *Room) string { return scoreOption(now(r).Target) })
	add(dayField(env, "Aimed for by"), func(r *Room) string { return string(now(r).Day) }).day(env)
	add(r.placeField("For which need", r.needOptions()), func(r *Room) string { return optionOf(now(r).Need) })
	add(r.audienceField(o.Audience), func(r *Room) string { return audienceOption(now(r).Audience) })
	l.send = func(_ *Env, r *Room, facts []*fact) []meeting.Command {
		x, set := now(r), false
		var out []meeting.Command
		for _, f := range facts {
			v, err := f.mine()
			if err != nil {
				continue
			}
			side := slices.Contains(meeting.Sides, f.field.ID)
			set = set || !side
			switch f.field.ID {
			case fieldBaseline:
				x.Baseline = scoreOf(v)
			case fieldNow:
				x.Now = scoreOf(v)
			case fieldTarget:
				x.Target = scoreOf(v)
			case fieldDue:
				x.Day = meeting.Day(v)
			case fieldPlace:
				x.Need = idOf(v)
			case fieldAudience:
				x.Audience = audienceOf(v)
			}
			if side {
				out = append(out, meeting.ScoreOutcome{Outcome: id, Score: meeting.Score{Meeting: r.id, Side: f.field.ID, Value: scoreOf(v)}})
			}
		}
		if set {
			out = slices.Insert(out, 0, meeting.Command(meeting.SetOutcome{Outcome: x}))
		}
		return out
	}
	return l.open(env, r, fields...)
}

// sideLabel asks for one side's score at this meeting.
func sideLabel(side string) string {
	if side == "practitioners" {
		return "Team's score"
	}
	return strings.ToUpper(side[:1]) + side[1:] + "'s score"
}

// scoreAt returns a side's score of an outcome at a meeting, -1 for none.
func scoreAt(o meeting.Outcome, m meeting.ID, side string) int {
	for _, s := range o.Scores {
		if s.Meeting == m && s.Side == side {
			return s.Value
		}
	}
	return -1
}

// editNeed shows a need.
func (r *Room) editNeed(env *Env, id meeting.ID) []Action {
	now := func(r *Room) meeting.Need {
		if n := r.view().Need(id); n != nil {
			return *n
		}
		return meeting.Need{}
	}
	n := now(r)
	l := &liveForm{id: id, gone: outOfPlan, title: "Need · " + r.audienceWords(n.Audience), there: func(r *Room) bool { return r.view().Need(id) != nil }}
	fields := []*widget.Field{l.text(env, r, meeting.Statement, "The need", 2)}
	add := func(x *widget.Field, read func(*Room) string) *fact {
		fields = append(fields, x)
		return l.fact(x, read)
	}
	add(&widget.Field{ID: fieldKind, Label: "Which it is", Kind: widget.ChoiceField, Options: wordOptions(meeting.NeedKinds)},
		func(r *Room) string { return string(now(r).Kind) })
	add(&widget.Field{ID: fieldStatus, Label: "How far it is met", Kind: widget.ChoiceField, Options: wordOptions(meeting.NeedStatuses)},
		func(r *Room) string { return string(now(r).Status) })
	add(&widget.Field{ID: fieldUnmet, Label: "Why it is unmet", Kind: widget.ChoiceField,
		Options: append([]widget.Option{{ID: nobody, Label: "–"}}, wordOptions(meeting.UnmetReasons)...)},
		func(r *Room) string { return orNobody(now(r).Unmet) })
	add(&widget.Field{ID: fieldView, Label: "Whose view", Kind: widget.PickField, Options: r.viewOptions(), Hint: "type a name"},
		func(r *Room) string { return optionOf(now(r).View) })
	add(&widget.Field{ID: fieldDomain, Label: "Part of life", Kind: widget.ChoiceField, Options: domainOptions()},
		func(r *Room) string { return orNobody(now(r).Domain) })
	if len(r.view().Children) > 1 {
		add(&widget.Field{ID: fieldAbout, Label: "About whom", Kind: widget.ChoiceField, Options: r.childOptions()},
			func(r *Room) string { return optionOf(now(r).About) })
	}
	fields = append(fields, l.text(env, r, meeting.Evidence, "What shows it", 3))
	add(r.audienceField(n.Audience), func(r *Room) string { return audienceOption(now(r).Audience) })
	l.send = func(_ *Env, r *Room, facts []*fact) []meeting.Command {
		x := now(r)
		for _, f := range facts {
			switch v := f.field.Value(); f.field.ID {
			case fieldKind:
				x.Kind = meeting.NeedKind(v)
			case fieldStatus:
				x.Status = meeting.NeedStatus(v)
			case fieldUnmet:
				x.Unmet = strings.TrimPrefix(v, nobody)
			case fieldView:
				x.View = idOf(v)
			case fieldDomain:
				x.Domain = strings.TrimPrefix(v, nobody)
			case fieldAbout:
				x.About = idOf(v)
			case fieldAudience:
				x.Audience = audienceOf(v)
			}
		}
		return []meeting.Command{meeting.SetNeed{Need: x}}
	}
	return l.open(env, r, fields...)
}

// orNobody is the option for a word, and for none.
func orNobody(s string) string {
	if s == "" {
		return nobody
	}
	return s
}
