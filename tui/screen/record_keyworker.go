package screen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// keyworker is the page of what makes a change of keyworker painless: what to look at now, what has happened since the last contact,
// the handover, contacts and promises, the family's questions, and who was keyworker when.
func (s *recordPages) keyworker(m *rowMaker) {
	r, v, t, today := m.r, m.r.view(), m.t, m.env.Today()
	m.say(s.steady(m), t.Text)
	h := v.Handover()
	mine := h != nil && h.DoneAt.IsZero() && h.To != 0 && h.To == r.me().ID
	if mine { // that is what a new keyworker begins with
		s.handovers(m)
	}
	if list := v.RemindersIn(m.env.Words, today); len(list) > 0 {
		m.head(m.T("Look at this first"), m.N(len(list), "%d thing", "%d things"))
		for i, x := range list {
			row := pageRow{key: fmt.Sprintf("look %d %s %s", x.Entry, x.Kind, x.Day), lines: m.marked("!", x.Text)}
			if slices.ContainsFunc(m.rows, func(o pageRow) bool { return o.key == row.key }) {
				row.key += itoa(i)
			}
			if x.Entry != 0 {
				row.opens, row.open = "open", s.opener(x.Entry)
			}
			m.add(row)
		}
	}
	if !mine {
		s.handovers(m)
	}
	s.since(m)
	s.questions(m)
	m.head(m.T("Contacts and promises"), "")
	list := byDay(v.Contacts, func(x *meeting.Contact) meeting.Day { return x.Day })
	for _, x := range list {
		l := line{mark: "●", markStyle: t.Muted, what: r.text(x.ID, meeting.Remarks), whose: v.NameOf(x.By) + ", " + m.T(x.How.Msg()), when: m.day(x.Day)}
		if by := v.Member(x.By); by != nil {
			l.whoseIs = by.Agency
		}
		promised := r.text(x.ID, meeting.Promised)
		if l.what == "" {
			l.what = cmp.Or(promised, capital(m.T(x.How.Msg())))
		}
		with := ""
		if len(x.With) > 0 {
			with = m.T("with %s", r.idsNames(x.With))
		}
		promise := ""
		if promised != "" {
			switch {
			case x.KeptOn != "":
				l.mark, l.markStyle, promise = "✓", t.Good, m.T("promised: %s · kept on %s", promised, m.when(x.KeptOn))
			case x.PromiseDue != "" && x.PromiseDue < today:
				l.mark, l.markStyle, promise = "!", t.Warn, m.T("promised: %s · was due %s", promised, m.when(x.PromiseDue))
			case x.PromiseDue != "":
				l.mark, l.markStyle, promise = "◌", t.Accent, m.T("promised: %s · by %s", promised, m.when(x.PromiseDue))
			default:
				l.mark, l.markStyle, promise = "◌", t.Accent, m.T("promised: %s", promised)
			}
		}
		m.item(pageRow{key: entryKey(x.ID), entry: x.ID, opens: "open", adds: addContact, more: m.under(x.ID, with, promise), open: s.opener(x.ID)}, l)
	}
	m.empty(len(list), m.T("No contact noted yet: a adds one, with what was promised."))
	m.head(m.T("Who was keyworker"), "")
	tenures := byDay(v.Tenures, func(x *meeting.Tenure) meeting.Day { return x.From })
	for _, x := range tenures {
		l := line{mark: "●", markStyle: t.Accent, what: v.NameOf(x.Member), when: m.T("since %s", m.when(x.From)), whose: m.T(designated(x.Designated))}
		if !x.Open() {
			l.mark, l.markStyle, l.when = "✓", t.Muted, m.T("days:\x04%s to %s", m.when(x.From), m.when(x.To))
		}
		asked := ""
		switch {
		case x.AskedOn != "":
			asked = m.T("the family was asked on %s", m.when(x.AskedOn)) + prefixWords(": ", x.Wish)
		case x.NotAsked != "":
			asked = m.T("the family was not asked: %s", x.NotAsked)
		}
		cover := ""
		if x.Cover != 0 {
			cover = coverWords(m, x)
		}
		m.item(pageRow{
			key: entryKey(x.ID), entry: x.ID, opens: "open", open: s.opener(x.ID),
			more: m.under(x.ID, m.with("changed because: %s", x.Reason), asked, m.dated("goodbye on %s", x.Goodbye), cover),
		}, l)
	}
	m.empty(len(tenures), m.T("Nobody has been keyworker yet."))
}

