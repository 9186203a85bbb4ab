package meeting

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// Decide says what events a command by this authority means for the record as it is, or
// refuses it with an *Error. It changes nothing: the caller appends the events to the log and
// then applies them.
func (r *Record) Decide(a Authority, c Command) ([]Event, error) {
	d := decider{r: r, s: r.s, a: a, me: r.s.MemberOf(a.Person), viewer: r.s.ViewerOf(a)}
	d.table = d.s.tableOf(d.viewer)
	if d.s.Seq == 0 {
		if c, ok := c.(CreateRecord); ok {
			return d.tenured(d.createRecord(c))
		}
		return nil, refuse(NotFound, "There is no record of that name.")
	}
	if c, ok := c.(OpenUrgently); ok {
		return d.openUrgently(c)
	}
	if c, ok := c.(EndUrgent); ok && d.me == nil && d.s.UrgentOf(d.a.Person) != nil {
		return d.endUrgent(c)
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
		return d.tenured(d.addMember(c))
	case SetMember:
		return d.tenured(d.setMember(c))
	case EndMember:
		return d.tenured(d.endMember(c))
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
	case LinkService:
		return d.linkService(c)
	case ToggleAction:
		return d.toggleAction(c)
	case AnswerAction:
		return d.answerAction(c)
	case RemoveEntry:
		return d.removeEntry(c)
	case SetAudience:
		return d.setAudience(c)
	case AddNote:
		return d.addNote(c)
	case EditText:
		return d.editText(c)
	case UndoText:
		return d.undoText(c)
	case UndoEntry:
		return d.undoEntry(c)
	case AddPassage:
		return d.addPassage(c)
	}
	if events, known, err := d.decideGuard(c); known {
		return events, err
	}
	if events, known, err := d.decideShelf(c); known {
		return events, err
	}
	return d.decideMeeting(c)
}

// decider is one decision being made.
type decider struct {
	r      *Record
	s      *State
	a      Authority
	me     *Member
	viewer Viewer // what the author sees
	table  []Viewer
}

func (d *decider) may(act Act, m *Meeting) error {
	if d.s.May(d.a, act, m) {
		return nil
	}
	if d.me == nil && d.s.UrgentOf(d.a.Person) != nil {
		return refuse(Forbidden, "You have urgent access, which is for reading: nothing was written. Ring the keyworker.")
	}
	if d.me == nil && d.s.wasMember(d.a.Person) {
		if err := d.s.PartEnded(d.a.Person); err != nil {
			return err
		}
		return errOver
	}
	if d.me == nil || act == SeeRecord {
		return refuse(NotFound, "There is nothing of that name that you may see.")
	}
	return refuse(Forbidden, "Your part here does not include to %s: ask the chair or the keyworker.", act.Msg())
}

// longestLine is the length in bytes that is not even looked at, so that nobody waits for it.
const longestLine = 16 << 10

// line checks a short text of one line for the record: names, titles, reasons.
func line(what words.Msg, s string, required bool) (string, error) {
	if len(s) > longestLine {
		return "", refuse(Invalid, "The %s is longer than 500 characters: please shorten it.", what)
	}
	s = strings.TrimSpace(text.CleanLine(s))
	if s == "" && required {
		return "", refuse(Invalid, "The %s is empty: please fill it in.", what)
	}
	if utf8.RuneCountInString(s) > 500 {
		return "", refuse(Invalid, "The %s is longer than 500 characters: please shorten it.", what)
	}
	return s, nil
}

var errStale = refuse(Stale, "Somebody else changed this meanwhile: nothing of yours was written, look again and repeat it.")

// nextID returns the nth new ID after the newest, n from 1.
func (d *decider) nextID(n int) ID      { return d.s.last + ID(n) }
func (d *decider) nextRev(n int) uint32 { return d.s.rev + uint32(n) }

// cleanWords checks what is to become shared text: as text.Clean has it, without blank ends.
func cleanWords(s string) (string, error) {
	if len(s) > 2*text.MaxInsert { // cleaning shortens, but nobody shall wait for it
		return "", textError(text.ErrLong)
	}
	return strings.TrimSpace(text.Clean(s)), nil
}

// textError is the refusal that says what the engine of a text said.
func textError(err error) error {
	var m words.Msg
	switch {
	case errors.Is(err, text.ErrFull):
		m = "This text is full, so nothing was added: please go on in a new one."
	case errors.Is(err, text.ErrLong):
		m = "That is more than can be added at once, so nothing was added: please add it in smaller parts."
	case errors.Is(err, text.ErrUnclean):
		m = "The text holds characters that cannot be kept, so nothing was added: please type it again."
	case errors.Is(err, text.ErrUnknown):
		m = "The change belongs to text that is not here, so nothing was changed: please try again."
	case errors.Is(err, text.ErrOrder):
		m = "The change came out of order, so nothing was changed: please try again."
	case errors.Is(err, text.ErrTurned):
		m = "That was undone or brought back already, so nothing was changed."
	case errors.Is(err, text.ErrMalformed):
		m = "The change could not be read, so nothing was changed: please try again."
	case errors.Is(err, text.ErrSealed):
		m = "This part of the text's history could not be read, so nothing was changed: bring it back from a backup."
	default:
		s := err.Error()
		return &Error{Code: Invalid, Text: strings.ToUpper(s[:1]) + s[1:] + "."}
	}
	return refuse(Invalid, m)
}

// inserted is the events that put words into a text nobody has written in yet.
func (d *decider) inserted(f Field, s string) ([]Event, error) {
	return d.insertedAt(d.a.Site, f, s)
}

