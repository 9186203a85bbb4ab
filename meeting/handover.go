package meeting

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"oneplan/meeting/words"
)

// Handover is the passing on of a record from one keyworker to the next. What it says is built from the record, for each viewer from what
// they may see; beside each section stands a shared text, and the new keyworker accepts it item by item.
type Handover struct {
	Head
	From       ID         `json:"from,omitempty"`     // the member who hands over; 0: there was nobody
	To         ID         `json:"to,omitempty"`       // the new keyworker; 0: not known yet
	JointOn    Day        `json:"joint_on,omitempty"` // when both met the family together
	Met        []ID       `json:"met,omitempty"`      // members and children whom the new keyworker was introduced to
	Accepted   []Accepted `json:"accepted,omitempty"`
	DoneAt     time.Time  `json:"done_at,omitzero"`       // when everything was accepted
	AskAgainOn Day        `json:"ask_again_on,omitempty"` // when to ask the family whether they had to start again
	Again      Again      `json:"again,omitempty"`        // what they answered
	AgainWords string     `json:"again_words,omitempty"`  // in their words
	AgainFor   ID         `json:"again_for,omitempty"`    // who answered
	AgainBy    ID         `json:"again_by,omitempty"`     // who asked and wrote it; 0: nobody, the family answered at a screen of their own
	AgainAt    time.Time  `json:"again_at,omitzero"`
}

// Again is the family's answer to "did you have to start again?".
type Again string

// The answers to "did you have to start again?".
const (
	NotAgain    Again = "no"
	PartlyAgain Again = "in part"
	WhollyAgain Again = "yes"
)

// AgainAnswers lists the answers to "did you have to start again?".
var AgainAnswers = []Again{NotAgain, PartlyAgain, WhollyAgain}

// ItemKey names one item of a handover, whoever looks at it.
type ItemKey struct {
	Section int  `json:"section"` // of HandoverSections, from 0
	ID      ID   `json:"id,omitempty"`
	Part    Part `json:"part,omitempty"` // of a shared text; 0: of the entry as a whole
}

// Accepted is one item that the new keyworker has taken on.
type Accepted struct {
	ItemKey
	By ID        `json:"by"`
	At time.Time `json:"at"`
}

// HandoverSections lists the sections of a handover: the title of each, and the shared text that stands beside what the record gives.
var HandoverSections = []struct {
	Title words.Msg
	Part  Part
}{
	{"What matters", HandMatters},
	{"Who is who", HandWho},
	{"What was tried, and what worked", HandTried},
	{"Open actions and promises", HandOpen},
	{"Decisions, and why", HandDecisions},
	{"What is stuck, and with whom", HandStuck},
	{"What comes next, and when", HandNext},
	{"How to work with us", HandWork},
}

// The sections of a handover, as they stand in HandoverSections.
const (
	sectionMatters = iota
	sectionWho
	sectionTried
	sectionOpen
	sectionDecisions
	sectionStuck
	sectionNext
	sectionWork
)

// HandoverItem is one item of a handover.
type HandoverItem struct {
	Key      ItemKey
	Text     string   // one line, or the words of a shared text
	More     []string // what else there is to know, a line each
	Day      Day      // when it is due, or was; "" for none
	Who      string   // whose it is, or with whom; "" for nobody
	Accepted *Accepted
}

// HandoverSection is one section of a handover.
type HandoverSection struct {
	Title string
	Items []HandoverItem
	Field Field // the shared text beside it; the zero Field in a brief without a Handover
}

// Brief returns what a new keyworker needs to know, section by section, from what the viewer sees; h is the handover it belongs to, nil
// for none. It depends on the day, and on nothing else but the View. It is in English.
func (v *View) Brief(h *Handover, today Day, zone *time.Location) []HandoverSection {
	return v.BriefIn(nil, h, today, zone)
}

// BriefIn returns what Brief does, in a language; the items have the same keys.
func (v *View) BriefIn(l *words.Language, h *Handover, today Day, zone *time.Location) []HandoverSection {
	b := briefing{v: v, l: l, today: today, zone: zone, out: make([]HandoverSection, len(HandoverSections))}
	for i, s := range HandoverSections {
		b.out[i].Title = l.T(s.Title)
		if h != nil {
			b.out[i].Field = Field{h.ID, s.Part}
		}
	}
	b.matters()
	b.who()
	b.tried()
	b.open()
	b.decisions()
	b.stuck()
	b.next()
	b.work()
	if h != nil {
		b.accepted(h)
	}
	return b.out
}

