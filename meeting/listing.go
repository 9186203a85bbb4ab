package meeting

// Listing names a service of the information bank from a record. It says enough to be understood when the information bank does not
// have the service any more.
type Listing struct {
	ID      string `json:"id"`                // the service's, in the information bank
	Name    string `json:"name"`              // what it was called when it was linked
	Checked Day    `json:"checked,omitempty"` // when what is said of it had last been checked then
}

// LinkService says which service of the information bank an action or a wait is about; the zero Listing takes that away.
type LinkService struct {
	Entry   ID
	Listing Listing
}

func (LinkService) command() {}

// ListingOf returns the service that an action or a wait is about, as far as the viewer may see the entry; zero: none.
func (v *View) ListingOf(id ID) Listing {
	if a := v.Action(id); a != nil {
		return a.Listing
	}
	if w, ok := v.Entry(id).(*Wait); ok {
		return w.Listing
	}
	return Listing{}
}

// check puts a listing right, or says what is wrong with it.
func (l *Listing) check() error {
	if *l == (Listing{}) {
		return nil
	}
	if !isID(l.ID) || len(l.ID) > longestService {
		return refuse(Invalid, "Say which service is meant.")
	}
	if err := lines(short{"name of the service", &l.Name, true}); err != nil {
		return err
	}
	return checkDays(l.Checked)
}

func (d *decider) linkService(c LinkService) ([]Event, error) {
	if err := c.Listing.check(); err != nil {
		return nil, err
	}
	if a := d.s.actionFor(c.Entry, d.sees); a != nil {
		x := *a
		x.Listing = c.Listing
		return d.setAction(SetAction{x})
	}
	w, ok := d.entry(c.Entry).(*Wait)
	if !ok {
		return nil, refuse(NotFound, "A service can be linked to an action or to a wait: that is neither, or it is not there any more.")
	}
	x := *w
	x.Listing = c.Listing
	return d.setShelf(SetEntry{&x})
}
