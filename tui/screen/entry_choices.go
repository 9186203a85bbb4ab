package screen

import (
	"slices"
	"strconv"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// What a choice can be instead of somebody or something of the record.
const (
	nobody   = "nobody" // no owner yet, no place in the plan, the team's own view
	askFor   = "ask:"   // before an agency: its manager is asked to name an owner
	noScore  = "–"      // a scale that has not been scored
	noAnswer = "asked"  // an owner who has said neither yes nor no
)

// optionOf is the option that stands for an entry, a member or a child, nobody for none.
func optionOf(id meeting.ID) string {
	if id == 0 {
		return nobody
	}
	return optionID(id)
}

// labelOf returns what an option says, the option itself if it is not among them.
func labelOf(options []widget.Option, id string) string {
	for _, o := range options {
		if o.ID == id {
			return o.Label
		}
	}
	return id
}

// memberNote says beside a name who somebody is.
func memberNote(l *words.Language, m *meeting.Member) string {
	var out []string
	for _, s := range []string{m.Title, m.AgencyName} {
		if s != "" {
			out = append(out, s)
		}
	}
	if len(out) == 0 || m.Role.Family() {
		out = append(out, l.T(m.Role.Msg()))
	}
	return strings.Join(out, ", ")
}

// ownerOptions returns who can own an action: nobody yet, the family and the team, an agency's manager.
func (r *Room) ownerOptions() []widget.Option {
	out := []widget.Option{{ID: nobody, Label: r.T("nobody yet")}}
	var agencies []meeting.AgencyID
	var team []widget.Option
	for _, m := range r.view().Members {
		if !m.Current() || m.Role == meeting.Interpreter || m.Role == meeting.Observer || m.Guest != 0 && m.Guest != r.id {
			continue
		}
		o := widget.Option{ID: optionOf(m.ID), Label: m.Name, Note: memberNote(r.words, m)}
		if m.ID == r.me().ID {
			o.Note = r.T("you, %s", o.Note)
		}
		if m.Role.Family() {
			out = append(out, o)
			continue
		}
		team = append(team, o)
		if m.Agency != "" && m.Agency != meeting.FamilyAgency && !slices.Contains(agencies, m.Agency) {
			agencies = append(agencies, m.Agency)
		}
	}
	out = append(out, team...)
	for _, a := range agencies {
		out = append(out, widget.Option{ID: askFor + string(a), Label: r.T("ask %s's manager to name somebody", r.agencyName(a))})
	}
	return out
}

// ownerOption is the option for who owns an action, or is asked to name an owner.
func ownerOption(a *meeting.Action) string {
	if a.Owner == 0 && a.Ask != "" {
		return askFor + string(a.Ask)
	}
	return optionOf(a.Owner)
}

// setOwner gives an action the owner that an option stands for.
func setOwner(a *meeting.Action, option string) {
	a.Owner, a.Ask = idOf(option), ""
	if agency, ok := strings.CutPrefix(option, askFor); ok {
		a.Ask = meeting.AgencyID(agency)
	}
}

// ownerWords says what naming this owner means.
func (r *Room) ownerWords(option string) string {
	id := idOf(option)
	switch {
	case strings.HasPrefix(option, askFor):
		return r.T("the manager is asked")
	case id == 0:
		return r.T("an owner can be named later")
	case id == r.me().ID:
		return r.T("you take this on")
	}
	return r.T("%s is asked to say yes", r.view().NameOf(id))
}

// placeOptions returns where an action can stand: the plan as a whole, the needs and the outcomes.
func (r *Room) placeOptions() []widget.Option {
	out := []widget.Option{{ID: nobody, Label: r.T("the plan as a whole")}}
	for _, n := range r.view().Plan {
		out = append(out, widget.Option{ID: optionOf(n.ID), Label: r.named(n.ID), Note: r.T("need")})
		for _, o := range n.Outcomes {
			out = append(out, widget.Option{ID: optionOf(o.ID), Label: r.named(o.ID), Note: r.T("outcome")})
		}
	}
	return out
}

// needOptions returns the needs that an outcome can belong to.
func (r *Room) needOptions() []widget.Option {
	var out []widget.Option
	for _, n := range r.view().Plan {
		out = append(out, widget.Option{ID: optionOf(n.ID), Label: r.named(n.ID), Note: r.T(n.Kind.Msg())})
	}
	return out
}

// named returns what an entry of the plan or a decision is called on one line: its first words.
func (r *Room) named(id meeting.ID) string {
	part := meeting.What
	switch {
	case r.view().Need(id) != nil:
		part = meeting.Statement
	case r.view().Decision(id) != nil:
		part = meeting.Wording
	case r.view().Entry(id) != nil:
		return widget.Truncate(r.shelfName(id), 60)
	}
	if s := r.text(id, part); s != "" {
		return widget.Truncate(s, 60)
	}
	return r.T("(no words yet)")
}

// viewOptions returns whose view a need can be: the team's, a child's, a member's.
func (r *Room) viewOptions() []widget.Option {
	out := []widget.Option{{ID: nobody, Label: r.T("the team's")}}
	for _, c := range r.view().Children {
		out = append(out, widget.Option{ID: optionOf(c.ID), Label: r.T("%s's", c.Called())})
	}
	for _, m := range r.view().Members {
		if m.Current() && m.Role != meeting.Interpreter && m.Role != meeting.Observer {
			out = append(out, widget.Option{ID: optionOf(m.ID), Label: r.T("%s's", m.Name), Note: memberNote(r.words, m)})
		}
	}
	return out
}

// childOptions returns whom a need can be about, in a record of brothers and sisters.
func (r *Room) childOptions() []widget.Option {
	out := []widget.Option{{ID: nobody, Label: r.T("the family")}}
	for _, c := range r.view().Children {
		out = append(out, widget.Option{ID: optionOf(c.ID), Label: c.Called()})
	}
	return out
}

// domainOptions returns the areas of a child's life, and none.
func domainOptions(l *words.Language) []widget.Option {
	return append([]widget.Option{{ID: nobody, Label: l.T("any")}}, offeredOptions(l, meeting.Domains)...)
}

// scoreOptions returns a scale of 0 to 10, not scored first.
func scoreOptions() []widget.Option {
	out := []widget.Option{{ID: noScore, Label: noScore}}
	for n := range 11 {
		s := strconv.Itoa(n)
		out = append(out, widget.Option{ID: s, Label: s})
	}
	return out
}

// scoreOption is the option for a score; -1 is not scored.
func scoreOption(n int) string {
	if n < 0 {
		return noScore
	}
	return strconv.Itoa(n)
}

// scoreOf reads the option for a score.
func scoreOf(option string) int {
	n, err := strconv.Atoi(option)
	if err != nil {
		return -1
	}
	return n
}

// underSelection returns what the selected entry is or stands under: an outcome or a need; 0 if nothing is
// selected or it stands under nothing.
func (r *Room) underSelection() meeting.ID {
	v := r.view()
	if a := v.Action(r.entry); a != nil {
		return a.Under
	}
	if v.Outcome(r.entry) != nil || v.Need(r.entry) != nil {
		return r.entry
	}
	return 0
}

// readDay reads a date as somebody typed it, for a form's field: the words to show back, or why not.
func readDay(l *words.Language, today meeting.Day) func(string) (string, error) {
	return func(s string) (string, error) {
		d, err := meeting.ParseDay(s, today)
		if err != nil || d == "" {
			return "", err
		}
		if d < today {
			return l.T("%s, already past", d.When(today)), nil
		}
		return d.In(l, today), nil
	}
}
