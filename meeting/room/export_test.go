package room

// KeepsPast reports whether a seat's room holds the past of its record.
func KeepsPast(s *Seat) bool {
	p := &s.room.past
	p.token <- struct{}{}
	defer func() { <-p.token }()
	return p.chronicle != nil || p.stop != nil
}
