package line

import (
	"slices"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// sort is a kind of entry that has numbers to say it by.
type sort string

// Msg returns the sort for people.
func (s sort) Msg() words.Msg {
	if s == anAction {
		return "numbered:\x04action" // the short word: it stands before a number
	}
	return words.Msg(s)
}

// The kinds of entries that are called by a number. Agenda items are not among them: they are called by their place, as on the screens.
const (
	aNeed     sort = "need"
	anOutcome sort = "outcome"
	anAction  sort = "action"
	aDecision sort = "decision"
	aNote     sort = "note"
)

// numbering gives what somebody sees numbers to say it by, each kind from 1 in the order in which it was added. A number means the same
// for as long as the sitting lasts, whatever comes or goes: nobody answers another decision than the one that was read to them. Numbers are the listener's own: others, who see other
// things or came at another time, may have other numbers for the same.
type numbering struct {
	of  map[meeting.ID]int
	ids map[sort][]meeting.ID
}

// see numbers what is new in a view.
func (n *numbering) see(v *meeting.View, m meeting.ID) {
	if n.of == nil {
		n.of, n.ids = map[meeting.ID]int{}, map[sort][]meeting.ID{}
	}
	seen := map[sort][]meeting.ID{}
	for _, x := range v.Plan {
		seen[aNeed] = append(seen[aNeed], x.ID)
		for _, o := range x.Outcomes {
			seen[anOutcome] = append(seen[anOutcome], o.ID)
		}
	}
	for _, x := range v.Actions() {
		seen[anAction] = append(seen[anAction], x.ID)
	}
	for _, x := range v.Decisions {
		if x.Meeting == m {
			seen[aDecision] = append(seen[aDecision], x.ID)
		}
	}
	for _, x := range v.Notes {
		if x.Meeting == m {
			seen[aNote] = append(seen[aNote], x.ID)
		}
	}
	for k, ids := range seen {
		slices.Sort(ids)
		for _, id := range ids {
			if n.of[id] == 0 {
				n.ids[k] = append(n.ids[k], id)
				n.of[id] = len(n.ids[k])
			}
		}
	}
}

// find returns the entry of a kind that a number means; 0 if none ever had it.
func (n *numbering) find(k sort, number int) meeting.ID {
	if number < 1 || number > len(n.ids[k]) {
		return 0
	}
	return n.ids[k][number-1]
}
