package meeting

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"oneplan/meeting/text"
)

// SnapshotVersion is the version of the snapshots that this program writes and reads. It changes
// with any change to State or to the engines' own form; a snapshot of another version is ignored.
const SnapshotVersion = 5

// recordSnapshot is all of a record but its texts. In a snapshot it stands first, as JSON; the texts follow, each in its engine's own
// binary form, which is read only when somebody needs that text; a checksum (CRC-32C, RFC 3720, section 12.1) of it all comes last, so
// that damage shows when the snapshot is restored and not when the text is needed.
type recordSnapshot struct {
	State  *State
	Sites  []site
	Last   ID
	Rev    uint32
	Clocks *Clocks
	Trails []trailSnapshot
	Guard  *guard
	Undo   map[PersonID]*changes
	Holed  bool `json:",omitempty"`
}

type trailSnapshot struct {
	ID   ID
	Part Part
	Held []held
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Snapshot writes the whole record, with what can be undone, so that RestoreRecord continues from it.
func (r *Record) Snapshot() (Snapshot, error) {
	s := r.State()
	out := recordSnapshot{State: s, Sites: s.sites, Last: s.last, Rev: s.rev, Clocks: s.clocks, Guard: s.guard, Undo: r.undo, Holed: r.holed}
	for f, h := range s.trails.all {
		out.Trails = append(out.Trails, trailSnapshot{f.ID, f.Part, h})
	}
	facts, err := json.Marshal(out)
	if err != nil {
		return Snapshot{}, fmt.Errorf("snapshot of %s: %w", s.Name, err)
	}
	var texts []keptText
	for f, t := range s.texts.all { // in the order of the state, so that equal records give equal bytes
		k := keptText{field: f}
		if t.stored != nil {
			k.data = t.stored.data
		} else if k.data, err = r.engines[f].AppendBinary(nil); err != nil {
			return Snapshot{}, fmt.Errorf("snapshot of %s: %w", s.Name, err)
		}
		texts = append(texts, k)
	}
	return Snapshot{Seq: s.Seq, Version: SnapshotVersion, Data: packSnapshot(facts, texts)}, nil
}

// keptText is one text of a snapshot.
type keptText struct {
	field Field
	data  []byte
}

func packSnapshot(facts []byte, texts []keptText) []byte {
	size := len(facts) + 32
	for _, t := range texts {
		size += len(t.data) + 16
	}
	b := binary.AppendUvarint(make([]byte, 0, size), uint64(len(facts)))
	b = append(b, facts...)
	for _, t := range texts {
		b = binary.AppendUvarint(b, uint64(t.field.ID))
		b = append(b, byte(t.field.Part))
		b = binary.AppendUvarint(b, uint64(len(t.data)))
		b = append(b, t.data...)
	}
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

var errSnapshotCut = errors.New("snapshot: it is not whole")

// unpackSnapshot returns what packSnapshot was given. The texts share data's memory.
func unpackSnapshot(data []byte) (facts []byte, texts []keptText, err error) {
	end := len(data) - 4
	if end < 0 || crc32.Checksum(data[:end], castagnoli) != binary.BigEndian.Uint32(data[end:]) {
		return nil, nil, errSnapshotCut
	}
	data = data[:end:end]
	number := func() (v uint64) {
		v, n := binary.Uvarint(data)
		if n <= 0 {
			err = errSnapshotCut
			return 0
		}
		data = data[n:]
		return v
	}
	field := func() (b []byte) {
		n := number()
		if n > uint64(len(data)) {
			err = errSnapshotCut
			return nil
		}
		b, data = data[:n:n], data[n:]
		return b
	}
	facts = field()
	for len(data) > 0 && err == nil {
		id := number()
		if err != nil || len(data) == 0 || id > 1<<32-1 {
			return nil, nil, errSnapshotCut
		}
		part := Part(data[0])
		data = data[1:]
		texts = append(texts, keptText{Field{ID(id), part}, field()})
	}
	return facts, texts, err
}

// RestoreRecord continues a record from its snapshot. It fails on another version and on
// damaged data: load the log from its beginning then. The record keeps snap.Data: do not change it.
func RestoreRecord(snap Snapshot) (*Record, error) {
	if snap.Version != SnapshotVersion {
		return nil, fmt.Errorf("snapshot: version %d is not %d", snap.Version, SnapshotVersion)
	}
	facts, texts, err := unpackSnapshot(snap.Data)
	if err != nil {
		return nil, err
	}
	var in recordSnapshot
	if err := json.Unmarshal(facts, &in); err != nil {
		return nil, fmt.Errorf("snapshot: %w", err)
	}
	if in.State == nil || in.State.Seq != snap.Seq {
		return nil, fmt.Errorf("snapshot: it is not of row %d", snap.Seq)
	}
	if s := in.State; holes(s.Members) || holes(s.Needs) || holes(s.Outcomes) || holes(s.Actions) || holes(s.Decisions) || holes(s.Meetings) || holes(s.Notes) || s.Shelf.holes() || in.Guard.holes() {
		return nil, fmt.Errorf("snapshot: an entry is missing")
	}
	r := NewRecord()
	r.s, r.holed = in.State, in.Holed
	r.s.sites, r.s.last, r.s.rev, r.s.clocks, r.s.guard = in.Sites, in.Last, in.Rev, in.Clocks, in.Guard
	for p, c := range in.Undo {
		if c == nil {
			return nil, fmt.Errorf("snapshot: what %q can undo is missing", p)
		}
		r.undo[p] = c
	}
	for _, t := range in.Trails {
		r.s.trails.put(Field{t.ID, t.Part}, t.Held)
	}
	for i, t := range texts {
		k := &storedText{field: t.field, data: t.data}
		if t.field.ID > in.Last || r.s.texts.get(t.field) != (sharedText{}) {
			return nil, fmt.Errorf("snapshot: text of %d: it is of nothing, or there twice", t.field.ID)
		}
		if i == 0 { // whether the engine still has this form
			if err := text.New().UnmarshalBinary(t.data); err != nil {
				return nil, fmt.Errorf("snapshot: text of %d: %w", t.field.ID, err)
			}
		}
		r.s.texts.put(t.field, sharedText{stored: k})
	}
	return r, nil
}

// holes reports whether a list has an entry that is nil.
func holes[T any](list []*T) bool { return slices.Contains(list, nil) }
