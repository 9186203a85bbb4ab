package minutes

import (
	"fmt"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// Document lays the minutes out.
func (m *Minutes) Document() Document {
	d := Document{Words: m.Language, Author: m.Keeper}
	d.Title = fmt.Sprintf("%s: %s %d (%s)", m.heading(&d), d.T(m.Kind.Heading()), m.Number, m.Name)
	m.dates(&d)
	d.Add(facts{
		{"Meeting", m.Name},
		{"About", d.Words.List(m.About)},
		{"This paper is for", d.readers(m.Audience)},
		{"Where it stands", m.stands(&d)},
		{"Planned for", d.when(m.Planned)},
		{"Where", m.Place},
		{"Opened", d.when(m.Opened)},
		{"Closed", m.since(&d, m.Closed)},
		{"Chair", m.Chair},
		{"Minute taker", m.Taker},
	})
	m.layoutPeople(&d)
	d.Add(Heading{2, d.T("What was talked about")})
	for _, it := range m.Items {
		m.layoutItem(&d, it)
	}
	addAsides(&d, m.Asides)
	d.Add(Heading{2, d.T("What was decided")})
	if len(m.Decisions) == 0 {
		d.Add(Paragraph(d.T("Nothing was put to the meeting.")))
	}
	for _, x := range m.Decisions {
		m.layoutDecision(&d, x)
	}
	m.layoutPlan(&d)
	d.Add(Heading{2, d.T("The next meeting")})
	switch {
	case !m.Next.IsZero():
		d.Add(Paragraph(d.when(m.Next) + "."))
	case m.NoNext != "":
		d.Add(Paragraph(d.T("No date: %s", m.NoNext)))
	default:
		d.Add(Paragraph(d.T("No date is set.")))
	}
	d.Add(Heading{2, d.T("The family's last word")})
	if m.LastWord == nil {
		d.Add(Paragraph(d.T("None is noted.")))
	}
	addWords(&d, m.LastWord)
	m.layoutEnd(&d)
	d.addTerms(m.Terms)
	return d
}

// dates tells the document of the moments that the minutes show, once the meeting has begun.
func (m *Minutes) dates(d *Document) {
	d.dated(m.Opened, m.Closed, m.Sent, m.Final)
	for _, r := range m.Reopened {
		d.dated(r.At)
	}
	for _, r := range m.Replies {
		d.dated(r.At, r.Answered)
	}
	for _, a := range m.Amendments {
		d.dated(a.At)
	}
}

func (m *Minutes) heading(d *Document) string {
	if m.Draft {
		return d.T("Draft minutes")
	}
	return d.T("Minutes")
}

func (m *Minutes) stands(d *Document) string {
	switch m.Status {
	case meeting.Preparing:
		return d.T("draft: the meeting is being prepared")
	case meeting.CalledOff:
		return d.T("the meeting was called off, so these are no minutes")
	case meeting.Live:
		return d.T("draft: the meeting is on")
	case meeting.Tidying:
		return d.T("draft: the minute taker is tidying the notes")
	case meeting.Sent:
		return d.T("draft: sent on %s, to be answered by %s", d.day(meeting.DayOf(m.Sent)), d.day(m.ReplyBy))
	case meeting.Final:
		return d.T("final since %s", d.day(meeting.DayOf(m.Final)))
	}
	return d.T(m.Status.Msg())
}

// since is a moment after the meeting opened: only its time, on the same day.
func (m *Minutes) since(d *Document, t time.Time) string {
	if !t.IsZero() && meeting.DayOf(t) == meeting.DayOf(m.Opened) {
		return t.Format("15:04")
	}
	return d.when(t)
}

// span is from when to when somebody was there.
func (m *Minutes) span(d *Document, from, to time.Time) string {
	switch {
	case from.IsZero():
		return ""
	case to.IsZero():
		return d.T("from %s", m.since(d, from))
	}
	return d.T("%s to %s", m.since(d, from), m.since(d, to))
}

func (m *Minutes) layoutPeople(d *Document) {
	if m.Views != nil || m.ViewsHow != "" {
		d.Add(Heading{2, d.T("The views of %s", d.Words.List(m.About))}, facts{{"How we know", m.ViewsHow}})
		addWords(d, m.Views)
	}
	d.Add(Heading{2, d.T("Who was there")})
	t := Table{Head: d.heads("Name", "Part", "Agency", "How", "When")}
	unconfirmed := false
	for _, a := range m.Attendance {
		way := d.T(a.Way.Msg())
		if a.Note != "" {
			way += ": " + a.Note
		}
		if !a.Confirmed {
			way, unconfirmed = way+" *", true
		}
		t.Rows = append(t.Rows, []string{a.Name, d.part(a.Role, a.Part), a.Agency, way, m.span(d, a.From, a.To)})
	}
	if len(t.Rows) == 0 {
		d.Add(Paragraph(d.T("The attendance list is empty.")))
	}
	d.Add(t)
	if unconfirmed {
		d.Add(Paragraph(d.T("* not confirmed by the chair.")))
	}
	d.Add(facts{{"On the team, not on the list", strings.Join(m.NotListed, ", ")}})
}

func (m *Minutes) layoutItem(d *Document, it Item) {
	d.Add(Heading{3, fmt.Sprintf("%d. %s", it.Number, it.Title)})
	var facts []string
	if it.AddedBy != "" {
		facts = append(facts, d.T("added by %s", it.AddedBy))
	}
	if it.Spent > 0 {
		facts = append(facts, d.T("%d of %d minutes", it.Spent, it.Planned))
	}
	if len(facts) > 0 {
		d.Add(Paragraph(capital(strings.Join(facts, ", ") + ".")))
	}
	if it.Summary != nil {
		d.Add(Heading{4, d.T("Summary")})
		addWords(d, it.Summary)
	}
	if it.Notes != nil {
		d.Add(Heading{4, d.T("Notes")})
		addWords(d, it.Notes)
	}
	if it.Summary == nil && it.Notes == nil {
		d.Add(Paragraph(d.T("No notes.")))
	}
	addAsides(d, it.Asides)
	for _, r := range it.Replies {
		addDispute(d, r)
	}
}

// addAsides lays out notes for fewer people, and says for whom each is.
func addAsides(d *Document, list []Aside) {
	for _, a := range list {
		d.Add(Heading{4, d.T("A note: %s", a.in(d.Words))})
		addWords(d, a.Words)
	}
}

func (m *Minutes) layoutDecision(d *Document, x Decision) {
	d.Add(Heading{3, d.T("Decision %d", x.Number)})
	addWords(d, x.Wording)
	item := ""
	if x.Item > 0 && x.Item <= len(m.Items) {
		item = fmt.Sprintf("%d. %s", x.Item, m.Items[x.Item-1].Title)
	}
	d.Add(facts{{"Proposed by", x.ProposedBy}, {"Agenda item", item}})
	if x.Rationale != nil {
		d.Add(Heading{4, d.T("Why")})
		addWords(d, x.Rationale)
	}
	switch x.Status {
	case meeting.Proposed:
		d.Add(Paragraph(d.T("It was proposed, and not put to the meeting.")))
		return
	case meeting.Put:
		d.Add(Paragraph(d.given(x.Given)))
		return
	}
	t := Table{Head: d.heads("Name", "Answer", "In their words")}
	against := false
	for _, a := range x.Answers {
		answer := d.T(a.Answer.Msg())
		if answer == "" {
			answer = d.T("no answer")
		}
		against = against || a.Answer == meeting.Disagree
		t.Rows = append(t.Rows, []string{a.Name, d.writtenBy(answer, a.WrittenBy), a.Words})
	}
	if len(t.Rows) == 0 {
		d.Add(Paragraph(d.T("Nobody answered.")))
	}
	d.Add(t)
	follows := d.T(x.Follow.Msg())
	switch {
	case follows != "" && x.FollowNote != "":
		follows += ": " + x.FollowNote
	case follows == "" && against:
		follows = d.T("not settled yet")
	}
	told := ""
	switch {
	case x.Advocate:
		told = d.T("the family was told of an advocate and how to complain")
	case x.Family:
		told = d.T("it is not noted that the family was told of an advocate and how to complain")
	}
	d.Add(facts{{"What follows", follows}, {"Advocate and complaints", told}})
}

func (m *Minutes) layoutPlan(d *Document) {
	if len(m.Scores) > 0 {
		t := Table{Head: d.heads("Outcome", "Child", "Parent", "Practitioners", "First", "Now", "Aim")}
		for _, s := range m.Scores {
			row := []string{s.Outcome}
			for _, side := range meeting.Sides {
				v, ok := s.Sides[side]
				if !ok {
					v = -1
				}
				row = append(row, d.score(v))
			}
			t.Rows = append(t.Rows, append(row, d.score(s.First), d.score(s.Now), d.score(s.Aim)))
		}
		d.Add(Heading{2, d.T("How far we are")}, Paragraph(d.T("Scores at this meeting, out of 10.")), t)
	}
	d.Add(Heading{2, d.T("What was agreed to do")})
	addActions(d, m.Actions, "No action was agreed or done at this meeting.")
	d.Add(Heading{2, d.T("Everything still to do")})
	addActions(d, m.Open, "Nothing is open.")
}

func (m *Minutes) layoutEnd(d *Document) {
	var notes List
	for _, t := range m.Chairs {
		switch {
		case t.Away:
			notes = append(notes, d.T("%s: %s took the chair while %s was gone.", d.when(t.At), t.To, d.orNobody(t.From)))
		default:
			notes = append(notes, d.T("%s: %s handed the chair to %s.", d.when(t.At), d.orNobody(t.From), t.To))
		}
	}
	for _, r := range m.Reopened {
		notes = append(notes, d.T("%s: %s reopened the meeting: %s", d.when(r.At), r.By, r.Reason))
	}
	if m.Reason != "" {
		notes = append(notes, d.T("Why it closed with something missing: %s", m.Reason))
	}
	if len(notes) > 0 || len(m.Missing) > 0 {
		d.Add(Heading{2, d.T("How the meeting went")}, notes)
	}
	if len(m.Missing) > 0 {
		d.Add(Paragraph(d.T("When it closed, this was missing:")), m.missing(d))
	}
	if m.Sent.IsZero() {
		return
	}
	d.Add(Heading{2, d.T("What people say of these minutes")})
	t := Table{Head: d.heads("Name", "Says", "In their words", "When")}
	for _, r := range m.Replies {
		says := d.T(r.Says.Msg())
		switch {
		case says == "":
			says = d.T("no reply")
		case r.Item > 0:
			says = d.T("%s (about item %d)", says, r.Item)
		}
		t.Rows = append(t.Rows, []string{r.Name, d.writtenBy(says, r.WrittenBy), r.Words, d.when(r.At)})
	}
	if len(t.Rows) == 0 {
		d.Add(Paragraph(d.T("Nobody was asked.")))
	}
	d.Add(t)
	for _, r := range m.Replies {
		if r.disputes() && r.Item == 0 {
			addDispute(d, r)
		}
	}
	m.layoutAmendments(d)
}

// addDispute prints a reply that asks for something, with the chair's answer.
func addDispute(d *Document, r Reply) {
	d.Add(Paragraph(d.disputed(r)), quote(r.Words))
	if r.Answer == "" {
		d.Add(Paragraph(d.T("The chair has not answered.")))
		return
	}
	d.Add(Paragraph(d.T("The chair's answer, %s:", d.when(r.Answered))), quote(r.Answer))
}

// addWords prints what people wrote, then who they are.
func addWords(d *Document, w *Words) {
	if w == nil {
		return
	}
	by := make([]string, len(w.By))
	for i, a := range w.By {
		by[i] = a.Name
		if a.WrittenBy != "" {
			by[i] = d.T("%s (written by %s)", a.Name, a.WrittenBy)
		}
	}
	d.Add(quote(w.Text), facts{{"In the words of", strings.Join(by, ", ")}})
}

func quote(s string) Quote {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return lines
}

func addActions(d *Document, list []Action, none words.Msg) {
	if len(list) == 0 && none != "" {
		d.Add(Paragraph(d.T(none)))
	}
	t := Table{Head: d.heads("What", "Who", "By when", "How far")}
	for _, x := range list {
		due := d.day(x.Due)
		if due == "" {
			due = d.T("no date")
		}
		t.Rows = append(t.Rows, []string{x.What, x.who(d), due, x.far(d)})
	}
	d.Add(t)
}

func (x Action) who(d *Document) string {
	switch {
	case x.Owner == "" && x.Ask != "":
		return d.T("%s is asked to name somebody", x.Ask)
	case x.Owner == "":
		return d.T("nobody yet")
	case x.OwnerLeft:
		return d.T("needs a new owner (%s has left)", x.Owner)
	case x.OwnerSays == meeting.Asked:
		return d.T("%s (asked, has not answered)", x.Owner)
	case x.OwnerSays == meeting.Declined:
		return d.T("%s (said no)", x.Owner)
	}
	return x.Owner
}

func (x Action) far(d *Document) string {
	far := d.T(x.Status.Msg())
	if x.Status == meeting.Done {
		far += " " + d.day(x.DoneOn)
		if x.DoneBy != "" && x.DoneBy != x.Owner {
			far = d.T("%s by %s", far, x.DoneBy)
		}
	}
	notes := facts{{"progress", x.Progress}, {"what blocks it", x.Blocks}, {"next step", x.NextStep}, {"service", x.Service}}
	for _, p := range notes {
		if p.value != "" {
			far = strings.TrimSuffix(far, ".") + "; " + d.T(p.name) + ": " + p.value
		}
	}
	return far
}
