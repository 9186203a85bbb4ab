package screen

import (
	"slices"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
)

// The tabs of the record, in order.
const (
	tabStory = iota
	tabPlan
	tabJoined
	tabPathway
	tabKeyworker
	tabTimeline
	tabPapers
)

var (
	tabNames  = []words.Msg{"Story", "Plan", "Joined up", "Pathway", "Keyworker", "Timeline", "Papers"}
	tabShorts = []words.Msg{"Story", "Plan", "Joined", "Path", "tab:\x04Key", "tab:\x04Time", "tab:\x04Print"} // where there is little room
)

// Record is the record between meetings: everything about the children in tabs, live. The dialogs over it are those of the room, so
// it keeps a Room that is in no meeting for them.
type Record struct {
	desk  *Room
	pages *recordPages
	head  widget.Row
}

// tabsIn returns what the tabs are called, in a language, on a screen of a width.
func tabsIn(l *words.Language, w int) []string {
	var long, short []string
	all := 0
	for i, m := range tabNames {
		long, short = append(long, l.T(m)), append(short, l.T(tabShorts[i]))
		all += widget.Width(long[i]) + 4 // its number, and what parts it from the next
	}
	if w < 76 || all > w {
		return short
	}
	return long
}

// NewRecord returns a record's screen. entry is what is in front; 0: what this person needs first.
func NewRecord(env *Env, record string, entry meeting.ID, u meeting.Update) (*Record, []Action) {
	r := &Room{record: record, pane: panePlan, folded: map[meeting.ID]bool{}, answered: map[meeting.ID]bool{}}
	r.notes = r.newEditor(env)
	r.u = u
	r.at(env)
	s := &Record{desk: r, pages: newRecordPages(r, entry)}
	acts := r.show(s.pages)
	first := env.First
	env.First = ""
	switch {
	case first == firstAsk && u.View.May(meeting.AskThings, nil) && len(r.askers()) > 0:
		s.pages.tabs.Open = tabKeyworker
		return s, append(append(acts, askQuestion(env, r)...), r.fades(env)...)
	case first == firstLooks && u.View.May(meeting.SeeLooks, nil):
		return s, append(append(acts, openLooks(env, r)...), r.fades(env)...)
	}
	if h := u.View.Handover(); h != nil && entry == 0 && h.DoneAt.IsZero() && h.To != 0 && h.To == r.me().ID {
		r.Notice(env.T("This record is being handed over to you: ⏎ on the handover goes through it, item by item."))
	}
	return s, append(acts, r.fades(env)...)
}

// Notice shows a sentence at the foot for a while.
func (s *Record) Notice(text string) { s.desk.Notice(text) }

// InLiveMeeting is false: nobody is in a room here.
func (s *Record) InLiveMeeting() bool { return false }

// Title names the record's short name only: window titles are read over shoulders.
func (s *Record) Title() string { return "oneplan · " + s.desk.record }

// Set shows a newer Update.
func (s *Record) Set(env *Env, u meeting.Update) []Action {
	r := s.desk
	r.u = u
	r.at(env)
	r.toldNarrowed()
	acts := r.setDialogs(env)
	return append(append(acts, r.tell()...), r.fades(env)...)
}

// Sent takes the answer to a Send.
func (s *Record) Sent(env *Env, tag any, res meeting.Result, err error) []Action {
	acts := s.desk.Sent(env, tag, res, err)
	return append(acts, s.home()...)
}

// Recalled takes what a Recall asked for.
func (s *Record) Recalled(env *Env, a Recalled) []Action { return s.desk.Recalled(env, a) }

// Tick redraws.
func (s *Record) Tick(env *Env) []Action {
	s.desk.at(env)
	return s.desk.fades(env)
}

// Update takes a key, a paste or a mouse message.
func (s *Record) Update(env *Env, msg tea.Msg) []Action {
	s.desk.at(env)
	acts := s.desk.toDialog(env, msg)
	return append(acts, s.home()...)
}

// home goes home once nothing is in front any more.
func (s *Record) home() []Action {
	if len(s.desk.dialogs) == 0 {
		return []Action{GoHome{}}
	}
	return nil
}

// Draw draws the header, what is in front and its keys.
func (s *Record) Draw(env *Env, scr uv.Screen, area uv.Rectangle) {
	r, w, y := s.desk, area.Dx(), area.Min.Y
	r.words = env.Words
	if len(r.dialogs) == 0 {
		return
	}
	widget.Put(scr, area.Min.X, y, s.headerLine(env, w))
	y++
	if x := r.u.Saved.Refused; x != "" {
		widget.Text(scr, area.Min.X, y, w, env.Theme.Alarm, " "+x)
		y++
	} else if r.u.Stopping {
		widget.Text(scr, area.Min.X, y, w, env.Theme.Notice, " "+env.T("The service is restarting: everything is saved, come back in a minute."))
		y++
	}
	foot := r.footHeight(env, w, area.Dy())
	r.dialogs[len(r.dialogs)-1].Draw(env, r, scr, uv.Rect(area.Min.X, y, w, max(0, area.Max.Y-foot-y)))
	r.drawFoot(env, scr, uv.Rect(area.Min.X, area.Max.Y-foot, w, foot), area.Dy())
}

// headerLine is the first line: whose record, who is the keyworker, what is live, and the fixed mark.
func (s *Record) headerLine(env *Env, w int) uv.Line {
	r, t := s.desk, env.Theme
	v := r.view()
	name := r.record
	if called := v.Called(); called != "" && !r.discreet {
		name = called + " · " + name
	}
	runs := []widget.Run{{Text: " " + name, Style: t.Strong, Grow: true}}
	if m := v.Live(); m != nil {
		runs = append(runs, widget.Run{Text: "  ● " + env.T("live"), Style: theme.Over(t.Strong, t.Good)})
		if w >= wide {
			runs = append(runs, widget.Run{Text: "  " + env.T(m.Kind.Heading()), Style: t.Text, Optional: true})
		}
	}
	if v.Closed() {
		runs = append(runs, widget.Run{Text: "  " + env.T("the plan is closed"), Style: t.Warn})
	}
	kw := env.T("no keyworker")
	if m := v.Keyworker(); m != nil {
		kw = env.T("keyworker %s", m.Name)
		if m.ID == r.me().ID {
			kw = env.T("you are the keyworker")
		}
	}
	runs = append(runs, widget.Run{Text: "   " + kw, Style: t.Muted, Optional: true})
	if who := s.others(); who != "" {
		runs = append(runs, widget.Run{Text: "   " + who, Style: t.Text, Optional: w < 76})
	}
	runs = append(runs, widget.Run{Text: "   "})
	switch {
	case r.u.Saved.Refused != "":
		runs = append(runs, widget.Run{Text: env.T("NOT SAVED") + " ", Style: t.Bad})
	case r.u.Saved.Slow:
		runs = append(runs, widget.Run{Text: env.T("saving…") + " ", Style: t.Warn})
	default:
		runs = append(runs, widget.Run{Text: env.T("saved ✓") + " ", Style: t.Good})
	}
	return s.head.Line(w, t.Header, runs...)
}

// others names who else has this record in front, outside any meeting.
func (s *Record) others() string {
	r := s.desk
	if r.u.Presence == nil {
		return ""
	}
	var names []string
	for _, h := range r.u.Presence.Here {
		if m := r.view().Member(h.Member); m != nil && h.Conn != r.u.Conn && h.Meeting == 0 && h.Member != r.me().ID && !slices.Contains(names, m.Name) {
			names = append(names, m.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return r.T("%s here too", r.words.List(r.fewNames(names, 2)))
}
