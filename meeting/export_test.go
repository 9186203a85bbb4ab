package meeting

// The tests' own way to what a record guards: the judge of what a View gives out must not ask the View.

// GuardOf returns everything that a record guards.
func GuardOf(s *State) (reaches []*Reach, showings []Showing, leads []ID, concerns []*Concern) {
	g := s.openGuard()
	return g.Reaches, g.Showings, g.Leads, g.Concerns
}
