package meeting

import (
	"slices"

	"oneplan/meeting/text"
)

// Part names one text of an entry.
type Part uint8

// The parts. The numbers stand in the log: never change one.
const (
	Statement Part = 1  // of a need
	Evidence  Part = 2  // of a need
	What      Part = 3  // of an outcome, of an action
	Words     Part = 4  // of an outcome: in the words of the child or the family
	Measure   Part = 5  // of an outcome: how we will know
	Progress  Part = 6  // of an action
	Blocks    Part = 7  // of an action: what blocks it
	NextStep  Part = 8  // of an action
	Wording   Part = 9  // of a decision
	Rationale Part = 10 // of a decision
	Notes     Part = 11 // of an agenda item
	Summary   Part = 12 // of an agenda item, by the minute taker
	Views     Part = 13 // of a meeting: the child's views
	LastWord  Part = 14 // of a meeting: the family's
	Why       Part = 15 // of the record (ID 0): why there is a plan
	Aside     Part = 30 // of a narrower note

	Matters      Part = 40 // of a child, or (ID 0) of the family: what matters to me
	Communicates Part = 41 // of a child or the family: how I communicate
	Works        Part = 42 // of a child or the family: what works
	WorksNot     Part = 43 // of a child or the family: what does not
	WorkWithUs   Part = 44 // of a child or the family: how to work with us
	Remarks      Part = 45 // of an entry of the Shelf: what else there is to know
	Promised     Part = 46 // of a contact: what was promised
	Asks         Part = 47 // of a question
	Replies      Part = 48 // of a question: the answer
	Answered     Part = 49 // of an escalation: the answer
	CameOf       Part = 50 // of an escalation: what came of it

	HandMatters   Part = 60 // of a handover: beside what the record says, section by section
	HandWho       Part = 61
	HandTried     Part = 62
	HandOpen      Part = 63
	HandDecisions Part = 64
	HandStuck     Part = 65
	HandNext      Part = 66
	HandWork      Part = 67

	lastPart = HandWork
)

// Field names one shared text: an entry and its part.
type Field struct {
	ID   ID
	Part Part
}

// fieldMap is the shared texts by their fields.
type fieldMap = byField[sharedText]

// byField is a persistent map of fields: setting copies one chunk, reading copies nothing.
type byField[T any] struct{ chunks []*fieldChunk[T] }

type fieldValue[T any] struct {
	field Field
	value T
}

type fieldChunk[T any] struct{ values []fieldValue[T] }

const chunkIDs = 32 // IDs a chunk holds

func (m byField[T]) get(f Field) (none T) {
	i := int(f.ID / chunkIDs)
	if i >= len(m.chunks) || m.chunks[i] == nil {
		return none
	}
	for _, t := range m.chunks[i].values {
		if t.field == f {
			return t.value
		}
	}
	return none
}

func (m byField[T]) set(f Field, v T) byField[T] {
	i := int(f.ID / chunkIDs)
	chunks := make([]*fieldChunk[T], max(len(m.chunks), i+1))
	copy(chunks, m.chunks)
	c := &fieldChunk[T]{}
	if chunks[i] != nil {
		c.values = slices.Clone(chunks[i].values)
	}
	if k := slices.IndexFunc(c.values, func(t fieldValue[T]) bool { return t.field == f }); k >= 0 {
		c.values[k].value = v
	} else {
		c.values = append(c.values, fieldValue[T]{f, v})
	}
	chunks[i] = c
	return byField[T]{chunks}
}

// all calls yield for every field that has been set, by ID in steps of a chunk and then in the order of the setting.
func (m byField[T]) all(yield func(Field, T) bool) {
	for _, c := range m.chunks {
		if c == nil {
			continue
		}
		for _, t := range c.values {
			if !yield(t.field, t.value) {
				return
			}
		}
	}
}

// Texts calls yield for every shared text that anybody has written in, in no promised order.
// It is for projections and checks; a viewer's way to a text is View.Text.
func (s *State) Texts(yield func(Field, text.View) bool) {
	s.texts.all(func(f Field, t sharedText) bool { return yield(f, t.get()) })
}
