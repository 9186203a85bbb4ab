package screen

import (
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// A safeguarding concern is for its author and the named leads. Whom to ring stands first and stays there while somebody
// writes; what they write is kept if the line drops; nothing about it shows on any other screen. The words are few and quiet,
// since somebody may read over a shoulder.

// The IDs of the fields of a concern.
const (
	fieldRung   = "rung"
	fieldAdvice = "advice"
	fieldTold   = "told"
	fieldWhyNot = "why not"
)

// Duty is whom somebody rings with a safeguarding concern, and what the leads are called who read it beside those of the record.
type Duty struct {
	Ring  []meeting.Ring
	Leads []string
	// Urgent is how long urgent access lasts; 0: a day.
	Urgent time.Duration
}

// duty returns whom the viewer rings.
func (e *Env) duty() Duty {
	if e.Duty == nil {
		return Duty{}
	}
	return e.Duty()
}

func (r *Room) concernDraft() string { return r.record + "/concern" }

// hushed reports whether the header keeps the child's name to itself: at somebody's wish, or over what is private.
func (r *Room) hushed() bool {
	if n := len(r.dialogs); n > 0 {
		switch d := r.dialogs[n-1].(type) {
		case *formDialog:
			return d.over != nil || r.discreet
		case *concernPage:
			return true
		}
	}
	return r.discreet
}

// confide is what ! does: write a concern, or first choose among those that the viewer may read.
func (r *Room) confide(env *Env) []Action {
	options := r.concernOptions(env)
	if len(options) == 1 {
		return r.raiseConcern(env)
	}
	return r.show(newPick(env, env.T("Private"), options, func(env *Env, r *Room, id string) ([]Action, bool) {
		if idOf(id) == 0 {
			return r.raiseConcern(env), true
		}
		return r.show(&concernPage{id: idOf(id)}), true
	}))
}

func (r *Room) concernOptions(env *Env) []widget.Option {
	out := []widget.Option{{ID: optionID(0), Label: env.T("write a new concern")}}
	for _, c := range r.view().Concerns {
		out = append(out, widget.Option{ID: optionID(c.ID), Label: env.T("from %s", env.Words.Time(c.At.In(env.Zone), "2 Jan 15:04")), Note: r.concernBy(c)})
	}
	return out
}

func (r *Room) concernBy(c *meeting.Concern) string {
	if c.By == r.me().Person {
		return r.T("yours")
	}
	return r.T("by %s", r.view().NameOf(c.Author))
}

// leadNames names who reads a concern beside its author.
func (r *Room) leadNames(env *Env) []string {
	names := env.duty().Leads
	for _, id := range r.view().Leads {
		if m := r.view().Member(id); m != nil && m.Current() && m.ID != r.me().ID {
			names = append(names, m.Name)
		}
	}
	return names
}

// concernReaders says who reads what the viewer writes now.
func (r *Room) concernReaders(env *Env) string {
	if names := r.leadNames(env); len(names) > 0 {
		return env.T("Only %s read this. It is in no plan, notes or minutes.", env.Words.List(append([]string{env.T("you")}, names...)))
	}
	return env.T("No safeguarding lead is named here, so nobody but you reads this: ring somebody, do not wait.")
}

// concernFields are what is asked beside the words of a concern: of practitioners, who ring somebody and tell the family, and of nobody of
// the family itself.
func (r *Room) concernFields(env *Env) []*widget.Field {
	if r.me().Role.Family() {
		return nil
	}
	return []*widget.Field{
		{ID: fieldRung, Label: env.T("Whom you rang"), Kind: widget.LineField},
		{ID: fieldAdvice, Label: env.T("Their advice"), Kind: widget.TextField, Rows: 2},
		{ID: fieldTold, Label: env.T("Family told?"), Kind: widget.ChoiceField, Options: []widget.Option{{ID: saidNo, Label: env.T("no")}, {ID: saidYes, Label: env.T("yes")}}},
		{ID: fieldWhyNot, Label: env.T("If not, why not"), Kind: widget.LineField},
	}
}

// raiseConcern shows the form for a new concern.
func (r *Room) raiseConcern(env *Env) []Action {
	fields := append([]*widget.Field{
		{ID: fieldWhat, Label: env.T("What worries you"), Kind: widget.TextField, Rows: 3, Check: required(env.T("Say in a few words what worries you."))},
	}, r.concernFields(env)...)
	f := widget.NewForm(env.Theme, "", env.T("Send it"), "", fields...)
	d := &formDialog{form: f, title: env.T("Private"), draft: r.concernDraft(), over: ringLines}
	d.note = func(r *Room) string { return r.concernReaders(env) }
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		return []meeting.Command{meeting.RaiseConcern{
			Text: f.Value(fieldWhat), Rung: f.Value(fieldRung), Advice: f.Value(fieldAdvice),
			FamilyTold: f.Value(fieldTold) == saidYes, WhyNot: f.Value(fieldWhyNot),
		}}, nil
	}
	d.added = func(env *Env, r *Room, _ meeting.Result) []Action {
		said := env.T("It is saved. Nobody else sees that you wrote it; ! shows it to you again.")
		if names := r.leadNames(env); len(names) > 0 {
			said = env.T("It is with %s. Nobody else sees that you wrote it; ! shows it to you again.", env.Words.List(names))
		}
		if m := r.meeting(); m.Stage != meeting.Live || !m.Paused.IsZero() || !r.may(meeting.AnswerThings) {
			r.Notice(said)
			return nil
		}
		return r.show(newConfirm(said+"\n\n"+env.T("Do you need the meeting to pause? Everybody sees “paused”, not who asked or why."), env.T("Pause it"), env.T("Go on"), func(*Env, *Room) []Action {
			return send("", meeting.PauseMeeting{Meeting: r.id, Paused: true})
		}))
	}
	return d.open(env, r)
}

