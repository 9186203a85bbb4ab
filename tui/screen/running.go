package screen

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

func itoa(n int) string { return strconv.Itoa(n) }

// optionID is an entry's id as an option's.
func optionID(id meeting.ID) string { return strconv.FormatUint(uint64(id), 10) }

// idOf reads optionID back; 0 for anything else.
func idOf(s string) meeting.ID {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		return 0
	}
	return meeting.ID(n)
}

// lines returns the lines of a text that have words in them.
func lines(s string) []string {
	var out []string
	for l := range strings.SplitSeq(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// ask shows a form of this record. What is typed is a draft of this name until commands are accepted; then
// comes next, which may be nil.
func (r *Room) ask(env *Env, f *widget.Form, draft string, commands func(*Env, *Room) ([]meeting.Command, error), next func(*Env, *Room, meeting.Result) []Action) []Action {
	if next == nil {
		next = func(*Env, *Room, meeting.Result) []Action { return nil }
	}
	return (&formDialog{form: f, title: f.Title, draft: r.record + "/" + draft, commands: commands, added: next}).open(env, r)
}

// floor lets the chair give somebody the floor: raised hands first, in order.
func (r *Room) floor(env *Env) []Action {
	m := r.meeting()
	var options []widget.Option
	seen := map[meeting.ID]bool{}
	add := func(id meeting.ID, note string) {
		mem := r.view().Member(id)
		if mem == nil || seen[id] {
			return
		}
		seen[id] = true
		options = append(options, widget.Option{ID: optionID(id), Label: mem.Name, Note: note})
	}
	if r.u.Presence != nil {
		for i, h := range r.u.Presence.Hands {
			add(h.Member, env.T("hand up, %s", ordinal(env.Words, i+1)))
		}
	}
	for _, p := range r.peopleRows() {
		if p.here || p.way != nil && p.way.Way.Present() {
			add(p.member.ID, p.member.AgencyName)
		}
	}
	if m.Floor != 0 {
		options = append(options, widget.Option{ID: "0", Label: env.T("Nobody in particular"), Note: env.T("take the floor back from %s", r.view().NameOf(m.Floor))})
	}
	return r.show(newPick(env, env.T("Who has the floor?"), options, func(_ *Env, r *Room, id string) ([]Action, bool) {
		who := idOf(id)
		acts := send("", meeting.GiveFloor{Meeting: r.id, Member: who})
		if r.u.Presence.HandOf(who) > 0 {
			acts = append(acts, Hand{Member: who, Up: false})
		}
		return acts, true
	}))
}

// typing lets the chair say who may type in the notes.
func (r *Room) typing(env *Env) []Action {
	taker := env.T("nobody is the minute taker yet: attendance (p) names one")
	if t := r.meeting().MinuteTaker; t != 0 {
		taker = env.T("%s; others write privately and share", r.view().NameOf(t))
	}
	return r.show(newPick(env, env.T("Who may type in the notes?"), []widget.Option{
		{ID: "", Label: env.T("Everyone"), Note: env.T("all at once")}, {ID: "taker", Label: env.T("The minute taker"), Note: taker},
	}, func(_ *Env, r *Room, id string) ([]Action, bool) {
		t := meeting.AnyoneTypes
		if id != "" {
			t = meeting.MinuteTakerTypes
		}
		return send("", meeting.SetTyping{Meeting: r.id, Typing: t}), true
	}))
}

func (r *Room) openMeeting(*Env) []Action {
	return r.show(newConfirm(r.T("Open the meeting now? Everybody on the team can come in from then on."), r.T("Open"), r.T("Not yet"), func(_ *Env, r *Room) []Action {
		return send(r.T("The meeting is open."), meeting.OpenMeeting{Meeting: r.id})
	}))
}

func (r *Room) takeChair(*Env) []Action {
	q := r.T("%s has been gone for a minute. Take the chair?", r.view().NameOf(r.meeting().Chair))
	return r.show(newConfirm(q, r.T("Take the chair"), r.T("Wait"), func(_ *Env, r *Room) []Action {
		return send(r.T("You have the chair."), meeting.TakeChair{Meeting: r.id, To: r.me().ID, Away: true})
	}))
}

// tableDialog is a list of rows with keys of its own: attendance, the agenda, the closing checks.
type tableDialog struct {
	title string
	note  string
	width int // of a row, as last drawn
	list  widget.List
	box   widget.Box
	rows  func(env *Env, r *Room) []*widget.Item
	open  func(env *Env, r *Room, id string) []Action // ⏎
	keys  []tableKey
}

type tableKey struct {
	key key.Binding
	do  func(env *Env, r *Room, id string) ([]Action, bool)
}

// Update moves, and does what a key of the table does.
func (t *tableDialog) Update(env *Env, r *Room, msg tea.Msg) ([]Action, bool) {
	t.list.SetItems(t.rows(env, r))
	if k, ok := msg.(tea.KeyPressMsg); ok {
		if k.String() == "esc" {
			return nil, true
		}
		for _, x := range t.keys {
			if key.Matches(k, x.key) {
				return x.do(env, r, t.list.SelectedID())
			}
		}
	}
	if t.list.Update(msg) == widget.Chosen && t.open != nil {
		return t.open(env, r, t.list.SelectedID()), false
	}
	return nil, false
}

// Set renews the rows at the next draw.
func (t *tableDialog) Set(*Env, *Room) ([]Action, bool) { return nil, false }

// Sent tells of a refusal; the table stays.
func (t *tableDialog) Sent(_ *Env, r *Room, _ meeting.Result, err error) ([]Action, bool) {
	if err != nil {
		r.Notice(r.refusal(err))
	}
	return nil, false
}

// Draw draws the table, as high as its rows.
func (t *tableDialog) Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	area = centred(area, 100)
	t.width = area.Dx() - 4
	rows := t.rows(env, r)
	area.Max.Y = min(area.Max.Y, area.Min.Y+max(len(rows), 3)+2)
	in := t.box.Draw(scr, area, env.Theme, true, widget.Run{Text: t.title}, widget.Run{Text: "  " + t.note, Style: env.Theme.Muted})
	t.list.Theme, t.list.Focus = env.Theme, true
	t.list.SetItems(rows)
	t.list.Draw(scr, padded(in))
}

// padded leaves a column free at both sides.
func padded(in uv.Rectangle) uv.Rectangle {
	if in.Dx() > 4 {
		in.Min.X++
		in.Max.X--
	}
	return in
}

// centred returns the middle of an area, at most w columns wide.
func centred(area uv.Rectangle, w int) uv.Rectangle {
	if area.Dx() <= w {
		return area
	}
	return uv.Rect(area.Min.X+(area.Dx()-w)/2, area.Min.Y, w, area.Dy())
}

// Keys are the keys of the table.
func (t *tableDialog) Keys() []key.Binding {
	out := []key.Binding{bind("↑↓", "move", "up")}
	if t.open != nil {
		out = append(out, bind("⏎", "change", "enter"))
	}
	for _, k := range t.keys {
		out = append(out, k.key)
	}
	return append(out, bind("esc", "back", "esc"))
}

// openAttendance opens the chair's attendance list.
func (r *Room) openAttendance(*Env) []Action {
	t := &tableDialog{title: r.T("Attendance"), note: r.T("the chair's list; connecting only proposes it")}
	t.rows = func(env *Env, r *Room) []*widget.Item {
		var out []*widget.Item
		th := env.Theme
		for _, mem := range r.view().Members {
			if !mem.Current() || mem.Guest != 0 && mem.Guest != r.id {
				continue
			}
			mark, way, note, st := " ", env.T("not noted yet"), "", th.Muted
			if a := r.meeting().Attending(mem.ID); a != nil {
				mark, way, note, st = "✓", env.T(a.Way.Msg()), a.Note, th.Text
				if a.Proposed {
					mark, note = "?", strings.TrimSpace(env.T("to confirm")+" "+note)
				}
				if !a.From.IsZero() {
					note = strings.TrimSpace(note + " " + env.T("time:\x04from %s", env.clock(a.From)))
				}
				if !a.To.IsZero() {
					note += " " + env.T("time:\x04to %s", env.clock(a.To))
				}
			}
			part := env.T(mem.Role.Msg())
			switch mem.ID {
			case r.meeting().Chair:
				part += ", " + env.T("person:\x04chair")
			case r.meeting().MinuteTaker:
				part += ", " + env.T("minutes")
			}
			out = append(out, &widget.Item{ID: optionID(mem.ID), Runs: []widget.Run{
				{Text: mark + " ", Style: th.Accent},
				{Text: mem.Name, Style: th.Agency(r.agency(mem)), Width: 22},
				{Text: " "},
				{Text: way, Style: st, Width: 16},
				{Text: " "},
				{Text: note, Style: th.Muted, Grow: true},
				{Text: " " + part, Style: th.Faint, Optional: true},
			}})
		}
		return out
	}
	t.open = func(env *Env, r *Room, id string) []Action { return r.setWay(env, idOf(id)) }
	t.keys = []tableKey{
		{bind("y", "confirm all", "y"), func(_ *Env, r *Room, _ string) ([]Action, bool) {
			var cs []meeting.Command
			for _, a := range r.meeting().Attendance {
				if a.Proposed {
					a.Proposed = false
					cs = append(cs, meeting.SetAttendance{Meeting: r.id, Attendance: a})
				}
			}
			if len(cs) == 0 {
				r.Notice(r.T("Everything on the list is confirmed already."))
				return nil, false
			}
			return send(r.T("Attendance is confirmed."), cs...), false
		}},
		{bind("m", "minute taker", "m"), func(_ *Env, r *Room, id string) ([]Action, bool) {
			m := *r.meeting()
			m.MinuteTaker = idOf(id)
			return send(r.T("%s takes the minutes.", r.view().NameOf(m.MinuteTaker)), meeting.SetMeeting{Meeting: m}), false
		}},
		{bind("a", "somebody else came", "a"), func(env *Env, r *Room, _ string) ([]Action, bool) { return r.addGuest(env), false }},
		{bind("l", "left, or is back", "l"), func(env *Env, r *Room, id string) ([]Action, bool) {
			a := r.meeting().Attending(idOf(id))
			if a == nil || !a.Way.Present() {
				r.Notice(env.T("Only somebody who is here can leave."))
				return nil, false
			}
			c := *a
			c.To = env.Now
			said := env.T("%s left.", r.view().NameOf(c.Member))
			if !a.To.IsZero() {
				c.To, said = time.Time{}, env.T("%s is back.", r.view().NameOf(c.Member))
			}
			return send(said, meeting.SetAttendance{Meeting: r.id, Attendance: c}), false
		}},
	}
	if r.chair() {
		t.keys = append(t.keys, tableKey{bind("h", "hand the chair over", "h"), func(_ *Env, r *Room, id string) ([]Action, bool) {
			to := idOf(id)
			return r.show(newConfirm(r.T("Hand the chair over to %s?", r.view().NameOf(to)), r.T("Hand over"), r.T("Keep it"), func(_ *Env, r *Room) []Action {
				return send("", meeting.TakeChair{Meeting: r.id, To: to})
			})), false
		}})
	}
	return r.show(t)
}

// setWay asks how somebody attends.
func (r *Room) setWay(env *Env, id meeting.ID) []Action {
	mem := r.view().Member(id)
	if mem == nil {
		return nil
	}
	now := meeting.Attendance{Member: id}
	if a := r.meeting().Attending(id); a != nil {
		now = *a
	}
	var ways []widget.Option
	for _, w := range meeting.Ways {
		ways = append(ways, widget.Option{ID: string(w), Label: string(w)})
	}
	f := widget.NewForm(env.Theme, mem.Name, env.T("Note it"), env.T("Back"),
		&widget.Field{ID: "way", Label: env.T("How do they attend?"), Kind: widget.ChoiceField, Options: ways},
		&widget.Field{ID: "note", Label: env.T("Note"), Hint: env.T("report sent; or who came in their place"), Kind: widget.LineField})
	if now.Way != "" {
		f.Set("way", string(now.Way))
	} else {
		f.Set("way", string(meeting.InPerson))
	}
	f.Set("note", now.Note)
	return r.ask(env, f, "attendance/"+optionID(id), func(_ *Env, r *Room) ([]meeting.Command, error) {
		a := now
		a.Way, a.Note = meeting.Way(f.Value("way")), f.Value("note")
		if !a.Way.Present() {
			a.From, a.To = time.Time{}, time.Time{}
		}
		return []meeting.Command{meeting.SetAttendance{Meeting: r.id, Attendance: a}}, nil
	}, nil)
}

// addGuest notes somebody who came along and is not on the team.
func (r *Room) addGuest(env *Env) []Action {
	var roles []widget.Option
	for _, x := range []meeting.Role{meeting.Observer, meeting.Practitioner, meeting.Supporter, meeting.Interpreter, meeting.Parent} {
		roles = append(roles, widget.Option{ID: string(x), Label: string(x)})
	}
	f := widget.NewForm(env.Theme, env.T("Somebody else came"), env.T("Add"), env.T("Back"),
		&widget.Field{ID: "name", Label: env.T("Name they want to be called"), Kind: widget.LineField},
		&widget.Field{ID: "agency", Label: env.T("From"), Hint: env.T("agency, or leave it empty for the family"), Kind: widget.LineField},
		&widget.Field{ID: "role", Label: env.T("Here as"), Kind: widget.ChoiceField, Options: roles})
	f.Set("role", string(meeting.Observer))
	return r.ask(env, f, "guest", func(_ *Env, r *Room) ([]meeting.Command, error) {
		name := strings.TrimSpace(f.Value("name"))
		if name == "" {
			return nil, refuse("say what they want to be called")
		}
		m := meeting.Member{Name: name, Role: meeting.Role(f.Value("role")), Guest: r.id, Agency: meeting.FamilyAgency, AgencyName: "Family"}
		if a := strings.TrimSpace(f.Value("agency")); a != "" {
			m.AgencyName = a
			m.Agency = meeting.AgencyID(strings.ToLower(strings.Join(strings.FieldsFunc(a, func(c rune) bool { return c == ' ' || c == ',' || c == ':' }), "-")))
			for _, x := range r.view().Members {
				if strings.EqualFold(x.AgencyName, a) {
					m.Agency = x.Agency
				}
			}
		}
		return []meeting.Command{meeting.AddMember{Member: m}}, nil
	}, func(_ *Env, r *Room, res meeting.Result) []Action {
		return send("", meeting.SetAttendance{Meeting: r.id, Attendance: meeting.Attendance{Member: res.Added(), Way: meeting.InPerson}})
	})
}

// agendaDialog opens the agenda to change: the chair's, and while preparing everybody may add to it.
func (r *Room) agendaDialog(*Env) []Action {
	t := &tableDialog{title: r.T("Agenda"), note: r.T("changes show to everybody at once")}
	t.rows = func(env *Env, r *Room) []*widget.Item {
		var out []*widget.Item
		for i, it := range r.meeting().Agenda {
			by := ""
			if it.By != 0 {
				by = env.T("added by %s", r.view().NameOf(it.By))
			}
			mark := " "
			if it.ID == r.meeting().Item {
				mark = "▸"
			} else if it.Done {
				mark = "✓"
			}
			out = append(out, &widget.Item{ID: optionID(it.ID), Runs: []widget.Run{
				{Text: fmt.Sprintf("%s %2d  ", mark, i+1), Style: env.Theme.Muted},
				{Text: it.Title, Style: env.Theme.Text, Grow: true},
				{Text: "  " + by, Style: env.Theme.Faint, Optional: true},
				{Text: "  " + env.T("%d min", it.Minutes), Style: env.Theme.Muted, Width: 9, Right: true},
			}})
		}
		return out
	}
	add := tableKey{bind("a", "add", "a"), func(env *Env, r *Room, id string) ([]Action, bool) { return r.addItem(env, idOf(id)), false }}
	if !r.may(meeting.RunMeeting) {
		t.note = r.T("add what you want to be talked about")
		t.keys = []tableKey{add}
		return r.show(t)
	}
	t.open = func(env *Env, r *Room, id string) []Action { return r.editItem(env, idOf(id)) }
	move := func(by int) func(*Env, *Room, string) ([]Action, bool) {
		return func(_ *Env, r *Room, id string) ([]Action, bool) {
			m := r.meeting()
			i := m.Index(idOf(id)) + by
			if i < 0 || i >= len(m.Agenda) {
				return nil, false
			}
			before := meeting.ID(0)
			if by < 0 {
				before = m.Agenda[i].ID
			} else if i+1 < len(m.Agenda) {
				before = m.Agenda[i+1].ID
			}
			return send("", meeting.MoveItem{Item: idOf(id), Before: before}), false
		}
	}
	t.keys = []tableKey{
		add,
		{bind("K", "up", "K", "shift+up"), move(-1)},
		{bind("J", "down", "J", "shift+down"), move(1)},
		{bind("x", "take off", "x", "delete"), func(_ *Env, r *Room, id string) ([]Action, bool) {
			_, title := r.itemTitle(idOf(id))
			return r.show(newConfirm(r.T("Take “%s” off the agenda?", title), r.T("Take it off"), r.T("Keep it"), func(_ *Env, r *Room) []Action {
				return send(r.T("It is off the agenda."), meeting.RemoveItem{Item: idOf(id)})
			})), false
		}},
	}
	return r.show(t)
}

func (r *Room) itemTitle(id meeting.ID) (int, string) {
	m := r.meeting()
	if i := m.Index(id); i >= 0 {
		return i, m.Agenda[i].Title
	}
	return -1, ""
}

func itemForm(env *Env, title, submit string) *widget.Form {
	return widget.NewForm(env.Theme, title, submit, env.T("Back"),
		&widget.Field{ID: "title", Label: env.T("What is to be talked about?"), Kind: widget.LineField},
		&widget.Field{ID: "minutes", Label: env.T("Minutes"), Kind: widget.LineField, Check: func(v string) (string, error) {
			n, err := strconv.Atoi(strings.TrimSpace(v))
			if err != nil || n < 0 || n > 480 {
				return "", refuse("a number of minutes, from 0 to 480")
			}
			return env.N(n, "%d minute", "%d minutes"), nil
		}})
}

func (r *Room) addItem(env *Env, after meeting.ID) []Action {
	f := itemForm(env, env.T("Add to the agenda"), env.T("Add"))
	f.Set("minutes", "5")
	return r.ask(env, f, "item", func(_ *Env, r *Room) ([]meeting.Command, error) {
		n, _ := strconv.Atoi(strings.TrimSpace(f.Value("minutes"))) // the field's check has read it
		before := meeting.ID(0)
		if i, _ := r.itemTitle(after); i >= 0 && i+1 < len(r.meeting().Agenda) {
			before = r.meeting().Agenda[i+1].ID
		}
		return []meeting.Command{meeting.AddItem{Meeting: r.id, Before: before, Title: f.Value("title"), Minutes: n}}, nil
	}, func(_ *Env, r *Room, _ meeting.Result) []Action {
		r.Notice(r.T("“%s” is on the agenda.", f.Value("title")))
		return nil
	})
}

func (r *Room) editItem(env *Env, id meeting.ID) []Action {
	i, title := r.itemTitle(id)
	if i < 0 {
		return nil
	}
	f := itemForm(env, env.T("Agenda item"), env.T("Change"))
	f.Set("title", title)
	f.Set("minutes", itoa(r.meeting().Agenda[i].Minutes))
	return r.ask(env, f, "item/"+optionID(id), func(*Env, *Room) ([]meeting.Command, error) {
		n, _ := strconv.Atoi(strings.TrimSpace(f.Value("minutes"))) // the field's check has read it
		return []meeting.Command{meeting.SetItem{Item: id, Title: f.Value("title"), Minutes: n}}, nil
	}, nil)
}
