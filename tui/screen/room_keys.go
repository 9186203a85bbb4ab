package screen

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// bind makes a binding: what the hints show for it, what it does, and its keys. It holds its message in English until it is drawn.
func bind(shown string, does words.Msg, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, string(does)))
}

// bindSaid is bind for what is said already, in the language of whoever has the key.
func bindSaid(shown, does string, keys ...string) key.Binding {
	return bind(shown, words.Msg(does), keys...)
}

// hint says what a key does, in this person's language.
func (e *Env) hint(k key.Binding) string { return e.T(words.Msg(k.Help().Desc)) }

// roomKeys are the keys of the room. The keys and what they do are fixed: others rely on them.
var roomKeys = struct {
	Notes, Aside, Turn, Action, Outcome, Need, Edit, Open, Done, Remove, Sees, Decide, Behalf, Private, Hand, Follow key.Binding
	Undo, Redo, Command, Find, Help, Pane, Back, Leave, History, Changes, Record, Pause, Concern, Reach, Where       key.Binding
	Next, Prev, Floor, Typing, Close, Start, Agenda, Attendance, Take, Tidy, Sign, Read, Tab1, Tab2, Tab3, Go        key.Binding
}{
	Notes:   bind("n", "notes", "n"),
	Aside:   bind("N", "notes for some", "N"),
	Turn:    bind("←→", "other notes", "right"),
	Action:  bind("a", "action", "a"),
	Outcome: bind("o", "outcome", "o"),
	Need:    bind("w", "need", "w"),
	Edit:    bind("e", "edit", "e"),
	Open:    bind("⏎", "open", "enter"),
	Done:    bind("x", "done", "x"),
	Remove:  bind("del", "take out", "delete"),
	Sees:    bind("v", "who sees this", "v"),
	Decide:  bind("d", "decision", "d"),
	Behalf:  bind("b", "write for somebody", "b"),
	Private: bind("ctrl+p", "write privately", "ctrl+p"),
	Hand:    bind("h", "hand", "h"),
	Follow:  bind("f", "follow the chair", "f"),
	Undo:    bind("u", "undo", "u"),
	Redo:    bind("ctrl+r", "redo", "ctrl+r"),
	Command: bind(":", "command", ":"),
	Find:    bind("/", "find", "/"),
	Help:    bind("?", "help", "?"),
	Pane:    bind("tab", "pane", "tab"),
	Back:    bind("shift+tab", "pane before", "shift+tab"),
	History: bind("y", "history", "y"),
	Changes: bind("Y", "changes", "Y"),
	Record:  bind("R", "record", "R"),
	Leave:   bind("esc", "leave", "esc", "ctrl+c"), // ctrl+c never ends the connection by itself

	Next:       bind("]", "next item", "]"),
	Prev:       bind("[", "back", "["),
	Floor:      bind("g", "give the floor", "g"),
	Typing:     bind("l", "who may type", "l"),
	Close:      bind("c", "close the meeting", "c"),
	Start:      bind("c", "open the meeting", "c"),
	Agenda:     bind("m", "agenda", "m"),
	Attendance: bind("p", "attendance", "p"),
	Take:       bind("t", "take the chair", "t"),
	Tidy:       bind("s", "summary", "s"),
	Sign:       bind("s", "answer the minutes", "s"),
	Read:       bind("r", "read the minutes", "r"),
	Tab1:       bind("1", "to the agenda", "1"),
	Tab2:       bind("2", "to the plan", "2"),
	Tab3:       bind("3", "to the people", "3"),
	Go:         bind("⏎", "go to item", "enter"),
	Reach:      bind("i", "how to reach", "i"),
	Where:      bind("i", "when and where", "i"),
	Pause:      bind("P", "pause", "P"),
	Concern:    bind("!", "concern", "!"),
}

// bound is a key that works now.
type bound struct {
	key   key.Binding
	do    func(*Env) []Action
	chair bool // shown on the chair's own line
	quiet bool // only in the full list
}