// insertedAt is inserted at another of the author's sites.
func (d *decider) insertedAt(at text.Site, f Field, s string) ([]Event, error) {
	s, err := cleanWords(s)
	if err != nil || s == "" {
		return nil, err
	}
	t := text.New()
	e := t.Assign(text.View{}.InsertAt(text.Gesture{Site: at, N: 1}, 0, s))
	if err := t.Check(e); err != nil {
		return nil, textError(err)
	}
	return []Event{TextEdited{f, e}}, nil
}

var errNoSite = refuse(Invalid, "There is no connection to write from: nothing was written, please connect again.")

// maxSkipped is how many sites may lie unused between two that are: those of connections that only looked.
const maxSkipped = 1 << 20

// site returns the event that makes the author's site known before its first edit, if it is not.
// It refuses a site that is not the author's own.
func (d *decider) site() ([]Event, error) {
	n := int(d.a.Site)
	if n == 0 || n > len(d.s.sites)+maxSkipped || d.a.Person == "" { // what is written is somebody's
		return nil, errNoSite
	}
	if n <= len(d.s.sites) {
		if at := d.s.sites[n-1]; at != (site{}) {
			if at.Person != d.a.Person || at.For != 0 {
				return nil, errNoSite
			}
			return nil, nil
		}
	}
	return []Event{SiteOpened{Site: d.a.Site, Person: d.a.Person}}, nil
}

// spare returns the event that opens a site nobody has used, for words on behalf of a member.
func (d *decider) spare(whose ID) (Event, error) {
	n := int(d.a.Spare)
	if n == 0 || d.a.Person == "" || d.a.Spare == d.a.Site || n > len(d.s.sites)+maxSkipped || n <= len(d.s.sites) && d.s.sites[n-1] != (site{}) {
		return nil, errNoSite
	}
	return SiteOpened{Site: d.a.Spare, Person: d.a.Person, For: whose}, nil
}

// withTexts returns set followed by the events that put the words into the new entry's texts.
func (d *decider) withTexts(set Event, id ID, words map[Part]string) ([]Event, error) {
	out := []Event{set}
	var texts []Event
	for p := Part(1); p <= lastPart; p++ {
		es, err := d.inserted(Field{id, p}, words[p])
		if err != nil {
			return nil, err
		}
		texts = append(texts, es...)
	}
	if len(texts) > 0 {
		opened, err := d.site()
		if err != nil {
			return nil, err
		}
		out = append(out, opened...)
	}
	return append(out, texts...), nil
}

// audience checks that the author may choose this audience: one that they are of.
func (d *decider) audience(a Audience) error {
	if !a.Valid() {
		return refuse(Invalid, "That audience is nobody: choose who may see this.")
	}
	if !d.a.System && !d.sees(a) {
		return refuse(Invalid, "You would not see this yourself: choose an audience that you are part of.")
	}
	return nil
}

// sees reports whether the author may see an entry of this audience; others are not told of it.
func (d *decider) sees(a Audience) bool { return d.a.System || admitsTable(a, d.viewer, d.table) }

// seen returns the meeting with this id if the author may see it, or nil.
func (d *decider) seen(id ID) *Meeting {
	if !d.a.System && d.viewer.Meeting != 0 && d.viewer.Meeting != id {
		return nil
	}
	return d.s.Meeting(id)
}

// seenItem returns the agenda item with this id and its meeting if the author may see them, or nil and nil.
func (d *decider) seenItem(id ID) (*Meeting, *Item) {
	m, it := d.s.ItemOf(id)
	if m == nil || d.seen(m.ID) == nil {
		return nil, nil
	}
	return m, it
}

// checkTime refuses a time that cannot be meant; the zero time is no time.
func checkTime(ts ...time.Time) error {
	for _, t := range ts {
		if !t.IsZero() && (t.Year() < 2000 || t.Year() > lastYear) {
			return refuse(Invalid, "That date is too far away to be meant: please check the year.")
		}
	}
	return nil
}

// logged returns t as the log keeps it: UTC, whole milliseconds.
func logged(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}

// behalf returns for whom something is answered: the author, or a member without a keyboard on whose behalf
// they may write. m is the meeting it is about, nil outside of any.
func (d *decider) behalf(whose ID, m *Meeting) (ID, error) {
	if whose == 0 || whose == d.me.ID {
		if d.me.ID == 0 {
			return 0, refuse(Forbidden, "Only somebody on the team can answer.")
		}
		return d.me.ID, d.may(AnswerThings, m)
	}
	if err := d.may(WriteFor, m); err != nil {
		return 0, err
	}
	w := d.s.Member(whose)
	if w == nil || !d.s.belongs(w) {
		return 0, errNotOnTeam
	}
	if !slices.Contains(permissions[AnswerThings], w.Role) {
		return 0, refuse(Forbidden, "%s is here as %s and answers for nobody.", w.Name, w.Role.Msg())
	}
	if m == nil {
		if w.Person != "" {
			return 0, refuse(Forbidden, "%s can answer with their own account: outside a meeting nobody answers for them.", w.Name)
		}
		return whose, nil
	}
	switch at := m.Attending(whose); {
	case at == nil || !at.Way.Present():
		return 0, refuse(Forbidden, "%s is not on the attendance list as present: only somebody who is there can be written for.", w.Name)
	case at.Way == OwnScreen && m.Stage == Live:
		return 0, refuse(Forbidden, "%s is at a screen of their own and answers there.", w.Name)
	}
	return whose, nil
}

// oneself refuses to put words for a member in place of what the member said themselves.
func (d *decider) oneself(who, by ID) error {
	if who != d.me.ID && by == 0 {
		return refuse(Forbidden, "%s has answered already: only they can change it.", d.s.nameOf(who))
	}
	return nil
}
