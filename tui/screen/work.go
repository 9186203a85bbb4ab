package screen

import (
	"encoding/json"
	"slices"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// My work is what home tells a practitioner about being a keyworker: the children they work with and what waits there, time, supervision
// and training, what they asked colleagues and were asked, and, for whoever looks after keyworkers, how much those have to do.

// CountTeam asks for how much keyworkers have to do. What it is comes to Home.TeamCounted.
type CountTeam struct{}

func (CountTeam) action() {}

// workKey opens it, for practitioners.
var workKey = bind("w", "my work", "w")

// workTab is one page of it.
type workTab int

const (
	workMine workTab = iota
	workAdvice
	workTeam
)

// workTitles are the pages' names.
var workTitles = []words.Msg{"My work", "Advice", "My team"}

// workPage is My work, over home.
type workPage struct {
	tab  workTab
	rows []workRow
	at   string // the selected row's key
	top  int    // in lines
	form *workForm
	said string // news, or why something was refused
	good bool   // it is news
	sent bool   // a command is on its way
	undo meeting.Command

	team    *meeting.Team // nil: not counted yet
	waiting bool          // for it
	why     string        // why it cannot be counted

	lineAt []int // by row of the screen: index into rows, -1 for none
	area   uv.Rectangle
	tabs   []uv.Rectangle
}

// workRow is one row, of one line or several.
type workRow struct {
	key   string // "": it cannot be selected
	lines [][]widget.Run
	opens words.Msg // what ⏎ does
	open  func(*Env) []Action
	drop  meeting.Command // x takes it out
	back  meeting.Command // and this brings it back
	close int             // the question that c ends
}

// openWork shows My work.
func (s *Home) openWork(*Env) []Action {
	s.work = &workPage{}
	return nil
}

// openAdvice shows what waits for this person there.
func (s *Home) openAdvice(*Env) []Action {
	s.work = &workPage{tab: workAdvice}
	return nil
}

// tabsOf returns the pages that there are for this person.
func (s *Home) tabsOf() []workTab {
	if s.h.Team {
		return []workTab{workMine, workAdvice, workTeam}
	}
	return []workTab{workMine, workAdvice}
}

// turn goes to another page.
func (s *Home) turn(to workTab) []Action {
	p := s.work
	p.tab, p.at, p.top, p.said = to, "", 0, ""
	if to == workTeam && p.team == nil && !p.waiting {
		p.waiting = true
		return []Action{CountTeam{}}
	}
	return nil
}

// TeamCounted takes how much keyworkers have to do, or why that is not told.
func (s *Home) TeamCounted(t meeting.Team, err error) {
	p := s.work
	if p == nil {
		return
	}
	p.waiting, p.why = false, ""
	if err != nil {
		p.team, p.why = nil, refusalIn(s.speaks, err)
		return
	}
	p.team = &t
}

// workServed takes the news that the service did what was asked of it.
func (s *Home) workServed() []Action {
	p := s.work
	if p == nil || !p.sent {
		return nil
	}
	p.sent = false
	var acts []Action
	if f := p.form; f != nil {
		if f.draft != "" {
			acts = append(acts, Keep{Name: f.draft})
		}
		p.said, p.good, p.form = s.speaks.T(f.done), true, nil
	}
	if p.tab == workTeam {
		p.waiting = true
		acts = append(acts, CountTeam{})
	}
	return acts
}

// workRefused takes what the service says to something that it refused: a form stays, with what was typed.
func (s *Home) workRefused(why string) bool {
	p := s.work
	if p == nil || !p.sent {
		return false
	}
	p.sent, p.said, p.good = false, why, false
	if p.form != nil {
		p.form.said, p.said = why, ""
	}
	return true
}

// serve gives a command to the service.
func (p *workPage) serve(c meeting.Command) []Action {
	p.sent, p.said = true, ""
	return []Action{Serve{c}}
}

// selected returns the selected row, or nil.
func (p *workPage) selected() *workRow {
	if i := p.index(); i >= 0 {
		return &p.rows[i]
	}
	return nil
}

func (p *workPage) index() int {
	return slices.IndexFunc(p.rows, func(r workRow) bool { return r.key != "" && r.key == p.at })
}

// step moves the selection over the rows that can be selected.
func (p *workPage) step(by int) {
	i, d := p.index(), 1
	if by < 0 {
		d = -1
	}
	for ; by != 0; by -= d {
		k := i + d
		for k >= 0 && k < len(p.rows) && p.rows[k].key == "" {
			k += d
		}
		if k < 0 || k >= len(p.rows) {
			break
		}
		i = k
	}
	if i >= 0 && i < len(p.rows) {
		p.at = p.rows[i].key
	}
	p.said = ""
}

// workKeys are the keys of the page, or of the form before it.
func (s *Home) workKeys() []bound {
	p := s.work
	if p.form != nil {
		var out []bound
		for _, k := range formKeys(p.form.form) {
			out = append(out, bound{key: k})
		}
		return out
	}
	out := []bound{{key: homeKeys.Move}}
	if r := p.selected(); r != nil {
		if r.open != nil {
			out = append(out, bound{key: bind("⏎", r.opens, "enter"), do: r.open})
		}
		if r.close != 0 {
			n := r.close
			out = append(out, bound{key: bind("c", "close it", "c"), do: func(*Env) []Action { return p.serve(meeting.CloseAdvice{N: n}) }})
		}
		if r.drop != nil {
			c, back := r.drop, r.back
			out = append(out, bound{key: bind("x", "take out", "x"), do: func(*Env) []Action {
				p.undo = back
				return p.serve(c)
			}})
		}
	}
	if p.undo != nil {
		out = append(out, bound{key: bind("u", "undo", "u"), do: func(*Env) []Action {
			c := p.undo
			p.undo = nil
			return p.serve(c)
		}})
	}
	switch p.tab {
	case workMine:
		out = append(out, bound{key: bind("h", "hours", "h"), do: s.editHours}, bound{key: bind("v", "supervision", "v"), do: func(env *Env) []Action { return s.editSupervision(env, meeting.Supervision{}) }},
			bound{key: bind("t", "training", "t"), do: func(env *Env) []Action { return s.editTraining(env, meeting.Training{}) }})
	case workAdvice:
		out = append(out, bound{key: bind("a", "ask somebody", "a"), do: s.askForAdvice})
	case workTeam:
		out = append(out, bound{key: bind("r", "count again", "r"), do: func(*Env) []Action {
			p.waiting = true
			return []Action{CountTeam{}}
		}})
	}
	return append(out, bound{key: bind("tab", "next page", "tab"), do: func(*Env) []Action { return s.turnBy(1) }},
		bound{key: bind("esc", "home", "esc", "q"), do: func(*Env) []Action { s.work = nil; return nil }})
}

// turnBy goes so many pages on.
func (s *Home) turnBy(by int) []Action {
	tabs := s.tabsOf()
	return s.turn(tabs[(slices.Index(tabs, s.work.tab)+by+len(tabs))%len(tabs)])
}

// updateWork gives the page a message.
func (s *Home) updateWork(env *Env, msg tea.Msg) []Action {
	p := s.work
	s.buildWork(env, p.width())
	if p.form != nil {
		return s.updateWorkForm(env, msg)
	}
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		if msg.Button == tea.MouseWheelUp {
			p.step(-1)
		} else {
			p.step(1)
		}
	case tea.MouseClickMsg:
		return s.clickWork(env, msg)
	case tea.KeyPressMsg:
		switch steps := map[string]int{"up": -1, "k": -1, "down": 1, "j": 1, "pgup": -6, "pgdown": 6, "home": -1 << 16, "end": 1 << 16}; msg.String() {
		case "left":
			return s.turnBy(-1)
		case "right":
			return s.turnBy(1)
		case "shift+tab":
			return s.turnBy(-1)
		default:
			if by := steps[msg.String()]; by != 0 {
				p.step(by)
				return nil
			}
		}
		if p.sent {
			return nil
		}
		if do := pressed(s.workKeys(), msg); do != nil {
			return do(env)
		}
	}
	return nil
}

