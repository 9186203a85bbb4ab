package screen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
)

// Home is what one person sees before any meeting: what is live, what comes next, their
// actions, the children they work with.
type Home struct {
	h        meeting.Home
	rows     []homeRow
	at       int
	top      int
	all      bool // every action of theirs, not only what is due soon
	finding  bool
	find     string
	helping  bool
	urgent   *urgentForm // in front, if not nil
	leaving  bool
	notice   string
	noticeAt time.Time
	rowsAt   []int // by row of the screen: index into rows, -1 for none
	hints    []hintPlace
	area     uv.Rectangle
}

// homeRow is one row of home.
type homeRow struct {
	head    string // a section's heading; the row cannot be selected
	note    string // beside the heading
	mark    string
	style   func(*theme.Theme) uv.Style // of the mark and of right
	what    string
	middle  string
	right   string
	record  string
	meeting meeting.ID
	entry   meeting.ID // ⏎ goes to it, in the record
	child   bool       // stands for the record as a whole
	join    bool       // ⏎ goes straight into a live room
	private bool       // ⏎ shows what was told in confidence
	told    int        // ⏎ says that this notice of urgent access was seen
}

func (r homeRow) selectable() bool { return r.head == "" && r.record != "" }

// NewHome returns a home that waits for its first Set.
func NewHome() *Home { return &Home{} }

// Notice shows a sentence at the foot for a while.
func (s *Home) Notice(text string) { s.notice, s.noticeAt = text, time.Time{} }

// Title is the window's title.
func (s *Home) Title() string { return "oneplan" }

// Sent does nothing: home sends nothing.
func (s *Home) Sent(*Env, any, meeting.Result, error) []Action { return nil }

// Tick redraws.
func (s *Home) Tick(env *Env) []Action { s.build(env); return []Action{Wake{env.Now.Add(time.Minute)}} }

// Set shows a newer home.
func (s *Home) Set(env *Env, h meeting.Home) []Action {
	first := s.h.Rev == 0
	s.h = h
	s.build(env)
	if first {
		s.at = s.firstRow()
	}
	return []Action{Wake{env.Now.Add(time.Minute)}}
}

func (s *Home) firstRow() int {
	return max(0, slices.IndexFunc(s.rows, homeRow.selectable))
}

// build makes the rows of what home shows now.
func (s *Home) build(env *Env) {
	var was homeRow
	if s.at < len(s.rows) {
		was = s.rows[s.at]
	}
	s.rows = s.rows[:0]
	s.now(env)
	s.private(env)
	s.told(env)
	s.next(env)
	s.actions(env)
	s.children(env)
	if len(s.rows) == 0 {
		s.rows = append(s.rows, homeRow{head: "Welcome", note: "nothing here yet"},
			homeRow{what: "You are not on any child's team yet. Whoever invited you can add you."})
	}
	if i := slices.IndexFunc(s.rows, func(r homeRow) bool {
		return r.selectable() && r.record == was.record && r.meeting == was.meeting && r.what == was.what
	}); i >= 0 {
		s.at = i
	} else if s.at >= len(s.rows) || !s.rows[s.at].selectable() {
		s.at = s.firstRow()
	}
}

// section adds a heading and its rows, if there are any and the search lets some through.
func (s *Home) section(head, note string, rows []homeRow) {
	if s.find != "" {
		rows = slices.DeleteFunc(rows, func(r homeRow) bool {
			return !strings.Contains(strings.ToLower(r.what+" "+r.middle+" "+r.right+" "+r.record), strings.ToLower(s.find))
		})
	}
	if len(rows) == 0 && (note == "" || s.find != "") {
		return
	}
	if len(s.rows) > 0 {
		s.rows = append(s.rows, homeRow{})
	}
	s.rows = append(append(s.rows, homeRow{head: head, note: note}), rows...)
}

func muted(t *theme.Theme) uv.Style { return t.Muted }
func good(t *theme.Theme) uv.Style  { return t.Good }
func warn(t *theme.Theme) uv.Style  { return t.Warn }

