package minutes

import (
	"slices"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// Easy is the facts of the family's easy-read copy of a plan or of a meeting's minutes: short sentences, one idea a line, and what
// people wrote as they wrote it. It holds what that copy shows and nothing else, and is for everyone always.
type Easy struct {
	Paper     string          `json:"paper"` // "easy-plan/1" | "easy-minutes/1"
	Language  *words.Language `json:"-"`
	Name      string          `json:"name"` // of the record or the meeting
	Keeper    string          `json:"keeper,omitempty"`
	About     []string        `json:"about"`
	Audience  string          `json:"audience"`        // everyone
	Draft     bool            `json:"draft,omitempty"` // minutes that can still change
	Met       time.Time       `json:"met,omitzero"`    // of minutes: when the meeting was, or is planned for
	Ahead     bool            `json:"ahead,omitempty"` // the meeting has not begun
	Place     string          `json:"place,omitempty"`
	Why       *Words          `json:"why,omitempty"`
	People    []EasyPerson    `json:"people"`         // the team, or who was at the meeting
	Away      []string        `json:"away,omitempty"` // who could not come
	Needs     []EasyNeed      `json:"needs,omitempty"`
	Wanted    []EasyOutcome   `json:"wanted,omitempty"`
	ViewsHow  string          `json:"views_how,omitempty"`
	Views     *Words          `json:"views,omitempty"`
	Items     []EasyItem      `json:"items,omitempty"`
	Decisions []Decision      `json:"decisions,omitempty"`
	ToDo      []EasyAction    `json:"to_do"`
	Done      []EasyAction    `json:"done,omitempty"`
	LastWord  *Words          `json:"last_word,omitempty"`
	Replies   []Reply         `json:"replies,omitempty"` // those that ask for something
	Added     []Amendment     `json:"amendments,omitempty"`
	Next      []EasyMeeting   `json:"next,omitempty"`
	NoNext    string          `json:"no_next,omitempty"`
	Ask       []EasyPerson    `json:"ask,omitempty"` // the keyworker, then deputies
	Terms     []Term          `json:"terms,omitempty"`
}

// EasyPerson is somebody on the team or at a meeting.
type EasyPerson struct {
	Name   string       `json:"name"`
	Part   string       `json:"part"`
	Role   meeting.Role `json:"role"`
	Agency string       `json:"agency"`
}

// EasyNeed is something good, needed or worrying.
type EasyNeed struct {
	Kind   meeting.NeedKind   `json:"kind"`
	Says   *Words             `json:"says"`
	Status meeting.NeedStatus `json:"status"`
	Unmet  string             `json:"unmet_reason,omitempty"`
}

// EasyOutcome is what will be different. Scores are as Outcome has them.
type EasyOutcome struct {
	What  string      `json:"what"`
	Words string      `json:"words,omitempty"` // the child's or the family's
	First int         `json:"baseline"`
	Now   int         `json:"now"`
	Aim   int         `json:"target"`
	Day   meeting.Day `json:"day,omitempty"`
}

// EasyItem is something that was talked about.
type EasyItem struct {
	Title   string `json:"title"`
	Says    *Words `json:"says"`    // its summary, or its notes while it has none
	Summary bool   `json:"summary"` // that it is the summary
}

// EasyAction is who does what by when.
type EasyAction struct {
	What   string               `json:"what"`
	Owner  string               `json:"owner,omitempty"`
	Left   bool                 `json:"owner_left,omitempty"`
	Says   meeting.Consent      `json:"owner_says,omitempty"`
	Ask    string               `json:"ask,omitempty"` // the agency that is asked to find somebody
	Due    meeting.Day          `json:"due,omitempty"`
	Status meeting.ActionStatus `json:"status"`
	Blocks string               `json:"blocks,omitempty"`
	DoneOn meeting.Day          `json:"done_on,omitempty"`
	DoneBy string               `json:"done_by,omitempty"`
}

// EasyMeeting is when and where the team meets.
type EasyMeeting struct {
	At    time.Time `json:"at"`
	Place string    `json:"place,omitempty"`
}

// OfEasyPlan gathers the easy-read copy of a record's plan. It is for everyone, whatever o says.
func OfEasyPlan(v *meeting.View, o Options) *Easy {
	o.Audience, o.Whole = meeting.Everyone, false
	p, g := OfPlan(v, o), newGatherer(v, o)
	e := &Easy{Paper: "easy-plan/1", Language: o.Words, Name: p.Name, Keeper: p.Keeper, About: p.About, Audience: p.Audience, Why: p.Why, People: []EasyPerson{}, ToDo: []EasyAction{}}
	for _, m := range p.Team {
		e.People = append(e.People, EasyPerson{m.Name, m.Part, m.Role, m.Agency})
	}
	e.act(p.Actions)
	for _, n := range p.Needs {
		if n.Statement != nil {
			e.Needs = append(e.Needs, EasyNeed{n.Kind, n.Statement, n.Status, n.Unmet})
		}
		e.act(n.Actions)
		for _, x := range n.Outcomes {
			if x.What != nil {
				e.Wanted = append(e.Wanted, EasyOutcome{x.What.Text, textOf(x.Words), x.First, x.Now, x.Aim, x.Day})
			}
			e.act(x.Actions)
		}
	}
	for _, m := range g.v.Meetings {
		if m.Stage == meeting.Preparing {
			e.Next = append(e.Next, EasyMeeting{g.at(m.At), line(m.Place)})
		}
	}
	slices.SortStableFunc(e.Next, func(a, b EasyMeeting) int { return a.At.Compare(b.At) })
	if n := len(g.v.Meetings); len(e.Next) == 0 && n > 0 {
		e.next(g.at(g.v.Meetings[n-1].Next), line(g.v.Meetings[n-1].NoNext))
	}
	e.end(g, o)
	return e
}

// OfEasyMeeting gathers the easy-read copy of a meeting's minutes. It is for everyone, whatever o says, and refuses as OfMeeting does.
func OfEasyMeeting(v *meeting.View, id meeting.ID, o Options) (*Easy, error) {
	o.Audience, o.Whole = meeting.Everyone, false
	m, err := OfMeeting(v, id, o)
	if err != nil {
		return nil, err
	}
	e := &Easy{
		Paper: "easy-minutes/1", Language: o.Words, Name: m.Name, Keeper: m.Keeper, About: m.About, Audience: m.Audience, Draft: m.Draft, Met: m.Opened, Place: m.Place,
		ViewsHow: m.ViewsHow, Views: m.Views, LastWord: m.LastWord, Added: m.Amendments, People: []EasyPerson{}, ToDo: []EasyAction{},
	}
	if m.Opened.IsZero() {
		e.Met, e.Ahead = m.Planned, true
	}
	for _, a := range m.Attendance {
		if a.Way.Present() {
			e.People = append(e.People, EasyPerson{a.Name, a.Part, a.Role, a.Agency})
		} else {
			e.Away = append(e.Away, a.Name)
		}
	}
	for _, it := range m.Items {
		if says := it.Summary; says != nil || it.Notes != nil {
			if says == nil {
				says = it.Notes
			}
			e.Items = append(e.Items, EasyItem{it.Title, says, it.Summary != nil})
		}
	}
	for _, x := range m.Decisions {
		if x.Wording != nil && x.Status != meeting.Proposed {
			e.Decisions = append(e.Decisions, Decision{
				Number: len(e.Decisions) + 1, Wording: x.Wording, Status: x.Status, Answers: x.Answers, Follow: x.Follow, FollowNote: x.FollowNote, Advocate: x.Advocate,
			})
		}
	}
	for _, r := range m.Replies {
		if r.disputes() {
			e.Replies = append(e.Replies, Reply{Name: r.Name, Says: r.Says, Words: r.Words, WrittenBy: r.WrittenBy, Answer: r.Answer})
		}
	}
	e.act(m.Open)
	for _, x := range m.Actions {
		if !x.Status.Open() {
			e.act([]Action{x})
		}
	}
	e.next(m.Next, m.NoNext)
	e.end(newGatherer(v, o), o)
	return e, nil
}

func textOf(w *Words) string {
	if w == nil {
		return ""
	}
	return w.Text
}

// act adds actions to what is to do and to what is done.
func (e *Easy) act(list []Action) {
	for _, a := range list {
		x := EasyAction{What: a.What, Owner: a.Owner, Left: a.OwnerLeft, Says: a.OwnerSays, Ask: a.Ask, Due: a.Due, Status: a.Status, Blocks: a.Blocks, DoneOn: a.DoneOn, DoneBy: a.DoneBy}
		switch {
		case a.Status == meeting.Done:
			e.Done = append(e.Done, x)
		case a.Status.Open():
			e.ToDo = append(e.ToDo, x)
		}
	}
}

func (e *Easy) next(at time.Time, none string) {
	if !at.IsZero() {
		e.Next = append(e.Next, EasyMeeting{At: at})
	} else {
		e.NoNext = none
	}
}

// end gathers what stands at the end: whom to ask, and what the words of the field that stand in the copy mean.
func (e *Easy) end(g gatherer, o Options) {
	for _, role := range []meeting.Role{meeting.Keyworker, meeting.Deputy} {
		for _, m := range g.v.Members {
			if m.Current() && m.Guest == 0 && m.Role == role {
				e.Ask = append(e.Ask, EasyPerson{line(m.Name), part(m), m.Role, memberAgency(m)})
			}
		}
	}
	d := e.Document()
	var texts []string
	for _, b := range d.Blocks {
		if q, ok := b.(Quote); ok {
			texts = append(texts, q...)
		}
	}
	e.Terms = g.terms(o, texts)
}

func (e *Easy) readers() string { return e.Audience }

// The signs before the lines of the easy-read copy: of characters that the fonts of the PDF have, and those of most computers too.
const (
	signWho   = "☺"
	signWhen  = "◷"
	signWhere = "⌂"
	signWant  = "★"
	signFar   = "◔"
	signDone  = "✓"
	signNote  = "●"
)

// signs says what each means, in the order in which they are explained.
var signs = []struct {
	sign string
	says words.Msg
}{
	{signWho, "who"},
	{signWhen, "when"},
	{signWhere, "where"},
	{signWant, "what we want"},
	{signFar, "how far we are"},
	{signDone, "yes, or done"},
	{signNote, "good to know"},
}

// begin begins with a short line of ours, with its sign, what belongs together.
func (d *Document) begin(sign string, m words.Msg, args ...any) {
	d.Add(Signs{{sign, d.T(m, args...)}})
}

// say adds a short line of ours with its sign to what stands before.
func (d *Document) say(sign string, m words.Msg, args ...any) {
	line := Pair{sign, d.T(m, args...)}
	if n := len(d.Blocks); n > 0 {
		if before, ok := d.Blocks[n-1].(Signs); ok {
			d.Blocks[n-1] = append(before, line)
			return
		}
	}
	d.Add(Signs{line})
}

// ask begins a section with a question.
func (d *Document) ask(m words.Msg, args ...any) { d.Add(Heading{2, d.T(m, args...)}) }

// Document lays the copy out.
func (e *Easy) Document() Document {
	d := Document{Words: e.Language, Author: e.Keeper, Large: true}
	plan := e.Paper == "easy-plan/1"
	about := d.Words.List(e.About)
	if plan {
		d.Title = d.T("The plan for %s, easy to read", about)
	} else {
		d.Title = d.T("Our meeting about %s, easy to read", about)
		if !e.Ahead {
			d.dated(e.Met)
		}
		e.layoutMeeting(&d)
	}
	if e.Why != nil {
		d.ask("Why is there a plan?")
		d.addSaid(e.Why)
	}
	e.layoutPeople(&d, plan, about)
	if e.Views != nil {
		d.ask("What does %s think?", about)
		d.addSaid(e.Views)
		if e.ViewsHow != "" {
			d.say(signNote, "How we know:")
			d.Add(quote(e.ViewsHow))
		}
	}
	e.layoutNeeds(&d)
	e.layoutTalk(&d)
	e.layoutActions(&d)
	e.layoutNext(&d)
	e.layoutAfter(&d)
	d.ask("Whom can I ask?")
	for _, p := range e.Ask {
		d.say(signWho, "You can ask %s.", p.Name)
		if p.Role == meeting.Keyworker {
			d.say(signWho, "%s is your keyworker.", p.Name)
			d.say(signNote, "A keyworker helps your family and your team.")
		}
	}
	if len(e.Ask) == 0 {
		d.say(signWho, "You can ask anybody on your team.")
	}
	d.explainSigns()
	d.addTerms(e.Terms)
	return d
}

// explainSigns puts what the signs mean, those that the copy has, before everything else.
func (d *Document) explainSigns() {
	used := map[string]bool{}
	for _, b := range d.Blocks {
		if list, ok := b.(Signs); ok {
			for _, s := range list {
				used[s.Name] = true
			}
		}
	}
	var legend Signs
	for _, s := range signs {
		if used[s.sign] {
			legend = append(legend, Pair{s.sign, d.T(s.says)})
		}
	}
	d.Blocks = append([]Block{Heading{2, d.T("What do the signs mean?")}, legend}, d.Blocks...)
}

// addSaid says who said something, then what.
func (d *Document) addSaid(w *Words) { d.addBy("%s said:", w) }

func (d *Document) addBy(by words.Msg, w *Words) {
	var who, hands []string
	for _, a := range w.By {
		if !slices.Contains(who, a.Name) {
			who = append(who, a.Name)
		}
		if a.WrittenBy != "" && !slices.Contains(hands, a.WrittenBy) {
			hands = append(hands, a.WrittenBy)
		}
	}
	if len(who) > 0 {
		d.begin(signWho, by, d.Words.List(who))
	}
	d.Add(quote(w.Text))
	if len(hands) > 0 {
		d.say(signNote, "%s helped to write this down.", d.Words.List(hands))
	}
}

func (d *Document) fullDay(x meeting.Day) string {
	return d.Words.Time(x.Time(time.UTC), "Monday 2 January 2006")
}

func (d *Document) fullTime(t time.Time) string {
	return d.Words.Time(t, "Monday 2 January 2006 at 15:04")
}

func (e *Easy) layoutMeeting(d *Document) {
	if e.Ahead {
		d.ask("When is the meeting?")
		d.say(signWhen, "Your team meets on %s.", d.fullTime(e.Met))
	} else {
		d.ask("When was the meeting?")
		d.say(signWhen, "Your team met on %s.", d.fullTime(e.Met))
	}
	if e.Place != "" {
		d.say(signWhere, "The place: %s.", e.Place)
	}
	if e.Draft {
		d.say(signNote, "This paper can still change.")
	}
}

func (e *Easy) layoutPeople(d *Document, plan bool, about string) {
	switch {
	case plan:
		d.ask("Who is on the team?")
		p := Plan{About: e.About}
		for _, m := range e.People {
			p.Team = append(p.Team, Member{Name: m.Name, Agency: m.Agency})
		}
		d.Add(p.circle(d), Paragraph(d.T("The team helps %s.", about)))
	case e.Ahead && len(e.People) == 0:
		return
	default:
		d.ask("Who was there?")
	}
	for _, m := range e.People {
		d.begin(signWho, "%s: %s.", m.Name, d.part(m.Role, m.Part))
		if m.Agency != "" && !m.Role.Family() && m.Role != meeting.Supporter {
			d.say(signWhere, "%s works for: %s.", m.Name, m.Agency)
		}
	}
	if len(e.People) == 0 {
		d.say(signWho, "Nobody yet.")
	}
	for _, name := range e.Away {
		d.say(signWho, "%s was not there.", name)
	}
}

func (e *Easy) layoutNeeds(d *Document) {
	for _, kind := range []struct {
		kind meeting.NeedKind
		asks words.Msg
	}{{meeting.Strength, "What is going well?"}, {meeting.Needed, "What do we need?"}, {meeting.Worry, "What are we worried about?"}} {
		begun := false
		for _, n := range e.Needs {
			if n.Kind != kind.kind {
				continue
			}
			if !begun {
				d.ask(kind.asks)
				begun = true
			}
			d.addSaid(n.Says)
			if kind.kind == meeting.Strength {
				continue
			}
			switch n.Status {
			case meeting.NeedMet:
				d.say(signDone, "This is better now.")
			case meeting.NeedPartlyMet:
				d.say(signFar, "A part of this is better now.")
			case meeting.NeedUnmet:
				d.say(signFar, "This is not better yet.")
				if n.Unmet != "" {
					d.say(signNote, "Why: %s.", meeting.Word(d.Words, n.Unmet))
				}
			}
		}
	}
	if len(e.Wanted) > 0 {
		d.ask("What will be different?")
	}
	for _, o := range e.Wanted {
		d.begin(signWant, "We want this:")
		d.Add(quote(o.What))
		if o.Words != "" {
			d.say(signWant, "In your own words:")
			d.Add(quote(o.Words))
		}
		if o.Day != "" {
			d.say(signWhen, "By: %s.", d.fullDay(o.Day))
		}
		for _, s := range []struct {
			n    int
			says words.Msg
		}{{o.First, "At the start: %d out of 10."}, {o.Now, "Now: %d out of 10."}, {o.Aim, "We want: %d out of 10."}} {
			if s.n >= 0 {
				d.say(signFar, s.says, s.n)
			}
		}
	}
}

func (e *Easy) layoutTalk(d *Document) {
	if len(e.Items) > 0 {
		d.ask("What did we talk about?")
	}
	for _, it := range e.Items {
		d.Add(Heading{3, it.Title})
		if it.Summary {
			d.addBy("%s wrote:", it.Says)
		} else {
			d.addSaid(it.Says)
		}
	}
	if len(e.Decisions) > 0 {
		d.ask("What did we decide?")
	}
	for i, x := range e.Decisions {
		if len(e.Decisions) > 1 {
			d.Add(Heading{3, d.T("Decision %d", i+1)})
		}
		d.Add(quote(x.Wording.Text))
		if x.Status != meeting.Shown {
			d.say(signNote, "This is not decided yet.")
		}
		for _, a := range x.Answers {
			a.layoutEasy(d)
		}
		switch x.Follow {
		case meeting.TalkAgain:
			d.say(signNote, "We will talk about it again.")
		case meeting.Escalate:
			d.say(signNote, "We will ask the managers.")
		case meeting.GoOn:
			d.say(signNote, "We will do it.")
			d.say(signNote, "We wrote down who said no.")
		}
		d.Add(quote(x.FollowNote))
		if x.Advocate {
			d.say(signNote, "An advocate can help you to be heard.")
			d.say(signNote, "You can also complain.")
		}
	}
	if e.LastWord != nil {
		d.ask("What was the family's last word?")
		d.addSaid(e.LastWord)
	}
}

func (a Answer) layoutEasy(d *Document) {
	switch a.Answer {
	case meeting.Agree:
		d.say(signDone, "%s said yes.", a.Name)
	case meeting.Reservations:
		d.say(signDone, "%s said yes, but is not sure.", a.Name)
	case meeting.Disagree:
		d.say(signWho, "%s said no.", a.Name)
	case meeting.NotNow:
		d.say(signWho, "%s said: not now.", a.Name)
	default:
		d.say(signWho, "%s did not answer.", a.Name)
	}
	d.Add(quote(a.Words))
	if a.WrittenBy != "" {
		d.say(signNote, "%s helped to write this down.", a.WrittenBy)
	}
}

func (e *Easy) layoutActions(d *Document) {
	d.ask("What happens next, and who does it?")
	if len(e.ToDo) == 0 {
		d.say(signDone, "Nothing is left to do now.")
	}
	for _, x := range e.ToDo {
		after := func() {}
		switch {
		case x.Left:
			d.begin(signWho, "Somebody needs to do this:")
			after = func() { d.say(signWho, "%s has left the team.", x.Owner) }
		case x.Owner != "" && x.Says == meeting.Asked:
			d.begin(signWho, "We asked %s to do this:", x.Owner)
			after = func() { d.say(signWho, "%s has not said yes yet.", x.Owner) }
		case x.Owner != "" && x.Says == meeting.Declined:
			d.begin(signWho, "Somebody needs to do this:")
			after = func() { d.say(signWho, "%s said no.", x.Owner) }
		case x.Owner != "":
			d.begin(signWho, "%s will:", x.Owner)
		case x.Ask != "":
			d.begin(signWho, "Somebody needs to do this:")
			after = func() { d.say(signWho, "We asked %s to find somebody.", x.Ask) }
		default:
			d.begin(signWho, "Somebody needs to do this:")
		}
		d.Add(quote(x.What))
		after()
		if x.Due != "" {
			d.say(signWhen, "By: %s.", d.fullDay(x.Due))
		} else {
			d.say(signWhen, "There is no day for it yet.")
		}
		switch x.Status {
		case meeting.InProgress:
			d.say(signFar, "This has begun.")
		case meeting.Blocked:
			d.say(signFar, "This is stuck.")
			d.Add(quote(x.Blocks))
		}
	}
	if len(e.Done) > 0 {
		d.ask("What is done?")
	}
	for _, x := range e.Done {
		who := x.DoneBy
		if who == "" {
			who = x.Owner
		}
		if who != "" {
			d.begin(signDone, "%s did this:", who)
		} else {
			d.begin(signDone, "This is done:")
		}
		d.Add(quote(x.What))
		if x.DoneOn != "" {
			d.say(signWhen, "On: %s.", d.fullDay(x.DoneOn))
			d.dated(x.DoneOn.Time(time.UTC))
		}
	}
}

func (e *Easy) layoutNext(d *Document) {
	if e.Ahead {
		return
	}
	d.ask("When do we meet again?")
	for _, m := range e.Next {
		d.begin(signWhen, "Your team meets on %s.", d.fullTime(m.At))
		if m.Place != "" {
			d.say(signWhere, "The place: %s.", m.Place)
		}
	}
	if len(e.Next) == 0 {
		d.say(signWhen, "There is no day for it yet.")
		d.Add(quote(e.NoNext))
	}
}

// layoutAfter lays out what people said of the minutes, and added to them.
func (e *Easy) layoutAfter(d *Document) {
	if len(e.Replies) > 0 {
		d.ask("What do people say about what we wrote?")
	}
	for _, r := range e.Replies {
		if r.Says == meeting.WantChange {
			d.begin(signWho, "%s wants us to change something:", r.Name)
		} else {
			d.begin(signWho, "%s does not agree:", r.Name)
		}
		d.Add(quote(r.Words))
		if r.WrittenBy != "" {
			d.say(signNote, "%s helped to write this down.", r.WrittenBy)
		}
		if r.Answer != "" {
			d.say(signWho, "The person who led the meeting answered:")
			d.Add(quote(r.Answer))
		}
	}
	if len(e.Added) > 0 {
		d.ask("What did people add later?")
	}
	for _, a := range e.Added {
		d.begin(signWho, "%s said:", a.Name)
		d.Add(quote(a.Words))
		d.say(signWhen, "On: %s.", d.Words.Time(a.At, "Monday 2 January 2006"))
		if a.WrittenBy != "" {
			d.say(signNote, "%s helped to write this down.", a.WrittenBy)
		}
		d.dated(a.At)
	}
}
