package screen

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// planEnd is what has been said of the end of a plan and is not sent yet.
type planEnd struct {
	Why         meeting.CloseWhy
	Words       string
	Family      meeting.Answer
	For         meeting.ID // who of the family said it
	FamilyWords string
	After       string // the plan after the end, and whom to ring
	Until       meeting.Day
	Homes       map[meeting.ID]string // by action: who does it from then on
}

// closePlanDialog goes through what the end of a plan needs: why, what the family says, where each open action goes, and until when
// practitioners read it. Nothing happens before all of it is confirmed.
type closePlanDialog struct {
	r    *Room
	page listPage
	box  widget.Box
	x    planEnd
	turn int // counts what was said, for the rows
	kept string
	sent bool
}

// The rows of what the end of a plan needs, beside one for each open action.
const (
	endWhy    = "why"
	endFamily = "family"
	endAfter  = "after"
	endUntil  = "until"
)

// closePlan opens what the end of a plan needs, with what was said before.
func closePlan(env *Env, r *Room) []Action {
	d := &closePlanDialog{r: r, x: planEnd{Until: env.Today().Add(r.view().Clocks().Access)}}
	d.page.owner, d.page.rows = d, d.rows
	if s := env.Draft(d.draft()); s != "" {
		var x planEnd
		if json.Unmarshal([]byte(s), &x) == nil {
			d.x, d.kept = x, s
			r.Notice(env.T("What you had said before is here again. The plan is open still."))
		}
	}
	if d.x.Homes == nil {
		d.x.Homes = map[meeting.ID]string{}
	}
	return r.show(d)
}

func (d *closePlanDialog) draft() string { return d.r.record + "/closing the plan" }

// keep keeps what is said as a draft, and has the rows made anew.
func (d *closePlanDialog) keep() []Action {
	d.turn++
	b, err := json.Marshal(d.x)
	if err != nil || string(b) == d.kept {
		return nil
	}
	d.kept = string(b)
	return []Action{Keep{d.draft(), d.kept}}
}

// homeless are the open actions that have no home yet.
func (d *closePlanDialog) homeless() []*meeting.Action {
	return slices.DeleteFunc(d.r.view().ToRehome(), func(a *meeting.Action) bool { return d.x.Homes[a.ID] != "" })
}

// missing says what is still to be said, in order, and in which row.
func (d *closePlanDialog) missing() (what, row string) {
	r := d.r
	switch left := d.homeless(); {
	case d.x.Why == "":
		return r.T("Say why the plan closes first."), endWhy
	case d.x.Why == meeting.AnotherCause && d.x.Words == "":
		return r.T("Say what the other reason is."), endWhy
	case d.x.Family == "":
		return r.T("Ask the family first: what they say to it stands in the record."), endFamily
	case len(left) > 0:
		return r.N(len(left), "%d open action without a home yet: say who does each from then on.", "%d open actions without a home yet: say who does each from then on."), entryKey(left[0].ID)
	}
	return "", ""
}

// whoseHome is a member as the home of an action, in the words that the record keeps.
func whoseHome(m *meeting.Member) string { return m.Name + prefixWords(", ", m.AgencyName) }

// accessWords say when practitioners' access ends, and who keeps reading.
func (r *Room) accessWords(env *Env, until meeting.Day) string {
	var family []*meeting.Member
	for _, m := range r.view().Members {
		if m.Current() && m.Guest == 0 && m.Role.Family() {
			family = append(family, m)
		}
	}
	said := env.N(max(0, days(env.Today(), until)), "Practitioners can read and write here until %[2]s, %[1]d day from now. The day after, their part on the team ends by itself.",
		"Practitioners can read and write here until %[2]s, %[1]d days from now. The day after, their part on the team ends by itself.", until.When(env.Today()))
	switch len(family) {
	case 0:
		return said + " " + env.T("The family keeps reading for as long as the record is kept, and can open the plan again.")
	case 1:
		return said + " " + env.T("%s keeps reading for as long as the record is kept, and can open the plan again.", capital(r.memberNames(family)))
	}
	return said + " " + env.T("%s keep reading for as long as the record is kept, and can open the plan again.", capital(r.memberNames(family)))
}

