package meeting

import (
	"strings"

	"oneplan/meeting/words"
)

// Check is one thing that the closing checks found missing, and where to mend it.
type Check struct {
	Text  string       // one sentence for the chair, in English
	Said  words.Phrase // the same in any language
	Entry ID           // the action, item or meeting it is about
	Kind  CheckKind
}

// CheckKind says what kind of thing is missing.
type CheckKind string

// What the closing checks look at.
const (
	NoOwner      CheckKind = "no owner"
	NotAgreed    CheckKind = "owner asked"
	NoDate       CheckKind = "no date"
	FamilySilent CheckKind = "family"
	FamilyAway   CheckKind = "family absent"
	LastWordGone CheckKind = "last word"
	Unconfirmed  CheckKind = "attendance"
	OpenDecision CheckKind = "decision"
	NoNextDate   CheckKind = "next date"
	NoAgreement  CheckKind = "agreement"
)

// Checks returns what the closing checks of a meeting find missing: an empty list means
// that the meeting can close without a reason. It looks only at what v may see.
func (v *View) Checks(id ID) []Check {
	m := v.Meeting(id)
	if m == nil {
		return nil
	}
	return v.s.checks(m, v.sees)
}

// OwnerLeft reports whether an action is still to be done by somebody whose part here has ended, so that it needs a new owner.
func (v *View) OwnerLeft(x *Action) bool {
	owner := v.s.Member(x.Owner)
	return x.Owner != 0 && x.Status.Open() && (owner == nil || !v.s.belongs(owner))
}

func (s *State) checks(m *Meeting, sees func(Audience) bool) []Check {
	var out []Check
	add := func(k CheckKind, e ID, said words.Msg, args ...any) {
		p := words.P(said, args...)
		out = append(out, Check{Text: p.String(), Said: p, Entry: e, Kind: k})
	}
	for _, x := range s.Actions {
		if !x.Status.Open() || s.actionFor(x.ID, sees) == nil || s.recordedUnmet(x) {
			continue
		}
		owner := s.Member(x.Owner)
		what := "“" + oneLine(s.Text(Field{x.ID, What}).String(), 60) + "”"
		switch {
		case x.Owner == 0 && x.Ask == "":
			add(NoOwner, x.ID, "%s has no owner: name one, ask an agency's manager, or record an unmet need.", what)
		case x.Owner != 0 && (owner == nil || !s.belongs(owner)):
			add(NoOwner, x.ID, "%s has an owner who has left the team: name another.", what)
		case x.Owner != 0 && s.actionFor(x.ID, func(a Audience) bool { return a.Admits(owner.viewerOf()) }) == nil:
			add(NoOwner, x.ID, "%s has an owner who cannot see it any more: name another, or let %s see it.", what, owner.Name)
		case x.Owner != 0 && x.Consent == Declined:
			add(NoOwner, x.ID, "%s was turned down by its owner: name another.", what)
		case x.Owner != 0 && x.Consent == Asked && s.presentAt(m, x.Owner):
			add(NotAgreed, x.ID, "%s has an owner who has not said yes: ask %s.", what, owner.Name)
		}
		if x.Due == "" {
			add(NoDate, x.ID, "%s has no date.", what)
		}
	}
	family := false
	for _, a := range m.Attendance {
		if mem := s.Member(a.Member); mem != nil && mem.Role.Family() && a.Way.Present() {
			family = true
		}
	}
	switch {
	case !family:
		add(FamilyAway, m.ID, "Nobody of the family is here: put the meeting off, or share only and decide nothing.")
	case !s.familySpoke(m):
		add(FamilySilent, m.ID, "The family has not written or had anything written for them yet.")
	}
	if family && strings.TrimSpace(s.Text(Field{m.ID, LastWord}).String()) == "" {
		add(LastWordGone, m.ID, "The family's last word is not noted.")
	}
	if at := m.Opened; !at.IsZero() && !s.agreed(DayOf(at), sees) {
		add(NoAgreement, m.ID, "The family's agreement to take part is not current: ask them again, and note what they say.")
	}
	for _, a := range m.Attendance {
		if a.Proposed {
			add(Unconfirmed, m.ID, "Attendance is not confirmed: look at the list and confirm it.")
			break
		}
	}
	if len(m.Attendance) == 0 {
		add(Unconfirmed, m.ID, "The attendance list is empty.")
	}
	for _, d := range s.Decisions {
		if d.Meeting == m.ID && sees(d.Audience) && d.Stage != Shown {
			add(OpenDecision, d.ID, "“%s” is not decided: show the answers or take it back.", oneLine(s.Text(Field{d.ID, Wording}).String(), 60))
		}
		if d.Meeting == m.ID && sees(d.Audience) && d.Stage == Shown && d.Follow == "" && d.disagreed() {
			add(OpenDecision, d.ID, "Somebody disagreed with “%s”: say what follows.", oneLine(s.Text(Field{d.ID, Wording}).String(), 60))
		}
	}
	if m.Next.IsZero() && m.NoNext == "" && m.Kind != Closure {
		add(NoNextDate, m.ID, "The next date is not set.")
	}
	return out
}

// disagreed reports whether somebody answered that they disagree.
func (d *Decision) disagreed() bool {
	for _, g := range d.Answers {
		if g.Answer == Disagree {
			return true
		}
	}
	return false
}

// recordedUnmet reports whether an action stands under a need that is recorded as unmet: then nobody is to do it now.
func (s *State) recordedUnmet(x *Action) bool {
	id := x.Under
	if o := s.Outcome(id); o != nil {
		id = o.Need
	}
	n := s.Need(id)
	return n != nil && n.Status == NeedUnmet
}

func (s *State) presentAt(m *Meeting, id ID) bool {
	a := m.Attending(id)
	return a != nil && a.Way.Present()
}

func (s *State) nameOf(id ID) string {
	if m := s.Member(id); m != nil {
		return m.Name
	}
	if c, ok := s.Child(id); ok {
		return c.Called()
	}
	return "somebody"
}

// familySpoke reports whether words of the family, typed or written on their behalf, stand in the
// meeting's notes.
func (s *State) familySpoke(m *Meeting) bool {
	family := func(p PersonID, whose ID) bool {
		mem := s.Member(whose)
		if whose == 0 {
			mem = s.MemberOf(p)
		}
		return mem != nil && mem.Role.Family()
	}
	fields := []Field{{m.ID, Views}, {m.ID, LastWord}}
	for _, it := range m.Agenda {
		fields = append(fields, Field{it.ID, Notes})
	}
	for _, f := range fields {
		v := s.Text(f)
		for run := range v.Runs(0, v.Len()) {
			if p, whose := s.AuthorOf(run.Site); family(p, whose) && strings.TrimSpace(run.Text) != "" {
				return true
			}
		}
	}
	return strings.TrimSpace(s.Text(Field{m.ID, LastWord}).String()) != ""
}

// oneLine returns the first n characters of s on one line, with … where it was cut.
func oneLine(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	r := []rune(s)
	if len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
