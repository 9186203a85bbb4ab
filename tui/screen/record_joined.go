package screen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// joined is the page of what all agencies do, in one list each, and of one calendar.
func (s *recordPages) joined(m *rowMaker) {
	v, t, today := m.r.view(), m.t, m.env.Today()
	from := today
	if s.past {
		from = ""
	}
	cal := v.CalendarIn(m.env.Words, from, "", m.env.Zone)
	ahead := v.CalendarIn(m.env.Words, today, "", m.env.Zone)
	clashes, clusters := meeting.Clashes(ahead), meeting.Clusters(ahead)
	if len(clashes)+len(clusters) > 0 {
		m.head(m.T("Look at this"), "")
		for i, c := range clashes {
			m.add(pageRow{
				key: "clash " + itoa(i), entry: c[0].Entry, opens: "hold them together", open: s.together(c[:]),
				lines: m.marked("!", m.T("At the same time on %s: %s at %s and %s at %s. The family cannot be at both. Could they be held together?",
					m.when(c[0].Day), c[0].What, m.clock(c[0]), c[1].What, m.clock(c[1]))),
			})
		}
		for i, c := range clusters {
			var what []string
			for _, x := range c {
				if x.Place != "" {
					what = append(what, m.T("%s on %s in %s", x.What, m.when(x.Day), x.Place))
				} else {
					what = append(what, m.T("%s on %s", x.What, m.when(x.Day)))
				}
			}
			m.add(pageRow{
				key: "cluster " + itoa(i), entry: c[0].Entry, opens: "hold them together", open: s.together(c),
				lines: m.marked("!", m.T("%d in one week, in different places: %s. Could they be held together?", len(c), m.env.Words.List(what))),
			})
		}
	}
	s.waits(m)
	s.assessments(m)
	m.head(m.T("Appointments"), m.T("of all agencies"))
	n := 0
	for _, x := range slices.SortedStableFunc(slices.Values(v.Appointments), func(a, b *meeting.Appointment) int { return a.At.Compare(b.At) }) {
		past := x.At.Before(m.env.Now)
		if past && !s.past {
			continue
		}
		n++
		l := line{mark: "◌", markStyle: t.Accent, what: x.What + prefixWords(" · ", x.Place), whose: m.r.agencyWords(x.Agency), whoseIs: x.Agency, when: meeting.TimeIn(m.env.Words, x.At.In(m.env.Zone), today)}
		switch {
		case x.Cancelled:
			l.mark, l.markStyle, l.style, l.when = "–", t.Muted, t.Muted, m.T("cancelled")
		case past:
			l.mark, l.markStyle, l.style = "✓", t.Muted, t.Muted
		}
		with := ""
		if len(x.With) > 0 {
			with = m.T("with %s", m.r.idsNames(x.With))
		}
		m.item(pageRow{
			key: entryKey(x.ID), entry: x.ID, opens: "open", adds: addAppointment, more: m.under(x.ID, with), open: s.opener(x.ID),
		}, l)
	}
	m.empty(n, m.T("None ahead."))
	m.head(m.T("Other plans"), m.T("which stand beside this one"))
	for _, x := range v.OtherPlans {
		l := line{mark: "●", markStyle: t.Accent, what: x.Kind, whose: m.r.agencyWords(x.Agency), whoseIs: x.Agency}
		switch {
		case !x.Open(today):
			l.mark, l.markStyle, l.style, l.when = "✓", t.Muted, t.Muted, m.T("until %s", m.when(x.To))
		case x.Review != "" && x.Review < today:
			l.mark, l.markStyle, l.when, l.whenStyle = "!", t.Warn, m.T("review was due %s", m.when(x.Review)), t.Warn
		case x.Review != "":
			l.when = m.T("review %s", m.when(x.Review))
		case x.From != "":
			l.when = m.T("since %s", m.when(x.From))
		}
		m.item(pageRow{key: entryKey(x.ID), entry: x.ID, opens: "open", adds: addOtherPlan, more: m.under(x.ID), open: s.opener(x.ID)}, l)
	}
	m.empty(len(v.OtherPlans), m.T("No education, health and care plan, no support plan noted."))
	note := m.T("everything that is dated, p shows what was, too")
	if s.past {
		note = m.T("what was and what comes, p shows what comes only")
	}
	m.head(m.T("One calendar"), note)
	last := meeting.Day("")
	for i, x := range cal {
		at := ""
		if !x.At.IsZero() {
			at = m.clock(x) + " "
		}
		day := ""
		if x.Day != last {
			last, day = x.Day, m.day(x.Day)
		}
		st := t.Text
		if x.Day < today {
			st = t.Muted
		}
		runs := []widget.Run{{Text: "   "}, {Text: day, Style: t.Accent, Width: 16}, {Text: at, Style: t.Strong}, {Text: x.What, Style: st, Grow: true}}
		if x.Place != "" && m.w >= 76 {
			runs = append(runs, widget.Run{Text: "  " + x.Place, Style: t.Muted})
		}
		if m.w >= 76 {
			runs = append(runs, widget.Run{Text: "  " + m.r.agencyWords(x.Agency), Style: t.Agency(m.r.agencies().agency[x.Agency]), Width: min(24, m.w/5)})
		}
		row := pageRow{key: fmt.Sprintf("dated %d %s %s", x.Entry, x.Kind, x.Day), lines: [][]widget.Run{append(runs, widget.Run{Text: "  "})}, opens: "open", open: s.opener(x.Entry)}
		if v.Entry(x.Entry) != nil {
			row.entry = x.Entry
		}
		if i > 0 && slices.ContainsFunc(m.rows, func(o pageRow) bool { return o.key == row.key }) {
			row.key += " " + itoa(i)
		}
		m.add(row)
	}
	m.empty(len(cal), m.T("Nothing dated lies ahead."))
}

