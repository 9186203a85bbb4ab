package screen

import (
	"slices"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// shelf lays out what there was between meetings and beside the plan, each kind under its own heading, and what else the step changed:
// about the children and the family, and on the team.
func (m *pageMaker) shelf() {
	kind := ""
	for e := range m.v.Entries {
		if k := meeting.KindOf(e); k != kind {
			kind = k
			m.gap()
			m.head(capital(m.env.T(meeting.EntryMsg(e))))
		}
		m.filed(meeting.HeadOf(e).ID, m.v.TitleOf(m.env.Words, e))
	}
	var gone, also []meeting.Change
	for _, c := range m.changes {
		switch {
		case slices.Contains([]meeting.ChangeKind{meeting.OfRecord, meeting.OfChild, meeting.OfMember}, c.Kind):
			also = append(also, c)
		case c.Sign == meeting.Removed && m.before.Shelf.Entry(c.ID) != nil:
			gone = append(gone, c)
		}
	}
	m.others(m.env.T("Taken out in this step"), gone)
	m.others(m.env.T("Also in this step"), also)
}

// others lays out changes of what has no place of its own on the page.
func (m *pageMaker) others(title string, cs []meeting.Change) {
	if len(cs) == 0 {
		return
	}
	slices.SortFunc(cs, func(a, b meeting.Change) int { return int(a.ID) - int(b.ID) })
	m.gap()
	m.head(title)
	for _, c := range cs {
		name := c.Title
		if c.Kind != meeting.OfRecord {
			name = m.env.T(c.Kind.Msg()) + ": " + name
		}
		m.filed(c.ID, name)
	}
}

// filed adds a row: what became of it in this step or, if it is chosen, all that it says.
func (m *pageMaker) filed(id meeting.ID, name string) {
	c, changed := m.changes[id]
	st := m.t.Text
	if changed && c.Sign != meeting.Altered {
		st = signStyle(m.t, c.Sign)
	}
	m.add(id, 0, widget.Run{Text: oneLine(name, 200), Style: st})
	altered := changed && c.Sign == meeting.Altered
	if altered {
		for _, f := range c.Facts {
			m.add(id, 4, factRuns(m.env, f)...)
		}
	}
	if id == 0 || id == m.chosen {
		for _, f := range m.v.FactsOf(m.env.Words, id, m.now) {
			if !altered || !slices.ContainsFunc(c.Facts, func(x meeting.FactChange) bool { return x.Name == f.Name }) {
				m.add(id, 4, widget.Run{Text: m.env.T(f.Name) + ": ", Style: m.t.Muted}, widget.Run{Text: f.Before, Style: m.t.Text})
			}
		}
	}
	parts := m.v.TextsOf(id)
	if c.Sign == meeting.Removed {
		parts = m.before.TextsOf(id)
	}
	if id == 0 {
		parts = append([]meeting.Part{meeting.Why}, meeting.AboutMe...)
	}
	for _, p := range parts {
		touched := slices.ContainsFunc(c.Texts, func(x meeting.TextChange) bool { return x.Field.Part == p })
		if runs := m.said(id, p, m.t.Text); len(runs) > 0 && (touched || id == m.chosen && id != 0) {
			m.add(id, 4, append([]widget.Run{{Text: m.env.T(meeting.PartName(p)) + ": ", Style: m.t.Muted}}, runs...)...)
		}
	}
}

// asides lays out the narrower notes of an item.
func (m *pageMaker) asides(item meeting.ID) {
	for _, n := range m.v.NotesOf(item) {
		m.entry(n.ID, 2, m.env.T("for some:")+" ", "("+m.env.Words.Say(n.Audience.Said())+")", meeting.Aside)
	}
}
