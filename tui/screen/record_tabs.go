package screen

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// recordPages is the record in tabs: in front of a Record's desk, or over a meeting's room.
type recordPages struct {
	r     *Room
	all   [tabPapers + 1]recordTab
	tabs  widget.Tabs
	pages [tabPapers + 1]listPage
	came  string // the pane that the room was in before

	kind   string           // what the timeline is narrowed to
	agency meeting.AgencyID // and whose
	past   bool             // appointments and the calendar show what was, too
	beside bool             // the circle stands beside the story
	form   int              // of paperForms: what papers are printed in
	circle struct {
		key   circleKey
		lines []uv.Line
	}
	mail map[meeting.ID][]meeting.Mailed // of meetings, where it was looked up
	turn int                             // counts what the rows depend on besides the View
}

// recordTab is what one tab shows and what its own keys do.
type recordTab struct {
	rows func(*recordPages, *rowMaker)
	adds func(*Room) []adding
	keys func(*recordPages, *Room) []bound
}

// adding is one thing that can be added.
type adding struct {
	what words.Msg
	do   func(*Env, *Room) []Action
}

// recordTabs says what each tab shows.
func recordTabs() [tabPapers + 1]recordTab {
	return [...]recordTab{
		tabStory:     {rows: (*recordPages).story, adds: storyAdds},
		tabPlan:      {},
		tabJoined:    {rows: (*recordPages).joined, adds: joinedAdds, keys: (*recordPages).joinedKeys},
		tabPathway:   {rows: (*recordPages).pathway, adds: pathwayAdds, keys: (*recordPages).pathwayKeys},
		tabKeyworker: {rows: (*recordPages).keyworker, adds: keyworkerAdds, keys: (*recordPages).keyworkerKeys},
		tabTimeline:  {rows: (*recordPages).timeline, keys: (*recordPages).timelineKeys},
		tabPapers:    {rows: (*recordPages).papers, keys: (*recordPages).papersKeys},
	}
}

// recordKeys are the keys of the record.
var recordKeys = struct{ Open, Add, Meeting, History, Changes, Looks, Sees, Remove, Undo, Redo, Tab, Back, Help, Leave key.Binding }{
	Open:    bind("⏎", "open", "enter", "e"),
	Add:     bind("a", "add", "a"),
	Meeting: bind("m", "meeting", "m"),
	History: bind("y", "history", "y"),
	Changes: bind("Y", "what changed", "Y"),
	Looks:   bind("l", "who looked", "l"),
	Sees:    bind("v", "who sees", "v"),
	Remove:  bind("del", "take out", "delete"),
	Undo:    bind("u", "undo", "u"),
	Redo:    bind("ctrl+r", "redo", "ctrl+r"),
	Tab:     bind("tab", "next page", "tab"),
	Back:    bind("shift+tab", "page before", "shift+tab"),
	Help:    bind("?", "help", "?"),
	Leave:   bind("esc", "back", "esc", "ctrl+c"),
}

// newRecordPages returns the pages of the record, the one in front on which entry is.
func newRecordPages(r *Room, entry meeting.ID) *recordPages {
	s := &recordPages{r: r, all: recordTabs(), tabs: widget.Tabs{Labels: tabsIn(r.words, wide)}, came: r.pane}
	for i := range s.pages {
		s.pages[i].owner = s
		if rows := s.all[i].rows; rows != nil {
			s.pages[i].rows = func(env *Env, r *Room, w int) []pageRow {
				m := &rowMaker{env: env, r: r, t: env.Theme, w: w}
				rows(s, m)
				return m.rows
			}
		}
	}
	v := r.view()
	h := v.Handover()
	switch {
	case entry != 0:
		s.goTo(r, entry)
	case h != nil && h.DoneAt.IsZero() && h.To == r.me().ID && h.To != 0:
		s.tabs.Open = tabKeyworker
		s.pages[tabKeyworker].at = entryKey(h.ID)
	case v.Keyworker() != nil && v.Keyworker().ID == r.me().ID:
		s.tabs.Open = tabKeyworker
	}
	s.entered(r)
	return s
}