// Left returns how many items of a brief are not accepted.
func Left(brief []HandoverSection) int {
	n := 0
	for _, s := range brief {
		for _, x := range s.Items {
			if x.Accepted == nil {
				n++
			}
		}
	}
	return n
}

// briefing builds a brief.
type briefing struct {
	v     *View
	l     *words.Language
	today Day
	zone  *time.Location
	out   []HandoverSection
}

func (b *briefing) add(section int, x HandoverItem) {
	x.Key.Section = section
	x.More = slices.DeleteFunc(x.More, func(s string) bool { return strings.TrimSpace(s) == "" })
	if strings.TrimSpace(x.Text) != "" || len(x.More) > 0 {
		b.out[section].Items = append(b.out[section].Items, x)
	}
}

// text adds a shared text under a title, if somebody has written there.
func (b *briefing) text(section int, title string, f Field) {
	if s := strings.TrimSpace(b.v.Text(f).String()); s != "" {
		b.add(section, HandoverItem{Key: ItemKey{ID: f.ID, Part: f.Part}, Text: title + ": " + s})
	}
}

// line is the beginning of a shared text, put into a message; "" if nobody has written there.
func (b *briefing) line(id ID, p Part, m words.Msg) string { return b.told(m, b.v.lineOf(id, p)) }

// told is what somebody wrote, put into a message; "" if they wrote nothing.
func (b *briefing) told(m words.Msg, s string) string {
	if s == "" || m == "" {
		return s
	}
	return b.l.T(m, s)
}

func (b *briefing) name(id ID) string {
	if id == 0 {
		return ""
	}
	return b.v.NameOf(id)
}

// whom returns the children and the family, by whom texts and entries can be about.
func (b *briefing) whom(yield func(id ID, called string) bool) {
	for _, c := range b.v.Children {
		if !yield(c.ID, c.Called()) {
			return
		}
	}
	yield(0, b.l.T("the family"))
}

func (b *briefing) matters() {
	v := b.v
	b.text(sectionMatters, b.l.T("Why there is a plan"), Field{0, Why})
	for id, called := range b.whom {
		b.text(sectionMatters, b.l.T("What matters to %s", called), Field{id, Matters})
		b.text(sectionMatters, b.l.T("What works for %s", called), Field{id, Works})
		b.text(sectionMatters, b.l.T("What does not work for %s", called), Field{id, WorksNot})
	}
	for _, n := range v.Plan {
		title := capitalised(b.l.T(n.Kind.Msg()))
		if n.Kind == Needed {
			title = b.l.T("Need")
		}
		b.add(sectionMatters, HandoverItem{
			Key: ItemKey{ID: n.ID}, Text: title + ": " + v.lineOf(n.ID, Statement), Who: b.name(n.View), More: []string{b.l.T("status: %s", n.Status.Msg())},
		})
		for _, o := range n.Outcomes {
			b.add(sectionMatters, HandoverItem{
				Key: ItemKey{ID: o.ID}, Text: b.l.T("Will be different: %s", v.lineOf(o.ID, What)), Day: o.Day,
				More: []string{b.line(o.ID, Words, "in their words: %s"), b.scale(o.Outcome)},
			})
		}
	}
}

// scale tells an outcome's scores in words.
func (b *briefing) scale(o *Outcome) string {
	first, aim := o.Baseline >= 0, o.Target >= 0
	switch {
	case o.Now < 0:
		return ""
	case first && aim:
		return b.l.T("at first %d, now %d, aim %d, out of 10", o.Baseline, o.Now, o.Target)
	case first:
		return b.l.T("at first %d, now %d, out of 10", o.Baseline, o.Now)
	case aim:
		return b.l.T("now %d, aim %d, out of 10", o.Now, o.Target)
	}
	return b.l.T("now %d, out of 10", o.Now)
}

