package screen

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// helpDialog is the page of all keys that work now, made from the bindings themselves.
type helpDialog struct{ page widget.Help }

func (r *Room) help(env *Env) []Action {
	t := env.T
	groups := append(r.groups(), moreHelp(), widget.KeyGroup{Title: "Marks", Keys: []key.Binding{
		bind("✓", "done", ""), bind("●", "under way; in the room", ""), bind("◌", "not started", ""), bind("!", "was due", ""),
		bind("⚑", "blocked", ""), bind("–", "no longer needed", ""), bind("◆", "has the chair", ""),
		bind("○", "here without a screen", ""), bind("▣", "a screen that all see", ""), bind(t("saved ✓"), "it is all on disk", ""),
	}})
	return r.show(&helpDialog{widget.Help{Title: t("Keys that work here"), Close: t("esc close"), Groups: groups}})
}

// Update scrolls, goes on to the guide, and closes with any other key.
func (h *helpDialog) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok && key.Matches(k, guideKey) {
		r.drop(h)
		return r.openGuide(env), false
	}
	return nil, h.page.Update(msg) == widget.Cancelled
}

// Set does nothing.
func (h *helpDialog) Set(*Env, *Room) ([]Action, bool) { return nil, false }

// Sent does nothing: help sends nothing.
func (h *helpDialog) Sent(*Env, *Room, meeting.Result, error) ([]Action, bool) { return nil, false }

// Draw draws the page.
func (h *helpDialog) Draw(env *Env, _ *Room, scr uv.Screen, area uv.Rectangle) {
	h.page.Theme, h.page.Words = env.Theme, env.Words
	h.page.Draw(scr, area)
}

// Keys are the keys of the page.
func (h *helpDialog) Keys() []key.Binding {
	return []key.Binding{bind("↑↓", "scroll", "up"), guideKey, bind("esc", "close", "esc")}
}

// moreHelp is what the help leads on to.
func moreHelp() widget.KeyGroup {
	return widget.KeyGroup{Title: "From this page", Keys: []key.Binding{guideKey}}
}

// command opens the list of everything that can be done now, by its words.
func (r *Room) command(env *Env) []Action {
	var options []widget.Option
	var does []func(*Env) []Action
	add := func(label, note string, do func(*Env) []Action) {
		options = append(options, widget.Option{ID: itoa(len(does)), Label: label, Note: note})
		does = append(does, do)
	}
	for _, b := range r.bindings() {
		if h := b.key.Help(); h.Key != ":" {
			add(env.T(fullWords(words.Msg(h.Desc))), h.Key, b.do)
		}
	}
	if r.pane != paneAgenda { // where it is a key
		add(env.T("when and where"), env.T("the time and the place of this meeting"), r.whenWhere)
	}
	if v := r.view().Viewer(); !v.Shared && v.Meeting == 0 { // who came by a pass has no home
		add(env.T("home"), env.T("back to everything of yours"), r.leave)
	}
	if !r.view().Viewer().Shared {
		add(env.T("who may see what"), env.T("agreement, grounds for sharing, whose part ends"), r.sharing)
	}
	if r.may(meeting.ChangeTeam) && !r.view().Viewer().Shared {
		add(env.T("safeguarding leads"), env.T("who reads the concerns about this record"), r.nameLeads)
	}
	add(env.T("guide to keyworking"), env.T("what helps, by situation"), r.openGuide)
	add(env.T("discreet"), env.T("only the record's short name in the header"), func(*Env) []Action { r.discreet = !r.discreet; return nil })
	p := newPick(env, env.T("What would you like to do?"), options, nil)
	p.menu.Prompt = ":"
	p.choose = func(env *Env, r *Room, id string) ([]Action, bool) {
		r.drop(p)
		return does[idOf(id)](env), true
	}
	return r.show(p)
}

// drop takes a dialog away, so that what it opens stands in its place.
func (r *Room) drop(d Dialog) {
	for i := range r.dialogs {
		if r.dialogs[i] == d {
			r.dialogs = append(r.dialogs[:i:i], r.dialogs[i+1:]...)
			return
		}
	}
}

// find opens the search through the plan, the agenda, the notes, the decisions and the people.
func (r *Room) find(env *Env) []Action {
	var options []widget.Option
	goes := map[string]func(*Room) []Action{}
	add := func(label, note string, do func(*Room) []Action) {
		if label == "" {
			return
		}
		id := itoa(len(options))
		options = append(options, widget.Option{ID: id, Label: label, Note: note})
		goes[id] = do
	}
	entry := func(id meeting.ID) func(*Room) []Action {
		return func(r *Room) []Action {
			r.pane, r.entry = panePlan, id
			r.unfold(id)
			r.leaveChair()
			return nil
		}
	}
	item := func(id meeting.ID) func(*Room) []Action {
		return func(r *Room) []Action { r.pane = paneNotes; r.setItem(id); return nil }
	}
	v, m := r.view(), r.meeting()
	for _, row := range r.wholePlan() {
		switch row.kind {
		case rowNeed:
			add(r.text(row.id, meeting.Statement), env.T("need"), entry(row.id))
		case rowOutcome:
			add(r.text(row.id, meeting.What), env.T("outcome"), entry(row.id))
		case rowAction:
			add(r.text(row.id, meeting.What), env.T("action · %s", r.actionOwner(row.action)), entry(row.id))
		}
	}
	for _, it := range m.Agenda {
		add(it.Title, env.T("agenda"), item(it.ID))
		for _, l := range lines(v.Text(notesField(it.ID)).String()) {
			add(l, env.T("notes · %s", it.Title), item(it.ID))
		}
		for _, n := range v.NotesOf(it.ID) {
			for _, l := range lines(v.Text(meeting.Field{ID: n.ID, Part: meeting.Aside}).String()) {
				add(l, env.T("notes · %s", r.audienceMark(n.Audience)), func(r *Room) []Action {
					r.setItem(it.ID)
					return r.toAside(n.ID, false)
				})
			}
		}
	}
	for _, d := range v.Decisions {
		if d.Meeting == r.id {
			add(r.text(d.ID, meeting.Wording), env.T("decision"), func(r *Room) []Action { return r.showDecision(env, d.ID) })
		}
	}
	for _, mem := range v.Members {
		if mem.Current() {
			add(mem.Name, mem.Title+" · "+mem.AgencyName, func(r *Room) []Action { r.pane, r.person = panePeople, mem.ID; return nil })
		}
	}
	return r.show(newPick(env, env.T("Find"), options, func(_ *Env, r *Room, id string) ([]Action, bool) {
		return goes[id](r), true
	}))
}
