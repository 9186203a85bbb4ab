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
)

// Field names one shared text: an entry and its part.
type Field struct {
	ID   ID
	Part Part
}

// fieldMap is a persistent map of fields to texts: setting copies one chunk, reading
// copies nothing.
type fieldMap struct{ chunks []*fieldChunk }

type fieldText struct {
	field Field
	text  text.View
}

type fieldChunk struct{ texts []fieldText }

const chunkIDs = 32 // IDs a chunk holds

func (m fieldMap) get(f Field) text.View {
	i := int(f.ID / chunkIDs)
	if i >= len(m.chunks) || m.chunks[i] == nil {
		return text.View{}
	}
	for _, t := range m.chunks[i].texts {
		if t.field == f {
			return t.text
		}
	}
	return text.View{}
}

func (m fieldMap) set(f Field, v text.View) fieldMap {
	i := int(f.ID / chunkIDs)
	chunks := make([]*fieldChunk, max(len(m.chunks), i+1))
	copy(chunks, m.chunks)
	c := &fieldChunk{}
	if chunks[i] != nil {
		c.texts = slices.Clone(chunks[i].texts)
	}
	if k := slices.IndexFunc(c.texts, func(t fieldText) bool { return t.field == f }); k >= 0 {
		c.texts[k].text = v
	} else {
		c.texts = append(c.texts, fieldText{f, v})
	}
	chunks[i] = c
	return fieldMap{chunks}
}

// Texts calls yield for every shared text that anybody has written in, in no promised order.
// It is for projections and checks; a viewer's way to a text is View.Text.
func (s *State) Texts(yield func(Field, text.View) bool) {
	for _, c := range s.texts.chunks {
		if c == nil {
			continue
		}
		for _, t := range c.texts {
			if !yield(t.field, t.text) {
				return
			}
		}
	}
}
