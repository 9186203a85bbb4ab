package minutes

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"oneplan/meeting"
)

// Document lays the minutes out.
func (m *Minutes) Document() Document {
	d := Document{Title: fmt.Sprintf("%s: %s %d (%s)", m.heading(), m.Kind.Title(), m.Number, m.Name), Author: m.Keeper}
	m.dates(&d)
	d.Add(Pairs{
		{"Meeting", m.Name},
		{"About", and(m.About)},
		{"This paper is for", readers(m.Audience)},
		{"Where it stands", m.stands()},
		{"Planned for", when(m.Planned)},
		{"Where", m.Place},
		{"Opened", when(m.Opened)},
		{"Closed", m.since(m.Closed)},
		{"Chair", m.Chair},
		{"Minute taker", m.Taker},
	})
	m.layoutPeople(&d)
	d.Add(Heading{2, "What was talked about"})
	for _, it := range m.Items {
		m.layoutItem(&d, it)
	}
	addAsides(&d, m.Asides)
	d.Add(Heading{2, "What was decided"})
	if len(m.Decisions) == 0 {
		d.Add(Paragraph("Nothing was put to the meeting."))
	}
	for _, x := range m.Decisions {
		m.layoutDecision(&d, x)
	}
	m.layoutPlan(&d)
	d.Add(Heading{2, "The next meeting"})
	switch {
	case !m.Next.IsZero():
		d.Add(Paragraph(when(m.Next) + "."))
	case m.NoNext != "":
		d.Add(Paragraph("No date: " + m.NoNext))
	default:
		d.Add(Paragraph("No date is set."))
	}
	d.Add(Heading{2, "The family's last word"})
	if m.LastWord == nil {
		d.Add(Paragraph("None is noted."))
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
}

func (m *Minutes) heading() string {
	if m.Draft {
		return "Draft minutes"
	}
	return "Minutes"
}

func (m *Minutes) stands() string {
	switch m.Status {
	case meeting.Preparing:
		return "draft: the meeting is being prepared"
	case meeting.Live:
		return "draft: the meeting is on"
	case meeting.Tidying:
		return "draft: the minute taker is tidying the notes"
	case meeting.Sent:
		return fmt.Sprintf("draft: sent on %s, to be answered by %s", day(meeting.DayOf(m.Sent)), day(m.ReplyBy))
	case meeting.Final:
		return "final since " + day(meeting.DayOf(m.Final))
	}
	return string(m.Status)
}

// since is a moment after the meeting opened: only its time, on the same day.
func (m *Minutes) since(t time.Time) string {
	if !t.IsZero() && meeting.DayOf(t) == meeting.DayOf(m.Opened) {
		return t.Format("15:04")
	}
	return when(t)
}

// span is from when to when somebody was there.
func (m *Minutes) span(from, to time.Time) string {
	switch {
	case from.IsZero():
		return ""
	case to.IsZero():
		return "from " + m.since(from)
	}
	return m.since(from) + " to " + m.since(to)
}

func (m *Minutes) layoutPeople(d *Document) {
	if m.Views != nil || m.ViewsHow != "" {
		d.Add(Heading{2, "The views of " + and(m.About)}, Pairs{{"How we know", m.ViewsHow}})
		addWords(d, m.Views)
	}
	d.Add(Heading{2, "Who was there"})
	t := Table{Head: []string{"Name", "Part", "Agency", "How", "When"}}
	unconfirmed := false
	for _, a := range m.Attendance {
		way := string(a.Way)
		if a.Note != "" {
			way += ": " + a.Note
		}
		if !a.Confirmed {
			way, unconfirmed = way+" *", true
		}
		t.Rows = append(t.Rows, []string{a.Name, a.Part, a.Agency, way, m.span(a.From, a.To)})
	}
	if len(t.Rows) == 0 {
		d.Add(Paragraph("The attendance list is empty."))
	}
	d.Add(t)
	if unconfirmed {
		d.Add(Paragraph("* not confirmed by the chair."))
	}
	d.Add(Pairs{{"On the team, not on the list", strings.Join(m.NotListed, ", ")}})
}

func (m *Minutes) layoutItem(d *Document, it Item) {
	d.Add(Heading{3, fmt.Sprintf("%d. %s", it.Number, it.Title)})
	var facts []string
	if it.AddedBy != "" {
		facts = append(facts, "added by "+it.AddedBy)
	}
	if it.Spent > 0 {
		facts = append(facts, fmt.Sprintf("%d of %d minutes", it.Spent, it.Planned))
	}
	if len(facts) > 0 {
		d.Add(Paragraph(capital(strings.Join(facts, ", ") + ".")))
	}
	if it.Summary != nil {
		d.Add(Heading{4, "Summary"})
		addWords(d, it.Summary)
	}
	if it.Notes != nil {
		d.Add(Heading{4, "Notes"})
		addWords(d, it.Notes)
	}
	if it.Summary == nil && it.Notes == nil {
		d.Add(Paragraph("No notes."))
	}
	addAsides(d, it.Asides)
	for _, r := range it.Replies {
		addDispute(d, r)
	}
}

// addAsides lays out notes for fewer people, and says for whom each is.
func addAsides(d *Document, list []Aside) {
	for _, a := range list {
		d.Add(Heading{4, "A note: " + a.For})
		addWords(d, a.Words)
	}
}

func (m *Minutes) layoutDecision(d *Document, x Decision) {
	d.Add(Heading{3, fmt.Sprintf("Decision %d", x.Number)})
	addWords(d, x.Wording)
	item := ""
	if x.Item > 0 && x.Item <= len(m.Items) {
		item = fmt.Sprintf("%d. %s", x.Item, m.Items[x.Item-1].Title)
	}
	d.Add(Pairs{{"Proposed by", x.ProposedBy}, {"Agenda item", item}})
	if x.Rationale != nil {
		d.Add(Heading{4, "Why"})
		addWords(d, x.Rationale)
	}
	switch x.Status {
	case meeting.Proposed:
		d.Add(Paragraph("It was proposed, and not put to the meeting."))
		return
	case meeting.Put:
		d.Add(Paragraph(fmt.Sprintf("The answers are not shown yet: %s answered.", people(x.Given))))
		return
	}
	t := Table{Head: []string{"Name", "Answer", "In their words"}}
	against := false
	for _, a := range x.Answers {
		answer := string(a.Answer)
		if answer == "" {
			answer = "no answer"
		}
		against = against || a.Answer == meeting.Disagree
		t.Rows = append(t.Rows, []string{a.Name, answer + writtenBy(a.WrittenBy), a.Words})
	}
	if len(t.Rows) == 0 {
		d.Add(Paragraph("Nobody answered."))
	}
	d.Add(t)
	follows := string(x.Follow)
	switch {
	case follows != "" && x.FollowNote != "":
		follows += ": " + x.FollowNote
	case follows == "" && against:
		follows = "not settled yet"
	}
	told := ""
	switch {
	case x.Advocate:
		told = "the family was told of an advocate and how to complain"
	case x.Family:
		told = "it is not noted that the family was told of an advocate and how to complain"
	}
	d.Add(Pairs{{"What follows", follows}, {"Advocate and complaints", told}})
}

func (m *Minutes) layoutPlan(d *Document) {
	if len(m.Scores) > 0 {
		t := Table{Head: append([]string{"Outcome"}, "Child", "Parent", "Practitioners", "First", "Now", "Aim")}
		for _, s := range m.Scores {
			row := []string{s.Outcome}
			for _, side := range meeting.Sides {
				v, ok := s.Sides[side]
				if !ok {
					v = -1
				}
				row = append(row, score(v))
			}
			t.Rows = append(t.Rows, append(row, score(s.First), score(s.Now), score(s.Aim)))
		}
		d.Add(Heading{2, "How far we are"}, Paragraph("Scores at this meeting, out of 10."), t)
	}
	d.Add(Heading{2, "What was agreed to do"})
	addActions(d, m.Actions, "No action was agreed or done at this meeting.")
	d.Add(Heading{2, "Everything still to do"})
	addActions(d, m.Open, "Nothing is open.")
}

func (m *Minutes) layoutEnd(d *Document) {
	var notes List
	for _, t := range m.Chairs {
		switch {
		case t.Away:
			notes = append(notes, fmt.Sprintf("%s: %s took the chair while %s was gone.", when(t.At), t.To, orNobody(t.From)))
		default:
			notes = append(notes, fmt.Sprintf("%s: %s handed the chair to %s.", when(t.At), orNobody(t.From), t.To))
		}
	}
	for _, r := range m.Reopened {
		notes = append(notes, fmt.Sprintf("%s: %s reopened the meeting: %s", when(r.At), r.By, r.Reason))
	}
	if m.Reason != "" {
		notes = append(notes, "Why it closed with something missing: "+m.Reason)
	}
	if len(notes) > 0 || len(m.Missing) > 0 {
		d.Add(Heading{2, "How the meeting went"}, notes)
	}
	if len(m.Missing) > 0 {
		d.Add(Paragraph("When it closed, this was missing:"), List(m.Missing))
	}
	if m.Sent.IsZero() {
		return
	}
	d.Add(Heading{2, "What people say of these minutes"})
	t := Table{Head: []string{"Name", "Says", "In their words", "When"}}
	for _, r := range m.Replies {
		says := string(r.Says)
		switch {
		case says == "":
			says = "no reply"
		case r.Item > 0:
			says += fmt.Sprintf(" (about item %d)", r.Item)
		}
		t.Rows = append(t.Rows, []string{r.Name, says + writtenBy(r.WrittenBy), r.Words, when(r.At)})
	}
	if len(t.Rows) == 0 {
		d.Add(Paragraph("Nobody was asked."))
	}
	d.Add(t)
	for _, r := range m.Replies {
		if r.disputes() && r.Item == 0 {
			addDispute(d, r)
		}
	}
}

// addDispute prints a reply that asks for something, with the chair's answer.
func addDispute(d *Document, r Reply) {
	d.Add(Paragraph(fmt.Sprintf("%s says of these minutes%s: %s.", r.Name, writtenBy(r.WrittenBy), r.Says)), quote(r.Words))
	if r.Answer == "" {
		d.Add(Paragraph("The chair has not answered."))
		return
	}
	d.Add(Paragraph("The chair's answer, "+when(r.Answered)+":"), quote(r.Answer))
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
			by[i] = fmt.Sprintf("%s (written by %s)", a.Name, a.WrittenBy)
		}
	}
	d.Add(quote(w.Text), Pairs{{"In the words of", strings.Join(by, ", ")}})
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