func (b *briefing) who() {
	v := b.v
	for _, m := range v.Members {
		if v.s.belongs(m) && m.Guest == 0 {
			more := []string{m.Title, b.l.T(m.Role.Msg())}
			if m.Title == string(m.Role) {
				more = more[1:]
			}
			b.add(sectionWho, HandoverItem{Key: ItemKey{ID: m.ID}, Text: m.Name, Who: m.AgencyName, More: more})
		}
	}
	for _, x := range v.Relations {
		more := []string{x.Is}
		if x.Responsibility {
			more = append(more, b.l.T("has parental responsibility"))
		}
		if x.Contact != AnyContact {
			more = append(more, b.l.T("contact: %s", x.Contact.Msg())+suffix(x.Order))
		}
		b.add(sectionWho, HandoverItem{Key: ItemKey{ID: x.ID}, Text: x.Name, More: append(more, x.Reach, b.line(x.ID, Remarks, ""))})
	}
	for _, x := range v.Involvements {
		if x.To == "" || x.To >= b.today {
			b.add(sectionWho, HandoverItem{Key: ItemKey{ID: x.ID}, Text: x.Service, Who: cmp.Or(b.name(x.Member), x.Who), More: []string{b.line(x.ID, Remarks, "")}})
		}
	}
	for _, x := range v.Tenures {
		if !x.Open() {
			b.add(sectionWho, HandoverItem{
				Key: ItemKey{ID: x.ID}, Text: b.l.T("%s was keyworker from %s to %s", b.name(x.Member), x.From.When(""), x.To.When("")),
				More: []string{x.Reason, b.told("the family's wish: %s", x.Wish)},
			})
		}
	}
	for _, x := range v.Mandates {
		if x.Holds(b.today) {
			vests := make([]string, len(x.Vests))
			for i, what := range x.Vests {
				vests[i] = Word(b.l, what)
			}
			b.add(sectionWho, HandoverItem{Key: ItemKey{ID: x.ID}, Text: b.l.T("The keyworker may: %s", strings.Join(vests, "; ")), Who: string(x.Agency), Day: x.Until})
		}
	}
}

func prefixed(before, s string) string {
	if s == "" {
		return ""
	}
	return before + s
}

func suffix(s string) string { return prefixed(", ", s) }

func (b *briefing) tried() {
	v := b.v
	for _, x := range v.Actions() {
		if x.Status.Open() {
			continue
		}
		text, day := words.Msg("Done: %s"), x.DoneOn
		if x.Status == NoLongerFor {
			text = "Given up: %s"
		}
		b.add(sectionTried, HandoverItem{
			Key: ItemKey{ID: x.ID}, Text: b.l.T(text, v.lineOf(x.ID, What)), Who: b.name(x.Owner), Day: day,
			More: []string{b.line(x.ID, Progress, "")},
		})
	}
	for _, n := range v.Plan {
		for _, o := range n.Outcomes {
			if o.Baseline >= 0 && o.Now >= 0 && o.Now != o.Baseline {
				way := words.Msg("Better: %s")
				if o.Now < o.Baseline {
					way = "Not better: %s"
				}
				b.add(sectionTried, HandoverItem{Key: ItemKey{ID: o.ID}, Text: b.l.T(way, v.lineOf(o.ID, What)), More: []string{b.scale(o.Outcome)}})
			}
		}
	}
	for _, x := range v.Assessments {
		if x.Day <= b.today {
			b.add(sectionTried, HandoverItem{Key: ItemKey{ID: x.ID}, Text: b.l.T("Assessed: %s", x.Kind), Day: x.Day, Who: cmp.Or(b.name(x.Member), x.Who), More: []string{b.line(x.ID, Remarks, "")}})
		}
	}
	for _, x := range v.Waits {
		if !x.Open() {
			became := b.l.T("%s: not seen, %s", x.Service, x.Ended)
			if x.SeenOn != "" {
				became = b.l.T("%s: seen %s", x.Service, x.SeenOn.When(""))
			}
			b.add(sectionTried, HandoverItem{
				Key: ItemKey{ID: x.ID}, Text: became,
				Day: cmp.Or(x.SeenOn, x.EndedOn), More: []string{b.line(x.ID, Remarks, "")},
			})
		}
	}
}