// openRecord puts the record over the room.
func (r *Room) openRecord(*Env) []Action { return r.show(newRecordPages(r, 0)) }

// entryKey is the key of an entry's row.
func entryKey(id meeting.ID) string { return "entry " + optionID(id) }

// goTo puts an entry in front, on the page that it belongs to.
func (s *recordPages) goTo(r *Room, id meeting.ID) {
	v, tab := r.view(), tabPlan
	switch v.Entry(id).(type) {
	case *meeting.Detail, *meeting.Relation, *meeting.Involvement:
		tab = tabStory
	case *meeting.Wait, *meeting.Assessment, *meeting.Appointment, *meeting.OtherPlan:
		tab = tabJoined
	case *meeting.PathStep, *meeting.Transition, *meeting.Mandate, *meeting.Escalation, *meeting.Closing:
		tab = tabPathway
	case *meeting.Tenure, *meeting.Contact, *meeting.Question, *meeting.Handover:
		tab = tabKeyworker
	default:
		if slices.ContainsFunc(v.Children, func(c meeting.Person) bool { return c.ID == id }) {
			s.tabs.Open = tabStory
			s.pages[tabStory].at, s.pages[tabStory].free = textKey(r, meeting.Field{ID: id, Part: meeting.Matters}), false
			return
		}
		if v.Need(id) == nil && v.Outcome(id) == nil && v.Action(id) == nil {
			return
		}
		r.entry = id
		r.unfold(id)
	}
	s.tabs.Open = tab
	s.pages[tab].at, s.pages[tab].free = entryKey(id), false
	s.entered(r)
}

// page returns the page in front; the plan has none.
func (s *recordPages) page() *listPage { return &s.pages[s.tabs.Open] }

// entered puts the plan's pane in front, or takes it away, as the tab asks.
func (s *recordPages) entered(r *Room) {
	if s.tabs.Open == tabPlan {
		id := r.entry
		r.toPane(panePlan)
		if id != 0 {
			r.entry = id
		}
	}
}

// turnTo opens another tab.
func (s *recordPages) turnTo(env *Env, r *Room, tab int) []Action {
	acts := s.page().stop(env, r)
	s.tabs.Open = (tab + len(tabNames)) % len(tabNames)
	s.entered(r)
	if s.tabs.Open == tabPapers {
		acts = append(acts, s.askMail(env, r)...)
	}
	return acts
}

// chosen is the entry that is selected; 0 for none.
func (s *recordPages) chosen(r *Room) meeting.ID {
	if s.tabs.Open == tabPlan {
		if r.entryThere() {
			return r.entry
		}
		return 0
	}
	if x := s.page().selected(); x != nil {
		return x.entry
	}
	return 0
}

