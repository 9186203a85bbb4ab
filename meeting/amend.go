package meeting

import (
	"slices"
	"time"
)

// Amendment is what somebody adds to final minutes. It stands after them, under their name; what the minutes say stays as it is.
type Amendment struct {
	Member ID        `json:"member"`
	By     ID        `json:"by,omitempty"` // who wrote it on their behalf; 0: themselves
	At     time.Time `json:"at"`
	Words  string    `json:"words"`
}

type (
	// MinutesAmended adds to final minutes.
	MinutesAmended struct {
		Meeting   ID        `json:"meeting"`
		Amendment Amendment `json:"amendment"`
	}
	// AmendMinutes adds words to final minutes, under the name of whoever adds them or of the member whom For names.
	AmendMinutes struct {
		Meeting ID
		Words   string
		For     ID
	}
)

func (MinutesAmended) event() {}
func (AmendMinutes) command() {}

func (d *decider) amendMinutes(c AmendMinutes) ([]Event, error) {
	m := d.seen(c.Meeting)
	if m == nil {
		return nil, errNoMeeting
	}
	if m.Stage != Final {
		return nil, refuse(Stage, "The minutes are %s: what should be different can still be changed in them. Only final minutes are added to.", m.Stage.Msg())
	}
	who, err := d.behalf(c.For, m)
	if err != nil {
		return nil, err
	}
	words, err := line("words to add", c.Words, true)
	if err != nil {
		return nil, err
	}
	a := Amendment{Member: who, At: d.a.At, Words: words}
	if who != d.me.ID {
		a.By = d.me.ID
	}
	return []Event{MinutesAmended{m.ID, a}}, nil
}

func (r *Record) amended(e MinutesAmended) {
	r.changeMeeting(e.Meeting, func(m *Meeting) { m.Amendments = append(slices.Clone(m.Amendments), e.Amendment) })
}

// finalSince returns the row at which m became final, of which its minutes are; 0 while it is not. old is the meeting before row at.
func finalSince(m, old *Meeting, at Seq) Seq {
	switch {
	case m.Stage != Final:
		return 0
	case old != nil && old.Stage == Final:
		return old.FinalSeq
	}
	return at
}