func (s *Home) now(*Env) {
	var rows []homeRow
	for _, rec := range s.h.Records {
		m := rec.View.Live()
		if m == nil {
			continue
		}
		rows = append(rows, homeRow{
			mark: "●", style: good, what: "live  " + m.Kind.Title() + " · " + rec.View.Called() + " · " + meetingName(rec.View, m),
			middle: "chair " + rec.View.NameOf(m.Chair), right: fmt.Sprintf("%d in the room  ⏎ join", inRoom(rec, m)),
			record: rec.View.Name, meeting: m.ID, join: true,
		})
	}
	if len(rows) > 0 {
		s.section("Now", plural(len(rows), "meeting"), rows)
	}
}

// inRoom returns how many people are at a meeting, at a screen or without one.
func inRoom(rec meeting.HomeRecord, m *meeting.Meeting) int {
	at, n := rec.Presence.In(m.ID), 0
	for _, mem := range rec.View.Members {
		row := personRow{here: slices.Contains(at, mem.ID), way: m.Attending(mem.ID)}
		if mem.Current() && (mem.Guest == 0 || mem.Guest == m.ID) && row.present() {
			n++
		}
	}
	return n
}

func meetingName(v *meeting.View, m *meeting.Meeting) string {
	return fmt.Sprintf("%s-%d", v.Name, m.Number)
}

func (s *Home) next(env *Env) {
	type due struct {
		at  time.Time
		row homeRow
	}
	var ds []due
	for _, rec := range s.h.Records {
		v := rec.View
		for _, m := range v.Meetings {
			switch m.Stage {
			case meeting.Preparing:
				ds = append(ds, due{m.At, homeRow{
					what:   fmt.Sprintf("%s  %s · %s", m.At.In(env.Zone).Format("Mon 2 Jan 15:04"), m.Kind.Title(), v.Called()),
					middle: "you are: " + youAre(v, m), right: inDays(m.At, env), record: v.Name, meeting: m.ID, style: muted,
				}})
			case meeting.Tidying, meeting.Sent:
				say, st := "minutes being tidied", muted
				if m.Stage == meeting.Sent {
					say = "minutes sent, answer by " + m.ReplyBy.Words(env.Today())
					if !slices.ContainsFunc(m.Signed, func(g meeting.Signed) bool { return g.Member == v.Me.ID }) {
						st = warn
					}
				}
				ds = append(ds, due{m.At, homeRow{
					what:   fmt.Sprintf("%s  %s · %s", m.At.In(env.Zone).Format("Mon 2 Jan 15:04"), m.Kind.Title(), v.Called()),
					middle: "you are: " + youAre(v, m), right: say, record: v.Name, meeting: m.ID, style: st,
				}})
			}
		}
	}
	slices.SortStableFunc(ds, func(a, b due) int { return a.at.Compare(b.at) })
	var rows []homeRow
	for _, d := range ds {
		rows = append(rows, d.row)
	}
	if len(rows) > 0 {
		s.section("Next", plural(len(rows), "meeting"), rows)
	}
}

func youAre(v *meeting.View, m *meeting.Meeting) string {
	switch v.Me.ID {
	case m.Chair:
		return "chair"
	case m.MinuteTaker:
		return "minute taker"
	}
	return string(v.Me.Role)
}

// inDays says how far away a time is, in days of the calendar.
func inDays(at time.Time, env *Env) string {
	n := days(env.Today(), meeting.DayOf(at.In(env.Zone)))
	switch {
	case n == 0:
		return "today"
	case n == 1:
		return "tomorrow"
	case n > 1:
		return fmt.Sprintf("in %d days", n)
	case n == -1:
		return "was yesterday"
	}
	return fmt.Sprintf("was %d days ago", -n)
}

func days(from, to meeting.Day) int {
	return int(to.Time(time.UTC).Sub(from.Time(time.UTC)).Hours() / 24)
}

