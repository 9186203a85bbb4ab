package meeting

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"oneplan/meeting/text"
)

// Decide says what events a command by this authority means for the record as it is, or
// refuses it with an *Error. It changes nothing: the caller appends the events to the log and
// then applies them.
func (r *Record) Decide(a Authority, c Command) ([]Event, error) {
	d := decider{r: r, s: r.s, a: a, me: r.s.MemberOf(a.Person)}
	if d.s.Seq == 0 {
		if c, ok := c.(CreateRecord); ok {
			return d.createRecord(c)
		}
		return nil, refuse(NotFound, "There is no record of that name.")
	}
	if err := d.may(SeeRecord, nil); err != nil {
		return nil, err
	}
	if d.me == nil {
		d.me = &Member{} // the service itself
	}
	switch c := c.(type) {
	case CreateRecord:
		return nil, refuse(Invalid, "There is a record of that name already: choose another name.")
	case SetChildren:
		return d.setChildren(c)
	case AddMember:
		return d.addMember(c)
	case SetMember:
		return d.setMember(c)
	case EndMember:
		return d.endMember(c)
	case AddNeed:
		return d.addNeed(c)
	case SetNeed:
		return d.setNeed(c)
	case AddOutcome:
		return d.addOutcome(c)
	case SetOutcome:
		return d.setOutcome(c)
	case ScoreOutcome:
		return d.scoreOutcome(c)
	case AddAction:
		return d.addAction(c)
	case SetAction:
		return d.setAction(c)
	case ToggleAction:
		return d.toggleAction(c)
	case AnswerAction:
		return d.answerAction(c)
	case RemoveEntry:
		return d.removeEntry(c)
	case EditText:
		return d.editText(c)
	case UndoText:
		return d.undoText(c)
	case UndoEntry:
		return d.undoEntry(c)
	case AddPassage:
		return d.addPassage(c)
	}
	return d.decideMeeting(c)
}

// decider is one decision being made.
type decider struct {
	r  *Record
	s  *State
	a  Authority
	me *Member
}

func (d *decider) may(act Act, m *Meeting) error {
	if d.s.May(d.a, act, m) {
		return nil
	}
	if d.me == nil || act == SeeRecord {
		return refuse(NotFound, "There is nothing of that name that you may see.")
	}
	return refuse(Forbidden, fmt.Sprintf("Your part here does not include to %s: ask the chair or the keyworker.", act))
}

// line checks a short text of one line for the record: names, titles, reasons.
func line(what, s string, required bool) (string, error) {
	s = strings.TrimSpace(text.CleanLine(s))
	if s == "" && required {
		return "", refuse(Invalid, fmt.Sprintf("The %s is empty: please fill it in.", what))
	}
	if utf8.RuneCountInString(s) > 500 {
		return "", refuse(Invalid, fmt.Sprintf("The %s is longer than 500 characters: please shorten it.", what))
	}
	return s, nil
}

var errStale = refuse(Stale, "Somebody else changed this meanwhile: nothing of yours was written, look again and repeat it.")

// nextID returns the nth new ID after the newest, n from 1.
func (d *decider) nextID(n int) ID      { return d.s.last + ID(n) }
func (d *decider) nextRev(n int) uint32 { return d.s.rev + uint32(n) }

func (d *decider) createRecord(c CreateRecord) ([]Event, error) {
	if !d.a.System && d.a.Person == "" {
		return nil, refuse(Forbidden, "Only somebody with an account can begin a record.")
	}
	if len(c.Children) == 0 {
		return nil, refuse(Invalid, "A record is about a child: give at least one name.")
	}
	var err error
	e := RecordCreated{Name: c.Name}
	id := ID(0)
	for _, ch := range c.Children {
		id++
		if ch.Name, err = line("child's name", ch.Name, true); err != nil {
			return nil, err
		}
		if ch.KnownAs, err = line("name the child is known as", ch.KnownAs, false); err != nil {
			return nil, err
		}
		if !ch.Born.Valid() {
			return nil, refuse(Invalid, "The date of birth is not a date.")
		}
		ch.ID = id
		e.Children = append(e.Children, ch)
	}
	out := []Event{e}
	if c.Creator.Person != "" {
		m := c.Creator
		m.ID, m.Since, m.Rev = id+1, d.a.At, 1
		if m.Role == "" {
			m.Role = Keyworker
		}
		if m.Name, err = line("name", m.Name, true); err != nil {
			return nil, err
		}
		out = append(out, MemberSet{m})
	}
	return out, nil
}