// rows are what has been said and what has not.
func (d *closePlanDialog) rows(env *Env, r *Room, w int) []pageRow {
	m := &rowMaker{env: env, r: r, t: env.Theme, w: w}
	t, v, today := env.Theme, r.view(), env.Today()
	told := func(key, what, otherwise string, open func(*Env, *Room) []Action, more ...string) {
		l := line{mark: "✓", markStyle: t.Good, what: what}
		if what == "" {
			l = line{mark: "◌", markStyle: t.Warn, what: otherwise, style: t.Placeholder}
		}
		x := pageRow{key: key, opens: "change", open: open}
		m.item(x, l)
		for _, s := range more {
			if at := &m.rows[len(m.rows)-1]; s != "" {
				at.lines = append(at.lines, m.wrapped(s, 5, t.Text)...)
			}
		}
	}
	m.say(m.T("Nothing is closed before you have gone through this and said yes. It is kept for you if you leave."), t.Muted)
	m.head(m.T("Why it closes"), "")
	told(endWhy, m.T(d.x.Why.Msg()), m.T("not said yet"), d.askWhy, d.x.Words)
	m.head(m.T("What the family says to it"), m.T("ask them first"))
	said := ""
	if d.x.Family != "" {
		said = joinWords(nameOrNone(v, d.x.For), m.T(d.x.Family.Msg()))
	}
	told(endFamily, said, m.T("not asked yet"), d.askFamily, d.x.FamilyWords)
	open := v.ToRehome()
	if len(open) > 0 {
		m.head(m.T("Open actions"), m.T("%d of %d have a home", len(open)-len(d.homeless()), len(open)))
	}
	for _, a := range open {
		l := line{mark: "◌", markStyle: t.Warn, what: r.text(a.ID, meeting.What), whose: m.T("nobody yet"), when: actionWhen(m.env.Words, a, today)}
		if home := d.x.Homes[a.ID]; home != "" {
			l.mark, l.markStyle, l.whose = "✓", t.Good, home
		}
		m.item(pageRow{key: entryKey(a.ID), opens: "who does it", open: func(env *Env, r *Room) []Action { return d.askHome(env, r, a.ID) }}, l)
	}
	m.head(m.T("The plan after, and whom to ring"), "")
	told(endAfter, strings.Join(strings.Fields(d.x.After), " "), m.T("nothing said: who can be rung, what to look out for"), d.askAfter)
	m.head(m.T("When practitioners' access ends"), "")
	told(endUntil, m.day(d.x.Until), "", d.askUntil, r.accessWords(env, d.x.Until))
	return m.rows
}

// form opens a form whose answers go into what has been said.
func (d *closePlanDialog) form(env *Env, f *widget.Form, title string, take func(*widget.Form) error) []Action {
	layOut(env, f)
	return d.r.show(&sayForm{form: f, title: title, take: func(*Env, *Room) ([]Action, error) {
		if err := take(f); err != nil {
			return nil, err
		}
		return d.keep(), nil
	}})
}

func (d *closePlanDialog) askWhy(env *Env, _ *Room) []Action {
	f := widget.NewForm(env.Theme, "", env.T("Note it"), "",
		&widget.Field{ID: fieldWhy, Label: env.T("Why"), Kind: widget.PickField, Options: toldOptions(env.Words, meeting.CloseWhys), Hint: env.T("type a few letters")},
		&widget.Field{ID: fieldWords, Label: env.T("In words"), Kind: widget.LineField, Hint: env.T("what was reached, what has changed")})
	f.Set(fieldWhy, cmp.Or(string(d.x.Why), string(meeting.CloseWhys[0])))
	f.Set(fieldWords, d.x.Words)
	return d.form(env, f, env.T("Why the plan closes"), func(f *widget.Form) error {
		why, said := meeting.CloseWhy(f.Value(fieldWhy)), strings.TrimSpace(f.Value(fieldWords))
		if why == meeting.AnotherCause && said == "" {
			return refuse("Say in words what the other reason is.")
		}
		d.x.Why, d.x.Words = why, said
		return nil
	})
}

