package screen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// slowRead is how long reading the log may take before the screen says how far it is.
const slowRead = 250 * time.Millisecond

// pastHost is where the history stands: the room, or a screen of its own.
type pastHost interface {
	view() *meeting.View
	locked() bool
	Notice(string)
}

// History is a record's past, step by step: the plan and the notes as they were, and what each step changed. It changes nothing
// but by bringing something back, which is a new edit of the viewer's own.
type History struct {
	entry meeting.ID // what was chosen where it was opened
	list  *changeList
	back  *bringBack

	steps []meeting.Step
	walk  []int // the steps that ←→ go through: all, or those of one entry
	only  meeting.ID
	at    int // into walk
	since meeting.Parting

	now          *meeting.View // as the host has it
	view, before *meeting.View // as it was after the step, and before it; of the step shownSeq
	shown        meeting.Seq
	asked        meeting.Seq // the step that was asked for and has not come yet; 0: none
	reading      bool        // the log is being read
	began        time.Time
	percent      *atomic.Int32
	said         string // why nothing can be shown
	step         string // what the step did, in words
	plan, notes  page
	onNotes      bool // the notes have the keys
	meeting      meeting.ID
	track        uv.Rectangle
	tabs         [2]uv.Rectangle
	marks        []trackMark
	wide, fresh  bool // fresh: the step has just come, so the pages turn to what changed
	laid         layKey
	wantChanges  bool // the list of changes opens once the steps are there
}

// layKey is what the pages were laid out for.
type layKey struct {
	seq           meeting.Seq
	now           *meeting.View
	plan, notes   int
	chosen, noted meeting.ID
	today         meeting.Day
	theme         any
}

// trackMark is a place on the track where a meeting began.
type trackMark struct {
	step   int // into steps
	number int
}

func newHistory(entry meeting.ID) *History {
	return &History{entry: entry, percent: &atomic.Int32{}, shown: ^meeting.Seq(0)}
}

// begin asks for the steps.
func (h *History) begin(env *Env) []Action {
	h.reading, h.began = true, env.Now
	h.percent.Store(0)
	p := h.percent
	return []Action{Recall{Tag: h, Steps: true, Progress: func(done, total int) {
		if total > 0 {
			p.Store(int32(done * 100 / total))
		}
	}}, Wake{env.Now.Add(slowRead)}}
}

// recalled takes what was asked for.
func (h *History) recalled(env *Env, host pastHost, a Recalled) []Action {
	if a.Err != nil {
		h.reading, h.asked = false, 0
		h.said = a.Err.Error()
		return nil
	}
	if h.list != nil && a.List {
		h.list.recalled(env, h, a)
		return nil
	}
	if a.History != nil {
		return h.stepped(env, host, *a.History)
	}
	if len(a.Views) != 2 || a.Seqs[1] != h.asked {
		return nil
	}
	h.asked = 0
	h.before, h.view = a.Views[0], a.Views[1]
	h.shown, h.fresh = a.Seqs[1], true
	h.laid = layKey{}
	h.retell(env)
	return h.ask()
}

// stepped takes the steps.
func (h *History) stepped(env *Env, host pastHost, got meeting.History) []Action {
	seq := h.seq()
	end := len(h.walk) == 0 || h.at == len(h.walk)-1
	h.reading, h.said = false, ""
	h.steps, h.now, h.since = got.Steps, got.View, got.Since
	h.marks = h.marks[:0]
	for _, m := range h.now.Meetings {
		if m.Opened.IsZero() {
			continue
		}
		if i := slices.IndexFunc(h.steps, func(s meeting.Step) bool { return !s.At.Before(m.Opened) }); i >= 0 {
			h.marks = append(h.marks, trackMark{i, m.Number})
		}
	}
	h.rewalk()
	if end {
		h.at = len(h.walk) - 1
	} else {
		h.toSeq(seq)
	}
	if h.wantChanges {
		h.wantChanges = false
		acts := append(h.ask(), h.openList(env, host)...)
		h.list.alone = true
		return acts
	}
	return h.ask()
}