func (d *decider) setChildren(c SetChildren) ([]Event, error) {
	if err := d.may(ChangeTeam, nil); err != nil {
		return nil, err
	}
	if len(c.Children) == 0 {
		return nil, refuse(Invalid, "A record is about a child: at least one has to stay.")
	}
	cs := slices.Clone(c.Children)
	added := 0
	for i := range cs {
		var err error
		if cs[i].Name, err = line("child's name", cs[i].Name, true); err != nil {
			return nil, err
		}
		if cs[i].KnownAs, err = line("name the child is known as", cs[i].KnownAs, false); err != nil {
			return nil, err
		}
		if !cs[i].Born.Valid() {
			return nil, refuse(Invalid, "The date of birth is not a date.")
		}
		if cs[i].ID == 0 {
			added++
			cs[i].ID = d.nextID(added)
		} else if _, ok := d.s.Child(cs[i].ID); !ok {
			return nil, errStale
		}
	}
	return []Event{ChildrenChanged{cs}}, nil
}

// member checks what is said of a member.
func (d *decider) member(m Member) (Member, error) {
	var err error
	if m.Name, err = line("name", m.Name, true); err != nil {
		return m, err
	}
	if m.Title, err = line("title", m.Title, false); err != nil {
		return m, err
	}
	if m.AgencyName, err = line("agency", m.AgencyName, false); err != nil {
		return m, err
	}
	if !slices.Contains(Roles, m.Role) {
		return m, refuse(Invalid, "That is not a role on a record: choose one of the list.")
	}
	if m.Role.Family() {
		m.Agency = FamilyAgency
	}
	return m, nil
}

func (d *decider) addMember(c AddMember) ([]Event, error) {
	m := c.Member
	meeting := d.s.Meeting(m.Guest)
	if m.Guest != 0 && meeting == nil {
		return nil, refuse(NotFound, "There is no such meeting.")
	}
	act := ChangeTeam
	if m.Guest != 0 {
		act = KeepList // the chair and the minute taker may note somebody who came along
	}
	if err := d.may(act, meeting); err != nil && !d.s.May(d.a, ChangeTeam, nil) {
		return nil, err
	}
	if m.Person != "" && d.s.MemberOf(m.Person) != nil {
		return nil, refuse(Invalid, m.Name+" is on the team already.")
	}
	m, err := d.member(m)
	if err != nil {
		return nil, err
	}
	m.ID, m.Rev, m.Since = d.nextID(1), d.nextRev(1), d.a.At
	out := []Event{MemberSet{m}}
	if m.Role == Keyworker {
		out = append(out, d.noOtherKeyworker(m.ID, 2)...)
	}
	return out, nil
}

// noOtherKeyworker makes any other keyworker a practitioner: there is one at a time.
func (d *decider) noOtherKeyworker(but ID, rev int) []Event {
	var out []Event
	for _, m := range d.s.Members {
		if m.ID != but && m.Role == Keyworker && m.Current() {
			c := *m
			c.Role, c.Rev = Practitioner, d.nextRev(rev)
			rev++
			out = append(out, MemberSet{c})
		}
	}
	return out
}