func (s *Home) actions(env *Env) {
	type mine struct {
		due meeting.Day
		row homeRow
	}
	var ms []mine
	today := env.Today()
	late, soon, hidden := 0, 0, 0
	for _, rec := range s.h.Records {
		v := rec.View
		for _, a := range v.Actions() {
			if a.Owner != v.Me.ID || !a.Status.Open() {
				continue
			}
			left := 1 << 30
			if a.Due != "" {
				left = days(today, a.Due)
			}
			switch {
			case left < 0:
				late++
			case left <= 7:
				soon++
			case !s.all && s.find == "" && left > 31:
				hidden++
				continue
			}
			st := muted
			if left < 0 && !v.Me.Role.Family() {
				st = warn
			}
			text := strings.Join(strings.Fields(v.Text(meeting.Field{ID: a.ID, Part: meeting.What}).String()), " ")
			when := actionWhen(a, today)
			if a.Consent == meeting.Asked {
				when += " · you are asked"
			}
			due := a.Due
			if due == "" {
				due = "9999"
			}
			ms = append(ms, mine{due, homeRow{mark: actionMark(a, today), style: st, what: text, middle: v.Called(), right: when, record: v.Name, entry: a.ID}})
		}
	}
	slices.SortStableFunc(ms, func(a, b mine) int { return strings.Compare(string(a.due), string(b.due)) })
	var rows []homeRow
	for _, m := range ms {
		rows = append(rows, m.row)
	}
	var note []string
	if late > 0 {
		note = append(note, fmt.Sprintf("%d were due", late))
	}
	if soon > 0 {
		note = append(note, fmt.Sprintf("%d due this week", soon))
	}
	if hidden > 0 {
		note = append(note, fmt.Sprintf("%d later (a shows all)", hidden))
	}
	s.section("My actions", strings.Join(note, " · "), rows)
}

func (s *Home) children(env *Env) {
	var rows []homeRow
	family := false
	for _, rec := range s.h.Records {
		v := rec.View
		family = family || v.Me.Role.Family()
		kw := "no keyworker"
		for _, m := range v.Members {
			if m.Role == meeting.Keyworker && m.Current() {
				name := m.Name
				if m.ID == v.Me.ID {
					name = "you"
				}
				since := m.Since.In(env.Zone)
				if t := v.Tenure(); t != nil && t.Member == m.ID { // not since they are on the team
					since = t.From.Time(env.Zone)
				}
				kw = "keyworker " + name + ", since " + since.Format("Jan 2006")
			}
		}
		open := 0
		for _, a := range v.Actions() {
			if a.Status.Open() {
				open++
			}
		}
		st := muted
		mark := "●"
		if kw == "no keyworker" {
			st, mark = warn, "⚑"
		}
		what := v.Called() + " · " + v.Name
		var next meeting.ID
		right := plural(open, "open action")
		for _, m := range v.Meetings {
			if next == 0 || m.Stage == meeting.Live || m.Stage == meeting.Preparing {
				next = m.ID
			}
			at := m.Next
			if m.Stage == meeting.Preparing {
				at = m.At
			}
			if at.After(env.Now) {
				right = "next meeting " + dayShort(meeting.DayOf(at.In(env.Zone)), env.Today())
			}
		}
		rows = append(rows, homeRow{mark: mark, style: st, what: what, middle: kw, right: right, record: v.Name, meeting: next, child: true})
	}
	head := "Children"
	if family {
		head = "Your plan"
	}
	s.section(head, "", rows)
}

// homeKeys are the keys of home.
var homeKeys = struct{ Move, Open, Find, Join, Actions, History, Help, Leave key.Binding }{
	Move:    bind("↑↓", "move", "up", "down", "k"),
	Open:    bind("⏎", "open", "enter"),
	Find:    bind("/", "find", "/"),
	Join:    bind("j", "join", "j"),
	Actions: bind("a", "actions", "a"),
	History: bind("y", "history", "y"),
	Help:    bind("?", "help", "?"),
	Leave:   bind("q", "leave", "q", "ctrl+c"),
}

// live returns the live meetings' rows.
func (s *Home) live() []homeRow {
	var out []homeRow
	for _, r := range s.rows {
		if r.join {
			out = append(out, r)
		}
	}
	return out
}

func (s *Home) bindings() []bound {
	out := []bound{{key: homeKeys.Move, do: nil}}
	if len(s.rows) > 0 && s.at < len(s.rows) && s.rows[s.at].selectable() {
		out = append(out, bound{key: homeKeys.Open, do: s.open})
	}
	out = append(out, bound{key: homeKeys.Find, do: func(*Env) []Action { s.finding = true; return nil }})
	if len(s.live()) > 0 {
		out = append(out, bound{key: homeKeys.Join, do: s.join})
	}
	if s.at < len(s.rows) && s.rows[s.at].child {
		out = append(out, bound{key: homeKeys.History, do: func(*Env) []Action { return []Action{OpenHistory{Record: s.rows[s.at].record}} }})
	}
	if s.mayUrgent() {
		out = append(out, bound{key: urgentKey, do: s.askUrgent})
	}
	return append(out,
		bound{key: homeKeys.Actions, do: func(env *Env) []Action { s.all = !s.all; s.build(env); return nil }},
		bound{key: homeKeys.Help, do: func(*Env) []Action { s.helping = !s.helping; return nil }},
		bound{key: homeKeys.Leave, do: func(*Env) []Action { return []Action{Quit{}} }})
}

