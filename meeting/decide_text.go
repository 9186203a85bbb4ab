package meeting

import (
	"strings"

	"oneplan/meeting/text"
)

// mayWrite reports whether the author may change the text of f now.
func (d *decider) mayWrite(f Field) error {
	switch f.Part {
	case Statement, Evidence:
		if d.s.Need(f.ID) == nil || !d.inPlan(f.ID) {
			return errGone
		}
		return d.may(ChangePlan, nil)
	case Words, Measure:
		if d.s.Outcome(f.ID) == nil || !d.inPlan(f.ID) {
			return errGone
		}
		return d.may(ChangePlan, nil)
	case What, Progress, Blocks, NextStep:
		if x := d.s.Action(f.ID); x != nil && d.inPlan(f.ID) {
			return d.mayChange(x)
		}
		if f.Part != What || d.s.Outcome(f.ID) == nil || !d.inPlan(f.ID) {
			return errGone
		}
		return d.may(ChangePlan, nil)
	case Wording, Rationale:
		x := d.s.Decision(f.ID)
		if x == nil || !d.sees(x.Audience) {
			return refuse(NotFound, "That decision is not there any more.")
		}
		if x.Stage != Proposed {
			return refuse(Stage, "This decision has been put: people answer these words, so they stay as they are.")
		}
		if x.By == d.me.ID {
			return d.may(ProposeThings, d.s.Meeting(x.Meeting))
		}
		return d.may(KeepList, d.s.Meeting(x.Meeting))
	case Notes:
		return d.mayNote(f.ID, false)
	case Summary:
		m, _ := d.s.ItemOf(f.ID)
		if m == nil {
			return refuse(NotFound, "That agenda item is not there any more.")
		}
		if m.Stage == Sent || m.Stage == Final {
			return errSent
		}
		return d.may(WriteSummary, m)
	case Views, LastWord:
		m := d.s.Meeting(f.ID)
		if m == nil {
			return refuse(NotFound, "There is no such meeting.")
		}
		if m.Stage == Sent || m.Stage == Final {
			return errSent
		}
		return d.may(WriteNotes, m)
	case Why:
		if f.ID != 0 {
			return errGone
		}
		return d.may(ChangePlan, nil)
	}
	return refuse(Invalid, "There is no such text.")
}

var errSent = refuse(Stage, "These minutes have been sent: ask the chair to reopen the meeting, or say under the minutes what you want changed.")

// mayNote reports whether the author may write in an item's notes; a passage shared whole is
// welcome from everyone even when only the minute taker types.
func (d *decider) mayNote(item ID, passage bool) error {
	m, _ := d.s.ItemOf(item)
	if m == nil {
		return refuse(NotFound, "That agenda item is not there any more.")
	}
	switch m.Stage {
	case Sent, Final:
		return errSent
	case Tidying:
		if d.s.May(d.a, WriteSummary, m) {
			return nil
		}
		return refuse(Stage, "The meeting has closed and the minute taker is tidying the notes: ask them, or say it under the minutes.")
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
	if d.a.Site == 0 || e.Gesture.Site != d.a.Site {
		return nil, refuse(Invalid, "That edit is not of this connection.")
	}
	if e.Turn != text.None {
		return nil, refuse(Invalid, "Undo has a command of its own.")
	}
	t := d.text(c.Field)
	e = t.Assign(e)
	if err := t.Check(e); err != nil {
		return nil, refuse(Invalid, "That text does not fit here: nothing was written, it may be too long for one field.")
	}
	return append(d.site(), TextEdited{c.Field, e}), nil
}

// text returns the engine to check an edit with. It is not kept unless the edit is applied.
func (d *decider) text(f Field) *text.Text {
	if t := d.r.texts[f]; t != nil {
		return t
	}
	return text.New()
}

// own reports whether the author typed at a site, for themselves.
func (d *decider) own(at text.Site) bool {
	p, _ := d.s.AuthorOf(at)
	return p != "" && p == d.a.Person || at == d.a.Site
}

func (d *decider) undoText(c UndoText) ([]Event, error) {
	if err := d.mayWrite(c.Field); err != nil {
		return nil, err
	}
	t := d.text(c.Field)
	turn, next, nothing := text.Undo, t.NextUndo, "There is nothing more of yours to undo here."
	if c.Redo {
		turn, next, nothing = text.Redo, t.NextRedo, "There is nothing of yours to redo here."
	}
	g, ok := next(d.own)
	if !ok {
		return nil, refuse(Invalid, nothing)
	}
	e := text.Edit{Gesture: g, Turn: turn, Target: g}
	if err := t.Check(e); err != nil {
		return nil, refuse(Invalid, nothing)
	}
	return []Event{TextEdited{c.Field, e}}, nil
}

func (d *decider) undoEntry(c UndoEntry) ([]Event, error) {
	if err := d.may(OwnActions, nil); err != nil {
		return nil, err
	}
	h := d.r.undo[d.a.Person]
	list, nothing := []change(nil), "There is nothing more of yours to undo."
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
	if d.s.revOf(top.ID) != top.Left {
		return nil, refuse(Stale, "Somebody else changed this since: it stays as it is now.")
	}
	e := Undone{ID: top.ID, Redo: c.Redo, Need: top.Need, Outcome: top.Outcome, Action: top.Action}
	return []Event{e}, nil
}

func (d *decider) addPassage(c AddPassage) ([]Event, error) {
	if err := d.mayNote(c.Item, true); err != nil {
		return nil, err
	}
	m, _ := d.s.ItemOf(c.Item)
	words := strings.TrimSpace(text.Clean(c.Text))
	if words == "" {
		return nil, refuse(Invalid, "There is nothing to share yet.")
	}
	whose := ID(0)
	if c.For != 0 && c.For != d.me.ID {
		w, err := d.behalf(c.For, m)
		if err != nil {
			return nil, err
		}
		whose = w
		read := ""
		if c.ReadBack {
			read = ", read back"
		}
		words = d.s.Member(w).Name + ", written by " + d.me.Name + read + ": " + words
	}
	if d.a.Site == 0 {
		return nil, refuse(Invalid, "There is no connection to write from.")
	}
	f := Field{c.Item, Notes}
	t := d.text(f)
	v := t.View()
	if n := v.Len(); n > 0 && v.At(n-1) != '\n' {
		words = "\n" + words
	}
	g := text.Gesture{Site: d.a.Site, N: max(c.Gesture, 1)}
	out := d.site()
	if whose != 0 { // a site of its own, so that the words are the member's, by this writer
		if d.a.Spare == 0 {
			return nil, refuse(Invalid, "There is no connection to write from.")
		}
		g = text.Gesture{Site: d.a.Spare, N: 1}
		out = append(out, SiteOpened{Site: d.a.Spare, Person: d.a.Person, For: whose})
	}
	e := t.Assign(v.InsertAt(g, v.Len(), words))
	if err := t.Check(e); err != nil {
		return nil, refuse(Invalid, "That text does not fit here: it is kept in your box, please shorten it.")
	}
	return append(out, TextEdited{f, e}), nil
}