func (d *decider) setMember(c SetMember) ([]Event, error) {
	old := d.s.Member(c.Member.ID)
	if old == nil {
		return nil, refuse(NotFound, "That person is not on the team.")
	}
	// Anybody says themselves what they are called.
	self := old.Person != "" && old.Person == d.a.Person && c.Member.Role == old.Role && c.Member.Agency == old.Agency
	if !self {
		if err := d.may(ChangeTeam, nil); err != nil {
			return nil, err
		}
	}
	if c.Member.Rev != old.Rev {
		return nil, errStale
	}
	m, err := d.member(c.Member)
	if err != nil {
		return nil, err
	}
	m.Person, m.Since, m.Until, m.Guest, m.Rev = old.Person, old.Since, old.Until, old.Guest, d.nextRev(1)
	out := []Event{MemberSet{m}}
	if m.Role == Keyworker && old.Role != Keyworker {
		out = append(out, d.noOtherKeyworker(m.ID, 2)...)
	}
	return out, nil
}

func (d *decider) endMember(c EndMember) ([]Event, error) {
	if err := d.may(ChangeTeam, nil); err != nil {
		return nil, err
	}
	old := d.s.Member(c.Member)
	if old == nil || !old.Current() {
		return nil, refuse(NotFound, "That person is not on the team.")
	}
	m := *old
	m.Until, m.Rev = d.a.At, d.nextRev(1)
	return []Event{MemberSet{m}}, nil
}

// inserted is the events that put words into a text nobody has written in yet.
func (d *decider) inserted(f Field, words string) ([]Event, error) {
	words = strings.TrimSpace(text.Clean(words))
	if words == "" {
		return nil, nil
	}
	if d.a.Site == 0 {
		return nil, refuse(Invalid, "There is no connection to write from.")
	}
	t := text.New()
	e := t.Assign(text.View{}.InsertAt(text.Gesture{Site: d.a.Site, N: 1}, 0, words))
	if err := t.Check(e); err != nil {
		return nil, refuse(Invalid, "That text is too long: nothing was written, please shorten it.")
	}
	return []Event{TextEdited{f, e}}, nil
}

// site is the event that makes the author's site known before its first edit, if it is not.
func (d *decider) site() []Event {
	if d.a.Site == 0 || int(d.a.Site) <= len(d.s.sites) && d.s.sites[d.a.Site-1].Person != "" {
		return nil
	}
	return []Event{SiteOpened{Site: d.a.Site, Person: d.a.Person}}
}

// withTexts returns set followed by the events that put the words into the new entry's texts.
func (d *decider) withTexts(set Event, id ID, words map[Part]string) ([]Event, error) {
	out := []Event{set}
	var texts []Event
	for p := Part(1); p <= Why; p++ {
		es, err := d.inserted(Field{id, p}, words[p])
		if err != nil {
			return nil, err
		}
		texts = append(texts, es...)
	}
	if len(texts) > 0 {
		out = append(out, d.site()...)
	}
	return append(out, texts...), nil
}

// audience checks that the author may choose this audience: one that they are of.
func (d *decider) audience(a Audience) error {
	if !a.Valid() {
		return refuse(Invalid, "That audience is nobody: choose who may see this.")
	}
	if !d.a.System && !a.Admits(d.viewer()) {
		return refuse(Invalid, "You would not see this yourself: choose an audience that you are part of.")
	}
	return nil
}

func (d *decider) viewer() Viewer { return d.s.ViewerOf(d.a) }

// sees reports whether the author may see an entry of this audience; others are not told of it.
func (d *decider) sees(a Audience) bool { return d.a.System || a.Admits(d.viewer()) }

var errGone = refuse(NotFound, "That is not in the plan any more: somebody took it out, nothing of yours was written.")

