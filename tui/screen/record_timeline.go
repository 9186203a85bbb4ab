package screen

import (
	"slices"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// timeline is everything that happened, the newest first, narrowed to a kind or an agency.
func (s *recordPages) timeline(m *rowMaker) {
	r, v, t := m.r, m.r.view(), m.t
	all := v.TimelineIn(m.env.Words, m.env.Zone)
	list := meeting.Happened(all, s.kind, s.agency)
	what, whose := m.T("everything"), m.T("all agencies")
	if s.kind != "" {
		what = m.T("only: %s", meeting.Word(m.env.Words, s.kind))
	}
	if s.agency != "" {
		whose = m.T("only %s", r.agencyName(s.agency))
		if s.agency == meeting.FamilyAgency {
			whose = m.T("only the family")
		}
	}
	st := t.Muted
	if s.kind != "" || s.agency != "" {
		st = t.Warn
	}
	m.add(pageRow{lines: [][]widget.Run{{{Text: "   " + what + " · " + whose, Style: st}, {Text: "   " + m.N(len(list), "%d thing of %d", "%d things of %d", len(all)), Style: t.Muted}}}})
	month := ""
	for i, h := range slices.Backward(list) {
		if at := m.env.Words.Time(h.Day.Time(m.env.Zone), "January 2006"); at != month {
			month = at
			m.head(month, "")
		}
		m.add(s.happened(m, h, "happened "+itoa(i)))
	}
	m.empty(len(list), m.T("Nothing of this kind yet."))
}

// happened is one thing that happened.
func (s *recordPages) happened(m *rowMaker, h meeting.Happening, key string) pageRow {
	t := m.t
	day := m.day(h.Day)
	if !h.At.IsZero() && m.w >= 76 {
		day += " " + h.At.In(m.env.Zone).Format("15:04")
	}
	st := t.Text
	if h.Day > m.env.Today() {
		st = t.Muted
	}
	width := 24
	if m.w < 76 {
		width = 16
	}
	runs := []widget.Run{{Text: "   "}, {Text: day, Style: t.Muted, Width: width}, {Text: h.Text, Style: st, Grow: true}}
	if m.w >= 76 {
		runs = append(runs, widget.Run{Text: "  "}, widget.Run{Text: meeting.Word(m.env.Words, h.Kind), Style: t.Agency(m.r.agencies().agency[h.Agency]), Width: 12})
	}
	words := h.Text
	x := pageRow{key: key, lines: [][]widget.Run{append(runs, widget.Run{Text: "  "})}}
	if v := m.r.view(); v.Entry(h.Entry) != nil || v.Need(h.Entry) != nil || v.Action(h.Entry) != nil || v.Outcome(h.Entry) != nil {
		x.entry, x.opens = h.Entry, "open"
		x.open = s.opener(h.Entry)
	} else if v.Meeting(h.Entry) != nil {
		x.opens, x.open = "to the meeting", s.opener(h.Entry)
	}
	x.more = func(int) [][]widget.Run {
		var out [][]widget.Run
		if widget.Width(words) > m.w-width-20 {
			out = m.wrapped(words, 5, t.Text)
		}
		if a := m.r.agencyWords(h.Agency); a != "" {
			out = append(out, m.wrapped(meeting.Word(m.env.Words, h.Kind)+" · "+a, 5, t.Faint)...)
		}
		return out
	}
	return x
}

// timelineKeys narrow what the timeline shows.
func (s *recordPages) timelineKeys(r *Room) []bound {
	out := []bound{
		{key: bind("t", "which kind", "t"), do: func(env *Env) []Action { return s.pickKind(env, r) }},
		{key: bind("g", "whose", "g"), do: func(env *Env) []Action { return s.pickAgency(env, r) }},
	}
	if s.kind != "" || s.agency != "" {
		out = append(out, bound{key: bind("0", "show everything", "0"), do: func(*Env) []Action {
			s.kind, s.agency = "", ""
			s.narrowed()
			return nil
		}})
	}
	return out
}

func (s *recordPages) narrowed() {
	s.turn++
	s.pages[tabTimeline].at, s.pages[tabTimeline].top = "", 0
}

func (s *recordPages) pickKind(env *Env, r *Room) []Action {
	kinds, _ := meeting.Filters(r.view().Timeline(env.Zone))
	options := []widget.Option{{ID: nobody, Label: env.T("everything")}}
	for _, k := range kinds {
		options = append(options, widget.Option{ID: k, Label: meeting.Word(env.Words, k)})
	}
	p := newPick(env, env.T("What should the timeline show?"), options, func(_ *Env, _ *Room, id string) ([]Action, bool) {
		s.kind = id
		if id == nobody {
			s.kind = ""
		}
		s.narrowed()
		return nil, true
	})
	p.menu.Select(orNobody(s.kind))
	return r.show(p)
}

func (s *recordPages) pickAgency(env *Env, r *Room) []Action {
	_, agencies := meeting.Filters(r.view().Timeline(env.Zone))
	options := []widget.Option{{ID: nobody, Label: env.T("all agencies")}}
	for _, a := range agencies {
		name := r.agencyName(a)
		if a == meeting.FamilyAgency {
			name = env.T("the family")
		}
		options = append(options, widget.Option{ID: string(a), Label: name})
	}
	p := newPick(env, env.T("Whose should it show?"), options, func(_ *Env, _ *Room, id string) ([]Action, bool) {
		s.agency = meeting.AgencyID(id)
		if id == nobody {
			s.agency = ""
		}
		s.narrowed()
		return nil, true
	})
	p.menu.Select(orNobody(string(s.agency)))
	return r.show(p)
}