func (d *closePlanDialog) askFamily(env *Env, r *Room) []Action {
	var who []widget.Option
	for _, m := range r.view().Members {
		if m.Current() && m.Guest == 0 && m.Role.Family() {
			who = append(who, widget.Option{ID: optionOf(m.ID), Label: m.Name})
		}
	}
	fields := []*widget.Field{
		{ID: fieldAnswer, Label: env.T("They"), Kind: widget.ChoiceField, Options: toldOptions(env.Words, meeting.Answers)},
		{ID: fieldWords, Label: env.T("In their words"), Kind: widget.LineField},
	}
	if len(who) > 0 {
		fields = append([]*widget.Field{{ID: "for", Label: env.T("Who said it"), Kind: widget.ChoiceField, Options: who}}, fields...)
	}
	f := widget.NewForm(env.Theme, "", env.T("Note it"), "", fields...)
	if d.x.For != 0 {
		f.Set("for", optionOf(d.x.For))
	}
	f.Set(fieldAnswer, cmp.Or(string(d.x.Family), string(meeting.Answers[0])))
	f.Set(fieldWords, d.x.FamilyWords)
	return d.form(env, f, env.T("What the family says"), func(f *widget.Form) error {
		d.x.Family, d.x.FamilyWords, d.x.For = meeting.Answer(f.Value(fieldAnswer)), strings.TrimSpace(f.Value(fieldWords)), idOf(f.Value("for"))
		return nil
	})
}

func (d *closePlanDialog) askAfter(env *Env, _ *Room) []Action {
	f := widget.NewForm(env.Theme, "", env.T("Note it"), "",
		&widget.Field{ID: fieldWords, Label: env.T("After the end"), Kind: widget.TextField, Rows: 4, Hint: env.T("who can be rung, with a number; what to look out for")})
	f.Set(fieldWords, d.x.After)
	return d.form(env, f, env.T("The plan after, and whom to ring"), func(f *widget.Form) error {
		d.x.After = strings.TrimSpace(f.Value(fieldWords))
		return nil
	})
}

func (d *closePlanDialog) askUntil(env *Env, _ *Room) []Action {
	f := widget.NewForm(env.Theme, "", env.T("Note it"), "",
		&widget.Field{ID: "until", Label: env.T("Access until"), Kind: widget.LineField, Hint: env.T("in 8 weeks, 31 jan"), Check: readDay(env.Words, env.Today())})
	f.Set("until", d.x.Until.In(env.Words, env.Today()))
	return d.form(env, f, env.T("When practitioners' access ends"), func(f *widget.Form) error {
		day, err := meeting.ParseDay(f.Value("until"), env.Today())
		if err != nil {
			return err
		}
		if day < env.Today() {
			return refuse("That day is over: choose today or later.")
		}
		d.x.Until = day
		return nil
	})
}

// What can become of an action beside being somebody's.
const (
	homeOther = "other"
	homeDone  = "done"
	homeNone  = "none"
)