func (m *rowMaker) clock(x meeting.Dated) string { return x.At.In(m.env.Zone).Format("15:04") }

// marked returns a sentence with a mark that wants attention.
func (m *rowMaker) marked(mark, words string) [][]widget.Run {
	var out [][]widget.Run
	for i, l := range widget.Wrap(words, max(8, m.w-6)) {
		lead := " " + mark + " "
		if i > 0 {
			lead = "   "
		}
		out = append(out, []widget.Run{{Text: lead, Style: m.t.Warn}, {Text: l, Style: m.t.Text, Grow: true}})
	}
	return out
}

// agencyWords names an agency, "" for none.
func (r *Room) agencyWords(a meeting.AgencyID) string {
	if a == "" {
		return ""
	}
	return r.agencyName(a)
}

func (r *Room) idsNames(ids []meeting.ID) string {
	var out []string
	for _, id := range ids {
		out = append(out, r.view().NameOf(id))
	}
	return r.words.List(out)
}

func (s *recordPages) waits(m *rowMaker) {
	v, t, today := m.r.view(), m.t, m.env.Today()
	m.head(m.T("Waits"), "")
	list := slices.SortedStableFunc(slices.Values(v.Waits), func(a, b *meeting.Wait) int {
		if a.Open() != b.Open() {
			return map[bool]int{true: -1, false: 1}[a.Open()]
		}
		return cmp.Compare(a.ReferredOn, b.ReferredOn)
	})
	for _, x := range list {
		days := x.Days(today)
		l := line{mark: "◌", markStyle: t.Accent, what: x.Service, whose: m.r.agencyWords(x.Agency), whoseIs: x.Agency, when: m.N(days, "%d day, aim %d", "%d days, aim %d", v.TargetOf(x))}
		if x.For != "" {
			l.what += " · " + x.For
		}
		switch {
		case x.SeenOn != "":
			l.mark, l.markStyle, l.style, l.when = "✓", t.Good, t.Muted, m.N(days, "seen %[2]s, %[1]d day", "seen %[2]s, %[1]d days", m.when(x.SeenOn))
		case x.EndedOn != "":
			l.mark, l.markStyle, l.style, l.when = "–", t.Muted, t.Muted, m.T("not seen: %s", x.Ended)
		case v.Over(x, today):
			l.mark, l.markStyle, l.whenStyle = "!", t.Warn, t.Warn
		}
		referred := m.T("referred on %s", m.when(x.ReferredOn))
		if by := nameOrNone(v, x.ReferredBy); by != "" {
			referred = m.T("referred on %s by %s", m.when(x.ReferredOn), by)
		}
		expected := ""
		if x.Open() && x.Expected != "" {
			expected = m.T("expected by %s", m.when(x.Expected))
			if x.Expected < today {
				expected = m.T("was expected by %s", m.when(x.Expected))
			}
		}
		m.item(pageRow{key: entryKey(x.ID), entry: x.ID, opens: "open", adds: addWait, more: m.under(x.ID, referred, expected, listingWords(m.env, x.Listing)), open: s.opener(x.ID)}, l)
	}
	m.empty(len(list), m.T("Nothing is waited for."))
}