// bindings returns the keys that work now.
func (s *recordPages) bindings(r *Room) []bound {
	var out []bound
	add := func(k key.Binding, do func(*Env) []Action) { out = append(out, bound{key: k, do: do}) }
	quiet := func(k key.Binding, do func(*Env) []Action) { out = append(out, bound{key: k, do: do, quiet: true}) }
	v, tab := r.view(), s.all[s.tabs.Open]
	id := s.chosen(r)
	keeps := v.May(meeting.KeepRecord, nil)
	if s.tabs.Open == tabPlan {
		if r.may(meeting.ChangePlan) {
			if id != 0 {
				add(bind("⏎", "open", "enter", "e"), r.editEntry)
			}
			add(roomKeys.Action, r.addAction)
			add(roomKeys.Outcome, r.addOutcome)
			add(roomKeys.Need, r.addNeed)
			if v.Action(r.entry) != nil {
				add(roomKeys.Done, r.toggleAction)
			}
			if id != 0 {
				quiet(roomKeys.Remove, r.removeEntry)
			}
		}
	} else {
		if x := s.page().selected(); x != nil && (x.open != nil || x.field != (meeting.Field{}) && keeps) {
			k := recordKeys.Open
			if x.opens != "" {
				k.SetHelp("⏎", string(x.opens))
			}
			add(k, func(env *Env) []Action { return s.open(env, r) })
		}
		if tab.adds != nil {
			if as := tab.adds(r); len(as) > 0 {
				add(recordKeys.Add, func(env *Env) []Action { return s.add(env, r, as) })
			}
		}
		if tab.keys != nil {
			out = append(out, tab.keys(s, r)...)
		}
	}
	if k, ok := r.linkable(id); ok {
		add(k, func(env *Env) []Action { return r.openBank(env, id) })
	} else {
		quiet(linkKey, func(env *Env) []Action { return r.openBank(env, 0) })
	}
	if id != 0 && !v.Viewer().Shared {
		if _, _, _, ok := r.audienceOfEntry(id); ok {
			add(recordKeys.Sees, func(env *Env) []Action { return r.changeAudience(env, id) })
		}
	}
	if e := v.Entry(id); e != nil && keeps && takenOut(e) {
		quiet(recordKeys.Remove, func(*Env) []Action { return s.remove(r, id) })
	}
	if keeps {
		add(recordKeys.Undo, func(*Env) []Action { return s.undo(false) })
		quiet(recordKeys.Redo, func(*Env) []Action { return s.undo(true) })
	}
	if m := r.front(); m != nil || r.meeting() != nil {
		k := recordKeys.Meeting
		if m != nil && m.Stage == meeting.Live {
			k = bind("m", "to the live meeting", k.Keys()...)
		}
		add(k, func(*Env) []Action { return s.toMeeting(r) })
	}
	add(recordKeys.History, func(env *Env) []Action { h := newHistory(id); return append(r.show(h), h.begin(env)...) })
	quiet(recordKeys.Changes, r.whatChanged)
	quiet(wordsKey, r.explainWords)
	if v.May(meeting.SeeLooks, nil) && !v.Viewer().Shared {
		show := quiet // there are many keys
		if s.tabs.Open == tabPapers || r.me().Role.Family() {
			show = add
		}
		show(recordKeys.Looks, func(env *Env) []Action { return openLooks(env, r) })
	}
	add(recordKeys.Tab, func(env *Env) []Action { return s.turnTo(env, r, s.tabs.Open+1) })
	quiet(recordKeys.Back, func(env *Env) []Action { return s.turnTo(env, r, s.tabs.Open-1) })
	add(recordKeys.Help, func(*Env) []Action { return s.help(r) })
	return out
}

// front returns the meeting to go to from the record: the live one, else the next, else the newest.
func (r *Room) front() *meeting.Meeting {
	v := r.view()
	if m := v.Live(); m != nil {
		return m
	}
	for _, m := range v.Meetings {
		if m.Stage == meeting.Preparing {
			return m
		}
	}
	if n := len(v.Meetings); n > 0 {
		return v.Meetings[n-1]
	}
	return nil
}

func (s *recordPages) toMeeting(r *Room) []Action {
	if r.meeting() != nil { // the room is behind this
		r.drop(s)
		s.left(r)
		return nil
	}
	return []Action{OpenRoom{Record: r.record, Meeting: r.front().ID}}
}

// left gives the room its pane back.
func (s *recordPages) left(r *Room) {
	if s.came != "" {
		r.pane = s.came
	}
}

// open does what ⏎ does on the selected row.
func (s *recordPages) open(env *Env, r *Room) []Action {
	x := s.page().selected()
	switch {
	case x == nil:
		return nil
	case x.open != nil:
		return x.open(env, r)
	case x.field != (meeting.Field{}) && r.view().May(meeting.KeepRecord, nil):
		return s.page().start(env, r, x.field)
	}
	return nil
}