// coverWords says who covers for a keyworker, and when.
func coverWords(m *rowMaker, x *meeting.Tenure) string {
	name := m.r.view().NameOf(x.Cover)
	switch {
	case x.CoverFrom != "" && x.CoverTo != "":
		return m.T("%s covers from %s to %s", name, m.when(x.CoverFrom), m.when(x.CoverTo))
	case x.CoverFrom != "":
		return m.T("%s covers from %s", name, m.when(x.CoverFrom))
	case x.CoverTo != "":
		return m.T("%s covers to %s", name, m.when(x.CoverTo))
	}
	return m.T("%s covers", name)
}

func designated(is bool) words.Msg {
	if is {
		return "it is their job"
	}
	return "beside their main job"
}

// steady says how steady the family's help has been.
func (s *recordPages) steady(m *rowMaker) string {
	v, today := m.r.view(), m.env.Today()
	c := v.Continuity(today)
	var out []string
	if k := v.Keyworker(); k == nil {
		say := m.T("There is no keyworker now")
		if c.DaysNow > 0 {
			say = m.N(c.DaysNow, "There is no keyworker now, for %d day", "There is no keyworker now, for %d days")
		}
		out = append(out, say)
	} else if x := v.Tenure(); x != nil {
		how := words.Msg("%s is the keyworker since %s, beside their main job")
		if x.Designated {
			how = "%s is the keyworker since %s: it is their job"
		}
		out = append(out, m.T(how, k.Name, m.when(x.From)))
	}
	if c.Keyworkers > 0 {
		out = append(out, m.N(c.Keyworkers, "%d keyworker so far", "%d keyworkers so far"))
	}
	if c.DaysWithout > 0 {
		out = append(out, m.N(c.DaysWithout, "%d day without any", "%d days without any"))
	}
	switch {
	case c.DaysSince == 0:
		out = append(out, m.T("last contact today"))
	case c.DaysSince > 0:
		out = append(out, m.N(c.DaysSince, "last contact %d day ago", "last contact %d days ago"))
	default:
		out = append(out, m.T("no contact noted yet"))
	}
	return strings.Join(out, " · ")
}

// handovers shows the handover that is on its way, else the newest.
func (s *recordPages) handovers(m *rowMaker) {
	r, v, t, today := m.r, m.r.view(), m.t, m.env.Today()
	h := v.Handover()
	m.head(m.T("Handover"), "")
	if h == nil {
		m.empty(0, m.T("None yet. It writes itself from the record: begin one when the keyworker changes."))
		return
	}
	brief := v.Brief(h, today, m.env.Zone)
	all := 0
	for _, x := range brief {
		all += len(x.Items)
	}
	left := meeting.Left(brief)
	l := line{mark: "●", markStyle: t.Accent, what: m.T("From %s to %s", cmp.Or(nameOrNone(v, h.From), m.T("nobody")), cmp.Or(nameOrNone(v, h.To), m.T("nobody yet"))), when: m.T("%d of %d taken on", all-left, all)}
	switch {
	case !h.DoneAt.IsZero():
		l.mark, l.markStyle, l.when = "✓", t.Good, m.T("taken on %s", m.on(h.DoneAt))
	case h.To == r.me().ID:
		l.mark, l.markStyle, l.style, l.whenStyle = "!", t.Warn, t.Strong, t.Warn
		l.whose = m.T("for you to take on")
	}
	m.item(pageRow{
		key: entryKey(h.ID), entry: h.ID, opens: "go through it", open: s.opener(h.ID),
		more: m.under(h.ID, m.dated("met the family together on %s", h.JointOn), againWords(m, h)),
	}, l)
	if !h.DoneAt.IsZero() && h.AskAgainOn != "" && (h.Again == "" || r.me().Role.Family()) {
		if who := r.asksAgain(h); len(who) > 0 {
			m.add(pageRow{key: "again", lines: m.marked("?", m.T("To the family, from %s: did you have to start again?", m.when(h.AskAgainOn))), opens: "answer", open: answerAgain(h.ID)})
		}
	}
}