// ringLines says whom to ring.
func ringLines(env *Env, w int) []string {
	out := widget.Wrap(env.T("Somebody in danger this minute? Ring the emergency services first."), w)
	ring := env.duty().Ring
	for _, x := range ring {
		s := env.T("Ring %s", x.Name+"  "+x.Phone)
		if x.When != "" {
			s += "  " + x.When
		}
		out = append(out, widget.Wrap(s, w)...)
	}
	if len(ring) == 0 {
		out = append(out, widget.Wrap(env.T("Whom else to ring is not noted here: ask your own safeguarding lead."), w)...)
	}
	return out
}

// concernPage shows one concern.
type concernPage struct {
	id  meeting.ID
	ask widget.Dialog
}

func (d *concernPage) concern(r *Room) *meeting.Concern {
	for _, c := range r.view().Concerns {
		if c.ID == d.id {
			return c
		}
	}
	return nil
}

// build makes the page anew.
func (d *concernPage) build(env *Env, r *Room) {
	d.ask.Theme, d.ask.Title = env.Theme, env.T("Private")
	c := d.concern(r)
	if c == nil {
		d.ask.Text, d.ask.Buttons = env.T("This is not there for you any more."), []widget.Button{{Label: env.T("Close")}}
		d.ask.At = 0
		return
	}
	d.ask.Title += " · " + r.concernBy(c) + ", " + env.Words.Time(c.At.In(env.Zone), "2 Jan 15:04")
	d.ask.Text = concernWords(env, c, c.By == r.me().Person && r.me().Role.Family())
	d.ask.Buttons = nil
	if c.By == r.me().Person {
		d.ask.Buttons = append(d.ask.Buttons, widget.Button{Label: env.T("Add to it"), Key: "a"})
	}
	d.ask.Buttons = append(d.ask.Buttons, widget.Button{Label: env.T("Close")})
	d.ask.At = min(d.ask.At, len(d.ask.Buttons)-1)
}