// askHome asks who does an action from then on, or whether it is over.
func (d *closePlanDialog) askHome(env *Env, r *Room, id meeting.ID) []Action {
	v := r.view()
	a := v.Action(id)
	if a == nil {
		return nil
	}
	var options []widget.Option
	first := ""
	for _, m := range v.Members {
		if !m.Current() || m.Guest != 0 || m.Role == meeting.Interpreter || m.Role == meeting.Observer {
			continue
		}
		note := memberNote(r.words, m)
		if m.ID == a.Owner {
			note, first = env.T("has it now"), "m"+optionID(m.ID)
		}
		options = append(options, widget.Option{ID: "m" + optionID(m.ID), Label: m.Name, Note: note})
	}
	for _, o := range r.agencyOptions()[1:] {
		options = append(options, widget.Option{ID: "a" + o.ID, Label: o.Label, Note: env.T("whoever is there then")})
	}
	options = append(options,
		widget.Option{ID: homeOther, Label: env.T("somebody else"), Note: env.T("write who")},
		widget.Option{ID: homeDone, Label: env.T("it is done")},
		widget.Option{ID: homeNone, Label: env.T("it is no longer needed")})
	p := newPick(env, env.T("Who does “%s” from then on?", r.named(id)), options, nil)
	p.choose = func(env *Env, r *Room, option string) ([]Action, bool) {
		set := func(home string) []Action { d.x.Homes[id] = home; d.page.step(1); return d.keep() }
		switch kind, rest := option[:1], option[1:]; {
		case option == homeOther:
			r.drop(p)
			f := widget.NewForm(env.Theme, "", env.T("Note it"), "", &widget.Field{ID: fieldWho, Label: env.T("Who"), Kind: widget.LineField, Hint: env.T("a name, and where they are"), Check: required(env.T("Say who does it."))})
			f.Set(fieldWho, d.x.Homes[id])
			return d.form(env, f, r.named(id), func(f *widget.Form) error {
				d.x.Homes[id] = strings.TrimSpace(f.Value(fieldWho))
				return nil
			}), true
		case option == homeDone:
			return send(env.T("It is done."), meeting.ToggleAction{Action: id}), true
		case option == homeNone:
			x := *a
			x.Status = meeting.NoLongerFor
			return send(env.T("It is no longer needed."), meeting.SetAction{Action: x}), true
		case kind == "a":
			return set(r.agencyName(meeting.AgencyID(rest))), true
		default:
			if m := r.view().Member(idOf(rest)); m != nil {
				return set(whoseHome(m)), true
			}
		}
		return nil, true
	}
	if first != "" {
		p.menu.Select(first)
	}
	return r.show(p)
}

// stay says that owners go on with what is theirs; what is the keyworker's, or nobody's, stays to be said.
func (d *closePlanDialog) stay() []Action {
	v, n := d.r.view(), 0
	kw := v.Keyworker()
	for _, a := range d.homeless() {
		if m := v.Member(a.Owner); m != nil && m.Current() && (kw == nil || m.ID != kw.ID) {
			d.x.Homes[a.ID] = whoseHome(m)
			n++
		}
	}
	said := d.r.N(n, "%d action stays with who has it.", "%d actions stay with who has them.")
	if left := d.homeless(); len(left) > 0 {
		said += " " + d.r.T("Look at the others: they are the keyworker's, or nobody's.")
		d.page.at, d.page.free = entryKey(left[0].ID), false
	}
	d.r.Notice(said)
	return d.keep()
}

// close asks once more, saying all that it means.
func (d *closePlanDialog) close(env *Env) []Action {
	r := d.r
	if what, row := d.missing(); what != "" {
		r.Notice(what)
		d.page.at, d.page.free = row, false
		return nil
	}
	if r.view().Live() != nil {
		r.Notice(env.T("A meeting is live: close that first. What you said here is kept."))
		return nil
	}
	q := []string{env.T("Close the plan: %s?", d.x.Why.Msg())}
	if n := len(r.view().ToRehome()); n > 0 {
		q = append(q, env.N(n, "%d open action has a home.", "%d open actions have a home."))
	}
	q = append(q, r.accessWords(env, d.x.Until))
	return r.show(newConfirm(strings.Join(q, " "), env.T("Close the plan"), env.T("Not yet"), func(*Env, *Room) []Action {
		if r.locked() {
			r.Notice(r.T(lockedWords))
			return nil
		}
		c := meeting.Closing{Why: d.x.Why, Words: d.x.Words, Family: d.x.Family, FamilyFor: d.x.For, FamilyWords: d.x.FamilyWords, AccessUntil: d.x.Until}
		for _, a := range r.view().ToRehome() {
			if home := d.x.Homes[a.ID]; home != "" {
				c.Rehomed = append(c.Rehomed, meeting.Rehomed{Action: a.ID, To: home})
			}
		}
		d.sent = true
		return []Action{Send{Commands: []meeting.Command{meeting.ClosePlan{Closing: c, Remarks: d.x.After}}, Tag: d}}
	}))
}

