package meeting

// The agenda templates, after the product's agendas for the three kinds of meeting; an
// extraordinary meeting and a review on paper begin from the review's.
var (
	initialAgenda = []AgendaLine{
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
	reviewAgenda = []AgendaLine{
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
		AgendaLine{"What was achieved", 8},
		AgendaLine{"The plan after closing", 8},
		AgendaLine{"Who to call", 4},
	)
)

// agendaOf returns the template for a kind of meeting where the settings say nothing.
func agendaOf(k Kind) []AgendaLine {
	switch k {
	case Initial:
		return initialAgenda
	case Closure:
		return closureAgenda
	}
	return reviewAgenda
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