func (d *decider) checkNeed(n Need) error {
	if n.About != 0 {
		if _, ok := d.s.Child(n.About); !ok {
			return refuse(Invalid, "That child is not of this record.")
		}
	}
	if n.View != 0 && d.s.Member(n.View) == nil {
		if _, ok := d.s.Child(n.View); !ok {
			return refuse(Invalid, "That person is not on the team.")
		}
	}
	if !slices.Contains(NeedKinds, n.Kind) || !slices.Contains(NeedStatuses, n.Status) ||
		n.Domain != "" && !slices.Contains(Domains, n.Domain) || !n.Day.Valid() ||
		n.Unmet != "" && !slices.Contains(UnmetReasons, n.Unmet) {
		return refuse(Invalid, "Part of this need is not one of the choices: please choose again.")
	}
	return d.audience(n.Audience)
}

func (d *decider) addNeed(c AddNeed) ([]Event, error) {
	if err := d.may(ChangePlan, nil); err != nil {
		return nil, err
	}
	n := c.Need
	if n.Kind == "" {
		n.Kind = Needed
	}
	if n.Status == "" {
		n.Status = NeedOpen
	}
	if n.Day == "" {
		n.Day = DayOf(d.a.At)
	}
	if err := d.checkNeed(n); err != nil {
		return nil, err
	}
	n.ID, n.Rev, n.By = d.nextID(1), d.nextRev(1), d.me.ID
	return d.withTexts(NeedSet{n}, n.ID, map[Part]string{Statement: c.Statement, Evidence: c.Evidence})
}

func (d *decider) setNeed(c SetNeed) ([]Event, error) {
	if err := d.may(ChangePlan, nil); err != nil {
		return nil, err
	}
	n, old := c.Need, d.s.Need(c.Need.ID)
	if old == nil || !d.sees(old.Audience) {
		return nil, errGone
	}
	if n.Rev != old.Rev {
		return nil, errStale
	}
	if err := d.checkNeed(n); err != nil {
		return nil, err
	}
	if n.Status != NeedUnmet {
		n.Unmet = ""
	}
	n.By, n.Rev = old.By, d.nextRev(1)
	return []Event{NeedSet{n}}, nil
}

func (d *decider) checkOutcome(o Outcome) error {
	n := d.s.Need(o.Need)
	if n == nil || !d.sees(n.Audience) {
		return refuse(NotFound, "The need that this outcome belongs to is not there.")
	}
	for _, v := range []int{o.Baseline, o.Now, o.Target} {
		if v < -1 || v > 10 {
			return refuse(Invalid, "A scale goes from 0 to 10.")
		}
	}
	if !o.Day.Valid() {
		return refuse(Invalid, "The target date is not a date.")
	}
	return d.audience(o.Audience)
}

func (d *decider) addOutcome(c AddOutcome) ([]Event, error) {
	if err := d.may(ChangePlan, nil); err != nil {
		return nil, err
	}
	o := c.Outcome
	if err := d.checkOutcome(o); err != nil {
		return nil, err
	}
	o.ID, o.Rev, o.By, o.Scores = d.nextID(1), d.nextRev(1), d.me.ID, nil
	return d.withTexts(OutcomeSet{o}, o.ID, map[Part]string{What: c.What, Words: c.Words, Measure: c.Measure})
}

func (d *decider) setOutcome(c SetOutcome) ([]Event, error) {
	if err := d.may(ChangePlan, nil); err != nil {
		return nil, err
	}
	o, old := c.Outcome, d.s.Outcome(c.Outcome.ID)
	if old == nil || !d.sees(old.Audience) {
		return nil, errGone
	}
	if o.Rev != old.Rev {
		return nil, errStale
	}
	if err := d.checkOutcome(o); err != nil {
		return nil, err
	}
	o.By, o.Rev, o.Scores = old.By, d.nextRev(1), old.Scores
	return []Event{OutcomeSet{o}}, nil
}

