package screen

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// decisionDialog is one decision: proposed, being answered, or shown.
type decisionDialog struct {
	id   meeting.ID
	ask  widget.Dialog
	does []func(*Env, *Room) ([]Action, bool) // by button
	said string
	seen meeting.DecisionStage // for which stage the buttons are
}

// openDecision shows the decision that is in front: the one being answered, or proposed to the viewer.
func (r *Room) openDecision(env *Env) []Action {
	if d := r.open(); d != nil {
		return r.showDecision(env, d.ID)
	}
	return nil
}

func (r *Room) showDecision(_ *Env, id meeting.ID) []Action {
	d := &decisionDialog{id: id}
	d.build(r)
	return r.show(d)
}

// build makes the page for what the decision is now.
func (d *decisionDialog) build(r *Room) {
	x := r.view().Decision(d.id)
	stage := meeting.DecisionStage("")
	if x != nil {
		stage = x.Stage
	}
	at := d.ask.At
	d.ask.Buttons, d.does = nil, nil
	add := func(key, label string, do func(*Env, *Room) ([]Action, bool)) {
		d.ask.Buttons = append(d.ask.Buttons, widget.Button{Key: key, Label: label})
		d.does = append(d.does, do)
	}
	switch stage {
	case meeting.Proposed:
		d.proposed(r, x, add)
	case meeting.Put:
		d.put(r, x, add)
	case meeting.Shown:
		d.shown(r, x, add)
	default:
		d.ask.Title, d.ask.Text = r.T("Decision"), r.T("This decision was taken back.")
	}
	if x != nil && !r.view().Viewer().Shared {
		if x.Audience != meeting.Everyone {
			d.ask.Title += " · " + r.audienceMark(x.Audience)
		}
		if r.whoChooses(x.ID) == "" {
			add("v", r.T("Who sees this"), func(env *Env, r *Room) ([]Action, bool) { return r.changeAudience(env, d.id), false })
		}
	}
	add("", r.T("Close"), func(*Env, *Room) ([]Action, bool) { return nil, true })
	if stage != d.seen {
		at = 0
		if x != nil && stage == meeting.Put {
			if g, ok := x.Answered(r.me().ID); ok {
				at = max(0, slices.Index(meeting.Answers, g.Answer))
			}
		}
	}
	d.seen, d.ask.At = stage, min(at, len(d.ask.Buttons)-1)
	if d.said != "" {
		d.ask.Text = "! " + d.said + "\n\n" + d.ask.Text
	}
}

// words are a decision's own words.
func (d *decisionDialog) words(r *Room, x *meeting.Decision) string {
	s := "“" + r.view().Text(meeting.Field{ID: x.ID, Part: meeting.Wording}).String() + "”"
	if why := strings.TrimSpace(r.view().Text(meeting.Field{ID: x.ID, Part: meeting.Rationale}).String()); why != "" {
		s += "\n\n" + r.T("Why: %s", why)
	}
	return s
}

type addButton func(key, label string, do func(*Env, *Room) ([]Action, bool))

func (d *decisionDialog) proposed(r *Room, x *meeting.Decision, add addButton) {
	d.ask.Title = r.T("Proposed by %s", r.view().NameOf(x.By))
	d.ask.Text = d.words(r, x)
	put := r.may(meeting.KeepList)
	if put {
		d.ask.Text += "\n\n" + r.askedWords(x.Audience)
		label := r.T("Put it to everyone")
		if x.Audience != meeting.Everyone {
			label = r.T("Put it to them")
		}
		add("p", label, func(_ *Env, r *Room) ([]Action, bool) {
			return d.send(r, meeting.PutDecision{Decision: d.id}), false
		})
	} else {
		d.ask.Text += "\n\n" + r.T("The chair or the minute taker puts it to everyone.")
	}
	if put || x.By == r.me().ID {
		add("e", r.T("Edit the words"), func(env *Env, r *Room) ([]Action, bool) { return r.editDecision(env, d.id), false })
		add("t", r.T("Take it back"), func(_ *Env, r *Room) ([]Action, bool) {
			return r.show(newConfirm(r.T("Take this decision back? Nobody has been asked yet."), r.T("Take it back"), r.T("Leave it"), func(_ *Env, r *Room) []Action {
				return d.send(r, meeting.RemoveEntry{ID: d.id})
			})), false
		})
	}
}