func (s *recordPages) assessments(m *rowMaker) {
	v, t, today := m.r.view(), m.t, m.env.Today()
	m.head(m.T("Assessments"), m.T("who assessed what, and when"))
	for _, x := range byDay(v.Assessments, func(x *meeting.Assessment) meeting.Day { return x.Day }) {
		l := line{mark: "✓", markStyle: t.Good, what: capital(x.Kind), whose: cmp.Or(nameOrNone(v, x.Member), x.Who, m.r.agencyWords(x.Agency)), whoseIs: x.Agency, when: m.day(x.Day)}
		if x.Day > today {
			l.mark, l.markStyle, l.when = "◌", t.Accent, m.T("booked %s", m.when(x.Day))
		} else if x.NextDue != "" {
			l.when = m.T("%s, next %s", m.when(x.Day), m.when(x.NextDue))
		}
		var share []string
		for _, a := range x.Share {
			share = append(share, m.r.agencyName(a))
		}
		sharing := ""
		if len(share) > 0 {
			sharing = m.T("may be shared with %s", m.env.Words.List(share))
		}
		again := m.with("done again within six months because: %s", x.Again)
		m.item(pageRow{key: entryKey(x.ID), entry: x.ID, opens: "open", adds: addAssessment, more: m.under(x.ID, meeting.Word(m.env.Words, x.Domain), sharing, again), open: s.opener(x.ID)}, l)
	}
	m.empty(len(v.Assessments), m.T("None noted."))
}

// entryOpeners open an entry to change it, by its kind.
func entryOpeners() map[string]func(*Env, *Room, meeting.ID) []Action {
	return map[string]func(*Env, *Room, meeting.ID) []Action{
		meeting.KindOf(&meeting.Wait{}):        waitForm.openEdit,
		meeting.KindOf(&meeting.Assessment{}):  assessmentForm.openEdit,
		meeting.KindOf(&meeting.Appointment{}): appointmentForm.openEdit,
		meeting.KindOf(&meeting.OtherPlan{}):   otherPlanForm.openEdit,
		meeting.KindOf(&meeting.PathStep{}):    pathStepForm.openEdit,
		meeting.KindOf(&meeting.Transition{}):  transitionForm.openEdit,
		meeting.KindOf(&meeting.Contact{}):     contactForm.openEdit,
		meeting.KindOf(&meeting.Tenure{}):      tenureForm.openEdit,
		meeting.KindOf(&meeting.Escalation{}):  escalationForm.openEdit,
		meeting.KindOf(&meeting.Mandate{}):     mandateForm.openEdit,
		meeting.KindOf(&meeting.Question{}):    openQuestion,
		meeting.KindOf(&meeting.Handover{}):    openHandover,
	}
}

// opener opens what an entry is, to change it; a meeting's room.
func (s *recordPages) opener(id meeting.ID) func(*Env, *Room) []Action {
	return func(env *Env, r *Room) []Action {
		v := r.view()
		if open := entryOpeners()[meeting.KindOf(v.Entry(id))]; open != nil {
			return open(env, r, id)
		}
		if v.Entry(id) == nil && v.Meeting(id) != nil && r.meeting() == nil {
			return []Action{OpenRoom{Record: r.record, Meeting: id}}
		}
		s.goTo(r, id)
		return nil
	}
}