func (d *closePlanDialog) bindings() []bound {
	var out []bound
	if x := d.page.selected(); x != nil && x.open != nil {
		out = append(out, bound{key: bind("⏎", x.opens, "enter", "e", "space"), do: func(env *Env) []Action { return x.open(env, d.r) }})
	}
	if len(d.homeless()) > 0 {
		out = append(out, bound{key: bind("o", "owners go on", "o"), do: func(*Env) []Action { return d.stay() }})
	}
	return append(out, bound{key: bind("c", "close the plan", "c"), do: d.close}, bound{key: bind("esc", "not now", "esc", "ctrl+c")})
}

// Update takes a key or a mouse message.
func (d *closePlanDialog) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	d.page.list(env, r, d.page.width(), d.turn)
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if s := msg.String(); s == "esc" || s == "ctrl+c" {
			r.Notice(env.T("The plan is open still. What you said is kept for you, and here again when you come back."))
			return nil, true
		}
		if d.page.keys(msg) || d.sent {
			return nil, false
		}
		if do := pressed(d.bindings(), msg); do != nil {
			return do(env), false
		}
	case tea.MouseWheelMsg:
		d.page.wheel(msg)
	case tea.MouseClickMsg:
		if row, again := d.page.clicked(msg.X, msg.Y); row != nil && again && msg.Button == tea.MouseLeft && !d.sent {
			return row.open(env, r), false
		}
	}
	return nil, false
}

// Set follows what others do: a plan that somebody else has closed needs no closing.
func (d *closePlanDialog) Set(_ *Env, r *Room) ([]Action, bool) {
	d.turn++
	return nil, !d.sent && r.view().Closed()
}

// Sent closes this once the plan is closed.
func (d *closePlanDialog) Sent(env *Env, r *Room, _ meeting.Result, err error) ([]Action, bool) {
	d.sent = false
	if err != nil {
		r.Notice(r.refusal(err))
		return nil, false
	}
	r.Notice(env.T("The plan is closed. Practitioners read it until %s, the family keeps reading. It can be opened again here.", d.x.Until.When(env.Today())))
	return []Action{Keep{Name: d.draft()}}, true
}

// ready makes the rows, which say what keys work.
func (d *closePlanDialog) ready(env *Env, r *Room) { d.page.list(env, r, d.page.width(), d.turn) }

// Draw draws what has been said and what has not.
func (d *closePlanDialog) Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	t := env.Theme
	left := widget.Run{Text: "  " + env.T("all of it is said: c closes the plan"), Style: t.Good}
	if what, _ := d.missing(); what != "" {
		left = widget.Run{Text: "  " + env.T("not closed yet"), Style: t.Muted}
	}
	in := d.box.Draw(scr, centred(area, 100), t, true, widget.Run{Text: env.T("Closing the plan of %s", r.view().Called()), Style: t.TitleFocus}, left)
	d.page.draw(env, r, scr, in, d.turn)
}

// Keys are the keys that work now.
func (d *closePlanDialog) Keys() []key.Binding {
	out := []key.Binding{bind("↑↓", "move", "up")}
	for _, b := range d.bindings() {
		out = append(out, b.key)
	}
	return out
}

// sayForm is a form whose answers go to the dialog behind it, and not to the record yet.
type sayForm struct {
	form  *widget.Form
	title string
	said  string
	take  func(*Env, *Room) ([]Action, error) // an error is a sentence
}