func againWords(m *rowMaker, h *meeting.Handover) string {
	if h.Again == "" {
		return ""
	}
	return m.T("did the family have to start again? %s", m.T(h.Again.Msg())+prefixWords(": ", h.AgainWords)+" ("+nameOrNone(m.r.view(), h.AgainFor)+")")
}

// since is what has happened since the viewer last met the family.
func (s *recordPages) since(m *rowMaker) {
	v, t, today := m.r.view(), m.t, m.env.Today()
	me := v.Me
	if me == nil || me.Role.Family() {
		return
	}
	last, list := v.SinceMet(m.env.Words, me.ID, m.env.Zone)
	list = slices.DeleteFunc(slices.Clone(list), func(h meeting.Happening) bool { return h.Day > today })
	note := m.T("you have not noted a contact yet: the newest of all there is")
	if last != nil {
		note = m.T("on %s, %s", m.when(last.Day), last.How.Msg())
	}
	m.head(m.T("Since you last met this family"), note)
	const few = 5
	for i, h := range slices.Backward(list) {
		if len(list)-i > few {
			break
		}
		m.add(s.happened(m, h, "since "+itoa(i)))
	}
	if n := len(list); n > few {
		m.add(pageRow{
			key: "since all", opens: "see all of it", lines: [][]widget.Run{{{Text: "   " + m.T("… and %d more: the timeline has all of it", n-few), Style: t.Muted, Grow: true}}},
			open: func(env *Env, r *Room) []Action { return s.turnTo(env, r, tabTimeline) },
		})
	}
	m.empty(len(list), m.T("Nothing new."))
}

// questions are what the family asks.
func (s *recordPages) questions(m *rowMaker) {
	r, v, t, today := m.r, m.r.view(), m.t, m.env.Today()
	m.head(m.T("Questions from the family"), "")
	m.say(m.T(meeting.NotForEmergencies), t.Warn)
	for _, x := range slices.Backward(v.Questions) {
		l := line{mark: "?", markStyle: t.Accent, what: r.text(x.ID, meeting.Asks), whose: m.T("%s to %s", v.NameOf(x.For), v.NameOf(x.To)), when: m.T("answer by %s", m.when(x.Due))}
		switch {
		case !x.Open():
			l.mark, l.markStyle, l.when = "✓", t.Good, m.T("answered %s", m.on(x.AnsweredAt))
		case x.Due < today && !r.me().Role.Family():
			l.mark, l.markStyle, l.when, l.whenStyle = "!", t.Warn, m.T("was to be answered %s", m.when(x.Due)), t.Warn
		}
		kind := ""
		if x.Kind != meeting.AskKeyworker {
			kind = m.T("asks for: %s", x.Kind.Msg())
		}
		answer := ""
		if a := r.text(x.ID, meeting.Replies); a != "" {
			answer = m.T("answer: %s", a)
		}
		m.item(pageRow{key: entryKey(x.ID), entry: x.ID, opens: "open", adds: addQuestion, more: m.under(x.ID, kind, answer), open: s.opener(x.ID)}, l)
	}
	m.empty(len(v.Questions), m.T("None yet."))
}

// What can be added about the keyworker.
const (
	addContact  words.Msg = "a contact, with what was promised"
	addQuestion words.Msg = "a question to the keyworker"
	addHandover words.Msg = "a handover to the next keyworker"
	addChange   words.Msg = "a change of keyworker"
)

func keyworkerAdds(r *Room) []adding {
	v := r.view()
	var out []adding
	if v.May(meeting.KeepRecord, nil) {
		out = append(out, adding{addContact, contactForm.openNew})
	}
	if v.May(meeting.AskThings, nil) && len(r.askers()) > 0 {
		out = append(out, adding{addQuestion, askQuestion})
	}
	if h := v.Handover(); v.May(meeting.LeadRecord, nil) && (h == nil || !h.DoneAt.IsZero()) {
		out = append(out, adding{addHandover, beginHandover})
	}
	if v.May(meeting.ChangeTeam, nil) {
		out = append(out, adding{addChange, changeKeyworker})
	}
	return out
}