// add adds what can be added on this page; of several it asks which, that of the selected section first.
func (s *recordPages) add(env *Env, r *Room, as []adding) []Action {
	if len(as) == 1 {
		return as[0].do(env, r)
	}
	var options []widget.Option
	for i, a := range as {
		options = append(options, widget.Option{ID: itoa(i), Label: env.T(a.what)})
	}
	var p *pick
	p = newPick(env, env.T("What would you like to add?"), options, func(env *Env, r *Room, id string) ([]Action, bool) {
		r.drop(p)
		return as[idOf(id)].do(env, r), true
	})
	if x := s.page().selected(); x != nil {
		if i := slices.IndexFunc(as, func(a adding) bool { return a.what == x.adds }); i >= 0 {
			p.menu.Select(itoa(i))
		}
	}
	return r.show(p)
}

// takenOut reports whether an entry can be taken out: what has rules of its own stays.
func takenOut(e meeting.Entry) bool {
	switch e.(type) {
	case *meeting.Tenure, *meeting.Question, *meeting.Handover, *meeting.Closing:
		return false
	}
	return true
}

// remove asks before an entry goes out of the record.
func (s *recordPages) remove(r *Room, id meeting.ID) []Action {
	kind := meeting.EntryMsg(r.view().Entry(id))
	return r.show(newConfirm(r.T("Take the %s “%s” out of the record? u brings it back.", kind, r.named(id)), r.T("Take it out"), r.T("Keep it"), func(_ *Env, r *Room) []Action {
		if r.locked() {
			r.Notice(r.T(lockedWords))
			return nil
		}
		return send(r.T("It is out of the record. u brings it back."), meeting.RemoveEntry{ID: id})
	}))
}

// undo takes back the viewer's own last change: of the words that are selected, or of the entries.
func (s *recordPages) undo(redo bool) []Action {
	if x := s.page().selected(); s.tabs.Open != tabPlan && x != nil && x.field != (meeting.Field{}) {
		told := s.r.T("Your last change in these words is undone.")
		if redo {
			told = s.r.T("Your last change in these words is brought back.")
		}
		return send(told, meeting.UndoText{Field: x.field, Redo: redo})
	}
	return []Action{Send{Commands: []meeting.Command{meeting.UndoEntry{Redo: redo}}, Tag: undoTag{redo}}}
}

// undoTag marks the undoing of a change, of which is said what it was about.
type undoTag struct{ redo bool }

func (t undoTag) said(r *Room, res meeting.Result) string {
	for _, e := range res.Events {
		if x, ok := e.(meeting.Undone); ok {
			if name := r.named(x.ID); r.view().Entry(x.ID) != nil && name != "" {
				if t.redo {
					return r.T("Your last change of “%s” is brought back.", widget.Truncate(name, 40))
				}
				return r.T("Your last change of “%s” is undone.", widget.Truncate(name, 40))
			}
		}
	}
	if t.redo {
		return r.T("Your last change is brought back.")
	}
	return r.T("Your last change is undone.")
}

// Update takes a key, a paste or a mouse message.
func (s *recordPages) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	p := s.page()
	if s.tabs.Open != tabPlan {
		p.list(env, r, p.width(), s.turn)
	}
	if acts, used := p.write(env, r, msg); used {
		return acts, false
	} else if len(acts) > 0 {
		more, done := s.Update(env, r, msg)
		return append(acts, more...), done
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.key(env, r, msg)
	case tea.MouseWheelMsg:
		if s.tabs.Open == tabPlan {
			by := 1
			if msg.Button == tea.MouseWheelUp {
				by = -1
			}
			r.step(by)
			return nil, false
		}
		p.wheel(msg)
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return s.click(env, r, msg), false
		}
	}
	return nil, false
}

