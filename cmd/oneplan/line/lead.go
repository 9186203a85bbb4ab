package line

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"oneplan/meeting"
)

var leadVerbs = []verb{
	{"item", "[N, next or back]", "where the agenda is; the chair goes to item N, the next one or back", leading, toItem},
	{"next", "", "the chair goes to the next item", leading, func(p *Place, _ string) (act, error) { return toItem(p, "next") }},
	{"floor", "NAME, or nobody", "the chair gives somebody the floor", leading, floor},
	{"lower", "NAME", "the chair takes somebody's hand down", leading, func(p *Place, rest string) (act, error) {
		m, err := p.somebody(rest)
		if err != nil {
			return act{}, err
		}
		a, err := saved(p.T("The hand of %s is down", m.Name), []key{{m.ID, ofHand}})
		a.hand = &hand{m.ID, false}
		return a, err
	}},
	{"verb:\x04typing", "everyone, or minute taker", "the chair says who may type in the notes", leading, typing},
	{"go on", "", "go on after a pause", leading, func(p *Place, _ string) (act, error) {
		return saved(p.T("The meeting goes on"), []key{{p.Meeting, ofPause}}, meeting.PauseMeeting{Meeting: p.Meeting})
	}},
	{"attendance", "NAME WAY [NOTE]", "note how somebody attends: own screen, shared screen, by phone, in person, apologies, substitute, absent", leading, attendance},
	{"confirm attendance", "", "confirm everybody who came in", leading, confirm},
	{"verb:\x04left", "NAME", "note that somebody left", leading, func(p *Place, rest string) (act, error) { return present(p, rest, false) }},
	{"verb:\x04back", "NAME", "note that somebody is back", leading, func(p *Place, rest string) (act, error) { return present(p, rest, true) }},
	{"guest", "NAME [from AGENCY] [as ROLE]", "note somebody who came along and is not on the team", leading, guest},
	{"minute taker", "NAME", "who takes the minutes", leading, func(p *Place, rest string) (act, error) {
		m, err := p.somebody(rest)
		if err != nil {
			return act{}, err
		}
		return p.set(p.does(m.ID, "You take the minutes, saved", "%s takes the minutes, saved"), ofTaker, func(x *meeting.Meeting) { x.MinuteTaker = m.ID })
	}},
	{"hand over", "to NAME", "the chair hands the chair over", leading, func(p *Place, rest string) (act, error) {
		rest, _ = p.without(rest, typedTo)
		m, err := p.somebody(rest)
		if err != nil {
			return act{}, err
		}
		return saved(p.does(m.ID, "You have the chair now, saved", "%s has the chair now, saved"), []key{{p.Meeting, ofChair}}, meeting.TakeChair{Meeting: p.Meeting, To: m.ID})
	}},
	{"take the chair", "", "take the chair, when the chair has been gone for a minute", leading, func(p *Place, _ string) (act, error) {
		return saved(p.T("You have the chair, saved"), []key{{p.Meeting, ofChair}}, meeting.TakeChair{Meeting: p.Meeting, To: p.me().ID, Away: true})
	}},
	{"add item", "TEXT [N minutes]", "add to the agenda", leading, addItem},
	{"rename item", "N TEXT", "call an item of the agenda something else", leading, renameItem},
	{"move item", "N to N", "move an item of the agenda", leading, moveItem},
	{"remove item", "N", "take an item off the agenda", leading, func(p *Place, rest string) (act, error) {
		id, _, err := p.agendaItem(rest)
		if err != nil {
			return act{}, err
		}
		return saved(p.T("Off the agenda, saved: %s", p.item(id)), []key{{p.Meeting, ofAgenda}}, meeting.RemoveItem{Item: id})
	}},
	{"open meeting|open", "", "the chair opens the meeting", leading, func(p *Place, _ string) (act, error) {
		return saved(p.T("The meeting is open, saved"), []key{{p.Meeting, ofStage}}, meeting.OpenMeeting{Meeting: p.Meeting})
	}},
}

// set changes what is said of the meeting.
func (p *Place) set(said, what string, with func(*meeting.Meeting)) (act, error) {
	m := *p.meeting()
	with(&m)
	return saved(said, []key{{p.Meeting, what}}, meeting.SetMeeting{Meeting: m})
}

