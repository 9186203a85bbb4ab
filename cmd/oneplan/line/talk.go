package line

import (
	"slices"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

var talkVerbs = []verb{
	{"say", "TEXT", "put what you say into the notes as your own words, with your name before them", talking, sayIt},
	{"verb:\x04note", "TEXT", "write in the notes of the item that is being talked about", talking, func(p *Place, rest string) (act, error) {
		return p.passage(p.meeting().Item, rest, 0)
	}},
	{"note under", "N TEXT", "write in the notes of item N", talking, func(p *Place, rest string) (act, error) {
		id, words, err := p.agendaItem(rest)
		if err != nil {
			return act{}, err
		}
		return p.passage(id, words, 0)
	}},
	{"hand|hand up|ask to speak", "", "ask to speak", talking, func(p *Place, _ string) (act, error) { return p.raise(true) }},
	{"hand down", "", "do not ask any more", talking, func(p *Place, _ string) (act, error) { return p.raise(false) }},
	{"pause", "", "pause the meeting: everybody hears that it is paused, not who asked or why", talking, func(p *Place, _ string) (act, error) {
		return saved(p.T("The meeting is paused. The chair or the minute taker goes on with it"), []key{{p.Meeting, ofPause}}, meeting.PauseMeeting{Meeting: p.Meeting, Paused: true})
	}},
	{"undo", "", "take back the last thing you did here", talking, func(p *Place, _ string) (act, error) { return p.takeBack(false) }},
	{"redo", "", "bring it back", talking, func(p *Place, _ string) (act, error) { return p.takeBack(true) }},
	{"for", "NAME say TEXT, NAME agree N, NAME object N WHY, NAME take N, NAME sign agree", "write, answer or sign for somebody who is here without a keyboard", talking, forSomebody},
}

func sayIt(p *Place, rest string) (act, error) {
	if strings.TrimSpace(rest) == "" {
		return act{}, errUsage
	}
	return p.passage(p.meeting().Item, p.me().Name+": "+rest, 0)
}

// errNoItem says that no item is being talked about.
var errNoItem = unclear("No item is being talked about yet, so say which: “note under 3 TEXT”.")

// passage writes a paragraph in the notes of an item.
func (p *Place) passage(item meeting.ID, words string, whose meeting.ID) (act, error) {
	switch {
	case strings.TrimSpace(words) == "":
		return act{}, errUsage
	case item == 0:
		return act{}, errNoItem
	}
	where := p.T("Noted under item %d, saved", p.meeting().Index(item)+1)
	if whose != 0 {
		where = p.T("Noted under item %d as the words of %s, written by you, saved", p.meeting().Index(item)+1, p.whom(whose))
	}
	a, err := saved(where, nil, meeting.AddPassage{Item: item, For: whose, ReadBack: whose != 0, Text: words, Gesture: p.next().N})
	a.undo = meeting.UndoText{Field: meeting.Field{ID: item, Part: meeting.Notes}}
	return a, err
}

func (p *Place) raise(up bool) (act, error) {
	if p.meeting().Stage != meeting.Live {
		return act{}, refuse(meeting.Stage, "That works while the meeting is live.")
	}
	me := p.me().ID
	said := p.T("Your hand is up: everybody knows that you ask to speak")
	if !up {
		said = p.T("Your hand is down")
	}
	a, err := saved(said, []key{{me, ofHand}})
	a.hand = &hand{me, up}
	return a, err
}

func (p *Place) takeBack(redo bool) (act, error) {
	said := p.T("Your last change is undone")
	if redo {
		said = p.T("Your last change is brought back")
	}
	var c meeting.Command = meeting.UndoEntry{Redo: redo}
	if t, ok := p.undo.(meeting.UndoText); ok {
		t.Redo = redo
		c = t
	}
	a, err := saved(said, nil, c)
	a.undo = p.undo
	return a, err
}

// write adds a paragraph at the end of a shared text.
func (p *Place) write(f meeting.Field, words, said string) (act, error) {
	if strings.TrimSpace(words) == "" {
		return act{}, errUsage
	}
	v := p.view().Text(f)
	s := text.Clean(words)
	if n := v.Len(); n > 0 && v.At(n-1) != '\n' {
		s = "\n" + s
	}
	a, err := saved(said, nil, meeting.EditText{Field: f, Edit: v.InsertAt(p.next(), v.Len(), s)})
	a.undo = meeting.UndoText{Field: f}
	return a, err
}

// reword puts other words in place of a shared text.
func (p *Place) reword(f meeting.Field, words, said string) (act, error) {
	if strings.TrimSpace(words) == "" {
		return act{}, errUsage
	}
	v := p.view().Text(f)
	a, err := saved(said, nil, meeting.EditText{Field: f, Edit: v.Replace(p.next(), 0, v.Len(), text.Clean(words))})
	a.undo = meeting.UndoText{Field: f}
	return a, err
}

// forSomebody writes, answers or signs for somebody without a keyboard: what follows the name is said as one says it for oneself.
func forSomebody(p *Place, rest string) (act, error) {
	who, rest, err := p.leading(rest)
	if err != nil {
		return act{}, err
	}
	v, more, err := understand(p.grammar(), p.Words, rest)
	if err != nil {
		return act{}, errUsage
	}
	name := v.name()
	switch name {
	case "say", "note":
		return p.passage(p.meeting().Item, more, who.ID)
	case "note under":
		id, words, err := p.agendaItem(more)
		if err != nil {
			return act{}, err
		}
		return p.passage(id, words, who.ID)
	}
	if !slices.Contains([]string{"agree", "object", "not now", "take", "decline", "sign agree", "sign change", "sign object"}, name) {
		return act{}, errUsage
	}
	a, err := v.read(p, more)
	if err != nil {
		return a, err
	}
	for i, c := range a.commands {
		switch c := c.(type) {
		case meeting.AnswerDecision:
			c.For = who.ID
			a.commands[i] = c
		case meeting.AnswerAction:
			c.For = who.ID
			a.commands[i] = c
		case meeting.SignMinutes:
			c.For = who.ID
			a.commands[i] = c
		}
	}
	a.said = func(p *Place, _ meeting.Result) string {
		return p.T("Saved as the answer of %s, written by you", who.Name)
	}
	return a, nil
}
