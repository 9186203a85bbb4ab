package line

import (
	"fmt"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// Place is where a person is: at one meeting, with the newest of what they may see of its record. One goroutine uses it.
type Place struct {
	Record  string
	Meeting meeting.ID
	Zone    *time.Location

	Words *words.Language // in which the person is spoken with; nil is English
	Duty  Duty            // whom to ring with a concern

	u       meeting.Update
	site    text.Site
	numbers numbering
	gesture uint32
	undo    meeting.Command // what takes back the last thing done here; nil: the last change of the plan
}

// NewPlace returns somebody's place at a meeting.
func NewPlace(record string, id meeting.ID, zone *time.Location, first meeting.Update) *Place {
	p := &Place{Record: record, Meeting: id, Zone: zone}
	p.see(first)
	return p
}

// see takes the newest of what the person may see.
func (p *Place) see(u meeting.Update) {
	p.u = u
	p.numbers.see(u.View, p.Meeting)
}

func (p *Place) view() *meeting.View { return p.u.View }

// meeting returns the meeting; nil once it is not there for this person.
func (p *Place) meeting() *meeting.Meeting { return p.u.View.Meeting(p.Meeting) }

func (p *Place) me() *meeting.Member { return p.u.View.Me }

// now is the service's time where it is.
func (p *Place) now() time.Time { return p.u.Now.In(p.Zone) }

func (p *Place) today() meeting.Day { return meeting.DayOf(p.now()) }

func (p *Place) may(act meeting.Act) bool { return p.view().May(act, p.meeting()) }

// name is what people call the meeting: sunflower-3.
func (p *Place) name() string {
	if m := p.meeting(); m != nil {
		return fmt.Sprintf("%s-%d", p.Record, m.Number)
	}
	return p.Record
}

// who names a member, and "You" for whoever listens.
func (p *Place) who(id meeting.ID) string {
	if id != 0 && id == p.me().ID {
		return p.T("You")
	}
	return p.view().NameOf(id)
}

// whom is who inside a sentence: "you".
func (p *Place) whom(id meeting.ID) string {
	if id != 0 && id == p.me().ID {
		return p.T("you")
	}
	return p.view().NameOf(id)
}

// partOf is the text that an entry is known by.
func (p *Place) partOf(id meeting.ID) meeting.Part {
	switch v := p.view(); {
	case v.Need(id) != nil:
		return meeting.Statement
	case v.Decision(id) != nil:
		return meeting.Wording
	case v.Note(id) != nil:
		return meeting.Aside
	}
	return meeting.What
}

// text returns one shared text on one line.
func (p *Place) text(id meeting.ID, part meeting.Part) string {
	return flat(p.view().Text(meeting.Field{ID: id, Part: part}).String())
}

// title returns what an entry is known by, whole and on one line.
func (p *Place) title(id meeting.ID) string {
	if s := p.text(id, p.partOf(id)); s != "" {
		return s
	}
	return p.T("without words")
}

// sortOf is what kind of entry an id is of; "" if it is of none that has a number.
func (p *Place) sortOf(id meeting.ID) sort {
	switch v := p.view(); {
	case v.Need(id) != nil:
		return aNeed
	case v.Outcome(id) != nil:
		return anOutcome
	case v.Action(id) != nil:
		return anAction
	case v.Decision(id) != nil:
		return aDecision
	case v.Note(id) != nil:
		return aNote
	}
	return ""
}

// called says an entry by its number: "action 3".
func (p *Place) called(id meeting.ID) string {
	return fmt.Sprintf("%s %d", p.T(p.sortOf(id).Msg()), p.numbers.of[id])
}

// item says an agenda item: "item 3, School"; "" for one that is not on the agenda.
func (p *Place) item(id meeting.ID) string {
	m := p.meeting()
	i := m.Index(id)
	if i < 0 {
		return ""
	}
	return p.T("item %d, %s", i+1, m.Agenda[i].Title)
}

// audience says who sees something, in a few words: "practitioners", "only Eastbank Health"; "everyone".
func (p *Place) audience(a meeting.Audience) string {
	names := func(rest string, name func(string) string) string {
		var out []string
		for id := range strings.SplitSeq(rest, ",") {
			out = append(out, name(id))
		}
		return p.T("only %s", p.listed(out))
	}
	switch rest, agencies := strings.CutPrefix(string(a), "agencies:"); {
	case a == meeting.Everyone:
		return p.T("everyone")
	case a == meeting.Practitioners:
		return p.T("practitioners")
	case agencies:
		return names(rest, p.agency)
	}
	rest, _ := strings.CutPrefix(string(a), "people:")
	return names(rest, func(id string) string {
		for _, m := range p.view().Members {
			if string(m.Person) == id {
				return p.whom(m.ID)
			}
		}
		return p.T("somebody")
	})
}

// agency names an agency of the team.
func (p *Place) agency(id string) string {
	if id == string(meeting.FamilyAgency) {
		return p.T("the family")
	}
	for _, m := range p.view().Members {
		if string(m.Agency) == id && m.AgencyName != "" {
			return m.AgencyName
		}
	}
	return id
}

// next numbers this connection's next gesture of writing.
func (p *Place) next() text.Gesture {
	p.gesture++
	return text.Gesture{Site: p.site, N: p.gesture}
}

// flat returns a text on one line, without what could reach a terminal as anything but words.
func flat(s string) string { return strings.Join(strings.Fields(text.CleanLine(s)), " ") }

// full ends a sentence with a full stop, where it has no end yet.
func full(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?!") || strings.HasSuffix(s, "…") {
		return s
	}
	return s + "."
}

// capital begins a sentence.
func capital(s string) string {
	for i, r := range s {
		if i == 0 {
			return strings.ToUpper(string(r)) + s[len(string(r)):]
		}
	}
	return s
}
