package meeting

import (
	"slices"

	"oneplan/meeting/text"
)

// The commands about the keyworker. The keyworker's rights come from the role on the record; tenures follow the role by themselves.
type (
	// ChangeKeyworker makes To the keyworker (0: nobody, for now). The one until now stays on the team as a practitioner. The family is
	// asked first: AskedOn, or NotAsked says why not.
	ChangeKeyworker struct {
		To         ID
		Designated bool
		Reason     string // for the change
		AskedOn    Day
		Wish       string // what the family preferred
		NotAsked   string
		Goodbye    Day
	}
	// SetTenure changes what is said of a tenure, but for its member; its days only of one that is over. Rev is that of the entry the
	// change was made to.
	SetTenure struct{ Tenure Tenure }
	// AskQuestion asks somebody on the team, usually the keyworker, on behalf of For (0: oneself), who is of the family. To is 0 for the
	// keyworker, or for the deputy where another keyworker is asked for.
	AskQuestion struct {
		Kind     QuestionKind
		For, To  ID
		Audience Audience
		Words    string
	}
	// ReplyQuestion answers a question: what is written in Replies counts as the answer from now on; Words are added to it.
	ReplyQuestion struct {
		Question ID
		Words    string
		Gesture  uint32 // the connection's number for this gesture, for undo
	}
)

func (ChangeKeyworker) command() {}
func (SetTenure) command()       {}
func (AskQuestion) command()     {}
func (ReplyQuestion) command()   {}

// decideKeyworker decides what has rules of its own about keyworker, handover, authority and the end of the plan.
func (d *decider) decideKeyworker(c Command) (events []Event, known bool, err error) {
	known = true
	switch c := c.(type) {
	case AddTransition:
		events, err = d.addTransition(c)
	case ChangeKeyworker:
		events, err = d.changeKeyworker(c)
	case SetTenure:
		events, err = d.setTenure(c)
	case AskQuestion:
		events, err = d.askQuestion(c)
	case ReplyQuestion:
		events, err = d.replyQuestion(c)
	case BeginHandover:
		events, err = d.beginHandover(c)
	case SetHandover:
		events, err = d.setHandover(c)
	case AcceptHandover:
		events, err = d.acceptHandover(c)
	case FinishHandover:
		events, err = d.finishHandover(c)
	case AnswerAgain:
		events, err = d.answerAgain(c)
	case RaiseEscalation:
		events, err = d.raiseEscalation(c)
	case ClosePlan:
		events, err = d.closePlan(c)
	case ReopenPlan:
		events, err = d.reopenPlan(c)
	case EndAccess:
		events, err = d.endAccess(c)
	default:
		known = false
	}
	return events, known, err
}

// tenured adds to what a command means for the team what it means for the tenures: one ends and the next begins with the keyworker's
// role.
func (d *decider) tenured(events []Event, err error) ([]Event, error) {
	if err != nil {
		return nil, err
	}
	keyworker, changed := d.s.keyworker(), false
	id, rev := d.s.last, d.s.rev
	began, since := DayOf(d.a.At), Day("")
	for _, e := range events {
		switch e := e.(type) {
		case RecordCreated:
			for _, c := range e.Children {
				id = max(id, c.ID)
			}
		case MemberSet:
			m := e.Member
			id, rev = max(id, m.ID), max(rev, m.Rev)
			if m.Role == Keyworker && m.Current() {
				keyworker, changed = &m, true
			} else if keyworker != nil && keyworker.ID == m.ID {
				keyworker, changed = nil, true
			}
		case filing:
			id, rev = max(id, e.filed().head().ID), max(rev, e.filed().head().Rev)
		}
	}
	open := openTenure(d.s.Tenures)
	if !changed || keyworker == nil && open == nil || keyworker != nil && open != nil && keyworker.ID == open.Member {
		return events, nil
	}
	if open != nil {
		x := *open
		rev++
		x.To, x.Rev = max(x.From, began), rev
		events = append(events, TenureSet{x})
	}
	if keyworker != nil {
		if old := d.s.keyworker(); old != nil && old.ID == keyworker.ID { // from before tenures were kept
			since = DayOf(old.Since)
		}
		or(&since, began)
		x := Tenure{Head: Head{ID: id + 1, By: keyworker.ID, Added: d.a.At, Rev: rev + 1}, Member: keyworker.ID, From: since}
		if d.me != nil {
			x.By = d.me.ID
		}
		events = append(events, TenureSet{x})
	}
	return events, nil
}

