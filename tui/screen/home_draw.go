package screen

import (
	"slices"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// Draw draws home.
func (s *Home) Draw(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, w := env.Theme, area.Dx()
	who := s.h.Me.Name
	for _, a := range s.h.Agencies {
		if a.ID == s.h.Me.Agency {
			who += " · " + a.Name
		}
	}
	saved := widget.Run{Text: env.T("saved ✓") + " ", Style: t.Good}
	if s.h.Saved.Refused != "" {
		saved = widget.Run{Text: env.T("NOT SAVED") + " ", Style: t.Bad}
	} else if s.h.Saved.Slow {
		saved = widget.Run{Text: env.T("saving…") + " ", Style: t.Warn}
	}
	widget.Put(scr, area.Min.X, area.Min.Y, widget.Line(w, t.Header, widget.Run{Text: " oneplan", Style: t.Strong}, widget.Gap(),
		widget.Run{Text: who, Style: t.Text}, widget.Run{Text: "   "}, saved))
	y := area.Min.Y + 1
	if s.h.Stopping {
		widget.Text(scr, area.Min.X, y, w, t.Notice, " "+env.T("The service is restarting: everything is saved, come back in a minute."))
	} else if s.h.Saved.Refused != "" {
		widget.Text(scr, area.Min.X, y, w, t.Alarm, " "+s.h.Saved.Refused)
	} else if last := lastTime(env); last != "" {
		widget.Text(scr, area.Min.X, y, w, t.Muted, " "+last)
	}
	y++
	if s.work != nil {
		s.buildWork(env, max(20, w-4))
	}
	hints := s.hintRows(env, w, area.Dy())
	bottom := area.Max.Y - len(hints)
	if s.notice != "" {
		if s.noticeAt.IsZero() {
			s.noticeAt = env.Now
		}
		stays, words := noticeFor, s.notice
		if s.orUrgent && s.mayUrgent() {
			stays, words = onScreenFor, words+" "+env.T("If waiting would harm a child, u opens a record of others to read, and tells its keyworker.")
		}
		if env.Now.Sub(s.noticeAt) < stays {
			lines := widget.Wrap(words, max(1, w-2))
			lines = lines[:min(len(lines), max(1, area.Dy()/3))]
			bottom -= len(lines)
			for i, l := range lines {
				widget.Text(scr, area.Min.X+1, bottom+i, w-2, t.Warn, l)
			}
		}
	}
	if s.finding || s.find != "" {
		bottom--
		label := " " + env.T("find") + "  "
		widget.Put(scr, area.Min.X, bottom, widget.Line(w, uv.Style{}, widget.Run{Text: label, Style: t.Accent}, widget.Run{Text: s.find, Grow: true, Style: t.Text}))
		if s.finding {
			widget.PlaceCursor(scr, area.Min.X+widget.Width(label)+widget.Width(s.find), bottom)
		}
	}
	body := uv.Rect(area.Min.X, y, w, max(0, bottom-y))
	switch {
	case s.urgent != nil:
		s.drawUrgent(env, scr, body)
	case s.finishing != nil:
		s.drawFinish(env, scr, body)
	case s.page != nil:
		s.drawPage(env, scr, body)
	case s.settings != nil:
		s.drawSettings(env, scr, body)
	case s.work != nil:
		s.drawWork(env, scr, body)
	case s.mail != nil:
		s.drawMail(env, scr, body)
	case s.guide != nil:
		s.guide.draw(env, scr, body)
	case s.helping:
		s.drawHelp(env, scr, body)
	default:
		s.drawRows(env, scr, body)
	}
	s.drawHints(env, scr, uv.Rect(area.Min.X, area.Max.Y-len(hints), w, len(hints)), hints)
}

// lastTime tells when the person was here before, so that they notice if it was somebody else.
func lastTime(env *Env) string {
	if env.Last.At.IsZero() {
		return ""
	}
	return env.T("Last time you were here: %s, with %s.", meeting.TimeWhen(env.Last.At.In(env.Zone), env.Today()), env.Last.With.Msg())
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
		if row.wide {
			widget.Put(scr, area.Min.X, area.Min.Y+y, widget.Line(w, base, append(runs, widget.Run{Text: " "})...))
			continue
		}
		right := rw
		if w < 76 { // what it is about needs every column
			right = min(rw, max(1, widget.Width(row.right)))
		} else {
			free := max(0, mw-widget.Width(row.middle)) // of the middle, which gives way where a row has more to say beside it
			more := min(free, max(0, widget.Width(row.what)-(w-len(" !  ")-2-mw-2-rw-1)))
			right += min(free-more, max(0, widget.Width(row.right)-rw))
			runs = append(runs, widget.Run{Text: "  "}, widget.Run{Text: row.middle, Style: t.Muted, Width: mw - more - (right - rw)})
		}
		runs = append(runs, widget.Run{Text: "  "}, widget.Run{Text: row.right, Style: st, Width: right}, widget.Run{Text: " "})
		widget.Put(scr, area.Min.X, area.Min.Y+y, widget.Line(w, base, runs...))
	}
}

