package meeting

import (
	"fmt"
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
