package meeting

import (
	"slices"
	"time"
)

// Note is a note on an agenda item that is for fewer people than the item's own notes. Its words are shared text, written
// together by those whom the audience admits. It stands in the minutes that are for that audience and in no others.
type Note struct {
	ID       ID        `json:"id"`
	Meeting  ID        `json:"meeting"`
	Item     ID        `json:"item"`     // may have been taken off the agenda by somebody who does not see the note
	Audience Audience  `json:"audience"` // never Everyone
	By       ID        `json:"by,omitempty"`
	Added    time.Time `json:"added"`
	Rev      uint32    `json:"rev,omitempty"`
}

// NoteSet adds or changes a narrower note. EntryRemoved takes one away.
type NoteSet struct {
	Note Note `json:"note"`
}

func (NoteSet) event() {}

// AddNote adds a note for fewer people to an agenda item, until the minutes are sent. Its words begin with Text.
type AddNote struct {
	Item     ID
	Audience Audience
	Text     string
}

func (AddNote) command() {}

func noteID(n *Note) ID { return n.ID }

// Note returns the narrower note with this id, or nil.
func (s *State) Note(id ID) *Note { return find(s.Notes, id, noteID) }

func (s *State) setNote(n *Note) {
	s.seen(n.ID, n.Rev)
	s.Notes = putEntry(s.Notes, n, noteID)
	s.trail(Field{ID: n.ID}, s.Seq, n.Audience, n.Meeting)
}

var (
	errNoNote   = refuse(NotFound, "That note is not there any more.")
	errOpenNote = refuse(Invalid, "What everyone may read stands in the item's own notes: write it there, or choose who this note is for.")
)

// note returns the note with this id and its meeting if the author may see them, or nil and nil.
func (d *decider) note(id ID) (*Note, *Meeting) {
	if n := d.s.Note(id); n != nil && d.sees(n.Audience) {
		if m := d.seen(n.Meeting); m != nil {
			return n, m
		}
	}
	return nil, nil
}

func (d *decider) addNote(c AddNote) ([]Event, error) {
	if err := d.mayNote(c.Item, true); err != nil {
		return nil, err
	}
	if c.Audience == Everyone {
		return nil, errOpenNote
	}
	if err := d.audience(c.Audience); err != nil {
		return nil, err
	}
	m, _ := d.seenItem(c.Item)
	n := Note{ID: d.nextID(1), Meeting: m.ID, Item: c.Item, Audience: c.Audience, By: d.me.ID, Added: d.a.At, Rev: d.nextRev(1)}
	return d.withTexts(NoteSet{n}, n.ID, map[Part]string{Aside: c.Text})
}

// mayTakeNote reports whether the author may take a note away: who wrote it, or who keeps the minutes and sees it.
func (d *decider) mayTakeNote(n *Note, m *Meeting) error {
	if m.Stage == Sent || m.Stage == Final {
		return errSent
	}
	if m.Stage == CalledOff {
		return errOff
	}
	if n.By == d.me.ID {
		return d.may(WriteNotes, m)
	}
	if author := d.s.Member(n.By); author != nil && author.Role.Family() {
		return refuse(Forbidden, "These are %[1]s's own words, so they stay: ask %[1]s.", author.Name)
	}
	return d.may(WriteSummary, m)
}

// Note returns the narrower note with this id if the viewer may see it, or nil.
func (v *View) Note(id ID) *Note { return find(v.Notes, id, noteID) }

// NotesOf returns the narrower notes of an agenda item, as far as the viewer may see them, in the order in which they were
// added.
func (v *View) NotesOf(item ID) []*Note {
	return slices.DeleteFunc(slices.Clone(v.Notes), func(n *Note) bool { return n.Item != item })
}

// notes fills in the narrower notes; there are none at a screen that everyone in the room sees.
func (v *View) notes() {
	for _, n := range v.s.Notes {
		if v.inMeeting(n.Meeting) && v.sees(n.Audience) && !v.viewer.Shared {
			v.Notes = append(v.Notes, n)
		}
	}
}