func toItem(p *Place, rest string) (act, error) {
	m := p.meeting()
	at := m.Index(m.Item)
	switch {
	case rest == "":
		return act{lines: []string{full(p.itemLine())}}, nil
	case p.typed(rest, "typed:\x04next"):
		at++
	case p.typed(rest, "typed:\x04back"):
		at--
	default:
		id, _, err := p.agendaItem(rest)
		if err != nil {
			return act{}, err
		}
		at = m.Index(id)
	}
	if at < 0 || at >= len(m.Agenda) {
		return act{}, refuse(meeting.Invalid, "The agenda ends here: “close” closes the meeting.")
	}
	a, err := saved("", []key{{p.Meeting, ofItem}}, meeting.GoToItem{Item: m.Agenda[at].ID})
	a.said = func(p *Place, _ meeting.Result) string { return p.itemLine() }
	return a, err
}

func floor(p *Place, rest string) (act, error) {
	if p.typed(rest, typedNobody) {
		return saved(p.T("Nobody in particular has the floor, saved"), []key{{p.Meeting, ofFloor}}, meeting.GiveFloor{Meeting: p.Meeting})
	}
	rest, _ = p.without(rest, typedTo)
	m, err := p.somebody(rest)
	if err != nil {
		return act{}, err
	}
	a, err := saved(p.does(m.ID, "You have the floor, saved", "%s has the floor, saved"), []key{{p.Meeting, ofFloor}, {m.ID, ofHand}}, meeting.GiveFloor{Meeting: p.Meeting, Member: m.ID})
	if p.u.Presence.HandOf(m.ID) > 0 {
		a.hand = &hand{m.ID, false}
	}
	return a, err
}

func typing(p *Place, rest string) (act, error) {
	c := meeting.SetTyping{Meeting: p.Meeting}
	switch {
	case p.typed(rest, "typed:\x04everyone|everybody"):
		c.Typing = meeting.AnyoneTypes
	case p.typed(rest, "typed:\x04minute taker|the minute taker"):
		c.Typing = meeting.MinuteTakerTypes
	default:
		return act{}, errUsage
	}
	return saved(p.T("Saved"), nil, c)
}

func attendance(p *Place, rest string) (act, error) {
	if rest == "" {
		return team(p, "")
	}
	m, more, err := p.leading(rest)
	if err != nil {
		return act{}, err
	}
	line := meeting.Attendance{Member: m.ID}
	if a := p.meeting().Attending(m.ID); a != nil {
		line = *a
	}
	way, note, ok := begins(p, more, meeting.Ways)
	if !ok {
		return act{}, unclear("Say how %s attends: %s.", m.Name, oneOf(p, meeting.Ways))
	}
	line.Way, line.Note = way, strings.TrimSpace(strings.TrimLeft(note, " ,:"))
	line.Proposed = false
	if !line.Way.Present() {
		line.From, line.To = time.Time{}, time.Time{}
	}
	return saved(p.T("Attendance, saved: %s %s", p.whom(m.ID), line.Way.Msg()), []key{{p.Meeting, ofList}}, meeting.SetAttendance{Meeting: p.Meeting, Attendance: line})
}

func confirm(p *Place, _ string) (act, error) {
	var cs []meeting.Command
	var names []string
	for _, a := range p.meeting().Attendance {
		if a.Proposed {
			a.Proposed = false
			cs = append(cs, meeting.SetAttendance{Meeting: p.Meeting, Attendance: a})
			names = append(names, p.whom(a.Member))
		}
	}
	if len(cs) == 0 {
		return act{lines: []string{p.T("Everything on the list is confirmed already.")}}, nil
	}
	return saved(p.T("Attendance confirmed, saved: %s", p.listed(names)), []key{{p.Meeting, ofList}}, cs...)
}

func present(p *Place, rest string, is bool) (act, error) {
	m, err := p.somebody(rest)
	if err != nil {
		return act{}, err
	}
	a := p.meeting().Attending(m.ID)
	if a == nil || !a.Way.Present() {
		return act{}, refuse(meeting.Invalid, "Only somebody who is here can leave: “attendance %s in person” notes that they are.", m.Name)
	}
	c := *a
	c.To = p.u.Now
	said := p.T("%s left, saved", m.Name)
	if is {
		c.To, said = time.Time{}, p.T("%s is back, saved", m.Name)
	}
	return saved(said, []key{{p.Meeting, ofList}}, meeting.SetAttendance{Meeting: p.Meeting, Attendance: c})
}