// keyworkerKeys are those of promises, and the one that asks a colleague.
func (s *recordPages) keyworkerKeys(r *Room) []bound {
	out := s.promiseKeys(r)
	if r.mayConsult() {
		out = append(out, bound{key: consultKey, do: func(env *Env) []Action { return consult(env, r) }})
	}
	return out
}

// promiseKeys: x marks a promise as kept.
func (s *recordPages) promiseKeys(r *Room) []bound {
	x, ok := r.view().Entry(s.chosen(r)).(*meeting.Contact)
	if !ok || !r.view().May(meeting.KeepRecord, nil) || r.text(x.ID, meeting.Promised) == "" {
		return nil
	}
	word := words.Msg("promise kept")
	if x.KeptOn != "" {
		word = "not kept"
	}
	return []bound{{key: bind("x", word, "x"), do: func(env *Env) []Action {
		c := *x
		c.KeptOn = env.Today()
		saidIt := env.T("The promise is kept. u takes it back.")
		if x.KeptOn != "" {
			c.KeptOn, saidIt = "", env.T("The promise is open again.")
		}
		return send(saidIt, meeting.SetEntry{Entry: &c})
	}}}
}

var contactForm = &entryForm[meeting.Contact]{
	kind:  "Contact",
	fresh: "New contact",
	head:  func(x *meeting.Contact) *meeting.Head { return &x.Head },
	entry: func(x *meeting.Contact) meeting.Entry { return x },
	find: func(v *meeting.View, id meeting.ID) *meeting.Contact {
		x, _ := v.Entry(id).(*meeting.Contact)
		return x
	},
	start: func(env *Env, _ *Room) meeting.Contact {
		return meeting.Contact{Day: env.Today(), How: meeting.HomeVisit}
	},
	fields: []entryField[meeting.Contact]{
		said[meeting.Contact](meeting.Remarks, "What was said", "in a few words", 2),
		dated("day", "On", func(x *meeting.Contact) *meeting.Day { return &x.Day }),
		chosen("how", "How", meeting.ContactHows, func(x *meeting.Contact) *meeting.ContactHow { return &x.How }),
		withField("With whom", true, func(x *meeting.Contact) *[]meeting.ID { return &x.With }),
		said[meeting.Contact](meeting.Promised, "What was promised", "what you will do", 2),
		dated("due", "Promised by", func(x *meeting.Contact) *meeting.Day { return &x.PromiseDue }),
		dated("kept", "Kept on", func(x *meeting.Contact) *meeting.Day { return &x.KeptOn }),
	},
}

var tenureForm = &entryForm[meeting.Tenure]{
	kind:  "Time as keyworker",
	needs: meeting.LeadRecord,
	head:  func(x *meeting.Tenure) *meeting.Head { return &x.Head },
	entry: func(x *meeting.Tenure) meeting.Entry { return x },
	set:   func(x meeting.Tenure) meeting.Command { return meeting.SetTenure{Tenure: x} },
	find: func(v *meeting.View, id meeting.ID) *meeting.Tenure {
		x, _ := v.Entry(id).(*meeting.Tenure)
		return x
	},
	fields: []entryField[meeting.Tenure]{
		ticked("designated", "Whether", "it is their job", "beside their main job", func(x *meeting.Tenure) *bool { return &x.Designated }),
		dated("from", "Since", func(x *meeting.Tenure) *meeting.Day { return &x.From }),
		dated("to", "Until", func(x *meeting.Tenure) *meeting.Day { return &x.To }),
		worded("reason", "Why it changed", "", "", func(x *meeting.Tenure) *string { return &x.Reason }),
		dated("asked", "Family asked on", func(x *meeting.Tenure) *meeting.Day { return &x.AskedOn }),
		worded("wish", "Their wish", "what the family preferred", "", func(x *meeting.Tenure) *string { return &x.Wish }),
		worded("notasked", "If not asked", "why not", "", func(x *meeting.Tenure) *string { return &x.NotAsked }),
		dated("goodbye", "Goodbye on", func(x *meeting.Tenure) *meeting.Day { return &x.Goodbye }),
		memberField("cover", "Who covers", "nobody", func(x *meeting.Tenure) *meeting.ID { return &x.Cover }),
		dated("coverfrom", "Covers from", func(x *meeting.Tenure) *meeting.Day { return &x.CoverFrom }),
		dated("coverto", "Covers until", func(x *meeting.Tenure) *meeting.Day { return &x.CoverTo }),
		said[meeting.Tenure](meeting.Remarks, "What else", "", 2),
	},
}

