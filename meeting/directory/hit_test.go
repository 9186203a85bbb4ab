package directory_test

import (
	"testing"

	"oneplan/meeting/directory"
	"oneplan/meeting/words"
)

// TestHitsInALanguage: what a hit says of ages and places is in the reader's language, and what is written of them stays.
func TestHitsInALanguage(t *testing.T) {
	low, high := 5.0, 11.0
	cy := words.In("cy")
	for _, tt := range []struct {
		s                     directory.Service
		where, ages, lle, oed string
	}{
		{directory.Service{Locations: []directory.Location{{Town: "Rhyl"}, {Town: "Bangor"}}, MinAge: &low, MaxAge: &high}, "Rhyl and Bangor", "age 5 to 11", "Rhyl a Bangor", "oed 5 i 11"},
		{directory.Service{Locations: []directory.Location{{Town: "A"}, {Town: "B"}, {Town: "C"}, {Town: "D"}}}, "A and 3 more places", "", "A a 3 lle arall", ""},
		{directory.Service{Locations: []directory.Location{{Name: "The Hut and Yard"}}, MinAge: &low}, "The Hut and Yard", "age 5 and over", "The Hut and Yard", "oed 5 a throsodd"},
		{directory.Service{Areas: []string{"All of Wales"}}, "All of Wales", "", "All of Wales", ""},
	} {
		x := directory.NewIndex([]directory.Entry{{Listed: tt.s.List()}}, nil)
		f, err := x.Search(directory.Query{Closed: true}, nil)
		if err != nil || len(f.Hits) != 1 {
			t.Fatalf("%+v: %+v, %v", tt.s, f, err)
		}
		h := f.Hits[0]
		if h.Where != tt.where || h.WhereIn(nil) != tt.where || h.Ages != tt.ages || h.AgesIn(nil) != tt.ages {
			t.Errorf("in English %q, %q; want %q, %q", h.WhereIn(nil), h.AgesIn(nil), tt.where, tt.ages)
		}
		if h.WhereIn(cy) != tt.lle || h.AgesIn(cy) != tt.oed {
			t.Errorf("in Welsh %q, %q; want %q, %q", h.WhereIn(cy), h.AgesIn(cy), tt.lle, tt.oed)
		}
	}
}
