package meeting

import (
	"cmp"
	"slices"

	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// mayWrite reports whether the author may change the text of f now.
func (d *decider) mayWrite(f Field) error {
	switch f.Part {
	case Statement, Evidence:
		return d.mayWritePlan(d.s.needFor(f.ID, d.sees) != nil)
	case Words, Measure:
		return d.mayWritePlan(d.s.outcomeFor(f.ID, d.sees) != nil)
	case What, Progress, Blocks, NextStep:
		if x := d.s.actionFor(f.ID, d.sees); x != nil {
			return d.mayChange(x)
		}
		return d.mayWritePlan(f.Part == What && d.s.outcomeFor(f.ID, d.sees) != nil)
	case Wording, Rationale:
		x := d.decision(f.ID)
		if x == nil {
			return errNoDecision
		}
		return d.mayReword(x)
	case Notes:
		return d.mayNote(f.ID, false)
	case Aside:
		_, m := d.note(f.ID)
		if m == nil {
			return errNoNote
		}
		return d.mayNoteIn(m, true)
	case Summary:
		m, _ := d.seenItem(f.ID)
		if m == nil {
			return errNoItem
		}
		if m.Stage == Sent || m.Stage == Final {
			return errSent
		}
		if m.Stage == CalledOff {
			return errOff
		}
		return d.may(WriteSummary, m)
	case Views, LastWord:
		m := d.seen(f.ID)
		switch {
		case m == nil:
			return errNoMeeting
		case m.Stage == Sent || m.Stage == Final:
			return errSent
		case m.Stage == CalledOff:
			return errOff
		case m.Stage == Tidying:
			return d.mayTidy(m)
		}
		return d.may(WriteNotes, m)
	case Why:
		return d.mayWritePlan(f.ID == 0)
	}
	if f.Part > Why {
		return d.mayWriteShelf(f)
	}
	return refuse(Invalid, "There is no such text.")
}

func (d *decider) mayWritePlan(there bool) error {
	if !there {
		return errGone
	}
	return d.may(ChangePlan, nil)
}

// mayTidy reports whether the author may change what was said once the meeting has closed.
func (d *decider) mayTidy(m *Meeting) error {
	if d.s.May(d.a, WriteSummary, m) {
		return nil
	}
	return refuse(Stage, "The meeting has closed and the minute taker is tidying the notes: ask them, or say it under the minutes.")
}

// mayReword reports whether the author may change or take back a decision that has not been put.
func (d *decider) mayReword(x *Decision) error {
	m := d.s.Meeting(x.Meeting)
	switch {
	case m.Stage == Sent || m.Stage == Final:
		return errSent
	case x.Stage != Proposed:
		return refuse(Stage, "This decision has been put already: people answer these words, so they stay as they are.")
	case x.By == d.me.ID:
		return d.may(ProposeThings, m)
	}
	return d.may(KeepList, m)
}

var errSent = refuse(Stage, "These minutes have been sent: ask the chair to reopen the meeting, or say under the minutes what you want changed.")

// mayNote reports whether the author may write in an item's notes; a passage shared whole is
// welcome from everyone even when only the minute taker types.
func (d *decider) mayNote(item ID, passage bool) error {
	m, _ := d.seenItem(item)
	if m == nil {
		return errNoItem
	}
	return d.mayNoteIn(m, passage)
}

// mayNoteIn reports whether the author may write in a meeting's notes, all at once or letter by letter.
func (d *decider) mayNoteIn(m *Meeting, passage bool) error {
	switch m.Stage {
	case Sent, Final:
		return errSent
	case CalledOff:
		return errOff
	case Tidying:
		return d.mayTidy(m)
	case Live:
		if m.Typing == MinuteTakerTypes && !passage && !d.s.May(d.a, WriteSummary, m) {
			return refuse(Forbidden, "The minute taker is typing: write privately with ctrl+p and share it.")
		}
	}
	return d.may(WriteNotes, m)
}

func (d *decider) editText(c EditText) ([]Event, error) {
	if err := d.mayWrite(c.Field); err != nil {
		return nil, err
	}
	e := c.Edit
	opened, err := d.site()
	if err != nil {
		return nil, err
	}
	if e.Gesture.Site != d.a.Site {
		return nil, refuse(Invalid, "That edit is not of this connection.")
	}
	if e.Turn != text.None {
		return nil, refuse(Invalid, "Undo has a command of its own.")
	}
	t := d.text(c.Field)
	e = t.Assign(e)
	if err := t.Check(e); err != nil {
		return nil, textError(err)
	}
	if err := d.mayDelete(c.Field.Part, e.Delete); err != nil {
		return nil, err
	}
	return append(opened, TextEdited{c.Field, e}), nil
}

// mayDelete reports whether the author may take these characters out. Where the family says something, nobody
// takes out its words but who said them, or wrote them down for them.
func (d *decider) mayDelete(p Part, spans []text.Span) error {
	if p != Words && p != Notes && p != Aside && p != Views && p != LastWord && p != Asks && !slices.Contains(AboutMe, p) {
		return nil
	}
	for _, s := range spans {
		by, whose := d.s.AuthorOf(s.Site)
		said := d.s.Member(whose)
		if whose == 0 {
			said = d.s.lastAs(by)
		}
		if by != d.a.Person && said != nil && said.Role.Family() && said.ID != d.me.ID {
			return refuse(Forbidden, "These are %[1]s's own words, so they stay: write yours beside them, or ask %[1]s.", said.Name)
		}
	}
	return nil
}

// text returns the engine to check an edit with. It is not kept unless the edit is applied.
func (d *decider) text(f Field) *text.Text {
	if t := d.r.text(f); t != nil {
		return t
	}
	return text.New()
}

// own reports whether the author typed at a site, from whichever connection and on whoever's behalf.
func (d *decider) own(at text.Site) bool {
	p, _ := d.s.AuthorOf(at)
	return p != "" && p == d.a.Person
}

func (d *decider) undoText(c UndoText) ([]Event, error) {
	if err := d.mayWrite(c.Field); err != nil {
		return nil, err
	}
	t := d.text(c.Field)
	turn, next, nothing := text.Undo, t.NextUndo, words.Msg("There is nothing more of yours to undo here.")
	if c.Redo {
		turn, next, nothing = text.Redo, t.NextRedo, "There is nothing of yours to redo here."
	}
	g, ok := next(d.own)
	if !ok {
		return nil, refuse(Invalid, nothing)
	}
	e := t.Assign(text.Edit{Gesture: g, Turn: turn, Target: g}) // whose later gestures may have been undone before
	if err := t.Check(e); err != nil {
		return nil, refuse(Invalid, nothing)
	}
	return []Event{TextEdited{c.Field, e}}, nil
}

func (d *decider) undoEntry(c UndoEntry) ([]Event, error) {
	h := d.r.undo[d.a.Person]
	list, nothing := []change(nil), words.Msg("There is nothing more of yours to undo.")
	if h != nil {
		list = h.Undo
	}
	if c.Redo {
		nothing, list = "There is nothing of yours to redo.", nil
		if h != nil {
			list = h.Redo
		}
	}
	if len(list) == 0 {
		return nil, refuse(Invalid, nothing)
	}
	top := list[len(list)-1]
	if err := d.mayTurn(top, c.Redo); err != nil {
		return nil, err
	}
	return []Event{Undone{ID: top.ID, Redo: c.Redo, Need: top.Need, Outcome: top.Outcome, Action: top.Action, Filed: top.Filed}}, nil
}

var errChanged = refuse(Stale, "Somebody else changed this since: it stays as it is now.")

// mayTurn reports whether the author may make an entry what it was before a change of theirs.
func (d *decider) mayTurn(c change, redo bool) error {
	now := d.s.revOf(c.ID)
	if now != 0 && !d.inPlan(c.ID) && d.entry(c.ID) == nil {
		return errGone
	}
	act := ChangePlan
	if k := drawerFor(c.Filed.one()); k != nil {
		act = k.act()
	} else if k := drawerFor(d.s.Shelf.Entry(c.ID)); k != nil {
		act = k.act()
	}
	if x := cmp.Or(c.Action, d.s.Action(c.ID)); x != nil && d.mine(x) {
		act = OwnActions
	}
	if err := d.may(act, nil); err != nil {
		return err
	}
	if now != c.Left {
		return errChanged
	}
	if err := d.mayTurnAudience(c); err != nil {
		return err
	}
	there, sees := true, true
	switch {
	case c.Need != nil:
		sees = d.sees(c.Need.Audience)
	case c.Outcome != nil:
		sees, there = d.sees(c.Outcome.Audience), d.s.needFor(c.Outcome.Need, d.sees) != nil
	case c.Action != nil:
		sees, there = d.sees(c.Action.Audience), d.s.placed(c.Action.Under, d.sees)
	case c.Filed.one() != nil:
		sees = d.sees(c.Filed.one().head().Audience)
	default:
		there = redo || !d.grown(c.ID) // redo takes out again what was taken out whole
	}
	if !sees {
		return errGone
	}
	if !there {
		return errChanged
	}
	return nil
}

// mayTurnAudience refuses to open or close again by undoing what the author may not open or close otherwise.
func (d *decider) mayTurnAudience(c change) error {
	switch {
	case c.Need != nil:
		if old := d.s.Need(c.ID); old != nil && old.Audience != c.Need.Audience {
			return d.mayAudience(old.By, 0, nil)
		}
	case c.Outcome != nil:
		if old := d.s.Outcome(c.ID); old != nil && old.Audience != c.Outcome.Audience {
			return d.mayAudience(old.By, 0, nil)
		}
	case c.Action != nil:
		if old := d.s.Action(c.ID); old != nil && old.Audience != c.Action.Audience {
			return d.mayAudience(old.By, old.Owner, nil)
		}
	case c.Filed.one() != nil:
		if old := d.s.Shelf.Entry(c.ID); old != nil && old.head().Audience != c.Filed.one().head().Audience {
			return d.mayAudience(old.head().By, 0, nil)
		}
	}
	return nil
}

// grown reports whether something stands under an entry that the author may see, or somebody else wrote in its
// texts: then taking the entry back would take theirs.
func (d *decider) grown(id ID) bool {
	for _, o := range d.s.Outcomes {
		if o.Need == id && d.s.outcomeFor(o.ID, d.sees) != nil {
			return true
		}
	}
	for _, x := range d.s.Actions {
		if x.Under == id && d.s.actionFor(x.ID, d.sees) != nil {
			return true
		}
	}
	for p := Part(1); p <= lastPart; p++ {
		t := d.r.text(Field{id, p})
		if t == nil {
			continue
		}
		v := t.View()
		for run := range v.Runs(0, v.Len()) {
			if !d.own(run.Site) {
				return true
			}
		}
	}
	return false
}

func (d *decider) addPassage(c AddPassage) ([]Event, error) {
	if err := d.mayNote(c.Item, true); err != nil {
		return nil, err
	}
	m, _ := d.s.ItemOf(c.Item)
	said, err := cleanWords(c.Text)
	if err != nil {
		return nil, err
	}
	if said == "" {
		return nil, refuse(Invalid, "There is nothing to share yet.")
	}
	f := Field{c.Item, Notes}
	t := d.text(f)
	v := t.View()
	g := text.Gesture{Site: d.a.Site, N: max(c.Gesture, 1)}
	var out []Event
	if c.For != 0 && c.For != d.me.ID {
		whose, err := d.behalf(c.For, m)
		if err != nil {
			return nil, err
		}
		read := ""
		if c.ReadBack {
			read = ", read back"
		}
		said = d.s.nameOf(whose) + ", written by " + d.me.Name + read + ": " + said
		// A site of its own, so that the words are the member's, by this writer.
		opened, err := d.spare(whose)
		if err != nil {
			return nil, err
		}
		g, out = text.Gesture{Site: d.a.Spare, N: 1}, []Event{opened}
	} else if out, err = d.site(); err != nil {
		return nil, err
	}
	if n := v.Len(); n > 0 && v.At(n-1) != '\n' {
		said = "\n" + said
	}
	e := t.Assign(v.InsertAt(g, v.Len(), text.Clean(said)))
	if err := t.Check(e); err != nil {
		return nil, textError(err)
	}
	return append(out, TextEdited{f, e}), nil
}