// changeKeyworker asks who is the keyworker from now on. The family is asked first.
func changeKeyworker(env *Env, r *Room) []Action {
	v := r.view()
	options := []widget.Option{{ID: nobody, Label: env.T("nobody, for now")}}
	old := v.Keyworker()
	for _, m := range v.Members {
		if !m.Current() || m.Guest != 0 || m.Role.Family() || m.Person == "" || m == old {
			continue
		}
		if m.Role == meeting.Practitioner || m.Role == meeting.Deputy || m.Role == meeting.Keyworker {
			options = append(options, widget.Option{ID: optionOf(m.ID), Label: m.Name, Note: memberNote(r.words, m)})
		}
	}
	today := env.Today()
	day := func(id string, label words.Msg) *widget.Field {
		return &widget.Field{ID: id, Label: env.T(label), Kind: widget.LineField, Hint: env.T("today, 24 nov"), Check: readDay(env.Words, today)}
	}
	f := widget.NewForm(env.Theme, "", env.T("Change"), "",
		&widget.Field{ID: "to", Label: env.T("New keyworker"), Kind: widget.PickField, Options: options, Hint: env.T("type a name")},
		&widget.Field{ID: "designated", Label: env.T("Whether"), Kind: widget.ChoiceField, Options: []widget.Option{{ID: "no", Label: env.T(designated(false))}, {ID: "yes", Label: env.T(designated(true))}}},
		&widget.Field{ID: "reason", Label: env.T("Why"), Kind: widget.LineField},
		day("asked", "Family asked on"),
		&widget.Field{ID: "wish", Label: env.T("Their wish"), Kind: widget.LineField, Hint: env.T("what the family prefers")},
		&widget.Field{ID: "notasked", Label: env.T("If not asked"), Kind: widget.LineField, Hint: env.T("why not")},
		day("goodbye", "Goodbye on"))
	f.Set("to", nobody)
	h := v.Handover()
	if h != nil && slices.ContainsFunc(options, func(o widget.Option) bool { return o.ID == optionOf(h.To) }) {
		f.Set("to", optionOf(h.To)) // it is handed over to them
	}
	d := &formDialog{form: f, title: env.T("Change of keyworker"), draft: r.record + "/change of keyworker", enter: true}
	d.note = func(r *Room) string {
		if old == nil {
			return env.T("There is no keyworker now. A handover is begun beside this: a, a handover.")
		}
		said := env.T("The family is asked first, and a goodbye is planned. %s stays on the team.", old.Name)
		if h == nil || h.To != idOf(f.Value("to")) {
			said += " " + env.T("Begin the handover before: a, a handover.")
		}
		return said
	}
	d.commands = func(env *Env, _ *Room) ([]meeting.Command, error) {
		asked, err := meeting.ParseDay(f.Value("asked"), env.Today())
		if err != nil {
			return nil, err
		}
		bye, err := meeting.ParseDay(f.Value("goodbye"), env.Today())
		if err != nil {
			return nil, err
		}
		if old != nil && asked == "" && strings.TrimSpace(f.Value("notasked")) == "" {
			return nil, refuse("The family is asked first: say when they were asked, or why they were not.")
		}
		return []meeting.Command{meeting.ChangeKeyworker{
			To: idOf(f.Value("to")), Designated: f.Value("designated") == "yes", Reason: f.Value("reason"), AskedOn: asked, Wish: f.Value("wish"),
			NotAsked: f.Value("notasked"), Goodbye: bye,
		}}, nil
	}
	d.added = func(*Env, *Room, meeting.Result) []Action {
		r.Notice(env.T("The keyworker is changed, from now on."))
		return nil
	}
	return d.open(env, r)
}