// pressed returns what the key of a press does, or nil.
func pressed(bs []bound, msg tea.KeyPressMsg) func(*Env) []Action {
	for _, b := range bs {
		if b.do != nil && key.Matches(msg, b.key) {
			return b.do
		}
	}
	return nil
}

// bindings returns the keys that work now, in the order of the last line. The hints, the help and the
// keys themselves all come from here, so none can say what another does not do.
func (r *Room) bindings() []bound {
	m := r.meeting()
	if m == nil {
		return nil
	}
	var out []bound
	add := func(k key.Binding, do func(*Env) []Action) { out = append(out, bound{key: k, do: do}) }
	quiet := func(k key.Binding, do func(*Env) []Action) { out = append(out, bound{key: k, do: do, quiet: true}) }
	chair := func(k key.Binding, do func(*Env) []Action) { out = append(out, bound{key: k, do: do, chair: true}) }
	shared := r.view().Viewer().Shared
	live := m.Stage == meeting.Live
	plan := r.may(meeting.ChangePlan)

	if d := r.open(); r.pane == paneDecision && d != nil {
		add(bindSaid("⏎", r.openWord(d), "enter"), r.openDecision)
	}
	if r.maySign() {
		add(roomKeys.Sign, r.sign)
	}
	if m.Stage == meeting.Tidying || m.Stage == meeting.Sent || m.Stage == meeting.Final {
		add(roomKeys.Read, r.readMinutes)
	}
	if r.mayWriteHere() {
		add(roomKeys.Notes, r.keyNotes)
	}
	if as := len(r.asides()); r.mayAside() || as > 0 {
		add(roomKeys.Aside, r.asideDialog)
		if as > 0 && r.pane == paneNotes {
			add(roomKeys.Turn, func(*Env) []Action { return r.turnAside(1) })
		}
	}
	if r.aside != 0 && r.pane == paneNotes && r.mayAside() {
		add(roomKeys.Sees, func(env *Env) []Action { return r.changeAudience(env, r.aside) })
		if r.mayRemoveAside() {
			quiet(roomKeys.Remove, r.removeAside)
		}
	}
	if plan {
		add(roomKeys.Action, r.addAction)
		add(roomKeys.Outcome, r.addOutcome)
		add(roomKeys.Need, r.addNeed)
	}
	if r.pane == panePlan && r.entry != 0 && plan {
		add(roomKeys.Edit, r.editEntry)
		quiet(roomKeys.Open, r.editEntry)
		if r.view().Action(r.entry) != nil {
			add(roomKeys.Done, r.toggleAction)
		}
		quiet(roomKeys.Remove, r.removeEntry)
	}
	if r.pane == panePlan && r.entryThere() && !shared {
		add(roomKeys.Sees, r.seesEntry)
	}
	if k, ok := r.linkable(r.entry); ok && r.pane == panePlan {
		add(k, func(env *Env) []Action { return r.openBank(env, r.entry) })
	} else {
		quiet(linkKey, func(env *Env) []Action { return r.openBank(env, 0) })
	}
	if r.pane == paneAgenda && live && r.chair() && r.item != m.Item {
		add(roomKeys.Go, r.goToItem)
	}
	if r.pane == paneAgenda {
		if r.maySeesPlace() {
			add(roomKeys.Sees, r.seesPlace)
		}
		if m.Stage == meeting.Preparing && r.maySetMeeting() {
			add(roomKeys.Where, r.whenWhere)
		} else {
			quiet(roomKeys.Where, r.whenWhere)
		}
	}
	if r.pane == panePeople && !shared && r.view().Member(r.person) != nil {
		add(roomKeys.Reach, r.openReaches)
	}
	if r.pane == panePeople && r.may(meeting.KeepList) {
		quiet(roomKeys.Open, r.openAttendance)
	}
	switch {
	case r.mayPropose():
		add(roomKeys.Decide, r.propose)
	case r.mayRead():
		add(bind("d", "decisions", "d"), r.propose)
	}
	if (live || m.Stage == meeting.Preparing || m.Stage == meeting.Sent) && r.may(meeting.WriteFor) {
		out = append(out, bound{key: roomKeys.Behalf, do: r.behalf, quiet: !live})
	}
	if !shared && r.aside == 0 && r.mayPassage() {
		add(roomKeys.Private, r.private)
	}
	if live && !shared {
		add(roomKeys.Hand, r.hand)
	}
	if !shared && r.me().Person != "" {
		add(roomKeys.Concern, r.confide)
	}
	if live && !r.chair() {
		k := roomKeys.Follow
		if r.follow {
			k = bind("f", "following the chair", "f")
		}
		add(k, r.toggleFollow)
	}
	if plan {
		add(roomKeys.Undo, r.undo)
		quiet(roomKeys.Redo, r.redo)
	}
	add(roomKeys.Pane, func(*Env) []Action { r.nextPane(1); return nil })
	quiet(roomKeys.Back, func(*Env) []Action { r.nextPane(-1); return nil })
	quiet(roomKeys.Tab1, func(*Env) []Action { r.toPane(paneAgenda); return nil })
	quiet(roomKeys.Tab2, func(*Env) []Action { r.toPane(panePlan); return nil })
	quiet(roomKeys.Tab3, func(*Env) []Action { r.toPane(panePeople); return nil })
	add(roomKeys.History, r.history)
	quiet(roomKeys.Changes, r.whatChanged)
	if !shared && r.view().Viewer().Meeting == 0 { // who is here for one meeting sees no record
		quiet(roomKeys.Record, r.openRecord)
	}
	if r.mayPause() {
		k := roomKeys.Pause
		if !m.Paused.IsZero() {
			k = bind("P", "go on", "P")
			chair(k, r.pause)
		} else {
			quiet(k, r.pause)
		}
	}
	quiet(wordsKey, r.explainWords)
	add(roomKeys.Command, r.command)
	if !shared {
		quiet(roomKeys.Find, r.find)
	}
	add(roomKeys.Help, r.help)
	add(roomKeys.Leave, r.leave)

	if r.chair() && live {
		chair(roomKeys.Next, func(e *Env) []Action { return r.stepItem(1) })
		chair(roomKeys.Prev, func(e *Env) []Action { return r.stepItem(-1) })
		chair(roomKeys.Floor, r.floor)
		chair(roomKeys.Typing, r.typing)
	}
	if r.may(meeting.KeepList) && (live || m.Stage == meeting.Preparing || m.Stage == meeting.Tidying) {
		chair(roomKeys.Attendance, r.openAttendance)
	}
	if r.mayAgenda() {
		chair(roomKeys.Agenda, r.agendaDialog)
	}
	if r.chair() && live {
		chair(roomKeys.Close, r.closeMeeting)
	}
	if r.chair() && m.Stage == meeting.Preparing {
		chair(roomKeys.Start, r.openMeeting)
	}
	if r.mayCallOff() {
		chair(callOffKey, r.callOff)
	}
	if r.mayPutOn() {
		chair(putOnKey, r.putOn)
	}
	if (m.Stage == meeting.Tidying) && r.may(meeting.WriteSummary) {
		chair(roomKeys.Tidy, r.tidy)
	}
	if (m.Stage == meeting.Tidying || m.Stage == meeting.Sent) && r.chair() {
		chair(bind("c", "reopen or finish", "c"), r.afterwards)
	}
	if r.mayTakeChair() {
		chair(roomKeys.Take, r.takeChair)
	}
	return out
}