func (s *Home) open(env *Env) []Action {
	r := s.rows[s.at]
	if r.child || r.entry != 0 {
		return []Action{OpenRecord{Record: r.record, Entry: r.entry}}
	}
	if r.told != 0 {
		return []Action{Serve{meeting.SeeTold{N: r.told}}}
	}
	env.Private = r.private
	return []Action{OpenRoom{Record: r.record, Meeting: r.meeting}}
}

// private tells a safeguarding lead that there is something to read, and of which record: its short name, no child's.
func (s *Home) private(env *Env) {
	var rows []homeRow
	for _, rec := range s.h.Records {
		n, newest := 0, time.Time{}
		for _, c := range rec.View.Concerns {
			if at := cmp.Or(c.Changed, c.At); c.By != s.h.Me.ID {
				n++
				if at.After(newest) {
					newest = at
				}
			}
		}
		if n == 0 {
			continue
		}
		rows = append(rows, homeRow{
			mark: "!", style: warn, what: "for you as safeguarding lead", middle: rec.View.Name,
			right: plural(n, "concern") + ", newest " + newest.In(env.Zone).Format("2 Jan 15:04"), record: rec.View.Name, private: true,
		})
	}
	if len(rows) > 0 {
		s.section("Private", "", rows)
	}
}

func (s *Home) join(*Env) []Action {
	r := s.live()[0]
	if s.at < len(s.rows) && s.rows[s.at].join {
		r = s.rows[s.at]
	}
	return []Action{OpenRoom{Record: r.record, Meeting: r.meeting}}
}

// Update takes a key or a mouse message.
func (s *Home) Update(env *Env, msg tea.Msg) []Action {
	if s.urgent != nil {
		return s.updateUrgent(env, msg)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.key(env, msg)
	case tea.PasteMsg:
		if s.finding {
			s.find += widget.Truncate(strings.Join(strings.Fields(msg.Content), " "), 60)
			s.build(env)
		}
	case tea.MouseWheelMsg:
		if msg.Button == tea.MouseWheelUp {
			s.step(-1)
		} else {
			s.step(1)
		}
	case tea.MouseClickMsg:
		for _, h := range s.hints {
			if uv.Pos(msg.X, msg.Y).In(h.area) && h.b.do != nil {
				return h.b.do(env)
			}
		}
		if y := msg.Y - s.area.Min.Y; y >= 0 && y < len(s.rowsAt) && s.rowsAt[y] >= 0 && s.rows[s.rowsAt[y]].selectable() {
			if s.at == s.rowsAt[y] {
				return s.open(env)
			}
			s.at = s.rowsAt[y]
		}
	}
	return nil
}

func (s *Home) key(env *Env, k tea.KeyPressMsg) []Action {
	if s.helping {
		s.helping = false
		return nil
	}
	if s.finding {
		switch k.String() {
		case "esc":
			s.finding, s.find = false, ""
		case "enter":
			s.finding = false
		case "backspace":
			if r := []rune(s.find); len(r) > 0 {
				s.find = string(r[:len(r)-1])
			}
		case "up":
			s.step(-1)
		case "down":
			s.step(1)
		default:
			if k.Text != "" && len(s.find) < 200 {
				s.find += k.Text
			}
		}
		s.build(env)
		return nil
	}
	switch k.String() {
	case "up", "k":
		s.step(-1)
		return nil
	case "down":
		s.step(1)
		return nil
	case "pgup":
		s.step(-8)
		return nil
	case "pgdown":
		s.step(8)
		return nil
	case "esc":
		if s.find != "" {
			s.find = ""
			s.build(env)
			return nil
		}
		if s.leaving {
			return []Action{Quit{}}
		}
		s.leaving = true
		s.notice, s.noticeAt = "Press esc once more, or q, to leave.", env.Now
		return nil
	}
	s.leaving = false
	for _, b := range s.bindings() {
		if b.do != nil && key.Matches(k, b.key) {
			return b.do(env)
		}
	}
	return nil
}