func (b *briefing) open() {
	v := b.v
	for _, x := range v.Actions() {
		if x.Status.Open() && x.Status != Blocked {
			who := b.name(x.Owner)
			if v.OwnerLeft(x) {
				who = b.l.T("needs a new owner (%s has left)", who)
			} else if x.Owner != 0 && x.Consent != Agreed {
				said := b.l.T("not asked")
				if x.Consent != "" {
					said = b.l.T(x.Consent.Msg())
				}
				who += " (" + said + ")"
			}
			b.add(sectionOpen, HandoverItem{
				Key: ItemKey{ID: x.ID}, Text: v.lineOf(x.ID, What), Who: cmp.Or(who, b.l.T("nobody yet")), Day: x.Due,
				More: []string{b.line(x.ID, Progress, ""), b.line(x.ID, NextStep, "next: %s")},
			})
		}
	}
	for _, x := range v.Contacts {
		if said := v.lineOf(x.ID, Promised); said != "" && x.KeptOn == "" {
			b.add(sectionOpen, HandoverItem{
				Key: ItemKey{ID: x.ID, Part: Promised}, Text: b.l.T("Promised: %s", said), Who: b.name(x.By), Day: x.PromiseDue, More: []string{b.l.T("promised on %s", x.Day.When(""))},
			})
		}
	}
	for _, x := range v.Questions {
		if x.Open() {
			b.add(sectionOpen, HandoverItem{Key: ItemKey{ID: x.ID}, Text: b.l.T("%s asked: %s", b.name(x.For), v.lineOf(x.ID, Asks)), Who: b.name(x.To), Day: x.Due})
		}
	}
}

func (b *briefing) decisions() {
	v := b.v
	for _, x := range v.Decisions {
		if x.Stage != Shown {
			continue
		}
		more := []string{b.line(x.ID, Rationale, "why: %s")}
		for _, g := range x.Answers {
			if g.Answer == Disagree || g.Answer == Reservations {
				more = append(more, b.name(g.Member)+": "+b.l.T(g.Answer.Msg())+suffix(g.Words))
			}
		}
		if x.Follow != "" {
			more = append(more, b.l.T("then: %s", b.l.T(x.Follow.Msg())+suffix(x.Words)))
		}
		b.add(sectionDecisions, HandoverItem{Key: ItemKey{ID: x.ID}, Text: v.lineOf(x.ID, Wording), Day: DayOf(x.ShownAt.In(b.zone)), More: more})
	}
}

func (b *briefing) stuck() {
	v := b.v
	for _, x := range v.Actions() {
		if x.Status == Blocked {
			who := b.with(v.agencyOf(x.Owner), b.name(x.Owner))
			if v.OwnerLeft(x) {
				who = b.l.T("needs a new owner (%s has left)", b.name(x.Owner))
			}
			b.add(sectionStuck, HandoverItem{
				Key: ItemKey{ID: x.ID}, Text: b.l.T("Blocked: %s", v.lineOf(x.ID, What)), Who: who, Day: x.Due,
				More: []string{b.line(x.ID, Blocks, "because %s"), b.line(x.ID, NextStep, "next: %s")},
			})
		}
	}
	for _, x := range v.Waits {
		if x.Open() {
			more := []string{b.told("for %s", x.For), b.l.T("%d days so far, %d aimed at", x.Days(b.today), v.TargetOf(x)), b.told("expected %s", x.Expected.In(b.l, ""))}
			b.add(sectionStuck, HandoverItem{
				Key: ItemKey{ID: x.ID}, Text: b.l.T("Waiting: %s since %s", x.Service, x.ReferredOn.When("")), Who: b.with(x.Agency, ""), Day: x.Expected,
				More: append(more, b.line(x.ID, Remarks, "")),
			})
		}
	}
	for _, x := range v.Escalations {
		if x.Open() {
			b.add(sectionStuck, HandoverItem{
				Key: ItemKey{ID: x.ID}, Text: b.l.T("Escalated: %s", v.lineOf(x.ID, Remarks)), Who: b.with(x.Agency, x.Manager), Day: x.Due,
				More: []string{b.l.T("%s, with the %s", x.Stuck.Msg(), x.Level.Msg()), b.line(x.ID, Answered, "answer: %s")},
			})
		}
	}
	for _, n := range v.Plan {
		if n.Status == NeedUnmet {
			b.add(sectionStuck, HandoverItem{Key: ItemKey{ID: n.ID}, Text: b.l.T("Unmet: %s", v.lineOf(n.ID, Statement)), More: []string{b.told("because: %s", Word(b.l, n.Unmet))}})
		}
	}
}