// askedWords says who is asked when a decision for an audience is put now.
func (r *Room) askedWords(a meeting.Audience) string {
	var names []string
	sees := r.admitted(a, nil)
	for _, at := range r.meeting().Attendance {
		if m := r.view().Member(at.Member); slices.Contains(sees, m) && at.Way.Present() && at.To.IsZero() &&
			m.Role != meeting.Interpreter && m.Role != meeting.Observer {
			names = append(names, m.Name)
		}
	}
	if len(names) == 0 && a != meeting.Everyone {
		return r.T("Nobody who answers and would see it is on the attendance list yet.")
	}
	if len(names) == 0 {
		return r.T("Nobody who answers is on the attendance list yet: fill it in with p first.")
	}
	return r.T("Asked are those who are here: %s.", r.words.List(names))
}

func (d *decisionDialog) put(r *Room, x *meeting.Decision, add addButton) {
	d.ask.Title = r.T("To decide")
	d.ask.Text = d.words(r, x) + "\n\n" + r.T("%d of %d have answered. Answers are private until all are shown together.", r.view().Given(x.ID), len(x.Asked))
	shared := r.view().Viewer().Shared
	if g, ok := x.Answered(r.me().ID); ok && !shared {
		d.ask.Text += "\n" + r.T("You answered: %s. You can change it until then.", r.answerWords(g))
	}
	for _, g := range x.Answers {
		if g.By == r.me().ID && !shared {
			d.ask.Text += "\n" + r.T("You answered for %s: %s.", r.view().NameOf(g.Member), r.answerWords(g))
		}
	}
	if shared {
		d.ask.Text += "\n" + r.T("Everybody sees this screen: answer at a screen of your own, or have it written for you.")
	}
	live := r.meeting().Stage == meeting.Live
	if !shared && live && r.may(meeting.AnswerThings) {
		for i, k := range []string{"y", "r", "n", "l"} {
			a := meeting.Answers[i]
			add(k, r.T(answerLabel(a)), func(env *Env, r *Room) ([]Action, bool) { return r.answer(env, d, 0, a), false })
		}
	}
	if live && !shared && len(r.answerable(x)) > 0 {
		add("b", r.T("Answer for somebody"), func(env *Env, r *Room) ([]Action, bool) { return r.answerFor(env, d), false })
	}
	if r.may(meeting.KeepList) {
		add("s", r.T("Show the answers now"), func(_ *Env, r *Room) ([]Action, bool) {
			x := r.view().Decision(d.id)
			if x == nil {
				return nil, false
			}
			q := r.T("Show the answers now? %d of %d have answered, and nobody can answer after that.", r.view().Given(d.id), len(x.Asked))
			return r.show(newConfirm(q, r.T("Show them"), r.T("Wait"), func(_ *Env, r *Room) []Action {
				return d.send(r, meeting.ShowAnswers{Decision: d.id})
			})), false
		})
	}
}

// answerLabel is what an answer says on its button.
func answerLabel(a meeting.Answer) words.Msg {
	if a == meeting.Reservations {
		return "with reservations"
	}
	return a.Msg()
}

// answerWords says an answer and the words that came with it.
func (r *Room) answerWords(g meeting.Given) string {
	if g.Words == "" {
		return r.T(g.Answer.Msg())
	}
	return r.T(g.Answer.Msg()) + ", “" + g.Words + "”"
}