// mayNotes reports whether n gives the keys to the notes now.
func (r *Room) mayNotes() bool {
	m := r.meeting()
	switch m.Stage {
	case meeting.Sent, meeting.Final, meeting.CalledOff:
		return false
	case meeting.Tidying:
		return r.may(meeting.WriteSummary)
	case meeting.Live:
		if m.Typing == meeting.MinuteTakerTypes && !r.may(meeting.WriteSummary) {
			return false
		}
	}
	return r.may(meeting.WriteNotes)
}

// mayPassage reports whether a passage can be shared into the notes now.
func (r *Room) mayPassage() bool {
	s := r.meeting().Stage
	return (s == meeting.Live || s == meeting.Preparing) && r.may(meeting.WriteNotes)
}

// mayPropose reports whether a decision can be proposed now.
func (r *Room) mayPropose() bool {
	return r.meeting().Stage == meeting.Live && !r.view().Viewer().Shared && r.may(meeting.ProposeThings)
}

// mayRead reports whether d has anything to show: what was decided stays readable in every stage.
func (r *Room) mayRead() bool { return r.mayPropose() || r.anyDecision() }

func (r *Room) mayAgenda() bool {
	m := r.meeting()
	if m.Stage == meeting.Preparing {
		return r.may(meeting.ProposeThings)
	}
	return m.Stage == meeting.Live && r.chair()
}