func (s *recordPages) key(env *Env, r *Room, k tea.KeyPressMsg) ([]Action, bool) {
	if key.Matches(k, recordKeys.Leave) {
		s.left(r)
		return nil, true
	}
	if n := k.String(); len(n) == 1 && n[0] >= '1' && int(n[0]-'1') < len(tabNames) {
		return s.turnTo(env, r, int(n[0]-'1')), false
	}
	if s.tabs.Open == tabPlan {
		switch k.String() {
		case "up", "down", "k", "j", "pgup", "pgdown", "home", "end", "left", "right", "space":
			r.pane = panePlan
			return r.move(k), false
		}
	} else if s.page().keys(k) {
		return nil, false
	}
	for _, b := range s.bindings(r) {
		if b.do != nil && key.Matches(k, b.key) {
			return b.do(env), false
		}
	}
	return nil, false
}

func (s *recordPages) click(env *Env, r *Room, c tea.MouseClickMsg) []Action {
	was := s.tabs.Open
	if s.tabs.Update(c) == widget.Chosen {
		tab := s.tabs.Open
		s.tabs.Open = was
		return s.turnTo(env, r, tab)
	}
	if s.tabs.Open == tabPlan {
		area := r.draw.areas[panePlan]
		if i := c.Y - area.Min.Y - 1; uv.Pos(c.X, c.Y).In(area) && i >= 0 && i < len(r.draw.planRowsAt) && r.draw.planRowsAt[i] != 0 {
			return r.clickRow(env, panePlan, r.draw.planRowsAt[i], c.X-area.Min.X-2)
		}
		return nil
	}
	row, again := s.page().clicked(c.X, c.Y)
	if row != nil && (again || row.field != (meeting.Field{})) {
		return s.open(env, r)
	}
	return nil
}

// Set follows what others do.
func (s *recordPages) Set(env *Env, r *Room) ([]Action, bool) {
	if r.view().Viewer().Meeting != 0 { // who is here for one meeting sees no record
		return nil, true
	}
	return s.page().renew(env, r), false
}

// Sent takes the answer to what was written.
func (s *recordPages) Sent(env *Env, r *Room, _ meeting.Result, err error) ([]Action, bool) {
	return s.page().sent(env, r, err), false
}

// Pointing says which shared text is being written, and where.
func (s *recordPages) Pointing() (meeting.Field, text.Caret) { return s.page().pointing() }

// ready makes the rows of the page in front, which say what keys work.
func (s *recordPages) ready(env *Env, r *Room) {
	if s.tabs.Open != tabPlan {
		s.page().list(env, r, s.page().width(), s.turn)
	}
}

// Draw draws the tabs and the page in front.
func (s *recordPages) Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	s.tabs.Theme, s.tabs.Labels = env.Theme, tabsIn(env.Words, area.Dx())
	s.tabs.Draw(scr, uv.Rect(area.Min.X+1, area.Min.Y, max(0, area.Dx()-1), 1))
	area.Min.Y = min(area.Max.Y, area.Min.Y+1)
	if s.tabs.Open == tabPlan {
		if r.draw.areas == nil {
			r.draw.areas = map[string]uv.Rectangle{}
		}
		r.drawPlan(env, scr, area)
		return
	}
	if area.Dy() > 10 {
		area.Min.Y++
	}
	s.beside = area.Dx() >= wide && area.Dy() >= 16
	if s.tabs.Open == tabStory && s.beside {
		side := min(56, area.Dx()*2/5)
		s.drawCircle(env, r, scr, uv.Rect(area.Max.X-side, area.Min.Y, side, area.Dy()))
		area.Max.X -= side + 1
	}
	s.page().draw(env, r, scr, area, s.turn)
}

// Keys are the keys that work now.
func (s *recordPages) Keys() []key.Binding {
	if s.page().edit != nil {
		return s.page().writingKeys()
	}
	var out []key.Binding
	for _, b := range s.bindings(s.r) {
		if !b.quiet {
			out = append(out, b.key)
		}
	}
	return append(out, recordKeys.Leave)
}