// rewalk works out which steps ←→ go through.
func (h *History) rewalk() {
	h.walk = h.walk[:0]
	for i, s := range h.steps {
		if h.only == 0 || slices.Contains(s.About, h.only) {
			h.walk = append(h.walk, i)
		}
	}
}

// seq names the step in front, 0 if there is none.
func (h *History) seq() meeting.Seq {
	if s := h.front(); s != nil {
		return s.Seq
	}
	return 0
}

// front returns the step in front, or nil.
func (h *History) front() *meeting.Step {
	if h.at < 0 || h.at >= len(h.walk) {
		return nil
	}
	return &h.steps[h.walk[h.at]]
}

// toSeq goes to the last step up to seq.
func (h *History) toSeq(seq meeting.Seq) {
	h.at = 0
	for i, s := range h.walk {
		if h.steps[s].Seq <= seq {
			h.at = i
		}
	}
}

// ask asks for the step in front, if it is not here and nothing is on its way: however fast somebody goes, only the newest counts.
func (h *History) ask() []Action {
	s := h.front()
	if s == nil || h.asked != 0 || h.shown == s.Seq && h.view != nil {
		return nil
	}
	before := meeting.Seq(0)
	if i := h.walk[h.at]; i > 0 {
		before = h.steps[i-1].Seq
	}
	h.asked = s.Seq
	return []Action{Recall{Tag: h, Seqs: []meeting.Seq{before, s.Seq}}}
}

// again asks for everything anew, since what the viewer may see has changed.
func (h *History) again(env *Env) []Action {
	h.shown, h.asked = ^meeting.Seq(0), 0
	return h.begin(env)
}

// atEnd reports whether the newest step is in front.
func (h *History) atEnd() bool { return len(h.walk) == 0 || h.walk[h.at] == len(h.steps)-1 }

// boundaries are the steps at which a day or a meeting begins, into walk.
func (h *History) boundaries() []int {
	var out []int
	day := ""
	for i, s := range h.walk {
		d := h.steps[s].At.Format(time.DateOnly)
		opens := slices.ContainsFunc(h.marks, func(m trackMark) bool { return m.step == s })
		if d != day || opens {
			out = append(out, i)
		}
		day = d
	}
	return out
}

// move goes to another step.
func (h *History) move(to int) []Action {
	h.at = min(max(0, to), max(0, len(h.walk)-1))
	return h.ask()
}

// update takes a key or a mouse message. done closes the history.
func (h *History) update(env *Env, host pastHost, msg tea.Msg) (acts []Action, done bool) {
	if h.back != nil {
		return h.back.update(env, h, host, msg), false
	}
	if h.list != nil {
		alone := h.list.alone
		acts := h.list.update(env, h, host, msg)
		k, ok := msg.(tea.KeyPressMsg)
		return acts, alone && h.list == nil && ok && k.String() != "enter"
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch k := msg.String(); k {
		case "esc", "q":
			return nil, true
		case "left":
			return h.move(h.at - 1), false
		case "right":
			if h.atEnd() && h.only == 0 && !h.reading {
				return h.begin(env), false // there may be more by now
			}
			return h.move(h.at + 1), false
		case "home":
			return h.move(0), false
		case "end":
			return h.move(len(h.walk)), false
		case "pgup":
			to := 0
			for _, b := range h.boundaries() {
				if b < h.at {
					to = b
				}
			}
			return h.move(to), false
		case "pgdown":
			for _, b := range h.boundaries() {
				if b > h.at {
					return h.move(b), false
				}
			}
			return h.move(len(h.walk)), false
		case "up", "k":
			h.page().step(-1)
		case "down", "j":
			h.page().step(1)
		case "tab", "shift+tab":
			h.onNotes = !h.onNotes
		case "o":
			return h.narrow(), false
		case "c":
			return h.openList(env, host), false
		case "r":
			h.bringBack(env, host)
		}
	case tea.MouseWheelMsg:
		by := 1
		if msg.Button == tea.MouseWheelUp {
			by = -1
		}
		at := uv.Pos(msg.X, msg.Y)
		switch {
		case at.In(h.track):
			return h.move(h.at + by), false
		case at.In(h.notes.area):
			h.notes.step(by)
		case at.In(h.plan.area):
			h.plan.step(by)
		}
	case tea.MouseClickMsg:
		return h.click(msg), false
	case tea.MouseMotionMsg:
		if at := uv.Pos(msg.X, msg.Y); msg.Button == tea.MouseLeft && at.In(h.track) {
			return h.toColumn(msg.X), false
		}
	}
	return nil, false
}