// Update gives the form a message.
func (d *sayForm) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	if _, ok := msg.(tea.KeyPressMsg); ok {
		d.said = ""
	}
	switch d.form.Update(msg, env.Now) {
	case widget.Chosen:
		acts, err := d.take(env, r)
		if err != nil {
			d.said = r.refusal(err)
			return nil, false
		}
		return acts, true
	case widget.Cancelled:
		return nil, true
	}
	return nil, false
}

// Set does nothing: the form is about nothing that the record has.
func (d *sayForm) Set(*Env, *Room) ([]Action, bool) { return nil, false }

// Sent does nothing: the form sends nothing.
func (d *sayForm) Sent(*Env, *Room, meeting.Result, error) ([]Action, bool) { return nil, false }

// Draw draws the form.
func (d *sayForm) Draw(env *Env, _ *Room, scr uv.Screen, area uv.Rectangle) {
	d.form.Title = d.title
	drawForm(env, scr, area, d.form, d.said, "")
}

// Keys are the keys of the field in front.
func (d *sayForm) Keys() []key.Binding { return formKeys(d.form) }

// reopenPlan asks why a closed plan opens again.
func reopenPlan(env *Env, r *Room) []Action {
	f := widget.NewForm(env.Theme, "", env.T("Open it again"), "",
		&widget.Field{ID: "reason", Label: env.T("Why"), Kind: widget.LineField, Hint: env.T("what has changed"), Check: required(env.T("Say why: it stands in the record."))})
	d := &formDialog{form: f, title: env.T("Open the plan again"), draft: r.record + "/open the plan again"}
	d.note = func(r *Room) string {
		if c := r.view().Closing(); c != nil && !c.EndedAt.IsZero() {
			return r.T("The practitioners' access has ended: whoever looks after the service invites those who are to help from now on.")
		}
		return r.T("Practitioners go on where they were, and nobody's access ends.")
	}
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		return []meeting.Command{meeting.ReopenPlan{Reason: f.Value("reason")}}, nil
	}
	d.added = func(*Env, *Room, meeting.Result) []Action {
		r.Notice(r.T("The plan is open again."))
		return nil
	}
	return d.open(env, r)
}

// closings shows how the plan was closed, and opened again.
func (s *recordPages) closings(m *rowMaker) {
	r, v, t := m.r, m.r.view(), m.t
	if len(v.Closings) == 0 {
		return
	}
	m.head(m.T("The end of the plan"), "")
	for _, c := range slices.Backward(v.Closings) {
		l := line{mark: "▸", markStyle: t.Warn, what: m.T("Closed: %s", c.Why.Msg()), when: m.T("on %s", m.when(c.Day))}
		access := r.accessWords(m.env, c.AccessUntil)
		if !c.EndedAt.IsZero() {
			access = m.T("The practitioners' access ended on %s. The family keeps reading.", m.on(c.EndedAt))
		}
		again := ""
		if !c.Open() {
			l.mark, l.markStyle, l.style = "✓", t.Muted, t.Muted
			access, again = "", m.T("opened again on %s: %s", m.on(c.ReopenedAt), c.ReopenedFor)
			if by := nameOrNone(v, c.ReopenedBy); by != "" {
				again = m.T("opened again on %s by %s: %s", m.on(c.ReopenedAt), by, c.ReopenedFor)
			}
		}
		family := m.T("the family says: %s", m.T(c.Family.Msg())+prefixWords(", ", nameOrNone(v, c.FamilyFor)))
		if c.FamilyWords != "" {
			family += ": “" + c.FamilyWords + "”"
		}
		facts := []string{c.Words, family, again} // the plan after the end follows, as what is noted of it
		for _, x := range c.Rehomed {
			facts = append(facts, r.named(x.Action)+" → "+x.To)
		}
		row := pageRow{key: entryKey(c.ID), entry: c.ID, adds: addReopen, more: m.under(c.ID, facts...)}
		if c.Open() && v.May(meeting.ReopenRecord, nil) {
			row.opens, row.open = "open it again", reopenPlan
		}
		m.item(row, l)
		if c.Open() {
			m.say(access, t.Text)
		}
	}
}