func (d *decider) changeKeyworker(c ChangeKeyworker) ([]Event, error) {
	if err := d.may(ChangeTeam, d.s.Live()); err != nil {
		return nil, err
	}
	if err := first(
		lines(short{"reason for the change", &c.Reason, false}, short{"family's wish", &c.Wish, false}, short{"reason not to ask", &c.NotAsked, false}),
		checkDays(c.AskedOn, c.Goodbye),
	); err != nil {
		return nil, err
	}
	old := d.s.keyworker()
	if old != nil && (c.AskedOn == "") == (c.NotAsked == "") {
		return nil, refuse(Invalid, "The family is asked first: say when they were asked, or why they were not.")
	}
	var out []Event
	if c.To != 0 {
		m := d.s.Member(c.To)
		switch {
		case m == nil || !d.s.belongs(m):
			return nil, errNotOnTeam
		case old != nil && old.ID == m.ID:
			return nil, refuse(Invalid, "%s is the keyworker already.", m.Name)
		case m.Guest != 0 || m.Role.Family() || m.Role == Supporter || m.Role == Interpreter || m.Role == Observer:
			return nil, refuse(Invalid, "%s is here as %s and cannot be the keyworker: change their role first.", m.Name, m.Role.Msg())
		case m.Person == "":
			return nil, refuse(Invalid, "%s has no account yet: invite them first.", m.Name)
		}
		n := *m
		n.Role, n.Rev = Keyworker, d.nextRev(1)
		out = append([]Event{MemberSet{n}}, d.noOtherKeyworker(n)...)
	} else {
		if old == nil {
			return nil, refuse(Invalid, "There is no keyworker to change.")
		}
		if err := d.keepsKeyworker(old, Practitioner); err != nil {
			return nil, err
		}
		n := *old
		n.Role, n.Rev = Practitioner, d.nextRev(1)
		out = []Event{MemberSet{n}}
	}
	out, err := d.tenured(out, nil)
	if err != nil {
		return nil, err
	}
	for i, e := range out {
		if t, ok := e.(TenureSet); ok && t.Tenure.Open() {
			t.Tenure.Designated = c.Designated
			out[i] = t
		} else if ok {
			t.Tenure.Reason, t.Tenure.AskedOn, t.Tenure.Wish, t.Tenure.NotAsked, t.Tenure.Goodbye = c.Reason, c.AskedOn, c.Wish, c.NotAsked, c.Goodbye
			out[i] = t
		}
	}
	return out, nil
}

func (d *decider) setTenure(c SetTenure) ([]Event, error) {
	x := c.Tenure
	old, _ := d.entry(x.ID).(*Tenure)
	if old == nil {
		return nil, errGone
	}
	if err := d.may(LeadRecord, nil); err != nil {
		return nil, err
	}
	if x.Rev != old.Rev {
		return nil, errStale
	}
	x.Head, x.Member = Head{ID: old.ID, About: old.About, By: old.By, Added: old.Added, Audience: x.Audience, Rev: old.Rev}, old.Member
	if old.Open() {
		x.To = ""
	} else if x.To == "" {
		return nil, refuse(Invalid, "A tenure that is over begins again by naming the keyworker.")
	}
	if err := first(
		d.audience(x.Audience),
		lines(short{"reason for the change", &x.Reason, false}, short{"family's wish", &x.Wish, false}, short{"reason not to ask", &x.NotAsked, false}),
		checkDays(x.From, x.To, x.AskedOn, x.Goodbye, x.CoverFrom, x.CoverTo), d.onTeam(x.Cover, old.Cover),
		inOrder(x.From, x.To, "The tenure would end before it began: please check the dates."),
		inOrder(x.CoverFrom, x.CoverTo, "The cover would end before it began: please check the dates."),
	); err != nil {
		return nil, err
	}
	if x.From == "" {
		return nil, refuse(Invalid, "Say since when.")
	}
	if x == *old {
		return nil, nil
	}
	x.Rev = d.nextRev(1)
	return []Event{TenureSet{x}}, nil
}

func (d *decider) checkContact(x, old *Contact) error {
	or(&x.Day, d.today())
	var was []ID
	if old != nil {
		was = old.With
	}
	if len(x.With) > maxMany {
		return refuse(Invalid, "That is more people than one team can hold.")
	}
	for _, id := range x.With {
		_, child := d.s.Child(id)
		if m := d.s.Member(id); !child && !slices.Contains(was, id) && (m == nil || !d.s.belongs(m)) {
			return errNotOnTeam
		}
	}
	if x.Day > d.today().Add(1) { // it may be tomorrow already where the author is
		return refuse(Invalid, "A contact that is still to come is an appointment: please check the date.")
	}
	return first(oneOf(x.How, ContactHows), checkDays(x.Day, x.PromiseDue, x.KeptOn), inOrder(x.Day, x.PromiseDue, "The promise would be due before it was made: please check the dates."))
}