func (d *decider) scoreOutcome(c ScoreOutcome) ([]Event, error) {
	if err := d.may(ChangePlan, nil); err != nil {
		return nil, err
	}
	old := d.s.Outcome(c.Outcome)
	if old == nil || !d.sees(old.Audience) {
		return nil, errGone
	}
	if c.Score.Value < 0 || c.Score.Value > 10 || !slices.Contains(Sides, c.Score.Side) {
		return nil, refuse(Invalid, "A score is a number from 0 to 10, by the child, a parent or the practitioners.")
	}
	if c.Score.Meeting != 0 && d.s.Meeting(c.Score.Meeting) == nil {
		return nil, refuse(NotFound, "There is no such meeting.")
	}
	o := *old
	o.Scores = slices.DeleteFunc(slices.Clone(old.Scores), func(s Score) bool {
		return s.Meeting == c.Score.Meeting && s.Side == c.Score.Side
	})
	o.Scores = append(o.Scores, c.Score)
	o.Now, o.Rev = c.Score.Value, d.nextRev(1)
	if o.Baseline < 0 {
		o.Baseline = c.Score.Value
	}
	return []Event{OutcomeSet{o}}, nil
}

func (d *decider) checkAction(x Action) error {
	if x.Under != 0 {
		n, o := d.s.Need(x.Under), d.s.Outcome(x.Under)
		if (n == nil || !d.sees(n.Audience)) && (o == nil || !d.sees(o.Audience)) {
			return refuse(NotFound, "What this action belongs to is not there.")
		}
	}
	if x.Owner != 0 {
		if m := d.s.Member(x.Owner); m == nil || !m.Current() {
			return refuse(Invalid, "The owner is not on the team: choose somebody who is, or add them first.")
		}
	}
	if !x.Due.Valid() || !slices.Contains(ActionStatuses, x.Status) {
		return refuse(Invalid, "Part of this action is not one of the choices: please choose again.")
	}
	return d.audience(x.Audience)
}

// consent is what x's owner has said once the author has set the owner: the author agrees by naming themselves,
// anybody else is asked.
func (d *decider) consent(x Action, old *Action) Consent {
	switch {
	case x.Owner == 0:
		return ""
	case old != nil && old.Owner == x.Owner && old.Consent != "":
		return old.Consent
	case x.Owner == d.me.ID:
		return Agreed
	}
	return Asked
}

func (d *decider) addAction(c AddAction) ([]Event, error) {
	if err := d.may(ChangePlan, nil); err != nil {
		return nil, err
	}
	x := c.Action
	if x.Status == "" {
		x.Status = NotStarted
	}
	if err := d.checkAction(x); err != nil {
		return nil, err
	}
	if strings.TrimSpace(text.Clean(c.What)) == "" {
		return nil, refuse(Invalid, "Say what is to be done.")
	}
	x.ID, x.Rev, x.By, x.Added, x.DoneOn, x.DoneBy = d.nextID(1), d.nextRev(1), d.me.ID, d.a.At, "", 0
	x.Consent = d.consent(x, nil)
	if m := d.s.Live(); m != nil {
		x.Meeting = m.ID
	}
	return d.withTexts(ActionSet{x}, x.ID, map[Part]string{What: c.What})
}

// mine reports whether the action is the author's own.
func (d *decider) mine(x *Action) bool { return x.Owner != 0 && x.Owner == d.me.ID }

func (d *decider) mayChange(x *Action) error {
	if d.mine(x) {
		return d.may(OwnActions, nil)
	}
	return d.may(ChangePlan, nil)
}

func (d *decider) setAction(c SetAction) ([]Event, error) {
	x, old := c.Action, d.s.Action(c.Action.ID)
	if old == nil || !d.sees(old.Audience) {
		return nil, errGone
	}
	if err := d.mayChange(old); err != nil {
		return nil, err
	}
	if x.Rev != old.Rev {
		return nil, errStale
	}
	if err := d.checkAction(x); err != nil {
		return nil, err
	}
	x.By, x.Added, x.Meeting, x.Rev, x.Consent = old.By, old.Added, old.Meeting, d.nextRev(1), d.consent(x, old)
	if x.Owner != 0 {
		x.Ask = ""
	}
	return []Event{ActionSet{d.doneOn(x, old)}}, nil
}

