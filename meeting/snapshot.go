package meeting

import (
	"encoding/json"
	"fmt"
	"slices"

	"oneplan/meeting/text"
)

// SnapshotVersion is the version of the snapshots that this program writes and reads. It changes
// with any change to State or to the engines' own form; a snapshot of another version is ignored.
const SnapshotVersion = 2

// recordSnapshot is a record as JSON. The texts are the engines' own binary form.
type recordSnapshot struct {
	State  *State
	Sites  []site
	Last   ID
	Rev    uint32
	Trails []trailSnapshot
	Texts  []textSnapshot
	Undo   map[PersonID]*changes
}

type textSnapshot struct {
	ID   ID
	Part Part
	Data []byte
}

type trailSnapshot struct {
	ID   ID
	Part Part
	Held []held
}

// Snapshot writes the whole record, with what can be undone, so that RestoreRecord continues from it.
func (r *Record) Snapshot() (Snapshot, error) {
	s := r.State()
	out := recordSnapshot{State: s, Sites: s.sites, Last: s.last, Rev: s.rev, Undo: r.undo}
	for f := range s.Texts { // in the order of the state, so that equal records give equal bytes
		b, err := r.texts[f].AppendBinary(nil)
		if err != nil {
			return Snapshot{}, fmt.Errorf("snapshot of %s: %w", s.Name, err)
		}
		out.Texts = append(out.Texts, textSnapshot{f.ID, f.Part, b})
	}
	for f, h := range s.trails.all {
		out.Trails = append(out.Trails, trailSnapshot{f.ID, f.Part, h})
	}
	data, err := json.Marshal(out)
	return Snapshot{Seq: s.Seq, Version: SnapshotVersion, Data: data}, err
}

// RestoreRecord continues a record from its snapshot. It fails on another version and on
// damaged data: load the log from its beginning then.
func RestoreRecord(snap Snapshot) (*Record, error) {
	if snap.Version != SnapshotVersion {
		return nil, fmt.Errorf("snapshot: version %d is not %d", snap.Version, SnapshotVersion)
	}
	var in recordSnapshot
	if err := json.Unmarshal(snap.Data, &in); err != nil {
		return nil, fmt.Errorf("snapshot: %w", err)
	}
	if in.State == nil || in.State.Seq != snap.Seq {
		return nil, fmt.Errorf("snapshot: it is not of row %d", snap.Seq)
	}
	if s := in.State; holes(s.Members) || holes(s.Needs) || holes(s.Outcomes) || holes(s.Actions) || holes(s.Decisions) || holes(s.Meetings) {
		return nil, fmt.Errorf("snapshot: an entry is missing")
	}
	r := NewRecord()
	r.s = in.State
	r.s.sites, r.s.last, r.s.rev = in.Sites, in.Last, in.Rev
	for p, c := range in.Undo {
		if c == nil {
			return nil, fmt.Errorf("snapshot: what %q can undo is missing", p)
		}
		r.undo[p] = c
	}
	for _, t := range in.Trails {
		r.s.trails = r.s.trails.set(Field{t.ID, t.Part}, t.Held)
	}
	for _, t := range in.Texts {
		f := Field{t.ID, t.Part}
		if r.texts[f] != nil {
			return nil, fmt.Errorf("snapshot: text of %d: it is there twice", t.ID)
		}
		e := text.New()
		if err := e.UnmarshalBinary(t.Data); err != nil {
			return nil, fmt.Errorf("snapshot: text of %d: %w", t.ID, err)
		}
		r.texts[f] = e
		r.touched = append(r.touched, f)
	}
	return r, nil
}

// holes reports whether a list has an entry that is nil.
func holes[T any](list []*T) bool { return slices.Contains(list, nil) }