func (d *decisionDialog) shown(r *Room, x *meeting.Decision, add addButton) {
	d.ask.Title = r.T("Decision · all answers")
	var b strings.Builder
	b.WriteString(d.words(r, x) + "\n\n" + r.tally(x) + "\n")
	for _, id := range x.Asked {
		g, ok := x.Answered(id)
		if !ok {
			b.WriteString("\n" + r.T("%s: no answer", r.view().NameOf(id)))
			continue
		}
		fmt.Fprintf(&b, "\n%s: %s", r.view().NameOf(id), r.answerWords(g))
		if g.By != 0 {
			b.WriteString(" " + r.T("(written by %s)", r.view().NameOf(g.By)))
		}
	}
	if x.Follow != "" {
		b.WriteString("\n\n" + r.T("What follows: %s.", x.Follow.Msg()))
		if x.Words != "" {
			b.WriteString(" " + x.Words)
		}
		if x.Advocate {
			b.WriteString("\n" + r.T("The family was told of an advocate, and how to complain."))
		}
	}
	d.ask.Text = b.String()
	stage := r.meeting().Stage
	if !disagreed(x) || (stage != meeting.Live && stage != meeting.Tidying) {
		return
	}
	if r.may(meeting.KeepList) {
		label := r.T("Say what follows")
		if x.Follow != "" {
			label = r.T("Change what follows")
		}
		add("f", label, func(env *Env, r *Room) ([]Action, bool) { return r.followForm(env, d.id), false })
	} else if x.Follow == "" {
		d.ask.Text += "\n\n" + r.T("The chair or the minute taker says what follows.")
	}
}

func disagreed(x *meeting.Decision) bool {
	return slices.ContainsFunc(x.Answers, func(g meeting.Given) bool { return g.Answer == meeting.Disagree })
}

// tally counts the answers: "3 agree · 1 disagree · 1 no answer".
func (r *Room) tally(x *meeting.Decision) string {
	var out []string
	for _, a := range meeting.Answers {
		n := 0
		for _, g := range x.Answers {
			if g.Answer == a {
				n++
			}
		}
		if n > 0 {
			out = append(out, fmt.Sprintf("%d %s", n, r.T(a.Msg())))
		}
	}
	if n := len(x.Asked) - len(x.Answers); n > 0 {
		out = append(out, r.T("%d no answer", n))
	}
	return strings.Join(out, " · ")
}

// send gives a command about the decision, unless nothing can be saved.
func (d *decisionDialog) send(r *Room, c meeting.Command) []Action {
	if r.locked() {
		d.said = r.T(lockedWords)
		return nil
	}
	return []Action{Send{Commands: []meeting.Command{c}, Tag: d}}
}

// Update presses the dialog's buttons.
func (d *decisionDialog) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	if _, ok := msg.(tea.KeyPressMsg); ok {
		d.said = ""
	}
	d.build(r)
	switch d.ask.Update(msg) {
	case widget.Chosen:
		acts, done := d.does[d.ask.At](env, r)
		d.build(r)
		return acts, done
	case widget.Cancelled:
		return nil, true
	}
	return nil, false
}

// Set shows what became of the decision.
func (d *decisionDialog) Set(_ *Env, r *Room) ([]Action, bool) {
	d.build(r)
	return nil, false
}

// Sent shows a refusal; what worked shows by itself. A decision that was taken back closes.
func (d *decisionDialog) Sent(_ *Env, r *Room, _ meeting.Result, err error) ([]Action, bool) {
	if err != nil {
		d.said = r.refusal(err)
	}
	if r.view().Decision(d.id) == nil && err == nil {
		r.Notice(r.T("The decision is taken back."))
		return nil, true
	}
	d.build(r)
	return nil, false
}

// Draw draws the decision.
func (d *decisionDialog) Draw(env *Env, _ *Room, scr uv.Screen, area uv.Rectangle) {
	d.ask.Theme = env.Theme
	d.ask.Draw(scr, centred(area, formWidth+4))
}

// Keys are the keys of the buttons.
func (d *decisionDialog) Keys() []key.Binding {
	var out []key.Binding
	for _, b := range d.ask.Buttons {
		if b.Key != "" {
			out = append(out, bindSaid(b.Key, strings.ToLower(b.Label), b.Key))
		}
	}
	return append(out, bind("←→ ⏎", "choose", "enter"), bind("↑↓", "scroll", "up"), bind("esc", "back", "esc"))
}
