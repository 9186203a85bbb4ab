package meeting_test

import (
	"fmt"
	"testing"

	"oneplan/meeting"
)

// TestImportIsAllOrNothing takes in agencies and people together, and nothing of what has a fault in it.
func TestImportIsAllOrNothing(t *testing.T) {
	o := newOffice(t)
	in := meeting.Import{
		Agencies: []meeting.Agency{{ID: "school", Name: "Oak School", Letter: "S", Colour: 3}},
		Add: []meeting.Account{
			{ID: "p1", Name: "Ann", Agency: "school", Login: "ann"}, {ID: "p2", Name: "Ben", Agency: "health", Admin: true},
		},
		Set: []meeting.Account{{ID: maria, Name: "Maria Lopez", Agency: "school"}},
	}
	o.refused(meeting.Forbidden, o.as(maria), in)
	bad := in
	bad.Set = append(bad.Set[:1:1], meeting.Account{ID: jo, Name: "Jo", Agency: "nowhere"})
	before := o.r.State()
	o.refused(meeting.Invalid, o.as(root), bad)
	if o.r.State() != before || before.Agency("school") != nil {
		t.Error("something of a refused import stayed")
	}
	o.do(o.as(root), in)
	s := o.r.State()
	if a := s.Account("p1"); a == nil || a.Agency != "school" || a.By != root {
		t.Errorf("Ann is %+v", a)
	}
	if a := s.Account(maria); a.Name != "Maria Lopez" || a.Agency != "school" || len(a.Keys) != 1 {
		t.Errorf("Maria is %+v", a)
	}
	in.Add = nil
	for i := range meeting.MaxImport + 1 {
		in.Add = append(in.Add, meeting.Account{ID: meeting.PersonID(fmt.Sprintf("q%d", i)), Name: "Q", Agency: "school"})
	}
	o.refused(meeting.Invalid, o.as(root), in)
	in.Add, in.Agencies, in.Set = in.Add[:meeting.MaxImport], nil, nil
	o.do(o.as(root), in)
	if n := len(o.r.State().People); n != 5+meeting.MaxImport {
		t.Errorf("there are %d people", n)
	}
}
