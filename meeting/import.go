package meeting

// Import adds and changes agencies and people all together, by an administrator: everything is done, or nothing is.
type Import struct {
	Agencies []Agency  // added, or changed
	Add      []Account // as AddPerson has them
	Set      []Account // as SetPerson has them
}

func (Import) command() {}

// MaxImport is how many agencies and people one Import holds at most.
const MaxImport = 2000

// importAll tries every part of an import on a copy of the service, so that one that is refused leaves nothing behind.
func (r *Directory) importAll(a Authority, c Import) ([]Event, error) {
	if len(c.Agencies)+len(c.Add)+len(c.Set) > MaxImport {
		return nil, refuse(Invalid, "That is more than can be taken in at once: make it several files, of 2,000 lines at most.")
	}
	trial := &Directory{s: r.s, shared: true}
	meta := Meta{Seq: r.s.Seq + 1, Actor: a.Person, At: a.At}
	var out []Event
	do := func(c Command, called string) error {
		events, err := trial.Decide(a, c)
		if err != nil {
			return refuse(CodeOf(err), "%s cannot be taken in, so nothing was: %s", quoted(called), err)
		}
		for _, e := range events {
			trial.Apply(meta, e)
		}
		out = append(out, events...)
		return nil
	}
	for _, x := range c.Agencies {
		if err := do(SetAgency{x}, x.Name); err != nil {
			return nil, err
		}
	}
	for _, x := range c.Add {
		if err := do(AddPerson{x}, x.Name); err != nil {
			return nil, err
		}
	}
	for _, x := range c.Set {
		if err := do(SetPerson{x}, x.Name); err != nil {
			return nil, err
		}
	}
	return out, nil
}
