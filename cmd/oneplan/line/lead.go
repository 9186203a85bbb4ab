package line

import (
	"fmt"
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
		a, err := saved("The hand of "+m.Name+" is down", []key{{m.ID, ofHand}})
		a.hand = &hand{m.ID, false}
		return a, err
	}},
	{"typing", "everyone, or minute taker", "the chair says who may type in the notes", leading, typing},
	{"go on", "", "go on after a pause", leading, func(p *Place, _ string) (act, error) {
		return saved("The meeting goes on", []key{{p.Meeting, ofPause}}, meeting.PauseMeeting{Meeting: p.Meeting})
	}},
	{"attendance", "NAME WAY [NOTE]", "note how somebody attends: " + oneOf(meeting.Ways), leading, attendance},
	{"confirm attendance", "", "confirm everybody who came in", leading, confirm},
	{"left", "NAME", "note that somebody left", leading, func(p *Place, rest string) (act, error) { return present(p, rest, false) }},
	{"back", "NAME", "note that somebody is back", leading, func(p *Place, rest string) (act, error) { return present(p, rest, true) }},
	{"guest", "NAME [from AGENCY] [as ROLE]", "note somebody who came along and is not on the team", leading, guest},
	{"minute taker", "NAME", "who takes the minutes", leading, func(p *Place, rest string) (act, error) {
		m, err := p.somebody(rest)
		if err != nil {
			return act{}, err
		}
		return p.set(p.is(m.ID, "take", "takes")+" the minutes, saved", ofTaker, func(x *meeting.Meeting) { x.MinuteTaker = m.ID })
	}},
	{"hand over", "to NAME", "the chair hands the chair over", leading, func(p *Place, rest string) (act, error) {
		m, err := p.somebody(strings.TrimPrefix(rest, "to "))
		if err != nil {
			return act{}, err
		}
		return saved(p.is(m.ID, "have", "has")+" the chair now, saved", []key{{p.Meeting, ofChair}}, meeting.TakeChair{Meeting: p.Meeting, To: m.ID})
	}},
	{"take the chair", "", "take the chair, when the chair has been gone for a minute", leading, func(p *Place, _ string) (act, error) {
		return saved("You have the chair, saved", []key{{p.Meeting, ofChair}}, meeting.TakeChair{Meeting: p.Meeting, To: p.me().ID, Away: true})
	}},
	{"add item", "TEXT [N minutes]", "add to the agenda", leading, addItem},
	{"rename item", "N TEXT", "call an item of the agenda something else", leading, renameItem},
	{"move item", "N to N", "move an item of the agenda", leading, moveItem},
	{"remove item", "N", "take an item off the agenda", leading, func(p *Place, rest string) (act, error) {
		id, _, err := p.agendaItem(rest)
		if err != nil {
			return act{}, err
		}
		return saved("Off the agenda, saved: "+p.item(id), []key{{p.Meeting, ofAgenda}}, meeting.RemoveItem{Item: id})
	}},
	{"open meeting|open", "", "the chair opens the meeting", leading, func(p *Place, _ string) (act, error) {
		return saved("The meeting is open, saved", []key{{p.Meeting, ofStage}}, meeting.OpenMeeting{Meeting: p.Meeting})
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
	switch strings.ToLower(rest) {
	case "":
		return act{lines: []string{full(p.itemLine())}}, nil
	case "next":
		at++
	case "back":
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
	if strings.EqualFold(rest, "nobody") {
		return saved("Nobody in particular has the floor, saved", []key{{p.Meeting, ofFloor}}, meeting.GiveFloor{Meeting: p.Meeting})
	}
	m, err := p.somebody(strings.TrimPrefix(rest, "to "))
	if err != nil {
		return act{}, err
	}
	a, err := saved(p.is(m.ID, "have", "has")+" the floor, saved", []key{{p.Meeting, ofFloor}, {m.ID, ofHand}}, meeting.GiveFloor{Meeting: p.Meeting, Member: m.ID})
	if p.u.Presence.HandOf(m.ID) > 0 {
		a.hand = &hand{m.ID, false}
	}
	return a, err
}

func typing(p *Place, rest string) (act, error) {
	c := meeting.SetTyping{Meeting: p.Meeting}
	switch strings.ToLower(rest) {
	case "everyone", "everybody":
		c.Typing = meeting.AnyoneTypes
	case "minute taker", "the minute taker":
		c.Typing = meeting.MinuteTakerTypes
	default:
		return act{}, errUsage
	}
	a, err := saved("Saved", nil, c)
	a.said = func(*Place, meeting.Result) string { return "Saved" }
	return a, err
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
	found := false
	for _, w := range meeting.Ways {
		if strings.HasPrefix(strings.ToLower(more), string(w)) {
			line.Way, line.Note, found = w, strings.TrimSpace(strings.TrimLeft(more[len(w):], " ,:")), true
		}
	}
	if !found {
		return act{}, unclear("Say how %s attends: %s.", m.Name, oneOf(meeting.Ways))
	}
	line.Proposed = false
	if !line.Way.Present() {
		line.From, line.To = time.Time{}, time.Time{}
	}
	return saved(fmt.Sprintf("Attendance, saved: %s %s", p.whom(m.ID), line.Way), []key{{p.Meeting, ofList}}, meeting.SetAttendance{Meeting: p.Meeting, Attendance: line})
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
		return act{lines: []string{"Everything on the list is confirmed already."}}, nil
	}
	return saved("Attendance confirmed, saved: "+listed(names), []key{{p.Meeting, ofList}}, cs...)
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
	said := m.Name + " left, saved"
	if is {
		c.To, said = time.Time{}, m.Name+" is back, saved"
	}
	return saved(said, []key{{p.Meeting, ofList}}, meeting.SetAttendance{Meeting: p.Meeting, Attendance: c})
}

func guest(p *Place, rest string) (act, error) {
	m := meeting.Member{Role: meeting.Observer, Guest: p.Meeting, Agency: meeting.FamilyAgency, AgencyName: "Family"}
	if before, role, ok := cutWord(rest, "as"); ok {
		i := slices.IndexFunc(meeting.Roles, func(r meeting.Role) bool { return strings.EqualFold(string(r), role) })
		if i < 0 {
			return act{}, unclear("Say what they are here as: %s.", oneOf(meeting.Roles))
		}
		m.Role, rest = meeting.Roles[i], before
	}
	if before, agency, ok := cutWord(rest, "from"); ok {
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
			a, _ := saved(m.Name+" is noted as a guest, in person, saved", []key{{p.Meeting, ofList}, {r.Added(), anything}},
				meeting.SetAttendance{Meeting: p.Meeting, Attendance: meeting.Attendance{Member: r.Added(), Way: meeting.InPerson}})
			return a
		},
		own: func(r meeting.Result) []key { return []key{{r.Added(), anything}} },
	}, nil
}