// with names an agency and a person there.
func (b *briefing) with(a AgencyID, who string) string {
	name := string(a)
	for _, m := range b.v.Members {
		if m.Agency == a && a != "" && m.AgencyName != "" {
			name = m.AgencyName
		}
	}
	switch {
	case name == "":
		return who
	case who == "":
		return name
	}
	return who + ", " + name
}

func (b *briefing) next() {
	for _, x := range b.v.CalendarIn(b.l, b.today, "", b.zone) {
		switch x.Kind {
		case "action", "promise", "reply", "escalation", "expected": // said already
			continue
		}
		more := []string{b.told("at %s", x.Place)}
		if !x.At.IsZero() {
			more = append(more, x.At.In(b.zone).Format("15:04"))
		}
		if t, ok := b.v.Entry(x.Entry).(*Transition); ok {
			more = append(more, b.told("led by %s", b.name(t.Lead)), b.line(t.ID, Remarks, ""))
		}
		b.add(sectionNext, HandoverItem{Key: ItemKey{ID: x.Entry, Part: nextPart(x.Kind)}, Text: x.What, Who: b.with(x.Agency, ""), Day: x.Day, More: more})
	}
	for _, x := range b.v.ExpectedChanges(b.today) {
		b.add(sectionNext, HandoverItem{
			Key:  ItemKey{ID: x.Child, Part: Part(x.Age)},
			Text: b.l.T("%s, when %s is %d", capitalised(b.l.T(x.Kind.Msg())), b.v.NameOf(x.Child), x.Age), Day: x.Day,
		})
	}
}

// nextPart tells apart what one entry gives the calendar twice.
func nextPart(kind string) Part {
	if kind == "next meeting" || kind == "assessment due" {
		return 1
	}
	return 0
}

func (b *briefing) work() {
	for id, called := range b.whom {
		b.text(sectionWork, b.l.T("How to work with %s", called), Field{id, WorkWithUs})
		b.text(sectionWork, b.l.T("How %s communicates", called), Field{id, Communicates})
		for _, x := range b.v.DetailsOf(id) {
			switch x.Kind {
			case FirstTongue, Interpreted, CommNeeds, Disability:
				b.add(sectionWork, HandoverItem{Key: ItemKey{ID: x.ID}, Text: capitalised(b.l.T(x.Kind.Msg())) + " (" + called + "): " + x.Words()})
			}
		}
	}
}

func (b *briefing) accepted(h *Handover) {
	by := map[ItemKey]*Accepted{}
	for i := range h.Accepted {
		by[h.Accepted[i].ItemKey] = &h.Accepted[i]
	}
	for i := range b.out {
		for j := range b.out[i].Items {
			b.out[i].Items[j].Accepted = by[b.out[i].Items[j].Key]
		}
	}
}

// seesItem reports whether the viewer may be told of an item of a handover.
func (v *View) seesItem(k ItemKey) bool {
	if k.ID == 0 || v.s.Member(k.ID) != nil {
		return true
	}
	if _, child := v.s.Child(k.ID); child {
		return true
	}
	return v.Need(k.ID) != nil || v.Outcome(k.ID) != nil || v.Action(k.ID) != nil || v.Decision(k.ID) != nil || v.Meeting(k.ID) != nil ||
		v.s.entryFor(k.ID, v.sees) != nil
}

// showHandover takes out of a handover what says something of entries that the viewer may not see.
func showHandover(v *View, h *Handover) {
	h.Accepted = slices.DeleteFunc(slices.Clone(h.Accepted), func(a Accepted) bool { return !v.seesItem(a.ItemKey) })
}

// Handover returns the handover that is on its way, or else the newest; nil if there is none.
func (v *View) Handover() *Handover {
	if x := openHandover(v.Handovers); x != nil {
		return x
	}
	if n := len(v.Handovers); n > 0 {
		return v.Handovers[n-1]
	}
	return nil
}

func openHandover(list []*Handover) *Handover {
	for _, x := range slices.Backward(list) {
		if x.DoneAt.IsZero() {
			return x
		}
	}
	return nil
}