func (h *History) click(msg tea.MouseClickMsg) []Action {
	at := uv.Pos(msg.X, msg.Y)
	if at.In(h.track) {
		return h.toColumn(msg.X)
	}
	for i, t := range h.tabs {
		if at.In(t) {
			h.onNotes = i == 1
			return nil
		}
	}
	for _, p := range []*page{&h.plan, &h.notes} {
		if id := p.rowAt(at); id != 0 && at.In(p.area) && (h.wide || p == h.page()) {
			h.onNotes = p == &h.notes
			p.at = id
			return nil
		}
	}
	return nil
}

// toColumn goes to the step at a column of the track.
func (h *History) toColumn(x int) []Action {
	if w := h.track.Dx(); w > 1 && len(h.steps) > 0 {
		want := ((x-h.track.Min.X)*(len(h.steps)-1) + (w-1)/2) / (w - 1)
		best := 0
		for i, s := range h.walk {
			if abs(s-want) < abs(h.walk[best]-want) {
				best = i
			}
		}
		return h.move(best)
	}
	return nil
}

func abs(n int) int { return max(n, -n) }

// page returns the page that has the keys.
func (h *History) page() *page {
	if h.onNotes {
		return &h.notes
	}
	return &h.plan
}

// narrow leaves only the steps of the chosen entry to go through, or goes through all again.
func (h *History) narrow() []Action {
	seq := h.seq()
	if h.only != 0 {
		h.only = 0
	} else {
		h.only = h.page().at
	}
	h.rewalk()
	if len(h.walk) == 0 {
		h.only = 0
		h.rewalk()
	}
	h.toSeq(seq)
	return h.ask()
}

// keys are the keys that work now.
func (h *History) keys() []key.Binding {
	if h.back != nil {
		return h.back.keys()
	}
	if h.list != nil {
		return h.list.keys()
	}
	only := bind("o", "only this entry", "o")
	if h.only != 0 {
		only = bind("o", "every change", "o")
	}
	return []key.Binding{
		bind("←", "back", "left"), bind("→", "on", "right"), bind("pgup/pgdn", "meeting, day", "pgup"), bind("tab", "plan or notes", "tab"),
		bind("r", "bring back", "r"), bind("c", "what changed", "c"), only, bind("↑↓", "choose", "down"), bind("home/end", "first, newest", "home"),
		bind("esc", "back to now", "esc"),
	}
}

// retell works out what the step in front did, in words.
func (h *History) retell(env *Env) {
	s := h.front()
	if s == nil || h.view == nil {
		h.step = ""
		return
	}
	h.step = stepWords(h.now, *s, meeting.Changes(h.before, h.view, env.Now.In(env.Zone)))
}

// stepWords says who did what in a step.
func stepWords(v *meeting.View, s meeting.Step, cs []meeting.Change) string {
	var who []string
	for _, id := range s.Who {
		who = append(who, v.NameOf(id))
	}
	name := listed(who)
	if len(who) == 0 {
		name = "The service"
	}
	if len(cs) == 0 {
		return name
	}
	c := cs[0]
	for _, x := range cs { // what matters most: what is new, then the plan, then the meeting itself
		if x.Sign != meeting.Altered && c.Sign == meeting.Altered {
			c = x
		}
	}
	out := name + " " + changeWords(c)
	if n := len(cs) - 1; n > 0 {
		out += " · and " + plural(n, "thing") + " more"
	}
	return out
}