// together offers to hold several appointments together: the form of the first, with the day and place of all to choose from.
func (s *recordPages) together(list []meeting.Dated) func(*Env, *Room) []Action {
	return func(env *Env, r *Room) []Action {
		var options []widget.Option
		for i, x := range list {
			if _, ok := r.view().Entry(x.Entry).(*meeting.Appointment); ok {
				options = append(options, widget.Option{ID: itoa(i), Label: x.What, Note: meeting.TimeIn(env.Words, x.At.In(env.Zone), env.Today()) + prefixWords(", ", x.Place)})
			}
		}
		if len(options) < 2 || !r.view().May(meeting.KeepRecord, nil) {
			return s.opener(list[0].Entry)(env, r)
		}
		var p *pick
		p = newPick(env, env.T("Which one stays? The others move to its day and place."), options, func(env *Env, r *Room, option string) ([]Action, bool) {
			r.drop(p)
			stays := list[idOf(option)]
			var cs []meeting.Command
			at := stays.At
			if stays.Minutes > 0 {
				at = at.Add(time.Duration(stays.Minutes) * time.Minute)
			} else {
				at = at.Add(time.Hour)
			}
			var names []string
			for _, x := range list {
				a, ok := r.view().Entry(x.Entry).(*meeting.Appointment)
				if !ok || x.Entry == stays.Entry {
					continue
				}
				if h, ok := r.view().Entry(stays.Entry).(*meeting.Appointment); ok && h.Audience != meeting.Everyone && h.Audience != a.Audience {
					r.Notice(env.T("“%s” is for fewer people than “%s”, who would learn of its day and place. Change who sees one of them first.", stays.What, a.What))
					return nil, true
				}
				c := *a
				c.At, c.Place = at, stays.Place
				if c.Minutes > 0 {
					at = at.Add(time.Duration(c.Minutes) * time.Minute)
				} else {
					at = at.Add(time.Hour)
				}
				cs, names = append(cs, meeting.SetEntry{Entry: &c}), append(names, a.What)
			}
			question := env.T("%s would follow “%s” on %s. Those who hold them have to agree: ring them first, or change them here and tell them.",
				env.Words.List(names), stays.What, stays.Day.In(env.Words, env.Today())+prefixWords(", ", stays.Place))
			return r.show(newConfirm(question, env.T("Move them"), env.T("Leave them"), func(_ *Env, r *Room) []Action {
				if r.locked() {
					r.Notice(r.T(lockedWords))
					return nil
				}
				return send(r.T("%s follow “%s” now. u takes it back, one at a time.", r.words.List(names), stays.What), cs...)
			})), true
		})
		return r.show(p)
	}
}

// What can be added to what is joined up.
const (
	addWait        words.Msg = "a wait: a referral"
	addAssessment  words.Msg = "an assessment"
	addAppointment words.Msg = "an appointment"
	addOtherPlan   words.Msg = "another plan of one agency"
)

func joinedAdds(r *Room) []adding {
	var out []adding
	if r.view().May(meeting.KeepRecord, nil) {
		out = append(out, adding{addWait, waitForm.openNew}, adding{addAssessment, assessmentForm.openNew},
			adding{addAppointment, appointmentForm.openNew}, adding{addOtherPlan, otherPlanForm.openNew})
	}
	if r.view().May(meeting.PlanMeetings, nil) {
		out = append(out, adding{addMeeting, planMeeting})
	}
	return out
}

func (s *recordPages) joinedKeys(*Room) []bound {
	word := words.Msg("show past")
	if s.past {
		word = "hide past"
	}
	return []bound{{key: bind("p", word, "p"), do: func(*Env) []Action { s.past = !s.past; s.turn++; return nil }}}
}