func (s *Home) drawHelp(env *Env, scr uv.Screen, area uv.Rectangle) {
	t := env.Theme
	in := box(scr, area, t, true, widget.Run{Text: env.T("Help"), Style: t.TitleFocus}, widget.Run{Text: "  " + env.T("what is what"), Style: t.Muted})
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
			says := homeWords[words.Msg(h.Desc)]
			if says == "" { // the other language's own name
				says = words.Msg(h.Desc + " (Language / Iaith)") // in both
			}
			runs = append(runs, widget.Run{Text: h.Key, Style: t.Key, Width: 4}, widget.Run{Text: env.T(says), Style: t.Text, Width: max(1, in.Dx()/2-4)})
		}
		put(runs...)
	}
	put()
	for _, l := range []words.Msg{
		"● live  ✓ done  ◌ not started  ! was due  ⚑ attention",
		"A record's short name, sunflower, says nothing of the child; its third meeting is sunflower-3.",
		"Everything you see is saved: leaving or a dropped line loses nothing.",
		"g opens the guide to keyworking: what helps, by situation.",
		"Press any key to go back.",
	} {
		for _, part := range widget.Wrap(env.T(l), in.Dx()) {
			put(widget.Run{Text: part, Style: t.Muted, Grow: true})
		}
	}
}

// homeWords says in full what the keys of home do.
var homeWords = map[words.Msg]words.Msg{
	"move": "up and down", "open": "open what is selected", "find": "find words on this page", "join": "join the live meeting",
	"actions": "all my actions, or the next", "history": "how this plan came about", "help": "this page", "leave": "leave", "directory": "services: the information bank", "figures": "figures over all records", "line mode": "line mode, for a screen reader", "mail": "minutes and invitations by mail", "my work": "my work: time, supervision, advice", "settings": "what holds for the whole service", "urgent access": "read a record when it cannot wait", "done": "it is done, with a note",
	"move the meeting": "another time or place for the meeting", "call the meeting off": "say that it does not take place", "put it on again": "it takes place after all",
}

// hintRows are the keys that work now, in as many rows as they take; in two at most where the screen is low.
func (s *Home) hintRows(env *Env, w, h int) [][]bound {
	bs := s.bindings()
	switch {
	case s.urgent != nil:
		bs = s.urgentKeys()
	case s.finishing != nil:
		bs = s.finishKeys()
	case s.guide != nil:
		bs = nil
		for _, k := range s.guide.keys() {
			bs = append(bs, bound{key: k})
		}
	case s.page != nil:
		bs = s.pageKeys()
	case s.settings != nil:
		bs = s.settingKeys()
	case s.work != nil:
		bs = s.workKeys()
	case s.mail != nil:
		bs = s.mailKeys()
	case s.finding:
		bs = []bound{{key: bind("type", "to search", "")}, {key: bind("⏎", "keep", "enter")}, {key: bind("esc", "end", "esc")}}
	}
	bs = slices.DeleteFunc(bs, func(b bound) bool { return b.quiet })
	most := 3
	if h < 20 {
		most = 2
	}
	return wrapHints(env, bs, w, "", most)
}

func (s *Home) drawHints(env *Env, scr uv.Screen, area uv.Rectangle, rows [][]bound) {
	t := env.Theme
	s.hints = s.hints[:0]
	for y, row := range rows {
		x := area.Min.X + 1
		runs := []widget.Run{{Text: " "}}
		for i, b := range row {
			if i > 0 {
				runs = append(runs, widget.Run{Text: "  "})
			}
			runs = append(runs, widget.Run{Text: widget.KeyLabel(env.Words, b.key), Style: t.Key}, widget.Run{Text: " " + env.hint(b.key), Style: t.KeyText})
			n := hintWidth(env, b.key)
			s.hints = append(s.hints, hintPlace{uv.Rect(x, area.Min.Y+y, n-2, 1), b})
			x += n
		}
		widget.Put(scr, area.Min.X, area.Min.Y+y, widget.Line(area.Dx(), uv.Style{}, runs...))
	}
}