// changeWords says a change as a verb and what it was done to.
func changeWords(c meeting.Change) string {
	what := "the " + string(c.Kind) + " “" + oneLine(c.Title, 60) + "”"
	switch c.Kind {
	case meeting.OfItem:
		what = "“" + c.Title + "”"
	case meeting.OfMeeting:
		for _, f := range c.Facts {
			if f.Name == "stage" {
				switch meeting.MeetingStage(f.After) {
				case meeting.Live:
					return "opened the meeting " + c.Title
				case meeting.Tidying:
					return "closed the meeting " + c.Title
				case meeting.Sent:
					return "sent the minutes of " + c.Title
				case meeting.Final:
					return "made the minutes final: " + c.Title
				}
			}
		}
		for _, f := range c.Facts {
			if f.Name == "talking about" && len(c.Facts) == 1 && f.After != "" {
				return "went on to “" + f.After + "”"
			}
		}
		what = "the meeting " + c.Title
	case meeting.OfMember:
		what = c.Title
		if c.Sign == meeting.Added {
			return "added " + what + " to the team"
		}
	case meeting.OfRecord, meeting.OfChild:
		what = c.Title
	}
	switch {
	case c.Sign == meeting.Added && c.Kind != meeting.OfItem:
		return "added " + what
	case c.Sign == meeting.Removed:
		return "took out " + what
	case len(c.Texts) > 0 && len(c.Facts) == 0:
		return "wrote in " + what
	}
	var names []string
	for _, f := range c.Facts {
		names = append(names, f.Name)
	}
	return "changed " + what + ": " + strings.Join(names, ", ")
}

func oneLine(s string, most int) string {
	return widget.Truncate(strings.Join(strings.Fields(s), " "), most)
}

// lay lays out the pages for their widths, if anything of them has changed.
func (h *History) lay(env *Env, planWidth, notesWidth int) {
	if h.view == nil {
		return
	}
	k := layKey{h.shown, h.now, planWidth, notesWidth, h.plan.at, h.notes.at, env.Today(), env.Theme}
	if h.laid == k {
		return
	}
	changes := map[meeting.ID]meeting.Change{}
	for _, c := range meeting.Changes(h.before, h.view, env.Now.In(env.Zone)) {
		changes[c.ID] = c
	}
	mt := h.meetingThen(changes)
	h.meeting = 0
	if mt != nil {
		h.meeting = mt.ID
	}
	m := pageMaker{t: env.Theme, today: env.Today(), v: h.view, before: h.before, changes: changes}
	if s := h.front(); s != nil && !h.atEnd() {
		m.today = meeting.DayOf(s.At.In(env.Zone))
	}
	m.w, m.chosen = planWidth, h.plan.at
	h.plan.lines = m.plan()
	m.w, m.chosen, m.out = notesWidth, h.notes.at, nil
	h.notes.lines = m.notes(mt)
	if h.fresh {
		h.fresh = false
		for _, p := range []*page{&h.plan, &h.notes} {
			if i := slices.IndexFunc(p.lines, func(l pageLine) bool { return l.changed && l.id != 0 }); i >= 0 {
				p.at = p.lines[i].id
				p.reveal(true)
			} else if h.entry != 0 && slices.Contains(p.ids(), h.entry) && p.at == 0 {
				p.at = h.entry
				p.reveal(false)
			}
		}
		if h.plan.changed() != h.notes.changed() {
			h.onNotes = h.notes.changed()
		}
		h.lay(env, planWidth, notesWidth) // the chosen row shows more of itself
		return
	}
	k.chosen, k.noted = h.plan.at, h.notes.at
	h.laid = k
}