func addActions(d *Document, list []Action, none string) {
	if len(list) == 0 {
		d.Add(Paragraph(none))
	}
	t := Table{Head: []string{"What", "Who", "By when", "How far"}}
	for _, x := range list {
		due := day(x.Due)
		if due == "" {
			due = "no date"
		}
		t.Rows = append(t.Rows, []string{x.What, x.who(), due, x.far()})
	}
	d.Add(t)
}

func (x Action) who() string {
	switch {
	case x.Owner == "" && x.Ask != "":
		return x.Ask + " is asked to name somebody"
	case x.Owner == "":
		return "nobody yet"
	case x.OwnerSays == meeting.Asked:
		return x.Owner + " (asked, has not answered)"
	case x.OwnerSays == meeting.Declined:
		return x.Owner + " (said no)"
	}
	return x.Owner
}

func (x Action) far() string {
	far := string(x.Status)
	if x.Status == meeting.Done {
		far += " " + day(x.DoneOn)
		if x.DoneBy != "" && x.DoneBy != x.Owner {
			far += " by " + x.DoneBy
		}
	}
	for _, p := range []Pair{{"progress", x.Progress}, {"what blocks it", x.Blocks}, {"next step", x.NextStep}, {"service", x.Service}} {
		if p.Value != "" {
			far += "; " + p.Name + ": " + p.Value
		}
	}
	return far
}

func writtenBy(name string) string {
	if name == "" {
		return ""
	}
	return ", written by " + name
}

func readers(audience string) string {
	switch audience {
	case "everyone":
		return "everyone on the team, the family included"
	case string(meeting.Practitioners):
		return "practitioners only, not the family"
	case "you":
		return "you: it may hold what others on the team do not see"
	}
	return audience
}

func when(t time.Time) string { return meeting.TimeWords(t, "") }

// day is a date with its year: a paper is read in other years too.
func day(d meeting.Day) string { return d.Words("") }

func score(n int) string {
	if n < 0 {
		return "not scored"
	}
	return strconv.Itoa(n)
}

func people(n int) string {
	switch n {
	case 0:
		return "nobody has"
	case 1:
		return "1 person has"
	}
	return fmt.Sprintf("%d people have", n)
}

func orNobody(s string) string {
	if s == "" {
		return "nobody"
	}
	return s
}

// and joins names: "Sam", "Sam and Ali", "Sam, Ali and Bea".
func and(names []string) string {
	n := len(names)
	if n < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
