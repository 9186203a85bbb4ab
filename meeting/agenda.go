package meeting

import "oneplan/meeting/words"

// The agenda templates, after the product's agendas for the three kinds of meeting; an
// extraordinary meeting and a review on paper begin from the review's. Their titles are said in the language of whoever plans the
// meeting, and are what anybody else wrote from then on.
var (
	initialAgenda = []standardLine{
		{"Welcome, introductions and apologies", 5},
		{"Purpose and ground rules", 3},
		{"Consent, in the child's terms", 5},
		{"The child's and the family's views", 10},
		{"Why we are here: each agency's update", 10},
		{"What is working well", 5},
		{"Worries and needs", 10},
		{"Outcomes and scales", 10},
		{"Actions, who and by when", 10},
		{"The keyworker", 3},
		{"What could go wrong", 4},
		{"Next date, and who gets the notes", 3},
	}
	reviewAgenda = []standardLine{
		{"Welcome, apologies, changes to the team or consent", 4},
		{"The family's update", 10},
		{"Agencies' updates", 8},
		{"Actions since last time", 10},
		{"Outcomes scored again, new needs", 8},
		{"Keep, change, add actions", 8},
		{"What is stuck, and escalations", 5},
		{"Changes ahead, keyworker change", 4},
		{"Continue, more help, less help or close", 3},
		{"The family's last word, next date", 3},
	}
	closureAgenda = append(reviewAgenda[:5:5],
		standardLine{"What was achieved", 8},
		standardLine{"The plan after closing", 8},
		standardLine{"Who to call", 4},
	)
)

// standardLine is a line of a template.
type standardLine struct {
	title   words.Msg
	minutes int
}

// agendaOf returns the template for a kind of meeting where the settings say nothing, in a language.
func agendaOf(k Kind, l *words.Language) []AgendaLine {
	list := reviewAgenda
	switch k {
	case Initial:
		list = initialAgenda
	case Closure:
		list = closureAgenda
	}
	out := make([]AgendaLine, len(list))
	for i, x := range list {
		out[i] = AgendaLine{l.T(x.title), x.minutes}
	}
	return out
}

// Planned returns the minutes planned for the whole agenda.
func (m *Meeting) Planned() int {
	n := 0
	for _, it := range m.Agenda {
		n += it.Minutes
	}
	return n
}

// Index returns the place of the item on the agenda, from 0; -1 if it is not on it.
func (m *Meeting) Index(item ID) int {
	for i := range m.Agenda {
		if m.Agenda[i].ID == item {
			return i
		}
	}
	return -1
}