// askers are those of the family for whom the viewer can ask: themselves, or who has no account.
func (r *Room) askers() []*meeting.Member {
	if r.me().Role.Family() {
		return []*meeting.Member{r.me()}
	}
	var out []*meeting.Member
	for _, m := range r.view().Members {
		if m.Current() && m.Role.Family() && m.Person == "" && m.Guest == 0 {
			out = append(out, m)
		}
	}
	return out
}

// askQuestion asks the keyworker something, for oneself or for somebody of the family without an account.
func askQuestion(env *Env, r *Room) []Action {
	who := r.askers()
	fields := []*widget.Field{
		{ID: fieldWhat, Label: env.T("Your question"), Kind: widget.TextField, Rows: 3, Check: required(env.T("There is nothing to ask yet."))},
		{ID: fieldKind, Label: env.T("Which it is"), Kind: widget.ChoiceField, Options: []widget.Option{
			{ID: string(meeting.AskKeyworker), Label: env.T("a question")},
			{ID: string(meeting.AskChange), Label: env.T("we would like another keyworker")},
			{ID: string(meeting.AskKeep), Label: env.T("we would like to keep this keyworker")},
		}},
		{ID: "to", Label: env.T("To"), Kind: widget.PickField, Options: r.hearers(), Hint: env.T("type a name")},
	}
	if !r.me().Role.Family() {
		var options []widget.Option
		for _, m := range who {
			options = append(options, widget.Option{ID: optionOf(m.ID), Label: m.Name})
		}
		fields = append([]*widget.Field{{ID: "for", Label: env.T("Who asks"), Kind: widget.ChoiceField, Options: options}}, fields...)
	}
	fields = append(fields, r.audienceField(meeting.Everyone))
	f := widget.NewForm(env.Theme, "", env.T("Ask"), "", fields...)
	f.Set(fieldAudience, audienceOption(meeting.Everyone))
	f.Set("to", nobody)
	d := &formDialog{form: f, title: env.T("Ask my keyworker"), draft: r.record + "/new question", enter: true}
	d.note = func(*Room) string { return env.T(meeting.NotForEmergencies) }
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		c := meeting.AskQuestion{
			Kind: meeting.QuestionKind(f.Value(fieldKind)), To: idOf(f.Value("to")), Words: f.Value(fieldWhat), Audience: audienceOf(f.Value(fieldAudience)),
		}
		if field(f, "for") != nil {
			c.For = idOf(f.Value("for"))
		}
		return []meeting.Command{c}, nil
	}
	d.added = func(env *Env, r *Room, res meeting.Result) []Action {
		said := env.T("It is asked.")
		if x, ok := r.view().Entry(res.Added()).(*meeting.Question); ok {
			said = env.T("%s is to answer by %s.", r.view().NameOf(x.To), x.Due.When(env.Today())) + " " + env.T(meeting.NotForEmergencies)
			if s := r.recordPages(); s != nil {
				s.goTo(r, x.ID)
			}
		}
		r.Notice(said)
		return nil
	}
	return d.open(env, r)
}

// hearers are who can be asked: the keyworker, or somebody else of the team.
func (r *Room) hearers() []widget.Option {
	out := []widget.Option{{ID: nobody, Label: r.T("the keyworker"), Note: nameOfMember(r.view().Keyworker())}}
	for _, m := range r.view().Members {
		if m.Current() && m.Guest == 0 && !m.Role.Family() && m.Role != meeting.Interpreter && m.Role != meeting.Observer && m.Role != meeting.Supporter {
			out = append(out, widget.Option{ID: optionOf(m.ID), Label: m.Name, Note: memberNote(r.words, m)})
		}
	}
	return out
}

func nameOfMember(m *meeting.Member) string {
	if m == nil {
		return ""
	}
	return m.Name
}