// doneOn notes when and by whom an action was done, where that has just changed.
func (d *decider) doneOn(x Action, old *Action) Action {
	switch {
	case x.Status == Done && old.Status == Done:
		x.DoneOn, x.DoneBy = old.DoneOn, old.DoneBy
	case x.Status == Done:
		x.DoneOn, x.DoneBy = DayOf(d.a.At), d.me.ID
	default:
		x.DoneOn, x.DoneBy = "", 0
	}
	return x
}

func (d *decider) toggleAction(c ToggleAction) ([]Event, error) {
	old := d.s.Action(c.Action)
	if old == nil || !d.sees(old.Audience) {
		return nil, errGone
	}
	if err := d.mayChange(old); err != nil {
		return nil, err
	}
	x := *old
	x.Status, x.Rev = Done, d.nextRev(1)
	if old.Status == Done {
		x.Status = InProgress
	}
	return []Event{ActionSet{d.doneOn(x, old)}}, nil
}

func (d *decider) answerAction(c AnswerAction) ([]Event, error) {
	old := d.s.Action(c.Action)
	if old == nil || !d.sees(old.Audience) {
		return nil, errGone
	}
	who, err := d.behalf(c.For, d.s.Live())
	if err != nil {
		return nil, err
	}
	if old.Owner != who {
		return nil, refuse(Forbidden, "Only the person named as owner can say whether they take this on.")
	}
	if c.Consent != Agreed && c.Consent != Declined {
		return nil, refuse(Invalid, "Say yes or no to taking this on.")
	}
	x := *old
	x.Consent, x.Rev = c.Consent, d.nextRev(1)
	return []Event{ActionSet{x}}, nil
}

// behalf returns for whom something is answered: the author, or a member on whose behalf they may write.
func (d *decider) behalf(whose ID, m *Meeting) (ID, error) {
	if whose == 0 || whose == d.me.ID {
		if d.me.ID == 0 {
			return 0, refuse(Forbidden, "Only somebody on the team can answer.")
		}
		if err := d.may(AnswerThings, m); err != nil {
			return 0, err
		}
		return d.me.ID, nil
	}
	if err := d.may(WriteFor, m); err != nil {
		return 0, err
	}
	w := d.s.Member(whose)
	if w == nil || !w.Current() {
		return 0, refuse(NotFound, "That person is not on the team.")
	}
	if w.Role == Interpreter || w.Role == Observer {
		return 0, refuse(Forbidden, w.Name+" is here as "+string(w.Role)+" and answers for nobody.")
	}
	if m != nil {
		at := m.Attending(whose)
		if at == nil || !at.Way.Present() {
			return 0, refuse(Forbidden, w.Name+" is not on the attendance list as present: only somebody who is there can be written for.")
		}
	}
	return whose, nil
}

func (d *decider) removeEntry(c RemoveEntry) ([]Event, error) {
	if dec := d.s.Decision(c.ID); dec != nil && d.sees(dec.Audience) {
		m := d.s.Meeting(dec.Meeting)
		if dec.By != d.me.ID {
			if err := d.may(KeepList, m); err != nil {
				return nil, err
			}
		}
		if dec.Stage != Proposed {
			return nil, refuse(Stage, "This decision has been put already: it stays in the record.")
		}
		return []Event{EntryRemoved{c.ID}}, nil
	}
	if err := d.may(ChangePlan, nil); err != nil {
		return nil, err
	}
	if !d.inPlan(c.ID) {
		return nil, errGone
	}
	return []Event{EntryRemoved{c.ID}}, nil
}

// inPlan reports whether the entry is in the plan and the author may see it.
func (d *decider) inPlan(id ID) bool {
	if n := d.s.Need(id); n != nil {
		return d.sees(n.Audience)
	}
	if o := d.s.Outcome(id); o != nil {
		return d.sees(o.Audience)
	}
	if x := d.s.Action(id); x != nil {
		return d.sees(x.Audience)
	}
	return false
}
