package screen

import (
	"cmp"
	"slices"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// aboutMe says what each text of About me is called for a child and for the family, and what stands there while nobody has
// written in it.
var aboutMe = map[meeting.Part]struct{ mine, ours, empty words.Msg }{
	meeting.Matters:      {"What matters to me", "What matters to us", "people, things and times that I would not want to miss"},
	meeting.Communicates: {"How I communicate", "How we communicate", "how I say yes, no, enough; what helps me to understand"},
	meeting.Works:        {"What works", "What works", "what helps on a good day and on a hard one"},
	meeting.WorksNot:     {"What does not work", "What does not work", "what makes it worse, what to leave out"},
	meeting.WorkWithUs:   {"How to work with us", "How to work with us", "when to ring, whom to ask first, what we have told often enough"},
}

// story is the page about who the child is: their own words, the family, what is known, who is around them.
func (s *recordPages) story(m *rowMaker) {
	r, v, t := m.r, m.r.view(), m.t
	whom := make([]meeting.ID, 0, len(v.Children)+1)
	for _, c := range v.Children {
		whom = append(whom, c.ID)
	}
	whom = append(whom, 0)
	for _, id := range whom {
		title, note := m.T("About us, the family"), m.T("in the family's own words")
		if id != 0 {
			title, note = m.T("About %s", v.NameOf(id)), m.T("in %s's own words, and the family's", v.NameOf(id))
		}
		m.head(title, note)
		for _, part := range meeting.AboutMe {
			f, about := meeting.Field{ID: id, Part: part}, aboutMe[part]
			if id == 0 && part != meeting.Matters && part != meeting.WorkWithUs && v.Text(f).Len() == 0 {
				continue // the family has two things to say unless it says more
			}
			label := about.mine
			if id == 0 {
				label = about.ours
			}
			m.text(f, m.T(label), m.T(about.empty))
		}
	}
	m.head(m.T("Family and who matters"), "")
	for _, x := range v.Relations {
		facts := []string{}
		if x.Responsibility {
			facts = append(facts, m.T("has parental responsibility"))
		}
		contact := ""
		if x.Contact != meeting.AnyContact && x.Contact != "" {
			contact = m.T("contact: %s", x.Contact.Msg())
			facts = append(facts, contact+prefixWords(", ", x.Order))
		}
		facts = append(facts, x.Reach)
		l := line{mark: "●", markStyle: t.Muted, what: x.Name, whose: x.Is, when: contact}
		switch {
		case contact != "":
			l.mark, l.markStyle, l.whenStyle = "!", t.Warn, t.Warn
		case x.Responsibility:
			l.when = m.T("parental responsibility")
		}
		m.item(pageRow{
			key: entryKey(x.ID), entry: x.ID, opens: "open", adds: addRelation, more: m.under(x.ID, facts...),
			open: func(env *Env, r *Room) []Action { return relationForm.openEdit(env, r, x.ID) },
		}, l)
	}
	m.empty(len(v.Relations), m.T("Nobody noted yet: mother, father, grandmother, a friend from the club."))
	m.head(m.T("Services involved"), "")
	today := m.env.Today()
	for _, x := range v.Involvements {
		l := line{mark: "●", markStyle: t.Accent, what: x.Service, whose: cmp.Or(nameOrNone(v, x.Member), x.Who, r.agencyName(x.Agency)), whoseIs: x.Agency}
		switch {
		case x.To != "" && x.To < today:
			l.mark, l.markStyle, l.style, l.when = "✓", t.Muted, t.Muted, m.T("until %s", m.when(x.To))
		case x.From != "":
			l.when = m.T("since %s", m.when(x.From))
		}
		m.item(pageRow{
			key: entryKey(x.ID), entry: x.ID, opens: "open", adds: addService, more: m.under(x.ID),
			open: func(env *Env, r *Room) []Action { return involvementForm.openEdit(env, r, x.ID) },
		}, l)
	}
	m.empty(len(v.Involvements), m.T("No service noted yet."))
	m.head(m.T("Details"), m.T("each has who sees it"))
	n := 0
	for _, id := range whom {
		for _, x := range v.DetailsOf(id) {
			n++
			l := line{mark: " ", what: x.Words(), whose: capital(m.T(x.Kind.Msg())), when: r.audienceMark(x.Audience)}
			if len(v.Children) > 1 {
				l.whose += " · " + cmp.Or(nameOrNone(v, id), m.T("the family"))
			}
			m.item(pageRow{
				key: entryKey(x.ID), entry: x.ID, opens: "open", adds: addDetail, more: m.under(x.ID),
				open: func(env *Env, r *Room) []Action { return detailForm.openEdit(env, r, x.ID) },
			}, l)
		}
	}
	m.empty(n, m.T("No address, number or language noted yet."))
	if !s.beside {
		m.head(m.T("The team around %s", v.Called()), "")
		for _, a := range v.Circle() {
			m.circleLines(a)
		}
	}
}

// empty says what could stand in a section, where nothing does.
func (m *rowMaker) empty(n int, words string) {
	if n == 0 {
		m.say(words, m.t.Faint)
	}
}

func prefixWords(before, s string) string {
	if s == "" {
		return ""
	}
	return before + s
}

// nameOrNone returns what somebody is called, "" for nobody.
func nameOrNone(v *meeting.View, id meeting.ID) string {
	if id == 0 {
		return ""
	}
	return v.NameOf(id)
}

// circleLines lists an agency's people, where there is no room for the picture.
func (m *rowMaker) circleLines(a meeting.AgencyTeam) {
	if len(a.Members) == 0 {
		return
	}
	r, t := m.r, m.t
	name := a.Name
	if a.Agency == meeting.FamilyAgency {
		name = m.T("Family")
	}
	m.add(pageRow{lines: [][]widget.Run{{{Text: "   " + r.agencies().letters[a.Agency] + " " + name, Style: t.Agency(r.agencies().agency[a.Agency])}}}})
	for _, x := range a.Members {
		m.add(pageRow{lines: [][]widget.Run{{{Text: "     " + x.Name, Style: t.Text}, {Text: "  " + cmp.Or(x.Title, m.T(x.Role.Msg())), Style: t.Muted, Grow: true}}}})
	}
}

// drawCircle draws the child in the middle and the team around them, by agency.
func (s *recordPages) drawCircle(env *Env, r *Room, scr uv.Screen, area uv.Rectangle) {
	t, v := env.Theme, r.view()
	in := box(scr, area, t, false, widget.Run{Text: env.T("The circle"), Style: t.Title}, widget.Run{Text: "  " + env.T("the team around %s", v.Called()), Style: t.Muted})
	if in.Dx() < 24 || in.Dy() < 8 {
		return
	}
	k := circleKey{t, env.Words, in.Dx(), in.Dy(), v}
	if s.circle.key != k {
		s.circle.key, s.circle.lines = k, r.circleLines(env, in.Dx(), in.Dy())
	}
	for y, l := range s.circle.lines {
		if y < in.Dy() && l != nil {
			widget.Put(scr, in.Min.X, in.Min.Y+y, l)
		}
	}
}

type circleKey struct {
	t     any
	words *words.Language
	w, h  int
	v     *meeting.View
}

// circleLines is the picture: the agencies' people in two columns around the child's name, the family above.
func (r *Room) circleLines(env *Env, w, h int) []uv.Line {
	t, v := env.Theme, r.view()
	type block struct {
		lines []widget.Run
	}
	var blocks []block
	half := (w - 1) / 2
	for _, a := range v.Circle() {
		if len(a.Members) == 0 {
			continue
		}
		name := a.Name
		if a.Agency == meeting.FamilyAgency {
			name = env.T("Family")
		}
		st := t.Agency(r.agencies().agency[a.Agency])
		b := block{lines: []widget.Run{{Text: r.agencies().letters[a.Agency] + " " + name, Style: st}}}
		for _, m := range a.Members {
			b.lines = append(b.lines, widget.Run{Text: m.Name, Style: t.Text})
			if role := cmp.Or(m.Title, env.T(m.Role.Msg())); role != "" && h > 16 {
				b.lines = append(b.lines, widget.Run{Text: role, Style: t.Muted})
			}
		}
		blocks = append(blocks, b)
	}
	center := func(x widget.Run, width int) []widget.Run {
		x.Text = widget.Truncate(x.Text, width)
		pad := width - widget.Width(x.Text)
		return []widget.Run{{Text: strings.Repeat(" ", pad/2)}, x, {Text: strings.Repeat(" ", pad-pad/2)}}
	}
	var out []uv.Line
	whole := func(x widget.Run) { out = append(out, widget.Line(w, uv.Style{}, center(x, w)...)) }
	pair := func(left, right *block) {
		n := 0
		for _, b := range []*block{left, right} {
			if b != nil {
				n = max(n, len(b.lines))
			}
		}
		for i := range n {
			var runs []widget.Run
			for _, b := range []*block{left, right} {
				x := widget.Run{}
				if b != nil && i < len(b.lines) {
					x = b.lines[i]
				}
				runs = append(runs, center(x, half)...)
				runs = append(runs, widget.Run{Text: " "})
			}
			out = append(out, widget.Line(w, uv.Style{}, runs...))
		}
	}
	var rest []block
	if len(blocks) > 0 { // the family is nearest, above
		for _, l := range blocks[0].lines {
			whole(l)
		}
		rest = blocks[1:]
	}
	called := v.Called()
	width := min(w-2, widget.Width(called)+6)
	gap := max(0, width-2)
	above := (len(rest) + 1) / 2
	if above%2 == 1 {
		above++ // pairs stay together
	}
	above = min(above, len(rest))
	side := func(bs []block) {
		for i := 0; i < len(bs); i += 2 {
			if i+1 == len(bs) { // alone in its row
				for _, l := range bs[i].lines {
					whole(l)
				}
				out = append(out, nil)
				continue
			}
			pair(&bs[i], &bs[i+1])
			out = append(out, nil)
		}
	}
	whole(widget.Run{Text: "│", Style: t.Border})
	if above > 0 {
		side(rest[:above])
		out[len(out)-1] = widget.Line(w, uv.Style{}, center(widget.Run{Text: "╲" + strings.Repeat(" ", gap) + "╱", Style: t.Border}, w)...)
	}
	whole(widget.Run{Text: "╭" + strings.Repeat("─", gap) + "╮", Style: t.BorderFocus})
	whole(widget.Run{Text: "│  " + widget.Truncate(called, max(1, gap-4)) + "  │", Style: t.Strong})
	whole(widget.Run{Text: "╰" + strings.Repeat("─", gap) + "╯", Style: t.BorderFocus})
	if above < len(rest) {
		whole(widget.Run{Text: "╱" + strings.Repeat(" ", gap) + "╲", Style: t.Border})
		side(rest[above:])
	}
	if len(out) > h { // too many for a picture: each agency and how many
		out = out[:0]
		for i, b := range blocks {
			if i == 1 {
				whole(widget.Run{Text: "╭" + strings.Repeat("─", gap) + "╮", Style: t.BorderFocus})
				whole(widget.Run{Text: "│  " + widget.Truncate(called, max(1, gap-4)) + "  │", Style: t.Strong})
				whole(widget.Run{Text: "╰" + strings.Repeat("─", gap) + "╯", Style: t.BorderFocus})
			}
			var names []string
			for _, l := range b.lines[1:] {
				if l.Style != t.Muted {
					names = append(names, l.Text)
				}
			}
			out = append(out, widget.Line(w, uv.Style{}, widget.Run{Text: " "}, b.lines[0], widget.Run{Text: "  " + strings.Join(names, ", "), Style: t.Text, Grow: true}))
		}
	}
	if pad := (h - len(out)) / 2; pad > 0 {
		out = append(make([]uv.Line, pad), out...)
	}
	return out
}

// What can be added to the story.
const (
	addRelation words.Msg = "somebody of the family, or who matters"
	addService  words.Msg = "a service that is involved"
	addDetail   words.Msg = "a detail: address, language, number"
)

func storyAdds(r *Room) []adding {
	if !r.view().May(meeting.KeepRecord, nil) {
		return nil
	}
	return []adding{{addRelation, relationForm.openNew}, {addService, involvementForm.openNew}, {addDetail, detailForm.openNew}}
}

var relationForm = &entryForm[meeting.Relation]{
	kind:  "Person who matters",
	fresh: "New person who matters",
	head:  func(x *meeting.Relation) *meeting.Head { return &x.Head },
	entry: func(x *meeting.Relation) meeting.Entry { return x },
	find: func(v *meeting.View, id meeting.ID) *meeting.Relation {
		x, _ := v.Entry(id).(*meeting.Relation)
		return x
	},
	start: func(*Env, *Room) meeting.Relation { return meeting.Relation{Contact: meeting.AnyContact} },
	fields: []entryField[meeting.Relation]{
		worded("name", "Name", "", "Say what they are called.", func(x *meeting.Relation) *string { return &x.Name }),
		worded("is", "Is to the child", "mother, grandmother, friend from the club", "", func(x *meeting.Relation) *string { return &x.Is }),
		memberField("member", "On the team", "not on the team", func(x *meeting.Relation) *meeting.ID { return &x.Member }),
		ticked("responsibility", "Responsibility", "has parental responsibility", "no parental responsibility", func(x *meeting.Relation) *bool { return &x.Responsibility }),
		chosen("contact", "Contact", meeting.ContactRules, func(x *meeting.Relation) *meeting.ContactRule { return &x.Contact }),
		worded("order", "By what order", "which order or agreement, until when", "", func(x *meeting.Relation) *string { return &x.Order }),
		worded("reach", "How to reach", "a number, when to ring", "", func(x *meeting.Relation) *string { return &x.Reach }),
		said[meeting.Relation](meeting.Remarks, "What else", "what is good to know", 2),
	},
}

var involvementForm = &entryForm[meeting.Involvement]{
	kind:  "Service involved",
	fresh: "New service involved",
	head:  func(x *meeting.Involvement) *meeting.Head { return &x.Head },
	entry: func(x *meeting.Involvement) meeting.Entry { return x },
	find: func(v *meeting.View, id meeting.ID) *meeting.Involvement {
		x, _ := v.Entry(id).(*meeting.Involvement)
		return x
	},
	start: func(*Env, *Room) meeting.Involvement { return meeting.Involvement{} },
	fields: []entryField[meeting.Involvement]{
		worded("service", "Service", "speech and language therapy", "Say which service.", func(x *meeting.Involvement) *string { return &x.Service }),
		agencyField(func(x *meeting.Involvement) *meeting.AgencyID { return &x.Agency }),
		memberField("member", "On the team", "nobody on the team", func(x *meeting.Involvement) *meeting.ID { return &x.Member }),
		worded("who", "Who there", "a name, if not on the team", "", func(x *meeting.Involvement) *string { return &x.Who }),
		dated("from", "Since", func(x *meeting.Involvement) *meeting.Day { return &x.From }),
		dated("to", "Until", func(x *meeting.Involvement) *meeting.Day { return &x.To }),
		said[meeting.Involvement](meeting.Remarks, "What they do", "what they do, and how often", 2),
	},
}

var detailForm = &entryForm[meeting.Detail]{
	kind:  "Detail",
	fresh: "New detail",
	head:  func(x *meeting.Detail) *meeting.Head { return &x.Head },
	entry: func(x *meeting.Detail) meeting.Entry { return x },
	find: func(v *meeting.View, id meeting.ID) *meeting.Detail {
		x, _ := v.Entry(id).(*meeting.Detail)
		return x
	},
	start: func(*Env, *Room) meeting.Detail { return meeting.Detail{Kind: meeting.Address} },
	fields: []entryField[meeting.Detail]{
		{
			id: "kind", label: "What it is", hint: "type a few letters", kind: widget.PickField,
			options: func(r *Room) []widget.Option { return toldOptions(r.words, meeting.DetailKinds) },
			read:    func(x *meeting.Detail) string { return string(x.Kind) }, write: func(x *meeting.Detail, s string) { x.Kind = meeting.DetailKind(s) },
		},
		worded("value", "Says", "", "There is nothing to note yet.", func(x *meeting.Detail) *string { return &x.Value }),
	},
}

// byDay sorts what has a day, the newest first.
func byDay[T any](list []*T, day func(*T) meeting.Day) []*T {
	return slices.SortedStableFunc(slices.Values(list), func(a, b *T) int { return cmp.Compare(day(b), day(a)) })
}