func guest(p *Place, rest string) (act, error) {
	m := meeting.Member{Role: meeting.Observer, Guest: p.Meeting, Agency: meeting.FamilyAgency, AgencyName: "Family"}
	if before, role, with := p.cutWord(rest, "typed:\x04as"); with != "" {
		as, ok := among(p, role, meeting.Roles)
		if !ok {
			return act{}, unclear("Say what they are here as: %s.", oneOf(p, meeting.Roles))
		}
		m.Role, rest = as, before
	}
	if before, agency, with := p.cutWord(rest, "typed:\x04from"); with != "" {
		rest, m.AgencyName = before, agency
		m.Agency = meeting.AgencyID(strings.ToLower(strings.Join(strings.FieldsFunc(agency, func(c rune) bool { return c == ' ' || c == ',' || c == ':' }), "-")))
		for _, x := range p.view().Members {
			if strings.EqualFold(x.AgencyName, agency) {
				m.Agency = x.Agency
			}
		}
	}
	if m.Name = flat(rest); m.Name == "" {
		return act{}, errUsage
	}
	return act{
		commands: []meeting.Command{meeting.AddMember{Member: m}},
		then: func(p *Place, r meeting.Result) act {
			a, _ := saved(p.T("%s is noted as a guest, in person, saved", m.Name), []key{{p.Meeting, ofList}, {r.Added(), anything}},
				meeting.SetAttendance{Meeting: p.Meeting, Attendance: meeting.Attendance{Member: r.Added(), Way: meeting.InPerson}})
			return a
		},
		own: func(r meeting.Result) []key { return []key{{r.Added(), anything}} },
	}, nil
}

// isMinutes reports whether a word means minutes.
func (p *Place) isMinutes(typed string) bool {
	return slices.ContainsFunc(p.ways("typed:\x04minute"), func(w string) bool { return strings.HasPrefix(typed, w) })
}

func addItem(p *Place, rest string) (act, error) {
	title, minutes := rest, 5
	typed := strings.Fields(rest)
	if n := len(typed); n > 2 && p.isMinutes(typed[n-1]) {
		if m, err := strconv.Atoi(typed[n-2]); err == nil {
			minutes, title = m, strings.Join(typed[:n-2], " ")
		}
	}
	if title = strings.Trim(title, `"“” `); title == "" {
		return act{}, errUsage
	}
	if minutes < 0 || minutes > 480 {
		return act{}, unclear("Say a number of minutes from 0 to 480.")
	}
	return saved(p.T("On the agenda, saved: %s", title), []key{{p.Meeting, ofAgenda}}, meeting.AddItem{Meeting: p.Meeting, Title: title, Minutes: minutes})
}

func renameItem(p *Place, rest string) (act, error) {
	id, title, err := p.agendaItem(rest)
	if err != nil {
		return act{}, err
	}
	if title == "" {
		return act{}, errUsage
	}
	m := p.meeting()
	return saved(p.T("Renamed, saved: %s", title), []key{{p.Meeting, ofAgenda}}, meeting.SetItem{Item: id, Title: title, Minutes: m.Agenda[m.Index(id)].Minutes})
}

func moveItem(p *Place, rest string) (act, error) {
	id, more, err := p.agendaItem(rest)
	if err != nil {
		return act{}, err
	}
	more, _ = p.without(more, typedTo)
	n, err := strconv.Atoi(strings.TrimSpace(more))
	m := p.meeting()
	if err != nil || n < 1 || n > len(m.Agenda) {
		return act{}, errUsage
	}
	order := slices.Clone(m.Agenda)
	order = slices.DeleteFunc(order, func(it meeting.Item) bool { return it.ID == id })
	var before meeting.ID
	if n-1 < len(order) {
		before = order[n-1].ID
	}
	return saved(p.T("It is item %d now, saved", n), []key{{p.Meeting, ofAgenda}}, meeting.MoveItem{Item: id, Before: before})
}
