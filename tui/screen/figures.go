package screen

import (
	"strconv"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

type (
	// OpenFigures goes to the service manager's figures.
	OpenFigures struct{}
	// CountFigures asks for the figures. What they are comes to Figures.Counted.
	CountFigures struct{}
)

func (OpenFigures) action()  {}
func (CountFigures) action() {}

// figuresKey opens the figures, for service managers.
var figuresKey = bind("f", "figures", "f")

// Figures is the service manager's screen: figures over all records, which name no child.
type Figures struct {
	title   string
	is      meeting.Figures
	waiting bool
	why     error // why there are none
	at      int
	open    bool // one of them, with its parts
	top     int
	foot    int // of the one that is open: rows that can be scrolled to

	bar    widget.KeyBar
	rowsAt []int // by row of the list: index into the figures, -1 for none
	area   uv.Rectangle
}

// NewFigures returns the screen, and asks for the figures.
func NewFigures(env *Env) (*Figures, []Action) {
	return &Figures{title: env.T("figures"), waiting: true}, []Action{CountFigures{}}
}

// Counted shows what was counted, or why nothing was.
func (s *Figures) Counted(f meeting.Figures, err error) {
	s.waiting, s.why = false, nil
	if err != nil {
		s.is, s.open, s.why = meeting.Figures{}, false, err
		return
	}
	s.is, s.at = f, max(0, min(s.at, len(f.List)-1))
}

// Title is the window's title.
func (s *Figures) Title() string { return "oneplan: " + s.title }

// Sent does nothing: nothing here is sent to a record.
func (s *Figures) Sent(*Env, any, meeting.Result, error) []Action { return nil }

// Tick does nothing.
func (s *Figures) Tick(*Env) []Action { return nil }

func (s *Figures) bindings() []bound {
	home := bound{key: bind("esc", "home", "esc", "q", "ctrl+c"), do: func(*Env) []Action { return []Action{GoHome{}} }}
	again := bound{key: bind("r", "count again", "r"), do: func(*Env) []Action {
		s.waiting = true
		return []Action{CountFigures{}}
	}}
	switch {
	case s.waiting:
		return []bound{home}
	case len(s.is.List) == 0:
		return []bound{again, home}
	case s.open:
		out := []bound{
			{key: bind("←", "the one before", "left"), do: func(*Env) []Action { s.step(-1); return nil }},
			{key: bind("→", "the next", "right"), do: func(*Env) []Action { s.step(1); return nil }},
		}
		if s.foot > 0 {
			out = append(out, bound{key: bind("↑↓", "scroll", "up", "down", "pgup", "pgdown")})
		}
		return append(out, again, bound{key: bind("esc", "all figures", "esc", "q", "ctrl+c"), do: func(*Env) []Action { s.open, s.top = false, 0; return nil }})
	}
	return []bound{
		{key: homeKeys.Move},
		{key: homeKeys.Open, do: func(*Env) []Action { s.open, s.top = true, 0; return nil }},
		again, home,
	}
}

// step goes to another figure.
func (s *Figures) step(by int) {
	s.at = max(0, min(len(s.is.List)-1, s.at+by))
	if s.open {
		s.top = 0
	}
}

// scroll moves the list's selection, or what the one that is open shows.
func (s *Figures) scroll(by int) {
	if s.open {
		s.top = max(0, min(s.foot, s.top+by))
		return
	}
	s.step(by)
}

// Update takes a key or a mouse message.
func (s *Figures) Update(env *Env, msg tea.Msg) []Action {
	switch m := msg.(type) {
	case tea.MouseWheelMsg:
		by := 1
		if m.Button == tea.MouseWheelUp {
			by = -1
		}
		s.scroll(by)
	case tea.MouseClickMsg:
		if k, ok := s.bar.Click(m); ok {
			return s.key(env, widget.KeyPress(k))
		}
		if y := m.Y - s.area.Min.Y; !s.open && y >= 0 && y < len(s.rowsAt) && s.rowsAt[y] >= 0 {
			if s.open = s.at == s.rowsAt[y]; s.open {
				s.top = 0
			}
			s.at = s.rowsAt[y]
		}
	case tea.KeyPressMsg:
		return s.key(env, m)
	}
	return nil
}

func (s *Figures) key(env *Env, k tea.KeyPressMsg) []Action {
	steps := map[string]int{"up": -1, "k": -1, "down": 1, "j": 1, "pgup": -8, "pgdown": 8, "home": -1 << 16, "end": 1 << 16}
	if by := steps[k.String()]; by != 0 {
		s.scroll(by)
		return nil
	}
	for _, b := range s.bindings() {
		if b.do != nil && key.Matches(k, b.key) {
			return b.do(env)
		}
	}
	return nil
}

// figureFrame is how many rows are around the parts of a figure at most: the header, the box, its number and the keys.
const figureFrame = 7

// Draw draws the figures.
func (s *Figures) Draw(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, w := env.Theme, area.Dx()
	day := ""
	if s.is.Day != "" {
		day = s.is.Day.In(env.Words, "") + " "
	}
	widget.Put(scr, area.Min.X, area.Min.Y, widget.Line(w, t.Header, widget.Run{Text: " " + env.T("Figures"), Style: t.Strong},
		widget.Run{Text: "  " + env.T("over all records; they name no child"), Style: t.Muted, Grow: true}, widget.Run{Text: "  "}, widget.Run{Text: day, Style: t.Text}))
	foot := s.below(env, w-2)
	s.foot = 0
	if s.open && !s.is.List[s.at].Time {
		s.foot = max(0, len(s.is.List[s.at].Parts)-(area.Dy()-figureFrame-len(foot)))
	}
	s.bar.Theme, s.bar.Words, s.bar.Groups = t, env.Words, []widget.KeyGroup{{}}
	for _, b := range s.bindings() {
		s.bar.Groups[0].Keys = append(s.bar.Groups[0].Keys, b.key)
	}
	keys := min(s.bar.Height(w), 2)
	body := uv.Rect(area.Min.X, area.Min.Y+1, w, max(0, area.Dy()-1-keys-len(foot)))
	switch {
	case s.open:
		s.drawOne(env, scr, body)
	case s.waiting || s.why != nil:
		words, style := env.T("Counting over all records …"), t.Muted
		if s.why != nil && !s.waiting {
			words, style = refusalIn(env.Words, s.why), t.Warn
		}
		for i, l := range widget.Wrap(words, max(1, w-4)) {
			widget.Text(scr, body.Min.X+2, body.Min.Y+1+i, w-4, style, l)
		}
	default:
		s.drawList(env, scr, body)
	}
	for i, l := range foot {
		widget.Text(scr, area.Min.X+1, body.Max.Y+i, w-2, t.Muted, l)
	}
	s.bar.Draw(scr, uv.Rect(area.Min.X, area.Max.Y-keys, w, keys))
}

// below is what stands under the figures: why some are not shown, and what is missing.
func (s *Figures) below(env *Env, w int) []string {
	var out []string
	for i := range s.is.List {
		if x := &s.is.List[i]; !x.Shown && (!s.open || i == s.at) {
			out = widget.Wrap(s.is.Why(env.Words), max(1, w))
			break
		}
	}
	if s.is.Unread > 0 {
		out = append(out, widget.Wrap(env.N(s.is.Unread, "Not all is counted: %d record cannot be read, please tell whoever runs the service.",
			"Not all is counted: %d records cannot be read, please tell whoever runs the service."), max(1, w))...)
	}
	return out
}

// drawList draws a row for each figure.
func (s *Figures) drawList(env *Env, scr uv.Screen, area uv.Rectangle) {
	t := env.Theme
	in := box(scr, area, t, true, widget.Run{Text: env.T("All figures"), Style: t.TitleFocus}, widget.Run{Text: "  " + env.T("⏎ opens one"), Style: t.Muted})
	s.area, s.rowsAt = in, s.rowsAt[:0]
	type line struct {
		head string
		i    int
	}
	var lines []line
	at := 0
	for i, f := range s.is.List {
		if i == 0 || f.Time != s.is.List[i-1].Time {
			head := env.T("As it is")
			if f.Time {
				head = env.T("Quarter by quarter, two years")
			}
			lines = append(lines, line{head, -1})
		}
		if i == s.at {
			at = len(lines)
		}
		lines = append(lines, line{i: i})
	}
	s.top = scrollTo(s.top, at, in.Dy(), len(lines))
	if at == 1 {
		s.top = 0
	}
	number := 0
	for i := range s.is.List {
		number = max(number, widget.Width(s.is.Number(env.Words, &s.is.List[i])))
	}
	for y := 0; y < in.Dy() && s.top+y < len(lines); y++ {
		l := lines[s.top+y]
		s.rowsAt = append(s.rowsAt, l.i)
		if l.i < 0 {
			widget.Text(scr, in.Min.X, in.Min.Y+y, in.Dx(), t.Accent, l.head)
			continue
		}
		f, base, style := &s.is.List[l.i], uv.Style{}, t.Strong
		if l.i == s.at {
			base = t.Selected
		}
		if !f.Shown {
			style = t.Muted
		}
		runs := []widget.Run{
			{Text: "  "},
			{Text: env.T(f.Title), Style: t.Text, Grow: true},
			{Text: "  "},
			{Text: s.is.Number(env.Words, f), Style: style, Width: number},
			{Text: " "},
		}
		if in.Dx() >= 100 {
			runs = append(runs, widget.Run{Text: env.T(f.Of), Style: t.Muted, Width: 26})
		}
		widget.Put(scr, in.Min.X, in.Min.Y+y, widget.Line(in.Dx(), base, runs...))
	}
}

// drawOne draws one figure with its parts: those of a kind as bars beside each other, those of a time as a plot.
func (s *Figures) drawOne(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, f := env.Theme, &s.is.List[s.at]
	in := box(scr, area, t, true, widget.Run{Text: env.T(f.Title), Style: t.TitleFocus})
	style := t.Strong
	if !f.Shown {
		style = t.Muted
	}
	whole := env.T(f.Of)
	if f.Time && f.Shown {
		whole = env.T("in two years")
	}
	if !f.Shown && f.All > 0 {
		whole = env.T(inAll[f.Of], f.All)
	}
	widget.Put(scr, in.Min.X, in.Min.Y, widget.Line(in.Dx(), uv.Style{}, widget.Run{Text: s.is.Number(env.Words, f), Style: style}, widget.Run{Text: "  " + whole, Style: t.Muted}))
	in.Min.Y += min(2, in.Dy())
	if !f.Time {
		s.drawParts(env, scr, in, f)
		return
	}
	if words := s.together(env, f); words != "" {
		lines := widget.Wrap(words, max(1, in.Dx()))
		for i, l := range lines {
			widget.Text(scr, in.Min.X, in.Min.Y-1+i, in.Dx(), t.Muted, l)
		}
		in.Min.Y += min(in.Dy(), len(lines)-1)
	}
	widget.Plot(scr, uv.Rect(in.Min.X, in.Min.Y, in.Dx(), min(in.Dy(), 18)), t, plotBars(env, f, in.Dx()))
}

// inAll says how many there are of what a figure is a part of.
var inAll = map[words.Msg]words.Msg{
	"of all open plans": "there are %d open plans in all", "of all open actions": "there are %d open actions in all", "of all who wait": "there are %d who wait in all",
	"of those that go on": "there are %d that go on in all", "of all needs and worries": "there are %d needs and worries in all",
}

// together says what it means that quarters are put together; "" if none are.
func (s *Figures) together(env *Env, f *meeting.Figure) string {
	for _, p := range f.Parts {
		if p.Quarters() > 1 {
			return env.T("Quarters of fewer than %d plans are put together: a wide bar, as high as their average.", s.is.Smallest)
		}
	}
	return ""
}

// plotBars are the quarters of a figure as a plot of so many columns has them.
func plotBars(env *Env, f *meeting.Figure, width int) []widget.PlotBar {
	all := 0
	for _, p := range f.Parts {
		all += p.Quarters()
	}
	var out []widget.PlotBar
	for _, p := range f.Parts {
		n := p.Quarters()
		b := widget.PlotBar{N: p.N, Steps: n, Above: p.In(env.Words), Below: ""}
		from, to := p.From.Time(time.UTC), p.To.Time(time.UTC)
		first, y := env.Words.Time(from, "Jan"), from.Format("2006")
		m := first + "–" + env.Words.Time(from.AddDate(0, 2, 0), "Jan")
		switch wide := width / max(1, all) * n; {
		case n > 1 && widget.Width(b.Above) >= wide:
			b.Above, b.Below = env.Words.Time(from, "Jan 2006"), env.T("until:\x04to %s", words.When{At: to, Layout: "Jan 2006"})
		case n > 1:
		case widget.Width(m) < wide:
			b.Above, b.Below = m, y
		default:
			b.Above, b.Below = first, y
		}
		out = append(out, b)
	}
	return out
}

// drawParts draws the parts of a figure as a table with bars, the largest first.
func (s *Figures) drawParts(env *Env, scr uv.Screen, in uv.Rectangle, f *meeting.Figure) {
	t := env.Theme
	if len(f.Parts) == 0 {
		words := env.T("It is not divided any further.")
		if !f.Shown {
			words = env.T("Nor is what it is divided into.")
		}
		widget.Text(scr, in.Min.X, in.Min.Y, in.Dx(), t.Muted, words)
		return
	}
	label, most := 0, 1
	for _, p := range f.Parts {
		label, most = max(label, widget.Width(p.In(env.Words))), max(most, p.N)
	}
	label = min(label, in.Dx()*45/100)
	digits := len(strconv.Itoa(most))
	cells := max(1, min(50, in.Dx()-label-digits-5))
	s.top = min(s.top, s.foot)
	for y := 0; y < in.Dy() && s.top+y < len(f.Parts); y++ {
		p := f.Parts[s.top+y]
		n := (p.N*cells + most/2) / most
		if p.N > 0 {
			n = max(1, n)
		}
		widget.Put(scr, in.Min.X, in.Min.Y+y, widget.Line(in.Dx(), uv.Style{}, widget.Run{Text: p.In(env.Words), Style: t.Text, Width: label}, widget.Run{Text: "  "},
			widget.Run{Text: strings.Repeat(" ", digits-len(strconv.Itoa(p.N))) + strconv.Itoa(p.N), Style: t.Strong}, widget.Run{Text: "  "},
			widget.Run{Text: strings.Repeat("█", n), Style: t.BarDone}))
	}
}