// openQuestion shows a question and its answer, both live. What is written as the answer counts once s says so.
func openQuestion(env *Env, r *Room, id meeting.ID) []Action {
	x, ok := r.view().Entry(id).(*meeting.Question)
	if !ok {
		return nil
	}
	mine := x.For == r.me().ID || x.By == r.me().ID
	practitioner := !r.me().Role.Family() && r.me().Role != meeting.Supporter && r.may(meeting.AnswerThings)
	if !mine && !practitioner {
		r.Notice(env.T(meeting.NotForEmergencies))
		return nil
	}
	l := &liveForm{
		id: id, title: env.T("Question of %s", r.view().NameOf(x.For)), gone: "This question is not there any more.", note: env.T(meeting.NotForEmergencies),
		there: func(r *Room) bool { return r.view().Entry(id) != nil },
	}
	var fields []*widget.Field
	if mine {
		fields = append(fields, l.text(env, r, meeting.Asks, env.T("The question"), 3))
	}
	if practitioner {
		if !mine {
			l.note = r.text(id, meeting.Asks)
		}
		fields = append(fields, l.text(env, r, meeting.Replies, env.T("The answer"), 4))
		if x.Open() {
			w := &widget.Field{ID: "answered", Label: env.T("It is"), Kind: widget.ChoiceField, Options: []widget.Option{{ID: "no", Label: env.T("not the answer yet")}, {ID: "yes", Label: env.T("the answer: tell the family")}}}
			fields = append(fields, w)
			l.fact(w, func(r *Room) string {
				if x, ok := r.view().Entry(id).(*meeting.Question); ok && !x.Open() {
					return "yes"
				}
				return "no"
			})
			l.send = func(*Room, []*fact) []meeting.Command { return []meeting.Command{meeting.ReplyQuestion{Question: id}} }
		}
	}
	return l.open(env, r, fields...)
}

// asksAgain returns those of the family whose answer to "did you have to start again?" the viewer may note.
func (r *Room) asksAgain(h *meeting.Handover) []*meeting.Member {
	me := r.me()
	if me.Role.Family() {
		return []*meeting.Member{me}
	}
	if me.ID == h.From || me.ID == h.To || !r.may(meeting.WriteFor) {
		return nil
	}
	var out []*meeting.Member
	for _, m := range r.view().Members {
		if m.Current() && m.Role.Family() && m.Guest == 0 {
			out = append(out, m)
		}
	}
	return out
}

// answerAgain asks the family whether they had to start again.
func answerAgain(id meeting.ID) func(*Env, *Room) []Action {
	return func(env *Env, r *Room) []Action {
		h, ok := r.view().Entry(id).(*meeting.Handover)
		if !ok {
			return nil
		}
		fields := []*widget.Field{
			{ID: fieldAnswer, Label: env.T("Start again?"), Kind: widget.ChoiceField, Options: toldOptions(env.Words, meeting.AgainAnswers)},
			{ID: fieldWords, Label: env.T("In your words"), Kind: widget.LineField},
		}
		who := r.asksAgain(h)
		if !r.me().Role.Family() {
			var options []widget.Option
			for _, m := range who {
				options = append(options, widget.Option{ID: optionOf(m.ID), Label: m.Name})
			}
			fields = append(fields, &widget.Field{ID: "for", Label: env.T("Who answered"), Kind: widget.ChoiceField, Options: options})
		}
		f := widget.NewForm(env.Theme, "", env.T("Answer"), "", fields...)
		d := &formDialog{form: f, title: env.T("Did you have to start again?"), draft: r.record + "/start again", enter: true}
		d.note = func(r *Room) string {
			return env.T("When %s became the keyworker: did you have to tell your story again?", r.view().NameOf(h.To))
		}
		d.commands = func(*Env, *Room) ([]meeting.Command, error) {
			c := meeting.AnswerAgain{Handover: id, Answer: meeting.Again(f.Value(fieldAnswer)), Words: f.Value(fieldWords)}
			if field(f, "for") != nil {
				c.For = idOf(f.Value("for"))
			}
			return []meeting.Command{c}, nil
		}
		d.added = func(_ *Env, r *Room, _ meeting.Result) []Action {
			r.Notice(env.T("Thank you: the answer is in the record."))
			return nil
		}
		return d.open(env, r)
	}
}