func (r *Room) mayTakeChair() bool {
	m, me := r.meeting(), r.me()
	return m.Stage == meeting.Live && !r.chair() && r.u.Presence != nil && r.u.Presence.ChairAway &&
		(m.MinuteTaker == me.ID || me.Role == meeting.Keyworker || me.Role == meeting.Deputy)
}

func (r *Room) keyNotes(env *Env) []Action {
	if r.locked() {
		r.Notice(env.T("Nothing can be saved just now, so typing is locked: what you had typed is kept."))
		return nil
	}
	return r.startNotes()
}

func (r *Room) toggleAction(*Env) []Action {
	said := r.T("“%s” is done. x or u takes it back.", r.named(r.entry))
	if a := r.view().Action(r.entry); a != nil && a.Status == meeting.Done {
		said = r.T("“%s” is not done after all. x or u takes it back.", r.named(r.entry))
	}
	return send(said, meeting.ToggleAction{Action: r.entry})
}

func (r *Room) goToItem(*Env) []Action { return send("", meeting.GoToItem{Item: r.item}) }

// stepItem moves the meeting to the next or the previous item.
func (r *Room) stepItem(by int) []Action {
	m := r.meeting()
	i := m.Index(m.Item) + by
	if i < 0 || i >= len(m.Agenda) {
		if by > 0 {
			r.Notice(r.T("This is the last item: c closes the meeting."))
		} else {
			r.Notice(r.T("This is the first item."))
		}
		return nil
	}
	r.item = m.Agenda[i].ID // the chair's own screen goes along, wherever it looked
	r.showNotes()
	return send("", meeting.GoToItem{Item: m.Agenda[i].ID})
}

func (r *Room) hand(*Env) []Action {
	me := r.me().ID
	return []Action{Hand{Member: me, Up: r.u.Presence.HandOf(me) == 0}}
}

func (r *Room) toggleFollow(*Env) []Action {
	r.follow = !r.follow
	if r.follow {
		m := r.meeting()
		r.Notice(r.T("Following the chair."))
		if m.Item != 0 {
			r.item = m.Item
			r.showNotes()
		}
		return nil
	}
	r.Notice(r.T("You are looking around by yourself now: f follows the chair again."))
	return nil
}

// undo takes back the viewer's own last change in the pane in front: the notes, or the plan.
func (r *Room) undo(*Env) []Action { return r.turn(false) }

func (r *Room) redo(*Env) []Action { return r.turn(true) }

func (r *Room) turn(redo bool) []Action {
	if r.pane == paneNotes || r.pane == paneAgenda {
		said := r.T("Your last change in these notes is undone.")
		if redo {
			said = r.T("Your last change in these notes is brought back.")
		}
		return send(said, meeting.UndoText{Field: r.noteField(), Redo: redo})
	}
	said := r.T("Your last change in the plan is undone.")
	if redo {
		said = r.T("Your last change in the plan is brought back.")
	}
	return send(said, meeting.UndoEntry{Redo: redo})
}

// leave asks before the room is left.
func (r *Room) leave(env *Env) []Action {
	question := env.T("Leave the meeting? Everything you wrote is saved, and you can come back.")
	if d := r.notes.Draft(); d != "" {
		question = env.T("Leave the meeting? What is still marked “not added yet” is kept for you.")
	}
	return r.show(newConfirm(question, env.T("Leave"), env.T("Stay"), func(*Env, *Room) []Action { return []Action{GoHome{}} }))
}

