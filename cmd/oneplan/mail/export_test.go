package mail

// Wake has Run look at the clock.
func (p *Post) Wake() { p.poke() }

// Asked reports whether no record is still to be asked what mail it wants.
func (p *Post) Asked() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.all && len(p.changed) == 0 && len(p.rest) == 0
}