var waitForm = &entryForm[meeting.Wait]{
	kind:  "Wait",
	fresh: "New wait",
	head:  func(x *meeting.Wait) *meeting.Head { return &x.Head },
	entry: func(x *meeting.Wait) meeting.Entry { return x },
	find: func(v *meeting.View, id meeting.ID) *meeting.Wait {
		x, _ := v.Entry(id).(*meeting.Wait)
		return x
	},
	start: func(env *Env, r *Room) meeting.Wait {
		return meeting.Wait{ReferredOn: env.Today(), ReferredBy: r.me().ID}
	},
	fields: []entryField[meeting.Wait]{
		worded("service", "Waiting for", "sleep clinic", "Say which service.", func(x *meeting.Wait) *string { return &x.Service }),
		worded("for", "What for", "", "", func(x *meeting.Wait) *string { return &x.For }),
		agencyField(func(x *meeting.Wait) *meeting.AgencyID { return &x.Agency }),
		dated("referred", "Referred on", func(x *meeting.Wait) *meeting.Day { return &x.ReferredOn }),
		memberField("by", "Referred by", "not said", func(x *meeting.Wait) *meeting.ID { return &x.ReferredBy }),
		dated("expected", "Expected by", func(x *meeting.Wait) *meeting.Day { return &x.Expected }),
		numbered("target", "Aim in days", "the service's own, if it has one", func(x *meeting.Wait) *int { return &x.Target }),
		dated("seen", "Seen on", func(x *meeting.Wait) *meeting.Day { return &x.SeenOn }),
		dated("ended", "Ended on", func(x *meeting.Wait) *meeting.Day { return &x.EndedOn }),
		worded("why", "Why it ended", "without having been seen", "", func(x *meeting.Wait) *string { return &x.Ended }),
		said[meeting.Wait](meeting.Remarks, "What else", "whom to ring, what was said", 2),
	},
}

var assessmentForm = &entryForm[meeting.Assessment]{
	kind:  "Assessment",
	fresh: "New assessment",
	head:  func(x *meeting.Assessment) *meeting.Head { return &x.Head },
	entry: func(x *meeting.Assessment) meeting.Entry { return x },
	find: func(v *meeting.View, id meeting.ID) *meeting.Assessment {
		x, _ := v.Entry(id).(*meeting.Assessment)
		return x
	},
	start: func(env *Env, _ *Room) meeting.Assessment { return meeting.Assessment{Day: env.Today()} },
	note: func(env *Env, r *Room, x *meeting.Assessment) string {
		e := r.view().Earlier(x.Kind, x.About, x.Day, x.ID)
		if e == nil {
			return ""
		}
		if by := cmp.Or(nameOrNone(r.view(), e.Member), e.Who); by != "" {
			return env.T("The same was assessed on %s by %s: that one may be enough. ctrl+e opens it, to share it; or say why it is to be done again.", e.Day.When(env.Today()), by)
		}
		return env.T("The same was assessed on %s: that one may be enough. ctrl+e opens it, to share it; or say why it is to be done again.", e.Day.When(env.Today()))
	},
	other: func(_ *Env, r *Room, x *meeting.Assessment) (meeting.ID, words.Msg) {
		if e := r.view().Earlier(x.Kind, x.About, x.Day, x.ID); e != nil {
			return e.ID, "share the earlier one"
		}
		return 0, "share an earlier one"
	},
	fields: []entryField[meeting.Assessment]{
		worded("kind", "What is assessed", "hearing, speech, sleep", "Say what is assessed.", func(x *meeting.Assessment) *string { return &x.Kind }),
		dated("day", "On", func(x *meeting.Assessment) *meeting.Day { return &x.Day }),
		worded("again", "Why again", "only if the same was assessed within six months", "", func(x *meeting.Assessment) *string { return &x.Again }),
		agencyField(func(x *meeting.Assessment) *meeting.AgencyID { return &x.Agency }),
		memberField("member", "By", "somebody else", func(x *meeting.Assessment) *meeting.ID { return &x.Member }),
		worded("who", "Or by", "a name, if not on the team", "", func(x *meeting.Assessment) *string { return &x.Who }),
		shareField("May be shared", func(x *meeting.Assessment) *[]meeting.AgencyID { return &x.Share }),
		{
			id: "domain", label: "Part of life", kind: widget.ChoiceField, options: func(r *Room) []widget.Option { return domainOptions(r.words) },
			read:  func(x *meeting.Assessment) string { return orNobody(x.Domain) },
			write: func(x *meeting.Assessment, s string) { x.Domain = strings.TrimPrefix(s, nobody) },
		},
		dated("next", "Next due", func(x *meeting.Assessment) *meeting.Day { return &x.NextDue }),
		said[meeting.Assessment](meeting.Remarks, "What it found", "in a few plain words", 3),
	},
}