func addItem(p *Place, rest string) (act, error) {
	title, minutes := rest, 5
	words := strings.Fields(rest)
	if n := len(words); n > 2 && strings.HasPrefix(words[n-1], "minute") {
		if m, err := strconv.Atoi(words[n-2]); err == nil {
			minutes, title = m, strings.Join(words[:n-2], " ")
		}
	}
	if title = strings.Trim(title, `"“” `); title == "" {
		return act{}, errUsage
	}
	if minutes < 0 || minutes > 480 {
		return act{}, unclear("Say a number of minutes from 0 to 480.")
	}
	return saved("On the agenda, saved: "+title, []key{{p.Meeting, ofAgenda}}, meeting.AddItem{Meeting: p.Meeting, Title: title, Minutes: minutes})
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
	return saved("Renamed, saved: "+title, []key{{p.Meeting, ofAgenda}}, meeting.SetItem{Item: id, Title: title, Minutes: m.Agenda[m.Index(id)].Minutes})
}

func moveItem(p *Place, rest string) (act, error) {
	id, more, err := p.agendaItem(rest)
	if err != nil {
		return act{}, err
	}
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(more, "to ")))
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
	return saved(fmt.Sprintf("It is item %d now, saved", n), []key{{p.Meeting, ofAgenda}}, meeting.MoveItem{Item: id, Before: before})
}