// step moves the selection over rows that can be selected.
func (s *Home) step(by int) {
	for by != 0 {
		d := 1
		if by < 0 {
			d = -1
		}
		i := s.at + d
		for i >= 0 && i < len(s.rows) && !s.rows[i].selectable() {
			i += d
		}
		if i < 0 || i >= len(s.rows) {
			return
		}
		s.at = i
		by -= d
	}
}

// Draw draws home.
func (s *Home) Draw(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, w := env.Theme, area.Dx()
	who := s.h.Me.Name
	for _, a := range s.h.Agencies {
		if a.ID == s.h.Me.Agency {
			who += " · " + a.Name
		}
	}
	saved := widget.Run{Text: "saved ✓ ", Style: t.Good}
	if s.h.Saved.Refused != "" {
		saved = widget.Run{Text: "NOT SAVED ", Style: t.Bad}
	} else if s.h.Saved.Slow {
		saved = widget.Run{Text: "saving… ", Style: t.Warn}
	}
	widget.Put(scr, area.Min.X, area.Min.Y, widget.Line(w, t.Header, widget.Run{Text: " oneplan", Style: t.Strong}, widget.Gap(),
		widget.Run{Text: who, Style: t.Text}, widget.Run{Text: "   "}, saved))
	y := area.Min.Y + 1
	if s.h.Stopping {
		widget.Text(scr, area.Min.X, y, w, t.Notice, " The service is restarting: everything is saved, come back in a minute.")
	} else if s.h.Saved.Refused != "" {
		widget.Text(scr, area.Min.X, y, w, t.Alarm, " "+s.h.Saved.Refused)
	} else if last := lastTime(env); last != "" {
		widget.Text(scr, area.Min.X, y, w, t.Muted, " "+last)
	}
	y++
	bottom := area.Max.Y - 1
	if s.notice != "" {
		if s.noticeAt.IsZero() {
			s.noticeAt = env.Now
		}
		if env.Now.Sub(s.noticeAt) < noticeFor {
			bottom--
			widget.Put(scr, area.Min.X, bottom, widget.Line(w, uv.Style{}, widget.Run{Text: " " + s.notice, Style: t.Warn, Grow: true}))
		}
	}
	if s.finding || s.find != "" {
		bottom--
		widget.Put(scr, area.Min.X, bottom, widget.Line(w, uv.Style{}, widget.Run{Text: " find  ", Style: t.Accent}, widget.Run{Text: s.find, Grow: true, Style: t.Text}))
		if s.finding {
			widget.PlaceCursor(scr, area.Min.X+7+widget.Width(s.find), bottom)
		}
	}
	body := uv.Rect(area.Min.X, y, w, max(0, bottom-y))
	switch {
	case s.urgent != nil:
		s.drawUrgent(env, scr, body)
	case s.helping:
		s.drawHelp(env, scr, body)
	default:
		s.drawRows(env, scr, body)
	}
	s.drawHints(env, scr, uv.Rect(area.Min.X, area.Max.Y-1, w, 1))
}

// lastTime tells when the person was here before, so that they notice if it was somebody else.
func lastTime(env *Env) string {
	if env.Last.At.IsZero() {
		return ""
	}
	return "Last time you were here: " + meeting.TimeWords(env.Last.At.In(env.Zone), env.Today()) + ", with " + string(env.Last.With) + "."
}