// meetingThen returns the meeting whose notes the step is about: the one it changed, else the live one, else the newest that was open.
func (h *History) meetingThen(changes map[meeting.ID]meeting.Change) *meeting.Meeting {
	ms := h.view.Meetings
	for _, m := range ms {
		if _, ok := changes[m.ID]; ok {
			return m
		}
		for _, it := range m.Agenda {
			if _, ok := changes[it.ID]; ok {
				return m
			}
		}
	}
	for _, d := range h.view.Decisions {
		if _, ok := changes[d.ID]; ok {
			return h.view.Meeting(d.Meeting)
		}
	}
	if m := h.view.Live(); m != nil {
		return m
	}
	for _, m := range slices.Backward(ms) {
		if !m.Opened.IsZero() {
			return m
		}
	}
	if len(ms) > 0 {
		return ms[len(ms)-1]
	}
	return nil
}

// draw draws the history.
func (h *History) draw(env *Env, host pastHost, scr uv.Screen, area uv.Rectangle) {
	t, w, y := env.Theme, area.Dx(), area.Min.Y
	if h.list != nil && h.back == nil {
		h.list.draw(env, h, scr, area)
		return
	}
	line := func(base uv.Style, runs ...widget.Run) {
		widget.Put(scr, area.Min.X, y, widget.Line(w, base, runs...))
		y++
	}
	s := h.front()
	switch {
	case h.said != "":
		line(t.Notice, widget.Run{Text: " " + h.said, Grow: true})
		return
	case s == nil && h.reading && env.Now.Sub(h.began) >= slowRead:
		n := min(max(int(h.percent.Load()), 0), 100)
		bar := max(0, min(40, w-30))
		line(uv.Style{}, widget.Run{Text: " Reading the history  ", Style: t.Muted}, widget.Run{Text: strings.Repeat("█", bar*n/100), Style: t.BarDone},
			widget.Run{Text: strings.Repeat("·", bar-bar*n/100), Style: t.BarRest}, widget.Run{Text: fmt.Sprintf(" %d %%", n), Style: t.Muted})
		return
	case s == nil && h.reading:
		line(uv.Style{}, widget.Run{Text: " Reading the history…", Style: t.Muted})
		return
	case s == nil:
		line(uv.Style{}, widget.Run{Text: " Nothing has happened here yet.", Style: t.Muted})
		return
	}
	count := fmt.Sprintf("%d of %d", h.at+1, len(h.walk))
	if h.only != 0 {
		count += " of this entry"
	}
	when := s.At.In(env.Zone).Format("Mon 2 January 2006, 15:04")
	if w < 76 {
		when = s.At.In(env.Zone).Format("2 January 2006, 15:04")
	}
	if h.atEnd() {
		line(t.Header, widget.Run{Text: " Now", Style: t.Strong}, widget.Run{Text: "  last changed on " + when, Grow: true}, widget.Run{Text: "  change " + count + " ", Optional: true})
	} else {
		line(t.Notice, widget.Run{Text: " ◀ AS IT WAS on " + when, Grow: true}, widget.Run{Text: "  change " + count + " ", Optional: true})
	}
	h.drawTrack(env, scr, uv.Rect(area.Min.X+1, y, w-2, 2))
	y += 2
	step := h.step
	if h.asked != 0 && h.shown != s.Seq {
		step = "…"
	}
	for i, l := range widget.Wrap(step, max(1, w-2)) {
		if i == 2 {
			break
		}
		line(uv.Style{}, widget.Run{Text: " " + l, Style: t.Strong, Grow: true})
	}
	body := uv.Rect(area.Min.X, y, w, max(0, area.Max.Y-y))
	if h.back != nil {
		h.back.draw(env, h, host, scr, body)
		return
	}
	h.drawPages(env, scr, body)
}