// concernWords is what a concern says; mine to somebody of the family who wrote it, who was asked for nothing but the words.
func concernWords(env *Env, c *meeting.Concern, mine bool) string {
	var b strings.Builder
	b.WriteString(c.Text + "\n\n")
	line := func(label words.Msg, s, none string) {
		if s == "" {
			s = none
		}
		if s != "" {
			b.WriteString(env.T(label, s) + "\n")
		}
	}
	if !mine {
		line("Rung: %s", c.Rung, env.T("nobody noted yet"))
		line("Advice: %s", c.Advice, "")
	}
	switch {
	case mine:
	case c.FamilyTold:
		b.WriteString(env.T("The family was told.") + "\n")
	default:
		line("The family was not told: %s", c.WhyNot, env.T("why not is not noted"))
	}
	if !c.Changed.IsZero() {
		b.WriteString(env.T("Added to %s.", env.Words.Time(c.Changed.In(env.Zone), "2 Jan 15:04")) + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// Update chooses a button.
func (d *concernPage) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	d.build(env, r)
	switch d.ask.Update(msg) {
	case widget.Chosen:
		if c := d.concern(r); c != nil && len(d.ask.Buttons) > 1 && d.ask.At == 0 {
			return r.amendConcern(env, c), true
		}
		return nil, true
	case widget.Cancelled:
		return nil, true
	}
	return nil, false
}

// Set does nothing: the page is made anew for each frame.
func (d *concernPage) Set(*Env, *Room) ([]Action, bool) { return nil, false }

// Sent does nothing: the page sends nothing.
func (d *concernPage) Sent(*Env, *Room, meeting.Result, error) ([]Action, bool) { return nil, false }

// Draw draws the page.
func (d *concernPage) Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	d.build(env, r)
	d.ask.Draw(scr, area)
}

// Keys are the keys of the page.
func (d *concernPage) Keys() []key.Binding {
	out := []key.Binding{bind("esc", "close", "esc")}
	if len(d.ask.Buttons) > 1 {
		out = append([]key.Binding{bind("a", "add to it", "a")}, out...)
	}
	return out
}

// amendConcern shows the form that says what came of one's own concern.
func (r *Room) amendConcern(env *Env, c *meeting.Concern) []Action {
	fields := append([]*widget.Field{{ID: fieldWhat, Label: env.T("What there is to add"), Kind: widget.TextField, Rows: 3}}, r.concernFields(env)...)
	f := widget.NewForm(env.Theme, "", env.T("Add it"), "", fields...)
	f.Set(fieldRung, c.Rung)
	f.Set(fieldAdvice, c.Advice)
	f.Set(fieldWhyNot, c.WhyNot)
	if c.FamilyTold {
		f.Set(fieldTold, saidYes)
	}
	d := &formDialog{form: f, title: env.T("Private"), draft: r.concernDraft() + "/" + optionID(c.ID), over: ringLines}
	d.note = func(*Room) string { return env.T("What was written stays as it is; what you add stands under it.") }
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		x := meeting.AmendConcern{Concern: c.ID, Rev: c.Rev, More: f.Value(fieldWhat), Rung: c.Rung, Advice: c.Advice, FamilyTold: c.FamilyTold, WhyNot: c.WhyNot}
		if len(f.Fields) > 1 {
			x.Rung, x.Advice, x.FamilyTold, x.WhyNot = f.Value(fieldRung), f.Value(fieldAdvice), f.Value(fieldTold) == saidYes, f.Value(fieldWhyNot)
		}
		return []meeting.Command{x}, nil
	}
	d.added = func(_ *Env, r *Room, _ meeting.Result) []Action {
		r.Notice(r.T("It is added."))
		return nil
	}
	return d.open(env, r)
}

// showPrivate opens what was told to the viewer as a lead: home leads there.
func (r *Room) showPrivate(env *Env) []Action {
	if len(r.view().Concerns) == 0 {
		return nil
	}
	return r.confide(env)
}