func (s *Home) drawRows(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, w := env.Theme, area.Dx()
	s.area, s.rowsAt = area, s.rowsAt[:0]
	s.top = scrollTo(s.top, s.at, area.Dy(), len(s.rows))
	if s.at == s.firstRow() {
		s.top = 0
	}
	mw, rw := 0, 0
	for _, row := range s.rows {
		mw, rw = max(mw, widget.Width(row.middle)), max(rw, widget.Width(row.right))
	}
	mw, rw = min(mw, w*36/110), min(rw, max(24, w*30/110))
	if w < wide {
		mw = min(mw, 20)
	}
	for y := 0; y < area.Dy() && s.top+y < len(s.rows); y++ {
		i := s.top + y
		s.rowsAt = append(s.rowsAt, i)
		row := s.rows[i]
		if row.head != "" {
			rest := max(0, w-4-widget.Width(row.head)-widget.Width(row.note)-3)
			widget.Put(scr, area.Min.X, area.Min.Y+y, widget.Line(w, uv.Style{}, widget.Run{Text: " " + row.head, Style: t.Accent},
				widget.Run{Text: "  " + row.note + " ", Style: t.Muted}, widget.Run{Text: strings.Repeat("─", rest), Style: t.Border}))
			continue
		}
		if row.what == "" {
			continue
		}
		base := uv.Style{}
		if i == s.at && row.selectable() {
			base = t.Selected
		}
		st := t.Muted
		if row.style != nil {
			st = row.style(t)
		}
		mark := row.mark
		if mark == "" {
			mark = " "
		}
		runs := []widget.Run{{Text: " " + mark + "  ", Style: st}, {Text: row.what, Style: t.Text, Grow: true}}
		if w >= 76 {
			runs = append(runs, widget.Run{Text: "  "}, widget.Run{Text: row.middle, Style: t.Muted, Width: mw})
		}
		right := rw
		if w < 76 { // what it is about needs every column
			right = min(rw, max(1, widget.Width(row.right)))
		}
		runs = append(runs, widget.Run{Text: "  "}, widget.Run{Text: row.right, Style: st, Width: right}, widget.Run{Text: " "})
		widget.Put(scr, area.Min.X, area.Min.Y+y, widget.Line(w, base, runs...))
	}
}

func (s *Home) drawHelp(env *Env, scr uv.Screen, area uv.Rectangle) {
	t := env.Theme
	in := box(scr, area, t, true, widget.Run{Text: "Help", Style: t.TitleFocus}, widget.Run{Text: "  what is what", Style: t.Muted})
	y := in.Min.Y
	put := func(runs ...widget.Run) {
		if y < in.Max.Y {
			widget.Put(scr, in.Min.X, y, widget.Line(in.Dx(), uv.Style{}, runs...))
			y++
		}
	}
	bs := s.bindings()
	for i := 0; i < len(bs); i += 2 { // two beside each other: a phone is low
		var runs []widget.Run
		for _, b := range bs[i:min(i+2, len(bs))] {
			h := b.key.Help()
			runs = append(runs, widget.Run{Text: h.Key, Style: t.Key, Width: 4}, widget.Run{Text: homeWords[h.Desc], Style: t.Text, Width: max(1, in.Dx()/2-4)})
		}
		put(runs...)
	}
	put()
	for _, l := range []string{
		"● live  ✓ done  ◌ not started  ! was due  ⚑ attention",
		"A record's short name, sunflower, says nothing of the child; its third meeting is sunflower-3.",
		"Everything you see is saved: leaving or a dropped line loses nothing.",
		"Press any key to go back.",
	} {
		for _, part := range widget.Wrap(l, in.Dx()) {
			put(widget.Run{Text: part, Style: t.Muted, Grow: true})
		}
	}
}

// homeWords says in full what the keys of home do.
var homeWords = map[string]string{
	"move": "up and down", "open": "open what is selected", "find": "find words on this page", "join": "join the live meeting",
	"actions": "all my actions, or the next", "history": "how this plan came about", "help": "this page", "leave": "leave", "urgent access": "read a record when it cannot wait",
}

func (s *Home) drawHints(env *Env, scr uv.Screen, area uv.Rectangle) {
	t := env.Theme
	bs := s.bindings()
	if s.urgent != nil {
		bs = s.urgentKeys()
	} else if s.finding {
		bs = []bound{{key: bind("type", "to search", "")}, {key: bind("⏎", "keep", "enter")}, {key: bind("esc", "end", "esc")}}
	}
	rows := wrapHints(bs, area.Dx(), "", 1)
	s.hints = s.hints[:0]
	x := area.Min.X + 1
	runs := []widget.Run{{Text: " "}}
	for _, row := range rows {
		for i, b := range row {
			h := b.key.Help()
			if i > 0 {
				runs = append(runs, widget.Run{Text: "  "})
			}
			runs = append(runs, widget.Run{Text: h.Key, Style: t.Key}, widget.Run{Text: " " + h.Desc, Style: t.KeyText})
			n := hintWidth(b.key)
			s.hints = append(s.hints, hintPlace{uv.Rect(x, area.Min.Y, n-2, 1), b})
			x += n
		}
	}
	widget.Put(scr, area.Min.X, area.Min.Y, widget.Line(area.Dx(), uv.Style{}, runs...))
}