func (h *History) drawPages(env *Env, scr uv.Screen, body uv.Rectangle) {
	t := env.Theme
	title := func(focus bool, name, rest string) []widget.Run {
		st := t.Title
		if focus {
			st = t.TitleFocus
		}
		return []widget.Run{{Text: name, Style: st}, {Text: "  " + rest, Style: t.Muted}}
	}
	then := "as it was"
	if h.atEnd() {
		then = "as it is"
	}
	h.wide = body.Dx() >= wide
	h.tabs = [2]uv.Rectangle{}
	left, right := body, body
	if h.wide {
		left.Max.X = body.Min.X + body.Dx()*11/20
		right.Min.X = left.Max.X
	}
	h.lay(env, left.Dx()-4, right.Dx()-4)
	notes := "Notes"
	if m := h.noted(); m != nil {
		notes = fmt.Sprintf("Notes of %s-%d", h.now.Name, m.Number)
	}
	if h.wide {
		h.plan.draw(t, scr, left, !h.onNotes, title(!h.onNotes, "Plan", then)...)
		h.notes.draw(t, scr, right, h.onNotes, title(h.onNotes, notes, then)...)
		return
	}
	// The other page's name stands in the title too, where a finger finds it.
	name, other := "Plan", notes
	if h.onNotes {
		name, other = notes, "Plan"
	}
	if (h.onNotes && h.plan.changed()) || (!h.onNotes && h.notes.changed()) {
		other += " (changed)"
	}
	h.page().draw(t, scr, body, true, append(title(true, name, then), widget.Run{Text: "   tab: " + other, Style: t.Key})...)
	x := body.Min.X + 2 + widget.Width(name+"  "+then)
	i := 1
	if h.onNotes {
		i = 0
	}
	h.tabs[i] = uv.Rect(x, body.Min.Y, widget.Width("   tab: "+other), 1)
}

// noted returns the meeting whose notes show.
func (h *History) noted() *meeting.Meeting {
	if h.view == nil {
		return nil
	}
	return h.view.Meeting(h.meeting)
}

// drawTrack draws the way through the past: a mark where each meeting began, its number under it, and where one is.
func (h *History) drawTrack(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, w, n := env.Theme, area.Dx(), len(h.steps)
	h.track = area
	if w < 2 || n == 0 {
		return
	}
	at := func(step int) int {
		if n == 1 {
			return w - 1
		}
		return (step*(w-1) + (n-1)/2) / (n - 1)
	}
	here := at(h.walk[h.at])
	line, under := make([]widget.Run, w), []rune(strings.Repeat(" ", w))
	for x := range line {
		line[x] = widget.Run{Text: "─", Style: t.Border}
		if x <= here {
			line[x] = widget.Run{Text: "━", Style: t.Accent}
		}
	}
	if h.only != 0 { // where the entry changed
		for _, s := range h.walk {
			line[at(s)] = widget.Run{Text: "┼", Style: t.Text}
		}
	}
	free := 0
	for _, m := range h.marks {
		x := at(m.step)
		line[x] = widget.Run{Text: "┃", Style: t.Strong}
		label := []rune(fmt.Sprintf("%s-%d", h.now.Name, m.number))
		if len(h.marks) > 3 || w < 60 {
			label = []rune(itoa(m.number))
		}
		if x = min(x, w-len(label)); x >= free {
			copy(under[x:], label)
			free = x + len(label) + 1
		}
	}
	line[here] = widget.Run{Text: "●", Style: t.Accent}
	first := []rune(dayShort(meeting.DayOf(h.steps[0].At.In(env.Zone)), env.Today()))
	if strings.TrimSpace(string(under[:min(w, len(first)+1)])) == "" {
		copy(under, first)
	}
	if tail := []rune("now"); strings.TrimSpace(string(under[max(0, w-len(tail)-1):])) == "" {
		copy(under[w-len(tail):], tail)
	}
	widget.Put(scr, area.Min.X, area.Min.Y, widget.Line(w, uv.Style{}, line...))
	widget.Put(scr, area.Min.X, area.Min.Y+1, widget.Line(w, uv.Style{}, widget.Run{Text: string(under), Style: t.Muted}))
}

// leftOff says when somebody was last here.
func leftOff(env *Env, p meeting.Parting) string {
	return meeting.TimeWords(p.At.In(env.Zone), env.Today())
}

// last returns the last step up to a time; -1 for none.
func (h *History) last(until time.Time) int {
	i, _ := slices.BinarySearchFunc(h.steps, until, func(s meeting.Step, t time.Time) int {
		return cmp.Or(s.At.Compare(t), -1) // the first one after it
	})
	return i - 1
}