func (s *Home) clickWork(env *Env, msg tea.MouseClickMsg) []Action {
	p := s.work
	for _, h := range s.hints {
		if uv.Pos(msg.X, msg.Y).In(h.area) && h.b.do != nil && !p.sent {
			return h.b.do(env)
		}
	}
	for i, a := range p.tabs {
		if uv.Pos(msg.X, msg.Y).In(a) {
			return s.turn(s.tabsOf()[i])
		}
	}
	y := msg.Y - p.area.Min.Y
	if y < 0 || y >= len(p.lineAt) || p.lineAt[y] < 0 || p.lineAt[y] >= len(p.rows) || p.rows[p.lineAt[y]].key == "" {
		return nil
	}
	r := &p.rows[p.lineAt[y]]
	if p.at == r.key && r.open != nil && !p.sent {
		return r.open(env)
	}
	p.at, p.said = r.key, ""
	return nil
}

// width is how wide the rows were last drawn.
func (p *workPage) width() int { return max(20, p.area.Dx()) }

// drawWork draws the page.
func (s *Home) drawWork(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, p := env.Theme, s.work
	if p.form != nil {
		p.form.form.Title = env.T(p.form.title)
		drawForm(env, scr, area, p.form.form, p.form.said, p.form.note)
		return
	}
	var foot []string
	if p.said != "" {
		foot = widget.Wrap(p.said, max(1, area.Dx()-2))
	}
	foot = foot[:min(len(foot), max(0, area.Dy()/3))]
	in := uv.Rect(area.Min.X, area.Min.Y, area.Dx(), area.Dy()-len(foot))
	title := []widget.Run{}
	x := in.Min.X + 2
	p.tabs = p.tabs[:0]
	for i, tab := range s.tabsOf() {
		style, text := t.Muted, env.T(workTitles[tab])
		if n := s.waiting(); tab == workAdvice && n > 0 {
			text += " (" + itoa(n) + ")"
		}
		if tab == p.tab {
			style = t.TitleFocus
		}
		if i > 0 {
			title = append(title, widget.Run{Text: " │ ", Style: t.Border})
			x += 3
		}
		title = append(title, widget.Run{Text: text, Style: style})
		p.tabs = append(p.tabs, uv.Rect(x, in.Min.Y, widget.Width(text), 1))
		x += widget.Width(text)
	}
	in = box(scr, in, t, true, title...)
	p.area, p.lineAt = in, p.lineAt[:0]
	s.buildWork(env, in.Dx())
	type place struct{ row, line int }
	var all []place
	first, last := 0, 0
	for i, r := range p.rows {
		if r.key != "" && r.key == p.at {
			first, last = len(all), len(all)+len(r.lines)-1
		}
		for k := range r.lines {
			all = append(all, place{i, k})
		}
	}
	p.top = scrollTo(p.top, min(last, first+in.Dy()-1), in.Dy(), len(all))
	p.top = scrollTo(p.top, first, in.Dy(), len(all))
	if i := p.index(); i >= 0 && !slices.ContainsFunc(p.rows[:i], func(r workRow) bool { return r.key != "" }) && last < in.Dy() {
		p.top = 0
	}
	for y := 0; y < in.Dy() && p.top+y < len(all); y++ {
		at := all[p.top+y]
		p.lineAt = append(p.lineAt, at.row)
		base, r := uv.Style{}, p.rows[at.row]
		if r.key != "" && r.key == p.at {
			base = t.Selected
		}
		widget.Put(scr, in.Min.X, in.Min.Y+y, widget.Line(in.Dx(), base, r.lines[at.line]...))
	}
	style := t.Warn
	if p.good {
		style = t.Good
	}
	for i, l := range foot {
		widget.Text(scr, area.Min.X+1, area.Max.Y-len(foot)+i, area.Dx()-2, style, l)
	}
}

