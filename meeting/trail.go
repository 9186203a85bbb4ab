package meeting

import "slices"

// The audience trail: for every entry, which audiences it has had and from which row on. Narrowing an entry hides
// its past too, and widening it shows the past only from then on, so whoever shows the past asks the trail and not
// the audience that the entry has now.

// held is an audience that something had from a row on, and what it stood under meanwhile.
type held struct {
	Seq      Seq      `json:"s"`
	Audience Audience `json:"a,omitempty"`
	Under    ID       `json:"u,omitempty"` // a need, outcome, item or meeting; 0: nothing
}

// placeTrail stands, in the trail only, for a meeting's place, which has an audience of its own.
const placeTrail Part = 255

// trail notes that something has this audience and stands under that from row seq on.
func (s *State) trail(f Field, seq Seq, a Audience, under ID) {
	had := s.trails.get(f)
	n := len(had)
	switch {
	case n > 0 && had[n-1].Audience == a && had[n-1].Under == under:
		return
	case n > 0 && had[n-1].Seq == seq: // nobody has ever seen what a row began with
		n--
	}
	s.trails = s.trails.set(f, append(had[:n:n], held{seq, a, under}))
}

// trailMeeting notes the audience of a meeting's place, and which items are the meeting's.
func (s *State) trailMeeting(seq Seq, m *Meeting) {
	s.trail(Field{m.ID, placeTrail}, seq, m.PlaceFor, m.ID)
	for _, it := range m.Agenda {
		s.trail(Field{ID: it.ID}, seq, Everyone, m.ID)
	}
}

// deepest is how far below the record anything stands: an action, under an outcome, under a need.
const deepest = 4

// SeesAt reports whether the viewer may be shown an entry (a need, outcome, action, decision, meeting, item, member or child)
// as it was at row seq: every audience that it and what it stood under have had from then on admits them. For an entry that
// has been taken out the last audience counts. An entry that was not there at seq counts as if it had always had its first audience.
func (v *View) SeesAt(id ID, seq Seq) bool { return v.seesTrail(Field{ID: id}, seq, deepest) }

// SeesPlaceAt reports whether the viewer may be shown a meeting's place as it was at row seq.
func (v *View) SeesPlaceAt(meeting ID, seq Seq) bool {
	return v.seesTrail(Field{meeting, placeTrail}, seq, deepest)
}

// SeesFieldAt reports whether the viewer may be shown a shared text as it was at row seq.
func (v *View) SeesFieldAt(f Field, seq Seq) bool {
	if f.Part == 0 || f.Part > lastPart {
		return false
	}
	if slices.Contains(AboutMe, f.Part) {
		return v.hasText(f)
	}
	if f.Part == Aside && v.viewer.Shared { // see View.notes
		return false
	}
	return f.Part == Why && f.ID == 0 || v.SeesAt(f.ID, seq)
}

// Sees reports whether an entry (a need, outcome, action, decision, meeting, item, member or child) is there for the viewer now.
func (v *View) Sees(id ID) bool {
	if v.Need(id) != nil || v.Outcome(id) != nil || v.Action(id) != nil || v.Decision(id) != nil || v.Meeting(id) != nil || v.Note(id) != nil || find(v.Reaches, id, reachID) != nil || v.Member(id) != nil || v.Entry(id) != nil {
		return true
	}
	if m, _ := v.s.ItemOf(id); m != nil {
		return v.inMeeting(m.ID)
	}
	_, child := v.s.Child(id)
	return child
}

// AudienceOf returns the audience of an entry, of a meeting that of its place; false if the entry is not there.
func (s *State) AudienceOf(id ID) (Audience, bool) {
	if n := s.Need(id); n != nil {
		return n.Audience, true
	}
	if o := s.Outcome(id); o != nil {
		return o.Audience, true
	}
	if x := s.Action(id); x != nil {
		return x.Audience, true
	}
	if x := s.Decision(id); x != nil {
		return x.Audience, true
	}
	if n := s.Note(id); n != nil {
		return n.Audience, true
	}
	if r := find(s.openGuard().Reaches, id, reachID); r != nil {
		return r.Audience, true
	}
	if m := s.Meeting(id); m != nil {
		return m.PlaceFor, true
	}
	if e := s.Entry(id); e != nil {
		return HeadOf(e).Audience, true
	}
	return Everyone, false
}

func (v *View) seesTrail(f Field, seq Seq, depth int) bool {
	if f.Part == 0 {
		if v.s.Meeting(f.ID) != nil {
			return v.inMeeting(f.ID)
		}
		if _, child := v.s.Child(f.ID); child || v.s.Member(f.ID) != nil {
			return true
		}
		if v.viewer.Meeting != 0 && v.s.trails.get(Field{f.ID, shelfTrail}) != nil {
			return false
		}
	}
	had := v.s.trails.get(f)
	if len(had) == 0 || depth == 0 {
		return false
	}
	from := 0
	for i, h := range had {
		if h.Seq <= seq {
			from = i
		}
	}
	for _, h := range had[from:] {
		if !v.sees(h.Audience) || h.Under != 0 && !v.seesTrail(Field{ID: h.Under}, max(seq, h.Seq), depth-1) {
			return false
		}
	}
	return true
}

// AuthorOfEntry returns the member who has added an entry that has an audience; 0 if that is nobody's alone, as a meeting's place is.
func (s *State) AuthorOfEntry(id ID) ID {
	if n := s.Need(id); n != nil {
		return n.By
	}
	if o := s.Outcome(id); o != nil {
		return o.By
	}
	if x := s.Action(id); x != nil {
		return x.By
	}
	if x := s.Decision(id); x != nil {
		return x.By
	}
	if n := s.Note(id); n != nil {
		return n.By
	}
	if r := find(s.openGuard().Reaches, id, reachID); r != nil {
		return r.Member
	}
	if e := s.Entry(id); e != nil {
		return HeadOf(e).By
	}
	return 0
}
