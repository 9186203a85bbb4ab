package store

import (
	"strings"

	"oneplan/meeting"
)

// vouched checks what is left of erased rows: their own hashes are those of the words that are gone, so a later row has to vouch for it.
type vouched struct {
	open map[meeting.Seq]hash // for which nothing has vouched yet
}

// see takes the next rows of a stream.
func (v *vouched) see(stream string, lines []line) error {
	for i := range lines {
		l := &lines[i]
		if x := l.rest(); x != nil {
			if v.open == nil {
				v.open = map[meeting.Seq]hash{}
			}
			v.open[l.seq] = x.Sum()
		}
		if len(v.open) == 0 || l.salt == nil || !strings.Contains(l.kinds, "RowsRedacted") {
			continue
		}
		events, err := meeting.Decode(l.body)
		if err != nil {
			return damageAt(stream, l.seq, err.Error())
		}
		for _, e := range events {
			said, ok := e.(meeting.RowsRedacted)
			if !ok {
				continue
			}
			for _, r := range said.Rests {
				if sum, ok := v.open[r.Seq]; ok && string(sum[:]) == string(r.Sum) {
					delete(v.open, r.Seq)
				}
			}
		}
	}
	return nil
}

// end says, once all rows have been seen, of which row what is left is not what was written.
func (v *vouched) end(stream string) error {
	first := meeting.Seq(0)
	for seq := range v.open {
		if first == 0 || seq < first {
			first = seq
		}
	}
	if first == 0 {
		return nil
	}
	return damageAt(stream, first, "what is left of it is not what a later row vouches for")
}