func (d *decider) askQuestion(c AskQuestion) ([]Event, error) {
	if c.Kind == "" {
		c.Kind = AskKeyworker
	}
	if err := d.may(AskThings, nil); err != nil {
		return nil, err
	}
	who := d.me.ID
	if c.For != 0 {
		who = c.For
	}
	asks := d.s.Member(who)
	if asks == nil || !d.s.belongs(asks) || !asks.Role.Family() {
		return nil, refuse(Forbidden, "This is for the family's questions: say who of the family asks.")
	}
	if who != d.me.ID && asks.Person != "" {
		return nil, refuse(Forbidden, "%s can ask with their own account: nobody asks for them.", asks.Name)
	}
	to := d.s.Member(c.To)
	switch {
	case c.To != 0:
	case c.Kind == AskChange: // not to the one it is about
		if to = d.s.deputy(); to == nil {
			return nil, refuse(Invalid, "Choose who of the team is to hear this: it does not go to the keyworker by itself.")
		}
	default:
		to = d.s.keyworker()
	}
	if to == nil || !d.s.belongs(to) {
		return nil, refuse(NotFound, "There is no keyworker to ask now: choose somebody else of the team.")
	}
	said, err := cleanWords(c.Words)
	if err != nil {
		return nil, err
	}
	if said == "" {
		return nil, refuse(Invalid, "There is nothing to ask yet.")
	}
	if err := first(oneOf(c.Kind, QuestionKinds), d.audience(c.Audience)); err != nil {
		return nil, err
	}
	if !c.Audience.Admits(Viewer{Person: personOf(to), Agency: to.Agency}) {
		return nil, refuse(Invalid, "%s would not see this: let them see it, or ask somebody else.", to.Name)
	}
	x := Question{Kind: c.Kind, For: who, To: to.ID, AskedAt: d.a.At, Due: d.s.settings.AddWorking(d.today(), d.s.Clocks().Reply)}
	x.Audience = c.Audience
	d.begin(&x)
	if who == d.me.ID {
		return d.withTexts(QuestionSet{x}, x.ID, map[Part]string{Asks: said})
	}
	opened, err := d.spare(who)
	if err != nil {
		return nil, err
	}
	texts, err := d.insertedAt(d.a.Spare, Field{x.ID, Asks}, said)
	return append([]Event{QuestionSet{x}, opened}, texts...), err
}

// personOf is a member's account, or what stands for nobody's where an audience is asked.
func personOf(m *Member) PersonID {
	if m.Person == "" {
		return noAccount
	}
	return m.Person
}

func (d *decider) replyQuestion(c ReplyQuestion) ([]Event, error) {
	old, _ := d.entry(c.Question).(*Question)
	if old == nil {
		return nil, errGone
	}
	if err := d.may(AnswerThings, nil); err != nil {
		return nil, err
	}
	if d.me.Role.Family() || d.me.Role == Supporter {
		return nil, refuse(Forbidden, "The family's questions are answered by practitioners.")
	}
	added, err := cleanWords(c.Words)
	if err != nil {
		return nil, err
	}
	f := Field{old.ID, Replies}
	t := d.text(f)
	if n := t.View().Len(); added == "" && n == 0 {
		return nil, refuse(Invalid, "There is no answer yet: write it first.")
	}
	x := *old
	if x.Open() {
		x.AnsweredAt, x.AnsweredBy = d.a.At, d.me.ID
	}
	x.Rev = d.nextRev(1)
	out := []Event{QuestionSet{x}}
	if added == "" {
		if !old.Open() {
			return nil, nil
		}
		return out, nil
	}
	opened, err := d.site()
	if err != nil {
		return nil, err
	}
	if v := t.View(); v.Len() > 0 && v.At(v.Len()-1) != '\n' {
		added = "\n" + added
	}
	e := t.Assign(t.View().InsertAt(text.Gesture{Site: d.a.Site, N: max(c.Gesture, 1)}, t.View().Len(), added))
	if err := t.Check(e); err != nil {
		return nil, textError(err)
	}
	return append(append(out, opened...), TextEdited{f, e}), nil
}