// why says why a key of the room does nothing just now; "" for keys that never do anything.
func (r *Room) why(k tea.KeyPressMsg) string {
	m := r.meeting()
	switch {
	case key.Matches(k, roomKeys.Notes):
		switch {
		case m.Stage == meeting.CalledOff:
			return r.T("The meeting is called off, so the notes stay as they are.")
		case m.Stage == meeting.Live && m.Typing == meeting.MinuteTakerTypes && r.mayPassage():
			return r.T("The minute taker types now: write privately with ctrl+p and share it.")
		case m.Stage == meeting.Sent || m.Stage == meeting.Final:
			return r.T("The minutes are written, so the notes stay as they are.")
		case m.Stage == meeting.Tidying:
			return r.T("The meeting is closed: the chair and the minute taker tidy the notes.")
		}
		return r.T("You can read the notes here, but not write in them.")
	case key.Matches(k, roomKeys.Edit, roomKeys.Remove, roomKeys.Done) && r.may(meeting.ChangePlan):
		if key.Matches(k, roomKeys.Done) && r.pane == panePlan && r.entry != 0 {
			return r.T("Only an action can be done or not done: choose one.")
		}
		return r.T("Choose something in the plan first: 2 goes there.")
	case key.Matches(k, roomKeys.Next, roomKeys.Prev, roomKeys.Floor, roomKeys.Typing) && m.Stage == meeting.Live && !r.chair():
		return r.T("That is for the chair, %s.", r.view().NameOf(m.Chair))
	case key.Matches(k, roomKeys.Start) && m.Stage == meeting.CalledOff:
		return r.T("The meeting is called off, so it cannot begin.")
	case key.Matches(k, roomKeys.Hand, roomKeys.Decide) && m.Stage != meeting.Live:
		return r.T("That works while the meeting is live.")
	}
	return ""
}

// groups returns the keys that work now, for the help.
func (r *Room) groups() []widget.KeyGroup {
	all, chair := widget.KeyGroup{Title: "In the room"}, widget.KeyGroup{Title: "Running the meeting"}
	for _, b := range r.bindings() {
		h := b.key.Help()
		k := b.key
		k.SetHelp(h.Key, string(fullWords(words.Msg(h.Desc))))
		if b.chair {
			chair.Keys = append(chair.Keys, k)
		} else {
			all.Keys = append(all.Keys, k)
		}
	}
	out := []widget.KeyGroup{all}
	if len(chair.Keys) > 0 {
		out = append(out, chair)
	}
	for i, g := range widget.EditorKeys.Groups() {
		if i == 0 {
			g.Title = "While writing"
		}
		out = append(out, g)
	}
	return out
}

// fullWords says in full what a hint says in a word, where there is room for it.
func fullWords(does words.Msg) words.Msg {
	if s, ok := map[words.Msg]words.Msg{
		"notes": "write in the notes", "notes for some": "notes for fewer people", "other notes": "the item's other notes",
		"how to reach": "how to reach whom is selected", "concern": "a safeguarding concern, privately", "pause": "ask for a pause", "go on": "end the pause", "action": "add an action", "outcome": "add an outcome", "need": "add a need",
		"who sees this": "who sees what is selected", "edit": "edit what is selected", "open": "open what is selected", "done": "done, or not done",
		"decision": "decisions: propose, read", "hand": "your hand up or down", "pane": "next pane",
		"undo": "undo your last change", "redo": "bring it back", "command": "everything, by its words",
		"find": "find words anywhere here", "help": "all keys that work here", "leave": "leave, asking first",
		"history": "how it was, step by step", "changes": "what changed since you were last here",
		"record": "the record: story, waits, keyworker, timeline",
		"agenda": "change the agenda", "back": "previous item", "decisions": "read the decisions",
	}[does]; ok {
		return s
	}
	return does
}