// pause pauses the meeting, or goes on with it.
func (r *Room) pause(env *Env) []Action {
	if r.meeting().Paused.IsZero() {
		return r.show(newConfirm(env.T("Pause the meeting? Everybody sees “paused”, and not who asked or why. The chair goes on with it."), env.T("Pause it"), env.T("Go on"), func(*Env, *Room) []Action {
			return send("", meeting.PauseMeeting{Meeting: r.id, Paused: true})
		}))
	}
	return send(env.T("The meeting goes on."), meeting.PauseMeeting{Meeting: r.id})
}

// mayPause reports whether P does anything now: anybody pauses, the chair and the minute taker go on.
func (r *Room) mayPause() bool {
	m := r.meeting()
	if m.Stage != meeting.Live {
		return false
	}
	if m.Paused.IsZero() {
		return r.may(meeting.AnswerThings)
	}
	return r.may(meeting.KeepList)
}

// leadsDialog names who of the team reads the concerns that are raised about this record. Each change is of the list as it shows, so the
// next one waits for it.
type leadsDialog struct {
	*tableDialog
	was, want []meeting.ID // the list before the last change and after it
	sent      bool         // and not answered
}

// Sent lets the next change come.
func (d *leadsDialog) Sent(env *Env, r *Room, res meeting.Result, err error) ([]Action, bool) {
	if d.sent = false; err != nil {
		d.was, d.want = nil, nil
	}
	return d.tableDialog.Sent(env, r, res, err)
}

// turn names a member, or does not any more.
func (d *leadsDialog) turn(_ *Env, r *Room, id string) []Action {
	now := r.view().Leads
	switch {
	case idOf(id) == 0:
		return nil
	case !slices.Equal(now, d.want) && (d.sent || slices.Equal(now, d.was)):
		r.Notice(r.T(stillChanging))
		return nil
	}
	d.was, d.want = now, nil
	for _, l := range now {
		if l != idOf(id) {
			d.want = append(d.want, l)
		}
	}
	if !r.lead(idOf(id)) {
		d.want = append(d.want, idOf(id))
		slices.Sort(d.want)
	}
	d.sent = true
	return []Action{Send{Commands: []meeting.Command{meeting.SetLeads{Leads: d.want}}, Tag: d}}
}

const stillChanging words.Msg = "The change before this one is still being saved: try again in a moment."

// nameLeads shows who of the team reads the concerns that are raised about this record.
func (r *Room) nameLeads(env *Env) []Action {
	t := &leadsDialog{tableDialog: &tableDialog{title: env.T("Safeguarding leads of this record"), note: env.T("they read what is raised from now on")}}
	t.rows = func(env *Env, r *Room) []*widget.Item {
		var out []*widget.Item
		for _, m := range r.view().Members {
			if !m.Current() || m.Guest != 0 || m.Agency == meeting.FamilyAgency || m.Role == meeting.Observer || m.Role == meeting.Interpreter {
				continue
			}
			mark := "[ ] "
			if r.lead(m.ID) {
				mark = "[✓] "
			}
			out = append(out, &widget.Item{ID: optionID(m.ID), Runs: []widget.Run{
				{Text: mark, Style: env.Theme.Accent}, {Text: m.Name, Style: env.Theme.Text}, {Text: "  " + memberNote(r.words, m), Style: env.Theme.Muted, Grow: true},
			}})
		}
		return out
	}
	t.open = t.turn
	t.keys = []tableKey{{bind("space", "name, or not", "space"), func(env *Env, r *Room, id string) ([]Action, bool) { return t.turn(env, r, id), false }}}
	return r.show(t)
}

// lead reports whether a member is named as a safeguarding lead of the record.
func (r *Room) lead(id meeting.ID) bool {
	return slices.Contains(r.view().Leads, id)
}