// workForm is a form over My work.
type workForm struct {
	form  *widget.Form
	title words.Msg
	note  string
	said  string
	done  words.Msg // what is said once the service has it
	draft string    // the name of the kept draft, "" for none
	kept  string
	give  func(*widget.Form) (meeting.Command, error)
}

// put shows a form, with what was typed when it was last left.
func (p *workPage) put(env *Env, f *workForm) []Action {
	if d := env.draft(f.draft); d != "" {
		values := map[string]string{}
		if json.Unmarshal([]byte(d), &values) == nil {
			f.form.Fill(values)
			f.kept, f.said = d, env.T("What you had typed before is here again. It is not added yet.")
		}
	}
	p.form, p.said = f, ""
	layOut(env, f.form)
	return nil
}

// draft returns what this person had typed under a name, "" for none.
func (e *Env) draft(name string) string {
	if name == "" || e.Draft == nil {
		return ""
	}
	return e.Draft(name)
}

// updateWorkForm gives the form a message.
func (s *Home) updateWorkForm(env *Env, msg tea.Msg) []Action {
	p, f := s.work, s.work.form
	if p.sent {
		return nil
	}
	msg = s.pressed(msg)
	if _, ok := msg.(tea.KeyPressMsg); ok {
		f.said = ""
	}
	out := f.form.Update(msg, env.Now)
	acts := f.keep()
	switch out {
	case widget.Cancelled:
		p.form = nil
	case widget.Chosen:
		c, err := f.give(f.form)
		switch {
		case s.h.Saved.Refused != "":
			f.said = env.T(lockedWords)
		case err != nil:
			f.said = refusalIn(env.Words, err)
		default:
			acts = append(acts, p.serve(c)...)
		}
	}
	return acts
}

// keep keeps what is typed, where it has changed since it was last kept.
func (f *workForm) keep() []Action {
	if f.draft == "" {
		return nil
	}
	now := ""
	if f.form.Changed() {
		if b, err := json.Marshal(f.form.Values()); err == nil {
			now = string(b)
		}
	}
	if now == f.kept {
		return nil
	}
	f.kept = now
	return []Action{Keep{f.draft, now}}
}