var appointmentForm = &entryForm[meeting.Appointment]{
	kind:  "Appointment",
	fresh: "New appointment",
	head:  func(x *meeting.Appointment) *meeting.Head { return &x.Head },
	entry: func(x *meeting.Appointment) meeting.Entry { return x },
	find: func(v *meeting.View, id meeting.ID) *meeting.Appointment {
		x, _ := v.Entry(id).(*meeting.Appointment)
		return x
	},
	start: func(*Env, *Room) meeting.Appointment { return meeting.Appointment{} },
	note: func(env *Env, r *Room, x *meeting.Appointment) string {
		if x.At.IsZero() {
			return ""
		}
		day := meeting.DayOf(x.At.In(env.Zone))
		for _, o := range r.view().CalendarIn(env.Words, day, day, env.Zone) {
			if !o.At.IsZero() && o.Entry != x.ID && o.At.Before(x.At.Add(time.Duration(max(x.Minutes, 60))*time.Minute)) && x.At.Before(o.At.Add(time.Duration(max(o.Minutes, 60))*time.Minute)) {
				return env.T("At the same time: %s.", o.What+", "+env.clock(o.At)+prefixWords(", ", o.Place))
			}
		}
		return ""
	},
	fields: []entryField[meeting.Appointment]{
		worded("what", "What", "eye clinic, home visit", "Say what it is.", func(x *meeting.Appointment) *string { return &x.What }),
		timed("at", "When", func(x *meeting.Appointment) *time.Time { return &x.At }),
		numbered("minutes", "How long", "in minutes", func(x *meeting.Appointment) *int { return &x.Minutes }),
		worded("place", "Where", "the town, and the place", "", func(x *meeting.Appointment) *string { return &x.Place }),
		agencyField(func(x *meeting.Appointment) *meeting.AgencyID { return &x.Agency }),
		withField("Who goes", false, func(x *meeting.Appointment) *[]meeting.ID { return &x.With }),
		ticked("cancelled", "Cancelled", "yes, cancelled", "no", func(x *meeting.Appointment) *bool { return &x.Cancelled }),
		said[meeting.Appointment](meeting.Remarks, "What else", "what to bring, what to say", 2),
	},
}

var otherPlanForm = &entryForm[meeting.OtherPlan]{
	kind:  "Plan of an agency",
	fresh: "New plan of an agency",
	head:  func(x *meeting.OtherPlan) *meeting.Head { return &x.Head },
	entry: func(x *meeting.OtherPlan) meeting.Entry { return x },
	find: func(v *meeting.View, id meeting.ID) *meeting.OtherPlan {
		x, _ := v.Entry(id).(*meeting.OtherPlan)
		return x
	},
	start: func(*Env, *Room) meeting.OtherPlan { return meeting.OtherPlan{} },
	fields: []entryField[meeting.OtherPlan]{
		worded("kind", "Which plan", "education, health and care plan", "Say which plan.", func(x *meeting.OtherPlan) *string { return &x.Kind }),
		agencyField(func(x *meeting.OtherPlan) *meeting.AgencyID { return &x.Agency }),
		dated("from", "Since", func(x *meeting.OtherPlan) *meeting.Day { return &x.From }),
		dated("review", "Next review", func(x *meeting.OtherPlan) *meeting.Day { return &x.Review }),
		dated("to", "Until", func(x *meeting.OtherPlan) *meeting.Day { return &x.To }),
		said[meeting.OtherPlan](meeting.Remarks, "What else", "what it gives, where it is kept", 2),
	},
}
